"""What the browser tests share: one Chromium, and pages that may not leave this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import exercise_reader
import lab_reader
import pytest
from bare_page import bare_page
from lab_reader import OpenNotebook
from lab_server import CHROMIUM_ARGUMENTS, ELSEWHERE, Lab, serve
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from xdist.scheduler import LoadFileScheduling

SECONDS = 20  # for one wait in a page; a slow machine needs it, a fast one never uses it


class OneLab(LoadFileScheduling):
    """Give a process whole files, and one of them all that need JupyterLab: it starts once."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "JupyterLab" if Path(file).name.startswith("test_lab") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    return OneLab(config, log)


@dataclass
class Watch:
    """What the pages of one context did that nobody should see."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=CHROMIUM_ARGUMENTS, timeout=SECONDS * 1000
        )
        yield browser
        browser.close()


def _watch_page(page: Page, watch: Watch) -> None:
    def on_dialog(dialog: Dialog) -> None:
        watch.dialogs.append(dialog.message)
        dialog.dismiss()

    def on_socket(url: str) -> None:
        if ELSEWHERE.match(url):
            watch.requests.append(url)

    page.on("dialog", on_dialog)
    page.on("websocket", lambda socket: on_socket(socket.url))
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on(
        "console", lambda said: watch.errors.append(said.text) if said.type == "error" else None
    )


NewContext = Callable[..., tuple[BrowserContext, Watch]]


@pytest.fixture(scope="session")
def new_context(browser: Browser, chromium_path: str) -> NewContext:
    """Return a function that opens a context in which every request elsewhere is refused.

    It is a private window; with a folder for a profile it is one of everyday, which takes longer.
    """

    def make(profile: Path | None = None, **options: Any) -> tuple[BrowserContext, Watch]:
        watch = Watch()
        options = {
            "viewport": {"width": 1300, "height": 900},
            "service_workers": "block",
            **options,
        }
        if profile:
            context = browser.browser_type.launch_persistent_context(
                profile, executable_path=chromium_path, args=CHROMIUM_ARGUMENTS, **options
            )
        else:
            context = browser.new_context(**options)
        context.set_default_timeout(SECONDS * 1000)

        def refuse(route: Any) -> None:
            watch.requests.append(route.request.url)
            route.abort()

        context.route(ELSEWHERE, refuse)
        context.route(f"{exercise_reader.SERVER}/**", exercise_reader.serve)
        context.on("page", lambda page: _watch_page(page, watch))
        return context, watch

    return make


@pytest.fixture
def data(root: Path) -> Path:
    return root / "data"


DAYS = ("2017-05-04", "2017-06-09")
WORDS = {"title": "Who held each town", "subtitle": "Marks are places, not areas.", "alt": "A map."}


@pytest.fixture(scope="session")
def whole(lesson: Any) -> Callable[[str], Any]:
    """Return a function that gives the map of a window with all its layers on."""
    from lessonkit import interactive_map  # here, so that a test without a map starts fast

    @cache
    def made(extent: str) -> Any:
        map_ = interactive_map(lesson, extent, dates=DAYS, **WORDS)
        map_.visible = [layer["id"] for layer in map_.spec["layers"]]
        return map_

    return made


OpenPage = Callable[..., Page]


@pytest.fixture
def open_file(new_context: NewContext, tmp_path: Path) -> Iterator[OpenPage]:
    """Return a function that opens HTML in a browser of its own, from disk or as from a server.

    Fail in the end if the page asked elsewhere, erred, or opened a box.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def show(
        text: str,
        width: int,
        height: int = 900,
        script: str = "",
        served: bool = False,
        **options: Any,
    ) -> Page:
        context, watch = new_context(viewport={"width": width, "height": height}, **options)
        opened.append((context, watch))
        if script:
            context.add_init_script(script)
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_text(text, encoding="utf-8")
        page = context.new_page()
        page.goto(exercise_reader.address_of(file) if served else file.as_uri())
        return page

    yield show
    for context, watch in opened:
        context.close()
        assert watch == Watch()


@pytest.fixture
def open_map(open_file: OpenPage) -> OpenPage:
    """Return a function that opens a bare page with a map; `model` is its state.

    Two linked maps have the states `models.left` and `models.right`; `end` closes the view.
    """

    def show(map_: Any, width: int = 1300, **options: Any) -> Page:
        page = open_file(bare_page(map_), width, height=1000, **options)
        expect(page.locator("#host svg.lk-svg").last).to_be_visible()
        return page

    return show


# ---- Exercises ----------------------------------------------------------------------------------


@pytest.fixture
def open_page(open_file: OpenPage) -> OpenPage:
    """Return a function that opens widgets in a browser of their own; nothing may go wrong."""

    def show(*widgets: Any, html: str = "", width: int = 1300, **options: Any) -> Page:
        page = open_file(html or exercise_reader.page_of(*widgets), width, served=True, **options)
        page.locator("body[data-ready]").wait_for()
        return page

    return show


@pytest.fixture(scope="session")
def page_of_all_kinds(course: Any) -> str:
    names = exercise_reader.ONE_OF_EACH.values()
    strip = course.progress(exercise_reader.CONTEXT)
    return exercise_reader.page_of(strip, *(course.exercise(name) for name in names))


@pytest.fixture
def all_kinds(page_of_all_kinds: str, open_page: OpenPage) -> OpenPage:
    """Return a function that opens a page with the strip and an exercise of each kind."""
    return partial(open_page, html=page_of_all_kinds)


# ---- JupyterLab ---------------------------------------------------------------------------------


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
    return page, lab_reader.find_map(lab, page, lab_reader.FIRST_MAP, "race")


@pytest.fixture
def race_in_lesson(lab: Lab, open_notebook: OpenNotebook) -> tuple[Page, Locator]:
    """Open the second notebook with all its maps and go to the same one."""
    page = open_notebook(lab_reader.RACE)
    return page, lab_reader.find_map(lab, page, lab_reader.RACE, "race")
