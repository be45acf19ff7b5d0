"""Lessons with one change of each kind: no traceback, and nothing is taken without a word.

A change that a reader would see is a change of what a file says, not of its blanks, line ends or
comments. Of such a change either `check` says something, or what is made of the lesson differs:
then everybody sees it where it is published.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.folders import RIVER
from support.handed_in import Folder, attempt, exercise, hand_in, sealed
from support.lesson_copy import CSV_FILES, JSON_FILES, as_csv
from support.ways import ESTIMATE, SHOWN

from lessonkit.check.read import Loaded, examine
from lessonkit.classroom.handins import collect
from lessonkit.classroom.table import rows as rows_of

TOML_FILES = ["lesson.toml", "exercises/01_river.toml"]
SIGNS = ["\u200b", "\u00a0", "\u202e", "\ufeff", "\u00ad", "\u0301", "é", "ü", '"', "'", ",", ";"]
CELLS = ["", " ", "0", "-1", "1e9", "x", "#N/A", "80.000", "12,5", "2017-02-30", "01/06/2017",
         "Jun-17", "\u0667\u0660", "cedar-mill", "Cedar Mill", "north;south",
         "=1+1", "A" * 300]  # fmt: skip


# How many times as many are tried: with 5 they are 540, for whoever changes how files are read.
MANY = int(os.environ.get("LESSONKIT_MANY", "1"))


def often(count: int) -> settings:
    return settings(
        max_examples=count * MANY,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )


class Lesson:
    """A copy of the small lesson that is spoilt and put right again."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(RIVER, root)
        self.root, self.data = root, root / "data"
        settings = self.data / "lesson.toml"
        settings.write_text(settings.read_text("utf-8") + ESTIMATE, encoding="utf-8")
        path = root / "notebooks" / "01_river.ipynb"
        book = json.loads(path.read_text("utf-8"))
        book["cells"].append(book["cells"][-1] | {"id": "what-if", "source": SHOWN})
        path.write_text(json.dumps(book), encoding="utf-8")
        said, loaded = self.look()
        assert said == []
        self.right = made(loaded)

    def look(self) -> tuple[list[str], Loaded]:
        """Give what is said of the lesson, beyond what is said of the right one, and what it is."""
        loaded = examine(self.data)
        said = [str(one) for one in [*loaded.faults, *loaded.notices]]
        assert all(one.isprintable() for one in said)
        assert not [one for one in said if "report this" in one or "Error" in one]
        return [one for one in said if "E05" not in one], loaded

    @contextmanager
    def with_file(self, name: str, content: bytes) -> Iterator[None]:
        path = self.root / name
        kept = path.read_bytes()
        path.write_bytes(content)
        try:
            yield
        finally:
            path.write_bytes(kept)

    def try_file(self, name: str, content: bytes) -> None:
        """Look at the lesson with another content of a file: it is told, or it is seen."""
        with self.with_file(name, content):
            said, loaded = self.look()
        before, after = (words(name, one) for one in ((self.root / name).read_bytes(), content))
        if before != after and not said:
            assert made(loaded) != self.right, f"{name} changed, and nothing tells it"


def made(loaded: Loaded) -> str:
    """Say all that was made of a lesson, in one text."""
    if loaded.lesson is None:
        return ""
    tables = {
        name: frame.to_csv() if hasattr(frame, "to_csv") else repr(frame)
        for name, frame in vars(loaded.lesson).items()
    }
    return repr([tables, loaded.exercises, loaded.solved])


def words(name: str, content: bytes) -> Any:
    """Give what a file says, without its blanks, line ends and comments."""
    try:
        text = content.decode("utf-8-sig")
        if name.endswith(".csv"):
            return [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
        if name.endswith(".toml"):
            return tomllib.loads(text)
        return json.loads(text.replace("null", '""'))  # both are an empty cell
    except ValueError:
        return content


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return Lesson(tmp_path_factory.mktemp("mutated") / "lesson")


@pytest.mark.parametrize("what", ["cell", "value", "sign", "twice", "gone", "move", "blank"])
@often(4)
@given(data=st.data())
def test_a_cell_or_a_row_of_a_table(lesson: Lesson, what: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(CSV_FILES))
    text = (lesson.data / file).read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    n = data.draw(st.integers(1, len(rows) - 1))
    at = data.draw(st.integers(0, len(rows[0]) - 1))
    cell = rows[n][at]
    if what == "cell":
        rows[n][at] = data.draw(st.sampled_from([rows[1][at], rows[-1][at]]))
    elif what == "value":
        rows[n][at] = data.draw(st.sampled_from(CELLS))
    elif what == "sign":
        place = data.draw(st.integers(0, len(cell)))
        rows[n][at] = cell[:place] + data.draw(st.sampled_from(SIGNS)) + cell[place:]
    elif what == "twice":
        rows.insert(n, rows[n])
    elif what == "gone":
        del rows[n]
    elif what == "move":
        rows[n] = [*rows[n][1:], rows[n][0]]
    else:
        rows.insert(n, [""] * len(rows[0]))
    lesson.try_file(f"data/{file}", as_csv(rows))


@pytest.mark.parametrize("what", ["flip", "cut", "page", "utf-16", "lines", "mark", "zero"])
@often(3)
@given(data=st.data())
def test_bytes_of_any_file(lesson: Lesson, what: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([*CSV_FILES, *JSON_FILES, *TOML_FILES]))
    content = (lesson.data / file).read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    text = content.decode("utf-8")
    spoilt: dict[str, Callable[[], bytes]] = {
        "flip": lambda: content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :],
        "cut": lambda: content[:at],
        "page": lambda: text.encode().decode("cp1252", "replace").encode(),
        "utf-16": lambda: text.encode("utf-16"),
        "lines": lambda: text.replace("\n", "\r\n").encode(),
        "mark": lambda: b"\xef\xbb\xbf" + content,
        "zero": lambda: content[:at] + b"\0" + content[at:],
    }
    lesson.try_file(f"data/{file}", spoilt[what]())


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside parsed JSON."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, key))


@often(20)
@given(data=st.data())
def test_shapes(lesson: Lesson, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(JSON_FILES))
    parsed = json.loads((lesson.data / file).read_text("utf-8"))
    depth = data.draw(st.integers(2, 7))
    *way, last = data.draw(st.sampled_from([one for one in ways(parsed) if len(one) <= depth]))
    inner = parsed
    for key in way:
        inner = inner[key]
    odd = st.sampled_from([None, [], "", "x", 0, 10.6, 61.8, 1e9, True, {"type": "Point"}, [1, 2]])
    inner[last] = data.draw(odd)
    lesson.try_file(f"data/{file}", json.dumps(parsed).encode())


@pytest.mark.parametrize("what", ["gone", "twice", "sign", "value", "quote", "swap"])
@often(4)
@given(data=st.data())
def test_lines_of_toml(lesson: Lesson, what: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(TOML_FILES))
    lines = (lesson.data / file).read_text("utf-8").split("\n")
    n = data.draw(st.sampled_from([n for n, line in enumerate(lines) if line.strip()]))
    line = lines[n]
    if what == "gone":
        del lines[n]
    elif what == "twice":
        lines.insert(n, line)
    elif what == "sign":
        at = data.draw(st.integers(0, len(line)))
        lines[n] = line[:at] + data.draw(st.sampled_from(SIGNS)) + line[at:]
    elif what == "value":
        values = ['""', '"x"', "1", "-1", "true", "[]", "2017-06-06", '"cedar-mill"', "{}"]
        lines[n] = f"{line.partition(' = ')[0]} = {data.draw(st.sampled_from(values))}"
    elif what == "quote":
        lines[n] = line.replace('"', data.draw(st.sampled_from(["", "\u201c", "'", '""'])), 1)
    else:
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[n], lines[other] = lines[other], lines[n]
    lesson.try_file(f"data/{file}", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "form",
    ["{Stem}.{ending}", "{stem} (1).{ending}", "{stem} - Copy.{ending}", "{stem}.{ending}.txt",
     "{stem}.xlsx", "~${stem}.xlsx", "{stem}.{ending}~"],
)  # fmt: skip
@often(3)
@given(data=st.data())
def test_names_of_files(lesson: Lesson, form: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([*CSV_FILES, *JSON_FILES, "lesson.toml"]))
    path = lesson.data / file
    stem, ending = file.split(".")
    name = form.format(stem=stem, Stem=stem.title(), ending=ending)
    other = path.with_name(name)
    moved = data.draw(st.booleans()) and file != "lesson.toml" and not name.startswith("~")
    try:
        shutil.move(path, other) if moved else shutil.copy(path, other)
        said = lesson.look()[0]
    finally:
        shutil.move(other, path) if moved else other.unlink()
    assert any(one.startswith((f"{name}:", f"{file}:")) for one in said)


@pytest.mark.parametrize("what", ["name", "gone", "cut", "python"])
@often(4)
@given(data=st.data())
def test_cells_of_notebooks(lesson: Lesson, what: str, data: st.DataObject) -> None:
    """A name in a call that is spelt wrongly is told; a broken notebook never stops the check."""
    path = lesson.root / "notebooks" / "01_river.ipynb"
    book = json.loads(path.read_text("utf-8"))
    code = [cell for cell in book["cells"] if "lesson." in "".join(cell["source"])]
    cell = data.draw(st.sampled_from(code))
    source = "".join(cell["source"])
    if what == "name":
        assert '"' in source
        cell["source"] = source.replace('")', 'x")')
    elif what == "gone":
        book["cells"].remove(cell)
    elif what == "python":
        cell["source"] = source[:-1]
    content = json.dumps(book).encode()
    if what == "cut":
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    with lesson.with_file("notebooks/01_river.ipynb", content):
        said = lesson.look()[0]
    if "exercise(" in source or what == "name":
        assert said, f"{source} was spoilt ({what}), and nothing tells it"


@often(70)
@given(data=st.data())
def test_what_a_class_hands_in(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Every file is named, and what two students wrote is never one."""
    folder = Folder(tmp_path_factory.mktemp("handed"))
    names = data.draw(
        st.lists(st.sampled_from(["Ana", "ANA", "", "نور", "Bo"]), min_size=2, max_size=4)
    )
    whose: dict[str, str] = {}
    for n, name in enumerate(names):
        words = f"answer {n}"
        person = data.draw(st.sampled_from([None, f"p{n}"]))
        own = exercise("width", [attempt(words) | {"at": f"2026-03-05T09:00:0{n}.000Z"}])
        content = sealed(hand_in(name, own, person=person)).encode()
        ending = data.draw(st.sampled_from([".json", ".JSON", ".json.txt", ""]))
        change = data.draw(st.sampled_from(["", "", "\n", "\r\n\r\n", "mark", "cut"]))
        if change == "mark":
            content = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
        content = (
            content[:-40] if change == "cut" else content + change.encode() * (change != "mark")
        )
        folder.put(f"{n}{ending}", content)
        if change != "cut":
            whose[f"{n}{ending}"] = words
    folder.put("list.docx", "a list")
    if not whose:
        return
    handed = collect([folder.path])
    assert len(handed.files) == len(names) + 1
    assert handed.files["list.docx"].startswith("not an answer")
    assert len(handed.damaged) == len(names) - len(whose)
    found = {str(row["file"]): row["last_answer"] for row in rows_of(handed)}
    assert found == whose
    assert len(handed.students) == len(whose)
