"""Places as circles of true area: twice the value is twice the area, not twice the radius.

The largest value that the lesson knows has the largest circle, on all its maps and days.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lessonkit.lesson import LessonData
from lessonkit.maps.layers import Feature, KeyRow, Layer, Style, layer_of
from lessonkit.maps.values.scale import GREY, known_values
from lessonkit.maps.values.states import card_of, heading_of, states_of, values_of
from lessonkit.tables.entries import LayerSpec, Measure
from lessonkit.words import counted_in

COLOUR = "#1f5fa8"
UNKNOWN_SIZE = Style(GREY, "cross", width=1.4)
"""The mark of a place whose value is not known: no circle, however small."""
_NICE = (1, 2, 5)


def sized(
    lesson: LessonData, spec: LayerSpec, features: Sequence[Feature], colour: str = ""
) -> Layer:
    """Draw places as circles whose areas are the values of a measure, the largest below.

    A place of which the measure has no row gets no mark: nobody has asked about it.
    """
    measure = lesson.measures[spec.measure]
    rows = values_of(lesson, measure)
    values = known_values(lesson, measure)
    most = float(values[-1]) if values.size else 0.0
    base = Style(colour or COLOUR, "amount", width=1.2)
    made = [
        replace(
            thing,
            id=f"{thing.id}/{n}",
            style=_circle(base, value, most, measure),
            start=first,
            end=last,
            precision_km=0.0,
            card={**thing.card, **card_of(measure, row, value, first, last)},
        )
        for thing in features
        if thing.place in rows
        for n, (row, value, first, last) in enumerate(
            states_of(rows[thing.place], lesson.unit, thing)
        )
    ]
    made.sort(key=lambda f: -f.style.radius)
    drawn = replace(layer_of(spec, base, made), table="sizes", measure=heading_of(measure))
    return replace(drawn, key=tuple(_circles(base, most, measure)))


def radius_of(value: float, most: float, measure: Measure) -> float:
    """Return the radius in points of a circle whose area is as the value, up to `most`."""
    return measure.radius * math.sqrt(value / most) if most > 0 else 0.0


def samples(most: float, decimals: int) -> list[float]:
    """Return two or three round numbers for the circles of a legend, the largest first.

    Each is a fourth or a fifth of the one before, so that its circle is about half as wide. One
    alone where no other is as large as a step of the decimals.

    >>> samples(1730, 0), samples(24_000, 0), samples(3, 0), samples(0.8, 1)
    ([1000, 200, 50], [20000, 5000, 1000], [2, 1], [0.5, 0.1])
    """
    least, found = 10.0**-decimals, [_nice(most)]
    for _ in range(2):
        found.append(_nice(found[-1] / 4))
    found = [one for one in found if one >= least]
    second = _nice(found[0] / 2) if len(found) == 1 else 0.0
    return [*found, second] if second >= least else found


def _nice(value: float) -> float:
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    best = max(
        (step * power for step in _NICE if step * power <= value * (1 + 1e-9)), default=power
    )
    return int(best) if best >= 1 else round(best, 12)


def _circle(base: Style, value: float | None, most: float, measure: Measure) -> Style:
    if value is None:
        return UNKNOWN_SIZE
    return replace(base, radius=radius_of(value, most, measure), fill=value > 0)


def _circles(base: Style, most: float, measure: Measure) -> Iterator[KeyRow]:
    for value in samples(most, measure.decimals):
        radius = radius_of(value, most, measure)
        words = counted_in(value, "", measure.decimals).strip()
        yield KeyRow(replace(base, radius=radius, fill=True), words)
    yield KeyRow(base, "0", always=False)
    yield KeyRow(UNKNOWN_SIZE, "Not known", always=False)
