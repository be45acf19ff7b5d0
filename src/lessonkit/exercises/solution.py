"""The answer of an exercise: found, sealed for students, in words for instructors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit.days import Day, day_of_toml, iso, on_step
from lessonkit.errors import DataError, Fault, LessonError, did_you_mean
from lessonkit.exercises.answers import UnsolvedError, stray_hour
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.kinds.base import Exercise, Solved
from lessonkit.exercises.seal import Seal, seal_json, seal_messages
from lessonkit.exercises.states import JUDGES
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import Field, Form, is_table, is_whole, one_of
from lessonkit.tables.files import read_json

SEALED = "exercises.json"  # in place of the folder, in a student's copy
_TEXT = Field("a text", lambda value: isinstance(value, str))
_LIST = Field("a list", lambda value: isinstance(value, list))
# What the page of each exercise and the strip need of it.
_SEALED: Form = {
    "id": _TEXT,
    "kind": _TEXT,
    "notebook": _TEXT,
    "title": _TEXT,
    "objective": _TEXT,
    "prompt": _TEXT,
    "salt": _TEXT,
    "hints": _LIST,
    "right": _LIST,
    "minutes": Field("a number", is_whole),
    "extra": Field("true or false", lambda value: isinstance(value, bool)),
    "judged": one_of(*JUDGES),
    "again": _TEXT,
    "messages": Field("a table", is_table),
    "model": _TEXT,
}


def solve(exercise: Exercise, lesson: LessonData) -> Solved | Fault:
    """Find the answer of an exercise, or say what keeps it from having one."""
    try:
        return KINDS[exercise.kind].solve(exercise, lesson, _seal(exercise, lesson))
    except UnsolvedError as wrong:
        return exercise.fault(*wrong.args)


def faults(exercise: Exercise, lesson: LessonData) -> Iterator[Fault]:
    """Give what is wrong with an exercise whose form is right."""
    yield from citation_faults(exercise, lesson)
    solved = solve(exercise, lesson)
    if isinstance(solved, Fault):
        yield solved


def citation_faults(exercise: Exercise, lesson: LessonData) -> Iterator[Fault]:
    """Name sources and paragraphs that an exercise cites and that are not there."""
    known = set(lesson.sources["source_id"].tolist())
    for source in [one for one in exercise.source_ids if one not in known]:
        near = did_you_mean(source, known, "Add it to sources.csv, or correct it.")
        yield exercise.fault("source_ids", source, "an id from sources.csv", near)
    if (map_id := exercise.look_at) and map_id not in lesson.maps:
        near = did_you_mean(map_id, lesson.maps, "Add it to lesson.toml, or correct it.")
        yield exercise.fault("look_at", map_id, "the id of a map in lesson.toml", near)
    elif exercise.look_on is not None:
        yield from _day_faults(exercise, lesson)
    last = lesson.paragraphs
    for number in [n for n in exercise.paragraphs if last is not None and n > last]:
        yield exercise.fault("paragraphs", str(number), f"0 to {last}", "Correct the number.")


def _day_faults(exercise: Exercise, lesson: LessonData) -> Iterator[Fault]:
    """Say why the map of an exercise cannot open on its day."""
    got, days = str(exercise.look_on), None
    if exercise.look_at:
        days = lesson.maps[exercise.look_at].days
    if exercise.look_at is None:
        words, remedy = "a map for it in look_at", "Name the map, or delete the day."
        yield exercise.fault("look_on", got, words, remedy)
    elif not days:
        remedy = "Delete it, or give the map its days in lesson.toml."
        yield exercise.fault("look_on", got, "no day: the map has no slider", remedy)
    elif stray := stray_hour(exercise.look_on, lesson):
        yield exercise.fault("look_on", *stray)
    elif not days[0] <= _day(exercise, lesson) <= days[1]:
        words = f"a day of the slider, {iso(days[0])} to {iso(days[1])}"
        yield exercise.fault("look_on", got, words, "Correct the day.")


def _day(exercise: Exercise, lesson: LessonData) -> Day:
    return day_of_toml(exercise.look_on, lesson.unit)


def _looks(exercise: Exercise, lesson: LessonData) -> dict[str, str]:
    """Name the map that an exercise opens, and the day or the month on which it opens there."""
    if not exercise.look_at:
        return {}
    if exercise.look_on is None:
        return {"look_at": exercise.look_at}
    step = lesson.step_for(*(lesson.maps[exercise.look_at].days or (None, None)))
    on = iso(on_step(_day(exercise, lesson), step))
    return {"look_at": exercise.look_at, "look_on": on}


def sealed(exercise: Exercise, lesson: LessonData, solved: Solved | None = None) -> dict[str, Any]:
    """Give what a student's page gets of an exercise. Its form and its meaning must be right.

    `solved` is its answer, if it is known already.
    """
    solved, seal = solved or _answered(exercise, lesson), _seal(exercise, lesson)
    model = {
        "answer": solved.model,
        "explanation": exercise.explanation,
        "paragraphs": list(exercise.paragraphs),
        **solved.extra,
    }
    return {
        "id": exercise.id,
        "kind": exercise.kind,
        "notebook": exercise.notebook,
        "title": exercise.title,
        "objective": exercise.objective,
        "minutes": exercise.minutes,
        "extra": exercise.extra,
        "judged": exercise.judged,
        "again": exercise.again or "",
        **({"ask_sure": True} if exercise.ask_sure else {}),
        **({"reason": exercise.reason} if exercise.reason else {}),
        **({"screen": exercise.screen} if exercise.screen else {}),
        **_looks(exercise, lesson),
        "prompt": exercise.prompt,
        "source_ids": list(exercise.source_ids),
        "salt": seal.salt,
        "hints": [seal.scramble(text, "hint", str(n)) for n, text in enumerate(exercise.hints)],
        "right": [seal.hash(*parts) for parts in solved.right],
        "messages": seal_messages(seal, solved.messages),
        "model": seal_json(seal, model, "model"),
        **solved.public,
    }


def read_sealed(path: Path) -> list[dict[str, Any]]:
    """Read the sealed exercises of a student's copy.

    Raises
    ------
    DataError
        If the file is not as `lessonkit student` writes it.
    """
    data = read_json(path)
    if not isinstance(data, list) or not all(
        isinstance(one, dict) and all(form.good(one.get(key)) for key, form in _SEALED.items())
        for one in data
    ):
        remedy = "Take the file from your teacher again."
        raise DataError(
            [Fault(path.name, None, None, "a changed file", "sealed exercises", remedy)]
        )
    return data


def _answered(exercise: Exercise, lesson: LessonData) -> Solved:
    solved = solve(exercise, lesson)
    if isinstance(solved, Fault):
        raise LessonError(str(solved))
    return solved


def _seal(exercise: Exercise, lesson: LessonData) -> Seal:
    return Seal(lesson.id, lesson.version, exercise.id)


@dataclass(frozen=True)
class Answer:
    """The answer of one exercise. `mistakes` are pairs: the wrong answer, what to say to it.

    `right` says it for a form, as `InWords` has it.
    """

    model: str
    explanation: str
    mistakes: list[tuple[str, str]]
    criteria: list[str]
    sources: list[str]
    paragraphs: list[int]
    right: dict[str, str]


def answer_of(exercise: Exercise, lesson: LessonData, solved: Solved | None = None) -> Answer:
    """Say the answer of an exercise in words; `solved` is the answer, if it is known already.

    Raises
    ------
    LessonError
        If it has none; `lessonkit check` says so before.
    """
    solved = solved or _answered(exercise, lesson)
    mistakes, right = KINDS[exercise.kind].in_words(exercise, lesson, solved)
    return Answer(
        model=solved.model,
        explanation=exercise.explanation,
        mistakes=mistakes,
        criteria=list(exercise.body.get("criteria", ())),
        sources=lesson.citations(exercise.source_ids),
        paragraphs=list(exercise.paragraphs),
        right=dict(right),
    )
