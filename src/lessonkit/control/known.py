"""What was known by a day: when a source was out, and who was said to hold a place.

Two days belong to every answer: the day that it is about, and the day by which it was known. A row
of control counts as said on the first day on which one of its sources was out. Where there are
reports, they say more exactly who said what when; of all that was said of a day, the last counts.
A source's date is an upper bound: what it tells may have been known before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

ALWAYS, NEVER = date.min, date.max
"""Since when a work without a date of its own is known, and a source whose day nobody knows."""

Part: TypeAlias = tuple[str, str]
"""A place and one of its parts; most places have one part, with no name."""


class Word(NamedTuple):
    """That a holder had a place from one day to another, said on a day, with its sources.

    `report` is the number of a row of `reports.csv`, from 0; None for a row of `control.csv`,
    whose number is `row`.
    """

    said: date
    start: date
    end: date
    holder: str
    sources: tuple[str, ...]
    row: int | None = None
    report: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether it speaks of a day."""
        return self.start <= day <= self.end


def earliest(ids: Iterable[str], days: Mapping[str, date]) -> date:
    """Give the day from which the first of some sources is known; what cites none always is."""
    return min((days.get(one, NEVER) for one in ids), default=ALWAYS)


def rests_on(control: pd.DataFrame, reports: pd.DataFrame) -> list[tuple[str, ...]]:
    """Give the sources on which each row of control rests, in the order of the rows.

    Its own, then those of the reports that name the same holder of the same part on some of its
    days.
    """
    agreeing: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in _rows(reports):
        if row["place_id"] and row["holder"]:
            key = (row["place_id"], row["part"], row["holder"])
            agreeing.setdefault(key, []).append(row)

    def of(row: Mapping[str, Any]) -> tuple[str, ...]:
        found = list(row["source_ids"])
        for other in agreeing.get((row["place_id"], row["part"], row["holder"]), ()):
            if not (other["start"] > row["end"] or row["start"] > other["end"]):  # NaT is no bound
                found += other["source_ids"]
        return tuple(dict.fromkeys(found))

    return [of(row) for row in _rows(control)]


def words_of(
    control: pd.DataFrame, reports: pd.DataFrame, days: Mapping[str, date]
) -> dict[Part, list[Word]]:
    """Collect what was said of who held each part of each place, in the order of saying.

    Parameters
    ----------
    control, reports
        The typed tables. Reports about events, and those that name no holder, say nothing here.
    days
        From which day each source is known.

    Returns
    -------
    dict of (place_id, part) to list of Word
        On one day a report counts more than a row of control, and a later row more than an earlier.
    """
    said: dict[Part, list[Word]] = {}
    ids = rests_on(control, reports)
    for n, row in enumerate(_rows(control)):
        start, end = _day(row["start"]), _day(row["end"]) or NEVER
        known = max(earliest(ids[n], days), start or ALWAYS)
        word = Word(known, start or ALWAYS, end, row["holder"], ids[n], row=n)
        said.setdefault((row["place_id"], row["part"]), []).append(word)
    for n, row in enumerate(_rows(reports)):
        if not row["holder"]:
            continue
        start, end = _day(row["start"]) or ALWAYS, _day(row["end"]) or NEVER
        told = _day(row["said"]) or NEVER
        word = Word(told, start, end, row["holder"], tuple(row["source_ids"]), report=n)
        said.setdefault((row["place_id"], row["part"]), []).append(word)
    # Sorting keeps the order of equals: rows of control stand before reports.
    return {part: sorted(words, key=lambda one: one.said) for part, words in said.items()}


def last_word(words: Sequence[Word], day: date, by: date) -> Word | None:
    """Give the last that was said by a day of who held a place on a day; None if nothing was."""
    return next((one for one in reversed(words) if one.said <= by and one.covers(day)), None)


def holders_said(
    control: pd.DataFrame, reports: pd.DataFrame, days: Mapping[str, date], day: date, by: date
) -> dict[Part, str]:
    """Give who was said to hold each part of each place on a day, by what was said up to another.

    Empty text stands for not known. A part of which the table says nothing on `day` is left out.
    """
    found = {}
    for part, words in words_of(control, reports, days).items():
        if any(one.row is not None and one.covers(day) for one in words):
            last = last_word(words, day, by)
            found[part] = last.holder if last else ""
    return found


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
