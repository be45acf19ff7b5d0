"""The static edition for everybody: with the keys, a screen reader, a narrow window, no scripts.

What axe says of each page of the lesson itself is asked in `tests/browser/this_lesson`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.accessibility import BEST, faults, faults_of_colour
from support.exercise_files import GOOD
from support.exercise_reader import plain
from support.lab_reader import card, open_layers, stage, tool
from support.race import end_of_ruler
from support.river_site import ALL, PAGES, WHOLE
from support.site_page import (
    NARROW,
    PAPER,
    Site,
    can_be_read_without_scripts,
    in_both_themes,
    too_wide,
)

pytestmark = pytest.mark.browser

# All elements, in shadow roots too.
DEEP = """const deep = root => [...root.querySelectorAll("*")].flatMap(
  node => [node, ...(node.shadowRoot ? deep(node.shadowRoot) : [])]);"""
STOPS = f"""() => {{ {DEEP}
  return deep(document).filter(node => node.checkVisibility({{ visibilityProperty: true }}) &&
      node.matches(`a[href], button, select, textarea, summary, input:not([type="radio"]),
        [tabindex="0"]`) &&
      !node.matches(':disabled, [tabindex="-1"]') && node.getClientRects().length)
    .filter(node => !node.reached).map(node => node.outerHTML.slice(0, 120)); }}"""


def test_axe_finds_no_fault_in_a_map_and_its_open_panels_on_a_phone(
    site: Callable[..., Site],
) -> None:
    page = site(390, color_scheme="dark").open(PAGES[1])
    map_ = page.locator("#cell-map .lk-widget")
    for name in ("Zoom in", "Table", "Measure"):
        tool(map_, name).click()
    end_of_ruler(map_, "From").select_option("cedar-mill")
    end_of_ruler(map_, "To").select_option("fen-well")
    stage(map_).press("ArrowRight")
    expect(card(map_)).to_be_visible()
    open_layers(map_)
    map_.locator("[data-layer]:visible").last.focus()
    expect(map_.locator(".lk-frame.lk-dark")).to_have_count(1)
    assert faults(page, 15, "#cell-map", BEST) == []
    page.emulate_media(color_scheme="light")
    expect(map_.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page, "#cell-map") == []


# The first page and a part with exercises, in the one file; and a page with lists and tables.
@pytest.mark.parametrize("name", [WHOLE[0], WHOLE[1], PAGES[2]])
def test_axe_finds_no_fault_in_either_theme(site: Callable[..., Site], name: str) -> None:
    in_both_themes(site(color_scheme="dark").open(name))


@pytest.mark.parametrize("name", [*ALL, WHOLE[2]])
def test_the_keyboard_reaches_everything(site: Callable[..., Site], name: str) -> None:
    page = site().open(name)
    page.evaluate(
        f"""() => {{ {DEEP}
          const reach = event => {{
            event.target.reached = true;
            const {{ width, height }} = event.target.getBoundingClientRect();
            if (!width || !height) globalThis.unseen = event.target.outerHTML.slice(0, 120);
          }};
          for (const root of [document, ...deep(document).map(node => node.shadowRoot)])
            root?.addEventListener("focusin", reach);
        }}"""
    )
    if "#" in name:  # there the keyboard begins at the part that the address names
        page.locator(".lk-skip").focus()
    else:
        page.keyboard.press("Tab")
    expect(page.locator(".lk-skip")).to_be_focused()
    expect(page.locator(".lk-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main:visible")).to_be_focused()
    page.locator(".lk-name a").focus()
    for _ in range(30):
        for _ in range(50):
            page.keyboard.press("Tab")
        if not page.evaluate(STOPS):
            break
    assert page.evaluate(STOPS) == []
    assert page.evaluate("globalThis.unseen ?? ''") == ""


def test_the_theme_is_chosen_by_keyboard_and_kept(
    site: Callable[..., Site], tmp_path: Path
) -> None:
    here = site(profile=tmp_path / "profile")
    page = here.open(PAGES[0])
    light = page.evaluate(PAPER)
    page.get_by_label("Colours", exact=True).focus()
    page.keyboard.press("End")
    expect(page.get_by_label("Colours", exact=True)).to_have_value("dark")
    assert page.evaluate(PAPER) != light
    expect(page.locator(".lk-frame:not(.lk-dark)")).to_have_count(0)
    page = here.open(PAGES[2], page)
    expect(page.get_by_label("Colours", exact=True)).to_have_value("dark")
    expect(page.locator(".lk-frame:not(.lk-dark)")).to_have_count(0)


def test_a_page_that_is_opened_in_a_narrow_window_is_not_wider(site: Callable[..., Site]) -> None:
    # 320 CSS pixels; and a window of 1280 pixels at 200 %, which has 640 for the page. Each page
    # is held to it when it comes alive (test_pages.py), in a window that is made narrower.
    here = site(320, device_scale_factor=2)
    for name in PAGES:
        page = here.open(name)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == [], (name, width)


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_everything_can_be_read(
    site: Callable[..., Site], name: str, folder: Path
) -> None:
    here = site(390, java_script_enabled=False)
    page = here.context.new_page()
    page.goto((folder / name).as_uri())
    can_be_read_without_scripts(page, least_words=30)
    assert page.locator(".lk-widget").count() >= 5
    for entry in GOOD.values() if name == PAGES[0] else ():
        shown = page.locator(f"#cell-x-{entry['id']} .lk-widget")
        expect(shown).to_contain_text(re.compile(r"Exercise \d+: "))
        for one in [*entry.get("options", []), *entry.get("categories", [])]:
            assert plain(one["text"]) in shown.locator("li").all_text_contents()
    assert len(here.requests) < 25
