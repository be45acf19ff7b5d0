"""The lines of zones that share borders: where two zones meet there is one line, not two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.maps.layers import Feature, Layer

# Degrees, about a metre: programs write the same corner with other last digits.
GRID = 1e-5


class Border(NamedTuple):
    """A line in lon/lat, and the ids of the features whose edge it is.

    An `inner` one parts two zones of one holder that are of two layers, such as a city in a zone:
    they have one look, so only the line tells them apart.
    """

    line: BaseGeometry
    of: tuple[str, ...]
    inner: bool = False


def borders_of(layers: Sequence[Layer]) -> list[Border]:
    """Cut the edges of zones where they meet, and give each piece once.

    A piece shows while one of the features that it belongs to does.
    """
    drawn = [(layer, f) for layer in layers if layer.role.shared for f in layer.features]
    owners: dict[bytes, list[Feature]] = {}
    for _, feature in drawn:
        owners.setdefault(shapely.to_wkb(feature.geometry), []).append(feature)
    if not owners:
        return []
    groups = list(owners.values())
    edges = shapely.set_precision([group[0].geometry.boundary for group in groups], GRID)
    pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(edges, grid_size=GRID)))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    near, which = shapely.STRtree(edges).query(middles, predicate="dwithin", distance=2 * GRID)
    of: dict[int, list[int]] = {}
    for piece, group in zip(near.tolist(), which.tolist(), strict=True):
        of.setdefault(piece, []).append(group)
    inner = _inner([(layer, f) for layer, f in drawn if layer.holder], middles)
    found: dict[tuple[tuple[int, ...], bool], list[BaseGeometry]] = {}
    for piece, mine in sorted(of.items()):
        holders = {f.holder for n in mine for f in groups[n]}
        is_inner = bool(holders & inner.get(piece, set()))
        found.setdefault((tuple(sorted(mine)), is_inner), []).append(pieces[piece])
    return [
        Border(shapely.MultiLineString(lines), tuple(f.id for n in mine for f in groups[n]), within)
        for (mine, within), lines in found.items()
    ]


def _inner(held: Sequence[tuple[Layer, Feature]], middles: np.ndarray) -> dict[int, set[str]]:
    """Give by the number of a piece who holds zones of two layers there, on it or round it."""
    zones = shapely.STRtree([f.geometry for _, f in held])
    near, which = zones.query(middles, predicate="dwithin", distance=2 * GRID)
    layers: dict[int, dict[str, set[str]]] = {}
    for piece, n in zip(near.tolist(), which.tolist(), strict=True):
        layer, zone = held[n]
        layers.setdefault(piece, {}).setdefault(zone.holder, set()).add(layer.id)
    return {piece: {one for one, of in by.items() if len(of) > 1} for piece, by in layers.items()}
