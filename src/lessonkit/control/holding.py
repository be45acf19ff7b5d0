"""Who held what on a date."""

from collections.abc import Hashable

import geopandas as gpd
import numpy as np
import pandas as pd

from lessonkit.days import AnyDay, from_cell, iso
from lessonkit.errors import fault
from lessonkit.words import as_day

_OPEN = np.datetime64("9999-12-31T23:59:59", "s")  # an end that is not yet, after every day


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
