"""Key terms: what a notebook gets, and what a wrong id says."""

from __future__ import annotations

import csv
import html
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.folders import RIVER, ROOT

from lessonkit.errors import LessonError
from lessonkit.notebook import Lesson

EVIL = '<img src=x onerror="alert(1)"> & <b>'


def entries(words: str) -> dict[str, str]:
    """Return the text of each entry by the text of its term, as a reader without style meets it."""
    words = words.partition("</style>")[2]
    found = re.findall(r'<div id="[^"]+"><dt>(.*?)</dt>(.*?)</div>', words)
    return {html.unescape(term): html.unescape(re.sub("<[^>]+>", " ", e)) for term, e in found}


def test_terms_come_in_the_order_asked_for_with_definition_and_source(course: Lesson) -> None:
    shown = course.terms("sdf", "geodesic").data
    sdf, geodesic = (course.glossary.set_index("term_id").loc[i] for i in ("sdf", "geodesic"))
    found = entries(shown)
    assert list(found) == [sdf["term"], geodesic["term"]]
    assert sdf["definition"] in found[sdf["term"]]
    assert course.source(sdf["source_ids"][0])["citation"] in found[sdf["term"]]
    assert found[geodesic["term"]].strip() == geodesic["definition"]


def test_each_entry_can_be_linked_to_by_the_id_of_its_term(course: Lesson) -> None:
    shown = course.terms("sdf", "geodesic", "pmu").data
    found = re.findall(r'<div id="([^"]+)"><dt>', shown)
    assert found == ["lk-term-sdf", "lk-term-geodesic", "lk-term-pmu"]


def test_terms_need_no_script_and_are_the_same_each_time(course: Lesson) -> None:
    shown = course.terms("pmu", "confidence").data
    assert not re.search(r"<script|\son\w+=", shown)
    assert shown == Lesson(ROOT).terms("pmu", "confidence").data


def test_markup_in_the_glossary_is_text(tmp_path: Path) -> None:
    shutil.copytree(RIVER / "data", tmp_path / "data")
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
        (("qqqq",), r"no term 'qqqq'. Add it to the table glossary\."),
        ((5,), r"no term 5"),
        ((), r"terms: the lesson does not know which notebook this is"),
        (("sdf", "sdf"), r"terms: got sdf, sdf, expected one id or several, each once"),
    ],
)
def test_a_wrong_term_says_what_to_do(course: Lesson, ids: tuple[Any, ...], words: str) -> None:
    with pytest.raises(LessonError, match=words):
        course.terms(*ids)
