"""A key of answers that a teacher left in a file: short answers beside the name of an exercise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.exercise_files import Copy

from lessonkit.errors import LessonError
from lessonkit.publish.keys import with_digits
from lessonkit.publish.student import copy_for_students


def left(copy: Copy, kind: str, text: str) -> None:
    """Put a cell behind the others of a notebook."""
    path = copy.root / "notebooks" / "02_mills.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": kind, "metadata": {}, "id": "left", "source": text}
    book["cells"].append(
        cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
    )
    path.write_text(json.dumps(book), encoding="utf-8")


@pytest.fixture
def copy(base: Path, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "lesson")


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("markdown", "| task | key |\n|---|---|\n| a-number | 122 |", "122, the answer (a-number)"),
        ("markdown", "a-number: one hundred and twenty-two km", "the answer (a-number)"),
        ("markdown", "a-number (answer: 121.8)", "the answer (a-number)"),
        ("markdown", "a-number, in miles: 75.8 miles", "the answer (a-number)"),
        ("markdown", "a-number: 122 300 m or 122300 m", "the answer (a-number)"),
        ("code", "a_number = 122", "122, the answer (a-number)"),
        ("code", "apart = 122.3", "apart = 122.3, the answer (with-code)"),
        ("markdown", "an-order: E02, E03, E04", "e02, e03, e04, the answer (an-order)"),
        (
            "markdown",
            "an-order\n\n1. The north takes Birch Ford\n2. Boats are stopped at the rock\n"
            "3. The two sides meet",
            "the answer (an-order)",
        ),
        ("markdown", "two-kinds: C03 is a prediction", "the answer (two-kinds)"),
        ("raw", "a-place = cedar-mill", "cedar-mill, the answer (a-place)"),
        ("markdown", "a-choice: a)", "a, the answer (a-choice)"),
        ("markdown", "some-choices: options 1 and 2", "1 and 2, the answer (some-choices)"),
        ("markdown", "a-choice: the first option", "first, the answer (a-choice)"),
        ("markdown", "a-choice: (i)", "i, the answer (a-choice)"),
        ("markdown", "a-choice: 1\ufe0f\u20e3", "1, the answer (a-choice)"),
        ("code", 'KEY = {"a-choice": 0}', "0, the answer (a-choice)"),
        ("markdown", "a-choice: A\nsome-choices: B", "a, the answer (a-choice)"),
        ("markdown", "some-choices: I, II", "i, ii, the answer (some-choices)"),
        ("markdown", "some-choices: all but the third", "the answer (some-choices)"),
        ("markdown", "some-choices: \u0661 \u0648 \u0662", "the answer (some-choices)"),
        ("markdown", "an-order: C, A, B", "c, a, b, the answer (an-order)"),
        ("markdown", "two-kinds: fact, prediction", "fact, prediction, the answer (two-kinds)"),
        ("markdown", "a-place: \u0633\u064a\u062f\u0631 \u0645\u064a\u0644", "(a-place)"),
        ("code", 'print(f"a-number: {122} km")', "122, the answer (a-number)"),
        ("code", 'km = 122\nprint(f"a-number is {km} km")', "122, the answer (a-number)"),
        ("markdown", "a-number: CXXII km", "the answer (a-number)"),
        ("markdown", "For a-number take 1.22e2 kilometres.", "the answer (a-number)"),
        ("markdown", r"a-number: $122\,\mathrm{km}$", "122, the answer (a-number)"),
        ("raw", "- text: The Ash\n  correct: yes", "marked as right (a-choice)"),
    ],
)
def test_a_key_of_answers_is_found(
    copy: Copy, tmp_path: Path, kind: str, text: str, words: str
) -> None:
    left(copy, kind, text)
    with pytest.raises(LessonError, match="No copy was made") as told:
        copy_for_students(copy.root, tmp_path / "student")
    assert words in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "an-order: E03 was told before E02, and E04 last.",
        "two-kinds: C03, C04",
        "a-choice: a map is beside it.",
        "a-number: 75 metres of rope, 3 miles.",
        "some-choices: 1",
        "In an-order nothing comes first.",
        "a-choice: I think that it is hard.",
        "a-choice: 2 minutes\nsome-choices: 3 minutes",
        "a-choice first, then the map.",
        "a-number takes 122 minutes",
        "The day of a-number is 2017-05-12.",
    ],
)
def test_what_is_no_key_is_left_alone(copy: Copy, tmp_path: Path, text: str) -> None:
    left(copy, "markdown", text)
    assert copy_for_students(copy.root, tmp_path / "student").is_dir()


def beside(copy: Copy, exercise: str, text: str, *, above: bool = False) -> None:
    """Put a text below the cell of an exercise, or above it."""
    cells = [("code", f'lesson.exercise("{exercise}")'), ("markdown", text)]
    for kind, source in reversed(cells) if above else cells:
        left(copy, kind, source)


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        ("a-number", "Answer: 122 km"),
        ("a-number", "### Solution\n\nAbout 122"),
        ("a-number", "<details><summary>Solution</summary>About 122 km</details>"),
        ("a-number", "122 km is right."),
        ("a-number", "**L\u00f6sung:** 122 km"),
        ("a-choice", "The correct answer: The Ash"),
        ("a-choice", "\u7b54\u3048\uff1a\uff11"),
        ("a-place", "\u0627\u0644\u062c\u0648\u0627\u0628: Cedar Mill"),
    ],
)
def test_an_answer_beside_its_exercise_is_found(
    copy: Copy, tmp_path: Path, exercise: str, text: str
) -> None:
    """The cell says only "Answer": of which exercise says the cell above or below it."""
    beside(copy, exercise, text, above="Solution" in text)
    with pytest.raises(LessonError, match=rf"the answer \({exercise}\)"):
        copy_for_students(copy.root, tmp_path / "student")


@pytest.mark.parametrize(
    "text",
    [
        "## Key takeaways\n\nThe Ash flows by.",
        "On the right bank: the Ash flows by.",
        "The answer is not known to all: some say 80 km.",
        "How to answer:\n\n1. A map opens.\n2. A, B and C are towns.",
    ],
)
def test_prose_beside_an_exercise_is_no_answer(copy: Copy, tmp_path: Path, text: str) -> None:
    beside(copy, "a-choice", text)
    assert copy_for_students(copy.root, tmp_path / "student").is_dir()


def test_a_key_by_the_numbers_of_a_page_is_found(copy: Copy, tmp_path: Path) -> None:
    path = copy.root / "notebooks" / "01_river.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    source = "Solutions\n\n1. A\n2. One and Two\n3. 122 km"
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "id": "key", "source": source})
    path.write_text(json.dumps(book), encoding="utf-8")
    with pytest.raises(LessonError, match="No copy was made") as told:
        copy_for_students(copy.root, tmp_path / "student")
    assert all(f"({one})" in str(told.value) for one in ("a-choice", "some-choices", "a-number"))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("two thousand and five", "2005"),
        ("a hundred and twenty-two km", "122 km"),
        ("ninety-nine", "99"),
        ("a ford", "a ford"),
        ("xiv km, a mill", "14 km, a mill"),
        ("1.5 x 10^3 m", "1500 m"),
    ],
)
def test_numbers_in_words_are_read(text: str, digits: str) -> None:
    assert with_digits(text) == digits
