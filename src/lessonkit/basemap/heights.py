"""The fine relief of a base map: shaded heights, for the part of the earth of which they are there.

Heights are metres above sea level from the NOAA GLOBE tile for 0-50 N, 0-90 E, 120 cells a degree.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Bounds = tuple[float, float, float, float]  # west, south, east, north
CELLS, NORTH, RAMP, MARGIN = 120, 50, 30, 40  # a degree; latitude of row 0; both in cells
TINT = {
    0: "#eeefe0",
    150: "#f4f0e2",
    400: "#f3ecda",
    800: "#ece3cd",
    1300: "#e0d9c2",
    2000: "#d3cdb8",
    3000: "#c9c5b5",
    4500: "#dedbd2",
}
SHADOW = "#6b6654"
TILE = (0.0, 0.0, 90.0, 50.0)  # west, south, east, north
LIGHTS = ((315, 0.5), (275, 0.2), (355, 0.2), (225, 0.1))  # azimuth in degrees, weight


def mercator(lat: float | Array) -> Any:
    """Return the Mercator y of a latitude in degrees, in radians."""
    return np.arcsinh(np.tan(np.radians(lat)))


def level_seams(heights: Array, first: int) -> Array:
    """Spread the steps between columns at whole degrees over `RAMP` cells on each side.

    The tile was put together from cells of one degree that differ by some 15 metres. `first` is
    the number of the first column, counted from a whole degree. The step lies between the columns
    i - 1 and i + 2; the two in between are filled from their neighbours.
    """
    out = heights.copy()
    ramp = (np.arange(RAMP) + 0.5) / RAMP / 2
    for i in range(-first % CELLS, heights.shape[1] - RAMP - 2, CELLS):
        if i > RAMP:
            a, b, c, d = (heights[:, i + k] for k in (-4, -1, 2, 5))
            step = np.pad((c - b) - ((b - a) + (d - c)) / 2, 20, mode="edge")
            windows = np.lib.stride_tricks.sliding_window_view(step, 41)
            move = np.median(windows, axis=1)[:, None]
            out[:, i - RAMP : i] += move * ramp
            out[:, i + 2 : i + 2 + RAMP] -= move * ramp[::-1]
            for k in (0, 1):
                out[:, i + k] = ((2 - k) * out[:, i - 1] + (1 + k) * out[:, i + 2]) / 3
    return out


def spline_weights(at: Array, count: int) -> Array:
    """Return the (len(at), count) weights of a cubic B-spline at positions `at`, in cells.

    It smooths a little, so no cell shows; when the output is coarser it widens and averages.
    """
    width = max(1.0, float(np.abs(np.diff(at)).mean()))
    x = np.abs(at[:, None] - np.arange(count)) / width
    near, far = 2 / 3 - x**2 + x**3 / 2, np.clip(2 - x, 0, None) ** 3 / 6
    weights = np.where(x < 1, near, far)
    return weights / weights.sum(axis=1, keepdims=True)


def sample_heights(path: Path, bounds: Bounds, size: tuple[int, int]) -> Array:
    """Return heights in metres on a Mercator grid of `size` (width, height), north at the top."""
    west, south, east, north = bounds
    left, top = int(west * CELLS) - MARGIN, int((NORTH - north) * CELLS) - MARGIN
    right, low = int(east * CELLS) + MARGIN, int((NORTH - south) * CELLS) + MARGIN
    with np.load(path) as tile:
        heights = tile["arr_0"][top:low, left:right].astype(float)
    heights = level_seams(level_seams(heights, left).T, top).T
    lon = west + (np.arange(size[0]) + 0.5) * (east - west) / size[0]
    y = np.linspace(mercator(north), mercator(south), 2 * size[1] + 1)[1::2]
    lat = np.degrees(np.arctan(np.sinh(y)))
    columns = spline_weights(lon * CELLS - left - 0.5, heights.shape[1])
    rows = spline_weights((NORTH - lat) * CELLS - top - 0.5, heights.shape[0])
    return rows @ heights @ columns.T


def shade(heights: Array, metres: float, exaggeration: float) -> Array:
    """Return the light from several sides, mostly the north-west: 0 on flat ground."""
    total = np.zeros_like(heights)
    for azimuth, weight in LIGHTS:
        turn, high = np.radians(90 - azimuth), np.radians(45)
        light = np.array([np.cos(turn) * np.cos(high), np.sin(turn) * np.cos(high), np.sin(high)])
        south, east = np.gradient(heights * exaggeration, metres)
        up = np.dstack([-east, south, np.ones_like(heights)])
        up /= np.linalg.norm(up, axis=2, keepdims=True)
        total += weight * (up @ light)
    return total - np.sin(np.radians(45))


def shaded_heights(path: Path, bounds: Bounds, size: tuple[int, int], exaggeration: float) -> Array:
    """Return the colours of the land, 0 to 1, in equal steps of Mercator y and of longitude."""
    west, south, east, north = bounds
    heights = sample_heights(path, bounds, size)
    metres = 111_320 * (east - west) / size[0] * np.cos(np.radians((south + north) / 2))
    light = shade(heights, metres, exaggeration)[..., None]
    rgb = tinted(heights, TINT)
    light = light / (0.35 + np.abs(light))  # lifts faint slopes, holds back steep ones
    dark, pale = np.clip(-light, 0, 1) * 0.5, np.clip(light, 0, 1) * 0.6
    rgb = rgb * (1 - dark) + np.array(rgb_of(SHADOW)) * dark
    return rgb * (1 - pale) + pale


def tinted(values: Array, tones: Mapping[int, str] | Mapping[float, str]) -> Array:
    """Give each value its colour, 0 to 1, between those of the tones next to it."""
    colours = np.array([rgb_of(colour) for colour in tones.values()]).T
    bands: list[Array] = [np.interp(values, list(tones), band) for band in colours]
    return np.dstack(bands)


def rgb_of(colour: str) -> tuple[float, float, float]:
    """Turn #rrggbb into parts from 0 to 1."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue
