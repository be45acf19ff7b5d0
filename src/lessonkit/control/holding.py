"""Who held what on a date, and whether the rows of a place follow one another without a gap."""

import datetime as dt
from collections.abc import Hashable, Iterable
from typing import Literal, NamedTuple, TypeAlias

import geopandas as gpd
import pandas as pd

from lessonkit.errors import fault

Day: TypeAlias = str | dt.date  # ISO 8601 text, a date or a timestamp
Span: TypeAlias = tuple[pd.Timestamp, pd.Timestamp, Hashable]
"""First and last day of a row, NaT in the last for "still going on", and the row's label."""

_ONE_DAY = pd.Timedelta(days=1)
_OPEN = pd.Timestamp("2262-01-01")  # stands for an end that is not yet, after every day


class Problem(NamedTuple):
    """Days on which a place part has no holder (`gap`) or more than one (`overlap`).

    `start` and `end` are inclusive; `rows` are the index labels of the rows beside the gap or in
    the overlap, the earlier first.
    """

    kind: Literal["gap", "overlap"]
    start: pd.Timestamp
    end: pd.Timestamp
    rows: tuple[Hashable, ...]


def holders_on(control: pd.DataFrame, places: gpd.GeoDataFrame, date: Day) -> gpd.GeoDataFrame:
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


def gaps_and_overlaps(rows: pd.DataFrame, first: Day, last: Day) -> list[Problem]:
    """Find the days of a lesson on which one place part has no holder or several.

    Parameters
    ----------
    rows
        Rows of one place and part: `start`, `end` (datetime64, inclusive, NaT in `end` for "still
        going on"). A row that ends before it starts covers no day.
    first, last
        First and last day of the lesson. Days outside are not looked at.

    Returns
    -------
    list of Problem
        In order of time; empty if every day has one row. A row is compared with the row before
        it that reaches furthest.

    Examples
    --------
    >>> days = pd.DataFrame({"start": ["2001-01-01", "2001-06-10"], "end": ["2001-06-05", None]})
    >>> for kind, start, end, labels in gaps_and_overlaps(
    ...     days.apply(pd.to_datetime), "2001-01-01", "2001-12-31"
    ... ):
    ...     print(kind, start.date(), end.date(), labels)
    gap 2001-06-06 2001-06-09 (0, 1)
    """
    return problems_of(zip(rows["start"], rows["end"], rows.index, strict=True), first, last)


def problems_of(rows: Iterable[Span], first: Day, last: Day) -> list[Problem]:
    """Do what `gaps_and_overlaps` does for rows as tuples: start, end, label of the row."""
    opening, closing = _day(first), _day(last)
    problems: list[Problem] = []
    covered, before = opening - _ONE_DAY, tuple[Hashable, ...]()
    for start, end, label in _within(rows, opening, closing):
        if start > covered + _ONE_DAY:
            problems.append(Problem("gap", covered + _ONE_DAY, start - _ONE_DAY, (*before, label)))
        if start <= covered:
            problems.append(Problem("overlap", start, min(end, covered), (*before, label)))
        if end > covered:
            covered, before = end, (label,)
    if covered < closing:
        problems.append(Problem("gap", covered + _ONE_DAY, closing, before))
    return problems


def _within(rows: Iterable[Span], opening: pd.Timestamp, closing: pd.Timestamp) -> list[Span]:
    """Cut rows to the days from `opening` to `closing`, in order; a row with none falls away."""
    spans = [
        (max(start, opening), closing if pd.isna(end) else min(end, closing), label)
        for start, end, label in rows
    ]
    return sorted((span for span in spans if span[0] <= span[1]), key=lambda span: span[:2])


def _day(date: Day) -> pd.Timestamp:
    """Read a day from ISO 8601 text, a date or a timestamp."""
    try:
        day = pd.Timestamp(dt.datetime.fromisoformat(date) if isinstance(date, str) else date)
        return day.tz_localize(None).normalize()
    except (TypeError, ValueError, AttributeError):
        expected = "a date such as 2001-06-06"
        raise fault("control", "date", repr(date), expected, "Write year-month-day.") from None


def _check_covered(control: pd.DataFrame, day: pd.Timestamp) -> None:
    """Refuse a day for which some place of the table has no row yet, or no more."""
    # As numbers, one by one: pandas takes ten times as long to group the rows.
    days = [control["start"], control["end"].fillna(_OPEN)]
    spans = zip(*(one.to_numpy("datetime64[s]").astype(int).tolist() for one in days), strict=True)
    starts, ends = dict[Hashable, int](), dict[Hashable, int]()
    parts = zip(control["place_id"].tolist(), control["part"].tolist(), strict=True)
    for part, (start, end) in zip(parts, spans, strict=True):
        starts[part], ends[part] = (
            min(start, starts.get(part, start)),
            max(end, ends.get(part, end)),
        )
    if not starts:
        return
    first, last = (
        pd.Timestamp(one, unit="s") for one in (max(starts.values()), min(ends.values()))
    )
    if day < first or day > last:
        until = "or later" if last == _OPEN else f"to {last:%Y-%m-%d}"
        remedy = "Choose a day in the time of the lesson."
        raise fault("control", "date", f"{day:%Y-%m-%d}", f"{first:%Y-%m-%d} {until}", remedy)
