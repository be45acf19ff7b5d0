"""HTML from templates: whatever is put into one is escaped, unless it is markup already.

A template stands beside the module that fills it, as `<room>/<name>.html.j2`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from lessonkit.letters import LocalNames, is_apart, letters_of

_ROOMS = Path(__file__).parents[1]
_STARS = re.compile(r"\*([^*\n]+)\*")


def rendered(name: str, **values: Any) -> Markup:
    """Fill a template.

    Parameters
    ----------
    name : str
        The template: its room and its name, such as ``"html/cards"``.
    **values
        What it asks for; a value that is missing is an error.
    """
    return Markup(_environment().get_template(name).render(**values))


def emphasised(words: str) -> Markup:
    """Give plain text as markup, with *a word* between stars in italics."""
    return Markup(_STARS.sub(r"<em>\1</em>", str(escape(words))))


def directed(words: str, local: LocalNames | None) -> Markup:
    """Give plain text as markup, with words in the letters of the local names in their language."""
    text = str(escape(words))
    if local is None or not is_apart(local.language):
        return Markup(text)
    attributes = f'lang="{escape(local.language)}" dir="{local.runs}"'
    return Markup(letters_of(local.language).sub(rf"<bdi {attributes}>\g<0></bdi>", text))


@cache
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined)
    made.filters |= {"emphasised": emphasised, "directed": directed}
    return made


def _template(name: str) -> str:
    # Line breaks and indentation are for the reader of the template; a notebook keeps its outputs.
    lines = (_ROOMS / f"{name}.html.j2").read_text(encoding="utf-8").splitlines()
    return "".join(line.strip() for line in lines)
