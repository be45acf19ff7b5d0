"""`core/dates.js` reads, counts and says dates as `days.py` and `words.py` do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from support.dates import CASES, TEXTS

from lessonkit.browser.bundle import join_scripts
from lessonkit.days import STEPS, iso, number, on_step, read, span
from lessonkit.words import between, day_in_words

pytestmark = pytest.mark.browser

ASK = """texts => texts.map((text) => ({
  words: dates.shortDay(text),
  own: dates.isoDay(dates.dayNumber(text), dates.unitOf(text)),
  numbers: ["hour", "day", "month", "year"].map((step) => dates.dayNumber(text, step)),
  steps: ["hour", "day", "month", "year"].map((step) =>
    dates.isoDay(dates.dayNumber(text, step), step)),
}))"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    names = "dayNumber, isoDay, unitOf, shortDay, inWords, compare, weekdayOf, spanInWords"
    script = join_scripts("core/dates")
    opened.add_script_tag(
        content=f"{script.rpartition('export const')[0]}"
        f"const {{ {names} }} = _core_dates; globalThis.dates = {{ {names} }};",
        type="module",
    )
    opened.wait_for_function("globalThis.dates")
    return opened


def agree(page: Page, texts: list[str]) -> None:
    for text, found in zip(texts, page.evaluate(ASK, texts), strict=True):
        meant, whole = span(text, "m"), read(text)
        assert meant
        assert whole
        last = [on_step(meant.last, step) for step in STEPS]
        assert found == {
            "words": day_in_words(text),
            "own": iso(whole[0]),
            "numbers": [number(meant.last, step) for step in STEPS],
            "steps": [iso(day) for day in last],
        }


def test_both_say_the_cases(page: Page) -> None:
    agree(page, list(CASES))


@settings(max_examples=25)
@given(st.lists(TEXTS, min_size=20, max_size=60))
def test_both_agree_on_any_date(page: Page, texts: list[str]) -> None:
    agree(page, texts)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("1986-05-01T10:00", "1986-05-01T12:00", "1 May 1986, 10:00 to 12:00"),
        ("1986-05-01T10:00", "1986-05-02T12:00", "1 May 1986, 10:00 to 2 May 1986, 12:00"),
        ("2001-05-14", "2001-05-17", "14 to 17 May 2001"),
        ("2001-05-14", "2001-06-17", "14 May 2001 to 17 June 2001"),
        ("-0043-03-15", "-0043-03-17", "15 to 17 March 44 BC"),
        ("1848-05", "1848-06", "May 1848 to June 1848"),
        ("1986-05-01", "1986-05-01T12:00", "1 May 1986 to 1 May 1986, 12:00"),
    ],
)
def test_what_two_days_share_is_said_once(page: Page, start: str, end: str, words: str) -> None:
    """A card says it as the list beside it and the handout do."""
    assert page.evaluate("days => dates.spanInWords(days)", [start, end]) == words
    assert between(start, end) == words


@settings(max_examples=25)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=20, max_size=60))
def test_both_say_two_dates_alike(page: Page, pairs: list[tuple[str, str]]) -> None:
    said = page.evaluate("pairs => pairs.map((days) => dates.spanInWords(days))", pairs)
    assert said == [between(*pair) for pair in pairs]


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "2017-06-06": "Tuesday, 6 June 2017",
        "1582-10-15": "Friday, 15 October 1582",
        "1582-10-14": "14 October 1582",
        "-0043-03-15": "15 March 44 BC",
        "2017-06": "June 2017",
    }.items(),
)
def test_a_weekday_stands_only_where_the_calendar_has_it(page: Page, text: str, words: str) -> None:
    assert page.evaluate("text => dates.inWords(text)", text) == words
    assert "," not in page.evaluate("text => dates.inWords(text, '2020-01-01')", text)
