"""The ruler says what Python says, at any length and zoom."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.lab_reader import tool
from support.map_page import OpenMap, WholeMap, press, spot, state, symbol

from lessonkit import Lesson, geodesy
from lessonkit.errors import LessonError
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


RESULT = re.compile(
    r"(.+) to (.+): ([\d.]+) km \(([\d.]+) miles\) in a straight line, "
    r"bearing (\d+)° \(([a-z-]+)\)\.(?: The places are right to about ([\d.]+) km\.)?"
)


def result(page: Page) -> tuple[str, ...]:
    found = RESULT.fullmatch(page.locator(".lk-result").inner_text())
    assert found, page.locator(".lk-result").inner_text()
    return found.groups()


def place(lesson: Lesson, place_id: str) -> Any:
    return lesson.places.set_index("place_id").loc[place_id]


def test_the_ruler_says_what_python_says(lesson: Lesson, open_map: OpenMap) -> None:
    map_ = lesson.map(extent="syria", layers=["towns", "control"], title="Towns", alt="A map.")
    page = open_map(map_)
    press(page, "Measure")
    start, end = page.locator(".lk-measure select").all()
    expect(end).to_be_disabled()
    ids = list(map_.spec["places"])
    pairs = np.random.default_rng(3).choice(ids, (12, 2))
    for one, two in [("palmyra", "raqqa"), *pairs]:
        if one == two:
            continue
        start.select_option(str(one))
        end.select_option(str(two))
        assert state(page, "ruler") == [one, two]
        a, b = place(lesson, one), place(lesson, two)
        ends = a["lon"], a["lat"], b["lon"], b["lat"]
        km, bearing = geodesy.distance(*ends), geodesy.bearing(*ends)
        got = result(page)
        assert got[:2] == (a["name_en"], b["name_en"])
        assert float(got[2]) == pytest.approx(km, rel=0.005, abs=0.05)
        assert float(got[3]) == pytest.approx(geodesy.to_miles(km), rel=0.005, abs=0.05)
        assert abs((float(got[4]) - bearing + 180) % 360 - 180) <= 0.5
        doubt = a["precision_km"] + b["precision_km"]
        assert float(got[6] or 0) == pytest.approx(doubt if doubt >= 1 else 0, abs=0.05)


def test_the_ruler_is_right_to_half_a_percent_at_any_length(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    lon, lat = 37.6, 33.6
    wrong = {}
    for km in (0.43, 1.06, 4.44, 9.96, 55.0, 199.96, 204.5):
        far = geodesy.destination(lon, lat, 90, km)
        page.evaluate("ends => model.set('ruler', ends)", [[lon, lat], list(far)])
        said, miles = (float(number) for number in result(page)[2:4])
        if max(abs(said / km - 1), abs(miles / geodesy.to_miles(km) - 1)) > 0.005:
            wrong[km] = said, miles
    assert wrong == {}


def test_two_clicks_on_the_map_measure_and_a_third_begins_anew(
    valley: Map, open_map: OpenMap
) -> None:
    page = open_map(valley)
    press(page, "Measure")
    expect(page.locator(".lk-result")).to_have_text(re.compile("^Click two points"))
    page.mouse.click(*symbol(page, "towns/cedar-mill"))
    assert state(page, "ruler") == ["cedar-mill"]
    assert state(page, "selected") == ""
    expect(page.locator(".lk-result")).to_have_text("From Cedar Mill. Now the second point.")
    page.mouse.click(*spot(page, 0.93, 0.06))
    ends = state(page, "ruler")
    assert ends[0] == "cedar-mill"
    lon, lat = ends[1]
    assert result(page)[:2] == ("Cedar Mill", f"{lat:.2f}° N, {lon:.2f}° E")
    expect(page.locator(".lk-ruler path.lk-over")).to_have_count(1)
    expect(page.locator(".lk-ruler text")).to_have_text(f"{result(page)[2]} km")
    page.mouse.click(*symbol(page, "towns/alder"))
    assert state(page, "ruler") == ["alder"]
    expect(page.locator(".lk-ruler circle")).to_have_count(1)
    press(page, "Clear the ruler")
    assert state(page, "ruler") == []
    expect(page.locator(".lk-ruler")).to_have_count(0)
    press(page, "Measure")
    page.mouse.click(*symbol(page, "towns/cedar-mill"))
    assert "cedar-mill" in state(page, "selected")
    assert state(page, "ruler") == []


def test_the_rulers_panel_opens_when_code_measures_and_closing_it_clears(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    expect(page.locator(".lk-measure")).to_be_hidden()
    page.evaluate("model.set('ruler', ['al-tanf-garrison', [38.6, 33.9]])")
    expect(page.locator(".lk-result")).to_contain_text("33.90° N, 38.60° E")
    button = tool(page, "Measure")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(page.locator(".lk-measure")).to_be_hidden()
    assert state(page, "ruler") == []
    expect(page.locator(".lk-ruler")).to_have_count(0)


def test_a_click_on_the_edge_of_the_map_is_a_point_that_python_takes(
    whole: WholeMap, open_map: OpenMap
) -> None:
    map_ = whole("tanf")
    page = open_map(map_, 800)
    press(page, "Measure")
    box = page.locator(".lk-stage").bounding_box()
    assert box
    wide, high = box["width"], box["height"]
    refused = []
    for x, y in ((0.4, high / 3), (wide - 0.6, high / 3), (wide / 3, 0.4), (wide / 3, high - 0.6)):
        page.evaluate("model.set('ruler', [])")
        page.mouse.click(box["x"] + x, box["y"] + y)
        (end,) = state(page, "ruler")
        try:
            map_._ruler_end(end)
        except LessonError:
            refused.append(end)
    assert refused == []


def test_the_ends_of_the_ruler_stay_on_their_places_when_the_map_zooms(
    valley: Map, open_map: OpenMap
) -> None:
    page = open_map(valley)
    page.evaluate("model.set('ruler', ['cedar-mill', 'alder'])")
    for _ in range(3):
        ends = page.locator(".lk-ruler circle").evaluate_all(
            "all => all.map(node => { const { e, f, a } = node.getScreenCTM(); return [e, f, a]; })"
        )
        for (x, y, scale), feature in zip(ends, ("towns/cedar-mill", "towns/alder"), strict=True):
            assert (x, y) == pytest.approx(symbol(page, feature), abs=0.5)
            assert scale == pytest.approx(1, rel=0.01)
        page.locator(".lk-stage").press("+")
