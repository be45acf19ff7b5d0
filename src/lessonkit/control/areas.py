"""Land by the nearest place: one way to turn places into areas, and what all ways share."""

from collections.abc import Iterable
from math import inf
from typing import Any, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Proj
from pyproj.exceptions import ProjError

from lessonkit.errors import fault

Country: TypeAlias = shapely.Polygon | shapely.MultiPolygon
DIVIDED = "divided"
"""In the place of a holder: a place whose parts have several, and the land that it gets."""
WGS84 = "EPSG:4326"
_EMPTY = "Give at least one place, and the country's outline."
# Vertices are added before a change of projection, because it bends straight edges.
STEP_DEGREES, STEP_METRES = 0.05, 5000


def counted(points: gpd.GeoDataFrame, divided: str = DIVIDED) -> pd.DataFrame:
    """Count the places of each holder: each counts once, whatever its size. This is no area.

    Parameters
    ----------
    points
        One row for each place part, as from `holders_on`: holder, geometry.
    divided
        Holder of a place that is divided: parts at the same point with several holders.

    Returns
    -------
    pandas.DataFrame
        One row for each holder, the largest first: holder, share (0 to 1, of the places), places.
    """
    counts = sites_of(points, divided).groupby("holder").size()
    table = pd.DataFrame({"share": counts / counts.sum(), "places": counts}).reset_index()
    return table.sort_values(["places", "holder"], ascending=[False, True], ignore_index=True)


def nearest_areas(
    points: gpd.GeoDataFrame,
    country: Country,
    equal_area_crs: Any,
    divided: str = DIVIDED,
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
    land, local = local_land("nearest_areas()", points, country, equal_area_crs)
    areas = _cells(sites_of(points, divided).to_crs(local), land)
    return measured(areas, equal_area_crs)


def local_land(
    where: str, points: gpd.GeoDataFrame, country: Country, equal_area_crs: Any
) -> tuple[gpd.GeoSeries, str]:
    """Check what the function `where` was given; return the land in a projection for distances.

    Returns a series of one shape, and its projection: azimuthal equidistant about the middle.
    """
    if points.empty or not isinstance(country, Country) or country.is_empty:
        got = f"{len(points)} points and a {type(country).__name__}"
        raise fault(where, "points, country", got, "points and a polygon", _EMPTY)
    land = densified(gpd.GeoSeries([country], crs=WGS84), STEP_DEGREES)
    _check_equal_area(equal_area_crs, land.total_bounds)
    local = _equidistant(land.total_bounds)
    return land.to_crs(local), local


def measured(areas: gpd.GeoDataFrame, equal_area_crs: Any) -> gpd.GeoDataFrame:
    """Add area_km2 and share to the areas of holders, the largest first, in EPSG:4326."""
    areas = areas.to_crs(WGS84)
    areas["area_km2"] = areas.to_crs(equal_area_crs).area / 1e6
    areas["share"] = areas["area_km2"] / areas["area_km2"].sum()
    areas = areas.sort_values(["area_km2", "holder"], ascending=[False, True], ignore_index=True)
    return areas[["holder", "share", "area_km2", "geometry"]]


def sites_of(points: gpd.GeoDataFrame, divided: str) -> gpd.GeoDataFrame:
    """Merge the parts at one point; several holders there make the holder `divided`."""
    place = points.geometry.to_wkb()
    held = points.groupby(place, sort=False)["holder"]
    holder = held.first().where(held.nunique() == 1, divided)
    geometry = gpd.GeoSeries.from_wkb(holder.index.to_list(), crs=points.crs)
    return gpd.GeoDataFrame({"holder": holder.to_list()}, geometry=geometry)


def dissolved(sites: gpd.GeoDataFrame, shape: shapely.Geometry) -> gpd.GeoDataFrame:
    """Give each holder the plane that is nearest to its sites, at least as far as `shape`."""
    points = shapely.MultiPoint(sites.geometry.to_list())
    cells = shapely.voronoi_polygons(points, extend_to=shape, ordered=True)
    sites = sites.set_geometry(gpd.GeoSeries(list(cells.geoms), crs=sites.crs))
    # Neighbours are joined before a cut, while they still share their corners exactly.
    return sites.dissolve("holder", as_index=False)


def _cells(sites: gpd.GeoDataFrame, land: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Cut the land, a series of one shape, into what is nearest to the sites of each holder."""
    shape = land.iloc[0]
    areas = dissolved(sites, shape).clip(shape, keep_geom_type=True)
    return areas.set_geometry(densified(areas.geometry, STEP_METRES))


def densified(areas: gpd.GeoSeries, step: float) -> gpd.GeoSeries:
    """Add points along the edges, so that areas keep their shape in another projection.

    GEOS mends a polygon after this with a buffer of 0, which can drop nearly all of it where two
    of its edges touch. It leaves rings alone, so each ring is densified for itself.
    """

    def finer(part: shapely.Polygon) -> shapely.Polygon:
        holes = [shapely.segmentize(ring, step) for ring in part.interiors]
        return shapely.Polygon(shapely.segmentize(part.exterior, step), holes)

    shapes = [shapely.multipolygons([finer(p) for p in shapely.get_parts(s)]) for s in areas]
    return gpd.GeoSeries(mended(shapes), index=areas.index, crs=areas.crs)


def mended(shapes: Iterable[shapely.Geometry]) -> list[shapely.MultiPolygon]:
    """Make areas valid, and leave out what is no area.

    The method is ``structure``: the other one fails where a ring falls together into a line.
    """
    valid = shapely.make_valid(list(shapes), method="structure", keep_collapsed=False)
    return [areas_of(shape) for shape in valid]


def areas_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Leave out the points and lines in which areas only touch."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # make_valid() puts collections in one
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


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
        raise fault("control", "equal_area_crs", str(crs), expected, remedy)
