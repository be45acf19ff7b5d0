"""Play: its speed, its end, and less motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.map_page import FIRST, OpenMap, WholeMap, open_tools, press

from lessonkit import Lesson

pytestmark = pytest.mark.browser


@pytest.fixture
def days_of(
    whole: WholeMap, open_map: OpenMap
) -> Iterator[Callable[..., tuple[Page, Callable[[], list[str]]]]]:
    """Return a function that opens a map with a stopped clock; it gives the days shown since."""
    pages: list[Page] = []

    def opened(**options: Any) -> tuple[Page, Callable[[], list[str]]]:
        page = open_map(whole("tanf"), **options)
        pages.append(page)
        page.clock.install(time="2001-01-01T00:00:00")
        page.clock.pause_at("2001-01-01T00:01:00")
        page.evaluate(
            """() => {
              window.days = [];
              model.on("change:date", () => days.push(model.get("date")));
            }"""
        )
        return page, lambda: page.evaluate("days.splice(0)")

    yield opened
    for page in pages:
        page.close()  # its clock never goes by itself again


def choose_speed(page: Page, speed: str) -> None:
    open_tools(page)
    page.get_by_label("Speed of play").select_option(speed)


def iso(first: date, last: date) -> list[str]:
    return [f"{first + timedelta(days=n)}" for n in range((last - first).days + 1)]


def test_play_goes_day_by_day_at_the_speed_chosen(days_of: Any) -> None:
    page, days = days_of()
    news = page.locator(".lk-news")
    expect(news).to_have_attribute("aria-live", "polite")
    for speed, step in (("10", 100), ("1", 1000), ("3", 334)):
        page.evaluate("model.set('date', '2017-05-10')")
        choose_speed(page, speed)
        days()
        press(page, "Play")
        expect(news).to_have_attribute("aria-live", "off")
        page.clock.run_for(step * 5)
        assert days() == iso(date(2017, 5, 11), date(2017, 5, 15)), speed
        press(page, "Pause")
        expect(news).to_have_attribute("aria-live", "polite")
        page.clock.run_for(5000)
        assert days() == []


def test_play_stops_at_the_last_day_and_begins_anew(days_of: Any) -> None:
    page, days = days_of()
    choose_speed(page, "10")
    page.evaluate("model.set('date', '2017-06-06')")
    days()
    press(page, "Play")
    page.clock.run_for(5000)
    assert days() == iso(date(2017, 6, 7), date(2017, 6, 9))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".lk-news")).to_have_attribute("aria-live", "polite")
    press(page, "Play")
    page.clock.run_for(200)
    assert days() == iso(FIRST, date(2017, 5, 6))


def test_with_less_motion_play_goes_from_event_to_event(lesson: Lesson, days_of: Any) -> None:
    page, days = days_of(reduced_motion="reduce")
    began = sorted({day.date() for day in lesson.events["start"].dropna()})
    expected = [f"{day}" for day in began if date(2017, 5, 10) < day <= date(2017, 6, 9)]
    page.evaluate("model.set('date', '2017-05-10')")
    choose_speed(page, "10")
    days()
    press(page, "Play")
    page.clock.run_for(599)
    assert days() == []
    page.clock.run_for(1)
    assert days() == expected[:1]
    page.clock.run_for(60_000)
    rest = days()
    assert rest[: len(expected) - 1] == expected[1:]
    assert rest[-1] == "2017-06-09"


def test_play_stops_when_the_reader_moves_the_date_or_closes_the_view(days_of: Any) -> None:
    page, days = days_of()
    stops: list[Callable[[], None]] = [
        lambda: page.locator("input.lk-date").press("ArrowRight"),
        lambda: press(page, "Next event"),
        lambda: page.evaluate("end()"),
    ]
    for stop in stops:
        press(page, "Play")
        page.clock.run_for(1100)
        assert len(days()) == 3
        stop()
        days()
        page.clock.run_for(5000)
        assert days() == []
