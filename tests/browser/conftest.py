"""What the browser tests share: one Chromium, and pages that may not leave this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

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
