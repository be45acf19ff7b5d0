"""Points that cannot be where they are, above all those with lon and lat swapped.

And the ways of estimates: roads that miss the places between which they should lead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.errors import Fault, shown
from lessonkit.geodesy import distance, stretch
from lessonkit.tables.entries import Extent
from lessonkit.tables.rules import COUNTRY, number
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

# A place may lie a little outside every map window, as a capital does that a map only points to.
WINDOW_MARGIN = 5.0
# Border posts and islands lie outside a simplified outline (degrees).
BORDER_MARGIN = 0.3
# An event may be a town away from the place that it is listed under (degrees).
PLACE_MARGIN = 0.7
# The same in km, above what both say that they may be wrong by.
EVENT_MARGIN_KM = 25
# A road that is drawn as a scheme may pass a place at this distance more than both are exact.
ROAD_MARGIN_KM = 5.0
# Two points of one thing (degrees).
SAME = 0.02
_SWAPPED = "Are lon and lat swapped?"

Point = tuple[float, float]


@dataclass(frozen=True)
class Ground:
    """What is known of the land: map windows, outlines of countries, the lesson's own country."""

    windows: list[Extent]
    outlines: Mapping[str, BaseGeometry]
    home: str

    @classmethod
    def of(cls, settings: Settings, outlines: Mapping[str, BaseGeometry]) -> Ground:
        """Take it from a lesson; with a fault in a window there is none, and nothing is said."""
        windows = [] if settings.is_doubtful("extents") else settings.extents()
        return cls(windows, outlines, str(settings.lesson.get("country", "")))

    def shows(self, point: Point, grow: float = 0.0) -> bool:
        """Whether a map window, made larger by some degrees, holds the point."""
        return any(window.holds(*point, grow) for window in self.windows)

    def in_country(self, point: Point, code: str) -> bool:
        """Whether the point lies in a country of the base map, or close to it."""
        return bool(shapely.distance(self.outlines[code], shapely.Point(point)) <= BORDER_MARGIN)

    def other_country(self, point: Point, code: str) -> str:
        """Give the country that holds a point well inside, if `code` is none of the base map.

        A part of a country far from it may have a code of its own and no outline of its own.
        """
        if code not in _COUNTRIES or code in self.outlines or code in _PARTS:
            return ""  # of a code that is none it is told by itself
        here = shapely.Point(point)
        for one, outline in self.outlines.items():
            if shapely.contains_xy(outline, *point) and (
                shapely.distance(outline.boundary, here) > BORDER_MARGIN
            ):
                return one
        return ""

    def covers(self, point: Point) -> bool:
        """Whether the base map reaches to the point, so that its country can be told."""
        west, south, east, north = shapely.total_bounds(list(self.outlines.values()))
        return bool(west <= point[0] <= east and south <= point[1] <= north)


def position_faults(raws: Mapping[str, Raw], ground: Ground) -> Iterator[Fault]:
    """Find points that cannot be where they are; nothing is said if no map window is known."""
    if not ground.windows:
        return
    countries = dict(raws["places"].cells("country"))
    ids = dict(raws["places"].cells("place_id"))
    around = Around(raws)
    places: dict[str, tuple[int, Point]] = {}
    for row, point in points_of(raws["places"]):
        wrong = _wrong_place(point, countries.get(row, ""), ground)
        wrong = wrong or around.swapped_place(row, point)
        yield from _fault(raws["places"], row, point, wrong, ground)
        # An event is not held against a place that is itself in doubt.
        places |= {} if wrong else {ids.get(row, ""): (row, point)}
    places.pop("", None)
    named = dict(raws["events"].cells("place_id"))
    for row, point in points_of(raws["events"]):
        place = places.get(named.get(row, ""))
        wrong = _wrong_event(point, place and place[1], ground)
        if not wrong and row not in named:
            wrong = around.swapped_event(row, point)
        yield from _fault(raws["events"], row, point, wrong, ground)
        if place and not wrong:
            yield from _far_event(raws, row, point, *place)
    for name in ("zones", "routes"):
        yield from _wrong_shapes(raws[name], ground, around)


def turned_tables(raws: Mapping[str, Raw], ground: Ground) -> Iterator[Raw]:
    """Give the tables whose headings lon and lat are swapped: most points fit only as mirrors.

    A point fits in its country, an event near its place, any other one in a map window.
    """
    places = raws["places"]
    countries, ids = (dict(places.cells(one)) for one in ("country", "place_id"))
    named = dict(raws["events"].cells("place_id"))
    at: dict[str, Point] = {}

    def fits(row: int, point: Point, is_place: bool) -> bool:
        if not _on_earth(point):
            return False
        if is_place and (code := countries.get(row, "")) in ground.outlines:
            return ground.in_country(point, code)
        if not is_place and (place := at.get(named.get(row, ""))):
            return math.dist(point, place) < PLACE_MARGIN
        return ground.shows(point)

    for raw in (places, raws["events"]) if ground.windows else ():
        points, is_place = dict(points_of(raw)), raw is places
        as_is = sum(fits(row, point, is_place) for row, point in points.items())
        turned = sum(fits(row, point[::-1], is_place) for row, point in points.items())
        is_turned = len(points) > 2 and turned >= _MOST * len(points) and as_is < turned / 2
        if is_place:
            at = {
                ids[row]: one[::-1] if is_turned else one
                for row, one in points.items()
                if row in ids
            }
        if is_turned:
            yield raw


_MOST = 0.8  # of the points of a table


def turned(raw: Raw) -> Fault:
    """Take lat for lon in a whole table, and tell it once."""
    raw.frame = raw.frame.rename(columns={"lon": "lat", "lat": "lon"})
    words = "lon, which goes from west to east, and lat, which goes from south to north"
    remedy = "Are the two headings swapped? Then write lat for lon and lon for lat in row 1."
    got = "lon and lat, which look swapped in the whole table"
    return Fault(raw.table.file, 1, "lon", got, words, remedy)


def points_of(raw: Raw) -> Iterator[tuple[int, Point]]:
    """Give the rows that have a point, as far as their numbers can be read, as (lon, lat)."""
    lats = dict(raw.cells("lat"))
    for row, text in raw.cells("lon"):
        lon, lat = number(text), number(lats.get(row, ""))
        if lon is not None and lat is not None:
            yield row, (lon, lat)


class Around:
    """What else is known of a thing: the places that its words name, and the other points.

    A point is swapped if its mirror, lat as lon and lon as lat, lies where other things are, and it
    itself lies far from all of them.
    """

    def __init__(self, raws: Mapping[str, Raw]) -> None:
        self._raws = raws
        self._places = dict(points_of(raws["places"]))
        self._events = dict(points_of(raws["events"]))
        self._at = dict(raws["events"].cells("place_id"))
        self._ids = dict(raws["places"].cells("place_id"))
        self._names = {
            name.casefold(): row
            for column in ("name_en", "other_names")
            for row, text in raws["places"].cells(column)
            for name in text.split(";")
            if len(name) > 3
        }
        # A route that is swapped itself tells nothing of a place.
        routes = raws["routes"]
        self._vertices = [
            point
            for n, shape in (routes.shapes or {}).items()
            if not self.swapped_shape(routes, n, points := _vertices(shape))
            for point in points
        ]

    def swapped_place(self, row: int, point: Point) -> tuple[str, str] | None:
        """Hold a place against its events, the routes, and the other places."""
        mine = self._ids.get(row)
        there = [one for n, one in self._events.items() if self._at.get(n) == mine]
        others = [one for n, one in self._places.items() if n != row]
        free = [one for n, one in self._events.items() if self._at.get(n) != mine]
        known = there or [*others, *free, *self._vertices]
        # One event at a place may itself be wrong; several agree only if the place is.
        if len(there) == 1 and not _is_swapped(point, [*others, *free, *self._vertices]):
            return None
        return _near_others(point, known)

    def swapped_event(self, row: int, point: Point) -> tuple[str, str] | None:
        """Hold an event without a place against the places that it names, else the other points."""
        named = self._named(self._raws["events"], row, ("title", "description"))
        others = [one for n, one in self._events.items() if n != row]
        return _near_others(point, named or [*self._places.values(), *others, *self._vertices])

    def swapped_shape(self, raw: Raw, n: int, points: list[Point]) -> bool:
        """Hold a zone or a route against the places that it names, else all places."""
        named = self._named(raw, n, ("name", "map_name", "note"))
        others = named or [*self._places.values(), *self._events.values()]
        if not others:
            return False
        # A route passes its places; of a zone they are inside.
        middle = tuple(sum(numbers) / len(points) for numbers in zip(*points, strict=True))
        tried = [middle] if raw.table.name == "zones" else points
        far = sum(_nearest(one, others) for one in tried) / len(tried)
        near = sum(_nearest(one[::-1], others) for one in tried) / len(tried)
        return near < PLACE_MARGIN and far > 2 * near + PLACE_MARGIN

    def _named(self, raw: Raw, row: int, columns: tuple[str, ...]) -> list[Point]:
        words = " ".join(dict(raw.cells(one)).get(row, "") for one in columns).casefold()
        found = [
            n
            for name, n in self._names.items()
            # Most names are not there at all, which is seen faster without a pattern.
            if name in words and re.search(rf"\b{re.escape(name)}\b", words)
        ]
        return [self._places[n] for n in found if n in self._places]


def _vertices(shape: BaseGeometry) -> list[Point]:
    return [(lon, lat) for lon, lat, *_ in shapely.get_coordinates(shape)]


def _nearest(point: Sequence[float], others: list[Point]) -> float:
    return min(map(partial(math.dist, point), others), default=math.inf)


def _is_swapped(point: Point, others: list[Point]) -> bool:
    near = _nearest(point[::-1], others)
    if near >= PLACE_MARGIN:  # so it is with nearly every point
        return False
    far = _nearest(point, others)
    # Where the mirror lies just on another thing, that is no accident.
    return (near < SAME < 10 * SAME < far) or far > 2 * near + PLACE_MARGIN


def _near_others(point: Point, others: list[Point]) -> tuple[str, str] | None:
    return ("a point near those around it", _SWAPPED) if _is_swapped(point, others) else None


# ISO 3166-1, and XK, which Natural Earth and others write for Kosovo.
_SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
    "X": "K",
}
_COUNTRIES = {one + other for one, others in _SECOND_LETTERS.items() for other in others}
# Of France, Norway, the Netherlands and others, or claimed by two: an outline may have them within.
_PARTS = {
    *("AX", "BL", "BQ", "BV", "CC", "CX", "EH", "GF", "GG", "GI", "GP", "HK", "IM", "IO", "JE"),
    *("MF", "MO", "MQ", "PS", "RE", "SJ", "SX", "TK", "TW", "UM", "XK", "YT"),
}
# What people write for others, and codes of countries that have another one today.
_MEANT = {
    **{"UK": "GB", "EN": "GB", "EL": "GR", "SP": "ES", "JA": "JP", "KO": "KR", "TP": "TL"},
    **{"DD": "DE", "ZR": "CD", "BU": "MM", "FX": "FR"},
}


def country_faults(places: Raw, outlines: Collection[str]) -> Iterator[Fault]:
    """Find codes of countries that neither ISO 3166-1 nor a base map has; each is told once."""
    told = set[str]()
    # Without any outline the base map has a fault of its own, or the settings that name it.
    for row, text in places.cells("country") if outlines else ():
        if not COUNTRY.good(text) or text in _COUNTRIES or text in outlines or text in told:
            continue
        told.add(text)
        near = f"Did you mean {_MEANT[text]}?" if text in _MEANT else "Look the code up."
        words = "the code of a country of today (ISO 3166-1), or of one of the base map"
        remedy = f"{near} lessonkit basemap names those on your maps. Empty it for a place at sea."
        yield places.at(row, "country", text, words, remedy)


def _wrong_place(point: Point, country: str, ground: Ground) -> tuple[str, str] | None:
    """Give what was expected and a remedy, or None if the point can be right."""
    back = point[::-1]
    if country in ground.outlines:
        if ground.in_country(point, country):
            return None
        if ground.in_country(back, country):
            return f"a point in {country}", _SWAPPED
        if ground.covers(point):
            return f"a point in {country}", "Correct lon, lat or the country."
    elif not ground.shows(point, WINDOW_MARGIN) and ground.shows(back):
        return _inside(), _SWAPPED
    elif other := ground.other_country(point, country):
        remedy = f"On the base map it is in {other}. Correct the country, or lon and lat."
        return f"a point in {country}", remedy
    if country == ground.home and not ground.shows(point, WINDOW_MARGIN):
        near = ground.shows(back, WINDOW_MARGIN)
        return _inside(), _SWAPPED if near else "Correct lon or lat."
    return None


def _wrong_event(point: Point, place: Point | None, ground: Ground) -> tuple[str, str] | None:
    """Do the same for an event, which may be anywhere: only a swap can be told."""
    back = point[::-1]
    if place is not None:
        far, near = math.dist(point, place), math.dist(back, place)
        swapped = near < PLACE_MARGIN < far or near < SAME < 10 * SAME < far
        words = f"{_SWAPPED} If this point is right, those of its place are."
        return ("a point near its place", words) if swapped else None
    swapped = not ground.shows(point, WINDOW_MARGIN) and ground.shows(back)
    return (_inside(), _SWAPPED) if swapped else None


def _far_event(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> Iterator[Fault]:
    """Find an event much farther from its place than the precisions of both allow."""
    km, most = _apart(raws, row, point, place_row, place)
    if km > most + EVENT_MARGIN_KM:
        words = f"at most {most + EVENT_MARGIN_KM:g} km, both precisions and {EVENT_MARGIN_KM} km"
        remedy = "Correct lon and lat, precision_km or place_id."
        yield raws["events"].at(row, "lon", _far(raws, row, km, place_row), words, remedy)


def near_events(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Note events beside their place: somebody mistyped a digit, or means another point."""
    places = {text: row for row, text in raws["places"].cells("place_id")}
    points, named = dict(points_of(raws["places"])), dict(raws["events"].cells("place_id"))
    for row, point in points_of(raws["events"]):
        place_row = places.get(named.get(row, ""), 0)
        if place_row not in points:
            continue
        km, most = _apart(raws, row, point, place_row, points[place_row])
        if km > most:
            words = f"the lon and lat of the place, or at most {most:g} km away, both precisions"
            remedy = "Copy lon and lat of the place, or say in precision_km how far off it may be."
            yield raws["events"].at(row, "lon", _far(raws, row, km, place_row), words, remedy)


def _apart(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> tuple[float, float]:
    """Give how far an event is from its place, and both precisions, in km; 0 if it is in doubt."""
    own = number(dict(raws["events"].cells("precision_km")).get(row, ""))
    other = number(dict(raws["places"].cells("precision_km")).get(place_row, ""))
    if own is None or other is None or not (_on_earth(point) and _on_earth(place)):
        return 0, 0
    return distance(*point, *place), own + other


def _far(raws: Mapping[str, Raw], row: int, km: float, place_row: int) -> str:
    event, name = (
        shown(dict(raws[one].cells(raws[one].table.key)).get(at, "?"))
        for one, at in (("events", row), ("places", place_row))
    )
    return f"{event} at {math.ceil(km)} km from its place {name}"


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 180 and abs(point[1]) <= 90


def _fault(
    raw: Raw, row: int, point: Point, wrong: tuple[str, str] | None, ground: Ground
) -> Iterator[Fault]:
    (lon, lat), (expected, remedy) = point, wrong or ("", "")
    if abs(lat) > 90:
        remedy = remedy if _SWAPPED in remedy else _number_remedy(point, 1, ground)
        yield raw.at(row, "lat", f"{lat:.12g}", "-90 to 90 degrees", remedy)
    elif abs(lon) > 180:
        remedy = remedy if _SWAPPED in remedy else _number_remedy(point, 0, ground)
        yield raw.at(row, "lon", f"{lon:.12g}", "-180 to 180 degrees", remedy)
    elif wrong:
        yield raw.at(row, "lon", f"{lon} with lat {lat}", expected, remedy)


def _number_remedy(point: Point, side: int, ground: Ground) -> str:
    """Say what an impossible number can be; `side` is 0 for lon and 1 for lat."""
    metres = "These are metres. Export the points again in EPSG:4326, in degrees."
    if meant := _with_its_point(point[side], side, ground):
        # A spreadsheet with a decimal comma takes 7.113 for thousands and keeps 7113.
        remedy = f"Did you mean {meant}? Type it as your spreadsheet writes numbers"
        either = f". If not: {metres[0].lower()}{metres[1:]}"
        return remedy + (either if min(map(abs, point)) > 20_000 else ", with its decimal mark.")
    return metres if max(map(abs, point)) > 20_000 else "Correct the number."


def _with_its_point(value: float, side: int, ground: Ground) -> str:
    """Give the number with a decimal point where a map window holds it; empty if none does."""
    if value != int(value):
        return ""
    sign, digits = "-" if value < 0 else "", f"{abs(value):.0f}"
    for window in ground.windows:
        middle = ((window.west + window.span / 2 + 180) % 360 - 180, window.south)
        for n in (1, 2, 3):
            text = f"{sign}{digits[:n]}.{digits[n:]}"
            one = float(text) if digits[n:] else math.inf
            if abs(one) > (90 if side else 180):
                continue
            if window.holds(*((middle[0], one) if side else (one, middle[1]))):
                return text
    return ""


def _wrong_shapes(raw: Raw, ground: Ground, around: Around) -> Iterator[Fault]:
    for n, shape in (raw.shapes or {}).items():
        points = _vertices(shape)
        outside = [point for point in points if not ground.shows(point)]
        far = [point for point in outside if not ground.shows(point, WINDOW_MARGIN)]
        swapped = bool(outside) and all(ground.shows(point[::-1]) for point in points)
        swapped = swapped or around.swapped_shape(raw, n, points)
        if swapped or far:
            got = "the point [{:g}, {:g}]".format(*(far or outside or points)[0])
            remedy = (
                f"{_SWAPPED} GeoJSON writes [lon, lat]."
                if swapped
                else "Correct the point, or draw the shape again."
            )
            yield raw.at(n, "geometry", got, _inside(), remedy)


def _inside() -> str:
    return f"a point within {WINDOW_MARGIN:g} degrees of a map window of {FILE}"


# ---- Ways of estimates --------------------------------------------------------------------------


def way_faults(
    raws: Mapping[str, Raw], settings: Settings, found: Iterable[Fault]
) -> Iterator[Fault]:
    """Find ways between two places at one point, and roads that miss one of the two.

    Parameters
    ----------
    raws
        The tables as they were typed.
    settings
        The ways of the lesson.
    found
        What is told already: of a place or a route that has a fault nothing more is said.
    """
    places, routes = raws["places"], raws["routes"]
    wrong = {(one.file, one.row) for one in found}
    if {(places.table.file, None), (routes.table.file, None)} & wrong:
        return
    ids = {
        row: text for row, text in places.cells("place_id") if (places.table.file, row) not in wrong
    }
    rows = {ids[row]: (row, shapely.Point(point)) for row, point in points_of(places) if row in ids}
    for way in settings.lists.get("ways", ()):
        ends = [(one, *rows[one]) for one in (way.get("from"), way.get("to")) if one in rows]
        if len(ends) < 2 or way["from"] == way["to"]:
            continue
        (start, _, one), (end, _, other) = ends
        if one.equals(other):
            got, words = f"{end}, at the same point as {start}", "a place somewhere else"
            remedy = f"Choose another place, or correct lon and lat in {places.table.file}."
            yield Fault(FILE, None, _where("to", way), got, words, remedy)
        for row, text in routes.cells("id") if isinstance(way.get("road"), str) else ():
            shape = (routes.shapes or {}).get(row)
            if text == way["road"] and shape is not None and (routes.table.file, row) not in wrong:
                yield from _missed(way, shape, _precision(routes, row), ends, places)


def _missed(
    way: Mapping[str, str],
    shape: BaseGeometry,
    exact: float,
    ends: Sequence[tuple[str, int, shapely.Point]],
    places: Raw,
) -> Iterator[Fault]:
    line, where, remedy = (
        shapely.line_merge(shape),
        _where("road", way),
        "Write the places on the way",
    )
    remedy = f"{remedy} as a list instead, or leave it out."
    if line.geom_type != "LineString":
        yield Fault(FILE, None, where, shown(way["road"]), "a route in one piece", remedy)
        return
    found = stretch(line, ends[0][2], ends[1][2])
    for (place, row, _), off in zip(ends, found.off, strict=True):
        if off > exact + _precision(places, row) + ROAD_MARGIN_KM:
            far = f"{off:.0f} km from {place}" if math.isfinite(off) else f"far from {place}"
            got = f"{shown(way['road'])}, {far}"
            yield Fault(FILE, None, where, got, "a road that passes both places", remedy)
            return


def _precision(raw: Raw, row: int) -> float:
    return number(dict(raw.cells("precision_km")).get(row, "")) or 0.0


def _where(key: str, way: Mapping[str, str]) -> str:
    return f"ways.{key} of {shown(way.get('label', '?'))}"
