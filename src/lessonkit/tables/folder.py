"""Where a lesson is: the folder with `lesson.toml`, found from the folder that somebody gave."""

from __future__ import annotations

from pathlib import Path

from lessonkit.errors import LessonError
from lessonkit.tables.settings import FILE

COPIES = "before-mend"
"""The folder beside the tables in which `mend` keeps the files as they were."""


def data_folder(folder: str | Path) -> Path:
    """Find the folder with `lesson.toml`: the one given, or `data` in it.

    Raises
    ------
    LessonError
        If neither has the file.
    """
    root = Path(folder)
    for candidate in (root, root / "data"):
        # Opening it says more about a broken lesson.toml than not finding it.
        if (candidate / FILE).exists():
            return candidate
    if not root.exists():
        raise LessonError(f"There is no folder {root}. Check the path.")
    for candidate in (root, root / "data"):
        for found in sorted(candidate.glob(f"{FILE}.*")) if candidate.is_dir() else ():
            raise LessonError(f"{found} has one ending too many. Rename it to {FILE}.")
    raise LessonError(
        f"{root} is no lesson: it has no {FILE}, and no data/{FILE}. "
        "Give the folder that holds the lesson."
    )


def nearest_folder(start: str | Path | None = None) -> Path:
    """Find the lesson of a folder, the current one if not given, or the nearest above it.

    Raises
    ------
    LessonError
        If no folder on the way up holds `lesson.toml` or `data/lesson.toml`.
    """
    begin = Path.cwd() if start is None else Path(start)
    for folder in (begin.resolve(), *begin.resolve().parents):
        if (folder / FILE).is_file() or (folder / "data" / FILE).is_file():
            return folder
    raise LessonError(
        f"No {FILE} and no data/{FILE} in {begin} or in any folder above it. "
        "Open the notebook inside the folder of the lesson."
    )
