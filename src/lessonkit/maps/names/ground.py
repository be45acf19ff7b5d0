"""Names of the ground: countries, rivers and lakes, each with the spots where it may stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from lessonkit.lesson import LessonData, rows_of
from lessonkit.letters import other_name
from lessonkit.maps.ground import ground_of
from lessonkit.maps.layers import Layer
from lessonkit.maps.names.features import once
from lessonkit.maps.names.name import LETTER, Name
from lessonkit.maps.plane.scale import scale_at
from lessonkit.maps.window import Window
from lessonkit.tables.areas.names import is_called

SPOTS = 16  # offered for the name of a country or a river
GRID = 11  # spots tried in a country, each way
LEAST_SEEN, ALONE = 0.012, 0.97  # parts of the window that a named country fills
LEAST_HELD = 0.002  # the same of a country with a place of the lesson, if its name fits into it
GOOD_KM2, GOOD_PART = 2000.0, 0.5  # of a country that is seen: one of them is enough for its name


def ground_names(window: Window, lesson: LessonData, layers: Sequence[Layer]) -> list[Name]:
    """Name the countries, the rivers and the lakes that a layer of the map draws.

    A name goes with its layer: where the borders are off, no country is named. A country that is a
    zone of a layer, such as its airspace, has the name of the zone already.
    """
    ground = ground_of(lesson, window.extent)
    zones = {
        feature.name
        for layer in layers
        for feature in (once(layer) if layer.role.named else ())
        if not isinstance(feature.geometry, Point)
    }
    names = list[Name]()
    if home := _layer_of(layers, "countries") or _layer_of(layers, "borders"):
        held = set(lesson.places["country"])
        names += _countries(window, ground.frame("countries"), home.id, zones, held)
    # Where no river is drawn, lakes are no more than ground.
    water = _layer_of(layers, "rivers")
    lakes = _layer_of(layers, "lakes") if water else None
    if water:
        names += _rivers(window, ground.frame("rivers"), water.id)
    if lakes:
        names += _lakes(window, ground.frame("lakes"), lakes.id)
    # The base map may have names in a language that the lesson does not show.
    return names if lesson.local_names else [replace(name, text_local="") for name in names]


def _layer_of(layers: Sequence[Layer], kind: str) -> Layer | None:
    return next((layer for layer in layers if kind in layer.kinds), None)


def _countries(
    window: Window, frame: gpd.GeoDataFrame, layer: str, zones: set[str], held: set[str]
) -> list[Name]:
    """Offer several spots for each country's name, those deepest inside it first.

    Left out is a country that one of the zones is called after, in whatever words, and one whose
    name the lesson takes away. Countries that are `held`, by their codes, have a place of the
    lesson: they come first, and may be smaller.

    A window that shows one country alone is not named: it lies somewhere in it, and its places say
    more. Nor is one of which only a corner is seen, as on the map of a city.
    """
    km = scale_at(window, 0.5).km * window.scale  # for a projected metre
    frame_ = box(*window.bounds)
    found = []
    for row in rows_of(frame):
        english, code = str(row.get("name_en") or ""), str(row.get("iso_a2") or "")
        if any(is_called(zone, code, english) for zone in zones):
            continue
        # A lesson may name it in another way (`basemap/names.toml`); most rows have no such cell.
        if isinstance(own := row.get("map_name"), str):
            english = own
        is_held = bool(code) and code in held
        whole = window.project(row["geometry"])
        seen = _areas(whole.intersection(frame_))
        part = seen.area / frame_.area
        if not english or not (LEAST_HELD if is_held else LEAST_SEEN) < part < ALONE:
            continue
        if seen.area * km**2 < GOOD_KM2 and seen.area < GOOD_PART * whole.area:
            continue
        half = LETTER * len(english) / 2 / window.scale
        spots = _deepest(seen, half)
        if not spots and part > LEAST_SEEN:
            spots = [shapely.maximum_inscribed_circle(seen).coords[0]]
        told = row | {"name_en": english}
        rank = int(is_held)
        found += [_on_page(window, spot, told, "country", layer, rank=rank) for spot in spots]
    return found


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Leave out where a shape only touches the edge of the page."""
    if shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _deepest(area: BaseGeometry, half: float) -> list[tuple[float, float]]:
    """Return the spots of a grid where a line of twice `half` lies inside, the deepest first."""
    left, bottom, right, top = area.bounds
    x, y = np.meshgrid(
        np.linspace(left, right, GRID + 2)[1:-1], np.linspace(bottom, top, GRID + 2)[1:-1]
    )
    middles = shapely.points(x.ravel(), y.ravel())
    ends = np.stack([[x.ravel() - half, y.ravel()], [x.ravel() + half, y.ravel()]])
    lines = shapely.linestrings(ends.transpose(2, 0, 1))
    depth = np.minimum(shapely.distance(lines, area.boundary), 0.2 * (top - bottom))
    # As deep spots are as good, the one nearest to the middle goes first.
    far = shapely.distance(middles, area.centroid) / (1 + right - left)
    fits = np.flatnonzero(shapely.contains(area, lines))
    order = sorted(fits, key=lambda n: (-depth[n] / (1 + top - bottom) + 0.1 * far[n], n))
    return [(float(x.flat[n]), float(y.flat[n])) for n in order[:SPOTS]]


def _lakes(window: Window, frame: gpd.GeoDataFrame, layer: str) -> list[Name]:
    frame_ = box(*window.bounds)
    found = []
    for row in rows_of(frame):
        seen = _areas(window.project(row["geometry"]).intersection(frame_))
        if row.get("name_en") and seen.area > 0.0009 * frame_.area:
            spot = seen.representative_point().coords[0]
            found.append(_on_page(window, spot, row, "water", layer, rank=15))
    return found


def _rivers(window: Window, frame: gpd.GeoDataFrame, layer: str) -> list[Name]:
    """Offer several spots for each river's name: stretches long and straight enough for it."""
    frame_ = box(*window.bounds).buffer(-0.03 * (window.bounds[2] - window.bounds[0]))
    longest: dict[str, tuple[LineString, dict]] = {}
    for row in rows_of(frame):
        name = row.get("name_en") if row.get("part") != "lake" else ""
        seen = window.project(row["geometry"]).intersection(frame_)
        for part in getattr(seen, "geoms", [seen]):
            if name and part.length > longest.get(name, (LineString(), {}))[0].length:
                longest[name] = (part, row)
    found = []
    for name, (line, row) in longest.items():
        word = 7.0 * len(name) / window.scale
        if line.length > 1.6 * word:
            for spot, angle in _straightest(line, word):
                rank = 20 - 2 * int(row.get("rank") or 4)
                found.append(_on_page(window, spot, row, "water", layer, angle=angle, rank=rank))
    return found


def _straightest(line: LineString, word: float) -> list[tuple[tuple[float, float], float]]:
    """Return middle and angle of the stretches of length `word` that bend least, best first."""
    steps = max(2, int(line.length / word * 2))
    starts = [i * (line.length - word) / steps for i in range(steps + 1)]

    def chord(at: float) -> float:
        return line.interpolate(at).distance(line.interpolate(at + word))

    found = []
    for at in sorted(starts, key=chord, reverse=True)[:SPOTS]:
        a, b = line.interpolate(at), line.interpolate(at + word)
        a, b = (a, b) if a.x <= b.x else (b, a)
        angle = -math.degrees(math.atan2(b.y - a.y, b.x - a.x))
        found.append((((a.x + b.x) / 2, (a.y + b.y) / 2), angle))
    return found


def _on_page(
    window: Window,
    spot: tuple[float, float],
    row: dict,
    role: str,
    layer: str = "",
    angle: float = 0.0,
    rank: int = 0,
) -> Name:
    x = (spot[0] - window.bounds[0]) * window.scale
    y = (window.bounds[3] - spot[1]) * window.scale
    name = str(row.get("name_en") or "")
    return Name(
        name,
        other_name(name, row.get("name_local")),
        x,
        y,
        role,
        layer,
        angle=angle,
        rank=rank,
    )
