"""Labels cover nothing and stay inside."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.maps.labels import Box, Label, overlap, place_labels

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
