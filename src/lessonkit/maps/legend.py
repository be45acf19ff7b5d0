"""The legend: what each layer looks like, in words what else a map shows, and whose data it is."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from shapely.geometry import Point, Polygon, box

from lessonkit.geodesy import circle
from lessonkit.lesson import LessonData
from lessonkit.maps.crowds import is_crowded
from lessonkit.maps.ground import ground_of
from lessonkit.maps.layers import RING_FROM_KM, Feature, Layer, Style, cited_on
from lessonkit.maps.marks import (
    DASHES,
    EDGE,
    HATCH,
    SOLID,
    TINT,
    closer,
    hatch_colour,
    is_filled,
    marker_look,
    mix,
)
from lessonkit.maps.plane.projection import in_words
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent

INK = "#22262b"
RIM = 3.0  # points: what a ring is wider than a mark, at the least, to be seen round it
DOTTED = 20.0  # points: a shorter line has too few dots to be told from another
LINE = 18.0  # points from one line of the legend to the next
# What a swatch cannot show, in the order in which the note under the legend says it.
SIGNS = {
    "high": "Full mark: high confidence.",
    "medium": "Half-filled mark: medium confidence.",
    "low": "Empty mark: low confidence.",
    "crowd": "Frame with a number: so many places lie too close together to be drawn apart.",
    "around": "Thin outline round a mark: the kind of place.",
    "ring": "Dotted ring: the position is not exact.",
    "arrow": "Dashed arrow: low confidence.",
    "event": "Event rings: the thicker, the surer.",
    "area": "Pale round area: the event was somewhere in it, we know no closer place.",
    "border": "Dotted border: not settled.",
}


def note(lesson: LessonData, extent: Extent, layers: Sequence[Layer]) -> str:
    """Explain each sign that is on a map of these layers, and no other."""
    found = {sign for layer in layers for sign in signs_of(lesson, extent, layer)}
    return " ".join(words for sign, words in SIGNS.items() if sign in found)


def signs_of(
    lesson: LessonData, extent: Extent, layer: Layer, parts: Sequence[Extent] = ()
) -> list[str]:
    """Name the signs of a layer that need words: keys of `SIGNS`, in their order.

    What is too small to be seen needs none, on the whole map and in the `parts` to which its steps
    come closer.
    """
    window, found = Window(extent), set[str]()
    views = [(box(0, 0, window.width, window.height), 1.0)]
    for left, top, right, foot in map(window.frame_of, parts):
        seen = box(left, top, right, foot)
        closer = min(window.width / (right - left), window.height / (foot - top))
        views.append((seen, max(closer, 1.0)))
    if "borders" in layer.kinds and _is_dotted(lesson, window, max(k for _, k in views)):
        found.add("border")
    layer = replace(layer, features=tuple(f for f in layer.features if not f.said))
    for feature in layer.features:
        style, is_point = feature.style, isinstance(feature.geometry, Point)
        if layer.role.holders and style.marker != "question":
            found.add(style.confidence)
        elif layer.role.events:
            found |= _signs_of_event(style) if is_point else {"area"}
        elif layer.role.arrows and feature.card.get("holder") and style.dash == "solid":
            found |= {"arrow"} if style.confidence == "low" else set()
        if style.around:
            found.add("around")
        if is_point and not layer.role.holders and _has_ring(window, layer, feature, views):
            found.add("ring")
    if is_crowded(extent, layer):
        found.add("crowd")
    return [sign for sign in SIGNS if sign in found]


def _is_dotted(lesson: LessonData, window: Window, closer: float) -> bool:
    """Tell if a border that is not settled is long enough on the page to be told from others."""
    frame = ground_of(lesson, window.extent).frame("borders")
    if "status" not in frame:
        return False
    near = frame[(frame["status"] != "international") & frame.intersects(window.region_shape)]
    page = box(*window.bounds)
    seen = (window.project(line).intersection(page).length for line in near.geometry)
    return any(length * window.scale * closer >= DOTTED for length in seen)


def _has_ring(
    window: Window, layer: Layer, feature: Feature, views: Sequence[tuple[Polygon, float]]
) -> bool:
    """Tell if the ring round a point is drawn, and is wider than its mark where it is seen."""
    if feature.precision_km < RING_FROM_KM or not isinstance(feature.geometry, Point):
        return False
    at = Point(window.pages([feature.geometry])[0])
    ring = circle(feature.geometry.x, feature.geometry.y, feature.precision_km)
    left, _, right, _ = window.project(ring).bounds
    wide = (right - left) * window.scale
    mark = 2 * feature.style.radius or layer.role.size
    return any(seen.covers(at) and wide * closer > mark + RIM for seen, closer in views)


def _signs_of_event(style: Style) -> set[str]:
    """Name what says how sure an event is: the width of a ring, or how full another mark is."""
    if style.marker == "ring":
        return {"event"}
    return {style.confidence} if is_filled(style) else set()


Entry = tuple[str, Artist | None]


def legend_entries(layers: Sequence[Layer]) -> list[Entry]:
    """List the legend's lines: each group's heading, which has no symbol, then its layers.

    A layer of values has its label, then a line for each look.
    """
    entries: list[Entry] = []
    for group in dict.fromkeys(layer.group for layer in layers):
        mine = [x for x in layers if x.group == group and (x.features or x.role.ground)]
        if mine:
            entries.append((group, None))
            # A holder of two layers looks the same in both.
            looks = {(x.label, x.style, x.key): x for x in reversed(mine)}
            entries += [one for x in mine if x in looks.values() for one in _entries(x)]
    return entries


def _entries(layer: Layer) -> list[Entry]:
    label = "\n".join(textwrap.wrap(layer.label, 34))
    if not layer.legend:
        return [(label, _handle(layer))]
    what = "\n".join(textwrap.wrap(layer.measure, 38))
    rows = [(_high(row.words, row.style), _look(row.style, layer)) for row in layer.legend]
    return [(label, None), (what, Patch(alpha=0)), *rows]


def _high(words: str, style: Style) -> str:
    """Give a line as much height as its circle needs."""
    lines = max(1, math.ceil((2 * style.radius + 4) / LINE))
    around = "\n" * ((lines - 1) // 2)
    return f"{around} \n{words}\n {around}" if lines > 2 else words


def draw_legend(
    figure: Figure, entries: Sequence[tuple[str, Artist | None]], x: float, top: float
) -> None:
    """Draw the entries; `x` and `top` are parts of the figure."""
    handles = [h if h is not None else Patch(alpha=0) for _, h in entries]
    widest = max((one.get_markersize() for one in handles if isinstance(one, Line2D)), default=0)
    legend = figure.legend(
        handles,
        [label for label, _ in entries],
        loc="upper left",
        bbox_to_anchor=(x, top),
        frameon=False,
        fontsize=9.6,
        labelcolor=INK,
        borderpad=0,
        handlelength=max(2.2, (widest + 2) / 9.6),
        labelspacing=0.55,
    )
    for (_, handle), text in zip(entries, legend.get_texts(), strict=True):
        if handle is None:
            text.set_fontweight("bold")


def _look(style: Style, layer: Layer) -> Artist:
    """Return what stands beside a line of the legend of values."""
    if style.marker:
        return Line2D([], [], linestyle="none", **marker_look(style, layer.role.size))
    return _area(style)


def _area(style: Style) -> Artist:
    # Matplotlib takes the colour of the edge for the hatch, too.
    return Patch(
        facecolor=(style.colour, (SOLID if style.solid else TINT) if style.fill else 0),
        edgecolor=hatch_colour(style) if style.hatch else EDGE,
        hatch=style.hatch or None,
        linewidth=0.8,
    )


def _handle(layer: Layer) -> Artist:
    style = layer.style
    if layer.role.shared:
        return _area(style)
    if layer.role.marks or style.marker:
        return Line2D([], [], linestyle="none", **marker_look(style, 8.5))
    if layer.role.areas or style.fill:
        return Patch(
            facecolor=(style.colour, 0.1 if style.fill else 0),
            edgecolor=style.colour,
            hatch=closer(style.hatch) if style.hatch else None,
            hatchcolor=mix(style.colour, HATCH),
            linestyle=DASHES[style.dash],
            linewidth=1.4,
        )
    if "relief" in layer.kinds:
        return Patch(facecolor="#d8c7a4")
    return Line2D([], [], color=style.colour, linestyle=DASHES[style.dash], linewidth=1.8)


def caption(lesson: LessonData, extent: Extent, layers: Sequence[Layer], most: int = 8) -> str:
    """Name the projection, and the publishers that the layers rest on most."""
    projection = in_words(extent)
    table = lesson.sources.set_index("source_id")["publisher"]
    cited = Counter(s for layer in layers for f in layer.features for s in cited_on(f.card))
    cited.update({s: 10_000 for layer in layers if not layer.features for s in layer.source_ids})
    counts: Counter[str] = Counter()
    for source, n in cited.items():
        if source in table.index:
            counts[str(table[source])] += n
    if not counts:
        return projection
    named = "; ".join(name for name, _ in counts.most_common(most))
    more = len(counts) - most
    others = f"; and {more} more, named on the cards and in the list of sources" if more > 0 else ""
    return f"{projection} Sources: {named}{others}."
