"""Sheets of the handout: an upright page for a tall window, what a blank one keeps, their day."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lessonkit import Lesson
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.sheets import sheet_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.tables.entries import Sheet


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


def test_a_blank_sheet_shows_what_a_layer_calls_ground_and_no_other_line(valued: Lesson) -> None:
    """A river or a wall that the lesson has drawn stands there by its key, not by a word."""
    drawn = replace(valued.maps["sectors"], layers=("roads", "advances"), day=None)
    sheet = sheet_content(valued, Sheet.of(drawn), 1)
    assert '<g id="roads/' in sheet["blank"]
    assert '<g id="advances/' not in sheet["blank"]
    assert "Roads" not in sheet["draw"]
    lined = Sheet.of(
        replace(valued.maps["sectors"], layers=("sectors",), day=np.datetime64("2017-06-01")),
        outlines=True,
        outline_names=False,
    )
    blank = sheet_content(valued, lined, 1)["blank"]
    assert '<g id="borders/' in blank
    assert "West sector" not in blank


@pytest.mark.parametrize(
    ("days", "day", "words"),
    [
        (("2016-01-01", "2017-12-31"), "2017-05-31", "May 2017"),
        (("2016-01-01", "2017-12-31"), "2017-05-14", "May 2017"),
        (("1900-01-01", "2017-12-31"), "2017-01-01", "2017"),
        (("2017-05-04", "2017-05-31"), "2017-05-31", "31 May 2017"),
    ],
)
def test_a_sheet_says_its_day_as_the_clock_of_its_map(
    valued: Lesson, days: tuple[str, str], day: str, words: str
) -> None:
    first, last = (np.datetime64(one) for one in days)
    drawn = replace(valued.sheets[0].map, days=(first, last), day=np.datetime64(day))
    sheet = replace(valued.sheets[0], map=drawn)
    assert sheet_content(valued, sheet, 1)["day"] == words
