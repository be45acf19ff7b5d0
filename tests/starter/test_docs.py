"""docs/data.md covers every table, every column, and everything that a notebook can call."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from support.folders import RIVER, ROOT
from support.new_page import do, parts

from lessonkit import Lesson, geodesy
from lessonkit.check.read import examine
from lessonkit.cli import main
from lessonkit.publish.handout.sheets import sheet_content
from lessonkit.tables.schema import TABLES
from lessonkit.widgets.map import Map

TEXT = (ROOT / "docs" / "data.md").read_text("utf-8")
SHOWN = TEXT.partition("## What a cell can show")[2].partition("\n## ")[0]
LINES = re.findall(r"`(lesson\.\w+\([^`]*)`", SHOWN)
# Asked by the library itself, or a list that stands in the state of the map.
INSIDE = {"needed", "find", "as_of", "step_for"}
OF_MAPS = ("with_events", "with_claims", "with_report")


def called(line: str) -> list[str]:
    """Give the names of methods that a line calls."""
    nodes = ast.walk(ast.parse(line))
    return [one.attr for one in nodes if isinstance(one, ast.Attribute)]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_table_and_column_stands_there(table) -> None:
    heading = next(line for line in TEXT.splitlines() if line[:3] == "## " and table.file in line)
    part = TEXT.partition(heading)[2].partition("\n## ")[0]
    missing = [name for name in table.names if f"`{name}`" not in part]
    assert missing == []


def test_each_method_that_a_notebook_can_call_stands_there() -> None:
    methods = {
        name for name in dir(Lesson) if name[0] != "_" and callable(getattr(Lesson, name, None))
    }
    told = {name for line in LINES for name in called(line)}
    assert methods - INSIDE - told == set()
    assert set(OF_MAPS) <= told
    assert "Lesson.find(" in SHOWN
    assert ".as_of(" in SHOWN


def test_what_stands_there_is_there(opened: Lesson) -> None:
    names = {called(line)[0] if len(called(line)) == 1 else called(line)[-1] for line in LINES}
    assert [name for name in names if not hasattr(opened, name)] == []
    assert all(hasattr(Map, name) for name in OF_MAPS)
    told = re.search(r"`geodesy`, which has (.+)\.", SHOWN.replace("\n", " "))
    assert told is not None
    assert all(hasattr(geodesy, name) for name in re.findall(r"`(\w+)`", told[1]))


def test_the_lines_that_give_a_value_work(tmp_path: Path) -> None:
    lesson = Lesson(RIVER)
    wanted = {"held_on", "said_on", "rests_on", "later_sources"}
    days = {"2001-05-14": "2017-05-14", "2001-05-20": "2017-05-20"}
    for line in [one for one in LINES if called(one)[0] in wanted]:
        for old, new in days.items():
            line = line.replace(old, new)
        frame = eval(line, {"lesson": lesson})
        assert list(frame.columns)


def test_the_example_of_a_town_by_hours_has_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever copies its lines has water and a wall on the blank sheet, and not the fire."""
    monkeypatch.chdir(tmp_path)
    for part in parts(TEXT):
        if part.verb == "run":
            assert [main(words[1:]) for words in part.commands] == [0]
        else:
            do(part, tmp_path / "quay")
    loaded = examine(tmp_path / "quay")
    assert loaded.faults == []
    unused = [one.got.split(",")[0] for one in loaded.notices if "no map has" in one.got]
    assert (unused, len(loaded.notices)) == (["relief", "water", "borders"], 3)
    lesson = Lesson(tmp_path / "quay")
    blank = sheet_content(lesson, lesson.sheets[0], 1)["blank"]
    assert '<g id="wall/wall"' in blank
    assert "#6b9fc3" in blank
    assert "#e8943a" not in blank
