"""Points that cannot be where they are: lon and lat swapped, a minus or a digit mistyped."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from lessonkit.check.whereabouts.company import company_of
from lessonkit.check.whereabouts.slips import Point, Slip, on_earth, slip_of
from lessonkit.check.whereabouts.vertices import far_vertex, sure_vertices, swapped_vertex
from lessonkit.errors import Fault, listed, shown
from lessonkit.geodesy import distance
from lessonkit.tables.entries import Extent
from lessonkit.tables.rules import COUNTRY, ascii_digits, number
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

# A place may lie a little outside every map window, as a capital does that a map only points to.
WINDOW_MARGIN = 5.0
# Border posts and islands lie outside a simplified outline (degrees).
BORDER_MARGIN = 0.3
# Within which nobody can say on which side of a border a point lies (km).
BORDER_KM = 5
_KM_A_DEGREE = 111
# An event may be a town away from the place that it is listed under (degrees).
PLACE_MARGIN = 0.7
# The same in km, above what both say that they may be wrong by.
EVENT_MARGIN_KM = 25
# Within which a mended point must come to what it was held against.
NEAR_KM = 10
# Two points of one thing (degrees).
SAME = 0.02
_SWAPPED = "Are lon and lat swapped?"
_WINDOW = f"add a window to {FILE} ([[extents]]) that shows it"


@dataclass(frozen=True)
class Ground:
    """What is known of the land: map windows, outlines of countries, the lesson's own country."""

    windows: list[Extent]
    outlines: Mapping[str, BaseGeometry]
    home: str
    names: Mapping[str, str] = field(default_factory=dict)  # of countries, by their codes

    @classmethod
    def of(
        cls,
        settings: Settings,
        outlines: Mapping[str, BaseGeometry],
        names: Mapping[str, str] | None = None,
    ) -> Ground:
        """Take it from a lesson; with a fault in a window there is none, and nothing is said."""
        windows = [] if settings.is_doubtful("extents") else settings.extents()
        return cls(windows, outlines, str(settings.lesson.get("country", "")), names or {})

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
        west, south, east, north = self._edges
        return bool(west <= point[0] <= east and south <= point[1] <= north)

    @cached_property
    def _edges(self) -> tuple[float, float, float, float]:
        west, south, east, north = shapely.total_bounds(list(self.outlines.values()))
        return west, south, east, north

    def holder_of(self, point: Point) -> str:
        """Give the country of the base map with a point in it or at its shore; else empty text."""
        here = shapely.Point(point)
        away = {one: shapely.distance(shape, here) for one, shape in self.outlines.items()}
        nearest = min(away, key=lambda one: away[one], default="")
        return nearest if nearest and away[nearest] * _KM_A_DEGREE <= BORDER_KM else ""

    def named(self, code: str) -> str:
        """Give the code of a country with its name, as a cell and a reader have it."""
        return f"{code} ({self.called(code)})" if self.names.get(code) else code

    def called(self, code: str) -> str:
        """Give the name of a country, or its code if the base map has no name of it."""
        return self.names.get(code) or code


def position_faults(raws: Mapping[str, Raw], ground: Ground) -> Iterator[Fault]:
    """Find points that cannot be where they are; nothing is said if no map window is known."""
    if not ground.windows:
        return
    countries = dict(raws["places"].cells("country"))
    ids = dict(raws["places"].cells("place_id"))
    around = Around(raws, ground)
    places: dict[str, tuple[int, Point]] = {}
    for row, point in points_of(raws["places"]):
        wrong = _wrong_place(texts_of(raws["places"], row), countries.get(row, ""), ground)
        wrong = around.wrong_country(row, point, wrong) or around.wrong_place(row, point)
        yield from _fault(raws["places"], row, point, wrong, ground)
        # An event is held against what was meant, not against a place that is itself in doubt.
        meant = wrong.meant if wrong else point
        around.take(row, meant)
        places |= {ids.get(row, ""): (row, meant)} if meant else {}
    places.pop("", None)
    named = dict(raws["events"].cells("place_id"))
    for row, point in points_of(raws["events"]):
        place = places.get(named.get(row, ""))
        wrong = _wrong_event(point, place and place[1], ground)
        if not wrong and row not in named:
            wrong = around.wrong_event(row, point, ground)
        if not wrong and place:
            wrong = _far_event(raws, row, point, *place)
        yield from _fault(raws["events"], row, point, wrong, ground)
    for name in ("zones", "routes"):
        yield from _wrong_shapes(raws[name], ground, around)


@dataclass(frozen=True)
class Turn:
    """A mistake in a whole table: which column, how it is undone, and what to say of it.

    `sign` is what the numbers of the column must have; empty where the headings of lon
    and lat are swapped.
    """

    column: str
    sign: str
    undo: Callable[[Point], Point]
    got: str
    expected: str
    remedy: str


_TURNS = (
    Turn(
        "lon",
        "",
        lambda one: one[::-1],
        "lon and lat, which look swapped in the whole table",
        "lon, which goes from west to east, and lat, which goes from south to north",
        "Are the two headings swapped? Then write lat for lon and lon for lat in row 1.",
    ),
    *(
        Turn(
            column,
            "-",
            undo,
            f"{column} without a minus in the whole table",
            f"a {column} below 0, as {side} has it",
            "Is the minus missing? Write it before each number.",
        )
        for column, side, undo in (
            ("lon", "west of Greenwich", lambda one: (-abs(one[0]), one[1])),
            ("lat", "south of the equator", lambda one: (one[0], -abs(one[1]))),
        )
    ),
    *(
        Turn(
            column,
            "+",
            undo,
            f"{column} with a minus in the whole table",
            f"a {column} above 0, as {side} has it",
            "Is the minus one too many? Delete it from each number.",
        )
        for column, side, undo in (
            ("lon", "east of Greenwich", lambda one: (abs(one[0]), one[1])),
            ("lat", "north of the equator", lambda one: (one[0], abs(one[1]))),
        )
    ),
)
_MOST = 0.8  # of the points of a table


def turned_tables(raws: Mapping[str, Raw], ground: Ground) -> Iterator[tuple[Raw, Turn]]:
    """Give the tables with one mistake in all their points, which fit only once it is undone.

    A point fits in its country, an event near its place, any other one in a map window.
    """
    places = raws["places"]
    countries, ids = (dict(places.cells(one)) for one in ("country", "place_id"))
    named = dict(raws["events"].cells("place_id"))
    at: dict[str, Point] = {}

    def fits(row: int, point: Point, is_place: bool) -> bool:
        if not on_earth(point):
            return False
        if is_place and (code := countries.get(row, "")) in ground.outlines:
            return ground.in_country(point, code)
        if not is_place and (place := at.get(named.get(row, ""))):
            return math.dist(point, place) < PLACE_MARGIN
        return ground.shows(point)

    for raw in (places, raws["events"]) if ground.windows else ():
        points, is_place = dict(points_of(raw)), raw is places
        as_is = sum(fits(row, point, is_place) for row, point in points.items())
        enough = len(points) > 2 and as_is < _MOST * len(points) / 2
        turn: Turn | None = None
        for one in _TURNS if enough else ():
            good = sum(fits(row, one.undo(point), is_place) for row, point in points.items())
            if good >= _MOST * len(points) and as_is < good / 2:
                turn = one
                break
        if is_place:
            at = {
                ids[row]: turn.undo(one) if turn else one
                for row, one in points.items()
                if row in ids
            }
        if turn:
            yield raw, turn


def turned(raw: Raw, turn: Turn) -> Fault:
    """Undo a mistake of a whole table, so that no point is told of it, and tell it once."""
    if not turn.sign:
        raw.take(raw.frame.rename(columns={"lon": "lat", "lat": "lon"}))
    else:
        signed = [_with_sign(text, turn.sign == "-") for text in raw.frame[turn.column]]
        raw.take(raw.frame.assign(**{turn.column: signed}))
    return Fault(raw.table.file, 1, turn.column, turn.got, turn.expected, turn.remedy)


def _with_sign(text: str, is_negative: bool) -> str:
    if number(text) is None:
        return text
    plain = ascii_digits(text).lstrip("+-")
    return f"-{plain}" if is_negative else plain


def points_of(raw: Raw) -> Iterator[tuple[int, Point]]:
    """Give the rows that have a point, as far as their numbers can be read, as (lon, lat)."""
    lats = dict(raw.cells("lat"))
    for row, text in raw.cells("lon"):
        lon, lat = number(text), number(lats.get(row, ""))
        if lon is not None and lat is not None:
            yield row, (lon, lat)


def texts_of(raw: Raw, row: int) -> tuple[str, str]:
    """Give lon and lat of a row as they were typed."""
    return raw.cell(row, "lon"), raw.cell(row, "lat")


def precision_of(raw: Raw, row: int) -> float:
    """Give how many km a row may be off; 0 if it does not say."""
    return number(raw.cell(row, "precision_km")) or 0.0


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a point: what was expected, a remedy, and where it belongs, if known."""

    expected: str
    remedy: str
    meant: Point | None = None
    got: str = ""
    column: str = "lon"

    @classmethod
    def by(cls, slip: Slip | None, expected: str, where: str, otherwise: str) -> Wrong:
        """Ask for a slip, if one is known, else give another remedy."""
        if slip is None:
            return cls(expected, otherwise)
        return cls(expected, slip.with_it(where), slip.point, column=slip.column)


class Around:
    """What else is known of a thing: the places that its words name, and the other points.

    A point is swapped if its mirror, lat as lon and lon as lat, lies where other things are, and it
    itself lies far from all of them.
    """

    def __init__(self, raws: Mapping[str, Raw], ground: Ground | None = None) -> None:
        self._raws, self._ground = raws, ground
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
        self._shapes = [
            (raws[table].cell(n, "name").casefold(), shape)
            for table in ("zones", "routes")
            for n, shape in (raws[table].shapes or {}).items()
        ]
        # A route that is swapped itself, or a point of one, tells nothing of a place.
        routes = raws["routes"]
        self._vertices = [
            point
            for n, shape in (routes.shapes or {}).items()
            if not self.swapped_shape(routes, n, _vertices(shape))
            for point in sure_vertices(shape)
        ]

    def take(self, row: int, point: Point | None) -> None:
        """Take another point for a place, or none, if its own is in doubt: it tells of others."""
        if point:
            self._places[row] = point
        else:
            self._places.pop(row, None)

    def wrong_place(self, row: int, point: Point) -> Wrong | None:
        """Hold a place against its events, the routes, and the other places."""
        return self._swapped_place(row, point) or self._against_events(row, point)

    def wrong_country(self, row: int, point: Point, wrong: Wrong | None) -> Wrong | None:
        """Doubt the country, and not the point, where the events of a place lie at its point."""
        ground, code = self._ground, self._raws["places"].cell(row, "country")
        if not ground or not wrong or _SWAPPED in wrong.remedy or code not in ground.outlines:
            return wrong
        here = ground.holder_of(point)
        mine = self._ids.get(row)
        there = [one for n, one in self._events.items() if mine and self._at.get(n) == mine]
        alike = [distance(*one, *point) <= EVENT_MARGIN_KM for one in there]
        if here in ("", code) or not there or not all(alike):
            return wrong
        expected = f"{ground.named(here)}, where the point and its events lie on the base map"
        remedy = "Correct the country; if it is right, correct lon and lat."
        return Wrong(expected, remedy, point, code, "country")

    def _against_events(self, row: int, point: Point) -> Wrong | None:
        """Doubt a place of which its events agree with each other, and not with it.

        One event alone may be wrong itself, unless a shape that has the name of the place says
        the same, or only the place lies outside its country or far from every map window.
        """
        raw, events = self._raws["places"], self._raws["events"]
        mine = self._ids.get(row)
        there = {n: one for n, one in self._events.items() if mine and self._at.get(n) == mine}
        far = {
            n: one
            for n, one in there.items()
            if _is_far(self._raws, n, one, row, point) or _is_turned(self._raws, n, one, row, point)
        }
        first = next(iter(far.values()), None)
        if first is None or 2 * len(far) <= len(there) or not all(map(on_earth, [point, first])):
            return None
        alike = all(distance(*first, *one) <= EVENT_MARGIN_KM for one in far.values())
        if not alike or (len(far) == 1 and not self._others_agree(row, first, point)):
            return None
        ids = dict(events.cells(events.table.key))
        names = listed([ids.get(n, f"row {n}") for n in far])
        slip = slip_of(texts_of(raw, row), lambda one: distance(*one, *first) <= NEAR_KM)
        expected = f"a point near its event{'s' if len(far) > 1 else ''} ({names})"
        wrong = Wrong.by(slip, expected, f"near {names}", "Correct lon and lat.")
        km = math.floor(distance(*point, *first))
        return replace(
            wrong,
            got=f"{mine} at {km} km from {names}",
            meant=wrong.meant or first,
        )

    def _others_agree(self, row: int, point: Point, other: Point) -> bool:
        """Tell if what is known besides of a place is for one point, and against the other."""
        ground = self._ground
        if ground and ground.shows(point) and not ground.shows(other, WINDOW_MARGIN):
            return True
        code = self._raws["places"].cell(row, "country")
        if ground and code in ground.outlines and not ground.in_country(other, code):
            return ground.in_country(point, code)
        company = company_of(row, self._places)
        if company and company.has(point) and company.lacks(other):
            return True
        shapes = self.shapes_of(row)
        return bool(shapes) and all(
            km_to(one, point) <= NEAR_KM < EVENT_MARGIN_KM < km_to(one, other) for one in shapes
        )

    def shapes_of(self, row: int) -> list[BaseGeometry]:
        """Give the zones and routes in whose name a place stands."""
        names = [name for name, n in self._names.items() if n == row]
        return [
            shape for words, shape in self._shapes if any(_is_word(name, words) for name in names)
        ]

    def _swapped_place(self, row: int, point: Point) -> Wrong | None:
        mine = self._ids.get(row)
        there = [one for n, one in self._events.items() if self._at.get(n) == mine]
        others = [one for n, one in self._places.items() if n != row]
        free = [one for n, one in self._events.items() if self._at.get(n) != mine]
        known = there or [*others, *free, *self._vertices]
        # One event at a place may itself be wrong; several agree only if the place is.
        if len(there) == 1 and not _is_swapped(point, [*others, *free, *self._vertices]):
            return None
        return _near_others(point, known)

    def wrong_event(self, row: int, point: Point, ground: Ground) -> Wrong | None:
        """Hold an event without a place against the places that it names, else the other points."""
        named = self.named(self._raws["events"], row, ("title", "description"))
        others = [one for n, one in self._events.items() if n != row]
        known = named or [*self._places.values(), *others, *self._vertices]
        if swapped := _near_others(point, known):
            return swapped
        # Many lessons have a point far away; only what it says of itself can tell a minus.
        if not named or ground.shows(point) or _nearest(point, named) < PLACE_MARGIN:
            return None
        slip = slip_of(
            texts_of(self._raws["events"], row),
            lambda one: _nearest(one, named) < PLACE_MARGIN,
            kinds=1,
        )
        expected, where = "a point near those that it names", "near a place that it names"
        return Wrong.by(slip, expected, where, "") if slip else None

    def swapped_shape(self, raw: Raw, n: int, points: list[Point]) -> bool:
        """Hold a zone or a route against the places that it names, else all places."""
        named = self.named(raw, n, ("name", "map_name", "note"))
        others = named or [*self._places.values(), *self._events.values()]
        if not others:
            return False
        # A route passes its places; of a zone they are inside.
        middle = tuple(sum(numbers) / len(points) for numbers in zip(*points, strict=True))
        tried = [middle] if raw.table.name == "zones" else points
        far = sum(_nearest(one, others) for one in tried) / len(tried)
        near = sum(_nearest(one[::-1], others) for one in tried) / len(tried)
        return near < PLACE_MARGIN and far > 2 * near + PLACE_MARGIN

    def named(self, raw: Raw, row: int, columns: tuple[str, ...]) -> list[Point]:
        """Give the points of the places that the words of a row name."""
        words = " ".join(raw.cell(row, one) for one in columns).casefold()
        found = [n for name, n in self._names.items() if _is_word(name, words)]
        return [self._places[n] for n in found if n in self._places]


def _is_word(name: str, words: str) -> bool:
    # Most names are not there at all, which is seen faster without a pattern.
    return name in words and bool(re.search(rf"\b{re.escape(name)}\b", words))


def km_to(shape: BaseGeometry, point: Point) -> float:
    """Give the distance of a point from a shape, 0 inside it; the degrees are those of the map."""
    near = shapely.ops.nearest_points(shape, shapely.Point(point))[0]
    return float(distance(*point, near.x, near.y)) if on_earth(point) else math.inf


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


def _near_others(point: Point, others: list[Point]) -> Wrong | None:
    if not _is_swapped(point, others):
        return None
    return Wrong("a point near those around it", _SWAPPED, point[::-1])


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


def _wrong_place(texts: tuple[str, str], country: str, ground: Ground) -> Wrong | None:
    """Give what was expected and a remedy, or None if the point can be right."""
    point = number(texts[0]) or 0.0, number(texts[1]) or 0.0
    back = point[::-1]
    if country in ground.outlines:
        if ground.in_country(point, country):
            return None
        if ground.in_country(back, country):
            return Wrong(f"a point in {country}", _SWAPPED, back)
        if wrong := _out_of_country(texts, point, country, ground):
            return wrong
    elif not ground.shows(point, WINDOW_MARGIN) and ground.shows(back):
        return Wrong(_inside(), _SWAPPED, back)
    elif other := ground.other_country(point, country):
        remedy = f"On the base map it is in {other}. Correct the country, or lon and lat."
        return Wrong(f"a point in {country}", remedy)
    elif (
        not (country or ground.shows(point, WINDOW_MARGIN))
        and (slip := slip_of(texts, ground.shows, kinds=1))
        and (wrong := Wrong.by(slip, _inside(), "on a map", ""))
    ):
        return replace(wrong, remedy=f"{wrong.remedy} If the point is right, fill in country.")
    if country == ground.home and not ground.shows(point, WINDOW_MARGIN):
        near = ground.shows(back, WINDOW_MARGIN)
        remedy = f"Correct lon or lat; if they are right, {_WINDOW}."
        return Wrong(_inside(), _SWAPPED, back) if near else Wrong(_inside(), remedy)
    return None


def _out_of_country(
    texts: tuple[str, str], point: Point, country: str, ground: Ground
) -> Wrong | None:
    """Doubt a point outside its country; where no base map is, only if a slip explains it.

    A country may have land far away that no base map shows.
    """
    covered = ground.covers(point)
    slip = slip_of(
        texts,
        lambda one: (
            on_earth(one) and ground.in_country(one, country) and (covered or ground.shows(one))
        ),
        kinds=4 if covered else 3,
    )
    if slip is None and not covered:
        return None
    here = ground.holder_of(point)
    on_map = f" On the base map it is in {ground.called(here)}." if here else ""
    otherwise = f"Correct lon, lat or the country.{on_map}"
    wrong = Wrong.by(slip, f"a point in {country}", f"in {ground.called(country)}", otherwise)
    if slip and here:
        either = f"Or is the country wrong? On the base map the point is in {ground.named(here)}."
        wrong = replace(wrong, remedy=f"{wrong.remedy} {either}")
    return wrong


def border_notes(places: Raw, ground: Ground) -> Iterator[Fault]:
    """Note places that lie beyond the border of their country, too near to it for a fault.

    How far is clear depends on how finely the base map draws the border, and on the place.
    """
    countries = dict(places.cells("country"))
    for row, point in points_of(places):
        code, here = countries.get(row, ""), ground.holder_of(point)
        if (
            code not in ground.outlines
            or not here
            or shapely.contains_xy(ground.outlines[code], *point)
        ):
            continue
        outline = ground.outlines[code]
        step = outline.length / shapely.get_num_coordinates(outline) * _KM_A_DEGREE
        km = km_to(outline, point)
        if km > precision_of(places, row) + max(BORDER_KM, step / 2):
            words = f"{ground.named(here)}, where the point lies on the base map"
            got = f"{code}, {km:.0f} km from the point"
            remedy = "Correct the country, or lon and lat. If both are right, it may stay."
            yield places.at(row, "country", got, words, remedy)


def _wrong_event(point: Point, place: Point | None, ground: Ground) -> Wrong | None:
    """Do the same for an event, which may be anywhere: only a swap can be told."""
    back = point[::-1]
    if place is not None:
        far, near = math.dist(point, place), math.dist(back, place)
        swapped = near < PLACE_MARGIN < far or near < SAME < 10 * SAME < far
        words = f"{_SWAPPED} If this point is right, those of its place are."
        return Wrong("a point near its place", words) if swapped else None
    swapped = not ground.shows(point, WINDOW_MARGIN) and ground.shows(back)
    return Wrong(_inside(), _SWAPPED) if swapped else None


def _far_event(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> Wrong | None:
    """Find an event much farther from its place than the precisions of both allow."""
    km, most = _apart(raws, row, point, place_row, place)
    if km <= most + EVENT_MARGIN_KM:
        return None
    words = f"at most {most + EVENT_MARGIN_KM:g} km, both precisions and {EVENT_MARGIN_KM} km"
    slip = slip_of(
        texts_of(raws["events"], row), lambda one: distance(*one, *place) <= max(most, NEAR_KM)
    )
    other = f"{raws['places'].table.file} row {place_row}"
    wrong = Wrong.by(
        slip, words, "near its place", "Correct lon and lat, precision_km or place_id."
    )
    remedy = f"{wrong.remedy} If this point is right, correct the place: {other}."
    return replace(wrong, remedy=remedy, got=_far(raws, row, km, place_row))


def _is_far(raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point) -> bool:
    km, most = _apart(raws, row, point, place_row, place)
    return km > most + EVENT_MARGIN_KM


def _is_turned(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> bool:
    """Tell if an event lies just where its place would be with or without its minus."""
    km, most = _apart(raws, row, point, place_row, place)
    texts = texts_of(raws["places"], place_row)
    return km > most and bool(slip_of(texts, lambda one: distance(*one, *point) <= most, kinds=1))


def _within(place: Point, km: float, point: Point) -> bool:
    return bool(distance(*place, *point) <= km)


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
            near = partial(_within, points[place_row], most)
            if slip := slip_of(texts_of(raws["events"], row), near, kinds=1):
                other = f"{raws['places'].table.file} row {place_row}"
                remedy = f"{slip.with_it('at its place')} If it is right, look at {other}."
            yield raws["events"].at(row, "lon", _far(raws, row, km, place_row), words, remedy)


def _apart(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> tuple[float, float]:
    """Give how far an event is from its place, and both precisions, in km; 0 if it is in doubt."""
    own = number(raws["events"].cell(row, "precision_km"))
    other = number(raws["places"].cell(place_row, "precision_km"))
    if own is None or other is None or not (on_earth(point) and on_earth(place)):
        return 0, 0
    return distance(*point, *place), own + other


def _far(raws: Mapping[str, Raw], row: int, km: float, place_row: int) -> str:
    event, name = (
        shown(raws[one].cell(at, raws[one].table.key) or "?")
        for one, at in (("events", row), ("places", place_row))
    )
    return f"{event} at {math.ceil(km)} km from its place {name}"


def _fault(
    raw: Raw, row: int, point: Point, wrong: Wrong | None, ground: Ground
) -> Iterator[Fault]:
    lon, lat = point
    remedy = wrong.remedy if wrong else ""
    if abs(lat) > 90:
        remedy = remedy if _SWAPPED in remedy else _number_remedy(point, 1, ground)
        yield raw.at(row, "lat", f"{lat:.12g}", "-90 to 90 degrees", remedy)
    elif abs(lon) > 180:
        remedy = remedy if _SWAPPED in remedy else _number_remedy(point, 0, ground)
        yield raw.at(row, "lon", f"{lon:.12g}", "-180 to 180 degrees", remedy)
    elif wrong:
        got = wrong.got or f"{lon} with lat {lat}"
        column = "country" if wrong.column == "country" else "lon"
        yield raw.at(row, column, got, wrong.expected, remedy)


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
        # A country may have islands far away: nobody has drawn them, and no map shows them.
        if n in raw.joined:
            continue
        points = _vertices(shape)
        outside = [point for point in points if not ground.shows(point)]
        far = [point for point in outside if not ground.shows(point, WINDOW_MARGIN)]
        by_windows = bool(outside) and all(ground.shows(point[::-1]) for point in points)
        by_places = not by_windows and around.swapped_shape(raw, n, points)
        if not (by_windows or by_places) and (point := swapped_vertex(shape)):
            remedy = f"{_SWAPPED} GeoJSON writes [lon, lat]: [{point[1]:g}, {point[0]:g}]."
            words = "a point between its neighbours"
            yield raw.at(n, "geometry", far_vertex(point), words, remedy)
        elif by_windows or by_places or far:
            got = "the point [{:g}, {:g}]".format(*(far or outside or points)[0])
            remedy = (
                f"{_SWAPPED} GeoJSON writes [lon, lat]."
                if by_windows or by_places
                else _shape_remedy(points, far, ground)
            )
            expected = "a shape near the places of the lesson" if by_places else _inside()
            yield raw.at(n, "geometry", got, expected, remedy)


def _shape_remedy(points: Sequence[Point], far: Sequence[Point], ground: Ground) -> str:
    """Say what may be wrong with points that no window is near: a minus, a digit, all of it."""
    texts = f"{far[0][0]:.12g}", f"{far[0][1]:.12g}"
    if (slip := slip_of(texts, ground.shows, kinds=1)) and len(far) == len(points):
        return slip.with_it("on a map: correct all points.")[:-1]
    near = [point for point in points if point not in far]
    if near and (slip := slip_of(texts, lambda one: _nearest(one, near) < PLACE_MARGIN)):
        return slip.with_it("near the other points of the shape")
    return f"Correct the point, or draw the shape again; if it is right, {_WINDOW}."


def _inside() -> str:
    return f"a point within {WINDOW_MARGIN:g} degrees of a map window of {FILE}"
