"""Files beside the tables that look like one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import CSV_FILES, Copy
from support.workbooks import write_workbook

from lessonkit.check.read import examine

STRAYS = {
    "places (1).csv": "a copy of places.csv",
    "places - Copy.csv": "a copy of places.csv",
    "Kopie von claims.csv": "a copy of claims.csv",
    "sources_old.csv": "a copy of sources.csv",
    "lesson (1).toml": "a copy of lesson.toml",
    "tables (1).xlsx": "a copy of tables.xlsx",
    "events.csv.txt": "the name of events.csv with another ending",
    "places.csv~": "the name of places.csv with another ending",
    "zones.json": "the name of zones.geojson with another ending",
    "zones.kml": "shapes in the format of another program",
    "My map.kmz": "a file of shapes",
    "places.tab": "the name of places.csv with another ending",
    "places.gsheet": "a table in the format of a spreadsheet",
    "lesson.tml": "the name of lesson.toml with another ending",
    "map.geojson": "a file of shapes",
    "events.xls": "a table in the format of a spreadsheet",
    "places.numbers": "a table in the format of a spreadsheet",
    "Figures.csv": "the name figures.csv in other letters",
    "placess.csv": "a name like places.csv",
    "place.xlsx": "a name like places.xlsx",
    "tables.csv": "a name like tables.xlsx",
    "tabels.xlsx": "a name like tables.xlsx",
    "~$events.xlsx": "a file that a spreadsheet keeps",
    "~$ents.xlsx": "a file that a spreadsheet keeps",
    ".~lock.events.csv#": "a file that a spreadsheet keeps",
}


@pytest.mark.parametrize(("name", "words"), STRAYS.items(), ids=STRAYS)
def test_a_file_that_looks_like_a_table_is_named(copy: Copy, name: str, words: str) -> None:
    copy.write(name, "x")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if one.file == name]
    assert words in note.got
    assert note.remedy


def test_a_workbook_with_the_ending_of_a_csv_file_is_the_one_fault(copy: Copy) -> None:
    """What is missing because of it is not told beside it."""
    sheets = {Path(file).stem: copy.rows(file) for file in CSV_FILES}
    for file in CSV_FILES:
        copy.path(file).unlink()
    write_workbook(copy.path("tables.xlsx"), sheets)
    copy.path("tables.xlsx").rename(copy.path("tables.csv"))
    [fault] = examine(copy.folder).faults
    assert (fault.file, fault.got) == ("tables.csv", "a workbook with the ending .csv")
    assert fault.remedy == "Rename it to tables.xlsx."


def test_a_workbook_in_the_place_of_one_table_is_named(copy: Copy) -> None:
    write_workbook(copy.path("places.xlsx"), {"x": copy.rows("places.csv")})
    copy.path("places.xlsx").rename(copy.path("places.csv"))
    [fault] = [one for one in examine(copy.folder).faults if one.file == "places.csv"]
    assert fault.got == "a workbook with the ending .csv"
    assert fault.remedy.startswith("Rename it to places.xlsx")


@pytest.mark.parametrize(
    "name", ["notes.txt", "README.md", "replaces.csv", "map.png", "my-events", "._places.csv"]
)
def test_what_looks_like_no_table_is_not_named(copy: Copy, name: str) -> None:
    copy.write(name, "x")
    assert [one for one in examine(copy.folder).notices if one.file == name] == []


@pytest.mark.parametrize(
    ("file", "name", "remedy"),
    [
        ("events.csv", "events.csv.txt", "Rename it to events.csv."),
        ("figures.csv", "Figures.csv", "Rename it to figures.csv."),
        ("shares.csv", "shares.xlsm", "Save it as shares.csv."),
    ],
)
def test_where_the_table_is_missing_it_is_the_one_fault(
    copy: Copy, file: str, name: str, remedy: str
) -> None:
    path = copy.path(file)
    path.rename(Path(path.parent, name))
    [fault] = examine(copy.folder).faults
    assert (fault.file, fault.remedy) == (name, remedy)


def test_shapes_in_a_file_of_another_ending_are_the_cause_also_beside_a_workbook(
    copy: Copy,
) -> None:
    """A workbook never holds the shapes, so they are lost."""
    sheets = {Path(file).stem: copy.rows(file) for file in CSV_FILES}
    for file in CSV_FILES:
        copy.path(file).unlink()
    write_workbook(copy.path("tables.xlsx"), sheets)
    copy.path("zones.geojson").rename(copy.path("zones.json"))
    faults = [one for one in examine(copy.folder).faults if one.file == "zones.json"]
    assert [one.remedy for one in faults] == ["Rename it to zones.geojson."]


@pytest.mark.parametrize("name", ["Tabelle1.csv", "new.txt"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_a_table_of_any_name_is_known_by_its_headings(copy: Copy, name: str, mark: str) -> None:
    copy.write(name, copy.text("places.csv").replace(",", mark))
    [note] = [one for one in examine(copy.folder).notices if one.file == name]
    assert "places.csv" in note.got
    assert "move this file away" in note.remedy


def test_a_copy_of_the_folder_of_exercises_is_named(copy: Copy) -> None:
    (copy.folder / "exercises (2)").mkdir()
    [note] = [one for one in examine(copy.folder).notices if one.file == "exercises (2)/"]
    assert note.got == "a copy of the folder exercises"


@pytest.mark.parametrize("place", ["data", "old"])
def test_tables_in_a_folder_below_are_named(copy: Copy, place: str) -> None:
    """As when an archive was unpacked into the folder that it should have become."""
    for kept in (place, "before-mend"):  # what `mend` keeps is no surprise
        (copy.folder / kept).mkdir()
        copy.write(f"{kept}/places.csv", "x")
    [note] = [one for one in examine(copy.folder).notices if one.file.endswith("/")]
    assert (note.file, note.got) == (f"{place}/", "places.csv")


@pytest.mark.parametrize("name", ["exercises.toml", "01_river.toml"])
def test_exercises_beside_their_folder_are_named(copy: Copy, name: str) -> None:
    copy.write(name, '[[exercises]]\nid = "one"\n')
    [note] = [one for one in examine(copy.folder).notices if one.file == name]
    assert note.remedy.startswith("Move it to exercises")


def test_a_table_of_something_else_is_left_alone(copy: Copy) -> None:
    copy.write("marks.csv", "student,mark\nAna,1\n")
    assert not [one for one in examine(copy.folder).notices if one.file == "marks.csv"]
