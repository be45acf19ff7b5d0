"""The command `lessonkit`: what it does is in the modules, here is only how it is called.

Modules are imported by the command that needs them, so that each command starts fast.
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from shlex import quote as quoted
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from lessonkit.errors import LessonError, counted, first_of, listed, shown
from lessonkit.terminal import progress

if TYPE_CHECKING:
    from lessonkit.tables.mend import Change

OK, FAULTS, USAGE, STOPPED = 0, 1, 2, 130
_NAMED = 20  # so many countries and lakes at most
T = TypeVar("T")

_given = [Path()]  # the lesson of this run, as it was typed
_COMMAND = re.compile(r"\blessonkit (?:basemap|check|handout|mend|preview|site|student)\b")


def _remember(folder: Path) -> Path:
    _given[0] = folder
    return folder


def _here(words: str) -> str:
    """Name in the commands of a message the folder that was given, so that they can be typed so."""
    if _given[0] == Path():
        return words
    return _COMMAND.sub(lambda found: f"{found[0]} {quoted(str(_given[0]))}", words)


Lesson = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        help="The lesson: the folder with data/ and notebooks/.",
        callback=_remember,
    ),
]

_WHAT = "Begin a lesson, check it, run its notebooks, and make its editions."

# What goes wrong is said by `main`, in one sentence. Completion would change a user's shell.
app = typer.Typer(
    epilog="Exit codes: 0 all is fine; 1 the files have faults; 2 it cannot be done, and nothing "
    "was changed; 130 it was interrupted.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code.

    It is 0 if all is fine, 1 for faults, 2 if it cannot be done, 130 if it was interrupted.
    """
    # The reader of notebooks asks for this package, which only tells whether an address is well
    # written, and needs more seconds to start than all others together. It does without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # File names and cells may hold characters that the terminal cannot show.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _given[0] = Path()
    try:
        code = app(argv, prog_name="lessonkit", standalone_mode=False)
        if code == STOPPED:  # typer makes a code of the interrupt
            raise KeyboardInterrupt
        return int(code)
    except KeyboardInterrupt:
        print("\nlessonkit: stopped. What is not named as written is as it was.", file=sys.stderr)
        return STOPPED
    except typer.TyperException as error:
        words = _misuse(error)
    except LessonError as error:
        words = _here(str(error))
    except OSError as error:
        name = "" if error.filename is None else f"{shown(str(error.filename), 500)}: "
        words = f"{name}{error.strerror or error}."
    print(f"lessonkit: {words}", file=sys.stderr)
    return USAGE


def _misuse(error: typer.TyperException) -> str:
    """Say what is wrong with a command, what was meant, and where its help is."""
    words = shown(error.format_message().rstrip(), 500)
    if near := getattr(error, "possibilities", None):
        words = f"{shown(error.message)}. Did you mean {near[0]}?"
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "lessonkit"
    return f"{words}\n`{command} --help` says how it is called."


@app.callback(invoke_without_command=True, help=_WHAT)
def start(context: typer.Context) -> int:
    """Show the help if no command is named."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        return USAGE
    return OK


_DAYS = "Its days: 2024-05-01/2024-05-31, 1960/2020; or hours: 2024-05-01T03:00/2024-05-02T23:00."


@app.command(
    epilog='Example: lessonkit new flood --title "The flood" --window "48.2, 16.4, 300"',
)
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The new lesson: a new or an empty folder.")
    ],
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    window: Annotated[
        str | None,
        typer.Option(
            help='What its map shows: "west south east north" in degrees, or "lat, lon, km", '
            "the middle and the width."
        ),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Of your texts: en, fr, ar.")] = None,
    days: Annotated[
        str | None,
        typer.Option(metavar="FIRST/LAST", help=_DAYS),
    ] = None,
    spreadsheet: Annotated[
        bool,
        typer.Option("--spreadsheet", help="Write the tables as one workbook, data/tables.xlsx."),
    ] = False,
) -> int:
    """Begin a lesson: three places, two events, a map with steps, an exercise, a notebook.

    It asks for title, window and language where they are not given. All of it works as it stands;
    each file says what to change. No network is needed.
    """
    from lessonkit.starter import plan as plans
    from lessonkit.starter.build import check_folder, make_lesson
    from lessonkit.starter.plan import degrees

    check_folder(folder)
    span = {} if days is None else dict(zip(("first", "last"), plans.read_days(days), strict=True))
    plan = plans.Plan(
        _answered("title", title, plans.read_title, "Title of the lesson"),
        _answered(
            "window",
            window,
            plans.read_window,
            "What the map shows (west south east north in degrees; or lat, lon, km)",
        ),
        _answered("language", language, plans.read_language, "Language of your texts, such as en"),
        **span,
    )
    files = make_lesson(folder, plan, spreadsheet=spreadsheet)
    print(f"Written: {folder} ({counted(len(files), 'file')})")
    one = plan.extent
    print(
        f"The map goes from {degrees(one.west, 'WE')} to {degrees(one.east, 'WE')}, and from "
        f"{degrees(one.south, 'SN')} to {degrees(one.north, 'SN')}. Is it where you want it? "
        "If not, correct [[extents]] in data/lesson.toml."
    )
    print(f"See it while you write: lessonkit preview {quoted(str(folder))}")
    print(f"A finer base map, with rivers: lessonkit basemap {quoted(str(folder))}")
    return OK


def _answered(option: str, given: str | None, read: Callable[[str], T], question: str) -> T:
    """Read what an option says, or ask until an answer is right."""
    if given is not None:
        return read(given)
    while True:
        try:
            return read(input(f"{question}: "))
        except EOFError:
            remedy = f"Add --{option}, or answer the question."
            raise LessonError(f"{option}: got nothing. {remedy}") from None
        except LessonError as error:
            print(error)


@app.command(epilog="Example: lessonkit check flood")
def check(folder: Lesson = Path()) -> int:
    """Check every file of a lesson and say how to mend each fault."""
    from lessonkit.check.read import examine
    from lessonkit.errors import brief

    loaded = examine(folder)
    notes = [f"Note: {_here(line)}" for line in brief(loaded.notices)]
    if not loaded.faults:
        count = f" {len(loaded.notices)} to look at." if notes else ""
        print(f"No faults: {loaded.files} files, {loaded.rows} rows checked.{count}")
        for name, minutes in loaded.minutes.items():
            print(f"{name}: {minutes}.")
        print(*notes, sep="\n", end="\n" if notes else "")
        return OK
    if notes:
        print(*notes, sep="\n", end="\n\n")
    for _, faults in groupby(loaded.faults, key=lambda fault: fault.file):
        for line in brief(faults):
            print(_here(line))
        print()
    files = len({fault.file.partition(", sheet ")[0] for fault in loaded.faults})
    print(f"{counted(len(loaded.faults), 'fault')} in {counted(files, 'file')}.")
    return FAULTS


@app.command(epilog="Example: lessonkit mend flood --write")
def mend(
    folder: Lesson = Path(),
    write: Annotated[
        bool, typer.Option("--write", help="Write the changes. Each table is copied before.")
    ] = False,
) -> int:
    """Show what is certainly meant in the tables, and write it where you ask for it.

    Dates in one certain form, decimal commas, blanks and marks that nobody sees, semicolons between
    cells, empty rows and columns, text that was decoded twice. What has two readings stays.
    """
    from lessonkit.check import mend as mending

    found = mending.mendings(folder)
    if left := mending.left_alone(folder):
        names = f"Left alone: {listed(left)}. Only text files are mended: `lessonkit check` names"
        print(_here(names))
        print("each cell of a workbook that is wrong, and how to mend it in the spreadsheet.")
    for path, made in found.items():
        for change in made.changes:
            print(f"{path.name}: {_told(change)}")
    count = sum(len(made.changes) for made in found.values())
    if not count:
        print(_here("Nothing to mend. `lessonkit check` names what only you can decide."))
    elif not write:
        print(f"{counted(count, 'change')}. Nothing is written yet: add --write.")
    else:
        for copy in mending.write(found):
            print(f"Written: {copy.parents[1] / copy.name}; as it was: {copy}")
        print(_here(f"{counted(count, 'change')}. `lessonkit check` names what is left."))
    return OK


def _told(change: Change) -> str:
    where = ", ".join(
        words for words in (f"row {change.row}" if change.row else "", change.column or "") if words
    )
    before = shown(change.before) or "an empty cell"
    after = (
        f" becomes {shown(change.after) or 'empty'}" if change.after or change.column else " goes"
    )
    return (
        f"{where}: {before}{after} ({change.why})" if where else f"{before}{after} ({change.why})"
    )


@app.command(epilog="Example: lessonkit basemap flood")
def basemap(
    folder: Lesson = Path(),
    only: Annotated[
        list[str],
        typer.Option(metavar="NAME", help="Make this base map alone; may stand several times."),
    ] = [],  # noqa: B006  # typer asks for it
    packages: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Take the packages from here, for a computer without a network."
        ),
    ] = None,
    areas: Annotated[
        bool,
        typer.Option(
            "--areas",
            help="Make nothing: list the countries and first-level areas of the base maps that "
            "there are, by the names that a zone may be made of.",
        ),
    ] = False,
) -> int:
    """Make the ground of the map windows: land, borders, coast, rivers, lakes, relief.

    Each map window of lesson.toml names its base map. The files go to data/basemap/NAME and replace
    those of the same names.

    The data are fetched once, 80 to 250 MB, and kept on your computer.

    data/basemap/names.toml may say what is special: names, a river drawn by hand.
    """
    from lessonkit.basemap.build import area_names, make_basemaps, named, shows_relief

    if areas:
        _list_areas(folder, only)
        return OK
    with progress() as told:
        made = make_basemaps(folder, only, packages, told)
    for path in made:
        size = sum(file.stat().st_size for file in path.iterdir())
        print(f"Written: {path} ({max(size / 1e6, 0.1):.1f} MB)")
        for what, names in zip(("Countries", "Lakes"), named(path), strict=True):
            if names:
                print(f"{what}: {first_of(names, _NAMED)}.")
        if count := sum(map(len, area_names(path).values())):
            areas_said = "lessonkit basemap --areas lists their names."
            print(_here(f"First-level areas: {count}. {areas_said}"))
    print("The two letters of a country are what the column country of places asks for.")
    if shows_relief(folder):
        print("With it the layer of relief may be on: on = true in data/lesson.toml.")
    return OK


def _list_areas(folder: Path, only: Sequence[str]) -> None:
    from lessonkit.basemap.build import area_names, made_before, part_names

    for path in made_before(folder, only):
        print(f"{path}:")
        parts = part_names(path)
        for country, names in area_names(path).items():
            print(f"  {country}{': ' if names else ''}{', '.join(names)}")
            if some := parts.get(country):
                print(f"    parts of several of these areas: {', '.join(some)}")


@app.command(epilog="Example: lessonkit run flood")
def run(
    place: Annotated[
        Path,
        typer.Argument(metavar="PLACE", help="The lesson, a folder of notebooks, or one notebook."),
    ] = Path(),
) -> int:
    """Run the notebooks and write them with their outputs, the same bytes each time."""
    from lessonkit.publish.run import execute, notebooks_in

    _stop_when_asked()
    for path in notebooks_in(place):
        with progress() as told:
            execute(path, told)
        print(f"Written: {path}", flush=True)
    return OK


@app.command(epilog="Example: lessonkit site flood --to flood-site")
def site(
    folder: Lesson = Path(),
    to: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="Folder to write to. A site that is in it is replaced."
        ),
    ] = Path("site"),
) -> int:
    """Write the lesson as pages that open from a disk: no server, no kernel, no network.

    The notebooks are run for it, and stay as they are.
    """
    from lessonkit.publish.site.build import publish

    _stop_when_asked()
    with progress() as told:
        files = publish(folder, to, told)
    size = sum(path.stat().st_size for path in files)
    print(f"Written: {to / 'index.html'} ({counted(len(files), 'file')}, {size / 1e6:.1f} MB)")
    return OK


@app.command(epilog="Example: lessonkit preview flood")
def preview(
    folder: Lesson = Path(),
    port: Annotated[int, typer.Option(help="Where to listen; 0: any port that is free.")] = 8890,
    browser: Annotated[bool, typer.Option(help="Open the first page in the browser.")] = True,
) -> int:
    """Show the lesson in the browser while you write it.

    Save a file, and its page loads again by itself. A fault is shown in the page, with its file and
    row; the page before it stays. Only this machine can reach it. Ctrl-C ends it.
    """
    import asyncio
    import webbrowser

    from lessonkit.publish.preview.edition import Editions
    from lessonkit.publish.preview.server import serve

    def opened(address: str) -> None:
        print(f"The lesson is at {address}\nSave a file to see it there. Ctrl-C ends.", flush=True)
        if browser:
            webbrowser.open(address)

    _stop_when_asked()
    try:
        asyncio.run(serve(Editions(folder), port, opened))
    except KeyboardInterrupt:
        print("\nThe preview has ended.")
    return OK


@app.command(epilog="Example: lessonkit handout flood --to flood-paper")
def handout(
    folder: Lesson = Path(),
    to: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="Folder to write to. A handout that is in it is replaced."
        ),
    ] = Path("handout"),
) -> int:
    """Write the lesson on paper, as PDF: one file for students, and one with the answers.

    No notebook is run.
    """
    from lessonkit.publish.handout.build import publish_handout

    with progress() as told:
        files = publish_handout(folder, to, told)
    for path in files:
        print(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return OK


@app.command(epilog="Example: lessonkit student flood --to flood-class")
def student(
    folder: Lesson = Path(),
    to: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Folder to write to. An older copy in it is replaced."),
    ] = Path("student"),
) -> int:
    """Make a copy of the lesson for the class, without answers in plain text.

    It has what a lesson is known to have; what else lies there is named and left out. If an answer
    stands in a file of the copy, nothing is written, and the place is named.
    """
    from lessonkit.publish.student import copy_for_students

    strangers = list[str]()
    with progress() as told:
        made = copy_for_students(folder, to, told, strangers.append)
    for name in strangers:
        print(f"Left out: {shown(name, 200)}, which is no part of a lesson")
    print(f"Written: {made}")
    return OK


@app.command(epilog="Example: lessonkit answers handed-in --to class")
def answers(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILES...", help="What the class handed in: a folder, files, or a pattern."
        ),
    ],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write to.")] = Path("class"),
    semicolons: Annotated[
        bool,
        typer.Option(
            "--semicolons",
            help="Write answers.csv with ; between cells, for a spreadsheet that shows each row "
            "in one cell: so it is in most countries that write 3,5 for three and a half. "
            "answers.xlsx opens everywhere.",
        ),
    ] = False,
    by_name: Annotated[
        bool,
        typer.Option("--by-name", help="Files of one name are of one student, whatever they hold."),
    ] = False,
) -> int:
    """Read the files that a class handed in, and write a table and a page of what it did.

    answers.xlsx and answers.csv have a row for each student and exercise. Several files of one
    student are put together. Exit code 1: a file was damaged.
    """
    from lessonkit.classroom.handins import collect
    from lessonkit.classroom.table import summary, write

    with progress() as told:
        handed = collect(files, told, by_name=by_name)
    # Said before the writing, which may fail.
    for line in summary(handed):
        print(line)
    written = write(handed, to, semicolons=semicolons)
    print(f"Written: {', '.join(map(str, written))}")
    return FAULTS if handed.damaged else OK


def _stop_when_asked() -> None:
    """Let a request to end do what Ctrl-C does: tidy up first."""

    def stop(*_: object) -> None:
        # In the background a shell may have turned Ctrl-C off, and nothing would end it.
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    sys.exit(main())
