"""Tables in a spreadsheet's own format: read like CSV, with faults at sheet, row and column."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.lesson_copy import CSV_FILES, Copy
from support.workbooks import Failed, write_workbook
from xlsxwriter import Workbook

from lessonkit.check.mend import left_alone, mendings
from lessonkit.check.read import check, examine, open_lesson
from lessonkit.cli import main
from lessonkit.tables.files import as_table, read_csv
from lessonkit.tables.workbook import Place, in_words, read_workbook

ENDINGS = (".xlsx", ".ods")


def typed(text: str) -> Any:
    """Give a cell as a spreadsheet keeps it: a number, a day or text."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return float(text)
    return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def turned(copy: Copy, file: str, ending: str) -> Path:
    """Write a table as a workbook in the place of its CSV file."""
    rows = [[typed(text) for text in row] for row in copy.rows(file)]
    path = copy.path(file).with_suffix(ending)
    write_workbook(path, {"Sheet1": rows})
    copy.path(file).unlink()
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_table_may_be_a_workbook(copy: Copy, ending: str) -> None:
    before = open_lesson(copy.folder)
    for file in CSV_FILES:
        if copy.path(file).exists():
            turned(copy, file, ending)
    assert check(copy.folder) == []
    after = open_lesson(copy.folder)
    for file in CSV_FILES:
        name = file.removesuffix(".csv")
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_workbook_may_hold_all_tables(copy: Copy, ending: str) -> None:
    before = open_lesson(copy.folder)
    files = [file for file in CSV_FILES if copy.path(file).exists()]
    sheets = {file[:-4]: [[typed(t) for t in row] for row in copy.rows(file)] for file in files}
    for file in files:
        copy.path(file).unlink()
    write_workbook(copy.path(f"tables{ending}"), sheets | {"my notes": [["Ask the guild."]]})
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert [one.got for one in loaded.notices if one.file == f"tables{ending}"] == [
        "a sheet my notes"
    ]
    pd.testing.assert_frame_equal(before.control, open_lesson(copy.folder).control)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"])
WORDS = st.text(LETTERS, max_size=9)
CELLS = st.one_of(
    WORDS.map(str.strip),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6)),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)),
)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_one_table_reads_equal_in_each_format(
    tmp_path: Path, ending: str, rows: list[list[Any]]
) -> None:
    rows = [["x", *row] for row in rows]
    head, path = ["id", "one", "other"], tmp_path / f"t{ending}"
    write_workbook(path, {"t": [head, *rows]})
    lines = [head, *([_plain(value) for value in row] for row in rows)]
    quoted = (",".join('"' + t.replace('"', '""') + '"' for t in line) for line in lines)
    (tmp_path / "t.csv").write_text("\n".join(quoted) + "\n", encoding="utf-8", newline="")
    text, faults, _ = read_csv(tmp_path / "t.csv", head)
    assert faults == []
    found, faults, whole = as_table(path.name, read_workbook(Place(path)), head, (), 1)
    assert (faults, whole) == ([], True)
    pd.testing.assert_frame_equal(text, found)


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if value else "0"
    return str(value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_fault_in_a_workbook_names_row_and_column(copy: Copy, ending: str) -> None:
    copy.cell("places.csv", 3, "kind", "Town")
    path = turned(copy, "places.csv", ending)
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column) == (path.name, 3, "kind")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_formula_that_failed_is_a_fault(copy: Copy, ending: str) -> None:
    rows = [[typed(text) for text in row] for row in copy.rows("places.csv")]
    rows[4][rows[0].index("lat")] = Failed("#REF!")
    copy.path("places.csv").unlink()
    write_workbook(copy.path(f"tables{ending}"), {"places": rows})
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column) == (f"tables{ending}, sheet places", 5, "lat")
    assert fault.got == "#REF!"
    assert "could not work out" in fault.remedy


def test_two_files_for_one_table_are_a_fault(copy: Copy) -> None:
    text = copy.text("places.csv")
    turned(copy, "places.csv", ".xlsx")
    copy.write("places.csv", text)
    [fault] = check(copy.folder)
    assert (fault.file, fault.got) == ("places.xlsx", "a second places, beside places.csv")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_no_workbook_is_told(copy: Copy, ending: str) -> None:
    copy.path("places.csv").unlink()
    copy.write(f"places{ending}", "place_id,name_en")
    assert [fault.file for fault in check(copy.folder)] == [f"places{ending}"]
    copy.path(f"places{ending}").unlink()
    copy.write(f"tables{ending}", b"PK\x03\x04")
    assert f"tables{ending}" in {fault.file for fault in check(copy.folder)}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_sheet_is_told(copy: Copy, ending: str) -> None:
    copy.path("places.csv").unlink()
    write_workbook(copy.path(f"places{ending}"), {"Sheet1": []})
    [fault, *_] = [one for one in check(copy.folder) if one.file == f"places{ending}"]
    assert fault.got == "an empty sheet"


def test_a_sheet_that_is_nearly_a_table_is_asked_about(copy: Copy) -> None:
    rows = copy.rows("glossary.csv")
    copy.path("glossary.csv").unlink()
    write_workbook(copy.path("tables.xlsx"), {"glosary": rows})
    assert any("glossary" in one.remedy for one in examine(copy.folder).faults)


def test_mend_leaves_a_workbook_as_it_is(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.cell("places.csv", 3, "note", " A blank before it.")
    path = turned(copy, "places.csv", ".xlsx")
    before = path.read_bytes()
    assert mendings(copy.folder) == {}
    assert left_alone(copy.folder) == ["places.xlsx"]
    assert main(["mend", str(copy.folder), "--write"]) == 0
    assert "Left alone: places.xlsx" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_a_day_with_a_time_of_a_spreadsheet_is_a_minute() -> None:
    assert in_words(dt.datetime(2021, 7, 14, 20, 45)) == "2021-07-14T20:45"
    assert in_words(dt.datetime(2021, 7, 14)) == "2021-07-14"


_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>'
    '<number:date-style style:name="N1"><number:day/><number:hours/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    "</office:automatic-styles>"
    '<office:body><office:spreadsheet><table:table table:name="A"><table:table-column/>'
    '<table:table-column table:number-columns-repeated="3" table:default-cell-style-name="ce1"/>'
    "<table:table-row>"
    '<table:table-cell office:value-type="date" office:date-value="1953-02-01"/>'
    '<table:table-cell office:value-type="date" office:date-value="1953-02-01"/>'
    '<table:table-cell office:value-type="date" office:date-value="1953-02-01T03:00:00"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_midnight_stays_midnight_in_a_lesson_by_hours(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"events{ending}"
    if ending == ".xlsx":
        with Workbook(path) as made:
            sheet = made.add_worksheet()
            looks = ("yyyy-mm-dd", "yyyy\\-mm\\-dd\\ hh:mm", "yyyy-mm-dd hh:mm")
            for n, look in enumerate(looks):
                at = dt.datetime(1953, 2, 1, 3 if n == 2 else 0)
                sheet.write_datetime(0, n, at, made.add_format({"num_format": look}))
    else:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            packed.writestr("META-INF/manifest.xml", _MANIFEST)
            packed.writestr("content.xml", _ODS)
    [(_, by_days)] = read_workbook(Place(path))
    assert by_days == ["1953-02-01", "1953-02-01", "1953-02-01T03:00"]
    [(_, by_hours)] = read_workbook(Place(path), by_hours=True)
    assert by_hours == ["1953-02-01", "1953-02-01T00:00", "1953-02-01T03:00"]


# ---- Words about the workbook, not about files that are not there --------------------------------


def book(copy: Copy, names: dict[str, str]) -> None:
    """Put all tables into one workbook, with some sheets under another name."""
    files = [file for file in CSV_FILES if copy.path(file).exists()]
    sheets = {
        names.get(file[:-4], file[:-4]): [[typed(t) for t in row] for row in copy.rows(file)]
        for file in files
    }
    for file in files:
        copy.path(file).unlink()
    write_workbook(copy.path("tables.xlsx"), sheets)


def test_a_sheet_is_found_in_letters_of_any_size(copy: Copy) -> None:
    before = open_lesson(copy.folder)
    book(copy, {"places": "Places", "events": " EVENTS"})
    loaded = examine(copy.folder)
    assert (loaded.faults, [one for one in loaded.notices if "sheet" in one.got]) == ([], [])
    pd.testing.assert_frame_equal(before.places, open_lesson(copy.folder).places)


def test_a_table_that_is_not_there_is_told_of_the_workbook(copy: Copy) -> None:
    book(copy, {"places": "Orte"})
    (fault,) = [one for one in check(copy.folder) if one.file == "tables.xlsx"]
    assert (fault.file, fault.got) == ("tables.xlsx", "no sheet places")
    assert "Orte" in fault.remedy


def test_what_names_nothing_names_the_sheet(copy: Copy) -> None:
    copy.cell("events.csv", 3, "place_id", "no-town-at-all")
    book(copy, {})
    (fault,) = [one for one in check(copy.folder) if "no-town-at-all" in one.got]
    assert fault.file == "tables.xlsx, sheet events"
    assert fault.expected == "an id from tables.xlsx, sheet places"
    assert "places.csv" not in str(fault)


def test_no_word_of_a_fault_names_a_file_that_is_not_there(copy: Copy) -> None:
    """Those who check a lesson know a table as `control.csv`; its reader has a sheet."""
    head, *rows = copy.rows("control.csv")
    gone = rows[0][head.index("place_id")]
    copy.write(
        "control.csv",
        "".join(
            f"{line}\n"
            for line in copy.text("control.csv").splitlines()
            if not line.startswith(gone)
        ),
    )
    book(copy, {})
    (fault,) = [one for one in check(copy.folder) if gone in one.got]
    assert "has no row in tables.xlsx, sheet control" in fault.got
    assert fault.remedy.startswith("Add its rows to tables.xlsx, sheet control")


def test_a_table_that_the_workbook_does_not_have_yet_is_a_sheet_of_it(copy: Copy) -> None:
    path = copy.path("exercises") / "01_river.toml"
    path.parent.mkdir(exist_ok=True)
    book(copy, {"figures": "my numbers"})
    copy.write(
        "lesson.toml",
        copy.text("lesson.toml") + '\n[[charts]]\nid = "none"\n'
        'title = "T"\nalt = "A"\nkind = "bars"\n',
    )
    words = " ".join(str(one) for one in check(copy.folder))
    assert "tables.xlsx, sheet figures" in words
    assert "figures.csv" not in words


@pytest.mark.parametrize("name", ["Figures 2014", "Sheet4"])
def test_a_renamed_sheet_of_a_spare_table_is_the_one_fault(copy: Copy, name: str) -> None:
    """What rests on its rows, such as the answer of an exercise, is not told besides."""
    files = [file for file in CSV_FILES if copy.path(file).exists()]
    sheets = {file[:-4] if file != "figures.csv" else name: copy.rows(file) for file in files}
    write_workbook(copy.path("tables.xlsx"), sheets)
    for file in files:
        copy.path(file).unlink()
    loaded = examine(copy.folder)
    [fault] = loaded.faults
    assert (fault.file, fault.got) == ("tables.xlsx", "no sheet figures")
    assert fault.remedy == f"Is it {name}? Then give that sheet the name figures."
    assert not [one for one in loaded.notices if "sheet" in one.got]


def test_a_sheet_of_notes_is_no_table(copy: Copy) -> None:
    book(copy, {"Figures to ask for": [["what", "whom"], ["boats", "the guild"]]})
    assert check(copy.folder) == []


def test_thousands_or_a_decimal_is_one_question(copy: Copy) -> None:
    copy.cell("figures.csv", 3, "low", "1,210")
    book(copy, {})
    [fault] = [one for one in check(copy.folder) if one.got == "1,210"]
    assert fault.remedy == (
        "Write 1210 if it is thousands, and 1.21 if it is not. "
        "The cell is text: format it as a number, and type it."
    )


def test_the_sheets_of_one_workbook_are_one_file(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.cell("places.csv", 3, "kind", "Town")
    copy.cell("events.csv", 3, "confidence", "sure")
    book(copy, {})
    main(["check", str(copy.folder)])
    assert capsys.readouterr().out.rstrip().endswith("2 faults in 1 file.")


def test_a_decimal_comma_in_a_text_cell_is_told_to_be_typed_as_a_number(copy: Copy) -> None:
    """To write 17.5 into a spreadsheet with a decimal comma makes a date of it."""
    copy.cell("figures.csv", 3, "low", "17,5")
    book(copy, {})
    (fault,) = [one for one in check(copy.folder) if one.got == "17,5"]
    assert fault.remedy.startswith("The cell is text. Format it as a number")


def test_a_workbook_that_is_gone_is_missed_by_its_name(copy: Copy) -> None:
    """Not by names of CSV files that its lesson never had, and with nothing that follows."""
    for file in CSV_FILES:
        copy.path(file).unlink()
    [fault] = map(str, check(copy.folder))
    assert fault.startswith("tables.xlsx: got no file, expected the tables of the lesson")
    assert "tables.ods" in fault
    assert "a CSV file of each" in fault


def test_a_sheet_that_others_ask_for_is_missed_as_a_sheet(copy: Copy) -> None:
    sheets = {file.removesuffix(".csv"): copy.rows(file) for file in CSV_FILES}
    del sheets["glossary"]
    write_workbook(copy.folder / "tables.ods", sheets)
    for file in CSV_FILES:
        copy.path(file).unlink()
    [fault] = [str(one) for one in check(copy.folder) if "lesson.toml ask" in str(one)]
    assert fault.startswith("tables.ods, sheet glossary: got no such sheet, expected what 1 line")


def test_a_table_that_is_gone_among_others_may_be_a_workbook_too(copy: Copy) -> None:
    copy.path("places.csv").unlink()
    [fault] = [str(one) for one in check(copy.folder) if one.file == "places.csv"]
    assert fault == (
        "places.csv: got no file, expected this file in the lesson, or places.xlsx or places.ods. "
        "Put it back, or check its name."
    )
