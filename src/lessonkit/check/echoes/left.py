"""What a program or a paste left in texts outside of the tables, as it is told of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lessonkit.check.cells import cells_of
from lessonkit.check.doubtful import strange
from lessonkit.check.echoes.markup import left_out
from lessonkit.check.echoes.pictures import picture_notes
from lessonkit.errors import Fault, shown
from lessonkit.exercises.kinds.base import Exercise
from lessonkit.tables.encoding import decoded_once, wrong_page
from lessonkit.tables.settings import FILE, Settings

# Of a text with marks for its looks: lines and words of code, and addresses of links.
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`|\]\([^)\s]*\)|<https?:[^>]*>", re.DOTALL)
_LINE = re.compile(r"lesson\.\w+\(.*\)[.\w()]*", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&[#\w]+;")


def text_notes(
    settings: Settings, exercises: Iterable[Exercise], notebooks: Mapping[str, Path]
) -> Iterator[Fault]:
    """Name what no reader wants to see in settings, exercises and the prose of notebooks.

    Each kind is told once for an entry, an exercise or a cell. In a notebook, marks and signs of
    HTML are a way to write: only those are told that a page leaves out.
    """
    for text, at in (*_of_settings(settings), *_of_exercises(exercises)):
        yield from _notes(text, at)
    for name, path in notebooks.items():
        yield from _of_notebook(name, path)
        yield from picture_notes(name, path)


_At = Callable[[str, str, str], Fault]


def _notes(text: str, at: _At) -> Iterator[Fault]:
    got, words, remedy = strange(_CODE.sub(" ", text), False)
    if got:
        yield at(f"{shown(got)} in {shown(' '.join(text.split()))}", words, remedy)


def _of_settings(settings: Settings) -> Iterator[tuple[str, _At]]:
    for name, entries in {"lesson": [settings.lesson], **settings.lists}.items():
        for entry in entries:
            which = next((entry[one] for one in ("id", "title", "map") if entry.get(one)), "")
            of = f" of {shown(str(which), 40)}" if which and name != "lesson" else ""
            for key, value in entry.items():
                for text in _texts(value):
                    yield text, partial(Fault, FILE, None, f"{name}.{key}{of}")


def _of_exercises(exercises: Iterable[Exercise]) -> Iterator[tuple[str, _At]]:
    for one in exercises:
        whole = {
            "title": one.title,
            "prompt": one.prompt,
            "hints": one.hints,
            "explanation": one.explanation,
        }
        for key, value in (whole | dict(one.body)).items():
            for text in _texts(value) if key not in _NO_PROSE else ():
                yield text, partial(one.fault, key)


_NO_PROSE = ("code", "answer", "call", "check", "pattern")


def _of_notebook(name: str, path: Path) -> Iterator[Fault]:
    prose = [(one.number, one.source) for one in cells_of(path) if one.kind == "markdown"]
    page = wrong_page(word for _, text in prose for word in text.split())
    twice = list[tuple[int, str, str]]()
    for n, text in prose:
        plain, at = _CODE.sub(" ", text), partial(Fault, f"notebooks/{name}", None, f"cell {n}")
        yield from _notes(_TAG.sub(" ", plain), at)
        if _LINE.fullmatch(text.strip()):
            got = f"{shown(text.strip())} in a cell of type Markdown"
            yield at(got, "a text to read", "To show it, make the cell one of type Code.")
        if found := left_out(plain):
            yield at(shown(found[0]), "Markdown, or HTML that a page keeps", found[1])
        words = text.split() if page else []
        twice += [(n, one, new) for one in words if page and (new := decoded_once(one, page))]
    if twice:
        n, one, new = twice[0]
        more = f", and {len(twice) - 1} more like it" if len(twice) > 1 else ""
        got = f"{shown(one)} for {shown(new)}{more}: text that was decoded twice"
        remedy = "Take the notebook from before, or type these words again."
        yield Fault(f"notebooks/{name}", None, f"cell {n}", got, "text in UTF-8", remedy)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
