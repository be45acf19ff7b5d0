"""The lesson as cells use it: its maps by id, who held what, distances, terms of a notebook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from lessonkit import Lesson, LessonError, control, geodesy, layer

DAY = "2017-06-06"


@pytest.fixture(scope="module")
def second(root: Path) -> Lesson:
    return Lesson.find("02_the_race.ipynb", start=root / "notebooks")


# ---- Maps ---------------------------------------------------------------------------------------


def test_a_map_of_the_file_is_drawn_as_it_is_described(second: Lesson) -> None:
    described = second.maps["two-kinds-of-zone"]
    made = second.map("two-kinds-of-zone")
    assert [made.spec[key] for key in ("title", "alt", "subtitle")] == [
        described.title,
        described.alt,
        described.subtitle,
    ]
    assert (made.date, made.spec["slider"]) == (DAY, False)
    assert set(made.spec["places"]) <= set(described.places or ())
    assert {one["id"] for one in made.spec["layers"]} <= set(described.layers or ())


def test_what_a_call_gives_goes_before_the_file(second: Lesson) -> None:
    frame = gpd.GeoDataFrame({"geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326")
    made = second.map(
        "five-weeks",
        layers=["water", "towns"],
        day=date(2017, 5, 18),
        title="Another title",
        add=[layer(frame, "mine", "Mine")],
    )
    assert made.date == "2017-05-18"
    assert (made.spec["first"], made.spec["last"]) == ("2017-05-04", "2017-06-07")
    assert made.spec["title"] == "Another title"
    assert made.spec["alt"] == second.maps["five-weeks"].alt
    assert [one["id"] for one in made.spec["layers"]] == ["water", "towns", "mine"]
    assert second.maps["five-weeks"].title != "Another title"  # the lesson itself is as before


@pytest.mark.parametrize("missing", ["extent", "title", "alt"])
def test_a_map_of_a_call_needs_what_a_reader_needs(second: Lesson, missing: str) -> None:
    words = {"extent": "tanf", "title": "A title", "alt": "Words"}
    with pytest.raises(LessonError, match=f"map: got no {missing}. Give the id of a map"):
        second.map(**{key: text for key, text in words.items() if key != missing})


def test_a_wrong_call_for_a_map_says_what_to_do(second: Lesson) -> None:
    with pytest.raises(LessonError, match=r"no map 'five-wekes'. Did you mean five-weeks\?"):
        second.map("five-wekes")
    with pytest.raises(LessonError, match=r"layers: got 'towns', expected a list of ids"):
        second.map("five-weeks", layers="towns")
    with pytest.raises(LessonError, match="day: got 2017-07-01, expected a day from 2017-05-04"):
        second.map("five-weeks", day="2017-07-01")


def test_a_map_of_later_days_is_not_drawn_from_a_lesson_as_of_a_day(second: Lesson) -> None:
    with pytest.raises(LessonError, match="expected days of the lesson, 2017-01-01 to 2017-06-07"):
        second.as_of("2017-06-07").map("after-the-report")


def test_a_map_knows_what_its_lesson_knows(second: Lesson) -> None:
    then = second.as_of("2017-06-07").map("five-weeks").with_claims()
    assert "outcome" not in {one["id"] for one in then.spec["filters"]}
    assert "outcome" in {
        one["id"] for one in second.map("five-weeks").with_claims().spec["filters"]
    }


# ---- Tables and numbers -------------------------------------------------------------------------


def test_who_held_what_comes_with_words(second: Lesson) -> None:
    held = second.held_on(DAY)
    assert {"place_id", "place", "holder", "label", "confidence", "geometry"} <= set(held)
    assert isinstance(held, gpd.GeoDataFrame)
    wanted = control.holders_on(second.control, second.places, DAY)
    assert held["holder"].tolist() == wanted["holder"].tolist()
    assert held["place"].tolist() == wanted["name_en"].tolist()
    assert all(second.holders[r.holder].label == r.label for r in held.itertuples())


@pytest.mark.parametrize("day", ["2016-12-31", "2018-01-01", "June"])
def test_who_held_what_is_told_of_days_of_the_lesson_only(second: Lesson, day: str) -> None:
    with pytest.raises(LessonError, match=f"^day: got '?{day}"):
        second.held_on(day)
    with pytest.raises(LessonError, match="2017-01-01 to 2017-06-07"):
        second.as_of("2017-06-07").held_on("2017-06-08")


def test_a_distance_is_the_geodesic_between_two_places(second: Lesson) -> None:
    one, other = second.place("raqqa"), second.place("deir-ez-zor")
    assert second.distance("raqqa", "deir-ez-zor") == pytest.approx(
        geodesy.distance(one.lon, one.lat, other.lon, other.lat)
    )
    assert second.direction("raqqa", "deir-ez-zor") == pytest.approx(
        geodesy.bearing(one.lon, one.lat, other.lon, other.lat)
    )
    with pytest.raises(LessonError, match=r"no place 'raqa'. Did you mean raqqa\?"):
        second.distance("raqa", "deir-ez-zor")


def test_a_table_has_its_sources_in_words(second: Lesson) -> None:
    shown = second.table(second.figures.head(1), "Numbers", {"source_ids": "Sources"}).data
    first = second.figures.iloc[0]["source_ids"][0]
    assert first not in shown
    assert "<div>" in shown


# ---- Lists of lesson.toml -----------------------------------------------------------------------


def test_the_terms_of_a_notebook_are_those_of_the_file(second: Lesson, course: Lesson) -> None:
    listed = second.key_terms["02_the_race.ipynb"]
    assert second.terms().data == second.terms(*listed).data
    with pytest.raises(LessonError, match=r'Open it with the name, such as Lesson\.find\("01_con'):
        course.terms()


def test_a_group_stands_for_its_actors(second: Lesson) -> None:
    states = second.actor_groups["states"]
    shown = second.relations_on(DAY, ["states"])
    assert [one["id"] for one in shown.spec["actors"]] == list(states.actors)
    cards = second.cards().data
    assert [cards.index(one.label) for one in second.actor_groups.values()] == sorted(
        cards.index(one.label) for one in second.actor_groups.values()
    )
    assert second.cards(["states"]).data.count("<details class=") == len(states.actors)
