"""Layers of zones and places with values, and of zones with a holder. No drawing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lessonkit.days import EARLIEST, Day, from_cell, iso
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.maps.layers import Card, Feature, KeyRow, Layer, Style, layer_of
from lessonkit.maps.values.scale import (
    CIRCLES,
    GREY,
    Scale,
    known_values,
    radius_of,
    samples,
    scale_of,
    words_of,
)
from lessonkit.tables.entries import LayerSpec, Measure
from lessonkit.words import counted_in

_Row = Mapping[Any, Any]
_Days = tuple[Day | None, Day | None]
UNKNOWN_SIZE = Style(GREY, "cross", width=1.4)
"""The mark of a place whose value is not known: no circle, however small."""


def shaded(lesson: LessonData, spec: LayerSpec, features: Sequence[Feature]) -> Layer:
    """Colour zones by the values of a measure; `features` are the zones as they are.

    A zone has a feature for each value, and one for each time between without a value.
    """
    measure = lesson.measures[spec.measure]
    scale = scale_of(lesson, measure)
    made = [
        replace(
            zone,
            id=f"{zone.id}/{n}",
            style=scale.style_of(value),
            start=first,
            end=last,
            card={**zone.card, **_card(measure, row, value, first, last)},
        )
        for zone in features
        for n, (row, value, first, last) in enumerate(_states(lesson, measure, zone.of, zone))
    ]
    key = [*_classes(scale, measure), KeyRow(scale.style_of(None), "Not known", always=False)]
    drawn = layer_of(spec, Style(GREY), made)
    return replace(drawn, table="shades", key=tuple(key), measure=_heading(measure))


def sized(
    lesson: LessonData, spec: LayerSpec, features: Sequence[Feature], colour: str = ""
) -> Layer:
    """Draw places as circles whose areas are the values of a measure, the largest below.

    A place of which the measure has no row gets no mark: nobody has asked about it.
    """
    measure = lesson.measures[spec.measure]
    asked = set(lesson.values.loc[lesson.values["measure"] == measure.id, "of_id"])
    values = known_values(lesson, measure)
    most = float(values[-1]) if values.size else 0.0
    base = Style(colour or CIRCLES, "amount", width=1.2)
    made = [
        replace(
            place,
            id=f"{place.id}/{n}",
            style=_circle(base, value, most, measure),
            start=first,
            end=last,
            precision_km=0.0,
            card={**place.card, **_card(measure, row, value, first, last)},
        )
        for place in features
        if place.place in asked
        for n, (row, value, first, last) in enumerate(_states(lesson, measure, place.place, place))
    ]
    made.sort(key=lambda f: -f.style.radius)
    drawn = replace(layer_of(spec, base, made), table="sizes", measure=_heading(measure))
    return replace(drawn, key=tuple(_circles(base, most, measure)))


def held(lesson: LessonData, spec: LayerSpec, features: Sequence[Feature]) -> list[Layer]:
    """Put zones into a layer for each holder, because a holder is switched as a whole."""
    made = []
    for holder in lesson.holders.values():
        style = Style(holder.colour, hatch=holder.hatch, fill=True, width=0.0)
        own = [replace(f, style=style) for f in features if f.holder == holder.id]
        if own:
            drawn = layer_of(spec, style, own)
            drawn = replace(drawn, label=holder.label, short=holder.short, holder=holder.id)
            made.append(replace(drawn, id=spec.of_holder(holder.id), table="held"))
    return made


def _heading(measure: Measure) -> str:
    same = measure.label.casefold() == measure.unit.casefold()
    return measure.label if same else f"{measure.label} ({measure.unit})"


def _card(
    measure: Measure, row: _Row | None, value: float | None, first: Day | None, last: Day | None
) -> Card:
    made: Card = {"measure": measure.label, "value": words_of(value, measure)}
    made["value_when"] = [iso(first), iso(last)]
    if row is not None:
        made["value_when"] = _when(row, made["value_when"])
        made["value_sources"] = list(row["source_ids"])
        if row["note"]:
            made["value_note"] = row["note"]
        if row["confidence"]:
            made["confidence"] = row["confidence"]
    return made


def _when(row: _Row, cut: list[str]) -> list[str]:
    """Give the days of a value as they were written, where they were not cut."""
    return [
        written(row, name) if iso(from_cell(row[name])) == day else day
        for name, day in zip(("start", "end"), cut, strict=True)
    ]


def _states(
    lesson: LessonData, measure: Measure, of_id: str, thing: Feature
) -> Iterator[tuple[_Row | None, float | None, Day | None, Day | None]]:
    """Yield row, value and days of what a thing is by turns; without a row nothing is known."""
    table = lesson.values
    mine = table[(table["measure"] == measure.id) & (table["of_id"] == of_id)]
    rows = sorted(((_days(row, lesson.unit), row) for row in rows_of(mine)), key=_begin)
    there = from_cell(thing.start, lesson.unit), from_cell(thing.end, lesson.unit)
    free = there[0]  # the first day of which nothing is said yet
    for n, (days, row) in enumerate(rows):
        first, last = _within(days, there)
        if first is not None and last is not None and last < first:
            continue
        if first is not None and (free is None or free < first) and (n or first != there[0]):
            yield None, None, free, first - 1
        value = None if np.isnan(row["value"]) else float(row["value"])
        yield row, value, first, last
        if last is None or last == there[1]:
            return
        free = last + 1
    yield None, None, free, there[1]


def _days(row: _Row, unit: str) -> _Days:
    return from_cell(row["start"], unit), from_cell(row["end"], unit)


def _begin(dated: tuple[_Days, _Row]) -> Day:
    start = dated[0][0]
    return EARLIEST if start is None else start


def _within(days: _Days, there: _Days) -> _Days:
    """Cut days down to those on which a thing is there."""
    starts, ends = ([a for a in pair if a is not None] for pair in zip(days, there, strict=True))
    return max(starts, default=None), min(ends, default=None)


def _circle(base: Style, value: float | None, most: float, measure: Measure) -> Style:
    if value is None:
        return UNKNOWN_SIZE
    return replace(base, radius=radius_of(value, most, measure), fill=value > 0)


def _classes(scale: Scale, measure: Measure) -> Iterator[KeyRow]:
    def number(value: float) -> str:
        return counted_in(value, "", measure.decimals).strip()

    for n in range(len(scale.colours)):
        low, high = (number(edge) for edge in scale.edges[n : n + 2])
        yield KeyRow(scale.style(n), low if low == high else f"{low} to {high}")


def _circles(base: Style, most: float, measure: Measure) -> Iterator[KeyRow]:
    for value in samples(most, measure.decimals):
        radius = radius_of(value, most, measure)
        words = counted_in(value, "", measure.decimals).strip()
        yield KeyRow(replace(base, radius=radius, fill=True), words)
    yield KeyRow(base, "0", always=False)
    yield KeyRow(UNKNOWN_SIZE, "Not known", always=False)
