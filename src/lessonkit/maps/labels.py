"""Place labels on a still map so that none covers a symbol or another label.

The browser lays its own labels out again at every size (`widgets/labels.js`); this module serves
the printed figure. Both are greedy: the place that the lesson speaks of most is labelled first,
at the first of sixteen positions that is free; a label that fits nowhere is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

Box = tuple[float, float, float, float]

# Direction from the symbol (x right, y up) in order of preference: right, left, above, below,
# then the corners. Cartographers prefer the right; see Imhof, "Positioning names on maps" (1975).
POSITIONS = ((1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1))
# Each direction is tried close to the symbol, then a little further out.
GAPS = (1.0, 2.2)


@dataclass(frozen=True)
class Label:
    """A label to place. `x`, `y`, `width`, `height` and `gap` in points, y up."""

    key: str
    x: float
    y: float
    width: float
    height: float
    rank: int
    gap: float = 5.0


@dataclass(frozen=True)
class Placed:
    """Where a label goes: the lower left corner of its box."""

    key: str
    x: float
    y: float


def place_labels(
    labels: Iterable[Label], symbols: Iterable[Box], frame: Box, taken: Iterable[Box] = ()
) -> list[Placed]:
    """Choose a position for each label.

    Parameters
    ----------
    labels : iterable of Label
    symbols : iterable of (left, bottom, right, top)
        Boxes of the symbols, which no label may cover.
    frame : (left, bottom, right, top)
        The map's edges.
    taken : iterable of boxes, optional
        Further boxes to keep free, such as the scale bar.

    Returns
    -------
    list of Placed
        Highest rank first. No two boxes overlap each other, a symbol or the frame.
    """
    busy = np.array([*symbols, *taken], dtype=float).reshape(-1, 4)
    placed = []
    for label in sorted(labels, key=lambda item: (-item.rank, item.key)):
        for gap, (dx, dy) in product(GAPS, POSITIONS):
            box = _box(label, dx, dy, label.gap * gap)
            if _within(box, frame) and not np.any(overlap(box, busy.T)):
                busy = np.vstack([busy, box])
                placed.append(Placed(label.key, box[0], box[1]))
                break
    return placed


def measured(
    widths: Callable[[str, float], float], lines: list[tuple[str, float]]
) -> tuple[float, float]:
    """Return width and height in points of text lines given as (text, size)."""
    return max(widths(t, s) for t, s in lines), sum(1.25 * s for _, s in lines)


def _box(label: Label, dx: int, dy: int, gap: float) -> Box:
    left = label.x - label.width / 2 + dx * (label.width / 2 + gap)
    step = label.height / 2 + gap * (0.2 if dx else 1)
    bottom = label.y - label.height / 2 + dy * step
    return left, bottom, left + label.width, bottom + label.height


def _within(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def overlap(a: Any, b: Any) -> Any:
    """Whether two boxes share any area. Each is four numbers or four arrays, as in `Box`."""
    return (a[0] < b[2]) & (b[0] < a[2]) & (a[1] < b[3]) & (b[1] < a[3])
