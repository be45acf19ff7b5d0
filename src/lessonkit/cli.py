"""The command `lessonkit`: what it does is in the modules, here is only how it is called.

Modules are imported by the command that needs them, so that each command starts fast.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from lessonkit.errors import LessonError

OK, FAULTS, USAGE, STOPPED = 0, 1, 2, 130
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code.

    It is 0 if all is fine, 1 for faults, 2 if it cannot be done, 130 if it was interrupted.
    """
    # File names and cells may hold characters that the terminal cannot show.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except LessonError as error:
        print(f"lessonkit: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("\nlessonkit: stopped. What is not named as written is as it was.", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lessonkit", description="Check and publish a lesson.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_check, _add_answers, _add_student, _add_publish):
        add(commands)
    return parser


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="check every file of a lesson",
        description="Check every file of a lesson and say how to mend each fault.",
    )
    check.add_argument(
        "folder",
        nargs="?",
        default=".",
        type=Path,
        metavar="FOLDER",
        help="folder of the lesson (default: this one)",
    )
    check.set_defaults(run=_check)


def _add_answers(commands: Commands) -> None:
    answers = commands.add_parser(
        "answers",
        help="read the files that a class handed in",
        description="Read the JSON files that students handed in. Writes answers.csv, a row for "
        "each student and exercise, and overview.html. Exit code 1: a file was damaged.",
    )
    answers.add_argument("files", nargs="+", metavar="FILES", help="the files, such as in/*.json")
    answers.add_argument(
        "--to",
        default="class",
        type=Path,
        metavar="FOLDER",
        help="folder to write to (default: class)",
    )
    answers.set_defaults(run=_answers)


def _add_student(commands: Commands) -> None:
    student = commands.add_parser(
        "student",
        help="make a copy of the lesson without answers",
        description="Make a copy of the lesson for the class, without answers in plain text.",
    )
    student.add_argument("folder", nargs="?", default=".", type=Path, metavar="FOLDER")
    student.add_argument(
        "--to",
        default="student",
        type=Path,
        metavar="FOLDER",
        help="a new folder (default: student)",
    )
    student.set_defaults(run=_student)


def _add_publish(commands: Commands) -> None:
    publish = commands.add_parser(
        "publish",
        help="make pages that open from a disk, without Jupyter",
        description="Run the notebooks and write the lesson as a folder of pages that open from a "
        "disk: no server, no kernel, no network. With --handout: the lesson on paper, and nothing "
        "is run. Exit code 2: nothing was changed.",
    )
    publish.add_argument(
        "folder",
        nargs="?",
        default=".",
        type=Path,
        metavar="FOLDER",
        help="the lesson: the folder with data/ and notebooks/ (default: this one)",
    )
    publish.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="folder to write to; what was published in it is replaced (default: site or handout)",
    )
    publish.add_argument(
        "--handout",
        action="store_true",
        help="write only the handout for students and the one with answers, as PDF",
    )
    publish.set_defaults(run=_publish)


def _check(arguments: argparse.Namespace) -> int:
    from lessonkit.check.read import examine
    from lessonkit.errors import brief

    loaded = examine(arguments.folder)
    for line in brief(loaded.notices):
        print(f"Note: {line}")
    if not loaded.faults:
        notes = f" {len(loaded.notices)} to look at." if loaded.notices else ""
        print(f"No faults: {loaded.files} files, {loaded.rows} rows checked.{notes}")
        return OK
    if loaded.notices:
        print()
    for _, faults in groupby(loaded.faults, key=lambda fault: fault.file):
        for line in brief(faults):
            print(line)
        print()
    count, files = len(loaded.faults), len({fault.file for fault in loaded.faults})
    print(f"{count} fault{'' if count == 1 else 's'} in {files} file{'' if files == 1 else 's'}.")
    return FAULTS


def _answers(arguments: argparse.Namespace) -> int:
    from lessonkit.classroom.handins import collect
    from lessonkit.classroom.table import summary, write

    handed = collect(arguments.files)
    # Said before the writing, which may fail.
    for line in summary(handed):
        print(line)
    written = write(handed, arguments.to)
    print(f"Written: {', '.join(map(str, written))}")
    return FAULTS if handed.damaged else OK


def _student(arguments: argparse.Namespace) -> int:
    from lessonkit.publish.student import copy_for_students

    print(f"Written: {copy_for_students(arguments.folder, arguments.to)}")
    return OK


def _publish(arguments: argparse.Namespace) -> int:
    from lessonkit.publish.handout.build import publish_handout
    from lessonkit.publish.site.build import publish

    if arguments.handout:
        for path in publish_handout(arguments.folder, arguments.to or Path("handout")):
            print(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
        return OK
    # Asked to end, it tidies up as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    to = arguments.to or Path("site")
    alive = sys.stderr.isatty()

    def told(name: str, cell: int, count: int) -> None:
        if alive or cell == count:
            end = "\n" if cell == count or not alive else ""
            print(f"\r{name}: cell {cell} of {count}", end=end, file=sys.stderr, flush=True)

    files = publish(arguments.folder, to, told)
    size = sum(path.stat().st_size for path in files)
    print(f"Written: {to / 'index.html'} ({len(files)} files, {size / 1e6:.1f} MB)")
    return OK


if __name__ == "__main__":
    sys.exit(main())
