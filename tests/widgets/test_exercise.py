"""An exercise in a notebook: it knows the task and no answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from support.exercise_files import FAR, GOOD, LISTED, SECRET

import lessonkit
from lessonkit.errors import ExerciseError
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.states import OPEN, RIGHT


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda one: one.exercise("a-choise"), "Did you mean a-choice?"),
        (lambda one: one.exercise("qqqqqqqqqq"), "See data/exercises/"),
        (lambda one: one.check("with-cod", 5), "Did you mean with-code?"),
        (lambda one: one.check(122.7, "with-code"), "no exercise 122.7"),
        (lambda one: one.check(LISTED, "list"), "exercise"),
    ],
)
def test_a_wrong_name_is_an_error_of_one_line(
    opened: lessonkit.Lesson, call: Callable[[lessonkit.Lesson], Any], words: str
) -> None:
    with pytest.raises(ExerciseError) as caught:
        call(opened)
    # IPython asks for these lines in place of a traceback.
    [line] = caught.value._render_traceback_()
    assert line.startswith("ExerciseError: ")
    assert words in line


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_only_code_is_checked_with_check(opened: lessonkit.Lesson, kind: str) -> None:
    exercise_id = GOOD[kind]["id"]
    with pytest.raises(ExerciseError, match="is answered on the page, not with check") as caught:
        opened.check(exercise_id, 5)
    assert f'lesson.exercise("{exercise_id}")' in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_widget_knows_the_task_and_no_answer(opened: lessonkit.Lesson, kind: str) -> None:
    widget = opened.exercise(GOOD[kind]["id"])
    assert (widget.spec["kind"], widget.spec["prompt"]) == (kind, GOOD[kind]["prompt"])
    assert widget.spec["notebook"] == "01_river.ipynb"
    assert widget.lesson == {"id": opened.id, "version": opened.version, "title": opened.title}
    assert widget.record == widget.checked == {}
    state = {key: value for key, value in widget.get_state().items() if not key.startswith("_")}
    assert SECRET not in json.dumps(state, ensure_ascii=False, default=str).lower()
    assert "map" not in widget.spec
    assert (widget.map is not None) == (kind in ("place", "locate"))
    bundle = widget._repr_mimebundle_()
    plain = (bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"]
    assert GOOD[kind]["title"] in plain
    assert GOOD[kind]["prompt"] in plain


def test_where_nothing_runs_the_task_is_written_out(opened: lessonkit.Lesson) -> None:
    widget = opened.exercise(GOOD["choice"]["id"])
    widget.spec = {**widget.spec, "prompt": "Look at *T2*.\n\nIs 1 < 2?"}
    bundle, _ = widget._repr_mimebundle_()
    assert "<p>Look at <em>T2</em>.</p><p>Is 1 &lt; 2?</p>" in bundle["text/html"]


def test_the_map_of_a_place_does_not_say_which_is_right(opened: lessonkit.Lesson) -> None:
    drawn = opened.exercise("a-place").map
    assert drawn is not None
    assert drawn.date == "2017-06-06"
    assert set(GOOD["place"]["map"]["places"]) <= set(drawn.spec["places"])
    assert "right" not in json.dumps(drawn.spec).lower().split('"')


def test_an_attempt_reaches_the_exercise_that_is_shown(opened: lessonkit.Lesson) -> None:
    widget = opened.exercise("with-code")
    assert opened.check("with-code", ...).state == OPEN
    assert widget.checked == {}
    opened.check("with-code", FAR / 1.609344)
    first = widget.checked
    assert set(first) == {"at", "answer", "words", "right", "said"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["at"])
    assert first["right"] is False
    assert first["said"] == ["This is the number of miles. Turn it into km."]
    assert first["answer"] == str(FAR / 1.609344)
    json.dumps(first)
    feedback = opened.check("with-code", FAR)
    assert feedback.state == RIGHT
    assert widget.checked["right"] is True
    assert widget.checked["at"] >= first["at"]


def test_an_exercise_shown_again_gets_the_next_attempt(opened: lessonkit.Lesson) -> None:
    before, now = opened.exercise("with-code"), opened.exercise("with-code")
    opened.check("with-code", 5)
    assert before.checked == {}
    assert now.checked["answer"] == "5"


def test_a_lesson_knows_its_notebook(opened: lessonkit.Lesson) -> None:
    for wrong, words in (
        ("01_rivr.ipynb", r"no notebook '01_rivr.ipynb'. Did you mean 01_river.ipynb\?"),
        ("qqqqqqqqqq", "The ids are: 01_river.ipynb, 02_mills.ipynb"),
    ):
        with pytest.raises(lessonkit.LessonError, match=words):
            lessonkit.Lesson.find(wrong, start=opened.folder)
    with pytest.raises(lessonkit.LessonError, match=r'Lesson\.find\("01_river\.ipynb"\)'):
        opened.progress()
    here = lessonkit.Lesson.find("02_mills.ipynb", start=opened.folder)
    assert here.as_of("2017-06-07").notebook == "02_mills.ipynb"


def test_the_strip_lists_every_exercise_and_no_answer(opened: lessonkit.Lesson) -> None:
    strip = lessonkit.Lesson.find("02_mills.ipynb", start=opened.folder).progress()
    assert strip.spec["notebook"] == "02_mills.ipynb"
    assert [one["id"] for one in strip.spec["exercises"]] == [one["id"] for one in GOOD.values()]
    keys = {"id", "notebook", "title", "kind", "minutes", "extra", "judged", "again"}
    assert all(set(one) == keys for one in strip.spec["exercises"])
