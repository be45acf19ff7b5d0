"""docs/new-lesson.md: whoever follows it to the letter has a lesson; every block of it is tried."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS, Proj
from support.handed_in import hand_in, sealed
from support.new_page import PAGE, Part, do, parts, unmarked

from lessonkit import Lesson
from lessonkit.check.read import examine
from lessonkit.cli import main
from lessonkit.exercises.kinds import KINDS

TEXT = PAGE.read_text("utf-8")
PARTS = list(parts(TEXT))
# A command with these is tried apart, or cannot be tried here: it fetches, or opens a window.
APART = ("preview", "basemap", "lab", "answers")
LAST = "lessonkit run flood"  # what comes before it needs no kernel


def commands(of: str) -> list[list[str]]:
    return [line for part in PARTS if part.verb == of for line in part.commands]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder in which somebody has followed the page, all but its last commands."""
    home = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for part in PARTS:
            if part.verb == "run" and part.text.startswith(LAST):
                break
            follow(part, home / "flood")
        yield home


def follow(part: Part, lesson: Path) -> None:
    if part.verb == "run":
        for words in part.commands:
            assert words[0] == "lessonkit"
            assert main(words[1:]) == 0, part.text
    elif part.verb not in APART:
        do(part, lesson)


def test_who_follows_the_page_has_a_lesson_without_faults_or_notes(home: Path) -> None:
    loaded = examine(home / "flood")
    assert (loaded.faults, loaded.notices) == ([], [])
    lesson = Lesson(home / "flood")
    tables = (lesson.places, lesson.events, lesson.sources, lesson.zones, lesson.values)
    assert [len(frame) for frame in tables] == [4, 3, 4, 1, 7]
    assert len(lesson.maps["first-map"].steps) == 3
    assert list(lesson.exercises) == ["how-far-apart", "in-sequence", "who-says-so"]


def test_nothing_of_the_beginning_is_left(home: Path) -> None:
    files = [path for path in (home / "flood").rglob("*") if path.suffix in (".toml", ".csv")]
    words = ("first place", "second place", "third place", "say here", "first event")
    left = {word for path in files for word in words if word in path.read_text("utf-8").lower()}
    assert left == set()


def test_every_block_of_the_page_is_tried() -> None:
    assert unmarked(TEXT) == []
    assert {part.verb for part in PARTS} >= {"run", "sheet", "write", "append", "change", "cells"}
    assert len(re.findall(r"^## \d+\.", TEXT, re.MULTILINE)) == 10


def test_the_page_names_each_kind_of_exercise_by_its_key() -> None:
    part = TEXT.partition("\n## 8.")[2].partition("\n## ")[0]
    assert [kind for kind in KINDS if f"`{kind}`" not in part] == []
    assert 'kind = "choice"' in part
    assert "(exercises.md)" in part
    assert (PAGE.parent / "exercises.md").is_file()


def test_the_last_commands_publish_it(home: Path) -> None:
    part = next(part for part in PARTS if part.verb == "run" and part.text.startswith(LAST))
    follow(part, home / "flood")
    for name in ("flood-site/lesson.html", "flood-paper/handout.pdf", "flood-class/data"):
        assert (home / name).exists()
    page = (home / "flood-site" / "01_start.html").read_text("utf-8")
    assert "The flood of March 2019" in page


def test_the_command_for_answers_reads_a_folder(home: Path) -> None:
    (home / "handed-in").mkdir()
    (home / "handed-in" / "ana.json").write_text(sealed(hand_in("Ana")), encoding="utf-8")
    (words,) = commands("answers")
    assert main(words[1:]) == 0
    assert (home / "class" / "answers.xlsx").exists()


def test_the_preview_of_the_page_starts_and_ends(home: Path) -> None:
    (words,) = commands("preview")
    options = ("--no-browser", "--port", "0")
    with subprocess.Popen(
        [sys.executable, "-m", *words, *options], stdout=subprocess.PIPE, text=True, cwd=home
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("The lesson is at http://")
        running.terminate()
        running.communicate(timeout=60)
    assert running.returncode == 0


def test_the_other_commands_are_called_as_the_page_calls_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[Path]()
    monkeypatch.setattr(
        "lessonkit.basemap.build.make_basemaps", lambda folder, *_: asked.append(folder) or []
    )
    (words,) = commands("basemap")
    assert main(words[1:]) == 0
    assert asked == [Path("flood")]
    (lab,) = commands("lab")
    assert lab[:2] == ["jupyter", "lab"]
    assert (home / lab[2]).is_file()


# ---- The table of equal-area projections --------------------------------------------------------


# Points of each region, lon and lat, as far apart as the region is wide.
REGIONS = {
    "the whole earth": [(-170, -70), (0, 0), (170, 70)],
    "Europe": [(-20, 36), (10, 52), (38, 70)],
    "United States": [(-122, 48), (-98, 39), (-80, 26)],
    "Alaska": [(-165, 60), (-150, 65), (-140, 70)],
    "Canada": [(-130, 50), (-100, 60), (-60, 50)],
    "South America": [(-78, 5), (-60, -15), (-70, -50)],
    "Africa": [(-15, 15), (20, 0), (45, -20)],
    "northern Asia": [(60, 60), (105, 40), (139, 36)],
    "southern Asia": [(75, 20), (105, 0), (135, -5)],
    "Australia": [(115, -32), (135, -25), (150, -35)],
    "around the North Pole": [(0, 89), (90, 70), (-120, 65)],
    "around the South Pole": [(0, -89), (90, -70), (-120, -65)],
}


def projections() -> list[tuple[str, str]]:
    table = TEXT.partition("## Which equal-area")[2].partition("\n## ")[0]
    return re.findall(r"^\| (.+?) \| ((?:EPSG|ESRI):\d+) \|$", table, re.MULTILINE)


@pytest.mark.parametrize(("where", "code"), projections())
def test_a_projection_of_the_page_keeps_areas_where_it_says(where: str, code: str) -> None:
    crs = CRS.from_user_input(code)
    assert crs.is_projected
    (points,) = [found for name, found in REGIONS.items() if where.startswith(name)]
    scales = [Proj(crs).get_factors(lon, lat).areal_scale for lon, lat in points]
    assert np.allclose(scales, 1, rtol=0.002)


def test_each_region_of_the_table_is_tried() -> None:
    assert len(projections()) == len(REGIONS)
