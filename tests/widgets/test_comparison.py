"""Three maps of one table: shares, layers, state, wrong arguments, and the words."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from lessonkit import LessonError, control
from lessonkit.maps.by_method import checked_distances, other_counts
from lessonkit.notebook import Lesson
from lessonkit.widgets.comparison import Comparison
from lessonkit.widgets.map import Map
from lessonkit.words import percent

DATE, STEPS = "2017-06-06", (10, 40)
ROADS = ["road-palmyra-deir-ez-zor"]


@pytest.fixture(scope="module")
def three(lesson: Lesson) -> Comparison:
    title = "The method decides <how> large a holder looks"
    return lesson.compare_methods("southeast", DATE, STEPS, roads=ROADS, title=title)


def computed(lesson: Lesson, method: str, **options: Any) -> dict[str, float]:
    """Work out the shares of a method from the functions of `control` alone."""
    places = lesson.places[lesson.places["country"] == lesson.country]
    points = control.holders_on(lesson.control, places, DATE)
    land = (lesson.country_shape, lesson.equal_area_crs)
    found = {
        "points": lambda: control.counted(points),
        "nearest": lambda: control.nearest_areas(points, *land),  # type: ignore[arg-type]
        "reach": lambda: control.within_reach(points, *land, **options),  # type: ignore[arg-type]
    }[method]()
    return dict(zip(found["holder"], found["share"], strict=True))


def shown(rows: list[dict[str, Any]]) -> dict[str, float]:
    return {row["holder"]: row["share"] for row in rows if row["share"]}


def test_each_table_says_what_the_method_gives(lesson: Lesson, three: Comparison) -> None:
    methods = three.spec["methods"]
    for name, method in (("dots", "points"), ("nearest", "nearest")):
        wanted = computed(lesson, method)
        assert shown(methods[name]["rows"]) == pytest.approx(wanted, abs=1e-4)
    line = lesson.routes.set_index("id").loc[ROADS[0], "geometry"]
    for step in three.spec["steps"]:
        wanted = computed(lesson, "reach", distance_km=step["km"], roads=[line])
        wanted = {holder: share for holder, share in wanted.items() if share >= 5e-5}
        assert shown(step["rows"]) == pytest.approx(wanted, abs=1e-4)
        assert sum(row["share"] for row in step["rows"]) == pytest.approx(1, abs=1e-3)


def test_rows_keep_their_order_over_all_distances(three: Comparison) -> None:
    near, far = ([row["label"] for row in step["rows"]] for step in three.spec["steps"])
    assert near == far
    assert near[-2:] == ["Reached by more than one", "Nobody within reach"]


def test_every_distance_is_drawn_once_and_one_is_shown(three: Comparison) -> None:
    known = {layer["id"] for layer in three.reach.spec["layers"]}
    for step in three.spec["steps"]:
        assert set(step["layers"]) <= known
        on = set(step["layers"]) & set(three.reach.visible)
        assert on == (set(step["layers"]) if step["km"] == three.distance else set())
        labels = {x["group"] for x in three.reach.spec["layers"] if x["id"] in step["layers"]}
        assert labels == {f"Within {step['words']}"}  # on a saved picture, too
        assert all(three.reach.svg.count(f'data-layer="{one}"') == 1 for one in step["layers"])
    assert three.distance == 40  # the second step
    assert "used-roads" in three.reach.visible
    assert "relief" not in known


def test_marks_are_the_same_on_all_maps_and_only_of_the_country(
    lesson: Lesson, three: Comparison
) -> None:
    maps = (three.dots, three.nearest, three.reach)
    marks = [
        {card["place"] for card in one.spec["cards"].values() if card.get("holder_sources")}
        for one in maps
    ]
    assert marks[0] == marks[1] == marks[2] != set()
    assert {lesson.place(place)["country"] for place in marks[0]} == {lesson.country}
    assert all(isinstance(one, Map) and one.date == DATE for one in maps)


def test_each_map_names_its_method_and_says_what_it_shows(three: Comparison) -> None:
    maps = (three.dots, three.nearest, three.reach)
    assert len({one.spec["subtitle"] for one in maps}) == 3
    assert "nearest place" in three.nearest.spec["subtitle"]
    # The slider moves: what stands below the third map is true for each distance.
    assert "km" not in three.reach.spec["subtitle"]
    assert "At first: Land at most 40 km (25 miles)" in three.reach.spec["alt"]
    assert "Nobody within reach: " in three.reach.spec["alt"]


def test_the_distance_is_a_step(three: Comparison) -> None:
    three.distance = 10
    assert three.distance == 10
    for wrong, words in ((20, "got 20, expected one of 10, 40"), ("far", "expected a number")):
        with pytest.raises(LessonError, match=words):
            three.distance = wrong
    assert three.distance == 10
    three.distance = 40


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"title": " "}, "title: got nothing"),
        ({"extent": "mars"}, "no map window 'mars'"),
        ({"day": "June"}, "day: got 'June'"),
        ({"day": "2019-06-06"}, "day: got 2019-06-06"),
        ({"roads": ["road-x"]}, "roads: there is no route 'road-x'"),
        ({"roads": ROADS[0]}, "roads: got .* expected a list of ids"),
        ({"layers": ["tows"]}, "'tows'"),
        ({"distance": 7}, "distance: got 7, expected one of 10, 40"),
        *(
            ({"distances": wrong}, "distances: got .* expected 2 to 8 different numbers of km")
            for wrong in ((10,), (), 10, (10, 10), (0, 10), (10, 900), ("10", "20"), range(1, 20))
        ),
    ],
)
def test_wrong_arguments_are_refused(lesson: Lesson, options: dict[str, Any], words: str) -> None:
    given = {"extent": "southeast", "day": DATE, "distances": STEPS, "title": "A title"}
    with pytest.raises(LessonError, match=words):
        lesson.compare_methods(**{**given, **options})


def test_distances_are_put_in_order() -> None:
    assert checked_distances((20, 5.5)) == [5.5, 20]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.0002, "less than 0.1 %"), (0.0904, "9.0 %"), (0.0996, "10 %"), (1, "100 %")],
)
def test_shares_in_words(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.usefixtures("kept")
def test_the_words_have_every_table(three: Comparison) -> None:
    data, _ = three._repr_mimebundle_()
    tables = [*three.spec["methods"].values(), *three.spec["steps"]]
    for table in tables:
        assert table["sentence"] in data["text/plain"]
        for row in table["rows"]:
            assert f"{row['label']}: {row['words']}" in data["text/plain"]
            assert f"<td>{row['words']}</td>" in data["text/html"]
    # One more: a week that somebody else counted is near.
    assert data["text/html"].count("<table>") == len(tables) + 1
    assert data["text/html"].count("<img ") == 3
    assert "&lt;how&gt;" in data["text/html"]
    assert "<how>" not in data["text/html"]


def test_the_widget_is_light(lesson: Lesson) -> None:
    roads = lesson.routes.loc[lesson.routes["kind"] == "road", "id"]
    whole = lesson.compare_methods("syria", DATE, roads=list(roads), title="All of it")
    parts = [whole.spec, *((m.svg, m.spec) for m in (whole.dots, whole.nearest, whole.reach))]
    weight = sum(len(gzip.compress(json.dumps(part).encode())) for part in parts)
    assert weight < 250_000


# ---- Somebody else's count -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def late(lesson: Lesson) -> Comparison:
    return lesson.compare_methods("southeast", "2017-10-28", STEPS, title="Three maps")


def test_counts_of_the_same_week_stand_beside_the_areas(lesson: Lesson, late: Comparison) -> None:
    beside = late.spec["beside"]
    rows = {row["holder"]: row for row in beside["rows"]}
    near = {row["holder"]: row["words"] for row in late.spec["methods"]["nearest"]["rows"]}
    assert rows["is"]["nearest"] == near["is"]
    days = {"23 October 2017", "29 October 2017", "1 November 2017"}
    assert {one.rpartition(", ")[2] for one in beside["others"]} == days
    for count, words in zip(other_counts(lesson, "2017-10-28"), beside["others"], strict=True):
        n = beside["others"].index(words)
        table = lesson.shares[
            (lesson.shares["day"] == str(count.day)) & (lesson.shares["said_by"] == count.said_by)
        ]
        for row in table.to_dict("records"):
            assert rows[row["holder"]]["others"][n] == percent(row["percent"] / 100)
        assert rows["tanf-rebels"]["others"][n] == "–"
        assert str(lesson.source(count.source_ids[0])["citation"]) in beside["notes"][n]
    words = late._repr_mimebundle_()[0]
    for form in ("text/plain", "text/html"):
        assert all(one in words[form] for one in rows["is"]["others"])
        assert all(day in words[form] for day in days)


def test_no_count_stands_there_if_nobody_counted_within_a_week(lesson: Lesson) -> None:
    assert other_counts(lesson, "2017-04-15") == []
    assert len(other_counts(lesson, "2017-05-07")) == 1


def test_as_of_a_day_a_later_count_is_not_known(lesson: Lesson) -> None:
    assert other_counts(lesson.as_of("2017-06-07"), "2017-06-04") == []
