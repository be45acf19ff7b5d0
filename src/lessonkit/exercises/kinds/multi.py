"""Choose all that is right, of several answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.errors import listed
from lessonkit.exercises.answers import unsolved
from lessonkit.exercises.kinds.base import (
    ANSWER,
    LIKE_OPTION,
    OPTION,
    Exercise,
    InWords,
    Messages,
    Parts,
    Solved,
)
from lessonkit.exercises.kinds.choice import on_page, options_of
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import Form, tables

FORM: Form = {
    "options": tables("two to ten options", 2, 10, inner=OPTION, like=LIKE_OPTION),
    "answer": ANSWER.or_none(),
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve a choice of several: for each option, whether it is chosen."""
    options = options_of(exercise, lesson, list)
    if not any(good for _, good in options):
        raise unsolved("options", "no right option", "one or more", "Mark it with right = true.")
    if bare := [str(n) for n, (option, _) in enumerate(options, 1) if "feedback" not in option]:
        where = f"options {listed(bare)}, feedback"
        words = "words for who chose it wrongly or, if it is right, left it out"
        raise unsolved(where, "no such key", words, 'Add it: feedback = "...".')
    right: list[Parts] = [("multi", str(n), str(int(good))) for n, (_, good) in enumerate(options)]
    messages: Messages = {
        ("multi", str(n), str(int(not good))): option["feedback"]
        for n, (option, good) in enumerate(options)
    }
    model = "; ".join(option["text"] for option, good in options if good)
    return Solved({"options": [o["text"] for o, _ in options]}, right, messages, model)


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    options = solved.public["options"]
    wrong = [(options[int(n)], text) for (_, n, _), text in solved.messages.items()]
    return InWords(wrong, {n: on for _, n, on in solved.right if on == "1"})


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"options": on_page(spec)}
