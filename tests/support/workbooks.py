"""Tables as workbooks: `.xlsx` with XlsxWriter, `.ods` by hand, since no library writes both."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

Sheets = Mapping[str, Sequence[Sequence[Any]]]
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)


class Failed(str):
    """The error of a formula, such as ``#REF!``."""


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Write sheets of text, numbers, days and errors; the ending of the path says how."""
    (_xlsx if path.suffix == ".xlsx" else _ods)(path, sheets)


def _xlsx(path: Path, sheets: Sheets) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, Failed):
                        sheet.write_formula(r, c, "=1/0", None, value)
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(r, c, value, day)
                    elif isinstance(value, int | float):
                        sheet.write_number(r, c, value)
                    elif value:
                        sheet.write_string(r, c, value)
            sheet.write_blank(len(rows) + 3, len(rows[0]) + 2 if rows else 2, None, bold)


def _ods(path: Path, sheets: Sheets) -> None:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + '<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
        ' table:number-columns-repeated="16000"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    kind = "office:document-content"
    whole = f'<{kind} {_NAMES} office:version="1.3">{body}</{kind}>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{_MANIFEST}">{entry}</manifest:manifest>',
        )
        packed.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{whole}')


def _cell(value: Any) -> str:
    kind, more = "string", ""
    if isinstance(value, Failed):
        more = ' office:string-value="" calcext:value-type="error" table:formula="of:=1/0"'
    elif isinstance(value, dt.date):
        kind, more = "date", f' office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind, more = "float", f' office:value="{value!r}"'
    elif not value:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{more}>{lines}</table:table-cell>'
