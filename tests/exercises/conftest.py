"""What the tests of exercises share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.exercise_files import Copy, twin
from support.folders import DATA

from lessonkit.check.read import open_lesson
from lessonkit.lesson import LessonData


@pytest.fixture
def copy(base: Copy, tmp_path: Path) -> Copy:
    return twin(base, tmp_path / "lesson")


@pytest.fixture(scope="module")
def data() -> LessonData:
    """Give the tables of the real lesson."""
    return open_lesson(DATA)
