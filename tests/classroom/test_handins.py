"""Every way in which a file can come in damaged."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from support.handed_in import (
    BY_HAND,
    ZEROS,
    Capture,
    Folder,
    attempt,
    exercise,
    first,
    hand_in,
    sealed,
    spoilt,
    without,
)

from lessonkit.classroom.handins import collect
from lessonkit.cli import main


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"\r\n\r\n",
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: codecs.BOM_UTF16_BE + data.decode().encode("utf-16-be"),
        lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
        lambda data: data + b"\x1a\0\0",
        lambda data: "\u00a0".encode() + data + "\u200b".encode(),
        lambda data: b"Dear teacher,\n\n```json\n" + data + b"\n```\n",
        lambda data: json.dumps(json.loads(data), indent=4).encode(),
        lambda data: json.dumps(json.loads(data), separators=(",", ":")).encode(),
    ],
    ids=[
        *("plain", "BOM", "CRLF", "BOM and CRLF", "a last line", "all of it", "CR", "UTF-16", "BE"),
        *("two BOM", "end of file", "blanks", "in a mail", "indented", "in one line"),
    ],
)
def test_a_file_written_by_hand_is_read(folder: Folder, change: Callable[[bytes], bytes]) -> None:
    folder.put("a.json", change(BY_HAND.encode()))
    assert folder.run() == 0
    assert [hand.student for hand in collect(folder.files()).students] == ["Zoë"]
    assert folder.rows() == []


@pytest.mark.parametrize("name", ["class.zip", "class.json.zip", "a.json.gz"])
def test_an_archive_is_to_be_unpacked(folder: Folder, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # as it is, so that its words can be seen
        archive.writestr("a.json", BY_HAND)
    folder.put(name, gzip.compress(BY_HAND.encode()) if ".gz" in name else packed.getvalue())
    folder.put("a.json", BY_HAND)
    assert "unpack it" in collect([folder.path]).files[name]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("class.7z", b"7z\xbc\xaf\x27\x1c", "an archive: unpack it"),
        ("class.rar", b"Rar!\x1a\x07", "an archive: unpack it"),
        ("class.tar", b"a.json".ljust(257, b"\0") + b"ustar\0", "an archive: unpack it"),
        ("mine.rtf", b"{\\rtf1 " + BY_HAND.encode(), "a document. Ask for the JSON file"),
        ("screen.png", b"\x89PNG\r\n", "a picture. Ask for the JSON file"),
    ],
)
def test_what_came_in_its_place_is_told(
    folder: Folder, name: str, content: bytes, words: str
) -> None:
    folder.put(name, content)
    folder.put("a.json", BY_HAND)
    assert words in collect([folder.path]).files[name]


@pytest.mark.parametrize("path", ['{}"', "'{}'", "file://{}"])
def test_a_path_as_a_terminal_hands_it_on_is_read(folder: Folder, path: str) -> None:
    folder.put("a.json", BY_HAND)
    assert [*collect([path.format(folder.path)]).files] == ["a.json"]


def test_a_path_that_leads_nowhere_is_named_whole(folder: Folder, capsys: Capture) -> None:
    assert folder.run(str(folder.path / "away" / "*.json")) == 2
    assert f"{folder.path.as_posix()}/away/*.json: got no file" in capsys.readouterr().err


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
    "UTF-16 cut": (BY_HAND.encode("utf-16")[:-1], "not UTF-8"),
    "UTF-16 without its mark": (BY_HAND.encode("utf-16-le"), "not UTF-8"),
    "the same in plain letters": (BY_HAND.replace("ë", "e").encode("utf-16-le"), "not UTF-8"),
    "sorted": (json.dumps(json.loads(BY_HAND), sort_keys=True, indent=1), "changed or damaged"),
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
    assert lines[2].startswith("- inside: got an empty folder,")
    assert lines[2].endswith("Name the folder with the files.")
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
    monkeypatch.setattr("lessonkit.classroom.file._LARGEST", 4000)
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

    monkeypatch.setattr("lessonkit.classroom.file.json.loads", broken)
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
