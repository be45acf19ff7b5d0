"""The exercises of this lesson: is each answer right? Each is worked out again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from support.answers_again import ANSWERS, five_weeks_in_order, two_kinds_of_zone
from support.this_lesson import IDS, PLACES, WRITTEN, Body, km, model

from lessonkit.exercises.marking import grade
from lessonkit.exercises.seal import Buckets, Seal
from lessonkit.notebook import Lesson


def right(spec: Body, answer: Any) -> bool:
    """Say whether a page or a kernel takes an answer as right, and the model answer says it."""
    seal, words = Seal.of(spec["salt"]), model(spec)["answer"]
    hashed: list[str]
    match spec["kind"]:
        case "choice":
            hashed = [seal.hash("choice", str(spec["options"].index(answer)))]
            return hashed == spec["right"] and words == answer
        case "multi":
            states = ["1" if text in answer else "0" for text in spec["options"]]
            hashed = [seal.hash("multi", str(n), state) for n, state in enumerate(states)]
            return hashed == spec["right"] and set(words.split("; ")) == answer
        case "place":
            names = {PLACES.loc[place, "name_en"] for place in answer}
            hashed = [seal.hash("place", place) for place in answer]
            return sorted(hashed) == sorted(spec["right"]) and set(words.split(" or ")) == names
        case "locate":
            hidden = json.loads(seal.unscramble(spec["where"], "where"))
            asked = re.findall(r"^(.+?): ", words, re.MULTILINE)
            return bool(hidden["places"] == answer) and asked == spec["asked"]
        case "order":
            keys = {item["text"]: item["key"] for item in spec["items"]}
            listed = "\n".join(f"{n}. {text}" for n, text in enumerate(answer, 1))
            hashed = [seal.hash("order", *(keys[text] for text in answer))]
            return hashed == spec["right"] and words == listed
        case "classify":
            keys = {re.sub(r"\s\(¶\s\d+\)$", "", i["text"]): i["key"] for i in spec["items"]}
            hashed = [seal.hash("kind", keys[text], kind) for text, kind in answer.items()]
            return sorted(hashed) == sorted(spec["right"]) and len(keys) == len(answer)
        case "text":
            return all(part in words for part in answer)
        case "code" if "has" in spec:
            hashed = [seal.hash("code", *sorted(answer))]
            return hashed == spec["right"] and words == ", ".join(sorted(answer))
        case _:
            bucket = Buckets(spec["width"], spec["offset"]).of(answer)
            return [seal.hash("number", bucket)] == spec["right"]


def test_no_exercise_is_without_an_answer_here() -> None:
    assert set(ANSWERS) == set(IDS)


@pytest.mark.parametrize("exercise_id", IDS)
def test_the_answer_is_what_the_data_say(lesson: Lesson, exercise_id: str) -> None:
    assert right(lesson.exercises[exercise_id], ANSWERS[exercise_id]())


@pytest.mark.parametrize("exercise_id", [one for one in IDS if "tolerance" in WRITTEN[one]])
def test_a_number_is_right_as_far_as_its_tolerance(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    value, tolerance = ANSWERS[exercise_id](), body["tolerance"]
    assert right(spec, value - 0.999 * tolerance)
    assert right(spec, value + 0.999 * tolerance)
    assert not right(spec, value - 1.001 * tolerance)
    assert not right(spec, value + 1.001 * tolerance)
    # The model answer gives the number in words, as exact as the tolerance makes sense of.
    digits = 0 if tolerance >= 0.5 or value == round(value) else 1
    assert model(spec)["answer"].startswith(f"{value:.{digits}f} {body['unit']}")


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (120.0, ["from Raqqa", "from As-Sukhnah"]),  # 123 and 126 km: a measure fits both
        (km("raqqa", "deir-ez-zor"), ["from Raqqa"]),
        (km("as-sukhnah", "deir-ez-zor"), ["from As-Sukhnah"]),
        (135.0, ["from As-Sukhnah"]),
    ],
)
def test_a_distance_near_that_of_another_town_is_told_so(
    lesson: Lesson, measured: float, words: list[str]
) -> None:
    spec = lesson.exercises["palmyra-to-deir-ez-zor"]
    said = grade(spec | {"expects": "number"}, measured).said[0]
    assert [one for one in ("from Raqqa", "from As-Sukhnah") if one in said] == words


def test_a_wrong_answer_would_be_noticed_here(lesson: Lesson) -> None:
    # A check on the checks above: each kind refuses an answer that is slightly off.
    for exercise_id, other in {
        "tabqa-on-4-may": WRITTEN["tabqa-on-4-may"]["options"][0]["text"],
        "what-the-sdf-took": {"Tabqa"},
        "where-two-rivers-meet": {"mayadin"},
        "five-weeks-in-order": five_weeks_in_order()[::-1],
        "two-kinds-of-zone": dict.fromkeys(two_kinds_of_zone(), "areas"),
        "own-words-and-others-words": ["a phrase that is not in it"],
        "inside-the-circle": ["rukban"],
        "garrison-to-zakf": 90.0,
    }.items():
        assert not right(lesson.exercises[exercise_id], other), exercise_id


# ---- What is said once it is answered -----------------------------------------------------------

# Worked out from the tables: a new row changes the answer, but not what is said of it.
COMPUTED = [one for one in IDS if {"held", "within"} & set(WRITTEN[one].get("answer") or ())]
KIND_OF_PLACE = r"\b(?:border|crossing|field|garrison|gas|junction|oil|plant)\b|\([^)]*\)"
COUNTS = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]


def sites(exercise_id: str) -> list[str]:
    """Give the ids of the places of a computed answer."""
    options = {one["text"]: one["key"] for one in WRITTEN[exercise_id].get("options", ())}
    return [options.get(one, one) for one in ANSWERS[exercise_id]()]


def not_said(words: str, places: list[str]) -> list[str]:
    """Give the places that a text does not name, and a wrong count at the head of a sentence."""
    names = {re.sub(KIND_OF_PLACE, "", PLACES.loc[one, "name_en"]).strip() for one in places}
    missing = [one for one in sorted(names) if one.lower() not in words.lower()]
    counted = re.findall(rf"(?:^|\. )({'|'.join(COUNTS)}) (?:large )?(?:sites|places)\b", words)
    return missing + [one for one in counted if COUNTS.index(one) + 1 != len(places)]


def test_a_site_that_is_left_out_is_found() -> None:
    places = ["al-omar-field", "conoco-plant"]
    assert not_said("Two sites: al-Omar and the Conoco gas plant.", places) == []
    assert not_said("Three sites, one of them al-Omar.", places) == ["Conoco", "Three"]


@pytest.mark.parametrize("exercise_id", COMPUTED)
def test_the_explanation_names_every_site_of_a_computed_answer(exercise_id: str) -> None:
    assert not_said(WRITTEN[exercise_id]["explanation"], sites(exercise_id)) == []


def test_there_are_computed_answers() -> None:
    assert len(COMPUTED) >= 6
