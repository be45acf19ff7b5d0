"""Numbers, and answers in Python."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from typing import Any

from lessonkit import geodesy
from lessonkit.exercises.answers import MEASURED, Data, units
from lessonkit.exercises.form import Exercise
from lessonkit.exercises.kinds.solved import Parts, Solved, derived, no
from lessonkit.exercises.seal import Buckets, Seal, size_of


def in_words(value: float, unit: str, tolerance: float) -> str:
    """Write a number as exactly as its tolerance makes sense of; km in miles, too."""
    whole = tolerance >= 0.5 or (unit != "km" and value == round(value))
    digits = 0 if whole else 1 if tolerance >= 0.05 else 2
    words = f"{value:.{digits}f} {unit}"
    return f"{words} ({geodesy.to_miles(value):.{digits}f} miles)" if unit == "km" else words


def _number_parts(
    exercise: Exercise, data: Data, unit: str, tolerance: float
) -> tuple[dict[str, Any], Parts, dict[Parts, str], str]:
    value = derived("answer", exercise.body["answer"], data, float)
    _check_unit(exercise.body["answer"], unit)
    buckets, messages, windows = Buckets.around(value, tolerance), dict[Parts, str](), []
    for n, mistake in enumerate(exercise.body["mistakes"]):
        wrong = derived(f"mistakes {n + 1}, answer", mistake["answer"], data, float)
        off = abs(wrong - value) % 360 if unit == "degrees" else abs(wrong - value)
        room = min(off, 360 - off if unit == "degrees" else off) - tolerance
        if room <= 0:
            got = f"{wrong:g}, which counts as right ({value:g} give or take {tolerance:g})"
            remedy = "Make the tolerance smaller, or delete the mistake."
            raise no(f"mistakes {n + 1}", got, "a wrong number", remedy)
        near = Buckets.around(wrong, _window(n + 1, mistake, tolerance, room))
        messages["mistake", str(n), near.of(wrong)] = mistake["text"]
        windows.append([near.width, near.offset])
    public = {"unit": unit, "width": buckets.width, "offset": buckets.offset, "windows": windows}
    return public, ("number", buckets.of(value)), messages, in_words(value, unit, tolerance)


def _window(n: int, mistake: dict[str, Any], tolerance: float, room: float) -> float:
    """Say how near to a mistake an answer gets its words; what counts as right is never in it.

    Twice the tolerance, halved until it fits: the room itself would tell how far the answer is.
    """
    if "within" in mistake:
        within = float(mistake["within"])
        if within > room:
            got = f"{within:g}, which reaches into what counts as right"
            raise no(f"mistakes {n}, within", got, f"{room:.3g} or less", "Make it smaller.")
        return within
    window = 2 * tolerance
    while window > room:
        window /= 2
    return window


def _check_unit(form: dict[str, Any], unit: str) -> None:
    of_form = units(form)
    if of_form and of_form != {unit}:
        [wanted] = of_form
        remedy = f'Write unit = "{wanted}", or choose another form of answer.'
        raise no("unit", f"{unit} for an answer in {wanted}", wanted, remedy)
    if "count" in form and unit in MEASURED:
        remedy = "Name what is counted, such as places, or choose another form of answer."
        raise no("unit", f"{unit} for a count", "the name of what is counted", remedy)


def number(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve a number: the bucket in which it falls is the answer."""
    unit, tolerance = exercise.body["unit"], float(exercise.body["tolerance"])
    public, right, messages, model = _number_parts(exercise, data, unit, tolerance)
    return Solved(public, [right], messages, model)


_ASKED = ("column", "columns", "crs", "geometry", "starter")


def code(exercise: Exercise, data: Data, seal: Seal) -> Solved:
    """Solve an answer in Python: a number, a text, or the ids of a list or table."""
    body, expects = exercise.body, exercise.body["expects"]
    if "starter" in body:
        _check_starter(exercise)
    asked: dict[str, Any] = {key: body[key] for key in _ASKED if key in body}
    if expects == "number":
        if "tolerance" not in body or "unit" not in body:
            raise no("tolerance", "no unit or tolerance", "both", "A number has a unit and one.")
        tolerance = float(body["tolerance"])
        public, right, messages, model = _number_parts(exercise, data, body["unit"], tolerance)
        return Solved({"expects": expects, **asked, **public}, [right], messages, model)
    if stray := [n for n, mistake in enumerate(body["mistakes"], 1) if "within" in mistake]:
        words = "within, which only a number has"
        raise no(f"mistakes {stray[0]}, within", words, "no such key", "Delete it.")
    if expects in ("table", "geotable") and "column" not in body:
        raise no("column", "no such key", "the column whose values count", "Add column = ...")
    kind = str if expects == "text" else list
    value = derived("answer", body["answer"], data, kind)
    messages = {
        ("code", *_ids(derived(f"mistakes {n}, answer", m["answer"], data, kind))): m["text"]
        for n, m in enumerate(body["mistakes"], 1)
    }
    parts = ("code", *_ids(value))
    if parts in messages:
        raise no("mistakes", "the right answer", "wrong answers", "Correct the mistake.")
    public = {"expects": expects, **asked}
    if body.get("circles"):
        public["sizes"] = sorted(_sizes(body, value, data, seal))
    if expects != "text":
        public["has"] = sorted(seal.hash("has", one) for one in value)
    return Solved(public, [parts], messages, ", ".join(_ids(value)))


def _sizes(body: Mapping[str, Any], ids: list[str], data: Data, seal: Seal) -> Iterator[str]:
    """Hash the size of a circle as wide as each row is unsure, and its neighbours on the scale."""
    tables = {"event_id": data.events, "place_id": data.places}
    if body["expects"] != "geotable" or body["column"] not in tables or "crs" not in body:
        wanted = "a geotable with a crs and the column event_id or place_id"
        raise no("circles", "another answer", wanted, "Add what is missing, or delete circles.")
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
        raise no("starter", got, "Python that runs as it stands", "Mend this line.") from wrong
    last = ast.unparse(tree.body[-1]) if tree.body else "nothing"
    if not last.startswith(f"lesson.check({exercise.id!r}, "):
        wanted = f'lesson.check("{exercise.id}", and the name of the answer) as last line'
        raise no("starter", last, wanted, "Correct the last line.")
    if not any(isinstance(one, ast.Constant) and one.value is ... for one in ast.walk(tree)):
        raise no("starter", "no dots", "... where the student writes", "Write answer = ...")


def _ids(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))
