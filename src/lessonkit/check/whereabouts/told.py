"""What the note of a place says of where it lies: north of a town, between two, on a river.

The limits are wide, because people say such words of what they see on a map, and not of numbers.
What goes beyond them is a point or a note that is wrong; a number that was changed inside the right
country is seen by nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.points import km_to, points_of, precision_of, texts_of
from lessonkit.check.whereabouts.slips import Point, slip_of
from lessonkit.errors import Fault, first_of, shown
from lessonkit.geodesy import bearing, distance
from lessonkit.tables.files import read_json
from lessonkit.tables.schema import FIRST_LEVEL
from lessonkit.tables.tables import Raw

WAYS = {
    **{"north": 0, "north-east": 45, "northeast": 45, "east": 90, "south-east": 135},
    **{"southeast": 135, "south": 180, "south-west": 225, "southwest": 225, "west": 270},
    **{"north-west": 315, "northwest": 315},
}
"""Where a word of the compass points to, in degrees from north."""
KIND = (
    rf"(?:{FIRST_LEVEL.removesuffix('s')}|province|prefecture|district|county|region|state"
    "|department|canton)"
)
"""What areas of the first level are called, as a regular expression."""
_TURN = 75  # degrees that a direction may be off: "north of" is often north-west
_NEAR_KM = 50  # at most, of what is near, beside or at the edge of a town
_LONGER = 1.3  # times the straight way: so far may a place between two be off it
_BESIDE_KM = 20  # and so far for short ways
_RIVER_KM = 12  # a base map draws rivers with few points
_AWAY_KM = 300  # a slip that leads farther from what the note names is none
_NO_SLIP = "Correct lon and lat, or the note."

_DIRECTION = "|".join(sorted(WAYS, key=len, reverse=True))
_ROAD = r"(?:road|way|highway|route|track|railway|line|path|motorway|street|trail)s?"
_BESIDE = (
    r"near(?: to)?|close to|beside|opposite|facing|next to|(?:at|on) the edges? of"
    rf"|just (?:{_DIRECTION}) of|suburb of|quarter of|port of|outskirts of"
)
# A sentence that says what a place is not, or that it is far, tells nothing.
_NOT = re.compile(r"\b(?:not|no|never|far|once|until|before|or)\b")
# After a name: no longer name, no area that is called after the town, no third of three.
_ENDS = rf"(?![\w-]|'s\b|\s+{KIND}\b)(?!,? (?:and|to)\b)"
_INSIDE = re.compile(r"\b(?:in|at|on|to) the (?:[\w-]+ )?$")  # "in the far west of it"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")

Fits = Callable[[Point], bool]


@dataclass(frozen=True)
class _Said:
    """One thing that a note says: in words, of which rows besides its own, and what can be."""

    row: int
    words: str
    others: tuple[int, ...]
    fits: Fits


def rivers_of(folder: Path) -> dict[str, BaseGeometry]:
    """Give the rivers that the base maps of a lesson name."""
    found: dict[str, list[BaseGeometry]] = {}
    for path in sorted((folder / "basemap").glob("*/rivers.geojson")):
        for one in read_json(path)["features"]:
            if name := one["properties"].get("name_en") or "":
                found.setdefault(name, []).append(shape(one["geometry"]))
    return {name: shapely.union_all(parts) for name, parts in found.items()}


def told_notes(places: Raw, rivers: Mapping[str, BaseGeometry]) -> Iterator[Fault]:
    """Name places whose point contradicts the words of their note.

    Where several notes contradict one place, and it is in all of them, that place is named alone.

    Parameters
    ----------
    places
        The places as they were typed; there is no fault in them.
    rivers
        Their courses, by name.
    """
    points = dict(points_of(places))
    said = list(_said_in(places, points, rivers))
    wrong = [one for one in said if not one.fits(points[one.row])]
    while wrong:
        rows = Counter(row for one in wrong for row in {one.row, *one.others})
        row, count = rows.most_common(1)[0]
        mine = [one for one in wrong if row in (one.row, *one.others)]
        if count == 1 or all(one.row == row for one in mine):
            near = [points[other] for other in mine[0].others]
            yield _own(places, mine[0], [one for one in said if one.row == mine[0].row], near)
        else:
            yield _shared(places, row, mine)
        wrong = [one for one in wrong if one not in mine]


def _own(places: Raw, one: _Said, said: Sequence[_Said], near: Sequence[Point]) -> Fault:
    def fits(point: Point) -> bool:
        return all(other.fits(point) for other in said) and all(
            _is_within(other, _AWAY_KM, point) for other in near
        )

    # Words leave much room: only a sign, or two digits swapped, would fit by no accident.
    slip = slip_of(texts_of(places, one.row), fits, kinds=2)
    got = f"a point that is not {one.words}, as its note says"
    remedy = f"{slip.with_it(one.words)} If it is right, correct the note." if slip else _NO_SLIP
    return places.at(one.row, slip.column if slip else "lon", got, f"a point {one.words}", remedy)


def _shared(places: Raw, row: int, wrong: list[_Said]) -> Fault:
    ids = dict(places.cells("place_id"))
    names = first_of([ids.get(one.row, f"row {one.row}") for one in wrong], 4)
    got = f"a point against which {len(wrong)} notes speak (of {names})"
    words = "a point that agrees with the notes of the places"
    return places.at(row, "lon", got, words, "Correct lon and lat, or these notes.")


def _said_in(
    places: Raw, points: Mapping[int, Point], rivers: Mapping[str, BaseGeometry]
) -> Iterator[_Said]:
    """Find what notes say of the places of their rows, a sentence at a time."""
    towns = _Towns(places, points)
    for row, note in places.cells("note"):
        for sentence in _SENTENCE.split(note.casefold()) if row in points else ():
            if not _NOT.search(sentence):
                # A place that is named by its own note says nothing of itself.
                yield from (one for one in towns.said_in(sentence, row) if row not in one.others)
                yield from _of_rivers(places, row, sentence, rivers)


class _Towns:
    """The places of the table, as the note of another one may name them."""

    def __init__(self, places: Raw, points: Mapping[int, Point]) -> None:
        self._places, self._points = places, points
        found = Counter(name.casefold() for _, name in places.cells("name_en"))
        # A name of two places is of neither.
        self._rows = {
            name.casefold(): n
            for n, name in places.cells("name_en")
            if n in points and len(name) > 3 and found[name.casefold()] == 1
        }
        names = "|".join(re.escape(one) for one in sorted(self._rows, key=len, reverse=True))
        name = f"(?:the )?({names}){_ENDS}"
        way = rf"(?<![\w-])({_DIRECTION}) of {name}"
        two = f"(?:the )?({names}) {{}} {name}"
        amid, road = two.format("and"), two.format("(?:to|and)")
        self._way, self._near = re.compile(way), re.compile(rf"\b({_BESIDE}) {name}")
        self._amid = re.compile(rf"\b(?:between {amid}|{_ROAD} (?:from|between) {road})")

    def said_in(self, text: str, row: int) -> Iterator[_Said]:
        """Find what a sentence says of the place of a row beside the others."""
        if not any(name in text for name in self._rows):
            return
        for found in self._way.finditer(text):
            if not _INSIDE.search(text[: found.start()]):
                other = self._rows[found[2]]
                fits = partial(_turned, self._points[other], WAYS[found[1]], self._off(row, other))
                yield _Said(row, f"{found[1]} of {self._called(other)}", (other,), fits)
        for found in self._near.finditer(text):
            other = self._rows[found[2]]
            most = _NEAR_KM + self._off(row, other)
            fits = partial(_is_within, self._points[other], most)
            yield _Said(row, f"{found[1]} {self._called(other)}", (other,), fits)
        for found in self._amid.finditer(text):
            rows = [self._rows[part] for part in found.groups() if part]
            ends = [self._points[one] for one in rows]
            most = _LONGER * float(distance(*ends[0], *ends[1])) + 2 * _BESIDE_KM
            fits = partial(_is_amid, ends, most + self._off(row, *rows))
            words = f"between {self._called(rows[0])} and {self._called(rows[1])}"
            yield _Said(row, words, (*rows,), fits)

    def _off(self, *rows: int) -> float:
        return sum(precision_of(self._places, one) for one in rows)

    def _called(self, row: int) -> str:
        return shown(self._places.cell(row, "name_en"))


def _turned(centre: Point, way: int, most: float, point: Point) -> bool:
    turn = abs((bearing(*centre, *point) - way + 180) % 360 - 180)
    return bool(turn <= _TURN or distance(*centre, *point) <= most)


def _is_within(centre: Point, most: float, point: Point) -> bool:
    return bool(distance(*centre, *point) <= most)


def _is_amid(ends: Sequence[Point], most: float, point: Point) -> bool:
    return bool(sum(distance(*end, *point) for end in ends) <= most)


def _of_rivers(
    places: Raw, row: int, text: str, rivers: Mapping[str, BaseGeometry]
) -> Iterator[_Said]:
    most = _RIVER_KM + precision_of(places, row)
    for name, course in rivers.items():
        bare = re.escape(name.casefold().removeprefix("the "))
        at = rf"\b(?:on|by|along|beside|banks? of) the {bare}(?![\w-])"
        if re.search(rf"{at}|(?<![\w-]){bare} (?:town|village|city)\b", text):
            words = f"on the {shown(name.removeprefix('The '))}"
            yield _Said(row, words, (), partial(_is_along, course, most))


def _is_along(course: BaseGeometry, most: float, point: Point) -> bool:
    return km_to(course, point) <= most
