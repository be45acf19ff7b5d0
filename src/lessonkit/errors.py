"""What can go wrong, said so that a person can mend it: where, got, expected, remedy.

The remedy of a wrong name is often the known name that looks most like it: `did_you_mean`.
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

# More faults of one kind in one column are told by the first few and a count.
MANY, FIRST_FEW = 20, 3


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one place.

    Parameters
    ----------
    file
        File name, or the function that was called: ``places.csv``, ``distance()``.
    row
        Line of the file as a spreadsheet shows it (the header is row 1), or None.
    column
        Column or argument, or None.
    got, expected
        What was found, and what should be there, with units.
    remedy
        What to do about it, as a full sentence; may be empty.

    Examples
    --------
    >>> print(Fault("places.csv", 14, "lat", "123.0", "-90 to 90 degrees", "Swapped with lon?"))
    places.csv row 14, lat: got 123.0, expected -90 to 90 degrees. Swapped with lon?
    """

    file: str
    row: int | None
    column: str | None
    got: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        """Say where, got, expected and remedy in one line."""
        what = "line" if self.file.endswith(".toml") else "row"  # a table has rows
        row = "" if self.row is None else f" {what} {self.row}"
        column = "" if self.column is None else f", {self.column}"
        where = f"{self.file}{row}{column}"
        # To write what is expected is no news.
        remedy = "" if self.remedy == f"Write {self.expected}." else self.remedy
        return f"{where}: got {self.got}, expected {self.expected}. {remedy}".rstrip()


def brief(faults: Iterable[Fault]) -> Iterator[str]:
    """Give a line for each fault, and a count for what goes wrong all down a column.

    One wrong word that stands in many rows is one mistake: it is told once, with its rows.
    """
    faults = _once(list(faults))
    counts, seen = Counter(map(_kind, faults)), Counter[tuple[str, str, str]]()
    for fault in faults:
        kind = _kind(fault)
        seen[kind] += 1
        if counts[kind] <= MANY or seen[kind] <= FIRST_FEW:
            yield str(fault)
        if counts[kind] > MANY and seen[kind] == FIRST_FEW:
            more = f"and {counts[kind] - FIRST_FEW} more"
            in_column = f"{fault.file}, {kind[1]}: {more} in this column"
            yield in_column if kind[1] else f"{fault.file}: {more} like these"


def _row_of(fault: Fault) -> object:
    return fault if fault.row is None else (fault.file, fault.row)


def told_once(*looks: Iterable[Fault], by: Callable[[Fault], object] = _row_of) -> Iterator[Fault]:
    """Give what several looks find; of one thing only what the first look says that finds it.

    `by` tells what is one thing: by itself a row of a file.
    """
    told = set[object]()
    for look in looks:
        found = [one for one in look if by(one) not in told]
        yield from found
        told |= {*map(by, found)}


def _once(faults: list[Fault]) -> list[Fault]:
    """Make one fault of those that differ in their rows alone, if they are more than a few."""
    alike: dict[Fault, list[Fault]] = {}
    for fault in faults:
        # Equal dates or numbers are each a mistake of its row.
        own = fault if re.search(r"\d", fault.got) else replace(fault, row=None)
        alike.setdefault(own, []).append(fault)
    told = {
        same[0]: replace(
            same[0],
            got=f"{same[0].got}, also in {counted(len(same) - 1, 'other row')}, the last row "
            f"{same[-1].row}",
        )
        for same in alike.values()
        if len(same) > FIRST_FEW and same[0].row is not None
    }
    left = {one for same in alike.values() if same[0] in told for one in same[1:]}
    return [told.get(one, one) for one in faults if one not in left]


def _kind(fault: Fault) -> tuple[str, str, str]:
    # In a GeoJSON file the column stands behind the feature: "feature 3 (old-town), name".
    return fault.file, (fault.column or "").rpartition(", ")[2], fault.expected


class LessonError(Exception):
    """Anything that a lesson cannot do; the message says what to change."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the message alone; IPython asks for it by this name."""
        return [f"{type(self).__name__}: {self}"]


def fault(where: str, name: str | None, got: object, expected: str, remedy: str) -> LessonError:
    """Make the error of one wrong argument: `where` is the function, `name` the argument."""
    return LessonError(str(Fault(where, None, name, str(got), expected, remedy)))


class DataError(LessonError):
    """The files of a lesson are wrong; lists every fault, one a line.

    Parameters
    ----------
    faults
        All faults found in one reading of the files.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)

    def __str__(self) -> str:
        """Count the faults, then list them."""
        count = len(self.faults)
        where = "data of the lesson"
        if all(fault.file.startswith("notebooks/") for fault in self.faults):
            where = "notebooks"
        heading = f"{counted(count, 'fault')} in the {where}:"
        return "\n".join([heading, *(f"- {fault}" for fault in self.faults)])


class ExerciseError(LessonError):
    """An exercise is written or used wrongly (a wrong answer is not an error)."""


class PublishError(LessonError):
    """An edition of the lesson cannot be written."""


@contextmanager
def drawing(what: str, remedy: str) -> Iterator[None]:
    """Name what is being drawn in an error that nobody foresaw: who teaches reads no traceback.

    Parameters
    ----------
    what
        What is drawn: ``"The map harbour"``.
    remedy
        What may help, as full sentences.

    Raises
    ------
    LessonError
        In the place of any other error; ours, and those of the system, have their own words.
    """
    try:
        yield
    except (LessonError, OSError):
        raise
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
        said = f"{place}: {shown(str(error), 100)}".removesuffix(": ")
        words = "cannot be drawn, though no table has a fault that we know of"
        raise LessonError(f"{what} {words}. {remedy} The error is: {said}") from error


_LIKE, _MORE_LIKE = 0.6, 0.65
_SHORT = 4  # letters: two that are off make another word of it, as us of ussr


def suggest(got: str, allowed: Iterable[str], like: float = _LIKE) -> str:
    """Give the allowed word that looks most like what was typed, or empty text.

    `like` is how much of the two must agree at least, from 0 to 1.

    >>> suggest("cordobba", ["cordoba", "granada"]), suggest("x", ["cordoba"])
    ('cordoba', '')
    >>> suggest("E21", ["E11", "E12", "E22"]), suggest("barns", ["urban"])
    ('E12', '')
    >>> suggest("ussr", ["us", "uk"]), suggest("usa", ["us", "uk"])
    ('', 'us')
    """
    # Sorted, because a set has another order in each run and two words may be equally near.
    names = {name.casefold(): name for name in sorted(allowed)}
    typed = got.strip().casefold()
    # Two letters or digits that changed places look to difflib no nearer than another digit.
    for n in range(len(typed) - 1):
        swapped = typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :]
        if swapped != typed and swapped in names:
            return names[swapped]
    near = difflib.get_close_matches(typed, names, n=3, cutoff=like)
    # A slip is seldom in the first letter: words that share only their ends are two words.
    found = [
        one
        for one in near
        if (one[0] == typed[0] or _likeness(typed, one) >= _MORE_LIKE)
        and (len(one) > _SHORT or _letters_off(typed, one) <= 1)
    ]
    return names[found[0]] if found else ""


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, one).ratio()


def _letters_off(one: str, other: str) -> int:
    blocks = difflib.SequenceMatcher(None, other, one).get_matching_blocks()
    return max(len(one), len(other)) - sum(block.size for block in blocks)


def did_you_mean(got: str, allowed: Iterable[str], otherwise: str) -> str:
    """Make a remedy of what `suggest` gives, or say `otherwise`. For people; no logic reads it."""
    near = suggest(got, allowed)
    return f"Did you mean {near}?" if near else otherwise


def known_id(
    wanted: object,
    known: Iterable[str],
    what: str,
    *,
    otherwise: str = "",
    where: str = "",
    error: type[LessonError] = LessonError,
) -> str:
    """Give an id back if it is known, or raise an error that names the one that is like it.

    Parameters
    ----------
    wanted
        What was asked for. A known id is text.
    known
        The ids that there are.
    what
        What they are ids of: ``"place"``.
    otherwise
        A remedy where no known id is like it; if not given, it lists the ids.
    where
        The function or the attribute that was given the id.
    error
        Which error to raise.
    """
    ids = list(known)
    if isinstance(wanted, str) and wanted in ids:
        return wanted
    remedy = did_you_mean(str(wanted), ids, otherwise or f"The ids are: {', '.join(ids)}.")
    raise error(f"{f'{where}: there' if where else 'There'} is no {what} {wanted!r:.60}. {remedy}")


def shown(text: str, length: int = 60) -> str:
    """Make a cell fit to be printed on one line of a terminal: escaped, and cut if long."""
    flat = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return flat if len(flat) <= length else flat[: length - 3] + "..."


def counted(number: int, what: str) -> str:
    """Say how many.

    >>> counted(1, "file"), counted(2, "file")
    ('1 file', '2 files')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def first_of(words: Sequence[str], most: int, between: str = ", ") -> str:
    """Name so many at most, and count the rest; `between` parts names that may have commas.

    >>> first_of(["a", "b", "c"], 3), first_of(["a", "b", "c", "d"], 2)
    ('a, b, c', 'a, b and 2 more')
    """
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return between.join(words[:most]) + rest


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
