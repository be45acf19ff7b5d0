"""Key terms, and a student's own words again: what a notebook gets, and what a wrong id says."""

from __future__ import annotations

import csv
import html
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from lessonkit.errors import ExerciseError, LessonError
from lessonkit.notebook import Lesson
from lessonkit.widgets.exercise import Recall

ROOT = Path(__file__).resolve().parents[1]
EVIL = '<img src=x onerror="alert(1)"> & <b>'


def entries(words: str) -> dict[str, str]:
    """Return the text of each entry by the text of its term, as a reader without style meets it."""
    words = words.partition("</style>")[2]
    found = re.findall(r"<div><dt>(.*?)</dt>(.*?)</div>", words)
    return {html.unescape(term): html.unescape(re.sub("<[^>]+>", " ", e)) for term, e in found}


def test_terms_come_in_the_order_asked_for_with_definition_and_source(course: Lesson) -> None:
    shown = course.terms("sdf", "geodesic").data
    sdf, geodesic = (course.glossary.set_index("term_id").loc[i] for i in ("sdf", "geodesic"))
    found = entries(shown)
    assert list(found) == [sdf["term"], geodesic["term"]]
    assert sdf["definition"] in found[sdf["term"]]
    assert course.source(sdf["source_ids"][0])["citation"] in found[sdf["term"]]
    assert found[geodesic["term"]].strip() == geodesic["definition"]


def test_each_word_can_have_the_focus_and_names_its_entry(course: Lesson) -> None:
    shown = course.terms("sdf", "geodesic", "pmu").data
    words = re.findall(r'<li tabindex="0" aria-describedby="([^"]+)">', shown)
    assert len(words) == len(set(words)) == 3
    assert re.findall(r'<dd id="([^"]+)">', shown) == words
    # Two lists of terms on one page must not share ids.
    assert not set(words) & set(re.findall(r'id="([^"]+)"', course.terms("sdf").data))
    assert "<script" not in shown


def test_terms_need_no_script_and_are_the_same_each_time(course: Lesson) -> None:
    shown = course.terms("pmu", "confidence").data
    assert not re.search(r"<script|\son\w+=", shown)
    assert shown == Lesson(ROOT).terms("pmu", "confidence").data


def test_markup_in_the_glossary_is_text(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    with (tmp_path / "data" / "glossary.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(["evil", EVIL, EVIL, ""])
    shown = Lesson(tmp_path).terms("evil").data
    assert "<img" not in shown
    assert entries(shown)[EVIL].strip() == EVIL


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (("geodesik",), r"no term 'geodesik'. Did you mean geodesic\?"),
        (("SDF",), r"no term 'SDF'. Did you mean sdf\?"),
        (("qqqq",), r"no term 'qqqq'. Add it to data/glossary.csv\."),
        ((5,), r"no term 5"),
        ((), r"terms: got no id, expected one id or several"),
        (("sdf", "sdf"), r"terms: got sdf, sdf, expected one id or several, each once"),
    ],
)
def test_a_wrong_term_says_what_to_do(course: Lesson, ids: tuple[Any, ...], words: str) -> None:
    with pytest.raises(LessonError, match=words):
        course.terms(*ids)


def text_exercise(course: Lesson) -> str:
    return next(one for one, spec in course.exercises.items() if spec["kind"] == "text")


def test_recall_knows_the_exercise_and_nothing_of_its_answer(course: Lesson) -> None:
    name = text_exercise(course)
    made = course.recall(name)
    assert isinstance(made, Recall)
    assert made.view == "recall"
    assert set(made.spec) == {"id", "notebook", "title"}
    assert made.spec["notebook"] in course.notebooks
    assert made.lesson["id"] == course.id  # under which the browser keeps answers


def test_recall_says_in_words_where_the_exercise_stands(course: Lesson) -> None:
    made = course.recall(text_exercise(course))
    made.spec = {**made.spec, "title": EVIL}
    data, _ = made._repr_mimebundle_()
    assert EVIL in data["text/plain"]
    assert made.spec["notebook"] in data["text/plain"]
    assert html.escape(EVIL) in data["text/html"]
    assert "<img" not in data["text/html"]


def test_recall_of_another_kind_or_a_wrong_id_says_what_to_do(course: Lesson) -> None:
    with pytest.raises(ExerciseError, match=rf"of the kind choice.*: {text_exercise(course)}"):
        course.recall("tabqa-on-4-may")
    with pytest.raises(ExerciseError, match=r"Did you mean what-twenty-miles-leaves-open\?"):
        course.recall("what-20-miles-leaves-open")
