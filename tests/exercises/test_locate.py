"""Places on a blank map: what is sealed of them, and what the map tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exercise_files import FILE, GOOD, POINTS, Body, Copy, faults_of, km, put, rows, written
from support.folders import RIVER

import lessonkit
from lessonkit.exercises.seal import Seal
from lessonkit.lesson import LessonData

ASKED = GOOD["locate"]["places"]
NAMES = {row["place_id"]: row["name_en"] for row in rows("places.csv")}


@pytest.fixture(scope="module")
def river() -> lessonkit.Lesson:
    return lessonkit.Lesson(RIVER / "data", "01_river.ipynb")


@pytest.fixture(scope="module")
def sealed(river: lessonkit.Lesson) -> dict[str, Any]:
    return river.exercises["three-places"]


def where(sealed: Body) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Seal.of(sealed["salt"]).unscramble(sealed["where"], "where"))
    return found


def test_the_page_can_open_where_the_places_are(sealed: Body) -> None:
    found = where(sealed)
    assert found["within"] == 30
    assert found["places"] == [pytest.approx(POINTS[one], abs=5e-4) for one in ASKED]
    assert sealed["near"] == list(NAMES.values())
    degrees = [int(digits, 36) / 1000 for digits in found["near"].split(" ")]
    near = zip(degrees[::2], degrees[1::2], strict=True)
    assert list(near) == [pytest.approx(POINTS[one], abs=5e-4) for one in NAMES]
    assert [(one["asked"], one["at"]) for one in found["mistakes"]] == [
        *((n, list(POINTS["dun-rock"])) for n in range(3)),
        (1, list(POINTS["fen-well"])),
    ]
    assert sealed["asked"] == [NAMES[one] for one in ASKED]


def test_no_number_of_a_place_stands_in_the_exercise(sealed: Body) -> None:
    told = {key: value for key, value in sealed.items() if key not in ("where", "model", "hints")}
    text = json.dumps(told, ensure_ascii=False)
    for lon, lat in POINTS.values():
        assert f"{lon:g}" not in text
        assert f"{lat:g}" not in text
    assert not any(place in text for place in POINTS)  # no id: a mistake would tell what is near


def test_its_map_has_the_ground_and_nothing_on_it(river: lessonkit.Lesson) -> None:
    spec = river.exercise("three-places").map.spec
    assert [layer["id"] for layer in spec["layers"]] == ["relief", "water", "borders", "roads"]
    # The roads of this lesson are ground: a student finds the way by them.
    assert {one.partition("/")[0] for one in spec["cards"]} == {"roads"}
    assert (spec["places"], spec["events"]) == ({}, [])
    assert spec["steps"] == []
    assert spec["evidence"] is None
    drawn = river.exercise("three-places").map.svg
    assert not any(name in drawn for name in NAMES.values())
    assert drawn.count("data-feature") == len(spec["cards"])


def test_without_a_script_the_exercise_names_the_places(river: lessonkit.Lesson) -> None:
    plain, markup = river.exercise("three-places")._fallback()
    for one in ASKED:
        assert NAMES[one] in plain
        assert NAMES[one] in markup


def test_the_answer_key_says_where_they_are_and_what_is_near(river: lessonkit.Lesson) -> None:
    answer = river.answer_key["three-places"]
    assert answer.model.splitlines() == [
        f"{NAMES[one]}: {POINTS[one][1]:.1f}° N, {POINTS[one][0]:.1f}° E" for one in ASKED
    ]
    assert [near for near, _ in answer.mistakes] == ["Near Dun Rock", "Near Fen Well"]


def test_a_map_of_marks_alone_cannot_be_blank(copy: Copy) -> None:
    settings_ = copy.data / "lesson.toml"
    text = settings_.read_text(encoding="utf-8")
    old = 'layers = ["relief", "water", "borders", "towns", "crossings", "bases", "roads"]'
    changed = text.replace(old, 'layers = ["towns"]').replace(
        'visible = ["relief", "water", "towns"]\n', ""
    )
    settings_.write_text(changed, encoding="utf-8", newline="\n")
    copy.write(written([GOOD["locate"]]))
    [fault] = [one for one in lessonkit.check.read.check(copy.root) if one.file.endswith(FILE)]
    assert "river-and-towns, which has none" in str(fault)


def test_mistakes_can_be_left_out(data: LessonData, tmp_path: Path) -> None:
    body = {key: value for key, value in GOOD["locate"].items() if key != "mistakes"}
    assert faults_of(data, tmp_path, body) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(st.sampled_from(list(POINTS)), min_size=1, max_size=6),
    within=st.floats(0.5, 300),
)
def test_two_places_never_share_a_right_point(
    data: LessonData, tmp_path: Path, asked: list[str], within: float
) -> None:
    body = {key: value for key, value in GOOD["locate"].items() if key != "mistakes"}
    put("places", asked)(body)
    put("within_km", within)(body)
    precision = {row["place_id"]: float(row["precision_km"]) for row in rows("places.csv")}
    good = (
        len({*asked}) == len(asked)
        and all(precision[one] <= within for one in asked)
        and all(km(a, b) > 2 * within for a in asked for b in asked if a != b)
    )
    assert (faults_of(data, tmp_path, body) == []) == good
