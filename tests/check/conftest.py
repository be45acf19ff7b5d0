"""What the tests of the check share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "data")
