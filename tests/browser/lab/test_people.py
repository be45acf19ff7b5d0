"""Notebooks that students saved, opened one after the other in one JupyterLab; no cell runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import STUDENTS, OpenNotebook

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage).filter(key => /^lessonkit.*person/.test(key))"


def strip(page: Page) -> Locator:
    return page.locator(".lk-strip")


def exercise(page: Page, title: str) -> Locator:
    return page.locator(".lk-ex", has=page.get_by_role("heading", name=title))


def test_each_notebook_shows_its_own_and_the_browser_keeps_nothing_of_it(
    open_notebook: OpenNotebook,
) -> None:
    for n, name in enumerate(STUDENTS):
        page = open_notebook(f"student-{n}.ipynb")
        whose = f"Answers of {name}, as this file has them."
        expect(strip(page).locator(".lk-whose")).to_have_text(whose, timeout=60_000)
        number = exercise(page, "From Palmyra to Deir ez-Zor")
        expect(number.get_by_role("textbox")).to_have_value(f"{100 + n}")
        choice = exercise(page, "The other border")
        expect(choice.locator(".lk-state b")).to_have_text("Not attempted")
        assert page.evaluate(KEPT) == []


def test_another_person_takes_over_a_notebook(open_notebook: OpenNotebook) -> None:
    page = open_notebook("student-0.ipynb")
    expect(strip(page).locator(".lk-whose")).to_contain_text("Ana", timeout=60_000)
    strip(page).get_by_role("button", name="Somebody else works here").click()
    strip(page).get_by_role("button", name="I am new here").click()
    choice = exercise(page, "The other border")
    choice.get_by_role("radio", name="Jordan").check()
    choice.get_by_role("button", name="Check", exact=True).click()
    expect(choice.locator(".lk-state b")).to_have_text("Right")
    number = exercise(page, "From Palmyra to Deir ez-Zor")
    expect(number.locator(".lk-state b")).to_have_text("Not attempted")
    strip(page).get_by_role("button", name="Somebody else works here").click()
    strip(page).get_by_role("button", name="Ana").click()
    expect(number.locator(".lk-state b")).to_have_text("Not yet")
    expect(choice.locator(".lk-state b")).to_have_text("Not attempted")
    page.evaluate("localStorage.clear()")
