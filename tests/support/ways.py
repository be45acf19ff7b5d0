"""Two ways and what is assumed of them; an estimate of the small lesson, as a teacher writes it."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np
from support.lesson_copy import Copy

from lessonkit.notebook import Lesson
from lessonkit.tables.entries import EstimateSpec, WaySpec
from lessonkit.widgets.whatif import WhatIf

ASSUMED: dict[str, Any] = {
    "km_a_day": (5, 10),
    "start_days": (np.datetime64("2017-06-10"), np.datetime64("2017-06-20")),
    "days_lost": (0, 7.5),
}
WEST = WaySpec(
    label="From Palmyra",
    who="government",
    from_="palmyra",
    to="deir-ez-zor",
    road="road-palmyra-deir-ez-zor",
    **ASSUMED,
)
SOUTH = WaySpec(
    label="From al-Tanf", who="tanf-rebels", from_="al-tanf-garrison", to="deir-ez-zor", **ASSUMED
)
WORDS: dict[str, Any] = {"title": "When?", "leaves_out": ("fighting", "orders")}


def made(lesson: Lesson, *ways: WaySpec, **words: Any) -> WhatIf:
    """Make an estimate of some ways; what is assumed may stand among the words for all of them."""
    assumed = {key: words.pop(key) for key in ASSUMED if key in words}
    chosen = tuple(replace(one, **assumed) for one in ways or (WEST, SOUTH))
    own = copy.copy(lesson)
    own.estimates = {"x": EstimateSpec(id="x", ways=chosen, **{**WORDS, **words})}
    return own.what_if("x")


ESTIMATE = """
[[estimates]]
id = "to-the-mills"
title = "When could each side come to the mills?"
leaves_out = ["talks", "the height of the water"]
km_a_day = [3, 15]
start_days = [2017-06-07, 2017-06-30]
days_lost = [0, 90]

[[ways]]
estimate = "to-the-mills"
label = "Along the river"
who = "north"
from = "alder"
to = "cedar-mill"
road = "river-road"

[[ways]]
estimate = "to-the-mills"
label = "Over the hills"
who = "guild"
from = "dun-rock"
to = "cedar-mill"
road = ["fen-well"]
km_a_day = [2, 4.5]

[[outcomes]]
estimate = "to-the-mills"
label = "The north says that it holds the mills"
day = 2017-09-20
source_ids = ["north-2017-09"]
"""
SHOWN = 'lesson.what_if("to-the-mills")'


def with_estimate(copy: Copy) -> Copy:
    """Write the estimate into a copy of the small lesson."""
    copy.write("lesson.toml", copy.text("lesson.toml") + ESTIMATE)
    return copy
