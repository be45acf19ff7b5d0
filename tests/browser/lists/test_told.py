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
