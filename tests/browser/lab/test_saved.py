"""A notebook that is opened, edited and saved while no kernel knows of its widgets."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from lab_server import Lab
from playwright.sync_api import Page, expect
from support.lab_reader import (
    CHOICE,
    NUMBER,
    OpenNotebook,
    open_alone,
    shut_down,
    wait_for_kernel,
)

pytestmark = pytest.mark.browser

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
EDITED = "A line that somebody wrote."
EDIT = """words => {
  const { content, context } = jupyterapp.shell.currentWidget;
  const cell = { cell_type: "markdown", source: words };
  context.model.sharedModel.insertCell(0, cell);
}"""
SAVE = "async () => { await jupyterapp.commands.execute('docmanager:save'); }"
# Saved as soon as there is something to save: the kernel starts, and no widget is loaded yet.
OPEN_AND_SAVE = """async ([path, words]) => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
  const opened = await jupyterapp.commands.execute("docmanager:open", { path });
  await opened.context.ready;
  opened.context.model.sharedModel.insertCell(0, { cell_type: "markdown", source: words });
  await opened.context.save();
}"""
WITHOUT_KERNEL = """async path => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
  const opened = await jupyterapp.commands.execute("docmanager:open",
    { path, kernelPreference: { shouldStart: false, canStart: true, autoStartDefault: false } });
  await opened.context.ready;
}"""


@pytest.fixture
def copy(lab: Lab, request: pytest.FixtureRequest) -> str:
    """Return the name of a notebook that a student saved: a strip and two exercises.

    The same bytes are trusted already.
    """
    name = f"{request.node.name}.ipynb"
    shutil.copy(lab.folder / "notebooks" / "student-0.ipynb", lab.folder / "notebooks" / name)
    return name


def models_of(book: dict[str, Any]) -> dict[str, Any]:
    return dict(book["metadata"]["widgets"][STATE]["state"])


def saved(lab: Lab, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the state of the models in the file, and the record of the exercise with a number.

    Every widget that a cell shows has its model there, and so has all that it holds.
    """
    book = json.loads((lab.folder / "notebooks" / name).read_text(encoding="utf-8"))
    models = models_of(book)
    outputs = [one for cell in book["cells"] for one in cell.get("outputs", [])]
    shown = {one["data"][VIEW]["model_id"] for one in outputs if VIEW in one.get("data", {})}
    assert len(shown) == 3
    assert shown <= models.keys()
    states = [one["state"] for one in models.values()]
    homes = {one["home"].removeprefix("IPY_MODEL_") for one in states if "home" in one}
    assert homes <= models.keys()
    assert any(one.get("script") for one in states)
    (record,) = (one["record"] for one in states if one.get("spec", {}).get("id") == NUMBER)
    return models, record


def edit_and_save(lab: Lab, page: Page, name: str) -> None:
    page.evaluate(EDIT, EDITED)
    page.evaluate(SAVE)
    assert EDITED in (lab.folder / "notebooks" / name).read_text(encoding="utf-8")


def test_nothing_is_lost_when_the_kernel_was_never_asked(
    lab: Lab, open_notebook: OpenNotebook, copy: str
) -> None:
    before = saved(lab, copy)
    page = open_notebook(copy)
    page.locator(".lk-ex").first.wait_for()
    wait_for_kernel(page)
    edit_and_save(lab, page, copy)
    models, record = saved(lab, copy)
    assert models.keys() == before[0].keys()
    assert record["attempts"] == before[1]["attempts"]


def test_what_is_answered_with_the_kernel_off_is_saved(
    lab: Lab, open_notebook: OpenNotebook, copy: str
) -> None:
    page = open_notebook(copy)
    title = page.get_by_role("heading", name="From Palmyra to Deir ez-Zor")
    exercise = page.locator(".lk-ex", has=title)
    expect(exercise.get_by_role("textbox")).to_have_value("100", timeout=60_000)
    wait_for_kernel(page)
    shut_down(page)
    exercise.get_by_role("textbox").fill("77")
    exercise.get_by_role("button", name="Check", exact=True).click()
    expect(exercise.locator(".lk-state b")).to_have_text("Not yet")
    edit_and_save(lab, page, copy)
    assert [one["answer"] for one in saved(lab, copy)[1]["attempts"]] == ["100", "77"]
    open_alone(page, copy)
    expect(exercise.get_by_role("textbox")).to_have_value("77", timeout=60_000)
    expect(page.get_by_text("model not found")).to_have_count(0)


def test_a_notebook_saved_before_its_kernel_is_there_keeps_its_widgets(
    lab: Lab, open_notebook: OpenNotebook, shell: Any, copy: str
) -> None:
    before = saved(lab, copy)
    page = shell.page
    page.evaluate(OPEN_AND_SAVE, [f"notebooks/{copy}", EDITED])
    assert saved(lab, copy) == before
    expect(page.locator(".lk-ex").first).to_be_visible()
    edit_and_save(lab, page, copy)
    assert saved(lab, copy)[0].keys() == before[0].keys()


def test_a_notebook_without_a_kernel_keeps_its_widgets(
    lab: Lab, open_notebook: OpenNotebook, shell: Any, copy: str
) -> None:
    before = saved(lab, copy)
    page = shell.page
    page.evaluate(WITHOUT_KERNEL, f"notebooks/{copy}")
    edit_and_save(lab, page, copy)
    assert saved(lab, copy) == before


def test_a_notebook_opened_without_a_kernel_is_drawn_when_it_is_opened_again(
    lab: Lab, open_notebook: OpenNotebook, shell: Any, copy: str
) -> None:
    """JupyterLab draws no saved widget then; the README and the notebooks say what to do."""
    page = shell.page
    page.evaluate(WITHOUT_KERNEL, f"notebooks/{copy}")
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    expect(outputs.first).to_have_text("Loading widget...")
    page = open_notebook(copy)
    wait_for_kernel(page)
    expect(page.locator(".lk-exercise").first).to_be_visible()


def test_what_no_cell_shows_any_more_is_not_kept(
    lab: Lab, open_notebook: OpenNotebook, copy: str
) -> None:
    before = saved(lab, copy)[0]
    page = open_notebook(copy)
    page.locator(".lk-ex").first.wait_for()
    wait_for_kernel(page)
    page.evaluate("""() => {
      const { sharedModel } = jupyterapp.shell.currentWidget.context.model;
      sharedModel.deleteCell(sharedModel.cells.length - 1);
    }""")
    page.evaluate(SAVE)
    book = json.loads((lab.folder / "notebooks" / copy).read_text(encoding="utf-8"))
    gone = before.keys() - models_of(book).keys()
    ids = [before[one]["state"].get("spec", {}).get("id") for one in gone]
    assert [one for one in ids if one] == [CHOICE]
