"""What a name would lie on, and may where nothing better is near: lines, and circles of values.

`map/names/ink.js` does the same in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, cast
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.boxes import Box
from lessonkit.maps.layers import Layer, Line
from lessonkit.maps.window import Window

FAINT = 0.85  # points wide: a thinner line, such as a coast, disturbs no name
STEP = 2.0  # points of width: so much ink along the height of a name is one more unit
CIRCLE = 5.0  # points: a name on a circle is as bad as one along a line of this width
GROUND = ("river", "line")  # parts of the ground, by the end of their group id
# The edges of filled zones are everywhere on their maps: a name kept off them would stand nowhere.
LINED = ("routes", "zones", "frame")  # tables of which a feature is, or has, a line

STRAIGHT = re.compile(r"(M[\d. -]+(L[\d. -]+)+[Zz]?)+")
"""An outline of an SVG path that has no curve, as Matplotlib writes it."""

InkUnder = Callable[[Box], int]
"""How much a box covers: 0 for next to nothing, 1 where a road crosses it, more along a line."""

Spot = TypeVar("Spot")


def nothing(at: Box) -> int:
    """Say of a box that it covers no line and no circle, as where none are drawn."""
    return 0


def ink_of(ax: Axes, window: Window, layers: Sequence[Layer], circles: Sequence[Box]) -> InkUnder:
    """Give the ink of a drawn map; its lines are those that `ax` has, y up, in points."""
    drawn = [*_lines(ax, window, layers)]
    shapes = np.array([line for line, _ in drawn], dtype=object)
    widths = np.array([width for _, width in drawn])
    tree = STRtree(shapes)
    rounds = np.array(circles, dtype=float).reshape(-1, 4)

    def under(at: Box) -> int:
        high = at[3] - at[1]
        near = tree.query(shapely.box(*at))
        ink = float(np.sum(shapely.length(shapely.clip_by_rect(shapes[near], *at)) * widths[near]))
        wide = np.minimum(rounds[:, 2], at[2]) - np.maximum(rounds[:, 0], at[0])
        tall = np.minimum(rounds[:, 3], at[3]) - np.maximum(rounds[:, 1], at[1])
        common = np.sum(np.clip(wide, 0, None) * np.clip(tall, 0, None)) * np.pi / 4
        return round((ink + CIRCLE * float(common) / high) / (STEP * high))

    return under


def _lines(
    ax: Axes, window: Window, layers: Sequence[Layer]
) -> Iterator[tuple[BaseGeometry, float]]:
    left, bottom, *_ = window.bounds

    def on_page(metres: BaseGeometry) -> BaseGeometry:
        return shapely.transform(metres, lambda xy: (xy - (left, bottom)) * window.scale)

    for artist in ax.patches:
        kind = str(artist.get_gid())
        if not isinstance(artist, PathPatch) or artist.get_linewidth() < FAINT:
            continue
        if kind.endswith(tuple(f"/{part}" for part in GROUND)):
            parts = map(np.asarray, artist.get_path().to_polygons(closed_only=False))
            if lines := [shapely.linestrings(part) for part in parts if len(part) > 1]:
                yield on_page(shapely.multilinestrings(lines)), artist.get_linewidth()
    for layer in (x for x in layers if x.table in LINED):
        for shape, width in ((f.geometry, f.style.width) for f in layer.features):
            edge = shape.boundary if shape.geom_type.endswith("Polygon") else shape
            if width >= FAINT:
                yield on_page(window.project(edge)), width


def take_lines(root: ET.Element, layers: Sequence[Layer]) -> list[Line]:
    """Take the outlines of these lines out of a drawing, in its order.

    Its page has them as numbers, which names are kept off, and writes them back into each path
    that has none.
    """
    made: list[Line] = []
    groups = {group.get("data-layer"): group for group in root.findall("g[@data-layer]")}
    for layer in (x for x in layers if x.id in groups):
        drawn = {f"lk-{part}" for part in GROUND} if layer.role.ground else set()
        ways = {f.id for f in layer.features if layer.table == "routes" and f.start is not None}
        for part in groups[layer.id]:
            of = part.get("data-feature", "")
            if part.get("class") in drawn or (of and layer.table in LINED):
                made += [
                    {"layer": layer.id, "width": width, "way": of in ways, "steps": steps}
                    for width, steps in map(_taken, part.findall("path"))
                    if steps
                ]
    return made


def steps_along(points: np.ndarray) -> list[int]:
    """Give points of the page, n by 2 in points, as a `Line` has them."""
    tenths = np.rint(points * 10).astype(int)
    return cast(list[int], np.diff(tenths, axis=0, prepend=0).ravel().tolist())


def _taken(path: ET.Element) -> tuple[float, list[list[int]]]:
    """Take a line out of its path: its width, and its parts. None of what is faint or bent."""
    width = float(path.get("stroke-width", 0))
    outline = path.get("d", "")
    if width < FAINT or path.get("stroke") == "none" or not STRAIGHT.fullmatch(outline):
        return width, []
    parts = []
    for part in outline.split("M")[1:]:
        numbers = re.findall(r"-?[\d.]+", part)
        points = np.array(numbers, dtype=float).reshape(-1, 2)
        # What is closed ends where it began.
        is_closed = part.upper().endswith("Z")
        parts.append(steps_along(np.vstack([points, points[:1]]) if is_closed else points))
    del path.attrib["d"]
    return width, parts


def clearest(
    spots: Iterable[tuple[float, Box, Spot]],
    ink_under: InkUnder,
    per_ink: float,
    further: float = np.inf,
) -> Spot | None:
    """Return the best of some spots: each has its cost, the cheapest first, and ink costs more.

    None is taken that costs so much more than the first, ink or not.
    """
    best, least, first = None, np.inf, None
    for cost, at, spot in spots:
        first = cost if first is None else first
        if cost >= min(least, first + further):
            break
        if (total := cost + per_ink * ink_under(at)) < least:
            best, least = spot, total
    return best
