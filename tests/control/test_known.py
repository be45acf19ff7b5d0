"""What was known by a day: who was said to hold a place."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lessonkit import Lesson, LessonError
from lessonkit.control.known import ALWAYS, NEVER, earliest, holders_said, rests_on

DAYS = {"june": date(2017, 6, 7), "may": date(2017, 5, 10), "nobody-knows": NEVER}


def told(lesson: Lesson, place: str, day: str, by: str) -> str:
    frame = lesson.said_on(day, by).set_index(["place_id", "part"])
    return str(frame.loc[(place, ""), "holder"])


def test_the_first_source_counts() -> None:
    assert earliest(["june", "may"], DAYS) == date(2017, 5, 10)
    assert earliest(["nobody-knows"], DAYS) == NEVER
    assert earliest([], DAYS) == ALWAYS


@pytest.mark.parametrize(
    ("day", "by", "holder"),
    [
        ("2017-05-09", "2017-05-09", ""),  # the first source of the row is of 6 June
        ("2017-05-09", "2017-06-06", "south"),
        ("2017-05-11", "2017-05-11", "north"),  # announced
        ("2017-05-11", "2017-05-12", "south"),  # denied
        ("2017-05-11", "2017-06-07", "north"),  # confirmed
        ("2017-06-02", "2017-06-02", "north"),  # the denial speaks of no day after 1 June
    ],
)
def test_of_all_that_was_said_by_a_day_the_last_counts(
    opened: Lesson, day: str, by: str, holder: str
) -> None:
    assert told(opened, "birch-ford", day, by) == holder


def test_in_the_end_a_place_is_held_as_the_table_says(opened: Lesson) -> None:
    for day in ("2017-01-01", "2017-05-12", "2017-09-21", "2017-12-31"):
        held = opened.held_on(day).set_index(["place_id", "part"])["holder"]
        said = opened.said_on(day, "9999-12-31").set_index(["place_id", "part"])["holder"]
        assert said.to_dict() == held.to_dict()


def test_a_lesson_as_of_a_day_is_this_clock_set_once(opened: Lesson) -> None:
    for by in ("2017-05-11", "2017-05-13", "2017-06-07"):
        known = opened.as_of(by)
        for day in pd.date_range("2017-05-08", by):
            whole = opened.said_on(day, by)
            assert known.said_on(day, by).equals(whole)
            assert known.said_on(day, "2017-12-31").equals(whole)  # it cannot learn more


def test_a_report_that_names_no_holder_says_nothing_of_who_held_a_place(opened: Lesson) -> None:
    reports = opened.reports.copy()
    reports.loc[reports["report_id"] == "R02", "holder"] = ""
    days = {"north-2017-05": date(2017, 5, 10)}
    said = holders_said(opened.control, reports, days, date(2017, 5, 11), date(2017, 5, 12))
    assert said["birch-ford", ""] == "north"


def test_a_report_is_a_source_of_the_row_that_it_agrees_with(opened: Lesson) -> None:
    ids = dict(zip(opened.control.index, rests_on(opened.control, opened.reports), strict=True))
    row = opened.control.query("place_id == 'birch-ford' and holder == 'north'").index[0]
    assert ids[row] == ("north-2017-05", "gazette-2017-06")


def test_days_are_checked(opened: Lesson) -> None:
    with pytest.raises(LessonError, match="expected a day of the lesson"):
        opened.said_on("2018-01-01", "2018-01-01")
    with pytest.raises(LessonError, match="by: got 'soon'"):
        opened.said_on("2017-05-01", "soon")
