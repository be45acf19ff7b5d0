"""One id with two names: told with both names, and where each stands."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
import xlsxwriter
from support.lesson_copy import Copy

from lessonkit.check import read
from lessonkit.check.read import check, examine
from lessonkit.errors import Fault


def again(copy: Copy, file: str, name: str) -> None:
    """Write the last row of a table once more, with another name."""
    with (copy.folder / file).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    at = rows[0].index(name)
    rows.append([*rows[-1][:at], "Another Name", *rows[-1][at + 1 :]])
    with (copy.folder / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("places.csv", "name_en"),
        ("actors.csv", "label"),
        ("events.csv", "title"),
        ("claims.csv", "claim"),
        ("sources.csv", "citation"),
        ("glossary.csv", "term"),
        ("figures.csv", "what"),
    ],
)
def test_a_table_that_names_one_id_twice(copy: Copy, file: str, name: str) -> None:
    again(copy, file, name)
    [fault] = [one for one in check(copy.folder) if one.expected == "an id that no other has"]
    assert fault.file == file
    assert fault.row is not None
    assert f" in row {fault.row - 1} and Another Name here" in fault.got
    assert f"Row {fault.row - 1} has it already: delete one" in fault.remedy


def test_an_entry_of_the_settings_that_names_one_id_twice(copy: Copy) -> None:
    text = copy.text("lesson.toml")
    at = text.index("[[phases]]")
    end = text.index("[[", at + 2)
    one = text[at:end]
    label = one.partition('label = "')[2].partition('"')[0]
    copy.write("lesson.toml", text[:end] + one.replace(label, "Another Name") + text[end:])
    fault = next(one for one in check(copy.folder) if one.column == "phases.id")
    assert f"which is {label} in line " in fault.got
    assert fault.got.endswith("and Another Name here")


def test_an_exercise_that_has_the_id_of_another(copy: Copy) -> None:
    text = copy.text("exercises/01_river.toml")
    one = text[text.index("[[exercises]]") : text.index("[[exercises]]", text.index("a-choice"))]
    new = one.replace("A short title", "Another title")
    copy.write("exercises/02_mills.toml", new)
    [fault] = check(copy.folder)
    assert fault.file == "exercises/02_mills.toml"
    assert fault.got == "the id of A short title in exercises/01_river.toml"
    assert fault.remedy == "Give it another id."


def test_a_file_of_exercises_that_stands_in_itself_twice(copy: Copy) -> None:
    """As after a paste: each id is told, and the notebook beside it stops nothing."""
    text = copy.text("exercises/01_river.toml")
    copy.write("exercises/01_river.toml", f"{text}\n{text}")
    lines = [f'lesson.exercise("{one}")' for one in re.findall(r'(?m)^id = "(.+)"', text)]
    cells = [{"cell_type": "code", "source": line, "metadata": {}, "outputs": []} for line in lines]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (copy.folder.parent / "notebooks").mkdir(exist_ok=True)
    (copy.folder.parent / "notebooks" / "01_river.ipynb").write_text(json.dumps(book), "utf-8")
    faults = [one for one in examine(copy.folder).faults if one.file.startswith("exercises/")]
    assert {one.remedy for one in faults} == {"Give it another id."}


def test_an_actor_that_is_a_holder_of_another_name(copy: Copy) -> None:
    assert not [one for one in examine(copy.folder).notices if "for the holder" in one.expected]
    copy.cell("actors.csv", 3, "label", "Fishers of the lake")
    copy.cell("actors.csv", 3, "other_names", "")
    [found] = [one for one in examine(copy.folder).notices if "for the holder" in one.expected]
    assert (found.file, found.row, found.got) == ("actors.csv", 3, "Fishers of the lake")
    assert "Southern League" in found.expected
    assert found.remedy.startswith("If they are two, give one another id.")


# ---- Faults of a workbook -----------------------------------------------------------------------


def test_a_fault_of_a_workbook_is_named_once(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (copy.folder / "places.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[2][rows[0].index("lat")] = "123"
    (copy.folder / "places.csv").unlink()
    with xlsxwriter.Workbook(str(copy.folder / "places.xlsx")) as book:
        sheet = book.add_worksheet("places")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    seen: list[Fault] = []
    named = read.named_by_workbook

    def counted(folder: Path, files: dict[str, str], faults: list[Fault]) -> list[Fault]:
        seen.extend(faults)
        return named(folder, files, faults)

    monkeypatch.setattr(read, "named_by_workbook", counted)
    loaded = examine(copy.folder)
    assert any(one.file == "places.xlsx" and one.column == "lat" for one in loaded.faults)
    assert len(seen) == len(set(seen)) == len(loaded.faults) + len(loaded.notices)
