"""Points that agree too well with another one, or too little with how the others are written.

A number that somebody changed inside the right country contradicts nothing that is known of the
place. It may still show how it came there: copied from another row, filled down a column, cut off
after two digits; or the corner of a road stands where the place stood.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import shapely

from lessonkit.check.whereabouts.points import points_of, precision_of, texts_of
from lessonkit.check.whereabouts.slips import Point, slip_of
from lessonkit.errors import Fault, counted, shown, told_once
from lessonkit.tables.rules import ascii_digits
from lessonkit.tables.tables import Raw

_LEAST = 3  # decimals with which two numbers are alike by no accident
_EVEN = 0.95  # of the rows of a table that keeps noughts: as many decimals in lon as in lat
_ON = 0.002  # degrees from the end of a route that was drawn to a place
_MOVED = 0.05  # degrees: a route may be drawn to a place a little beside its point
_STAYS = "If it is right, it may stay."


def alike_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name points of places that look copied, filled down, cut off, or moved off a route.

    Parameters
    ----------
    raws
        The tables as they were typed; there is no fault in them.
    """
    places = raws["places"]
    looks = (find(places) for find in (_same_points, _filled_down, _cut_off))
    yield from told_once(*looks, _off_ends(places, raws["routes"]))


def _same_points(places: Raw) -> Iterator[Fault]:
    """Find places with the very point of another one: one mark would hide the other."""
    first = dict[Point, int]()
    for row, point in points_of(places):
        other = first.setdefault(point, row)
        if other != row:
            got = f"the point of {_id(places, other)} (row {other})"
            words = "a point of its own"
            remedy = f"Was it copied? Correct lon and lat. {_STAYS}"
            yield places.at(row, "lon", got, words, remedy)


def _filled_down(places: Raw) -> Iterator[Fault]:
    """Find a number that is that of the row above to its last decimal, as a spreadsheet fills."""
    above: tuple[int, tuple[str, str]] | None = None
    for row, _ in points_of(places):
        texts = texts_of(places, row)
        if above and above[0] == row - 1:
            for column, one, other in zip(("lon", "lat"), texts, above[1], strict=True):
                if one == other and _decimals(one) > _LEAST:
                    got = f"{one}, as in the row above to the last digit"
                    words = f"the {column} of {_id(places, row)}"
                    remedy = f"Was the cell filled from above? Correct it. {_STAYS}"
                    yield places.at(row, column, got, words, remedy)
        above = row, texts


def _cut_off(places: Raw) -> Iterator[Fault]:
    """Find a number with fewer decimals than its neighbour, where digits of weight are lost.

    Many programs drop noughts at the end. Two of them are one row in a hundred, three one in a
    thousand; in a table that keeps them two that are gone are no accident.
    """
    found = {row: [_decimals(one) for one in texts_of(places, row)] for row, _ in points_of(places)}
    even = sum(one == other for one, other in found.values())
    least = 2 if len(found) >= 20 and even >= _EVEN * len(found) else 3
    for row, (lon, lat) in found.items() if len(found) > 4 else ():
        column, fewer, more = ("lon", lon, lat) if lon < lat else ("lat", lat, lon)
        # What the digits that are left leave open: less than the place is known to is no loss.
        if more - fewer >= least and 111 / 10**fewer / 2 > precision_of(places, row):
            text = places.cell(row, column)
            got = f"{text}, with {counted(fewer, 'decimal')} beside a number with {more}"
            remedy = f"Were digits lost? Look the number up. {_STAYS}"
            yield places.at(row, column, got, "about as many decimals in lon and lat", remedy)


def _off_ends(places: Raw, routes: Raw) -> Iterator[Fault]:
    """Find a place that one slip would put on the end of a route where no place is.

    Other corners of a line are many, and a slip leads to one of them by accident.
    """
    points = dict(points_of(places))
    ends = {
        one
        for whole in (routes.shapes or {}).values()
        for part in shapely.get_parts(whole)
        if part.geom_type == "LineString"
        for one in ((*part.coords[0][:2],), (*part.coords[-1][:2],))
    }
    taken = {one for point in points.values() for one in ends if _is_on(one, point)}
    for row, point in points.items():
        # One number is right to its last digit; the slip is in the other one.
        near = [one for one in ends - taken if one[0] == point[0] or one[1] == point[1]]
        slip = slip_of(texts_of(places, row), partial(_is_on_one, near)) if near else None
        if slip and math.dist(slip.point, point) > _MOVED:
            got = f"a point off the end of a route, where {_id(places, row)} would lie"
            remedy = f"{slip.with_it('at that end')} {_STAYS}"
            yield places.at(row, slip.column, got, "a point at that end", remedy)


def _is_on_one(others: Iterable[Point], point: Point) -> bool:
    return any(_is_on(one, point) for one in others)


def _is_on(one: Point, other: Point) -> bool:
    return math.dist(one, other) < _ON


def _decimals(text: str) -> int:
    return len(ascii_digits(text).partition(".")[2])


def _id(places: Raw, row: int) -> str:
    return shown(places.cell(row, "place_id") or f"row {row}")
