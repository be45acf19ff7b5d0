"""The small lesson in other times: the same story in 36 hours, in two centuries, in 44 BC."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from support.lesson_copy import Copy

from lessonkit.days import iso, span


class Story(NamedTuple):
    """First and last moment of a lesson, as exact as its cells; lines of its `[lesson]`."""

    first: str
    last: str
    lines: str = ""


STORIES = {
    "hours": Story(
        "1986-04-26T00:00", "1986-04-27T11:59", 'step = "hour"\ntime_zone = "Moscow time, UTC+4"'
    ),
    "months": Story("1846-01-01", "1848-12-31"),
    "years": Story("1700", "1899", 'step = "year"'),
    "voyage": Story("-0043-03-01", "-0043-09-30"),
}
_FIRST, _LAST = np.datetime64("2017-01-01"), np.datetime64("2017-12-31")


def told_as(folder: Path, story: Story) -> Path:
    """Write the small lesson in the time of a story; its year 2017 becomes the whole of it."""
    copy = Copy(folder)
    first, last = np.datetime64(story.first), np.datetime64(story.last)
    steps = int((last - first).astype(int)) + 1

    def start(day: str) -> str:
        part = (max(np.datetime64(day), _FIRST) - _FIRST).astype(int) / 365
        return iso(first + int(part * steps))

    def end(day: str) -> str:
        after = (min(np.datetime64(day), _LAST) + 1 - _FIRST).astype(int) / 365
        return iso(first + max(int(after * steps) - 1, 0))

    for file in ("events.csv", "control.csv", "relations.csv", "reports.csv", "sources.csv"):
        head, *rows = copy.rows(file)
        first_days = [head.index(name) for name in ("start", "said") if name in head]
        last_days = [head.index(name) for name in ("end", "date") if name in head]
        for row in rows:
            for n in last_days:
                meant = span(row[n])
                row[n] = end(iso(meant.last)) if meant else row[n]
            for n in first_days:
                row[n] = row[n] and start(row[n])
            one, other = (head.index(name) if name in head else 0 for name in ("start", "end"))
            if "date_precision" in head and row[head.index("date_precision")] == "day":
                row[other] = row[one]
                if "T" not in row[one] and row[one].count("-") < 2:
                    row[head.index("date_precision")] = "range"
        copy.write_rows(file, [head, *rows])
    for file in ("zones.geojson", "routes.geojson"):
        data = json.loads(copy.text(file))
        for feature in data["features"]:
            own = feature["properties"]
            own["start"], own["end"] = (
                own["start"] and start(own["start"]),
                own["end"] and end(own["end"]),
            )
        copy.write(file, json.dumps(data))
    bare = re.compile(r"(?<![\"\w-])2017-\d\d-\d\d\b(?!\")")
    for file in ("lesson.toml", "exercises/01_river.toml"):
        text = copy.text(file).replace("\nreport_day", f"\n{story.lines}\nreport_day", 1)
        text = re.sub(r"^(end = )(\S+)", lambda one: f'{one[1]}"{end(one[2])}"', text, flags=re.M)
        copy.write(file, bare.sub(lambda one: f'"{start(one[0])}"', text))
    return folder
