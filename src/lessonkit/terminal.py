"""How long work tells how far it is: a bar on a terminal, plain lines in a pipe.

Everything goes to the error stream. What a command gives back stands alone on the other one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from lessonkit.errors import shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

Told = Callable[[str, str, int, int], None]
"""What is called as a part of some work begins.

It gets what is worked on, what its parts are, which of them begins, counted from 1, and of how
many: `told("02_the_race.ipynb", "cell", 7, 44)`.
"""


def unheard(what: str, unit: str, part: int, parts: int) -> None:
    """Take what is told and show nothing."""


def progress() -> AbstractContextManager[Told]:
    """Show what is told, in a way that suits the error stream.

    The bar is drawn by rich, which is loaded only for that. `NO_COLOR` and `TERM=dumb` count.
    """
    if not sys.stderr.isatty():
        return _lines()
    from rich.console import Console

    console = Console(stderr=True)
    return _lines() if console.is_dumb_terminal else _bar(console)


@contextmanager
def _lines() -> Iterator[Told]:
    """Write a line for each work when it is done, and one for a work that failed."""
    now, since = ("", "", 0, 0), 0.0

    def say(done: bool) -> None:
        what, unit, part, parts = now
        if what:
            where = f"{'' if done else 'stopped at '}{unit} {part} of {parts}"
            seconds = f"{time.monotonic() - since:.0f} s"
            print(f"{what}: {where}, {seconds}", file=sys.stderr, flush=True)

    def told(what: str, unit: str, part: int, parts: int) -> None:
        nonlocal now, since
        what = shown(what)
        if what != now[0]:
            say(done=True)
            since = time.monotonic()
        now = (what, unit, part, parts)

    try:
        yield told
    except BaseException:
        say(done=False)
        raise
    say(done=True)


@contextmanager
def _bar(console: Console) -> Iterator[Told]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}", markup=False)
    where = TextColumn("{task.fields[where]}", markup=False)
    # What is printed meanwhile must reach the stream that it is meant for.
    bar = Progress(
        words,
        BarColumn(),
        where,
        TimeElapsedColumn(),
        console=console,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    tasks: dict[str, TaskID] = {}

    def told(what: str, unit: str, part: int, parts: int) -> None:
        if what not in tasks:
            finish()
            tasks[what] = bar.add_task(shown(what), total=parts, where="")
        bar.update(tasks[what], completed=part - 1, where=f"{unit} {part} of {parts}")

    def finish() -> None:
        for task in bar.tasks:
            if not task.finished:
                bar.update(task.id, completed=task.total)

    with bar:
        yield told
        finish()
