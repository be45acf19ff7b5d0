"""What the browser tests share: one Chromium, and pages that may not leave this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from lab_server import ELSEWHERE
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)
from support import exercise_reader
from support.pages import ARGUMENTS, SECONDS, NewContext, OpenPage, Watch, _watch_page
from support.served import address_of
from support.stage import Room, Stage


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=ARGUMENTS, timeout=SECONDS * 1000
        )
        yield browser
        browser.close()


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
                profile, executable_path=chromium_path, args=ARGUMENTS, **options
            )
        else:
            context = browser.new_context(**options)
        context.set_default_timeout(SECONDS * 1000)

        def refuse(route: Any) -> None:
            watch.requests.append(route.request.url)
            route.abort()

        context.route(ELSEWHERE, refuse)
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

    @cache
    def made(extent: str) -> Any:
        map_ = lesson.map(extent=extent, days=DAYS, **WORDS)
        map_.visible = [layer["id"] for layer in map_.spec["layers"]]
        return map_

    return made


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
        page.goto(address_of(file) if served else file.as_uri())
        return page

    yield show
    for context, watch in opened:
        context.close()
        assert watch == Watch()


@pytest.fixture(scope="session")
def stages(new_context: NewContext) -> Iterator[list[Stage]]:
    """Return the pages on which nothing is drawn just now."""
    free: list[Stage] = []
    yield free
    for one in free:
        one.context.close()


Draw = Callable[..., Page]


@pytest.fixture
def draw(
    stages: list[Stage], new_context: NewContext, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Draw]:
    """Return a function that draws a widget on a bare page; `model` is its state.

    Its other models are `models.dots` and their like; `end` closes the view. Fail in the end if
    the page asked elsewhere, erred, or opened a box.
    """
    used: list[Stage] = []

    def show(
        widget: Any, width: int = 1300, height: int = 1000, has_touch: bool = False, **look: Any
    ) -> Page:
        stage = next((one for one in stages if one.has_touch == has_touch), None)
        if stage:
            stages.remove(stage)
        else:
            stage = Stage(new_context, tmp_path_factory.mktemp("stage"), has_touch)
        used.append(stage)
        return stage.draw(widget, width, height, **look)

    yield show
    seen = [one.watch for one in used]
    for one in used:
        if one.watch == Watch() and one.clear():
            stages.append(one)
        else:
            one.context.close()
    assert seen == [Watch()] * len(used)


@pytest.fixture
def open_map(draw: Draw) -> OpenPage:
    """Return a function that draws a map on a bare page, as `draw` does, and waits until it is."""

    def show(map_: Any, width: int = 1300, **options: Any) -> Page:
        page = draw(map_, width, **options)
        expect(page.locator("#host svg.lk-svg").last).to_be_visible()
        return page

    return show


# ---- Exercises ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def rooms() -> Iterator[list[Room]]:
    """Return the windows in which no exercise is shown just now."""
    free: list[Room] = []
    yield free
    for one in free:
        one.context.close()


@pytest.fixture
def open_page(
    open_file: OpenPage,
    rooms: list[Room],
    new_context: NewContext,
    tmp_path: Path,
) -> Iterator[OpenPage]:
    """Return a function that opens widgets in a browser that nobody has used.

    Nothing may go wrong in it. With options of its own it is a new one.
    """
    used: list[Room] = []

    def show(*widgets: Any, html: str = "", width: int = 1300, **options: Any) -> Page:
        text = html or exercise_reader.page_of(*widgets)
        if options:
            page = open_file(text, width, served=True, **options)
        else:
            used.append(rooms.pop() if rooms else Room(new_context))
            file = tmp_path / "plain" / f"page-{len(used)}.html"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            page = used[-1].open(address_of(file), width)
        page.locator("body[data-ready]").wait_for()
        return page

    yield show
    seen = [one.watch for one in used]
    for one in used:
        if one.watch == Watch():
            one.clear(tmp_path)
            rooms.append(one)
        else:
            one.context.close()
    assert seen == [Watch()] * len(used)


@pytest.fixture(scope="session")
def page_of_all_kinds(course: Any) -> str:
    names = exercise_reader.ONE_OF_EACH.values()
    strip = exercise_reader.progress_of(course)
    return exercise_reader.page_of(strip, *(course.exercise(name) for name in names))


@pytest.fixture
def all_kinds(page_of_all_kinds: str, open_page: OpenPage) -> OpenPage:
    """Return a function that opens a page with the strip and an exercise of each kind."""
    return partial(open_page, html=page_of_all_kinds)
