"""Zones with a holder or a value, circles with an area: classes, looks, days, and one line each."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box
from support.colours import delta_e
from support.measured import measured

from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import COLOURS
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.still import still_svg
from lessonkit.maps.svg import draw_map
from lessonkit.maps.values.borders import borders_of
from lessonkit.maps.values.circles import samples
from lessonkit.maps.values.scale import BELOW, scale_of
from lessonkit.maps.values.states import heading_of
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import ONE_WAY, TWO_WAYS, Measure
from lessonkit.widgets.evidence import as_known

RAIN = Measure("rain", "Rain", "mm", "zones")


def layers_of(lesson: Lesson, *ids: str) -> list[Layer]:
    return build_layers(lesson, lesson.extent("valley"), ids)


def with_values(lesson: Lesson, values: Sequence[float]) -> Lesson:
    """Return a lesson whose only values are these, of rain."""
    rows = [{"measure": "rain", "of_id": f"z{n}", "value": v} for n, v in enumerate(values)]
    return replace_values(lesson, pd.DataFrame(rows))


def replace_values(lesson: Lesson, frame: pd.DataFrame) -> Lesson:
    copied = lesson.as_of(lesson.end)
    copied.values = frame
    return copied


# ---- Scales -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "edges"),
    [
        ("quantiles", (1, 3, 5, 100)),
        ("equal-interval", (1, 34, 67, 100)),
        ("natural-breaks", (1, 3, 6, 100)),
    ],
)
def test_a_method_makes_the_classes(valued: Lesson, method: str, edges: tuple[float, ...]) -> None:
    lesson = with_values(valued, [1, 2, 3, 4, 5, 6, 100])
    scale = scale_of(lesson, replace(RAIN, method=method, classes=3))
    assert scale.edges == edges


def test_edges_of_the_lesson_are_kept_and_an_edge_belongs_to_the_class_below(
    valued: Lesson,
) -> None:
    scale = scale_of(valued, valued.measures["rain"])
    assert scale.edges == (0, 100, 200, 400, 700)
    classes = [scale.colours.index(scale.style_of(v).colour) for v in (0, 100, 100.5, 400, 700)]
    assert classes == [0, 0, 1, 2, 3]


def test_a_value_that_is_not_known_has_a_hatch_and_no_colour_of_the_scale(valued: Lesson) -> None:
    scale = scale_of(valued, valued.measures["rain"])
    unknown = scale.style_of(None)
    assert unknown.hatch
    assert not unknown.fill
    assert unknown.colour not in scale.colours


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", ONE_WAY)
@pytest.mark.parametrize("classes", [2, 5, 8])
def test_in_grey_print_each_class_is_darker_than_the_one_before(
    valued: Lesson, colours: str, classes: int
) -> None:
    lesson = with_values(valued, range(20))
    scale = scale_of(lesson, replace(RAIN, colours=colours, classes=classes))
    greys = [lightness(one) for one in scale.colours]
    assert len(greys) == classes
    assert all(one > other + 8 for one, other in pairwise(greys))


@pytest.mark.parametrize("colours", TWO_WAYS)
def test_around_a_middle_the_scale_is_as_far_on_both_sides_and_one_end_has_a_hatch(
    valued: Lesson, colours: str
) -> None:
    lesson = with_values(valued, [-8, -3, -1, 0, 2, 4, 20])
    scale = scale_of(lesson, replace(RAIN, colours=colours, middle=0, classes=4))
    assert scale.edges == tuple(-one for one in reversed(scale.edges))
    assert scale.edges[0] <= -20
    assert scale.hatches == (BELOW, BELOW, "", "")
    greys = [lightness(one) for one in scale.colours]
    assert greys[0] < greys[1]
    assert greys[3] < greys[2]


@pytest.mark.parametrize("classes", [2, 4, 6, 8])
@pytest.mark.parametrize("colours", [*ONE_WAY, *TWO_WAYS])
def test_no_class_can_be_taken_for_the_sea_or_for_bare_land(
    valued: Lesson, colours: str, classes: int
) -> None:
    """About 2 is the least that anybody sees; side by side on a map it takes several times that."""
    middle = 0 if colours in TWO_WAYS else None
    lesson = with_values(valued, range(-20, 21))
    scale = scale_of(lesson, replace(RAIN, colours=colours, classes=classes, middle=middle))
    assert len(scale.colours) == classes
    for colour in scale.colours:
        assert delta_e(colour, COLOURS["sea"]) > 10, colour
        assert delta_e(colour, COLOURS["land"]) > 10, colour


@pytest.mark.parametrize(("middle", "colours"), [(None, "blues"), (0, "red-blue")])
def test_the_colours_of_a_scale_can_be_turned_round(
    valued: Lesson, middle: int | None, colours: str
) -> None:
    lesson = with_values(valued, [-9, -4, -2, 2, 4, 9])
    plain = replace(RAIN, colours=colours, classes=4, middle=middle)
    one, other = (scale_of(lesson, replace(plain, reversed=turned)) for turned in (False, True))
    assert other.colours == one.colours[::-1]
    assert (other.edges, other.hatches) == (one.edges, one.hatches)
    if middle == 0:
        red, blue = (int(one.colours[0][n : n + 2], 16) for n in (1, 5))
        assert red > blue, "docs/data.md: the first word is the colour below the middle"


def test_values_that_are_all_the_same_make_one_class(valued: Lesson) -> None:
    scale = scale_of(with_values(valued, [7, 7]), RAIN)
    assert len(scale.colours) == 1
    assert scale.style_of(7.0).colour == scale.colours[0]


@settings(max_examples=25)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(2, 8))
def test_every_known_value_has_a_class(valued: Lesson, values: list[float], classes: int) -> None:
    rounded = [round(one, 1) for one in values]
    scale = scale_of(with_values(valued, rounded), replace(RAIN, decimals=1, classes=classes))
    assert all(scale.style_of(one).fill for one in rounded)
    assert list(scale.edges) == sorted(scale.edges)


# ---- Zones with values --------------------------------------------------------------------------


def test_a_zone_is_by_turns_what_its_values_say_and_between_them_not_known(
    valued: Lesson,
) -> None:
    [layer] = layers_of(valued, "rain")
    south = [f for f in layer.features if f.of == "south-district"]
    assert [(f.start, f.end) for f in south] == [
        (None, date(2017, 5, 31)),
        (date(2017, 6, 1), date(2017, 12, 31)),
        (date(2018, 1, 1), None),
    ]
    assert [f.card["value"] for f in south] == ["not known", "85 mm", "not known"]
    assert south[1].card["value_sources"] == ["atlas"]
    assert "value_sources" not in south[0].card


def test_on_each_day_a_zone_has_one_look(valued: Lesson) -> None:
    [layer] = layers_of(valued, "rain")
    for day in pd.date_range(valued.start, valued.end, freq="7D"):
        here = [f.of for f in layer.features if f.on(day.date())]
        assert sorted(here) == [
            "middle-district", "north-district", "south-district", "west-district",
        ]  # fmt: skip


def test_the_legend_has_numbers_a_unit_and_a_line_for_what_is_not_known(valued: Lesson) -> None:
    spec = valued.map("rain").spec
    entry = next(one for one in spec["layers"] if one["id"] == "rain")
    assert entry["measure"] == "Rain in half a year (mm)"
    words = [words for _, words in entry["key"]]
    assert words == ["0 to 100", "100 to 200", "200 to 400", "400 to 700", "Not known"]
    assert len({drawn for drawn, _ in entry["key"]}) == 5


def test_a_unit_that_the_label_says_is_not_said_again() -> None:
    assert heading_of(Measure("x", "Cases in a year", "cases", "zones")) == "Cases in a year"
    assert heading_of(Measure("x", "Rain in a year", "mm", "zones")) == "Rain in a year (mm)"
    assert heading_of(Measure("x", "Showcases", "cases", "zones")) == "Showcases (cases)"


def test_by_a_second_clock_only_values_that_a_source_had_told_are_there(valued: Lesson) -> None:
    soon, late = np.datetime64("2017-05-20", "D"), np.datetime64("2017-06-07", "D")
    for name, told in (("rain", "Middle"), ("people", "cedar-mill")):
        layers = layers_of(valued, name)

        def shown(by: Any, layers: list[Layer] = layers) -> set[str]:
            known = as_known(valued, layers, soon, by)
            return {f.id for layer in known for f in layer.features}

        late_ones = shown(late) - shown(soon)
        assert any(told.lower() in one for one in late_ones), (late_ones, name)
        assert shown(soon)  # what rests on an atlas is there


def test_the_legend_speaks_of_what_is_not_known_only_where_it_is(valued: Lesson) -> None:
    later = valued.map("rain", days=("2017-07-01", "2017-12-31"), day="2017-07-01")
    entry = next(one for one in later.spec["layers"] if one["id"] == "rain")
    assert [words for _, words in entry["key"]][-1] == "400 to 700"


def test_a_zone_is_drawn_once_however_many_values_it_has(valued: Lesson) -> None:
    window = Window(valued.extent("valley"))
    made = draw_map(valued, window, layers_of(valued, "rain"))
    root = ET.fromstring(made.svg)
    uses = [node.get("href") for node in root.iter("{http://www.w3.org/2000/svg}use")]
    shapes = [
        node.get("id", "") for node in root.iter("{http://www.w3.org/2000/svg}path")
        if node.get("id", "").startswith("shape-")
    ]  # fmt: skip
    assert len(shapes) == len(set(shapes)) == 4
    assert {f"#{one}" for one in shapes} <= set(uses)
    assert len(made.marks) == 14  # with the times before and after its values


# ---- Borders ------------------------------------------------------------------------------------


def zone(id: str, west: float, south: float, east: float, north: float) -> Feature:
    return Feature(id, box(west, south, east, north), Style(), of=id)


def shaded(*features: Feature) -> Layer:
    return Layer("z", "Z", "G", True, "shades", Style(), features)


def test_where_two_zones_meet_there_is_one_line() -> None:
    borders = borders_of([shaded(zone("a", 0, 0, 1, 1), zone("b", 1, 0, 2, 1))])
    assert sorted(border.of for border in borders) == [("a",), ("a", "b"), ("b",)]
    lines = {border.of: border.line for border in borders}
    assert lines["a", "b"].length == pytest.approx(1)
    assert sum(line.length for line in lines.values()) == pytest.approx(7)  # not 8


def test_a_border_of_which_one_side_has_more_corners_is_one_line_too() -> None:
    three = shaded(zone("a", 0, 0, 1, 2), zone("b", 1, 0, 2, 1), zone("c", 1, 1, 2, 2))
    borders = {border.of: border.line.length for border in borders_of([three])}
    assert borders["a", "b"] == pytest.approx(1)
    assert borders["a", "c"] == pytest.approx(1)
    assert borders["b", "c"] == pytest.approx(1)


def test_corners_that_differ_in_the_last_digits_make_no_second_line() -> None:
    near = shaded(zone("a", 0, 0, 1, 1), zone("b", 1.000001, 0, 2, 1))
    borders = {border.of: border.line.length for border in borders_of([near])}
    assert borders["a", "b"] == pytest.approx(1, abs=1e-3)


def test_a_border_belongs_to_all_that_a_zone_is_by_turns(valued: Lesson) -> None:
    layers = layers_of(valued, "sectors")
    of = {tuple(sorted(border.of)) for border in borders_of(layers)}
    assert ("sectors/middle-1", "sectors/middle-2", "sectors/west-sector") in of


def held(id: str, holder: str, *features: Feature) -> Layer:
    own = tuple(replace(f, holder=holder) for f in features)
    return Layer(id, "Z", "G", True, "held", Style(), own, holder=holder)


HOLE = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))


@pytest.mark.parametrize("shape", [box(0, 0, 4, 4), HOLE])
def test_a_zone_inside_another_of_its_holder_has_a_strong_line(shape: Any) -> None:
    around = replace(zone("around", 0, 0, 4, 4), geometry=shape)
    layers = [held("zones", "red", around), held("sectors", "red", zone("city", 1, 1, 2, 2))]
    inner = {border.inner: border.line.length for border in borders_of(layers)}
    assert inner == pytest.approx({True: 4, False: 16})


def test_the_lines_of_other_zones_are_as_thin_as_ever() -> None:
    city = zone("city", 1, 1, 2, 2)
    other = [held("zones", "red", zone("a", 0, 0, 4, 4)), held("sectors", "blue", city)]
    beside = [held("zones", "red", zone("a", 0, 0, 1, 1), zone("b", 1, 0, 2, 1))]
    for layers in (other, beside, [shaded(zone("a", 0, 0, 4, 4), city)]):
        assert not [border for border in borders_of(layers) if border.inner]


# ---- Zones with a holder ------------------------------------------------------------------------


def test_zones_of_a_holder_are_a_layer_in_its_colour_and_hatch(valued: Lesson) -> None:
    layers = layers_of(valued, "sectors")
    assert [(one.id, one.holder, one.table) for one in layers] == [
        ("sectors-north", "north", "held"),
        ("sectors-south", "south", "held"),
    ]
    for layer in layers:
        holder = valued.holders[layer.holder]
        assert {(f.style.colour, f.style.hatch) for f in layer.features} == {
            (holder.colour, holder.hatch)
        }
    [first, then] = [f for one in layers[::-1] for f in one.features if "Middle" in f.name]
    assert (first.end, then.start) == (date(2017, 5, 9), date(2017, 5, 10))


def test_a_layer_of_zones_stands_for_those_of_its_holders(valued: Lesson) -> None:
    visible = valued.map("sectors").visible
    assert {"sectors-north", "sectors-south", "control-north"} <= set(visible)
    assert "rain" not in visible


# ---- Circles ------------------------------------------------------------------------------------


def test_areas_of_circles_are_as_their_values(valued: Lesson) -> None:
    [layer] = layers_of(valued, "people")
    radius = {f.place: f.style.radius for f in layer.features if f.on(date(2017, 5, 10))}
    assert radius["alder"] == valued.measures["people"].radius
    assert (radius["birch-ford"] / radius["alder"]) ** 2 == pytest.approx(4000 / 16000)
    assert (radius["cedar-mill"] / radius["alder"]) ** 2 == pytest.approx(1000 / 16000)


def test_the_largest_circle_lies_below_the_smallest(valued: Lesson) -> None:
    [layer] = layers_of(valued, "people")
    radii = [f.style.radius for f in layer.features]
    assert radii == sorted(radii, reverse=True)


def test_the_place_with_the_largest_circle_is_named_first(tmp_path: Path) -> None:
    """The lesson speaks most of another place."""
    copy = measured(tmp_path / "data")
    copy.replace("values.csv", "people,elm-gate,,,,,,", "people,elm-gate,,,90000,high,atlas,")
    copy.replace("lesson.toml", 'layers = ["water", "towns", "people"]', 'layers = ["people"]')
    lesson = Lesson(tmp_path)
    (layer,) = layers_of(lesson, "people")
    ranks = {f.place: f.rank for f in layer.features}
    size = {f.place: f.style.radius for f in reversed(layer.features)}
    assert sorted(ranks, key=lambda one: -ranks[one])[0] == "elm-gate"
    told = [ranks[one] for one in sorted(size, key=lambda one: -size[one])]
    assert told == sorted(told, reverse=True)


def test_nought_and_not_known_are_drawn_in_two_ways(valued: Lesson) -> None:
    [layer] = layers_of(valued, "people")
    look = {f.place: f.style for f in layer.features}
    assert look["dun-rock"].marker == "amount"
    assert look["dun-rock"].radius == 0
    assert look["elm-gate"].marker == "cross"
    words = [row.words for row in layer.legend]
    assert words == ["10,000", "2,000", "500", "0", "Not known"]


def test_a_place_of_which_nobody_asked_has_no_mark(valued: Lesson) -> None:
    """An empty value says that somebody asked; without a row there is nothing to say."""
    values = valued.values
    mine = (values["measure"] == "people") & (values["of_id"] == "elm-gate")
    [layer] = layers_of(replace_values(valued, values[~mine]), "people")
    assert {f.place for f in layer.features} == {"alder", "birch-ford", "cedar-mill", "dun-rock"}


def test_circles_of_a_drawing_are_exact(valued: Lesson) -> None:
    window = Window(valued.extent("valley"))
    made = draw_map(valued, window, layers_of(valued, "towns", "people"))
    radii = [float(one) for one in re.findall(r'<circle r="([\d.]+)"', made.svg)]
    assert radii[:2] == [26.0, 13.0]
    assert [one["radius"] for one in made.marks if "radius" in one][:2] == [26.0, 13.0]


def test_in_print_a_circle_has_the_same_size(valued: Lesson) -> None:
    window = Window(valued.extent("valley"), 640)
    layers = [
        replace(one, features=tuple(f for f in one.features if f.on(date(2017, 5, 10))))
        for one in layers_of(valued, "people")
    ]
    svg = still_svg(valued, window, layers)
    paths = re.findall(r'<path id="\w+" d="(M 0 [^"]+)"', svg)
    reach = [max(abs(float(n)) for n in re.findall(r"-?\d+\.?\d*", path)) for path in paths]
    assert max(reach) == pytest.approx(26.0, abs=0.1)


@pytest.mark.parametrize("most", [0.4, 3, 17, 250, 16000, 3_400_000])
def test_the_circles_of_a_legend_are_round_numbers_within_the_range(most: float) -> None:
    found = samples(most, 1 if most < 1 else 0)
    assert 1 <= len(found) <= 3
    assert found == sorted(found, reverse=True)
    assert all(0 < one <= most for one in found)
    assert all(
        re.fullmatch("0*[125]0*", f"{one:g}".replace(".", "")) or one >= 1e6 for one in found
    )


def test_a_name_that_a_town_has_is_not_written_twice(valued: Lesson) -> None:
    _, sized = layers_of(valued, "towns", "people")
    named = {f.place for f in sized.features if f.name}
    assert named == {"dun-rock", "elm-gate"}
    assert math.isclose(shapely.area(shapely.union_all([f.geometry for f in sized.features])), 0)


# ---- Zones that a layer fills --------------------------------------------------------------------


@pytest.mark.parametrize(("ground", "table"), [(False, "held"), (True, "shades")])
def test_a_layer_fills_its_zones_with_its_colour_and_makes_no_holder(
    valued: Lesson, ground: bool, table: str
) -> None:
    """Water that a lesson has drawn is blue, and nobody holds it."""
    filled = copy(valued)
    spec = next(one for one in valued.layers if one.id == "rain")
    spec = replace(spec, measure="", colour="#6b9fc3", fill=True, ground=ground)
    filled.layers = [spec]
    [layer] = layers_of(filled, "rain")
    assert (layer.table, layer.label, layer.holder) == (table, spec.label, "")
    assert (layer.is_ground, layer.legend) == (ground, [])
    assert {f.style.colour for f in layer.features} == {"#6b9fc3"}
    assert all(f.style.fill and f.style.solid is ground for f in layer.features)
    drawn = draw_map(filled, Window(filled.extent("valley")), [layer])
    assert drawn.svg.count('fill="#6b9fc3"') == len(layer.features)
