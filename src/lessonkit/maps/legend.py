"""The legend: what each layer looks like, in words what else a map shows, and whose data it is."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from shapely.geometry import Point, box

from lessonkit.lesson import LessonData
from lessonkit.maps.crowds import is_crowded
from lessonkit.maps.ground import ground_of
from lessonkit.maps.layers import RING_FROM_KM, Layer
from lessonkit.maps.marks import DASHES, marker_look
from lessonkit.tables.entries import Extent

INK = "#22262b"
# What a swatch cannot show, in the order in which the note under the legend says it.
SIGNS = {
    "high": "Full mark: high confidence.",
    "medium": "Half-filled mark: medium confidence.",
    "low": "Empty mark: low confidence.",
    "crowd": "Frame with a number: so many places lie too close together to be drawn apart.",
    "around": "Thin outline round a mark: the kind of place.",
    "ring": "Dotted ring: the position is not exact.",
    "arrow": "Dashed advance: low confidence.",
    "event": "Event rings: the thicker, the surer.",
    "area": "Pale round area: the event was somewhere in it, we know no closer place.",
    "border": "Dotted border: not settled.",
}


def note(lesson: LessonData, extent: Extent, layers: Sequence[Layer]) -> str:
    """Explain each sign that is on a map of these layers, and no other."""
    found = {sign for layer in layers for sign in signs_of(lesson, extent, layer)}
    return " ".join(words for sign, words in SIGNS.items() if sign in found)


def signs_of(lesson: LessonData, extent: Extent, layer: Layer) -> list[str]:
    """Name the signs of a layer that need words: keys of `SIGNS`, in their order."""
    found: set[str] = set()
    if "borders" in layer.kinds:
        frame = ground_of(lesson, extent).frame("borders")
        here = frame[frame.intersects(box(extent.west, extent.south, extent.east, extent.north))]
        if "status" in here and (here["status"] != "international").any():
            found.add("border")
    layer = replace(layer, features=tuple(f for f in layer.features if not f.said))
    for feature in layer.features:
        style, is_point = feature.style, isinstance(feature.geometry, Point)
        if layer.role.holders and style.marker != "question":
            found.add(style.confidence)
        elif layer.role.events:
            found.add("event" if is_point else "area")
        elif layer.role.arrows and feature.card.get("holder") and style.dash == "solid":
            found |= {"arrow"} if style.confidence == "low" else set()
        if style.around:
            found.add("around")
        if is_point and not layer.role.holders and feature.precision_km >= RING_FROM_KM:
            found.add("ring")
    if is_crowded(extent, layer):
        found.add("crowd")
    return [sign for sign in SIGNS if sign in found]


def legend_entries(layers: Sequence[Layer]) -> list[tuple[str, Artist | None]]:
    """List the legend's lines: each group's heading, which has no symbol, then its layers."""
    entries: list[tuple[str, Artist | None]] = []
    for group in dict.fromkeys(layer.group for layer in layers):
        mine = [x for x in layers if x.group == group and (x.features or x.role.ground)]
        if mine:
            entries.append((group, None))
            entries += [("\n".join(textwrap.wrap(x.label, 34)), _handle(x)) for x in mine]
    return entries


def draw_legend(
    figure: Figure, entries: Sequence[tuple[str, Artist | None]], x: float, top: float
) -> None:
    """Draw the entries; `x` and `top` are parts of the figure."""
    handles = [h if h is not None else Patch(alpha=0) for _, h in entries]
    legend = figure.legend(
        handles,
        [label for label, _ in entries],
        loc="upper left",
        bbox_to_anchor=(x, top),
        frameon=False,
        fontsize=9,
        labelcolor=INK,
        borderpad=0,
        handlelength=2.2,
        labelspacing=0.55,
    )
    for (_, handle), text in zip(entries, legend.get_texts(), strict=True):
        if handle is None:
            text.set_fontweight("bold")


def _handle(layer: Layer) -> Artist:
    style = layer.style
    if layer.role.marks or style.marker:
        return Line2D([], [], linestyle="none", **marker_look(style, 8.5))
    if layer.role.areas or style.fill:
        return Patch(
            facecolor=(style.colour, 0.1 if style.fill else 0),
            edgecolor=style.colour,
            hatch=style.hatch or None,
            linestyle=DASHES[style.dash],
            linewidth=1.4,
        )
    if "relief" in layer.kinds:
        return Patch(facecolor="#d8c7a4")
    return Line2D([], [], color=style.colour, linestyle=DASHES[style.dash], linewidth=1.8)


def caption(lesson: LessonData, layers: Sequence[Layer], most: int = 8) -> str:
    """Name the publishers that the layers rest on most, and say where the others stand."""
    table = lesson.sources.set_index("source_id")["publisher"]
    cited = Counter(
        s
        for layer in layers
        for f in layer.features
        for s in (*f.card.get("sources", ()), *f.card.get("holder_sources", ()))
    )
    cited.update({s: 10_000 for layer in layers if not layer.features for s in layer.source_ids})
    counts: Counter[str] = Counter()
    for source, n in cited.items():
        if source in table.index:
            counts[str(table[source])] += n
    if not counts:
        return "Mercator projection."
    named = "; ".join(name for name, _ in counts.most_common(most))
    more = len(counts) - most
    others = f"; and {more} more, named on the cards and in the list of sources" if more > 0 else ""
    return f"Mercator projection. Sources: {named}{others}."
