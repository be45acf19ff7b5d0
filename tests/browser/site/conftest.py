"""The lesson, published once for all tests of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.site_page import Site

from lessonkit.publish.folder import replace
from lessonkit.publish.site.files import files_of


@pytest.fixture(scope="session")
def folder(root: Path, lesson: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the lesson from its notebooks as they were saved."""
    made = tmp_path_factory.mktemp("published") / "site"
    notebooks = root / "notebooks"
    texts = {name: (notebooks / name).read_text(encoding="utf-8") for name in lesson.notebooks}
    replace(made, files_of(lesson, texts, notebooks))
    return made


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
