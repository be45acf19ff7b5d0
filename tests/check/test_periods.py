"""Rows of a relation that follow each other, and such that do not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.lesson_copy import Copy
from support.relations import COLUMNS, DAYS, row

from lessonkit.check.periods import relation_faults, swapped_notes
from lessonkit.check.read import check, examine, load
from lessonkit.errors import Fault
from lessonkit.tables.schema import TABLES
from lessonkit.tables.tables import Raw


def faults(*rows: dict[str, str]) -> list[Fault]:
    frame = pd.DataFrame(rows, columns=COLUMNS, index=range(2, len(rows) + 2), dtype=object)
    return list(relation_faults(Raw(TABLES["relations"], frame)))


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


# ---- Days far from the lesson -------------------------------------------------------------------


def far(copy: Copy) -> list[tuple[str, int | None, str | None]]:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [
        (one.file, one.row, one.column)
        for one in loaded.notices
        if "a day near those of the lesson, 2017-01-01 to 2017-12-31" in one.expected
    ]


def in_year(copy: Copy, file: str, row: int, *columns: str, year: str) -> None:
    for column in columns:
        text = copy.cell(file, row, column)
        copy.cell(file, row, column, f"{year}{text[4:]}")


@pytest.mark.parametrize(
    ("year", "column"), [("2012", "start"), ("1917", "start"), ("2071", "end")]
)
def test_an_event_of_another_year_is_noted(copy: Copy, year: str, column: str) -> None:
    in_year(copy, "events.csv", 6, "start", "end", year=year)
    assert far(copy) == [("events.csv", 6, column)]
    copy.cell("events.csv", 6, "description", f"In {year} no boat came by.")  # it is meant
    assert far(copy) == []


def test_an_event_that_a_source_of_its_time_tells_is_meant(copy: Copy) -> None:
    in_year(copy, "events.csv", 6, "start", "end", year="2012")
    row = copy.find("sources.csv", lambda one: one["source_id"] == "gazette-2017-06")
    copy.cell("sources.csv", row, "date", "2012-12")
    assert ("events.csv", 6, "start") not in far(copy)


def test_a_report_and_a_row_of_control_of_another_year_are_noted(copy: Copy) -> None:
    in_year(copy, "reports.csv", 2, "start", "said", year="2012")
    assert far(copy) == [("reports.csv", 2, "said")]
    rows = copy.rows("control.csv")
    head = rows[0]
    old = dict(zip(head, rows[1], strict=True)) | {"start": "2012-01-01", "end": "2012-12-31"}
    copy.write_rows("control.csv", [*rows, [old[name] for name in head]])
    assert far(copy) == [("reports.csv", 2, "said"), ("control.csv", len(rows) + 1, "start")]


def test_a_year_that_spoils_an_order_is_told_at_its_row(copy: Copy) -> None:
    """E03 is right before E02 once its year is wrong: the exercise is not at fault."""
    in_year(copy, "events.csv", 4, "start", "end", year="2012")
    [fault] = check(copy.folder)
    assert (fault.file, fault.row) == ("events.csv", 4)
    assert fault.remedy.startswith("Did you mean 2017?")
    assert "exercises/01_river.toml" in fault.remedy
    assert "E03 (2012-05-18) before E02 (2017-05-10), which is right" in fault.remedy


def test_an_order_that_a_date_spoils_says_so(copy: Copy) -> None:
    for column in ("start", "end"):
        copy.cell("events.csv", 4, column, "2017-05-09")
    copy.cell("events.csv", 4, "date_precision", "day")
    [fault] = check(copy.folder)
    assert fault.file == "exercises/01_river.toml"
    assert fault.got == "E03 (2017-05-09) before E02 (2017-05-10), which is right"
    assert fault.remedy.endswith("or is a day wrong? Then correct it in events.csv.")


def test_an_order_that_a_day_outside_of_the_lesson_spoils_doubts_the_day(copy: Copy) -> None:
    for column in ("start", "end"):
        copy.cell("events.csv", 3, column, "2018-01-09")
    copy.cell("events.csv", 3, "phase", "")
    [fault] = [one for one in check(copy.folder) if "which is right" in one.got]
    assert fault.remedy.startswith("The day of E02 is none of the lesson. Is it wrong?")


# ---- Day and month ------------------------------------------------------------------------------


def swapped(copy: Copy) -> list[str]:
    """Give the notes of a lesson of April to June."""
    loaded = load(copy.folder)
    days = {"start": np.datetime64("2017-04-01"), "end": np.datetime64("2017-06-30")}
    loaded.settings.lesson.update(days)
    return [str(note) for note in swapped_notes(loaded.raws, loaded.settings)]


@pytest.mark.parametrize(
    ("file", "row", "cells", "column", "said"),
    [
        ("events.csv", 3, {"start": "2017-02-06", "end": "2017-02-06"}, "start", "2017-06-02"),
        # The source is from before it: nobody tells of a day that has not come.
        ("events.csv", 3, {"start": "2017-10-05", "end": "2017-10-05"}, "start", "2017-05-10"),
        ("reports.csv", 4, {"said": "2017-07-06"}, "said", "2017-06-07"),
        ("relations.csv", 4, {"start": "2017-02-05", "end": "2017-03-05"}, "start", "2017-05-02"),
        ("relations.csv", 4, {"end": "2017-01-04"}, "end", "2017-04-01"),
    ],
)
def test_a_day_off_the_lesson_that_is_on_it_with_day_and_month_swapped_is_noted(
    copy: Copy, file: str, row: int, cells: dict[str, str], column: str, said: str
) -> None:
    assert swapped(copy) == []
    if "phase" in copy.rows(file)[0]:
        is_late = cells["start"] > "2017-06-30"
        source = "north-2017-05" if is_late else "gazette-2017-06"
        cells |= {"phase": "", "source_ids": source}
    for name, text in cells.items():
        copy.cell(file, row, name, text)
    (note,) = swapped(copy)
    assert note == (
        f"{file} row {row}, {column}: got {cells[column]}, expected a day of the lesson, "
        f"2017-04-01 to 2017-06-30. Are day and month swapped? Then write {said}. If not, it may "
        "stay."
    )


@pytest.mark.parametrize(
    ("file", "row", "cells"),
    [
        ("events.csv", 3, {"start": "2017-02-13", "end": "2017-02-13"}),  # no month 13
        ("events.csv", 3, {"start": "2017-02-08", "end": "2017-02-08"}),  # nor is August on it
        ("events.csv", 4, {"start": "2017-02-06", "end": "2017-05-20"}),  # it goes on to May
        ("relations.csv", 4, {"start": "2017-02-05"}),  # so does this one
        (
            "events.csv",
            3,
            {"start": "2017-02-06", "end": "2017-02-06", "description": "On 6 February."},
        ),
        ("reports.csv", 4, {"said": "2017-07-06", "source_ids": "south-2017-09"}),
        # A source of these days tells of it.
        ("relations.csv", 4, {"end": "2017-01-06", "source_ids": "north-2017-05"}),
    ],
)
def test_a_day_off_the_lesson_that_is_meant_is_not_noted(
    copy: Copy, file: str, row: int, cells: dict[str, str]
) -> None:
    for name, text in cells.items():
        copy.cell(file, row, name, text)
    assert swapped(copy) == []
