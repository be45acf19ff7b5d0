"""TOML as people write it: in which line a key stands, and what breaks a file, in plain words."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lessonkit.errors import listed, shown
from lessonkit.tables.fields import Field, Form
from lessonkit.tables.rules import (
    HYPHENS,
    SEASON_SAID,
    UNSEEN,
    ascii_digits,
    minute_meant,
    possible_days,
    season,
    sign_in_words,
)

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
            above = _within(table, names, tokens[at : at + 2], entries)
            at = len(tokens) if end is None else end
        else:
            lines = entries[-1] if entries else {}
            at = _value(tokens, (end or at) + 1, (*above, *_path(words)), tokens[at].line, lines)
    return entries


def _within(
    table: str, names: list[str], head: list[Token], entries: list[Lines]
) -> tuple[str | int, ...]:
    """Give the path of what stands below a head; ``[[table.part]]`` is one more item of `part`."""
    if names[0] != table or not entries:
        return ("", *names)
    path, lines = tuple(names[1:]), entries[-1]
    if not path or head[-1].text != "[":
        return path
    lines.setdefault(path, head[0].line)
    number = 1 + sum(len(one) == len(path) + 1 and one[:-1] == path for one in lines)
    lines[(*path, number)] = head[0].line
    return (*path, number)


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


# A line that goes on with a list of points looks like a head of numbers.
_TABLE = re.compile(r"\s*\[\[?\s*([A-Za-z_][\w-]*(?:\s*\.[^\]]+)?)\s*\]")
_NAMED = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[\w-]+)\s*=""")


class TableLines:
    """Where each key of plain tables stands; None if it cannot be told. For files with faults."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, int, str], int] = {}
        table, counts = "", dict[str, int]()
        for line, words in enumerate(text.splitlines(), start=1):
            if head := _TABLE.match(words):
                table = ".".join(_path([part.strip() for part in head[1].split(".", 1)]))
                counts[table] = counts.get(table, -1) + 1
                self._found[table, counts[table], ""] = line
            elif key := _NAMED.match(words):
                name = key[1].strip("\"'")  # what is no plain word stands in quotation marks
                self._found.setdefault((table, counts.get(table, 0), name), line)

    def at(self, table: str, n: int, key: str = "") -> int | None:
        """Give the line of a key of the n-th entry of a table (from 0), or that of its heading."""
        return self._found.get((table, n, key)) or self._found.get((table, n, ""))


_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_HEAD = re.compile(r"\s*\[\[?[\w.-]+\]")
SMART = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"
_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")


class Broken(NamedTuple):
    """The line that breaks a file, what stands there, what should, and how to mend it."""

    line: int
    got: str
    expected: str
    remedy: str


class _Wrong(NamedTuple):
    """A broken file: its text and lines, and where `tomllib` stopped, with its words."""

    text: str
    rows: list[str]
    line: int
    at: int
    message: str
    forms: Mapping[str, Form]

    def field_of(self, key: str) -> Field | None:
        """Give what a key must be in the table in which TOML stopped, if that is known."""
        heads = (
            re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", row) for row in self.rows[self.line - 1 :: -1]
        )
        table = next((head[1] for head in heads if head), "")
        return self.forms.get(table, {}).get(key)


def broken(text: str, message: str, forms: Mapping[str, Form] | None = None) -> Broken:
    """Say what breaks a TOML file.

    Parameters
    ----------
    text : str
        The file.
    message : str
        What `tomllib` says of it, with the place.
    forms : mapping, optional
        What the keys of each table must be, as far as it is known.
    """
    found = _WHERE.search(message)
    rows = text.removesuffix("\n").split("\n")  # as TOML counts: other ends of lines are none
    line = min(int(found[1]) if found else len(rows), len(rows))
    at = sum(len(row) + 1 for row in rows[: line - 1]) + int(found[2]) - 1 if found else len(text)
    wrong = _Wrong(text, rows, line, at, message, forms or {})
    for look in _SLIPS:
        if said := look(wrong):
            return said
    what = message.partition(" (at ")[0]
    remedy = "Compare this line, and the one before, with an exercise or a table that is right."
    return Broken(line, f"{_row(rows, line)} ({shown(what)})", "TOML", remedy)


def _row(rows: list[str], line: int) -> str:
    return shown(rows[line - 1].strip(), 60) if rows else "nothing"


def _near(text: str, at: int) -> str:
    """Show a line, of a long one what stands around a place."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    here = at - begin
    if here > 40:
        line = f"... {line[here - 30 :]}"
    return shown(line.strip(), 60)


def _without_texts(row: str) -> str:
    """Give a line in which each text in quotation marks is as many x: it may say anything."""
    return re.sub(r'"(\\.|[^"\\])*"', lambda one: "x" * len(one[0]), row)


_ODD_BLANK = re.compile(r"[^\S \t\r\n]")  # a blank of another width


def _hidden(wrong: _Wrong) -> Broken | None:
    """Find a sign that nobody sees, outside of texts, in the line that breaks the file."""
    rows, line = wrong.rows, wrong.line
    row = rows[line - 1] if rows else ""
    bare = _without_texts(row)
    found = UNSEEN.search(bare.rstrip("\r")) or _ODD_BLANK.search(bare)
    if not found:
        return None
    what = _row(rows, line) or "an empty line"
    got = f"{what}, with {sign_in_words(found[0])} as sign {found.start() + 1}"
    instead = " and type a blank" if found[0].isspace() else ""
    remedy = f"Delete it{instead}. It comes along when text is copied from a page."
    return Broken(line, got, "only signs that can be seen", remedy)


def _open_text(wrong: _Wrong) -> Broken | None:
    """Find a text over several lines that runs into the next table, or to the end."""
    text, rows, at = wrong.text, wrong.rows, wrong.at
    marks = [found.start() for found in re.finditer("\"\"\"|'''", text)]
    for begin, end in zip(marks[::2], [*marks[1::2], len(text)], strict=False):
        open_to_the_end = end == len(text) and len(marks) % 2
        if open_to_the_end or (begin < at and re.search(r"^\s*\[\[", text[begin:end], re.M)):
            where = text.count("\n", 0, begin) + 1
            mark = text[begin : begin + 3]
            got = f"{_row(rows, where)}, a text that is not closed"
            return Broken(where, got, f"{mark} at its end", f"Write {mark} behind its last word.")
    return None


def _smart(wrong: _Wrong) -> Broken | None:
    """Find quotation marks of a word processor in the place of straight ones."""
    text, rows, line = wrong.text, wrong.rows, wrong.line
    bare = _without_texts(rows[line - 1] if rows else "")
    if not (found := next((n for n, mark in enumerate(bare) if mark in SMART), None)):
        return None
    mark, begin = bare[found], sum(len(row) + 1 for row in rows[: line - 1])
    got = f"{_near(text, begin + found)}, with the mark {mark}"
    remedy = f'Type " in place of {mark}. Word processors change it; a text editor does not.'
    return Broken(line, got, 'straight quotation marks, "', remedy)


def _alike(wrong: _Wrong) -> Broken | None:
    """Find a sign of another script that looks like one of TOML: a wide =, a letter in a key."""
    rows, line = wrong.rows, wrong.line
    bare = _without_texts(rows[line - 1] if rows else "").partition("#")[0]
    plain = unicodedata.normalize("NFKC", bare)
    key = len(bare) if len(plain) != len(bare) else plain.find("=")
    for n, sign in enumerate(bare):
        meant = unicodedata.normalize("NFKC", sign)
        is_mark = meant != sign and meant in tuple("=[]{},.\"'#")
        if sign.isascii() or not (is_mark or (n < key and sign.isalpha())):
            continue
        got = f"{_row(rows, line)}, with {sign_in_words(sign)} as sign {n + 1}"
        remedy = f"Type {meant} in its place." if is_mark else "Type this key anew."
        return Broken(line, got, "plain letters and marks outside of texts", remedy)
    return None


def _other_signs(wrong: _Wrong) -> Broken | None:
    """Find a number or a day with digits or dashes of another script: TOML knows its own."""
    row = wrong.rows[wrong.line - 1] if wrong.rows else ""
    bare, signs = _without_texts(row).partition("#")[0], list(row)
    for n, sign in enumerate(bare):
        if sign == row[n] and not sign.isascii():
            signs[n] = ascii_digits(sign).translate(_PLAIN)
    plain = "".join(signs).partition("#")[0].strip()
    odd = next((n for n, sign in enumerate(signs) if sign != row[n]), None)
    if odd is None or not _KEY.match(plain):
        return None
    try:
        tomllib.loads(plain)
    except tomllib.TOMLDecodeError:
        return None
    got = f"{_row(wrong.rows, wrong.line)}, with {sign_in_words(row[odd])} as sign {odd + 1}"
    return Broken(wrong.line, got, "plain digits, dashes and points", f"Write {plain}.")


_PLAIN = HYPHENS | str.maketrans("\u066b\uff0e\uff0b\uff1a", "..+:")
_ONCE = ("lesson", "words")
"""Tables that stand once in a file; of all others each head begins one more."""


def _one_bracket(rows: list[str], line: int) -> Broken | None:
    """Find a head with one bracket where another entry begins: nothing is to be deleted there."""
    found = re.match(r"\s*\[\[?\s*([\w-]+)\s*\]", rows[line - 1]) if rows else None
    if not found or found[1] in _ONCE:
        return None
    same = re.compile(rf"\s*\[\s*{re.escape(found[1])}\s*\]")
    single = [str(n) for n, row in enumerate(rows, 1) if same.match(row)]
    if not single:
        return None
    where = f"line {single[0]}" if len(single) == 1 else f"lines {listed(single)}"
    remedy = f"Write [[{found[1]}]], with two brackets on each side, in {where}."
    return Broken(line, _row(rows, line), f"[[{found[1]}]], which may stand often", remedy)


def _twice(wrong: _Wrong) -> Broken | None:
    """Find a key that stands twice in one table."""
    rows, line, message = wrong.rows, wrong.line, wrong.message
    if inline := re.search(r"Duplicate inline table key '(.*?)'", message):
        got = f"{inline[1]} twice between {{ and }}"
        remedy = "Delete one of the two. Does a new entry begin here? Write }, { before it."
        return Broken(line, got, "each key once", remedy)
    if "overwrite" not in message and "twice" not in message and "mutate" not in message:
        return None
    if said := _one_bracket(rows, line):
        return said
    for here in range(line, 0, -1):
        key = _KEY.match(rows[here - 1])
        for first in range(here - 1, 0, -1):
            if not key or _HEAD.match(rows[first - 1]):
                break
            same = _KEY.match(rows[first - 1])
            if same and same[1] == key[1]:
                got = f"{_row(rows, here)}, a second {key[1]} (the first is in line {first})"
                head = next((row for row in rows[first::-1] if row.startswith("[[")), "")
                new = (
                    f" Does a new entry begin here? Write {head.strip()} above it." if head else ""
                )
                remedy = f"Delete one of the two.{new}"
                return Broken(here, got, "each key once", remedy)
    return Broken(line, _row(rows, line), "each name once", "Delete one of the two.")


def _unquoted(wrong: _Wrong) -> Broken | None:
    """Find a text without its quotation marks, or with only one of them."""
    text, rows, line, at, message = wrong.text, wrong.rows, wrong.line, wrong.at, wrong.message
    row = rows[line - 1] if rows else ""
    key = _KEY.match(row)
    if "Unterminated" in message or ("Illegal character" in message and row.count('"') % 2):
        got = f"{_row(rows, line)}, a text that is not closed"
        remedy = (
            'Write " behind its last word. A text over several lines stands between """ and """.'
        )
        return Broken(line, got, '" at its end', remedy)
    rest = text[at:].split("\n", 1)[0].strip()
    if yes := re.match(r"(?i:true|false)\b", rest) if "Invalid value" in message else None:
        return Broken(line, yes[0], yes[0].lower(), "Write it in small letters.")
    if "Invalid value" in message and key and _depth(text, at) == 0:
        word, field = rest.partition("#")[0].strip(), wrong.field_of(key[1])
        if said := _of_no_text(field, word) or _word_for_a_value(key[1], rest):
            return Broken(line, _row(rows, line), *said)
        if re.match(r"[^\W\d_]", rest):
            got = f"{_row(rows, line)}, a text without quotation marks"
            return Broken(line, got, "a text in quotation marks", _in_marks(key[1], word))
    if "Expected '='" in message:
        row = wrong.rows[line - 1].partition("#")[0].strip() if wrong.rows else ""
        pair = re.fullmatch(r"([a-z_]+)\s*:?\s*(\d[\d.-]*|\".*\"|\[.*\]|true|false)", row)
        meant = f"{pair[1]} = {pair[2]}" if pair else ""
        meant = meant if _is_toml(meant) else 'key = "text"'
        remedy = f'Write {meant}. Does this line belong to the text before? Write """ around it.'
        return Broken(line, _row(rows, line), "a key, then =", remedy)
    return None


def _of_no_text(field: Field | None, word: str) -> tuple[str, str] | None:
    """Give what is expected and a remedy for a word where no text fits, such as "ten" for 10."""
    if field is None or field.good(word) or (word.casefold() in _YES and field.good(True)):
        return None
    digits = "Write it in digits, without quotation marks."
    return field.words, digits if "number" in field.words else field.remedy(word)


def _in_marks(key: str, text: str) -> str:
    """Say how a text gets its quotation marks; of a long one only where they stand."""
    if len(text) > 40:
        return 'Write " before its first word and " behind its last one.'
    return f"Write {key} = {json.dumps(text, ensure_ascii=False)}."


def _is_toml(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


def _month(wrong: _Wrong) -> Broken | None:
    """Find a month or a season without its quotation marks: TOML knows whole days only."""
    row = wrong.rows[wrong.line - 1] if wrong.rows else ""
    bare = _without_texts(row).partition("#")[0]
    key = _KEY.match(bare)
    if key and (months := season(bare[key.end() :].strip())):
        words = "months in quotation marks"
        remedy = f'Write {key[1]} = "{months[0]}" or "{months[1]}". {SEASON_SAID}'
        return Broken(wrong.line, _row(wrong.rows, wrong.line), words, remedy)
    found = [*re.finditer(r"(?<![\w.+-])-?\d{4}-\d\d(?![\w.:-])[?~%]?", bare)]
    if not found:
        return None
    words = "a month in quotation marks, because only a whole day stands without them"
    written = row
    for one in reversed(found):
        written = f'{written[: one.start()]}"{one[0]}"{written[one.end() :]}'
    remedy = f"Write {shown(_with_equals(written.partition('#')[0]), 60)}."
    return Broken(wrong.line, _row(wrong.rows, wrong.line), words, remedy)


def _with_equals(row: str) -> str:
    """Put the = between a key and its value that is missing, or stands there as another mark."""
    return re.sub(r"^([A-Za-z_][\w-]*)(?:\s*:\s*|\s+)(?=[\[\"])", r"\1 = ", row.strip())


_YES = {"yes": "true", "ja": "true", "oui": "true", "no": "false", "nein": "false", "non": "false"}


def _word_for_a_value(key: str, rest: str) -> tuple[str, str] | None:
    """Give what is expected and a remedy for a colour without quotation marks, yes and no."""
    if rest.startswith("#"):
        colour = rest.split()[0]
        why = "What stands behind a # without quotation marks is a note."
        return "a text in quotation marks", f'Write {key} = "{shown(colour, 40)}". {why}'
    meant = _YES.get(rest.partition("#")[0].strip().casefold(), "")
    return ("true or false", f"Write {key} = {meant}.") if meant else None


def _day(wrong: _Wrong) -> Broken | None:
    """Find a day in another form than year-month-day, such as 15.7.2021."""
    row = wrong.rows[wrong.line - 1] if wrong.rows else ""
    key = _KEY.match(row)
    text = row[key.end() :].partition("#")[0].strip() if key else ""
    written = _as_days(text, 2)
    if key and written and "Unclosed" not in wrong.message:
        remedy = f"Write {key[1]} = {written}."
    elif "Unclosed" in wrong.message and (written := _as_days(_around(wrong.text, wrong.at), 1)):
        remedy = f"Write {written} in the list."
    else:
        return None
    return Broken(wrong.line, _row(wrong.rows, wrong.line), "a day, year-month-day", remedy)


def _as_days(text: str, least: int) -> str:
    """Write a day in another form as TOML has it, each that may be meant; empty if it is none.

    Its last number has so many digits at `least`.
    """
    is_day = re.fullmatch(rf"\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{{least},4}}", text)
    days = [day.isoformat() for day in possible_days(text)] if is_day else []
    return "" if days == [text] else " or ".join(days)


def _around(text: str, at: int) -> str:
    """Give the word in whose middle a place lies."""
    before, after = re.search(r"[\w./-]*$", text[:at]), re.match(r"[\w./-]*", text[at:])
    return (before[0] if before else "") + (after[0] if after else "")


_MINUTE = re.compile(
    r"(?<![\w.+-])\d{4}-\d\d-\d\d(?:[Tt]|,?\s+)\d{1,2}(?:[:.]?\d\d)?"
    r"(?:\s?h(?:\s?\d\d)?|\s?[ap]\.?m\.?)?(?![\w.:+-])",
    re.IGNORECASE,
)


def _hour(wrong: _Wrong) -> Broken | None:
    """Find an hour without its quotation marks: TOML knows a time of day with seconds only."""
    row = wrong.rows[wrong.line - 1] if wrong.rows else ""
    bare = _without_texts(row).partition("#")[0]
    found = [*_MINUTE.finditer(bare)]
    if not found:
        return None
    written = row[: len(bare)]
    for one in reversed(found):
        meant = minute_meant(one[0]) or one[0]
        written = f'{written[: one.start()]}"{meant}"{written[one.end() :]}'
    words = "an hour in quotation marks"
    remedy = f"Write {shown(_with_equals(written), 60)}."
    return Broken(wrong.line, _row(wrong.rows, wrong.line), words, remedy)


def _quote_inside(wrong: _Wrong) -> Broken | None:
    """Find a quotation mark in the middle of a text: a word stands right behind a text."""
    text, line = wrong.text, wrong.line
    found = list(tokens_of(text))
    for before, one, after in zip(found, found[1:], [*found[2:], None], strict=False):
        is_word = re.match(r"\w", one.text) and not (after and after.text == "=")
        if before.line == line and before.text[0] == '"' and is_word:
            got = f'{_near(text, one.at)}, with a " in the middle of a text'
            remedy = 'Write \\" for each " in the text, or put the word between * and *.'
            return Broken(line, got, "one text between two quotation marks", remedy)
    return None


def _comma(wrong: _Wrong) -> Broken | None:
    """Find two values with no comma between them, and commas that should not be there."""
    text, rows, line, at, message = wrong.text, wrong.rows, wrong.line, wrong.at, wrong.message
    rest, before = text[at:].lstrip(" \t"), text[:at].rstrip()
    is_next = re.match(r"[\"'{\[]|[\w-]+\s*=", rest) or (
        rest[:1].isdigit() and before[-1:].isdigit() and len(before) < at
    )
    if "Unclosed" in message and is_next and not _is_begun(wrong):
        last, first = before[-30:].splitlines()[-1].strip(), rest.split("\n")[0]
        got = f"{shown(last, 40)} and then {shown(first, 30)}"
        where = before.count("\n") + 1
        return Broken(where, got, "a comma between the two", "Put a comma between them.")
    if "Invalid initial character for a key" in message and _depth(text, at):
        if rest.startswith("}"):
            return Broken(line, ", before }", "}", "Delete the last comma before }.")
        return Broken(
            line,
            f"{_row(rows, line)}, and the next key in another line",
            "{ and } in one line",
            "Write all that stands between { and } in one line, with the } at its end.",
        )
    return None


def _is_begun(wrong: _Wrong) -> bool:
    """Whether TOML stopped where the next key or table begins, in a line of its own."""
    text, at = wrong.text, wrong.at
    gap = text[len(text[:at].rstrip()) : at + 1]
    return "\n" in gap and bool(re.match(r"[ \t]*(?:[\w-]+\s*=|\[\[?[A-Za-z])", text[at:]))


def _open_list(wrong: _Wrong) -> Broken | None:
    """Find a list that runs into the next key: what stands in the line of that is right."""
    is_open = "Unclosed" in wrong.message and _is_begun(wrong)
    return _bracket(wrong) if is_open else None


def _bracket(wrong: _Wrong) -> Broken | None:
    """Find a list or a { that is not closed before the next key."""
    text, rows, line, at, message = wrong.text, wrong.rows, wrong.line, wrong.at, wrong.message
    if "Expected ']" in message:
        head = "".join(re.findall(r"[\w.-]", rows[line - 1]))
        remedy = f"Write [[{head}]], with two brackets on each side."
        return Broken(line, _row(rows, line), f"[[{head}]]", remedy)
    opened = list[Token]()
    for one in tokens_of(text[:at]):
        if one.text in ("[", "{"):
            opened.append(one)
        elif one.text in ("]", "}") and opened:
            opened.pop()
    if not opened:
        return None
    first = opened[-1]
    mark = "]" if first.text == "[" else "}"
    where = f"before line {line}" if line > first.line else "at its end"
    got = f"{_row(rows, first.line)}, with no {mark} {where}"
    remedy = f"Put a {mark} behind the last value."
    return Broken(first.line, got, f"{mark} at the end of what {first.text} begins", remedy)


def _slash(wrong: _Wrong) -> Broken | None:
    """Find a backslash, which has a meaning of its own."""
    rows, line, message = wrong.rows, wrong.line, wrong.message
    if "'\\\\'" not in message and "escape" not in message.lower():
        return None
    got = f"{_row(rows, line)}, with a \\ in a text"
    return Broken(line, got, "a text without \\, or with \\\\ for it", "Write \\\\ for each \\.")


def _behind(wrong: _Wrong) -> Broken | None:
    """Find something behind a value, such as a unit, or the rest of a day."""
    text, line, at, message = wrong.text, wrong.line, wrong.at, wrong.message
    if "Expected newline" not in message:
        return None
    got = (
        f"{_near(text, at)}, with {shown(text[at:].split(chr(10))[0].strip(), 30)} behind the value"
    )
    remedy = _without_rest(wrong) or (
        'Write a text between " and ", a number without its unit and with a point, '
        "a day like 2001-05-14; and nothing behind it."
    )
    return Broken(line, got, "one value", remedy)


def _without_rest(wrong: _Wrong) -> str:
    """Say how to mend what people often write behind a value; empty text for anything else."""
    row = wrong.rows[wrong.line - 1]
    key, rest = _KEY.match(row), wrong.text[wrong.at :].split("\n")[0].strip()
    value = row[key.end() :].partition("#")[0].strip() if key else ""
    if key and (day := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)):
        written = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        return f"Write {key[1]} = {written}: month and day have two digits."
    if key and re.fullmatch(r"-?\d+,\d+", value):
        return f"Write a point, not a comma: {key[1]} = {value.replace(',', '.')}."
    if re.fullmatch(r"[,;.]\s*(#.*)?", rest):
        return f"Delete the {rest[0]} at the end."
    return "Write # in place of //." if rest.startswith("//") else ""


def _depth(text: str, at: int) -> int:
    marks = [one.text for one in tokens_of(text[:at])]
    return sum(marks.count(one) for one in "[{") - sum(marks.count(one) for one in "]}")


# Those that are surest come first.
_SLIPS = (
    _hidden,
    _open_text,
    _smart,
    _alike,
    _other_signs,
    _twice,
    _open_list,
    _hour,
    _day,
    _month,
    _unquoted,
    _quote_inside,
    _comma,
    _bracket,
    _slash,
    _behind,
)
