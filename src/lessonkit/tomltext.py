"""TOML as people write it: in which line a key stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Lines = dict[tuple[str | int, ...], int]  # the path of a key, with items counted from 1: its line

_PIECE = re.compile(
    r'"""[\s\S]*?"""+|\'\'\'[\s\S]*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|[\[\]{},=]|[^\s\"'\[\]{},=#]+|[\"']+"
)


class Token(NamedTuple):
    """A word, a text or a mark, its line from 1, and its place in the file from 0."""

    text: str
    line: int
    at: int


def tokens_of(text: str) -> Iterator[Token]:
    """Split TOML into texts, words and marks; of a broken file, as well as that can be done."""
    line, done = 1, 0
    for found in _PIECE.finditer(text):
        line += text.count("\n", done, found.start())
        done = found.start()
        yield Token(found[0], line, found.start())


def key_lines(text: str, table: str) -> list[Lines]:
    """Give the lines of all keys, for each ``[[table]]`` of a file that is right as TOML.

    Returns
    -------
    list of dict
        ``("options", 2, "text")`` is the key `text` in the second item of `options`; ``()`` is the
        head of the table.
    """
    tokens = [one for one in tokens_of(text) if not one.text.startswith("#")]
    entries, above, at = list[Lines](), tuple[str | int, ...](), 0
    while at < len(tokens):
        if tokens[at].text == "\n":
            at += 1
            continue
        end = next((n for n in range(at, len(tokens)) if tokens[n].text in ("\n", "=")), None)
        words = [one.text for one in tokens[at:end] if one.text not in "[]"]
        if tokens[at].text == "[":
            names = _path(words) or [""]
            if names == [table]:
                entries.append({(): tokens[at].line})
            above = tuple(names[1:]) if names[0] == table else ("", *names)
            at = len(tokens) if end is None else end
        else:
            lines = entries[-1] if entries else {}
            at = _value(tokens, (end or at) + 1, (*above, *_path(words)), tokens[at].line, lines)
    return entries


def _path(words: list[str]) -> list[str]:
    return [part for word in words for part in word.strip("\"'").split(".")]


def _value(
    tokens: list[Token], at: int, path: tuple[str | int, ...], line: int, lines: Lines
) -> int:
    """Note the line of a value and of all in it; give the place behind it."""
    lines.setdefault(path, line)
    if at >= len(tokens):
        return at
    opening = tokens[at].text
    at += 1
    if opening not in ("[", "{"):
        return at
    count = 0
    while at < len(tokens) and tokens[at].text not in ("]", "}"):
        if tokens[at].text in (",", "\n"):
            at += 1
        elif opening == "[":
            count += 1
            at = _value(tokens, at, (*path, count), tokens[at].line, lines)
        else:
            end = next(n for n in range(at, len(tokens)) if tokens[n].text == "=")
            words = [one.text for one in tokens[at:end]]
            at = _value(tokens, end + 1, (*path, *_path(words)), tokens[at].line, lines)
    return at + 1


class TableLines:
    """Where each key of plain tables stands; None if it cannot be told. For files with faults."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, int, str], int] = {}
        table, counts = "", dict[str, int]()
        for line, words in enumerate(text.splitlines(), start=1):
            if head := re.match(r"\s*\[\[?\s*([\w-]+)\s*\]", words):
                table = head[1]
                counts[table] = counts.get(table, -1) + 1
                self._found[table, counts[table], ""] = line
            elif key := re.match(r"\s*([\w-]+)\s*=", words):
                self._found.setdefault((table, counts.get(table, 0), key[1]), line)

    def at(self, table: str, n: int, key: str = "") -> int | None:
        """Give the line of a key of the n-th entry of a table (from 0), or that of its heading."""
        return self._found.get((table, n, key)) or self._found.get((table, n, ""))
