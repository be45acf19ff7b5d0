"""A lesson with exercises of its own, one of each kind, and ways to spoil them."""

from __future__ import annotations

import copy as copies
import csv
import datetime as dt
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from pyproj import Geod
from support.folders import DATA

from lessonkit.check.read import check
from lessonkit.errors import Fault
from lessonkit.exercises import form, solution
from lessonkit.lesson import LessonData

FILE = "01_context.toml"  # the file of exercises that the copies of the lesson have
DAY = dt.date(2017, 6, 6)
NOTEBOOKS = ("01_context.ipynb", "02_the_race.ipynb", "03_hindsight.ipynb")
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
        "source_ids": ["geonames"],
        "paragraphs": [4],
        **body,
    }


def wrong(**body: Any) -> Body:
    """Write an expected mistake with its words."""
    return {**body, "text": f"The {SECRET} of this mistake."}


WHY = f"The {SECRET} says why not."
GOOD: dict[str, Body] = {
    "choice": exercise(
        "a-choice",
        "choice",
        options=[
            {"text": "The Euphrates", "right": True},
            {"text": "The Khabur", "feedback": WHY},
            {"text": "The Tigris", "feedback": WHY},
        ],
    ),
    "multi": exercise(
        "some-choices",
        "multi",
        options=[
            {"text": "One", "right": True, "feedback": WHY},
            {"text": "Two", "right": True, "feedback": WHY},
            {"text": "Three", "feedback": WHY},
        ],
    ),
    "number": exercise(
        "a-number",
        "number",
        unit="km",
        tolerance=5,
        answer={"distance": ["raqqa", "deir-ez-zor"]},
        mistakes=[
            wrong(answer={"distance": ["raqqa", "mayadin"]}),
            wrong(answer={"value": 80}),
        ],
    ),
    "place": exercise(
        "a-place",
        "place",
        answer=["al-bukamal"],
        map={
            "extent": "southeast",
            "layers": ["water", "towns"],
            "places": ["al-bukamal", "mayadin", "raqqa"],
            "title": "Towns on the river",
            "alt": "A map of three towns on one river.",
            "day": DAY,
        },
        mistakes=[wrong(place="mayadin")],
    ),
    "order": exercise(
        "an-order",
        "order",
        items=[{"event": "E10"}, {"event": "E15"}, {"event": "E05"}],
        mistakes=[wrong(first="E10", then="E05")],
    ),
    "classify": exercise(
        "two-kinds",
        "classify",
        categories=[{"key": "fact", "text": "Fact"}, {"key": "prediction", "text": "Prediction"}],
        items=[
            {"claim": "C09", "feedback": {"fact": WHY}},
            {"text": "Two and two is four.", "category": "fact", "feedback": {"prediction": WHY}},
        ],
    ),
    "text": exercise(
        "own-words",
        "text",
        words=20,
        model=f"Somebody said {SECRET}.",
        criteria=[f"It names the {SECRET}.", f"It cites the {SECRET}."],
        mistakes=[f"Some answers forget the {SECRET}."],
    ),
    "code": exercise(
        "with-code",
        "code",
        expects="number",
        unit="km",
        tolerance=1,
        answer={"distance": ["raqqa", "deir-ez-zor"]},
        mistakes=[wrong(answer={"value": 50})],
        starter='\napart = ...\nlesson.check("with-code", apart)\n',
    ),
}


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
    """A copy of the real lesson that has only the exercises of a test."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data"
        self.data.mkdir(parents=True)
        for path in DATA.iterdir():
            if path.is_file():
                shutil.copy(path, self.data)
        # The base map is large and nobody writes to it through this link.
        (self.data / "basemap").symlink_to(DATA / "basemap", target_is_directory=True)
        (self.data / "exercises").mkdir()
        # What only the real exercises cite would now be a source that nothing uses.
        unused = {fault.row for fault in check(root) if fault.file == "sources.csv"}
        lines = (self.data / "sources.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for n, line in enumerate(lines, 1) if n not in unused)
        (self.data / "sources.csv").write_text(kept, encoding="utf-8", newline="\n")

    def write(self, text: str, name: str = FILE) -> None:
        (self.data / "exercises" / name).write_text(text, encoding="utf-8", newline="\n")

    def notebook(self, name: str, *cells: str, state: Any = None) -> None:
        """Write a notebook with these cells of code, and the saved state of widgets.

        The others of the lesson are there, too, and empty.
        """
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
        for other in NOTEBOOKS:
            if not (folder / other).exists():
                (folder / other).write_text(json.dumps(book | {"cells": []}), encoding="utf-8")


def twin(base: Copy, root: Path) -> Copy:
    """Give a copy of a copy, to be spoilt."""
    shutil.copytree(base.root, root, symlinks=True)
    made = copies.copy(base)
    made.root, made.data = root, root / "data"
    return made


def case(what: str, *values: Any) -> Any:
    """Give a case that once went wrong, and how."""
    return pytest.param(*values)


# ---- Answers from the data ----------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
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

FAR = km("raqqa", "deir-ez-zor")
WAY = inverse("al-tanf-garrison", "al-bukamal")[0]
LISTED = ["raqqa", "tabqa", "mayadin"]


MISTAKE = f"The {SECRET} of this mistake."


IDS = ("raqqa", "deir-ez-zor", "E05", "E10", "C01", "is", "government", "fact", "town", "miles")
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


HOLDER = {"holder": "al-bukamal", "on": DAY}
AMONG = {"held": "is", "on": DAY, "among": ["al-bukamal", "raqqa"]}


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
