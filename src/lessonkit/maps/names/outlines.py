"""Names of areas and lines on a still map: inside the area if they fit, else beside the outline.

A name beside an outline stands as near to it as there is room, and never nearer to another outline
than to its own: so nobody takes it for the name of the neighbour. `map/names/outlines.js` does the
same in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.boxes import Box, overlap, within
from lessonkit.maps.layers import STATED
from lessonkit.maps.names.ink import InkUnder, clearest, nothing
from lessonkit.maps.names.labels import Placed

# Sides of an outline in order of preference, x right and y up.
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
OFFSETS = (4.0, 9.0, 16.0, 26.0, 40.0)  # from the outline to the name
GRID = 11  # spots tried inside an area, each way
FINE = 23  # in one of which others cover a part: what is left may be narrow
STOPS = 40  # spots tried along an outline
OWN = 0.6  # the most that a name may be off its own outline, as a part of the way to another
MOST = 0.15  # of a name, that may stand out of a narrow zone at each end
MOST_STATED = 0.3  # of a name that the lesson gives a rank
LONELY = 60.0  # a line further than this from all others is its own there
STACK, STACKED = 48.0, 25.0  # names of outlines so near to each other look like a list; its cost
INKED = 8.0  # what a line costs that crosses a name
AIR, CRAMPED = 14.0, 120.0  # room around the name of a zone; what it costs if there is none

Spot = tuple[float, Box]  # what it costs, and where


@dataclass(frozen=True)
class Shaped:
    """A name to place: the shape that it names and its own size, all in points, y up."""

    key: str
    shape: BaseGeometry
    width: float
    height: float
    inside: bool
    rank: int = 0
    filled: bool = False  # its colour says that all inside is its own: the name stands there
    seen: BaseGeometry | None = None  # what of it no other filled shape covers, if that is less

    @property
    def room(self) -> BaseGeometry:
        """Where a name inside may stand."""
        return self.shape if self.seen is None else self.seen

    @property
    def edge(self) -> BaseGeometry:
        """The outline, a line."""
        return self.shape.boundary if self.shape.geom_type.endswith("Polygon") else self.shape

    @property
    def closed(self) -> bool:
        """Whether the outline goes round something."""
        return shapely.get_parts(self.edge)[0].is_closed


def place_beside(
    shaped: Iterable[Shaped],
    symbols: Iterable[Box],
    frame: Box,
    ink_under: InkUnder = nothing,
) -> list[Placed]:
    """Choose a spot for each name; one that finds none is left out.

    Parameters
    ----------
    shaped : iterable of Shaped
        In the order of drawing: what lies on others is the last.
    symbols : iterable of (left, bottom, right, top)
        What no name may cover.
    frame : (left, bottom, right, top)
        The map's edges.
    ink_under : callable, optional
        How much of what a name may cover lies under a box.

    Returns
    -------
    list of Placed
        Those first that the lesson gives a rank; then areas, then lines. No two overlap.
    """
    names = sorted(
        uncovered(shaped),
        key=lambda one: (-(one.rank // STATED), not one.inside, -one.rank, one.key),
    )
    busy, written, placed = list(symbols), list[Box](), list[Placed]()
    for name in names:
        others = [one.edge for one in names if one is not name]
        found = _first(name, others, busy, written, frame, ink_under)
        if found:
            busy.append(found)
            written.append(found)
            placed.append(Placed(name.key, found[0], found[1]))
    return placed


def uncovered(shaped: Iterable[Shaped]) -> list[Shaped]:
    """Say of each filled shape what of it later ones leave: a name elsewhere would be theirs.

    Not those of the same outline, such as a zone with a holder that has a value, too.
    """
    names = list(shaped)
    filled = [n for n, one in enumerate(names) if one.filled]
    tree = shapely.STRtree([names[n].shape for n in filled])
    for m, n in enumerate(filled):
        shape = names[n].shape
        met = [int(other) for other in tree.query(shape, predicate="intersects") if other > m]
        above = [names[filled[other]].shape for other in met]
        above = [one for one in above if not shape.touches(one) and not shape.equals(one)]
        if above:
            names[n] = replace(names[n], seen=shape.difference(shapely.union_all(above)))
    return names


def _first(
    name: Shaped,
    others: Sequence[BaseGeometry],
    busy: Sequence[Box],
    written: Sequence[Box],
    frame: Box,
    ink_under: InkUnder,
) -> Box | None:
    taken = np.array(busy, dtype=float).reshape(-1, 4)

    def free(spots: Iterable[Spot]) -> list[Spot]:
        """Keep the spots that cover nothing, the best first."""
        kept = [
            (cost + (STACKED if any(_gap(at, one) < STACK for one in written) else 0), at)
            for cost, at in spots
            if within(at, frame) and not np.any(overlap(at, taken.T))
        ]
        return sorted(kept)

    def best(spots: Iterable[Spot], is_good: Callable[[Box], bool]) -> Box | None:
        good = ((cost, at, at) for cost, at in spots if is_good(at))
        return clearest(good, ink_under, INKED)

    def is_own(at: Box) -> bool:
        near = name.edge.distance(box(*at))
        return near > 0 and all(OWN * one.distance(box(*at)) >= near for one in others)

    def is_nearest(at: Box) -> bool:
        # Where lines run together, a name beside all of them would tell nothing.
        near = name.edge.distance(box(*at))
        return name.closed and all(one.distance(box(*at)) + 0.5 >= near for one in others)

    stops = _stops(name.edge, frame)
    inside = free(_inside(name, frame, others))
    whole = best(inside, lambda at: name.room.contains(box(*at)) and (name.filled or is_own(at)))
    if whole:
        return whole
    if name.filled:
        for most in (MOST, MOST_STATED) if name.rank >= STATED else (MOST,):
            if held := best(inside, partial(_holds_most, name.room, most)):
                return held
        return None
    if name.closed:
        tried = [free(_sides(name, stops)), free(_along(name, stops, []))]
    else:
        tried = [free(_along(name, stops, others))]
    for is_good, spots in product((is_own, is_nearest), tried):
        if at := best(spots, is_good):
            return at
    return None


def _holds_most(shape: BaseGeometry, most: float, at: Box) -> bool:
    """Whether a name lies in a shape but for its ends: a narrow zone has its name, too."""
    left, bottom, right, top = at
    parts = (most, 0.5, 1 - most)
    middle = [Point(left + (right - left) * part, (bottom + top) / 2) for part in parts]
    return all(shape.contains(point) for point in middle)


def _grid(name: Shaped, frame: Box) -> Iterator[Spot]:
    """As near to the middle of the area as it can."""
    seen = shapely.clip_by_rect(name.room, *frame)
    if seen.is_empty:
        return
    left, bottom, right, top = seen.bounds
    grid = GRID if name.seen is None else FINE
    for i, j in product(range(1, grid), repeat=2):
        x, y = left + (right - left) * i / grid, bottom + (top - bottom) * j / grid
        cost = float(np.hypot(x - (left + right) / 2, y - (bottom + top) / 2))
        yield cost, _box_off(name, x, y, 0, 0, 0)


def _inside(name: Shaped, frame: Box, others: Sequence[BaseGeometry]) -> list[Spot]:
    """Find spots in an area; in a zone those near a line cost more: a wedge is not all of it."""
    tried = list(_grid(name, frame)) if name.inside or name.filled else []
    if not name.filled:
        return tried
    boxes = shapely.box(*np.array([at for _, at in tried], dtype=float).reshape(-1, 4).T)
    air = np.full(len(tried), AIR)
    for edge in (name.room.boundary, *others):
        shapely.prepare(edge)
        near = shapely.dwithin(edge, boxes, AIR)
        air[near] = np.minimum(air[near], shapely.distance(edge, boxes[near]))
    costs = CRAMPED * (1 - air / AIR)
    return [(cost + float(more), at) for (cost, at), more in zip(tried, costs, strict=True)]


def _sides(name: Shaped, stops: np.ndarray) -> Iterator[Spot]:
    """At the outermost point on each side, outside and inside of the outline."""
    for side, (dx, dy) in enumerate(SIDES if len(stops) else ()):
        x, y = stops[np.argmax(stops @ (dx, dy))]
        for n, offset in enumerate(OFFSETS):
            yield 10 * n + side / 2, _box_off(name, x, y, dx, dy, offset)
            yield 10 * n + side / 2 + 3, _box_off(name, x, y, -dx, -dy, offset)


def _along(name: Shaped, stops: np.ndarray, others: Sequence[BaseGeometry]) -> Iterator[Spot]:
    """Anywhere along a line, best where no other line is near."""
    some = stops[:: max(1, len(stops) // STOPS)]
    for n, (x, y) in enumerate(some):
        lonely = min([LONELY, *(one.distance(Point(x, y)) for one in others)])
        cost = LONELY - lonely + 10 * abs(n / len(some) - 0.5)
        for m, (side, (dx, dy)) in product(range(3), enumerate(SIDES)):
            yield cost + 10 * m + side / 2, _box_off(name, x, y, dx, dy, OFFSETS[m])


def _stops(edge: BaseGeometry, frame: Box) -> np.ndarray:
    """Give the points of an outline that are seen, some six points apart."""
    points = shapely.get_coordinates(shapely.segmentize(edge, 6.0))
    x, y = points.T
    return points[(x >= frame[0]) & (y >= frame[1]) & (x <= frame[2]) & (y <= frame[3])]


def _box_off(name: Shaped, x: float, y: float, dx: int, dy: int, offset: float) -> Box:
    left = float(x - name.width / 2 + dx * (name.width / 2 + offset))
    bottom = float(y - name.height / 2 + dy * (name.height / 2 + offset))
    return left, bottom, left + name.width, bottom + name.height


def _gap(a: Box, b: Box) -> float:
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])
