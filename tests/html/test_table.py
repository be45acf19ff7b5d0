"""Tables: every word escaped, sources written out, dates for readers."""

from __future__ import annotations

import html
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lessonkit import Lesson as Classroom
from lessonkit.errors import LessonError
from lessonkit.html.table import table
from lessonkit.notebook import Lesson


def cells(shown: Any) -> list[str]:
    return [html.unescape(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", shown.data, re.DOTALL)]


def test_a_table_escapes_every_word() -> None:
    bad = "<script>alert('x')</script> & <img src=x onerror=alert(1)>"
    shown = table(pd.DataFrame({"a": [bad], "b": [(bad, "y")]}), {"a": bad, "b": "B"}, bad)
    assert "<script" not in shown.data
    assert "<img" not in shown.data
    assert cells(shown) == [bad, f"{bad}, y"]
    assert html.unescape(re.findall(r"<caption[^>]*>(.*?)</caption>", shown.data)[0]) == bad
    assert html.unescape(re.findall(r"<th [^>]*>(.*?)</th>", shown.data)[0]) == bad


def test_a_table_names_the_column_that_is_missing() -> None:
    with pytest.raises(LessonError, match=r"no column 'lable'\. The table has: label, aim\."):
        table(pd.DataFrame({"label": [], "aim": []}), {"lable": "Name"}, "Actors")


def test_a_table_shows_the_columns_in_the_order_asked_for(lesson: Lesson) -> None:
    shown = table(lesson.actors.head(2), {"aims_stated": "Aim", "label": "Actor"}, "Actors")
    assert re.findall(r"<th [^>]*>(.*?)</th>", shown.data) == ["Aim", "Actor"]
    first = lesson.actors.iloc[0]
    assert cells(shown)[:2] == [first["aims_stated"], first["label"]]
    assert len(cells(shown)) == 4


def heads(shown: Any) -> list[str]:
    return [html.unescape(c) for c in re.findall(r"<th [^>]*>(.*?)</th>", shown.data)]


def test_a_table_of_the_lesson_needs_no_columns(course: Classroom) -> None:
    assert heads(course.table(course.figures, "All")) == [
        *("What", "Who or what is counted", "Number"),
        *("Who says so", "Published", "Doubts", "Sources"),
    ]
    people = course.figures.query("unit == 'people'").head(2).assign(note="")
    assert {"Unit", "Doubts"}.isdisjoint(heads(course.table(people, "People")))
    assert heads(course.table(course.events.head(3), "Events"))[:2] == ["Date", "Event"]
    assert heads(course.table(course.actors.head(3), "Actors"))[0] == "Actor"
    assert heads(course.table(course.held_on("2017-06-06"), "Held"))[0] == "Place"
    assert heads(course.table(course.events.head(0), "None yet"))[0] == "Date"


@pytest.mark.parametrize(
    ("caption", "written"),
    [
        ("Of May", "Of May: Boats"),
        ("How many?", "How many? Boats"),
        ("All boats of May", "All boats of May"),
    ],
)
def test_what_all_rows_share_is_said_once(course: Classroom, caption: str, written: str) -> None:
    two = course.figures.head(2).assign(topic="Boats")
    shown = course.table(two, caption)
    assert "What" not in heads(shown)
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", shown.data) == [written]
    assert "What" in heads(course.table(two.head(1), caption))
    assert "What" in heads(course.table(two.assign(topic=["Boats", "Guards"]), caption))
    assert heads(course.table(two, caption, {"topic": "What"})) == ["What"]


def test_a_number_has_its_unit_and_its_days_leave_room_for_it(course: Classroom) -> None:
    shown = course.table(course.figures.query("figure_id == 'F02'"), "Number")
    assert "more than 700 people" in cells(shown)
    with_days = course.figures.head(2).assign(period=["2016/2017", ""], date=["2017-01-20", ""])
    found = course.table(with_days, "Numbers")
    assert heads(found)[2:5] == ["Number", "Which days", "Who says so"]
    assert "Published" not in heads(found)
    first, second = (with_days["said_by"].iloc[n] for n in (0, 1))
    assert {f"{first}, 20 January 2017", second, "2016 to 2017"} <= {*cells(found)}


def width(shown: Any) -> int:
    """Give the room in px below which each row is a block."""
    return int(re.findall(r"max-width: (\d+)px", shown.data)[0])


def test_a_table_asks_for_the_room_that_its_words_need() -> None:
    small = pd.DataFrame([["14 April 2010", "12", "yes"] * 2] * 3, columns=list("abcdef"))
    large = small.assign(a="a long text of many words, that is more than one line", f="x" * 60)
    named = {one: one.upper() for one in small}
    narrow, wide = (table(one, named, "T") for one in (small, large))
    assert width(narrow) == 420, "never less than a phone and a half"
    assert width(wide) > 600
    # Cells of a short column stand beside each other where a row is a block; each has its heading.
    assert narrow.data.count('class="lk-short') == 18
    assert wide.data.count('class="lk-short') == 12
    # A day is not broken.
    assert narrow.data.count('lk-day"') == 6
    days = pd.DataFrame([["14 April 2010"] * 6], columns=list("abcdef"))
    assert width(table(days, named, "T")) >= 6 * 98
    # Two tables of one page each have their own width.
    assert f'lk-table lk-w{width(wide)}"' in wide.data
    assert f".lk-w{width(wide)} thead" in wide.data


def test_a_caption_is_text(course: Classroom) -> None:
    with pytest.raises(LessonError, match=r"as the caption, expected text\. Write first what"):
        course.table(course.figures, {"what": "What"}, "Numbers")  # type: ignore[arg-type]


@pytest.mark.parametrize("frame", [pd.DataFrame({"x": [1]}), pd.DataFrame()])
def test_a_table_of_somebodys_own_asks_for_columns(course: Classroom, frame: pd.DataFrame) -> None:
    with pytest.raises(LessonError, match=r"got no columns.*Say which to show, as \{\"\w+\": "):
        course.table(frame, "Mine")


def test_a_table_writes_sources_out_each_on_its_own_line_with_its_link() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["one", "two", "bad"],
            "citation": ["A, 1 May", "B", "<b>C</b>"],
            "url": ["https://example.org/a?x=1&y=2", "", ""],
        }
    )
    figures = pd.DataFrame({"source_ids": [("one", "two"), ("bad",), ()]})
    shown = table(figures, {"source_ids": "Sources"}, "T", sources)
    assert re.findall(r"<td[^>]*>(.*?)</td>", shown.data) == [
        '<div><a href="https://example.org/a?x=1&amp;y=2">A, 1 May</a></div><div>B</div>',
        "<div>&lt;b&gt;C&lt;/b&gt;</div>",
        "",
    ]
    with pytest.raises(LessonError, match=r"table: there is no source 'onne'\. Did you mean one\?"):
        table(pd.DataFrame({"source_ids": [("onne",)]}), {"source_ids": "S"}, "T", sources)


@pytest.mark.parametrize("empty", [None, "", pd.NaT, float("nan"), np.float64("nan"), pd.NA, ()])
def test_an_empty_cell_is_empty(empty: Any) -> None:
    assert cells(table(pd.DataFrame({"a": pd.Series([empty], dtype=object)}), {"a": "A"}, "T")) == [
        ""
    ]


def test_dates_and_lists_are_written_for_readers(lesson: Lesson) -> None:
    race = lesson.events[lesson.events["event_id"] == "E03"]
    columns = {"start": "Day", "actor_ids": "Who", "paragraphs": "Paragraph"}
    assert cells(table(race, columns, "E03")) == [
        "2 March 2017",
        "syrian-government, russia, islamic-state",
        "",
    ]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2017-06-09", "9 June 2017"),
        ("2017-06", "June 2017"),
        ("2017-06-03/2017-06-04", "3 to 4 June 2017"),
        ("2014/2017-02", "2014 to February 2017"),
        ("2017", "2017"),
        ("1200-60", "1200-60"),
        ("E2017-06-09", "E2017-06-09"),
    ],
)
def test_a_date_that_is_text_is_written_in_words(cell: str, words: str) -> None:
    assert cells(table(pd.DataFrame({"a": [cell]}), {"a": "A"}, "T")) == [words]
