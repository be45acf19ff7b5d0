"""A copy of the lesson's files, with ways to spoil it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.folders import DATA

from lessonkit.tables.schema import TABLES

TABLES_HERE = [table for table in TABLES.values() if (DATA / table.file).exists()]
CSV_FILES = sorted(table.file for table in TABLES_HERE if not table.geometry)
JSON_FILES = sorted(table.file for table in TABLES.values() if table.geometry)
Rows = list[list[str]]


class Copy:
    """A copy of the real data, with ways to spoil it. Row numbers are those of a spreadsheet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("basemap"))
        # The base map is large and no test writes to it through this link.
        (folder / "basemap").symlink_to(DATA / "basemap", target_is_directory=True)

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
    row = copy.find("events.csv", lambda r: bool(r["lon"] and r["place_id"]))
    copy.cell("events.csv", row, "lat", str(float(copy.cell("events.csv", row, "lat")) + 0.4))
    return row


# Two true figures of one day, by one speaker and by two.
FIGURES = (
    "figure_id,topic,what,bound,low,high,unit,date,said_by,source_ids,note",
    "F01,Under siege,People in the besieged part of the city,about,93500,93500,people,2017-01-20,"
    "United Nations (OCHA),ocha-2017-01-20,An estimate.",
    'F02,Camps,People in the camps at the Jordanian border,,70000,80000,people,2017,AP,"editors",',
)


def figures(old: str = "", new: str = "") -> Edit:
    """Write a table of figures in which `old` stands as `new`."""

    def edit(copy: Copy) -> None:
        text = "\n".join(FIGURES) + "\n"
        assert old in text, f"figures.csv has no {old!r}: mend the test"
        copy.write("figures.csv", text.replace(old, new, 1))
        # The real figures stand below, so that the sources that they cite are still used.
        with (DATA / "figures.csv").open(encoding="utf-8", newline="") as file:
            real = list(csv.reader(file))[2:]
        with copy.path("figures.csv").open("a", encoding="utf-8", newline="") as file:
            renamed = (["F98", *row[1:]] if row[0] == "F02" else row for row in real)
            csv.writer(file, lineterminator="\n").writerows(renamed)

    return edit


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(errors="surrogatepass")
