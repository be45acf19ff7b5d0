"""What JupyterLab could take from a map: its keys, the wheel, Escape."""

from __future__ import annotations

import pytest
from lab_server import Lab
from playwright.sync_api import expect
from support.lab_reader import (
    SHORT,
    Race,
    bring_in,
    button,
    card,
    find_map,
    middle_now,
    slider,
    stage,
    view_of,
)

pytestmark = pytest.mark.browser

SCROLLED = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
ACTIVE = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def test_the_sliders_keys_do_not_move_the_notebook(race: Race) -> None:
    page, map_ = race
    cell = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    slider(map_).click()
    before = page.evaluate(cell)
    keys = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End")
    for key in keys:
        value = slider(map_).input_value()
        page.keyboard.press(key)
        assert page.evaluate(cell) == before, f"{key} goes to another cell"
        expect(slider(map_)).not_to_have_value(value)


def test_escape_closes_the_card_of_the_map_in_use_alone(lab: Lab, race_of_three: Race) -> None:
    page, map_ = race_of_three
    other = find_map(lab, page, SHORT, "two-kinds-of-zone")
    for one in (other, map_):
        stage(one).focus()
        page.keyboard.press("ArrowRight")
        expect(card(one)).to_be_visible()
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()
    expect(card(other)).to_be_visible()
    stage(other).focus()
    page.keyboard.press("Escape")
    expect(card(other)).to_be_hidden()


def test_the_plain_wheel_scrolls_the_notebook_and_says_how_to_zoom(race: Race) -> None:
    page, map_ = race
    bring_in(stage(map_))
    button(map_, "Zoom in").click()
    page.mouse.move(*middle_now(stage(map_)))
    before, scrolled = view_of(map_), page.evaluate(SCROLLED)
    expect(map_.locator(".lk-hint")).to_be_hidden()
    page.mouse.wheel(0, 120)
    expect(map_.locator(".lk-hint")).to_have_text("Hold Ctrl and turn the wheel to zoom")
    expect(map_.locator(".lk-hint")).to_be_visible()
    page.wait_for_function(f"before => ({SCROLLED})() > before", arg=scrolled)
    assert view_of(map_) == before
    expect(map_.locator(".lk-hint")).to_be_hidden()


def test_the_keys_of_the_map_do_not_move_the_notebook(race: Race) -> None:
    page, map_ = race
    stage(map_).focus()
    cell, scrolled = page.evaluate(ACTIVE), page.evaluate(SCROLLED)
    for key in ("ArrowRight", "ArrowUp", "ArrowDown", "Enter", "+", "Shift+ArrowDown", "-", "0"):
        page.keyboard.press(key)
        assert page.evaluate(ACTIVE) == cell, f"{key} goes to another cell"
    page.keyboard.press("Escape")
    expect(stage(map_)).to_be_focused()
    assert page.evaluate(ACTIVE) == cell
    assert page.evaluate(SCROLLED) == pytest.approx(scrolled, abs=1)
