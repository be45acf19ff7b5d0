"""What `lesson.toml` describes: map windows, holders, layers, maps, and how they may look."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from lessonkit.days import Day

MARKERS = (
    "circle",
    "circle-open",
    "diamond",
    "square",
    "square-open",
    "triangle",
    "triangle-open",
    "triangle-down",
    "triangle-left",
    "pentagon",
    "hexagon",
    "plus",
    "cross",
    "star",
    "ring",
    "gate",
    "bar",
    "question",
)
DASHES = ("solid", "dashed", "dotted", "dash-dot")
# A difference of 2 in CIE Lab can just be seen side by side; small marks far apart need more.
CLEAR_DIFFERENCE = 10.0


def too_alike(one: str, other: str) -> bool:
    """Tell if two colours, `#rrggbb`, are nearly the same: close in CIE Lab.

    Lab is made so that equal distances look equally different, which those in RGB do not; black
    and white are 100 apart.
    """
    return math.dist(_lab(one), _lab(other)) < CLEAR_DIFFERENCE


def _lab(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    # sRGB to CIE XYZ, each divided by that of white (D65).
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890
    a, b, c = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


@dataclass(frozen=True)
class Extent:
    """A map window in decimal degrees; `basemap` is a folder in `basemap/`."""

    id: str
    label: str
    west: float
    east: float
    south: float
    north: float
    basemap: str


@dataclass(frozen=True)
class Holder:
    """Who can hold a place, and how that looks."""

    id: str
    label: str
    short: str
    colour: str
    marker: str
    hatch: str = ""


@dataclass(frozen=True)
class Role:
    """What the layers of a table are on a map: the one place where that is said."""

    depth: int  # what is lower lies below
    order: int = 4  # of its marks among those of other layers
    size: float = 8.0  # of its marks, in points
    ground: bool = False  # its kinds are drawn from files, it has no features
    places: bool = False  # its marks are kinds of places, an outline round the mark of a holder
    holders: bool = False  # its marks say who holds a place, and never how exact the place is
    events: bool = False  # its marks are events, its areas those with no closer place
    marks: bool = False  # the legend shows a mark, whatever the style
    areas: bool = False  # an outline is an area: in the legend, and for a name inside it
    arrows: bool = False  # a line with a holder has a head
    named: bool = False  # its features are named on the map


ROLES = {
    "basemap": Role(depth=-2, ground=True),
    "areas": Role(depth=-1),
    "zones": Role(depth=0, areas=True, named=True),
    "frame": Role(depth=1, named=True),
    "routes": Role(depth=2, arrows=True, named=True),
    "places": Role(depth=3, order=4, size=5.0, places=True, marks=True, named=True),
    "control": Role(depth=4, order=5, size=8.5, holders=True, marks=True),
    "events": Role(depth=5, order=6, size=17.0, events=True, marks=True),
}
"""By the table of a layer; `areas` are computed by a method, a `frame` by a learner."""


@dataclass(frozen=True)
class LayerSpec:
    """A layer as `lesson.toml` describes it: `kinds` says which rows of `table` it shows."""

    id: str
    label: str
    group: str
    on: bool
    table: str
    kinds: tuple[str, ...] = ()
    colour: str = ""
    dash: str = ""
    hatch: str = ""
    marker: str = ""
    linger_days: int = 0
    source_ids: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """What the layer is on a map."""
        return ROLES[self.table]

    def of_holder(self, holder: str) -> str:
        """Give the id of the layer that shows one holder alone."""
        return f"{self.id}-{holder}"


@dataclass(frozen=True)
class StepSpec:
    """A step on a map: a few words, a question, and what the map shows then.

    Where `extent` is empty the whole map is shown; where `visible` or `day` is None it stays as the
    step before left it. `mark` is the id of a place or an event whose card opens.
    """

    title: str
    text: str
    question: str
    day: Day | None = None
    extent: str = ""
    visible: tuple[str, ...] | None = None
    mark: str = ""


@dataclass(frozen=True)
class MapSpec:
    """A map as `lesson.toml` describes it.

    Where `layers` or `places` are None all are drawn; where `visible` is None, the layers are on
    that `lesson.toml` switches on. `days` are the first and the last day of a slider, both
    inclusive; `day` is the one shown first or, without a slider, the only one. `names` is how many
    names of places the whole map shows at the most. `steps` lead through the map one after the
    other.
    """

    id: str
    title: str
    alt: str
    extent: str
    layers: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    subtitle: str = ""
    day: Day | None = None
    days: tuple[Day, ...] = ()
    visible: tuple[str, ...] | None = None
    steps: tuple[StepSpec, ...] = ()
    names: int = 14


@dataclass(frozen=True)
class ActorGroup:
    """Actors that are shown together, under one heading."""

    id: str
    label: str
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A map sheet of the handout: a map, and what of it a student finds and draws.

    `find` are the places to find on the blank sheet; without `others` they are also the only ones
    on the filled one. With `kinds` the filled one shows only places of these kinds.
    """

    map: MapSpec
    find: tuple[str, ...] = ()
    others: bool = True
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        map: MapSpec,
        *,
        title: str = "",
        subtitle: str = "",
        layers: tuple[str, ...] = (),
        **own: Any,
    ) -> Sheet:
        """Make a sheet of a map; what is given of the map is said or drawn in another way here."""
        changed = replace(
            map,
            title=title or map.title,
            subtitle=subtitle or map.subtitle,
            layers=layers or map.layers,
        )
        return cls(changed, **own)
