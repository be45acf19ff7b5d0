"""What a teacher says of a new lesson: title, map window, language, days; read from text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonkit.days import Day, iso, on_step, span, step_for, unit_of
from lessonkit.errors import LessonError, shown
from lessonkit.geodesy import destination, distance
from lessonkit.starter.ground import NAME
from lessonkit.tables import rules
from lessonkit.tables.entries import Extent, Projection
from lessonkit.tables.settings import HALF, LANGUAGE

AUTO = Projection("auto")
WINDOW = '"west south east north" in degrees, or "lat, lon, km": a middle and a width'
SMALLEST, WIDEST = 0.2, 15_000  # km: a middle and a width stand for no less and no more
_SHAPE = 0.7  # of its width: the height of a window given by its middle
_LEAST = 0.001  # degrees
_FIRST, _LAST = np.datetime64("2024-05-01"), np.datetime64("2024-05-31")
_SHORT = 14  # days: a story of fewer has events that follow each other in days
_FEW_YEARS = 4 * 366  # days: on a slider of months an event is to go within the story
_POLE = 85.0  # degrees: a window that goes further shows all meridians


@dataclass(frozen=True)
class Plan:
    """A lesson to be made: its title, window, language, and its first and last day, or minute."""

    title: str
    extent: Extent
    language: str = "en"
    first: Day = _FIRST
    last: Day = _LAST

    def at(self, east: float, north: float) -> tuple[float, float]:
        """Give lon and lat of a point in the window by its shares of width and height, 0 to 1."""
        lon = self.extent.west + east * self.extent.span
        lat = self.extent.south + north * (self.extent.north - self.extent.south)
        return round((lon + 180) % 360 - 180, self.decimals), round(lat, self.decimals)

    def day(self, share: float) -> Day:
        """Give a day, or a whole hour, by its share of the time of the lesson, 0 to 1."""
        found = self.first + round(share * int((self.last - self.first).astype(int)))
        if not self.by_hours:
            return found
        return max(self.first, on_step(found, "hour").astype("datetime64[m]"))

    @property
    def by_hours(self) -> bool:
        """Whether the lesson goes by hours: they were given with its days."""
        return unit_of(self.first) == "m"

    @property
    def first_day(self) -> str:
        """The day on which the lesson begins, without its hour: of what was printed then."""
        return iso(on_step(self.first, "day"))

    @property
    def linger(self) -> tuple[int, str, str]:
        """How long an event stays on the map after its end, in what, and how that is said.

        The words count the day of the event, too, but not its hour.

        On a slider of months or years an event of one day would be gone with the next step.
        """
        step = step_for(self.first, self.last, "hour" if self.by_hours else "day")
        if step == "hour":
            return 24, "hours", "24 hours"
        days = int((on_step(self.last, "day") - on_step(self.first, "day")).astype(int)) + 1
        if step == "day":
            return (2, "days", "3 days") if days < _SHORT else (13, "days", "14 days")
        if step == "month":
            is_short = days < _FEW_YEARS
            return (61, "days", "3 months") if is_short else (364, "days", "12 months")
        return 1825, "days", "5 years"

    @property
    def decimals(self) -> int:
        """How many decimal places of a degree can be told apart in the window."""
        high = self.extent.north - self.extent.south
        return 2 if high > 5 else 3 if high > 0.5 else 5

    @property
    def width_km(self) -> float:
        """How wide the window is in its middle, about."""
        (west, lat), (east, _) = self.at(0.25, 0.5), self.at(0.75, 0.5)
        return 2 * float(distance(west, lat, east, lat))


def read_title(text: str) -> str:
    """Read a title.

    Raises
    ------
    LessonError
        If it is empty, too long, or has characters that nobody sees.
    """
    title = text.strip()
    if not title or len(title) > 100:
        raise _wrong("title", text, "1 to 100 characters", 'Write for example "A flood in spring".')
    if not rules.SEEN.good(title):
        raise _wrong("title", text, rules.SEEN.words, rules.SEEN.remedy(title))
    return title


def read_language(text: str) -> str:
    """Read the code of a language.

    Raises
    ------
    LessonError
        If it is none.
    """
    code = text.strip()
    if not code or not LANGUAGE.good(code):
        remedy = "Write en for English, fr for French, de for German."
        raise _wrong("language", text, "a language code of two letters", remedy)
    return code


def read_days(text: str) -> tuple[Day, Day]:
    """Read the first and the last day of a lesson, or its months or years, with `/` between.

    With an hour at one of them both are minutes: of a day as a whole the first or the last one.

    Raises
    ------
    LessonError
        If they are no two days in order.
    """
    by_hours = bool(re.search("[T:]", text))
    whole = "/".join(part.strip() for part in text.split("/"))
    found = span(whole, "m" if by_hours else "D") if "/" in text else None
    remedy = "Write year-month-day twice, the earlier one first, like 2024-05-01/2024-05-31."
    if by_hours:
        remedy = (
            "Write year-month-day, T and an hour from 00:00 to 23:59 twice, the earlier one first, "
            "like 2024-05-01T03:00/2024-05-02T23:00."
        )
    if found and found.first is not None and found.last is not None and not found.doubt:
        return found.first, found.last
    raise _wrong("days", text, "the first and the last day with / between", remedy)


def read_window(text: str) -> Extent:
    """Read a map window: its four edges, or its middle and its width in km.

    Raises
    ------
    LessonError
        If it is neither, or none on this earth.
    """
    numbers = _numbers(text)
    if len(numbers) == 4:
        west, south, east, north = numbers
        _check_edges(text, west, south, east, north)
        return _extent(west, south, east, north)
    lat, lon, km = numbers
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        words = "a latitude of -90 to 90 and a longitude of -180 to 180"
        raise _wrong("window", text, words, "The latitude comes first: 48.2, 16.4, 300.")
    if not SMALLEST <= km <= WIDEST:
        words = f"a width of {SMALLEST:g} to {WIDEST} km"
        raise _wrong("window", text, words, "For the whole earth write -180 -90 180 90.")
    return _around(lat, lon, km)


def _numbers(text: str) -> list[float]:
    parts = [part for part in re.split(r"[\s,;]+", text.strip(" \t[]()")) if part]
    numbers = [number for part in parts if (number := rules.number(part)) is not None]
    if len(parts) in (3, 4) and len(numbers) == len(parts):
        return numbers
    remedy = "Write numbers with a point and blanks between: 5.9 45.8 10.5 47.8."
    raise _wrong("window", text, WINDOW, remedy)


def _check_edges(text: str, west: float, south: float, east: float, north: float) -> None:
    order = "The order is west south east north."
    if not all(-180 <= lon <= 180 for lon in (west, east)):
        raise _wrong("window", text, "west and east in -180 to 180 degrees", order)
    if not all(-90 <= lat <= 90 for lat in (south, north)):
        words = "south and north in -90 to 90 degrees"
        raise _wrong("window", text, words, f"{order} Are longitude and latitude swapped?")
    if north - south < _LEAST:
        raise _wrong("window", text, "a south that is less than the north", order)
    span = east - west + (360 if west > east else 0)
    if span < _LEAST or (west > east and span > HALF):
        words = "a west that is less than the east"
        over = "Only a window over the 180th meridian has a greater west, such as 125 -48 -110 52."
        raise _wrong("window", text, words, f"{order} {over}")


def _around(lat: float, lon: float, km: float) -> Extent:
    """Give the window around a middle; near a pole, all meridians to the latitude that is seen."""
    half, high = km / 2, km / 2 * _SHAPE
    pole = 90.0 if lat > 0 else -90.0
    if abs(lat) > _POLE or distance(lon, lat, lon, pole) <= high:
        # The edge lies as far from the pole as the farthest point that is asked for.
        _, edge = destination(lon, pole, 90 - pole, distance(lon, lat, lon, pole) + high)
        return _extent(-180.0, min(edge, pole), 180.0, max(edge, pole))
    _, north = destination(lon, lat, 0, high)
    _, south = destination(lon, lat, 180, high)
    east, _ = destination(lon, lat, 90, half)
    wide = (float(east) - lon) % 360
    if wide >= HALF / 2:
        return _extent(-180.0, float(south), 180.0, float(north))
    west = (lon - wide + 180) % 360 - 180
    return _extent(west, float(south), (lon + wide + 180) % 360 - 180, float(north))


def _extent(west: float, south: float, east: float, north: float) -> Extent:
    sides = {"west": west, "east": east, "south": south, "north": north}
    digits = 2 if north - south > 2 else 4
    rounded: dict[str, Any] = {key: round(value, digits) for key, value in sides.items()}
    return Extent("all", "All of it", **rounded, basemap=NAME, projection=AUTO)


def degrees(value: float, letters: str) -> str:
    """Write a longitude or a latitude with its letter; `letters` are those of minus and plus.

    >>> degrees(-5.2, "WE"), degrees(50.75, "SN")
    ('5.2° W', '50.75° N')
    """
    return f"{abs(value):g}° {letters[value >= 0]}"


def _wrong(what: str, got: str, expected: str, remedy: str) -> LessonError:
    told = shown(got) or "an empty text"
    return LessonError(f"{what}: got {told}, expected {expected}. {remedy}")
