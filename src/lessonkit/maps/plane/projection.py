"""Which projection a map window has: as `lesson.toml` names it, or as suits the window."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

import cartopy.crs as ccrs

from lessonkit.errors import LessonError
from lessonkit.tables.entries import PROJECTIONS, Extent, Projection

LON_LAT = ccrs.PlateCarree()
_CITY = 3.0  # degrees: so small a window looks alike in every conformal projection
_WORLD, _HIGH = 170.0, 60.0  # degrees: so wide is the world, so near is a pole


def chosen(extent: Extent) -> Projection:
    """Choose a projection where a window says "auto", by its size and latitude.

    The world in Equal Earth, the surroundings of a pole stereographic, middle latitudes by their
    shape conic or transverse Mercator, all else in Mercator. All but the first keep angles.
    """
    if extent.projection.name != "auto":
        return extent.projection
    high, middle = extent.north - extent.south, (extent.north + extent.south) / 2
    if extent.north >= _HIGH and extent.south <= -_HIGH:
        return Projection("equal-earth")
    if abs(middle) >= _HIGH and (extent.span >= 90 or max(extent.north, -extent.south) >= 85):
        return Projection(f"{'north' if middle > 0 else 'south'}-polar-stereographic")
    if extent.span >= _WORLD:
        return Projection("equal-earth")
    if max(high, extent.span) <= _CITY or (abs(middle) < 20 and high < 60):
        return Projection("mercator")
    if high > 1.5 * extent.span * math.cos(math.radians(middle)):
        return Projection("transverse-mercator")
    if extent.south > 0 or extent.north < 0:
        return Projection("lambert-conformal")
    return Projection("lambert-azimuthal-equal-area")


def resolved(extent: Extent) -> Projection:
    """Give the projection of a window with all its parameters: what is not said, its middle gives.

    Standard parallels lie at a sixth of the window's height from its edges.
    """
    given = chosen(extent)
    middle = extent.west + extent.span / 2
    high = extent.north - extent.south
    parallels = (extent.south + high / 6, extent.north - high / 6)
    if abs(sum(parallels)) < 1:  # no cone touches the earth like that
        parallels = (parallels[0], parallels[1] + 1)
    usual: dict[str, Any] = {
        # Rounded: just beside 0 Cartopy's outline of the world has only one edge.
        "central_longitude": round((middle + 180) % 360 - 180, 6),
        "central_latitude": (extent.north + extent.south) / 2,
        "standard_parallels": parallels,
        "zone": int((middle + 180) % 360 // 6) + 1,
        "southern_hemisphere": extent.north + extent.south < 0,
    }
    known = PROJECTIONS[given.name]
    return Projection(
        given.name,
        tuple({key: usual[key] for key in known if key in usual}.items()) + given.parameters,
    )


@cache  # it takes 10 ms, a map asks for it dozens of times, and nobody changes one
def crs_of(projection: Projection) -> ccrs.Projection:
    """Make the projection that Cartopy has under this name."""
    told = dict(projection.parameters)
    if projection.name == "lambert-conformal" and sum(told["standard_parallels"]) < 0:
        told["cutoff"] = 30  # Cartopy cuts the other hemisphere off, and takes it for the southern
    try:
        return _CLASSES[projection.name](**told)
    except Exception as error:  # Cartopy and PROJ raise what they like
        words = ", ".join(f"{key} = {value}" for key, value in projection.parameters)
        raise LessonError(
            f"lesson.toml, extents.projection: {projection.name} with {words} cannot be drawn "
            f"({error}). Change these numbers, or choose another projection."
        ) from None


def in_words(extent: Extent) -> str:
    """Name the projection of a window in a sentence, and say if it was chosen for it."""
    name = chosen(extent).name
    words = _WORDS.get(name, name.replace("-", " ").capitalize())
    why = ", chosen for this window" if extent.projection.name == "auto" else ""
    return f"{words} projection{why}."


def name_of(kind: type) -> str:
    """Give the plain name of a class of Cartopy: lambert-conformal for LambertConformal."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", kind.__name__).lower()
    return re.sub("stereo$", "stereographic", parts)


_CLASSES: dict[str, Any] = {
    name_of(kind): kind
    for kind in vars(ccrs).values()
    if isinstance(kind, type) and issubclass(kind, ccrs.Projection)
}
_WORDS = {
    "plate-carree": "Plate carrée",
    "equal-earth": "Equal Earth",
    "lambert-conformal": "Lambert conformal conic",
    "albers-equal-area": "Albers equal-area conic",
    "lambert-azimuthal-equal-area": "Lambert azimuthal equal-area",
    "lambert-cylindrical": "Lambert cylindrical equal-area",
    "eckert-iv": "Eckert IV",
    "eckert-vi": "Eckert VI",
    "transverse-mercator": "Transverse Mercator",
    "oblique-mercator": "Oblique Mercator",
    "utm": "UTM",
    "osgb": "OSGB",
    "osni": "OSNI",
}
