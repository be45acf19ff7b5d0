"""Browser contexts whose pages may not leave this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lab_server import CHROMIUM_ARGUMENTS, ELSEWHERE
from playwright.sync_api import (
    BrowserContext,
    Dialog,
    Page,
)

# A page of a test lives a second: to make its scripts fast for later costs more than it brings, 7 %
# of all that the browser tests compute.
ARGUMENTS = [*CHROMIUM_ARGUMENTS, "--js-flags=--no-maglev,--no-opt"]
SECONDS = 20  # for one wait in a page; a slow machine needs it, a fast one never uses it


@dataclass
class Watch:
    """What the pages of one context did that nobody should see."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


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


OpenPage = Callable[..., Page]
