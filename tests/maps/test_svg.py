"""The drawing: one SVG for all dates, whatever the data say."""

from __future__ import annotations

import itertools
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
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
from support.drawings import (
    SVG,
    TANF,
    WGS84,
    Drawn,
    features,
    formula,
    groups,
    is_name,
    marks_of,
    mine,
    ordinate,
)

from lessonkit.geodesy import circle
from lessonkit.maps import svg
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import RING_FROM_KM, Layer
from lessonkit.maps.layers import layer as new_layer
from lessonkit.maps.marks import marker_look, marker_paths, marker_size
from lessonkit.maps.still import print_map
from lessonkit.maps.svg import draw_map, swatch
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson
from lessonkit.shelf import PLACE


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
    epoch, dated = date(1970, 1, 1), 0
    for node in groups(drawn.root, "data-feature"):
        feature = known[node.attrib["data-feature"]]
        start, end = drawn.marks[feature.id].get("days", (None, None))
        assert start == (None if feature.start is None else (feature.start - epoch).days)
        assert end == (None if feature.end is None else (feature.end - epoch).days)
        dated += start is not None
    assert dated > 10


def test_marks_stand_where_their_point_is(drawn: Drawn) -> None:
    for node in groups(drawn.root, "data-feature"):
        feature = features(drawn.layers)[node.attrib["data-feature"]]
        if isinstance(feature.geometry, Point):
            (_,) = (g for g in groups(node, "class") if "lk-at" in g.attrib["class"].split())
            at = drawn.marks[feature.id]["at"]
            assert at == pytest.approx(formula(drawn.window, feature.geometry), abs=0.06)


def test_looks_are_presentation_attributes(drawn: Drawn) -> None:
    """So a style sheet wins without !important, and a policy need not allow style attributes."""
    drawn_once = {*drawn.root.iterfind(f"{SVG}defs/{SVG}path")}  # each use of it says how it looks
    shapes = [node for node in drawn.root.iter() if node.tag in (f"{SVG}path", f"{SVG}use")]
    shapes = [node for node in shapes if node not in drawn_once]
    assert all({"fill", "stroke", "fill-opacity"} & node.attrib.keys() for node in shapes)
    swatches = [ET.fromstring(swatch(layer)) for layer in drawn.layers]
    assert not [n for root in (drawn.root, *swatches) for n in root.iter() if "style" in n.attrib]


def points_of(outline: str) -> np.ndarray:
    """Give the points of an outline that is written by steps."""
    number = r"-?(?:\d+(?:\.\d)?|\.\d)"
    parts = re.findall(r"M([^lMz]+)l([^Mz]+)z?", outline)
    assert "".join(f"M{start}l{steps}" for start, steps in parts) == outline.replace("z", "")
    made = [[float(n) for n in re.findall(number, f"{a} {b}")] for a, b in parts]
    return np.vstack([np.cumsum(np.reshape(one, (-1, 2)), axis=0) for one in made])


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
            x_of = points_of(ring.attrib["d"])[:, 0]
            across = x_of.max() - x_of.min()
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
        texts = [t for t in node.iter(f"{SVG}text") if t.get("class") == "lk-local"]
        assert all((t.get("lang"), t.get("direction")) == ("ar", "rtl") for t in texts)
        arabic[node.attrib["data-for"]] = [t.text for t in texts]
    assert len([texts for texts in arabic.values() if texts]) > 10
    for key, texts in arabic.items():
        assert texts == ([known[key].name_local] if known[key].name_local else []), key


def test_the_kind_of_a_place_is_drawn_round_the_marks_of_its_holders(lesson: Lesson) -> None:
    """An outline wider than the mark of any holder, on every day, in the layer of its kind."""
    window = Window(lesson.extent("southeast"))
    layers = build_layers(lesson, window.extent, ["towns", "bases", "energy", "control"])
    drawing = draw_map(lesson, window, layers)
    nodes = {
        n.attrib["data-feature"]: n for n in groups(ET.fromstring(drawing.svg), "data-feature")
    }
    round_ = {key for key, n in nodes.items() if n.find(f"{SVG}g[@class='lk-at lk-around']")}
    assert {"energy/al-omar-field", "bases/al-tanf-garrison"} <= round_
    assert {key.partition("/")[0] for key in round_} == {"bases", "energy"}
    marks_by_id = marks_of(drawing)
    assert round_ == {key for key, mark in marks_by_id.items() if mark.get("wide")}
    assert not [key for key in round_ if "days" in marks_by_id[key]]
    marks = [f.style for layer in layers if layer.table == "control" for f in layer.features]
    for layer in layers:
        for style in {f.style for f in layer.features if f.style.around}:
            (outline,) = marker_paths(style)
            ring = MultiPoint(outline.vertices * marker_size(layer, style)).convex_hull
            assert marker_look(style, 1.0)["markerfacecolor"] == "none"
            for mark in marks:
                if mark.marker != "question":
                    size = marker_look(mark, 8.5)["markersize"]
                    for path in marker_paths(mark):
                        assert ring.covers(MultiPoint(path.vertices * size)), mark.marker
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
    texts = {draw_map(lesson, window, build_layers(lesson, window.extent)).svg for _ in range(2)}
    assert len(texts) == 1


def test_points_of_one_look_share_a_marker_and_keep_their_order(lesson: Lesson) -> None:
    colours = ["teal", "navy", "teal", "navy", "teal"]
    places = [Point(38 + n / 5, 33.5) for n in range(4)] + [Point(50, 33.5)]  # the last is outside
    frame = gpd.GeoDataFrame({"colour": colours, "geometry": places}, crs="EPSG:4326")
    layer = new_layer(frame, id="mine", label="Mine")
    root = ET.fromstring(draw_map(lesson, Window(lesson.extent("tanf")), [layer]).svg)
    nodes = groups(root, "data-feature")
    assert [n.get("data-feature") for n in nodes] == [f"mine/{n}" for n in range(4)]
    (a, b, c, d) = (use.get("href") for n in nodes for use in n.iter(f"{SVG}use"))
    assert a == c != b == d


def test_marks_of_holders_lie_above_rings_and_ways_and_names_above_all(lesson: Lesson) -> None:
    window = Window(lesson.extent("southeast"))
    root = ET.fromstring(draw_map(lesson, window, build_layers(lesson, window.extent)).svg)
    order = [str(one.get("class", "")) for one in root]
    at = {kind: [n for n, one in enumerate(order) if one == f"lk-t-{kind}"] for kind in TABLES}
    for below, above in itertools.pairwise(TABLES):
        assert max(at[below]) < min(at[above])
    (names,) = (n for n, one in enumerate(root) if any(is_name(node) for node in one))
    assert names > max(at["control"])


TABLES = ("zones", "routes", "events", "places", "control")


def test_the_ground_is_read_once_for_a_lesson(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, "")  # all is drawn here
    read: Counter[str] = Counter()
    read_text, open_image = Path.read_text, Image.open

    def reading(file: Path, *how: str, **more: str) -> str:
        if file.suffix == ".geojson":
            read[file.name] += 1
        return read_text(file, *how, **more)

    def opening(file: Path) -> Image.Image:
        read[file.name] += 1
        return open_image(file)

    lessons = Lesson(root), Lesson(root)
    monkeypatch.setattr(Path, "read_text", reading)
    monkeypatch.setattr(Image, "open", opening)
    for times, lesson in enumerate(lessons, start=1):
        extent = lesson.extent("tanf")
        layers = build_layers(lesson, extent)
        draw_map(lesson, Window(extent), layers)
        print_map(lesson, extent, layers, title="Still")
        draw_map(lesson, Window(extent), layers)
        assert "relief.webp" in read
        assert {"rivers.geojson", "countries.geojson"} <= set(read)
        # The relief is opened for the browser and for the still map, which few readers make.
        twice = {name: times * (2 if name == "relief.webp" else 1) for name in read}
        assert read == twice  # a lesson opened anew sees files that changed


def test_a_map_is_drawn_once_for_the_same_layers(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, "")  # nothing comes from the shelf
    drawn: list[int] = []
    draw = svg._figure

    def drawing(*given: Any) -> Any:
        drawn.append(1)
        return draw(*given)

    monkeypatch.setattr(svg, "_figure", drawing)
    lesson = Lesson(root)
    extent = lesson.extent("tanf")
    window, layers = Window(extent), build_layers(lesson, extent)
    first = draw_map(lesson, window, layers)
    assert draw_map(lesson, Window(extent), build_layers(lesson, extent)) is first
    assert len(drawn) == 1
    # What changes the drawing, a name as well as a shape, makes a new one.
    named = next(n for n, layer in enumerate(layers) if layer.features)
    one, *rest = layers[named].features
    for change in ({"name": "Elsewhere"}, {"geometry": TANF.buffer(0.1)}):
        changed = replace(layers[named], features=(replace(one, **change), *rest))
        draw_map(lesson, window, [*layers[:named], changed, *layers[named + 1 :]])
    assert len(drawn) == 3
    assert draw_map(lesson, window, layers) is first
    draw_map(Lesson(root), window, layers)  # a lesson opened anew is drawn anew
    assert len(drawn) == 4


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
    small, large = draw_map(lesson, window, week).svg, draw_map(lesson, window, year).svg
    few, many = len(features(week)), len(features(year))
    assert many > few + 50
    ids = [n.attrib["data-feature"] for n in groups(ET.fromstring(large), "data-feature")]
    assert len(ids) == len(set(ids)) == many
    nothing = draw_map(lesson, window, lasting(layers, date(1900, 1, 1), date(1900, 1, 1))).svg
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
    bad = replace(towns.features[0], name=NASTY, name_local=NASTY, id=f"towns/{NASTY}", rank=99)
    layers = [replace(towns, features=(bad,)), mine(TANF, name=NASTY)]
    text = draw_map(lesson, window, layers).svg
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
    root = ET.fromstring(draw_map(lesson, window, [mine(shape, name="Mine")]).svg)
    assert groups(root, "data-feature")


@pytest.mark.parametrize("colour", ["#1f5fa8", "#15a", "teal"])
def test_any_way_to_write_a_colour_is_drawn(lesson: Lesson, colour: str) -> None:
    """Or refused by `layer`; but `ValueError: base 16` helps no learner."""
    window = Window(lesson.extent("tanf"))
    frame = gpd.GeoDataFrame({"geometry": [TANF]}, crs="EPSG:4326")
    layer = new_layer(frame, id="mine", label="Mine", colour=colour)
    assert groups(ET.fromstring(draw_map(lesson, window, [layer]).svg), "data-feature")


def test_the_holes_of_an_area_stay_holes(lesson: Lesson) -> None:
    ring = circle(TANF.x, TANF.y, 55).difference(circle(TANF.x, TANF.y, 20))
    made = draw_map(lesson, Window(lesson.extent("tanf")), [mine(ring)])
    (node,) = groups(ET.fromstring(made.svg), "data-feature")
    assert len([*node.iter(f"{SVG}path")]) == len(made.lines) == 1
    outer, hole = made.lines[0]["steps"]
    for part in (outer, hole):  # both are closed
        assert np.sum(np.reshape(part, (-1, 2))[1:], axis=0).tolist() == [0, 0]
    assert outer != hole


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
from lessonkit.maps import svg
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.window import Window
from lessonkit.maps.svg import draw_map
from lessonkit.maps.still import print_map
from lessonkit.widgets.drawing import map_spec
lesson = Lesson(sys.argv[1])
window = Window(lesson.extent("tanf"))
layers = build_layers(lesson, window.extent)
print_map(lesson, window.extent, layers, title="Still")
words = json.dumps([draw_map(lesson, window, layers), map_spec(lesson, window, layers)])
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


def test_the_lines_that_names_keep_off_are_numbers_and_those_of_the_features(
    opened: Lesson,
) -> None:
    window = Window(opened.extent("valley"))
    layers = build_layers(opened, window.extent)
    made = draw_map(opened, window, layers)
    bare = [one for one in ET.fromstring(made.svg).iter(f"{SVG}path") if "d" not in one.attrib]
    assert len(bare) == len(made.lines)
    lined = {one["layer"] for one in made.lines}
    assert lined == {"water", "borders", "zone", "roads", "advances"}
    assert {one["layer"] for one in made.lines if one["way"]} == {"advances"}
    assert min(one["width"] for one in made.lines) >= 0.85  # no coast
    for layer in (one for one in layers if one.id in lined and not one.role.ground):
        shapes = [line for f in layer.features for line in window.lines(f.geometry)]
        parts = [part for one in made.lines if one["layer"] == layer.id for part in one["steps"]]
        assert parts
        for part in parts:
            points = np.cumsum(np.reshape(part, (-1, 2)), axis=0) / 10
            # A head of an arrow stands beside its line.
            away = shapely.distance(MultiLineString(shapes), shapely.points(points))
            assert away.max() <= 8, layer.id
