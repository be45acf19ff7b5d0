"""Land within reach along the roads."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from support.country import COORDINATES, COUNTRY, EQUAL_AREA, HELD, ROAD, cell_of_degrees, sites

from lessonkit import control, geodesy
from lessonkit.errors import LessonError


def reached(points, names, km, roads=None, **options) -> dict[str, float]:
    """Return the area in km2 of each holder, of several and of nobody."""
    areas = control.within_reach(sites(points, names), COUNTRY, EQUAL_AREA, km, roads, **options)
    return dict(zip(areas["holder"], areas["area_km2"], strict=True))


def test_a_place_reaches_a_circle() -> None:
    found = reached([(39, 35)], ["red"], 20)
    assert found["red"] == pytest.approx(math.pi * 20**2, rel=2e-3)
    assert set(found) == {"red", "nobody"}
    assert sum(found.values()) == pytest.approx(cell_of_degrees(*COUNTRY.bounds), rel=1e-6)


def test_reach_ends_at_the_border() -> None:
    half = reached([(36.5, 35)], ["red"], 20)["red"]  # on the border, a meridian
    assert half == pytest.approx(math.pi * 20**2 / 2, rel=3e-3)


def test_land_that_two_reach_is_given_to_neither() -> None:
    there = geodesy.destination(39, 35, 90, 30)
    found = reached([(39, 35), there], ["red", "blue"], 20)
    lens = 2 * 20**2 * math.acos(30 / 40) - 15 * math.sqrt(4 * 20**2 - 30**2)
    assert found["several"] == pytest.approx(lens, rel=5e-3)
    assert found["red"] == pytest.approx(math.pi * 20**2 - lens, rel=5e-3)
    assert found["red"] == pytest.approx(found["blue"], rel=1e-3)


def test_one_holder_at_two_places_is_not_several() -> None:
    there = geodesy.destination(39, 35, 90, 30)
    assert "several" not in reached([(39, 35), there], ["red", "red"], 20)


def test_a_road_is_shared_out_by_its_nearest_places() -> None:
    found = reached([(38, 34), (40, 34)], ["red", "blue"], 10, [ROAD])
    half = geodesy.length(shapely.LineString([(37, 34), (39, 34)]))
    # Each half of the road with its two ends; where they meet, both reach the land.
    one = found["red"] + found["several"]
    assert one == pytest.approx(20 * half + math.pi * 10**2, rel=5e-3)
    assert found["red"] == pytest.approx(found["blue"], rel=1e-3)
    assert found["several"] == pytest.approx(math.pi * 10**2, rel=0.02)
    assert found["red"] > 5 * reached([(38, 34)], ["red"], 10)["red"]


def test_a_road_outside_the_country_reaches_nothing() -> None:
    abroad = shapely.LineString([(42, 34), (43, 34)])
    alone = reached([(41, 34)], ["red"], 10)
    assert reached([(41, 34)], ["red"], 10, [abroad]) == alone


def test_nobody_reaches_land_from_a_place_that_is_not_known() -> None:
    assert set(reached([(38, 35)], ["unknown"], 20, [ROAD])) == {"nobody"}
    two = reached([(38, 35), (40, 35)], ["unknown", "red"], 20)
    assert two == pytest.approx(reached([(40, 35)], ["red"], 20))


@pytest.mark.parametrize("apart", [1e-12, 1e-11, 1e-10, 1e-9, 1e-8])
def test_a_sliver_that_one_reaches_alone_breaks_nothing(apart: float) -> None:
    found = reached([(38, 35), (38, 35 + apart)], ["red", "blue"], 20)
    assert found["several"] == pytest.approx(math.pi * 20**2, rel=5e-3)
    assert all(area > 1e-6 for area in found.values())  # km², a square metre


def test_a_divided_place_reaches_as_divided() -> None:
    parts = [(38, 35), (38, 35)]
    assert set(reached(parts, ["red", "blue"], 20, divided="both")) == {"both", "nobody"}


def test_the_land_reached_is_as_near_as_it_says() -> None:
    rng = np.random.default_rng(6)
    places, km = rng.uniform([36.5, 33], [41.5, 37], (15, 2)), 35
    points = sites(places, [f"h{n}" for n in range(15)])
    areas = control.within_reach(points, COUNTRY, EQUAL_AREA, km)
    land = rng.uniform([36.5, 33], [41.5, 37], (2000, 2))
    spots = gpd.GeoDataFrame(geometry=shapely.points(land), crs="EPSG:4326")
    named = spots.sjoin(areas)["holder"].sort_index()
    apart = geodesy.distance(land[:, :1], land[:, 1:], *places.T)
    clear = (np.abs(apart - km) > 0.005 * km).all(axis=1)  # an arc is drawn with straight edges
    near = (apart < km).sum(axis=1)
    nearest = pd.Series("h" + apart.argmin(axis=1).astype(str).astype(object))
    right = np.where(near == 0, "nobody", np.where(near > 1, "several", nearest))
    assert clear.sum() > 1800
    assert (named[clear] == right[clear]).all()
    assert {"nobody", "several"} <= set(right)


@pytest.mark.parametrize(
    ("at", "km", "roads"),
    [
        ((41.9, 33.1), 39.878004732444325, []),
        ((41.9, 33.1), 39.878004732444325 * 1.2446713774790008, []),
        ((36.0, 32.5), 37.75, [((36.0, 32.5), (41.5, 34.0))]),
    ],
)
def test_land_is_not_lost_where_an_arc_touches_the_border(at, km, roads) -> None:
    found = reached([at], ["red"], km, [shapely.LineString(road) for road in roads])
    assert sum(found.values()) == pytest.approx(cell_of_degrees(*COUNTRY.bounds), rel=1e-3)


@pytest.mark.parametrize(
    ("held", "road", "km"),
    [
        (
            [
                ((36.5, 34.6), "red"),
                ((38.6, 32.6), "red"),
                ((38.8, 34.5), "red"),
                ((38.8, 34.5), "blue"),
                ((40.2, 33.6), "blue"),
            ],
            ((36.0, 34.8), (40.5, 35.4)),
            0.5,
        ),
        (
            [((38.2, 32.6), "red"), ((38.0, 34.1), "blue"), ((40.1, 33.3), "green")],
            ((38.1, 35.0), (39.3, 32.5)),
            68.0,
        ),
    ],
)
def test_land_is_not_lost_where_borders_run_almost_in_one_line(held, road, km) -> None:
    points, names = zip(*held, strict=True)
    found = reached(points, names, km, [shapely.LineString(road)])
    assert sum(found.values()) == pytest.approx(cell_of_degrees(*COUNTRY.bounds), rel=1e-3)


@settings(max_examples=10, deadline=None)
@given(HELD, st.lists(st.tuples(COORDINATES, COORDINATES), max_size=3), st.data())
def test_reach_fills_the_country_and_grows(held, ends, data) -> None:
    points, names = zip(*held, strict=True)
    roads = [shapely.LineString(pair) for pair in ends if pair[0] != pair[1]]
    near = data.draw(st.floats(0.5, 60))
    far = near * data.draw(st.floats(1.05, 3))
    whole = cell_of_degrees(*COUNTRY.bounds)
    left = []
    for km in (near, far):
        areas = control.within_reach(sites(points, names), COUNTRY, EQUAL_AREA, km, roads)
        assert areas["holder"].is_unique
        assert set(areas["holder"]) <= {*names, "divided", "several", "nobody"}
        assert (areas["area_km2"] > 0).all()
        assert areas["area_km2"].sum() == pytest.approx(whole, rel=1e-3)
        assert areas.geometry.is_valid.all()
        shapes = areas.to_crs(EQUAL_AREA).geometry.make_valid()
        assert shapes.union_all().area / 1e6 == pytest.approx(whole, rel=1e-3)  # no overlap
        left.append(areas.set_index("holder")["area_km2"].get("nobody", 0.0))
    assert left[1] <= left[0] * (1 + 1e-6)


@pytest.mark.parametrize("km", [0, -1, 501, math.nan, math.inf, "far", None, True])
def test_a_distance_that_reaches_nothing(km) -> None:
    with pytest.raises(LessonError, match=r"distance_km: got .* more than 0 and at most 500"):
        reached([(38, 35)], ["red"], km)


def test_wrong_roads_and_names() -> None:
    with pytest.raises(LessonError, match=r"roads\[0\]: got Point, expected a line"):
        reached([(38, 35)], ["red"], 10, [shapely.Point(38, 35)])
    with pytest.raises(LessonError, match="holder: got 'nobody', expected another id"):
        reached([(38, 35)], ["nobody"], 10)
    with pytest.raises(LessonError, match=r"within_reach.*expected points and a polygon"):
        control.within_reach(sites([], []), COUNTRY, EQUAL_AREA, 10)
