"""A lesson with exercises of its own, one of each kind, and ways to spoil them."""

from __future__ import annotations

import copy as copies
import csv
import datetime as dt
import json
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from pyproj import Geod
from support.folders import RIVER

from lessonkit.errors import Fault
from lessonkit.exercises import form, solution
from lessonkit.lesson import LessonData

FILE = "01_river.toml"  # the file of exercises that the copies of the lesson have
DAY = dt.date(2017, 6, 6)
SECRET = "quokka"  # stands in each text that a student must not read, and in no other
Body = dict[str, Any]


# ---- A lesson with exercises of its own ---------------------------------------------------------


def exercise(exercise_id: str, kind: str, **body: Any) -> Body:
    """Write an exercise whose common keys are right."""
    return {
        "id": exercise_id,
        "kind": kind,
        "title": "A short title",
        "objective": "Name what there is",
        "minutes": 2,
        "prompt": "The task in a sentence.",
        "hints": [f"The first {SECRET}.", f"The second {SECRET}."],
        "explanation": f"The {SECRET} explains it.",
        "source_ids": ["atlas"],
        "paragraphs": [4],
        **body,
    }


def wrong(**body: Any) -> Body:
    """Write an expected mistake with its words."""
    return {**body, "text": f"The {SECRET} of this mistake."}


WHY = f"The {SECRET} says why not."
with (RIVER / "data" / "exercises" / FILE).open("rb") as _file:
    GOOD: dict[str, Body] = {one["kind"]: one for one in tomllib.load(_file)["exercises"]}


def toml(value: Any) -> str:
    """Write a value as TOML, on one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dt.date):  # also with a time
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else repr(value)


def written(entries: Sequence[Body]) -> str:
    """Write exercises as a file of a lesson."""
    tables = ("\n".join(f"{toml(k)} = {toml(v)}" for k, v in one.items()) for one in entries)
    return "\n\n".join(f"[[exercises]]\n{table}" for table in tables) + "\n"


class Copy:
    """A copy of the small lesson, of which a test writes exercises and notebooks anew."""

    def __init__(self, root: Path, of: Path | None = RIVER) -> None:
        self.root, self.data = root, root / "data"
        if of:
            shutil.copytree(of, root)

    def write(self, text: str, name: str = FILE) -> None:
        (self.data / "exercises" / name).write_text(text, encoding="utf-8", newline="\n")

    def notebook(self, name: str, *cells: str, state: Any = None) -> None:
        """Write a notebook with these cells of code, and the saved state of widgets.

        The first cell opens the lesson before it does what it says.
        The others of the lesson are there, too, and empty.
        """
        opened = "from lessonkit import Lesson\n\nlesson = Lesson.find()\n"
        cells = tuple(opened * (n == 0) + one for n, one in enumerate(cells))
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        widgets = {"application/vnd.jupyter.widget-state+json": {"state": state or {}}}
        book = {
            "cells": [{**code, "id": f"c{n}", "source": text} for n, text in enumerate(cells)],
            "metadata": {"widgets": widgets},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        folder = self.root / "notebooks"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(book), encoding="utf-8")


def case(what: str, *values: Any) -> Any:
    """Give a case that once went wrong, and how."""
    return pytest.param(*values)


# ---- Answers from the data ----------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (RIVER / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


POINTS = {row["place_id"]: (float(row["lon"]), float(row["lat"])) for row in rows("places.csv")}
KIND = {row["place_id"]: row["kind"] for row in rows("places.csv")}
STARTS = {row["event_id"]: dt.date.fromisoformat(row["start"]) for row in rows("events.csv")}
GEOD = Geod(ellps="WGS84")


def inverse(first: str, second: str) -> tuple[float, float]:
    """Give the bearing in degrees and the distance in km."""
    azimuth, _, metres = GEOD.inv(*POINTS[first], *POINTS[second])
    return azimuth % 360, metres / 1000


def km(first: str, second: str) -> float:
    return inverse(first, second)[1]


# ---- Marks --------------------------------------------------------------------------------------

FAR = km("alder", "birch-ford")
WAY = inverse("dun-rock", "cedar-mill")[0]
LISTED = ["alder", "elm-gate", "fen-well"]


MISTAKE = f"The {SECRET} of this mistake."


IDS = ("alder", "birch-ford", "E02", "E03", "C01", "south", "north", "fact", "town", "miles")
FORMS = (
    *("value", "distance", "bearing", "convert", "days", "hours", "difference", "sum", "holder"),
    *("held", "within", "claims", "count", "from", "kmh", "on", "among", "kinds", "km", "kind"),
)
leaves = st.one_of(
    st.sampled_from(IDS),
    st.text(max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.just(DAY),
    st.datetimes(),
    st.just(10**400),
)
keys = st.one_of(st.sampled_from(FORMS), st.text(max_size=6))
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)
ids = st.sampled_from(IDS) | values
forms = st.one_of(
    values,
    st.fixed_dictionaries({"distance": st.lists(ids, max_size=3)}),
    st.fixed_dictionaries({"days": st.lists(ids, max_size=3)}),
    st.fixed_dictionaries({"holder": ids, "on": st.just(DAY) | values}),
    st.fixed_dictionaries({"held": ids, "on": st.just(DAY)}, optional={"kinds": values}),
    st.fixed_dictionaries({"within": ids, "km": leaves}, optional={"among": values}),
    st.fixed_dictionaries({"claims": st.dictionaries(st.just("kind"), values)}),
    st.fixed_dictionaries({"hours": values, "kmh": leaves}),
)


# ---- Form ---------------------------------------------------------------------------------------

Change = Callable[[Body], None]


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a good exercise, and what must be said of it."""

    name: str
    kind: str
    change: Change
    key: str
    words: str


def without(*path: Any) -> Change:
    """Take out the key at the end of a path."""

    def change(body: Body) -> None:
        *most, last = path
        del reach(body, most)[last]

    return change


def put(*path_and_value: Any) -> Change:
    """Write a value at the end of a path."""

    def change(body: Body) -> None:
        *most, last, value = path_and_value
        reach(body, most)[last] = value

    return change


def reach(body: Any, path: Sequence[Any]) -> Any:
    for step in path:
        body = body[step]
    return body


def also(*changes: Change) -> Change:
    def change(body: Body) -> None:
        for one in changes:
            one(body)

    return change


def rename(old: str, new: str) -> Change:
    def change(body: Body) -> None:
        body[new] = body.pop(old)

    return change


def code(expects: str, answer: Body, mistake: Body, **more: Any) -> Change:
    """Make another kind of answer of the `code` exercise."""

    def change(body: Body) -> None:
        for key in ("unit", "tolerance"):
            del body[key]
        body |= {"expects": expects, "answer": answer, "mistakes": [wrong(answer=mistake)], **more}

    return change


HOLDER = {"holder": "cedar-mill", "on": DAY}
AMONG = {"held": "south", "on": DAY, "among": ["cedar-mill", "alder"]}


def derived(answer: Body, *option_keys: str, **more: Any) -> Change:
    """Let the data say which options are right."""
    options = [{"key": key, "text": key.title(), "feedback": WHY} for key in option_keys]
    return lambda body: body.update(answer=answer, options=options, **more)


TEXTS = [{"key": key, "text": key.title()} for key in ("first", "second", "third")]
# fmt: on


def flawed(flaw: Flaw, n: int) -> Body:
    body = copies.deepcopy(GOOD[flaw.kind])
    flaw.change(body)
    if isinstance(body.get("starter"), str):
        body["starter"] = body["starter"].replace("with-code", f"flaw-{n}")
    return {**body, "id": f"flaw-{n}"}


def faults_of(data: LessonData, folder: Path, body: Body) -> list[Fault]:
    """Give the faults of one exercise, by the two steps that `check` takes for it."""
    path = folder / FILE
    path.write_text(written([body]), encoding="utf-8", newline="\n")
    good, faults, _ = form.read(path)
    return faults + [fault for one in good for fault in solution.faults(one, data)]


# A flaw as good as any other.
UNTITLED = flawed(Flaw("no title", "choice", without("title"), "title", "Add a line"), 0)
