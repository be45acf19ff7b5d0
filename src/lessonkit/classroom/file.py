"""One file that a student handed in: read, held against its check, and against its form.

An editor may add a mark at the beginning, line ends of its own, a new line at the end or blanks
between the values, and a mail a greeting above; that does no harm. Anything else that changed does
not fit the check.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from lessonkit.errors import DataError, Fault, shown
from lessonkit.exercises.states import JUDGES, KEY, LATER, OPEN, SELF, STATES
from lessonkit.exercises.sure import LEVELS
from lessonkit.tables.fields import Field, Form, is_whole

FORMAT = "lessonkit-answers/1"
_ARCHIVES = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_KINDS_OF_FILES = {
    "a document": (".doc", ".docx", ".odt", ".pages", ".pdf", ".rtf"),
    "a picture": (".gif", ".heic", ".jpeg", ".jpg", ".png", ".webp"),
}
_LARGEST = 20_000_000  # bytes
_AGAIN = "Ask for the file again, as it was downloaded."
_OTHER_FILE = 'Ask for the JSON file that "Download my answers" gives.'
Record = dict[str, Any]


@dataclass(frozen=True)
class HandIn:
    """One file: its name, what it says, and when it was saved."""

    file: str
    data: Record
    when: datetime

    @property
    def name(self) -> str:
        """What the student typed as a name; may be empty."""
        return " ".join(self.data["name"].split())

    @property
    def person(self) -> str:
        """The mark of the person whose answers they are in the browser; may be empty."""
        return str(self.data.get("person") or "")

    @property
    def lesson(self) -> str:
        """Id and version of the lesson."""
        return f"{self.data['lesson']['id']}, version {self.data['lesson']['version']}"

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """The record of each exercise, by its id."""
        return {one["id"]: one for one in self.data["exercises"]}


def judged(record: Record) -> str:
    """Say who judges an exercise. A teacher sees at once what a student is told later.

    A file from before that was told has it by its kind.
    """
    judge = str(record.get("judged") or (SELF if record["kind"] == "text" else KEY))
    return KEY if judge == LATER else judge


def is_worked_on(record: Record) -> bool:
    """Tell if a student did anything in an exercise: a try, a hint, a look at the model answer."""
    touched = record["attempts"] or record["hints"] or record["model_shown"]
    return bool(touched) or record["state"] != OPEN


def read(path: Path, file: str) -> HandIn:
    """Read one file; `file` is what it is called in an error.

    Raises
    ------
    DataError
        With the one fault that keeps it from being read.
    """
    text = _text(path, file)
    data = _parsed(text, file)
    form = data.get("format") if isinstance(data, dict) else None
    if form != FORMAT:
        got = "JSON of another kind" if form is None else f"the format {_got(form)}"
        _stop(file, got, _OTHER_FILE, f"the format {FORMAT}")
    check = data.get("check")
    if not isinstance(check, str) or not re.fullmatch("[0-9a-f]{64}", check):
        _stop(file, _got(check), _AGAIN, "64 digits 0-9, a-f", "check")
    if not any(_fits(one, check) for one in (text, _as_written(data))):
        _stop(file, "a file that was changed or damaged", _AGAIN, "one that fits its check")
    for where, got, expected in _misfits(data, _FILE, ""):
        _stop(file, got, _AGAIN, expected, where)
    when = _time(data["saved"])
    assert when is not None  # it was tested with the shape
    hand = HandIn(file, data, when)
    if len(hand.exercises) < len(data["exercises"]):
        _stop(file, "an exercise twice", _AGAIN, "each exercise once", "exercises")
    return hand


def _fits(text: str, check: str) -> bool:
    before, _, after = text.rpartition(check)
    whole = f"{before}{'0' * 64}{after}".encode(errors="surrogatepass")
    return hashlib.sha256(whole).hexdigest() == check


def _as_written(data: Record) -> str:
    """Write what a file says as the browser does: an editor may have set its lines anew."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def _text(path: Path, file: str) -> str:
    try:
        if path.is_dir():
            _stop(file, "an empty folder", "Name the folder with the files.")
        # A pipe or a device may have no end.
        if (path.exists() and not path.is_file()) or path.stat().st_size > _LARGEST:
            _stop(file, "no plain file, or one of more than 20 MB", _OTHER_FILE)
        return _bare(re.sub("\r\n?", "\n", _decoded(path.read_bytes())))
    except FileNotFoundError:
        _stop(file, "no file", "Check the path and the name.")
    except OSError as error:
        got = f"a file that cannot be opened ({error.strerror})"
        _stop(file, got, "Check its name, or copy it to another folder.")
    except UnicodeDecodeError:
        _stop(file, "bytes that are not UTF-8 text", _AGAIN)


def _decoded(content: bytes) -> str:
    """Decode what the browser wrote, or an editor that saves "Unicode" and says so by a mark."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if marked else "utf-8-sig")
    if text[:2] == "{\0":  # without the mark each plain letter has one behind it
        raise UnicodeDecodeError("utf-8", content, 1, 2, "UTF-16 without its mark")
    return text


def _bare(text: str) -> str:
    """Give what the browser wrote: it begins and ends with a bracket, and the rest was added."""
    before, bracket, more = text.partition("{")
    try:
        end = json.JSONDecoder().raw_decode(bracket + more)[1]
    except (ValueError, RecursionError):
        return text.strip(" \t\n")
    whole, after = (bracket + more)[:end], (bracket + more)[end:]
    return text.strip(" \t\n") if re.search(r"[\[\]{}]", before + after) else whole


def _parsed(text: str, file: str) -> Any:
    bare = text.strip()
    if not bare:
        _stop(file, "an empty file", _AGAIN)
    if bare.startswith("<"):
        _stop(file, "a web page (HTML)", _OTHER_FILE)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        cut = bare.startswith("{") and not bare.endswith("}")
        got = "a file that is cut off" if cut else f"broken JSON ({shown(str(error), 100)})"
        _stop(file, got, _AGAIN)


def _stop(
    file: str, got: str, remedy: str, expected: str = "a file with answers", where: str = ""
) -> NoReturn:
    raise DataError([Fault(file, None, where or None, got, expected, remedy)])


def _time(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


# ---- What is no file of answers -----------------------------------------------------------------


def other_kind(path: Path) -> str:
    """Say what a file is that nobody handed in as answers, or give empty text if it may be one.

    By its name and by what is in it: a file of answers keeps its first words under any ending.
    """
    try:
        if not path.is_file():  # a pipe may have no end
            return ""
        with path.open("rb") as stream:
            begin = stream.read(4096)
    except OSError:
        return ""
    if path.name.startswith(".") or path.name.casefold() in ("thumbs.db", "desktop.ini"):
        return "a file of the system"
    suffix = path.suffix.casefold()
    if what := next((what for what, endings in _KINDS_OF_FILES.items() if suffix in endings), ""):
        return f"{what}. {_OTHER_FILE.removesuffix('.')}"
    packed = zipfile.is_zipfile(path) or begin.startswith(_ARCHIVES) or begin[257:262] == b"ustar"
    if packed and not suffix.endswith(("x", "ods")):
        return "an archive: unpack it, and give the folder"
    if ".ipynb" in path.name.casefold():
        return f"a notebook. {_OTHER_FILE.removesuffix('.')} in it"
    mark = FORMAT.partition("/")[0]
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    if ".json" in path.name.casefold() or any(mark.encode(code) in begin for code in codes):
        return ""
    if begin.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "a page to read, not the file to hand in"
    return "a file of another kind"


# ---- The form of a file -------------------------------------------------------------------------

_TEXT = Field("a text", lambda value: isinstance(value, str))
_TRUE_OR_FALSE = Field("true or false", lambda value: isinstance(value, bool))
_TIME = Field("a time", lambda value: isinstance(value, str) and _time(value) is not None)
# Files from before there were marks of persons have none.
_MARK = Field("a text", lambda value: value is None or isinstance(value, str))
_NAMES = "names with values"


def _table(form: Form) -> Field:
    return Field(_NAMES, lambda value: isinstance(value, dict), inner=form)


def _list(form: Form) -> Field:
    return Field("a list", lambda value: isinstance(value, list), inner=form)


_LEVEL = Field(f"one of: {', '.join(LEVELS)}", lambda value: value is None or value in LEVELS)
_JUDGE = Field(f"one of: {', '.join(JUDGES)}", lambda value: value is None or value in JUDGES)
_ATTEMPT: Form = {"at": _TIME, "words": _TEXT, "right": _TRUE_OR_FALSE, "sure": _LEVEL}
_EXERCISE: Form = {
    "id": _TEXT,
    "notebook": _TEXT,
    "title": _TEXT,
    "kind": _TEXT,
    "judged": _JUDGE,
    "again": _MARK,
    "state": Field("right, not yet or not attempted", lambda value: value in STATES),
    "hints": Field("a whole number", lambda value: is_whole(value) and value >= 0),
    "model_shown": _TRUE_OR_FALSE,
    "attempts": _list(_ATTEMPT),
}
# What is not read is not looked at.
_FILE: Form = {
    "lesson": _table({"id": _TEXT, "version": _TEXT, "title": _TEXT}),
    "name": _TEXT,
    "person": _MARK,
    "saved": _TIME,
    "exercises": _list(_EXERCISE),
    "maps": _list({}),
}


def _misfits(table: Record, form: Form, where: str) -> Iterator[tuple[str, str, str]]:
    """Yield where, what and what instead for each value that does not fit."""
    for key, wanted in form.items():
        value, place = table.get(key), f"{where} {key}".strip()
        if not wanted.good(value):
            yield place, _got(value), wanted.words
        elif isinstance(value, dict):
            yield from _misfits(value, wanted.inner, place)
        elif isinstance(value, list) and wanted.inner:
            for number, item in enumerate(value, start=1):
                if isinstance(item, dict):
                    yield from _misfits(item, wanted.inner, f"{place} {number}")
                else:
                    yield f"{place} {number}", _got(item), _NAMES


_KINDS: dict[type, str] = {dict: _NAMES, list: "a list", type(None): "nothing"}


def _got(value: Any) -> str:
    return _KINDS.get(type(value)) or shown(json.dumps(value, ensure_ascii=False))
