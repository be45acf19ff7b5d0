"""The mesh that a browser reads the earth from: which point of the earth lies at which of the page.

It has the degrees of longitude and latitude at the nodes of a grid over the page. Between them
the browser interpolates points of the unit sphere, not degrees: so a pole and the 180th meridian
are places like any other. `browser/core/mesh.js` does the same as `Sphere` here.

The interpolation is a cubic through the four nearest nodes each way (Lagrange), whose error in
lengths falls with the third power of the distance of the nodes. As many nodes are sent as a
ruler needs that is right to 0.2 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np
import shapely

if TYPE_CHECKING:  # a window loads cartopy; whoever only names a mesh does without
    from lessonkit.maps.window import Window

COUNTS = (9, 13, 17, 25, 33, 49, 65)  # nodes along the longer edge
_RIGHT = 0.002  # of a length
_TESTED = 24  # places each way at which a mesh is tried
_LEAST = 5  # nodes along the shorter edge


class Mesh(TypedDict):
    """Nodes in rows from the top, each longitude and latitude in degrees.

    `height` is that of the page in points, to its decimals.
    The columns stand evenly. So do the rows, or `dense` at the upper and lower edge, as the cosines
    of even angles: where a pole is drawn as a line, or nearly, latitudes run together there.
    `edge` is the outline of the earth on the page as x, y, x, y and so on, where it does not fill
    the page. Nodes beyond it go on as the projection would.
    """

    height: float
    columns: int
    rows: int
    dense: bool
    lon_lat: list[float]
    edge: list[float]


def mesh_of(window: Window) -> Mesh:
    """Make the mesh of a window, with as few nodes as are needed."""
    found: list[tuple[float, Mesh]] = []
    for count in COUNTS:
        for dense in (False, True):
            made = _mesh(window, *_size(window, count), dense)
            found.append((_error(window, made), made))
            if found[-1][0] < _RIGHT:
                return made
    return min(found, key=lambda one: one[0])[1]


def _size(window: Window, count: int) -> tuple[int, int]:
    longer = max(window.width, window.height)
    wide, high = (
        max(_LEAST, round((count - 1) * side / longer) + 1)
        for side in (window.width, window.height)
    )
    return wide, high


def _mesh(window: Window, columns: int, rows: int, dense: bool) -> Mesh:
    down = np.linspace(0, 1, rows)
    down = (1 - np.cos(np.pi * down)) / 2 if dense else down
    x, y = np.meshgrid(np.linspace(0, window.width, columns), down * window.height)
    lon, lat = window.lon_lat(x.ravel(), y.ravel())
    vectors = vectors_of(lon, lat).reshape(rows, columns, 3)
    _go_on(vectors)
    flat = vectors.reshape(-1, 3)
    lon, lat = degrees_of(flat)
    # A hundredth of a percent of what lies between two nodes.
    step = min(np.ptp(lat) / rows, 1.0) or 1.0
    places = 4 + max(0, int(np.ceil(-np.log10(step))))
    pairs = np.column_stack((lon, lat)).round(places)
    return {
        "height": window.height,
        "columns": columns,
        "rows": rows,
        "dense": dense,
        "lon_lat": pairs.ravel().tolist(),
        "edge": _edge(window),
    }


def _edge(window: Window) -> list[float]:
    if not window.is_round:
        return []
    left, _, _, top = window.bounds
    rim = shapely.simplify(window.earth, 0.2 / window.scale)
    largest = max(shapely.get_parts(rim), key=lambda part: part.area)
    x, y = shapely.get_coordinates(largest.exterior).T
    points = np.column_stack(((x - left) * window.scale, (top - y) * window.scale))
    return [float(number) for number in points.round(1).ravel()]


def _go_on(vectors: np.ndarray) -> None:
    """Fill nodes without earth from their row, then from their column, by a parabola."""
    for lines in (vectors, vectors.transpose(1, 0, 2)):
        for line in lines:
            known = np.flatnonzero(np.isfinite(line[:, 0]))
            if len(known) < 3:
                continue
            for end, step in ((known[-1], 1), (known[0], -1)):
                n = end + step
                while 0 <= n < len(line):
                    a, b, c = line[n - step], line[n - 2 * step], line[n - 3 * step]
                    line[n] = 3 * a - 3 * b + c
                    line[n] /= np.linalg.norm(line[n])
                    n += step
    vectors[~np.isfinite(vectors).all(axis=2)] = (0.0, 0.0, 1.0)


def _error(window: Window, mesh: Mesh) -> float:
    """Return by how much of its length a short line on the mesh is wrong, at the most."""
    sphere = Sphere(mesh, window.width)
    d = window.width / 400
    inside = np.linspace(0.02, 0.98, _TESTED)
    x, y = (m.ravel() for m in np.meshgrid(inside * window.width, inside * window.height))
    if window.is_round:
        left, _, _, top = window.bounds
        metres = shapely.points(left + x / window.scale, top - y / window.scale)
        good = shapely.contains(window.earth.buffer(-0.02 * (window.bounds[2] - left)), metres)
        x, y = x[good], y[good]
    worst = 0.0
    for dx, dy in ((d, 0), (0, d)):
        true = _apart(*(vectors_of(*window.lon_lat(*p)) for p in ((x, y), (x + dx, y + dy))))
        got = _apart(sphere.at(x, y), sphere.at(x + dx, y + dy))
        known = np.isfinite(true) & (true > 0)
        worst = max(worst, float(np.max(np.abs(got[known] / true[known] - 1), initial=0.0)))
    return worst


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.linalg.norm(one - other, axis=1)


class Sphere:
    """A mesh as points of the unit sphere."""

    def __init__(self, mesh: Mesh, width: float) -> None:
        pairs = np.array(mesh["lon_lat"]).reshape(-1, 2)
        self.vectors = vectors_of(*pairs.T).reshape(mesh["rows"], mesh["columns"], 3)
        self.width, self.height, self.dense = width, mesh["height"], mesh["dense"]

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the points of the sphere, n by 3, under places of the page in points."""
        rows, columns = self.vectors.shape[:2]
        i, across = _weights(x / self.width * (columns - 1), columns)
        part = y / self.height
        part = np.arccos(np.clip(1 - 2 * part, -1, 1)) / np.pi if self.dense else part
        j, down = _weights(part * (rows - 1), rows)
        found = np.zeros((len(x), 3))
        for m in range(4):
            for n in range(4):
                found += (down[m] * across[n])[:, None] * self.vectors[j + m, i + n]
        return found / np.linalg.norm(found, axis=1)[:, None]

    def lon_lat(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the degrees under places of the page in points."""
        return degrees_of(self.at(x, y))


def _weights(at: np.ndarray, count: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the first of four nodes, and how much each counts."""
    first = np.clip(np.floor(at).astype(int) - 1, 0, count - 4)
    t = at - first
    a, b, c, d = t, t - 1, t - 2, t - 3
    return first, [-b * c * d / 6, a * c * d / 2, -a * b * d / 2, a * b * c / 6]


def vectors_of(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Turn degrees into points of the unit sphere, n by 3."""
    lon, lat = (np.radians(np.where(np.isfinite(part), part, np.nan)) for part in (lon, lat))
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def degrees_of(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn points of the unit sphere into degrees."""
    x, y, z = vectors.T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
