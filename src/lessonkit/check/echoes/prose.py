"""Sentences of notebooks, exercises, steps and cards that no longer agree with a row.

A note is made only where it is certain which row a sentence speaks of: it has the id of an event or
every word of its title, the names of two places and one distance between them, or the words of a
place's id. Of a day in a notebook, an exercise or a step, and of a number of what `figures.csv`
counts, it is certain only that some row must have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lessonkit.check.echoes.numbers import as_number, in_words, said_of
from lessonkit.check.echoes.own import weekday_notes
from lessonkit.check.echoes.rows import days_between, days_in, old_names, span_words, spans
from lessonkit.check.notebooks import project_of
from lessonkit.days import LATEST, Day, iso, parts, span
from lessonkit.errors import Fault, shown
from lessonkit.exercises.kinds.base import Exercise, Solved
from lessonkit.geodesy import distance
from lessonkit.lesson import LessonData
from lessonkit.tables.rules import number
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw
from lessonkit.words import day_in_words

_END = re.compile(r"(?<=[.!?])\s+(?=[\"\u201c(*_]*[A-Z])|\n\s*\n|\n\s*[-*|]")
_KM = r"(?:km|kilometres)\b"
_LASTED = re.compile(r"\b(?:lasted|took|went on for)\b")
_STRAIGHT = re.compile(
    r"straight line|as the crow flies|\bapart\b|\b(?:km|kilometres) from\b|\bbetween\b", re.I
)
_WAY = re.compile(r"\b(road|route|way|drive|along|river|railway|track)s?\b", re.IGNORECASE)
# Days that only show how to count.
_EXAMPLE = re.compile(r"\bfor example\b|\bis \w+ days?\b", re.IGNORECASE)
_LATER = np.timedelta64(14, "D")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NOUGHTS = re.compile(r"[0,]*$")
_NEAR = 0.05  # of a distance: a text says it in round numbers
# A text may count the days or the weeks between any two things.
_OF_TIME = frozenset(["minutes", "hours", "days", "nights", "weeks", "months", "years"])
_TEXTS = (
    ("events", "title"),
    ("events", "description"),
    ("events", "disputed"),
    ("claims", "claim"),
    ("claims", "outcome_note"),
    ("control", "note"),
    ("places", "note"),
    ("figures", "note"),
)
_OF_EXERCISES = ("prompt", "hints", "explanation", "options", "items", "statements", "model")


class Sentence(NamedTuple):
    """A sentence, and what makes a fault at its place of what it got, what is right, a remedy."""

    text: str
    at: Callable[[str, str, str], Fault]
    of_rows: bool = False
    """Whether its days must be days of rows; a hint may take any day as an example."""


def prose_notes(
    raws: Mapping[str, Raw],
    settings: Settings,
    lesson: LessonData,
    exercises: Iterable[Exercise],
    solved: Mapping[str, Solved],
) -> Iterator[Fault]:
    """Name sentences whose day, distance or name differs from that of the row that they cite.

    Parameters
    ----------
    raws, settings, lesson
        The lesson; there is no fault in it.
    exercises, solved
        Those whose form is right, and their answers.
    """
    events, places, rows = _Events(raws["events"]), _Places(lesson), _Rows(raws, settings, solved)
    old = old_names(raws["places"])
    for one in _sentences(raws, settings, lesson, exercises):
        yield from events.notes(one) or rows.notes(one)  # one cause, one note
        yield from places.notes(one)
        yield from weekday_notes(one.text, one.at)
        for place, said in old.said_in(one.text):
            words = f"{old.names[place]}, the name of {place}"
            yield one.at(said, words, "Correct the name, or put this one into other_names.")
    yield from _cited(raws["sources"])
    yield from _marked(settings, events)


# ---- Where there is prose -----------------------------------------------------------------------


def _sentences(
    raws: Mapping[str, Raw],
    settings: Settings,
    lesson: LessonData,
    exercises: Iterable[Exercise],
) -> Iterator[Sentence]:
    for name, column in _TEXTS:
        raw = raws[name]
        for row, text in raw.cells(column) if column in raw.frame else ():
            yield from _split(text, partial(raw.at, row, column))
    for step in settings.lists.get("steps", []):
        where = f"steps.text of {step.get('title', '?')}"
        text = step.get("text", "")
        yield from _split(text, partial(Fault, FILE, None, where), of_rows=True)
    for one in exercises:
        whole = {"prompt": one.prompt, "hints": one.hints, "explanation": one.explanation}
        for key, value in (whole | dict(one.body)).items():
            if key in _OF_EXERCISES:
                for text in _texts(value):
                    at = partial(one.fault, key)
                    yield from _split(text, at, of_rows=key != "hints")
    for name in lesson.notebooks:
        yield from _in_notebook(lesson, name)


def _in_notebook(lesson: LessonData, name: str) -> Iterator[Sentence]:
    path = project_of(lesson.folder) / "notebooks" / name
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(one["source"]) if one["cell_type"] == "markdown" else "" for one in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for n, text in enumerate(texts, start=1):
        file, where = f"notebooks/{name}", f"cell {n}"
        yield from _split(text, partial(Fault, file, None, where), of_rows=True)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("text", "feedback", "explanation"):
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _split(text: str, at: Callable[..., Fault], *, of_rows: bool = False) -> Iterator[Sentence]:
    for one in _END.split(text):
        if one.strip():
            yield Sentence(" ".join(one.split()), at, of_rows)


# ---- What it speaks of --------------------------------------------------------------------------


class _Events:
    """The events, as a text cites them: by an id that has a digit, or by all words of the title."""

    def __init__(self, raw: Raw) -> None:
        self.spans, titles = spans(raw), dict(raw.cells("title"))
        ids = [(row, one) for row, one in raw.cells("event_id") if one in self.spans]
        self.ids = {one for _, one in ids if re.search(r"\d", one)}
        self.titles = {one: _stems(titles.get(row, "")) for row, one in ids}

    def notes(self, one: Sentence) -> list[Fault]:
        """Find a sentence with an event and with days, or a length, none of which is its own."""
        days = days_in(one.text)
        lengths = said_of(one.text, r"days\b") if _LASTED.search(one.text) else []
        if not days and not lengths:
            return []
        words, stems = set(re.findall(r"[\w-]+", one.text)), _stems(one.text)
        cited = self.ids & words
        cited |= {event for event, own in self.titles.items() if len(own) >= 3 and own <= stems}
        if not cited:
            return []
        event = min(cited)
        if not days:
            return self._other_length(one, sorted(cited), lengths)
        if any(day.within(*self.spans[event]) for event in cited for day in days):
            return []
        expected = f"a day of {event}, {span_words(*self.spans[event])}"
        remedy = "Correct the text, or the day of the event."
        return [one.at(shown(days[0].words), expected, remedy)]

    def _other_length(
        self, one: Sentence, cited: list[str], lengths: list[tuple[str, float]]
    ) -> list[Fault]:
        """Find a length in days; from one day to the next are two days, or one day's time."""
        lasting = [self.spans[event] for event in cited if self.spans[event][1] != LATEST]
        true = [days_between(*days) for days in lasting]
        if len(true) < len(cited) or any(0 <= n - own <= 1 for _, n in lengths for own in true):
            return []
        expected = f"{true[0] + 1:.0f} days, from {span_words(*self.spans[cited[0]])}"
        return [one.at(f"{lengths[0][0]} days", expected, "Correct the text, or start and end.")]


def _stems(text: str) -> set[str]:
    """Give the words that carry the meaning: "takes" and "taken" are one."""
    return {word[:4] for word in re.findall(r"[^\W\d_]{4,}", text.casefold())}


class _Rows:
    """The days and the numbers that any row, setting or answer has."""

    def __init__(
        self, raws: Mapping[str, Raw], settings: Settings, solved: Mapping[str, Solved]
    ) -> None:
        cells = [
            text for raw in raws.values() for name in raw.frame for _, text in raw.cells(str(name))
        ]
        written = written_days([*cells, _written(settings)])
        found = {day for one in written if (day := _day(one)) is not None}
        # A day amid those of an event is one of its days.
        lasting = [days for days in spans(raws["events"]).values() if days[1] != LATEST]
        # Most days that a text names are these: a set finds them faster than a walk through all.
        self.days = {
            (year, one.month, one.day) for one in map(parts, found) for year in (one.year, None)
        }
        self.lasting = lasting
        counts = [*cells, *(one.model for one in solved.values())]
        self.numbers = {as_number(one) for text in counts for one in _NUMBER.findall(text)}
        units = sorted({re.escape(unit) for _, unit in raws["figures"].cells("unit")})
        self.counted = re.compile(rf"(?<![\w.,-])({_NUMBER.pattern})\s({'|'.join(units)})\b")
        self.has_units = bool(units)
        figures = raws["figures"]
        ends = [dict(figures.cells(name)) for name in ("low", "high")]
        own = [(row, unit) for row, unit in figures.cells("unit") if unit not in _OF_TIME]
        self.in_words = {
            unit: {number(end.get(row, "")) for end in ends for row, one in own if one == unit}
            | {
                n
                for text in counts
                if unit in text  # said so by few, and seen faster than by a pattern
                for find in (said_of, in_words)
                for _, n in find(text, _as_unit(unit))
            }
            for unit in dict.fromkeys(unit for _, unit in own)
        }

    def notes(self, one: Sentence) -> Iterator[Fault]:
        """Find a day, or a number of what the lesson counts, that no row has."""
        if not one.of_rows:
            return
        for day in [] if _EXAMPLE.search(one.text) else days_in(one.text):
            # A stretch of days is the writer's own; rows need not begin or end with it.
            if re.match(r"\d{1,2}(?: to |[-\u2013])\d", day.words):
                continue
            is_of_a_row = (day.year, day.month, day.day) in self.days
            if not is_of_a_row and not any(day.within(*known) for known in self.lasting):
                remedy = "Correct the text, or the row that it speaks of."
                yield one.at(shown(day.words), "a day that a table has", remedy)
                return
        for digits, unit in self.counted.findall(one.text) if self.has_units else ():
            if not self._has(digits):
                remedy = "Correct the text, or the row that it speaks of."
                yield one.at(f"{digits} {unit}", "a number that a table has", remedy)
        for unit, known in self.in_words.items():
            for words, n in in_words(one.text, _as_unit(unit)) if unit in one.text else ():
                if n not in known:
                    remedy = "Correct the text, or the row that it speaks of."
                    yield one.at(f"{words} {unit}", "a number that a table has", remedy)

    def _has(self, digits: str) -> bool:
        """Tell if a number is one of a row; a round one may stand for one that is less round."""
        said = as_number(digits)
        if said in self.numbers:
            return True
        # 137,000 is 136,961 in round numbers: three noughts at least, or a slip would pass.
        half = 10 ** len(_NOUGHTS.findall(digits)[0].replace(",", "")) / 2
        return half >= 500 and any(abs(one - said) <= half for one in self.numbers)


def written_days(texts: Iterable[str]) -> set[str]:
    """Give the days that stand in texts as ISO dates; an hour may stand behind one."""
    return set(re.findall(r"\b\d{4}-\d{2}-\d{2}(?!\d)", " ".join(texts)))


def _as_unit(unit: str) -> str:
    return rf"{re.escape(unit)}\b"


def _day(text: str) -> Day | None:
    """Read one whole day."""
    found = span(text)
    return found.first if found and found.first == found.last else None


def _written(settings: Settings) -> str:
    return json.dumps([settings.lesson, settings.lists], default=str)


class _Places:
    """The points of the places, by each of their names."""

    def __init__(self, lesson: LessonData) -> None:
        self.points = {
            str(row.name_en): (float(row.lon), float(row.lat)) for row in lesson.places.itertuples()
        }
        names = sorted(map(re.escape, self.points), key=len, reverse=True)
        self.named = re.compile(rf"(?<![\w-])({'|'.join(names)})(?![\w-])") if names else None

    def notes(self, one: Sentence) -> Iterator[Fault]:
        """Find a sentence with two places and one distance in a straight line, which is another."""
        said = said_of(one.text, _KM)
        if not self.named or len({km for _, km in said}) != 1 or _WAY.search(one.text):
            return
        if not _STRAIGHT.search(one.text):
            return
        places = list(dict.fromkeys(self.named.findall(one.text)))
        if len(places) != 2:
            return
        true = float(distance(*self.points[places[0]], *self.points[places[1]]))
        if abs(said[0][1] - true) > max(1.0, _NEAR * true):
            words = f"{true:.0f} km, from {places[0]} to {places[1]}"
            yield one.at(
                f"{said[0][0]} km", words, "Correct the number, or the point of the place."
            )


def _cited(sources: Raw) -> Iterator[Fault]:
    """Find sources that have one day in id and citation, and a day of their own that cannot be.

    What was said on a day may be published some days later, and never before.
    """
    own, ids = dict(sources.cells("date")), dict(sources.cells("source_id"))
    for row, text in sources.cells("citation"):
        days, day = days_in(text), _day(own.get(row, ""))
        named = _day(ids.get(row, "")[-10:])
        if day is None or named is None or not any(one.within(named, named) for one in days):
            continue
        if not named <= day <= named + _LATER:
            words = f"a day from {day_in_words(named)}, which the id names, to two weeks later"
            remedy = "Correct the day, or both others."
            yield sources.at(row, "date", iso(day), words, remedy)


def _marked(settings: Settings, events: _Events) -> Iterator[Fault]:
    """Find steps that mark an event, and whose text names days, and none of the event.

    Nothing is said of the day of another event that the text speaks of, by a word of its title, nor
    of the day on which the step knows of its event.
    """
    for step in settings.lists.get("steps", []):
        mark, text = events.spans.get(step.get("mark", "")), step.get("text", "")
        first = _END.split(text)[0]  # what comes after may tell of others
        days, stems = days_in(first), _stems(first)
        if not mark or not days or any(day.within(*mark) for day in days):
            continue
        known = _day(str(step.get("known_by", "")))
        if known and any(day.within(known, known) for day in days):
            continue
        meant = [events.spans[one] for one, own in events.titles.items() if own & stems]
        if any(day.within(*own) for own in meant for day in days):
            continue
        words = f"a day of {step['mark']}, which it marks: {span_words(*mark)}"
        where = f"steps.text of {step.get('title', '?')}"
        remedy = "Correct the text, or the day of the event."
        yield Fault(FILE, None, where, shown(days[0].words), words, remedy)
