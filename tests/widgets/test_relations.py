"""The matrix of relations: its state, and what stands in for it."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from support.relations import FIRST, widget, words

from lessonkit import Lesson
from lessonkit.errors import LessonError
from lessonkit.lesson import LATER, was_out


def test_the_widget_takes_all_actors_with_a_relation_or_those_chosen(course: Lesson) -> None:
    ids = [one["id"] for one in course.relations_on("2017-06-06").spec["actors"]]
    assert len(ids) == 22
    assert "civilians" not in ids
    some = course.relations_on(date(2017, 6, 6), ["sdf", "iran", "sdf", "turkey"])
    assert [one["label"] for one in some.spec["actors"]] == [
        "Syrian Democratic Forces (SDF)",
        "Iran",
        "Turkey",
    ]
    assert some.date == "2017-06-06"
    assert {tuple(one["pair"]) for one in some.spec["rows"]} == {
        ("iran", "sdf"),
        ("iran", "turkey"),
        ("sdf", "turkey"),
    }


def test_as_of_a_day_nothing_later_is_known(course: Lesson, then: Lesson) -> None:
    made = then.relations_on("2017-06-06", days=("2017-05-04", "2017-06-07"))
    assert (made.spec["first"], made.spec["last"]) == ("2017-05-04", "2017-06-07")
    days = {row[key] for row in made.spec["rows"] for key in ("start", "end", "since", "until")}
    assert max(days) <= "2017-06-07"
    assert not [row for row in made.spec["rows"] if row["end"] and row["end"] < "2017-05-04"]
    # The second strike is known, the third is not; the row of the second has no known end.
    pair = ["syrian-government", "coalition"]
    mine = [row for row in made.spec["rows"] if row["pair"] == pair]
    assert [row["start"] for row in mine] == ["2017-05-18", "2017-06-06"]
    assert mine[-1]["end"] == mine[-1]["until"] == ""
    for one, (citation, url) in made.spec["sources"].items():
        assert citation
        if one == LATER:
            assert not url
        else:
            assert was_out(course.source(one), np.datetime64("2017-06-07"))
    with pytest.raises(LessonError, match="date: got 2017-06-08, expected a day from 2017-05-04"):
        made.date = "2017-06-08"
    with pytest.raises(LessonError, match="expected two days, the first and the last"):
        course.relations_on("2017-06-06", days=("2017-06-06",))  # type: ignore[arg-type]


def test_the_fallback_says_what_the_picture_says(course: Lesson) -> None:
    said = words(course.relations_on("2017-06-19", ["russia", "united-states", "iran"]))
    lines = said.split("\n")
    assert lines[0] == "Who worked with whom, and against whom: 19 June 2017"
    assert lines[1].startswith("- Iran and Russia: with each other. Both supported")
    assert lines[1].endswith("TASS 6 May 2017, on the text of the memorandum of 4 May.)")
    # The talks themselves did not begin on this day: the row did.
    assert any(
        line.startswith("- Russia and United States: in talks. Russia said") for line in lines
    )
    assert any("how sure: low" in line for line in lines)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)


def test_html_in_data_is_text_in_the_fallback() -> None:
    made = widget("", "", FIRST)
    made.spec = made.spec | {"title": "<img src=x onerror=alert(1)>"}
    made.spec["actors"][0]["label"] = "<script>alert(1)</script>"
    assert _Tags(words(made, "text/html")).tags == {"p", "b", "ul", "li"}
    assert "&lt;script&gt;" in words(made, "text/html")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("date", "2018-01-01", "expected a day from 2017-01-01 to 2017-12-31"),
        ("date", "soon", "expected a day written like"),
        ("date", 5, "expected a day written like"),
        ("chosen", "irann", "Did you mean iran?"),
        ("chosen", 5, "there is no actor in this table 5"),
    ],
)
def test_a_wrong_state_is_refused_and_the_old_one_stays(
    course: Lesson, name: str, value: Any, said: str
) -> None:
    made = course.relations_on("2017-06-06")
    made.chosen = "iran"
    before = made.date, made.chosen
    with pytest.raises(LessonError, match=said.replace("?", r"\?")):
        setattr(made, name, value)
    assert (made.date, made.chosen) == before


@pytest.mark.parametrize(
    ("given_date", "actors", "said"),
    [
        ("2016-12-31", None, "expected a day from"),
        ("6 June", None, "expected a day written like"),
        ("2017-06-06", ["iran"], "expected at least two"),
        ("2017-06-06", [], "expected at least one"),
        ("2017-06-06", ["iran", "rusia"], "Did you mean russia"),
        ("2017-06-06", 5, "Write them as a list"),
        ("2017-06-06", [["iran"], "russia"], "There is no actor"),
    ],
)
def test_a_wrong_call_is_a_clear_error(
    course: Lesson, given_date: Any, actors: Any, said: str
) -> None:
    with pytest.raises(LessonError, match=said):
        course.relations_on(given_date, actors)
