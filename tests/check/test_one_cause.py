"""A row, a heading or a mark that is wrong breaks many cells: it is told, and they are not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.folders import RIVER
from support.lesson_copy import Copy

from lessonkit.check.cells import Cell, cell_faults
from lessonkit.check.notebooks import Call, Known, estimate_notes, opening_notes
from lessonkit.check.read import check
from lessonkit.errors import Fault, told_once
from lessonkit.tables.mend import mended
from lessonkit.tables.schema import TABLES


def only(copy: Copy) -> str:
    [fault] = check(copy.folder)
    return str(fault)


# ---- The line of the headings -------------------------------------------------------------------


@pytest.mark.parametrize("file", ["places.csv", "events.csv", "control.csv", "sources.csv"])
def test_headings_in_the_middle_are_one_fault_and_can_be_mended(copy: Copy, file: str) -> None:
    before, rows = copy.text(file), copy.rows(file)
    copy.write_rows(file, [*rows[:3], rows[0], *rows[3:5], rows[0], *rows[5:]])
    said = only(copy)
    assert said.startswith(f"{file} row 4: got the line of the headings again, in the rows 4 and 7")
    [table] = [one for one in TABLES.values() if one.file == file]
    made = mended(copy.text(file), table)
    assert [(one.row, one.before) for one in made.changes] == [
        (4, "the line of the headings"),
        (7, "the line of the headings"),
    ]
    copy.write(file, made.text)
    assert copy.rows(file) == rows
    copy.write(file, before)
    assert check(copy.folder) == []


def test_headings_in_another_order_are_told_and_left_to_the_person(copy: Copy) -> None:
    rows = copy.rows("places.csv")
    copy.write_rows("places.csv", [*rows, rows[0][::-1]])
    assert "the line of the headings again" in only(copy)
    assert mended(copy.text("places.csv"), TABLES["places"]).changes == []


@pytest.mark.parametrize("line", ["sep=,", '"sep=,"', "SEP=;"])
def test_a_line_for_excel_is_named_and_goes(copy: Copy, line: str) -> None:
    text = copy.text("places.csv")
    copy.write("places.csv", f"{line}\n{text}")
    assert "a line for Excel" in only(copy)
    made = mended(copy.text("places.csv"), TABLES["places"])
    assert made.text == text
    assert [one.row for one in made.changes] == [1]


# ---- Swapped headings ---------------------------------------------------------------------------


@pytest.mark.parametrize("files", [["places.csv"], ["events.csv"], ["places.csv", "events.csv"]])
def test_swapped_headings_are_one_fault_for_each_table(copy: Copy, files: list[str]) -> None:
    for file in files:
        copy.replace(file, "lon,lat", "lat,lon")
    said = [str(one) for one in check(copy.folder)]
    assert [one.split(" row ")[0] for one in said] == sorted(files)
    assert all("lon and lat, which look swapped in the whole table" in one for one in said)


def test_what_else_is_wrong_with_a_point_of_a_swapped_table_is_told(copy: Copy) -> None:
    copy.replace("places.csv", "lon,lat", "lat,lon")
    copy.cell("places.csv", 2, "precision_km", "near")
    assert [one.column for one in check(copy.folder)] == ["lon", "precision_km"]


# ---- Marks of a merge ---------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["places.csv", "lesson.toml", "exercises/01_river.toml"])
def test_marks_of_a_merge_are_one_fault(copy: Copy, file: str) -> None:
    lines = copy.text(file).splitlines()
    both = ["<<<<<<< HEAD", lines[4], "=======", lines[4], ">>>>>>> other"]
    copy.write(file, "\n".join([*lines[:4], *both, *lines[5:]]) + "\n")
    said = only(copy)
    assert "5: got <<<<<<< HEAD, one of the marks of a merge" in said
    assert "delete the lines 5, 7 and 9." in said


def test_marks_of_a_merge_in_a_cell_are_one_fault() -> None:
    merged = "<<<<<<< HEAD\nThe river.\n=======\nA river.\n>>>>>>> other"
    cells = [Cell(1, "markdown", f"# Part\n{merged}"), Cell(2, "code", f"x = 1\n{merged}")]
    [fault] = cell_faults("01.ipynb", cells)
    assert str(fault).startswith("notebooks/01.ipynb, cell 1: got <<<<<<< HEAD, one of the marks")
    assert "in line 2" in str(fault)


# ---- Curly quotation marks ----------------------------------------------------------------------


def test_curly_marks_around_cells_are_one_fault(copy: Copy) -> None:
    lines = copy.text("places.csv").splitlines()
    wrapped = [",".join(f"\u201c{one}\u201d" for one in line.split(",")) for line in lines[1:4]]
    copy.write("places.csv", "\n".join([lines[0], *wrapped, *lines[4:]]) + "\n")
    said = only(copy)
    assert said.startswith("places.csv row 2: got \u201calder\u201d, with curly quotation marks")
    assert "in 3 rows" in said


def test_curly_marks_that_should_keep_a_comma_are_one_fault(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "A post, on a hill")
    copy.replace("places.csv", '"A post, on a hill"', "\u201cA post, on a hill\u201d")
    assert "\u201cA post, on a hill\u201d, with curly quotation marks" in only(copy)


def test_curly_marks_that_somebody_meant_stay(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "\u201cA post, on a hill\u201d")
    copy.cell("places.csv", 3, "note", "\u201ca-post\u201d")
    assert check(copy.folder) == []


# ---- An id that is gone -------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["#REF!", ""])
def test_what_asks_for_an_id_that_is_gone_follows_from_it(copy: Copy, lost: str) -> None:
    copy.cell("places.csv", 3, "place_id", lost)
    said = only(copy)
    assert said.startswith("places.csv row 3, place_id: ")
    assert "while 12 lines in events.csv, control.csv, claims.csv, reports.csv" in said
    assert "ask for birch-ford, which no row has" in said


@pytest.mark.parametrize("wrong", ["#REF!", "alder\u200b"])
def test_a_mark_of_a_step_follows_from_the_id_of_its_place(copy: Copy, wrong: str) -> None:
    assert 'mark = "alder"' in copy.text("lesson.toml")
    copy.cell("places.csv", 2, "place_id", wrong)
    assert only(copy).startswith("places.csv row 2, place_id: ")


def test_days_without_a_holder_follow_from_a_place_that_is_gone(copy: Copy) -> None:
    copy.cell("control.csv", 2, "place_id", "#REF!")
    assert only(copy).endswith("Write the value itself.")


def test_a_cell_of_a_notebook_follows_from_an_id_with_a_hidden_sign(tmp_path: Path) -> None:
    shutil.copytree(RIVER, folder := tmp_path / "river")
    book = next((folder / "notebooks").glob("*.ipynb"))
    content = json.loads(book.read_text(encoding="utf-8"))
    line = 'lesson.distance("alder", "birch-ford")'
    content["cells"].append({**content["cells"][-1], "cell_type": "code", "source": line})
    book.write_text(json.dumps(content), encoding="utf-8")
    assert check(folder / "data") == []
    table = folder / "data" / "places.csv"
    text = table.read_text(encoding="utf-8").replace("\nalder,", "\nalder\u200b,")
    table.write_text(text, encoding="utf-8")
    assert [one.file for one in check(folder / "data")] == ["places.csv"]


@pytest.mark.parametrize(("asked", "count"), [("weeks", 0), ("rivers", 1), ("week", 0)])
def test_a_map_that_a_wrong_id_hides_is_not_missed_on_the_start_page(
    asked: str, count: int
) -> None:
    """The cell has its own fault; what follows from it stood before it."""
    known = Known({}, maps={"weeks", "rivers"})
    books = {"01.ipynb": [Call("map", (asked,), {}, 1)]}
    assert len([*opening_notes("weeks", books, known)]) == count


@pytest.mark.parametrize(("asked", "count"), [("one", 1), ("twoo", 0), ("two", 0)])
def test_an_estimate_that_a_wrong_id_hides_is_not_missed(asked: str, count: int) -> None:
    books = {"01.ipynb": [Call("what_if", (asked,), {}, 1), Call("what_if", ("one",), {}, 2)]}
    assert len([*estimate_notes(["one", "two"], books)]) == count


def test_of_a_row_only_the_first_look_tells() -> None:
    def fault(row: int | None, got: str, column: str = "lon") -> Fault:
        return Fault("places.csv", row, column, got, "a point", "Correct it.")

    copied, twice = fault(2, "copied"), fault(2, "copied", "lat")
    cut, of_file, of_file_too = fault(2, "cut"), fault(None, "long"), fault(None, "old")
    looks = [copied, twice, of_file], [cut, fault(3, "cut"), of_file, of_file_too]
    assert [*told_once(*looks)] == [copied, twice, of_file, fault(3, "cut"), of_file_too]
    by_words = [*told_once(*looks, by=lambda one: one.got)]
    assert by_words == [*looks[0], cut, fault(3, "cut"), of_file_too]
