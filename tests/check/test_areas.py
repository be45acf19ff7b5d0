"""A zone that is put together of areas of the base map, by their names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.lesson_copy import Copy
from support.measured import zone

from lessonkit.check.read import check, open_lesson
from lessonkit.cli import main

# Two areas side by side, one of a like name, and one name in two countries.
AREAS = {
    ("Upper Vale", "RV"): (60.0, 61.0),
    ("Lower Vale", "RV"): (61.0, 62.0),
    ("Free Town of Elm", "RV"): (62.0, 62.2),
    ("Marché le Vieux Prefecture", "RV"): (60.0, 60.1),
    ("Western Area", "RV"): (60.1, 60.2),
    ("Eastern", "RV"): (60.2, 60.3),
    ("Borderland", "RV"): (62.2, 62.4),
    ("Borderland", "OV"): (62.4, 62.6),
    ("Far Island", "RV"): (90.0, 91.0),
}


def square(west: float, east: float) -> list[list[float]]:
    return [[west, 11.0], [east, 11.0], [east, 12.0], [west, 12.0], [west, 11.0]]


@pytest.fixture
def vale(copy: Copy) -> Copy:
    """The small lesson with first-level areas in its base map."""
    features = [
        {
            "type": "Feature",
            "properties": {"name_en": name, "name_local": "", "country": code},
            "geometry": {"type": "Polygon", "coordinates": [square(*sides)]},
        }
        for (name, code), sides in AREAS.items()
    ]
    data = {"type": "FeatureCollection", "features": features}
    copy.write("basemap/valley/governorates.geojson", json.dumps(data))
    return copy


def put(copy: Copy, areas: Any, **more: Any) -> None:
    made = zone("vale-zone", "The vale", "deconfliction-zone", square(60, 61))
    made["properties"]["areas"] = areas
    made |= {"geometry": None} | more
    copy.json("zones.geojson", lambda data: data["features"].append(made))


def test_areas_are_joined_and_their_common_line_is_gone(vale: Copy) -> None:
    put(vale, ["Upper Vale", "Lower Vale"])
    assert check(vale.folder) == []
    shape = open_lesson(vale.folder).zones.set_index("id").geometry["vale-zone"]
    assert shape.geom_type == "Polygon"
    assert shape.bounds == (60, 11, 62, 12)


def test_what_lies_far_from_the_windows_may_stay(vale: Copy) -> None:
    put(vale, ["Upper Vale", "Far Island"])
    assert check(vale.folder) == []


def test_a_shape_that_was_drawn_so_far_away_is_a_fault(vale: Copy) -> None:
    made = {"type": "Polygon", "coordinates": [square(60, 91)]}
    copied = zone("vale-zone", "The vale", "deconfliction-zone", square(60, 61)) | {
        "geometry": made
    }
    vale.json("zones.geojson", lambda data: data["features"].append(copied))
    assert "within 5 degrees of a map window" in check(vale.folder)[0].expected


def test_a_country_and_an_area_of_one_of_two_are_named_alike(vale: Copy) -> None:
    put(vale, ["Borderland, OV", "Riverland"])
    assert check(vale.folder) == []
    whole = open_lesson(vale.folder).zones.set_index("id").geometry["vale-zone"]
    assert whole.area > 4


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        (
            ["Uper Vale"],
            "got areas: Uper Vale, expected a country, a part of one or a first-level area",
        ),
        (["Uper Vale"], "Did you mean Upper Vale?"),
        (["Elm"], "Did you mean Free Town of Elm?"),
        (["Borderland"], "Did you mean Borderland, RV or Borderland, OV?"),
        (["Marche-le-Vieux"], "Did you mean Marché le Vieux Prefecture?"),
        (["marche le vieux"], "Did you mean Marché le Vieux Prefecture?"),
        (["Marche"], "Did you mean Marché le Vieux Prefecture?"),
        (["Eastern Province"], "Did you mean Eastern?"),
        (["Qqqq"], "lessonkit basemap --areas lists the names that there are. Else draw the"),
        ("Upper Vale", 'a list of names: ["North", "South"]'),
        ([], 'a list of names: ["North", "South"]'),
    ],
)
def test_a_name_of_no_area_is_a_fault(vale: Copy, areas: Any, words: str) -> None:
    put(vale, areas)
    [fault] = map(str, check(vale.folder))
    assert fault.startswith("zones.geojson, feature 2 (vale-zone), geometry: got ")
    assert words in fault


def test_without_first_level_areas_it_says_how_to_get_them(copy: Copy) -> None:
    for one in copy.folder.glob("basemap/*/governorates.geojson"):
        one.unlink()
    put(copy, ["Qqqq"])
    [fault] = map(str, check(copy.folder))
    assert "lessonkit basemap was run. A country has the name" in fault


def test_the_command_lists_the_names_that_a_zone_may_be_made_of(
    vale: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["basemap", str(vale.folder), "--areas", "--only", "valley"]) == 0
    said = capsys.readouterr().out
    assert "Riverland (RV): Borderland, Eastern, Far Island, Free Town of Elm, Lower Vale," in said
    assert main(["basemap", str(vale.folder), "--areas", "--only", "vally"]) == 2
    assert "Did you mean valley?" in capsys.readouterr().err


def test_areas_beside_a_shape_are_a_fault(vale: Copy) -> None:
    shape = {"type": "Polygon", "coordinates": [square(60, 61)]}
    put(vale, ["Upper Vale"], geometry=shape)
    [fault] = check(vale.folder)
    assert fault.got == "areas and a geometry"


def test_a_lesson_elsewhere_has_its_areas_too(vale: Copy, tmp_path: Path) -> None:
    put(vale, ["Lower Vale"])
    vale.folder.rename(tmp_path / "moved")
    assert open_lesson(tmp_path / "moved").zones.geometry.iloc[-1].bounds == (61, 11, 62, 12)


# Of which larger part of their country some areas are.
PARTS = {
    "Upper Vale": ["Vale", "Elm Side"],
    "Lower Vale": ["Vale"],
    "Free Town of Elm": ["Elm Side"],
}


@pytest.fixture
def parted(vale: Copy) -> Copy:
    def put_parts(data: Any) -> None:
        for one in data["features"]:
            told = one["properties"]
            if told["name_en"] in PARTS:
                told["part_of"] = PARTS[told["name_en"]]
            if told["name_en"] == "Western Area":
                told["part_of"] = ["Eastern"]  # which is an area, too

    vale.json("basemap/valley/governorates.geojson", put_parts)
    return vale


@pytest.mark.parametrize(
    ("areas", "bounds"),
    [
        (["Vale"], (60, 11, 62, 12)),
        (["Vale, RV"], (60, 11, 62, 12)),
        (["Vale", "Free Town of Elm"], (60, 11, 62.2, 12)),
        (["Eastern"], (60.2, 11, 60.3, 12)),
    ],
)
def test_a_part_of_a_country_is_all_its_areas(
    parted: Copy, areas: list[str], bounds: tuple[float, ...]
) -> None:
    put(parted, areas)
    assert check(parted.folder) == []
    shape = open_lesson(parted.folder).zones.set_index("id").geometry["vale-zone"]
    assert shape.geom_type == "Polygon"
    assert shape.bounds == bounds


def test_the_parts_of_a_country_are_listed(
    parted: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["basemap", str(parted.folder), "--areas"]) == 0
    told = capsys.readouterr().out
    assert "    parts of several of these areas: Eastern, Elm Side, Vale\n" in told
