"""How long a relation lasted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from support.relations import DAYS, dated, row, widget, words

from lessonkit.control.relations import with_spells


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
