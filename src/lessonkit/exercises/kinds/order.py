"""Put things in order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from lessonkit.days import from_cell, span
from lessonkit.errors import did_you_mean
from lessonkit.exercises.answers import UnsolvedError, unsolved
from lessonkit.exercises.kinds.base import Exercise, InWords, Messages, Solved
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import KEY, SOME_TEXT, TEXT, Form, tables
from lessonkit.tables.schema import TABLES
from lessonkit.words import runs

_EVENTS = TABLES["events"].file

FORM: Form = {
    "items": tables(
        "three to eight items",
        3,
        8,
        inner={"event": KEY.or_none(), "key": KEY.or_none(), "text": SOME_TEXT},
    ),
    "mistakes": tables(
        "one or more { first, then, text }", 1, inner={"first": KEY, "then": KEY, "text": TEXT}
    ),
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve a sequence: the keys of its items, in order, are the answer."""
    items = _in_order(exercise.body["items"], lesson)
    keys = {one: seal.hash("item", one)[:6] for one, _ in items}  # ids may tell the order
    for n, mistake in enumerate(exercise.body["mistakes"], 1):
        for end in ("first", "then"):
            if mistake[end] not in keys:
                words = f"one of: {', '.join(keys)}"
                raise unsolved(f"mistakes {n}, {end}", mistake[end], words, "Correct it.")
        places = list(keys)
        if places.index(mistake["first"]) <= places.index(mistake["then"]):
            raise _right_order(n, mistake, lesson)
    messages: Messages = {
        ("before", keys[m["first"]], keys[m["then"]]): m["text"] for m in exercise.body["mistakes"]
    }
    right = list(keys.values())
    shown = [{"key": keys[one], "text": text} for one, text in items]
    shown = _shuffled(shown, right, seal)
    at = [seal.hash("at", str(n), key) for n, key in enumerate(right)]
    model = "\n".join(f"{n}. {text}" for n, (_, text) in enumerate(items, 1))
    return Solved({"items": shown, "at": at}, [("order", *right)], messages, model)


def _right_order(n: int, mistake: Mapping[str, str], lesson: LessonData) -> UnsolvedError:
    """Say that a mistake is none; of events a day may be wrong, and not the exercise."""
    days = dict(zip(lesson.events["event_id"], lesson.events["start_text"], strict=True))
    ends = [mistake["first"], mistake["then"]]
    first, then = (f"{one} ({days[one]})" if one in days else one for one in ends)
    remedy = "Swap first and then."
    if all(one in days for one in ends):
        remedy = f"Swap first and then; or is a day wrong? Then correct it in {_EVENTS}."
        outside = [one for one in ends if not _is_of_lesson(one, lesson)]
        if len(outside) == 1:
            remedy = (
                f"The day of {outside[0]} is none of the lesson. Is it wrong? Then correct it in "
                f"{_EVENTS}; else swap first and then."
            )
    got = f"{first} before {then}, which is right"
    return unsolved(f"mistakes {n}", got, "a wrong order", remedy)


def _is_of_lesson(event: str, lesson: LessonData) -> bool:
    row = lesson.events.set_index("event_id").loc[event]
    start = from_cell(row["start"])
    return start is None or bool(lesson.start <= start <= lesson.end)


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    texts = {one["key"]: one["text"] for one in solved.public["items"]}
    wrong = [
        (f"{texts[first]} before {texts[then]}", text)
        for (_, first, then), text in solved.messages.items()
    ]
    _, *keys = solved.right[0]
    return InWords(wrong, {key: str(n) for n, key in enumerate(keys, 1)})


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"items": [item | {"text": runs(item["text"])} for item in spec["items"]]}


def _shuffled(items: list[dict[str, str]], right: list[str], seal: Seal) -> list[dict[str, str]]:
    """Mix items, the same each time, so that at most one stands where it should."""
    for n in range(999):
        items = sorted(items, key=lambda item: seal.hash("mix", str(n), item["key"]))
        if sum(item["key"] == key for item, key in zip(items, right, strict=True)) <= 1:
            break
    return items


def _in_order(items: list[dict[str, Any]], lesson: LessonData) -> list[tuple[str, str]]:
    """Give the id and the words of each item, in the right order."""
    if not all(set(item) in ({"event"}, {"key", "text"}) for item in items):
        words = "either event, or key and text, in each item"
        raise unsolved("items", "an item with neither, or with both", words, f"Write {words}.")
    ids = [item.get("event") or item["key"] for item in items]
    if len(set(ids)) < len(ids):
        raise unsolved(
            "items", "two items with one id", "ids that differ", "Delete one of the two."
        )
    if not any("event" in item for item in items):
        return [(item["key"], item["text"]) for item in items]
    events = lesson.events.set_index("event_id")
    for one in ids:
        if one not in events.index:
            near = did_you_mean(one, events.index, "Events only, or texts only.")
            raise unsolved("items", one, "an id from events.csv", near)
    ordered = sorted((events.loc[one, "start"], one) for one in ids)
    for (first, one), (second, other) in pairwise(ordered):
        begin = span(events.loc[one, "start_text"], lesson.unit)
        if begin and begin.last is not None and begin.last >= second:
            got = f"{one} and {other}, of which either may be the first"
            got = "two events of one day" if first == second == begin.last else got
            remedy = f"Take out one of the two, or correct a day in {_EVENTS}."
            raise unsolved("items", got, "days that differ", remedy)
    return [(one, str(events.loc[one, "title"])) for _, one in ordered]
