"""Marks: what counts as right, and what is said to a wrong answer."""

from __future__ import annotations

import copy as copies
import math
from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon
from support.exercise_files import (
    DAY,
    FAR,
    FILE,
    GOOD,
    LISTED,
    MISTAKE,
    WAY,
    Body,
    exercise,
    rows,
    written,
    wrong,
)

from lessonkit import geodesy
from lessonkit.exercises import form, solution
from lessonkit.exercises.marking import Feedback, grade
from lessonkit.exercises.seal import Seal
from lessonkit.exercises.states import NOT_YET, OPEN, RIGHT
from lessonkit.lesson import LessonData


def asked(exercise_id: str, expects: str, answer: Body, mistake: Body, **more: Any) -> Body:
    mistakes = [wrong(answer=mistake)]
    return exercise(exercise_id, "code", expects=expects, answer=answer, mistakes=mistakes, **more)


# fmt: off
ASKED = [
    GOOD["code"],
    asked("way", "number", {"bearing": ["dun-rock", "cedar-mill"]}, {"value": 200},
          unit="degrees", tolerance=3),
    asked("north", "number", {"value": 359}, {"value": 100}, unit="degrees", tolerance=3),
    asked("days", "number", {"days": ["E02", "E04"]}, {"value": 30}, unit="days", tolerance=0.4),
    asked("hours", "number", {"value": 4.3}, {"value": 9}, unit="hours", tolerance=0.1),
    asked("share", "number", {"value": 40}, {"value": 60}, unit="percent", tolerance=1),
    asked("count", "number", {"value": 12}, {"value": 13}, unit="places", tolerance=0.4),
    asked("word", "text", {"holder": "cedar-mill", "on": DAY}, {"value": "sdf"}),
    asked("list", "list", {"value": LISTED}, {"value": ["alder"]}),
    asked("nobody", "list", {"value": []}, {"value": ["alder"]}),
    asked("table", "table", {"value": LISTED}, {"value": ["alder"]}, column="place_id",
          columns=["name_en"]),
    asked("points", "geotable", {"value": LISTED}, {"value": []}, column="place_id",
          crs="EPSG:4326", geometry="Point"),
    asked("areas", "geotable", {"value": LISTED}, {"value": ["alder"]}, column="place_id",
          crs="EPSG:4326", geometry="Polygon"),
    asked("doubt", "geotable", {"value": LISTED}, {"value": ["alder"]}, column="place_id",
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
        ("days", 27),
        ("hours", 4.3),
        ("share", 40.5),
        ("count", np.int16(12)),
        ("word", "south"),
        ("word", "  south\n"),
        ("word", np.str_("south")),
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
        ("days", 28, "One day too many."),
        ("days", 26, "One day too few."),
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
        ("word", ["south"], "This is a list. Expected: text."),
        ("word", pd.Series(["south"]), "This is a column of a table. Expected: text."),
        ("word", "SOUTH", "'SOUTH' is not the answer."),
        ("word", "", "'' is not the answer."),
        ("word", "sdf", MISTAKE),
        # Lists
        ("list", [*LISTED, "oxbow"], "Not asked for: oxbow."),
        ("list", LISTED[:2], "Missing: 1 of 3."),
        ("list", ["elm-gate", "oxbow"], "Not asked for: oxbow. Missing: 2 of 3."),
        ("list", [*LISTED, *"abcde"], "Not asked for: a, b, c and 2 more."),
        ("list", [*LISTED, "alder"], "1 of the values stand more than once."),
        ("list", ["alder"], MISTAKE),
        ("list", ["alder", "alder"], MISTAKE),
        ("list", [], "Missing: 3 of 3."),
        ("list", "alder", "This is one text. Expected: a list of ids, even if it has one only."),
        ("list", 3, "This is a number. Expected: a list of ids."),
        ("list", True, "This is True or False."),
        ("list", [1, 2], "The list holds a number (1). Expected: ids, as text."),
        ("list", ["alder", math.nan], "The list holds a number (nan)."),
        ("list", ["alder", None], "The list holds something of the type NoneType"),
        ("list", [["alder"]], "The list holds a list (['alder'])."),
        ("list", pd.DataFrame({"place_id": LISTED}), "Take one column of it."),
        ("nobody", ["oxbow"], "Not asked for: oxbow."),
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
        ("points", frame([*LISTED, "alder"]), "1 of the values stand more than once."),
        ("points", NO_SHAPE, "geometry"),
        ("areas", NO_SHAPE, "geometry"),
        ("points", frame([]), MISTAKE),
        ("areas", frame([]), "Missing: 3 of 3."),
        ("doubt", around(1), ""),
        ("doubt", around(1.02), ""),
        ("doubt", around(1.5), "km². Is its radius in km?"),
        ("doubt", around(0.5), "km². Is its radius in km?"),
        ("doubt", DEGREES, "The shape of alder covers about"),
        ("doubt", frame(shape=Polygon()), "The shape of alder covers about 0 km²."),
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
    made = form._exercise(body, "01_river.ipynb", {(): 1})
    spec = solution.sealed(made, data)
    return lambda number: grade(spec, number)


def test_a_claim_can_be_worded_anew_and_is_sorted_by_its_row(data: LessonData) -> None:
    body = copies.deepcopy(GOOD["classify"])
    body["items"][0]["text"] = "Words that stand alone."
    spec = solution.sealed(form._exercise(body, "01_river.ipynb", {(): 1}), data)
    (paragraph,) = {row["paragraph"] for row in rows("claims.csv") if row["claim_id"] == "C03"}
    keys = {item["text"]: item["key"] for item in spec["items"]}
    key = keys[f"Words that stand alone. (¶\u00a0{paragraph})"]
    assert Seal.of(spec["salt"]).hash("kind", key, "prediction") in spec["right"]


def test_an_extra_exercise_says_so_in_its_title() -> None:
    plain, extra = exercise("nearby", "text"), exercise("nearby", "text", extra=True)
    made = [form._exercise(body, "01_river.ipynb", {(): 1}) for body in (plain, extra)]
    assert [(one.extra, one.title) for one in made] == [
        (False, "A short title"),
        (True, "Extra: A short title"),
    ]
    assert "extra" not in made[1].body


def test_each_mistake_has_a_width_of_its_own(data: LessonData) -> None:
    said = nearby(data, {"answer": {"value": 50}, "within": 1}, {"answer": {"value": 140}})
    assert said(51).said == ("Mistake 1.",)
    assert said(52).said != ("Mistake 1.",)
    assert said(150).said == ("Mistake 2.",)
    assert "Mistake" not in said(150.1).said[0]


def test_a_slip_of_the_unit_goes_before_a_mistake_of_the_same_size(data: LessonData) -> None:
    said = nearby(data, {"answer": {"value": 62}})
    first, then = said(62.1).said[0].split(" Or: ")
    assert first.startswith("This is the number of miles.")
    assert then == "Mistake 1."


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
    spec = solution.sealed(form._exercise(body, "01_river.ipynb", {(): 1}), data)
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


@settings(max_examples=60)
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
    assert len(mark("list", ["alder"] * 1000).given) <= 200
    assert mark("points", frame()).given == "GeoDataFrame of 3 rows: place_id, geometry"
    assert mark("list", pd.Series(LISTED)).given == str(LISTED)
