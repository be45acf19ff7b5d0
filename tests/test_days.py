"""Days from text and back: years before the common era, months, hours, doubts, open ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.dates import CASES, TEXTS

from lessonkit import LessonError
from lessonkit.days import from_cell, iso, last_number, number, read, span, step_for
from lessonkit.words import as_day, between, day_in_words, happened, vague_words


@pytest.mark.parametrize(("text", "words"), CASES.items())
def test_a_date_in_words(text: str, words: str) -> None:
    assert day_in_words(text) == words


NO_DATES = """1848-13 1848-02-30 -0043-02-29 -0000 48-06 1848/1849 1986-04-26T24 1986-04-26T01:60
    1948-06?? ?1948 \u0661\u0668\u0664\u0668 1848-6 1848-06- T01:23"""


@pytest.mark.parametrize("text", ["", "1986-04-26 01:23", *NO_DATES.split()])
def test_what_is_no_date(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["1849/1848", "..", "/", "../..", "1848/1849/1850"])
def test_what_is_no_interval(text: str) -> None:
    assert span(text) is None


def test_an_open_end_is_none() -> None:
    assert span("1948/..") == (np.datetime64("1948-01-01"), None, "")
    assert span("../-0043") == (None, np.datetime64("-0043-12-31"), "")


def test_the_year_0_is_1_bc() -> None:
    last_of_bc, first_of_ad = span("0000"), span("0001")
    assert last_of_bc
    assert first_of_ad
    assert last_of_bc.last + 1 == first_of_ad.first
    assert vague_words("0000/0001") == "1 BC to AD 1"


@given(TEXTS)
def test_a_text_begins_before_it_ends_and_goes_there_and_back(text: str) -> None:
    found, whole = span(text, "m"), read(text)
    assert found
    assert whole
    assert found.first <= found.last
    assert found.doubt == whole[1]
    assert iso(whole[0]) + whole[1] == text
    assert iso(found.first).startswith(text.rstrip("?~%"))
    assert iso(found.last).startswith(text.rstrip("?~%"))


@given(TEXTS, TEXTS)
def test_order_is_kept(one: str, other: str) -> None:
    """Whichever way two dates are compared: as bounds, as steps, or in the columns of a table."""
    (a, _, _), (b, _, _) = span(one, "m"), span(other, "m")
    for step in ("hour", "day", "month", "year"):
        assert a > b or number(a, step) <= number(b, step)
    stamps = pd.Series(np.array([a, b], dtype="datetime64[us]"))
    assert (stamps[0] < stamps[1]) == (a < b)
    assert [from_cell(day) for day in stamps] == [a, b]


@given(st.dates(dt.date(1, 1, 1)))
def test_a_day_is_that_of_the_standard_library(day: dt.date) -> None:
    ours = as_day(day, "day")
    assert ours == day
    assert iso(ours) == day.isoformat()
    assert number(ours, "day") == day.toordinal() - dt.date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    "given_", ["2001", dt.datetime(2001, 12, 31, 23, 59), "2001-12-31T23:59:58Z"]
)
def test_a_caller_may_be_vague(given_: Any) -> None:
    assert iso(as_day(given_, "day")) == "2001-12-31"
    assert iso(as_day(given_, "day", unit="m")) == "2001-12-31T23:59"


@pytest.mark.parametrize("given_", ["31 May 2001", "", None, 5, float("nan"), pd.NaT, "2001-05-32"])
def test_what_a_caller_may_not_give(given_: Any) -> None:
    with pytest.raises(LessonError, match=r"day: got .*, expected a day written like 2001-05-14"):
        as_day(given_, "day")


@pytest.mark.parametrize(
    ("first", "last", "finest", "step"),
    [
        ("1986-04-26T00:00", "1986-04-27T12:00", "hour", "hour"),
        ("1986-04-26T00:00", "1986-05-31T00:00", "hour", "day"),
        ("2017-05-04", "2017-06-07", "day", "day"),
        ("1846-01-01", "1848-12-31", "day", "month"),
        ("1846-01-01", "1846-02-28", "month", "month"),
        ("-0044-03-01", "-0043-02-28", "day", "day"),
        ("1700-01-01", "1899-12-31", "day", "year"),
        ("-0500-01-01", "1899-12-31", "day", "year"),
    ],
)
def test_the_step_fits_the_length(first: str, last: str, finest: str, step: str) -> None:
    assert step_for(np.datetime64(first), np.datetime64(last), finest) == step


def test_a_clock_shows_what_held_at_the_end_of_a_step() -> None:
    march, june, whole = (np.datetime64(day) for day in ("1848-03-01", "1848-06-14", "1848-12-31"))
    year = 1848 - 1970
    assert last_number(march, whole, "year", alone=True) == year
    assert last_number(march, june, "year", alone=True) == year - 1, "another holder took over"
    assert last_number(march, june, "year", alone=False) == year, "it never is, else"
    assert last_number(march, june, "day", alone=True) == number(june, "day")


def test_two_dates_in_words() -> None:
    assert between("-0043-03", "-0042") == "March 44 BC to 43 BC"
    assert happened("1948-06~", "1948-06~", "about") == "about June 1948"
    assert happened("1948", "", "about") == "from about 1948 on"
    assert vague_words("1848?/1849") == "perhaps 1848 to 1849"
