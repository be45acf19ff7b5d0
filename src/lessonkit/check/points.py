"""Points that cannot be where they are, above all those with lon and lat swapped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.errors import Fault, shown
from lessonkit.geodesy import distance
from lessonkit.tables.entries import Extent
from lessonkit.tables.rules import number
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
        lon, lat = point
        return any(
            w.west - grow <= lon <= w.east + grow and w.south - grow <= lat <= w.north + grow
            for w in self.windows
        )

    def in_country(self, point: Point, code: str) -> bool:
        """Whether the point lies in a country of the base map, or close to it."""
        return bool(shapely.distance(self.outlines[code], shapely.Point(point)) <= BORDER_MARGIN)

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
    places: dict[str, tuple[int, Point]] = {}
    for row, point in _points(raws["places"]):
        wrong = _wrong_place(point, countries.get(row, ""), ground)
        yield from _fault(raws["places"], row, point, wrong)
        # An event is not held against a place that is itself in doubt.
        places |= {} if wrong else {ids.get(row, ""): (row, point)}
    places.pop("", None)
    named = dict(raws["events"].cells("place_id"))
    for row, point in _points(raws["events"]):
        place = places.get(named.get(row, ""))
        wrong = _wrong_event(point, place and place[1], ground)
        yield from _fault(raws["events"], row, point, wrong)
        if place and not wrong:
            yield from _far_event(raws, row, point, *place)
    for name in ("zones", "routes"):
        yield from _wrong_shapes(raws[name], ground)


def _points(raw: Raw) -> Iterator[tuple[int, Point]]:
    lats = dict(raw.cells("lat"))
    for row, text in raw.cells("lon"):
        lon, lat = number(text), number(lats.get(row, ""))
        if lon is not None and lat is not None:
            yield row, (lon, lat)


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
    if country == ground.home and not ground.shows(point, WINDOW_MARGIN):
        return _inside(), "Correct lon or lat."
    return None


def _wrong_event(point: Point, place: Point | None, ground: Ground) -> tuple[str, str] | None:
    """Do the same for an event, which may be anywhere: only a swap can be told."""
    back = point[::-1]
    if place is not None:
        far, near = math.dist(point, place), math.dist(back, place)
        return ("a point near its place", _SWAPPED) if near < PLACE_MARGIN < far else None
    swapped = not ground.shows(point, WINDOW_MARGIN) and ground.shows(back)
    return (_inside(), _SWAPPED) if swapped else None


def _far_event(
    raws: Mapping[str, Raw], row: int, point: Point, place_row: int, place: Point
) -> Iterator[Fault]:
    """Find an event farther from its place than the precisions of both allow."""
    events, places = raws["events"], raws["places"]
    own = number(dict(events.cells("precision_km")).get(row, ""))
    other = number(dict(places.cells("precision_km")).get(place_row, ""))
    if own is None or other is None or not (_on_earth(point) and _on_earth(place)):
        return
    km, most = distance(*point, *place), own + other + EVENT_MARGIN_KM
    if km > most:
        event, name = (
            shown(dict(raw.cells(raw.table.key)).get(at, "?"))
            for raw, at in ((events, row), (places, place_row))
        )
        got = f"{event} at {km:.0f} km from its place {name}"
        words = f"at most {most:g} km, both precisions and {EVENT_MARGIN_KM} km"
        yield events.at(row, "lon", got, words, "Correct lon and lat, precision_km or place_id.")


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 180 and abs(point[1]) <= 90


def _fault(raw: Raw, row: int, point: Point, wrong: tuple[str, str] | None) -> Iterator[Fault]:
    (lon, lat), (expected, remedy) = point, wrong or ("", "")
    if abs(lat) > 90:
        yield raw.at(row, "lat", f"{lat}", "-90 to 90 degrees", remedy or _number_remedy(point))
    elif abs(lon) > 180:
        yield raw.at(row, "lon", f"{lon}", "-180 to 180 degrees", remedy or _number_remedy(point))
    elif wrong:
        yield raw.at(row, "lon", f"{lon} with lat {lat}", expected, remedy)


def _number_remedy(point: Point) -> str:
    if max(map(abs, point)) > 20_000:
        return "These are metres. Export the points again in EPSG:4326, in degrees."
    return "Correct the number."


def _wrong_shapes(raw: Raw, ground: Ground) -> Iterator[Fault]:
    for n, shape in (raw.shapes or {}).items():
        points: list[Point] = [(lon, lat) for lon, lat, *_ in shapely.get_coordinates(shape)]
        outside = [point for point in points if not ground.shows(point)]
        far = [point for point in outside if not ground.shows(point, WINDOW_MARGIN)]
        swapped = bool(outside) and all(ground.shows(point[::-1]) for point in points)
        if swapped or far:
            got = "the point [{:g}, {:g}]".format(*(far or outside)[0])
            remedy = (
                f"{_SWAPPED} GeoJSON writes [lon, lat]."
                if swapped
                else "Correct the point, or draw the shape again."
            )
            yield raw.at(n, "geometry", got, _inside(), remedy)


def _inside() -> str:
    return f"a point within {WINDOW_MARGIN:g} degrees of a map window of {FILE}"
