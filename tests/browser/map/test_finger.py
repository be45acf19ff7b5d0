"""A finger on the line of days: it scrolls the page, or moves the day, never both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import touch
from support.map_page import OpenMap, press

from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

PHONE = 390
CLOCKS = ["Date shown on the map", "Day by which it was known"]
STATE = {"Date shown on the map": "date", "Day by which it was known": "known_by"}


@pytest.fixture
def phone(weeks_map: Map, open_map: OpenMap) -> Page:
    """Return a page with the map of five weeks under a finger, and room to scroll."""
    page = open_map(weeks_map, PHONE, has_touch=True)
    page.add_style_tag(content="body { padding-bottom: 3000px }")
    press(page, "Known by")
    page.evaluate("model.set('known_by', '2017-05-20'); model.set('date', '2017-05-10')")
    return page


def slider_of(page: Page, clock: str) -> Locator:
    slider = page.get_by_role("slider", name=clock)
    slider.evaluate("node => node.scrollIntoView({ block: 'center' })")
    return slider


def at(slider: Locator, part: float) -> tuple[float, float]:
    box = slider.bounding_box()
    assert box
    return box["x"] + part * box["width"], box["y"] + box["height"] / 2


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("aside", [0, 25])
def test_a_swipe_up_that_begins_on_a_slider_scrolls_the_page_alone(
    phone: Page, clock: str, aside: int
) -> None:
    slider = slider_of(phone, clock)
    value = slider.input_value()
    before = phone.evaluate("scrollY")
    x, y = at(slider, 0.9)
    touch(phone, ((x, y), (x - aside, y - 200)), steps=12)
    phone.wait_for_function("before => scrollY > before + 60", arg=before)
    assert phone.evaluate("[model.get('date'), model.get('known_by')]") == [
        "2017-05-10",
        "2017-05-20",
    ]
    assert slider.input_value() == value


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_finger_that_goes_sideways_moves_the_day_and_not_the_page(
    phone: Page, clock: str
) -> None:
    slider = slider_of(phone, clock)
    before = phone.evaluate("scrollY")
    (x, y), (to, _) = at(slider, 0.5), at(slider, 0.999)
    touch(phone, ((x, y), (to, y + 20)), steps=12)
    phone.wait_for_function("name => model.get(name) === '2017-06-07'", arg=STATE[clock])
    expect(slider).to_have_value("34")
    assert phone.evaluate("scrollY") == before


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_tap_moves_the_day_to_where_it_was_set(phone: Page, clock: str) -> None:
    slider = slider_of(phone, clock)
    x, y = at(slider, 0.75)
    touch(phone, ((x, y), (x, y)))
    phone.wait_for_function(
        "name => model.get(name) > '2017-05-27' && model.get(name) < '2017-06-01'", arg=STATE[clock]
    )


def test_after_a_finger_the_keys_move_the_day_as_before(phone: Page) -> None:
    slider = slider_of(phone, CLOCKS[0])
    x, y = at(slider, 0.5)
    touch(phone, ((x, y), (x, y - 200)), steps=12)
    slider.press("ArrowRight")
    phone.wait_for_function("model.get('date') === '2017-05-11'")
    slider.press("End")
    phone.wait_for_function("model.get('date') === '2017-06-07'")
