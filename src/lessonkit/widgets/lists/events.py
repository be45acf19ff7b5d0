"""The list of events: what happened on the days of a map, by date."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lessonkit.days import LEAP_WORDS, LEAPS, from_cell, iso
from lessonkit.errors import LessonError, counted
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.widgets.evidence import was_said
from lessonkit.widgets.lists.entries import (
    by_title,
    citations,
    end_of,
    event_words,
    filled,
    filter_of,
    joined,
    local_of,
    places_of,
    sources_of,
)
from lessonkit.widgets.reports import told_of_events
from lessonkit.widgets.state import Filter, Item, ListPlace, ListSpec, MapOnPage, ToldReport
from lessonkit.words import capital, interval

_MOMENT = np.timedelta64(1, "s")
# How exact a date is: as a sentence, and as a tag on the days that it covers.
_EXACT = {
    "day": ("On this day.", "On this day"),
    "about": ("About this time: the day is not certain.", "About this day"),
    "range": ("On one or more of these days.", "In these days"),
}
# Of a lesson by hours, what has a range and yet one day.
_ON_ONE_DAY = ("At some time on this day.", "On this day")
# The same of a date that is no day, such as a month.
_EXACT_IN_STEPS = {
    "day": ("At this time.", "At this time"),
    "about": ("About this time: it is not certain.", "About this time"),
    "range": ("At some time in this span, or all through it.", "In this time"),
}
# What the clock of a map says of an event of the time that it shows, if it does not go by days.
_NOW = {"hour": "At this time", "month": "In this month", "year": "In this year"}
# What a clock shows, and what is moved on it.
_CLOCK = {
    "hour": ("hour", "hour"),
    "day": ("day", "date"),
    "month": ("month", "month"),
    "year": ("year", "year"),
}
_DAY = re.compile(r"-?\d{4,}-\d\d-\d\d\W*")


def events_spec(lesson: LessonData, drawn: MapOnPage) -> ListSpec:
    """List the events on the days of a map, by date; `drawn` is the `spec` of the map."""
    if not drawn["slider"]:
        raise LessonError(
            "with_events: the map has no slider. Give it its first and last day: "
            'days=("2001-05-14", "2001-06-30").'
        )
    lesson.needed("events", "with_events")
    first, last = drawn["first"], drawn["last"]
    step = drawn["step"]
    cited = citations(lesson)
    labels = dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True))
    rows = list(_between(lesson, first, last))
    kinds, told = drawn["kinds"], told_of_events(lesson)
    items = [
        _event(
            row,
            kinds.get(row["kind"], []),
            labels,
            cited,
            unit=lesson.unit,
            step=step,
            told=told.get(row["event_id"], ()),
        )
        for row in rows
    ]
    places = places_of(lesson, items)
    before, ago = _before(lesson, drawn)
    ids = {one for item in items for one in item["says"]}
    ids |= {one for item in items for report in item["told"] for one in report["sources"]}
    return {
        "title": f"{counted(len(items), 'event')} {interval(first, last)}",
        "use": _use(step, ago),
        "nouns": ["event", "events"],
        "tag": "Selected",
        "named": {
            "place": ["No event in this list is at", "event in this list is at", "events are at"],
            "event": ["Not in this list:", "event in this list:", "events in this list:"],
        },
        "shows": {"place": "Place"},
        "follows": True,
        "before": before,
        "before_words": ago,
        "local": local_of(lesson),
        "filters": _filters(rows, kinds, labels, places),
        "items": items,
        "places": places,
        "events": {},
        "sources": sources_of(cited, ids),
    }


def _use(step: str, ago: str) -> str:
    """Say how list and map go together, in words of the clock."""
    shown, moved = _CLOCK[step]
    return (
        f"Choose an event: the map goes to its {shown} and marks it. Move the {moved} of the map: "
        f"the list says what happens then and what happened in the {ago} before."
    )


def _before(lesson: LessonData, drawn: MapOnPage) -> tuple[int, str]:
    """Say how many steps of the clock ago is still told of, and that in words.

    By hours as long as the map marks an event: one span, and not two.
    """
    shown = {layer["id"] for layer in drawn["layers"]}
    events = [one for one in lesson.layers if one.table == "events" and one.id in shown]
    hours = max((one.linger_hours for one in events), default=0)
    if drawn["step"] == "hour" and hours:
        return hours, counted(hours, "hour")
    return LEAPS[drawn["step"]], LEAP_WORDS[drawn["step"]]


def _between(lesson: LessonData, first: str, last: str) -> Iterator[dict[str, Any]]:
    """Yield the events of some days by date, those included that reach into them."""
    for row in rows_of(lesson.events.sort_values(["start", "event_id"])):
        begins = row["start"] <= np.datetime64(last) + 1 - _MOMENT
        if begins and not row["end"] < np.datetime64(first):
            yield row


def _filters(
    rows: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Sequence[str]],
    labels: Mapping[str, str],
    places: Mapping[str, ListPlace],
) -> list[Filter]:
    """Give the filters of these events: only what one of them has can be chosen."""
    used = {a: labels[a] for row in rows for a in row["actor_ids"]}
    sure = [c for c in ("high", "medium", "low") if c in {row["confidence"] for row in rows}]
    here = {row["kind"] for row in rows}
    shown = {word: label for word, (label, _) in kinds.items() if word in here}
    return [
        *([filter_of("kind", "Kind", shown)] if shown else []),
        filter_of("actor", "Actor", dict(sorted(used.items(), key=lambda pair: pair[1]))),
        filter_of("confidence", "Confidence", {c: capital(c) for c in sure}),
        filter_of("place", "Place", {p: words["title"] for p, words in by_title(places)}),
    ]


def _event(
    row: Mapping[str, Any],
    kind: Sequence[str],
    labels: Mapping[str, str],
    cited: Mapping[str, Mapping[str, str]],
    *,
    unit: str,
    step: str,
    told: Sequence[Mapping[str, Any]],
) -> Item:
    exact, tag = _how_dated(row, step)
    place = [row["place_id"]] if row["place_id"] else []
    words = event_words(row, unit)["day"]
    says = _says(row["source_ids"], cited)
    return {
        "id": row["event_id"],
        "head": [words, *kind[:1]],
        "sign": kind[1] if kind else "",
        "title": row["title"],
        "says": says,
        "keys": {
            "actor": list(row["actor_ids"]),
            "kind": [row["kind"]] if kind else [],
            "confidence": [row["confidence"]],
            "place": place,
            "event": [row["event_id"]],
        },
        "when": [iso(from_cell(row["start"], unit)), end_of(row, unit)],
        "when_words": words,
        "now": tag,
        "marks": [["event", row["event_id"]], *(["place", p] for p in place)],
        "lines": filled(
            [
                ("What is reported", row["description"]),
                ("How exact is the date", exact),
                ("How exact is the place", _how_exact(row["precision_km"])),
                ("Who says so", joined(cited, says, "publisher"), "publisher"),
                ("Confidence", capital(row["confidence"])),
                ("What is disputed", row["disputed"] or "Nothing that we know of."),
                ("Involved", "; ".join(labels[a] for a in row["actor_ids"])),
                ("In the report", ", ".join(f"¶ {n}" for n in row["paragraphs"])),
                ("Sources", joined(cited, says, "citation"), "citation"),
            ]
        ),
        "told": [_told(one, step) for one in told],
    }


def _told(row: Mapping[str, Any], step: str) -> ToldReport:
    return {
        "said": was_said(row["said"], step),
        "day": row["day"],
        "told": row["told"],
        "words": row["words"],
        "sources": list(row["source_ids"]),
    }


def _how_dated(row: Mapping[str, Any], step: str) -> tuple[str, str]:
    """Say how exact a date is as it was written, and what its days are on the clock of the map."""
    is_day = _DAY.fullmatch(written(row, "start"))
    words, tag = (_EXACT if is_day else _EXACT_IN_STEPS)[row["date_precision"]]
    if is_day and row["date_precision"] == "range" and written(row, "end") == written(row, "start"):
        words, tag = _ON_ONE_DAY
    if step == "day":
        return words, _EXACT[row["date_precision"]][1]
    return words, _NOW[step] if row["date_precision"] == "day" else tag


def _says(ids: Sequence[str], cited: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Put sources in order: of each side one before a second of the same side."""
    sides = {cited[one].get("side", ""): one for one in reversed(ids)}
    firsts = [one for one in ids if one in sides.values()]
    return list(dict.fromkeys([*firsts, *ids]))


def _how_exact(km: float) -> str:
    if math.isnan(km):
        return "The event is not drawn on maps."
    return f"Right to about {km:g} km." if km >= 2 else ""
