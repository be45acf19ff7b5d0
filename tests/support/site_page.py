"""The published lesson in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from support.accessibility import BEST, faults, faults_of_colour, faults_of_structure

PAGES = ("01_context.html", "02_the_race.html", "03_hindsight.html", "04_tools.html")
ALL = ("index.html", "sources.html", *PAGES)
# What stands in a part of the one file stands in its page, too: it is looked at in depth there.
# What the file itself does is tried with the small lesson.
ONE_PART = "lesson.html#part-2"
# Each shift of the layout: when, how large, and what moved; and how far all moved together.
MOVES = """globalThis.shifts = [];
globalThis.moved = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) {
    moved += one.value;
    shifts.push([one.startTime, one.value,
      ...one.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80))]);
  }
}).observe({ type: "layout-shift", buffered: true });"""
# The sizes of type in which a page has text.
SIZES = """() => [...new Set([...document.querySelectorAll("main *")]
  .filter(node => node.checkVisibility() && [...node.childNodes].some(one =>
    one.nodeType === Node.TEXT_NODE && one.data.trim()))
  .map(node => getComputedStyle(node).fontSize))]"""
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


@contextmanager
def opener(folder: Path, new_context: Callable[..., Any]) -> Iterator[Callable[..., Site]]:
    """Give a function that opens a browser offline; no page may ask, err or break its policy."""
    opened: list[tuple[Site, Any]] = []

    def show(width: int = 1300, height: int = 900, **options: Any) -> Site:
        context, watch = new_context(
            viewport={"width": width, "height": height}, offline=True, **options
        )
        made = Site(folder, context)
        context.on("request", lambda request: made.requests.append(request.url))
        opened.append((made, watch))
        return made

    yield show
    for made, watch in opened:
        made.context.close()
        assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])
        inside = (made.folder.as_uri() + "/", "data:", "blob:")
        assert made.requests
        assert [url for url in made.requests if not url.startswith(inside)] == []


def came_alive_and_fits(page: Page) -> None:
    """Hold a page to it: each widget drew something, nothing moved, and it fits its window."""
    page.wait_for_timeout(300)
    assert page.evaluate("moved") < 0.01, page.evaluate("shifts")
    hosts = page.locator("[data-model]:visible")
    empty = "nodes => nodes.filter(node => !node.shadowRoot?.textContent.trim()).length"
    assert hosts.evaluate_all(empty) == 0
    expect(page.locator("h1:visible")).to_have_count(1)
    # As a phone is turned: a page that has drawn its maps fits a narrow window, too.
    for narrow in NARROW if page.evaluate("innerWidth") == 390 else ():
        page.set_viewport_size({"width": narrow, "height": 900})
        assert page.evaluate("innerWidth") == narrow
        assert too_wide(page) == [], narrow


SHOW_ALL = """() => {
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  const sheet = new CSSStyleSheet();  // what is out of sight has no boxes to look at
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""


def in_both_themes(page: Page, has_frames: bool = True) -> None:
    """Hold a page that was opened in the dark theme to what axe asks, with all of it shown."""
    page.evaluate(SHOW_ALL)
    dark = page.locator(".lk-frame.lk-dark")
    assert (dark.count() > 0) == has_frames
    assert faults(page, least=16, tags=BEST) == []
    paper = page.evaluate(PAPER)
    page.emulate_media(color_scheme="light")
    expect(dark).to_have_count(0)
    assert page.evaluate(PAPER) != paper
    assert faults_of_colour(page) == []


# Of a long list the beginning, and of a drawing its name: axe asks every node a hundred times.
THIN_OUT = """() => {
  const thin = root => {
    for (const node of root.querySelectorAll("svg > :not(title, desc)")) node.remove();
    for (const node of root.querySelectorAll(":is(ul, ol, tbody) > :nth-child(n + 6)"))
      node.remove();
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) thin(node.shadowRoot);
  };
  thin(document);
}"""


def is_well_built(page: Page) -> None:
    """Hold a page to what axe asks of it in any colours, with all that is folded shown."""
    page.evaluate(SHOW_ALL)
    page.evaluate(THIN_OUT)
    assert faults_of_structure(page, least=14, tags=BEST) == []


def shows_its_day_at_one_glance(page: Page) -> None:
    """Hold the first map of a page to it."""
    first = page.locator(".lk-map").first
    for part in (".lk-stage", ".lk-when", ".lk-date", ".lk-keys"):
        expect(first.locator(part)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def can_be_read_without_scripts(page: Page, least_words: int) -> None:
    """Hold a page of a notebook to it: each widget and each picture has words in its place."""
    expect(page.locator("noscript p")).to_be_visible()
    assert page.locator("noscript p").inner_text().startswith("Scripts are off.")
    expect(page.get_by_text("This page stands alone")).to_be_hidden()
    strip = page.locator('[data-view="progress"]')
    expect(strip).to_have_text("Your progress stands here when the scripts of this page run.")
    assert all(
        len((host.text_content() or "").strip()) > 20 or host.locator("img").count()
        for host in page.locator(".lk-widget").all()
    )
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert len(picture.get_attribute("alt") or "") > least_words
        expect(picture).to_have_js_property("complete", True)
    expect(page.locator(".lk-theme")).to_be_hidden()


# What comes into sight is drawn in the next frames, and moves in each of them until it stands.
_STANDS = """async node => {
  const place = () => Object.values(node.getBoundingClientRect().toJSON()).join();
  let last = place(), since = performance.now(), frames = 0;
  const end = since + 8000;
  while ((performance.now() - since < 200 || frames < 10) && performance.now() < end) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    if (place() !== last) { last = place(); since = performance.now(); frames = 0; }
  }
}"""


def brought_to_rest(part: Locator) -> Locator:
    """Scroll to something as a reader does, who clicks when it stands still.

    What comes into sight finds its height then: it may leave the window once more.
    """
    for _ in range(2):
        part.scroll_into_view_if_needed()
        part.evaluate(_STANDS)
    return part


def widget(page: Page, cell: str) -> Locator:
    return page.locator(f"#cell-{cell} .lk-widget")


def exercise(page: Page, name: str) -> Locator:
    return widget(page, f"x-{name}")


NARROW = (390, 360, 320, 640)  # CSS pixels
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter(node =>
  node.checkVisibility() && !node.closest(".lk-scroll, .lk-output, .lk-unseen") &&
  node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 90))"""

# Cells of tables whose words lie outside of their window, and outside of all that scrolls: the
# output of a cell cuts off what is wider, so that the page itself is not.
_OUT_OF_REACH = """() => [...document.querySelectorAll("main table :is(th, td)")].filter(cell => {
  if (!cell.checkVisibility() || !cell.textContent.trim()) return false;
  let scrolls = null;
  for (let up = cell.parentElement; up && !scrolls; up = up.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) scrolls = up;
  const words = document.createRange();
  words.selectNodeContents(cell);
  const { left, right } = words.getBoundingClientRect();
  const room = scrolls?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
  const [before, after] = scrolls
    ? [scrolls.scrollLeft, scrolls.scrollWidth - scrolls.clientWidth - scrolls.scrollLeft]
    : [0, 0];
  return left + before < room.left - 1 || right - after > room.right + 1 ||
    room.left < 0 || room.right > innerWidth + 1;
}).map(cell => `out of reach: ${cell.outerHTML.slice(0, 90)}`)"""


def too_wide(page: Page) -> list[str]:
    """Return what makes a page wider than its window, and cells of tables out of reach."""
    page.evaluate("() => new Promise(on => requestAnimationFrame(() => requestAnimationFrame(on)))")
    over = page.evaluate(_OVER)
    found: list[str] = page.evaluate(_TOO_WIDE)
    lost: list[str] = page.evaluate(_OUT_OF_REACH)
    return [*found, *([f"{over} px"] if over > 0 else []), *lost]
