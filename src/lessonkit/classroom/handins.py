"""Read the files that students hand in, and find the one of each student that counts.

A damaged file is named and left out, and the others are read. No file is lost without a word:

- Files with the same content count once.
- Of two files with one student's name the page shows the one saved last. The other keeps its rows
  in ``answers.csv``, as "Ana (older)". If both were saved at one moment, both are shown.
- A file without a name is a student of its own, called by the name of the file.
- Of several lessons or versions, the one with the most files is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Any, NoReturn

from lessonkit.errors import DataError, Fault, LessonError, shown
from lessonkit.exercises.states import STATES
from lessonkit.tables.fields import Field, Form, is_whole
from lessonkit.terminal import Told, unheard

FORMAT = "lessonkit-answers/1"
ABSENT = "not in the file"  # but in the file of another student
_LARGEST = 20_000_000  # bytes
_AGAIN = "Ask for the file again, as it was downloaded."
_OTHER_FILE = 'Ask for the JSON file that "Download my answers" gives.'
Record = dict[str, Any]


@dataclass(frozen=True)
class HandIn:
    """One file: its name, what it says, when it was saved, and the student as others see it."""

    file: str
    data: Record
    when: datetime
    student: str = ""

    @property
    def name(self) -> str:
        """What the student typed as a name; may be empty."""
        return " ".join(self.data["name"].split())

    @property
    def lesson(self) -> str:
        """Id and version of the lesson."""
        return f"{self.data['lesson']['id']}, version {self.data['lesson']['version']}"

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """The record of each exercise, by its id."""
        return {one["id"]: one for one in self.data["exercises"]}


@dataclass
class Handed:
    """All that a class handed in.

    Parameters
    ----------
    students
        The last file of each student, in the order of the alphabet.
    older
        The files that the same students saved before.
    damaged, foreign
        Files left out: those that cannot be read, and those of another lesson.
    notes
        Sentences about files that were read and do not count like the others.
    """

    students: list[HandIn] = field(default_factory=list)
    older: list[HandIn] = field(default_factory=list)
    damaged: list[Fault] = field(default_factory=list)
    foreign: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Title and version of the lesson."""
        lesson = self.students[0].data["lesson"]
        return f"{lesson['title']}, version {lesson['version']}"

    @property
    def left_out(self) -> list[Fault]:
        """Why each file that was left out was."""
        return self.damaged + self.foreign

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """Every exercise of a file, in the order of the file that has the most, as if untouched."""
        untouched = {"state": ABSENT, "hints": 0, "model_shown": False, "attempts": []}
        found: dict[str, Record] = {}
        for hand in sorted(self.students + self.older, key=lambda hand: -len(hand.exercises)):
            for key, exercise in hand.exercises.items():
                found.setdefault(key, exercise | untouched)
        return found


def collect(files: Iterable[str | Path], told: Told = unheard) -> Handed:
    """Read the files of a class. Nothing that a file holds keeps the others from being read.

    Raises
    ------
    LessonError
        If none could be read; it names every file and the reason.
    """
    paths = [path for file in files for path in _matching(str(file))]
    names = Counter(path.name for path in paths)
    handed, hands = Handed(), dict[str, HandIn]()
    for number, path in enumerate(paths, start=1):
        told("answers", "file", number, len(paths))
        # Some schools keep each student's file, under one name, in a folder of its own.
        file = shown(path.name if names[path.name] == 1 else path.as_posix(), 500)
        try:
            hand = _read(path, file)
        except DataError as error:
            handed.damaged += error.faults
        except Exception as error:  # the last resort: it is reported, with the file
            got = f"what cannot be read ({shown(f'{type(error).__name__}: {error}', 120)})"
            handed.damaged.append(Fault(file, None, None, got, "answers", "Please report this."))
        else:
            first = hands.setdefault(hand.data["check"], hand)
            if first is not hand:
                handed.notes.append(f"{file} is the same as {first.file}. It counts once.")
    if not hands:
        lines = "".join(f"\n- {fault}" for fault in handed.damaged)
        raise LessonError(f"No file with answers could be read.{lines}")
    _sort(list(hands.values()), handed)
    return handed


def _matching(file: str) -> list[Path]:
    # Not every terminal puts names in the place of a star.
    return list(map(Path, [file] if os.path.exists(file) else sorted(glob(file)) or [file]))


# ---- One file -----------------------------------------------------------------------------------


def _read(path: Path, file: str) -> HandIn:
    text = _text(path, file)
    data = _parsed(text, file)
    form = data.get("format") if isinstance(data, dict) else None
    if form != FORMAT:
        got = "JSON of another kind" if form is None else f"the format {_got(form)}"
        _stop(file, got, _OTHER_FILE, f"the format {FORMAT}")
    check = data.get("check")
    if not isinstance(check, str) or not re.fullmatch("[0-9a-f]{64}", check):
        _stop(file, _got(check), _AGAIN, "64 digits 0-9, a-f", "check")
    before, _, after = text.rpartition(check)
    if hashlib.sha256(f"{before}{'0' * 64}{after}".encode()).hexdigest() != check:
        _stop(file, "a file that was changed or damaged", _AGAIN, "one that fits its check")
    for where, got, expected in _misfits(data, _FILE, ""):
        _stop(file, got, _AGAIN, expected, where)
    when = _time(data["saved"])
    assert when is not None  # it was tested with the shape
    hand = HandIn(file, data, when)
    if len(hand.exercises) < len(data["exercises"]):
        _stop(file, "an exercise twice", _AGAIN, "each exercise once", "exercises")
    return hand


def _text(path: Path, file: str) -> str:
    try:
        if path.is_dir():
            _stop(file, "a folder", f"Name the files in it: {file}/*.json.")
        # A pipe or a device may have no end.
        if (path.exists() and not path.is_file()) or path.stat().st_size > _LARGEST:
            _stop(file, "no plain file, or one of more than 20 MB", _OTHER_FILE)
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        _stop(file, "no file", "Check the path and the name.")
    except OSError as error:
        got = f"a file that cannot be opened ({error.strerror})"
        _stop(file, got, "Check its name, or copy it to another folder.")
    except UnicodeDecodeError:
        _stop(file, "bytes that are not UTF-8 text", _AGAIN)


def _parsed(text: str, file: str) -> Any:
    bare = text.strip()
    if not bare:
        _stop(file, "an empty file", _AGAIN)
    if bare.startswith("<"):
        _stop(file, "a web page (HTML)", _OTHER_FILE)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        cut = bare.startswith("{") and not bare.endswith("}")
        got = "a file that is cut off" if cut else f"broken JSON ({shown(str(error), 100)})"
        _stop(file, got, _AGAIN)


def _stop(
    file: str, got: str, remedy: str, expected: str = "a file with answers", where: str = ""
) -> NoReturn:
    raise DataError([Fault(file, None, where or None, got, expected, remedy)])


def _time(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


_TEXT = Field("a text", lambda value: isinstance(value, str))
_TRUE_OR_FALSE = Field("true or false", lambda value: isinstance(value, bool))
_TIME = Field("a time", lambda value: isinstance(value, str) and _time(value) is not None)
_NAMES = "names with values"


def _table(form: Form) -> Field:
    return Field(_NAMES, lambda value: isinstance(value, dict), inner=form)


def _list(form: Form) -> Field:
    return Field("a list", lambda value: isinstance(value, list), inner=form)


_ATTEMPT: Form = {"at": _TIME, "words": _TEXT, "right": _TRUE_OR_FALSE}
_EXERCISE: Form = {
    "id": _TEXT,
    "notebook": _TEXT,
    "title": _TEXT,
    "kind": _TEXT,
    "state": Field("right, not yet or not attempted", lambda value: value in STATES),
    "hints": Field("a whole number", lambda value: is_whole(value) and value >= 0),
    "model_shown": _TRUE_OR_FALSE,
    "attempts": _list(_ATTEMPT),
}
# What is not read is not looked at.
_FILE: Form = {
    "lesson": _table({"id": _TEXT, "version": _TEXT, "title": _TEXT}),
    "name": _TEXT,
    "saved": _TIME,
    "exercises": _list(_EXERCISE),
    "maps": _list({}),
}


def _misfits(table: Record, form: Form, where: str) -> Iterator[tuple[str, str, str]]:
    """Yield where, what and what instead for each value that does not fit."""
    for key, wanted in form.items():
        value, place = table.get(key), f"{where} {key}".strip()
        if not wanted.good(value):
            yield place, _got(value), wanted.words
        elif isinstance(value, dict):
            yield from _misfits(value, wanted.inner, place)
        elif isinstance(value, list) and wanted.inner:
            for number, item in enumerate(value, start=1):
                if isinstance(item, dict):
                    yield from _misfits(item, wanted.inner, f"{place} {number}")
                else:
                    yield f"{place} {number}", _got(item), _NAMES


_KINDS: dict[type, str] = {dict: _NAMES, list: "a list", type(None): "nothing"}


def _got(value: Any) -> str:
    return _KINDS.get(type(value)) or shown(json.dumps(value, ensure_ascii=False))


# ---- All files ----------------------------------------------------------------------------------


def _sort(hands: Sequence[HandIn], handed: Handed) -> None:
    """Leave out other lessons, and find the last file of each student."""
    lesson = Counter(hand.lesson for hand in hands).most_common(1)[0][0]
    remedy = "Read the files of each lesson apart, with a folder of its own after --to."
    students = defaultdict[str, list[HandIn]](list)
    for hand in hands:
        if hand.lesson == lesson:
            name = unicodedata.normalize("NFKC", hand.name).casefold()
            students[name or f"\n{hand.file}"].append(hand)
        else:
            words = (shown(hand.lesson), f"{shown(lesson)}, as in the other files", remedy)
            handed.foreign.append(Fault(hand.file, None, "lesson", *words))
    for same in students.values():
        moment = max(hand.when for hand in same)
        last = [hand for hand in same if hand.when == moment]
        for hand in last:
            label = f"{hand.name or 'no name'} ({hand.file})"
            alone = hand.name and len(last) == 1
            handed.students.append(replace(hand, student=hand.name if alone else label))
        for hand in (hand for hand in same if hand.when < moment):
            handed.older.append(replace(hand, student=f"{hand.name} (older)"))
            handed.notes.append(
                f"{hand.file} is older than {last[0].file}, by the same name, {shown(hand.name)}. "
                "Its answers are in answers.csv and not on the page. "
                "If these are two students, read one of the two files apart."
            )
    handed.students.sort(key=order)


def order(hand: HandIn) -> tuple[str, float, str]:
    """Sort by the alphabet, where accents do not count; then the last file comes first."""
    letters = unicodedata.normalize("NFKD", hand.name or hand.student).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain, -hand.when.timestamp(), hand.file
