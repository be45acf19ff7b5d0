"""Swapped coordinates where both numbers are plausible, and what no map can show."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import box
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine, load
from lessonkit.check.whereabouts.points import Ground, border_notes, position_faults
from lessonkit.tables.tables import Raw

WEST = 48.0  # degrees by which the small lesson is moved, so that its lon and lat are alike


def moved(value: Any) -> Any:
    """Move coordinates of GeoJSON to the west."""
    if isinstance(value, list) and value and isinstance(value[0], (int, float)):
        return [value[0] - WEST, *value[1:]]
    return [moved(one) for one in value]


@pytest.fixture
def near(copy: Copy) -> Copy:
    """Give the small lesson at 10 to 18 degrees east, 8 to 15 degrees north."""
    for path in copy.folder.rglob("*.geojson"):
        data = json.loads(path.read_text("utf-8"))
        for feature in data["features"]:
            feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"])
        path.write_text(json.dumps(data), "utf-8")
    for file in ("places.csv", "events.csv"):
        rows = copy.rows(file)
        at = rows[0].index("lon")
        for row in rows[1:]:
            row[at] = f"{float(row[at]) - WEST:.4f}" if row[at] else ""
        copy.write_rows(file, rows)
    lines = copy.text("lesson.toml").split("\n")
    for n, line in enumerate(lines):
        key, _, value = line.partition(" = ")
        if key in ("west", "east"):
            lines[n] = f"{key} = {float(value) - WEST}"
    copy.write("lesson.toml", "\n".join(lines))
    for path in copy.folder.rglob("relief.json"):
        sides = json.loads(path.read_text("utf-8"))
        moved_sides = {key: sides[key] - WEST for key in ("west", "east")}
        path.write_text(json.dumps(sides | moved_sides), "utf-8")
    assert check(copy.folder) == []
    return copy


def swap(copy: Copy, file: str, row: int) -> None:
    lon, lat = (copy.cell(file, row, name) for name in ("lon", "lat"))
    copy.cell(file, row, "lon", lat)
    copy.cell(file, row, "lat", lon)


def swapped(copy: Copy) -> list[tuple[str, int | None]]:
    return [(one.file, one.row) for one in check(copy.folder) if "swapped" in one.remedy]


@pytest.mark.parametrize("row", [3, 4, 5, 6, 7])
def test_a_swapped_place_is_found(near: Copy, row: int) -> None:
    swap(near, "places.csv", row)
    assert ("places.csv", row) in swapped(near)


def test_a_swapped_event_without_a_place_is_found_by_the_place_that_it_names(near: Copy) -> None:
    row = near.find("events.csv", lambda one: one["place_id"] == "cedar-mill")
    near.cell("events.csv", row, "place_id", "")
    assert swapped(near) == []
    swap(near, "events.csv", row)
    assert swapped(near) == [("events.csv", row)]


def test_a_swapped_event_without_a_place_or_a_name_is_found_by_the_points_around(
    near: Copy,
) -> None:
    row = near.find("events.csv", lambda one: one["place_id"] == "cedar-mill")
    for column, words in (("place_id", ""), ("title", "Trade"), ("description", "It stopped.")):
        near.cell("events.csv", row, column, words)
    assert swapped(near) == []
    swap(near, "events.csv", row)
    assert swapped(near) == [("events.csv", row)]


def turned(value: Any) -> Any:
    if isinstance(value[0], (int, float)):
        return value[1::-1]
    return [turned(one) for one in value]


@pytest.mark.parametrize(("file", "n"), [("zones.geojson", 0), ("routes.geojson", 0)])
def test_a_swapped_shape_is_found(near: Copy, file: str, n: int) -> None:
    def turn(data: Any) -> None:
        geometry = data["features"][n]["geometry"]
        geometry["coordinates"] = turned(geometry["coordinates"])

    near.json(file, turn)
    assert [one for one, _ in swapped(near)] == [file]


def test_a_swapped_point_of_a_line_is_its_own_fault_and_not_that_of_a_place(near: Copy) -> None:
    """The place on which its mirror lies is right."""

    def turn(data: Any) -> None:
        points = data["features"][0]["geometry"]["coordinates"]
        assert points[4] == [62.4 - WEST, 11.5]  # Cedar Mill
        points[4] = points[4][::-1]

    near.json("routes.geojson", turn)
    [fault] = check(near.folder)
    assert (fault.file, fault.column) == ("routes.geojson", "feature 1 (river-road), geometry")
    assert fault.got == "the point [11.5, 14.4], far from its neighbours in the shape"
    assert fault.remedy == "Are lon and lat swapped? GeoJSON writes [lon, lat]: [14.4, 11.5]."


@pytest.mark.parametrize("step", [1, -1])
def test_a_swapped_end_of_a_line_is_found(near: Copy, step: int) -> None:
    def turn(data: Any) -> None:
        points = data["features"][0]["geometry"]["coordinates"]
        points[-1] = points[-1][::-1]
        data["features"][0]["geometry"]["coordinates"] = points[::step]

    near.json("routes.geojson", turn)
    assert [one for one, _ in swapped(near)] == ["routes.geojson"]


# ---- What no map can show -----------------------------------------------------------------------


def no_point(copy: Copy) -> None:
    for column in ("place_id", "lon", "lat", "precision_km"):
        copy.cell("events.csv", 2, column, "")


def far_place(copy: Copy) -> None:
    for name, row in (
        ("places.csv", "gull-isle,Gull Isle,,,village,,68.2,11.0,1,editors,"),
        ("control.csv", "gull-isle,,north,2017-01-01,2017-12-31,held,low,editors,"),
    ):
        path = copy.folder / name
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}{row}\n", encoding="utf-8", newline="\n")


def test_a_place_far_from_all_windows_may_need_one(copy: Copy) -> None:
    far_place(copy)
    copy.cell("places.csv", len(copy.rows("places.csv")), "lon", "-40.1")
    copy.replace("lesson.toml", 'country = "RV"\n', "")  # no country here, and none there
    [fault] = [one for one in check(copy.folder) if one.column == "lon"]
    assert fault.remedy.endswith("add a window to lesson.toml ([[extents]]) that shows it.")


def far_route(copy: Copy) -> None:
    def move(data: Any) -> None:
        data["features"][1]["geometry"]["coordinates"] = [[67.5, 12.0], [68.0, 12.5]]

    copy.json("routes.geojson", move)


def old_zone(copy: Copy) -> None:
    copy.json(
        "zones.geojson",
        lambda data: data["features"][0]["properties"].update(start="2015-01-01", end="2015-02-01"),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (no_point, "2 events with neither place nor point (E01, E05)"),
        (far_place, "1 place outside every map window (gull-isle)"),
        (far_route, "1 route outside every map window (to-the-ford)"),
        (old_zone, "1 zone on no day of the lesson (rock-zone)"),
    ],
)
def test_what_no_map_can_show_is_noted(
    copy: Copy, change: Callable[[Copy], None], words: str
) -> None:
    change(copy)
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert words in [one.got for one in loaded.notices]


def test_a_route_of_one_point_is_a_fault(copy: Copy) -> None:
    def cut(data: Any) -> None:
        del data["features"][0]["geometry"]["coordinates"][1:]

    copy.json("routes.geojson", cut)
    [fault] = check(copy.folder)
    assert (fault.file, "LineString" in fault.got) == ("routes.geojson", True)


def test_an_event_beside_its_place_is_noted(copy: Copy) -> None:
    """6 km are a digit that was mistyped, or another point: no fault, but not said nowhere."""
    place = next(
        row for row in copy.rows("places.csv") if row[0] == copy.cell("events.csv", 3, "place_id")
    )
    lat = float(place[copy.rows("places.csv")[0].index("lat")])
    copy.cell("events.csv", 3, "lat", f"{lat + 0.06:.4f}")
    copy.cell("events.csv", 3, "precision_km", "1")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if "from its place" in one.got]
    assert (note.row, note.column) == (3, "lon")
    assert f"at 7 km from its place {place[0]}" in note.got
    copy.cell("events.csv", 3, "precision_km", "6")
    assert not [one for one in examine(copy.folder).notices if "from its place" in one.got]


# ---- The country --------------------------------------------------------------------------------


def two_countries(copy: Copy, border: float) -> tuple[dict[str, Raw], Ground]:
    """Give the tables, and a ground with a border from south to north; all is in the west."""
    loaded = load(copy.folder)
    outlines = {"RV": box(58, 8, border, 15), "ML": box(border, 8, 68, 15)}
    found = Ground.of(loaded.settings, outlines, {"RV": "Riverland", "ML": "Marshland"})
    return loaded.raws, found


def test_a_country_that_point_and_events_contradict_is_the_one_that_is_wrong(copy: Copy) -> None:
    """No digit is made up for it, and its events are not told to be far from such a point."""
    faults = [*position_faults(*two_countries(copy, 61.1))]
    [of_ford] = [one for one in faults if one.row == 3 and one.file == "places.csv"]
    assert str(of_ford) == (
        "places.csv row 3, country: got RV, expected ML (Marshland), where the point and its "
        "events lie on the base map. Correct the country; if it is right, correct lon and lat."
    )
    assert not [one for one in faults if one.file == "events.csv"]


def test_a_place_without_events_may_have_a_wrong_country_or_a_wrong_digit(copy: Copy) -> None:
    faults = [*position_faults(*two_countries(copy, 61.1))]
    [of_well] = [one for one in faults if one.row == 7 and one.file == "places.csv"]
    assert of_well.column == "lon"
    assert "it lies in Riverland. Or is" in of_well.remedy
    assert "Or is the country wrong? On the base map the point is in ML (Mar" in of_well.remedy


@pytest.mark.parametrize(
    ("border", "precision", "is_told"), [(61.5, 1, True), (61.5, 7, False), (61.58, 1, False)]
)
def test_a_place_just_over_the_border_of_its_country_is_noted(
    copy: Copy, border: float, precision: int, is_told: bool
) -> None:
    """The border lies 11 km or 2 km west of the ford."""
    copy.cell("places.csv", 3, "precision_km", str(precision))
    raws, ground = two_countries(copy, border)
    ground = replace(ground, outlines={k: v.segmentize(0.05) for k, v in ground.outlines.items()})
    found = [one for one in border_notes(raws["places"], ground) if one.row == 3]
    assert len(found) == is_told
    for note in found:
        assert str(note) == (
            "places.csv row 3, country: got RV, 11 km from the point, expected ML (Marshland), "
            "where the point lies on the base map. Correct the country, or lon and lat. If both "
            "are right, it may stay."
        )


def test_a_border_that_is_drawn_coarsely_tells_nothing_of_a_place_beside_it(copy: Copy) -> None:
    raws, ground = two_countries(copy, 61.5)
    assert not [one for one in border_notes(raws["places"], ground) if one.row == 3]


def test_an_event_without_a_point_may_be_left_so(copy: Copy) -> None:
    no_point(copy)
    notes = [str(one) for one in examine(copy.folder).notices]
    [note] = [one for one in notes if "neither place nor point" in one]
    assert "If they have none, that is right" in note
