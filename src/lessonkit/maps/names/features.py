"""Names of what layers hold: places, computed features, zones and routes."""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.layers import Feature, Layer
from lessonkit.maps.names.name import Name
from lessonkit.maps.window import Window


def feature_names(window: Window, layers: Iterable[Layer]) -> list[Name]:
    """Name the places, computed features, zones and routes that have a name for the map.

    They come in the order in which they are drawn: what lies on others is the last.
    """
    named = [
        (layer, feature)
        for layer in sorted(layers, key=lambda one: (not one.role.under, one.role.depth))
        for feature in once(layer)
        if layer.role.named and feature.name
    ]
    points = [f.geometry for _, f in named if isinstance(f.geometry, Point)]
    placed = iter(window.pages(points) if points else ())
    spots = [
        next(placed) if isinstance(feature.geometry, Point) else _top(window, feature.geometry)
        for _, feature in named
    ]
    return [
        Name(
            feature.name,
            feature.name_local,
            x,
            y,
            _role(layer, feature),
            layer.id,
            feature.id,
            rank=feature.rank,
            colour=feature.style.colour,
            wide=feature.style.around,
        )
        for (layer, feature), (x, y) in zip(named, spots, strict=True)
        if window.holds(x, y) or not isinstance(feature.geometry, Point)
    ]


def once(layer: Layer) -> Iterable[Feature]:
    """Give each zone or place once, however many values it has."""
    if not (layer.role.under or layer.role.sized):
        return layer.features
    return [*{f.of or f.place: f for f in reversed(layer.features)}.values()][::-1]


def _role(layer: Layer, feature: Feature) -> str:
    """Tell an area, which holds its name, from an outline that only marks a line."""
    if isinstance(feature.geometry, Point):
        return "place"
    if layer.role.shared:
        return "zone"
    is_area = feature.geometry.geom_type.endswith("Polygon")
    return "area" if is_area and (layer.role.areas or feature.style.fill) else "edge"


def _top(window: Window, shape: BaseGeometry) -> tuple[float, float]:
    """Return the uppermost point of a shape on the page; far outside if it has none there."""
    points = [point for line in window.lines(shape) for point in line.tolist()]
    x, y = min(points, key=lambda at: at[1], default=(-1e6, -1e6))
    return x, y
