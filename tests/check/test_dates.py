"""Dates of every length in the tables of a lesson: what fits, and what a fault says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.lesson_copy import Copy
from support.stories import STORIES, told_as

from lessonkit import Lesson
from lessonkit.check.read import load
from lessonkit.lesson import written


def faults(copy: Copy) -> list[str]:
    return [str(fault) for fault in load(copy.folder).faults]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "data")


def test_a_month_in_control_covers_its_days(copy: Copy) -> None:
    copy.cell("control.csv", 2, "start", "2017-01")
    copy.cell("control.csv", 2, "end", "2017-12")
    copy.cell("control.csv", 5, "start", "2017")
    assert faults(copy) == []
    row = Lesson(copy.folder).control.iloc[0]
    assert (row["start"], row["end"]) == (np.datetime64("2017-01-01"), np.datetime64("2017-12-31"))
    copy.cell("control.csv", 2, "end", "2017-11")
    (found,) = faults(copy)
    assert "no holder of alder on 2017-12-01 to 2017-12-31" in found


def test_a_doubt_is_told_by_date_precision(copy: Copy) -> None:
    copy.cell("events.csv", 2, "start", "2016-03~")  # it is about already
    copy.cell("events.csv", 2, "end", "2016-03~")
    assert faults(copy) == []
    row = Lesson(copy.folder).events.iloc[0]
    assert (written(row, "start"), row["start"]) == ("2016-03~", np.datetime64("2016-03-01"))
    copy.cell("events.csv", 2, "date_precision", "range")
    (found,) = faults(copy)
    assert "expected about, because a date has a mark of doubt" in found


def test_a_list_says_a_date_as_it_was_written(copy: Copy) -> None:
    copy.cell("events.csv", 5, "start", "2017-06?")
    copy.cell("events.csv", 5, "end", "")
    copy.cell("events.csv", 5, "date_precision", "about")
    lesson = Lesson(copy.folder)
    items = lesson.map("five-weeks").with_events().spec["items"]
    (head,) = (item["head"] for item in items if item["id"] == "E04")
    assert head == ["from perhaps June 2017 on"]


def test_an_order_that_nobody_knows_is_no_exercise(copy: Copy) -> None:
    assert faults(copy) == []
    copy.cell("events.csv", 3, "start", "2017-05")  # E02: before or after E03?
    copy.cell("events.csv", 3, "end", "2017-05")
    copy.cell("events.csv", 3, "date_precision", "range")
    assert any("either may be the first" in one for one in faults(copy))


@pytest.mark.parametrize("story", list(STORIES))
def test_the_lesson_fits_any_time(tmp_path: Path, story: str) -> None:
    folder = told_as(tmp_path / "data", STORIES[story])
    assert load(folder).faults == []


def test_an_end_before_the_start_is_found_before_the_common_era(tmp_path: Path) -> None:
    folder = told_as(tmp_path / "data", STORIES["voyage"])
    text = (folder / "events.csv").read_text("utf-8")
    (folder / "events.csv").write_text(
        text.replace("-0043-05-20,-0043-05-21", "-0043-05-20,-0044-05-21"), "utf-8"
    )
    (found,) = [str(one) for one in load(folder).faults]
    assert "expected a day not before the start" in found


def test_a_day_outside_the_lesson_is_named_as_it_was_written(copy: Copy) -> None:
    copy.replace("lesson.toml", "days = [2017-05-04,", 'days = ["-0043-05-04",')
    assert any("got -0043-05-04, expected a day of the lesson" in one for one in faults(copy))
