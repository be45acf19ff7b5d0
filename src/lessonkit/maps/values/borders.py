"""The lines of zones that share borders: where two zones meet there is one line, not two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.layers import Feature, Layer

# Degrees, about a metre: programs write the same corner with other last digits.
GRID = 1e-5


class Border(NamedTuple):
    """A line in lon/lat, and the ids of the features whose edge it is."""

    line: BaseGeometry
    of: tuple[str, ...]


def borders_of(layers: Sequence[Layer]) -> list[Border]:
    """Cut the edges of zones where they meet, and give each piece once.

    A piece shows while one of the features that it belongs to does.
    """
    features = [f for layer in layers if layer.role.shared for f in layer.features]
    owners: dict[bytes, list[Feature]] = {}
    for feature in features:
        owners.setdefault(shapely.to_wkb(feature.geometry), []).append(feature)
    if not owners:
        return []
    groups = list(owners.values())
    edges = shapely.set_precision([group[0].geometry.boundary for group in groups], GRID)
    pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(edges, grid_size=GRID)))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    near, which = shapely.STRtree(edges).query(middles, predicate="dwithin", distance=2 * GRID)
    found: dict[tuple[int, ...], list[BaseGeometry]] = {}
    of: dict[int, list[int]] = {}
    for piece, group in zip(near.tolist(), which.tolist(), strict=True):
        of.setdefault(piece, []).append(group)
    for piece, mine in sorted(of.items()):
        found.setdefault(tuple(sorted(mine)), []).append(pieces[piece])
    return [
        Border(shapely.MultiLineString(lines), tuple(f.id for n in mine for f in groups[n]))
        for mine, lines in found.items()
    ]
