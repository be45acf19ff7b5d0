"""Statements of a text exercise: what a student foretells, in what range, and how surely.

A statement asks which of some options comes true, or between which days something happens. How it
turned out is sealed like an answer; a student's page tells it when it is opened.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lessonkit.exercises.answers import derive, unsolved
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import TEXT, Field, is_day, is_table, tables, texts
from lessonkit.words import day_in_words

if TYPE_CHECKING:
    from lessonkit.exercises.kinds.base import Exercise, Parts

_DAY = Field("a date without quotation marks, like 2001-05-14", is_day)
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
        words.append(
            _options(one, lesson)[int(came)]
            if one.get("options")
            else day_in_words(date.fromisoformat(came))
        )
    return right, words


def _numbered(exercise: Exercise) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(exercise.body.get("statements", ())))


def _options(one: dict[str, Any], lesson: LessonData) -> list[str]:
    """Give the options as text; the id of a holder stands for its label."""
    known = lesson.holders
    return [known[text].label if text in known else text for text in one.get("options", ())]


def _days(n: int, one: dict[str, Any]) -> list[str]:
    first, last = one.get("first"), one.get("last")
    if bool(one.get("options")) == bool(first or last) or (first is None) != (last is None):
        words = "options, or first and last"
        raise unsolved(f"statements {n + 1}", "another set of keys", words, "Give one of the two.")
    if first and last and last <= first:
        remedy = "Swap the two days."
        raise unsolved(f"statements {n + 1}, last", str(last), f"a day after {first}", remedy)
    return [f"{first}", f"{last}"] if first else []


def _came(n: int, one: dict[str, Any], lesson: LessonData) -> str:
    """Give what came true: the number of an option, or a day as ISO text."""
    # A day may be written as it is; of what came later it tells no more than the seal hides.
    where, given = f"statements {n + 1}, answer", one["answer"].get("value")
    value = f"{given}" if is_day(given) else derive(one["answer"], lesson)
    if one.get("options"):
        if value not in one["options"]:
            words = "one of the options"
            raise unsolved(where, str(value), words, "Add it to the options, or correct it.")
        return str(one["options"].index(value))
    events = dict(zip(lesson.events["event_id"], lesson.events["start"], strict=True))
    day = f"{events[value]:%Y-%m-%d}" if value in events else str(value)
    first, last = _days(n, one)
    if not first <= day <= last or len(day) != len(first):
        words = f"a day from {first} to {last}, or an event that begins then"
        raise unsolved(where, str(value), words, "Correct the answer, or the days.")
    return day
