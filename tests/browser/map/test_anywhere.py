"""Maps of a pole, an ocean over the 180th meridian, a quarter of a city, the whole earth."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page
from support.earth import WINDOWS, write_earth
from support.map_page import OpenMap, Run, map_point, press, spot, state

from lessonkit import Lesson, geodesy
from lessonkit.maps.plane.mesh import mesh_of
from lessonkit.maps.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def earth(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return Lesson(write_earth(tmp_path_factory.mktemp("earth") / "lesson"))


def spec_of(window: Window) -> dict[str, Any]:
    return {"mesh": mesh_of(window), "width": window.width}


def on_earth(window: Window, n: int) -> np.ndarray:
    """Return random places of the page that show the earth, x and y in points."""
    rng = np.random.default_rng(3)
    places = rng.uniform((0, 0), (window.width, window.height), (n, 2))
    left, _, _, top = window.bounds
    inner = window.earth.buffer(-0.02 * (window.bounds[2] - left))
    x, y = places.T
    return places[shapely.contains_xy(inner, left + x / window.scale, top - y / window.scale)]


@pytest.mark.parametrize("name", WINDOWS)
def test_a_ruler_between_two_pixels_is_right(geo: Run, earth: Lesson, name: str) -> None:
    """Long lines and short ones, of some pixels, to half a percent of what Python measures."""
    window = Window(earth.extent(name))
    one = on_earth(window, 500)
    far, near = one[::-1], one + np.random.default_rng(4).uniform(-7, 7, one.shape)
    for other in (far, near):
        ends = np.stack([one, other], axis=1)
        x = {"spec": spec_of(window), "ends": [[{"x": a, "y": b} for a, b in e] for e in ends]}
        got = geo(
            "((p) => x.ends.map((e) => e.map((at) => p.toLonLat(at))).map((e) => "
            "e[0] && e[1] ? inverse(e[0], e[1]).km : null))(new Projection(x.spec))",
            x,
        )
        true = geodesy.distance(*window.lon_lat(*one.T), *window.lon_lat(*other.T))
        known = np.array([km is not None for km in got])
        long_enough = known & (true > 0)
        assert long_enough.sum() > 250
        assert np.array(got, dtype=float)[long_enough] == pytest.approx(
            true[long_enough], rel=0.005
        )


@pytest.mark.parametrize("name", WINDOWS)
def test_the_way_back_finds_the_pixel(geo: Run, earth: Lesson, name: str) -> None:
    window = Window(earth.extent(name))
    places = on_earth(window, 200)
    lon, lat = window.lon_lat(*places.T)
    x = {"spec": spec_of(window), "points": np.column_stack((lon, lat)).tolist()}
    got = geo("((p) => x.points.map((one) => p.toMap(one)))(new Projection(x.spec))", x)
    assert all(got)
    assert np.array([[at["x"], at["y"]] for at in got]) == pytest.approx(places, abs=0.6)


def test_beside_the_earth_there_is_nothing(geo: Run, earth: Lesson) -> None:
    x = {"spec": spec_of(Window(earth.extent("world")))}
    got = "((p) => [p.toLonLat({ x: 2, y: 2 }), p.kmPerUnit({ x: 2, y: 2 })])"
    assert geo(f"{got}(new Projection(x.spec))", x) == [None, None]


def lon_lat(window: Window, at: tuple[float, float]) -> tuple[float, float]:
    lon, lat = window.lon_lat(np.array([at[0]]), np.array([at[1]]))
    return float(lon[0]), float(lat[0])


@pytest.mark.parametrize("name", WINDOWS)
def test_scale_bar_and_ruler_of_a_map_are_true(earth: Lesson, open_map: OpenMap, name: str) -> None:
    page, window = open_map(earth.map(name)), Window(earth.extent(name))
    the_scale_bar_is_true_where_it_says(page, window)
    page.locator(".lk-stage").press("0")
    the_ruler_measures_two_clicks(page, window)


def the_ruler_measures_two_clicks(page: Page, window: Window) -> None:
    press(page, "Measure")
    ends = []
    for right, down in ((0.42, 0.35), (0.72, 0.66)):
        x, y = spot(page, right, down)
        ends.append(lon_lat(window, map_point(page, x, y)))
        page.mouse.click(x, y)
    assert len(state(page, "ruler")) == 2
    words = page.locator(".lk-result").inner_text()
    (said,) = re.findall(r": ([\d.]+) km", words)
    # The click lies on a whole pixel, the places of the page between two.
    assert float(said) == pytest.approx(geodesy.distance(*ends[0], *ends[1]), rel=0.01)
    line = page.locator(".lk-ruler path").first.get_attribute("d") or ""
    assert "NaN" not in line
    assert line.count("L") >= 30


def the_scale_bar_is_true_where_it_says(page: Page, window: Window) -> None:
    for keys in ("", "+ +"):
        for key in keys.split():
            page.locator(".lk-stage").press(key)
        bar = page.locator(".lk-scale i").bounding_box()
        assert bar
        words = page.locator(".lk-scale").inner_text()
        length, unit, where = re.match(
            r"([\d.]+) (k?m) \([\d.]+ miles\) ?(.*)", words.strip()
        ).groups()  # type: ignore[union-attr]
        y = bar["y"] + bar["height"]
        if "middle" in where:
            x, y = spot(page, 0.5, 0.5)
            bar["x"] = x - bar["width"] / 2
        ends = [map_point(page, x, y) for x in (bar["x"], bar["x"] + bar["width"])]
        km = geodesy.distance(*lon_lat(window, ends[0]), *lon_lat(window, ends[1]))
        said = float(length) / (1000 if unit == "m" else 1)
        # Where no place is named, the scale differs by at most a tenth over the map.
        assert said == pytest.approx(km, rel=0.02 if where else 0.1), words


def test_a_step_shows_its_window_in_another_projection(earth: Lesson) -> None:
    """All of the step's window is seen, though it has another shape."""
    map_ = earth.map("pole")
    window = Window(earth.extent("pole"))
    left, top, right, foot = window.frame_of(earth.extent("ross"))
    (step,) = map_.spec["steps"]
    x, y, width = step["window"]
    high = width * window.height / window.width
    assert x <= left + 1
    assert x + width >= right - 1
    assert y <= top + 1
    assert y + high >= foot - 1
