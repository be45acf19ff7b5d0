"""Names that hide signs, or look like other names, stay names and stay apart."""

from __future__ import annotations

import re

import pytest
from support.handed_in import Capture, Folder, attempt, exercise, hand_in, names

from lessonkit.classroom.handins import collect
from lessonkit.classroom.names import look_of, named

TURNING = "[\u202a-\u202e\u2066-\u2069]"
HIDDEN = f"{TURNING[:-1]}\u200b\u200e\u200f\u061c\u2060\ufeff\xad]"


@pytest.mark.parametrize(
    "sign", [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
)
def test_no_name_turns_the_text_around_it(folder: Folder, sign: str, capsys: Capture) -> None:
    name = f"Ana{sign}gnp.exe"
    folder.put(f"one{sign}.json", hand_in(name, exercise("width", [attempt(f"4{sign}0 km")])))
    folder.put("two.json", hand_in(name, exercise("width", [attempt("50 km")])))
    assert folder.run() == 0
    page, number = folder.page(), f"[U+{ord(sign):04X}]"
    assert not re.search(TURNING, page.text)
    assert f"Ana{number}gnp.exe (two.json)" in page.text
    assert f"4{number}0 km" in page.text
    assert not re.search(TURNING, (folder.path / "class" / "answers.csv").read_text("utf-8"))
    assert not re.search(TURNING, capsys.readouterr().out)


def test_names_that_look_alike_stay_apart_and_are_told_apart(folder: Folder) -> None:
    given = ["Ana", "Ana\u200b", "A\xadna", "\u0410na", "An\u0430", "Ana\u200f", "Ana\ufeff"]
    for n, name in enumerate(given):
        folder.put(f"{n}.json", hand_in(name, exercise("width", [attempt("40 km")])))
    handed = collect([folder.path])
    assert len(handed.students) == len(given)
    shown = [student for student, _ in names(handed.students)]
    assert len(set(shown)) == len(given)
    assert not any(re.search(HIDDEN, one) for one in shown)
    assert all(f"({one.file})" in one.student for one in handed.students)
    assert any("whose names look alike" in note for note in handed.notes)
    assert folder.run() == 0
    assert {row["student"] for row in folder.rows()} == set(shown)


@pytest.mark.parametrize("other", ["Zoe Lee", "Lee, Zo\u00eb", "lee zo\u0435"])
def test_names_that_may_be_of_one_student_are_told(folder: Folder, other: str) -> None:
    folder.put("a.json", hand_in("Zo\u00eb Lee", exercise("width", [attempt("1 km")])))
    folder.put("b.json", hand_in(other, exercise("width", [attempt("2 km")])))
    handed = collect(folder.files())
    assert len(handed.students) == 2
    [note] = handed.notes
    assert "are of 2 students whose names look alike" in note


def test_one_person_under_two_names_is_told_with_both_files(folder: Folder) -> None:
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt("4 km")]), person="a1"))
    folder.put("2.json", hand_in("Ben", exercise("age", [attempt("4")]), person="a1"))
    handed = collect([folder.path])
    assert [one.student for one in handed.students] == ["Ana", "Ben"]
    [note] = handed.notes
    assert "Ana (1.json) and Ben (2.json) come from one place in one browser." in note
    assert "Or was the name changed? Ask them." in note


def test_one_exercise_with_two_titles_is_told_once(folder: Folder) -> None:
    for n, title in enumerate(["The width", "The breadth", "The breadth"]):
        one = exercise("width", [attempt(f"{n} km")]) | {"title": title}
        folder.put(f"{n}.json", hand_in(f"Student {n}", one, exercise("age")))
    [note] = collect([folder.path]).notes
    assert "width is called 'The width' in 0.json and 'The breadth' in 1.json." in note
    assert "give it a new version" in note


@pytest.mark.parametrize(
    "name",
    [
        "Zoë",
        "نور الهدى",
        "\u0645\u06cc\u200c\u062e\u0648",
        "क\u094d\u200dष",
        "👩🏽\u200d🚀",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "田中さくら",
        "O'Brien",
    ],
)
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert named(name) == name
    assert look_of(name) != look_of("Ana")
