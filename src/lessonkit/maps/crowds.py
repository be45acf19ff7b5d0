"""Places whose marks would lie on each other on a still map: one mark with a number for all.

It stands at the place that the lesson speaks of most. A few that have room around them are drawn
apart instead, each at the end of a short line to its point. `browser/map/marks/joining.js` does the
same at every size and zoom of a map on the screen.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from shapely import STRtree
from shapely.geometry import Point, box

from lessonkit.maps.boxes import Box, grown, overlap
from lessonkit.maps.layers import Feature, Layer
from lessonkit.maps.marks import RING_WIDTH, is_full, marker_look, patch
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent

# In points. The page reads the same file.
_SIZES = json.loads(Path(__file__).with_name("crowds.json").read_text(encoding="utf-8"))
# Half of a mark: of a holder, of a place that nobody is said to hold, with an outline; of a ring.
MARK, DOT, WIDE, EVENT = (_SIZES[name] for name in ("mark", "dot", "wide", "event"))
# Of a joined mark: a sign, from one to the next, a digit, around them, the whole.
SIGN, STEP, DIGIT, PADDING, HEIGHT = (
    _SIZES[name] for name in ("sign", "step", "digit", "padding", "height")
)
MOST_SIGNS = _SIZES["most_signs"]
# Of places drawn apart: from one to the other, how many at the most, how far from each other they
# are at the least, how far a mark may stand from its point, and how much room is left around it.
PART_APART, PART_MOST, PART_LEAST, PART_LONGEST, PART_AIR = (
    _SIZES[f"part_{name}"] for name in ("apart", "most", "least", "longest", "air")
)
PART_TURNS = 12  # of pushing; two places need one
AROUND = _SIZES["around"]  # from a joined mark to the ring of an event round it
SQUARE = 64.0  # points
USUAL = 640.0  # points, the width of a map on a laptop
INK = "#22262b"


@dataclass(frozen=True)
class Spot:
    """A place with its marks. `x`, `y` in points, y up; how far its marks reach from there.

    `apart` says that no other such place is joined with it; `at` is its point if its marks are
    drawn beside it.
    """

    key: str
    x: float
    y: float
    rank: int
    left: float
    right: float
    half: float
    signs: tuple[str, ...] = ()
    apart: bool = False
    features: tuple[tuple[Layer, Feature], ...] = ()
    at: tuple[float, float] | None = None

    def by(self, right: float, up: float = 0.0) -> Spot:
        """Return it with its marks so many points to the right and up."""
        marks = tuple((layer, _shifted(feature, right, up)) for layer, feature in self.features)
        return replace(self, x=self.x + right, y=self.y + up, features=marks)

    def beside(self, event: Feature) -> Feature:
        """Return an event of this place with its ring round the mark, wherever that stands."""
        x, y = self.at or (self.x, self.y)
        return _shifted(event, self.x - x, self.y - y)

    @property
    def box(self) -> Box:
        """The box of its marks."""
        return self.x - self.left, self.y - self.half, self.x + self.right, self.y + self.half

    @property
    def is_open(self) -> bool:
        """Whether its marks are of lines or posts alone: two side by side would read as one."""
        styles = [feature.style for _, feature in self.features]
        return not any(is_full(style) and style.marker != "gate" for style in styles)


def _shifted(feature: Feature, right: float, up: float) -> Feature:
    """Return a feature whose mark stands so many points to the right and up."""
    return replace(feature, shift=feature.shift + right, rise=feature.rise + up)


@dataclass(frozen=True)
class Crowd:
    """One or more places that have one mark, the most spoken of first."""

    spots: tuple[Spot, ...]

    def by(self, points: float) -> Crowd:
        """Return it with its mark so far to the right."""
        first, *others = self.spots
        return Crowd((first.by(points), *others))

    @property
    def apart(self) -> bool:
        """Whether a place is among them that shares its mark with no other such place."""
        return any(spot.apart for spot in self.spots)

    @property
    def joined(self) -> bool:
        """Whether it has a mark with a number."""
        return len(self.spots) > 1

    @cached_property
    def box(self) -> Box:
        """The box of its mark."""
        first = self.spots[0]
        if not self.joined:
            return first.box
        signs = {sign for spot in self.spots for sign in spot.signs}
        half = width_of(len(signs), len(self.spots)) / 2
        return first.x - half, first.y - HEIGHT / 2, first.x + half, first.y + HEIGHT / 2


def width_of(signs: int, count: int) -> float:
    """Return the width in points of a joined mark."""
    shown = max(1, min(MOST_SIGNS, signs))
    return 2 * PADDING + SIGN + STEP * (shown - 1) + 1 + DIGIT * len(str(count))


def join_spots(spots: Iterable[Spot]) -> list[Crowd]:
    """Join what would lie on each other, until no two boxes touch.

    Places that must stay `apart` are moved from each other, to the east and to the west.
    """
    crowds = [Crowd((spot,)) for spot in sorted(spots, key=lambda s: (-s.rank, s.key))]
    while True:
        kept = _joined_once(crowds)
        if len(kept) == len(crowds):
            return _moved(kept)
        crowds = kept


def _joined_once(crowds: Iterable[Crowd]) -> list[Crowd]:
    """Put each crowd into the first that it touches; one that grew may then touch more."""
    kept: list[Crowd] = []
    filed = defaultdict[tuple[int, int], set[int]](set)  # what touches a square of the page
    for crowd in crowds:
        near = {n for square in _squares(crowd.box) for n in filed[square]}
        hosts = (
            n
            for n in sorted(near)
            if overlap(kept[n].box, crowd.box) and not (kept[n].apart and crowd.apart)
        )
        host = next(hosts, len(kept))
        if host == len(kept):
            kept.append(crowd)
        else:
            kept[host] = Crowd((*kept[host].spots, *crowd.spots))
        for square in _squares(kept[host].box):
            filed[square].add(host)
    return kept


def _squares(box_: Box) -> list[tuple[int, int]]:
    left, bottom, right, top = (int(edge // SQUARE) for edge in box_)
    return [(i, j) for i in range(left, right + 1) for j in range(bottom, top + 1)]


def part_crowds(crowds: Sequence[Crowd]) -> list[Crowd]:
    """Take crowds of a few places apart where that is free: each then is a crowd of its own.

    Its mark stands a little beside its point, `at`. What cannot be moved stays joined.
    """
    found = dict[int, list[Crowd]]()
    for n, crowd in enumerate(crowds):
        if not (spots := _parted(crowd.spots)):
            continue
        others = [one for m, each in enumerate(crowds) if m != n for one in found.get(m, [each])]
        rooms = [grown(spot.box, PART_AIR) for spot in spots]
        if not any(overlap(room, one.box) for room in rooms for one in others):
            found[n] = [Crowd((spot,)) for spot in spots]
    return [one for n, crowd in enumerate(crowds) for one in found.get(n, [crowd])]


def _parted(spots: Sequence[Spot]) -> list[Spot]:
    """Push places from each other until the ring round one leaves out the others.

    There are none if they are many, lie on one point, or one would have to go too far.
    """
    if not 2 <= len(spots) <= PART_MOST:
        return []
    for a, b in combinations(spots, 2):
        # Two signs of lines alone, such as gates, would read as one beside each other.
        is_alike = a.is_open and b.is_open and a.signs == b.signs
        if is_alike or math.dist((a.x, a.y), (b.x, b.y)) < PART_LEAST:
            return []
    pushed = [replace(spot, at=(spot.x, spot.y)) for spot in spots]
    for _ in range(PART_TURNS):
        for n, m in combinations(range(len(pushed)), 2):
            pushed[n], pushed[m] = _push(pushed[n], pushed[m])
    is_near = all(math.dist((s.x, s.y), s.at or (s.x, s.y)) <= PART_LONGEST for s in pushed)
    is_free = not any(overlap(a.box, b.box) for a, b in combinations(pushed, 2))
    return pushed if is_near and is_free else []


def _push(a: Spot, b: Spot) -> tuple[Spot, Spot]:
    long = math.dist((a.x, a.y), (b.x, b.y))
    more = (PART_APART + max(a.half, b.half) - long) / 2
    if more <= 0:
        return a, b
    right, up = (b.x - a.x) / long * more, (b.y - a.y) / long * more
    return a.by(-right, -up), b.by(right, up)


def _moved(crowds: list[Crowd]) -> list[Crowd]:
    """Move marks that still touch, each as far as its neighbour."""
    moved = list(crowds)
    for one, other in combinations([n for n, crowd in enumerate(crowds) if crowd.apart], 2):
        a, b = moved[one].box, moved[other].box
        if overlap(a, b):
            by = (min(a[2], b[2]) - max(a[0], b[0])) / 2 + 0.5
            by = -by if a[0] + a[2] <= b[0] + b[2] else by
            moved[one], moved[other] = moved[one].by(by), moved[other].by(-by)
    return moved


def is_crowded(extent: Extent, layer: Layer) -> bool:
    """Tell if marks of a layer lie on each other on a map of the usual size."""
    points = [f.geometry for f in layer.features if isinstance(f.geometry, Point)]
    places = {f.place or f.id for f in layer.features}
    if layer.role.events or layer.role.sized or len(places) < 2 or not points:
        return False
    window = _usual(extent)
    seen = sorted({at for at in window.pages(points) if window.holds(*at)})
    tree = STRtree([Point(at) for at in seen])
    pairs = tree.query(tree.geometries, predicate="dwithin", distance=2 * DOT)
    return bool(pairs.shape[1] > len(seen))


@cache
def _usual(extent: Extent) -> Window:
    return Window(extent, USUAL)


def spots_of(window: Window, layers: Sequence[Layer], apart: Iterable[str] = ()) -> list[Spot]:
    """Collect the places of layers that hold on one day, each with its marks."""
    found: dict[str, list[tuple[Layer, Feature]]] = {}
    for layer in (x for x in layers if not (x.role.events or x.role.sized)):
        for feature in layer.features:
            if isinstance(feature.geometry, Point):
                found.setdefault(feature.place or feature.id, []).append((layer, feature))
    points = window.pages([marks[0][1].geometry for marks in found.values()]) if found else []
    must = set(apart)
    return [
        _spot(key, (x, window.height - y), marks, key in must)
        for (key, marks), (x, y) in zip(found.items(), points, strict=True)
        if window.holds(x, y)
    ]


def _spot(
    key: str, at: tuple[float, float], marks: list[tuple[Layer, Feature]], apart: bool
) -> Spot:
    held = tuple(dict.fromkeys(layer.id for layer, _ in marks if layer.role.holders))
    wide = any(feature.style.around for _, feature in marks)
    half = WIDE if wide else MARK if held else DOT
    shifts = [feature.shift for _, feature in marks]
    return Spot(
        key,
        *at,
        max(feature.rank for _, feature in marks),
        half - min(0, *shifts),
        half + max(0, *shifts),
        half,
        held or (marks[0][0].id,),  # what `_signs` draws
        apart,
        tuple(marks),
    )


def ringed(crowd: Crowd) -> Box:
    """Return the box of a joined mark with the ring of an event round it."""
    return grown(crowd.box, AROUND)


def draw_ring(ax: Axes, window: Window, crowd: Crowd, event: Feature) -> None:
    """Draw the ring of an event round a joined mark, which would hide it."""
    left, bottom = window.bounds[:2]
    x0, y0, x1, y1 = (value / window.scale for value in ringed(crowd))
    frame = box(left + x0, bottom + y0, left + x1, bottom + y1)
    width = RING_WIDTH[event.style.confidence]
    patch(ax, frame, event.id, 4, fill=False, edgecolor=event.style.colour, linewidth=width)


def draw_lead(ax: Axes, window: Window, spot: Spot) -> None:
    """Draw the line from a mark that stands beside its point to that point."""
    if spot.at is None:
        return
    there = np.array(spot.at)
    way = there - (spot.x, spot.y)
    rim = (spot.x, spot.y) + way * min(1.0, spot.half / np.hypot(*way))
    x, y = (window.bounds[:2] + np.array([rim, there]) / window.scale).T
    ax.add_artist(Line2D(x, y, color=INK, linewidth=0.8, zorder=2.5, gid="lead"))


def draw_crowd(ax: Axes, window: Window, crowd: Crowd) -> None:
    """Draw the mark of several places: a sign for each holder among them, and how many they are."""
    signs = _signs(crowd)[:MOST_SIGNS]
    first, width = crowd.spots[0], width_of(len(signs), len(crowd.spots))
    left, low = first.x - width / 2, first.y - HEIGHT / 2

    def metres(x: float, y: float) -> tuple[float, float]:
        return window.bounds[0] + x / window.scale, window.bounds[1] + y / window.scale

    frame = box(*metres(left, low), *metres(left + width, low + HEIGHT))
    patch(ax, frame, "crowd", 7, facecolor="#ffffff", edgecolor=INK, linewidth=0.9)
    for n, (_, feature) in enumerate(signs):
        x, y = metres(left + PADDING + SIGN / 2 + n * STEP, first.y)
        look = marker_look(feature.style, 7.2)
        ax.add_artist(Line2D([x], [y], linestyle="none", zorder=7.1, **look))
    x, y = metres(left + PADDING + SIGN + STEP * (len(signs) - 1) + 1, first.y)
    ax.text(
        x,
        y,
        str(len(crowd.spots)),
        fontsize=8.5,
        weight="bold",
        color=INK,
        va="center_baseline",
        zorder=7.2,
    )


def _signs(crowd: Crowd) -> list[tuple[Layer, Feature]]:
    """Choose a mark for each holder, or for what a place is where nobody is said to hold it."""
    marks = []
    for spot in crowd.spots:
        held = [mark for mark in spot.features if mark[0].role.holders]
        marks += held or list(spot.features[:1])
    return list({layer.id: (layer, feature) for layer, feature in reversed(marks)}.values())
