"""The two lists beside a map in a bare page: both directions, keyboard, filters, no kernel."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults, faults_of_colour
from support.map_page import symbol
from support.race_lists import DAYS, SOME, WORDS

from lessonkit import Lesson
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

WIDE, NARROW = 1060, 390
EVIL = "<img src=x onerror=alert(1)>"
HIGH = "node => node.getBoundingClientRect().height"

Open = Callable[..., Page]


def get(page: Page, name: str, model: str = "map") -> Any:
    return page.evaluate("([model, name]) => models[model].get(name)", [model, name])


def put(page: Page, name: str, value: Any, model: str = "map") -> None:
    page.evaluate("([model, name, value]) => models[model].set(name, value)", [model, name, value])


def entry(page: Page, words: str) -> Locator:
    return page.locator("button.lk-open", has_text=words)


def open_filters(page: Page) -> None:
    page.locator(".lk-list-head button").click()
    expect(page.locator(".lk-filters")).to_be_visible()


def shown(page: Page) -> int:
    return page.locator(".lk-item:visible").count()


RAQQA = "The battle for Raqqa is becoming fiercer."  # C07
STRIKE = "First coalition strike near al-Tanf"  # E12


# ---- From the list to the map -------------------------------------------------------------------


def test_a_claim_shows_its_place_and_its_date_on_the_map(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    expect(page.locator(".lk-count")).to_have_text("60 claims.")
    expect(page.locator(".lk-list h4")).to_have_text("60 claims")
    expect(page.get_by_role("region", name=claims.spec["title"])).to_be_visible()
    entry(page, RAQQA).click()
    expect(entry(page, RAQQA)).to_have_attribute("aria-expanded", "true")
    assert (get(page, "date"), get(page, "selected")) == ("2017-06-06", "towns/raqqa")
    assert get(page, "chosen", "model") == "C07"
    said = page.locator(".lk-shown")
    expect(said).to_have_text("Raqqa is marked on the map. The map shows 6 June 2017.")
    detail = page.locator(".lk-detail:visible")
    expect(detail).to_contain_text("How we checked it: RFE/RL reported on 6 June 2017")
    expect(detail).to_contain_text("Outcome, seen later: Borne out. The battle lasted until")
    expect(detail).to_contain_text(
        "Sources of the check: RFE/RL 6 June 2017, on the start of the battle for Raqqa; "
    )
    entry(page, RAQQA).click()
    expect(page.locator(".lk-detail:visible")).to_have_count(0)
    assert get(page, "chosen", "model") == ""


NOT_SHOWN = [
    ("C05", "Washington is not on this map. The claim is dated 6 to 7 June 2017", "2017-06-06"),
    ("C11", "Deir ez-Zor is marked on the map. The claim is not dated: the map", DAYS[0]),
    ("C47", "The claim is dated 2011; this map goes only from 4 May 2017 to 7", DAYS[0]),
    ("C12", "The claim is dated 2017; the map shows 4 May 2017.", DAYS[0]),
    ("C28", "The claim is dated June 2017; the map shows 1 June 2017.", "2017-06-01"),
]


def test_what_the_map_cannot_show_is_said(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    for claim, said, date in NOT_SHOWN:
        put(page, "date", DAYS[0])
        put(page, "chosen", claim, "model")
        expect(page.locator(".lk-shown")).to_contain_text(said)
        assert get(page, "date") == date, claim
        put(page, "chosen", "", "model")


def test_each_place_of_a_claim_is_a_button(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    put(page, "chosen", "C14", "model")
    shows = page.locator(".lk-shows").first
    expect(shows).to_contain_text("Tehran تهران (not on this map)")
    assert "deir" not in get(page, "selected")
    shows.get_by_role("button", name="Damascus").click()
    assert get(page, "selected") == "towns/damascus"
    expect(page.locator(".lk-shown")).to_have_text("Damascus is marked on the map.")
    put(page, "chosen", "C24", "model")
    page.locator(".lk-shows").get_by_role("button", name="6 June 2017: Second coalition").click()
    assert (get(page, "selected"), get(page, "date")) == ("events/E22", "2017-06-06")


def test_a_layer_that_is_off_is_switched_on_and_the_list_says_so(
    claims: MapList, open_map: Open
) -> None:
    page = open_map(claims, WIDE)
    put(page, "visible", ["water"])
    put(page, "chosen", "C07", "model")
    expect(page.locator(".lk-shown")).to_contain_text("Its layer, Towns, is now on.")
    assert get(page, "visible") == ["water", "towns"]


def test_a_map_without_days_says_so(then: Lesson, open_map: Open) -> None:
    plain = then.map(extent="syria", layers=["water", "towns"], **WORDS)
    page = open_map(plain.with_claims(), WIDE)
    entry(page, RAQQA).click()
    expect(page.locator(".lk-shown")).to_have_text(
        "Raqqa is marked on the map. The claim is dated 6 June 2017; this map has no dates."
    )
    expect(page.get_by_label("Outcome")).to_have_count(0)


def test_who_says_so_is_read_in_the_list_without_opening_an_entry(
    events: MapList, open_map: Open
) -> None:
    page = open_map(events, NARROW)
    row = entry(page, "SDF takes Tabqa and its dam")
    expect(row).to_contain_text("10 May 2017")
    expect(row.locator(".lk-says")).to_contain_text(
        "Says: KurdPress; Syrian Observatory for Human Rights"
    )
    expect(row).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("how", ["pointer", "keyboard"])
def test_where_an_event_and_a_place_lie_on_each_other_both_are_offered(
    events: MapList, open_map: Open, how: str
) -> None:
    page = open_map(events, WIDE)
    put(page, "date", "2017-06-06")
    ring = next(key for key, card in events.map.spec["cards"].items() if card.get("event") == "E21")
    card = page.locator(".lk-card")
    if how == "pointer":
        page.mouse.click(*symbol(page, ring))
    else:
        put(page, "selected", ring)
        page.locator(".lk-stage").press("Enter")
    expect(entry(page, "SDF attack on Raqqa city begins")).to_have_attribute(
        "aria-expanded", "true"
    )
    expect(card.get_by_role("heading")).to_have_text(["Also here"])
    raqqa = card.get_by_role("button", name="Raqqa: ")
    if how == "pointer":
        raqqa.click()
    else:
        expect(raqqa).to_be_focused()
        page.keyboard.press("Enter")
    expect(card.get_by_role("heading").first).to_contain_text("Raqqa")
    assert "raqqa" in get(page, "selected")


# ---- From the map to the list -------------------------------------------------------------------


def test_a_place_on_the_map_marks_the_claims_that_name_it(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    put(page, "selected", "towns/palmyra")
    naming = page.locator(".lk-naming")
    expect(naming).to_contain_text("1 claim names Palmyra.")
    put(page, "selected", "towns/raqqa")
    expect(naming).to_contain_text("8 claims name Raqqa.")
    expect(page.get_by_text("Named", exact=True)).to_have_count(8)
    naming.get_by_role("button", name="Show only these").click()
    assert shown(page) == 8
    assert get(page, "filters", "model") == {"place": "raqqa"}
    expect(page.locator(".lk-count")).to_have_text("Showing 8 of 60 claims.")
    naming.get_by_role("button", name="Show all").click()
    assert shown(page) == 60
    put(page, "selected", "events/E22")
    expect(naming).to_contain_text("claims name Second coalition strike near al-Tanf.")
    put(page, "selected", "")
    expect(page.locator(".lk-naming span")).to_have_text("")
    expect(page.get_by_text("Named", exact=True)).to_have_count(0)


def test_a_click_on_the_map_brings_a_claim_into_the_box_and_never_moves_the_page(
    claims: MapList, open_map: Open
) -> None:
    page = open_map(claims, WIDE)
    page.locator(".lk-items").evaluate("box => { box.scrollTop = 0; }")
    page.set_viewport_size({"width": WIDE, "height": 500})
    put(page, "selected", "towns/dara")
    inside = """box => [...box.querySelectorAll(".lk-has-named")].some(row => {
      const [a, b] = [row, box].map(node => node.getBoundingClientRect());
      return a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    })"""
    assert page.locator(".lk-items").evaluate(inside)
    assert page.evaluate("scrollY") == 0


def test_the_day_of_the_map_marks_what_goes_on_and_what_has_just_happened(
    events: MapList, open_map: Open
) -> None:
    page = open_map(events, WIDE)
    page.set_viewport_size({"width": WIDE, "height": 600})
    put(page, "date", "2017-05-18")
    expect(page.locator(".lk-has-day")).to_have_count(5)
    expect(entry(page, STRIKE)).to_contain_text("On this day")
    expect(page.locator(".lk-day")).to_have_text("18 May 2017: 2 events. In the week before: 3.")
    put(page, "date", "2017-05-26")
    expect(entry(page, "Strikes on Mayadin")).to_contain_text("In these days")
    expect(entry(page, "Trump speaks")).to_contain_text("4 days before")
    put(page, "date", "2017-06-07")
    assert page.locator(".lk-items").evaluate("box => box.scrollTop") > 100
    assert page.evaluate("scrollY") == 0


def test_the_slider_moves_the_list_and_an_event_moves_the_slider(
    events: MapList, open_map: Open
) -> None:
    page = open_map(events, WIDE)
    slider = page.locator("input.lk-date")
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(entry(page, "Fighting is to stop in the de-escalation areas")).to_contain_text(
        "On this day"
    )
    entry(page, STRIKE).click()
    expect(slider).to_have_value("14")
    assert (get(page, "date"), get(page, "selected")) == ("2017-05-18", "events/E12")
    expect(page.locator(".lk-detail:visible")).to_contain_text("What is disputed: Coalition: self")
    entry(page, "De-escalation memorandum").click()
    assert (get(page, "date"), get(page, "selected")) == ("2017-05-04", "")
    expect(page.locator(".lk-shown")).to_contain_text("Astana is not on this map.")


# ---- Filters ------------------------------------------------------------------------------------


def test_filters_narrow_the_list_and_are_counted_and_cleared(
    claims: MapList, open_map: Open
) -> None:
    page = open_map(claims, WIDE)
    count = page.locator(".lk-count")
    put(page, "chosen", "C07", "model")
    open_filters(page)
    page.get_by_label("Kind").select_option("prediction")
    expect(count).to_have_text("Showing 11 of 60 claims. The open claim is not among them.")
    assert shown(page) == 11
    page.get_by_label("Outcome").select_option("borne out")
    expect(count).to_contain_text("Showing 2 of 60 claims.")
    page.get_by_label("Speaker").select_option("Abu Waleed")
    expect(count).to_contain_text("No claim fits these filters.")
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == 60
    assert get(page, "filters", "model") == {}
    put(page, "filters", {"place": "zakf"}, "model")
    expect(page.get_by_role("combobox", name="Place", exact=True)).to_have_value("zakf")
    assert shown(page) == 6


def test_the_filters_stand_behind_a_button_that_counts_them(
    claims: MapList, open_map: Open
) -> None:
    page = open_map(claims, WIDE)
    button = page.locator(".lk-list-head button")
    filters, count = (
        page.get_by_role("group", name="Filters of the list"),
        page.locator(".lk-count"),
    )
    expect(filters).to_be_hidden()
    expect(button).to_have_text("Filter")
    assert count.evaluate(HIGH) <= 1  # only a screen reader has it: the heading says the same
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(filters).to_be_visible()
    page.get_by_label("Kind").select_option("prediction")
    expect(button).to_have_text("Filter (1)")
    assert count.evaluate(HIGH) > 10
    page.get_by_label("Outcome").select_option("borne out")
    expect(button).to_have_text("Filter (2)")
    button.press("Enter")
    expect(filters).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert shown(page) == 2  # the filters hold
    button.click()
    page.get_by_role("button", name="Clear filters").click()
    expect(button).to_have_text("Filter")
    assert shown(page) == 60


def test_events_are_filtered_by_actor_and_confidence(events: MapList, open_map: Open) -> None:
    page = open_map(events, WIDE)
    open_filters(page)
    page.get_by_label("Actor").select_option("Turkey")
    assert shown(page) == 2
    page.get_by_label("Confidence").select_option("medium")
    expect(page.locator(".lk-count")).to_have_text("No event fits these filters.")


# ---- Keyboard, room, access ---------------------------------------------------------------------


def test_the_keyboard_alone_moves_opens_and_closes(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    page.get_by_role("button", name="Filter", exact=True).focus()
    page.keyboard.press("Tab")
    focused = page.locator("button.lk-open:focus")
    expect(focused).to_contain_text("The report was written in Beirut")
    outline = focused.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("ArrowUp")
    expect(focused).to_contain_text("The report was written in Beirut")
    page.keyboard.press("End")
    expect(focused).to_contain_text("These forces stayed where they were")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert get(page, "chosen", "model") == "C59"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert get(page, "chosen", "model") == ""
    expect(focused).to_contain_text("The coalition declared the zone to lower the tension.")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert get(page, "chosen", "model") == "C02"
    open_filters(page)
    page.get_by_label("Kind").select_option("prediction")
    put(page, "selected", "towns/palmyra")
    page.get_by_role("button", name="Show only these").focus()  # below the list
    page.keyboard.press("Shift+Tab")
    expect(focused).to_contain_text("Whoever gets this land will either")


# Choose each entry in turn, and give those after which something else has moved, or that are not in
# sight in their box.
MOVED = """ids => {
  const root = document.getElementById("host").shadowRoot;
  const places = () => {
    const box = root.querySelector(".lk-items").getBoundingClientRect();
    const map = root.querySelector(".lk-stage").getBoundingClientRect();
    const open = root.querySelector('[aria-expanded="true"]')?.getBoundingClientRect();
    const sees = !open || (open.top >= box.top && open.bottom <= box.bottom);
    return JSON.stringify([[box.top, map.top, map.left].map(Math.round), sees, scrollY]);
  };
  const before = places();
  return ids.filter((id) => {
    models.model.set("chosen", id);
    return places() !== before;
  });
}"""


def test_nothing_moves_when_an_entry_is_chosen(
    claims: MapList, events: MapList, open_map: Open
) -> None:
    """The list, its box and the map keep their place; the open entry is in sight in its box."""
    for reader in (claims, events):
        page = open_map(reader, WIDE)
        ids = [one["id"] for one in reader.spec["items"]]
        assert len(ids) > 20
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 1000})
            put(page, "chosen", "", "model")
            assert page.evaluate(MOVED, ids) == [], width
            expect(page.locator("[aria-expanded=true].lk-open")).to_have_count(1)


def test_the_list_stands_beside_the_map_or_below_it(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    boxes = "() => ['.lk-items', '.lk-stage', '.lk-news'].map(part => document.getElementById"
    boxes += "('host').shadowRoot.querySelector(part).getBoundingClientRect().toJSON())"
    items, stage, _ = page.evaluate(boxes)
    assert items["left"] > stage["right"]
    assert items["top"] > stage["top"]
    assert abs(items["bottom"] - stage["bottom"]) < 10
    page.set_viewport_size({"width": NARROW, "height": 800})
    items, stage, news = page.evaluate(boxes)
    assert stage["bottom"] < news["bottom"] < items["top"]
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


def test_axe_finds_no_fault_on_a_phone(opened: Lesson, open_map: Open) -> None:
    map_ = opened.map(extent="valley", layers=SOME, days=DAYS, **WORDS)
    for reader, chosen in ((map_.with_claims(), "C02"), (map_.with_events(), "E02")):
        page = open_map(reader, NARROW, color_scheme="dark")
        put(page, "chosen", chosen, "model")
        expect(page.locator(".lk-detail:visible")).to_have_count(1)
        expect(page.locator(".lk-frame.lk-dark")).to_have_count(1)
        assert faults(page, 11, "#host") == []
        page.emulate_media(color_scheme="light")
        expect(page.locator(".lk-frame.lk-dark")).to_have_count(0)
        assert faults_of_colour(page, "#host") == []


def test_html_in_a_list_is_text(claims: MapList, race: Map, open_map: Open) -> None:
    spec = json.loads(json.dumps(claims.spec))
    one = spec["items"][6]
    one["title"] = spec["title"] = spec["use"] = spec["places"]["raqqa"]["title"] = EVIL
    spec["places"]["raqqa"]["title_local"] = EVIL
    one["head"] = [EVIL]
    one["says"] = ["evil"]
    spec["sources"]["evil"] = {"publisher": EVIL, "citation": EVIL}
    one["lines"] = [[EVIL, EVIL]]
    spec["events"]["E21"]["title"] = EVIL
    spec["filters"][0]["options"][0][1] = spec["filters"][0]["label"] = EVIL
    page = open_map(MapList(spec=spec, map=race, chosen="C07"), WIDE)
    detail = page.locator(".lk-detail:visible")
    expect(detail).to_contain_text(f"{EVIL}: {EVIL}")
    expect(detail.get_by_role("button", name=f"{EVIL} {EVIL}")).to_be_visible()
    expect(page.locator(".lk-open[aria-expanded=true] .lk-words")).to_have_text(EVIL)
    expect(page.locator(".lk-open[aria-expanded=true] .lk-says")).to_contain_text(EVIL)
    detail.get_by_role("button", name=f"{EVIL} {EVIL}").click()
    expect(page.locator(".lk-shown")).to_contain_text(f"{EVIL} is marked on the map.")
    inside = """() => [...document.getElementById("host").shadowRoot.querySelectorAll("*")]
      .filter(node => node.matches("img, [onerror]")).length"""
    assert page.evaluate(inside) == 0


def test_a_closed_view_hears_nothing_more(events: MapList, open_map: Open) -> None:
    page = open_map(events, WIDE)
    page.evaluate("end()")
    put(page, "date", "2017-05-18")
    put(page, "chosen", "E12", "model")
    expect(page.locator(".lk-has-day")).to_have_count(1)  # as on the first day
    expect(entry(page, "De-escalation memorandum")).to_contain_text("On this day")
    assert get(page, "selected") == ""


# ---- The card of the map ------------------------------------------------------------------------

# What the button that closes a card stands over, by the words below it.
UNDER_CLOSE = """card => {
  const { left, right, top, bottom } = card.querySelector(".lk-close").getBoundingClientRect();
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest(".lk-close")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects())
      if (box.left < right && left < box.right && box.top < bottom && top < box.bottom)
        found.push(walker.currentNode.data);
  }
  return found;
}"""


def test_the_button_of_a_card_stands_in_the_card_and_over_nothing(
    claims: MapList, open_map: Open
) -> None:
    page = open_map(claims, NARROW)
    marks = ("events/E12", "control/al-tanf-garrison/2017-01-01", "control/raqqa/2017-01-01")
    put(page, "date", "2017-05-18")
    for width, mark in itertools.product((NARROW, WIDE), marks):
        page.set_viewport_size({"width": width, "height": 1000})
        put(page, "selected", mark)
        card = page.locator(".lk-card")
        expect(card).to_be_visible()
        outer, inner = card.bounding_box(), card.locator(".lk-close").bounding_box()
        assert outer
        assert inner
        assert outer["x"] <= inner["x"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        assert outer["y"] <= inner["y"]
        assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]
        assert card.evaluate(UNDER_CLOSE) == [], (width, mark)
        put(page, "selected", "")


def test_what_the_list_tells_has_no_card(events: MapList, open_map: Open) -> None:
    page = open_map(events, NARROW)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 1000})
        what_the_list_tells_has_no_card(page)
        entry(page, STRIKE).click()  # closes


def what_the_list_tells_has_no_card(page: Page) -> None:
    card = page.locator(".lk-card")
    entry(page, STRIKE).click()
    assert get(page, "selected") == "events/E12"
    expect(page.locator(".lk-detail:visible")).to_have_count(1)
    expect(card).to_be_hidden()
    expect(page.locator(".lk-naming span")).to_have_text("")
    put(page, "selected", "bases/al-tanf-garrison")  # another mark has its card, as ever
    expect(card.locator("h4").first).to_contain_text("Al-Tanf garrison")
    expect(entry(page, STRIKE)).to_have_attribute("aria-expanded", "true")
    put(page, "selected", "")
    expect(card).to_be_hidden()
    entry(page, STRIKE).click()  # closes
    entry(page, STRIKE).click()
    expect(card).to_be_hidden()
    assert get(page, "selected") == "events/E12"


def test_the_mark_of_an_event_opens_its_entry(events: MapList, open_map: Open) -> None:
    page = open_map(events, NARROW)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 1000})
        the_mark_of_an_event_opens_its_entry(page)
        put(page, "chosen", "", "model")
        put(page, "selected", "")


def the_mark_of_an_event_opens_its_entry(page: Page) -> None:
    put(page, "date", "2017-05-18")
    put(page, "selected", "events/E12")
    assert get(page, "chosen", "model") == "E12"
    expect(entry(page, STRIKE)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".lk-card")).to_be_hidden()
    assert get(page, "selected") == "events/E12"  # the list has not moved the map
    assert get(page, "date") == "2017-05-18"
    seen = """box => { const [a, b] = [box, box.querySelector("[aria-expanded=true]")]
      .map(node => node.getBoundingClientRect());
      return a.top <= b.top && b.bottom <= a.bottom; }"""
    assert page.locator(".lk-items").evaluate(seen)
    # Another event takes its place, a place leaves it open.
    put(page, "date", "2017-05-20")
    put(page, "selected", "towns/palmyra")
    assert get(page, "chosen", "model") == "E12"
    expect(page.locator(".lk-card h4").first).to_contain_text("Palmyra")
    expect(page.locator(".lk-detail:visible")).to_have_count(1)
    put(page, "date", "2017-06-06")
    put(page, "selected", "events/E22")
    assert get(page, "chosen", "model") == "E22"
    expect(page.locator(".lk-detail:visible")).to_have_count(1)
    expect(page.locator(".lk-card")).to_be_hidden()


def test_a_click_on_the_mark_of_an_event_opens_its_entry(events: MapList, open_map: Open) -> None:
    page = open_map(events, WIDE)
    put(page, "date", "2017-05-18")
    page.mouse.click(*symbol(page, "events/E12"))
    selected = get(page, "selected")
    assert selected.startswith("events/")
    assert get(page, "chosen", "model") == selected.removeprefix("events/")
    expect(page.locator(".lk-card")).to_be_hidden()


def test_the_place_that_an_entry_names_opens_its_card(claims: MapList, open_map: Open) -> None:
    """The list does not say who held it."""
    page = open_map(claims, WIDE)
    put(page, "chosen", "C14", "model")
    card = page.locator(".lk-card")
    expect(card).to_be_hidden()
    page.locator(".lk-shows").get_by_role("button", name="Damascus").click()
    expect(card).to_contain_text("According to")
    expect(card.locator("h4")).to_be_in_viewport()


def test_an_event_that_is_not_in_the_list_has_its_card(claims: MapList, open_map: Open) -> None:
    page = open_map(claims, WIDE)
    put(page, "date", "2017-05-18")
    put(page, "selected", "events/E12")
    assert get(page, "chosen", "model") == ""
    expect(page.locator(".lk-card")).to_contain_text(STRIKE)


def test_an_entry_closes_when_the_day_goes_a_week_past_it_or_before_it(
    events: MapList, open_map: Open
) -> None:
    page = open_map(events, WIDE)
    slider = page.locator("input.lk-date")
    entry(page, STRIKE).click()
    for _ in range(7):
        slider.press("ArrowRight")
        assert get(page, "chosen", "model") == "E12"
    assert get(page, "date") == "2017-05-25"
    slider.press("ArrowRight")
    assert get(page, "chosen", "model") == ""
    expect(page.locator(".lk-detail:visible")).to_have_count(0)
    assert get(page, "selected") == ""
    assert get(page, "date") == "2017-05-26"
    entry(page, STRIKE).click()
    assert get(page, "date") == "2017-05-18"
    slider.press("ArrowLeft")
    assert get(page, "chosen", "model") == ""
    assert get(page, "date") == "2017-05-17"


def test_a_claim_stays_open_on_each_day(claims: MapList, open_map: Open) -> None:
    """A claim is not of a day: a reader may look at its place on others."""
    page = open_map(claims, WIDE)
    entry(page, RAQQA).click()
    page.locator("input.lk-date").press("Home")
    assert get(page, "chosen", "model") == "C07"
    expect(page.locator(".lk-detail:visible")).to_have_count(1)
