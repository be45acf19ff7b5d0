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
from support.lesson_copy import Copy

Computer = Callable[[str], Engine]


CLASS = ("a-choice", "a-number")  # what a class answers in minutes: on a page with no map


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the small lesson, each notebook with a strip, and one more notebook for a class."""
    place = tmp_path_factory.mktemp("engines")
    shutil.copytree(RIVER / "notebooks", place / "river" / "notebooks")
    for path in sorted((place / "river" / "notebooks").glob("*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        book["cells"] = [made for cell in book["cells"] for made in _cells(cell)]
        path.write_text(json.dumps(book), encoding="utf-8")
    _add_class(place / "river")
    # In a process of its own: Playwright has a loop of events in this one.
    command = [sys.executable, "-m", "lessonkit", "site", place / "river", "--to", place / "site"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return place / "site"


def _add_class(river: Path) -> None:
    """Add a third notebook with a strip and two exercises, which are those of the first."""
    copy = Copy(river / "data")
    copy.replace("lesson.toml", '"02_mills.ipynb"]', '"02_mills.ipynb", "03_class.ipynb"]')
    _, *blocks = copy.text("exercises/01_river.toml").split("[[exercises]]\n")
    mine = [one for one in blocks if one.startswith(tuple(f'id = "{name}"' for name in CLASS))]
    named = "".join("[[exercises]]\n" + one.replace('"\n', '-too"\n', 1) for one in mine)
    copy.write("exercises/03_class.toml", named)
    path = river / "notebooks" / "03_class.ipynb"
    book = json.loads((river / "notebooks" / "02_mills.ipynb").read_text(encoding="utf-8"))
    text = json.dumps(book | {"cells": book["cells"][:3]}).replace("02_mills.ipynb", path.name)
    book = json.loads(text)
    strip = book["cells"][2]
    assert strip["id"] == "strip"
    book["cells"] += [
        strip | {"id": f"x-{name}", "source": f'lesson.exercise("{name}-too")'} for name in CLASS
    ]
    path.write_text(json.dumps(book), encoding="utf-8")


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
