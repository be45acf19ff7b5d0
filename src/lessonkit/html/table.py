"""Show a table whole: text wrapped and escaped, ids spelled out, with a caption."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.days import SHARED
from lessonkit.errors import LessonError, known_id
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.lesson import rows_of
from lessonkit.letters import LocalNames
from lessonkit.words import day_in_words, vague_words, with_unit

# A vague date as the tables hold it: a day or a month, or two of them.
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(f"(?=.*[-/]){_DAY}(/{_DAY})?")
_LEAST = 420  # px: on a phone each row is a block
_LETTER, _PAD = 7, 12  # px: a letter, beside a cell
_LONG, _LONGER, _LINES = 82, 130, 8  # px: the least room of a long text; of one of more lines
_SHORT = 36  # letters: such cells of a row stand beside each other where a row is a block

_DAY_ROOM = 98  # px: a day, its hour in a line below; `min-width` in the style sheet
_SAID_DAY = re.compile(rf"\d{{1,2}} ({'|'.join(SHARED['months'])}) ")  # how it begins in words

_ONCE = {"topic", "about"}  # what rows are about: where all share it, the caption says so
_ENDS = (".", "?", "!", ":")

# What readers see of a table of the lesson, if a cell does not say it, by a column only it has.
_USUAL = {
    "report_id": {
        "day": "Said on",
        "about": "About",
        "by": "Who says so",
        "how": "How",
        "holder": "Who holds it after that",
        "words": "What was said",
        "days": "About which days",
        "source_ids": "Sources",
    },
    "figure_id": {
        "topic": "What",
        "what": "Who or what is counted",
        "number": "Number",
        "period": "Which days",
        "said_by": "Who says so",
        "date": "Published",
        "note": "Doubts",
        "source_ids": "Sources",
    },
    "event_id": {
        "start": "Date",
        "title": "Event",
        "description": "What is reported",
        "disputed": "What is disputed",
        "source_ids": "Sources",
    },
    "naming_note": {
        "label": "Actor",
        "description": "Who they are or were",
        "naming_note": "How we name them, and why",
    },
    "place": {
        "place": "Place",
        "part": "Part",
        "label": "Holder",
        "status": "Remark",
        "confidence": "Confidence",
    },
}


def usual_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Give the columns that readers see of a table of the lesson, with headings; no empty one.

    Raises
    ------
    LessonError
        If there are none for such a table.
    """
    known = next((shown for key, shown in _USUAL.items() if key in frame.columns), None)
    if known is None:
        has = ", ".join(map(str, frame.columns))
        raise LessonError(
            f"table: got no columns, and this table has none of its own. Say which to show, as "
            f'{{"{frame.columns[0] if len(frame.columns) else "what"}": "Heading"}}. It has: {has}.'
        )
    shown = [column for column in known if column in frame.columns]
    empty = {x for x in shown if not frame.empty and not any(map(_cell, frame[x]))}
    return {column: known[column] for column in shown if column not in empty}


def told_once(
    frame: pd.DataFrame, columns: Mapping[str, str], caption: str
) -> tuple[dict[str, str], str]:
    """Say what all rows are about once, in the caption, and give the other columns.

    >>> told_once(pd.DataFrame({"topic": ["Boats"] * 2}), {"topic": "What"}, "In May")
    ({}, 'In May: Boats')
    """
    for column in _ONCE & {*columns}:
        shared = {_cell(value) for value in frame[column]}
        if len(frame) > 1 and len(shared) == 1:
            columns = {key: head for key, head in columns.items() if key != column}
            word = shared.pop()
            if word.casefold() not in caption.casefold():
                caption += f"{' ' if caption.endswith(_ENDS) else ': '}{word}"
    return dict(columns), caption


def figures_in_words(figures: pd.DataFrame) -> pd.DataFrame:
    """Write the unit of each figure behind its number.

    Where the days that were counted stand in a column, the day of the statement stands behind who
    made it: eight columns are too many for a page.
    """
    rows = zip(figures["number"], figures["unit"], strict=True)
    made = figures.assign(number=[with_unit(number, unit) for number, unit in rows])
    if not {"period", "date"} <= {*made.columns} or not made["period"].any():
        return made
    rows = zip(made["said_by"], map(_cell, made["date"]), strict=True)
    said = [f"{who}, {day}" if day else who for who, day in rows]
    return made.drop(columns="date").assign(said_by=said)


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    caption: str,
    sources: pd.DataFrame | None = None,
    local: LocalNames | None = None,
) -> HTML:
    """Show columns of a table to readers.

    Parameters
    ----------
    frame : DataFrame
    columns : mapping of str to str
        Which columns, in which order, each with its heading.
    caption : str
        What the table is.
    sources : DataFrame, optional
        The sources of the lesson, as `lesson.sources`. The column `source_ids` then shows each
        source in words, on a line of its own, linked if it has an address.
    local : LocalNames, optional
        The language of names in other letters.

    Raises
    ------
    LessonError
        If a column is not in the frame, or a source not in `sources`.
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        known = ", ".join(map(str, frame.columns))
        raise LessonError(f"table: no column {missing[0]!r}. The table has: {known}.")
    in_words: dict[str, Callable[[Any], Any]] = dict.fromkeys(columns, _cell)
    if sources is not None:
        in_words["source_ids"] = _citing(sources)
    rows = [
        [(heading, in_words[column](row[column])) for column, heading in columns.items()]
        for row in rows_of(frame)
    ]
    told = {"caption": caption, "heads": list(columns.values()), "rows": rows, "local": local}
    width, looks = _room(list(columns.values()), [[_said(c) for _, c in row] for row in rows])
    look = sheet("table").replace("600px", f"{width}px").replace("lk-w600", f"lk-w{width}")
    return HTML(rendered("html/table", sheet=look, width=width, looks=looks, **told))


def _room(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Say how many px wide a table must be, or its rows are blocks, and the classes of its columns.

    `lk-short` has short cells, `lk-day` days.
    """
    needed, looks = 0.0, list[str]()
    for head, *cells in zip(heads, *rows, strict=True):
        longest = max(map(len, [head, *cells]))
        word = max(len(one) for text in [head, *cells] for one in text.split() or [""])
        line = _LETTER * longest
        room = min(line, max(_LONG, min(_LONGER, line / _LINES)))
        days = sum(bool(_SAID_DAY.match(cell)) for cell in cells)
        is_day = longest <= _SHORT and 2 * days > len(cells)
        needed += _PAD + max(_LETTER * word, room, _DAY_ROOM if is_day else 0)
        names = {"lk-short": longest <= _SHORT, "lk-day": is_day}
        looks.append(" ".join(name for name, has in names.items() if has))
    return max(_LEAST, 20 * math.ceil(needed / 20)), looks


def _said(cell: str | Sequence[Mapping[Any, Any]]) -> str:
    if isinstance(cell, str):
        return cell
    # A source stands on a line of its own, in small letters.
    return " ".join(str(one["citation"]) for one in cell).ljust(_SHORT + 1)


def _citing(sources: pd.DataFrame) -> Callable[[Sequence[str]], list[dict[Any, Any]]]:
    known = {row["source_id"]: row for row in rows_of(sources)}

    def cited(source_ids: Sequence[str]) -> list[dict[Any, Any]]:
        for one in source_ids:
            known_id(one, known, "source", otherwise="Add it to the table sources.", where="table")
        return [known[one] for one in source_ids]

    return cited


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    elif isinstance(value, pd.Timestamp):
        value = day_in_words(value)
    elif isinstance(value, str) and _DATE.fullmatch(value):
        value = vague_words(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = f"{value:,.0f}"
    return str(value)
