"""What the browser tests share: one Chromium, and pages that may not leave this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import lab_reader
import pytest
from lab_reader import OpenNotebook
from lab_server import TOKEN, Lab, serve
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Locator,
    Page,
    expect,
    sync_playwright,
)

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SECONDS = 20  # for one wait in a page; a slow machine needs it, a fast one never uses it
ELSEWHERE = re.compile(r"^(?!https?://127\.0\.0\.1[:/]|wss?://127\.0\.0\.1[:/]|file:|data:|blob:)")


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
            executable_path=chromium_path, args=ARGUMENTS.split(), timeout=SECONDS * 1000
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
def new_context(browser: Browser) -> NewContext:
    """Return a function that opens a context in which every request elsewhere is refused."""

    def make(**options: Any) -> tuple[BrowserContext, Watch]:
        watch = Watch()
        context = browser.new_context(
            service_workers="block", **{"viewport": {"width": 1300, "height": 900}, **options}
        )
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
    from lessonkit import interactive_map  # here, so that a test without a map starts fast

    @cache
    def made(extent: str) -> Any:
        map_ = interactive_map(lesson, extent, dates=DAYS, **WORDS)
        map_.visible = [layer["id"] for layer in map_.spec["layers"]]
        return map_

    return made


BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<body style="margin: 12px"><div id="host"></div>
<script type="module">
function standIn(state) {
  const heard = {};
  return {
    get: name => state[name],
    set(name, value) { state[name] = value; (heard["change:" + name] || []).forEach(f => f()); },
    save_changes() {},
    on(name, f) { (heard[name] ??= []).push(f); },
    off(name, f) { heard[name] = heard[name].filter(one => one !== f); },
    widget_manager: { get_model: async id => models[id] },
  };
}
window.models = Object.fromEntries(Object.entries(%s).map(([id, state]) => [id, standIn(state)]));
window.model = models.model;
const script = new Blob([%s], { type: "text/javascript" });
const { default: map } = await import(URL.createObjectURL(script));
window.end = await map.render({ model, el: document.getElementById("host") });
</script></body></html>"""
BARE_STATE = ("style_text", "svg", "spec", "date", "visible", "selected", "ruler")

OpenMap = Callable[..., Page]


def states(map_: Any) -> dict[str, Any]:
    """Return the state of a map, or of two linked maps, by the id of their models."""
    if not hasattr(map_, "left"):
        return {"model": {name: getattr(map_, name) for name in BARE_STATE}}
    sides = {side: states(getattr(map_, side))["model"] for side in ("left", "right")}
    references = {side: f"IPY_MODEL_{side}" for side in sides}
    return sides | {"model": {"style_text": map_.style_text, **references}}


@pytest.fixture
def open_map(new_context: NewContext, tmp_path: Path) -> Iterator[OpenMap]:
    """Return a function that opens a bare page from disk with a map; `model` is its state.

    Two linked maps have the states `models.left` and `models.right`; `end` closes the view.
    Fail in the end if the page asked elsewhere, erred, or opened a box.
    """
    opened = []

    def show(map_: Any, width: int = 1300, **options: Any) -> Page:
        parts = [json.dumps(part).replace("<", "\\u003c") for part in (states(map_), map_._esm)]
        file = tmp_path / f"map-{len(opened)}.html"
        file.write_text(BARE % tuple(parts), encoding="utf-8")
        context, watch = new_context(viewport={"width": width, "height": 1000}, **options)
        opened.append((context, watch))
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.locator("#host svg.lk-svg").last).to_be_visible()
        return page

    yield show
    for context, watch in opened:
        context.close()
        assert watch == Watch()


# ---- JupyterLab ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Serve a trusted copy of the lesson; the user's own Jupyter folders stay untouched."""
    folders = (tmp_path_factory.mktemp(name) for name in ("jupyter", "lesson"))
    with serve(root, *folders) as served:
        yield served


@pytest.fixture(scope="session")
def shell(lab: Lab, new_context: NewContext) -> Iterator[tuple[Page, Watch]]:
    """Load JupyterLab once; each test then opens its notebook anew, as it was saved."""
    context, watch = new_context()
    page = context.new_page()
    page.goto(f"{lab.url}lab?token={TOKEN}&reset")
    page.wait_for_function("window.jupyterapp !== undefined")
    page.evaluate("async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft(); }")
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
    """Open the saved second notebook and go to its map with a slider. No cell runs."""
    page = open_notebook(lab_reader.RACE)
    return page, lab_reader.find_map(lab, page, lab_reader.RACE, "race")
