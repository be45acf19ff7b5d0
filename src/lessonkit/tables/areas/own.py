"""What is special about the ground of one lesson: `basemap/names.toml`, which may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lessonkit.errors import DataError, Fault
from lessonkit.tables.fields import (
    SOME_TEXT,
    TEXT,
    YES,
    Field,
    Form,
    Misfit,
    is_number,
    is_table,
    is_text,
    is_whole,
    misfits,
    one_of,
    texts,
)
from lessonkit.tables.files import read_toml
from lessonkit.tables.toml import TableLines

FILE = "basemap/names.toml"

Name = str | list[str]
"""A name in its place: text, or a list of the name and the local name. Empty text takes it away."""


@dataclass(frozen=True)
class Own:
    """What a lesson says of its base maps. Positions are [lon, lat] in degrees.

    - `rivers` are courses with a name, found along the lines of the source past points (`via`) or
      drawn by hand (`drawn`).
    - `lakes`, `countries` and `governorates` give names by those of the source. With `only_lakes`,
      lakes without an entry are left out.
    - `together` are countries of the source that are one here, by its words for them.
    - `apart` are shapes that are cut out of a country, with the status of their borders.
    - `divided` are the countries whose first-level areas are drawn, all if it is empty.
    - `left_off` is a word before the local names of such areas, like "district of", that the map
      does without.
    - `merged` are first-level areas of the source that belong to another.
    - `grounds` are bounds and detail by the name of a base map, where those that its windows ask
      for do not serve.
    """

    rivers: list[dict[str, Any]] = field(default_factory=list)
    lakes: dict[str, Name] = field(default_factory=dict)
    only_lakes: bool = False
    countries: dict[str, Name] = field(default_factory=dict)
    governorates: dict[str, str] = field(default_factory=dict)
    together: list[dict[str, Any]] = field(default_factory=list)
    apart: list[dict[str, Any]] = field(default_factory=list)
    divided: list[str] = field(default_factory=list)
    left_off: str = ""
    merged: dict[str, list[str]] = field(default_factory=dict)
    grounds: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_own(folder: Path) -> Own:
    """Read what a lesson says of its base maps, in their folder.

    Raises
    ------
    DataError
        With everything that is not in the form that `docs/data.md` shows.
    """
    if not (folder / "names.toml").exists():
        return Own()
    try:
        data, text, faults = read_toml(folder / "names.toml")
    except DataError as error:
        raise DataError([replace(one, file=FILE) for one in error.faults]) from None
    faults = [*(replace(one, file=FILE) for one in faults), *_faults(data, text)]
    if faults:
        raise DataError(faults)
    return Own(**data)


def name_for(names: Mapping[str, Name], name: str, local: str) -> tuple[str, str]:
    """Give the name and the local name that a lesson has for those of the source.

    >>> name_for({"Blue": "Blue Lake", "Red": ""}, "Blue", "x"), name_for({"Red": ""}, "Red", "y")
    (('Blue Lake', 'x'), ('', ''))
    """
    told = names.get(name, [name, local])
    if isinstance(told, str):
        return told, local if told else ""
    return told[0], told[1]


# ---- Its form -----------------------------------------------------------------------------------


def _is_place(value: Any) -> bool:
    """Tell if a value is a point of the earth, [lon, lat]."""
    is_pair = isinstance(value, list) and len(value) == 2 and all(map(is_number, value))
    return is_pair and abs(value[0]) <= 180 and abs(value[1]) <= 90


def _points(least: int, what: str) -> Field:
    words = f"{what}: {least} or more points, [[lon, lat], [lon, lat], ...], in degrees"
    return Field(
        words,
        lambda value: (
            isinstance(value, list) and len(value) >= least and all(map(_is_place, value))
        ),
        lambda _: "Write each point as [lon, lat]: lon is -180 to 180, lat is -90 to 90.",
        required=False,
    )


def _is_plain(value: Any) -> bool:
    """Tell if a value is text without a blank at an edge; it may be empty."""
    return value == "" or is_text(value)


def _is_bounds(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 4 or not all(map(is_number, value)):
        return False
    return -90 <= value[1] < value[3] <= 90 and -180 <= value[0] < value[2] <= 540


_CODE = Field(
    "the two capital letters of a country",
    lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Z]{2}", value)),
)
_CODES = Field(
    'a list of countries by their two capital letters, ["FR", "DE"]',
    lambda value: isinstance(value, list) and all(map(_CODE.good, value)),
)
_LOCAL = Field("text in quotation marks, or an empty one", _is_plain, required=False)
_NAME = Field(
    'a name in quotation marks, "" for none, or a list of the name and the local name',
    lambda value: (
        _is_plain(value)
        or (isinstance(value, list) and len(value) == 2 and all(map(_is_plain, value)))
    ),
    lambda _: 'Write "Name of the source" = "Name on the map", or = ["Name", "local name"].',
)
_STATUS = one_of("international", "disputed", "indefinite", "line of control")
_RIVER: Form = {
    "name_en": TEXT,
    "name_local": _LOCAL,
    "rank": Field(
        "1, 2, 3 or 4; 1 is a main river",
        lambda value: is_whole(value) and 1 <= value <= 4,
        required=False,
    ),
    "via": _points(2, "points near its course, from the spring to the mouth"),
    "drawn": _points(2, "the course"),
}
_APART: Form = {
    "name_en": TEXT,
    "name_local": _LOCAL,
    "of": _CODE,
    "shape": replace(_points(3, "the outline"), required=True),
    "status": Field(
        'a table, { Neighbour = "disputed" }',
        lambda value: is_table(value) and all(map(_STATUS.good, value.values())),
        lambda _: f"For each neighbour write {_STATUS.words}.",
        required=False,
    ),
}
_TOGETHER: Form = {
    "name_en": TEXT,
    "name_local": _LOCAL,
    "iso_a2": replace(_CODE, required=False),
    "parts": texts('a list of names of the source, ["One", "Other"]', 1),
}
_GROUND: Form = {
    "bounds": Field(
        "[west, south, east, north] in degrees, from west to east and from south to north",
        _is_bounds,
        required=False,
    ),
    "tolerance": Field(
        "degrees above 0, at most 1",
        lambda value: is_number(value) and 0 < value <= 1,
        required=False,
    ),
    "decimals": Field(
        "a whole number, 0 to 6", lambda value: is_whole(value) and 0 <= value <= 6, required=False
    ),
    "width": Field(
        "a whole number of pixels, 16 to 8000",
        lambda value: is_whole(value) and 16 <= value <= 8000,
        required=False,
    ),
    "exaggeration": Field(
        "a number above 0, at most 100",
        lambda value: is_number(value) and 0 < value <= 100,
        required=False,
    ),
}
_SEVERAL: Mapping[str, Form] = {"rivers": _RIVER, "apart": _APART, "together": _TOGETHER}
_NAMES: Mapping[str, Field] = {
    "lakes": _NAME,
    "countries": _NAME,
    "governorates": replace(TEXT, hint=lambda _: 'Write "Name of the source" = "Name on the map".'),
    "merged": texts('a list of areas that are part of it, ["One", "Other"]', 1),
}


def _heads(key: str) -> Field:
    return Field(
        f"[[{key}]], with two brackets on each side, once for each",
        lambda value: isinstance(value, list) and all(map(is_table, value)),
        lambda _: f"Write [[{key}]] above the keys of each.",
        required=False,
    )


def _table(words: str, example: str) -> Field:
    return Field(words, is_table, lambda _: f"Write {example}.", required=False)


_WHOLE: Form = {
    **{key: _heads(key) for key in _SEVERAL},
    **{
        key: _table(
            f"a table [{key}] with a line for each name", f"[{key}], and below it the lines"
        )
        for key in _NAMES
    },
    "grounds": _table("a table [grounds.NAME] for a base map", "[grounds.NAME] above its keys"),
    "only_lakes": YES,
    "divided": _CODES.or_none(),
    # A blank may stand between this word and the name.
    "left_off": replace(SOME_TEXT, good=lambda value: isinstance(value, str)),
}


def _faults(data: Mapping[str, Any], text: str) -> Iterator[Fault]:
    lines = TableLines(text)
    good = dict(data)
    for one in misfits(data, _WHOLE):
        good.pop(one.key, None)
        yield _fault(lines.at(one.key, 0) or lines.at("", 0, one.key), one.key, one)
    for key, form in _SEVERAL.items():
        for n, entry in enumerate(good.get(key, ())):
            for one in [*misfits(entry, form), *_without_course(key, entry)]:
                yield _fault(lines.at(key, n, one.key), f"{key} {n + 1}, {one.key}", one)
    for key, wanted in _NAMES.items():
        for name, value in good.get(key, {}).items():
            if wrong := wanted.misfit(value):
                line = lines.at(key, 0, name) or lines.at(f"{key}.{name}", 0)
                yield _fault(line, f"{key}, {name}", Misfit(name, *wrong))
    for name, entry in good.get("grounds", {}).items():
        table = f"grounds.{name}"
        if not is_table(entry):
            words = f"a table [{table}]"
            stray = Misfit(name, str(entry), words, f"Write [{table}] above its keys.")
            yield _fault(lines.at("grounds", 0, name), table, stray)
            continue
        for one in misfits(entry, _GROUND):
            yield _fault(lines.at(table, 0, one.key), f"{table}, {one.key}", one)


def _without_course(key: str, entry: Mapping[str, Any]) -> Iterator[Misfit]:
    """Find a river that has neither points near its course nor the course itself."""
    if key == "rivers" and set(entry) <= set(_RIVER) - {"via", "drawn"}:
        remedy = "Add a line: via = [[lon, lat], [lon, lat]]"
        yield Misfit("via", "no such key", "via, or drawn", remedy)


def _fault(line: int | None, where: str, one: Misfit) -> Fault:
    return Fault(FILE, line, where, one.got, one.expected, one.remedy)
