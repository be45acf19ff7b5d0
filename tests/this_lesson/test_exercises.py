"""The exercises of this lesson: how many, and does each stand where it should?"""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest
from support.this_lesson import (
    BOOKS,
    CODE,
    IDS,
    KINDS,
    MOST_CELLS_BETWEEN,
    NOTEBOOKS,
    WRITTEN,
    read,
    shown_at,
    sources,
)


def test_there_are_enough_exercises_of_each_kind() -> None:
    counts = Counter(body["kind"] for body in WRITTEN.values())
    assert len(WRITTEN) >= 26
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 2
    assert counts["code"] >= 6
    assert sum(len(read(stem)) for stem in NOTEBOOKS) == len(WRITTEN)  # no id stands twice


@pytest.mark.parametrize("exercise_id", IDS)
def test_an_objective_is_word_for_word_one_of_its_notebook(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    assert body["objective"] in objectives(body["notebook"])


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_each_objective_has_an_exercise(stem: str) -> None:
    used = {body["objective"] for body in WRITTEN.values() if body["notebook"] == stem}
    assert used == set(objectives(stem))


def objectives(stem: str) -> list[str]:
    """Give the goals in the notebook's fold, each with a capital and without its last mark."""
    told = "\n".join(sources(stem)).split("**After this notebook you can**")[1]
    bullets = re.findall(r"^- (.+?)[;.]?$", told.split("\n**")[0], re.MULTILINE)
    return [bullet[0].upper() + bullet[1:] for bullet in bullets]


@pytest.mark.parametrize("exercise_id", IDS)
def test_an_exercise_is_shown_once_by_a_cell_of_one_line(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    assert stem == WRITTEN[exercise_id]["notebook"]
    assert sources(stem)[n].strip() == f'lesson.exercise("{exercise_id}")'
    assert BOOKS[stem]["cells"][n]["cell_type"] == "code"


def test_no_notebook_shows_an_exercise_that_is_not_there() -> None:
    for stem in NOTEBOOKS:
        called = re.findall(
            r"lesson\.(?:exercise|check)\(\s*[\"']([^\"']*)", "\n".join(sources(stem))
        )
        assert set(called) == {one for one in IDS if WRITTEN[one]["notebook"] == stem}


@pytest.mark.parametrize("exercise_id", CODE)
def test_below_code_stands_its_starter(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    starter = WRITTEN[exercise_id]["starter"].strip()
    assert sources(stem)[n + 1].strip() == starter
    assert starter.splitlines()[-1].startswith(f'lesson.check("{exercise_id}", ')
    assert len(re.findall(r"^\w+ = \.\.\.  # your lines? here", starter, re.MULTILINE)) == 1


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_nobody_reads_for_long_without_an_exercise(stem: str) -> None:
    shows = sorted(n for one in IDS for book, n in shown_at(one) if book == stem)
    starters = {shown_at(one)[0][1] + 1 for one in CODE if WRITTEN[one]["notebook"] == stem}
    for before, after in itertools.pairwise(shows):
        between = [n for n in range(before + 1, after) if n not in starters]
        assert len(between) <= MOST_CELLS_BETWEEN, f"cells {before} to {after}"
