"""JupyterLab, started once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
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
    """Serve a trusted copy of the lesson, and short notebooks made of some cells of it.

    The user's own Jupyter folders stay untouched.
    """
    source, *folders = (tmp_path_factory.mktemp(name) for name in ("source", "jupyter", "lesson"))
    (source / "data").symlink_to(root / "data", target_is_directory=True)
    notebooks = shutil.copytree(root / "notebooks", source / "notebooks")
    whole = (notebooks / lab_reader.RACE).read_text(encoding="utf-8")
    alone = lab_reader.first_map_of(whole)
    (notebooks / lab_reader.FIRST_MAP).write_text(alone, encoding="utf-8")
    (notebooks / lab_reader.SHORT).write_text(lab_reader.short_of(whole), encoding="utf-8")
    context = (notebooks / lab_reader.CONTEXT).read_text(encoding="utf-8")
    few = lab_reader.exercises_of(context)
    (notebooks / lab_reader.EXERCISES).write_text(few, encoding="utf-8")
    for n, name in enumerate(lab_reader.STUDENTS):
        saved = lab_reader.saved_by(context, f"student{n}", name, f"{100 + n}")
        (notebooks / f"student-{n}.ipynb").write_text(saved, encoding="utf-8")
    with serve(source, *folders) as served:
        yield served


MOST = 15  # notebooks that are opened in one page: it grows with each
FORGET = """localStorage.clear();
sessionStorage.clear();
delete globalThis[Symbol.for("lessonkit.people")];"""


@dataclass
class Shell:
    """JupyterLab in a page."""

    page: Page
    watch: Watch
    file: object  # of tests, which is at work
    opened: int = 0


@pytest.fixture(scope="session")
def shells() -> Iterator[list[Shell]]:
    """Return the page in which JupyterLab is loaded, if it is."""
    loaded: list[Shell] = []
    yield loaded
    for one in loaded:
        one.page.context.close()


@pytest.fixture
def shell(
    request: pytest.FixtureRequest, lab: Lab, new_context: NewContext, shells: list[Shell]
) -> Shell:
    """Load JupyterLab; each test then opens its notebook anew, as it was saved.

    One page serves several files of tests: each begins in a browser that keeps no answers.
    """
    if shells and shells[0].opened >= MOST:
        shells.pop().page.context.close()
    if not shells:
        context, watch = new_context()
        shells.append(Shell(context.new_page(), watch, request.path))
        lab.load(shells[0].page)
    (now,) = shells
    if now.file != request.path:
        now.file = request.path
        now.page.evaluate(FORGET)
    return now


@pytest.fixture
def open_notebook(shell: Shell) -> Iterator[OpenNotebook]:
    """Return a function that opens a notebook from disk; fail if a page asked elsewhere."""
    shell.watch.requests.clear()

    def show(name: str, width: int = 1300) -> Page:
        shell.opened += 1
        lab_reader.open_alone(shell.page, name, width)
        return shell.page

    yield show
    assert shell.watch.requests == [], "a page asked for something that is not on this machine"


@pytest.fixture
def race(lab: Lab, open_notebook: OpenNotebook) -> tuple[Page, Locator]:
    """Open the first map of the second notebook, which has a slider. No cell runs."""
    page = open_notebook(lab_reader.FIRST_MAP)
    return page, lab_reader.find_map(lab, page, lab_reader.FIRST_MAP, "five-weeks")


@pytest.fixture
def race_of_three(lab: Lab, open_notebook: OpenNotebook) -> tuple[Page, Locator]:
    """Open three maps of the second notebook and go to the same one."""
    page = open_notebook(lab_reader.SHORT)
    return page, lab_reader.find_map(lab, page, lab_reader.SHORT, "five-weeks")
