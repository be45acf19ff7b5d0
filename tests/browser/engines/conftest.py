"""Each browser engine of this machine, and the small lesson published for all of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import engines
import pytest
from playwright.sync_api import Browser
from support.engines.chromium import Chromium
from support.engines.firefox import Firefox
from support.engines.tab import Engine
from support.engines.webkit import WebKit
from support.folders import RIVER

Computer = Callable[[str], Engine]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the small lesson, each notebook with a strip as that of a class has one."""
    place = tmp_path_factory.mktemp("engines")
    shutil.copytree(RIVER, place / "river")
    for path in sorted((place / "river" / "notebooks").glob("*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        book["cells"] = [made for cell in book["cells"] for made in _cells(cell)]
        path.write_text(json.dumps(book), encoding="utf-8")
    # In a process of its own: Playwright has a loop of events in this one.
    command = [sys.executable, "-m", "lessonkit", "site", place / "river", "--to", place / "site"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return place / "site"


def _cells(cell: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a cell under a name that a test can find; after the first one, the strip."""
    source = "".join(cell["source"])
    if source.startswith("lesson.exercise("):
        cell["id"] = "x-" + source.split('"')[1]
    elif source.startswith("lesson.map("):
        cell["id"] = "map"
    yield cell
    if source.startswith("from lessonkit"):
        yield cell | {"id": "strip", "source": "lesson.progress()"}


@pytest.fixture(scope="session")
def served(published: Path) -> Iterator[str]:
    """Serve the site on this machine; return its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["from a disk", "from a server"])
def address(request: pytest.FixtureRequest, published: Path) -> str:
    """Return where the site stands, up to the name of a page."""
    if request.param == "from a disk":
        return f"{published.as_uri()}/"
    return str(request.getfixturevalue("served"))


@pytest.fixture(scope="session")
def computer(
    browser: Browser, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Computer]:
    """Return a function that gives an engine by its name, as on a computer that nobody has used."""
    started: dict[str, Engine] = {}

    def begin(name: str) -> Engine:
        folder = tmp_path_factory.mktemp(name)
        if name == "Firefox":
            return Firefox(_found(name, engines.firefox()), folder)
        if name == "WebKit":
            return WebKit(_found(name, engines.webkit()), folder)
        return Chromium(chromium_path, folder, browser.browser_type)

    def given(name: str) -> Engine:
        if name not in started:
            started[name] = begin(name)
        started[name].renew()
        return started[name]

    yield given
    for engine in started.values():
        engine.close()


def _found(name: str, programs: Any) -> Any:
    """Give the programs of an engine. Who asks for every engine gets a failure where one lacks."""
    if programs is None:
        words = f"{name} is not on this machine: " + " ".join(engines.PACKAGES[name])
        if os.environ.get("CI"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return programs


@pytest.fixture(params=["Chromium", "Firefox", "WebKit"])
def engine(request: pytest.FixtureRequest, computer: Computer) -> Engine:
    """Give each engine, with nothing kept."""
    return computer(request.param)
