"""Mend the files of a lesson, where only one thing can be meant, and keep a copy of each."""

from __future__ import annotations

import shutil
from pathlib import Path

from lessonkit.errors import DataError
from lessonkit.exercises.form import paths as exercises
from lessonkit.tables.files import read_text
from lessonkit.tables.folder import COPIES, data_folder
from lessonkit.tables.mend import Mended, mended, mended_words
from lessonkit.tables.schema import TABLES
from lessonkit.tables.settings import FILE
from lessonkit.tables.workbook import workbooks

_MARK = "\ufeff".encode()  # Excel begins its files with it, and wants to find it there


def mendings(folder: str | Path) -> dict[Path, Mended]:
    """Find what could be mended in the tables and TOML files of a lesson. Nothing is written.

    Returns
    -------
    dict of Path to Mended
        The files that would change. One that cannot be read as text is not among them.

    Raises
    ------
    LessonError
        If the folder holds no lesson.
    """
    found = {}
    data = data_folder(folder)
    tables = {data / table.file: table for table in TABLES.values()}
    for path in (*tables, data / FILE, *exercises(data)):
        if not path.is_file():
            continue
        try:
            # Line ends are kept as they are: what is not mended stays.
            text = read_text(path)
        except DataError:
            continue
        table = tables.get(path)
        if table and not table.geometry:
            made = mended(text, table)
        else:
            made = mended_words(text, toml=path.suffix == ".toml")
        if made.changes:
            found[path] = made
    return found


def left_alone(folder: str | Path) -> list[str]:
    """Name the workbooks of a lesson: nothing in them is mended, since looks would be lost."""
    return workbooks(data_folder(folder))


def write(found: dict[Path, Mended]) -> list[Path]:
    """Write mended files, each beside a copy of what it was, and give the copies."""
    copies = []
    for path, made in found.items():
        copy = _free(path.parent / COPIES / path.name)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy2(path, copy)
        mark = _MARK if path.read_bytes().startswith(_MARK) else b""
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(mark + made.text.encode())
        new.replace(path)  # whole, or not at all
        copies.append(copy)
    return copies


def _free(path: Path) -> Path:
    names = (path.with_stem(f"{path.stem}-{n}") if n > 1 else path for n in range(1, 10_000))
    return next(name for name in names if not name.exists())
