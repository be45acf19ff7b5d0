"""Files of exercises, and the notebooks that show them."""

from __future__ import annotations

import copy as copies
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.exercise_files import FILE, GOOD, UNTITLED, Copy, faults_of, written

import lessonkit
from lessonkit.check.read import Loaded, check, examine
from lessonkit.cli import main
from lessonkit.exercises import form
from lessonkit.lesson import LessonData


def moved(name: str, *also: str) -> Callable[[Copy], None]:
    """Give the file of exercises another name, and put more files beside it."""

    def change(copy: Copy) -> None:
        folder = copy.data / "exercises"
        (folder / FILE).rename(folder / name)
        for one in also:
            (folder / one).write_text((folder / name).read_text("utf-8"), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("01_river.toml.txt", "Rename it to 01_river.toml."),
        ("01_river.TOML", "Rename it to 01_river.toml."),
        ("01_river.txt", "Rename it to 01_river.toml."),
        ("01_river.tml", "Rename it to 01_river.toml."),
        ("1_river.toml", "Rename it to 01_river.toml."),
        ("01_rivr.toml.txt", "Rename it to 01_river.toml."),
        ("01_river.toml~", "Rename it to 01_river.toml."),
    ],
)
def test_a_file_with_a_wrong_name_is_named_once(copy: Copy, name: str, remedy: str) -> None:
    moved(name)(copy)
    [fault] = check(copy.root)
    assert (fault.file, fault.remedy) == (f"exercises/{name}", remedy)
    assert "01_river.toml, 02_mills.toml" in fault.expected


def test_a_file_for_no_notebook_is_a_fault(copy: Copy) -> None:
    moved("04_more.toml")(copy)
    [fault] = check(copy.root)
    assert fault.file == "exercises/04_more.toml"
    assert "add the notebook to lesson.toml" in str(fault)


def test_a_file_that_a_notebook_needs_and_that_is_lost_is_a_fault(copy: Copy) -> None:
    copy.notebook("02_mills.ipynb", 'lesson.exercise("gone")', 'lesson.exercise("gone-too")')
    [fault] = check(copy.root)
    assert str(fault).startswith(
        "exercises/02_mills.toml: got no file, expected the exercises of 02_mills.ipynb, "
        "such as gone. Put it back"
    )


def test_a_second_copy_that_is_not_read_is_named(copy: Copy) -> None:
    moved(FILE, f"{FILE}.txt")(copy)
    [fault] = check(copy.root)
    assert fault.file == f"exercises/{FILE}.txt"
    assert f"There is a {FILE} as well." in fault.remedy


@pytest.mark.parametrize("name", ["more.TOML", "more.tml", "more.txt"])
def test_exercises_are_known_by_what_is_in_them(copy: Copy, name: str) -> None:
    moved(FILE, name)(copy)
    [fault] = check(copy.root)
    assert fault.file == f"exercises/{name}"


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ('id = "a-choice"', 'id = "a-cho\u200bice"', "id", "the ZERO WIDTH SPACE (U+200B)"),
        ('"cedar-mill"]', '"cedar\u2060-mill"]', "answer", "the WORD JOINER (U+2060)"),
        ("The Beck", "The\u00adBeck", "options 2, text", "the SOFT HYPHEN (U+00AD)"),
        ("the river", "the r\u0456ver", "map, title", "Type this letter anew: the CYRILLIC"),
        ("in a sentence", "in a\u202e sentence", "prompt", "the RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_a_sign_that_nobody_sees_is_named(
    copy: Copy, old: str, new: str, where: str, words: str
) -> None:
    path = copy.data / "exercises" / FILE
    path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    [fault] = [one for one in check(copy.root) if one.file == f"exercises/{FILE}"]
    assert str(fault.column).endswith(f", {where}")
    assert words in fault.remedy


def test_a_sentence_may_hold_a_number_and_its_unit_together(copy: Copy) -> None:
    path = copy.data / "exercises" / FILE
    text = path.read_text("utf-8").replace("The task in", "The 5\u00a0km of the task in", 1)
    path.write_text(text, encoding="utf-8")
    assert check(copy.root) == []


def test_backups_and_notes_beside_the_files_are_no_fault(copy: Copy) -> None:
    moved(FILE, f"{FILE}~", f"{FILE}.bak", "README.md", ".DS_Store")(copy)
    assert check(copy.root) == []


def test_a_folder_of_exercises_that_is_lost_is_a_fault_where_notebooks_use_it(copy: Copy) -> None:
    shutil.rmtree(copy.data / "exercises")
    [fault] = check(copy.root)
    assert str(fault).startswith("exercises/: got no folder, expected the exercises of 01_river")
    shutil.rmtree(copy.root / "notebooks")
    assert check(copy.root) == []
    assert main(["check", str(copy.root)]) == 0


def examined(copy: Copy, *cells: str) -> Loaded:
    copy.notebook("01_river.ipynb", *cells)
    return examine(copy.root)


def shows(copy: Copy, *cells: str) -> list[str]:
    """Let the first notebook have these cells; give what is noted, and see that nothing fails."""
    loaded = examined(copy, *cells)
    assert loaded.faults == []
    assert lessonkit.Lesson(copy.root).exercises
    noted = map(str, loaded.notices)
    return [one for one in noted if one.startswith(("exercises/", "notebooks/"))]


ALL_SHOWN = [f'lesson.exercise("{one["id"]}")' for one in GOOD.values()]


def test_a_lesson_whose_notebook_shows_each_exercise_has_nothing_noted(copy: Copy) -> None:
    assert (
        shows(copy, *ALL_SHOWN, 'lesson.check("with-code", 5)', 'lesson.recall("own-words")') == []
    )


def test_an_exercise_that_no_notebook_shows_is_noted(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    commented = "# " + ALL_SHOWN[1]
    [note] = shows(copy, *[one for one in ALL_SHOWN if one != ALL_SHOWN[1]], commented)
    text = (copy.data / "exercises" / FILE).read_text(encoding="utf-8")
    line = text.split('id = "some-choices"')[0].count("\n")
    assert note.startswith(f"exercises/{FILE} line {line}, some-choices: got an exercise that no ")
    assert f"Put {ALL_SHOWN[1]} into a code cell of 01_river.ipynb." in note
    assert main(["check", str(copy.root)]) == 0
    said = capsys.readouterr().out
    assert f"Note: {note}" in said
    assert "No faults: " in said
    assert " to look at." in said


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('lesson.exercise("a-choise")', 'got lesson.exercise("a-choise"), expected the id of an'),
        ('lesson.exercise("a-choise")', "Did you mean a-choice?"),
        ("lesson.check('qqqqqqqq', 5)", "Correct the id, or write the exercise."),
        ('lesson.recall(  "own-word")', "Did you mean own-words?"),
    ],
)
def test_a_call_that_would_stop_the_notebook_is_a_fault(copy: Copy, call: str, words: str) -> None:
    [fault] = examined(copy, *ALL_SHOWN, call).faults
    where = f"notebooks/01_river.ipynb, cell {len(ALL_SHOWN) + 1}: got lesson."
    assert str(fault).startswith(where)
    assert words in str(fault)
    assert main(["check", str(copy.root)]) == 1
    # The lesson opens all the same, for whoever tries something in a cell.
    assert lessonkit.Lesson(copy.root).exercises


def test_a_notebook_that_shows_exercises_in_another_order_is_noted(copy: Copy) -> None:
    [note] = shows(copy, ALL_SHOWN[1], ALL_SHOWN[0], *ALL_SHOWN[2:])
    ids = [one["id"] for one in GOOD.values()]
    assert note.startswith(f"exercises/{FILE} line ")
    assert f"{ids[0]}: got number 1, where 01_river.ipynb shows {ids[1]}, expected the" in note


def test_an_exercise_of_another_notebook_is_noted(copy: Copy) -> None:
    copy.notebook("02_mills.ipynb", 'lesson.exercise("a-choice")', 'lesson.recall("own-words")')
    [note] = shows(copy, *ALL_SHOWN)
    assert note.startswith('notebooks/02_mills.ipynb, cell 1: got lesson.exercise("a-choice"), ')
    assert f"which stands in exercises/{FILE}, expected one of exercises/02_mills.toml" in note


def test_an_exercise_with_a_fault_is_still_known_to_its_notebook(copy: Copy) -> None:
    body = {key: value for key, value in GOOD["choice"].items() if key != "hints"}
    copy.write(written([body, *[one for one in GOOD.values() if one["id"] != body["id"]]]))
    loaded = examine(copy.root)
    assert [fault.column for fault in loaded.faults] == ["a-choice, hints"]
    assert not loaded.notices


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('lesson.map("five-wekes")', 'got lesson.map("five-wekes"), expected the id of a map. '),
        ('lesson.map("five-wekes")', "Did you mean five-weeks?"),
        ('here = lesson.map("five-weeks", layers=[*(), "twons"])', "Did you mean towns?"),
        ('lesson.map(extent="vally", title="x", alt="x")', "Did you mean valley?"),
        ('lesson.map("five-weeks", places=["aldr"]).with_events()', "Did you mean alder?"),
        ('lesson.as_of("2017-06-07").map("five-wekes")', "Did you mean five-weeks?"),
        ('km = lesson.distance("alder", "dun-rok")', "Did you mean dun-rock?"),
        ('lesson.terms("giuld")', "Did you mean guild?"),
        ('story = Lesson.find()\nstory.map("five-wekes")', "Did you mean five-weeks?"),
    ],
)
def test_what_a_notebook_asks_for_and_is_not_there_is_a_fault(
    copy: Copy, cell: str, words: str
) -> None:
    [fault] = map(str, examined(copy, *ALL_SHOWN, cell).faults)
    assert fault.startswith(f"notebooks/01_river.ipynb, cell {len(ALL_SHOWN) + 1}: got ")
    assert words in fault


def test_a_notebook_that_opens_the_lesson_as_another_is_noted(copy: Copy) -> None:
    [note] = shows(copy, *ALL_SHOWN, 'lesson = Lesson.find("02_mills.ipynb")')
    assert note.startswith(f"notebooks/01_river.ipynb, cell {len(ALL_SHOWN) + 1}: got ")
    assert 'Write Lesson.find("01_river.ipynb").' in note


@pytest.mark.parametrize(
    "cell",
    [
        'lesson.map("five-weeks", day="2017-05-18").with_claims()',
        'lesson.control["holder"].map("{} x".format)',
        'places = lesson.places\nplaces.map("five-wekes")',  # no lesson
        "# lesson.map('five-wekes')",
        "chosen, layers = input(), []\nlesson.map(chosen, layers=layers)",
        "%matplotlib inline\nlesson.held_on('2017-06-06')",
    ],
)
def test_what_is_there_or_cannot_be_told_is_not_noted(copy: Copy, cell: str) -> None:
    assert shows(copy, *ALL_SHOWN, cell) == []


def test_a_notebook_that_is_missing_is_a_fault(copy: Copy) -> None:
    (copy.root / "notebooks" / "02_mills.ipynb").rename(
        copy.root / "notebooks" / "02_the_rase.ipynb"
    )
    [fault] = examine(copy.root).faults
    assert fault.file == "notebooks/02_mills.ipynb"
    assert "Did you mean 02_the_rase.ipynb?" in str(fault)


def test_a_notebook_that_cannot_be_read_is_one_fault(copy: Copy) -> None:
    """Of what its cells do not show nothing is said."""
    (copy.root / "notebooks" / "01_river.ipynb").write_text("{", encoding="utf-8")
    [fault] = check(copy.root)
    assert fault.file == "notebooks/01_river.ipynb"
    assert "got a file that is cut or damaged" in str(fault)


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ('[[exercises]]\nid = "x"\nprompt = "no end\n', 3, "a text that is not closed"),
        ("id = 'x'\n", None, "this key"),
        ("exercises = 5\n", None, "[[exercises]] with their keys"),
        ("[exercises]\nid = 'x'\n", None, "[[exercises]] with their keys"),
        ("", None, "an empty file"),
        (written([GOOD["choice"]]) + "[more]\n", None, "only [[exercises]]"),
    ],
)
def test_a_broken_file_is_a_fault_of_the_file(
    copy: Copy, text: str, row: int | None, words: str
) -> None:
    copy.write(text)
    faults = check(copy.root)
    assert {fault.file for fault in faults} == {f"exercises/{FILE}"}
    assert any(fault.row == row and words in str(fault) for fault in faults)


TANGLED = '''# A file as people write it.
[[exercises]]
id = "tangled"  # = "
kind = "choice"
title = "A short title"
objective = "Name what there is"
minutes = 2
prompt = """
options = [ { text = "in a text" } ]
[[exercises]]
Which "one"?"""
hints = ["One ] and {.", 'Two = "#".']
explanation = "Why"
source_ids = ["atlas"]
options = [
  # A note with "quotes", { and [.
  { text = "One } and, [two]", right = true },

  { text = "Three", feedbak = "No" }, { text = "Four", rigth = true },
  { txet = "Five",
    feedback = "No" },
]
[[exercises]]
id = "next"
'''


def test_a_misspelt_key_is_named_in_its_own_line_with_the_key_that_was_meant(
    data: LessonData, tmp_path: Path
) -> None:
    path = tmp_path / FILE
    text = TANGLED.replace('"Five",\n   ', '"Five",')  # TOML wants { and } in one line
    path.write_text(text, encoding="utf-8")
    _, faults, _ = form.read(path)
    rows = text.splitlines()
    assert [
        (fault.column, rows[(fault.row or 0) - 1].split()[3].strip('",'), fault.remedy)
        for fault in faults
        if (fault.column or "").startswith("tangled")
    ] == [
        ("tangled, options 2, feedbak", "Three", "Did you mean feedback?"),
        ("tangled, options 3, rigth", "Three", "Did you mean right?"),
        ("tangled, options 4, txet", "Five", "Did you mean text?"),
    ]
    assert {fault.row for fault in faults if (fault.column or "").startswith("next")} == {
        rows.index('id = "next"')
    }


def test_a_misspelt_kind_is_named_itself(data: LessonData, tmp_path: Path) -> None:
    body = {("knid" if key == "kind" else key): value for key, value in GOOD["choice"].items()}
    [fault] = faults_of(data, tmp_path, body)
    assert (fault.column, fault.remedy) == ("a-choice, knid", "Did you mean kind?")


def test_a_key_that_is_like_no_other_is_told_which_there_are(
    data: LessonData, tmp_path: Path
) -> None:
    body = copies.deepcopy(GOOD["choice"])
    body["options"][1]["solution"] = "No"
    [fault] = faults_of(data, tmp_path, body)
    assert fault.remedy == "Delete it. The keys here are: text, right, feedback, key."


def test_the_command_prints_the_faults(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.write(written([UNTITLED]))
    assert main(["check", str(copy.root)]) == 1
    assert f"exercises/{FILE} line 1, flaw-0, title: got" in capsys.readouterr().out


def test_a_place_is_found_on_a_map_of_the_lesson_without_its_steps(copy: Copy) -> None:
    """A map of `lesson.toml` may have what an exercise has not: steps, and the second clock."""
    path = copy.data / "lesson.toml"
    extra = """
[[maps]]
id = "walk"
title = "Towns on the river"
alt = "A map of towns on one river."
extent = "valley"
names = 5
day = 2017-06-06
days = [2017-06-01, 2017-06-07]
known_by = 2017-06-07

[[steps]]
map = "walk"
title = "One"
text = "A step."
question = "What now?"
day = 2017-06-06
"""
    path.write_text(path.read_text("utf-8") + extra, encoding="utf-8")
    copy.write(written([{**GOOD["place"], "map": "walk"}]))
    lesson = lessonkit.Lesson(copy.data)
    drawn = lesson.exercise(GOOD["place"]["id"]).map
    assert drawn is not None
    assert drawn.spec["title"] == "Towns on the river"
    assert not drawn.spec["steps"]
