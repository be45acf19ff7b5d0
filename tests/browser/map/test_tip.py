"""The words beside a mark under the pointer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import (
    FIRST,
    LAST,
    Race,
    bring_in,
    button,
    card,
    click_on,
    drawn,
    expect_card_of,
    go_to,
    held_on,
    holder_label,
    middle,
    middle_now,
    point_at,
    row,
    slider,
    stage,
    symbol,
    touch,
)
from support.map_page import state
from support.race import FORD, STRIKE, drag, place_of

pytestmark = pytest.mark.browser

LINGER = 300  # ms that the words stay after the pointer has left
# Symbols that show, from the outermost of each side to some between them.
SOME_MARKS = """map => {
  const at = node => {
    const { e, f } = node.getScreenCTM();
    return [e, f, node.closest("[data-feature]").dataset.feature];
  };
  const all = [...map.shadowRoot.querySelectorAll("[data-feature] .lk-at")]
    .filter(node => !node.closest("[display=none]")).map(at);
  const ends = [0, 1].flatMap(n => {
    const sorted = all.toSorted((a, b) => a[n] - b[n]);
    return [...sorted.slice(0, 3), ...sorted.slice(-3)];
  });
  const isUnderButton = ([x, y]) =>
    !map.shadowRoot.elementFromPoint(x, y)?.closest(".lk-drawing");
  return [...ends, ...all.filter((_, n) => n % 12 === 0)].filter(one => !isUnderButton(one));
}"""


def tip(map_: Locator) -> Locator:
    return map_.locator(".lk-tip")


def mark_of(data: Path, place: str, day: dt.date) -> str:
    return f"control/{place}/{held_on(data, place, day)['start']}"


def words_of(data: Path, place: str, day: dt.date) -> str:
    """Return name and holder of a place, with the doubt that the data have."""
    now = held_on(data, place, day)
    doubt = "" if now["status"] == "held" else f" ({now['status']})"
    name = row(data, "places", place_id=place)["name_en"]
    return f"{name}: {holder_label(data, now['holder'])}{doubt}"


def test_pointing_at_a_mark_says_its_name_and_its_holder_and_opens_no_card(
    race: Race, data: Path
) -> None:
    page, map_ = race
    for day in (FIRST, LAST):
        go_to(map_, day)
        expect(tip(map_)).to_be_hidden()
        for place in ("birch-ford", "cedar-mill"):
            point_at(page, map_, mark_of(data, place, day))
            name = row(data, "places", place_id=place)["name_en"]
            line = tip(map_).locator("span", has=page.locator("b").get_by_text(name, exact=True))
            expect(line).to_have_text(words_of(data, place, day))
            expect(card(map_)).to_be_hidden()
        assert state(page, "selected") == "", day
        map_.locator("h3").hover()
        expect(tip(map_)).to_be_hidden()


def test_it_says_the_day_of_an_event_and_the_name_of_a_zone(race: Race, data: Path) -> None:
    page, map_ = race
    go_to(map_, FORD)
    bring_in(stage(map_))
    page.mouse.move(*place_of(map_, "events/E02"))
    title = row(data, "events", event_id="E02")["title"]
    expect(tip(map_)).to_contain_text(f"{FORD.day} {FORD:%B}: {title}")
    go_to(map_, STRIKE)
    bring_in(stage(map_))
    page.mouse.move(*place_of(map_, "zone/rock-zone"))
    expect(tip(map_)).to_contain_text(drawn(data, "zones", "rock-zone")["name"])
    expect(card(map_)).to_be_hidden()


def test_escape_hides_it_while_the_pointer_rests(race: Race, data: Path) -> None:
    """WCAG 2.2, 1.4.13: what hover opens can be closed without moving the pointer."""
    page, map_ = race
    point_at(page, map_, mark_of(data, "birch-ford", FIRST))
    expect(tip(map_)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(map_)).to_be_hidden()
    page.mouse.move(5, 5)
    point_at(page, map_, mark_of(data, "birch-ford", FIRST))  # and comes again
    expect(tip(map_)).to_be_visible()


def test_the_pointer_can_go_onto_it(race: Race, data: Path) -> None:
    """WCAG 2.2, 1.4.13: what hover opens stays while the pointer is on it."""
    page, map_ = race
    bring_in(stage(map_))
    point_at(page, map_, mark_of(data, "birch-ford", FIRST))
    said = words_of(data, "birch-ford", FIRST)
    expect(tip(map_)).to_contain_text(said)
    page.mouse.move(*middle_now(tip(map_)))
    page.wait_for_timeout(2 * LINGER)
    expect(tip(map_)).to_contain_text(said)
    expect(tip(map_)).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip(map_)).to_be_hidden()


def test_it_never_leaves_the_map_nor_covers_its_mark(syria: Race) -> None:
    page, map_ = syria
    for width in (1300, 800, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        page.mouse.move(5, 5)
        bring_in(stage(map_))
        frame = stage(map_).bounding_box()
        assert frame
        wrong, seen = out_of_place(page, map_, dict(frame))
        assert seen > 15, width
        assert wrong == [], width


def out_of_place(page: Page, map_: Locator, frame: dict[str, float]) -> tuple[list[str], int]:
    """Return where the words leave the map or cover their mark, and how many marks were tried."""
    wrong, seen = [], 0
    for x, y, feature in map_.evaluate(SOME_MARKS):
        page.mouse.move(x, y)
        box = tip(map_).bounding_box()
        assert box, feature
        seen += 1
        inside = frame["x"] <= box["x"] and frame["y"] <= box["y"]
        inside &= box["x"] + box["width"] <= frame["x"] + frame["width"]
        inside &= box["y"] + box["height"] <= frame["y"] + frame["height"]
        covers = box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]
        if covers or not inside:
            wrong.append(feature)
        page.keyboard.press("Escape")
    return wrong, seen


def test_a_click_opens_the_card_in_its_place(race: Race, data: Path) -> None:
    page, map_ = race
    click_on(page, map_, mark_of(data, "birch-ford", FIRST))
    expect_card_of(data, map_, "birch-ford", FIRST)
    expect(tip(map_)).to_be_hidden()


def test_a_tap_opens_the_card_and_shows_no_tip(race: Race, data: Path) -> None:
    page, map_ = race
    at = middle(symbol(map_, mark_of(data, "birch-ford", FIRST)))
    touch(page, (at, at))
    expect_card_of(data, map_, "birch-ford", FIRST)
    expect(tip(map_)).to_be_hidden()


def test_it_goes_when_the_day_or_the_view_moves(race: Race, data: Path) -> None:
    """It would speak of another day, or stand beside another mark."""
    page, map_ = race
    slider(map_).focus()
    bring_in(stage(map_))
    for key in ("ArrowRight", "+"):
        point_at(page, map_, mark_of(data, "cedar-mill", FIRST))
        expect(tip(map_)).to_be_visible()
        page.keyboard.press(key)
        expect(tip(map_)).to_be_hidden()
        stage(map_).focus()
        page.mouse.move(5, 5)
    button(map_, "Zoom in").click()
    drag(page, middle_now(symbol(map_, mark_of(data, "cedar-mill", FIRST))), (30, 20))
    expect(card(map_)).to_be_hidden()
