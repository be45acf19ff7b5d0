"""Days from text, and days and vague dates in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from lessonkit.errors import fault


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
    first, last = pd.Period(text.split("/")[0]), pd.Period(text.split("/")[-1])
    return [f"{first.start_time:%Y-%m-%d}", f"{last.end_time:%Y-%m-%d}"]


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
