"""Make the handout, and put it in the place of the old one, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from lessonkit.check.notebooks import titles_of
from lessonkit.check.read import kept_lesson
from lessonkit.errors import PublishError
from lessonkit.publish.folder import HANDOUT, replace
from lessonkit.publish.handout.content import answers_content, student_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.terminal import Told, unheard

ANSWERS = "handout-answers.pdf"
"""The handout with its answers. It is never in the site, because students get the site."""


def publish_handout(folder: Path, to: Path, told: Told = unheard) -> list[Path]:
    """Write the handout for students and, from a lesson that has them, the one with answers.

    No notebook is run: the handout needs only the data, and the titles of the notebooks.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `lesson.toml`, or the one above it that holds `data/`.
    to : path
        Where to write. A handout that was published there before is replaced.
    told : callable, optional
        Called as each file is begun.

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
    lesson = kept_lesson(folder)
    others = {path.name for path in to.iterdir()} - {HANDOUT, ANSWERS} if to.is_dir() else set()
    if others or (to.exists() and not to.is_dir()):
        raise PublishError(f"{to} holds something else than a handout. Name another folder.")
    titles = titles_of(lesson)
    count = 2 if lesson.answer_key else 1  # a copy for students has none
    told("handout", "file", 1, count)
    files = {HANDOUT: typeset(student_content(lesson, titles))}
    if lesson.answer_key:
        told("handout", "file", 2, count)
        files[ANSWERS] = typeset(answers_content(lesson, titles))
    replace(to, files)
    return [to / name for name in files]
