"""What may be asked beside an answer: how sure, why; and questions that come again."""

from __future__ import annotations

from typing import Any

import pytest
from support.exercise_files import GOOD, Body, Copy, written

from lessonkit.check.read import check, open_lesson
from lessonkit.exercises.states import JUDGES, STATES, named
from lessonkit.exercises.sure import LEVELS


def with_(kind: str, **more: Any) -> Body:
    return {**GOOD[kind], **more}


def faults(copy: Copy, *entries: Body) -> list[str]:
    rest = [one for one in GOOD.values() if one["id"] not in {entry["id"] for entry in entries}]
    copy.write(written([*rest, *entries]))
    return [str(fault) for fault in check(copy.data)]


def sealed(copy: Copy, *entries: Body) -> dict[str, Any]:
    assert faults(copy, *entries) == []
    return open_lesson(copy.data).exercises


def test_every_state_has_a_word_for_every_judge() -> None:
    assert JUDGES == ("key", "self", "editors", "later")
    assert all(named(judge, state) for judge in JUDGES for state in STATES)
    assert named("later", "right") == named("later", "not yet"), "one word gives nothing away"
    assert list(LEVELS) == ["guess", "think", "sure"]


@pytest.mark.parametrize(
    ("entry", "judged"),
    [
        (with_("choice"), "key"),
        (with_("text"), "self"),
        (with_("choice", judgement=True), "editors"),
        (with_("classify", feedback_later=True), "later"),
    ],
)
def test_who_judges_follows_from_what_is_written(copy: Copy, entry: Body, judged: str) -> None:
    assert sealed(copy, entry)[entry["id"]]["judged"] == judged


def test_a_judgement_asks_for_a_reason_of_eight_words(copy: Copy) -> None:
    made = sealed(copy, with_("choice", judgement=True), with_("classify", reason=20))
    assert made["a-choice"]["reason"] == 8
    assert made[GOOD["classify"]["id"]]["reason"] == 20
    assert "reason" not in made[GOOD["multi"]["id"]]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("text", "ask_sure", True),
        ("code", "ask_sure", True),
        ("text", "feedback_later", True),
        ("number", "reason", 5),
        ("place", "judgement", True),
        ("order", "reason", 5),
    ],
)
def test_a_key_that_does_not_fit_the_kind_is_named(
    copy: Copy, kind: str, key: str, value: object
) -> None:
    (fault,) = faults(copy, with_(kind, **{key: value}))
    assert f"{GOOD[kind]['id']}, {key}: got this key in an exercise of the kind {kind}" in fault
    assert "Delete it" in fault


@pytest.mark.parametrize("value", [2, 61, 3.5, "five", True])
def test_a_reason_is_a_number_of_words(copy: Copy, value: object) -> None:
    (fault,) = faults(copy, with_("choice", reason=value))
    assert "expected a whole number of words from 3 to 60" in fault


# ---- Again --------------------------------------------------------------------------------------

AGAIN = {"id": "a-choice-again", "again": "a-choice"}


def test_what_comes_again_takes_everything_but_its_own(copy: Copy) -> None:
    first = with_("choice", feedback_later=True, extra=True, ask_sure=True)
    made = sealed(copy, first, {**AGAIN, "minutes": 1})
    one, other = made["a-choice"], made["a-choice-again"]
    assert (one["judged"], one["again"], other["judged"], other["again"]) == (
        "later", "", "key", "a-choice",
    )  # fmt: skip
    assert (other["prompt"], other["options"]) == (one["prompt"], one["options"])
    assert (other["minutes"], other["extra"], other["ask_sure"]) == (1, False, True)
    assert other["salt"] != one["salt"], "the answer to one does not tell that to the other"
    assert other["right"] != one["right"]


def test_it_may_come_again_in_another_notebook(copy: Copy) -> None:
    copy.write(written([AGAIN]), "02_mills.toml")
    assert [fault for fault in map(str, check(copy.data)) if "again" in fault] == []
    assert open_lesson(copy.data).exercises["a-choice-again"]["notebook"] == "02_mills.ipynb"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"id": "x", "again": "a-chioce"}, "Did you mean a-choice?"),
        ({"id": "x", "again": "nothing-like-it"}, "x, again: got nothing-like-it, expected the id"),
        ({"id": "x", "again": "x"}, "x, again: got x, expected the id of an exercise"),
        ({"id": "x", "again": 7}, "x, again: got 7, expected the id of an exercise"),
    ],
)
def test_what_is_not_there_cannot_come_again(copy: Copy, entry: Body, said: str) -> None:
    (fault,) = faults(copy, entry)
    assert said in fault


def test_the_first_time_is_no_second_time(copy: Copy) -> None:
    third = {"id": "third", "again": "a-choice-again"}
    assert any("third" in fault for fault in faults(copy, with_("choice"), AGAIN, third))
