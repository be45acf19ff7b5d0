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
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def join_scripts(entry: str) -> str:
    """Join an ES module of this folder and all that it imports into one module.

    Each file keeps a scope of its own, so that two may use one name. What the entry exports, the
    whole exports.
    """
    done: dict[str, tuple[str, list[str]]] = {}
    _gather(entry, done)
    parts = [body for body, _ in done.values()]
    names = ", ".join(done[entry][1])
    return "\n".join([*parts, f"export const {{ {names} }} = _{entry};", ""])


def _gather(name: str, done: dict[str, tuple[str, list[str]]]) -> None:
    text = (_HERE / f"{name}.js").read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(text):
        if other not in done:
            _gather(other, done)
    names = _EXPORT.findall(text)
    text = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = _\2;\n", text))
    done[name] = (
        f"const _{name} = (() => {{\n{text}return {{ {', '.join(names)} }};\n}})();",
        names,
    )


class Home(ipywidgets.Widget):
    """The script and the styles. It has no view."""

    script = traitlets.Unicode().tag(sync=True)
    styles = traitlets.Dict().tag(sync=True)


_home: Home | None = None


def home() -> Home:
    """Give the one `Home` of this kernel; made anew if somebody closed it."""
    global _home
    if _home is None or _home.comm is None:
        styles = {
            path.stem: path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("*.css"))
        }
        _home = Home(script=join_scripts("home"), styles=styles)
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
