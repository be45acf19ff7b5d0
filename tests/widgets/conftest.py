"""What the tests of widgets share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.maps import RACE, WORDS, drawn

from lessonkit.notebook import Lesson
from lessonkit.widgets.base import KEPT
from lessonkit.widgets.map import Map


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let outputs be written to be kept, as `lessonkit run` does."""
    monkeypatch.setenv(KEPT, "1")


@pytest.fixture
def tanf(made: Map) -> Iterator[Map]:
    """Return a map with a slider, as it was when it was made."""
    state = made.date, made.visible, made.selected
    yield made
    made.unobserve_all()
    made.date, made.visible, made.selected = state
    made.ruler = []


@pytest.fixture(scope="module")
def made(lesson: Lesson) -> Map:
    return drawn(lesson, days=RACE)


@pytest.fixture(scope="module")
def whole(lesson: Lesson) -> Map:
    """Return a map of all layers and the whole year."""
    return lesson.map(extent="syria", days=(lesson.start, lesson.end), **WORDS)
