"""Answer in Python."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from lessonkit.exercises.answers import derived, unsolved
from lessonkit.exercises.kinds.base import ANSWER, MISTAKES, TOLERANCE, Exercise, InWords, Solved
from lessonkit.exercises.kinds.number import mistakes_of, parts_of
from lessonkit.exercises.seal import Seal, size_of
from lessonkit.lesson import LessonData
from lessonkit.tables.fields import SOME_TEXT, YES, Field, Form, one_of, texts


def _is_crs(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(CRS.from_user_input(value))
    except CRSError:
        return False


FORM: Form = {
    "expects": one_of("number", "text", "list", "table", "geotable"),
    "answer": ANSWER,
    "mistakes": MISTAKES,
    "unit": SOME_TEXT,
    "tolerance": TOLERANCE.or_none(),
    "starter": SOME_TEXT,
    "column": SOME_TEXT,
    "columns": texts("a list of names", 1).or_none(),
    "crs": Field("a coordinate system, such as EPSG:4326", _is_crs, required=False),
    "circles": YES,
    "geometry": one_of("Point", "LineString", "Polygon").or_none(),
}
_ASKED = ("column", "columns", "crs", "geometry", "starter")


def solve(exercise: Exercise, lesson: LessonData, seal: Seal) -> Solved:
    """Solve an answer in Python: a number, a text, or the ids of a list or table."""
    body, expects = exercise.body, exercise.body["expects"]
    if "starter" in body:
        _check_starter(exercise)
    asked: dict[str, Any] = {key: body[key] for key in _ASKED if key in body}
    if expects == "number":
        if "tolerance" not in body or "unit" not in body:
            raise unsolved(
                "tolerance", "no unit or tolerance", "both", "A number has a unit and one."
            )
        tolerance = float(body["tolerance"])
        public, right, messages, model = parts_of(exercise, lesson, body["unit"], tolerance)
        return Solved({"expects": expects, **asked, **public}, [right], messages, model)
    if stray := [n for n, mistake in enumerate(body["mistakes"], 1) if "within" in mistake]:
        words = "within, which only a number has"
        raise unsolved(f"mistakes {stray[0]}, within", words, "no such key", "Delete it.")
    if expects in ("table", "geotable") and "column" not in body:
        raise unsolved("column", "no such key", "the column whose values count", "Add column = ...")
    kind = str if expects == "text" else list
    value = derived("answer", body["answer"], lesson, kind)
    messages = {
        ("code", *_ids(derived(f"mistakes {n}, answer", m["answer"], lesson, kind))): m["text"]
        for n, m in enumerate(body["mistakes"], 1)
    }
    parts = ("code", *_ids(value))
    if parts in messages:
        raise unsolved("mistakes", "the right answer", "wrong answers", "Correct the mistake.")
    public = {"expects": expects, **asked}
    if body.get("circles"):
        public["sizes"] = sorted(_sizes(body, value, lesson, seal))
    if expects != "text":
        public["has"] = sorted(seal.hash("has", one) for one in value)
    return Solved(public, [parts], messages, ", ".join(_ids(value)))


def in_words(exercise: Exercise, lesson: LessonData, solved: Solved) -> InWords:
    """Say what the answer key says besides the model answer."""
    if "unit" in exercise.body:
        return InWords(mistakes_of(exercise, lesson))
    return InWords([(", ".join(ids), text) for (_, *ids), text in solved.messages.items()])


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a printed page needs of a sealed exercise."""
    return {"notebook": spec["notebook"]}


def _sizes(
    body: Mapping[str, Any], ids: list[str], lesson: LessonData, seal: Seal
) -> Iterator[str]:
    """Hash the size of a circle as wide as each row is unsure, and its neighbours on the scale."""
    tables = {"event_id": lesson.events, "place_id": lesson.places}
    if body["expects"] != "geotable" or body["column"] not in tables or "crs" not in body:
        wanted = "a geotable with a crs and the column event_id or place_id"
        raise unsolved(
            "circles", "another answer", wanted, "Add what is missing, or delete circles."
        )
    radii = tables[body["column"]].set_index(body["column"])["precision_km"]
    for one in ids:
        size = size_of(math.pi * float(radii[one]) ** 2)
        yield from (seal.hash("size", one, str(size + n)) for n in (-1, 0, 1))


def _check_starter(exercise: Exercise) -> None:
    """See that the cell runs as it stands, leaves the answer open, and checks this exercise."""
    starter = exercise.body["starter"]
    try:
        tree = ast.parse(starter)
    except SyntaxError as wrong:
        got = f"line {wrong.lineno}: {wrong.msg}"
        raise unsolved(
            "starter", got, "Python that runs as it stands", "Mend this line."
        ) from wrong
    last = ast.unparse(tree.body[-1]) if tree.body else "nothing"
    if not last.startswith(f"lesson.check({exercise.id!r}, "):
        wanted = f'lesson.check("{exercise.id}", and the name of the answer) as last line'
        raise unsolved("starter", last, wanted, "Correct the last line.")
    if not any(isinstance(one, ast.Constant) and one.value is ... for one in ast.walk(tree)):
        raise unsolved("starter", "no dots", "... where the student writes", "Write answer = ...")


def _ids(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))
