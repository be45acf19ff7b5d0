"""The drawing: one SVG for all dates, true positions, a still figure, looks that can be told."""

from __future__ import annotations

import itertools
import json
import math
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from pyproj import Geod
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry

from lessonkit.geodesy import circle
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import COLOURS, _mercator_y, ground_of
from lessonkit.maps.labels import Box, Label, overlap, place_labels
from lessonkit.maps.layers import RING_FROM_KM, Feature, Layer, Style, layer_from_frame
from lessonkit.maps.legend import caption, note
from lessonkit.maps.marks import marker_look, marker_path, marker_size
from lessonkit.maps.still import print_map
from lessonkit.maps.svg import map_svg, swatch
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson

SVG = "{http://www.w3.org/2000/svg}"
EXTENTS = ("syria", "southeast", "tanf", "corridor")
TANF = Point(38.618, 33.506)
WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Drawn:
    """A map window with its layers and what was drawn of them."""

    window: Window
    layers: list[Layer]
    text: str
    root: ET.Element


@pytest.fixture(scope="module", params=["syria", "tanf"])
def drawn(request: pytest.FixtureRequest, lesson: Lesson) -> Drawn:
    """Return a map with every layer and every date of the lesson."""
    window = Window(lesson.extent(request.param))
    layers = build_layers(lesson, window.extent)
    text = map_svg(lesson, window, layers)
    return Drawn(window, layers, text, ET.fromstring(text))


def groups(root: ET.Element, attribute: str) -> list[ET.Element]:
    return [node for node in root.iter(f"{SVG}g") if attribute in node.attrib]


def is_name(node: ET.Element) -> bool:
    return "lk-name" in node.get("class", "").split()


def features(layers: Sequence[Layer]) -> dict[str, Feature]:
    return {f.id: f for layer in layers for f in layer.features}


def mine(shape: BaseGeometry, **columns: str) -> Layer:
    frame = gpd.GeoDataFrame({**columns, "geometry": [shape]}, crs="EPSG:4326", index=[0])
    return layer_from_frame(frame, id="mine", label="Mine")


# ---- The SVG ------------------------------------------------------------------------------------


def test_the_svg_has_the_windows_size(drawn: Drawn) -> None:
    assert drawn.root.tag == f"{SVG}svg"
    e = drawn.window.extent
    height = 960 * (ordinate(e.north) - ordinate(e.south)) / math.radians(e.east - e.west)
    assert drawn.root.get("viewBox") == f"0 0 960 {height:.0f}"
    image = drawn.root.find(f".//{SVG}image")
    assert image is not None
    assert (image.get("width"), image.get("height")) == ("960", f"{height:.0f}")


def test_each_layer_has_one_group(drawn: Drawn) -> None:
    ids = [node.get("data-layer") for node in groups(drawn.root, "data-layer") if not is_name(node)]
    assert Counter(ids) == Counter(layer.id for layer in drawn.layers)


def test_each_feature_is_drawn_once_in_the_group_of_its_layer(drawn: Drawn) -> None:
    for layer in drawn.layers:
        (group,) = (
            node
            for node in groups(drawn.root, "data-layer")
            if node.get("data-layer") == layer.id and not is_name(node)
        )
        ids = [node.get("data-feature") for node in groups(group, "data-feature")]
        assert ids == [f.id for f in layer.features]
        for node in groups(group, "data-feature"):
            assert [e for e in node.iter() if e.tag in (f"{SVG}path", f"{SVG}use")]


def test_dated_features_carry_their_interval(drawn: Drawn) -> None:
    known = features(drawn.layers)
    dated = 0
    for node in groups(drawn.root, "data-feature"):
        feature = known[node.attrib["data-feature"]]
        start, end = node.get("data-start"), node.get("data-end")
        assert start == (feature.start.isoformat() if feature.start else None)
        assert end == (feature.end.isoformat() if feature.end else None)
        dated += start is not None
    assert dated > 10


def test_marks_stand_where_their_point_is(drawn: Drawn) -> None:
    for node in groups(drawn.root, "data-feature"):
        feature = features(drawn.layers)[node.attrib["data-feature"]]
        if isinstance(feature.geometry, Point):
            (at,) = (g for g in groups(node, "style") if "lk-at" in g.get("class", "").split())
            x, y = (float(n) for n in re.findall(r"-?[\d.]+(?=px)", at.attrib["style"]))
            assert (x, y) == pytest.approx(formula(drawn.window, feature.geometry), abs=0.06)


def test_an_uncertain_point_has_a_ring_of_that_size(drawn: Drawn) -> None:
    wide = [
        (layer, f)
        for layer in drawn.layers
        for f in layer.features
        if isinstance(f.geometry, Point) and f.precision_km >= RING_FROM_KM
    ]
    assert wide
    nodes = {n.attrib["data-feature"]: n for n in groups(drawn.root, "data-feature")}
    for layer, f in wide:
        rings = [child for child in nodes[f.id] if child.tag == f"{SVG}path"]
        assert len(rings) == (0 if layer.table == "control" else 1), f.id
        for ring in rings:
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", ring.attrib["d"])]
            across = max(numbers[0::2]) - min(numbers[0::2])
            lon, _, _ = WGS84.fwd(f.geometry.x, f.geometry.y, 90, f.precision_km * 1000)
            half = formula(drawn.window, Point(lon, f.geometry.y))[0]
            x, y = formula(drawn.window, f.geometry)
            inside = half - x < min(x, drawn.window.width - x, y, drawn.window.height - y)
            if inside:  # Matplotlib cuts a ring at the page's edge
                assert across == pytest.approx(2 * (half - x), rel=0.02, abs=1.0)


def test_names_belong_to_a_layer_of_the_map(drawn: Drawn) -> None:
    known, layers = features(drawn.layers), {layer.id for layer in drawn.layers}
    names = [node for node in groups(drawn.root, "class") if is_name(node)]
    texts = {n.get("data-for"): [t.text for t in n.iter(f"{SVG}text")] for n in names}
    assert texts["bases/al-tanf-garrison"][0] == "Al-Tanf garrison"
    for node in names:
        assert node.get("data-layer", "water") in layers
        assert node.get("data-for", next(iter(known))) in known


def test_each_name_with_an_arabic_form_has_it(drawn: Drawn) -> None:
    known = features(drawn.layers)
    arabic = {}
    for node in (n for n in groups(drawn.root, "data-for") if is_name(n)):
        texts = [t for t in node.iter(f"{SVG}text") if t.get("class") == "lk-ar"]
        assert all((t.get("lang"), t.get("direction")) == ("ar", "rtl") for t in texts)
        arabic[node.attrib["data-for"]] = [t.text for t in texts]
    assert len([texts for texts in arabic.values() if texts]) > 10
    for key, texts in arabic.items():
        assert texts == ([known[key].name_ar] if known[key].name_ar else []), key


def test_the_kind_of_a_place_is_drawn_round_the_marks_of_its_holders(lesson: Lesson) -> None:
    """An outline wider than the mark of any holder, on every day, in the layer of its kind."""
    window = Window(lesson.extent("southeast"))
    layers = build_layers(lesson, window.extent, ["towns", "bases", "energy", "control"])
    nodes = {
        n.attrib["data-feature"]: n
        for n in groups(ET.fromstring(map_svg(lesson, window, layers)), "data-feature")
    }
    round_ = {key for key, n in nodes.items() if n.find(f"{SVG}g[@class='lk-at lk-around']")}
    assert {"energy/al-omar-field", "bases/al-tanf-garrison"} <= round_
    assert {key.partition("/")[0] for key in round_} == {"bases", "energy"}
    assert not [key for key in round_ if "data-start" in nodes[key].attrib]
    marks = [f.style for layer in layers if layer.table == "control" for f in layer.features]
    for layer in layers:
        for style in {f.style for f in layer.features if f.style.around}:
            outline = marker_path(style).vertices * marker_size(layer, style)
            ring = Polygon(outline).buffer(0)
            assert marker_look(style, 1.0)["markerfacecolor"] == "none"
            for mark in marks:
                if mark.marker != "question":
                    size = marker_look(mark, 8.5)["markersize"]
                    assert ring.covers(MultiPoint(marker_path(mark).vertices * size)), mark.marker
    alone = build_layers(lesson, window.extent, ["bases", "energy"])
    assert not [f for layer in alone for f in layer.features if f.style.around]


def test_no_number_is_missing_and_nothing_points_outside(drawn: Drawn) -> None:
    plain = re.sub(r"data:image/webp;base64,[A-Za-z0-9+/=]+", "", drawn.text)
    assert not re.search(r"\b(nan|inf|None)\b", plain)
    assert set(re.findall(r"https?://[^\"' ]+", plain)) == {"http://www.w3.org/2000/svg"}
    ids = {e.get("id") for e in drawn.root.iter() if e.get("id")}
    used = set(re.findall(r"url\(#([^)]+)\)", plain)) | set(re.findall(r'href="#([^"]+)"', plain))
    assert used <= ids
    assert used
    tags = {e.tag.removeprefix(SVG) for e in drawn.root.iter()}
    assert tags <= {"svg", "defs", "g", "path", "use", "pattern", "image", "text", "rect"}


def test_the_same_layers_give_the_same_text(lesson: Lesson) -> None:
    window = Window(lesson.extent("tanf"))
    texts = {map_svg(lesson, window, build_layers(lesson, window.extent)) for _ in range(2)}
    assert len(texts) == 1


def test_points_of_one_look_share_a_marker_and_keep_their_order(lesson: Lesson) -> None:
    colours = ["teal", "navy", "teal", "navy", "teal"]
    places = [Point(38 + n / 5, 33.5) for n in range(4)] + [Point(50, 33.5)]  # the last is outside
    frame = gpd.GeoDataFrame({"colour": colours, "geometry": places}, crs="EPSG:4326")
    layer = layer_from_frame(frame, id="mine", label="Mine")
    root = ET.fromstring(map_svg(lesson, Window(lesson.extent("tanf")), [layer]))
    nodes = groups(root, "data-feature")
    assert [n.get("data-feature") for n in nodes] == [f"mine/{n}" for n in range(4)]
    (a, b, c, d) = (use.get("href") for n in nodes for use in n.iter(f"{SVG}use"))
    assert a == c != b == d


def test_the_ground_is_read_once_for_a_lesson(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    read_file, open_image = gpd.read_file, Image.open

    def reading(file: Path) -> gpd.GeoDataFrame:
        read[file.name] += 1
        return read_file(file)

    def opening(file: Path) -> Image.Image:
        read[file.name] += 1
        return open_image(file)

    lessons = Lesson(root), Lesson(root)
    monkeypatch.setattr(gpd, "read_file", reading)
    monkeypatch.setattr(Image, "open", opening)
    for times, lesson in enumerate(lessons, start=1):
        extent = lesson.extent("tanf")
        layers = build_layers(lesson, extent)
        map_svg(lesson, Window(extent), layers)
        print_map(lesson, extent, layers, title="Still")
        map_svg(lesson, Window(extent), layers)
        assert "relief.webp" in read
        assert {"rivers.geojson", "countries.geojson"} <= set(read)
        assert set(read.values()) == {times}  # a lesson opened anew sees files that changed


def lasting(layers: Sequence[Layer], first: date, last: date) -> list[Layer]:
    """Keep what holds on a day from `first` to `last`."""
    return [
        replace(
            layer,
            features=tuple(
                f for f in layer.features if (f.start or first) <= last and (f.end or last) >= first
            ),
        )
        for layer in layers
    ]


def test_the_size_grows_with_the_features_and_not_with_the_dates(lesson: Lesson) -> None:
    window = Window(lesson.extent("southeast"))
    layers = build_layers(lesson, window.extent)
    week = lasting(layers, date(2017, 6, 1), date(2017, 6, 7))
    year = lasting(layers, lesson.start, lesson.end)
    small, large = map_svg(lesson, window, week), map_svg(lesson, window, year)
    few, many = len(features(week)), len(features(year))
    assert many > few + 50
    ids = [n.attrib["data-feature"] for n in groups(ET.fromstring(large), "data-feature")]
    assert len(ids) == len(set(ids)) == many
    nothing = map_svg(lesson, window, lasting(layers, date(1900, 1, 1), date(1900, 1, 1)))
    each = (len(small) - len(nothing)) / (few - len(features(lasting(layers, *[date.min] * 2))))
    assert len(large) - len(small) < 1.5 * each * (many - few)
    # And what holds all the time is written in the same words in both.
    lines = [
        {n.attrib["data-feature"]: ET.tostring(n) for n in groups(ET.fromstring(t), "data-feature")}
        for t in (small, large)
    ]
    assert {key: lines[1][key] for key in lines[0]} == lines[0]


NASTY = '</text><script>alert(1)</script> & "x" \' <img src=x onerror=alert(1)>'


def test_markup_in_a_name_is_text(lesson: Lesson) -> None:
    window = Window(lesson.extent("tanf"))
    towns = build_layers(lesson, window.extent, ["towns"])[0]
    bad = replace(towns.features[0], name=NASTY, name_ar=NASTY, id=f"towns/{NASTY}", rank=99)
    layers = [replace(towns, features=(bad,)), mine(TANF, name=NASTY)]
    text = map_svg(lesson, window, layers)
    root = ET.fromstring(text)
    assert "<script" not in text
    assert "<img" not in text
    assert [t.text for t in root.iter(f"{SVG}text") if t.text == NASTY] == [NASTY] * 3
    assert f"towns/{NASTY}" in [n.get("data-feature") for n in groups(root, "data-feature")]


@pytest.mark.parametrize(
    "shape",
    [
        TANF,
        LineString([(38, 33), (39, 34)]),
        Polygon(box(38, 33, 39, 34).exterior.coords, [box(38.2, 33.2, 38.4, 33.4).exterior.coords]),
        MultiPolygon([box(38, 33, 38.2, 33.2), box(38.5, 33, 39, 33.2)]),
        MultiLineString([[(38, 33), (39, 34)], [(38, 34), (39, 33)]]),
        MultiPoint([(38.6, 33.5), (39.2, 33.8)]),
        GeometryCollection([Point(38.6, 33.5), LineString([(38, 33), (39, 34)])]),
        box(38, 33, 39, 34).exterior,
        box(0, 0, 90, 80),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_any_shape_that_a_learner_computes_is_drawn(lesson: Lesson, shape: BaseGeometry) -> None:
    window = Window(lesson.extent("tanf"))
    root = ET.fromstring(map_svg(lesson, window, [mine(shape, name="Mine")]))
    assert groups(root, "data-feature")


@pytest.mark.parametrize("colour", ["#1f5fa8", "#15a", "teal"])
def test_any_way_to_write_a_colour_is_drawn(lesson: Lesson, colour: str) -> None:
    """Or refused by `layer_from_frame`; but `ValueError: base 16` helps no learner."""
    window = Window(lesson.extent("tanf"))
    frame = gpd.GeoDataFrame({"geometry": [TANF]}, crs="EPSG:4326")
    layer = layer_from_frame(frame, id="mine", label="Mine", colour=colour)
    assert groups(ET.fromstring(map_svg(lesson, window, [layer])), "data-feature")


def test_the_holes_of_an_area_stay_holes(lesson: Lesson) -> None:
    ring = circle(TANF.x, TANF.y, 55).difference(circle(TANF.x, TANF.y, 20))
    root = ET.fromstring(map_svg(lesson, Window(lesson.extent("tanf")), [mine(ring)]))
    (node,) = groups(root, "data-feature")
    assert [path.attrib["d"].upper().count("M") for path in node.iter(f"{SVG}path")] == [2]


def test_a_swatch_is_well_formed_for_every_layer(drawn: Drawn) -> None:
    for layer in drawn.layers:
        root = ET.fromstring(swatch(layer))
        assert root.get("aria-hidden") == "true"
        assert root.get("viewBox") == "0 0 26 16"
        assert len(list(root.iter())) > 1
    holders = [swatch(layer) for layer in drawn.layers if layer.table == "control"]
    assert len(set(holders)) == len(holders) > 5


FRESH = """
import hashlib, json, sys
from lessonkit import Lesson
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.window import Window
from lessonkit.maps.svg import map_svg
from lessonkit.maps.still import print_map
from lessonkit.widgets.map import map_spec
lesson = Lesson(sys.argv[1])
window = Window(lesson.extent("tanf"))
layers = build_layers(lesson, window.extent)
print_map(lesson, window.extent, layers, title="Still")
words = map_svg(lesson, window, layers) + json.dumps(map_spec(lesson, window, layers))
print(json.dumps([hashlib.sha256(words.encode()).hexdigest(), "matplotlib.pyplot" in sys.modules]))
"""


def test_a_fresh_process_draws_the_same_and_never_imports_pyplot(root: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", FRESH, str(root / "data")],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    (first, pyplot), (second, _) = (json.loads(p.communicate(timeout=120)[0]) for p in running)
    assert first == second
    assert pyplot is False


# ---- The window ---------------------------------------------------------------------------------


def ordinate(lat: float) -> float:
    """Mercator y of the ellipsoid in radians (Snyder 1987, equation 7-7)."""
    sine, e = math.sin(math.radians(lat)), math.sqrt(WGS84.es)
    return math.atanh(sine) - e * math.atanh(e * sine)


def formula(window: Window, point: Point) -> tuple[float, float]:
    """Return the place on the page, computed without Cartopy."""
    e = window.extent
    scale = window.width / math.radians(e.east - e.west)
    return math.radians(point.x - e.west) * scale, (ordinate(e.north) - ordinate(point.y)) * scale


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
    # 37.4 to 39.95 degrees east are 960 points: 1.218 of 2.55 degrees.
    assert x == pytest.approx(960 * 1.218 / 2.55, abs=0.01)
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
    top, foot = _mercator_y(e.north), _mercator_y(e.south)
    for lat in np.linspace(e.south, e.north, 50):
        on_picture = (top - _mercator_y(lat)) / (top - foot) * window.height
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


# ---- The still figure ---------------------------------------------------------------------------

TITLE = "In five weeks government forces enter the desert and the coalition strikes twice"
DAY = date(2017, 6, 6)


@pytest.fixture(scope="module", params=EXTENTS)
def still(request: pytest.FixtureRequest, lesson: Lesson) -> tuple[Figure, list[Layer]]:
    """Return the fullest still map of a window: every layer, all in the legend."""
    extent = lesson.extent(request.param)
    layers = build_layers(lesson, extent)
    figure = print_map(
        lesson,
        extent,
        layers,
        title=TITLE,
        day=DAY,
        subtitle="Marks are places, not areas.",
        visible=[layer.id for layer in layers],
    )
    return figure, layers


def words(figure: Figure) -> list[str]:
    return [" ".join(text.get_text().split()) for text in figure.texts]


def test_a_still_map_says_title_date_and_sources(
    lesson: Lesson, still: tuple[Figure, list[Layer]]
) -> None:
    figure, layers = still
    assert isinstance(figure, Figure)
    assert not hasattr(figure, "number")  # pyplot does not know it, so nobody need close it
    now = [
        replace(layer, features=tuple(f for f in layer.features if f.on(DAY))) for layer in layers
    ]
    said = words(figure)
    assert TITLE in said
    assert "6 June 2017. Marks are places, not areas." in said
    assert caption(lesson, now) in said
    assert "US Central Command" in caption(lesson, now) or "Wikipedia" in caption(lesson, now)


def test_a_still_map_has_a_legend_of_what_it_shows(still: tuple[Figure, list[Layer]]) -> None:
    figure, layers = still
    texts = [" ".join(t.get_text().split()) for t in figure.legends[0].get_texts()]
    shown = [x for x in layers if x.table == "basemap" or any(f.on(DAY) for f in x.features)]
    headings = dict.fromkeys(x.group for x in shown)
    assert Counter(texts) == Counter([*(x.label for x in shown), *headings])


def test_everything_on_a_still_map_lies_on_the_page(still: tuple[Figure, list[Layer]]) -> None:
    figure, _ = still
    renderer = FigureCanvasAgg(figure).get_renderer()
    page = figure.bbox
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in figure.texts}
    boxes["legend"] = figure.legends[0].get_window_extent(renderer)
    for name, where in boxes.items():
        assert where.x0 >= page.x0, name
        assert where.y0 >= page.y0, name
        assert where.x1 <= page.x1 + 1, name
        assert where.y1 <= page.y1 + 1, name


def test_a_still_map_shows_only_what_holds_on_its_day(lesson: Lesson) -> None:
    extent = lesson.extent("tanf")
    layers = build_layers(lesson, extent, ["zone-coalition", "towns"])
    gids = {}
    for today in (date(2017, 5, 17), date(2017, 5, 18), None):
        figure = print_map(lesson, extent, layers, title="Zone", day=today)
        gids[today] = {a.get_gid() for a in figure.axes[0].get_children() if a.get_gid()}
    assert "zone-coalition/tanf-zone" not in gids[date(2017, 5, 17)]
    assert "zone-coalition/tanf-zone" in gids[date(2017, 5, 18)]
    assert "zone-coalition/tanf-zone" in gids[None]
    hidden = print_map(lesson, extent, layers, title="Zone", visible=["towns"])
    assert "zone-coalition/tanf-zone" not in {a.get_gid() for a in hidden.axes[0].get_children()}


KEYS = {
    "high": "Full colour",
    "medium": "Pale:",
    "low": "White inside",
    "around": "Thin outline",
    "ring": "Dotted ring",
    "arrow": "Dashed advance",
    "event": "Event rings",
    "area": "Pale round area",
    "border": "Dotted border",
}


@pytest.mark.parametrize(
    ("extent", "layers", "signs"),
    [
        ("southeast", ["relief", "borders"], set()),
        ("southeast", ["relief", "borders", "towns", "bases", "energy"], {"ring"}),
        ("syria", ["borders"], {"border"}),
        ("tanf", ["towns"], {"ring"}),
        ("tanf", ["bases", "zone-coalition"], set()),
        ("tanf", ["events"], {"event", "area", "ring"}),
        ("southeast", ["advances"], {"arrow"}),
        ("syria", ["energy", "control"], {"high", "medium", "low", "around", "ring"}),
    ],
)
def test_the_note_explains_each_sign_on_the_map_and_no_other(
    lesson: Lesson, extent: str, layers: list[str], signs: set[str]
) -> None:
    window = lesson.extent(extent)
    made = build_layers(lesson, window, layers)
    said = note(lesson, window, made)
    assert {key for key, words_ in KEYS.items() if words_ in said} == signs
    assert said.count(":") == len(signs)
    figure = print_map(lesson, window, made, title="Note", visible=[x.id for x in made])
    assert not said or said in words(figure)


def test_lines_of_one_dash_are_told_by_their_colour(lesson: Lesson) -> None:
    """A border, a road and a pipeline are all thin lines in earthy colours."""
    made = build_layers(lesson, lesson.extent("syria"))
    lines = [
        layer
        for layer in made
        if "borders" in layer.kinds
        or (layer.table == "routes" and not any(f.card.get("holder") for f in layer.features))
    ]
    assert len(lines) >= 4
    for a, b in itertools.combinations(lines, 2):
        if a.style.dash == b.style.dash:
            assert delta_e(a.style.colour, b.style.colour) > 30, (a.id, b.id)


# ---- Labels -------------------------------------------------------------------------------------

FRAME: Box = (0.0, 0.0, 300.0, 200.0)
spots = st.tuples(st.floats(0, 300), st.floats(0, 200))
labels = st.lists(
    st.builds(
        lambda key, at, width, height, rank: Label(key, *at, width, height, rank),
        st.text("abcdefgh", min_size=1, max_size=4),
        spots,
        st.floats(1, 120),
        st.floats(1, 30),
        st.integers(0, 30),
    ),
    max_size=25,
    unique_by=lambda label: label.key,
)
boxes = st.lists(
    st.builds(
        lambda at, w, h: (at[0], at[1], at[0] + w, at[1] + h),
        spots,
        st.floats(0.1, 40),
        st.floats(0.1, 40),
    ),
    max_size=8,
)


@given(labels, boxes, boxes)
def test_placed_labels_cover_nothing_and_stay_inside(
    some: list[Label], symbols: list[Box], taken: list[Box]
) -> None:
    sizes = {label.key: (label.width, label.height) for label in some}
    placed = place_labels(some, symbols, FRAME, taken)
    where = [(p.x, p.y, p.x + sizes[p.key][0], p.y + sizes[p.key][1]) for p in placed]
    assert len({p.key for p in placed}) == len(placed)
    for spot in where:
        assert FRAME[0] <= spot[0]
        assert FRAME[1] <= spot[1]
        assert spot[2] <= FRAME[2] + 1e-9
        assert spot[3] <= FRAME[3] + 1e-9
        assert not [other for other in (*symbols, *taken) if overlap(spot, other)]
    assert not [pair for pair in itertools.combinations(where, 2) if overlap(*pair)]


@given(labels, boxes, st.randoms())
def test_the_order_of_the_labels_does_not_matter(
    some: list[Label], symbols: list[Box], random: Any
) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    once = place_labels(some, symbols, FRAME)
    assert place_labels(shuffled, symbols, FRAME) == once
    ranks = {label.key: label.rank for label in some}
    order = [ranks[p.key] for p in once]
    assert order == sorted(order, reverse=True)


@given(labels.filter(bool), boxes)
def test_the_highest_rank_is_placed_if_it_fits_alone(some: list[Label], symbols: list[Box]) -> None:
    top = min(some, key=lambda label: (-label.rank, label.key))
    alone = place_labels([top], symbols, FRAME)
    assert place_labels(some, symbols, FRAME)[:1] == alone or not alone


@given(spots, st.floats(5, 60), st.floats(5, 20))
def test_a_lone_label_in_the_open_stands_to_the_right(
    at: tuple[float, float], width: float, height: float
) -> None:
    label = Label("a", 500 + at[0], 500 + at[1], width, height, 1)
    (spot,) = place_labels([label], [], (0, 0, 2000, 2000))
    assert spot.x == pytest.approx(label.x + label.gap)
    assert spot.y + height / 2 == pytest.approx(label.y)


# ---- Looks --------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15, 1291-1298: severity 1.0, for linear RGB.
SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
# IEC 61966-2-1: linear sRGB to CIE XYZ, white point D65.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(colour: str, seen: str) -> np.ndarray:
    """Return CIE L*a*b* of a colour as a reader with this sight sees it."""
    xyz = TO_XYZ @ np.clip(SEEN[seen] @ linear(colour), 0, 1)
    t = xyz / (TO_XYZ @ np.ones(3))
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def delta_e(a: str, b: str, seen: str = "normal") -> float:
    """Return the CIE76 colour difference."""
    return float(np.linalg.norm(lab(a, seen) - lab(b, seen)))


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted(float(SEEN["grey"][0] @ linear(c)) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def test_the_measures_of_colour_are_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert delta_e("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    assert lab("#ff0000", "normal") == pytest.approx([53.2, 80.1, 67.2], abs=0.1)
    for matrix in SEEN.values():
        assert matrix.sum(axis=1) == pytest.approx(1, abs=1e-4)  # white stays white
    assert delta_e("#c0392b", "#1b7f4d", "deuteranopia") < delta_e("#c0392b", "#1b7f4d") / 2


def test_every_holder_has_its_own_marker(lesson: Lesson) -> None:
    pairs = itertools.combinations(lesson.holders.values(), 2)
    same = [(a.id, b.id) for a, b in pairs if a.marker == b.marker]
    assert [p for p in same if delta_e(*(lesson.holders[h].colour for h in p)) < 40] == []


SURE = ("high", "medium", "low")


def holder_ids() -> list[str]:
    path = Path(__file__).parent.parent / "data" / "lesson.toml"
    return [entry["id"] for entry in tomllib.loads(path.read_text("utf-8"))["holders"]]


@pytest.mark.parametrize("holder_id", holder_ids())
def test_a_mark_shows_how_sure_its_holder_is(lesson: Lesson, holder_id: str) -> None:
    holder = lesson.holders[holder_id]
    if holder.marker == "question":
        return  # it says by itself that nobody is sure
    style = Style(colour=holder.colour, marker=holder.marker)
    looks = {sure: marker_look(replace(style, confidence=sure), 8.5) for sure in SURE}
    for a, b in itertools.combinations(SURE, 2):
        differ = {key for key in looks[a] if looks[a][key] != looks[b][key]}
        assert differ & {"markerfacecolor", "markeredgecolor", "marker"}, f"{a} looks like {b}"


def test_a_ring_shows_how_sure_its_event_is(lesson: Lesson) -> None:
    events = build_layers(lesson, lesson.extent("tanf"), ["events"])[0]
    looks = {s: marker_look(replace(events.style, confidence=s), 17.0) for s in SURE}
    assert looks["high"] != looks["medium"]
    assert looks["medium"] != looks["low"]


def as_seen(style: Style) -> tuple[Any, str, str]:
    """Return the shape, its face and its rim, as colours on paper (a faint face is white)."""
    look = marker_look(style, 8.5)
    face = look["markerfacecolor"]
    return look["marker"], face if isinstance(face, str) else face[0], look["markeredgecolor"]


@pytest.mark.parametrize("seen", SEEN)
def test_no_two_holders_can_be_taken_for_each_other_at_any_confidence(
    lesson: Lesson, seen: str
) -> None:
    alike = {}
    for a, b in itertools.combinations(lesson.holders.values(), 2):
        for x, y in itertools.product(SURE, SURE):
            one = as_seen(Style(colour=a.colour, marker=a.marker, confidence=x))
            two = as_seen(Style(colour=b.colour, marker=b.marker, confidence=y))
            if one[0] == two[0]:
                gap = max(delta_e(one[n], two[n], seen) for n in (1, 2))
                if gap <= 15:
                    alike[f"{a.id} {x}, {b.id} {y}"] = round(gap, 1)
    assert alike == {}


@pytest.mark.parametrize("sure", SURE)
def test_holders_stand_out_from_the_land(lesson: Lesson, sure: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1, by the face or by the rim, whichever stands out more."""
    weak = {}
    for holder in lesson.holders.values():
        look = as_seen(Style(colour=holder.colour, marker=holder.marker, confidence=sure))
        best = max(contrast(colour, COLOURS["land"]) for colour in look[1:])
        if best < 3:
            weak[holder.id] = round(best, 2)
    assert weak == {}
