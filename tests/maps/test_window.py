"""The window: true positions, the relief below them, the scale bar."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    Point,
)
from support.drawings import EXTENTS, TANF, WGS84, formula, ordinate

from lessonkit.geodesy import circle
from lessonkit.maps.ground import ground_of
from lessonkit.maps.plane.relief import mercator_y
from lessonkit.maps.still import print_map
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson


def inverse(window: Window, x: float, y: float) -> tuple[float, float]:
    """Return lon and lat of a place on the page, as a browser would (Snyder 1987, 7-9)."""
    ext = window.extent
    radian = window.width / math.radians(ext.east - ext.west)
    wanted = ordinate(ext.north) - y / radian
    lat, e = math.atan(math.sinh(wanted)), math.sqrt(WGS84.es)
    for _ in range(8):
        lat = math.atan(math.sinh(wanted + e * math.atanh(e * math.sin(lat))))
    return ext.west + math.degrees(x / radian), math.degrees(lat)


@given(st.sampled_from(EXTENTS), st.floats(0, 1), st.floats(0, 1))
def test_the_page_follows_mercators_formula_and_back(
    lesson: Lesson, extent: str, east: float, north: float
) -> None:
    window = Window(lesson.extent(extent))
    e = window.extent
    point = Point(e.west + east * (e.east - e.west), e.south + north * (e.north - e.south))
    x, y = window.page(point)
    assert (x, y) == pytest.approx(formula(window, point), abs=0.05)
    lon, lat = inverse(window, x, y)
    pixel = (e.east - e.west) / window.width
    assert abs(lon - point.x) < pixel / 2
    assert abs(lat - point.y) < pixel / 2


@pytest.mark.parametrize("extent", EXTENTS)
def test_corners_are_corners_and_north_is_up(lesson: Lesson, extent: str) -> None:
    window = Window(lesson.extent(extent))
    e = window.extent
    assert window.page(Point(e.west, e.north)) == pytest.approx((0, 0), abs=1e-6)
    assert window.page(Point(e.east, e.south)) == pytest.approx(
        (window.width, window.height), abs=1e-6
    )


def test_al_tanf_lies_where_the_map_says(lesson: Lesson) -> None:
    window = Window(lesson.extent("tanf"))
    base = lesson.place("al-tanf-garrison").geometry
    assert (base.x, base.y) == (38.618, 33.506)
    x, y = window.page(base)
    # 37.2 to 40.1 degrees east are 960 points: 1.418 of 2.9 degrees.
    assert x == pytest.approx(960 * 1.418 / 2.9, abs=0.01)
    assert y == pytest.approx(0.600 * window.height, abs=0.005 * window.height)
    zakf = window.page(lesson.place("zakf").geometry)  # north-east of the base
    crossing = window.page(lesson.place("al-tanf-crossing").geometry)  # east-south-east of it
    assert zakf[0] > x
    assert zakf[1] < y
    assert crossing[0] > x
    assert crossing[1] > y


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_relief_lies_under_the_map_to_within_a_pixel(lesson: Lesson, extent: str) -> None:
    window = Window(lesson.extent(extent))
    e = window.extent
    top, foot = mercator_y(e.north), mercator_y(e.south)
    for lat in np.linspace(e.south, e.north, 50):
        on_picture = (top - mercator_y(lat)) / (top - foot) * window.height
        assert abs(on_picture - window.page(Point(e.west, lat))[1]) < 1
    picture = ground_of(lesson, e).relief
    assert picture.width / picture.height == pytest.approx(window.width / window.height, rel=0.01)


def test_a_line_keeps_its_shape_to_half_a_point(lesson: Lesson) -> None:
    window = Window(lesson.extent("tanf"))
    zone = circle(TANF.x, TANF.y, 55, n=720)
    shape = window.project(zone)
    assert len(shape.exterior.coords) < 300
    for point in zone.exterior.coords[::20]:
        there = window.crs.transform_point(*point, window.crs.as_geodetic())
        assert shape.exterior.distance(Point(there)) * window.scale <= 0.5


# ---- The scale bar ------------------------------------------------------------------------------


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_printed_scale_bar_is_true_at_its_latitude(lesson: Lesson, extent: str) -> None:
    figure = print_map(lesson, lesson.extent(extent), [], title="Scale")
    lines: list[Any] = list(figure.axes[0].lines)
    bar = [line for line in lines if len(line.get_xdata()) == 2][-1]
    (x0, x1), (y0, y1) = bar.get_data()
    assert y0 == y1
    crs = Window(lesson.extent(extent)).crs
    ends = crs.as_geodetic().transform_points(crs, np.array([x0, x1]), np.array([y0, y1]))
    km = WGS84.inv(*ends[0, :2], *ends[1, :2])[2] / 1000
    (label,) = (t.get_text() for t in figure.axes[0].texts if " km (" in t.get_text())
    said = [float(n) for n in re.findall(r"[\d.]+", label)]
    assert km == pytest.approx(said[0], rel=0.01)
    assert km / 1.609344 == pytest.approx(said[1], abs=0.5 + 0.01 * said[1])
