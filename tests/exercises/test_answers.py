"""The answers that come from the data, and the forms that ask for them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from support.exercise_files import DAY, KIND, POINTS, STARTS, Body, case, forms, inverse, km, rows

from lessonkit.errors import LessonError
from lessonkit.exercises.answers import derive
from lessonkit.lesson import LessonData


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
