"""Relations of actors: what the table says, how long a relation lasted, and the widget's state."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import Lesson
from lessonkit.check.days import relation_faults
from lessonkit.control.relations import with_spells
from lessonkit.errors import Fault, LessonError
from lessonkit.lesson import LATER, was_out
from lessonkit.tables.schema import TABLES
from lessonkit.tables.tables import Raw
from lessonkit.widgets.relations import Relations

FIRST, LAST = date(2001, 1, 1), date(2001, 3, 31)
COLUMNS = TABLES["actor_relations"].names
DAYS = st.dates(FIRST, LAST)


def row(start: str, end: str, relation: str = "with", pair: str = "ants bees") -> dict[str, str]:
    one, other = pair.split()
    cells = dict(actor_id=one, other_id=other, relation=relation, start=start, end=end)
    return cells | dict(basis="stated", confidence="high", description="x", source_ids="s")


def faults(*rows: dict[str, str]) -> list[Fault]:
    frame = pd.DataFrame(rows, columns=COLUMNS, index=range(2, len(rows) + 2), dtype=object)
    return list(relation_faults(Raw(TABLES["actor_relations"], frame)))


def dated(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[["start", "end"]] = frame[["start", "end"]].apply(pd.to_datetime)
    return frame


def widget(start: str, end: str, day: date) -> Relations:
    """Return a widget with one relation of ants and bees."""
    one: dict[str, Any] = row(start, end) | {"since": start, "until": end, "text": "Said."}
    one |= {"pair": ["ants", "bees"], "sources": ["s"]}
    spec = {
        "title": "Title",
        "first": FIRST.isoformat(),
        "last": LAST.isoformat(),
        "actors": [{"id": "ants", "label": "Ants"}, {"id": "bees", "label": "Bees"}],
        "rows": [one],
        "sources": {"s": ["Source S", ""]},
    }
    return Relations(spec=spec, date=day.isoformat())


def words(made: Relations, kind: str = "text/plain") -> str:
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return str(data[kind])


# ---- The table ----------------------------------------------------------------------------------


def test_rows_that_follow_each_other_are_right() -> None:
    assert faults(row("", "2001-01-31"), row("2001-02-01", "", "against")) == []
    assert faults(row("", "", pair="ants bees"), row("", "", pair="ants crows")) == []


def test_two_relations_of_a_pair_on_one_day_are_a_fault_that_says_how_to_mend_it() -> None:
    (fault,) = faults(row("", "2001-02-01"), row("2001-02-01", "", "against"))
    assert str(fault) == (
        "relations.csv row 3, start: got two relations of ants and bees on 2001-02-01 "
        "(the other in row 2), expected one on each day. "
        "End row 2 on 2001-01-31, or start this row later."
    )
    (fault,) = faults(row("", "", "against"), row("", ""))
    assert "from the beginning (the other in row 2)" in fault.got
    assert fault.remedy == "Correct the dates of the two rows, or delete one."


def test_a_long_row_is_held_against_every_later_one() -> None:
    found = faults(row("2001-01-01", ""), row("2001-01-05", "2001-01-09"), row("2001-02-01", ""))
    assert [(fault.row, fault.column) for fault in found] == [(3, "start"), (4, "start")]
    assert all("the other in row 2" in fault.got for fault in found)


def test_an_overlap_is_found_in_the_other_order_of_the_pair_too() -> None:
    found = faults(row("", "2001-02-01"), row("2001-01-15", "", pair="bees ants"))
    assert [(fault.row, fault.column) for fault in found] == [(3, "actor_id"), (3, "start")]
    assert found[0].expected == "the pair in one order, as in row 2"
    assert found[0].remedy.startswith("Write ants here and bees as other_id")


def test_the_order_of_most_rows_is_the_right_one() -> None:
    found = faults(
        row("", "2001-01-01", pair="bees ants"),
        row("2001-01-02", "2001-01-03"),
        row("2001-01-04", ""),
    )
    assert [(fault.row, fault.expected[-5:]) for fault in found] == [(2, "row 3")]


def test_a_row_with_a_wrong_date_is_not_held_against_the_others() -> None:
    assert faults(row("2001-02-30", ""), row("", "")) == []
    assert faults(row("2001-02-03", "2001-02-01"), row("", "")) == []


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=4))
def test_a_fault_of_days_is_found_if_and_only_if_a_day_has_two_rows(
    spans: list[tuple[date, date]],
) -> None:
    spans = [(min(span), max(span)) for span in spans]
    days = [first + timedelta(n) for first, last in spans for n in range((last - first).days + 1)]
    found = faults(*(row(first.isoformat(), last.isoformat()) for first, last in spans))
    assert bool(found) == (len(days) > len(set(days)))


# ---- How long -----------------------------------------------------------------------------------


def test_a_relation_lasts_through_rows_that_follow_each_other() -> None:
    table = dated(
        row("2001-02-01", "2001-02-10"),
        row("", "2001-01-31"),
        row("2001-02-12", "2001-02-20"),
        row("2001-02-21", "", "against"),
        row("2001-02-11", "", pair="ants crows"),
    )
    spells = with_spells(table)
    assert list(spells.index) == list(table.index)
    since, until = spells["since"].dt.strftime("%m-%d"), spells["until"].dt.strftime("%m-%d")
    assert since.fillna("").tolist() == ["", "", "02-12", "02-21", "02-11"]
    assert until.fillna("").tolist() == ["02-10", "02-10", "02-20", "", ""]


@given(start=DAYS, end=DAYS, day=DAYS, open_start=st.booleans(), open_end=st.booleans())
def test_a_relation_holds_on_exactly_the_days_between_its_dates(
    start: date, end: date, day: date, open_start: bool, open_end: bool
) -> None:
    start, end = sorted((start, end))
    made = widget("" if open_start else start.isoformat(), "" if open_end else end.isoformat(), day)
    holds = (open_start or start <= day) and (open_end or day <= end)
    assert ("Ants and Bees: with each other" in words(made)) == holds
    made.close()


# ---- This lesson --------------------------------------------------------------------------------


def test_every_actor_that_fought_has_relations(course: Lesson) -> None:
    table = course.actor_relations
    named = set(table["actor_id"]) | set(table["other_id"])
    # People, and those who count, report or suffer: they are no side.
    others = {"civilians", "un", "monitors", "media", "hokayem", "dillon"}
    assert named == set(course.actors["actor_id"]) - others
    assert {"with", "against", "talks"} == set(table["relation"])


@pytest.mark.parametrize(
    ("pair", "day", "relation"),
    [
        (("russia", "united-states"), "2017-06-20", "talks"),
        (("syrian-government", "united-states"), "2017-06-06", "against"),
        (("syrian-government", "united-states"), "2017-06-19", ""),
        (("hezbollah", "islamic-state"), "2017-08-26", "against"),
        (("hezbollah", "islamic-state"), "2017-08-28", "talks"),
        (("hezbollah", "islamic-state"), "2017-08-31", "against"),
        (("iraqi-government", "peshmerga"), "2017-10-15", "with"),
        (("iraqi-government", "peshmerga"), "2017-10-16", "against"),
        (("syrian-government", "sdf"), "2017-07-17", "talks"),
        (("russia", "sdf"), "2017-12-03", "with"),
    ],
)
def test_relations_changed_in_2017(
    course: Lesson, pair: tuple[str, str], day: str, relation: str
) -> None:
    made = course.relations(day, list(pair))
    said = words(made)
    expected = {"with": "with each other", "against": "against each other", "talks": "in talks"}
    if relation:
        assert f": {expected[relation]}" in said
    else:
        assert "\n" not in said


def test_a_weak_basis_is_never_called_sure(course: Lesson) -> None:
    table = course.actor_relations
    said_of_them = table["basis"] == "attributed"
    assert said_of_them.sum() > 5
    assert set(table[said_of_them]["confidence"]) <= {"medium", "low"}
    assert not (table["source_ids"].map(set) == {"editors"}).any()


# ---- The widget ---------------------------------------------------------------------------------


def test_the_widget_takes_all_actors_with_a_relation_or_those_chosen(course: Lesson) -> None:
    ids = [one["id"] for one in course.relations("2017-06-06").spec["actors"]]
    assert len(ids) == 22
    assert "civilians" not in ids
    some = course.relations(date(2017, 6, 6), ["sdf", "iran", "sdf", "turkey"])
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
    made = then.relations("2017-06-06", dates=("2017-05-04", "2017-06-07"))
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
            assert was_out(course.source(one), date(2017, 6, 7))
    with pytest.raises(LessonError, match="date: got 2017-06-08, expected a day from 2017-05-04"):
        made.date = "2017-06-08"
    with pytest.raises(LessonError, match="expected two days, the first and the last"):
        course.relations("2017-06-06", dates=("2017-06-06",))  # type: ignore[arg-type]


def test_the_fallback_says_what_the_picture_says(course: Lesson) -> None:
    said = words(course.relations("2017-06-19", ["russia", "united-states", "iran"]))
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
    made = course.relations("2017-06-06")
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
        course.relations(given_date, actors)
