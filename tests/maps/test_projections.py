"""Windows anywhere on the earth: which projection, what is seen, what is drawn, the scale."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box
from support.earth import WINDOWS, write_earth

from lessonkit import geodesy
from lessonkit.errors import LessonError
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import ground_of, locator
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.names.ground import ground_names
from lessonkit.maps.plane import projection, scale
from lessonkit.maps.plane.graticule import graticule
from lessonkit.maps.plane.mesh import Sphere, mesh_of
from lessonkit.maps.still import print_map
from lessonkit.maps.svg import draw_map
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import PROJECTIONS, Extent, Projection

TORN = {"interrupted-goode-homolosine", "spilhaus"}


@pytest.fixture(scope="module")
def earth(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return Lesson(write_earth(tmp_path_factory.mktemp("earth") / "lesson"))


def extent(*sides: float, told: Any = "mercator") -> Extent:
    west, east, south, north = sides
    return Extent("x", "X", west, east, south, north, "x", Projection.of(told))


def test_every_projection_of_cartopy_has_a_name_and_its_own_numbers() -> None:
    named = {name for name in projection._CLASSES if name != "projection" and name[0] != "_"}
    assert set(PROJECTIONS) - {"auto"} == named - TORN


@pytest.mark.parametrize("name", sorted(set(PROJECTIONS) - {"auto"}))
def test_every_projection_can_be_a_window(name: str) -> None:
    sides = (1, 5, 45, 49) if name == "lambert-zone-ii" else (-8, 2, 50, 58)
    window = Window(extent(*sides, told=name))
    there = (sides[0] + sides[1]) / 2, (sides[2] + sides[3]) / 2
    x, y = window.page(Point(*there))
    assert window.holds(x, y)
    lon, lat = Sphere(mesh_of(window), window.width).lon_lat(np.array([x]), np.array([y]))
    assert (lon[0], lat[0]) == pytest.approx(there, abs=0.02)


@pytest.mark.parametrize(
    ("sides", "name"),
    [
        ((-180, 180, -90, 90), "equal-earth"),
        ((-180, 180, -60, 75), "equal-earth"),
        ((-180, 180, -90, -60), "south-polar-stereographic"),
        ((-60, 10, 60, 90), "north-polar-stereographic"),
        ((18.0, 18.1, 59.3, 59.4), "mercator"),
        ((95, 141, -11, 6), "mercator"),
        ((-12, 40, 34, 71), "lambert-conformal"),
        ((-80, -60, -56, -17), "transverse-mercator"),
        ((-20, 55, -36, 38), "lambert-azimuthal-equal-area"),
    ],
)
def test_auto_chooses_by_size_and_latitude_and_says_so(sides: tuple[float, ...], name: str) -> None:
    window = extent(*sides, told="auto")
    assert projection.chosen(window).name == name
    assert projection.in_words(window).endswith("projection, chosen for this window.")
    assert projection.in_words(extent(*sides)) == "Mercator projection."


def test_numbers_that_no_map_can_be_made_of_are_named() -> None:
    told = {"name": "lambert-conformal", "standard_parallels": [91, 95]}
    with pytest.raises(LessonError, match=r"lambert-conformal with .*standard_parallels"):
        _ = Window(extent(0, 10, 40, 50, told=told)).crs


# ---- What is seen -------------------------------------------------------------------------------


def test_a_window_over_the_180th_meridian_has_a_west_greater_than_its_east() -> None:
    window = Window(extent(125, -110, -48, 52))
    assert window.extent.span == 125
    assert window.region() == [(125, -48, 180.0, 52), (-180.0, -48, -110, 52)]
    left, right = (window.page(Point(lon, 0.0))[0] for lon in (179.9, -179.9))
    assert 0 < right - left < 3
    assert window.extent.holds(170, 0)
    assert window.extent.holds(-170, 0)
    assert not window.extent.holds(0, 0)


def test_around_a_pole_all_longitudes_are_seen() -> None:
    window = Window(extent(-180, 180, -90, -65, told="south-polar-stereographic"))
    assert window.page(Point(0.0, -90.0)) == pytest.approx((480, 480))
    west, south, east, north = window.sides
    assert (west, south, east) == (-180, -90, 180)
    assert -65 < north < -45  # the corners show more than the circle


@settings(max_examples=40)
@given(
    st.sampled_from(["equal-earth", "robinson", "lambert-conformal", "azimuthal-equidistant"]),
    st.floats(-170, 170),
    st.floats(-55, 55),
)
@example("equal-earth", 1e-9, 0.0)
def test_a_place_on_the_page_is_in_what_is_seen(name: str, lon: float, lat: float) -> None:
    window = Window(extent(*_around(lon, 20), lat - 12, lat + 12, told=name))
    x, y = np.meshgrid([1.0, 480.0, 959.0], [1.0, window.height - 1])
    lons, lats = window.lon_lat(x.ravel(), y.ravel())
    seen = shapely.union_all([box(*part) for part in window.region(0.5)])
    assert all(seen.covers(Point(one)) for one in zip(lons, lats, strict=True))


def _around(lon: float, half: float) -> tuple[float, float]:
    west, east = ((lon + side * half + 180) % 360 - 180 for side in (-1, 1))
    return west, east


# ---- Lines and areas ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "lon", "lat"),
    [
        (extent(125, -110, -48, 52), 178.44, -18.14),
        (extent(-180, 180, -90, -65, told="south-polar-stereographic"), 0, -90),
        (extent(-180, 180, -90, -65, told="auto"), 100, -86),
        (extent(150, -150, 55, 75, told="auto"), 180, 65),
    ],
)
def test_a_circle_is_one_ring_whose_points_are_so_far(
    window: Extent, lon: float, lat: float
) -> None:
    page = Window(window)
    (ring,) = page.lines(geodesy.circle(lon, lat, 500))
    lons, lats = page.lon_lat(*ring.T)
    assert geodesy.distance(lon, lat, lons, lats) == pytest.approx(500, rel=0.01)


# Two shores of the Pechora Sea with 200 m between them, and a land far off.
SHORES = (
    "MULTIPOLYGON (((20 54, 20 55, 21 55, 21 54, 20 54)), ((50.7599 68.3714, 50.7788 68.3793,"
    " 50.7956 68.3769, 50.8472 68.3514, 50.8958 68.342, 50.9027 68.3418, 50.9027 68.2588,"
    " 50.6627 68.2588, 50.6627 68.3139, 50.6922 68.333, 50.7253 68.3438, 50.7599 68.3714)),"
    " ((50.8911 68.3946, 50.8692 68.391, 50.8501 68.385, 50.832 68.3815, 50.7925 68.3793,"
    " 50.8014 68.3896, 50.8113 68.3981, 50.8223 68.4053, 50.8718 68.4283, 50.9027 68.4358,"
    " 50.9027 68.3951, 50.8911 68.3946)))"
)


def test_shores_that_nearly_meet_stay_two_valid_areas() -> None:
    """To close areas that nothing cuts made rings that cross, and no map could be drawn of them."""
    window = Window(extent(-7, 46, 44, 65.5, told="auto"), 900)
    flat = window.project(shapely.from_wkt(SHORES))
    assert flat.is_valid
    assert len(flat.geoms) == 3


@pytest.mark.parametrize("told", ["mercator", "auto", "equal-earth"])
def test_an_area_on_the_page_is_valid_even_if_its_outline_crosses_itself(told: str) -> None:
    window = Window(extent(-10, 40, 30, 60, told=told))
    bow = shapely.Polygon([(0, 40), (10, 50), (10, 40), (0, 50)])
    alone = window.project(bow)
    (among, other) = window.project(np.array([bow, box(20, 40, 30, 50)], dtype=object))
    assert shapely.is_valid([alone, among, other]).all()
    assert among.equals(alone)
    assert len(shapely.get_parts(alone)) == 2  # both wings


def test_a_line_that_leaps_over_the_180th_meridian_goes_the_short_way() -> None:
    window = Window(extent(125, -110, -48, 52))
    (line,) = window.lines(LineString([(-171.77, -13.83), (178.44, -18.14)]))
    assert np.ptp(line[:, 0]) < 80
    world = Window(extent(-180, 180, -90, 90, told="equal-earth"))
    parts = world.lines(LineString([(-171.77, -13.83), (178.44, -18.14)]))
    assert len(parts) == 2
    assert sum(np.ptp(part[:, 0]) for part in parts) < 40


def test_a_parallel_is_bent_where_the_projection_bends_it() -> None:
    window = Window(extent(-12, 40, 34, 71, told="lambert-conformal"))
    (line,) = window.lines(LineString([(-10, 60), (38, 60)]))
    lons, lats = window.lon_lat(*line.T)
    assert lats == pytest.approx(60, abs=0.05)
    assert len(lons) > 8


def test_meridians_and_parallels_have_names() -> None:
    names = set(graticule(Window(extent(125, -110, -48, 52)))["name"])
    assert {"180°", "165° E", "165° W", "0°", "45° S"} <= names
    around = graticule(Window(extent(-180, 180, -90, -65, told="auto")))
    assert {"80° S", "70° S", "0°", "90° E"} <= set(around["name"])


# ---- The mesh -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WINDOWS)
def test_the_mesh_is_small_and_right(earth: Lesson, name: str) -> None:
    window = Window(earth.extent(name))
    mesh = mesh_of(window)
    assert len(str(mesh)) < 60_000
    sphere = Sphere(mesh, window.width)
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0.03, 0.97, (2, 400)) * [[window.width], [window.height]]
    to = np.array([x + rng.uniform(-9, 9, 400), y + rng.uniform(-9, 9, 400)])
    left, _, _, top = window.bounds
    inner = window.earth.buffer(-0.03 * (window.bounds[2] - left))
    good = shapely.contains_xy(inner, left + x / window.scale, top - y / window.scale)
    ends = [(x[good], y[good]), tuple(to[:, good])]
    true = geodesy.distance(*window.lon_lat(*ends[0]), *window.lon_lat(*ends[1]))
    got = geodesy.distance(*sphere.lon_lat(*ends[0]), *sphere.lon_lat(*ends[1]))
    assert good.sum() > 200
    assert got == pytest.approx(true, rel=0.005)


# ---- The drawing --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WINDOWS)
def test_all_of_a_window_is_drawn(earth: Lesson, name: str) -> None:
    window = Window(earth.extent(name))
    layers = build_layers(earth, window.extent)
    drawing = draw_map(earth, window, layers)
    ET.fromstring(drawing.svg)
    for one in (*drawing.marks, *drawing.spots):
        assert all(math.isfinite(number) for number in one.get("at", ()))
    figure = print_map(earth, window.extent, layers, title="T", day=earth.start)
    assert figure.axes
    here = {f.place for layer in layers for f in layer.features if layer.role.places}
    inside = {
        row["place_id"]
        for row in earth.places.to_dict("records")
        if window.extent.holds(row["lon"], row["lat"])
    }
    assert inside <= here


def test_the_corners_of_the_world_are_empty(earth: Lesson) -> None:
    picture = ground_of(earth, earth.extent("world")).relief
    assert picture.mode == "RGBA"
    assert picture.getpixel((1, 1))[3] == 0
    assert picture.getpixel((picture.width // 2, picture.height // 2))[3] == 255


def test_the_relief_of_another_projection_lies_where_the_land_does(earth: Lesson) -> None:
    """Inside of Africa it is land in the picture, in the Atlantic it is sea."""
    window = Window(earth.extent("world"))
    picture = ground_of(earth, window.extent).relief.convert("RGB")
    part = picture.width / window.width

    def at(lon: float, lat: float) -> tuple[int, ...]:
        x, y = window.page(Point(lon, lat))
        return picture.getpixel((int(x * part), int(y * part)))

    assert at(-30, 0) == pytest.approx((211, 224, 230), abs=4)
    red, _, blue = at(20, 5)
    assert red > blue - 25
    assert at(20, 5) != at(-30, 0)


def test_the_small_map_has_the_window_in_its_middle(earth: Lesson) -> None:
    drawn = ET.fromstring(locator(earth, earth.extent("pacific")))
    (rect,) = (node for node in drawn.iter() if node.get("class") == "lk-here")
    x, width = (float(rect.get(key, "")) for key in ("x", "width"))
    assert x + width / 2 == pytest.approx(42, abs=0.5)
    assert locator(earth, earth.extent("world")) == ""


FAR = {  # from the equator to the poles, over the 180th meridian and over that of Greenwich
    "sumbawa": (105.0, 121.0, -11.0, -3.0),
    "bali": (113.5, 119.5, -9.6, -6.6),
    "atlantic": (-80.0, 25.0, 32.0, 62.0),
    "fiji": (175.0, -176.0, -21.0, -15.0),
    "bering": (160.0, -150.0, 50.0, 75.0),
    "north": (-180.0, 180.0, 60.0, 90.0),
    "ross": (150.0, -140.0, -90.0, -75.0),
    "spitsbergen": (10.0, 30.0, 76.0, 81.0),
}


def windows(**sides: tuple[float, ...]) -> dict[str, Extent]:
    """Give windows of the coarse earth, each in the projection that suits it."""
    return {
        name: replace(extent(*edges, told="auto"), id=name, basemap="world")
        for name, edges in sides.items()
    }


def with_windows(earth: Lesson, two: dict[str, Extent]) -> Lesson:
    """Give a lesson that has only these windows, and nothing drawn yet."""
    other = copy(earth)
    vars(other)["extents"] = two
    return other


@pytest.mark.parametrize("one", FAR)
@pytest.mark.parametrize("other", FAR)
def test_a_small_map_is_taken_from_a_window_that_holds_this_one(
    earth: Lesson, one: str, other: str
) -> None:
    """Two windows that do not meet have none; whatever the two are, both maps are drawn."""
    two = windows(**{name: FAR[name] for name in (one, other)})
    held = (one, other) in {("bali", "sumbawa"), ("spitsbergen", "north")}
    assert bool(locator(with_windows(earth, two), two[one])) == held


def test_a_window_that_looks_a_little_over_the_edge_still_has_a_small_map(earth: Lesson) -> None:
    two = windows(wide=(-80.0, 25.0, 32.0, 62.0), near=(14.0, 26.0, 40.0, 52.0))
    assert locator(with_windows(earth, two), two["near"])


@given(
    st.lists(
        st.tuples(st.floats(-180, 179), st.floats(1, 359), st.floats(-90, 88), st.floats(1, 40)),
        min_size=2,
        max_size=2,
    )
)
@example([(-180.0, 359.0, -90.0, 40.0), (170.0, 20.0, -90.0, 5.0)])
@example([(0.0, 86.0, 0.0, 1.0), (0.0, 224.0, 0.0, 1.0)])
@example([(0.0, 69.0, 0.0, 1.0), (1.0, 179.0, 0.0, 7.1)])
@example([(0.0, 40.0, 0.0, 1.0), (1.0, 104.0, -4.168258738779176e-220, 1.0)])
@settings(max_examples=25)
def test_whatever_two_windows_are_their_small_maps_can_be_drawn(
    earth: Lesson, some: list[tuple[float, ...]]
) -> None:
    edges = {
        f"w{n}": (west, (west + span + 180) % 360 - 180, south, min(90.0, south + high))
        for n, (west, span, south, high) in enumerate(some)
    }
    two = windows(**edges)
    for one in two.values():
        drawn = locator(with_windows(earth, two), one)
        assert "nan" not in drawn
        assert "inf" not in drawn
        assert not drawn or ET.fromstring(drawn).find("rect[@class='lk-here']") is not None


def test_a_country_has_no_name_on_the_map_of_a_city(earth: Lesson) -> None:
    """Sweden fills the quarter, and a strip of a lake: no reader needs the name of the country."""
    window = Window(earth.extent("quarter"))
    layers = build_layers(earth, window.extent)
    assert {name.role for name in ground_names(window, earth, layers)} <= {"water"}
    near = Window(extent(17.0, 19.5, 58.5, 60.0))
    assert near.extent.span > 2
    world = Window(earth.extent("world"))
    names = {name.text for name in ground_names(world, earth, layers)}
    assert {"Brazil", "Australia"} <= names


def test_countries_have_names_only_with_their_layer_and_none_twice(earth: Lesson) -> None:
    window = Window(earth.extent("world"))
    layers = build_layers(earth, window.extent)
    countries = [one for one in ground_names(window, earth, layers) if one.role == "country"]
    assert {one.layer for one in countries} == {"borders"}
    assert not [one for one in countries if one.text.casefold() == one.text_local.casefold()]
    without = [layer for layer in layers if layer.id != "borders"]
    assert not [one for one in ground_names(window, earth, without) if one.role == "country"]


def test_a_country_with_a_place_of_the_lesson_comes_first_and_may_be_small(earth: Lesson) -> None:
    """Egypt fills less than a hundredth of the way from the North Sea to Singapore."""
    wide = windows(wide=(-25, 110, -40, 58))
    window = Window(wide["wide"])
    layers = build_layers(earth, earth.extent("world"))

    def ranks(country: str) -> dict[str, int]:
        lesson = with_windows(earth, wide)
        lesson.places = earth.places.assign(country=country)
        found = ground_names(window, lesson, layers)
        return {one.text: one.rank for one in found if one.role == "country"}

    assert ranks("IN")["India"] > ranks("IN")["Algeria"] == 0
    assert "Egypt" not in ranks("IN")
    assert ranks("EG")["Egypt"] > ranks("EG")["India"] == 0
    assert "Luxembourg" not in ranks("LU")  # its name has no room in it


def test_a_country_has_the_name_that_the_lesson_gives_it(
    earth: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window(earth.extent("world"))
    layers = build_layers(earth, window.extent)
    ground = ground_of(earth, window.extent)
    frame = ground.frame("countries")
    own = frame["name_en"].map({"Brazil": "Brasil", "Australia": ""})
    monkeypatch.setitem(ground._frames, "countries", frame.assign(map_name=own))
    names = {one.text for one in ground_names(window, earth, layers)}
    assert {"Brasil", "Canada"} <= names
    assert not {"Brazil", "Australia", ""} & names


@pytest.mark.parametrize("name", ["Brazil", "Brasil", "Federative Republic of Brazil", "BRA"])
def test_a_country_that_is_a_zone_has_one_name_in_whatever_words(earth: Lesson, name: str) -> None:
    window = Window(earth.extent("world"))
    zone = Feature("z/1", box(-60, -20, -50, -10), Style("#a00000"), name=name)
    layers = [
        *build_layers(earth, window.extent),
        Layer("z", "Zones", "Zones", True, "zones", zone.style, (zone,)),
    ]
    names = {one.text for one in ground_names(window, earth, layers)}
    assert "Brazil" not in names
    assert "Australia" in names


def test_a_lake_that_is_not_drawn_has_no_name(earth: Lesson) -> None:
    """A lake of today may be left out, because it is younger than the lesson."""
    window = Window(earth.extent("quarter"))
    layers = build_layers(earth, window.extent)
    dry = [
        replace(one, kinds=tuple(kind for kind in one.kinds if kind != "lakes")) for one in layers
    ]
    lakes = {name.text for name in ground_names(window, earth, layers)}
    assert lakes - {name.text for name in ground_names(window, earth, dry)}


# ---- The scale ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("down", [0.06, 0.5, 0.95])
def test_the_scale_is_right_where_it_says(earth: Lesson, name: str, down: float) -> None:
    window = Window(earth.extent(name))
    found = scale.scale_at(window, down)
    y = 0.5 if "middle" in found.where else down
    at = np.array([0.49, 0.51]) * window.width
    lon, lat = window.lon_lat(at, np.full(2, y * window.height))
    km = float(geodesy.distance(lon[0], lat[0], lon[1], lat[1]))
    assert found.km * (at[1] - at[0]) == pytest.approx(km, rel=0.01)
    if found.where.startswith("at "):
        said = float(found.where.split()[1].rstrip("°")) * (-1 if "S" in found.where else 1)
        assert lat[0] == pytest.approx(said, abs=0.51)


def test_the_scale_says_where_it_holds_only_if_it_must(earth: Lesson) -> None:
    where = {name: scale.scale_at(Window(earth.extent(name)), 0.95).where for name in WINDOWS}
    assert where["quarter"] == ""
    assert where["pacific"] == "at 44° S"
    assert where["world"] == "in the middle of the map"


def test_the_base_maps_of_the_tests_are_small() -> None:
    folder = Path(__file__).resolve().parents[1] / "earth"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 600_000


def test_borders_of_another_time_are_drawn_in_place_of_todays(earth: Lesson) -> None:
    """The land stays that of the base map; countries, their names and borders are the lesson's."""
    area = '{"type": "Polygon", "coordinates": [[[-80,-30],[-40,-30],[-40,5],[-80,5],[-80,-30]]]}'
    line = '{"type": "LineString", "coordinates": [[0, 10], [20, 10]]}'
    rows = [
        f'{{"type": "Feature", "properties": {{"name": "Old Empire"}}, "geometry": {area}}}',
        f'{{"type": "Feature", "properties": {{"status": "disputed"}}, "geometry": {line}}}',
    ]
    file = earth.folder / "basemap" / "borders-1914.geojson"
    file.write_text(f'{{"type": "FeatureCollection", "features": [{", ".join(rows)}]}}')
    today = earth.extent("world")
    then = replace(today, own=file.name)
    layers = build_layers(earth, then)
    ground = ground_of(earth, then)
    assert list(ground.frame("countries")["name_en"]) == ["Old Empire"]
    assert len(ground.frame("borders")) == 2
    assert len(ground.frame("land")) == len(ground_of(earth, today).frame("countries"))
    names = {name.text for name in ground_names(Window(then), earth, layers) if name.text}
    assert "Old Empire" in names
    assert "Brazil" not in names
    assert draw_map(earth, Window(then), layers).svg != draw_map(earth, Window(today), layers).svg


def test_the_scale_bar_of_the_printed_world_is_not_cut_off(earth: Lesson) -> None:
    """It stands in a corner without earth, which Cartopy would leave empty."""
    figure = print_map(earth, earth.extent("world"), [], title="T")
    (page,) = figure.axes
    figure.canvas.draw()
    clip = page.patch.get_path().vertices  # in parts of the page: a rectangle, not the rim
    assert (clip.min(axis=0).tolist(), clip.max(axis=0).tolist()) == ([0, 0], [1, 1])
    assert len(np.unique(clip, axis=0)) == 4


def test_a_small_map_without_a_coast_or_a_border_is_left_out(earth: Lesson) -> None:
    """It is an empty box with a point, in the open sea as in the middle of a land."""
    sea = windows(wide=(-150.0, -120.0, -50.0, -30.0), near=(-136.0, -134.0, -41.0, -39.0))
    assert not locator(with_windows(earth, sea), sea["near"])
    land = windows(wide=(122.0, 136.0, -28.0, -20.0), near=(128.0, 129.0, -25.0, -24.0))
    assert not locator(with_windows(earth, land), land["near"])
