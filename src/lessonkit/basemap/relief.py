"""The relief picture of a base map: from heights where they are there, else from a picture.

The picture is Natural Earth's shaded relief of the whole earth, 30 pixels a degree. Of it only
light and dark are taken, in the tones of dry land: its own greens and blues would be near the
colour of the sea, and it is marks and names that should stand out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from lessonkit.basemap.heights import TILE, mercator, rgb_of, shaded_heights, tinted
from lessonkit.basemap.packages import COARSE, HEIGHTS

Array = NDArray[Any]
SEA = "#d3e0e6"
MOST_MERCATOR = 80.0  # degrees: nearer to a pole, rows are equal steps of latitude
TONES = {
    0.2: "#cdc6b2",
    0.45: "#e2dcc7",
    0.7: "#efe9d7",
    0.9: "#f5f1e4",
    1.0: "#faf8f3",
}  # by light


class Grid(NamedTuple):
    """Where a picture lies: its edges in degrees, east above 180 over that meridian; its size.

    Its rows are equal steps of Mercator y, or of latitude.
    """

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int
    is_mercator: bool

    @classmethod
    def of(cls, bounds: tuple[float, float, float, float], width: int) -> Grid:
        """Make the grid for a region; both steps are alike in its middle."""
        west, south, east, north = bounds
        is_mercator = max(abs(south), abs(north)) <= MOST_MERCATOR
        high = np.degrees(mercator(north) - mercator(south)) if is_mercator else north - south
        height = round(width * float(high) / (east - west))
        return cls(west, south, east, north, width, max(height, 8), is_mercator)

    def down(self, lat: Array) -> Array:
        """Return the rows of latitudes, 0 at the upper edge."""
        far: Any = mercator if self.is_mercator else np.asarray
        return (far(self.north) - far(lat)) / (far(self.north) - far(self.south)) * self.height

    @property
    def lons(self) -> Array:
        """The longitudes of the columns."""
        step = (self.east - self.west) / self.width
        return self.west + (np.arange(self.width) + 0.5) * step

    @property
    def lats(self) -> Array:
        """The latitudes of the rows."""
        part = (np.arange(self.height) + 0.5) / self.height
        if self.is_mercator:
            top, low = mercator(self.north), mercator(self.south)
            return np.degrees(np.arctan(np.sinh(top + (low - top) * part)))
        return self.north + (self.south - self.north) * part


def has_heights(bounds: tuple[float, float, float, float]) -> bool:
    """Whether the tile of heights covers a region, with the margin that it needs."""
    west, south, east, north = bounds
    inside = TILE[0] + 1 < west and east < TILE[2] - 1 and TILE[1] + 1 < south
    return inside and north < TILE[3] - 1 and east - west < 40


def relief(
    raw: Path, land: BaseGeometry, grid: Grid, exaggeration: float, fine: bool
) -> Image.Image:
    """Return the relief, its sea in one colour."""
    if fine:
        size = (grid.width, grid.height)
        rgb = shaded_heights(raw / HEIGHTS.files[0], grid[:4], size, exaggeration)
    else:
        rgb = _toned(raw / COARSE.files[2], grid)
    mask = land_mask(land, grid)[..., None]
    rgb = rgb * mask + np.array(rgb_of(SEA)) * (1 - mask)
    return Image.fromarray(np.round(rgb * 255).astype(np.uint8))


def _toned(path: Path, grid: Grid) -> Array:
    """Return the light of the picture of the earth in the tones of land, colours 0 to 1."""
    Image.MAX_IMAGE_PIXELS = None  # it is large, and it is the one that is expected
    with Image.open(path) as file:
        picture = file.convert("L")
        # Fewer pixels of it fall into one of ours: first shrunk, so that none is skipped.
        step = (grid.east - grid.west) / grid.width * picture.width / 360
        if step > 1.5:
            size = (round(picture.width / step), round(picture.height / step))
            picture = picture.resize(size, Image.Resampling.BOX)
        pixels = np.asarray(picture, float) / 255
    high, wide = pixels.shape[:2]
    x = (grid.lons + 180) % 360 / 360 * wide - 0.5
    y = np.clip((90 - grid.lats) / 180 * high - 0.5, 0, high - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    rows = pixels[top] * (1 - (y - top))[:, None]
    rows = rows + pixels[np.minimum(top + 1, high - 1)] * (y - top)[:, None]
    part = (x - left)[None, :]
    light = rows[:, left % wide] * (1 - part) + rows[:, (left + 1) % wide] * part
    return tinted(light, TONES)


def land_mask(land: BaseGeometry, grid: Grid) -> Array:
    """Return the share of land in each pixel, 0 to 1."""
    big = Image.new("L", (4 * grid.width, 4 * grid.height), 0)
    draw = ImageDraw.Draw(big)
    for turn in (-360.0, 0.0, 360.0):
        for part in shapely.get_parts(land):
            if part.bounds[0] + turn < grid.east and part.bounds[2] + turn > grid.west:
                draw.polygon(_pixels(part.exterior, grid, turn), fill=255)
                for hole in part.interiors:
                    draw.polygon(_pixels(hole, grid, turn), fill=0)
    size = (grid.width, grid.height)
    return np.asarray(big.resize(size, Image.Resampling.BOX), float) / 255


def _pixels(ring: Any, grid: Grid, turn: float) -> list[tuple[float, float]]:
    lon, lat = shapely.get_coordinates(ring).T
    x = (lon + turn - grid.west) / (grid.east - grid.west) * 4 * grid.width
    most = 85.0 if grid.is_mercator else 90.0
    return list(zip(x, 4 * grid.down(np.clip(lat, -most, most)), strict=True))
