"""The page opens what Python has sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.exercise_reader import ONE_OF_EACH

from lessonkit import Lesson
from lessonkit.browser.bundle import join_scripts
from lessonkit.exercises.seal import PIECES, Seal

pytestmark = pytest.mark.browser

OPEN = """async ([script, salt, sealed]) => {
  const { Seal } = await import(
    URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
  );
  return sealed.map((text, n) => new Seal(salt).unscramble(text, "hint", String(n)));
}"""

TEXTS = (
    *PIECES,
    "".join(PIECES),
    "",
    "The road to the border was closed, said the report of 9 May.",
    "Дорога к границе была закрыта.",
    "كان الطريق إلى الحدود مغلقا (al-Tanf), and the rest – “so it is said” – in English.",
    "ÿ þ \x7f\x00\n\t | é, é the é",
    "🟢 " * 40,
)


def test_the_page_reads_each_text_as_it_was_written(
    course: Lesson, open_page: Callable[..., Any]
) -> None:
    seal = Seal("lesson", "1", "x")
    sealed = [seal.scramble(text, "hint", str(n)) for n, text in enumerate(TEXTS)]
    page = open_page(course.exercise(ONE_OF_EACH["choice"]))
    assert page.evaluate(OPEN, [join_scripts("core/seal"), seal.salt, sealed]) == list(TEXTS)
