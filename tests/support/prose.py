"""The words of the whole lesson, cell by cell."""

from __future__ import annotations

import ast
import csv
import html
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from support.folders import DATA, ROOT

SETTINGS = tomllib.loads((DATA / "lesson.toml").read_text("utf-8"))
MAPS: dict[str, dict[str, Any]] = {one["id"]: one for one in SETTINGS["maps"]}
NOTEBOOKS: list[str] = SETTINGS["lesson"]["notebooks"]
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|\u2018[^’]*’|(?<!\w)'[^']*'(?!\w)|«[^»]*»")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


# ---- Reading ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Some words, and where they stand."""

    where: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook."""

    notebook: str
    number: int
    kind: str
    source: str
    outputs: tuple[dict[str, Any], ...]

    @property
    def where(self) -> str:
        return f"{self.notebook}, cell {self.number}"

    def printed(self) -> str:
        """Return what the cell printed and the tables it shows, without markup; no widgets."""
        parts = ["".join(o.get("text", "")) for o in self.outputs]
        shown = [o["data"] for o in self.outputs if VIEW not in o.get("data", {VIEW: 0})]
        parts += ["".join(data.get("text/html", data.get("text/plain", ""))) for data in shown]
        markup = re.sub(r"<style>.*?</style>", "", "\n".join(parts), flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", markup))

    def shows(self) -> bool:
        """Tell if the cell puts a map, a table, an exercise or a result on the page."""
        if self.kind != "code":
            return False
        tree = ast.parse(self.source)
        calls = {_called(n) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        ends = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
        return (ends or "print" in calls) and not {"terms"} & calls


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def cells(notebook: str) -> tuple[Cell, ...]:
    raw = json.loads((ROOT / "notebooks" / notebook).read_text("utf-8"))
    return tuple(
        Cell(notebook, n, c["cell_type"], "".join(c["source"]), tuple(c.get("outputs", ())))
        for n, c in enumerate(raw["cells"])
    )


def prose(notebook: str) -> list[Cell]:
    return [cell for cell in cells(notebook) if cell.kind == "markdown"]


def plain(words: str) -> str:
    """Leave out code, comments, addresses and the marks of Markdown."""
    words = re.sub(r"```.*?```|<!--.*?-->", "", words, flags=re.DOTALL)
    words = re.sub(r"`[^`]*`", "", words)
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return re.sub(r"https?://\S+", "", words).replace("**", "").replace("*", "")


def blocks(words: str) -> list[str]:
    """Split into paragraphs and items of lists; headings and tables are neither."""
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|(?<=\n)(?=#)", words)
    kept = [re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", part.strip()) for part in parts]
    return [part for part in kept if part and not part.startswith(("#", "|"))]


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))


@cache
def exercises() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return file and content of each exercise of the listed notebooks, by id."""
    found = {}
    for notebook in NOTEBOOKS:
        path = DATA / "exercises" / f"{Path(notebook).stem}.toml"
        if path.exists():
            for one in tomllib.loads(path.read_text("utf-8"))["exercises"]:
                found[one["id"]] = (path.name, one | drawn(one))
    return found


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in parsed TOML or JSON with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)


def drawn(exercise: dict[str, Any]) -> dict[str, Any]:
    """Return the map of an exercise as `lesson.toml` describes it."""
    return {"map": MAPS[exercise["map"]]} if isinstance(exercise.get("map"), str) else {}


def literals(code: str) -> list[str]:
    """Return the texts that stand in code: captions, headings, ids, and the words of its maps."""
    nodes = ast.walk(ast.parse(code))
    found = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    maps = [MAPS[one] for one in found if one in MAPS and ".map(" in code]
    return found + [one[key] for one in maps for key in ("title", "subtitle", "alt") if key in one]


SHOWN_KEYS = {"title", "prompt", "hints", "text", "feedback", "explanation", "model", "mistakes"}
SHOWN_KEYS |= {"criteria", "label"}


def exercise_texts(file: str) -> list[Text]:
    """Return what a student reads in the exercises of a file."""
    return [
        Text(f"exercises/{name}, {one['id']}", words)
        for name, one in exercises().values()
        for key, words in strings(one)
        if name == file and key in SHOWN_KEYS
    ]


# ---- How hard it is to read ---------------------------------------------------------------------


@cache
def names() -> frozenset[str]:
    """Return the words of names of places, actors and publishers, in small letters."""
    cells_ = [r[c] for r in rows("places.csv") for c in ("name_en", "other_names")]
    cells_ += [r[c] for r in rows("actors.csv") for c in ("label", "other_names")]
    cells_ += [r["publisher"] for r in rows("sources.csv")]
    words = (word for cell in cells_ for word in WORD.findall(cell))
    # A short word, such as "The" or "On", begins too many ordinary sentences.
    return frozenset(word.lower() for word in words if word[0].isupper() and len(word) > 3)


# ---- Numbers ------------------------------------------------------------------------------------

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What may be typed: each with its reason. Where two overlap, the longer stands first.
TYPED = {
    "a document of the UN": r"\b[A-Z]/(?:[A-Z]+/)?\d+/\d+\b",
    "a day or a month": rf"\d{{1,2}}(?:(?:,| and| to| or) \d{{1,2}})* (?:{MONTHS})\b",
    "a year": r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)",
    "a paragraph of the article": r"(?:paragraphs? |¶ ?)\d+(?:(?:,| and| to| or) \d+)*",
    "a part of a notebook": r"[Ss]ections? \d+(?:(?:,| and| to| or) \d+)*",
    "the number of a heading or a row": r"(?m)^(?:#+ )?\d+\.\s",
    "the time on the cover": r"\*\*Time:\*\*.*",
    "how long to talk": r"\*\*Talk now · \d+ minutes\.",
    "a licence": r"CC BY(?:-SA)? \d\.\d|BSD-3-Clause",
}


def paragraphs(words: str) -> set[int]:
    """Return the paragraphs of the article that a text cites.

    >>> sorted(paragraphs("The base (paragraphs 14 to 16) and paragraph 7."))
    [7, 14, 15, 16]
    """
    cited: set[int] = set()
    for part in re.findall(TYPED["a paragraph of the article"], words):
        found = [int(number) for number in re.findall(r"\d+", part)]
        cited |= set(range(found[0], found[-1] + 1)) if " to " in part else set(found)
    return cited
