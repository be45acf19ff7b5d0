"""Looks: holders and degrees of doubt can be told apart by everybody."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from support.colours import SEEN, delta_e, lab, linear
from support.folders import DATA

from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import COLOURS
from lessonkit.maps.layers import Layer, Style
from lessonkit.maps.layers import layer as new_layer
from lessonkit.maps.marks import (
    HATCH,
    RIM,
    at_night,
    deepened,
    draw_shape,
    lifted,
    marker_look,
    marker_size,
    mix,
    way_at_night,
)
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson


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


NIGHT = "#37342d"  # land in a dark theme


def test_at_night_a_road_is_quieter_than_any_mark_and_a_way_of_the_story_is_clear(
    lesson: Lesson,
) -> None:
    layers = build_layers(lesson, lesson.extent("southeast"))
    marks = {f.style.colour for x in layers if x.role.holders for f in x.features}
    quietest = min(contrast(lifted(colour), NIGHT) for colour in marks)
    roads, told = set[float](), set[float]()
    for layer in (x for x in layers if x.role.arrows):
        for feature in layer.features:
            found = contrast(way_at_night(feature.style, [feature]), NIGHT)
            assert found >= 3
            (told if feature.card.get("holder") else roads).add(found)
            if feature.card.get("holder"):  # as light as the marks of its holder
                assert way_at_night(feature.style, [feature]) == lifted(feature.style.colour)
    assert told
    assert roads
    assert max(roads) < quietest


@pytest.mark.parametrize(
    "colour",
    ["#000000", "#333333", "#0000ff", "#ff0000", "#ffff00", "#b8b4aa", "#f6f1e6", "#ffffff"],
)
def test_any_colour_of_a_lesson_can_be_told_from_the_ground_in_both_themes(colour: str) -> None:
    for ground in (COLOURS["land"], COLOURS["sea"]):
        assert contrast(deepened(colour), ground) >= 3
    assert contrast(lifted(colour), NIGHT) >= 3
    if min(contrast(colour, COLOURS[one]) for one in ("land", "sea")) >= 3:
        assert deepened(colour) == colour


def test_a_kind_of_place_that_is_told_by_its_shape_is_larger_than_a_dot() -> None:
    def size(marker: str) -> float:
        style = Style(marker=marker)
        return marker_size(Layer("x", "X", "G", True, "places", style), style)

    assert size("circle") == size("") == 5
    assert all(size(one) >= 8 for one in ("triangle-down", "square-open", "gate", "star"))


@pytest.mark.parametrize("sure", ["high", "medium", "low"])
def test_a_gate_is_full_and_has_a_white_rim(sure: str) -> None:
    """Two strokes alone are lost on a zone of their colour and under a ring."""
    style = Style(marker="gate", colour="#a33a2b", confidence=sure)
    look = marker_look(style, 8.0)
    assert look["markerfacecolor"] == style.colour
    assert look["markeredgecolor"] == RIM


def test_every_holder_has_its_own_marker(lesson: Lesson) -> None:
    pairs = itertools.combinations(lesson.holders.values(), 2)
    same = [(a.id, b.id) for a, b in pairs if a.marker == b.marker]
    assert [p for p in same if delta_e(*(lesson.holders[h].colour for h in p)) < 40] == []


SURE = ("high", "medium", "low")


def holder_ids() -> list[str]:
    path = DATA / "lesson.toml"
    return [entry["id"] for entry in tomllib.loads(path.read_text("utf-8"))["holders"]]


@pytest.mark.parametrize("holder_id", holder_ids())
def test_a_mark_shows_how_sure_its_holder_is(lesson: Lesson, holder_id: str) -> None:
    holder = lesson.holders[holder_id]
    if holder.marker == "question":
        return  # it says by itself that nobody is sure
    style = Style(colour=holder.colour, marker=holder.marker)
    looks = {sure: marker_look(replace(style, confidence=sure), 8.5) for sure in SURE}
    for a, b in itertools.combinations(SURE, 2):
        faces = [
            (looks[sure]["markerfacecolor"], looks[sure].get("markerfacecoloralt"))
            for sure in (a, b)
        ]
        assert faces[0] != faces[1], f"{a} looks like {b}"


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


INK_AND_PAPER = {"light": ("#f6f1e6", RIM), "dark": ("#37342d", "#14171a")}


@pytest.mark.parametrize("theme", INK_AND_PAPER)
@pytest.mark.parametrize("holder_id", holder_ids())
def test_how_sure_is_shown_by_ink_and_paper_in_both_themes(
    lesson: Lesson, holder_id: str, theme: str
) -> None:
    """Ink stands out from paper and land (WCAG 2.2, 1.4.11: 3 to 1); more of it is more sure."""
    holder = lesson.holders[holder_id]
    land, paper = INK_AND_PAPER[theme]
    ink = holder.colour if theme == "light" else lifted(holder.colour)
    assert contrast(ink, paper) >= 3
    assert contrast(ink, land) >= 3
    if holder.marker in ("question", "bar"):
        return
    faces = []
    for sure in SURE:
        look = marker_look(Style(colour=holder.colour, marker=holder.marker, confidence=sure), 8.5)
        parts = [look["markerfacecolor"], look.get("markerfacecoloralt", look["markerfacecolor"])]
        faces.append(parts.count(holder.colour))
    assert faces == [2, 1, 0]


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


def test_an_area_over_others_has_a_fine_and_pale_hatch_in_a_strong_edge(lesson: Lesson) -> None:
    """A cloud of ash must not hide the countries below it."""
    middle = lesson.places.geometry.iloc[0]
    some = gpd.GeoDataFrame(geometry=[middle.buffer(0.5)], crs="EPSG:4326")
    cloud = new_layer(some, "ash", "Ash", colour="#444444", hatch="xx")
    window = Window(lesson.extent("syria"))
    axes = Figure().add_subplot()
    draw_shape(axes, window, cloud, cloud.features[0])
    [drawn] = [one for one in axes.get_children() if one.get_gid() == cloud.features[0].id]
    assert isinstance(drawn, Patch)
    assert drawn.get_hatch() == "xxx"
    assert to_hex(drawn.get_hatchcolor()) == mix("#444444", HATCH)
    assert to_hex(drawn.get_edgecolor()) == "#444444"


def test_shades_of_zones_keep_their_order_in_the_dark() -> None:
    """None gets lighter than one that is lighter by day, and each can be told from the ground."""
    shades = ["#7a1f12", "#c4501f", "#e8943a", "#f3cf6b"]
    night = [at_night(one) for one in shades]
    assert night[2:] == shades[2:]
    seen = [contrast(one, NIGHT) for one in night]
    assert min(seen) >= 3
    assert all(one < other + 0.2 for one, other in itertools.pairwise(seen))
