"""The map beside an exercise opens on the day that the exercise names, and can be moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.exercise_page import Open
from support.exercise_reader import it
from support.lesson_copy import Copy

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def test_the_map_opens_on_the_day_and_a_button_leads_back(tmp_path: Path, open_page: Open) -> None:
    copy = Copy(tmp_path / "data")
    first = 'id = "a-choice"\n'
    keys = 'look_at = "five-weeks"\nlook_on = 2017-05-20\n'
    copy.replace("exercises/01_river.toml", first, first + keys)
    page = open_page(Lesson(copy.folder).exercise("a-choice"))
    box = it(page, "a-choice")
    slider = box.locator("input[type=range]").first
    box.locator(".lk-map-of-exercise > summary").click()
    expect(slider).to_have_attribute("aria-valuetext", "Saturday, 20 May 2017")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "Thursday, 4 May 2017")
    box.get_by_role("button", name="Show 20 May 2017").click()
    expect(slider).to_have_attribute("aria-valuetext", "Saturday, 20 May 2017")


def test_in_full_screen_the_question_stays_with_its_map(tmp_path: Path, open_page: Open) -> None:
    copy = Copy(tmp_path / "data")
    first = 'id = "a-choice"\n'
    copy.replace("exercises/01_river.toml", first, first + 'look_at = "five-weeks"\n')
    page = open_page(Lesson(copy.folder).exercise("a-choice"))
    box = it(page, "a-choice")
    box.locator(".lk-map-of-exercise > summary").click()
    asked = box.locator(".lk-question-here")
    expect(asked).to_be_hidden()  # the exercise round the map has it
    box.get_by_role("button", name="Full screen").click()
    expect(asked).to_be_visible()
    expect(asked).to_have_text(box.locator(".lk-prompt").inner_text())
    expect(box.locator(".lk-title h3")).to_be_hidden()
    stage = box.locator(".lk-stage").bounding_box() or {}
    line = asked.bounding_box() or {}
    assert line["y"] + line["height"] <= stage["y"]
    assert stage["y"] + stage["height"] <= page.evaluate("innerHeight")
    box.get_by_role("button", name="Leave full screen").click()
    expect(asked).to_be_hidden()


UPRIGHT = """
[[extents]]
id = "post"
label = "A part of the valley"
west = 60.6
east = 61.9
south = 10.4
north = 12.6
basemap = "valley"

[[maps]]
id = "post"
title = "An upright window"
alt = "Map of a part of the valley."
extent = "post"
layers = ["water", "towns"]
days = [2017-05-01, 2017-05-20]
day = 2017-05-10
"""


def test_an_upright_map_has_the_height_that_the_exercise_leaves(
    tmp_path: Path, open_page: Open
) -> None:
    copy = Copy(tmp_path / "data")
    first = 'id = "a-choice"\n'
    copy.replace("exercises/01_river.toml", first, first + 'look_at = "post"\n')
    settings = copy.folder / "lesson.toml"
    settings.write_text(settings.read_text() + UPRIGHT)
    page = open_page(Lesson(copy.folder).exercise("a-choice"), width=1036)
    page.set_viewport_size({"width": 1036, "height": 648})
    box = it(page, "a-choice")
    box.locator(".lk-map-of-exercise > summary").click()
    stage, whole, clock = (
        box.locator(one).bounding_box() or {} for one in (".lk-stage", ".lk-glance", ".lk-time")
    )
    assert stage["width"] < stage["height"]
    assert stage["height"] == pytest.approx(whole["height"], abs=3)
    assert clock["x"] >= stage["x"] + stage["width"]
    card, check = box.locator(".lk-ex").bounding_box(), box.locator(".lk-check").bounding_box()
    assert card
    assert check
    assert check["y"] + check["height"] - card["y"] <= 648


def test_on_a_phone_the_card_of_a_place_stays_in_its_exercise(
    course: Lesson, open_page: Open
) -> None:
    page = open_page(course.exercise("where-two-rivers-meet"), width=390)
    box = it(page, "where-two-rivers-meet")
    box.locator(".lk-stage").press("ArrowRight")
    card = box.locator(".lk-card")
    expect(card).to_be_visible()
    frame = box.locator(".lk-ex").evaluate(
        "node => [node.getBoundingClientRect().left + node.clientLeft,"
        " node.getBoundingClientRect().left + node.clientLeft + node.clientWidth]"
    )
    for part, room in ((card, 8), (box.locator(".lk-stage"), 0)):
        inside = part.bounding_box() or {}
        assert inside["x"] >= frame[0] + room
        assert inside["x"] + inside["width"] <= frame[1] - room
