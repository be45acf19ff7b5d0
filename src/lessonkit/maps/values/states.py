"""What a thing is by turns: its values, each with its days, and what a card says of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lessonkit.days import EARLIEST, Day, from_cell, iso
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.maps.layers import Card, Feature
from lessonkit.tables.entries import Measure

_Row = Mapping[Any, Any]
_Days = tuple[Day | None, Day | None]


def values_of(lesson: LessonData, measure: Measure) -> dict[str, list[_Row]]:
    """Give the rows of a measure by what they are of: to ask for each thing anew is slow."""
    table, found = lesson.values, dict[str, list[_Row]]()
    for row in rows_of(table[table["measure"] == measure.id]):
        found.setdefault(row["of_id"], []).append(row)
    return found


def states_of(
    rows_of_it: Sequence[_Row], unit: str, thing: Feature
) -> Iterator[tuple[_Row | None, float | None, Day | None, Day | None]]:
    """Yield row, value and days of what a thing is by turns; without a row nothing is known."""
    rows = sorted(((_days(row, unit), row) for row in rows_of_it), key=_begin)
    there = from_cell(thing.start, unit), from_cell(thing.end, unit)
    free = there[0]  # the first day of which nothing is said yet
    for n, (days, row) in enumerate(rows):
        first, last = _within(days, there)
        if first is not None and last is not None and last < first:
            continue
        if first is not None and (free is None or free < first) and (n or first != there[0]):
            yield None, None, free, first - 1
        value = None if np.isnan(row["value"]) else float(row["value"])
        yield row, value, first, last
        if last is None or last == there[1]:
            return
        free = last + 1
    yield None, None, free, there[1]


def _days(row: _Row, unit: str) -> _Days:
    return from_cell(row["start"], unit), from_cell(row["end"], unit)


def _begin(dated: tuple[_Days, _Row]) -> Day:
    start = dated[0][0]
    return EARLIEST if start is None else start


def _within(days: _Days, there: _Days) -> _Days:
    """Cut days down to those on which a thing is there."""
    starts, ends = ([a for a in pair if a is not None] for pair in zip(days, there, strict=True))
    return max(starts, default=None), min(ends, default=None)


def card_of(
    measure: Measure, row: _Row | None, value: float | None, first: Day | None, last: Day | None
) -> Card:
    """Give the lines that a value adds to the card of its thing; without a row nothing is known."""
    words = "not known" if row is None or value is None else row["number"]
    made: Card = {"measure": measure.label, "value": words}
    made["value_when"] = [iso(first), iso(last)]
    if row is not None:
        made["value_when"] = _when(row, made["value_when"])
        made["value_sources"] = list(row["source_ids"])
        if row["note"]:
            made["value_note"] = row["note"]
        if row["confidence"]:
            made["confidence"] = row["confidence"]
    return made


def _when(row: _Row, cut: list[str]) -> list[str]:
    """Give the days of a value as they were written, where they were not cut."""
    return [
        written(row, name) if iso(from_cell(row[name])) == day else day
        for name, day in zip(("start", "end"), cut, strict=True)
    ]


def heading_of(measure: Measure) -> str:
    """Give the heading of a measure in a legend: its label, and its unit if that says more."""
    said = re.findall(r"\w+", measure.label.casefold())
    return (
        measure.label
        if measure.unit.casefold() in (*said, measure.label.casefold())
        else f"{measure.label} ({measure.unit})"
    )
