"""Statements of a text exercise: what a student foretells, in what range, and how surely.

A statement asks which of some options comes true, or between which days something happens. How it
turned out is sealed like an answer; a student's page tells it when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.days import SHARED, STEPS, Day, from_cell, is_day, iso, read, read_any, unit_of
from lessonkit.exercises.answers import derive, unsolved
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import TEXT, Field, is_table, tables, texts
from lessonkit.tables.rules import day_hint, day_meant
from lessonkit.words import day_in_words

if TYPE_CHECKING:
    from lessonkit.exercises.kinds.base import Exercise, Parts

_DAY = Field('a date like 2001-05-14; a month, a year or an hour like "2001-05"', is_day, day_hint)
STATEMENTS = tables(
    'one to four { text = "...", answer = {...} } with options, or with first and last',
    1,
    4,
    inner={
        "text": TEXT,
        "options": texts("a list of two to six options", 2, 6).or_none(),
        "first": _DAY.or_none(),
        "last": _DAY.or_none(),
        "answer": Field("a form like { holder = ..., on = ... }", is_table),
    },
).or_none()


def public(exercise: Exercise, lesson: LessonData) -> list[dict[str, Any]]:
    """Give what everybody may see of the statements: text, and options or the days of the range."""
    return [
        {"text": one["text"], "options": _options(one, lesson), "days": _days(n, one)}
        for n, one in _numbered(exercise)
    ]


def outcomes(exercise: Exercise, lesson: LessonData) -> tuple[list[Parts], list[str]]:
    """Give the sealed parts of what came true, and how each turned out in words."""
    right: list[Parts] = []
    words: list[str] = []
    for n, one in _numbered(exercise):
        came = _came(n, one, lesson)
        right.append(("statement", str(n), came))
        words.append(_options(one, lesson)[int(came)] if one.get("options") else day_in_words(came))
    return right, words


def _numbered(exercise: Exercise) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(exercise.body.get("statements", ())))


def _options(one: dict[str, Any], lesson: LessonData) -> list[str]:
    """Give the options as text; the id of a holder stands for its label."""
    known = lesson.holders
    return [known[text].label if text in known else text for text in one.get("options", ())]


def _days(n: int, one: dict[str, Any]) -> list[str]:
    """Give the first and the last day of a range as ISO text, equally exact; none with options."""
    first, last = read_any(one.get("first")), read_any(one.get("last"))
    if bool(one.get("options")) == (first is not None) or (first is None) != (last is None):
        words = "options, or first and last"
        raise unsolved(f"statements {n + 1}", "another set of keys", words, "Give one of the two.")
    if first is None or last is None:
        return []
    where, unit = f"statements {n + 1}, last", unit_of(first)
    if unit_of(last) != unit or unit not in STEPS.values():
        remedy = "Write two hours, two days, two months or two years."
        raise unsolved(where, iso(last), f"as exact as {iso(first)}, at most to the hour", remedy)
    if last <= first:
        raise unsolved(where, iso(last), f"a day after {iso(first)}", "Swap the two days.")
    if int((last - first).astype(int)) > SHARED["most_steps"]:
        words = f"at most {SHARED['most_steps']} {_NAMES[unit]}s after {iso(first)}"
        raise unsolved(where, iso(last), words, "Write both less exactly, or nearer to each other.")
    return [iso(first), iso(last)]


_NAMES = {unit: name for name, unit in STEPS.items()}


def _came(n: int, one: dict[str, Any], lesson: LessonData) -> str:
    """Give what came true: the number of an option, or a day as ISO text."""
    # A day may be written as it is; of what came later it tells no more than the seal hides.
    where, given = f"statements {n + 1}, answer", one["answer"].get("value")
    found = read_any(given) if is_day(given) else None
    value = derive(one["answer"], lesson) if found is None else iso(found)
    if one.get("options"):
        if value not in one["options"]:
            words = "one of the options"
            raise unsolved(where, str(value), words, "Add it to the options, or correct it.")
        return str(one["options"].index(value))
    first, last = _days(n, one)
    day = _as_exact(value, first, lesson)
    if day is None or not np.datetime64(first) <= day <= np.datetime64(last):
        words = f"a day from {first} to {last}, or an event that begins then"
        remedy = day_meant(value) if day is None else ""
        raise unsolved(where, str(value), words, remedy or "Correct the answer, or the days.")
    return iso(day)


def _as_exact(value: Any, like: str, lesson: LessonData) -> Day | None:
    """Give a day, or the first day of an event, as exact as another one; None if it is not."""
    events = dict(zip(lesson.events["event_id"], lesson.events["start"], strict=True))
    if value in events:
        day = from_cell(events[value], lesson.unit)
    else:
        day = found[0] if (found := read(str(value))) else None
    if day is None:
        return None
    units = "YMDhm"
    unit = unit_of(np.datetime64(like))
    return day.astype(f"M8[{unit}]") if units.index(unit_of(day)) >= units.index(unit) else None
