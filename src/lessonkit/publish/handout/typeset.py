"""From content to PDF: the template reads the content as data, so no character of it can run."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from lessonkit.browser.fonts import FONTS as TYPE
from lessonkit.errors import PublishError
from lessonkit.maps.still import FONTS, letters_in

_TEMPLATE = Path(__file__).with_name("handout.typ")


_FACES = (*sorted(TYPE.glob("*.ttf")), *sorted(FONTS.glob("DejaVuSans*.ttf")))
LOST = "\ufffd"
"""What stands for a letter of which no face of the handout has the shape."""


def printable(value: Any) -> Any:
    """Give content without the letters that no face has: they would stop the whole handout."""
    if isinstance(value, Mapping):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    if not isinstance(value, str) or value.isascii():
        return value
    # A picture is a text of a million letters, and has a hundred different ones.
    lost = {ord(one): LOST for one in set(value) if not _has_shape(one)}
    return value.translate(lost) if lost else value


def _has_shape(letter: str) -> bool:
    # What has no shape of its own, such as a mark of direction, needs none.
    return ord(letter) in letters_in(_FACES) or unicodedata.category(letter)[0] in "CZ"


def typeset(content: Mapping[str, Any]) -> bytes:
    """Set the content of a handout as PDF.

    The same content gives the same bytes, on each machine: the fonts are those of the page, and for
    signs those that Matplotlib brings; nothing is read from the system or the network, and the file
    has no date.

    Parameters
    ----------
    content : mapping
        As `student_content` or `answers_content` gives it.

    Raises
    ------
    PublishError
        If the pages cannot be set.
    """
    told = json.dumps(printable(content), ensure_ascii=False)
    try:
        return typst.compile(
            _TEMPLATE.read_bytes(),
            sys_inputs={"content": told},
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(TYPE), str(FONTS)]),
            pdf_standards="ua-1",  # tagged, so that screen readers can use it
        )
    except typst.TypstError as error:
        raise PublishError(f"The handout cannot be set: {error.message}.") from error
