"""Small pieces of what readers see: days, citations, paragraphs; and what a caller chose."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from lessonkit.dating import as_day, day_in_words
from lessonkit.errors import LessonError
from lessonkit.lesson import Lesson
from lessonkit.rules import suggest

Day = str | dt.date


def span_in_words(start: Any, end: Any) -> str:
    """Give an interval in words; both days count, NaT is open, and empty text is "always"."""
    if pd.isna(start):
        return "" if pd.isna(end) else f"until {day_in_words(end)}"
    if pd.isna(end):
        return f"from {day_in_words(start)}"
    first, last = day_in_words(start), day_in_words(end)
    return f"on {first}" if first == last else f"from {first} to {last}"


def chosen(given: Sequence[str] | str | None, known: Iterable[str], what: str) -> list[str]:
    """Give the ids that a caller chose, all of them if it chose none; each only once.

    Raises
    ------
    LessonError
        If an id is not known, or the list is empty.
    """
    ids = list(known)
    if given is None:
        return ids
    if not isinstance(given, Iterable):
        raise LessonError(f"Got {given!r}, expected ids of {what}s. Write them as a list.")
    wanted = [given] if isinstance(given, str) else list(given)
    for one in wanted:
        if one not in ids:
            near = suggest(str(one), ids, f"The ids are: {', '.join(ids)}.")
            raise LessonError(f"There is no {what} {one!r}. {near}")
    if not wanted:
        raise LessonError(f"Got no {what}, expected at least one. Leave the list out for all.")
    return list(dict.fromkeys(wanted))


def days_of(lesson: Lesson, days: Any) -> tuple[dt.date, dt.date]:
    """Check the first and the last day that a caller chose against the lesson's own.

    Raises
    ------
    LessonError
        If they are not two days, in order, of the lesson.
    """
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise LessonError(f"dates: got {days!r}, expected two days, the first and the last.")
    first, last = (as_day(day, "dates") for day in days)
    if last < first:
        raise LessonError(f"dates: got {first} to {last}, expected the earlier day first.")
    if not lesson.start <= first <= last <= lesson.end:
        raise LessonError(
            f"date: got {first} to {last}, expected days of the lesson, "
            f"{lesson.start} to {lesson.end}."
        )
    return first, last


def cited(lesson: Lesson, source_ids: Iterable[str]) -> list[str]:
    """Give each source as escaped HTML: its citation, linked if it has an address."""
    rows = [lesson.source(one) for one in source_ids]
    return [linked(row["citation"], row["url"]) for row in rows]


def linked(citation: str, url: str) -> str:
    """Give a citation as escaped HTML, as a link if there is an address."""
    words = html.escape(citation)
    return f'<a href="{html.escape(url)}">{words}</a>' if url else words


def paragraph_words(paragraphs: Sequence[int]) -> str:
    """Give paragraphs of the article as `article, ¶ 4 and 11`; empty text if there are none."""
    if not paragraphs:
        return ""
    *most, last = map(str, paragraphs)
    return f"article, ¶ {', '.join(most)} and {last}" if most else f"article, ¶ {last}"
