"""The still map, for print, handouts, and viewers that run nothing: alone, or as a page."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from operator import itemgetter
from pathlib import Path

import matplotlib as mpl
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.days import Day, iso, on_step
from lessonkit.lesson import LessonData
from lessonkit.maps.boxes import Box, grown, overlap, within
from lessonkit.maps.crowds import (
    DOT,
    EVENT,
    Crowd,
    draw_crowd,
    draw_lead,
    draw_ring,
    join_spots,
    part_crowds,
    ringed,
    spots_of,
)
from lessonkit.maps.figure import FACE_OF_WATER, OWN_FACE, in_own_face, new_figure, svg_of
from lessonkit.maps.ground import draw_ground, ground_of
from lessonkit.maps.layers import Feature, Layer
from lessonkit.maps.legend import INK, LINE, caption, draw_legend, legend_entries, note
from lessonkit.maps.marks import NOUGHT, draw_borders, draw_feature, draw_shape, on_day
from lessonkit.maps.names.features import feature_names
from lessonkit.maps.names.ground import ground_names
from lessonkit.maps.names.ink import InkUnder, clearest, ink_of, nothing
from lessonkit.maps.names.labels import TURNS, Label, Placed, measured, place_labels
from lessonkit.maps.names.name import Name
from lessonkit.maps.names.outlines import Shaped, place_beside
from lessonkit.maps.plane.scale import round_length, scale_at
from lessonkit.maps.values.borders import borders_of
from lessonkit.maps.window import Window, new_axes
from lessonkit.tables.entries import Extent
from lessonkit.words import day_in_words, in_km

MUTED = "#565c63"
HALO = [withStroke(linewidth=2.6, foreground=(1, 1, 1, 0.85))]
FONTS = Path(mpl.get_data_path(), "fonts", "ttf")
_FACE = (FONTS / "DejaVuSans.ttf",)
"""The fonts that come with Matplotlib: what it measured the names with."""

NAMES = 24  # of places on a still map: no card gives the others
_WATERS = 4  # names of rivers and lakes
BESIDE = 24.0  # points: so near to the scale bar a name reads as one of its words
_ASIDE = (0, 9, -9, 14, -14, 19, -19)  # points from the course of a river to its name
_WORDS = re.compile(r'<text style="(.*?); fill: #\w+"(.*?)</text>', re.DOTALL)
_RIM = "fill: #fff; stroke: #fff; stroke-width: 2.4; stroke-linejoin: round"


def still_svg(
    lesson: LessonData,
    window: Window,
    layers: Sequence[Layer],
    *,
    apart: Sequence[str] = (),
    most: int = NAMES,
    unsaid: Collection[str] = (),
) -> str:
    """Draw a map without head and legend, and return it as SVG text; its words stay text.

    The same layers give the same text, byte for byte. No two of the places `apart` share a mark.
    What is `unsaid` is no name of a country, river or lake: a student is to find a place of it.
    """
    figure, ax = new_figure(window)
    FigureCanvasAgg(figure)  # measures the names
    draw_still(ax, window, lesson, layers, apart=apart, most=most)
    left_out = {_plain(name) for name in unsaid}
    for words in [one for one in ax.texts if _plain(one.get_text()) in left_out]:
        words.remove()
    for words in ax.texts:
        # An effect would turn each name into outlines, ten times as heavy. A copy of the name in
        # white, with a wide line, lies below it instead.
        words.set_path_effects([])
        # Of the families of a text, what sets the page takes the first and no other.
        if not {ord(letter) for letter in words.get_text()} <= letters_in(OWN_FACE):
            words.set_fontfamily("DejaVu Sans")
    return _WORDS.sub(rf'<text style="\1; {_RIM}"\2</text>\g<0>', svg_of(figure))


def _plain(name: str) -> str:
    """Give a name without the capitals and the blanks that a country has on a map."""
    return "".join(name.split()).casefold()


@in_own_face
def draw_still(
    ax: GeoAxes,
    window: Window,
    lesson: LessonData,
    layers: Sequence[Layer],
    *,
    apart: Sequence[str] = (),
    most: int = NAMES,
) -> None:
    """Draw what `layers` hold into map axes, with at most so many names of places.

    Places whose marks would lie on each other share one, but no two of those `apart`.
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
    crowds = part_crowds(join_spots(spots_of(window, layers, apart)))
    joined = [crowd for crowd in crowds if crowd.joined]
    hidden = {f.id for crowd in joined for spot in crowd.spots for _, f in spot.features}
    single = {f.id: f for crowd in crowds for _, f in crowd.spots[0].features}
    hosts = {spot.key: crowd for crowd in joined for spot in crowd.spots}
    parted = {c.spots[0].key: c.spots[0] for c in crowds if c.spots[0].at}
    for spot in parted.values():
        draw_lead(ax, window, spot)
    for layer in layers:
        for feature in layer.features:
            if _is_ring(layer, feature) and feature.place in hosts:
                draw_ring(ax, window, hosts[feature.place], feature)
                draw_shape(ax, window, layer, feature)
            elif _is_ring(layer, feature) and feature.place in parted:
                draw_feature(ax, window, layer, parted[feature.place].beside(feature))
            elif feature.id not in hidden:
                draw_feature(ax, window, layer, single.get(feature.id, feature))
    draw_borders(ax, window, borders_of(layers))
    for crowd in joined:
        draw_crowd(ax, window, crowd)
    ax.set_xlim(window.bounds[0], window.bounds[2])
    ax.set_ylim(window.bounds[1], window.bounds[3])
    marks, middles = _marks_of(window, layers, crowds), _middles(window, layers)
    bar = _scale_bar(ax, window, marks.values())
    _names(ax, window, lesson, layers, marks, middles, bar, most)


def _is_ring(layer: Layer, feature: Feature) -> bool:
    here = isinstance(feature.geometry, Point)
    return layer.role.events and here and feature.style.marker == "ring"


def _marks_of(window: Window, layers: Sequence[Layer], crowds: Sequence[Crowd]) -> dict[str, Box]:
    """Give the box of each mark by the id of the feature that may name it, or of its event."""
    found = {f.id: c.box for c in crowds for _, f in c.spots[0].features}
    found |= {f.id: _around(window, f, f.style.radius or NOUGHT) for f in _circles(layers)}
    for layer in (x for x in layers if x.role.events):
        points = [f for f in layer.features if isinstance(f.geometry, Point)]
        for feature, (x, y) in zip(
            points, window.pages([f.geometry for f in points]) if points else [], strict=True
        ):
            up = window.height - y
            here = [c for c in crowds if any(spot.key == feature.place for spot in c.spots)]
            # An event so near to a place is seen as one of it.
            here = here or [c for c in crowds if _lies_on((x, up), c)]
            if not here:
                found[feature.id] = grown((x, up, x, up), EVENT)
            for crowd, own in ((c, f) for c in here for _, f in c.spots[0].features):
                first = crowd.spots[0]
                at = (first.x, first.y) if first.at else (x, up)
                around = ringed(crowd) if crowd.joined else grown((*at, *at), EVENT)
                found[own.id] = _union(found[own.id], around)
    return found


def _lies_on(at: tuple[float, float], crowd: Crowd) -> bool:
    first = crowd.spots[0]
    return max(abs(at[0] - first.x), abs(at[1] - first.y)) < DOT


def _middles(window: Window, layers: Sequence[Layer]) -> dict[str, Box]:
    """Give the middle of each circle by its id: a name may lie on the rest of a neighbour's."""
    return {feature.id: _around(window, feature, DOT) for feature in _circles(layers)}


def _circles(layers: Sequence[Layer]) -> list[Feature]:
    return [f for layer in layers if layer.role.sized for f in layer.features if f.name]


def _around(window: Window, feature: Feature, half: float) -> Box:
    x, y = window.page(feature.geometry)
    up = window.height - y
    return x - half, up - half, x + half, up + half


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _names(
    ax: GeoAxes,
    window: Window,
    lesson: LessonData,
    layers: Sequence[Layer],
    marks: Mapping[str, Box],
    middles: Mapping[str, Box],
    bar: Box,
    most: int,
) -> None:
    """Write the names that fit: main places, areas and lines, the ground, the other places."""
    names = {
        n.feature: n for n in feature_names(window, layers) if n.outlined or n.feature in marks
    }
    boxes = [*dict.fromkeys({**marks, **middles}.values())]
    frame = (2.0, 2.0, window.width - 2, window.height - 2)
    shaped = _shaped(ax, window, layers, names)
    zones = [one.shape for one in shaped if one.filled]
    main = [_label(ax, window, name, marks, middles) for name in names.values() if name.main]
    circles = [marks[feature] for feature in middles]
    ink = ink_of(ax, window, layers, circles)
    spots = place_labels(main, boxes, frame, [bar], most, zones, ink)
    taken = [bar, *(_box_of(spot, main) for spot in spots)]
    beside = place_beside(shaped, [*boxes, *taken], frame, ink)
    # A zone is more than a town: its letters are larger where no name is lost by it.
    large = {key: replace(n, large=True) if n.role == "zone" else n for key, n in names.items()}
    if large != names:
        wider = _shaped(ax, window, layers, large)
        found = place_beside(wider, [*boxes, *taken], frame, ink)
        if {spot.key for spot in found} >= {spot.key for spot in beside}:
            names, shaped, beside = large, wider, found
    taken += [_box_of(spot, shaped) for spot in beside]
    for name, box in _ground_names(window, lesson, layers, [*boxes, *taken], bar, frame, ink):
        taken.append(box)
        _write_ground(ax, window, name)
    rest = [
        _label(ax, window, name, marks, middles)
        for name in names.values()
        if name.role == "place" and not name.main
    ]
    more = place_labels(rest, boxes, frame, taken, most - len(spots), zones, ink)
    for spot in [*spots, *beside, *more]:
        _write_name(ax, window, names[spot.key], spot)


def _ground_names(
    window: Window,
    lesson: LessonData,
    layers: Sequence[Layer],
    busy: Sequence[Box],
    bar: Box,
    frame: Box,
    ink: InkUnder,
) -> list[tuple[Name, Box]]:
    """Choose a free spot for each name of a country, river or lake, off lines for a country's.

    One right beside the scale bar comes last: its words and the name would read as one.
    """
    found: list[tuple[Name, Box]] = []
    said = set[str]()
    taken, waters, around = list(busy), 0, grown(bar, BESIDE)
    names = sorted(ground_names(window, lesson, layers), key=lambda n: (-n.rank, n.role))
    for name in names:
        if name.text in said or (name.role == "water" and waters >= _WATERS):
            continue
        is_land = name.role == "country"
        same = [n for n in names if (n.role, n.text) == (name.role, name.text)]
        spots = [(spot, spot.turned_box(window)) for one in same for spot in _aside(one)]
        costs = [n + len(spots) * bool(overlap(s[1], around)) for n, s in enumerate(spots)]
        free = (
            (float(cost), box, (spot, box))
            for cost, (spot, box) in sorted(zip(costs, spots, strict=True), key=itemgetter(0))
            if within(box, frame) and not any(overlap(box, other) for other in taken)
        )
        if best := clearest(free, ink if is_land else nothing, TURNS):
            found.append(best)
            said.add(name.text)
            taken.append(best[1])
            waters += name.role == "water"
    return found


def _aside(name: Name) -> list[Name]:
    """Give the spots for a name: a river's may stand a little beside its course."""
    if name.role != "water" or not name.angle:
        return [name]
    turn = math.radians(name.angle)
    return [
        replace(name, x=name.x - off * math.sin(turn), y=name.y + off * math.cos(turn))
        for off in _ASIDE
    ]


def _write_ground(ax: GeoAxes, window: Window, name: Name) -> None:
    look: dict[str, object] = {"color": "#2f6a96", "fontsize": 9.2, "style": "italic"}
    look["family"] = FACE_OF_WATER
    text = name.text
    if name.role == "country":
        # A page of SVG keeps one blank of several: the one between two words does not break.
        text = " ".join(name.text.upper().replace(" ", "\u00a0"))
        look = {"color": "#7d776c", "fontsize": 11}
    _write(ax, window, text, name.x, name.y, rotation=-name.angle, ha="center", va="center", **look)


def _shaped(
    ax: GeoAxes, window: Window, layers: Sequence[Layer], names: Mapping[str, Name]
) -> list[Shaped]:
    """Put the shapes that have a name on the page, y up."""
    left, bottom, *_ = window.bounds
    known = {f.id: f.geometry for layer in layers for f in layer.features}

    def on_page(key: str) -> BaseGeometry:
        metres = window.project(known[key])
        return shapely.transform(metres, lambda xy: (xy - (left, bottom)) * window.scale)

    return [
        Shaped(
            x.key,
            on_page(x.key),
            x.width,
            x.height,
            names[x.key].role != "edge",
            x.rank,
            names[x.key].role == "zone",
        )
        for x in (_label(ax, window, name, {}) for name in names.values() if name.outlined)
    ]


def _box_of(spot: Placed, labels: Sequence[Label] | Sequence[Shaped]) -> Box:
    label = next(item for item in labels if item.key == spot.key)
    return spot.x, spot.y, spot.x + label.width, spot.y + label.height


@cache
def letters_in(faces: tuple[Path, ...]) -> frozenset[int]:
    """Give the letters, as numbers, of which one of the faces has the shape."""
    return frozenset(code for face in faces for code in FT2Font(str(face)).get_charmap())


def _lines(name: Name) -> list[tuple[str, float]]:
    """Give the lines of a name; the second name only where our face has all of its letters."""
    size = 12.6 if name.large else 11.4 if name.main else 9.6
    lines = [(line, size) for line in name.lines]
    local = {ord(letter) for letter in name.text_local}
    known = bool(local) and local <= letters_in(_FACE)
    return [*lines, (name.text_local, size)] if known and name.main else lines


def _weight(name: Name) -> str:
    """Write main places and filled zones bold: nobody takes the name of a zone for a town."""
    return "bold" if name.main or name.role == "zone" else "normal"


def _label(
    ax: GeoAxes,
    window: Window,
    name: Name,
    marks: Mapping[str, Box],
    middles: Mapping[str, Box] | None = None,
) -> Label:
    renderer = ax.figure.canvas.get_renderer()

    def width(text: str, size: float) -> float:
        font = FontProperties(size=size, weight=_weight(name))
        return float(renderer.get_text_width_height_descent(text, font, False)[0])

    wide, high = measured(width, _lines(name))
    up = window.height - name.y
    own = marks.get(name.feature, (name.x, up, name.x, up))
    middle = (middles or {}).get(name.feature)
    return Label(name.feature, own, wide, high, name.rank, middle)


def _write_name(ax: GeoAxes, window: Window, name: Name, spot: Placed) -> None:
    lines = _lines(name)
    if spot.lead:
        left, bottom = window.bounds[:2]
        x, y = ([at[n] / window.scale for at in spot.lead] for n in (0, 1))
        ax.plot(
            [left + value for value in x],
            [bottom + value for value in y],
            color=INK,
            linewidth=0.8,
            zorder=8,
        )
    for n, (text, size) in enumerate(reversed(lines)):
        local = text == name.text_local
        _write(
            ax,
            window,
            text,
            spot.x if spot.right is None else spot.right,
            window.height - spot.y - n * 1.25 * size,
            ha="left" if spot.right is None else "right",
            va="bottom",
            fontsize=size,
            color=MUTED if local else name.colour if name.role in ("area", "edge") else INK,
            weight="normal" if local else _weight(name),
        )


def _write(ax: GeoAxes, window: Window, text: str, x: float, y: float, **look: object) -> None:
    px = window.bounds[0] + x / window.scale
    py = window.bounds[3] - y / window.scale
    ax.text(px, py, text, path_effects=HALO, clip_on=True, zorder=9, **look)


def _scale_bar(ax: GeoAxes, window: Window, marks: Iterable[Box]) -> Box:
    """Draw the bar where no mark stands, in a corner if one is free; it says where it is true.

    Returns its box on the page.
    """
    tried = [_bar_at(window, *corner) for corner in CORNERS]
    boxes = list(marks)
    covered = [sum(bool(overlap(box, mark)) for mark in boxes) for *_, box in tried]
    (x0, x1, y), words, box = tried[covered.index(min(covered))]
    for bar_width, colour in ((4.5, "#ffffff"), (2.2, INK)):
        ax.plot(
            [window.bounds[0] + x0 / window.scale, window.bounds[0] + x1 / window.scale],
            [window.bounds[1] + y / window.scale] * 2,
            color=colour,
            linewidth=bar_width,
            zorder=8,
            solid_capstyle="butt",
        )
    _write(ax, window, words, x0, window.height - y - 5, fontsize=9.3, color=INK, va="bottom")
    return box


_ALONG, _UP = (0.03, 0.97), (0.045, 0.92)
CORNERS = (
    *((_ALONG[0], _UP[0]), (_ALONG[1], _UP[0]), (_ALONG[1], _UP[1]), (_ALONG[0], _UP[1])),
    *((along, up) for up in _UP for along in (0.2, 0.35, 0.5, 0.65, 0.8)),
)
"""Where the scale bar may stand: parts of the page from its left and its foot, corners first."""


def _bar_at(window: Window, along: float, up: float) -> tuple[tuple[float, float, float], str, Box]:
    """Return ends and height of a bar on the page, its words, and its box, y up."""
    km, where = scale_at(window, 1 - up)
    length = round_length(scale_at(window, 0.5).km * window.width / 4.5)
    said = f"{in_km(length, 0 if length >= 1 else None)} {where}".rstrip()
    words = 5.0 * len(said)  # points
    wide, y = length / km, up * window.height
    x0 = along * window.width - (0 if along < 0.5 else wide)
    x0 = min(x0, window.width - 6 - words)
    x1 = x0 + wide
    return (x0, x1, y), said, (x0 - 4, y - 6, max(x1, x0 + words) + 4, y + 20)


PAPER = "#fbfaf7"
SIDE = 250.0  # points, the legend's column


@in_own_face
def print_map(
    lesson: LessonData,
    extent: Extent,
    layers: Sequence[Layer],
    *,
    title: str,
    day: Day | None = None,
    visible: Sequence[str] | None = None,
    subtitle: str = "",
    step: str = "day",
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
    step : str
        That of the clock of the map: of an hour, a month or a year the whole is drawn.

    Returns
    -------
    matplotlib.figure.Figure
        One point of the figure is one pixel at 72 dpi. It belongs to no pyplot state.
    """
    wanted = set(visible) if visible is not None else {x.id for x in layers if x.on}
    shown = on_day([layer for layer in layers if layer.id in wanted], day, step)
    window = Window(extent, width=900.0)
    head = 34.0 + 26.0 * len(_wrapped_title(title)) + (20.0 if subtitle or day is not None else 0)
    foot = 54.0
    entries = legend_entries(shown)
    said = textwrap.wrap(note(lesson, extent, shown), 46)
    # The page grows with its legend, never the other way round.
    listed = sum(LINE * (1 + label.count("\n")) for label, _ in entries) + 16
    body = max(window.height, listed + 14.5 * len(said))
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
    _write_head(figure, title, subtitle, None if day is None else on_step(day, step), height)
    left, below = (window.width + 44) / width, 1 - (head + listed) / height
    draw_legend(figure, entries, left, 1 - head / height)
    figure.text(left, below, "\n".join(said), fontsize=9.2, color=MUTED, va="top")
    _sources(figure, caption(lesson, extent, shown), width, height)
    return figure


def _wrapped_title(title: str) -> list[str]:
    return textwrap.wrap(title, 92)


def _write_head(figure: Figure, title: str, subtitle: str, day: Day | None, height: float) -> None:
    left = 24 / (figure.get_figwidth() * 72)
    lines = _wrapped_title(title)
    figure.text(
        left, 1 - 18 / height, "\n".join(lines), fontsize=18, weight="bold", color=INK, va="top"
    )
    when = "" if day is None else day_in_words(iso(day))
    below = ". ".join(part for part in (when, subtitle) if part)
    figure.text(
        left, 1 - (24 + 26 * len(lines)) / height, below, fontsize=12, color=MUTED, va="top"
    )


def _sources(figure: Figure, words: str, width: float, height: float) -> None:
    figure.text(
        24 / width,
        44 / height,
        "\n".join(textwrap.wrap(words, 190)),
        fontsize=8.2,
        color=MUTED,
        va="top",
    )
