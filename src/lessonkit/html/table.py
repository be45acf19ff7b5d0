"""Show a table whole: text wrapped and escaped, ids spelled out, with a caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError, known_id
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.letters import LocalNames
from lessonkit.words import day_in_words, vague_words

# A vague date as the tables hold it: a day or a month, or two of them.
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(f"(?=.*[-/]){_DAY}(/{_DAY})?")
_LEAST, _COLUMN = 520, 125  # px: of a table, of each of its columns

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
        "unit": "Unit",
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
    # Of people alone, say, the words of each row say so.
    said = {"unit"} if "unit" in frame.columns and frame["unit"].nunique() < 2 else set()
    return {column: known[column] for column in shown if column not in empty | said}


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
        for row in frame.to_dict("records")
    ]
    told = {"caption": caption, "heads": list(columns.values()), "rows": rows, "local": local}
    return HTML(rendered("html/table", sheet=_sheet(len(columns)), **told))


def _sheet(columns: int) -> str:
    """Give the style sheet with the width that a table of so many columns needs."""
    width = max(_LEAST, _COLUMN * columns)
    return (
        sheet("table").replace(f"{_LEAST}px", f"{width}px").replace("lk-cols4", f"lk-cols{columns}")
    )


def _citing(sources: pd.DataFrame) -> Callable[[Sequence[str]], list[dict[Any, Any]]]:
    known = {row["source_id"]: row for row in sources.to_dict("records")}

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
