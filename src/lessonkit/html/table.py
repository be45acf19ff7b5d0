"""Show a table whole: text wrapped and escaped, ids spelled out, with a caption."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError, known_id
from lessonkit.html.sheets import sheet
from lessonkit.words import day_in_words, linked, vague_words

# A vague date as the tables hold it: a day or a month, or two of them.
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(f"(?=.*[-/]){_DAY}(/{_DAY})?")
# Words in Arabic letters, with what stands between them.
_ARABIC = re.compile("[\u0600-\u06ff]+(?:[\\s-]+[\u0600-\u06ff]+)*")
_LEAST, _COLUMN = 520, 125  # px: of a table, of each of its columns


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    caption: str,
    sources: pd.DataFrame | None = None,
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

    Raises
    ------
    LessonError
        If a column is not in the frame, or a source not in `sources`.
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        known = ", ".join(map(str, frame.columns))
        raise LessonError(f"table: no column {missing[0]!r}. The table has: {known}.")
    in_words: dict[str, Callable[[Any], str]] = dict.fromkeys(columns, _cell)
    if sources is not None:
        in_words["source_ids"] = _citing(sources)
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in columns.values())
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{html.escape(heading)}">{in_words[column](row[column])}</td>'
            for column, heading in columns.items()
        )
        + "</tr>"
        for row in frame.to_dict("records")
    )
    return HTML(
        f"<style>{_sheet(len(columns))}</style>"
        f'<div class="lk-tablebox"><table class="lk-table lk-cols{len(columns)}">'
        f"<caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _sheet(columns: int) -> str:
    """Give the style sheet with the width that a table of so many columns needs."""
    width = max(_LEAST, _COLUMN * columns)
    return (
        sheet("table").replace(f"{_LEAST}px", f"{width}px").replace("lk-cols4", f"lk-cols{columns}")
    )


def _citing(sources: pd.DataFrame) -> Callable[[Sequence[str]], str]:
    known = {r["source_id"]: linked(r["citation"], r["url"]) for r in sources.to_dict("records")}

    def cited(source_ids: Sequence[str]) -> str:
        for one in source_ids:
            known_id(one, known, "source", otherwise="Add it to sources.csv.", where="table")
        return "".join(f'<span class="lk-source">{known[one]}</span>' for one in source_ids)

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
    return _ARABIC.sub(r'<bdi lang="ar" dir="rtl">\g<0></bdi>', html.escape(str(value)))
