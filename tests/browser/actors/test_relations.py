"""The matrix of relations, cards of actors and the table of stakes on bare pages from disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour

from lessonkit import Lesson

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
SOME = ["iran", "hezbollah", "russia", "united-states", "islamic-state", "turkey"]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Open = Callable[..., Page]


@pytest.fixture
def show(draw: Open, open_file: Open) -> Open:
    """Return a function that opens a widget or HTML."""

    def opened(shown: Any, width: int = 1300, scheme: Any = "light") -> Page:
        if hasattr(shown, "get_state"):
            return draw(shown, width, 900, color_scheme=scheme)
        return open_file(shown, width, color_scheme=scheme)

    return opened


def cell(page: Page, one: int, other: int) -> Any:
    return page.locator("tbody tr").nth(one).locator("td").nth(other)


def state(page: Page, name: str) -> Any:
    return page.evaluate("name => model.get(name)", name)


def test_a_mark_is_told_in_words_when_it_is_pointed_at(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-19", SOME))
    told = page.locator(".lk-told")
    expect(told).to_contain_text("Point at a mark")
    cell(page, 2, 3).hover()
    expect(told).to_contain_text(
        "Russia and United States: in talks. Russia said that it no longer"
    )
    expect(told).to_contain_text(
        "Said by one of them, or by both. How sure: low. Source: Interfax 19 June 2017, "
    )
    cell(page, 1, 5).click()
    expect(told).to_have_text(
        "Hezbollah and Turkey: no entry in our list for this day. "
        "This does not mean that nothing happened between them."
    )
    cell(page, 0, 0).hover()  # the same actor: the words stay
    expect(told).to_contain_text("Hezbollah and Turkey")


def test_the_empty_corner_has_no_frame_under_the_pointer(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-19", SOME))
    frame = "node => getComputedStyle(node).outlineStyle"
    page.locator(".lk-matrix thead td").hover()
    assert page.locator(".lk-matrix thead td").evaluate(frame) == "none"
    cell(page, 2, 3).hover()
    assert cell(page, 2, 3).evaluate(frame) == "solid"


def test_the_table_has_headers_and_a_name_for_each_mark(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06", SOME))
    expect(page.get_by_role("grid")).to_have_count(1)
    heads = page.get_by_role("columnheader").all_text_contents()
    assert heads == [course.actor(one)["label"] for one in SOME]
    expect(page.get_by_role("rowheader")).to_have_count(len(SOME))
    expect(cell(page, 0, 2)).to_have_attribute("aria-label", "with each other, how sure: high")
    expect(cell(page, 2, 0)).to_have_attribute("aria-label", "with each other, how sure: high")
    expect(cell(page, 0, 3)).to_have_attribute("aria-label", "against each other, how sure: low")
    expect(cell(page, 0, 5)).to_have_attribute("aria-label", "in talks, how sure: high")
    expect(cell(page, 1, 5)).to_have_attribute("aria-label", "no entry in our list")
    expect(cell(page, 1, 1)).to_have_attribute("aria-label", "the same actor")
    # Form, not only colour, tells the three apart; the border tells how sure.
    forms = [cell(page, *at).locator("svg").inner_html() for at in ((0, 2), (0, 3), (0, 5))]
    assert len(set(forms)) == 3
    borders = [
        cell(page, *at)
        .locator(".lk-mark")
        .evaluate("node => getComputedStyle(node).borderTopStyle")
        for at in ((0, 2), (0, 3))
    ]
    assert borders == ["solid", "dotted"]


def test_the_date_changes_the_marks_and_names_what_changed(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-08-26", SOME))
    mark, news = cell(page, 1, 4), page.locator(".lk-news")
    expect(mark).to_have_attribute("aria-label", "against each other, how sure: high")
    page.get_by_role("slider", name="Date of the relations").press("ArrowRight")
    expect(page.locator(".lk-when")).to_have_text("Sunday, 27 August 2017")
    expect(mark).to_have_attribute("aria-label", "in talks, how sure: high")
    expect(news).to_have_text(
        "On this day: Hezbollah and Islamic State now in talks, before that against each other."
    )
    assert state(page, "date") == "2017-08-27"
    page.get_by_role("slider").press("ArrowRight")
    expect(news).to_have_text(
        "Last change, on 27 August 2017: "
        "Hezbollah and Islamic State now in talks, before that against each other."
    )
    page.get_by_role("button", name="Next change").click()
    assert state(page, "date") == "2017-08-31"
    page.get_by_role("button", name="Change before").click()
    page.get_by_role("button", name="Change before").click()
    assert state(page, "date") == "2017-05-04"
    expect(news).to_contain_text("Iran and Turkey now in talks; Russia and Turkey now in talks.")
    expect(page.get_by_role("button", name="Change before")).to_be_disabled()
    page.evaluate("model.set('date', '2017-01-01')")
    expect(news).to_have_text("No change since 1 January 2017.")


def test_a_relation_shows_from_its_first_to_its_last_day(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06", ["hezbollah", "islamic-state"]))
    days = ["2017-08-26", "2017-08-27", "2017-08-30", "2017-08-31"]
    read = """days => days.map(day => { model.set("date", day);
      return document.querySelector("#host").shadowRoot
        .querySelector("tbody tr td:nth-of-type(2)").ariaLabel.split(",")[0]; })"""
    against = "against each other"
    assert page.evaluate(read, days) == [against, "in talks", "in talks", against]


def test_the_keyboard_reaches_every_mark_and_chooses_an_actor(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06", SOME))
    page.get_by_role("button", name="Next change").focus()
    page.keyboard.press("Tab")
    focused = "document.querySelector('#host').shadowRoot.activeElement"
    assert page.evaluate(f"{focused}.textContent") == "Iran"
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".lk-told")).to_have_text(re.compile("^Iran and Hezbollah|^Hezbollah"))
    page.keyboard.press("End")
    expect(page.locator(".lk-told")).to_contain_text("Hezbollah and Turkey: no entry")
    page.keyboard.press("ArrowRight")  # the edge: nothing moves
    page.keyboard.press("Home")
    assert page.evaluate(f"{focused}.textContent") == "Hezbollah"
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert state(page, "chosen") == "hezbollah"
    expect(page.locator(".lk-list h4")).to_have_text("Hezbollah on 6 June 2017")
    page.keyboard.press("Tab")  # one stop in the matrix, then on
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"{focused}.textContent") == "Hezbollah"
    page.keyboard.press("Enter")
    assert state(page, "chosen") == ""
    expect(page.locator(".lk-list")).to_be_empty()


def test_the_words_never_hide_the_mark_in_focus(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06"), 950)
    page.set_viewport_size({"width": 950, "height": 620})
    cell(page, 3, 9).focus()
    for n in range(4, 16):
        page.keyboard.press("ArrowDown")
        mark, words = cell(page, n, 9).bounding_box(), page.locator(".lk-told").bounding_box()
        assert mark
        assert words
        assert mark["y"] + mark["height"] <= words["y"]


def test_the_list_of_an_actor_says_all_and_what_is_not_known(show: Open, course: Lesson) -> None:
    made = course.relations_on("2017-06-19", SOME)
    made.chosen = "russia"
    page = show(made)
    rows = page.locator(".lk-list")
    expect(rows.locator("h5")).to_have_text(["With (2)", "Against (1)", "In talks with (2)"])
    expect(rows.locator("li").last).to_contain_text(
        "Turkey, from 4 May 2017. With Iran, both stand"
    )
    expect(rows.locator("li").last).to_contain_text(
        "How sure: high. Source: TASS 6 May 2017, on the text of the memorandum of 4 May."
    )
    expect(rows.locator(".lk-rest")).to_have_count(0)  # our list has a row for each of them
    page.get_by_role("combobox").select_option("Turkey")
    assert state(page, "chosen") == "turkey"
    expect(rows.locator("h4")).to_have_text("Turkey on 19 June 2017")
    expect(rows.locator(".lk-rest")).to_contain_text("about it and these: Hezbollah.")


def test_the_table_of_a_day_follows_the_date(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-08-26", SOME))
    page.get_by_text("All relations of this day as a table").click()
    lines = page.locator(".lk-day tbody tr")
    line = lines.filter(has=page.get_by_role("rowheader", name="Hezbollah")).filter(
        has_text="Islamic State"
    )
    expect(line).to_contain_text("until 26 August 2017")
    page.evaluate("model.set('date', '2017-08-27')")
    expect(page.locator(".lk-day caption")).to_contain_text("27 August 2017")
    expect(line).to_contain_text("27 to 30 August 2017")


def test_without_room_an_index_takes_the_place_of_the_matrix(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06"), width=390)
    expect(page.locator(".lk-matrix")).to_be_hidden()
    first = page.locator(".lk-index li").first
    expect(first).to_contain_text("Syrian government forces")
    expect(first).to_contain_text("7 with")
    first.get_by_role("button").click()
    assert state(page, "chosen") == "syrian-government"
    expect(page.locator(".lk-index")).to_be_hidden()
    expect(page.locator(".lk-list")).to_contain_text("Hezbollah fought on the government's side")
    page.get_by_role("combobox").select_option("none chosen")
    expect(page.locator(".lk-index")).to_be_visible()
    page.set_viewport_size({"width": 1300, "height": 900})
    expect(page.locator(".lk-matrix")).to_be_visible()
    assert page.evaluate(WIDE) <= 0


def test_axe_finds_no_fault_and_nothing_overflows(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-19", SOME), 1300, "dark")
    cell(page, 2, 3).click()
    no_fault_in_both_themes(page)
    page.evaluate("model.set('chosen', 'russia')")
    page.locator("summary").click()
    no_fault_in_both_themes(page)
    page.set_viewport_size({"width": 390, "height": 900})
    no_fault_in_both_themes(page)
    page.evaluate("model.set('chosen', '')")
    expect(page.locator(".lk-index")).to_be_visible()
    no_fault_in_both_themes(page)
    whole = show(course.relations_on("2017-06-19"), 390)  # all actors of the lesson
    for width in (390, 1300):
        whole.set_viewport_size({"width": width, "height": 900})
        whole.wait_for_function(f"() => {WIDE} <= 0")  # a frame later the table has its room


def no_fault_in_both_themes(page: Page) -> None:
    """Look at a widget in the dark theme, then at its colours in the light one, and go back."""
    expect(page.locator(".lk-dark")).to_have_count(1)
    assert faults(page, least=5) == []
    assert page.evaluate(WIDE) <= 0
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-dark")).to_have_count(0)
    assert faults_of_colour(page) == []
    page.emulate_media(color_scheme="dark")


def test_html_in_names_and_words_is_shown_as_text(show: Open, course: Lesson) -> None:
    made = course.relations_on("2017-08-27", ["hezbollah", "islamic-state"])
    actors = [one | {"label": EVIL} for one in made.spec["actors"]]
    rows = [one | {"text": EVIL} for one in made.spec["rows"]]
    sources = {key: [EVIL, ""] for key in made.spec["sources"]}
    made.spec |= {"actors": actors, "rows": rows, "sources": sources, "title": EVIL}
    made.chosen = "hezbollah"
    page = show(made)
    cell(page, 0, 1).hover()
    page.locator("summary").click()
    for part in ("h3", ".lk-told", ".lk-news", ".lk-list", ".lk-day td", ".lk-matrix thead"):
        expect(page.locator(part).first).to_contain_text(EVIL)
    expect(page.locator("#host img")).to_have_count(0)


def test_a_closed_view_no_longer_listens(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-06", SOME))
    page.evaluate("end()")
    page.evaluate("model.set('date', '2017-08-27')")
    expect(page.locator(".lk-when")).to_have_text("Tuesday, 6 June 2017")


# ---- Cards and stakes: no script at all ---------------------------------------------------------

DARK = (
    "--jp-content-font-color1:rgba(255,255,255,.87);--jp-content-font-color2:rgba(255,255,255,.6);"
    "--jp-border-color1:#616161;--jp-border-color2:#424242;--jp-content-link-color:#64b5f6;"
    "background:#111;color:rgba(255,255,255,.87)"
)


def framed(markup: str, style: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>'
        "<style>a{color:var(--jp-content-link-color,#0b5c9c)}</style>"
        f'<body style="margin:12px;{style}"><main><h1>Page</h1><h2>Part</h2>{markup}</main>'
    )


def test_cards_and_stakes_have_no_fault_and_do_not_overflow_on_a_phone(
    show: Open, course: Lesson
) -> None:
    every = course.cards(list(course.actors["actor_id"])).data
    page = show(framed(every + course.positions().data, DARK), 390)
    for folded in page.locator(".lk-actor").nth(2).locator("summary").all():
        folded.click()
    assert page.evaluate(WIDE) <= 0
    page.evaluate(  # the others look alike
        "document.querySelectorAll('.lk-actor').forEach((one, n) => { if (n > 3) one.remove(); })"
    )
    assert faults(page, least=5) == []
    expect(page.locator("body")).to_have_css("background-color", "rgb(17, 17, 17)")
    page.evaluate("document.body.style = 'margin:12px'")  # as `framed` makes a light page
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert faults_of_colour(page) == []


def test_cards_stand_in_one_column_or_two(show: Open, course: Lesson) -> None:
    page = show(framed(course.cards(["iran", "sdf"]).data))
    left = "[...document.querySelectorAll('.lk-actor')].map(c => c.getBoundingClientRect().left)"
    one, other = page.evaluate(left)
    assert one < other
    page.set_viewport_size({"width": 390, "height": 900})
    one, other = page.evaluate(left)
    assert one == other


def test_the_stakes_stay_a_table_for_screen_readers_when_narrow(show: Open, course: Lesson) -> None:
    page = show(framed(course.positions("oil").data), 390)
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_role("rowheader", name="Deir ez-Zor Military Council")).to_be_visible()
    words = page.locator("td:visible .lk-basis")
    expect(words.first).to_be_visible()
    assert set(words.all_text_contents()) == {"It says itself:", "Others say of it:"}


def test_the_names_above_the_columns_stay_while_the_rows_scroll(show: Open, course: Lesson) -> None:
    page = show(course.relations_on("2017-06-19"))
    page.set_viewport_size({"width": 1300, "height": 420})
    page.evaluate("document.body.style.paddingBottom = '900px'")
    last = page.locator(".lk-matrix tbody tr").last
    last.scroll_into_view_if_needed()
    names = page.locator(".lk-matrix thead th")
    expect(names.first).to_be_in_viewport(ratio=0.95)
    # A cell that the keyboard comes to is not under them.
    cell(page, 0, 3).focus()
    box, head = cell(page, 0, 3).bounding_box(), names.nth(3).bounding_box()
    assert box
    assert head
    assert box["y"] >= head["y"] + head["height"] - 1
    page.locator(".lk-day summary").click()
    day = page.locator(".lk-day tbody tr")
    day.nth(min(12, day.count() - 1)).scroll_into_view_if_needed()
    expect(page.locator(".lk-day thead th").first).to_be_in_viewport(ratio=0.95)
