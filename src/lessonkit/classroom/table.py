"""Write what a class did: a table, as CSV and for a spreadsheet, and a page to read."""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lessonkit.classroom.file import judged
from lessonkit.classroom.handins import READ, Handed
from lessonkit.classroom.page import OPENING, page, seen
from lessonkit.classroom.students import order
from lessonkit.classroom.workbook import is_workbook_of_ours, workbook
from lessonkit.errors import LessonError, counted, shown
from lessonkit.exercises.states import named
from lessonkit.exercises.sure import LEVELS

COLUMNS = (
    "student",
    "file",
    "saved",
    "notebook",
    "exercise",
    "title",
    "kind",
    "state",
    "attempts",
    "hints",
    "model_shown",
    "first_right_attempt",
    "how_sure",
    "last_answer",
    "all_answers",
)
# Behind ; too: where spreadsheets split at ; a new cell begins there.
_FORMULA = re.compile(r'(^|(?<=;))(?=[\s"]*[=+\-@\uff0b\uff0d\uff1d\uff20])|^(?=[\t\r\n])')


Row = dict[str, str | int]


def rows(handed: Handed) -> Iterator[Row]:
    """Give a row for each student and exercise, and one for work that was done anew since."""
    for student in sorted(handed.students + handed.older, key=order):
        for key, exercise in handed.exercises.items():
            if student.keys is not None and key not in student.keys:
                continue
            one, source = student.exercises.get(key, exercise), student.source(key)
            words = [attempt["words"] for attempt in one["attempts"]]
            sure = [LEVELS.get(attempt.get("sure") or "", "") for attempt in one["attempts"]]
            right = [n for n, attempt in enumerate(one["attempts"], start=1) if attempt["right"]]
            row = {
                **one,
                "student": student.student,
                "file": source.file,
                "saved": source.data["saved"],
                "exercise": key,
                "attempts": len(words),
                "state": named(judged(one), one["state"]),
                "model_shown": "yes" if one["model_shown"] else "no",
                "first_right_attempt": right[0] if right else "",
                "how_sure": "; ".join(said for said in sure if said),
                "last_answer": words[-1] if words else "",
                "all_answers": "\n".join(f"{n}. {text}" for n, text in enumerate(words, start=1)),
            }
            yield {name: row[name] for name in COLUMNS}


def summary(handed: Handed) -> Iterator[str]:
    """Give a line for what was read, one for what became of each file, and one for each doubt."""
    read, students = len(handed.hands), len(handed.students)
    counts = f"{counted(read, 'file')} read, {counted(students, 'student')}"
    yield f"{shown(handed.title, 120)}: {counts}."
    if handed.left_out:
        yield f"{counted(len(handed.left_out), 'file')} left out:"
    yield from (f"- {fault}" for fault in handed.left_out)
    whole = [file for file, what in handed.files.items() if what == READ]
    yield f"Read: {', '.join(whole)}."
    told = {hand.file for hand in handed.hands} - {
        file for file, what in handed.files.items() if what != READ
    }
    for file, what in handed.files.items():
        if file not in told and not any(fault.file == file for fault in handed.left_out):
            yield f"- {file}: {what}"
    yield from handed.notes


class _Written(NamedTuple):
    """A file to write, and the test of one that this wrote before: another is somebody's own."""

    data: bytes
    is_ours: Callable[[bytes], bool]


def write(handed: Handed, folder: str | Path, *, semicolons: bool = False) -> list[Path]:
    """Write the answers as CSV and as a workbook, and the page, and return their paths.

    Each is written beside its place and moved there when all are whole.

    Parameters
    ----------
    handed
        What a class handed in.
    folder
        Where to write; made if it is not there.
    semicolons
        Separate the cells of the CSV by semicolons, as spreadsheets expect it in countries that
        write a decimal comma.

    Raises
    ------
    LessonError
        If the folder cannot be written, or has a file of that name that this did not write.
    """
    found = list(rows(handed))
    files = {
        "answers.csv": _Written(_csv(found, ";" if semicolons else ","), _is_csv_of_ours),
        "answers.xlsx": _Written(workbook(COLUMNS, found, handed.files), is_workbook_of_ours),
        "overview.html": _Written(
            page(handed).encode(), lambda data: data.startswith(OPENING.encode())
        ),
    }
    parts: dict[Path, Path] = {}
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, (data, is_ours) in files.items():
            path = Path(folder, name)
            if os.path.lexists(path) and not is_ours(path.read_bytes()):
                raise LessonError(
                    f"{path} is there, and this command did not write it, or it was changed. "
                    "Move it away, or name another folder after --to."
                )
            part = path.with_name(f".{name}-{secrets.token_hex(4)}.part")
            parts[part] = path
            part.write_bytes(data)
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


def _opening(mark: str) -> str:
    return "\ufeff" + mark.join(COLUMNS) + "\r\n"


def _is_csv_of_ours(data: bytes) -> bool:
    return any(data.startswith(_opening(mark).encode()) for mark in ",;")


def _csv(found: list[Row], mark: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark)
    for row in found:
        writer.writerow([_FORMULA.sub("'", seen(str(row[name]))) for name in COLUMNS])
    return f"{_opening(mark)}{out.getvalue()}".encode()
