"""Distances and bearings on the WGS 84 ellipsoid.

Coordinates are decimal degrees (EPSG:4326), always ``lon`` before ``lat``. Lengths are
kilometres or statute miles. Arguments are numbers or arrays that broadcast against each other;
numbers give a number back. Every coordinate must be finite and in range, or the function raises
`LessonError`. The geodesics are those of Karney (2013), "Algorithms for geodesics",
Journal of Geodesy 87, 43-55, doi:10.1007/s00190-012-0578-z, as computed by PROJ: right to
nanometres, so what limits an answer is how well the places are known.
"""

from collections.abc import Sequence
from math import inf, ulp
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer
from shapely.ops import substring

from lessonkit.errors import fault
from lessonkit.words import KM_PER_MILE

FloatArray = npt.NDArray[np.float64]
Floats = float | FloatArray | Sequence[float]
FloatOrArray = Any  # a float for numbers, an array for arrays; NumPy types its own so

UNITS = {"km": 1.0, "mi": KM_PER_MILE, "miles": KM_PER_MILE}
"""Units of length and their kilometres; miles are statute miles."""

_GEOD = Geod(ellps="WGS84")
# What an argument may be: lowest, highest, both in words, and a remedy.
_RANGES: dict[str, tuple[float, float, str, str]] = {
    "lon": (-180, 180, "-180 to 180 degrees", "Above 180, take away 360."),
    "lat": (-90, 90, "-90 to 90 degrees", "Are lon and lat swapped?"),
    "bearing": (-inf, inf, "degrees clockwise from north", ""),
    "distance": (0, inf, "0 or more", "To go the other way, turn the bearing by 180."),
    "radius": (ulp(0.0), inf, "more than 0", "Give the radius as a positive length."),
    "km": (-inf, inf, "a length in km", ""),
    "value": (-inf, inf, "a length", ""),
}


def to_km(value: Floats, unit: str) -> FloatOrArray:
    """Convert a length in `unit`, one of `UNITS`, to kilometres.

    Raises
    ------
    LessonError
        If a value is not finite or the unit is not known.
    """
    return _plain(_arrays("to_km()", value=value)[0] * _km_per("to_km()", unit))


def to_miles(km: Floats) -> FloatOrArray:
    """Convert kilometres to statute miles.

    Raises
    ------
    LessonError
        If a value is not finite.

    Examples
    --------
    >>> round(to_miles(55), 1)
    34.2
    """
    return _plain(_arrays("to_miles()", km=km)[0] / KM_PER_MILE)


def distance(
    lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, unit: str = "km"
) -> FloatOrArray:
    """Length of the shortest way over the ellipsoid between points.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        The two points in decimal degrees, numbers or arrays that broadcast.
    unit
        One of `UNITS`.

    Returns
    -------
    float or array
        Distance in `unit`, of the broadcast shape.

    Raises
    ------
    LessonError
        If a coordinate or the unit is wrong, or if the shapes do not fit together.

    Examples
    --------
    From the equator to the North Pole, once meant to be 10 000 km:

    >>> round(distance(0, 0, 0, 90), 3)
    10001.966
    """
    factor = _km_per("distance()", unit)
    _, metres = _inverse("distance()", lon1, lat1, lon2, lat2)
    return _plain(metres / 1000 / factor)


def bearing(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> FloatOrArray:
    """Direction in which the shortest way leaves the first point for the second.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        The two points in decimal degrees, numbers or arrays that broadcast.

    Returns
    -------
    float or array
        Initial azimuth in degrees clockwise from north, 0 <= bearing < 360, of the broadcast
        shape; NaN where the two points are the same. At a pole "north" is along the meridian
        of the `lon1` given.

    Raises
    ------
    LessonError
        If a coordinate is wrong, or if the shapes do not fit together.

    Examples
    --------
    The shortest way to a place due east does not start due east:

    >>> round(bearing(0, 35, 40, 35), 1)
    78.2
    """
    azimuth, metres = _inverse("bearing()", lon1, lat1, lon2, lat2)
    # The second remainder turns the 360.0 that rounding makes of a tiny negative angle into 0.
    return _plain(np.where(metres == 0, np.nan, azimuth % 360 % 360))


def destination(
    lon: Floats, lat: Floats, bearing: Floats, distance: Floats, unit: str = "km"
) -> tuple[FloatOrArray, FloatOrArray]:
    """Point reached from a start, a first direction and a distance.

    Parameters
    ----------
    lon, lat
        Start in decimal degrees, numbers or arrays that broadcast.
    bearing
        Initial azimuth in degrees clockwise from north.
    distance
        Length of the way in `unit`, 0 or more.
    unit
        One of `UNITS`.

    Returns
    -------
    lon, lat : float or array
        The point reached in decimal degrees, -180 <= lon <= 180, of the broadcast shape.

    Raises
    ------
    LessonError
        If an argument is wrong, or if the shapes do not fit together.
    """
    metres_per_unit = 1000 * _km_per("destination()", unit)
    a, b, c, d = _arrays("destination()", lon=lon, lat=lat, bearing=bearing, distance=distance)
    end_lon, end_lat, _ = _GEOD.fwd(a, b, c, d * metres_per_unit)
    return _plain(end_lon), _plain(end_lat)


def circle(
    lon: float, lat: float, radius: float, unit: str = "km", n: int = 180
) -> shapely.Polygon | shapely.MultiPolygon:
    """Area of the points at most so far from a centre.

    Between vertices the edges are straight in degrees, so they cut inside the true circle by
    about ``radius * (1 - cos(pi / n))``: 8 m for 55 km and the usual `n`.

    Parameters
    ----------
    lon, lat
        Centre in decimal degrees.
    radius
        Radius in `unit`, more than 0.
    unit
        One of `UNITS`.
    n
        Number of vertices, 3 or more.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Closed ring of `n` vertices in (lon, lat) degrees, EPSG:4326, from north anticlockwise.
        Where the circle crosses the antimeridian it is cut there, as RFC 7946 says; round a pole,
        its edge also runs along lon 180 and the pole.

    Raises
    ------
    LessonError
        If an argument is wrong, or if the circle would contain both poles.
    """
    radius_km = to_km(_arrays("circle()", lon=lon, lat=lat, radius=radius)[2], unit)
    if n < 3:
        raise fault("circle()", "n", n, "3 vertices or more", "The usual number is 180.")
    poles = [pole for pole in (-90, 90) if radius_km >= distance(lon, lat, lon, pole)]
    if len(poles) > 1:
        expected = "a circle that does not contain both poles"
        raise fault("circle()", "radius", f"{radius} {unit}", expected, _SMALLER)
    lons, lats = destination(lon, lat, np.linspace(0, -360, n, endpoint=False), radius_km)
    if poles:
        return _cap(np.asarray(lons), np.asarray(lats), poles[0])
    # Without a pole inside, no vertex is 180 degrees or more away: count from the centre.
    around = lon + (lons - lon + 180) % 360 - 180
    return _cut(shapely.Polygon(np.column_stack([around, lats])))


def _cut(ring: shapely.Polygon) -> shapely.Polygon | shapely.MultiPolygon:
    """Cut an area at the antimeridian, and bring what is beyond to the other side."""
    west, _, east, _ = ring.bounds
    if west >= -180 and east <= 180:
        return ring
    parts = [
        shapely.transform(
            shapely.clip_by_rect(ring, turn - 180, -90, turn + 180, 90),
            lambda points, turn=turn: np.subtract(points, (turn, 0)),
        )
        for turn in (-360, 0, 360)
    ]
    found = [part for one in parts for part in shapely.get_parts(one) if not part.is_empty]
    return found[0] if len(found) == 1 else shapely.MultiPolygon(found)


def _cap(lons: FloatArray, lats: FloatArray, pole: float) -> shapely.Polygon:
    """Close a line round a pole: along the antimeridian to the pole and back."""
    order = np.argsort(lons)
    lons, lats = lons[order], lats[order]
    at_edge = np.interp(180, [lons[-1], lons[0] + 360], [lats[-1], lats[0]])
    line = np.column_stack((lons, lats))
    ends = [[-180, pole], [-180, at_edge]], [[180, at_edge], [180, pole]]
    return shapely.Polygon(np.vstack((ends[0], line, ends[1])))


def length(line: shapely.LineString | shapely.MultiLineString, unit: str = "km") -> float:
    """Length of a line over the ellipsoid, its vertices joined by shortest ways.

    Parameters
    ----------
    line
        Line or lines in (lon, lat) degrees, EPSG:4326.
    unit
        One of `UNITS`.

    Returns
    -------
    float
        Length in `unit`. A line drawn with few vertices is shorter than the road it stands for.

    Raises
    ------
    LessonError
        If `line` is not a line, a coordinate is out of range, or the unit is not known.
    """
    if not isinstance(line, shapely.LineString | shapely.MultiLineString) or line.is_empty:
        kind = getattr(line, "geom_type", type(line).__name__)
        raise fault("length()", "line", kind, "a LineString with vertices", "Pass one route.")
    lon, lat = shapely.get_coordinates(line).T
    _arrays("length()", lon=lon, lat=lat)
    return float(_GEOD.geometry_length(line)) / 1000 / _km_per("length()", unit)


_SMALLER = "Choose a smaller radius or another centre."


class Stretch(NamedTuple):
    """A part of a line: its length in km, and how many km off the line each of its ends lies."""

    km: float
    off: tuple[float, float]


def stretch(line: shapely.LineString, start: shapely.Point, end: shapely.Point) -> Stretch:
    """Measure a line between the points of it that are nearest to two others.

    What is nearest is found on a plane that is true from `start` on, lengths are geodesics. A line
    that the plane cannot show, on the other side of the earth, is infinitely far off.

    Parameters
    ----------
    line, start, end
        In decimal degrees, lon before lat.

    Examples
    --------
    >>> road = shapely.LineString([(0, 0), (3, 0)])
    >>> found = stretch(road, shapely.Point(1, 0), shapely.Point(2, 0.1))
    >>> round(found.km, 1), [round(km, 1) for km in found.off]
    (111.3, [0.0, 11.1])
    """
    plane = f"+proj=aeqd +lon_0={start.x} +lat_0={start.y} +datum=WGS84"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True).transform
    back = Transformer.from_crs(plane, "EPSG:4326", always_xy=True).transform
    flat, one, other = (
        shapely.transform(shape, there, interleaved=False) for shape in (line, start, end)
    )
    if not all(np.isfinite(shapely.get_coordinates(shape)).all() for shape in (flat, one, other)):
        return Stretch(inf, (inf, inf))
    part = substring(flat, flat.project(one), flat.project(other))
    whole = shapely.transform(part, back, interleaved=False)
    km = length(whole) if whole.geom_type == "LineString" else 0.0  # one point of it
    return Stretch(km, (flat.distance(one) / 1000, flat.distance(other) / 1000))


def _inverse(
    where: str, lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats
) -> tuple[FloatArray, FloatArray]:
    """Compute initial azimuths (degrees, -180 to 180) and lengths (metres)."""
    if _are_two_points(lon1, lat1, lon2, lat2):
        azimuth, _, metres = _GEOD.inv(lon1, lat1, lon2, lat2)
        return np.asarray(azimuth), np.asarray(metres)
    a, b, c, d = _arrays(where, lon1=lon1, lat1=lat1, lon2=lon2, lat2=lat2)
    azimuth, _, metres = _GEOD.inv(a, b, c, d)
    return np.asarray(azimuth), np.asarray(metres)


def _are_two_points(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> bool:
    """Whether these are numbers in their ranges: as most are, and without arrays it is fast."""
    return (
        isinstance(lon1, float)
        and isinstance(lat1, float)
        and isinstance(lon2, float)
        and isinstance(lat2, float)
        and abs(lon1) <= 180 >= abs(lon2)
        and abs(lat1) <= 90 >= abs(lat2)
    )


def _arrays(where: str, **values: Floats) -> list[FloatArray]:
    """Check the arguments of `where` and give them one shape."""
    arrays = [_checked(where, name, value) for name, value in values.items()]
    try:
        return [array.copy() for array in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        remedy = "Pass arrays of one length, or single numbers."
        raise fault(where, ", ".join(values), shapes, "shapes that fit", remedy) from None


def _checked(where: str, name: str, value: Floats) -> FloatArray:
    """Make `value` an array of finite floats in the range that its name stands for."""
    low, high, expected, remedy = _RANGES[name.rstrip("12")]
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise fault(where, name, repr(value), "a number", "Is it text?") from None
    finite = np.isfinite(array)
    bad = ~finite | (array < low) | (array > high)
    if bad.any():
        first = np.argwhere(bad)[0]
        at = f"[{', '.join(map(str, first))}]" if array.ndim else ""
        if not finite[tuple(first)]:
            remedy = "Is a value missing?"
        raise fault(where, name + at, array[tuple(first)], expected, remedy)
    return array


def _km_per(where: str, unit: str) -> float:
    """Kilometres in one `unit`."""
    if unit not in UNITS:
        raise fault(where, "unit", repr(unit), " or ".join(UNITS), "Miles are statute miles.")
    return UNITS[unit]


def _plain(array: npt.ArrayLike) -> FloatOrArray:
    """Turn an array of no dimensions into a float."""
    array = np.asarray(array, dtype=np.float64)
    return array if array.ndim else float(array)
