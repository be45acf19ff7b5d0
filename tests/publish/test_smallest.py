"""The smallest lesson: three files and a map go through every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.smallest import write_smallest

from lessonkit import Lesson
from lessonkit.check.read import check, examine
from lessonkit.cli import main
from lessonkit.errors import LessonError
from lessonkit.publish.handout.content import answers_content, student_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.publish.site.build import publish

HEADS = {
    "control.csv": "place_id,holder,start,status,confidence,source_ids",
    "events.csv": "event_id,start,date_precision,title,description,source_ids,confidence",
    "actors.csv": "actor_id,label,description,source_ids",
}


@pytest.fixture
def smallest(tmp_path: Path) -> Path:
    return write_smallest(tmp_path / "lesson")


def test_three_files_are_a_lesson(smallest: Path) -> None:
    loaded = examine(smallest)
    assert (loaded.faults, loaded.notices) == ([], [])
    assert {one.name for one in (smallest / "data").iterdir() if one.is_file()} == {
        *("lesson.toml", "places.csv", "sources.csv")
    }


@pytest.mark.parametrize("file", ["places.csv", "sources.csv"])
def test_each_of_the_others_must_be_there(smallest: Path, file: str) -> None:
    (smallest / "data" / file).unlink()
    assert file in {fault.file for fault in check(smallest)}


def test_a_table_with_its_header_alone_is_empty(smallest: Path) -> None:
    for name, head in HEADS.items():
        (smallest / "data" / name).write_text(f"{head}\n", encoding="utf-8")
    assert check(smallest) == []
    (smallest / "data" / "places.csv").write_text("place_id,name_en\n", encoding="utf-8")
    assert "places.csv" in {fault.file for fault in check(smallest)}


SHOWN: dict[str, Callable[[Lesson], object]] = {
    "actors.csv": lambda lesson: lesson.cards(),
    "stakes.csv": lambda lesson: lesson.positions(),
    "relations.csv": lambda lesson: lesson.relations_on("1900-05-01"),
    "control.csv": lambda lesson: lesson.held_on("1900-05-01"),
    "glossary.csv": lambda lesson: lesson.terms("tide"),
    "claims.csv": lambda lesson: lesson.map("harbours").with_claims(),
}


@pytest.mark.parametrize("file", SHOWN)
def test_what_needs_a_table_says_so(smallest: Path, file: str) -> None:
    with pytest.raises(
        LessonError, match=f"the lesson has no row in the table {file[:-4]}, expected"
    ):
        SHOWN[file](Lesson(smallest))


@pytest.mark.parametrize(
    ("answer", "file"),
    [
        ('{ held = "crown", on = 1900-05-01 }', "control.csv"),
        ('{ claims = { kind = "fact" } }', "claims.csv"),
    ],
)
def test_an_exercise_that_needs_a_table_says_so(smallest: Path, answer: str, file: str) -> None:
    path = smallest / "data" / "exercises" / "01_harbours.toml"
    text = path.read_text("utf-8")
    wrong = text.replace('{ distance = ["amber", "birch"] }', f"{{ count = {answer} }}")
    path.write_text(wrong, encoding="utf-8")
    table = file.removesuffix(".csv")
    assert any(f"the table {table}" in f"{fault}" for fault in check(smallest))


def test_the_smallest_lesson_prints(smallest: Path) -> None:
    lesson = Lesson(smallest)
    for content in (student_content, answers_content):
        made = content(lesson, {"01_harbours.ipynb": "Three harbours"})
        assert made["claims"] == []
        assert typeset(made).startswith(b"%PDF")


def test_a_copy_for_students_has_all_that_there_is(smallest: Path, tmp_path: Path) -> None:
    assert main(["student", str(smallest), "--to", str(tmp_path / "copy")]) == 0
    assert check(tmp_path / "copy") == []


def test_its_notebook_runs_and_becomes_pages(
    smallest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(smallest)
    assert main(["run", "notebooks"]) == 0
    # As it has run: that the command runs it again is tried in test_site.py.
    publish(smallest, tmp_path / "site", execute=lambda path, told: path.read_text("utf-8"))
    page = (tmp_path / "site" / "01_harbours.html").read_text("utf-8")
    assert "Amber Port" in page


@pytest.mark.parametrize(("opening", "told"), [("bay", True), ("harbours", False)])
def test_an_opening_map_that_no_notebook_shows_is_noted(
    smallest: Path, opening: str, told: bool
) -> None:
    settings = smallest / "data" / "lesson.toml"
    text = settings.read_text("utf-8").replace("[lesson]\n", f'[lesson]\nopening = "{opening}"\n')
    bay = FAR.format(id="bay", west=60, east=62, south=10, north=12)
    settings.write_text(text + bay, encoding="utf-8")
    loaded = examine(smallest)
    assert loaded.faults == []
    notes = [one for one in loaded.notices if one.column == "lesson.opening"]
    assert len(notes) == told
    assert all('lesson.map("bay")' in one.remedy for one in notes)


FAR = """
[[extents]]
id = "{id}"
label = "A bay on the other side of the earth"
west = {west}
east = {east}
south = {south}
north = {north}
basemap = "valley"
projection = "auto"

[[maps]]
id = "{id}"
title = "A bay"
alt = "Map of the {id}."
extent = "{id}"
"""
EDGES = {"bay": (-80, 25, 32, 62), "strait": (170, -160, -50, -30), "ice": (-180, 180, 60, 90)}


def far(name: str) -> str:
    """Give a window and its map in `lesson.toml`."""
    west, east, south, north = EDGES[name]
    return FAR.format(id=name, west=west, east=east, south=south, north=north)


def test_a_lesson_of_windows_far_from_each_other_becomes_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ground of the one has nothing where the others lie."""
    folder = write_smallest(tmp_path / "lesson", *(f'lesson.map("{name}")' for name in EDGES))
    with (folder / "data" / "lesson.toml").open("a", encoding="utf-8") as settings:
        settings.writelines(map(far, EDGES))
    monkeypatch.chdir(folder)
    assert check(folder) == []
    assert main(["site", ".", "--to", str(tmp_path / "site")]) == 0
    page = (tmp_path / "site" / "01_harbours.html").read_text("utf-8")
    for name in EDGES:
        assert f"Map of the {name}." in page
    assert "Map with three harbours." in page


@pytest.mark.parametrize("name", EDGES)
def test_each_of_two_windows_far_from_each_other_has_its_maps(smallest: Path, name: str) -> None:
    with (smallest / "data" / "lesson.toml").open("a", encoding="utf-8") as settings:
        settings.write(far(name))
    lesson = Lesson(smallest)
    for one in (name, "harbours"):
        assert lesson.map(one).svg
