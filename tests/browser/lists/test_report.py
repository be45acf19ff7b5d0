"""The report beside its map on a bare page: text, key, both directions, keyboard, widths, paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults, faults_of_colour
from support.map_page import symbol

from lessonkit import Lesson
from lessonkit.widgets.lists.report import Report

pytestmark = pytest.mark.browser

ALL, PREDICTIONS = 60, 11
CELL, TABLET, PHONE = 934, 820, 390  # px: a cell of JupyterLab at 1366, pages
DESERT = "Both sides are crossing the wide desert"  # C34: five places, two of them later first
CEASEFIRE = "The agreement was a ceasefire for four parts of Syria."  # C38: 4 May
HIGH = "node => node.getBoundingClientRect().height"
TOP = "node => node.getBoundingClientRect().top"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def report(then: Lesson) -> Report:
    return then.map("claims-of-the-report").with_report()


def claim(page: Page, words: str) -> Locator:
    return page.locator(".lk-claim", has_text=words)


def key(page: Page, word: str) -> Locator:
    return page.locator(".lk-kind-key", has_text=word)


def get(page: Page, name: str, model: str = "map") -> Any:
    return page.evaluate("([model, name]) => models[model].get(name)", [model, name])


def rings(page: Page) -> int:
    return page.locator(".lk-pointed:not([display])").count()


def test_each_paragraph_says_who_speaks_and_of_what_kind_each_claim_is(
    report: Report, open_map: Open
) -> None:
    page = open_map(report, CELL)
    expect(page.locator(".lk-claim")).to_have_count(ALL)
    expect(page.get_by_role("region", name=report.spec["title"])).to_be_visible()
    sixth = page.get_by_role("group", name="Paragraph 6", exact=True)
    expect(sixth.locator(".lk-speaker")).to_have_text(["¶ 6Emile Hokayem", "Reporter"])
    expect(sixth.locator(".lk-mark")).to_have_text(
        ["Interpretation: ", "Motive: ", "Interpretation: ", "Fact: "]
    )
    expect(sixth.locator(".lk-mark svg")).to_have_count(4)
    outlines = page.locator(".lk-kind-key path").evaluate_all(
        "all => all.map((one) => one.getAttribute('d'))"
    )
    assert len(set(outlines)) == len(outlines) == 6


def test_pointing_rings_the_places_and_choosing_moves_the_map(
    report: Report, open_map: Open
) -> None:
    page = open_map(report, CELL)
    assert rings(page) == 0
    claim(page, DESERT).hover()
    assert rings(page) == 5
    assert get(page, "selected") == ""
    page.mouse.move(2, 2)
    assert rings(page) == 0
    claim(page, CEASEFIRE).click()
    assert get(page, "date") == "2017-05-04"
    assert get(page, "chosen", "model") == "C38"
    expect(claim(page, CEASEFIRE)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".lk-shown")).to_contain_text("The map shows 4 May 2017.")
    page.mouse.move(2, 2)
    assert rings(page) == 4  # Astana is not on the map, and is named
    expect(page.locator(".lk-claim-detail")).to_contain_text("(not on this map)")
    page.locator(".lk-claim-detail").get_by_role("button", name="Dar'a").click()
    assert get(page, "selected").endswith("/dara")
    claim(page, CEASEFIRE).click()
    page.mouse.move(2, 2)
    assert (rings(page), get(page, "chosen", "model")) == (0, "")


def test_the_key_brings_out_one_kind_and_says_what_it_means(report: Report, open_map: Open) -> None:
    page = open_map(report, CELL)
    expect(key(page, "Prediction")).to_contain_text(str(PREDICTIONS))
    key(page, "Prediction").click()
    expect(key(page, "Prediction")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".lk-meaning")).to_have_text(
        "Prediction: it says what will or could happen later."
    )
    expect(page.locator(".lk-fits")).to_have_count(PREDICTIONS)
    expect(page.locator(".lk-claim:visible")).to_have_count(ALL)  # a paragraph is read whole
    expect(page.locator(".lk-count")).to_have_text(f"Showing {PREDICTIONS} of {ALL} claims.")
    key(page, "All").click()
    expect(key(page, "All")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".lk-narrowed")).to_have_count(0)


def test_a_place_on_the_map_underlines_the_claims_that_name_it(
    report: Report, open_map: Open
) -> None:
    page = open_map(report, CELL)
    page.mouse.click(*symbol(page, "towns/raqqa"))
    many = [one for one in report.spec["items"] if "raqqa" in one["keys"]["place"]]
    expect(page.locator(".lk-naming")).to_contain_text(f"{len(many)} claims name Raqqa.")
    expect(page.locator(".lk-has-named")).to_have_count(len(many))
    expect(claim(page, many[0]["title"])).to_contain_text("(Named)")
    page.get_by_role("button", name="Show only these").click()
    expect(page.locator(".lk-fits")).to_have_count(len(many))


def test_the_keyboard_alone_reads_points_and_chooses(report: Report, open_map: Open) -> None:
    page = open_map(report, CELL)
    key(page, "Motive").focus()
    page.keyboard.press("Tab")
    focused = page.locator(".lk-claim:focus")
    expect(focused).to_contain_text("The report was written in Beirut")
    page.keyboard.press("ArrowDown")
    expect(focused).to_contain_text("Forces backed by the US")
    assert rings(page) == 3
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(focused).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")
    assert get(page, "chosen", "model") == "C02"
    page.keyboard.press("End")
    expect(focused).to_contain_text("These forces stayed where they were")
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Tab")  # the way out is the places of the chosen claim
    expect(page.locator(".lk-claim-detail button:focus")).to_have_count(1)


def test_map_and_text_are_seen_at_one_glance(report: Report, open_map: Open) -> None:
    page = open_map(report, CELL)
    last = claim(page, "These forces stayed where they were")
    for width, height in ((CELL, 648), (TABLET, 1180), (PHONE, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("models.model.set('chosen', ''); scrollTo(0, 0)")
        last.click()
        if width == PHONE:  # there the page goes on below the text
            page.locator(".lk-stage").evaluate("node => node.scrollIntoView()")
        expect(page.locator(".lk-svg")).to_be_in_viewport(ratio=0.99)
        expect(last).to_be_in_viewport(ratio=0.99)
        expect(page.locator(".lk-shown")).to_be_in_viewport(ratio=0.99)
        map_, text = (page.locator(name).evaluate(TOP) for name in (".lk-stage", ".lk-report"))
        assert (text > map_ + 200) is (width != CELL), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width != PHONE:  # where there is room the text runs on
            expect(page.locator(".lk-turns")).to_be_hidden()


def test_on_a_phone_a_paragraph_is_a_card_that_fills_the_window_with_the_map(
    report: Report, open_map: Open
) -> None:
    page = open_map(report, PHONE)
    page.set_viewport_size({"width": PHONE, "height": 844})
    cards = page.locator(".lk-paragraph")
    many = cards.count()
    back, on = (
        page.get_by_role("button", name=name) for name in ("Paragraph before", "Next paragraph")
    )
    expect(cards.nth(0)).to_be_in_viewport(ratio=0.6)
    expect(cards.nth(1)).not_to_be_in_viewport()
    expect(back).to_have_attribute("aria-disabled", "true")
    on.click()
    on.click()
    expect(page.locator(".lk-turns span")).to_have_text(f"Paragraph 3 of {many}")
    for part in (".lk-svg", ".lk-date", ".lk-turns"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    expect(cards.nth(2)).to_be_in_viewport(ratio=0.99)
    assert cards.nth(2).evaluate(HIGH) > 300
    back.click()
    expect(page.locator(".lk-turns span")).to_have_text(f"Paragraph 2 of {many}")
    # What comes from the map turns to its card, too.
    page.evaluate("models.model.set('chosen', 'C38')")
    expect(claim(page, CEASEFIRE)).to_be_in_viewport(ratio=0.99)
    key(page, "Motive").click()
    expect(page.locator(".lk-meaning")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_everybody_can_read_it_in_both_themes(opened: Lesson, open_map: Open) -> None:
    page = open_map(opened.map("five-weeks").with_report(), CELL)
    page.get_by_role("button", name="Close: Steps").click()
    page.locator(".lk-claim").first.click()
    key(page, "Prediction").click()
    assert faults(page, 15) == []
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".lk-dark")).not_to_have_count(0)
    assert faults_of_colour(page) == []
    page.set_viewport_size({"width": PHONE, "height": 844})  # there a paragraph is a card
    expect(page.locator(".lk-turns")).to_be_visible()
    assert faults(page, 15) == []


def test_on_paper_all_paragraphs_stand_with_their_speakers_and_the_key_has_its_words(
    report: Report, open_map: Open
) -> None:
    page = open_map(report, CELL)
    page.emulate_media(media="print")
    expect(page.locator(".lk-claim:visible")).to_have_count(ALL)
    box = page.locator(".lk-report")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    expect(page.get_by_text("it says what will or could happen later.").last).to_be_visible()
    expect(page.locator(".lk-kind-count").first).to_be_hidden()
    sides = page.locator(".lk-said").evaluate_all(
        "all => all.every((one) => one.previousSibling.getBoundingClientRect().right"
        " <= one.getBoundingClientRect().left)"
    )
    assert sides
