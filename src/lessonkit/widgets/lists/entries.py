"""What the lists beside a map share: sources, places, days and filters of their entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lessonkit.days import from_cell, iso
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.widgets.state import Cited, Filter, Item, ListEvent, ListPlace, LocalWords
from lessonkit.words import happened


def citations(lesson: LessonData) -> dict[str, dict[str, str]]:
    """Return the sources by their id."""
    return {r["source_id"]: r for r in rows_of(lesson.sources)}


def joined(cited: Mapping[str, Mapping[str, str]], ids: Iterable[str], column: str) -> str:
    """Join one column of some sources."""
    # A dict drops the second mention and keeps the order.
    return "; ".join(dict.fromkeys(cited[i][column] for i in ids))


def places_of(lesson: LessonData, items: Iterable[Item]) -> dict[str, ListPlace]:
    """Return the names of all places that some entries name."""
    used = {place for item in items for place in item["keys"]["place"]}
    rows = rows_of(lesson.places[lesson.places["place_id"].isin(used)])
    return {r["place_id"]: {"title": r["name_en"], "title_local": r["name_local"]} for r in rows}


def by_title(places: Mapping[str, ListPlace]) -> list[tuple[str, ListPlace]]:
    """Return places in the order of their names."""
    return sorted(places.items(), key=lambda pair: pair[1]["title"])


def local_of(lesson: LessonData) -> LocalWords | None:
    """Say of the second names of places in which language they are, if there are any."""
    if (local := lesson.local_names) is None:
        return None
    return {"language": local.language, "direction": local.runs, "label": local.label}


def event_words(row: Mapping[str, Any], unit: str) -> ListEvent:
    """Give an event as an entry names it."""
    start, end = iso(from_cell(row["start"], unit)), end_of(row, unit)
    words = happened(written(row, "start"), written(row, "end"), row["date_precision"])
    return {"title": row["title"], "day": words, "start": start, "end": end}


def end_of(row: Mapping[str, Any], unit: str) -> str:
    """Return the last day of an event as ISO text; empty if it goes on."""
    return iso(from_cell(row["end"], unit))


def filter_of(id_: str, label: str, options: Mapping[str, str]) -> Filter:
    """Make a filter; `options` are the words by the value that they stand for."""
    return {"id": id_, "label": label, "options": [list(pair) for pair in options.items()]}


def sources_of(cited: Mapping[str, Mapping[str, str]], ids: Iterable[str]) -> dict[str, Cited]:
    """Give some sources as an entry names them."""
    return {
        one: {"publisher": cited[one]["publisher"], "citation": cited[one]["citation"]}
        for one in sorted(ids)
    }


def filled(lines: Iterable[tuple[str, ...]]) -> list[list[str]]:
    """Leave out the lines of a detail that say nothing."""
    return [list(line) for line in lines if line[1]]
