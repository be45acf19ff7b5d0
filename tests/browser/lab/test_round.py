"""A whole round with the keyboard alone, in JupyterLab."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import (
    FIRST,
    Race,
    button,
    card,
    expect_day,
    group,
    slider,
    stage,
    switch,
    view_of,
)
from support.race import (
    IN_ORDER,
    column,
    end_of_ruler,
    expect_measured,
    position,
)

pytestmark = pytest.mark.browser


TANF, BUKAMAL = "al-tanf-garrison", "al-bukamal"
FOCUSED = "node => node.getRootNode().activeElement === node"
OUTSIDE = "host => !host.matches(':focus-within')"


def tab_to(page: Page, it: Locator, key: str = "Tab", most: int = 60) -> None:
    """Press a key until something has the focus."""
    handle = it.element_handle()
    assert handle
    for _ in range(most):
        if handle.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    pytest.fail(f"{it} is not reached by {key}")


def open_by_keys(page: Page, map_: Locator, name: str) -> None:
    """Open the menu of tools and press a button of it."""
    tab_to(page, button(map_, "Tools"), "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, button(map_, name), most=8)
    page.keyboard.press("Space")
    expect(map_.locator(".lk-menu")).to_be_hidden()
    expect(button(map_, "Tools")).to_be_focused()


def test_the_keyboard_alone_does_a_whole_round(race: Race, data: Path) -> None:
    page, map_ = race
    page.evaluate("""() => {
      const notebook = jupyterapp.shell.currentWidget.content;
      notebook.activeCellIndex = 3;
      notebook.activate();
    }""")
    tab_to(page, stage(map_))
    page.keyboard.press("ArrowRight")
    expect(card(map_)).to_be_visible()
    whole = view_of(map_)
    page.keyboard.press("+")
    assert view_of(map_)[2] < whole[2]
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()
    page.keyboard.press("0")
    assert view_of(map_) == whole

    tab_to(page, button(map_, "Play"))
    page.keyboard.press("Enter")
    expect(slider(map_)).not_to_have_value("0")
    page.keyboard.press("Enter")
    expect(button(map_, "Play")).to_be_focused()
    tab_to(page, slider(map_))
    page.keyboard.press("Home")
    expect_day(map_, FIRST)

    open_by_keys(page, map_, "Measure")
    tab_to(page, end_of_ruler(map_, "From"))
    page.keyboard.type("Al-Tanf g")
    tab_to(page, end_of_ruler(map_, "To"))
    page.keyboard.type("Al-Buk")
    expect(map_.locator(".lk-result")).to_contain_text("Al-Tanf garrison to Al-Bukamal: ")
    expect_measured(map_, position(data, TANF), position(data, BUKAMAL))

    open_by_keys(page, map_, "Table")
    head = map_.locator(".lk-twin thead")
    tab_to(page, head.locator("button", has_text="Layer"))
    page.keyboard.press("Enter")
    expect(head.locator("th").nth(1)).to_have_attribute("aria-sort", "ascending")
    assert page.evaluate(IN_ORDER, column(map_, "Layer"))
    open_by_keys(page, map_, "Table")
    expect(map_.locator(".lk-twin")).to_be_hidden()

    tab_to(page, button(map_, "Layers"), "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, switch(map_, "relief"))
    page.keyboard.press("Space")
    expect(group(map_, "relief")).to_be_hidden()

    # No part holds the focus: it leaves the map at its end and at its beginning.
    tab_to(page, switch(map_, "events"))
    page.keyboard.press("Tab")
    assert map_.evaluate(OUTSIDE)
    tab_to(page, map_.get_by_role("switch").first, "Shift+Tab", 100)
    page.keyboard.press("Space")
    expect(map_.get_by_role("switch").first).not_to_be_checked()
    for _ in range(8):  # the tools stand beside the title, before the switches
        page.keyboard.press("Shift+Tab")
        if map_.evaluate(OUTSIDE):
            break
    assert map_.evaluate(OUTSIDE)
