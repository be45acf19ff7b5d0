"""Chromium, by Playwright, with a profile on the disk as in everyday use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Download, Error, Page
from support.engines.tab import HEIGHT, SECONDS, WIDTH, Engine, PageLeftError, Tab
from support.pages import ARGUMENTS


class Chromium(Engine):
    """Chromium with a profile of its own; `playwright` starts it."""

    def __init__(self, program: str, folder: Path, playwright: BrowserType) -> None:
        self.folder, self.program, self.playwright = folder, program, playwright
        self.computers = 0
        self.context: BrowserContext | None = None

    def forget(self) -> None:
        self.close()
        self.computers += 1
        self.context = self.playwright.launch_persistent_context(
            self.folder / f"profile {self.computers}",
            executable_path=self.program,
            args=ARGUMENTS,
            viewport={"width": WIDTH, "height": HEIGHT},
        )
        self.context.set_default_timeout(SECONDS * 1000)

    def tab(self) -> Tab:
        assert self.context
        page = self.context.new_page()
        page.on("download", self._keep)
        return _ChromiumTab(page)

    def _keep(self, download: Download) -> None:
        download.save_as(self.downloads / download.suggested_filename)

    def downloaded(self, ending: str, many: int = 1) -> list[Path]:
        assert self.context
        page = self.context.pages[-1]
        for _ in range(SECONDS * 20):  # Playwright hears of a download only while it is asked
            if len(list(self.downloads.glob(f"*{ending}"))) >= many:
                break
            page.wait_for_timeout(50)
        return super().downloaded(ending, many)

    def close(self) -> None:
        if self.context:
            self.context.close()


class _ChromiumTab(Tab):
    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, expression: str) -> Any:
        try:
            return self.page.evaluate(expression)
        except Error as error:
            if "context was destroyed" in str(error):
                raise PageLeftError from error
            raise

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def press_point(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def close(self) -> None:
        self.page.close()
