"""What a student does with the pages of the small lesson, in any engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from support.engines.tab import Tab

from lessonkit.classroom.handins import Student, collect

STRIP = "#cell-strip .lk-widget"
ALIVE = """return Boolean(document.querySelector("h1")) &&
  [...document.querySelectorAll("[data-model]")].every(
    (host) => !host.getClientRects().length || host.classList.contains("lk-alive"))"""
BEGUN = "return /^[1-9][0-9]* of /.test(find(given[0]).textContent)"
MANY_WORDS = (
    "One reads a report and asks who says so, how we know it, and what nobody can know yet. "
    "The other side was asked, too, and it named other numbers."
)
DONE = "I have compared it: done"


def open_page(tab: Tab, address: str) -> Tab:
    """Open a page and wait until all that is shown of it is alive."""
    tab.go(address)
    tab.wait(ALIVE)
    tab.press("Shift")  # a reader takes over: a page holds still who came by a link to a part
    return tab


def box_of(name: str, part: str = "") -> str:
    """Return the path of an exercise; in the one file its part comes first."""
    return f"#{part}cell-x-{name} .lk-widget"


def one_student(files: list[Path]) -> Student:
    """Read hand-ins as `lessonkit answers` does; all are of one student."""
    handed = collect(files)
    assert handed.left_out == []
    (student,) = handed.students
    return student


def expect_state(tab: Tab, name: str, *, right: bool, part: str = "") -> None:
    own = name == "own-words"
    words = ("Done" if own else "Right") if right else ("To compare" if own else "Not yet")
    tab.wait_text(f"{box_of(name, part)} >> .lk-state b", words)


def answer(tab: Tab, name: str, *, right: bool, part: str = "") -> None:
    """Answer an exercise, wrongly or rightly, and wait for what is said to it."""
    box = box_of(name, part)
    _WAYS[name](tab, box, right)
    if not (name == "own-words" and right):
        tab.click(f"{box} >> button.lk-check")
    expect_state(tab, name, right=right, part=part)


def _choose(tab: Tab, box: str, right: bool) -> None:
    tab.click(f"{box} >> label", "The Ash" if right else "The Beck")


def _choose_some(tab: Tab, box: str, right: bool) -> None:
    for option in ("Three", "Two") if right else ("One", "Three"):
        tab.click(f"{box} >> label", option)


def _number(tab: Tab, box: str, right: bool) -> None:
    tab.fill(f"{box} >> .lk-answer input", _DISTANCE if right else "80")


def _place(tab: Tab, box: str, right: bool) -> None:
    place = "cedar-mill" if right else "fen-well"
    map_ = f"{box} >> .lk-answer .lk-map"
    if tab.has(f"{map_} >> button", "Close the card"):  # it may lie over the mark
        tab.click(f"{map_} >> button", "Close the card")
    tab.click(f'{map_} >> [data-feature="towns/{place}"] .lk-at')
    tab.wait("return !find(given[0])?.textContent.startsWith('No place')", f"{box} >> {_CHOSEN}")


def _order(tab: Tab, box: str, right: bool) -> None:
    for _ in range(2 if right else 0):
        tab.click(f"{box} >> button", "Move up: The north takes Birch Ford")


def _sort(tab: Tab, box: str, right: bool) -> None:
    rows = "fact", "prediction" if right else "fact"
    for n, kind in enumerate(rows, start=1):
        tab.click(f"{box} >> fieldset.lk-sort:nth-of-type({n}) input[value={kind}]")


def _write(tab: Tab, box: str, right: bool) -> None:
    if right:
        tab.click(f"{box} >> .lk-points label")
        tab.click(f"{box} >> button", DONE)
    else:
        tab.fill(f"{box} >> textarea", MANY_WORDS)


_CHOSEN = ".lk-chosen-place"
_DISTANCE = "122"
_WAYS: dict[str, Callable[[Tab, str, bool], None]] = {
    "a-choice": _choose,
    "some-choices": _choose_some,
    "a-number": _number,
    "a-place": _place,
    "an-order": _order,
    "two-kinds": _sort,
    "own-words": _write,
}
