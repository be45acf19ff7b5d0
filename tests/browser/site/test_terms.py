"""Key terms: a dotted word in the prose, whose entry opens beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import BEST, faults
from support.river_site import PAGES, TERMS
from support.site_page import Site, brought_to_rest

pytestmark = pytest.mark.browser

Open = Callable[..., Site]


def word_and_note(page: Page, term: str) -> tuple[Locator, Locator]:
    return page.locator(f"main a[href='#lk-term-{term}']").first, page.get_by_role("note")


def test_a_word_opens_its_entry_in_place_by_pointer_and_keys_however_fast(site: Open) -> None:
    page = site().open(PAGES[0])
    word, note = word_and_note(page, "guild")
    expect(word).to_have_attribute("role", "button")
    word.click()
    expect(note).to_have_text(TERMS["guild"])
    expect(word).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("location.hash") == ""
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(word).to_have_attribute("aria-expanded", "false")
    for key in ("Enter", "Space"):
        word.press(key)
        expect(note).to_be_visible()
        page.keyboard.press("Escape")
    expect(word).to_be_focused()
    for _ in range(2):  # the second click closes what the first one opened
        word.click()
    expect(note).to_have_count(0)
    # A key that follows at once is not lost, as on a slow computer, where timers wait until the
    # page is drawn and keys do not.
    word.evaluate(
        """word => {
          word.click();
          word.nextElementSibling.hidePopover();
          word.click();
        }"""
    )
    expect(note).to_have_count(1)
    expect(note).to_be_visible()
    expect(word).to_have_attribute("aria-expanded", "true")
    word.press("Enter")  # and the word itself closes it, by keys as by pointer
    expect(note).to_have_count(0)


def test_an_entry_stands_beside_its_word_inside_the_window(site: Open) -> None:
    page = site(1366, has_touch=True).open(PAGES[0])
    words = page.locator("main a[href^='#lk-term-']").all()
    for n, width in enumerate((1366, 820, 390, 320)):
        page.set_viewport_size({"width": width, "height": 900})
        for word in words[n % 2 :: 3]:
            stands_beside(page, word, width)


def stands_beside(page: Page, word: Locator, width: int) -> None:
    before = brought_to_rest(word).bounding_box()
    word.tap()
    note = page.get_by_role("note")
    box, now = note.bounding_box(), word.bounding_box()
    assert before
    assert box
    assert now
    assert (now["x"], now["y"]) == pytest.approx((before["x"], before["y"]), abs=1), width
    assert box["x"] >= 0, width
    assert box["x"] + box["width"] <= width
    below = box["y"] - now["y"] - now["height"]
    above = now["y"] - box["y"] - box["height"]
    assert min(abs(below), abs(above)) < 40, width
    page.keyboard.press("Escape")


def test_axe_finds_nothing_on_an_open_entry(site: Open) -> None:
    page = site(color_scheme="dark").open(PAGES[1])
    word, note = word_and_note(page, "league")
    word.click()
    expect(note).to_be_visible()
    # The whole page has a test of its own, with everything on it drawn.
    assert faults(page, least=3, within=".lk-term-note", tags=BEST) == []
    page.emulate_media(color_scheme="light")
    assert faults(page, least=3, within=".lk-term-note", tags=BEST) == []


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_and_on_paper_a_word_leads_to_the_list(site: Open, name: str) -> None:
    here = site(java_script_enabled=False)
    page = here.context.new_page()
    page.goto((here.folder / name).as_uri())
    links = page.locator("main a[href^='#lk-term-']")
    assert links.count() > 3
    targets = {(link.get_attribute("href") or "")[1:] for link in links.all()}
    assert len(targets) == links.count(), "a word is a link where it is met first, once"
    links.first.click()
    expect(page.locator(f"#{(links.first.get_attribute('href') or '')[1:]}")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.locator(".lk-terms dd").first).to_be_visible()
