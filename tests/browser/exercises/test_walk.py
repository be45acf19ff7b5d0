"""One walk: an instructor adds an exercise, a student does it in two sittings and hands it in."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.exercise_reader import (
    ask_model,
    button,
    check,
    download,
    expect_state,
    it,
    progress_of,
    strip,
    visit,
)
from support.smallest import write_smallest

from lessonkit import Lesson
from lessonkit.cli import main

pytestmark = pytest.mark.browser

ADDED = """
[[exercises]]
id = "days-of-a-week"
kind = "number"
title = "A week"
objective = "Count days"
minutes = 1
prompt = "How many days has a week?"
unit = "days"
tolerance = 0.4
answer = { value = 7 }
mistakes = [ { answer = { value = 5 }, text = "You counted the days of school." } ]
hints = ["Look at a calendar.", "Count from Monday to Sunday."]
explanation = "From Monday to Sunday there are seven days."
source_ids = ["atlas"]
"""


def test_from_the_teachers_text_file_to_the_students_answers(
    open_page: Callable[..., Page], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The instructor adds an exercise, forgets a hint, and is told where.
    write_smallest(tmp_path)
    shutil.rmtree(tmp_path / "notebooks")  # they show the exercise later
    file = tmp_path / "data" / "exercises" / "01_harbours.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before + ADDED.replace(', "Count from Monday to Sunday."', ""), "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "01_harbours.toml" in said
    assert "days-of-a-week" in said
    assert "hints" in said
    file.write_text(before + ADDED, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    lesson = Lesson(tmp_path)
    widgets = [progress_of(lesson, "01_harbours.ipynb"), lesson.exercise("days-of-a-week")]
    part = tomllib.loads(before)["exercises"]
    n, core = len(part) + 1, sum("extra" not in one for one in part) + 1

    # The student guesses, takes a hint, and closes the tab in the middle of the next answer.
    page = open_page(*widgets)
    count = strip(page).locator(".lk-count")
    expect(count).to_contain_text(f"0 of {core} exercises done.")
    strip(page).locator('.lk-step[aria-label$="A week: not attempted"]').click()
    page.keyboard.press("Tab")
    page.keyboard.type("5\n")
    box = it(page, "days-of-a-week")
    expect_state(box, "Not yet")
    expect(box.locator(".lk-said")).to_contain_text("You counted the days of school.")
    button(box, "Hint 1 of 2").click()
    expect(box.locator(".lk-hints li")).to_have_text(["Look at a calendar."])
    box.get_by_role("textbox").fill("6")
    address, browser = page.url, page.context
    page.goto("about:blank")
    page.close()

    # Later, everything is there. The student asks for the model answer, is right, and hands in.
    page = visit(browser.new_page(), address)
    asked = strip(page).get_by_role("group", name="Who works here?")
    asked.get_by_role("button", name="No name 1 answered").click()
    box = it(page, "days-of-a-week")
    expect_state(box, "Not yet")
    expect(box.get_by_role("textbox")).to_have_value("6")
    expect(box.locator(".lk-hints li")).to_have_count(1)
    check(box)
    expect(box.locator(".lk-said")).to_contain_text("One day too few.")
    ask_model(box)
    expect(box.locator(".lk-model")).to_contain_text("From Monday to Sunday there are seven days.")
    box.get_by_role("textbox").fill("7")
    check(box)
    expect_state(box, "Right")
    expect(strip(page).locator(".lk-count")).to_contain_text(f"1 of {core} exercises done.")
    strip(page).get_by_label("Name").fill("Ana")
    html, made = download(page)
    page.goto(html.as_uri())
    section = page.locator("section", has=page.get_by_role("heading", name="A week", exact=True))
    expect(section).to_contain_text("right; 1 hint used, model answer seen")
    answers = section.locator("li")
    expect(answers).to_have_text(
        [re.compile(f"^{words}") for words in ("5 days Not yet", "6 days Not yet", "7 days Right")]
    )

    # The instructor reads it.
    assert main(["answers", str(made), "--to", str(tmp_path / "class")]) == 0
    page.goto((tmp_path / "class" / "overview.html").as_uri())
    table = page.get_by_role("table", name="01_harbours.ipynb")
    expect(table.get_by_role("columnheader")).to_have_count(n + 1)
    expect(table.locator("tbody tr")).to_contain_text("Ana")
    expect(table.locator("td").last).to_contain_text("right3 attempts, 1 hint, model answer seen")
    wrong = page.get_by_role("table", name="Wrong answers to: A week")
    expect(wrong.get_by_role("rowheader")).to_have_text(["5 days", "6 days"])
