"""The lesson, published once for all tests of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.site_page import Site


@pytest.fixture(scope="session")
def folder(whole_site: Path) -> Path:
    """Return the lesson, published from its notebooks as they were saved."""
    return whole_site


@pytest.fixture
def site(folder: Path, new_context: Callable[..., Any]) -> Iterator[Callable[..., Site]]:
    """Return a function that opens a browser offline; no page may ask, err or break its policy."""
    opened: list[tuple[Site, Any]] = []

    def show(width: int = 1300, height: int = 900, **options: Any) -> Site:
        context, watch = new_context(
            viewport={"width": width, "height": height}, offline=True, **options
        )
        made = Site(folder, context)
        context.on("request", lambda request: made.requests.append(request.url))
        opened.append((made, watch))
        return made

    yield show
    for made, watch in opened:
        made.context.close()
        assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])
        inside = (made.folder.as_uri() + "/", "data:", "blob:")
        assert made.requests
        assert [url for url in made.requests if not url.startswith(inside)] == []
