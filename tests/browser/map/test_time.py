"""The time control of a map."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from support.folders import ROOT
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
    mark,
    middle,
    press,
    row,
    rows,
    settings,
    short_day,
    slider,
    titles_of,
)
from support.map_page import OpenMap
from support.race import FORD, STRIKE, OpenRace

from lessonkit import Lesson

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


def test_on_a_map_without_events_the_keys_go_from_change_to_change(
    opened: Lesson, open_race: OpenRace, base: Path
) -> None:
    bare = opened.map("five-weeks", layers=["water", "towns", "control"], visible=None)
    _, map_ = open_race(map_=bare)
    starts = [day_of(one["start"]) for one in rows(base / "data", "control")]
    begun = sorted({day for day in starts if FIRST < day <= LAST})
    back, on = button(map_, "Change before"), button(map_, "Next change")
    expect(back).to_have_attribute("aria-disabled", "true")
    for day in begun:
        on.press("Enter")
        expect_day(map_, day)
    expect(on).to_have_attribute("aria-disabled", "true")
    slider(map_).press("End")
    for day in begun[::-1]:
        back.press("Enter")
        expect_day(map_, day)
    expect(back).to_have_attribute("aria-disabled", "true")
    assert begun


def test_on_a_map_where_nothing_changes_the_keys_go_by_a_day(
    opened: Lesson, open_race: OpenRace
) -> None:
    bare = opened.map("five-weeks", layers=["water", "towns"], visible=None)
    assert not bare.spec["events"]
    _, map_ = open_race(map_=bare)
    for other in ("Next event", "Next change"):
        expect(button(map_, other)).to_have_count(0)
    back, on = button(map_, "One day back"), button(map_, "One day on")
    expect(back).to_have_attribute("aria-disabled", "true")
    back.press("Enter")  # it has the focus still, and does nothing
    expect_day(map_, FIRST)
    on.click()
    on.press("Enter")
    expect_day(map_, FIRST + dt.timedelta(days=2))
    back.click()
    expect_day(map_, FIRST + dt.timedelta(days=1))
    slider(map_).press("End")
    expect(on).to_have_attribute("aria-disabled", "true")
    on.press("Enter")
    expect_day(map_, LAST)


def test_the_mark_of_a_place_changes_with_its_holder(race: Race, data: Path) -> None:
    page, map_ = race
    place = "birch-ford"
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
    day = day_of(row(data, "events", event_id="E02")["start"])
    go_to(map_, day - dt.timedelta(days=1))
    expect(mark(map_, "events/E02")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect_day(map_, day)
    expect(mark(map_, "events/E02")).to_be_visible()
    press(page, "ArrowRight", 6)
    expect(mark(map_, "events/E02")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(mark(map_, "events/E02")).to_be_hidden()


def short_label(data: Path, holder: str) -> str:
    return next(h["short"] for h in settings(data)["holders"] if h["id"] == holder)


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
        + f" from {short_label(data, days[before])} to {short_label(data, days[now])}"
        for (place, part), days in held.items()
        if len(days) == 2 and days[before] != days[now]
    }


def test_on_a_map_of_a_month_the_keys_go_by_a_day(opened: Lesson, open_race: OpenRace) -> None:
    """What is told may change on any of so few days, and a reader would leap over it."""
    month = opened.map("five-weeks", days=(FIRST, FIRST + dt.timedelta(days=30)))
    assert month.spec["events"]
    _, map_ = open_race(map_=month)
    button(map_, "One day on").click()
    expect_day(map_, FIRST + dt.timedelta(days=1))


def test_steps_go_from_event_to_event_and_say_what_changed(syria: Race, root: Path) -> None:
    _, map_ = syria
    data = root / "data"
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
        if not changes and re.search("No (other )?mark", text):
            # The marks of the events that the words name already are the others.
            assert re.search(f" No (other )?mark changed since {short_day(before)}\\.$", text)
            continue
        _, _, sentence = text.partition(f" Since {short_day(before)}: ")
        assert sentence.count(".") == 1
        assert sentence.endswith(".")
        told = sentence.removesuffix(".").split("; ")
        named = [one for one in told if not re.match("(and|new on|no longer) ", one)]
        assert bool(named) == bool(changes)
        for one in named:
            found = re.fullmatch(r"(.+?)(?: and \d+ more)? changes? (from .+)", one)
            assert found, one
            for name in re.split(", | and ", found[1]):
                assert f"{name} {found[2]}" in changes
                seen += 1
    assert seen > 10
    expect(on).to_be_disabled()
    for day in reversed(days[:-1]):
        back.click()
        expect_day(map_, day)
    expect(back).to_be_disabled()


def pulled_over_some_events_the_words_say_what_changed_from_where_it_stood(
    syria: Race, data: Path
) -> None:
    page, host = syria
    go_to(host, FIRST)
    slider(host).scroll_into_view_if_needed()
    box = slider(host).bounding_box()
    assert box
    y, step = box["y"] + box["height"] / 2, (box["width"] - 16) / 34  # from 4 May to 7 June
    page.mouse.move(box["x"] + 8, y)
    page.mouse.down()
    for n in range(1, 7):
        page.mouse.move(box["x"] + 8 + n * step, y)
    expect_day(host, FIRST + dt.timedelta(days=6))
    news = host.locator(".lk-news")
    expect(news).to_contain_text("Since 4 May 2017: ")
    page.mouse.up()
    page.wait_for_timeout(50)
    slider(host).press("ArrowRight")
    expect(news).not_to_contain_text("4 May")


def test_a_day_without_an_event_says_which_came_before(race: Race, data: Path) -> None:
    _, map_ = race
    day = FORD + dt.timedelta(days=1)
    go_to(map_, day)
    title = titles_of(data, FORD)[-1]
    words = f"No event on this day. Last before it: {title}. No mark changed since 10 May"
    expect(map_.locator(".lk-news")).to_contain_text(words)


def events_of(data: Path) -> list[dict[str, str]]:
    """Return the events of the slider's weeks in the order of their days."""
    all_ = [one for one in rows(data, "events") if FIRST <= day_of(one["start"]) <= LAST]
    return sorted(all_, key=lambda one: one["start"])


def test_the_line_of_days_shows_events_changes_and_months(syria: Race, root: Path) -> None:
    """Step by step on one page; a step that needs a certain day goes there first."""
    for step in (
        dots_of_near_days_stand_above_each_other,
        a_dot_is_filled_if_its_event_has_a_mark_on_this_map,
        the_shape_of_a_dot_says_what_kind_of_event_it_is,
        each_day_on_which_marks_change_has_a_bar,
        each_event_has_a_dot_that_shows_its_title_and_goes_there,
        the_dots_of_the_day_stand_out,
        the_line_names_its_months_at_their_first_day,
        the_steps_are_the_keyboards_way_to_an_event,
        pulled_over_some_events_the_words_say_what_changed_from_where_it_stood,
    ):
        step(syria, root / "data")
        syria[0].mouse.move(5, 5)


def each_event_has_a_dot_that_shows_its_title_and_goes_there(syria: Race, data: Path) -> None:
    page, map_ = syria
    dots, bubble = map_.locator(".lk-dot"), map_.locator(".lk-bubble")
    days = [day_of(one["start"]) for one in events_of(data)]
    expect(dots).to_have_count(len(days))
    assert len(days) > len(set(days))  # some days have several
    expect(bubble).to_be_hidden()
    for n, day in enumerate(days):
        page.mouse.move(*middle(dots.nth(n)))
        expect(bubble).to_contain_text(short_day(day))
        for title in titles_of(data, day):
            expect(bubble).to_contain_text(title)
        expect(bubble).to_be_in_viewport(ratio=0.999)  # a browser rounds
    map_.locator("h3").hover()
    expect(bubble).to_be_hidden()
    page.mouse.click(*middle(dots.nth(4)))
    expect_day(map_, days[4])
    # A dot stands above the slider's handle of its day: the slider says the same day there.
    x, _ = middle(dots.nth(9))
    page.mouse.click(x, middle(slider(map_))[1])
    expect_day(map_, days[9])


def dots_of_near_days_stand_above_each_other(syria: Race, data: Path) -> None:
    page, map_ = syria
    for width in (1300, 800, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(300)  # the line takes its new room, and makes its dots anew
        assert_dots_apart(map_, data, width)
    page.set_viewport_size({"width": 1300, "height": 1000})


def assert_dots_apart(map_: Locator, data: Path, width: int) -> None:
    # Read at once: a page that has just changed its width moves between two questions.
    line, *boxes = map_.locator(".lk-dots, .lk-dot:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    days = [one["start"] for one in events_of(data)]
    highest = min(round(one["top"]) for one in boxes)  # where there is no room, more share it
    for n, one in enumerate(boxes):
        assert line["y"] <= one["top"], "a dot leaves its line"
        assert one["bottom"] <= line["y"] + line["height"]
        for m, other in enumerate(boxes[:n]):
            apart = abs(one["left"] - other["left"]), abs(one["top"] - other["top"])
            is_shared = round(one["top"]) == round(other["top"]) == highest and width < 400
            assert max(apart) >= 8 or is_shared, (days[m], days[n])
    assert len({round(one["top"]) for one in boxes}) > 1


def a_dot_is_filled_if_its_event_has_a_mark_on_this_map(syria: Race, data: Path) -> None:
    """What has none is a ring: not the colour alone says it."""
    page, map_ = syria
    marks = map_.locator('svg.lk-svg [data-feature^="events/"]')
    ids: list[str] = marks.evaluate_all("all => all.map(node => node.dataset.feature)")
    title = {one["title"]: f"events/{one['event_id']}" for one in events_of(data)}
    order = [one["title"] for one in map_.evaluate("() => model.get('spec').events")]
    drawn = [title[one] in ids for one in order if one in title]
    assert True in drawn
    assert False in drawn
    looks: list[bool] = map_.locator(".lk-dot").evaluate_all(
        """all => all.map(one => { const look = getComputedStyle(one.querySelector("path"));
          return look.fill !== "none" && look.stroke === "none"; })"""
    )
    assert looks == drawn
    page.mouse.move(*middle(map_.locator(".lk-dot").nth(drawn.index(False))))
    expect(map_.locator(".lk-bubble")).to_contain_text("(no mark on this map)")


def the_shape_of_a_dot_says_what_kind_of_event_it_is(syria: Race, data: Path) -> None:
    """A key tells what each shape means, and no two kinds have the same."""
    _, map_ = syria
    kinds = {k["id"]: k["label"] for k in settings(data)["kinds"] if k["of"] == "event"}
    shapes: dict[str, list[str]] = map_.evaluate("() => model.get('spec').kinds")
    assert {kind: label for kind, (label, _) in shapes.items()} == {
        kind: label for kind, label in kinds.items() if kind in shapes
    }
    assert len({outline for _, outline in shapes.values()}) == len(shapes) >= 4
    kind_of = {one["title"]: one["kind"] for one in events_of(data)}
    order = [one["title"] for one in map_.evaluate("() => model.get('spec').events")]
    drawn = map_.locator(".lk-dot path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert drawn == [shapes[kind_of[one]][1] for one in order if one in kind_of]
    told = map_.locator(".lk-kind-of-event")
    assert told.all_text_contents() == [label for label, _ in shapes.values()]
    outlines = told.locator("path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert outlines == [outline for _, outline in shapes.values()]


def the_dots_of_the_day_stand_out(syria: Race, data: Path) -> None:
    _, map_ = syria
    for day in (FIRST, STRIKE, LAST):
        go_to(map_, day)
        on_this_day = [
            day_of(one["start"]) <= day <= day_of(one["end"] or one["start"])
            for one in events_of(data)
        ]
        over = [day_of(one["end"] or one["start"]) < day for one in events_of(data)]
        has = "(all, name) => all.map(one => one.classList.contains(name))"
        assert map_.locator(".lk-dot").evaluate_all(has, "lk-today") == on_this_day
        assert map_.locator(".lk-dot").evaluate_all(has, "lk-past") == over


def the_line_names_its_months_at_their_first_day(syria: Race, data: Path) -> None:
    _, map_ = syria
    expect(map_.locator(".lk-axis span")).to_have_text(["May", "June"])
    expect(map_.locator(".lk-axis")).to_have_attribute("aria-hidden", "true")
    june = map_.locator(".lk-axis i.lk-month").last
    x = middle(june)[0]
    go_to(map_, dt.date(2017, 6, 1))
    box = slider(map_).bounding_box()
    assert box
    part = (dt.date(2017, 6, 1) - FIRST).days / (LAST - FIRST).days
    assert x == pytest.approx(box["x"] + 8 + part * (box["width"] - 16), abs=1)
    # Each Monday between has a tick.
    weeks = map_.locator(".lk-axis i:not(.lk-month)")
    mondays = [FIRST + dt.timedelta(days=n) for n in range(1, 35)]
    expect(weeks).to_have_count(sum(day.weekday() == 0 for day in mondays))


def test_a_story_of_three_weeks_names_each_monday(lesson: Lesson, open_map: OpenMap) -> None:
    page = open_map(lesson.map("five-weeks", days=("2017-05-12", "2017-06-01")), 934)
    expect(page.locator(".lk-axis span")).to_have_text(["12 May", "15 May", "22 May", "29 May"])
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(".lk-axis span")).to_contain_text(["12 May", "15 May", "22", "29"])


def test_a_story_of_a_few_days_names_each_day(lesson: Lesson, open_map: OpenMap) -> None:
    page = open_map(lesson.map("five-weeks", days=("2017-05-28", "2017-06-05")), 934)
    names = page.locator(".lk-axis span")
    expect(names).to_have_text(
        [*(f"{n} May" for n in (28, 29, 30, 31)), *(f"{n} June" for n in range(1, 5)), ""]
    )  # that of the last day would run out of the picture


def test_of_names_that_are_left_out_the_year_is_not_one(open_map: OpenMap) -> None:
    page = open_map(Lesson(ROOT / "examples" / "vega").map("passage"), 390)
    for width in (390, 771):
        page.set_viewport_size({"width": width, "height": 1000})
        names = [name for name in page.locator(".lk-axis span").all_inner_texts() if name]
        assert "January 1879" in names, width
        assert len(names) >= 3, width


def each_day_on_which_marks_change_has_a_bar(syria: Race, data: Path) -> None:
    """As high as the square root of their number, so that one can be seen beside thirty."""
    _, map_ = syria
    spec = map_.evaluate("() => model.get('spec')")
    nodes = map_.locator("svg.lk-svg [data-feature]")
    ids: list[str] = nodes.evaluate_all("all => all.map(node => node.dataset.feature)")
    first = (FIRST - dt.date(1970, 1, 1)).days
    counts: dict[int, int] = {}
    for feature, mark_ in zip(ids, spec["marks"], strict=True):
        start = (mark_.get("days") or [None])[0]
        if start is None or not first < start <= first + (LAST - FIRST).days:
            continue
        if "event" not in spec["cards"].get(feature, {}):
            counts[start - first] = counts.get(start - first, 0) + 1
    assert len(counts) > 5
    bars = map_.locator(".lk-bars i").evaluate_all(
        """all => { const { left, width } = all[0].parentNode.getBoundingClientRect();
          return all.map(one => { const box = one.getBoundingClientRect();
            return [(box.left + 1 - left) / width, box.height]; }); }"""
    )
    found = {round(part * (LAST - FIRST).days): height for part, height in bars}
    assert found.keys() == counts.keys()
    most = max(counts.values())
    for day, count in counts.items():
        assert found[day] == pytest.approx(2 + 8 * (count / most) ** 0.5, abs=0.3), day


def the_steps_are_the_keyboards_way_to_an_event(syria: Race, data: Path) -> None:
    page, map_ = syria
    days = event_days(data)
    on, back = button(map_, "Next event"), button(map_, "Event before")
    go_to(map_, FIRST)
    on.focus()
    for day in days[1:4]:
        page.keyboard.press("Enter")
        expect_day(map_, day)
        expect(on).to_be_focused()
    back.focus()
    page.keyboard.press("Space")
    expect_day(map_, days[2])
    # From a day between two events they go to the nearest before and after.
    between = next(day for day in days[2:] if day + dt.timedelta(days=1) not in days)
    go_to(map_, between + dt.timedelta(days=1))
    back.press("Enter")
    expect_day(map_, between)


def test_on_a_phone_dots_that_find_no_place_are_joined_and_each_can_be_reached(
    course: Lesson, open_map: OpenMap
) -> None:
    """A number stands for those that would lie on others; clicks on it go through their days."""
    page = open_map(course.map("after-the-report"), width=390)
    map_ = page.locator("#host")
    seen = map_.locator(".lk-dot").evaluate_all(
        "all => all.filter(one => one.getClientRects().length)"
        ".map(one => [one.getBoundingClientRect().toJSON(), one.dataset.several])"
    )
    for n, (one, _) in enumerate(seen):
        for other, _ in seen[n + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert min(across, down) < 2, "a dot lies on another"
    several = map_.locator(".lk-dot[data-several]")
    expect(several.first).to_be_visible()
    hidden = map_.locator(".lk-dot.lk-joins").count()
    said = [int(number) - 1 for _, number in seen if number]
    assert hidden == sum(said)
    place = middle(several.first)
    days = []
    for _ in range(4):
        page.mouse.click(*place)
        days.append(page.evaluate("model.get('date')"))
    assert len(set(days)) >= 3
    bubble = map_.locator(".lk-bubble")
    page.mouse.move(*place)
    expect(bubble).to_be_visible()
    assert len(re.findall(r"\d+ [A-Z][a-z]+ 2017:", bubble.inner_text())) > 1
