"""Hatches weigh much: Matplotlib repeats a pattern many times where once is enough."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

# Matplotlib draws a hatch on a square of 72 points, with six repeats of each line and as many of
# two rows of dots on the way: a third of the square already repeats.
WHOLE, TILE = 72, 24
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CURVES = 8  # of a circle
_RIM = 1.0  # points: a stroke reaches beyond its line


def shrink(pattern: ET.Element) -> None:
    """Make a hatch pattern of Matplotlib the smallest square that repeats; it looks the same."""
    if pattern.get("width") != str(WHOLE) or pattern.get("height") != str(WHOLE):
        return
    pattern.set("width", str(TILE))
    pattern.set("height", str(TILE))
    for path in pattern.iter("path"):
        path.set("d", within(path.get("d", ""), TILE, TILE))


def within(outline: str, width: float, height: float) -> str:
    """Keep the parts of an SVG path that touch the box from 0, 0 to `width`, `height`."""
    parts = ["M" + part for part in outline.split("M")[1:]]
    return "".join(_shorter(part) for part in parts if _touches(part, width, height))


def _shorter(part: str) -> str:
    """Write a circle, which Matplotlib draws with eight curves, as two arcs.

    They turn the same way, because a ring is a circle with another one in it that turns back.
    """
    if part.count("C") != _CURVES or "L" in part or "Q" in part:
        return part
    x, y = _numbers(part)
    left, width, middle = min(x), max(x) - min(x), (min(y) + max(y)) / 2
    turns = sum(x[n - 1] * y[n] - x[n] * y[n - 1] for n in range(len(x)))
    arc = f"a{width / 2:.3g} {width / 2:.3g} 0 1 {int(turns > 0)} "
    return f"M{left:g} {middle:.4g}{arc}{width:.3g} 0{arc}{-width:.3g} 0Z"


def _numbers(part: str) -> tuple[list[float], list[float]]:
    numbers = [float(number) for number in _NUMBER.findall(part)]
    return numbers[::2], numbers[1::2]


def _touches(part: str, width: float, height: float) -> bool:
    x, y = _numbers(part)
    return (
        min(x) <= width + _RIM and max(x) >= -_RIM and min(y) <= height + _RIM and max(y) >= -_RIM
    )
