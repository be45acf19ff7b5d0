"""Days: from text (EDTF) to one value that can be compared, and back to text.

A day is a `numpy.datetime64`, in days or, in a lesson by hours, in minutes: it knows years before
the common era, compares with the columns of the tables and with `datetime.date`, and goes over to
the page as ISO text or as one whole number. `core/dates.js` reads the same text in the same way.

Of EDTF this is the part that the tables use: a year, a month, a day, an hour or a minute; `?`, `~`
or `%` behind it for a doubt; two of them with `/` between, `..` for an open end. Years are those of
ISO 8601: `0000` is 1 BC and `-0043` is 44 BC. The calendar is the Gregorian one, also before 1582.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

Day: TypeAlias = np.datetime64
"""A day, or a minute; in coarser units a month or a year as a whole."""

AnyDay: TypeAlias = str | dt.date | Day
"""What a caller may give as a day: text, a date or a timestamp, or a day."""

EARLIEST, LATEST = np.datetime64("-9999-01-01"), np.datetime64("9999-12-31")
"""The first and the last day that a text can name: they stand for ends that are open."""

SHARED: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
"""Names and numbers that the page reads, too."""

STEPS: dict[str, str] = SHARED["steps"]
"""The steps of a clock, the finest first, each with its unit in NumPy."""

LEAPS: dict[str, int] = SHARED["leaps"]
"""How many steps of a clock a larger one is."""

LEAP_WORDS = {"hour": "six hours", "day": "week", "month": "12 months", "year": "ten years"}
"""What a larger step of a clock is called: of one of days a week."""

_ONE = re.compile(
    r"(?P<body>(?!-0000)-?\d{4}(-\d\d(-\d\d(T\d\d(:\d\d)?)?)?)?)(?P<doubt>[?~%]?)", re.ASCII
)
_UNITS = "YMDhms"
_OPEN = ("", "..")


class Span(NamedTuple):
    """First and last day that a text may mean, both inclusive, None where open; and its doubts."""

    first: Day | None
    last: Day | None
    doubt: str = ""


class Parts(NamedTuple):
    """A day in numbers: year (0 is 1 BC), month and day from 1, hour and minute."""

    year: int
    month: int
    day: int
    hour: int
    minute: int


def read(text: str) -> tuple[Day, str] | None:
    """Read one date: the year, month, day, hour or minute as a whole, and its mark of doubt.

    >>> read("1948-06?"), read("1948-13")
    ((np.datetime64('1948-06'), '?'), None)
    """
    found = _ONE.fullmatch(text)
    if not found:
        return None
    body = found["body"]
    try:
        whole = np.datetime64(body)  # as exact as it is long
    except ValueError:  # no such month or day
        return None
    return whole, found["doubt"]


def in_toml(text: str) -> str:
    """Write a date as a TOML file has it: all but a plain day stand in quotation marks.

    >>> in_toml("1948-06-24"), in_toml("1948-06"), in_toml("-0043-03-15")
    ('1948-06-24', '"1948-06"', '"-0043-03-15"')
    """
    return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else f'"{text}"'


def swapped(text: str) -> str:
    """Give a date with its day and its month in each other's place; empty if that is no other date.

    >>> swapped("1948-03-07T09:30"), swapped("1948-03-17"), swapped("1948-03")
    ('1948-07-03T09:30', '', '')
    """
    found = _DAY_AND_MONTH.match(text)
    other = found and f"{found[1]}-{found[3]}-{found[2]}{text[found.end() :]}"
    return other if other and other != text and read(other) else ""


_DAY_AND_MONTH = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)(?!\d)")


@lru_cache(maxsize=10_000)  # the same days stand in many rows
def span(text: str, unit: str = "D") -> Span | None:
    """Read a date or an interval, or give None if it is none.

    >>> span("1948-06~"), span("-0043-03/..").last
    (Span(first=np.datetime64('1948-06-01'), last=np.datetime64('1948-06-30'), doubt='~'), None)
    """
    start, slash, end = text.partition("/")
    one, other = read(start), read(end if slash else start)
    if not (one or (slash and start in _OPEN)) or not (other or (slash and end in _OPEN)):
        return None
    if not one and not other:
        return None
    first, last = one and first_of(one[0], unit), other and last_of(other[0], unit)
    if first is not None and last is not None and last < first:
        return None
    doubts = dict.fromkeys((one[1] if one else "") + (other[1] if other else ""))
    return Span(first, last, "".join(doubts))


def first_of(day: Day, unit: str = "D") -> Day:
    """Give the first day, or minute, of a month, a year or a day as a whole."""
    return day.astype(f"datetime64[{unit}]")


def last_of(day: Day, unit: str = "D") -> Day:
    """Give the last day, or minute, of a month, a year or a day as a whole.

    >>> last_of(np.datetime64("1948-02")), last_of(np.datetime64("1948-02-01T10:30"))
    (np.datetime64('1948-02-29'), np.datetime64('1948-02-01'))
    """
    whole = unit_of(day)
    finer = whole in _UNITS and _UNITS.index(unit) > _UNITS.index(whole)
    return (day + 1).astype(f"datetime64[{unit}]") - 1 if finer else first_of(day, unit)


def unit_for(step: Any) -> str:
    """Give the unit in which a lesson keeps its days: minutes, if its step is an hour."""
    return "m" if step == "hour" else "D"


def is_day(value: Any) -> bool:
    """Tell if a value is a day: a date or a time of TOML, or a text such as ``"-0043-03"``."""
    return isinstance(value, dt.date) or (isinstance(value, str) and read(value) is not None)


def is_span(value: Any) -> bool:
    """Tell if a value is a list of two days."""
    return isinstance(value, list) and len(value) == 2 and all(map(is_day, value))


def day_of_toml(value: Any, unit: str, *, first: bool = False) -> Day:
    """Give the day of a value that `is_day` finds good; of a month the first or the last."""
    found = read_any(value)
    assert found is not None, value
    if type(value) is dt.datetime:
        found = np.datetime64(value.replace(tzinfo=None), "m")
    return first_of(found, unit) if first else last_of(found, unit)


def read_any(value: Any) -> Day | None:
    """Read a date that is text, a date of the standard library, of NumPy or of pandas."""
    if value is pd.NaT:
        return None
    if isinstance(value, dt.datetime):
        value = pd.Timestamp(value).tz_localize(None).to_datetime64()
    if isinstance(value, np.datetime64):
        if np.isnat(value) or unit_of(value) in "YMDhm":
            return None if np.isnat(value) else value
        # Of a stamp the time is left out where it is the beginning of a day.
        minute, day = value.astype("datetime64[m]"), value.astype("datetime64[D]")
        return day if day == minute else minute
    if isinstance(value, dt.date):
        return np.datetime64(value, "D")
    found = read(value) if isinstance(value, str) else None
    return found[0] if found else None


def from_cell(value: Any, unit: str = "") -> Day | None:
    """Give the day of a cell of a table; an empty one is None (open).

    Without the `unit` of the lesson the beginning of a day is a day, any other time a minute.
    """
    if value is None or (isinstance(value, str) and not value) or pd.isna(value):
        return None
    found = read_any(value)
    assert found is not None, value
    return found.astype(f"datetime64[{unit}]") if unit else found


def iso(day: Day | dt.date | None) -> str:
    """Write a day as ISO text, as exact as its unit; empty text for None.

    >>> iso(np.datetime64("-0043-03-15")), iso(np.datetime64("1986-04-26T01:23")), iso(None)
    ('-0043-03-15', '1986-04-26T01:23', '')
    """
    if day is None:
        return ""
    found = read_any(day)
    assert found is not None
    year, month, dom, hour, minute = parts(found)
    text = f"{year:05d}" if year < 0 else f"{year:04d}"
    tail = (f"-{month:02d}", f"-{dom:02d}", f"T{hour:02d}", f":{minute:02d}")
    return text + "".join(tail[: _UNITS.index(unit_of(found))])


def parts(day: Day) -> Parts:
    """Take a day apart."""
    minute = day.astype("datetime64[m]")
    try:
        one = minute.item()
        return Parts(one.year, one.month, one.day, one.hour, one.minute)
    except AttributeError:  # a year that the standard library does not have comes as a number
        pass
    years, months, days = (day.astype(f"datetime64[{unit}]") for unit in "YMD")
    return Parts(
        int(years.astype(int)) + 1970,
        int((months - years).astype(int)) + 1,
        int((days - months).astype(int)) + 1,
        *divmod(int((minute - days).astype(int)), 60),
    )


def year_of(day: Day) -> int:
    """Give the year, of which 0 is 1 BC."""
    return parts(day).year


# ---- The clock of a map --------------------------------------------------------------------------


def step_for(first: Day, last: Day, finest: str = "day") -> str:
    """Choose the step of a slider: the finest one that needs no more than 400 steps.

    >>> step_for(np.datetime64("2001-05-04"), np.datetime64("2001-06-07"))
    'day'
    >>> step_for(np.datetime64("1715-01-01"), np.datetime64("1914-12-31"))
    'year'
    """
    allowed = list(STEPS)[list(STEPS).index(finest) :]
    few = (one for one in allowed if number(last, one) - number(first, one) <= SHARED["most_steps"])
    return next(few, allowed[-1])


def number(day: Day, step: str) -> int:
    """Give a day as the number of whole steps since 1970 began."""
    return int(day.astype(f"datetime64[{STEPS[step]}]").astype(int))


def on_step(day: AnyDay, step: str) -> Day:
    """Give the step in which a day lies: the hour, the month, the year as a whole."""
    found = read_any(day)
    assert found is not None, day
    return found.astype(f"datetime64[{STEPS[step]}]")


def end_of_step(day: AnyDay, step: str, unit: str) -> Day:
    """Give the last day, or minute, of the step of a clock in which a day lies.

    A clock shows a step as a whole: at "21:00 to 22:00" what held and was known at 21:59.

    >>> end_of_step(np.datetime64("1986-04-28T21:00"), "hour", "m")
    np.datetime64('1986-04-28T21:59')
    """
    return last_of(on_step(day, step), unit)


def on_number(number: int, step: str) -> Day:
    """Give the step that has a number: what `number` does, the other way round."""
    return np.datetime64("1970").astype(f"datetime64[{STEPS[step]}]") + number


def last_number(start: Day | None, end: Day, step: str, *, alone: bool) -> int:
    """Give the last step on which something that ends on a day is shown.

    A clock shows what held at the end of a step. So what ended in the middle of a month is not
    shown in that month, unless it began in it. `alone`: never, as one holder follows another.
    """
    after = number(end + 1, step) - 1
    return after if alone or start is None else max(after, number(start, step))


def steps_of(start: Day | None, end: Day | None, step: str, *, alone: bool) -> list[int | None]:
    """Give the first and the last step on which something is shown, None where it is open."""
    return [
        None if start is None else number(start, step),
        None if end is None else last_number(start, end, step, alone=alone),
    ]


def unit_of(day: Day) -> str:
    """Give the unit of a day: ``"D"`` or ``"m"``, of a step also ``"h"``, ``"M"`` or ``"Y"``."""
    return np.datetime_data(day)[0]
