"""Days with no holder or two, pairs of actors with two relations, events in a wrong phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from lessonkit.check.across import Raws
from lessonkit.check.echoes.rows import days_in
from lessonkit.control import Problem
from lessonkit.control.periods import Span, gaps_and_overlaps
from lessonkit.days import (
    EARLIEST,
    LATEST,
    Day,
    from_cell,
    iso,
    parts,
    span,
    swapped,
    unit_for,
)
from lessonkit.days import Span as DaySpan
from lessonkit.errors import Fault, shown, suggest
from lessonkit.tables.rules import ORDER, SINGLE_DAY, is_gone
from lessonkit.tables.settings import Settings
from lessonkit.tables.tables import Raw, days_of_cells
from lessonkit.words import interval


class _Entry(NamedTuple):
    """A row with its first and last day; an open end reaches as far as a date can."""

    first: Day
    last: Day
    row: int
    ids: tuple[str, str]


def moment(text: str, unit: str, *, last: bool = False) -> Day | None:
    """Give the first or the last moment of a cell, or None if it is no date."""
    found = span(text, unit)
    return None if found is None else found.last if last else found.first


def relation_faults(raw: Raw, unit: str = "D") -> Iterator[Fault]:
    """Find pairs written in both orders, and days on which a pair has two relations.

    A row whose dates are themselves at fault is not held against the others.
    """
    if not raw.whole:
        return
    pairs: dict[frozenset[str], list[_Entry]] = {}
    for entry in _entries(raw, unit):
        pairs.setdefault(frozenset(entry.ids), []).append(entry)
    for entries in pairs.values():
        yield from _order_faults(raw, entries)
        yield from _overlap_faults(raw, sorted(entries))


def _entries(raw: Raw, unit: str) -> Iterator[_Entry]:
    for row, cells in raw.rows():
        first = moment(cells["start"], unit) if cells["start"] else EARLIEST
        last = moment(cells["end"], unit, last=True) if cells["end"] else LATEST
        ids = (cells["actor_id"], cells["other_id"])
        if (
            first is not None
            and last is not None
            and first <= last
            and all(ids)
            and ids[0] != ids[1]
        ):
            yield _Entry(first, last, row, ids)


def _order_faults(raw: Raw, entries: list[_Entry]) -> Iterator[Fault]:
    one, other = Counter(entry.ids for entry in entries).most_common(1)[0][0]
    first = next(entry.row for entry in entries if entry.ids == (one, other))
    for entry in entries:
        if entry.ids != (one, other):
            got = f"{entry.ids[0]} with {entry.ids[1]} as other_id"
            expected = f"the pair in one order, as in row {first}"
            remedy = f"Write {one} here and {other} as other_id: a relation holds for both."
            yield raw.at(entry.row, "actor_id", got, expected, remedy)


def _overlap_faults(raw: Raw, entries: list[_Entry]) -> Iterator[Fault]:
    before = entries[0]
    for entry in entries[1:]:
        if entry.first <= before.last:
            days = _overlap(before, entry)
            names = " and ".join(entries[0].ids)
            got = f"two relations of {names} {days} (the other in row {before.row})"
            yield raw.at(entry.row, "start", got, "one on each day", _remedy(before, entry))
        before = max(before, entry, key=lambda one: one.last)


def _overlap(before: _Entry, entry: _Entry) -> str:
    last = min(entry.last, before.last)
    first = None if entry.first == EARLIEST else entry.first
    words = interval(first, None if last == LATEST else last, say=iso)
    return words or "from the beginning"


def _remedy(before: _Entry, entry: _Entry) -> str:
    if before.first == entry.first:
        return "Correct the dates of the two rows, or delete one."
    return f"End row {before.row} on {iso(entry.first - 1)}, or start this row later."


def control_faults(raws: Raws, settings: Settings, skip: set[int]) -> Iterator[Fault]:
    """Find places with whole and part rows, with no row, and days with no holder or two.

    `skip` are the rows of `control.csv` with a fault in a place or date: their place is left out,
    because what follows from a wrong cell would only hide it.
    """
    raw = raws["control"]
    if not raw.whole or raw.frame.empty:
        return
    if any(map(is_gone, raw.frame["place_id"].astype(str))):
        return  # such a row may be of any place, and have the days that seem to lack
    doubtful = _doubtful(raw.frame, raws["places"].ids(), skip)
    yield from _without_control(raws["places"], set(raw.frame["place_id"]) | doubtful)
    frame = raw.frame[~raw.frame["place_id"].isin(doubtful)]
    mixed = _mixed(frame)
    for place, row in mixed.items():
        words = f"a part, as other rows of {place} have one"
        remedy = "A place has rows for the whole or for its parts, not both."
        yield raw.at(row, "part", "an empty cell", words, remedy)
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if first is not None and last is not None and first <= last:
        yield from _holder_faults(
            raw,
            frame[~frame["place_id"].isin(mixed)],
            (first, last),
            unit_for(settings.lesson.get("step")),
        )


def _doubtful(frame: pd.DataFrame, known: set[str], skip: set[int]) -> set[str]:
    unknown = set(frame["place_id"]) - known
    meant = {suggest(place, known) for place in unknown}
    return unknown | meant | set(frame.loc[frame.index.isin(skip), "place_id"])


def _without_control(places: Raw, held: set[str]) -> Iterator[Fault]:
    for row, place in places.cells("place_id"):
        if place not in held:
            got = f"{shown(place)}, which has no row in control.csv"
            remedy = "Add its rows to control.csv; the holder may be unknown."
            yield places.at(row, "place_id", got, "a holder for every day of the lesson", remedy)


def _mixed(frame: pd.DataFrame) -> dict[str, int]:
    """Give the places with rows both for the whole and for parts, and the first whole row."""
    whole, parts = frame[frame["part"] == ""], set(frame.loc[frame["part"] != "", "place_id"])
    rows = zip(whole["place_id"], whole.index, strict=True)
    return {place: row for place, row in reversed(list(rows)) if place in parts}


def _holder_faults(
    raw: Raw, frame: pd.DataFrame, lesson: tuple[Day, Day], unit: str
) -> Iterator[Fault]:
    days = pd.DataFrame(
        {name: days_of_cells(frame[name], name == "end", unit) for name in ("start", "end")}
    )
    parts: dict[tuple[str, str], list[Span]] = {}
    keys = zip(frame["place_id"].tolist(), frame["part"].tolist(), strict=True)
    spans = zip(days["start"].tolist(), days["end"].tolist(), days.index.tolist(), strict=True)
    for key, one in zip(keys, spans, strict=True):
        parts.setdefault(key, []).append(one)
    for key, rows in parts.items():
        for problem in gaps_and_overlaps(rows, *lesson):
            own = days.loc[[row for *_, row in rows]]
            yield _day_fault(raw, " ".join(key).strip(), problem, own, lesson[1])


def _day_fault(raw: Raw, name: str, found: Problem, own: pd.DataFrame, last: Day) -> Fault:
    start, end = from_cell(found.start), from_cell(found.end)
    assert start is not None
    assert end is not None
    days = iso(start) if start == end else f"{iso(start)} to {iso(end)}"
    # Without a row beside the gap, all rows of the place lie outside the lesson.
    labels = cast("list[int]", list(found.rows or own.index))
    before, row = labels[0], labels[-1]
    if found.kind == "overlap":
        got = f"two holders of {name} on {days} (the other in row {before})"
        earlier = bool(own["start"][before] < found.start)
        remedy = (
            f"End row {before} on {iso(start - 1)}, or start this row later."
            if earlier
            else "Correct the dates of the two rows, or delete one."
        )
        return raw.at(row, "start", got, "one holder on each day", remedy)
    column = "end" if end == last else "start"
    remedy = f"Set this {column} to {iso(end if column == 'end' else start)}, or add a row."
    return raw.at(row, column, f"no holder of {name} on {days}", "one on each day", remedy)


# In which columns rows say when something was, from when to when, and in which words.
_DATED = {
    "events": ("start", "end", ("title", "disputed", "description")),
    "reports": ("said", "said", ("words",)),
    "control": ("start", "end", ("status", "note")),
}
_HALF_A_YEAR, _YEAR = np.timedelta64(183, "D"), np.timedelta64(366, "D")


def far_notes(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Note rows whose days lie far before or behind the lesson: their year may be a slip.

    Far is half a year, or as long as the lesson lasts; a slip has one other digit than a year of
    the lesson, or two that are swapped. Nothing is said where the row shows that the year is meant:
    a source of these days, or the year in its words.
    """
    first, last = settings.lesson["start"], settings.lesson["end"]
    far = max(_HALF_A_YEAR, last - first)
    ours = range(parts(first).year, parts(last).year + 1)
    published = dict(raws["sources"].cells("date"))
    sources = {one: span(published.get(row, "")) for row, one in raws["sources"].cells("source_id")}
    for name, (start, end, texts) in _DATED.items():
        raw = raws[name]
        for row, cells in raw.rows():
            begin, close = moment(cells[start], "m"), moment(cells[end], "m", last=True)
            if begin is None or close is None or not (first - close > far or begin - last > far):
                continue
            years = {parts(day).year for day in (begin, close)}
            meant = [one for one in ours if any(_is_slip(year, one) for year in years)]
            cited = [sources.get(one) for one in cells["source_ids"].split(";")]
            said = " ".join(cells.get(text, "") for text in texts)
            if not meant or any(str(abs(year)) in said for year in years):
                continue
            if any(one and _meet(one.first, one.last, begin, close + _YEAR) for one in cited):
                continue
            column = start if first - close > far else end
            words = f"a day near those of the lesson, {iso(first)} to {iso(last)}"
            remedy = f"Did you mean {meant[0]}? If the year is right, name it in {texts[-1]}, too."
            yield raw.at(row, column, cells[column], words, remedy)


# Columns with the first and the last day of a row, and with words that may name it.
_SPANS = {
    "reports": ("said", "said"),
    **dict.fromkeys(
        ("events", "control", "relations", "values", "zones", "routes"), ("start", "end")
    ),
}
_WORDS = ("title", "description", "words", "note")


def swapped_notes(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Note rows with no day of the lesson that have one once day and month are swapped.

    Nothing is said where a row shows that its day is meant: by its words, by a source of the days
    between it and the other one, or by another event of its phase.
    """
    first, last = settings.lesson["start"], settings.lesson["end"]
    published = dict(raws["sources"].cells("date"))
    sources = {one: span(published.get(row, "")) for row, one in raws["sources"].cells("source_id")}
    for name, (start, end) in _SPANS.items():
        off = [
            (row, cells, days)
            for row, cells in raws[name].rows()
            if _misses(days := _days_of(name, cells[start], cells[end]), first, last)
        ]
        phases = Counter(cells.get("phase", "") for _, cells, _ in off)
        for row, cells, days in off:
            typed = [one for one in days if one]
            other = [one for text in typed if (one := swapped(text))]
            if len(other) < len(typed) or not all(_meets((one, one), first, last) for one in other):
                continue
            words = " ".join(str(cells.get(one, "")) for one in _WORDS)
            cited = [sources.get(one) for one in cells["source_ids"].split(";")]
            if phases[cells.get("phase") or "?"] > 1 or _is_meant(typed[0], other[0], words, cited):
                continue
            expected = f"a day of the lesson, {iso(first)} to {iso(last)}"
            remedy = f"Are day and month swapped? Then write {other[0]}. If not, it may stay."
            yield raws[name].at(row, start if days[0] else end, typed[0], expected, remedy)


def _days_of(name: str, start: str, end: str) -> tuple[str, str]:
    """Give first and last day as typed; of an event without an end only the first is sure."""
    return start, end or (start if name == "events" else "")


def _misses(days: tuple[str, str], first: Day, last: Day) -> bool:
    return any(days) and not _meets(days, first, last)


def _meets(days: tuple[str, str], first: Day, last: Day) -> bool:
    begin, close = moment(days[0], "m"), moment(days[1], "m", last=True)
    return _meet(begin, close, first, last)


def _is_meant(typed: str, other: str, words: str, cited: Iterable[DaySpan | None]) -> bool:
    """Whether words name the day that was typed, or a source is too old for the other one."""
    day, meant = moment(typed, "D"), moment(other, "D")
    if day is None or meant is None or any(one.within(day, day) for one in days_in(words)):
        return True
    told = [one.first for one in cited if one and one.first is not None and one.first == one.last]
    between = any(min(day, meant) <= one < max(day, meant) for one in told)
    # Nobody tells of a day before it has come: of a day typed too late, a source is from before it.
    return between if day < meant else not between


def open_notes(raws: Raws) -> Iterator[Fault]:
    """Note events on an uncertain day that have no end: to the map they never end."""
    events = raws["events"]
    told = set[str]()
    for row, cells in events.rows():
        doubt = cells["date_precision"]
        if doubt in ("about", "range") and cells["start"] and not cells["end"]:
            if doubt in told:  # once is enough to say what an empty cell means
                continue
            told.add(doubt)
            words = f"the last day that {doubt} allows, or start again for one day or hour"
            remedy = (
                "An event without an end goes on to the end of the lesson. If it does, it may stay."
            )
            yield events.at(row, "end", f"an empty cell with {doubt}", words, remedy)


def day_causes(faults: Iterable[Fault], raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Say of two dates that do not fit which one is wrong, and of a lost column that it is lost."""
    first, last = (settings.lesson.get(key) for key in ("start", "end"))
    tables, told = {raw.table.file: raw for raw in raws.values()}, set[str]()
    for fault in faults:
        raw = tables.get(fault.file)
        if (
            raw is None
            or fault.row is None
            or fault.expected not in (ORDER.expected, SINGLE_DAY.expected)
        ):
            yield fault
        elif fault.expected == SINGLE_DAY.expected and not any(raw.cells("end")):
            if fault.file not in told:
                told.add(fault.file)
                remedy = (
                    "Is the column end missing? Add it, with this name in row 1. An event of one "
                    "day has the same day in start and in end."
                )
                words = "the column end, with the last day of each event"
                yield replace(
                    fault, row=1, got="no end in the whole table", expected=words, remedy=remedy
                )
        else:
            yield _wrong_start(fault, raw, first, last)


def _wrong_start(fault: Fault, raw: Raw, first: Day | None, last: Day | None) -> Fault:
    """Point at start where it lies far from the lesson, and end within it."""
    row = fault.row or 0
    start, end = raw.cell(row, "start"), raw.cell(row, "end")
    begin, close = moment(start, "m"), moment(end, "m", last=True)
    if begin is None or close is None or first is None or last is None:
        return fault
    far = max(_HALF_A_YEAR, last - first)
    outside = bool(first - begin > far or begin - last > far)
    if not outside or first - close > far or close - last > far:
        return fault
    years = range(parts(first).year, parts(last).year + 1)
    meant = next((one for one in years if _is_slip(parts(begin).year, one)), None)
    remedy = f"Did you mean {meant}? Both days count." if meant is not None else fault.remedy
    words = f"a day not after the end, {end}"
    return replace(fault, column="start", got=start, expected=words, remedy=remedy)


def _is_slip(year: int, meant: int) -> bool:
    """Whether a year is another one with a wrong digit, two swapped, or of another century.

    >>> _is_slip(2012, 2021), _is_slip(1921, 2021), _is_slip(1648, 1878)
    (True, True, False)
    """
    one, other = f"{year:05d}", f"{meant:05d}"
    wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(wrong) == 1 or abs(year - meant) in (1, 10, 100, 1000):
        return True
    if len(wrong) != 2:
        return False
    first, second = wrong
    return second == first + 1 and one[first] + one[second] == other[second] + other[first]


def _meet(first: Day | None, last: Day | None, begin: Day, close: Day) -> bool:
    return bool((first is None or first <= close) and (last is None or last >= begin))


def phase_faults(events: Raw, settings: Settings) -> Iterator[Fault]:
    """Find events in a phase that does not have the day on which they begin."""
    if settings.is_doubtful("phases"):
        return
    phases = {entry["id"]: entry for entry in settings.lists.get("phases", []) if "id" in entry}
    starts = dict(events.cells("start"))
    for row, name in events.cells("phase"):
        day, phase = moment(starts.get(row, ""), "m"), phases.get(name, {})
        if day is None or _has_day(phase, day):
            continue
        right = [one for one, entry in phases.items() if _bounded(entry) and _has_day(entry, day)]
        remedy = (
            f"Write {' or '.join(right)}, or correct the day." if right else "Correct one of them."
        )
        words = f"a phase with {starts[row]}: {name} is {_phase_words(phase)}"
        yield events.at(row, "phase", name, words, remedy)


def _bounded(phase: Mapping[str, Any]) -> bool:
    return "start" in phase or "end" in phase


def _has_day(phase: Mapping[str, Any], day: Day) -> bool:
    return bool(phase.get("start", EARLIEST) <= day < phase.get("end", LATEST) + 1)


def _phase_words(phase: Mapping[str, Any]) -> str:
    return interval(phase.get("start"), phase.get("end"), say=iso)
