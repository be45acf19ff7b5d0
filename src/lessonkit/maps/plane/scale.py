"""The scale of a map: how many kilometres a point of the page is, and where on the map that holds.

`browser/map/view.js` does the same for what is seen at a zoom.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from shapely.geometry import Point

from lessonkit.geodesy import distance
from lessonkit.maps.window import Window

ALIKE = 1.1  # where scales differ by less, one bar serves the map
MUCH = 2.0  # where they differ by more, a bar at its edge would serve nobody
_LEVEL = 0.05  # degrees
_PARTS = (0.05, 0.5, 0.95)


class Scale(NamedTuple):
    """Kilometres for one point of the page, from west to east, and where they hold, in words.

    Where the scale is nearly the same all over the map, there are no words.
    """

    km: float
    where: str


def scale_at(window: Window, down: float) -> Scale:
    """Give the scale for a bar that stands so far down the page, as a part of its height.

    It is that of the latitude there, if that is one; on a map whose scale changes much, or whose
    parallels are bent, that of the middle.
    """
    all_ = [km_at(window, x, y) for x in _PARTS for y in _PARTS]
    known = [one for one in all_ if math.isfinite(one)]
    differs = max(known) / min(known)
    y = down * window.height
    ends = np.array([part * window.width for part in (_PARTS[0], _PARTS[-1])])
    _, (one, other) = window.lon_lat(ends, np.array([y, y]))
    on_earth = all(math.isfinite(km_at(window, part, down)) for part in (_PARTS[0], _PARTS[-1]))
    if on_earth and abs(one - other) < _LEVEL and differs < MUCH:
        km, where = km_at(window, 0.5, down), f"at {abs(round(one))}° {'S' if one < 0 else 'N'}"
    else:
        km, where = km_at(window, 0.5, 0.5), "in the middle of the map"
    return Scale(km if math.isfinite(km) else known[0], where if differs > ALIKE else "")


def km_at(window: Window, along: float, down: float) -> float:
    """Return the km for one point at parts of the width and height; NaN beside the earth."""
    x, y, d = along * window.width, down * window.height, window.width / 1000
    left, _, _, top = window.bounds
    if window.is_round and not window.earth.contains(
        Point(left + x / window.scale, top - y / window.scale)
    ):
        return math.nan
    lon, lat = window.lon_lat(np.array([x - d, x + d]), np.array([y, y]))
    if not np.isfinite([*lon, *lat]).all():
        return math.nan
    return float(distance(lon[0], lat[0], lon[1], lat[1])) / (2 * d)


def round_length(most: float) -> float:
    """Return a round length in km, 1, 2 or 5 and noughts, at most so long."""
    power = 10.0 ** math.floor(math.log10(most))
    return float(f"{max(n * power for n in (1, 2, 5) if n * power <= most * (1 + 1e-9)):.3g}")
