"""What is said beside the points of an exercise of places can be read: no words lie on others."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Locator
from support.exercise_page import Open
from support.exercise_reader import check, it
from support.folders import RIVER

from lessonkit import Lesson

pytestmark = pytest.mark.browser

WORDS = """all => all.map(one => one.getBoundingClientRect().toJSON())"""


def words_of(box: Locator) -> list[dict[str, Any]]:
    return box.locator(".lk-pin-words").evaluate_all(WORDS)  # type: ignore[no-any-return]


@pytest.mark.parametrize("width", [390, 1036])
def test_no_words_of_a_point_lie_on_those_of_another(open_page: Open, width: int) -> None:
    river = Lesson(RIVER / "data", "01_river.ipynb")
    page = open_page(river.progress(), river.exercise("three-places"), width=width)
    box = it(page, "three-places")
    stage = box.locator(".lk-svg").bounding_box()
    assert stage
    for part in (0.45, 0.72, 0.73):  # two points set near each other, and one whose words go left
        at = {"x": part * stage["width"], "y": 0.5 * stage["height"] + 12 * (part == 0.73)}
        box.locator(".lk-svg").click(position=at, force=True)
    check(box)
    found = words_of(box)
    assert len(found) == 3
    for one, other in combinations(found, 2):
        apart = (
            one["right"] <= other["left"] + 1
            or other["right"] <= one["left"] + 1
            or one["bottom"] <= other["top"] + 3
            or other["bottom"] <= one["top"] + 3
        )
        assert apart, (one, other)
    for one in found:
        assert one["left"] >= stage["x"] - 1
        assert one["right"] <= stage["x"] + stage["width"] + 1
