"""A copy of a lesson for the class: the same notebooks and data, no answers in plain text."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import partial
from pathlib import Path

from lessonkit.check.notebooks import project_of
from lessonkit.check.read import open_lesson
from lessonkit.errors import LessonError
from lessonkit.exercises.form import FOLDER
from lessonkit.exercises.solution import SEALED
from lessonkit.lesson import LessonData
from lessonkit.terminal import Told, unheard

_SKIP = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", ".DS_Store")


def copy_for_students(folder: Path, to: Path, told: Told = unheard) -> Path:
    """Write the copy and return its folder.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `lesson.toml`, or the one above it that holds `data/`.
    to : path
        A folder that does not exist yet, or is empty.
    told : callable, optional
        Called as each notebook is copied.

    Raises
    ------
    LessonError
        If the lesson has faults, or `to` is in use or cannot be written. Nothing is left half done.
    """
    lesson = open_lesson(folder)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise LessonError(f"{to} is in use. Name a new folder, or empty this one.")
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
            data = made / source.relative_to(root)
            shutil.copytree(source, data, ignore=_SKIP, copy_function=partial(_copy, to=to))
            shutil.rmtree(data / FOLDER, ignore_errors=True)
            text = json.dumps(list(lesson.exercises.values()), ensure_ascii=False, indent=1)
            (data / SEALED).write_text(text + "\n", encoding="utf-8", newline="\n")
            for number, notebook in enumerate(lesson.notebooks, start=1):
                told("copy", "notebook", number, len(lesson.notebooks))
                if (root / "notebooks" / notebook).is_file():
                    (made / "notebooks").mkdir(exist_ok=True)
                    text = (root / "notebooks" / notebook).read_text(encoding="utf-8")
                    (made / "notebooks" / notebook).write_text(
                        _as_new(text, notebook, lesson), encoding="utf-8", newline="\n"
                    )
            if to.exists():
                to.rmdir()
            made.rename(to)
    except (OSError, LessonError) as error:
        for empty in new:
            if empty.is_dir():
                empty.rmdir()
        if isinstance(error, LessonError):
            raise
        raise LessonError(f"{to} cannot be written: {error.strerror or error}.") from error
    return to


def _copy(source: str, target: str, *, to: Path) -> None:
    """Copy one file, or stop: `copytree` would go on, and tell of each file on a full disk."""
    try:
        shutil.copy2(source, target)
    except OSError as error:
        raise LessonError(
            f"{to} cannot be written: {error.strerror or error} ({source})."
        ) from error


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
                if cell["cell_type"] == "code" and last in source and source != starter:
                    cell |= {"source": starter, "outputs": [], "execution_count": None}
                    found = True
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LessonError(
            f"{name} is damaged: {error!r:.80}. Save it again in JupyterLab."
        ) from error
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n" if found else text
