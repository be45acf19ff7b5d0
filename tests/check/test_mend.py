"""The command `lessonkit mend`: it shows, writes when asked, and keeps what was."""

import shutil
from pathlib import Path

import pytest
from support.folders import RIVER

from lessonkit.cli import FAULTS, OK, main

DATA = RIVER / "data"


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Give a copy of a lesson whose places were saved by a spreadsheet of another country."""
    shutil.copytree(DATA, tmp_path / "data")
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


TWICE = {
    "lesson.toml": ('"The bridge"', '"Die Brücke"'),
    "exercises/01_river.toml": ('"The Ash"', '"Les rivières"'),
    "zones.geojson": ('"No boats"', '"Keine Schiffe für uns"'),
}


@pytest.mark.parametrize("file", TWICE)
def test_text_decoded_twice_is_mended_in_toml_and_shapes_too(tmp_path, capsys, file) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path, (old, new) = tmp_path / "data" / file, TWICE[file]
    right = path.read_text("utf-8").replace(old, new)
    path.write_text(right.encode().decode("cp1252", "replace"), "utf-8")
    assert main(["check", str(tmp_path)]) == FAULTS
    assert "text that was decoded twice" in capsys.readouterr().out
    assert main(["mend", str(tmp_path), "--write"]) == OK
    assert path.read_text("utf-8") == right
    assert main(["check", str(tmp_path)]) == OK


def test_blanks_that_break_a_toml_file_are_mended_and_those_in_its_texts_stay(tmp_path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "lesson.toml"
    right = path.read_text("utf-8").replace("# An invented", "# An\u00a0invented")
    wrong = right.replace('country = "RV"', '\u00a0country\u200b =\u00a0"RV"\u00a0')
    path.write_text(wrong, "utf-8")
    assert main(["check", str(tmp_path)]) == FAULTS
    assert main(["mend", str(tmp_path), "--write"]) == OK
    assert path.read_text("utf-8") == right.replace('country = "RV"', ' country = "RV" ')
    assert main(["check", str(tmp_path)]) == OK
