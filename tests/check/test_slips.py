"""Slips of somebody who writes a first lesson in a spreadsheet: one fault, and what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from support.lesson_copy import Copy
from support.measured import measured

from lessonkit.check.read import check, examine, open_lesson

ONE_OF_TWO = (
    "Write {} if it is thousands, and {} if it is not. "
    "The cell is text: format it as a number, and type it."
)
SEASON = "A season is written as its months"


# ---- Days ----------------------------------------------------------------------------------------


def in_a_workbook(copy: Copy, file: str, changed: dict[tuple[int, str], Any]) -> str:
    """Write a table as a workbook; a number that is given stays one, below nought it is a day."""
    head, *rows = copy.rows(file)
    path = copy.path(file).with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("x"), book.add_format({"num_format": "yyyy-mm-dd"})
        for n, line in enumerate([head, *rows]):
            for at, text in enumerate(line):
                value = changed.get((n + 1, head[at]), text)
                if isinstance(value, str):
                    sheet.write_string(n, at, value)
                else:
                    sheet.write_number(n, at, value, day if value < 0 else None)
    copy.path(file).unlink()
    return path.name


def test_a_day_before_1900_that_a_spreadsheet_counts_is_understood(copy: Copy) -> None:
    # -30945 days before 30 December 1899
    in_a_workbook(copy, "sources.csv", {(2, "accessed"): -30945})
    assert check(copy.folder) == []
    assert str(open_lesson(copy.folder).sources["accessed"].iloc[0])[:10] == "1815-04-10"


def test_a_day_that_became_midnight_is_to_be_text(copy: Copy) -> None:
    in_a_workbook(copy, "events.csv", {(2, "start"): -200_000})  # in another calendar
    [fault, *_] = [one for one in check(copy.folder) if one.column == "start"]
    assert fault.got == "00:00:00"
    assert "no dates before 1900. Format the column as text" in fault.remedy


@pytest.mark.parametrize("text", ["2017-22", "Sommer 2017", "summer of 2017", "2017 été"])
def test_a_season_is_told_as_its_months(copy: Copy, text: str) -> None:
    copy.cell("events.csv", 2, "start", text)
    [fault] = [one for one in check(copy.folder) if (one.row, one.column) == (2, "start")]
    assert fault.remedy.startswith("Write 2017-06 as start and 2017-08 as end. " + SEASON)


@pytest.mark.parametrize(
    ("text", "months"), [("2017-24", "2017-12/2018-02"), ("Herbst 2017", "2017-09/2017-11")]
)
def test_a_season_in_one_cell_is_an_interval(copy: Copy, text: str, months: str) -> None:
    copy.cell("figures.csv", 2, "date", text)
    [fault] = check(copy.folder)
    assert fault.remedy.startswith(f"Write {months}. {SEASON}")


def test_a_season_in_the_settings_is_told(copy: Copy) -> None:
    copy.replace("lesson.toml", "start = 2017-01-01", 'start = "2017-22"')
    fault = next(one for one in check(copy.folder) if one.column == "lesson.start")
    assert '"2017-06" to begin with' in fault.remedy


# ---- Numbers -------------------------------------------------------------------------------------


def test_edges_with_decimal_commas_are_asked_about(tmp_path: Path) -> None:
    copy = measured(tmp_path / "data")
    copy.replace("lesson.toml", "[0, 100, 200, 400, 700]", "[-2,5, -1, 0, 1]")
    fault = next(one for one in check(copy.folder) if one.column == "measures.edges")
    assert "Is -2,5 one number? Write it with a point: -2.5." in fault.remedy


def test_a_number_that_is_text_with_two_readings_is_a_fault_in_a_workbook(copy: Copy) -> None:
    name = in_a_workbook(copy, "figures.csv", {(3, "low"): "92.000", (3, "high"): "92.000"})
    found = check(copy.folder)
    assert [(one.file, one.row, one.column) for one in found] == [
        (name, 3, "low"),
        (name, 3, "high"),
    ]
    assert found[0].remedy == ONE_OF_TWO.format(92000, 92)


def test_so_is_one_without_a_nought_at_its_end(copy: Copy) -> None:
    name = in_a_workbook(copy, "figures.csv", {(3, "low"): "73.705", (3, "high"): 73.705})
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column) == (name, 3, "low")
    assert fault.remedy == ONE_OF_TWO.format(73705, 73.705)


def test_a_number_of_degrees_has_one_reading_also_as_text(copy: Copy) -> None:
    lon = next(row for row in copy.rows("places.csv")[1:])[copy.rows("places.csv")[0].index("lon")]
    in_a_workbook(copy, "places.csv", {(2, "lon"): f"{float(lon):.3f}"})
    assert check(copy.folder) == []


def test_a_value_after_the_last_day_is_noted(tmp_path: Path) -> None:
    copy = measured(tmp_path / "data")
    copy.cell("values.csv", 10, "start", "2018")
    copy.cell("values.csv", 10, "end", "2018")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if "days of the lesson" in one.expected]
    assert (note.file, note.row, note.column, note.got) == ("values.csv", 10, "start", "2018")


# ---- Countries -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "hint"), [("UK", "Did you mean GB?"), ("XX", "Look the code up.")]
)
def test_a_code_of_no_country_is_told_once(copy: Copy, code: str, hint: str) -> None:
    for row in (2, 3):
        copy.cell("places.csv", row, "country", code)
    [fault] = [one for one in check(copy.folder) if one.column == "country"]
    assert (fault.row, fault.got) == (2, code)
    assert fault.remedy.startswith(hint)


def test_a_country_of_the_base_map_needs_no_other_list(copy: Copy) -> None:
    assert {row[5] for row in copy.rows("places.csv")[1:]} >= {"RV"}  # made up
    assert check(copy.folder) == []


# ---- Columns and rows ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "other"), [("lat", "Breite"), ("kind", "Art"), ("source_ids", "Quellen")]
)
def test_a_column_in_another_language_is_one_fault(copy: Copy, column: str, other: str) -> None:
    copy.write("places.csv", copy.text("places.csv").replace(column, other, 1))
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column) == ("places.csv", 1, column)
    assert fault.remedy == f"Is {other} the column {column}? Then rename it to {column}."


def test_columns_in_another_language_beside_each_other_are_told_in_their_sequence(
    copy: Copy,
) -> None:
    copy.write("places.csv", copy.text("places.csv").replace("lon,lat", "Laenge,Breite", 1))
    assert [(one.column, one.remedy) for one in check(copy.folder)] == [
        ("lon", "Is Laenge the column lon? Then rename it to lon."),
        ("lat", "Is Breite the column lat? Then rename it to lat."),
    ]


def test_more_strange_columns_than_are_missing_are_not_guessed(copy: Copy) -> None:
    copy.write("places.csv", copy.text("places.csv").replace(",lat", ",Breite,Hoehe", 1))
    remedies = [one.remedy for one in check(copy.folder) if one.file == "places.csv"]
    assert not [one for one in remedies if one.startswith("Is ")]


def test_a_cell_far_below_the_table_is_one_fault(copy: Copy) -> None:
    rows = copy.rows("places.csv")
    width, last = len(rows[0]), len(rows)
    gap = [[""] * width for _ in range(40 - last - 1)]
    copy.write_rows("places.csv", [*rows, *gap, ["", "x", *[""] * (width - 2)]])
    [fault] = check(copy.folder)
    assert (fault.file, fault.row) == ("places.csv", last + 1)
    assert fault.got == (
        f"{len(gap)} empty rows, {last + 1} to 39, and x alone in row 40, column name_en"
    )
    assert fault.remedy == "Delete that cell, or fill its row and delete the empty ones."


def test_empty_rows_before_whole_rows_are_one_fault(copy: Copy) -> None:
    rows = copy.rows("places.csv")
    gap = [[""] * len(rows[0]) for _ in range(3)]
    copy.write_rows("places.csv", [*rows[:3], *gap, *rows[3:]])
    [fault] = check(copy.folder)
    assert (fault.row, fault.got) == (4, "3 empty rows, 4 to 6")
    assert fault.remedy == "Delete these rows."
