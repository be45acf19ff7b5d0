"""Land within a distance of held places and roads: another way to turn places into areas."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from lessonkit.control.areas import (
    DIVIDED,
    STEP_DEGREES,
    STEP_METRES,
    WGS84,
    Country,
    areas_of,
    densified,
    dissolved,
    local_land,
    measured,
    mended,
    sites_of,
)
from lessonkit.errors import fault

Road: TypeAlias = shapely.LineString | shapely.MultiLineString
NOBODY, SEVERAL = "nobody", "several"
"""In the place of a holder: land that none reaches, and land that more than one reaches."""

_MOST_KM = 500  # beyond it the projection stretches too much, and no such map says anything
_LEAST_M2 = 1.0  # a smaller rest is rounding, and has no area left in degrees
_ARC = 24  # edges of a quarter circle: its area is right to 0.1 %
# Corners are set on a grid of a centimetre. Without it GEOS can lose or double a piece of land
# where the borders of two holders run almost, but not quite, in one line.
_GRID_M = 0.01


def within_reach(
    points: gpd.GeoDataFrame,
    country: Country,
    equal_area_crs: Any,
    distance_km: float | None,
    roads: Sequence[Road] | None = None,
    divided: str = DIVIDED,
    unknown: str = "unknown",
) -> gpd.GeoDataFrame:
    """Give each holder the land within a distance of its places and of its stretches of road.

    A stretch of road belongs to the holder of the nearest held place; roads count only inside the
    country. Land that two holders reach goes to neither, but to `SEVERAL`. Distances are measured
    in the projection of `nearest_areas`, which stretches them by at most 0.05 % within 350 km of
    the middle of the country.

    Parameters
    ----------
    points
        One row for each place part, as from `holders_on`: holder, geometry.
    country
        The land to share out, (lon, lat) in EPSG:4326.
    equal_area_crs
        Projection for the areas, in metres, such as ``"EPSG:6933"``.
    distance_km
        How far a place or a road reaches, in km: more than 0, at most 500.
    roads
        Lines in (lon, lat), EPSG:4326; without them only places reach land.
    divided
        Holder of a place that is divided: parts at the same point with several holders.
    unknown
        Holder of a place of which nobody can say who held it. Such a place reaches nothing.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each holder that reaches land alone, for `SEVERAL` and for `NOBODY`, the
        largest area first: holder, share (0 to 1, of the country), area_km2, geometry
        (EPSG:4326). The areas do not overlap and fill the country.

    Raises
    ------
    LessonError
        If there is no point or no land, if the distance is not in range, if a road is no line, if
        a holder is called as `SEVERAL` or `NOBODY`, or if the projection does not keep areas.
    """
    metres = 1000 * _checked_distance(distance_km)
    land, local = local_land("within_reach()", points, country, equal_area_crs)
    sites = sites_of(points[points["holder"] != unknown], divided).to_crs(local)
    _check_names(sites["holder"])
    shape, lines = land.iloc[0], _lines(roads or (), land)
    reached = {
        holder: _overlay(shapely.intersection, shapely.buffer(seeds, metres, quad_segs=_ARC), shape)
        for holder, seeds in _seeds(sites, lines, shape)
    }
    parts = _apart(reached, shape)
    areas = gpd.GeoDataFrame({"holder": list(parts)}, geometry=list(parts.values()), crs=local)
    found = measured(areas.set_geometry(densified(areas.geometry, STEP_METRES)), equal_area_crs)
    # Where an arc touches the border, rounding to degrees can make a line cross itself.
    return found.set_geometry(mended(found.geometry), crs=WGS84)


def _seeds(
    sites: gpd.GeoDataFrame, lines: shapely.Geometry, shape: shapely.Geometry
) -> Iterable[tuple[str, shapely.Geometry]]:
    """Give the places and the stretches of road of each holder, as one geometry."""
    if sites.empty:
        return
    places = sites.dissolve("holder")["geometry"]
    for row in dissolved(sites, shape).itertuples():
        stretches = shapely.intersection(lines, row.geometry)
        yield row.holder, shapely.union(places[row.holder], stretches)


def _apart(
    reached: dict[str, shapely.Geometry], shape: shapely.Geometry
) -> dict[str, shapely.Geometry]:
    """Cut the land into what one holder reaches alone, what several reach, and the rest."""
    once, twice = shapely.MultiPolygon(), shapely.MultiPolygon()
    for area in reached.values():
        twice = _overlay(shapely.union, twice, _overlay(shapely.intersection, once, area))
        once = _overlay(shapely.union, once, area)
    parts = {holder: _overlay(shapely.difference, a, twice) for holder, a in reached.items()}
    parts |= {SEVERAL: twice, NOBODY: _overlay(shapely.difference, shape, once)}
    return {holder: part for holder, part in parts.items() if part.area > _LEAST_M2}


def _overlay(
    operation: Callable[..., shapely.Geometry], one: shapely.Geometry, other: shapely.Geometry
) -> shapely.MultiPolygon:
    """Lay one area over another; what remains is area, its corners on the grid."""
    return areas_of(operation(one, other, grid_size=_GRID_M))


def _lines(roads: Sequence[Road], land: gpd.GeoSeries) -> shapely.Geometry:
    """Join the roads, in the projection of the land and cut to it."""
    for n, road in enumerate(roads):
        if not isinstance(road, Road):
            kind, remedy = type(road).__name__, "Pass the geometry of routes."
            raise fault("within_reach()", f"roads[{n}]", kind, "a line", remedy)
    lines = gpd.GeoSeries(list(roads), crs=WGS84).segmentize(STEP_DEGREES).to_crs(land.crs)
    return shapely.intersection(shapely.union_all(lines.to_numpy()), land.iloc[0])


def _checked_distance(km: Any) -> float:
    try:
        number = float(km)
    except (TypeError, ValueError):
        number = np.nan
    if isinstance(km, bool) or not 0 < number <= _MOST_KM:
        expected = f"km, more than 0 and at most {_MOST_KM}"
        raise fault("within_reach()", "distance_km", repr(km), expected, "It is a number of km.")
    return number


def _check_names(holders: Iterable[str]) -> None:
    for holder in {NOBODY, SEVERAL} & set(holders):
        expected = "another id: this one stands for land"
        raise fault("within_reach()", "holder", repr(holder), expected, "Rename the holder.")
