"""The sheets of a window that is taller than wide: an upright page, filled by its map."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lessonkit import Lesson
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.typeset import typeset


@pytest.fixture(scope="module")
def sheets_alone(opened: Lesson) -> dict[str, Any]:
    content = student_content(opened, {})
    return content | {
        key: [] for key in ("events", "events_later", "notebooks", "sheets_later", "sheets")
    }


def upright(content: dict[str, Any]) -> list[bool]:
    """Say of each page whether it is higher than wide."""
    found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", typeset(content))
    return [float(width) < float(height) for width, height in found]


@pytest.mark.parametrize(("shape", "is_upright"), [(1.3, False), (0.8, True), (0.4, True)])
def test_a_tall_window_has_an_upright_page(
    opened: Lesson, sheets_alone: dict[str, Any], shape: float, is_upright: bool
) -> None:
    drawn = student_content(opened, {})["sheets"][0] | {"shape": shape, "known": None}
    pages = upright(sheets_alone | {"sheets": [drawn]})
    assert pages.count(is_upright) >= 2
    assert pages.count(False) == (0 if is_upright else 2)
