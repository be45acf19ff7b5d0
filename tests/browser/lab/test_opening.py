"""What JupyterLab shows of a notebook of the lesson as it was saved: its type, its key terms."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_server import Lab
from playwright.sync_api import expect
from support.lab_reader import CONTEXT, OpenNotebook, show_cell, wait_for_kernel
from support.lab_reader import rows as rows_of

pytestmark = pytest.mark.browser

DIRTY = "() => jupyterapp.shell.currentWidget.content.model.dirty"
FAMILIES = """() => [...document.fonts].filter(one => one.status === "loaded")
  .map(one => one.family.replaceAll('"', ""))"""
ANOTHER_CELL = """() => jupyterapp.commands.execute("notebook:insert-cell-below")"""


def test_a_notebook_that_was_only_opened_is_not_changed(open_notebook: OpenNotebook) -> None:
    page = open_notebook(CONTEXT)
    wait_for_kernel(page)
    page.locator(".lk-lesson").wait_for()
    page.wait_for_timeout(3000)
    assert page.evaluate(DIRTY) is False
    page.evaluate(ANOTHER_CELL)
    assert page.evaluate(DIRTY) is True


def test_prose_and_widgets_have_the_faces_of_the_lesson(open_notebook: OpenNotebook) -> None:
    page = open_notebook(CONTEXT)
    page.locator(".lk-lesson").wait_for()
    assert {"Lesson Serif", "Lesson Sans"} <= set(page.evaluate(FAMILIES))
    prose = page.locator(".lk-lesson .jp-RenderedMarkdown p").first
    look = prose.evaluate("node => getComputedStyle(node).fontFamily")
    assert look.startswith('"Lesson Serif"')


def test_a_key_term_opens_beside_its_word(
    lab: Lab, open_notebook: OpenNotebook, data: Path
) -> None:
    n = next(n for n, text in enumerate(lab.cells(CONTEXT)) if "#lk-term-claim" in text)
    page = open_notebook(CONTEXT)
    page.locator(".lk-lesson").wait_for()
    show_cell(page, n)
    word, note = page.locator("a[href='#lk-term-claim']").first, page.get_by_role("note")
    meaning = rows_of(data, "glossary", term_id="claim")[0]["definition"]
    word.click()
    expect(note).to_have_text(meaning)
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    word.focus()
    page.keyboard.press("Enter")  # JupyterLab would begin to edit the cell
    expect(note).to_have_text(meaning)
