"""`lessonkit check`: what is no fault, how many are told, and the command."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from support.folders import RIVER
from support.lesson_copy import CSV_FILES, Copy, far_event

from lessonkit.check.kept import Kept
from lessonkit.check.read import check
from lessonkit.cli import main
from lessonkit.errors import FIRST_FEW, LessonError, brief


def test_a_right_lesson_has_no_fault(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(copy.folder)]) == 0
    assert capsys.readouterr().out.startswith("No faults: ")


def test_a_lesson_may_do_without_glossary_and_figures(copy: Copy) -> None:
    for file in ("glossary.csv", "figures.csv"):
        copy.path(file).unlink()
    copy.write("lesson.toml", copy.text("lesson.toml").partition("[[key_terms]]")[0])
    assert check(copy.folder) == []


def test_a_project_folder_is_checked_through_its_data_folder(copy: Copy) -> None:
    assert main(["check", str(copy.folder.parent)]) == 0


def test_what_spreadsheets_do_to_a_right_file_is_no_fault(copy: Copy) -> None:
    rows = copy.rows("places.csv")
    order = sorted(range(len(rows[0])), key=lambda n: rows[0][n])
    copy.write_rows("places.csv", [[row[n] for n in order] for row in rows])
    text = copy.text("places.csv").replace("\n", "\r\n")
    copy.write("places.csv", b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    assert check(copy.folder) == []


def test_a_script_in_a_note_is_text_and_no_fault(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "<script>alert(1)</script> & <b>bold</b>")
    assert check(copy.folder) == []


def test_a_cell_over_two_lines_counts_as_one_row(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "One line.\nAnother line.")
    copy.cell("places.csv", 4, "kind", "Town")
    assert [(fault.row, fault.column) for fault in check(copy.folder)] == [(4, "kind")]
    copy.write("places.csv", copy.text("places.csv").replace("Town,", "To\x00m,").encode())
    assert [(fault.row, fault.column) for fault in check(copy.folder)] == [(4, None)]


def test_all_faults_of_all_files_come_in_one_run_sorted(copy: Copy) -> None:
    copy.cell("places.csv", 7, "kind", "Town")
    copy.cell("places.csv", 3, "kind", "Town")
    copy.cell("events.csv", 2, "confidence", "sure")
    copy.replace("lesson.toml", 'marker = "diamond"', 'marker = "heart"')
    copy.write("zones.geojson", "{")
    found = [(fault.file, fault.row) for fault in check(copy.folder)]
    assert [item for item in found if item[0] != "lesson.toml"] == [
        ("events.csv", 2), ("places.csv", 3), ("places.csv", 7), ("zones.geojson", 1),
    ]  # fmt: skip
    assert "lesson.toml" in {file for file, _ in found}


def test_a_file_saved_without_its_letters_is_found_in_each_cell(copy: Copy) -> None:
    names = [row[2] for row in copy.rows("places.csv")[1:] if row[2]]
    copy.write("places.csv", copy.text("places.csv").encode("ascii", errors="replace"))
    lost = [fault for fault in check(copy.folder) if fault.column == "name_local"]
    assert len(lost) == len(names) > 3
    assert all("take the cell from a backup" in fault.remedy for fault in lost)


def _many_rows(copy: Copy) -> None:
    """Cut the year of a place into 36 rows, so that control.csv has more than forty."""
    rows = copy.rows("control.csv")
    days = [dt.date(2017, 1, 1) + dt.timedelta(days=10 * n) for n in range(37)]
    days[-1] = dt.date(2018, 1, 1)
    for start, after in itertools.pairwise(days):
        end = after - dt.timedelta(days=1)
        rows.append([*rows[1][:3], start.isoformat(), end.isoformat(), *rows[1][5:]])
    del rows[1]
    copy.write_rows("control.csv", rows)


def _day_first(copy: Copy, column: str, rows: slice = slice(1, None)) -> int:
    """Write the dates of a column of control.csv as a spreadsheet may; give how many."""
    table = copy.rows("control.csv")
    n = table[0].index(column)
    for row in table[rows]:
        row[n] = "/".join(reversed(row[n].split("-")))
    copy.write_rows("control.csv", table)
    return len(table[rows])


def test_the_other_dates_of_a_column_tell_if_the_day_comes_first(copy: Copy) -> None:
    _day_first(copy, "start")
    cells = {fault.row: fault for fault in check(copy.folder) if fault.column == "start"}
    assert len(cells) == len(copy.rows("control.csv")) - 1
    for row, fault in cells.items():
        day, month, year = copy.cell("control.csv", row or 0, "start").split("/")
        assert fault.remedy.startswith(f"Write {year}-{month}-{day}, and")


def test_dates_in_two_orders_get_both_suggestions(copy: Copy) -> None:
    for row, text in ((2, "01/06/2017"), (3, "26/06/2017"), (4, "06/26/2017")):
        copy.cell("sources.csv", row, "accessed", text)
    first = check(copy.folder)[0]
    assert "2017-01-06 or 2017-06-01" in first.remedy
    copy.cell("sources.csv", 3, "accessed", "")
    first = check(copy.folder)[0]
    assert "Write 2017-01-06, and" in first.remedy


def test_a_column_wrong_all_the_way_down_is_told_in_four_lines(copy: Copy) -> None:
    _many_rows(copy)
    count = _day_first(copy, "start")
    copy.cell("control.csv", 9, "confidence", "hihg")
    faults = check(copy.folder)
    assert len(faults) == count + 1
    lines = list(brief(faults))
    more = f"control.csv, start: and {count - FIRST_FEW} more in this column"
    assert lines[:4] == [*map(str, faults[:3]), more]
    assert len(lines) == 5
    assert "Did you mean high?" in lines[4]


def test_the_command_prints_few_lines_and_counts_all_faults(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    _many_rows(copy)
    count = _day_first(copy, "start")
    assert main(["check", str(copy.folder)]) == 1
    lines = capsys.readouterr().out.strip().split("\n")
    assert lines[3:] == [
        f"control.csv, start: and {count - FIRST_FEW} more in this column",
        "",
        f"{count} faults in 1 file.",
    ]


def test_one_wrong_word_in_many_rows_is_told_once(copy: Copy) -> None:
    """Somebody writes a kind with a capital letter, and copies it down."""
    for row in range(2, 7):
        copy.cell("places.csv", row, "kind", "Airfield")
    copy.cell("places.csv", 7, "kind", "Ford")
    assert len(check(copy.folder)) == 6
    assert list(brief(check(copy.folder))) == [
        "places.csv row 2, kind: got Airfield, also in 4 other rows, the last row 6, expected a "
        "word in small letters, like town or bus-stop. Write airfield.",
        "places.csv row 7, kind: got Ford, expected a word in small letters, like town or "
        "bus-stop. Write ford.",
    ]


def test_twenty_faults_of_a_column_are_all_told(copy: Copy) -> None:
    _many_rows(copy)
    assert check(copy.folder) == []
    _day_first(copy, "start", slice(1, 21))
    faults = check(copy.folder)
    assert list(brief(faults)) == list(map(str, faults))
    assert len(faults) == 20


def test_without_a_number_of_paragraphs_any_number_is_right(copy: Copy) -> None:
    copy.replace("lesson.toml", "paragraphs = 16\n", "")
    copy.cell("claims.csv", 2, "paragraph", "99")
    assert check(copy.folder) == []


@pytest.mark.parametrize("colour", ["#e0a900", "#e0a800", "#E5AD08"])
def test_colours_that_nobody_tells_apart_are_one_fault_that_names_both(
    copy: Copy, colour: str
) -> None:
    copy.replace("lesson.toml", 'colour = "#2b2b2b"', 'colour = "#e0a900"')
    assert check(copy.folder) == []
    copy.replace("lesson.toml", 'colour = "#6f6f6f"', f'colour = "{colour}"')
    [fault] = check(copy.folder)
    assert "unknown like south" in fault.got


def test_an_event_may_be_as_far_from_its_place_as_both_precisions_allow(copy: Copy) -> None:
    row = far_event(copy)
    place = copy.find(
        "places.csv", lambda r: r["place_id"] == copy.cell("events.csv", row, "place_id")
    )
    [fault] = check(copy.folder)
    assert copy.cell("events.csv", row, "event_id") in fault.got
    assert copy.cell("places.csv", place, "place_id") in fault.got
    copy.cell("places.csv", place, "precision_km", "25")
    assert check(copy.folder) == []


def test_a_lost_file_is_one_fault_and_not_one_for_each_id(copy: Copy) -> None:
    copy.path("sources.csv").unlink()
    assert [fault.file for fault in check(copy.folder)] == ["sources.csv"]


def test_a_broken_lesson_toml_does_not_make_every_holder_unknown(copy: Copy) -> None:
    copy.write("lesson.toml", "[lesson\n")
    assert [fault.file for fault in check(copy.folder)] == ["lesson.toml"]


def test_a_country_that_no_base_map_has_is_a_fault_of_the_settings(copy: Copy) -> None:
    copy.replace("lesson.toml", 'country = "RV"', 'country = "XX"')
    (fault,) = check(copy.folder)
    assert (fault.file, fault.column) == ("lesson.toml", "lesson.country")
    assert "RV" in fault.remedy


def test_the_column_with_minus_99_for_france_is_named(copy: Copy) -> None:
    copy.replace("basemap/far/countries.geojson", '"RV"', '"-99"')
    (fault,) = check(copy.folder)
    assert (fault.file, fault.got) == ("basemap/far/countries.geojson", "-99")
    assert "ISO_A2_EH" in fault.remedy


@pytest.mark.parametrize(
    ("old", "new"), [("west = 58.0", "west = 52.0"), ("north = 15.0", "north = 19.0")]
)
def test_a_window_wider_than_its_base_map_is_a_fault(copy: Copy, old: str, new: str) -> None:
    copy.replace("lesson.toml", old, new)
    (fault,) = check(copy.folder)
    assert (fault.file, fault.column) == ("lesson.toml", "extents.far")
    assert "lessonkit basemap" in fault.remedy


def test_own_borders_are_read(copy: Copy) -> None:
    copy.replace("lesson.toml", 'basemap = "far"', 'basemap = "far"\nown = "borders-1914.geojson"')
    (fault,) = check(copy.folder)
    assert fault.file == "basemap/borders-1914.geojson"
    copy.write(
        "basemap/borders-1914.geojson",
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        '"geometry": {"type": "Point", "coordinates": [60, 12]}}]}',
    )
    assert [fault.column for fault in check(copy.folder)] == ["geometry"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('"mercater"', "Did you mean mercator?"),
        ('{ name = "equal-earth", central_latitude = 3 }', "central_longitude"),
        ('{ name = "lambert-conformal", standard_parallels = ["a"] }', "standard_parallels"),
        ("3", "Choose one of"),
    ],
)
def test_a_projection_that_is_not_known_is_named(copy: Copy, told: str, words: str) -> None:
    copy.replace("lesson.toml", 'basemap = "far"', f'basemap = "far"\nprojection = {told}')
    (fault,) = check(copy.folder)
    assert fault.column == "extents.projection"
    assert words in fault.remedy


def test_mercator_has_no_poles(copy: Copy) -> None:
    copy.replace("lesson.toml", "north = 15.0", "north = 89.0")
    faults = {fault.column: fault for fault in check(copy.folder)}
    assert "polar-stereographic" in faults["extents.north"].remedy


def test_a_base_map_that_was_never_made_is_told_with_the_command(copy: Copy) -> None:
    copy.replace("lesson.toml", 'basemap = "far"', 'basemap = "nowhere"')
    (fault,) = check(copy.folder)
    assert (fault.file, fault.got) == ("basemap/nowhere", "no such folder")
    assert "lessonkit basemap --only nowhere" in fault.remedy
    copy.replace("lesson.toml", 'basemap = "nowhere"', 'basemap = "farr"')
    (fault,) = check(copy.folder)
    assert "far?" in fault.remedy


def test_a_base_map_with_holes_names_each_file_that_is_not_there(copy: Copy) -> None:
    copy.replace("lesson.toml", 'basemap = "far"', 'basemap = "nowhere"')
    (copy.folder / "basemap" / "nowhere").mkdir()
    files = [fault.file.rpartition("/")[2] for fault in check(copy.folder)]
    assert files == ["countries.geojson", "relief.json", "relief.webp"]


def test_an_error_that_nobody_thought_of_is_a_fault_too(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    copy.replace("lesson.toml", 'marker = "diamond"', 'marker = "heart"')
    monkeypatch.setattr("lessonkit.check.read.read_csv", broken)
    monkeypatch.setattr("lessonkit.check.read._TABLES", Kept(0))  # what was read by other tests
    texts = [str(fault) for fault in check(copy.folder)]
    assert sum("RuntimeError: out of luck" in text and "report" in text for text in texts) == len(
        CSV_FILES
    )
    assert any("heart" in text for text in texts)


def test_no_lesson_is_a_clear_message_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "it has no lesson.toml" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    with pytest.raises(LessonError, match="no lesson"):
        check(tmp_path)


def test_a_wrong_command_is_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chekc"]) == 2
    assert "Did you mean 'check'?" in capsys.readouterr().err


def test_check_starts_without_drawing_libraries() -> None:
    code = (
        "import sys; from lessonkit.cli import main; main(['check', sys.argv[1]]); "
        "print(sorted({'matplotlib', 'cartopy', 'ipywidgets', 'anywidget', 'nbclient', "
        "'nbconvert', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(RIVER)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]"), done.stdout
    assert done.stderr == ""
