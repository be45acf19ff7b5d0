"""Read the files that students hand in; write what a class did as a table and as a page.

A damaged file is named and left out, and the others are read. No file is lost without a word:

- Files with the same content count once.
- Of two files with one student's name the page shows the one saved last. The other keeps its rows
  in ``answers.csv``, as "Ana (older)". If both were saved at one moment, both are shown.
- A file without a name is a student of its own, called by the name of the file.
- Of several lessons or versions, the one with the most files is read.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import math
import os
import re
import secrets
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Any, NoReturn

from lessonkit.errors import DataError, Fault, LessonError
from lessonkit.rules import shown

FORMAT = "lessonkit-answers/1"
RIGHT, NOT_YET, NOT_ATTEMPTED = STATES = ("right", "not yet", "not attempted")
ABSENT = "not in the file"  # but in the file of another student
_LARGEST = 20_000_000  # bytes
_AGAIN = "Ask for the file again, as it was downloaded."
_OTHER_FILE = 'Ask for the JSON file that "Download my answers" gives.'
Record = dict[str, Any]


@dataclass(frozen=True)
class HandIn:
    """One file: its name, what it says, when it was saved, and the student as others see it."""

    file: str
    data: Record
    when: datetime
    student: str = ""

    @property
    def name(self) -> str:
        """What the student typed as a name; may be empty."""
        return " ".join(self.data["name"].split())

    @property
    def lesson(self) -> str:
        """Id and version of the lesson."""
        return f"{self.data['lesson']['id']}, version {self.data['lesson']['version']}"

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """The record of each exercise, by its id."""
        return {one["id"]: one for one in self.data["exercises"]}


@dataclass
class Handed:
    """All that a class handed in.

    Parameters
    ----------
    students
        The last file of each student, in the order of the alphabet.
    older
        The files that the same students saved before.
    damaged, foreign
        Files left out: those that cannot be read, and those of another lesson.
    notes
        Sentences about files that were read and do not count like the others.
    """

    students: list[HandIn] = field(default_factory=list)
    older: list[HandIn] = field(default_factory=list)
    damaged: list[Fault] = field(default_factory=list)
    foreign: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Title and version of the lesson."""
        lesson = self.students[0].data["lesson"]
        return f"{lesson['title']}, version {lesson['version']}"

    @property
    def left_out(self) -> list[Fault]:
        """Why each file that was left out was."""
        return self.damaged + self.foreign

    @cached_property
    def exercises(self) -> dict[str, Record]:
        """Every exercise of a file, in the order of the file that has the most, as if untouched."""
        untouched = {"state": ABSENT, "hints": 0, "model_shown": False, "attempts": []}
        found: dict[str, Record] = {}
        for hand in sorted(self.students + self.older, key=lambda hand: -len(hand.exercises)):
            for key, exercise in hand.exercises.items():
                found.setdefault(key, exercise | untouched)
        return found


def collect(files: Iterable[str | Path]) -> Handed:
    """Read the files of a class. Nothing that a file holds keeps the others from being read.

    Raises
    ------
    LessonError
        If none could be read; it names every file and the reason.
    """
    paths = [path for file in files for path in _matching(str(file))]
    names = Counter(path.name for path in paths)
    handed, hands = Handed(), dict[str, HandIn]()
    for path in paths:
        # Some schools keep each student's file, under one name, in a folder of its own.
        file = shown(path.name if names[path.name] == 1 else path.as_posix(), 500)
        try:
            hand = _read(path, file)
        except DataError as error:
            handed.damaged += error.faults
        except Exception as error:  # the last resort: it is reported, with the file
            got = f"what cannot be read ({shown(f'{type(error).__name__}: {error}', 120)})"
            handed.damaged.append(Fault(file, None, None, got, "answers", "Please report this."))
        else:
            first = hands.setdefault(hand.data["check"], hand)
            if first is not hand:
                handed.notes.append(f"{file} is the same as {first.file}. It counts once.")
    if not hands:
        lines = "".join(f"\n- {fault}" for fault in handed.damaged)
        raise LessonError(f"No file with answers could be read.{lines}")
    _sort(list(hands.values()), handed)
    return handed


def _matching(file: str) -> list[Path]:
    # Not every terminal puts names in the place of a star.
    return list(map(Path, [file] if os.path.exists(file) else sorted(glob(file)) or [file]))


# ---- One file -----------------------------------------------------------------------------------


def _read(path: Path, file: str) -> HandIn:
    text = _text(path, file)
    data = _parsed(text, file)
    form = data.get("format") if isinstance(data, dict) else None
    if form != FORMAT:
        got = "JSON of another kind" if form is None else f"the format {_got(form)}"
        _stop(file, got, _OTHER_FILE, f"the format {FORMAT}")
    check = data.get("check")
    if not isinstance(check, str) or not re.fullmatch("[0-9a-f]{64}", check):
        _stop(file, _got(check), _AGAIN, "64 digits 0-9, a-f", "check")
    before, _, after = text.rpartition(check)
    if hashlib.sha256(f"{before}{'0' * 64}{after}".encode()).hexdigest() != check:
        _stop(file, "a file that was changed or damaged", _AGAIN, "one that fits its check")
    for where, got, expected in _misfits(data, _SHAPE, ""):
        _stop(file, got, _AGAIN, expected, where)
    when = _time(data["saved"])
    assert when is not None  # it was tested with the shape
    hand = HandIn(file, data, when)
    if len(hand.exercises) < len(data["exercises"]):
        _stop(file, "an exercise twice", _AGAIN, "each exercise once", "exercises")
    return hand


def _text(path: Path, file: str) -> str:
    try:
        if path.is_dir():
            _stop(file, "a folder", f"Name the files in it: {file}/*.json.")
        # A pipe or a device may have no end.
        if (path.exists() and not path.is_file()) or path.stat().st_size > _LARGEST:
            _stop(file, "no plain file, or one of more than 20 MB", _OTHER_FILE)
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        _stop(file, "no file", "Check the path and the name.")
    except OSError as error:
        got = f"a file that cannot be opened ({error.strerror})"
        _stop(file, got, "Check its name, or copy it to another folder.")
    except UnicodeDecodeError:
        _stop(file, "bytes that are not UTF-8 text", _AGAIN)


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


# What a value must be, in the words of a fault. What is not read is not looked at.
_TESTS: dict[str, Callable[[Any], bool]] = {
    "a text": lambda value: isinstance(value, str),
    "a whole number": lambda value: type(value) is int and value >= 0,
    "true or false": lambda value: isinstance(value, bool),
    "a time": lambda value: isinstance(value, str) and _time(value) is not None,
    "right, not yet or not attempted": lambda value: value in STATES,
    "any value": lambda value: True,
}
_KINDS: dict[type, str] = {dict: "names with values", list: "a list", type(None): "nothing"}
_EXERCISE = {
    **dict.fromkeys(("id", "notebook", "title", "kind"), "a text"),
    "state": "right, not yet or not attempted",
    "hints": "a whole number",
    "model_shown": "true or false",
    "attempts": [{"at": "a time", "words": "a text", "right": "true or false"}],
}
_SHAPE = {
    "lesson": dict.fromkeys(("id", "version", "title"), "a text"),
    "name": "a text",
    "saved": "a time",
    "exercises": [_EXERCISE],
    "maps": ["any value"],
}


def _misfits(value: Any, shape: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Yield where, what and what instead for each value that has not the shape."""
    if isinstance(shape, str):
        if not _TESTS[shape](value):
            yield where, _got(value), shape
    elif not isinstance(value, type(shape)):
        yield where, _got(value), _KINDS[type(shape)]
    elif isinstance(value, dict):
        for key, inner in shape.items():
            yield from _misfits(value.get(key), inner, f"{where} {key}".strip())
    else:
        for number, item in enumerate(value, start=1):
            yield from _misfits(item, shape[0], f"{where} {number}")


def _got(value: Any) -> str:
    return _KINDS.get(type(value)) or shown(json.dumps(value, ensure_ascii=False))


# ---- All files ----------------------------------------------------------------------------------


def _sort(hands: Sequence[HandIn], handed: Handed) -> None:
    """Leave out other lessons, and find the last file of each student."""
    lesson = Counter(hand.lesson for hand in hands).most_common(1)[0][0]
    remedy = "Read the files of each lesson apart, with a folder of its own after --to."
    students = defaultdict[str, list[HandIn]](list)
    for hand in hands:
        if hand.lesson == lesson:
            name = unicodedata.normalize("NFKC", hand.name).casefold()
            students[name or f"\n{hand.file}"].append(hand)
        else:
            words = (shown(hand.lesson), f"{shown(lesson)}, as in the other files", remedy)
            handed.foreign.append(Fault(hand.file, None, "lesson", *words))
    for same in students.values():
        moment = max(hand.when for hand in same)
        last = [hand for hand in same if hand.when == moment]
        for hand in last:
            label = f"{hand.name or 'no name'} ({hand.file})"
            alone = hand.name and len(last) == 1
            handed.students.append(replace(hand, student=hand.name if alone else label))
        for hand in (hand for hand in same if hand.when < moment):
            handed.older.append(replace(hand, student=f"{hand.name} (older)"))
            handed.notes.append(
                f"{hand.file} is older than {last[0].file}, by the same name, {shown(hand.name)}. "
                "Its answers are in answers.csv and not on the page. "
                "If these are two students, read one of the two files apart."
            )
    handed.students.sort(key=order)


def order(hand: HandIn) -> tuple[str, float, str]:
    """Sort by the alphabet, where accents do not count; then the last file comes first."""
    letters = unicodedata.normalize("NFKD", hand.name or hand.student).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain, -hand.when.timestamp(), hand.file


# ---- The table and the page ---------------------------------------------------------------------

COLUMNS = (
    *("student", "file", "saved", "notebook", "exercise", "title", "kind", "state", "attempts"),
    *("hints", "model_shown", "first_right_attempt", "last_answer", "all_answers"),
)
# What each file begins with. One that begins otherwise is somebody's own, and stays.
_CSV = "\ufeff" + ",".join(COLUMNS) + "\r\n"
_PAGE = "<!doctype html>\n<!-- Written by lessonkit answers. -->\n"
# Behind ; too: where spreadsheets split at ; a new cell begins there.
_FORMULA = re.compile(r'(^|(?<=;))(?=[\s"]*[=+\-@\uff0b\uff0d\uff1d\uff20])|^(?=[\t\r\n])')
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SIGNS = {RIGHT: "\u2713", NOT_YET: "\u25cb", NOT_ATTEMPTED: "\u2013", ABSENT: "?"}
# On the page. A wider table does not fit on paper; all_answers has every answer, whole.
_MOST_COLUMNS, _MOST_ANSWERS, _LONGEST = 8, 12, 300
_STYLE = """
:root { color-scheme: light dark; --ink: #1f2429; --muted: #545b63; --paper: #fbfaf7;
  --line: #d5d0c6; --accent: #0b5c9c; --right: #e2efe5; --not-yet: #f8ecd2; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #eceae6; --muted: #b4b8bd;
  --paper: #1b1e22; --line: #43484f; --accent: #7cc0f5; --right: #20382a; --not-yet: #40351d; } }
body { max-width: 76rem; margin: 0 auto; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin: 2.2rem 0 0.4rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 0.2rem; } p, ul { max-width: 46rem; margin: 0.3rem 0; }
h1, h2, h3, p, li, caption, th[scope="row"] { overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 0.8rem 0 1.6rem; }
.wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 24rem); }
small { display: block; color: var(--muted); }
caption { text-align: left; padding: 0.3rem 0; color: var(--muted); }
.wide caption { font-weight: 600; color: var(--ink); } .wide table { width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem;
  border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; } .wide td, .wide thead th { min-width: 6.6rem; }
.wide th:first-child { position: sticky; left: 0; background: var(--paper); min-width: 5rem; }
.right { background: var(--right); } .not-yet { background: var(--not-yet); }
@page { size: landscape; margin: 12mm; }
@media print {
  :root { --paper: #fff; font-size: 8.5pt; } body { max-width: none; padding: 0; }
  h2, h3, caption { break-after: avoid; }
  .wide { overflow: visible; } .wide td, .wide thead th { min-width: 0; }
  tr { break-inside: avoid; } }
"""


def count(number: int, what: str) -> str:
    """Say how many: `1 file`, `2 files`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def summary(handed: Handed) -> Iterator[str]:
    """Give a line for what was read, and one for each file that was not or that counts apart."""
    read, students = len(handed.students + handed.older), len(handed.students)
    yield f"{shown(handed.title, 120)}: {count(read, 'file')} read, {count(students, 'student')}."
    if handed.left_out:
        yield f"{count(len(handed.left_out), 'file')} left out:"
    yield from (f"- {fault}" for fault in handed.left_out)
    yield from handed.notes


def write(handed: Handed, folder: str | Path) -> list[Path]:
    """Write ``answers.csv`` and ``overview.html`` and return their paths.

    Each is written beside its place and moved there when both are whole.

    Raises
    ------
    LessonError
        If the folder cannot be written, or has a file of that name that this did not write.
    """
    texts = {"answers.csv": (_csv(handed), _CSV), "overview.html": (_page(handed), _PAGE)}
    parts: dict[Path, Path] = {}
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, (text, opening) in texts.items():
            path = Path(folder, name)
            if os.path.lexists(path) and not path.read_bytes().startswith(opening.encode()):
                raise LessonError(
                    f"{path} is there, and this command did not write it, or it was changed. "
                    "Move it away, or name another folder after --to."
                )
            part = path.with_name(f".{name}-{secrets.token_hex(4)}.part")
            parts[part] = path
            part.write_bytes(text.encode())
        for part, path in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise LessonError(
            f"{error.filename2 or error.filename or folder} cannot be written ({error.strerror}). "
            "Close it in other programs, or name a folder of your own after --to."
        ) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()
    return list(parts.values())


def _csv(handed: Handed) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for hand in sorted(handed.students + handed.older, key=order):
        for key, exercise in handed.exercises.items():
            one = hand.exercises.get(key, exercise)
            words = [attempt["words"] for attempt in one["attempts"]]
            right = [n for n, attempt in enumerate(one["attempts"], start=1) if attempt["right"]]
            row = {
                **one,
                **{"student": hand.student, "file": hand.file, "saved": hand.data["saved"]},
                **{"exercise": key, "attempts": len(words)},
                "model_shown": "yes" if one["model_shown"] else "no",
                "first_right_attempt": right[0] if right else "",
                "last_answer": words[-1] if words else "",
                "all_answers": "\n".join(f"{n}. {text}" for n, text in enumerate(words, start=1)),
            }
            writer.writerow([_FORMULA.sub("'", _seen(str(row[column]))) for column in COLUMNS])
    return _CSV + out.getvalue()


def _seen(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)


def _html(text: str) -> str:
    return html.escape(_seen(text))


def _page(handed: Handed) -> str:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    read, out = len(handed.students + handed.older), len(handed.left_out)
    title = f"Answers of the class: {_html(handed.title)}"
    nobody, untried = _gaps(handed)
    if not nobody + untried:
        nobody = ["None. Somebody got each one right."]
    body = [
        f"<h1>{title}</h1>",
        f"<p>{count(len(handed.students), 'student')}. {count(read, 'file')} read, {out} left out.",
        "Names are as the students typed them. Delete this page when you no longer need it.</p>",
        _list("Exercises that nobody got right", nobody),
        _list("Exercises that nobody tried", untried),
        _list("Files that were left out", [str(fault) for fault in handed.left_out]),
        _list("Handed in more than once", handed.notes),
        "<h2>Who did what</h2>",
        *_who(handed),
        "<h2>Wrong answers, by how often they were given</h2>",
        *(_wrong(handed, key, exercise) for key, exercise in handed.exercises.items()),
    ]
    return (
        f'{_PAGE}<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _list(heading: str, items: Sequence[str]) -> str:
    lines = "".join(f"<li>{_html(item)}</li>" for item in items)
    return f"<h2>{heading}</h2>\n<ul>{lines}</ul>" if items else ""


def _gaps(handed: Handed) -> tuple[list[str], list[str]]:
    """Give the exercises that were tried and never solved, and those that were never tried."""
    nobody, untried = list[str](), list[str]()
    for key, exercise in handed.exercises.items():
        states = Counter(one["state"] for one in _records(handed, key))
        name = f"{exercise['title']} ({exercise['notebook']})"
        if states[NOT_YET] and not states[RIGHT]:
            nobody.append(f"{name}: {count(states[NOT_YET], 'student')} tried")
        elif not states[RIGHT]:
            untried.append(name)
    return nobody, untried


def _records(handed: Handed, key: str) -> list[Record]:
    return [hand.exercises.get(key, handed.exercises[key]) for hand in handed.students]


def _who(handed: Handed) -> Iterator[str]:
    """Write a table for each notebook, or several where one would be too wide."""
    exercises, notebooks = handed.exercises, defaultdict[str, list[str]](list)
    for key, exercise in exercises.items():
        notebooks[exercise["notebook"]].append(key)
    for notebook, keys in notebooks.items():
        size = math.ceil(len(keys) / math.ceil(len(keys) / _MOST_COLUMNS))
        for start in range(0, len(keys), size):
            some = keys[start : start + size]
            part = f", exercises {start + 1} to {start + len(some)} of {len(keys)}"
            caption = _html(notebook + part if len(keys) > size else notebook)
            heads = ["Student", *(_html(exercises[key]["title"]) for key in some)]
            rows = (
                [f"<bdi>{_html(hand.student)}</bdi>"]
                + [_cell(hand.exercises.get(key, exercises[key])) for key in some]
                for hand in handed.students
            )
            # A region takes the focus, so that the keys can scroll it.
            region = f'class="wide" role="region" tabindex="0" aria-label="{caption}"'
            yield f"<div {region}>{_table(caption, heads, rows)}</div>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table from HTML; a cell may be a whole `td`, and a row begins with its heading."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>' for first, *cells in rows
    )
    return (
        f"<table><caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table>"
    )


def _cell(one: Record) -> str:
    tries, hints, state = len(one["attempts"]), one["hints"], one["state"]
    more = [count(tries, "attempt")] if tries else []
    more += [count(hints, "hint")] if hints else []
    more += ["model answer seen"] if one["model_shown"] else []
    sign = f'<span aria-hidden="true">{_SIGNS[state]}</span> {state}'
    return f'<td class="{state.replace(" ", "-")}">{sign}<small>{", ".join(more)}</small></td>'


def _wrong(handed: Handed, key: str, exercise: Record) -> str:
    records = _records(handed, key)
    given, students = Counter[str](), Counter[str]()
    for one in records:
        wrong = [" ".join(each["words"].split()) for each in one["attempts"] if not each["right"]]
        given.update(wrong)
        students.update(set(wrong))
    title = _html(exercise["title"])
    parts = [f"<h3>{title} ({_html(exercise['notebook'])})</h3>", f"<p>{_told(records)}</p>"]
    most = sorted(given, key=lambda words: (-given[words], -students[words], words))
    if most:
        rows = (
            [f"<bdi>{_html(_short(words))}</bdi>"]
            + [f"<td>{number}</td>" for number in (given[words], students[words])]
            for words in most[:_MOST_ANSWERS]
        )
        heads = ["Answer", "Times given", "Students"]
        parts.append(_table(f"Wrong answers to: {title}", heads, rows))
    if len(most) > _MOST_ANSWERS:
        parts.append(f"<p>{len(most) - _MOST_ANSWERS} more are in answers.csv.</p>")
    return "\n".join(parts)


def _told(records: Sequence[Record]) -> str:
    """Say in a sentence how many got an exercise right, and what help they took."""
    states = Counter(one["state"] for one in records)
    told = [", ".join(f"{states[state]} {state}" for state in _SIGNS if states[state])]
    hints = sum(one["hints"] > 0 for one in records)
    told += [f"{hints} opened a hint"] if hints else []
    models = sum(one["model_shown"] for one in records)
    told += [f"{models} saw the model answer"] if models else []
    return "".join(f"{words}. " for words in told).rstrip()


def _short(words: str) -> str:
    return (words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}...") or "(no words)"
