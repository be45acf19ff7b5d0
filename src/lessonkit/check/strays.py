"""Files beside the tables that look like one of them and are not read.

A copy of the file manager, a spreadsheet's own format, another ending or a capital letter: a
teacher edits it and wonders that nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessonkit.errors import Fault, listed, suggest
from lessonkit.tables.encoding import workbook_ending
from lessonkit.tables.folder import COPIES
from lessonkit.tables.schema import TABLES
from lessonkit.tables.settings import FILE
from lessonkit.tables.workbook import ENDINGS, WHOLE

_READ = {FILE, *(table.file for table in TABLES.values())}
_WORKBOOKS = {
    *WHOLE,
    *(f"{one.name}{ending}" for one in TABLES.values() if not one.geometry for ending in ENDINGS),
}
_LOCK = re.compile(r"~\$|\.~lock\.|~\w")
_FORMATS = (*ENDINGS, ".xls", ".xlsm", ".numbers", ".gsheet")
_SHAPES = (".kml", ".kmz", ".gpkg", ".gpx", ".shp")
_TABULAR = (*_FORMATS, ".csv", ".tsv", ".tab")
_ENDINGS = re.compile(
    r"\.(csv|tsv|tab|txt|xlsx?|xlsm|ods|numbers|gsheet|geojson|json|kml|kmz|gpkg|gpx|shp|toml|tml"
    r"|bak|orig|old)\b|~$",
    re.I,
)
_SAME_FILE = 0.88  # of two names: one letter too few, too many or in the wrong place
_EXERCISES = re.compile(r"(?m)^\s*\[\[\s*exercises\s*\]\]")


def stray_files(folder: Path, inner: str) -> Iterator[tuple[Fault, frozenset[str]]]:
    """Name each file that looks like one of a lesson, and is not read.

    Parameters
    ----------
    folder
        The folder with `lesson.toml`.
    inner
        The folder of the exercises in it.

    Yields
    ------
    fault : Fault
        What is there, and what to do.
    lost : frozenset of str
        The tables that are missing because of it, by their CSV files: the lesson goes without.
    """
    there = (path.name for path in folder.iterdir() if path.is_file())
    names = sorted(name for name in there if not name.startswith("._"))  # of a system
    lying = (*_folders(folder, inner), *_exercises(folder, names, inner))
    yield from ((fault, frozenset()) for fault in lying)
    for name in names:
        meant = "" if name in _READ | _WORKBOOKS else _meant(name) or _headed(folder / name)
        meant = f"tables{ending}" if (ending := _packed(folder / name, meant)) else meant
        lost = _without(meant, set(names))
        if _LOCK.match(name):
            got = "a file that a spreadsheet keeps while a table is open"
            remedy = "Close the table in the spreadsheet. If it is closed, delete this file."
            yield Fault(name, None, None, got, "no such file", remedy), frozenset()
        elif meant:
            got, words = _what(name, meant)
            if ending:
                got = f"a workbook with the ending {Path(name).suffix}"
            remedy = f"Save it as {meant}." if "format" in got else f"Rename it to {meant}."
            if meant in WHOLE and not ending and Path(name).suffix.casefold() not in ENDINGS:
                remedy = f"Save the workbook as {meant}, or each table as a CSV file of its own."
            if not lost:
                into = meant if meant in names or meant not in WHOLE else "the tables"
                remedy = f"Put what is new in it into {into}, and move this file away."
            yield Fault(name, None, None, got, words, remedy), lost
        elif (
            name not in _READ
            and not name.startswith(".")
            and (own := Path(name).suffix.casefold()) in (".geojson", *_SHAPES)
        ):
            # What geojson.io saves is called map.geojson.
            got, words = (
                "a file of shapes",
                "only zones.geojson and routes.geojson: no other is read",
            )
            how = "Rename it to" if own == ".geojson" else "Save it in a map editor as"
            remedy = f"{how} zones.geojson, or to routes.geojson if it has lines."
            if "zones.geojson" in names:
                remedy = "Put its features into one of them, and move this file away."
            yield Fault(name, None, None, got, words, remedy), frozenset()


def _folders(folder: Path, inner: str) -> Iterator[Fault]:
    """Name copies of the folder of exercises: a teacher may edit the one that nobody reads."""
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.name in (inner, COPIES) or path.name.startswith("."):
            continue
        words = re.split(r"[^a-z]+", path.name.casefold())
        tables = sorted(one for one in _READ if (path / one).is_file())
        if inner in words:
            remedy = f"Put what is new in it into {inner}, and move this folder away."
            got = f"a copy of the folder {inner}"
            expected = f"only {inner}: a lesson reads no other folder"
            yield Fault(f"{path.name}/", None, None, got, expected, remedy)
        elif tables:
            remedy = "Put what is new in it into the files of the lesson, and move it away."
            expected = f"no tables in a folder below the one with {FILE}: they are not read"
            yield Fault(f"{path.name}/", None, None, listed(tables), expected, remedy)


def _exercises(folder: Path, names: Iterable[str], inner: str) -> Iterator[Fault]:
    """Name exercises that lie beside their folder."""
    for name in names:
        if name == FILE or Path(name).suffix.casefold() not in (".toml", ".tml"):
            continue
        text = (folder / name).read_text(encoding="utf-8", errors="replace")
        if _EXERCISES.search(text):
            expected = f"exercises in the folder {inner}, by the name of their notebook"
            remedy = f"Move it to {inner}, and call it as its notebook, with .toml at the end."
            yield Fault(name, None, None, "exercises", expected, remedy)


def _headed(path: Path) -> str:
    """Give the table that a file of another name has the headings of; empty if of none."""
    if path.suffix.casefold() not in (".csv", ".tsv", ".txt"):
        return ""
    with path.open("rb") as file:
        first = file.readline(4000).decode("utf-8-sig", errors="replace")
    found = {name.strip(' "') for name in re.split(r"[,;\t]", first.strip())}
    return next(
        (one.file for one in TABLES.values() if not one.geometry and {*one.names} <= found), ""
    )


def _packed(path: Path, meant: str) -> str:
    """Give the ending that a workbook of all tables should have, if its name hides what it is."""
    if meant not in WHOLE or path.suffix.casefold() in ENDINGS:
        return ""
    with path.open("rb") as file:
        return workbook_ending(file.read(100))


def _without(meant: str, names: set[str]) -> frozenset[str]:
    """Give the tables that are there in no other file, if a file has the wrong name."""
    shapes = {one.file for one in TABLES.values() if one.geometry}  # never in a workbook
    if not meant or names & ({meant} if meant in shapes else {meant, *WHOLE}):
        return frozenset()
    if meant == FILE:
        return frozenset([FILE])
    stem = Path(meant).stem
    wanted = [one for one in TABLES.values() if meant in WHOLE or one.name == stem]
    wanted = [one for one in wanted if not (meant in WHOLE and one.geometry)]
    files = {one.file: {one.file, *(f"{one.name}{ending}" for ending in ENDINGS)} for one in wanted}
    # Of all tables, some are there: so a lesson has them as files of their own.
    if meant in WHOLE and any(there & names for there in files.values()):
        return frozenset()
    return frozenset(file for file, there in files.items() if not there & names)


def _what(name: str, meant: str) -> tuple[str, str]:
    words = f"only {meant}: a lesson reads no other name"
    if name.casefold() == meant:
        return f"the name {meant} in other letters", words
    own, wanted = Path(name).suffix.casefold(), Path(meant).suffix
    is_copy = Path(meant).stem in re.split("[^a-z]+", name.casefold())
    if meant in WHOLE:
        like = "a copy of" if own in ENDINGS and is_copy else "a name like"
        return f"{like} {meant}", words
    if own in _SHAPES:
        return "shapes in the format of another program", words
    if own in _FORMATS and own != wanted:
        return "a table in the format of a spreadsheet", words
    if own == wanted:
        like = "a name like" if _meant(name) else "the headings of"
        return f"{'a copy of' if is_copy else like} {meant}", words
    return f"the name of {meant} with another ending", words


def _meant(name: str) -> str:
    """Give the file that a name looks like, or empty text if it looks like none."""
    bare = _LOCK.sub("", name, count=1).casefold()
    if not _ENDINGS.search(bare):
        return ""
    words = re.split(r"[^a-z]+", bare)
    found = next((file for file in sorted(_READ) if Path(file).stem in words), "")
    if not found and "tables" in words and Path(bare).suffix in _TABULAR:
        # A copy of the workbook with all tables, or one with another ending.
        found = f"tables{Path(bare).suffix}" if Path(bare).suffix in ENDINGS else WHOLE[0]
    alike = [file for file in sorted(_READ | _WORKBOOKS) if file[0] == bare[:1]]
    return found or suggest(bare, alike, _SAME_FILE)
