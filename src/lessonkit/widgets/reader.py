"""A list beside a map, tied to it in both directions: the claims of the article, or the events.

An entry has a line above its title, the values by which it is found (`keys`), the days that it is
about (`when`), the marks that show it (`marks`, the first that is on the map counts), and the lines
of its detail.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets
import pandas as pd
import traitlets

from lessonkit.errors import LessonError, counted, known_id
from lessonkit.html.table import table
from lessonkit.lesson import LessonData
from lessonkit.widgets.base import LessonWidget, StateError
from lessonkit.widgets.state import (
    Filter,
    Item,
    ListEvent,
    ListPlace,
    LocalWords,
    MapOnPage,
    ReaderSpec,
    StateTrait,
)
from lessonkit.words import happened, long_day, vague_span, vague_words

if TYPE_CHECKING:
    from lessonkit.widgets.map import Map


class _IdTrait(traitlets.Unicode):
    """Text; anything else is refused with a remedy."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> Any:
        raise StateError(
            f'{self.name}: got {value!r}, expected the id of an entry as text, or "" for none.'
        )


class _FiltersTrait(traitlets.Dict):
    """A dict; anything else is refused with a remedy."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> Any:
        raise StateError(f"{self.name}: got {value!r}, expected a dict such as {{}} for no filter.")


class Reader(LessonWidget):
    """A list and its map. Make one with `Map.with_claims` or `Map.with_events`.

    Attributes
    ----------
    map : Map
        The map that the list draws beside itself; other views may show it, too.
    chosen : str
        Id of the entry that is open, or empty.
    filters : dict of str to str
        What the list is narrowed to: a value by the id of a filter, for example
        ``{"kind": "prediction"}``. Empty for everything.
    """

    view = traitlets.Unicode("reader").tag(sync=True)
    spec = StateTrait[ReaderSpec]().tag(sync=True)
    # By its name: the map is made of what stands here.
    map: traitlets.Instance[Map] = traitlets.Instance("lessonkit.widgets.map.Map").tag(
        sync=True, **ipywidgets.widget_serialization
    )
    chosen = _IdTrait().tag(sync=True)
    filters = _FiltersTrait().tag(sync=True)

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> str:
        chosen = str(proposal["value"])
        known = [item["id"] for item in self.spec.get("items", ())]
        if chosen:
            remedy = (
                f"The ids go from {known[0]} to {known[-1]}." if known else "The list is empty."
            )
            known_id(chosen, known, "entry", otherwise=remedy, where="chosen", error=StateError)
        return chosen

    @traitlets.validate("filters")
    def _check_filters(self, proposal: Any) -> dict[str, str]:
        known = {one["id"]: one for one in self.spec.get("filters", ())}
        for name, value in proposal["value"].items():
            known_id(name, known, "filter", where="filters", error=StateError)
            values = [option[0] for option in known[name]["options"]]
            if value:
                known_id(value, values, f"{name} in this list", where="filters", error=StateError)
        return {name: value for name, value in proposal["value"].items() if value}

    def _fallback(self) -> tuple[str, str]:
        """Give the still map and the whole list, as a table."""
        titles = {
            "place": {key: one["title"] for key, one in self.spec["places"].items()},
            "event": {key: one["title"] for key, one in self.spec["events"].items()},
        }
        rows = [self._row(item, titles) for item in self.spec["items"]]
        # All headings in the order in which they come; not every entry has each.
        heads = {head: head for row in rows for head in row}
        frame = pd.DataFrame(rows, columns=list(heads)).fillna("")
        lines = [f"Map: {self.map.spec['title']}"]
        lines += ["; ".join(f"{head}: {words}" for head, words in row.items()) for row in rows]
        title = self.spec["title"]
        words = table(frame, heads, title).data
        return "\n".join([title, *lines]), self.map.still_html() + words

    def _row(self, item: Item, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Return the words of an entry by their headings; `titles` are those of what it shows."""
        shows = {
            heading: "; ".join(titles[kind][one] for one in item["keys"][kind])
            for kind, heading in self.spec["shows"].items()
        }
        about = {"About": " · ".join(item["head"]), "Entry": item["title"]}
        return about | dict(item["lines"]) | {k: words for k, words in shows.items() if words}


# How exact a date is: as a sentence, and as a tag on the days that it covers.
_EXACT = {
    "day": ("On this day.", "On this day"),
    "about": ("About this time: the day is not certain.", "About this day"),
    "range": ("On one or more of these days.", "In these days"),
}


def claims_spec(lesson: LessonData) -> ReaderSpec:
    """List the claims of the article in order.

    How a claim turned out is said unless the lesson knows no more than some day (`as_of`).
    """
    lesson.needed("claims", "with_claims")
    hindsight = lesson.known_by is None
    days = {r["event_id"]: r for r in _records(lesson.events)}
    cited = _citations(lesson)
    rows = _records(lesson.claims.sort_values("paragraph", kind="stable"))
    items = [_claim(row, days, cited, known_by=lesson.known_by) for row in rows]
    places = _places(lesson, items)
    events = {e: _event_words(days[e]) for item in items for e in item["keys"]["event"]}
    dated = sorted(events, key=lambda e: (days[e]["start"], e))
    filters = [
        _filter("speaker", "Speaker", {r["asserted_by"]: capital(r["asserted_by"]) for r in rows}),
        _filter("kind", "Kind", {r["kind"]: capital(r["kind"]) for r in rows}),
        _filter("place", "Place", {p: words["title"] for p, words in _by_title(places)}),
        _filter("event", "Event", {e: f"{events[e]['day']}: {events[e]['title']}" for e in dated}),
    ]
    use = "Choose a claim: the map shows its place and its date. Choose a mark on the map: the "
    use += "list says which claims name it."
    if hindsight:
        outcomes = {r["outcome"]: capital(r["outcome"]) for r in rows}
        filters.append(_filter("outcome", "Outcome", outcomes))
        use += " An outcome is what we found later."
    else:
        use += " How we checked each claim, and what came of it, is left out here: it tells what"
        use += " happened later."
    return {
        "title": f"The {counted(len(items), 'claim')} of the report, in order",
        "use": use,
        "nouns": ["claim", "claims"],
        "tag": "Named",
        "named": {
            kind: ["No claim names", "claim names", "claims name"] for kind in ("place", "event")
        },
        "shows": {"place": "Places", "event": "Events"},
        "follows": False,
        "local": local_of(lesson),
        "filters": filters,
        "items": items,
        "places": places,
        "events": events,
    }


def events_spec(lesson: LessonData, drawn: MapOnPage) -> ReaderSpec:
    """List the events on the days of a map, by date; `drawn` is the `spec` of the map."""
    if not drawn["slider"]:
        raise LessonError(
            "with_events: the map has no slider. Give it its first and last day: "
            'days=("2001-05-14", "2001-06-30").'
        )
    lesson.needed("events", "with_events")
    first, last = drawn["first"], drawn["last"]
    cited = _citations(lesson)
    labels = dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True))
    rows = [
        row
        for row in _records(lesson.events.sort_values(["start", "event_id"]))
        if f"{row['start']:%Y-%m-%d}" <= last and (_end(row) or last) >= first
    ]
    kinds = drawn["kinds"]
    items = [_event(row, kinds.get(row["kind"], []), labels, cited) for row in rows]
    places = _places(lesson, items)
    used = {a: labels[a] for row in rows for a in row["actor_ids"]}
    sure = [c for c in ("high", "medium", "low") if c in {row["confidence"] for row in rows}]
    here = {row["kind"] for row in rows}
    shown = {word: label for word, (label, _) in kinds.items() if word in here}
    return {
        "title": f"{counted(len(items), 'event')} from {long_day(first)} to {long_day(last)}",
        "use": "Choose an event: the map goes to its day and marks it. Move the date of the map: "
        "the list says what happens then and what happened in the week before.",
        "nouns": ["event", "events"],
        "tag": "Selected",
        "named": {
            "place": ["No event in this list is at", "event in this list is at", "events are at"],
            "event": ["Not in this list:", "event in this list:", "events in this list:"],
        },
        "shows": {"place": "Place"},
        "follows": True,
        "local": local_of(lesson),
        "filters": [
            *([_filter("kind", "Kind", shown)] if shown else []),
            _filter("actor", "Actor", dict(sorted(used.items(), key=lambda pair: pair[1]))),
            _filter("confidence", "Confidence", {c: capital(c) for c in sure}),
            _filter("place", "Place", {p: words["title"] for p, words in _by_title(places)}),
        ],
        "items": items,
        "places": places,
        "events": {},
    }


# ---- Entries ------------------------------------------------------------------------------------


def _claim(
    row: Mapping[str, Any],
    events: Mapping[str, Any],
    cited: Mapping[str, Mapping[str, str]],
    *,
    known_by: dt.date | None,
) -> Item:
    when = vague_span(row["date"])
    if when and known_by:  # what a claim foretells has no mark on the days of its map
        when = [min(day, known_by.isoformat()) for day in when]
    keys = {
        "speaker": [row["asserted_by"]],
        "kind": [row["kind"]],
        "place": list(row["place_ids"]),
        "event": [e for e in row["event_ids"] if e in events],
    }
    head = [f"¶ {row['paragraph']}", capital(row["asserted_by"]), capital(row["kind"])]
    sources = _joined(cited, row["source_ids"], "citation")
    lines = [("Date", vague_words(row["date"]) or "Not dated")]
    if known_by is None:
        keys["outcome"] = [row["outcome"]]
        head.append(capital(row["outcome"]))
        outcome = f"{capital(row['outcome'])}. {row['outcome_note']}".strip()
        lines += [("How we checked it", row["checked"]), ("Outcome, seen later", outcome)]
        lines += [("Sources of the check", sources)]
    else:
        lines += [("Sources of that time", sources)]
    return {
        "id": row["claim_id"],
        "head": head,
        "sign": "",
        "title": row["claim"],
        "keys": keys,
        "when": when,
        "when_words": vague_words(row["date"]),
        "now": "",  # the list of claims does not follow the day
        "marks": [["place", place] for place in row["place_ids"]],
        "lines": _filled(lines),
    }


def _event(
    row: Mapping[str, Any],
    kind: Sequence[str],
    labels: Mapping[str, str],
    cited: Mapping[str, Mapping[str, str]],
) -> Item:
    place = [row["place_id"]] if row["place_id"] else []
    words = _event_words(row)["day"]
    return {
        "id": row["event_id"],
        "head": [words, *kind[:1]],
        "sign": kind[1] if kind else "",
        "title": row["title"],
        "keys": {
            "actor": list(row["actor_ids"]),
            "kind": [row["kind"]] if kind else [],
            "confidence": [row["confidence"]],
            "place": place,
            "event": [row["event_id"]],
        },
        "when": [f"{row['start']:%Y-%m-%d}", _end(row)],
        "when_words": words,
        "now": _EXACT[row["date_precision"]][1],
        "marks": [["event", row["event_id"]], *(["place", p] for p in place)],
        "lines": _filled(
            [
                ("What is reported", row["description"]),
                ("How exact is the date", _EXACT[row["date_precision"]][0]),
                ("How exact is the place", _how_exact(row["precision_km"])),
                ("Who says so", _joined(cited, row["source_ids"], "publisher")),
                ("Confidence", capital(row["confidence"])),
                ("What is disputed", row["disputed"] or "Nothing that we know of."),
                ("Involved", "; ".join(labels[a] for a in row["actor_ids"])),
                ("In the report", ", ".join(f"¶ {n}" for n in row["paragraphs"])),
                ("Sources", _joined(cited, row["source_ids"], "citation")),
            ]
        ),
    }


def _how_exact(km: float) -> str:
    if math.isnan(km):
        return "The event is not drawn on maps."
    return f"Right to about {km:g} km." if km >= 2 else ""


def _event_words(row: Mapping[str, Any]) -> ListEvent:
    start, end = f"{row['start']:%Y-%m-%d}", _end(row)
    words = happened(start, end, row["date_precision"])
    return {"title": row["title"], "day": words, "start": start, "end": end}


def _end(row: Mapping[str, Any]) -> str:
    """Return the last day of an event as ISO text; empty if it goes on."""
    return f"{row['end']:%Y-%m-%d}" if pd.notna(row["end"]) else ""


def local_of(lesson: LessonData) -> LocalWords | None:
    """Say of the second names of places in which language they are, if there are any."""
    if (local := lesson.local_names) is None:
        return None
    return {"language": local.language, "direction": local.runs, "label": local.label}


# ---- Words that the entries share ---------------------------------------------------------------


def _citations(lesson: LessonData) -> dict[str, dict[str, str]]:
    return {r["source_id"]: r for r in _records(lesson.sources)}


def _joined(cited: Mapping[str, Mapping[str, str]], ids: Iterable[str], column: str) -> str:
    # A dict drops the second mention and keeps the order.
    return "; ".join(dict.fromkeys(cited[i][column] for i in ids))


def _places(lesson: LessonData, items: Iterable[Item]) -> dict[str, ListPlace]:
    used = {place for item in items for place in item["keys"]["place"]}
    rows = _records(lesson.places[lesson.places["place_id"].isin(used)])
    return {r["place_id"]: {"title": r["name_en"], "title_local": r["name_local"]} for r in rows}


def _by_title(places: Mapping[str, ListPlace]) -> list[tuple[str, ListPlace]]:
    return sorted(places.items(), key=lambda pair: pair[1]["title"])


def _filter(id_: str, label: str, options: Mapping[str, str]) -> Filter:
    return {"id": id_, "label": label, "options": [list(pair) for pair in options.items()]}


def _filled(lines: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[label, words] for label, words in lines if words]


def capital(words: str) -> str:
    """Give words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
