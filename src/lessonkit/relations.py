"""Relations of two actors: how long they last, and what no single row shows of a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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


def with_spells(relations: pd.DataFrame) -> pd.DataFrame:
    """Add the days through which a pair kept a relation without a break.

    A relation is split into rows where its sources or details change; a reader asks since when it
    held.

    Parameters
    ----------
    relations
        The table `relations.csv`: `start` and `end` are datetime64, both inclusive, NaT for open.

    Returns
    -------
    DataFrame
        The same rows in the same order, with `since` and `until`, inclusive, NaT for open.
    """
    keys = ["actor_id", "other_id", "relation"]
    ordered = relations.sort_values([*keys[:2], "start"], na_position="first")
    same = ordered[keys].eq(ordered[keys].shift()).all(axis=1)
    follows = same & (ordered["start"] == ordered["end"].shift() + pd.Timedelta(days=1))
    spells = ordered.groupby((~follows).cumsum())
    # "first" and "last" would pass over NaT, which is an open end here.
    since = spells["start"].transform(lambda days: days.iloc[0])
    until = spells["end"].transform(lambda days: days.iloc[-1])
    return relations.assign(since=since, until=until)


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
    one, other = Counter(entry.ids for entry in entries).most_common(1)[0][0]
    first = next(entry.row for entry in entries if entry.ids == (one, other))
    for entry in entries:
        if entry.ids != (one, other):
            got = f"{entry.ids[0]} with {entry.ids[1]} as other_id"
            expected = f"the pair in one order, as in row {first}"
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
