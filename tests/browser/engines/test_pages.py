"""The published pages in each engine: they draw, they answer, and they keep what was answered."""

from __future__ import annotations

import shutil
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
from support.engines.tab import Engine

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


def test_a_map_draws_moves_its_day_switches_a_layer_and_opens_a_card(
    engine: Engine, address: str
) -> None:
    tab = open_page(engine.tab(), address + "01_river.html")
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


def test_each_kind_is_answered_wrongly_and_rightly_kept_handed_in_and_loaded(
    engine: Engine, address: str
) -> None:
    tab = open_page(engine.tab(), address + "01_river.html")
    tab.fill(f"{STRIP} >> input[type=text]", "نور")
    for name in KINDS:
        answer(tab, name, right=False)
        tab.click(f"{box_of(name)} >> button", "Hint 1 of 2")
        tab.wait_text(f"{box_of(name)} >> .lk-hints", "quokka")
        answer(tab, name, right=True)
    open_page(tab, address + "01_river.html")
    for name in KINDS:
        expect_state(tab, name, right=True)
    tab.wait_text(f"{STRIP} >> .lk-whose", "Answers of نور")

    tab.click(f"{STRIP} >> button", "Download my answers")
    tab.wait_text(f"{STRIP} >> .lk-told", "Look for two files in your downloads")
    (file,) = engine.downloaded(".json")
    engine.downloaded(".html")
    student = one_student([file])
    assert student.name == "نور"
    found = student.files[0].exercises
    assert {name: (found[name]["state"], found[name]["hints"]) for name in KINDS} == dict.fromkeys(
        KINDS, ("right", 1)
    )

    # Somebody new sees none of it, until the file is loaded.
    other = open_page(engine.tab(), address + "01_river.html")
    other.click(f"{STRIP} >> button", "I am new here")
    other.wait_text(f"{box_of('a-choice')} >> .lk-state b", "Not attempted")
    other.give_file(f"{STRIP} >> input[type=file]", file)
    for name in KINDS:
        expect_state(other, name, right=True)


def test_the_keyboard_alone_answers(engine: Engine, address: str) -> None:
    tab = open_page(engine.tab(), address + "01_river.html")
    box = box_of("a-choice")
    tab.focus(f"{box} >> input")
    tab.press(" ")
    tab.press("Tab")
    assert tab.run(FOCUSED, "button.lk-check")
    tab.press("Enter")
    expect_state(tab, "a-choice", right=False)
    for _ in range(2):
        tab.focus(f"{box} >> input:checked")
        tab.press("ArrowDown")
        tab.press("Tab")
        tab.press("Enter")
        if "Right" in tab.text(f"{box} >> .lk-state b"):
            break
    expect_state(tab, "a-choice", right=True)


def test_what_is_said_of_storage_is_true(engine: Engine, address: str) -> None:
    """Where a page says nothing, the next one has what it kept; else it names the one file."""
    tab = open_page(engine.tab(), address + "01_river.html")
    said = tab.has(".lk-storage")
    answer(tab, "a-choice", right=True)
    open_page(tab, address + "02_mills.html")
    kept = tab.run(BEGUN, '[data-progress="01_river.ipynb"]')
    assert said or kept
    assert not (said and address.startswith("http"))
    if said:
        tab.click(".lk-storage a", "lesson.html")
        tab.wait("return location.pathname.endsWith('/lesson.html')")


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


def test_storage_that_is_full_is_said_before_somebody_works(engine: Engine, served: str) -> None:
    tab = open_page(engine.tab(), served + "01_river.html")
    assert not tab.has(".lk-storage")
    try:
        tab.run(FILL)
        open_page(tab, served + "01_river.html")
        assert "keeps nothing of this page" in tab.text(".lk-storage")
    finally:
        tab.run(FREE)
    open_page(tab, served + "01_river.html")
    assert not tab.has(".lk-storage")
    answer(tab, "a-choice", right=True)
    open_page(tab, served + "01_river.html")
    expect_state(tab, "a-choice", right=True)


def test_one_file_keeps_all_over_its_parts(engine: Engine, address: str) -> None:
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
