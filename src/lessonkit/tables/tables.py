"""From rows to a checked table: faults of cells and rows, then text as numbers, dates, ids."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lessonkit.days import span
from lessonkit.errors import Fault, shown
from lessonkit.tables.encoding import decoded_once, told, wrong_page
from lessonkit.tables.entries import Measure
from lessonkit.tables.rules import (
    DATE,
    GROUPED,
    NUMBER,
    VAGUE_DATE,
    TypedText,
    as_one_of_two,
    ascii_digits,
    day_first,
    doubt_hint,
    number,
    with_decimal_point,
)
from lessonkit.tables.schema import Column, Table
from lessonkit.words import counted_in

_WGS84 = "EPSG:4326"


@dataclass
class Raw:
    """A table as it was typed: text cells, the index says the row; `whole` if none is missing.

    `shapes` holds the geometries of a GeoJSON file, with the same index; their rows are numbered
    by feature. `joined` are the rows whose shape is that of areas of a base map. Where a feature
    stands for several zones, `numbers` has its number in the file. Of a table that is `left_out`
    there is no file, and it may be missed only where something asks for a row.
    """

    table: Table
    frame: pd.DataFrame
    whole: bool = True
    shapes: dict[int, Any] | None = None
    joined: set[int] = field(default_factory=set)
    numbers: dict[int, int] = field(default_factory=dict)
    left_out: bool = False
    # A frame is slow to ask for one cell, and the cells are asked for ten thousands of times.
    _texts: dict[str, dict[int, str]] = field(default_factory=dict, repr=False, compare=False)

    def _column(self, column: str) -> Mapping[int, str]:
        if column not in self._texts:
            texts = self.frame[column].items() if column in self.frame else ()
            self._texts[column] = dict(texts)  # type: ignore[arg-type]
        return self._texts[column]

    def cells(self, column: str) -> Iterable[tuple[int, str]]:
        """Give row number and text of the filled cells of a column, none if it is missing."""
        return [(row, text) for row, text in self._column(column).items() if text]

    def cell(self, row: int, column: str) -> str:
        """Give the text of a cell; empty text if there is no such row or column."""
        return str(self._column(column).get(row, ""))

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """Give row number and cells of each row."""
        names = [str(name) for name in self.frame]
        columns = [self._column(name).values() for name in names]
        cells = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
        return [*zip(self.frame.index.tolist(), cells, strict=False)]

    def take(self, frame: pd.DataFrame) -> None:
        """Take other cells than the file has."""
        self.frame = frame
        self._texts.clear()

    def put(self, row: int, column: str, text: str) -> None:
        """Take another text for a cell than the file has."""
        self.frame.loc[row, column] = text
        self._texts.pop(column, None)

    def copy(self) -> Raw:
        """Give a table of the same cells; what is put into one of the two is not in the other."""
        frame = self.frame.copy(deep=False)  # pandas copies a column when it is written to
        shapes = None if self.shapes is None else dict(self.shapes)
        return replace(
            self,
            frame=frame,
            shapes=shapes,
            joined={*self.joined},
            numbers={**self.numbers},
            _texts={**self._texts},
        )

    def ids(self) -> set[str]:
        """Give the ids of the rows, right or wrong in form."""
        return {text for _, text in self.cells(self.table.key)}

    def at(self, row: int, column: str, got: str, expected: str, remedy: str) -> Fault:
        """Make a fault at a cell, in the words that fit the kind of file."""
        if self.shapes is None:
            return Fault(self.table.file, row, column, got, expected, remedy)
        name = self.cell(row, "id")
        number = self.numbers.get(row, row)
        where = f"feature {number} ({shown(name)})" if name else f"feature {number}"
        return Fault(self.table.file, None, f"{where}, {column}", got, expected, remedy)


def cell_faults(raw: Raw) -> list[Fault]:
    """Hold every cell against the rules of its table; one fault a cell, the first that counts."""
    faults: list[Fault] = list(_decoded_twice(raw))
    for column in raw.table.columns:
        if column.name in raw.frame:  # a missing one is told by the reader of the file
            faults += _column_faults(raw, column)
    for rule in raw.table.row_rules:
        if set(rule.needs) <= set(raw.frame.columns):
            for row in raw.frame.index[~rule.good(raw.frame)]:
                got = shown(str(raw.frame.at[row, rule.column])) or "an empty cell"
                faults.append(raw.at(row, rule.column, got, rule.expected, rule.remedy))
    return faults


def _decoded_twice(raw: Raw) -> Iterator[Fault]:
    """Tell once that a file was decoded twice, and take its cells as they were meant.

    So the consequences, a hidden sign here and a name in wrong letters there, are not told.
    """
    names = [str(name) for name in raw.frame]
    texts = [text for name in names for _, text in raw.cells(name)]
    page = wrong_page(texts)
    if page is None:
        return
    first, count = None, 0
    for name in names:
        for row, text in raw.cells(name):
            undone = decoded_once(text, page)
            while undone is not None and (again := decoded_once(undone, page)):
                undone = again  # it was decoded three times
            if undone is not None:
                first = first or (row, name, text, undone)
                count += 1
                raw.put(row, name, undone)
    if first:
        row, name, text, undone = first
        yield raw.at(row, name, *told(text, undone, count, page))


_AS_NUMBER = "The cell is text: format it as a number, and type it."
_GROUPED = re.compile(r"[+-]?\d{1,3},\d{3}")


def _column_faults(raw: Raw, column: Column) -> Iterator[Fault]:
    typed = raw._column(column.name)
    cells = [(row, str(text)) for row, text in typed.items()]
    first = {text: row for row, text in reversed(cells)}
    order = day_first(first)  # of dates like 01/06, where other rows tell
    # The same text stands in many cells: it is looked at once.
    broken = {
        text: rule for text in first for rule in reversed(column.rules) if not rule.good(text)
    }
    as_text = {row for row, text in typed.items() if isinstance(text, TypedText)}
    unsure = {text for text in first if text not in broken and _has_two_readings(column, text)}
    unsure &= {str(typed[row]) for row in as_text}
    if not broken and not unsure and not column.unique:
        return
    for row, text in cells:
        wrong = broken.get(text)
        if wrong:
            # What else is known of the column: the order in its dates, the bounds of its numbers.
            known = order if wrong in (DATE, VAGUE_DATE) else column.bounds
            told = wrong.hint if wrong in (DATE, VAGUE_DATE, NUMBER) else None
            remedy = told(text, known) if told else wrong.remedy(text)
            if wrong == NUMBER and raw.table.in_workbook and with_decimal_point(text):
                # A spreadsheet with a decimal comma would make a date of 17.5.
                remedy = _TYPED_AS_TEXT
            elif wrong == NUMBER and raw.table.in_workbook and _GROUPED.fullmatch(text):
                remedy = f"{remedy} {_AS_NUMBER}"
            if raw.shapes is not None:  # a property has no format, a text has its marks
                remedy = remedy.replace(", and format the column as text", ", in quotation marks")
            if wrong == NUMBER and "bound" in raw.table.names:
                remedy = doubt_hint(text, column.name) or remedy
            yield raw.at(row, column.name, shown(text) or "an empty cell", wrong.words, remedy)
        elif text in unsure and row in as_text:
            both = as_one_of_two(text.replace(".", ""), text)
            remedy = f"{both} {_AS_NUMBER}"
            yield raw.at(
                row, column.name, shown(text), "a number that can be read in one way", remedy
            )
        elif column.unique and first[text] != row:
            where = f"{'Row' if raw.shapes is None else 'Feature'} {first[text]}"
            remedy = f"{where} has it already: delete one of the two, or give it another id."
            got = f"{shown(text)}{_two_names(raw, first[text], row)}"
            yield raw.at(row, column.name, got, "an id that no other has", remedy)


# Columns that say in words what an id stands for, the first that a table has.
_NAMES = ("name_en", "name", "label", "title", "term", "citation", "claim", "what")


def _two_names(raw: Raw, first: int, row: int) -> str:
    """Say what two rows of one id call it, if they do not agree."""
    column = next((name for name in _NAMES if name in raw.frame), None)
    names = [shown(str(raw.frame.at[at, column])) if column else "" for at in (first, row)]
    if not all(names) or names[0] == names[1]:
        return ""
    what = "row" if raw.shapes is None else "feature"
    return f", which is {names[0]} in {what} {first} and {names[1]} here"


def _has_two_readings(column: Column, text: str) -> bool:
    """Tell if a text such as 92.000 may be thousands: where the column has none, it is not."""
    if column.parse != "number":
        return False
    low, high = column.bounds or (-math.inf, math.inf)
    return bool(GROUPED.fullmatch(text)) and low <= float(text.replace(".", "")) <= high


_TYPED_AS_TEXT = (
    "The cell is text. Format it as a number, and type it again, as your spreadsheet "
    "writes numbers."
)


# What ends with a month, or was surely said only by its end.
_LAST = ("end", "said")


def typed(raw: Raw, unit: str = "D") -> pd.DataFrame:
    """Turn the text of a table without faults into numbers, dates and tuples of ids.

    `unit` is that of the days of the lesson. Of a month or a year, `end` and `said` are the last
    one, any other column the first; `start_text`, `end_text` and `said_text` keep what was written,
    with its doubts.
    """
    cells = {name: [*raw._column(name).values()] for name in raw.table.names}
    columns = {
        column.name: _days_of(cells[column.name], column.name in _LAST, unit)
        if column.parse == "date"
        else _parsed(cells[column.name], column.parse)
        for column in raw.table.columns
    }
    for name in ("start", "end", "said"):  # in this order in every session
        if name in columns:
            columns[f"{name}_text"] = _parsed(cells[name], "text")
    return pd.DataFrame(columns)


def with_points(raw: Raw, unit: str = "D") -> gpd.GeoDataFrame:
    """Turn a table with `lon` and `lat` into points; a row without them has no geometry."""
    frame = typed(raw, unit)
    # A missing coordinate is NaN, and must become no geometry, not a point at NaN.
    points = shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    points = np.where(frame["lon"].notna(), points, None)
    return gpd.GeoDataFrame(frame, geometry=points, crs=_WGS84)


def with_shapes(raw: Raw, unit: str = "D") -> gpd.GeoDataFrame:
    """Turn features into a table with their shapes."""
    return gpd.GeoDataFrame(
        typed(raw, unit), geometry=list((raw.shapes or {}).values()), crs=_WGS84
    )


def with_number(raw: Raw, unit: str = "D") -> pd.DataFrame:
    """Turn figures into a table in which `number` says each in words."""
    figures = typed(raw, unit)
    words = [
        f"{bound} {low:,.12g}".strip() + (f" to {high:,.12g}" if high > low else "")
        for bound, low, high in zip(figures["bound"], figures["low"], figures["high"], strict=True)
    ]
    return figures.assign(number=pd.Series(words, index=figures.index, dtype=str))


def with_range(raw: Raw, unit: str, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Give the table of values, in which `number` says each in words, with doubt and unit."""
    values = typed(raw, unit)
    words = [_in_words(row, measures[row["measure"]]) for row in values.to_dict("records")]
    return values.assign(number=pd.Series(words, index=values.index, dtype=str))


def _in_words(row: Mapping[Hashable, Any], measure: Measure) -> str:
    if np.isnan(row["value"]):
        return ""
    *others, last = [row["low"], row["high"]] if row["low"] < row["high"] else [row["value"]]
    words = counted_in(last, measure.unit, measure.decimals)
    for one in others:
        words = f"{counted_in(one, '', measure.decimals).strip()} to {words}"
    return f"{row['bound']} {words}".strip()


def days_of_cells(cells: pd.Series, is_last: bool, unit: str) -> pd.Series:
    """Turn dates into their first or last moment; years before the common era included."""
    return pd.Series(_days_of([*cells], is_last, unit), index=cells.index)


def _days_of(cells: list[str], is_last: bool, unit: str) -> np.ndarray:
    given = {text: span(text, unit) for text in set(cells)}
    known = {text: one.last if is_last else one.first for text, one in given.items() if one}
    days = [known.get(text, np.datetime64("NaT")) for text in cells]
    return np.array(days, dtype="datetime64[us]")


def _parsed(cells: list[str], parse: str) -> np.ndarray | pd.api.extensions.ExtensionArray:
    if parse == "number":
        return np.array([number(text) if text else math.nan for text in cells], dtype=float)
    if parse == "int":
        return np.array([int(ascii_digits(text)) for text in cells], dtype=int)
    if parse == "ids":
        return _tuples([tuple(text.split(";")) if text else () for text in cells])
    if parse == "ints":
        texts = [ascii_digits(text).split(";") if text else () for text in cells]
        return _tuples([tuple(map(int, one)) for one in texts])
    return pd.array([str(text) for text in cells], dtype="str")


def _tuples(cells: list[tuple[Any, ...]]) -> np.ndarray:
    """Give tuples one by one: NumPy would make a table of those that are of one length."""
    made = np.empty(len(cells), dtype=object)
    for n, one in enumerate(cells):
        made[n] = one
    return made


def empty(table: Table) -> Raw:
    """Stand in for a table that could not be read."""
    return Raw(table, pd.DataFrame(), whole=False)


def left_out(table: Table) -> Raw:
    """Stand in for an optional table that a lesson does without: no row, and nothing is wrong."""
    return Raw(table, pd.DataFrame(columns=table.names, dtype=object), left_out=True)
