"""The lesson of the tests with two statements in its text exercise."""

from __future__ import annotations

from pathlib import Path

from support.lesson_copy import Copy

LAST = 'mistakes = ["Some answers forget the quokka."]\n'
STATEMENTS = """
[[exercises.statements]]
text = "Who holds the mills at the end of the year?"
options = ["north", "south", "nobody"]
answer = { holder = "cedar-mill", on = 2017-12-31 }

[[exercises.statements]]
text = "When do the mills change hands?"
first = 2017-06-08
last = 2017-12-31
answer = { value = "E06" }
"""


def with_statements(folder: Path) -> Copy:
    copy = Copy(folder)
    copy.replace("exercises/01_river.toml", LAST, LAST + STATEMENTS)
    return copy
