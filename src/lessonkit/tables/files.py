"""From bytes to rows and shapes: CSV, TOML, JSON and GeoJSON.

Everything that can be wrong with a file before its cells are looked at. Each reader raises
`DataError` with the one fault that keeps the file from being read at all. Faults of single rows
are returned beside the rows, so that the rest is still checked.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from shapely import get_parts
from shapely.errors import ShapelyError
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from lessonkit.errors import DataError, Fault, counted, listed, shown, suggest
from lessonkit.tables.areas.grounds import KEYS, Grounds, ShapeError, misshapen
from lessonkit.tables.encoding import (
    decoded_once,
    merge_mark,
    told,
    undoing_pages,
    workbook_ending,
    wrong_page,
)
from lessonkit.tables.fields import Form
from lessonkit.tables.schema import Table
from lessonkit.tables.tables import Raw
from lessonkit.tables.toml import broken, tokens_of

_SAVE = 'Save it again as "CSV UTF-8 (comma delimited)".'
OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""Marks between cells that people use in place of a comma, and their names."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


# What a download or a copy may leave under the name of a file.
_IN_ITS_PLACE = (
    (
        re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE),
        "a web page (HTML)",
        "Download the file again: a page may have asked for a name and a password first.",
    ),
    (
        re.compile(r"version https://git-lfs\."),
        "a note of Git LFS that stands for the file",
        "Fetch the file itself: git lfs pull.",
    ),
    (
        re.compile(r"\[InternetShortcut\]|\s*\{\s*\"(?:doc_id|url)\"\s*:\s*\"", re.IGNORECASE),
        "a link to a document on the web",
        "Open the document there, and download it as a file.",
    ),
)


def read_text(path: Path, save: str = "Save it again as UTF-8 text.") -> str:
    """Read a UTF-8 file; the mark that Excel puts at the start of one is dropped."""
    file = path.name
    if path.is_dir():
        _stop(file, None, "a folder", "a file", "Move the folder away and put the file here.")
    if not path.exists():
        _stop(file, None, "no file", "this file in the lesson", "Put it back, or check its name.")
    data = path.read_bytes()
    if ending := workbook_ending(data[:100]):
        got = f"a workbook with the ending {path.suffix}"
        remedy = f"Rename it to {path.stem}{ending}; to tables{ending} if all tables stand in it."
        _stop(file, None, got, "text", remedy if path.suffix == ".csv" else "Put the text back.")
    if data.startswith(b"{\\rtf"):
        remedy = "In TextEdit choose Format, Make Plain Text. Save it under the same name."
        _stop(file, None, "text with fonts (RTF) of a word processor", "plain text", remedy)
    if data.startswith(_UTF16):
        _stop(file, None, "text in UTF-16", "text in UTF-8", save)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _row_at(data[: error.start].decode(errors="replace"), path)
        wrong = f"a byte that is not UTF-8 ({data[error.start]:#04x})"
        _stop(file, row, wrong, "text in UTF-8", save)
    if "\x00" in text:
        row = _row_at(text[: text.index("\x00")], path)
        _stop(file, row, "a NUL byte", "plain text", f"The file is damaged. {save}")
    if not text.strip():
        _stop(file, None, "an empty file", "a file with content", "Put the content back.")
    if merged := merge_mark(text):
        _stop(file, *merged)
    for begin, got, remedy in _IN_ITS_PLACE:
        if begin.match(text):
            _stop(file, None, got, "the file of the lesson", remedy)
    return text.lstrip("\ufeff") if text.startswith("\ufeff") else text


def _row_at(before: str, path: Path) -> int:
    """Count lines, or the rows of a table, in which a quoted cell may go over several lines."""
    outside = before.split('"')[::2] if path.suffix == ".csv" else [before]
    return 1 + sum(part.count("\n") for part in outside)


def read_csv(
    path: Path,
    columns: list[str],
    spare: Collection[str] = (),
    *,
    least: int = 1,
    bare: Collection[str] = (),
) -> tuple[pd.DataFrame, list[Fault], bool]:
    """Read a table as text; of `columns` those that are `spare` may be missing, and are then empty.

    There must be so many rows at `least`. Columns that are `bare` hold no text of words, so that
    curly quotation marks around their cells are a slip.

    Returns
    -------
    frame : DataFrame
        Text only, the columns that were found, the index is the row as a spreadsheet numbers it.
    faults : list of Fault
        Of the header and of single rows.
    whole : bool
        False if a column or a row is damaged, so that ids may be missing from the frame.
    """
    file, faults = path.name, list[Fault]()
    records = _records(file, read_text(path, _SAVE))
    if len(records) > 1 and MARK_SAID.fullmatch(",".join(records[0][1])):
        got, words = f"{','.join(records[0][1])}, a line for Excel", "the line of the headings"
        remedy = "Delete the line: the mark between cells is always a comma. `lessonkit mend` can."
        faults.append(Fault(file, 1, None, got, words, remedy))
        records = records[1:]
    records, curly = _straightened(file, records, bare)
    frame, found, whole = as_table(file, records, columns, spare, least)
    return frame, [*faults, *curly, *found], whole


MARK_SAID = re.compile(r"\s*sep\s*=.?\s*", re.IGNORECASE)
"""What Excel takes, in the first line of a file, for the mark between cells."""

CURLY = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
"""Quotation marks of word processors, and a cell that stands between two of them."""
WRAPPED = re.compile(f"[{CURLY}]([^{CURLY}]*)[{CURLY}]")


def _straightened(
    file: str, records: list[tuple[int, list[str]]], bare: Collection[str]
) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """Take curly quotation marks for straight ones where they were meant so, and tell it once.

    They were if they stand around a heading or an id, or keep a comma in a cell of a row that is
    else too wide. A text may have them: words that somebody said.
    """
    first, rows, made = "", list[int](), list[tuple[int, list[str]]]()
    header = [_unwrapped(name) for name in records[0][1]] if records else []
    for number, cells in records:
        joined = cells if len(cells) <= len(header) else _joined(cells)
        wrapped = [
            text
            for name, text in zip(header, joined, strict=False)
            if WRAPPED.fullmatch(text) and (name in bare or number == records[0][0])
        ]
        if len(cells) != len(joined) == len(header):
            wrapped = [text for text in joined if WRAPPED.fullmatch(text)]
        if wrapped:
            first = first or wrapped[0]
            rows.append(number)
            cells = [_unwrapped(text) for text in joined]
        made.append((number, cells))
    if not rows:
        return records, []
    many = f", in {len(rows)} rows" if len(rows) > 1 else ""
    got = f"{shown(first)}, with curly quotation marks around a cell{many}"
    remedy = 'Type " in their place, or run `lessonkit mend`. Word processors change it.'
    return made, [Fault(file, rows[0], None, got, 'straight quotation marks, ", or none', remedy)]


def _unwrapped(text: str) -> str:
    found = WRAPPED.fullmatch(text)
    return found[1].strip() if found else text


def _joined(cells: list[str]) -> list[str]:
    """Put the cells of a row together that stand between two curly marks."""
    return [",".join(cells[one.start : one.stop]) for one in in_curly(cells)]


def in_curly(cells: Sequence[str]) -> Iterator[range]:
    """Give the cells of a row by their numbers; those between two curly marks are one cell.

    >>> list(in_curly(["a", "\u201cb", "c\u201d", "\u201cd"]))
    [range(0, 1), range(1, 3), range(3, 4)]
    """
    open_at = -1
    found = list[range]()
    for n, text in enumerate(cells):
        found.append(range(n, n + 1))
        if open_at < 0 and text[:1] and text[0] in CURLY:
            open_at = len(found) - 1
        if open_at >= 0 and len(text) > 1 and text[-1] in CURLY:
            found[open_at:] = [range(found[open_at].start, n + 1)]
            open_at = -1
    return iter(found)


def as_table(
    file: str,
    records: list[tuple[int, list[str]]],
    columns: list[str],
    spare: Collection[str],
    least: int,
) -> tuple[pd.DataFrame, list[Fault], bool]:
    """Make a table of numbered rows of text; see `read_csv`."""
    faults = _header_faults(file, records[0][1], columns, spare)
    header = records[0][1]
    again = [number for number, cells in records[1:] if is_header_again(cells, columns)]
    records = [one for one in records if one[0] not in again]
    rows: dict[int, list[str]] = {}
    ragged: dict[int, list[str]] = {}
    for number, cells in records[1:]:
        if not any(cells):
            continue
        if len(cells) != len(header):
            ragged[number] = cells
        else:
            rows[number] = cells
    gaps, strays = _gaps(records[1:])
    rows = {number: cells for number, cells in rows.items() if number not in strays}
    faults += _empty_rows(file, gaps, strays, header)
    faults += _ragged(file, ragged, len(header))
    if len(records) <= least:
        faults.append(
            Fault(
                file, 2, None, "no row", "at least one row below the header", "Put the rows back."
            )
        )
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=range(len(header)), dtype=object)
    keep = [i for i, name in enumerate(header) if name in columns and name not in header[:i]]
    frame = frame[keep].set_axis([header[i] for i in keep], axis=1)
    for name in (one for one in spare if one not in frame):
        frame[name] = ""
    return frame, [*_again(file, again), *faults], not faults


def is_header_again(cells: Iterable[str], columns: Collection[str]) -> bool:
    """Tell if a row is a line of headings: names of columns and nothing else.

    >>> is_header_again(["lon", "lat", "", "country"], ["lon", "lat", "country"])
    True
    """
    filled = [text.strip().casefold() for text in cells if text.strip()]
    return len(filled) > 1 and len({*filled} & {*columns}) == len(filled)


def _again(file: str, rows: list[int]) -> Iterator[Fault]:
    """Report once all rows that are the line of the headings, as when two files are put together.

    Programs that join files leave one for each file.
    """
    if rows:
        one = len(rows) == 1
        many = "" if one else f", in the rows {listed([*map(str, rows)])}"
        remedy = f"Delete {'the row' if one else 'these rows'}."
        got = f"the line of the headings again{many}"
        yield Fault(file, rows[0], None, got, "a row with values", remedy)


def _gaps(
    records: list[tuple[int, list[str]]],
) -> tuple[list[tuple[int, int]], dict[int, list[str]]]:
    """Find empty rows, each run as its first and last one, and single cells far below a table."""
    gaps = list[tuple[int, int]]()
    for number, cells in records:
        if any(cells):
            continue
        if gaps and gaps[-1][1] == number - 1:
            gaps[-1] = (gaps[-1][0], number)
        else:
            gaps.append((number, number))
    if not gaps or not any(any(cells) for number, cells in records if number < gaps[-1][0]):
        return gaps, {}
    below = {number: cells for number, cells in records if number > gaps[-1][1]}
    single = all(sum(map(bool, cells)) == 1 for cells in below.values())
    return gaps, below if single else {}


def _empty_rows(
    file: str, gaps: list[tuple[int, int]], strays: dict[int, list[str]], header: list[str]
) -> Iterator[Fault]:
    """Report each run of empty rows once; what stands alone below the last one is its cause."""
    for first, last in gaps:
        many = last - first + 1
        got = "an empty row" if many == 1 else f"{many} empty rows, {first} to {last}"
        remedy = "Delete the row." if many == 1 else "Delete these rows."
        if strays and (first, last) == gaps[-1]:
            row, cells = next(iter(strays.items()))
            at = next(n for n, cell in enumerate(cells) if cell)
            column = f", column {shown(header[at])}" if at < len(header) and header[at] else ""
            got += f", and {shown(cells[at])} alone in row {row}{column}"
            remedy = "Delete that cell, or fill its row and delete the empty ones."
        yield Fault(file, first, None, got, "a row with values", remedy)


def _records(file: str, text: str) -> list[tuple[int, list[str]]]:
    """Split CSV text into numbered records; a cell over several lines counts as one row."""
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells:
                records.append((number, [cell.replace("\r\n", "\n") for cell in cells]))
    except csv.Error as error:
        _stop(
            file,
            number + 1,
            f"a row that cannot be split into cells ({error})",
            "cells separated by commas, quotes in pairs",
            'Look for a single " in this row and delete it, or close the quotation.',
        )
    return records


def _header_faults(
    file: str, header: list[str], columns: list[str], spare: Collection[str]
) -> list[Fault]:
    for mark, word in OTHER_MARKS.items():
        if len(header) == 1 and mark in header[0]:
            _stop(file, 1, f"cells separated by {word}", "cells separated by commas", _SAVE)
    if not set(header) & set(columns):
        words = f"the header {','.join(columns)}"
        _stop(file, 1, shown(",".join(header)), words, "Put the header back as the first row.")
    faults = [
        Fault(file, 1, name, f"{count} columns of this name", "one", "Delete all but one.")
        for name, count in Counter(header).items()
        if count > 1 and name in columns
    ]
    missing = [name for name in columns if name not in header]
    faults += _stray_columns(file, header, missing, columns)
    faults += [
        Fault(file, 1, name, "no such column", "this column", "Add it, with this name in row 1.")
        for name in missing
        if name not in spare
    ]
    return faults


def _by_place(header: list[str], missing: list[str], columns: list[str]) -> dict[str, str]:
    """Tell by their place which columns are meant by strange names, as in another language.

    They are those that are missing between the same neighbours, if they are as many.
    """
    known = {name for name in columns if name in header}
    strange = [name for name in header if name and name not in columns and header.count(name) == 1]
    gaps = _between(missing, columns, known)
    return {
        name: meant
        for place, names in _between(strange, header, known).items()
        if len(names) == len(gaps.get(place, ()))
        for name, meant in zip(names, gaps[place], strict=True)
    }


def _between(
    names: list[str], order: list[str], known: set[str]
) -> dict[tuple[str, str], list[str]]:
    """Put names together that stand between the same two of those that are `known`."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in names:
        at = order.index(name)
        before = [one for one in order[:at] if one in known]
        behind = [one for one in order[at + 1 :] if one in known]
        found.setdefault(((before or [""])[-1], (behind or [""])[0]), []).append(name)
    return found


def _stray_columns(
    file: str, header: list[str], missing: list[str], columns: list[str]
) -> Iterator[Fault]:
    """Report columns that should not be there; a misspelt one is taken out of `missing`."""
    stray = [name for name in header if name not in columns]
    meant = _by_place(header, missing, columns)
    for name in stray:
        got = f'a column "{shown(name)}"' if name else "a column with no name"
        if near := suggest(name, missing):
            missing.remove(near)
            yield Fault(file, 1, near, got, f'"{near}"', f"Rename the column to {near}.")
        elif (near := meant.get(name, "")) in missing:
            missing.remove(near)
            remedy = f"Is {shown(name)} the column {near}? Then rename it to {near}."
            yield Fault(file, 1, near, got, f'"{near}"', remedy)
        else:
            remedy = f"Delete it. The columns are: {', '.join(columns)}."
            if not name:
                remedy = "Delete the column; in a text editor, the comma at the end of each row."
            yield Fault(file, 1, shown(name) or None, got, "no such column", remedy)


def _ragged(file: str, rows: dict[int, list[str]], width: int) -> Iterator[Fault]:
    """Report rows of another width than the header; commas at the end of many rows once."""
    trailing = [
        number for number, cells in rows.items() if cells[width:] and not any(cells[width:])
    ]
    words = f"{width} as in the header"
    for number, cells in rows.items():
        got = counted(len(cells), "cell")
        remedy = "A comma or the end of the row is missing. Compare with the row above."
        if number in trailing:
            if number != trailing[0]:
                continue
            many = f" in {len(trailing)} rows" if len(trailing) > 1 else ""
            got += f", the last of them empty{many}"
            remedy = "Delete the comma at the end of the row."
        elif len(cells) > width:
            remedy = "Does a text contain a comma? Put the text in double quotes."
        yield Fault(file, number, None, got, words, remedy)


def read_toml(
    path: Path, forms: Mapping[str, Form] | None = None
) -> tuple[dict[str, Any], str, list[Fault]]:
    """Read a TOML file.

    Parameters
    ----------
    path : path
    forms : mapping, optional
        What the keys of each of its tables must be: of a broken line it says more.

    Returns
    -------
    tuple
        What is in it, its text, and the fault that it was decoded twice, if it was. Both are then
        as they were meant, so that what follows from it is not told.

    Raises
    ------
    DataError
        With the line that breaks it.
    """
    return parse_toml(read_text(path), path.name, forms)


def parse_toml(
    text: str, name: str, forms: Mapping[str, Form] | None = None
) -> tuple[dict[str, Any], str, list[Fault]]:
    """Read the text of a TOML file of that name, as `read_toml` does."""
    faults = list[Fault]()
    # Splitting a file into its words takes longer than reading it.
    tokens = list(tokens_of(text)) if undoing_pages(text) else []
    if page := wrong_page(one.text for one in tokens):
        changed = [
            (one, undone) for one in tokens if (undone := decoded_once(one.text, page)) is not None
        ]
        one, undone = changed[0]
        words = told(one.text.strip("\"'# "), undone.strip("\"'# "), len(changed), page)
        faults.append(Fault(name, one.line, None, *words))
        for one, undone in reversed(changed):
            text = f"{text[: one.at]}{undone}{text[one.at + len(one.text) :]}"
    try:
        return tomllib.loads(text), text, faults
    except tomllib.TOMLDecodeError as error:
        _stop(name, *broken(text, str(error), forms))


class _NotANumberError(ValueError):
    """`NaN` or `Infinity`, which JSON does not have."""


def read_json(path: Path) -> Any:
    """Read a JSON file; the fault names the line and the column that break it."""
    text = read_text(path)
    try:
        return json.loads(text, parse_constant=_refuse)
    except _NotANumberError as error:
        row = text.count("\n", 0, text.find(str(error))) + 1
        _stop(path.name, row, str(error), "a number", "Write a number, or null if it is not known.")
    except json.JSONDecodeError as error:
        _stop(path.name, error.lineno, *_broken_json(text, error))


def _broken_json(text: str, error: json.JSONDecodeError) -> tuple[str, str, str]:
    """Say what breaks a file, and of shapes, whose lines are long, behind which one it stands."""
    before = text[: error.pos].rstrip()
    got = f"broken JSON at character {error.colno}"
    if ids := _ID.findall(before):
        got += f", in or behind {shown(ids[-1])}"
    rest = text[error.pos :].lstrip()
    if (before.endswith(",") and rest[:1] in ("]", "}")) or (
        rest[:1] == "," and "," in before[-1:]
    ):
        after = f" behind {shown(ids[-1])}" if ids and before.endswith("},") else ""
        return got, "no comma behind the last of a list", f"Delete the comma{after}."
    if rest[:1] == "{" and before.endswith("}"):
        after = f" behind {shown(ids[-1])}" if ids else ""
        return got, "a comma between two features", f"Write a comma{after}."
    if text.lstrip().startswith("<"):
        remedy = "Open it in QGIS or geojson.io, and save it as GeoJSON."
        return "XML, such as KML", "GeoJSON", remedy
    if rest[:1] and rest[0] in CURLY:
        remedy = 'Type " in place of each, in a text editor. Word processors change it.'
        return f"{got}: {rest[0]}, a curly quotation mark", 'straight ones, "', remedy
    if rest[:1].isdecimal() and not rest[0].isascii():
        return f"{got}: {rest[0]}, a digit of another script", "the digits 0 to 9", "Write these."
    remedy = "Look just before this place for a missing comma, quotation mark or bracket."
    return f"{got} ({error.msg})", "JSON", remedy


_ID = re.compile(r'"id"\s*:\s*"([^"\n]*)"')


def _refuse(name: str) -> NoReturn:
    raise _NotANumberError(name)


def _stop(file: str, row: int | None, got: str, expected: str, remedy: str) -> NoReturn:
    raise DataError([Fault(file, row, None, got, expected, remedy)])


# Programs write it in many ways: EPSG:4326, urn:ogc:def:crs:OGC::CRS84, .../def/crs/EPSG/0/4326.
_WGS84 = re.compile(r"(.*[:/])?(ogc[:/.\d]*crs84h?|crs:?84h?|epsg[:/.\d]*[:/]4326)", re.IGNORECASE)
_EXPORT = "Export the layer again in EPSG:4326, longitude and latitude in degrees."
_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_REDRAW = "Draw the shape again in a map editor such as QGIS and save it as GeoJSON."


def read_features(path: Path, table: Table) -> tuple[Raw, list[Fault]]:
    """Read a `FeatureCollection`; features are numbered from 1, properties become text cells."""
    data = read_json(path)
    given = _collection(path.name, data)
    faults, grounds = _crs_faults(path.name, data), Grounds(path.parent / "basemap", read_json)
    features, numbers = list[Any](), dict[int, int]()
    for n, one in enumerate(given, start=1):
        made = grounds.spread(one) if table.name == "zones" else [one]
        numbers |= {len(features) + m: n for m in range(1, len(made) + 1)}
        features += made
    frame = pd.DataFrame(columns=table.names, dtype=object)
    rows = {n: _properties(f, table) for n, f in enumerate(features, start=1)}
    if rows:
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=table.names, dtype=object)
    raw = Raw(table, frame, shapes={}, numbers=numbers)
    for n, feature in enumerate(features, start=1):
        found = _property_faults(raw, n, feature)
        raw.whole = raw.whole and not found
        faults += found
        try:
            joined = table.name == "zones" and grounds.joined(feature)
            raw.shapes[n] = joined or _geometry(feature, table.geometry)  # type: ignore[index]
            raw.joined |= {n} if joined else set()
        except ShapeError as bad:
            faults.append(raw.at(n, "geometry", *bad.args))
    return raw, faults


def _told(value: Any) -> str:
    """Say what stands there, also where it is a text of no letters."""
    return shown(str(value)) or "an empty text"


def _collection(file: str, data: Any) -> list[Any]:
    kind = data.get("type") if isinstance(data, dict) else type(data).__name__
    again = "Save the layer again as a GeoJSON FeatureCollection."
    if kind != "FeatureCollection":
        raise DataError([Fault(file, None, "type", _told(kind), "FeatureCollection", again)])
    features = data.get("features")
    if not isinstance(features, list):
        raise DataError([Fault(file, None, "features", "no list", "a list of features", again)])
    return features


def _crs_faults(file: str, data: dict[str, Any]) -> list[Fault]:
    crs = data.get("crs")
    if crs is None:
        return []
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    if isinstance(name, str) and _WGS84.fullmatch(name.strip()):
        return []
    return [
        Fault(
            file,
            None,
            "crs",
            _told(name),
            "WGS 84 (EPSG:4326), or no crs",
            _EXPORT,
        )
    ]


def _properties(feature: Any, table: Table) -> list[str]:
    given = feature.get("properties") if isinstance(feature, dict) else None
    given = given if isinstance(given, dict) else {}
    return [_text(given.get(name)) for name in table.names]


def _text(value: Any) -> str:
    if value is None or isinstance(value, (bool, list, dict)):
        return ""
    # Plain digits: 1e-07 in JSON is right, but no number in a table.
    return value if isinstance(value, str) else f"{Decimal(repr(value)):f}"


def _property_faults(raw: Raw, n: int, feature: Any) -> list[Fault]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return [raw.at(n, "type", _told(feature), "a Feature", _REDRAW)]
    given = feature.get("properties")
    if not isinstance(given, dict):
        remedy = f"Add: {', '.join(raw.table.names)}."
        got = _told(given)
        return [raw.at(n, "properties", got, "the properties of the feature", remedy)]
    missing = [name for name in raw.table.names if name not in given]
    faults = []
    strange = [name for name in given if name not in raw.table.names]
    for name in (one for one in strange if raw.table.name != "zones" or one not in KEYS):
        near, got = suggest(name, missing), f'a property "{shown(name)}"'
        if near:
            missing.remove(near)
            faults.append(raw.at(n, near, got, f'"{near}"', f"Rename it to {near}."))
        else:
            faults.append(raw.at(n, shown(name), got, "no such property", "Delete it."))
    for name in (one for one in missing if one not in raw.table.spare):
        remedy = "Add it, with its value: it cannot be empty."
        faults.append(raw.at(n, name, "no such property", "this property", remedy))
    return faults + _type_faults(raw, n, given)


def _type_faults(raw: Raw, n: int, given: dict[str, Any]) -> list[Fault]:
    remedy = "Write it as in the tables: several ids are one text with ; between."
    return [
        raw.at(n, name, _told(value), "text, a number or null", remedy)
        for name, value in given.items()
        if name in raw.table.names and isinstance(value, (bool, list, dict))
    ]


def _geometry(feature: Any, kinds: tuple[str, ...]) -> BaseGeometry:
    data = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(data, dict):
        misshapen("no geometry", " or ".join(kinds), _REDRAW)
    kind = data.get("type")
    if kind not in kinds:
        misshapen(_told(kind), " or ".join(kinds), "Delete this feature, or draw it as such.")
    coordinates = data.get("coordinates")
    if not coordinates:
        misshapen(f"a {kind} with no coordinates", "a shape", _REDRAW)
    _check_points(coordinates, _DEPTH[kind], kind.endswith("Polygon"))
    try:
        made = shape({"type": kind, "coordinates": _flat(coordinates, _DEPTH[kind])})
    except (ShapelyError, ValueError, TypeError) as error:
        misshapen(f"coordinates that make no {kind} ({error})", "a shape", _REDRAW)
    if made.is_empty:
        misshapen(f"an empty {kind}", "a shape", _REDRAW)
    if not made.is_valid:
        got, remedy = _crossing(made) or (
            f"a {kind} that is not valid ({explain_validity(made)})",
            _REDRAW,
        )
        misshapen(got, "an outline that does not cross itself", remedy)
    return made


_TRIED = 12  # corners of a ring: those that cost it the longest way


def _crossing(made: BaseGeometry) -> tuple[str, str] | None:
    """Name the one corner because of which an outline crosses itself, and say how to mend it.

    Where two lines cross says nothing of it: the wrong corner is at the end of one of them.
    """
    rings = [
        [(lon, lat) for lon, lat, *_ in ring.coords[:-1]]
        for part in get_parts(made)
        for ring in _rings(part)
    ]
    for ring in (one for one in rings if len(one) > 3 and not Polygon(one).is_valid):
        corners = sorted(range(len(ring)), key=lambda n: _detour(ring, n), reverse=True)[:_TRIED]
        for n in corners:
            lon, lat = ring[n]
            got = f"the corner [{lon:.12g}, {lat:.12g}], with which the outline crosses itself"
            for x, y in ((-lon, lat), (lon, -lat)):
                turned = Polygon([*ring[:n], (x, y), *ring[n + 1 :]])
                if turned.is_valid and turned.length < Polygon(ring).length:
                    minus = "missing" if min(x, y) < min(lon, lat) else "one too many"
                    return got, f"Is a minus {minus}? With [{x:.12g}, {y:.12g}] it does not."
        if told := _some_turned(ring):
            return told
        # Where two corners changed places each of them may be the wrong one; a spike is.
        n, (lon, lat) = corners[0], ring[corners[0]]
        rest = Polygon([*ring[:n], *ring[n + 1 :]])
        if rest.is_valid and _detour(ring, n) > rest.length / 2:
            got = f"the corner [{lon:.12g}, {lat:.12g}], with which the outline crosses itself"
            return got, f"Without it, it does not: correct this corner. If it is right: {_REDRAW}"
    return None


def _some_turned(ring: list[tuple[float, float]]) -> tuple[str, str] | None:
    """Name several corners of a ring that have another sign than most."""
    for side, name in enumerate(("lon", "lat")):
        signs = [one[side] < 0 for one in ring]
        usual = 2 * sum(signs) > len(signs)
        odd = [one for one, sign in zip(ring, signs, strict=True) if sign != usual]
        turned = [
            (*one[:side], -one[side], *one[side + 1 :]) if one in odd else one for one in ring
        ]
        if len(odd) > 1 and Polygon(turned).is_valid:
            named = " and ".join(f"[{lon:.12g}, {lat:.12g}]" for lon, lat in odd[:3])
            got = f"the corners {named}, with which the outline crosses itself"
            minus = "missing" if usual else "one too many"
            return got, f"Is a minus {minus}? With another sign of their {name} it does not."
    return None


def _rings(part: BaseGeometry) -> list[BaseGeometry]:
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else []


def _detour(ring: Sequence[tuple[float, float]], n: int) -> float:
    """Give how much longer a ring is because of one of its corners."""
    before, here, after = ring[n - 1], ring[n], ring[(n + 1) % len(ring)]
    return math.dist(before, here) + math.dist(here, after) - math.dist(before, after)


def _flat(part: Any, depth: int) -> Any:
    """Leave heights away: a map has none, and of some points of a ring they may be missing."""
    return part[:2] if depth == 0 else [_flat(inner, depth - 1) for inner in part]


def _check_points(part: Any, depth: int, ring: bool) -> None:
    if not isinstance(part, list) or not part:
        misshapen(_told(part), "coordinates as [lon, lat]", _REDRAW)
    if depth == 0:
        numbers = [c for c in part if isinstance(c, (int, float)) and not isinstance(c, bool)]
        if len(numbers) != len(part) or len(part) not in (2, 3):
            misshapen(_told(part), "coordinates as [lon, lat], two numbers", _REDRAW)
        if abs(part[0]) > 360 or abs(part[1]) > 360:
            got = f"the point [{part[0]:g}, {part[1]:g}], which is in metres"
            misshapen(got, "lon and lat in degrees", _EXPORT)
        if not (-180 <= part[0] <= 180 and -90 <= part[1] <= 90):
            misshapen(
                f"the point {_told(part)}",
                "lon in -180 to 180 and lat in -90 to 90 degrees",
                "Write [lon, lat] in degrees; the first number is east, the second north.",
            )
        return
    for inner in part:
        _check_points(inner, depth - 1, ring)
    if ring and depth == 1 and part[0] != part[-1]:
        misshapen(
            f"a ring that starts at {part[0]} and ends at {part[-1]}",
            "a ring that ends where it starts",
            "Repeat the first point as the last one.",
        )
