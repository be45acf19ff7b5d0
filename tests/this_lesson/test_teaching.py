"""The pages for instructors speak of what is there."""

from __future__ import annotations

import re
import tomllib

import pytest
from support.folders import ROOT
from support.this_lesson import WRITTEN

FOLDER = ROOT / "docs" / "teaching"
PAGES = sorted(FOLDER.glob("*.md"))
CLASS = {"01": "01_context", "02": "02_the_race", "03": "03_hindsight"}


def named(page: str) -> set[str]:
    """Give the exercises that a page names; `one-1` to `one-4` stands for all of them."""
    text = (FOLDER / page).read_text(encoding="utf-8")
    found = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", text))
    for stem, first, last in re.findall(r"`([a-z-]+)-(\d)` to `\1-(\d)`", text):
        found |= {f"{stem}-{n}" for n in range(int(first), int(last) + 1)}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_each_exercise_and_file_that_a_page_names_is_there(page: object) -> None:
    path = FOLDER / str(page)
    assert named(path.name) <= set(WRITTEN)
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (FOLDER / link).exists()] == []


@pytest.mark.parametrize("number", CLASS)
def test_a_page_names_each_exercise_for_the_class_and_its_minutes_are_45(number: str) -> None:
    core = {
        key
        for key, one in WRITTEN.items()
        if one["notebook"] == CLASS[number] and not one.get("extra")
    }
    assert core - named(f"{number}.md") == set()
    text = (FOLDER / f"{number}.md").read_text(encoding="utf-8")
    table = text.partition("## Minutes")[2].partition("\n## ")[0]
    assert sum(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE))) == 45


@pytest.mark.parametrize("number", ["01", "02", "03", "04"])
def test_a_page_answers_the_question_of_each_step(number: str) -> None:
    """What a step asks has an answer somewhere: the page for the teacher has all of them."""
    book = next((ROOT / "notebooks").glob(f"{number}_*.ipynb")).read_text(encoding="utf-8")
    maps = set(re.findall(r'lesson\.map\(\\"([a-z0-9-]+)\\"', book))
    steps = tomllib.loads((ROOT / "data" / "lesson.toml").read_text(encoding="utf-8"))["steps"]
    asked = [one["title"] for one in steps if one["map"] in maps and one.get("question")]
    text = (FOLDER / f"{number}.md").read_text(encoding="utf-8")
    section = text.partition("## The questions of the steps")[2].partition("\n## ")[0]
    answered = re.findall(r"(?m)^\| (.+?) \| .+ \|$", section)
    assert asked
    assert answered[1:] == asked


def test_each_work_that_the_methods_lean_on_is_listed_with_its_year() -> None:
    text = (FOLDER / "methods.md").read_text(encoding="utf-8")
    body, works = text.split("## Works")
    cited = set(re.findall(r"\(([A-Z][A-Za-z]+)[^()]*?, (\d{4})\)", " ".join(body.split())))
    listed = set(re.findall(r"^- ([A-Z][A-Za-z]+), .*?\((\d{4})\)", works, re.MULTILINE))
    listed |= set(re.findall(r"- ([A-Z][A-Za-z]+), [^-]*?\((\d{4})\)", " ".join(works.split())))
    assert len(cited) >= 15
    assert cited <= listed
    assert listed <= cited
