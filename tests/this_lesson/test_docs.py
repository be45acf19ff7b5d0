"""The page about exercises says what is so."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from support.exercise_files import Copy, exercise, written
from support.folders import DATA, ROOT

import lessonkit
from lessonkit import cli
from lessonkit.cli import main
from lessonkit.errors import LessonError
from lessonkit.exercises import form, solution
from lessonkit.exercises.answers import _FORMS, derive
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.states import OPEN
from lessonkit.lesson import LessonData
from lessonkit.publish.student import copy_for_students

FILE = "01_context.toml"
PAGE = (DATA.parent / "docs" / "exercises.md").read_text(encoding="utf-8")
# Each block of TOML, with the kind that the heading above it names.
BLOCKS = [
    ((re.findall(r"^### `(\w+)`", PAGE[: block.start()], re.MULTILINE) or [""])[-1], block[1])
    for block in re.finditer(r"```toml\n(.*?)```", PAGE, re.DOTALL)
]


def copied(root: Path) -> Copy:
    """Return a copy of this lesson without its exercises: the examples name its places."""
    shutil.copytree(DATA, root / "data", ignore=shutil.ignore_patterns("exercises"))
    (root / "data" / "exercises").mkdir()
    copy = Copy(root, of=None)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        copy.notebook(path.name)
    return copy


def of_the_page() -> Iterator[str]:
    """Give each example as a whole exercise; a part of one gets the keys that all have."""
    for n, (kind, text) in enumerate(BLOCKS):
        if "[[exercises]]" in text:
            yield text
            continue
        body = exercise(
            "your-id" if kind == "code" else f"of-the-page-{n}", kind, source_ids=["geonames"]
        )
        if not re.search(r"^(options|items|answer|criteria|places)", text, re.M):
            raise AssertionError(f"a block of the page that is no exercise: {text}")
        yield written([body]).rstrip("\n") + f"\n{text}"


def test_the_page_has_an_example_of_each_kind() -> None:
    assert {kind for kind, _ in BLOCKS} - {""} == set(KINDS)
    assert len(BLOCKS) >= 9


@pytest.mark.parametrize("text", list(of_the_page()), ids=range(len(BLOCKS)))
def test_each_example_of_the_page_stands_alone(
    lesson: LessonData, tmp_path: Path, text: str
) -> None:
    """As the check reads it and finds its answer; all of the check is done for all together."""
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    found, faults, _ = form.read(path)
    assert faults == []
    for one in found:
        assert [*solution.faults(one, lesson)] == []


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a lesson with all examples of the page."""
    copy = copied(tmp_path_factory.mktemp("examples") / "lesson")
    copy.write("\n".join(of_the_page()), FILE)
    return copy.root


def test_all_examples_of_the_page_stand_in_one_lesson(together: Path) -> None:
    assert main(["check", str(together)]) == 0
    copy_for_students(together, together.parent / "student")


def test_each_example_of_the_page_is_sealed(together: Path) -> None:
    lesson = lessonkit.Lesson(together)
    assert len(lesson.exercises) == len(BLOCKS)
    for exercise_id, spec in lesson.exercises.items():
        assert lesson.exercise(exercise_id).spec["title"] == spec["title"]
        assert spec["right"] or spec["kind"] in ("locate", "text")
        if "starter" in spec:  # it runs as it stands
            names = {"lesson": lesson}
            exec(spec["starter"].replace("lesson.check", "said = lesson.check"), names)
            assert names["said"].state == OPEN


STANDS_FOR = {
    '"a"': '"raqqa"',
    '"b"': '"mayadin"',
    '"place"': '"al-bukamal"',
    '"holder"': '"is"',
}


def form_rows() -> list[tuple[str, str]]:
    """Give each form of the table of answers, with what it gives."""
    table = PAGE.partition("## Answers from the data")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`\{.*`) \| (.*) \|$", table, re.M)
    return [(form, gives) for forms, gives in rows for form in re.findall("`(.*?)`", forms)]


@pytest.mark.parametrize(("form", "gives"), form_rows())
def test_each_form_of_the_page_gives_what_it_says(
    lesson: LessonData, valued: LessonData, form: str, gives: str
) -> None:
    measures = form.startswith(("{ measured", "{ highest"))  # which this lesson has not
    inner = "{ value = 5 }" if "hours" not in form else '{ distance = ["a", "b"] }'
    inner = '{ value = ["x", "y"] }' if "count" in form else inner
    text = form.replace("{...}", inner)
    for one, other in STANDS_FOR.items():
        text = text.replace(one, other)
    given = tomllib.loads(f"form = {text}")["form"]
    if form.startswith("{ hours = ["):  # this lesson goes by days: tests/exercises has one by hours
        with pytest.raises(LessonError, match="the lesson goes by days"):
            derive(given, lesson)
        return
    answer = derive(given, valued if measures else lesson)
    wanted: Any = list if "the ids" in gives else str if "the id of" in gives else float
    assert isinstance(answer, wanted)


def test_the_page_names_each_form_and_each_key() -> None:
    listed = {form.split()[1] for form, _ in form_rows()}
    assert listed == set(_FORMS)
    common = PAGE.partition("## What every exercise has")[2].partition("## The nine kinds")[0]
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", common, re.M)))) == set(
        form.COMMON
    )
    for kind in KINDS:
        part = PAGE.partition(f"### `{kind}`")[2].partition("\n##")[0]
        for key in KINDS[kind].FORM:
            assert f"`{key}`" in part or f"{key} = " in part, (kind, key)


def test_the_lines_of_python_on_the_page_run(together: Path) -> None:
    lesson = lessonkit.Lesson(together, "01_context.ipynb")
    text_id = next(one["id"] for one in lesson.exercises.values() if one["kind"] == "text")
    found = re.findall(r"`(lesson\.\w+\(.*?\))`", PAGE)
    assert {one.split("(")[0] for one in found} >= {
        "lesson.exercise", "lesson.recall", "lesson.progress",
    }  # fmt: skip
    for line in found:
        call = line.replace("your-id", text_id) if "recall" in line else line
        assert eval(call, {"lesson": lesson}) is not None


def test_the_commands_on_the_page_are_commands() -> None:
    found = re.findall(r"^    lessonkit (.*)$", PAGE, re.M)
    assert [one.split()[0] for one in found] == ["student", "answers"]
    for line in found:
        name, *given = line.split()
        command = typer.main.get_command(cli.app).get_command(None, name)
        assert command.make_context(name, given).params["to"]
