"""The notebooks of this lesson keep the minutes that they state."""

from __future__ import annotations

import re

import pytest
from support.folders import DATA
from support.prose import cells

from lessonkit.check.read import Loaded, examine

CLASS = ("01_context.ipynb", "02_the_race.ipynb", "03_hindsight.ipynb")
MOST = 45.0


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return examine(DATA)


@pytest.mark.parametrize("notebook", CLASS)
def test_a_notebook_for_a_class_keeps_its_45_minutes(loaded: Loaded, notebook: str) -> None:
    assert loaded.minutes[notebook].all <= MOST, str(loaded.minutes[notebook])


@pytest.mark.parametrize("notebook", CLASS)
def test_what_is_stated_in_the_notebook_stands_in_the_settings(
    loaded: Loaded, notebook: str
) -> None:
    stated = {one["notebook"]: one["minutes"] for one in loaded.settings.lists["times"]}
    prose = "\n".join(cell.source for cell in cells(notebook) if cell.kind == "markdown")
    [minutes] = re.findall(r"\*\*Time:\*\* (\d+) minutes", prose)
    assert int(minutes) == stated[notebook] == MOST


@pytest.mark.parametrize("notebook", CLASS)
def test_there_are_three_to_five_talks_and_one_is_for_the_projector(notebook: str) -> None:
    talks = [
        block
        for cell in cells(notebook)
        if cell.kind == "markdown"
        for block in re.split(r"\n\s*\n", cell.source)
        if block.startswith("> **Talk now · ")
    ]
    assert 3 <= len(talks) <= 5
    assert sum("projector" in talk for talk in talks) == 1


def test_no_exercise_states_fewer_minutes_than_it_needs(loaded: Loaded) -> None:
    assert [str(one) for one in loaded.notices if "to read, to answer" in str(one)] == []
