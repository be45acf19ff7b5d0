"""The history of reports in the entry of an event: with its days, and with the clock of the map."""

from __future__ import annotations

import copy

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.map_page import OpenMap

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def test_the_entry_of_an_event_without_a_point_tells_who_said_what(
    opened: Lesson, open_map: OpenMap
) -> None:
    lesson = copy.copy(opened)
    one = opened.reports[opened.reports["event_id"] == "E02"].assign(event_id="E05")
    later = one.assign(
        report_id="R98", kind="denied", said_by="", said=pd.Timestamp("2017-11-02")
    ).assign(said_text="2017-11-02", source_ids=[("gazette-2017-06",)])
    lesson.reports = pd.concat([one, later])
    page = open_map(lesson.map("after-the-report").with_events())
    page.locator("button.lk-open", has_text="The guild counts its boats").click()
    items = page.locator(".lk-detail .lk-history li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("10 May 2017 said by Northern Council.")
    expect(items.first).to_contain_text("Statement of the Northern Council, May 2017")
    expect(items.last).to_contain_text("2 November 2017 denied by River Gazette.")
    expect(page.locator(".lk-said-later")).to_have_count(0)
    page.evaluate("models.map.set('known_by', '2017-10-20')")
    expect(page.locator(".lk-detail .lk-said-later")).to_contain_text("Said after the day on")


def test_events_that_nobody_had_told_by_then_are_in_no_list(
    opened: Lesson, open_map: OpenMap
) -> None:
    page = open_map(opened.map("five-weeks").with_events())
    items, count = page.locator(".lk-item:visible"), page.locator(".lk-count")
    whole = items.count()
    late = page.locator(".lk-item", has_text="Boats are stopped")  # its source is of 6 June
    late.locator("button.lk-open").click()
    expect(page.locator(".lk-detail:visible")).to_have_count(1)
    page.evaluate("models.map.set('known_by', '2017-05-20')")
    expect(late).to_be_hidden()
    expect(items).to_have_count(1)
    expect(page.locator(".lk-detail:visible")).to_have_count(0)
    expect(count).to_have_text(f"1 of {whole} events was told by then.")
    expect(page.locator(".lk-list-head h4")).to_have_text(f"1 of {whole} events")
    expect(page.locator(".lk-day")).to_contain_text(": no event.")
    expect(page.locator(".lk-dot:visible")).to_have_count(1)
    page.locator(".lk-dots").hover(position={"x": 5, "y": 5})
    for n in range(0, 100, 5):
        box = page.locator(".lk-dots").bounding_box() or {}
        page.mouse.move(box["x"] + box["width"] * n / 100, box["y"] + 5)
        assert "Boats" not in (page.locator(".lk-bubble").text_content() or "")
    page.evaluate("models.map.set('known_by', '')")
    expect(items).to_have_count(whole)
    expect(late).to_be_visible()
    expect(count).to_have_text(f"{whole} events.")
    expect(page.locator(".lk-list-head h4")).to_have_text(f"{whole} events")


def test_events_that_only_switched_off_sources_tell_are_in_no_list(
    opened: Lesson, open_map: OpenMap
) -> None:
    page = open_map(opened.map("five-weeks").with_events())
    items, head = page.locator(".lk-item:visible"), page.locator(".lk-list-head h4")
    whole, dots = items.count(), page.locator(".lk-dot:visible").count()
    page.locator("button.lk-open", has_text="Boats are stopped").click()
    page.evaluate("models.map.set('sources_off', ['south-2017-06'])")  # the one that tells of it
    expect(page.locator(".lk-item", has_text="Boats are stopped")).to_be_hidden()
    expect(page.locator(".lk-detail:visible")).to_have_count(0)
    expect(page.locator(".lk-dot:visible")).to_have_count(dots - 1)
    expect(head).to_have_text(f"{whole - 1} of {whole} events")
    told = f"{whole - 1} of {whole} events are told by the sources that are on."
    expect(page.locator(".lk-count")).to_have_text(told)
    page.evaluate("models.map.set('two_sides', true)")
    expect(items).to_have_count(1)  # the north and the paper tell of the ford
    page.evaluate("models.map.set('known_by', '2017-05-20')")
    expect(items).to_have_count(0)
    told = f"None of {whole} events were told by then, by the sources that are on."
    expect(page.locator(".lk-count")).to_have_text(told)
    for name, value in (("two_sides", "false"), ("sources_off", "[]"), ("known_by", "''")):
        page.evaluate(f"models.map.set('{name}', {value})")
    expect(items).to_have_count(whole)
    expect(head).to_have_text(f"{whole} events")


def test_an_entry_names_only_sources_that_are_on_and_were_out(
    opened: Lesson, open_map: OpenMap
) -> None:
    page = open_map(opened.map("five-weeks").with_events())
    entry = page.locator(".lk-item", has_text="The north takes Birch Ford")
    says, detail = entry.locator(".lk-says"), entry.locator(".lk-detail")
    entry.locator("button.lk-open").click()
    expect(says).to_contain_text("Says: Northern Council; River Gazette")
    expect(detail).to_contain_text("Sources: Statement of the Northern Council, May 2017; River")
    page.evaluate("models.map.set('known_by', '2017-05-20')")  # the paper is of June
    expect(says).to_have_text(". Says: Northern Council")
    expect(detail).to_contain_text("Who says so: Northern Council")
    expect(detail).not_to_contain_text("Gazette")
    page.evaluate("models.map.set('known_by', '')")
    page.evaluate("models.map.set('sources_off', ['north-2017-05'])")
    expect(says).to_have_text(". Says: River Gazette")
    expect(detail).not_to_contain_text("Statement of the Northern Council")
    expect(entry.locator(".lk-history")).to_have_count(0)  # its only report is of that source


def test_no_list_tells_what_comes_after_the_second_clock(opened: Lesson, open_map: OpenMap) -> None:
    lesson = copy.copy(opened)
    # It happens in October; so old a source cannot tell of it.
    early = opened.events["event_id"] == "E06"
    cited = opened.events["source_ids"].where(~early, other=("atlas",))
    lesson.events = opened.events.assign(source_ids=cited)
    page = open_map(lesson.map("after-the-report").with_events())
    entry = page.locator(".lk-item", has_text="The north takes Cedar Mill")
    expect(entry).to_be_visible()
    page.evaluate("models.map.set('known_by', '2017-10-14')")
    expect(entry).to_be_hidden()
    page.evaluate("models.map.set('known_by', '2017-10-15')")
    expect(entry).to_be_visible()
