"""The command `lessonkit`: what it does is in the modules, here is only how it is called.

Modules are imported by the command that needs them, so that each command starts fast.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from lessonkit.errors import LessonError

OK, FAULTS, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code: 0 if fine, 1 for faults, 2 if it cannot be done."""
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lessonkit", description="Check and publish a lesson.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
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
    return parser


def _check(arguments: argparse.Namespace) -> int:
    from lessonkit.check import brief, load

    loaded = load(arguments.folder)
    if not loaded.faults:
        print(f"No faults: {loaded.files} files, {loaded.rows} rows checked.")
        return OK
    for _, faults in groupby(loaded.faults, key=lambda fault: fault.file):
        for line in brief(faults):
            print(line)
        print()
    count, files = len(loaded.faults), len({fault.file for fault in loaded.faults})
    print(f"{count} fault{'' if count == 1 else 's'} in {files} file{'' if files == 1 else 's'}.")
    return FAULTS


if __name__ == "__main__":
    sys.exit(main())
