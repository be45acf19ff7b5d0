"""What the marks of a map rest on: their sources, and who was said to hold a place when.

The page compares numbers, which count the steps of the map: from when each source is known
(`control.known`), which sources each mark rests on, when each report was made. So its second clock
and its switches need no kernel, and what is sent grows with marks and reports, not with days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lessonkit.control.known import Part, earliest, rests_on
from lessonkit.days import LATEST, Day, end_of_step, from_cell, number, steps_of
from lessonkit.lesson import LessonData, days_of_sources, rows_of
from lessonkit.maps.layers import Card, Feature, Layer, Style
from lessonkit.tables.entries import Holder
from lessonkit.widgets.reports import says_of, told
from lessonkit.widgets.state import EventTold, Evidence, MapReport, SourceOnMap

_NOT_KNOWN = Holder("not-known", "Not known", "Not known", "#6f6f6f", "question")
_Row = Mapping[Any, Any]


def not_known(lesson: LessonData) -> Holder:
    """Give the holder that stands for nobody knows: that of the lesson, if it has one."""
    return next((one for one in lesson.holders.values() if one.marker == "question"), _NOT_KNOWN)


def with_said(lesson: LessonData, layers: Sequence[Layer], clock: bool) -> list[Layer]:
    """Add the marks that show only what was said: a place not known yet, or held by another.

    They stand in the layers of their holders, so that chips, cards and names treat them like any
    mark; they hold on no day of their own, the page shows them.
    """
    made = list(layers)
    held: dict[str, list[Feature]] = {}
    for layer in (one for one in layers if one.role.holders):
        spec = next(one.id for one in lesson.layers if layer.id.startswith(f"{one.id}-"))
        held.setdefault(spec, []).extend(layer.features)
    for spec, features in held.items():
        parts: dict[Part, Feature] = {}
        for one in features:
            parts.setdefault(_part(one), one)
        wanted = [(part, not_known(lesson)) for part in parts]
        if clock:
            wanted += list(_reported(lesson, parts))
        for holder in dict.fromkeys(one for _, one in wanted):
            mine = [
                _said(spec, parts[part], holder, lesson) for part, one in wanted if one == holder
            ]
            _put(made, spec, holder, mine, lesson)
    return made


def _part(feature: Feature) -> Part:
    return feature.place, feature.card.get("part", "")


def _reported(lesson: LessonData, parts: Mapping[Part, Feature]) -> Iterator[tuple[Part, Holder]]:
    rows = rows_of(lesson.reports)
    asked = dict.fromkeys((row["place_id"], row["part"], row["holder"]) for row in rows)
    for place, part, holder in asked:
        known = lesson.holders.get(holder)
        if known and known != not_known(lesson) and (place, part) in parts:
            yield (place, part), known


def _said(spec: str, like: Feature, holder: Holder, lesson: LessonData) -> Feature:
    """Make the mark of what was said of a part of a place: an empty one, for nobody checked it."""
    style = Style(holder.colour, holder.marker, hatch=holder.hatch, confidence="low", fill=True)
    place, part = _part(like)
    key = "/".join(filter(None, (spec, place, part, "said", holder.id))).replace(" ", "-")
    card: Card = {"place": place, "part": part, "holder": holder.label}
    if holder != not_known(lesson):
        card["status"] = "as reported"
    return replace(like, id=key, style=style, start=None, end=None, card=card, said=True)


def _put(
    made: list[Layer], spec: str, holder: Holder, features: list[Feature], lesson: LessonData
) -> None:
    """Add features to the layer of their holder, which is made if the map has none."""
    wanted = f"{spec}-{holder.id}"
    for n, layer in enumerate(made):
        if layer.id == wanted:
            made[n] = replace(layer, features=(*layer.features, *features))
            return
    last = max(n for n, one in enumerate(made) if one.id.startswith(f"{spec}-"))
    style = replace(features[0].style, confidence="high")
    like = made[last]
    one = replace(like, id=wanted, label=holder.label, short=holder.short, style=style)
    one = replace(one, holder=holder.id)
    made.insert(last + 1, replace(one, features=tuple(features), source_ids=()))


def as_known(
    lesson: LessonData, layers: Sequence[Layer], day: Day, by: Day, step: str = "day"
) -> list[Layer]:
    """Keep what a map shows of a day by all that was known by another: paper has no clock.

    Parameters
    ----------
    lesson : LessonData
    layers : sequence of Layer
        Those of the map, of all days.
    day, by : numpy.datetime64
        The day that is shown, and the last day on which anything may have been known.
    step : str
        That of the clocks of the map: of an hour, a month or a year the whole counts.
    """
    by = end_of_step(by, step, lesson.unit)
    rows = rows_of(lesson.said_on(end_of_step(day, step, lesson.unit), by))
    nobody = not_known(lesson).label
    labels = {one.id: one.label for one in lesson.holders.values()} | {"": nobody}
    said = {(row["place_id"], row["part"]): labels[row["holder"]] for row in rows}
    days, events = days_of_sources(lesson.sources, lesson.unit), events_known(lesson)

    def is_known(layer: Layer, one: Feature) -> bool:
        if layer.role.holders:
            return said.get(_part(one)) == one.card.get("holder")
        if one.card.get("event"):
            return bool(events[one.card["event"]] <= by)
        if "value" in one.card:
            return bool(earliest(one.card.get("value_sources", ()), days) <= by)
        return layer.role.places or bool(earliest(one.card.get("sources", ()), days) <= by)

    kept = []
    for layer in with_said(lesson, layers, clock=True):
        own = [f for f in layer.features if layer.shows(f, day, step) and is_known(layer, f)]
        drawn = {_part(f) for f in own}
        told = [f for f in layer.features if f.said and is_known(layer, f)]
        own += [replace(f, said=False) for f in told if _part(f) not in drawn]
        kept.append(replace(layer, features=tuple(own)))
    return kept


def evidence_of(
    lesson: LessonData,
    layers: Sequence[Layer],
    order: Sequence[str],
    step: str,
    *,
    day: Day | None,
    clock: bool,
    events: Sequence[_Row] = (),
) -> Evidence:
    """Say what each mark of a map rests on, and what was said of what it shows.

    Parameters
    ----------
    lesson : LessonData
    layers : sequence of Layer
        Those of the map, with the marks of `with_said`.
    order : sequence of str
        Ids of the marks, in the order of the drawing.
    step : str
        That of the map.
    day : numpy.datetime64, optional
        The one day of a map that has no other: who was said to hold a place is told of this day.
    clock : bool
        Whether the map has a clock of what was known.
    events : sequence of mapping
        The rows of the events of the map's days: a list tells of those that have no mark, too.
    """
    features = {f.id: (layer, f) for layer in layers for f in layer.features}
    about = _reports_on(lesson, features.values(), day, {row["event_id"] for row in events})
    cited: dict[str, int] = {}

    def numbers(ids: Iterable[str]) -> list[int]:
        return [cited.setdefault(one, len(cited)) for one in dict.fromkeys(ids)]

    held = _rows_rest_on(lesson)
    marks = [numbers(_rests_on(*features[one], held, about)) for one in order]
    # An event without a mark has no card: the list beside the map tells what was said of it.
    carded = {"", *(f.card.get("event") for _, f in features.values())}
    reports = [
        _report(row, lesson, numbers(row["source_ids"]), step, row["event_id"] in carded)
        for row in about
    ]
    told: dict[str, EventTold] = {}
    for row in events:
        ids = list(dict.fromkeys(_event_rests_on(row, about)))
        numbers(ids)  # the map knows their days
        told[row["event_id"]] = {"start": was_said(row["start"], step), "sources": ids}
    return {
        "clock": clock,
        "marks": marks,
        "events": told,
        "said": [n for n, one in enumerate(order) if features[one][1].said],
        "reports": reports,
        "sources": _sources(lesson, cited, step),
        "sides": [[one, label] for one, label in lesson.sides.items()],
        "unknown": not_known(lesson).label,
    }


def _rows_rest_on(lesson: LessonData) -> dict[Any, tuple[str, ...]]:
    """Give the sources of each row of control by place, part and first day."""
    rows = rows_of(lesson.control)
    ids = rests_on(lesson.control, lesson.reports)
    return {
        (row["place_id"], row["part"], from_cell(row["start"])): own
        for row, own in zip(rows, ids, strict=True)
    }


def _rests_on(
    layer: Layer, feature: Feature, held: Mapping[Any, tuple[str, ...]], told: Iterable[_Row]
) -> Iterable[str]:
    """Give the sources of a mark: of its value, of who held a place, or of what it is.

    A place has none here: where it lies was known.
    """
    if "value" in feature.card:
        return feature.card.get("value_sources", ())
    if feature.said or layer.role.places:
        return ()
    if layer.role.holders:
        return held[*_part(feature), feature.start]
    own = feature.card.get("sources", ())
    if event := feature.card.get("event"):
        return _event_rests_on({"event_id": event, "source_ids": own}, told)
    return own


def _event_rests_on(event: _Row, told: Iterable[_Row]) -> list[str]:
    """Give the sources of an event: its own, and those of the reports that say that it is so."""
    ids = list(event["source_ids"])
    for row in told:
        if row["event_id"] == event["event_id"] and row["says"] == "so":
            ids += row["source_ids"]
    return ids


def _reports_on(
    lesson: LessonData,
    features: Iterable[tuple[Layer, Feature]],
    day: Day | None,
    listed: Iterable[str],
) -> list[dict[Any, Any]]:
    """Give the reports about what the map shows or lists, in the order of saying."""
    shown = list(features)
    parts = {_part(f) for layer, f in shown if layer.role.holders}
    places = {f.place for _, f in shown}
    events = {*listed, *(f.card.get("event") for _, f in shown)}

    def is_shown(row: _Row) -> bool:
        if row["event_id"]:
            return row["event_id"] in events
        if row["holder"] and day is not None and not _speaks_of(row, day):
            return False
        # Who was said to hold a place belongs to a map of who held what.
        part = row["place_id"], row["part"]
        return part in parts or (not row["holder"] and row["place_id"] in places)

    rows = (row | {"says": says_of(lesson, row["kind"])} for row in told(lesson))
    return [row for row in rows if is_shown(row)]


def _speaks_of(row: _Row, day: Day) -> bool:
    start, end = from_cell(row["start"]), from_cell(row["end"])
    return bool((start is None or start <= day) and (end is None or day <= end))


def was_said(said: Any, step: str) -> int:
    """Give when something was said as a number of steps; with no day, after all others."""
    day = from_cell(said)
    return number(LATEST if day is None else day, step)


def _report(
    row: _Row, lesson: LessonData, sources: list[int], step: str, is_told: bool
) -> MapReport:
    start, end = (from_cell(row[name]) for name in ("start", "end"))
    return {
        "place": row["place_id"],
        "part": row["part"],
        "event": row["event_id"],
        "tells": row["says"] != "neither",
        "holder": lesson.holders[row["holder"]].label if row["holder"] else "",
        "days": steps_of(start, end, step, alone=True),
        "said": was_said(row["said"], step),
        "day": row["day"] if is_told else "",
        "told": row["told"] if is_told else "",
        "words": row["words"] if is_told else "",
        "sources": sources,
    }


def _sources(lesson: LessonData, cited: Mapping[str, int], step: str) -> list[SourceOnMap]:
    days = days_of_sources(lesson.sources, lesson.unit)
    rows = {row["source_id"]: row for row in rows_of(lesson.sources)}
    return [
        {
            "id": one,
            "since": number(days[one], step),
            "kind": rows[one]["kind"],
            "side": rows[one]["side"],
        }
        for one in cited
    ]


def events_known(lesson: LessonData) -> dict[str, Day]:
    """Give the day from which each event is known: by its sources, or by the first report of it.

    Who warns of it or orders it does not say that it happened.
    """
    days = days_of_sources(lesson.sources, lesson.unit)
    known = {row["event_id"]: earliest(row["source_ids"], days) for row in rows_of(lesson.events)}
    for row in rows_of(lesson.reports):
        said = from_cell(row["said"])
        tells = row["event_id"] in known and says_of(lesson, row["kind"]) != "neither"
        if tells and said is not None:
            known[row["event_id"]] = min(known[row["event_id"]], said)
    return known
