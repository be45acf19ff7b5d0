"""A list beside a map, tied to it in both directions: `claims` or `events` give its entries.

An entry has a line above its title, the values by which it is found (`keys`), the days that it is
about (`when`), the marks that show it (`marks`, the first that is on the map counts), and the lines
of its detail.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets
import pandas as pd
import traitlets

from lessonkit.errors import known_id
from lessonkit.html.table import table
from lessonkit.widgets.base import LessonWidget, StateError
from lessonkit.widgets.state import Item, ListSpec, StateTrait
from lessonkit.words import day_in_words

if TYPE_CHECKING:
    from lessonkit.widgets.map import Map


class _IdTrait(traitlets.Unicode):
    """Text; anything else is refused with a remedy."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> Any:
        raise StateError(
            f'{self.name}: got {value!r}, expected the id of an entry as text, or "" for none.'
        )


class _FiltersTrait(traitlets.Dict):
    """A dict; anything else is refused with a remedy."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> Any:
        raise StateError(f"{self.name}: got {value!r}, expected a dict such as {{}} for no filter.")


class MapList(LessonWidget):
    """A list and its map. Make one with `Map.with_claims` or `Map.with_events`.

    Attributes
    ----------
    map : Map
        The map that the list draws beside itself; other views may show it, too.
    chosen : str
        Id of the entry that is open, or empty.
    filters : dict of str to str
        What the list is narrowed to: a value by the id of a filter, for example
        ``{"kind": "prediction"}``. Empty for everything.
    """

    view = traitlets.Unicode("list").tag(sync=True)
    spec = StateTrait[ListSpec]().tag(sync=True)
    # By its name: the map is made of what stands here.
    map: traitlets.Instance[Map] = traitlets.Instance("lessonkit.widgets.map.Map").tag(
        sync=True, **ipywidgets.widget_serialization
    )
    chosen = _IdTrait().tag(sync=True)
    filters = _FiltersTrait().tag(sync=True)

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> str:
        chosen = str(proposal["value"])
        known = [item["id"] for item in self.spec.get("items", ())]
        if chosen:
            remedy = (
                f"The ids go from {known[0]} to {known[-1]}." if known else "The list is empty."
            )
            known_id(chosen, known, "entry", otherwise=remedy, where="chosen", error=StateError)
        return chosen

    @traitlets.validate("filters")
    def _check_filters(self, proposal: Any) -> dict[str, str]:
        known = {one["id"]: one for one in self.spec.get("filters", ())}
        for name, value in proposal["value"].items():
            known_id(name, known, "filter", where="filters", error=StateError)
            values = [option[0] for option in known[name]["options"]]
            if value:
                known_id(value, values, f"{name} in this list", where="filters", error=StateError)
        return {name: value for name, value in proposal["value"].items() if value}

    def _fallback(self) -> tuple[str, str]:
        """Give the still map and the whole list, as a table."""
        titles = {
            "place": {key: one["title"] for key, one in self.spec["places"].items()},
            "event": {key: one["title"] for key, one in self.spec["events"].items()},
        }
        rows = [self._row(item, titles) for item in self.spec["items"]]
        # All headings in the order in which they come; not every entry has each.
        heads = {head: head for row in rows for head in row}
        frame = pd.DataFrame(rows, columns=list(heads)).fillna("")
        lines = [f"Map: {self.map.spec['title']}"]
        lines += ["; ".join(f"{head}: {words}" for head, words in row.items()) for row in rows]
        title = self.spec["title"]
        words = table(frame, heads, title).data
        return "\n".join([title, *lines]), self.map.still_html() + words

    def _row(self, item: Item, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Return the words of an entry by their headings; `titles` are those of what it shows."""
        shows = {
            heading: "; ".join(titles[kind][one] for one in item["keys"][kind])
            for kind, heading in self.spec["shows"].items()
        }
        about = {"About": " · ".join(item["head"]), "Entry": item["title"]}
        shows["Who said what, and when"] = " ".join(
            f"{day_in_words(one['day'])} {one['told']}. {one['words']}" for one in item["told"]
        )
        lines = {line[0]: line[1] for line in item["lines"]}
        return about | lines | {k: words for k, words in shows.items() if words}
