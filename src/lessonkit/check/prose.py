"""Sentences of notebooks, exercises, steps and cards that no longer agree with a row they speak of.

A note is made only where it is certain which row a sentence speaks of: it has the id or the title
of one event, the names of two places and one straight distance, or the words of a place's id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from lessonkit.check.echoes import days_in, old_names, span_words, spans
from lessonkit.check.notebooks import project_of
from lessonkit.errors import Fault, shown
from lessonkit.exercises.kinds.base import Exercise
from lessonkit.geodesy import distance
from lessonkit.lesson import LessonData
from lessonkit.tables.rules import real_date
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

_END = re.compile(r"(?<=[.!?])\s+(?=[\"\u201c(*_]*[A-Z])|\n\s*\n|\n\s*[-*|]")
_KM = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)[\s\u00a0-](?:km|kilometres)\b")
_STRAIGHT = re.compile(r"straight line|as the crow flies|great circle", re.IGNORECASE)
_NEAR = 0.05  # of a distance: a text says it in round numbers
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


def prose_notes(
    raws: Mapping[str, Raw],
    settings: Settings,
    lesson: LessonData,
    exercises: Iterable[Exercise],
) -> Iterator[Fault]:
    """Name sentences whose day, distance or name differs from that of the row that they cite.

    Parameters
    ----------
    raws, settings, lesson
        The lesson; there is no fault in it.
    exercises
        Those whose form is right.
    """
    events, places = _Events(raws["events"]), _Places(lesson)
    old = old_names(raws["places"])
    for one in _sentences(raws, settings, lesson, exercises):
        yield from events.notes(one)
        yield from places.notes(one)
        for place, said in old.said_in(one.text):
            words = f"{old.names[place]}, the name of {place}"
            yield one.at(said, words, "Correct the name, or put this one into other_names.")
    yield from _cited(raws["sources"])
    yield from _marked(settings, spans(raws["events"]))


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
            yield from _split(text, lambda *said, r=raw, n=row, c=column: r.at(n, c, *said))
    for step in settings.lists.get("steps", []):
        where = f"steps.text of {step.get('title', '?')}"
        yield from _split(step.get("text", ""), lambda *said, w=where: Fault(FILE, None, w, *said))
    for one in exercises:
        whole = {"prompt": one.prompt, "hints": one.hints, "explanation": one.explanation}
        for key, value in (whole | dict(one.body)).items():
            if key in _OF_EXERCISES:
                for text in _texts(value):
                    yield from _split(text, lambda *said, e=one, k=key: e.fault(k, *said))
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
        yield from _split(text, lambda *said, f=file, w=where: Fault(f, None, w, *said))


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


def _split(text: str, at: Callable[..., Fault]) -> Iterator[Sentence]:
    for one in _END.split(text):
        if one and one.strip():
            yield Sentence(" ".join(one.split()), at)


# ---- What it speaks of --------------------------------------------------------------------------


class _Events:
    """The events, as a text can cite them: by an id that has a digit, or by the whole title."""

    def __init__(self, raw: Raw) -> None:
        self.spans, titles = spans(raw), dict(raw.cells("title"))
        self.called = {
            event: re.compile(
                rf"\b{re.escape(event)}\b|(?i:{re.escape(titles[row])})"
                if re.search(r"\d", event)
                else rf"(?i:{re.escape(titles[row])})"
            )
            for row, event in raw.cells("event_id")
            if event in self.spans and row in titles
        }

    def notes(self, one: Sentence) -> Iterator[Fault]:
        """Find a sentence with one event and with days, none of which is its own."""
        days = days_in(one.text)
        cited = [event for event, called in self.called.items() if called.search(one.text)]
        if not days or len(cited) != 1:
            return
        span = self.spans[cited[0]]
        if not any(day.within(*span) for day in days):
            words = f"a day of {cited[0]}, {span_words(*span)}"
            yield one.at(shown(days[0].words), words, "Correct the text, or the day of the event.")


class _Places:
    """The points of the places, by each of their names."""

    def __init__(self, lesson: LessonData) -> None:
        self.points = {
            str(row.name_en): (float(row.lon), float(row.lat))
            for row in lesson.places.itertuples()
        }
        names = sorted(map(re.escape, self.points), key=len, reverse=True)
        self.named = re.compile(rf"(?<![\w-])({'|'.join(names)})(?![\w-])") if names else None

    def notes(self, one: Sentence) -> Iterator[Fault]:
        """Find a sentence with two places and one distance in a straight line, which is another."""
        said = _KM.findall(one.text)
        if not self.named or len(set(said)) != 1 or not _STRAIGHT.search(one.text):
            return
        places = list(dict.fromkeys(self.named.findall(one.text)))
        if len(places) != 2:
            return
        true = float(distance(*self.points[places[0]], *self.points[places[1]]))
        if abs(float(said[0].replace(",", "")) - true) > max(1.0, _NEAR * true):
            words = f"{true:.0f} km, from {places[0]} to {places[1]}"
            yield one.at(f"{said[0]} km", words, "Correct the number, or the point of the place.")


def _cited(sources: Raw) -> Iterator[Fault]:
    """Find sources whose citation names days, and not their own."""
    own = dict(sources.cells("date"))
    for row, text in sources.cells("citation"):
        days, day = days_in(text), real_date(own.get(row, ""))
        if days and day and not any(one.within(day, day) for one in days):
            words = f"the day of the source, {span_words(day, day)}"
            yield sources.at(row, "citation", shown(days[0].words), words, "Correct one of them.")


def _marked(settings: Settings, own: Mapping[str, tuple[date, date]]) -> Iterator[Fault]:
    """Find steps that mark an event, and whose text names days, and none of the event."""
    for step in settings.lists.get("steps", []):
        span, days = own.get(step.get("mark", "")), days_in(step.get("text", ""))
        if span and days and not any(day.within(*span) for day in days):
            words = f"a day of {step['mark']}, which it marks: {span_words(*span)}"
            where = f"steps.text of {step.get('title', '?')}"
            remedy = "Correct the text, or the day of the event."
            yield Fault(FILE, None, where, shown(days[0].words), words, remedy)
