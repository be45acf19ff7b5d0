"""Names of areas and lines on a still map: in their own area, or at their own line."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.boxes import Box, overlap
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import STATED
from lessonkit.maps.names.outlines import Shaped, place_beside
from lessonkit.maps.still import print_map
from lessonkit.notebook import Lesson

FRAME: Box = (0.0, 0.0, 600.0, 400.0)


def placed(some: list[Shaped], symbols: list[Box] | None = None) -> dict[str, Polygon]:
    """Return the box of each name that found a spot."""
    sizes = {one.key: (one.width, one.height) for one in some}
    found = place_beside(some, symbols or [], FRAME)
    return {p.key: box(p.x, p.y, p.x + sizes[p.key][0], p.y + sizes[p.key][1]) for p in found}


def area(key: str, shape: BaseGeometry, width: float = 80, height: float = 14) -> Shaped:
    return Shaped(key, shape, width, height, inside=True)


def line(key: str, shape: BaseGeometry, width: float = 80, height: float = 14) -> Shaped:
    return Shaped(key, shape, width, height, inside=False)


def test_a_name_that_fits_stands_in_its_area_clear_of_symbols() -> None:
    wide = box(100, 100, 300, 250)
    middle = placed([area("a", wide)])["a"]
    assert wide.contains(middle)
    assert middle.centroid.distance(wide.centroid) < 20
    symbol = (190.0, 165.0, 210.0, 185.0)
    beside = placed([area("a", wide)], [symbol])["a"]
    assert wide.contains(beside)
    assert not beside.intersects(box(*symbol))


def test_the_name_of_a_narrow_zone_may_stand_out_at_its_ends_and_no_further() -> None:
    for wide, count in ((70, 1), (50, 0)):
        narrow = box(100, 100, 100 + wide, 250)
        zone = Shaped("a", narrow, 80, 14, inside=True, filled=True)
        found = [*placed([zone]).values()]
        assert len(found) == count
        assert all(narrow.contains(one.centroid) for one in found)


def test_the_name_of_a_zone_stands_where_it_has_air_and_not_in_a_wedge() -> None:
    """Three corridors meet in the middle of a zone, and half of the zone is empty."""
    zone = Shaped("zone", box(100, 50, 500, 350), 80, 12, inside=True, filled=True)
    ways = [
        area(key, LineString([(100, at), (500, at)]).buffer(8), 60, 10)
        for key, at in (("north", 230), ("middle", 200 - 12), ("south", 158))
    ]
    found = placed([zone, *ways])["zone"]
    assert zone.shape.contains(found)
    assert min(one.shape.distance(found) for one in ways) > 12


def test_a_zone_with_a_rank_has_its_name_first_and_further_out_of_a_narrow_shape() -> None:
    narrow = box(100, 100, 150, 250)
    zone = Shaped("a", narrow, 80, 14, inside=True, filled=True)
    assert not placed([zone])
    assert [*placed([replace(zone, rank=STATED)])] == ["a"]
    # Of two zones one upon the other, with room for one name, the rank decides; also for a line.
    low = box(100, 100, 200, 119)
    one, two = (Shaped(key, low, 80, 14, inside=True, filled=True) for key in "ab")
    assert [*placed([one, two])] == ["a"]
    assert [*placed([one, replace(two, rank=2 * STATED)])] == ["b"]
    assert [*placed([replace(one, rank=3 * STATED), replace(two, rank=2 * STATED)])] == ["a"]
    road = line("c", LineString([(300, 300), (500, 300)]))
    assert next(iter(placed([one, road]))) == "a"
    assert next(iter(placed([one, replace(road, rank=STATED)]))) == "c"


def test_a_name_that_does_not_fit_stands_near_its_own_area_and_not_nearer_to_another() -> None:
    small, close = box(200, 200, 240, 220), box(200, 240, 240, 260)
    names = placed([area("a", small), area("b", close)])
    for key, own, other in (("a", small, close), ("b", close, small)):
        assert names[key].distance(own) < 10
        assert names[key].distance(own) < 0.7 * names[key].distance(other), key


def test_names_of_close_rings_stand_on_different_sides_each_at_its_own_line() -> None:
    rings = {f"{r} km": Point(300, 200).buffer(r).exterior for r in (90, 106)}
    names = placed([line(key, ring, 120) for key, ring in rings.items()])
    inner, outer = names["90 km"], names["106 km"]
    for key, one in names.items():
        other = rings["106 km" if key == "90 km" else "90 km"]
        assert not one.intersects(rings[key]), key
        assert one.distance(rings[key]) < 0.7 * one.distance(other), key
    assert inner.distance(outer) > 48


def test_a_line_is_named_where_it_runs_alone() -> None:
    shared = [(20, 200), (300, 200)]
    north = LineString([*shared, (400, 330), (580, 330)])
    south = LineString([*shared, (400, 70), (580, 70)])
    names = placed([line("n", north), line("s", south)])
    for key, own, other in (("n", north, south), ("s", south, north)):
        assert names[key].distance(own) < 0.7 * names[key].distance(other)
        assert names[key].distance(other) > 40
    same = MultiLineString([shared])
    assert placed([line("a", same), line("b", same)]) == {}


shapes = st.lists(
    st.builds(
        lambda x, y, r, closed: (
            Point(x, y).buffer(r) if closed else LineString([(x, y), (x + 3 * r, y + r)])
        ),
        st.floats(-50, 650),
        st.floats(-50, 450),
        st.floats(3, 200),
        st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=25)
@given(shapes)
def test_no_name_is_nearer_to_another_outline_than_to_its_own(some: list[BaseGeometry]) -> None:
    shaped = [
        Shaped(str(n), shape, 70, 14, inside=shape.geom_type == "Polygon")
        for n, shape in enumerate(some)
    ]
    names = placed(shaped)
    for one in (x for x in shaped if x.key in names):
        spot = names[one.key]
        assert box(*FRAME).covers(spot)
        near = spot.distance(one.edge)
        assert all(near <= spot.distance(x.edge) + 0.5 for x in shaped)
    bounds = [spot.bounds for spot in names.values()]
    assert not [pair for pair in itertools.combinations(bounds, 2) if overlap(*pair)]


@pytest.mark.parametrize(
    ("extent", "layer", "names"),
    [
        ("corridor", "overland-route", {"A, by al-Tanf", "B, by al-Bukamal", "C, northern"}),
        (
            "syria",
            "de-escalation",
            {"Idlib area", "Area north of Homs", "Eastern Ghouta", "Dar'a and Quneitra"},
        ),
    ],
)
def test_each_variant_and_each_area_has_its_short_name_in_print(
    lesson: Lesson, extent: str, layer: str, names: set[str]
) -> None:
    window = lesson.extent(extent)
    layers = build_layers(lesson, window, [layer])
    figure = print_map(lesson, window, layers, title="Names", visible=[layer])
    assert names <= {text.get_text() for text in figure.axes[0].texts}
    titles = {f.card["title"] for x in layers for f in x.features}
    assert not names & titles  # the card keeps the whole name


def test_of_zones_one_in_the_other_each_has_its_name_in_what_is_seen_of_it() -> None:
    """Else the land of the inner one would have the name of the one below it."""
    shapes = {"outer": box(50, 50, 550, 350), "middle": box(150, 50, 450, 300)}
    shapes["inner"] = box(230, 50, 370, 200)
    zones = [Shaped(key, shape, 80, 14, True, filled=True) for key, shape in shapes.items()]
    names = placed(zones)
    assert names.keys() == shapes.keys()
    for below, above in itertools.combinations(shapes, 2):
        assert shapes[below].contains(names[below])
        assert not names[below].intersects(shapes[above]), (below, above)
    # One of which nothing is seen has none; drawn first it would have its own.
    whole = Shaped("whole", box(40, 40, 560, 360), 80, 14, True, filled=True)
    assert placed([*zones, whole]).keys() == {"whole"}
    assert placed([whole, *zones]).keys() >= shapes.keys()
