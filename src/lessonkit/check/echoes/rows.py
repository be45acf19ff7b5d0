"""Days and numbers in words that no longer agree with the row that they speak of: notes.

Whoever corrects a day in a table leaves the sentences behind that say it in words. A note is made
only where it is certain which row a sentence speaks of: its own row, the map whose title it is, the
exercise whose answer it explains. Sentences that cite a row of another file are in `prose`.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from lessonkit.check.echoes.numbers import ORDINALS, as_number, said_of
from lessonkit.days import LATEST, Day, iso, parts, read, span
from lessonkit.errors import Fault, shown
from lessonkit.exercises.kinds.base import Exercise, Solved
from lessonkit.lesson import LessonData
from lessonkit.tables.rules import as_id, real_date
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw
from lessonkit.words import day_in_words, happened

_MONTHS = list(calendar.month_name)[1:]
_MONTH = "|".join(_MONTHS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
# "14 May 2001", "14 and 15 May", "4 to 9 June 2001", "2001-05-14", "the 14th of May",
# "the fourteenth of May", "May the fourteenth", "May 14, 2001".
_DAYS = re.compile(
    rf"\b(?P<days>{_DAY}(?:(?:,| and| to| or|-|\u2013)\s?{_DAY})*)\s(?:of\s)?(?P<month>{_MONTH})"
    rf"(?:\s(?P<year>\d{{4}}))?\b|\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b(?P<word>(?i:{_ORDINAL}))\sof\s(?P<month_of_word>{_MONTH})(?:,?\s(?P<year_of_word>\d{{4}}))?\b"
    # "May 12 people" is no day: it must be told in some other way, too.
    rf"|\b(?P<month_before>{_MONTH})\s(?:the\s(?P<word_after>{_ORDINAL})\b"
    r"|(?P<day_after>\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}(?=,?\s\d{4}\b|[.;:)]|$)))"
    r"(?:,?\s(?P<year_after>\d{4})\b)?"
    rf"|(?<=\b[Oo]n\s)(?P<month_on>{_MONTH})\s(?P<day_on>\d{{1,2}})\b"
)


# A text says of the whole event how long it lasted.
_LENGTH = re.compile(r"(?:(?:^|[.!?]\s)For|\blasted|\btook|\bwent on for)\s[\w-]+[\s\u00a0]days\b")


_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?")


class _Day(NamedTuple):
    """A day that a text names, and its words; without a year it may be of any."""

    month: int
    day: int
    year: int | None
    words: str

    def within(self, first: Day, last: Day) -> bool:
        """Tell if it may be a day of a span."""
        years = (
            [self.year]
            if self.year
            else range(parts(first).year, min(parts(last).year, parts(first).year + 5) + 1)
        )
        for year in years:
            found = read(f"{year:04d}-{self.month:02d}-{self.day:02d}")
            if found and first <= found[0] <= last:
                return True
        return False


def days_in(text: str) -> list[_Day]:
    """Find the days that a text names in words or as ISO dates."""
    found = []
    for one in _DAYS.finditer(text):
        if one["iso"]:
            if day := real_date(one["iso"]):
                found.append(_Day(day.month, day.day, day.year, one[0]))
            continue
        name = one["month"] or one["month_of_word"] or one["month_before"] or one["month_on"]
        year = one["year"] or one["year_of_word"] or one["year_after"]
        month, year = _MONTHS.index(name) + 1, int(year) if year else None
        word = (one["word"] or one["word_after"] or "").casefold()
        digits = re.findall(r"\d+", one["days"] or one["day_after"] or one["day_on"] or "")
        numbers = [ORDINALS[word]] if word else [int(number) for number in digits]
        found += [_Day(month, number, year, one[0]) for number in numbers]
    return found


def echo_notes(
    raws: Mapping[str, Raw],
    settings: Settings,
    lesson: LessonData,
    exercises: Iterable[Exercise],
    solved: Mapping[str, Solved],
) -> Iterator[Fault]:
    """Name sentences whose day or number differs from that of the row that they speak of.

    Parameters
    ----------
    raws, settings, lesson
        The lesson; there is no fault in it.
    exercises, solved
        The exercises and their answers.
    """
    yield from _own_days(raws["events"])
    yield from _own_lengths(raws["events"])
    yield from _maps(settings)
    yield from _phases(settings)
    own = spans(raws["events"])
    ids = dict(raws["places"].cells("place_id"))
    names = {ids[row]: name for row, name in raws["places"].cells("name_en") if row in ids}
    for one in exercises:
        yield from _explained_days(one, own)
        if one.id in solved:
            yield from _explained_number(one, solved[one.id], names)


def spans(events: Raw) -> dict[str, tuple[Day, Day]]:
    """Give the first and the last day of each event that has days."""
    ends, starts = dict(events.cells("end")), dict(events.cells("start"))
    found = {}
    for row, name in events.cells("event_id"):
        start, end = span(starts.get(row, "")), span(ends.get(row, ""))
        if start and start.first is not None:
            found[name] = start.first, LATEST if end is None or end.last is None else end.last
    return found


def _own_days(events: Raw) -> Iterator[Fault]:
    """Find events whose title names days, and none of its own. A description may tell of others."""
    own, ids = spans(events), dict(events.cells("event_id"))
    for row, text in events.cells("title"):
        days, span = days_in(text), own.get(ids.get(row, ""))
        if days and span and not any(day.within(*span) for day in days):
            words = f"a day of the event, {span_words(*span)}"
            remedy = "Correct the title, or start and end."
            yield events.at(row, "title", shown(days[0].words), words, remedy)


def _own_lengths(events: Raw) -> Iterator[Fault]:
    """Find events of several days that are said to last another number of days."""
    own, ids = spans(events), dict(events.cells("event_id"))
    for column in ("title", "description"):
        for row, text in events.cells(column):
            first, last = own.get(ids.get(row, ""), (LATEST, LATEST))
            said = [one[0] for one in _LENGTH.finditer(text)]
            if last == LATEST or first == last or not said:
                continue
            days = days_between(first, last)
            numbers = said_of(said[0], r"days\b")
            if numbers and not any(days <= n <= days + 1 for _, n in numbers):
                words = f"{days + 1:.0f} days, from {span_words(first, last)}"
                remedy = "Correct the text, or start and end."
                yield events.at(row, column, f"{numbers[0][0]} days", words, remedy)


def days_between(first: Day, last: Day) -> float:
    """Count the days from one to another."""
    return float((last - first) / np.timedelta64(1, "D"))


class OldNames(NamedTuple):
    """The places whose id is no word of their name any more, as when somebody renamed one."""

    names: Mapping[str, str]
    words: Mapping[str, re.Pattern[str]]

    def said_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Give each place that a text calls as its id does and not by its name, and how."""
        for place, words in self.words.items():
            found = words.search(text)
            if (
                found
                and found[0][0].isupper()
                and self.names[place].casefold() not in text.casefold()
            ):
                yield place, found[0]


def old_names(places: Raw) -> OldNames:
    """Find the places that go by another name than their id says."""
    names, others = dict(places.cells("name_en")), dict(places.cells("other_names"))
    old = {
        one: names[row]
        for row, one in places.cells("place_id")
        if row in names and not _is_name(one, names[row], others.get(row, ""))
    }
    return OldNames(
        old,
        {
            one: re.compile(rf"\b{r'[ -]'.join(map(re.escape, one.split('-')))}\b", re.IGNORECASE)
            for one in old
        },
    )


def _is_name(place: str, name: str, others: str) -> bool:
    """Tell if an id is made of words of a name of the place."""
    words = set(place.split("-"))
    return any(words <= set(as_id(one).split("-")) for one in (name, *others.split(";")))


def span_words(first: Day, last: Day) -> str:
    """Say a span in words."""
    return happened(iso(first), "" if last == LATEST else iso(last), "day")


def _maps(settings: Settings) -> Iterator[Fault]:
    """Find maps whose title or subtitle names days, and none that the map shows."""
    for entry in settings.lists.get("maps", []):
        span = entry.get("days") or ((entry["day"],) * 2 if "day" in entry else ())
        for key in ("title", "subtitle", "alt"):
            days = days_in(entry.get(key, ""))
            if span and days and not any(day.within(*span) for day in days):
                words = f"a day of the map, {span_words(*span)}"
                where = f"maps.{key} of {entry.get('id', '?')}"
                remedy = "Correct the words, or the day of the map."
                yield Fault(FILE, None, where, shown(days[0].words), words, remedy)


def _phases(settings: Settings) -> Iterator[Fault]:
    """Find phases whose label names other days than their first and last one."""
    for entry in settings.lists.get("phases", []):
        ends = [entry[key] for key in ("start", "end") if key in entry]
        days = days_in(entry["label"])
        for day in days if len(ends) == 2 and len(days) == 2 else ():
            if not any(day.within(end, end) for end in ends):
                words = f"the first or the last day, {span_words(*ends)}"
                where = f"phases.label of {entry['id']}"
                yield Fault(FILE, None, where, day.words, words, "Correct the label, or the days.")


def _explained_days(exercise: Exercise, own: Mapping[str, tuple[Day, Day]]) -> Iterator[Fault]:
    """Find exercises about the days of events that explain them by other days."""
    answer = exercise.body.get("answer")
    asked = list(answer.get("days", ())) if isinstance(answer, dict) else []
    asked += [one["event"] for one in exercise.body.get("items", ()) if "event" in one]
    days = days_in(exercise.explanation)
    whole = len(days) >= len(asked)  # it names the day of each event
    for event in asked if days and whole else ():
        first, last = own.get(event, (None, None))
        if (
            first is not None
            and last is not None
            and not any(day.within(first, last) for day in days)
        ):
            words = f"{day_in_words(first)}, on which {event} begins"
            remedy = "Correct the explanation, or the day of the event."
            yield exercise.fault("explanation", days[0].words, words, remedy)


# A sentence with such words tells of something else than the answer: a rate, a way, what somebody
# else says, what is wrong, what was at another time, how far a thing reaches.
_OF_ELSE = re.compile(
    r"\b(?:per|an?|each|every) (?:day|hour|minute|week|month|year|night)\b"
    r"|\b(?:by|along|on|of) (?:the |a )?(?:road|rail|river|way|foot|boat|car)\b"
    r"|\b(?:roads?|routes?|trails?|tracks?|drives?|walk of|detour|scale|radius|range|wide|long"
    r"|deep|high)\b|\bone degree\b"
    r"|\b(?:says?|said|claims?|claimed|writes|wrote|reports?|reported|according)\b"
    r"|\b(?:not|no|never|wrong|mistakes?|instead|too (?:far|much|many|little|few|short|long))\b"
    r"|\b(?:who|whoever|somebody|someone|anybody|anyone|if|would)\b"
    r"|\b(?:in|since|until|before|after) (?:1\d|20)\d\d\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:more than|over|above|at least|beyond|from)\s+$", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|at most|up to|within)\s+$", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
# Ways to write a unit.
_UNITS_IN_WORDS = {"km": "km|kilomet(?:re|er)s?", "miles": "mi|miles?", "hours": "h|hours?"}


def _explained_number(
    exercise: Exercise, solved: Solved, places: Mapping[str, str]
) -> Iterator[Fault]:
    """Find explanations that have numbers of the unit of the answer, and not the answer."""
    body: Mapping[str, Any] = exercise.body
    if "unit" not in body or "tolerance" not in body:
        return
    found = re.match(r"-?[\d,]+(\.\d+)?", solved.model)
    if not found:
        return
    value, most = as_number(found[0]), float(body["tolerance"])
    # Beside the answer itself another number is of something else.
    if any(abs(as_number(one) - value) <= most for one in _NUMBER.findall(exercise.explanation)):
        return
    name = str(body["unit"])
    unit = rf"(?:{_UNITS_IN_WORDS.get(name, re.escape(name.rstrip('s')) + 's?')})\b"
    asked = json.dumps(body.get("answer"), default=str)
    others = [name for one, name in places.items() if f'"{one}"' not in asked]
    said = [
        one
        for sentence in _SENTENCES.split(exercise.explanation)
        if not _OF_ELSE.search(sentence) and not any(name in sentence for name in others)
        for one in said_of(sentence, unit)
        if not _holds(sentence, one, value)
    ]
    numbers = [number for _, number in said]
    # Of several numbers, and of one of another size, it is not certain what they are of.
    if len(set(numbers)) == 1 and most < abs(numbers[0] - value) < abs(value) / 2:
        got = f"{said[0][0]} {body['unit']}"
        words = f"the answer, {solved.model}"
        remedy = (
            "Correct the explanation; if it tells of something else, say the answer in it, too."
        )
        yield exercise.fault("explanation", got, words, remedy)


def _holds(sentence: str, said: tuple[str, float], value: float) -> bool:
    """Tell if a sentence says that something is more or less than a number, and it is."""
    before = sentence[: sentence.index(said[0])]
    return bool(
        (_MORE.search(before) and value > said[1]) or (_LESS.search(before) and value < said[1])
    )
