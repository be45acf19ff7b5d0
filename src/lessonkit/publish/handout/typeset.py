"""From content to PDF: the template reads the content as data, so no character of it can run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from lessonkit.errors import PublishError
from lessonkit.lesson import Lesson
from lessonkit.maps.still import FONTS
from lessonkit.publish.folder import replace
from lessonkit.publish.handout.content import answers_content, student_content
from lessonkit.publish.run import titles_of

HANDOUT = "handout.pdf"
"""The lesson on paper, without answers."""


ANSWERS = "handout-answers.pdf"
"""The handout with its answers. It is never in the site, because students get the site."""


def publish_handout(folder: Path, to: Path) -> list[Path]:
    """Write the handout for students and, from a lesson that has them, the one with answers.

    No notebook is run: the handout needs only the data, and the titles of the notebooks.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `lesson.toml`, or the one above it that holds `data/`.
    to : path
        Where to write. A handout that was published there before is replaced.

    Returns
    -------
    list of path
        The files.

    Raises
    ------
    PublishError
        If `to` holds something else or cannot be written; it is then as it was.
    LessonError
        If the lesson has faults.
    """
    lesson = Lesson(folder)
    others = {path.name for path in to.iterdir()} - {HANDOUT, ANSWERS} if to.is_dir() else set()
    if others or (to.exists() and not to.is_dir()):
        raise PublishError(f"{to} holds something else than a handout. Name another folder.")
    titles = titles_of(lesson)
    files = {HANDOUT: typeset(student_content(lesson, titles))}
    if lesson.answer_key:  # a copy for students has none
        files[ANSWERS] = typeset(answers_content(lesson, titles))
    replace(to, files)
    return [to / name for name in files]


_TEMPLATE = Path(__file__).with_name("handout.typ")


def typeset(content: Mapping[str, Any]) -> bytes:
    """Set the content of a handout as PDF.

    The same content gives the same bytes, on each machine: the fonts are those that Matplotlib
    brings, nothing is read from the system or the network, and the file has no date.

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
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
            pdf_standards="ua-1",  # tagged, so that screen readers can use it
        )
    except typst.TypstError as error:
        raise PublishError(f"The handout cannot be set: {error.message}.") from error
