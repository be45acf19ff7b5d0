"""A browser without a network, with the site of the small lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.site_page import Site, opener


@pytest.fixture(scope="session")
def folder(river: Path) -> Path:
    """Return the site of the small lesson."""
    return river / "site"


@pytest.fixture
def site(folder: Path, new_context: Callable[..., Any]) -> Iterator[Callable[..., Site]]:
    """Return a function that opens a browser offline; no page may ask, err or break its policy."""
    with opener(folder, new_context) as show:
        yield show
