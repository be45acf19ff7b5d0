"""When somebody could be at a place: sums with ranges, from assumptions that a reader makes.

An estimate is distance by speed, and nothing else. It never says what will happen: what it leaves
out is part of it. `whatif/estimate.js` does the same sums in the browser.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import numpy as np

from lessonkit.days import Day, iso, year_of
from lessonkit.errors import fault
from lessonkit.words import as_day, year_in_words

_SHARED = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
WORDS: dict[str, str] = _SHARED["words"]
"""What an estimate says; the page reads the same file."""

LIMITS: dict[str, tuple[float, float]] = {
    name: (float(low), float(high)) for name, (low, high) in _SHARED["limits"].items()
}
"""Lowest and highest number of each assumption; what lies outside is a slip of the pen."""


class Assumption(TypedDict):
    """What is assumed of a way: each the low and the high number, `start` as two ISO days."""

    km_a_day: list[float]
    start: list[str]
    days_lost: list[float]


class Span(NamedTuple):
    """First and last day of a range, both inclusive."""

    first: Day
    last: Day

    def meets(self, other: Span) -> bool:
        """Tell if the two ranges have a day in common."""
        return bool(self.first <= other.last and other.first <= self.last)


def arrival(
    km: float,
    km_a_day: tuple[float, float],
    start: tuple[Day, Day],
    days_lost: tuple[float, float],
) -> Span:
    """Say between which days a way could end.

    The first day is for the earliest start, the highest speed and the fewest days lost, rounded
    down to whole days; the last is for the opposite, rounded up. So the range is never too narrow.

    Parameters
    ----------
    km
        Length of the way in km, 0 or more.
    km_a_day, days_lost
        The low and the high number; km a day are more than 0.
    start
        The earliest and the latest day.

    Examples
    --------
    >>> day = np.datetime64("2001-05-01")
    >>> arrival(100, (10, 20), (day, day), (0, 3))
    Span(first=np.datetime64('2001-05-06'), last=np.datetime64('2001-05-14'))
    """
    slow, fast = km_a_day
    fewest, most = days_lost
    return Span(
        start[0] + math.floor(fewest + km / fast),
        start[1] + math.ceil(most + km / slow),
    )


def checked_assumption(given: Any, where: str, years: Sequence[int]) -> Assumption:
    """Check one set of assumptions and return it as plain lists, days as ISO text.

    Parameters
    ----------
    given : mapping
        `km_a_day` and `days_lost`: the low and the high number. `start`: the earliest and the
        latest day; of a month or a year the first and the last one count.
    where : str
        What to name in an error.
    years : pair of int
        First and last year in which a start may lie: what lies outside is a slip of the pen.

    Raises
    ------
    LessonError
        If a part is missing or unknown, is no pair, is out of range, or is the wrong way round.
    """
    parts = {"km_a_day", "start", "days_lost"}
    if not isinstance(given, Mapping) or set(given) != parts:
        got = ", ".join(map(str, given)) if isinstance(given, Mapping) else repr(given)
        raise fault(where, "assume", got or "nothing", ", ".join(sorted(parts)), "Give all three.")
    for name in LIMITS:
        if wrong := wrong_numbers(given[name], name):
            raise fault(where, name, *wrong)
    if wrong := _no_pair(given["start"]):
        raise fault(where, "start", *wrong)
    one, other = given["start"]
    start = as_day(one, where, "start", first=True), as_day(other, where, "start")
    if wrong := wrong_start(start, years):
        raise fault(where, "start", *wrong)
    return assumption(given["km_a_day"], start, given["days_lost"])


def assumption(
    km_a_day: Iterable[float], start: Iterable[Day], days_lost: Iterable[float]
) -> Assumption:
    """Write what is right as plain lists, days as ISO text."""
    return {
        "km_a_day": [float(one) for one in km_a_day],
        "start": [iso(day) for day in start],
        "days_lost": [float(one) for one in days_lost],
    }


def span_of(km: float, assumption: Assumption) -> Span:
    """Do the sums of `arrival` for a checked assumption."""
    early, late = (np.datetime64(day) for day in assumption["start"])
    slow, fast = assumption["km_a_day"]
    fewest, most = assumption["days_lost"]
    return arrival(km, (slow, fast), (early, late), (fewest, most))


def verdicts(spans: Sequence[tuple[str, str, Span]]) -> list[str]:
    """Say for each two ways to one place whether the estimate tells who comes first.

    `spans` holds label, destination and range of each way.
    """
    said = []
    for (one, there, a), (other, elsewhere, b) in combinations(spans, 2):
        if there != elsewhere:
            continue
        if a.meets(b):
            said.append(WORDS["overlap"].format(one=one, other=other))
        else:
            early, late = (one, other) if a.first < b.first else (other, one)
            said.append(WORDS["order"].format(early=early, late=late))
    return said


# ---- What may be assumed ------------------------------------------------------------------------

Wrong = tuple[str, str, str]
"""Got, expected, remedy."""


def wrong_numbers(value: Any, name: str) -> Wrong | None:
    """Say what is wrong with the low and the high number of an assumption, if anything is.

    >>> wrong_numbers([10, 5], "km_a_day")
    ('10 to 5', 'the lower number first', 'Turn the two round.')
    """
    if wrong := _no_pair(value):
        return wrong
    low, high = LIMITS[name]
    right = all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    if not right or not all(low <= one <= high for one in value):
        return repr(value), f"numbers from {low:g} to {high:g}", ""
    one, other = value
    if one > other:
        return f"{one:g} to {other:g}", "the lower number first", "Turn the two round."
    return None


def wrong_start(start: Sequence[Day], years: Sequence[int]) -> Wrong | None:
    """Say what is wrong with the earliest and the latest day of a start, if anything is."""
    got = f"{iso(start[0])} to {iso(start[1])}"
    if not all(years[0] <= year_of(day) <= years[1] for day in start):
        first, last = map(year_in_words, years)
        return got, f"days of the years {first} to {last}", ""
    if start[0] > start[1]:
        return got, "the earlier day first", "Turn the two round."
    return None


def years_of(start: Day, end: Day) -> tuple[int, int]:
    """Give the first and the last year in which a start may lie: a century more than the lesson."""
    return year_of(start) - 100, year_of(end) + 100


def _no_pair(value: Any) -> Wrong | None:
    if isinstance(value, Collection) and not isinstance(value, str) and len(value) == 2:
        return None
    return repr(value), "two values, the lower first", ""
