"""Links of the contents, numbers of the strip and addresses with # lead to their part at once.

The longest page of the lesson itself is tried in `tests/browser/this_lesson`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from support.arrival import BREATH, REST, SETTLED, arrived
from support.river_site import PAGES
from support.site_page import MOVES, Site

pytestmark = pytest.mark.browser

WIDTHS = {1366: 768, 820: 1180, 390: 844}


# Each width; and the page whose lists are longest where its parts are highest.
@pytest.mark.parametrize(
    ("name", "width"), [*((PAGES[0], width) for width in WIDTHS), (PAGES[1], 390)]
)
def test_the_contents_and_the_strip_lead_to_their_part(
    site: Callable[..., Site], name: str, width: int
) -> None:
    # From the last to the first: so each way leads over parts that nobody has seen.
    here = site(width, WIDTHS[width])
    page = here.open(name)
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
    page.close()
    page = here.open(name)
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
    here.context.add_init_script(MOVES)
    first = here.open(name)
    ids = first.locator("main h2").evaluate_all("all => all.map(node => node.id)")
    middle = len(ids) // 2
    for one in (ids[1], ids[middle], ids[-2]) if name == PAGES[0] else (ids[middle],):
        page = here.context.new_page()
        page.goto(f"{(here.folder / name).as_uri()}#{one}")
        here.alive(page)
        arrived(page, id=one)
        landed = page.evaluate("moved")
        page.wait_for_timeout(300)
        assert page.evaluate("moved") == landed, "nothing moves after the landing"
        page.close()


READ = """() => {
  const cells = [...document.querySelectorAll(".lk-cell")].filter((one) => one.checkVisibility());
  const top = (one) => one.getBoundingClientRect().top;
  const read = cells.find((one) => top(one) >= 0) ?? cells.at(-1);
  return { id: read.id, top: top(read) };
}"""


def scrolled(page: Page, by: int) -> dict[str, Any]:
    """Scroll as a reader does, until the page stands; return the cell that is read, and where."""
    page.mouse.move(700, 400)
    goal = page.evaluate("scrollY") + by
    for _ in range(12):  # a busy browser may lose a turn of the wheel
        page.mouse.wheel(0, min(900, goal - page.evaluate("scrollY")))
        page.wait_for_timeout(200)
        if page.evaluate("scrollY") > goal - 100:
            break
    page.wait_for_function("last => scrollY === last", arg=page.evaluate("scrollY"))
    assert page.evaluate("scrollY") > goal - 100
    read: dict[str, Any] = page.evaluate(READ)
    return read


def stays(page: Page, read: dict[str, Any]) -> None:
    """Hold a page to it: the cell that was read stands, and goes on standing, where it stood."""
    arrived_at = page.evaluate(SETTLED, {"rest": REST, "id": read["id"]})
    assert arrived_at["top"] == pytest.approx(read["top"], abs=2), read


def test_back_leads_to_the_part_before(site: Callable[..., Site]) -> None:
    page = site(1366, 768).open(PAGES[0])
    links = page.locator(".lk-beside-page .lk-sections a")
    for n in (4, 1):
        links.nth(n).click()
        arrived(page, id=(links.nth(n).get_attribute("href") or "")[1:])
    page.go_back()
    arrived(page, id=(links.nth(4).get_attribute("href") or "")[1:])


@pytest.mark.parametrize("slower", [1, 8])
def test_a_page_loaded_anew_stays_where_it_was_read(site: Callable[..., Site], slower: int) -> None:
    """Also on a slow machine, where its maps come long after its words."""
    here = site(1366, 768)
    page = here.open(f"{PAGES[0]}#5-what-will-come")
    page.wait_for_timeout(REST)
    read = scrolled(page, 700)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    for _ in range(2):  # what was left may be loaded anew before all is drawn
        page.reload()
        stays(page, read)
    here.alive(page)
    stays(page, read)


def test_who_comes_back_from_another_page_goes_on_reading(site: Callable[..., Site]) -> None:
    here = site(1366, 768)
    page = here.open(PAGES[0])
    read = scrolled(page, 1500)
    page.goto((here.folder / "sources.html").as_uri())
    page.goto((here.folder / PAGES[0]).as_uri())  # once more, and left at its beginning
    here.alive(page)
    page.go_back()
    page.go_back()
    here.alive(page)
    stays(page, read)


def test_who_scrolls_while_a_page_is_loaded_anew_is_not_brought_back(
    site: Callable[..., Site],
) -> None:
    here = site(1366, 768)
    page = here.open(PAGES[0])
    scrolled(page, 1500)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.reload()
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(300)
    read = page.evaluate(READ)
    here.alive(page)
    stays(page, read)
