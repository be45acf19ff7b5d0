"""Execute notebooks and write them with their outputs, the same bytes each time.

A diff of a notebook then shows what a person changed, and a saved notebook opens with live maps
before any cell has run.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVarTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat.reader import NotJSONError

from lessonkit.check.cells import book_of
from lessonkit.errors import DataError, ExerciseError, LessonError, PublishError, shown
from lessonkit.terminal import Told, unheard
from lessonkit.widgets.base import KEPT, StateError

_MODEL_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_SECONDS = 120
# Errors whose message is written for the author of the lesson.
_OURS = {one.__name__ for one in (LessonError, DataError, ExerciseError, StateError)}


Perform = Callable[[NotebookClient, IO[bytes]], None]
_Ts = TypeVarTuple("_Ts")


class _Loop(asyncio.SelectorEventLoop):
    """A loop that knows whether it was interrupted; on Windows the one that a kernel needs.

    The client answers a signal by taking the kernel away from under the run. How the run then fails
    depends on the moment, so the signal itself is noted.
    """

    interrupted = False

    def add_signal_handler(self, sig: int, callback: Callable[[*_Ts], Any], *args: *_Ts) -> None:
        def note() -> None:
            self.interrupted = True
            callback(*args)

        super().add_signal_handler(sig, note)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Say what fails beside the run; not that a kernel was being ended when the run ended."""
        if not self.interrupted:
            super().call_exception_handler(context)


def notebooks_in(place: Path) -> list[Path]:
    """Find what is to be run: one notebook, or those of a folder, in the order of their names.

    Parameters
    ----------
    place : path
        A notebook, a folder of notebooks, or a lesson: a folder with `notebooks/` in it.

    Raises
    ------
    PublishError
        If there is none.
    """
    if place.is_file():
        return [place]
    if not place.exists():
        raise PublishError(f"There is no {place}. Check the path.")
    folder = place / "notebooks" if (place / "notebooks").is_dir() else place
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise PublishError(f"No notebook in {folder}: expected files that end in .ipynb.")
    return paths


def execute(path: Path, told: Told = unheard) -> None:
    """Run one notebook in its own folder and rewrite it with outputs and widget state.

    Raises
    ------
    PublishError
        If a cell fails; it quotes the cell and what Python says. Or if the file cannot be written,
        which is tried before the first cell runs. The file is left as it was.
    """
    real = path.resolve()  # of a link, what it points to is rewritten, not the link
    try:
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".running-") as place:
            new = Path(place, real.name)
            new.write_text(_run_in_full(path, told), encoding="utf-8", newline="\n")
            shutil.copymode(real, new)
            new.replace(real)
    except OSError as error:
        raise PublishError(f"{path} cannot be written: {error.strerror or error}.") from error


def _run_in_full(path: Path, told: Told) -> str:
    """Run a notebook; of a cell that fails say all that Python says, for who writes Python."""
    try:
        return run(path, told)
    except OSError as error:  # nothing of the file: the kernel has not started, or was taken away
        missing = f": {error.filename}" if error.filename else ""
        words = f"{path.name} cannot be run: the kernel python3 does not start"
        raise PublishError(f"{words}: {error.strerror or error}{missing}.") from error
    except PublishError as error:
        cause = error.__cause__
        if isinstance(cause, CellExecutionError) and _raised(cause)[0] not in _OURS:
            raise PublishError(f"{error}\n\n{_ANSI.sub('', str(cause)).strip()}") from cause
        raise


def run(path: Path, told: Told = unheard, perform: Perform | None = None) -> str:
    """Run one notebook in its own folder; return its text with outputs and widget state.

    Parameters
    ----------
    path : path
        The notebook.
    told : callable, optional
        Called as each cell begins.
    perform : callable, optional
        What lets a client run its notebook; a new kernel if not given. It gets the client, and a
        file for what the kernel itself says.

    Raises
    ------
    PublishError
        If a cell fails: it names the cell by its number, counted from 1, and its line, in words
        that need no Python.
    """
    notebook = read(path)
    cell = 0

    def begin(cell_index: int, **_: Any) -> None:
        nonlocal cell
        cell = cell_index + 1
        told(path.name, "cell", cell, len(notebook.cells))

    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        kernel_name="python3",
        store_widget_state=True,
        record_timing=False,
        on_cell_start=begin,
        resources={"metadata": {"path": str(path.parent)}},
    )
    if notebook.cells:  # the kernel takes seconds to start: what is waited for is shown before
        told(path.name, "cell", 1, len(notebook.cells))
    # What the kernel itself says would stand between the progress; it is told if the kernel dies.
    with tempfile.TemporaryFile() as log:
        try:
            (perform or _execute)(client, log)
        except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
            where = f"cell {cell} of {len(notebook.cells)}" if cell else "its kernel"
            source = notebook.cells[cell - 1].source if cell else ""
            words = f"{path.name}, {where} fails.\n{_said(error, source)}"
            if isinstance(error, RuntimeError):  # its kernel died
                log.seek(0)
                words += "\n" + log.read().decode(errors="replace")[-2000:]
            raise PublishError(_ANSI.sub("", words.strip())) from error
    text = nbformat.writes(_tidy(notebook), indent=1)
    return _stable_ids(text, path.stem) + "\n"


def _said(error: Exception, source: str) -> str:
    """Say what failed in words that need no Python: of a fault in the data its own words."""
    if isinstance(error, CellTimeoutError):
        return f"It ran for {_CELL_SECONDS} seconds and came to no end."
    if not isinstance(error, CellExecutionError):
        return str(error)
    name, words = _raised(error)
    if name in _OURS:
        return words
    found = _FAILED.search(_ANSI.sub("", error.traceback))
    line = found[1] if found and error.ename == name else source.strip().rpartition("\n")[2]
    said = words.partition("\n")[0].rstrip(".") or name
    if name == "KeyError":  # its words are the key alone
        said = f"there is no {said}"
    where = f"The line `{line.strip()}`" if line.strip() else "A line of it"
    return f"{where} could not be carried out: {said}."


def _raised(error: CellExecutionError) -> tuple[str, str]:
    """Give the name and the words of an error.

    Of one that comes when all lines are done and the last value is shown, the client knows
    neither: both stand at the end of what Python says.
    """
    if error.ename != _SHOWN:
        return error.ename, error.evalue
    text = _ANSI.sub("", error.traceback).rstrip()
    ours = re.search(rf"^({'|'.join(sorted(_OURS))}): (.*)", text, re.MULTILINE | re.DOTALL)
    named = ours or re.search(r"([\w.]+)(?:: ?(.*))?$", text.rpartition("\n")[2])
    return (named[1], named[2] or "") if named else ("", "")


_SHOWN = "NoneType"
_FAILED = re.compile(r"^-+> \d+ (.*)$", re.MULTILINE)


def _execute(client: NotebookClient, log: IO[bytes]) -> None:
    loop = _Loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner, _threads_beside(loop):
        try:
            kept = os.environ | {KEPT: "1"}  # so that cells give what viewers need that run nothing
            runner.run(client.async_execute(stderr=log, env=kept))
        except (Exception, asyncio.CancelledError):
            if loop.interrupted:
                raise KeyboardInterrupt from None
            raise


@contextmanager
def _threads_beside(loop: _Loop) -> Iterator[None]:
    """Say what fails in the threads of a kernel, as the loop does: not of one being ended."""
    said = threading.excepthook

    def say(failed: threading.ExceptHookArgs) -> None:
        if not loop.interrupted:
            said(failed)

    threading.excepthook = say
    try:
        yield
    finally:
        if not loop.interrupted:  # else a thread may still end, and so does the command
            threading.excepthook = said


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook; PublishError if the file is none."""
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise PublishError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (NotJSONError, nbformat.ValidationError, *_BROKEN) as error:
        own = isinstance(error, NotJSONError | nbformat.ValidationError)
        wrong = book_of(path).wrong or (shown(str(error)) if own else "JSON of another form")
        raise PublishError(
            f"{path.name} is not a notebook: {wrong}. Take the file from before, or open it in "
            "JupyterLab and save it again."
        ) from error


# What nbformat lets through of JSON that is of another form than a notebook.
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def _tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs from machine to machine and says nothing to a reader."""
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def _stable_ids(text: str, seed: str) -> str:
    """Replace the random ids of widgets by ids made from the notebook's name and their order.

    The order is that of their first appearance in the outputs; then come the models that those
    refer to, such as layouts. The state is written anew, because it is sorted by id.
    """
    notebook = json.loads(text)
    views = notebook["metadata"].get("widgets", {})
    state: dict[str, Any] = next((view["state"] for view in views.values()), {})
    order = [i for i in _MODEL_ID.findall(json.dumps(notebook["cells"])) if i in state]
    for model in order:  # grows while it is read; a like number in an address is no model
        found = _MODEL_ID.findall(json.dumps(state[model]))
        order += [i for i in found if i in state and i not in order]
    rest = sorted(set(state) - set(order), key=lambda i: json.dumps(state[i], sort_keys=True))
    names = dict.fromkeys([*order, *rest])
    new = {
        old: hashlib.md5(f"{seed}/{n}".encode(), usedforsecurity=False).hexdigest()
        for n, old in enumerate(names)
    }
    renamed = _MODEL_ID.sub(lambda match: new.get(match[0], match[0]), text)
    return json.dumps(json.loads(renamed), ensure_ascii=False, indent=1, sort_keys=True)
