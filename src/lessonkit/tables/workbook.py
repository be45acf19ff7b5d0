"""From a spreadsheet's own file to rows of text, as a CSV file has them: `.xlsx` and `.ods`.

A table stands in a file of its own (`places.xlsx`), in its first sheet, or all of them in
`tables.xlsx`, each in a sheet of its name.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from lessonkit.errors import DataError, Fault, did_you_mean, listed, shown, suggest
from lessonkit.tables.rules import GROUPED, Midnight, TypedText
from lessonkit.tables.schema import TABLES, Table

ENDINGS = (".xlsx", ".ods")
WHOLE = tuple(f"tables{ending}" for ending in ENDINGS)
"""The files that hold several tables, each in a sheet of its name."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_DATE_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}date-value"
_MOST = 100_000  # rows or columns: what is repeated further is empty
Records = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Place:
    """Where a table stands: a file, and the sheet if the file is a workbook of several."""

    path: Path
    sheet: str = ""

    @property
    def file(self) -> str:
        """The name of the file, with its sheet, as a fault gives it."""
        return f"{self.path.name}, sheet {self.sheet}" if self.sheet else self.path.name


def places_of(folder: Path, table: Table) -> list[Place]:
    """Give the files that hold a table; there should be one.

    Raises
    ------
    DataError
        If a workbook cannot be read.
    """
    found = [Place(folder / table.file)] if (folder / table.file).exists() else []
    if table.geometry:
        return found
    own = [folder / f"{table.name}{ending}" for ending in ENDINGS]
    found += [Place(path) for path in own if path.exists()]
    shared = [folder / name for name in WHOLE if (folder / name).exists()]
    return found + [
        Place(path, sheet)
        for path in shared
        for sheet in _sheets(path)
        if _plain(sheet) == table.name
    ]


def _plain(sheet: str) -> str:
    """Give the name of a sheet as that of a table: capitals and blanks at an edge say nothing."""
    return sheet.strip().casefold()


def without_sheet(folder: Path, table: Table) -> Fault | None:
    """Say which sheet is missing of a workbook that holds the tables of a lesson.

    Of a table that a lesson may do without, only one is missed that is there under another name:
    a sheet with all its columns, which no other sheet without a table has.
    """
    path = next((folder / name for name in WHOLE if (folder / name).exists()), None)
    if path is None or table.geometry:
        return None
    near = _meant(path, table)
    if table.optional and near is None:
        return None
    named = f"Is it {shown(near or '')}? Then give that sheet the name {table.name}."
    remedy = named if near else f"Add a sheet with the name {table.name}."
    return Fault(path.name, None, None, f"no sheet {table.name}", "this sheet", remedy)


def _meant(path: Path, table: Table) -> str | None:
    """Give the sheet that a table may stand in under another name; empty text if it is not clear.

    None if no sheet can be that of an optional table.
    """
    others = [one for one in _sheets(path) if _plain(one) not in TABLES]
    if table.optional:
        others = [one for one in others if _is_of(path, one, table)]
        if not others:
            return None
    return suggest(table.name, others) or (others[0] if len(others) == 1 else "")


def _is_of(path: Path, sheet: str, table: Table) -> bool:
    """Whether a sheet has the headings that a table needs."""
    rows = _opened(path).get_sheet_by_name(sheet).to_python(nrows=1)
    headings = {in_words(value) for row in rows[:1] for value in row}
    return {*table.names} - {*table.spare} <= headings and len(headings & {*table.names}) > 2


def at(table: Table, place: Place) -> Table:
    """Give a table with the name of the file that holds it."""
    return replace(table, file=place.file)


def named_by_workbook(folder: Path, files: Mapping[str, str], faults: list[Fault]) -> list[Fault]:
    """Name in the words of faults the workbook and the sheet that a reader has, not a CSV file.

    Parameters
    ----------
    folder
        The folder of the tables.
    files
        The file of each table as it was read, by the name of the table.
    faults
        What was found by those who know a table only as `places.csv`.
    """
    shared = next((name for name in WHOLE if (folder / name).exists()), "")
    kept: dict[str, str] = {}
    for name, file in files.items():
        csv = TABLES[name].file
        if TABLES[name].geometry or (folder / csv).exists():
            continue
        if file != csv:
            kept[csv] = file
        elif shared:
            kept[csv] = f"{shared}, sheet {name}"
    if not kept:
        return faults
    names = re.compile(rf"\b({'|'.join(map(re.escape, kept))})\b")

    def told(words: str) -> str:
        return names.sub(lambda found: kept[found[0]], words)

    return [
        replace(one, got=told(one.got), expected=told(one.expected), remedy=told(one.remedy))
        for one in faults
    ]


def workbooks(folder: Path) -> list[str]:
    """Name the files of a lesson that are workbooks."""
    names = [f"{one.name}{ending}" for one in TABLES.values() for ending in ENDINGS]
    return [name for name in (*WHOLE, *names) if (folder / name).is_file()]


def strange_sheets(folder: Path) -> Iterator[Fault]:
    """Name sheets of a workbook of several tables that are no table."""
    known = [table.name for table in TABLES.values() if not table.geometry]
    lost = [
        table for table in TABLES.values() if not table.geometry and not places_of(folder, table)
    ]
    for path in (folder / name for name in WHOLE if (folder / name).exists()):
        meant = [_meant(path, table) for table in lost]
        for sheet in [one for one in _sheets(path) if _plain(one) not in known]:
            if sheet in meant:
                continue  # it is a fault
            remedy = did_you_mean(sheet, known, "It may stay: it is not read.")
            words = f"a sheet of a table: {listed(known)}"
            yield Fault(path.name, None, None, f"a sheet {shown(sheet)}", words, remedy)


def read_workbook(place: Place, *, by_hours: bool = False) -> Records:
    """Read the rows of a table as text, each with its number in the sheet.

    Rows and columns without a value at the end are left out: a spreadsheet keeps their looks. In a
    lesson `by_hours` a day in a cell that shows hours is its midnight, not the day as a whole.

    Raises
    ------
    DataError
        If the file is none of a spreadsheet, or has no row.
    """
    book = _opened(place.path)
    name = place.sheet or book.sheet_names[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    cells = [[_cell(value) for value in row] for row in rows]
    for row, column in _with_hours(place.path, book.sheet_names.index(name)) if by_hours else ():
        if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) is dt.date:
            cells[row][column] = Midnight(f"{cells[row][column]}T00:00")
    for (row, column), found in _lost(place.path, book.sheet_names.index(name)).items():
        # Of a day before 1900 the reader keeps only a time, midnight.
        if row < len(cells) and column < len(cells[row]):
            if not isinstance(found, dt.date):
                cells[row][column] = found
            elif isinstance(rows[row][column], dt.time):
                cells[row][column] = found.isoformat()
    width = max((n for row in cells for n, text in enumerate(row, 1) if text), default=0)
    last = max((n for n, row in enumerate(cells, 1) if any(row)), default=0)
    if not last:
        words = ("a sheet with a table", "Put the table back.")
        raise DataError([Fault(place.file, None, None, "an empty sheet", *words)])
    return [(n, row[:width]) for n, row in enumerate(cells[:last], 1)]


def _cell(value: Any) -> str:
    text = in_words(value)
    return TypedText(text) if isinstance(value, str) and GROUPED.fullmatch(text) else text


def sheets_in_words(path: Path) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """Give every sheet of a workbook with its rows as text, also those that hold no table."""
    for name in _sheets(path):
        rows = _opened(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield name, [(n, [in_words(value) for value in row]) for n, row in enumerate(rows, 1)]


def in_words(value: Any) -> str:
    """Write a value of a cell as it is typed into a CSV file.

    >>> in_words(34.50), in_words(2001.0), in_words(dt.date(2001, 6, 7)), in_words(True)
    ('34.5', '2001', '2001-06-07', 'TRUE')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        plain = f"{Decimal(repr(value + 0.0)):f}"  # -0.0 becomes 0.0
        return plain.removesuffix(".0")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime) and not (value.second or value.microsecond):
        return value.isoformat(timespec="minutes")
    return str(value).replace("\r\n", "\n")


def _opened(path: Path) -> CalamineWorkbook:
    """Open a workbook; one that holds several tables is opened once as long as it is the same."""
    told = path.stat()
    return _book(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=4)
def _book(path: Path, _changed: int, _size: int) -> CalamineWorkbook:
    try:
        book = CalamineWorkbook.from_path(str(path))
        if book.sheet_names:
            return book
        got = "a workbook without a sheet"
    except (CalamineError, OSError) as error:
        got = f"a file that no spreadsheet program wrote, or a locked one ({shown(str(error))})"
    words = f"a workbook, {' or '.join(ENDINGS)}"
    remedy = "Open it in the spreadsheet and save it again, without a password."
    raise DataError([Fault(path.name, None, None, got, words, remedy)])


def _sheets(path: Path) -> list[str]:
    return list(_opened(path).sheet_names)


# ---- Errors of formulas, and days before 1900 ----------------------------------------------------
# The reader gives an empty cell for an error, and what failed would look as if nobody had written
# it. LibreOffice counts days before 1900 below nought, of which the reader makes no day.

_DAY_0 = dt.date(1899, 12, 30)
_GREGORIAN = (dt.date(1582, 10, 15) - _DAY_0).days  # before, spreadsheets count in another calendar


def _lost(path: Path, sheet: int) -> dict[tuple[int, int], str | dt.date]:
    """Give errors and old days of a sheet by row and column, both from 0."""
    with zipfile.ZipFile(path) as packed:
        find = _lost_of_xlsx if path.suffix == ".xlsx" else _errors_of_ods
        return dict(find(packed, sheet))


def _lost_of_xlsx(
    packed: zipfile.ZipFile, sheet: int
) -> Iterator[tuple[tuple[int, int], str | dt.date]]:
    for at, cell in _cells_of_xlsx(packed, sheet):
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
        is_day = kind == "n" and re.fullmatch(r"-\d+", value) and int(value) >= _GREGORIAN
        if is_day or kind == "e":
            yield at, _DAY_0 + dt.timedelta(int(value)) if is_day else value or "#VALUE!"


def _cells_of_xlsx(
    packed: zipfile.ZipFile, sheet: int
) -> Iterator[tuple[tuple[int, int], ET.Element]]:
    """Give the cells of a sheet with their row and column, both from 0."""
    book = ET.fromstring(packed.read("xl/workbook.xml"))
    link = [one.get(_LINK) for one in book.iter(f"{_MAIN}sheet")][sheet]
    links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    target = next(str(one.get("Target")) for one in links if one.get("Id") == link)
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for cell in ET.fromstring(packed.read(name)).iter(f"{_MAIN}c"):
        if at := re.fullmatch("([A-Z]+)([0-9]+)", cell.get("r", "")):
            column = 0
            for letter in at[1]:
                column = 26 * column + ord(letter) - ord("A") + 1
            yield (int(at[2]) - 1, column - 1), cell


def _errors_of_ods(packed: zipfile.ZipFile, sheet: int) -> Iterator[tuple[tuple[int, int], str]]:
    for at, cell, _ in _cells_of_ods(ET.fromstring(packed.read("content.xml")), sheet):
        if cell.get(_TYPE) == "error":
            yield at, "".join(cell.itertext()).strip() or "#VALUE!"


def _cells_of_ods(
    content: ET.Element, sheet: int
) -> Iterator[tuple[tuple[int, int], ET.Element, str]]:
    """Give the cells of a sheet, of those repeated the first, with place and name of their look."""
    table = list(content.iter(f"{_TABLE}table"))[sheet]
    heads = list(table.iter(f"{_TABLE}table-column"))
    ends = list(accumulate(_repeated(one, "columns") for one in heads))
    whole = [*(one.get(f"{_TABLE}default-cell-style-name", "") for one in heads), ""]
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            look = cell.get(f"{_TABLE}style-name") or whole[bisect_right(ends, column)]
            yield (row, column), cell, look
            column += _repeated(cell, "columns")
        row += _repeated(line, "rows")


def _repeated(one: ET.Element, what: str) -> int:
    return min(int(one.get(f"{_TABLE}number-{what}-repeated", 1)), _MOST)


# ---- Midnight ------------------------------------------------------------------------------------
# A spreadsheet keeps a day and its midnight as the same number. Only the look of the cell says
# which of the two was meant.

_TIMES = ("18", "19", "20", "21", "22", "45", "46", "47")  # looks of Excel's own that show hours
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of the code of a look: words, and colours


def _with_hours(path: Path, sheet: int) -> set[tuple[int, int]]:
    """Give the cells whose look shows hours, by row and column, both from 0."""
    with zipfile.ZipFile(path) as packed:
        find = _hours_of_xlsx if path.suffix == ".xlsx" else _hours_of_ods
        return set(find(packed, sheet))


def _hours_of_xlsx(packed: zipfile.ZipFile, sheet: int) -> Iterator[tuple[int, int]]:
    if "xl/styles.xml" not in packed.namelist():
        return
    styles = ET.fromstring(packed.read("xl/styles.xml"))
    hours = {*_TIMES} | {
        one.get("numFmtId", "")
        for one in styles.iter(f"{_MAIN}numFmt")
        if "h" in _NO_CODE.sub("", one.get("formatCode", "")).casefold()
    }
    looks = styles.find(f"{_MAIN}cellXfs")
    shown_ = [one.get("numFmtId") in hours for one in (looks if looks is not None else ())]
    for at, cell in _cells_of_xlsx(packed, sheet):
        look = int(cell.get("s", 0))
        if look < len(shown_) and shown_[look]:
            yield at


def _hours_of_ods(packed: zipfile.ZipFile, sheet: int) -> Iterator[tuple[int, int]]:
    content = ET.fromstring(packed.read("content.xml"))
    has_styles = "styles.xml" in packed.namelist()
    styles = [content, *([ET.fromstring(packed.read("styles.xml"))] if has_styles else [])]
    dates = {
        one.get(f"{_STYLE}name")
        for style in styles
        for one in style.iter(f"{_NUMBER}date-style")
        if one.find(f"{_NUMBER}hours") is not None
    }
    looks = {
        one.get(f"{_STYLE}name")
        for style in styles
        for one in style.iter(f"{_STYLE}style")
        if one.get(f"{_STYLE}data-style-name") in dates
    }
    for at, cell, look in _cells_of_ods(content, sheet):
        if look in looks or cell.get(_DATE_VALUE, "").endswith("T00:00:00"):
            yield at


def doubled(table: Table, places: list[Place]) -> Iterator[Fault]:
    """Name the second file of a table: nobody could tell which of the two counts."""
    for one, other in pairwise(places):
        got = f"a second {table.name}, beside {one.file}"
        words = f"one file with the table {table.name}"
        remedy = "Put what is new into one of the two, and move the other away."
        yield Fault(other.file, None, None, got, words, remedy)
