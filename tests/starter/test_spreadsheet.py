"""`lessonkit new --spreadsheet`: one workbook that is read back, and helps who fills it in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from support.columns import FILE, columns_of_docs

from lessonkit import Lesson
from lessonkit.check.read import examine
from lessonkit.cli import main
from lessonkit.starter.build import files_of, make_lesson
from lessonkit.starter.plan import Plan, read_window
from lessonkit.starter.workbook import MEANINGS, note_of
from lessonkit.tables.schema import TABLES

PLAN = Plan("A flood", read_window("48.2, 16.4, 300"))
SHEETS = [name for name, table in TABLES.items() if not table.geometry]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def book() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(files_of(PLAN, spreadsheet=True)["data/tables.xlsx"]))


def names_of(book: zipfile.ZipFile) -> list[str]:
    sheets = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return [one.get("name", "") for one in sheets]


def rules_of(book: zipfile.ZipFile, table: str) -> dict[str, tuple[str, bool]]:
    """Give the list of each column and whether nothing else may be written, by its heading."""
    names = names_of(book)
    sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{names.index(table) + 1}.xml"))
    columns = TABLES[table].names
    found = {}
    for one in sheet.iter(f"{_MAIN}dataValidation"):
        letter = re.match("[A-Z]+", one.get("sqref", ""))[0]
        words = one.findtext(f"{_MAIN}formula1") or ""
        found[columns[ord(letter) - ord("A")]] = (words, one.get("showErrorMessage") == "1")
    return found


def test_the_same_lesson_comes_out_of_the_workbook(tmp_path: Path) -> None:
    make_lesson(tmp_path / "csv", PLAN)
    options = ("--title", PLAN.title, "--window", "48.2, 16.4, 300", "--language", "en")
    assert main(["new", str(tmp_path / "book"), *options, "--spreadsheet"]) == 0
    assert not list((tmp_path / "book" / "data").glob("*.csv"))
    loaded = examine(tmp_path / "book")
    assert (loaded.faults, loaded.notices) == ([], [])
    one, other = Lesson(tmp_path / "csv"), Lesson(tmp_path / "book")
    for name in ("places", "events", "sources"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_there_is_a_sheet_for_each_table_with_all_its_columns(book: zipfile.ZipFile) -> None:
    names = names_of(book)
    assert names[:3] == ["places", "events", "sources"]
    assert sorted(names) == sorted(SHEETS)


def test_ids_and_kinds_can_be_chosen(book: zipfile.ZipFile) -> None:
    events, places = rules_of(book, "events"), rules_of(book, "places")
    assert events["place_id"] == ("places!$A$2:$A$1001", False)
    assert events["source_ids"] == ("sources!$A$2:$A$1001", False)
    assert events["date_precision"] == ('"day,about,range"', True)
    assert places["kind"] == ('"place"', False)  # any other word will do, too
    assert rules_of(book, "stakes")["actor_id"] == ("actors!$A$2:$A$1001", False)


def test_days_stay_text(book: zipfile.ZipFile) -> None:
    styles = ET.fromstring(book.read("xl/styles.xml"))
    formats = [one.get("numFmtId") for one in styles.find(f"{_MAIN}cellXfs")]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet2.xml"))
    looks = {one.get("r"): one for one in sheet.iter(f"{_MAIN}c")}
    start = looks["B2"]
    assert start.get("t") == "s"
    assert formats[int(start.get("s"))] == "49"  # text, so that 2024-05 is no date
    column = next(one for one in sheet.iter(f"{_MAIN}col") if int(one.get("max")) >= 2)
    assert int(column.get("min")) <= 2
    assert formats[int(column.get("style"))] == "49"


def test_a_number_out_of_its_bounds_is_refused(book: zipfile.ZipFile) -> None:
    """A spreadsheet with a decimal comma takes 7.113 for thousands: no place lies there."""
    sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{names_of(book).index('places') + 1}.xml"))
    letter = chr(ord("A") + TABLES["places"].names.index("lon"))
    (rule,) = [
        one
        for one in sheet.iter(f"{_MAIN}dataValidation")
        if one.get("sqref", "").startswith(letter)
    ]
    assert (rule.get("type"), rule.get("showErrorMessage")) == ("decimal", "1")
    bounds = [rule.findtext(f"{_MAIN}formula{n}") for n in (1, 2)]
    assert bounds == ["-180", "180"]
    assert "as your spreadsheet writes numbers" in rule.get("error", "")


def test_each_heading_has_a_note(book: zipfile.ZipFile) -> None:
    notes = [name for name in book.namelist() if re.fullmatch(r"xl/comments\d+\.xml", name)]
    found = sum(book.read(name).count(b"<comment ref=") for name in notes)
    assert found == sum(len(TABLES[name].columns) for name in SHEETS)
    columns = {one.name: one for one in TABLES["places"].columns}
    assert note_of(TABLES["places"], columns["country"]) == (
        "Two capital letters (ISO 3166-1), the country of today in which the point lies (may be "
        "empty: on the sea).\nWrite two capital letters (ISO 3166-1).\nMay be empty."
    )


def test_a_note_says_no_bound_that_only_catches_slips_and_names_no_file() -> None:
    values = {one.name: one for one in TABLES["values"].columns}
    assert "Write a number.\n" in note_of(TABLES["values"], values["value"])
    figures = {one.name: one for one in TABLES["figures"].columns}
    assert "Write a number; 0 or more of its unit.\n" in note_of(TABLES["figures"], figures["high"])
    notes = [
        note_of(one, column)
        for one in TABLES.values()
        if not one.geometry
        for column in one.columns
    ]
    assert not any(".csv" in note or "1e+" in note for note in notes)


def test_the_notes_say_what_the_docs_say() -> None:
    assert json.loads(FILE.read_text("utf-8")) == columns_of_docs(), (
        "docs/data.md has changed: run `python -m support.columns` in tests/"
    )
    missing = {
        f"{name}.{column}"
        for name in SHEETS
        for column in TABLES[name].names
        if column not in MEANINGS[name]
        and not note_of(TABLES[name], next(c for c in TABLES[name].columns if c.name == column))
    }
    assert missing == set()
