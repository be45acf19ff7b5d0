"""Labels cover nothing, stay inside, and are nearer to their own mark than to any other."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from lessonkit.maps.boxes import Box, apart, overlap
from lessonkit.maps.crowds import Spot, join_spots
from lessonkit.maps.names.labels import CLEAR, Label, Placed, place_labels

FRAME: Box = (0.0, 0.0, 300.0, 200.0)
spots = st.tuples(st.floats(0, 300), st.floats(0, 200))


def around(at: tuple[float, float], half: float) -> Box:
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


labels = st.lists(
    st.builds(
        lambda key, at, width, height, rank: Label(key, around(at, 4.2), width, height, rank),
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


def box_of(placed: Placed, label: Label) -> Box:
    return placed.x, placed.y, placed.x + label.width, placed.y + label.height


def place(some: list[Label], others: list[Box], taken: list[Box] | None = None) -> list[Placed]:
    return place_labels(some, [*(label.mark for label in some), *others], FRAME, taken or [])


@given(labels, boxes, boxes)
def test_placed_labels_cover_nothing_and_stay_inside(
    some: list[Label], others: list[Box], taken: list[Box]
) -> None:
    by_key = {label.key: label for label in some}
    placed = place(some, others, taken)
    where = [box_of(p, by_key[p.key]) for p in placed]
    marks = [label.mark for label in some]
    assert len({p.key for p in placed}) == len(placed)
    for spot in where:
        assert FRAME[0] <= spot[0]
        assert FRAME[1] <= spot[1]
        assert spot[2] <= FRAME[2] + 1e-9
        assert spot[3] <= FRAME[3] + 1e-9
        assert not [other for other in (*marks, *others, *taken) if overlap(spot, other)]
    assert not [pair for pair in itertools.combinations(where, 2) if overlap(*pair)]


@given(labels, boxes)
def test_a_label_without_a_line_is_nearer_to_its_own_mark_than_to_any_other(
    some: list[Label], others: list[Box]
) -> None:
    by_key = {label.key: label for label in some}
    marks = [*(label.mark for label in some), *others]
    for placed in place(some, others):
        label = by_key[placed.key]
        at = box_of(placed, label)
        near = [apart(at, mark) for mark in marks if mark != label.mark]
        if placed.lead is None:
            assert all(apart(at, label.mark) + CLEAR <= far + 1e-6 for far in near)
        else:
            assert all(far >= CLEAR - 1e-6 for far in near)


@given(labels, boxes)
def test_the_line_of_a_label_leads_from_its_mark_to_it_and_crosses_nothing(
    some: list[Label], others: list[Box]
) -> None:
    by_key = {label.key: label for label in some}
    placed = place(some, others)
    for one in (p for p in placed if p.lead):
        label = by_key[one.key]
        assert one.lead is not None
        start, end = one.lead
        assert apart((*start, *start), label.mark) < 1e-6
        assert apart((*end, *end), box_of(one, label)) < 1e-6
        for n in range(1, 20):
            x, y = (a + (b - a) * n / 20 for a, b in zip(start, end, strict=True))
            assert not [
                mark
                for mark in (*(one.mark for one in some), *others)
                if mark != label.mark and overlap((x, y, x, y), mark)
            ]


@given(labels, boxes, st.randoms())
def test_the_order_of_the_labels_does_not_matter(
    some: list[Label], others: list[Box], random: Any
) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    once = place(some, others)
    assert place(shuffled, others) == once
    ranks = {label.key: label.rank for label in some}
    order = [ranks[p.key] for p in once]
    assert order == sorted(order, reverse=True)


@given(labels.filter(bool), boxes)
def test_the_highest_rank_is_placed_if_it_fits_alone(some: list[Label], others: list[Box]) -> None:
    top = min(some, key=lambda label: (-label.rank, label.key))
    marks = [*(label.mark for label in some), *others]
    alone = place_labels([top], marks, FRAME)
    assert place_labels(some, marks, FRAME)[:1] == alone or not alone


@given(labels, boxes)
def test_a_label_beside_its_mark_is_not_sent_away_by_a_line(
    some: list[Label], others: list[Box]
) -> None:
    """What a name may lie on takes no name from the map."""
    marks = [*(label.mark for label in some), *others]
    for label in some:
        free = place_labels([label], marks, FRAME)
        inked = place_labels([label], marks, FRAME, ink_under=lambda at: 3)
        assert inked == free


def test_a_label_goes_off_a_line_where_there_is_room() -> None:
    label = Label("a", around((150, 100), 4.2), 40, 12, 1)

    def road_to_the_east(at: Box) -> int:
        return 3 if at[0] > 150 and at[1] < 104 else 0

    (free,) = place_labels([label], [label.mark], FRAME)
    (off,) = place_labels([label], [label.mark], FRAME, ink_under=road_to_the_east)
    assert free.x > 150
    assert not road_to_the_east(box_of(off, label))
    assert off.lead is None


@given(labels, st.integers(0, 8))
def test_there_are_no_more_labels_than_asked_for(some: list[Label], most: int) -> None:
    marks = [label.mark for label in some]
    placed = place_labels(some, marks, FRAME, most=most)
    assert len(placed) <= most
    first = sorted(some, key=lambda label: (-label.rank, label.key))[: int(1.6 * most)]
    assert {p.key for p in placed} <= {label.key for label in first}


@given(spots, st.floats(5, 60), st.floats(5, 20))
def test_a_lone_label_in_the_open_stands_to_the_right(
    at: tuple[float, float], width: float, height: float
) -> None:
    mark = around((500 + at[0], 500 + at[1]), 4)
    (spot,) = place_labels([Label("a", mark, width, height, 1)], [mark], (0, 0, 2000, 2000))
    assert spot.x == pytest.approx(mark[2] + 3)
    assert spot.y + height / 2 == pytest.approx(500 + at[1])


WEST, EAST = box(0, 0, 150, 200), box(150, 0, 300, 200)


def test_a_name_stands_in_the_zone_of_its_place() -> None:
    """To the right, where it would stand else, it would be in the other zone."""
    label = Label("a", around((140, 100), 4), 60, 12, 1)
    (free,) = place([label], [])
    assert free.x > 140
    (spot,) = place_labels([label], [label.mark], FRAME, zones=[WEST, EAST])
    assert spot.x + 60 < 140
    assert spot.lead is None


def test_a_name_without_room_in_its_zone_is_tied_to_its_place_or_left_out() -> None:
    label, full = Label("a", around((140, 100), 4), 60, 12, 1), (0.0, 0.0, 132.0, 200.0)
    zones = {"zones": [WEST, EAST]}
    (spot,) = place_labels([label], [label.mark], FRAME, [full], **zones)
    assert spot.lead
    more = [Label(name, around((140, y), 4), 60, 12, 9 - n)
            for n, (name, y) in enumerate([("b", 40), ("a", 100)])]  # fmt: skip
    placed = place_labels(more, [one.mark for one in more], FRAME, [full], 1, **zones)
    assert [one.key for one in placed] == ["b"]


def test_among_zones_a_name_far_from_its_place_is_left_out() -> None:
    """Between colours and hatches nobody follows a long line: the map has no name there then."""
    label = Label("a", around((150, 100), 3), 30, 12, 1)
    taken = [(0.0, 60.0, 146.0, 140.0), (154.0, 60.0, 300.0, 140.0)]
    (far,) = place_labels([label], [label.mark], FRAME, taken)
    assert far.lead
    assert place_labels([label], [label.mark], FRAME, taken, zones=[WEST, EAST] * 5) == []


def test_a_zone_too_small_for_a_name_sends_it_out() -> None:
    label = Label("a", around((150, 100), 4), 60, 12, 1)
    small = box(140, 90, 160, 110)
    (spot,) = place_labels([label], [label.mark], FRAME, zones=[small, box(0, 0, 300, 200) - small])
    assert spot.lead is None
    assert spot.x == pytest.approx(157)


circles = st.lists(
    st.builds(
        lambda key, at, half, width, rank: Label(
            key, around(at, half), width, 12.0, rank, around(at, 3.0)
        ),
        st.text("abcdefgh", min_size=1, max_size=4),
        spots,
        st.floats(4, 40),
        st.floats(10, 90),
        st.integers(0, 30),
    ),
    max_size=14,
    unique_by=lambda label: label.key,
)


@given(circles)
def test_the_name_of_a_circle_is_nearest_to_its_own_middle_or_tied_to_it(some: list[Label]) -> None:
    """Circles lie on each other: what counts is where the places are, not how much they have."""
    by_key = {label.key: label for label in some}
    middles = [label.core for label in some]
    for placed in place_labels(some, middles, FRAME):
        label = by_key[placed.key]
        at = box_of(placed, label)
        assert not overlap(at, label.mark), "no name covers its own circle"
        assert not [one for one in middles if overlap(at, one)]
        if placed.lead is None:
            far = [apart(at, one) for one in middles if one != label.core]
            assert all(apart(at, label.core) + CLEAR <= one + 1e-6 for one in far)
        else:
            start, end = placed.lead
            assert apart((*start, *start), label.core) < 1e-6
            assert apart((*end, *end), at) < 1e-6


# ---- Crowded marks ------------------------------------------------------------------------------

crowded = st.lists(
    st.builds(
        lambda key, at, rank, sign, must: Spot(
            key, *at, rank, 4.2, 4.2, 4.2, (sign,) if sign else (), must
        ),
        st.text("abcdefgh", min_size=1, max_size=4),
        spots,
        st.integers(0, 9),
        st.sampled_from(["", "red", "black"]),
        st.just(value=False),
    ),
    max_size=60,
    unique_by=lambda spot: spot.key,
)


@given(crowded)
def test_no_two_marks_lie_on_each_other_and_no_place_is_lost(some: list[Spot]) -> None:
    crowds = join_spots(some)
    assert sorted(spot.key for crowd in crowds for spot in crowd.spots) == sorted(
        spot.key for spot in some
    )
    assert not [
        pair for pair in itertools.combinations([c.box for c in crowds], 2) if overlap(*pair)
    ]
    for crowd in crowds:
        assert crowd.spots[0].rank == max(spot.rank for spot in crowd.spots)


def test_two_places_to_be_found_are_moved_apart_and_not_joined() -> None:
    pair = [Spot(key, x, 50, 1, 4, 4, 4, apart=True) for key, x in (("west", 50.0), ("east", 53.0))]
    west, east = sorted(join_spots(pair), key=lambda crowd: crowd.box)
    assert [crowd.spots[0].key for crowd in (west, east)] == ["west", "east"]
    assert west.box[2] <= east.box[0]
