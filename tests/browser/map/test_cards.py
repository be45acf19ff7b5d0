"""The cards of a map."""

from __future__ import annotations

import re
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
    citations,
    click_on,
    drawn,
    expect_card_of,
    expect_day,
    go_to,
    held_on,
    holder_label,
    middle,
    row,
    rows,
    settings,
    slider,
    stage,
    symbol_of_holder,
    tool,
    touch,
)
from support.map_page import OpenMap, choose, state
from support.race import FORD, SCROLLED, STRIKE, place_of

from lessonkit import Lesson

pytestmark = pytest.mark.browser


ZONE, ADVANCE = "zone/rock-zone", "advances/to-the-ford"


def open_card(page: Page, map_: Locator, feature: str, title: str, how: str) -> None:
    """Open the card of a feature with a pointer, with the keyboard (by the table), or a tap."""
    if how == "keyboard":
        if map_.locator(".lk-twin").is_hidden():
            tool(map_, "Table").press("Enter")
        map_.locator(".lk-twin tbody").get_by_role("button", name=title, exact=True).last.focus()
        page.keyboard.press("Enter")
        return
    bring_in(stage(map_))
    at = place_of(map_, feature)
    if how == "pointer":
        page.mouse.click(*at)
    else:
        touch(page, (at, at))


def expect_words(page: Page, map_: Locator, title: str, *words: str) -> None:
    """Expect these words in the part of the card with this heading, all at once: it is written."""
    heading = page.locator("h4", has_text=re.compile(f"^{re.escape(title)}$"))
    section = card(map_).locator("section", has=heading)
    expect(section).to_be_visible()
    told = " ".join((section.text_content() or "").split())
    assert [one for one in words if one not in told] == [], told


def test_a_card_tells_what_is_known_of_an_event_a_zone_a_route_and_a_place(
    syria: Race, root: Path
) -> None:
    page, map_ = syria
    go_to(map_, STRIKE)
    for how in ("pointer", "tap", "keyboard"):
        expect_cards(page, map_, root / "data", how)


def expect_cards(page: Page, map_: Locator, data: Path, how: str) -> None:
    """Open the cards of an event, a zone, a route and a place, and read them."""
    event = row(data, "events", event_id="E12")
    actors = [row(data, "actors", actor_id=a)["label"] for a in event["actor_ids"].split(";")]
    zone, advance = drawn(data, "zones", "tanf-zone"), drawn(data, "routes", "advance-zaza")
    labels = {layer["id"]: layer["label"] for layer in settings(data)["layers"]}
    kinds = {kind["id"]: kind["label"] for kind in settings(data)["kinds"] if kind["of"] == "event"}

    open_card(page, map_, "events/E12", event["title"], how)
    expect_words(
        page,
        map_,
        event["title"],
        kinds[event["kind"]],
        event["description"],
        "When: 18 May 2017",
        f"Involved: {', '.join(actors)}",
        f"Disputed: {event['disputed']}",
        f"How sure: confidence {event['confidence']}",
        f"In the report: ¶ {event['paragraphs']}",
        *citations(data, event["source_ids"]),
    )

    open_card(page, map_, "zone-coalition/tanf-zone", zone["name"], how)
    sure = f"How sure: confidence medium; position right to about {zone['precision_km']} km"
    said_by = f"According to: {zone['asserted_by']}"
    expect_words(
        page,
        map_,
        zone["name"],
        labels["zone-coalition"],
        "When: From 18 May 2017",
        zone["note"],
        said_by,
        sure,
        *citations(data, zone["source_ids"]),
    )

    open_card(page, map_, "advances/advance-zaza", advance["name"], how)
    sure = f"How sure: confidence medium; position right to about {advance['precision_km']} km"
    who = f"Who: {holder_label(data, advance['holder'])}"
    said_by = f"According to: {advance['asserted_by']}"
    expect_words(
        page,
        map_,
        advance["name"],
        labels["advances"],
        who,
        said_by,
        sure,
        "7 to 18 May 2017",
        advance["note"],
        *citations(data, advance["source_ids"]),
    )

    place = row(data, "places", place_id="raqqa")
    start = held_on(data, "raqqa", STRIKE)["start"]
    open_card(page, map_, f"control/raqqa/{start}", place["name_en"], how)
    expect_card_of(data, map_, "raqqa", STRIKE)
    told = [c["paragraph"] for c in rows(data, "claims") if "raqqa" in c["place_ids"].split(";")]
    numbers = ", ".join(str(n) for n in sorted({int(n) for n in told}))
    expect(card(map_)).to_contain_text(f"In the report: ¶ {numbers}")
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_an_open_card_follows_the_date(race: Race, data: Path) -> None:
    page, map_ = race
    page.mouse.click(*middle(symbol_of_holder(data, map_, "birch-ford", FIRST)))
    expect_card_of(data, map_, "birch-ford", FIRST)
    slider(map_).focus()
    page.keyboard.press("End")
    expect_day(map_, LAST)
    expect_card_of(data, map_, "birch-ford", LAST)
    # It is now the card of the mark of the new holder, which has the ring.
    start = held_on(data, "birch-ford", LAST)["start"]
    assert start != held_on(data, "birch-ford", FIRST)["start"]
    assert state(page, "selected") == f"control/birch-ford/{start}"
    chosen = map_.locator(".lk-selected")
    expect(chosen).to_have_attribute("data-feature", f"control/birch-ford/{start}")
    page.keyboard.press("Home")
    expect_card_of(data, map_, "birch-ford", FIRST)


def test_the_card_of_what_is_over_closes(race: Race) -> None:
    """An event shows for some days, a zone from its first day on; their cards go with them."""
    page, map_ = race
    for day, feature in ((FORD, "events/E02"), (STRIKE, ZONE), (FORD, ADVANCE)):
        go_to(map_, day)
        choose(page, feature)
        expect(card(map_)).to_be_visible()
        slider(map_).press("ArrowRight")  # it still goes on
        expect(card(map_)).to_be_visible()
        assert state(page, "selected") == feature
        slider(map_).press("Home")
        expect(card(map_)).to_be_hidden()
        assert state(page, "selected") == ""
        expect(map_.locator(".lk-selected")).to_have_count(0)
    go_to(map_, FORD)
    choose(page, "events/E02")
    expect(card(map_)).to_be_visible()
    for _ in range(6):
        slider(map_).press("ArrowRight")
        expect(card(map_)).to_be_visible()
    slider(map_).press("ArrowRight")
    expect(card(map_)).to_be_hidden()


def test_a_mark_without_dates_keeps_its_card_on_each_day(race: Race, data: Path) -> None:
    page, map_ = race
    choose(page, "towns/birch-ford")
    for day in (FIRST, LAST):
        go_to(map_, day)
        expect_card_of(data, map_, "birch-ford", day)
        assert state(page, "selected") == "towns/birch-ford"


def test_a_card_never_covers_the_map(race: Race, data: Path) -> None:
    page, map_ = race
    before = stage(map_).bounding_box()
    for place in ("alder", "birch-ford", "cedar-mill"):
        click_on(page, map_, f"control/{place}/{held_on(data, place, FIRST)['start']}")
        expect_card_of(data, map_, place, FIRST)
        box, map_box = card(map_).bounding_box(), stage(map_).bounding_box()
        assert box
        assert map_box
        is_beside = box["x"] >= map_box["x"] + map_box["width"]
        assert is_beside or box["y"] >= map_box["y"] + map_box["height"], place
        assert before
        assert (map_box["width"], map_box["height"]) == (before["width"], before["height"])


def test_escape_closes_the_card_of_a_clicked_mark(race: Race, data: Path) -> None:
    page, map_ = race
    page.mouse.click(*middle(symbol_of_holder(data, map_, "birch-ford", FIRST)))
    page.mouse.move(5, 5)
    expect_card_of(data, map_, "birch-ford", FIRST)
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_the_button_closes_the_card(race: Race) -> None:
    page, map_ = race
    stage(map_).focus()
    page.keyboard.press("ArrowRight")
    button(map_, "Close the card").click()
    expect(card(map_)).to_be_hidden()


def test_arrow_keys_go_from_mark_to_mark(syria: Race, root: Path) -> None:
    page, map_ = syria
    stage(map_).focus()
    scrolled, seen = page.evaluate(SCROLLED), set()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        expect(card(map_)).to_be_visible()
        seen.add(card(map_).locator("h4").first.text_content())
        chosen = map_.locator(".lk-selected")
        expect(chosen).to_have_count(1)
        place = (chosen.get_attribute("data-feature") or "").split("/")[1]
        known = row(root / "data", "places", place_id=place)
        expect(card(map_).locator("h4").first).to_contain_text(known["name_en"])
        expect(card(map_).locator("h4").first).to_contain_text(known["name_local"])
    assert len(seen) >= 4
    assert page.evaluate(SCROLLED) == scrolled
    page.keyboard.press("Enter")
    expect(stage(map_)).to_be_focused()
    expect(card(map_)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()
    expect(stage(map_)).to_be_focused()


def test_a_card_beside_the_steps_leaves_their_title_whole_and_its_ring_the_names(
    lesson: Lesson, open_map: OpenMap
) -> None:
    page = open_map(lesson.map("people-in-may"), 934)
    page.set_viewport_size({"width": 934, "height": 648})
    page.evaluate("() => new Promise(done => setTimeout(done, 300))")
    mark = page.locator('svg.lk-svg [data-feature="towns/palmyra"]').bounding_box()
    assert mark
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    expect(page.locator(".lk-card h4")).to_contain_text("Palmyra")
    panel, title = (page.locator(one).bounding_box() for one in (".lk-inner", ".lk-steps h4"))
    assert panel
    assert title
    assert title["y"] >= panel["y"]
    follows = """map => map.shadowRoot.querySelector(".lk-chosen").compareDocumentPosition(
      map.shadowRoot.querySelector(".lk-name")) === Node.DOCUMENT_POSITION_FOLLOWING"""
    assert page.locator("#host").evaluate(follows)
