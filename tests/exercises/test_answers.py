"""The answers that come from the data, and the forms that ask for them."""

from __future__ import annotations

import datetime as dt
import math
from copy import copy
from typing import Any

import pytest
from hypothesis import example, given, settings
from support.exercise_files import DAY, KIND, POINTS, STARTS, Body, case, forms, inverse, km, rows

from lessonkit.check.read import open_lesson
from lessonkit.errors import LessonError
from lessonkit.exercises.answers import derive, units
from lessonkit.lesson import LessonData
from lessonkit.starter.build import make_lesson
from lessonkit.starter.plan import Plan, read_days, read_window

MAY_11 = dt.date(2017, 5, 11)


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
        ({"distance": ["alder", "birch-ford"]}, km("alder", "birch-ford")),
        ({"distance": ["alder", "alder"]}, 0.0),
        ({"bearing": ["dun-rock", "elm-gate"]}, inverse("dun-rock", "elm-gate")[0]),
        ({"bearing": ["elm-gate", "dun-rock"]}, inverse("elm-gate", "dun-rock")[0]),
        ({"convert": 40, "from": "miles"}, 40 * 1.609344),
        ({"convert": 40, "from": "km"}, 40.0),
        ({"days": ["E02", "E04"]}, float((STARTS["E04"] - STARTS["E02"]).days)),
        ({"days": ["E04", "E02"]}, float((STARTS["E02"] - STARTS["E04"]).days)),
        ({"hours": {"distance": ["elm-gate", "alder"]}, "kmh": 40}, km("elm-gate", "alder") / 40),
        ({"difference": [{"value": 9}, {"value": 3}, {"value": 2}]}, 4.0),
        ({"sum": [{"value": 9}, {"convert": 1, "from": "miles"}]}, 10.609344),
        ({"holder": "birch-ford", "on": dt.date(2017, 5, 9)}, "south"),
        ({"holder": "birch-ford", "on": dt.date(2017, 5, 10)}, "north"),
        ({"held": "unknown", "on": DAY}, held("unknown", DAY)),
        ({"held": "north", "on": DAY}, held("north", DAY)),
        (
            {"held": "south", "on": DAY, "among": ["alder", "elm-gate", "cedar-mill"]},
            ["cedar-mill", "elm-gate"],
        ),
        (
            {"held": "south", "on": DAY, "kinds": ["base"]},
            [place for place in held("south", DAY) if KIND[place] == "base"],
        ),
        ({"said": "birch-ford", "on": MAY_11, "by": MAY_11}, "north"),
        ({"said": "birch-ford", "on": MAY_11, "by": dt.date(2017, 5, 12)}, "south"),
        ({"known": MAY_11, "by": MAY_11}, ["alder", "birch-ford"]),
        (
            {"known": MAY_11, "by": dt.date(2017, 6, 6), "kinds": ["town"]},
            ["birch-ford", "cedar-mill"],
        ),
        ({"source": "dun-rock", "on": DAY}, "gazette-2017-06"),
        ({"two_sides": DAY}, ["birch-ford"]),
        ({"two_sides": DAY, "among": ["alder", "dun-rock"]}, []),
        ({"count": {"two_sides": DAY}}, 1.0),
        (
            {"within": "birch-ford", "km": 130},
            [p for p in POINTS if 0 < km("birch-ford", p) <= 130],
        ),
        (
            {"within": "birch-ford", "km": 150, "kinds": ["base", "city"]},
            [p for p in POINTS if km("birch-ford", p) <= 150 and KIND[p] in ("base", "city")],
        ),
        ({"within": "alder", "km": 5000, "among": ["alder", "elm-gate"]}, ["elm-gate"]),
        ({"within": "alder", "km": 1}, []),
        (
            {"claims": {"kind": "motive"}},
            [row["claim_id"] for row in rows("claims.csv") if row["kind"] == "motive"],
        ),
        (
            {"claims": {"kind": "fact", "asserted_by": "the report"}},
            [
                row["claim_id"]
                for row in rows("claims.csv")
                if (row["kind"], row["asserted_by"]) == ("fact", "the report")
            ],
        ),
        ({"count": {"held": "south", "on": DAY}}, float(len(held("south", DAY)))),
        ({"count": {"value": []}}, 0.0),
    ],
    ids=str,
)
def test_an_answer_comes_from_the_tables(data: LessonData, form: Body, answer: Any) -> None:
    found = derive(form, data)
    assert type(found) is type(answer)
    assert found == (pytest.approx(answer, rel=1e-9) if isinstance(answer, float) else answer)


ON_10_MAY = {"on": dt.date(2017, 5, 10)}


def test_a_value_of_a_day_comes_from_the_table_of_values(valued: LessonData) -> None:
    july = {"on": dt.date(2017, 7, 1)}
    assert derive({"measured": "rain", "of": "west-district", **ON_10_MAY}, valued) == 120.0
    assert derive({"measured": "rain", "of": "west-district", **july}, valued) == 310.0
    assert derive({"measured": "people", "of": "dun-rock", **july}, valued) == 0.0
    assert derive({"highest": "rain", **july}, valued) == "north-district"
    assert derive({"highest": "people", **july}, valued) == "alder"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"measured": "rian", "of": "west-district", **ON_10_MAY}, ["rian", "rain"]),
        ({"measured": "rain", "of": "south-district", **ON_10_MAY}, ["no value", "west-district"]),
        ({"measured": "rain", **ON_10_MAY}, ["None has no value"]),
        ({"highest": "rain"}, ["on: got None"]),
        ({"highest": "rain", "on": dt.date(1999, 1, 1)}, ["nothing has the highest"]),
        ({"highest": 5, **ON_10_MAY}, ["5"]),
    ],
    ids=str,
)
def test_a_value_that_is_not_there_is_told(
    valued: LessonData, form: Body, words: list[str]
) -> None:
    with pytest.raises(LessonError) as raised:
        derive(form, valued)
    assert all(one in str(raised.value) for one in words)


def test_known_answers_are_as_one_measures_them(data: LessonData) -> None:
    # A check on the check above: rounded numbers, as on a paper map.
    assert round(km("alder", "birch-ford")) == 122
    assert round(km("birch-ford", "cedar-mill")) == 98
    assert 0 < inverse("dun-rock", "elm-gate")[0] < 90
    assert derive({"days": ["E02", "E04"]}, data) == 27
    assert {"elm-gate"} == set(held("south", DAY)) & set(held("unknown", DAY))  # in two parts


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> LessonData:
    """Give a lesson by hours, whose second event is 27 hours after the first."""
    folder = tmp_path_factory.mktemp("night")
    days = read_days("1953-01-31T03:00/1953-02-02T23:00")
    make_lesson(folder, Plan("A night", read_window("51, 4, 400"), "en", *days))
    third = "E03,1953-02-02,1953-02-02,day,A third event,No hour is known.,,,,,my-newspaper,low"
    with (folder / "data" / "events.csv").open("a", encoding="utf-8") as file:
        file.write(f"{third}\n")
    return open_lesson(folder)


def test_hours_between_two_events_are_counted_in_a_lesson_by_hours(night: LessonData) -> None:
    assert derive({"hours": ["E01", "E02"]}, night) == 27
    assert derive({"hours": ["E02", "E01"]}, night) == -27
    assert units({"hours": ["E01", "E02"]}) == {"hours"}
    with pytest.raises(LessonError, match="E03 has no hour, start: 1953-02-02"):
        derive({"hours": ["E01", "E03"]}, night)
    with pytest.raises(LessonError, match="a key kmh beside two events"):
        derive({"hours": ["E01", "E02"], "kmh": 4}, night)


ON = {"on": DAY}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (55, ["55", "a form like"]),
        ("distance", ["'distance'", "a form like"]),
        (["alder", "elm-gate"], ["a form like"]),
        (None, ["None"]),
        ({}, ["got nothing", "value, distance, bearing"]),
        ({"distanse": ["alder", "elm-gate"]}, ["got distanse", "value, distance, bearing"]),
        ({"value": 1, "distance": ["alder", "elm-gate"]}, ["value, distance", "one of the forms"]),
        ({"distance": ["alder", "elm-gate"], "unit": "km"}, ["a key unit", "beside distance"]),
        ({"holder": "alder", "at": DAY}, ["a key at", "holder knows only: on"]),
        ({"held": "south", "on": DAY, "kind": ["town"]}, ["a key kind", "on, among, kinds"]),
        ({"distance": ["alder"]}, ["distance: got ['alder']", "a list of two"]),
        ({"distance": "alder"}, ["distance: got 'alder'", "a list of two"]),
        ({"bearing": ["alder", "elm-gate", "dun-rock"]}, ["bearing", "a list of two"]),
        ({"distance": ["alder", "birch-fordd"]}, ["'birch-fordd'", "Did you mean birch-ford?"]),
        ({"distance": ["qqqqqqqq", "alder"]}, ["no place 'qqqqqqqq'", "Correct the id"]),
        ({"bearing": ["alder", 5]}, ["no place 5"]),
        ({"days": ["E02"]}, ["days", "a list of two"]),
        ({"hours": ["E02", "E04"]}, ["goes by days", "{ days = [...] }", 'step = "hour"']),
        ({"days": ["E02", "E022"]}, ["no event 'E022'", "Did you mean E"]),
        ({"days": ["alder", "E02"]}, ["no event 'alder'"]),
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
        ({"holder": "aldr", "on": DAY}, ["no place 'aldr'", "Did you mean alder?"]),
        ({"holder": "alder"}, ["on: got None", "a day"]),
        ({"holder": "alder", "on": "6 June"}, ["on: got '6 June'", "such as 2001-05-14"]),
        ({"holder": "alder", "on": "6.6.2017"}, ["on: got '6.6.2017'", "Write 2017-06-06."]),
        ({"holder": "alder", "on": "2017-06-06 9 pm"}, ['Write "2017-06-06T21:00".']),
        ({"holder": "alder", "on": "2017-06-06T21:00"}, ["goes by days. Write 2017-06-06, or"]),
        ({"holder": "alder", "on": dt.date(1999, 1, 1)}, ["1999-01-01", "2017-01-01"]),
        ({"holder": "elm-gate", "on": DAY}, ["elm-gate", "south and unknown", "one holder"]),
        ({"held": "nroth", "on": DAY}, ["no holder 'nroth'", "Did you mean north?"]),
        ({"held": "south"}, ["on: got None"]),
        (
            {"held": "south", "on": DAY, "among": ["alder", "elm-gaet"]},
            ["'elm-gaet'", "mean elm-gate?"],
        ),
        ({"within": "alder"}, ["km: got None"]),
        ({"within": "alder", "km": "55"}, ["km: got '55'"]),
        ({"within": "aldr", "km": 5}, ["no place 'aldr'"]),
        ({"claims": "fact"}, ["claims: got 'fact'", "kind = ..."]),
        ({"claims": {}}, ["claims: got {}"]),
        ({"claims": {"sort": "fact"}}, ["sort is no column of claims.csv"]),
        ({"count": {"value": 5}}, ["count: got 5", "a form that gives a list"]),
        ({"count": ["alder"]}, ["a form like"]),
        ({"value": {"a": 1}}, ["value: got {'a': 1}", "a number"]),
        ({"value": ["a", 1]}, ["value", "a number"]),
        ({"value": True}, ["value: got True"]),
        ({"distance": [["alder"], "elm-gate"]}, ["place", "alder"]),
        ({"days": ["E02", ["E03"]]}, ["event", "E03"]),
        ({"holder": ["alder"], "on": DAY}, ["place", "alder"]),
        ({"holder": {"alder": 1}, "on": DAY}, ["place", "alder"]),
        ({"held": ["south"], "on": DAY}, ["holder", "south"]),
        ({"claims": {"kind": ["fact"]}}, ["fact"]),
        ({"held": "south", "on": DAY, "among": 5}, ["among", "5"]),
        ({"held": "south", "on": DAY, "kinds": "town"}, ["kinds"]),
        ({"held": "south", "on": DAY, "kinds": ["twon"]}, ["twon", "town"]),
        ({"claims": {"kind": "fcat"}}, ["fcat", "fact"]),
        ({"value": 10**400}, ["value"]),
        case("it gives inf", {"hours": {"value": 80}, "kmh": 5e-324}, ["kmh"]),
        ({"value": math.nan}, ["nan"]),
        ({"value": math.inf}, ["inf"]),
        ({"within": "alder", "km": math.nan}, ["nan"]),
        ({"hours": {"value": 80}, "kmh": math.nan}, ["nan"]),
        ({"bearing": ["alder", "alder"]}, ["alder"]),
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
@example(form={"distance": [["alder"], "elm-gate"]})
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


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"said": "dun-rock", "on": MAY_11, "by": MAY_11}, "has nobody known on 2017-05-11"),
        ({"said": "nowhere", "on": MAY_11, "by": MAY_11}, "There is no place 'nowhere'"),
        ({"said": "alder", "on": MAY_11}, "by: got None"),
        ({"source": "birch-ford", "on": DAY}, "rests on gazette-2017-06, north-2017-05 on"),
        ({"two_sides": "soon"}, "two_sides: got 'soon'"),
    ],
)
def test_what_was_known_has_one_answer_or_says_why_not(
    data: LessonData, form: dict[str, Any], said: str
) -> None:
    with pytest.raises(LessonError, match=said):
        derive(form, data)


@pytest.mark.parametrize(
    ("zone", "day", "holder"),
    [
        ("west-sector", dt.date(2017, 3, 1), "north"),
        ("middle-1", dt.date(2017, 5, 9), "south"),
        ("middle-2", dt.date(2017, 5, 9), "south"),  # the same zone, written anew
        ("middle-1", dt.date(2017, 5, 10), "north"),
    ],
)
def test_a_zone_has_a_holder_too(valued: LessonData, zone: str, day: dt.date, holder: str) -> None:
    assert derive({"holder": zone, "on": day}, valued) == holder


def test_zones_are_held_too_and_counted_once(valued: LessonData) -> None:
    def held(holder: str, day: dt.date) -> Any:
        return derive({"held": holder, "on": day, "zones": [kind]}, valued)

    kind = valued.zones.set_index("id").loc["middle-1", "kind"]
    assert held("north", dt.date(2017, 5, 9)) == ["west-sector"]
    assert held("north", dt.date(2017, 5, 10)) == ["west-sector", "middle-2"]
    form = {"held": "north", "on": dt.date(2017, 5, 10), "zones": [kind]}
    assert derive({"count": form}, valued) == 2.0
    with pytest.raises(LessonError, match="kind of zone 'lake'"):
        derive(form | {"zones": ["lake"]}, valued)
    with pytest.raises(LessonError, match="expected a list of kinds"):
        derive(form | {"zones": kind}, valued)


def test_where_only_zones_have_holders_a_question_about_places_is_told_so(
    valued: LessonData,
) -> None:
    bare = copy(valued)
    bare.control = valued.control.iloc[:0]
    with pytest.raises(LessonError, match="no zone 'midle-1'"):
        derive({"holder": "midle-1", "on": dt.date(2017, 5, 9)}, bare)
    with pytest.raises(LessonError, match="only zones have holders here"):
        derive({"count": {"held": "north", "on": dt.date(2017, 5, 9)}}, bare)


def test_a_day_on_which_nothing_has_a_value_is_told(valued: LessonData) -> None:
    form = {"measured": "rain", "of": "west-district", "on": dt.date(2019, 1, 1)}
    with pytest.raises(LessonError, match="a day on which something has one: look at start"):
        derive(form, valued)


def test_a_zone_without_a_holder_gives_no_answer(valued: LessonData) -> None:
    with pytest.raises(LessonError, match="west-district has no holder on 2017-05-01, expected"):
        derive({"holder": "west-district", "on": dt.date(2017, 5, 1)}, valued)
