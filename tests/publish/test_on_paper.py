"""Tables on paper: rows do not repeat what all of them have, and pages are full."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from lessonkit.notebook import Lesson
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.typeset import typeset


@pytest.fixture(scope="module")
def bare(valued: Lesson) -> Lesson:
    """Return the small lesson without sheets, so that it is fast."""
    made = copy(valued)
    made.sheets = []
    return made


def pages(content: dict[str, Any]) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", typeset(content)))


def test_what_all_rows_of_a_chart_have_stands_above_them(bare: Lesson) -> None:
    """Fifteen rows said three times each who counted what."""
    lesson = copy(bare)
    spec = replace(bare.charts["boats-in-time"], tied=True)
    lesson.charts = {"boats": spec}
    lesson.figures = bare.figures.assign(
        topic="Boats",
        what="All boats of the month",
        said_by="River Guild",
        note="",
        source_ids=[("editors",)] * len(bare.figures),
    )
    lesson.figures.loc[lesson.figures["figure_id"] == "F03", "note"] = "Only one bank."
    (chart,) = student_content(lesson, {})["charts_later"] or student_content(lesson, {})["charts"]
    same = chart["same"]
    assert (same["name"], same["notes"]) == ("Boats", ["All boats of the month"])
    assert same["who"].startswith("River Guild")
    assert same["when"] == ""  # each has its own days
    assert ["All boats of the month", "Only one bank."] in [one["notes"] for one in chart["points"]]


def test_a_row_alone_repeats_nothing(bare: Lesson) -> None:
    lesson = copy(bare)
    lesson.charts = {"boats": replace(bare.charts["boats"], figures=("F01",))}
    charts = student_content(lesson, {})
    (chart,) = charts["charts"] + charts["charts_later"]
    assert chart["same"] == {"name": "", "when": "", "who": "", "notes": []}


def test_charts_follow_a_timeline_that_leaves_room(bare: Lesson) -> None:
    """Two rows of events stood on a page of their own."""
    content = student_content(bare, {}) | {"charts_later": [], "events_later": []}
    content |= {"charts": content["charts"][:1], "events": content["events"][:2]}
    assert len(content["events"]) == 2
    assert pages(content) == pages(content | {"events": []})
