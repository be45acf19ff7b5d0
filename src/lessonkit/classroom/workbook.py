"""The table of a class as a workbook: it opens with a double click in every country.

XlsxWriter writes it: it needs nothing else, and writes a text as text when it is told to. So a cell
that begins with = is no formula, and one like https://... no link.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

from lessonkit.classroom.page import seen

_WRITTEN = "Written by lessonkit answers."
_DAY = datetime(2000, 1, 1)  # of writing: the same class gives the same bytes
_STAMP = '<dcterms:modified xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z'
_MOST = 32_767  # characters that a cell of a workbook can hold
_CUT = "... (cut: the whole answer is in answers.csv)"
_WIDTHS = {"student": 22, "file": 30, "title": 32, "last_answer": 40, "all_answers": 50}


def workbook(
    columns: Sequence[str], rows: Sequence[Mapping[str, str | int]], files: Mapping[str, str]
) -> bytes:
    """Give a workbook of two sheets: the answers, and what became of each file.

    Parameters
    ----------
    columns
        The names of the columns, in order.
    rows
        The cells of each row, by the name of the column.
    files
        The files, and what became of each.
    """
    # Here, so that the room can be loaded without it.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"comments": _WRITTEN, "created": _DAY})
    head, text = book.add_format({"bold": True}), book.add_format({"valign": "top"})
    # What would be a formula when it is typed again stays a text then, too.
    kept = book.add_format({"valign": "top", "quote_prefix": True})

    def fill(sheet: Worksheet, names: Sequence[str], table: Sequence[Sequence[str | int]]) -> None:
        for at, name in enumerate(names):
            sheet.write_string(0, at, name, head)
            sheet.set_column(at, at, _WIDTHS.get(name, 14))
        for n, row in enumerate(table, start=1):
            for at, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(n, at, value, text)
                elif value:
                    look = kept if value.lstrip()[:1] in set("=+-@") else text
                    sheet.write_string(n, at, _short(seen(value)), look)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(table), len(names) - 1)

    fill(book.add_worksheet("answers"), columns, [[row[name] for name in columns] for row in rows])
    fill(book.add_worksheet("files"), ["file", "what became of it"], list(files.items()))
    book.close()
    return out.getvalue()


def is_workbook_of_ours(data: bytes) -> bool:
    """Tell if bytes are a workbook that this wrote and nobody saved since."""
    try:
        core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return False
    return _WRITTEN in core and _STAMP in core


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT
