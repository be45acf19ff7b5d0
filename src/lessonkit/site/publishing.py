"""Make the site or the handout, and put it in the place of the old one, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat

from lessonkit.errors import PublishError
from lessonkit.handout import answers_content, student_content, typeset
from lessonkit.lesson import Lesson
from lessonkit.publish import Told, read, run
from lessonkit.site.building import HANDOUT, SHARED, files_of
from lessonkit.site.exporting import title_of
from lessonkit.usage import project_of

ANSWERS = "handout-answers.pdf"
"""The handout with its answers. It is never in the site, because students get the site."""

_LIST = f"{SHARED}/files.txt"  # what `publish` wrote, so that nothing else is deleted
_LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}


def publish(
    folder: Path,
    to: Path,
    told: Told | None = None,
    execute: Callable[[Path, Told | None], str] = run,
) -> list[Path]:
    """Publish a lesson as a folder that opens from a disk.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `data/` and `notebooks/`.
    to : path
        Where to write. A site that was published there before is replaced.
    told : callable, optional
        Called with the notebook, the cell and their number while the notebooks run.
    execute : callable, optional
        What gives the text of an executed notebook.

    Returns
    -------
    list of path
        The files, in the order of their names.

    Raises
    ------
    PublishError
        If a notebook is missing or a cell fails, or `to` holds something else or cannot be written.
        The old site is then as it was.
    LessonError
        If the lesson has faults.
    """
    lesson = Lesson(folder)
    _check_place(to)
    notebooks = project_of(lesson.folder) / "notebooks"
    for name in lesson.notebooks:
        if not (notebooks / name).is_file():
            raise PublishError(
                f"{name} is not in {notebooks}. lesson.toml names it in `notebooks`."
            )
    texts = {name: execute(notebooks / name, told) for name in lesson.notebooks}
    handout = typeset(student_content(lesson, _titles(lesson)))
    files = files_of(lesson, texts, notebooks, handout)
    files[_LIST] = "".join(f"{name}\n" for name in sorted(files)).encode()
    replace(to, files)
    return [to / name for name in sorted(files)]


def publish_handout(folder: Path, to: Path) -> list[Path]:
    """Write the handout for students and, from a lesson that has them, the one with answers.

    No notebook is run: the handout needs only the data, and the titles of the notebooks.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `lesson.toml`, or the one above it that holds `data/`.
    to : path
        Where to write. A handout that was published there before is replaced.

    Returns
    -------
    list of path
        The files.

    Raises
    ------
    PublishError
        If `to` holds something else or cannot be written; it is then as it was.
    LessonError
        If the lesson has faults.
    """
    lesson = Lesson(folder)
    others = {path.name for path in to.iterdir()} - {HANDOUT, ANSWERS} if to.is_dir() else set()
    if others or (to.exists() and not to.is_dir()):
        raise PublishError(f"{to} holds something else than a handout. Name another folder.")
    titles = _titles(lesson)
    files = {HANDOUT: typeset(student_content(lesson, titles))}
    if lesson.answer_key:  # a copy for students has none
        files[ANSWERS] = typeset(answers_content(lesson, titles))
    replace(to, files)
    return [to / name for name in files]


def _titles(lesson: Lesson) -> dict[str, str]:
    """Give the titles of the notebooks that are there."""
    paths = [project_of(lesson.folder) / "notebooks" / name for name in lesson.notebooks]
    return {path.name: title_of(nbformat.writes(read(path))) for path in paths if path.is_file()}


def _check_place(to: Path) -> None:
    """Refuse a folder that holds something else, for it would be deleted, or cannot be written."""
    near = next(one for one in to.resolve().parents if one.exists())
    try:  # now, not after the notebooks have run
        tempfile.TemporaryDirectory(dir=near, prefix=".publishing-").cleanup()
    except OSError as error:
        raise PublishError(f"{to} cannot be written: {error.strerror or error}.") from error
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return
    if not (to / _LIST).is_file():
        raise PublishError(f"{to} holds something else than a published site. Name another folder.")
    ours = {to / name for name in (to / _LIST).read_text(encoding="utf-8").splitlines()}
    found = {path for path in to.rglob("*") if not path.is_dir()} - ours - {to / _LIST}
    others = sorted(path for path in found if path.name not in _LEFT_BY_SYSTEMS)
    if others:
        raise PublishError(
            f"{others[0]} was not written by `lessonkit publish`, which would delete it. "
            "Put it elsewhere, or name another folder."
        )


def replace(to: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder and put it in the place of `to`, all at once.

    Raises
    ------
    PublishError
        If that is not possible; what was there before is then as it was.
    """
    real = to.resolve()  # of a link, what it points to is replaced, not the link
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".publishing-") as place:
            new, old = Path(place, "new"), Path(place, "old")
            for name, data in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            try:
                if real.exists():
                    real.rename(old)
                new.rename(real)
            finally:
                if old.exists() and not real.exists():
                    old.rename(real)
    except OSError as error:
        raise PublishError(f"{to} cannot be written: {error.strerror or error}.") from error
