"""Hand-ins as the browser writes them, a folder of them, and the page for the teacher."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lessonkit.cli import main

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


def spoilt(change: Callable[[dict[str, Any]], object]) -> str:
    """Write a hand-in whose check fits and whose content is wrong."""
    data = json.loads(json.dumps(hand_in("Eve", exercise("width", [attempt("40 km")]))))
    change(data)
    return sealed(data)


def without(key: str) -> str:
    return spoilt(lambda data: data.pop(key))


def first(key: str, value: Any) -> str:
    return spoilt(lambda data: data["exercises"][0].update({key: value}))


# ---- Which file counts --------------------------------------------------------------------------


def names(hands: list[Any]) -> list[tuple[str, str]]:
    return [(hand.student, hand.file) for hand in hands]


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
