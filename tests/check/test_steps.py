"""Steps of a map in `lesson.toml`: what the check says of those that cannot be walked."""

from __future__ import annotations

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine


@pytest.mark.parametrize(
    ("old", "new", "column", "got", "hint"),
    [
        ('map = "five-weeks"\ntitle', 'map = "five-week"\ntitle', "map", "five-week", "five-weeks"),
        ('extent = "ford"\nmark', 'extent = "fort"\nmark', "extent", "fort", "ford"),
        ('mark = "E02"', 'mark = "E2"', "mark", "E2", "E02"),
        ('"towns"]\nmark', '"town"]\nmark', "visible", "town", "towns"),
        ("day = 2017-05-10", "day = 2017-06-08", "day", "2017-06-08", "Correct the day"),
    ],
)
def test_a_step_that_names_what_is_not_there_is_told(
    copy: Copy, old: str, new: str, column: str, got: str, hint: str
) -> None:
    copy.replace("lesson.toml", old, new)
    (fault,) = check(copy.folder)
    assert fault.column.startswith(f"steps.{column} of five-week")
    assert got in fault.got
    assert hint in fault.remedy


def test_a_step_to_an_event_without_a_point_is_told(copy: Copy) -> None:
    copy.replace("events.csv", "birch-ford,61.6,11.9,1,7,", ",,,,7,")
    (fault,) = check(copy.folder)
    assert fault.column == "steps.mark of five-weeks"
    assert fault.got == "E02, which has no lon and lat"


def test_a_step_without_a_question_is_a_fault_with_its_line(copy: Copy) -> None:
    copy.replace("lesson.toml", 'question = "What is left?"\n', "")
    (fault,) = check(copy.folder)
    lines = copy.text("lesson.toml").splitlines()
    assert fault.row
    assert lines[fault.row - 1] == "[[steps]]"
    assert fault.column == "steps.question"


@pytest.mark.parametrize(("day", "told"), [("2017-05-04", True), ("2017-05-10", False)])
def test_a_map_that_opens_on_another_day_than_its_first_step_is_noted(
    copy: Copy, day: str, told: bool
) -> None:
    days = "days = [2017-05-04, 2017-06-07]\n"
    copy.replace("lesson.toml", days, f"{days}day = {day}\n")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    found = [one for one in loaded.notices if one.column == "maps.day of five-weeks"]
    assert len(found) == told
    assert all("Write day = 2017-05-10 for the map" in one.remedy for one in found)


def test_two_days_of_one_step_of_the_slider_are_the_same(copy: Copy) -> None:
    days = "days = [2017-05-04, 2017-06-07]\n"
    copy.replace("lesson.toml", days, f"{days}day = 2017-05-04\n")
    copy.replace("lesson.toml", "[lesson]\n", '[lesson]\nstep = "month"\n')
    assert [one for one in examine(copy.folder).notices if "maps.day" in (one.column or "")] == []
