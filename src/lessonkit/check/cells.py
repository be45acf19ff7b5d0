"""The lines of Python in a notebook: what would stop a cell, told before it runs.

Somebody who writes no Python types a line from the page about the data, and a word processor turns
its quotation marks. So a fault says what to write in its place. Cells are read, never run, and what
cannot be told for sure is not told: a cell may hold any Python.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import json
import re
import symtable
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from lessonkit.errors import Fault, did_you_mean, shown
from lessonkit.lesson import LessonData
from lessonkit.tables.encoding import merge_mark

OF_NOTEBOOKS = {
    "cards",
    "chart",
    "check",
    "compare_methods",
    "direction",
    "distance",
    "exercise",
    "find",
    "held_on",
    "map",
    "notebook",
    "positions",
    "progress",
    "recall",
    "relations_on",
    "table",
    "terms",
    "what_if",
}
"""What a lesson has in a notebook, beside what all lessons have: `lessonkit.notebook.Lesson`."""

OF_LIBRARY = ("Lesson", "control", "geodesy", "layer")
"""What a cell may take from the library itself."""

OF_MAPS = ("with_events", "with_claims", "with_report")
"""What may stand behind a map in a cell."""

_NEEDS_AN_ID = ("chart", "check", "exercise", "recall", "what_if")
_FIELDS = {one.name for one in fields(LessonData)}
_CALLED = OF_NOTEBOOKS - {"notebook"} | {
    name
    for name in {*dir(LessonData)} - _FIELDS
    if not name.startswith("_") and callable(getattr(LessonData, name))
}
_LESSON = _FIELDS | OF_NOTEBOOKS | {n for n in dir(LessonData) if not n.startswith("_")}
_BUILTINS = frozenset({*dir(builtins), "display", "get_ipython", "In", "Out"})
_PAGE = "docs/data.md, What a cell can show, has the lines to copy"

# Lines for Jupyter and the shell, and what is set to what they give: no Python.
_OF_JUPYTER = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?\??[ \t]*)$", re.MULTILINE)
_TIMED = re.compile(r"^([ \t]*)%time[ \t]+(?=\S)", re.MULTILINE)
_SET_BY_JUPYTER = re.compile(r"^([ \t]*[\w, ]+=[ \t]*)[%!].*$", re.MULTILINE)
# What a cell may have named without a line that says so.
_OPEN = re.compile(
    r"^%%|^\s*%\s*(?:run|pylab|load|store)\b|import \*|\b(?:exec|eval|globals|locals|vars)\(", re.M
)

# Signs that word processors write in the place of those of the keyboard.
_SIGNS = {
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"), '"'),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2039\u203a\u2032"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " "),
}
# One call and one id, whatever marks it has: `lesson.map(first map")`.
_ONE_CALL = re.compile(r"(\s*\w+\.\w+)\s*\(?\s*[\"'`]*([^\W_][\w -]*?)[\"'`]*\s*\)?\s*")
_BARE_DAY = re.compile(r"(?<![\"'\w-])(\d{4}-\d\d(?:-\d\d)?)(?![\"'\w-])")


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook, counted from 1. `may_fail`: it shows an error on purpose."""

    number: int
    kind: str
    source: str
    may_fail: bool = False

    @cached_property
    def parsed(self) -> ast.Module | SyntaxError:
        """Its lines as Python reads them; none if it is no code."""
        if self.kind != "code" or (self.source.startswith("%%") and self._python is None):
            return ast.Module([], [])
        return self._python or self._error

    @cached_property
    def _text(self) -> str:
        """Its lines, those for Jupyter taken out, of a cell with a `%%` its first one."""
        plain = _TIMED.sub(r"\1", self.source)
        return _SET_BY_JUPYTER.sub(r"\1None", _OF_JUPYTER.sub(r"\1pass", plain))

    @cached_property
    def _python(self) -> ast.Module | None:
        return next((tree for one in (self.source, self._text) if (tree := _tree(one))), None)

    @cached_property
    def _error(self) -> SyntaxError:
        try:
            _parse(self._text)
        except SyntaxError as error:
            return error
        except ValueError as error:  # a sign that no file of Python may hold
            return SyntaxError(str(error))
        return SyntaxError()

    @cached_property
    def names(self) -> Names:
        """What it names and asks for. Of lines that cannot be read every word may be a name."""
        tree = self.parsed
        if isinstance(tree, SyntaxError):
            return Names({*re.findall(r"[^\W\d]\w*", self.source)})
        try:
            return _names(symtable.symtable(ast.unparse(tree), "cell", "exec"))
        except (SyntaxError, ValueError, RecursionError):
            return Names({*re.findall(r"[^\W\d]\w*", self.source)})


@dataclass
class Names:
    """Names that a cell gives; that it asks for at once, or later, inside a function."""

    given: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)


class Book(NamedTuple):
    """The cells of a notebook, in order, or what keeps it from being read."""

    cells: list[Cell]
    wrong: str = ""


def cells_of(path: Path) -> list[Cell]:
    """Give the cells of a notebook, in order; none if it cannot be read."""
    return book_of(path).cells


def book_of(path: Path) -> Book:
    """Read a notebook. With its maps it has megabytes, and many ask: the same one is read once."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Book([], f"a file that cannot be opened ({error.strerror})")
    key = hashlib.sha256(content).digest()
    if key not in _READ:
        while len(_READ) >= _KEPT:
            _READ.pop(next(iter(_READ)))
        _READ[key] = _book(content)
    return _READ[key]


_READ: dict[bytes, Book] = {}
_KEPT = 32  # notebooks, the last read


def _book(content: bytes) -> Book:
    try:
        text = content.decode("utf-8")
        book = json.loads(text)
        if isinstance(book, dict) and "worksheets" in book:
            return Book([], "the format of before 2015")
        return Book([_cell(n, one) for n, one in enumerate(book["cells"], 1)])
    except UnicodeDecodeError:
        return Book([], "a file that is not UTF-8 text")
    except (ValueError, RecursionError):
        if merged := merge_mark(text):
            return Book(
                [], f"the marks of a merge that nobody ended, the first in line {merged[0]}"
            )
        return Book([], "a file that is cut or damaged")
    except (KeyError, TypeError, AttributeError):
        return Book([], "a file without cells that can be read")


def _cell(n: int, one: dict[str, Any]) -> Cell:
    kind, metadata = one["cell_type"], one.get("metadata")
    if not isinstance(kind, str):
        raise TypeError(kind)
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return Cell(n, kind, "".join(one["source"]), "raises-exception" in (tags or ()))


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as a backslash in a text: it runs all the same
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = compile(text, "cell", "exec", flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _tree(text: str) -> ast.Module | None:
    try:
        return _parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _names(table: symtable.SymbolTable) -> Names:
    """Sort the names of a cell."""
    found = Names()
    for one in table.get_symbols():
        if one.is_assigned() or one.is_imported() or one.is_namespace():
            found.given.add(one.get_name())
        elif one.is_referenced():
            found.now.add(one.get_name())
    inner = table.get_children()
    while inner:
        one_table = inner.pop()
        inner += one_table.get_children()
        for one in one_table.get_symbols():
            if one.is_declared_global() and one.is_assigned():
                found.given.add(one.get_name())
            elif one.is_global() and one.is_referenced():
                found.later.add(one.get_name())
    return found


# ---- Lessons in cells ---------------------------------------------------------------------------


def lessons_in(cells: Iterable[Cell]) -> set[str]:
    """Give the names that stand for a lesson in a notebook."""
    found = {"lesson"}
    for cell in cells:
        tree = cell.parsed
        for node in () if isinstance(tree, SyntaxError) else tree.body:
            if isinstance(node, ast.Assign) and is_lesson(node.value, found):
                found |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    return found


def is_lesson(node: ast.expr, lessons: set[str]) -> bool:
    """Tell if an expression is a lesson: its name, `Lesson.find(...)`, `lesson.as_of(...)`."""
    if isinstance(node, ast.Name):
        return node.id in {"Lesson", *lessons}
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "Lesson"
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in ("find", "as_of")
        and is_lesson(node.func.value, lessons)
    )


# ---- Faults -------------------------------------------------------------------------------------


def cell_faults(name: str, cells: list[Cell]) -> Iterator[Fault]:
    """Name each line of a notebook that would stop it.

    Parameters
    ----------
    name : str
        File name of the notebook.
    cells : list of Cell
        All its cells.
    """
    lessons, given = lessons_in(cells), set[str]()
    everywhere = set().union(*(cell.names.given for cell in cells))
    stored = {one for cell in cells for one in _stored(cell.parsed)}
    told, is_open = set[str](), False
    merged = {cell.number: mark for cell in cells if (mark := merge_mark(cell.source))}
    for cell in cells:
        tree, where = cell.parsed, (f"notebooks/{name}", None, f"cell {cell.number}")
        is_open = is_open or (cell.kind == "code" and bool(_OPEN.search(cell.source)))
        if cell.number in merged:
            # Of one merge: what cannot be read in these cells follows from it.
            if cell.number == min(merged):
                line, got, *words = merged[cell.number]
                yield Fault(*where, f"{got}, in line {line}", *words)
        elif isinstance(tree, SyntaxError):
            if not cell.may_fail:
                yield Fault(*where, *_no_python(cell.source, tree))
        elif not cell.may_fail:
            own = given | cell.names.given
            for got, right, used in _bare_ids(tree, lessons, stored):
                told |= used
                yield Fault(*where, got, "quotation marks", f"Write {right}.")
            for got, expected, remedy in _not_there(tree, lessons):
                yield Fault(*where, got, expected, remedy)
            unsure = is_open or any(isinstance(one, ast.ExceptHandler) for one in ast.walk(tree))
            lost = (cell.names.now - own) | (cell.names.later - everywhere)
            for one in sorted(() if unsure else lost - _BUILTINS - told):
                if not one.startswith("_"):
                    told.add(one)
                    yield Fault(*where, *_unknown_name(one, own, everywhere))
        given |= cell.names.given


def _no_python(source: str, error: SyntaxError) -> tuple[str, str, str]:
    """Say of a cell that cannot be read: the line, and what to write."""
    lines = source.splitlines() or [""]
    line = lines[min(max((error.lineno or 1) - 1, 0), len(lines) - 1)]
    got, words = shown(line.strip() or source.strip(), 80), "a line that Python can read"
    plain = line.translate(_SIGNS)
    whole = source.translate(_SIGNS)
    if plain != line and _tree(whole):
        return got, "quotation marks and hyphens of the keyboard", f"Write {plain.strip()}."
    if one := _ONE_CALL.fullmatch(plain):
        right = f'{one[1].strip()}("{one[2].replace(" ", "-")}")'
        return got, "quotation marks and brackets", f"Write {right}."
    if day := _BARE_DAY.search(plain):
        return got, words, f'Put the day into quotation marks: "{day[1]}".'
    message = error.msg or ""
    if "unterminated" in message or "EOL" in message:
        return got, words, "A text has a quotation mark at its beginning and at its end."
    if "never closed" in message or "unexpected EOF" in message:
        return got, words, "Close the bracket: each ( has its )."
    if isinstance(error, IndentationError):
        return got, words, "Delete the blanks at the beginning of the line, or undo the change."
    return got, words, f"If it is text to read, make the cell one of type Markdown. Else: {_PAGE}."


def _bare_ids(
    tree: ast.Module, lessons: set[str], stored: set[str]
) -> Iterator[tuple[str, str, set[str]]]:
    """Find ids without quotation marks: `lesson.map(first-map)`. Give how to write them."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and is_lesson(node.func.value, lessons)
            and len(node.args) == 1
            and (words := _words(node.args[0]))
        ):
            continue
        names = {one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)}
        if not names & stored and (names or len(words) > 1):
            call = f"{ast.unparse(node.func)}({{}})"
            yield call.format("-".join(words)), call.format(f'"{"-".join(words)}"'), names


def _words(node: ast.expr) -> list[str]:
    """Give the words of an id that Python reads as a sum; none if it is something else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return [str(node.value)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        left, right = _words(node.left), _words(node.right)
        return [*left, *right] if left and right else []
    return []


def _stored(tree: ast.Module | SyntaxError) -> Iterator[str]:
    """Give each name that something is kept under, also for a moment: in a loop, a function."""
    for one in () if isinstance(tree, SyntaxError) else ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, ast.arg):
            yield one.arg
        elif isinstance(one, ast.alias):
            yield one.asname or one.name.partition(".")[0]
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name


def _not_there(tree: ast.Module, lessons: set[str]) -> Iterator[tuple[str, str, str]]:
    """Find what a cell asks of a lesson or a map that these do not have."""
    own = {
        one.attr
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load)
    }
    called = {id(one.func) for one in ast.walk(tree) if isinstance(one, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, name = node.func.value, node.func.attr
            if name in _NEEDS_AN_ID and is_lesson(of, lessons) and not _may_have_an_id(node):
                called_as = ast.unparse(node.func)
                got = f"{called_as}({'...' if node.args else ''})"
                words = "an id in quotation marks"
                yield got, words, f'Write {called_as}("...").'
            near = did_you_mean(name, OF_MAPS, "")
            if _is_map(of, lessons) and name not in OF_MAPS and near:
                yield f".{name}() of a map", "what a map has", near
        if isinstance(node, ast.Attribute) and is_lesson(node.value, lessons):
            is_called = id(node) in called
            known = _CALLED if is_called else _LESSON
            if node.attr not in known | own and not node.attr.startswith("_"):
                got = f"{ast.unparse(node)}{'(...)' if is_called else ''}"
                near = did_you_mean(node.attr, known, f"{_PAGE}.")
                yield got, "something that a lesson has", near


def _may_have_an_id(call: ast.Call) -> bool:
    """Tell if what stands first in the brackets may be a text: a number or a list is none."""
    if not call.args:
        return bool(call.keywords)
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return isinstance(first.value, str)
    return not isinstance(first, ast.List | ast.Tuple | ast.Dict | ast.Set)


def _is_map(node: ast.expr, lessons: set[str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "map"
        and is_lesson(node.func.value, lessons)
    )


def _unknown_name(name: str, given: set[str], everywhere: set[str]) -> tuple[str, str, str]:
    """Say of a name that nothing gives what may have been meant."""
    expected = "a name that this cell or one above it gives"
    if name in everywhere:
        return name, expected, "A cell further down gives it: move that cell up."
    if name == "lesson":
        return name, expected, 'The first cell opens the lesson: lesson = Lesson.find("...").'
    if name in OF_LIBRARY:
        return name, expected, f"Write at the head of the cell: from lessonkit import {name}."
    otherwise = f"Is it text? Put it into quotation marks. {_PAGE}."
    return name, expected, did_you_mean(name, given, otherwise)
