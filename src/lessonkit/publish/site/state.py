"""The state of widgets, small: what repeats in a page or over pages is stored once.

`browser/site/packed.js` undoes it. The maps of a lesson share their ground, their names and the
words of their cards, and pages share what stands on each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonkit.errors import PublishError

_LEAST = 48  # characters of JSON from which on a number in its place is worth it
_LONG = 400  # characters from which on a drawing is cut into its groups
_RELIEF = re.compile(r"(data:image/[\w+]+;base64,[A-Za-z0-9+/=]+)")
_MODEL = re.compile(r"IPY_MODEL_(\w+)")
_OURS = ("view", "home")


@dataclass
class _Part:
    value: Any
    pages: set[str] = field(default_factory=set)
    count: int = 0


def read_state(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the state of the lesson's widgets in an executed notebook, by the id of the model.

    What JupyterLab alone needs is left out: layouts, the copy of the scripts, what a student did.
    """
    saved: dict[str, Any] = next(
        iter(notebook["metadata"].get("widgets", {}).values()), {"state": {}}
    )["state"]
    ours = {name: model["state"] for name, model in saved.items() if _is_ours(model["state"])}
    left_out = ("layout", "tabbable", "tooltip", "home", "record", "checked")
    return {
        name: {
            key: value
            for key, value in state.items()
            if not key.startswith("_") and key not in left_out
        }
        | {key: {} for key in ("record", "checked") if key in state}
        for name, state in ours.items()
    }


def _is_ours(state: Mapping[str, Any]) -> bool:
    return all(key in state for key in _OURS)


def pack(pages: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """Store once what repeats.

    Parameters
    ----------
    pages : mapping of str to JSON value
        The state of each page.

    Returns
    -------
    dict of str to dict
        For each page its `models`, and the `pool` that they refer to.
    list
        What several pages refer to.
    """
    parts: dict[str, _Part] = {}
    for page, state in pages.items():
        _count(state, page, parts)
    found = {key: part for key, part in parts.items() if part.count > 1}
    shared = _shared(found)
    numbers: dict[str, dict[str, int]] = {page: {} for page in pages}
    common = {key: -n - 1 for n, key in enumerate(sorted(shared))}
    for page in pages:
        mine = [key for key, part in found.items() if key not in shared and page in part.pages]
        numbers[page] = {key: n for n, key in enumerate(mine)}
    packed = {
        page: {
            "models": {
                name: _packed(model, common | numbers[page]) for name, model in state.items()
            },
            "pool": [
                _packed(found[key].value, common | numbers[page], top=True) for key in numbers[page]
            ],
        }
        for page, state in pages.items()
    }
    return packed, [_packed(found[key].value, common, top=True) for key in common]


def _count(value: Any, page: str, parts: dict[str, _Part]) -> None:
    """Count what is large enough; the inside of what repeats counts once."""
    key = _key(value)
    if key:
        part = parts.setdefault(key, _Part(value))
        part.count += 1
        part.pages.add(page)
        if part.count > 1:
            return
    for inner in _inside(value):
        _count(inner, page, parts)


def _shared(found: Mapping[str, _Part]) -> set[str]:
    """Find what several pages need, with all that it refers to itself."""
    shared = {key for key, part in found.items() if len(part.pages) > 1}
    todo = list(shared)
    while todo:
        for key in _keys_inside(found[todo.pop()].value, found):
            if key not in shared:
                shared.add(key)
                todo.append(key)
    return shared


def _keys_inside(value: Any, found: Mapping[str, _Part]) -> list[str]:
    keys = []
    for inner in _inside(value):
        key = _key(inner)
        keys += [key] if key in found else _keys_inside(inner, found)
    return keys


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    pieces = _pieces(value) if isinstance(value, str) else []
    return pieces if len(pieces) > 1 else []


def _pieces(text: str) -> list[str]:
    """Cut a drawing before each group, and around its relief."""
    if len(text) < _LONG or not text.startswith("<svg"):
        return []
    return [
        piece
        for part in _RELIEF.split(text)
        for piece in ([part] if part.startswith("data:") else re.split(r"(?=<g )", part))
        if piece
    ]


def _key(value: Any) -> str:
    """Give the JSON text of what is large enough to be stored once, else nothing."""
    if not isinstance(value, str | list | dict):
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) >= _LEAST else ""


def _packed(value: Any, numbers: Mapping[str, int], *, top: bool = False) -> Any:
    key = _key(value)
    if not top and key in numbers:
        return {"$": numbers[key]}
    if isinstance(value, dict):
        if {"$", "+"} & set(value):
            raise PublishError("The state of a widget has a key '$' or '+'. Give it another name.")
        return {name: _packed(inner, numbers) for name, inner in value.items()}
    if isinstance(value, list):
        return [_packed(inner, numbers) for inner in value]
    pieces = _inside(value)
    return {"+": _joined(pieces, numbers)} if pieces else value


def _joined(pieces: list[str], numbers: Mapping[str, int]) -> list[str | int]:
    made: list[str | int] = []
    for piece in pieces:
        number = numbers.get(_key(piece))
        if number is not None:
            made.append(number)
        elif made and isinstance(made[-1], str):
            made[-1] += piece
        else:
            made.append(piece)
    return made
