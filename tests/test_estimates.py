"""Estimates with ranges: the sums and the checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ways import made

from lessonkit import LessonError
from lessonkit.estimates import LIMITS, Span, arrival, checked_assumption, span_of, verdicts
from lessonkit.notebook import Lesson

ASSUME: dict[str, Any] = {
    "km_a_day": (5, 10),
    "start": ("2017-06-10", dt.date(2017, 6, 20)),
    "days_lost": (0, 7.5),
}


def test_the_first_day_is_for_the_fastest_and_the_last_for_the_slowest() -> None:
    start = (np.datetime64("2017-06-01"), np.datetime64("2017-06-05"))
    # 100 km: 5 days at 20 km a day, 10 days at 10; a day and a half lost at most.
    assert arrival(100, (10, 20), start, (0, 1.5)) == (
        np.datetime64("2017-06-06"),
        np.datetime64("2017-06-17"),
    )


ASSUMPTIONS = st.tuples(
    st.floats(0, 5000),
    st.tuples(*[st.floats(*LIMITS["km_a_day"])] * 2).map(sorted),
    st.tuples(*[st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)).map(np.datetime64)] * 2).map(
        sorted
    ),
    st.tuples(*[st.floats(*LIMITS["days_lost"])] * 2).map(sorted),
)


@given(ASSUMPTIONS)
def test_a_range_is_never_inverted_and_holds_its_middle(drawn: Any) -> None:
    km, (slow, fast), (early, late), (few, many) = drawn
    span = arrival(km, (slow, fast), (early, late), (few, many))
    assert early <= span.first <= span.last
    middle = arrival(km, ((slow + fast) / 2,) * 2, (late, late), ((few + many) / 2,) * 2)
    assert span.first <= middle.first
    assert middle.last <= span.last


@given(ASSUMPTIONS, st.floats(0, 500))
def test_a_longer_way_never_ends_earlier(drawn: Any, more: float) -> None:
    km, *rest = drawn
    near, far = arrival(km, *rest), arrival(km + more, *rest)
    assert near.first <= far.first
    assert near.last <= far.last


def span(first: int, last: int) -> Span:
    return Span(*(np.datetime64(f"2017-06-{day:02d}") for day in (first, last)))


def test_ranges_that_share_a_day_do_not_tell_who_comes_first() -> None:
    (said,) = verdicts([("A", "x", span(1, 5)), ("B", "x", span(5, 9))])
    assert said == "The ranges of “A” and “B” overlap: the estimate cannot tell who comes first."
    (said,) = verdicts([("A", "x", span(6, 9)), ("B", "x", span(1, 5))])
    assert said.startswith("By these assumptions “B” ends before “A”.")
    assert verdicts([("A", "x", span(1, 5)), ("B", "y", span(1, 5))]) == []
    assert len(verdicts([(name, "x", span(1, 5)) for name in "ABC"])) == 3


# ---- Wrong assumptions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"km_a_day": (10, 5)}, "km_a_day: got 10 to 5, expected the lower number first"),
        ({"km_a_day": (0, 5)}, "km_a_day: got .* expected numbers from 0.1 to 1000"),
        ({"km_a_day": 5}, "km_a_day: got 5, expected two values"),
        ({"km_a_day": "5,10"}, "km_a_day: got '5,10', expected two values"),
        ({"days_lost": (True, 2)}, "days_lost: got .* expected numbers"),
        ({"days_lost": (0, float("nan"))}, "days_lost: got .* expected numbers"),
        ({"start": ("2017-06-20", "2017-06-10")}, "start: got .* expected the earlier day first"),
        ({"start": ("10 June", "2017-06-10")}, "start: got '10 June', expected a day written"),
        ({"start": ("0017-06-10", "2017-06-10")}, "expected days of the years 1917 to 2117"),
        ({"speed": (1, 2)}, "assume: got .*speed, expected days_lost, km_a_day, start"),
    ],
)
def test_a_wrong_assumption_says_what_is_wrong(
    lesson: Lesson, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(LessonError, match=words):
        checked_assumption({**ASSUME, **change}, "x", (1917, 2117))
    widget = made(lesson)
    before = list(widget.assumptions)
    with pytest.raises(LessonError, match=words):
        widget.assumptions = [before[0], {**ASSUME, **change}]
    assert widget.assumptions == before


def test_a_checked_assumption_is_plain_data() -> None:
    found = checked_assumption(ASSUME, "x", (1917, 2117))
    assert found == {
        "km_a_day": [5, 10],
        "start": ["2017-06-10", "2017-06-20"],
        "days_lost": [0, 7.5],
    }
    of_old = {**ASSUME, "start": ("-0043-03", "-0043-03")}
    assert checked_assumption(of_old, "x", (-143, 57))["start"] == ["-0043-03-01", "-0043-03-31"]
    assert span_of(50, found) == (np.datetime64("2017-06-15"), np.datetime64("2017-07-08"))
