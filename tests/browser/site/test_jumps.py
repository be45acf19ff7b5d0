"""Links of the contents, numbers of the strip and addresses with # lead to their part at once.

The longest page of the lesson itself is tried in `tests/browser/this_lesson`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.arrival import BREATH, REST, arrived
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
    heading = "document.getElementById(location.hash.slice(1)).getBoundingClientRect().top"
    page.mouse.move(700, 400)
    for _ in range(10):  # a busy browser may lose a turn of the wheel
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(300)
        if page.evaluate(heading) < -200:
            break
    assert page.evaluate(heading) < -200
    page.reload()
    here.alive(page)
    page.wait_for_timeout(300)
    assert page.evaluate(heading) < -200
