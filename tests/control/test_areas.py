"""Land shared out by the nearest place, and shares of it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from support.country import (
    CONTROL,
    COUNTRY,
    EQUAL_AREA,
    HELD,
    PLACES,
    cell_of_degrees,
    sites,
)

from lessonkit import control, geodesy
from lessonkit.errors import LessonError


def test_areas_are_right() -> None:
    areas = control.nearest_areas(sites([(38, 35)], ["red"]), COUNTRY, EQUAL_AREA)
    assert areas["area_km2"].item() == pytest.approx(cell_of_degrees(36.5, 33, 41.5, 37), rel=1e-6)
    assert areas["share"].item() == 1


def test_a_meridian_halves_the_country() -> None:
    areas = control.nearest_areas(sites([(38, 35), (40, 35)], ["b", "a"]), COUNTRY, EQUAL_AREA)
    assert sorted(areas["holder"]) == ["a", "b"]
    assert areas["share"].tolist() == pytest.approx([0.5, 0.5], abs=1e-6)
    half = cell_of_degrees(36.5, 33, 39, 37)
    assert areas["area_km2"].tolist() == pytest.approx([half, half], rel=1e-6)
    assert areas.crs == "EPSG:4326"
    assert areas.total_bounds == pytest.approx(COUNTRY.bounds, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(HELD)
def test_areas_share_out_the_country(held) -> None:
    points, names = zip(*held, strict=True)
    areas = control.nearest_areas(sites(points, names), COUNTRY, EQUAL_AREA)
    assert areas["holder"].is_unique
    assert set(areas["holder"]) <= {*names, "divided"}
    assert areas["share"].sum() == pytest.approx(1)
    whole = cell_of_degrees(*COUNTRY.bounds)
    assert areas["area_km2"].sum() == pytest.approx(whole, rel=1e-6)
    shapes = areas.to_crs(EQUAL_AREA).geometry
    assert shapes.is_valid.all()
    assert shapes.union_all().area / 1e6 == pytest.approx(whole, rel=1e-6)  # so no overlap either


def test_the_nearest_place_is_nearest() -> None:
    rng = np.random.default_rng(2017)
    places = rng.uniform([36.5, 33], [41.5, 37], (40, 2))
    areas = control.nearest_areas(sites(places, [f"h{i}" for i in range(40)]), COUNTRY, EQUAL_AREA)
    land = rng.uniform([36.5, 33], [41.5, 37], (1000, 2))
    spots = gpd.GeoDataFrame(geometry=shapely.points(land), crs="EPSG:4326")
    named = spots.sjoin(areas)["holder"].str[1:].astype(int).sort_index().to_numpy()
    km = geodesy.distance(land[:, :1], land[:, 1:], *places.T)
    chosen = km[np.arange(len(land)), named]
    assert (chosen <= km.min(axis=1) * 1.00051).all()
    assert (chosen - km.min(axis=1)).max() < 0.1


def test_islands_of_one_holder_are_one_row() -> None:
    islands = shapely.union_all([shapely.box(37, 34, 38, 35), shapely.box(40, 34, 41, 35)])
    areas = control.nearest_areas(sites([(38, 34.5), (45, 34.5)], ["a", "b"]), islands, EQUAL_AREA)
    assert areas["holder"].tolist() == ["a"]
    assert areas.geom_type.tolist() == ["MultiPolygon"]


def test_a_divided_place_is_for_the_holder_divided() -> None:
    parts = sites([(38, 35), (38, 35), (40, 35), (40, 35)], ["red", "blue", "red", "red"])
    areas = control.nearest_areas(parts, COUNTRY, EQUAL_AREA, divided="both")
    assert sorted(areas["holder"]) == ["both", "red"]


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4326", "EPSG:32637", "no projection"])
def test_a_projection_that_changes_areas(crs) -> None:
    words = f"equal_area_crs: got {crs}, expected a projection that keeps areas. EPSG:6933"
    with pytest.raises(LessonError, match=words):
        control.nearest_areas(sites([(38, 35)], ["red"]), shapely.box(30, 33, 42, 37), crs)


@pytest.mark.parametrize(
    ("points", "country"),
    [([], COUNTRY), ([(38, 35)], shapely.Point(1, 2)), ([(38, 35)], shapely.Polygon())],
)
def test_nothing_to_share_out(points, country) -> None:
    with pytest.raises(LessonError, match="expected points and a polygon"):
        control.nearest_areas(sites(points, ["red"] * len(points)), country, EQUAL_AREA)


# Places counted.


def test_places_are_counted_once_each() -> None:
    found = control.counted(control.holders_on(CONTROL, PLACES, "2017-06-06"))
    assert list(found) == ["holder", "share", "places"]
    assert found["holder"].tolist() == ["blue", "divided", "red"]
    assert found["places"].tolist() == [1, 1, 1]
    assert found["share"].tolist() == pytest.approx([1 / 3] * 3)


def test_a_divided_place_goes_by_a_name_of_choice() -> None:
    points = control.holders_on(CONTROL, PLACES, "2017-06-06")
    assert set(control.counted(points, "both")["holder"]) == {"blue", "both", "red"}
    areas = control.nearest_areas(points, COUNTRY, EQUAL_AREA, "both")
    assert set(areas["holder"]) == {"blue", "both", "red"}
    assert areas["share"].sum() == pytest.approx(1)
