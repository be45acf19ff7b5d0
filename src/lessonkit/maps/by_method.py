"""One table of control by several methods: areas as layers, and the shares to set beside them.

Nothing is drawn here. Shares are always of the whole country, whatever window shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lessonkit import control
from lessonkit.control.areas import WGS84
from lessonkit.days import AnyDay, Day
from lessonkit.errors import fault, known_id
from lessonkit.lesson import LessonData, rows_of
from lessonkit.maps.layers import Card, Feature, Layer, Style
from lessonkit.shelf import makers, put, take
from lessonkit.words import in_km, percent

NOBODY = "Nobody within reach"
SEVERAL = "Reached by more than one"
DIVIDED = "Divided places: two or more holders"
# What belongs to no one holder is grey; its marks are those of no holder of a lesson.
_LABELS = {control.NOBODY: NOBODY, control.SEVERAL: SEVERAL, control.DIVIDED: DIVIDED}
_STYLES = {
    control.SEVERAL: Style("#5b6675", hatch="", fill=True, width=0.8),
    control.DIVIDED: Style("#5b6675", hatch="**", fill=True, width=0.8),
}
_WHERE = "compare_methods()"
_WEEK = pd.Timedelta(days=7)
_MOST = 8  # steps of a slider: each is drawn, and each makes the widget heavier


@dataclass(frozen=True)
class Share:
    """What a method gives one holder.

    `holder` is an id of the lesson or one of `control.NOBODY`, `SEVERAL` and `DIVIDED`; `layer` is
    the id of the layer that draws it, empty if none does. `share` is 0 to 1, of the country or,
    where places are counted, of the places; `km2` is None there.
    """

    holder: str
    label: str
    layer: str
    share: float
    places: int | None = None
    km2: float | None = None


@dataclass(frozen=True)
class Method:
    """The layers of one method, or of one distance of it, and its shares, the largest first."""

    layers: tuple[Layer, ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class OtherCount:
    """Shares that somebody else gave for a day near: 0 to 1 by id of holder, with their doubts."""

    day: Day
    said_by: str
    source_ids: tuple[str, ...]
    note: str
    shares: dict[str, float]


def dots(lesson: LessonData, date: AnyDay) -> Method:
    """Count the places of the lesson's country. Layers: none, the table of control draws them."""
    points, _ = _points(lesson, date)
    held = [layer for layer in lesson.layers if layer.role.holders]
    rows = rows_of(control.counted(points))
    shares = tuple(
        Share(
            r["holder"],
            _label(lesson, r["holder"]),
            held[0].of_holder(r["holder"]) if held and r["holder"] in lesson.holders else "",
            r["share"],
            places=int(r["places"]),
        )
        for r in rows
    )
    return Method((), shares)


def nearest(lesson: LessonData, date: AnyDay) -> Method:
    """Give all land to the holder of the nearest place. One layer for each holder."""
    points, country = _points(lesson, date)
    areas = _kept(control.nearest_areas, points, country, lesson.equal_area_crs)
    return _method(lesson, areas, "nearest", "Nearest place")


def reach(lesson: LessonData, date: AnyDay, distance: float, roads: Sequence[str]) -> Method:
    """Give land within `distance` km of places and roads. One layer for each holder.

    Raises
    ------
    LessonError
        If `roads` names a route that the lesson does not have, or the distance is not in range.
    """
    points, country = _points(lesson, date)
    lines = road_lines(lesson, roads)
    areas = _kept(control.within_reach, points, country, lesson.equal_area_crs, distance, lines)
    return _method(lesson, areas, f"reach-{distance:g}", f"Within {in_km(distance)}")


def _kept(
    make: Callable[..., gpd.GeoDataFrame],
    points: gpd.GeoDataFrame,
    country: control.Country,
    crs: Any,
    *how: Any,
) -> gpd.GeoDataFrame:
    """Take areas of an earlier session from the shelf, or make them: that takes half a second."""
    told = hashlib.sha256(makers() + make.__name__.encode())
    told.update(points[[one for one in points if one != "geometry"]].to_csv().encode())
    for shapes in (points.geometry, [country], *(one for one in how if isinstance(one, list))):
        told.update(b"".join(shapely.to_wkb(np.array(shapes, dtype=object)).tolist()))
    told.update(repr([str(crs), *(one for one in how if not isinstance(one, list))]).encode())
    name = f"areas-{told.hexdigest()}"
    if kept := take(name):
        shapes = shapely.from_wkb([bytes.fromhex(one) for one in kept.pop("geometry")])
        return gpd.GeoDataFrame(kept, geometry=shapes, crs=WGS84)
    areas = make(points, country, crs, *how)
    shapes = [one.hex() for one in shapely.to_wkb(areas.geometry.to_numpy())]
    put(name, {**areas.drop(columns="geometry").to_dict("list"), "geometry": shapes})
    return areas


def other_counts(lesson: LessonData, date: AnyDay) -> list[OtherCount]:
    """Give what others counted: of each the day nearest to this one, at most a week away."""
    away = (lesson.shares["day"] - pd.Timestamp(date)).abs()
    near = lesson.shares[away <= _WEEK].assign(away=away)
    counts = []
    for said_by, rows in near.groupby("said_by", sort=False):
        one = rows[rows["away"] == rows["away"].min()]
        counts.append(
            OtherCount(
                one["day"].iloc[0].to_datetime64().astype("datetime64[D]"),
                str(said_by),
                tuple(dict.fromkeys(source for ids in one["source_ids"] for source in ids)),
                " ".join(dict.fromkeys(note for note in one["note"] if note)),
                {str(r["holder"]): r["percent"] / 100 for r in rows_of(one)},
            )
        )
    return counts


def road_lines(lesson: LessonData, roads: Sequence[str]) -> list[Any]:
    """Give the lines of routes by their ids."""
    known = lesson.routes.set_index("id")["geometry"]
    if isinstance(roads, str):
        raise fault(_WHERE, "roads", repr(roads), "a list of ids", f"Write [{roads!r}].")
    for road in roads:
        where = f"{_WHERE}, roads"
        known_id(road, known.index, "route", otherwise="See routes.geojson.", where=where)
    return [known[road] for road in roads]


def road_layer(lesson: LessonData, roads: Sequence[str]) -> Layer:
    """Draw the roads that reach land, as thin lines."""
    style = Style("#6d655a", width=1.1)
    rows = lesson.routes.set_index("id")
    features = tuple(
        Feature(
            f"used-roads/{road}",
            line,
            style,
            card={
                "kind": "Road that counts here",
                "title": rows.loc[road, "name"],
                "text": rows.loc[road, "note"],
                "asserted_by": rows.loc[road, "asserted_by"],
                "sources": list(rows.loc[road, "source_ids"]),
            },
        )
        for road, line in zip(roads, road_lines(lesson, roads), strict=True)
    )
    return Layer(
        "used-roads", "Roads that count (schematic)", "Areas", True, "areas", style, features
    )


def checked_distances(distances: Sequence[float]) -> list[float]:
    """Check the steps of a slider: two to eight different numbers of km; return them in order."""
    try:
        steps = [float(d) for d in distances if not isinstance(d, bool | str)]
        right = len(steps) == len(list(distances)) and all(0 < d <= 500 for d in steps)
    except (TypeError, ValueError):
        steps, right = [], False
    if not right or not 2 <= len(steps) <= _MOST or len(set(steps)) < len(steps):
        expected = f"2 to {_MOST} different numbers of km, more than 0 and at most 500"
        raise fault(_WHERE, "distances", repr(distances), expected, "Write, for example, (10, 20).")
    return sorted(steps)


def _method(lesson: LessonData, areas: gpd.GeoDataFrame, prefix: str, what: str) -> Method:
    layers, shares = [], []
    for row in rows_of(areas):
        holder, share = row["holder"], row["share"]
        drawn = holder != control.NOBODY
        label, layer = _label(lesson, holder), f"{prefix}-{holder}" if drawn else ""
        shares.append(Share(holder, label, layer, share, km2=row["area_km2"]))
        if drawn:
            layers.append(_layer(lesson, row, layer, label, what))
    return Method(tuple(layers), tuple(shares))


def _layer(lesson: LessonData, row: dict[Any, Any], layer: str, label: str, what: str) -> Layer:
    if holder := lesson.holders.get(row["holder"]):
        style = Style(holder.colour, hatch=holder.hatch, fill=True, width=0.8)
    else:
        style = _STYLES[row["holder"]]
    words = (
        f"By this method: {percent(row['share'])} of the country. No source says this of the land."
    )
    card: Card = {"kind": f"Computed here: {what.lower()}", "title": label, "text": words}
    feature = Feature(f"{layer}/area", row["geometry"], style, card=card)
    return Layer(layer, label, what, True, "areas", style, (feature,))


def _label(lesson: LessonData, holder: str) -> str:
    return lesson.holders[holder].label if holder in lesson.holders else _LABELS[holder]


def _points(lesson: LessonData, date: AnyDay) -> tuple[gpd.GeoDataFrame, control.Country]:
    places, country = _country(lesson)
    return control.holders_on(lesson.control, places, date), country


def _country(lesson: LessonData) -> tuple[gpd.GeoDataFrame, control.Country]:
    """Give the places inside the lesson's country, and its outline."""
    outline = lesson.country_shape
    if not isinstance(outline, shapely.Polygon | shapely.MultiPolygon):
        got, expected = "no outline in the base map", "the outline of the lesson's country"
        raise fault(_WHERE, "country", got, expected, "See data/basemap/README.md.")
    places = lesson.places
    return places[places["country"] == lesson.country], outline
