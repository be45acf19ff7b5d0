"""Who held what on a date, and what share of a country that makes by a stated method.

Control is known at places, not over areas. A share therefore depends on how places are turned
into areas, and each function here names its method. Coordinates are (lon, lat) in EPSG:4326.
"""

import datetime as dt
from collections.abc import Hashable
from math import inf
from typing import Any, Literal, NamedTuple, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Proj
from pyproj.exceptions import ProjError

from lessonkit.errors import Fault, LessonError

METHODS = {
    "points": "Places counted: each place counts once, whatever its size.",
    "nearest": "Nearest place: all land goes to the holder of the nearest place, lived in or not.",
}
"""Methods of `shares`, each with the sentence to print beside its result."""

Day: TypeAlias = str | dt.date  # ISO 8601 text, a date or a timestamp
Country: TypeAlias = shapely.Polygon | shapely.MultiPolygon
_EMPTY = "Give at least one place, and the country's outline."
_ONE_DAY = pd.Timedelta(days=1)
_WGS84 = "EPSG:4326"
# Vertices are added before a change of projection, because it bends straight edges.
_STEP_DEGREES, _STEP_METRES = 0.05, 5000


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
        name_ar, holder, status, confidence, source_ids, start, end, geometry.

    Raises
    ------
    LessonError
        If `date` is no date, or is not a day for which the table has every place.
    """
    day = _day(date)
    _check_covered(control, day)
    rows = control[(control["start"] <= day) & ~(control["end"] < day)]
    names = places[["place_id", "name_en", "name_ar", "geometry"]]
    columns = "place_id part name_en name_ar holder status confidence source_ids start end geometry"
    return names.merge(rows, on="place_id")[columns.split()]


def nearest_areas(
    points: gpd.GeoDataFrame,
    country: Country,
    equal_area_crs: Any,
    divided: str = "contested",
) -> gpd.GeoDataFrame:
    """Give all land of a country to the holder of the nearest place.

    The cells (Voronoi polygons) are made in the azimuthal equidistant projection about the middle
    of the country. Within 350 km of the middle it stretches lengths by at most 0.05 % (by
    c / sin c at an angle c from the middle: Snyder 1987, Map Projections, USGS Professional
    Paper 1395, chapter 25), so the place called nearest is at most 0.05 % farther away than the
    nearest. A projection that keeps areas does not keep distances: at 35 degrees north EPSG:6933
    stretches east-west by 6 % and shrinks north-south by 5 %. It is used for the areas only.

    Parameters
    ----------
    points
        One row for each place part, as from `holders_on`: holder, geometry. Every point takes
        part, also one outside the country, so choose them first. Choose by the column `country`
        of the places: by geometry, a simplified border would lose border posts.
    country
        The land to share out, (lon, lat) in EPSG:4326.
    equal_area_crs
        Projection for the areas, in metres, such as ``"EPSG:6933"``.
    divided
        Holder of a cell whose place is divided: parts at the same point with several holders.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each holder, the largest area first: holder, share (0 to 1, of the area),
        area_km2, geometry (EPSG:4326).

    Raises
    ------
    LessonError
        If there is no point or no land, or if the projection does not keep areas.
    """
    if points.empty or not isinstance(country, Country) or country.is_empty:
        got = f"{len(points)} points and a {type(country).__name__}"
        raise _fault("nearest_areas()", "points, country", got, "points and a polygon", _EMPTY)
    land = gpd.GeoSeries([country], crs=_WGS84).segmentize(_STEP_DEGREES)
    _check_equal_area(equal_area_crs, land.total_bounds)
    local = _equidistant(land.total_bounds)
    sites = _sites(points, divided).to_crs(local)
    areas = _areas(sites, land.to_crs(local)).to_crs(_WGS84)
    areas["area_km2"] = areas.to_crs(equal_area_crs).area / 1e6
    areas["share"] = areas["area_km2"] / areas["area_km2"].sum()
    areas = areas.sort_values(["area_km2", "holder"], ascending=[False, True], ignore_index=True)
    return areas[["holder", "share", "area_km2", "geometry"]]


def shares(
    control: pd.DataFrame,
    places: gpd.GeoDataFrame,
    date: Day,
    method: str,
    country: Country,
    equal_area_crs: Any,
    divided: str = "contested",
) -> pd.DataFrame:
    """Say what share each holder had on a day, by a stated method.

    Parameters
    ----------
    control, date
        As for `holders_on`.
    places
        Places of one country: ``places[places['country'] == 'XX']``.
    method
        A key of `METHODS`. Print its sentence beside the result.
    country, equal_area_crs, divided
        As for `nearest_areas`.

    Returns
    -------
    pandas.DataFrame
        One row for each holder, the largest first. By ``"points"``: holder, share_of_places
        (0 to 1), places; this is no area. By ``"nearest"``: holder, share (0 to 1), area_km2.
        A divided place counts once, for `divided`.

    Raises
    ------
    LessonError
        If the method is not known, if the places are of several countries, or for the reasons
        of `holders_on` and `nearest_areas`.
    """
    if method not in METHODS:
        raise _fault("shares()", "method", repr(method), " or ".join(METHODS), "")
    codes = places["country"].value_counts().index
    if len(codes) > 1:
        remedy = f"Choose them first: places[places['country'] == '{codes[0]}']."
        raise _fault("shares()", "places", ", ".join(codes), "places of one country", remedy)
    points = holders_on(control, places, date)
    if method == "points":
        return _counts(_sites(points, divided))
    areas = nearest_areas(points, country, equal_area_crs, divided)
    return pd.DataFrame(areas[["holder", "share", "area_km2"]])


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
    opening, closing = _day(first), _day(last)
    problems: list[Problem] = []
    covered, before = opening - _ONE_DAY, tuple[Hashable, ...]()
    for start, end, label in _spans(rows, opening, closing):
        if start > covered + _ONE_DAY:
            problems.append(Problem("gap", covered + _ONE_DAY, start - _ONE_DAY, (*before, label)))
        if start <= covered:
            problems.append(Problem("overlap", start, min(end, covered), (*before, label)))
        if end > covered:
            covered, before = end, (label,)
    if covered < closing:
        problems.append(Problem("gap", covered + _ONE_DAY, closing, before))
    return problems


def _spans(
    rows: pd.DataFrame, opening: pd.Timestamp, closing: pd.Timestamp
) -> list[tuple[pd.Timestamp, pd.Timestamp, Hashable]]:
    """Cut rows to the days from `opening` to `closing`, in order; a row with none falls away."""
    labelled = zip(rows["start"], rows["end"].fillna(closing), rows.index, strict=True)
    spans = [(max(start, opening), min(end, closing), label) for start, end, label in labelled]
    return sorted((span for span in spans if span[0] <= span[1]), key=lambda span: span[:2])


def _day(date: Day) -> pd.Timestamp:
    """Read a day from ISO 8601 text, a date or a timestamp."""
    try:
        day = pd.Timestamp(dt.datetime.fromisoformat(date) if isinstance(date, str) else date)
        return day.tz_localize(None).normalize()
    except (TypeError, ValueError, AttributeError):
        expected = "a date such as 2001-06-06"
        raise _fault("control", "date", repr(date), expected, "Write year-month-day.") from None


def _check_covered(control: pd.DataFrame, day: pd.Timestamp) -> None:
    """Refuse a day for which some place of the table has no row yet, or no more."""
    parts = control.groupby(["place_id", "part"], dropna=False)
    first = parts["start"].min().max()
    last = parts["end"].agg(lambda ends: ends.max(skipna=False)).min()
    if day < first or day > last:
        until = "or later" if pd.isna(last) else f"to {last:%Y-%m-%d}"
        remedy = "Choose a day in the time of the lesson."
        raise _fault("control", "date", f"{day:%Y-%m-%d}", f"{first:%Y-%m-%d} {until}", remedy)


def _sites(points: gpd.GeoDataFrame, divided: str) -> gpd.GeoDataFrame:
    """Merge the parts at one point; several holders there make the holder `divided`."""
    place = points.geometry.to_wkb()
    held = points.groupby(place, sort=False)["holder"]
    holder = held.first().where(held.nunique() == 1, divided)
    geometry = gpd.GeoSeries.from_wkb(holder.index.to_list(), crs=points.crs)
    return gpd.GeoDataFrame({"holder": holder.to_list()}, geometry=geometry)


def _areas(sites: gpd.GeoDataFrame, land: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Cut the land, a series of one shape, into what is nearest to the sites of each holder."""
    shape = land.iloc[0]
    points = shapely.MultiPoint(sites.geometry.to_list())
    cells = shapely.voronoi_polygons(points, extend_to=shape, ordered=True)
    sites = sites.set_geometry(gpd.GeoSeries(list(cells.geoms), crs=sites.crs))
    # Neighbours are joined before the cut, while they still share their corners exactly.
    areas = sites.dissolve("holder", as_index=False).clip(shape, keep_geom_type=True)
    return areas.set_geometry(areas.segmentize(_STEP_METRES))


def _counts(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count the places of each holder."""
    counts = sites.groupby("holder").size()
    table = pd.DataFrame({"share_of_places": counts / len(sites), "places": counts}).reset_index()
    return table.sort_values(["places", "holder"], ascending=[False, True], ignore_index=True)


def _equidistant(bounds: Any) -> str:
    """Azimuthal equidistant projection about the middle of west, south, east, north."""
    west, south, east, north = bounds
    return f"+proj=aeqd +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +datum=WGS84"


def _check_equal_area(crs: Any, bounds: Any) -> None:
    """Refuse a projection that enlarges areas by more than 0.1 % at a corner of the bounds."""
    try:
        corners = [(lon, lat) for lon in bounds[::2] for lat in bounds[1::2]]
        scales = [Proj(crs).get_factors(*corner).areal_scale for corner in corners]
    except ProjError:
        scales = [inf]
    if max(abs(scale - 1) for scale in scales) > 0.001:
        expected, remedy = "a projection that keeps areas", "EPSG:6933 is one."
        raise _fault("control", "equal_area_crs", str(crs), expected, remedy)


def _fault(where: str, name: str, got: str, expected: str, remedy: str) -> LessonError:
    """Make an error that says where, got, expected and remedy."""
    return LessonError(str(Fault(where, None, name, got, expected, remedy)))
