"""Relations of two actors: which of them hold on a day, and what no single row shows of a pair."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from typing import NamedTuple, cast

import pandas as pd

from lessonkit.errors import Fault
from lessonkit.rules import real_date
from lessonkit.tables import Raw


class _Entry(NamedTuple):
    """A row with its first and last day; an open end reaches as far as a date can."""

    first: date
    last: date
    row: int
    ids: tuple[str, str]


def relations_on(relations: pd.DataFrame, day: date) -> pd.DataFrame:
    """Give the relations that hold on a day, in the order of the table.

    Parameters
    ----------
    relations
        The table `relations.csv`: `start` and `end` are datetime64, both inclusive, NaT for open.
    day
        Day to look at.

    Returns
    -------
    DataFrame
        The rows that hold; a pair without one has no known relation on that day.
    """
    when = pd.Timestamp(day)
    return relations[~(relations["start"] > when) & ~(relations["end"] < when)]


def with_spells(relations: pd.DataFrame) -> pd.DataFrame:
    """Add `since` and `until`: the days through which a pair kept a relation without a break.

    A relation is split into rows where its sources or details change; a reader asks since when it
    held. Both are inclusive, NaT for open; the order of the rows stays.
    """
    frame = relations.assign(since=relations["start"], until=relations["end"])
    for _, rows in relations.groupby(["actor_id", "other_id", "relation"], sort=False):
        spell: list[Hashable] = []
        for label, row in rows.sort_values("start", na_position="first").iterrows():
            if spell and frame.at[spell[-1], "end"] + pd.Timedelta(days=1) != row["start"]:
                spell = []
            spell.append(label)
            frame.loc[spell, "since"] = frame.at[spell[0], "start"]
            frame.loc[spell, "until"] = row["end"]
    return frame


def relation_faults(raw: Raw) -> Iterator[Fault]:
    """Find pairs written in both orders, and days on which a pair has two relations.

    A row whose dates are themselves at fault is not held against the others.
    """
    if not raw.whole:
        return
    pairs: dict[frozenset[str], list[_Entry]] = {}
    for entry in _entries(raw.frame):
        pairs.setdefault(frozenset(entry.ids), []).append(entry)
    for entries in pairs.values():
        yield from _order_faults(raw, entries)
        yield from _overlap_faults(raw, sorted(entries))


def _entries(frame: pd.DataFrame) -> Iterator[_Entry]:
    for row, cells in frame.iterrows():
        first = real_date(cells["start"]) if cells["start"] else date.min
        last = real_date(cells["end"]) if cells["end"] else date.max
        ids = (cells["actor_id"], cells["other_id"])
        if first and last and first <= last and all(ids) and ids[0] != ids[1]:
            yield _Entry(first, last, cast("int", row), ids)


def _order_faults(raw: Raw, entries: list[_Entry]) -> Iterator[Fault]:
    one, other = entries[0].ids
    for entry in entries:
        if entry.ids != (one, other):
            got = f"{entry.ids[0]} with {entry.ids[1]} as other_id"
            expected = f"the pair in one order, as in row {entries[0].row}"
            remedy = f"Write {one} here and {other} as other_id: a relation holds for both."
            yield raw.at(entry.row, "actor_id", got, expected, remedy)


def _overlap_faults(raw: Raw, entries: list[_Entry]) -> Iterator[Fault]:
    before = entries[0]
    for entry in entries[1:]:
        if entry.first <= before.last:
            days = _days(entry.first, min(entry.last, before.last))
            names = " and ".join(entries[0].ids)
            got = f"two relations of {names} {days} (the other in row {before.row})"
            yield raw.at(entry.row, "start", got, "one on each day", _remedy(before, entry))
        before = max(before, entry, key=lambda one: one.last)


def _days(first: date, last: date) -> str:
    if first == last:
        return f"on {first}"
    since = "from the beginning" if first == date.min else f"from {first}"
    return since if last == date.max else f"{since} to {last}"


def _remedy(before: _Entry, entry: _Entry) -> str:
    if before.first == entry.first:
        return "Correct the dates of the two rows, or delete one."
    return f"End row {before.row} on {entry.first - timedelta(days=1)}, or start this row later."
