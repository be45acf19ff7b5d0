"""Kind by kind: the right answer of an exercise, and what to say to wrong ones.

Whatever the data can say is taken from them (`derive`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lessonkit import geodesy
from lessonkit.derive import Data, derive
from lessonkit.errors import LessonError
from lessonkit.exercises import Exercise
from lessonkit.rules import suggest
from lessonkit.sealing import Buckets, Seal

Parts = tuple[str, ...]
Messages = dict[Parts, str]


@dataclass
class Solved:
    """An exercise with its answer.

    `public` is what everybody may see, `right` the answers (or parts of one) that are right,
    `messages` the words for wrong ones, `model` the answer in words, `extra` what is shown with it.
    """

    public: dict[str, Any]
    right: list[Parts]
    messages: dict[Parts, str]
    model: str
    extra: dict[str, Any] = field(default_factory=dict)


class NotSolvedError(Exception):
    """Where, got, expected and remedy of what does not fit."""


def _no(where: str, got: str, expected: str, remedy: str) -> NotSolvedError:
    return NotSolvedError(where, got, expected, remedy)


def _derived(where: str, form: Any, data: Data, *kinds: type) -> Any:
    try:
        value = derive(form, data)
    except LessonError as error:
        raise _no(where, "an answer that cannot be computed", "one that can", str(error)) from None
    if not isinstance(value, kinds):
        words = " or ".join({float: "a number", str: "a text", list: "a list"}[k] for k in kinds)
        raise _no(where, str(value), words, "Choose another form of answer.")
    return value


def _options(exercise: Exercise, data: Data, *kinds: type) -> list[tuple[dict[str, Any], bool]]:
    """Give each option with whether it is right."""
    options, form = exercise.body["options"], exercise.body.get("answer")
    if form is None:
        return [(option, option.get("right", False)) for option in options]
    value = _derived("answer", form, data, *kinds)
    keys = [option.get("key") for option in options]
    wanted = value if isinstance(value, list) else [value]
    if None in keys or len(set(keys)) < len(keys) or any("right" in option for option in options):
        words = "a key of its own in each option, and no right"
        raise _no("options", "options that do not fit to the answer", words, f"Write {words}.")
    if missing := [one for one in wanted if one not in keys]:
        raise _no("options", f"no option with the key {missing[0]}", "one", "Add the option.")
    return [(option, option["key"] in wanted) for option in options]


def _choice(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    options = _options(exercise, data, str)
    right = [n for n, (_, good) in enumerate(options) if good]
    if len(right) != 1:
        words = "exactly one option with right = true"
        raise _no("options", f"{len(right)} right options", words, "Correct the options.")
    derived = "answer" in exercise.body
    for n, (option, good) in enumerate(options, 1):
        if "feedback" not in option and (derived or not good):
            raise _no(f"options {n}, feedback", "no such key", "what the mistake is", "Add it.")
    messages: Messages = {
        ("choice", str(n)): option["feedback"]
        for n, (option, good) in enumerate(options)
        if not good
    }
    texts = [option["text"] for option, _ in options]
    return Solved({"options": texts}, [("choice", str(right[0]))], messages, texts[right[0]])


def _multi(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    options = _options(exercise, data, list)
    if not any(good for _, good in options):
        raise _no("options", "no right option", "one or more", "Mark it with right = true.")
    for n, (option, _) in enumerate(options, 1):
        if "feedback" not in option:
            raise _no(f"options {n}, feedback", "no such key", "a word on it", "Add it.")
    right: list[Parts] = [("multi", str(n), str(int(good))) for n, (_, good) in enumerate(options)]
    messages: Messages = {
        ("multi", str(n), str(int(not good))): option["feedback"]
        for n, (option, good) in enumerate(options)
    }
    model = "; ".join(option["text"] for option, good in options if good)
    return Solved({"options": [o["text"] for o, _ in options]}, right, messages, model)


def in_words(value: float, unit: str, tolerance: float) -> str:
    """Write a number as exactly as its tolerance makes sense of; km in miles, too."""
    digits = 0 if tolerance >= 0.5 else 1 if tolerance >= 0.05 else 2
    words = f"{value:.{digits}f} {unit}"
    return f"{words} ({geodesy.to_miles(value):.{digits}f} miles)" if unit == "km" else words


def _number_parts(
    exercise: Exercise, data: Data, unit: str, tolerance: float
) -> tuple[dict[str, Any], Parts, dict[Parts, str], str]:
    value = _derived("answer", exercise.body["answer"], data, float)
    buckets, messages = Buckets.around(value, tolerance), dict[Parts, str]()
    right = buckets.of(value)
    for n, mistake in enumerate(exercise.body["mistakes"], 1):
        wrong = _derived(f"mistakes {n}, answer", mistake["answer"], data, float)
        if abs(wrong - value) <= tolerance:
            got = f"{wrong:g}, which counts as right ({value:g} give or take {tolerance:g})"
            remedy = "Make the tolerance smaller, or delete the mistake."
            raise _no(f"mistakes {n}", got, "a wrong number", remedy)
        for near in (wrong - tolerance, wrong, wrong + tolerance):
            if buckets.of(near) != right:
                messages.setdefault(("number", buckets.of(near)), mistake["text"])
    public = {"unit": unit, "width": buckets.width, "offset": buckets.offset}
    return public, ("number", right), messages, in_words(value, unit, tolerance)


def _number(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    unit, tolerance = exercise.body["unit"], float(exercise.body["tolerance"])
    public, right, messages, model = _number_parts(exercise, data, unit, tolerance)
    return Solved(public, [right], messages, model)


def _place(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    answer, wanted = exercise.body["answer"], exercise.body["map"]
    mistakes = exercise.body["mistakes"]
    names = data.places.set_index("place_id")["name_en"]
    given = [("answer", one) for one in answer] + [("mistakes", m["place"]) for m in mistakes]
    given += [("map, places", one) for one in wanted.get("places", [])]
    for where, place in given:
        if place not in names:
            near = suggest(place, list(names.index), "Correct the id.")
            raise _no(where, place, "an id from places.csv", near)
    for where, ids, known in (
        ("extent", [wanted["extent"]], data.settings.ids("extents")),
        ("layers", wanted["layers"], data.settings.ids("layers")),
    ):
        if stray := [one for one in ids if one not in known]:
            near = suggest(stray[0], known, f"The ids are: {', '.join(sorted(known))}.")
            raise _no(f"map, {where}", stray[0], f"an id of {where} in lesson.toml", near)
    if both := [m["place"] for m in mistakes if m["place"] in answer]:
        raise _no("mistakes", f"{both[0]}, which counts as right", "a wrong place", "Delete it.")
    right: list[Parts] = [("place", one) for one in answer]
    messages: Messages = {("place", mistake["place"]): mistake["text"] for mistake in mistakes}
    return Solved({"map": _plain_map(wanted)}, right, messages, " or ".join(names[answer]))


def _plain_map(wanted: dict[str, Any]) -> dict[str, Any]:
    """Write the days of a map as text, which JSON can hold."""
    plain = dict(wanted)
    if "date" in plain:
        plain["date"] = f"{plain['date']}"
    if "dates" in plain:
        plain["dates"] = [f"{day}" for day in plain["dates"]]
    return plain


def _order(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    items = _in_order(exercise.body["items"], data)
    keys = {one: seal.hash("item", one)[:6] for one, _ in items}  # ids may tell the order
    for n, mistake in enumerate(exercise.body["mistakes"], 1):
        for end in ("first", "then"):
            if mistake[end] not in keys:
                words = f"one of: {', '.join(keys)}"
                raise _no(f"mistakes {n}, {end}", mistake[end], words, "Correct it.")
        order = list(keys)
        if order.index(mistake["first"]) <= order.index(mistake["then"]):
            got = f"{mistake['first']} before {mistake['then']}, which is right"
            raise _no(f"mistakes {n}", got, "a wrong order", "Swap first and then.")
    messages: Messages = {
        ("before", keys[m["first"]], keys[m["then"]]): m["text"] for m in exercise.body["mistakes"]
    }
    right = list(keys.values())
    shown = [{"key": keys[one], "text": text} for one, text in items]
    shown = _shuffled(shown, right, seal)
    at = [seal.hash("at", str(n), key) for n, key in enumerate(right)]
    model = "\n".join(f"{n}. {text}" for n, (_, text) in enumerate(items, 1))
    return Solved({"items": shown, "at": at}, [("order", *right)], messages, model)


def _shuffled(items: list[dict[str, str]], right: list[str], seal: Seal) -> list[dict[str, str]]:
    """Mix items, the same each time, so that at most one stands where it should."""
    for n in range(999):
        items = sorted(items, key=lambda item: seal.hash("mix", str(n), item["key"]))
        if sum(item["key"] == key for item, key in zip(items, right, strict=True)) <= 1:
            break
    return items


def _in_order(items: list[dict[str, Any]], data: Data) -> list[tuple[str, str]]:
    """Give the id and the words of each item, in the right order."""
    if not all(("event" in item) != ("key" in item and "text" in item) for item in items):
        words = "either event, or key and text, in each item"
        raise _no("items", "an item with neither, or with both", words, f"Write {words}.")
    ids = [item.get("event") or item["key"] for item in items]
    if len(set(ids)) < len(ids):
        raise _no("items", "two items with one id", "ids that differ", "Delete one of the two.")
    if not any("event" in item for item in items):
        return [(item["key"], item["text"]) for item in items]
    events = data.events.set_index("event_id")
    for one in ids:
        if one not in events.index:
            near = suggest(one, events.index, "Events only, or texts only.")
            raise _no("items", one, "an id from events.csv", near)
    days = [(events.loc[one, "start"], one) for one in ids]
    if len({day for day, _ in days}) < len(days):
        raise _no("items", "two events of one day", "days that differ", "Take out one of the two.")
    return [(one, str(events.loc[one, "title"])) for _, one in sorted(days)]


def _classify(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    categories, column = exercise.body["categories"], exercise.body.get("column", "kind")
    labels = {one["key"]: one["text"] for one in categories}
    claims = data.claims.set_index("claim_id")
    if column not in claims:
        raise _no("column", column, "a column of claims.csv", "Correct it.")
    items, right, messages, model = [], list[Parts](), dict[Parts, str](), []
    for n, item in enumerate(exercise.body["items"], 1):
        if ("claim" in item) == ("text" in item and "category" in item):
            words = "either claim, or text and category"
            raise _no(f"items {n}", "neither, or both", words, f"Write {words}.")
        if "claim" in item and item["claim"] not in claims.index:
            raise _no(f"items {n}, claim", item["claim"], "an id from claims.csv", "Correct it.")
        row = claims.loc[item["claim"]] if "claim" in item else None
        text = item["text"] if row is None else f"{row['claim']} (¶\u00a0{row['paragraph']})"
        category = item["category"] if row is None else str(row[column])
        stray = [one for one in (category, *item["feedback"]) if one not in labels]
        if stray or category in item["feedback"]:
            got = stray[0] if stray else f"feedback for {category}, which is right"
            words = f"one of: {', '.join(labels)}; feedback for the wrong ones"
            raise _no(f"items {n}", got, words, "Correct it.")
        key = seal.hash("item", text)[:6]
        items.append({"key": key, "text": text})
        right.append(("kind", key, category))
        messages |= {("kind", key, wrong): words for wrong, words in item["feedback"].items()}
        model.append(f"{text}: {labels[category]}")
    items.sort(key=lambda item: item["key"])
    return Solved({"items": items, "categories": categories}, right, messages, "\n".join(model))


def _text(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    extra = {"criteria": exercise.body["criteria"], "mistakes": exercise.body["mistakes"]}
    public = {"words": exercise.body["words"], "criteria_count": len(extra["criteria"])}
    return Solved(public, [], {}, exercise.body["model"], extra)


_ASKED = ("column", "columns", "crs", "geometry", "starter")


def _code(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    body, expects = exercise.body, exercise.body["expects"]
    asked: dict[str, Any] = {key: body[key] for key in _ASKED if key in body}
    if expects == "number":
        if "tolerance" not in body or "unit" not in body:
            raise _no("tolerance", "no unit or tolerance", "both", "A number has a unit and one.")
        tolerance = float(body["tolerance"])
        public, right, messages, model = _number_parts(exercise, data, body["unit"], tolerance)
        return Solved({"expects": expects, **asked, **public}, [right], messages, model)
    if expects in ("table", "geotable") and "column" not in body:
        raise _no("column", "no such key", "the column whose values count", "Add column = ...")
    kind = str if expects == "text" else list
    value = _derived("answer", body["answer"], data, kind)
    messages = {
        ("code", *_ids(_derived(f"mistakes {n}, answer", m["answer"], data, kind))): m["text"]
        for n, m in enumerate(body["mistakes"], 1)
    }
    parts = ("code", *_ids(value))
    if parts in messages:
        raise _no("mistakes", "the right answer", "wrong answers", "Correct the mistake.")
    public = {"expects": expects, **asked}
    if expects != "text":
        public["has"] = sorted(seal.hash("has", one) for one in value)
    return Solved(public, [parts], messages, ", ".join(_ids(value)))


def _ids(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))


SOLVERS: dict[str, Callable[[Exercise, Data, Seal], Solved]] = {
    "choice": _choice, "multi": _multi, "number": _number, "place": _place, "order": _order,
    "classify": _classify, "text": _text, "code": _code,
}  # fmt: skip
