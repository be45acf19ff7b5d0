"""What is kept between sessions: where, how much, and that nothing of it can do harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest
from support.folders import RIVER

from lessonkit import Lesson, control, layer, shelf
from lessonkit.check import read
from lessonkit.check.read import kept_lesson, open_lesson
from lessonkit.errors import DataError, LessonError
from lessonkit.lesson import LessonData
from lessonkit.maps import by_method, svg
from lessonkit.publish.handout.sheets import sheet_content
from lessonkit.widgets import drawing
from lessonkit.widgets.base import KEPT


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a shelf of its own, which is not there yet."""
    monkeypatch.setenv(shelf.PLACE, str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def test_what_was_put_is_taken_as_it_was(place: Path) -> None:
    assert shelf.take("a") is None
    shelf.put("a", [1.5, {"b": None}])
    assert shelf.take("a") == [1.5, {"b": None}]
    assert shelf.take("b") is None
    assert [one.name for one in place.iterdir()] == ["a.json.gz"]


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\x1f\x8b\x08\x00half"])
def test_what_is_damaged_is_not_taken(place: Path, damage: bytes) -> None:
    shelf.put("a", 1)
    (place / "a.json.gz").write_bytes(damage)
    assert shelf.take("a") is None
    shelf.put("a", 2)
    assert shelf.take("a") == 2


def test_what_was_used_longest_ago_goes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, name in enumerate("abc"):
        shelf.put(name, name * 100)
        os.utime(place / f"{name}.json.gz", (n, n))
    shelf.take("a")  # used again
    size = (place / "a.json.gz").stat().st_size
    monkeypatch.setattr(shelf, "MOST_BYTES", 2 * size + 20)
    shelf.put("d", "d" * 100)
    assert sorted(one.name[0] for one in place.iterdir()) == ["a", "d"]


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(shelf.PLACE, str(tmp_path / "file" / "shelf"))
    shelf.put("a", 1)
    assert shelf.take("a") is None
    monkeypatch.setenv(shelf.PLACE, "")
    shelf.put("a", 1)
    assert shelf.take("a") is None


def test_what_was_made_is_not_made_again(place: Path) -> None:
    calls = iter((["first"], ["second"]))

    def make() -> list[str]:
        return next(calls)

    assert shelf.made("a", make) == ["first"]
    assert shelf.made("a", make) == ["first"]
    (place / "a.pickle").write_bytes(b"nothing")
    assert shelf.made("a", make) == ["second"]
    assert shelf.made("a", make) == ["second"]


def test_what_cannot_be_made_is_not_kept(place: Path) -> None:
    def fail() -> None:
        raise LessonError("a fault")

    with pytest.raises(LessonError):
        shelf.made("a", fail)
    assert shelf.made("a", lambda: "mended") == "mended"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_a_pickle_that_another_user_wrote_is_not_read(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.made("a", lambda: "mine")
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert shelf.made("a", lambda: "made anew") == "made anew"


# ---- A lesson -----------------------------------------------------------------------------------


def test_a_lesson_from_the_shelf_is_the_lesson(
    place: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_now = open_lesson(base)
    kept_lesson(base)
    monkeypatch.setattr(read, "load", mock.Mock(side_effect=AssertionError("read again")))
    again = kept_lesson(base)
    for one in fields(LessonData):
        given, kept = getattr(read_now, one.name), getattr(again, one.name)
        if isinstance(given, pd.DataFrame):
            pd.testing.assert_frame_equal(given, kept)
            assert type(given) is type(kept)
            assert getattr(given, "crs", None) == getattr(kept, "crs", None)
        else:
            assert given == kept, one.name


def test_every_file_that_a_lesson_is_read_from_is_in_its_key(root: Path) -> None:
    """Else a change of it would not be seen."""
    code = f"""
import sys
from pathlib import Path
from lessonkit.check.read import files_read, load
home = Path({str(root)!r}) / "data"
opened = set()
sys.addaudithook(lambda what, args: what == "open" and opened.add(str(args[0])))
load(home)
inside = {{Path(one) for one in opened if one.startswith(str(home))}}
print(len(inside), sorted(inside - set(files_read(home))))
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    count, rest = run.stdout.split(maxsplit=1)
    assert int(count) > 15
    assert rest.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("events.csv", "\n"),
        ("lesson.toml", "\n# a note\n"),
        ("exercises/01_river.toml", "\n# a note\n"),
        ("basemap/README.md", "more"),
        ("events (copy).csv", "a stray copy"),
    ],
)
def test_a_lesson_that_was_changed_is_read_anew(
    place: Path, tmp_path: Path, name: str, more: str
) -> None:
    home = Path(shutil.copytree(RIVER / "data", tmp_path / "river"))
    Lesson(home)
    Lesson(home)
    assert len(list(place.iterdir())) == 1
    with (home / name).open("a", encoding="utf-8") as file:
        file.write(more)
    Lesson(home)
    assert len(list(place.iterdir())) == 2


def test_a_lesson_with_a_fault_is_not_kept_and_the_same_files_elsewhere_are_the_same_lesson(
    place: Path, tmp_path: Path
) -> None:
    first, other = (
        Path(shutil.copytree(RIVER / "data", tmp_path / name)) for name in ("one", "two")
    )
    assert (Lesson(first).folder, Lesson(other).folder) == (first, other)
    assert len(list(place.iterdir())) == 1
    (other / "places.csv").write_text("nothing\n", "utf-8")
    for _ in range(2):
        with pytest.raises(DataError):
            Lesson(other)
    assert len(list(place.iterdir())) == 1


# ---- Drawings -----------------------------------------------------------------------------------

DRAW = """
import sys
from lessonkit import Lesson
lesson = Lesson({folder!r})
print(len(lesson.map(next(iter(lesson.maps))).svg), "matplotlib" in sys.modules)
"""


def test_a_new_session_draws_nothing_again(place: Path) -> None:
    """A key that holds the address of an object would be another one in each session."""

    def session() -> list[str]:
        run = [sys.executable, "-c", DRAW.format(folder=str(RIVER))]
        return subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()

    size, has_drawn = session()
    assert (len(list(place.glob("*.gz"))), has_drawn) == (1, "True")
    assert session() == [size, "False"]  # not even what draws is loaded


def test_a_drawing_from_the_shelf_is_the_drawing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Lesson(RIVER)
    name = next(iter(lesson.maps))
    drawn = lesson.map(name)
    monkeypatch.setattr(svg, "_drawn", None)
    for kept in place.glob("page-*"):
        kept.unlink()
    again = Lesson(RIVER).map(name)
    assert (again.svg, again.spec) == (drawn.svg, drawn.spec)


def test_a_map_from_the_shelf_is_the_map(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the lesson was looked at in any way: pandas keeps its tables otherwise then."""
    known = Lesson(RIVER)
    drawn = {name: known.map(name) for name in known.maps}
    monkeypatch.setattr(drawing, "drawn_page", mock.Mock(side_effect=AssertionError("made anew")))
    again = Lesson(RIVER)
    for table in (again.places, again.events, again.control, again.sources):
        table.to_numpy()
        table.sort_values(table.columns[0])
    for name, one in reversed(drawn.items()):
        other = again.map(name)
        assert other.svg == one.svg
        assert other.spec == one.spec
        assert other.get_state(("date", "visible", "known_by")) == one.get_state(
            ("date", "visible", "known_by")
        )
    monkeypatch.undo()
    monkeypatch.setenv(shelf.PLACE, "")
    assert Lesson(RIVER).map(name).spec == one.spec


def test_a_picture_and_a_sheet_from_the_shelf_are_those_that_were_drawn(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, "1")

    def made(lesson: Lesson) -> list[object]:
        picture = lesson.map("river-and-towns").still_html()
        return [picture, *(sheet_content(lesson, one, 1) for one in lesson.sheets)]

    drawn = made(Lesson(RIVER))
    assert len(drawn) > 1
    never = mock.Mock(side_effect=AssertionError("drawn anew"))
    monkeypatch.setattr("lessonkit.maps.still.draw_still", never)
    assert made(Lesson(RIVER)) == drawn
    other = Lesson(RIVER)
    other.places.loc[:, "name_en"] = other.places["name_en"].str.upper()
    with pytest.raises(LessonError, match="drawn anew"):
        made(other)
    with pytest.raises(LessonError, match="drawn anew"):
        sheet_content(other, other.sheets[0], 1)


def test_a_table_that_a_cell_has_changed_changes_the_map(place: Path) -> None:
    lesson = Lesson(RIVER)
    name = next(name for name, one in lesson.maps.items() if one.days)
    before = lesson.map(name)
    lesson.places.loc[:, "name_en"] = lesson.places["name_en"].str.upper()
    after = lesson.map(name)
    shown = [{one["title"] for one in made.spec["places"].values()} for made in (before, after)]
    assert shown[1] == {title.upper() for title in shown[0]} != shown[0]


def test_layers_that_a_cell_adds_are_on_the_map(place: Path) -> None:
    name = next(iter(Lesson(RIVER).maps))
    lesson = Lesson(RIVER)
    rings = [
        layer(lesson.places.assign(geometry=lesson.places.translate(size)), "rings", "Rings")
        for size in (0.1, 0.2)
    ]
    drawn = [lesson.map(name), *(lesson.map(name, add=[ring]) for ring in rings)]
    assert len({str(one.spec["marks"]) for one in drawn}) == 3


def test_areas_from_the_shelf_are_the_areas(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = Lesson(RIVER)

    def methods() -> list[by_method.Method]:
        return [by_method.nearest(lesson, lesson.end), by_method.reach(lesson, lesson.end, 9, [])]

    made = methods()
    assert len(list(place.glob("*.gz"))) == 2
    for name in ("nearest_areas", "within_reach"):
        monkeypatch.setattr(control, name, mock.create_autospec(getattr(control, name)))
    assert methods() == made
    monkeypatch.undo()
    monkeypatch.setenv(shelf.PLACE, "")
    assert methods() == made


@pytest.mark.parametrize("km", [9, 9.5])
def test_other_areas_lie_under_another_key(place: Path, km: float) -> None:
    lesson = Lesson(RIVER)
    by_method.reach(lesson, lesson.end, 9, [])
    by_method.reach(lesson, lesson.end, km, [])
    by_method.reach(lesson, lesson.start, 9, [])
    assert len(list(place.glob("*.gz"))) == 2 + (km != 9)


def test_other_code_or_another_ground_is_another_drawing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(Lesson(RIVER).maps))
    Lesson(RIVER).map(name)
    monkeypatch.setattr(shelf, "makers", lambda: b"other")
    Lesson(RIVER).map(name)
    assert [len(list(place.glob(kind))) for kind in ("map-*.gz", "page-*")] == [2, 2]


def test_a_first_cell_loads_nothing_that_draws() -> None:
    code = f"""
import sys
from lessonkit import Lesson
Lesson({str(RIVER)!r}).as_of("2017-06-07")
print([one for one in ("matplotlib", "cartopy") if one in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
