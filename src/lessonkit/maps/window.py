"""A map window: an extent, its size on the page, and the way from lon/lat to the page.

Every map is drawn in the Mercator projection. It is conformal, so towns keep their bearing from
each other, and its x and y grow with lon and with one known function of lat, so a browser can turn
a pixel back into lon and lat exactly. Shares of area are never measured on it (see `control`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cartopy.crs as ccrs
import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.figure import Figure
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.tables.entries import Extent

LON_LAT = ccrs.PlateCarree()
WIDTH = 960.0  # points; one point of the figure is one unit of the SVG


@dataclass(frozen=True)
class Window:
    """A map window: an extent, its size in points, and the way from lon/lat to the page."""

    extent: Extent
    width: float = WIDTH

    @cached_property
    def crs(self) -> ccrs.Mercator:
        """Mercator centred on the window."""
        return ccrs.Mercator(central_longitude=(self.extent.west + self.extent.east) / 2)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in projected metres."""
        e = self.extent
        corners = self.crs.transform_points(
            LON_LAT, np.array([e.west, e.east]), np.array([e.south, e.north])
        )
        return (*corners[0, :2], *corners[1, :2])

    @property
    def scale(self) -> float:
        """Points for one projected metre."""
        return self.width / (self.bounds[2] - self.bounds[0])

    @property
    def height(self) -> float:
        """Height in points."""
        return (self.bounds[3] - self.bounds[1]) * self.scale

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Turn lon/lat into projected metres, without what lies under half a point.

        Takes a geometry or an array of them, and returns the like.
        """

        def forward(lonlat: np.ndarray) -> np.ndarray:
            return self.crs.transform_points(LON_LAT, lonlat[:, 0], lonlat[:, 1])[:, :2]

        return shapely.simplify(shapely.transform(geometry, forward), 0.5 / self.scale)

    def page(self, point: Point) -> tuple[float, float]:
        """Return x and y on the page in points, y downward as in SVG, of a lon/lat point."""
        ((x, y),) = self.pages([point])
        return x, y

    def pages(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        """Return what `page` does, for many points at once: one by one is slow."""
        x, y = shapely.get_coordinates(self.project(np.array(points, dtype=object))).T
        left, top = self.bounds[0], self.bounds[3]
        return list(zip((x - left) * self.scale, (top - y) * self.scale, strict=True))

    def lines(self, shape: BaseGeometry) -> list[np.ndarray]:
        """Return the lines of a shape in lon/lat on the page, each an n by 2 array in points.

        An area gives its outer and inner outlines, closed.
        """
        flat = self.project(shape)
        parts = shapely.get_parts(flat)
        areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        rings = [*shapely.get_rings(parts[areas]), *parts[~areas]]
        left, top = self.bounds[0], self.bounds[3]
        made = []
        for ring in rings:
            x, y = shapely.get_coordinates(ring).T
            if len(x) > 1:
                made.append(np.column_stack(((x - left) * self.scale, (top - y) * self.scale)))
        return made

    def holds(self, x: float, y: float) -> bool:
        """Whether a place in points is on the page."""
        return 0 <= x <= self.width and 0 <= y <= self.height


def new_axes(window: Window, figure: Figure, rect: tuple[float, float, float, float]) -> GeoAxes:
    """Add empty map axes to a figure; `rect` is (left, bottom, width, height), 0 to 1."""
    ax = figure.add_axes(rect, projection=window.crs)
    ax.set_xlim(window.bounds[0], window.bounds[2])
    ax.set_ylim(window.bounds[1], window.bounds[3])
    ax.patch.set_visible(False)
    ax.spines["geo"].set_visible(False)
    return ax
