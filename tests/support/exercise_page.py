"""A page with an exercise: what is said there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page
from support.exercise_reader import (
    ONE,
    ONE_OF_EACH,
    Entry,
    kind,
    squeezed,
)

from lessonkit import Lesson

Open = Callable[..., Page]


def told(box: Locator) -> list[str]:
    return [squeezed(text) for text in box.locator(".lk-said p, .lk-row-said").all_text_contents()]


def opened(course: Lesson, open_page: Open, name: str) -> tuple[Entry, Page, Locator]:
    """Open a page with the exercise of a kind; return what its author wrote, page and place."""
    page = open_page(course.exercise(ONE_OF_EACH[name]))
    return ONE[name], page, kind(page, name)
