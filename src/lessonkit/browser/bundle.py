"""Join the scripts and the styles of this folder: a page gets one text, and there is no build step.

A file goes by its path in the folder, such as `core/dom`. What only people read stays at home:
comments, empty lines and indentation, most ends of lines, and in styles blanks that mean nothing. A
text over several lines is markup, and blanks at the head of a line mean nothing to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from os.path import normpath
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
"""The folder of the scripts and styles."""

_IMPORT = re.compile(r'^import \{([\w$,\s]*)\} from "(\.\.?/[\w./-]+)\.js";\n', re.MULTILINE)
_DATA = re.compile(
    r'^import (\w+) from "(\.\.?/[\w./-]+\.json)" with \{ type: "json" \};\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) ([\w$]+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/[ \t]*)\n", re.MULTILINE)
# Behind a statement. One with a quotation mark stays: it might be the rest of a text.
_TAIL = re.compile(r"(?<=[;{},(\[]) // [^\n\"'`]*$", re.MULTILINE)
# What a value is taken for stands within a statement.
_CAST = re.compile(r"/\*\* @type \{[^\n`\"']*?\} \*/ ?")
_EMPTY = re.compile(r"^\n+", re.MULTILINE)
# The end of a line within a statement, or behind one: where none of the line may be a comment.
_BREAK = re.compile(r"^((?:(?!//).)*)(?:(?<=[;{,(\[=])\n|\n(?=[})\].?:&|]))", re.MULTILINE)
_STYLE_COMMENT = re.compile(r"/\*[\s\S]*?\*/\n?")
_STYLE_BREAK = re.compile(r"(?<=[{};,])\n")
# Around a block, a value, a comma, and the sign of a child; no selector has a colon and a blank.
_STYLE_BLANK = re.compile(r" (?=\{)|(?<=[;{])([\w-]+:) |;(?=\})| (>) |(?<=,) ")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_OTHER = re.compile(r"^[ \t]*(?:import|export)\b.*$|^.*\bimport\s*\(.*$", re.MULTILINE)


def join_scripts(entry: str) -> str:
    """Join an ES module and all that it imports into one, which exports what the entry exports.

    Each file keeps a scope of its own, so that two may use one name.

    Parameters
    ----------
    entry : str
        Path of a script in this folder, without its ending: ``"main"``, ``"core/seal"``.

    Raises
    ------
    ValueError
        If a file imports or exports in a way that is not understood here, which would otherwise be
        found out by a reader. The forms are ``import { a, b } from "./c.js";``, ``import A from
        "./a.json" with { type: "json" };`` and ``export`` before a function, a class or a const.
        Also for a name that the other file does not export, and for a circle.
    """
    done = _joined(entry)
    names = ", ".join(done[entry].exports)
    bodies = (one.body for one in done.values())
    return "\n".join([*bodies, f"export const {{ {names} }} = {_scope(entry)};", ""])


def join_classic(entry: str, *, after: Sequence[str] = (), is_open: bool = False) -> str:
    """Join a script for a page from a disk, which can load no module: it does what the entry does.

    Parameters
    ----------
    entry : str
        As in `join_scripts`, which says the errors, too.
    after : sequence of str
        Entries of open scripts that a page has before this one: what they have stands there.
    is_open : bool
        Whether later scripts of the page may use what this one has. One that is not open leaves
        nothing behind.
    """
    before = {key for one in after for key in _joined(one)}
    bodies = [one.body for key, one in _joined(entry).items() if key not in before]
    if is_open:
        return "\n".join(['"use strict";', *bodies, ""])
    return "\n".join(['"use strict";', "(() => {", *bodies, "})();", ""])


class _Script(NamedTuple):
    """A file of this folder as one statement that makes its scope, and the names it exports."""

    body: str
    exports: list[str]


def _joined(entry: str) -> dict[str, _Script]:
    """Gather an entry and all that it imports by their keys, each behind what it imports."""
    done: dict[str, _Script] = {}
    _gather(HERE / f"{entry}.js", done, ())
    return done


def _gather(path: Path, done: dict[str, _Script], above: tuple[str, ...]) -> None:
    own = _key(path)
    if own in above:
        raise ValueError(f"{' imports '.join([*above, own])}: a circle has no first file.")
    text = path.read_text(encoding="utf-8")

    def import_from_scope(found: re.Match[str]) -> str:
        other = path.parent / f"{found[2]}.js"
        key = _key(other)
        if key not in done:
            _gather(other, done, (*above, own))
        for name in found[1].replace("\n", " ").split(","):
            if name.strip() and name.strip() not in done[key].exports:
                raise ValueError(
                    f"{own}.js imports {name.strip()}, which {key}.js does not export."
                )
        return f"const {{{found[1]}}} = {_scope(key)};\n"

    names = _EXPORT.findall(text)
    text = _DATA.sub(lambda found: f"const {found[1]} = {_data(path.parent / found[2])};\n", text)
    text = _EXPORT.sub("", _IMPORT.sub(import_from_scope, text))
    if strange := _OTHER.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise ValueError(
            f"{own}.js line {line}: {strange[0].strip()} is no form that is known here."
        )
    text = _shortened(text)
    body = f"const {_scope(own)} = (() => {{\n{text}return {{ {', '.join(names)} }};\n}})();"
    done[own] = _Script(body, names)


@cache  # a page has several scripts, and the same files are asked for each of them
def _shortened(text: str) -> str:
    """Leave out of a script what only people read."""
    for left_out in (_COMMENT, _CAST, _TAIL, _INDENT, _EMPTY):
        text = left_out.sub("", text)
    return _BREAK.sub(r"\1", text)


def _data(path: Path) -> str:
    """Give what a JSON file holds, in one line; it may lie anywhere in the library."""
    return json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)


def _key(path: Path) -> str:
    # Not `resolve`, which asks the disk for each folder above: that took half of the time.
    return Path(normpath(path)).relative_to(HERE).with_suffix("").as_posix()


def _scope(key: str) -> str:
    """Name the scope of a file: `_core_dom`."""
    return "_" + re.sub(r"\W", "_", key)


def shared_styles() -> dict[str, str]:
    """Give the styles of all widgets, by the name of their file."""
    sheets = sorted(path for path in HERE.rglob("*.css") if path.parent.name != "site")
    return {path.stem: style(path.relative_to(HERE).with_suffix("").as_posix()) for path in sheets}


def style(name: str) -> str:
    """Give one style sheet of this folder, named without its ending: ``"site/page"``."""
    text = (HERE / f"{name}.css").read_text(encoding="utf-8")
    lines = _EMPTY.sub("", _INDENT.sub("", _STYLE_COMMENT.sub("", text)))
    return _STYLE_BLANK.sub(lambda one: one[1] or one[2] or "", _STYLE_BREAK.sub("", lines))
