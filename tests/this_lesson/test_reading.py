"""How hard the notebooks are to read, and how much of it there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.folders import ROOT
from support.prose import (
    NOTEBOOKS,
    QUOTED,
    WORD,
    blocks,
    cells,
    exercise_texts,
    names,
    plain,
    prose,
)

MAX_GRADE = 9.0
MAX_PARAGRAPH = 5 * 95  # letters: five lines
MAX_PROSE = 250  # words between two things to look at or to do


def syllables(word: str) -> int:
    """Count groups of vowels, without a silent e at the end.

    >>> [syllables(word) for word in ("zone", "agreed", "wanted", "table", "question", "area")]
    [1, 2, 2, 2, 2, 3]
    """
    word = re.sub(r"[^a-z]", "", word.lower().removesuffix("'s").removesuffix("’s"))
    groups = len(re.findall(r"[aeiouy]+", word))
    # Two vowels side by side that are spoken one by one.
    groups += len(re.findall(r"(?<![cgst])i[aou]|(?<![gq])ua|eo(?!p)|[dr]ea$|[aeo]ing|iet", word))
    silent = re.search(r"[^aeiouyl]e$|[aeiou]le$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", word)
    return max(1, groups - bool(silent))


def sentences(words: str) -> list[str]:
    words = re.sub(r"\b(Col|Mr|Mrs|Dr|St|e\.g|i\.e)\.", r"\1", words)
    parts = re.split(r"(?<=[.?!])[\"”’)]*\s+|\n+", words)
    return [part for part in parts if WORD.search(part)]


def grade(texts: list[str]) -> tuple[float, int]:
    """Return the Flesch-Kincaid grade and the number of words.

    A name counts as one word of average length, and so does a quotation of four words or more: how
    long they are is not in the writer's hands. A name is a word of a place, an actor or a
    publisher, or has a capital inside a sentence.
    """
    count = ordinary = beats = ends = 0
    for text in texts:
        quoted = QUOTED.sub(lambda m: m[0] if len(m[0].split()) < 4 else " Title ", text)
        for sentence in sentences(quoted):
            found = WORD.findall(sentence)
            plain_words = [
                word
                for n, word in enumerate(found)
                if word[0].islower() or (n == 0 and word.lower() not in names())
            ]
            ends += 1
            count += len(found)
            ordinary += len(plain_words)
            beats += sum(map(syllables, plain_words))
    return 0.39 * count / ends + 11.8 * beats / ordinary - 15.59, count


def test_the_counter_of_syllables_is_right_about_ordinary_words() -> None:
    counted = {
        1: "zone who held held's named each moved town these strikes mine",
        2: "table agreed wanted question river people desert places between forces being quiet",
        3: "area distances government's idea agreement video prediction coalition radius",
        4: "military information territory situation society",
    }
    wrong = {
        word: (syllables(word), count)
        for count, words in counted.items()
        for word in words.split()
        if syllables(word) != count
    }
    assert wrong == {}


def test_the_grade_of_a_known_text() -> None:
    # Three sentences, 19 words, 20 syllables.
    easy = "The cat sat on the mat. It saw a bird in the tree. Then it went to sleep again."
    assert grade([easy])[0] == pytest.approx(0.39 * 19 / 3 + 11.8 * 20 / 19 - 15.59)
    hard = "Notwithstanding considerable uncertainty, international organisations characterised it."
    assert grade([hard])[0] > 20


def prose_blocks(notebook: str) -> list[str]:
    return [block for cell in prose(notebook) for block in blocks(plain(cell.source))]


def readability(notebook: str) -> dict[str, float]:
    """Return the grade of the prose of a notebook and of its exercises."""
    tasks = [t.words for t in exercise_texts(f"{Path(notebook).stem}.toml")]
    tasks = [block for words in tasks for block in blocks(plain(words))]
    texts = {"text": prose_blocks(notebook), "exercises": tasks}
    return {what: grade(words)[0] for what, words in texts.items() if words}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_prose_can_be_read_after_nine_years_of_school(notebook: str) -> None:
    long = [t for t in prose_blocks(notebook) if len(t.split()) > 12]
    hard = sorted(((grade([t])[0], t[:90]) for t in long), reverse=True)
    assert max(readability(notebook).values()) <= MAX_GRADE, hard[:5]


def test_the_editorial_notes_state_how_hard_the_notebooks_are_to_read() -> None:
    notes = (ROOT / "docs" / "editorial.md").read_text("utf-8")
    stated = {
        (number, what): float(value)
        for number, *values in re.findall(r"^\| (0\d) \| (\d\.\d) \| (\d\.\d) \|$", notes, re.M)
        for what, value in zip(("text", "exercises"), values, strict=True)
    }
    found = {
        (notebook[:2], what): value
        for notebook in NOTEBOOKS
        for what, value in readability(notebook).items()
    }
    # One word more or less does not make the table wrong.
    assert stated == pytest.approx(found, abs=0.1), {k: round(v, 1) for k, v in found.items()}


# ---- How much of it there is --------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_paragraph_is_longer_than_five_lines(notebook: str) -> None:
    long = [
        f"{cell.where}: {len(block)} letters, at most {MAX_PARAGRAPH}: {block[:60]}"
        for cell in prose(notebook)
        for block in blocks(plain(cell.source))
        if len(block) > MAX_PARAGRAPH
    ]
    assert long == []


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_something_to_see_or_to_do_comes_after_250_words_at_most(notebook: str) -> None:
    """The first cell is the cover, and what follows the last thing to do is the end: both apart."""
    stretches, run, began = [], 0, ""
    for cell in cells(notebook)[1:]:
        # A table may also stand in the text itself, between two parts of it.
        parts = re.split(r"(?m)(?:^\|.*\n?)+", cell.source) if cell.kind == "markdown" else []
        for n, part in enumerate(parts):
            if n:
                stretches.append((run, began, cell.where))
                run = 0
            began = began if run else cell.where
            run += len(WORD.findall(plain(part)))
        if cell.shows():
            stretches.append((run, began, cell.where))
            run = 0
    long = [f"{a} to {b}: {run} words" for run, a, b in stretches if run > MAX_PROSE]
    assert long == []
