"""Draw the features of layers with Matplotlib: markers, lines, arrows, areas, rings, hatches.

Each artist carries its feature's id as group id, by which `svg` finds it again. Only the markers
of an SVG are drawn once for each look, because `svg` sets copies of them at their points.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.days import AnyDay
from lessonkit.geodesy import circle
from lessonkit.maps.layers import RING_FROM_KM, Feature, Layer, Style
from lessonkit.maps.window import Window
from lessonkit.tables.entries import luminance

if TYPE_CHECKING:
    from lessonkit.maps.values.borders import Border


def _glyph(letter: str) -> Outline:
    """Return a letter as a marker: in a box of one unit around 0, 0.

    As mathematics, "$?$", Matplotlib would first load its parser of formulas.
    """
    drawn = TextPath((0, 0), letter, size=10)
    left, low, right, high = drawn.get_extents().extents
    middle = Affine2D().translate(-(left + right) / 2, -(low + high) / 2)
    return drawn.transformed(middle.scale(1 / max(right - left, high - low)))


def _posts() -> Outline:
    """Return a gate: two full posts, so that each has a white rim, with the way between them."""
    post = np.array([(-1, -1), (-0.4, -1), (-0.4, 1), (-1, 1), (-1, -1)])
    return Outline.make_compound_path(*(Outline(post * (to, 1), closed=True) for to in (1, -1)))


MARKERS: dict[str, Any] = {
    "": "o",
    "circle": "o",
    "amount": "o",  # whose area is a value
    "diamond": "D",
    "square": "s",
    "triangle": "^",
    "triangle-down": "v",
    "triangle-left": "<",
    "pentagon": "p",
    "plus": "P",
    "cross": "X",
    "star": "*",
    "ring": "o",
    "hexagon": "h",
    "gate": _posts(),
    "circle-open": "o",
    "square-open": "s",
    "triangle-open": "^",
    "question": _glyph("?"),
    "bar": [(-1, -0.42), (1, -0.42), (1, 0.42), (-1, 0.42), (-1, -0.42)],
}
DASHES: dict[str, Any] = {
    "": "solid",
    "solid": "solid",
    "dashed": (0, (6, 3.5)),
    "dotted": (0, (1.2, 2.6)),
    "dash-dot": (0, (7, 2.5, 1.4, 2.5)),
}
# How full a symbol is that no holder fills; any other is empty.
EVER = {"gate": "full"}
# Of an outline round a holder's mark: so that the corners of a diamond stay inside.
AROUND = {"square": 13.0, "square-open": 13.0, "triangle": 19.0, "triangle-open": 19.0}
AROUND_ELSE = 15.0
# Points: of a kind of place that is told by its shape. A dot needs less to be seen as one.
SHAPED = 8.0
# How sure a holder is: a full mark, a half-filled one, an empty one. It needs no colour, so it
# works for black, in grey print, and in a dark theme, where ink is light and paper dark.
FILLED = {"high": "full", "medium": "left", "low": "none"}
# A diamond of a size is as wide as its diagonal.
DIAMOND = 0.87
# The ring round an event has no face, so its width says how sure the event is.
RING_WIDTH = {"high": 2.6, "medium": 1.7, "low": 0.9}
RIM = "#ffffff"
# Points: the radius of the open circle that stands for a value of nought.
NOUGHT = 3.0


def draw_feature(ax: Axes, window: Window, layer: Layer, feature: Feature) -> None:
    """Draw one feature under its id as group id: a marker, a line or an area."""
    if isinstance(feature.geometry, Point):
        there = window.project(feature.geometry)
        if not window.holds(*window.page(feature.geometry)):
            return
        x, y = there.x + feature.shift / window.scale, there.y + feature.rise / window.scale
        draw_marker(ax, layer, feature.style, feature.id, x, y)
    draw_shape(ax, window, layer, feature)


def draw_marker(ax: Axes, layer: Layer, style: Style, gid: str, x: float, y: float) -> None:
    """Draw the marker of a style at `x`, `y` in projected metres."""
    look = marker_look(style, marker_size(layer, style))
    # add_artist, not plot or add_patch: the window is fixed, so nothing need be rescaled.
    ax.add_artist(Line2D([x], [y], linestyle="none", gid=gid, zorder=layer.role.order, **look))


def marker_size(layer: Layer, style: Style) -> float:
    """Return the size in points of the marker of a style in a layer."""
    if style.around:
        return AROUND.get(style.marker, AROUND_ELSE)
    if layer.role.places and style.marker not in ("", "circle"):
        return SHAPED
    return layer.role.size


def draw_shape(ax: Axes, window: Window, layer: Layer, feature: Feature) -> None:
    """Draw a line or an area; of a point, the ring that says how exact it is."""
    if isinstance(feature.geometry, Point):
        if feature.precision_km >= RING_FROM_KM and not layer.role.holders:
            _draw_ring(ax, window, feature)
        return
    style, shape = feature.style, seen(window, feature.geometry)
    if shape.is_empty:
        return
    if layer.role.shared:
        draw_area(ax, shape, style, feature.id, UNDER if layer.role.under else 1)
        return
    look: dict[str, Any] = {
        "edgecolor": style.colour,
        "linewidth": style.width,
        "linestyle": DASHES[style.dash],
    }
    if layer.role.arrows and feature.card.get("holder"):
        _draw_arrow(ax, shape, feature, look)
    elif shape.geom_type.endswith(("LineString", "LinearRing")):
        patch(ax, shape, feature.id, 2, fill=False, **look)
    else:
        # A tint under a hatch would make Matplotlib fade the hatch with it.
        tint = (style.colour, 0.18) if style.fill and not style.hatch else "none"
        if style.hatch:
            look |= {"hatch": closer(style.hatch), "hatchcolor": mix(style.colour, HATCH)}
        patch(ax, shape, feature.id, 1, facecolor=tint, **look)


# Below rivers and borders, above the relief.
UNDER = -4.5
# Of a zone with a holder: the hatch says who it is, the tint only how far it goes.
TINT, HATCH = 0.24, 0.6
PLAIN = 0.36  # of one without a hatch: its tint says who it is
SOLID = 0.82  # of a zone with a value: relief and borders are still seen through it
# Of a circle whose area is a value: what lies below it, other circles too, is seen through it.
CLEAR = 0.42
EDGE = "#4a4f55"


def seen(window: Window, shape: BaseGeometry) -> BaseGeometry:
    """Return what of a line or an area lies in the window or close to it, in projected metres."""
    return shapely.clip_by_rect(window.project(shape), *_grown(window.bounds))


def draw_area(ax: Axes, shape: BaseGeometry, style: Style, gid: str, order: float) -> None:
    """Draw an area without its edge: `values.borders` has the lines where areas meet.

    Tint and hatch are two patches, because Matplotlib would fade a hatch with its tint.
    """
    if style.fill:
        alpha = tint_of(style)
        patch(ax, shape, gid, order, facecolor=(style.colour, alpha), linewidth=0)
    if style.hatch:
        look = {"hatch": style.hatch, "linewidth": 0, "edgecolor": hatch_colour(style)}
        patch(ax, shape, gid, order, facecolor="none", **look)


def tint_of(style: Style) -> float:
    """Return how much of a zone's colour covers what lies below it, 0 to 1."""
    return SOLID if style.solid else TINT if style.hatch else PLAIN


def closer(hatch: str) -> str:
    """Return the hatch of an area that lies over others: fine and pale, or it hides them."""
    return hatch + hatch[-1]


def hatch_colour(style: Style) -> str:
    """Return the ink of a hatch: on a tint a paler one, on a solid fill one that can be seen."""
    if not style.solid:
        return mix(style.colour, HATCH) if style.fill else style.colour
    parts = [int(style.colour[i : i + 2], 16) for i in (1, 3, 5)]
    light = 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2] > 110
    return "#" + "".join(f"{(part + (30 if light else 255)) // 2:02x}" for part in parts)


def draw_borders(ax: Axes, window: Window, borders: Sequence[Border]) -> None:
    """Draw the lines of zones, each once, under the group id of its number."""
    for n, border in enumerate(borders):
        line = seen(window, border.line)
        if not line.is_empty:
            width = 2.4 if border.inner else 1.1
            patch(ax, line, f"borders/{n}", 1.5, fill=False, edgecolor=EDGE, linewidth=width)


def _draw_ring(ax: Axes, window: Window, feature: Feature) -> None:
    ring = circle(feature.geometry.x, feature.geometry.y, feature.precision_km)
    patch(
        ax,
        window.project(ring),
        f"{feature.id}/ring",
        1,
        fill=False,
        linewidth=0.9,
        edgecolor=feature.style.colour,
        linestyle=DASHES["dotted"],
        alpha=0.8,
    )


def marker_look(style: Style, size: float) -> dict[str, Any]:
    """Return Matplotlib's marker settings of a style, confidence included."""
    colour = style.colour
    if style.marker == "amount":
        face = (colour, CLEAR) if style.radius else RIM
        return _look("o", 2 * (style.radius or NOUGHT), face, colour, style.width)
    if style.marker == "ring":  # stands round another symbol and must not cover it
        return _look("o", size, "none", colour, RING_WIDTH[style.confidence])
    if style.around:
        return _look(MARKERS[style.marker], size, "none", colour, 1.0)
    if style.marker == "question":  # a thin glyph: a rim would hide it
        return _look(MARKERS["question"], size, colour, colour, 0.5)
    return _symbol_look(style, size)


def _look(marker: Any, size: float, face: Any, edge: str, width: float) -> dict[str, Any]:
    return {
        "marker": marker,
        "markersize": size,
        "markerfacecolor": face,
        "markeredgecolor": edge,
        "markeredgewidth": width,
    }


def is_filled(style: Style) -> bool:
    """Say whether a symbol is as full as it is sure: an open shape is always empty."""
    return not style.marker.endswith("-open") and style.marker not in ("hexagon", "gate")


def is_full(style: Style) -> bool:
    """Say whether a mark is drawn full, with a white rim, and not of lines alone."""
    return bool(marker_look(style, 1.0)["markeredgecolor"] == RIM)


def _symbol_look(style: Style, size: float) -> dict[str, Any]:
    """Return the settings of a symbol that is as full as its holder is sure."""
    filled = FILLED[style.confidence] if is_filled(style) else EVER.get(style.marker, "none")
    if style.marker == "diamond":
        size *= DIAMOND
    full = filled == "full"
    look = _look(
        MARKERS[style.marker],
        # The white rim of a full symbol is outside its colour, so the others are drawn smaller.
        size if full else size - 1.2,
        RIM if filled == "none" else style.colour,
        RIM if full else style.colour,
        0.9 if full else 1.2,
    )
    if filled != "left":
        return look
    if style.marker == "bar":  # Matplotlib halves its own shapes only
        return look | {"markerfacecolor": mix(style.colour, 0.5)}
    return look | {"fillstyle": filled, "markerfacecoloralt": RIM}


def mix(colour: str, opacity: float) -> str:
    """Mix a #rrggbb colour with white; drawn solid, so that what lies below never tints it."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - p) * opacity):02x}" for p in parts)


def _draw_arrow(ax: Axes, shape: BaseGeometry, feature: Feature, look: dict[str, Any]) -> None:
    if feature.style.confidence == "low":
        look = look | {"linestyle": DASHES["dashed"]}
    line = shape if shape.geom_type == "LineString" else max(shape.geoms, key=lambda g: g.length)
    arrow = FancyArrowPatch(
        path=Outline(np.asarray(line.coords)),
        arrowstyle="-|>,head_length=7,head_width=3.6",
        facecolor=look["edgecolor"],
        gid=feature.id,
        zorder=2,
        capstyle="round",
        **look,
    )
    ax.add_artist(arrow)


def patch(ax: Axes, shape: BaseGeometry, gid: str, zorder: float, **look: Any) -> None:
    """Draw a line or an area under a group id; `look` is for Matplotlib's patch."""
    look.setdefault("edgecolor", "none")
    ax.add_artist(PathPatch(outline(shape), gid=gid, zorder=zorder, joinstyle="round", **look))


def outline(shape: BaseGeometry) -> Outline:
    """Turn any shapely line or area into one Matplotlib path, holes included."""
    rings: list[Any] = []
    for part in getattr(shape, "geoms", [shape]):
        rings += [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    return Outline.make_compound_path(
        *(Outline(np.asarray(r.coords)[:, :2], closed=r.is_ring) for r in rings)
    )


def _grown(bounds: tuple[float, ...]) -> tuple[float, ...]:
    pad = 0.05 * (bounds[2] - bounds[0])
    return bounds[0] - pad, bounds[1] - pad, bounds[2] + pad, bounds[3] + pad


def on_day(layers: Sequence[Layer], day: AnyDay | None, step: str = "day") -> list[Layer]:
    """Keep what a map shows on `day`, everything if there is no date.

    `step` is that of its clock: of an hour, a month or a year it shows the whole, as the page does.
    """
    if day is None:
        return list(layers)
    return [
        replace(one, features=tuple(f for f in one.features if one.shows(f, day, step)))
        for one in layers
    ]


def marker_paths(style: Style) -> list[Outline]:
    """Return the outline of a style's marker around 0, 0, one unit wide (for the legend).

    A half-filled one has two: the full half and the empty one.
    """
    half = marker_look(style, 1.0).get("fillstyle")
    shape = MarkerStyle(MARKERS[style.marker], half)
    first, second = shape.get_path(), shape.get_alt_path()
    paths = [first.transformed(shape.get_transform())]
    if half and second is not None:
        paths.append(second.transformed(shape.get_alt_transform()))
    return paths


_GROUND, _NIGHT = ("#f6f1e6", "#dbe7ee"), ("#37342d",)  # land and sea by day, land in the dark
_LEAST = 3.0  # WCAG 2.2, 1.4.11: contrast of what must be seen to its ground


def lifted(colour: str) -> str:
    """Return a #rrggbb colour as light as a dark theme needs it; black becomes nearly white."""
    hue, light, full = _parts(colour)
    # What is darkest is lifted most, so that no two greys meet in the middle.
    return _until_seen(hue, 0.88 - 0.2 * full - 0.25 * light, full, _NIGHT, 0.02)


def way_at_night(style: Style, features: Sequence[Feature]) -> str:
    """Return the colour that ways of one style have in a dark theme.

    What has days or a holder is of the story, and as light as the marks of that colour. Other ways,
    such as roads, are only as light as they must be to be seen: quieter than any mark.
    """
    colour = style.colour
    if any(f.card.get("holder") or (f.start, f.end) != (None, None) for f in features):
        return lifted(colour)
    return at_night(colour)


def at_night(colour: str) -> str:
    """Return a #rrggbb colour that can be told from dark ground: most are as they were.

    So shades keep their order: the darkest of them stays the darkest.
    """
    if min(_contrast(colour, ground) for ground in _NIGHT) >= _LEAST:
        return colour
    return _until_seen(*_parts(colour), _NIGHT, 0.02)


def deepened(colour: str) -> str:
    """Return a #rrggbb colour as dark as a line on pale ground must be: most are as they were."""
    if min(_contrast(colour, ground) for ground in _GROUND) >= _LEAST:
        return colour
    return _until_seen(*_parts(colour), _GROUND, -0.02)


def _parts(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))


def _until_seen(hue: float, light: float, full: float, grounds: Sequence[str], step: float) -> str:
    """Move the lightness of a colour until it can be told from each ground."""
    end = 1.0 if step > 0 else 0.0
    while True:
        parts = colorsys.hls_to_rgb(hue, light, full)
        made = "#" + "".join(f"{round(255 * part):02x}" for part in parts)
        if light == end or min(_contrast(made, one) for one in grounds) >= _LEAST:
            return made
        light = min(1.0, max(0.0, light + step))


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 has it, 1 to 21."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


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
