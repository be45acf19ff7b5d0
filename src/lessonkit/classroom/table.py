"""Write what a class did: a table for a spreadsheet, and a page to read."""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lessonkit.classroom.handins import Handed, order
from lessonkit.classroom.page import OPENING, page, seen
from lessonkit.errors import LessonError, counted, shown
from lessonkit.exercises.states import named

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
    "last_answer",
    "all_answers",
)
# What each file begins with. One that begins otherwise is somebody's own, and stays.
_CSV = "\ufeff" + ",".join(COLUMNS) + "\r\n"
# Behind ; too: where spreadsheets split at ; a new cell begins there.
_FORMULA = re.compile(r'(^|(?<=;))(?=[\s"]*[=+\-@\uff0b\uff0d\uff1d\uff20])|^(?=[\t\r\n])')


def summary(handed: Handed) -> Iterator[str]:
    """Give a line for what was read, and one for each file that was not or that counts apart."""
    read, students = len(handed.students + handed.older), len(handed.students)
    counts = f"{counted(read, 'file')} read, {counted(students, 'student')}"
    yield f"{shown(handed.title, 120)}: {counts}."
    if handed.left_out:
        yield f"{counted(len(handed.left_out), 'file')} left out:"
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
    texts = {"answers.csv": (_csv(handed), _CSV), "overview.html": (page(handed), OPENING)}
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
                "student": hand.student,
                "file": hand.file,
                "saved": hand.data["saved"],
                "exercise": key,
                "attempts": len(words),
                "state": named(one["kind"], one["state"]),
                "model_shown": "yes" if one["model_shown"] else "no",
                "first_right_attempt": right[0] if right else "",
                "last_answer": words[-1] if words else "",
                "all_answers": "\n".join(f"{n}. {text}" for n, text in enumerate(words, start=1)),
            }
            writer.writerow([_FORMULA.sub("'", seen(str(row[column]))) for column in COLUMNS])
    return _CSV + out.getvalue()
