"""What JupyterLab shows of a saved notebook of the lesson: its type, its maps, its key terms."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_server import Lab
from playwright.sync_api import Page, expect
from support.lab_reader import (
    CONTEXT,
    MAPS,
    OpenNotebook,
    find_map,
    group,
    open_layers,
    show_cell,
    switch,
    wait_for_kernel,
)
from support.lab_reader import rows as rows_of

pytestmark = pytest.mark.browser

DIRTY = "() => jupyterapp.shell.currentWidget.content.model.dirty"
FAMILIES = """() => [...document.fonts].filter(one => one.status === "loaded")
  .map(one => one.family.replaceAll('"', ""))"""
ANOTHER_CELL = """() => jupyterapp.commands.execute("notebook:insert-cell-below")"""
# JupyterLab writes this when the kernel answers, be it long after the first widget is there.
SLOW_KERNEL = """async version => {
  const { model } = jupyterapp.shell.currentWidget.content;
  model.setMetadata("language_info", { ...model.getMetadata("language_info"), version });
  await new Promise(requestAnimationFrame);
}"""


# So may an extension that writes of its own account.
A_NOTE = """async () => {
  jupyterapp.shell.currentWidget.content.model.setMetadata("note", { width: 240 });
  await new Promise(requestAnimationFrame);
}"""


def test_a_saved_notebook_is_alive_before_any_cell_runs_and_opening_it_changes_nothing(
    lab: Lab, open_notebook: OpenNotebook, data: Path
) -> None:
    page = open_notebook(CONTEXT)
    wait_for_kernel(page)
    page.locator(".lk-lesson").wait_for()
    page.evaluate(A_NOTE)  # before anybody has pressed a key or a button
    assert page.evaluate(DIRTY) is False
    has_the_faces_of_the_lesson(page)
    for name in MAPS:
        find_map(lab, page, CONTEXT, name)
    a_key_term_opens_beside_its_word(lab, page, data)
    page.wait_for_timeout(300)
    assert page.evaluate(DIRTY) is False
    page.evaluate(SLOW_KERNEL, "3.99")
    assert page.evaluate(DIRTY) is False
    page.evaluate(ANOTHER_CELL)
    page.evaluate(SLOW_KERNEL, "3.98")
    assert page.evaluate(DIRTY) is True

    map_ = find_map(lab, page, CONTEXT, MAPS[0])
    open_layers(map_)
    for layer in ("towns", "borders"):
        expect(switch(map_, layer)).to_be_checked()
        expect(group(map_, layer)).not_to_have_attribute("display", "none")
        switch(map_, layer).uncheck()
        expect(group(map_, layer)).to_have_attribute("display", "none")
        expect(group(map_, layer)).to_be_hidden()
        switch(map_, layer).check()
        expect(group(map_, layer)).to_be_visible()


def has_the_faces_of_the_lesson(page: Page) -> None:
    assert {"Lesson Serif", "Lesson Sans"} <= set(page.evaluate(FAMILIES))
    prose = page.locator(".lk-lesson .jp-RenderedMarkdown p").first
    look = prose.evaluate("node => getComputedStyle(node).fontFamily")
    assert look.startswith('"Lesson Serif"')


def a_key_term_opens_beside_its_word(lab: Lab, page: Page, data: Path) -> None:
    show_cell(page, next(n for n, t in enumerate(lab.cells(CONTEXT)) if "#lk-term-claim" in t))
    word, note = page.locator("a[href='#lk-term-claim']").first, page.get_by_role("note")
    meaning = rows_of(data, "glossary", term_id="claim")[0]["definition"]
    word.click()
    expect(note).to_have_text(meaning)
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    word.focus()
    page.keyboard.press("Enter")  # JupyterLab would begin to edit the cell
    expect(note).to_have_text(meaning)
    page.keyboard.press("Escape")
