"""Upright boxes on the page: whether they overlap, lie in one another, how far apart they are."""

from __future__ import annotations

from typing import Any

import numpy as np

Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""


def overlap(a: Any, b: Any) -> Any:
    """Whether two boxes share any area. Each is four numbers or four arrays, as in `Box`."""
    return (a[0] < b[2]) & (b[0] < a[2]) & (a[1] < b[3]) & (b[1] < a[3])


def within(box: Box, frame: Box) -> bool:
    """Whether a box lies in a frame."""
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def apart(one: Box, other: Box) -> float:
    """Return how far two boxes are from each other; 0 if they touch."""
    across = max(0.0, one[0] - other[2], other[0] - one[2])
    return float(np.hypot(across, max(0.0, one[1] - other[3], other[1] - one[3])))


def grown(box: Box, by: float) -> Box:
    """Return a box that is so much larger on each side."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
