"""Three maps by three methods on a bare page from disk: no kernel, no server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour

from lessonkit import Lesson
from lessonkit.widgets.comparison import Comparison

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
NAMES = ("dots", "nearest", "reach")
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def three(opened: Lesson) -> Comparison:
    made: Comparison = opened.compare_methods(
        "valley", "2017-06-06", roads=["river-road"], title=f"Three maps {EVIL}"
    )
    return made


def areas(page: Page) -> set[str]:
    """Return the layers of areas that the third map really shows."""
    found = (
        page.locator(".lk-method")
        .nth(2)
        .locator("g.lk-t-areas")
        .evaluate_all(
            "all => all.filter(g => getComputedStyle(g).display !== 'none')"
            ".map(g => g.dataset.layer)"
        )
    )
    return set(found)


def rows(page: Page, n: int) -> list[list[str]]:
    table = page.locator(".lk-shares").nth(n)
    return table.locator("tr").evaluate_all(
        "all => all.map(row => [...row.children].map(cell => cell.textContent))"
    )


def wanted(three: Comparison, km: float) -> dict[str, Any]:
    return next(step for step in three.spec["steps"] if step["km"] == km)


def test_the_slider_shows_a_distance_and_its_shares(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    assert page.locator("svg.lk-svg").count() == 3
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "10 km (6.2 miles)")
    for key, km in (("ArrowRight", 20), ("End", 40), ("Home", 5)):
        slider.press(key)
        step = wanted(three, km)
        expect(slider).to_have_attribute("aria-valuetext", step["words"])
        assert areas(page) == {*step["layers"], "used-roads"}
        assert rows(page, 2) == [[row["label"], row["words"]] for row in step["rows"]]
        assert page.evaluate("model.get('distance')") == km
        expect(page.locator(".lk-method").nth(2).locator(".lk-sentence")).to_contain_text(
            step["words"]
        )
    # The others stay as they are.
    for n, name in enumerate(("dots", "nearest")):
        method = three.spec["methods"][name]
        assert rows(page, n) == [[row["label"], row["words"]] for row in method["rows"]]


def test_python_moves_the_slider(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    page.evaluate("model.set('distance', 40)")
    assert page.get_by_role("slider").input_value() == "3"
    assert areas(page) == {*wanted(three, 40)["layers"], "used-roads"}


def test_the_maps_follow_one_another(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    for n in (0, 2):
        page.locator(".lk-stage").nth(n).press("+")
        boxes = page.locator("svg.lk-svg").evaluate_all(
            "all => all.map(svg => svg.getAttribute('viewBox'))"
        )
        assert len(set(boxes)) == 1
        assert boxes[0].split()[0] != "0"
    page.locator(".lk-stage").nth(1).press("ArrowRight")
    chosen = [page.evaluate(f"models.{name}.get('selected')") for name in NAMES]
    assert chosen[1]
    expect(page.locator(".lk-card:visible")).to_have_count(sum(bool(one) for one in chosen))


def test_a_mark_opens_the_card_of_its_place_on_all_maps(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    mark = next(one for one, card in three.dots.spec["cards"].items() if card.get("holder_sources"))
    page.evaluate("id => models.reach.set('selected', id)", mark)
    for name in NAMES:
        assert page.evaluate(f"models.{name}.get('selected')") == mark
    expect(page.locator(".lk-card:visible")).to_have_count(3)
    page.locator(".lk-stage").first.press("Escape")
    expect(page.locator(".lk-card:visible")).to_have_count(0)


def test_the_maps_switch_the_layers_that_they_share(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    before = {name: page.evaluate(f"models.{name}.get('visible')") for name in NAMES}
    page.evaluate("models.dots.set('visible', ['water'])")
    for name in NAMES:
        now = page.evaluate(f"models.{name}.get('visible')")
        own = set(before[name]) - set(before["dots"])  # the others have none of these
        assert set(now) == {"water"} | own
    page.evaluate("all => models.reach.set('visible', all)", ["water", "towns"])
    assert page.evaluate("models.dots.get('visible')") == ["water", "towns"]


def test_an_area_that_one_map_has_alone_closes_the_cards_of_the_others(
    three: Comparison, open_map: Open
) -> None:
    page = open_map(three)
    area = next(one for one in three.nearest.spec["cards"] if one.endswith("/area"))
    page.evaluate("id => models.nearest.set('selected', id)", area)
    chosen = [page.evaluate(f"models.{name}.get('selected')") for name in NAMES]
    assert chosen == ["", area, ""]


@pytest.mark.parametrize("width", [1300, 390])
def test_it_is_accessible(three: Comparison, open_map: Open, width: int) -> None:
    page = open_map(three, width, color_scheme="dark")
    page.get_by_role("slider").press("ArrowRight")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(4)
    assert faults(page, least=5) == []
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_narrow_the_slider_stands_between_its_map_and_its_table(
    three: Comparison, open_map: Open
) -> None:
    page = open_map(three, 390)
    boxes = [
        one.bounding_box()
        for one in (
            page.locator(".lk-stage").nth(2),
            page.get_by_role("slider"),
            page.locator(".lk-shares").nth(2),
        )
    ]
    drawn, slider, table = ((box["y"], box["y"] + box["height"]) for box in boxes if box)
    assert drawn[1] <= slider[0] < slider[1] <= table[0]
    assert table[1] - drawn[0] < 844  # a telephone shows them together
    slim = page.get_by_role("slider").bounding_box()
    assert slim is not None
    assert slim["height"] >= 24


def test_nothing_listens_after_the_end(three: Comparison, open_map: Open) -> None:
    page = open_map(three)
    page.evaluate("end()")
    before = areas(page)
    page.evaluate("model.set('distance', 40)")
    assert areas(page) == before
    page.evaluate("models.dots.set('visible', ['water'])")
    assert page.evaluate("models.reach.get('visible')") != ["water"]


def test_the_counts_of_others_stand_beside_the_distance_that_is_chosen(
    opened: Lesson, open_map: Open
) -> None:
    made = opened.compare_methods("valley", "2017-06-04", (10, 40), title="Three maps")
    page = open_map(made)
    table = page.locator(".lk-beside table")
    heads = table.locator("thead th")
    expect(heads.nth(2)).to_have_text("Within reach: 40 km (25 miles)")
    page.get_by_role("slider").press("Home")
    expect(heads.nth(2)).to_have_text("Within reach: 10 km (6.2 miles)")
    first = made.spec["beside"]["rows"][0]
    step = wanted(made, 10)
    share = next(row["words"] for row in step["rows"] if row["holder"] == first["holder"])
    cells = table.locator("tbody tr").first.locator("th, td")
    expect(cells).to_have_text([first["label"], first["nearest"], share, *first["others"]])
    assert faults(page, least=5) == []


def test_on_a_laptop_two_maps_stand_beside_each_other_and_the_third_beside_its_table(
    three: Comparison, open_map: Open
) -> None:
    page = open_map(three, 1000)
    maps = [one.bounding_box() or {} for one in page.locator(".lk-stage").all()]
    assert [box["width"] > 440 for box in maps] == [True] * 3
    assert maps[0]["y"] == maps[1]["y"] < maps[2]["y"]
    table = page.locator(".lk-shares").nth(2).bounding_box() or {}
    assert table["x"] > maps[2]["x"] + maps[2]["width"]
    assert abs(table["y"] - maps[2]["y"]) < 120


def test_the_table_of_the_distance_says_how_its_rows_are_ordered(
    three: Comparison, open_map: Open
) -> None:
    page = open_map(three, 1000)
    nearest, reach = rows(page, 1), rows(page, 2)
    said = page.locator(".lk-shares caption").nth(2)
    expect(said).to_contain_text("The rows stand as those of “Nearest place”")
    order = [name for name, _ in nearest]
    found = [order.index(name) for name, _ in reach if name in order]
    assert found == sorted(found)
