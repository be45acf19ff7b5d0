"""Layers: what a map draws, when it is valid, who says so and how sure it is. No drawing here.

A `Layer` is one switch of a map. It holds `Feature` records: a geometry in EPSG:4326 (lon, lat),
the days on which it holds (both inclusive), a `Style`, and a `card`, the words that a reader gets
for it. `from_tables` makes them from the tables of a lesson; `layer` makes one from any
GeoDataFrame, so that a learner can draw what they computed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

import geopandas as gpd
import pandas as pd
from PIL import ImageColor
from shapely.geometry.base import BaseGeometry

from lessonkit.days import AnyDay, Day, from_cell, number, on_step, steps_of
from lessonkit.errors import LessonError
from lessonkit.tables.entries import DASHES, MARKERS, ROLES, LayerSpec, Role

STATED = 10_000
"""A rank that the lesson gives a zone or a route counts so many times: it goes before all others.

What is left are ranks of our own, such as by the values of zones.
"""


class Card(TypedDict, total=False):
    """The words that a reader gets for a feature; empty ones are left out on the page.

    `when` are the first and the last day as ISO text, "" where open. `sources` and `holder_sources`
    are ids: of what the feature is, and of who holds it. `zone` is the id of a zone; a `value` is
    in words, with its unit, and has days and sources of its own.
    """

    kind: str
    title: str
    title_local: str
    text: str
    place: str
    part: str
    holder: str
    status: str
    event: str
    when: list[str]
    precision: str
    precision_km: float
    confidence: str
    asserted_by: str
    disputed: str
    actors: list[str]
    zone: str
    measure: str
    value: str
    value_when: list[str]
    value_note: str
    value_sources: list[str]
    paragraphs: list[int]
    sources: list[str]
    holder_sources: list[str]


class Mark(TypedDict, total=False):
    """A feature as drawn: when it holds, and where its mark stands.

    `days` are the first and the last as steps of the map since 1970 began, None where open;
    left out if it always holds. `at` is x and y on the page, in points; left out for a line or an
    area. `wide` says that its mark has an outline round it; `shift` how far it stands to the right
    of its point; `radius` is that of a circle whose area is a value.
    """

    days: list[int | None]
    at: list[float]
    wide: bool
    shift: float
    radius: float


class Spot(TypedDict, total=False):
    """Where a name stands: x and y on the page in points, an angle in degrees, clockwise.

    `steps` has the lines of the area or line that it names, as those of a `Line`.
    """

    at: list[float]
    angle: int
    steps: list[list[int]]


class Line(TypedDict):
    """A line of a map that no name should lie on: its layer, and its width in points.

    `steps` has its parts, each as x, y, x, y and so on in tenths of a point, y down: the first two
    are where it begins, all others how far the next point is from the one before. `way` says that
    somebody went along it on some days, and not that it lies there as a road or a river does.
    """

    layer: str
    width: float
    way: bool
    steps: list[list[int]]


# From this many km on, a place is drawn with a ring: its point is not exact.
RING_FROM_KM = 5.0
# From this many km on, an event has no mark of its own, only the area in which it lay.
AREA_FROM_KM = 20.0


@dataclass(frozen=True)
class Style:
    """How a feature looks. `marker`, `dash` and `hatch` are names from `lesson.toml`.

    `around` draws the marker as a thin outline, wide enough for a holder's mark inside it. A
    `solid` fill lets little through; a `radius` in points is that of a circle.
    """

    colour: str = "#444444"
    marker: str = ""
    dash: str = "solid"
    hatch: str = ""
    confidence: str = "high"
    fill: bool = False
    width: float = 1.6
    around: bool = False
    solid: bool = False
    radius: float = 0.0


@dataclass(frozen=True)
class Feature:
    """One thing on the map: geometry in lon/lat, days of validity, look, name and card."""

    id: str
    geometry: BaseGeometry
    style: Style
    name: str = ""
    name_local: str = ""
    start: Day | None = None
    end: Day | None = None
    rank: int = 0
    precision_km: float = 0.0
    place: str = ""
    of: str = ""  # the id of the zone
    holder: str = ""  # the id of who holds a zone
    shift: float = 0.0  # points to the right: marks of one place stand side by side
    rise: float = 0.0  # points up: a mark that a still map draws beside its point
    card: Card = field(default_factory=lambda: Card())
    said: bool = False  # shows only what was said: it holds on no day of its own

    def on(self, day: Day | dt.date) -> bool:
        """Whether the feature holds on `day`; an open start or end never excludes it."""
        if self.said:
            return False
        return not (self.start is not None and self.start > day) and not (
            self.end is not None and self.end < day
        )


@dataclass(frozen=True)
class KeyRow:
    """A line of the legend of values: a look, and what it means.

    An `always` one stands there whether the map has it or not, as the classes of a scale do.
    """

    style: Style
    words: str
    always: bool = True


@dataclass(frozen=True)
class Layer:
    """One switch of a map: an id, a label, a group heading, and its features in drawing order.

    `source_ids` are the layer's own sources, or else those of its features (see `cited`). `short`
    is its name where there is little room; empty for the label. `holder` is the id of whom it
    shows; `key` says what each look means, and `measure` of what, with its unit. `ground` says that
    it has what the lesson has drawn of the ground.
    """

    id: str
    label: str
    group: str
    on: bool
    table: str
    style: Style
    features: tuple[Feature, ...] = ()
    kinds: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    short: str = ""
    holder: str = ""
    key: tuple[KeyRow, ...] = ()
    measure: str = ""
    ground: bool = False

    @property
    def is_ground(self) -> bool:
        """Whether it is ground, of the base map or of the lesson."""
        return self.ground or self.role.ground

    @property
    def role(self) -> Role:
        """What the layer is on a map."""
        return ROLES[self.table]

    def shows(self, feature: Feature, day: AnyDay, step: str) -> bool:
        """Tell if a clock with this step shows one of its features on a day, as the page does."""
        if feature.said:
            return False
        first, last = steps_of(feature.start, feature.end, step, alone=self.role.turns)
        now = number(on_step(day, step), step)
        return (first is None or first <= now) and (last is None or now <= last)

    @property
    def legend(self) -> list[KeyRow]:
        """The lines of `key` that are needed for the features that are left."""
        looks = {f.style for f in self.features}
        return [row for row in self.key if row.always or row.style in looks]


def layer_of(spec: LayerSpec, style: Style, features: Iterable[Feature]) -> Layer:
    """Make a layer as `lesson.toml` describes it."""
    found = tuple(features)
    return Layer(
        spec.id,
        spec.label,
        spec.group,
        spec.on,
        spec.table,
        style,
        found,
        spec.kinds,
        tuple(spec.source_ids) or cited(found),
        ground=spec.ground,
    )


def cited(features: Iterable[Feature]) -> tuple[str, ...]:
    """Return the ids of the sources of features: those of holders and values first."""
    of_holders, others = Counter[str](), Counter[str]()
    for feature in features:
        of_holders.update(feature.card.get("holder_sources", ()))
        of_holders.update(feature.card.get("value_sources", ()))
        others.update(feature.card.get("sources", ()))
    # A dict drops the second mention and keeps the order.
    return tuple(dict.fromkeys(s for used in (of_holders, others) for s, _ in used.most_common()))


def cited_on(card: Card) -> tuple[str, ...]:
    """Return the ids of all sources on a card."""
    return (
        *card.get("sources", ()),
        *card.get("holder_sources", ()),
        *card.get("value_sources", ()),
    )


def with_outlines(layers: Iterable[Layer]) -> list[Layer]:
    """Draw the marker of a kind of place round the marks of its holders, which would hide it."""
    found = list(layers)
    held = {f.place for layer in found if layer.role.holders for f in layer.features}

    def around(layer: Layer) -> Layer:
        look = replace(layer.style, around=True)
        features = (replace(f, style=look) if f.place in held else f for f in layer.features)
        return replace(layer, features=tuple(features))

    return [around(x) if x.role.places and x.style.marker else x for x in found]


def layer(
    frame: gpd.GeoDataFrame,
    id: str,  # the field's term, and the name used in lesson.toml
    label: str,
    *,
    group: str = "Computed here",
    colour: str = "#1f5fa8",
    dash: str = "solid",
    marker: str = "",
    hatch: str = "",
    on: bool = True,
) -> Layer:
    """Make a layer from any GeoDataFrame, for example a ring that a learner computed.

    Parameters
    ----------
    frame : GeoDataFrame
        In any CRS (a frame without one is refused). Columns `name`, `note`, `start`, `end` and
        `source` are used where present.
    id, label, group : str
        The layer's id, its words in the legend, and its heading there.
    colour, dash, marker, hatch : str
        As in `lesson.toml`. A column `colour` or `hatch` of the frame goes before.
    on : bool
        Whether the layer is shown at the start.

    Raises
    ------
    LessonError
        If the frame has no CRS, so that nobody can tell what its numbers mean, or if a colour,
        marker or dash is not known.
    """
    if frame.crs is None:
        raise LessonError(
            f"Layer {id!r}: the frame has no CRS. Set it first, for example "
            'frame.set_crs("EPSG:4326") for degrees of longitude and latitude.'
        )
    _check_look("marker", marker, MARKERS)
    _check_look("dash", dash, DASHES)
    base = Style(_hex(colour), marker, dash, hatch, fill=bool(hatch))
    # A marker stands for one point, so a feature of several points becomes several features.
    rows = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs("EPSG:4326")
    mixed = rows.geom_type.isin(["MultiPoint", "GeometryCollection"])
    rows = pd.concat([rows[~mixed], rows[mixed].explode(index_parts=False)]).sort_index()
    features = [
        _from_row(row, f"{id}/{n}", label, base) for n, row in enumerate(rows.to_dict("records"))
    ]
    return Layer(id, label, group, on, "frame", base, tuple(features))


def _from_row(row: Mapping[Any, Any], id: str, label: str, base: Style) -> Feature:
    hatch = _text(row.get("hatch")) or base.hatch
    name = _text(row.get("name"))
    card: Card = {"kind": label, "title": name or label, "text": _text(row.get("note"))}
    if _text(row.get("source")):
        card["asserted_by"] = _text(row["source"])
    colour = _hex(_text(row.get("colour")) or base.colour)
    return Feature(
        id=id,
        geometry=row["geometry"],
        style=replace(base, colour=colour, hatch=hatch, fill=bool(hatch)),
        name=name,
        rank=50,
        start=from_cell(row.get("start")),
        end=from_cell(row.get("end")),
        card=card,
    )


def _text(cell: Any) -> str:
    """Turn a cell into text; a missing value is no text."""
    return "" if cell is None or pd.isna(cell) else str(cell)


def _hex(colour: str) -> str:
    """Turn a colour's name or code into #rrggbb."""
    try:
        red, green, blue = ImageColor.getrgb(colour)[:3]
    except ValueError:
        raise LessonError(
            f"colour: got {colour!r}, expected a code like #1f5fa8 or a name like teal."
        ) from None
    return f"#{red:02x}{green:02x}{blue:02x}"


def _check_look(what: str, value: str, known: Sequence[str]) -> None:
    if value and value not in known:
        raise LessonError(f"{what}: got {value!r}, expected one of {', '.join(known)}.")
