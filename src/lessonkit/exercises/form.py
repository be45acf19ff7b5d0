"""Exercises as an instructor writes them: read, and held against `docs/exercises.md`.

The form is checked here; what an answer is comes from the data (`answers`), and what a student may
see of it from `seal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pyproj import CRS
from pyproj.exceptions import CRSError

from lessonkit.errors import Fault, shown, suggest
from lessonkit.tables.files import read_text, read_toml
from lessonkit.tables.rules import TRIMMED
from lessonkit.tables.schema import ID
from lessonkit.tables.toml import Lines, key_lines

FOLDER = "exercises"
KINDS = ("choice", "multi", "number", "place", "order", "classify", "text", "code")
GEOMETRIES = ("Point", "LineString", "Polygon")
EXPECTS = ("number", "text", "list", "table", "geotable")


@dataclass(frozen=True)
class Exercise:
    """One exercise; `body` holds the keys of its kind as they were written."""

    id: str
    kind: str
    notebook: str
    title: str
    objective: str
    minutes: int
    extra: bool
    prompt: str
    hints: tuple[str, ...]
    explanation: str
    source_ids: tuple[str, ...]
    paragraphs: tuple[int, ...]
    screen: str | None
    body: dict[str, Any]
    lines: Lines = field(repr=False)

    @property
    def file(self) -> str:
        """The file that holds it, as a reader of a fault knows it."""
        return f"{FOLDER}/{Path(self.notebook).stem}.toml"

    def fault(self, column: str, got: str, expected: str, remedy: str) -> Fault:
        """Say what is wrong with one key of the exercise."""
        where = f"{self.id}, {column}" if column else self.id
        line = _line(self.lines, column)
        return Fault(self.file, line, where, shown(got, 90), expected, remedy)


def _line(lines: Lines, column: str) -> int:
    """Give the line of a key such as `options 2, feedback`, or of what it should stand in."""
    path: list[str | int] = []
    for word in re.findall(r"[^, ]+", column):
        path.append(int(word) if word.isdigit() else word)
    while path and tuple(path) not in lines:
        path.pop()
    return lines[tuple(path)]


class _Want(NamedTuple):
    """What a value must be: a test, and the words for it."""

    good: Callable[[Any], bool]
    words: str
    required: bool = True


Spec = dict[str, _Want]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and TRIMMED.passes(value.strip("\n"))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _is_crs(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(CRS.from_user_input(value))
    except CRSError:
        return False


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _texts(least: int, most: int = 99) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, list) and least <= len(value) <= most and all(map(_is_text, value))
    )


def _tables(least: int, most: int = 99) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, list)
        and least <= len(value) <= most
        and all(isinstance(part, dict) for part in value)
    )


# One key beside the next.
_TEXT = _Want(_is_text, "text in quotation marks")
_SOME_TEXT = _TEXT._replace(required=False)
_KEY = _Want(
    lambda v: isinstance(v, str) and bool(re.fullmatch(ID + "|[A-Z][0-9]+", v)),
    "an id in small letters",
)
_FORM = _Want(lambda v: isinstance(v, dict), 'a form like { distance = ["a", "b"] }')
_YES = _Want(lambda v: v is True, "true, or no such key", False)
_TOLERANCE = _Want(lambda v: _is_number(v) and 0 < v < 1e9, "a number above 0")
_NUMBERS_WRONG = _Want(_tables(1), 'one or more { answer = {...}, text = "..." }')

COMMON: Spec = {
    "id": _Want(
        lambda v: isinstance(v, str) and bool(re.fullmatch(ID, v)),
        "an id in small letters, like river-at-the-city",
    ),
    "kind": _Want(_one_of(KINDS), f"one of: {', '.join(KINDS)}"),
    "title": _Want(lambda v: _is_text(v) and len(v) <= 60, "text of at most 60 letters"),
    "objective": _TEXT,
    "minutes": _Want(lambda v: _is_whole(v) and 1 <= v <= 30, "a whole number from 1 to 30"),
    "extra": _YES,
    "prompt": _TEXT,
    "explanation": _TEXT,
    "screen": _SOME_TEXT,
    "hints": _Want(_texts(2, 5), "a list of two to five texts"),
    "source_ids": _Want(_texts(1), "a list of ids of sources.csv", False),
    "paragraphs": _Want(
        lambda v: isinstance(v, list) and bool(v) and all(_is_whole(n) and n >= 0 for n in v),
        "a list of numbers of paragraphs",
        False,
    ),
}
OPTION: Spec = {
    "text": _TEXT,
    "right": _YES,
    "feedback": _SOME_TEXT,
    "key": _KEY._replace(required=False),
}
MISTAKE: Spec = {"answer": _FORM, "text": _TEXT, "within": _TOLERANCE._replace(required=False)}
BODIES: dict[str, Spec] = {
    "choice": {
        "options": _Want(_tables(2, 8), "two to eight options"),
        "answer": _FORM._replace(required=False),
    },
    "multi": {
        "options": _Want(_tables(2, 10), "two to ten options"),
        "answer": _FORM._replace(required=False),
    },
    "number": {"unit": _TEXT, "tolerance": _TOLERANCE, "answer": _FORM, "mistakes": _NUMBERS_WRONG},
    "place": {
        "answer": _Want(_texts(1), "a list of ids of places.csv"),
        "map": _Want(lambda v: isinstance(v, dict), 'a table like { extent = "..." }'),
        "mistakes": _Want(_tables(1), 'one or more { place = "...", text = "..." }'),
    },
    "order": {
        "items": _Want(_tables(3, 8), "three to eight items"),
        "mistakes": _Want(_tables(1), "one or more { first, then, text }"),
    },
    "classify": {
        "categories": _Want(_tables(2, 6), "two to six categories"),
        "items": _Want(_tables(2, 10), "two to ten items"),
        "column": _SOME_TEXT,
    },
    "text": {
        "words": _Want(lambda v: _is_whole(v) and 1 <= v <= 300, "a whole number of words"),
        "model": _TEXT,
        "criteria": _Want(_texts(2, 8), "a list of two to eight texts"),
        "mistakes": _Want(_texts(1), "a list of one or more texts"),
    },
    "code": {
        "expects": _Want(_one_of(EXPECTS), f"one of: {', '.join(EXPECTS)}"),
        "answer": _FORM,
        "mistakes": _NUMBERS_WRONG,
        "unit": _SOME_TEXT,
        "tolerance": _TOLERANCE._replace(required=False),
        "starter": _SOME_TEXT,
        "column": _SOME_TEXT,
        "columns": _Want(_texts(1), "a list of names", False),
        "crs": _Want(_is_crs, "a coordinate system, such as EPSG:4326", False),
        "circles": _Want(lambda value: value is True, "true, or no such key", False),
        "geometry": _Want(_one_of(GEOMETRIES), f"one of: {', '.join(GEOMETRIES)}", False),
    },
}
PARTS: dict[tuple[str, str], Spec] = {
    ("choice", "options"): OPTION,
    ("multi", "options"): OPTION,
    ("number", "mistakes"): MISTAKE,
    ("code", "mistakes"): MISTAKE,
    ("place", "mistakes"): {"place": _KEY, "text": _TEXT},
    ("place", "map"): {
        "extent": _KEY,
        "title": _TEXT,
        "alt": _TEXT,
        "subtitle": _SOME_TEXT,
        "layers": _Want(_texts(1), "a list of ids of layers"),
        "visible": _Want(_texts(1), "a list of ids of layers", False),
        "places": _Want(_texts(1), "a list of ids of places.csv", False),
        "date": _Want(_is_day, "a day without quotation marks", False),
        "dates": _Want(
            lambda v: isinstance(v, list) and len(v) == 2 and all(map(_is_day, v)),
            "two days",
            False,
        ),
    },
    ("order", "items"): {
        "event": _KEY._replace(required=False),
        "key": _KEY._replace(required=False),
        "text": _SOME_TEXT,
    },
    ("order", "mistakes"): {"first": _KEY, "then": _KEY, "text": _TEXT},
    ("classify", "categories"): {"key": _TEXT, "text": _TEXT},
    ("classify", "items"): {
        "claim": _KEY._replace(required=False),
        "text": _SOME_TEXT,
        "category": _SOME_TEXT,
        "feedback": _Want(
            lambda v: (
                isinstance(v, dict) and bool(v) and all(_is_text(text) for text in v.values())
            ),
            '{ category = "why not" }',
        ),
    },
}


def paths(folder: Path) -> list[Path]:
    """Give the files of exercises of a lesson, in the order of their names."""
    return sorted((folder / FOLDER).glob("*.toml"))


def read(path: Path) -> tuple[list[Exercise], list[Fault], dict[str, Any]]:
    """Read one file.

    Returns
    -------
    tuple
        The exercises whose form is right, all faults of the others, and the file as it stands.

    Raises
    ------
    DataError
        If the file is no TOML, or cannot be read at all.
    """
    data, text = read_toml(path), read_text(path)
    file, good = f"{FOLDER}/{path.name}", list[Exercise]()
    entries = data.get("exercises")
    faults = [
        Fault(file, None, shown(name), "this key", "only [[exercises]]", "Delete or rename it.")
        for name in data
        if name != "exercises"
    ]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        words = "[[exercises]] with their keys"
        faults.append(Fault(file, None, "exercises", "none", words, f"Add {words}."))
        return good, faults, data
    lines = [*key_lines(text, "exercises"), *[Lines({(): 1})] * len(entries)]  # or exercises = []
    for n, (entry, mine) in enumerate(zip(entries, lines, strict=False)):
        found = [
            Fault(
                file, _line(mine, where), f"{entry.get('id', f'exercise {n + 1}')}{where}", *words
            )
            for where, *words in _entry_faults(entry)
        ]
        faults += found
        if not found:
            good.append(_exercise(entry, f"{path.stem}.ipynb", mine))
    return good, faults, data


def ids(data: dict[str, Any]) -> list[str]:
    """Give the ids of a file as it stands, also of exercises with faults."""
    entries = data.get("exercises")
    entries = entries if isinstance(entries, list) else []
    found = [one.get("id") for one in entries if isinstance(one, dict)]
    return [one for one in found if isinstance(one, str)]


_Words = tuple[str, str, str, str]  # where in the exercise, got, expected, remedy


def _exercise(entry: dict[str, Any], notebook: str, lines: Lines) -> Exercise:
    common: dict[str, Any] = {key: entry.get(key) for key in COMMON} | {"extra": "extra" in entry}
    common |= {key: tuple(entry.get(key, ())) for key in ("hints", "source_ids", "paragraphs")}
    common["title"] = "Extra: " * common["extra"] + entry["title"]
    body = {key: value for key, value in entry.items() if key not in COMMON}
    return Exercise(**common, notebook=notebook, body=body, lines=lines)


def _entry_faults(entry: dict[str, Any]) -> Iterator[_Words]:
    kind = entry["kind"] if isinstance(entry.get("kind"), str) else ""
    spec = COMMON | BODIES.get(kind, {})
    if kind not in BODIES:  # what belongs to which kind cannot be told
        of_a_kind = {key for body in BODIES.values() for key in body}
        entry = {key: value for key, value in entry.items() if key not in of_a_kind}
    wrong = list(_table_faults("", entry, spec))
    yield from wrong
    if not wrong and not entry.get("source_ids") and not entry.get("paragraphs"):
        yield (
            *(", source_ids", "no source", "a source, or a paragraph of the article"),
            "Say where the answer comes from: source_ids = [...] or paragraphs = [...].",
        )
    for key in [] if wrong else entry:
        parts = entry[key] if isinstance(entry[key], list) else [entry[key]]
        for n, part in enumerate(parts, 1):
            if part_spec := PARTS.get((kind, key)):
                yield from _table_faults(
                    f", {key} {n}" if len(parts) > 1 else f", {key}", part, part_spec
                )


def _table_faults(where: str, table: dict[str, Any], spec: Spec) -> Iterator[_Words]:
    missing = [key for key, want in spec.items() if want.required and key not in table]
    for key, value in table.items():
        if key not in spec:
            keys = f"Delete it. The keys here are: {', '.join(spec)}."
            near = suggest(key, [k for k in spec if k not in table], keys)
            missing = [k for k in missing if near != f"Did you mean {k}?"]
            yield f"{where}, {shown(key)}", f"a key {shown(key)}", "no such key", near
        elif not spec[key].good(value):
            got = shown(repr(value) if isinstance(value, str) else str(value))
            yield f"{where}, {key}", got, spec[key].words, f"Write {spec[key].words}."
    for key in missing:
        yield f"{where}, {key}", "no such key", spec[key].words, f"Add a line: {key} = ..."
