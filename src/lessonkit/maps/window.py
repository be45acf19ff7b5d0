"""A map window: an extent, its size on the page, and the way from lon/lat to the page and back.

The projection is that of the extent, Mercator if it names none. The page is the smallest upright
rectangle round the extent: in Mercator it is the extent, in other projections its corners show a
little more, and where a projection draws the whole earth round, they are empty. Shares of area are
never measured here (see `control`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cartopy.crs as ccrs
import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.figure import Figure
from matplotlib.path import Path
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.plane.projection import LON_LAT, crs_of, resolved
from lessonkit.tables.entries import Extent

WIDTH = 960.0  # points; one point of the figure is one unit of the SVG
_EDGE, _THIN = 257, 8  # points along an edge that find the bounds; each so-manieth inside
_LOOKS = 61  # points of the page, each way, that find what is seen
_FINE = 0.3  # points: a curved edge is right to this
_SLIT = 0.02  # points: a gap where a shape was cut at the 180th meridian
_BENDS = 180  # vertices at least along a curve from edge to edge
_CUT = 1e-6  # degrees: so near to the cut of a projection it is clear on which side a point is
_PLAIN = ccrs.Mercator()


@dataclass(frozen=True)
class Window:
    """A map window: an extent, its size in points, and the way from lon/lat to the page."""

    extent: Extent
    width: float = WIDTH

    @cached_property
    def crs(self) -> ccrs.Projection:
        """The projection, centred on the window where `lesson.toml` says nothing else."""
        return crs_of(resolved(self.extent))

    @cached_property
    def is_straight(self) -> bool:
        """Whether meridians and parallels are straight lines, so that the page is the extent."""
        return isinstance(self.crs, ccrs.Mercator)

    @cached_property
    def _middle(self) -> float:
        """The meridian in the middle of the projection: its map is cut on the other side."""
        return float(dict(resolved(self.extent).parameters).get("central_longitude", 0.0))

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in projected metres."""
        e = self.extent
        if self.is_straight:
            half = e.span / 2
            away = 0.0 if e.span >= 360 else (e.west + half - self._middle + 180) % 360 - 180
            ends = np.array([[away - half, e.south], [away + half, e.north]])
            corners = self._straight_rows(np.add(ends, (self._middle, 0)))
            return (*corners[0], *corners[1])
        lon, lat = np.linspace(0, e.span, _EDGE) + e.west, np.linspace(e.south, e.north, _EDGE)
        rims = [(lon, np.full(_EDGE, y)) for y in (e.south, e.north)]
        rims += [(np.full(_EDGE, x), lat) for x in (e.west, e.west + e.span)]
        inner = np.meshgrid(lon[::_THIN], lat[::_THIN])
        rims.append((inner[0].ravel(), inner[1].ravel()))
        flat = self._forward(*(np.concatenate(part) for part in zip(*rims, strict=True)))
        flat = flat[np.isfinite(flat).all(axis=1)]
        return (*flat.min(axis=0), *flat.max(axis=0))

    def _forward(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Turn degrees into projected metres, n by 2; what has no place is infinite."""
        return self.crs.transform_points(LON_LAT, lon, lat)[:, :2]

    def lon_lat(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Turn places on the page in points into degrees; infinite where the page has no earth."""
        left, _, _, top = self.bounds
        metres = left + x / self.scale, top - y / self.scale
        lon, lat, _ = LON_LAT.transform_points(self.crs, *metres).T
        return lon, lat

    @property
    def scale(self) -> float:
        """Points for one projected metre."""
        return self.width / (self.bounds[2] - self.bounds[0])

    @property
    def height(self) -> float:
        """Height in points."""
        return (self.bounds[3] - self.bounds[1]) * self.scale

    @cached_property
    def earth(self) -> BaseGeometry:
        """The part of the page that shows the earth, in projected metres."""
        page = box(*self.bounds)
        if self.is_straight:
            return page
        outline = shapely.Polygon(self.crs.boundary)
        return page if outline.contains(page) else page.intersection(outline.buffer(0))

    @cached_property
    def is_round(self) -> bool:
        """Whether the page has corners without earth."""
        left, bottom, right, top = self.bounds
        return bool(self.earth.area < 0.9999 * (right - left) * (top - bottom))

    @cached_property
    def sides(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all that the page shows, in degrees.

        West is greater than east where it crosses the 180th meridian.
        """
        e = self.extent
        if self.is_straight:
            return e.west, e.south, e.east, e.north
        x, y = np.meshgrid(np.linspace(0, self.width, _LOOKS), np.linspace(0, self.height, _LOOKS))
        left, _, _, top = self.bounds
        metres = shapely.points(left + x.ravel() / self.scale, top - y.ravel() / self.scale)
        seen = shapely.covers(self.earth.buffer(1e-6 * (self.bounds[2] - left)), metres)
        lon, lat = self.lon_lat(x.ravel()[seen], y.ravel()[seen])
        lon, lat = lon[np.isfinite(lon)], lat[np.isfinite(lat)]
        pad = 2 * (lat.max() - lat.min()) / _LOOKS
        poles = [self.holds(*self.page(Point(0.0, pole))) for pole in (-90, 90)]
        south = -90.0 if poles[0] else max(-90.0, float(lat.min()) - pad)
        north = 90.0 if poles[1] else min(90.0, float(lat.max()) + pad)
        around = np.sort(lon % 360)
        gaps = np.diff(np.append(around, around[0] + 360))
        widest = int(gaps.argmax())
        if any(poles) or gaps[widest] < 30:
            return -180.0, south, 180.0, north
        west, east = around[(widest + 1) % len(around)] - pad, around[widest] + pad
        return (west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north

    def region(self, pad: float = 0.0) -> list[tuple[float, float, float, float]]:
        """Give what the page shows, and `pad` degrees more, as one box of degrees or two."""
        west, south, east, north = self.sides
        south, north = south - pad, north + pad
        span = (east - west) % 360 or 360.0
        if span + 2 * pad >= 360:
            return [(-180.0, south, 180.0, north)]
        west, east = west - pad, west + span + pad
        boxes = [(west, south, min(east, 180.0), north), (west + 360, south, 180.0, north)]
        boxes.append((-180.0, south, east - 360, north))
        kept = [(max(w, -180.0), s, e, n) for w, s, e, n in boxes if max(w, -180.0) < e]
        return kept

    @cached_property
    def region_shape(self) -> BaseGeometry:
        """What the page shows, as boxes of degrees: a little more than that in most projections."""
        return shapely.MultiPolygon([box(*part) for part in self.region()])

    def sees(self, shape: BaseGeometry) -> bool:
        """Whether a shape in lon/lat may be on the page; of a point, whether it is."""
        if isinstance(shape, Point) and not self.is_straight:
            return self.holds(*self.page(shape))
        return bool(shape.intersects(self.region_shape))

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Turn lon/lat into projected metres, without what lies under half a point.

        Takes a geometry or an array of them, and returns the like. Lines and areas are cut where
        the projection is; a point that has no place on the map is infinitely far. Areas are valid:
        to cut one, to close it again and to leave points out may each make a ring cross another.
        """
        return _valid(shapely.simplify(self._flat(geometry), 0.5 / self.scale))

    def _flat(self, geometry: BaseGeometry) -> BaseGeometry:
        if isinstance(geometry, np.ndarray):
            if (shapely.get_type_id(geometry) == shapely.GeometryType.POINT).all():
                return shapely.transform(geometry, self._forward_rows)
            return np.array([self._flat(one) for one in geometry], dtype=object)
        if isinstance(geometry, Point):
            return shapely.transform(geometry, self._forward_rows)
        whole = _unbroken(geometry)
        if not self.is_straight:
            return self._bent(whole)
        flat = shapely.transform(self._uncut(whole), self._straight_rows)
        return self._closed(flat) if _is_cut(whole) else flat

    def _forward_rows(self, lonlat: np.ndarray) -> np.ndarray:
        return self._forward(lonlat[:, 0], lonlat[:, 1])

    def _straight_rows(self, lonlat: np.ndarray) -> np.ndarray:
        """Project degrees counted from the middle, which reach from -180 to 180."""
        away = lonlat[:, 0] - self._middle
        return _PLAIN.transform_points(LON_LAT, away, lonlat[:, 1])[:, :2]

    def _uncut(self, geometry: BaseGeometry) -> BaseGeometry:
        """Bring a shape to within 180 degrees of the middle, and away from the poles."""
        west, south, east, north = geometry.bounds
        low, high = self._middle - 180, self._middle + 180
        if low <= west and east <= high and max(-south, north) <= 85:
            return geometry
        return _together(self._turned(geometry, (low, -85.05, high, 85.05)))

    def _turned(
        self, geometry: BaseGeometry, box_: tuple[float, float, float, float]
    ) -> list[BaseGeometry]:
        """Cut a shape to a box whose longitudes may be beyond 180, and give its parts."""
        parts: list[BaseGeometry] = []
        for by in (-360, 0, 360):
            if geometry.bounds[0] + by < box_[2] and geometry.bounds[2] + by > box_[0]:
                moved = shapely.transform(geometry, lambda xy, by=by: np.add(xy, (by, 0)))
                cut = shapely.get_parts(shapely.clip_by_rect(moved, *box_)).tolist()
                parts += [part for part in cut if not part.is_empty]
        return parts

    def _bent(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project lines and areas with vertices enough to bend, cut on the far side."""
        geometry = _valid(geometry)
        west, south, east, north = self.sides
        span, pad = (east - west) % 360 or 360.0, (north - south) / 20
        south, north = max(-90.0, south - pad), min(90.0, north + pad)
        if span + 2 * pad >= 360:
            half = 180 - _CUT
            box_ = (self._middle - half, south, self._middle + half, north)
        else:
            box_ = (west - pad, south, west + span + pad, north)
        dense = shapely.segmentize(geometry, min(span, 180.0) / _BENDS)
        parts = self._turned(dense, box_) if not dense.is_empty else []
        # All at once: to begin with a projection takes longer than to project.
        flat = shapely.transform(np.array(parts, dtype=object), self._forward_rows).tolist()
        if not all(np.isfinite(shapely.get_coordinates(part)).all() for part in flat):
            # Beyond the edge of what the projection can show at all: Cartopy knows where that is.
            self.crs.threshold = _FINE / self.scale
            flat = [self.crs.project_geometry(part, LON_LAT) for part in parts]
        areas = [part for part in flat if part.geom_type.endswith("Polygon")]
        areas = [_valid(part) for part in areas]
        if areas:
            one = _together([one for part in areas for one in shapely.get_parts(part).tolist()])
            return self._closed(one) if _is_cut(geometry) else one
        return _together([one for part in flat for one in shapely.get_parts(part).tolist()])

    def _closed(self, flat: BaseGeometry) -> BaseGeometry:
        """Join the halves of an area that the 180th meridian parts, if the map is whole there."""
        if not flat.geom_type.endswith("Polygon"):
            return flat
        gap = _SLIT / self.scale
        joined = flat.buffer(gap, join_style="mitre").buffer(-gap, join_style="mitre")
        return _together(shapely.get_parts(joined).tolist())

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

    def around(self, extent: Extent, width: float = WIDTH) -> Window:
        """Give a window of another extent in the very same projection."""
        return Window(replace(extent, projection=resolved(self.extent)), width)

    def frame_of(self, extent: Extent) -> tuple[float, float, float, float]:
        """Return left, top, right and foot of another extent on the page, in points."""
        return self.framed(self.around(extent).bounds)

    def framed(
        self, metres: tuple[float, float, float, float]
    ) -> tuple[float, float, float, float]:
        """Turn left, bottom, right and top in projected metres into left, top, right and foot."""
        left, bottom, right, top = metres
        x, y = self.bounds[0], self.bounds[3]
        return (
            (left - x) * self.scale,
            (y - top) * self.scale,
            (right - x) * self.scale,
            (y - bottom) * self.scale,
        )


def _unbroken(shape: BaseGeometry) -> BaseGeometry:
    """Let a line that leaps over half the earth go the short way, over the 180th meridian."""
    if not shape.geom_type.endswith("LineString"):
        return shape
    parts = shapely.get_parts(shape)
    if all(np.abs(np.diff(shapely.get_coordinates(part)[:, 0])).max() <= 180 for part in parts):
        return shape
    return shapely.multilinestrings(
        [
            np.column_stack((np.unwrap(xy[:, 0], period=360), xy[:, 1]))
            for xy in map(shapely.get_coordinates, parts)
        ]
    )


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """Let no ring of an area cross another; of a geometry, or of each in an array."""
    is_area = shapely.get_dimensions(geometry) == 2  # a point without a place is not valid either
    if np.all(shapely.is_valid(geometry) | ~is_area):
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def _is_cut(shape: BaseGeometry) -> bool:
    """Whether a shape comes up to the 180th meridian."""
    return bool(shape.bounds[0] <= -180 + _CUT or shape.bounds[2] >= 180 - _CUT)


def _together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Make one geometry of parts that are all lines or all areas."""
    if len(parts) == 1:
        return parts[0]
    areas = [part for part in parts if part.geom_type == "Polygon"]
    if areas:
        return shapely.MultiPolygon(areas)
    return shapely.MultiLineString([part for part in parts if part.geom_type == "LineString"])


def new_axes(window: Window, figure: Figure, rect: tuple[float, float, float, float]) -> GeoAxes:
    """Add empty map axes to a figure; `rect` is (left, bottom, width, height), 0 to 1."""
    ax: GeoAxes = figure.add_axes(rect, projection=window.crs)
    ax.set_xlim(window.bounds[0], window.bounds[2])
    ax.set_ylim(window.bounds[1], window.bounds[3])
    if window.is_round:  # the scale bar and names may stand in a corner without earth
        ax.set_boundary(Path.unit_rectangle(), transform=ax.transAxes)
    ax.patch.set_visible(False)
    ax.spines["geo"].set_visible(False)
    return ax
