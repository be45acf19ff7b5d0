"""Sort sentences into categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonkit.exercises.answers import unsolved
from lessonkit.exercises.kinds.base import Exercise, InWords, Parts, Solved
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import KEY, SOME_TEXT, TEXT, Field, Form, is_text, tables
from lessonkit.words import runs

_FEEDBACK = Field(
    '{ category = "why not" }',
    lambda value: isinstance(value, dict) and bool(value) and all(map(is_text, value.values())),
)
FORM: Form = {
    "categories": tables("two to six categories", 2, 6, inner={"key": TEXT, "text": TEXT}),
    "items": tables(
        "two to ten items",
        2,
        10,
        inner={
            "claim": KEY.or_none(),
            "text": SOME_TEXT,
            "category": SOME_TEXT,
            "feedback": _FEEDBACK,
        },
    ),
    "column": SOME_TEXT,
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Sort each sentence: its key and its category are the answer."""
    categories, column = exercise.body["categories"], exercise.body.get("column", "kind")
    labels = {one["key"]: one["text"] for one in categories}
    claims = lesson.claims.set_index("claim_id")
    if len(labels) < len(categories):
        raise unsolved(
            "categories", "two with one key", "keys that differ", "Delete one of the two."
        )
    if column not in claims:
        raise unsolved("column", column, "a column of claims.csv", "Correct it.")
    items, right, messages, model = [], list[Parts](), dict[Parts, str](), []
    for n, item in enumerate(exercise.body["items"], 1):
        if ("claim" in item) == ("category" in item) or not {"claim", "text"} & set(item):
            words = "either claim (with text, if it is to be worded anew), or text and category"
            raise unsolved(f"items {n}", "neither, or both", words, f"Write {words}.")
        if "claim" in item and item["claim"] not in claims.index:
            raise unsolved(
                f"items {n}, claim", item["claim"], "an id from claims.csv", "Correct it."
            )
        row = claims.loc[item["claim"]] if "claim" in item else None
        text = str(item.get("text", ""))
        if row is not None:
            text = f"{text or row['claim']} (¶\u00a0{row['paragraph']})"
        category = item["category"] if row is None else str(row[column])
        stray = [one for one in (category, *item["feedback"]) if one not in labels]
        if stray or category in item["feedback"]:
            got = stray[0] if stray else f"feedback for {category}, which is right"
            words = f"one of: {', '.join(labels)}; feedback for the wrong ones"
            raise unsolved(f"items {n}", got, words, "Correct it.")
        key = seal.hash("item", text)[:6]
        items.append({"key": key, "text": text})
        right.append(("kind", key, category))
        messages |= {("kind", key, wrong): words for wrong, words in item["feedback"].items()}
        model.append(f"{labels[category]}: {text}")
    if len({item["text"] for item in items}) < len(items):
        raise unsolved(
            "items", "one sentence twice", "sentences that differ", "Delete one of the two."
        )
    items.sort(key=lambda item: item["key"])
    return Solved({"items": items, "categories": categories}, right, messages, "\n".join(model))


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    texts = {one["key"]: one["text"] for one in solved.public["items"]}
    labels = {one["key"]: one["text"] for one in solved.public["categories"]}
    wrong = [
        (f"{labels[category]}: {texts[key]}", text)
        for (_, key, category), text in solved.messages.items()
    ]
    return InWords(wrong, {key: category for _, key, category in solved.right})


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    items = [item | {"text": runs(item["text"])} for item in spec["items"]]
    return {"items": items, "categories": spec["categories"]}
