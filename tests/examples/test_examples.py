"""The example lessons: made of tables, small, without a fault, published and printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.folders import ROOT

from lessonkit import Lesson
from lessonkit.check.read import examine
from lessonkit.publish.handout.build import publish_handout
from lessonkit.publish.site.build import publish

EXAMPLES = sorted(path.parent.parent for path in ROOT.glob("examples/*/data/lesson.toml"))
MOST_BYTES = 1_700_000  # of one lesson with its ground
# What check notes and is meant so: events that have no point on a map.
MEANT = {"ash-over-europe": {"events.csv"}}


def ids(path: Path) -> str:
    return path.name


@pytest.fixture(scope="session", params=EXAMPLES, ids=ids)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with site and handout of an example, made once."""
    made = tmp_path_factory.mktemp(request.param.name)
    publish(request.param, made / "site")
    publish_handout(request.param, made / "paper")
    return made


def code_of(example: Path) -> list[str]:
    books = [json.loads(path.read_text("utf-8")) for path in example.glob("notebooks/*.ipynb")]
    cells = [cell for book in books for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells)
    return ["".join(cell["source"]) for cell in cells]


def test_there_are_two() -> None:
    assert [path.name for path in EXAMPLES] == ["ash-over-europe", "vega"]


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_has_no_fault(example: Path) -> None:
    loaded = examine(example)
    assert loaded.faults == []
    assert {one.file for one in loaded.notices} == MEANT.get(example.name, set())


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_shows_what_a_lesson_can_have(example: Path) -> None:
    lesson = Lesson(example)
    assert 15 <= len(lesson.places) <= 40
    assert len(lesson.exercises) >= 6
    assert len({one["kind"] for one in lesson.exercises.values()}) >= 5
    assert any(len(one.steps) >= 6 for one in lesson.maps.values())
    assert lesson.charts
    assert lesson.sheets
    cited = {url for url in lesson.sources["url"] if url}
    assert len(cited) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_needs_no_python_beyond_single_lines(example: Path) -> None:
    cells = code_of(example)
    assert re.fullmatch(
        r'from lessonkit import Lesson\n\nlesson = Lesson\.find\("\w+\.ipynb"\)', cells[0]
    )
    for cell in cells[1:]:
        assert re.fullmatch(r'lesson\.\w+\(("[\w-]+")?\)', cell), cell


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_is_small(example: Path) -> None:
    assert sum(path.stat().st_size for path in example.rglob("*") if path.is_file()) < MOST_BYTES


def test_an_example_is_published_with_all_that_it_shows(published: Path) -> None:
    (page,) = [
        path
        for path in (published / "site").glob("*.html")
        if path.stem not in ("index", "lesson", "sources")
    ]
    text = page.read_text("utf-8")
    example = next(path for path in EXAMPLES if published.name.startswith(path.name))
    shown = [cell for cell in code_of(example) if re.match(r"lesson\.(map|chart|exercise)", cell)]
    assert len(shown) >= 9
    assert text.count('class="lk-widget"') == len(shown) + 1  # and the strip of progress
    assert "Traceback" not in text
    assert (published / "site" / "lesson.html").stat().st_size < 4_500_000


def test_an_example_is_printed(published: Path) -> None:
    assert (published / "paper" / "handout.pdf").stat().st_size > 100_000
    assert (published / "paper" / "handout-answers.pdf").stat().st_size > 20_000


def test_a_country_that_is_a_zone_is_named_once() -> None:
    drawn = Lesson(ROOT / "examples" / "ash-over-europe").map("quietest-day").svg
    names = re.findall(r'class="lk-name (lk-\w+)".*?<text class="lk-own">(.+?)</text>', drawn)
    assert ("lk-zone", "France") in names
    assert ("lk-country", "Russia") in names
    assert ("lk-country", "France") not in names
