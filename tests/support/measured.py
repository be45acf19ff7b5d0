"""The small lesson with values: rain, people, sectors with a holder, charts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.lesson_copy import Copy

_EDGES = [(59.8, 61.4), (61.4, 62.9), (62.9, 65.2)]
WEST, MIDDLE, EAST = (
    [[west, 10.0], [east, 10.0], [east, 13.2], [west, 13.2], [west, 10.0]] for west, east in _EDGES
)
NORTH_HALF = [[62.9, 11.6], [65.2, 11.6], [65.2, 13.2], [62.9, 13.2], [62.9, 11.6]]
SOUTH_HALF = [[62.9, 10.0], [65.2, 10.0], [65.2, 11.6], [62.9, 11.6], [62.9, 10.0]]

VALUES = """\
measure,of_id,start,end,value,confidence,source_ids,note
rain,west-district,2017-01-01,2017-05-31,120,high,atlas,
rain,west-district,2017-06-01,2017-12-31,310,high,atlas,
rain,middle-district,2017-01-01,2017-05-31,240,medium,gazette-2017-06,Counted at the ford.
rain,middle-district,2017-06-01,2017-12-31,455,medium,gazette-2017-06,
rain,north-district,2017-01-01,2017-12-31,610,low,gazette-2017-06,
rain,south-district,2017-06-01,2017-12-31,85,high,atlas,
people,alder,,,16000,high,atlas,
people,birch-ford,,,4000,high,atlas,
people,cedar-mill,2017-01-01,2017-10-14,1000,medium,gazette-2017-06,
people,cedar-mill,2017-10-15,2017-12-31,250,medium,editors,After the mills changed hands.
people,dun-rock,,,0,high,atlas,The guards are not counted.
people,elm-gate,,,,,,Nobody counted.
change,alder,,,12.5,high,atlas,
change,birch-ford,,,-3.5,high,atlas,
"""

TOML = """
[[measures]]
id = "rain"
label = "Rain in half a year"
unit = "mm"
of = "zones"
edges = [0, 100, 200, 400, 700]

[[measures]]
id = "people"
label = "People"
unit = "people"
of = "places"

[[measures]]
id = "change"
label = "Change in ten years"
unit = "%"
of = "places"
decimals = 1

[[layers]]
id = "rain"
label = "Rain, by district"
group = "Values"
on = true
table = "zones"
kinds = ["de-escalation-area"]
measure = "rain"

[[layers]]
id = "people"
label = "People, by town"
group = "Values"
on = true
table = "places"
kinds = ["city", "town", "base", "crossing"]
measure = "people"

[[layers]]
id = "sectors"
label = "Sectors"
group = "Values"
on = true
table = "zones"
kinds = ["deconfliction-zone-clipped"]

[[maps]]
id = "rain"
title = "Most rain falls in the north-east"
subtitle = "Rain of half a year, by district."
alt = "Map of four districts, coloured by rain: the north-east has most."
extent = "valley"
layers = ["relief", "water", "borders", "towns", "rain"]
days = [2017-05-04, 2017-12-31]
day = 2017-05-10

[[maps]]
id = "people"
title = "Half of the people live in Alder"
alt = "Map of towns as circles: Alder is by far the largest."
extent = "valley"
layers = ["water", "towns", "people"]
day = 2017-05-10

[[maps]]
id = "sectors"
title = "The north takes the middle sector in May"
alt = "Map of three sectors. The one in the middle passes to the north."
extent = "valley"
layers = ["water", "towns", "control", "sectors", "rain"]
visible = ["water", "towns", "control", "sectors"]
days = [2017-05-04, 2017-12-31]

[[sheets]]
map = "rain"
layers = ["water", "borders", "towns", "rain"]

[[charts]]
id = "rain"
title = "Rain in four districts"
alt = "Line chart: rain of all districts but one rises in June."
kind = "line"
measure = "rain"

[[charts]]
id = "people"
title = "Alder is four times as large as Birch Ford"
alt = "Bar chart of the people of five towns."
kind = "bars"
measure = "people"

[[charts]]
id = "change"
title = "One town grows, one shrinks"
alt = "Bar chart: Alder grows by 12.5%, Birch Ford shrinks by 3.5%."
kind = "bars"
measure = "change"

[[charts]]
id = "boats"
title = "The guild counts fewer boats each time"
subtitle = "Each bar is one count of one speaker."
alt = "Chart of three counts of boats, each lower than the one before."
kind = "bars"
figures = ["F01", "F03", "F04"]

[[charts]]
id = "boats-in-time"
title = "The guild counts fewer boats each time"
alt = "Chart in time of three counts of boats, each lower than the one before."
kind = "line"
figures = ["F01", "F03", "F04"]
"""

FIGURES = """\
figure_id,topic,what,bound,low,high,unit,date,period,said_by,source_ids,note
F01,Boats,Boats stopped at the rock,about,93500,93500,boats,2017-05-20,2017-05-18/2017-05-20,\
River Guild,gazette-2017-06,An estimate.
F02,Guards,Guards of both sides,,70000,80000,guards,2017,,The editors,editors,
F03,Boats,Boats at the mills,,60000,75000,boats,2017-06-06,2017-06,River Guild,gazette-2017-06,
F04,Boats,Boats that were left,at least,20000,20000,boats,2017-10-15,2017-10-15,The guild,editors,
"""


def zone(id: str, name: str, kind: str, ring: Any, **more: str) -> dict[str, Any]:
    own = {"id": id, "name": name, "map_name": name, "kind": kind, "start": "", "end": ""}
    own |= {"asserted_by": "River Guild", "precision_km": 1, "confidence": "high"}
    own |= {"source_ids": "atlas", "note": "", "holder": ""}
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": own | more, "geometry": shape}


def zones() -> list[dict[str, Any]]:
    district, sector = "de-escalation-area", "deconfliction-zone-clipped"
    may = {"start": "2017-05-10", "holder": "north"}
    return [
        zone("west-district", "West", district, WEST),
        zone("middle-district", "Middle", district, MIDDLE),
        zone("north-district", "North-east", district, NORTH_HALF),
        zone("south-district", "South-east", district, SOUTH_HALF),
        zone("west-sector", "West sector", sector, WEST, holder="north"),
        zone("middle-1", "Middle sector", sector, MIDDLE, end="2017-05-09", holder="south"),
        zone("middle-2", "Middle sector", sector, MIDDLE, **may),
        zone("east-sector", "East sector", sector, EAST, holder="south", confidence="low"),
    ]


def measured(folder: Path) -> Copy:
    """Return a copy of the small lesson with values."""
    copy = Copy(folder)
    copy.write("values.csv", VALUES)
    copy.write("figures.csv", FIGURES)

    copy.write("lesson.toml", copy.text("lesson.toml") + TOML)
    data = json.loads(copy.text("zones.geojson"))
    data["features"] += zones()
    copy.write("zones.geojson", json.dumps(data))
    return copy
