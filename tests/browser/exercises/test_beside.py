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
