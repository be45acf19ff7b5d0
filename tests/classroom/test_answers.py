"""`lessonkit answers`: what may not get through, and how its files are written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.handed_in import LESSON, Capture, Folder, attempt, exercise, first, hand_in

from lessonkit.classroom.handins import collect
from lessonkit.cli import main
from lessonkit.errors import LessonError

EVIL = "<img src=x onerror=alert(1)>"


def test_markup_is_shown_and_not_obeyed(folder: Folder) -> None:
    bad = exercise("width", [attempt(EVIL)]) | {"title": EVIL, "notebook": f'"{EVIL}', "id": EVIL}
    lesson = {**LESSON, "title": f"</title>{EVIL}"}
    folder.put(f"{EVIL.replace('/', '')}.json", hand_in(EVIL, bad, lesson=lesson))
    folder.put("z.json", hand_in("</style><script>alert(1)</script>", bad, lesson=lesson))
    folder.put("bad.json", first("state", EVIL))
    assert folder.run() == 1
    page = folder.page()
    assert EVIL not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert not {tag for tag, _ in page.tags} & {"img", "script"}
    assert page.tables[f"Wrong answers to: {EVIL}"][1] == [EVIL, "2", "2"]
    assert page.tables[f'"{EVIL}'][2][0] == EVIL


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ('a;"=1', "a;'\"=1"),
        ("a;b", "a;b"),
        ("3-1=2 @ +", "3-1=2 @ +"),
        ("Ana's", "Ana's"),
        ('say "x", twice\nor not', 'say "x", twice\nor not'),
        ("نهر", "نهر"),
        ("a\x00\x1b\ud800b", "a\ufffd\ufffd\ufffdb"),
    ],
)
def test_no_cell_is_a_formula(folder: Folder, words: str, cell: str) -> None:
    odd = exercise("width", [attempt(words)]) | {"title": words, "kind": words, "notebook": words}
    folder.put("=a.json", hand_in("Ana", odd))
    assert folder.run() == 0
    [row] = folder.rows()
    assert row["last_answer"] == row["title"] == row["kind"] == row["notebook"] == cell
    assert row["all_answers"].startswith("1. ")
    assert row["file"] == "'=a.json"


def test_a_name_is_no_formula_and_no_escape_code(folder: Folder, capsys: Capture) -> None:
    older, newer = ([attempt(words)] for words in ("1 km", "2 km"))
    name, person = "=HYPERLINK(1)\x1b[2J", {"person": "a"}
    early = hand_in(name, exercise("width", older), saved="2026-03-05T09:00:00Z", **person)
    folder.put("1.json", early)
    folder.put("2.json", hand_in(name, exercise("width", newer), **person))
    assert folder.run() == 0
    assert [row["student"] for row in folder.rows()] == [
        "'=HYPERLINK(1)\ufffd[2J",
        "'=HYPERLINK(1)\ufffd[2J (older)",
    ]
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\\x1b[2J" in said


# ---- Writing ------------------------------------------------------------------------------------


def test_the_folder_is_class_if_none_is_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.path)
    assert main(["answers", folder.put("a.json", hand_in())]) == 0
    assert len(folder.rows()) == 1


def test_its_own_files_are_replaced_and_those_of_others_stay(
    folder: Folder, capsys: Capture
) -> None:
    folder.put("a.json", hand_in("Ana"))
    assert folder.run() == 0
    folder.put("b.json", hand_in("Bo"))
    assert folder.run() == 0
    assert len(folder.rows()) == 2
    for name in ("answers.csv", "answers.xlsx", "overview.html"):
        path = folder.path / "class" / name
        kept = path.read_bytes()
        path.write_text("my notes", encoding="utf-8")
        assert folder.run() == 2
        assert f"{path} is there, and this command did not write it" in capsys.readouterr().err
        assert path.read_text("utf-8") == "my notes"
        path.write_bytes(kept)
    assert sorted(os.listdir(folder.path / "class")) == [
        "answers.csv",
        "answers.xlsx",
        "overview.html",
    ]


@pytest.mark.parametrize("way", ["class", "class/inside"])
def test_a_folder_that_cannot_be_made_is_a_clear_error(
    folder: Folder, capsys: Capture, way: str
) -> None:
    good = folder.put("a.json", hand_in("Ana"))
    folder.put("class", "a file")
    assert main(["answers", good, "--to", str(folder.path / way)]) == 2
    said = capsys.readouterr()
    assert "1 file read" in said.out
    assert "cannot be written (" in said.err
    assert "--to" in said.err


def test_if_a_file_is_open_elsewhere_the_old_ones_stay(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    folder.put("a.json", hand_in("Ana"))
    folder.run()
    folder.put("b.json", hand_in("Bo"))

    def locked(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source), None, str(target))

    monkeypatch.setattr("lessonkit.classroom.table.os.replace", locked)
    assert folder.run() == 2
    said = capsys.readouterr().err
    assert f"{folder.path / 'class' / 'answers.csv'} cannot be written (Permission denied)" in said
    assert len(folder.rows()) == 1
    assert sorted(os.listdir(folder.path / "class")) == [
        "answers.csv",
        "answers.xlsx",
        "overview.html",
    ]


def test_no_file_is_ever_half_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put("a.json", hand_in("Ana"))
    seen = []

    def watched(source: Path, target: Path) -> None:
        seen.append((source.parent == target.parent, source.read_bytes()[-8:], target.exists()))
        os.rename(source, target)

    monkeypatch.setattr("lessonkit.classroom.table.os.replace", watched)
    assert folder.run() == 0
    assert [(beside, there) for beside, _, there in seen] == [(True, False)] * 3
    assert seen[2][1] == b"</html>\n"


def test_no_files_is_a_wrong_command(capsys: Capture) -> None:
    assert main(["answers"]) == 2
    assert "Missing argument 'FILES...'." in capsys.readouterr().err
    with pytest.raises(LessonError, match="No file with answers"):
        collect([])


def test_it_starts_without_the_heavy_libraries() -> None:
    code = "import sys, lessonkit.classroom.table; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "geopandas", "matplotlib", "IPython", "ipywidgets"}
    assert "lessonkit.classroom.table" in done.stdout.split()
    assert not set(done.stdout.split()) & heavy
