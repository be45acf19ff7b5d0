"""Answers in files that are no text: in a picture, and beside the cells of a workbook."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PIL import Image, PngImagePlugin
from support.exercise_files import Copy

from lessonkit.errors import LessonError
from lessonkit.publish.student import copy_for_students

TOLD = "The quokka explains it."


@pytest.fixture
def copy(base: Path, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "lesson")


def write_places(copy: Copy, *, hidden: list[str] | None = None, comment: str = "") -> None:
    """Write the places as a workbook, with a hidden sheet and a note on a cell."""
    with (copy.data / "places.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    (copy.data / "places.csv").unlink()
    with xlsxwriter.Workbook(str(copy.data / "places.xlsx")) as book:
        table, mine = book.add_worksheet("places"), book.add_worksheet("mine")
        for n, row in enumerate(rows):
            table.write_row(n, 0, row)
        mine.write_row(0, 0, hidden or ["mine"])
        mine.hide()
        if comment:
            table.write_comment(0, 0, comment)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif"])
def test_a_picture_is_searched_for_what_is_written_in_it(
    copy: Copy, tmp_path: Path, name: str
) -> None:
    path = copy.root / "notebooks" / name
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", TOLD, zip=True)
    more: dict[str, Any] = {"pnginfo": note} if name == "a.png" else {"comment": TOLD.encode()}
    Image.new("RGB", (4, 3)).save(path, **more)
    book = copy.root / "notebooks" / "02_mills.ipynb"
    whole = json.loads(book.read_text(encoding="utf-8"))
    source = f"![The ford]({name})"
    whole["cells"].append({"cell_type": "markdown", "metadata": {}, "id": "x", "source": source})
    book.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(LessonError, match=f"notebooks/{name}: the words"):
        copy_for_students(copy.root, tmp_path / "student")


@pytest.mark.parametrize(
    ("hidden", "comment", "words"),
    [
        (["mine"], "a-number: 122 km", r"places\.xlsx, beside the cells: 122 km, the answer"),
        (["a-number", "122 km"], "", r"places\.xlsx, sheet mine, row 1: 122 km, the answer"),
        (["mine"], TOLD, r"places\.xlsx: the words"),
    ],
)
def test_a_workbook_is_searched_cell_by_cell(
    copy: Copy, tmp_path: Path, hidden: list[str], comment: str, words: str
) -> None:
    write_places(copy, hidden=hidden, comment=comment)
    with pytest.raises(LessonError, match=words):
        copy_for_students(copy.root, tmp_path / "student")


def test_a_document_inside_a_workbook_is_searched(copy: Copy, tmp_path: Path) -> None:
    write_places(copy)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as document:
        document.writestr("word/document.xml", f"<w:t>{TOLD}</w:t>" * 9)
    with zipfile.ZipFile(copy.data / "places.xlsx", "a") as book_:
        book_.writestr("xl/embeddings/one.docx", inner.getvalue())
    with pytest.raises(LessonError, match=r"places\.xlsx: the words"):
        copy_for_students(copy.root, tmp_path / "student")
