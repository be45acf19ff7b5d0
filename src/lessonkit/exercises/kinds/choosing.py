"""Choosing answers, and writing in one's own words."""

from __future__ import annotations

from typing import Any

from lessonkit.exercises.answers import Data
from lessonkit.exercises.form import Exercise
from lessonkit.exercises.kinds.solved import Messages, Parts, Solved, derived, no
from lessonkit.exercises.seal import Seal


def _options(exercise: Exercise, data: Data, *kinds: type) -> list[tuple[dict[str, Any], bool]]:
    """Give each option with whether it is right."""
    options, form = exercise.body["options"], exercise.body.get("answer")
    if form is None:
        _check_texts(options)
        return [(option, option.get("right", False)) for option in options]
    value = derived("answer", form, data, *kinds)
    keys = [option.get("key") for option in options]
    wanted = value if isinstance(value, list) else [value]
    if None in keys or len(set(keys)) < len(keys) or any("right" in option for option in options):
        words = "a key of its own in each option, and no right"
        raise no("options", "options that do not fit the answer", words, f"Write {words}.")
    _check_texts(options)
    if missing := [one for one in wanted if one not in keys]:
        words = f'an option with key = "{missing[0]}"'
        remedy = "The data give this answer. Correct a key, or add the option."
        raise no("options", f"no option with the key {missing[0]}", words, remedy)
    return [(option, option["key"] in wanted) for option in options]


def _check_texts(options: list[dict[str, Any]]) -> None:
    if len({option["text"] for option in options}) < len(options):
        raise no("options", "one text twice", "texts that differ", "Change one of the two.")


def choice(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve a choice of one: its index is the answer."""
    options = _options(exercise, data, str)
    right = [n for n, (_, good) in enumerate(options) if good]
    if len(right) != 1:
        words = "exactly one option with right = true"
        raise no("options", f"{len(right)} right options", words, "Correct the options.")
    derived = "answer" in exercise.body
    for n, (option, good) in enumerate(options, 1):
        if "feedback" not in option and (derived or not good):
            raise no(f"options {n}, feedback", "no such key", "what the mistake is", "Add it.")
    messages: Messages = {
        ("choice", str(n)): option["feedback"]
        for n, (option, good) in enumerate(options)
        if not good
    }
    texts = [option["text"] for option, _ in options]
    return Solved({"options": texts}, [("choice", str(right[0]))], messages, texts[right[0]])


def multi(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve a choice of several: for each option, whether it is chosen."""
    options = _options(exercise, data, list)
    if not any(good for _, good in options):
        raise no("options", "no right option", "one or more", "Mark it with right = true.")
    for n, (option, _) in enumerate(options, 1):
        if "feedback" not in option:
            raise no(f"options {n}, feedback", "no such key", "a word on it", "Add it.")
    right: list[Parts] = [("multi", str(n), str(int(good))) for n, (_, good) in enumerate(options)]
    messages: Messages = {
        ("multi", str(n), str(int(not good))): option["feedback"]
        for n, (option, good) in enumerate(options)
    }
    model = "; ".join(option["text"] for option, good in options if good)
    return Solved({"options": [o["text"] for o, _ in options]}, right, messages, model)


def text(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Prepare a text of one's own: the student compares and judges."""
    extra = {"criteria": exercise.body["criteria"], "mistakes": exercise.body["mistakes"]}
    public = {"words": exercise.body["words"], "criteria_count": len(extra["criteria"])}
    return Solved(public, [], {}, exercise.body["model"], extra)
