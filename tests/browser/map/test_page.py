"""The map on a bare page: themes, access, days, and a page that keeps still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour
from support.map_page import EXTENTS, WIDTHS, choose, press

from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "count"), [("light", 0), ("dark", 1)])
def test_the_system_chooses_the_theme(
    valley: Map, open_map: Callable[..., Page], scheme: str, count: int
) -> None:
    page = open_map(valley, color_scheme=scheme)
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(count)
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(1 - count)


def test_axe_finds_no_fault(valley: Map, open_map: Callable[..., Page]) -> None:
    page = open_map(valley, 1300, color_scheme="dark")
    for name in ("Measure", "Table", "Zoom in"):
        press(page, name)
    choose(page, "bases/dun-rock")
    for part in (".lk-measure", ".lk-twin", ".lk-card", ".lk-pad"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(1)
    assert faults(page, 11, "#host") == []
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page, "#host") == []


# ---- The page -----------------------------------------------------------------------------------


def test_the_page_does_not_scroll_sideways(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    for name in ("Measure", "Table"):
        press(page, name)
    root = "document.documentElement"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, width


def test_nothing_moves_for_readers_who_asked_for_less_motion(
    valley: Map, open_map: Callable[..., Page]
) -> None:
    page = open_map(valley, reduced_motion="reduce")
    moving = page.locator("#host").evaluate(
        """map => [...map.shadowRoot.querySelectorAll("*")].filter(node => {
          const style = getComputedStyle(node);
          return style.animationName !== "none" ||
            style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
        }).length"""
    )
    assert moving == 0


def test_a_step_in_time_only_shows_and_hides(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("tanf"))
    map_ = page.locator("#host")
    map_.evaluate(
        """map => {
          const svg = map.shadowRoot.querySelector("svg.lk-svg");
          // Marks that stand for several places are drawn for the day.
          window.count = () => svg.querySelectorAll("*:not(.lk-crowds *)").length;
          window.before = count();
          window.kinds = new Set();
          const note = ({ target, attributeName, type }) => {
            if (!target.closest(".lk-crowds") && attributeName !== "class") {
              kinds.add(attributeName || type);
            }
          };
          new MutationObserver(records => records.forEach(note)).observe(svg, {
            attributes: true, childList: true, characterData: true, subtree: true });
        }"""
    )
    map_.locator("input.lk-date").focus()
    for _ in range(36):
        page.keyboard.press("ArrowRight")
    expect(map_.locator("input.lk-date")).to_have_value("36")
    assert page.evaluate("[...kinds]") == ["display"]
    assert page.evaluate("count() === before")


@pytest.mark.parametrize("extent", EXTENTS)
def test_every_feature_shows_on_exactly_its_days(
    whole: Callable[[str], Map], open_map: Callable[..., Page], extent: str
) -> None:
    page = open_map(whole(extent))
    wrong = page.locator("#host").evaluate(
        """map => {
          const nodes = [...map.shadowRoot.querySelectorAll("svg [data-feature]")], wrong = [];
          const { marks } = model.get("spec");
          for (let day = Date.UTC(2017, 4, 4); day <= Date.UTC(2017, 5, 9); day += 86400000) {
            const iso = new Date(day).toISOString().slice(0, 10);
            model.set("date", iso);
            for (const [n, node] of nodes.entries()) {
              const { feature } = node.dataset, [start, end] = marks[n].days ?? [];
              const now = day / 86400000, shows = node.getAttribute("display") !== "none";
              if (shows !== ((start ?? now) <= now && now <= (end ?? now)))
                wrong.push(`${feature} on ${iso}`);
            }
          }
          return wrong;
        }"""
    )
    assert wrong == []
