"""The maps of this lesson, as they open."""

from __future__ import annotations

import pytest
from support.lab_reader import settings

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
