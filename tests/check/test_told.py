"""A number that changed inside the right country: what words, routes and other rows say of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import examine
from lessonkit.check.visible import layer_notes
from lessonkit.tables.areas.grounds import asks_for_areas

WELL = 7  # the row of Fen Well, at 63.1 E, 10.7 N
STAYS = "If it is right, it may stay."


def noted(copy: Copy, *columns: str) -> list[tuple[str, int | None, str, str]]:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [
        (one.file, one.row, one.got, one.remedy)
        for one in loaded.notices
        if one.column in (columns or ("lon", "lat"))
    ]


def more(copy: Copy, *rows: str) -> None:
    """Add villages, each with somebody who holds it."""
    for file, lines in (
        ("places.csv", rows),
        (
            "control.csv",
            [f"{row.split(',')[0]},,north,2017-01-01,2017-12-31,held,low,editors," for row in rows],
        ),
    ):
        copy.write(file, copy.text(file) + "".join(f"{line}\n" for line in lines))


# ---- What a note says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "column", "wrong", "words"),
    [
        ("A village south-east of Cedar Mill.", "lat", "12.7", "south-east of Cedar Mill"),
        ("On a track, east of the Dun Rock.", "lon", "60.1", "east of Dun Rock"),
        ("Between Dun Rock and Elm Gate.", "lat", "12.7", "between Dun Rock and Elm Gate"),
        ("On the old road from Dun Rock to Elm Gate.", "lon", "60.1", "between Dun Rock and Elm"),
    ],
)
def test_a_point_that_its_note_contradicts_is_noted(
    copy: Copy, note: str, column: str, wrong: str, words: str
) -> None:
    copy.cell("places.csv", WELL, "note", note)
    assert noted(copy) == []
    copy.cell("places.csv", WELL, column, wrong)
    [(file, row, got, remedy)] = noted(copy)
    assert (file, row) == ("places.csv", WELL)
    assert got.startswith(f"a point that is not {words}")
    assert "as its note says" in got
    assert remedy.endswith("or the note.")


def test_a_note_that_a_slip_explains_names_it(copy: Copy) -> None:
    copy.cell("places.csv", WELL, "note", "Close to Dun Rock.")
    copy.cell("places.csv", WELL, "lon", "62.01")
    assert noted(copy) == []
    copy.cell("places.csv", WELL, "lon", "60.21")
    [(_, _, _, remedy)] = noted(copy)
    assert remedy == (
        "Are two digits swapped? With lon 62.01 it lies close to Dun Rock. "
        "If it is right, correct the note."
    )


def test_a_place_off_the_river_that_its_note_names_is_noted(copy: Copy) -> None:
    copy.cell("places.csv", 3, "note", "A town on the river, at a ford.")
    assert noted(copy) == []
    for file, rows in (("places.csv", (3,)), ("events.csv", (2, 3))):
        for row in rows:
            copy.cell(file, row, "lat", "11.1")
    assert "a point that is not on the River, as its note says" in [one[2] for one in noted(copy)]


@pytest.mark.parametrize(
    "note",
    [
        "Not the village south of Alder.",
        "It lies far north of Alder.",
        "In the far north of Alder district.",
        "The north of Alder province begins here.",
        "Between Alder, Birch Ford and Cedar Mill.",
        "Near Aldermoor.",
        "Once the port of Alder.",
    ],
)
def test_what_says_nothing_of_the_point_is_not_noted(copy: Copy, note: str) -> None:
    copy.cell("places.csv", WELL, "note", note)
    assert noted(copy) == []


def test_of_many_notes_against_one_place_the_place_is_told(copy: Copy) -> None:
    more(
        copy,
        "ash,Ash,,,village,RV,63.4,10.6,1,editors,East of Fen Well.",
        "beck,Beck,,,village,RV,62.9,10.4,1,editors,Near Fen Well.",
        "cole,Cole,,,village,RV,63.2,10.2,1,editors,South of Fen Well.",
    )
    assert noted(copy) == []
    copy.cell("places.csv", WELL, "lat", "12.7")
    [(_, row, got, _)] = noted(copy)
    assert (row, got) == (WELL, "a point against which 2 notes speak (of ash, beck)")


# ---- What other rows say ------------------------------------------------------------------------


def test_the_point_of_another_place_is_noted(copy: Copy) -> None:
    more(copy, "ash,Ash,,,village,RV,60.6,12.4,1,editors,")
    [(_, row, got, remedy)] = noted(copy)
    assert (row, got) == (8, "the point of alder (row 2)")
    assert remedy == f"Was it copied? Correct lon and lat. {STAYS}"


def test_a_number_that_was_filled_down_is_noted(copy: Copy) -> None:
    more(
        copy,
        "ash,Ash,,,village,RV,63.4127,10.6518,1,editors,",
        "beck,Beck,,,village,RV,63.4127,10.2093,1,editors,",
    )
    [(_, row, got, _)] = noted(copy)
    assert (row, got) == (9, "63.4127, as in the row above to the last digit")


def test_a_number_without_its_last_digits_is_noted(copy: Copy) -> None:
    more(copy, "ash,Ash,,,village,RV,63.4127,10.6,1,editors,")
    [(_, row, got, remedy)] = noted(copy, "lat")
    assert (row, got) == (8, "10.6, with 1 decimal beside a number with 4")
    assert remedy == f"Were digits lost? Look the number up. {STAYS}"
    copy.cell("places.csv", 8, "precision_km", "10")
    assert noted(copy) == []


def test_two_lost_digits_are_noted_where_noughts_are_kept(copy: Copy) -> None:
    for row in range(2, 8):
        for column in ("lon", "lat"):
            text = copy.cell("places.csv", row, column)
            copy.cell("places.csv", row, column, f"{float(text):.4f}")
    rows = [
        f"v{n},Village {n},,,village,RV,6{n % 4}.{n:04d},10.{n:04d},0.5,editors,"
        for n in range(20, 40)
    ]
    more(copy, *rows)
    assert noted(copy) == []
    copy.cell("places.csv", 12, "lat", "10.00")
    [(_, row, got, _)] = noted(copy)
    assert (row, got) == (12, "10.00, with 2 decimals beside a number with 4")


def test_a_place_that_left_the_end_of_its_road_is_noted(copy: Copy) -> None:
    copy.cell("places.csv", 6, "lon", "63.28")
    [(_, row, _, remedy)] = noted(copy)
    assert (row, remedy) == (6, f"Is a digit wrong? With lon 63.98 it lies at that end. {STAYS}")


def test_a_wrong_digit_of_an_event_is_told_by_the_place_that_it_names(copy: Copy) -> None:
    copy.cell("events.csv", 4, "place_id", "")
    copy.cell("events.csv", 4, "title", "Boats are stopped at Dun Rock")
    assert noted(copy) == []
    copy.cell("events.csv", 4, "lat", "10.1")
    [(_, row, _, remedy)] = noted(copy)
    assert row == 4
    assert "Is a digit wrong? With lat 10.6 it lies near the place that it names." in remedy


# ---- What no map shows --------------------------------------------------------------------------


def test_an_event_of_a_wrong_year_is_noted(copy: Copy) -> None:
    for column in ("start", "end"):
        copy.cell("events.csv", 7, column, "2071-10-15")
    [(_, row, got, _)] = noted(copy, "start")
    assert (row, got) == (7, "1 event on no day of the lesson (E06)")


def test_a_layer_that_no_map_has_is_noted(copy: Copy) -> None:
    copy.replace("lesson.toml", '"control", "zone", "roads"', '"control", "roads"')
    [(_, _, got, _)] = noted(copy, "layers.id")
    assert got == "zone, a layer that no map has"


def test_a_layer_that_no_map_has_stays_where_zones_are_made_of_its_areas(copy: Copy) -> None:
    layer = '[[layers]]\nid = "states"\nlabel = "States"\ngroup = "Ground"\non = false\n'
    layer += 'table = "basemap"\nkinds = ["governorates"]\ncolour = "#68666f"\n'
    layer += 'source_ids = ["natural-earth"]\n\n[[layers]]\n'
    copy.replace("lesson.toml", "[[layers]]\n", layer)
    [note] = layer_notes(examine(copy.folder).settings, [])
    assert note.got == "states, a layer that no map has"
    assert list(layer_notes(examine(copy.folder).settings, [], {"governorates"})) == []


def test_zones_made_of_areas_are_seen_in_their_file(tmp_path: Path) -> None:
    path = tmp_path / "zones.geojson"
    assert not asks_for_areas(path)
    path.write_text('{"properties": {"id": "areas", "areas": ["Bavaria"]}}', "utf-8")
    assert asks_for_areas(path)
    path.write_text('{"properties": {"id": "areas", "kind": "each"}}', "utf-8")
    assert not asks_for_areas(path)


def test_a_step_that_marks_what_it_does_not_show_is_noted(copy: Copy) -> None:
    copy.replace("lesson.toml", 'mark = "E02"', 'mark = "elm-gate"')
    [(_, _, got, _)] = noted(copy, "steps.mark of The ford")
    assert got == "elm-gate, outside the window ford that the step shows"


def test_a_file_of_zones_that_is_gone_is_named_and_not_each_of_its_kinds(copy: Copy) -> None:
    (copy.folder / "zones.geojson").unlink()
    notes = [one for one in examine(copy.folder).notices if "zone" in str(one)]
    [note] = [one for one in notes if one.file == "zones.geojson"]
    assert note.got == "no such file"
    assert "zones of lesson.toml: deconfliction-zone" in note.expected
    assert not [one for one in notes if "a kind that no zone has" in one.got]
