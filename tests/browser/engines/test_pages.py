"""The published pages in each engine: they draw, they answer, and they keep what was answered."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.engines.reader import (
    BEGUN,
    STRIP,
    answer,
    box_of,
    expect_state,
    one_student,
    open_page,
)
from support.engines.tab import Engine, Tab

pytestmark = pytest.mark.browser

MAP = "#cell-map .lk-widget"
LEAST_MAP = 240  # CSS pixels, below a title and the strip
LAYER = f"{MAP} >> .lk-chip"
HIDDEN = """const [host, part] = given[0].split(" >> ");
  return document.querySelector(host).shadowRoot.querySelector(part).matches("[display=none]")"""
FOCUSED = """let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node?.matches(given[0]) ?? false;"""
KINDS = (
    "a-choice",
    "some-choices",
    "a-number",
    "a-place",
    "an-order",
    "two-kinds",
    "own-words",
)
# An engine answers each kind alike wherever the page comes from. What it keeps, hands in and loads
# depends on that: for it a choice (by the keyboard), a place on a map and a text are enough.
FEW = ("a-choice", "a-place", "own-words")


@pytest.mark.parametrize("where", ["from a disk", "from a server"])
def test_all_is_answered_kept_handed_in_and_loaded(
    engine: Engine, published: Path, served: str, where: str
) -> None:
    address = served if where == "from a server" else f"{published.as_uri()}/"
    tab = open_page(engine.tab(), address + "01_river.html")
    said = tab.has(".lk-storage")
    assert not (said and where == "from a server")
    a_map_draws_moves_its_day_switches_a_layer_and_opens_a_card(tab)
    tab.fill(f"{STRIP} >> input[type=text]", "نور")
    the_keyboard_alone_answers(tab)
    kinds = KINDS if where == "from a server" else FEW
    each_kind_is_answered_wrongly_and_rightly(tab, kinds[1:])
    open_page(tab, address + "01_river.html")
    for name in kinds:
        expect_state(tab, name, right=True)
    tab.wait_text(f"{STRIP} >> .lk-whose", "Answers of نور")
    file = it_is_handed_in(engine, tab, kinds)

    # Where a page says nothing, the next one has what it kept; else it names the one file.
    open_page(tab, address + "02_mills.html")
    assert said or tab.run(BEGUN, '[data-progress="01_river.ipynb"]')
    if said:
        tab.click(".lk-storage a", "lesson.html")
        tab.wait("return location.pathname.endsWith('/lesson.html')")

    # Somebody new sees none of it, until the file is loaded.
    other = open_page(engine.tab(), address + "01_river.html")
    other.click(f"{STRIP} >> button", "I am new here")
    other.wait_text(f"{box_of('a-choice')} >> .lk-state b", "Not attempted")
    other.give_file(f"{STRIP} >> input[type=file]", file)
    for name in kinds:
        expect_state(other, name, right=True)


def test_full_storage_is_said_and_nothing_kept_is_lost(engine: Engine, served: str) -> None:
    tab = open_page(engine.tab(), served + "01_river.html")
    answer(tab, "a-choice", right=True)
    try:
        tab.run(FILL)
        open_page(tab, served + "02_mills.html")
        assert tab.run(BEGUN, '[data-progress="01_river.ipynb"]')
        assert "keeps nothing of this page" in tab.text(".lk-storage")
    finally:
        tab.run(FREE)
    open_page(tab, served + "02_mills.html")
    assert not tab.has(".lk-storage")
    open_page(tab, served + "01_river.html")
    expect_state(tab, "a-choice", right=True)
    answer(tab, "a-number", right=True)
    open_page(tab, served + "01_river.html")
    expect_state(tab, "a-number", right=True)


def a_map_draws_moves_its_day_switches_a_layer_and_opens_a_card(tab: Tab) -> None:
    high = tab.run("return find(given[0]).getBoundingClientRect().height", f"{MAP} >> .lk-stage")
    assert high >= LEAST_MAP
    tab.focus(f"{MAP} >> input.lk-date")
    when, moved = f"{MAP} >> .lk-when", "return find(given[0]).innerText !== given[1]"
    for key in ("Home", "ArrowRight", "End"):
        before = tab.text(when)
        tab.press(key)
        if key != "Home":  # the map may begin on its first day
            tab.wait(moved, when, before)
    tab.click(LAYER, "Southern League")
    south = f'{MAP} >> g[data-layer="control-south"]'
    tab.wait(HIDDEN, south)
    tab.click(LAYER, "Southern League")
    tab.wait("return find(given[0])?.tagName", f"{south} .lk-at")
    tab.click(f"{south} .lk-at")
    tab.wait_text(f"{MAP} >> .lk-card", "Southern League")
    tab.press("Escape")
    tab.wait("return !find(given[0])", f"{MAP} >> .lk-card")


def the_keyboard_alone_answers(tab: Tab) -> None:
    box = box_of("a-choice")
    tab.focus(f"{box} >> input")
    tab.press(" ")
    tab.press("Tab")
    assert tab.run(FOCUSED, "button.lk-check")
    tab.press("Enter")
    expect_state(tab, "a-choice", right=False)
    hint(tab, "a-choice")
    for _ in range(2):
        tab.focus(f"{box} >> input:checked")
        tab.press("ArrowDown")
        tab.press("Tab")
        tab.press("Enter")
        if "Right" in tab.text(f"{box} >> .lk-state b"):
            break
    expect_state(tab, "a-choice", right=True)


def each_kind_is_answered_wrongly_and_rightly(tab: Tab, kinds: Sequence[str]) -> None:
    for name in kinds:
        answer(tab, name, right=False)
        hint(tab, name)
        answer(tab, name, right=True)


def hint(tab: Tab, name: str) -> None:
    tab.click(f"{box_of(name)} >> button", "Hint 1 of 2")
    tab.wait_text(f"{box_of(name)} >> .lk-hints", "quokka")


def it_is_handed_in(engine: Engine, tab: Tab, kinds: Sequence[str]) -> Path:
    """Hand in, and return the file; it has what was done."""
    tab.click(f"{STRIP} >> button", "Download my answers")
    tab.wait_text(f"{STRIP} >> .lk-told", "Look for two files in your downloads")
    (file,) = engine.downloaded(".json")
    engine.downloaded(".html")
    student = one_student([file])
    assert student.name == "نور"
    found = student.files[0].exercises
    assert {name: (found[name]["state"], found[name]["hints"]) for name in kinds} == dict.fromkeys(
        kinds, ("right", 1)
    )
    return file


FILL = """
for (let size = 1 << 20; size > 256; size >>= 1)
  try {
    for (let n = 0; n < 64; n += 1) localStorage.setItem(`filled/${size}/${n}`, "x".repeat(size));
  } catch {}
"""
FREE = """
for (const key of Object.keys(localStorage))
  if (key.startsWith("filled/")) localStorage.removeItem(key);
"""


def test_one_file_keeps_all_over_its_parts(engine: Engine, published: Path) -> None:
    """From a disk, for which it is made; from a server its one page stands where all stand."""
    address = f"{published.as_uri()}/"
    tab = open_page(engine.tab(), address + "lesson.html#part-1")
    assert not tab.has(".lk-storage")
    tab.fill(f"#part-1-{STRIP[1:]} >> input[type=text]", "Ana")
    answer(tab, "a-choice", right=True, part="part-1-")
    open_page(tab, address + "lesson.html#part-2")
    tab.wait_text(f"#part-2-{STRIP[1:]} >> .lk-whose", "Answers of Ana")
    assert tab.run(BEGUN, '#part-2 [data-progress="01_river.ipynb"]')
    # Who sits down next, in a new tab, is asked first.
    other = open_page(engine.tab(), address + "lesson.html#part-1")
    other.wait_text(f"#part-1-{STRIP[1:]} >> .lk-asks", "Who works here?")
    other.wait_text(f"{box_of('a-choice', 'part-1-')} >> .lk-state b", "Not attempted")
    other.click(f"#part-1-{STRIP[1:]} >> button.lk-person")
    other.wait_text(f"{box_of('a-choice', 'part-1-')} >> .lk-state b", "Right")


def test_a_page_alone_says_what_is_missing(engine: Engine, published: Path, tmp_path: Path) -> None:
    shutil.copy(published / "01_river.html", tmp_path)
    tab = engine.tab()
    tab.go((tmp_path / "01_river.html").as_uri())
    tab.wait_text("body", "This page stands alone: the folder “lesson”")
    assert "quokka" not in tab.run("return document.body.innerText")
    # So does one of which the end is missing, as when a download breaks off.
    whole = (published / "lesson.html").read_bytes()
    (tmp_path / "lesson.html").write_bytes(whole[: len(whole) * 2 // 3])
    tab.go((tmp_path / "lesson.html").as_uri())
    tab.wait_text("body", "This file is cut off")
    tab.wait_text("body", "The race for the mills")
