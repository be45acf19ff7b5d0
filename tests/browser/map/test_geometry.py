"""Distances, bearings and the projection are those of Python."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod
from support.map_page import EARTH, EXTENTS, Run, sides

from lessonkit import Lesson, geodesy
from lessonkit.maps.plane.mesh import mesh_of
from lessonkit.maps.window import Window

pytestmark = pytest.mark.browser


def points(n: int, west: float, south: float, east: float, north: float) -> Any:
    """Return `n` random points as rows of lon, lat; the same ones each time."""
    return np.random.default_rng(1).uniform((west, south), (east, north), (n, 2))


def spec_of(window: Window) -> dict[str, Any]:
    return {"mesh": mesh_of(window), "width": window.width}


def assert_inverse(geo: Run, one: Any, two: Any) -> None:
    got = geo("x.map(([a, b]) => inverse(a, b))", np.stack([one, two], axis=1).tolist())
    km = geodesy.distance(*one.T, *two.T)
    assert [row["km"] for row in got] == pytest.approx(km, rel=1e-6)
    off = np.array([row["bearing"] for row in got]) - geodesy.bearing(*one.T, *two.T)
    assert np.abs((off + 180) % 360 - 180).max() < 1e-6
    assert all(0 <= row["bearing"] < 360 for row in got)


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_ruler_measures_as_python_does(geo: Run, lesson: Lesson, extent: str) -> None:
    one, two = np.split(points(2000, *sides(lesson, extent)), 2)
    assert_inverse(geo, one, two)


def test_the_ruler_measures_as_python_does_anywhere_on_earth(geo: Run) -> None:
    one, two = np.split(points(4000, *EARTH), 2)
    near = geodesy.distance(*one.T, *two.T) < 19_500  # of 20 004 km to the other side
    assert near.sum() > 1900
    assert_inverse(geo, one[near], two[near])


def test_the_ruler_measures_to_the_other_side_of_the_earth(geo: Run) -> None:
    one = points(300, *EARTH)
    two = np.column_stack(((one[:, 0] + 360) % 360 - 180, -one[:, 1])) + points(300, -1, -1, 1, 1)
    got = geo("x.map(([a, b]) => inverse(a, b).km)", np.stack([one, two], axis=1).tolist())
    assert got == pytest.approx(geodesy.distance(*one.T, *two.T), rel=0.005)


def test_the_ruler_measures_along_meridian_equator_and_date_line(geo: Run) -> None:
    pairs = [
        *(([40, 10], [40, 50]), ([40, 50], [40, -10]), ([10, 0], [90, 0]), ([90, 0], [10, 0])),
        *(([179, 20], [-179, 21]), ([-179.5, -40], [179.5, -40]), ([0, 35], [0.001, 35.001])),
    ]
    assert_inverse(geo, *np.array(pairs, dtype=float).transpose(1, 0, 2))
    assert geo("inverse(x, x)", [38.6, 33.5]) == {"km": 0, "bearing": 0}


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_point_of_the_map_is_where_python_draws_it(geo: Run, lesson: Lesson, extent: str) -> None:
    window = Window(lesson.extents[extent])
    west, south, east, north = sides(lesson, extent)
    some = np.vstack([points(1000, west, south, east, north), [[west, north], [east, south]]])
    x = {"spec": spec_of(window), "points": some.tolist()}
    there = geo("x.points.map(p => new Projection(x.spec).toMap(p))", x)
    drawn = window.pages([shapely.Point(p) for p in some])
    assert np.array([[p["x"], p["y"]] for p in there]) == pytest.approx(np.array(drawn), abs=0.1)
    to = "x.points.map(p => { const t = new Projection(x.spec); return t.toLonLat(t.toMap(p)); })"
    assert np.array(geo(to, x)) == pytest.approx(some, abs=1e-9)


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_line_of_the_ruler_is_the_shortest_way(geo: Run, lesson: Lesson, extent: str) -> None:
    """It lies on the geodesic, by half its own width on the map."""
    west, south, east, north = sides(lesson, extent)
    window = Window(lesson.extents[extent])
    for a, b in (((west, south), (east, north)), ((west, north), (east, north))):
        path = geo("pathBetween(...x)", [a, b])
        assert path[0] == pytest.approx(a)
        assert path[-1] == pytest.approx(b)
        way = [a, *Geod(ellps="WGS84").npts(*a, *b, 200), b]
        line = shapely.LineString(window.pages([shapely.Point(p) for p in way]))
        assert (
            max(
                line.distance(shapely.Point(p))
                for p in window.pages([shapely.Point(p) for p in path])
            )
            < 1.25
        )


def test_a_bearing_has_one_of_sixteen_names(geo: Run) -> None:
    names = "north north-north-east north-east east-north-east east east-south-east south-east "
    names += "south-south-east south south-south-west south-west west-south-west west "
    names += "west-north-west north-west north-north-west"
    for off in (-11.2, 0, 11.2):
        bearings = [(22.5 * n + off) % 360 for n in range(16)]
        assert geo("x.map(windOf)", bearings) == names.split()
    assert geo("x.map(windOf)", [359.99, 360]) == ["north", "north"]


def test_a_scale_bar_has_a_round_length(geo: Run) -> None:
    most = [0.7, 1, 1.99, 2, 4.9, 5, 9.99, 10, 49, 50, 99, 100, 163, 499, 1000]
    round_ones = [0.5, 1, 1, 2, 2, 5, 5, 10, 20, 50, 50, 100, 100, 200, 1000]
    assert geo("x.map(roundLength)", most) == round_ones


def test_miles_are_statute_miles(geo: Run) -> None:
    lengths = [0, 1, 1.609344, 55, 321.8688]
    assert geo("x.map(toMiles)", lengths) == [geodesy.to_miles(km) for km in lengths]
    assert geo("x.map(toMiles)", [1.609344]) == [1]
