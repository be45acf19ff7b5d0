"""`lessonkit answers`: a class of thirty, and every way in which a file can come in damaged."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lessonkit.classroom.handins import Handed, collect
from lessonkit.classroom.table import COLUMNS, write
from lessonkit.cli import main
from lessonkit.errors import LessonError

ZEROS = "0" * 64
LESSON = {"id": "river", "version": "1", "title": "A river"}
Capture = pytest.CaptureFixture[str]
# Written by hand, and its check made with sha256sum: the tests do not lean on themselves alone.
BY_HAND = """{
 "format": "lessonkit-answers/1",
 "lesson": {
  "id": "river",
  "version": "1",
  "title": "A river"
 },
 "name": "Zoë",
 "saved": "2026-03-05T09:30:00.000Z",
 "exercises": [],
 "maps": [],
 "check": "4d00b69e8e786c270fb5685c7f5713341386cea5f7ff0debbbb5895cac359580"
}"""


# ---- A hand-in, as the browser writes it --------------------------------------------------------


def attempt(words: str, right: bool = False) -> dict[str, Any]:
    return {"at": "2026-03-05T09:00:00.000Z", "answer": words, "words": words, "right": right}


def exercise(
    key: str, attempts: list[dict[str, Any]] | None = None, hints: int = 0, model: bool = False
) -> dict[str, Any]:
    attempts = attempts or []
    done = any(one["right"] for one in attempts)
    return {
        "id": key,
        "notebook": "01_water.ipynb",
        "title": f"The {key}",
        "kind": "number",
        "state": "right" if done else "not yet" if attempts else "not attempted",
        "hints": hints,
        "model_shown": model,
        "attempts": attempts,
    }


def hand_in(name: str = "Ana", *exercises: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "format": "lessonkit-answers/1",
        "lesson": LESSON,
        "name": name,
        "saved": "2026-03-05T09:30:00.000Z",
        "exercises": list(exercises) or [exercise("width")],
        "maps": [
            {"title": "Map", "date": "2001-06-06", "visible": [], "selected": "", "ruler": []}
        ],
        **other,
    }


def sealed(data: Any) -> str:
    """Write what `JSON.stringify(data, null, 1)` gives, with the check of its text."""
    # ASCII where a lone surrogate must be escaped, as the browser does.
    bare = json.dumps({**data, "check": ZEROS}, indent=1, ensure_ascii=False)
    if re.search("[\ud800-\udfff]", bare):
        bare = json.dumps({**data, "check": ZEROS}, indent=1)
    check = hashlib.sha256(bare.encode()).hexdigest()
    return f'{check}"'.join(bare.rsplit(f'{ZEROS}"', 1))


class Folder:
    """A folder with the files that came in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def put(self, file: str, content: bytes | str | dict[str, Any]) -> str:
        if isinstance(content, dict):
            content = sealed(content)
        data = content.encode() if isinstance(content, str) else content
        self.path.joinpath(file).parent.mkdir(exist_ok=True)
        self.path.joinpath(file).write_bytes(data)
        return str(self.path / file)

    def files(self) -> list[str]:
        return sorted(str(path) for path in self.path.rglob("*.json"))

    def run(self, *files: str) -> int:
        return main(["answers", *(files or self.files()), "--to", str(self.path / "class")])

    def rows(self) -> list[dict[str, str]]:
        data = (self.path / "class" / "answers.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbfstudent,file,")
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def page(self) -> Page:
        return Page((self.path / "class" / "overview.html").read_text("utf-8"))


class Page(HTMLParser):
    """What stands on a page: headings, list items, paragraphs, tables, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.tags = text, list[tuple[str, dict[str, str | None]]]()
        self.blocks: list[tuple[str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("h1", "h2", "h3", "p", "li", "caption", "th", "td", "style"):
            self.open.append("")
        elif tag == "tr":
            list(self.tables.values())[-1].append([])
        elif tag == "small":
            self.open[-1] += "; "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3", "p", "li", "caption", "th", "td", "style"):
            words = self.open.pop().strip("; ")
            self.blocks.append((tag, words))
            if tag == "caption":
                assert words not in self.tables
                self.tables[words] = []
            elif tag in ("th", "td"):
                list(self.tables.values())[-1][-1].append(words)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1] += data

    def under(self, heading: str) -> list[str]:
        """Give the items of the list below a heading."""
        at = self.blocks.index(("h2", heading)) + 1
        found = []
        while at < len(self.blocks) and self.blocks[at][0] == "li":
            found.append(self.blocks[at][1])
            at += 1
        return found

    def headings(self) -> list[str]:
        return [words for tag, words in self.blocks if tag == "h2"]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


# ---- Thirty files, three of them damaged --------------------------------------------------------

WORDS = """
Zoë Ömer Émile Ana Bo Cem Dana Eva Finn Gil Hana Ida Jan Kim Lea Mia Nils Olga Pia Quinn Rosa Sami
Tom Uma Vera Will Yara
"""
NAMES = WORDS.split()


def width(n: int) -> dict[str, Any]:
    """Let 9 students give 40 km, two of them twice and five then the right answer; 11 are right."""
    wrong = [attempt("40 km")] * (2 if n < 2 else 1)
    if n < 9:
        return exercise(
            "width", [*wrong, *([attempt("55 km", True)] if n < 5 else [])], hints=n % 3
        )
    return exercise("width", [attempt("55 km", True)] if n < 20 else None)


def order(n: int) -> dict[str, Any]:
    """Let 20 students be wrong, three of them in another way; nobody is right."""
    words = "mouth, source" if n < 17 else "source, sea"
    return exercise("order", [attempt(words)] if n < 20 else None, model=n == 2)


@pytest.fixture
def thirty(folder: Folder) -> Folder:
    for n, name in enumerate(NAMES):
        folder.put(f"{n:02}.json", hand_in(name, width(n), order(n), exercise("age")))
    folder.put("cut.json", sealed(hand_in("Cut"))[:300])
    folder.put("changed.json", sealed(hand_in("Changed")).replace("not attempted", "right"))
    folder.put("page.json", "<!doctype html>\n<title>My answers</title>")
    return folder


def test_thirty_files_of_which_three_are_damaged(thirty: Folder, capsys: Capture) -> None:
    assert len(thirty.files()) == 30
    assert thirty.run() == 1
    out = thirty.path / "class"
    assert capsys.readouterr().out.splitlines() == [
        "A river, version 1: 27 files read, 27 students.",
        "3 files left out:",
        "- changed.json: got a file that was changed or damaged, expected one that fits its check. "
        "Ask for the file again, as it was downloaded.",
        "- cut.json: got a file that is cut off, expected a file with answers. "
        "Ask for the file again, as it was downloaded.",
        "- page.json: got a web page (HTML), expected a file with answers. "
        'Ask for the JSON file that "Download my answers" gives.',
        f"Written: {out / 'answers.csv'}, {out / 'overview.html'}",
    ]
    assert sorted(os.listdir(out)) == ["answers.csv", "overview.html"]


def test_the_table_has_a_row_for_each_student_and_exercise(thirty: Folder) -> None:
    thirty.run()
    rows = thirty.rows()
    assert len(rows) == 27 * 3
    assert tuple(rows[0]) == COLUMNS
    # By alphabet, where Émile stands by E and Ömer by O.
    students = [row["student"] for row in rows[::3]]
    assert students[:6] == ["Ana", "Bo", "Cem", "Dana", "Émile", "Eva"]
    assert students[-2:] == ["Yara", "Zoë"]
    assert sorted(students) == sorted(NAMES)
    assert [row for row in rows if row["student"] == "Ömer"] == [
        {
            "student": "Ömer",
            "file": "01.json",
            "saved": "2026-03-05T09:30:00.000Z",
            "notebook": "01_water.ipynb",
            "exercise": "width",
            "title": "The width",
            "kind": "number",
            "state": "right",
            "attempts": "3",
            "hints": "1",
            "model_shown": "no",
            "first_right_attempt": "3",
            "last_answer": "55 km",
            "all_answers": "1. 40 km\n2. 40 km\n3. 55 km",
        },
        rows[students.index("Ömer") * 3 + 1],
        rows[students.index("Ömer") * 3 + 2],
    ]
    age = next(row for row in rows if row["exercise"] == "age")
    assert (age["state"], age["attempts"], age["first_right_attempt"]) == ("not attempted", "0", "")
    assert (age["last_answer"], age["all_answers"]) == ("", "")
    models = [row for row in rows if row["model_shown"] == "yes"]
    assert [(row["student"], row["exercise"]) for row in models] == [("Émile", "order")]


def test_the_page_names_first_what_nobody_got_right(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    assert page.headings() == [
        "Exercises that nobody got right",
        "Exercises that nobody tried",
        "Files that were left out",
        "Who did what",
        "Wrong answers, by how often they were given",
    ]
    assert page.under("Exercises that nobody got right") == [
        "The order (01_water.ipynb): 20 students tried"
    ]
    assert page.under("Exercises that nobody tried") == ["The age (01_water.ipynb)"]
    left_out = page.under("Files that were left out")
    assert [item.partition(":")[0] for item in left_out] == [
        "changed.json",
        "cut.json",
        "page.json",
    ]
    assert any(
        words.startswith("27 students. 27 files read, 3 left out.") for _, words in page.blocks
    )


def test_the_page_says_who_did_what_in_words(thirty: Folder) -> None:
    thirty.run()
    table = thirty.page().tables["01_water.ipynb"]
    assert table[0] == ["Student", "The width", "The order", "The age"]
    assert len(table) == 1 + 27
    cells = {row[0]: row[1:] for row in table[1:]}
    assert list(cells)[:5] == ["Ana", "Bo", "Cem", "Dana", "Émile"]
    assert cells["Émile"] == [
        "✓ right; 2 attempts, 2 hints",
        "◐ not yet; 1 attempt, model answer seen",
        "○ not attempted",
    ]
    assert cells["Yara"] == ["○ not attempted"] * 3


def test_the_page_counts_wrong_answers(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    heads = ["Answer", "Times given", "Students"]
    assert page.tables["Wrong answers to: The width"] == [heads, ["40 km", "11", "9"]]
    assert page.tables["Wrong answers to: The order"] == [
        heads,
        ["mouth, source", "17", "17"],
        ["source, sea", "3", "3"],
    ]
    assert "Wrong answers to: The age" not in page.tables
    told = [words for tag, words in page.blocks if tag == "p"][1:]
    assert told == [
        "16 right, 4 not yet, 7 not attempted. 6 opened a hint.",
        "20 not yet, 7 not attempted. 1 saw the model answer.",
        "27 not attempted.",
    ]


def test_equally_frequent_answers_stand_by_the_number_of_students(folder: Folder) -> None:
    one, other = attempt("9 km"), attempt("40 km")
    folder.put("1.json", hand_in("Ana", exercise("width", [other, other, one])))
    folder.put("2.json", hand_in("Bo", exercise("width", [one, attempt("8 km")])))
    folder.run()
    table = folder.page().tables["Wrong answers to: The width"]
    assert table[1:] == [["9 km", "2", "2"], ["40 km", "2", "1"], ["8 km", "1", "1"]]


def test_an_answer_may_be_right_more_than_once(folder: Folder) -> None:
    words = [("1 km", False), ("55 km", True), ("1 km", False), ("56 km", True)]
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt(*word) for word in words])))
    folder.run()
    [row] = folder.rows()
    assert (row["first_right_attempt"], row["last_answer"]) == ("2", "56 km")


def test_the_page_is_whole_in_itself_and_runs_nothing(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    [policy] = [at["content"] for tag, at in page.tags if at.get("http-equiv")]
    [style] = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy is not None
    assert f"default-src 'none'; style-src 'sha256-{digest}';" in policy
    assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "a", "iframe", "form"}
    assert not {name for _, at in page.tags for name in at} & {"style", "src", "href", "onclick"}
    assert "http:" not in page.text
    assert "https:" not in page.text
    assert "url(" not in style
    assert all(at["scope"] in ("col", "row") for tag, at in page.tags if tag == "th")
    for tag, at in page.tags:
        if "wide" in (at.get("class") or ""):
            assert (tag, at["role"], at["tabindex"]) == ("div", "region", "0")
            assert at["aria-label"] in page.tables
    for words in ("prefers-color-scheme: dark", "@media print", "overflow-x: auto"):
        assert words in style


def test_the_same_files_give_the_same_bytes(thirty: Folder) -> None:
    thirty.run()
    first = [path.read_bytes() for path in sorted((thirty.path / "class").iterdir())]
    thirty.run(*reversed(thirty.files()))
    again = [path.read_bytes() for path in sorted((thirty.path / "class").iterdir())]
    assert first[0] == again[0]
    assert len(first) == len(again) == 2


# ---- What is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    ],
    ids=["plain", "BOM", "CRLF", "BOM and CRLF"],
)
def test_a_file_written_by_hand_is_read(folder: Folder, change: Callable[[bytes], bytes]) -> None:
    folder.put("a.json", change(BY_HAND.encode()))
    assert folder.run() == 0
    assert [hand.student for hand in collect(folder.files()).students] == ["Zoë"]
    assert folder.rows() == []


def test_the_helper_seals_as_the_hand_does() -> None:
    data = json.loads(BY_HAND)
    del data["check"]
    assert sealed(data) == BY_HAND


def test_a_text_that_holds_zeros_or_a_check_is_no_trouble(folder: Folder) -> None:
    words = f'"check": "{ZEROS}" {"ab" * 32}'
    folder.put("a.json", hand_in("Ana", exercise("width", [attempt(words)])))
    assert folder.run() == 0
    assert folder.rows()[0]["last_answer"] == words


def test_every_digit_of_the_check_counts(folder: Folder) -> None:
    text = sealed(hand_in())
    at = text.rindex('"check"') + len('"check": "')
    folder.put("good.json", hand_in("Good"))
    for n in (0, 31, 63):
        other = "1" if text[at + n] != "1" else "2"
        folder.put(f"{n}.json", text[: at + n] + other + text[at + n + 1 :])
    assert [fault.file for fault in collect(folder.files()).damaged] == [
        "0.json",
        "31.json",
        "63.json",
    ]


def spoilt(change: Callable[[dict[str, Any]], object]) -> str:
    """Write a hand-in whose check fits and whose content is wrong."""
    data = json.loads(json.dumps(hand_in("Eve", exercise("width", [attempt("40 km")]))))
    change(data)
    return sealed(data)


def without(key: str) -> str:
    return spoilt(lambda data: data.pop(key))


def first(key: str, value: Any) -> str:
    return spoilt(lambda data: data["exercises"][0].update({key: value}))


TWICE = spoilt(lambda data: data["exercises"].append(data["exercises"][0]))
DAMAGED = {
    "empty": ("", "an empty file"),
    "blank": (" \r\n\t", "an empty file"),
    "a mark only": (b"\xef\xbb\xbf", "an empty file"),
    "text": ("Dear teacher, here are my answers.", "broken JSON"),
    "cut": (BY_HAND[:200], "cut off"),
    "one byte short": (BY_HAND[:-1], "cut off"),
    "joined": (BY_HAND + BY_HAND, "broken JSON"),
    "deep": ("[" * 100_000, "broken JSON"),
    "long number": ('{"format": ' + "9" * 5000 + "}", "broken JSON"),
    "UTF-16": (BY_HAND.encode("utf-16"), "not UTF-8"),
    "Latin-1": (BY_HAND.encode("latin-1"), "not UTF-8"),
    "NUL": ("\x00" * 300, "broken JSON"),
    "page": ("\n <html>", "a web page (HTML)"),
    "number": ("3", "JSON of another kind"),
    "null": ("null", "JSON of another kind"),
    "list": (f"[{BY_HAND}]", "JSON of another kind"),
    "notebook": ('{"cells": [], "nbformat": 4}', "JSON of another kind"),
    "newer": (BY_HAND.replace("answers/1", "answers/2"), 'the format "lessonkit-answers/2"'),
    "foreign": ('{"format": ["x"]}', "the format a list"),
    "no check": ('{"format": "lessonkit-answers/1"}', "check: got nothing"),
    "short check": (BY_HAND.replace("4d00b", "4d00"), "check: got"),
    "other check": (BY_HAND.replace("4d00b", "4d00c"), "changed or damaged"),
    "changed": (BY_HAND.replace("A river", "A River"), "changed or damaged"),
    "letter gone": (BY_HAND.replace("Zoë", "Zo"), "changed or damaged"),
    "no name": (without("name"), "name: got nothing, expected a text"),
    "no lesson": (without("lesson"), "lesson: got nothing"),
    "no saved": (without("saved"), "saved: got nothing, expected a time"),
    "no exercises": (without("exercises"), "exercises: got nothing, expected a list"),
    "no maps": (without("maps"), "maps: got nothing, expected a list"),
    "a list as name": (spoilt(lambda data: data.update(name=["Eve"])), "name: got a list"),
    "no time": (spoilt(lambda data: data.update(saved="today")), 'saved: got "today"'),
    "first day": (
        spoilt(lambda data: data.update(saved="0001-01-01T00:00+14:00")),
        "saved: got",
    ),
    "version": (spoilt(lambda data: data["lesson"].update(version=1)), "lesson version: got 1"),
    "text as exercise": (spoilt(lambda data: data["exercises"].append("x")), "exercises 2: got"),
    "state": (first("state", "done"), 'exercises 1 state: got "done", expected right, not yet'),
    "state is a list": (first("state", []), "exercises 1 state: got a list"),
    "hints": (first("hints", "2"), 'exercises 1 hints: got "2", expected a whole number'),
    "hints below 0": (first("hints", -1), "exercises 1 hints: got -1"),
    "hints true": (first("hints", True), "exercises 1 hints: got true"),
    "model": (first("model_shown", 0), "exercises 1 model_shown: got 0, expected true or false"),
    "attempts": (first("attempts", {}), "exercises 1 attempts: got names with values"),
    "words": (first("attempts", [{"right": True}]), "exercises 1 attempts 1 at: got nothing"),
    "right": (
        first("attempts", [attempt("x") | {"right": None}]),
        "exercises 1 attempts 1 right: got nothing",
    ),
    "twice": (TWICE, "exercises: got an exercise twice"),
}


@pytest.mark.parametrize(("content", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_named_with_the_reason(
    folder: Folder, capsys: Capture, content: str | bytes, reason: str
) -> None:
    folder.put("bad.json", content)
    folder.put("good.json", hand_in("Good"))
    assert folder.run() == 1
    said = capsys.readouterr().out
    [line] = [line for line in said.splitlines() if line.startswith("- bad.json")]
    assert reason in line
    assert line.endswith((", as it was downloaded.", '"Download my answers" gives.'))
    assert [row["student"] for row in folder.rows()] == ["Good"]
    # Alone, it leaves nothing to write.
    assert main(["answers", str(folder.path / "bad.json"), "--to", str(folder.path / "no")]) == 2
    assert f"could be read.\n{line}" in capsys.readouterr().err
    assert not (folder.path / "no").exists()


def test_what_is_no_file_is_named_too(folder: Folder, capsys: Capture) -> None:
    good = folder.put("good.json", hand_in("Good"))
    (folder.path / "inside").mkdir()
    paths = [folder.path / name for name in ("inside", "gone.json", "x" * 300)]
    assert folder.run(good, *map(str, paths)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("- inside: got a folder,")
    assert lines[2].endswith("Name the files in it: inside/*.json.")
    assert "gone.json: got no file" in lines[3]
    assert "a file that cannot be opened (File name too long)" in lines[4]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_make_it_wait(folder: Folder, capsys: Capture) -> None:
    good = folder.put("good.json", hand_in("Good"))
    os.mkfifo(folder.path / "pipe")
    assert folder.run(good, str(folder.path / "pipe")) == 1
    assert "- pipe: got no plain file" in capsys.readouterr().out


def test_a_huge_file_is_not_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put("good.json", hand_in("Good"))
    folder.put("huge.json", hand_in("x" * 5000))
    assert len(collect(folder.files()).students) == 2
    monkeypatch.setattr("lessonkit.classroom.handins._LARGEST", 4000)
    [fault] = collect(folder.files()).damaged
    assert fault.file == "huge.json"


def test_an_error_that_nobody_thought_of_is_a_fault(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("bad.json", "out of luck")
    folder.put("good.json", hand_in("Good"))
    real = json.loads

    def broken(text: str) -> Any:
        if text.startswith("out"):
            raise RuntimeError(text)
        return real(text)

    monkeypatch.setattr("lessonkit.classroom.handins.json.loads", broken)
    handed = collect(folder.files())
    assert [hand.student for hand in handed.students] == ["Good"]
    assert "RuntimeError: out of luck" in str(handed.damaged[0])


def test_a_star_is_read_where_the_terminal_leaves_it(folder: Folder) -> None:
    folder.put("in/a.json", hand_in("Ana"))
    folder.put("in/b.json", hand_in("Bo"))
    assert folder.run(str(folder.path / "in" / "*.json")) == 0
    assert len(folder.rows()) == 2


def test_a_star_in_the_name_of_a_file_is_no_pattern(folder: Folder) -> None:
    path = folder.put("a[1].json", hand_in("Ana"))
    folder.put("a1.json", hand_in("Bo"))
    assert [hand.student for hand in collect([path]).students] == ["Ana"]


# ---- Which file counts --------------------------------------------------------------------------


def names(hands: list[Any]) -> list[tuple[str, str]]:
    return [(hand.student, hand.file) for hand in hands]


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


def test_a_wide_table_is_split_and_long_lists_are_cut(folder: Folder) -> None:
    tries = [attempt(f"{n} km") for n in range(30)] + [attempt("x" * 400)] * 2 + [attempt(" ")]
    folder.put("1.json", hand_in("Ana", *(exercise(f"e{n}", tries) for n in range(9))))
    folder.run()
    page = folder.page()
    [one, other] = [name for name in page.tables if name.startswith("01")]
    assert one == "01_water.ipynb, exercises 1 to 5 of 9"
    assert other == "01_water.ipynb, exercises 6 to 9 of 9"
    assert [len(page.tables[name][0]) for name in (one, other)] == [6, 5]
    table = page.tables["Wrong answers to: The e3"]
    assert table[1:3] == [[f"{'x' * 297}...", "2", "1"], ["(no words)", "1", "1"]]
    assert len(table) == 13
    assert ("p", "20 more are in answers.csv.") in page.blocks
    assert folder.rows()[0]["all_answers"].count("\n") == 32
    assert "x" * 400 in folder.rows()[0]["all_answers"]


def test_if_all_is_solved_the_page_says_so(folder: Folder) -> None:
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt("55 km", True)])))
    folder.run()
    nobody = folder.page().under("Exercises that nobody got right")
    assert nobody == ["None. Somebody got each one right."]
    assert "Exercises that nobody tried" not in folder.page().headings()


# ---- What may not get through -------------------------------------------------------------------

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
    folder.put("1.json", hand_in("=HYPERLINK(1)\x1b[2J", saved="2026-03-05T09:00:00Z"))
    folder.put("2.json", hand_in("=HYPERLINK(1)\x1b[2J"))
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
    for name in ("answers.csv", "overview.html"):
        path = folder.path / "class" / name
        kept = path.read_bytes()
        path.write_text("my notes", encoding="utf-8")
        assert folder.run() == 2
        assert f"{path} is there, and this command did not write it" in capsys.readouterr().err
        assert path.read_text("utf-8") == "my notes"
        path.write_bytes(kept)
    assert sorted(os.listdir(folder.path / "class")) == ["answers.csv", "overview.html"]


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
    assert sorted(os.listdir(folder.path / "class")) == ["answers.csv", "overview.html"]


def test_no_file_is_ever_half_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put("a.json", hand_in("Ana"))
    seen = []

    def watched(source: Path, target: Path) -> None:
        seen.append((source.parent == target.parent, source.read_bytes()[-8:], target.exists()))
        os.rename(source, target)

    monkeypatch.setattr("lessonkit.classroom.table.os.replace", watched)
    assert folder.run() == 0
    assert [(beside, there) for beside, _, there in seen] == [(True, False)] * 2
    assert seen[1][1] == b"</html>\n"


def test_no_files_is_a_wrong_command(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["answers"])
    assert stop.value.code == 2
    with pytest.raises(LessonError, match="No file with answers"):
        collect([])


def test_it_starts_without_the_heavy_libraries() -> None:
    code = "import sys, lessonkit.classroom.table; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "geopandas", "matplotlib", "IPython", "ipywidgets"}
    assert "lessonkit.classroom.table" in done.stdout.split()
    assert not set(done.stdout.split()) & heavy


# ---- At random ----------------------------------------------------------------------------------

QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
GOOD = sealed(hand_in("Good", exercise("width", [attempt("40 km")])))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("shared"))


def read_beside_a_good_one(shared: Folder, content: bytes) -> Handed:
    """Read a file together with a good one, write both, and see that the good one is there."""
    paths = [shared.put("odd.json", content), shared.put("good.json", GOOD)]
    handed = collect(paths)
    write(handed, shared.path / "class")
    assert "good.json" in {hand.file for hand in handed.students}
    assert "good.json" in {row["file"] for row in shared.rows()}
    assert len(handed.students + handed.older + handed.left_out) + len(handed.notes) >= 2
    for fault in handed.damaged:
        assert "please report" not in fault.remedy.lower(), fault
        assert str(fault).isprintable()
    return handed


@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_never_lose_the_other_files(shared: Folder, content: bytes) -> None:
    assert [fault.file for fault in read_beside_a_good_one(shared, content).damaged] == ["odd.json"]


@QUICK
@given(data=st.data())
def test_flipped_bytes_are_found(shared: Folder, data: st.DataObject) -> None:
    content = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    handed = read_beside_a_good_one(shared, bytes(content))
    assert len(handed.damaged) == (bytes(content) != GOOD.encode())


@QUICK
@given(end=st.integers(0, len(GOOD.encode()) - 1))
def test_a_cut_file_is_found(shared: Folder, end: int) -> None:
    assert len(read_beside_a_good_one(shared, GOOD.encode()[:end]).damaged) == 1


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside parsed JSON."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(QUICK, max_examples=200)
@given(data=st.data(), value=JSON)
def test_any_value_anywhere_with_a_good_check(
    shared: Folder, data: st.DataObject, value: Any
) -> None:
    payload = json.loads(GOOD)
    del payload["check"]
    *way, last = data.draw(st.sampled_from(list(ways(payload))))
    inner = payload
    for key in way:
        inner = inner[key]
    inner[last] = value
    assume(sealed(payload) != GOOD)  # a file that is the same counts once, under the first name
    read_beside_a_good_one(shared, sealed(payload).encode())


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li"),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "span", "small"),
}


@QUICK
@given(words=st.text(max_size=30), name=st.text(max_size=10))
def test_any_words_come_back_and_never_as_markup_or_formula(
    shared: Folder, words: str, name: str
) -> None:
    payload = hand_in(name, exercise("width", [attempt(words)]))
    assert read_beside_a_good_one(shared, sealed(payload).encode()).damaged == []
    assert {tag for tag, _ in shared.page().tags} <= TAGS
    for row in shared.rows():
        for cell in row.values():
            assert not cell.lstrip(' "\n').startswith(tuple("=+-@\t\r"))
    [row] = [row for row in shared.rows() if row["file"] == "odd.json"]
    seen = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", words)
    assert row["last_answer"].replace("'", "") == seen.replace("'", "")
