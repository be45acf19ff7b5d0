"""What a value must be: a `Field`, whether it is a cell, a key of a TOML file or of a JSON file.

A `Form` is a table of fields by their keys, as an exercise, `lesson.toml` or a file of a student
has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

from lessonkit.errors import shown, suggest

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
"""An id of lower-case words and hyphens."""

Words: TypeAlias = tuple[str, str, str]
"""Got, expected, remedy."""


@dataclass(frozen=True)
class Field:
    """What a value must be.

    Parameters
    ----------
    words
        What is expected, for a fault.
    good
        The test.
    hint
        Makes a remedy of a wrong value; if not given, it is to write what is expected.
    required
        Whether a table must have it.
    then
        Fields that the text of a good value must fit, too, or that of each item of a list.
    inner
        The form of a value that is a table, or of each table of a list.
    """

    words: str
    good: Callable[[Any], bool]
    hint: Callable[..., str] | None = None
    required: bool = True
    then: tuple[Field, ...] = ()
    inner: Form = field(default_factory=dict)

    def or_none(self) -> Field:
        """Give the same field for a key that may be left out."""
        return replace(self, required=False)

    def remedy(self, value: Any) -> str:
        """Say how to mend a wrong value."""
        return self.hint(value) if self.hint else f"Write {self.words}."

    def misfit(self, value: Any) -> Words | None:
        """Say what is wrong with a value, or give None if it fits."""
        if not self.good(value):
            got = shown(repr(value) if isinstance(value, str) else str(value))
            return got, self.words, self.remedy(value)
        for part in value if isinstance(value, list) else [value]:
            text = format(part, "f") if isinstance(part, float) else str(part)
            for one in self.then:
                if not one.good(text):
                    return shown(text) or "an empty text", one.words, one.remedy(text)
        return None


Form: TypeAlias = Mapping[str, Field]


def rule(
    words: str, good: Callable[[str], bool], hint: Callable[..., str], *, of_empty: bool = False
) -> Field:
    """Make a field for text that is typed into a cell.

    An empty cell fits, unless the rule speaks of empty ones: only one rule of a cell does.
    """
    return Field(words, good if of_empty else lambda text: text == "" or good(text), hint)


class Misfit(NamedTuple):
    """What is wrong with one key of a table."""

    key: str
    got: str
    expected: str
    remedy: str


def misfits(table: Mapping[str, Any], form: Form) -> Iterator[Misfit]:
    """Find what is wrong with a table: stray keys, wrong values, missing keys."""
    missing = [key for key, wanted in form.items() if wanted.required and key not in table]
    for key, value in table.items():
        if key not in form:
            near = suggest(key, [one for one in form if one not in table])
            strays = [one for one in table if one not in form]
            if not near and len(strays) == len(missing) == 1 and form[missing[0]].good(value):
                near = missing[0]
            missing = [one for one in missing if one != near]
            keys = f"Delete it. The keys here are: {', '.join(form)}."
            remedy = f"Did you mean {near}?" if near else keys
            yield Misfit(key, f"a key {shown(key)}", "no such key", remedy)
        elif wrong := form[key].misfit(value):
            yield Misfit(key, *wrong)
    for key in missing:
        # Where the words are an example of a table, the line is a list of such.
        example = re.search(r"\{.*\}", form[key].words)
        line = f"{key} = [{example[0]}]" if example and form[key].inner else f"{key} = ..."
        yield Misfit(key, "no such key", form[key].words, f"Add a line: {line}")


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


def is_table(value: Any) -> bool:
    """Tell if a value is a table."""
    return isinstance(value, dict)


def one_of(*allowed: str) -> Field:
    """Make the field for one word of a list."""
    return Field(f"one of: {', '.join(allowed)}", lambda v: isinstance(v, str) and v in allowed)


def texts(words: str, least: int, most: int = 99) -> Field:
    """Make the field for a list of texts; one text alone is shown as a list."""

    def good(value: Any) -> bool:
        return _is_list(value, least, most) and all(map(is_text, value))

    def hint(value: Any) -> str:
        if isinstance(value, str) and good([value]):
            return f"Write it as a list: {json.dumps([value], ensure_ascii=False)}."
        if isinstance(value, list) and 0 < len(value) < least and all(map(is_text, value)):
            return f"Write {least - len(value)} more, with a comma between."
        return f"Write {words}."

    return Field(words, good, hint)


def tables(words: str, least: int, most: int = 99, *, inner: Form, like: str = "") -> Field:
    """Make the field for a list of tables of one form; `like` is an example of one or two."""

    def good(value: Any) -> bool:
        return _is_list(value, least, most) and all(map(is_table, value))

    def hint(value: Any) -> str:
        if like and _is_list(value, least, most):
            return f"Write each between {{ and }}: {like}."
        return f"Write {words}."

    return Field(f"{words}, each between {{ and }}" if like else words, good, hint, inner=inner)


def _is_list(value: Any, least: int, most: int) -> bool:
    return isinstance(value, list) and least <= len(value) <= most


TEXT = Field("text in quotation marks", is_text)
SOME_TEXT = TEXT.or_none()
YES = Field("true, or no such key", lambda value: value is True, required=False)
KEY = Field(
    "an id in small letters",
    lambda value: isinstance(value, str) and bool(re.fullmatch(f"{ID}|[A-Z][0-9]+", value)),
)
