"""Exercises in JupyterLab: saved, answered, without a kernel and with one."""

from __future__ import annotations

from typing import Any

import pytest
from lab_server import Lab
from playwright.sync_api import Locator, Page, expect
from support.exercise_reader import count_when_done
from support.lab_reader import (
    EXERCISES,
    TOOLS,
    OpenNotebook,
    change_theme,
    show_cell,
    shut_down,
    wait_for_kernel,
)

pytestmark = pytest.mark.browser

ANSWER = "apart = geodesy.distance(beirut.lon, beirut.lat, city.lon, city.lat)"
FORGET = """globalThis[Symbol.for("lessonkit.people")]?.forEach(people =>
  people.all().forEach(person => people.empty(person)))"""
KEPT = "Object.keys(localStorage).map(key => localStorage[key]).join()"
CODE_CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
SET_SOURCE = """([index, source]) => {
  jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.setSource(source);
}"""
RUN_CELL = """async index => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  await jupyterapp.commands.execute("notebook:run-cell");
}"""


def exercise(lab: Lab, page: Page, title: str, exercise_id: str) -> Locator:
    index = lab.cells(EXERCISES).index(f'lesson.exercise("{exercise_id}")')
    found = show_cell(page, index).locator(".lk-exercise")
    expect(found.locator("h3").first).to_have_text(title, timeout=60_000)
    return found


def state(found: Locator) -> Locator:
    return found.locator(".lk-state b")


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Any:
    page = open_notebook(EXERCISES)
    page.evaluate(FORGET)  # the page is shared by all tests
    yield page
    page.evaluate(FORGET)


@pytest.fixture
def tools(open_notebook: OpenNotebook) -> Any:
    page = open_notebook(TOOLS)
    page.evaluate(FORGET)
    yield page
    page.evaluate(FORGET)


def test_a_saved_exercise_is_answered_with_no_kernel_and_kept(lab: Lab, notebook: Page) -> None:
    page = notebook
    wait_for_kernel(page)
    found = exercise(lab, page, "From Palmyra to Deir ez-Zor", "palmyra-to-deir-ez-zor")
    shut_down(page)
    box = found.locator("input")
    cells = page.evaluate(CODE_CELLS)
    box.click()
    page.keyboard.type("dda 1901")  # d d deletes a cell and a adds one, outside of an exercise
    expect(box).to_have_value("dda 1901")
    assert page.evaluate(CODE_CELLS) == cells
    box.fill("1901")
    box.press("Enter")
    expect(found.locator(".lk-said")).to_contain_text("Ten times too much.")
    box.fill("190")
    found.get_by_role("button", name="Check", exact=True).click()
    expect(state(found)).to_have_text("Right")
    strip = page.locator(".lk-strip")
    expect(strip.locator(".lk-count")).to_have_text(count_when_done("palmyra-to-deir-ez-zor"))
    assert '"right":true' in page.evaluate(KEPT)


def test_code_is_checked_by_the_kernel_and_kept_by_the_exercise(lab: Lab, tools: Page) -> None:
    page = tools
    wait_for_kernel(page)
    cells = lab.cells(TOOLS)
    first = next(n for n, text in enumerate(cells) if "Lesson.find" in text)
    shown = cells.index('lesson.exercise("beirut-to-deir-ez-zor")')
    for index in (first, shown):
        page.evaluate(RUN_CELL, index)
    source = cells[shown + 1]
    open_line = next(line for line in source.splitlines() if "= ..." in line)
    found = show_cell(page, shown).locator(".lk-exercise")
    expect(state(found)).to_have_text("Not attempted", timeout=60_000)
    for line, words, now in (
        (open_line, "There is no answer yet.", "Not attempted"),
        (f"{ANSWER} * 1000", "This is the number of metres.", "Not yet"),
        (ANSWER, "Right", "Right"),
    ):
        page.evaluate(SET_SOURCE, [shown + 1, source.replace(open_line, line)])
        page.evaluate(RUN_CELL, shown + 1)
        output = show_cell(page, shown + 1).locator(".jp-OutputArea-output")
        expect(output).to_contain_text(words)
        expect(state(found)).to_have_text(now)
    expect(page.locator(".lk-strip .lk-count")).to_have_text(
        count_when_done("beirut-to-deir-ez-zor", notebook=TOOLS)
    )


def test_the_strip_goes_to_the_next_open_exercise_in_the_theme_of_jupyterlab(
    lab: Lab, notebook: Page
) -> None:
    strip = notebook.locator(".lk-strip")
    expect(strip.locator(".lk-count")).to_have_text(count_when_done(), timeout=60_000)
    exercise(lab, notebook, "From Palmyra to Deir ez-Zor", "palmyra-to-deir-ez-zor")
    strip.get_by_role("button", name="Next open exercise").click()
    expect(notebook.locator(".lk-ex").first).to_be_in_viewport()
    change_theme(notebook, "Dark")  # axe looks at both on a bare page
    for part in (".lk-strip", ".lk-ex"):
        expect(notebook.locator(f"{part}.lk-dark").first).to_be_visible()
