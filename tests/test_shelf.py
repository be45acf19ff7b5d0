"""What is kept between sessions: where, how much, and that nothing of it can do harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from support.folders import RIVER

from lessonkit import Lesson, control, shelf
from lessonkit.maps import by_method, svg


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


DRAW = """
from lessonkit import Lesson
from lessonkit.maps import svg
if {only_shelf}:
    svg._drawn = None
lesson = Lesson({folder!r})
print(len(lesson.map(next(iter(lesson.maps))).svg))
"""


def test_a_new_session_draws_nothing_again(place: Path) -> None:
    """A key that holds the address of an object would be another one in each session."""

    def session(only_shelf: bool) -> str:
        code = DRAW.format(folder=str(RIVER), only_shelf=only_shelf)
        run = [sys.executable, "-c", code]
        return subprocess.run(run, check=True, capture_output=True, text=True).stdout

    first = session(only_shelf=False)
    assert len(list(place.iterdir())) == 1
    assert session(only_shelf=True) == first


def test_a_drawing_from_the_shelf_is_the_drawing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Lesson(RIVER)
    name = next(iter(lesson.maps))
    drawn = lesson.map(name)
    monkeypatch.setattr(svg, "_drawn", None)
    again = Lesson(RIVER).map(name)
    assert (again.svg, again.spec) == (drawn.svg, drawn.spec)


def test_areas_from_the_shelf_are_the_areas(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = Lesson(RIVER)

    def methods() -> list[by_method.Method]:
        return [by_method.nearest(lesson, lesson.end), by_method.reach(lesson, lesson.end, 9, [])]

    made = methods()
    assert len(list(place.iterdir())) == 2
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
    assert len(list(place.iterdir())) == 2 + (km != 9)


def test_other_code_or_another_ground_is_another_drawing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(Lesson(RIVER).maps))
    Lesson(RIVER).map(name)
    monkeypatch.setattr(svg, "makers", lambda: b"other")
    Lesson(RIVER).map(name)
    assert len(list(place.iterdir())) == 2


def test_a_first_cell_loads_nothing_that_draws() -> None:
    code = f"""
import sys
from lessonkit import Lesson
Lesson({str(RIVER)!r}).as_of("2017-06-07")
print([one for one in ("matplotlib", "cartopy") if one in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
