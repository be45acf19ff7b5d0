"""Words and days of the maps that tests make."""

from __future__ import annotations

from datetime import date
from typing import Any

from lessonkit.notebook import Lesson
from lessonkit.widgets.map import Map, interactive_map

WORDS: dict[str, Any] = {
    "title": "Rebels hold al-Tanf",
    "alt": 'Map: the "zone" at al-Tanf & its <ring>',
    "subtitle": "Marks are places.",
}
SOME = ["water", "towns", "bases", "control", "zone-coalition", "events"]
RACE = ("2017-05-04", "2017-06-07")
LEFT: dict[str, Any] = {"title": "Before & after", "alt": 'The "first" <map>', "date": RACE[0]}
RIGHT: dict[str, Any] = {"title": "After", "alt": "The second map", "date": date(2017, 6, 7)}


def drawn(lesson: Lesson, **more: Any) -> Map:
    return interactive_map(lesson, "tanf", SOME, **(WORDS | more))
