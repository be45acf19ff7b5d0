"""The time control of a map."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from support.lab_reader import (
    FIRST,
    LAST,
    Race,
    button,
    day_of,
    event_days,
    expect_day,
    expect_holder,
    go_to,
    held_on,
    holder_label,
    mark,
    middle,
    press,
    row,
    rows,
    short_day,
    slider,
    titles_of,
)
from support.race import STRIKE

pytestmark = pytest.mark.browser


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
