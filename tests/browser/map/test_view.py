"""Zoom and pan: by wheel, buttons, keys, drag and fingers."""

from __future__ import annotations

import re
from collections.abc import Callable

import cartopy.crs as ccrs
import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.map_page import (
    MAP_WIDTH,
    OpenMap,
    WholeMap,
    assert_inside,
    frame_of,
    long_page,
    map_point,
    press,
    spot,
    state,
    symbol,
    view_box,
    zoom_of,
)

from lessonkit import Lesson, geodesy
from lessonkit.maps.window import Window
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


def test_ctrl_and_wheel_zoom_around_the_pointer(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    long_page(page)
    for right, down, turns in ((0.3, 0.4, (-200, -100, -400)), (0.8, 0.7, (-200, 150, -60))):
        x, y = spot(page, right, down)
        page.mouse.move(x, y)
        page.keyboard.down("Control")
        for turn in turns:
            before, zoom, width = map_point(page, x, y), zoom_of(page), view_box(page)[2]
            page.mouse.wheel(0, turn)
            page.wait_for_function(
                """was => Math.abs(document.querySelector("#host").shadowRoot
                  .querySelector("svg.lk-svg").viewBox.baseVal.width - was) > 1""",
                arg=width,
            )
            after = map_point(page, x, y)
            assert (zoom_of(page) > zoom) == (turn < 0)
            pixels = frame_of(page)["width"] / view_box(page)[2]
            assert np.hypot(*np.subtract(after, before)) * pixels < 1
        page.keyboard.up("Control")
    assert page.evaluate("scrollY") == 0


def test_the_wheel_alone_scrolls_the_page(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    long_page(page)
    before = view_box(page)
    expect(page.locator(".lk-hint")).to_be_hidden()
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 100")
    expect(page.locator(".lk-hint")).to_be_visible()
    assert view_box(page) == before
    expect(page.locator(".lk-hint")).to_be_hidden()


def test_buttons_and_keys_zoom(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    outward = page.get_by_role("button", name="Zoom out", exact=True)
    expect(outward).to_have_attribute("aria-disabled", "true")
    press(page, "Zoom in")
    assert zoom_of(page) == pytest.approx(1.5, rel=1e-4)
    expect(outward).to_have_attribute("aria-disabled", "false")
    press(page, "Zoom in")
    outward.click()
    assert zoom_of(page) == pytest.approx(1.5, rel=1e-4)
    press(page, "Show the whole map")
    assert zoom_of(page) == 1
    stage = page.locator(".lk-stage")
    for key, zoom in (("+", 1.5), ("+", 2.25), ("-", 1.5), ("=", 2.25), ("0", 1), ("-", 1)):
        stage.press(key)
        assert zoom_of(page) == pytest.approx(zoom, rel=1e-4), key


def test_shift_and_an_arrow_move_the_map(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    stage = page.locator(".lk-stage")
    stage.press("Shift+ArrowRight")
    assert view_box(page)[:2] == [0, 0]  # the whole map has nowhere to go
    for _ in range(3):
        stage.press("+")
    unit = frame_of(page)["width"] / view_box(page)[2]  # CSS pixels for one map unit
    for key, name, dx, dy in (
        ("Shift+ArrowRight", "Move right", 80, 0),
        ("Shift+ArrowLeft", "Move left", -80, 0),
        ("Shift+ArrowDown", "Move down", 0, 80),
        ("Shift+ArrowUp", "Move up", 0, -80),
    ):
        for move in (lambda key=key: stage.press(key), lambda name=name: press(page, name)):
            before = view_box(page)
            move()
            moved = np.subtract(view_box(page)[:2], before[:2]) * unit
            assert moved == pytest.approx((dx, dy), abs=0.1)
    assert state(page, "selected") == ""


def test_the_view_never_leaves_the_map(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    stage = page.locator(".lk-stage")
    keys = ["+", "+", "+", "-", *(f"Shift+Arrow{way}" for way in ("Up", "Down", "Left", "Right"))]
    stage.focus()
    deepest = 1.0
    for key in [*np.random.default_rng(2).choice(keys, 36), *(["+"] * 9), "Shift+ArrowUp"]:
        page.keyboard.press(key)
        assert_inside(page)
        deepest = max(deepest, zoom_of(page))
    assert deepest == pytest.approx(12, rel=1e-3)
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*spot(page, 3, 3), steps=4)
    page.mouse.up()
    assert_inside(page)


def test_a_drag_moves_the_map_and_selects_nothing(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    page.locator(".lk-stage").press("+")
    x, y = symbol(page, "towns/cedar-mill")
    before = map_point(page, x, y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 45, steps=5)
    page.mouse.up()
    assert state(page, "selected") == ""
    assert map_point(page, x + 60, y + 45) == pytest.approx(before, abs=0.7)
    before_click = view_box(page)
    x, y = symbol(page, "towns/cedar-mill")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2, y + 2)  # a hand that trembles still clicks
    page.mouse.up()
    assert "cedar-mill" in state(page, "selected")
    assert view_box(page) == before_click


def test_a_press_that_ends_outside_leaves_no_drag_behind(valley: Map, open_map: OpenMap) -> None:
    """The pointer that comes back without a button does not pull the map along."""
    page = open_map(valley)
    page.locator(".lk-stage").press("+")
    page.mouse.move(*spot(page, 0.004, 0.5))
    page.mouse.down()
    page.mouse.move(2, 300)  # in one leap off the map
    page.mouse.up()
    before = view_box(page)
    page.mouse.move(*spot(page, 0.3, 0.5), steps=3)
    assert view_box(page) == before


@pytest.mark.parametrize("extent", ["syria", "tanf", "corridor"])
def test_the_scale_bar_is_true(lesson: Lesson, open_map: OpenMap, extent: str) -> None:
    page = open_map(lesson.map(extent=extent, layers=["towns"], title="Towns", alt="A map."))
    window = Window(lesson.extents[extent])
    left, _, _, top = window.bounds

    def lon_lat(x: float, y: float) -> tuple[float, float]:
        metres = left + x / window.scale, top - y / window.scale
        lon, lat = ccrs.PlateCarree().transform_point(*metres, window.crs)
        return lon, lat

    lengths = set()
    for keys in ("", "+ + Shift+ArrowUp", "Shift+ArrowDown Shift+ArrowDown", "+ + + +"):
        for key in keys.split():
            page.locator(".lk-stage").press(key)
        bar = page.locator(".lk-scale i").bounding_box()
        words = page.locator(".lk-scale").inner_text().strip()
        said = re.fullmatch(r"([\d.]+) km \(([\d.]+) miles\)", words)
        assert bar
        assert said
        foot = bar["y"] + bar["height"]
        ends = [map_point(page, x, foot) for x in (bar["x"], bar["x"] + bar["width"])]
        km = geodesy.distance(*lon_lat(*ends[0]), *lon_lat(*ends[1]))
        assert float(said[1]) == pytest.approx(km, rel=0.02), keys
        miles = geodesy.to_miles(float(said[1]))
        assert float(said[2]) == pytest.approx(miles, abs=0.05 if miles < 10 else 0.5)
        lengths.add(said[1])
    assert len(lengths) > 2


def test_symbols_and_hatches_keep_their_size_on_the_screen(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    for width, size in ((1300, 1), (390, 0.8)):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(300)  # the map takes its new room
        for zoom in range(4):
            found = page.locator("svg.lk-svg").evaluate(SCALES)
            assert len(found["symbols"]) > 50
            symbols = [size] * len(found["symbols"])
            assert found["symbols"] == pytest.approx(symbols, rel=0.01), (width, zoom)
            for kind, least in (("names", 3), ("patterns", 1)):
                assert len(found[kind]) > least, (kind, width, zoom)
                scales = [1] * len(found[kind])
                assert found[kind] == pytest.approx(scales, rel=0.01), (kind, width, zoom)
            press(page, "Zoom in")
        press(page, "Show the whole map")


SCALES = """svg => {
  const scaleOf = node => {
    const { a, b } = node.getScreenCTM(); // a name may be turned
    return Math.hypot(a, b);
  };
  const shown = [...svg.querySelectorAll(".lk-s, .lk-at")]
    .filter(node => node.checkVisibility());
  const patterns = [...svg.querySelectorAll("pattern")].map(pattern =>
    pattern.getAttribute("patternTransform").match(/^scale\\(([\\d.]+)\\)$/)[1] * scaleOf(svg));
  const [names, symbols] = [true, false].map(isName =>
    shown.filter(node => Boolean(node.closest(".lk-name")) === isName).map(scaleOf));
  return { names, symbols, patterns };
}"""


# ---- Touch --------------------------------------------------------------------------------------


def touch(page: Page) -> Callable[..., None]:
    """Return a function that puts fingers on the screen: the kind of event, then the points."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return send


def test_two_fingers_zoom_the_map(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley, 390, has_touch=True)
    long_page(page)
    press(page, "Zoom in")
    send = touch(page)
    x, y = spot(page, 0.5, 0.5)
    between, zoom = map_point(page, x, y), zoom_of(page)
    send("Start", (x - 20, y), (x + 20, y))
    for apart in (25, 30, 35, 40):
        send("Move", (x - apart, y), (x + apart, y))
    send("End")
    expect_zoom(page, 2 * zoom)
    pixels = frame_of(page)["width"] / view_box(page)[2]
    assert np.hypot(*np.subtract(map_point(page, x, y), between)) * pixels < 1
    assert page.evaluate("[scrollY, visualViewport.scale]") == [0, 1]
    assert state(page, "selected") == ""


def expect_zoom(page: Page, zoom: float) -> None:
    width = MAP_WIDTH / zoom
    page.wait_for_function(
        """width => Math.abs(document.querySelector("#host").shadowRoot
          .querySelector("svg.lk-svg").viewBox.baseVal.width / width - 1) < 0.02""",
        arg=width,
    )


def test_one_finger_scrolls_the_page(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley, 390, has_touch=True)
    long_page(page)
    press(page, "Zoom in")
    before = view_box(page)
    send = touch(page)
    x, y = spot(page, 0.5, 0.6)
    send("Start", (x, y))
    for up in range(20, 181, 20):
        send("Move", (x, y - up))
    send("End")
    page.wait_for_function("scrollY > 60")
    assert view_box(page) == before
    assert state(page, "selected") == ""


def test_a_tap_selects_a_mark(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley, 390, has_touch=True)
    page.touchscreen.tap(*symbol(page, "towns/cedar-mill"))
    assert "cedar-mill" in state(page, "selected")
    expect(page.locator(".lk-card")).to_contain_text("Cedar Mill")
