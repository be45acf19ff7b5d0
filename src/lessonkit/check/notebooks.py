"""What notebooks ask of a lesson: maps, layers, exercises and terms that are not there.

A notebook is looked at by `lessonkit check` only. A lesson opens without it, so that nobody who
tries something in a cell of his own is kept from working. Cells are read, never run.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit.check.cells import Cell, book_of, cell_faults, cells_of, is_lesson, lessons_in
from lessonkit.errors import Fault, did_you_mean, shown, suggest
from lessonkit.exercises.kinds.base import FOLDER, Exercise
from lessonkit.lesson import LessonData

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
        meant = _meant(path, wanted)
        if path.name in wanted or (not meant and not _holds_exercises(path)):
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


def _meant(path: Path, wanted: list[str]) -> str:
    """Give the file that was meant by a name, or empty text if that cannot be told."""
    is_one = ".toml" in path.name.lower() or _holds_exercises(path)
    stem = re.sub(r"\.(toml.*|\w{1,4})$", "", path.name, flags=re.IGNORECASE)
    near = suggest(stem, [one.removesuffix(".toml") for one in wanted]) if is_one else ""
    return f"{near}.toml" if near else ""


def _holds_exercises(path: Path) -> bool:
    """Tell if a file is one of exercises, whatever its ending."""
    ending = path.suffix.casefold()
    if ending in ("", ".md", ".toml") or not path.is_file() or _BACKUP.search(path.name):
        return ending == ".toml"
    text = path.read_text(encoding="utf-8", errors="replace")
    return bool(re.search(r"(?m)^\s*\[\[\s*exercises\s*\]\]", text))


# ---- What notebooks show ------------------------------------------------------------------------


EXERCISES = ("exercise", "check", "recall")
"""Methods of a lesson whose first argument is the id of an exercise."""


@dataclass(frozen=True)
class Call:
    """A call of a method of the lesson in a cell, counted from 1.

    `ids` are the texts that stand in it as such; what a name stands for is not known. Of a list,
    as in ``layers=[*base, "roads"]``, these are some.
    """

    name: str
    ids: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    cell: int

    @property
    def exercise(self) -> str:
        """The exercise that it asks for, or empty text."""
        return self.ids[0] if self.name in EXERCISES and self.ids else ""

    def __str__(self) -> str:
        """Write the call as far as it matters."""
        return f"lesson.{self.name}({', '.join(repr(shown(one)) for one in self.ids)})".replace(
            "'", '"'
        )


def calls(path: Path) -> list[Call]:
    """Give the calls of a notebook, in order; none if it cannot be read."""
    return calls_in(cells_of(path))


def calls_in(cells: Sequence[Cell]) -> list[Call]:
    """Give the calls of cells; one that is no Python, such as a line to be filled in, has none."""
    lessons = lessons_in(cells)
    return [
        call
        for one in cells
        if not isinstance(one.parsed, SyntaxError)
        for call in _calls_of(one.parsed, lessons, one.number)
    ]


def _calls_of(tree: ast.Module, lessons: set[str], cell: int) -> Iterator[Call]:
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    for node in sorted(found, key=lambda one: (one.lineno, one.col_offset)):
        if isinstance(node.func, ast.Attribute) and is_lesson(node.func.value, lessons):
            options = {one.arg: _texts(one.value) for one in node.keywords if one.arg}
            ids = tuple(text for one in node.args for text in _texts(one))
            yield Call(node.func.attr, ids, options, cell)


def _texts(node: ast.expr) -> tuple[str, ...]:
    """Give a text, or the texts in a list."""
    if isinstance(node, ast.Constant):
        return (node.value,) if isinstance(node.value, str) else ()
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(text for part in node.elts for text in _texts(part))
    return ()


def project_of(folder: Path) -> Path:
    """Give the folder that holds `notebooks/`: the one above `data`, or the lesson itself."""
    whole = folder.resolve()
    return whole.parent if whole.name == "data" else whole


def title_of(text: str) -> str:
    """Give the first heading of a notebook, the text of a file; empty if it has none."""
    for cell in _cells(text):
        found = re.search(r"^# +(.+)$", "".join(cell["source"]), re.MULTILINE)
        if cell["cell_type"] == "markdown" and found:
            return found[1].strip()
    return ""


def _cells(text: str) -> Iterator[Any]:
    """Give one cell after the other: with its outputs the whole is a hundred times the first."""
    if not (begin := _CELLS.match(text)):
        yield from json.loads(text)["cells"]
        return
    read, at = json.JSONDecoder().raw_decode, begin.end()
    while text[at : at + 1] not in ("]", ""):
        cell, at = read(text, at)
        yield cell
        while text[at : at + 1] in _BETWEEN:
            at += 1


_CELLS = re.compile(r'\s*\{\s*"cells"\s*:\s*\[\s*')
_BETWEEN = (" ", "\n", "\r", "\t", ",")


def titles_of(lesson: LessonData) -> dict[str, str]:
    """Give the titles of the notebooks that are there and can be read, by their file names."""
    paths = [project_of(lesson.folder) / "notebooks" / name for name in lesson.notebooks]
    titles = {}
    for path in paths:
        with suppress(OSError, ValueError, KeyError, TypeError):
            titles[path.name] = title_of(path.read_text(encoding="utf-8"))
    return titles


def notebooks_of(folder: Path, notebooks: Iterable[str]) -> dict[str, list[Call]]:
    """Give the calls of each notebook that stands beside the data of a lesson."""
    paths = {name: project_of(folder) / "notebooks" / name for name in notebooks}
    there = {name: path for name, path in paths.items() if path.is_file()}
    return {name: calls(path) for name, path in there.items() if not book_of(path).wrong}


def broken_notebooks(folder: Path, notebooks: Iterable[str]) -> Iterator[Fault]:
    """Name each notebook of the lesson that cannot be read; of its cells nothing more is said."""
    for name in notebooks:
        path = project_of(folder) / "notebooks" / name
        if path.is_file() and (wrong := book_of(path).wrong):
            remedy = "Take the file from before, or open it in JupyterLab and save it again."
            yield Fault(f"notebooks/{name}", None, None, wrong, "a notebook of today", remedy)


def lost_files(
    folder: Path, books: Mapping[str, list[Call]], known: Mapping[str, str]
) -> Iterator[Fault]:
    """Name each file of exercises that a notebook needs and that is not there."""
    wanted = {f"{Path(name).stem}.toml": name for name in books}
    meant = {_meant(path, list(wanted)) for path in _files(folder)}
    lost = {
        file: [one.exercise for one in books[name] if one.exercise and one.exercise not in known]
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


def missing_notebooks(folder: Path, notebooks: Iterable[str]) -> Iterator[Fault]:
    """Name each notebook of the lesson that is not there, if the lesson has any beside it."""
    home = project_of(folder) / "notebooks"
    there = sorted(path.name for path in home.glob("*.ipynb"))
    files = [name for name in there if (home / name).is_file()]
    for name in notebooks if there else ():
        if name in there and name not in files:
            remedy = "Move the folder away and put the file here."
            yield Fault(f"notebooks/{name}", None, None, "a folder", "this notebook", remedy)
        if name not in there:
            left = [one for one in there if one not in notebooks]
            remedy = did_you_mean(name, left, "Put it back, or delete it from lesson.toml.")
            yield Fault(f"notebooks/{name}", None, None, "no file", "this notebook", remedy)


@dataclass(frozen=True)
class Known:
    """The ids that a notebook may ask for; None where a fault makes them doubtful.

    `exercises` has the id of every exercise, also of one with faults, and the notebook of its file.
    """

    exercises: Mapping[str, str]
    maps: set[str] | None = None
    extents: set[str] | None = None
    layers: set[str] | None = None
    places: set[str] | None = None
    terms: set[str] | None = None
    charts: set[str] | None = None
    estimates: set[str] | None = None


def notices(
    exercises: Iterable[Exercise], books: Mapping[str, list[Call]], known: Known
) -> Iterator[Fault]:
    """Say where the lesson and its notebooks do not fit yet. A lesson opens all the same.

    Parameters
    ----------
    exercises : iterable of Exercise
        Those whose form is right.
    books : mapping
        The calls of each notebook.
    known : Known
        What there is to ask for.
    """
    of_books: dict[str, list[Exercise]] = {}
    for one in exercises:
        of_books.setdefault(one.notebook, []).append(one)
    for name, found in books.items():
        yield from _elsewhere(name, found, known.exercises, set(books))
        yield from _other_notebook(name, found)
        yield from _other_order(found, of_books.get(name, []))
        yield from _twice(name, found)
    shown_ids = {
        one.exercise for found in books.values() for one in found if one.name == "exercise"
    }
    left = [one for mine in of_books.values() for one in mine if one.id not in shown_ids]
    # What a cell with a wrong id means is told there.
    meant = {suggest(str(one), [own.id for own in left]) for one in shown_ids - {*known.exercises}}
    for one in left:
        if one.notebook in books and one.id not in meant:
            line = f'lesson.exercise("{one.id}")'
            remedy = f"Put {line} into a code cell of {one.notebook}."
            yield one.fault("", "an exercise that no notebook shows", "one cell with it", remedy)


def stops(
    books: Mapping[str, list[Call]], known: Known, *, unread: bool = False
) -> Iterator[Fault]:
    """Name the calls that stop a notebook: they ask for what the lesson does not have.

    Nothing is said of exercises while a file of theirs is `unread`: they may stand in it.
    """
    for name, found in books.items():
        yield from [] if unread else _strange(name, found, known.exercises)
        yield from _unknown(name, found, known)


def notebook_faults(lesson: LessonData) -> list[Fault]:
    """Give what would stop the notebooks beside a lesson: who publishes it tells it first.

    A student's copy is not looked at: its cells may have lines that somebody is writing.
    """
    if not lesson.answer_key and lesson.exercises:
        return []
    books = notebooks_of(lesson.folder, lesson.notebooks)
    exercises = {key: one["notebook"] for key, one in lesson.exercises.items()}
    known = Known(
        exercises,
        maps=set(lesson.maps),
        extents=set(lesson.extents),
        layers={one.id for one in lesson.layers},
        places=set(lesson.places["place_id"]),
        terms=set(lesson.glossary["term_id"]),
        charts=set(lesson.charts),
        estimates=set(lesson.estimates),
    )
    return [*stops(books, known), *line_faults(lesson.folder, books)]


def line_faults(folder: Path, books: Iterable[str]) -> Iterator[Fault]:
    """Name the lines of Python that would stop a notebook, whatever the lesson has."""
    for name in books:
        yield from cell_faults(name, cells_of(project_of(folder) / "notebooks" / name))


def _other_order(found: list[Call], mine: list[Exercise]) -> Iterator[Fault]:
    """Note exercises that a notebook shows in another order than their file, which numbers them."""
    ids = [one.id for one in mine]
    calls = [one.exercise for one in found if one.name == "exercise" and one.exercise in ids]
    shown_ids = list(dict.fromkeys(calls))
    in_file = [one for one in dict.fromkeys(ids) if one in shown_ids]
    for there, here in zip(in_file, shown_ids, strict=True):
        if there != here:
            one = next(one for one in mine if one.id == there)
            got = f"number {ids.index(there) + 1}, where {one.notebook} shows {here}"
            words = "the order of the notebook, because the numbers come from the file"
            yield one.fault("", got, words, "Move the exercise here, or the cell there.")
            return


def _twice(name: str, found: list[Call]) -> Iterator[Fault]:
    """Note an exercise that a notebook shows in two cells: both have one answer."""
    first: dict[str, int] = {}
    for one in found:
        if one.name == "exercise" and one.exercise:
            cell = first.setdefault(one.exercise, one.cell)
            if cell != one.cell:
                got, remedy = f"{one}, as in cell {cell}", "Delete one of the two cells."
                where = f"cell {one.cell}"
                yield Fault(f"notebooks/{name}", None, where, got, "each exercise once", remedy)


def opening_notes(opening: str, books: Mapping[str, list[Call]], known: Known) -> Iterator[Fault]:
    """Note a map for the start page that no notebook shows: the page takes another one.

    A cell that asks for a map that is not there may mean this one, and is told.
    """
    found = [one for calls_ in books.values() for one in calls_ if one.name == "map"]
    shown_maps = [one.ids[:1] + one.options.get("map_id", ()) for one in found]
    asked = {one for ids in shown_maps for one in ids}
    if known.maps is None or asked - known.maps:
        return
    if opening and books and all(shown_maps) and opening not in asked:
        got, line = f"{opening}, a map that no notebook shows", f'lesson.map("{opening}")'
        remedy = f"Put {line} into a code cell, or name another map: the page shows the first one."
        yield Fault("lesson.toml", None, "lesson.opening", got, "a map of a notebook", remedy)


def estimate_notes(estimates: Iterable[str], books: Mapping[str, list[Call]]) -> Iterator[Fault]:
    """Note estimates that no notebook shows, unless a cell asks for one that is not there."""
    found = [one for calls_ in books.values() for one in calls_ if one.name == "what_if"]
    asked = [one.ids[:1] + one.options.get("estimate_id", ()) for one in found]
    # What a name stands for is not known: it may be any of them.
    wanted, there = {*sum(asked, ())}, {*estimates}
    is_sure = books and all(asked) and wanted <= there
    for one in sorted(there - wanted) if is_sure else ():
        remedy = f'Put lesson.what_if("{one}") into a code cell, or delete it.'
        got, words = f"{one}, which no notebook shows", "one cell with it"
        yield Fault("lesson.toml", None, "estimates.id", got, words, remedy)


def _unknown(name: str, found: list[Call], known: Known) -> Iterator[Fault]:
    """Name calls that ask for a map, a layer, a place or a term that is not there."""
    for one in found:
        for what, asked, there in _asked(one, known):
            for wrong in [] if there is None else [i for i in asked if i not in there][:1]:
                near = did_you_mean(wrong, there or (), f"Correct it, or add the {what}.")
                got = str(one) if wrong in one.ids else f"{what} {shown(wrong)}"
                where = f"cell {one.cell}"
                words = f"the id of {'an' if what[0] in 'aeiou' else 'a'} {what}"
                yield Fault(f"notebooks/{name}", None, where, got, words, near)


def _other_notebook(name: str, found: list[Call]) -> Iterator[Fault]:
    """Name a notebook that opens the lesson as another: its progress would be that of the other."""
    for one in found:
        asked = one.ids[:1] + one.options.get("notebook", ())
        if one.name == "find" and asked and asked[0] != name:
            remedy = f'Write Lesson.find("{name}").'
            where, words = f"cell {one.cell}", "the name of this notebook"
            yield Fault(f"notebooks/{name}", None, where, shown(asked[0]), words, remedy)


def _asked(call: Call, known: Known) -> Iterator[tuple[str, tuple[str, ...], set[str] | None]]:
    """Give what a call asks for, and what there is of it."""
    options = call.options
    if call.name == "map":
        yield "map", call.ids[:1] + options.get("map_id", ()), known.maps
        yield "map window", options.get("extent", ()), known.extents
        yield "layer", options.get("layers", ()), known.layers
        yield "place", options.get("places", ()), known.places
    elif call.name == "chart":
        yield "chart", call.ids[:1] + options.get("chart_id", ()), known.charts
    elif call.name == "what_if":
        yield "estimate", call.ids[:1] + options.get("estimate_id", ()), known.estimates
    elif call.name == "compare_methods":
        yield "map window", call.ids[:1] + options.get("extent", ()), known.extents
        yield "layer", options.get("layers", ()), known.layers
    elif call.name in ("direction", "distance"):
        yield "place", call.ids, known.places
    elif call.name == "terms":
        yield "term", call.ids, known.terms


def _strange(name: str, found: list[Call], known: Mapping[str, str]) -> Iterator[Fault]:
    """Name calls with the id of an exercise that is not there."""
    if name not in known.values():  # the whole file is not there, or not read: a fault
        return
    for one in found:
        if one.exercise and one.exercise not in known:
            remedy = did_you_mean(one.exercise, known, "Correct the id, or write the exercise.")
            where, words = f"cell {one.cell}", "the id of an exercise"
            yield Fault(f"notebooks/{name}", None, where, str(one), words, remedy)


def _elsewhere(
    name: str, found: list[Call], known: Mapping[str, str], books: set[str]
) -> Iterator[Fault]:
    """Note exercises that stand in the file of another notebook."""
    for one in found:
        if one.name != "exercise" or known.get(one.exercise) not in books - {name}:
            continue
        there, here = (f"{FOLDER}/{Path(b).stem}.toml" for b in (known[one.exercise], name))
        remedy = f"Move it to {here}, or the strip of this notebook does not count it."
        got = f"{one}, which stands in {there}"
        yield Fault(f"notebooks/{name}", None, f"cell {one.cell}", got, f"one of {here}", remedy)
