"""Places on a map, things in order, sentences in kinds."""

from __future__ import annotations

from typing import Any

from lessonkit.errors import suggest
from lessonkit.exercises.answers import Data
from lessonkit.exercises.form import Exercise
from lessonkit.exercises.kinds.solved import Messages, Parts, Solved, no
from lessonkit.exercises.seal import Seal


def place(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve a place on a map: its id is the answer."""
    answer, wanted = exercise.body["answer"], exercise.body["map"]
    mistakes = exercise.body["mistakes"]
    names = data.places.set_index("place_id")["name_en"]
    given = [("answer", one) for one in answer] + [("mistakes", m["place"]) for m in mistakes]
    given += [("map, places", one) for one in wanted.get("places", [])]
    for where, place in given:
        if place not in names:
            near = suggest(place, list(names.index), "Correct the id.")
            raise no(where, place, "an id from places.csv", near)
    for where, ids, known in (
        ("extent", [wanted["extent"]], data.settings.ids("extents")),
        ("layers", wanted["layers"], data.settings.ids("layers")),
        ("visible", wanted.get("visible", []), _switches(wanted["layers"], data)),
    ):
        if stray := [one for one in ids if one not in known]:
            near = suggest(stray[0], known, f"The ids are: {', '.join(sorted(known))}.")
            raise no(f"map, {where}", stray[0], f"an id of {where} in lesson.toml", near)
    _check_days(wanted, data)
    _check_drawn([*answer, *(mistake["place"] for mistake in mistakes)], wanted, data)
    if both := [m["place"] for m in mistakes if m["place"] in answer]:
        raise no("mistakes", f"{both[0]}, which counts as right", "a wrong place", "Delete it.")
    right: list[Parts] = [("place", one) for one in answer]
    messages: Messages = {("place", mistake["place"]): mistake["text"] for mistake in mistakes}
    return Solved({"map": _plain_map(wanted)}, right, messages, " or ".join(names[answer]))


def _switches(drawn: list[str], data: Data) -> set[str]:
    """Give what the legend of a map has: its layers, and for control one switch a holder."""
    control = {x["id"] for x in data.settings.lists["layers"] if x["table"] == "control"}
    holders = {f"control-{one}" for one in data.settings.ids("holders")}
    return set(drawn) | (holders if control & set(drawn) else set())


def _check_days(wanted: dict[str, Any], data: Data) -> None:
    first, last = data.settings.lesson["start"], data.settings.lesson["end"]
    for key in ("date", "dates"):
        days = wanted.get(key, [])
        days = days if isinstance(days, list) else [days]
        if days != sorted(days) or any(not first <= day <= last for day in days):
            got, words = ", ".join(map(str, days)), f"from {first} to {last}, the earlier day first"
            raise no(f"map, {key}", got, words, "Correct the day.")


def _check_drawn(places: list[str], wanted: dict[str, Any], data: Data) -> None:
    """Make sure that the map shows what a student is to find, and what may be taken for it."""
    layers = [x for x in data.settings.lists["layers"] if x["id"] in wanted["layers"]]
    kinds = {kind for x in layers if x["table"] == "places" for kind in x.get("kinds", ())}
    held = set(data.control["place_id"]) if any(x["table"] == "control" for x in layers) else set()
    extent = next(one for one in data.settings.extents() if one.id == wanted["extent"])
    rows = data.places.set_index("place_id")
    for one in places:
        row = rows.loc[one]
        inside = extent.west < row["lon"] < extent.east and extent.south < row["lat"] < extent.north
        if not inside:
            raise no("map, extent", f"{one} outside of it", "a window that holds it", "Choose one.")
        if one not in wanted.get("places", [one]):
            raise no("map, places", f"a map without {one}", "every place that counts", "Add it.")
        if row["kind"] not in kinds and one not in held:
            words = f"a layer that shows a {row['kind']}"
            raise no("map, layers", f"no layer that shows {one}", words, "Add the layer.")


def _plain_map(wanted: dict[str, Any]) -> dict[str, Any]:
    """Write the days of a map as text, which JSON can hold."""
    plain = dict(wanted)
    if "date" in plain:
        plain["date"] = f"{plain['date']}"
    if "dates" in plain:
        plain["dates"] = [f"{day}" for day in plain["dates"]]
    return plain


def order(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve a sequence: the keys of its items, in order, are the answer."""
    items = _in_order(exercise.body["items"], data)
    keys = {one: seal.hash("item", one)[:6] for one, _ in items}  # ids may tell the order
    for n, mistake in enumerate(exercise.body["mistakes"], 1):
        for end in ("first", "then"):
            if mistake[end] not in keys:
                words = f"one of: {', '.join(keys)}"
                raise no(f"mistakes {n}, {end}", mistake[end], words, "Correct it.")
        order = list(keys)
        if order.index(mistake["first"]) <= order.index(mistake["then"]):
            got = f"{mistake['first']} before {mistake['then']}, which is right"
            raise no(f"mistakes {n}", got, "a wrong order", "Swap first and then.")
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
    if not all(set(item) in ({"event"}, {"key", "text"}) for item in items):
        words = "either event, or key and text, in each item"
        raise no("items", "an item with neither, or with both", words, f"Write {words}.")
    ids = [item.get("event") or item["key"] for item in items]
    if len(set(ids)) < len(ids):
        raise no("items", "two items with one id", "ids that differ", "Delete one of the two.")
    if not any("event" in item for item in items):
        return [(item["key"], item["text"]) for item in items]
    events = data.events.set_index("event_id")
    for one in ids:
        if one not in events.index:
            near = suggest(one, events.index, "Events only, or texts only.")
            raise no("items", one, "an id from events.csv", near)
    days = [(events.loc[one, "start"], one) for one in ids]
    if len({day for day, _ in days}) < len(days):
        raise no("items", "two events of one day", "days that differ", "Take out one of the two.")
    return [(one, str(events.loc[one, "title"])) for _, one in sorted(days)]


def classify(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Sort each sentence: its key and its category are the answer."""
    categories, column = exercise.body["categories"], exercise.body.get("column", "kind")
    labels = {one["key"]: one["text"] for one in categories}
    claims = data.claims.set_index("claim_id")
    if len(labels) < len(categories):
        raise no("categories", "two with one key", "keys that differ", "Delete one of the two.")
    if column not in claims:
        raise no("column", column, "a column of claims.csv", "Correct it.")
    items, right, messages, model = [], list[Parts](), dict[Parts, str](), []
    for n, item in enumerate(exercise.body["items"], 1):
        if ("claim" in item) == ("category" in item) or not {"claim", "text"} & set(item):
            words = "either claim (with text, if it is to be worded anew), or text and category"
            raise no(f"items {n}", "neither, or both", words, f"Write {words}.")
        if "claim" in item and item["claim"] not in claims.index:
            raise no(f"items {n}, claim", item["claim"], "an id from claims.csv", "Correct it.")
        row = claims.loc[item["claim"]] if "claim" in item else None
        text = str(item.get("text", ""))
        if row is not None:
            text = f"{text or row['claim']} (¶\u00a0{row['paragraph']})"
        category = item["category"] if row is None else str(row[column])
        stray = [one for one in (category, *item["feedback"]) if one not in labels]
        if stray or category in item["feedback"]:
            got = stray[0] if stray else f"feedback for {category}, which is right"
            words = f"one of: {', '.join(labels)}; feedback for the wrong ones"
            raise no(f"items {n}", got, words, "Correct it.")
        key = seal.hash("item", text)[:6]
        items.append({"key": key, "text": text})
        right.append(("kind", key, category))
        messages |= {("kind", key, wrong): words for wrong, words in item["feedback"].items()}
        model.append(f"{labels[category]}: {text}")
    if len({item["text"] for item in items}) < len(items):
        raise no("items", "one sentence twice", "sentences that differ", "Delete one of the two.")
    items.sort(key=lambda item: item["key"])
    return Solved({"items": items, "categories": categories}, right, messages, "\n".join(model))
