"""Numbers, months, commas and coordinates as programs and people write them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.tables.mend import mended
from lessonkit.tables.schema import TABLES


def said(copy: Copy) -> list[str]:
    return [str(fault) for fault in check(copy.folder)]


# ---- Cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (
            "\u0667\u0660\u066c\u0660\u0660\u0660",
            "Write 70000 if it is thousands, and 70 if it is not",
        ),
        ("70 000", "Write 70000,"),
        ("70\u202f000", "Delete the hidden character"),
        ("2.500.000", "Write 2500000,"),
    ],
)
def test_a_mark_between_thousands_is_told(copy: Copy, number: str, remedy: str) -> None:
    copy.cell("figures.csv", 3, "low", number)
    [fault] = said(copy)
    assert remedy in fault
    assert "comma" not in fault


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        ("\u0667\u0660\u060c\u0665", "Write a point, not a comma: 70.5."),
        ("70-", "Write -70, with the minus before the number."),
        ("\u00bd", "Write 0.5."),
        ("\u2461", "Write 2."),
        ("\u4e8c", "Write 2."),
    ],
)
def test_a_number_in_another_form_is_told(copy: Copy, number: str, remedy: str) -> None:
    copy.cell("figures.csv", 3, "low", number)
    assert any(remedy in fault for fault in said(copy))


@pytest.mark.parametrize("file", ["places.csv", "zones.geojson", "lesson.toml"])
@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("<!DOCTYPE html>\n<title>Sign in</title>", "a web page (HTML)"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0", "a note of Git LFS"),
        ('{"doc_id": "1aB", "email": "a@example.org"}', "a link to a document on the web"),
    ],
)
def test_what_came_in_the_place_of_a_file_is_told(
    copy: Copy, file: str, text: str, got: str
) -> None:
    copy.write(file, text)
    [fault] = [one for one in said(copy) if one.startswith(f"{file}: ")]
    assert f"{file}: got {got}" in fault


@pytest.mark.parametrize("file", ["places.csv", "zones.geojson", "lesson.toml"])
def test_a_mark_of_two_programs_at_the_beginning_does_no_harm(copy: Copy, file: str) -> None:
    copy.write(file, "\ufeff\ufeff" + copy.text(file))
    assert said(copy) == []


def test_digits_of_another_script_in_a_shape_are_told(copy: Copy) -> None:
    copy.replace("zones.geojson", "[6", "[\u0666")
    [fault] = said(copy)
    assert "\u0666, a digit of another script" in fault


@pytest.mark.parametrize("dash", "\u2010\u2011\u2013\u2212\uff0d")
def test_a_day_with_other_dashes_gets_its_day(copy: Copy, dash: str) -> None:
    copy.cell("events.csv", 3, "start", f"2017{dash}05{dash}10")
    assert any("Write 2017-05-10" in fault for fault in said(copy))


@pytest.mark.parametrize("mark", ["\u061b", "\uff1b", "\u060c ", "\u3001"])
def test_ids_between_marks_of_another_script_are_told_apart(copy: Copy, mark: str) -> None:
    copy.cell("events.csv", 3, "actor_ids", f"north{mark}south")
    [fault] = said(copy)
    assert fault.endswith("Separate with ; and no spaces: north;south.")


@pytest.mark.parametrize("number", ["\u0667\u0660\u0660\u0660\u0660", "\u200f70000", "70000"])
def test_digits_of_any_script_are_a_number(copy: Copy, number: str) -> None:
    copy.cell("figures.csv", 3, "low", number)
    assert said(copy) == []


@pytest.mark.parametrize("text", ["\u0667", "\u0667;\u0668", "\u06f7", "\u200f7;\u200f8"])
def test_paragraphs_may_be_written_in_digits_of_any_script(copy: Copy, text: str) -> None:
    copy.cell("stakes.csv", 2, "paragraphs", text)
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert loaded.lesson is not None
    assert loaded.lesson.stakes["paragraphs"][0] == ((7, 8) if ";" in text else (7,))


@pytest.mark.parametrize(
    "text", ["Jun-17", "jun 17", "Jun 2017", "June 2017", "06/2017", "6.2017", "2017/06"]
)
def test_a_month_as_a_spreadsheet_writes_it_gets_the_month(copy: Copy, text: str) -> None:
    copy.cell("sources.csv", 4, "date", text)
    [fault] = said(copy)
    assert "Write 2017-06 for the month" in fault


def test_a_comma_at_the_end_of_each_row_is_one_fault(copy: Copy) -> None:
    head, *rows = copy.text("places.csv").strip("\n").split("\n")
    copy.write("places.csv", "\n".join([head, *(f"{row}," for row in rows)]) + "\n")
    [fault] = said(copy)
    assert "got 12 cells, the last of them empty in 6 rows" in fault
    assert "Delete the comma at the end of the row." in fault
    copy.write("places.csv", "\n".join(f"{row}," for row in [head, *rows]) + "\n")
    [fault] = said(copy)
    assert "the comma at the end of each row" in fault


# ---- Thousands that look like decimals ----------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [("70.000", "80.000"), ("70.500", "80.500")])
def test_a_point_that_may_be_a_mark_of_thousands_is_noted(copy: Copy, low: str, high: str) -> None:
    copy.cell("figures.csv", 3, "low", low)
    copy.cell("figures.csv", 3, "high", high)
    notes = [one for one in examine(copy.folder).notices if one.file == "figures.csv"]
    assert [(one.row, one.column, one.got) for one in notes] == [(3, "low", low), (3, "high", high)]
    assert f"Write {low.replace('.', '')} if it is thousands" in notes[0].remedy


def test_three_decimals_are_no_thousands_where_others_have_decimals(copy: Copy) -> None:
    for row in (2, 3):
        copy.cell("figures.csv", row, "low", "1.125" if row == 3 else "2.5")
        copy.cell("figures.csv", row, "high", "1.125" if row == 3 else "2.5")
    copy.cell("places.csv", 2, "lon", "60.600")  # 60600 degrees are none
    copy.cell("shares.csv", 2, "percent", "35.125")
    assert [one for one in examine(copy.folder).notices if "thousands" in one.remedy] == []


# ---- Shapes -------------------------------------------------------------------------------------

RIGHT = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "urn:ogc:def:crs:EPSG:6.6:4326",
    "epsg:4326",
    "OGC:CRS84",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "https://www.opengis.net/def/crs/EPSG/0/4326",
)
WRONG = ("EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "EPSG:32637", "EPSG:43260", "wgs", "", 4326)


def with_crs(name: Any) -> Any:
    return lambda data: data.update(crs={"type": "name", "properties": {"name": name}})


@pytest.mark.parametrize("name", RIGHT)
def test_degrees_by_any_name_are_read(copy: Copy, name: str) -> None:
    copy.json("zones.geojson", with_crs(name))
    assert said(copy) == []


@pytest.mark.parametrize("name", WRONG)
def test_another_system_is_told_to_be_exported_again(copy: Copy, name: Any) -> None:
    copy.json("zones.geojson", with_crs(name))
    [fault] = said(copy)
    assert "Export the layer again in EPSG:4326" in fault


def test_metres_without_a_name_are_told_to_be_exported_again(copy: Copy) -> None:
    def metres(data: Any) -> None:
        for feature in data["features"]:
            rings = feature["geometry"]["coordinates"]
            rings[:] = [[[x * 111_319.5, y * 111_319.5] for x, y in ring] for ring in rings]

    copy.json("zones.geojson", metres)
    [fault] = said(copy)
    assert "which is in metres" in fault
    assert "Export the layer again in EPSG:4326" in fault


@pytest.mark.parametrize("every", [1, 2, 5])
def test_a_ring_may_have_heights_at_some_of_its_points(copy: Copy, every: int) -> None:
    def lift(data: Any) -> None:
        for feature in data["features"]:
            for ring in feature["geometry"]["coordinates"]:
                for point in ring[::every]:
                    point.append(350.5)
                ring[-1] = ring[0]

    copy.json("zones.geojson", lift)
    assert json.loads(copy.text("zones.geojson"))
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert loaded.lesson is not None
    assert not loaded.lesson.zones.geometry.has_z.any()


# ---- Numbers with marks or words, errors of formulas ---------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["\u202b93500\u202c", "\u206693500\u2069", "\uff19\uff13\uff15\uff10\uff10", "\u200f93500"],
)
def test_a_number_with_marks_of_direction_is_a_number(copy: Copy, text: str) -> None:
    copy.cell("figures.csv", 2, "low", text)
    assert check(copy.folder) == []


@pytest.mark.parametrize("text", ["~93500", "ca. 93500"])
def test_a_word_of_doubt_is_told_its_column(copy: Copy, text: str) -> None:
    copy.cell("figures.csv", 2, "low", text)
    [fault] = check(copy.folder)
    assert fault.remedy == "Write 93500 in low and in high, and about in bound."


@pytest.mark.parametrize("text", ["93'500", "93\u2019500", "93500 boats"])
def test_the_number_of_a_cell_with_words_is_proposed(copy: Copy, text: str) -> None:
    copy.cell("figures.csv", 2, "low", text)
    [fault] = check(copy.folder)
    assert fault.remedy == "Write a plain number, 93500, with no unit and no words."


@pytest.mark.parametrize("text", ["93k", "half", "93 thousand", "between 9 and 10"])
def test_a_doubtful_number_is_not_proposed(copy: Copy, text: str) -> None:
    copy.cell("figures.csv", 2, "low", text)
    [fault] = check(copy.folder)
    assert fault.remedy.startswith("Write a plain number, for example")


@pytest.mark.parametrize(
    "text",
    [
        *("#REF", "#NAME", "#\u0627\u0644\u0627\u0633\u0645\u061f", "#N/A N/A", "=A1"),
        *("=SUM(B2:B9)", "{=SUM(B2:B9)}", "Loading...", "#UDEF"),
    ],
)
def test_an_error_or_a_formula_in_the_place_of_a_name_is_a_fault(copy: Copy, text: str) -> None:
    copy.cell("places.csv", 2, "name_en", text)
    [fault] = [one for one in check(copy.folder) if one.column == "name_en"]
    assert fault.expected == "a value, not the error of a formula"


@pytest.mark.parametrize("text", ["\u202b7\u202c", "\u20667\u2069"])
def test_a_mark_that_turns_a_list_of_numbers_is_one_fault_of_its_cell(
    copy: Copy, text: str
) -> None:
    copy.cell("events.csv", 3, "paragraphs", text)
    [fault] = check(copy.folder)
    assert (fault.file, fault.column) == ("events.csv", "paragraphs")
    assert "hidden character" in fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        "10. Mai 2017",
        "10 mai 2017",
        "10 de mayo de 2017",
        "10 \u043c\u0430\u044f 2017 \u0433.",
        "10 May\u0131s 2017",
        "\u0661\u0660 \u0623\u064a\u0627\u0631 \u0662\u0660\u0661\u0667",
        "\u0662\u0660\u0661\u0667-\u0660\u0665-\u0661\u0660",
        "2017\u5e745\u670810\u65e5",
    ],
)
def test_a_day_in_another_language_or_script_is_understood(copy: Copy, text: str) -> None:
    copy.cell("events.csv", 3, "start", text)
    [fault] = check(copy.folder)
    assert fault.remedy == "Write 2017-05-10, and format the column as text."
    made = mended(copy.text("events.csv"), TABLES["events"])
    assert [(one.before, one.after) for one in made.changes] == [(text, "2017-05-10")]


def test_a_short_name_of_two_months_is_of_neither(copy: Copy) -> None:
    copy.cell("events.csv", 3, "start", "10 jui 2017")
    [fault] = check(copy.folder)
    assert "2017" not in fault.remedy


@pytest.mark.parametrize("text", ["#\u041d/\u0414", "#YOK", "#I/T"])
def test_errors_of_other_spreadsheets_are_faults(copy: Copy, text: str) -> None:
    copy.cell("places.csv", 3, "note", text)
    [fault] = check(copy.folder)
    assert fault.expected == "a value, not the error of a formula"


@pytest.mark.parametrize("page", ["cp1252", "cp1251", "latin-1"])
def test_a_dash_alone_that_was_decoded_twice_is_told(copy: Copy, page: str) -> None:
    copy.cell("places.csv", 3, "note", "5 \u2013 6 boats".encode().decode(page))
    [fault] = check(copy.folder)
    assert "for 5 \u2013 6 boats: text that was decoded twice" in fault.got


def test_a_table_that_was_decoded_three_times_is_one_fault(copy: Copy) -> None:
    text = copy.text("places.csv")
    for _ in range(2):
        text = text.encode().decode("latin-1")
    copy.write("places.csv", text)
    [fault] = check(copy.folder)
    assert "3 more like it: text that was decoded twice" in fault.got
    assert mended(text, TABLES["places"]).text.count("\u0623\u0644\u062f\u0631") == 1
