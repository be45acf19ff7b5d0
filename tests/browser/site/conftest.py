"""The small lesson, published once for all tests of the pages of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.once import made_once
from support.river_site import publish_river
from support.site_page import Site, opener

from lessonkit import Lesson


@pytest.fixture(scope="session")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small lesson with long pages: its data, its notebooks as they ran, its site."""
    return made_once(tmp_path_factory, "river", publish_river)


@pytest.fixture(scope="session")
def small(river: Path) -> Lesson:
    """Return the lesson of these pages. Nobody may change its tables."""
    return Lesson(river)


@pytest.fixture(scope="session")
def folder(river: Path) -> Path:
    return river / "site"


@pytest.fixture
def site(folder: Path, new_context: Callable[..., Any]) -> Iterator[Callable[..., Site]]:
    """Return a function that opens a browser offline; no page may ask, err or break its policy."""
    with opener(folder, new_context) as show:
        yield show
