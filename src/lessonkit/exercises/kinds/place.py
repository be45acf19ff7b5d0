"""Find a place on a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lessonkit.days import is_day, is_span, iso
from lessonkit.errors import did_you_mean
from lessonkit.exercises.answers import unsolved
from lessonkit.exercises.kinds.base import Exercise, InWords, Messages, Parts, Solved
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import (
    KEY,
    SOME_TEXT,
    TEXT,
    Field,
    Form,
    is_table,
    is_text,
    tables,
    texts,
)
from lessonkit.tables.rules import day_hint
from lessonkit.words import as_day

_IDS_OF_LAYERS = texts("a list of ids of layers", 1)
_IDS_OF_PLACES = texts("a list of ids of places.csv", 1)
_MAP: Form = {
    "extent": KEY,
    "title": TEXT,
    "alt": TEXT,
    "subtitle": SOME_TEXT,
    "layers": _IDS_OF_LAYERS,
    "visible": _IDS_OF_LAYERS.or_none(),
    "places": _IDS_OF_PLACES.or_none(),
    "day": Field("a day, such as 2001-05-14", is_day, day_hint, required=False),
    "days": Field("two days", is_span, required=False),
}
# Of a map of `lesson.toml` its steps and the second clock stay behind: they would tell the answer.
_ASKED = {*_MAP, "names"}
FORM: Form = {
    "answer": _IDS_OF_PLACES,
    "map": Field(
        'the id of a map, or a table like { extent = "..." }',
        lambda value: is_text(value) or is_table(value),
        inner=_MAP,
    ),
    "mistakes": tables(
        'one or more { place = "...", text = "..." }', 1, inner={"place": KEY, "text": TEXT}
    ),
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve a place on a map: its id is the answer."""
    answer, wanted = exercise.body["answer"], _map_of(exercise, lesson)
    mistakes = exercise.body["mistakes"]
    names = lesson.places.set_index("place_id")["name_en"]
    given = [("answer", one) for one in answer] + [("mistakes", m["place"]) for m in mistakes]
    given += [("map, places", one) for one in wanted.get("places", [])]
    for where, place in given:
        if place not in names:
            near = did_you_mean(place, list(names.index), "Correct the id.")
            raise unsolved(where, place, "an id from places.csv", near)
    for where, ids, known in (
        ("extent", [wanted["extent"]], set(lesson.extents)),
        ("layers", wanted["layers"], {x.id for x in lesson.layers}),
        ("visible", wanted.get("visible", []), _switches(wanted["layers"], lesson)),
    ):
        if stray := [one for one in ids if one not in known]:
            near = did_you_mean(stray[0], known, f"The ids are: {', '.join(sorted(known))}.")
            raise unsolved(f"map, {where}", stray[0], f"an id of {where} in lesson.toml", near)
    _check_days(wanted, lesson)
    _check_drawn([*answer, *(mistake["place"] for mistake in mistakes)], wanted, lesson)
    if both := [m["place"] for m in mistakes if m["place"] in answer]:
        raise unsolved(
            "mistakes", f"{both[0]}, which counts as right", "a wrong place", "Delete it."
        )
    right: list[Parts] = [("place", one) for one in answer]
    messages: Messages = {("place", mistake["place"]): mistake["text"] for mistake in mistakes}
    return Solved({"map": _plain_map(wanted)}, right, messages, " or ".join(names[answer]))


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    names = lesson.places.set_index("place_id")["name_en"]
    return InWords([(str(names[one["place"]]), one["text"]) for one in exercise.body["mistakes"]])


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"map": spec["map"]}


def _map_of(exercise: Exercise, lesson: LessonData) -> dict[str, Any]:
    """Give the map of an exercise by its keys: that of `lesson.toml`, or one of its own."""
    given = exercise.body["map"]
    if not isinstance(given, str):
        return dict(given)
    if given not in lesson.maps:
        remedy = did_you_mean(given, lesson.maps, "Add it to [[maps]] in lesson.toml.")
        raise unsolved("map", given, "the id of a map in lesson.toml", remedy)
    spec = {key: value for key, value in asdict(lesson.maps[given]).items() if value}
    spec = {key: list(v) if isinstance(v, tuple) else v for key, v in spec.items() if key in _ASKED}
    return {"layers": [layer.id for layer in lesson.layers]} | spec


def _switches(drawn: list[str], lesson: LessonData) -> set[str]:
    """Give what the legend of a map has: its layers, and for control one switch a holder."""
    held = [layer for layer in lesson.layers if layer.role.holders and layer.id in drawn]
    return {*drawn, *(layer.of_holder(one) for layer in held for one in lesson.holders)}


def _check_days(wanted: dict[str, Any], lesson: LessonData) -> None:
    first, last = lesson.start, lesson.end
    for key in ("day", "days"):
        days = wanted.get(key, [])
        days = [as_day(day, key, unit=lesson.unit) for day in _listed(days)]
        if days != sorted(days) or any(not first <= day <= last for day in days):
            got = ", ".join(map(iso, days))
            words = f"from {iso(first)} to {iso(last)}, the earlier day first"
            raise unsolved(f"map, {key}", got, words, "Correct the day.")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _check_drawn(places: list[str], wanted: dict[str, Any], lesson: LessonData) -> None:
    """Make sure that the map shows what a student is to find, and what may be taken for it."""
    layers = [x for x in lesson.layers if x.id in wanted["layers"]]
    kinds = {kind for x in layers if x.role.places for kind in x.kinds}
    held = set(lesson.control["place_id"]) if any(x.role.holders for x in layers) else set()
    extent = lesson.extents[wanted["extent"]]
    rows = lesson.places.set_index("place_id")
    for one in places:
        row = rows.loc[one]
        inside = extent.holds(row["lon"], row["lat"])
        if not inside:
            raise unsolved(
                "map, extent", f"{one} outside of it", "a window that holds it", "Choose one."
            )
        if one not in wanted.get("places", [one]):
            raise unsolved(
                "map, places", f"a map without {one}", "every place that counts", "Add it."
            )
        if row["kind"] not in kinds and one not in held:
            words = f"a layer that shows a {row['kind']}"
            raise unsolved("map, layers", f"no layer that shows {one}", words, "Add the layer.")


def _plain_map(wanted: dict[str, Any]) -> dict[str, Any]:
    """Write the days of a map as text, which JSON can hold."""
    plain = dict(wanted)
    if "day" in plain:
        plain["day"] = iso(plain["day"])
    if "days" in plain:
        plain["days"] = [iso(day) for day in plain["days"]]
    return plain
