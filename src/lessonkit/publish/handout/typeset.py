"""From content to PDF: the template reads the content as data, so no character of it can run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from lessonkit.browser.fonts import FONTS as TYPE
from lessonkit.errors import PublishError
from lessonkit.maps.still import FONTS

_TEMPLATE = Path(__file__).with_name("handout.typ")


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
    try:
        return typst.compile(
            _TEMPLATE.read_bytes(),
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(TYPE), str(FONTS)]),
            pdf_standards="ua-1",  # tagged, so that screen readers can use it
        )
    except typst.TypstError as error:
        raise PublishError(f"The handout cannot be set: {error.message}.") from error
