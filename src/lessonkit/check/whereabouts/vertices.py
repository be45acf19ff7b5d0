"""The vertices of a line or an outline: one of them alone may lie where the shape never went."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.slips import Point, Slip, on_earth, slip_of
from lessonkit.geodesy import distance

_DETOUR_KM = 50  # that one vertex may cost a line without a question
_TURNED_KM = 1  # the same of one that has the wrong sign
_LIKELY = 3  # kinds of slips: a wrong digit would fit by accident
_CLOSE = 0.2  # degrees: so near to the one before it is with nearly every vertex


class _Corner(NamedTuple):
    """A vertex and those before and behind it; at the end of a line the two that are next to it."""

    point: Point
    one: Point
    other: Point
    is_end: bool

    def is_far(self, times: float) -> bool:
        """Whether it costs the line so many times the way between its neighbours, and more."""
        length = distance(*self.one, *self.other)
        return bool(self._way(self.point) >= _DETOUR_KM + times * length)

    @property
    def is_likely_swapped(self) -> bool:
        """Whether it would cost the line much less with lat for lon."""
        back = self.point[::-1]
        return on_earth(back) and 3 * self._way(back) < self._way(self.point)

    @property
    def is_turned(self) -> bool:
        """Whether a minus alone leads it far off, also where that is not far on the earth."""
        lon, lat = self.point
        there = self._way(self.point)
        beside = min(self._way(one) for one in ((-lon, lat), (lon, -lat)))
        length = float(distance(*self.one, *self.other))
        return there >= _TURNED_KM + 2 * length and there >= 4 * beside and beside <= length

    def fits(self, point: Point) -> bool:
        """Whether another point would lie where this vertex belongs."""
        length = distance(*self.one, *self.other)
        return on_earth(point) and bool(
            self._way(point) <= (2 if self.is_end else 0.2) * length + 5
        )

    def _way(self, point: Point) -> float:
        """Give the km that a point costs the line more than its neighbours alone."""
        if self.is_end:
            return float(distance(*self.one, *point))
        there = distance(*self.one, *point) + distance(*point, *self.other)
        return float(there - distance(*self.one, *self.other))


def far_vertex(point: Point) -> str:
    """Say of a vertex that it lies where its shape never went."""
    return f"the point [{point[0]:g}, {point[1]:g}], far from its neighbours in the shape"


def swapped_vertex(shape: BaseGeometry) -> Point | None:
    """Give the vertex that lies far off its neighbours, while lat for lon it is in their midst."""
    return next((one.point for one in _far(shape, 1) if one.fits(one.point[::-1])), None)


def slipped_vertex(shape: BaseGeometry) -> tuple[Point, Slip] | None:
    """Give the vertex that lies far off its neighbours because of one slip in a number."""
    for one in _far(shape, 3):
        texts = f"{one.point[0]:.12g}", f"{one.point[1]:.12g}"
        if not one.is_end and (slip := slip_of(texts, partial(_Corner.fits, one), kinds=_LIKELY)):
            return one.point, slip
    return None


def turned_vertex(shape: BaseGeometry) -> tuple[Point, Slip] | None:
    """Give the vertex that a missing minus leads off: near a meridian it costs a line little."""
    for points, is_ring in _lines(shape):
        for one in _corners(points, is_ring=is_ring):
            if one.is_end or not all(map(on_earth, (one.point, one.one, one.other))):
                continue
            texts = f"{one.point[0]:.12g}", f"{one.point[1]:.12g}"
            if one.is_turned and (slip := slip_of(texts, partial(_Corner.fits, one), kinds=1)):
                return one.point, slip
    return None


def sure_vertices(shape: BaseGeometry) -> list[Point]:
    """Give the vertices that may tell of others: none that would fit better with lat for lon.

    Of a line of two points nobody can tell which one is wrong: if one of them would be much nearer
    to the other with lat for lon, neither counts.
    """
    doubtful = {one.point for one in _far(shape, 0) if one.is_likely_swapped}
    for points, _ in _lines(shape):
        if len(points) == 2 and all(map(on_earth, points)):
            back = points[0][::-1]
            if on_earth(back) and 2 * distance(*back, *points[1]) < distance(
                *points[0], *points[1]
            ):
                doubtful |= {*points}
    found = [(lon, lat) for lon, lat, *_ in shapely.get_coordinates(shape).tolist()]
    return [one for one in found if one not in doubtful]


def _far(shape: BaseGeometry, times: float) -> Iterator[_Corner]:
    for points, is_ring in _lines(shape):
        for one in _corners(points, is_ring=is_ring):
            steps = [abs(a - b) for a, b in zip(one.point, one.one, strict=True)]
            places = one.point, one.one, one.other
            if sum(steps) >= _CLOSE and all(map(on_earth, places)) and one.is_far(times):
                yield one


def _corners(points: list[Point], *, is_ring: bool) -> Iterator[_Corner]:
    for one, point, other in zip(points, points[1:], points[2:], strict=False):
        yield _Corner(point, one, other, is_end=False)
    if not is_ring and len(points) > 2:
        yield _Corner(points[0], points[1], points[2], is_end=True)
        yield _Corner(points[-1], points[-2], points[-3], is_end=True)


def _lines(shape: BaseGeometry) -> Iterator[tuple[list[Point], bool]]:
    """Give the points of each line, and whether it is a ring: then its second point comes last."""
    for part in shapely.get_parts(shape):
        is_ring = part.geom_type == "Polygon"
        for one in [part.exterior, *part.interiors] if is_ring else [part]:
            points = [(x, y) for x, y, *_ in shapely.get_coordinates(one).tolist()]
            yield [*points, *points[1:2]] if is_ring else points, is_ring
