"""A lesson with windows all over the earth: that of the river and what `tests/earth` adds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from support.folders import EARTH, RIVER

WINDOWS = ("pole", "pacific", "quarter", "world", "ross")


def write_earth(folder: Path) -> Path:
    """Write the lesson into a new folder, and return the folder."""
    data = folder / "data"
    shutil.copytree(RIVER / "data", data, ignore=shutil.ignore_patterns("exercises"))
    shutil.copytree(EARTH / "basemap", data / "basemap", dirs_exist_ok=True)
    toml = (
        (data / "lesson.toml").read_text("utf-8")
        + "\n"
        + (EARTH / "lesson.toml").read_text("utf-8")
    )
    (data / "lesson.toml").write_text(toml.replace('["01_river.ipynb", "02_mills.ipynb"]', "[]"))
    rows = (EARTH / "places.csv").read_text("utf-8").split("\n", 1)[1]
    held = "".join(
        f"{row.split(',')[0]},,unknown,2017-01-01,2017-12-31,held,low,editors,\n"
        for row in rows.splitlines()
    )
    for name, more in (("places.csv", rows), ("control.csv", held)):
        with (data / name).open("a", encoding="utf-8") as table:
            table.write(more)
    for name in ("routes.geojson", "zones.geojson"):
        both = [json.loads((one / name).read_text("utf-8")) for one in (data, EARTH)]
        both[0]["features"] += both[1]["features"]
        (data / name).write_text(json.dumps(both[0]), "utf-8")
    return folder
