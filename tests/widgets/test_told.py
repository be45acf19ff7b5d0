"""Who said what, and when, wherever an event or a place is opened: in order, with its day."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from support.lesson_copy import Copy

from lessonkit import Lesson
from lessonkit.lesson import LessonData
from lessonkit.publish.handout.content import student_content
from lessonkit.tables.entries import Kind
from lessonkit.widgets.drawing import _marks_of_kinds
from lessonkit.widgets.evidence import events_known
from lessonkit.widgets.reports import NOBODY, told

MORE = """R08,,,E05,denied,,2017-10-15,2017-10-15,2017-10-20,south,south-2017-09,Nobody was there.
R09,,,E05,announced,,2017-10-15,2017-10-15,2017-10-16,,gazette-2017-06;editors,It counts.
R10,,,E05,found,,2017-10-15,2017-10-15,2017-11,guild,editors,There were nine.
"""


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Return the small lesson with maps of months, and reports about an event without a point."""
    copy = Copy(tmp_path_factory.mktemp("told") / "data")
    copy.write("reports.csv", copy.text("reports.csv") + MORE)
    copy.replace("lesson.toml", "report_day = 2017-06-07\n", 'step = "month"\n')
    return Lesson(copy.folder)


def entry(lesson: Lesson, event: str, map_id: str = "after-the-report") -> dict[str, Any]:
    reader = lesson.map(map_id).with_events()
    return next(one for one in reader.spec["items"] if one["id"] == event)


def test_the_entry_of_an_event_without_a_point_has_its_reports_in_order(river: Lesson) -> None:
    said = [(one["day"], one["told"]) for one in entry(river, "E05")["told"]]
    assert said == [
        ("2017-10-16", "announced by River Gazette and The editors"),
        ("2017-10-20", "denied by Southern League"),
        ("2017-11", "found later by River Guild"),
    ]


def test_so_has_that_of_an_event_with_a_point(river: Lesson) -> None:
    [one] = entry(river, "E02", "five-weeks")["told"]
    assert one["told"] == "announced by Northern Council"
    assert one["sources"] == ["north-2017-05"]


def test_the_picture_of_a_list_says_it_in_words(river: Lesson) -> None:
    plain, _ = river.map("after-the-report").with_events()._fallback()
    assert "20 October 2017 denied by Southern League. Nobody was there." in plain


def test_the_chronology_of_the_handout_has_it(river: Lesson) -> None:
    event = next(one for one in student_content(river, {})["events"] if one["id"] == "E05")
    assert [(one["day"], one["words"]) for one in event["told"]] == [
        ("16 October 2017", "announced by River Gazette and The editors. It counts."),
        ("20 October 2017", "denied by Southern League. Nobody was there."),
        ("November 2017", "found later by River Guild. There were nine."),
    ]
    assert [one["sources"] for one in event["told"]] == ["", "", "The editors"]


def test_a_map_of_months_keeps_the_day_on_which_it_was_said(river: Lesson) -> None:
    drawn = river.map("five-weeks")
    assert drawn.spec["step"] == "month"
    evidence = drawn.spec["evidence"]
    assert evidence is not None
    days = {one["day"] for one in evidence["reports"]}
    assert {"2017-05-10", "2017-05-12"} <= days


def test_a_map_of_one_day_tells_what_was_said_of_this_day(river: Lesson) -> None:
    def told(day: str) -> list[str]:
        evidence = river.map("held-on-4-may", day=day).spec["evidence"]
        reports = evidence["reports"] if evidence else []
        return [one["told"] for one in reports if one["place"] == "birch-ford"]

    north = ["announced by Northern Council: North", "confirmed by River Gazette: North"]
    assert told("2017-05-04") == []
    assert told("2017-05-11") == [north[0], "denied by Southern League: South", north[1]]
    assert told("2017-06-02") == north  # of this day the league says nothing


def test_a_place_has_its_reports_though_nobody_holds_it(river: Lesson) -> None:
    """Who was said to hold it belongs to a map of who held what; other words to every map."""
    layers: dict[str, Any] = {"layers": ["water", "towns"], "visible": None}
    drawn = river.map("held-on-4-may", **layers).spec["evidence"]
    assert drawn is None or drawn["reports"] == []
    reports = river.reports
    river.reports = reports.assign(holder="")
    try:
        drawn = river.map("held-on-4-may", **layers).spec["evidence"]
    finally:
        river.reports = reports
    assert drawn is not None
    assert {one["place"] for one in drawn["reports"]} == {"birch-ford", "cedar-mill"}


def test_who_spoke_in_a_source_that_came_later_is_not_named(river: Lesson) -> None:
    """What was known by a day names no later source, so it says that nobody is named."""
    reports = river.reports
    early = river.as_of("2017-10-25")
    assert NOBODY not in str(told(early))
    river.reports = reports.assign(said_by="")
    try:
        words = [one["told"] for one in told(river.as_of("2017-05-20"))]
    finally:
        river.reports = reports
    assert f"denied by {NOBODY}: South" in words


def test_a_month_is_said_by_its_end(river: Lesson) -> None:
    known = set(river.as_of("2017-11-15").reports["report_id"])
    assert "R10" not in known
    assert {"R08", "R09"} <= known


def test_a_table_of_reports_has_names_in_the_place_of_ids(river: Lesson) -> None:
    text = river.table(river.reports, "Who said what").data
    for words in (
        "Said on",
        "20 October 2017",
        "The guild counts its boats",
        "Birch Ford",
        "Southern League",
        "denied",
        "About which days",
        "from 10 May 2017 on",
        "River Gazette, 7 June 2017",
    ):
        assert words in text, words
    assert "birch-ford" not in text
    own = river.table(river.reports.head(1), "One", {"about": "Of what", "words": "What"}).data
    assert "Birch Ford" in own


def test_a_table_of_reports_goes_by_the_days_on_which_they_were_made(river: Lesson) -> None:
    """The sheet may have them in any order; who sorts the rows keeps the order."""

    def ids(frame: pd.DataFrame) -> list[str]:
        data = river.table(frame, "Who said what", {"report_id": "Report"}).data
        return re.findall(r"<td[^>]*>\s*(.*?)\s*</td>", data)

    mixed = river.reports.sample(frac=1, random_state=1).reset_index(drop=True)
    by_day = mixed.sort_values("said", kind="stable")
    assert list(by_day["report_id"]) != list(mixed["report_id"])
    assert ids(mixed) == list(by_day["report_id"])
    backwards = by_day[::-1]
    assert ids(backwards) == list(backwards["report_id"])


def test_kinds_of_events_without_a_mark_of_their_own_look_different() -> None:
    own = {
        "fire": Kind("fire", "event", "Fire", "square"),
        "flood": Kind("flood", "event", "Flood"),
    }
    lesson = SimpleNamespace(
        kinds={("event", word): one for word, one in own.items()},
        events=pd.DataFrame({"kind": ["wind", "fire", "", "hail", "flood"]}),
        kind=lambda of, word: own.get(word, Kind(word, of, word)),
    )
    assert _marks_of_kinds(cast(LessonData, lesson)) == {
        "fire": "square",
        "flood": "circle",
        "hail": "triangle",
        "wind": "diamond",
    }


WARNED = """
[[kinds]]
id = "warned"
of = "report"
label = "warned"
says = "{says}"

[[kinds]]
id = "announced"
of = "report"
label = "made known"
"""
FIRST = "R09,,,E02,warned,,2017-05-18,2017-05-18,2017-05-06,north,north-2017-05,Keep away.\n"


@pytest.mark.parametrize(("says", "known"), [("neither", False), ("not so", True), ("so", True)])
def test_what_a_kind_says_decides_what_was_known(tmp_path: Path, says: str, known: bool) -> None:
    copy = Copy(tmp_path / "data")
    copy.write("reports.csv", copy.text("reports.csv") + FIRST)
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED.format(says=says))
    lesson = Lesson(copy.folder)
    spec = lesson.map("five-weeks").spec
    told = [one for one in spec["evidence"]["reports"] if one["event"] == "E02"]
    assert [one["told"] for one in told] == [
        "warned by Northern Council",
        "made known by Northern Council",
    ]
    assert [one["tells"] for one in told] == [says != "neither", True]
    assert bool(events_known(lesson)["E02"] <= np.datetime64("2017-05-06")) is known
