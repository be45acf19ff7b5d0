"""Steps of a map: what the page gets of them, and what a viewer that runs nothing shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.folders import RIVER

from lessonkit import Lesson
from lessonkit.errors import LessonError
from lessonkit.maps.window import Window
from lessonkit.widgets.drawing import _view
from lessonkit.widgets.map import make_map


@pytest.fixture(scope="module")
def river() -> Lesson:
    return Lesson(RIVER)


def test_a_step_says_day_window_layers_and_mark(river: Lesson) -> None:
    ford, towns = river.map("five-weeks").spec["steps"]
    assert (ford["title"], ford["question"]) == ("The ford", "Who held it the day before?")
    assert ford["day"] == "2017-05-10"
    assert ford["selected"] == "events/E02"
    assert ford["visible"] is None
    assert towns["window"] is None
    assert towns["visible"] == ["water", "towns"]
    assert towns["selected"] == "towns/alder"


def test_the_window_of_a_step_holds_its_part_of_the_drawing(river: Lesson) -> None:
    """The ford is taller than the page for its width, so the view is wider and as high as it is."""
    map_ = river.map("five-weeks")
    left, top, width = map_.spec["steps"][0]["window"] or []
    valley, ford = river.extents["valley"], river.extents["ford"]
    part = map_.spec["width"] / (valley.east - valley.west)
    west, east = ((lon - valley.west) * part for lon in (ford.west, ford.east))
    assert left + width / 2 == pytest.approx((west + east) / 2, abs=0.1)
    high = width * map_.spec["height"] / map_.spec["width"]
    foot = Window(valley).frame_of(ford)[3]
    assert high == pytest.approx(foot - top, abs=0.5)
    assert width > east - west
    assert 0 < top < map_.spec["height"]


@pytest.mark.parametrize("part", [(100.0, 60.0, 300.0, 64.0), (100.0, 60.0, 104.0, 200.0)])
def test_a_flat_window_and_a_narrow_one_are_in_the_middle_of_the_view(
    river: Lesson, part: tuple[float, float, float, float]
) -> None:
    page = Window(river.extents["valley"])
    x, y, width = _view(page, *part)
    left, top, right, foot = part
    height = width * page.height / page.width
    assert (x + width / 2, y + height / 2) == pytest.approx(
        ((left + right) / 2, (top + foot) / 2), abs=0.2
    )
    assert (x, y) <= (left + 0.1, top + 0.1)
    assert (x + width, y + height) >= (right - 0.1, foot - 0.1)


def test_a_mark_that_the_map_does_not_draw_is_told(river: Lesson) -> None:
    bare = replace(river.maps["five-weeks"], layers=("water", "towns"))
    with pytest.raises(LessonError, match="'E02' has no mark on this map"):
        make_map(river, bare)


@pytest.mark.parametrize("places", ["towns", "control"])
def test_a_step_to_a_place_opens_the_place_and_no_event_there(river: Lesson, places: str) -> None:
    five = river.maps["five-weeks"]
    step = replace(five.steps[0], mark="birch-ford")
    made = make_map(river, replace(five, layers=("events", places), steps=(step,)))
    layer, _, _ = made.spec["steps"][0]["selected"].partition("/")
    assert layer.startswith(places)


@pytest.mark.parametrize(
    ("layer", "day", "mark"),
    [
        ("control", "2017-05-09", "control/birch-ford/2017-01-01"),
        ("control", "2017-05-10", "control/birch-ford/2017-05-10"),
        ("events", "2017-05-10", "events/E02"),
        ("events", "2017-05-08", ""),
        ("crossings", "2017-05-08", None),
    ],
)
def test_a_step_to_a_place_opens_what_holds_on_its_day(
    river: Lesson, layer: str, day: str, mark: str | None
) -> None:
    five = river.maps["five-weeks"]
    first = replace(five.steps[0], day=np.datetime64(day), mark="")
    step = replace(five.steps[0], day=None, mark="birch-ford")
    described = replace(five, layers=(layer,), steps=(first, step))
    if mark is None:  # no layer shows it on any day
        with pytest.raises(LessonError, match="no mark on this map"):
            make_map(river, described)
        return
    made = make_map(river, described)
    assert made.spec["steps"][1]["selected"] == mark


def test_a_map_with_another_day_has_no_steps(river: Lesson) -> None:
    assert river.map("five-weeks", day="2017-05-20").spec["steps"] == []
    assert len(river.map("five-weeks", title="The ford, in short").spec["steps"]) == 2


def test_without_scripts_the_steps_are_a_list(river: Lesson) -> None:
    map_ = river.map("five-weeks")
    for words in (map_.still_html(), map_.with_events()._fallback()[1]):
        assert words.count("<li><b>") == 2
        assert "<em>Who held it the day before?</em>" in words
    assert "<li>" not in river.map("held-on-4-may").still_html()
