"""What a value must be: one `Field` for each key of a table, and what to say of one that is not.

A `Form` is a table of fields by their keys, as an exercise or a file of a student has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from lessonkit.errors import shown, suggest

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
"""An id of lower-case words and hyphens."""

Words: TypeAlias = tuple[str, str, str, str]
"""Where in a table, got, expected, remedy."""


@dataclass(frozen=True)
class Field:
    """What a value must be: the words for it, and a test.

    `inner` is the form of a value that is a table, or of each table of a list.
    """

    words: str
    good: Callable[[Any], bool]
    required: bool = True
    inner: Form = field(default_factory=dict)

    def or_none(self) -> Field:
        """Give the same field for a key that may be left out."""
        return replace(self, required=False)


Form: TypeAlias = Mapping[str, Field]


def faults(where: str, table: Mapping[str, Any], form: Form) -> Iterator[Words]:
    """Find what is wrong with a table: stray keys, wrong values, missing keys."""
    missing = [key for key, wanted in form.items() if wanted.required and key not in table]
    for key, value in table.items():
        if key not in form:
            near = suggest(key, [one for one in form if one not in table])
            missing = [one for one in missing if one != near]
            remedy = f"Did you mean {near}?" if near else ""
            remedy = remedy or f"Delete it. The keys here are: {', '.join(form)}."
            yield f"{where}, {shown(key)}", f"a key {shown(key)}", "no such key", remedy
        elif not form[key].good(value):
            got = shown(repr(value) if isinstance(value, str) else str(value))
            yield f"{where}, {key}", got, form[key].words, f"Write {form[key].words}."
    for key in missing:
        yield f"{where}, {key}", "no such key", form[key].words, f"Add a line: {key} = ..."


def inner_faults(where: str, table: Mapping[str, Any], form: Form) -> Iterator[Words]:
    """Find what is wrong inside the values of a table that is itself right."""
    for key, value in table.items():
        parts = value if isinstance(value, list) else [value]
        for n, part in enumerate(parts, 1) if form[key].inner else ():
            place = f"{where}, {key} {n}" if len(parts) > 1 else f"{where}, {key}"
            yield from faults(place, part, form[key].inner)


# ---- Tests of values ----------------------------------------------------------------------------


def is_text(value: Any) -> bool:
    """Tell if a value is text with words in it, and no blank at an edge."""
    if not isinstance(value, str):
        return False
    bare = value.strip("\n")
    return bool(bare.strip()) and bare == bare.strip()


def is_whole(value: Any) -> bool:
    """Tell if a value is a whole number; in Python True is one, in a file it is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Tell if a value is a number."""
    return isinstance(value, float) or is_whole(value)


def is_day(value: Any) -> bool:
    """Tell if a value is a day, without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def is_table(value: Any) -> bool:
    """Tell if a value is a table."""
    return isinstance(value, dict)


def one_of(*allowed: str) -> Field:
    """Make the field for one word of a list."""
    return Field(f"one of: {', '.join(allowed)}", lambda v: isinstance(v, str) and v in allowed)


def texts(words: str, least: int, most: int = 99) -> Field:
    """Make the field for a list of texts."""
    return Field(words, lambda value: _is_list(value, least, most) and all(map(is_text, value)))


def tables(words: str, least: int, most: int = 99, *, inner: Form) -> Field:
    """Make the field for a list of tables of one form."""

    def good(value: Any) -> bool:
        return _is_list(value, least, most) and all(map(is_table, value))

    return Field(words, good, inner=inner)


def _is_list(value: Any, least: int, most: int) -> bool:
    return isinstance(value, list) and least <= len(value) <= most


TEXT = Field("text in quotation marks", is_text)
SOME_TEXT = TEXT.or_none()
YES = Field("true, or no such key", lambda value: value is True, required=False)
KEY = Field(
    "an id in small letters",
    lambda value: isinstance(value, str) and bool(re.fullmatch(f"{ID}|[A-Z][0-9]+", value)),
)
