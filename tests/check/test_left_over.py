"""What a program, a paste or a merge left behind: told once, and by its cause."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.folders import RIVER
from support.lesson_copy import Copy

from lessonkit.check.read import Loaded, examine


def new_notes(copy: Copy) -> list[str]:
    usual = {str(one) for one in examine(RIVER).notices}
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [str(one) for one in loaded.notices if str(one) not in usual]


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("A <b>post</b> in the hills.", "<b> in A <b>post</b>"),
        ("A <li>post</li> in the hills.", "<li> in A <li>post</li>"),
        ("<center>A post</center>", "<center> in <center>A post"),
        ("A post&nbsp;in the hills.", "&nbsp; in A post"),
        ("A post in the hills._x000D_", "_x000D_ in A post"),
        ("A caf\\u00e9 in the hills.", "in A caf"),
        ("A caf%C3%A9 in the hills.", "%C3%A9 in A caf"),
        ("A m?ll in the hills.", "? in A m?ll"),
        ("\uf0b7 A post in the hills.", "in \\uf0b7 A post"),
        ("TODO: ask somebody", "TODO: ask somebody in TODO"),
        ("n/a", "n/a in n/a"),
        ("None", "None in None"),
        ("?", "? in ?"),
        ("The post \ufe83\ufedf\ufeaa\ufead here.", "\ufe83\ufedf in The post"),
    ],
)
def test_what_no_reader_wants_to_see_is_noted(copy: Copy, text: str, got: str) -> None:
    copy.cell("places.csv", 2, "note", text)
    [note] = [one for one in new_notes(copy) if one.startswith("places.csv row 2, note: ")]
    assert got in note


@pytest.mark.parametrize(
    "text",
    [
        "Who held it? Nobody says so.",
        "See https://example.org/a?b=c&copy=1 and www.example.org/?x",
        "R&D; 5 < 6 and 7 > 6; 100 % of it; a=b",
        "If a < b, or <nobody> knows.",
        "Not known.",
        "Nobody",
    ],
)
def test_what_may_well_be_meant_is_not_noted(copy: Copy, text: str) -> None:
    copy.cell("places.csv", 2, "note", text)
    assert new_notes(copy) == []


@pytest.mark.parametrize(
    ("file", "key"), [("events.csv", "E99"), ("figures.csv", "F99"), ("sources.csv", "two")]
)
def test_a_row_that_stands_there_twice_under_another_id_is_noted(
    copy: Copy, file: str, key: str
) -> None:
    rows = copy.rows(file)
    copy.write_rows(file, [*rows, [key, *rows[1][1:]]])
    notes = [one for one in new_notes(copy) if "in all else the same as" in one]
    assert [one.partition(", ")[0] for one in notes] == [f"{file} row {len(rows) + 1}"]
    assert f"got {key}, in all else the same as {rows[1][0]}" in notes[0]


# ---- Notebooks ----------------------------------------------------------------------------------


def with_notebook(copy: Copy, text: str) -> Loaded:
    home = copy.folder.parent / "notebooks"
    home.mkdir(exist_ok=True)
    for book in (RIVER / "notebooks").glob("*.ipynb"):
        (home / book.name).write_bytes(book.read_bytes())
    (home / "01_river.ipynb").write_text(text, encoding="utf-8")
    return examine(copy.folder)


def whole() -> str:
    return Path(RIVER / "notebooks" / "01_river.ipynb").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "got"),
    [
        (whole()[:-200], "a file that is cut or damaged"),
        ("", "a file that is cut or damaged"),
        (f"<<<<<<< HEAD\n{whole()}", "the marks of a merge"),
        ('{"nbformat": 3, "worksheets": [{"cells": []}]}', "the format of before 2015"),
        ('{"cells": [{"cell_type": "code", "source": null}]}', "a file without cells"),
        ("[]", "a file without cells"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_one_fault(copy: Copy, text: str, got: str) -> None:
    loaded = with_notebook(copy, text)
    [fault] = loaded.faults
    assert fault.file == "notebooks/01_river.ipynb"
    assert fault.got.startswith(got)
    assert not [one for one in loaded.notices if "no notebook shows" in one.got]


def test_an_exercise_in_two_cells_is_noted(copy: Copy) -> None:
    book = json.loads(whole())
    cells = book["cells"]
    n = next(n for n, one in enumerate(cells) if "lesson.exercise(" in "".join(one["source"]))
    cells.append(cells[n])
    loaded = with_notebook(copy, json.dumps(book))
    [note] = [one for one in loaded.notices if one.expected == "each exercise once"]
    assert note.got.endswith(f'"), as in cell {n + 1}')
    assert note.column == f"cell {len(cells)}"


@pytest.mark.parametrize(
    ("prose", "got"),
    [
        ("See <iframe src='https://example.org'></iframe>.", "with all that it holds"),
        ("<video src='a.mp4'></video>", "keeps its words"),
        ("Write <your name> here.", "Write &lt; in place of <"),
        ("<b>Bold</b>, <https://example.org>, `<iframe>`, 3 < 4 and \\<x>.", ""),
    ],
)
def test_html_that_a_page_leaves_out_of_prose_is_noted(
    tmp_path: Path, prose: str, got: str
) -> None:
    shutil.copytree(RIVER, tmp_path / "lesson")
    path = sorted((tmp_path / "lesson" / "notebooks").glob("*.ipynb"))[0]
    book = json.loads(path.read_text("utf-8"))
    cell = next(one for one in book["cells"] if one["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + "\n\n" + prose
    path.write_text(json.dumps(book), "utf-8")
    usual = {str(one) for one in examine(RIVER).notices}
    notes = [str(one) for one in examine(tmp_path / "lesson").notices if str(one) not in usual]
    assert [one for one in notes if "HTML" in one] == notes
    assert (got in notes[0]) if got else notes == []
