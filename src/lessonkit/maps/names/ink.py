"""What a name would lie on, and may where nothing better is near: lines, and circles of values.

`map/names/ink.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

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

InkUnder = Callable[[Box], int]
"""How much a box covers: 0 for next to nothing, 1 where a road crosses it, more along a line."""

Spot = TypeVar("Spot")

# Of a line as it goes to a page, in points: which names it crosses is asked, and nothing else.
TOLERANCE = 0.6


class Drawn(NamedTuple):
    """A line of a map: its layer, its shape in projected metres, its width in points.

    `is_way` says that it goes from one place to another on some days, as no road does.
    """

    layer: str
    shape: BaseGeometry
    width: float
    is_way: bool


def nothing(at: Box) -> int:
    """Say of a box that it covers no line and no circle, as where none are drawn."""
    return 0


def ink_of(ax: Axes, window: Window, layers: Sequence[Layer], circles: Sequence[Box]) -> InkUnder:
    """Give the ink of a drawn map; its lines are those that `ax` has, y up, in points."""
    left, bottom, *_ = window.bounds

    def on_page(metres: BaseGeometry) -> BaseGeometry:
        return shapely.transform(metres, lambda xy: (xy - (left, bottom)) * window.scale)

    drawn = [*_lines(ax, window, layers)]
    shapes = np.array([on_page(line.shape) for line in drawn], dtype=object)
    widths = np.array([line.width for line in drawn])
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


def lines_of(ax: Axes, window: Window, layers: Sequence[Layer]) -> list[Line]:
    """Give the lines of a drawn map as its page gets them, y down."""
    left, _, _, top = window.bounds
    made: list[Line] = []
    for layer, shape, width, is_way in _lines(ax, window, layers):
        seen = shapely.clip_by_rect(shape, *window.bounds)
        plain = shapely.simplify(seen, TOLERANCE / window.scale, preserve_topology=False)
        parts = map(shapely.get_coordinates, shapely.get_parts(plain))
        pages = (((xy - (left, top)) * (window.scale, -window.scale)).round() for xy in parts)
        if at := [page.astype(int).ravel().tolist() for page in pages if len(page) > 1]:
            made.append({"layer": layer, "width": round(width, 1), "way": is_way, "at": at})
    return made


def _lines(ax: Axes, window: Window, layers: Sequence[Layer]) -> Iterator[Drawn]:
    for artist in ax.patches:
        ground, _, kind = str(artist.get_gid()).rpartition("/")
        width = artist.get_linewidth()
        if not isinstance(artist, PathPatch) or kind not in GROUND or width < FAINT:
            continue
        parts = map(np.asarray, artist.get_path().to_polygons(closed_only=False))
        if lines := [shapely.linestrings(part) for part in parts if len(part) > 1]:
            yield Drawn(ground, shapely.multilinestrings(lines), width, False)
    for layer in (x for x in layers if x.table in LINED):
        for feature in layer.features:
            shape, width = feature.geometry, feature.style.width
            edge = shape.boundary if shape.geom_type.endswith("Polygon") else shape
            if width >= FAINT:
                is_way = layer.table == "routes" and feature.start is not None
                yield Drawn(layer.id, window.project(edge), width, is_way)


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
