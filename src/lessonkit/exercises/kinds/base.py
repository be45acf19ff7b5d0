"""What all kinds of exercises share: an exercise as it is written, and its answer.

Each kind is a module of this folder with the same four things: `FORM`, the keys that it has beside
those of every exercise; `solve`, which finds the answer; `in_words`, which says it to instructors;
`on_paper`, what a printed page needs of it. `browser/exercises/` has a script of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from lessonkit.errors import Fault, shown
from lessonkit.exercises.seal import Seal
from lessonkit.exercises.states import EDITORS, LATER, SELF
from lessonkit.exercises.states import KEY as BY_KEY
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import (
    KEY,
    SOME_TEXT,
    TEXT,
    YES,
    Field,
    Form,
    is_number,
    is_table,
    tables,
)

if TYPE_CHECKING:
    from lessonkit.tables.toml import Lines

FOLDER = "exercises"
Parts = tuple[str, ...]
Messages = dict[Parts, str]

ANSWER = Field('a form like { distance = ["a", "b"] }', is_table)
TOLERANCE = Field("a number above 0", lambda value: is_number(value) and 0 < value < 1e9)
MISTAKES = tables(
    'one or more { answer = {...}, text = "..." }',
    1,
    inner={"answer": ANSWER, "text": TEXT, "within": TOLERANCE.or_none()},
)
OPTION: Form = {
    "text": TEXT,
    "right": YES,
    "feedback": SOME_TEXT,
    "key": KEY.or_none(),
}
LIKE_OPTION = '{ text = "One", right = true }, { text = "Other", feedback = "Why it is wrong" }'


@dataclass(frozen=True)
class Exercise:
    """One exercise; `body` holds the keys of its kind as they were written."""

    id: str
    kind: str
    notebook: str
    title: str
    objective: str
    minutes: int
    extra: bool
    prompt: str
    hints: tuple[str, ...]
    explanation: str
    source_ids: tuple[str, ...]
    paragraphs: tuple[int, ...]
    screen: str | None
    look_at: str | None
    look_on: Any
    ask_sure: bool
    reason: int | None
    judgement: bool
    feedback_later: bool
    again: str | None
    body: dict[str, Any]
    lines: Lines = field(repr=False)

    @property
    def judged(self) -> str:
        """Who says what an answer is worth: one of `states.JUDGES`."""
        if self.feedback_later:
            return LATER
        if self.judgement:
            return EDITORS
        return SELF if self.kind == "text" else BY_KEY

    @property
    def file(self) -> str:
        """The file that holds it, as a reader of a fault knows it."""
        return f"{FOLDER}/{Path(self.notebook).stem}.toml"

    def fault(self, column: str, got: str, expected: str, remedy: str) -> Fault:
        """Say what is wrong with one key of the exercise."""
        where = f"{self.id}, {column}" if column else self.id
        return Fault(
            self.file, line_of(self.lines, column), where, shown(got, 90), expected, remedy
        )


def line_of(lines: Lines, column: str) -> int:
    """Give the line of a key such as `options 2, feedback`, or of what it should stand in."""
    path: list[str | int] = []
    for word in re.findall(r"[^, ]+", column):
        path.append(int(word) if word.isdigit() else word)
    while path and tuple(path) not in lines:
        path.pop()
    return lines[tuple(path)]


@dataclass
class Solved:
    """An exercise with its answer.

    `public` is what everybody may see, `right` the answers (or parts of one) that are right,
    `messages` the words for wrong ones, `model` the answer in words, `extra` what is shown with it.
    """

    public: dict[str, Any]
    right: list[Parts]
    messages: Messages
    model: str
    extra: dict[str, Any] = field(default_factory=dict)


class InWords(NamedTuple):
    """What the answer key says of a kind: its likely mistakes, and what is right for a form.

    A mistake is a pair: the wrong answer, and what to say to it. `right` gives "1" for each right
    option's index (from 0, as in the file), and for each item's key its place from 1 or its
    category. It is empty where the answer is written.
    """

    mistakes: list[tuple[str, str]]
    right: Mapping[str, str] = MappingProxyType({})


class Kind(Protocol):
    """A module of this folder."""

    FORM: Form

    def solve(self, exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
        """Find the answer, or raise `UnsolvedError`."""

    def in_words(self, exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
        """Say what the answer key says besides the model answer."""

    def on_paper(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Give what a printed page needs of a sealed exercise."""
