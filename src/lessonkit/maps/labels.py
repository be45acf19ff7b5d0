"""Place names on a still map so that none covers a symbol or another name.

The browser lays its own names out again at every size (`map/names/`); this module serves the
printed figure. A place's name is laid out greedily: the place that the lesson speaks of most comes
first, at the first of sixteen positions that is free and nearer to its own mark than to any other.
If there is none, the name stands further off, tied to its mark by a line. A name that fits nowhere
is left out.

The name of an area goes inside it if it fits. Else it goes beside its own outline, as near as there
is room, and never nearer to another outline than to its own: so nobody takes it for the name of
the neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]

# Direction from the symbol (x right, y up) in order of preference: to the right, right and up,
# right and down, then the same to the left, then above and below. Cartographers prefer the right;
# see Imhof, "Positioning names on maps" (1975).
POSITIONS = ((1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1))
# At the end of a line a name may stand at steeper and flatter angles, too.
AROUND = (*POSITIONS, *((dx, dy) for dy in (0.5, 2, -0.5, -2) for dx in (1, -1)))
GAPS = (3.0, 6.5)  # points from the mark to the name
INSIDE = 2.5  # points: air above and below the letters in the box of a name
CLEAR = 4.0  # points: so much nearer is a name to its own mark than to any other
LEADS = (12.0, 20.0, 30.0, 42.0, 56.0)  # points from the mark to a name at the end of a line
TRIED = 1.6  # so many places try for a name, for each that may have one


@dataclass(frozen=True)
class Label:
    """A label to place beside the box of its mark. `width` and `height` in points, y up."""

    key: str
    mark: Box
    width: float
    height: float
    rank: int


Line = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Placed:
    """Where a label goes: the lower left corner of its box, and the line to its mark, if any.

    `right` is the right edge of the box if its lines end there, because its mark stands there.
    """

    key: str
    x: float
    y: float
    lead: Line | None = None
    right: float | None = None


def place_labels(
    labels: Iterable[Label],
    marks: Iterable[Box],
    frame: Box,
    taken: Iterable[Box] = (),
    most: int | None = None,
) -> list[Placed]:
    """Choose a position for each label.

    Parameters
    ----------
    labels : iterable of Label
    marks : iterable of (left, bottom, right, top)
        Boxes of all marks, which no label may cover.
    frame : (left, bottom, right, top)
        The map's edges.
    taken : iterable of boxes, optional
        Further boxes to keep free, such as the scale bar.
    most : int, optional
        So many labels at the most, and only the first of those that are left over try.

    Returns
    -------
    list of Placed
        Highest rank first. No two boxes overlap each other, a mark or the frame. One without a
        line is nearer to its own mark than to any other.
    """
    marks_ = np.array([*marks], dtype=float).reshape(-1, 4)
    busy = np.array([*marks_, *taken], dtype=float).reshape(-1, 4)
    ordered = sorted(labels, key=lambda item: (-item.rank, item.key))
    most = len(ordered) if most is None else most
    placed: list[Placed] = []
    for n, label in enumerate(ordered[: int(most * TRIED)]):
        if len(placed) >= most:
            break
        found = _beside(label, marks_, busy, frame)
        lead = None
        if found is None and n < most:
            found, lead = _led(label, marks_, busy, frame)
        if found is not None:
            busy = np.vstack([busy, found, *(_along_line(lead) if lead else ())])
            is_west = found[2] <= label.mark[0]
            right = found[2] if is_west else None
            placed.append(Placed(label.key, found[0], found[1], lead, right))
    return placed


def _beside(label: Label, marks: np.ndarray, busy: np.ndarray, frame: Box) -> Box | None:
    """Find a box that covers nothing and is nearer to its mark than to any other."""
    others = marks[np.any(marks != label.mark, axis=1)]
    for gap, (dx, dy) in product(GAPS, POSITIONS):
        box = _box(label, dx, dy, gap)
        if _within(box, frame) and not np.any(overlap(box, busy.T)):
            reach = apart(box, label.mark) + CLEAR
            if not np.any(overlap(_grown(box, reach), others.T)):
                return box
    return None


def _led(
    label: Label, marks: np.ndarray, busy: np.ndarray, frame: Box
) -> tuple[Box | None, Line | None]:
    """Find a box further off, and a line to it that crosses nothing."""
    others = busy[np.any(busy != label.mark, axis=1)]
    for gap, (dx, dy) in product(LEADS, AROUND):
        box = _box(label, dx, dy, gap, gap)
        if (
            _within(box, frame)
            and not np.any(overlap(box, busy.T))
            and not np.any(overlap(_grown(box, CLEAR), marks.T))
        ):
            lead = _lead(box, label.mark)
            if not any(np.any(overlap(step, others.T)) for step in _along_line(lead)):
                return box, lead
    return None, None


def _lead(box: Box, mark: Box) -> Line:
    """Return the line from a mark to a name, between the two points nearest to each other."""
    x, y = (mark[0] + mark[2]) / 2, (mark[1] + mark[3]) / 2
    to = _clamped(x, box[0], box[2]), _clamped(y, box[1], box[3])
    return (_clamped(to[0], mark[0], mark[2]), _clamped(to[1], mark[1], mark[3])), to


def _along_line(line: Line) -> list[Box]:
    """Give small boxes along a line, for the question what it covers."""
    (ax, ay), (bx, by) = line
    steps = max(1, int(np.ceil(np.hypot(bx - ax, by - ay) / 2)))
    parts = [(ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps) for n in range(steps)]
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in parts]


def apart(one: Box, other: Box) -> float:
    """Return how far two boxes are from each other; 0 if they touch."""
    across = max(0.0, one[0] - other[2], other[0] - one[2])
    return float(np.hypot(across, max(0.0, one[1] - other[3], other[1] - one[3])))


def _clamped(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def measured(
    widths: Callable[[str, float], float], lines: list[tuple[str, float]]
) -> tuple[float, float]:
    """Return width and height in points of text lines given as (text, size)."""
    return max(widths(t, s) for t, s in lines), sum(1.25 * s for _, s in lines)


def _box(label: Label, dx: float, dy: float, gap: float, rise: float = 0.0) -> Box:
    """Return a box beside a mark, `gap` from its edge, `rise` times dy more up or down."""
    x, y = (label.mark[0] + label.mark[2]) / 2, (label.mark[1] + label.mark[3]) / 2
    across = (label.mark[2] - label.mark[0]) / 2 + gap
    down = rise * abs(dy) if dx else (label.mark[3] - label.mark[1]) / 2 + gap - INSIDE
    left = x - label.width / 2 + dx * (label.width / 2 + across)
    bottom = y - label.height / 2 + float(np.sign(dy)) * (label.height / 2 + down)
    return left, bottom, left + label.width, bottom + label.height


def _within(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def overlap(a: Any, b: Any) -> Any:
    """Whether two boxes share any area. Each is four numbers or four arrays, as in `Box`."""
    return (a[0] < b[2]) & (b[0] < a[2]) & (a[1] < b[3]) & (b[1] < a[3])


# Sides of an outline in order of preference, x right and y up.
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
OFFSETS = (4.0, 9.0, 16.0, 26.0, 40.0)  # from the outline to the name
GRID = 11  # spots tried inside an area, each way
STOPS = 40  # spots tried along an outline
OWN = 0.6  # the most that a name may be off its own outline, as a part of the way to another
LONELY = 60.0  # a line further than this from all others is its own there
STACK, STACKED = 48.0, 25.0  # names of outlines so near to each other look like a list; its cost

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

    @property
    def edge(self) -> BaseGeometry:
        """The outline, a line."""
        return self.shape.boundary if self.shape.geom_type.endswith("Polygon") else self.shape

    @property
    def closed(self) -> bool:
        """Whether the outline goes round something."""
        return shapely.get_parts(self.edge)[0].is_closed


def place_beside(shaped: Iterable[Shaped], symbols: Iterable[Box], frame: Box) -> list[Placed]:
    """Choose a spot for each name; one that finds none is left out.

    Parameters
    ----------
    shaped : iterable of Shaped
    symbols : iterable of (left, bottom, right, top)
        What no name may cover.
    frame : (left, bottom, right, top)
        The map's edges.

    Returns
    -------
    list of Placed
        Areas first, then lines, the highest rank first. No two overlap.
    """
    names = sorted(shaped, key=lambda one: (not one.inside, -one.rank, one.key))
    busy, written, placed = list(symbols), list[Box](), list[Placed]()
    for name in names:
        others = [one.edge for one in names if one is not name]
        found = _first(name, others, busy, written, frame)
        if found:
            busy.append(found)
            written.append(found)
            placed.append(Placed(name.key, found[0], found[1]))
    return placed


def _first(
    name: Shaped,
    others: Sequence[BaseGeometry],
    busy: Sequence[Box],
    written: Sequence[Box],
    frame: Box,
) -> Box | None:
    taken = np.array(busy, dtype=float).reshape(-1, 4)

    def free(spots: Iterable[Spot]) -> list[Box]:
        """Keep the spots that cover nothing, the best first."""
        kept = [
            (cost + (STACKED if any(_gap(at, one) < STACK for one in written) else 0), at)
            for cost, at in spots
            if _within(at, frame) and not np.any(overlap(at, taken.T))
        ]
        return [at for _, at in sorted(kept)]

    def is_own(at: Box) -> bool:
        near = name.edge.distance(box(*at))
        return near > 0 and all(OWN * one.distance(box(*at)) >= near for one in others)

    def is_nearest(at: Box) -> bool:
        # Where lines run together, a name beside all of them would tell nothing.
        near = name.edge.distance(box(*at))
        return name.closed and all(one.distance(box(*at)) + 0.5 >= near for one in others)

    stops = _stops(name.edge, frame)
    if name.inside:
        for at in free(_inside(name, frame)):
            if name.shape.contains(box(*at)) and (name.filled or is_own(at)):
                return at
    if name.filled:
        return None
    if name.closed:
        tried = [free(_sides(name, stops)), free(_along(name, stops, []))]
    else:
        tried = [free(_along(name, stops, others))]
    for is_good, spots in product((is_own, is_nearest), tried):
        for at in spots:
            if is_good(at):
                return at
    return None


def _inside(name: Shaped, frame: Box) -> Iterator[Spot]:
    """As near to the middle of the area as it can."""
    seen = shapely.clip_by_rect(name.shape, *frame)
    if seen.is_empty:
        return
    left, bottom, right, top = seen.bounds
    for i, j in product(range(1, GRID), repeat=2):
        x, y = left + (right - left) * i / GRID, bottom + (top - bottom) * j / GRID
        cost = float(np.hypot(x - (left + right) / 2, y - (bottom + top) / 2))
        yield cost, _box_off(name, x, y, 0, 0, 0)


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
