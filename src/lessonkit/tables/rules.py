"""Rules for one cell and for one row, and what to tell the person who typed it.

A rule is a `Field` that looks at the text of one cell and nothing else. Its `hint` turns the wrong
text into a remedy in plain words, because most readers of it know a spreadsheet and no Python. A
`RowRule` looks across the cells of one row: the order of two dates or numbers, cells that go
together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from lessonkit.days import read, span, unit_of
from lessonkit.errors import did_you_mean, shown
from lessonkit.letters import LATIN_LOOKS, unaccented
from lessonkit.tables.areas.names import perhaps
from lessonkit.tables.fields import Field, rule

# Blanks and marks that nobody sees and that make two equal-looking cells differ. Arabic needs
# the joiners and direction marks U+200C to U+200F, so those are allowed.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2007\u200b\u2028-\u202f"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufffd\ud800-\udfff]"
    # Some flags have tags behind them, and a sign or a figure may ask for its coloured form.
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"
    r"|(?:^|(?<=[A-Za-z\s]))[\ufe00-\ufe0f]"
)
# Beside a Latin letter, in a text without any from the right to the left, they do nothing.
_NEEDLESS = re.compile("(?<=[A-Za-z])[\u061c\u200c-\u200f]|[\u061c\u200c-\u200f](?=[A-Za-z])")
# Letters of other scripts that look like Latin ones, inside a Latin word.
_ALIKE = (
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0423\u0425"  # Cyrillic
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"  # Greek
)
_MIXED = re.compile(f"(?<=[A-Za-z])[{_ALIKE}]|[{_ALIKE}](?=[A-Za-z])")
# Marks that turn the direction of writing; in a number or an id they say nothing.
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What a spreadsheet writes where a formula failed, in the languages that it speaks.
_ERROR_VALUE = re.compile(
    r"#[¡¿]?[^\W\d_]+(/[0OD])?[!?\u061f]|#[^\W\d_]{1,2}/[^\W\d_]{1,2}( N/A)?|#NV|#YOK|#{3,}"
    r"|#GETTING_DATA|#UDEF|#?Loading\.\.\."
    r"|#(REF|NAME|VALUE|NUM|NULL|CALC|SPILL|DIV/0)"
    # A formula that was exported in place of what it gives.
    r"|\{?=[\w$(+-].*"
    r"|(Err|Fehler|Erreur|Errore|Error|Fout):\s?\d{3}",
    re.IGNORECASE,
)
# What programs write for a cell without a value.
_NO_VALUE = re.compile(
    r"NaN|nan|NaT|NULL|<NA>|undefined|\[object Object\]|-?1\.#(?:INF|QNAN|IND|SNAN)\d*"
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# The decimal mark of Arabic, the full stop and signs of wide letters, the minus of printed books.
_AS_ASCII = str.maketrans("\u066b\uff0e\uff0b\uff0d\u2212", "..+--")
HYPHENS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", "-------")
"""Signs that look like the one between year, month and day; word processors put them there."""
_BARE_NUMBER = re.compile(r"[+-]?[\d.,\s]*\d[\d.,\s]*")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
"""A number with two readings: 80.000 is eighty here, and eighty thousand in half of Europe."""


class TypedText(str):
    """Such a number that stands in a workbook as text: nobody can tell which of the two it is."""

    __slots__ = ()


class Midnight(str):
    """A date of a workbook in a cell that shows hours: its midnight, or the day as a whole."""

    __slots__ = ()


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO = re.compile(r"-?\d{4}-\d\d(-\d\d)?($|[T/])|-?\d{4}/(-?\d{4}|\.\.)", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{1,2}")
# Paragraph 0 is what stands above the text: its byline.
_LIST_OF_INTS = re.compile(r"(0|[1-9][0-9]{0,3})(;(0|[1-9][0-9]{0,3}))*")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
# A spreadsheet keeps a date as the number of days since this one.
_SPREADSHEET_DAY_0 = date(1899, 12, 30)


def real_date(text: str) -> date | None:
    """Read an ISO date, or give None: the 30th of February has the form and is no day."""
    if not _DATE.fullmatch(text) or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> float | None:
    """Read a plain decimal number in the digits of any script, or give None.

    >>> number("34.5"), number("\u0663\u0664\u066b\u0665"), number("about 3")
    (34.5, 34.5, None)
    """
    plain = DIRECTIONS.sub("", text).translate(_AS_ASCII)
    return float(plain) if _NUMBER.fullmatch(plain) else None


def ascii_digits(text: str) -> str:
    """Write the digits of any script as 0 to 9, and leave marks of direction out.

    >>> ascii_digits("\u0667;\u0661\u0664")
    '7;14'
    """
    plain = DIRECTIONS.sub("", text)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)


def with_decimal_point(text: str) -> str:
    """Give a number with a decimal comma as it is written here, or empty text if it is none.

    >>> with_decimal_point("34,46"), with_decimal_point("1,234")
    ('34.46', '')
    """
    point = text.replace(",", ".")
    return point if _NUMBER.fullmatch(point) and not _THOUSANDS.fullmatch(text) else ""


def split_ids(text: str) -> list[str]:
    """Split a list cell at any mark that people use, to see which ids were meant.

    >>> split_ids("north, south"), split_ids("north\u061b south"), split_ids("north\uff1bsouth")
    (['north', 'south'], ['north', 'south'], ['north', 'south'])
    """
    return [part for part in re.split(r"[;,\s\u060c\u061b\u3001\uff0c\uff1b]+", text) if part]


def possible_days(text: str, day_first: bool | None = None) -> list[date]:
    """Give the days that somebody may have meant with a text that is no ISO date, in order.

    `day_first` tells which of two numbers comes first, if known.
    """
    text = _in_english(text)
    wrong = () if day_first is None else _MONTH_FIRST if day_first else _DAY_FIRST
    forms = [form for form in (*_DAY_FIRST, *_MONTH_FIRST, *_OTHER_DATES) if form not in wrong]
    if text.isdigit() and len(text) == 5 and text.isascii():
        return [_SPREADSHEET_DAY_0 + timedelta(days=int(text))]
    return sorted({day for day in map(lambda form: _try(text, form), forms) if day})


# Months as people name them beside English; short forms are the first three or four letters.
_MONTHS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("months.json").read_text(encoding="utf-8")
)
_MONTH_OF = {
    form: month
    for month, words in _MONTHS.items()
    for word in words
    for form in (word, *([word[:3], word[:4]] if word.isascii() and len(word) > 4 else []))
    # Short forms that stand for two months, in one language or in two.
    if form not in ("jui", "mar", "mart", "lip", "lis", "list")
} | {"mar": "03", "mart": "03"}
_NAMED_DAY = re.compile(
    r"(?P<day>\d{1,2})(?:\.|er|\u00ba)?\s*(?:de |di )?"
    r"(?P<name>[^\W\d_]+(?: (?!de\b|del\b)[^\W\d_]+)?)\.?,?\s*(?:de |del )?(?P<year>\d{4})"
    r"(?:\s*(?:\u0433|r)\.?)?",  # "of the year", as some languages add
    re.IGNORECASE,
)
_OF_THE_EAST = re.compile(
    r"(\d{4})\s?[\u5e74\ub144]\s?(\d{1,2})\s?[\u6708\uc6d4]\s?(\d{1,2})\s?[\u65e5\uc77c]"
)


def _in_english(text: str) -> str:
    """Write a day with the digits of any script, or a month of another language, as here.

    >>> _in_english("10. Mai 1997"), _in_english("10 de mayo de 1997"), _in_english("1/2/1997")
    ('1997-05-10', '1997-05-10', '1/2/1997')
    """
    plain = ascii_digits(text).strip().translate(HYPHENS)
    if found := _OF_THE_EAST.fullmatch(plain):
        return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}"
    found = _NAMED_DAY.fullmatch(plain)
    month = _MONTH_OF.get(found["name"].casefold()) if found else None
    return f"{found['year']}-{month}-{found['day']:0>2}" if found and month else plain


_SEASONS = {
    "spring frühling fruehling frühjahr printemps primavera lente vår forår": ("03", "05"),
    "summer sommer été ete verano estate verão zomer sommar": ("06", "08"),
    "autumn fall herbst automne otoño autunno outono herfst høst": ("09", "11"),
    "winter hiver invierno inverno vinter": ("12", "02"),
}
_SEASON_OF = {word: months for words, months in _SEASONS.items() for word in words.split()}


def season(text: str) -> tuple[str, str] | None:
    """Give the first and the last month of a season of the north, as people and EDTF write it.

    >>> season("1816-22"), season("Winter 1816"), season("1816-06")
    (('1816-06', '1816-08'), ('1816-12', '1817-02'), None)
    """
    if found := re.fullmatch(r"(\d{4})-2([1-4])", text, re.ASCII):
        year, (first, last) = found[1], [*_SEASONS.values()][int(found[2]) - 1]
    else:
        words = re.findall(r"[^\W\d_]+|\d{4}", text.casefold())
        years = [one for one in words if one.isdigit()]
        names = [one for one in words if one in _SEASON_OF]
        if len(years) != 1 or len(names) != 1 or len(words) > 4:
            return None
        year, (first, last) = years[0], _SEASON_OF[names[0]]
    return f"{year}-{first}", f"{int(year) + (last < first):04d}-{last}"


SEASON_SAID = "A season is written as its months, which are others south of the equator."


def _date_hint(text: str, day_first: bool | None = None) -> str:
    if months := season(text):
        return f"Write {months[0]} as start and {months[1]} as end. {SEASON_SAID}"
    if text == "00:00:00":
        return (
            "A spreadsheet has no dates before 1900. Format the column as text, and write the day, "
            "such as 1815-04-10."
        )
    if _ISO.match(text):
        return _iso_hint(text)
    if minute := with_t(text):
        return f"Write {minute}, with a T between the day and the time."
    if minutes := minutes_possible(text, day_first):
        return f"Write {' or '.join(minutes)}."
    if at := time_meant(text.strip()):
        return f"Write the day before the time, such as 2001-05-31T{at[0]:02d}:{at[1]:02d}."
    if text == "..":
        return "Leave the cell empty: that is an open end."
    days = " or ".join(day.isoformat() for day in possible_days(text, day_first))
    if not days and re.search(r"\d{4}", text) and (month := _month(text)):
        return f"Write {month} for the month, and format the column as text."
    return f"Write {days or _LIKE}, and format the column as text."


def with_t(text: str) -> str:
    """Write a day and a time with a blank between as one minute; empty text if it is no such.

    >>> with_t("2021-07-14 20:45"), with_t("2021-07-14 20:45:10"), with_t("2021-07-14 00:00:00")
    ('2021-07-14T20:45', '', '')
    """
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d{1,2}):(\d\d)(:00)?", text, re.ASCII)
    if not found or text.endswith(" 00:00:00"):  # a spreadsheet adds midnight to a day
        return ""
    minute = f"{found[1]}T{found[2]:0>2}:{found[3]}"
    return minute if read(minute) else ""


_DAY_AND_TIME = re.compile(r"(?P<day>.*\d{4}.*?)(?:[Tt]|,?\s+(?:at\s+)?)(?P<time>\d.*)", re.ASCII)
# 21:30, 9.30, 21h30, 21 h, T2130, 2130h, 21.30 Uhr, each with or without seconds that are nought.
_TIME = re.compile(
    r"(?:(\d{1,2})(?:[:.](\d\d)(?::00)?|\s?h(?:\s?(\d\d))?)|(\d\d)(\d\d)(?=\s?h))"
    r"\s?(?:h|hrs?|hours|uhr)?",
    re.ASCII | re.IGNORECASE,
)
_TIME_BEHIND_T = re.compile(r"(\d{1,2})()|(\d\d)(\d\d)", re.ASCII)
_HALF_OF_DAY = re.compile(
    r"(\d{1,2})(?:[:.](\d\d)(?::00)?)?\s?([ap])\.?\s?m\.?", re.ASCII | re.IGNORECASE
)


def time_meant(text: str, *, behind_t: bool = False) -> tuple[int, int] | None:
    """Give hour and minute of a time as people write it; None if it can be read in two ways.

    What is noon and what midnight of 12 am and 12 pm, people do not agree on. Behind the `T` of a
    date bare digits are a time, too.

    >>> time_meant("9:30 pm"), time_meant("21h30"), time_meant("2130h"), time_meant("12:00 pm")
    ((21, 30), (21, 30), (21, 30), None)
    """
    if found := _HALF_OF_DAY.fullmatch(text):
        hour, minute, is_late = int(found[1]), int(found[2] or 0), found[3].lower() == "p"
        if not 1 <= hour <= 12:  # 21:30 pm is said twice, 13:30 am against itself
            return (hour, minute) if is_late and hour > 12 else None
        return None if (hour, minute) == (12, 0) else (hour % 12 + 12 * is_late, minute)
    found = (_TIME_BEHIND_T.fullmatch(text) if behind_t else None) or _TIME.fullmatch(text)
    parts = [part for part in found.groups() if part] if found else []
    return (int(parts[0]), int(parts[1]) if len(parts) > 1 else 0) if parts else None


def minutes_possible(text: str, day_first: bool | None = None) -> list[str]:
    """Give the minutes that somebody may have meant with a day and a time, in order.

    >>> minutes_possible("31/01/1953 9.30 pm"), minutes_possible("1/2/1953 21:30")
    (['1953-01-31T21:30'], ['1953-01-02T21:30', '1953-02-01T21:30'])
    """
    found = _DAY_AND_TIME.fullmatch(text.strip())
    if not found or text.strip().endswith(" 00:00:00"):  # a spreadsheet adds midnight to a day
        return []
    day, time_ = found["day"].strip(), found["time"].strip()
    at = time_meant(time_, behind_t=text.strip()[found.end("day")] in "Tt")
    if at is None or day.isdigit():
        return []
    days = [real_date(day)] if _DATE.fullmatch(day) else possible_days(day, day_first)
    return [written for one in days if one and (written := _minute(one, *at))]


def _minute(day: date, hour: int, minute: int) -> str:
    if (hour, minute) == (24, 0):  # the end of a day is the beginning of the next
        known = read(day.isoformat())
        whole = f"{known[0] + 1}T00:00" if known else ""
    else:
        whole = f"{day}T{hour:02d}:{minute:02d}"
    return whole if read(whole) else ""


def minute_meant(text: str, day_first: bool | None = None) -> str:
    """Give the one minute that is meant with an hour in another form; else empty text.

    >>> minute_meant("1953-02-01T3:00"), minute_meant("1953-02-01 3.00")
    ('1953-02-01T03:00', '1953-02-01T03:00')
    >>> minute_meant("1953-02-01T24:00"), minute_meant("1953-02-01")
    ('1953-02-02T00:00', '')
    """
    found = minutes_possible(text, day_first)
    return found[0] if len(found) == 1 else ""


def minutes_meant(text: str, day_first: bool | None = None) -> str:
    """Give what `minute_meant` gives, also of two with / between; empty text if all is right."""
    if minute := minute_meant(text, day_first):
        return "" if minute == text else minute
    written = "/".join(minute_meant(part) or part for part in text.split("/"))
    return written if written != text and span(written) else ""


def day_meant(value: object) -> str:
    """Say how a day is written in a TOML file; empty text if it cannot be told what is meant."""
    text = str(value)
    if read(text):
        return f'Put it between quotation marks: "{text}".'
    if minutes := minutes_possible(text):
        return f"Write {' or '.join(map(_in_marks, minutes))}."
    if months := season(text):
        return f'Write "{months[0]}" to begin with, or "{months[1]}" to end. {SEASON_SAID}'
    days = [] if text.isdigit() else possible_days(text)
    return f"Write {' or '.join(day.isoformat() for day in days)}." if days else ""


def day_alone(hour: str) -> tuple[str, str]:
    """Say what is expected in the place of an hour where a lesson goes by days, and the remedy.

    >>> day_alone("2001-05-31T21:30")
    ('a day, as the lesson goes by days', 'Write 2001-05-31, or step = "hour" in lesson.toml.')
    """
    day = hour.partition("T")[0]
    return "a day, as the lesson goes by days", f'Write {day}, or step = "hour" in lesson.toml.'


def _in_marks(text: str) -> str:
    return f'"{text}"'


def day_hint(value: object) -> str:
    """Say how a day is written in a TOML file."""
    return day_meant(value) or "Write year-month-day, such as 1989-11-09."


def _iso_hint(text: str) -> str:
    """Say what is wrong with a text that begins as an ISO date does."""
    start, slash, end = text.partition("/")
    if slash and all(part in ("", "..") or read(part) for part in (start, end)):
        return f"Write {start} as start and {end.replace('..', 'nothing') or 'nothing'} as end."
    minute = re.match(r".+T\d\d:\d\d", text, re.ASCII)
    if minute and read(minute[0]):
        return f"Write {minute[0]}: no seconds, and no time zone in a cell."
    if written := minutes_meant(text):
        return f"Write {written}." if "/" not in text else _iso_hint(written)
    if leap := re.fullmatch(r"(-?\d\d00|-\d{4})-02-29", text, re.ASCII):
        remedy = f"Write 28 February or 1 March, or the month, {leap[1]}-02."
        return f"The calendar here is the Gregorian one, in which the day is missing. {remedy}"
    day, mark, _ = text.partition("T")
    if mark and read(day):
        return f"An hour goes from 00:00 to 23:59, such as {day}T03:00."
    return "There is no such day in the calendar. Correct the month or the day."


def _vague_date_hint(text: str, day_first: bool | None = None) -> str:
    if months := season(text):
        return f"Write {'/'.join(months)}. {SEASON_SAID}"
    if written := minutes_meant(text):
        return f"Write {written}."
    if month := _month(text):
        return f"Write {month} for the month; a day is written like 2001-05-31."
    if _DATE.fullmatch(text) or possible_days(text):
        return _date_hint(text, day_first)
    return "Use one of the forms 2001-05-31, 2001-05, 2001 and 2001-05/2001-06."


def day_first(cells: Iterable[str]) -> bool | None:
    """Tell from a number over 12 if the day comes first; None if nothing tells, or both do."""
    pairs = [re.match(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]", text) for text in cells]
    numbers = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
    found = {one > 12 for one, two in numbers if (one > 12) != (two > 12)}
    return found.pop() if len(found) == 1 else None


_LIKE = "year-month-day, such as 2001-05-31"
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_OTHER_DATES = (
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y-%m-%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%B %d %Y",
    "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d-%b-%y",
    "%d-%b-%Y",
)


def _try(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text, form)
    except ValueError:
        return None
    # A spreadsheet adds midnight to a day; another time is one that somebody meant.
    return found.date() if found.time() == time() else None


def _number_hint(text: str, bounds: tuple[float, float] | None = None) -> str:
    """Say how a number is written; one outside the `bounds` of its column is not proposed."""
    # Arabic commas, and blanks or points between thousands.
    text = ascii_digits(text).replace("\u066c", ",").replace("\u060c", ",")
    if len(text) == 1 and (one := unicodedata.numeric(text, None)) is not None:
        return f"Write {one:g}."
    if minus := re.fullmatch(r"(\d+(?:\.\d+)?)\s?[-\u2212]", text.translate(_AS_ASCII)):
        return f"Write -{minus[1]}, with the minus before the number."
    if real_date(text):
        return "The spreadsheet made a date of a number. Format the cell as a number, and type it."
    if _POINTS.fullmatch(text) or re.fullmatch(r"[+-]?\d{1,3}([\s\u00a0\u202f]\d{3})+", text):
        return f"Write {re.sub(r'[^0-9+-]', '', text)}, with no mark between thousands."
    if _THOUSANDS.fullmatch(text):
        # Only the person who typed it knows which of the two it is.
        point = text.replace(",", ".")
        both = [text.replace(",", ""), *([point] if text.count(",") == 1 else [])]
        can_be = [one for one in both if _is_within(one, bounds)]
        if len(can_be) == 2:
            return as_one_of_two(*can_be)
        if can_be:
            return f"Write {can_be[0]}, with no mark between thousands."
    if with_point := with_decimal_point(text):
        return f"Write a point, not a comma: {with_point}."
    if degrees := _degrees(text):
        return f"Write {degrees}, with no degree sign and no letter."
    if metres := re.fullmatch(r"(\d+(?:\.\d+)?)\s?m", text):
        return f"If m stands for metres, write {metres[1]}; if for millions, all its noughts."
    if plain := _without_words(text, bounds):
        return f"Write a plain number, {plain}, with no unit and no words."
    if "'" in text or _OF_DEGREES.search(text):
        west = "west and south are negative"
        return f"Write decimal degrees with no degree sign or letter, for example 34.46; {west}."
    return "Write a plain number, for example 34.46, with no unit and no words."


# Of degrees: what is left without their letters may be of the other side of the earth.
_OF_DEGREES = re.compile(r"[°\"\u2032\u2033]|\b[NSEW]\b|^[NSEW]\s?\d|\d\s?[NSEWnsew]$|\d[eE]\d")
_WITH_WORDS = re.compile(
    r"(?:[~<>\u2248]|[^\W\d]+\.?)?\s*(\d+(?:['\u2019\u02bc ]\d{3})*(?:\.\d+)?)"
    r"(?!\s*(?:k|m|bn|mio|mrd|tsd|thousand|million|billion)\b)\s*[^\d,.]*",
    re.IGNORECASE,
)


def _without_words(text: str, bounds: tuple[float, float] | None) -> str:
    """Give the one number of a cell that has words or marks beside it; empty if it is doubtful.

    >>> _without_words("93'500", None), _without_words("93500 boats", None)
    ('93500', '93500')
    """
    found = _WITH_WORDS.fullmatch(text)
    if not found or _OF_DEGREES.search(text):
        return ""
    plain = re.sub(r"['\u2019\u02bc ]", "", found[1])
    return plain if _is_within(plain, bounds) else ""


_PLAIN = r"([+-]?\d+(?:[.,]\d+)?)"
_RANGE = re.compile(rf"{_PLAIN}\s*(?:-|\u2013|\u2014|to|bis|à)\s*{_PLAIN}", re.IGNORECASE)
_BOUNDS = {
    "about": r"~|\u2248|about|around|circa|ca\.?|c\.|approx\.?|rund|etwa|environ",
    "at least": r">=|\u2265|at least|mindestens|au moins",
    "more than": r">|more than|over|mehr als|plus de",
}


def doubt_hint(text: str, column: str) -> str:
    """Say where a range, or a word before a number, is written in a table with `bound` and `low`.

    >>> doubt_hint("60-100", "value")
    'Write 60 in low, 100 in high, and here the one number that the map shows, such as 80.'
    >>> doubt_hint("~60 cm", "value"), doubt_hint("60,5", "value")
    ('Write 60 here, and about in bound.', '')
    """
    # A unit may stand behind, and is told when the rest is mended.
    bare = re.sub(r"(?<=\d)\s*[^\d\s.,-][^\d]*$", "", text.strip())
    if found := _RANGE.fullmatch(bare):
        low, high = (one.replace(",", ".") for one in found.groups())
        if float(low) < float(high):
            ends = f"Write {low} in low, {high} in high"
            middle = f"{(float(low) + float(high)) / 2:g}"
            shows = f", and here the one number that the map shows, such as {middle}"
            return f"{ends}{shows if column == 'value' else ''}."
    for bound, words in _BOUNDS.items():
        if found := re.fullmatch(rf"(?:{words})\s*{_PLAIN}", bare, re.IGNORECASE):
            here = "here" if column == "value" else "in low and in high"
            return f"Write {found[1].replace(',', '.')} {here}, and {bound} in bound."
    return ""


def as_one_of_two(thousands: str, decimal: str) -> str:
    """Say what to write for a number that is thousands to some and a decimal to others.

    The noughts at the end of a decimal are left out: 1.210 would be asked for again.

    >>> as_one_of_two("1210", "1.210")
    'Write 1210 if it is thousands, and 1.21 if it is not.'
    """
    return f"Write {thousands} if it is thousands, and {number(decimal):g} if it is not."


def _is_within(text: str, bounds: tuple[float, float] | None) -> bool:
    return bounds is None or bounds[0] <= float(text) <= bounds[1]


_DEGREES = re.compile(
    r"([NSEW]?)\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*['\u2019\u2032]\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|\u201d|\u2033|'')\s*)?([NSEW]?)",
    re.IGNORECASE,
)


_ONE_WAY = re.compile(
    r"^(?:([NSEW])\s*)?([+-]?\d{1,3}(?:[.,]\d+)?)\s*(?(1)()|([NSEW]))$", re.IGNORECASE
)


def _degrees(text: str) -> str:
    """Write degrees, with minutes and seconds or not, as a plain number; empty if it is none.

    >>> _degrees("6.795° E"), _degrees("50° 30' S"), _degrees("10.13 W"), _degrees("about 5")
    ('6.795', '-50.50000', '-10.13', '')
    """
    # A letter of the four ways says as well what the number is.
    signed = _ONE_WAY.sub(lambda m: f"{m[1] or ''}{m[2]}°{m[4] or ''}", text.strip())
    found = _DEGREES.fullmatch(signed)
    if not found:
        return ""
    before, degrees, minutes, seconds, behind = (one or "" for one in found.groups())
    degrees = degrees.replace(",", ".").removeprefix("+")
    if minutes or seconds:
        more = (float((minutes or "0").replace(",", ".")) / 60) + (
            float((seconds or "0").replace(",", ".")) / 3600
        )
        degrees = f"{float(degrees) + more:.5f}"
    south = (before or behind).upper() in ("S", "W") and not degrees.startswith("-")
    return f"-{degrees}" if south else degrees


def _unseen(text: str) -> re.Match[str] | None:
    """Find the first mark that nobody sees and that does no work."""
    if found := UNSEEN.search(text):
        return found
    needless = _NEEDLESS.search(text)
    # Few cells have one, and only then every letter is looked at.
    if needless and any(
        one.isalpha() and unicodedata.bidirectional(one) in ("R", "AL") for one in text
    ):
        return None
    return needless


def _unseen_hint(text: str) -> str:
    found = _unseen(text)
    assert found
    before = text[: found.start()].split()
    where = f'behind "{shown(before[-1], 20)}"' if before else "at its beginning"
    return f"Delete the hidden character {where}: {sign_in_words(found[0])}."


def sign_in_words(sign: str) -> str:
    """Name a sign that nobody sees.

    >>> sign_in_words("\u00a0")
    'the NO-BREAK SPACE (U+00A0)'
    """
    name = unicodedata.name(sign, "control character")
    return f"the {name} (U+{ord(sign):04X})"


def _month(text: str) -> str:
    """Read a month as spreadsheets and people write it: ``Jun-17``, ``June 2017``, ``06/2017``."""
    for form in ("%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%B-%Y", "%m/%Y", "%m.%Y", "%Y/%m"):
        if found := _try(ascii_digits(text).strip(), form):
            return f"{found:%Y-%m}"
    return ""


def _list_hint(text: str) -> str:
    parts = split_ids(text)
    if any(map(_SCIENTIFIC.fullmatch, [text, *parts])):
        return _OF_SPREADSHEET
    if len(parts) > 1 or text != (parts or [""])[0]:
        return f"Separate with ; and no spaces: {';'.join(parts)}."
    return f"Write lower-case letters, digits and hyphens: {as_id(text)}."


def as_id(text: str) -> str:
    """Write a text as an id: what nobody sees goes, what is no letter or digit becomes a hyphen.

    >>> as_id("Old Town"), as_id("old\u200b-town"), as_id("San José"), as_id("old-t\u043ewn")
    ('old-town', 'old-town', 'san-jose', 'old-town')
    """
    text = UNSEEN.sub(lambda one: " " if one[0].isspace() else "", text)
    text = _MIXED.sub(lambda one: one[0].translate(LATIN_LOOKS), unaccented(text))
    return re.sub(r"[^a-z0-9]+", "-", text.replace("'", "")).strip("-") or "my-id"


_WORD = re.compile(r"[^\W_]+([ -][^\W_]+)*")


def _kind_hint(text: str) -> str:
    words = re.sub(r"[\W_]*[^\w\s-][\W_]*|_+", "-", text.lower()).strip(" -")
    return f"Write {words}." if _WORD.fullmatch(words) else "Write a word, like town or bus-stop."


# Name and expected, test, remedy: a rule in three lines.
FILLED = rule(
    "a value in this cell",
    lambda text: text != "",
    lambda _: "Fill the cell, or delete the row if it is not needed.",
    of_empty=True,
)
FILLED_AS_LOW = rule(
    "a number in this cell",
    lambda text: text != "",
    lambda _: "Fill the cell: where one number was stated, it stands in low and in high.",
    of_empty=True,
)
SEEN = rule(
    "only characters that can be seen",
    lambda text: not _unseen(text),
    _unseen_hint,
)
SEEN_IN_NUMBER = rule(
    SEEN.words,
    # Marks of direction come with numbers that were typed among Arabic or Hebrew words.
    lambda text: not _unseen(DIRECTIONS.sub("", text)),
    _unseen_hint,
)
NO_ERROR = rule(
    "a value, not the error of a formula",
    lambda text: not _ERROR_VALUE.fullmatch(text),
    lambda _: "The spreadsheet could not work out this cell. Write the value itself.",
)
A_VALUE = rule(
    "a value, or an empty cell",
    lambda text: not _NO_VALUE.fullmatch(text),
    lambda text: f"A program wrote {text} where there was no value. Empty the cell, or fill it.",
)
ONE_SCRIPT = rule(
    "letters of one alphabet in a word",
    lambda text: not _MIXED.search(text),
    lambda text: f"Type this letter anew: {sign_in_words(_MIXED.findall(text)[0])}.",
)
LOST = rule(
    "the letters of the text",
    lambda text: not re.search(r"\?\?|\ufffd", text),
    lambda _: (
        "The letters were lost when the file was saved; take the cell from a backup "
        "and save as CSV UTF-8."
    ),
)
TRIMMED = rule(
    "no blank before or after the text",
    lambda text: text == text.strip(),
    lambda text: (
        f"Delete the blanks at the edge: {shown(text.strip())}."
        if text.strip()
        else "Delete the blanks, so that the cell is empty."
    ),
)
WORDS = rule(
    "words, not a bare number",
    lambda text: not _BARE_NUMBER.fullmatch(text),
    lambda _: "Write the words. If a column has slipped sideways, move the cells back.",
)
NUMBER = rule("a number", lambda text: number(text) is not None, _number_hint)
DATE = rule("a date, year-month-day", lambda text: read(text) is not None, _date_hint)
VAGUE_DATE = rule(
    "a date, a month, a year, or two of them with / between",
    lambda text: span(text) is not None,
    _vague_date_hint,
)
MONTH = rule(
    "a month such as 2001-05",
    lambda text: all(
        read(part) or season(part) for part in text.split("/") if _MONTH.fullmatch(part)
    ),
    lambda _: "Write the year with four digits and the month with two, 01 to 12.",
)
PARAGRAPHS = rule(
    "numbers of paragraphs, separated by ;",
    lambda text: bool(_LIST_OF_INTS.fullmatch(ascii_digits(text))),
    lambda text: (
        f"Separate with ; and no spaces: {';'.join(split_ids(ascii_digits(text)))}."
        if _LIST_OF_INTS.fullmatch(";".join(split_ids(ascii_digits(text))))
        else "Write numbers only, for example 7;14."
    ),
)
PARAGRAPH = rule(
    "the number of one paragraph",
    lambda text: bool(re.fullmatch("0|[1-9][0-9]{0,3}", ascii_digits(text))),
    lambda _: "Write one whole number. A claim has one paragraph.",
)
COUNTRY = rule(
    "two capital letters (ISO 3166-1)",
    lambda text: bool(re.fullmatch("[A-Z]{2}", text)),
    lambda text: (
        f"Write {' or '.join(perhaps(text))}."
        if perhaps(text)
        else f"Write {text.upper()}."
        if re.fullmatch("[A-Za-z]{2}", text)
        else "Write the two-letter code of the country, for example FR for France."
    ),
)
URL = rule(
    "an address that starts with http:// or https://",
    lambda text: bool(re.fullmatch(r"https?://[^\s/]+\S*", text)),
    lambda _: "Copy the whole address from the browser, or leave the cell empty.",
)
COLOUR = rule(
    "a colour as # and six digits 0-9, a-f",
    lambda text: bool(_COLOUR.fullmatch(text)),
    lambda _: 'Write for example "#c0392b".',
)
KIND = rule(
    "a word in small letters, like town or bus-stop",
    lambda text: bool(_WORD.fullmatch(text)) and text == text.lower(),
    _kind_hint,
)
NO_STOP = rule(
    "a title without a full stop",
    lambda text: not text.endswith("."),
    lambda _: "Delete the full stop at the end.",
)


def matches(pattern: str, example: str) -> Field:
    """Make the rule for an id: a pattern, and an example to show."""
    what = "an id of lower-case words and hyphens" if "-" in example else "an id"

    def remedy(text: str) -> str:
        digits = re.fullmatch(rf"{example[0]}?[\s-]*0*(\d{{1,4}})", text.strip(), re.IGNORECASE)
        meant = f"{example[0]}{int(digits[1]):02}" if digits else ""
        is_one = meant and re.fullmatch(pattern, meant) and not _SCIENTIFIC.fullmatch(text)
        return f"Write {meant}." if is_one else f"Write it like {example}."

    return rule(
        f"{what}, like {example}",
        lambda text: bool(re.fullmatch(pattern, text)),
        lambda text: (
            _OF_SPREADSHEET
            if _SCIENTIFIC.fullmatch(text)
            else f"Write {as_id(text)}."
            if "-" in example and as_id(text)
            else remedy(text)
        ),
    )


def is_gone(text: str) -> bool:
    """Tell if a cell does not hold the id that it had: nothing, an error, or a number made of it.

    >>> is_gone("#REF!"), is_gone("1.23E+05"), is_gone("old-town")
    (True, True, False)
    """
    return not text or not NO_ERROR.good(text) or bool(_SCIENTIFIC.fullmatch(text))


_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
_OF_SPREADSHEET = (
    "A spreadsheet took this id for a number: 12e3 became 1.20E+04. Format the column as text, and "
    "type the id again, with a letter at its beginning."
)


def id_list(pattern: str, example: str) -> Field:
    """Make the rule for a cell with one id or several, separated by `;`."""
    one = re.compile(f"{pattern}(;{pattern})*")
    return rule(
        f"ids separated by ;, like {example}",
        lambda text: bool(one.fullmatch(text)),
        _list_hint,
    )


ONCE = rule(
    "each id once",
    lambda text: len({*text.split(";")}) == text.count(";") + 1,
    lambda text: f"Write {';'.join(dict.fromkeys(text.split(';')))}.",
)


def one_of(allowed: tuple[str, ...], *, of_parts: bool = False) -> Field:
    """Make the rule for a cell that takes one word of a list.

    Words `of_parts`, such as red-blue, are proposed by their parts: reds is no greys.
    """
    words = ", ".join(allowed)

    def hint(text: str) -> str:
        stem = text.strip().casefold().rstrip("s")
        near = [one for one in allowed if stem in [part.rstrip("s") for part in one.split("-")]]
        if of_parts and near:
            return f"Did you mean {' or '.join(near)}?"
        known = [one for one in allowed if one[:1] == stem[:1]] if of_parts else allowed
        return did_you_mean(text, known, "Choose a word of the list.")

    return rule(f"one of: {words}", lambda text: text in allowed, hint)


ANY_NUMBER = "any number"


def bounds_in_words(low: float, high: float) -> str:
    """Say two bounds; those that are only there to catch slips say nothing to a reader.

    >>> bounds_in_words(-90, 90), bounds_in_words(0, 1e12), bounds_in_words(-1e15, 1e15)
    ('-90 to 90', '0 or more', 'any number')
    """
    if high < 1e12:
        return f"{low:g} to {high:g}"
    return "0 or more" if low == 0 else ANY_NUMBER


def within(low: float, high: float, unit: str) -> Field:
    """Make the rule for a number between two bounds; a cell that is no number is passed over."""

    def good(text: str) -> bool:
        value = number(text)
        return value is None or low <= value <= high

    return rule(
        f"{bounds_in_words(low, high)} {unit}",
        good,
        lambda _: "Write a number in this range. Look for a missing point or a wrong sign.",
    )


def at_most(length: int) -> Field:
    """Make the rule for the length of a text."""
    return rule(
        f"at most {length} characters",
        lambda text: len(text) <= length,
        lambda text: f"Shorten the text: it has {len(text)} characters.",
    )


@dataclass(frozen=True)
class RowRule:
    """A test across the cells of a row; the fault is put on `column`."""

    column: str
    expected: str
    remedy: str
    needs: tuple[str, ...]
    good: Callable[[pd.DataFrame], pd.Series]


def _in_order(frame: pd.DataFrame) -> pd.Series:
    # A cell that is no date has its own fault already.
    return pd.Series(map(_is_in_order, frame["start"], frame["end"]), frame.index, dtype=bool)


def _is_in_order(start: str, end: str) -> bool:
    one, other = span(start, "m"), span(end, "m")
    if one is None or other is None or one.first is None or other.last is None:
        return True
    return bool(one.first <= other.last)


def _single_day(frame: pd.DataFrame) -> pd.Series:
    known = (frame["date_precision"] == "day") & _in_order(frame) & _dates(frame["start"])
    same = (frame["end"] == frame["start"]) & frame["start"].map(_is_day).astype(bool)
    return ~known | same | ~(_dates(frame["end"]) | frame["end"].eq(""))


def _is_day(text: str) -> bool:
    found = read(text)
    return found is not None and unit_of(found[0]) in "Dhm"


def _is_doubt_told(frame: pd.DataFrame) -> pd.Series:
    # A mark of doubt says which date it is of; date_precision says that there is one.
    marked = (frame["start"] + " " + frame["end"]).str.contains("[?~%]")
    return ~marked | ~(_dates(frame["start"])) | frame["date_precision"].eq("about")


def _dates(cells: pd.Series) -> pd.Series:
    return cells.map(lambda text: read(text) is not None).astype(bool)


def _all_or_none(frame: pd.DataFrame) -> pd.Series:
    empty = frame[["lon", "lat", "precision_km"]] == ""
    return empty.all(axis=1) | ~empty.any(axis=1)


def _cited(frame: pd.DataFrame) -> pd.Series:
    return frame["outcome"].isin(["untestable", "not checked"]) | frame["source_ids"].ne("")


def _sourced(frame: pd.DataFrame) -> pd.Series:
    return frame["value"].eq("") | frame["source_ids"].ne("")


def _low_first(frame: pd.DataFrame) -> pd.Series:
    low, high = (frame[name].map(number) for name in ("low", "high"))
    return ~(pd.to_numeric(low) > pd.to_numeric(high))  # what is no number is not greater


def _both_or_none(frame: pd.DataFrame) -> pd.Series:
    return frame["low"].eq("") == frame["high"].eq("")


def _value_in_range(frame: pd.DataFrame) -> pd.Series:
    value, low, high = (pd.to_numeric(frame[n].map(number)) for n in ("value", "low", "high"))
    doubted = frame["low"].ne("") | frame["high"].ne("") | frame["bound"].ne("")
    missing = doubted & frame["value"].eq("")
    return ~(missing | (value < low) | (value > high))  # what is no number is not less


def _other_than_itself(frame: pd.DataFrame) -> pd.Series:
    return frame["actor_id"].ne(frame["other_id"]) | frame["actor_id"].eq("")


def _one_of_both(frame: pd.DataFrame) -> pd.Series:
    return frame["place_id"].ne("") ^ frame["event_id"].ne("")


def _only_of_place(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: frame[column].eq("") | frame["event_id"].eq("")


def _not_before(frame: pd.DataFrame) -> pd.Series:
    # An event may be announced, such as a zone that is to begin; who holds a place may not.
    both = _dates(frame["start"]) & _dates(frame["said"]) & frame["holder"].ne("")
    return ~both | (frame["said"] >= frame["start"])


# One row of text beside the next, as in a list.
ORDER = RowRule(
    "end",
    "a day not before the start",
    "Correct one of the two dates. Both days count.",
    ("start", "end"),
    _in_order,
)
DOUBT = RowRule(
    "date_precision",
    "about, because a date has a mark of doubt (?, ~ or %)",
    "Write about here, or delete the mark in start or end.",
    ("start", "end", "date_precision"),
    _is_doubt_told,
)
SINGLE_DAY = RowRule(
    "end",
    "one day, the same as the start, because date_precision is day",
    "If the start is right, copy it here; else correct the start. Or change date_precision to "
    "range or about.",
    ("start", "end", "date_precision"),
    _single_day,
)
WHOLE_POINT = RowRule(
    "lon",
    "lon, lat and precision_km all filled, or all empty",
    "Fill all three, or empty all three if the event cannot be drawn honestly.",
    ("lon", "lat", "precision_km"),
    _all_or_none,
)
CHECKED = RowRule(
    "source_ids",
    "sources, because the outcome says that the claim was checked",
    "Name the sources of the check, or change outcome to not checked.",
    ("outcome", "source_ids"),
    _cited,
)
SOURCED = RowRule(
    "source_ids",
    "sources, because the row has a value",
    "Name the sources of the value, or empty the value if it is not known.",
    ("value", "source_ids"),
    _sourced,
)
LOW_FIRST = RowRule(
    "high",
    "a number not below the one in low",
    "Swap the two numbers, or write thousands without a mark. One number alone stands in both.",
    ("low", "high"),
    _low_first,
)
BOTH_ENDS = RowRule(
    "high",
    "low and high both filled, or both empty",
    "Fill both, or empty both and say in bound: about, at least or more than.",
    ("low", "high"),
    _both_or_none,
)
WITH_VALUE = RowRule(
    "value",
    "one number, from low to high where these are filled: the map shows it",
    "Write the number that stands for the range, such as its middle, or correct low and high.",
    ("value", "bound", "low", "high"),
    _value_in_range,
)
TWO_ACTORS = RowRule(
    "other_id",
    "another actor than actor_id",
    "Correct one of the two ids, or delete the row.",
    ("actor_id", "other_id"),
    _other_than_itself,
)
PLACE_OR_EVENT = RowRule(
    "place_id",
    "a place or an event, and not both",
    "Fill in place_id or event_id, and leave the other one empty.",
    ("place_id", "event_id"),
    _one_of_both,
)
PART_OF_PLACE = RowRule(
    "part",
    "no part where the report is about an event",
    "Delete the part: an event has none.",
    ("part", "event_id"),
    _only_of_place("part"),
)
HELD_PLACE = RowRule(
    "holder",
    "no holder where the report is about an event",
    "Delete the holder, or make a row for the place.",
    ("holder", "event_id"),
    _only_of_place("holder"),
)
SAID_LATER = RowRule(
    "said",
    "a day not before the start: nobody can report who will hold a place",
    "Are start and said swapped?",
    ("start", "said", "holder"),
    _not_before,
)
