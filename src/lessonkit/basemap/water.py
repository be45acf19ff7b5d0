"""Rivers and lakes of the base map: lines without names become named, continuous courses.

Coordinates are (lon, lat) in WGS 84 decimal degrees.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lessonkit.basemap.packages import NE
from lessonkit.errors import LessonError
from lessonkit.tables.areas.own import Own, name_for

Array = NDArray[Any]
Point = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north
Feature = tuple[dict[str, Any], BaseGeometry]


def read_segments(folder: Path, stem: str, bounds: Bounds) -> list[Array]:
    """Return the river lines that touch `bounds`, each an (n, 2) array of lon, lat."""
    data = (folder / f"{stem}.dat").read_bytes()
    west, south, east, north = bounds
    segments = []
    meta = folder / f"{stem.replace('rivers', 'riversmeta')}.dat"
    for line in meta.read_text("ascii").splitlines():
        _, _, count, low, high, start, _, _ = line.split()
        if float(low) < north and float(high) > south:
            xy = np.frombuffer(data, "<f4", 2 * int(count), int(start)).reshape(-1, 2)
            xy = xy.astype(float).round(4)
            if xy[:, 0].max() > 180:  # some lines count on to 360
                xy = np.column_stack((np.where(xy[:, 0] > 180, xy[:, 0] - 360, xy[:, 0]), xy[:, 1]))
                if np.ptp(xy[:, 0]) > 180:
                    continue
            if xy[:, 0].min() < east and xy[:, 0].max() > west:
                segments.append(xy)
    return segments


class Network:
    """River lines as a graph, so that a named river is the shortest way along them."""

    def __init__(self, segments: list[Array], gap: float = 0.2) -> None:
        """Link the vertices; an end reaches over a `gap` (degrees) at ten times the cost."""
        self.links: dict[Point, dict[Point, float]] = defaultdict(dict)
        for xy in segments:
            for a, b in zip(xy[:-1].tolist(), xy[1:].tolist(), strict=True):
                self.link(tuple(a), tuple(b), 1)
        self.points = np.array(list(self.links))
        owner = {tuple(p): i for i, xy in enumerate(segments) for p in xy.tolist()}
        owners = np.array([owner[tuple(p)] for p in self.points.tolist()])
        for i, xy in enumerate(segments):
            for end in (xy[0], xy[-1]):
                apart = np.hypot(*(self.points - end).T) + 9 * (owners == i)
                for point in self.points[apart < gap].tolist():
                    self.link(tuple(end.tolist()), tuple(point), 10)

    def link(self, a: Point, b: Point, cost: float) -> None:
        """Join two vertices; the length in degrees is multiplied by `cost`."""
        if a != b:
            length = cost * float(np.hypot(a[0] - b[0], a[1] - b[1]))
            self.links[a][b] = self.links[b][a] = min(length, self.links[a].get(b, length))

    def route(self, via: list[list[float]]) -> list[Point]:
        """Return the way past the vertices nearest to the points `via` (lon, lat)."""
        near = [int(np.hypot(*(self.points - p).T).argmin()) for p in via]
        stops = [tuple(self.points[i].tolist()) for i in near]
        path: list[Point] = []
        for point in (p for a, b in pairwise(stops) for p in self.leg(a, b)):
            if point in path:  # the way went up a side arm and came back
                del path[path.index(point) :]
            path.append(point)
        return path

    def leg(self, start: Point, goal: Point) -> list[Point]:
        """Return the shortest way between two vertices (Dijkstra)."""
        queue, came, cost = [(0.0, start)], {start: start}, {start: 0.0}
        while queue:
            done, here = heapq.heappop(queue)
            if here == goal:
                break
            for there, length in self.links[here].items():
                if done + length < cost.get(there, np.inf):
                    cost[there], came[there] = done + length, here
                    heapq.heappush(queue, (done + length, there))
        if goal not in came:
            raise LessonError(
                f"basemap/names.toml: no river line leads from {start} to {goal}. Move a point of "
                "its `via` nearer to the river."
            )
        path = [goal]
        while path[-1] != start:
            path.append(came[path[-1]])
        return path[::-1]


def read_lakes(raw: Path, metres: int, bounds: Bounds, own: Own, language: str) -> list[Feature]:
    """Return the lakes that touch `bounds`, one feature a name.

    `language` is that of the local names, as in `land.read_units`. A lake has the name that the
    lesson gives it, which may be empty.
    """
    lakes = gpd.read_file(raw / f"{NE}physical/ne_{metres}m_lakes.shp", bbox=bounds)
    lakes["name_en"] = lakes["name_en"].fillna(lakes["name"]).fillna("")
    local = f"name_{language}"
    lakes["name_local"] = lakes[local].fillna("") if local in lakes else ""
    lakes = lakes.dissolve("name_en", aggfunc="first")
    found = []
    for key, row in lakes.iterrows():
        if key in own.lakes or not own.only_lakes:
            english, local = name_for(own.lakes, str(key), row["name_local"])
            told = {"name_en": english, "name_local": local}
            # By it `check` knows which name stands on the left in `names.toml`.
            told |= {"source_name": str(key)} if english != key else {}
            found.append((told, row.geometry))
    return found


_UNSAID = {"name_en": "", "name_local": "", "rank": 3}  # what a river has that says no more


def river_features(
    segments: list[Array],
    rivers: list[dict[str, Any]],
    lakes: BaseGeometry,
    scale: float,
    region: BaseGeometry,
) -> Iterator[Feature]:
    """Yield each named river, the part in a lake apart, then the streams without a name.

    `scale` is the tolerance of the simplification in degrees. Streams shorter than 50 times
    that are left out.
    """
    used: set[Point] = set()
    # A network of all rivers of the earth would take minutes, and is needed for names only.
    network = Network(segments) if rivers else None
    for river in rivers:
        points = shapely.multipoints(river.get("drawn") or river["via"])
        if network is None or not points.intersects(region):
            continue
        path = river.get("drawn") or network.route(river["via"])
        used.update(map(tuple, path))
        line = shapely.LineString(path).simplify(scale)
        name = _UNSAID | {key: river[key] for key in _UNSAID if key in river}
        for part, shape in (("river", line.difference(lakes)), ("lake", line.intersection(lakes))):
            if not shape.is_empty:
                yield {**name, "part": part, "drawn_by_hand": "drawn" in river}, shape
    segments = [xy for xy in segments if shapely.LineString(xy).intersects(region)]
    spare = [xy for xy in segments if sum(tuple(p) in used for p in xy.tolist()) < 0.3 * len(xy)]
    merged = shapely.line_merge(shapely.MultiLineString(spare))
    kept = [line for line in shapely.get_parts(merged) if line.length > 50 * scale]
    if not kept:
        return
    name = {"name_en": "", "name_local": "", "rank": 4, "part": "river", "drawn_by_hand": False}
    yield name, shapely.MultiLineString(kept).simplify(scale).difference(lakes)
