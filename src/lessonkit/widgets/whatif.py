"""What if: how long a way could take, by assumptions that the reader changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import traitlets
from shapely.ops import substring

from lessonkit.days import iso, span, year_of
from lessonkit.errors import LessonError, fault, known_id
from lessonkit.estimates import WORDS, Assumption, Span, checked_assumption, span_of, verdicts
from lessonkit.geodesy import distance, length
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData
from lessonkit.widgets.base import LessonWidget, StateError
from lessonkit.widgets.state import (
    KnownDay,
    StateTrait,
    Way,
    WhatIfSpec,
)
from lessonkit.words import as_day, day_in_words, in_km, some_day_between, vague_words


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
        for way, assumption in zip(self.spec["ways"], self.assumptions, strict=True):
            span = span_of(way["km"], assumption)
            spans.append((way["label"], way["to"], span))
            lines.append(f"{way['label']}: {_sentence(way, assumption, span)} {_lengths(way)}")
        return [*lines, *verdicts(spans)]

    def _left_out(self) -> list[str]:
        return [f"The estimate leaves out: {'; '.join(self.spec['leaves_out'])}."]

    def _html(self) -> str:
        told = {key: self.spec[key] for key in ("title", "subtitle")}
        return rendered("widgets/list", lines=self._said(), notes=self._left_out(), **told)


def what_if(
    lesson: LessonData,
    ways: Sequence[Mapping[str, Any]],
    *,
    leaves_out: Sequence[str],
    title: str,
    subtitle: str,
    assume: Mapping[str, Any] | None,
    known: Sequence[Mapping[str, Any]],
) -> WhatIf:
    """Make the widget of an estimate. See `Lesson.what_if`."""
    if not isinstance(title, str) or not title.strip():
        raise LessonError("title: got nothing. Say what is estimated: readers need it.")
    measured, defaults = measured_ways(lesson, ways, assume)
    spec: WhatIfSpec = {
        "title": title,
        "subtitle": subtitle,
        "years": years_of(lesson),
        "ways": measured,
        "defaults": defaults,
        "leaves_out": _listed(leaves_out),
        "known": [_known(lesson, one, n) for n, one in enumerate(known)],
    }
    return WhatIf(spec=spec, assumptions=defaults)


def years_of(lesson: LessonData) -> list[int]:
    """Give the first and the last year in which a start may lie: a century more than the lesson."""
    return [year_of(lesson.start) - 100, year_of(lesson.end) + 100]


def _listed(leaves_out: Any) -> list[str]:
    texts = [] if isinstance(leaves_out, str) else list(leaves_out or ())
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        expected = "a list of what the estimate leaves out, at least one"
        remedy = "No sum of km and days knows everything: say what it does not know."
        raise fault("what_if()", "leaves_out", repr(leaves_out), expected, remedy)
    return texts


def _known(lesson: LessonData, given: Any, n: int) -> KnownDay:
    where, keys = f"what_if(), known[{n}]", {"label", "day", "source_ids"}
    if not isinstance(given, Mapping) or set(given) != keys:
        got = ", ".join(map(str, given)) if isinstance(given, Mapping) else repr(given)
        raise fault(where, None, got, ", ".join(sorted(keys)), "")
    ids = given["source_ids"]
    if isinstance(ids, str) or not list(ids):
        raise fault(where, "source_ids", repr(ids), "a list of ids, at least one", "Who says so?")
    if not isinstance(given["label"], str) or not given["label"].strip():
        raise fault(where, "label", repr(given["label"]), "text", "Say what happened.")
    day = given["day"]
    when = span(day) if isinstance(day, str) else None
    first, last = when[:2] if when else [as_day(day, where, "day")] * 2
    if first is None or last is None:
        raise fault(where, "day", repr(day), "a day, or a span with both ends", "")
    return {
        "label": given["label"],
        "days": [iso(first), iso(last)],
        "words": vague_words(day) if when else day_in_words(first),
        "sources": [str(lesson.source(one).citation) for one in ids],
    }


def _sentence(way: Way, assumption: Assumption, span: Span) -> str:
    """Say what `estimate.js` says."""
    start = [np.datetime64(day) for day in assumption["start"]]
    return WORDS["sentence"].format(
        to=way["to"],
        days=some_day_between(*span),
        start=some_day_between(*start),
        km=in_km(way["km"], 0),
        road=WORDS["straight" if way["road_km"] is None else "schematic"],
        speed=_range(assumption["km_a_day"]),
        lost=_range(assumption["days_lost"]),
    )


def _lengths(way: Way) -> str:
    road = f" Schematic road ({way['road']}): {in_km(way['road_km'], 0)}." if way["road_km"] else ""
    return f"Straight line: {in_km(way['straight_km'], 0)}.{road}"


def _range(pair: Sequence[float]) -> str:
    low, high = (f"{round(number, 2):g}" for number in pair)
    return low if low == high else f"{low} to {high}"


KEYS = {"label", "who", "from", "to", "road", "assume"}
_NEAR_KM = 5.0  # a schematic road may pass a place at this distance more than it is exact


def measured_ways(
    lesson: LessonData, ways: Any, assume: Mapping[str, Any] | None = None
) -> tuple[list[Way], list[Assumption]]:
    """Check ways and measure them.

    Parameters
    ----------
    lesson : LessonData
    ways : sequence of mapping
        The `KEYS` of each way, as `Lesson.what_if` describes them.
    assume : mapping, optional
        Assumptions for all ways.

    Returns
    -------
    ways : list of Way
        `road_km` is None without a road, `km` that of the road, else the straight one. Lengths are
        geodesics on WGS 84; the way from a place to its road is part of the road's length.
    assumptions : list of Assumption
        What is assumed of each way at first.

    Raises
    ------
    LessonError
        For a way that lacks something, an unknown id, or a road that does not pass both places.
    """
    if not isinstance(ways, list | tuple) or not ways:
        expected = "a list of ways, at least one"
        raise fault("what_if()", "ways", repr(ways), expected, "Each is a dictionary.")
    made = [_measured(lesson, way, n, assume or {}) for n, way in enumerate(ways)]
    labels = [way["label"] for way, _ in made]
    for twice in {label for label in labels if labels.count(label) > 1}:
        raise fault("what_if()", "label", repr(twice), "a label of its own for each way", "")
    return [way for way, _ in made], [assumption for _, assumption in made]


def _measured(
    lesson: LessonData, way: Any, n: int, assume: Mapping[str, Any]
) -> tuple[Way, Assumption]:
    where = f"what_if(), ways[{n}]"
    if not isinstance(way, Mapping):
        raise fault(where, None, repr(way), "a dictionary", f"Its keys: {', '.join(sorted(KEYS))}")
    for key in set(way) - KEYS:
        raise fault(where, str(key), "an unknown key", ", ".join(sorted(KEYS)), "")
    for key in ("label", "who", "from", "to"):
        if not isinstance(way.get(key), str) or not way[key].strip():
            raise fault(where, key, repr(way.get(key)), "text", "Every way needs one.")
    start, end = lesson.place(way["from"]), lesson.place(way["to"])
    straight = float(distance(start.lon, start.lat, end.lon, end.lat))
    if not straight:
        raise fault(where, "to", repr(way["to"]), "another place than `from`", "")
    road_km, words = _road(lesson, way.get("road"), start, end, where)
    who, colour = _who(lesson, way["who"], where)
    own = way.get("assume", {})
    assumed = {**assume, **own} if isinstance(own, Mapping) else own
    measured: Way = {
        "label": way["label"],
        "who": who,
        "colour": colour,
        "from": start.name_en,
        "to": end.name_en,
        "straight_km": straight,
        "road_km": road_km,
        "road": words,
        "km": straight if road_km is None else road_km,
    }
    return measured, checked_assumption(assumed, where, years_of(lesson))


def _who(lesson: LessonData, who: str, where: str) -> tuple[str, str]:
    if who in lesson.holders:
        return lesson.holders[who].label, lesson.holders[who].colour
    labels = lesson.actors.set_index("actor_id")["label"]
    remedy, known = "See lesson.toml and the table actors.", [*lesson.holders, *labels.index]
    known_id(who, known, "holder or actor", otherwise=remedy, where=f"{where}, who")
    return str(labels[who]), "#5b6675"


def _road(
    lesson: LessonData, road: Any, start: pd.Series, end: pd.Series, where: str
) -> tuple[float | None, str]:
    """Give the length of a road in km and its name; None if there is none."""
    if road is None:
        return None, ""
    if isinstance(road, str):
        return _along_route(lesson, road, start, end, where)
    if not isinstance(road, list | tuple) or not road:
        expected = "the id of a route, or a list of ids of places"
        raise fault(where, "road", repr(road), expected, "Leave it out if there is none.")
    stops = [lesson.place(stop) for stop in road]
    line = shapely.LineString([(p.lon, p.lat) for p in (start, *stops, end)])
    return length(line), f"by way of {', '.join(p.name_en for p in stops)}"


def _along_route(
    lesson: LessonData, road: str, start: pd.Series, end: pd.Series, where: str
) -> tuple[float, str]:
    routes = lesson.routes.set_index("id")
    remedy = "See routes.geojson."
    known_id(road, routes.index, "route", otherwise=remedy, where=f"{where}, road")
    route = routes.loc[road]
    line = shapely.line_merge(route["geometry"])
    if line.geom_type != "LineString":
        raise fault(where, "road", repr(road), "a route in one piece", "Give places instead.")
    crs = f"+proj=aeqd +lon_0={start.lon} +lat_0={start.lat} +datum=WGS84"
    shapes = gpd.GeoSeries([line, start.geometry, end.geometry], crs="EPSG:4326").to_crs(crs)
    flat, *points = shapes
    total = 0.0
    for place, point in zip((start, end), points, strict=True):
        off = flat.distance(point) / 1000
        allowed = route["precision_km"] + place.precision_km + _NEAR_KM
        if off > allowed:
            got, expected = f"{road!r}, {off:.0f} km from {place.name_en}", "a road that passes it"
            raise fault(where, "road", got, expected, "Give the places on the way instead.")
        total += off
    stretch = substring(flat, flat.project(points[0]), flat.project(points[1]))
    back = gpd.GeoSeries([stretch], crs=crs).to_crs("EPSG:4326").iloc[0]
    return total + (length(back) if back.geom_type == "LineString" else 0.0), str(route["name"])
