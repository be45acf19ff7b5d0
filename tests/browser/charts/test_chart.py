"""A living chart: each value tells its source, by pointer and by keyboard; a map gives it a day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour
from support.map_page import OpenMap

from lessonkit import Lesson

pytestmark = pytest.mark.browser

POINT = '.lk-plot:not([hidden]) [data-point="{}"]'


def to_day(page: Page, day: str) -> None:
    """Move the map of the chart, as a reader of it does."""
    page.evaluate("day => models['w1-map'].set('date', day)", day)


def point(page: Page, n: int) -> str:
    return POINT.format(n)


def test_a_point_tells_value_days_speaker_and_source(valued: Lesson, draw: OpenMap) -> None:
    page = draw(valued.chart("boats"))
    told = page.locator(".lk-told")
    expect(told).to_contain_text("Point at a value")
    page.locator(point(page, 1)).first.hover(force=True)
    expect(told).to_have_text(
        "Boats at the mills: 60,000 to 75,000 boats. June 2017. "
        "According to: River Guild; River Gazette, 7 June 2017."
    )


def test_arrow_keys_go_from_point_to_point_and_a_screen_reader_hears_each(
    valued: Lesson, draw: OpenMap
) -> None:
    page = draw(valued.chart("people"))
    page.locator(point(page, 0)).first.focus()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate(
        "() => { let at = document.activeElement; while (at.shadowRoot) "
        "at = at.shadowRoot.activeElement; return [at.dataset.point, at.ariaLabel]; }"
    )
    assert focused[0] == "1"
    assert focused[1].startswith("Birch Ford: 4,000 people. According to: Atlas of the river.")
    page.keyboard.press("End")
    expect(page.locator(".lk-told")).to_contain_text("Dun Rock: 0 people")
    page.keyboard.press("Escape")
    expect(page.locator(".lk-told")).to_contain_text("Point at a value")


def test_the_table_has_every_value_with_its_source(valued: Lesson, draw: OpenMap) -> None:
    page = draw(valued.chart("boats-in-time"))
    expect(page.locator(".lk-chart-names li")).to_have_count(3)
    page.locator("summary").click()
    rows = page.locator(".lk-chart tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("at least 20,000 boats")
    expect(rows.nth(2)).to_contain_text("The guild; Our own work")


def test_the_chart_marks_the_day_of_a_map(valued: Lesson, open_page: OpenMap) -> None:
    map_ = valued.map("rain")
    page = open_page(map_, valued.chart("rain", map=map_))
    line = page.locator(".lk-plot:not([hidden]) .lk-today")
    expect(line).to_have_count(1)
    before = line.bounding_box()
    to_day(page, "2017-12-31")
    after = line.bounding_box()
    assert before
    assert after
    assert after["x"] > before["x"] + 100


def test_bars_that_do_not_hold_on_the_day_of_a_map_step_back(
    valued: Lesson, open_page: OpenMap
) -> None:
    map_ = valued.map("sectors")
    page = open_page(map_, valued.chart("people", map=map_))
    off = page.locator(".lk-plot:not([hidden]) .lk-off")
    expect(off.filter(has_text="250 people")).not_to_have_count(0)
    to_day(page, "2017-12-31")
    expect(off.filter(has_text="250 people")).to_have_count(0)
    expect(off.filter(has_text="1,000 people")).not_to_have_count(0)


def test_letters_are_large_enough_and_nothing_runs_out(valued: Lesson, open_page: OpenMap) -> None:
    page = open_page(*(valued.chart(name) for name in valued.charts), width=390)
    for width in (390, 1036):
        page.set_viewport_size({"width": width, "height": 900})
        for chart in page.locator(".lk-chart").all():
            texts = chart.locator(".lk-plot:not([hidden]) text")
            sizes = texts.evaluate_all(
                "all => all.map(one => parseFloat(getComputedStyle(one).fontSize)"
                " * one.getScreenCTM().a)"
            )
            assert min(sizes) >= 10, width
            edges = texts.evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
            box = chart.bounding_box()
            assert box
            assert max(edges) <= box["x"] + box["width"], width


def test_charts_can_be_used_by_all(valued: Lesson, open_page: OpenMap) -> None:
    page = open_page(*(valued.chart(name) for name in valued.charts), color_scheme="dark")
    assert faults(page, 5) == []
    page.emulate_media(color_scheme="light")
    assert faults_of_colour(page) == []
