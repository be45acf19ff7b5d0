"""What the lesson takes up: each claim and paragraph, and each objective more than once.

That each actor has a card and is spoken of, and that each claim is taken up in prose, an exercise
or an event, stands in `test_words.py`.
"""

from __future__ import annotations

import re

import pytest
from support.prose import cells, paragraphs, prose, rows
from support.this_lesson import WRITTEN

CLASS = ("01_context", "02_the_race", "03_hindsight")
CORE = {
    key: body
    for key, body in WRITTEN.items()
    if body["notebook"] in CLASS and not body.get("extra")
}
# What is asked twice before anything is taught measures; it does not practise.
PRACTICE = {key: body for key, body in CORE.items() if not body.get("feedback_later")}


def goals(stem: str) -> list[str]:
    """Give the goals in the notebook's fold, each with a capital and without its last mark."""
    told = "\n".join(cell.source for cell in cells(f"{stem}.ipynb"))
    bullets = re.findall(
        r"^- (.+?)[;.]?$",
        told.split("**After this notebook you can**")[1].split("\n**")[0],
        re.MULTILINE,
    )
    return [bullet[0].upper() + bullet[1:] for bullet in bullets]


GOALS = [(stem, goal) for stem in CLASS for goal in goals(stem)]


def shows(call: str) -> list[str]:
    """Give the notebooks with a cell of code that calls a method of the lesson."""
    return [
        stem
        for stem in (*CLASS, "04_tools")
        if any(call in cell.source for cell in cells(f"{stem}.ipynb") if cell.kind == "code")
    ]


def test_all_60_claims_of_16_paragraphs_can_be_read() -> None:
    claims = rows("claims.csv")
    assert len(claims) == 60
    assert {int(row["paragraph"]) for row in claims} == set(range(1, 17))
    assert "01_context" in shows(".with_report()")
    assert "04_tools" in shows(".with_claims()")


@pytest.mark.parametrize("paragraph", range(1, 17))
def test_each_paragraph_is_worked_with_in_class(paragraph: int) -> None:
    """By an exercise that is not extra, or in prose that cites it."""
    exercises = [key for key, one in CORE.items() if paragraph in one.get("paragraphs", ())]
    told = "\n".join(cell.source for stem in CLASS for cell in prose(f"{stem}.ipynb"))
    assert exercises or paragraph in paragraphs(told)


@pytest.mark.parametrize(("stem", "goal"), GOALS)
def test_each_objective_is_practised_at_least_twice(stem: str, goal: str) -> None:
    mine = [k for k, one in PRACTICE.items() if (one["notebook"], one["objective"]) == (stem, goal)]
    assert len(mine) >= 2, mine


@pytest.mark.parametrize(("stem", "goal"), GOALS)
def test_each_objective_is_asked_again_later(stem: str, goal: str) -> None:
    """In a later notebook; those of the last one by the questions at its end."""
    later = CLASS[CLASS.index(stem) + 1 :]
    again = [
        key
        for key, one in CORE.items()
        if one["objective"] == goal
        and (one["notebook"] in later if later else "again" in one or is_last(key))
    ]
    assert again, goal


def is_last(exercise: str) -> bool:
    """Tell if an exercise stands in the last section with exercises of its notebook."""
    stem = WRITTEN[exercise]["notebook"]
    section, found = 0, dict[str, int]()
    for cell in cells(f"{stem}.ipynb"):
        section += cell.kind == "markdown" and bool(re.search(r"^## ", cell.source, re.MULTILINE))
        if shown := re.match(r'lesson\.exercise\("([^"]+)"\)', cell.source):
            found[shown[1]] = section
    return found[exercise] == max(found.values())
