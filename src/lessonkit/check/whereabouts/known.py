"""Points that contradict words of the lesson, where one slip of a hand explains it: notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.company import turned_places
from lessonkit.check.whereabouts.points import (
    NEAR_KM,
    WINDOW_MARGIN,
    Around,
    Ground,
    km_to,
    points_of,
    precision_of,
    texts_of,
)
from lessonkit.check.whereabouts.slips import Point, Slip, slip_of
from lessonkit.check.whereabouts.told import KIND, WAYS
from lessonkit.check.whereabouts.vertices import far_vertex, slipped_vertex, turned_vertex
from lessonkit.errors import Fault, shown
from lessonkit.geodesy import bearing, distance
from lessonkit.letters import unaccented
from lessonkit.tables.files import read_json
from lessonkit.tables.schema import FIRST_LEVEL
from lessonkit.tables.tables import Raw

_AREA_KM = 10  # by which the outline of an area may be too coarse
_SHAPE_KM = 25  # the same of a zone or a route: it may only lead towards what it names
_JUST_KM = 3  # of a place that a wrong digit must lead to
_LIKELY = 3  # kinds of slips: a wrong digit would fit by accident
_FAR = re.compile(
    rf"\b(\d+(?:\.\d+)?) km ({'|'.join(sorted(WAYS, key=len, reverse=True))}) of (?:the )?", re.I
)


@dataclass(frozen=True)
class Area:
    """A first-level area of a country, from a base map; `plain` is its name without accents."""

    name: str
    plain: str
    country: str
    outline: BaseGeometry


def areas_of(folder: Path) -> list[Area]:
    """Give the first-level areas that the base maps of a lesson have."""
    found: list[Area] = []
    for path in sorted((folder / "basemap").glob(f"*/{FIRST_LEVEL}.geojson")):
        for one in read_json(path)["features"]:
            name, country = (one["properties"].get(key) or "" for key in ("name_en", "country"))
            if name:
                found.append(Area(name, unaccented(name), country, shape(one["geometry"])))
    return found


def slip_notes(raws: Mapping[str, Raw], areas: Sequence[Area], ground: Ground) -> Iterator[Fault]:
    """Name points that their own words contradict, if one slip in lon or lat explains it.

    Whatever no slip explains is not told: words say much of a place that is not where it lies.
    """
    around, places, told = Around(raws), raws["places"], set[int]()
    for row, point in points_of(places):
        found = (
            _against_areas(places, row, point, areas)
            or _against_shapes(around, places, row, point)
            or _against_words(raws, row, point)
        )
        if found:
            told.add(row)
            yield _fault(places, row, *found)
    yield from (one for one in turned_notes(places) if one.row not in told)
    yield from _events(raws, around, ground)
    for name in ("zones", "routes"):
        yield from _spikes(raws[name])


_Found = tuple[Slip, str, str]  # the slip, what speaks against the point, what for the other


def _fault(raw: Raw, row: int, slip: Slip, got: str, where: str) -> Fault:
    remedy = f"{slip.with_it(where)} If it is right, it may stay."
    return raw.at(row, slip.column, got, f"a point {where}", remedy)


def _against_areas(raw: Raw, row: int, point: Point, areas: Sequence[Area]) -> _Found | None:
    """Hold a place against the area that has its name, or that its note says it lies in."""
    name, note = unaccented(raw.cell(row, "name_en")), unaccented(raw.cell(row, "note"))
    country = raw.cell(row, "country")
    mine = [one for one in areas if one.country == country and _is_of(one.plain, name, note)]
    most = _AREA_KM + precision_of(raw, row)
    if not mine or any(km_to(one.outline, point) <= most for one in mine):
        return None
    area = mine[0]
    slip = slip_of(texts_of(raw, row), lambda one: area.outline.covers(shapely.Point(one)))
    km = km_to(area.outline, point)
    got = f"a point {km:.0f} km from {area.name}"
    return (slip, got, f"in {area.name}") if slip else None


def _is_of(area: str, name: str, note: str) -> bool:
    bare = re.sub(rf"\s+{KIND}$", "", area)
    words = rf"\b(?:in|of) (?:the )?(?:{re.escape(bare)} {KIND}|{KIND} of {re.escape(bare)})\b"
    return bare == name or (bare in note and bool(re.search(words, note)))


def _against_shapes(around: Around, raw: Raw, row: int, point: Point) -> _Found | None:
    """Hold a place against the zones and routes that have its name in theirs."""
    shapes, most = around.shapes_of(row), _SHAPE_KM + precision_of(raw, row)
    away = min((km_to(one, point) for one in shapes), default=0.0)
    if away <= most:
        return None
    slip = slip_of(
        texts_of(raw, row),
        lambda one: all(km_to(shape_, one) <= NEAR_KM for shape_ in shapes),
        kinds=_LIKELY,
    )
    got = f"a point {away:.0f} km from the shape that has its name"
    return (slip, got, "at the shape that has its name") if slip else None


def _against_words(raws: Mapping[str, Raw], row: int, point: Point) -> _Found | None:
    """Hold a place against a distance in its note: 60 km south of a place of the lesson."""
    places = raws["places"]
    note = places.cell(row, "note")
    found = _FAR.search(note)
    if not found:
        return None
    ids = {name.casefold(): n for n, name in places.cells("name_en")}
    rest = note[found.end() :].casefold()
    other = max((name for name in ids if rest.startswith(name)), key=len, default="")
    points = dict(points_of(places))
    if not other or ids[other] == row or ids[other] not in points:
        return None
    km, way, centre = float(found[1]), found[2], points[ids[other]]
    most = max(10.0, 0.3 * km) + precision_of(places, row) + precision_of(places, ids[other])

    def fits(one: Point, most: float) -> bool:
        turn = abs((bearing(*centre, *one) - WAYS[way.lower()] + 180) % 360 - 180)
        return bool(abs(distance(*centre, *one) - km) <= most and turn <= 45)

    if fits(point, most):
        return None
    slip = slip_of(texts_of(places, row), lambda one: fits(one, most / 2), kinds=_LIKELY)
    where = f"{found[1]} km {way} of {shown(places.cell(ids[other], 'name_en'))}"
    got = f"a point {distance(*centre, *point):.0f} km from there"
    return (slip, f"{got}, while its note says {where}", where) if slip else None


def _events(raws: Mapping[str, Raw], around: Around, ground: Ground) -> Iterator[Fault]:
    """Hold an event without a place against the one place that it names, else against the maps."""
    events, named = raws["events"], dict(raws["events"].cells("place_id"))
    for row, point in points_of(events):
        if row in named:
            continue
        places, texts = around.named(events, row, ("title", "description")), texts_of(events, row)
        km = distance(*point, *places[0]) if len(places) == 1 else 0.0
        is_far = km > _SHAPE_KM + precision_of(events, row)
        if is_far and (slip := _slip_to(texts, places[0])):
            got = f"a point {km:.0f} km from the place that it names"
            yield _fault(events, row, slip, got, "near the place that it names")
            continue
        if not ground.shows(point, WINDOW_MARGIN) and (
            slip := slip_of(texts, ground.shows, kinds=1)
        ):
            yield _fault(events, row, slip, "a point far from every map window", "on a map")


def turned_notes(places: Raw) -> Iterator[Fault]:
    """Name places that lie far from most others, and with the other sign among them."""
    points = dict(points_of(places))
    texts = {row: texts_of(places, row) for row in points}
    for row, slip, km in turned_places(points, texts):
        got = f"a point {km:.0f} km from where most places are"
        yield _fault(places, row, slip, got, "among most other places")


def _slip_to(texts: tuple[str, str], place: Point) -> Slip | None:
    """Give the slip that leads near a place; a wrong digit must lead just there."""
    slip = slip_of(texts, partial(_is_near, place, NEAR_KM), kinds=_LIKELY)
    return slip or slip_of(texts, partial(_is_near, place, _JUST_KM))


def _is_near(place: Point, most: float, point: Point) -> bool:
    return bool(distance(*place, *point) <= most)


def _spikes(raw: Raw) -> Iterator[Fault]:
    """Name one vertex that lies far off the line between its neighbours, if a slip explains it."""
    for n, whole in (raw.shapes or {}).items():
        if found := slipped_vertex(whole) or turned_vertex(whole):
            point, slip = found
            yield _fault(raw, n, slip, far_vertex(point), "between its neighbours")
