"""What was said of a place or an event, in words: who said what on which day, in that order.

A card on a map, the list beside it, the handout and a table all tell it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lessonkit.errors import first_of, listed
from lessonkit.lesson import LATER, LessonData, rows_of, written
from lessonkit.tables.entries import REPORTED
from lessonkit.words import day_in_words, vague_words

NOBODY = "somebody who is not named"
"""Who speaks where a report names nobody, and its source is not to be named."""

_KINDS = {
    "announced": "announced",
    "confirmed": "confirmed",
    "denied": "denied",
    "found": "found later",
}
# Where no report says who holds a place, reasons or plans may be told: nobody "finds" those.
_PLAIN = {"announced": "said", "confirmed": "confirmed", "denied": "denied", "found": "said later"}
_NAMED = 2  # so many publishers at most speak in one report
_Row = Mapping[Any, Any]


def says_of(lesson: LessonData, kind: str) -> str:
    """Say what reports of a kind say of a thing: one of `entries.SAYS`."""
    own = lesson.kinds.get(("report", kind))
    return (own.says if own else "") or REPORTED.get(kind, "so")


def told(lesson: LessonData) -> list[dict[Any, Any]]:
    """Give the rows of `reports.csv` in the order of saying, with what readers are told of each.

    Returns
    -------
    list of dict
        The columns of the table, and `day`, the day on which it was said as ISO text, as exact as
        it was written; `how` it was said and `by` whom; `short`, who holds the place after it; and
        `told`, these three in words: ``"denied by South League: South"``.
    """
    rows = rows_of(lesson.reports.sort_values("said", kind="stable"))
    plain = not any(row["holder"] for row in rows)
    actors = dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True))
    sources = lesson.sources
    publishers = dict(zip(sources["source_id"], sources["publisher"], strict=True))
    before: dict[tuple[str, str], list[str]] = {}  # who was said to hold a place, one by one
    made = []
    for row in rows:
        holder = lesson.holders.get(row["holder"])
        short = holder.short if holder else ""
        earlier = before.setdefault((row["place_id"], row["event_id"]), [])
        how = _how(row["kind"], lesson, plain, is_first=short not in earlier)
        if says_of(lesson, row["kind"]) == "so":
            earlier.append(short)
        by = actors.get(row["said_by"]) or _publishers(row["source_ids"], publishers)
        words = f"{how} by {by}" + (f": {short}" if short else "")
        said = {"day": row["said_text"], "how": how, "by": by, "short": short, "told": words}
        made.append(row | said)
    return made


def _how(kind: str, lesson: LessonData, plain: bool, *, is_first: bool) -> str:
    """Say how something was said; `is_first` if nobody had said the same of it before.

    Who says first that somebody holds a place confirms nothing, even of their own knowledge. A
    kind that the lesson has a word for is said with that word.
    """
    if ("report", kind) in lesson.kinds:
        return lesson.kind("report", kind).label
    if plain:
        return _PLAIN[kind]
    return "reported" if kind == "confirmed" and is_first else _KINDS[kind]


def told_of_events(lesson: LessonData) -> dict[str, list[dict[Any, Any]]]:
    """Give the reports about each event that has some, by its id, in the order of saying."""
    found: dict[str, list[dict[Any, Any]]] = {}
    for row in told(lesson):
        if row["event_id"]:
            found.setdefault(row["event_id"], []).append(row)
    return found


def in_order(reports: pd.DataFrame) -> pd.DataFrame:
    """Sort reports by when they were made, as the handout has them, if nobody has sorted them."""
    is_sorted_otherwise = not reports.index.is_monotonic_increasing
    if "said" not in reports.columns or is_sorted_otherwise:
        return reports
    return reports.sort_values("said", kind="stable")


def in_words(lesson: LessonData, reports: pd.DataFrame) -> pd.DataFrame:
    """Give rows of `reports.csv` as readers see them: names in the place of ids, days in words."""
    known = {row["report_id"]: row for row in told(lesson)}
    names = dict(zip(lesson.places["place_id"], lesson.places["name_en"], strict=True))
    titles = dict(zip(lesson.events["event_id"], lesson.events["title"], strict=True))
    rows = [known.get(one, {}) for one in reports["report_id"]]
    about = [
        names.get(row.get("place_id"), "") or titles.get(row.get("event_id"), "") for row in rows
    ]
    part = [row.get("part", "") for row in rows]
    return reports.assign(
        about=[f"{name}, {one}" if one else name for name, one in zip(about, part, strict=True)],
        by=[row.get("by", "") for row in rows],
        days=[_days(row) for row in rows],
        day=[day_in_words(row["day"]) if row else "" for row in rows],
        how=[row.get("how", "").rstrip(" ,") for row in rows],  # of "told inside, not in public,"
        holder=[row.get("short", "") for row in rows],
    )


def _days(row: _Row) -> str:
    """Say of which days a report speaks."""
    if not row:
        return ""
    start, end = (written(row, name) for name in ("start", "end"))
    return day_in_words(start) if start == end else vague_words(f"{start}/{end or '..'}")


def _publishers(ids: Iterable[str], publishers: Mapping[str, str]) -> str:
    """Name who speaks where a source speaks for itself; one that is not to be told names nobody."""
    names = list(dict.fromkeys(publishers[one] for one in ids if one != LATER))
    if len(names) > _NAMED:
        return first_of(names, _NAMED, "; ")
    return listed(names or [NOBODY])
