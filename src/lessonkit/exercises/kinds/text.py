"""Write in one's own words, and compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.exercises.kinds.base import Exercise, InWords, Solved
from lessonkit.exercises.seal import Seal
from lessonkit.exercises.statements import STATEMENTS, outcomes, public
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import TEXT, Field, Form, is_whole, texts

FORM: Form = {
    "words": Field("a whole number of words", lambda value: is_whole(value) and 1 <= value <= 300),
    "model": TEXT,
    "criteria": texts("a list of two to eight texts", 2, 8),
    "mistakes": texts("a list of one or more texts", 1),
    "statements": STATEMENTS,
}
_WORDS_A_LINE = 8
_LINES = (4, 7)  # least and most


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Prepare a text of one's own: the student compares and judges."""
    body = exercise.body
    extra: dict[str, Any] = {key: body[key] for key in ("criteria", "mistakes")}
    seen: dict[str, Any] = {"words": body["words"], "criteria_count": len(body["criteria"])}
    right, came = outcomes(exercise, lesson)
    if came:
        seen["statements"] = public(exercise, lesson)
        extra["came"] = came
    return Solved(seen, right, {}, body["model"], extra)


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    return InWords([("", text) for text in exercise.body["mistakes"]])


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    least, most = _LINES
    lines = max(least, min(most, spec["words"] // _WORDS_A_LINE + 1))
    told = [
        one["text"] + (f" ({'; '.join(one['options'])})" if one["options"] else "")
        for one in spec.get("statements", ())
    ]
    return {"words": spec["words"], "lines": lines, "statements": told}
