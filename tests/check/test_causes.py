"""One cause, one fault: what follows from it is counted, not told."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check


def only(copy: Copy) -> str:
    [fault] = check(copy.folder)
    return str(fault)


def test_a_letter_of_another_alphabet_in_an_id_is_one_fault(copy: Copy) -> None:
    copy.replace("places.csv", "birch-ford", "birch-f\u043erd")
    said = only(copy)
    assert "12 lines in" in said
    assert said.endswith("Type this letter anew: the CYRILLIC SMALL LETTER O (U+043E).")


def test_a_letter_of_another_alphabet_in_the_settings_is_told(copy: Copy) -> None:
    copy.replace("lesson.toml", 'extent = "valley"', 'extent = "v\u0430lley"')
    assert only(copy).endswith("Type this letter anew: the CYRILLIC SMALL LETTER A (U+0430).")


@pytest.mark.parametrize("sign", ["\u200b", "\u00a0", "\ufeff", "\u00ad"])
def test_a_hidden_sign_in_an_id_is_one_fault(copy: Copy, sign: str) -> None:
    copy.replace("places.csv", "birch-ford", f"birch-ford{sign}")
    said = only(copy)
    assert said.startswith("places.csv row 3, place_id: got birch-ford")
    assert "while 12 lines in events.csv, control.csv, claims.csv, reports.csv, lesson.toml" in said
    assert "ask for it" in said
    assert f"(U+{ord(sign):04X})" in said


def test_a_renamed_id_is_one_fault_that_says_where_it_went(copy: Copy) -> None:
    copy.replace("places.csv", "birch-ford", "birch-bridge")
    said = only(copy)
    assert "birch-ford, which 12 lines in events.csv, control.csv, claims.csv, reports.csv" in said
    assert "Did you mean birch-bridge? It is in row 3 of places.csv" in said


def test_a_renamed_source_is_one_fault(copy: Copy) -> None:
    """Though it is, besides, a source that nothing cites any more."""
    copy.replace("sources.csv", "gazette-2017-06", "gazette")
    assert "got gazette-2017-06, which 19 lines in" in only(copy)


def test_a_capital_letter_in_an_id_is_one_fault(copy: Copy) -> None:
    copy.replace("places.csv", "birch-ford", "Birch-Ford")
    assert only(copy).endswith("Write birch-ford.")


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (",north,cedar-mill", ",north,Cedar Mill", "Write cedar-mill:"),
        (",north,cedar-mill", ",Northern Council,cedar-mill", "Write north:"),
        (",north,cedar-mill", ",north;River Guild,cedar-mill", "Write north;guild:"),
    ],
)
def test_a_name_in_the_place_of_an_id_gets_the_id_that_is_there(
    copy: Copy, old: str, new: str, remedy: str
) -> None:
    copy.replace("events.csv", old, new)
    assert remedy in only(copy)


# ---- Signs that nobody sees, and text decoded twice, in TOML ------------------------------------

COUNTRY, ASH = 'country = "RV"', '{ text = "The Ash"'
HIDDEN = {
    "before a key": ("lesson.toml", COUNTRY, f"\u00a0{COUNTRY}", 1),
    "before =": ("lesson.toml", COUNTRY, 'country\u00a0= "RV"', 8),
    "behind =": ("lesson.toml", COUNTRY, 'country =\u00a0"RV"', 10),
    "at the end": ("lesson.toml", COUNTRY, f"{COUNTRY}\u00a0", 15),
    "behind {": ("exercises/01_river.toml", ASH, '{\u00a0text = "The Ash"', 6),
    "before = in {": ("exercises/01_river.toml", ASH, '{ text\u00a0= "The Ash"', 11),
    "in an empty line": ("lesson.toml", "\n\n[[stakes]]", "\n\u00a0\n[[stakes]]", 1),
}


@pytest.mark.parametrize(("file", "old", "new", "sign"), HIDDEN.values(), ids=HIDDEN)
def test_a_no_break_space_in_toml_is_told_by_name_and_place(
    copy: Copy, file: str, old: str, new: str, sign: int
) -> None:
    text = copy.text(file)
    line = text[: text.index(old)].count("\n") + 1 + (old[0] == "\n")
    copy.replace(file, old, new)
    said = only(copy)
    assert said.startswith(f"{file} line {line}: got ")
    assert f"with the NO-BREAK SPACE (U+00A0) as sign {sign}," in said
    assert "got ," not in said


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("lesson.toml", '"The bridge"', '"Die Br\u00c3\u00bccke"'),
        ("exercises/01_river.toml", '"The Ash"', '"Les rivi\u00c3\u00a8res"'),
        (
            "lesson.toml",
            '"The bridge"',
            '"\u00d8\u00a7\u00d9\u201e\u00d8\u00ac\u00d8\u00b3\u00d8\u00b1"',
        ),
    ],
)
def test_toml_that_was_decoded_twice_is_one_fault(
    copy: Copy, file: str, old: str, new: str
) -> None:
    copy.replace(file, old, new)
    said = only(copy)
    assert said.startswith(f"{file} line ")
    assert "text that was decoded twice" in said
    assert "Windows-1252" in said


def test_a_whole_toml_that_was_decoded_twice_is_one_fault(copy: Copy) -> None:
    text = copy.text("lesson.toml").replace("The valley", "Das Tal, größer").replace("Ford", "Fürt")
    copy.write("lesson.toml", text.encode().decode("cp1252"))
    assert "more like it" in only(copy)


@pytest.mark.parametrize("file", ["places.csv", "zones.geojson", "lesson.toml"])
def test_a_file_that_another_program_locks_is_told_so(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    read = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == file:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    [fault] = [one for one in check(copy.folder) if one.file == file]
    assert fault.got == "a file that cannot be opened (Permission denied)"
    assert fault.remedy.startswith("Close it in other programs")
