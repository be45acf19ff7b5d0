"""The answer of an exercise: found, sealed for students, in words for instructors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit.errors import DataError, Fault, LessonError, suggest
from lessonkit.exercises.answers import Data
from lessonkit.exercises.form import Exercise
from lessonkit.exercises.kinds import SOLVERS
from lessonkit.exercises.kinds.measuring import in_words
from lessonkit.exercises.kinds.solved import NotSolvedError, Solved, derived
from lessonkit.exercises.seal import Seal, seal_json, seal_messages
from lessonkit.tables.files import read_json

SEALED = "exercises.json"  # in place of the folder, in a student's copy
# What the page of each exercise and the strip need of it.
_SEALED_FORM: dict[str, type] = {
    **dict.fromkeys(("id", "kind", "notebook", "title", "objective", "prompt", "salt"), str),
    **dict.fromkeys(("hints", "right", "source_ids"), list),
    "minutes": int,
    "extra": bool,
    "messages": dict,
    "model": str,
}


def solve(exercise: Exercise, data: Data) -> Solved | Fault:
    """Find the answer of an exercise, or say what keeps it from having one."""
    try:
        return SOLVERS[exercise.kind](exercise, data, _seal(exercise, data))
    except NotSolvedError as wrong:
        return exercise.fault(*wrong.args)


def faults(exercise: Exercise, data: Data) -> Iterator[Fault]:
    """Give what is wrong with an exercise whose form is right."""
    known = set(data.sources["source_id"])
    for source in [one for one in exercise.source_ids if one not in known]:
        near = suggest(source, known, "Add it to sources.csv, or correct it.")
        yield exercise.fault("source_ids", source, "an id from sources.csv", near)
    last = data.settings.lesson.get("paragraphs")
    for number in [n for n in exercise.paragraphs if last is not None and n > last]:
        yield exercise.fault("paragraphs", str(number), f"0 to {last}", "Correct the number.")
    solved = solve(exercise, data)
    if isinstance(solved, Fault):
        yield solved


def sealed(exercise: Exercise, data: Data) -> dict[str, Any]:
    """Give what a student's page gets of an exercise. Its form and its meaning must be right."""
    solved, seal = solve(exercise, data), _seal(exercise, data)
    if isinstance(solved, Fault):
        raise LessonError(str(solved))
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
        **({"screen": exercise.screen} if exercise.screen else {}),
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
        isinstance(one, dict)
        and all(isinstance(one.get(key), form) for key, form in _SEALED_FORM.items())
        for one in data
    ):
        remedy = "Take the file from your teacher again."
        raise DataError(
            [Fault(path.name, None, None, "a changed file", "sealed exercises", remedy)]
        )
    return data


def _seal(exercise: Exercise, data: Data) -> Seal:
    lesson = data.settings.lesson
    return Seal(lesson["id"], lesson["version"], exercise.id)


@dataclass(frozen=True)
class Answer:
    """The answer of one exercise. `mistakes` are pairs: the wrong answer, what to say to it.

    `right` says it for a form: each right option's index (from 0, as in the file) gives "1", each
    item's key its place from 1 or its category. It is empty where the answer is written.
    """

    model: str
    explanation: str
    mistakes: list[tuple[str, str]]
    criteria: list[str]
    sources: list[str]
    paragraphs: list[int]
    right: dict[str, str]


def answer_of(exercise: Exercise, data: Data) -> Answer:
    """Give the answer of an exercise.

    Raises
    ------
    LessonError
        If it has none; `lessonkit check` says so before.
    """
    solved = solve(exercise, data)
    if isinstance(solved, Fault):
        raise LessonError(str(solved))
    citations = data.sources.set_index("source_id")["citation"]
    return Answer(
        model=solved.model,
        explanation=exercise.explanation,
        mistakes=_mistakes(exercise, data, solved),
        criteria=list(exercise.body.get("criteria", ())),
        sources=[str(citations[one]) for one in exercise.source_ids],
        paragraphs=list(exercise.paragraphs),
        right=_right(exercise, solved),
    )


def _right(exercise: Exercise, solved: Solved) -> dict[str, str]:
    if exercise.kind == "choice":
        return {n: "1" for _, n in solved.right}
    if exercise.kind == "multi":
        return {n: on for _, n, on in solved.right if on == "1"}
    if exercise.kind == "classify":
        return {key: category for _, key, category in solved.right}
    if exercise.kind == "order":
        _, *keys = solved.right[0]
        return {key: str(n) for n, key in enumerate(keys, 1)}
    return {}


def _mistakes(exercise: Exercise, data: Data, solved: Solved) -> list[tuple[str, str]]:
    body, kind = exercise.body, exercise.kind
    if kind == "text":
        return [("", text) for text in body["mistakes"]]
    if kind == "place":
        names = data.places.set_index("place_id")["name_en"]
        return [(str(names[one["place"]]), one["text"]) for one in body["mistakes"]]
    if "unit" in body:
        unit, tolerance = body["unit"], float(body["tolerance"])
        return [
            (
                in_words(derived("mistakes", one["answer"], data, float), unit, tolerance),
                one["text"],
            )
            for one in body["mistakes"]
        ]
    return [(_wrong(kind, parts, solved.public), text) for parts, text in solved.messages.items()]


def _wrong(kind: str, parts: tuple[str, ...], public: dict[str, Any]) -> str:
    """Say a wrong answer in words, from the parts by which its message is found."""
    _, *rest = parts
    if kind in ("choice", "multi"):
        return str(public["options"][int(rest[0])])
    if kind == "code":
        return ", ".join(rest)
    texts = {one["key"]: one["text"] for one in public["items"]}
    if kind == "order":
        return f"{texts[rest[0]]} before {texts[rest[1]]}"
    labels = {one["key"]: one["text"] for one in public["categories"]}
    return f"{labels[rest[1]]}: {texts[rest[0]]}"
