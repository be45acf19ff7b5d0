"""What every kind of exercise is solved into, and what to say if it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.exercises.answers import Data, derive

Parts = tuple[str, ...]
Messages = dict[Parts, str]


@dataclass
class Solved:
    """An exercise with its answer.

    `public` is what everybody may see, `right` the answers (or parts of one) that are right,
    `messages` the words for wrong ones, `model` the answer in words, `extra` what is shown with it.
    """

    public: dict[str, Any]
    right: list[Parts]
    messages: dict[Parts, str]
    model: str
    extra: dict[str, Any] = field(default_factory=dict)


class NotSolvedError(Exception):
    """Where, got, expected and remedy of what does not fit."""


def no(where: str, got: str, expected: str, remedy: str) -> NotSolvedError:
    """Say what does not fit: where in the exercise, got, expected, remedy."""
    return NotSolvedError(where, got, expected, remedy)


def derived(where: str, form: Any, data: Data, *kinds: type) -> Any:
    """Compute an answer, of one of the `kinds`, or say why it cannot be."""
    try:
        value = derive(form, data)
    except LessonError as error:
        raise no(where, "an answer that cannot be computed", "one that can", str(error)) from None
    if not isinstance(value, kinds):
        words = " or ".join({float: "a number", str: "a text", list: "a list"}[k] for k in kinds)
        raise no(where, str(value), words, "Choose another form of answer.")
    return value
