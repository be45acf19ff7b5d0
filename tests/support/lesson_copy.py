"""A copy of the lesson's files, with ways to spoil it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.folders import RIVER

from lessonkit.tables.schema import TABLES

# Those that the small lesson has: it does without some that may be left out.
THERE = [table for table in TABLES.values() if (RIVER / "data" / table.file).exists()]
CSV_FILES = sorted(table.file for table in THERE if not table.geometry)
JSON_FILES = sorted(table.file for table in THERE if table.geometry)
Rows = list[list[str]]


class Copy:
    """A copy of the small lesson, with ways to spoil it. Row numbers are those of a spreadsheet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(RIVER / "data", folder)

    def path(self, file: str) -> Path:
        return self.folder / file

    def text(self, file: str) -> str:
        return self.path(file).read_text(encoding="utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.path(file).write_bytes(data)

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert old in text, f"{file} has no {old!r}: mend the test"
        self.write(file, text.replace(old, new, 1))

    def rows(self, file: str) -> Rows:
        return list(csv.reader(io.StringIO(self.text(file), newline="")))

    def write_rows(self, file: str, rows: Rows, delimiter: str = ",") -> None:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
        self.write(file, out.getvalue())

    def cell(self, file: str, row: int, column: str, value: str | None = None) -> str:
        """Give a cell, after writing `value` to it if there is one."""
        rows = self.rows(file)
        n = rows[0].index(column)
        if value is not None:
            rows[row - 1][n] = value
            self.write_rows(file, rows)
        return rows[row - 1][n]

    def find(self, file: str, good: Callable[[dict[str, str]], bool]) -> int:
        """Give the first row that is as wanted."""
        rows = self.rows(file)
        return next(
            n
            for n, row in enumerate(rows[1:], start=2)
            if good(dict(zip(rows[0], row, strict=True)))
        )

    def json(self, file: str, change: Callable[[Any], None]) -> None:
        data = json.loads(self.text(file))
        change(data)
        self.write(file, json.dumps(data))


Edit = Callable[[Copy], int | None]


def far_event(copy: Copy) -> int:
    """Move an event 44 km away from its place."""
    copy.cell("events.csv", 3, "lat", "12.3")
    return 3


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(errors="surrogatepass")
