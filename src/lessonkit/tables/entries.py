"""What `lesson.toml` describes: map windows, holders, layers, maps, and how they may look."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
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


def luminance(colour: str) -> float:
    """Give how light a colour, `#rrggbb`, is: 0 for black to 1 for white, Y of CIE XYZ."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    # sRGB to CIE XYZ, each divided by that of white (D65).
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = luminance(colour)
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890
    a, b, c = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


_LON, _LAT, _PARALLELS = "central_longitude", "central_latitude", "standard_parallels"
PROJECTIONS: dict[str, tuple[str, ...]] = {
    "auto": (),
    "aitoff": (_LON,),
    "albers-equal-area": (_LON, _LAT, _PARALLELS),
    "azimuthal-equidistant": (_LON, _LAT),
    "eckert-i": (_LON,),
    "eckert-ii": (_LON,),
    "eckert-iii": (_LON,),
    "eckert-iv": (_LON,),
    "eckert-v": (_LON,),
    "eckert-vi": (_LON,),
    "equal-earth": (_LON,),
    "equidistant-conic": (_LON, _LAT, _PARALLELS),
    "euro-pp": (),
    "geostationary": (_LON, "satellite_height"),
    "gnomonic": (_LON, _LAT),
    "hammer": (_LON,),
    "lambert-azimuthal-equal-area": (_LON, _LAT),
    "lambert-conformal": (_LON, _LAT, _PARALLELS),
    "lambert-cylindrical": (_LON,),
    "lambert-zone-ii": (),
    "mercator": (_LON,),
    "miller": (_LON,),
    "mollweide": (_LON,),
    "nearside-perspective": (_LON, _LAT, "satellite_height"),
    "north-polar-stereographic": (_LON, "true_scale_latitude"),
    "oblique-mercator": (_LON, _LAT, "azimuth"),
    "orthographic": (_LON, _LAT),
    "osgb": (),
    "osni": (),
    "plate-carree": (_LON,),
    "robinson": (_LON,),
    "rotated-pole": ("pole_longitude", "pole_latitude"),
    "sinusoidal": (_LON,),
    "south-polar-stereographic": (_LON, "true_scale_latitude"),
    "stereographic": (_LON, _LAT, "true_scale_latitude"),
    "transverse-mercator": (_LON, _LAT),
    "utm": ("zone", "southern_hemisphere"),
}
"""The projections of a map window, as Cartopy has them, with what each can be told.

What is torn into lobes is left out: there neighbours on the page are no neighbours on the earth.
"""


@dataclass(frozen=True)
class Projection:
    """A projection by its name in `PROJECTIONS`, with what `lesson.toml` says of it."""

    name: str = "mercator"
    parameters: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, value: str | dict[str, Any]) -> Projection:
        """Make it of a name, or of a table with a name and parameters."""
        if isinstance(value, str):
            return cls(value)
        told = [
            (k, tuple(v) if isinstance(v, list) else v) for k, v in value.items() if k != "name"
        ]
        return cls(str(value["name"]), tuple(sorted(told)))

    def misfit(self) -> str:
        """Say which parameter the projection does not have; empty if all is well."""
        known = PROJECTIONS.get(self.name, ())
        return next((key for key, _ in self.parameters if key not in known), "")


@dataclass(frozen=True)
class Extent:
    """A map window in decimal degrees; `basemap` is a folder in `basemap/`.

    One that crosses the 180th meridian has a west greater than its east. `own` is a file in
    `basemap/` with the borders of another time, drawn in place of those of the base map.
    """

    id: str
    label: str
    west: float
    east: float
    south: float
    north: float
    basemap: str
    projection: Projection = Projection()
    own: str = ""

    @property
    def span(self) -> float:
        """How many degrees of longitude it is wide."""
        return self.east - self.west + (360 if self.west > self.east else 0)

    @property
    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Its edges as west, south, east, north: two boxes over the 180th meridian."""
        if self.west <= self.east:
            return [(self.west, self.south, self.east, self.north)]
        halves = ((self.west, 180.0), (-180.0, self.east))
        return [(west, self.south, east, self.north) for west, east in halves]

    def holds(self, lon: float, lat: float, grow: float = 0.0) -> bool:
        """Whether a point lies in it, or at most `grow` degrees outside."""
        along = (lon - self.west + grow) % 360 <= self.span + 2 * grow or self.span >= 360
        return along and self.south - grow <= lat <= self.north + grow


@dataclass(frozen=True)
class Holder:
    """Who can hold a place, and how that looks."""

    id: str
    label: str
    short: str
    colour: str
    marker: str
    hatch: str = ""


REPORTED = {"announced": "so", "confirmed": "so", "denied": "not so", "found": "so"}
"""The kinds of reports that every lesson has, and what each says of the thing: see `SAYS`."""

SAYS = ("so", "not so", "neither")
"""What a report says of its event or place: that it is so, that it is not, or neither: it warns."""


@dataclass(frozen=True)
class Kind:
    """A kind of places, zones, routes, events, sources or reports: a word, and what it means.

    `mark` is the marker of a place or an event, the dashes of a zone or a route. Names of places,
    zones and routes with a higher `rank` are written first. A route that is `known_at_end` is drawn
    from its last day on, because nobody knew before where it would go. A `timeless` source without
    a date tells of no day, so that it is never a later source. What a report `says` is that a thing
    is so, that it is not so, or neither.
    """

    id: str
    of: str
    label: str
    mark: str = ""
    rank: int = 0
    known_at_end: bool = False
    timeless: bool = False
    says: str = ""

    @classmethod
    def plain(cls, id: str, of: str) -> Kind:
        """Make the kind that `lesson.toml` says nothing of: its label is its word."""
        words = id.replace("-", " ")
        return cls(id, of, words[:1].upper() + words[1:])


@dataclass(frozen=True)
class Words:
    """What a lesson says in its own words, in the place of ours or beside them.

    `holder` and `holders` name who or what has a place. `speakers` is said in the handout of those
    who report events, `relations` on the cards of actors of what relations mean.
    """

    holder: str = "holder"
    holders: str = "holders"
    speakers: str = ""
    relations: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the lesson has a word of its own for a holder, such as the state of a road."""
        return self.holder != Words.holder


@dataclass(frozen=True)
class Role:
    """What the layers of a table are on a map: the one place where that is said."""

    depth: int  # what is lower lies below
    order: int = 5  # of its marks among those of other layers
    size: float = 8.0  # of its marks, in points
    ground: bool = False  # its kinds are drawn from files, it has no features
    places: bool = False  # its marks are kinds of places, an outline round the mark of a holder
    holders: bool = False  # its marks say who holds a place, and never how exact the place is
    events: bool = False  # its marks are events, its areas those with no closer place
    marks: bool = False  # the legend shows a mark, whatever the style
    areas: bool = False  # an outline is an area: in the legend, and for a name inside it
    arrows: bool = False  # a line with a holder has a head
    named: bool = False  # its features are named on the map
    shared: bool = False  # its areas have one line where they meet
    under: bool = False  # its areas lie below rivers and borders
    sized: bool = False  # its marks are circles with an area, and are never joined
    turns: bool = False  # one of its marks or areas follows another in the same place


ROLES = {
    "basemap": Role(depth=-3, ground=True),
    "areas": Role(depth=-1, turns=True),
    "shades": Role(depth=-2, areas=True, named=True, shared=True, under=True, turns=True),
    "held": Role(depth=-1, areas=True, named=True, shared=True, turns=True),
    "zones": Role(depth=0, areas=True, named=True),
    "frame": Role(depth=1, named=True),
    "routes": Role(depth=2, arrows=True, named=True),
    "sizes": Role(depth=3, order=3, named=True, sized=True, turns=True),
    "events": Role(depth=4, order=4, size=17.0, events=True, marks=True),
    "places": Role(depth=5, order=5, size=5.0, places=True, marks=True, named=True),
    "control": Role(depth=6, order=6, size=8.5, holders=True, marks=True, turns=True),
}
"""By the table of a layer; `areas` are computed by a method, a `frame` by a learner.

Of zones and places with a value, `shades` and `sizes` are made, of zones with a holder `held`.
Zones that a layer fills with its own colour are drawn as `held`, or as `shades` if they are ground.
"""


@dataclass(frozen=True)
class LayerSpec:
    """A layer as `lesson.toml` describes it: `kinds` says which rows of `table` it shows.

    `fill` fills zones with its colour. Zones and lines that are `ground`, such as a river or a wall
    that the lesson has drawn, stand on blank maps as the base map does.
    """

    id: str
    label: str
    group: str
    on: bool
    table: str
    kinds: tuple[str, ...] = ()
    colour: str = ""
    fill: bool = False
    ground: bool = False
    dash: str = ""
    hatch: str = ""
    marker: str = ""
    linger_days: int = 0
    linger_hours: int = 0
    source_ids: tuple[str, ...] = ()
    measure: str = ""

    @property
    def linger(self) -> np.timedelta64:
        """How long something stays on the map after its end, if its table has it stay."""
        if self.linger_hours:
            return np.timedelta64(self.linger_hours, "h")
        return np.timedelta64(self.linger_days, "D")

    @property
    def role(self) -> Role:
        """What the layer is on a map."""
        return ROLES[self.table]

    @property
    def is_ground(self) -> bool:
        """Whether it tells a student where things are, and is never what is asked."""
        return self.ground or self.role.ground

    def of_holder(self, holder: str) -> str:
        """Give the id of the layer that shows one holder alone."""
        return f"{self.id}-{holder}"


METHODS = ("quantiles", "equal-interval", "natural-breaks")
ONE_WAY = ("blues", "greens", "oranges", "purples", "greys", "yellow-blue")
"""Names of scales of colour from pale to dark; those of `TWO_WAYS` are pale in the middle."""
TWO_WAYS = ("orange-purple", "brown-green", "red-blue")


@dataclass(frozen=True)
class Measure:
    """What is measured of zones or of places: its unit, and how its values are drawn.

    Of zones a scale of colour: its `edges`, or how many `classes` a `method` makes; with a `middle`
    the scale goes two ways from there; `reversed` turns its colours round. Of places a circle, the
    largest with a `radius` in points.
    """

    id: str
    label: str
    unit: str
    of: str
    decimals: int = 0
    method: str = ""
    classes: int = 0
    edges: tuple[float, ...] = ()
    middle: float | None = None
    colours: str = ""
    reversed: bool = False
    radius: int = 26


@dataclass(frozen=True)
class ChartSpec:
    """A chart as `lesson.toml` describes it: of a measure, or of figures.

    `of` are the zones or places of the measure, all if it is None. Figures are named one by one, or
    by their `topics`. `tied` says of figures in time that those of one topic follow each other, as
    values of one place do.
    """

    id: str
    title: str
    alt: str
    kind: str
    measure: str = ""
    of: tuple[str, ...] | None = None
    figures: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    subtitle: str = ""
    tied: bool = False


@dataclass(frozen=True)
class StepSpec:
    """A step on a map: a few words, a question, and what the map shows then.

    Where `extent` is empty the whole map is shown; where `visible` or `day` is None it stays as the
    step before left it. `mark` is the id of a place or an event whose card opens. `known_by` sets
    the clock of what was known; where it is None the clock is off.
    """

    title: str
    text: str
    question: str
    day: Day | None = None
    extent: str = ""
    visible: tuple[str, ...] | None = None
    mark: str = ""
    known_by: Day | None = None


@dataclass(frozen=True)
class MapSpec:
    """A map as `lesson.toml` describes it.

    Where `layers` or `places` are None all are drawn; where `visible` is None, the layers are on
    that `lesson.toml` switches on. `days` are the first and the last day of a slider, both
    inclusive; `day` is the one shown first or, without a slider, the only one. `names` is how many
    names of places the whole map shows at the most. `steps` lead through the map one after the
    other. `known_by` is the day on which the clock of what was known stands at first, if it is on;
    without `evidence` a map has neither this clock nor the switches of its sources.
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
    known_by: Day | None = None
    evidence: bool = True


@dataclass(frozen=True)
class WaySpec:
    """A way of an estimate as `lesson.toml` describes it, and what is assumed of it at first.

    `who` is a holder or an actor, `from_` and `to` are places. `road` is the id of a route, or
    those of places on the way; where it is empty the straight line counts. Of `km_a_day` and
    `days_lost` it has the low and the high number, of `start_days` the earliest and the latest day.
    """

    label: str
    who: str
    from_: str
    to: str
    km_a_day: tuple[float, ...]
    start_days: tuple[Day, ...]
    days_lost: tuple[float, ...]
    road: str | tuple[str, ...] = ()


@dataclass(frozen=True)
class OutcomeSpec:
    """What happened, shown below an estimate on request. `day` is text, as exact as it is known."""

    label: str
    day: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True)
class EstimateSpec:
    """An estimate as `lesson.toml` describes it; `leaves_out` is what it says nothing about."""

    id: str
    title: str
    leaves_out: tuple[str, ...]
    ways: tuple[WaySpec, ...]
    outcomes: tuple[OutcomeSpec, ...] = ()
    subtitle: str = ""


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
    on the filled one. With `kinds` the filled one shows only places of these kinds. With `known_by`
    there is a third one: what was known of the same day by that day. The blank one may have a
    title and a subtitle of its own, and with `outlines` lines and names of the zones, or the lines
    alone without `outline_names`. Without `draw` the blank map does not ask to draw what the other
    one shows.
    """

    map: MapSpec
    find: tuple[str, ...] = ()
    others: bool = True
    kinds: tuple[str, ...] = ()
    known_by: Day | None = None
    blank_title: str = ""
    blank_subtitle: str = ""
    outlines: bool = False
    outline_names: bool = True
    draw: bool = True

    @classmethod
    def of(
        cls,
        map: MapSpec,
        *,
        title: str = "",
        subtitle: str = "",
        layers: tuple[str, ...] = (),
        day: Day | None = None,
        **own: Any,
    ) -> Sheet:
        """Make a sheet of a map; what is given of the map is said or drawn in another way here."""
        changed = replace(
            map,
            title=title or map.title,
            subtitle=subtitle or map.subtitle,
            layers=layers or map.layers,
            day=map.day if day is None else day,
        )
        return cls(changed, **own)
