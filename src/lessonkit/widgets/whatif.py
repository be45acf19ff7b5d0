"""What if: how long a way could take, by assumptions that the reader changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
import traitlets

from lessonkit.days import iso, span, year_of
from lessonkit.errors import LessonError, known_id
from lessonkit.estimates import (
    WORDS,
    Assumption,
    Span,
    assumption,
    checked_assumption,
    span_of,
    verdicts,
    years_of,
)
from lessonkit.geodesy import distance, length, stretch
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData
from lessonkit.tables.entries import OutcomeSpec, WaySpec
from lessonkit.tables.settings import FILE
from lessonkit.widgets.base import LessonWidget, StateError
from lessonkit.widgets.state import KnownDay, StateTrait, Way, WhatIfSpec
from lessonkit.words import in_km, some_day_between, vague_words


class WhatIf(LessonWidget):
    """An estimate of how long ways could take. Make one with `Lesson.what_if`.

    Attributes
    ----------
    assumptions : list of dict
        For each way `km_a_day` and `days_lost`, the low and the high number, and `start`, the
        earliest and the latest day as ISO text.
    revealed : bool
        Whether the known dates are shown.
    """

    view = traitlets.Unicode("whatif").tag(sync=True)
    spec = StateTrait[WhatIfSpec]().tag(sync=True)
    assumptions: traitlets.List[Assumption] = traitlets.List().tag(sync=True)
    revealed = traitlets.Bool().tag(sync=True)

    @traitlets.validate("assumptions")
    def _check_assumptions(self, proposal: Any) -> list[Assumption]:
        given, ways = proposal["value"], self.spec.get("ways", ())
        if len(given) != len(ways):
            raise StateError(f"assumptions: got {len(given)}, expected {len(ways)}, one a way.")
        try:
            return [
                checked_assumption(one, f"assumptions[{n}]", self.spec["years"])
                for n, one in enumerate(given)
            ]
        except LessonError as error:
            # As a TraitError it leaves the old value in place.
            raise StateError(str(error)) from None

    def _fallback(self) -> tuple[str, str]:
        """Give the estimate."""
        lines = [*self._said(), *self._left_out()]
        return "\n".join([self.spec["title"], *lines]), self._html()

    def _said(self) -> list[str]:
        """Say what the assumptions give for each way, and what that tells about the order."""
        spans, lines = [], []
        for way, assumed in zip(self.spec["ways"], self.assumptions, strict=True):
            possible = span_of(way["km"], assumed)
            spans.append((way["label"], way["to"], possible))
            lines.append(f"{way['label']}: {_sentence(way, assumed, possible)} {_lengths(way)}")
        return [*lines, *verdicts(spans)]

    def _left_out(self) -> list[str]:
        return [f"The estimate leaves out: {'; '.join(self.spec['leaves_out'])}."]

    def _html(self) -> str:
        told = {key: self.spec[key] for key in ("title", "subtitle")}
        return rendered("widgets/list", lines=self._said(), notes=self._left_out(), **told)


def what_if(lesson: LessonData, estimate_id: str) -> WhatIf:
    """Make the widget of an estimate. See `Lesson.what_if`."""
    none = "" if lesson.estimates else f"There is no [[estimates]] in {FILE}."
    known_id(estimate_id, lesson.estimates, "estimate", otherwise=none)
    estimate = lesson.estimates[estimate_id]
    assumed = [assumption(one.km_a_day, one.start_days, one.days_lost) for one in estimate.ways]
    # A lesson as of a day ends there, and its estimates may begin later.
    starts = [year_of(day) for one in estimate.ways for day in one.start_days]
    first, last = years_of(lesson.start, lesson.end)
    spec: WhatIfSpec = {
        "title": estimate.title,
        "subtitle": estimate.subtitle,
        "years": [min(first, *starts), max(last, *starts)],
        "ways": [measured(lesson, one) for one in estimate.ways],
        "defaults": assumed,
        "leaves_out": [*estimate.leaves_out],
        "known": [_known(lesson, one) for one in estimate.outcomes],
    }
    return WhatIf(spec=spec, assumptions=assumed)


def _known(lesson: LessonData, outcome: OutcomeSpec) -> KnownDay:
    when = span(outcome.day)
    assert when is not None, outcome.day
    return {
        "label": outcome.label,
        "days": [iso(when.first), iso(when.last)],
        "words": vague_words(outcome.day),
        "sources": lesson.citations(outcome.source_ids),
    }


def _sentence(way: Way, assumed: Assumption, possible: Span) -> str:
    """Say what `estimate.js` says."""
    start = [np.datetime64(day) for day in assumed["start"]]
    return WORDS["sentence"].format(
        to=way["to"],
        days=some_day_between(*possible),
        start=some_day_between(*start),
        km=in_km(way["km"], 0),
        road=WORDS["straight" if way["road_km"] is None else "schematic"],
        speed=_range(assumed["km_a_day"]),
        lost=_range(assumed["days_lost"]),
    )


def _lengths(way: Way) -> str:
    road = f" Schematic road ({way['road']}): {in_km(way['road_km'], 0)}." if way["road_km"] else ""
    return f"Straight line: {in_km(way['straight_km'], 0)}.{road}"


def _range(pair: Sequence[float]) -> str:
    low, high = (f"{round(number, 2):g}" for number in pair)
    return low if low == high else f"{low} to {high}"


def measured(lesson: LessonData, way: WaySpec) -> Way:
    """Measure a way.

    `road_km` is None without a road, `km` that of the road, else the straight one. Lengths are
    geodesics on WGS 84; the way from a place to its road is part of the road's length.
    """
    start, end = lesson.place(way.from_), lesson.place(way.to)
    straight = float(distance(start.lon, start.lat, end.lon, end.lat))
    road_km, words = _road(lesson, way.road, start, end)
    who, colour = _who(lesson, way.who)
    return {
        "label": way.label,
        "who": who,
        "colour": colour,
        "from": start.name_en,
        "to": end.name_en,
        "straight_km": straight,
        "road_km": road_km,
        "road": words,
        "km": straight if road_km is None else road_km,
    }


def _who(lesson: LessonData, who: str) -> tuple[str, str]:
    if who in lesson.holders:
        return lesson.holders[who].label, lesson.holders[who].colour
    return str(lesson.actor(who).label), "#5b6675"


def _road(
    lesson: LessonData, road: str | tuple[str, ...], start: pd.Series, end: pd.Series
) -> tuple[float | None, str]:
    """Give the length of a road in km and its name; None if there is none."""
    if not road:
        return None, ""
    if isinstance(road, str):
        route = lesson.routes.set_index("id").loc[road]
        line = shapely.line_merge(route["geometry"])
        found = stretch(line, start.geometry, end.geometry)
        return sum(found.off) + found.km, str(route["name"])
    stops = [lesson.place(stop) for stop in road]
    line = shapely.LineString([(p.lon, p.lat) for p in (start, *stops, end)])
    return length(line), f"by way of {', '.join(p.name_en for p in stops)}"
