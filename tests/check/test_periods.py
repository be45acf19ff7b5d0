"""Rows of a relation that follow each other, and such that do not."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from support.relations import COLUMNS, DAYS, row

from lessonkit.check.periods import relation_faults
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
