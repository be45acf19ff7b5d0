"""The map in JupyterLab, before any cell runs: its legend, its time control and its cards."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lab_reader import (
    CONTEXT,
    FIRST,
    FIRST_MAP,
    LAST,
    RACE,
    OpenNotebook,
    Point,
    Race,
    bring_in,
    button,
    card,
    citations,
    day_of,
    drawn,
    event_days,
    expect_card_of,
    expect_day,
    expect_holder,
    find_map,
    go_to,
    group,
    held_on,
    holder_label,
    mark,
    middle,
    middle_now,
    point_at,
    press,
    row,
    rows,
    settings,
    short_day,
    slider,
    stage,
    switch,
    symbol,
    symbol_of_holder,
    titles_of,
    touch,
)
from lab_server import Lab
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

RACE_LAYERS = ["relief", "water", "borders", "towns", "crossings", "bases", "energy", "control"]
RACE_LAYERS += ["zone-coalition", "de-escalation", "roads", "advances", "plans", "events"]
STRIKE = dt.date(2017, 5, 18)  # event E12; from this day on the zone and an advance are drawn


# ---- The legend is the switch -------------------------------------------------------------------

# Each group of the legend: its heading and its rows, with the size of the swatch's drawing.
LEGEND = """map => [...map.shadowRoot.querySelectorAll(".lk-legend fieldset")].map(group => [
  group.querySelector("legend").firstChild.textContent,
  [...group.querySelectorAll("label")].map(label => {
    const { width, height } = label.querySelector("svg").getBoundingClientRect();
    return [label.control.dataset.layer, label.innerText.trim(), label.control.type,
            width > 8 && height > 8];
  })])"""

# What a pointer would hit in the middle of a switch and of the one below it.
FREE_SWITCHES = """(map, [from, to]) => {
  const inputs = [...map.shadowRoot.querySelectorAll("input[data-layer]")];
  return inputs.slice(from, to).every(input => {
    const { x, y, width, height } = input.getBoundingClientRect();
    return map.shadowRoot.elementFromPoint(x + width / 2, y + height / 2) === input;
  });
}"""


def legend_of(data: Path, wanted: list[str]) -> list[list[Any]]:
    """Return the legend that the settings ask for: groups and their rows, in their order."""
    holders = [[f"control-{h['id']}", h["label"]] for h in settings(data)["holders"]]
    groups: dict[str, list[list[Any]]] = {}
    for layer in (one for one in settings(data)["layers"] if one["id"] in wanted):
        rows_ = holders if layer["table"] == "control" else [[layer["id"], layer["label"]]]
        groups.setdefault(layer["group"], []).extend([*one, "checkbox", True] for one in rows_)
    return [[name, rows_] for name, rows_ in groups.items()]


def test_the_legend_has_a_heading_for_each_group_and_a_row_for_each_layer(
    race: Race, data: Path
) -> None:
    _, map_ = race
    assert map_.evaluate(LEGEND) == legend_of(data, RACE_LAYERS)
    for _, rows_ in legend_of(data, RACE_LAYERS):
        for layer, label, *_ in rows_:
            expect(switch(map_, layer)).to_have_accessible_name(label)


def test_a_switch_takes_the_names_of_its_layer_along(race: Race) -> None:
    _, map_ = race
    names = map_.locator('.lk-name[data-layer="towns"]:visible')
    expect(names.first).to_be_visible()
    switch(map_, "towns").uncheck()
    expect(names).to_have_count(0)
    switch(map_, "towns").check()
    expect(names.first).to_be_visible()


def test_a_switch_answers_to_the_space_bar(race: Race) -> None:
    page, map_ = race
    switch(map_, "roads").focus()
    page.keyboard.press("Space")
    expect(switch(map_, "roads")).not_to_be_checked()
    expect(group(map_, "roads")).to_be_hidden()


def test_all_and_none_switch_the_layers_of_one_group(race: Race) -> None:
    _, map_ = race
    switch(map_, "roads").uncheck()
    for name, on in (("none", False), ("all", True)):
        button(map_, f"Places: {name}").click()
        for layer in ("towns", "crossings", "bases", "energy"):
            expect(switch(map_, layer)).to_be_checked(checked=on)
            expect(group(map_, layer)).to_be_visible(visible=on)
        expect(switch(map_, "roads")).not_to_be_checked()
        expect(switch(map_, "control-is")).to_be_checked()


@pytest.mark.parametrize(
    ("how", "width"), [("hover", 1300), ("focus", 1300), ("hover", 390), ("tap", 390)]
)
def test_a_layer_tells_its_source_and_its_dates(
    lab: Lab, open_notebook: OpenNotebook, data: Path, how: str, width: int
) -> None:
    page = open_notebook(FIRST_MAP, width=width)
    map_ = find_map(lab, page, FIRST_MAP, "race")
    about, label = map_.locator(".lk-about"), map_.locator("label", has=switch(page, "plans"))
    expect(about).to_be_hidden()
    if how == "hover":
        label.hover()
    elif how == "focus":
        switch(map_, "events").focus()
        page.keyboard.press("Shift+Tab")
        expect(switch(map_, "plans")).to_be_focused()
    else:
        touch(page, (middle(label), middle(label)))
    plan = drawn(data, "routes", "advance-planned-bukamal")
    # The data end the plan on 9 June; on 7 June, the last day of this map, nobody knew that.
    assert plan["end"] == "2017-06-09"
    span = "Dates in our data: from 3 June 2017."
    wanted = [*citations(data, plan["source_ids"])[:3], span]
    for words in wanted:
        expect(about).to_contain_text(words)
        expect(switch(map_, "plans")).to_have_accessible_description(re.compile(re.escape(words)))
    expect(about).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()


@pytest.mark.parametrize(
    ("notebook", "name", "width"),
    [(FIRST_MAP, "race", 1300), (FIRST_MAP, "race", 390), (CONTEXT, "route", 1300)],
)
def test_the_words_about_a_layer_neither_cover_nor_move_its_switch(
    lab: Lab, open_notebook: OpenNotebook, notebook: str, name: str, width: int
) -> None:
    page = open_notebook(notebook, width=width)
    map_ = find_map(lab, page, notebook, name)
    inputs = map_.locator("input[data-layer]")
    covered = []
    for n in range(0, inputs.count(), 4):
        for block, to in (("center", n + 2), ("end", n + 1)):  # at the screen's edge only its own
            inputs.nth(n).evaluate("(node, block) => node.scrollIntoView({ block })", block)
            at = middle(inputs.nth(n))
            page.mouse.move(*at)
            expect(map_.locator(".lk-about")).to_be_visible()
            assert middle(inputs.nth(n)) == at
            if not map_.evaluate(FREE_SWITCHES, [n, to]):
                covered.append((inputs.nth(n).get_attribute("data-layer"), block))
    assert covered == []


# ---- Time ---------------------------------------------------------------------------------------

# Note each day that the slider shows, and when (ms).
RECORD = """map => {
  const slider = map.shadowRoot.querySelector(".lk-date");
  window.played = [];
  new MutationObserver(() => played.push([slider.valueAsNumber, performance.now()]))
    .observe(slider, { attributeFilter: ["aria-valuetext"] });
}"""
PLAYED = "n => played.length >= n"


def test_the_slider_moves_by_keyboard(race: Race) -> None:
    page, map_ = race
    expect_day(map_, FIRST)
    slider(map_).focus()
    keys = [("ArrowRight", 1), ("ArrowUp", 2), ("PageUp", 9), ("ArrowLeft", 8), ("ArrowDown", 7)]
    keys += [("PageDown", 0), ("PageDown", 0), ("End", 34), ("PageUp", 34), ("Home", 0)]
    for key, day in keys:
        page.keyboard.press(key)
        expect_day(map_, FIRST + dt.timedelta(days=day))
    assert (LAST - FIRST).days == 34


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


@pytest.mark.parametrize("place", ["raqqa", "sab-biyar"])
def test_the_mark_of_a_place_changes_with_its_holder(race: Race, data: Path, place: str) -> None:
    page, map_ = race
    starts = [day_of(r["start"]) for r in rows(data, "control", place_id=place)]
    (change,) = (day for day in starts if FIRST < day <= LAST)
    eve = change - dt.timedelta(days=1)
    assert held_on(data, place, eve)["holder"] != held_on(data, place, change)["holder"]
    go_to(map_, eve)
    expect_holder(data, map_, place, eve)
    page.keyboard.press("ArrowRight")
    expect_day(map_, change)
    expect_holder(data, map_, place, change)
    page.keyboard.press("ArrowLeft")
    expect_holder(data, map_, place, eve)


def test_an_event_shows_from_its_day_for_seven_days(race: Race, data: Path) -> None:
    page, map_ = race
    day = day_of(row(data, "events", event_id="E12")["start"])
    go_to(map_, day - dt.timedelta(days=1))
    expect(mark(map_, "events/E12")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect_day(map_, day)
    expect(mark(map_, "events/E12")).to_be_visible()
    press(page, "ArrowRight", 6)
    expect(mark(map_, "events/E12")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(mark(map_, "events/E12")).to_be_hidden()


def handovers(data: Path, map_: Locator, before: dt.date, now: dt.date) -> set[str]:
    """Say in words which marks of holders on the map changed between two days."""
    marks = map_.locator('[data-feature^="control/"]')
    ids: list[str] = marks.evaluate_all("all => all.map(node => node.dataset.feature)")
    held: dict[tuple[str, str], dict[dt.date, str]] = {}
    for r in rows(data, "control"):
        if any(one.split("/")[1] == r["place_id"] for one in ids):
            days = {day: r["holder"] for day in (before, now) if r["start"] <= str(day) <= r["end"]}
            held.setdefault((r["place_id"], r["part"]), {}).update(days)
    return {
        row(data, "places", place_id=place)["name_en"]
        + (f" ({part})" if part else "")
        + f" from {holder_label(data, days[before])} to {holder_label(data, days[now])}"
        for (place, part), days in held.items()
        if len(days) == 2 and days[before] != days[now]
    }


def test_steps_go_from_event_to_event_and_say_what_changed(race: Race, data: Path) -> None:
    _, map_ = race
    days, said = event_days(data), map_.locator(".lk-news")
    on, back = button(map_, "Next event"), button(map_, "Event before")
    assert len(days) > 5
    assert days[0] == FIRST
    expect(said).to_have_attribute("aria-live", "polite")
    seen = 0
    for before, day in pairwise(days):
        on.click()
        expect_day(map_, day)
        for title in titles_of(data, day):
            expect(said).to_contain_text(title)
        text = said.text_content() or ""
        changes = handovers(data, map_, before, day)
        if not changes and "No mark" in text:
            assert text.endswith(f" No mark changed since {short_day(before)}.")
            continue
        _, _, sentence = text.partition(f" Since {short_day(before)}: ")
        assert sentence.count(".") == 1
        assert sentence.endswith(".")
        told = sentence.removesuffix(".").split("; ")
        named = [one for one in told if not re.match("(and|new on|no longer on) ", one)]
        assert len(named) == min(3, len(changes))
        assert set(named) <= changes
        seen += len(named)
    assert seen > 10
    expect(on).to_be_disabled()
    for day in reversed(days[:-1]):
        back.click()
        expect_day(map_, day)
    expect(back).to_be_disabled()


def test_a_day_without_an_event_says_which_came_before(race: Race, data: Path) -> None:
    _, map_ = race
    day = STRIKE + dt.timedelta(days=1)
    go_to(map_, day)
    title = titles_of(data, STRIKE)[-1]
    words = f"No event on this day. Last before it: {title}. No mark changed since 18 May"
    expect(map_.locator(".lk-news")).to_contain_text(words)


def test_each_event_has_a_tick_that_shows_its_title_and_goes_there(race: Race, data: Path) -> None:
    page, map_ = race
    ticks, bubble = map_.locator(".lk-ticks i"), map_.locator(".lk-bubble")
    expect(ticks).to_have_count(len(event_days(data)))
    expect(bubble).to_be_hidden()
    for n, day in enumerate(event_days(data)):
        page.mouse.move(*middle(ticks.nth(n)))
        expect(bubble).to_contain_text(short_day(day))
        for title in titles_of(data, day):
            expect(bubble).to_contain_text(title)
        expect(bubble).to_be_in_viewport(ratio=0.999)  # a browser rounds
    map_.locator("h3").hover()
    expect(bubble).to_be_hidden()
    page.mouse.click(*middle(ticks.nth(4)))
    expect_day(map_, event_days(data)[4])
    # A tick stands below the slider's handle of its day: the slider says the same day there.
    x, _ = middle(ticks.nth(7))
    page.mouse.click(x, middle(slider(map_))[1])
    expect_day(map_, event_days(data)[7])


def test_the_list_of_events_is_the_keyboards_way_to_a_tick(race: Race, data: Path) -> None:
    page, map_ = race
    days, list_ = event_days(data), map_.get_by_label("Go to an event")
    options = list_.locator("option").all_text_contents()
    assert len(options) == 1 + len(days)
    for day, option in zip(days, options[1:], strict=True):
        assert all(words in option for words in [short_day(day), *titles_of(data, day)])
    list_.focus()
    press(page, "ArrowDown", 2)
    expect_day(map_, days[2])
    slider(map_).press("ArrowRight" if days[2] + dt.timedelta(days=1) not in days else "PageUp")
    expect(list_).to_have_value("")


def test_play_goes_day_by_day_to_the_end_and_then_from_the_start(race: Race) -> None:
    page, map_ = race
    map_.get_by_label("Speed of play").select_option("10 days a second")
    go_to(map_, LAST)
    press(page, "ArrowLeft", 4)
    map_.evaluate(RECORD)
    button(map_, "Play").click()
    expect(map_.locator(".lk-news")).to_have_attribute("aria-live", "off")
    expect_day(map_, LAST)
    expect(button(map_, "Play")).to_be_visible()
    expect(map_.locator(".lk-news")).to_have_attribute("aria-live", "polite")
    assert [day for day, _ in page.evaluate("played")] == [31, 32, 33, 34]
    button(map_, "Play").click()
    page.wait_for_function(PLAYED, arg=8)
    button(map_, "Pause").click()
    assert [day for day, _ in page.evaluate("played.slice(4, 8)")] == [0, 1, 2, 3]


def test_play_goes_at_its_speed(race: Race) -> None:
    page, map_ = race
    gaps = []
    for speed in ("1 day a second", "10 days a second"):
        map_.get_by_label("Speed of play").select_option(speed)
        map_.evaluate(RECORD)
        button(map_, "Play").click()
        page.wait_for_function(PLAYED, arg=2)
        button(map_, "Pause").click()
        (_, first), (_, second) = page.evaluate("played.slice(0, 2)")
        gaps.append(second - first)
    assert gaps[0] > 950
    assert gaps[1] < gaps[0] / 2


def test_a_playing_map_stops_when_told_or_moved(race: Race) -> None:
    page, map_ = race
    map_.get_by_label("Speed of play").select_option("10 days a second")
    ways: dict[str, Callable[[], None]] = {
        "pause": lambda: button(map_, "Pause").press("Space"),
        "slider": lambda: slider(map_).press("ArrowRight"),
        "step": lambda: button(map_, "Next event").press("Enter"),
    }
    for way, stop in ways.items():
        start = slider(map_).input_value()
        button(map_, "Play").press("Space")
        expect(slider(map_)).not_to_have_value(start)
        stop()
        expect(button(map_, "Play")).to_be_visible()
        before = slider(map_).input_value()
        page.evaluate("() => new Promise(done => setTimeout(done, 350))")  # more than three steps
        assert slider(map_).input_value() == before, way


def test_for_less_motion_play_goes_slowly_from_event_to_event(race: Race, data: Path) -> None:
    page, map_ = race
    page.emulate_media(reduced_motion="reduce")
    try:
        map_.get_by_label("Speed of play").select_option("10 days a second")
        map_.evaluate(RECORD)
        button(map_, "Play").click()
        page.wait_for_function(PLAYED, arg=3)
        button(map_, "Pause").click()
    finally:
        page.emulate_media(reduced_motion="no-preference")
    days, times = zip(*page.evaluate("played.slice(0, 3)"), strict=True)
    assert [FIRST + dt.timedelta(days=day) for day in days] == event_days(data)[1:4]
    assert min(b - a for a, b in pairwise(times)) > 500


# ---- Cards --------------------------------------------------------------------------------------

# A point of the screen on the line of a feature, away from all symbols.
ON_LINE = """(map, id) => {
  const root = map.shadowRoot, path = root.querySelector(`[data-feature="${id}"] path`);
  const box = node => node.getBoundingClientRect();
  const symbols = [...root.querySelectorAll(".lk-at")]
    .filter(node => !node.closest("[display=none]")).map(box)
    .map(({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2]);
  for (let part = 0; part < 1; part += 0.005) {
    const to = path.getScreenCTM(), at = path.getPointAtLength(part * path.getTotalLength());
    const { x, y } = new DOMPoint(at.x, at.y).matrixTransform(to);
    if (symbols.some(([u, v]) => Math.hypot(u - x, v - y) < 16)) continue;
    const hit = root.elementFromPoint(x, y)?.closest("[data-feature]");
    if (hit?.dataset.feature === id) return [x, y];
  }
}"""

ZONE, ADVANCE = "zone-coalition/tanf-zone", "advances/advance-zaza"


def place_of(map_: Locator, feature: str) -> Point:
    """Return where a pointer finds a feature: the middle of a symbol, or a point of a line."""
    if symbol(map_, feature).count():
        return middle(symbol(map_, feature))
    x, y = map_.evaluate(ON_LINE, feature)
    return x, y


def open_card(page: Page, map_: Locator, feature: str, title: str, how: str) -> None:
    """Open the card of a feature with a pointer, with the keyboard (by the table), or a tap."""
    if how == "keyboard":
        if map_.locator(".lk-twin").is_hidden():
            button(map_, "Table").press("Enter")
        map_.locator(".lk-twin tbody").get_by_role("button", name=title, exact=True).last.focus()
        page.keyboard.press("Enter")
        return
    bring_in(stage(map_))
    at = place_of(map_, feature)
    if how == "pointer":
        page.mouse.move(*at)
    else:
        touch(page, (at, at))


def expect_words(page: Page, map_: Locator, title: str, *words: str) -> None:
    heading = page.get_by_role("heading", name=title, exact=True)
    section = card(map_).locator("section", has=heading)
    expect(section).to_be_visible()
    for one in words:
        expect(section).to_contain_text(one)


@pytest.mark.parametrize("how", ["pointer", "keyboard", "tap"])
def test_a_card_tells_what_is_known_of_an_event_a_zone_a_route_and_a_place(
    race: Race, data: Path, how: str
) -> None:
    page, map_ = race
    go_to(map_, STRIKE)
    event = row(data, "events", event_id="E12")
    actors = [row(data, "actors", actor_id=a)["label"] for a in event["actor_ids"].split(";")]
    zone, advance = drawn(data, "zones", "tanf-zone"), drawn(data, "routes", "advance-zaza")
    labels = {layer["id"]: layer["label"] for layer in settings(data)["layers"]}

    open_card(page, map_, "events/E12", event["title"], how)
    expect_words(page, map_, event["title"], "Event", "When: 18 May 2017", event["description"])
    expect_words(page, map_, event["title"], f"Involved: {', '.join(actors)}")
    expect_words(page, map_, event["title"], f"Disputed: {event['disputed']}")
    expect_words(page, map_, event["title"], f"How sure: confidence {event['confidence']}")
    expect_words(page, map_, event["title"], f"In the article: ¶ {event['paragraphs']}")
    expect_words(page, map_, event["title"], *citations(data, event["source_ids"]))

    open_card(page, map_, ZONE, zone["name"], how)
    sure = f"How sure: confidence medium; position right to about {zone['precision_km']} km"
    said_by = f"According to: {zone['asserted_by']}"
    expect_words(page, map_, zone["name"], labels["zone-coalition"], "When: From 18 May 2017")
    expect_words(page, map_, zone["name"], zone["note"], said_by, sure)
    expect_words(page, map_, zone["name"], *citations(data, zone["source_ids"]))

    open_card(page, map_, ADVANCE, advance["name"], how)
    sure = f"How sure: confidence medium; position right to about {advance['precision_km']} km"
    who = f"Who: {holder_label(data, advance['holder'])}"
    said_by = f"According to: {advance['asserted_by']}"
    expect_words(page, map_, advance["name"], labels["advances"], who, said_by, sure)
    expect_words(page, map_, advance["name"], "7 May 2017 to 18 May 2017", advance["note"])
    expect_words(page, map_, advance["name"], *citations(data, advance["source_ids"]))

    place = row(data, "places", place_id="raqqa")
    start = held_on(data, "raqqa", STRIKE)["start"]
    open_card(page, map_, f"control/raqqa/{start}", place["name_en"], how)
    expect_card_of(data, map_, "raqqa", STRIKE)
    told = [c["paragraph"] for c in rows(data, "claims") if "raqqa" in c["place_ids"].split(";")]
    numbers = ", ".join(str(n) for n in sorted({int(n) for n in told}))
    expect(card(map_)).to_contain_text(f"In the article: ¶ {numbers}")
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_pointing_at_a_mark_opens_its_card_until_the_pointer_leaves(race: Race, data: Path) -> None:
    page, map_ = race
    expect(card(map_)).to_be_hidden()
    for place in ("raqqa", "palmyra"):
        point_at(page, map_, f"control/{place}/{held_on(data, place, FIRST)['start']}")
        expect_card_of(data, map_, place, FIRST)
    map_.locator("h3").hover()
    expect(card(map_)).to_be_hidden()


def test_an_open_card_follows_the_date(race: Race, data: Path) -> None:
    page, map_ = race
    page.mouse.click(*middle(symbol_of_holder(data, map_, "raqqa", FIRST)))
    expect_card_of(data, map_, "raqqa", FIRST)
    slider(map_).focus()
    page.keyboard.press("End")
    expect_day(map_, LAST)
    expect_card_of(data, map_, "raqqa", LAST)


def test_a_card_does_not_cover_its_mark(race: Race, data: Path) -> None:
    page, map_ = race
    for place in ("raqqa", "palmyra", "haditha", "al-tanf-garrison", "al-bukamal"):
        map_.locator("h3").hover()
        expect(card(map_)).to_be_hidden()  # a card stays a moment, and may lie over the next mark
        x, y = middle(symbol_of_holder(data, map_, place, FIRST))
        page.mouse.move(x, y)
        expect_card_of(data, map_, place, FIRST)
        box = card(map_).bounding_box()
        assert box
        inside = 0 <= x - box["x"] <= box["width"] and 0 <= y - box["y"] <= box["height"]
        assert not inside, place


def test_escape_closes_the_card_of_a_clicked_mark(race: Race, data: Path) -> None:
    page, map_ = race
    page.mouse.click(*middle(symbol_of_holder(data, map_, "raqqa", FIRST)))
    page.mouse.move(5, 5)
    expect_card_of(data, map_, "raqqa", FIRST)
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_escape_closes_the_card_of_a_mark_under_the_pointer(race: Race, data: Path) -> None:
    """WCAG 2.2, 1.4.13: what hover opens can be closed without moving the pointer."""
    page, map_ = race
    stage(map_).focus()
    point_at(page, map_, f"control/raqqa/{held_on(data, 'raqqa', FIRST)['start']}")
    expect_card_of(data, map_, "raqqa", FIRST)
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()


def test_escape_closes_the_card_of_the_map_in_use_alone(lab: Lab, race_in_lesson: Race) -> None:
    page, map_ = race_in_lesson
    other = find_map(lab, page, RACE, "zones")
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


def test_the_pointer_can_go_to_the_card_that_it_opened(race: Race, data: Path) -> None:
    """WCAG 2.2, 1.4.13: what hover opens stays while the pointer is on it."""
    page, map_ = race
    bring_in(stage(map_))
    point_at(page, map_, f"control/raqqa/{held_on(data, 'raqqa', FIRST)['start']}")
    expect_card_of(data, map_, "raqqa", FIRST)
    page.mouse.move(*middle_now(card(map_)))
    page.wait_for_timeout(800)
    expect_card_of(data, map_, "raqqa", FIRST)
    page.mouse.move(5, 5)
    expect(card(map_)).to_be_hidden()


def test_the_button_closes_the_card(race: Race) -> None:
    page, map_ = race
    stage(map_).focus()
    page.keyboard.press("ArrowRight")
    button(map_, "Close the card").click()
    expect(card(map_)).to_be_hidden()


def test_arrow_keys_go_from_mark_to_mark(race: Race, data: Path) -> None:
    page, map_ = race
    active = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    stage(map_).focus()
    cell, seen = page.evaluate(active), set()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        expect(card(map_)).to_be_visible()
        seen.add(card(map_).locator("h4").first.text_content())
        chosen = map_.locator(".lk-selected")
        expect(chosen).to_have_count(1)
        place = (chosen.get_attribute("data-feature") or "").split("/")[1]
        known = row(data, "places", place_id=place)
        expect(card(map_).locator("h4").first).to_contain_text(known["name_en"])
        expect(card(map_).locator("h4").first).to_contain_text(known["name_ar"])
    assert len(seen) >= 4
    assert page.evaluate(active) == cell
    page.keyboard.press("Enter")
    expect(stage(map_)).to_be_focused()
    expect(card(map_)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()
    expect(stage(map_)).to_be_focused()
