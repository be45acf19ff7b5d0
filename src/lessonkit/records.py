"""What `lesson.toml` describes: map windows, holders and layers, and the looks they may have."""

from __future__ import annotations

from dataclasses import dataclass

# fmt: off
MARKERS = (
    "circle", "circle-open", "diamond", "square", "square-open", "triangle", "triangle-open",
    "triangle-down", "triangle-left", "pentagon", "hexagon", "plus", "cross", "star", "ring",
    "gate", "bar", "question",
)
DASHES = ("solid", "dashed", "dotted", "dash-dot")
# fmt: on


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

    @property
    def cartopy(self) -> tuple[float, float, float, float]:
        """West, east, south, north: Cartopy's order, which differs from GeoPandas bounds."""
        return (self.west, self.east, self.south, self.north)


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
