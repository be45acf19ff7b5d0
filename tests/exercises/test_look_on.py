"""The day on which the map beside an exercise opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check
from lessonkit.exercises.form import FOLDER
from lessonkit.notebook import Lesson
from lessonkit.publish.handout.content import task

FILE = f"{FOLDER}/01_river.toml"
FIRST = 'id = "a-choice"\n'
SHEET = '\n[[sheets]]\nmap = "five-weeks"\nday = 2017-05-10\nfind = ["alder"]\n'


@pytest.fixture
def river(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "data")


def with_keys(river: Copy, keys: str) -> Copy:
    river.replace(FILE, FIRST, FIRST + keys)
    return river


def test_the_page_gets_the_day_as_the_clock_of_the_map_has_it(river: Copy) -> None:
    with_keys(river, 'look_at = "five-weeks"\nlook_on = 2017-05-10\n')
    shown = Lesson(river.folder).exercise("a-choice")
    assert shown.spec["look_on"] == "2017-05-10"
    assert shown.map is not None
    river.replace("lesson.toml", "language =", 'step = "month"\nlanguage =')
    assert Lesson(river.folder).exercise("a-choice").spec["look_on"] == "2017-05"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('look_at = "five-weeks"\nlook_on = 2017-08-01\n', "2017-05-04 to 2017-06-07"),
        ('look_at = "held-on-4-may"\nlook_on = 2017-05-04\n', "the map has no slider"),
        ("look_on = 2017-05-10\n", "expected a map for it in look_at"),
        ('look_at = "five-weeks"\nlook_on = "10 May"\n', "a date like 1989-11-09"),
    ],
)
def test_a_day_that_its_map_does_not_have_is_a_fault(river: Copy, keys: str, words: str) -> None:
    (fault,) = check(with_keys(river, keys).folder)
    assert fault.column == "a-choice, look_on"
    assert words in str(fault)


def test_the_handout_names_the_map_and_its_day(river: Copy) -> None:
    with_keys(river, 'look_at = "five-weeks"\nlook_on = 2017-05-10\n')
    lesson = Lesson(river.folder)
    spec = lesson.exercises["a-choice"]
    assert task(spec, lesson, None)["look"] == (
        "On the screen, look at the map “In five weeks the north comes to the ford”: 10 May 2017."
    )
    river.write("lesson.toml", river.text("lesson.toml") + SHEET)
    assert task(spec, Lesson(river.folder), None)["look"] == "Look at map 3."
    assert task(lesson.exercises["a-number"], lesson, None)["look"] == ""


def test_on_paper_a_sheet_serves_a_task_that_has_no_day_or_another_day(river: Copy) -> None:
    """Who was to measure on paper was told of no map, and of another day only of the screen."""
    with_keys(river, 'look_at = "five-weeks"\nlook_on = 2017-05-14\n')
    river.replace(FILE, 'id = "a-number"\n', 'id = "a-number"\nlook_at = "five-weeks"\n')
    bare = Lesson(river.folder)
    assert task(bare.exercises["a-number"], bare, None)["look"] == ""  # no sheet shows the map
    river.write("lesson.toml", river.text("lesson.toml") + SHEET)
    lesson = Lesson(river.folder)
    number = lesson.exercises["a-number"]
    assert task(number, lesson, None)["look"] == "Look at map 3."
    assert task({**number, "screen": "the ruler"}, lesson, None)["look"] == ""
    told = task(lesson.exercises["a-choice"], lesson, None)["look"]
    assert told.endswith(": 14 May 2017. On paper, map 3 shows another day: 10 May 2017.")
