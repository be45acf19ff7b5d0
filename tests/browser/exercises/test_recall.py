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
from support.exercise_reader import address_of, stored_script

from lessonkit import Lesson

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)> <b>bold</b>"
NAME = "what-twenty-miles-leaves-open"
INK = "getComputedStyle(document.querySelector('.lk-terms')).color"
TERMS = ("geodesic", "deconfliction-zone", "sdf")
Open = Callable[..., Page]


@pytest.fixture
def show(course: Lesson, new_context: Any, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens `terms`, `recall` or `exercise`, in one browser of its own."""
    made: dict[str, Any] = {}

    def page_of(what: str) -> str:
        if what != "terms":
            return bare_page(course.recall(NAME) if what == "recall" else course.exercise(NAME))
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Terms</title>'
            '<meta name="color-scheme" content="light dark"><body data-ready><main><h1>Terms</h1>'
            f"{course.terms(*TERMS).data}<p>After.</p><button>On</button></main></body></html>"
        )

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


def seen(page: Page) -> list[str]:
    """Return the terms whose entries can be seen now; a later one does not hide behind another."""
    return page.locator(".lk-terms dl > div").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).opacity === '1')"
        ".map(one => one.querySelector('dt').textContent)"
    )


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
    card = page.locator(".lk-card h4 .lk-ar")
    expect(card.first).to_be_visible()
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator(".lk-twin .lk-ar").first).to_be_visible()
    found = page.locator("#host").evaluate(UNMARKED)
    assert found["there"] > 50
    assert found["wrong"] == []


# ---- Key terms ----------------------------------------------------------------------------------


def test_an_entry_is_seen_on_hover_on_focus_and_on_tap(show: Open) -> None:
    page = show("terms", has_touch=True)
    words = page.locator(".lk-terms li")
    assert seen(page) == []
    words.nth(1).hover()
    assert seen(page) == ["Deconfliction zone"]
    page.locator("h1").hover()
    page.wait_for_timeout(700)
    assert seen(page) == []
    page.keyboard.press("Tab")
    expect(words.nth(0)).to_be_focused()
    assert seen(page) == ["Geodesic"]
    words.nth(2).hover()  # the pointer counts while it is on a word
    assert seen(page) == ["SDF"]
    page.locator("h1").hover()
    page.wait_for_timeout(700)
    assert seen(page) == ["Geodesic"]
    words.nth(2).tap()
    assert seen(page) == ["SDF"]


def test_moving_on_closes_and_nothing_on_the_page_moves_or_is_covered(show: Open) -> None:
    page = show("terms", width=390)
    panel, after = page.locator(".lk-terms dl"), page.locator("main > p")
    where = after.bounding_box()
    for _ in TERMS:
        page.keyboard.press("Tab")
        assert len(seen(page)) == 1
        assert after.bounding_box() == where
        box, entry = panel.bounding_box(), page.locator(".lk-terms dl > div").first.bounding_box()
        assert box
        assert entry
        assert entry["y"] + entry["height"] <= box["y"] + box["height"] + 1
    page.keyboard.press("Tab")
    expect(page.get_by_role("button")).to_be_focused()
    page.wait_for_timeout(700)
    assert seen(page) == []


def test_the_pointer_can_reach_the_entry_and_stay_on_it(show: Open) -> None:
    page = show("terms")
    page.locator(".lk-terms li").nth(1).hover()
    page.locator(".lk-terms dl").hover()
    page.wait_for_timeout(900)
    assert seen(page) == ["Deconfliction zone"]


def test_entries_are_read_out_and_printed_without_any_hover(show: Open) -> None:
    page = show("terms")
    heard = page.locator("main").aria_snapshot()
    for words in ("The shortest line between two points", "Syrian Democratic Forces"):
        assert words in heard
    page.emulate_media(media="print")
    assert seen(page) == ["Geodesic", "Deconfliction zone", "SDF"]
    tops = page.locator(".lk-terms dl > div").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert tops == sorted(set(tops)), "printed entries lie on each other"


def test_axe_finds_nothing_on_terms(show: Open) -> None:
    page = show("terms", color_scheme="dark")
    page.keyboard.press("Tab")
    assert faults(page, least=5, tags=BEST) == []
    ink = page.evaluate(INK)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(INK) != ink
    assert faults_of_colour(page) == []
    for word in page.locator(".lk-terms li").all():
        box = word.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


# ---- A student's own words ----------------------------------------------------------------------


def write(page: Page, words: str) -> None:
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="Compare", exact=True).click()


def test_without_an_answer_it_says_where_the_exercise_stands(show: Open) -> None:
    page = show("recall")
    expect(page.get_by_role("status")).to_contain_text(
        "Nothing is kept in this browser. Load the file of your answers"
    )
    expect(page.locator(".lk-recall")).to_contain_text("02_the_race.ipynb")
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
