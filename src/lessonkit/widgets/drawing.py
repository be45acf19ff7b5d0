"""What a map gives its page: the drawing, and the words and numbers that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from lessonkit.days import Day, from_cell, iso, on_step, span
from lessonkit.errors import LessonError
from lessonkit.lesson import LessonData, rows_of
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import begin_ground, locator
from lessonkit.maps.layers import Card, Feature, Layer, cited, cited_on
from lessonkit.maps.legend import SIGNS, caption, signs_of
from lessonkit.maps.marks import on_day
from lessonkit.maps.plane.mesh import mesh_of
from lessonkit.maps.svg import CROWD, draw_map, key_swatch, sign_of, swatch
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent, MapSpec, StepSpec
from lessonkit.widgets.base import clock_of, iso_step
from lessonkit.widgets.evidence import evidence_of, with_said
from lessonkit.widgets.lists.entries import local_of
from lessonkit.widgets.page import Page, has_clock, range_of
from lessonkit.widgets.state import (
    SIDES,
    Drawn,
    LegendEntry,
    MapEvent,
    MapOnPage,
    MapPlace,
    MapStep,
    Sides,
)
from lessonkit.words import capital


def drawn_page(
    lesson: LessonData, described: MapSpec, add: Sequence[Layer], evidence: bool
) -> Page:
    """Draw a map, and give all that its page gets. See `page_of`."""
    window = Window(lesson.extent(described.extent))
    first, last, _ = range_of(lesson, described)
    made = layers_of(lesson, described, add)
    step = lesson.step_for(first, last)
    clock = has_clock(lesson, described)
    is_weighed = (
        evidence and described.evidence and first is not None and (clock or bool(lesson.sides))
    )
    on_page = with_said(lesson, made, clock) if is_weighed else made
    drawing = draw_map(lesson, window, on_page, step)
    parts = [lesson.extent(one.extent) for one in described.steps if one.extent]
    words = map_spec(lesson, window, on_page, last, parts)
    told = None
    if is_weighed or (evidence and not lesson.reports.empty):  # a card tells what was said
        day = None if described.days else first
        rows = _begun(lesson, last) if described.days else ()
        told = evidence_of(lesson, on_page, drawing.ids, step, day=day, clock=clock, events=rows)
        told = told if is_weighed or told["reports"] else None
        if told and not described.evidence:
            told["sides"] = []  # the page has no switches then
    words["sources"] |= _sources(lesson, {one["id"] for one in told["sources"]} if told else set())
    spec: MapOnPage = {
        **words,
        "id": described.id,
        "marks": drawing.marks,
        "spots": drawing.spots,
        "borders": drawing.borders,
        "lines": drawing.lines,
        "steps": _steps(lesson, window, made, described, words, step),
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
    return Page(
        spec, drawing.svg, _expand(on if described.visible is None else described.visible, spec)
    )


def layers_of(lesson: LessonData, described: MapSpec, add: Sequence[Layer]) -> list[Layer]:
    """Make the layers of a map, those of the lesson before those that are added."""
    first, last, _ = range_of(lesson, described)
    extent = lesson.extent(described.extent)
    begin_ground(lesson, extent, described.layers)
    between = None if first is None or last is None else (first, last)
    drawn = build_layers(lesson, extent, described.layers, described.places, between)
    made = [*drawn, *add]
    _check_ids(made)
    cut = (_between(layer, first, last) for layer in made)
    return [layer for layer in cut if layer.features or layer.role.ground]


def _steps(
    lesson: LessonData,
    window: Window,
    layers: Sequence[Layer],
    described: MapSpec,
    spec: Drawn,
    clock: str,
) -> list[MapStep]:
    """Turn what the steps name into what the page does; a day stays until a step has another."""
    day, made = range_of(lesson, described)[2], list[MapStep]()
    for one in described.steps:
        day = day if one.day is None else one.day
        made.append(_step(lesson, window, on_day(layers, day, clock), layers, one, spec, clock))
    return made


def _step(
    lesson: LessonData,
    window: Window,
    now: Sequence[Layer],
    layers: Sequence[Layer],
    step: StepSpec,
    spec: Drawn,
    clock: str,
) -> MapStep:
    """Turn what a step names into what the page does; `now` is what holds on its day."""
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
        "selected": _marked(now, layers, step.mark) if step.mark else "",
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


def _marked(now: Sequence[Layer], layers: Sequence[Layer], mark: str) -> str:
    """Give the feature that stands for an event, or for a place on the day of the step.

    A place has its own mark rather than its holder or its value, and these rather than an event
    there. What holds on another day is not taken: where nothing of it holds `now`, no card opens.
    """
    found = _standing_for(layers, mark)
    if not found:
        raise LessonError(
            f"steps: {mark!r} has no mark on this map. Give the step a place or an event of the "
            "map's layers and window, or delete its mark."
        )
    events = [feature.id for _, feature in found if feature.card.get("event") == mark]
    if events:
        return events[0]
    here = _standing_for(now, mark)
    return min(here, key=lambda one: _behind(*one))[1].id if here else ""


def _standing_for(layers: Sequence[Layer], mark: str) -> list[tuple[Layer, Feature]]:
    return [
        (layer, feature)
        for layer in layers
        for feature in layer.features
        if mark in (feature.card.get("event"), feature.place)
    ]


def _behind(layer: Layer, feature: Feature) -> tuple[bool, bool]:
    return "event" in feature.card, layer.role.holders or layer.role.sized


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


_SURE = ("high", "medium", "low")


def map_spec(
    lesson: LessonData,
    window: Window,
    layers: Sequence[Layer],
    last: Day | None = None,
    parts: Sequence[Extent] = (),
) -> Drawn:
    """Collect what the browser needs besides the drawing: words only, no markup.

    Of the events only those that began by the last day of the map are in it. Its steps
    come closer to `parts` of it.
    """
    cards = {f.id: _card(f) for layer in layers for f in layer.features if f.card}
    used = {c["place"] for c in cards.values() if c.get("place")}
    cited = {one for card in cards.values() for one in cited_on(card)}
    places = _places(lesson, used)
    cited |= {s for p in places.values() for s in p["sources"]}
    legend = [
        _legend_entry(layer, signs_of(lesson, window.extent, layer, parts)) for layer in layers
    ]
    shown = {sign for entry in legend for sign in entry["signs"]}
    cited |= {s for entry in legend for s in entry["sources"]}
    events = _events(lesson, layers, last)
    return {
        "lesson": lesson.id,
        "language": lesson.language,
        "local": local_of(lesson),
        "held_as": capital(lesson.words.holder) if lesson.words.is_named else "",
        "holders": lesson.words.holders,
        "width": window.width,
        "height": round(window.height),
        "extent": cast(Sides, dict(zip(SIDES, window.sides, strict=True))),
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


def _events(lesson: LessonData, layers: Sequence[Layer], last: Day | None) -> list[MapEvent]:
    """List the events by day, and whether each is drawn: some lie outside the map."""
    drawn = {f.card["event"] for x in layers if x.role.events for f in x.features}
    if not drawn:
        return []
    return [
        {
            "id": row["event_id"],
            "title": row["title"],
            "drawn": row["event_id"] in drawn,
            "kind": row["kind"],
            "start": iso(from_cell(row["start"], lesson.unit)),
            "end": iso(
                from_cell(row["end"] if pd.notna(row["end"]) else row["start"], lesson.unit)
            ),
        }
        for row in _begun(lesson, last)
    ]


def _begun(lesson: LessonData, last: Day | None) -> list[dict[Any, Any]]:
    """Give the rows of the events that began by the last day of a map, by date."""
    begun = lesson.events
    if last is not None:
        begun = begun[begun["start"] <= last]
    return rows_of(begun.sort_values(["start", "event_id"]))


def _kinds(lesson: LessonData, events: Sequence[MapEvent]) -> dict[str, list[str]]:
    """Give each kind of the events its label and its outline, in the order of `lesson.toml`."""
    used = {one["kind"] for one in events} - {""}
    known = [word for of, word in lesson.kinds if of == "event" and word in used]
    marks = _marks_of_kinds(lesson)
    kinds = [lesson.kind("event", word) for word in [*known, *sorted(used - set(known))]]
    return {one.id: [one.label, sign_of(marks[one.id])] for one in kinds}


_FREE = (
    *("circle", "square", "triangle", "diamond", "triangle-down", "pentagon", "plus", "cross"),
    *("hexagon", "triangle-left", "star"),
)
"""Marks of kinds of events that have none of their own: filled ones, so that each is seen small."""


def _marks_of_kinds(lesson: LessonData) -> dict[str, str]:
    """Give each kind of event of the lesson its mark, the same on all maps.

    Those that have none take the free ones by turns; what then is left over has a dot.
    """
    known = [word for of, word in lesson.kinds if of == "event"]
    words = dict.fromkeys([*known, *sorted(set(lesson.events["kind"]) - {""})])
    own = {word: lesson.kind("event", word).mark for word in words}
    free = (mark for mark in _FREE if mark not in own.values())
    return {word: mark or next(free, "circle") for word, mark in own.items()}


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
