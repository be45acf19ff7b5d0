"""Layers: what a map draws, when it is valid, who says so and how sure it is. No drawing here.

A `Layer` is one switch of a map. It holds `Feature` records: a geometry in EPSG:4326 (lon, lat),
the days on which it holds (both inclusive), a `Style`, and a `card`, the words that a reader gets
for it. `makers` makes them from the tables of a lesson; `layer_from_frame` makes one from any
GeoDataFrame, so that a learner can draw what they computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from lessonkit.errors import LessonError

Card = dict[str, Any]

# From this many km on, a place is drawn with a ring: its point is not exact.
RING_FROM_KM = 5.0


@dataclass(frozen=True)
class Style:
    """How a feature looks. `marker`, `dash` and `hatch` are names from `lesson.toml`."""

    colour: str = "#444444"
    marker: str = ""
    dash: str = "solid"
    hatch: str = ""
    confidence: str = "high"
    fill: bool = False
    width: float = 1.6


@dataclass(frozen=True)
class Feature:
    """One thing on the map: geometry in lon/lat, days of validity, look, name and card."""

    id: str
    geometry: BaseGeometry
    style: Style
    name: str = ""
    name_ar: str = ""
    start: date | None = None
    end: date | None = None
    rank: int = 0
    precision_km: float = 0.0
    place: str = ""
    card: Card = field(default_factory=dict)

    def on(self, day: date) -> bool:
        """Whether the feature holds on `day`; an open start or end never excludes it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Layer:
    """One switch of a map: an id, a label, a group heading, and its features in drawing order."""

    id: str
    label: str
    group: str
    on: bool
    table: str
    style: Style
    features: tuple[Feature, ...] = ()
    kinds: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


def layer_from_frame(
    frame: gpd.GeoDataFrame,
    *,
    id: str,  # the field's term, and the name used in lesson.toml
    label: str,
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
        If the frame has no CRS, so that nobody can tell what its numbers mean.
    """
    if frame.crs is None:
        raise LessonError(
            f"Layer {id!r}: the frame has no CRS. Set it first, for example "
            'frame.set_crs("EPSG:4326") for degrees of longitude and latitude.'
        )
    base = Style(colour=colour, dash=dash, marker=marker, hatch=hatch, fill=bool(hatch))
    features = []
    for n, row in enumerate(frame.to_crs("EPSG:4326").to_dict("records")):
        style = replace(
            base,
            colour=row.get("colour", colour),
            hatch=row.get("hatch", hatch),
            fill=bool(row.get("hatch", hatch)),
        )
        name = str(row.get("name", "") or "")
        card = {"kind": label, "title": name or label, "text": str(row.get("note", "") or "")}
        if row.get("source"):
            card["asserted_by"] = str(row["source"])
        features.append(
            Feature(
                id=f"{id}/{n}",
                geometry=row["geometry"],
                style=style,
                name=name,
                rank=50,
                start=as_day(row.get("start")),
                end=as_day(row.get("end")),
                card=card,
            )
        )
    return Layer(id, label, group, on, "frame", base, tuple(features))


def as_day(value: Any) -> date | None:
    """Turn a cell into a day; an empty cell is None (open)."""
    if value is None or value == "" or pd.isna(value):
        return None
    return pd.Timestamp(value).date()
