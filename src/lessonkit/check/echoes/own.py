"""What a row says of itself in words: a day at the beginning, a span, a count, a day of the week.

A text may tell of other days, too. So only what stands where a row speaks of itself is held
against it: a description that begins with a day, a note "Until ...", a citation that ends with
its day, a subtitle that gives the first and the last day of its map.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from lessonkit.check.echoes.numbers import said_of
from lessonkit.check.echoes.rows import days_in, span_words, spans
from lessonkit.days import LATEST, SHARED, Day, read, span
from lessonkit.days import number as number_of
from lessonkit.errors import Fault, shown
from lessonkit.tables.rules import number
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

_FIRST = re.compile(r"(?<=[.!?])\s")
# What may stand before the day with which a text begins.
_BEFORE = re.compile(
    r"(?:(?:early|late|at (?:dawn|noon|night|midnight|sunset|sunrise)|(?:in|during) the \w+|by \w+)"
    r"\s)?(?:it (?:happened|began|started|was|took place)\s)?(?:(?:on|of)\s)?(?:the\s)?",
    re.IGNORECASE,
)
_DAY_OF_THE_WEEK = re.compile(rf"\b({'|'.join(SHARED['weekdays'])}),?\s(?:the\s)?")
_ONE_CALENDAR = 1930  # before it some countries counted other days
_A_DAY = np.timedelta64(1, "D")
_LATER = np.timedelta64(31, "D")  # a paper may print what was said some weeks before


def own_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Name texts that say another day or number than the row that they stand in.

    Parameters
    ----------
    raws, settings
        The lesson; there is no fault in it.
    """
    yield from _begun(raws["events"])
    yield from _claimed(raws["claims"])
    yield from _until(raws["control"])
    yield from _counted(raws["figures"])
    yield from _printed(raws["sources"])
    yield from _ends(settings)


def weekday_notes(text: str, at: Callable[[str, str, str], Fault]) -> Iterator[Fault]:
    """Name a day of the week that is not that of the day behind it."""
    for found in _DAY_OF_THE_WEEK.finditer(text):
        days = days_in(text[found.end() :].split(".")[0])
        if not days or not text.startswith(days[0].words, found.end()):
            continue
        one = days[0]
        day = read(f"{one.year:04d}-{one.month:02d}-{one.day:02d}") if one.year else None
        if day is None or one.year is None or one.year < _ONE_CALENDAR:
            continue
        # 1 January 1970 was a Thursday.
        right = SHARED["weekdays"][(number_of(day[0], "day") + 4) % 7]
        if right != found[1]:
            said = shown(f"{found[0]}{one.words}")
            yield at(said, f"{right}, which this day was", "Correct one of the two.")


def _begun(events: Raw) -> Iterator[Fault]:
    """Find events whose description begins with a day, and names none of its own."""
    own, ids = spans(events), dict(events.cells("event_id"))
    for row, text in events.cells("description"):
        days, mine = days_in(text), own.get(ids.get(row, ""))
        first = days_in(_FIRST.split(text)[0])
        begins = first and _BEFORE.fullmatch(text[: text.index(first[0].words)])
        if begins and mine and not any(day.within(*mine) for day in days):
            words = f"a day of the event, {span_words(*mine)}"
            remedy = "Correct the text, or start and end."
            yield events.at(row, "description", shown(first[0].words), words, remedy)


def _claimed(claims: Raw) -> Iterator[Fault]:
    """Find claims that name days, and none of those for which they stand in the table."""
    dates = dict(claims.cells("date"))
    for row, text in claims.cells("claim"):
        days, mine = days_in(text), _span(dates.get(row, ""))
        if days and mine and not any(day.within(*mine) for day in days):
            words = f"a day of the claim, {span_words(*mine)}"
            yield claims.at(row, "claim", shown(days[0].words), words, "Correct it, or date.")


def _until(control: Raw) -> Iterator[Fault]:
    """Find rows that say until when they hold, and end on another day."""
    ends = dict(control.cells("end"))
    for row, text in control.cells("note"):
        days = days_in(text[:40]) if text.startswith(("Until ", "Till ")) else []
        mine = _span(ends.get(row, ""))
        # "Until 10 May" may have that day, or end with the one before.
        if days and mine and not days[0].within(mine[0] - _A_DAY, mine[1] + _A_DAY):
            words = f"the end of the row, {span_words(*mine)}"
            yield control.at(row, "note", shown(days[0].words), words, "Correct it, or end.")


def _counted(figures: Raw) -> Iterator[Fault]:
    """Find figures that say in words another number of their unit than their cells."""
    cells = {name: dict(figures.cells(name)) for name in ("low", "high", "unit")}
    for row, text in figures.cells("what"):
        low, high = (number(cells[name].get(row, "")) for name in ("low", "high"))
        unit = cells["unit"].get(row, "").removesuffix("s")
        said = said_of(text, rf"{re.escape(unit)}s?\b") if unit else []
        if low is None or not said:
            continue
        high = low if high is None else high
        if not any(low <= one <= high for _, one in said):
            words = f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
            remedy = "Correct the words, or low and high."
            yield figures.at(row, "what", f"{said[0][0]} {unit}", words, remedy)


def _printed(sources: Raw) -> Iterator[Fault]:
    """Find sources whose citation ends with a day far from their own."""
    dates = dict(sources.cells("date"))
    for row, text in sources.cells("citation"):
        days, mine = days_in(text), _span(dates.get(row, ""))
        # Behind a comma it is the day of the paper; "of 3 March" is that of a thing.
        is_last = days and days[-1].year and text.rstrip(". )").endswith(f", {days[-1].words}")
        if is_last and mine and not days[-1].within(mine[0] - _LATER, mine[1] + _LATER):
            words = f"a day near {span_words(*mine)}, the date of the source"
            yield sources.at(row, "citation", shown(days[-1].words), words, "Correct one of both.")


def _ends(settings: Settings) -> Iterator[Fault]:
    """Find maps that say from when to when they go, and begin or end on another day."""
    for entry in settings.lists.get("maps", []):
        ends = [one for day in entry.get("days", ()) if (one := _span(str(day)))]
        for key in ("title", "subtitle"):
            text = entry.get(key, "")
            days = days_in(text)
            if (
                len(ends) != 2
                or len(days) != 2
                or not re.search(r"\d (?:\w+ )?(?:\d+ )?to \d", text)
            ):
                continue
            wrong = [day for day, end in zip(days, ends, strict=True) if not day.within(*end)]
            if len(wrong) == 1:  # of two others it is not certain what they are of
                words = f"the first and the last day, {span_words(ends[0][0], ends[1][1])}"
                where = f"maps.{key} of {entry.get('id', '?')}"
                remedy = "Correct the words, or the days of the map."
                yield Fault(FILE, None, where, shown(wrong[0].words), words, remedy)


def _span(text: str) -> tuple[Day, Day] | None:
    found = span(text)
    if not found or found.first is None:
        return None
    return found.first, LATEST if found.last is None else found.last
