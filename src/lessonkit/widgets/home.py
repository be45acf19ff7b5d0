"""What all widgets of a lesson share: one script and its styles, in a model of their own.

A saved notebook carries the state of every widget. With a copy of the script in each, thirty
exercises would weigh megabytes; so each has only `loader.js`, which finds the one `Home`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

_HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[\w./]*?)(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def join_scripts(entry: str | Path, *, module: bool = True) -> str:
    """Join an ES module and all that it imports into one script.

    Each file keeps a scope of its own, so that two may use one name. Two files of one name, in two
    folders, may not meet.

    Parameters
    ----------
    entry : str or path
        Name of a script of this folder, or the path of one anywhere.
    module : bool
        Whether the whole is a module, which exports what the entry exports, or a classic script,
        which only does what the entry does. A page from disk can load no module.
    """
    path = entry if isinstance(entry, Path) else _HERE / f"{entry}.js"
    done: dict[str, tuple[str, list[str]]] = {}
    _gather(path, done)
    parts = [body for body, _ in done.values()]
    if not module:
        return "\n".join(['"use strict";', "(() => {", *parts, "})();", ""])
    names = ", ".join(done[path.stem][1])
    return "\n".join([*parts, f"export const {{ {names} }} = _{path.stem};", ""])


def _gather(path: Path, done: dict[str, tuple[str, list[str]]]) -> None:
    text = path.read_text(encoding="utf-8")
    for _, folder, other in _IMPORT.findall(text):
        if other not in done:
            _gather(path.parent / folder / f"{other}.js", done)
    names = _EXPORT.findall(text)
    text = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = _\3;\n", text))
    done[path.stem] = (
        f"const _{path.stem} = (() => {{\n{text}return {{ {', '.join(names)} }};\n}})();",
        names,
    )


def shared_styles() -> dict[str, str]:
    """Give the styles of all widgets, by the name of their file."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("*.css"))}


class Home(ipywidgets.Widget):
    """The script and the styles. It has no view."""

    script = traitlets.Unicode().tag(sync=True)
    styles = traitlets.Dict().tag(sync=True)


_home: Home | None = None


def home() -> Home:
    """Give the one `Home` of this kernel; made anew if somebody closed it."""
    global _home
    if _home is None or _home.comm is None:
        _home = Home(script=join_scripts("home"), styles=shared_styles())
    return _home


class LessonWidget(anywidget.AnyWidget):
    """A widget that draws with the script of `Home`; `view` says what it is."""

    _esm = (_HERE / "loader.js").read_text(encoding="utf-8")
    _css = ""
    view = traitlets.Unicode().tag(sync=True)
    home = traitlets.Instance(Home).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**({"home": home()} | traits))

    def _fallback(self) -> tuple[str, str]:
        """Give text/plain and text/html for viewers that run nothing; empty to leave both out."""
        return "", ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the fallback to the widget view."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is not None:
            words, markup = self._fallback()
            data |= {"text/plain": words, "text/html": markup} if markup else {}
        return data, metadata
