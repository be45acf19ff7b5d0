"""Who held what: dates, areas and shares, with made-up places in a made-up country."""

import datetime as dt
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lessonkit import control, geodesy
from lessonkit.errors import LessonError

EQUAL_AREA = "EPSG:6933"
COUNTRY = shapely.box(36.5, 33, 41.5, 37)
FIRST, LAST = dt.date(2017, 1, 1), dt.date(2017, 12, 31)


def table(*rows) -> pd.DataFrame:
    """Make a control table of (place_id, part, holder, start, end)."""
    frame = pd.DataFrame(rows, columns=["place_id", "part", "holder", "start", "end"])
    frame["start"], frame["end"] = pd.to_datetime(frame["start"]), pd.to_datetime(frame["end"])
    return frame.assign(status="held", confidence="high", source_ids="s1")


def sites(points, names) -> gpd.GeoDataFrame:
    geometry = [shapely.Point(point) for point in points]
    return gpd.GeoDataFrame({"holder": names}, geometry=geometry, crs="EPSG:4326")


def gazetteer(points: dict[str, tuple[float, float]], country: str = "XX") -> gpd.GeoDataFrame:
    """Make a table of places from their coordinates."""
    names = list(points)
    columns = {"place_id": names, "name_en": names, "name_ar": "", "country": country}
    return sites(points.values(), names).assign(**columns)


PLACES = gazetteer({"a": (37, 35), "b": (41, 35), "c": (39, 36.5)})
CONTROL = table(
    ("c", "north", "red", "2017-01-01", "2017-06-05"),
    ("c", "north", "blue", "2017-06-06", None),
    ("c", "south", "red", "2016-01-01", "2017-12-31"),
    ("b", "", "blue", "2017-01-01", None),
    ("a", "", "red", "2017-01-01", None),
)


def holders(date) -> list[tuple[str, str, str]]:
    found = control.holders_on(CONTROL, PLACES, date)
    return list(zip(found["place_id"], found["part"], found["holder"], strict=True))


def test_ends_are_inclusive() -> None:
    same = [("a", "", "red"), ("b", "", "blue")]
    assert holders("2017-06-05") == [*same, ("c", "north", "red"), ("c", "south", "red")]
    assert holders("2017-06-06") == [*same, ("c", "north", "blue"), ("c", "south", "red")]
    assert len(holders("2017-01-01")) == len(holders("2017-12-31")) == 4


@pytest.mark.parametrize(
    "date",
    [dt.date(2017, 6, 6), pd.Timestamp("2017-06-06 23:59"), "2017-06-06T12:00:00Z", "20170606"],
)
def test_kinds_of_date(date) -> None:
    assert holders(date) == holders("2017-06-06")


def test_columns() -> None:
    found = control.holders_on(CONTROL, PLACES, "2017-06-06")
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == "EPSG:4326"
    assert list(found) == [
        *("place_id", "part", "name_en", "name_ar", "holder", "status", "confidence"),
        *("source_ids", "start", "end", "geometry"),
    ]


def test_only_the_places_given() -> None:
    found = control.holders_on(CONTROL, PLACES[PLACES["place_id"] == "b"], "2017-06-06")
    assert found["place_id"].tolist() == ["b"]


def test_a_date_outside_the_table() -> None:
    for date in ("2016-12-31", "2018-01-01"):
        words = f"^control, date: got {date}, expected 2017-01-01 to 2017-12-31. Choose"
        with pytest.raises(LessonError, match=words):
            holders(date)
    endless = table(("a", "", "red", "2017-01-01", None))
    assert len(control.holders_on(endless, PLACES, "2030-01-01")) == 1
    with pytest.raises(LessonError, match="expected 2017-01-01 or later"):
        control.holders_on(endless, PLACES, "2016-12-31")


@pytest.mark.parametrize("date", ["6 June", "06/06/2017", "", None, pd.NaT, math.nan, []])
def test_no_date(date) -> None:
    with pytest.raises(LessonError, match="expected a date such as 2001-06-06"):
        holders(date)


# Areas by the nearest place.


def cell_of_degrees(west: float, south: float, east: float, north: float) -> float:
    """Area in km2 between two meridians and two parallels on WGS 84.

    Snyder 1987, Map Projections, USGS Professional Paper 1395, from equation 3-12.
    """
    a, f = 6378.137, 1 / 298.257223563
    e = math.sqrt(f * (2 - f))

    def q(lat: float) -> float:
        x = e * math.sin(math.radians(lat))
        return (1 - e**2) / e * (x / (1 - x**2) + math.atanh(x))

    return a**2 * math.radians(east - west) * (q(north) - q(south)) / 2


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


COORDINATES = st.tuples(st.integers(360, 420), st.integers(325, 375)).map(
    lambda tenths: (tenths[0] / 10, tenths[1] / 10)
)
HELD = st.lists(st.tuples(COORDINATES, st.sampled_from(["red", "blue", "green"])), min_size=1)


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


# Land within reach of places and roads.

ROAD = shapely.LineString([(37, 34), (41, 34)])


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


@settings(max_examples=25, deadline=None)
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


# Shares.


def share(method: str, places: gpd.GeoDataFrame = PLACES, divided="divided") -> pd.DataFrame:
    return control.shares(CONTROL, places, "2017-06-06", method, COUNTRY, EQUAL_AREA, divided)


def test_shares_of_places() -> None:
    found = share("points")
    assert list(found) == ["holder", "share_of_places", "places"]
    assert found["holder"].tolist() == ["blue", "divided", "red"]
    assert found["places"].tolist() == [1, 1, 1]
    assert found["share_of_places"].tolist() == pytest.approx([1 / 3] * 3)


def test_shares_of_area() -> None:
    found = share("nearest", divided="both")
    assert type(found) is pd.DataFrame
    assert list(found) == ["holder", "share", "area_km2"]
    assert sorted(found["holder"]) == ["blue", "both", "red"]
    assert found["share"].sum() == pytest.approx(1)
    assert set(control.METHODS) == {"points", "nearest", "reach"}


def test_shares_of_what_is_within_reach() -> None:
    found = control.shares(
        CONTROL, PLACES, "2017-06-06", "reach", COUNTRY, EQUAL_AREA, distance_km=50, roads=[ROAD]
    )
    assert list(found) == ["holder", "share", "area_km2"]
    assert set(found["holder"]) == {"red", "blue", "divided", "several", "nobody"}
    assert found["share"].sum() == pytest.approx(1)


def test_only_reach_has_a_distance() -> None:
    with pytest.raises(LessonError, match="distance_km: got None"):
        share("reach")
    with pytest.raises(LessonError, match="method: got 'nearest', expected reach"):
        control.shares(CONTROL, PLACES, "2017-06-06", "nearest", COUNTRY, EQUAL_AREA, distance_km=5)


def test_shares_refuses() -> None:
    with pytest.raises(
        LessonError, match="method: got 'guess', expected points or nearest or reach"
    ):
        share("guess")
    abroad = pd.concat([PLACES, gazetteer({"d": (43, 35)}, "YY")])
    with pytest.raises(LessonError, match=r"got XX, YY, expected places of one country\. Choose"):
        share("nearest", abroad)


# Intervals: a partition of the lesson has no problems; damage it and see exactly the damage.

DAYS = (LAST - FIRST).days + 1


@st.composite
def partitions(draw) -> pd.DataFrame:
    """Cut the lesson into rows that touch and cover every day, in any order."""
    cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=8)))
    starts = [FIRST + dt.timedelta(day) for day in [0, *cuts]]
    ends = [start - dt.timedelta(1) for start in starts[1:]]
    rows = [("a", "", "red", *days) for days in zip(starts, [*ends, None], strict=True)]
    return table(*draw(st.permutations(rows)))


def problems(rows: pd.DataFrame) -> list[control.Problem]:
    return control.gaps_and_overlaps(rows, FIRST, LAST)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("start").fillna({"end": pd.Timestamp(LAST)})


@given(partitions())
def test_a_partition_has_no_problems(rows) -> None:
    assert problems(rows) == []


@given(partitions(), st.data())
def test_a_missing_row_is_a_gap(rows, data) -> None:
    ordered = in_order(rows)
    at = data.draw(st.integers(0, len(rows) - 1))
    lost = ordered.iloc[at]
    beside = tuple(ordered.index[max(at - 1, 0) : at]) + tuple(ordered.index[at + 1 : at + 2])
    found = problems(rows.drop(index=lost.name))
    assert found == [("gap", lost["start"], lost["end"], beside)]


@given(partitions(), st.data())
def test_a_longer_row_is_an_overlap(rows, data) -> None:
    ordered = in_order(rows)
    assume(len(rows) > 1)
    at = data.draw(st.integers(0, len(rows) - 2))
    this, following = ordered.iloc[at], ordered.iloc[at + 1]
    longest = (following["end"] - following["start"]).days + 1
    extra = pd.Timedelta(days=data.draw(st.integers(1, longest)))
    rows.loc[this.name, "end"] = this["end"] + extra
    expected = ("overlap", following["start"], this["end"] + extra, (this.name, following.name))
    assert problems(rows) == [expected]


@given(partitions(), st.integers(1, 400))
def test_days_outside_the_lesson_do_not_matter(rows, days) -> None:
    more = pd.Timedelta(days=days)
    rows["start"] = rows["start"].where(rows["start"] > pd.Timestamp(FIRST), rows["start"] - more)
    rows["end"] = rows["end"].fillna(pd.Timestamp(LAST) + more)
    assert problems(rows) == []


def test_rows_that_cover_nothing() -> None:
    everything = ("gap", pd.Timestamp(FIRST), pd.Timestamp(LAST), ())
    assert problems(table()) == [everything]
    backwards = ("a", "", "red", "2017-06-06", "2017-06-01")
    undated = ("a", "", "red", None, "2017-06-01")
    later = ("a", "", "red", "2018-01-01", None)
    assert problems(table(backwards, undated, later)) == [everything]


def test_three_rows_on_one_day() -> None:
    row = ("a", "", "red", "2017-01-01", None)
    assert [found.rows for found in problems(table(row, row, row))] == [(0, 1), (0, 2)]
