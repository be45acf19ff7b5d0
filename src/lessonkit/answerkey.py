"""The answer key: model answer, explanation and likely mistakes of an exercise, in words.

It is for instructors. What a student's page gets is sealed (`solving.sealed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lessonkit.derive import Data
from lessonkit.errors import Fault, LessonError
from lessonkit.exercises import Exercise
from lessonkit.kinds import Solved
from lessonkit.kinds.measuring import in_words
from lessonkit.kinds.solved import derived
from lessonkit.solving import solve


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
