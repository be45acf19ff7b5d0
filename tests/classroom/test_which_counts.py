"""Which file of a student counts."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
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
from lessonkit.classroom.table import COLUMNS, write
from lessonkit.cli import main


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


def test_the_last_answer_of_a_person_is_on_the_page_and_none_is_lost(folder: Folder) -> None:
    early, late = exercise("width", [attempt("40 km")]), exercise("width", [attempt("9 km")])
    # 10:00 in Kabul is before 09:30 in London.
    folder.put("1.json", hand_in("Ana  B", early, saved="2026-03-05T10:00:00+04:30", person="a"))
    folder.put("2.json", hand_in(" ana b", late, saved="2026-03-05T09:30:00Z", person="a"))
    folder.put("3.json", hand_in("Anab", late))
    handed = collect(folder.files())
    assert names(handed.students) == [("ana b", "2.json"), ("Anab", "3.json")]
    assert names(handed.older) == [("ana b (older)", "1.json")]
    assert handed.files == {"1.json": "older", "2.json": "read", "3.json": "read"}
    write(handed, folder.path / "class")
    assert [(row["student"], row["last_answer"]) for row in folder.rows()] == [
        ("ana b", "9 km"),
        ("ana b (older)", "40 km"),
        ("Anab", "9 km"),
    ]
    page = folder.page()
    assert page.tables["Wrong answers to: The width"][1:] == [["9 km", "2", "2"]]
    told, note = page.under("Handed in more than once")
    assert told.startswith("ana b: 1.json and 2.json are put together.")
    assert note.startswith("1.json is older than 2.json, and has other answers to width.")


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


# ---- Several files of one student ---------------------------------------------------------------


def part(key: str, *tries: tuple[str, str, bool]) -> dict[str, Any]:
    """Give the record of an exercise with tries at times of their own."""
    return exercise(key, [attempt(words, right) | {"at": at} for at, words, right in tries])


ONE = ("2026-03-05T09:01:00.000Z", "1 km", False)
TWO = ("2026-03-05T09:02:00.000Z", "2 km", False)
THREE = ("2026-03-05T09:03:00.000Z", "3 km", True)


def test_three_files_of_one_student_are_put_together(folder: Folder, capsys: Capture) -> None:
    """As from a browser that keeps each part of the lesson in a place of its own."""
    for n, key in enumerate(("width", "depth", "age")):
        own = [
            part(one, THREE) if one == key else exercise(one) for one in ("width", "depth", "age")
        ]
        folder.put(f"{n}.json", hand_in("Ana", *own, saved=f"2026-03-05T1{n}:00:00Z"))
    assert folder.run() == 0
    said = capsys.readouterr().out
    assert "3 files read, 1 student." in said
    assert "Read: 0.json, 1.json, 2.json." in said
    assert "Ana: 0.json, 1.json and 2.json are put together." in said
    rows = [(row["student"], row["exercise"], row["state"], row["file"]) for row in folder.rows()]
    assert rows == [
        ("Ana", "width", "right", "0.json"),
        ("Ana", "depth", "right", "1.json"),
        ("Ana", "age", "right", "2.json"),
    ]


def test_of_each_exercise_the_newest_file_counts_that_has_it(folder: Folder) -> None:
    folder.put("1.json", hand_in("Ana", part("width", ONE), part("depth", ONE)))
    later = hand_in("Ana", part("width", ONE, TWO), exercise("depth"), saved="2026-03-06T09:00:00Z")
    folder.put("2.json", later)
    handed = collect(folder.files())
    assert names(handed.students) == [("Ana", "2.json")]
    assert handed.older == []  # the first try at the width stands in the newer file, too
    write(handed, folder.path / "class")
    told = [(row["exercise"], row["all_answers"], row["file"]) for row in folder.rows()]
    assert told == [("width", "1. 1 km\n2. 2 km", "2.json"), ("depth", "1. 1 km", "1.json")]


def test_a_file_whose_work_is_all_in_a_newer_one_is_older(folder: Folder, capsys: Capture) -> None:
    folder.put("1.json", hand_in("Ana", part("width", ONE)))
    folder.put("2.json", hand_in("Ana", part("width", ONE, TWO), saved="2026-03-06T09:00:00Z"))
    assert folder.run() == 0
    said = capsys.readouterr().out
    assert "- 1.json: older" in said
    assert folder.page().tables["Files"][1:] == [["1.json", "older"], ["2.json", "read"]]


def test_two_students_of_one_name_stay_two(folder: Folder, capsys: Capture) -> None:
    folder.put("1.json", hand_in("Ana", part("width", ONE), part("depth", ONE)))
    folder.put("2.json", hand_in("ANA", part("width", TWO), saved="2026-03-06T09:00:00Z"))
    assert folder.run() == 0
    said = capsys.readouterr().out
    assert "2 files read, 2 students." in said
    assert (
        "2.json and 1.json are of 2 students called ANA. Is it one student? Then add --by-name."
        in said
    )
    assert {row["student"] for row in folder.rows()} == {"Ana (1.json)", "ANA (2.json)"}
    assert len(folder.page().tables["01_water.ipynb"]) == 3
    to = str(folder.path / "class")
    assert main(["answers", "--by-name", str(folder.path), "--to", to]) == 0
    assert {row["student"] for row in folder.rows()} == {"ANA", "ANA (older)"}


def test_the_mark_of_a_person_tells_more_than_the_name(folder: Folder, capsys: Capture) -> None:
    folder.put("1.json", hand_in("Ana", part("width", ONE), person="k3"))
    folder.put("2.json", hand_in("Ana", part("depth", ONE), person="p9"))
    folder.put("3.json", hand_in("Ana", part("age", ONE), person="p9"))
    folder.put("4.json", hand_in("Bo", part("age", ONE), person="p9"))
    assert folder.run() == 0
    labels = {row["student"] for row in folder.rows()}
    assert labels == {"Ana (1.json)", "Ana (3.json and 1 more)", "Bo"}
    assert "Did somebody go on in the answers of another?" in capsys.readouterr().out


def test_names_in_any_script_are_told_apart(folder: Folder) -> None:
    there = ("نور", "علي", "さくら", "Юлия", "🦊", "Jürgen", "Jurgen", "\uff21\uff2e\uff21", "ana")
    for n, name in enumerate(there):
        folder.put(f"{n}.json", hand_in(name, part("width", (ONE[0], name, False))))
    students = {one.student for one in collect(folder.files()).students}
    # A letter that is twice as wide is the same letter: two students of one name.
    assert students == {*there[:7], "\uff21\uff2e\uff21 (7.json)", "ana (8.json)"}


# ---- Folders, patterns and endings --------------------------------------------------------------


def test_every_file_of_a_folder_is_named(folder: Folder, capsys: Capture) -> None:
    good = sealed(hand_in("Ana", part("width", ONE)))
    inside = {
        "in/a.json": good,
        "in/b.json.txt": sealed(hand_in("Bo")),
        "in/c.JSON": sealed(hand_in("Cem")),
        "in/d": sealed(hand_in("Dana")),
        "in/e (1).txt": sealed(hand_in("Eva"))[:200],
        "in/a copy.json": good,
        "in/a.html": "<!doctype html><title>Answers</title>",
        "in/list.docx": b"PK\x03\x04 a list",
        "in/01_river.ipynb": '{"cells": [], "nbformat": 4}',
        "in/.DS_Store": b"\x00\x01",
        "in/._a.json": b"\x00\x05\x16\x07",
    }
    for name, content in inside.items():
        folder.put(name, content)
    assert folder.run(str(folder.path / "in")) == 1
    said = capsys.readouterr().out
    assert "4 files read, 4 students." in said
    assert "- e (1).txt: got a file that is cut off" in said
    assert "- a.html: not an answer (a page to read, not the file to hand in)" in said
    told = 'a document. Ask for the JSON file that "Download my answers" gives'
    assert f"- list.docx: not an answer ({told})" in " ".join(said.split())
    told = 'a notebook. Ask for the JSON file that "Download my answers" gives in it'
    assert f"- 01_river.ipynb: not an answer ({told})" in " ".join(said.split())
    assert "- .DS_Store: not an answer (a file of the system)" in said
    assert "- ._a.json: not an answer (a file of the system)" in said
    assert "- a.json: the same as a copy.json" in said
    assert len(folder.page().tables["Files"]) == 1 + len(inside)
    files = workbook_rows(folder, "sheet2")
    assert {row[0] for row in files[1:]} == {name.removeprefix("in/") for name in inside}


def test_a_pattern_may_have_brackets_that_are_none(folder: Folder) -> None:
    """As where a terminal leaves a pattern to the program."""
    home = folder.path / "class [7b]"
    home.mkdir()
    shutil.move(folder.put("a.json", hand_in("Ana")), home / "a.json")
    other = folder.path / "class 7"
    other.mkdir()
    shutil.move(folder.put("b.json", hand_in("Bo")), other / "b.json")
    assert [one.student for one in collect([home / "*.json"]).students] == ["Ana"]
    assert [one.student for one in collect([home]).students] == ["Ana"]
    both = collect([folder.path / "class [7c]*" / "*.json"]).students
    assert [one.student for one in both] == ["Bo"]  # no such name, so it is a pattern
    everything = collect([folder.path / "**" / "*.json"]).students
    assert [one.student for one in everything] == ["Ana", "Bo"]


def test_a_file_that_a_pattern_leaves_out_is_named(folder: Folder, capsys: Capture) -> None:
    folder.put("a.json", hand_in("Ana"))
    folder.put("b.json.txt", hand_in("Bo"))
    assert folder.run() == 0
    assert "b.json.txt lies there, too, and was not named." in capsys.readouterr().out


def test_a_folder_without_answers_says_what_is_in_it(folder: Folder, capsys: Capture) -> None:
    folder.put("in/a.html", "<!doctype html>")
    assert folder.run(str(folder.path / "in")) == 2
    assert "a.html: not an answer (a page to read" in capsys.readouterr().err


# ---- The workbook, and a CSV with semicolons ----------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "007", "a;b")


def workbook_rows(folder: Folder, sheet: str = "sheet1") -> list[list[str]]:
    """Read a sheet of the workbook; a cell with a formula is not allowed in it."""
    with zipfile.ZipFile(folder.path / "class" / "answers.xlsx") as book:
        names = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        texts = [
            "".join(part.text or "" for part in one.iter(f"{names}t"))
            for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        found = ElementTree.fromstring(book.read(f"xl/worksheets/{sheet}.xml"))
    assert not list(found.iter(f"{names}f"))
    assert not list(found.iter(f"{names}hyperlink"))
    rows = []
    for row in found.iter(f"{names}row"):
        cells = [(cell.get("t"), cell.findtext(f"{names}v", "")) for cell in row]
        rows.append([texts[int(value)] if kind == "s" else value for kind, value in cells])
    return rows


def test_the_workbook_has_the_rows_of_the_table_and_no_formula(folder: Folder) -> None:
    tries = [attempt(words) for words in FORMULAS]
    for n, one in enumerate(tries):
        folder.put(f"{n}.json", hand_in(f"={n}", exercise("width", [one])))
    assert folder.run() == 0
    head, *rows = workbook_rows(folder)
    assert tuple(head) == COLUMNS
    last = COLUMNS.index("last_answer") - 2  # two empty cells stand before it
    assert [row[last] for row in rows] == list(FORMULAS)
    assert [row[0] for row in rows] == [f"={n}" for n in range(len(FORMULAS))]


def test_an_answer_that_is_too_long_for_a_cell_says_that_it_is_cut(folder: Folder) -> None:
    folder.put("a.json", hand_in("Ana", exercise("width", [attempt("word " * 9000)])))
    assert folder.run() == 0
    cells = workbook_rows(folder)[1]
    assert max(map(len, cells)) == 32_767
    assert any(cell.endswith("(cut: the whole answer is in answers.csv)") for cell in cells)
    assert folder.rows()[0]["last_answer"] == "word " * 9000


@pytest.mark.parametrize("words", FORMULAS)
def test_a_table_with_semicolons_opens_where_they_are_expected(folder: Folder, words: str) -> None:
    good = folder.put("a.json", hand_in("Ana", exercise("width", [attempt(words)])))
    to = folder.path / "class"
    assert main(["answers", good, "--semicolons", "--to", str(to)]) == 0
    text = (to / "answers.csv").read_text("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert row["last_answer"].replace("'", "") == words
    assert not row["last_answer"].startswith(("=", "+", "-", "@"))
    assert main(["answers", good, "--to", str(to)]) == 0  # it knows its own file again


def test_a_file_may_have_no_mark_or_an_odd_one(folder: Folder) -> None:
    folder.put("a.json", hand_in("Ana", person=""))
    folder.put("b.json", hand_in("Bo", person=None))
    folder.put("c.json", hand_in("Cem", person=["x"]))
    handed = collect(folder.files())
    assert [one.student for one in handed.students] == ["Ana", "Bo"]
    assert "person: got a list" in str(handed.damaged[0])


def test_more_tries_count_whatever_the_clock_of_a_computer_said(folder: Folder) -> None:
    """The file of the slow clock goes on from the other: nobody tries less by and by."""
    one, two = attempt("a"), attempt("b", right=True) | {"at": "2026-03-05T09:10:00.000Z"}
    folder.put("fast.json", hand_in("Ana", exercise("width", [one]), saved="2031-01-01T00:00:00Z"))
    folder.put("slow.json", hand_in("Ana", exercise("width", [one, two])))
    assert folder.run() == 0
    assert [(row["file"], row["last_answer"]) for row in folder.rows()] == [("slow.json", "b")]


def test_a_hint_alone_does_not_take_the_place_of_a_try(folder: Folder) -> None:
    late = {"saved": "2026-03-06T09:00:00.000Z", "person": "p1"}
    folder.put("tried.json", hand_in("Ana", exercise("width", [attempt("a", True)]), person="p1"))
    folder.put("hint.json", hand_in("Ana", exercise("width", hints=2), **late))
    assert folder.run() == 0
    rows = [(row["student"], row["file"], row["state"]) for row in folder.rows()]
    assert ("Ana", "tried.json", "right") in rows
