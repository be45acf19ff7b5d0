"""What the tests of exercises share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.exercise_files import Copy
from support.folders import RIVER

from lessonkit.check.read import open_lesson
from lessonkit.lesson import LessonData


@pytest.fixture
def copy(base: Path, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "lesson")


@pytest.fixture(scope="module")
def data() -> LessonData:
    """Give the tables of the small lesson."""
    return open_lesson(RIVER / "data")
