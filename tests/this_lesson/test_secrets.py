"""No exercise of this lesson is given away before it is asked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from support.answers_again import ANSWERS
from support.folders import DATA
from support.this_lesson import (
    BOOKS,
    IDS,
    LONG,
    NOTEBOOKS,
    PLACES,
    WRITTEN,
    Body,
    model,
    shown_at,
    sources,
)

from lessonkit.notebook import Lesson
from lessonkit.publish.leaks import texts


def plain(text: str) -> str:
    """Make two ways to write one text equal: blanks, stars, and what HTML writes in its own way."""
    return " ".join(html.unescape(text).replace("*", "").split())


PROSE = {stem: plain("\n".join(sources(stem))) for stem in NOTEBOOKS}


@cache
def whole(stem: str) -> str:
    """Give all texts of a notebook. It takes a while: not each process that collects needs it."""
    return plain("\n".join(texts(BOOKS[stem])))


def secrets(body: Body, spec: Body) -> Iterator[str]:
    """Give each sentence that a student must not read before it is asked for or earned."""
    hidden = [body["explanation"], *body["hints"], *body.get("criteria", ())]
    for part in ("options", "items", "mistakes"):
        for one in body.get(part, ()):
            if isinstance(one, str):
                hidden.append(one)
            elif part == "mistakes":
                hidden.append(one["text"])
            else:
                words = one.get("feedback", "")
                hidden += [words] if isinstance(words, str) else words.values()
    # The other kinds choose from what is shown, so their model answer is made of shown words.
    if spec["kind"] in ("number", "text", "code"):
        hidden.append(model(spec)["answer"])
    for text in hidden:
        for sentence in re.split(r"(?<=[.?!])\s+|\n+", text):
            if len(plain(sentence)) > LONG:
                yield plain(sentence)


@pytest.mark.parametrize("exercise_id", IDS)
def test_no_hidden_sentence_is_in_a_notebook(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    hidden = list(secrets(body, spec))
    assert len(hidden) >= 3
    found = {
        (stem, sentence)
        for stem in NOTEBOOKS
        for sentence in hidden
        if sentence in whole(stem) and sentence not in PROSE[stem]
    }
    assert found == set()


@pytest.mark.parametrize("exercise_id", IDS)
def test_the_search_does_find_what_is_shown(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    assert plain(body["prompt"]) in whole(body["notebook"])
    assert plain(body["title"]) in whole(body["notebook"])


@pytest.mark.parametrize("exercise_id", IDS)
def test_no_answer_of_a_page_is_in_plain_text(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    shown = plain("\n".join(texts(spec)))
    assert [sentence for sentence in secrets(body, spec) if sentence in shown] == []
    assert not {"answer", "mistakes", "explanation", "criteria"} & set(spec)


UNITS = {"km": "km|kilomet", "degrees": "degrees|°", "hours": "hours"}
MEASURED = [one for one in IDS if WRITTEN[one].get("unit") in UNITS]
TABLES = [plain(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.*"))]


# The camp of Rukban is by chance as far from the base as twenty miles inside the edge.
OTHER_WAY = "about 23 km from the post at al-Tanf"


# A picture or a scrambled text, which nobody reads: "65km" may stand in it by chance.
CODED = re.compile(r"[A-Za-z0-9+/=]{80,}")


def numbers(text: str, units: str) -> Iterator[float]:
    """Give each number of a text that stands before one of the units."""
    text = CODED.sub(" ", text)
    for found in re.findall(rf"(\d+(?:\.\d+)?)[\s-]*(?:{units})", text):
        yield float(found)


@cache
def printed(units: str) -> list[float]:
    """Give each number before one of the units in all that a student reads."""
    read = [*map(whole, NOTEBOOKS), *TABLES]
    return [one for text in read for one in numbers(text.replace(OTHER_WAY, ""), units)]


@pytest.mark.parametrize("exercise_id", MEASURED)
def test_no_number_to_find_is_printed_where_a_student_reads(exercise_id: str) -> None:
    body, value = WRITTEN[exercise_id], float(ANSWERS[exercise_id]())
    near = min(body["tolerance"] / 2, 1)
    assert [one for one in printed(UNITS[body["unit"]]) if abs(one - value) < near] == []


def test_the_search_for_numbers_does_find_one() -> None:
    km_in_prose = set(numbers(whole("02_the_race"), UNITS["km"]))
    assert 55.0 in km_in_prose


# ---- Nothing tells the answer before it is asked ------------------------------------------------

# Words that answer an exercise, and that no cell of its notebook has before it.
NOT_BEFORE = {
    "days-between-the-strikes": ["18 May", "6 June"],
    "held-on-two-days": ["Sab' Biyar", "Zaza", "Maskanah"],
    "energy-within-90-km": ["Omar", "Tanak", "Conoco", "Thayyim", "Al-Ward", "Jafra", "Sijan"],
    # That Russia spoke of other things is told before; what it had to do with either is not.
    "two-kinds-of-zone": [
        "Russia, ",
        "Russia and",
        "Lavrov",
        "Leaflets",
        "four of them",
        "no exact borders",
    ],
    "garrison-to-zakf": ["40 miles", "40-mile", "Forty miles"],
    "what-the-circle-hides": ["not a border", "no border", "computed"],
    "which-map-is-right": ["a list of places, and a rule"],
    "numbers-that-do-not-add": ["overlap", "different people", "by different rules"],
    "what-twenty-miles-leaves-open": ["not a dot", "does not tell where"],
    "the-crossing-at-al-tanf": ["crossing at al-Tanf", "calls al-Tanf"],
}


def words_of(answer: Any) -> list[str]:
    """Give what would tell an answer: names, ids, options, the number."""
    if isinstance(answer, float):
        return [f"{answer:.0f} km", f"{answer:.0f} days", f"{answer:.1f}", f"{answer:.0f} degrees"]
    if isinstance(answer, dict):
        return []  # the sentences to sort are shown, and their kinds, too
    found = [answer] if isinstance(answer, str) else list(answer)
    return found + [PLACES.loc[one, "name_en"] for one in found if one in PLACES.index]


@pytest.mark.parametrize("exercise_id", [one for one in IDS if WRITTEN[one]["kind"] != "text"])
def test_no_title_task_or_first_hint_names_the_answer(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    seen = " ".join([body["title"], body["prompt"], body["hints"][0]])
    if body["kind"] not in ("order", "locate"):  # what to put in order, or to find, is named
        answer = words_of(ANSWERS[exercise_id]())
        assert [one for one in answer if re.search(rf"\b{re.escape(one)}\b", seen)] == []


def test_no_title_or_task_is_like_the_place_that_is_asked_for() -> None:
    common = {"crossing", "side", "syrian", "border"}
    for exercise_id in [one for one in IDS if WRITTEN[one]["kind"] == "place"]:
        places = " ".join(PLACES.loc[one, "name_en"] for one in ANSWERS[exercise_id]())
        names = set(re.findall(r"[\w'-]{4,}", places.lower())) - common
        told = f"{WRITTEN[exercise_id]['title']} {WRITTEN[exercise_id]['prompt']}".lower()
        assert names
        assert [one for one in names if one in told] == []


@pytest.mark.parametrize("exercise_id", NOT_BEFORE)
def test_no_cell_before_an_exercise_answers_it(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    before = "\n".join(sources(stem)[1:n])
    found = [one for one in NOT_BEFORE[exercise_id] if one.lower() in before.lower()]
    assert found == []


@pytest.mark.parametrize("exercise_id", [one for one in IDS if "options" in WRITTEN[one]])
def test_the_length_of_an_option_does_not_tell_that_it_is_right(exercise_id: str) -> None:
    body, answer = WRITTEN[exercise_id], ANSWERS[exercise_id]()
    right = {answer} if isinstance(answer, str) else answer
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for one in body["options"]:
        lengths[one["text"] in right].append(len(one["text"]))
    longest = {good: max(found) for good, found in lengths.items()}
    assert longest[True] <= 1.12 * longest[False]
    mean = {good: sum(found) / len(found) for good, found in lengths.items()}
    assert mean[True] <= 1.6 * mean[False]


def test_the_right_one_is_not_the_longest_of_most_choices() -> None:
    longest = [
        max(body["options"], key=lambda one: len(one["text"]))["text"] == ANSWERS[name]()
        for name, body in WRITTEN.items()
        if body["kind"] == "choice"
    ]
    assert sum(longest) <= len(longest) / 2
