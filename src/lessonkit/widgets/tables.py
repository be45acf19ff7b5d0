"""Show a table whole: text wrapped and escaped, ids spelled out, with a caption."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError

_STYLE = (
    "<style>.lk-table{border-collapse:collapse;text-align:left;max-width:70em}"
    ".lk-table caption{text-align:left;font-weight:600;padding:4px 0}"
    ".lk-table :is(th,td){text-align:left!important;vertical-align:top;padding:5px 12px 5px 0;"
    "border-bottom:1px solid var(--jp-border-color2,#ccc);white-space:normal}</style>"
)


def table(frame: pd.DataFrame, columns: Mapping[str, str], caption: str) -> HTML:
    """Show columns of a table to readers.

    Parameters
    ----------
    frame : DataFrame
    columns : mapping of str to str
        Which columns, in which order, each with its heading.
    caption : str
        What the table is.

    Raises
    ------
    LessonError
        If a column is not in the frame.
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        known = ", ".join(map(str, frame.columns))
        raise LessonError(f"table: no column {missing[0]!r}. The table has: {known}.")
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in columns.values())
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(row[c])}</td>" for c in columns) + "</tr>"
        for row in frame.to_dict("records")
    )
    return HTML(
        f'{_STYLE}<table class="lk-table"><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    elif isinstance(value, pd.Timestamp):
        value = f"{value.day} {value:%B %Y}"
    return "" if value is None or value is pd.NaT else html.escape(str(value))
