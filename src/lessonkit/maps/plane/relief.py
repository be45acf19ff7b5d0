"""The relief of a window: cut out of the picture of a base map, or drawn anew in its projection."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from PIL import Image

from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent

MOST_PIXELS = 1400  # width of the relief on paper
_METRES = 111_320.0  # of a degree


def mercator_y(lat: Any) -> Any:
    """Mercator ordinate on the sphere; the ellipsoid moves it by less than a pixel."""
    return np.degrees(np.arcsinh(np.tan(np.radians(lat))))


def relief_of(window: Window, picture: Image.Image, place: dict[str, Any]) -> Image.Image:
    """Give the relief of a window.

    Parameters
    ----------
    window : Window
    picture : Image
        Its columns are equal steps of longitude; its rows equal steps of latitude, or of Mercator
        y if its projection says so.
    place : dict
        `relief.json`: west, east, south, north in degrees, and the projection.

    Returns
    -------
    Image
        As high and wide as the window; RGBA if the page has corners without earth.
    """
    e = window.extent
    is_mercator = place["projection"] == "mercator"
    inside = place["west"] <= e.west < e.east <= place["east"]
    if window.is_straight and is_mercator and inside:
        return _cropped(e, picture, place)
    return _drawn(window, picture, place, is_mercator)


def _cropped(e: Extent, picture: Image.Image, place: dict[str, Any]) -> Image.Image:
    """Crop it: the rows of both are equal steps of Mercator y."""
    north, south = mercator_y(place["north"]), mercator_y(place["south"])
    x = picture.width / (place["east"] - place["west"])
    y = picture.height / (north - south)
    return picture.crop(
        (
            round((e.west - place["west"]) * x),
            round((north - mercator_y(e.north)) * y),
            round((e.east - place["west"]) * x),
            round((north - mercator_y(e.south)) * y),
        )
    )


def _drawn(
    window: Window, picture: Image.Image, place: dict[str, Any], is_mercator: bool
) -> Image.Image:
    """Look up for each pixel of the page what lies there."""
    # No more pixels than the picture has for the page.
    span = (place["east"] - place["west"]) % 360 or 360.0
    metres = (window.bounds[2] - window.bounds[0]) / _METRES
    width = int(min(MOST_PIXELS, max(64, metres * picture.width / span)))
    height = round(width * window.height / window.width)
    x, y = np.meshgrid(
        (np.arange(width) + 0.5) / width * window.width,
        (np.arange(height) + 0.5) / height * window.height,
    )
    lon, lat = window.lon_lat(x.ravel(), y.ravel())
    missing = ~(np.isfinite(lon) & np.isfinite(lat))
    lon, lat = (np.where(missing, 0.0, part) for part in (lon, lat))
    across = (lon - place["west"]) % 360 / span * picture.width - 0.5
    down = mercator_y if is_mercator else np.asarray
    north, south = down(place["north"]), down(place["south"])
    rows = (north - down(np.clip(lat, -89.9, 89.9))) / (north - south) * picture.height - 0.5
    pixels = _sampled(np.asarray(picture), across, rows, around=span >= 360)
    pixels = pixels.reshape(height, width, 3)
    if not window.is_round:
        return Image.fromarray(pixels)
    left, _, _, top = window.bounds
    spots = (left + x.ravel() / window.scale, top - y.ravel() / window.scale)
    shapely.prepare(window.earth)
    earth = shapely.contains_xy(window.earth, *spots) & ~missing
    alpha = np.where(earth, 255, 0).astype(np.uint8).reshape(height, width, 1)
    return Image.fromarray(np.concatenate((pixels, alpha), axis=2))


def _sampled(picture: np.ndarray, x: np.ndarray, y: np.ndarray, *, around: bool) -> np.ndarray:
    """Return the colours between the pixels, n by 3 (bilinear); `around` joins east and west."""
    high, wide = picture.shape[:2]
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    found = np.zeros((len(x), 3))
    for m in (0, 1):
        for n in (0, 1):
            column = (left + n) % wide if around else np.clip(left + n, 0, wide - 1)
            weight = np.abs(1 - m - (y - top)) * np.abs(1 - n - (x - left))
            found += weight[:, None] * picture[np.clip(top + m, 0, high - 1), column]
    return found.round().astype(np.uint8)
