"""The command `lessonkit mend`: it shows, writes when asked, and keeps what was."""

import shutil
from pathlib import Path

import pytest

from lessonkit.cli import FAULTS, OK, main

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Give a copy of a lesson whose places were saved by a spreadsheet of another country."""
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("exercises"))
    (tmp_path / "data" / "exercises").mkdir()
    for path in (DATA / "exercises").iterdir():
        shutil.copy(path, tmp_path / "data" / "exercises")
    return tmp_path / "data"


def test_it_shows_and_writes_and_then_nothing_is_left(spoilt, capsys) -> None:
    places = spoilt / "places.csv"
    right = places.read_bytes()
    page = right.decode("utf-8-sig").encode().decode("latin-1").encode()
    places.write_bytes(page)
    assert main(["check", str(spoilt)]) == FAULTS
    assert "ISO 8859-1" in (said := capsys.readouterr().out) or "Windows-1252" in said
    assert said.count("places.csv") == 1
    assert main(["mend", str(spoilt)]) == OK
    assert "Nothing is written yet" in capsys.readouterr().out
    assert places.read_bytes() == page
    assert main(["mend", str(spoilt), "--write"]) == OK
    assert places.read_bytes() == right.decode("utf-8-sig").encode()
    assert (spoilt / "before-mend" / "places.csv").read_bytes() == page
    assert main(["check", str(spoilt)]) == OK


def test_a_second_copy_gets_a_name_of_its_own(spoilt) -> None:
    sources = spoilt / "sources.csv"
    for _ in range(2):
        sources.write_text(sources.read_text() + ",,,,,,,,\n")
        assert main(["mend", str(spoilt), "--write"]) == OK
    names = sorted(path.name for path in (spoilt / "before-mend").iterdir())
    assert names == ["sources-2.csv", "sources.csv"]


def test_a_right_lesson_has_nothing_to_mend(capsys) -> None:
    assert main(["mend", str(DATA)]) == OK
    assert capsys.readouterr().out.startswith("Nothing to mend.")
