"""Exercises as an instructor writes them: read, and held against `docs/exercises.md`.

The form is checked here; what an answer is comes from the data (`answers`), and what a student may
see of it from `seal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from lessonkit.days import is_day
from lessonkit.errors import Fault, did_you_mean, shown
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.kinds.base import FOLDER, Exercise, line_of
from lessonkit.tables.fields import (
    ID,
    SOME_TEXT,
    TEXT,
    YES,
    Field,
    Form,
    is_text,
    is_whole,
    misfits,
    one_of,
    texts,
)
from lessonkit.tables.files import parse_toml, read_text
from lessonkit.tables.rules import ONE_SCRIPT, SEEN, day_hint
from lessonkit.tables.toml import Lines, key_lines

_Words = tuple[str, str, str, str]  # where in the exercise, got, expected, remedy

COMMON: Form = {
    "id": Field(
        "an id in small letters, like river-at-the-city",
        lambda value: isinstance(value, str) and bool(re.fullmatch(ID, value)),
    ),
    "kind": one_of(*KINDS),
    "title": Field("text of at most 60 letters", lambda value: is_text(value) and len(value) <= 60),
    "objective": TEXT,
    "minutes": Field(
        "a whole number from 1 to 30", lambda value: is_whole(value) and 1 <= value <= 30
    ),
    "extra": YES,
    "prompt": TEXT,
    "explanation": TEXT,
    "screen": SOME_TEXT,
    "look_at": SOME_TEXT,
    "look_on": Field(
        'a date like 1989-11-09; a month, a year or an hour in quotation marks: "1989-11"',
        is_day,
        day_hint,
        required=False,
    ),
    "ask_sure": YES,
    "reason": Field(
        "a whole number of words from 3 to 60",
        lambda value: is_whole(value) and 3 <= value <= 60,
        required=False,
    ),
    "judgement": YES,
    "feedback_later": YES,
    "again": SOME_TEXT,
    "hints": texts("a list of two to five texts", 2, 5),
    "source_ids": texts("a list of ids of sources.csv", 1).or_none(),
    "paragraphs": Field(
        "a list of numbers of paragraphs",
        lambda value: (
            isinstance(value, list) and bool(value) and all(is_whole(n) and n >= 0 for n in value)
        ),
        required=False,
    ),
}
"""The keys of every exercise; `kinds` has those of each kind."""

_FORMS = (COMMON, *(kind.FORM for kind in KINDS.values()))
# What a key must be of whatever kind an exercise is: one kind may want text and another a number.
_KEYS: Form = {
    key: one
    for form in _FORMS
    for key, one in form.items()
    if not any(other[key].good("text") for other in _FORMS if key in other)
}
_TOLD = {"text": "is judged by its writer", "code": "is checked by the kernel"}
_NOT_FOR = {
    "ask_sure": tuple(_TOLD),
    "feedback_later": tuple(_TOLD),
    "reason": (*_TOLD, "number", "order", "place", "locate"),
    "judgement": (*_TOLD, "number", "order", "place", "locate"),
}
"""Keys that do not fit some kinds: a reason is asked for where there are sentences to choose."""

_REASON = 8  # words, where nothing else is written

_OWN = ("id", "extra", "feedback_later", "again")
"""What an exercise that comes again does not take from the first one."""


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
    data, text, wrong = _parsed(read_text(path), path.name)
    file, good = f"{FOLDER}/{path.name}", list[Exercise]()
    wrong = [replace(fault, file=file) for fault in wrong]
    entries = data.get("exercises")
    wrong += [
        Fault(file, None, shown(name), "this key", "only [[exercises]]", "Delete or rename it.")
        for name in data
        if name != "exercises"
    ]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        words = "[[exercises]] with their keys"
        wrong.append(Fault(file, None, "exercises", "none", words, f"Add {words}."))
        return good, wrong, data
    # Another file is read only for what comes again in this one.
    firsts = _firsts(path, entries) if any("again" in entry for entry in entries) else {}
    lines = [*key_lines(text, "exercises"), *[Lines({(): 1})] * len(entries)]  # or exercises = []
    for n, (written, mine) in enumerate(zip(entries, lines, strict=False)):
        entry = _whole(written, firsts)
        found = [
            Fault(file, line_of(mine, where), f"{_called(entry, n)}{where}", *words)
            for where, *words in _again_faults(written, firsts) or _entry_faults(entry)
        ]
        wrong += found
        if not found:
            good.append(_exercise(entry, f"{path.stem}.ipynb", mine))
    return good, wrong, data


def _called(entry: dict[str, Any], n: int) -> str:
    """Name an exercise by its id, or by its place in the file from 0."""
    return shown(str(entry.get("id", f"exercise {n + 1}")))


def ids(data: dict[str, Any]) -> list[str]:
    """Give the ids of a file as it stands, also of exercises with faults."""
    found = [one.get("id") for one in _entries(data)]
    return [one for one in found if isinstance(one, str)]


def _whole(entry: dict[str, Any], firsts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Give an exercise that comes again with all that it takes from the first one."""
    first = firsts.get(str(entry.get("again")), {})
    return {key: value for key, value in first.items() if key not in _OWN} | entry


def _again_faults(entry: dict[str, Any], firsts: Mapping[str, Any]) -> list[_Words]:
    """Say that what is to come again is not there: nothing else of the exercise is known then."""
    wanted = entry.get("again")
    if wanted is None or wanted in firsts:
        return []
    words = "the id of an exercise that comes for the first time"
    near = did_you_mean(shown(str(wanted)), firsts, f"Write {words}.")
    return [(", again", shown(str(wanted)), words, near)]


def _firsts(path: Path, here: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the exercises of all files that come for the first time, as far as they can be read."""
    others = [one for one in paths(path.parents[1]) if one != path]
    files = [_parsed(read_text(one), one.name)[0] for one in others]
    entries = [*here, *(one for data in files for one in _entries(data))]
    return {one["id"]: one for one in entries if "again" not in one and is_text(one.get("id"))}


# A file is read for itself, and for each file in which something of it comes again.
_parsed = lru_cache(maxsize=16)(partial(parse_toml, forms={"exercises": _KEYS}))


def _entries(data: dict[str, Any]) -> list[dict[str, Any]]:
    found = data.get("exercises")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _exercise(entry: dict[str, Any], notebook: str, lines: Lines) -> Exercise:
    flags = ("extra", "ask_sure", "judgement", "feedback_later")
    common: dict[str, Any] = {key: entry.get(key) for key in COMMON}
    common |= {key: key in entry for key in flags}
    if common["judgement"] and common["reason"] is None:
        common["reason"] = _REASON
    common |= {key: tuple(entry.get(key, ())) for key in ("hints", "source_ids", "paragraphs")}
    common["title"] = "Extra: " * common["extra"] + entry["title"]
    body = {key: value for key, value in entry.items() if key not in COMMON}
    return Exercise(**common, notebook=notebook, body=body, lines=lines)


# A sentence may keep a number and its unit in one line.
_OF_SENTENCES = str.maketrans("\u00a0\u2007\u202f", "   ")


def _sign_faults(where: str, value: Any) -> Iterator[_Words]:
    """Find signs that nobody sees, and letters that only look right: what follows is not told."""
    if isinstance(value, str):
        text = value.translate(_OF_SENTENCES) if " " in value else value
        for one in (SEEN, ONE_SCRIPT):
            if not one.good(text):
                yield where, shown(value), one.words, one.remedy(text)
                return
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _sign_faults(f"{where}, {shown(key)}", part)
    elif isinstance(value, list):
        for n, part in enumerate(value, 1):
            yield from _sign_faults(f"{where} {n}" if len(value) > 1 else where, part)


def _entry_faults(entry: dict[str, Any]) -> Iterator[_Words]:
    if signs := [*_sign_faults("", entry)]:
        yield from signs
        return
    kind = entry["kind"] if isinstance(entry.get("kind"), str) else ""
    form: Form = COMMON
    if kind in KINDS:
        form = {**COMMON, **KINDS[kind].FORM}
    else:  # what belongs to which kind cannot be told
        of_a_kind = {key for one in KINDS.values() for key in one.FORM}
        entry = {key: value for key, value in entry.items() if key not in of_a_kind}
    wrong = list(_misfits("", entry, form))
    yield from wrong
    if wrong:
        return
    for key, kinds in _NOT_FOR.items():
        if key in entry and kind in kinds:
            told = _TOLD.get(kind, "has no sentences to choose from")
            yield (
                f", {key}",
                f"this key in an exercise of the kind {kind}",
                "none",
                f"Delete it: {kind} {told}.",
            )
    if not entry.get("source_ids") and not entry.get("paragraphs"):
        remedy = "Say where the answer comes from: source_ids = [...] or paragraphs = [...]."
        yield ", source_ids", "no source", "a source, or a paragraph of the article", remedy
    for key, value in entry.items():
        parts = value if isinstance(value, list) else [value]
        for n, part in enumerate(parts, 1) if form[key].inner else ():
            if not isinstance(part, dict):  # an id in the place of a table
                continue
            where = f", {key} {n}" if len(parts) > 1 else f", {key}"
            for at, got, words, remedy in _misfits(where, part, form[key].inner):
                # TOML knows no second line in a table of one line.
                yield at, got, words, remedy.replace("Add a line:", "Write into its braces:")


def _misfits(where: str, table: dict[str, Any], form: Form) -> Iterator[_Words]:
    for key, got, expected, remedy in misfits(table, form):
        yield f"{where}, {shown(key)}", got, expected, remedy
