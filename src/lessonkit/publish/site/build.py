"""From a lesson to its site: run the notebooks, make the files, put them in their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lessonkit.check.notebooks import notebook_faults, project_of, titles_of
from lessonkit.check.read import kept_lesson
from lessonkit.errors import DataError, PublishError
from lessonkit.publish.folder import check_place, replace
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.publish.run import run
from lessonkit.publish.site.files import SHARED, files_of
from lessonkit.terminal import Told, unheard

_LIST = f"{SHARED}/files.txt"  # what was published, so that nothing else is deleted


def publish(
    folder: Path,
    to: Path,
    told: Told = unheard,
    execute: Callable[[Path, Told], str] = run,
) -> list[Path]:
    """Publish a lesson as a folder that opens from a disk.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `data/` and `notebooks/`.
    to : path
        Where to write. A site that was published there before is replaced.
    told : callable, optional
        Called as each cell of a notebook, and each step of the site, begins.
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
    lesson = kept_lesson(folder)
    check_place(to, _LIST)
    notebooks = project_of(lesson.folder) / "notebooks"
    for name in lesson.notebooks:
        if not (notebooks / name).is_file():
            raise PublishError(
                f"{name} is not in {notebooks}. lesson.toml names it in `notebooks`."
            )
    if faults := notebook_faults(lesson):
        raise DataError(faults)
    texts = {name: execute(notebooks / name, told) for name in lesson.notebooks}
    told("site", "step", 1, 2)
    handout = typeset(student_content(lesson, titles_of(lesson)))
    told("site", "step", 2, 2)
    files = files_of(lesson, texts, notebooks, handout)
    files[_LIST] = "".join(f"{name}\n" for name in sorted(files)).encode()
    replace(to, files)
    return [to / name for name in sorted(files)]
