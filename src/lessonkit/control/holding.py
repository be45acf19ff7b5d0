"""Who held what on a date, and whether the rows of a place follow one another without a gap."""

from collections.abc import Hashable, Iterable
from typing import Literal, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

from lessonkit.days import AnyDay, from_cell, iso, unit_of
from lessonkit.errors import fault
from lessonkit.words import as_day

Span: TypeAlias = tuple[pd.Timestamp, pd.Timestamp, Hashable]
"""First and last day of a row, NaT in the last for "still going on", and the row's label."""

_DAY, _MINUTE = pd.Timedelta(days=1), pd.Timedelta(minutes=1)
_OPEN = np.datetime64("9999-12-31T23:59:59", "s")  # an end that is not yet, after every day


class Problem(NamedTuple):
    """Days on which a place part has no holder (`gap`) or more than one (`overlap`).

    `start` and `end` are inclusive; `rows` are the index labels of the rows beside the gap or in
    the overlap, the earlier first.
    """

    kind: Literal["gap", "overlap"]
    start: pd.Timestamp
    end: pd.Timestamp
    rows: tuple[Hashable, ...]


def holders_on(control: pd.DataFrame, places: gpd.GeoDataFrame, date: AnyDay) -> gpd.GeoDataFrame:
    """List who held each place on a day.

    Parameters
    ----------
    control
        The table `control.csv`; `start` and `end` are datetime64, both inclusive, NaT in `end`
        for "still going on".
    places
        The places wanted, points in EPSG:4326. Control of other places is left out.
    date
        Day, as ISO 8601 text, date or timestamp.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each place and part, in the order of `places`: place_id, part, name_en,
        name_local, holder, status, confidence, source_ids, start, end, geometry.

    Raises
    ------
    LessonError
        If `date` is no date, or is not a day for which the table has every place.
    """
    day = _day(date)
    _check_covered(control, day)
    rows = control[(control["start"] <= day) & ~(control["end"] < day)]
    names = places[["place_id", "name_en", "name_local", "geometry"]]
    columns = (
        "place_id part name_en name_local holder status confidence source_ids start end geometry"
    )
    return names.merge(rows, on="place_id")[columns.split()]


def gaps_and_overlaps(rows: Iterable[Span], first: AnyDay, last: AnyDay) -> list[Problem]:
    """Find the days of a lesson on which one place part has no holder or several.

    Parameters
    ----------
    rows
        Rows of one place and part, each with the label by which a problem names it. A row that
        ends before it starts covers no day.
    first, last
        First and last day of the lesson. Days outside are not looked at.

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
    opening, closing = _day(first), _day(last)
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


def _day(date: AnyDay) -> pd.Timestamp:
    """Read a day from ISO 8601 text, a date or a timestamp."""
    # A day of a lesson is in its unit already, which may be minutes.
    is_known = isinstance(date, np.datetime64)
    return pd.Timestamp(date if is_known else as_day(date, "control", "date"))


def _check_covered(control: pd.DataFrame, day: pd.Timestamp) -> None:
    """Refuse a day for which some place of the table has no row yet, or no more."""
    # As numbers, one by one: pandas takes ten times as long to group the rows.
    days = [control[name].to_numpy("datetime64[s]") for name in ("start", "end")]
    days[1] = np.where(np.isnat(days[1]), _OPEN, days[1])
    spans = zip(*(one.astype(int).tolist() for one in days), strict=True)
    starts, ends = dict[Hashable, int](), dict[Hashable, int]()
    parts = zip(control["place_id"].tolist(), control["part"].tolist(), strict=True)
    for part, (start, end) in zip(parts, spans, strict=True):
        starts[part], ends[part] = (
            min(start, starts.get(part, start)),
            max(end, ends.get(part, end)),
        )
    if not starts:
        return
    first, last = (np.datetime64(one, "s") for one in (max(starts.values()), min(ends.values())))
    if day < first or day > last:
        until = "or later" if last == _OPEN else f"to {iso(from_cell(last))}"
        remedy = "Choose a day in the time of the lesson."
        raise fault(
            "control", "date", iso(from_cell(day)), f"{iso(from_cell(first))} {until}", remedy
        )
