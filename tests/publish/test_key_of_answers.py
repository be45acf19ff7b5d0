"""A key of answers that a teacher left in a file: short answers beside the name of an exercise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.exercise_files import Copy

from lessonkit.errors import LessonError
from lessonkit.publish.leaks import _with_digits
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
    ],
)
def test_what_is_no_key_is_left_alone(copy: Copy, tmp_path: Path, text: str) -> None:
    left(copy, "markdown", text)
    assert copy_for_students(copy.root, tmp_path / "student").is_dir()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("two thousand and five", "2005"),
        ("a hundred and twenty-two km", "122 km"),
        ("ninety-nine", "99"),
        ("a ford", "a ford"),
    ],
)
def test_numbers_in_words_are_read(text: str, digits: str) -> None:
    assert _with_digits(text) == digits
