"""Distances against published values, and the laws that any distance obeys."""

import math
import pickle

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from lessonkit import geodesy
from lessonkit.errors import DataError, ExerciseError, Fault, LessonError, PublishError

LONS = st.floats(-180, 180)
LATS = st.floats(-90, 90)
POINTS = st.tuples(LONS, LATS)
MILLIMETRE = 1e-6  # in km


def degrees(d: int, minutes: int, seconds: float) -> float:
    return math.copysign(abs(d) + minutes / 60 + seconds / 3600, d)


# The line Flinders Peak to Buninyong, the worked example of Vincenty's formulae in the technical
# manual of the Geocentric Datum of Australia (Intergovernmental Committee on Surveying and
# Mapping). It is on GRS 80; WGS 84 differs by 0.1 mm in the polar radius, less than is printed.
FLINDERS = (degrees(144, 25, 29.52440), degrees(-37, 57, 3.72030))
BUNINYONG = (degrees(143, 55, 35.38390), degrees(-37, 39, 10.15610))

# lon1, lat1, azimuth, lon2, lat2, metres: the test set of C. F. F. Karney's GeographicLib
# (geographiclib-python, test_geodesic.py, `testcases`); lines that stay within lon 180.
KARNEY = [
    (-139.44815, 35.60777, 111.098748429560326, -69.95921, -11.17491, 8935244.5604818305),
    (142.59065, -21.97856, -32.44456876433189, 98.56635, 41.84138, 8394328.894657671),
    (173.34268, -17.42761, -159.033557661192928, 5.93557, -15.84784, 16076603.1631180673),
    (-16.30485, -50.56724, -105.439679907590164, -94.97412, -33.56571, 6455670.5118668696),
    (-8.90775, -58.93002, 140.965397902500679, 133.13503, -8.91104, 11756066.0219864627),
    (85.66836, -87.85331, -65.120313040242748, 16.09921, 66.48646, 17286615.3147144645),
    (122.32875, -41.22777, 14.285113402275739, 130.37946, -7.57291, 3812686.035106021),
]
# From the same file, GeodSolve0 and GeodSolve33: Kennedy airport (New York) to Charles de Gaulle
# (Paris), and points almost or exactly opposite each other, where older methods fail.
GEODSOLVE = [
    (-73.8, 40.6, 2.55, 49.01666667, 53.47022, 5853226),
    (0, 0, 179, 0, 90.0, 19926189),
    (0, 0, 179.5, 0, 55.96650, 19980862),
    (0, 0, 180, 0, 0.0, 20003931),
]


def test_flinders_peak_to_buninyong() -> None:
    assert geodesy.distance(*FLINDERS, *BUNINYONG) == pytest.approx(54.972271, abs=MILLIMETRE)
    there, back = degrees(306, 52, 5.37), degrees(127, 10, 25.07)
    assert geodesy.bearing(*FLINDERS, *BUNINYONG) == pytest.approx(there, abs=0.01 / 3600)
    assert geodesy.bearing(*BUNINYONG, *FLINDERS) == pytest.approx(back, abs=0.01 / 3600)
    reached = geodesy.destination(*FLINDERS, there, 54.972271)
    assert reached == pytest.approx(BUNINYONG, abs=1e-7)


@pytest.mark.parametrize(("lon1", "lat1", "azimuth", "lon2", "lat2", "metres"), KARNEY)
def test_karney(lon1, lat1, azimuth, lon2, lat2, metres) -> None:
    assert geodesy.distance(lon1, lat1, lon2, lat2) == pytest.approx(metres / 1000, abs=1e-10)
    assert geodesy.bearing(lon1, lat1, lon2, lat2) == pytest.approx(azimuth % 360, abs=1e-11)
    reached = geodesy.destination(lon1, lat1, azimuth, metres / 1000)
    assert reached == pytest.approx((lon2, lat2), abs=1e-11)


@pytest.mark.parametrize(("lon1", "lat1", "lon2", "lat2", "azimuth", "metres"), GEODSOLVE)
def test_geodsolve(lon1, lat1, lon2, lat2, azimuth, metres) -> None:
    assert geodesy.distance(lon1, lat1, lon2, lat2) == pytest.approx(metres / 1000, abs=0.5e-3)
    assert geodesy.bearing(lon1, lat1, lon2, lat2) == pytest.approx(azimuth, abs=0.5e-5)


def test_quarter_meridian() -> None:
    # WGS 84: 10 001 965.729 m (Snyder 1987, USGS Professional Paper 1395, gives the series).
    assert geodesy.distance(20, 0, -70, 90) == pytest.approx(10001.965729, abs=MILLIMETRE)


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_bounded(a, b) -> None:
    there = geodesy.distance(*a, *b)
    assert there == pytest.approx(geodesy.distance(*b, *a), abs=MILLIMETRE)
    assert 0 <= there <= 20003.932  # half a meridian


@given(POINTS, POINTS, POINTS)
def test_triangle(a, b, c) -> None:
    way_round = geodesy.distance(*a, *b) + geodesy.distance(*b, *c)
    assert geodesy.distance(*a, *c) <= way_round + MILLIMETRE


@given(POINTS, POINTS)
def test_destination_undoes_distance_and_bearing(a, b) -> None:
    length, azimuth = geodesy.distance(*a, *b), geodesy.bearing(*a, *b)
    assume(length > 0)
    assert 0 <= azimuth < 360
    assert geodesy.distance(*geodesy.destination(*a, azimuth, length), *b) < MILLIMETRE


@given(st.lists(POINTS, min_size=1, max_size=8), POINTS)
def test_arrays_give_what_numbers_give(points, home) -> None:
    lon, lat = np.array(points).T
    one_by_one = [geodesy.distance(*home, *point) for point in points]
    assert geodesy.distance(*home, lon, lat).tolist() == one_by_one
    turns = [geodesy.bearing(*home, *point) for point in points]
    np.testing.assert_array_equal(geodesy.bearing(*home, list(lon), list(lat)), turns)
    ends = [geodesy.destination(*point, 30, 5, "mi") for point in points]
    np.testing.assert_array_equal(np.transpose(geodesy.destination(lon, lat, 30, 5, "mi")), ends)


def test_shapes() -> None:
    assert type(geodesy.distance(1, 2, 3, 4)) is float
    assert type(geodesy.to_miles(1)) is float
    table = geodesy.distance(np.zeros((2, 1)), 0, np.arange(3.0), 0)
    assert table.shape == (2, 3)
    assert geodesy.distance(np.array([]), 0, 0, 0).shape == (0,)


def test_bearing_edges() -> None:
    assert math.isnan(geodesy.bearing(38, 33, 38, 33))
    assert geodesy.bearing(0, 0, 0, 1) == 0
    assert geodesy.bearing(0, 0, 0, -1) == 180
    assert geodesy.bearing(0, 0, -1, 0) == 270
    assert geodesy.bearing(0, 0, -1e-300, 1) < 360
    assert geodesy.bearing(179, 0, -179, 0) == pytest.approx(90)


@given(st.floats(-1e9, 1e9))
def test_units_round_trip(value) -> None:
    assert geodesy.to_miles(geodesy.to_km(value, "mi")) == pytest.approx(value)
    assert geodesy.to_km(value, "km") == value
    assert geodesy.to_km(value, "miles") == geodesy.to_km(value, "mi")


def test_a_mile_is_5280_feet_of_0_3048_metres() -> None:
    assert pytest.approx(5280 * 0.3048 / 1000) == geodesy.KM_PER_MILE
    assert geodesy.distance(0, 0, 1, 0, "mi") * 1.609344 == pytest.approx(
        geodesy.distance(0, 0, 1, 0)
    )
    assert geodesy.to_km([1, 2], "mi").tolist() == [1.609344, 3.218688]


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 150), st.integers(3, 60))
def test_circle_vertices_are_at_the_radius(lon, lat, radius, n) -> None:
    ring = np.array(geodesy.circle(lon, lat, radius, n=n).exterior.coords)
    assert ring.shape == (n + 1, 2)
    assert (ring[0] == ring[-1]).all()
    away = geodesy.distance(lon, lat, *ring.T)
    assert np.abs(away - radius).max() < 0.001


def test_circle_of_55_km() -> None:
    ring = geodesy.circle(38.6, 33.5, 55)
    assert ring.is_valid
    assert ring.exterior.is_ccw
    assert len(ring.exterior.coords) == 181
    # Points along the edges, not only the vertices: the docstring says 8 m at most.
    edge = shapely.get_coordinates(ring.exterior.segmentize(0.001)).T
    away = geodesy.distance(38.6, 33.5, *edge)
    assert 54.992 - 0.001 < away.min() < away.max() < 55.0001
    miles = geodesy.circle(38.6, 33.5, 55 / geodesy.KM_PER_MILE, "mi")
    assert miles.equals_exact(ring, 1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "radius", "words"),
    [
        (0, 0, 10002, "does not contain both poles"),
        (0, 0, 0, "more than 0"),
        (0, 0, -5, "more than 0"),
        (0, 0, math.inf, "more than 0"),
    ],
)
def test_circle_refuses(lon, lat, radius, words) -> None:
    with pytest.raises(LessonError, match=rf"^circle\(\), radius: got .*expected .*{words}"):
        geodesy.circle(lon, lat, radius)


@pytest.mark.parametrize(("lon", "lat"), [(0, 89.9), (120, -89.9), (0, -90), (-180, 90)])
def test_circle_round_a_pole_holds_the_pole(lon, lat) -> None:
    area = geodesy.circle(lon, lat, 55)
    pole = 90 if lat > 0 else -90
    assert area.is_valid
    assert all(area.covers(shapely.Point(meridian, pole)) for meridian in (-180, -7, 0, 91, 180))
    x, y = shapely.get_coordinates(area).T
    edge = np.abs(y) < 90
    assert geodesy.distance(lon, lat, x[edge], y[edge]) == pytest.approx(55, rel=0.01)


@pytest.mark.parametrize("lon", [179.9, -180, 180, -179.8])
def test_circle_over_the_antimeridian_is_cut_there(lon) -> None:
    area = geodesy.circle(lon, 10, 55)
    assert area.is_valid
    assert area.geom_type == "MultiPolygon"
    west, _, east, _ = area.bounds
    assert (west, east) == (-180, 180)
    x, y = shapely.get_coordinates(area).T
    rim = np.abs(x) < 180
    assert geodesy.distance(lon, 10, x[rim], y[rim]) == pytest.approx(55, rel=1e-6)


def test_circle_refuses_too_few_vertices() -> None:
    with pytest.raises(LessonError, match="n: got 2, expected 3 vertices or more"):
        geodesy.circle(0, 0, 1, n=2)


def test_circle_may_touch_the_antimeridian() -> None:
    lon, _ = geodesy.destination(180, 0, 270, 55)
    west, _, east, _ = geodesy.circle(lon, 0, 54.999).bounds
    assert 0 < west < east < 180


def test_length() -> None:
    line = shapely.LineString([(0, 0), (1, 0), (1, 1)])
    legs = geodesy.distance(0, 0, 1, 0) + geodesy.distance(1, 0, 1, 1)
    assert geodesy.length(line) == pytest.approx(legs)
    assert geodesy.length(line, "mi") == pytest.approx(legs / 1.609344)
    both = shapely.MultiLineString([line, line.reverse()])
    assert geodesy.length(both) == pytest.approx(2 * legs)


@pytest.mark.parametrize("line", [shapely.Point(1, 2), shapely.LineString(), None])
def test_length_refuses(line) -> None:
    with pytest.raises(LessonError, match="expected a LineString with vertices"):
        geodesy.length(line)


def test_length_checks_coordinates() -> None:
    with pytest.raises(LessonError, match=r"length\(\), lat\[1\]: got 91.0"):
        geodesy.length(shapely.LineString([(0, 0), (0, 91)]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: geodesy.distance(0, 123, 0, 0),
            "distance(), lat1: got 123.0, expected -90 to 90 degrees. Are lon and lat swapped?",
        ),
        (
            lambda: geodesy.bearing(0, 0, [0, 200], 0),
            "bearing(), lon2[1]: got 200.0, expected -180 to 180 degrees. "
            "Above 180, take away 360.",
        ),
        (
            lambda: geodesy.distance(math.nan, 0, 0, 0),
            "distance(), lon1: got nan, expected -180 to 180 degrees. Is a value missing?",
        ),
        (
            lambda: geodesy.distance("east", 0, 0, 0),
            "distance(), lon1: got 'east', expected a number. Is it text?",
        ),
        (
            lambda: geodesy.distance(0, 0, 1, 1, "furlong"),
            "distance(), unit: got 'furlong', expected km or mi or miles. Miles are statute miles.",
        ),
        (
            lambda: geodesy.distance([0, 1], [0, 1, 2], 0, 0),
            "distance(), lon1, lat1, lon2, lat2: got (2,), (3,), (), (), expected shapes that "
            "fit. Pass arrays of one length, or single numbers.",
        ),
        (
            lambda: geodesy.destination(0, 0, 0, -1),
            "destination(), distance: got -1.0, expected 0 or more. "
            "To go the other way, turn the bearing by 180.",
        ),
        (
            lambda: geodesy.to_km(math.inf, "km"),
            "to_km(), value: got inf, expected a length. Is a value missing?",
        ),
    ],
)
def test_messages_say_where_got_expected_remedy(call, message) -> None:
    with pytest.raises(LessonError) as caught:
        call()
    assert str(caught.value) == message


def test_fault_and_data_error() -> None:
    cell = Fault("places.csv", 14, "lat", "123.0", "-90 to 90 degrees", "Are lon and lat swapped?")
    file = Fault("places.csv", None, None, "no file", "a table", "")
    assert str(cell) == (
        "places.csv row 14, lat: got 123.0, expected -90 to 90 degrees. Are lon and lat swapped?"
    )
    assert str(file) == "places.csv: got no file, expected a table."
    error = DataError([cell, file])
    assert str(error) == f"2 faults in the data of the lesson:\n- {cell}\n- {file}"
    assert str(DataError([file])).startswith("1 fault in")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.faults) == (str(error), error.faults)


@pytest.mark.parametrize("kind", [DataError, ExerciseError, PublishError])
def test_every_error_is_a_lesson_error(kind) -> None:
    assert issubclass(kind, LessonError)
