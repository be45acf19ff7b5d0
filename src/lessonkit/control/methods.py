"""What share each holder had on a day, by a stated method."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from lessonkit.control.areas import DIVIDED, Country, nearest_areas, sites_of
from lessonkit.control.holding import Day, holders_on
from lessonkit.control.reach import Road, within_reach
from lessonkit.errors import fault

METHODS = {
    "points": "Places counted: each place counts once, whatever its size.",
    "nearest": "Nearest place: all land goes to the holder of the nearest place, lived in or not.",
    "reach": "Within reach: land at most a chosen distance from a held place or a stated road. "
    "A road goes, stretch by stretch, to the holder of the nearest place.",
}
"""Methods of `shares`, each with the sentence to print beside its result."""


def shares(
    control: pd.DataFrame,
    places: gpd.GeoDataFrame,
    date: Day,
    method: str,
    country: Country,
    equal_area_crs: Any,
    divided: str = DIVIDED,
    *,
    distance_km: float | None = None,
    roads: Sequence[Road] | None = None,
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
    distance_km, roads
        As for `within_reach`; for the method ``"reach"``, which needs a distance.

    Returns
    -------
    pandas.DataFrame
        One row for each holder, the largest first. By ``"points"``: holder, share_of_places
        (0 to 1), places; this is no area. By the others: holder, share (0 to 1), area_km2; by
        ``"reach"`` also for land that several or none reach. A divided place counts once, for
        `divided`.

    Raises
    ------
    LessonError
        If the method is not known, if the places are of several countries, if a distance
        or roads are given to a method that has no use for them, or for the reasons of
        `holders_on`, `nearest_areas` and `within_reach`.
    """
    if method not in METHODS:
        raise fault("shares()", "method", repr(method), " or ".join(METHODS), "")
    codes = places["country"].value_counts().index
    if len(codes) > 1:
        remedy = f"Choose them first: places[places['country'] == '{codes[0]}']."
        raise fault("shares()", "places", ", ".join(codes), "places of one country", remedy)
    if method != "reach" and (distance_km is not None or roads is not None):
        got, remedy = repr(method), "Only land within reach has a distance and roads."
        raise fault("shares()", "method", got, "reach", remedy)
    points = holders_on(control, places, date)
    if method == "points":
        return _counts(sites_of(points, divided))
    if method == "nearest":
        areas = nearest_areas(points, country, equal_area_crs, divided)
    else:
        areas = within_reach(points, country, equal_area_crs, distance_km, roads, divided)
    return pd.DataFrame(areas[["holder", "share", "area_km2"]])


def _counts(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count the places of each holder."""
    counts = sites.groupby("holder").size()
    table = pd.DataFrame({"share_of_places": counts / len(sites), "places": counts}).reset_index()
    return table.sort_values(["places", "holder"], ascending=[False, True], ignore_index=True)
