"""The smallest lesson: three files, three places, one map, one notebook."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from support.folders import RIVER

TOML = """
[lesson]
id = "harbours"
version = "1"
title = "Three harbours"
question = "Where are the harbours?"
language = "en"
start = 1900-01-01
end = 1900-12-31
notebooks = ["01_harbours.ipynb"]

[[extents]]
id = "coast"
label = "The coast"
west = 59.5
east = 65.5
south = 9.5
north = 13.5
basemap = "valley"

[[layers]]
id = "harbours"
label = "Harbours"
group = "Places"
on = true
table = "places"
kinds = ["harbour"]

[[maps]]
id = "harbours"
title = "Three harbours"
alt = "Map with three harbours."
extent = "coast"

[[sheets]]
map = "harbours"
find = ["amber", "birch"]
"""
PLACES = """place_id,name_en,kind,lon,lat,precision_km,source_ids
amber,Amber Port,harbour,60.6,12.4,1,atlas
birch,Birch Haven,harbour,61.6,11.9,1,atlas
cedar,Cedar Bay,harbour,62.4,11.5,1,atlas
"""
SOURCES = """source_id,citation,publisher,kind,stance
atlas,Atlas of the coast,Atlas makers,atlas,none
"""
EXERCISE = """
[[exercises]]
id = "from-amber-to-birch"
kind = "number"
title = "From Amber Port to Birch Haven"
objective = "Measure a distance"
minutes = 3
prompt = "How far is it?"
answer = { distance = ["amber", "birch"] }
tolerance = 5
unit = "km"
explanation = "Along the great circle."
hints = ["Use the ruler.", "Set it on both harbours."]
mistakes = [{ answer = { distance = ["amber", "cedar"] }, text = "That is Cedar Bay." }]
source_ids = ["atlas"]
"""


def write_smallest(folder: Path, *cells: str) -> Path:
    """Write the lesson with a notebook that shows its map; give the folder above `data/`."""
    data, notebooks = folder / "data", folder / "notebooks"
    notebooks.mkdir(parents=True)
    (data / "basemap" / "valley").mkdir(parents=True)
    (data / "exercises").mkdir()
    (data / "exercises" / "01_harbours.toml").write_text(EXERCISE, encoding="utf-8")
    (data / "lesson.toml").write_text(TOML, encoding="utf-8")
    (data / "places.csv").write_text(PLACES, encoding="utf-8")
    (data / "sources.csv").write_text(SOURCES, encoding="utf-8")
    land = RIVER / "data" / "basemap" / "valley" / "countries.geojson"
    (data / "basemap" / "valley" / land.name).write_text(land.read_text("utf-8"), encoding="utf-8")
    shown = ['lesson.map("harbours")', 'lesson.exercise("from-amber-to-birch")', *cells]
    opened = 'from lessonkit import Lesson\n\nlesson = Lesson.find("01_harbours.ipynb")'
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Three harbours\n\nWhere are they?"),
            *(nbformat.v4.new_code_cell(one) for one in (opened, *shown)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    (notebooks / "01_harbours.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder
