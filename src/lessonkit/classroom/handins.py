"""Read what a class handed in: files, folders, patterns. No file is lost without a word.

- A damaged file is named and left out, and the others are read.
- Of several lessons or versions, the one with the most files is read.
- Files with the same content count once.
- What lies in a folder and is no file of answers is named as such.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from glob import glob
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lessonkit.classroom.file import HandIn, Record, other_kind, read
from lessonkit.classroom.students import Student, notes, students_of
from lessonkit.errors import DataError, Fault, LessonError, shown
from lessonkit.terminal import Told, unheard

ABSENT = "not in the file"  # but in the file of another student
READ, OLDER, DAMAGED, FOREIGN, OTHER = "read", "older", "damaged", "another lesson", "not an answer"


@dataclass
class Handed:
    """All that a class handed in.

    Parameters
    ----------
    students
        In the order of the alphabet.
    older
        Work of the same students that a newer file takes the place of.
    damaged, foreign
        Files left out: those that cannot be read, and those of another lesson.
    notes
        Sentences about files that do not count like the others.
    files
        What became of each file: ``read``, ``older``, ``damaged``, ``another lesson``, ``not an
        answer``, ``the same as`` another; with a reason.
    """

    students: list[Student] = field(default_factory=list)
    older: list[Student] = field(default_factory=list)
    damaged: list[Fault] = field(default_factory=list)
    foreign: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Title and version of the lesson."""
        lesson = self.students[0].files[0].data["lesson"]
        return f"{lesson['title']}, version {lesson['version']}"

    @property
    def left_out(self) -> list[Fault]:
        """Why each file that was left out was."""
        return self.damaged + self.foreign

    @property
    def hands(self) -> list[HandIn]:
        """Every file that was read."""
        return [hand for one in self.students for hand in one.files]

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """Every exercise of a file, in the order of the file that has the most, as if untouched."""
        untouched = {"state": ABSENT, "hints": 0, "model_shown": False, "attempts": []}
        found: dict[str, Record] = {}
        for hand in sorted(self.hands, key=lambda hand: -len(hand.exercises)):
            for key, exercise in hand.exercises.items():
                found.setdefault(key, exercise | untouched)
        return found


def collect(files: Iterable[str | Path], told: Told = unheard, *, by_name: bool = False) -> Handed:
    """Read the files of a class. Nothing that a file holds keeps the others from being read.

    Parameters
    ----------
    files
        Files, folders and patterns. A folder is read with all that is in it.
    told
        Called as each file is read.
    by_name
        Take all files of one name as those of one student, whatever is in them.

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
        alone = names[path.name] == 1 and os.path.lexists(path)
        file = shown(path.name if alone else path.as_posix(), 500)
        _take(path, file, hands, handed)
    if not hands:
        lines = [f"\n- {fault}" for fault in handed.damaged]
        lines += [f"\n- {file}: {what}" for file, what in handed.files.items() if what != DAMAGED]
        raise LessonError(f"No file with answers could be read.{''.join(lines)}")
    _sort(list(hands.values()), handed, by_name)
    handed.files = dict(sorted(handed.files.items()))
    handed.notes += [*_left_lying(paths), *notes(handed.students), *_two_titles(handed.hands)]
    return handed


def _take(path: Path, file: str, hands: dict[str, HandIn], handed: Handed) -> None:
    """Read one file, or note why it was not."""
    try:
        hand = read(path, file)
    except DataError as error:
        if what := other_kind(path):
            handed.files[file] = f"{OTHER} ({what})"
            return
        handed.damaged += error.faults
        handed.files[file] = DAMAGED
    except Exception as error:  # the last resort: it is reported, with the file
        got = f"what cannot be read ({shown(f'{type(error).__name__}: {error}', 120)})"
        handed.damaged.append(Fault(file, None, None, got, "answers", "Please report this."))
        handed.files[file] = DAMAGED
    else:
        first = hands.setdefault(hand.data["check"], hand)
        handed.files[file] = READ
        if first is not hand:
            handed.notes.append(f"{file} is the same as {first.file}. It counts once.")
            if file != first.file:
                handed.files[file] = f"the same as {first.file}"


def _matching(file: str) -> list[Path]:
    """Give the files that are meant: a folder stands for all in it, a pattern for what fits it.

    Not every terminal puts names in the place of a star. Brackets in a name of a folder, as in
    ``class [7b]``, are brackets first: in a pattern they would mean one letter.
    """
    file = _as_meant(file)
    path = Path(file)
    if os.path.isdir(file):
        return [one for one in sorted(path.rglob("*")) if not one.is_dir()] or [path]
    if os.path.lexists(file):
        return [path]
    found = glob(re.sub(r"([\[])", r"[\1]", file), recursive=True) or glob(file, recursive=True)
    parts = [one for name in sorted(found) for one in (_matching(name) if found else [])]
    return parts or [path]


def _as_meant(file: str) -> str:
    """Give a path without what a terminal left at it: quotation marks, ``~``, an address."""
    if os.path.lexists(file):
        return file
    bare = file.strip("\"' ") or file
    if bare.startswith("file:"):
        bare = url2pathname(urlsplit(bare).path)
    return os.path.expanduser(bare)


def _left_lying(paths: Sequence[Path]) -> Iterator[str]:
    """Name what lies beside the files, was not named, and has the look of one of them."""
    taken = {path.resolve() for path in paths}
    for folder in dict.fromkeys(path.parent for path in paths):
        for path in sorted(folder.glob("*")):
            odd = re.search(r"\.json", path.name, re.IGNORECASE) and path.suffix != ".json"
            if odd and path.is_file() and path.resolve() not in taken:
                yield f"{shown(path.name)} lies there, too, and was not named. Give the folder."


def _two_titles(hands: Sequence[HandIn]) -> Iterator[str]:
    """Name exercises that have one id and two titles: the lesson was changed between two files."""
    first: dict[str, HandIn] = {}
    told = set[str]()
    for hand in sorted(hands, key=lambda one: (one.when, one.file)):
        for key, one in hand.exercises.items():
            other = first.setdefault(key, hand)
            title = other.exercises[key]["title"]
            if title != one["title"] and key not in told:
                told.add(key)
                yield (
                    f"The exercise {shown(key)} is called {shown(title)!r} in {other.file} and "
                    f"{shown(one['title'])!r} in {hand.file}. Was the lesson changed in between? "
                    "Then give it a new version, and read the files of each version apart."
                )


def _sort(hands: Sequence[HandIn], handed: Handed, by_name: bool) -> None:
    """Leave out other lessons, and find whose files they are."""
    lesson = Counter(hand.lesson for hand in hands).most_common(1)[0][0]
    remedy = "Read the files of each lesson apart, with a folder of its own after --to."
    for hand in (one for one in hands if one.lesson != lesson):
        words = (shown(hand.lesson), f"{shown(lesson)}, as in the other files", remedy)
        handed.foreign.append(Fault(hand.file, None, "lesson", *words))
        handed.files[hand.file] = FOREIGN
    own = [hand for hand in hands if hand.lesson == lesson]
    handed.students = students_of(own, by_name=by_name)
    handed.older = [older for one in handed.students for older in one.replaced()]
    for one in handed.students:
        for hand in one.files:
            handed.files[hand.file] = READ if one.counts(hand) else OLDER
