"""Windows and drawings that the tests of maps share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import geopandas as gpd
from pyproj import Geod
from shapely.geometry import (
    Point,
)
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.layers import Feature, Layer, Mark, Spot, layer
from lessonkit.maps.svg import Drawing
from lessonkit.maps.window import Window

SVG = "{http://www.w3.org/2000/svg}"
EXTENTS = ("syria", "southeast", "tanf", "corridor")
TANF = Point(38.618, 33.506)
WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Drawn:
    """A map window with its layers and what was drawn of them."""

    window: Window
    layers: list[Layer]
    text: str
    root: ET.Element
    marks: dict[str, Mark]
    spots: list[Spot]


def groups(root: ET.Element, attribute: str) -> list[ET.Element]:
    return [node for node in root.iter(f"{SVG}g") if attribute in node.attrib]


def marks_of(made: Drawing) -> dict[str, Mark]:
    """Return the marks of a drawing by the ids of their features."""
    ids = [node.attrib["data-feature"] for node in groups(ET.fromstring(made.svg), "data-feature")]
    return dict(zip(ids, made.marks, strict=True))


def is_name(node: ET.Element) -> bool:
    return "lk-name" in node.get("class", "").split()


def features(layers: Sequence[Layer]) -> dict[str, Feature]:
    return {f.id: f for layer in layers for f in layer.features}


def mine(shape: BaseGeometry, **columns: str) -> Layer:
    frame = gpd.GeoDataFrame({**columns, "geometry": [shape]}, crs="EPSG:4326", index=[0])
    return layer(frame, id="mine", label="Mine")


# ---- The window ---------------------------------------------------------------------------------


def ordinate(lat: float) -> float:
    """Mercator y of the ellipsoid in radians (Snyder 1987, equation 7-7)."""
    sine, e = math.sin(math.radians(lat)), math.sqrt(WGS84.es)
    return math.atanh(sine) - e * math.atanh(e * sine)


def formula(window: Window, point: Point) -> tuple[float, float]:
    """Return the place on the page, computed without Cartopy."""
    e = window.extent
    scale = window.width / math.radians(e.east - e.west)
    return math.radians(point.x - e.west) * scale, (ordinate(e.north) - ordinate(point.y)) * scale
