"""Files beside the tables that look like one of them and are not read.

A copy of the file manager, a spreadsheet's own format, another ending or a capital letter: a
teacher edits it and wonders that nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from lessonkit.errors import Fault
from lessonkit.tables.schema import TABLES
from lessonkit.tables.settings import FILE
from lessonkit.tables.workbook import ENDINGS, WHOLE

_READ = {FILE, *(table.file for table in TABLES.values())}
_WORKBOOKS = {
    *WHOLE,
    *(f"{one.name}{ending}" for one in TABLES.values() if not one.geometry for ending in ENDINGS),
}
_LOCK = re.compile(r"~\$|\.~lock\.|~\w")
_ENDINGS = re.compile(
    r"\.(csv|tsv|txt|xlsx?|xlsm|ods|numbers|geojson|json|toml|bak|orig|old)\b|~$", re.I
)


def stray_files(folder: Path) -> Iterator[tuple[Fault, str]]:
    """Name each file that looks like one of a lesson, and is not read.

    Yields
    ------
    fault : Fault
        What is there, and what to do.
    lost : str
        The file that is read, if it is missing, so that the lesson goes without; else empty text.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    for name in names:
        meant = "" if name in _READ | _WORKBOOKS else _meant(name)
        here = {meant, *(f"{Path(meant).stem}{ending}" for ending in ENDINGS), *WHOLE}
        here |= _READ - {FILE} if meant in WHOLE else set()
        lost = meant if not here & set(names) else ""
        if _LOCK.match(name):
            got = "a file that a spreadsheet keeps while a table is open"
            remedy = "Close the table in the spreadsheet. If it is closed, delete this file."
            yield Fault(name, None, None, got, "no such file", remedy), ""
        elif meant:
            got, words = _what(name, meant)
            remedy = f"Save it as {meant}." if "format" in got else f"Rename it to {meant}."
            if not lost:
                remedy = f"Put what is new in it into {meant}, and move this file away."
            yield Fault(name, None, None, got, words, remedy), lost


def _what(name: str, meant: str) -> tuple[str, str]:
    words = f"only {meant}: a lesson reads no other name"
    if name.casefold() == meant:
        return f"the name {meant} in other letters", words
    own, wanted = Path(name).suffix.casefold(), Path(meant).suffix
    if meant in WHOLE:
        return f"a copy of {meant}", words
    if own in (".xlsx", ".xls", ".xlsm", ".ods", ".numbers"):
        return "a table in the format of a spreadsheet", words
    if own == wanted and Path(meant).stem not in name.casefold():
        return f"a name like {meant}", words
    if own == wanted:
        return f"a copy of {meant}", words
    return f"the name of {meant} with another ending", words


def _meant(name: str) -> str:
    """Give the file that a name looks like, or empty text if it looks like none."""
    bare = _LOCK.sub("", name, count=1).casefold()
    if not _ENDINGS.search(bare):
        return ""
    words = re.split(r"[^a-z]+", bare)
    found = next((file for file in sorted(_READ) if Path(file).stem in words), "")
    if not found and "tables" in words and Path(bare).suffix in ENDINGS:
        found = f"tables{Path(bare).suffix}"  # a copy of the workbook with all tables
    # One letter too few, too many or in the wrong place.
    alike = [file for file in sorted(_READ) if file[0] == bare[:1]]
    near = get_close_matches(bare, alike, n=1, cutoff=0.88)
    return found or (near[0] if near else "")
