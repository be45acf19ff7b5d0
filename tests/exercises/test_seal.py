"""The seal: no answer in plain text, and each wrong answer opens its own words alone."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.exercise_files import GOOD, SECRET, rows

import lessonkit
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.seal import Buckets, Seal, seal_json, seal_messages

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


ENGLISH = "The road to the border was closed, and nobody could say which side held the town."


@pytest.mark.parametrize(
    "text",
    [
        "Дорога к границе была закрыта, и никто не знал, кто держит город.",
        "كان الطريق إلى الحدود مغلقا",
    ],
)
def test_english_is_short_and_other_scripts_are_hardly_longer(text: str) -> None:
    seal = Seal("lesson", "1", "x")
    assert len(base64.b64decode(seal.scramble(ENGLISH))) <= 0.6 * len(ENGLISH)
    assert len(base64.b64decode(seal.scramble(text))) <= len(text.encode()) + 2


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
    assert kind in ("locate", "text") or len(sealed["right"]) >= 1


def test_keys_of_items_do_not_tell_their_order_or_kind(opened: lessonkit.Lesson) -> None:
    order = opened.exercises["an-order"]
    assert not {"E02", "E03", "E04"} & set(re.findall(r"E\d\d", json.dumps(order)))
    right = [row["title"] for row in rows("events.csv") if row["event_id"] in ("E02", "E03", "E04")]
    shown = [item["text"] for item in order["items"]]
    assert sorted(shown) == sorted(right)
    assert sum(one == other for one, other in zip(shown, right, strict=True)) <= 1
    kinds = opened.exercises["two-kinds"]
    assert "C03" not in json.dumps(kinds)
    keys = [item["key"] for item in kinds["items"]]
    assert keys == sorted(keys)  # in the order of their hashes, not as they were written


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("choice", [("choice", "1"), ("choice", "2")]),
        # A right option that was left out, and a wrong one that was chosen.
        ("multi", [("multi", "0", "0"), ("multi", "1", "0"), ("multi", "2", "1")]),
        ("place", [("place", "fen-well")]),
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
    before = ("before", event[titles["E03"]], event[titles["E02"]])
    claim, sum_ = sorted(kinds["items"], key=lambda item: item["text"] == "Two and two is four.")
    for sealed, answers in (
        (order, [before]),
        (kinds, [("kind", claim["key"], "fact"), ("kind", sum_["key"], "prediction")]),
    ):
        seal = Seal.of(sealed["salt"])
        assert set(sealed["messages"]) == {seal.hash(*parts) for parts in answers}
        for parts in answers:
            assert seal.unscramble(sealed["messages"][seal.hash(*parts)], *parts).count(SECRET) == 1
