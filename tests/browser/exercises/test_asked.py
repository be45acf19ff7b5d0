"""How sure, why, and what comes again: what a student sees, in pages of the small lesson."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults
from support.exercise_files import GOOD, Body, Copy, written
from support.exercise_page import told
from support.exercise_reader import button, check, it, strip

from lessonkit import Lesson

pytestmark = pytest.mark.browser

RIGHT, WRONG = "The Ash", "The Beck"
HINT, WHY = "The first quokka.", "The quokka says why not."
Make = Callable[..., Page]


@pytest.fixture
def page_with(tmp_path: Path, open_page: Callable[..., Page]) -> Make:
    """Return a function that opens a page with exercises as they are written, and their strip."""

    def make(*entries: Body, width: int = 1000) -> Page:
        copy = Copy(tmp_path / "lesson")
        ids = {entry["id"] for entry in entries}
        rest = [one for one in GOOD.values() if one["id"] not in ids]
        copy.write(written([*rest, *entries]))
        lesson = Lesson(copy.root, "01_river.ipynb")
        shown = [lesson.exercise(entry["id"]) for entry in entries]
        return open_page(lesson.progress(), *shown, width=width)

    return make


def option(box: Locator, words: str) -> Locator:
    return box.get_by_role("radio", name=words, exact=True)


def answer(box: Locator, words: str, sure: str = "") -> None:
    option(box, words).check()
    if sure:
        option(box, sure).check()
    check(box)


def state(box: Locator) -> Locator:
    return box.locator(".lk-state")


# ---- How sure -----------------------------------------------------------------------------------

SURE: Body = {**GOOD["choice"], "ask_sure": True}


def test_it_is_asked_before_the_answer_is_checked(page_with: Make) -> None:
    box = it(page_with(SURE), "a-choice")
    option(box, WRONG).check()
    check(box)
    expect(box.locator(".lk-said")).to_have_text("Say first how sure you are.")
    expect(state(box)).to_contain_text("Not attempted")


def test_who_was_sure_and_wrong_is_told_the_most(page_with: Make) -> None:
    box = it(page_with(SURE), "a-choice")
    answer(box, WRONG, "A guess")
    assert told(box) == [WHY]
    for level in ("A guess", "I think so", "Sure"):  # it is asked anew for each try
        expect(option(box, level)).not_to_be_checked()
    answer(box, WRONG, "Sure")
    assert told(box) == [
        "You were sure. A mistake like this is worth a second look.",
        WHY,
        f"Before you try again: {HINT}",
    ]
    expect(box.locator(".lk-hints li")).to_have_count(0)


def test_a_guess_that_is_right_sends_to_the_reason(page_with: Make) -> None:
    box = it(page_with(SURE), "a-choice")
    answer(box, RIGHT, "A guess")
    assert told(box) == [
        "You called it a guess, and it is right. Read why, so that you know it next time."
    ]
    expect(box.get_by_role("group", name="How sure are you?")).to_be_hidden()


def test_it_can_be_done_with_the_keys_and_is_named(page_with: Make) -> None:
    page = page_with(SURE, width=390)
    box = it(page, "a-choice")
    expect(box.get_by_role("group", name="How sure are you?")).to_be_visible()
    option(box, WRONG).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(option(box, "A guess")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(option(box, "I think so")).to_be_checked()
    page.keyboard.press("Enter")
    expect(state(box)).to_contain_text("Not yet")
    assert faults(page, 10) == []


# ---- Judgement ----------------------------------------------------------------------------------

JUDGED: Body = {**GOOD["choice"], "judgement": True, "reason": 5}


def test_another_judgement_counts_with_a_reason(page_with: Make) -> None:
    page = page_with(JUDGED)
    box = it(page, "a-choice")
    answer(box, WRONG)
    expect(box.locator(".lk-said b")).to_have_text("You and the editors differ.")
    expect(box.locator(".lk-said")).to_contain_text(WHY)
    expect(box.locator(".lk-said")).to_contain_text("in at least 5 words. You have 0.")
    expect(state(box)).to_contain_text("A reason to give")
    box.get_by_label("Why do you choose this?").fill("Because, because, because, because, because")
    check(box)
    expect(box.locator(".lk-said")).to_contain_text("You have 2: one word counts at most twice.")
    expect(state(box)).to_contain_text("A reason to give")
    box.get_by_label("Why do you choose this?").fill("The report says so twice.")
    check(box)
    expect(box.locator(".lk-said b")).to_have_text("Done.")
    expect(box.locator(".lk-said")).to_contain_text("No computer judges your reason")
    expect(state(box)).to_contain_text("Done")
    expect(box.locator(".lk-model")).to_contain_text("The quokka explains it.")
    expect(strip(page).locator(".lk-count")).to_contain_text(f"1 of {len(GOOD)} exercises done")


def test_who_judges_as_the_editors_needs_no_reason(page_with: Make) -> None:
    box = it(page_with(JUDGED), "a-choice")
    answer(box, RIGHT)
    expect(box.locator(".lk-said")).to_contain_text("You and the editors judge alike.")
    expect(state(box)).to_contain_text("Done")
    expect(box).not_to_contain_text("Right.")


def test_a_reason_may_be_asked_with_a_key_too(page_with: Make) -> None:
    box = it(page_with({**GOOD["choice"], "reason": 4}), "a-choice")
    answer(box, RIGHT)
    expect(box.locator(".lk-said")).to_have_text("Write why, in at least 4 words. You have 0.")
    box.get_by_label("Why do you choose this?").fill("It names the source.")
    check(box)
    expect(state(box)).to_contain_text("Right")


def test_sorting_that_differs_is_said_in_its_rows(page_with: Make) -> None:
    entry: Body = {**GOOD["classify"], "judgement": True, "reason": 3}
    box = it(page_with(entry), entry["id"])
    rows = box.locator("fieldset.lk-sort")
    for n in range(rows.count()):
        rows.nth(n).get_by_role("radio").first.check()
    check(box)
    expect(box.locator(".lk-said")).to_contain_text("sorted as the editors do")
    said = box.locator(".lk-row-said").all_text_contents()
    assert any("The editors judge alike." in words for words in said)
    assert not any("Right." in words for words in said)
    box.get_by_label("Why do you choose this?").fill("One two three.")
    check(box)
    expect(state(box)).to_contain_text("Done")


# ---- Before and after ---------------------------------------------------------------------------

BEFORE: Body = {**GOOD["choice"], "feedback_later": True}
AFTER: Body = {"id": "a-choice-again", "again": "a-choice", "title": "The same again"}


def test_the_first_time_nothing_is_told(page_with: Make) -> None:
    page = page_with(BEFORE, AFTER)
    box = it(page, "a-choice")
    expect(button(box, "Hint 1 of 2")).to_be_hidden()
    answer(box, WRONG)
    expect(box.locator(".lk-said b")).to_have_text("Answered.")
    expect(box.locator(".lk-said")).to_contain_text("The same question comes again later")
    expect(state(box)).to_contain_text("Answered")
    expect(box.locator("button.lk-check")).to_be_hidden()
    expect(box.locator(".lk-model")).to_be_hidden()
    assert "quokka" not in box.inner_text()
    step = strip(page).get_by_role("button", name="A short title: answered").first
    expect(step).to_contain_text("✓")


def test_the_second_time_both_answers_are_seen(page_with: Make) -> None:
    page = page_with(BEFORE, AFTER)
    answer(it(page, "a-choice"), WRONG)
    box = it(page, "a-choice-again")
    answer(box, RIGHT)
    expect(box.locator(".lk-said b")).to_have_text("Right.")
    expect(box.locator(".lk-said")).to_contain_text("The first time you answered: “The Beck”.")
    expect(strip(page).locator(".lk-count")).to_contain_text(
        "Asked before and after: 1 question. Right before: 0. Right now: 1."
    )


def test_a_text_is_compared_before_the_model_answer_opens(page_with: Make) -> None:
    entry = GOOD["text"]
    box = it(page_with(entry), entry["id"])
    box.get_by_role("textbox").fill(" ".join(f"word{n}" for n in range(entry["words"] + 1)))
    check(box)
    expect(button(box, "Open the model answer")).to_be_hidden()
    box.get_by_role("checkbox").first.check()
    button(box, "Open the model answer").click()
    expect(box.locator(".lk-model")).to_be_visible()
