"""The pages of a lesson made again after each change, with as little work as the change needs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonkit.check.notebooks import notebook_faults, project_of, titles_of
from lessonkit.check.read import open_lesson
from lessonkit.errors import DataError, LessonError, PublishError, brief
from lessonkit.lesson import LessonData
from lessonkit.letters import LocalNames
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.publish.preview.beside import is_beside
from lessonkit.publish.preview.kernels import Kernels
from lessonkit.publish.run import read
from lessonkit.publish.site.files import files_of_pages, pages_of
from lessonkit.publish.site.page import Page, page_of
from lessonkit.publish.site.state import Packed, States, pack
from lessonkit.tables.folder import data_folder
from lessonkit.terminal import Told, unheard

_WIDGETS = "widgets"


@dataclass
class Edition:
    """What a reader of the preview gets: files by their paths, and what is wrong, in lines."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lesson: LessonData | None = None

    @cached_property
    def handout(self) -> bytes:
        """The handout without answers, as PDF; set only when somebody asks for it."""
        if self.lesson is None:
            raise PublishError("There is no handout before the lesson could be read once.")
        return typeset(student_content(self.lesson, titles_of(self.lesson)))


class Editions:
    """Makes editions of one lesson, and keeps what a change does not touch.

    Parameters
    ----------
    folder : path
        The lesson.
    run : callable, optional
        What runs a notebook and returns its text with outputs; kernels in waiting if not given.

    Raises
    ------
    LessonError
        If there is no lesson.
    """

    def __init__(self, folder: Path, run: Callable[[Path, Told], str] | None = None) -> None:
        self._data = data_folder(folder)
        self._notebooks = project_of(self._data) / "notebooks"
        self._kernels = Kernels(self._notebooks)
        self._run = run or self._kernels.run
        # Of each notebook what its outputs were made from, empty if that is not known, and they.
        self._kept: dict[str, tuple[str, NotebookNode]] = {}
        # What the change of a word leaves as it was: the tables, the other notebooks, the widgets.
        self._opened: tuple[str, LessonData] | None = None
        self._texts: dict[str, tuple[NotebookNode, NotebookNode, str]] = {}
        self._packed: tuple[States, Packed] | None = None
        self.last = Edition()

    @property
    def folders(self) -> list[Path]:
        """The folders in which the files of the lesson lie, also where one is away."""
        return [self._data, self._notebooks]

    def close(self) -> None:
        """End the kernel that waits."""
        self._kernels.close()

    def make(self, watched: Collection[str] = (), told: Told = unheard) -> Iterator[Edition]:
        """Make the lesson anew: an edition for each step that a reader should see.

        Parameters
        ----------
        watched : collection of str
            File names of the notebooks that somebody is looking at: they run first.
        told : callable, optional
            Called as each cell of a notebook begins.

        Yields
        ------
        Edition
            With the files of the last good one where the lesson has faults.
        """
        try:
            for edition in self._steps(watched, told):
                self.last = edition
                yield edition
        except DataError as error:
            yield self._faulty(list(brief(error.faults)))
        except LessonError as error:
            yield self._faulty([str(error)])
        except OSError as error:  # a file is just being written: the next change brings it
            yield self._faulty([f"{error.filename}: {error.strerror or error}."])

    def failed(self, error: Exception) -> Edition:
        """Give the edition after an error that nobody thought of: the pages stay as they were."""
        words = " ".join(str(error).split())
        self.last = self._faulty([f"The lesson cannot be shown ({type(error).__name__}: {words})."])
        return self.last

    def _faulty(self, faults: list[str]) -> Edition:
        return Edition(self.last.files, faults, self.last.lesson)

    def _steps(self, watched: Collection[str], told: Told) -> Iterator[Edition]:
        saved_at = _moments(self._data)
        data = _digest(self._data)
        if self._opened is None or self._opened[0] != data:
            lesson = open_lesson(self._data)
            # What was saved meanwhile may be in it, and would not be read again if it came back.
            self._opened = (data, lesson) if _moments(self._data) == saved_at else None
        else:
            lesson = self._opened[1]
        folder = self._notebooks
        books = {
            name: read(folder / name) for name in lesson.notebooks if (folder / name).is_file()
        }
        faults = [
            f"lesson.toml, notebooks: got {name}, expected a file of {folder.name}/."
            for name in lesson.notebooks
            if name not in books
        ]
        wrong = notebook_faults(lesson)
        faults += brief(wrong)
        spoilt = {Path(one.file).name for one in wrong}
        keys = {name: _key(book, data) for name, book in books.items()}
        stale = [name for name in books if keys[name] != self._kept.get(name, ("", None))[0]]
        stale.sort(key=lambda name: name not in watched)
        if stale and not self.last.files and (saved := self._saved(books)):
            yield self._edition(lesson, saved, faults)
        elif any(self._has_new_words(name, books[name]) for name in stale if name in watched):
            yield self._edition(lesson, books, faults)  # words need no kernel: they come at once
        stale = [name for name in stale if name not in spoilt]  # each would stop at a known line
        for n, name in enumerate(stale):
            try:
                executed = nbformat.reads(self._run(folder / name, told), as_version=4)
                self._kept[name] = (keys[name], executed)
            except PublishError as error:
                faults.append(str(error))
            seen = name in watched and not (set(stale[n + 1 :]) & set(watched))
            if seen and n + 1 < len(stale):
                yield self._edition(lesson, books, faults)
        yield self._edition(lesson, books, faults)

    def _saved(self, books: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
        """Give the notebooks that were saved with outputs: they are shown until they have run."""
        saved = {name: book for name, book in books.items() if _WIDGETS in book.metadata}
        self._kept |= {name: ("", book) for name, book in saved.items()}
        return saved

    def _edition(
        self,
        lesson: LessonData,
        books: dict[str, NotebookNode],
        faults: list[str],
    ) -> Edition:
        texts = {name: self._text(name, book) for name, book in books.items() if name in self._kept}
        # Of a notebook that is away, the last good page stays.
        texts |= {
            name: self._texts[name][2]
            for name in lesson.notebooks
            if name not in books and name in self._texts
        }
        texts = {name: texts[name] for name in lesson.notebooks if name in texts}
        if not texts:
            return Edition({}, list(faults), lesson)
        pages = pages_of(lesson, texts, self._notebooks, _page)
        # The handout is set when it is asked for: here it only has to be named.
        files = files_of_pages(lesson, pages, b"%PDF", whole=False, packing=self._pack)
        return Edition(files, list(faults), lesson)

    def _has_new_words(self, name: str, book: NotebookNode) -> bool:
        """Tell if a notebook has other words than those that are shown, whatever its cells give."""
        return name in self._texts and _words(book) != _words(self._texts[name][0])

    def _text(self, name: str, book: NotebookNode) -> str:
        """Write a notebook with the outputs that are known, if either is not as it was."""
        executed = self._kept[name][1]
        kept = self._texts.get(name)
        if kept is None or kept[0] != book or kept[1] is not executed:
            text = nbformat.writes(_with_outputs(deepcopy(book), executed))
            kept = self._texts[name] = book, executed, text
        return kept[2]

    def _pack(self, pages: States) -> Packed:
        if self._packed is None or self._packed[0] != pages:
            self._packed = pages, pack(pages)
        return self._packed[1]


def _page(
    name: str,
    text: str,
    titles: dict[str, str],
    folder: Path,
    binder: str,
    local: LocalNames | None,
) -> Page:
    return _kept_page(name, text, json.dumps(titles), folder, binder, local)


@lru_cache(maxsize=16)
def _kept_page(
    name: str, text: str, titles: str, folder: Path, binder: str, local: LocalNames | None
) -> Page:
    return page_of(name, text, json.loads(titles), folder, binder, local)


def _with_outputs(book: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Give the notebook as it is written now, with the outputs that are known."""
    outputs = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
    for cell in book.cells:
        if cell.cell_type == "code" and cell.id in outputs:
            cell.outputs = outputs[cell.id].outputs
            cell.execution_count = outputs[cell.id].execution_count
    if _WIDGETS in executed.metadata:
        book.metadata[_WIDGETS] = executed.metadata[_WIDGETS]
    return book


def _words(book: NotebookNode) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type != "code"]


def _key(book: NotebookNode, data: str) -> str:
    """Name what the outputs of a notebook depend on: its code, in its order, and the data."""
    code = [(cell.id, cell.source) for cell in book.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps([data, code]).encode()).hexdigest()


def _moments(folder: Path) -> dict[Path, int]:
    """Give when each file was saved last."""
    return {one: one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()}


def _digest(folder: Path) -> str:
    """Name the state of a folder; a file that is saved without a change does not count."""
    made = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if is_beside(path.name):
            continue
        made.update(os.fsencode(path.relative_to(folder)) + b"\0")
        made.update(hashlib.sha256(_content(path)).digest())
    return made.hexdigest()


def _content(path: Path) -> bytes:
    """Give what is in a file; of one that may not be read, when it was written.

    Whether the lesson needs it shows when the lesson is opened.
    """
    try:
        return path.read_bytes()
    except PermissionError:
        return str(path.stat().st_mtime_ns).encode()
