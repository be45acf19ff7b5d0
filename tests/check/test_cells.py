"""Lines of Python in a notebook that would stop it: told by check, and by whoever publishes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.folders import RIVER

import lessonkit
from lessonkit.check.cells import OF_LIBRARY, OF_MAPS, OF_NOTEBOOKS, Cell, cell_faults
from lessonkit.check.read import check, open_lesson
from lessonkit.cli import main
from lessonkit.errors import DataError
from lessonkit.lesson import LessonData
from lessonkit.notebook import Lesson
from lessonkit.publish.preview.edition import Editions
from lessonkit.publish.student import copy_for_students
from lessonkit.widgets.map import Map

OPENED = 'from lessonkit import Lesson\n\nlesson = Lesson.find("01.ipynb")'
KEYS = "quotation marks and hyphens of the keyboard"


def said(*sources: str, opened: str = OPENED) -> list[str]:
    """Give what is told of a notebook with these cells below the one that opens the lesson."""
    cells = [Cell(n, "code", one) for n, one in enumerate((opened, *sources), 1)]
    return [str(one).removeprefix("notebooks/01.ipynb, ") for one in cell_faults("01.ipynb", cells)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("lesson.map(\u201cford-map\u201d)", f'expected {KEYS}. Write lesson.map("ford-map").'),
        ('lesson.map("ford\u2013map\u201d)', f'expected {KEYS}. Write lesson.map("ford-map").'),
        ("lesson.exercise(\u2018ford\u2019)", f"expected {KEYS}. Write lesson.exercise('ford')."),
        ('km = lesson.distance("a", "b") \u2212 2', "Write km = lesson.distance("),
        ("lesson.map(ford-map)", 'expected quotation marks. Write lesson.map("ford-map").'),
        ("lesson.map(ford)", 'expected quotation marks. Write lesson.map("ford").'),
        ("lesson.map(map)", 'expected quotation marks. Write lesson.map("map").'),
        ("lesson.map(ford map)", 'Write lesson.map("ford-map").'),
        ('lesson.map(ford")', 'Write lesson.map("ford").'),
        ('lesson.map("ford"', 'Write lesson.map("ford").'),
        ('lesson.map "ford"', 'Write lesson.map("ford").'),
        ("lesson.exercise(01-ford)", 'Write lesson.exercise("01-ford").'),
        ("lesson.relations_on(1848-06-01)", 'Write lesson.relations_on("1848-06-01").'),
        ('lesson.map("ford", day=1848-06-01)', 'quotation marks: "1848-06-01".'),
        ('lesson.charts("rain")', "something that a lesson has. Did you mean chart?"),
        ("lesson.evnts", "something that a lesson has. Did you mean events?"),
        ('lesson.map("ford").events()', "what a map has. Did you mean with_events?"),
        (
            "lesson.chart()",
            'expected an id in quotation marks. Write lesson.chart("...").',
        ),
        (
            "lesson.what_if([{'from': 'alder'}], title='When?')",
            "got lesson.what_if(...), expected an id in quotation marks.",
        ),
        ("lesson.exercise(3)", "got lesson.exercise(...), expected an id in quotation marks"),
        ("leson.progress()", "Did you mean lesson?"),
        ("print(df)", "Is it text? Put it into quotation marks."),
        ("geodesy.to_km(18)", "at the head of the cell: from lessonkit import geodesy."),
        ("Here stands a text to read.", "make the cell one of type Markdown"),
        ("  lesson.terms()\nx = 1", "Delete the blanks at the beginning"),
        ("names = ['ford, 'mill']", "A text has a quotation mark at its beginning"),
        ("names = [('a', 1)\n", "Close the bracket"),
    ],
)
def test_a_line_that_would_stop_is_told_with_what_to_write(source: str, words: str) -> None:
    [line] = said("1 + 1", source)
    assert line.startswith("cell 3: got ")
    assert words in line


def test_a_name_of_a_later_cell_is_told() -> None:
    [line] = said("print(wide)", "wide = 3")
    assert line.startswith("cell 2: got wide, ")
    assert line.endswith("A cell further down gives it: move that cell up.")


def test_a_lesson_that_no_cell_opens_is_told_once() -> None:
    [line] = said("lesson.progress()", "lesson.terms()", opened="1 + 1")
    assert line.endswith('The first cell opens the lesson: lesson = Lesson.find("...").')


def test_what_follows_from_a_broken_line_is_not_told() -> None:
    [line] = said("lesson.terms()", opened="lesson = Lesson.find(\u201c01.ipynb\u201d)")
    assert 'Write lesson = Lesson.find("01.ipynb").' in line


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\nrows = [n for n in range(3)]\npd.DataFrame({'a': rows})",
        "%time n = 1\nn + 1",
        "%%time\nn = 1",
        "%%bash\nls -l *.csv",
        "files = !ls\nlen(files)",
        "!ls\n?lesson\nlesson.map?",
        "%run tools.py\ncount(3)",
        "from math import *\nsqrt(2)",
        "def wide(x):\n    return x * later\n\n\nlater = 2\nwide(3)",
        "for one in ('a', 'b'):\n    print(lesson.place(one).name_en)\nprint(one)",
        "[lesson.place(one) for one in ('a', 'b')]",
        "class A:\n    n = 3\n\n    def twice(self):\n        return self.n * 2\n\n\nA().twice()",
        "try:\n    print(perhaps)\nexcept NameError:\n    print('no')",
        "then = lesson.as_of('1848-06-01')\nthen.cards()\nthen.events.query('kind in @kinds')",
        "lesson.figures.assign(wide=lambda d: d.number)\nlesson.notebook, lesson.unit",
        "lesson.map('a').date = '1848-06-01'\nlesson.mine = 3\nlesson.mine",
        "with open('a') as file:\n    text = file.read()\nprint(text, __name__, _)",
        "lesson.table(lesson.events, {'start': 'It\u2019s'}, '\u201cDays\u201d \u2013 all')",
        "x = 3\nx -= 1\ndel x\nglobal y",
        "if (n := 3) > 2:\n    print(n)\nlambda a, *b, c=1, **d: (a, b, c, d)",
        "await later()\nasync def later(): ...",
        "match 3:\n    case [a, *b]:\n        print(a, b)\n    case whole:\n        print(whole)",
        "answer = ...  # your line here\nlesson.check('a', answer)",
        "print('\\d')",
    ],
)
def test_ordinary_python_is_no_fault(source: str) -> None:
    assert said(source) == []


def test_a_cell_that_shows_an_error_on_purpose_is_left_alone() -> None:
    cells = [Cell(1, "code", "1 +", may_fail=True), Cell(2, "code", "nothing", may_fail=True)]
    assert (
        list(cell_faults("01.ipynb", [*cells, Cell(3, "markdown", "lesson.map(\u201ca\u201d)")]))
        == []
    )


def test_what_a_lesson_has_is_known() -> None:
    own = {name for name in vars(Lesson) if not name.startswith("_")}
    assert own - {*vars(LessonData)} == OF_NOTEBOOKS - {"notebook"}  # set when it is opened
    assert {*OF_LIBRARY} == {n for n in lessonkit.__all__ if not n.endswith("Error")}
    assert {name for name in vars(Map) if name.startswith("with_")} == {*OF_MAPS}


# ---- Who publishes says the same ----------------------------------------------------------------


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The small lesson, with a slip in the second notebook."""
    folder = tmp_path / "river"
    shutil.copytree(RIVER, folder)
    path = folder / "notebooks" / "02_mills.ipynb"
    book = json.loads(path.read_text("utf-8"))
    cell = [one for one in book["cells"] if one["cell_type"] == "code"][-1]
    cell["source"] = "lesson.map(river-and-towns)"
    path.write_text(json.dumps(book), encoding="utf-8")
    return folder


def test_check_and_all_editions_say_the_same(
    spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [fault] = check(spoilt)
    assert fault.file == "notebooks/02_mills.ipynb"
    assert fault.remedy == 'Write lesson.map("river-and-towns").'
    with pytest.raises(DataError, match="1 fault in the notebooks") as caught:
        copy_for_students(spoilt, spoilt.parent / "copy")
    assert caught.value.faults == [fault]
    assert main(["site", str(spoilt), "--to", str(spoilt.parent / "site")]) == 2
    assert str(fault) in capsys.readouterr().err
    assert sorted(one.name for one in spoilt.parent.iterdir()) == ["river"]
    assert open_lesson(spoilt)  # a notebook, in which somebody tries something, opens all the same


def test_the_preview_tells_it_and_runs_the_others(spoilt: Path) -> None:
    ran: list[str] = []

    def run(path: Path, _: object) -> str:
        ran.append(path.name)
        return path.read_text("utf-8")

    editions = Editions(spoilt, run)
    made = list(editions.make())[-1]
    editions.close()
    assert ran == ["01_river.ipynb"]
    assert made.faults == [str(one) for one in check(spoilt)]


def test_cells_of_a_students_copy_are_not_looked_at(spoilt: Path, tmp_path: Path) -> None:
    copy_for_students(RIVER, tmp_path / "copy")
    path = tmp_path / "copy" / "notebooks" / "02_mills.ipynb"
    shutil.copy(spoilt / "notebooks" / path.name, path)
    assert check(tmp_path / "copy") == []
