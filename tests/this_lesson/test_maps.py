"""The maps of this lesson, as they open."""

from __future__ import annotations

import re

import pytest
from support.folders import ROOT
from support.lab_reader import settings
from support.this_lesson import WRITTEN

from lessonkit import Lesson


@pytest.fixture(scope="module")
def told(lesson: Lesson) -> list[str]:
    """Return the maps with a second clock or a switchboard: there marks turn to not known."""
    return [one["id"] for one in settings(lesson.folder)["maps"] if "known_by" in one]


def test_what_turns_to_not_known_is_seen(lesson: Lesson, told: list[str]) -> None:
    assert "one-town-in-november" in told
    for map_id in told:
        map_ = lesson.map(map_id)
        unknown = [one["id"] for one in map_.spec["layers"] if one.get("holder") == "unknown"]
        assert unknown, map_id
        assert set(unknown) <= set(map_.visible), map_id


@pytest.mark.parametrize("stem", ["02_the_race", "03_hindsight"])
def test_the_first_map_does_not_show_what_is_asked_from_memory(lesson: Lesson, stem: str) -> None:
    """Right below it stands an empty map, on which the reader finds three places."""
    book = (ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8")
    first = re.search(r'lesson\.map\(\\"([a-z0-9-]+)\\"', book)
    assert first
    shown = {one["id"]: one for one in settings(lesson.folder)["maps"]}[first[1]]["places"]
    assert not set(shown) & set(WRITTEN["the-three-towns"]["places"])
