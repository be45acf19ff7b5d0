"""The classes of a measure, and the colour of each.

A scale is made of all values of its measure that the lesson knows, whatever map shows it: so a
colour means the same on all maps of a lesson and on all days.
"""

from __future__ import annotations

import math
import warnings
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex

from lessonkit.lesson import LessonData
from lessonkit.maps.layers import Style
from lessonkit.tables.entries import Measure

# Names of Matplotlib for those of lesson.toml, and the part of the colour map where the palest
# class stands. Each is safe for readers who see few colours, and darker is more, so that grey print
# tells the classes apart. None begins so pale that a zone could be taken for the sea or bare land.
_ONE_WAY = {
    "blues": ("Blues", 0.3),
    "greens": ("Greens", 0.17),
    "oranges": ("Oranges", 0.16),
    "purples": ("Purples", 0.3),
    "greys": ("Greys", 0.33),
    "yellow-blue": ("YlGnBu", 0.12),
}
_TWO_WAYS = {"orange-purple": "PuOr", "brown-green": "BrBG", "red-blue": "RdBu"}
DARK = 0.88  # part of a colour map: the darkest class is no ink
NEAR, FAR = 0.15, 0.44  # from the middle of one that goes two ways
BELOW = "-"
"""The hatch of the classes below a middle: in grey print the two ends are equally dark."""
UNKNOWN = "//"
"""The hatch of a zone whose value is not known: wide and pale, for what is known is louder."""
GREY = "#7a8087"
_USUAL_CLASSES = 5


@dataclass(frozen=True)
class Scale:
    """The classes of a measure: `edges` is one longer than `colours` and `hatches`.

    A value on an edge belongs to the class below it.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    hatches: tuple[str, ...]

    def style_of(self, value: float | None) -> Style:
        """Return the look of a zone; of None, and of what lies outside, that of not known."""
        if value is None or not self.colours or not self.edges[0] <= value <= self.edges[-1]:
            return Style(GREY, hatch=UNKNOWN, fill=False, width=0.0)
        return self.style(bisect_left(self.edges[1:-1], value))

    def style(self, n: int) -> Style:
        """Return the look of the n-th class."""
        return Style(self.colours[n], hatch=self.hatches[n], fill=True, width=0.0, solid=True)


def known_values(lesson: LessonData, measure: Measure) -> np.ndarray:
    """Return all known values of a measure, in their order."""
    rows = lesson.values[lesson.values["measure"] == measure.id]
    return np.sort(rows["value"].dropna().to_numpy(dtype=float))


def scale_of(lesson: LessonData, measure: Measure) -> Scale:
    """Make the scale of a measure; without a known value it has no class."""
    values = known_values(lesson, measure)
    if not values.size:
        return Scale((), (), ())
    edges = measure.edges or _edges(values, measure)
    count = len(edges) - 1
    if measure.middle is None:
        name, pale = _ONE_WAY[measure.colours or "blues"]
        parts = [pale + (DARK - pale) * n / max(1, count - 1) for n in range(count)]
        parts = parts[::-1] if measure.reversed else parts
        return Scale(edges, tuple(to_hex(colormaps[name](x)) for x in parts), ("",) * count)
    below = edges.index(measure.middle)
    drawn = colormaps[_TWO_WAYS[measure.colours or "orange-purple"]]
    most = max(below, count - below)
    away = [n - below if n < below else n - below + 1 for n in range(count)]  # never 0
    turn = -1 if measure.reversed else 1
    parts = [_from_middle(turn * step, most) for step in away]
    hatches = tuple(BELOW if step < 0 else "" for step in away)
    return Scale(edges, tuple(to_hex(drawn(part)) for part in parts), hatches)


def _from_middle(step: int, most: int) -> float:
    far = NEAR + (FAR - NEAR) * (abs(step) - 1) / max(1, most - 1)
    return 0.5 + math.copysign(far, step)


def _edges(values: np.ndarray, measure: Measure) -> tuple[float, ...]:
    """Return the edges that a method gives; around a middle they are as far on both sides."""
    classes = measure.classes or (_USUAL_CLASSES if measure.middle is None else 6)
    if measure.middle is None:
        breaks = _breaks(values, measure.method, classes)
        low = _rounded(values[0], measure.decimals, math.floor)
        edges = [low, *(_rounded(one, measure.decimals, math.ceil) for one in breaks)]
        # Values that are all the same make one class.
        return tuple(sorted(set(edges))) if len(set(edges)) > 1 else (low, low)
    far = np.sort(np.abs(values - measure.middle))
    if measure.method == "equal-interval":
        far = np.append(0.0, far)  # the classes are as wide from the middle on
    away = {
        _rounded(one, measure.decimals, math.ceil)
        for one in _breaks(far, measure.method, classes // 2)
    }
    steps = sorted(away - {0.0}) or [1.0]
    down, up = ([measure.middle + sign * step for step in steps] for sign in (-1, 1))
    return (*reversed(down), measure.middle, *up)


def _breaks(values: np.ndarray, method: str, classes: int) -> list[float]:
    """Return the upper edge of each class; fewer where values are few."""
    # Loaded here alone: it brings a library for learning machines, and takes two seconds.
    import mapclassify

    makers: dict[str, Any] = {
        "quantiles": mapclassify.Quantiles,
        "equal-interval": mapclassify.EqualInterval,
        "natural-breaks": mapclassify.FisherJenks,  # the exact ones, the same each time
    }
    different = len(np.unique(values))
    if different < 2:
        return [float(values[-1])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it would be faster with another library
        made = makers[method or "quantiles"](values, k=min(classes, different))
    return [float(one) for one in made.bins]


def _rounded(value: float, decimals: int, way: Any) -> float:
    """Round up or down, but never because of the last bit of a number."""
    factor = 10**decimals
    return float(way(round(value * factor, 6)) / factor)
