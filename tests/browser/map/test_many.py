"""A map with very many marks draws alike ones as one path: a reader sees no difference."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect
from support.lab_reader import tool
from support.map_page import OpenMap

from lessonkit import Lesson
from lessonkit.browser.bundle import style
from lessonkit.widgets.base import Home, home

pytestmark = pytest.mark.browser

OpenFile = Callable[..., Page]
FEW, ONE = "const MANY = 1200;", "const MANY = 1;"
MAPS = ("five-weeks", "valley-and-desert", "oil-on-6-june", "held-on-4-may")  # one more is below
SET = """async values => {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
}"""
FOUND = """map => {
  const drawing = map.shadowRoot.querySelector(".lk-svg");
  const { left, top, width, height } = drawing.getBoundingClientRect();
  return [left, top, width, height];
}"""
SLIGHT, STRONG = 0.005, 0.0005  # parts of the picture: edges are not smoothed the same


@pytest.fixture(scope="module")
def as_many() -> Home:
    """Return the script of a map as if its marks were very many."""
    made = home()
    assert made.script.count(FEW) == 1
    return Home(script=made.script.replace(FEW, ONE), styles=made.styles, faces=made.faces)


@pytest.fixture
def both(open_map: OpenMap, lesson: Lesson, as_many: Home) -> Callable[..., tuple[Page, Page]]:
    """Return a function that opens a map as it is, and as if its marks were very many."""

    def opened(name: str, width: int = 800, **options: Any) -> tuple[Page, Page]:
        few = open_map(lesson.map(name), width, **options)
        map_ = lesson.map(name)
        map_.home = as_many
        many = open_map(map_, width, **options)
        assert not few.locator(".lk-look").count()
        assert many.locator(".lk-look").count()
        return few, many

    return opened


def picture(page: Page) -> Image.Image:
    """Take a picture of the map as it is; written fast, because it is read only once."""
    box = page.locator("svg.lk-svg").bounding_box()
    assert box
    assert page.evaluate("scrollY") == 0
    session = page.context.new_cdp_session(page)
    clip = {**box, "scale": 1}
    shot = session.send(
        "Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True, "clip": clip}
    )
    session.detach()
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


def assert_alike(few: Page, many: Page) -> None:
    few.wait_for_timeout(300)  # names are laid out when both maps have come to rest
    assert_same(picture(few), picture(many))


def assert_same(one: Image.Image, other: Image.Image) -> None:
    assert one.size == other.size
    counts = ImageChops.difference(one, other).convert("L").histogram()
    assert sum(counts[24:]) < SLIGHT * sum(counts)
    assert sum(counts[96:]) < STRONG * sum(counts)


def assert_alike_on_each_day(few: Page, many: Page) -> None:
    assert_alike(few, many)
    first, last = (few.evaluate(f"model.get('spec').{end}") for end in ("first", "last"))
    for day in (last, first) if first else ():
        for page in (few, many):
            page.evaluate(SET, {"date": day})
        assert_alike(few, many)


@pytest.mark.parametrize("name", MAPS)
def test_the_picture_is_the_same_on_each_day(both: Any, name: str) -> None:
    assert_alike_on_each_day(*both(name))


def assert_alike_at_each_zoom(few: Page, many: Page) -> None:
    for keys in (("+", "+", "+", "Shift+ArrowUp"), ("0",)):
        for page in (few, many):
            for key in keys:
                page.locator(".lk-stage").press(key)
        assert_alike(few, many)


def test_the_picture_is_the_same_in_the_dark_by_the_second_clock_and_without_a_layer(
    both: Any,
) -> None:
    few, many = both("after-the-report", color_scheme="dark")
    assert_alike_on_each_day(few, many)
    assert_alike_at_each_zoom(few, many)
    for values in (
        {"date": "2017-11-09", "known_by": "2017-11-09"},
        {"two_sides": True},
        {"known_by": "", "two_sides": False, "visible": ["relief", "water", "towns"]},
    ):
        for page in (few, many):
            page.evaluate(SET, values)
        assert_alike(few, many)


def test_the_picture_is_the_same_on_a_phone(both: Any) -> None:
    few, many = both("after-the-report", 390)
    assert_alike(few, many)
    assert_alike_at_each_zoom(few, many)


def test_marks_are_found_under_the_pointer_and_by_keys(both: Any) -> None:
    few, many = both("five-weeks")
    told = []
    for page in (few, many):
        stage = page.locator(".lk-stage")
        for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp"):
            stage.press(key)
            told.append((page, page.evaluate("model.get('selected')")))
        expect(page.locator(".lk-chosen").first).to_be_visible()
        left, top, width, height = page.locator("#host").evaluate(FOUND)
        for part in (0.2, 0.35, 0.5, 0.65, 0.8):
            page.mouse.click(left + part * width, top + 0.5 * height)
            words = page.locator(".lk-card").text_content()
            told.append((page, page.evaluate("model.get('selected')") + (words or "")))
    said = [[words for page, words in told if page is one] for one in (few, many)]
    assert said[0] == said[1]
    assert any(said[0])


def test_the_picture_that_a_reader_saves_has_the_same_marks(both: Any, open_file: OpenFile) -> None:
    shots = []
    for page in both("five-weeks"):
        with page.expect_download() as waiting:
            tool(page, "Save picture as SVG").click()
        saved = open_file(waiting.value.path().read_text("utf-8"), 1300, height=1300)
        shots.append(Image.open(io.BytesIO(saved.screenshot())).convert("RGB"))
    assert_same(*shots)


def test_no_rule_looks_for_something_through_the_whole_map() -> None:
    """A browser would go through all marks whenever a word beside the map changes."""
    rules = style("map/map") + style("map/known")
    assert ".lk-glance:has(" in rules
    assert not re.findall(r"\.lk-glance[^{>]*:has\((?!>)", rules)
