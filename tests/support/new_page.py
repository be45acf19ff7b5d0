"""docs/new-lesson.md, walked through as its reader does: its commands are run, its tables typed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from support.folders import ROOT
from support.workbooks import write_workbook

PAGE = ROOT / "docs" / "new-lesson.md"
_BLOCK = r"(?:```\w+\n.*?^```$|(?:\|[^\n]*\n)+)"
_PART = re.compile(rf"^<!-- test: (.+?) -->\n({_BLOCK})", re.MULTILINE | re.S)
_NUMBERS = {"lon", "lat", "precision_km", "value"}  # a spreadsheet keeps them as such


@dataclass(frozen=True)
class Part:
    """A block of the page: what is done with it, and its text without the fence."""

    verb: str
    target: str
    text: str

    @property
    def commands(self) -> list[list[str]]:
        return [shlex.split(line) for line in self.text.splitlines()]

    @property
    def rows(self) -> list[list[str]]:
        lines = [line.strip()[1:-1] for line in self.text.splitlines()]
        cells = [[cell.strip() for cell in line.split("|")] for line in lines]
        return [cells[0], *cells[2:]]


def parts(text: str) -> Iterator[Part]:
    for told, block in _PART.findall(text):
        verb, _, target = told.partition(" ")
        fenced = re.fullmatch(r"```\w+\n(.*?)^```", block, re.MULTILINE | re.S)
        yield Part(verb, target, fenced[1] if fenced else block)


def unmarked(text: str) -> list[str]:
    """Give the fenced blocks that no test looks at."""
    left = _PART.sub("", text)
    return re.findall(r"^```\w*$.*?^```$", left, re.MULTILINE | re.S)


def do(part: Part, lesson: Path) -> None:
    """Do with a lesson what the page tells its reader to do."""
    path = lesson / part.target
    match part.verb:
        case "sheet":
            fill(lesson / "data" / "tables.xlsx", part.target, part.rows)
        case "write":
            path.write_text(part.text, encoding="utf-8")
        case "append":
            path.write_text(f"{path.read_text('utf-8')}\n{part.text}", encoding="utf-8")
        case "change":
            change(path, part.rows)
        case "cells":
            add_cell(path, part.text.strip())
        case _:
            raise AssertionError(f"nobody knows how to {part.verb}")


def change(path: Path, rows: list[list[str]]) -> None:
    """Replace the first place of each text; one that is not there is a mistake of the page."""
    assert rows[0] == ["find", "write"]
    text = path.read_text("utf-8")
    for old, new in ((one.strip("`"), two.strip("`")) for one, two in rows[1:]):
        assert old in text, f"the page says to find {old}"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def fill(path: Path, table: str, rows: list[list[str]]) -> None:
    """Write rows into a sheet over those that are there, under their headings."""
    book = CalamineWorkbook.from_path(str(path))
    sheets: dict[str, list[list[Any]]] = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
    head, names = sheets[table][0], rows[0]
    assert set(names) <= set(head), f"{table} has no column {set(names) - set(head)}"
    made = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    sheets[table] = [head, *([_typed(name, row.get(name, "")) for name in head] for row in made)]
    write_workbook(path, sheets)


def _typed(name: str, text: str) -> Any:
    return float(text) if name in _NUMBERS and text else text


def add_cell(path: Path, source: str) -> None:
    book = json.loads(path.read_text("utf-8"))
    n = len(book["cells"])
    cell = {"cell_type": "code", "id": f"added-{n}", "metadata": {}, "source": source}
    book["cells"].append({**cell, "execution_count": None, "outputs": []})
    path.write_text(json.dumps(book), encoding="utf-8")
