"""Answers from the data: distances, holders, days, counts, so that no number is typed twice.

`docs/exercises.md` lists the forms. A form is a small table with one key that names it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from lessonkit import geodesy
from lessonkit.control.holding import holders_on
from lessonkit.days import Day, is_day, iso, read_any, unit_of
from lessonkit.errors import LessonError, did_you_mean, known_id
from lessonkit.lesson import LessonData, written
from lessonkit.tables.rules import day_alone, day_meant
from lessonkit.words import as_day

Answer = float | str | list[str]
_HUGE = 1e15  # no distance, count or time of a lesson comes near


class UnsolvedError(Exception):
    """Where, got, expected and remedy of what keeps an exercise from having an answer."""


def unsolved(where: str, got: str, expected: str, remedy: str) -> UnsolvedError:
    """Say what does not fit: where in the exercise, got, expected, remedy."""
    return UnsolvedError(where, got, expected, remedy)


def derive(form: Any, lesson: LessonData) -> Answer:
    """Compute an answer.

    Parameters
    ----------
    form : mapping
        One of the forms of `docs/exercises.md`, such as ``{"distance": ["oslo", "bergen"]}``.
    lesson : LessonData

    Returns
    -------
    float, str or list of str
        Distances in km, bearings in degrees, times in days or hours; ids in the order of the data.

    Raises
    ------
    LessonError
        If the form is unknown or names what the data do not have; the words say which.
    """
    if not isinstance(form, dict):
        raise LessonError(f"got {form!r}, expected a form like {{ distance = [...] }}.")
    heads = [key for key in form if key in _FORMS]
    if len(heads) != 1:
        got = ", ".join(form) or "nothing"
        raise LessonError(f"got {got}, expected one of the forms {', '.join(_FORMS)}.")
    make, allowed = _FORMS[heads[0]]
    stray = sorted(set(form) - {heads[0], *allowed})
    if stray:
        words = f"{heads[0]} knows only: {', '.join(allowed)}." if allowed else "Delete it."
        raise LessonError(f"got a key {stray[0]} beside {heads[0]}. {words}")
    return make(form, lesson)


def derived(where: str, form: Any, lesson: LessonData, *kinds: type) -> Any:
    """Compute an answer, of one of the `kinds`, or say why it cannot be."""
    try:
        value = derive(form, lesson)
    except LessonError as error:
        raise unsolved(
            where, "an answer that cannot be computed", "one that can", str(error)
        ) from None
    if not isinstance(value, kinds):
        words = " or ".join({float: "a number", str: "a text", list: "a list"}[k] for k in kinds)
        raise unsolved(where, str(value), words, "Choose another form of answer.")
    return value


def units(form: dict[str, Any]) -> set[str]:
    """Give the units that an answer has by its form; none if it may be of any.

    A form that `derive` can compute: ``{"days": [...]}`` has days, ``{"value": 5}`` any unit.
    """
    [head] = [key for key in form if key in _FORMS]
    if head in ("sum", "difference"):
        return {unit for term in form[head] for unit in units(term)}
    return {_UNITS[head]} if head in _UNITS else set()


def _pair(form: dict[str, Any], key: str) -> list[Any]:
    pair = form[key]
    if not isinstance(pair, list) or len(pair) != 2:
        raise LessonError(f"{key}: got {pair!r}, expected a list of two.")
    return pair


def _number(value: Any, what: str) -> float:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or not abs(value) < _HUGE:  # NaN is not below anything
        raise LessonError(f"{what}: got {value!r:.40}, expected a number.")
    return float(value)


def _day(form: dict[str, Any], lesson: LessonData, key: str = "on") -> Day:
    day = form.get(key)
    if not is_day(day):
        like = '"2001-05-14T10:30", an hour' if lesson.step == "hour" else "2001-05-14"
        meant = f" {day_meant(day)}" if day else ""
        raise LessonError(f"{key}: got {day!r}, expected a day, such as {like}.{meant}".rstrip())
    if stray := stray_hour(day, lesson):
        raise LessonError(f"{key}: got {stray[0]}, expected {stray[1]}. {stray[2]}")
    return as_day(day, key, unit=lesson.unit)


def stray_hour(value: Any, lesson: LessonData) -> tuple[str, str, str] | None:
    """Give got, expected and remedy of an hour in a lesson by days: it would be lost unsaid."""
    found = read_any(value)
    if lesson.step == "hour" or found is None or unit_of(found) not in "hm":
        return None
    return iso(found), *day_alone(iso(found))


def _find(frame: pd.DataFrame, column: str, wanted: Any, what: str) -> Any:
    if not isinstance(wanted, str):
        raise LessonError(f"There is no {what} {wanted!r:.60}. Write an id, in quotation marks.")
    found = np.flatnonzero(frame[column].to_numpy() == wanted)
    if not found.size:
        known_id(wanted, frame[column], what, otherwise="Correct the id.")
    return frame.iloc[found[0]]


def _points(
    form: dict[str, Any], key: str, lesson: LessonData
) -> tuple[float, float, float, float]:
    a, b = (_find(lesson.places, "place_id", one, "place") for one in _pair(form, key))
    return float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"])


def _value(form: dict[str, Any], lesson: LessonData) -> Answer:
    value = form["value"]
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(value, str) or texts:
        return value
    return _number(value, "value")


def _distance(form: dict[str, Any], lesson: LessonData) -> float:
    return float(geodesy.distance(*_points(form, "distance", lesson)))


def _bearing(form: dict[str, Any], lesson: LessonData) -> float:
    if _pair(form, "bearing")[0] == form["bearing"][1]:
        raise LessonError(f"bearing: got {form['bearing'][0]!r:.60} twice, expected two places.")
    return float(geodesy.bearing(*_points(form, "bearing", lesson)))


def _convert(form: dict[str, Any], lesson: LessonData) -> float:
    unit = form.get("from")
    if not isinstance(unit, str):
        raise LessonError(f"from: got {unit!r}, expected a unit, such as miles.")
    return float(geodesy.to_km(_number(form["convert"], "convert"), unit))


def _events(form: dict[str, Any], key: str, lesson: LessonData) -> list[Any]:
    lesson.needed("events", key)
    return [_find(lesson.events, "event_id", one, "event") for one in _pair(form, key)]


def _days(form: dict[str, Any], lesson: LessonData) -> float:
    first, second = (row["start"] for row in _events(form, "days", lesson))
    return float((second - first) / pd.Timedelta(days=1))


def _hours_between(form: dict[str, Any], lesson: LessonData) -> float:
    """Give the hours from one event to the other, of both of which the hour must be known."""
    if lesson.step != "hour":
        raise LessonError(
            'hours: the lesson goes by days. Write { days = [...] } and unit = "days", or '
            'step = "hour" in lesson.toml.'
        )
    if "kmh" in form:
        raise LessonError("hours: got a key kmh beside two events. Delete it.")
    rows = _events(form, "hours", lesson)
    for row in rows:
        if "T" not in (text := written(row, "start")):
            raise LessonError(
                f"hours: the event {row['event_id']} has no hour, start: {text}. "
                f"Write one, such as {text[:10]}T03:00, or choose another event."
            )
    first, second = (row["start"] for row in rows)
    return float((second - first) / pd.Timedelta(hours=1))


def _hours(form: dict[str, Any], lesson: LessonData) -> float:
    if isinstance(form["hours"], list):
        return _hours_between(form, lesson)
    speed = _number(form.get("kmh"), "kmh")
    if speed < 0.001:
        raise LessonError(f"kmh: got {speed:g}, expected a speed, more than 0.")
    length = _number(derive(form["hours"], lesson), "hours")
    if units(form["hours"]) - {"km"}:
        raise LessonError(f"hours: got {form['hours']!r:.60}, expected a distance.")
    return length / speed


def _terms(form: dict[str, Any], key: str, lesson: LessonData) -> list[float]:
    terms = form[key]
    if not isinstance(terms, list) or len(terms) < 2:
        raise LessonError(f"{key}: got {terms!r}, expected a list of two or more forms.")
    numbers = [_number(derive(term, lesson), key) for term in terms]
    if len(mixed := sorted({unit for term in terms for unit in units(term)})) > 1:
        raise LessonError(f"{key}: got {' and '.join(mixed)}, expected numbers of one unit.")
    return numbers


def _difference(form: dict[str, Any], lesson: LessonData) -> float:
    first, *rest = _terms(form, "difference", lesson)
    return first - sum(rest)


def _sum(form: dict[str, Any], lesson: LessonData) -> float:
    return sum(_terms(form, "sum", lesson))


def _holder(form: dict[str, Any], lesson: LessonData) -> str:
    place = form["holder"]
    if isinstance(place, str) and place in set(lesson.zones["id"]):
        return _holder_of_zone(place, form, lesson)
    if lesson.control.empty and not lesson.zones.empty:  # only zones have holders: one was meant
        _find(lesson.zones, "id", place, "zone")
    _find(lesson.places, "place_id", place, "place")
    lesson.needed("control", "holder")
    rows = holders_on(
        lesson.control, lesson.places[lesson.places["place_id"] == place], _day(form, lesson)
    )
    holders = sorted(set(rows["holder"]))
    if len(holders) != 1:
        got = " and ".join(holders) or "nobody"
        raise LessonError(f"{place} has {got} on {form['on']}, expected one holder.")
    return str(holders[0])


def _holder_of_zone(zone: str, form: dict[str, Any], lesson: LessonData) -> str:
    """Give who has a zone on a day; one that is written anew has one name in all its rows."""
    zones = lesson.zones
    same = zones["name"] == zones.loc[zones["id"] == zone, "name"].iloc[0]
    rows = _zones_of_day(zones[same], form, lesson)
    holders = sorted({one for one in rows["holder"] if one})
    if len(holders) != 1:
        got = " and ".join(holders) or "no holder"
        raise LessonError(f"{zone} has {got} on {form['on']}, expected one holder.")
    return str(holders[0])


def _zones_of_day(
    zones: gpd.GeoDataFrame, form: dict[str, Any], lesson: LessonData
) -> gpd.GeoDataFrame:
    day = _day(form, lesson)
    return zones[~(zones["start"] > day) & ~(zones["end"] < day)]


def _held_zones(form: dict[str, Any], lesson: LessonData) -> list[str]:
    """List the zones of some kinds that somebody has on a day, each by one of its ids."""
    zones, kinds = lesson.zones, form["zones"]
    if not isinstance(kinds, list):
        raise LessonError(f"zones: got {kinds!r:.60}, expected a list of kinds.")
    for kind in kinds:
        _find(zones, "kind", kind, "kind of zone")
    rows = _zones_of_day(zones[zones["kind"].isin(kinds)], form, lesson)
    _find(zones, "holder", form["held"], "holder")
    return list(rows[rows["holder"] == form["held"]].drop_duplicates("name")["id"])


def _among(form: dict[str, Any], lesson: LessonData) -> gpd.GeoDataFrame:
    places = lesson.places
    for key in {"among", "kinds"} & set(form):
        if not isinstance(form[key], list):
            raise LessonError(f"{key}: got {form[key]!r:.60}, expected a list.")
    for place in form.get("among", []):
        _find(places, "place_id", place, "place")
    for kind in form.get("kinds", []):
        _find(places, "kind", kind, "kind of place")
    if "among" in form:
        places = places[places["place_id"].isin(form["among"])]
    if "kinds" in form:
        places = places[places["kind"].isin(form["kinds"])]
    return places


def _held(form: dict[str, Any], lesson: LessonData) -> list[str]:
    if "zones" in form:
        return _held_zones(form, lesson)
    if lesson.control.empty and any(lesson.zones["holder"]):
        kinds = ", ".join(f'"{one}"' for one in sorted(set(lesson.zones["kind"])))
        raise LessonError(
            f"held: got no zones, expected their kinds, since only zones have holders here. "
            f"Add zones = [{kinds}], or some of them."
        )
    lesson.needed("control", "held")
    rows = holders_on(lesson.control, _among(form, lesson), _day(form, lesson))
    _find(lesson.control, "holder", form["held"], "holder")
    return list(dict.fromkeys(rows.loc[rows["holder"] == form["held"], "place_id"]))


def _said(form: dict[str, Any], lesson: LessonData) -> str:
    place = form["said"]
    _find(lesson.places, "place_id", place, "place")
    rows = lesson.said_on(_day(form, lesson), _day(form, lesson, "by"))
    holders = sorted(set(rows.loc[rows["place_id"] == place, "holder"]))
    if len(holders) != 1 or not holders[0]:
        got = " and ".join(one or "nobody known" for one in holders) or "nobody"
        words = f"{place} has {got} on {form['on']}, as known by {form['by']}"
        raise LessonError(f"{words}, expected one holder.")
    return holders[0]


def _known(form: dict[str, Any], lesson: LessonData) -> list[str]:
    rows = lesson.said_on(_day(form, lesson, "known"), _day(form, lesson, "by"))
    known = rows[~rows["holder"].isin({"", *_nobody(lesson)})]
    return _listed(known, form, lesson)


def _source(form: dict[str, Any], lesson: LessonData) -> str:
    place = form["source"]
    _find(lesson.places, "place_id", place, "place")
    rows = lesson.rests_on(_day(form, lesson))
    ids = {one for ids in rows.loc[rows["place_id"] == place, "source_ids"] for one in ids}
    if len(ids) != 1:
        got = ", ".join(sorted(ids)) or "no source"
        raise LessonError(f"{place} rests on {got} on {form['on']}, expected one source alone.")
    return ids.pop()


def _two_sides(form: dict[str, Any], lesson: LessonData) -> list[str]:
    rows = lesson.rests_on(_day(form, lesson, "two_sides"))
    known = rows[~rows["holder"].isin(_nobody(lesson))]
    return _listed(known[known["sides"].map(len) > 1], form, lesson)


def _nobody(lesson: LessonData) -> set[str]:
    """Give the holders that stand for nobody knows."""
    return {one.id for one in lesson.holders.values() if one.marker == "question"}


def _listed(rows: pd.DataFrame, form: dict[str, Any], lesson: LessonData) -> list[str]:
    """Give the places among those of a form that have a row, in the order of the data."""
    return [place for place in _among(form, lesson)["place_id"] if place in set(rows["place_id"])]


def _within(form: dict[str, Any], lesson: LessonData) -> list[str]:
    centre = _find(lesson.places, "place_id", form["within"], "place")
    km = _number(form.get("km"), "km")
    others = _among(form, lesson)
    others = others[others["place_id"] != form["within"]]
    lon, lat = others["lon"].to_numpy(), others["lat"].to_numpy()
    if not len(others):
        return []
    away = geodesy.distance(centre["lon"], centre["lat"], lon, lat)
    return list(others.loc[away <= km, "place_id"])


def _values_on(form: dict[str, Any], key: str, lesson: LessonData) -> dict[str, float]:
    """Give the known values of a measure on a day, by zone or place, in the order of the table."""
    measure, day = form[key], _day(form, lesson)
    if not isinstance(measure, str) or measure not in lesson.measures:
        known_id(str(measure), lesson.measures, "measure", where="lesson.toml")
    rows = lesson.values[lesson.values["measure"] == measure]
    rows = rows[~(rows["start"] > day) & ~(rows["end"] < day) & rows["value"].notna()]
    return dict(zip(rows["of_id"], rows["value"].astype(float), strict=True))


def _measured(form: dict[str, Any], lesson: LessonData) -> float:
    found, of = _values_on(form, "measured", lesson), form.get("of")
    if of not in found:
        expected = f"one of those that have one: {', '.join(found)}"
        if not found:
            expected = "a day on which something has one: look at start and end in values"
        raise LessonError(
            f"of: {of!r:.60} has no value of {form['measured']} on {form['on']}, expected "
            f"{expected}."
        )
    return found[of]


def _highest(form: dict[str, Any], lesson: LessonData) -> str:
    found = _values_on(form, "highest", lesson)
    most = [one for one, value in found.items() if value == max(found.values())]
    if len(most) != 1:
        got = " and ".join(most) or "nothing"
        raise LessonError(
            f"highest: {got} has the highest value of {form['highest']} on {form['on']}, "
            "expected one."
        )
    return most[0]


def _claims(form: dict[str, Any], lesson: LessonData) -> list[str]:
    lesson.needed("claims", "claims")
    rows, wanted = lesson.claims, form["claims"]
    if not isinstance(wanted, dict) or not wanted:
        raise LessonError(f"claims: got {wanted!r}, expected {{ kind = ... }}.")
    for column, value in wanted.items():
        if column not in rows:
            raise LessonError(f"claims: {column} is no column of claims.csv.")
        if isinstance(value, list | dict):
            raise LessonError(f"claims: got {value!r:.60} for {column}, expected one value.")
        if value not in list(lesson.claims[column]):
            near = did_you_mean(
                str(value), map(str, lesson.claims[column]), "Look it up in claims.csv."
            )
            raise LessonError(f"claims: no claim has {value!r:.60} in {column}. {near}")
        rows = rows[rows[column] == value]
    return list(rows["claim_id"])


def _count(form: dict[str, Any], lesson: LessonData) -> float:
    found = derive(form["count"], lesson)
    if not isinstance(found, list):
        raise LessonError(f"count: got {found!r}, expected a form that gives a list.")
    return float(len(found))


_UNITS = {
    "distance": "km",
    "convert": "km",
    "bearing": "degrees",
    "days": "days",
    "hours": "hours",
}
MEASURED = frozenset(_UNITS.values())
_Maker = Callable[[dict[str, Any], LessonData], Answer]
_FORMS: dict[str, tuple[_Maker, tuple[str, ...]]] = {
    "value": (_value, ()),
    "distance": (_distance, ()),
    "bearing": (_bearing, ()),
    "convert": (_convert, ("from",)),
    "days": (_days, ()),
    "hours": (_hours, ("kmh",)),
    "difference": (_difference, ()),
    "sum": (_sum, ()),
    "holder": (_holder, ("on",)),
    "held": (_held, ("on", "among", "kinds", "zones")),
    "said": (_said, ("on", "by")),
    "known": (_known, ("by", "among", "kinds")),
    "source": (_source, ("on",)),
    "two_sides": (_two_sides, ("among", "kinds")),
    "within": (_within, ("km", "among", "kinds")),
    "measured": (_measured, ("of", "on")),
    "highest": (_highest, ("on",)),
    "claims": (_claims, ()),
    "count": (_count, ()),
}
