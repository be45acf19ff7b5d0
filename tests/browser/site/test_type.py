"""The type of the pages: faces of the folder, and targets for a finger.

That a page has six sizes at most is held in `test_pages.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.folders import ROOT
from support.river_site import PAGES
from support.site_page import Site

pytestmark = pytest.mark.browser

Open = Callable[..., Site]
LOADED = """() => [...document.fonts].filter(one => one.status === "loaded")
  .map(one => one.family.replaceAll('"', ""))"""
SLANTED = """() => [document, ...[...document.querySelectorAll("*")].map(one => one.shadowRoot)]
  .flatMap(root => root ? [...root.querySelectorAll("*")] : [])
  .filter(({ childNodes }) => [...childNodes].some(one => one.nodeType === 3 && one.data.trim()))
  .map(node => [node.localName, getComputedStyle(node)])
  .filter(([, look]) => look.fontStyle === "italic" && !look.fontFamily.startsWith("ui-monospace"))
  .map(([tag, look]) => [tag, look.fontFamily.split(",")[0].replaceAll('"', "")])"""
SMALL = """least => [...document.querySelectorAll("*")]
  .flatMap(node => node.shadowRoot?.querySelector(".lk-ex, .lk-strip")
    ? [...node.shadowRoot.querySelectorAll("button, .lk-option, .lk-sort label")] : [])
  .filter(node => node.checkVisibility() && !node.closest(".lk-map"))
  .map(node => [node.textContent.slice(0, 30), node.getBoundingClientRect().height])
  .filter(([, height]) => height < least)"""


def test_a_page_has_its_faces_from_the_folder(site: Open) -> None:
    here = site()
    page = here.open(PAGES[0])
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    assert {"Lesson Serif", "Lesson Sans"} <= set(page.evaluate(LOADED))
    fonts = [url for url in here.requests if url.endswith(".woff2")]
    assert fonts
    assert all(url.startswith(here.folder.as_uri()) for url in fonts)
    slanted = page.evaluate(SLANTED)
    assert {"em", "text"} <= {tag for tag, _ in slanted}  # words between stars, names of waters
    # The sans has no italic on a page: a browser would slant its letters by itself.
    assert {face for _, face in slanted} == {"Lesson Serif"}


def test_sizes_and_families_are_written_in_one_place() -> None:
    sheets = [
        path
        for path in (ROOT / "src" / "lessonkit").rglob("*.css")
        if path.name != "type.css" and "classroom" not in str(path)
    ]
    assert len(sheets) > 8
    for path in sheets:
        assert strange(path) == [], path.name
    written = (ROOT / "src/lessonkit/browser/type/type.css").read_text("utf-8")
    assert len(re.findall(r"^  --lk-size-\d: ", written, re.MULTILINE)) == 6


def strange(path: Path) -> list[str]:
    """Return the looks of type that name no token."""
    found = re.findall(r"\bfont(?:-size|-family)?:\s*([^;]+);", path.read_text("utf-8"))
    return [one for one in found if "var(--lk-" not in one and one.strip() != "inherit"]


def test_a_finger_can_hit_what_can_be_pressed(site: Open) -> None:
    page = site(820, 1180, has_touch=True, is_mobile=True).open(PAGES[0])  # it has each kind
    assert page.evaluate(SMALL, 44) == []


def test_a_card_of_an_actor_opens_in_its_place(site: Open) -> None:
    page = site(1366).open(PAGES[0])
    cards = page.locator("details.lk-actor")
    for n in range(3):
        before = cards.nth(n).bounding_box()
        cards.nth(n).locator("> summary").click()
        expect(cards.nth(n)).to_have_attribute("open", "")
        after = cards.nth(n).bounding_box()
        assert before
        assert after
        assert {key: after[key] for key in ("x", "width")} == {
            key: before[key] for key in ("x", "width")
        }
