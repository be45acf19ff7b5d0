"""Words and days of the maps that tests make."""

from __future__ import annotations

from typing import Any

from lessonkit.notebook import Lesson
from lessonkit.widgets.map import Map

WORDS: dict[str, Any] = {
    "title": "Rebels hold al-Tanf",
    "alt": 'Map: the "zone" at al-Tanf & its <ring>',
    "subtitle": "Marks are places.",
}
SOME = ["water", "towns", "bases", "control", "zone-coalition", "events"]
RACE = ("2017-05-04", "2017-06-07")


def drawn(lesson: Lesson, **more: Any) -> Map:
    return lesson.map(extent="tanf", layers=SOME, **WORDS | more)
