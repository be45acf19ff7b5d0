"""Is the lesson complete? What the data of this lesson must hold, whatever its tables allow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pytest

from lessonkit import control
from lessonkit.notebook import Lesson

BASEMAPS = ("southeast", "corridor")


def test_every_claim_of_every_paragraph_is_there(lesson: Lesson) -> None:
    assert sorted(lesson.claims["claim_id"]) == [f"C{n:02d}" for n in range(1, 61)]
    assert set(lesson.claims["paragraph"]) == set(range(1, 17))
    assert set(lesson.claims["outcome"]) <= {
        "borne out",
        "partly",
        "not borne out",
        "untestable",
        "not checked",
    }


def test_the_events_of_april_to_december_are_there(lesson: Lesson) -> None:
    months = {(d.year, d.month) for d in lesson.events["start"]}
    assert {(2017, month) for month in range(4, 13)} <= months
    assert len(lesson.events) >= 70
    assert lesson.events["disputed"].str.len().gt(0).sum() >= 40


def test_every_governorate_has_several_places(lesson: Lesson) -> None:
    # The capital is a governorate of its own, smaller than its suburbs on our approximate lines.
    file = lesson.folder / "basemap" / "southeast" / "governorates.geojson"
    areas = gpd.read_file(file)
    syria = areas[areas["country"].isin(["SY", "Syria"])]
    assert len(syria) >= 14
    places = lesson.places[["place_id", "geometry"]]
    found = gpd.sjoin(places, syria[["name_en", "geometry"]], predicate="within")
    counts = found.groupby("name_en").size()
    # The Golan stands apart: nobody in this lesson held a place there.
    poor = {n: int(counts.get(n, 0)) for n in syria["name_en"] if counts.get(n, 0) < 3}
    assert len(places) >= 120
    assert poor == {}


def test_the_iraqi_border_belt_has_several_places(lesson: Lesson) -> None:
    belt = lesson.places[(lesson.places["country"] == "IQ") & (lesson.places["lon"] < 43.2)]
    assert len(belt) >= 10


@pytest.mark.parametrize("month", range(1, 13))
def test_each_place_or_part_has_one_holder(lesson: Lesson, month: int) -> None:
    day = dt.date(2017, month, 28)
    held = control.holders_on(lesson.control, lesson.places, day)
    assert not held.duplicated(["place_id", "part"]).any()
    assert set(held["place_id"]) == set(lesson.places["place_id"])


def test_zones_and_routes_are_those_of_the_story(lesson: Lesson) -> None:
    zones = lesson.zones["kind"].value_counts()
    assert zones.to_dict() == {
        "de-escalation-area": 4,
        "deconfliction-zone": 1,
        "deconfliction-zone-clipped": 1,
    }
    routes = lesson.routes["kind"].value_counts()
    assert routes["overland-route"] == 3
    assert routes["road"] >= 8
    advances = lesson.routes[lesson.routes["kind"] == "advance"]
    assert {"government", "tanf-rebels", "sdf", "iraq"} <= set(advances["holder"])
    assert advances["start"].notna().all()
    assert advances["asserted_by"].str.len().gt(0).all()


@pytest.mark.parametrize("name", BASEMAPS)
def test_the_waters_of_the_story_are_on_the_base_map(lesson: Lesson, name: str) -> None:
    folder = lesson.folder / "basemap" / name
    rivers = set(gpd.read_file(folder / "rivers.geojson")["name_en"])
    lakes = set(gpd.read_file(folder / "lakes.geojson")["name_en"])
    assert {"Euphrates", "Khabur", "Tigris"} <= rivers
    assert "Lake Assad" in lakes


def test_the_base_map_is_small(root: Path) -> None:
    files = [f for f in (root / "data" / "basemap").rglob("*") if f.is_file()]
    assert sum(f.stat().st_size for f in files) < 3_000_000
