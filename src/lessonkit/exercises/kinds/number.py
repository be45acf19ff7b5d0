"""Give a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.exercises.answers import MEASURED, derived, units, unsolved
from lessonkit.exercises.kinds.base import (
    ANSWER,
    MISTAKES,
    TOLERANCE,
    Exercise,
    InWords,
    Messages,
    Parts,
    Solved,
)
from lessonkit.exercises.seal import Buckets, Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import TEXT, Form
from lessonkit.words import measured

FORM: Form = {"unit": TEXT, "tolerance": TOLERANCE, "answer": ANSWER, "mistakes": MISTAKES}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve a number: the bucket in which it falls is the answer."""
    unit, tolerance = exercise.body["unit"], float(exercise.body["tolerance"])
    public, right, messages, model = parts_of(exercise, lesson, unit, tolerance)
    return Solved(public, [right], messages, model)


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    return InWords(mistakes_of(exercise, lesson))


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"unit": spec["unit"]}


def mistakes_of(exercise: Exercise, lesson: LessonData) -> list[tuple[str, str]]:
    """Say likely wrong numbers in words, each with what to say to it."""
    unit, tolerance = exercise.body["unit"], float(exercise.body["tolerance"])
    return [
        (measured(derived("mistakes", one["answer"], lesson, float), unit, tolerance), one["text"])
        for one in exercise.body["mistakes"]
    ]


def parts_of(
    exercise: Exercise, lesson: LessonData, unit: str, tolerance: float
) -> tuple[dict[str, Any], Parts, Messages, str]:
    """Give what is public of a number, its bucket, words for wrong ones, and the right one."""
    value = derived("answer", exercise.body["answer"], lesson, float)
    _check_unit(exercise.body["answer"], unit)
    buckets, messages, windows = Buckets.around(value, tolerance), dict[Parts, str](), []
    for n, mistake in enumerate(exercise.body["mistakes"]):
        wrong = derived(f"mistakes {n + 1}, answer", mistake["answer"], lesson, float)
        off = abs(wrong - value) % 360 if unit == "degrees" else abs(wrong - value)
        room = min(off, 360 - off if unit == "degrees" else off) - tolerance
        if room <= 0:
            got = f"{wrong:g}, which counts as right ({value:g} give or take {tolerance:g})"
            remedy = "Make the tolerance smaller, or delete the mistake."
            raise unsolved(f"mistakes {n + 1}", got, "a wrong number", remedy)
        near = Buckets.around(wrong, _window(n + 1, mistake, tolerance, room))
        messages["mistake", str(n), near.of(wrong)] = mistake["text"]
        windows.append([near.width, near.offset])
    public = {"unit": unit, "width": buckets.width, "offset": buckets.offset, "windows": windows}
    return public, ("number", buckets.of(value)), messages, measured(value, unit, tolerance)


def _window(n: int, mistake: dict[str, Any], tolerance: float, room: float) -> float:
    """Say how near to a mistake an answer gets its words; what counts as right is never in it.

    Twice the tolerance, halved until it fits: the room itself would tell how far the answer is.
    """
    if "within" in mistake:
        within = float(mistake["within"])
        if within > room:
            got = f"{within:g}, which reaches into what counts as right"
            raise unsolved(f"mistakes {n}, within", got, f"{room:.3g} or less", "Make it smaller.")
        return within
    window = 2 * tolerance
    while window > room:
        window /= 2
    return window


def _check_unit(form: dict[str, Any], unit: str) -> None:
    of_form = units(form)
    if of_form and of_form != {unit}:
        [wanted] = of_form
        remedy = f'Write unit = "{wanted}", or choose another form of answer.'
        raise unsolved("unit", f"{unit} for an answer in {wanted}", wanted, remedy)
    if "count" in form and unit in MEASURED:
        remedy = "Name what is counted, such as places, or choose another form of answer."
        raise unsolved("unit", f"{unit} for a count", "the name of what is counted", remedy)
