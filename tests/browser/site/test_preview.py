"""The preview in a browser: a change is seen, the place that was read stays, faults are told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.smallest import write_smallest

from lessonkit.publish.preview.edition import Editions
from lessonkit.publish.preview.server import serve

pytestmark = pytest.mark.browser


class Running:
    """A preview of a copy of the small lesson, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.editions = Editions(folder)
        self._address = ""
        self._listens = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        self._task = self._loop.create_task(serve(self.editions, 0, self._opened))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._loop.close()

    def _opened(self, address: str) -> None:
        self._address = address
        self._listens.set()

    @property
    def address(self) -> str:
        assert self._listens.wait(20)
        return self._address

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()


TEXT = "A paragraph that a reader reads before the question.\n\n" * 30


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Running]:
    """Show the smallest lesson, with a page that is higher than the window."""
    folder = write_smallest(tmp_path / "lesson")
    book = folder / "notebooks" / "01_harbours.ipynb"
    whole = json.loads(book.read_text(encoding="utf-8"))
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": TEXT}
    whole["cells"].insert(-1, text)
    whole["cells"][-1]["id"] = "asked"
    book.write_text(json.dumps(whole), encoding="utf-8")
    made = Running(folder)
    yield made
    made.end()


@pytest.fixture
def page(preview: Running, new_context: Callable[..., Any]) -> Iterator[Page]:
    context, watch = new_context(viewport={"width": 1036, "height": 648})
    yield context.new_page()
    context.close()
    assert (watch.errors, watch.dialogs) == ([], [])


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}: mend the test"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_written_is_seen_and_another_site_cannot_ask(preview: Running, page: Page) -> None:
    page.goto(f"{preview.address}01_harbours.html")
    panel = page.get_by_role("region", name="Preview")
    expect(page.locator("svg.lk-svg").first).to_be_visible(timeout=60_000)
    expect(panel).to_be_hidden(timeout=60_000)

    # A word, far down: the page stays where it is read.
    exercise = page.locator("#cell-asked")
    exercise.scroll_into_view_if_needed()
    expect(exercise.get_by_role("button", name="Check")).to_be_visible(timeout=60_000)
    exercise.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 500
    book = preview.folder / "notebooks" / "01_harbours.ipynb"
    write(book, '"# Three harbours', '"# Three harbours, written anew')
    expect(page.get_by_role("heading", name="Three harbours, written anew")).to_be_attached(
        timeout=30_000
    )
    expect(exercise).to_be_in_viewport()

    # A map.
    settings = preview.folder / "data" / "lesson.toml"
    write(settings, 'title = "Three harbours"\nalt', 'title = "A title written anew"\nalt')
    expect(page.get_by_text("A title written anew").first).to_be_attached(timeout=60_000)
    expect(panel).to_be_hidden(timeout=60_000)

    # A fault, whose words are shown as they are.
    places = preview.folder / "data" / "places.csv"
    good = places.read_text(encoding="utf-8")
    header, first, *rest = good.splitlines()
    bad = first.replace(first.split(",")[0], "<img src=x onerror=alert(1)>", 1)
    places.write_text("\n".join([header, bad, *rest]), encoding="utf-8")
    expect(panel).to_contain_text("places.csv row 2, place_id: got <img", timeout=30_000)
    expect(panel).to_contain_text("The page stays as it was before.")
    expect(page.locator("svg.lk-svg").first).to_be_attached()
    places.write_text(good, encoding="utf-8")
    expect(panel).to_be_hidden(timeout=60_000)

    # Another site asks in its name.
    answer = page.request.get(preview.address, headers={"Host": "elsewhere.example"})
    assert answer.status == 403
    assert page.request.get(f"{preview.address}../data/lesson.toml").status == 404
