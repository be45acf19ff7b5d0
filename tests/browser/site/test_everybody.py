"""The static edition for everybody: with the keys, a screen reader, a narrow window, no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.accessibility import BEST, faults, faults_of_colour
from support.exercise_reader import WRITTEN, plain
from support.site_page import IN_DEPTH, NARROW, PAGES, PAPER, Site, too_wide

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


@pytest.mark.parametrize("name", IN_DEPTH)
def test_axe_finds_no_fault(site: Callable[..., Site], name: str) -> None:
    page = site(color_scheme="dark").open(name)
    page.evaluate(
        """() => {
          document.querySelectorAll("details").forEach(one => { one.open = true; });
          const sheet = new CSSStyleSheet();  // what is out of sight has no boxes to look at
          sheet.replaceSync("* { content-visibility: visible !important; }");
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
    dark = page.locator(".lk-frame.lk-dark")
    assert (dark.count() > 0) == (name != "sources.html")
    assert faults(page, least=16, tags=BEST) == []
    paper = page.evaluate(PAPER)
    page.emulate_media(color_scheme="light")
    expect(dark).to_have_count(0)
    assert page.evaluate(PAPER) != paper
    assert faults_of_colour(page) == []


# The page of sources is a list of a thousand links and nothing else.
@pytest.mark.parametrize("name", [one for one in IN_DEPTH if one != "sources.html"])
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
    page = here.open("01_context.html")
    light = page.evaluate(PAPER)
    page.get_by_label("Colours", exact=True).focus()
    page.keyboard.press("End")
    expect(page.get_by_label("Colours", exact=True)).to_have_value("dark")
    assert page.evaluate(PAPER) != light
    expect(page.locator(".lk-frame:not(.lk-dark)")).to_have_count(0)
    page = here.open("03_hindsight.html", page)
    expect(page.get_by_label("Colours", exact=True)).to_have_value("dark")
    expect(page.locator(".lk-frame:not(.lk-dark)")).to_have_count(0)


def test_a_page_that_is_opened_in_a_narrow_window_is_not_wider(site: Callable[..., Site]) -> None:
    # 320 CSS pixels; and a window of 1280 pixels at 200 %, which has 640 for the page. Each page
    # is held to it when it comes alive (test_pages.py), in a window that is made narrower.
    page = site(320, device_scale_factor=2).open("02_the_race.html")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == [], width


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_everything_can_be_read(
    site: Callable[..., Site], name: str, folder: Path
) -> None:
    here = site(390, java_script_enabled=False)
    page = here.context.new_page()
    page.goto((folder / name).as_uri())
    expect(page.locator("noscript p")).to_be_visible()
    assert page.locator("noscript p").inner_text().startswith("Scripts are off.")
    expect(page.get_by_text("This page stands alone")).to_be_hidden()
    strip = page.locator('[data-view="progress"]')
    expect(strip).to_have_text("Your progress stands here when the scripts of this page run.")
    hosts = page.locator(".lk-widget")
    assert hosts.count() > 10
    assert all(
        len((host.text_content() or "").strip()) > 20 or host.locator("img").count()
        for host in hosts.all()
    )
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert len(picture.get_attribute("alt") or "") > 60
        expect(picture).to_have_js_property("complete", True)
    notebook = name.replace(".html", ".ipynb")
    for entry in (one for one in WRITTEN.values() if one["notebook"] == notebook):
        shown = page.locator(f"#cell-x-{entry['id']} .lk-widget")
        expect(shown).to_contain_text(re.compile(r"Exercise \d+: "))
        for one in [*entry.get("options", []), *entry.get("categories", [])]:
            assert plain(one["text"]) in shown.locator("li").all_text_contents()
    expect(page.locator(".lk-theme")).to_be_hidden()
    assert len(here.requests) < 25
