"""What no rule of one cell forbids and every reader would see: told, with a lesson made up."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.folders import RIVER
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.tables.mend import mended
from lessonkit.tables.schema import TABLES


def new_notes(folder: Path) -> list[str]:
    usual = {str(one) for one in examine(RIVER).notices}
    loaded = examine(folder)
    assert loaded.faults == []
    return [str(one) for one in loaded.notices if str(one) not in usual]


# ---- Texts outside of tables --------------------------------------------------------------------

LEFT = ["#REF!", "the #DIV/0! of all", "the <b>river</b>", "the river&nbsp;here", "the r?ver"]


@pytest.mark.parametrize("left", LEFT)
def test_what_a_program_left_in_the_settings_is_noted(copy: Copy, left: str) -> None:
    copy.replace("lesson.toml", '"The bridge"', f'"{left}"')
    [note] = new_notes(copy.folder)
    line = next(
        n
        for n, one in enumerate(copy.text("lesson.toml").splitlines(), start=1)
        if one == f'label = "{left}"'
    )
    assert note.startswith(f"lesson.toml line {line}, stakes.label of ")


@pytest.mark.parametrize("left", LEFT)
def test_what_a_program_left_in_an_exercise_is_noted(copy: Copy, left: str) -> None:
    file = "exercises/01_river.toml"
    line = next(one for one in copy.text(file).splitlines() if one.startswith("explanation = "))
    copy.replace(file, line, f'explanation = "{left}"')
    [note] = new_notes(copy.folder)
    assert note.startswith(f"{file} line ")
    assert "explanation: got " in note


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


def put(river: Path, text: str) -> None:
    """Write a text into the notebook, below all that is there."""
    book = river / "notebooks" / "01_river.ipynb"
    content = json.loads(book.read_text(encoding="utf-8"))
    cell = {"cell_type": "markdown", "id": "new", "metadata": {}, "source": text}
    content["cells"].append(cell)
    book.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("left", ["Who held #REF! then.", "The river Br\u00c3\u00bccke."])
def test_what_a_program_left_in_a_notebook_is_noted(river: Path, left: str) -> None:
    put(river, left)
    [note] = new_notes(river)
    assert note.startswith("notebooks/01_river.ipynb, cell ")


@pytest.mark.parametrize("text", ["A <b>river</b>&nbsp;here", "Look for `#REF!`", "[a](b?c=d)"])
def test_what_a_notebook_may_have_is_not_noted(river: Path, text: str) -> None:
    put(river, text)
    assert new_notes(river) == []


def test_a_first_cell_that_is_gone_is_one_fault(river: Path) -> None:
    book = river / "notebooks" / "01_river.ipynb"
    content = json.loads(book.read_text(encoding="utf-8"))
    n = next(n for n, one in enumerate(content["cells"]) if "Lesson.find" in str(one["source"]))
    del content["cells"][n]
    book.write_text(json.dumps(content), encoding="utf-8")
    [fault] = check(river)
    assert str(fault).endswith('The first cell opens the lesson: lesson = Lesson.find("...").')


# ---- Sources ------------------------------------------------------------------------------------


def test_one_source_twice_in_a_cell_is_a_fault_and_can_be_mended(copy: Copy) -> None:
    one = copy.cell("places.csv", 2, "source_ids")
    copy.cell("places.csv", 2, "source_ids", f"{one};{one}")
    [fault] = check(copy.folder)
    assert str(fault).endswith(f"expected each id once. Write {one}.")
    copy.write("places.csv", mended(copy.text("places.csv"), TABLES["places"]).text)
    assert check(copy.folder) == []


def test_a_source_that_was_read_before_it_was_there_is_noted(copy: Copy) -> None:
    copy.cell("sources.csv", 2, "date", "2017-05-03")
    copy.cell("sources.csv", 2, "accessed", "2017-05-02")
    notes = [one for one in new_notes(copy.folder) if ", accessed: " in one]
    assert [one.partition("accessed: ")[2] for one in notes] == [
        "got 2017-05-02, expected a day from 2017-05-03 on, the date of the source. "
        "Correct accessed, or date."
    ]


@pytest.mark.parametrize(("ahead", "count"), [(0, 0), (400, 1)])
def test_a_source_that_will_be_read_is_noted(copy: Copy, ahead: int, count: int) -> None:
    day = date.today() + timedelta(days=ahead)
    copy.cell("sources.csv", 2, "accessed", day.isoformat())
    assert len([one for one in new_notes(copy.folder) if "a day that has come" in one]) == count


# ---- Countries ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "count"), [("NA", 1), ("GF", 0), ("", 0)])
def test_a_country_without_an_outline_cannot_hold_a_point_of_another(
    copy: Copy, code: str, count: int
) -> None:
    copy.cell("places.csv", 3, "country", code)
    faults = check(copy.folder)
    assert [one.column for one in faults] == ["lon"] * count
    assert all("On the base map it is in RV." in str(one) for one in faults)


# ---- A spreadsheet and an id --------------------------------------------------------------------


def test_an_id_that_became_a_number_says_so(copy: Copy) -> None:
    copy.cell("places.csv", 3, "place_id", "1.23E+05")
    [fault] = check(copy.folder)
    assert "A spreadsheet took this id for a number" in str(fault)
    assert "ask for birch-ford, which no row has" in str(fault)


def test_a_list_with_an_id_that_became_a_number_says_so(copy: Copy) -> None:
    copy.cell("places.csv", 3, "source_ids", "1.23E+05")
    [fault] = check(copy.folder)
    assert "A spreadsheet took this id for a number" in str(fault)
