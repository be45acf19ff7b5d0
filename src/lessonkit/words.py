"""Days, spans, distances, shares and citations in words, and days from text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pandas as pd

from lessonkit.errors import fault, listed

KM_PER_MILE = 1.609344
"""Kilometres in a statute mile: the international mile, exact since the agreement of 1959
(NIST Special Publication 811, 2008, appendix B). A nautical mile is 1.852 km."""


def as_day(value: Any, where: str, name: str | None = None) -> dt.date:
    """Read a day from ISO 8601 text or a date.

    Parameters
    ----------
    value : str or date
        A time of day is left out.
    where, name : str
        What to name in an error: the function and its argument, or the argument alone.

    Raises
    ------
    LessonError
        If `value` is no day.
    """
    try:
        return dt.date.fromisoformat(f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else value)
    except (TypeError, ValueError):
        expected = "a day written like 2001-05-14"
        raise fault(where, name, repr(value), expected, "Write year-month-day.") from None


def day_in_words(day: dt.date) -> str:
    """Say a day in words: ``14 May 2001``."""
    return f"{day.day} {day:%B %Y}"


def long_day(iso: str) -> str:
    """Say a day that is ISO 8601 text in words."""
    return day_in_words(dt.date.fromisoformat(iso))


def between(start: str, end: str) -> str:
    """Say two days, ISO 8601 text, in words, a shared month once: ``14 to 17 May 2001``."""
    if start == end:
        return long_day(start)
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {long_day(end)}"
    return f"{long_day(start)} to {long_day(end)}"


def happened(start: str, end: str, precision: str) -> str:
    """Say when an event was, from ISO 8601 text; an empty `end` means that it goes on.

    >>> happened("2001-05-14", "2001-05-17", "about"), happened("2001-05-14", "", "day")
    ('about 14 to 17 May 2001', 'from 14 May 2001 on')
    """
    words = between(start, end) if end else f"from {long_day(start)} on"
    return f"about {words}" if precision == "about" else words


def vague_span(text: str) -> list[str] | None:
    """Return the first and the last day that a vague date may mean, as ISO text.

    >>> vague_span("2001-05"), vague_span("2001/2002-02")
    (['2001-05-01', '2001-05-31'], ['2001-01-01', '2002-02-28'])
    """
    if not text:
        return None
    return [_ends(text.split("/")[0])[0], _ends(text.split("/")[-1])[1]]


@cache
def _ends(text: str) -> tuple[str, str]:
    """Return the first and the last day of a year, a month or a day, as ISO text."""
    period = pd.Period(text)
    return f"{period.start_time:%Y-%m-%d}", f"{period.end_time:%Y-%m-%d}"


def vague_words(text: str) -> str:
    """Say a vague date in words.

    >>> vague_words("2001-05"), vague_words("2001-05-14/2001-06-02"), vague_words("2001")
    ('May 2001', '14 May 2001 to 2 June 2001', '2001')
    """
    if not text:
        return ""
    forms = {4: "%Y", 7: "%B %Y"}
    parts = text.split("/")
    if all(len(part) == 10 for part in parts):
        return between(parts[0], parts[-1])
    return " to ".join(
        f"{pd.Period(part).start_time:{forms[len(part)]}}" if len(part) in forms else long_day(part)
        for part in parts
    )


def in_km(km: float, digits: int | None = None) -> str:
    """Write a distance in km and miles, with so many digits or with as many as it needs.

    >>> in_km(5), in_km(27.4, 0), in_km(0.1)
    ('5 km (3.1 miles)', '27 km (17 miles)', '0.1 km (0.06 miles)')
    """
    miles = km / KM_PER_MILE
    if digits is None:
        return f"{km:g} km ({miles:.{0 if miles >= 10 else 1 if miles >= 1 else 2}f} miles)"
    more = digits > 0 and miles < 1  # a tenth of a mile is too coarse there
    return f"{km:.{digits}f} km ({miles:.{digits + more}f} miles)"


def counted_in(value: float, unit: str, decimals: int) -> str:
    """Write a value with its unit.

    >>> counted_in(1250, "mm", 0), counted_in(-0.04, "°C", 1), counted_in(35, "%", 0)
    ('1,250 mm', '0.0 °C', '35%')
    """
    number = f"{round(value, decimals) + 0.0:,.{decimals}f}"  # no minus before nought
    number = number.replace("-", "−")
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}"


def percent(share: float) -> str:
    """Write a share in per cent: whole numbers, and one decimal below ten."""
    value = 100 * share
    if 0 < value < 0.05:
        return "less than 0.1 %"
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"


Day = str | dt.date


def interval(start: Any, end: Any, say: Callable[[Any], str] = day_in_words) -> str:
    """Give an interval in words; both days count, None or NaT is open, empty text is "always".

    >>> interval(dt.date(2001, 5, 14), None), interval(*[dt.date(2001, 5, 14)] * 2, say=str)
    ('from 14 May 2001', 'on 2001-05-14')
    """
    if pd.isna(start):
        return "" if pd.isna(end) else f"until {say(end)}"
    if pd.isna(end):
        return f"from {say(start)}"
    first, last = say(start), say(end)
    return f"on {first}" if first == last else f"from {first} to {last}"


def some_day_between(first: dt.date, last: dt.date) -> str:
    """Say that something is on one day of a range: ``between 14 and 17 May 2001``."""
    if first == last:
        return f"on {day_in_words(first)}"
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"between {first.day}{month}{year} and {day_in_words(last)}"


def paragraph_words(paragraphs: Sequence[int]) -> str:
    """Give paragraphs of the report as `report, ¶ 4 and 11`; empty text if there are none."""
    return f"report, ¶ {listed([str(n) for n in paragraphs])}" if paragraphs else ""


def measured(value: float, unit: str, tolerance: float) -> str:
    """Write a number as exactly as its tolerance makes sense of; km in miles, too."""
    whole = tolerance >= 0.5 or (unit != "km" and value == round(value))
    digits = 0 if whole else 1 if tolerance >= 0.05 else 2
    return in_km(value, digits) if unit == "km" else f"{value:.{digits}f} {unit}"


def runs(words: str) -> list[list[tuple[str, bool]]]:
    """Split text into paragraphs of (text, is in italics), as the browser does."""
    return [
        [
            (" ".join(run.split("\n")), bool(n % 2))
            for n, run in enumerate(re.split(r"\*([^*\n]+)\*", piece))
            if run
        ]
        for piece in re.split(r"\n\s*\n", words.strip())
    ]
