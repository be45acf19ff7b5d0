"""The tools of the map: ruler, zoom, names, full screen."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from support.lab_reader import (
    FIRST,
    Race,
    bring_in,
    button,
    card,
    click_on,
    drawing,
    expect_day,
    group,
    held_on,
    middle,
    middle_now,
    row,
    slider,
    stage,
    switch,
    symbol_of_holder,
    tool,
    touch,
    view_of,
)
from support.race import (
    ALDER,
    MILL,
    SCROLLED,
    OpenRace,
    drag,
    end_of_ruler,
    expect_measured,
    lon_lat,
    position,
)

pytestmark = pytest.mark.browser


def test_two_clicks_on_places_measure_between_them(race: Race, data: Path) -> None:
    page, map_ = race
    tool(map_, "Measure").click()
    bring_in(stage(map_))
    for place in (ALDER, MILL):
        page.mouse.click(*middle_now(symbol_of_holder(data, map_, place, FIRST)))
    expect(map_.locator(".lk-result")).to_contain_text("Alder to Cedar Mill: ")
    expect_measured(map_, position(data, ALDER), position(data, MILL))
    button(map_, "Clear the ruler").click()
    expect(map_.locator(".lk-ruler")).to_have_count(0)
    expect(map_.locator(".lk-result")).to_have_text(re.compile("^Click two points on the map"))


def test_two_clicks_anywhere_measure_between_the_points(race: Race, data: Path) -> None:
    page, map_ = race
    tool(map_, "Measure").click()
    bring_in(stage(map_))
    box = drawing(map_).bounding_box()
    assert box
    corners = [(box["x"] + a * box["width"], box["y"] + b * box["height"])
               for a, b in ((0.55, 0.9), (0.9, 0.85))]  # fmt: skip
    ends = []
    for label, at in zip(("From", "To"), corners, strict=True):
        page.mouse.click(*at)
        value = end_of_ruler(map_, label).input_value()
        lon, lat = (float(n) for n in value.split(","))
        assert (lon, lat) == pytest.approx(lon_lat(data, map_, at), abs=0.011)  # a pixel
        ends.append((lon, lat))
    expect_measured(map_, ends[0], ends[1])
    page.mouse.click(*corners[1])
    expect(map_.locator(".lk-result")).to_have_text(re.compile("Now the second point.$"))


def test_the_ruler_works_by_keyboard_with_names_of_places_on_a_narrow_page(
    open_race: OpenRace, data: Path
) -> None:
    page, map_ = open_race(390)
    tool(map_, "Measure").press("Enter")
    expect(tool(map_, "Measure")).to_have_attribute("aria-expanded", "true")
    for label, name in (("From", "Ald"), ("To", "Ced")):
        end_of_ruler(map_, label).focus()
        page.keyboard.type(name)
    expect(map_.locator("output.lk-result")).to_contain_text("Alder to Cedar Mill: ")
    expect_measured(map_, position(data, ALDER), position(data, MILL))
    assert map_.locator(".lk-measure").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


# ---- The menu -----------------------------------------------------------------------------------


def menu(map_: Locator) -> Locator:
    return map_.locator(".lk-menu")


def expect_menu(map_: Locator, is_open: bool) -> None:
    expect(menu(map_)).to_be_visible(visible=is_open)
    expect(button(map_, "Tools")).to_have_attribute("aria-expanded", str(is_open).lower())


def test_the_menu_of_tools_has_names_ruler_table_picture_and_speed(race: Race) -> None:
    page, map_ = race
    expect_menu(map_, False)
    button(map_, "Tools").click()
    expect_menu(map_, True)
    for name in ("Measure", "Table", "Save picture as SVG", "Save picture as PNG"):
        expect(menu(map_).get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("Names", "Speed of play"):
        expect(menu(map_).get_by_role("combobox", name=name)).to_be_visible()
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 900})
        bring_in(stage(map_))
        expect(menu(map_)).to_be_in_viewport(ratio=1)
    button(map_, "Tools").click()
    expect_menu(map_, False)


def test_escape_closes_the_menu_alone_and_gives_the_focus_back(race: Race, data: Path) -> None:
    page, map_ = race
    click_on(page, map_, f"control/birch-ford/{held_on(data, 'birch-ford', FIRST)['start']}")
    expect(card(map_)).to_be_visible()
    button(map_, "Tools").press("Enter")
    expect_menu(map_, True)
    page.keyboard.press("Tab")
    expect(map_.get_by_label("Names")).to_be_focused()
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    expect_menu(map_, False)
    expect(button(map_, "Tools")).to_be_focused()
    expect(card(map_)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_the_menu_closes_when_the_focus_or_a_click_goes_elsewhere(race: Race) -> None:
    page, map_ = race
    button(map_, "Tools").press("Enter")
    for _ in range(6):  # through the menu, which stays open while the focus is in it
        page.keyboard.press("Tab")
        expect_menu(map_, True)
    page.keyboard.press("Tab")  # full screen, the last of the tools
    page.keyboard.press("Tab")
    expect_menu(map_, False)
    button(map_, "Tools").click()
    expect_menu(map_, True)
    page.mouse.click(*middle(map_.locator("h3")))
    expect_menu(map_, False)


def test_the_menu_closes_when_it_has_done_what_was_asked_and_stays_for_a_choice(
    race: Race,
) -> None:
    _, map_ = race
    button(map_, "Tools").click()
    map_.get_by_label("Names").select_option("English")
    map_.get_by_label("Speed of play").select_option("10")
    expect_menu(map_, True)
    button(map_, "Measure").click()
    expect_menu(map_, False)
    expect(map_.locator(".lk-measure")).to_be_visible()
    expect(button(map_, "Tools")).to_be_focused()
    expect(tool(map_, "Measure")).to_have_attribute("aria-expanded", "true")
    button(map_, "Tools").click()
    button(map_, "Close: Measure").click()
    expect(map_.locator(".lk-measure")).to_be_hidden()
    expect(tool(map_, "Measure")).to_have_attribute("aria-expanded", "false")


# ---- Zoom and pan -------------------------------------------------------------------------------


def ford_at_first(race: Race, data: Path) -> tuple[Locator, list[float], Any]:
    """Bring the map in; give a mark to hold on to, the view, and how far the page is scrolled."""
    page, map_ = race
    bring_in(stage(map_))
    return symbol_of_holder(data, map_, "birch-ford", FIRST), view_of(map_), page.evaluate(SCROLLED)


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is(race: Race, data: Path) -> None:
    page, map_ = race
    ford, whole, scrolled = ford_at_first(race, data)
    at = middle_now(ford)
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -250)
    expect(drawing(map_)).not_to_have_attribute("viewBox", " ".join(f"{n:.3f}" for n in whole))
    assert view_of(map_)[2] == pytest.approx(whole[2] / 1.74, rel=0.02)
    assert middle_now(ford) == pytest.approx(at, abs=1)
    page.mouse.wheel(0, 900)
    page.mouse.wheel(0, 900)
    page.keyboard.up("Control")
    page.wait_for_function("([svg, x]) => svg.getAttribute('viewBox') === x",
                           arg=[drawing(map_).element_handle(), viewbox(whole)])  # fmt: skip
    assert page.evaluate(SCROLLED) == scrolled


def viewbox(view: list[float]) -> str:
    return " ".join(f"{n:.3f}" for n in view)


@pytest.mark.parametrize("how", ["buttons", "keys"])
def test_buttons_and_keys_zoom_move_and_reset(race: Race, how: str) -> None:
    page, map_ = race
    keys = {"Zoom in": "+", "Zoom out": "-", "Show the whole map": "0"}
    keys |= {f"Move {way.lower()}": f"Shift+Arrow{way}" for way in ("Left", "Right", "Up", "Down")}
    stage(map_).focus()
    whole, scrolled = view_of(map_), page.evaluate(SCROLLED)

    def do(name: str) -> list[float]:
        if how == "keys":
            stage(map_).press(keys[name])
        else:
            button(map_, name).click(force=True)  # pressed even when it can do nothing
        return view_of(map_)

    expect(button(map_, "Zoom out")).to_be_disabled()
    expect(button(map_, "Show the whole map")).to_be_disabled()
    expect(button(map_, "Move left")).to_be_hidden()
    x, y, width, height = do("Zoom in")
    assert (width, height) == pytest.approx((whole[2] / 1.5, whole[3] / 1.5), abs=0.01)
    middle_ = (x + width / 2, y + height / 2)
    assert middle_ == pytest.approx((whole[2] / 2, whole[3] / 2), abs=0.01)
    assert do("Move left")[0] < x
    assert do("Move right")[0] == pytest.approx(x, abs=0.01)
    assert do("Move up")[1] < y
    assert do("Move down")[1] == pytest.approx(y, abs=0.01)
    for _ in range(9):
        do("Zoom in")
    assert view_of(map_)[2] == pytest.approx(whole[2] / 12, abs=0.01)  # the deepest zoom
    assert do("Zoom out")[2] == pytest.approx(whole[2] / 8, abs=0.01)
    assert do("Show the whole map") == whole
    assert do("Zoom out") == whole
    assert page.evaluate(SCROLLED) == scrolled


def test_dragging_moves_the_map_with_the_pointer(race: Race, data: Path) -> None:
    page, map_ = race
    bring_in(stage(map_))
    mill, whole = symbol_of_holder(data, map_, MILL, FIRST), view_of(map_)
    drag(page, middle_now(mill), (60, 40))
    assert view_of(map_) == whole  # there is nothing beyond the edge
    press_in(map_, 2)
    x, y = middle_now(mill)
    drag(page, (x, y), (-70, 50))
    assert middle_now(mill) == pytest.approx((x - 70, y + 50), abs=1.5)
    page.mouse.move(5, 5)
    expect(card(map_)).to_be_hidden()  # a drag is not a click


def press_in(map_: Locator, times: int) -> None:
    for _ in range(times):
        button(map_, "Zoom in").click()


def test_two_fingers_zoom_and_one_scrolls_the_page(race: Race, data: Path) -> None:
    page, map_ = race
    ford, whole, scrolled = ford_at_first(race, data)
    x, y = middle_now(ford)
    touch(page, ((x - 30, y), (x - 75, y)), ((x + 30, y), (x + 75, y)), steps=20)
    assert view_of(map_)[2] == pytest.approx(whole[2] * 60 / 150, rel=0.02)
    assert middle_now(ford) == pytest.approx((x, y), abs=4)
    assert page.evaluate("visualViewport.scale") == 1
    assert page.evaluate(SCROLLED) == scrolled
    before = view_of(map_)
    touch(page, ((x, y), (x, y - 150)))
    page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=scrolled)
    assert view_of(map_) == before
    expect(card(map_)).to_be_hidden()


# Sizes on the screen of what must stay legible, and names that cover one another. Turned names,
# those of rivers, are left out: their boxes hold much air.
LEGIBLE = """async map => {
  await new Promise(done => setTimeout(done, 400));  // names settle a moment after the last zoom
  const seen = [...map.shadowRoot.querySelectorAll(".lk-name:not([transform*=rotate]) text")]
    .filter(text => !text.closest("[display=none]"));
  const boxes = seen.map(text => ({ group: text.parentNode.parentNode,
    words: text.textContent, ...text.getBoundingClientRect().toJSON() }));
  const over = (a, b) => a.group !== b.group && a.left < b.right - 2.5 && b.left < a.right - 2.5 &&
    a.top < b.bottom - 2.5 && b.top < a.bottom - 2.5;
  const symbol = map.shadowRoot.querySelector('[data-feature^="control/akashat/"] use');
  const named = boxes.find(box => box.words === "Al-Bukamal"), { width, height } =
    symbol.getBoundingClientRect();
  return {
    count: boxes.length, symbol: [width, height], letters: [named?.width, named?.height],
    covered: boxes.flatMap((a, n) => boxes.slice(0, n).filter(b => over(a, b))
      .map(b => `${a.words} and ${b.words}`)),
  };
}"""


def test_symbols_and_names_stay_legible_at_each_zoom(syria: Race, root: Path) -> None:
    page, map_ = syria
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        bring_in(stage(map_))
        first = map_.evaluate(LEGIBLE)
        assert min(first["symbol"]) > 7, width
        assert first["letters"][1] > 11, width
        assert first["count"] > (10 if width == 1300 else 4)
        at = middle_now(symbol_of_holder(root / "data", map_, "al-bukamal", FIRST))
        page.mouse.move(*at)
        for _ in range(3):
            page.keyboard.down("Control")
            page.mouse.wheel(0, -200)
            page.keyboard.up("Control")
            now = map_.evaluate(LEGIBLE)
            assert now["symbol"] == pytest.approx(first["symbol"], abs=0.2), width
            assert now["letters"] == pytest.approx(first["letters"], abs=0.5), width
            assert now["covered"] == [], width
        assert view_of(map_)[2] < 200
        button(map_, "Show the whole map").click()


# ---- Names, themes, full screen -----------------------------------------------------------------

SHOWN_NAMES = """map => [...map.shadowRoot.querySelectorAll(".lk-place text")]
  .filter(text => !text.closest("[display=none]")).map(text => [text.getAttribute("class"),
    text.textContent])"""


def test_names_are_in_english_in_arabic_or_in_both(race: Race, data: Path) -> None:
    _, map_ = race
    ford = row(data, "places", place_id="birch-ford")
    english, arabic = ["lk-own", ford["name_en"]], ["lk-local", ford["name_local"]]
    button(map_, "Tools").click()
    choice = map_.get_by_label("Names")
    expect(choice).to_have_value("both")
    assert {"lk-own", "lk-local"} == {script for script, _ in map_.evaluate(SHOWN_NAMES)}
    for words, has, hasnt in (("English", english, arabic), ("Arabic", arabic, english)):
        choice.select_option(words)
        names = map_.evaluate(SHOWN_NAMES)
        assert has in names
        assert hasnt not in names
        assert hasnt[0] not in {script for script, _ in names}
        assert len(names) >= 3
    choice.select_option("English and Arabic")
    names = map_.evaluate(SHOWN_NAMES)
    assert english in names
    assert arabic in names


# JupyterLab gives a notebook a box that scrolls: the map fits in it, not in the window.
IN_NOTEBOOK = """() => {
  const host = document.getElementById("host"), box = document.createElement("div");
  box.className = "jp-WindowedPanel-outer";
  box.style = "height: 600px; overflow: auto";
  host.before(box);
  box.append(host);
  dispatchEvent(new Event("resize"));
}"""
WIDE = "([node, width]) => node.getBoundingClientRect().width > width + 100"
IS_FULL = "map => map.getRootNode().fullscreenElement === map"
AS_BEFORE = "([node, width]) => node.getBoundingClientRect().width === width"


def test_full_screen_gives_the_map_more_room_until_one_leaves_it(race: Race) -> None:
    page, map_ = race
    page.evaluate(IN_NOTEBOOK)
    before, whole = stage(map_).bounding_box(), view_of(map_)
    assert before
    assert before["height"] < 600
    size = [stage(map_).element_handle(), before["width"]]
    button(map_, "Full screen").click()
    page.wait_for_function(IS_FULL, arg=map_.element_handle())
    page.wait_for_function(WIDE, arg=size)
    switch(map_, "roads").uncheck()
    expect(group(map_, "roads")).to_be_hidden()
    slider(map_).press("ArrowRight")
    expect_day(map_, FIRST + dt.timedelta(days=1))
    page.mouse.move(*middle(stage(map_)))
    page.mouse.wheel(0, -200)  # there is no page to scroll
    expect(drawing(map_)).not_to_have_attribute("viewBox", viewbox(whole))
    button(map_, "Leave full screen").click()
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_function(AS_BEFORE, arg=size)
    expect_day(map_, FIRST + dt.timedelta(days=1))
    button(map_, "Full screen").click()
    expect(button(map_, "Leave full screen")).to_be_visible()
    page.evaluate("document.exitFullscreen()")  # so does Escape, a key of the browser itself
    expect(button(map_, "Full screen")).to_be_visible()
    page.wait_for_function(AS_BEFORE, arg=size)
