"""JupyterLab, started once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_server import Lab, serve
from playwright.sync_api import (
    Locator,
    Page,
)
from support import lab_reader
from support.lab_reader import OpenNotebook
from support.pages import NewContext, Watch


@pytest.fixture(scope="session")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Serve a trusted copy of the lesson, and of the first map of its second notebook alone.

    The user's own Jupyter folders stay untouched.
    """
    source, *folders = (tmp_path_factory.mktemp(name) for name in ("source", "jupyter", "lesson"))
    (source / "data").symlink_to(root / "data", target_is_directory=True)
    notebooks = shutil.copytree(root / "notebooks", source / "notebooks")
    whole = (notebooks / lab_reader.RACE).read_text(encoding="utf-8")
    alone = lab_reader.first_map_of(whole)
    (notebooks / lab_reader.FIRST_MAP).write_text(alone, encoding="utf-8")
    context = (notebooks / lab_reader.CONTEXT).read_text(encoding="utf-8")
    for n, name in enumerate(lab_reader.STUDENTS):
        saved = lab_reader.saved_by(context, f"student{n}", name, f"{100 + n}")
        (notebooks / f"student-{n}.ipynb").write_text(saved, encoding="utf-8")
    with serve(source, *folders) as served:
        yield served


@pytest.fixture(scope="module")
def shell(lab: Lab, new_context: NewContext) -> Iterator[tuple[Page, Watch]]:
    """Load JupyterLab once for a file; each test then opens its notebook anew, as it was saved.

    One page for all files would grow to gigabytes.
    """
    context, watch = new_context()
    page = context.new_page()
    lab.load(page)
    yield page, watch
    context.close()


@pytest.fixture
def open_notebook(shell: tuple[Page, Watch]) -> Iterator[OpenNotebook]:
    """Return a function that opens a notebook from disk; fail if a page asked elsewhere."""
    page, watch = shell
    watch.requests.clear()

    def show(name: str, width: int = 1300) -> Page:
        lab_reader.open_alone(page, name, width)
        return page

    yield show
    assert watch.requests == [], "a page asked for something that is not on this machine"


@pytest.fixture
def race(lab: Lab, open_notebook: OpenNotebook) -> tuple[Page, Locator]:
    """Open the first map of the second notebook, which has a slider. No cell runs."""
    page = open_notebook(lab_reader.FIRST_MAP)
    return page, lab_reader.find_map(lab, page, lab_reader.FIRST_MAP, "five-weeks")


@pytest.fixture
def race_in_lesson(lab: Lab, open_notebook: OpenNotebook) -> tuple[Page, Locator]:
    """Open the second notebook with all its maps and go to the same one."""
    page = open_notebook(lab_reader.RACE)
    return page, lab_reader.find_map(lab, page, lab_reader.RACE, "five-weeks")
