"""Choose one of several answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.exercises.answers import derived, unsolved
from lessonkit.exercises.kinds.base import (
    ANSWER,
    LIKE_OPTION,
    OPTION,
    Exercise,
    InWords,
    Messages,
    Solved,
)
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import Form, tables
from lessonkit.words import runs

FORM: Form = {
    "options": tables("two to eight options", 2, 8, inner=OPTION, like=LIKE_OPTION),
    "answer": ANSWER.or_none(),
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve a choice of one: its index is the answer."""
    options = options_of(exercise, lesson, str)
    right = [n for n, (_, good) in enumerate(options) if good]
    if len(right) != 1:
        words = "exactly one option with right = true"
        raise unsolved("options", f"{len(right)} right options", words, "Correct the options.")
    by_data = "answer" in exercise.body
    for n, (option, good) in enumerate(options, 1):
        if "feedback" not in option and (by_data or not good):
            raise unsolved(
                f"options {n}, feedback", "no such key", "what the mistake is", "Add it."
            )
    messages: Messages = {
        ("choice", str(n)): option["feedback"]
        for n, (option, good) in enumerate(options)
        if not good
    }
    texts = [option["text"] for option, _ in options]
    return Solved({"options": texts}, [("choice", str(right[0]))], messages, texts[right[0]])


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    wrong = [(solved.public["options"][int(n)], text) for (_, n), text in solved.messages.items()]
    return InWords(wrong, {n: "1" for _, n in solved.right})


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"options": on_page(spec)}


def options_of(
    exercise: Exercise, lesson: LessonData, *kinds: type
) -> list[tuple[dict[str, Any], bool]]:
    """Give each option with whether it is right, by its mark or by the data."""
    options, form = exercise.body["options"], exercise.body.get("answer")
    if form is None:
        _check_texts(options)
        return [(option, option.get("right", False)) for option in options]
    value = derived("answer", form, lesson, *kinds)
    keys = [option.get("key") for option in options]
    wanted = value if isinstance(value, list) else [value]
    if None in keys or len(set(keys)) < len(keys) or any("right" in option for option in options):
        words = "a key of its own in each option, and no right"
        raise unsolved("options", "options that do not fit the answer", words, f"Write {words}.")
    _check_texts(options)
    if missing := [one for one in wanted if one not in keys]:
        words = f'an option with key = "{missing[0]}"'
        remedy = "The data give this answer. Correct a key, or add the option."
        raise unsolved("options", f"no option with the key {missing[0]}", words, remedy)
    return [(option, option["key"] in wanted) for option in options]


def _check_texts(options: list[dict[str, Any]]) -> None:
    if len({option["text"] for option in options}) < len(options):
        raise unsolved("options", "one text twice", "texts that differ", "Change one of the two.")


def on_page(spec: Mapping[str, Any]) -> list[list[Any]]:
    """Put the options in the order of the screen: in the file the right one often stands first."""
    order = Seal.of(spec["salt"]).mixed(len(spec["options"]))
    return [[str(n), runs(spec["options"][n])] for n in order]
