"""Links of the contents, numbers of the strip and addresses with # lead to their part at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from support.site_page import ALL, PAGES, Site

pytestmark = pytest.mark.browser

WIDTHS = {1366: 768, 820: 1180, 390: 844}
BREATH, REST = 150, 500  # ms
# Where a part stands when nothing has moved for so long; what has begun to move moves each frame.
SETTLED = """async find => {
  const node = () => find.step === undefined
    ? document.getElementById(find.id)
    : document.activeElement?.shadowRoot?.activeElement;
  const top = () => node()?.getBoundingClientRect().top;
  let last = top(), since = performance.now(), frames = 0;
  const end = since + 8000;
  while ((performance.now() - since < find.rest || frames < 8) && performance.now() < end) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    if (top() !== last) { last = top(); since = performance.now(); frames = 0; }
  }
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const there = find.step === undefined
    ? document.activeElement === node() : node()?.matches(".lk-ex");
  return { top: last, there, atEnd, inSight: last > 0 && last < innerHeight };
}"""


def arrived(page: Any, rest: int = REST, **find: Any) -> None:
    """Hold a page to it: the part has the focus and is at the top, or the page ends there."""
    seen = page.evaluate(SETTLED, {"rest": rest, **find})
    assert seen["there"], (find, seen)
    assert 0 <= seen["top"] <= 80 or (seen["atEnd"] and seen["inSight"]), (find, seen)


# Every width, and every page: each is tried at least once.
@pytest.mark.parametrize(
    ("name", "width"),
    [*((PAGES[1], width) for width in WIDTHS), (PAGES[0], 390), (PAGES[2], 1366)],
)
def test_the_contents_and_the_strip_lead_to_their_part(
    site: Callable[..., Site], name: str, width: int
) -> None:
    # From the last to the first: so each way leads over parts that nobody has seen.
    page = site(width, WIDTHS[width]).open(name)
    at = ".lk-onpage" if width <= 1020 else ".lk-beside-page"
    links = page.locator(f"{at} .lk-sections a")
    if width <= 1020:
        page.locator(".lk-onpage summary").click()
    assert links.count() > 5
    # A reader goes on soon, and stays at the last: there, nothing moves later either.
    for n in reversed(range(links.count())):
        links.nth(n).click()
        part = (links.nth(n).get_attribute("href") or "")[1:]
        arrived(page, BREATH if n else REST, id=part)
    page = site(width, WIDTHS[width]).open(name)
    steps = page.locator(".lk-step")
    assert steps.count() > 5
    for n in reversed(range(steps.count())):
        steps.nth(n).click()
        arrived(page, BREATH if n else REST, step=n)


@pytest.mark.parametrize("name", PAGES)
def test_an_address_leads_to_its_part_while_the_page_is_drawn(
    site: Callable[..., Site], name: str
) -> None:
    here = site(1366, 768)
    here.context.add_init_script(
        """globalThis.moved = 0;
        new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))
          .observe({ type: "layout-shift", buffered: true });"""
    )
    first = here.open(name)
    ids = first.locator("main h2").evaluate_all("all => all.map(node => node.id)")
    for one in ids[1:-1:2]:
        page = here.context.new_page()
        page.goto(f"{(here.folder / name).as_uri()}#{one}")
        here.alive(page)
        arrived(page, id=one)
        landed = page.evaluate("moved")
        page.wait_for_timeout(500)
        assert page.evaluate("moved") == landed, "nothing moves after the landing"
        page.close()


def test_back_leads_to_the_part_before_and_a_page_loaded_anew_stays(
    site: Callable[..., Site],
) -> None:
    here = site(1366, 768)
    page = here.open(PAGES[0])
    links = page.locator(".lk-beside-page .lk-sections a")
    for n in (4, 1):
        links.nth(n).click()
        arrived(page, id=(links.nth(n).get_attribute("href") or "")[1:])
    page.go_back()
    arrived(page, id=(links.nth(4).get_attribute("href") or "")[1:])
    page.mouse.move(700, 400)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    page.reload()
    here.alive(page)
    page.wait_for_timeout(500)
    heading = "document.getElementById(location.hash.slice(1)).getBoundingClientRect().top"
    assert page.evaluate(heading) < -200


def test_each_link_inside_the_site_has_its_part(folder: Path) -> None:
    soups = {name: BeautifulSoup((folder / name).read_text("utf-8"), "html.parser") for name in ALL}
    ids = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    dead = [
        (name, link["href"])
        for name, soup in soups.items()
        for link in soup.select("a[href]")
        for file, _, part in [str(link["href"]).partition("#")]
        if ("//" not in file and ((file or name) in ids and part and part not in ids[file or name]))
        or ("//" not in file and file and not (folder / file).is_file())
    ]
    assert dead == []
