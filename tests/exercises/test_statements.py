"""Statements of a text exercise: what a student foretells, and how it turned out, sealed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.foretold import with_statements
from support.lesson_copy import Copy

from lessonkit import Lesson
from lessonkit.check.read import check
from lessonkit.exercises.seal import Seal

FILE = "exercises/01_river.toml"


@pytest.fixture
def told(tmp_path: Path) -> Copy:
    return with_statements(tmp_path / "data")


def text_of(lesson: Lesson) -> dict[str, object]:
    return next(one for one in lesson.exercises.values() if one["kind"] == "text")


def test_a_page_gets_the_question_and_never_the_outcome(told: Copy) -> None:
    lesson = Lesson(told.folder)
    one = text_of(lesson)
    assert one["statements"] == [
        {
            "text": "Who holds the mills at the end of the year?",
            "options": ["Northern Council and friends", "Southern League", "nobody"],
            "days": [],
        },
        {
            "text": "When do the mills change hands?",
            "options": [],
            "days": ["2017-06-08", "2017-12-31"],
        },
    ]
    seal = Seal(lesson.id, lesson.version, str(one["id"]))
    rights = [("statement", "0", "0"), ("statement", "1", "2017-10-15")]
    assert one["right"] == [seal.hash(*parts) for parts in rights]
    assert "15 October" not in json.dumps(one)
    assert lesson.recall(str(one["id"])).spec["came"] == one["model"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('options = ["north", "south", "nobody"]\n', "", "statements 1"),
        ("first = 2017-06-08\n", "", "options, or first and last"),
        ("first = 2017-06-08", "first = 2017-12-31", "a day after 2017-12-31"),
        ("last = 2017-12-31", "last = 2017-09-30", "a day from 2017-06-08 to 2017-09-30"),
        ('["north", "south", "nobody"]', '["south", "nobody"]', "one of the options"),
        ('{ value = "E06" }', '{ value = "soon" }', "or an event that begins then"),
        ("When do the mills change hands?", "", "text in quotation marks"),
    ],
)
def test_each_flaw_of_a_statement_is_told(told: Copy, old: str, new: str, said: str) -> None:
    told.replace(FILE, old, new)
    [fault] = check(told.folder)
    assert said in str(fault)
    assert "statements" in str(fault)
