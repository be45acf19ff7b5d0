"""The clock of a map fits the length of its story: hours, days, months, years, before our era."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.lesson_copy import RIVER
from support.pages import OpenPage
from support.stories import STORIES, told_as

from lessonkit import Lesson

pytestmark = pytest.mark.browser

# By story: what the clock says at first, after an arrow key, after Page Up; when the ford changes
# hands and what is said then; the speeds of play.
SAID = {
    "hours": (
        "26 April 1986, 00:00 to 01:00 (Moscow time, UTC+4)",
        "26 April 1986, 01:00 to 02:00 (Moscow time, UTC+4)",
        "26 April 1986, 07:00 to 08:00 (Moscow time, UTC+4)",
        "26 April 1986, 12:00 to 13:00 (Moscow time, UTC+4)",
        "Since 00:00: Birch Ford changes from South to North",
        ["1 hour a second", "3 hours a second", "10 hours a second"],
        ["26 April", "06:00", "12:00", "18:00", "27 April", "06:00"],
    ),
    "months": (
        "January 1846",
        "February 1846",
        "February 1847",
        "January 1847",
        "Since January 1846: Birch Ford changes from South to North",
        ["1 month a second", "3 months a second", "10 months a second"],
        ["1846", "1847", "1848"],
    ),
    "years": (
        "1700",
        "1701",
        "1711",
        "1770",
        "Since 1700: Birch Ford changes from South to North",
        ["10 years a second", "30 years a second"],
        [str(year) for year in range(1700, 1900, 10)],
    ),
    "voyage": (
        "1 March 44 BC",
        "2 March 44 BC",
        "9 March 44 BC",
        "15 May 44 BC",
        "Since 1 March 44 BC: Birch Ford changes from South to North",
        ["10 days a second", "30 days a second"],
        ["March", "April", "May", "June", "July", "August", "September"],
    ),
}


@pytest.fixture(scope="module", params=list(STORIES))
def story(request: Any, tmp_path_factory: Any) -> tuple[str, Lesson]:
    name: str = request.param
    return name, Lesson(told_as(tmp_path_factory.mktemp(name) / "data", STORIES[name]))


def opened(open_map: OpenPage, lesson: Lesson, width: int = 1036) -> Page:
    days = (lesson.start, lesson.end)
    words = {"title": "Who held the river", "alt": "A map.", "subtitle": "Marks are places."}
    return open_map(lesson.map(extent="valley", days=days, **words).with_events(), width)


def test_the_clock_goes_by_steps_that_fit(story: tuple[str, Lesson], open_map: OpenPage) -> None:
    name, lesson = story
    start, arrow, leap, ford, change, speeds, ticks = SAID[name]
    page = opened(open_map, lesson)
    when, slider = page.locator(".lk-when"), page.locator(".lk-date")
    expect(when).to_have_text(start)
    slider.focus()
    for key, words in (("ArrowRight", arrow), ("PageUp", leap), ("Home", start)):
        page.keyboard.press(key)
        expect(when).to_have_text(words)
        expect(slider).to_have_attribute("aria-valuetext", words)
    page.get_by_role("button", name="Next event").click()
    expect(when).to_have_text(ford)
    expect(page.locator(".lk-news")).to_contain_text(change)
    assert page.locator("[aria-label='Speed of play'] option").all_inner_texts() == speeds
    names = page.locator(".lk-axis span").evaluate_all("all => all.map(one => one.dataset.name)")
    assert names == ticks


def test_the_list_follows_the_clock(story: tuple[str, Lesson], open_map: OpenPage) -> None:
    _, lesson = story
    page = opened(open_map, lesson, 390)
    page.get_by_role("button", name="The north takes Cedar Mill").click()
    expect(page.locator(".lk-day")).to_contain_text("2 events")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_a_long_story_is_no_larger_than_a_short_one(story: tuple[str, Lesson]) -> None:
    _, lesson = story
    words = {"title": "Who held the river", "alt": "A map.", "subtitle": "Marks are places."}
    made = lesson.map(extent="valley", days=(lesson.start, lesson.end), **words)
    short = Lesson(RIVER)
    same = short.map(extent="valley", days=(short.start, short.end), **words)
    assert len(str(made.spec)) < 1.1 * len(str(same.spec))


def test_python_reads_the_clock(story: tuple[str, Lesson], open_map: OpenPage) -> None:
    """What a map says is its day can be given to any method of the lesson."""
    name, lesson = story
    days = (lesson.start, lesson.end)
    words = {"title": "Who held the river", "alt": "A map.", "subtitle": "Marks are places."}
    made = lesson.map(extent="valley", days=days, **words)
    before, after = {
        "hours": ("1986-04-26T11", "1986-04-26T12"),
        "months": ("1846-12", "1847-01"),
        "years": ("1769", "1770"),
        "voyage": ("-0043-05-14", "-0043-05-15"),
    }[name]
    for day, holder in ((before, "south"), (after, "north")):
        made.date = day
        assert made.date == day
        rows = lesson.held_on(made.date).set_index("place_id")
        assert rows.loc["birch-ford", "holder"] == holder
    assert lesson.as_of(before).end == lesson.as_of(before).known_by
    assert "E02" not in set(lesson.as_of(before).events["event_id"])
    assert "E02" in set(lesson.as_of(after).events["event_id"])


def test_the_clock_of_what_was_known_goes_by_the_same_steps(
    story: tuple[str, Lesson], open_map: OpenPage
) -> None:
    name, lesson = story
    start, arrow, leap = SAID[name][:3]
    if name == "hours":  # an hour is known by its last minute
        start, arrow, leap = (f"{time} on 26 April 1986" for time in ("00:59", "01:59", "07:59"))
    page = opened(open_map, lesson)
    page.get_by_role("button", name="Known by").click()
    said, slider = page.locator(".lk-by-words"), page.locator(".lk-by-date")
    expect(said).to_have_text(f"Known by {start}")
    slider.focus()
    for key, words in (("ArrowRight", arrow), ("PageUp", leap), ("Home", start)):
        page.keyboard.press(key)
        expect(said).to_have_text(f"Known by {words}")
        expect(slider).to_have_attribute("aria-valuetext", f"known by {words}")
    expect(page.locator(".lk-news")).to_contain_text(f"By {start}")
    page.keyboard.press("End")
    step = lesson.step_for(lesson.start, lesson.end)
    expect(page.locator(".lk-news")).to_contain_text(f"all 5 places of this {step} are known")


def test_relations_go_by_the_same_steps(story: tuple[str, Lesson], draw: OpenPage) -> None:
    name, lesson = story
    start, arrow, leap = SAID[name][:3]
    page = draw(lesson.relations_on(lesson.start), 1036)
    when, slider = page.locator(".lk-when"), page.locator(".lk-date")
    expect(when).to_have_text(start)
    slider.focus()
    for key, words in (("ArrowRight", arrow), ("PageUp", leap), ("Home", start)):
        page.keyboard.press(key)
        expect(when).to_have_text(words)
        expect(slider).to_have_attribute("aria-valuetext", words)
    page.get_by_role("button", name="Next change").click()
    expect(page.locator(".lk-news")).to_contain_text("Northern Council and Southern League now")
    step = lesson.step_for(lesson.start, lesson.end)
    expect(page.locator(".lk-day summary")).to_have_text(f"All relations of this {step} as a table")


BY_BOAT = """
[[estimates]]
id = "by-boat"
title = "When?"
leaves_out = ["rain"]
km_a_day = [5, 10]
start_days = ["-0043-03", "-0043-03-20"]
days_lost = [0, 2]

[[ways]]
estimate = "by-boat"
label = "By boat"
who = "north"
from = "alder"
to = "birch-ford"

[[outcomes]]
estimate = "by-boat"
label = "They came"
day = "-0043-04~"
source_ids = ["editors"]
"""


def test_an_estimate_may_begin_before_our_era(draw: OpenPage, tmp_path: Path) -> None:
    folder = told_as(tmp_path / "data", STORIES["voyage"])
    with (folder / "lesson.toml").open("a", encoding="utf-8") as file:
        file.write(BY_BOAT)
    page = draw(Lesson(folder).what_if("by-boat"), 1036)
    said = page.locator(".lk-results p").first
    expect(said).to_contain_text("if the start is between 1 and 20 March 44 BC")
    latest = page.get_by_label("latest", exact=True)
    latest.fill("-0043-02-30")
    expect(page.locator(".lk-fault:visible")).to_contain_text("of 44 BC the year is -0043")
    latest.fill("-0043-04-02")
    expect(said).to_contain_text("if the start is between 1 March and 2 April 44 BC")
    page.get_by_role("button", name="Show what happened").click()
    expect(page.locator(".lk-known-row")).to_have_text("Known: They came: about April 44 BC")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return Lesson(told_as(tmp_path_factory.mktemp("in-years") / "data", STORIES["years"]))


def test_where_names_of_years_do_not_fit_each_second_or_third_stays(
    years: Lesson, open_map: OpenPage
) -> None:
    page = opened(open_map, years, 390)
    page.wait_for_timeout(300)
    shown = [int(one) for one in page.locator(".lk-axis span").all_inner_texts() if one]
    steps = {after - before for before, after in itertools.pairwise(shown)}
    assert len(shown) > 3
    assert len(steps) == 1, shown


def test_a_card_says_in_a_year_not_on_it(years: Lesson, open_map: OpenPage) -> None:
    words = {"title": "Who held the river", "alt": "A map."}
    made = years.map(extent="valley", days=(years.start, years.end), **words)
    made.selected = next(one for one in made.spec["cards"] if one.startswith("control/alder"))
    page = open_map(made)
    expect(page.locator(".lk-on").first).to_have_text("In 1700")


def test_a_line_of_several_days_by_hours_names_the_days(tmp_path: Path, open_map: OpenPage) -> None:
    """Of 06:00 18:00 06:00 nobody could say which day it is. A phone cuts the month."""
    lesson = Lesson(told_as(tmp_path / "data", STORIES["hours"]))
    made = lesson.map(extent="valley", days=(lesson.start, lesson.end), title="A", alt="A map.")
    made.spec = {**made.spec, "last": "1986-05-02T23"}
    page = open_map(made, 1036)
    names = page.locator(".lk-axis span")
    expect(names).to_have_text([*(f"{n} April" for n in range(26, 31)), "1 May", "2 May"])
    expect(page.locator(".lk-axis i:not(.lk-month)")).to_have_count(1 + 3 * 7)
    page.set_viewport_size({"width": 320, "height": 844})
    expect(names).to_have_text([*(f"{n} Apr" for n in range(26, 31)), "1 May", "2 May"])
    # Whose hours they are stands below: beside the keys it would take lines.
    expect(page.locator(".lk-whose")).to_be_hidden()
    expect(page.locator("figcaption")).to_contain_text("All hours: Moscow time, UTC+4.")
