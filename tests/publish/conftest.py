"""What the tests of the editions share."""

import re
import shutil
from pathlib import Path

import pytest
from support.folders import RIVER


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a copy of the small lesson without notebooks and sheets, so that it is fast."""
    made = tmp_path / "course"
    shutil.copytree(RIVER / "data", made / "data")
    settings = made / "data" / "lesson.toml"
    text = settings.read_text(encoding="utf-8")
    short = re.sub(r"^\[\[sheets\]\].*?(?=^\[\[)", "", text, flags=re.DOTALL | re.MULTILINE)
    assert len(short) < len(text)
    settings.write_text(short, encoding="utf-8")
    return made
