"""What is special about the ground of one lesson: `basemap/names.toml`, which may be missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.tables.files import read_toml

FILE = "names.toml"


@dataclass(frozen=True)
class Own:
    """What a lesson says of its base maps. Positions are [lon, lat] in degrees.

    - `rivers` are courses with a name, found along the lines of the source past points (`via`) or
      drawn by hand (`drawn`).
    - `lakes` and `governorates` give names by those of the source. Where `lakes` is given, lakes
      without an entry are left out.
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
    lakes: dict[str, list[str]] = field(default_factory=dict)
    governorates: dict[str, str] = field(default_factory=dict)
    together: list[dict[str, Any]] = field(default_factory=list)
    apart: list[dict[str, Any]] = field(default_factory=list)
    divided: list[str] = field(default_factory=list)
    left_off: str = ""
    merged: dict[str, list[str]] = field(default_factory=dict)
    grounds: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_own(folder: Path) -> Own:
    """Read what a lesson says of its base maps.

    Raises
    ------
    LessonError
        If the file is no TOML, or has a table that is not known.
    """
    path = folder / FILE
    if not path.exists():
        return Own()
    data, _, faults = read_toml(path)
    if faults:
        raise LessonError(f"basemap/{FILE}: {faults[0]}")
    try:
        return Own(**data)
    except TypeError as error:
        known = ", ".join(Own.__dataclass_fields__)
        raise LessonError(f"basemap/{FILE}: {error}. The tables are: {known}.") from None
