"""Show a table whole: text wrapped and escaped, ids spelled out, with a caption."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.dating import day_in_words, vague_words
from lessonkit.errors import LessonError

# A vague date as the tables hold it: a day or a month, or two of them.
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(f"(?=.*[-/]){_DAY}(/{_DAY})?")
# Words in Arabic letters, with what stands between them.
_ARABIC = re.compile("[\u0600-\u06ff]+(?:[\\s-]+[\u0600-\u06ff]+)*")
# On a narrow page each row becomes a block and each cell carries its heading.
_STYLE = (
    "<style>.lk-tablebox{container-type:inline-size}"
    ".lk-table{border-collapse:collapse;text-align:left;max-width:70em;font-size:inherit}"
    ".lk-table caption{text-align:left;font-weight:600;padding:4px 0}"
    ".lk-table :is(th,td){text-align:left!important;vertical-align:top;padding:5px 12px 5px 0;"
    "border-bottom:1px solid var(--jp-border-color2,#ccc);white-space:normal}"
    "@container (max-width:520px){.lk-table,.lk-table :is(tbody,tr,td,caption){display:block}"
    ".lk-table thead{display:none}.lk-table td{border:0;padding:2px 0}"
    ".lk-table td::before{content:attr(data-label) ': ';font-weight:600}"
    ".lk-table td:empty{display:none}"
    ".lk-table tr{border-bottom:1px solid var(--jp-border-color2,#ccc);padding:6px 0}}</style>"
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
        "<tr>"
        + "".join(
            f'<td data-label="{html.escape(heading)}">{_cell(row[column])}</td>'
            for column, heading in columns.items()
        )
        + "</tr>"
        for row in frame.to_dict("records")
    )
    return HTML(
        f'{_STYLE}<div class="lk-tablebox"><table class="lk-table">'
        f"<caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


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
    return _ARABIC.sub(r'<bdi lang="ar" dir="rtl">\g<0></bdi>', html.escape(str(value)))
