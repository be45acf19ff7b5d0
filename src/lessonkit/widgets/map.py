"""The map widget: its state, how it is made from layers, and the words that the browser needs.

`date`, `visible`, `selected` and `ruler` of a `Map` can be read, set, observed and linked. The
scripts draw and answer in the browser, with no kernel.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import traitlets
from markupsafe import Markup
from PIL import Image

from lessonkit.days import end_of_step
from lessonkit.errors import LessonError, suggest
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData
from lessonkit.maps.layers import Layer
from lessonkit.shelf import made
from lessonkit.tables.entries import Extent, MapSpec
from lessonkit.widgets.base import (
    DayTrait,
    LessonWidget,
    StateError,
    day_within,
    is_kept,
    iso_step,
)
from lessonkit.widgets.evidence import as_known
from lessonkit.widgets.lists.claims import claims_spec
from lessonkit.widgets.lists.events import events_spec
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.lists.report import Report, report_spec
from lessonkit.widgets.page import drawing_map, has_clock, key_for, page_of, range_of
from lessonkit.widgets.state import SIDES, MapOnPage, StateTrait
from lessonkit.words import day_in_words


class Map(LessonWidget):
    """A map with switches. Make one with `Lesson.map`.

    Attributes
    ----------
    date : str
        The day shown, ISO 8601. Empty on a map without dates.
    visible : list of str
        Ids of the layers that are on.
    selected : str
        Id of the feature whose card is open, or empty.
    known_by : str
        The day on the clock of what was known, ISO 8601: the map shows nothing whose earliest
        source is later. Empty for off. Only a map with a slider has it, of a lesson with reports.
    sources_off : list of str
        Ids of sources that are switched off: what rests on them alone turns to not known.
    two_sides : bool
        Whether only what two sides say is shown.
    ruler : list
        Up to two ends of the ruler, each the id of a place on the map or [lon, lat] in degrees.
    """

    view = traitlets.Unicode("map").tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    spec = StateTrait[MapOnPage]().tag(sync=True)
    date = DayTrait().tag(sync=True)
    visible = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    ruler: traitlets.List[Any] = traitlets.List().tag(sync=True)
    known_by = DayTrait().tag(sync=True)
    sources_off = traitlets.List(traitlets.Unicode()).tag(sync=True)
    two_sides = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        *,
        lesson: LessonData | None = None,
        still: Callable[[], bytes] | None = None,
        **traits: Any,
    ) -> None:
        super().__init__(**traits)
        self._lesson = lesson
        # Draws the picture for viewers that run nothing; asked for only where outputs are kept.
        self._still = still

    def with_claims(self) -> MapList:
        """Show the claims of the article beside the map, each tied to its places and its date.

        How each claim was checked and what came of it is said only by a lesson that knows the
        end: nothing of it reaches the page of one made with `as_of`.

        Returns
        -------
        MapList
            A list that draws this map beside itself. A map may have several lists.
        """
        return MapList(spec=claims_spec(self._of()), map=self)

    def with_report(self) -> Report:
        """Show the paragraphs of the report beside the map, in the words of its claims.

        Of each claim the page says who speaks and of what kind it is, and the map shows its places
        and its day. What came of it is not told here: see `with_claims`.

        Returns
        -------
        Report
            A text that draws this map beside itself. A map may have several.
        """
        return Report(spec=report_spec(self._of()), map=self)

    def with_events(self) -> MapList:
        """Show the events on the days of the map beside it, tied to its date.

        Returns
        -------
        MapList
            A list that draws this map beside itself. A map may have several lists.

        Raises
        ------
        LessonError
            If the map has no slider (`days`).
        """
        return MapList(spec=events_spec(self._of(), self.spec), map=self)

    def _of(self) -> LessonData:
        if self._lesson is None:
            raise LessonError("The map belongs to no lesson. Make it with lesson.map(...).")
        return self._lesson

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

    @traitlets.validate("known_by")
    def _check_known_by(self, proposal: Any) -> str:
        day, evidence = proposal["value"], self.spec.get("evidence")
        if not day:
            return ""
        if not evidence or not evidence["clock"]:
            raise StateError(
                "known_by: this map has no slider or evidence = false, or its lesson no reports."
            )
        return day_within(day, self.spec["first"], self.spec["last"])

    @traitlets.validate("sources_off")
    def _check_sources_off(self, proposal: Any) -> list[str]:
        evidence = self.spec.get("evidence")
        known = {one["id"]: one for one in evidence["sources"]} if evidence else {}
        for one in proposal["value"]:
            if one not in known:
                raise StateError(_no_such("sources_off: no mark rests on the source", one, known))
        return [one for one in known if one in proposal["value"]]

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
        edges = self.spec["extent"]
        west, south, east, north = (edges[side] for side in SIDES)
        seen = Extent("", "", west, east, south, north, "")
        # A click on the very edge may round to a point outside.
        if not seen.holds(lon, lat, (north - south) / 1000):
            raise StateError(
                f"ruler: got {end!r}, expected the id of a place or [lon, lat] inside the map: "
                f"lon {west:.6g} to {east:.6g}, lat {south:.6g} to {north:.6g}."
            )
        return [lon, lat]

    def still_html(self) -> Markup:
        """Return the still map as HTML with its words, or nothing if it cannot be drawn.

        Where outputs are not written to be kept, the words say how to get the picture.
        """
        if self._still is None:
            return Markup()
        steps = rendered("widgets/steps", steps=self.spec["steps"])
        if not is_kept():
            return rendered("widgets/no_picture", alt=self.spec["alt"]) + steps
        source = base64.b64encode(self._still()).decode("ascii")
        picture = rendered("html/picture", alt=self.spec["alt"], kind="image/webp", data=source)
        return picture + steps

    def _fallback(self) -> tuple[str, str]:
        """Give the still map with its words."""
        return f"Map: {self.spec.get('title', '')}", self.still_html()


def _no_such(what: str, got: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Say that an id is not known, and which known ones stand for the same or are like it."""
    ids = list(known)
    like = [key for key, one in known.items() if got in (one.get("place"), one.get("event"))]
    like = like or [suggest(got, ids)]
    like = like if any(like) else ids
    return f"{what} {got!r}. There is, for example, {', '.join(map(repr, like[:3])) or 'none'}."


def make_map(
    lesson: LessonData,
    described: MapSpec,
    *,
    add: Sequence[Layer] = (),
    still_subtitle: str | None = None,
    evidence: bool = True,
) -> Map:
    """Draw a map whose switches and dates work without a kernel. See `Lesson.map`.

    Parameters
    ----------
    lesson : LessonData
    described : MapSpec
        The map, as a paragraph of `lesson.toml` or a call describes it.
    add : sequence of Layer, optional
        Layers besides those of the lesson.
    still_subtitle : str, optional
        What the still picture says in place of the subtitle, where less is true of it.
    evidence : bool
        Whether the map has a clock of what was known and switches of sources, if its lesson has
        reports and sides.
    """
    _check_words(described)
    first, last, start = range_of(lesson, described)
    with drawing_map(described):
        spec, svg, shown = page_of(lesson, described, add, evidence)
    below = still_subtitle or described.subtitle
    printed = replace(described, subtitle=below, day=start, visible=tuple(shown))
    step = lesson.step_for(first, last)
    return Map(
        lesson=lesson,
        still=partial(_picture_of, lesson, described, add, printed),
        spec=spec,
        svg=svg,
        visible=shown,
        date=iso_step(start, step),
        known_by=iso_step(described.known_by, step),
    )


def _check_words(described: MapSpec) -> None:
    for name, value in (("title", described.title), ("alt", described.alt)):
        if not value.strip():
            raise LessonError(f"{name}: got nothing. Say what the map shows: readers need it.")


def _picture_of(
    lesson: LessonData, described: MapSpec, add: Sequence[Layer], printed: MapSpec
) -> bytes:
    """Give the still picture of a map as WebP; it shows what was known by the day of its clock."""
    key = key_for("picture", lesson, described.extent, described, list(add), printed)
    with drawing_map(described):
        return made(key, partial(_drawn, lesson, described, add, printed))


def _drawn(lesson: LessonData, described: MapSpec, add: Sequence[Layer], printed: MapSpec) -> bytes:
    # As in `page_of`: who only looks at maps never imports what draws.
    from lessonkit.maps.still import print_map
    from lessonkit.widgets.drawing import layers_of

    layers = layers_of(lesson, described, add)
    by = described.known_by if has_clock(lesson, described) else None
    words, day = printed.subtitle, printed.day
    first, last, _ = range_of(lesson, described)
    step = lesson.step_for(first, last)
    if by is not None and day is not None:
        layers = as_known(lesson, layers, day, by, step)
        words = f"As known by {day_in_words(end_of_step(by, step, lesson.unit))}. {words}".strip()
    looks: dict[str, Any] = {"title": printed.title, "day": day, "visible": printed.visible}
    looks["step"] = step
    extent = lesson.extent(described.extent)
    return _webp(print_map(lesson, extent, layers, subtitle=words, **looks))


def _webp(figure: Any) -> bytes:
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=64, pil_kwargs={"compress_level": 1})
    file = io.BytesIO()
    Image.open(page).convert("RGB").save(file, "WEBP", quality=42, method=6)
    return file.getvalue()
