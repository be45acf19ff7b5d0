"""The estimate on a bare page from disk: fields, bars, words, table; the same sums as in Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults, faults_of_colour
from support.ways import made

from lessonkit.browser.bundle import join_scripts
from lessonkit.days import iso
from lessonkit.estimates import LIMITS, arrival, verdicts
from lessonkit.tables.entries import OutcomeSpec
from lessonkit.widgets.whatif import WhatIf
from lessonkit.words import day_in_words

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
EVIL = "<img src=x onerror=alert(1)>"
EPOCH = np.datetime64("1970-01-01")


@pytest.fixture(scope="module")
def widget(lesson: Any) -> WhatIf:
    known = OutcomeSpec(label=f"A date {EVIL}", day="2017-09-05", source_ids=("editors",))
    words = {"leaves_out": ("fighting", EVIL), "outcomes": (known,)}
    return made(lesson, days_lost=(0, 7), **words)


@pytest.fixture
def show(widget: WhatIf, draw: Open) -> Open:
    """Return a function that opens the estimate."""

    def opened(width: int = 1000, **media: Any) -> Page:
        return draw(widget, width, 900, **media)

    return opened


def field(page: Page, group: str, end: str, way: int = 0) -> Locator:
    ways = page.locator(".lk-way").nth(way)
    return ways.get_by_role("group", name=group).get_by_label(end, exact=True)


def test_the_sums_are_those_of_python(show: Open) -> None:
    draw = random.Random(6)
    cases = []
    for _ in range(400):
        speed = sorted(draw.uniform(*LIMITS["km_a_day"]) ** draw.choice((0.3, 1)) for _ in "ab")
        speed = [max(speed[0], 0.1), speed[1]]
        lost = sorted(draw.choice((draw.randint(0, 40), draw.uniform(0, 90))) for _ in "ab")
        start = sorted(EPOCH + draw.randint(-700_000, 700_000) for _ in "ab")
        km = draw.choice((0, draw.randint(1, 900), draw.uniform(0, 5000)))
        cases.append((km, speed, [iso(day) for day in start], lost))
    script = join_scripts("whatif/estimate") + "\nglobalThis.sums = { arrival, verdicts, between };"
    page = show()
    page.add_script_tag(content=script, type="module")
    page.wait_for_function("globalThis.sums")
    found = page.evaluate(
        """all => all.map(([km, speed, start, lost]) => {
          const span = sums.arrival(km, { km_a_day: speed, start, days_lost: lost });
          return [span.first, span.last];
        })""",
        cases,
    )
    spans = []
    for (km, speed, start, lost), (first, last) in zip(cases, found, strict=True):
        early, late = (np.datetime64(day) for day in start)
        span = arrival(km, tuple(speed), (early, late), tuple(lost))  # type: ignore[arg-type]
        assert tuple(int((day - EPOCH).astype(int)) for day in span) == (first, last)
        spans.append(span)
    named = [(f"way {n}", "x" if n % 3 else "y", span) for n, span in enumerate(spans[:12])]
    said = page.evaluate(
        "ways => sums.verdicts(ways)",
        [
            {"label": label, "to": to, "span": dict(zip(("first", "last"), found[n], strict=True))}
            for n, (label, to, _) in enumerate(named)
        ],
    )
    assert said == verdicts(named)


def test_it_says_what_the_words_for_viewers_that_run_nothing_say(
    show: Open, widget: WhatIf
) -> None:
    page = show()
    words = widget._repr_mimebundle_()[0]["text/plain"]
    said = page.locator(".lk-results p").all_text_contents()
    assert len(said) == 3
    for line in said:
        assert line in words


def test_an_assumption_is_answered_at_once_and_kept(show: Open) -> None:
    page = show()
    result = page.locator(".lk-results p").first
    km = page.evaluate("model.get('spec').ways[0].km")
    field(page, "Km a day", "lowest").fill("2,5")
    last = np.datetime64("2017-06-20") + -int(-(7 + km / 2.5) // 1)
    expect(result).to_contain_text(f"and {day_in_words(last)}, if the start is")
    expect(result).to_contain_text("at 2.5 to 10 km a day")
    assert page.evaluate("model.get('assumptions')[0].km_a_day") == [2.5, 10]
    assert page.evaluate("model.get('assumptions')[1].km_a_day") == [5, 10]
    expect(field(page, "Km a day", "lowest")).to_have_value("2,5")  # stays as it was typed
    field(page, "Start", "latest").fill("2017-07-01")
    expect(result).to_contain_text("if the start is between 10 June and 1 July 2017")
    field(page, "Days lost", "most").fill("0")
    expect(result).to_contain_text("and 0 days are lost")


def test_the_bar_follows_the_range(show: Open) -> None:
    page = show()
    bars = page.locator(".lk-bar")
    expect(bars).to_have_count(2)
    before = bars.first.bounding_box()
    field(page, "Km a day", "highest").fill("100")
    after = bars.first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] <= before["x"]
    assert after["width"] > before["width"] + 20
    plot = page.get_by_role("img", name="Date axis")
    label = str(plot.get_attribute("aria-label"))
    said = page.locator(".lk-bar-row p").all_text_contents()
    assert all(one in label for one in said)


WRONG = [
    ("Km a day", "lowest", "", "the field is empty"),
    ("Km a day", "lowest", "fast", "This is no number"),
    ("Km a day", "lowest", "0", "Write a number from 0.1 to 1000"),
    ("Km a day", "lowest", "12", "The highest number is below the lowest"),
    ("Km a day", "lowest", "5 miles", "Write km a day, not miles"),
    ("Days lost", "most", "-3", "Write a number from 0 to 3650"),
    ("Start", "latest", "", "Choose a day"),
    ("Start", "latest", "2017-06-01", "The latest day is before the earliest"),
    ("Start", "earliest", "0017-06-01", "Choose a day of the years 1917 to 2117"),
]


def test_what_is_wrong_is_said_at_the_field(show: Open) -> None:
    page = show()
    for case in WRONG:
        expect_fault(page, *case)


def expect_fault(page: Page, group: str, end: str, typed: str, words: str) -> None:
    """Type something wrong, read what is said of it, and go back to the first assumptions."""
    before = page.evaluate("JSON.stringify(model.get('assumptions'))")
    one = field(page, group, end)
    one.fill(typed)
    fault = page.locator(".lk-fault:visible")
    expect(fault).to_have_count(1)
    expect(fault).to_contain_text(words)
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_count(1)
    assert wrong.get_attribute("aria-describedby") == fault.get_attribute("id")
    expect(page.locator(".lk-results p").first).to_contain_text("no estimate until")
    expect(page.locator(".lk-bar")).to_have_count(1)
    assert page.evaluate("JSON.stringify(model.get('assumptions'))") == before
    # The other way goes on; what is wrong here stays as it was typed.
    field(page, "Days lost", "most", 1).fill("9")
    expect(one).to_have_value(typed)
    expect(fault).to_have_count(1)
    page.get_by_role("button", name="Back to the first assumptions").click()
    expect(page.locator(".lk-fault:visible")).to_have_count(0)
    expect(page.locator(".lk-bar")).to_have_count(2)
    assert page.evaluate("JSON.stringify(model.get('assumptions'))") == before


def test_ranges_that_part_are_said_to_part(show: Open) -> None:
    page = show()
    verdict = page.locator(".lk-verdict")
    expect(verdict).to_contain_text("overlap: the estimate cannot tell who comes first")
    field(page, "Start", "latest", 1).fill("2019-06-01")
    field(page, "Start", "earliest", 1).fill("2019-05-01")
    expect(verdict).to_have_text(
        "By these assumptions “From Palmyra” ends before “From al-Tanf”. "
        "Other assumptions can give the other order."
    )


def test_python_sets_the_assumptions(show: Open) -> None:
    page = show()
    page.evaluate(
        """model.set('assumptions', [
          { km_a_day: [1, 2], start: ["2017-01-01", "2017-01-02"], days_lost: [3, 4] },
          model.get('assumptions')[1]])"""
    )
    expect(field(page, "Km a day", "highest")).to_have_value("2")
    expect(field(page, "Start", "earliest")).to_have_value("2017-01-01")
    expect(page.locator(".lk-results p").first).to_contain_text("at 1 to 2 km a day")


def test_what_is_left_out_is_always_in_sight_and_what_happened_on_request(show: Open) -> None:
    page = show()
    expect(page.locator(".lk-left-out li")).to_have_text(["fighting", EVIL])
    assert "2017-09-05" not in page.locator(".lk-whatif").inner_text()
    expect(page.get_by_text("Editors of this lesson")).to_be_hidden()
    button = page.get_by_role("button", name="Show what happened")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lk-known-row")).to_have_text(f"Known: A date {EVIL}: 5 September 2017")
    expect(page.get_by_text("Editors of this lesson")).to_be_visible()
    assert page.evaluate("model.get('revealed')") is True
    page.get_by_role("button", name="Hide what happened").click()
    expect(page.locator(".lk-known-row")).to_have_count(0)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_the_table_says_the_same(show: Open) -> None:
    page = show()
    page.get_by_text("The estimate as a table").click()
    cells = page.locator(".lk-table tbody tr").first.locator("th, td").all_text_contents()
    way = page.evaluate("model.get('spec').ways[0]")
    assert cells[0] == way["label"]
    assert cells[1].startswith(f"{round(way['straight_km'])} km (")
    assert cells[2].startswith(f"{round(way['road_km'])} km (")
    assert cells[3:6] == ["5 to 10", "between 10 and 20 June 2017", "0 to 7"]
    assert cells[6] in page.locator(".lk-results p").first.inner_text()
    second = page.locator(".lk-table tbody tr").nth(1).locator("td").all_text_contents()
    assert second[1] == "none given"


def test_everything_is_reached_by_keyboard(show: Open) -> None:
    page = show()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => {
                  let one = document.activeElement;
                  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
                  return one?.dataset?.do ?? one?.type ?? one?.tagName ?? "";
                }"""
            )
        )
    assert reached.count("text") >= 8
    assert reached.count("date") >= 4
    assert {"reset", "reveal", "SUMMARY"} <= set(reached)


def test_it_is_accessible(show: Open) -> None:
    page = show(1300, color_scheme="dark")
    page.get_by_role("button", name="Show what happened").click()
    page.get_by_text("The estimate as a table").click()
    field(page, "Km a day", "lowest").fill("fast")
    expect(page.locator(".lk-dark")).to_have_count(1)
    assert faults(page, least=5) == []
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-dark")).to_have_count(0)
    assert faults_of_colour(page) == []
    expect_room(page)
    page.set_viewport_size({"width": 390, "height": 900})
    assert faults(page, least=5) == []
    expect_room(page)


def expect_room(page: Page) -> None:
    """Expect that the page is not wider than the window, and that a finger can hit all keys."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("#host :is(input, button, summary)").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 24).length"
    )
    assert small == 0


def test_nothing_listens_after_the_end(show: Open) -> None:
    page = show()
    page.evaluate("end()")
    before = page.locator(".lk-results").inner_text()
    page.evaluate(
        """model.set('assumptions', [0, 1].map(() => (
          { km_a_day: [1, 2], start: ["2017-01-01", "2017-01-02"], days_lost: [3, 4] })))"""
    )
    assert page.locator(".lk-results").inner_text() == before
