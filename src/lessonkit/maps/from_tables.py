"""Make layers from the tables of a lesson: one maker for each table. No drawing here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from lessonkit.days import Day, from_cell, iso
from lessonkit.errors import known_id
from lessonkit.geodesy import circle
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.maps.layers import (
    AREA_FROM_KM,
    STATED,
    Card,
    Feature,
    Layer,
    Style,
    layer_of,
    with_outlines,
)
from lessonkit.maps.marks import deepened
from lessonkit.maps.values.circles import sized
from lessonkit.maps.values.zones import filled, held, shaded
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent, LayerSpec

_Row = Mapping[Any, Any]
PART_GAP = 9.0  # points between the marks of a divided town
INK = "#3a3a3a"  # of a layer that has no colour


def build_layers(
    lesson: LessonData,
    extent: Extent,
    ids: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    days: tuple[Day, Day] | None = None,
) -> list[Layer]:
    """Make the layers of a map window.

    Parameters
    ----------
    lesson : LessonData
    extent : Extent
        Features that do not touch it are left out.
    ids : sequence of str, optional
        Which layers of `lesson.toml`, all if not given. Their order in `lesson.toml` is kept.
    places : sequence of str, optional
        Ids of the places to draw, with their holders; all if not given.
    days : two dates, optional
        The first and the last day of the map: where something happened between them is named
        first.

    Raises
    ------
    LessonError
        If `ids` names a layer that `lesson.toml` does not have, or `places` an unknown place.
    """
    for one in ids or ():
        known_id(one, [spec.id for spec in lesson.layers], "layer")
    for place in set(places or ()) - set(lesson.places["place_id"]):
        lesson.place(place)  # says which ids are like it
    drawn = lesson.places
    if places is not None:
        drawn = drawn[drawn["place_id"].isin(places)]
    window = Window(extent)
    here, made = rows_of(_inside(drawn, window)), list[Layer]()
    for spec in lesson.layers:
        if ids is None or spec.id in ids:
            made += _MAKERS[spec.table](lesson, spec, here, window)
    ranks = _ranks(lesson, days)
    return [_ranked(layer, ranks) for layer in _named_once(with_outlines(made))]


def _named_once(layers: Sequence[Layer]) -> list[Layer]:
    """Leave the name of a place to its own mark, where its circle is drawn, too."""
    named = {f.place for layer in layers if layer.role.places for f in layer.features}

    def once(layer: Layer) -> Layer:
        features = (replace(f, name="") if f.place in named else f for f in layer.features)
        return replace(layer, features=tuple(features))

    return [once(layer) if layer.role.sized else layer for layer in layers]


def _ranked(layer: Layer, ranks: Mapping[str, int]) -> Layer:
    """Say of each place how much the lesson speaks of it; of circles the largest is named first."""
    if not (layer.role.places or layer.role.sized):
        return layer
    told = {f.place: f.rank + ranks[f.place] for f in layer.features}
    if layer.role.sized:
        largest = dict.fromkeys(f.place for f in sorted(layer.features, key=_smallness))
        told = dict(zip(largest, sorted(told.values(), reverse=True), strict=True))
    return replace(layer, features=tuple(replace(f, rank=told[f.place]) for f in layer.features))


def _smallness(feature: Feature) -> float:
    return -feature.style.radius


def _basemap(
    lesson: LessonData, spec: LayerSpec, places: Sequence[_Row], window: Window
) -> list[Layer]:
    """Keep only the names of the files: `maps` reads and draws the ground itself."""
    style = Style(colour=spec.colour or "#777777", dash=spec.dash or "solid", width=0.9)
    return [layer_of(spec, style, ())]


def _places(
    lesson: LessonData, spec: LayerSpec, places: Sequence[_Row], window: Window
) -> list[Layer]:
    rows = [place for place in places if place["kind"] in spec.kinds]
    colour = deepened(spec.colour or INK)
    style = Style(colour=colour, marker=spec.marker or _mark(lesson, "place", spec))
    features = []
    for row in rows:
        features.append(
            Feature(
                id=f"{spec.id}/{row['place_id']}",
                geometry=row["geometry"],
                style=style,
                name=row["name_en"],
                name_local=row["name_local"],
                rank=lesson.kind("place", row["kind"]).rank,
                precision_km=row["precision_km"],
                place=row["place_id"],
                card=_place_card(lesson, row),
            )
        )
    if spec.measure:
        return [sized(lesson, spec, features, spec.colour and deepened(spec.colour))]
    return [layer_of(spec, style, features)]


def _control(
    lesson: LessonData, spec: LayerSpec, places: Sequence[_Row], window: Window
) -> list[Layer]:
    """Make one layer for each holder, because the legend of holders is the switch."""
    known = {place["place_id"]: place for place in places}
    rows = [row for row in rows_of(lesson.control) if row["place_id"] in known]
    shifts = _shifts(rows)
    made = []
    for holder in lesson.holders.values():
        style = Style(colour=holder.colour, marker=holder.marker, hatch=holder.hatch, fill=True)
        features = [
            replace(
                _held(lesson, row, known[row["place_id"]], style, holder.label, spec.id),
                shift=shifts[row["place_id"], row["part"]],
            )
            for row in rows
            if row["holder"] == holder.id
        ]
        if features:
            made.append(
                replace(
                    layer_of(spec, style, features),
                    id=spec.of_holder(holder.id),
                    label=holder.label,
                    short=holder.short,
                    holder=holder.id,
                )
            )
    return made


def _shifts(rows: Iterable[_Row]) -> dict[tuple[str, str], float]:
    """Give the parts of a divided town places side by side, in the order of the table."""
    parts: dict[str, dict[str, None]] = {}
    for row in rows:
        parts.setdefault(row["place_id"], {})[row["part"]] = None
    return {
        (place, part): PART_GAP * (n - (len(own) - 1) / 2)
        for place, own in parts.items()
        for n, part in enumerate(own)
    }


def _held(
    lesson: LessonData, row: _Row, place: _Row, style: Style, holder: str, layer: str
) -> Feature:
    start, end = from_cell(row["start"]), from_cell(row["end"])
    key = "/".join(filter(None, (layer, row["place_id"], row["part"], iso(start))))
    card: Card = {
        **_place_card(lesson, place),
        "part": row["part"],
        "holder": holder,
        "status": row["status"],
        "confidence": row["confidence"],
        "holder_sources": list(row["source_ids"]),
    }
    return Feature(
        id=key.replace(" ", "-"),
        geometry=place["geometry"],
        style=replace(style, confidence=row["confidence"]),
        name=place["name_en"],
        name_local=place["name_local"],
        start=start,
        end=end,
        place=row["place_id"],
        card=card,
    )


def _events(
    lesson: LessonData, spec: LayerSpec, places: Sequence[_Row], window: Window
) -> list[Layer]:
    labels = _labels(lesson)
    located = lesson.events[lesson.events.geometry.notna()]
    if spec.kinds:
        located = located[located["kind"].isin(spec.kinds)]
    mark = spec.marker or _mark(lesson, "event", spec) or "ring"
    style = Style(colour=deepened(spec.colour or INK), marker=mark)
    features = []
    for row in rows_of(_inside(located, window)):
        start, end = from_cell(row["start"]), from_cell(row["end"])
        latest = start if end is None else end
        last = None if latest is None else latest + spec.linger
        card: Card = {
            "kind": lesson.kind("event", row["kind"]).label if row["kind"] else "Event",
            "event": row["event_id"],
            "title": row["title"],
            "when": _when(row),
            "precision": row["date_precision"],
            "text": row["description"],
            "actors": [labels.get(a, a) for a in row["actor_ids"]],
            "confidence": row["confidence"],
            "disputed": row["disputed"],
            "paragraphs": list(row["paragraphs"]),
            "sources": list(row["source_ids"]),
        }
        geometry, look = row["geometry"], replace(style, confidence=row["confidence"])
        if row["precision_km"] >= AREA_FROM_KM:
            geometry = circle(geometry.x, geometry.y, row["precision_km"])
            look = replace(look, dash="dotted", fill=True)
        features.append(
            Feature(
                id=f"{spec.id}/{row['event_id']}",
                geometry=geometry,
                style=look,
                name=row["title"],
                start=start,
                end=last,
                precision_km=row["precision_km"],
                place=row["place_id"],
                card=card,
            )
        )
    return [layer_of(spec, style, features)]


def _labels(lesson: LessonData) -> dict[str, str]:
    """Give the label of each actor and holder by its id; who speaks is an actor first."""
    labels = {one: holder.label for one, holder in lesson.holders.items()}
    return labels | dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True))


def _shapes(
    lesson: LessonData, spec: LayerSpec, places: Sequence[_Row], window: Window
) -> list[Layer]:
    table: gpd.GeoDataFrame = getattr(lesson, spec.table)
    rows = _inside(table[table["kind"].isin(spec.kinds)], window)
    style = Style(
        colour=deepened(spec.colour or "#444444"),
        dash=spec.dash or _mark(lesson, spec.table.rstrip("s"), spec) or "solid",
        hatch=spec.hatch or "",
        fill=bool(spec.hatch),
        width=1.8,
    )
    labels = _labels(lesson)
    features = []
    for row in rows_of(rows):
        holder = lesson.holders.get(row.get("holder") or "")
        card: Card = {
            "kind": spec.label,
            "title": row["name"],
            "text": row["note"],
            "asserted_by": labels.get(row["asserted_by"], row["asserted_by"]),
            "confidence": row["confidence"],
            "when": _when(row),
            "precision_km": row["precision_km"],
            "sources": list(row["source_ids"]),
        }
        if holder:
            card["holder"] = holder.label
        look = replace(style, confidence=row["confidence"])
        start, end = from_cell(row["start"]), from_cell(row["end"])
        if row.get("known_at_end") and end is not None:
            start, end = end, end + spec.linger
        features.append(
            Feature(
                id=f"{spec.id}/{row['id']}",
                geometry=row["geometry"],
                name=row["map_name"],
                rank=40 + STATED * _stated(lesson, spec, row),
                style=replace(look, colour=holder.colour, width=2.6) if holder else look,
                start=start,
                end=end,
                card=card,
                precision_km=row["precision_km"],
                of=row["id"],
                holder=holder.id if holder else "",
            )
        )
    if spec.table == "zones":
        return _zones(lesson, spec, style, features)
    return [layer_of(spec, style, features)]


def _stated(lesson: LessonData, spec: LayerSpec, row: _Row) -> int:
    """Give the rank of a zone or a route: its own, or that of its kind."""
    own = row.get("rank")
    of_kind = lesson.kind(spec.table.rstrip("s"), row["kind"]).rank
    return of_kind if own is None or math.isnan(own) else int(own)


def _zones(
    lesson: LessonData, spec: LayerSpec, style: Style, features: Sequence[Feature]
) -> list[Layer]:
    """Tell zones with a value, with a holder, with a fill, and those that are a line alone."""
    known = [replace(f, card={**f.card, "zone": f.of}) for f in features]
    if spec.measure:
        return [shaded(lesson, spec, known)]
    plain = [f for f in known if not f.holder]
    layers = held(lesson, spec, known)
    if spec.fill and plain:
        return [*layers, filled(spec, plain)]
    return [*layers, layer_of(spec, style, plain)] if plain or not layers else layers


def _mark(lesson: LessonData, of: str, spec: LayerSpec) -> str:
    """Give the mark of the kinds of a layer: they have one at the most."""
    return next((mark for k in spec.kinds if (mark := lesson.kind(of, k).mark)), "")


_Maker = Callable[[LessonData, LayerSpec, Sequence[_Row], Window], list[Layer]]
_MAKERS: dict[str, _Maker] = {
    "basemap": _basemap,
    "places": _places,
    "control": _control,
    "events": _events,
    "zones": _shapes,
    "routes": _shapes,
}


def _place_card(lesson: LessonData, row: Mapping[Any, Any]) -> Card:
    return {
        "kind": lesson.kind("place", row["kind"]).label,
        "title": row["name_en"],
        "title_local": row["name_local"],
        "text": row["note"],
        "place": row["place_id"],
        "precision_km": row["precision_km"],
        "sources": list(row["source_ids"]),
    }


def _ranks(lesson: LessonData, days: tuple[Day, Day] | None) -> Counter[str]:
    """Count how often the lesson speaks of each place: the most spoken of is named first."""
    ranks: Counter[str] = Counter()
    for ids in lesson.claims["place_ids"]:
        ranks.update({i: 3 for i in ids})
    events = lesson.events
    ranks.update(p for p in events["place_id"] if p)
    if days:
        first, last = (pd.Timestamp(day) for day in days)
        now = events[(events["start"] <= last) & (events["end"].fillna(events["start"]) >= first)]
        ranks.update({p: 3 for p in now["place_id"] if p})
    return ranks


def _inside(frame: gpd.GeoDataFrame, window: Window) -> gpd.GeoDataFrame:
    return frame[[window.sees(shape) for shape in frame.geometry]]


def _when(row: _Row) -> list[str]:
    """Give the first and the last day as they were written, empty where open."""
    return [written(row, "start"), written(row, "end")]
