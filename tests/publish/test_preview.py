"""The preview: what a change costs, and what a fault shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.folders import RIVER

from lessonkit.errors import LessonError, PublishError
from lessonkit.publish.preview.edition import Edition, Editions
from lessonkit.publish.preview.server import Preview, _Written
from lessonkit.terminal import Told

FIRST, SECOND = "01_river.ipynb", "02_mills.ipynb"


class Runs:
    """Stands in for kernels: gives each notebook back with the count of its runs as an output."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.broken = ""

    def __call__(self, path: Path, told: Told) -> str:
        self.ran.append(path.name)
        if path.name == self.broken:
            raise PublishError(f"{path.name}, cell 2 of 3 fails.\nNameError: <b>name</b>")
        book = json.loads(path.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                words = f"run {len(self.ran)} of {path.name}"
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": words}]
        return json.dumps(book)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    made = tmp_path / "river"
    shutil.copytree(RIVER, made)
    return made


@pytest.fixture
def runs() -> Runs:
    return Runs()


@pytest.fixture
def editions(river: Path, runs: Runs) -> Iterator[Editions]:
    made = Editions(river, runs)
    yield made
    made.close()


def last(editions: Editions, *watched: str) -> Edition:
    return list(editions.make(watched))[-1]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}: mend the test"
    path.write_text(text.replace(old, new), encoding="utf-8")


def title(path: Path, words: str) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][0]["source"] = f"# {words}"
    path.write_text(json.dumps(book), encoding="utf-8")


def page(edition: Edition, notebook: str) -> str:
    return edition.files[Path(notebook).stem + ".html"].decode()


def test_a_changed_word_of_prose_runs_nothing(editions: Editions, runs: Runs, river: Path) -> None:
    last(editions)
    assert runs.ran == [FIRST, SECOND]
    title(river / "notebooks" / FIRST, "Another title")
    made = last(editions)
    assert runs.ran == [FIRST, SECOND]
    assert "Another title" in page(made, FIRST)
    assert "run 1 of 01_river" in page(made, FIRST), "the outputs stay"


def test_a_changed_cell_runs_its_notebook_alone(
    editions: Editions, runs: Runs, river: Path
) -> None:
    last(editions)
    path = river / "notebooks" / SECOND
    book = json.loads(path.read_text(encoding="utf-8"))
    cell = [one for one in book["cells"] if one["cell_type"] == "code"][-1]
    cell["source"] = "1 + 1"
    path.write_text(json.dumps(book), encoding="utf-8")
    assert "run 3 of 02_mills" in page(last(editions), SECOND)
    assert runs.ran == [FIRST, SECOND, SECOND]


def test_after_a_change_of_the_data_the_notebook_that_is_seen_runs_first(
    editions: Editions, runs: Runs, river: Path
) -> None:
    last(editions)
    change(river / "data" / "lesson.toml", "version = ", "version = ")
    last(editions)
    assert len(runs.ran) == 2, "saved without a change"
    path = river / "data" / "glossary.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    made = list(editions.make([SECOND]))
    assert runs.ran[2:] == [SECOND, FIRST]
    assert "run 3 of 02_mills" in page(made[0], SECOND), "seen before the other has run"
    assert "run 4 of 01_river" in page(made[-1], FIRST)


def test_new_words_are_seen_before_anything_has_run(
    editions: Editions, runs: Runs, river: Path
) -> None:
    last(editions)
    change(river / "data" / "lesson.toml", "version = ", "version =  ")
    title(river / "notebooks" / FIRST, "Another title")
    made = editions.make([FIRST])
    first = next(made)
    assert "Another title" in page(first, FIRST)
    assert "run 1 of 01_river" in page(first, FIRST)
    assert len(runs.ran) == 2
    assert "run 3 of 01_river" in page(next(made), FIRST)
    title(river / "notebooks" / SECOND, "A page that nobody looks at")
    assert "A page that nobody looks at" not in page(next(made), SECOND)
    assert runs.ran[2:] == [FIRST, SECOND]


def test_a_fault_is_told_and_the_pages_stay(editions: Editions, river: Path) -> None:
    before = last(editions)
    places = river / "data" / "places.csv"
    good = places.read_text(encoding="utf-8")
    header, first, *rest = good.splitlines()
    places.write_text("\n".join([header, first.replace(first.split(",")[0], "Bad Id", 1), *rest]))
    made = last(editions)
    assert made.files == before.files
    assert any(line.startswith("places.csv row 2, place_id: got Bad Id") for line in made.faults)
    places.write_text(good, encoding="utf-8")
    assert last(editions).faults == []


def test_a_cell_that_fails_is_told_and_the_others_go_on(
    editions: Editions, runs: Runs, river: Path
) -> None:
    runs.broken = FIRST
    made = last(editions)
    assert made.faults == [f"{FIRST}, cell 2 of 3 fails.\nNameError: <b>name</b>"]
    assert "run 2 of 02_mills" in page(made, SECOND)
    runs.broken = ""
    made = last(editions)
    assert (made.faults, runs.ran) == ([], [FIRST, SECOND, FIRST])


def test_a_notebook_that_is_not_there_is_named(editions: Editions, river: Path) -> None:
    (river / "notebooks" / SECOND).unlink()
    made = last(editions)
    assert made.faults == [f"lesson.toml, notebooks: got {SECOND}, expected a file of notebooks/."]
    assert page(made, FIRST)


def test_of_a_notebook_that_is_away_the_last_page_stays(editions: Editions, river: Path) -> None:
    before, path = last(editions), river / "notebooks" / SECOND
    good = path.read_bytes()
    path.unlink()
    made = last(editions)
    assert made.faults
    assert page(made, SECOND) == page(before, SECOND)
    path.mkdir()
    assert page(last(editions), SECOND) == page(before, SECOND)
    path.rmdir()
    path.write_bytes(good)
    made = last(editions)
    assert (made.faults, made.files) == ([], before.files)


def test_a_file_that_may_not_be_read_is_named_or_does_no_harm(
    editions: Editions, river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, data = last(editions), river / "data"
    for name in ("~$places.xlsx", ".~lock.places.csv#", "photo.jpg"):
        (data / name).write_bytes(b"1")
    refused = {"~$places.xlsx", ".~lock.places.csv#", "photo.jpg"}
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name in refused:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)  # who runs the tests may read everything
    made = last(editions)
    assert (made.faults, made.files.keys()) == ([], before.files.keys())
    refused.add("places.csv")
    [fault] = last(editions).faults
    assert "places.csv" in fault
    assert "Permission denied" in fault or "not be read" in fault
    refused.clear()
    assert last(editions).faults == []


def test_half_a_file_is_no_end(editions: Editions, river: Path) -> None:
    last(editions)
    path = river / "notebooks" / FIRST
    good = path.read_bytes()
    path.write_bytes(good[: len(good) // 2])
    made = last(editions)
    assert made.files
    assert "not a notebook" in made.faults[0]
    path.write_bytes(good)
    assert last(editions).faults == []


def test_the_handout_is_set_when_it_is_asked_for(editions: Editions) -> None:
    made = last(editions)
    assert b"handout.pdf" in made.files["index.html"]
    assert made.handout.startswith(b"%PDF-")


def test_no_lesson_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"lesson\.toml"):
        Editions(tmp_path)


def test_a_page_may_ask_the_preview_and_nobody_else(editions: Editions) -> None:
    preview = Preview(editions)
    assert b"Preview" in (preview.file("index.html") or b""), "a page that waits"
    assert preview.file("lesson/page.css") is None
    preview.edition = last(editions)
    text = (preview.file("01_river.html") or b"").decode()
    assert text.count("connect-src &#39;self&#39;") == 1
    assert f'data-version="{preview.state("01_river.html")["version"]}"' in text
    assert preview.file("../data/lesson.toml") is None
    assert preview.file("nothing.html") is None


@pytest.mark.parametrize(
    ("name", "counts"),
    [("places.csv", True), ("~$places.xlsx", False), (".places.csv.swp", False)],
)
def test_what_a_program_keeps_beside_a_file_is_no_change(name: str, counts: bool) -> None:
    assert _Written()(1, f"/lesson/data/{name}") is counts


def test_kernels_wait_and_begin_anew(tmp_path: Path) -> None:
    from lessonkit.publish.preview.kernels import Kernels

    def notebook(source: str) -> Path:
        cell: dict[str, Any] = {
            "cell_type": "code",
            "execution_count": None,
            "id": "a",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        made = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path = tmp_path / "one.ipynb"
        path.write_text(json.dumps(made), encoding="utf-8")
        return path

    kernels = Kernels(tmp_path)
    try:
        seen = "import sys\nprint('x' in globals(), 'lessonkit.notebook' in sys.modules)"
        with pytest.raises(PublishError, match="cell 1 of 1 fails"):
            kernels.run(notebook("x = 1\n1 / 0"))
        assert "False True" in kernels.run(notebook(seen)), "it has nothing of the first"
    finally:
        kernels.close()
