"""The still map, for print, handouts, and viewers that run nothing: alone, or as a page."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib as mpl
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from lessonkit.geodesy import destination, distance
from lessonkit.lesson import LessonData
from lessonkit.maps.ground import draw_ground, ground_of
from lessonkit.maps.labels import (
    Box,
    Label,
    Placed,
    Shaped,
    measured,
    overlap,
    place_beside,
    place_labels,
)
from lessonkit.maps.layers import Layer
from lessonkit.maps.legend import INK, caption, draw_legend, legend_entries, note
from lessonkit.maps.marks import draw_feature, marker_size, on_day
from lessonkit.maps.names import Name, feature_names, ground_names
from lessonkit.maps.window import Window, new_axes
from lessonkit.tables.entries import Extent
from lessonkit.words import day_in_words, in_km

MUTED = "#565c63"
HALO = [withStroke(linewidth=2.6, foreground=(1, 1, 1, 0.85))]
FONTS = Path(mpl.get_data_path(), "fonts", "ttf")
"""The fonts that come with Matplotlib: what it measured the names with."""

_MOVES = (-24, 24, -48, 48)  # points
_SPACED = 8.0  # points: half of a letter of a country's name, which is written with spaces
_WORDS = re.compile(r'<text style="(.*?); fill: #\w+"(.*?)</text>', re.DOTALL)
_RIM = "fill: #fff; stroke: #fff; stroke-width: 2.4; stroke-linejoin: round"


def still_svg(lesson: LessonData, window: Window, layers: Sequence[Layer]) -> str:
    """Draw a map without head and legend, and return it as SVG text; its words stay text.

    The same layers give the same text, byte for byte.
    """
    figure = Figure(figsize=(window.width / 72, window.height / 72), dpi=72, facecolor="#ffffff")
    FigureCanvasAgg(figure)  # measures the names
    ax = new_axes(window, figure, (0, 0, 1, 1))
    draw_still(ax, window, lesson, layers, clear=True)
    for words in ax.texts:
        # An effect would turn each name into outlines, ten times as heavy. A copy of the name in
        # white, with a wide line, lies below it instead.
        words.set_path_effects([])
    page = io.StringIO()
    with mpl.rc_context(
        {"svg.hashsalt": "lessonkit", "svg.fonttype": "none", "hatch.linewidth": 0.7}
    ):
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    return _WORDS.sub(rf'<text style="\1; {_RIM}"\2</text>\g<0>', page.getvalue())


def draw_still(
    ax: GeoAxes, window: Window, lesson: LessonData, layers: Sequence[Layer], *, clear: bool = False
) -> None:
    """Draw what `layers` hold into map axes.

    With `clear`, names of the ground keep off symbols and off the edges of the map.
    """
    draw_ground(ax, window, lesson, layers)
    if any("relief" in layer.kinds for layer in layers):
        left, bottom, right, top = window.bounds
        ax.imshow(
            ground_of(lesson, window.extent).relief,
            extent=(left, right, bottom, top),
            zorder=-7,
            transform=window.crs,
        )
    for layer in layers:
        for feature in layer.features:
            draw_feature(ax, window, layer, feature)
    ax.set_xlim(window.bounds[0], window.bounds[2])
    ax.set_ylim(window.bounds[1], window.bounds[3])
    bar = _scale_bar(ax, window)
    _names(ax, window, lesson, layers, bar, clear)


def _names(
    ax: GeoAxes, window: Window, lesson: LessonData, layers: Sequence[Layer], bar: Box, clear: bool
) -> None:
    """Write the names that fit: main places, areas and lines, the ground, the other places."""
    names = {n.feature: n for n in feature_names(window, layers)}
    symbols = [box for layer in layers for box in _symbols(window, layer)]
    frame = (2.0, 2.0, window.width - 2, window.height - 2)
    main = [_label(ax, window, name) for name in names.values() if name.main]
    spots = place_labels(main, symbols, frame, [bar])
    taken = [bar, *(_box_of(spot, main) for spot in spots)]
    outlined = [_label(ax, window, name) for name in names.values() if name.outlined]
    shaped = _shaped(window, layers, names, outlined)
    beside = place_beside(shaped, [*symbols, *taken], frame)
    taken += [_box_of(spot, outlined) for spot in beside]
    said = set()  # a river offers several spots for its one name
    lands = _lands(window, lesson) if clear else {}
    ground = sorted(ground_names(window, lesson, layers), key=lambda n: -n.rank)
    apart = [(spot, True) for name in ground if clear for spot in _near(name, window, lands)]
    for name, off_symbols in [*apart, *((name, False) for name in ground)]:
        box = name.turned_box(window)
        busy = [*taken, *symbols] if off_symbols else taken
        if (
            (clear and _is_cut(name, window))
            or name.text in said
            or any(overlap(box, other) for other in busy)
        ):
            continue
        said.add(name.text)
        taken.append(box)
        look = (
            {"color": "#7d776c", "fontsize": 12}
            if name.role == "country"
            else {"color": "#2f6a96", "fontsize": 8.5, "style": "italic"}
        )
        text = " ".join(name.text.upper()) if name.role == "country" else name.text
        _write(
            ax, window, text, name.x, name.y, rotation=-name.angle, ha="center", va="center", **look
        )
    rest = [
        _label(ax, window, name)
        for name in names.values()
        if name.role == "place" and not name.main
    ]
    for spot in [*spots, *beside, *place_labels(rest, symbols, frame, taken)]:
        _write_name(ax, window, names[spot.key], spot.x, spot.y)


def _lands(window: Window, lesson: LessonData) -> dict[str, BaseGeometry]:
    frame = ground_of(lesson, window.extent).frame("countries")
    return dict(zip(frame["name_en"], window.project(frame.geometry.to_numpy()), strict=True))


def _near(name: Name, window: Window, lands: Mapping[str, BaseGeometry]) -> list[Name]:
    """Give spots for a name of the ground: that of a country may move up or down inside it."""
    land = lands.get(name.text) if name.role == "country" else None
    moved = [replace(name, y=name.y + move) for move in _MOVES if land is not None]
    return [name, *(spot for spot in moved if shapely.covers(land, _stretch(spot, window)))]


def _stretch(name: Name, window: Window) -> LineString:
    """Return the line on which a country's name stands, in projected metres."""
    x, y = window.bounds[0] + name.x / window.scale, window.bounds[3] - name.y / window.scale
    half = _SPACED * len(name.text) / window.scale
    return LineString([(x - half, y), (x + half, y)])


def _is_cut(name: Name, window: Window) -> bool:
    left, low, right, high = name.turned_box(window)
    spaced = (_SPACED - 4.0) * len(name.text) if name.role == "country" else 0.0
    across = left - spaced < 0 or right + spaced > window.width
    return across or low < 6 or high > window.height - 6


def _shaped(
    window: Window, layers: Sequence[Layer], names: Mapping[str, Name], labels: Sequence[Label]
) -> list[Shaped]:
    """Put the shapes that have a name on the page, y up."""
    left, bottom, *_ = window.bounds
    known = {f.id: f.geometry for layer in layers for f in layer.features}

    def on_page(key: str) -> BaseGeometry:
        metres = window.project(known[key])
        return shapely.transform(metres, lambda xy: (xy - (left, bottom)) * window.scale)

    return [
        Shaped(x.key, on_page(x.key), x.width, x.height, names[x.key].role == "area", x.rank)
        for x in labels
    ]


def _box_of(spot: Placed, labels: Sequence[Label]) -> Box:
    label = next(item for item in labels if item.key == spot.key)
    return spot.x, spot.y, spot.x + label.width, spot.y + label.height


def _symbols(window: Window, layer: Layer) -> list[Box]:
    marks = [f for f in layer.features if isinstance(f.geometry, Point)]
    halves = [marker_size(layer, f.style) / 2 for f in marks]
    return [
        (x - half, window.height - y - half, x + half, window.height - y + half)
        for (x, y), half in zip(window.pages([f.geometry for f in marks]), halves, strict=True)
    ]


def _lines(name: Name) -> list[tuple[str, float]]:
    size = 10.5 if name.main else 8.8
    lines = [(line, size) for line in name.lines]
    return [*lines, (name.text_ar, size)] if name.text_ar and name.main else lines


def _label(ax: GeoAxes, window: Window, name: Name) -> Label:
    renderer = ax.figure.canvas.get_renderer()

    def width(text: str, size: float) -> float:
        weight = "bold" if name.main else "normal"
        font = FontProperties(size=size, weight=weight)
        return float(renderer.get_text_width_height_descent(text, font, False)[0])

    wide, high = measured(width, _lines(name))
    return Label(
        name.feature,
        name.x,
        window.height - name.y,
        wide,
        high,
        name.rank,
        gap=8.5 if name.wide else 6.0,
    )


def _write_name(ax: GeoAxes, window: Window, name: Name, x: float, y: float) -> None:
    lines = _lines(name)
    for n, (text, size) in enumerate(reversed(lines)):
        arabic = text == name.text_ar
        _write(
            ax,
            window,
            text,
            x,
            window.height - y - n * 1.25 * size,
            ha="left",
            va="bottom",
            fontsize=size,
            color=MUTED if arabic else name.colour if name.outlined else INK,
            weight="bold" if name.main and not arabic else "normal",
        )


def _write(ax: GeoAxes, window: Window, text: str, x: float, y: float, **look: object) -> None:
    px = window.bounds[0] + x / window.scale
    py = window.bounds[3] - y / window.scale
    ax.text(px, py, text, path_effects=HALO, clip_on=True, zorder=9, **look)


def _scale_length_km(window: Window) -> int:
    """Choose a round length for the scale bar, about a fifth of the map's width."""
    e = window.extent
    middle = (e.south + e.north) / 2
    across = float(distance(e.west, middle, e.east, middle))
    return max(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if n <= across / 4.5 or n == 1)


def _scale_bar(ax: GeoAxes, window: Window) -> Box:
    """Draw the bar at its own latitude, where it is true, and return its box on the page."""
    length, e = _scale_length_km(window), window.extent
    lat = e.south + 0.045 * (e.north - e.south)
    west = e.west + 0.03 * (e.east - e.west)
    end = destination(west, lat, 90.0, float(length))
    x0, y = window.page(Point(west, lat))
    x1, _ = window.page(Point(float(end[0]), lat))
    up = window.height - y
    for bar_width, colour in ((4.5, "#ffffff"), (2.2, INK)):
        ax.plot(
            [window.bounds[0] + x0 / window.scale, window.bounds[0] + x1 / window.scale],
            [window.bounds[3] - y / window.scale] * 2,
            color=colour,
            linewidth=bar_width,
            zorder=8,
            solid_capstyle="butt",
        )
    words = in_km(length, 0)
    _write(ax, window, words, x0, y - 5, fontsize=8.5, color=INK, va="bottom")
    return x0 - 4, up - 6, x1 + 40, up + 20


PAPER = "#fbfaf7"
SIDE = 250.0  # points, the legend's column


def print_map(
    lesson: LessonData,
    extent: Extent,
    layers: Sequence[Layer],
    *,
    title: str,
    day: date | None = None,
    visible: Sequence[str] | None = None,
    subtitle: str = "",
) -> Figure:
    """Draw a still map with title, date, legend, scale bar and sources.

    Parameters
    ----------
    lesson : LessonData
    extent : Extent
        The window, in lon and lat.
    layers : sequence of Layer
    title : str
        The point that the map makes, as a sentence.
    day : date, optional
        What holds on this day is drawn. Without it, everything is.
    visible : sequence of str, optional
        Ids of the layers to draw; those that are on at the start if not given.
    subtitle : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One point of the figure is one pixel at 72 dpi. It belongs to no pyplot state.
    """
    wanted = set(visible) if visible is not None else {x.id for x in layers if x.on}
    shown = on_day([layer for layer in layers if layer.id in wanted], day)
    window = Window(extent, width=900.0)
    head = 34.0 + 26.0 * len(_wrapped_title(title)) + (20.0 if subtitle or day else 0)
    foot = 54.0
    entries = legend_entries(shown)
    said = textwrap.wrap(note(lesson, extent, shown), 46)
    # The page grows with its legend, never the other way round.
    listed = sum(14.8 * (1 + label.count("\n")) for label, _ in entries) + 16
    body = max(window.height, listed + 13.0 * len(said))
    width, height = window.width + SIDE + 60, head + body + foot
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(figure)
    rect = (
        24 / width,
        (foot + body - window.height) / height,
        window.width / width,
        window.height / height,
    )
    ax = new_axes(window, figure, rect)
    draw_still(ax, window, lesson, shown)
    _write_head(figure, title, subtitle, day, height)
    left, below = (window.width + 44) / width, 1 - (head + listed) / height
    draw_legend(figure, entries, left, 1 - head / height)
    figure.text(left, below, "\n".join(said), fontsize=8.5, color=MUTED, va="top")
    _sources(figure, lesson, shown, width, height)
    return figure


def _wrapped_title(title: str) -> list[str]:
    return textwrap.wrap(title, 92)


def _write_head(figure: Figure, title: str, subtitle: str, day: date | None, height: float) -> None:
    left = 24 / (figure.get_figwidth() * 72)
    lines = _wrapped_title(title)
    figure.text(
        left, 1 - 18 / height, "\n".join(lines), fontsize=18, weight="bold", color=INK, va="top"
    )
    when = day_in_words(day) if day else ""
    below = ". ".join(part for part in (when, subtitle) if part)
    figure.text(
        left, 1 - (24 + 26 * len(lines)) / height, below, fontsize=11, color=MUTED, va="top"
    )


def _sources(
    figure: Figure, lesson: LessonData, layers: Sequence[Layer], width: float, height: float
) -> None:
    figure.text(
        24 / width,
        44 / height,
        "\n".join(textwrap.wrap(caption(lesson, layers), 190)),
        fontsize=7.5,
        color=MUTED,
        va="top",
    )
