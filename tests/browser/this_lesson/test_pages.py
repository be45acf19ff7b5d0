"""The pages of the lesson itself: what only its own texts, maps and length can break.

What every site can do is tried with the small lesson, in `tests/browser/site`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from support.arrival import arrived
from support.exercise_reader import WRITTEN, plain
from support.site_page import (
    ALL,
    MOVES,
    ONE_PART,
    PAGES,
    SIZES,
    Site,
    came_alive_and_fits,
    can_be_read_without_scripts,
    is_well_built,
    shows_its_day_at_one_glance,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Site]
LONGEST = PAGES[3]


def opened(site: Open, name: str, width: int) -> Page:
    """Open a page; its widgets are alive, nothing moved, and it fits its window."""
    here = site(width)
    here.context.add_init_script(MOVES)
    page = here.open(name)
    hosts, maps = page.locator("[data-model]:visible"), page.locator(".lk-svg")
    if name in (*PAGES, ONE_PART):
        assert hosts.count() > 10
        assert maps.count() >= 4
    else:  # one map opens the lesson
        opening = int(name == "index.html")
        expect(hosts).to_have_count(opening)
        expect(maps).to_have_count(opening)
    assert len(page.evaluate(SIZES)) <= 6, "sizes of type"
    came_alive_and_fits(page)
    return page


@pytest.mark.parametrize("name", [*ALL, ONE_PART])
def test_on_a_phone_every_widget_comes_alive_nothing_moves_and_it_fits(
    site: Open, name: str
) -> None:
    opened(site, name, 390)


@pytest.mark.parametrize("name", ALL)
def test_on_a_large_screen_too_and_it_is_well_built_and_fits_a_laptop(
    site: Open, name: str
) -> None:
    page = opened(site, name, 1300)
    if name in PAGES:
        page.set_viewport_size({"width": 1036, "height": 648})
        fits_a_laptop(page, name)
        page.set_viewport_size({"width": 1300, "height": 900})
    is_well_built(page)  # of colours, the parts of a page are asked where they are tried


def fits_a_laptop(page: Page, name: str) -> None:
    """Hold a page to it: its first map is high enough, and its contents can be reached."""
    expect(page.locator(".lk-onpage > summary")).to_be_in_viewport(ratio=1)
    if name in ("02_the_race.html", "03_hindsight.html"):
        shows_its_day_at_one_glance(page)
    stage = page.locator(".lk-stage").first.bounding_box() or {}
    assert stage["height"] >= 325
    page.locator(".lk-onpage > summary").click()
    expect(page.locator(".lk-onpage .lk-pages a").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1036


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_everything_can_be_read(site: Open, name: str) -> None:
    here = site(390, java_script_enabled=False)
    page = here.context.new_page()
    page.goto((here.folder / name).as_uri())
    can_be_read_without_scripts(page, least_words=60)
    assert page.locator(".lk-widget").count() > 10
    notebook = name.replace(".html", ".ipynb")
    for entry in (one for one in WRITTEN.values() if one["notebook"] == notebook):
        shown = page.locator(f"#cell-x-{entry['id']} .lk-widget")
        expect(shown).to_contain_text(re.compile(r"Exercise \d+: "))
        for one in [*entry.get("options", []), *entry.get("categories", [])]:
            assert plain(one["text"]) in shown.locator("li").all_text_contents()
    assert len(here.requests) < 25


# ---- Links --------------------------------------------------------------------------------------


def test_the_longest_page_lands_at_an_address_and_at_a_link(site: Open, whole_site: Path) -> None:
    assert max(PAGES, key=lambda name: (whole_site / name).stat().st_size) == LONGEST
    here = site(1366, 768)
    soup = BeautifulSoup((whole_site / LONGEST).read_text("utf-8"), "html.parser")
    ids = [str(heading["id"]) for heading in soup.select("main h2[id]")]
    page = here.open(f"{LONGEST}#{ids[-2]}")
    arrived(page, id=ids[-2])
    page.locator(".lk-beside-page .lk-sections a").nth(1).click()
    arrived(page, id=ids[1])
    steps = page.locator(".lk-step")
    steps.last.click()
    arrived(page, step=steps.count() - 1)


def test_each_link_inside_the_site_has_its_part(whole_site: Path) -> None:
    soups = {
        name: BeautifulSoup((whole_site / name).read_text("utf-8"), "html.parser") for name in ALL
    }
    ids = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    dead = [
        (name, link["href"])
        for name, soup in soups.items()
        for link in soup.select("a[href]")
        for file, _, part in [str(link["href"]).partition("#")]
        if ("//" not in file and ((file or name) in ids and part and part not in ids[file or name]))
        or ("//" not in file and file and not (whole_site / file).is_file())
    ]
    assert dead == []
    for name in PAGES:
        words = soups[name].select("main a[href^='#lk-term-']")
        assert len(words) > 3, "a page has key terms"
        assert len({word["href"] for word in words}) == len(words), "a word is met first once"
