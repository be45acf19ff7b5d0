"""A student's own words again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markupsafe import escape

from lessonkit.errors import ExerciseError
from lessonkit.notebook import Lesson
from lessonkit.widgets.exercise import Recall

EVIL = '<img src=x onerror="alert(1)"> & <b>'


def text_exercise(course: Lesson) -> str:
    return next(one for one, spec in course.exercises.items() if spec["kind"] == "text")


def test_recall_knows_the_exercise_and_nothing_of_its_answer(course: Lesson) -> None:
    name = text_exercise(course)
    made = course.recall(name)
    assert isinstance(made, Recall)
    assert made.view == "recall"
    assert set(made.spec) == {"id", "notebook", "part", "title", "salt", "statements", "came"}
    assert made.spec["notebook"] in course.notebooks
    assert made.lesson["id"] == course.id  # under which the browser keeps answers


def test_what_came_of_statements_is_scrambled(course: Lesson) -> None:
    spec = course.recall("my-prediction").spec
    assert len(spec["statements"]) == 2
    assert spec["came"]
    assert not [words for words in ("2017-09-05", "5 September") if words in json.dumps(spec)]


def test_recall_says_in_words_where_the_exercise_stands(course: Lesson) -> None:
    made = course.recall(text_exercise(course))
    made.spec = {**made.spec, "title": EVIL}
    data, _ = made._repr_mimebundle_()
    assert EVIL in data["text/plain"]
    assert escape(EVIL) in data["text/html"]
    assert "<img" not in data["text/html"]


def test_recall_names_the_part_if_it_is_another(root: Path) -> None:
    course = Lesson(root)
    name = text_exercise(course)
    here = course.exercises[name]["notebook"]
    elsewhere = next(one for one in course.notebooks if one != here)
    course.notebook = elsewhere
    title = (root / "notebooks" / here).read_text("utf-8").split('"# ', 1)[1].split("\\n")[0]
    assert course.recall(name).spec["part"] == title
    course.notebook = here
    assert course.recall(name).spec["part"] == ""


def test_recall_of_another_kind_or_a_wrong_id_says_what_to_do(course: Lesson) -> None:
    with pytest.raises(ExerciseError, match=rf"of the kind choice.*: {text_exercise(course)}"):
        course.recall("tabqa-on-4-may")
    with pytest.raises(ExerciseError, match=r"Did you mean what-twenty-miles-leaves-open\?"):
        course.recall("what-20-miles-leaves-open")
