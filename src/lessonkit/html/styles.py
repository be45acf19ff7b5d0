"""The style sheets of this folder, as an output carries its own."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def sheet(name: str) -> Markup:
    """Give the style sheet of that name as one line of CSS.

    JupyterLab has looks of its own for tables and lists in an output, by the class of the output
    and a class or an element more. Where a sheet must win against them, it names its class twice.
    """
    text = Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")
    return Markup(" ".join(_COMMENT.sub("", text).split()))
