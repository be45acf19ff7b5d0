"""What no map can show of a table: notes, because it may be meant so."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.points import Ground, points_of
from lessonkit.days import LATEST, in_toml, iso, number, on_step, parts, span, step_for
from lessonkit.errors import Fault, counted, first_of, suggest
from lessonkit.tables.schema import TABLE_OF
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

_FEW = 6  # ids that a note names
_TOUCH = 1e-6  # square degrees in which two areas may meet: they were drawn by hand
_BESIDE = 0.02  # of a window: in most projections the page shows a little more


def map_notes(raws: Mapping[str, Raw], settings: Settings, ground: Ground) -> Iterator[Fault]:
    """Name what stands in a table and on no map; one note for each cause in a table.

    Parameters
    ----------
    raws
        The tables as they were typed; cells and ids must be right.
    settings
        The map windows, the layers, and the days of the lesson.
    ground
        The same map windows.
    """
    for name in ("places", "events"):
        raw = raws[name]
        far = [row for row, point in points_of(raw) if not ground.shows(point)]
        yield from _note(raw, far, "lon", "outside every map window", _WIDER)
    events = raws["events"]
    seen = {row for column in ("place_id", "lon") for row, _ in events.cells(column)}
    nowhere = [row for row in events.frame.index if row not in seen]
    yield from _note(events, nowhere, "place_id", "with neither place nor point", _NO_POINT)
    yield from _note(events, _alone_outside_days(events, settings), "start", _ON_NO_DAY, _DAYS)
    windows = [shapely.box(*box) for window in ground.windows for box in window.boxes]
    for name in ("zones", "routes"):
        raw, shapes = raws[name], raws[name].shapes or {}
        far = [n for n, shape in shapes.items() if not any(w.intersects(shape) for w in windows)]
        yield from _note(raw, far, "geometry", "outside every map window", _WIDER)
        yield from _note(raw, _outside_days(raw, settings), "start", _ON_NO_DAY, _DAYS)


_ON_NO_DAY = "on no day of the lesson"
_WIDER = "Correct the point, or make a window of lesson.toml wider, if it is to be seen."
_NO_POINT = "If they have none, that is right: the lists show them. Else give a place or a point."
_DAYS = "Correct the days, or start and end in lesson.toml."


def _outside_days(raw: Raw, settings: Settings) -> list[int]:
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if first is None or last is None:
        return []
    early = [row for row, text in raw.cells("end") if (one := span(text, "m")) and one.last < first]
    late = [row for row, text in raw.cells("start") if (one := span(text)) and one.first > last]
    return sorted({*early, *late})


def _alone_outside_days(events: Raw, settings: Settings) -> list[int]:
    """Give the events outside of the lesson's days whose phase has no days, and others within.

    A phase before or after the lesson is one for the lists: all of its events are outside.
    """
    dated = {one["id"] for one in settings.lists["phases"] if {"start", "end"} & {*one}}
    phases, outside = dict(events.cells("phase")), _outside_days(events, settings)
    within = {phase for row, phase in phases.items() if row not in outside} - dated
    return [row for row in outside if phases.get(row) in within]


def layer_notes(
    settings: Settings, elsewhere: Iterable[str], needed: Collection[str] = ()
) -> Iterator[Fault]:
    """Name layers that no map has: what they would show is in a table and on no map.

    `elsewhere` are texts that may name layers, too: exercises, cells of notebooks. A layer with a
    kind that is `needed` stays: without it `basemap` would not make what zones are made of.
    """
    maps, words = settings.lists["maps"], " ".join(elsewhere)
    if not maps or any("layers" not in entry for entry in maps):
        return
    named = {one for entry in maps for one in entry["layers"]}
    named |= {one for sheet in settings.lists["sheets"] for one in sheet.get("layers", ())}
    for layer in settings.lists["layers"]:
        if layer.get("table") == "basemap" and {*needed} & {*layer.get("kinds", ())}:
            continue
        if layer["id"] not in named and not re.search(rf"\b{re.escape(layer['id'])}\b", words):
            got, expected = f"{layer['id']}, a layer that no map has", "a layer of some map"
            remedy = "Add it to the layers of a map, or delete it."
            yield Fault(FILE, None, "layers.id", got, expected, remedy)


def window_notes(raws: Mapping[str, Raw], settings: Settings, ground: Ground) -> Iterator[Fault]:
    """Name steps that mark what lies outside of the window that they show."""
    points = {
        name: point
        for raw in (raws["places"], raws["events"])
        for row, point in points_of(raw)
        if (name := raw.cell(row, raw.table.key))
    }
    maps = {entry["id"]: entry["extent"] for entry in settings.lists["maps"]}
    windows = {window.id: window for window in ground.windows}
    for step in settings.lists["steps"]:
        mark = step.get("mark", "")
        point = points.get(mark)
        window = windows.get(step.get("extent") or maps.get(step["map"], ""))
        if point and window and not window.holds(*point, _BESIDE * window.span):
            got = f"{mark}, outside the window {window.id} that the step shows"
            words = "what the step can show"
            remedy = "Give the step the extent of a wider window, or mark something else."
            yield Fault(FILE, None, f"steps.mark of {step['title']}", got, words, remedy)


def kind_notes(
    raws: Mapping[str, Raw], settings: Settings, missing: Collection[str] = ()
) -> Iterator[Fault]:
    """Name kinds that no layer shows, those of layers and of `[[kinds]]` that no row has.

    Parameters
    ----------
    raws
        The tables as they were typed; cells and ids must be right.
    settings
        The layers and the kinds of the lesson.
    missing
        Tables without a file: it is named in the place of each kind that is gone with it.
    """
    for of, table in TABLE_OF.items():
        rows = _rows(raws[table])
        layers = [one for one in settings.lists["layers"] if one["table"] == table]
        seen = {kind for layer in layers for kind in layer.get("kinds", ())}
        told = {one["id"] for one in settings.lists["kinds"] if one["of"] == of}
        if table in missing and (layers or told):
            file = f"{table}.geojson"
            words = f"{file}, for the {table} of lesson.toml: {first_of(sorted(seen | told), 3)}"
            remedy = f"Put {file} back beside lesson.toml, or delete its layers and kinds there."
            yield Fault(file, None, None, "no such file", words, remedy)
            continue
        if table in ("places", "zones", "routes"):
            yield from _without_layer(raws[table], rows, seen | (told & set(rows)), seen)
        elif told and of != "report":  # of which each is told, or a fault
            yield from _not_told(raws[table], rows, told)
        for layer in layers:
            for kind in (kind for kind in layer.get("kinds", ()) if kind not in rows):
                yield _of_nobody(f"layers.kinds of {layer['id']}", kind, of, set(rows) - seen)
        for kind in sorted(told - set(rows) - seen):
            yield _of_nobody("kinds.id", kind, of, set(rows) - told)


def first_view_notes(settings: Settings) -> Iterator[Fault]:
    """Name maps that open on another day than that of their first step, which stands beside them.

    A step is shown when somebody goes to it; the first one is read while the map has just opened.
    """
    firsts = {one["map"]: one for one in reversed(settings.lists["steps"])}
    for entry in settings.lists["maps"]:
        step, days = firsts.get(entry["id"], {}), entry.get("days")
        if not days or "day" not in entry or "day" not in step:
            continue
        clock = step_for(days[0], days[1], settings.lesson.get("step", "day"))
        if number(entry["day"], clock) != number(step["day"], clock):
            where, day = f"maps.day of {entry['id']}", iso(step["day"])
            words = f"{day}, the day of its first step, which is read when the map opens"
            remedy = f"Write day = {in_toml(day)} for the map, or correct the step."
            yield Fault(FILE, None, where, iso(entry["day"]), words, remedy)


def step_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Name steps to what their map does not show on their day: no card opens there."""
    maps = {one["id"]: one for one in settings.lists["maps"]}
    left: dict[str, Any] = {}  # of each map, the day on which the step before left it
    for step in settings.lists["steps"]:
        entry, mark = maps[step["map"]], step.get("mark", "")
        days = entry.get("days") or [entry.get("day")] * 2
        day = left[entry["id"]] = step.get("day", left.get(entry["id"], entry.get("day", days[0])))
        if day is None:
            continue
        clock = step_for(days[0], days[1], settings.lesson.get("step", "day"))
        drawn = entry.get("layers", settings.ids("layers"))
        here = [one for one in settings.lists["layers"] if one["id"] in drawn]
        found = _without_place(mark, day, clock, here, raws, settings)
        found = found or _without_event(step, day, clock, here, raws["events"])
        if found:
            yield Fault(FILE, None, f"steps.mark of {step['title']}", *found)


_Layers = Sequence[Mapping[str, Any]]


def _without_place(
    mark: str,
    day: np.datetime64,
    clock: str,
    here: _Layers,
    raws: Mapping[str, Raw],
    settings: Settings,
) -> tuple[str, str, str] | None:
    """Say of a place that the layers of a map show nothing of it on a day."""
    kinds = dict(_column(raws["places"], "place_id", "kind"))
    layers = settings.lists["layers"]
    shown = {kind for one in layers if one["table"] == "places" for kind in one.get("kinds", ())}
    if kinds.get(mark) not in shown:  # what no layer shows is told already
        return None
    if any(_shows(one, mark, kinds[mark], raws) for one in here) or any(
        number(first, clock) <= number(day, clock) <= number(last, clock)
        for one in here
        for first, last in _events_at(one, "place_id", mark, raws["events"])
    ):
        return None
    got = f"{mark}, of which this map shows nothing on {iso(day)}"
    remedy = (
        f"Add a layer of places with the kind {kinds[mark]} to the map, take an event of that "
        "day as the mark, or delete the mark."
    )
    return got, "a place that has a mark then, so that its card can open", remedy


def _on(day: np.datetime64, clock: str) -> str:
    """Write a day as exactly as a clock goes."""
    return iso(day if clock == "hour" else on_step(day, clock))


def _without_event(
    step: Mapping[str, Any], day: np.datetime64, clock: str, here: _Layers, events: Raw
) -> tuple[str, str, str] | None:
    """Say of an event that its mark has left the map before a day, or comes later.

    A step may look back: then its text names the month of the event, which is not that of the day.
    """
    mark = step.get("mark", "")
    spans = [one for layer in here for one in _events_at(layer, "event_id", mark, events)]
    if not spans or any(
        number(first, clock) <= number(day, clock) <= number(last, clock) for first, last in spans
    ):
        return None
    first, last = spans[0][0], max(last for _, last in spans)
    is_gone = number(last, clock) < number(day, clock)
    months = [calendar.month_name[parts(one).month] for one in (first, day)]
    if is_gone and months[0] != months[1] and months[0] in step["text"]:
        return None
    begun, ended, here_now = (_on(one, clock) for one in (first, last, day))
    when = f"is gone after {ended}" if is_gone else f"comes on {begun}"
    got = f"{mark} on {here_now}, whose mark {when}"
    longer = "linger_hours" if clock == "hour" else "linger_days"
    more = f"give its layer more {longer}, " if is_gone else ""
    remedy = f"Correct the day of the step, {more}or take another mark."
    return got, "an event that has a mark then, so that its card can open", remedy


def _shows(layer: Mapping[str, Any], place: str, kind: str, raws: Mapping[str, Raw]) -> bool:
    """Tell if a layer has a mark of a place on all days: a circle is a cross where it has none."""
    if layer["table"] == "control":
        return place in dict(_column(raws["control"], "place_id", "holder"))
    if layer["table"] != "places" or kind not in layer.get("kinds", ()):
        return False
    wanted = layer.get("measure")
    return not wanted or (place, wanted) in _column(raws["values"], "of_id", "measure")


def _events_at(
    layer: Mapping[str, Any], column: str, wanted: str, events: Raw
) -> Iterator[tuple[np.datetime64, np.datetime64]]:
    """Give the first and the last day on which a layer marks each event with an id in a column."""
    if layer["table"] != "events":
        return
    kinds, asked = dict(events.cells("kind")), layer.get("kinds", ())
    longer = np.timedelta64(layer.get("linger_days", 0), "D")
    longer += np.timedelta64(layer.get("linger_hours", 0), "h")
    for row, one in events.cells(column):
        if one != wanted or (asked and kinds.get(row) not in asked):
            continue
        first, last = (span(events.cell(row, name), "m") for name in ("start", "end"))
        begin = first and first.first
        if begin is not None:  # an event without an end goes on
            ended = last and last.last
            yield begin, LATEST if ended is None else ended + longer


def _column(raw: Raw, key: str, column: str) -> list[tuple[str, str]]:
    """Give two cells of each row that has both."""
    others = dict(raw.cells(column))
    return [(one, others[row]) for row, one in raw.cells(key) if row in others]


def fill_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Name maps that open with colours of values over colours of holders: no legend has the mix."""
    layers = {one["id"]: one for one in settings.lists["layers"] if one["table"] == "zones"}
    raw = raws["zones"]
    kinds, holders = dict(raw.cells("kind")), dict(raw.cells("holder"))

    def fills(layer: Mapping[str, Any]) -> BaseGeometry:
        rows = [row for row, kind in kinds.items() if kind in layer.get("kinds", ())]
        rows = rows if layer.get("measure") else [row for row in rows if row in holders]
        return shapely.union_all(
            [shape for row, shape in (raw.shapes or {}).items() if row in rows]
        )

    for entry in settings.lists["maps"]:
        on = [one for one in entry.get("layers", layers) if one in layers and layers[one]["on"]]
        shown = [layers[one] for one in entry.get("visible", on) if one in layers]
        values = [one for one in shown if one.get("measure")]
        held = [one for one in shown if not one.get("measure")]
        for value, holder in product(values, held):
            if fills(value).intersection(fills(holder)).area > _TOUCH:
                got = f"{value['id']} and {holder['id']}, whose colours lie on each other"
                words = "colours of values, or of holders: a reader finds no mix in the legend"
                remedy = "Leave one out of visible, so that it can be switched on, or of the map."
                yield Fault(FILE, None, f"maps.layers of {entry['id']}", got, words, remedy)


def clock_of_sheet_notes(settings: Settings) -> Iterator[Fault]:
    """Name sheets of what was known by a day whose layers are the same on any: two like maps."""
    maps = {entry["id"]: entry for entry in settings.lists["maps"]}
    layers = {one["id"]: one for one in settings.lists["layers"]}
    for sheet in settings.lists["sheets"]:
        drawn = sheet.get("layers", maps[sheet["map"]].get("layers", tuple(layers)))
        changing = [
            one
            for one in drawn
            if layers[one]["table"] in _TOLD_LATER or layers[one].get("measure")
        ]
        if "known_by" in sheet and not changing:
            got = f"{iso(sheet['known_by'])}, and no layer that it could change"
            words = "a layer of events, control, zones or routes, or of a measure"
            remedy = "Add one to the layers of the sheet, or delete known_by: two like maps follow."
            yield Fault(FILE, None, f"sheets.known_by of {sheet['map']}", got, words, remedy)


# Whose marks have sources or reports; a place is there whatever was told of it.
_TOLD_LATER = ("events", "control", "zones", "routes")


def sheet_notes(raws: Mapping[str, Raw], settings: Settings, ground: Ground) -> Iterator[Fault]:
    """Name places to find that lie beside the map of their sheet: there is no mark to name."""
    ids = dict(raws["places"].cells("place_id"))
    points = {ids[row]: point for row, point in points_of(raws["places"]) if row in ids}
    windows = {window.id: window for window in ground.windows}
    maps = {entry["id"]: entry["extent"] for entry in settings.lists["maps"]}
    for sheet in settings.lists["sheets"]:
        window = windows[maps[sheet["map"]]]
        far = [
            place
            for place in sheet.get("find", ())
            if place in points and not window.holds(*points[place], _BESIDE * window.span)
        ]
        if far:
            got = f"{first_of(far, _FEW)}, outside the window {window.id}"
            words = "places that the map of the sheet can show"
            remedy = "Delete them from find, or give the sheet a map of a wider window."
            yield Fault(FILE, None, f"sheets.find of {sheet['map']}", got, words, remedy)


def _rows(raw: Raw) -> dict[str, list[int]]:
    """Give the rows of each kind of a table."""
    rows: dict[str, list[int]] = {}
    for row, kind in raw.cells("kind"):
        rows.setdefault(kind, []).append(row)
    return rows


def _without_layer(
    raw: Raw, rows: Mapping[str, list[int]], known: set[str], seen: set[str]
) -> Iterator[Fault]:
    for kind, of_kind in rows.items():
        if kind in seen:
            continue
        near = suggest(kind, known - {kind})
        remedy = f"Add {kind} to the kinds of a layer in {FILE}, or correct the kind."
        remedy = f"Did you mean {near}? If not, {remedy[0].lower()}{remedy[1:]}" if near else remedy
        yield from _note(raw, of_kind, "kind", f"of the kind {kind}, which no layer shows", remedy)


def _not_told(raw: Raw, rows: Mapping[str, list[int]], told: set[str]) -> Iterator[Fault]:
    """Name kinds that look like one of `[[kinds]]`: a lesson need not list the others."""
    for kind in (kind for kind in rows if kind not in told):
        if near := suggest(kind, told):
            remedy = f"Did you mean {near}? If not, add {kind} to [[kinds]]."
            what = f"of the kind {kind}, which {FILE} does not list"
            yield raw.at(rows[kind][0], "kind", what, "a kind of [[kinds]]", remedy)


def _of_nobody(where: str, kind: str, of: str, others: set[str]) -> Fault:
    near = suggest(kind, others)
    remedy = f"Did you mean {near}?" if near else f"Delete it, or give a {of} this kind."
    got = f"{kind}, a kind that no {of} has"
    return Fault(FILE, None, where, got, f"the kind of some {of}", remedy)


def _note(raw: Raw, rows: Sequence[int], column: str, what: str, remedy: str) -> Iterator[Fault]:
    if not rows:
        return
    ids = dict(raw.cells(raw.table.key))
    names = [ids.get(row, f"row {row}") for row in rows]
    named = first_of(names, _FEW)
    got = f"{counted(len(rows), raw.table.name.rstrip('s'))} {what} ({named})"
    yield raw.at(rows[0], column, got, "what a map can show", remedy)
