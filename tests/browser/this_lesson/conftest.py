"""The lesson itself, published once from its notebooks as they were saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.site_page import Site, opener


@pytest.fixture
def site(whole_site: Path, new_context: Callable[..., Any]) -> Iterator[Callable[..., Site]]:
    """Return a function that opens a browser offline; no page may ask, err or break its policy."""
    with opener(whole_site, new_context) as show:
        yield show
