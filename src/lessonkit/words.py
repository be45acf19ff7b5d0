"""Days, spans, distances, shares and citations in words, and days from what a caller gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from lessonkit.days import SHARED, Day, first_of, iso, last_of, parts, read, read_any, unit_of
from lessonkit.errors import fault, listed

KM_PER_MILE = 1.609344
"""Kilometres in a statute mile: the international mile, exact since the agreement of 1959
(NIST Special Publication 811, 2008, appendix B). A nautical mile is 1.852 km."""


def as_day(
    value: Any, where: str, name: str | None = None, *, unit: str = "D", first: bool = False
) -> Day:
    """Read a day that a caller gives; of a month or a year, the last one or the first.

    Parameters
    ----------
    value : str, date or datetime64
    where, name : str
        What to name in an error: the function and its argument, or the argument alone.
    unit : str
        ``"D"``, or ``"m"`` in a lesson by hours.

    Raises
    ------
    LessonError
        If `value` is no day.
    """
    found = read_any(_other_iso(value))
    if found is None:
        like = "2001-05-14T10:30" if unit == "m" else "2001-05-14"
        raise fault(where, name, repr(value), f"a day written like {like}", "Write year-month-day.")
    return first_of(found, unit) if first else last_of(found, unit)


def _other_iso(value: Any) -> Any:
    """Read what else is ISO 8601, such as 20010514 and times with seconds."""
    if not isinstance(value, str) or read(value):
        return value
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return value


def day_in_words(day: Day | dt.date | str) -> str:
    """Say a date in words, as exact as it is, with its doubt.

    >>> day_in_words("2001-05-14"), day_in_words("1948-06~"), day_in_words("-0043?")
    ('14 May 2001', 'about June 1948', 'perhaps 44 BC')
    >>> day_in_words("1986-04-26T01:23"), day_in_words("0079-08")
    ('26 April 1986, 01:23', 'August AD 79')
    """
    found = read(day if isinstance(day, str) else iso(day))
    assert found is not None, day
    whole, doubt = found
    words = _date_words(whole) + _time_words(whole)
    return f"{_DOUBTS[doubt]} {words}" if doubt else words


_DOUBTS = {"?": "perhaps", "~": "about", "%": "perhaps about"}


def _date_words(day: Day) -> str:
    """Say a date without its time; `unit` names of a month or a year are shorter."""
    year, month, dom, *_ = parts(day)
    unit = unit_of(day)
    words = year_in_words(year)
    if unit != "Y":
        words = f"{SHARED['months'][month - 1]} {words}"
    return words if unit in "YM" else f"{dom} {words}"


def _time_words(day: Day) -> str:
    """Say the time of a minute; of an hour, from when to when."""
    *_, hour, minute = parts(day)
    if unit_of(day) == "h":
        return f", {hour:02d}:00 to {hour + 1:02d}:00"
    return f", {hour:02d}:{minute:02d}" if unit_of(day) == "m" else ""


def year_in_words(year: int) -> str:
    """Say a year of ISO 8601, in which 0 is 1 BC; one of few digits is marked as a year.

    >>> year_in_words(2001), year_in_words(79), year_in_words(0), year_in_words(-43)
    ('2001', 'AD 79', '1 BC', '44 BC')
    """
    return f"{1 - year} BC" if year < 1 else f"AD {year}" if year < 1000 else str(year)


def between(start: str, end: str) -> str:
    """Say two dates, ISO text, in words, a shared month or day once: ``14 to 17 May 2001``.

    >>> between("1848", "1849"), between("1986-04-26T01:23", "1986-04-26T05:00")
    ('1848 to 1849', '26 April 1986, 01:23 to 05:00')
    >>> between("-0043-03-15", "-0043-03-17")
    '15 to 17 March 44 BC'
    """
    first, last = day_in_words(start), day_in_words(end)
    if start == end:
        return first
    if start[:-3] == end[:-3] and _are("D", start, end):
        return f"{int(start[-2:])} to {last}"
    if start[:-6] == end[:-6] and _are("m", start, end):
        return f"{first} to {end[-5:]}"
    return f"{first} to {last}"


def _are(unit: str, *texts: str) -> bool:
    """Tell if all of them are as exact as that, without a doubt."""
    found = [read(text) for text in texts]
    return all(one is not None and unit_of(one[0]) == unit and not one[1] for one in found)


def happened(start: str, end: str, precision: str) -> str:
    """Say when an event was, from text of its cells; an empty `end` means that it goes on.

    >>> happened("2001-05-14", "2001-05-17", "about"), happened("2001-05-14", "", "day")
    ('about 14 to 17 May 2001', 'from 14 May 2001 on')
    >>> happened("2001-05", "", "about")
    'from about May 2001 on'
    """
    is_said = (start + end)[-1:] in _DOUBTS or start[-1:] in _DOUBTS
    about = "about " if precision == "about" and not is_said else ""
    return f"{about}{between(start, end)}" if end else f"from {about}{day_in_words(start)} on"


def vague_words(text: str) -> str:
    """Say a vague date in words.

    >>> vague_words("2001-05"), vague_words("2001-05-14/2001-06-02"), vague_words("2001")
    ('May 2001', '14 May 2001 to 2 June 2001', '2001')
    >>> vague_words("1948/.."), vague_words("../-0043")
    ('from 1948 on', 'until 44 BC')
    """
    start, slash, end = text.partition("/")
    if not slash:
        return day_in_words(text) if text else ""
    if end in ("", ".."):
        return f"from {day_in_words(start)} on"
    return f"until {day_in_words(end)}" if start in ("", "..") else between(start, end)


def in_km(km: float, digits: int | None = None) -> str:
    """Write a distance in km and miles, with so many digits or with as many as it needs.

    >>> in_km(5), in_km(27.4, 0), in_km(0.1)
    ('5 km (3.1 miles)', '27 km (17 miles)', '0.1 km (0.06 miles)')
    """
    miles = km / KM_PER_MILE
    if digits is None:
        return f"{km:g} km ({miles:.{0 if miles >= 10 else 1 if miles >= 1 else 2}f} miles)"
    more = digits > 0 and miles < 1  # a tenth of a mile is too coarse there
    return f"{km:.{digits}f} km ({miles:.{digits + more}f} miles)"


def counted_in(value: float, unit: str, decimals: int) -> str:
    """Write a value with its unit.

    >>> counted_in(1250, "mm", 0), counted_in(-0.04, "°C", 1), counted_in(35, "%", 0)
    ('1,250 mm', '0.0 °C', '35%')
    """
    number = f"{round(value, decimals) + 0.0:,.{decimals}f}"  # no minus before nought
    return with_unit(number.replace("-", "−"), unit)


def with_unit(number: str, unit: str) -> str:
    """Put a unit after a number in words; one of a thing is no several.

    >>> with_unit("1", "cases"), with_unit("about 1", "tons of corn"), with_unit("0 to 1", "people")
    ('1 case', 'about 1 ton of corn', '0 to 1 people')
    """
    if number.endswith(" to 1") or number.split(" ")[-1] != "1":
        return f"{number}{unit}" if unit == "%" else f"{number} {unit}"
    return f"{number}{'' if unit == '%' else ' '}{_of_one(unit)}"


_SAME = ("ss", "us", "is")  # ends of words that are no plurals


def _of_one(unit: str) -> str:
    """Name a unit of which there is one: `tons of grain` is `ton of grain`."""
    thing, of, rest = unit.partition(" of ")
    if thing == "people":
        thing = "person"
    elif thing.endswith("ies") and len(thing) > 4:
        thing = f"{thing[:-3]}y"
    elif thing.endswith("s") and len(thing) > 3 and not thing.endswith(_SAME):
        thing = thing[:-1]
    return thing + of + rest


def percent(share: float) -> str:
    """Write a share in per cent: whole numbers, and one decimal below ten."""
    value = 100 * share
    if 0 < value < 0.05:
        return "less than 0.1 %"
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"


def interval(start: Any, end: Any, say: Callable[[Any], str] = day_in_words) -> str:
    """Give an interval in words; both days count, None or NaT is open, empty text is "always".

    >>> interval(dt.date(2001, 5, 14), None), interval("2001-05-14", "2001-05-14", say=str)
    ('from 14 May 2001', 'on 2001-05-14')
    """
    if pd.isna(start):
        return "" if pd.isna(end) else f"until {say(end)}"
    if pd.isna(end):
        return f"from {say(start)}"
    first, last = say(start), say(end)
    return f"on {first}" if first == last else f"from {first} to {last}"


def some_day_between(first: Day, last: Day) -> str:
    """Say that something is on one day of a range: ``between 14 and 17 May 2001``."""
    if first == last:
        return f"on {day_in_words(first)}"
    one, other = parts(first), parts(last)
    words = day_in_words(first)
    if one.year == other.year:
        words = str(one.day) if one.month == other.month else " ".join(words.split()[:2])
    return f"between {words} and {day_in_words(last)}"


def paragraph_words(paragraphs: Sequence[int]) -> str:
    """Give paragraphs of the report as `report, ¶ 4 and 11`; empty text if there are none."""
    return f"report, ¶ {listed([str(n) for n in paragraphs])}" if paragraphs else ""


def measured(value: float, unit: str, tolerance: float) -> str:
    """Write a number as exactly as its tolerance makes sense of; km in miles, too."""
    whole = tolerance >= 0.5 or (unit != "km" and value == round(value))
    digits = 0 if whole else 1 if tolerance >= 0.05 else 2
    return in_km(value, digits) if unit == "km" else f"{value:.{digits}f} {unit}"


def runs(words: str) -> list[list[tuple[str, bool]]]:
    """Split text into paragraphs of (text, is in italics), as the browser does."""
    return [
        [
            (" ".join(run.split("\n")), bool(n % 2))
            for n, run in enumerate(re.split(r"\*([^*\n]+)\*", piece))
            if run
        ]
        for piece in re.split(r"\n\s*\n", words.strip())
    ]


def capital(words: str) -> str:
    """Give words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
