"""How long a notebook takes: what counts, what does not, and what check says of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exercise_files import FILE, GOOD, Copy, written

from lessonkit.check.minutes import Minutes, minutes_of, needed_minutes
from lessonkit.check.read import examine
from lessonkit.cli import main
from lessonkit.exercises import form
from lessonkit.exercises.kinds.base import Exercise
from lessonkit.tables.entries import StepSpec

MINUTE = "word " * 120  # a minute of prose
STEP = StepSpec(title="word", text="word " * 58, question="word")


def made(path: Path, *cells: str | tuple[str, str]) -> Path:
    """Write a notebook; a text is prose, a pair the type of a cell and its source."""
    pairs = [("markdown", cell) if isinstance(cell, str) else cell for cell in cells]
    book = {"cells": [{"cell_type": kind, "source": [source]} for kind, source in pairs]}
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def counted(
    tmp_path: Path, *cells: str | tuple[str, str], exercises: Sequence[Exercise] = ()
) -> Minutes:
    return minutes_of(made(tmp_path / "b.ipynb", *cells), exercises, {"walk": [STEP, STEP]})


def shown(exercise_id: str) -> tuple[str, str]:
    return "code", f'lesson.exercise("{exercise_id}")'


@pytest.fixture
def own(tmp_path: Path) -> Copy:
    """Return a copy of the small lesson whose exercises a test writes."""
    return Copy(tmp_path / "lesson")


@pytest.fixture
def exercises(own: Copy) -> list[Exercise]:
    core = {**GOOD["choice"], "minutes": 3}
    extra = {**GOOD["multi"], "minutes": 7, "extra": True}
    own.write(written([core, extra]))
    return form.read(own.data / "exercises" / FILE)[0]


def test_prose_is_read_at_120_words_a_minute(tmp_path: Path) -> None:
    found = counted(tmp_path, f"# Title\n\n{MINUTE}", MINUTE)
    assert found.reading == pytest.approx(241 / 120)
    assert found.all == found.reading


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one [two three](#lk-term-four) five", 4),
        ("one <!-- only with a kernel --> two", 2),
        ("| one | two |\n|---|---|\n| 18 miles | 3.5 |", 5),
        ("*don't* count **al-Tanf** or 18,000 twice", 6),
        ("- one\n- two\n\n> three", 3),
        ("<details>\n<summary>one</summary>\n\ntwo\n\n</details>\n\nthree", 1),
        ("## Extra: the rest\n\none two", 0),
        ("## Reading\n\n<!-- extra -->\n\none two", 0),
        ("## Extra: the rest\n\none\n\n### Deeper\n\ntwo\n\n## Back\n\nthree", 2),
    ],
)
def test_what_counts_as_a_word(tmp_path: Path, source: str, words: int) -> None:
    assert counted(tmp_path, source).reading == pytest.approx(words / 120)


def test_exercises_count_with_their_minutes_unless_they_are_extra(
    tmp_path: Path, exercises: list[Exercise]
) -> None:
    cells = shown("a-choice"), shown("some-choices"), ("code", 'lesson.recall("a-choice")')
    assert counted(tmp_path, *cells, exercises=exercises) == Minutes(0, 3, 0)
    later = counted(tmp_path, "## Extra", shown("a-choice"), exercises=exercises)
    assert later.exercises == 0
    back = counted(tmp_path, "## Extra", "## One", shown("a-choice"), exercises=exercises)
    assert back.exercises == 3


def test_a_talk_counts_with_its_minutes_and_not_with_its_words(tmp_path: Path) -> None:
    talk = f"> **Talk now · 2 minutes. For the projector.** {MINUTE}"
    assert counted(tmp_path, talk) == Minutes(0, 0, 2)
    assert counted(tmp_path, f"One.\n\n{talk}\n\nTwo.").reading == pytest.approx(2 / 120)
    assert counted(tmp_path, "> Somebody said **2** things.").talk == 0


def test_the_steps_of_a_map_are_read(tmp_path: Path) -> None:
    assert counted(tmp_path, ("code", 'lesson.map("walk").with_events()')).reading == 1
    assert counted(tmp_path, ("code", 'lesson.map("another")')).reading == 0
    assert counted(tmp_path, "## Extra", ("code", 'lesson.map("walk")')).reading == 0


def test_a_notebook_that_cannot_be_read_takes_no_time(tmp_path: Path) -> None:
    (tmp_path / "b.ipynb").write_text("{", encoding="utf-8")
    assert minutes_of(tmp_path / "b.ipynb", [], {}) == Minutes(0, 0, 0)


@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(["# One", "## Extra", "## Two", "### Three", ""]), st.integers(0, 9)
        ),
        max_size=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_cell_or_many_is_the_same(tmp_path: Path, parts: list[tuple[str, int]]) -> None:
    cells = [f"{heading}\n\n{'word ' * n}" for heading, n in parts]
    assert counted(tmp_path, *cells).reading == pytest.approx(
        counted(tmp_path, "\n\n".join(cells)).reading
    )


# ---- What check says ----------------------------------------------------------------------------


def test_check_says_the_minutes_and_notes_what_is_longer_than_stated(
    own: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write(written(list(GOOD.values())))
    made(own.root / "notebooks" / "02_mills.ipynb", "# Mills", MINUTE * 50)
    made(
        own.root / "notebooks" / "01_river.ipynb",
        ("code", "from lessonkit import Lesson\nlesson = Lesson.find()"),
        *map(shown, (one["id"] for one in GOOD.values())),
    )
    assert main(["check", str(own.root)]) == 0
    said = capsys.readouterr().out
    assert "01_river.ipynb: 18.0 minutes: reading 0.0, exercises 18, talk 0.\n" in said
    assert "02_mills.ipynb: 50.0 minutes: reading 50.0, exercises 0, talk 0.\n" in said
    assert (
        "Note: notebooks/02_mills.ipynb: got 50.0 minutes: reading 50.0, exercises 0, talk 0, "
        "expected at most 45 minutes, as lesson.toml states." in said
    )
    made(own.root / "notebooks" / "02_mills.ipynb", "# Mills", MINUTE * 44)
    assert not [one for one in examine(own.root).notices if "lesson.toml states" in str(one)]


def test_check_notes_an_exercise_that_states_too_few_minutes(own: Copy) -> None:
    long = {**GOOD["choice"], "minutes": 1, "prompt": (MINUTE * 2).strip()}
    own.write(written([long, *(one for one in GOOD.values() if one["id"] != long["id"])]))
    [note] = [one for one in examine(own.root).notices if "takes" in str(one)]
    assert "a-choice, minutes: got 1, while" in str(note)
    assert "expected 2 or more" in str(note)


def test_who_must_write_needs_longer(own: Copy) -> None:
    def needed(**more: object) -> float:
        own.write(written([{**GOOD["choice"], **more}]))
        [one] = form.read(own.data / "exercises" / FILE)[0]
        return needed_minutes(one)

    assert needed(reason=30) == pytest.approx(needed() + 2)
    assert needed(feedback_later=True) == pytest.approx(needed() - 4 / 120)  # why comes later
