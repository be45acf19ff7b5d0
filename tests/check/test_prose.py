"""Sentences elsewhere that cite a row: after a change of the row they are named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.folders import RIVER
from support.lesson_copy import Copy

from lessonkit.check.echoes.prose import written_days
from lessonkit.check.read import examine

EXERCISES = "exercises/01_river.toml"
Change = Callable[[Copy], None]


@pytest.fixture
def whole(tmp_path: Path) -> Copy:
    """A copy of the data with the notebooks beside it, with sentences that cite rows."""
    shutil.copytree(RIVER / "notebooks", tmp_path / "notebooks")
    copy = Copy(tmp_path / "data")
    say(copy, "On 10 May 2017 the north takes Birch Ford. *Boats are stopped at the rock*: 19 May.")
    say(copy, "Alder lies 122 km from Birch Ford in a straight line. By road it is 160 km.")
    say(copy, "The guild counted 93,500 boats.")
    copy.replace(EXERCISES, "The quokka explains it.", "In E02, on 10 May, guards came.")
    assert notes(copy) == []
    return copy


def say(copy: Copy, text: str) -> None:
    path = copy.folder.parent / "notebooks" / "02_mills.ipynb"
    book = json.loads(path.read_text("utf-8"))
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
    path.write_text(json.dumps(book), encoding="utf-8")


def notes(copy: Copy) -> list[str]:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [str(one) for one in loaded.notices if "what a map can show" not in one.expected]


def cell(file: str, row: int, **values: str) -> Change:
    def change(copy: Copy) -> None:
        for column, value in values.items():
            copy.cell(file, row, column, value)

    return change


def source_of_another_day(copy: Copy) -> None:
    """Give a source an id and a citation with a later day than its own."""
    for path in [one for one in copy.folder.rglob("*.*") if one.is_file()]:
        if path.suffix in (".csv", ".toml", ".geojson"):
            text = path.read_text("utf-8").replace("north-2017-05", "north-2017-05-20")
            path.write_text(text, encoding="utf-8")
    copy.cell("sources.csv", 3, "citation", "Northern Council, 20 May 2017")


MOVED = cell("events.csv", 3, start="2017-05-12", end="2017-05-12")
CHANGES: dict[str, tuple[Change, str]] = {
    "an event has another day: its title in a notebook": (
        cell("events.csv", 4, start="2017-05-25", end="2017-05-26"),
        "notebooks/02_mills.ipynb, cell",
    ),
    "an event has another day: its id in an exercise": (
        MOVED,
        "explanation: got 10 May, expected a day of E02, 12 May 2017.",
    ),
    "an event has another day: other words in a notebook": (
        MOVED,
        "got 10 May 2017, expected a day of E02, 12 May 2017.",
    ),
    "an event has another day: a step that marks it": (
        MOVED,
        "steps.text of The ford: got 10 May, expected a day of E02, which it marks: 12 May 2017.",
    ),
    "a place lies elsewhere": (
        cell("places.csv", 2, lon="60.1"),
        "got 122 km, expected 172 km, from Alder to Birch Ford.",
    ),
    "a place has another name": (
        cell("places.csv", 3, name_en="Beech Bridge"),
        "notebooks/02_mills.ipynb, cell 5: got Birch Ford, expected Beech Bridge, the name of",
    ),
    "a figure has another number": (
        cell("figures.csv", 2, low="91000", high="91000"),
        "got 93,500 boats, expected a number that a table has.",
    ),
    "a source has another day": (
        source_of_another_day,
        "sources.csv row 3, date: got 2017-05-10, expected a day from 20 May 2017, which the id",
    ),
    "an ISO day that no row has": (
        lambda copy: say(copy, "It rained on 2017-03-03."),
        "got 2017-03-03, expected a day that a table has.",
    ),
    "a day that no row has": (
        lambda copy: say(copy, "It rained on 3 March 2017."),
        "got 3 March 2017, expected a day that a table has.",
    ),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_a_sentence_that_a_change_left_behind_is_noted(
    whole: Copy, change: Change, words: str
) -> None:
    change(whole)
    assert any(words in one for one in notes(whole)), notes(whole)


@pytest.mark.parametrize(
    "text",
    [
        "From 1 March to 2 March is one day.",
        "By road from Alder to Birch Ford it is 160 km.",
        "The flood of 9 boats and 3 carts is not counted here, nor what the guards ate.",
        "In the spring the council met.",
        "Look at 2 to 9 March 2017.",
        "They sent about 94,000 boats.",  # 93,500 in round numbers
    ],
)
def test_what_speaks_of_no_row_for_certain_is_left_alone(whole: Copy, text: str) -> None:
    if "boats" in text:
        text = text.replace("9 boats", "9 rafts")
    say(whole, text)
    assert notes(whole) == []


def test_an_hour_behind_a_day_leaves_it_a_day_of_a_table() -> None:
    assert written_days(["E01,1986-04-25T22:00,", '["1986-04-26T01:23", "1986-04-27"]']) == {
        "1986-04-25",
        "1986-04-26",
        "1986-04-27",
    }


def test_a_step_may_name_the_day_of_another_event_that_it_speaks_of(whole: Copy) -> None:
    """The boats were stopped from 18 to 20 May; the step marks what came before."""
    old = 'text = "On 10 May guards of the north come to the ford."'
    whole.replace("lesson.toml", old, 'text = "Before the boats are stopped on 19 May: a ford."')
    assert not [one for one in notes(whole) if "which it marks" in one]
    whole.replace("lesson.toml", "the boats are stopped on 19 May", "the guards sleep on 19 May")
    assert [one for one in notes(whole) if "which it marks" in one]


def test_a_step_may_name_the_day_on_which_it_knows_of_its_event(whole: Copy) -> None:
    old = 'text = "On 10 May guards of the north come to the ford."'
    new = 'text = "On 19 May all hear that guards sleep."\nknown_by = 2017-05-'
    whole.replace("lesson.toml", old, f"{new}20")
    assert [one for one in notes(whole) if "which it marks" in one]
    whole.replace("lesson.toml", f"{new}20", f"{new}19")
    assert not [one for one in notes(whole) if "which it marks" in one]
