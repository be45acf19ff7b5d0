"""A list beside a map, tied to it in both directions: its state; the scripts do the rest."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pandas as pd
import traitlets

from lessonkit.rules import suggest
from lessonkit.widgets.home import LessonWidget
from lessonkit.widgets.map import Map, StateError
from lessonkit.widgets.tables import table


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


class Reader(LessonWidget):
    """A list and its map. Make one with `Lesson.claims_reader` or `Lesson.event_list`.

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

    view = traitlets.Unicode("reader").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    map = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    chosen = _IdTrait().tag(sync=True)
    filters = _FiltersTrait().tag(sync=True)

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> str:
        chosen = str(proposal["value"])
        known = [item["id"] for item in self.spec.get("items", ())]
        if chosen and chosen not in known:
            near = suggest(chosen, known, f"The ids go from {known[0]} to {known[-1]}.")
            raise StateError(f"chosen: no entry of this list has the id {chosen!r}. {near}")
        return chosen

    @traitlets.validate("filters")
    def _check_filters(self, proposal: Any) -> dict[str, str]:
        known = {one["id"]: one for one in self.spec.get("filters", ())}
        for name, value in proposal["value"].items():
            if name not in known:
                raise StateError(f"filters: no filter {name!r}. There are: {', '.join(known)}.")
            values = [option[0] for option in known[name]["options"]]
            if value and value not in values:
                near = suggest(str(value), values, f"There are: {', '.join(values)}.")
                raise StateError(f"filters: {name} is never {value!r} in this list. {near}")
        return {name: value for name, value in proposal["value"].items() if value}

    def _fallback(self) -> tuple[str, str]:
        """Give the still map and the whole list, as a table."""
        rows = [self._row(item) for item in self.spec["items"]]
        # All headings in the order in which they come; not every entry has each.
        heads = {head: head for row in rows for head in row}
        frame = pd.DataFrame(rows, columns=list(heads)).fillna("")
        lines = [f"Map: {self.map.spec['title']}"]
        lines += ["; ".join(f"{head}: {words}" for head, words in row.items()) for row in rows]
        title = self.spec["title"]
        words = str(table(frame, heads, title).data)
        return "\n".join([title, *lines]), self.map.still_html() + words

    def _row(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the words of an entry by their headings."""
        named = {"place": self.spec["places"], "event": self.spec["events"]}
        shows = {
            heading: "; ".join(named[kind][one]["title"] for one in item["keys"][kind])
            for kind, heading in self.spec["shows"].items()
        }
        about = {"About": " · ".join(item["head"]), "Entry": item["title"]}
        return about | dict(item["lines"]) | {k: words for k, words in shows.items() if words}
