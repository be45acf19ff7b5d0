"""The small lesson with pages that are worth reading: long enough to jump in, and with everything.

The notebooks of `tests/river` are short, because many tests run them. These have sections, key
terms, code, tables, cards, lists, a recall and a strip, so that a site of them shows whatever the
library can do with a page.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from support.foretold import with_statements
from support.lesson_copy import Copy
from support.ways import ESTIMATE, SHOWN

PAGES = ("01_river.html", "02_mills.html", "03_after.html")
ALL = ("index.html", "sources.html", *PAGES)
WHOLE = ("lesson.html", *(f"lesson.html#part-{n}" for n in range(1, len(PAGES) + 2)))
NOTEBOOKS = tuple(name.replace(".html", ".ipynb") for name in PAGES)
TERMS = {
    "ford": "A place where one can walk through a river.",
    "guild": "People of one trade who help each other.",
    "bank": "The land at the side of a river.",
    "league": "Towns that have promised each other help.",
    "council": "People who are chosen to decide for a town.",
    "mill": "A house in which a wheel and water grind corn.",
}
WORDS = {term: f"[{term}](#lk-term-{term})" for term in TERMS}
READING = """The river comes from the hills in the west and goes to the land in the east. Who lives
beside it needs its water, its boats and its bridges. So each side says that it only wants to keep
what is its own, and each side says that the other began.

Nobody counted the boats before the bridge fell. What was written down later may be right, and it
may be what somebody wished to be right. Read who says so, and when it was said."""
# Of the second notebook: its strip has steps, too.
MORE = """
[[exercises]]
id = "more-{n}"
kind = "choice"
title = "Another question, number {n}"
objective = "Name what there is"
minutes = 1
prompt = "The task in a sentence."
hints = ["The first quokka.", "The second quokka."]
explanation = "The quokka explains it."
source_ids = ["atlas"]
options = [
    {{ text = "The Ash", right = true }},
    {{ text = "The Beck", feedback = "The quokka says why not." }},
]
"""
EVENTS = 14  # more of them: a list that is longer than the window beside its map


def section(n: int, title: str, *terms: str) -> str:
    said = " ".join(f"Here somebody says {WORDS[term]}." for term in terms)
    return f"## {n}. {title}\n\n{READING}\n\n{said}\n\n{READING}"


def _exercise(name: str) -> str:
    return f'lesson.exercise("{name}")'


def _begin(name: str) -> str:
    return f'from lessonkit import Lesson\n\nlesson = Lesson.find("{name}")'


# A cell is its id and its source; one that begins with # or with a letter of prose is text.
Cells = list[tuple[str, str]]

RIVER_CELLS: Cells = [
    ("title", "# The river\n\n**Question:** Who held the towns beside the river?"),
    ("imports", _begin("01_river.ipynb")),
    ("map", 'lesson.map("five-weeks")'),
    ("progress", "lesson.progress()"),
    ("s1", section(1, "The ford", "ford", "guild")),
    ("x-a-choice", _exercise("a-choice")),
    ("x-some-choices", _exercise("some-choices")),
    ("s2", section(2, "The way between two towns", "bank")),
    ("x-a-number", _exercise("a-number")),
    ("x-with-code", _exercise("with-code")),
    ("c-with-code", 'apart = ...  # your line here\nlesson.check("with-code", apart)'),
    ("s3", section(3, "Places", "league")),
    ("towns", 'lesson.map("river-and-towns")'),
    ("x-a-place", _exercise("a-place")),
    ("x-three-places", _exercise("three-places")),
    ("s4", section(4, "What came first", "council")),
    ("x-an-order", _exercise("an-order")),
    ("x-two-kinds", _exercise("two-kinds")),
    ("s5", section(5, "What will come", "mill")),
    ("x-own-words", _exercise("own-words")),
    ("s6", section(6, "Who is who")),
    ("cards", "lesson.cards()"),
    ("terms", "lesson.terms()"),
    ("end", f"## Key takeaways\n\n{READING}"),
]
MILLS_CELLS: Cells = [
    ("title", "# The mills\n\n**Question:** Who held the mills, and who says so?"),
    ("imports", _begin("02_mills.ipynb")),
    ("map", 'lesson.map("five-weeks")'),
    ("progress", "lesson.progress()"),
    ("s1", section(1, "The list of events", "mill", "ford")),
    ("events", 'lesson.map("five-weeks").with_events()'),
    ("x-more-1", _exercise("more-1")),
    ("x-more-2", _exercise("more-2")),
    ("s2", section(2, "Later", "league", "guild")),
    ("later", 'lesson.map("after-the-report")'),
    ("x-more-3", _exercise("more-3")),
    ("s3", section(3, "Boats and guards", "bank")),
    (
        "figures",
        'lesson.table(lesson.figures, "All figures of the river")',
    ),
    ("x-more-4", _exercise("more-4")),
    ("s4", section(4, "Who worked with whom", "council")),
    (
        "relations",
        'lesson.relations_on("2017-06-06", days=("2017-01-01", "2017-12-31"),'
        ' title="Who worked with whom in 2017")',
    ),
    ("x-more-5", _exercise("more-5")),
    ("s5", section(5, "What was wanted")),
    ("stakes", "lesson.positions()"),
    ("x-more-6", _exercise("more-6")),
    ("terms", "lesson.terms()"),
    ("end", f"## Key takeaways\n\n{READING}"),
]
AFTER_CELLS: Cells = [
    ("title", "# Looking back\n\n**Question:** What came of what was said?"),
    ("imports", _begin("03_after.ipynb")),
    ("map", 'lesson.map("five-weeks")'),
    ("progress", "lesson.progress()"),
    ("s1", section(1, "What you wrote", "ford", "guild")),
    ("recall", 'lesson.recall("own-words")'),
    ("s2", section(2, "What was claimed", "bank", "mill")),
    ("claims", 'lesson.map("held-on-4-may").with_claims()'),
    ("s3", section(3, "All places", "council")),
    (
        "places",
        'lesson.table(lesson.places, "All places of the river",'
        ' {"name_en": "Place", "name_local": "Arabic", "note": "Note"})',
    ),
    ("s4", section(4, "The report as itself")),
    ("report", 'lesson.map("held-on-4-may").with_report()'),
    ("s5", section(5, "Two methods, and when")),
    (
        "methods",
        'lesson.compare_methods("valley", "2017-05-04", [20, 40], title="One day, three maps")',
    ),
    ("what-if", SHOWN),
    ("terms", "lesson.terms()"),
    ("end", f"## Key takeaways\n\n{READING}"),
]


def write_lesson(place: Path) -> Path:
    """Write the lesson of these pages, without outputs; return its folder of data."""
    copy = with_statements(place / "data")
    settings = copy.text("lesson.toml")
    settings = settings.replace('"02_mills.ipynb"]', '"02_mills.ipynb", "03_after.ipynb"]')
    settings = settings.replace('credits = "All', 'opening = "river-and-towns"\ncredits = "All')
    settings = settings[: settings.index("[[key_terms]]")] + "\n".join(
        f'[[key_terms]]\nnotebook = "{name}"\nterms = {json.dumps(_terms_of(cells))}\n'
        for name, cells in _books().items()
    )
    copy.write("lesson.toml", settings + ESTIMATE)
    choice = 'id = "a-choice"\nkind = "choice"\n'
    copy.replace("exercises/01_river.toml", choice, f"{choice}extra = true\n")
    rows = [["term_id", "term", "definition", "source_ids"]]
    rows += [[term, term.title(), words, ""] for term, words in TERMS.items()]
    copy.write_rows("glossary.csv", rows)
    _more_events(copy)
    more = "\n".join(MORE.format(n=n) for n in range(1, 7))
    copy.write("exercises/02_mills.toml", more)
    notebooks = place / "notebooks"
    notebooks.mkdir()
    for name, cells in _books().items():
        made = [_cell(*cell) for cell in cells]
        book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (notebooks / name).write_text(json.dumps(book), encoding="utf-8")
    return copy.folder


def _books() -> dict[str, Cells]:
    return dict(zip(NOTEBOOKS, (RIVER_CELLS, MILLS_CELLS, AFTER_CELLS), strict=True))


def _terms_of(cells: Cells) -> list[str]:
    text = "".join(source for _, source in cells)
    return [term for term, word in WORDS.items() if word in text]


def _cell(name: str, source: str) -> dict[str, object]:
    code = source.startswith(("from ", "lesson.", "apart"))
    made: dict[str, object] = {"id": name, "metadata": {}, "source": source}
    if code:
        return made | {"cell_type": "code", "execution_count": None, "outputs": []}
    return made | {"cell_type": "markdown"}


def _more_events(copy: Copy) -> None:
    rows = copy.rows("events.csv")
    for n in range(EVENTS):
        row = dict(zip(rows[0], rows[2], strict=True))
        day = f"2017-05-{11 + n:02}"
        row |= {"event_id": f"E{20 + n}", "start": day, "end": day, "title": f"Boats, day {n + 1}"}
        rows.append([row[name] for name in rows[0]])
    copy.write_rows("events.csv", rows)


def publish_river(place: Path) -> None:
    """Run the notebooks, which then have their outputs, and write the site beside them."""
    from lessonkit import Lesson
    from lessonkit.publish.folder import write
    from lessonkit.publish.site.files import files_of

    data = write_lesson(place)
    # In a process of its own: Playwright has a loop of events in this one.
    command = [sys.executable, "-m", "lessonkit", "run", place]
    subprocess.run(command, check=True, capture_output=True, timeout=170)
    notebooks = place / "notebooks"
    texts = {name: (notebooks / name).read_text(encoding="utf-8") for name in NOTEBOOKS}
    write(place / "site", files_of(Lesson(data), texts, notebooks))
