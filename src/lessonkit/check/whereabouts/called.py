"""Names that a lesson gives its ground, `basemap/names.toml`, and what its base maps have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lessonkit.errors import Fault, shown
from lessonkit.tables.areas.grounds import nearest
from lessonkit.tables.areas.own import FILE, Name, name_for, read_own
from lessonkit.tables.files import read_json
from lessonkit.tables.toml import TableLines

_RENAMED = "source_name"  # of a lake that has another name here


class _Kind(NamedTuple):
    """What has names: the table, the file of a base map, and one of it in words."""

    key: str
    file: str
    word: str


_KINDS = (
    _Kind("lakes", "lakes.geojson", "lake"),
    _Kind("countries", "countries.geojson", "country"),
)


def called_notes(folder: Path) -> Iterator[Fault]:
    """Name what the lesson renames and no base map has, and names that its base maps lack yet.

    Parameters
    ----------
    folder
        The data of the lesson; `basemap/names.toml` has no fault.
    """
    own = read_own(folder / "basemap")
    told: dict[str, Mapping[str, Name]] = {"lakes": own.lakes, "countries": own.countries}
    if not any(told.values()):
        return
    lines = TableLines((folder / FILE).read_text("utf-8"))
    for kind in _KINDS:
        files = sorted((folder / "basemap").glob(f"*/{kind.file}"))
        if not files:
            continue
        rows = [one["properties"] for file in files for one in read_json(file)["features"]]
        # Of a lake without a name an older base map does not say which one it is.
        is_sure = not any(row.get("name_en") == "" and _RENAMED not in row for row in rows)
        names = {_source(row): row for row in rows}
        for name, given in told[kind.key].items():
            line, where = lines.at(kind.key, 0, name), f"{kind.key}, {name}"
            wanted = name_for({name: given}, name, "")[0]
            if name in names:
                if _shown(names[name]) != wanted:
                    yield _older(line, where, _shown(names[name]))
                continue
            near = nearest(name, {one for one in names if one})
            if (near or is_sure) and wanted not in {row.get("name_en") for row in rows} - {""}:
                yield _lost(line, where, name, kind.word, near)


def _source(row: Mapping[str, Any]) -> str:
    """Give the name of Natural Earth, by which `names.toml` calls it."""
    return str(row.get(_RENAMED) or row.get("name_en") or "")


def _shown(row: Mapping[str, Any]) -> str:
    """Give the name that the map writes."""
    own = row.get("map_name")
    return str(own if isinstance(own, str) else row.get("name_en") or "")


def _older(line: int | None, where: str, now: str) -> Fault:
    got = f"{shown(now)} on the base map" if now else "no name on the base map"
    remedy = "The base map is older than this line: run lessonkit basemap again."
    return Fault(FILE, line, where, got, "the name of this line", remedy)


def _lost(line: int | None, where: str, name: str, word: str, near: str) -> Fault:
    remedy = (
        f"Did you mean {near}?"
        if near
        else "On the left is the name that lessonkit basemap prints. Correct or delete the line."
    )
    return Fault(FILE, line, where, shown(name), f"the name of a {word} of the base map", remedy)
