"""The state of widgets, small: each value stands once, in a page or in what several pages share.

`browser/site/packed.js` undoes it. Maps of a lesson have the same ground, names, cards and sources,
and what repeats lies too far apart for gzip, which looks back no more than 32 kB.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

_RELIEF = re.compile(r"(data:image/[\w+]+;base64,[A-Za-z0-9+/=]+)")
_GROUP = re.compile(r"(?=<g |<pattern )")
_OURS = ("view", "home")
_FEW = 14_000  # characters: less makes no file of its own

# A value: what it is, its text if it is an atom or its keys if it is of a table, and the numbers of
# the values in it.
_Value = tuple[str, str | tuple[str, ...], tuple[int, ...]]
States = Mapping[str, Any]
"""The state of each model of each page."""


class Shared(NamedTuple):
    """Values that several pages have: the `pages` that need them, in order, and the `values`."""

    pages: tuple[str, ...]
    values: dict[str, Any]


Packed = tuple[dict[str, dict[str, Any]], list[Shared]]
"""What each page has of it alone, and what pages share."""
_KINDS = ("atoms", "texts", "lists", "maps", "tables")  # in the order of their numbers


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


def pack(pages: States) -> Packed:
    """Store each value once.

    Parameters
    ----------
    pages : mapping of str to (mapping of str to JSON value)
        The state of each model of each page, in the order of the pages.

    Returns
    -------
    dict of str to dict
        For each page its `models`, each the number of its state, and its `values`.
    list of Shared
        The values that the same pages have, what most of them have first. Its `first` is how many
        values stand in those before it: value number n of all that is shared is -n - 1 in a page.
        What only later pages have does not come with a page: a reader is not to meet it there.

    Notes
    -----
    Values are `atoms`, which a list of plain numbers is, too, such as the steps of a line; `texts`
    in pieces and other `lists`, as the numbers of what they consist of; `maps`, objects whose keys
    are ids, as the numbers of their keys and then of what stands under these; and `tables` of all
    other objects with the same keys: how many, the keys, and the numbers column by column. They are
    numbered in this order. Each number but the first stands as the difference to the one before:
    most differences are small, and many the same.
    """
    values = _Values()
    roots = {
        page: {name: values.number(state, page) for name, state in models.items()}
        for page, models in pages.items()
    }
    groups = {have: _Group(values.all, chosen) for have, chosen in _groups(values).items()}
    common = [n for have, group in groups.items() if len(have) > 1 for n in group.order]
    outside = {n: -at - 1 for at, n in enumerate(common)}
    shared = [
        Shared(have, {"first": -outside[group.order[0]] - 1, **group.stored(outside)})
        for have, group in groups.items()
        if len(have) > 1
    ]
    packed = {}
    for page, models in roots.items():
        own = groups.get((page,)) or _Group(values.all, [])
        numbers = outside | {n: at for at, n in enumerate(own.order)}
        packed[page] = {
            "models": {name: numbers[n] for name, n in models.items()},
            "values": own.stored(numbers),
        }
    return packed, shared


def _groups(values: _Values) -> dict[tuple[str, ...], list[int]]:
    """Give the values by the pages that need them, what most need first.

    A few values make no file of their own: they go with what more pages have. The first of these
    is the same page, so that nothing comes earlier in a lesson than it is told there.
    """
    groups = defaultdict[tuple[str, ...], list[int]](list)
    weights = defaultdict[tuple[str, ...], int](int)
    for n, have in enumerate(map(tuple, values.pages)):
        groups[have].append(n)
        weights[have] += len(values.all[n][1]) + 4 * len(values.all[n][2])
    for have in sorted(groups, key=len):
        wider = [one for one in groups if {*have} < {*one} and one[0] == have[0]]
        if len(have) > 1 and weights[have] < _FEW and wider:
            into = min(wider, key=len)
            groups[into] += groups.pop(have)
            weights[into] += weights.pop(have)
    return {have: groups[have] for have in sorted(groups, key=lambda one: (-len(one), one))}


# What `json.dumps` makes anew for each value.
_WRITE = json.JSONEncoder(ensure_ascii=False).encode


class _Values:
    """All values, each once; what a value consists of has a lower number than the value."""

    def __init__(self) -> None:
        self.all: list[_Value] = []
        self.pages: list[list[str]] = []
        self._numbers: dict[_Value, int] = {}

    def number(self, value: Any, page: str) -> int:
        """Give the number of a value, with a note that the page has it."""
        made = self._made(value, page)
        n = self._numbers.setdefault(made, len(self.all))
        if n == len(self.all):
            self.all.append(made)
            self.pages.append([])
        if page not in self.pages[n]:
            self.pages[n].append(page)
        return n

    def _made(self, value: Any, page: str) -> _Value:
        def inside(parts: Iterable[Any]) -> tuple[int, ...]:
            return tuple(self.number(part, page) for part in parts)

        if isinstance(value, dict) and all(map(str.isidentifier, value)):
            return "tables", tuple(value), inside(value.values())
        if isinstance(value, dict):
            return "maps", "", inside([*value, *value.values()])
        if isinstance(value, list) and not _is_numbers(value):
            return "lists", "", inside(value)
        if isinstance(value, str) and len(pieces := _pieces(value)) > 1:
            return "texts", "", inside(pieces)
        return "atoms", _WRITE(value), ()


def _is_numbers(value: list[Any]) -> bool:
    """Say whether a list has numbers alone, or lists of them: no two of these are much alike."""
    inner = (one for part in value for one in (part if isinstance(part, list) else [part]))
    return bool(value) and all(type(one) in (int, float) for one in inner)


def _pieces(text: str) -> list[str]:
    """Cut a drawing before each group and each pattern, and around its relief."""
    if not text.startswith("<svg"):
        return [text]
    return [
        piece
        for part in _RELIEF.split(text)
        for piece in ([part] if part.startswith("data:") else _GROUP.split(part))
        if piece
    ]


def _neighbourhood(atom: str) -> tuple[int, str]:
    """Say where an atom goes: gzip looks back 32 kB only, so what is alike must lie near.

    Within one sort all stand as they are met: what is made of them then has numbers that are near.
    """
    if atom.startswith('"<'):
        return 0, atom[:30]
    if atom.startswith('"'):
        return (1 if " " in atom else 2), ""
    return (3 if atom.startswith("[") else 4), ""


class _Group:
    """Values that stand in one place, in the order of their numbers there."""

    def __init__(self, values: Sequence[_Value], chosen: Iterable[int]) -> None:
        self._values = values
        self._sorts: dict[str, list[int]] = {kind: [] for kind in _KINDS}
        for n in chosen:
            self._sorts[values[n][0]].append(n)
        self._sorts["atoms"].sort(key=lambda n: _neighbourhood(str(values[n][1])))
        self._tables = defaultdict[Any, list[int]](list)
        for n in self._sorts["tables"]:
            self._tables[values[n][1]].append(n)
        self.order = [n for kind in _KINDS[:-1] for n in self._sorts[kind]]
        self.order += [n for rows in self._tables.values() for n in rows]

    def stored(self, numbers: Mapping[int, int]) -> dict[str, Any]:
        """Write the values; each that stands in another has one of these numbers."""

        def row(inside: Iterable[int]) -> list[int]:
            made = [numbers[n] for n in inside]
            return [n - before for n, before in zip(made, [0, *made], strict=False)]

        values, sorts = self._values, self._sorts
        return {
            "atoms": [json.loads(str(values[n][1])) for n in sorts["atoms"]],
            **{kind: [row(values[n][2]) for n in sorts[kind]] for kind in _KINDS[1:-1]},
            "tables": [
                [len(rows), keys, row(values[n][2][k] for k in range(len(keys)) for n in rows)]
                for keys, rows in self._tables.items()
            ],
        }
