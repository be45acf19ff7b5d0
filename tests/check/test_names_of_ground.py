"""What a lesson says of its base maps, `basemap/names.toml`, in forms that were not meant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.folders import DATA, ROOT
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.cli import main
from lessonkit.errors import DataError
from lessonkit.tables.areas.own import Own, name_for, read_own

WRONG = {
    '[lakes]\n"Blue" = ["Deep"]': (2, "lakes, Blue", "got ['Deep'], expected a name in quotation"),
    '[lakes]\n\n"Red Lake" = 3': (3, "lakes, Red Lake", 'Write "Name of the source" = "Name on'),
    '[lakes]\n"Blue" = { name = "Deep" }': (2, "lakes, Blue", '= ["Name", "local name"]'),
    '[lakes]\n"Blue" = ["a", "b", "c"]': (2, "lakes, Blue", "expected a name"),
    "[lakes]\nBlue = [1, 2]": (2, "lakes, Blue", "expected a name"),
    "[lakes.Blue]\nname_en = 'Deep'": (1, "lakes, Blue", "expected a name"),
    'lakes = "Blue"': (1, "lakes", "expected a table [lakes] with a line for each name"),
    '[[lakes]]\nname_en = "Blue"': (1, "lakes", "expected a table [lakes]"),
    "[countries]\nEast = true": (2, "countries, East", "expected a name"),
    '[governorates]\nNorth = ""': (2, "governorates, North", 'Write "Name of the source" ='),
    '[merged]\nNorth = "South"': (2, "merged, North", 'Write it as a list: ["South"].'),
    '[rivers]\nname_en = "Blue"': (1, "rivers", "[[rivers]], with two brackets on each side"),
    '[[rivers]]\nname_en = "Blue"': (1, "rivers 1, via", "Add a line: via ="),
    "[[rivers]]\nvia = [[1, 2], [3, 4]]": (1, "rivers 1, name_en", "no such key"),
    '[[rivers]]\nname_en = "B"\nvia = [1, 2]': (3, "rivers 1, via", "each point as [lon, lat]"),
    '[[rivers]]\nname_en = "B"\nvia = [[1, 2]]': (3, "rivers 1, via", "2 or more points"),
    '[[rivers]]\nname_en = "B"\nvia = [[12, 120], [1, 2]]': (3, "rivers 1, via", "lat is -90"),
    '[[rivers]]\nname_en = "B"\nrank = "1"\nvia = [[1, 2], [2, 2]]': (3, "rivers 1, rank", "1, 2"),
    '[[rivers]]\nname_en = "B"\nwia = [[1, 2], [2, 2]]': (3, "rivers 1, wia", "Did you mean via?"),
    '[[apart]]\nname_en = "A"\nof = "Syria"\nshape = [[1, 2], [2, 2], [2, 3]]': (
        3,
        "apart 1, of",
        "the two capital letters of a country",
    ),
    '[[apart]]\nname_en = "A"\nof = "SY"': (1, "apart 1, shape", "3 or more points"),
    '[[apart]]\nname_en = "A"\nof = "SY"\nshape = [[1, 2], [2, 2], [2, 3]]\n'
    'status = { B = "open" }': (5, "apart 1, status", "For each neighbour write one of:"),
    '[[together]]\nname_en = "A"\nparts = "B"': (3, "together 1, parts", '["B"]'),
    "[grounds]\nwidth = 3": (2, "grounds.width", "[grounds.width] above its keys"),
    "[grounds.sea]\nwidth = 'wide'": (2, "grounds.sea, width", "a whole number of pixels"),
    "[grounds.sea]\nbounds = [1, 2, 3]": (2, "grounds.sea, bounds", "[west, south, east, north]"),
    "[grounds.sea]\nwide = 3": (2, "grounds.sea, wide", "Did you mean width?"),
    'divided = "SY"': (1, "divided", 'expected a list of countries by their two capital letters'),
    'only_lakes = "yes"': (1, "only_lakes", "true, or no such key"),
    "left_off = 1": (1, "left_off", "expected text"),
    "[golan]\nx = 1": (1, "golan", "The keys here are: "),
    "[countrys]\nA = 'B'": (1, "countrys", "Did you mean countries?"),
    "[lakes]\nGreat Bitter = 'a'": (2, "", "got Great Bitter"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), WRONG.items(), ids=lambda value: str(value)[:50])
def test_a_form_that_was_not_meant_is_a_fault_with_its_place(
    tmp_path: Path, text: str, told: tuple[int, str, str]
) -> None:
    (tmp_path / "names.toml").write_text(text + "\n", "utf-8")
    with pytest.raises(DataError) as caught:
        read_own(tmp_path)
    [fault] = caught.value.faults
    line, where, words = told
    assert (fault.file, fault.row, fault.column or "") == ("basemap/names.toml", line, where)
    assert words in str(fault)
    assert fault.remedy


def test_check_and_the_command_say_it_both_and_without_a_traceback(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.write("basemap/names.toml", '[lakes]\n"Blue" = ["Deep"]\n')
    [fault] = check(copy.folder)
    assert (fault.file, fault.row) == ("basemap/names.toml", 2)
    assert main(["basemap", str(copy.folder)]) == 2
    assert str(fault) in capsys.readouterr().err


def test_every_form_that_is_meant_is_read() -> None:
    """The file of the first lesson uses most of them, and the page about the data the others."""
    assert read_own(DATA / "basemap").only_lakes
    for path in sorted(ROOT.glob("examples/*/data/basemap")):
        assert read_own(path).grounds


def test_the_examples_of_the_docs_are_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    heads = ("[countries]", "only_lakes", "[[rivers]]")
    mine = [one for one in blocks if one.startswith(heads)]
    assert len(mine) == len(heads)
    known = Own()
    for text in mine:
        (tmp_path / "names.toml").write_text(text, "utf-8")
        assert read_own(tmp_path) != known
    (tmp_path / "names.toml").write_text(next(one for one in mine if "[lakes]" in one), "utf-8")
    own = read_own(tmp_path)
    assert name_for(own.lakes, "Great Bitter", "x") == ("Great Bitter Lake", "x")
    assert name_for(own.lakes, "Constance", "x") == ("Lake Constance", "Bodensee")
    assert name_for(own.lakes, "Nasser", "x") == ("", "")
    assert name_for(own.lakes, "Chad", "x") == ("Chad", "x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[lakes]\n"Stil Lake" = ""', "Did you mean Still Lake?"),
        ('[lakes]\n"Still" = "The lake"', "Did you mean Still Lake?"),
        ('[lakes]\n"Ontario" = "Lake Ontario"', "the name that lessonkit basemap prints"),
        ('[countries]\n"Riverlnd" = "The river"', "Did you mean Riverland?"),
        ('[countries]\n"Riverland" = "The river"', "run lessonkit basemap again"),
        ('[lakes]\n"Still Lake" = ""', "run lessonkit basemap again"),
        ('[lakes]\n"Still Lake" = "Still Lake"', ""),
        ('[lakes]\n"A lake" = "Still Lake"', ""),  # was renamed before base maps said so
    ],
)
def test_a_name_that_no_base_map_has_is_noted(copy: Copy, text: str, words: str) -> None:
    """Else it is silent: the name stays on the map, and nobody knows why."""
    copy.write("basemap/names.toml", f"{text}\n")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    told = [one for one in loaded.notices if one.file == "basemap/names.toml"]
    assert [one.row for one in told] == [2] * bool(words)
    assert all(words in one.remedy for one in told)


def test_a_name_that_the_base_map_writes_already_is_not_noted(copy: Copy) -> None:
    _told(copy, "lakes", {"name_en": "", "source_name": "Still Lake"})
    _told(copy, "countries", {"map_name": "River"})
    copy.write(
        "basemap/names.toml", '[lakes]\n"Still Lake" = ""\n[countries]\nRiverland = "River"\n'
    )
    assert [one for one in examine(copy.folder).notices if one.file == "basemap/names.toml"] == []


def _told(copy: Copy, name: str, told: dict[str, str]) -> None:
    """Let the first of a kind of ground have other properties on each base map."""

    def change(data: Any) -> None:
        data["features"][0]["properties"] |= told

    for folder in ("valley", "far"):
        copy.json(f"basemap/{folder}/{name}.geojson", change)
