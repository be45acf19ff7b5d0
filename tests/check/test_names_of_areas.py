"""Countries and areas by the names that people write, in the place of those of the base map."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.lesson_copy import Copy
from support.measured import zone

from lessonkit.check.read import check, open_lesson

# Names of base maps, and where each country lies on this one.
COUNTRIES = {
    ("Netherlands", "NL"): 60.0,
    ("Czech Republic", "CZ"): 61.0,
    ("United Kingdom", "GB"): 62.0,
    ("Myanmar", "MM"): 63.0,
    ("Ivory Coast", "CI"): 64.0,
    ("Turkey", "TR"): 65.0,
    ("United States of America", "US"): 66.0,
    ("Eswatini", "SZ"): 67.0,
    ("North Macedonia", "MK"): 68.0,
    ("Iran", "IR"): 69.0,
    ("Poland", "PL"): 70.0,
    ("Canada", "CA"): 71.0,
    ("Luxembourg", "LU"): 72.0,
    ("Georgia", "GE"): 73.0,
    ("South Korea", "KR"): 74.0,
    ("North Korea", "KP"): 75.0,
    ("Slovakia", "SK"): 76.0,
}
# First-level areas: how else people write them.
AREAS = {
    ("California", "US"): (66.0, ["Calif.", "CA", "Kalifornien"]),
    ("Georgia", "US"): (66.5, ["GA"]),
    ("Luxembourg", "LU"): (72.5, []),
    ("North Brabant", "NL"): (60.5, ["Noord-Brabant"]),
}


def square(west: float, width: float) -> dict[str, Any]:
    east = west + width
    ring = [[west, 11.0], [east, 11.0], [east, 12.0], [west, 12.0], [west, 11.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def written(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    features = [{"type": "Feature", "properties": told, "geometry": where} for told, where in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def earth(copy: Copy) -> Copy:
    """The small lesson with a second base map, of countries and areas that people know."""
    countries = [
        ({"iso_a2": code, "name_en": name, "name_local": ""}, square(west, 0.9))
        for (name, code), west in COUNTRIES.items()
    ]
    areas = [
        (
            {"name_en": name, "name_local": "", "country": code, "other_names": also},
            square(west, 0.4),
        )
        for (name, code), (west, also) in AREAS.items()
    ]
    (copy.folder / "basemap" / "earth").mkdir()
    copy.write("basemap/earth/countries.geojson", written(countries))
    copy.write("basemap/earth/governorates.geojson", written(areas))
    return copy


def put(copy: Copy, *areas: str) -> None:
    made = zone("some-zone", "A zone", "deconfliction-zone", square(60, 1)["coordinates"][0])
    made["properties"]["areas"] = list(areas)
    made["geometry"] = None
    copy.json("zones.geojson", lambda data: data["features"].append(made))


def west_of(copy: Copy) -> float:
    return open_lesson(copy.folder).zones.set_index("id").geometry["some-zone"].bounds[0]


@pytest.mark.parametrize(
    ("name", "west"),
    [
        ("Czechia", 61),
        ("Česko", 61),
        ("Tschechien", 61),
        ("CZE", 61),
        ("czech republic", 61),
        ("UK", 62),
        ("U.K.", 62),
        ("The United Kingdom", 62),
        ("Burma", 63),
        ("Côte d'Ivoire", 64),
        ("Türkiye", 65),
        ("USA", 66),
        ("U.S.A.", 66),
        ("United States", 66),
        ("Swaziland", 67),
        ("Islamic Republic of Iran", 69),
        ("Republic of Korea", 74),
        ("Kalifornien", 66),
        ("Noord-Brabant", 60.5),
        ("Luxembourg", 72),
        ("Georgia, GE", 73),
        ("Georgia, US", 66.5),
    ],
)
def test_a_name_that_means_one_area_alone_is_taken(earth: Copy, name: str, west: float) -> None:
    put(earth, name)
    assert check(earth.folder) == []
    assert west_of(earth) == west


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Holland", "Did you mean Netherlands? If not"),
        ("Great Britain", "Did you mean United Kingdom? If not"),
        ("Macedonia", "Did you mean North Macedonia? If not"),
        ("Persia", "Did you mean Iran? If not"),
        ("Korea", "Did you mean North Korea or South Korea? If not"),
        ("CA", "Did you mean Canada or California? If not"),
        ("GA", "Did you mean Georgia? If not"),
        ("Chechia", "Did you mean Czech Republic? If not"),
        ("Georgia", "Did you mean Georgia, GE or Georgia, US?"),
        ("Hoolland", "Did you mean Netherlands? If not"),
        ("Czechoslovakia", "Today it is Czech Republic and Slovakia: name these."),
        ("UAE", "It is United Arab Emirates, which lies outside your base maps."),
        ("NZ", "lessonkit basemap --areas"),
        ("Siam", "It may be Thailand, which lies outside your base maps."),
        ("Deutschland", "It is Germany, which lies outside your base maps."),
        ("Xyzzy Land", "lessonkit basemap --areas lists the names that there are."),
    ],
)
def test_a_name_that_may_mean_another_is_asked_about(earth: Copy, name: str, remedy: str) -> None:
    put(earth, name)
    [fault] = check(earth.folder)
    assert fault.got.startswith(f"areas: {name}")
    assert fault.remedy.startswith(remedy)


def test_names_of_several_kinds_may_stand_together(earth: Copy) -> None:
    put(earth, "Czechia", "Slovakia", "UK")
    assert check(earth.folder) == []
    assert west_of(earth) == 61


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Great Britain", "GB"),
        ("uk", "GB"),
        ("Czechia", "CZ"),
        ("CZE", "CZ"),
        ("Korea", "KP or KR"),
    ],
)
def test_a_name_in_the_place_of_a_code_gets_its_code(copy: Copy, text: str, code: str) -> None:
    copy.cell("places.csv", 2, "country", text)
    found = [str(one) for one in check(copy.folder) if one.column == "country"]
    assert found
    assert found[0].endswith(f"Write {code}.")


# ---- A zone for each of several areas -----------------------------------------------------------


def put_each(copy: Copy, each: Any, **own: Any) -> None:
    made = zone("", "", "deconfliction-zone", None)
    properties = {k: v for k, v in made["properties"].items() if k not in ("id", "name")}
    del properties["map_name"]
    made = made | {"geometry": None, "properties": properties | {"each": each} | own}
    copy.json("zones.geojson", lambda data: data["features"].append(made))


def zones_of(copy: Copy) -> dict[str, tuple[str, str]]:
    made = open_lesson(copy.folder).zones.iloc[1:]
    return {one["id"]: (one["name"], one["map_name"]) for one in made.to_dict("records")}


def test_a_feature_may_be_a_zone_for_each_of_several_areas(earth: Copy) -> None:
    put_each(earth, ["California", "Noord-Brabant", "Côte d'Ivoire"])
    assert check(earth.folder) == []
    names = {
        "california": "California",
        "noord-brabant": "Noord-Brabant",
        "cote-d-ivoire": "Côte d'Ivoire",
    }
    assert zones_of(earth) == {id: (name, name) for id, name in names.items()}


def test_the_areas_of_a_country_are_those_of_all_base_maps(earth: Copy) -> None:
    """The map of a town has one state of the country: that is not all of it."""
    (earth.folder / "basemap" / "a-town").mkdir()
    country = {"iso_a2": "US", "name_en": "United States of America", "name_local": ""}
    state = {"name_en": "California", "name_local": "", "country": "US", "other_names": []}
    earth.write("basemap/a-town/countries.geojson", written([(country, square(66.0, 0.9))]))
    earth.write("basemap/a-town/governorates.geojson", written([(state, square(66.0, 0.2))]))
    put_each(earth, "USA")
    assert check(earth.folder) == []
    assert set(zones_of(earth)) == {"california", "georgia"}


@pytest.mark.parametrize("country", ["United States of America", "USA", "US"])
def test_all_areas_of_a_country_may_be_zones(earth: Copy, country: str) -> None:
    put_each(earth, country, id="votes", name="* (outline of today)")
    assert check(earth.folder) == []
    assert zones_of(earth) == {
        "votes-california": ("California (outline of today)", "California"),
        "votes-georgia": ("Georgia (outline of today)", "Georgia"),
    }


@pytest.mark.parametrize(
    ("each", "got"),
    [
        ("Poland", "each: Poland"),
        ("Xyzzy", "each: Xyzzy"),
        ([], "each: []"),
        ([3], "each: [3]"),
        (["California", "Calfornia"], "areas: Calfornia"),
    ],
)
def test_what_has_no_areas_is_told_with_the_number_of_its_feature(
    earth: Copy, each: Any, got: str
) -> None:
    put_each(earth, ["California"], id="first")
    put_each(earth, each, id="second", name="*", map_name="*")
    [fault] = [one for one in check(earth.folder) if "geometry" in (one.column or "")]
    assert fault.got == got
    assert (fault.column or "").startswith("feature 3 (second")
