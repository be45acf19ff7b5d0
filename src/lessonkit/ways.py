"""Ways from place to place, as an estimate needs them: who, from where to where, how far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.ops import substring

from lessonkit.errors import fault
from lessonkit.estimates import checked_assumption
from lessonkit.geodesy import distance, length
from lessonkit.lesson import Lesson
from lessonkit.rules import suggest

KEYS = {"label", "who", "from", "to", "road", "assume"}
_NEAR_KM = 5.0  # a schematic road may pass a place at this distance more than it is exact


def measured_ways(
    lesson: Lesson, ways: Any, assume: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Check ways and measure them.

    Parameters
    ----------
    lesson : Lesson
    ways : sequence of mapping
        The `KEYS` of each way, as `widgets.what_if` describes them.
    assume : mapping, optional
        Assumptions for all ways.

    Returns
    -------
    list of dict
        label, who, colour, from, to, straight_km, road_km (None without a road), road (words),
        km (that of the road, else the straight one), assume. Lengths are geodesics on WGS 84; the
        way from a place to its road is part of the road's length.

    Raises
    ------
    LessonError
        For a way that lacks something, an unknown id, or a road that does not pass both places.
    """
    if not isinstance(ways, list | tuple) or not ways:
        expected = "a list of ways, at least one"
        raise fault("what_if()", "ways", repr(ways), expected, "Each is a dictionary.")
    made = [_measured(lesson, way, n, assume or {}) for n, way in enumerate(ways)]
    labels = [way["label"] for way in made]
    for twice in {label for label in labels if labels.count(label) > 1}:
        raise fault("what_if()", "label", repr(twice), "a label of its own for each way", "")
    return made


def _measured(lesson: Lesson, way: Any, n: int, assume: Mapping[str, Any]) -> dict[str, Any]:
    where = f"what_if(), ways[{n}]"
    if not isinstance(way, Mapping):
        raise fault(where, None, repr(way), "a dictionary", f"Its keys: {', '.join(sorted(KEYS))}")
    for key in set(way) - KEYS:
        raise fault(where, str(key), "an unknown key", ", ".join(sorted(KEYS)), "")
    for key in ("label", "who", "from", "to"):
        if not isinstance(way.get(key), str) or not way[key].strip():
            raise fault(where, key, repr(way.get(key)), "text", "Every way needs one.")
    start, end = lesson.place(way["from"]), lesson.place(way["to"])
    straight = float(distance(start.lon, start.lat, end.lon, end.lat))
    if not straight:
        raise fault(where, "to", repr(way["to"]), "another place than `from`", "")
    road_km, words = _road(lesson, way.get("road"), start, end, where)
    who, colour = _who(lesson, way["who"], where)
    own = way.get("assume", {})
    return {
        "label": way["label"],
        "who": who,
        "colour": colour,
        "from": start.name_en,
        "to": end.name_en,
        "straight_km": straight,
        "road_km": road_km,
        "road": words,
        "km": straight if road_km is None else road_km,
        "assume": checked_assumption({**assume, **own} if isinstance(own, Mapping) else own, where),
    }


def _who(lesson: Lesson, who: str, where: str) -> tuple[str, str]:
    if who in lesson.holders:
        return lesson.holders[who].label, lesson.holders[who].colour
    labels = lesson.actors.set_index("actor_id")["label"]
    if who in labels.index:
        return str(labels[who]), "#5b6675"
    known = [*lesson.holders, *labels.index]
    near = suggest(who, known, "See lesson.toml and actors.csv.")
    raise fault(where, "who", repr(who), "the id of a holder or an actor", near)


def _road(
    lesson: Lesson, road: Any, start: pd.Series, end: pd.Series, where: str
) -> tuple[float | None, str]:
    """Give the length of a road in km and its name; None if there is none."""
    if road is None:
        return None, ""
    if isinstance(road, str):
        return _along_route(lesson, road, start, end, where)
    if not isinstance(road, list | tuple) or not road:
        expected = "the id of a route, or a list of ids of places"
        raise fault(where, "road", repr(road), expected, "Leave it out if there is none.")
    stops = [lesson.place(stop) for stop in road]
    line = shapely.LineString([(p.lon, p.lat) for p in (start, *stops, end)])
    return length(line), f"by way of {', '.join(p.name_en for p in stops)}"


def _along_route(
    lesson: Lesson, road: str, start: pd.Series, end: pd.Series, where: str
) -> tuple[float, str]:
    routes = lesson.routes.set_index("id")
    if road not in routes.index:
        near = suggest(road, list(routes.index), "See routes.geojson.")
        raise fault(where, "road", repr(road), "the id of a route", near)
    route = routes.loc[road]
    line = shapely.line_merge(route["geometry"])
    if line.geom_type != "LineString":
        raise fault(where, "road", repr(road), "a route in one piece", "Give places instead.")
    crs = f"+proj=aeqd +lon_0={start.lon} +lat_0={start.lat} +datum=WGS84"
    shapes = gpd.GeoSeries([line, start.geometry, end.geometry], crs="EPSG:4326").to_crs(crs)
    flat, *points = shapes
    total = 0.0
    for place, point in zip((start, end), points, strict=True):
        off = flat.distance(point) / 1000
        allowed = route["precision_km"] + place.precision_km + _NEAR_KM
        if off > allowed:
            got, expected = f"{road!r}, {off:.0f} km from {place.name_en}", "a road that passes it"
            raise fault(where, "road", got, expected, "Give the places on the way instead.")
        total += off
    stretch = substring(flat, flat.project(points[0]), flat.project(points[1]))
    back = gpd.GeoSeries([stretch], crs=crs).to_crs("EPSG:4326").iloc[0]
    return total + (length(back) if back.geom_type == "LineString" else 0.0), str(route["name"])
