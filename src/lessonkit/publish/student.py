"""A copy of a lesson for the class: the same notebooks and data, no answers in plain text."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from lessonkit.check.echoes.pictures import pictures_of
from lessonkit.check.notebooks import (
    broken_notebooks,
    missing_notebooks,
    notebook_faults,
    project_of,
)
from lessonkit.check.read import kept_lesson
from lessonkit.errors import DataError, LessonError, counted
from lessonkit.exercises.form import FOLDER, paths
from lessonkit.exercises.solution import SEALED
from lessonkit.exercises.states import NOT_YET, RIGHT
from lessonkit.lesson import LessonData
from lessonkit.publish.folder import take_place
from lessonkit.publish.leaks import leaks
from lessonkit.tables.schema import GROUND, TABLES
from lessonkit.tables.settings import FILE
from lessonkit.tables.workbook import ENDINGS
from lessonkit.terminal import Told, unheard

_LIST = ".lessonkit-copy"
"""The file in a copy that names what was written, so that a new copy may take its place."""

_OF_SYSTEMS = {".ipynb_checkpoints", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini"}


def _unnamed(name: str) -> None:
    """Do without the names of what is left out."""


def copy_for_students(
    folder: Path, to: Path, told: Told = unheard, strange: Callable[[str], object] = _unnamed
) -> Path:
    """Write the copy and return its folder.

    It has the files that a lesson is known to have, and no other. Before it is written, every file
    of it is searched for the answers.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `lesson.toml`, or the one above it that holds `data/`.
    to : path
        A folder that does not exist yet, is empty, or holds an older copy that nobody has changed.
    told : callable, optional
        Called as each notebook is copied.
    strange : callable, optional
        Called with the path of each file and folder that is no part of a lesson and is left out.

    Raises
    ------
    LessonError
        If the lesson has faults, an answer stands in plain text in a file of the copy, or `to` is
        in use or cannot be written. Nothing is left half done.
    """
    lesson = kept_lesson(folder)
    books = lesson.folder, lesson.notebooks
    # Without a part of its own a class has a lesson with a hole, and nobody would have said so.
    if lost := [*missing_notebooks(*books), *broken_notebooks(*books)]:
        raise DataError(lost)
    _check_place(to)
    root, source = project_of(lesson.folder), lesson.folder.resolve()
    for own, what in ((source, "data"), (root / "notebooks", "notebooks")):
        if to.resolve().is_relative_to(own):
            raise LessonError(
                f"{to} lies inside the {what} of the lesson, and the copy would become a part of "
                f"it. Name a folder outside, such as {root.parent / 'student'}."
            )
    new = [folder for folder in to.parents if not folder.exists()]
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to.parent) as place:
            made = Path(place, "copy")
            for name in _strangers(lesson):
                strange(name)
            _fill(made, lesson, to, told)
            _search(made, lesson)
            if faults := notebook_faults(lesson):
                raise DataError(faults)
            written = "".join(f"{line}\n" for line in _listed(made))
            (made / _LIST).write_text(written, encoding="utf-8", newline="\n")
            take_place(made, to)
    except (OSError, LessonError) as error:
        for empty in new:
            if empty.is_dir():
                empty.rmdir()
        if isinstance(error, LessonError):
            raise
        raise LessonError(f"{to} cannot be written: {error.strerror or error}.") from error
    return to


def _check_place(to: Path) -> None:
    """Refuse what holds something else than an older copy, or one in which somebody has worked."""
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return
    if not (to / _LIST).is_file():
        raise LessonError(f"{to} is in use. Name a new folder, or empty this one.")
    ours = set((to / _LIST).read_text(encoding="utf-8").splitlines())
    if others := [line.partition("  ")[2] for line in _listed(to) if line not in ours]:
        raise LessonError(
            f"{to / others[0]} is new or was changed after `lessonkit student` wrote the copy, and "
            "would be lost. Put it elsewhere, or name another folder."
        )


def _listed(folder: Path) -> list[str]:
    """Give a line for each file of a copy: what it holds, as a hash, and its path."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    kept = [
        one
        for one in files
        if one.name != _LIST and not _OF_SYSTEMS & {*one.relative_to(folder).parts}
    ]
    return [
        f"{sha256(one.read_bytes()).hexdigest()}  {one.relative_to(folder).as_posix()}"
        for one in kept
    ]


def _strangers(lesson: LessonData) -> list[str]:
    """Name what lies in `data/` and `notebooks/` of a lesson and is no part of it."""
    root, source = project_of(lesson.folder), lesson.folder.resolve()
    known = {root / one for one in _known(lesson)}
    exercises = [source / FOLDER, *paths(source)]
    return [
        f"{path.relative_to(root).as_posix()}{'/' if path.is_dir() else ''}"
        for place in dict.fromkeys((source, root / "notebooks"))
        for path in _strange(place, known, exercises)
    ]


def _strange(place: Path, known: set[Path], exercises: list[Path]) -> Iterator[Path]:
    """Give what is not known; of a folder in which nothing is known the folder alone."""
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path in known or path.name in _OF_SYSTEMS or path in exercises[1:]:
            continue
        if path.is_dir() and (path == exercises[0] or any(path in one.parents for one in known)):
            yield from _strange(path, known, exercises)
        else:
            yield path


def _known(lesson: LessonData) -> list[Path]:
    """Give the files that a lesson may have, as paths in its project; exercises are not copied."""
    root, source = project_of(lesson.folder), lesson.folder.resolve()
    data = source.relative_to(root)
    grounds = {extent.basemap for extent in lesson.extents.values()}
    shapes = [f"{kind}.geojson" for kind in GROUND if kind not in ("relief", "graticule")]
    return [
        data / FILE,
        *(data / table.file for table in TABLES.values()),
        *(data / f"{name}{ending}" for name in ("tables", *TABLES) for ending in ENDINGS),
        *(data / "basemap" / name for name in ("README.md", "names.toml")),
        *(data / "basemap" / one.own for one in lesson.extents.values() if one.own),
        *(
            data / "basemap" / ground / name
            for ground in sorted(grounds)
            for name in (*shapes, "relief.json", "relief.webp", "README.md")
        ),
        *([data / SEALED] if (source / SEALED).exists() else []),
        *(Path("notebooks", name) for name in lesson.notebooks),
        *(
            picture.relative_to(root)
            for name in lesson.notebooks
            for picture in pictures_of(root / "notebooks" / name)
        ),
    ]


def _fill(made: Path, lesson: LessonData, to: Path, told: Told) -> None:
    """Copy what is known, the exercises sealed, and the notebooks as if nobody had answered."""
    root, source = project_of(lesson.folder), lesson.folder.resolve()
    for name in _known(lesson):
        # Notebooks come last, as if nobody had answered; the pictures beside them are copied.
        if name.suffix == ".ipynb" or not os.path.lexists(root / name):
            continue
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(root / name, made / name)
        except OSError as error:
            words = f"{error.strerror or error} ({root / name})"
            raise LessonError(f"{to} cannot be written: {words}.") from error
    text = json.dumps(list(lesson.exercises.values()), ensure_ascii=False, indent=1)
    sealed = made / source.relative_to(root) / SEALED
    sealed.write_text(text + "\n", encoding="utf-8", newline="\n")
    for number, notebook in enumerate(lesson.notebooks, start=1):
        told("copy", "notebook", number, len(lesson.notebooks))
        if (root / "notebooks" / notebook).is_file():
            (made / "notebooks").mkdir(exist_ok=True)
            text = (root / "notebooks" / notebook).read_text(encoding="utf-8")
            (made / "notebooks" / notebook).write_text(
                _as_new(text, notebook, lesson), encoding="utf-8", newline="\n"
            )


def _search(made: Path, lesson: LessonData) -> None:
    """Stop if an answer stands in a file of the copy; name each file and place."""
    found = list(dict.fromkeys(map(str, leaks(made, lesson))))
    if found:
        lines = "".join(f"\n- {one}" for one in found)
        raise LessonError(
            f"No copy was made: {counted(len(found), 'answer')} would stand in it in plain text. "
            f"Delete each from its file, or write it in other words.{lines}"
        )


def _as_new(text: str, name: str, lesson: LessonData) -> str:
    """Take out what somebody answered, and wrote into cells, before the notebook was saved."""
    try:
        notebook = json.loads(text)
        cells, metadata = notebook["cells"], notebook.get("metadata", {})
        found = False
        for saved in metadata.get("widgets", {}).values():
            for model in saved.get("state", {}).values():
                for key in {"record", "checked"} & set(model.get("state", {})):
                    found = found or bool(model["state"][key])
                    model["state"][key] = {}
        starters = [one["starter"].strip() for one in lesson.exercises.values() if "starter" in one]
        for cell in cells:
            source = "".join(cell["source"])
            for starter in starters:
                last = starter.splitlines()[-1]
                if cell["cell_type"] != "code" or last not in source:
                    continue
                if source.strip() != starter or _is_answered(cell):
                    cell |= {"source": starter, "outputs": [], "execution_count": None}
                    found = True
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LessonError(
            f"{name} is damaged: {error!r:.80}. Save it again in JupyterLab."
        ) from error
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n" if found else text


def _is_answered(cell: dict[str, Any]) -> bool:
    """Tell if a cell still shows what was said of somebody's lines."""
    shown = "".join("".join(one.get("data", {}).get("text/plain", ())) for one in cell["outputs"])
    return shown.startswith(tuple(f"{state.capitalize()}." for state in (RIGHT, NOT_YET)))
