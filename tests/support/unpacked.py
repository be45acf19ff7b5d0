"""Undo how the pages of a site store what they share, as `site/packed.js` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any


def unpacked(number: int, own: Mapping[str, Any], shared: Sequence[Mapping[str, Any]]) -> Any:
    """Undo `pack`, as `site/packed.js` does."""
    if number < 0:
        for part in shared:
            at = -number - 1 - part["first"]
            if 0 <= at < count_of(part):
                return unpacked(at, part, shared)
        raise AssertionError("no such number")
    for kind in ("atoms", "texts", "lists", "maps"):
        if number < len(own[kind]):
            found = own[kind][number]
            if kind == "atoms":
                return found
            inside = [unpacked(n, own, shared) for n in accumulate(found)]
            half = len(inside) // 2
            as_map = dict(zip(inside[:half], inside[half:], strict=True)) if kind == "maps" else {}
            return "".join(inside) if kind == "texts" else as_map or inside
        number -= len(own[kind])
    for count, keys, columns in own["tables"]:
        if number < count:
            rows = zip(keys, list(accumulate(columns))[number::count], strict=True)
            return {key: unpacked(n, own, shared) for key, n in rows}
        number -= count
    raise AssertionError("no such number")


def count_of(values: Mapping[str, Any]) -> int:
    plain = sum(len(values[kind]) for kind in ("atoms", "texts", "lists", "maps"))
    return plain + sum(count for count, _, _ in values["tables"])


def undone(packed: Mapping[str, Any], shared: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the state of the models of a page."""
    return {
        name: unpacked(number, packed["values"], shared)
        for name, number in packed["models"].items()
    }
