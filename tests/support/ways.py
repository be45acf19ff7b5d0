"""Two ways and what is assumed of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lessonkit.notebook import Lesson
from lessonkit.widgets.whatif import WhatIf

ASSUME: dict[str, Any] = {
    "km_a_day": (5, 10),
    "start": ("2017-06-10", dt.date(2017, 6, 20)),
    "days_lost": (0, 7.5),
}
WEST: dict[str, Any] = {
    "label": "From Palmyra",
    "who": "government",
    "from": "palmyra",
    "to": "deir-ez-zor",
    "road": "road-palmyra-deir-ez-zor",
}
SOUTH: dict[str, Any] = {
    "label": "From al-Tanf",
    "who": "tanf-rebels",
    "from": "al-tanf-garrison",
    "to": "deir-ez-zor",
}
WORDS: dict[str, Any] = {"title": "When?", "leaves_out": ["fighting", "orders"], "assume": ASSUME}


def made(lesson: Lesson, *ways: dict[str, Any], **options: Any) -> WhatIf:
    return lesson.what_if(ways or (WEST, SOUTH), **{**WORDS, **options})
