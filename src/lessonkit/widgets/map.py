"""The map widget's state: `date`, `visible`, `selected` and `ruler` of a `Map`.

Each can be read, set, observed and linked. `making` makes maps; the scripts in this folder draw
and answer in the browser, with no kernel.
"""

from __future__ import annotations

import base64
import datetime as dt
import html
import math
from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets
import traitlets

from lessonkit.dating import as_day
from lessonkit.errors import LessonError
from lessonkit.rules import nearest
from lessonkit.widgets.home import LessonWidget


class StateError(LessonError, traitlets.TraitError):
    """A wrong value for the state of a widget. As a TraitError it leaves the old value in place."""


class DayTrait(traitlets.Unicode):
    """ISO text of a day; takes a date as well."""

    def validate(self, obj: Any, value: Any) -> str:
        """Turn a date into text; anything else but text is an error."""
        if isinstance(value, dt.date):
            value = f"{value:%Y-%m-%d}"
        if not isinstance(value, str):
            raise StateError(f"date: got {value!r}, expected a day written like 2001-05-14.")
        return value


class Map(LessonWidget):
    """A map with switches. Make one with `interactive_map`.

    Attributes
    ----------
    date : str
        The day shown, ISO 8601. Empty on a map without dates.
    visible : list of str
        Ids of the layers that are on.
    selected : str
        Id of the feature whose card is open, or empty.
    ruler : list
        Up to two ends of the ruler, each the id of a place on the map or [lon, lat] in degrees.
    """

    view = traitlets.Unicode("map").tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    date = DayTrait().tag(sync=True)
    visible = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    ruler: traitlets.List[Any] = traitlets.List().tag(sync=True)

    # Draws the still map for viewers that run nothing; asked for only when the map is displayed.
    still: Callable[[], bytes] | None = None

    @traitlets.validate("date")
    def _check_date(self, proposal: Any) -> str:
        first, last = self.spec.get("first", ""), self.spec.get("last", "")
        return day_within(proposal["value"], first, last) if first else ""

    @traitlets.validate("visible")
    def _check_visible(self, proposal: Any) -> list[str]:
        known = [layer["id"] for layer in self.spec.get("layers", ())]
        for layer in proposal["value"]:
            if layer not in known:
                raise StateError(f"visible: unknown layer {layer!r}. Known: {', '.join(known)}.")
        return [layer for layer in known if layer in proposal["value"]]

    @traitlets.validate("selected")
    def _check_selected(self, proposal: Any) -> str:
        known = self.spec.get("cards", {})
        if proposal["value"] and proposal["value"] not in known:
            raise StateError(_no_such("selected: no feature has the id", proposal["value"], known))
        return str(proposal["value"])

    @traitlets.validate("ruler")
    def _check_ruler(self, proposal: Any) -> list[str | list[float]]:
        ends = proposal["value"]
        if len(ends) > 2:
            raise StateError(f"ruler: got {len(ends)} ends, expected at most two.")
        return [self._ruler_end(end) for end in ends]

    def _ruler_end(self, end: Any) -> str | list[float]:
        if isinstance(end, str):
            if end not in self.spec.get("places", {}):
                known = self.spec.get("places", {})
                raise StateError(_no_such("ruler: no place on this map has the id", end, known))
            return end
        try:
            lon, lat = (float(value) for value in end)
        except (TypeError, ValueError):
            lon = lat = math.nan
        west, south, east, north = self.spec["extent"].values()
        if not (west <= lon <= east and south <= lat <= north):
            raise StateError(
                f"ruler: got {end!r}, expected the id of a place or [lon, lat] inside the map: "
                f"lon {west} to {east}, lat {south} to {north}."
            )
        return [lon, lat]

    def still_html(self) -> str:
        """Return the still map as HTML with its words, or nothing if it cannot be drawn."""
        if self.still is None:
            return ""
        source = base64.b64encode(self.still()).decode("ascii")
        alt = html.escape(self.spec["alt"], quote=True)
        return f'<img alt="{alt}" src="data:image/webp;base64,{source}">'

    def _fallback(self) -> tuple[str, str]:
        """Give the still map with its words."""
        return f"Map: {self.spec.get('title', '')}", self.still_html()


class MapPair(LessonWidget):
    """Two maps of one window side by side, `left` and `right`. Make one with `linked_maps`."""

    view = traitlets.Unicode("pair").tag(sync=True)
    left = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    right = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)

    def _fallback(self) -> tuple[str, str]:
        """Give both still maps with their words."""
        maps = (self.left, self.right)
        titles = " and ".join(one.spec["title"] for one in maps)
        return f"Maps: {titles}", "".join(one.still_html() for one in maps)


def _no_such(what: str, got: str, known: Iterable[str]) -> str:
    """Say that an id is not known, and which known ones are like it."""
    ids = list(known)
    like = [one for one in ids if got in one.split("/")] or [nearest(got, ids)]
    like = like if any(like) else ids
    return f"{what} {got!r}. There is, for example, {', '.join(map(repr, like[:3])) or 'none'}."


def day_within(value: str, first: str, last: str) -> str:
    """Check the `date` of a widget: a day from `first` to `last`. All are ISO 8601 text."""
    try:
        day = as_day(value, "date").isoformat()
    except LessonError as error:
        raise StateError(str(error)) from None
    if not first <= day <= last:
        raise StateError(f"date: got {day}, expected a day from {first} to {last}.")
    return day
