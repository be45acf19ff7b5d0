"""A class of thirty on five shared computers, in three engines: nothing is lost or mixed up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.engines.reader import STRIP, answer
from support.engines.tab import Engine

from lessonkit.classroom.handins import collect
from lessonkit.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

COMPUTERS = ("Chromium", "Firefox", "WebKit", "Chromium", "Firefox")
AT_EACH = 6
# Some share a name, at one computer or at two; others have one that a file cannot have.
NAMES = {0: "نور", 5: "Ana", 11: "ana", 12: "Ana", 17: "a/b: 日本", 18: "李"}  # fmt: skip
PART = "part-3-"
HEAD = f"#{PART}{STRIP[1:]}"


def name_of(student: int) -> str:
    return NAMES.get(student, f"Student {student}")


def states_of(student: int) -> dict[str, str]:
    """Say what a student has done in the end; each mix is met."""
    return {
        "a-choice": ("right", "not yet")[student % 2],
        "a-number": ("right", "not yet", "not attempted")[student % 3],
    }


def sits_down(engine: Engine, address: str, student: int) -> None:
    """Work in a tab as one student, hand in, and leave."""
    tab = engine.tab()
    tab.go(f"{address}#part-3")
    tab.wait("return find(given[0] + ' >> .lk-person, input[type=text]')?.tagName", HEAD)
    tab.press("Shift")
    if tab.has(f"{HEAD} >> button", "I am new here"):
        tab.click(f"{HEAD} >> button", "I am new here")
    tab.fill(f"{HEAD} >> input[type=text]", name_of(student))
    another = f"I am another {name_of(student)}"
    if tab.has(f"{HEAD} >> button", another):
        tab.click(f"{HEAD} >> button", another)
    for exercise, state in states_of(student).items():
        tab.wait_text(f"#{PART}cell-x-{exercise} .lk-widget >> .lk-state b", "Not attempted")
        if state != "not attempted":
            answer(tab, exercise, right=False, part=PART)
        if state == "right":
            answer(tab, exercise, right=True, part=PART)
    before = len(list(engine.downloads.glob("*.json")))
    tab.click(f"{HEAD} >> button", "Download my answers")
    engine.downloaded(".json", before + 1)
    engine.downloaded(".html", before + 1)
    tab.close()


def test_a_class_hands_in(
    computer: Callable[[str], Engine], published: Path, tmp_path: Path
) -> None:
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    address = (published / "lesson.html").as_uri()
    for n, name in enumerate(COMPUTERS):
        engine = computer(name)
        for student in range(n * AT_EACH, (n + 1) * AT_EACH):
            sits_down(engine, address, student)
        for file in engine.downloaded(".json", AT_EACH):
            assert not (handed_in / file.name).exists()
            file.rename(handed_in / file.name)

    class_size = len(COMPUTERS) * AT_EACH
    handed = collect([handed_in])
    assert handed.left_out == []
    assert len(handed.students) == class_size
    expected = Counter((name_of(n), *states_of(n).values()) for n in range(class_size))
    found = Counter(
        (one.files[0].name, *(one.files[0].exercises[f"{k}-too"]["state"] for k in states_of(0)))
        for one in handed.students
    )
    assert found == expected

    assert main(["answers", str(handed_in), "--to", str(tmp_path / "class")]) == 0
    table = (tmp_path / "class" / "answers.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(table.splitlines()) if "a-choice-too" in row.values()]
    assert len(rows) == class_size
