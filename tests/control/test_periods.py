"""Rows that cover each day once are no problem; damage them and see exactly the damage."""

import datetime as dt

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st
from support.country import FIRST, LAST, table

from lessonkit import control

DAYS = (LAST - FIRST).days + 1


@st.composite
def partitions(draw) -> pd.DataFrame:
    """Cut the lesson into rows that touch and cover every day, in any order."""
    cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=8)))
    starts = [FIRST + dt.timedelta(day) for day in [0, *cuts]]
    ends = [start - dt.timedelta(1) for start in starts[1:]]
    rows = [("a", "", "red", *days) for days in zip(starts, [*ends, None], strict=True)]
    return table(*draw(st.permutations(rows)))


def problems(rows: pd.DataFrame) -> list[control.Problem]:
    spans = zip(rows["start"], rows["end"], rows.index, strict=True)
    return control.gaps_and_overlaps(spans, FIRST, LAST)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("start").fillna({"end": pd.Timestamp(LAST)})


@given(partitions())
def test_a_partition_has_no_problems(rows) -> None:
    assert problems(rows) == []


@given(partitions(), st.data())
def test_a_missing_row_is_a_gap(rows, data) -> None:
    ordered = in_order(rows)
    at = data.draw(st.integers(0, len(rows) - 1))
    lost = ordered.iloc[at]
    beside = tuple(ordered.index[max(at - 1, 0) : at]) + tuple(ordered.index[at + 1 : at + 2])
    found = problems(rows.drop(index=lost.name))
    assert found == [("gap", lost["start"], lost["end"], beside)]


@given(partitions(), st.data())
def test_a_longer_row_is_an_overlap(rows, data) -> None:
    ordered = in_order(rows)
    assume(len(rows) > 1)
    at = data.draw(st.integers(0, len(rows) - 2))
    this, following = ordered.iloc[at], ordered.iloc[at + 1]
    longest = (following["end"] - following["start"]).days + 1
    extra = pd.Timedelta(days=data.draw(st.integers(1, longest)))
    rows.loc[this.name, "end"] = this["end"] + extra
    expected = ("overlap", following["start"], this["end"] + extra, (this.name, following.name))
    assert problems(rows) == [expected]


@given(partitions(), st.integers(1, 400))
def test_days_outside_the_lesson_do_not_matter(rows, days) -> None:
    more = pd.Timedelta(days=days)
    rows["start"] = rows["start"].where(rows["start"] > pd.Timestamp(FIRST), rows["start"] - more)
    rows["end"] = rows["end"].fillna(pd.Timestamp(LAST) + more)
    assert problems(rows) == []


def test_rows_that_cover_nothing() -> None:
    everything = ("gap", pd.Timestamp(FIRST), pd.Timestamp(LAST), ())
    assert problems(table()) == [everything]
    backwards = ("a", "", "red", "2017-06-06", "2017-06-01")
    undated = ("a", "", "red", None, "2017-06-01")
    later = ("a", "", "red", "2018-01-01", None)
    assert problems(table(backwards, undated, later)) == [everything]


def test_three_rows_on_one_day() -> None:
    row = ("a", "", "red", "2017-01-01", None)
    assert [found.rows for found in problems(table(row, row, row))] == [(0, 1), (0, 2)]
