"""The published lesson in a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

PAGES = ("01_context.html", "02_the_race.html", "03_hindsight.html", "04_tools.html")
ALL = ("index.html", "sources.html", *PAGES)
WHOLE = ("lesson.html", *(f"lesson.html#part-{n}" for n in range(1, 6)))  # the one file, in parts
# What stands in a part of the one file stands in its page, too: it is looked at in depth there, and
# one part tells whether the file itself does any harm.
IN_DEPTH = (*ALL, WHOLE[0], WHOLE[2])


PAPER = "getComputedStyle(document.body).backgroundColor"


@dataclass
class Site:
    """A site on a disk, and a browser without a network to read it."""

    folder: Path
    context: BrowserContext
    requests: list[str] = field(default_factory=list)

    def open(self, name: str, page: Page | None = None) -> Page:
        page = page or self.context.new_page()
        page.goto(
            (self.folder / name.partition("#")[0]).as_uri() + name[len(name.partition("#")[0]) :]
        )
        return self.alive(page)

    def alive(self, page: Page) -> Page:
        shown = page.locator("body:not(:has(.lk-page)), .lk-open")
        expect(shown.locator(".lk-widget:not(.lk-alive)")).to_have_count(0)
        return page


def brought_to_rest(part: Locator) -> Locator:
    """Scroll to something as a reader does, who clicks when it stands still.

    What comes into sight finds its height then: it may leave the window once more.
    """
    for _ in range(2):
        part.scroll_into_view_if_needed()
        part.page.wait_for_timeout(400)
    return part


NARROW = (320, 640)  # CSS pixels
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter(node =>
  node.checkVisibility() && !node.closest(".lk-scroll, .lk-output, .lk-unseen") &&
  node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 90))"""


def too_wide(page: Page) -> list[str]:
    """Return what makes a page wider than its window."""
    page.evaluate("() => new Promise(on => requestAnimationFrame(() => requestAnimationFrame(on)))")
    over = page.evaluate(_OVER)
    found: list[str] = page.evaluate(_TOO_WIDE)
    return [*found, *([f"{over} px"] if over > 0 else [])]
