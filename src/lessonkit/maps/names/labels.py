"""Names of places on a still map so that none covers a symbol or another name.

The browser lays its own names out again at every size (`map/names/labels.js`); this module serves
the printed figure. A place's name is laid out greedily: the place that the lesson speaks of most
comes first, at the first of sixteen positions that is free, nearer to its own mark than to any
other and in no zone of another; of several that are, one where it lies on no line and no circle
(`ink`). If there is none, the name stands further off, tied to its mark by
a line. A name that fits nowhere is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.boxes import Box, apart, grown, overlap, within
from lessonkit.maps.names.ink import InkUnder, clearest, nothing

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
AMONG_ZONES = LEADS[:3]  # between the colours and hatches of many zones a longer line is lost
MANY = 8  # zones
PARTS = (0.25, 0.5, 0.75)  # of the width of a name
TURNS = 5  # positions: so much later may be one where a line less crosses a name
LONGER, FURTHER = 3.0, 12.0  # points: so much longer a line may be for that, and for all of them
TRIED = 1.6  # so many places try for a name, for each that may have one


@dataclass(frozen=True)
class Label:
    """A label to place beside the box of its mark. `width` and `height` in points, y up.

    `middle` is the box of the middle of a mark that may lie over others, such as a large circle:
    there a line ends, and from there it is measured whose name this is.
    """

    key: str
    mark: Box
    width: float
    height: float
    rank: int
    middle: Box | None = None

    @property
    def core(self) -> Box:
        """What no other name may cover: the mark, or the middle of one that lies over others."""
        return self.middle or self.mark


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
    zones: Sequence[BaseGeometry] = (),
    ink_under: InkUnder = nothing,
) -> list[Placed]:
    """Choose a position for each label.

    Parameters
    ----------
    labels : iterable of Label
    marks : iterable of (left, bottom, right, top)
        Boxes of all marks, of those that lie over others their middles: no label may cover them.
    frame : (left, bottom, right, top)
        The map's edges.
    taken : iterable of boxes, optional
        Further boxes to keep free, such as the scale bar.
    most : int, optional
        So many labels at the most, and only the first of those that are left over try.
    zones : sequence of geometries, optional
        Filled zones, in points, y up.
    ink_under : callable, optional
        How much of what a label may cover lies under a box.

    Returns
    -------
    list of Placed
        Highest rank first. No two boxes overlap each other, a mark or the
        frame. One without a line is nearer to its own mark than to any other.
    """
    marks_ = np.array([*marks], dtype=float).reshape(-1, 4)
    busy = np.array([*marks_, *taken], dtype=float).reshape(-1, 4)
    ordered = sorted(labels, key=lambda item: (-item.rank, item.key))
    most = len(ordered) if most is None else most
    placed: list[Placed] = []
    for n, label in enumerate(ordered[: int(most * TRIED)]):
        if len(placed) >= most:
            break
        found, lead = _best(label, marks_, busy, frame, zones, ink_under, is_led=n < most)
        if found is not None:
            busy = np.vstack([busy, found, *(_along_line(lead) if lead else ())])
            is_west = found[2] <= label.mark[0]
            right = found[2] if is_west else None
            placed.append(Placed(label.key, found[0], found[1], lead, right))
    return placed


def _best(
    label: Label,
    marks: np.ndarray,
    busy: np.ndarray,
    frame: Box,
    zones: Sequence[BaseGeometry],
    ink_under: InkUnder,
    *,
    is_led: bool,
) -> tuple[Box, Line | None] | tuple[None, None]:
    """Find the best box for a name; one at the end of a line may be in another zone, too."""
    for most in (0, 1, len(PARTS)) if zones else (0,):
        if most < len(PARTS):
            near = (
                (cost, at, at)
                for cost, at in _beside(label, marks, busy, frame)
                if _abroad(at, label, zones) <= most
            )
            if found := clearest(near, ink_under, TURNS):
                return found, None
        if is_led and most != 1:
            leads = AMONG_ZONES if len(zones) > MANY else LEADS
            far = (
                (gap, at, (at, lead))
                for gap, at, lead in _led(label, marks, busy, frame, leads)
                if _abroad(at, label, zones) <= most
            )
            if led := clearest(far, ink_under, LONGER, FURTHER):
                return led
    return None, None


def _abroad(at: Box, label: Label, zones: Sequence[BaseGeometry]) -> int:
    """Count which of three parts of a name are in a zone in which its mark is not.

    A reader takes the place for one of that zone. A zone too small for name and mark sends it out.
    """
    left, bottom, right, top = at
    middle = shapely.box(*label.mark).centroid
    own = [zone for zone in zones if zone.contains(middle)]
    sizes = [(b[2] - b[0], b[3] - b[1]) for b in (zone.bounds for zone in own)]
    if not any(wide > 2 * (right - left) and high > top - bottom for wide, high in sizes):
        return 0
    parts = [Point(left + (right - left) * part, (bottom + top) / 2) for part in PARTS]
    others = [zone for zone in zones if zone not in own]
    return sum(any(zone.contains(part) for zone in others) for part in parts)


def _beside(
    label: Label, marks: np.ndarray, busy: np.ndarray, frame: Box
) -> Iterator[tuple[int, Box]]:
    """Find boxes that cover nothing and are nearer to their mark than to any other, by turns."""
    others = marks[np.any(marks != label.core, axis=1)]
    for turn, (gap, (dx, dy)) in enumerate(product(GAPS, POSITIONS)):
        box = _box(label, dx, dy, gap)
        if within(box, frame) and not np.any(overlap(box, busy.T)):
            reach = apart(box, label.core) + CLEAR
            if not np.any(overlap(grown(box, reach), others.T)):
                yield turn, box


def _led(
    label: Label, marks: np.ndarray, busy: np.ndarray, frame: Box, leads: Sequence[float]
) -> Iterator[tuple[float, Box, Line]]:
    """Find boxes further off, how far, and a line to each that crosses nothing."""
    others = busy[np.any(busy != label.core, axis=1)]
    for gap, (dx, dy) in product(leads, AROUND):
        box = _box(label, dx, dy, gap, gap)
        if (
            within(box, frame)
            and not np.any(overlap(box, busy.T))
            and not np.any(overlap(grown(box, CLEAR), marks.T))
        ):
            lead = _lead(box, label.core)
            if not any(np.any(overlap(step, others.T)) for step in _along_line(lead)):
                yield gap, box, lead


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


def _clamped(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))
