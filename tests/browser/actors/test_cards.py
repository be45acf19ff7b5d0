"""The cards of actors in groups, in a bare page: closed, opened by keyboard, narrow, checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults

pytestmark = pytest.mark.browser

GROUPS = {"States": ["iran", "russia", "turkey", "jordan"], "Groups": ["sdf", "islamic-state"]}
PAGE = '<!doctype html><html lang="en"><title>Cards</title><body data-ready><main>{}</main>'


@pytest.fixture
def cards(then: Any, new_context: Any) -> Any:
    """Return a function that opens a page of a width with cards in two groups."""
    opened = []

    def show(width: int) -> Page:
        context, watch = new_context(viewport={"width": width, "height": 900})
        opened.append((context, watch))
        page = context.new_page()
        page.set_content(PAGE.format(then.cards(GROUPS).data))
        return page

    yield show
    for context, watch in opened:
        context.close()
        assert watch.errors == []


@pytest.mark.parametrize("width", [1300, 390, 300])
def test_a_card_opens_by_keyboard_and_leaves_the_others_closed(
    cards: Callable[[int], Page], width: int
) -> None:
    page = cards(width)
    closed = page.locator(".lk-folded > details")
    expect(closed).to_have_count(6)
    expect(page.get_by_text("What it says it wants").first).to_be_hidden()
    high = page.locator(".lk-actors").bounding_box()
    assert high
    # All six are on the screen, or on two of a phone.
    assert high["height"] < (400 if width == 1300 else 1100)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    summary = closed.nth(1).locator("> summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Russia")
    assert summary.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    before = closed.nth(1).bounding_box()
    page.keyboard.press("Enter")
    assert closed.evaluate_all("all => all.map(one => one.open)").count(True) == 1
    expect(closed.nth(1).get_by_text("What it says it wants")).to_be_visible()
    box = closed.nth(1).bounding_box()
    assert box
    assert before
    # It opens in its place: nothing beside or above it moves.
    where = [box[key] for key in ("x", "y", "width")]
    assert where == pytest.approx([before[key] for key in ("x", "y", "width")], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page, least=5) == []


def test_without_their_style_the_cards_are_a_list_that_opens(then: Any, new_context: Any) -> None:
    context, _ = new_context()
    page = context.new_page()
    markup = then.cards(GROUPS).data.partition("</style>")[2]
    page.set_content(PAGE.format(markup))
    page.get_by_text("Jordan", exact=True).click()
    expect(page.get_by_text("What it says it wants").nth(3)).to_be_visible()
    tops = page.locator(".lk-actor").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    context.close()
