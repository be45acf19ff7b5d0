"""Whose answers are shown: several people at one computer, and files that bring their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import BEST, faults, faults_of_colour
from support.exercise_reader import (
    ONE_OF_EACH,
    again,
    beside,
    button,
    check,
    count_when_done,
    delete_all,
    download,
    expect_state,
    kind,
    load,
    name_it,
    page_of,
    progress_of,
    read_by_teacher,
    record,
    strip,
    visit,
)
from support.served import file_of

from lessonkit import Lesson

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
CHOICE, NUMBER = ONE_OF_EACH["choice"], ONE_OF_EACH["number"]
EVIL = "<img src=x onerror=alert(1)>"
KEPT = "Object.keys(localStorage).filter(key => /person/.test(key))"


@pytest.fixture
def two(course: Lesson, open_page: Open) -> Page:
    """Return a page with the strip and two exercises, in a browser that nobody has used."""
    return open_page(progress_of(course), course.exercise(CHOICE), course.exercise(NUMBER))


def choose(page: Page, answer: str) -> None:
    kind(page, "choice").get_by_role("radio", name=answer, exact=True).check()
    check(kind(page, "choice"))


def type_number(page: Page, words: str) -> None:
    kind(page, "number").get_by_role("textbox").fill(words)
    check(kind(page, "number"))


def sits_down(page: Page) -> Page:
    """Open the page in a new tab: so does who comes to a computer that others have used."""
    return visit(page.context.new_page(), page.url)


def works_as(page: Page, name: str) -> None:
    box = strip(page).get_by_role("group", name="Who works here?")
    box.get_by_role("button", name=name).click()


def expect_answers(page: Page, whose: str, choice: str, number: str) -> None:
    expect(strip(page).locator(".lk-whose")).to_have_text(whose)
    expect_state(kind(page, "choice"), choice)
    expect_state(kind(page, "number"), number)


def to_hand_in(page: Page) -> Path:
    """Return the first of the two files; the page to read comes a moment later."""
    with page.expect_download(lambda one: one.suggested_filename.endswith(".json")) as waiting:
        button(strip(page), "Download my answers").click()
    file = waiting.value.path().parent / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def handed_in(page: Page) -> tuple[str, dict[str, str]]:
    """Return the name in the file to hand in, and the last answer to each exercise in it."""
    hand = read_by_teacher(to_hand_in(page))
    tried = {name: one["attempts"] for name, one in hand.exercises.items() if one["attempts"]}
    return hand.name, {name: attempts[-1]["words"] for name, attempts in tried.items()}


# ---- One computer -------------------------------------------------------------------------------


def test_a_name_that_ends_with_a_stop_has_no_second_one(two: Page) -> None:
    name_it(two, "Ana K.")
    choose(two, "Jordan")
    expect(strip(two).locator(".lk-whose")).to_have_text("Answers of Ana K.")
    kept = kind(two, "choice").locator(".lk-kept")
    expect(kept).to_have_text("Saved in this browser for Ana K.")
    numbers = strip(two).locator(".lk-steps")
    clear = "e => getComputedStyle(e).backgroundColor"
    assert numbers.first.evaluate(clear) == "rgba(0, 0, 0, 0)"


def test_who_comes_second_begins_with_nothing_and_hands_in_only_the_own(two: Page) -> None:
    expect(strip(two).locator(".lk-whose")).to_have_text("Nobody has answered here yet.")
    name_it(two, "Ana")
    choose(two, "Jordan")
    two.close()
    page = sits_down(two)
    asked = strip(page).get_by_role("group", name="Who works here?")
    expect(asked).to_contain_text("Nothing is deleted.")
    expect(asked.get_by_role("button", name="Ana")).to_contain_text("1 answered, ")
    for hidden in ("Download my answers", "Start again"):
        expect(button(strip(page), hidden)).to_be_hidden()
    expect_state(kind(page, "choice"), "Not attempted")
    expect(kind(page, "choice").get_by_role("radio", checked=True)).to_have_count(0)
    works_as(page, "I am new here")
    expect(strip(page).get_by_label("Name")).to_be_focused()
    name_it(page, "بشير")
    type_number(page, "190")
    expect_answers(page, "Answers of بشير.", "Not attempted", "Right")
    assert handed_in(page) == ("بشير", {NUMBER: "190 km"})

    button(strip(page), "Somebody else works here").click()
    works_as(page, "Ana")
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")
    expect(kind(page, "choice").get_by_role("radio", name="Jordan")).to_be_checked()
    expect(kind(page, "number").get_by_role("textbox")).to_have_value("")
    expect(strip(page).locator(".lk-count")).to_have_text(count_when_done(CHOICE))
    again(page)  # whom one has chosen outlives a reload
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")
    assert handed_in(page) == ("Ana", {CHOICE: "Jordan"})
    button(strip(page), "Somebody else works here").click()
    button(strip(page), "Not now").click()
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")


def test_who_does_not_say_it_mixes_nothing_and_may_say_it_later(two: Page) -> None:
    name_it(two, "Ana")
    choose(two, "Turkey")
    for mine in (True, False):
        page = sits_down(two)
        type_number(page, "190")
        expect(kind(page, "number").locator(".lk-kept")).to_have_text(
            "Who works here? Say it first."
        )
        again(page)
        expect_answers(page, "Who works here?", "Not attempted", "Right")
        works_as(page, "Ana")
        question = strip(page).locator(".lk-asks .lk-confirm")
        expect(question).to_contain_text("before you chose a name. Is it yours, too?")
        button(question, "It is mine: put it with my answers").click() if mine else button(
            question, "It is not mine: keep it apart"
        ).click()
        expect_answers(page, "Answers of Ana.", "Not yet", "Right")
        if mine:
            button(kind(page, "number"), "Clear").click()
            button(kind(page, "number"), "Clear it").click()
            type_number(page, "190")
        page.close()
    page = sits_down(two)
    people = strip(page).get_by_role("group", name="Who works here?").locator("li")
    names = [one.split("\n")[0].strip() for one in people.all_inner_texts()]
    assert sorted(names) == ["Ana", "No name"]


def test_it_can_be_said_at_the_exercise_with_the_keyboard(two: Page) -> None:
    name_it(two, "Ana")
    choose(two, "Jordan")
    page = sits_down(two)
    box = kind(page, "choice")
    button(box, "Who works here? Say it first.").press("Enter")
    page.keyboard.press("Enter")  # on the first name
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")
    expect(box.locator(".lk-kept")).to_have_text("Saved in this browser for Ana.")
    expect(box.get_by_role("group", name="Who works here?")).to_have_count(0)


def test_a_name_typed_over_another_asks_who_it_is(two: Page) -> None:
    name_it(two, "Ana")
    choose(two, "Jordan")
    name_it(two, "Ben")
    question = strip(two).locator(".lk-asks .lk-confirm")
    expect(question).to_contain_text("The answers shown here are of Ana. Who is Ben?")
    button(question, "Somebody else: begin with no answers").click()
    expect_answers(two, "Answers of Ben.", "Not attempted", "Not attempted")
    type_number(two, "1901")
    name_it(two, "Benjamin")
    button(question, "The same person: write Benjamin in place of Ben").click()
    expect_answers(two, "Answers of Benjamin.", "Not attempted", "Not yet")
    name_it(two, "ana")
    button(question, "Somebody else: begin with no answers").click()
    expect(question).to_contain_text("This browser has answers of Ana already.")
    button(question, "They are mine: show them").click()
    expect_answers(two, "Answers of Ana.", "Right", "Not attempted")


def test_two_of_one_name_stay_two(two: Page) -> None:
    name_it(two, "Ana")
    choose(two, "Jordan")
    first = download(two)
    page = sits_down(two)
    works_as(page, "I am new here")
    name_it(page, "Ana")
    button(strip(page), "I am another Ana").click()
    type_number(page, "190")
    second = download(page)
    ids = {json.loads(file.read_text("utf-8"))["person"] for _, file in (first, second)}
    assert len(ids) == 2
    assert len({file.name for file in (*first, *second)}) == 4
    assert handed_in(page) == ("Ana", {NUMBER: "190 km"})
    assert len(page.evaluate(KEPT)) == 2


def test_who_types_a_name_in_a_tab_that_was_open_before_does_not_take_over(two: Page) -> None:
    """Two tabs, opened before anybody did anything, are of one person until somebody says else."""
    other = sits_down(two)
    name_it(two, "Ana")  # and nothing is answered yet
    expect(strip(other).locator(".lk-whose")).to_have_text("Answers of Ana.")
    name_it(other, "Ben")
    question = strip(other).locator(".lk-asks .lk-confirm")
    expect(question).to_contain_text("The answers shown here are of Ana. Who is Ben?")
    button(question, "Somebody else: begin with no answers").click()
    choose(two, "Jordan")
    type_number(other, "190")
    expect_answers(two, "Answers of Ana.", "Right", "Not attempted")
    expect_answers(other, "Answers of Ben.", "Not attempted", "Right")
    assert handed_in(two) == ("Ana", {CHOICE: "Jordan"})
    assert handed_in(other) == ("Ben", {NUMBER: "190 km"})


def test_answers_of_another_tab_that_have_no_name_are_not_taken_without_a_question(
    two: Page,
) -> None:
    other = sits_down(two)
    choose(two, "Jordan")
    expect_state(kind(other, "choice"), "Right")
    name_it(other, "Ben")
    question = strip(other).locator(".lk-asks .lk-confirm")
    expect(question).to_contain_text("Something was answered in another tab. Is it yours?")
    button(question, "It is not mine: begin with no answers").click()
    expect_answers(other, "Answers of Ben.", "Not attempted", "Not attempted")
    expect_answers(two, "Who works here?", "Right", "Not attempted")


def test_who_worked_in_this_tab_is_not_asked_whose_answers_they_are(two: Page) -> None:
    choose(two, "Jordan")
    again(two)
    name_it(two, "Ana")
    expect_answers(two, "Answers of Ana.", "Right", "Not attempted")


def test_a_page_that_comes_back_as_it_was_left_shows_who_works_here_now(two: Page) -> None:
    """Going back, a browser may show a page from its memory; another page has chosen since."""
    name_it(two, "Ana")
    choose(two, "Jordan")
    works_here = (
        "Object.fromEntries(Object.entries(sessionStorage).filter(([k]) => !/person/.test(k)))"
    )
    kept = two.evaluate(works_here)
    button(strip(two), "Somebody else works here").click()
    works_as(two, "I am new here")
    name_it(two, "Ben")
    now = two.evaluate(works_here)
    button(strip(two), "Somebody else works here").click()
    works_as(two, "Ana")
    assert two.evaluate(works_here) == kept
    two.evaluate(
        """now => {
          Object.assign(sessionStorage, now);
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }""",
        now,
    )
    type_number(two, "190")
    expect_answers(two, "Answers of Ben.", "Not attempted", "Right")
    assert handed_in(two) == ("Ben", {NUMBER: "190 km"})


def test_start_again_leaves_the_answers_of_others(two: Page) -> None:
    name_it(two, "Ana")
    choose(two, "Jordan")
    mine = json.loads(download(two)[1].read_text("utf-8"))["person"]
    page = sits_down(two)
    works_as(page, "I am new here")
    name_it(page, "Ben")
    type_number(page, "190")
    delete_all(page)
    expect_answers(page, "Nobody has answered here yet.", "Not attempted", "Not attempted")
    button(strip(page), "Somebody else works here").click()
    works_as(page, "Ana")
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")
    delete_all(page)
    name_it(page, "Ana")
    choose(page, "Turkey")
    assert json.loads(download(page)[1].read_text("utf-8"))["person"] != mine


def test_a_file_of_somebody_else_is_shown_apart_or_put_together(two: Page, tmp_path: Path) -> None:
    name_it(two, "Ana")
    choose(two, "Jordan")
    _, file = download(two)
    page = sits_down(two)
    works_as(page, "I am new here")
    name_it(page, "Ben")
    type_number(page, "190")
    load(page, file)
    question = strip(page).locator(".lk-asks .lk-confirm")
    expect(question).to_contain_text("has answers of Ana. Here you see those of Ben.")
    button(question, "Somebody else: show those of the file alone").click()
    expect_answers(page, "Answers of Ana.", "Right", "Not attempted")
    button(strip(page), "Somebody else works here").click()
    works_as(page, "Ben")
    load(page, file)
    button(question, "The same: put them together").click()
    expect(strip(page).locator(".lk-told")).to_contain_text("Loaded 1 answered exercise from")
    expect_answers(page, "Answers of Ben.", "Right", "Right")


def test_a_file_of_another_name_is_asked_about_also_where_nothing_is_answered_yet(
    two: Page,
) -> None:
    name_it(two, "Zoë")
    choose(two, "Jordan")
    _, file = download(two)
    page = sits_down(two)
    for name, asked in (("Ben", True), ("zoe\u0308", False)):
        button(strip(page), "Somebody else works here").click() if name != "Ben" else None
        works_as(page, "I am new here")
        name_it(page, name)
        if not asked:
            button(strip(page), f"I am another {name}").click()
        load(page, file)
        question = strip(page).locator(".lk-asks .lk-confirm")
        expect(question).to_have_count(1 if asked else 0)
        if asked:
            expect(question).to_contain_text("has answers of Zoë. Here you see those of Ben.")
            button(question, "Not now").click()
            expect_answers(page, "Answers of Ben.", "Not attempted", "Not attempted")
    expect_answers(page, "Answers of Zoë.", "Right", "Not attempted")


def test_names_are_text_and_stay_in_the_name_of_the_file(two: Page) -> None:
    names = ["Jürgen Müller-Größe", "نور الهدى", "田中さくら", "👩🏽‍🚀", "李/王", "李:王"]
    names += ["O'Brien", "../../x", "字" * 80, "x\u202egnp.exe", EVIL]
    found: dict[str, str] = {}
    for name in names:
        name_it(two, name)
        choose(two, "Jordan")
        file = to_hand_in(two)
        assert read_by_teacher(file).name == name
        found[name] = file.name
        assert len(file.name.encode()) < 200
        delete_all(two)
    assert len(set(found.values())) == len(names)
    assert "-Jürgen-Müller-Größe-" in found[names[0]]
    assert "-نور-الهدى-" in found[names[1]]
    assert "-田中さくら-" in found[names[2]]
    assert "\u202e" not in "".join(found.values())
    name_it(two, EVIL)
    choose(two, "Jordan")
    page = sits_down(two)
    expect(strip(page).get_by_role("group", name="Who works here?")).to_contain_text(EVIL)
    assert strip(page).locator("img").count() == 0


def test_no_name_turns_the_text_around_it(two: Page) -> None:
    """What is hidden in a name is shown by its number, on the page and in the file to read."""
    hidden = "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    name_it(two, "Ana\u202egnp\u2069.exe")
    choose(two, "Jordan")
    expect(strip(two).locator(".lk-whose")).to_have_text("Answers of Ana[U+202E]gnp[U+2069].exe.")
    page_to_read, _ = download(two)
    text = page_to_read.read_text("utf-8")
    assert "Name: <bdi>Ana[U+202E]gnp[U+2069].exe</bdi>" in text
    page = sits_down(two)
    works_as(page, "I am new here")
    name_it(page, "Ana\u200b")
    choose(page, "Jordan")
    page = sits_down(page)
    who = strip(page).get_by_role("group", name="Who works here?")
    expect(who).to_contain_text("Ana[U+200B]")
    assert not re.search(hidden, strip(page).inner_text())
    works_as(page, "I am new here")
    name_it(page, "نور")
    choose(page, "Jordan")
    button(strip(page), "Start again").click()
    expect(strip(page)).to_contain_text("Delete all answers of \u2068نور\u2069 of this lesson")


def test_six_students_in_turn_at_one_computer_hand_in_their_own(two: Page) -> None:
    """Two have one name; the third comes back at the end and goes on."""
    names = ["Ana", "Ben", "نور", "Ana", "田中", "Zoë"]
    page, files = two, list[Path]()
    for n, name in enumerate(names):
        if n:
            page = sits_down(page)
            works_as(page, "I am new here")
        name_it(page, name)
        if names.index(name) < n:
            button(strip(page), f"I am another {name}").click()
        type_number(page, f"{100 + n}")
        if n != 2:
            files.append(to_hand_in(page))
    page = sits_down(page)
    works_as(page, "نور")
    choose(page, "Jordan")
    files.append(to_hand_in(page))
    assert len({file.name for file in files}) == 6
    hands = [read_by_teacher(file) for file in files]
    assert len({hand.data["person"] for hand in hands}) == 6
    found = {
        (hand.name, *sorted(a["words"] for one in hand.exercises.values() for a in one["attempts"]))
        for hand in hands
    }
    wanted = {(name, f"{100 + n} km") for n, name in enumerate(names) if n != 2}
    assert found == wanted | {("نور", "102 km", "Jordan")}


# ---- Files that bring their own answers ---------------------------------------------------------


def notebook_of(course: Lesson, n: int) -> list[Any]:
    """Return the widgets of a notebook that a student of this number has saved."""
    number = course.exercise(NUMBER)
    who = {"person": f"student{n}", "name": f"Student {n}"}
    at = f"2026-01-02T10:00:{n:02}.000Z"
    number.record = record(False, f"{100 + n}", at, **who)
    choice = course.exercise(CHOICE)
    if n % 2:
        choice.record = record(True, 0, at, **who)
    return [progress_of(course), choice, number]


def test_saved_notebooks_of_a_class_show_their_own_and_are_not_changed(
    course: Lesson, two: Page
) -> None:
    name_it(two, "The teacher")
    choose(two, "Jordan")
    type_number(two, "190")
    kept = two.evaluate("JSON.stringify(localStorage)")
    page = two
    for n in range(4):
        address = page.url.rsplit("/", 1)[0] + f"/student-{n}.html"
        widgets = notebook_of(course, n)
        file_of(address).write_text(page_of(*widgets), encoding="utf-8")
        visit(page, address)
        state = "Right" if n % 2 else "Not attempted"
        expect_answers(page, f"Answers of Student {n}, as this file has them.", state, "Not yet")
        expect(kind(page, "number").get_by_role("textbox")).to_have_value(f"{100 + n}")
        now = page.evaluate("['w1', 'w2'].map(name => models[name].get('record'))")
        assert now == [one.record for one in widgets[1:]]
    assert page.evaluate("JSON.stringify(localStorage)") == kept
    visit(page, page.url.rsplit("/", 1)[0] + "/page-1.html")
    expect_answers(page, "Answers of The teacher.", "Right", "Right")


def test_who_goes_on_in_a_saved_notebook_keeps_it_and_others_do_not_get_into_it(
    course: Lesson, two: Page
) -> None:
    name_it(two, "Ana")
    type_number(two, "190")
    page = beside(two, "student-1", *notebook_of(course, 1))
    whose = strip(page).locator(".lk-whose")
    expect(whose).to_have_text("Answers of Student 1, as this file has them.")
    expect(kind(page, "number").locator(".lk-kept")).to_have_text(
        "Kept in this file for Student 1."
    )
    type_number(page, "190")
    expect(whose).to_have_text("Answers of Student 1.")
    assert handed_in(page) == ("Student 1", {CHOICE: "words", NUMBER: "190 km"})
    again(page)  # the file on the disk is the old one; the browser has what came after it
    expect_answers(page, "Answers of Student 1.", "Right", "Right")

    # Another works in this notebook: what is saved has only the other's, and nothing is lost.
    button(strip(page), "Somebody else works here").click()
    works_as(page, "I am new here")
    type_number(page, "5")
    saved = page.evaluate("['w1', 'w2'].map(name => models[name].get('record'))")
    assert saved[0] == {}
    assert [one["words"] for one in saved[1]["attempts"]] == ["5 km"]
    button(strip(page), "Somebody else works here").click()
    works_as(page, "Student 1")
    expect_answers(page, "Answers of Student 1.", "Right", "Right")


def test_a_file_with_answers_of_two_shows_who_came_last_and_loses_nothing(
    course: Lesson, open_page: Open
) -> None:
    """As a program may leave it that saves only what was drawn."""
    choice, number = course.exercise(CHOICE), course.exercise(NUMBER)
    choice.record = record(True, 0, "2026-01-02T10:00:00.000Z", person="one", name="One")
    number.record = record(False, "5", "2026-01-03T10:00:00.000Z", person="two", name="Two")
    page = open_page(progress_of(course), choice, number)
    expect_answers(page, "Answers of Two, as this file has them.", "Not attempted", "Not yet")
    assert page.evaluate("models.w1.get('record').person") == "one"
    type_number(page, "190")
    assert page.evaluate("models.w1.get('record')") == {}
    button(strip(page), "Somebody else works here").click()
    works_as(page, "One")
    expect_answers(page, "Answers of One.", "Right", "Not attempted")


# ---- For everybody ------------------------------------------------------------------------------


def test_axe_finds_no_fault_in_the_question_and_it_fits_a_phone(two: Page) -> None:
    name_it(two, "Ana " + "Maria" * 14)
    choose(two, "Jordan")
    page = two.context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="dark")
    visit(page, two.url)
    button(kind(page, "choice"), "Who works here? Say it first.").click()
    expect(page.get_by_role("group", name="Who works here?")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = faults(page, least=5, tags=BEST)
    assert [one for one in found if not one.startswith(("region", "landmark", "page-has"))] == []
    page.emulate_media(color_scheme="light")
    assert faults_of_colour(page) == []
