"""All tables of a new lesson in one workbook: lists to choose from, and a note on each heading.

What a note says of a column stands in `columns.json`, with the words of docs/data.md; what a cell
must be, in the schema.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from lessonkit.tables import rules
from lessonkit.tables.entries import REPORTED
from lessonkit.tables.schema import TABLE_OF, TABLES, Column, Table

MEANINGS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("columns.json").read_text(encoding="utf-8")
)
"""What each column means, by table and column."""
_ROWS = 1000  # so many rows have lists to choose from
_BORN = datetime(2000, 1, 1)  # of writing: the same plan gives the same bytes
# What holds for every cell is no news at a heading.
_PLAIN = (
    rules.LOST,
    rules.SEEN,
    rules.SEEN_IN_NUMBER,
    rules.TRIMMED,
    rules.NO_ERROR,
    rules.A_VALUE,
    rules.ONE_SCRIPT,
    rules.FILLED,
    rules.FILLED_AS_LOW,
    rules.WORDS,
)
_MOST = 255  # characters of a list that stands in a cell's rule itself
_WIDE = {"description", "note", "citation", "claim", "definition", "words", "what", "position"}
_LISTS = {"stake_labels": "stakes"}  # what lesson.toml calls it


def write_workbook(tables: Mapping[str, str], settings: str) -> bytes:
    """Give a workbook with a sheet for each table; those without rows have their headings.

    Parameters
    ----------
    tables
        Tables as CSV, by name.
    settings
        The text of `lesson.toml`: its kinds and ids are offered in lists.
    """
    # Here, so that the room can be loaded without it.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"comments": "Written by lessonkit new.", "created": _BORN})
    looks: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bottom": 1},
        "text": {"num_format": 49},
        "number": {},
        "degrees": {"num_format": "0.0####"},  # so that 13.2 becomes no date
    }
    formats = {name: book.add_format({**look, "valign": "top"}) for name, look in looks.items()}
    known = tomllib.loads(settings)
    others = [name for name, one in TABLES.items() if name not in tables and not one.geometry]
    for name in (*tables, *others):
        records = list(csv.DictReader(io.StringIO(tables.get(name, ""))))
        _fill(book.add_worksheet(name), TABLES[name], records, formats, known)
    book.close()
    return out.getvalue()


def _fill(
    sheet: Any,
    table: Table,
    records: Sequence[Mapping[str, str]],
    formats: Mapping[str, Any],
    known: Mapping[str, Any],
) -> None:
    """Write the headings with their notes, the rows, and what can be chosen."""
    for at, column in enumerate(table.columns):
        is_number = column.parse == "number"
        look = formats[_look(column)]
        sheet.set_column(at, at, 44 if column.name in _WIDE else 18, look)
        sheet.write_string(0, at, column.name, formats["head"])
        note = note_of(table, column)
        lines = note.count("\n") + len(note) // 40 + 2
        sheet.write_comment(0, at, note, {"width": 300, "height": 20 * lines, "author": ""})
        for n, record in enumerate(records, start=1):
            text = record.get(column.name, "")
            if is_number and text:
                sheet.write_number(n, at, float(text), look)
            elif text:
                sheet.write_string(n, at, text, look)
        if column.bounds:
            sheet.data_validation(1, at, _ROWS, at, _within(*column.bounds))
        if offered := choices(table, column, known):
            # Of a list of ids the spreadsheet can offer one; several are typed, with ; between.
            rule = {"validate": "list", "source": offered, "show_error": bool(column.allowed)}
            sheet.data_validation(1, at, _ROWS, at, rule)
    sheet.freeze_panes(1, 1)


def _look(column: Column) -> str:
    if column.name in ("lon", "lat"):
        return "degrees"
    return "number" if column.parse == "number" else "text"


def _within(low: float, high: float) -> dict[str, Any]:
    """Let a spreadsheet refuse what is no number between two others.

    Where it writes a decimal comma, it takes 7.113 for thousands: so the mistake is seen at once.
    """
    words = "as your spreadsheet writes numbers: 7.113, or 7,113 if it has a decimal comma."
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "Not a number of this column",
        "error_message": f"Write a number ({rules.bounds_in_words(low, high)}), {words}",
    }


def choices(table: Table, column: Column, known: Mapping[str, Any]) -> str | list[str]:
    """Give the words of a list, or the cells of another sheet that hold the ids."""
    if column.allowed:
        return list(column.allowed)
    if column.ref in TABLES:
        key = TABLES[column.ref].names.index(TABLES[column.ref].key)
        letter = chr(ord("A") + key)
        return f"={column.ref}!${letter}$2:${letter}${_ROWS + 1}"
    if column.ref:
        entries = known.get(_LISTS.get(column.ref, column.ref), [])
    else:
        kinds = known.get("kinds", []) if column.name == "kind" else []
        entries = [one for one in kinds if TABLE_OF.get(one["of"]) == table.name]
        if column.name == "kind" and table.name == "reports":
            entries = [*({"id": one} for one in REPORTED), *entries]
    ids = [one["id"] for one in entries]
    return ids if len(",".join(ids)) <= _MOST else []


def note_of(table: Table, column: Column) -> str:
    """Say what a column means, and what a cell of it must be."""
    musts = [one.words for one in column.rules if one not in _PLAIN]
    musts = [one for one in musts if not one.startswith(rules.ANY_NUMBER)]
    lines = [
        MEANINGS[table.name].get(column.name, ""),
        f"Write {'; '.join(musts)}." if musts else "",
    ]
    lines.append("May be empty." if column.optional else "Must be filled in.")
    return "\n".join(line for line in lines if line)
