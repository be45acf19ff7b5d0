"""Key terms and a student's own words again, on bare pages from disk: no kernel, no server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bare_page import bare_page
from playwright.sync_api import Page, expect
from support.accessibility import BEST, faults, faults_of_colour
from support.exercise_reader import stored_script
from support.map_page import press
from support.served import address_of

from lessonkit import Lesson

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)> <b>bold</b>"
NAME = "what-twenty-miles-leaves-open"
Open = Callable[..., Page]


@pytest.fixture
def show(course: Lesson, new_context: Any, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens `recall` or `exercise`, in one browser of its own."""
    made: dict[str, Any] = {}

    def page_of(what: str) -> str:
        return bare_page(course.recall(NAME) if what == "recall" else course.exercise(NAME))

    def opened(what: str, width: int = 1000, **options: Any) -> Page:
        if "context" not in made:
            made["context"], made["watch"] = new_context(**options)
        file = tmp_path / f"{what}.html"
        file.write_text(page_of(what), encoding="utf-8")
        page: Page = made["context"].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address_of(file))
        page.locator("body[data-ready]").wait_for()
        return page

    yield opened
    made["context"].close()
    assert made["watch"].requests == made["watch"].errors == made["watch"].dialogs == []


# ---- Arabic -------------------------------------------------------------------------------------

# Every text with Arabic letters that has no parent with the language, or does not run to the left.
UNMARKED = """host => {
  const found = { there: 0, wrong: [] };
  const walk = node => {
    for (const child of node.childNodes) walk(child);
    if (node.shadowRoot) walk(node.shadowRoot);
    if (node.nodeType !== Node.TEXT_NODE || !/[\\u0600-\\u06ff]/.test(node.data)) return;
    const parent = node.parentElement.closest('[lang=ar]');
    found.there += 1;
    if (!parent || getComputedStyle(parent).direction !== 'rtl') found.wrong.push(node.data);
  };
  walk(host);
  return found;
}"""


def test_arabic_names_are_marked_on_map_card_and_table(whole: Any, open_map: Any) -> None:
    page = open_map(whole("southeast"))
    page.evaluate("model.set('selected', 'towns/raqqa')")
    card = page.locator(".lk-card h4 .lk-local")
    expect(card.first).to_be_visible()
    press(page, "Table")
    expect(page.locator(".lk-twin .lk-local").first).to_be_visible()
    found = page.locator("#host").evaluate(UNMARKED)
    assert found["there"] > 50
    assert found["wrong"] == []


# ---- A student's own words ----------------------------------------------------------------------


def write(page: Page, words: str) -> None:
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="Compare", exact=True).click()


def test_without_an_answer_it_says_where_the_exercise_stands(show: Open) -> None:
    page = show("recall")
    expect(page.get_by_role("status")).to_contain_text(
        "Nothing is kept in this browser. Load the file of your answers"
    )
    expect(page.locator(".lk-recall")).to_contain_text("The race, day by day")
    expect(page.locator("blockquote")).to_be_hidden()
    expect(page.locator("details")).to_be_hidden()


def test_it_follows_what_is_written_in_another_tab_and_keeps_the_first_words(show: Open) -> None:
    recall, exercise = show("recall"), show("exercise")
    first, later = f"First {EVIL} " + "word " * 40, "Later words. " + "word " * 40
    write(exercise, first)
    expect(recall.locator(".lk-recall > blockquote")).to_have_text(first.strip())
    expect(recall.get_by_role("status")).to_contain_text("Written on")
    assert recall.locator("blockquote img, blockquote b").count() == 0
    exercise.locator("textarea").fill("Half a thought")
    expect(recall.locator(".lk-recall > blockquote")).to_have_text("Half a thought")
    expect(recall.get_by_role("status")).to_contain_text("In work, last changed on")
    write(exercise, later)
    expect(recall.locator(".lk-recall > blockquote")).to_have_text(later.strip())
    summary = recall.locator("summary")
    expect(summary).to_have_text("What you wrote before that (1)")
    summary.focus()
    recall.keyboard.press("Enter")
    expect(recall.locator("li blockquote")).to_have_text(first.strip())
    # It is still there when the page is opened anew, and gone when the answer is.
    recall.reload()
    expect(recall.locator(".lk-recall > blockquote")).to_have_text(later.strip())
    exercise.get_by_role("button", name="Clear", exact=True).click()
    exercise.get_by_role("button", name="Clear it", exact=True).click()
    expect(recall.get_by_role("status")).to_contain_text("Nothing is kept")
    expect(recall.locator(".lk-recall > blockquote")).to_be_hidden()


def test_a_browser_that_keeps_nothing_is_named(show: Open) -> None:
    page = show("recall")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
    )
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("This browser keeps nothing")


def test_axe_finds_nothing_on_own_words_and_they_fit_a_phone(show: Open, course: Lesson) -> None:
    page = show("recall", width=390, color_scheme="dark")
    attempts = [
        {"at": f"2026-03-0{n}T09:05:00.000Z", "right": False, "answer": {"text": text}}
        for n, text in enumerate(["One", "Two" * 60, "Three"], start=1)
    ]
    record = {"attempts": attempts, "hints": 0, "shown": False, "draft": None, "at": "2026-03-04"}
    page.evaluate(stored_script(course, json.dumps({"name": "", "records": {NAME: record}})))
    page.reload()
    page.locator("summary").click()
    expect(page.locator("li blockquote")).to_have_text(["One", "Two" * 60])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # A bare page has no heading of its own and no landmark.
    found = faults(page, least=5, tags=BEST)
    assert [one for one in found if not one.startswith(("region", "landmark", "page-has"))] == []
    expect(page.locator(".lk-dark")).to_have_count(1)
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-dark")).to_have_count(0)
    assert faults_of_colour(page) == []
