"""Find places on a map that neither names nor marks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from lessonkit.errors import did_you_mean
from lessonkit.exercises.answers import unsolved
from lessonkit.exercises.kinds.base import TOLERANCE, Exercise, InWords, Solved
from lessonkit.exercises.seal import Seal, seal_json
from lessonkit.geodesy import distance
from lessonkit.lesson import LessonData, rows_of
from lessonkit.tables.entries import LayerSpec, MapSpec
from lessonkit.tables.fields import KEY, TEXT, Form, tables, texts

_Rows: TypeAlias = Mapping[str, Mapping[Any, Any]]  # places by their ids

_WIDE = 3  # km: below it places are streets apart, and the page says metres, too

FORM: Form = {
    "places": texts("a list of one to six ids of places.csv", 1, 6),
    "within_km": TOLERANCE,
    "map": KEY,
    "mistakes": tables(
        'one or more { place = "...", text = "..." }',
        1,
        inner={"place": KEY, "text": TEXT, "asked": KEY.or_none()},
    ).or_none(),
}


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve the places: where they stand, and how far off still counts, is sealed."""
    asked, within = exercise.body["places"], float(exercise.body["within_km"])
    mistakes = exercise.body.get("mistakes", [])
    rows = {row["place_id"]: row for row in rows_of(lesson.places)}
    _check_ids(asked, mistakes, list(rows))
    described = _map_of(exercise, lesson)
    _check_apart(asked, within, described, lesson, rows)
    _check_mistakes(asked, within, mistakes, rows)
    extent = lesson.extents[described.extent]
    # Of all that a student may have taken for it, the nearest is named.
    near = [row for row in rows.values() if extent.holds(row["lon"], row["lat"])]
    where = {
        "within": within,
        "places": [_point(rows[one], within) for one in asked],
        "near": " ".join(
            _short(degrees, within) for row in near for degrees in _point(row, within)
        ),
        "mistakes": [
            {"asked": asked.index(one), "at": _point(rows[mistake["place"]], within), "text": words}
            for mistake in mistakes
            for words in [mistake["text"]]
            for one in ([mistake["asked"]] if "asked" in mistake else asked)
        ],
    }
    public = {
        "map": _blank(exercise, described, lesson),
        "asked": [rows[one]["name_en"] for one in asked],
        "near": [row["name_en"] for row in near],
        "where": seal_json(seal, where, "where"),
    }
    digits = 1 if within >= _WIDE else 3  # a tenth of a degree is the whole of a town
    model = "\n".join(
        f"{rows[one]['name_en']}: {_in_degrees(*_point(rows[one], within), digits)}"
        for one in asked
    )
    return Solved(public, [], {}, model)


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    names = lesson.places.set_index("place_id")["name_en"]
    return InWords(
        [(f"Near {names[m['place']]}", m["text"]) for m in exercise.body.get("mistakes", [])]
    )


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise: its map is printed with it."""
    return {"blank": spec["map"], "asked": spec["asked"]}


def points_of(spec: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Open where the places of a sealed exercise are: name, longitude and latitude in degrees."""
    where = json.loads(Seal.of(spec["salt"]).unscramble(spec["where"], "where"))
    return [(name, *point) for name, point in zip(spec["asked"], where["places"], strict=True)]


def _blank(exercise: Exercise, described: MapSpec, lesson: LessonData) -> dict[str, Any]:
    """Give of a map what has no place: its window, its ground, its words."""
    wanted = described.layers
    ground = [x for x in lesson.layers if x.is_ground and (not wanted or x.id in wanted)]
    if not ground:
        words = "a map with ground, by which a student finds the way"
        remedy = (
            "Add a layer of the base map to its layers or, on a map of some streets, write "
            "ground = true into a layer of your own zones or routes: a river, a wall, streets."
        )
        raise unsolved("map", f"{described.id}, which has none", words, remedy)
    _check_names(exercise, ground, lesson)
    return {
        "extent": described.extent,
        "layers": [layer.id for layer in ground],
        "title": described.title,
        "alt": described.alt,
    }


def _check_names(exercise: Exercise, ground: Sequence[LayerSpec], lesson: LessonData) -> None:
    """Make sure that the ground does not write on the map what is to be found there."""
    names = lesson.places.set_index("place_id")["name_en"]
    asked = {names[one].casefold(): one for one in exercise.body["places"]}
    for layer in (one for one in ground if not one.role.ground):
        for row in rows_of(getattr(lesson, layer.table)):
            if row["kind"] in layer.kinds and (place := asked.get(row["map_name"].casefold())):
                got = f"{place}, whose name {row['id']} of the layer {layer.id} has on the map"
                remedy = f"Ask for another one, or leave {layer.id} out of a map for this exercise."
                raise unsolved("places", got, "places that the map does not name", remedy)


def _map_of(exercise: Exercise, lesson: LessonData) -> MapSpec:
    given = exercise.body["map"]
    if given not in lesson.maps:
        remedy = did_you_mean(given, lesson.maps, "Add it to [[maps]] in lesson.toml.")
        raise unsolved("map", given, "the id of a map in lesson.toml", remedy)
    return lesson.maps[given]


def _check_ids(asked: list[str], mistakes: list[dict[str, Any]], known: list[str]) -> None:
    given = [("places", one) for one in asked]
    given += [(f"mistakes {n}, place", m["place"]) for n, m in enumerate(mistakes, 1)]
    for where, place in given:
        if place not in known:
            near = did_you_mean(place, known, "Correct the id.")
            raise unsolved(where, place, "an id from places.csv", near)
    if twice := [one for one in asked if asked.count(one) > 1]:
        raise unsolved("places", f"{twice[0]} twice", "each place once", "Delete one of them.")
    for n, mistake in enumerate(mistakes, 1):
        if (one := mistake.get("asked", asked[0])) not in asked:
            near = did_you_mean(one, asked, "Write one of the places.")
            raise unsolved(f"mistakes {n}, asked", one, "one of the places of the exercise", near)


def _check_apart(
    asked: list[str], within: float, described: MapSpec, lesson: LessonData, rows: _Rows
) -> None:
    """Make sure that each place is on the map, well known, and not to be taken for another."""
    extent = lesson.extents[described.extent]
    for one in asked:
        row = rows[one]
        if not extent.holds(row["lon"], row["lat"]):
            got = f"{one} outside of the map {described.id}"
            raise unsolved("map", got, "a map that holds each place", "Choose another window.")
        if (known := row["precision_km"]) > within:
            got = f"{within:g}, while {one} is known to {known:g} km only"
            raise unsolved("within_km", got, f"{known:g} or more", "Make it larger.")
    for one, other in combinations(asked, 2):
        if (apart := _apart(rows[one], rows[other])) <= 2 * within:
            got = f"{within:g}, while {one} and {other} are {apart:.3g} km apart"
            words = "less than half of that, so that no point is right for both"
            raise unsolved("within_km", got, words, "Make it smaller, or ask for one of them.")


def _check_mistakes(
    asked: list[str], within: float, mistakes: list[dict[str, Any]], rows: _Rows
) -> None:
    for n, mistake in enumerate(mistakes, 1):
        for one in [mistake["asked"]] if "asked" in mistake else asked:
            if _apart(rows[one], rows[mistake["place"]]) <= within:
                got = f"{mistake['place']}, which counts as right for {one}"
                remedy = 'Delete it, or say for which place it is wrong: asked = "...".'
                raise unsolved(f"mistakes {n}", got, "a wrong place", remedy)


def _apart(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> float:
    return float(distance(one["lon"], one["lat"], other["lon"], other["lat"]))


def _point(row: Mapping[Any, Any], within: float) -> tuple[float, float]:
    return round(row["lon"], _digits(within)), round(row["lat"], _digits(within))


def _digits(within: float) -> int:
    return 3 if within >= _WIDE else 5


def _short(degrees: float, within: float) -> str:
    """Write the last of its digits that counts in base 36: there are hundreds of places."""
    return np.base_repr(round(degrees * 10 ** _digits(within)), 36)


def _in_degrees(lon: float, lat: float, digits: int) -> str:
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.{digits}f}° {north}, {abs(lon):.{digits}f}° {east}"
