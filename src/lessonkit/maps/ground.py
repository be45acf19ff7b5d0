"""The quiet ground under the marks: land, relief, water, borders. Read from `data/basemap/`."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from PIL import Image
from shapely.geometry import box

from lessonkit.layers import Layer
from lessonkit.lesson import Extent, Lesson
from lessonkit.maps.marks import DASHES, patch
from lessonkit.maps.window import Window

COLOURS = {"land": "#f6f1e6", "sea": "#dbe7ee", "veil": "#ffffff"}


def read_ground(folder: Path, name: str, extent: Extent) -> gpd.GeoDataFrame:
    """Read a base layer, cut to a little more than the window. Columns as in the file."""
    file = folder / f"{name}.geojson"
    if not file.exists():
        return gpd.GeoDataFrame({"geometry": []}, crs="EPSG:4326")
    pad = 0.2
    window = (extent.west - pad, extent.south - pad, extent.east + pad, extent.north + pad)
    frame = gpd.read_file(file)
    frame = frame[frame.intersects(box(*window))].copy()
    frame["geometry"] = shapely.clip_by_rect(frame.geometry.to_numpy(), *window)
    return frame[~frame.geometry.is_empty]


def read_relief(folder: Path, extent: Extent) -> Image.Image:
    """Read the relief picture and crop it to the window.

    The picture's rows are equal steps of Mercator y and its columns equal steps of lon
    (`relief.json` says so), so a crop is enough.
    """
    place = json.loads((folder / "relief.json").read_text(encoding="utf-8"))
    picture = Image.open(folder / "relief.webp").convert("RGB")
    north, south = _mercator_y(place["north"]), _mercator_y(place["south"])
    x = picture.width / (place["east"] - place["west"])
    y = picture.height / (north - south)
    return picture.crop(
        (
            round((extent.west - place["west"]) * x),
            round((north - _mercator_y(extent.north)) * y),
            round((extent.east - place["west"]) * x),
            round((north - _mercator_y(extent.south)) * y),
        )
    )


def _mercator_y(lat: float) -> float:
    """Mercator ordinate on the sphere; the ellipsoid moves it by less than a pixel here."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def draw_ground(ax: Axes, window: Window, lesson: Lesson, layers: Sequence[Layer]) -> None:
    """Draw land, veil, water, borders and governorates, each under its own group id."""
    folder = lesson.basemap(window.extent.id)
    countries = read_ground(folder, "countries", window.extent)
    sea = box(*window.bounds)
    patch(ax, sea, "ground/sea", -9, facecolor=COLOURS["sea"])
    for n, land in enumerate(countries.geometry):
        patch(ax, window.project(land), f"ground/land/{n}", -8, facecolor=COLOURS["land"])
    for layer in layers:
        for kind in layer.kinds if layer.table == "basemap" else ():
            if kind in _GROUND:
                frame = read_ground(folder, kind, window.extent)
                _GROUND[kind](ax, window, layer, frame, lesson.country)


def _rivers(ax: Axes, window: Window, layer: Layer, frame: Any, country: str) -> None:
    """Draw rivers by rank: 1 and 2 wide. The part inside a lake is only there for measuring."""
    rows = frame[frame["part"] != "lake"] if "part" in frame else frame
    for n, row in enumerate(rows.to_dict("records")):
        width = {1: 2.2, 2: 1.5}.get(int(row.get("rank") or 4), 0.9)
        patch(
            ax,
            window.project(row["geometry"]),
            f"{layer.id}/river/{n}",
            -4,
            edgecolor=layer.style.colour,
            linewidth=width,
            fill=False,
        )


def _lakes(ax: Axes, window: Window, layer: Layer, frame: Any, country: str) -> None:
    for n, area in enumerate(frame.geometry):
        patch(
            ax,
            window.project(area),
            f"{layer.id}/lake/{n}",
            -4,
            facecolor="#a9cbe2",
            edgecolor=layer.style.colour,
            linewidth=0.7,
        )


def _boundary(ax: Axes, window: Window, layer: Layer, frame: Any, country: str) -> None:
    """Draw borders; one that is not settled is dotted, whatever the layer's own dash."""
    for n, row in enumerate(frame.to_dict("records")):
        line = row["geometry"]
        line = line if line.geom_type.endswith("LineString") else line.boundary
        settled = row.get("status", "international") == "international"
        patch(
            ax,
            window.project(line),
            f"{layer.id}/line/{n}",
            -3,
            fill=False,
            edgecolor=layer.style.colour,
            linewidth=layer.style.width,
            linestyle=DASHES[layer.style.dash if settled else "dotted"],
        )


def _coast(ax: Axes, window: Window, layer: Layer, frame: Any, country: str) -> None:
    for n, line in enumerate(frame.geometry):
        patch(
            ax,
            window.project(line),
            f"{layer.id}/line/{n}",
            -4,
            fill=False,
            edgecolor=layer.style.colour,
            linewidth=0.8,
        )


def _veil(ax: Axes, window: Window, layer: Layer, frame: Any, country: str) -> None:
    """Lighten what lies outside the lesson's country, so that the eye rests inside it."""
    inside = frame[frame["iso_a2"] == country]
    if len(inside) and len(frame) < 9:
        outside = box(*window.bounds).difference(window.project(inside.union_all()).buffer(0))
        patch(ax, outside, "ground/veil", -5, facecolor=COLOURS["veil"], alpha=0.38)


_GROUND = {
    "rivers": _rivers,
    "lakes": _lakes,
    "borders": _boundary,
    "governorates": _boundary,
    "countries": _veil,
    "coast": _coast,
}
