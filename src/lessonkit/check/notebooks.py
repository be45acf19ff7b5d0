"""Exercises and the notebooks that show them: files with a wrong name, and what is left alone.

A notebook is looked at by `lessonkit check` only. A lesson opens without it, so that nobody who
tries something in a cell of his own is kept from working.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lessonkit.errors import Fault, did_you_mean, shown, suggest
from lessonkit.exercises.kinds.base import FOLDER, Exercise

_CALL = re.compile(r"\b\w+\.(exercise|check|recall)\(\s*[\"']([^\"'\n]*)[\"']")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_BACKUP = re.compile(r"(~|\.bak|\.orig|\.swp)$")


# ---- Names of files -----------------------------------------------------------------------------


def name_faults(folder: Path, notebooks: Iterable[str]) -> Iterator[Fault]:
    """Name each file of exercises that is not read, or that belongs to no notebook.

    Parameters
    ----------
    folder : path
        The folder with `lesson.toml`.
    notebooks : iterable of str
        The notebooks of the lesson, as `lesson.toml` has them.
    """
    wanted = [f"{Path(one).stem}.toml" for one in notebooks]
    for path in _files(folder):
        meant = _meant(path.name, wanted)
        if path.name in wanted or (not meant and path.suffix != ".toml"):
            continue
        if _BACKUP.search(path.name) and (path.parent / meant).exists():
            continue
        words = f"a name after a notebook: {', '.join(wanted)}"
        remedy = "Rename the file, or add the notebook to lesson.toml."
        if meant:
            remedy = f"Rename it to {meant}."
            if (path.parent / meant).exists():
                remedy = f"There is a {meant} as well. Put all into that one, and delete this file."
        yield Fault(f"{FOLDER}/{path.name}", None, None, "a file with this name", words, remedy)


def _files(folder: Path) -> list[Path]:
    if not (folder / FOLDER).is_dir():
        return []
    return sorted(path for path in (folder / FOLDER).iterdir() if path.name[0] != ".")


def _meant(name: str, wanted: list[str]) -> str:
    """Give the file that was meant by a name, or empty text if that cannot be told."""
    stem = re.sub(r"\.toml.*$", "", name, flags=re.IGNORECASE)
    near = suggest(stem, [one.removesuffix(".toml") for one in wanted])
    return f"{near}.toml" if near and ".toml" in name.lower() else ""


# ---- What notebooks show ------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call such as ``lesson.exercise("id")`` in a cell, counted from 1."""

    name: str
    exercise: str
    cell: int


def calls(path: Path) -> list[Call]:
    """Give the calls of a notebook, in order; none if it cannot be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) if cell["cell_type"] == "code" else "" for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [
        Call(name, exercise, n)
        for n, source in enumerate(sources, 1)
        for name, exercise in _CALL.findall(_COMMENT.sub("", source))
    ]


def project_of(folder: Path) -> Path:
    """Give the folder that holds `notebooks/`: the one above `data`, or the lesson itself."""
    whole = folder.resolve()
    return whole.parent if whole.name == "data" else whole


def notebooks_of(folder: Path, notebooks: Iterable[str]) -> dict[str, list[Call]]:
    """Give the calls of each notebook that stands beside the data of a lesson."""
    paths = {name: project_of(folder) / "notebooks" / name for name in notebooks}
    return {name: calls(path) for name, path in paths.items() if path.is_file()}


def lost_files(
    folder: Path, books: Mapping[str, list[Call]], known: Mapping[str, str]
) -> Iterator[Fault]:
    """Name each file of exercises that a notebook needs and that is not there."""
    wanted = {f"{Path(name).stem}.toml": name for name in books}
    meant = {_meant(path.name, list(wanted)) for path in _files(folder)}
    lost = {
        file: [one.exercise for one in books[name] if one.exercise not in known]
        for file, name in wanted.items()
        if not (folder / FOLDER / file).exists() and file not in meant
    }
    lost = {file: ids for file, ids in lost.items() if ids}
    if lost and not (folder / FOLDER).is_dir():
        words = f"the exercises of {', '.join(wanted[file] for file in lost)}"
        yield Fault(f"{FOLDER}/", None, None, "no folder", words, "Put it back, or check its name.")
        return
    for file, ids in lost.items():
        words = f"the exercises of {wanted[file]}, such as {shown(ids[0])}"
        remedy = "Put it back, or check its name."
        yield Fault(f"{FOLDER}/{file}", None, None, "no file", words, remedy)


def notices(
    exercises: Iterable[Exercise], books: Mapping[str, list[Call]], known: Mapping[str, str]
) -> Iterator[Fault]:
    """Say where exercises and notebooks do not fit yet. None of this keeps a lesson from working.

    Parameters
    ----------
    exercises : iterable of Exercise
        Those whose form is right.
    books : mapping
        The calls of each notebook.
    known : mapping
        The id of every exercise, also of one with faults, and the notebook of its file.
    """
    for name, found in books.items():
        yield from _strange(name, found, known, set(books))
    shown_ids = {
        one.exercise for found in books.values() for one in found if one.name == "exercise"
    }
    for one in exercises:
        if one.notebook in books and one.id not in shown_ids:
            line = f'lesson.exercise("{one.id}")'
            remedy = f"Put {line} into a code cell of {one.notebook}."
            yield one.fault("", "an exercise that no notebook shows", "one cell with it", remedy)


def _file(notebook: str) -> str:
    return f"{FOLDER}/{Path(notebook).stem}.toml"


def _strange(
    name: str, found: list[Call], known: Mapping[str, str], books: set[str]
) -> Iterator[Fault]:
    """Name calls with an id that is not there, or that stands in the file of another notebook."""
    for one in found:
        call = f'lesson.{one.name}("{shown(one.exercise)}")'
        if one.exercise not in known:
            if name not in known.values():  # the whole file is not there, or not read: a fault
                continue
            remedy = did_you_mean(one.exercise, known, "Correct the id, or write the exercise.")
            expected = "the id of an exercise"
        elif one.name == "exercise" and known[one.exercise] in books - {name}:
            there, here = (
                f"{FOLDER}/{Path(book).stem}.toml" for book in (known[one.exercise], name)
            )
            call += f", which stands in {there}"
            expected = f"one of {here}"
            remedy = f"Move it to {here}, or the strip of this notebook does not count it."
        else:
            continue
        yield Fault(f"notebooks/{name}", None, f"cell {one.cell}", call, expected, remedy)
