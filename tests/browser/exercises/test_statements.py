"""What a student foretells: asked with a range and how sure, kept, opened later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bare_page import bare_page
from playwright.sync_api import Page, expect
from support.foretold import with_statements
from support.served import address_of

from lessonkit import Lesson

pytestmark = pytest.mark.browser

NAME = "own-words"
TEXT = "one two three four five six seven eight nine ten " * 2 + "and quite another word or two."


@pytest.fixture
def show(new_context: Any, tmp_path: Path) -> Any:
    lesson = Lesson(with_statements(tmp_path / "data").folder)
    context, watch = new_context()

    def opened(what: str) -> Page:
        widget = {
            "recall": lesson.recall,
            "recall as of a day": lesson.as_of(lesson.start).recall,
            "exercise": lesson.exercise,
        }[what](NAME)
        file = tmp_path / f"{what}.html"
        file.write_text(bare_page(widget), encoding="utf-8")
        page: Page = context.new_page()
        page.goto(address_of(file))
        page.locator("body[data-ready]").wait_for()
        return page

    yield opened
    context.close()
    assert watch.requests == watch.errors == watch.dialogs == []


def test_statements_are_asked_with_a_range_and_how_sure_and_opened_later(show: Any) -> None:
    later, before, page = show("recall"), show("recall as of a day"), show("exercise")
    page.get_by_label("Your text").fill(TEXT)
    check = page.get_by_role("button", name="Compare")
    check.click()
    said = page.locator(".lk-said")
    expect(said).to_contain_text("Choose one answer, and say how sure you are.")
    first, second = (page.locator(".lk-statement").nth(n) for n in (0, 1))
    first.get_by_label("Southern League").check()
    first.get_by_label("How sure are you?").select_option("90")
    second.get_by_label("Not before").fill("2017-11-01")
    second.get_by_label("Not after").fill("2017-10-01")
    second.get_by_label("How sure are you?").select_option("60")
    check.click()
    expect(said).to_contain_text("the first day is after the last")
    second.get_by_label("Not before").fill("2017-10-01")
    second.get_by_label("Not after").fill("2017-11-01")
    check.click()
    expect(said).to_contain_text("Now compare.")
    attempt = page.evaluate("model.get('record').attempts.at(-1)")
    assert attempt["answer"]["statements"] == [
        {"option": 1, "sure": 90, "right": False},
        {"from": "2017-10-01", "to": "2017-11-01", "sure": 60, "right": True},
    ]
    assert "Southern League, 90 % sure." in attempt["words"]
    assert "1 October 2017 to 1 November 2017, 60 % sure." in attempt["words"]

    expect(before.locator(".lk-came li").first).to_contain_text("You: Southern League, 90 % sure.")
    expect(before.get_by_role("button", name="Open what came")).to_be_hidden()

    came = later.locator(".lk-came")
    expect(came.locator("li").first).to_contain_text("You: Southern League, 90 % sure.")
    expect(came).not_to_contain_text("It came")
    later.get_by_role("button", name="Open what came").click()
    expect(came.locator("li").first).to_contain_text("It came: Northern Council and friends.")
    expect(came.locator("li").nth(1)).to_contain_text("It came: 15 October 2017.")
