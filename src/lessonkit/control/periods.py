"""Whether the rows of a place follow one another: each day has one, without a gap or an overlap."""

from collections.abc import Hashable, Iterable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from lessonkit.days import AnyDay, unit_of

Span: TypeAlias = tuple[pd.Timestamp, pd.Timestamp, Hashable]
"""First and last day of a row, NaT in the last for "still going on", and the row's label."""

_DAY, _MINUTE = pd.Timedelta(days=1), pd.Timedelta(minutes=1)


class Problem(NamedTuple):
    """Days on which a place part has no holder (`gap`) or more than one (`overlap`).

    `start` and `end` are inclusive; `rows` are the index labels of the rows beside the gap or in
    the overlap, the earlier first.
    """

    kind: Literal["gap", "overlap"]
    start: pd.Timestamp
    end: pd.Timestamp
    rows: tuple[Hashable, ...]


def gaps_and_overlaps(rows: Iterable[Span], first: AnyDay, last: AnyDay) -> list[Problem]:
    """Find the days of a lesson on which one place part has no holder or several.

    Parameters
    ----------
    rows
        Rows of one place and part, each with the label by which a problem names it. A row that
        ends before it starts covers no day.
    first, last
        First and last day of the lesson, as minutes where it goes by hours. Days outside are not
        looked at.

    Returns
    -------
    list of Problem
        In order of time; empty if every day has one row. A row is compared with the row before
        it that reaches furthest.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> rows = [(day("2001-01-01"), day("2001-06-05"), 0), (day("2001-06-10"), pd.NaT, 1)]
    >>> for kind, start, end, labels in gaps_and_overlaps(rows, "2001-01-01", "2001-12-31"):
    ...     print(kind, start.date(), end.date(), labels)
    gap 2001-06-06 2001-06-09 (0, 1)
    """
    opening, closing = pd.Timestamp(first), pd.Timestamp(last)
    one = _MINUTE if isinstance(last, np.datetime64) and unit_of(last) == "m" else _DAY
    problems: list[Problem] = []
    covered, before = opening - one, tuple[Hashable, ...]()
    for start, end, label in _within(rows, opening, closing):
        if start > covered + one:
            problems.append(Problem("gap", covered + one, start - one, (*before, label)))
        if start <= covered:
            problems.append(Problem("overlap", start, min(end, covered), (*before, label)))
        if end > covered:
            covered, before = end, (label,)
    if covered < closing:
        problems.append(Problem("gap", covered + one, closing, before))
    return problems


def _within(rows: Iterable[Span], opening: pd.Timestamp, closing: pd.Timestamp) -> list[Span]:
    """Cut rows to the days from `opening` to `closing`, in order; a row with none falls away."""
    spans = [
        (max(start, opening), closing if pd.isna(end) else min(end, closing), label)
        for start, end, label in rows
    ]
    return sorted((span for span in spans if span[0] <= span[1]), key=lambda span: span[:2])
