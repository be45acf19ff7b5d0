"""The map in JupyterLab with a kernel: its Python side, its views, a busy kernel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab_server import Lab
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import (
    FIRST,
    button,
    card,
    click_on,
    drawn_map,
    expect_card_of,
    expect_day,
    expect_holder,
    expect_python,
    group,
    open_alone,
    python,
    run_all,
    show_cell,
    shut_down,
    slider,
    stage,
    switch,
    tool,
    view_of,
    wait_for_kernel,
)

pytestmark = pytest.mark.browser

LATER = dt.date(2017, 6, 6)
CELLS = [
    """from ipywidgets import jslink
from lessonkit import Lesson

lesson = Lesson.find().as_of("2017-06-07")
layers = ["borders", "towns", "bases", "control", "zone-coalition", "events"]
own = {"alt": "A map.", "days": ("2017-05-04", "2017-06-07")}""",
    'first = lesson.map(extent="tanf", layers=layers, title="The first map", **own)\nfirst',
    "first",
    'second = lesson.map(extent="tanf", layers=layers, title="The second map", **own)\nsecond',
]
RESET = """for one in (first, second):
    one.date, one.selected, one.ruler = "2017-05-04", "", []
    one.visible = [layer["id"] for layer in one.spec["layers"]]
first.unobserve_all()"""
# Close the open panels of a view and show its whole map.
TIDY = """map => map.shadowRoot.querySelectorAll(
  "[aria-expanded=true], [aria-label='Show the whole map']").forEach(button => button.click())"""
IS_OPEN = """path => jupyterapp.shell.currentWidget?.context?.path === path &&
  jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle" """
BUSY = """code => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  globalThis.loop = { ended: false };
  const end = () => { loop.ended = true; };
  kernel.requestExecute({ code, store_history: false }).done.then(end, end);
}"""
INTERRUPT = """() =>
  jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()"""


def run_notebook(lab: Lab, page: Page, name: str) -> None:
    """Write a notebook with some maps, open it and run its cells."""
    written = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(written, lab.folder / "notebooks" / name)
    open_alone(page, name)
    run_all(page)


@pytest.fixture
def live(lab: Lab, shell: Any) -> Page:
    """Return a page with maps and their kernel, all in their first state; run it only once."""
    page = shell.page
    if not page.evaluate(IS_OPEN, "notebooks/live.ipynb"):
        run_notebook(lab, page, "live.ipynb")
    assert python(page, RESET) == ""
    for index in range(1, len(CELLS)):
        for map_ in show_cell(page, index).locator(".lk-map").all():
            map_.evaluate(TIDY)
    return page


def map_in(page: Page, index: int, nth: int = 0) -> Locator:
    return drawn_map(show_cell(page, index).locator(".lk-map").nth(nth))


@contextmanager
def busy(page: Page) -> Iterator[None]:
    """Keep the kernel in a loop that does not end."""
    status = "jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
    page.evaluate(BUSY, "while True: pass")
    page.wait_for_function(f"{status} === 'busy'")
    try:
        yield
        # Not its status: what the page tells the kernel is read beside the loop, and ends "idle".
        assert page.evaluate("loop.ended") is False
    finally:
        page.evaluate(INTERRUPT)
        wait_for_kernel(page)


# ---- State --------------------------------------------------------------------------------------


def test_python_reads_what_the_reader_did(live: Page) -> None:
    map_ = map_in(live, 1)
    slider(map_).press("ArrowRight")
    expect_python(live, "print(first.date)", "2017-05-05")
    switch(map_, "bases").uncheck()
    expect_python(live, "print('bases' in first.visible, 'towns' in first.visible)", "False True")
    stage(map_).press("ArrowRight")
    chosen = map_.locator(".lk-selected").get_attribute("data-feature") or "none"
    expect_python(live, "print(first.selected)", chosen)
    tool(map_, "Measure").click()
    for label, place in (("From", "zakf"), ("To", "al-tanf-garrison")):
        map_.get_by_role("combobox", name=label, exact=True).select_option(place)
    expect_python(live, "print(first.ruler)", "['zakf', 'al-tanf-garrison']")


def test_the_map_shows_what_python_sets(live: Page, data: Path) -> None:
    map_ = map_in(live, 1)
    assert python(live, "first.date = '2017-06-06'") == ""
    expect_day(map_, LATER)
    expect_holder(data, map_, "zakf", LATER)
    assert python(live, "import datetime; first.date = datetime.date(2017, 5, 20)") == ""
    expect_day(map_, dt.date(2017, 5, 20))
    assert python(live, "first.visible = ['towns', 'bases']") == ""
    expect(switch(map_, "towns")).to_be_checked()
    expect(switch(map_, "borders")).not_to_be_checked()
    expect(group(map_, "borders")).to_be_hidden()
    assert python(live, "first.selected = 'towns/zakf'") == ""
    expect_card_of(data, map_, "zakf", dt.date(2017, 5, 20))
    assert python(live, "first.ruler = ['zakf', [38.5, 33.5]]") == ""
    expect(map_.locator(".lk-result")).to_contain_text(re.compile("^Zakf to 33.50° N, 38.50° E: "))
    assert python(live, "first.ruler = []") == ""
    expect(map_.locator(".lk-ruler")).to_have_count(0)


WRONG = [
    ("date", "'2018-01-01'", "date: got 2018-01-01, expected a day from 2017-05-04 to 2017-06-07"),
    ("ruler", "['zakf', 'zakf', 'zakf']", "ruler: got 3 ends, expected at most two"),
]
LOOK = """map => {
  const root = map.shadowRoot, text = css => root.querySelector(css).textContent;
  return [text(".lk-when"), text(".lk-result"), text(".lk-card"),
    root.querySelector(".lk-card").hidden,
    [...root.querySelectorAll("input[data-layer]")].map(input => input.checked)];
}"""


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_value_is_a_clear_error_and_changes_nothing(
    live: Page, name: str, value: str, words: str
) -> None:
    map_ = map_in(live, 1)
    code = f"before = first.{name}\nfirst.date = '2017-06-06'\nfirst.ruler = ['zakf']"
    assert python(live, f"{code}\nfirst.selected = 'towns/zakf'") == ""
    expect(card(map_)).to_contain_text("Zakf")
    before, look = python(live, f"print(first.{name})"), map_.evaluate(LOOK)
    error = python(live, f"first.{name} = {value}")
    assert error.startswith("StateError: ")
    assert words in error
    assert python(live, f"print(first.{name})") == before
    assert map_.evaluate(LOOK) == look


def test_observe_hears_the_reader(live: Page) -> None:
    code = "heard = []\nnames = ['date', 'visible', 'selected', 'ruler']\n"
    code += "first.observe(lambda change: heard.append((change.name, change.new)), names)"
    assert python(live, code) == ""
    map_ = map_in(live, 1)
    slider(map_).press("End")
    expect_python(live, "print(heard)", "[('date', '2017-06-07')]")
    stage(map_).press("ArrowDown")
    chosen = map_.locator(".lk-selected").get_attribute("data-feature")
    expect_python(live, "print(heard[1:])", f"[('selected', '{chosen}')]")


# ---- Views and other maps -----------------------------------------------------------------------


def test_views_of_one_map_share_its_state_but_not_their_zoom(live: Page, data: Path) -> None:
    before = view_of(map_in(live, 2))
    one = map_in(live, 1)
    button(one, "Zoom in").click()
    tool(one, "Table").click()
    slider(one).press("End")
    switch(one, "towns").uncheck()
    click_on(live, one, "bases/al-tanf-garrison")
    seen = view_of(one)
    assert seen[2] < before[2]
    two = map_in(live, 2)
    assert view_of(two) == before
    expect(two.locator(".lk-twin")).to_be_hidden()
    expect_day(two, dt.date(2017, 6, 7))
    expect(switch(two, "towns")).not_to_be_checked()
    expect(group(two, "towns")).to_be_hidden()
    expect_card_of(data, two, "al-tanf-garrison", dt.date(2017, 6, 7))
    slider(two).press("Home")
    one = map_in(live, 1)
    expect_day(one, FIRST)
    assert view_of(one) == seen


def test_another_map_stays_as_it_is(live: Page) -> None:
    other = map_in(live, 3)
    look, view = other.evaluate(LOOK), view_of(other)
    map_ = map_in(live, 1)
    button(map_, "Zoom in").click()
    slider(map_).press("End")
    switch(map_, "towns").uncheck()
    stage(map_).press("ArrowRight")
    expect(card(map_)).to_be_visible()
    assert python(live, "print(second.date, second.selected, 'towns' in second.visible)") == (
        "2017-05-04  True"
    )
    other = map_in(live, 3)
    assert other.evaluate(LOOK) == look
    assert view_of(other) == view


# ---- A busy kernel, and none --------------------------------------------------------------------


def test_the_map_answers_while_the_kernel_is_busy(live: Page, data: Path) -> None:
    map_ = map_in(live, 1)
    with busy(live):
        switch(map_, "towns").uncheck()
        expect(group(map_, "towns")).to_be_hidden()
        slider(map_).press("End")
        expect_day(map_, dt.date(2017, 6, 7))
        expect_holder(data, map_, "zakf", dt.date(2017, 6, 7))
        slider(map_).press("ArrowLeft")
        expect_day(map_, LATER)
        click_on(live, map_, "bases/al-tanf-garrison")
        expect_card_of(data, map_, "al-tanf-garrison", LATER)
    expect_python(live, "print(first.date, 'towns' in first.visible)", "2017-06-06 False")


def test_linked_dates_need_no_kernel(lab: Lab, shell: Any, data: Path) -> None:
    page = shell.page
    run_notebook(lab, page, "ended.ipynb")
    map_in(page, 3)
    assert python(page, "link = jslink((first, 'date'), (second, 'date'))") == ""
    slider(map_in(page, 1)).press("ArrowRight")
    expect_day(map_in(page, 3), FIRST + dt.timedelta(days=1))
    shut_down(page)
    slider(map_in(page, 1)).press("End")
    expect_day(map_in(page, 3), dt.date(2017, 6, 7))
    slider(map_in(page, 3)).press("Home")
    expect_day(map_in(page, 1), FIRST)
