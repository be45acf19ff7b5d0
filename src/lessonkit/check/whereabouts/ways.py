"""Ways of estimates: roads that miss the places between which they should lead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.points import points_of, precision_of
from lessonkit.errors import Fault, shown
from lessonkit.geodesy import stretch
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

# A road that is drawn as a scheme may pass a place at this distance more than both are exact.
_MARGIN_KM = 5.0


def way_faults(
    raws: Mapping[str, Raw], settings: Settings, found: Iterable[Fault]
) -> Iterator[Fault]:
    """Find ways between two places at one point, and roads that miss one of the two.

    Parameters
    ----------
    raws
        The tables as they were typed.
    settings
        The ways of the lesson.
    found
        What is told already: of a place or a route that has a fault nothing more is said.
    """
    places, routes = raws["places"], raws["routes"]
    wrong = {(one.file, one.row) for one in found}
    if {(places.table.file, None), (routes.table.file, None)} & wrong:
        return
    ids = {
        row: text for row, text in places.cells("place_id") if (places.table.file, row) not in wrong
    }
    rows = {ids[row]: (row, shapely.Point(point)) for row, point in points_of(places) if row in ids}
    for way in settings.lists.get("ways", ()):
        ends = [(one, *rows[one]) for one in (way.get("from"), way.get("to")) if one in rows]
        if len(ends) < 2 or way["from"] == way["to"]:
            continue
        (start, _, one), (end, _, other) = ends
        if one.equals(other):
            got, words = f"{end}, at the same point as {start}", "a place somewhere else"
            remedy = f"Choose another place, or correct lon and lat in {places.table.file}."
            yield Fault(FILE, None, _where("to", way), got, words, remedy)
        for row, text in routes.cells("id") if isinstance(way.get("road"), str) else ():
            shape = (routes.shapes or {}).get(row)
            if text == way["road"] and shape is not None and (routes.table.file, row) not in wrong:
                yield from _missed(way, shape, precision_of(routes, row), ends, places)


def _missed(
    way: Mapping[str, str],
    shape: BaseGeometry,
    exact: float,
    ends: Sequence[tuple[str, int, shapely.Point]],
    places: Raw,
) -> Iterator[Fault]:
    line, where, remedy = (
        shapely.line_merge(shape),
        _where("road", way),
        "Write the places on the way",
    )
    remedy = f"{remedy} as a list instead, or leave it out."
    if line.geom_type != "LineString":
        yield Fault(FILE, None, where, shown(way["road"]), "a route in one piece", remedy)
        return
    found = stretch(line, ends[0][2], ends[1][2])
    for (place, row, _), off in zip(ends, found.off, strict=True):
        if off > exact + precision_of(places, row) + _MARGIN_KM:
            far = f"{off:.0f} km from {place}" if math.isfinite(off) else f"far from {place}"
            got = f"{shown(way['road'])}, {far}"
            yield Fault(FILE, None, where, got, "a road that passes both places", remedy)
            return


def _where(key: str, way: Mapping[str, str]) -> str:
    return f"ways.{key} of {shown(way.get('label', '?'))}"
