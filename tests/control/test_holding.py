"""Who held what on a date."""

import datetime as dt
import math

import geopandas as gpd
import pandas as pd
import pytest
from support.country import CONTROL, PLACES, table

from lessonkit import control
from lessonkit.errors import LessonError


def holders(date) -> list[tuple[str, str, str]]:
    found = control.holders_on(CONTROL, PLACES, date)
    return list(zip(found["place_id"], found["part"], found["holder"], strict=True))


def test_ends_are_inclusive() -> None:
    same = [("a", "", "red"), ("b", "", "blue")]
    assert holders("2017-06-05") == [*same, ("c", "north", "red"), ("c", "south", "red")]
    assert holders("2017-06-06") == [*same, ("c", "north", "blue"), ("c", "south", "red")]
    assert len(holders("2017-01-01")) == len(holders("2017-12-31")) == 4


@pytest.mark.parametrize(
    "date",
    [dt.date(2017, 6, 6), pd.Timestamp("2017-06-06 23:59"), "2017-06-06T12:00:00Z", "20170606"],
)
def test_kinds_of_date(date) -> None:
    assert holders(date) == holders("2017-06-06")


def test_columns() -> None:
    found = control.holders_on(CONTROL, PLACES, "2017-06-06")
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == "EPSG:4326"
    assert list(found) == [
        *("place_id", "part", "name_en", "name_local", "holder", "status", "confidence"),
        *("source_ids", "start", "end", "geometry"),
    ]


def test_only_the_places_given() -> None:
    found = control.holders_on(CONTROL, PLACES[PLACES["place_id"] == "b"], "2017-06-06")
    assert found["place_id"].tolist() == ["b"]


def test_a_date_outside_the_table() -> None:
    for date in ("2016-12-31", "2018-01-01"):
        words = f"^control, date: got {date}, expected 2017-01-01 to 2017-12-31. Choose"
        with pytest.raises(LessonError, match=words):
            holders(date)
    endless = table(("a", "", "red", "2017-01-01", None))
    assert len(control.holders_on(endless, PLACES, "2030-01-01")) == 1
    with pytest.raises(LessonError, match="expected 2017-01-01 or later"):
        control.holders_on(endless, PLACES, "2016-12-31")


@pytest.mark.parametrize("date", ["6 June", "06/06/2017", "", None, pd.NaT, math.nan, []])
def test_no_date(date) -> None:
    with pytest.raises(LessonError, match="expected a day written like 2001-05-14"):
        holders(date)
