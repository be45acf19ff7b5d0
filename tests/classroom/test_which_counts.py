"""Which file of a student counts."""

from __future__ import annotations

from support.handed_in import (
    BY_HAND,
    LESSON,
    Capture,
    Folder,
    attempt,
    exercise,
    hand_in,
    names,
    sealed,
)

from lessonkit.classroom.handins import collect
from lessonkit.classroom.table import write


def test_another_lesson_or_version_is_named_and_left_out(folder: Folder, capsys: Capture) -> None:
    folder.put("0.json", hand_in("Old", lesson={**LESSON, "version": "0"}))
    folder.put("1.json", hand_in("Ana"))
    folder.put("2.json", hand_in("Sea", lesson={**LESSON, "id": "sea"}))
    folder.put("3.json", hand_in("Bo"))
    assert folder.run() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "A river, version 1: 2 files read, 2 students.",
        "2 files left out:",
        "- 0.json, lesson: got river, version 0, expected river, version 1, as in the other files. "
        "Read the files of each lesson apart, with a folder of its own after --to.",
    ]
    assert "2.json, lesson: got sea, version 1," in said[3]
    assert {row["student"] for row in folder.rows()} == {"Ana", "Bo"}
    assert len(folder.page().under("Files that were left out")) == 2


def test_one_file_under_two_names_counts_once(folder: Folder, capsys: Capture) -> None:
    folder.put("a.json", hand_in("Ana"))
    folder.put("b.json", sealed(hand_in("Ana")).replace("\n", "\r\n"))
    assert folder.run(*folder.files(), folder.files()[0]) == 0
    said = capsys.readouterr().out
    assert "1 file read, 1 student." in said
    assert "b.json is the same as " in said
    assert len(folder.rows()) == 1
    assert len(folder.page().under("Handed in more than once")) == 2


def test_the_last_file_of_a_student_is_on_the_page_and_no_file_is_lost(folder: Folder) -> None:
    early, late = exercise("width", [attempt("40 km")]), exercise("width", [attempt("9 km")])
    # 10:00 in Kabul is before 09:30 in London.
    folder.put("1.json", hand_in("Ana  B", early, saved="2026-03-05T10:00:00+04:30"))
    folder.put("2.json", hand_in(" ana b", late, saved="2026-03-05T09:30:00Z"))
    folder.put("3.json", hand_in("Anab", late))
    handed = collect(folder.files())
    assert names(handed.students) == [("ana b", "2.json"), ("Anab", "3.json")]
    assert names(handed.older) == [("Ana B (older)", "1.json")]
    write(handed, folder.path / "class")
    assert [(row["student"], row["last_answer"]) for row in folder.rows()] == [
        ("ana b", "9 km"),
        ("Ana B (older)", "40 km"),
        ("Anab", "9 km"),
    ]
    page = folder.page()
    assert page.tables["Wrong answers to: The width"][1:] == [["9 km", "2", "2"]]
    [note] = page.under("Handed in more than once")
    assert note.startswith("1.json is older than 2.json, by the same name, Ana B.")


def test_files_saved_at_one_moment_are_both_shown(folder: Folder) -> None:
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt("40 km")])))
    folder.put("2.json", hand_in("Ana", exercise("width", [attempt("9 km")])))
    handed = collect(folder.files())
    assert names(handed.students) == [("Ana (1.json)", "1.json"), ("Ana (2.json)", "2.json")]
    assert handed.older == []


def test_students_without_a_name_are_told_apart(folder: Folder) -> None:
    """Also where a school's system keeps each file, under one name, in a folder of its own."""
    folder.put("a/my.json", hand_in(" ", exercise("width", [attempt("1 km")])))
    folder.put("b/my.json", hand_in("", saved="2026-03-06T09:30:00.000Z"))
    folder.put("c.json", hand_in(""))
    handed = collect(folder.files())
    assert handed.older == []
    a, b = (folder.path.joinpath(name, "my.json").as_posix() for name in "ab")
    assert names(handed.students) == [
        (f"no name ({a})", a),
        (f"no name ({b})", b),
        ("no name (c.json)", "c.json"),
    ]


def test_an_exercise_that_a_file_lacks_is_said_to_be_lacking(folder: Folder) -> None:
    both = [exercise("width", [attempt("55 km", True)]), exercise("age")]
    folder.put("1.json", hand_in("Ana", exercise("age")))
    folder.put("2.json", hand_in("Bo", *both))
    folder.put("3.json", BY_HAND)
    assert folder.run() == 0
    states = [(row["student"], row["exercise"], row["state"]) for row in folder.rows()]
    assert states == [
        ("Ana", "width", "not in the file"),
        ("Ana", "age", "not attempted"),
        ("Bo", "width", "right"),
        ("Bo", "age", "not attempted"),
        ("Zoë", "width", "not in the file"),
        ("Zoë", "age", "not in the file"),
    ]
    assert folder.page().tables["01_water.ipynb"][1] == [
        "Ana",
        "? not in the file",
        "○ not attempted",
    ]
