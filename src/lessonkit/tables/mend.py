"""What is certainly meant in a table, and how the file would stand then.

Only what has one reading is mended: a date that can be one day only, an hour beside it, a decimal
comma or a mark of thousands in a column of numbers, blanks and marks that nobody sees, semicolons
between cells, empty rows and columns, the line of the headings where it stands a second time, an id
twice in a cell, text that was decoded twice, the quotation marks of a word processor where straight
ones belong.
What has two readings stays, and `check` names it.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lessonkit.days import read
from lessonkit.tables.encoding import decoded_once, wrong_page
from lessonkit.tables.fields import ID
from lessonkit.tables.files import MARK_SAID, OTHER_MARKS, WRAPPED, in_curly
from lessonkit.tables.rules import (
    DIRECTIONS,
    day_first,
    minutes_meant,
    number,
    possible_days,
    split_ids,
    with_decimal_point,
    with_t,
)
from lessonkit.tables.schema import Column, Table
from lessonkit.tables.toml import SMART, tokens_of

_BLANKS = re.compile("[\u00a0\u2007\u202f\u2800]")
_NOTHING = re.compile("[\u00ad\u034f\u180b-\u180f\u200b\u2060\u3164\ufeff]")
# A blank or an apostrophe parts thousands and nothing else; a comma or a point may be decimal.
_GROUPED = re.compile(r"[+-]?\d{1,3}([ '\u2019])\d{3}(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
_CURLY_MARKS = "quotation marks of a word processor"
_UNSEEN = "blanks and marks that nobody sees"
_IDS = re.compile(f"{ID}|E[0-9]{{2,3}}|[0-9]{{1,4}}")


class Change(NamedTuple):
    """A cell that would change, or without a column a whole row or file; empty text is no text."""

    row: int | None
    column: str | None
    before: str
    after: str
    why: str


@dataclass
class Mended:
    """A table as it would stand, and what differs from how it stands."""

    text: str
    changes: list[Change] = field(default_factory=list)


class _Cell(NamedTuple):
    begin: int
    end: int
    text: str


def mended(text: str, table: Table) -> Mended:
    """Mend the text of a CSV file.

    Parameters
    ----------
    text : str
        The file, decoded. If its cells cannot be told apart, nothing is mended.
    table : Table
        What its columns are.

    Returns
    -------
    Mended
        The new text; outside of the cells and rows that are named as changed it is the old one,
        unless the cells were separated by another mark than a comma: then it is written anew.
    """
    first, end, rest = text.partition("\n")
    if end and MARK_SAID.fullmatch(first.strip('"\r ')):
        made = mended(rest, table)
        changes = [one._replace(row=one.row and one.row + 1) for one in made.changes]
        gone = Change(1, None, first.strip(), "", "a line for Excel, above the headings")
        return Mended(made.text, [gone, *changes])
    delimiter = _delimiter(text, table)
    found = list(_records(text, delimiter))
    if not _is_whole(text, delimiter) or not found:
        return Mended(text)
    numbers = [number for number, _ in found]
    width = len(found[0][1])
    records = [_one_cell(row, width, text) if delimiter == "," else row for _, row in found]
    cells, changes = _mend_cells(numbers, records, table)
    stray = _empty_columns(cells)
    empty = [n for n, row in enumerate(cells) if n and not any(row)]
    again = [n for n, row in enumerate(cells) if n and row == cells[0] and len(row) > 1]
    changes = [one for one in changes if one.row not in {numbers[n] for n in again}]
    changes += [
        Change(numbers[n], None, "an empty row", "", "a row without a value") for n in empty
    ]
    changes += [
        Change(numbers[n], None, "the line of the headings", "", "it is there again") for n in again
    ]
    empty += again
    changes += [
        Change(None, None, f"column {n + 1}, empty", "", "no name, no value") for n in stray
    ]
    if delimiter != ",":
        word = OTHER_MARKS[delimiter]
        changes.insert(0, Change(None, None, word, "commas", "the mark between cells"))
    if not changes:
        return Mended(text)
    whole = delimiter != "," or bool(stray)
    kept = [n for n in range(len(cells)) if n not in empty]
    if whole:
        return Mended(_written(text, [_without(cells[n], stray) for n in kept]), changes)
    return Mended(_spliced(text, records, cells, set(empty)), changes)


def mended_words(text: str, *, toml: bool) -> Mended:
    """Mend the text of a TOML or GeoJSON file: what was decoded twice, and of TOML signs.

    Of TOML curly marks around a text become straight ones, where they keep the file from being
    read. The blanks and marks that nobody sees are mended outside of its texts, where they break
    the file. In a text they may be meant.
    """
    changes = list[Change]()
    if toml:
        text = _straight_toml(text, changes)
    while True:
        pieces = list(_pieces(text, toml=toml))
        page = wrong_page(words for _, words in pieces)
        parts, at = list[str](), 0
        for begin, words in pieces:
            new, why = words, _UNSEEN
            if page and (undone := decoded_once(words, page)) is not None:
                new, why = undone, "text that was decoded twice"
            elif toml and words[0] not in "\"'#":
                new = DIRECTIONS.sub("", _plain(words))
            if new != words:
                row = text.count("\n", 0, begin) + 1
                changes.append(Change(row, None, words.strip("\"'"), new.strip("\"'"), why))
            parts += [text[at:begin], new]
            at = begin + len(words)
        after = "".join([*parts, text[at:]])
        if after == text:
            return Mended(text, changes)
        text = after


def _straight_toml(text: str, changes: list[Change]) -> str:
    """Make straight the curly marks that stand where a text begins and ends, a line at a time."""
    inside = {
        line
        for one in tokens_of(text)
        if "\n" in one.text.strip("\n")
        for line in range(one.line, one.line + one.text.count("\n") + 1)
    }
    lines = text.split("\n")
    for n, line in enumerate(lines, 1):
        if n in inside or not set(line) & set(SMART):
            continue
        new = _CURLY_TEXT.sub(r'"\1"', line)
        # A line that can be read, or one of a list, which cannot be read alone, as one of it.
        if new != line and not _reads(line) and _reads(new):
            changes.append(Change(n, None, line.strip(), new.strip(), _CURLY_MARKS))
            lines[n - 1] = new
    return "\n".join(lines)


_CURLY_TEXT = re.compile(
    "(?:(?<==)|(?<== )|(?<=[\\[,{] )|(?<=[\\[,{])|(?<=^    )|(?<=^  ))"
    f'[{SMART}]([^"\\\\{SMART}]*)[{SMART}](?=\\s*(?:[,\\]}}#]|$))'
)


def _reads(line: str) -> bool:
    """Whether a line is TOML, or is so as a line of a list."""
    for one in (line, f"x = [{line}]", f"{line}]", f"x = [{line}"):
        try:
            tomllib.loads(one)
        except tomllib.TOMLDecodeError:
            continue
        return True
    return False


def _pieces(text: str, *, toml: bool) -> Iterator[tuple[int, str]]:
    """Split a file into texts with their places; of TOML also into what stands between them."""
    if not toml:
        for found in re.finditer(r'"(?:\\.|[^"\\\n])*"', text):
            yield found.start(), found[0]
        return
    at = 0
    for one in tokens_of(text):
        if at < one.at:
            yield at, text[at : one.at]
        yield one.at, one.text
        at = one.at + len(one.text)


def _one_cell(row: list[_Cell], width: int, text: str) -> list[_Cell]:
    """Put the cells of a row together that curly marks hold, if it is too wide and then fits."""
    if len(row) <= width:
        return row
    made = list[_Cell]()
    for one in in_curly([cell.text for cell in row]):
        begin, end = row[one.start].begin, row[one.stop - 1].end
        made.append(_Cell(begin, end, text[begin:end]) if len(one) > 1 else row[one.start])
    return made if len(made) == width else row


def _straight(cells: Sequence[Sequence[str]], table: Table) -> Iterator[tuple[int, int, str]]:
    """Give the cells with curly marks around them where these are no part of a text."""
    for n, row in enumerate(cells):
        for at, text in enumerate(row):
            found = WRAPPED.fullmatch(text.strip())
            bare = n == 0 or (at < len(cells[0]) and _bare(cells[0][at]) in table.bare)
            if found and (bare or "," in text):
                yield n, at, found[1].strip()


def _is_whole(text: str, delimiter: str) -> bool:
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _delimiter(text: str, table: Table) -> str:
    """Choose the mark under which the first row has most of the columns; the comma if none has."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")

    def known(mark: str) -> int:
        return len({_bare(name.strip('"')) for name in first.split(mark)} & set(table.names))

    return max([",", *OTHER_MARKS], key=known)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[_Cell]]]:
    """Split a table into rows of cells, each with its place in the text.

    Rows are numbered as `check` does it: a blank line counts, and is no row.
    """
    row: list[_Cell] = []
    number = 1
    piece = re.compile(
        rf'"((?:[^"]|"")*)"|[^{re.escape(delimiter)}\r\n"][^{re.escape(delimiter)}\r\n]*|'
    )
    at = 0
    while at <= len(text):
        found = piece.match(text, at)
        if found is None:
            return
        quoted = found[1] is not None
        value = found[1].replace('""', '"') if quoted else found[0]
        row.append(_Cell(at, found.end(), value))
        at = found.end()
        if text.startswith(delimiter, at):
            at += len(delimiter)
            continue
        if len(row) > 1 or row[0].text or row[0].begin < row[0].end:
            yield number, row
        row, number = [], number + 1
        if at >= len(text):
            return
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= len(text):
            return


def _mend_cells(
    numbers: Sequence[int], records: Sequence[Sequence[_Cell]], table: Table
) -> tuple[list[list[str]], list[Change]]:
    """Give the cells of all rows as they should stand, and note what changes."""
    before = [[cell.text for cell in row] for row in records]
    cells, reasons = before, dict[tuple[int, int], str]()
    # Text may have been decoded three times, and a mark may hide a second one.
    while (after := _mend_once(cells, table, reasons)) != cells:
        cells = after
    changes = []
    for n, (old, new) in enumerate(zip(before, cells, strict=True)):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            if one != other:
                name = cells[0][at] if at < len(cells[0]) else None
                changes.append(Change(numbers[n], name, one, other, reasons[n, at]))
    return cells, changes


def _mend_once(
    cells: Sequence[Sequence[str]], table: Table, reasons: dict[tuple[int, int], str]
) -> list[list[str]]:
    by_name = {column.name: column for column in table.columns}
    made = [[*row] for row in cells]
    for n, at, text in _straight(cells, table):
        made[n][at] = text
        reasons.setdefault((n, at), _CURLY_MARKS)
    cells = made
    page = wrong_page(text for row in cells for text in row)
    header = [_bare(name) for name in cells[0]]
    columns = ([row[n] for row in cells[1:] if n < len(row)] for n in range(len(header)))
    mends = [
        _mender(by_name[name], texts) if name in by_name else _nothing
        for name, texts in zip(header, columns, strict=True)
    ]
    made = [header]
    for at, name in enumerate(header):
        if name != cells[0][at]:
            reasons.setdefault((0, at), _UNSEEN)
    for n, row in enumerate(cells[1:], start=1):
        new = []
        for at, text in enumerate(row):
            undone = decoded_once(text, page) if page else None
            mend = mends[at] if at < len(mends) else _nothing
            after, why = mend(text) if undone is None else (undone, "text that was decoded twice")
            if after != text:
                reasons.setdefault((n, at), why)
            new.append(after)
        made.append(new)
    return made


_Mend = Callable[[str], tuple[str, str]]


def _nothing(text: str) -> tuple[str, str]:
    return text, ""


def _mender(column: Column, texts: Iterable[str]) -> _Mend:
    """Make what mends the cells of one column."""
    names = {rule.words for rule in column.rules}
    first = day_first({_bare(text) for text in texts})

    def words(text: str) -> tuple[str, str]:
        return _seen(text), _UNSEEN

    def bare(text: str) -> tuple[str, str]:
        return _bare(text), _UNSEEN

    def numbers(text: str) -> tuple[str, str]:
        clean = _bare(text)
        if number(clean) is None and (point := with_decimal_point(clean)):
            return point, "a decimal comma"
        grouped = _GROUPED.fullmatch(clean)
        plain = clean.replace(grouped[1], "") if grouped else clean
        if plain != clean and all(rule.good(plain) for rule in column.rules):
            return plain, "marks between thousands"
        return clean, _UNSEEN

    def days(text: str) -> tuple[str, str]:
        clean = _bare(text)
        if read(clean) or _is_short(clean):
            return clean, _UNSEEN
        if minute := with_t(clean):
            return minute, "the blank between a day and a time"
        if minute := minutes_meant(clean, first):
            return minute, "an hour in another form"
        found = possible_days(clean, first)
        if len(found) == 1:
            return found[0].isoformat(), "a date in another form"
        return clean, _UNSEEN

    def ids(text: str) -> tuple[str, str]:
        clean = _bare(text)
        parts = split_ids(clean)
        if parts and all(_IDS.fullmatch(part) for part in parts):
            if column.parse == "ids" and len({*parts}) < len(parts):
                return ";".join(dict.fromkeys(parts)), "an id that stands there twice"
            return ";".join(parts), "the mark between ids"
        return clean, _UNSEEN

    if column.parse == "number":
        return numbers
    if any(word.startswith("a date") for word in names):
        return days
    if column.parse in ("ids", "ints"):
        return ids
    return words if not column.ref and not column.unique else bare


def _is_short(text: str) -> bool:
    # A year of two digits may be of any century, and a bare number of days of either calendar.
    return bool(re.search(r"\b\d{2}$", text) and not re.search(r"\d{4}", text)) or text.isdigit()


def _seen(text: str) -> str:
    """Take away what nobody sees, and direction marks from a text that runs one way only."""
    clean = _plain(text)
    if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in clean):
        clean = DIRECTIONS.sub("", clean)
    return clean.strip()


def _bare(text: str) -> str:
    return DIRECTIONS.sub("", _plain(text)).strip()


def _plain(text: str) -> str:
    return _NOTHING.sub("", _BLANKS.sub(" ", text))


def _empty_columns(cells: Sequence[Sequence[str]]) -> list[int]:
    width = len(cells[0])
    return [n for n in range(width) if not any(row[n] for row in cells if n < len(row))]


def _without(row: Sequence[str], stray: Sequence[int]) -> list[str]:
    return [text for n, text in enumerate(row) if n not in stray]


def _written(text: str, rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(rows)
    return out.getvalue()


def _spliced(
    text: str, records: Sequence[Sequence[_Cell]], cells: Sequence[Sequence[str]], empty: set[int]
) -> str:
    """Put the new cells into the old text, and leave empty rows out."""
    parts, at = [], 0
    for n, (record, row) in enumerate(zip(records, cells, strict=True)):
        if n in empty:
            parts.append(text[at : record[0].begin])
            at = records[n + 1][0].begin if n + 1 < len(records) else len(text)
            continue
        for cell, new in zip(record, row, strict=True):
            if new != cell.text:
                parts += [text[at : cell.begin], _quoted(new)]
                at = cell.end
    return "".join([*parts, text[at:]])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text
