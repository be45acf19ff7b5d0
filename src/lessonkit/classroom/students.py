"""Whose files they are: those of one student are put together, and two of one name stay two.

A student may hand in several files: one from home, one of each part of the lesson, one after a
second try. Whether two files are of one person is told by

- the mark of the person in them, where both have one;
- otherwise by the name and by what they hold: the later file of a student goes on from the earlier
  one, so the tries of one exercise begin alike. Two files of one name with other tries of the same
  exercise are two students.

Of each exercise counts what the newest file has that has any work on it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from lessonkit.classroom.file import HandIn, Record, is_worked_on
from lessonkit.classroom.names import look_of, named
from lessonkit.errors import listed, shown
from lessonkit.letters import unaccented


@dataclass(frozen=True)
class Student:
    """What one student handed in.

    Parameters
    ----------
    files
        The newest first.
    student
        The name as others see it; with the file where the name alone does not tell.
    keys
        Of which exercises; None if of all.
    """

    files: tuple[HandIn, ...]
    student: str = ""
    keys: frozenset[str] | None = None

    @property
    def name(self) -> str:
        """What the student typed as a name; may be empty."""
        return next((hand.name for hand in self.files if hand.name), "")

    @property
    def file(self) -> str:
        """The name of the newest file."""
        return self.files[0].file

    @property
    def when(self) -> datetime:
        """When the newest file was saved."""
        return self.files[0].when

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """The record of each exercise that counts, by its id."""
        known = {key for hand in self.files for key in hand.exercises}
        wanted = known if self.keys is None else known & self.keys
        return {key: self.source(key).exercises[key] for key in sorted(wanted)}

    def source(self, key: str) -> HandIn:
        """Give the file that counts for an exercise: the newest with work on it, or with it.

        A file that goes on from it, in more tries, is the later one whatever its clock said, and
        hints alone do not take the place of a try.
        """
        having = [hand for hand in self.files if key in hand.exercises]
        worked = [hand for hand in having if is_worked_on(hand.exercises[key])]
        tried = [hand for hand in worked if hand.exercises[key]["attempts"]]
        first, *older = tried or worked or having or list(self.files)
        for hand in older if tried else ():
            if _goes_on(hand.exercises[key], first.exercises[key]):
                longer = len(hand.exercises[key]["attempts"])
                first = hand if longer > len(first.exercises[key]["attempts"]) else first
        return first

    def replaced(self) -> Iterator[Student]:
        """Give the work that a newer file takes the place of, and that does not stand in it."""
        for hand in self.files[1:]:
            keys = {
                key
                for key, record in hand.exercises.items()
                if is_worked_on(record)
                and (other := self.source(key)) is not hand
                and not _goes_on(other.exercises[key], record)
            }
            if keys:
                yield Student((hand,), f"{self.student} (older)", frozenset(keys))

    def counts(self, hand: HandIn) -> bool:
        """Tell if a file has work that counts, or is the newest."""
        worked = (key for key, record in hand.exercises.items() if is_worked_on(record))
        return hand is self.files[0] or any(self.source(key) is hand for key in worked)


def students_of(hands: Iterable[HandIn], *, by_name: bool = False) -> list[Student]:
    """Find whose files they are.

    Parameters
    ----------
    hands
        Files of one lesson.
    by_name
        Take all files of one name as those of one student, whatever is in them.
    """
    named = defaultdict[str, list[HandIn]](list)
    for hand in hands:
        named[_folded(hand.name) or hand.person or f"\n{hand.file}"].append(hand)
    found = list[Student]()
    for same in named.values():
        groups = list[list[HandIn]]()
        for hand in sorted(same, key=lambda one: (one.when, one.file), reverse=True):
            fitting = (g for g in groups if by_name or all(_may_be_one(one, hand) for one in g))
            group = next(fitting, None)
            if group is None:
                groups.append([hand])
            else:
                group.append(hand)
        found += [Student(tuple(group)) for group in groups]
    return [replace(one, student=_label(one, found)) for one in sorted(found, key=order)]


def order(student: Student) -> tuple[str, float, str]:
    """Sort by the alphabet, where accents do not count; then the last file comes first."""
    return unaccented(student.name or student.file), -student.when.timestamp(), student.file


def _label(student: Student, all_of_them: Sequence[Student]) -> str:
    same = [one for one in all_of_them if look_of(one.name) == look_of(student.name)]
    if student.name and len(same) == 1:
        return named(student.name)
    more = f" and {len(student.files) - 1} more" if len(student.files) > 1 else ""
    return f"{named(student.name) or 'no name'} ({student.file}{more})"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _may_be_one(newer: HandIn, older: HandIn) -> bool:
    if newer.person and older.person:
        return newer.person == older.person
    shared = newer.exercises.keys() & older.exercises.keys()
    return all(
        _goes_on(newer.exercises[key], older.exercises[key])
        or _goes_on(older.exercises[key], newer.exercises[key])
        for key in shared
    )


def _goes_on(record: Record, earlier: Record) -> bool:
    """Tell if the tries of a record begin with those of an earlier one."""
    tries, before = (
        [(attempt["at"], attempt["words"]) for attempt in one["attempts"]]
        for one in (record, earlier)
    )
    return tries[: len(before)] == before


def notes(students: Sequence[Student]) -> Iterator[str]:
    """Say which files were put together, which names stand for several, and what is doubtful."""
    for one in students:
        if len(one.files) > 1:
            files = listed([hand.file for hand in reversed(one.files)])
            yield (
                f"{shown(one.name or 'No name')}: {files} are put together. "
                "Of each exercise the newest file counts that has it."
            )
        for older in one.replaced():
            yield (
                f"{older.file} is older than {one.file}, and has other answers to "
                f"{listed(sorted(older.keys or ()))}. They are in answers.csv as (older)."
            )
    names, looks = defaultdict[str, list[Student]](list), defaultdict[str, list[Student]](list)
    persons = defaultdict[str, list[Student]](list)
    for one in students:
        names[_folded(one.name)].append(one)
        looks[_sound(one.name)].append(one)
        for mark in {hand.person for hand in one.files} - {""}:
            persons[mark].append(one)
    for same in (found for name, found in names.items() if name and len(found) > 1):
        yield (
            # The name stands last: behind one in Arabic letters a number would change its side.
            f"{listed([one.file for one in same])} are of {len(same)} students called "
            f"{shown(same[0].name)}. Is it one student? Then add --by-name."
        )
    for same in (found for found in persons.values() if len(found) > 1):
        yield (
            f"{listed([f'{shown(one.name)} ({one.file})' for one in same])} come from one place "
            "in one browser. Did somebody go on in the answers of another? Or was the name "
            "changed? Ask them. Both stand in the table."
        )
    for look, found in looks.items():
        if look and len({_folded(one.name) for one in found}) > 1:
            yield (
                f"{listed([one.file for one in found])} are of {len(found)} students whose names "
                "look alike and have other letters, accents or hidden signs, or another order. "
                "They stay apart."
            )


def _sound(name: str) -> str:
    """Give the same for names that may be of one person: without accents, in any order."""
    return " ".join(sorted(unaccented(look_of(name)).replace(",", " ").split()))
