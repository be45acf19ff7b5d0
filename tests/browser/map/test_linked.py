"""Two linked maps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.map_page import FIRST, LAST, OpenMap

from lessonkit import Lesson, linked_maps
from lessonkit.widgets.map import Map, MapPair

pytestmark = pytest.mark.browser


BOTH = ["water", "towns", "control", "zone-coalition"]


@pytest.fixture(scope="module")
def two(lesson: Lesson) -> MapPair:
    """Return two maps of different dates; only the left one has roads."""
    return linked_maps(
        lesson,
        "southeast",
        left={"title": "Before", "date": FIRST, "layers": [*BOTH, "roads"]},
        right={"title": "After", "date": LAST, "layers": BOTH},
        alt="Map of the south-east",
        dates=(FIRST, LAST),
    )


@pytest.fixture
def pair(two: MapPair, open_map: OpenMap) -> Page:
    return open_map(two)


def both(page: Page, name: str) -> tuple[Any, Any]:
    left, right = page.evaluate("n => [models.left.get(n), models.right.get(n)]", name)
    return left, right


def views(page: Page) -> list[str]:
    found: list[str] = page.locator("svg.lk-svg").evaluate_all(
        "all => all.map(svg => svg.getAttribute('viewBox'))"
    )
    return found


def test_linked_maps_zoom_and_move_as_one(pair: Page) -> None:
    start = views(pair)
    for side, key in ((0, "+"), (0, "+"), (1, "Shift+ArrowRight"), (1, "+"), (0, "0")):
        before = views(pair)
        pair.locator(".lk-stage").nth(side).press(key)
        after = views(pair)
        assert after[0] == after[1]
        assert after[side] != before[side], key
    assert [float(v.split()[2]) for v in views(pair)] == [float(v.split()[2]) for v in start]


def test_linked_maps_switch_the_layers_that_both_have(pair: Page) -> None:
    left, right = pair.locator(".lk-legend").all()
    switch(left, "towns")
    expect(right.locator('input[data-layer="towns"]')).not_to_be_checked()
    switch(right, "towns")
    expect(left.locator('input[data-layer="towns"]')).to_be_checked()
    roads = left.locator('input[data-layer="roads"]')
    expect(roads).to_be_checked()  # the right map has no roads, so it says nothing about them
    before = both(pair, "visible")[1]
    switch(left, "roads")
    expect(roads).not_to_be_checked()
    assert both(pair, "visible")[1] == before
    assert [x for x in before if x not in both(pair, "visible")[0]] == []


def switch(legend: Locator, layer: str) -> None:
    legend.locator(f'input[data-layer="{layer}"]').press(" ")


def test_linked_maps_open_the_card_of_the_same_place(pair: Page) -> None:
    pair.mouse.click(*symbol_on(pair, 0, "towns/palmyra"))
    selected = both(pair, "selected")
    assert all("palmyra" in one for one in selected)
    expect(pair.locator(".lk-card:visible h4")).to_have_text(["Palmyra تدمر"] * 2)
    pair.keyboard.press("Escape")
    assert both(pair, "selected") == ("", "")


def symbol_on(page: Page, side: int, feature: str) -> tuple[float, float]:
    mark = page.locator("svg.lk-svg").nth(side).locator(f'[data-feature="{feature}"] .lk-at')
    x, y = mark.evaluate("node => { const { e, f } = node.getScreenCTM(); return [e, f]; }")
    return x, y


def only_on(map_: Map, other: Map) -> list[str]:
    return [key for key in map_.spec["cards"] if key not in other.spec["cards"]]


def test_the_map_that_was_clicked_keeps_its_own_mark(two: MapPair, pair: Page) -> None:
    """Where the other map shows another mark of the place, or none, the answer does not return."""
    (road, *_) = [key for key in only_on(two.left, two.right) if key.startswith("roads/")]
    pair.evaluate("id => models.left.set('selected', id)", road)
    assert both(pair, "selected") == (road, "")
    left, right = two.left, two.right
    one = next(
        key
        for key in left.spec["cards"]
        if key.startswith("control/") and left.spec["cards"][key]["place"] == "palmyra"
    )
    pair.evaluate("id => models.right.set('selected', id)", one)
    assert both(pair, "selected") == (one, one)
    assert one in right.spec["cards"]


def test_a_mark_without_its_like_opens_another_mark_of_its_place(
    lesson: Lesson, open_map: OpenMap
) -> None:
    """Of two maps of one day each, a holder on one is not a mark of the other."""
    maps = linked_maps(
        lesson,
        "southeast",
        ["towns", "control"],
        left={"date": "2017-06-05"},
        right={"date": "2017-06-06"},
        title="Raqqa",
        alt="Map",
    )
    page = open_map(maps)
    (held,) = [key for key in only_on(maps.left, maps.right) if key.startswith("control/raqqa")]
    page.evaluate("id => models.left.set('selected', id)", held)
    left, right = both(page, "selected")
    assert left == held
    assert right != held
    assert maps.right.spec["cards"][right]["place"] == "raqqa"
    expect(page.locator(".lk-card h4")).to_have_count(2)
    page.evaluate("models.right.set('selected', '')")
    assert both(page, "selected") == ("", "")


def test_linked_maps_keep_their_own_dates(pair: Page) -> None:
    left, right = pair.locator("input.lk-date").all()
    left.press("ArrowRight")
    assert both(pair, "date") == ("2017-05-05", "2017-06-07")
    right.press("ArrowLeft")
    assert both(pair, "date") == ("2017-05-05", "2017-06-06")
    expect(pair.locator(".lk-when")).to_have_text(["Friday, 5 May 2017", "Tuesday, 6 June 2017"])


def test_linked_maps_are_tied_no_more_after_their_view_is_closed(pair: Page) -> None:
    pair.evaluate("end()")
    before = views(pair)
    pair.evaluate("models.left.set('visible', ['water'])")
    assert both(pair, "visible")[1] != ["water"]
    pair.evaluate("models.left.set('selected', 'towns/palmyra')")
    assert both(pair, "selected")[1] == ""
    assert views(pair) == before
