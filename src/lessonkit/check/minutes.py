"""How long a notebook takes: its words, its exercises and its talks. Cells are read, never run.

Folds, what is called *Extra*, and widgets to look things up in are left out: a class that has no
time for them misses nothing that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit.check.cells import cells_of
from lessonkit.check.notebooks import Call, calls
from lessonkit.errors import Fault, counted
from lessonkit.exercises.kinds.base import Exercise
from lessonkit.tables.entries import StepSpec

WORDS_A_MINUTE = 120
"""How fast somebody of 16 reads a text with new names in a second language."""

WRITTEN_A_MINUTE = 15
"""How many words of their own such readers write, with thinking."""

# Minutes to decide and to do it, for each option, row or place; of a kind without them, once.
_DOING = {
    **{"choice": 0.05, "multi": 0.1, "number": 0.5, "place": 0.5, "locate": 0.2},
    **{"order": 0.15, "classify": 0.15, "text": 0.3, "code": 1.5},
}

EXTRA = "extra"
"""What is put before the title of an exercise or a section that a class may leave out.

A comment, `<!-- extra -->`, says it of a section whose heading does not.
"""

_FOLD = re.compile(r"<details\b.*?</details>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_TALK = re.compile(r"^>\s*\*\*[^*\d]*(\d+)\b[^*]*\*\*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass(frozen=True)
class Minutes:
    """What a notebook takes, in minutes: to read it, to do its exercises, to talk."""

    reading: float
    exercises: float
    talk: float

    @property
    def all(self) -> float:
        """All of it."""
        return self.reading + self.exercises + self.talk

    def __str__(self) -> str:
        """Say the whole and its parts."""
        return (
            f"{self.all:.1f} minutes: reading {self.reading:.1f}, exercises {self.exercises:.0f}, "
            f"talk {self.talk:.0f}"
        )


def minutes_of(
    path: Path, exercises: Iterable[Exercise], steps: Mapping[str, Iterable[StepSpec]]
) -> Minutes:
    """Count the minutes of a notebook.

    Parameters
    ----------
    path : Path
    exercises : iterable of Exercise
        Those of the lesson. Of each that the notebook shows, its `minutes` count.
    steps : mapping
        The steps of maps, by the id of the map: to read them is part of the way.
    """
    known = {one.id: one for one in exercises}
    called = {call.cell: call for call in calls(path)}
    reading = doing = talk = 0.0
    for n, kind, source in _core(path):
        if kind == "markdown":
            words, minutes = _said(source)
            reading += words / WORDS_A_MINUTE
            talk += minutes
        elif (call := called.get(n)) is not None:
            exercise = known.get(call.exercise) if call.name == "exercise" else None
            doing += exercise.minutes if exercise and not exercise.extra else 0
            reading += _steps(call, steps) / WORDS_A_MINUTE
    return Minutes(reading, doing, talk)


def long_notes(found: Mapping[str, Minutes], times: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """Say which notebooks take longer than `[[times]]` of `lesson.toml` states."""
    for one in times:
        minutes, stated = found.get(one["notebook"]), one["minutes"]
        if minutes and minutes.all > stated:
            words = f"at most {counted(stated, 'minute')}, as lesson.toml states"
            remedy = (
                "Shorten the text, put what a class may leave out into a fold or call it Extra, "
                "or state more minutes."
            )
            yield Fault(f"notebooks/{one['notebook']}", None, None, str(minutes), words, remedy)


def short_notes(exercises: Iterable[Exercise]) -> Iterator[Fault]:
    """Name exercises that state fewer minutes than their words alone take."""
    for one in exercises:
        needed = needed_minutes(one)
        if round(needed) > one.minutes:
            got = f"{one.minutes}, while to read, to answer and to read why takes {needed:.1f}"
            remedy = "State more minutes, or shorten the exercise."
            yield one.fault("minutes", got, f"{round(needed)} or more", remedy)


def needed_minutes(exercise: Exercise) -> float:
    """Give the least minutes that an exercise takes: its task, what is done, and why it is so."""
    body = exercise.body
    rows = [one for key in ("options", "items", "statements") for one in body.get(key, ())]
    texts = [exercise.prompt, *(str(one.get("text", "")) for one in rows)]
    read = sum(map(_words, texts)) / WORDS_A_MINUTE
    why = 0 if exercise.feedback_later else _words(exercise.explanation) / WORDS_A_MINUTE
    parts = len(rows) or len(body.get("places", ())) or 1
    written = (exercise.reason or 0) + int(body.get("words", 0))
    return read + why + _DOING[exercise.kind] * parts + written / WRITTEN_A_MINUTE


def _steps(call: Call, steps: Mapping[str, Iterable[StepSpec]]) -> int:
    shown = steps.get(call.ids[0], ()) if call.name == "map" and call.ids else ()
    return sum(_words(f"{one.title} {one.text} {one.question}") for one in shown)


def _core(path: Path) -> Iterator[tuple[int, str, str]]:
    """Give number, kind and source of each cell, without folds and without what is extra."""
    left_out = 0  # the level of the heading of a section that does not count, or 0
    for cell in cells_of(path):
        n, kind, source = cell.number, cell.kind, cell.source
        if kind != "markdown":
            if not left_out:
                yield n, kind, source
            continue
        kept = []
        for part in re.split(r"^(?=#{1,6}\s)", _FOLD.sub("", source), flags=re.MULTILINE):
            heading = _HEADING.match(part.partition("\n")[0])
            level = len(heading[1]) if heading else 0
            if level and (not left_out or level <= left_out):
                left_out = level if _is_extra(part, heading[2] if heading else "") else 0
            if not left_out:
                kept.append(part)
        yield n, kind, "".join(kept)


def _is_extra(part: str, heading: str) -> bool:
    told = [comment.casefold() for comment in _COMMENT.findall(part)]
    return heading.casefold().startswith(EXTRA) or EXTRA in told


def _said(source: str) -> tuple[int, int]:
    """Give the words of prose, and the minutes of the talks in it, whose words are part of them."""
    words = minutes = 0
    for block in re.split(r"\n\s*\n", source):
        if talk := _TALK.match(block.strip()):
            minutes += int(talk[1])
        else:
            words += _words(block)
    return words, minutes


def _words(text: str) -> int:
    return len(_WORD.findall(_LINK.sub(r"\1", _COMMENT.sub("", text))))
