"""Where most places of a lesson lie: a minus that is missing near a meridian leads not far away.

Windows and countries tell nothing of it where the meridian of Greenwich, or the equator, runs
through them. But most places of a town stand together, and the mirror of a wrong one among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

import numpy as np

from lessonkit.check.whereabouts.slips import Point, Slip, on_earth, slip_of
from lessonkit.geodesy import distance

_FEW = 4  # other places, of which nobody can say where most are
_MOST = 0.6  # of the places: some may lie far off, such as towns to which people fled
_INSIDE, _OUTSIDE = 2, 4  # times as far from the middle as most places


class Company(NamedTuple):
    """The middle of the other places, and how many km most of them are away from it at most."""

    middle: Point
    km: float

    def has(self, point: Point) -> bool:
        """Whether a point lies among them."""
        return self._km_to(point) <= _INSIDE * self.km

    def lacks(self, point: Point) -> bool:
        """Whether a point lies far from all of them."""
        return self._km_to(point) > _OUTSIDE * self.km

    def _km_to(self, point: Point) -> float:
        return float(distance(*self.middle, *point))


def company_of(row: int, places: Mapping[int, Point]) -> Company | None:
    """Give where most of the other places are; None if there are too few of them."""
    others = [point for n, point in places.items() if n != row and on_earth(point)]
    if len(others) < _FEW:
        return None
    middle = median(lon for lon, _ in others), median(lat for _, lat in others)
    away = np.sort(distance(*middle, *np.transpose(others)))  # at once: each place asks for all
    return Company(middle, float(away[int(_MOST * (len(away) - 1))]))


def turned_places(
    places: Mapping[int, Point], texts: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[int, Slip, float]]:
    """Give the places that a minus alone keeps from where most others are, and their km from it."""
    for row, point in places.items():
        company = company_of(row, places)
        if company is None or not on_earth(point) or not company.lacks(point):
            continue
        if slip := slip_of(texts[row], company.has, kinds=1):
            yield row, slip, float(distance(*company.middle, *point))
