"""A minus that is missing, a digit that slipped: what else is known of a point tells it."""

from __future__ import annotations

from typing import Any

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.check.whereabouts.slips import slip_of


def told(copy: Copy) -> list[tuple[str, int | None, str]]:
    return [(one.file, one.row, one.remedy) for one in check(copy.folder)]


def noted(copy: Copy) -> list[tuple[int | None, str | None, str]]:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [(one.row, one.column, one.remedy) for one in loaded.notices if "it lies" in one.remedy]


# ---- A minus -------------------------------------------------------------------------------------


def test_a_minus_of_a_place_is_told_at_its_row_with_the_country(copy: Copy) -> None:
    copy.cell("places.csv", 3, "lon", "-61.6")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("places.csv", 3)
    assert remedy == "Is there a minus too many? With lon 61.6 it lies in Riverland."


def test_a_minus_that_place_and_events_share_is_told_of_each(copy: Copy) -> None:
    copy.cell("places.csv", 3, "lat", "-11.9")
    for row in (2, 3):
        copy.cell("events.csv", row, "lat", "-11.9")
    assert [(file, row) for file, row, _ in told(copy)] == [
        ("events.csv", 2),
        ("events.csv", 3),
        ("places.csv", 3),
    ]
    assert all("With lat 11.9 it lies" in remedy for *_, remedy in told(copy))


def test_a_minus_of_a_place_without_a_country_is_told_by_the_maps(copy: Copy) -> None:
    copy.cell("places.csv", 7, "lon", "-63.1")
    copy.cell("places.csv", 7, "country", "")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("places.csv", 7)
    assert "it lies on a map. If the point is right, fill in country." in remedy


def test_a_minus_of_an_event_is_told_at_the_event(copy: Copy) -> None:
    copy.cell("events.csv", 4, "lon", "-61.8")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("events.csv", 4)
    assert "With lon 61.8 it lies near its place." in remedy
    assert "correct the place: places.csv row 5" in remedy


def test_a_minus_of_an_event_that_names_a_place_is_told(copy: Copy) -> None:
    copy.cell("events.csv", 4, "place_id", "")
    copy.cell("events.csv", 4, "title", "Boats are stopped at Dun Rock")
    copy.cell("events.csv", 4, "lon", "-61.8")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("events.csv", 4)
    assert "With lon 61.8 it lies near a place that it names." in remedy


@pytest.mark.parametrize("column", ["lon", "lat"])
def test_a_minus_in_a_whole_table_is_one_fault(copy: Copy, column: str) -> None:
    for row in range(2, 8):
        copy.cell("places.csv", row, column, f"-{copy.cell('places.csv', row, column)}")
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column) == ("places.csv", 1, column)
    assert fault.got == f"{column} with a minus in the whole table"


def test_a_place_that_is_truly_far_away_is_no_fault(copy: Copy) -> None:
    path = copy.path("places.csv")
    more = "far-port,Far Port,,,town,ZA,18.4,-33.9,1,editors,\n"
    path.write_text(path.read_text("utf-8") + more, "utf-8", newline="\n")
    copy.replace("control.csv", "\n", "\nfar-port,,north,2017-01-01,2017-12-31,held,low,editors,\n")
    assert not [one for one in told(copy) if one[0] == "places.csv"]


# ---- A digit -------------------------------------------------------------------------------------


def test_two_digits_swapped_are_told_with_the_country(copy: Copy) -> None:
    copy.cell("places.csv", 7, "lon", "36.1")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("places.csv", 7)
    assert remedy == "Are two digits swapped? With lon 63.1 it lies in Riverland."


def test_of_a_place_and_its_events_the_one_is_blamed_that_stands_alone(copy: Copy) -> None:
    """Two events agree: so the place is wrong, though it lies in its country."""
    copy.cell("places.csv", 3, "lat", "11.09")
    [fault] = check(copy.folder)
    assert (fault.file, fault.row) == ("places.csv", 3)
    assert fault.got == "birch-ford at 89 km from E01 and E02"
    assert fault.remedy == ("Are two digits swapped? With lat 11.90 it lies near E01 and E02.")


def test_of_a_place_and_one_event_the_place_is_blamed_if_it_is_in_no_window(copy: Copy) -> None:
    copy.cell("places.csv", 5, "country", "")
    copy.cell("places.csv", 5, "lat", "70.6")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("places.csv", 5)
    assert "With lat 10.6 it lies near E03." in remedy


def test_of_a_place_and_one_event_both_are_named_if_nothing_else_is_known(copy: Copy) -> None:
    copy.cell("events.csv", 4, "lat", "16.0")
    [(file, row, remedy)] = told(copy)
    assert (file, row) == ("events.csv", 4)
    assert remedy == (
        "Are two digits swapped? With lat 10.6 it lies near its place. "
        "If this point is right, correct the place: places.csv row 5."
    )


def add_area(copy: Copy, name: str) -> None:
    def add(data: Any) -> None:
        ring = [[62.9, 10.5], [63.3, 10.5], [63.3, 10.9], [62.9, 10.9], [62.9, 10.5]]
        data["features"].append(
            {
                "type": "Feature",
                "properties": {"name_en": name, "name_local": "", "country": "RV"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )

    copy.json("basemap/valley/governorates.geojson", add)


@pytest.mark.parametrize(
    ("area", "note"),
    [("Fen Well Province", ""), ("Low Fens", "A village in the Low Fens district.")],
)
def test_the_area_that_a_place_names_tells_a_slip(copy: Copy, area: str, note: str) -> None:
    add_area(copy, area)
    copy.cell("places.csv", 7, "note", note)
    assert noted(copy) == []
    copy.cell("places.csv", 7, "lat", "10.07")
    words = f"Are two digits swapped? With lat 10.70 it lies in {area}."
    assert noted(copy) == [(7, "lat", f"{words} If it is right, it may stay.")]


def test_what_no_slip_explains_is_not_told(copy: Copy) -> None:
    add_area(copy, "Fen Well")
    copy.cell("places.csv", 7, "lon", "61.22")
    copy.cell("places.csv", 7, "lat", "12.88")
    assert noted(copy) == []


def test_the_shape_with_the_name_of_a_place_tells_a_slip(copy: Copy) -> None:
    copy.replace("routes.geojson", '"River road"', '"Road from Elm Gate to Fen Well"')
    copy.json(
        "routes.geojson",
        lambda data: data["features"][0]["geometry"].update(
            coordinates=[[63.98, 11.2], [63.1, 10.7]]
        ),
    )
    assert noted(copy) == []
    copy.cell("places.csv", 7, "lon", "61.3")
    [(row, column, remedy)] = noted(copy)
    assert (row, column) == (7, "lon")
    assert "Are two digits swapped? With lon 63.1 it lies at the shape" in remedy


def test_a_distance_in_a_note_tells_a_slip(copy: Copy) -> None:
    note = "About 57 km south-west of Dun Rock, on the road."
    copy.cell("places.csv", 7, "lon", "61.43")
    copy.cell("places.csv", 7, "lat", "10.25")
    copy.cell("places.csv", 7, "note", note)
    assert noted(copy) == []
    copy.cell("places.csv", 7, "lat", "12.66")
    assert noted(copy) == []  # no slip leads there
    copy.cell("places.csv", 7, "lat", "12.05")
    [(row, column, remedy)] = noted(copy)
    assert (row, column) == (7, "lat")
    assert "it lies 57 km south-west of Dun Rock." in remedy


def test_a_vertex_that_slipped_out_of_its_line_is_told(copy: Copy) -> None:
    def move(data: Any) -> None:
        points = data["features"][0]["geometry"]["coordinates"]
        assert points[3] == [62.0, 11.65]
        points[3] = [62.0, 16.15]

    copy.json("routes.geojson", move)
    [(_, column, remedy)] = noted(copy)
    assert str(column).startswith("feature 1 (river-road)")
    assert "Are two digits swapped? With lat 11.65 it lies between its neighbours." in remedy


# ---- One cause -----------------------------------------------------------------------------------


def test_a_swapped_place_blames_no_zone(copy: Copy) -> None:
    """A zone that names the place lies where it should: only the place is told."""

    def rename(data: Any) -> None:
        data["features"][0]["properties"]["name"] = "Around Dun Rock"

    copy.json("zones.geojson", rename)
    copy.cell("places.csv", 5, "lon", "10.6")
    copy.cell("places.csv", 5, "lat", "61.8")
    assert [(file, row) for file, row, _ in told(copy)] == [("places.csv", 5)]


def test_a_shape_that_lies_on_the_other_side_of_greenwich_is_told_so(copy: Copy) -> None:
    def mirror(data: Any) -> None:
        geometry = data["features"][0]["geometry"]
        geometry["coordinates"] = [[[-lon, lat] for lon, lat in geometry["coordinates"][0]]]

    copy.json("zones.geojson", mirror)
    [fault] = check(copy.folder)
    assert "it lies on a map: correct all points." in fault.remedy


# ---- Which slips there are -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant", "question"),
    [
        ("10.13", "-10.13", "Is the minus missing?"),
        ("-34.46", "34.46", "Is there a minus too many?"),
        ("43.46", "34.46", "Are two digits swapped?"),
        ("35.03", "35.3", "Are two digits swapped?"),
        ("37.53", "37.5", "Is a digit missing, or one too many?"),
        ("35.33", "35.3", "Is a digit missing, or one too many?"),
        ("3.446", "34.46", "Is a digit missing, or one too many?"),
        ("74.46", "34.46", "Is a digit wrong?"),
        ("\u0664\u0663.\u0664\u0666", "34.46", "Are two digits swapped?"),
    ],
)
def test_a_slip_is_found(typed: str, meant: str, question: str) -> None:
    found = slip_of((typed, "8.57"), lambda one: abs(one[0] - float(meant)) < 0.001)
    assert found is not None
    assert (found.column, float(found.meant), found.question) == ("lon", float(meant), question)


def test_where_many_slips_would_do_none_is_said() -> None:
    assert slip_of(("15.5", "5.5"), lambda one: 15.9 < one[0] < 19.9) is None
