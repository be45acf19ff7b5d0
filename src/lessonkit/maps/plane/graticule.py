"""The graticule: meridians and parallels in round steps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from lessonkit.maps.window import Window

_STEPS = (30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)  # degrees
_LEAST = 4  # lines over the longer side of the window
_BEND = 60  # vertices of a line


def graticule(window: Window) -> gpd.GeoDataFrame:
    """Give the lines of a window, each with `name`, such as 60° S; EPSG:4326.

    Meridians end at the last parallel before a pole, where they would run into each other.
    """
    west, south, east, north = window.sides
    span = (east - west) % 360 or 360.0
    step = next((s for s in _STEPS if (north - south) / s >= _LEAST), _STEPS[-1])
    wide = max(step, 30.0) if max(abs(south), abs(north)) > 75 and span >= 360 else step
    lats = _round_ones(south, north, step)
    lats = lats[np.abs(lats) < 90]
    lons = _round_ones(west, west + span - 1e-9, wide)
    low, high = max(south, -90 + step / 2), min(north, 90 - step / 2)
    rows = [(_name(lat, "N", "S"), _along(west, west + span, lat)) for lat in lats]
    for lon in lons:
        turned = (lon + 180) % 360 - 180
        ends = np.linspace(low, high, _BEND)
        line = shapely.LineString(np.column_stack((np.full(_BEND, turned), ends)))
        rows.append((_name(turned, "E", "W"), line))
    names, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs="EPSG:4326")


def _round_ones(low: float, high: float, step: float) -> np.ndarray:
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


def _along(west: float, east: float, lat: float) -> shapely.MultiLineString:
    """Draw a parallel, cut at the 180th meridian."""
    parts = [(max(west, -180.0), min(east, 180.0)), (-180.0, east - 360), (west + 360, 180.0)]
    lines = [
        np.column_stack((np.linspace(a, b, 2 * _BEND), np.full(2 * _BEND, lat)))
        for a, b in parts
        if a < b
    ]
    return shapely.MultiLineString(lines)


def _name(degrees: float, plus: str, minus: str) -> str:
    size = abs(round(float(degrees), 4))
    return f"{size:g}°{'' if size in (0, 180) else ' ' + (minus if degrees < 0 else plus)}"
