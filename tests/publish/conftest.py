"""What the tests of the editions share."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the lesson without notebooks and sheets, so that it is fast."""
    made = tmp_path / "course"
    shutil.copytree(root / "data", made / "data")
    settings = made / "data" / "lesson.toml"
    short, *_ = settings.read_text(encoding="utf-8").partition("[[sheets]]")
    settings.write_text(short, encoding="utf-8")
    return made
