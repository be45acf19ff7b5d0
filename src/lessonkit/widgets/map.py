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
from typing import Any, Literal, cast

import pandas as pd
import traitlets
from markupsafe import Markup
from PIL import Image

from lessonkit.days import Day, from_cell, iso, number, on_step, span
from lessonkit.errors import LessonError, suggest
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, day_of, days_of, rows_of
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import begin_ground, locator
from lessonkit.maps.layers import Card, Feature, Layer, cited, cited_on
from lessonkit.maps.legend import SIGNS, caption, signs_of
from lessonkit.maps.plane.mesh import mesh_of
from lessonkit.maps.still import print_map
from lessonkit.maps.svg import CROWD, draw_map, key_swatch, sign_of, swatch
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent, MapSpec, StepSpec
from lessonkit.widgets.base import (
    DayTrait,
    LessonWidget,
    StateError,
    clock_of,
    day_within,
    is_kept,
    iso_step,
)
from lessonkit.widgets.evidence import as_known, events_known, evidence_of, with_said
from lessonkit.widgets.lists.claims import claims_spec
from lessonkit.widgets.lists.entries import local_of
from lessonkit.widgets.lists.events import events_spec
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.lists.report import Report, report_spec
from lessonkit.widgets.state import (
    Drawn,
    LegendEntry,
    MapEvent,
    MapOnPage,
    MapPlace,
    MapStep,
    Sides,
    StateTrait,
)
from lessonkit.words import day_in_words

_SIDES: tuple[Literal["west", "south", "east", "north"], ...] = ("west", "south", "east", "north")


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
            raise StateError("known_by: this map has no slider, or its lesson no table reports.")
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
        west, south, east, north = (edges[side] for side in _SIDES)
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
    window = Window(lesson.extent(described.extent))
    first, last, start = _range(lesson, described)
    made = _layers(lesson, window, described, (first, last), add)
    step = lesson.step_for(first, last)
    clock = bool(described.days) and not lesson.reports.empty
    is_told = evidence and first is not None and (clock or bool(lesson.sides))
    on_page = with_said(lesson, made, clock) if is_told else made
    drawing = draw_map(lesson, window, on_page, step)
    words = map_spec(lesson, window, on_page, last, step)
    told = evidence_of(lesson, on_page, drawing.ids, step, clock=clock) if is_told else None
    words["sources"] |= _sources(lesson, {one["id"] for one in told["sources"]} if told else set())
    spec: MapOnPage = {
        **words,
        "id": described.id,
        "marks": drawing.marks,
        "spots": drawing.spots,
        "borders": drawing.borders,
        "steps": [_step(lesson, window, made, one, words, step) for one in described.steps],
        "names": described.names,
        "locator": locator(lesson, window.extent),
        "title": described.title,
        "subtitle": described.subtitle,
        "alt": described.alt,
        "slider": bool(described.days),
        **clock_of(lesson, first, last),
        "evidence": told,
    }
    on = tuple(layer.id for layer in on_page if layer.on)
    shown = _expand(on if described.visible is None else described.visible, spec)
    below = still_subtitle or described.subtitle
    printed = replace(described, subtitle=below, day=start, visible=tuple(shown))
    return Map(
        lesson=lesson,
        still=_picture_of(lesson, window, made, printed, described.known_by if clock else None),
        spec=spec,
        svg=drawing.svg,
        visible=shown,
        date=iso_step(start, step),
        known_by=iso_step(described.known_by, step),
    )


def _check_words(described: MapSpec) -> None:
    for name, value in (("title", described.title), ("alt", described.alt)):
        if not value.strip():
            raise LessonError(f"{name}: got nothing. Say what the map shows: readers need it.")


def _picture_of(
    lesson: LessonData, window: Window, layers: list[Layer], printed: MapSpec, by: Day | None
) -> Callable[[], bytes]:
    """Give what draws the still picture of a map; with `by` it shows what was known by that day."""
    words, day = printed.subtitle, printed.day
    if by is not None and day is not None:
        layers = as_known(lesson, layers, day, by)
        words = f"As known by {day_in_words(by)}. {words}".strip()
    looks: dict[str, Any] = {"title": printed.title, "day": day, "visible": printed.visible}
    return lambda: _webp(print_map(lesson, window.extent, layers, subtitle=words, **looks))


def _layers(
    lesson: LessonData,
    window: Window,
    described: MapSpec,
    days: tuple[Day | None, Day | None],
    add: Sequence[Layer],
) -> list[Layer]:
    """Make the layers of a map, those of the lesson before those that are added."""
    first, last = days
    begin_ground(lesson, window.extent, described.layers)
    between = None if first is None or last is None else (first, last)
    drawn = build_layers(lesson, window.extent, described.layers, described.places, between)
    made = [*drawn, *add]
    _check_ids(made)
    cut = (_between(layer, first, last) for layer in made)
    return [layer for layer in cut if layer.features or layer.role.ground]


def _step(
    lesson: LessonData,
    window: Window,
    layers: Sequence[Layer],
    step: StepSpec,
    spec: Drawn,
    clock: str,
) -> MapStep:
    """Turn what a step names into what the page does."""
    seen = None
    if step.extent:
        part = lesson.extent(step.extent)
        seen = _view(window, *window.frame_of(part))
    return {
        "title": step.title,
        "text": step.text,
        "question": step.question,
        "day": None if step.day is None else iso(on_step(step.day, clock)),
        "window": seen,
        "visible": None if step.visible is None else _expand(step.visible, spec),
        "selected": _marked(layers, step.mark) if step.mark else "",
        "known_by": iso_step(step.known_by, clock),
    }


def _view(window: Window, left: float, top: float, right: float, foot: float) -> list[float]:
    """Give x, y and width of a view with a part of the page in its middle.

    Its height goes with its width as that of the page does.
    """
    width = max(right - left, (foot - top) * window.width / window.height)
    height = width * window.height / window.width
    view = (left + right - width) / 2, (top + foot - height) / 2, width
    return [round(number, 1) for number in view]


def _marked(layers: Sequence[Layer], mark: str) -> str:
    """Give the feature that stands for a place or an event; rather than its holder or its value."""
    found = [
        (layer.role.holders or layer.role.sized, f.id)
        for layer in layers
        for f in layer.features
        if mark in (f.card.get("event"), f.place)
    ]
    if not found:
        raise LessonError(
            f"steps: {mark!r} has no mark on this map. Give the step a place or an event of the "
            "map's layers and window, or delete its mark."
        )
    return min(found, key=lambda one: one[0])[1]


def _range(lesson: LessonData, described: MapSpec) -> tuple[Day | None, Day | None, Day | None]:
    """Return first and last day of a map and that shown at first, checked against the lesson's."""
    if not described.days:
        day = None if described.day is None else day_of(lesson, described.day)
        return day, day, day
    first, last = days_of(lesson, described.days)
    if described.day is not None and not first <= described.day <= last:
        raise LessonError(
            f"day: got {iso(described.day)}, expected a day from {iso(first)} to {iso(last)}."
        )
    return first, last, first if described.day is None else described.day


def _check_ids(layers: Sequence[Layer]) -> None:
    ids = [layer.id for layer in layers]
    for twice in (i for i in ids if ids.count(i) > 1):
        raise LessonError(f"Two layers have the id {twice!r}. Give the new one another id.")


def _between(layer: Layer, first: Day | None, last: Day | None) -> Layer:
    """Leave out what never holds on the days of the map, and ends that come after them."""
    if first is None or last is None:
        return layer
    kept = tuple(
        _known_by(last, f)
        for f in layer.features
        if (f.start is None or f.start <= last) and (f.end is None or f.end >= first)
    )
    # A layer that names no sources of its own has those of its features, and of no others.
    own = layer.source_ids != cited(layer.features)
    return replace(layer, features=kept, source_ids=layer.source_ids if own else cited(kept))


def _known_by(last: Day, feature: Feature) -> Feature:
    """Leave the end open that nobody knew on the last day of the map."""
    if feature.end is None or feature.end <= last:
        return feature
    card, when = feature.card, feature.card.get("when")
    if when and (end := span(when[1])) and end.last is not None and end.last > last:
        card = card | {"when": [when[0], ""]}
    return replace(feature, end=None, card=card)


def _expand(ids: Sequence[str], spec: Drawn) -> list[str]:
    """Let a layer of `lesson.toml` stand for those of its holders, into which it is drawn."""
    shown = [(layer["id"], layer["holder"]) for layer in spec["layers"]]

    def drawn(wanted: str) -> list[str]:
        mine = [one for one, holder in shown if holder and one == f"{wanted}-{holder}"]
        is_there = wanted in (one for one, _ in shown)
        return [*mine, wanted] if is_there or not mine else mine

    return [one for wanted in ids for one in drawn(wanted)]


def _webp(figure: Any) -> bytes:
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=76, pil_kwargs={"compress_level": 1})
    file = io.BytesIO()
    Image.open(page).convert("RGB").save(file, "WEBP", quality=42, method=6)
    return file.getvalue()


_SURE = ("high", "medium", "low")


def map_spec(
    lesson: LessonData,
    window: Window,
    layers: Sequence[Layer],
    last: Day | None = None,
    step: str = "day",
) -> Drawn:
    """Collect what the browser needs besides the drawing: words only, no markup.

    Of the events only those that began by the last day of the map are in it.
    """
    cards = {f.id: _card(f) for layer in layers for f in layer.features if f.card}
    used = {c["place"] for c in cards.values() if c.get("place")}
    cited = {one for card in cards.values() for one in cited_on(card)}
    places = _places(lesson, used)
    cited |= {s for p in places.values() for s in p["sources"]}
    legend = [_legend_entry(layer, signs_of(lesson, window.extent, layer)) for layer in layers]
    shown = {sign for entry in legend for sign in entry["signs"]}
    cited |= {s for entry in legend for s in entry["sources"]}
    events = _events(lesson, layers, last, step)
    return {
        "lesson": lesson.id,
        "language": lesson.language,
        "local": local_of(lesson),
        "holders": lesson.words.holders,
        "width": window.width,
        "height": round(window.height),
        "extent": cast(Sides, dict(zip(_SIDES, window.sides, strict=True))),
        "mesh": mesh_of(window),
        "layers": legend,
        "signs": _signs(layers, shown),
        "cards": cards,
        "places": places,
        "sources": _sources(lesson, cited),
        "events": events,
        "kinds": _kinds(lesson, events),
        "caption": caption(lesson, window.extent, layers),
    }


def _sources(lesson: LessonData, ids: set[str]) -> dict[str, list[str]]:
    """Give citation and date of each source, in the order of the table."""
    table = lesson.sources[lesson.sources["source_id"].isin(ids)]
    return {r["source_id"]: [r["citation"], r["date"]] for r in rows_of(table)}


def _signs(layers: Sequence[Layer], shown: set[str]) -> list[list[str]]:
    """List the signs on the map in order, each with its words, and a swatch where one helps."""
    holders = [x for x in layers if x.role.holders and x.style.marker != "question"]

    def sample(sign: str) -> str:
        if sign == "crowd":
            return CROWD
        if sign not in _SURE or not holders:
            return ""
        return swatch(replace(holders[0], style=replace(holders[0].style, confidence=sign)))

    return [[sign, words, sample(sign)] for sign, words in SIGNS.items() if sign in shown]


def _card(feature: Feature) -> Card:
    """Keep what is the feature's own; what it shares with its place stands in `places`."""
    kept = {k: v for k, v in feature.card.items() if v not in ("", [], None)}
    if kept.get("place"):
        shared = ("title", "title_local", "text", "kind", "precision_km", "sources")
        kept = {k: v for k, v in kept.items() if k not in shared}
    return cast(Card, kept)


def _places(lesson: LessonData, ids: set[str]) -> dict[str, MapPlace]:
    paragraphs: dict[str, set[int]] = {}
    for row in rows_of(lesson.claims):
        for place in row["place_ids"]:
            paragraphs.setdefault(place, set()).add(int(row["paragraph"]))
    rows = rows_of(lesson.places[lesson.places["place_id"].isin(ids)])
    return {
        r["place_id"]: {
            "title": r["name_en"],
            "title_local": r["name_local"],
            "text": r["note"],
            "kind": lesson.kind("place", r["kind"]).label,
            "lon": r["lon"],
            "lat": r["lat"],
            "precision_km": r["precision_km"],
            "sources": list(r["source_ids"]),
            "paragraphs": sorted(paragraphs.get(r["place_id"], ())),
        }
        for r in rows
    }


def _events(
    lesson: LessonData, layers: Sequence[Layer], last: Day | None, step: str
) -> list[MapEvent]:
    """List the events by day, and whether each is drawn: some lie outside the map."""
    drawn = {f.card["event"] for x in layers if x.role.events for f in x.features}
    if not drawn:
        return []
    begun = lesson.events
    if last is not None:
        begun = begun[begun["start"] <= last]
    rows = rows_of(begun.sort_values(["start", "event_id"]))
    known = events_known(lesson)
    return [
        {
            "title": row["title"],
            "drawn": row["event_id"] in drawn,
            "kind": row["kind"],
            "start": iso(from_cell(row["start"], lesson.unit)),
            "end": iso(
                from_cell(row["end"] if pd.notna(row["end"]) else row["start"], lesson.unit)
            ),
            "known": number(known[row["event_id"]], step),
        }
        for row in rows
    ]


def _kinds(lesson: LessonData, events: Sequence[MapEvent]) -> dict[str, list[str]]:
    """Give each kind of the events its label and its outline, in the order of `lesson.toml`."""
    used = {one["kind"] for one in events} - {""}
    known = [word for of, word in lesson.kinds if of == "event" and word in used]
    kinds = [lesson.kind("event", word) for word in [*known, *sorted(used - set(known))]]
    return {one.id: [one.label, sign_of(one.mark or "circle")] for one in kinds}


def _legend_entry(layer: Layer, signs: list[str]) -> LegendEntry:
    return {
        "id": layer.id,
        "label": layer.label,
        "short": layer.short or layer.label,
        "group": layer.group,
        "table": layer.table,
        "swatch": swatch(layer),
        "sources": list(layer.source_ids),
        "span": _span(layer),
        "signs": signs,
        "holder": layer.holder,
        "measure": layer.measure,
        "key": [[key_swatch(row.style), row.words] for row in layer.legend],
    }


def _span(layer: Layer) -> list[str] | None:
    """Return the first and last day on which something of the layer holds, empty if open."""
    own = [f for f in layer.features if not f.said]
    if all(f.start is None and f.end is None for f in own):
        return None
    starts, ends = [f.start for f in own], [f.end for f in own]
    return [
        "" if None in starts else iso(min(s for s in starts if s is not None)),
        "" if None in ends else iso(max(e for e in ends if e is not None)),
    ]
