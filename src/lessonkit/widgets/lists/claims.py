"""The list of claims: each claim of the article in order, with its places and its date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.days import Day, iso, span
from lessonkit.errors import counted
from lessonkit.lesson import LessonData, rows_of
from lessonkit.widgets.lists.entries import (
    by_title,
    citations,
    event_words,
    filled,
    filter_of,
    joined,
    local_of,
    places_of,
)
from lessonkit.widgets.state import Item, ListSpec
from lessonkit.words import capital, vague_words


def claims_spec(lesson: LessonData) -> ListSpec:
    """List the claims of the article in order.

    How a claim turned out is said unless the lesson knows no more than some day (`as_of`).
    """
    lesson.needed("claims", "with_claims")
    hindsight = lesson.known_by is None
    days = {r["event_id"]: r for r in rows_of(lesson.events)}
    cited = citations(lesson)
    rows = rows_of(lesson.claims.sort_values("paragraph", kind="stable"))
    items = [_claim(row, days, cited, known_by=lesson.known_by) for row in rows]
    places = places_of(lesson, items)
    events = {e: event_words(days[e], lesson.unit) for item in items for e in item["keys"]["event"]}
    dated = sorted(events, key=lambda e: (days[e]["start"], e))
    filters = [
        filter_of("speaker", "Speaker", {(by := r["asserted_by"]): capital(by) for r in rows}),
        filter_of("kind", "Kind", {r["kind"]: capital(r["kind"]) for r in rows}),
        filter_of("place", "Place", {p: words["title"] for p, words in by_title(places)}),
        filter_of(
            "event", "Event", {e: f"{events[e]['day']}: {events[e]['title']}" for e in dated}
        ),
    ]
    use = "Choose a claim: the map shows its place and its date. Choose a mark on the map: the "
    use += "list says which claims name it."
    if hindsight:
        outcomes = {r["outcome"]: capital(r["outcome"]) for r in rows}
        filters.append(filter_of("outcome", "Outcome", outcomes))
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
        "before": 0,
        "before_words": "",
        "local": local_of(lesson),
        "filters": filters,
        "items": items,
        "places": places,
        "events": events,
        "sources": {},
    }


def _claim(
    row: Mapping[str, Any],
    events: Mapping[str, Any],
    cited: Mapping[str, Mapping[str, str]],
    *,
    known_by: Day | None,
) -> Item:
    item = said(row, events, known_by=known_by)
    item["head"].insert(0, f"¶ {row['paragraph']}")
    sources = joined(cited, row["source_ids"], "citation")
    if known_by is None:
        item["keys"]["outcome"] = [row["outcome"]]
        item["head"].append(capital(row["outcome"]))
        outcome = f"{capital(row['outcome'])}. {row['outcome_note']}".strip()
        lines = [("How we checked it", row["checked"]), ("Outcome, seen later", outcome)]
        lines += [("Sources of the check", sources)]
    else:
        lines = [("Sources of that time", sources)]
    item["lines"] += filled(lines)
    return item


def said(row: Mapping[str, Any], events: Mapping[str, Any], *, known_by: Day | None) -> Item:
    """Give a claim as the report has it: who says what, of what kind, of which places and days.

    `row` is of `claims.csv`, `events` has those that the lesson knows, by their id.
    """
    found = span(row["date"])
    when = [iso(found.first), iso(found.last)] if found else None
    if found and known_by is not None:
        # What a claim foretells has no mark on the days of its map.
        when = [iso(known_by if day is None else min(day, known_by)) for day in found[:2]]
    return {
        "id": row["claim_id"],
        "head": [capital(row["asserted_by"]), capital(row["kind"])],
        "sign": "",
        "title": row["claim"],
        "says": [],  # its speaker stands in its head
        "keys": {
            "paragraph": [str(row["paragraph"])],
            "speaker": [row["asserted_by"]],
            "kind": [row["kind"]],
            "place": list(row["place_ids"]),
            "event": [e for e in row["event_ids"] if e in events],
        },
        "when": when,
        "when_words": vague_words(row["date"]),
        "now": "",  # a claim does not follow the day
        "marks": [["place", place] for place in row["place_ids"]],
        "lines": [["Date", vague_words(row["date"]) or "Not dated"]],
        "told": [],
    }
