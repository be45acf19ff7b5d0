"""A few places that have room around them are drawn apart on a still map, as on the screen."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D

from lessonkit.maps.boxes import overlap
from lessonkit.maps.crowds import PART_LONGEST, Spot, join_spots, part_crowds, spots_of
from lessonkit.maps.figure import new_figure
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.marks import on_day
from lessonkit.maps.still import draw_still
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson


def small(key: str, x: float, rank: int = 1) -> Spot:
    return Spot(key, x, 50.0, rank, 3.0, 3.0, 3.0, (key,))


def at(lesson: Lesson, spot: Spot, style: Style, sign: str) -> Spot:
    """Give a spot a mark of one style, of a layer of places."""
    layer: Layer = build_layers(lesson, lesson.extent("southeast"), ["towns"])[0]
    mark = replace(layer.features[0], style=style)
    return replace(spot, signs=(sign,), features=((layer, mark),))


def test_two_places_with_room_around_them_are_drawn_apart(lesson: Lesson) -> None:
    """The numbers are those of the screen; each mark is moved as far as the other."""
    some = [at(lesson, small(key, x), Style(), key) for key, x in (("a", 100), ("b", 104))]
    parted = part_crowds(join_spots(some))
    assert [crowd.spots[0].x for crowd in parted] == [93, 111]
    assert [crowd.spots[0].at for crowd in parted] == [(100, 50), (104, 50)]
    assert [crowd.spots[0].features[0][1].shift for crowd in parted] == [-7, 7]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([("b", 101)], id="one point of the page"),
        pytest.param([("b", 104), ("c", 120)], id="a neighbour in the way"),
        pytest.param([("b", 104), ("c", 108), ("d", 112)], id="too many"),
    ],
)
def test_places_that_cannot_be_drawn_apart_share_a_mark(others: list[tuple[str, float]]) -> None:
    some = [small("a", 100.0, 9), *(small(key, x) for key, x in others)]
    crowds = part_crowds(join_spots(some))
    assert {"a", "b"} <= {spot.key for spot in crowds[0].spots}
    assert all(spot.at is None for crowd in crowds for spot in crowd.spots)


def test_two_signs_of_lines_alone_share_a_mark(lesson: Lesson) -> None:
    """Two gates beside each other would read as one."""
    pair = [small("a", 100.0), small("b", 104.0)]
    for marker, groups in (("gate", 1), ("circle", 2)):
        some = [at(lesson, one, Style(marker=marker), "crossings") for one in pair]
        assert len(part_crowds(join_spots(some))) == groups


@given(
    st.lists(
        st.builds(
            lambda key, x, y, rank: Spot(key, x, y, rank, 4.2, 4.2, 4.2, (key,)),
            st.text("abcdefgh", min_size=1, max_size=4),
            st.floats(0, 200),
            st.floats(0, 200),
            st.integers(0, 9),
        ),
        max_size=30,
        unique_by=lambda spot: spot.key,
    )
)
def test_marks_drawn_apart_lie_on_no_other_and_near_their_points(some: list[Spot]) -> None:
    crowds = part_crowds(join_spots(some))
    spots = [spot for crowd in crowds for spot in crowd.spots]
    assert sorted(spot.key for spot in spots) == sorted(spot.key for spot in some)
    for a, b in itertools.combinations([crowd.box for crowd in crowds], 2):
        assert not overlap(a, b)
    for spot in spots:
        assert spot.at is None or math.dist(spot.at, (spot.x, spot.y)) <= PART_LONGEST


def test_a_line_leads_to_the_point_and_the_ring_of_an_event_goes_with_its_mark(
    lesson: Lesson,
) -> None:
    extent = lesson.extent("tanf")
    layers = on_day(build_layers(lesson, extent), date(2017, 6, 6))
    window = Window(extent)
    crowds = part_crowds(join_spots(spots_of(window, layers)))
    spot = next(crowd.spots[0] for crowd in crowds if crowd.spots[0].at)
    events = next(n for n, layer in enumerate(layers) if layer.role.events)
    mark = spot.features[0][1]
    ring = Feature("event", mark.geometry, Style(marker="ring"), place=spot.key)
    layers[events] = replace(layers[events], features=(ring,))
    figure, ax = new_figure(window)
    FigureCanvasAgg(figure)
    draw_still(ax, window, lesson, layers)
    lines = [one for one in ax.get_children() if isinstance(one, Line2D)]
    (drawn,) = [one for one in lines if one.get_gid() == "event"]
    x = (drawn.get_xdata()[0] - window.bounds[0]) * window.scale
    y = (drawn.get_ydata()[0] - window.bounds[1]) * window.scale
    assert (x, y) == pytest.approx((spot.x, spot.y), abs=0.01)
    assert spot.at is not None
    ends = [
        ((xy - window.bounds[:2]) * window.scale)[-1]
        for xy in (one.get_xydata() for one in lines if one.get_gid() == "lead")
    ]
    assert min(math.dist(end, spot.at) for end in ends) < 0.01
