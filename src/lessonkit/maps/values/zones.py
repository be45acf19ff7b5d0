"""Layers of zones: by a value, one for each holder, or of one colour. No drawing here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lessonkit.lesson import LessonData
from lessonkit.maps.layers import STATED, Feature, KeyRow, Layer, Style, layer_of
from lessonkit.maps.values.scale import GREY, Scale, scale_of
from lessonkit.maps.values.states import card_of, heading_of, states_of, values_of
from lessonkit.tables.entries import LayerSpec, Measure
from lessonkit.words import counted_in


def shaded(lesson: LessonData, spec: LayerSpec, features: Sequence[Feature]) -> Layer:
    """Colour zones by the values of a measure; `features` are the zones as they are.

    A zone has a feature for each value, and one for each time between without a value.
    """
    measure = lesson.measures[spec.measure]
    scale = scale_of(lesson, measure)
    rows = values_of(lesson, measure)
    states = [(z, [*states_of(rows.get(z.of, ()), lesson.unit, z)]) for z in features]
    # Where there is no room for all names, the zones with the largest values have theirs.
    most = [max((v for _, v, *_ in mine if v is not None), default=None) for _, mine in states]
    known = sorted({value for value in most if value is not None})
    made = [
        replace(
            zone,
            id=f"{zone.id}/{n}",
            rank=zone.rank // STATED * STATED
            + (0 if largest is None else 1 + known.index(largest)),
            style=scale.style_of(value),
            start=first,
            end=last,
            card={**zone.card, **card_of(measure, row, value, first, last)},
        )
        for (zone, mine), largest in zip(states, most, strict=True)
        for n, (row, value, first, last) in enumerate(mine)
    ]
    key = [*_classes(scale, measure), KeyRow(scale.style_of(None), "Not known", always=False)]
    drawn = layer_of(spec, Style(GREY), made)
    return replace(drawn, table="shades", key=tuple(key), measure=heading_of(measure))


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


def filled(spec: LayerSpec, features: Sequence[Feature]) -> Layer:
    """Fill zones with the colour of their layer; those that are ground lie below all others.

    Ground lets little through, because its colour is all that tells water from land.
    """
    style = Style(spec.colour, hatch=spec.hatch, fill=True, solid=spec.ground, width=0.0)
    own = [replace(f, style=replace(style, confidence=f.style.confidence)) for f in features]
    return replace(layer_of(spec, style, own), table="shades" if spec.ground else "held")


def _classes(scale: Scale, measure: Measure) -> Iterator[KeyRow]:
    def number(value: float) -> str:
        return counted_in(value, "", measure.decimals).strip()

    for n in range(len(scale.colours)):
        low, high = (number(edge) for edge in scale.edges[n : n + 2])
        yield KeyRow(scale.style(n), low if low == high else f"{low} to {high}")
