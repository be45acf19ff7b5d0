"""One view: map, day and step together, the signs of the map in words; nothing cut."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.folders import RIVER
from support.map_page import OpenMap, press, view_box

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def settled(page: Page) -> None:
    page.evaluate("() => new Promise(done => setTimeout(done, 300))")


def box(page: Page, part: str) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(
        """part => document.getElementById("host").shadowRoot.querySelector(part)
             .getBoundingClientRect().toJSON()""",
        part,
    )
    return found


def in_window(page: Page, width: int, height: int) -> None:
    page.add_style_tag(content="body { margin: 0 !important }")
    page.set_viewport_size({"width": width, "height": height})
    settled(page)


def tall(lesson: Lesson) -> Lesson:
    """Return the lesson with a window that is higher than it is wide."""
    valley = lesson.extents["valley"]
    lesson.extents = {**lesson.extents, "valley": replace(valley, west=60.5, east=63.5)}
    return lesson


def test_on_a_phone_map_day_and_step_are_one_view(open_map: OpenMap) -> None:
    lesson = tall(Lesson(RIVER))
    page = open_map(lesson.map("five-weeks").with_events())
    in_window(page, 390, 844)
    stage, steps = box(page, ".lk-stage"), box(page, ".lk-steps")
    assert stage["height"] >= 300
    assert stage["bottom"] <= box(page, ".lk-time")["top"]
    assert box(page, ".lk-time")["bottom"] <= steps["top"]
    assert steps["bottom"] - stage["top"] <= 844
    following = box(page, ".lk-step-on")
    press(page, "Next step")
    settled(page)

    # Nothing moves under the thumb, however long the words of a step are.
    def moved(part: str, before: dict[str, float]) -> float:
        return abs(box(page, part)["top"] + scrolled - before["top"])

    scrolled = page.evaluate("scrollY")
    assert max(moved(".lk-stage", stage), moved(".lk-step-on", following)) < 0.5
    assert box(page, ".lk-marks")["top"] >= box(page, ".lk-panel")["bottom"]
    frame = box(page, ".lk-glance")
    chips = page.locator(".lk-chip").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert chips
    assert max(chips) <= frame["right"]
    # Layers open below the window, and are brought into it.
    page.set_viewport_size({"width": 390, "height": 560})
    press(page, "Layers")
    expect(page.locator(".lk-legend label").first).to_be_in_viewport()


def test_beside_a_tall_map_there_is_a_list_and_what_is_opened_is_seen(open_map: OpenMap) -> None:
    lesson = tall(Lesson(RIVER))
    shown = lesson.map("five-weeks").with_events()
    page = open_map(shown)
    in_window(page, 1036, 648)
    stage = box(page, ".lk-stage")
    assert stage["height"] >= 400
    assert box(page, ".lk-time")["bottom"] <= 648
    visible: list[Any] = [
        one
        for one in shown.map.spec["layers"]
        if one["id"] in shown.map.visible and not one["holder"] and not one["key"]
    ]
    said = page.locator(".lk-marks").inner_text()
    for layer in visible:
        assert layer["label"] in said
    for sign, words, _ in shown.map.spec["signs"]:
        assert words in said, sign
    # With a step and its card open the layers stand first.
    press(page, "Next step")
    expect(page.locator(".lk-card")).to_be_visible()
    # Beside both the list keeps room for its entries: the panel scrolls as one.
    assert box(page, ".lk-items")["height"] >= 180
    page.locator(".lk-item").first.scroll_into_view_if_needed()
    expect(page.locator(".lk-item").first).to_be_in_viewport(ratio=0.9)
    press(page, "Layers")
    expect(page.locator(".lk-legend label").first).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".lk-marks")).to_be_hidden()  # the legend has it all
    press(page, "Layers")
    # In full screen the map is larger, and the page around it does not count.
    page.add_style_tag(content="body { padding-top: 250px }")
    press(page, "Full screen")
    settled(page)
    assert box(page, ".lk-stage")["height"] >= stage["height"]


def test_a_very_wide_window_is_no_strip_on_a_phone(open_map: OpenMap) -> None:
    lesson = Lesson(RIVER)
    valley = replace(lesson.extents["valley"], west=58.0, east=67.0, south=10.0, north=13.2)
    lesson.extents = {**lesson.extents, "valley": replace(valley, basemap="far")}
    page = open_map(lesson.map("five-weeks"))
    in_window(page, 390, 844)
    stage = box(page, ".lk-stage")
    assert stage["height"] >= 200
    page.locator(".lk-stage").press("0")
    x, y, width, height = view_box(page)
    high: float = page.evaluate("model.get('spec').height")
    assert (y, height) == pytest.approx((0, high), abs=0.1)  # all of its height
    assert width / height == pytest.approx(stage["width"] / stage["height"], rel=0.02)
    assert width < 900
    press(page, "Move right")  # and the rest of its width is a key away
    assert view_box(page)[0] > x
    page.set_viewport_size({"width": 1036, "height": 648})
    settled(page)
    page.locator(".lk-stage").press("0")
    assert view_box(page) == pytest.approx([0, 0, 960, high], abs=0.1)


OPENINGS = ("the-valley", "valley-in-five-weeks", "valley-after-the-report", "ways-on-6-june")


@pytest.mark.parametrize("name", OPENINGS)
def test_the_first_map_of_a_notebook_is_high_on_a_laptop_and_seen_with_what_belongs_to_it(
    lesson: Lesson, open_map: OpenMap, name: str
) -> None:
    """JupyterLab on 1366 x 768, its files beside the notebook, title and question above the map."""
    page = open_map(lesson.map(name), 1036)
    page.add_style_tag(content="body { margin: 0 51px !important; padding-top: 128px }")
    page.set_viewport_size({"width": 1036, "height": 647})
    settled(page)
    stage, panel, chips = (box(page, part) for part in (".lk-stage", ".lk-panel", ".lk-chips"))
    steps, title, tools = (box(page, part) for part in (".lk-steps", ".lk-title", ".lk-tools"))
    assert stage["height"] >= 400
    assert panel["height"] >= 220
    assert title["bottom"] <= stage["top"]
    for one in (chips, steps, panel, tools):
        assert one["left"] >= stage["right"] or one["bottom"] <= stage["top"]
    assert steps["bottom"] <= panel["bottom"]
    assert page.locator(".lk-steps").evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    for part in (".lk-time", ".lk-news"):
        if page.locator(part).count() and page.locator(part).is_visible():
            assert box(page, part)["bottom"] <= 647
            assert box(page, part)["top"] >= stage["bottom"]
    # What is opened with the keyboard keeps the focus when the room changes.
    page.locator(".lk-chip").first.focus()
    page.set_viewport_size({"width": 1036, "height": 900})
    settled(page)
    assert box(page, ".lk-chips")["bottom"] <= box(page, ".lk-stage")["top"]  # there is room above
    expect(page.locator(".lk-chip").first).to_be_focused()


@pytest.mark.parametrize("size", [(1036, 648), (820, 1180), (390, 844)])
def test_the_keys_that_move_a_map_cover_no_mark_of_its_step(
    lesson: Lesson, open_map: OpenMap, size: tuple[int, int]
) -> None:
    page = open_map(lesson.map("who-says-so"), size[0])
    in_window(page, *size)
    pad = box(page, ".lk-pad")
    assert pad["width"] > 0  # the step shows a part of the map
    marks: list[dict[str, float]] = page.locator(".lk-svg .lk-at").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON()).filter(one => one.width)"
    )
    assert len(marks) > 10
    for mark in marks:
        assert (
            mark["right"] <= pad["left"]
            or mark["left"] >= pad["right"]
            or mark["bottom"] <= pad["top"]
            or mark["top"] >= pad["bottom"]
        )
