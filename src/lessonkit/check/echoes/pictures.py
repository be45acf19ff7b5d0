"""Pictures that the prose of a notebook shows: those that a page would leave out without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError

from lessonkit.check.cells import cells_of
from lessonkit.errors import Fault, counted, shown, suggest

_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)
_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*([^)\n]*?)\s*(?:\"[^\"]*\")?\s*\)")
_FAR = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
MOST = 2_000_000
"""Bytes of a picture that is not too large for a phone or a mail."""


class _Shown(NamedTuple):
    """A picture as it stands in a cell: its words and where it is said to lie."""

    alt: str
    source: str

    @property
    def is_inside(self) -> bool:
        """Whether its bytes stand in the notebook itself."""
        return self.source.startswith(("attachment:", "data:"))


def pictures_of(path: Path) -> Iterator[Path]:
    """Give the files of the pictures that a notebook shows, inside the folder of the lesson."""
    for cell in cells_of(path):
        for one in _shown_in(cell.source) if cell.kind == "markdown" else ():
            if not one.source or one.is_inside or _FAR.match(one.source):
                continue
            file = _file(path, one.source)
            if file.is_file() and file.is_relative_to(path.parent.parent.resolve()):
                yield file


def picture_notes(name: str, path: Path) -> Iterator[Fault]:
    """Name pictures that a page leaves out, or that somebody who cannot see them misses.

    Parameters
    ----------
    name
        The file name of the notebook.
    path
        The notebook.
    """
    for cell in cells_of(path):
        at = partial(Fault, f"notebooks/{name}", None, f"cell {cell.number}")
        for one in _shown_in(cell.source) if cell.kind == "markdown" else ():
            if wrong := _wrong(one, path):
                yield at(
                    f"a picture, {shown(one.source) or 'without a file'}{wrong[0]}", *wrong[1:]
                )
            elif not one.alt.strip():
                words = "words for somebody who cannot see it"
                remedy = f"Write ![What the picture shows]({shown(one.source)})."
                yield at(f"a picture, {shown(one.source)}, without words", words, remedy)


def _shown_in(source: str) -> Iterator[_Shown]:
    text = _CODE.sub(" ", source)
    for alt, target in _PICTURE.findall(text):
        yield _Shown(alt, target.strip("<>"))
    if "<img" in text.casefold():
        from bs4 import BeautifulSoup  # here: each first cell would wait for it, and few need it

        for tag in BeautifulSoup(text, "html.parser").find_all("img"):
            yield _Shown(str(tag.get("alt", "")), str(tag.get("src", "")))


def _file(path: Path, source: str) -> Path:
    return (path.parent / unquote(source)).resolve()


_HERE = "a picture in the folder notebooks"


def _wrong(one: _Shown, path: Path) -> tuple[str, str, str] | None:
    """Say why a page would not show a picture: what more it is, what was expected, what to do."""
    if one.is_inside:
        return None
    if _FAR.match(one.source):
        remedy = "A page fetches nothing. Save the picture in notebooks, and write its name here."
        return ", from the web", _HERE, remedy
    if re.match(r"file:|[a-zA-Z]:|/|\\", one.source) or "\\" in one.source:
        remedy = "Put the picture into notebooks, and write its name alone: ![Words](picture.jpg)."
        return ", by its place on one computer", _HERE, remedy
    file = _file(path, one.source)
    if not file.is_relative_to(path.parent.parent.resolve()):
        return ", outside the lesson", _HERE, "Move it into notebooks, and write its name alone."
    if not file.is_file():
        there = [each.name for each in path.parent.iterdir() if each.is_file()]
        near = suggest(Path(one.source).name, there)
        remedy = f"Did you mean {near}?" if near else "Put it there, or correct its name."
        return ", which is not there", _HERE, remedy
    if " " in one.source:
        remedy = "Rename the file without blanks, and write the new name here."
        return ", with a blank in its name", "a name without blanks", remedy
    return _unfit(file)


def _unfit(file: Path) -> tuple[str, str, str] | None:
    words = "a picture of the kind PNG, JPEG, GIF or WebP"
    try:
        with Image.open(file) as picture:
            kind, wide = str(picture.format), picture.width
    except (UnidentifiedImageError, OSError):
        return ", which no page can show", words, "Open it, and save it as JPEG or PNG."
    if kind not in _KINDS:
        return f", of the kind {kind}", words, "Open it, and save it as JPEG or PNG."
    size = file.stat().st_size
    if size > MOST:
        got = f", of {size / 1e6:.1f} MB and {counted(wide, 'pixel')} in width"
        remedy = "Save it smaller, 1600 pixels wide: each reader has to load it."
        return got, f"at most {MOST / 1e6:g} MB", remedy
    return None
