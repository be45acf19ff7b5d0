"""Exercises: their answers from the data, their form, their seal, their marks, the class's copy."""

from __future__ import annotations

import base64
import copy as copies
import csv
import datetime as dt
import hashlib
import json
import math
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, Polygon

import lessonkit
from lessonkit import cli, geodesy
from lessonkit.check.read import check, examine, open_lesson
from lessonkit.cli import main
from lessonkit.errors import DataError, ExerciseError, Fault, LessonError
from lessonkit.exercises import form, solution
from lessonkit.exercises.answers import _FORMS, derive
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.marking import Feedback, grade
from lessonkit.exercises.seal import Buckets, Seal, seal_json, seal_messages
from lessonkit.exercises.states import NOT_YET, OPEN, RIGHT
from lessonkit.lesson import LessonData
from lessonkit.publish.student import copy_for_students

DATA = Path(__file__).parent.parent / "data"
FILE = "01_context.toml"  # the file of exercises that the copies of the lesson have
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
            "date": DAY,
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
        """Write a notebook with these cells of code, and the saved state of widgets."""
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        widgets = {"application/vnd.jupyter.widget-state+json": {"state": state or {}}}
        book = {
            "cells": [{**code, "id": f"c{n}", "source": text} for n, text in enumerate(cells)],
            "metadata": {"widgets": widgets},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.root / "notebooks").mkdir(exist_ok=True)
        (self.root / "notebooks" / name).write_text(json.dumps(book), encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Give a lesson with one exercise of each kind and a notebook. Nobody may change it."""
    made = Copy(tmp_path_factory.mktemp("lesson"))
    made.write(written(list(GOOD.values())))
    shown = (f'lesson.exercise("{one["id"]}")' for one in GOOD.values())
    made.notebook("01_context.ipynb", "lesson = Lesson.find()", *shown)
    return made


def twin(base: Copy, root: Path) -> Copy:
    """Give a copy of a copy, to be spoilt."""
    shutil.copytree(base.root, root, symlinks=True)
    made = copies.copy(base)
    made.root, made.data = root, root / "data"
    return made


@pytest.fixture
def copy(base: Copy, tmp_path: Path) -> Copy:
    return twin(base, tmp_path / "lesson")


@pytest.fixture(scope="module")
def data() -> LessonData:
    """Give the tables of the real lesson."""
    return open_lesson(DATA)


@pytest.fixture(scope="module")
def opened(base: Copy) -> lessonkit.Lesson:
    """Give the lesson of `base` as a notebook has it."""
    return lessonkit.Lesson(base.root)


def case(what: str, *values: Any) -> Any:
    """Give a case that once went wrong, and how."""
    return pytest.param(*values)


def test_a_good_exercise_of_each_kind_has_no_fault(base: Copy) -> None:
    assert list(GOOD) == list(KINDS)
    assert check(base.root) == []


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


def held(holder: str, day: dt.date) -> list[str]:
    """Give the places that a holder had in whole or part, in the order of the table of places."""
    found = {
        row["place_id"]
        for row in rows("control.csv")
        if row["holder"] == holder
        and row["start"] <= f"{day}"
        and not (row["end"] and row["end"] < f"{day}")
    }
    return [place for place in POINTS if place in found]


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"value": 55}, 55.0),
        ({"value": "a text"}, "a text"),
        ({"value": ["a", "list"]}, ["a", "list"]),
        ({"distance": ["raqqa", "deir-ez-zor"]}, km("raqqa", "deir-ez-zor")),
        ({"distance": ["raqqa", "raqqa"]}, 0.0),
        ({"bearing": ["al-tanf-garrison", "zakf"]}, inverse("al-tanf-garrison", "zakf")[0]),
        ({"bearing": ["zakf", "al-tanf-garrison"]}, inverse("zakf", "al-tanf-garrison")[0]),
        ({"convert": 40, "from": "miles"}, 40 * 1.609344),
        ({"convert": 40, "from": "km"}, 40.0),
        ({"days": ["E12", "E22"]}, float((STARTS["E22"] - STARTS["E12"]).days)),
        ({"days": ["E22", "E12"]}, float((STARTS["E12"] - STARTS["E22"]).days)),
        ({"hours": {"distance": ["zakf", "raqqa"]}, "kmh": 40}, km("zakf", "raqqa") / 40),
        ({"difference": [{"value": 9}, {"value": 3}, {"value": 2}]}, 4.0),
        ({"sum": [{"value": 9}, {"convert": 1, "from": "miles"}]}, 10.609344),
        ({"holder": "raqqa", "on": dt.date(2017, 6, 5)}, "is"),
        ({"holder": "raqqa", "on": dt.date(2017, 6, 6)}, "contested"),
        ({"held": "tanf-rebels", "on": DAY}, held("tanf-rebels", DAY)),
        ({"held": "government", "on": DAY}, held("government", DAY)),
        (
            {"held": "is", "on": DAY, "among": ["raqqa", "mayadin", "deir-ez-zor"]},
            ["deir-ez-zor", "mayadin"],
        ),
        (
            {"held": "is", "on": DAY, "kinds": ["oil-field"]},
            [place for place in held("is", DAY) if KIND[place] == "oil-field"],
        ),
        (
            {"within": "deir-ez-zor", "km": 55},
            [p for p in POINTS if 0 < km("deir-ez-zor", p) <= 55],
        ),
        (
            {"within": "deir-ez-zor", "km": 90, "kinds": ["oil-field", "dam"]},
            [p for p in POINTS if km("deir-ez-zor", p) <= 90 and KIND[p] in ("oil-field", "dam")],
        ),
        ({"within": "raqqa", "km": 5000, "among": ["raqqa", "tabqa"]}, ["tabqa"]),
        ({"within": "raqqa", "km": 1}, []),
        (
            {"claims": {"kind": "motive"}},
            [row["claim_id"] for row in rows("claims.csv") if row["kind"] == "motive"],
        ),
        (
            {"claims": {"kind": "fact", "asserted_by": "reporter"}},
            [
                row["claim_id"]
                for row in rows("claims.csv")
                if (row["kind"], row["asserted_by"]) == ("fact", "reporter")
            ],
        ),
        ({"count": {"held": "is", "on": DAY}}, float(len(held("is", DAY)))),
        ({"count": {"value": []}}, 0.0),
    ],
    ids=str,
)
def test_an_answer_comes_from_the_tables(data: LessonData, form: Body, answer: Any) -> None:
    found = derive(form, data)
    assert type(found) is type(answer)
    assert found == (pytest.approx(answer, rel=1e-9) if isinstance(answer, float) else answer)


def test_known_answers_are_as_one_measures_them(data: LessonData) -> None:
    # A check on the check above: rounded numbers that stand in claims.csv and on paper maps.
    assert round(km("raqqa", "deir-ez-zor")) == 123
    assert round(km("deir-ez-zor", "al-bukamal")) == 121
    assert 0 < inverse("al-tanf-garrison", "zakf")[0] < 90
    assert derive({"days": ["E12", "E22"]}, data) == 19
    assert {"deir-ez-zor"} <= set(held("is", DAY)) & set(held("government", DAY))  # in two parts


ON = {"on": DAY}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (55, ["55", "a form like"]),
        ("distance", ["'distance'", "a form like"]),
        (["raqqa", "tabqa"], ["a form like"]),
        (None, ["None"]),
        ({}, ["got nothing", "value, distance, bearing"]),
        ({"distanse": ["raqqa", "tabqa"]}, ["got distanse", "value, distance, bearing"]),
        ({"value": 1, "distance": ["raqqa", "tabqa"]}, ["value, distance", "one of the forms"]),
        ({"distance": ["raqqa", "tabqa"], "unit": "km"}, ["a key unit", "beside distance"]),
        ({"holder": "raqqa", "at": DAY}, ["a key at", "holder knows only: on"]),
        ({"held": "is", "on": DAY, "kind": ["town"]}, ["a key kind", "on, among, kinds"]),
        ({"distance": ["raqqa"]}, ["distance: got ['raqqa']", "a list of two"]),
        ({"distance": "raqqa"}, ["distance: got 'raqqa'", "a list of two"]),
        ({"bearing": ["raqqa", "tabqa", "palmyra"]}, ["bearing", "a list of two"]),
        ({"distance": ["raqqa", "deir-ez-zorr"]}, ["'deir-ez-zorr'", "Did you mean deir-ez-zor?"]),
        ({"distance": ["qqqqqqqq", "raqqa"]}, ["no place 'qqqqqqqq'", "Correct the id"]),
        ({"bearing": ["raqqa", 5]}, ["no place 5"]),
        ({"days": ["E05"]}, ["days", "a list of two"]),
        ({"days": ["E05", "E999"]}, ["no event 'E999'", "Did you mean E"]),
        ({"days": ["raqqa", "E05"]}, ["no event 'raqqa'"]),
        ({"convert": 40}, ["from: got None", "such as miles"]),
        ({"convert": 40, "from": 5}, ["from: got 5"]),
        ({"convert": 40, "from": "furlongs"}, ["'furlongs'", "km or mi or miles"]),
        ({"convert": "40", "from": "miles"}, ["convert: got '40'", "a number"]),
        ({"convert": True, "from": "miles"}, ["convert: got True"]),
        ({"convert": math.nan, "from": "miles"}, ["nan"]),
        ({"hours": {"value": 80}}, ["kmh: got None"]),
        ({"hours": {"value": 80}, "kmh": 0}, ["kmh: got 0", "more than 0"]),
        ({"hours": {"value": 80}, "kmh": -4}, ["kmh: got -4"]),
        ({"hours": {"value": "far"}, "kmh": 40}, ["hours: got 'far'", "a number"]),
        ({"hours": 80, "kmh": 40}, ["80", "a form like"]),
        ({"sum": [{"value": 1}]}, ["sum", "two or more"]),
        ({"sum": {"value": 1}}, ["sum", "two or more"]),
        ({"difference": [{"value": 1}, {"value": "two"}]}, ["difference: got 'two'"]),
        ({"difference": [{"value": 1}, 2]}, ["got 2", "a form like"]),
        ({"holder": "raqa", "on": DAY}, ["no place 'raqa'", "Did you mean raqqa?"]),
        ({"holder": "raqqa"}, ["on: got None", "a day"]),
        ({"holder": "raqqa", "on": "2017-06-06"}, ["on: got '2017-06-06'", "without quotation"]),
        ({"holder": "raqqa", "on": dt.date(1999, 1, 1)}, ["1999-01-01", "2017-01-01"]),
        ({"holder": "deir-ez-zor", "on": DAY}, ["deir-ez-zor", "government and is", "one holder"]),
        ({"held": "goverment", "on": DAY}, ["no holder 'goverment'", "Did you mean government?"]),
        ({"held": "is"}, ["on: got None"]),
        ({"held": "is", "on": DAY, "among": ["raqqa", "tabka"]}, ["'tabka'", "mean tabqa?"]),
        ({"within": "raqqa"}, ["km: got None"]),
        ({"within": "raqqa", "km": "55"}, ["km: got '55'"]),
        ({"within": "raqa", "km": 5}, ["no place 'raqa'"]),
        ({"claims": "fact"}, ["claims: got 'fact'", "kind = ..."]),
        ({"claims": {}}, ["claims: got {}"]),
        ({"claims": {"sort": "fact"}}, ["sort is no column of claims.csv"]),
        ({"count": {"value": 5}}, ["count: got 5", "a form that gives a list"]),
        ({"count": ["raqqa"]}, ["a form like"]),
        ({"value": {"a": 1}}, ["value: got {'a': 1}", "a number"]),
        ({"value": ["a", 1]}, ["value", "a number"]),
        ({"value": True}, ["value: got True"]),
        ({"distance": [["raqqa"], "tabqa"]}, ["place", "raqqa"]),
        ({"days": ["E05", ["E10"]]}, ["event", "E10"]),
        ({"holder": ["raqqa"], "on": DAY}, ["place", "raqqa"]),
        ({"holder": {"raqqa": 1}, "on": DAY}, ["place", "raqqa"]),
        ({"held": ["is"], "on": DAY}, ["holder", "is"]),
        ({"claims": {"kind": ["fact"]}}, ["fact"]),
        ({"held": "is", "on": DAY, "among": 5}, ["among", "5"]),
        ({"held": "is", "on": DAY, "kinds": "town"}, ["kinds"]),
        ({"held": "is", "on": DAY, "kinds": ["twon"]}, ["twon", "town"]),
        ({"claims": {"kind": "fcat"}}, ["fcat", "fact"]),
        ({"value": 10**400}, ["value"]),
        case("it gives inf", {"hours": {"value": 80}, "kmh": 5e-324}, ["kmh"]),
        ({"value": math.nan}, ["nan"]),
        ({"value": math.inf}, ["inf"]),
        ({"within": "raqqa", "km": math.nan}, ["nan"]),
        ({"hours": {"value": 80}, "kmh": math.nan}, ["nan"]),
        ({"bearing": ["raqqa", "raqqa"]}, ["raqqa"]),
    ],
    ids=lambda value: str(value)[:60] if not isinstance(value, list) else "",
)
def test_a_wrong_form_is_named(data: LessonData, form: Any, words: list[str]) -> None:
    with pytest.raises(LessonError) as caught:
        derive(form, data)
    for part in words:
        assert part in str(caught.value)


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


@settings(max_examples=80)
@given(form=forms)
@example(form={"distance": [["raqqa"], "tabqa"]})
@example(form={"value": 10**400})
def test_no_form_gives_anything_but_an_answer_or_a_lesson_error(
    data: LessonData, form: Any
) -> None:
    try:
        answer = derive(form, data)
    except LessonError:
        return
    texts = isinstance(answer, list) and all(isinstance(one, str) for one in answer)
    assert texts or isinstance(answer, str) or math.isfinite(answer)


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
# fmt: off
FLAWS = [
    # What every exercise has
    *(Flaw(f"no {key}", "choice", without(key), key, f"Add a line: {key} = ...")
      for key in ("title", "objective", "minutes", "prompt", "hints", "explanation")),
    Flaw("one hint only", "choice", put("hints", ["one"]), "hints", "a list of two to five texts"),
    Flaw("six hints", "choice", put("hints", ["one"] * 6), "hints", "two to five"),
    Flaw("hints as one text", "choice", put("hints", "Look."), "hints", "a list of two to five"),
    Flaw("an empty hint", "choice", put("hints", ["one", " "]), "hints", "two to five texts"),
    Flaw("no source and no paragraph", "choice", also(without("source_ids"), without("paragraphs")),
         "source_ids", "Say where the answer comes from"),
    Flaw("empty lists of sources", "choice", put("source_ids", []), "source_ids",
         "a list of ids of sources.csv"),
    Flaw("unknown kind", "choice", put("kind", "chioce"), "kind", "one of: choice, multi, number"),
    Flaw("misspelt key", "choice", rename("explanation", "explantion"), "explantion",
         "Did you mean explanation?"),
    Flaw("unknown key", "choice", put("points", 10), "points", "Delete it."),
    Flaw("key of another kind", "choice", put("tolerance", 5), "tolerance", "no such key"),
    Flaw("no minute", "choice", put("minutes", 0), "minutes", "a whole number from 1 to 30"),
    Flaw("an hour", "choice", put("minutes", 60), "minutes", "a whole number from 1 to 30"),
    Flaw("minutes as text", "choice", put("minutes", "2"), "minutes", "a whole number"),
    Flaw("minutes as a yes", "choice", put("minutes", True), "minutes", "a whole number"),
    Flaw("extra as a no", "choice", put("extra", False), "extra", "true, or no such key"),
    Flaw("half a minute", "choice", put("minutes", 2.5), "minutes", "a whole number"),
    Flaw("long title", "choice", put("title", "long " * 12 + "t"), "title", "at most 60 letters"),
    Flaw("empty prompt", "choice", put("prompt", ""), "prompt", "text in quotation marks"),
    Flaw("blank at the end", "choice", put("prompt", "Which? "), "prompt", "text in quotation"),
    Flaw("unknown source", "choice", put("source_ids", ["geoname"]), "source_ids",
         "Did you mean geonames?"),
    Flaw("paragraph beyond the article", "choice", put("paragraphs", [4, 17]), "paragraphs",
         "got 17, expected 0 to 16"),
    Flaw("paragraph as text", "choice", put("paragraphs", ["4"]), "paragraphs",
         "a list of numbers of paragraphs"),
    Flaw("paragraph below nought", "choice", put("paragraphs", [-1]), "paragraphs", "numbers"),
    # Choice
    Flaw("two right options", "choice", put("options", 1, "right", True), "options",
         "exactly one option with right = true"),
    Flaw("no right option", "choice", also(without("options", 0, "right"),
                                           put("options", 0, "feedback", WHY)),
         "options", "got 0 right options"),
    Flaw("no feedback for a wrong option", "choice", without("options", 2, "feedback"),
         "options 3, feedback", "what the mistake is"),
    Flaw("right = false", "choice", put("options", 1, "right", False), "options 2, right",
         "true, or no such key"),
    Flaw("one option", "choice", put("options", [{"text": "One", "right": True}]), "options",
         "two to eight options"),
    Flaw("nine options", "choice", put("options", [{"text": "One"}] * 9), "options",
         "two to eight options"),
    Flaw("options as texts", "choice", put("options", ["One", "Two"]), "options", "two to eight"),
    Flaw("an option without text", "choice", without("options", 1, "text"), "options 2, text",
         "text in quotation marks"),
    Flaw("misspelt feedback", "choice", put("options", 1, {"text": "The Khabur", "feedbak": WHY}),
         "options 2, feedbak", "Did you mean feedback?"),
    Flaw("no option for the holder", "choice", derived(HOLDER, "government", "sdf"), "options",
         "no option with the key is"),
    Flaw("right beside an answer", "choice",
         also(derived(HOLDER, "is", "sdf"), put("options", 0, "right", True)), "options",
         "and no right"),
    Flaw("a holder's option without feedback", "choice",
         also(derived(HOLDER, "is", "sdf"), without("options", 0, "feedback")),
         "options 1, feedback", "what the mistake is"),
    Flaw("a holder's option without key", "choice",
         also(derived(HOLDER, "is", "sdf"), without("options", 1, "key")), "options",
         "a key of its own in each option"),
    Flaw("two options with one key", "choice", derived(HOLDER, "is", "is"), "options",
         "a key of its own"),
    Flaw("a divided place", "choice",
         derived({"holder": "deir-ez-zor", "on": DAY}, "is", "government"), "answer",
         "government and is"),
    Flaw("a list for a choice", "choice", derived(AMONG, "raqqa", "al-bukamal"), "answer",
         "expected a text"),
    Flaw("a day as text", "choice", derived({**HOLDER, "on": "2017-06-06"}, "is", "sdf"), "answer",
         "without quotation marks"),
    # Multi
    Flaw("nothing right", "multi", also(without("options", 0, "right"),
                                        without("options", 1, "right")), "options",
         "Mark it with right = true"),
    Flaw("no feedback for a right option", "multi", without("options", 0, "feedback"),
         "options 1, feedback", "a word on it"),
    Flaw("no option for a place held", "multi", derived(AMONG, "raqqa", "tabqa"), "options",
         "no option with the key al-bukamal"),
    Flaw("a holder for several", "multi", derived(HOLDER, "is", "sdf"), "answer",
         "expected a list"),
    # Number
    Flaw("no mistakes", "number", without("mistakes"), "mistakes", "Add a line: mistakes = ..."),
    Flaw("an empty list of mistakes", "number", put("mistakes", []), "mistakes", "one or more"),
    Flaw("a mistake that counts as right", "number", put("mistakes", 1, "answer", {"value": 125}),
         "mistakes 2", "which counts as right"),
    Flaw("a mistake without words", "number", without("mistakes", 0, "text"), "mistakes 1, text",
         "text in quotation marks"),
    Flaw("a mistake at no place", "number",
         put("mistakes", 0, "answer", {"distance": ["raqqa", "mayadine"]}),
         "mistakes 1, answer", "Did you mean mayadin?"),
    Flaw("no unit", "number", without("unit"), "unit", "Add a line: unit = ..."),
    Flaw("no tolerance", "number", without("tolerance"), "tolerance", "a number above 0"),
    Flaw("a tolerance of nought", "number", put("tolerance", 0), "tolerance", "a number above 0"),
    Flaw("a tolerance of nan", "number", put("tolerance", math.nan), "tolerance", "above 0"),
    Flaw("a bare number as answer", "number", put("answer", 123), "answer", "a form like"),
    Flaw("an unknown place", "number", put("answer", {"distance": ["raqqa", "deir-ez-zur"]}),
         "answer", "Did you mean deir-ez-zor?"),
    Flaw("an unknown event", "number", put("answer", {"days": ["E05", "E999"]}), "answer",
         "no event 'E999'"),
    Flaw("an unknown form", "number", put("answer", {"distanse": ["raqqa", "tabqa"]}), "answer",
         "one of the forms value, distance"),
    Flaw("a text as answer", "number", put("answer", {"value": "123"}), "answer",
         "expected a number"),
    # Place
    Flaw("no mistakes at a place", "place", without("mistakes"), "mistakes", "one or more"),
    Flaw("an unknown answer", "place", put("answer", ["al-bukmal"]), "answer",
         "Did you mean al-bukamal?"),
    Flaw("a place as text", "place", put("answer", "al-bukamal"), "answer", "a list of ids"),
    Flaw("an unknown mistake", "place", put("mistakes", 0, "place", "mayadine"), "mistakes",
         "Did you mean mayadin?"),
    Flaw("an unknown place to draw", "place", put("map", "places", 2, "raqa"), "map, places",
         "Did you mean raqqa?"),
    Flaw("an unknown extent", "place", put("map", "extent", "southest"), "map, extent",
         "Did you mean southeast?"),
    Flaw("an unknown layer", "place", put("map", "layers", ["water", "twons"]), "map, layers",
         "Did you mean towns?"),
    Flaw("a place that counts as right", "place", put("mistakes", 0, "place", "al-bukamal"),
         "mistakes", "which counts as right"),
    Flaw("a map without words", "place", without("map", "alt"), "map, alt", "text in quotation"),
    Flaw("a misspelt key of a map", "place", put("map", "subtitel", "Some"), "map, subtitel",
         "Did you mean subtitle?"),
    Flaw("a day as text on a map", "place", put("map", "date", "2017-06-06"), "map, date",
         "without quotation marks"),
    Flaw("an answer that is not drawn", "place", put("map", "places", ["raqqa", "mayadin"]),
         "map, places", "a map without al-bukamal"),
    Flaw("a mistake that is not drawn", "place", put("map", "places", ["raqqa", "al-bukamal"]),
         "map, places", "a map without mayadin"),
    Flaw("an answer outside the map", "place", put("map", "extent", "tanf"), "map, extent",
         "al-bukamal outside of it"),
    Flaw("no layer with the answer", "place", put("map", "layers", ["water", "energy"]),
         "map, layers", "a layer that shows a town"),
    # Order
    Flaw("two events of one day", "order",
         put("items", [{"event": "E10"}, {"event": "E22"}, {"event": "E05"}, {"event": "E21"}]),
         "items", "two events of one day"),
    Flaw("an unknown event in an order", "order", put("items", 1, "event", "E999"), "items",
         "got E999, expected an id from events.csv"),
    Flaw("two items", "order", put("items", [{"event": "E05"}, {"event": "E10"}]), "items",
         "three to eight items"),
    Flaw("an item twice", "order", put("items", 1, "event", "E10"), "items",
         "two items with one id"),
    Flaw("an item of nothing", "order", put("items", 1, {"key": "a"}), "items",
         "either event, or key and text"),
    Flaw("events and texts", "order", put("items", 1, {"key": "a", "text": "A"}), "items",
         "Events only, or texts only"),
    Flaw("a mistake in the right order", "order",
         also(put("mistakes", 0, "first", "E05"), put("mistakes", 0, "then", "E10")), "mistakes 1",
         "which is right"),
    Flaw("a mistake with no item", "order", put("mistakes", 0, "first", "E20"), "mistakes 1, first",
         "one of: E05, E10, E15"),
    Flaw("a mistake with no text of the list", "order",
         also(put("items", TEXTS), put("mistakes", [wrong(first="third", then="forth")])),
         "mistakes 1, then", "one of: first, second, third"),
    # Classify
    Flaw("an unknown claim", "classify", put("items", 0, "claim", "C99"), "items 1, claim",
         "an id from claims.csv"),
    Flaw("a claim of no category", "classify", put("items", 0, "claim", "C05"), "items 1",
         "got interpretation, expected one of: fact, prediction"),
    Flaw("an unknown category", "classify", put("items", 1, "category", "facts"), "items 2",
         "got facts"),
    Flaw("no feedback for an item", "classify", without("items", 0, "feedback"),
         "items 1, feedback", "why not"),
    Flaw("feedback for the right category", "classify",
         put("items", 0, "feedback", {"prediction": WHY}), "items 1", "which is right"),
    Flaw("feedback for no category", "classify", put("items", 0, "feedback", {"opinion": WHY}),
         "items 1", "got opinion"),
    Flaw("both a claim and a category", "classify", put("items", 0, "category", "fact"),
         "items 1", "either claim (with text, if it is to be worded anew), or text and category"),
    Flaw("a category without a text", "classify", without("items", 1, "text"),
         "items 2", "or text and category"),
    Flaw("a text of no category", "classify", without("items", 1, "category"),
         "items 2", "or text and category"),
    Flaw("one category", "classify", put("categories", [{"key": "fact", "text": "Fact"}]),
         "categories", "two to six categories"),
    Flaw("an unknown column", "classify", put("column", "sort"), "column", "a column of claims"),
    # Text
    Flaw("one criterion", "text", put("criteria", ["It is long."]), "criteria", "two to eight"),
    Flaw("no common mistake", "text", put("mistakes", []), "mistakes", "one or more texts"),
    Flaw("no words", "text", put("words", 0), "words", "a whole number of words"),
    Flaw("no model answer", "text", without("model"), "model", "Add a line: model = ..."),
    # Code
    Flaw("an answer of no type", "code", put("expects", "figure"), "expects", "one of: number"),
    Flaw("no tolerance for a number", "code", without("tolerance"), "tolerance", "both"),
    Flaw("a list for a number", "code", put("answer", AMONG), "answer", "expected a number"),
    Flaw("no mistake in code", "code", without("mistakes"), "mistakes", "one or more"),
    Flaw("a table without a column", "code", code("table", AMONG, {"value": ["raqqa"]}), "column",
         "the column whose values count"),
    Flaw("a mistake that is the answer", "code",
         code("list", {"value": ["b", "a"]}, {"value": ["a", "b"]}), "mistakes", "wrong answers"),
    Flaw("a number for a list", "code", code("list", {"value": 5}, {"value": ["a"]}), "answer",
         "expected a list"),
    Flaw("a starter of no text", "code", put("starter", 5), "starter", "text in quotation marks"),
    Flaw("a starter that is no Python", "code", put("starter", "apart = (...\n"), "starter",
         "Python that runs as it stands"),
    Flaw("a starter for another exercise", "code",
         put("starter", 'apart = ...\nlesson.check("your-id", apart)\n'), "starter",
         'expected lesson.check("flaw-'),
    Flaw("a starter that does not check", "code", put("starter", "apart = ...\n"), "starter",
         "as last line"),
    Flaw("a starter with the answer in it", "code",
         put("starter", 'apart = 5\nlesson.check("with-code", apart)\n'), "starter",
         "where the student writes"),
    Flaw("a misspelt key of code", "code", put("colum", "a"), "colum", "Did you mean column"),
    # What no form keeps from being written, and what would break on the page
    Flaw("a kind that is a list", "choice", put("kind", ["choice"]), "kind", "one of: choice"),
    Flaw("an endless tolerance", "number", put("tolerance", math.inf), "tolerance", "a number"),
    Flaw("a huge tolerance", "number", put("tolerance", 10**400), "tolerance", "a number"),
    Flaw("an answer that is no number", "number", put("answer", {"value": math.nan}), "answer",
         "got nan"),
    Flaw("a mistake that is no number", "number",
         put("mistakes", 0, "answer", {"value": math.inf}), "mistakes 1, answer", "got inf"),
    Flaw("words as a yes", "text", put("words", True), "words", "a whole number of words"),
    Flaw("an unknown visible layer", "place", put("map", "visible", ["twons"]), "map, visible",
         "Did you mean towns?"),
    Flaw("a day outside the lesson", "place", put("map", "date", dt.date(1999, 1, 1)), "map, date",
         "from 2017-01-01 to 2017-12-31"),
    Flaw("days in the wrong order", "place", also(without("map", "date"), put("map", "dates",
         [DAY, dt.date(2017, 5, 4)])), "map, dates", "the earlier day first"),
    Flaw("an event with words of its own", "order", put("items", 0, "text", "Other words"),
         "items", "either event, or key and text"),
    Flaw("a claim twice", "classify", put("items", 1, {"claim": "C09", "feedback": {"fact": WHY}}),
         "items", "one sentence twice"),
    Flaw("a category twice", "classify", put("categories", [
         {"key": "fact", "text": "Fact"}, {"key": "prediction", "text": "Prediction"},
         {"key": "fact", "text": "Also a fact"}]), "categories", "two with one key"),
    Flaw("two options of one text", "choice", put("options", 2, "text", "The Khabur"), "options",
         "one text twice"),
    Flaw("an unknown coordinate system", "code", code("geotable", {"value": ["a"]},
         {"value": ["b"]}, column="place_id", crs="EPSG:nowhere"), "crs", "such as EPSG:4326"),
    Flaw("an unknown geometry", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="place_id", geometry="Polgon"), "geometry", "one of: Point"),
    Flaw("circles of no row", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="name_en", crs="EPSG:4326", circles=True), "circles", "event_id or place_id"),
    Flaw("circles that are not true", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="place_id", crs="EPSG:4326", circles="yes"), "circles", "true"),
    # Not found yet
    Flaw("a visible layer that is not drawn", "place", put("map", "visible", ["energy"]),
         "map, visible", "energy"),
    Flaw("a mistake right across north", "number",
         lambda body: body.update(unit="degrees", tolerance=3, answer={"value": 359},
                                  mistakes=[wrong(answer={"value": 1})]),
         "mistakes 1", "which counts as right"),
    # Units
    Flaw("km for a number of days", "number", put("answer", {"days": ["E12", "E22"]}), "unit",
         'got km for an answer in days, expected days. Write unit = "days"'),
    Flaw("days for a distance", "number", put("unit", "days"), "unit",
         "got days for an answer in km"),
    Flaw("km for a bearing, in code", "code",
         put("answer", {"bearing": ["raqqa", "deir-ez-zor"]}), "unit", "an answer in degrees"),
    Flaw("days for a difference of distances", "number", also(put("unit", "days"),
         put("answer", {"difference": [{"distance": ["raqqa", "mayadin"]}, {"value": 2}]})),
         "unit", "an answer in km"),
    Flaw("km for a count", "number",
         put("answer", {"count": {"within": "raqqa", "km": 55}}), "unit", "km for a count"),
    Flaw("a sum of days and km", "number", put("answer", {"sum": [
         {"days": ["E12", "E22"]}, {"distance": ["raqqa", "mayadin"]}]}), "answer",
         "got days and km, expected numbers of one unit"),
    Flaw("hours for a number of days", "number", also(put("unit", "hours"), put("answer",
         {"hours": {"days": ["E12", "E22"]}, "kmh": 40})), "answer", "expected a distance"),
    # How near a mistake is
    Flaw("a mistake that reaches into what is right", "number",
         put("mistakes", 1, "within", 39), "mistakes 2, within", "expected 38.4 or less"),
    Flaw("a mistake within nothing", "number", put("mistakes", 1, "within", 0),
         "mistakes 2, within", "a number above 0"),
    Flaw("a list within", "code", also(
         code("list", {"value": ["a"]}, {"value": ["b"]}), put("mistakes", 0, "within", 2)),
         "mistakes 1, within", "Delete it."),
]
# fmt: on


def flawed(flaw: Flaw, n: int) -> Body:
    body = copies.deepcopy(GOOD[flaw.kind])
    flaw.change(body)
    if isinstance(body.get("starter"), str):
        body["starter"] = body["starter"].replace("with-code", f"flaw-{n}")
    return {**body, "id": f"flaw-{n}"}


@pytest.fixture(scope="module")
def found(base: Copy, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Fault]]:
    """Check all flaws in one file, among good exercises; give the file and its faults."""
    copy = twin(base, tmp_path_factory.mktemp("flaws") / "lesson")
    text = written([*GOOD.values(), *(flawed(flaw, n) for n, flaw in enumerate(FLAWS))])
    copy.write(text)
    return text, check(copy.root)


@pytest.mark.parametrize(
    "n",
    [n for n, flaw in enumerate(FLAWS)],
    ids=[flaw.name for flaw in FLAWS],
)
def test_a_flaw_is_named_with_file_line_exercise_and_key(
    found: tuple[str, list[Fault]], n: int
) -> None:
    text, faults = found
    flaw = FLAWS[n]
    mine = [fault for fault in faults if (fault.column or "").startswith(f"flaw-{n},")]
    assert len(mine) == 1, [str(fault) for fault in mine]
    lines = text.splitlines()
    inside = lines.index(f'"id" = "flaw-{n}"')
    head = max(at for at in range(inside) if lines[at] == "[[exercises]]")
    key = f'"{re.split("[ ,]", flaw.key)[0]}" = '
    entry = range(head, lines.index("", head) if "" in lines[head:] else len(lines))
    wanted = next((at for at in entry if lines[at].startswith(key)), head)
    assert mine[0].file == f"exercises/{FILE}"
    assert mine[0].row == wanted + 1  # the line of the key, of a missing one that of the exercise
    assert mine[0].column == f"flaw-{n}, {flaw.key}"
    assert flaw.words in str(mine[0])


def test_nothing_else_is_a_fault(found: tuple[str, list[Fault]]) -> None:
    assert len(found[1]) == len(FLAWS)


def faults_of(data: LessonData, folder: Path, body: Body) -> list[Fault]:
    """Give the faults of one exercise, by the two steps that `check` takes for it."""
    path = folder / FILE
    path.write_text(written([body]), encoding="utf-8", newline="\n")
    good, faults, _ = form.read(path)
    return faults + [fault for one in good for fault in solution.faults(one, data)]


def test_an_exercise_without_id_is_named_by_its_number(data: LessonData, tmp_path: Path) -> None:
    body = {key: value for key, value in GOOD["choice"].items() if key != "id"}
    assert [fault.column for fault in faults_of(data, tmp_path, body)] == ["exercise 1, id"]


@pytest.mark.parametrize("name", ["A-Choice", "a choice", "a_choice", "", 5])
def test_an_id_has_small_letters_and_hyphens(data: LessonData, tmp_path: Path, name: Any) -> None:
    faults = faults_of(data, tmp_path, {**GOOD["choice"], "id": name})
    assert ["an id in small letters" in fault.expected for fault in faults] == [True]


def test_an_id_twice_in_two_files_is_a_fault(copy: Copy) -> None:
    copy.write(written([GOOD["choice"]]), "02_the_race.toml")
    [fault] = check(copy.root)
    assert (fault.file, fault.row, fault.column) == (
        "exercises/02_the_race.toml",
        2,
        "a-choice, id",
    )
    assert f"the id of one in exercises/{FILE}" in fault.got


# ---- Files and notebooks ------------------------------------------------------------------------


def moved(name: str, *also: str) -> Callable[[Copy], None]:
    """Give the file of exercises another name, and put more files beside it."""

    def change(copy: Copy) -> None:
        folder = copy.data / "exercises"
        (folder / FILE).rename(folder / name)
        for one in also:
            (folder / one).write_text((folder / name).read_text("utf-8"), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("01_context.toml.txt", "Rename it to 01_context.toml."),
        ("01_context.TOML", "Rename it to 01_context.toml."),
        ("1_context.toml", "Rename it to 01_context.toml."),
        ("01_contxt.toml.txt", "Rename it to 01_context.toml."),
        ("01_context.toml~", "Rename it to 01_context.toml."),
    ],
)
def test_a_file_with_a_wrong_name_is_named_once(copy: Copy, name: str, remedy: str) -> None:
    moved(name)(copy)
    [fault] = check(copy.root)
    assert (fault.file, fault.remedy) == (f"exercises/{name}", remedy)
    assert "01_context.toml, 02_the_race.toml, 03_hindsight.toml" in fault.expected


def test_a_file_for_no_notebook_is_a_fault(copy: Copy) -> None:
    moved("04_more.toml")(copy)
    [fault] = check(copy.root)
    assert fault.file == "exercises/04_more.toml"
    assert "add the notebook to lesson.toml" in str(fault)


def test_a_file_that_a_notebook_needs_and_that_is_lost_is_a_fault(copy: Copy) -> None:
    copy.notebook("02_the_race.ipynb", 'lesson.exercise("gone")', 'lesson.exercise("gone-too")')
    [fault] = check(copy.root)
    assert str(fault).startswith(
        "exercises/02_the_race.toml: got no file, expected the exercises of 02_the_race.ipynb, "
        "such as gone. Put it back"
    )


def test_a_second_copy_that_is_not_read_is_named(copy: Copy) -> None:
    moved(FILE, f"{FILE}.txt")(copy)
    [fault] = check(copy.root)
    assert fault.file == f"exercises/{FILE}.txt"
    assert f"There is a {FILE} as well." in fault.remedy


def test_backups_and_notes_beside_the_files_are_no_fault(copy: Copy) -> None:
    moved(FILE, f"{FILE}~", f"{FILE}.bak", "README.md", ".DS_Store")(copy)
    assert check(copy.root) == []


def test_a_folder_of_exercises_that_is_lost_is_a_fault_where_notebooks_use_it(copy: Copy) -> None:
    shutil.rmtree(copy.data / "exercises")
    [fault] = check(copy.root)
    assert str(fault).startswith("exercises/: got no folder, expected the exercises of 01_context")
    shutil.rmtree(copy.root / "notebooks")
    assert check(copy.root) == []
    assert main(["check", str(copy.root)]) == 0


def shows(copy: Copy, *cells: str) -> list[str]:
    """Let the first notebook have these cells; give what is noted, and see that nothing fails."""
    copy.notebook("01_context.ipynb", *cells)
    loaded = examine(copy.root)
    assert loaded.faults == []
    assert lessonkit.Lesson(copy.root).exercises
    noted = map(str, loaded.notices)
    return [one for one in noted if one.startswith(("exercises/", "notebooks/"))]


ALL_SHOWN = [f'lesson.exercise("{one["id"]}")' for one in GOOD.values()]


def test_a_lesson_whose_notebook_shows_each_exercise_has_nothing_noted(copy: Copy) -> None:
    assert (
        shows(copy, *ALL_SHOWN, 'lesson.check("with-code", 5)', 'lesson.recall("own-words")') == []
    )


def test_an_exercise_that_no_notebook_shows_is_noted(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    commented = "# " + ALL_SHOWN[1]
    [note] = shows(copy, *[one for one in ALL_SHOWN if one != ALL_SHOWN[1]], commented)
    line = written(list(GOOD.values())).split('"id" = "some-choices"')[0].count("\n")
    assert note.startswith(f"exercises/{FILE} line {line}, some-choices: got an exercise that no ")
    assert f"Put {ALL_SHOWN[1]} into a code cell of 01_context.ipynb." in note
    assert main(["check", str(copy.root)]) == 0
    said = capsys.readouterr().out
    assert f"Note: {note}" in said
    assert "No faults: " in said
    assert " to look at." in said


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('lesson.exercise("a-choise")', 'got lesson.exercise("a-choise"), expected the id of an'),
        ('lesson.exercise("a-choise")', "Did you mean a-choice?"),
        ("lesson.check('qqqqqqqq', 5)", "Correct the id, or write the exercise."),
        ('lesson.recall(  "own-word")', "Did you mean own-words?"),
    ],
)
def test_a_call_with_an_unknown_id_is_noted(copy: Copy, call: str, words: str) -> None:
    [note] = shows(copy, *ALL_SHOWN, call)
    assert note.startswith(f"notebooks/01_context.ipynb, cell {len(ALL_SHOWN) + 1}: got lesson.")
    assert words in note


def test_an_exercise_of_another_notebook_is_noted(copy: Copy) -> None:
    copy.notebook("02_the_race.ipynb", 'lesson.exercise("a-choice")', 'lesson.recall("own-words")')
    [note] = shows(copy, *ALL_SHOWN)
    assert note.startswith('notebooks/02_the_race.ipynb, cell 1: got lesson.exercise("a-choice"), ')
    assert f"which stands in exercises/{FILE}, expected one of exercises/02_the_race.toml" in note


def test_an_exercise_with_a_fault_is_still_known_to_its_notebook(copy: Copy) -> None:
    body = {key: value for key, value in GOOD["choice"].items() if key != "hints"}
    copy.write(written([body, *[one for one in GOOD.values() if one["id"] != body["id"]]]))
    loaded = examine(copy.root)
    assert [fault.column for fault in loaded.faults] == ["a-choice, hints"]
    assert not loaded.notices


def test_a_notebook_that_cannot_be_read_is_left_alone(copy: Copy) -> None:
    (copy.root / "notebooks" / "01_context.ipynb").write_text("{", encoding="utf-8")
    assert check(copy.root) == []


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ('[[exercises]]\nid = "x"\nprompt = "no end\n', 3, "a text that is not closed"),
        ("id = 'x'\n", None, "this key"),
        ("exercises = 5\n", None, "[[exercises]] with their keys"),
        ("[exercises]\nid = 'x'\n", None, "[[exercises]] with their keys"),
        ("", None, "an empty file"),
        (written([GOOD["choice"]]) + "[more]\n", None, "only [[exercises]]"),
    ],
)
def test_a_broken_file_is_a_fault_of_the_file(
    copy: Copy, text: str, row: int | None, words: str
) -> None:
    copy.write(text)
    faults = check(copy.root)
    assert {fault.file for fault in faults} == {f"exercises/{FILE}"}
    assert any(fault.row == row and words in str(fault) for fault in faults)


TANGLED = '''# A file as people write it.
[[exercises]]
id = "tangled"  # = "
kind = "choice"
title = "A short title"
objective = "Name what there is"
minutes = 2
prompt = """
options = [ { text = "in a text" } ]
[[exercises]]
Which "one"?"""
hints = ["One ] and {.", 'Two = "#".']
explanation = "Why"
source_ids = ["geonames"]
options = [
  # A note with "quotes", { and [.
  { text = "One } and, [two]", right = true },

  { text = "Three", feedbak = "No" }, { text = "Four", rigth = true },
  { txet = "Five",
    feedback = "No" },
]
[[exercises]]
id = "next"
'''


def test_a_misspelt_key_is_named_in_its_own_line_with_the_key_that_was_meant(
    data: LessonData, tmp_path: Path
) -> None:
    path = tmp_path / FILE
    text = TANGLED.replace('"Five",\n   ', '"Five",')  # TOML wants { and } in one line
    path.write_text(text, encoding="utf-8")
    _, faults, _ = form.read(path)
    rows = text.splitlines()
    assert [
        (fault.column, rows[(fault.row or 0) - 1].split()[3].strip('",'), fault.remedy)
        for fault in faults
        if (fault.column or "").startswith("tangled")
    ] == [
        ("tangled, options 2, feedbak", "Three", "Did you mean feedback?"),
        ("tangled, options 3, rigth", "Three", "Did you mean right?"),
        ("tangled, options 4, txet", "Five", "Did you mean text?"),
    ]
    assert {fault.row for fault in faults if (fault.column or "").startswith("next")} == {
        rows.index('id = "next"')
    }


def test_a_misspelt_kind_is_named_itself(data: LessonData, tmp_path: Path) -> None:
    body = {("knid" if key == "kind" else key): value for key, value in GOOD["choice"].items()}
    [fault] = faults_of(data, tmp_path, body)
    assert (fault.column, fault.remedy) == ("a-choice, knid", "Did you mean kind?")


def test_a_key_that_is_like_no_other_is_told_which_there_are(
    data: LessonData, tmp_path: Path
) -> None:
    body = copies.deepcopy(GOOD["choice"])
    body["options"][1]["solution"] = "No"
    [fault] = faults_of(data, tmp_path, body)
    assert fault.remedy == "Delete it. The keys here are: text, right, feedback, key."


def test_the_command_prints_the_faults(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.write(written([flawed(FLAWS[0], 0)]))
    assert main(["check", str(copy.root)]) == 1
    assert f"exercises/{FILE} line 1, flaw-0, {FLAWS[0].key}: got" in capsys.readouterr().out


def paths(value: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """Give the path of each key and each part of a list."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*above, key)
        if isinstance(part, dict | list):
            yield from paths(part, *above, key)


SPOILT = GOOD | {
    "geotable": exercise(
        "with-a-table",
        "code",
        expects="geotable",
        answer={"within": "raqqa", "km": 55, "kinds": ["town"]},
        mistakes=[wrong(answer={"value": ["raqqa"]})],
        column="place_id",
        columns=["name_en"],
        crs="EPSG:4326",
        geometry="Point",
    ),
    "holder": exercise(
        "who-held-it",
        "choice",
        answer=HOLDER,
        options=[{"key": k, "text": k, "feedback": WHY} for k in ("is", "government")],
    ),
}
PLACES = [(name, path) for name, body in SPOILT.items() for path in paths(body)]


def spoilt(place: tuple[str, tuple[Any, ...]], value: Any) -> Body:
    name, path = place
    body = copies.deepcopy(SPOILT[name])
    put(*path, value)(body)
    return body


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=values | forms)
@example(place=("choice", ("kind",)), value=["choice"])
@example(place=("geotable", ("crs",)), value={"value": [DAY]})
def test_any_value_in_place_of_any_key_is_right_or_a_fault(
    data: LessonData, tmp_path: Path, place: tuple[str, tuple[Any, ...]], value: Any
) -> None:
    try:
        faults = faults_of(data, tmp_path, spoilt(place, value))
    except DataError as error:  # a value that TOML itself does not take
        faults = error.faults
    assert all(str(fault) for fault in faults)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoils=st.lists(st.tuples(st.sampled_from(PLACES), values | forms), min_size=20))
def test_no_value_makes_check_raise(copy: Copy, spoils: list[Any]) -> None:
    copy.write(written([spoilt(*one) for one in spoils]))
    assert all(str(fault) for fault in check(copy.root))


# ---- The seal -----------------------------------------------------------------------------------

seals = st.builds(Seal, st.just("lesson"), st.just("1"), st.text(max_size=8))
texts = st.text(max_size=200)


def test_a_seal_is_the_same_each_time_and_another_for_each_exercise() -> None:
    one = Seal("lesson", "1", "a-choice")
    assert one.salt == Seal("lesson", "1", "a-choice").salt == Seal.of(one.salt).salt
    others = [("lesson", "1", "b"), ("lesson", "2", "a-choice"), ("other", "1", "a-choice")]
    assert len({one.salt, *(Seal(*names).salt for names in others)}) == 4
    # The parts stay apart: ("ab", "c") is not ("a", "bc").
    assert Seal("ab", "c", "d").salt != Seal("a", "bc", "d").salt


def test_a_hash_is_sha_256_of_the_salt_and_the_parts() -> None:
    seal = Seal("lesson", "1", "a-choice")
    whole = f"{seal.salt}\x1fchoice\x1f0".encode()
    assert seal.hash("choice", "0") == hashlib.sha256(whole).hexdigest()[:20]


@given(seal=seals, one=texts, other=texts)
def test_a_hash_tells_answers_apart_and_shows_nothing(seal: Seal, one: str, other: str) -> None:
    assert re.fullmatch("[0-9a-f]{20}", seal.hash(one))
    assert (seal.hash(one) == seal.hash(other)) == (one == other)
    assert seal.hash(one, other) != seal.hash(one + other)


@given(seal=seals, text=texts, key=texts)
def test_what_is_scrambled_can_be_read_again(seal: Seal, text: str, key: str) -> None:
    assert Seal.of(seal.salt).unscramble(seal.scramble(text, key), key) == text
    assert json.loads(seal.unscramble(seal_json(seal, {"a": text}, key), key)) == {"a": text}


@given(seal=seals, text=st.text(min_size=4, max_size=200), key=texts)
def test_scrambled_text_shows_nothing_of_it(seal: Seal, text: str, key: str) -> None:
    scrambled = seal.scramble(text, key)
    assert scrambled.isascii()
    assert text not in scrambled
    assert text.encode() not in base64.b64decode(scrambled)
    assert scrambled != seal.scramble(text, key, "another")
    assert scrambled != Seal("lesson", "2", "x").scramble(text, key)


def test_only_who_gave_an_answer_can_read_its_words() -> None:
    seal = Seal("lesson", "1", "x")
    sealed = seal_messages(seal, {("choice", "1"): "The Khabur joins it.", ("choice", "2"): "No."})
    scrambled = sealed[seal.hash("choice", "1")]
    assert seal.unscramble(scrambled, "choice", "1") == "The Khabur joins it."
    assert seal.hash("choice", "0") not in sealed
    assert base64.b64decode(scrambled) != base64.b64decode(seal.scramble("The Khabur joins it."))


sizes = st.floats(-1e7, 1e7)


@settings(max_examples=300)
@given(value=sizes, tolerance=st.floats(1e-3, 1e6), part=st.floats(-1, 1))
@example(value=0.0, tolerance=1.0, part=1.0)
@example(value=-123.456, tolerance=0.001, part=-1.0)
def test_a_bucket_holds_all_that_is_within_the_tolerance(
    value: float, tolerance: float, part: float
) -> None:
    buckets = Buckets.around(value, tolerance)
    number = value + part * tolerance
    # The sum above is rounded: what is not within the tolerance any more says nothing.
    assume(abs(number - value) <= tolerance)
    assert buckets.of(number) == buckets.of(value)


@settings(max_examples=300)
@given(
    value=sizes,
    tolerance=st.floats(1e-3, 1e6),
    times=st.floats(1.001, 1e4),
    side=st.sampled_from([-1, 1]),
)
def test_a_bucket_holds_nothing_that_is_clearly_outside(
    value: float, tolerance: float, times: float, side: int
) -> None:
    assume(tolerance >= 2e-6 * max(1, abs(value)))  # the edge of a bucket is 1e-9 of the value
    buckets = Buckets.around(value, tolerance)
    assert buckets.of(value + side * times * tolerance) != buckets.of(value)


@given(value=sizes, tolerance=st.floats(1e-3, 1e3), n=st.integers(-1000, 1000))
def test_what_is_public_of_a_bucket_is_the_same_for_far_apart_answers(
    value: float, tolerance: float, n: int
) -> None:
    one = Buckets.around(value, tolerance)
    other = Buckets.around(value + n * one.width, tolerance)
    assert other.width == pytest.approx(one.width, rel=1e-3)
    assert max(abs(one.offset), abs(other.offset)) <= one.width * 1.001


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_of_a_sealed_exercise_is_in_plain_text(
    opened: lessonkit.Lesson, kind: str
) -> None:
    sealed = opened.exercises[GOOD[kind]["id"]]
    text = json.dumps(sealed, ensure_ascii=False)
    assert SECRET not in text.lower()
    assert SECRET in Seal.of(sealed["salt"]).unscramble(sealed["hints"][0], "hint", "0")
    model = json.loads(Seal.of(sealed["salt"]).unscramble(sealed["model"], "model"))
    assert SECRET in model["explanation"]
    assert not {"answer", "mistakes", "explanation", "criteria", "model_answer"} & set(sealed)
    assert kind == "text" or len(sealed["right"]) >= 1


def test_keys_of_items_do_not_tell_their_order_or_kind(opened: lessonkit.Lesson) -> None:
    order = opened.exercises["an-order"]
    assert not {"E05", "E10", "E15"} & set(re.findall(r"E\d\d", json.dumps(order)))
    right = [row["title"] for row in rows("events.csv") if row["event_id"] in ("E05", "E10", "E15")]
    shown = [item["text"] for item in order["items"]]
    assert sorted(shown) == sorted(right)
    assert sum(one == other for one, other in zip(shown, right, strict=True)) <= 1
    kinds = opened.exercises["two-kinds"]
    assert "C09" not in json.dumps(kinds)
    keys = [item["key"] for item in kinds["items"]]
    assert keys == sorted(keys)  # in the order of their hashes, not as they were written


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("choice", [("choice", "1"), ("choice", "2")]),
        # A right option that was left out, and a wrong one that was chosen.
        ("multi", [("multi", "0", "0"), ("multi", "1", "0"), ("multi", "2", "1")]),
        ("place", [("place", "mayadin")]),
        ("text", []),
    ],
)
def test_the_words_for_a_wrong_answer_open_with_it_alone(
    opened: lessonkit.Lesson, kind: str, answers: list[tuple[str, ...]]
) -> None:
    sealed = opened.exercises[GOOD[kind]["id"]]
    seal, messages = Seal.of(sealed["salt"]), dict(sealed["messages"])
    for parts in answers:
        assert SECRET in seal.unscramble(messages.pop(seal.hash(*parts)), *parts)
        assert seal.hash(*parts) not in sealed["right"]
    assert messages == {}


def test_the_words_for_a_wrong_order_or_kind_open_with_it_alone(opened: lessonkit.Lesson) -> None:
    order, kinds = opened.exercises["an-order"], opened.exercises["two-kinds"]
    titles = {row["event_id"]: row["title"] for row in rows("events.csv")}
    event = {item["text"]: item["key"] for item in order["items"]}
    before = ("before", event[titles["E10"]], event[titles["E05"]])
    claim, sum_ = sorted(kinds["items"], key=lambda item: item["text"] == "Two and two is four.")
    for sealed, answers in (
        (order, [before]),
        (kinds, [("kind", claim["key"], "fact"), ("kind", sum_["key"], "prediction")]),
    ):
        seal = Seal.of(sealed["salt"])
        assert set(sealed["messages"]) == {seal.hash(*parts) for parts in answers}
        for parts in answers:
            assert seal.unscramble(sealed["messages"][seal.hash(*parts)], *parts).count(SECRET) == 1


# ---- Marks --------------------------------------------------------------------------------------

FAR = km("raqqa", "deir-ez-zor")
WAY = inverse("al-tanf-garrison", "al-bukamal")[0]
LISTED = ["raqqa", "tabqa", "mayadin"]


def asked(exercise_id: str, expects: str, answer: Body, mistake: Body, **more: Any) -> Body:
    mistakes = [wrong(answer=mistake)]
    return exercise(exercise_id, "code", expects=expects, answer=answer, mistakes=mistakes, **more)


# fmt: off
ASKED = [
    GOOD["code"],
    asked("way", "number", {"bearing": ["al-tanf-garrison", "al-bukamal"]}, {"value": 200},
          unit="degrees", tolerance=3),
    asked("north", "number", {"value": 359}, {"value": 100}, unit="degrees", tolerance=3),
    asked("days", "number", {"days": ["E12", "E22"]}, {"value": 30}, unit="days", tolerance=0.4),
    asked("hours", "number", {"value": 4.3}, {"value": 9}, unit="hours", tolerance=0.1),
    asked("share", "number", {"value": 40}, {"value": 60}, unit="percent", tolerance=1),
    asked("count", "number", {"value": 12}, {"value": 13}, unit="places", tolerance=0.4),
    asked("word", "text", {"holder": "al-bukamal", "on": DAY}, {"value": "sdf"}),
    asked("list", "list", {"value": LISTED}, {"value": ["raqqa"]}),
    asked("nobody", "list", {"value": []}, {"value": ["raqqa"]}),
    asked("table", "table", {"value": LISTED}, {"value": ["raqqa"]}, column="place_id",
          columns=["name_en"]),
    asked("points", "geotable", {"value": LISTED}, {"value": []}, column="place_id",
          crs="EPSG:4326", geometry="Point"),
    asked("areas", "geotable", {"value": LISTED}, {"value": ["raqqa"]}, column="place_id",
          crs="EPSG:4326", geometry="Polygon"),
    asked("doubt", "geotable", {"value": LISTED}, {"value": ["raqqa"]}, column="place_id",
          crs="EPSG:4326", geometry="Polygon", circles=True),
]
# fmt: on


@pytest.fixture(scope="module")
def mark(
    data: LessonData, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Any], Feedback]:
    """Give a function that marks an answer to an exercise of `ASKED`."""
    path = tmp_path_factory.mktemp("asked") / FILE
    path.write_text(written(ASKED), encoding="utf-8", newline="\n")
    good, faults, _ = form.read(path)
    assert faults == []
    sealed = {one.id: solution.sealed(one, data) for one in good}
    return lambda exercise_id, answer: grade(sealed[exercise_id], answer)


Mark = Callable[[str, Any], Feedback]


def short(value: Any) -> str:
    """Name a value in the name of a test, the same way in each run."""
    if isinstance(value, str):
        return value[:40]
    return f"{value:g}" if isinstance(value, int | float) else type(value).__name__


@pytest.mark.parametrize(
    ("exercise_id", "answer"),
    [
        ("with-code", FAR),
        ("with-code", round(FAR)),
        ("with-code", FAR + 0.99),
        ("with-code", FAR - 0.99),
        ("with-code", np.float64(FAR)),
        ("with-code", np.float32(FAR)),
        ("with-code", np.int64(round(FAR))),
        ("with-code", pd.Series([FAR]).iloc[0]),
        ("way", WAY),
        ("way", WAY + 360),
        ("way", WAY - 360),
        ("way", WAY + 1080),
        ("days", 19),
        ("hours", 4.3),
        ("share", 40.5),
        ("count", np.int16(12)),
        ("word", "is"),
        ("word", "  is\n"),
        ("word", np.str_("is")),
        ("list", LISTED),
        ("list", LISTED[::-1]),
        ("list", tuple(LISTED)),
        ("list", set(LISTED)),
        ("list", np.array(LISTED)),
        ("list", pd.Series(LISTED)),
        ("list", pd.Index(LISTED)),
        ("list", iter(LISTED)),
        ("nobody", []),
        ("nobody", pd.Series([], dtype=str)),
        ("table", pd.DataFrame({"place_id": LISTED, "name_en": "x"})),
        ("north", 1),
        ("north", 361),
        ("north", -1),
    ],
    ids=short,
)
def test_a_right_answer_is_right_in_any_fitting_type(
    mark: Mark, exercise_id: str, answer: Any
) -> None:
    feedback = mark(exercise_id, answer)
    assert (feedback.state, feedback.said) == (RIGHT, ())
    assert str(feedback) == "Right."


MISTAKE = f"The {SECRET} of this mistake."


@pytest.mark.parametrize(
    ("exercise_id", "answer", "words"),
    [
        # The type
        ("with-code", "122.7", "This is text. Expected: a number, in km."),
        ("with-code", [FAR], "This is a list with one value. Take the value out"),
        ("with-code", (FAR,), "This is a list with one value."),
        ("with-code", pd.Series([FAR]), "This is a column of a table with one value."),
        ("with-code", pd.Series([FAR, FAR]), "This is a column of a table. Expected: a number"),
        ("with-code", pd.DataFrame({"a": [FAR]}), "This is a DataFrame. Expected: a number"),
        ("with-code", True, "This is True or False. Expected: a number"),
        ("with-code", {"a": FAR}, "something of the type dict"),
        ("with-code", pd.NA, "something of the type NAType"),
        ("with-code", np.array([FAR, FAR]), "This is a list. Expected: a number"),
        ("with-code", np.array([FAR]), "This is a list with one value."),
        ("with-code", math.nan, "no finite number: somewhere a value is missing"),
        ("with-code", np.float64("nan"), "no finite number"),
        ("with-code", math.inf, "no finite number"),
        # The unit
        ("with-code", FAR / 1.609344, "This is the number of miles."),
        ("with-code", FAR * 1.609344, "it was in km already"),
        ("with-code", FAR * 1000, "This is the number of metres."),
        ("with-code", FAR * 10, "Ten times too much."),
        ("with-code", FAR / 10, "Ten times too little."),
        ("with-code", FAR * 100, "A hundred times too much."),
        ("with-code", FAR / 100, "A hundred times too little."),
        ("with-code", FAR / 1000, "A thousand times too little."),
        ("with-code", -FAR, "The sign is wrong."),
        ("share", 40_000, "A thousand times too much."),
        ("share", 0.4, "This is a share of one."),
        ("way", WAY + 180, "This is the opposite direction."),
        ("way", WAY - 180, "This is the opposite direction."),
        ("way", 90 - WAY, "This is measured from east."),
        ("way", 360 - WAY, "This goes the wrong way round."),
        ("way", math.radians(WAY), "This is in radians."),
        ("days", 20, "One day too many."),
        ("days", 18, "One day too few."),
        ("hours", 4.3 * 60, "This is the number of minutes."),
        ("hours", 4.3 / 24, "This is the number of days."),
        ("hours", 4.3 * 24, "A day has 24 hours"),
        # The size
        ("with-code", FAR + 1.5, "Nearly. Too large. Calculate again"),
        ("with-code", FAR - 1.5, "Nearly. Too small. Calculate again"),
        ("with-code", FAR + 3.5, "Nearly. Too large."),
        ("with-code", FAR - 3.5, "Nearly. Too small."),
        ("with-code", FAR + 30, "Too large."),
        ("with-code", FAR - 30, "Too small."),
        ("with-code", FAR + 5000, "This is far off."),
        ("with-code", 0, "Too small."),
        ("with-code", 50, MISTAKE),
        ("with-code", 50.9, MISTAKE),
        ("count", 13, MISTAKE),
        # Text
        ("word", 5, "This is a number. Expected: text."),
        ("word", ["is"], "This is a list. Expected: text."),
        ("word", pd.Series(["is"]), "This is a column of a table. Expected: text."),
        ("word", "IS", "'IS' is not the answer."),
        ("word", "", "'' is not the answer."),
        ("word", "sdf", MISTAKE),
        # Lists
        ("list", [*LISTED, "homs"], "Not asked for: homs."),
        ("list", LISTED[:2], "Missing: 1 of 3."),
        ("list", ["tabqa", "homs"], "Not asked for: homs. Missing: 2 of 3."),
        ("list", [*LISTED, *"abcde"], "Not asked for: a, b, c and 2 more."),
        ("list", [*LISTED, "raqqa"], "1 of the values stand more than once."),
        ("list", ["raqqa"], MISTAKE),
        ("list", ["raqqa", "raqqa"], MISTAKE),
        ("list", [], "Missing: 3 of 3."),
        ("list", "raqqa", "This is one text. Expected: a list of ids, even if it has one only."),
        ("list", 3, "This is a number. Expected: a list of ids."),
        ("list", True, "This is True or False."),
        ("list", [1, 2], "The list holds a number (1). Expected: ids, as text."),
        ("list", ["raqqa", math.nan], "The list holds a number (nan)."),
        ("list", ["raqqa", None], "The list holds something of the type NoneType"),
        ("list", [["raqqa"]], "The list holds a list (['raqqa'])."),
        ("list", pd.DataFrame({"place_id": LISTED}), "Take one column of it."),
        ("nobody", ["homs"], "Not asked for: homs."),
        # Tables
        ("table", LISTED, "This is a list. Expected: a table (DataFrame)."),
        ("table", pd.Series(LISTED), "This is a column of a table. Expected: a table"),
        ("table", pd.DataFrame({"id": LISTED}), "no column 'name_en'. The table has: id."),
        ("table", pd.DataFrame({"name_en": ["x"]}), "no column 'place_id'."),
        ("table", pd.DataFrame(), "The table has: none."),
        ("table", pd.DataFrame({"place_id": LISTED, "name_en": "x"}).set_index("place_id"),
         "no column 'place_id'"),
        ("table", pd.DataFrame({"place_id": LISTED[:1], "name_en": "x"}), MISTAKE),
        ("table", pd.DataFrame({"place_id": LISTED[:2], "name_en": "x"}), "Missing: 1 of 3."),
    ],
    ids=short,
)  # fmt: skip
def test_a_wrong_answer_is_told_what_is_off(
    mark: Mark, exercise_id: str, answer: Any, words: str
) -> None:
    feedback = mark(exercise_id, answer)
    assert feedback.state == NOT_YET
    assert words in feedback.said[0]
    assert feedback.said[0].startswith("Nearly") == words.startswith("Nearly")
    assert str(feedback).startswith("Not yet. ")


def frame(
    ids: Sequence[str] = LISTED, shape: Any = None, crs: Any = "EPSG:4326"
) -> gpd.GeoDataFrame:
    """Make a GeoDataFrame of ids, with one shape in each row."""
    shapes = [Point(39, 35) if shape is None else shape] * len(ids)
    return gpd.GeoDataFrame({"place_id": list(ids)}, geometry=shapes, crs=crs)


NO_SHAPE = gpd.GeoDataFrame({"place_id": LISTED})
CIRCLE = Point(39, 35).buffer(1)
DEGREES = frame(shape=CIRCLE)


def around(km: float) -> gpd.GeoDataFrame:
    """Make a GeoDataFrame of circles; each of the listed places is known to 1 km."""
    return frame(shape=geodesy.circle(39, 35, km))


@pytest.mark.parametrize(
    ("exercise_id", "answer", "words"),
    [
        ("points", frame(), ""),
        ("areas", frame(shape=CIRCLE), ""),
        ("areas", frame(shape=gpd.GeoSeries([CIRCLE, CIRCLE.buffer(9)]).union_all()), ""),
        ("points", pd.DataFrame({"place_id": LISTED}), "This is a DataFrame. Expected: a GeoData"),
        ("points", LISTED, "This is a list. Expected: a GeoDataFrame."),
        ("points", frame().geometry, "Expected: a GeoDataFrame."),
        ("points", frame(crs=None), "The coordinate system is none. Expected: EPSG:4326."),
        ("points", frame().to_crs(3857), "The coordinate system is EPSG:3857."),
        ("points", frame(shape=CIRCLE), "The geometry is Polygon. Expected: Point."),
        ("areas", frame(), "The geometry is Point. Expected: Polygon."),
        ("points", frame().rename(columns={"place_id": "id"}), "There is no column 'place_id'."),
        ("points", frame(LISTED[:2]), "Missing: 1 of 3."),
        ("points", frame([*LISTED, "raqqa"]), "1 of the values stand more than once."),
        ("points", NO_SHAPE, "geometry"),
        ("areas", NO_SHAPE, "geometry"),
        ("points", frame([]), MISTAKE),
        ("areas", frame([]), "Missing: 3 of 3."),
        ("doubt", around(1), ""),
        ("doubt", around(1.02), ""),
        ("doubt", around(1.5), "km². Is its radius in km?"),
        ("doubt", around(0.5), "km². Is its radius in km?"),
        ("doubt", DEGREES, "The shape of raqqa covers about"),
        ("doubt", frame(shape=Polygon()), "The shape of raqqa covers about 0 km²."),
    ],
    ids=short,
)
def test_a_table_with_geometry_is_looked_at_in_all_its_parts(
    mark: Mark, exercise_id: str, answer: Any, words: str
) -> None:
    feedback = mark(exercise_id, answer)
    assert feedback.state == (NOT_YET if words else RIGHT)
    assert words in "".join(feedback.said)


@pytest.mark.parametrize("exercise_id", [one["id"] for one in ASKED])
@pytest.mark.parametrize("answer", [..., None], ids=repr)
def test_dots_and_none_are_no_attempt(mark: Mark, exercise_id: str, answer: Any) -> None:
    feedback = mark(exercise_id, answer)
    assert feedback.state == OPEN
    assert "There is no answer yet" in feedback.said[0]
    assert feedback.given == ""


def test_a_complex_number_is_no_number_here(mark: Mark) -> None:
    assert mark("with-code", complex(FAR)).state == NOT_YET


def test_an_array_of_no_dimension_is_a_number(mark: Mark) -> None:
    assert mark("with-code", np.array(FAR)).state == RIGHT


def test_a_complex_number_is_not_said_to_be_what_is_expected(mark: Mark) -> None:
    assert "This is a number." not in mark("with-code", complex(FAR)).said[0]


@given(part=st.floats(-1, 1))
def test_each_number_within_the_tolerance_is_right(mark: Mark, part: float) -> None:
    assert mark("with-code", FAR + part).state == RIGHT
    assert mark("way", WAY + 3 * part).state == RIGHT


@given(number=st.floats(-1e15, 1e15))
def test_no_number_outside_the_tolerance_is_right(mark: Mark, number: float) -> None:
    assume(abs(number - FAR) > 1.001)
    feedback = mark("with-code", number)
    assert feedback.state == NOT_YET
    assert feedback.said[0]


@given(near=st.floats(-2, 2))
def test_a_number_near_a_likely_mistake_is_told_its_reason(mark: Mark, near: float) -> None:
    # The tolerance of the answer is 1: a mistake is measured no better, and counted twice as wide.
    feedback = mark("with-code", 50 + near)
    assert (feedback.state, feedback.said) == (NOT_YET, (MISTAKE,))


def nearby(
    data: LessonData, *mistakes: Body, unit: str = "km", tolerance: float = 5
) -> Callable[..., Any]:
    """Give what is said to a number, where 100 is right and the mistakes are as given."""
    body = exercise(
        "nearby", "code", expects="number", unit=unit, tolerance=tolerance, answer={"value": 100}
    )
    body["mistakes"] = [{"text": f"Mistake {n}.", **one} for n, one in enumerate(mistakes, 1)]
    made = form._exercise(body, "01_context.ipynb", {(): 1})
    spec = solution.sealed(made, data)
    return lambda number: grade(spec, number)


def test_a_claim_can_be_worded_anew_and_is_sorted_by_its_row(data: LessonData) -> None:
    body = copies.deepcopy(GOOD["classify"])
    body["items"][0]["text"] = "Words that stand alone."
    spec = solution.sealed(form._exercise(body, "01_context.ipynb", {(): 1}), data)
    (paragraph,) = {row["paragraph"] for row in rows("claims.csv") if row["claim_id"] == "C09"}
    keys = {item["text"]: item["key"] for item in spec["items"]}
    key = keys[f"Words that stand alone. (¶\u00a0{paragraph})"]
    assert Seal.of(spec["salt"]).hash("kind", key, "prediction") in spec["right"]


def test_an_extra_exercise_says_so_in_its_title() -> None:
    plain, extra = exercise("nearby", "text"), exercise("nearby", "text", extra=True)
    made = [form._exercise(body, "01_context.ipynb", {(): 1}) for body in (plain, extra)]
    assert [(one.extra, one.title) for one in made] == [
        (False, "A short title"),
        (True, "Extra: A short title"),
    ]
    assert "extra" not in made[1].body


def test_each_mistake_has_a_width_of_its_own(data: LessonData) -> None:
    said = nearby(data, {"answer": {"value": 50}, "within": 1}, {"answer": {"value": 150}})
    assert said(51).said == ("Mistake 1.",)
    assert said(52).said != ("Mistake 1.",)
    assert said(160).said == ("Mistake 2.",)
    assert "Mistake" not in said(160.1).said[0]


@given(number=st.floats(95, 105))
def test_what_counts_as_right_is_no_mistake_however_near(data: LessonData, number: float) -> None:
    said = nearby(data, {"answer": {"value": 106}}, {"answer": {"value": 94}})
    assert said(number).state == RIGHT
    assert said(106).said == ("Mistake 1.",)
    assert said(94.5).said == ("Mistake 2.",)


def test_of_two_mistakes_that_are_near_both_are_told_the_nearer_first(data: LessonData) -> None:
    said = nearby(data, {"answer": {"value": 50}}, {"answer": {"value": 56}})
    assert said(52).said == ("Mistake 1. Or: Mistake 2.",)
    assert said(54).said == ("Mistake 2. Or: Mistake 1.",)
    assert said(50.4).said == ("Mistake 1.",)  # nearly to the digit


def test_a_bearing_near_a_mistake_goes_on_after_north(data: LessonData) -> None:
    said = nearby(data, {"answer": {"value": 359}}, unit="degrees", tolerance=3)
    for number in (2, 362, -3, 359, 4.9):
        assert said(number).said == ("Mistake 1.",)


def test_no_width_tells_how_far_off_a_mistake_is(data: LessonData) -> None:
    body = exercise("a", "code", expects="number", unit="km", tolerance=5, answer={"value": 100})
    body["mistakes"] = [wrong(answer={"value": value}) for value in (50, 106, 113, 300)]
    spec = solution.sealed(form._exercise(body, "01_context.ipynb", {(): 1}), data)
    widths = [round(math.log2(width / spec["width"]), 6) for width, _ in spec["windows"]]
    assert widths == [1, -3, 0, 1]  # whole halvings of one width


anything = st.one_of(
    st.none(),
    st.floats(),
    st.integers(),
    st.complex_numbers(),
    st.decimals(),
    st.booleans(),
    st.binary(max_size=4),
    st.dates(),
    st.text(st.characters(), max_size=6),
    st.lists(st.floats() | st.text(st.characters(), max_size=3), max_size=3),
    st.frozensets(st.sampled_from(LISTED)),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.builds(pd.DataFrame, st.dictionaries(st.text(max_size=3), st.just([1]), max_size=2)),
    st.builds(frame, st.lists(st.sampled_from(LISTED), max_size=3)),
    st.just(NO_SHAPE),
    st.just(len),
)


@settings(max_examples=150)
@given(exercise_id=st.sampled_from([one["id"] for one in ASKED]), answer=anything)
@example(exercise_id="with-code", answer=1e306)
@example(exercise_id="with-code", answer=10**400)
@example(exercise_id="list", answer=["\ud800"])
def test_a_wrong_answer_is_no_error_whatever_it_is(
    mark: Mark, exercise_id: str, answer: Any
) -> None:
    feedback = mark(exercise_id, answer)
    assert feedback.state in (OPEN, NOT_YET, RIGHT)
    assert feedback._repr_html_()


def test_feedback_is_shown_as_text_not_as_html(mark: Mark) -> None:
    attack = "<img src=x onerror=alert(1)>"
    for feedback in (
        mark("word", attack),
        mark("list", [attack, *LISTED]),
        mark("table", pd.DataFrame({attack: [1]})),
    ):
        assert attack in feedback.said[0]
        shown = feedback._repr_html_()
        assert "<img" not in shown
        assert "&lt;img src=x onerror=alert(1)&gt;" in shown
        assert 'role="status"' in shown
        assert "Not yet" in shown


@pytest.mark.parametrize(("state", "sign"), [(OPEN, "○"), (NOT_YET, "◐"), (RIGHT, "✓")])
def test_feedback_says_its_state_in_a_word_and_a_sign(state: str, sign: str) -> None:
    shown = Feedback(state, ("One.", "Two."))._repr_html_()
    assert f"{sign} {state.capitalize()}" in shown
    assert "One.<br>Two." in shown


def test_a_long_answer_is_kept_short(mark: Mark) -> None:
    assert len(mark("list", ["raqqa"] * 1000).given) <= 200
    assert mark("points", frame()).given == "GeoDataFrame of 3 rows: place_id, geometry"
    assert mark("list", pd.Series(LISTED)).given == str(LISTED)


# ---- In a notebook ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda one: one.exercise("a-choise"), "Did you mean a-choice?"),
        (lambda one: one.exercise("qqqqqqqqqq"), "See data/exercises/"),
        (lambda one: one.check("with-cod", 5), "Did you mean with-code?"),
        (lambda one: one.check(122.7, "with-code"), "no exercise 122.7"),
        (lambda one: one.progress("01_contxt.ipynb"), "Did you mean 01_context.ipynb?"),
        (
            lambda one: one.progress("qqqqqqqqqq"),
            "The ids are: 01_context.ipynb, 02_the_race.ipynb",
        ),
        (lambda one: one.check(LISTED, "list"), "exercise"),
    ],
)
def test_a_wrong_name_is_an_error_of_one_line(
    opened: lessonkit.Lesson, call: Callable[[lessonkit.Lesson], Any], words: str
) -> None:
    with pytest.raises(ExerciseError) as caught:
        call(opened)
    # IPython asks for these lines in place of a traceback.
    [line] = caught.value._render_traceback_()
    assert line.startswith("ExerciseError: ")
    assert words in line


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_only_code_is_checked_with_check(opened: lessonkit.Lesson, kind: str) -> None:
    exercise_id = GOOD[kind]["id"]
    with pytest.raises(ExerciseError, match="is answered on the page, not with check") as caught:
        opened.check(exercise_id, 5)
    assert f'lesson.exercise("{exercise_id}")' in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_widget_knows_the_task_and_no_answer(opened: lessonkit.Lesson, kind: str) -> None:
    widget = opened.exercise(GOOD[kind]["id"])
    assert (widget.spec["kind"], widget.spec["prompt"]) == (kind, GOOD[kind]["prompt"])
    assert widget.spec["notebook"] == "01_context.ipynb"
    assert widget.lesson == {"id": opened.id, "version": opened.version, "title": opened.title}
    assert widget.record == widget.checked == {}
    state = {key: value for key, value in widget.get_state().items() if not key.startswith("_")}
    assert SECRET not in json.dumps(state, ensure_ascii=False, default=str).lower()
    assert "map" not in widget.spec
    assert (widget.map is not None) == (kind == "place")
    bundle = widget._repr_mimebundle_()
    plain = (bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"]
    assert GOOD[kind]["title"] in plain
    assert GOOD[kind]["prompt"] in plain


def test_where_nothing_runs_the_task_is_written_out(opened: lessonkit.Lesson) -> None:
    widget = opened.exercise(GOOD["choice"]["id"])
    widget.spec = {**widget.spec, "prompt": "Look at *T2*.\n\nIs 1 < 2?"}
    bundle, _ = widget._repr_mimebundle_()
    assert "<p>Look at <em>T2</em>.</p><p>Is 1 &lt; 2?</p>" in bundle["text/html"]


def test_the_map_of_a_place_does_not_say_which_is_right(opened: lessonkit.Lesson) -> None:
    drawn = opened.exercise("a-place").map
    assert drawn is not None
    assert drawn.date == "2017-06-06"
    assert set(GOOD["place"]["map"]["places"]) <= set(drawn.spec["places"])
    assert "right" not in json.dumps(drawn.spec).lower().split('"')


def test_an_attempt_reaches_the_exercise_that_is_shown(opened: lessonkit.Lesson) -> None:
    widget = opened.exercise("with-code")
    assert opened.check("with-code", ...).state == OPEN
    assert widget.checked == {}
    opened.check("with-code", FAR / 1.609344)
    first = widget.checked
    assert set(first) == {"at", "answer", "words", "right", "said"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["at"])
    assert first["right"] is False
    assert first["said"] == ["This is the number of miles. Turn it into km."]
    assert first["answer"] == str(FAR / 1.609344)
    json.dumps(first)
    feedback = opened.check("with-code", FAR)
    assert feedback.state == RIGHT
    assert widget.checked["right"] is True
    assert widget.checked["at"] >= first["at"]


def test_an_exercise_shown_again_gets_the_next_attempt(opened: lessonkit.Lesson) -> None:
    before, now = opened.exercise("with-code"), opened.exercise("with-code")
    opened.check("with-code", 5)
    assert before.checked == {}
    assert now.checked["answer"] == "5"


def test_the_strip_lists_every_exercise_and_no_answer(opened: lessonkit.Lesson) -> None:
    strip = opened.progress("02_the_race.ipynb")
    assert strip.spec["notebook"] == "02_the_race.ipynb"
    assert [one["id"] for one in strip.spec["exercises"]] == [one["id"] for one in GOOD.values()]
    keys = {"id", "notebook", "title", "kind", "minutes", "extra"}
    assert all(set(one) == keys for one in strip.spec["exercises"])


# ---- A copy for the class -----------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    """Give what a folder holds; a folder counts as a file without content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def students(base: Copy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the class's copy of `base`."""
    to = tmp_path_factory.mktemp("class") / "student"
    assert copy_for_students(base.root, to) == to
    return to


def test_no_file_of_a_students_copy_has_an_answer(base: Copy, students: Path) -> None:
    held = files(students)
    assert SECRET.encode() in files(base.root)[f"data/exercises/{FILE}"]
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []
    assert [name for name in held if "exercises" in name] == ["data/exercises.json"]
    sealed = json.loads(held["data/exercises.json"])
    drawn = next(one.pop("map") for one in sealed if one["kind"] == "place")
    assert "al-bukamal" in drawn["places"]  # the map has it, among others
    shown = json.dumps(sealed, ensure_ascii=False)
    assert [one for one in ("al-bukamal", f"{FAR:.0f} km", "E05", "C09") if one in shown] == []


def test_a_students_copy_has_all_else(base: Copy, students: Path) -> None:
    before, after = files(base.root), files(students)
    # The base map of the test is a link: its files are compared one by one.
    ground = {f"data/basemap/{name}": text for name, text in files(DATA / "basemap").items()}
    wanted = {k: v for k, v in (before | ground).items() if not k.startswith("data/exercises")}
    assert {name: text for name, text in after.items() if name != "data/exercises.json"} == wanted


def test_a_students_copy_opens_and_marks(opened: lessonkit.Lesson, students: Path) -> None:
    lesson = lessonkit.Lesson(students)
    assert lesson.exercises == opened.exercises
    assert lesson.check("with-code", FAR).state == RIGHT
    assert lesson.check("with-code", 50).said == (MISTAKE,)
    assert lesson.exercise("a-place").map is not None
    assert lesson.exercise("a-choice").spec == opened.exercise("a-choice").spec


def test_a_students_copy_has_no_fault(students: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(students)]) == 0
    assert "No faults" in capsys.readouterr().out


def test_the_command_makes_a_copy_of_a_copy(
    students: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "new" / "student"
    assert main(["student", str(students), "--to", str(to)]) == 0
    assert capsys.readouterr().out == f"Written: {to}\n"
    assert files(to) == files(students)


def test_an_empty_folder_may_be_filled(base: Copy, tmp_path: Path) -> None:
    (tmp_path / "student").mkdir()
    copy_for_students(base.data, tmp_path / "student")  # data/ may be named itself
    assert (tmp_path / "student" / "data" / "exercises.json").is_file()
    assert (tmp_path / "student" / "notebooks" / "01_context.ipynb").is_file()


def test_the_copy_is_the_same_from_inside_the_data(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_for_students(copy.root, tmp_path / "one")
    monkeypatch.chdir(copy.data)
    assert main(["check"]) == 0
    assert main(["student", "--to", str(tmp_path / "two")]) == 0
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert main(["student", "--to", "student"]) == 2


def test_a_lesson_without_a_folder_data_is_not_copied_into_itself(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = copy.data.rename(tmp_path / "alone")
    before = files(alone)
    assert main(["student", str(alone), "--to", str(alone / "student")]) == 2
    assert "inside the data of the lesson, and the copy would become" in capsys.readouterr().err
    assert files(alone) == before
    link = tmp_path / "link"
    link.symlink_to(alone, target_is_directory=True)
    assert main(["student", str(alone), "--to", str(link / "student")]) == 2


def in_use(copy: Copy, to: Path) -> None:
    to.mkdir()
    (to / "mine.txt").write_text("mine", encoding="utf-8")


def a_file(copy: Copy, to: Path) -> None:
    to.write_text("mine", encoding="utf-8")


def a_fault(copy: Copy, to: Path) -> None:
    copy.write(written([flawed(FLAWS[0], 0)]))


def a_lost_file(copy: Copy, to: Path) -> None:
    # Found only in the middle of copying: a link that leads nowhere.
    (copy.data / "notes.txt").symlink_to(copy.data / "nowhere")


def a_lost_file_and_an_empty_folder(copy: Copy, to: Path) -> None:
    a_lost_file(copy, to)
    to.mkdir()


def a_torn_notebook(copy: Copy, to: Path) -> None:
    (copy.root / "notebooks" / "01_context.ipynb").write_text('{"cells": [', encoding="utf-8")


def nothing(copy: Copy, to: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "to", "words"),
    [
        (in_use, "student", "is in use"),
        (a_file, "student", "is in use"),
        (a_fault, "student", "1 fault in the data"),
        (a_lost_file, "student", "cannot be written"),
        (a_lost_file_and_an_empty_folder, "student", "cannot be written"),
        (nothing, "lesson/data/student", "inside the data of the lesson"),
        (nothing, "lesson/data", "is in use"),
        (nothing, "lesson/data/lesson.toml/student", "inside the data of the lesson"),
        (nothing, "lesson/notebooks/01_context.ipynb/student", "inside the notebooks of the"),
        (nothing, "lesson/notebooks/student", "inside the notebooks of the lesson"),
        (nothing, "lesson/data/exercises/student", "Name a folder outside, such as"),
        (a_lost_file, "new/student", "cannot be written"),
        case("a JSONDecodeError comes through", a_torn_notebook, "student", "01_context.ipynb"),
    ],
)
def test_a_copy_that_cannot_be_made_leaves_nothing_half_done(
    copy: Copy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Copy, Path], None],
    to: str,
    words: str,
) -> None:
    spoil(copy, tmp_path / to)
    before = files(tmp_path)
    assert main(["student", str(copy.root), "--to", str(tmp_path / to)]) == 2
    assert words in capsys.readouterr().err
    assert files(tmp_path) == before


@pytest.mark.parametrize("text", ["{}", '[{"id": "x"}]', "["])
def test_a_changed_file_of_sealed_exercises_is_a_fault(
    students: Path, tmp_path: Path, text: str
) -> None:
    shutil.copytree(students, tmp_path / "student")
    (tmp_path / "student" / "data" / "exercises.json").write_text(text, encoding="utf-8")
    assert {fault.file for fault in check(tmp_path / "student")} == {"exercises.json"}


@pytest.mark.parametrize("key", ["title", "minutes", "prompt", "hints", "messages", "model"])
def test_a_sealed_exercise_without_one_of_its_parts_is_a_fault(
    students: Path, tmp_path: Path, key: str
) -> None:
    shutil.copytree(students, tmp_path / "student")
    path = tmp_path / "student" / "data" / "exercises.json"
    sealed = json.loads(path.read_text(encoding="utf-8"))
    del sealed[1][key]
    path.write_text(json.dumps(sealed), encoding="utf-8")
    assert {fault.file for fault in check(tmp_path / "student")} == {"exercises.json"}


def test_what_a_teacher_tried_and_saved_is_not_in_the_copy(copy: Copy, tmp_path: Path) -> None:
    tried = {"attempts": [{"answer": f"My own {SECRET}", "right": True}], "draft": SECRET}
    state = {"0": {"model_name": "AnyModel", "state": {"view": "exercise", "record": tried}}}
    copy.notebook("01_context.ipynb", 'lesson.exercise("own-words")', state=state)
    held = files(copy_for_students(copy.root, tmp_path / "student"))
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []


def test_the_lines_that_a_teacher_wrote_are_not_in_the_copy(copy: Copy, tmp_path: Path) -> None:
    lines = f'apart = 122.7  # {SECRET}\nlesson.check("with-code", apart)'
    copy.notebook("01_context.ipynb", 'lesson.exercise("with-code")', lines)
    held = files(copy_for_students(copy.root, tmp_path / "student"))
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []


# ---- The page about exercises -------------------------------------------------------------------

PAGE = (DATA.parent / "docs" / "exercises.md").read_text(encoding="utf-8")
# Each block of TOML, with the kind that the heading above it names.
BLOCKS = [
    ((re.findall(r"^### `(\w+)`", PAGE[: block.start()], re.MULTILINE) or [""])[-1], block[1])
    for block in re.finditer(r"```toml\n(.*?)```", PAGE, re.DOTALL)
]


def of_the_page() -> Iterator[str]:
    """Give each example as a whole exercise; a part of one gets the keys that all have."""
    for n, (kind, text) in enumerate(BLOCKS):
        if "[[exercises]]" in text:
            yield text
            continue
        body = exercise("your-id" if kind == "code" else f"of-the-page-{n}", kind)
        if not re.search(r"^(options|items|answer|criteria)", text, re.M):
            raise AssertionError(f"a block of the page that is no exercise: {text}")
        yield written([body]).rstrip("\n") + f"\n{text}"


def test_the_page_has_an_example_of_each_kind() -> None:
    assert {kind for kind, _ in BLOCKS} - {""} == set(KINDS)
    assert len(BLOCKS) >= 9


@pytest.mark.parametrize("text", list(of_the_page()), ids=range(len(BLOCKS)))
def test_each_example_of_the_page_passes_the_check_and_is_sealed(copy: Copy, text: str) -> None:
    copy.write(text)
    loaded = examine(copy.root)
    assert loaded.faults == []
    assert main(["check", str(copy.root)]) == 0
    lesson = lessonkit.Lesson(copy.root)
    [(exercise_id, spec)] = lesson.exercises.items()
    assert lesson.exercise(exercise_id).spec["title"] == spec["title"]
    assert spec["right"] or spec["kind"] == "text"
    if "starter" in spec:  # it runs as it stands
        names = {"lesson": lesson}
        exec(spec["starter"].replace("lesson.check", "said = lesson.check"), names)
        assert names["said"].state == OPEN


def test_all_examples_of_the_page_stand_in_one_lesson(copy: Copy) -> None:
    copy.write("\n".join(of_the_page()))
    assert check(copy.root) == []
    copy_for_students(copy.root, copy.root.parent / "student")


STANDS_FOR = {'"a"': '"raqqa"', '"b"': '"mayadin"', '"place"': '"al-bukamal"', '"holder"': '"is"'}


def form_rows() -> list[tuple[str, str]]:
    """Give each form of the table of answers, with what it gives."""
    table = PAGE.partition("## Answers from the data")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`\{.*`) \| (.*) \|$", table, re.M)
    return [(form, gives) for forms, gives in rows for form in re.findall("`(.*?)`", forms)]


@pytest.mark.parametrize(("form", "gives"), form_rows())
def test_each_form_of_the_page_gives_what_it_says(data: LessonData, form: str, gives: str) -> None:
    inner = "{ value = 5 }" if "hours" not in form else '{ distance = ["a", "b"] }'
    inner = '{ value = ["x", "y"] }' if "count" in form else inner
    text = form.replace("{...}", inner)
    for one, other in STANDS_FOR.items():
        text = text.replace(one, other)
    answer = derive(tomllib.loads(f"form = {text}")["form"], data)
    wanted: Any = list if "the ids" in gives else str if "the id of" in gives else float
    assert isinstance(answer, wanted)


def test_the_page_names_each_form_and_each_key() -> None:
    listed = {form.split()[1] for form, _ in form_rows()}
    assert listed == set(_FORMS)
    common = PAGE.partition("## What every exercise has")[2].partition("## The eight kinds")[0]
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", common, re.M)))) == set(
        form.COMMON
    )
    for kind in KINDS:
        part = PAGE.partition(f"### `{kind}`")[2].partition("\n##")[0]
        for key in KINDS[kind].FORM:
            assert f"`{key}`" in part or f"{key} = " in part, (kind, key)


def test_the_lines_of_python_on_the_page_run(copy: Copy) -> None:
    copy.write("\n".join(of_the_page()).replace("of-the-page-", "page-"))
    lesson = lessonkit.Lesson(copy.root)
    text_id = next(one["id"] for one in lesson.exercises.values() if one["kind"] == "text")
    found = re.findall(r"`(lesson\.\w+\(.*?\))`", PAGE)
    assert {one.split("(")[0] for one in found} >= {
        "lesson.exercise", "lesson.recall", "lesson.progress",
    }  # fmt: skip
    for line in found:
        call = line.replace("your-id", text_id) if "recall" in line else line
        assert eval(call, {"lesson": lesson}) is not None


def test_the_commands_on_the_page_are_commands() -> None:
    found = re.findall(r"^    lessonkit (.*)$", PAGE, re.M)
    assert [one.split()[0] for one in found] == ["student", "answers"]
    for line in found:
        assert cli._parser().parse_args(line.split()).to
