"""Reports that no map can show, that no source can tell of, or that end in a contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lessonkit.control.known import Word, earliest, last_word, words_of
from lessonkit.days import EARLIEST, LATEST, Day, from_cell, iso, span
from lessonkit.errors import Fault, did_you_mean, first_of, shown
from lessonkit.lesson import LessonData, days_of_sources, rows_of
from lessonkit.tables import rules
from lessonkit.tables.entries import REPORTED
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

NAMED = 5  # so many places at most
Raws = Mapping[str, Raw]


def report_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find reports of a strange kind, or of a part that its place has not in `control.csv`."""
    reports, control = raws["reports"], raws["control"]
    if settings.lesson and not settings.is_doubtful("kinds"):  # else nobody knows the words
        yield from _kind_faults(reports, settings)
    if not reports.whole or not control.whole:
        return
    parts: dict[str, set[str]] = {}
    for _, held in control.rows():
        parts.setdefault(held["place_id"], set()).add(held["part"])
    for row, cells in reports.rows():
        known = parts.get(cells["place_id"])
        if known is None or cells["part"] in known:
            continue
        named = ", ".join(sorted(known)) if any(known) else "no parts"
        got = shown(cells["part"]) or "an empty cell"
        remedy = "Write one of them." if any(known) else "Leave part empty."
        words = f"a part of {cells['place_id']} in control.csv: {named}"
        yield reports.at(row, "part", got, words, remedy)


def _kind_faults(reports: Raw, settings: Settings) -> Iterator[Fault]:
    """Find kinds of which nobody has said what they say, and holders where they say nothing."""
    own = [one for one in settings.lists.get("kinds", ()) if one.get("of") == "report"]
    says = REPORTED | {one["id"]: one["says"] for one in own if "says" in one}
    holders = dict(reports.cells("holder"))
    for row, kind in reports.cells("kind"):
        if kind not in says and rules.KIND.good(kind):
            words = f"one of: {', '.join(says)}; or a kind of reports of {FILE}"
            add = f'[[kinds]] with id = "{kind}", of = "report", label and says'
            remedy = did_you_mean(kind, says, f"Write one of them, or add to {FILE}: {add}.")
            yield reports.at(row, "kind", kind, words, remedy)
        elif says.get(kind) == "neither" and row in holders:
            words = f"no holder: a report of the kind {kind} does not say that anything is so"
            remedy = "Delete the holder, or choose another kind."
            yield reports.at(row, "holder", holders[row], words, remedy)


def report_notes(raws: Raws, lesson: LessonData) -> Iterator[Fault]:
    """Name what no source, no other voice or no row of the table bears out.

    The clock of a map ends with the last word; with the clock off the map shows the table.
    """
    reports = raws["reports"]
    spans = {row["source_id"]: span(row["date"], "m") for row in _rows(raws["sources"])}
    for row, cells in reports.rows():
        said = span(cells["said"], "m")
        days = [spans.get(one) for one in cells["source_ids"].split(";")]
        if said and all(one and _is_before(one.last, said.first) for one in days):
            words, remedy = "a source of that day or later", "Correct said, or the sources."
            got = f"only sources from before {cells['said']}"
            yield reports.at(row, "source_ids", got, words, remedy)
        # A source may tell later what somebody said. With nobody named, it speaks for itself, and
        # then its day is that on which it was said.
        late = said and all(one and _is_before(said.last, one.first) for one in days)
        if late and not cells["said_by"]:
            words = "who said it on that day, or the day of the source, which speaks for itself"
            remedy = "Write into said_by whose words it tells, or correct said."
            got = f"nobody, and only sources from after {cells['said']}"
            yield reports.at(row, "said_by", got, words, remedy)
    yield from _said_too_early(raws, lesson)
    yield from _own_words(reports, raws["sources"])
    yield from _never_known(lesson)
    yield from _last_words(reports, lesson)


def _never_known(lesson: LessonData) -> Iterator[Fault]:
    """Note a clock of what was known that stays nearly empty to its end.

    A diary that was printed later, or a book, has a late date; then nobody is a witness.
    """
    clocks = [one for one in lesson.maps.values() if one.days and one.evidence]
    if lesson.reports.empty or not clocks or len(lesson.events) < _FEW:
        return
    days = days_of_sources(lesson.sources, lesson.unit)
    known = {row["event_id"]: earliest(row["source_ids"], days) for row in rows_of(lesson.events)}
    for row in rows_of(lesson.reports):
        if (said := from_cell(row["said"])) is not None and row["event_id"] in known:
            known[row["event_id"]] = min(known[row["event_id"]], said)
    last = max(one.days[1] for one in clocks if one.days)
    late = [one for one, day in known.items() if day > last]
    if len(late) >= _NEARLY * len(known):
        got = f"{len(late)} of {len(known)} events with no source and no report by {iso(last)}"
        words = "some that were told by then, as these maps have the clock Known by"
        remedy = (
            "A diary needs a row in sources for each entry, with the day of the entry, or reports "
            "with the day in said. Or write evidence = false into these maps."
        )
        where = f"maps.evidence of {', '.join(one.id for one in clocks)}"
        yield Fault(FILE, None, where, got, words, remedy)


_FEW, _NEARLY = 4, 0.8


def _said_too_early(raws: Raws, lesson: LessonData) -> Iterator[Fault]:
    """Name reports that say an event is so before it has begun.

    Who announces may tell of what is to come, and then the days of the report lie ahead of it, too.
    Who denies may deny a plan, and what says neither may be a warning: of these nothing is said.
    """
    reports, events = raws["reports"], raws["events"]
    rows = {one: row for row, one in events.cells("event_id")}
    for row, cells in reports.rows():
        kind, of = cells["kind"], rows.get(cells["event_id"])
        says = lesson.kind("report", kind).says or REPORTED.get(kind, "so")
        if of is None or says != "so":
            continue
        start, about = (events.cell(of, name) for name in ("start", "date_precision"))
        begun, told, said = (span(text, "m") for text in (start, cells["start"], cells["said"]))
        if not said or not told or not begun or begun.first is None:
            continue
        # What began about 9:00 may have begun an hour, what began about a day a day before it.
        spare = (np.timedelta64(1, "h" if "T" in start else "D")) if about == "about" else 0
        if not _is_before(said.last, begun.first - spare):
            continue
        if kind not in ("confirmed", "found") and _is_before(said.last, told.first):
            continue
        got = f"{cells['said']}, before {cells['event_id']} began ({start})"
        has_clock = lesson.time_zone and "T" in start
        clock = f" The hours of this lesson are those of {lesson.time_zone}." if has_clock else ""
        remedy = (
            f"Correct said, or the start of {cells['event_id']}.{clock} If it told of what was to "
            "come, write into its start when that was to be."
        )
        yield reports.at(row, "said", got, f"{start} or later", remedy)


def _own_words(reports: Raw, sources: Raw) -> Iterator[Fault]:
    """Name reports that confirm what the same voice announced before."""
    sides = {row["source_id"]: row.get("side", "") for row in _rows(sources)}
    announced: dict[tuple[str, ...], Mapping[Any, Any]] = {}
    for row, cells in sorted(reports.rows(), key=_said):
        first = announced.get(voice := _voice(cells, sides))
        if cells["kind"] == "announced":
            announced.setdefault(voice, cells)
        if first is None or cells["kind"] != "confirmed":
            continue
        got = f"confirmed by the voice that announced it in {first['report_id']}"
        remedy = "Write announced: no side confirms a word of its own."
        yield reports.at(row, "kind", got, "a word of somebody else", remedy)


def _said(numbered: tuple[Any, Any]) -> Day:
    said = span(numbered[1]["said"], "m")
    return said.first if said and said.first else EARLIEST


def _voice(cells: Mapping[Any, Any], sides: Mapping[str, str]) -> tuple[str, ...]:
    """Tell of what a report speaks, and whose word it is: an actor, or the sides of its sources."""
    told = (cells["place_id"], cells["part"], cells["event_id"], cells["holder"])
    own = sorted({sides.get(one) or one for one in cells["source_ids"].split(";")})
    return (*told, *([cells["said_by"]] if cells["said_by"] else own))


def _is_before(day: Day | None, other: Day | None) -> bool:
    return day is not None and other is not None and bool(day < other)


def _last_words(reports: Raw, lesson: LessonData) -> Iterator[Fault]:
    """Name the places that the last report gives to another holder than the table does, in one."""
    told = words_of(lesson.control, lesson.reports, days_of_sources(lesson.sources, lesson.unit))
    found = {
        f"{place} on {iso(one[0])}": one[1].report
        for (place, _), words in told.items()
        if (one := _contradiction(words))
    }
    if not found:
        return
    got = f"another holder than in control.csv as the last word on {first_of([*found], NAMED)}"
    remedy = "Look whether a report ends too late or one is missing. It may be that nobody said it."
    row = int(str(reports.frame.index[next(iter(found.values())) or 0]))
    yield reports.at(row, "holder", got, "the same, once all was said", remedy)


def _contradiction(words: list[Word]) -> tuple[Day, Word, Word] | None:
    """Give the first day on which the last word is another than that of the table."""
    if all(one.report is None for one in words):
        return None
    days = {day for one in words for day in (one.start, one.end) if EARLIEST < day < LATEST}
    for day in sorted(days):
        last = last_word(words, day, LATEST)
        row = next((one for one in words if one.row is not None and one.covers(day)), None)
        if last and row and last.report is not None and last.holder != row.holder:
            return day, last, row
    return None


def _rows(raw: Raw) -> list[dict[str, str]]:
    return [cells for _, cells in raw.rows()]
