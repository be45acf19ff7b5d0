"""What the browser needs besides the drawing: legend, cards, places, sources. Words only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from lessonkit.layers import Feature, Layer
from lessonkit.lesson import Lesson
from lessonkit.maps import SIGNS, Window, caption, signs_of, swatch

_SURE = ("high", "medium", "low")
_SIDES = ("west", "south", "east", "north")


def map_spec(
    lesson: Lesson, window: Window, layers: Sequence[Layer], last: dt.date | None = None
) -> dict[str, Any]:
    """Collect what the browser needs besides the drawing: words only, no markup.

    Of the events only those that began by the last day of the map are in it.
    """
    cards = {f.id: _card(f) for layer in layers for f in layer.features if f.card}
    used = {c["place"] for c in cards.values() if c.get("place")}
    cited = {s for c in cards.values() for k in ("sources", "holder_sources") for s in c.get(k, ())}
    places = _places(lesson, used)
    cited |= {s for p in places.values() for s in p["sources"]}
    legend = [
        _legend_entry(layer) | {"signs": signs_of(lesson, window.extent, layer)} for layer in layers
    ]
    shown = {sign for entry in legend for sign in entry["signs"]}
    cited |= {s for entry in legend for s in entry["sources"]}
    table = lesson.sources[lesson.sources["source_id"].isin(cited)]
    return {
        "lesson": lesson.id,
        "width": window.width,
        "height": round(window.height),
        "extent": {side: getattr(window.extent, side) for side in _SIDES},
        "layers": legend,
        "signs": _signs(layers, shown),
        "cards": cards,
        "places": places,
        "sources": {
            r["source_id"]: [r["citation"], r["stance"], r["url"], r["date"]]
            for r in table.to_dict("records")
        },
        "events": _events(lesson, layers, last),
        "caption": caption(lesson, layers),
    }


def _signs(layers: Sequence[Layer], shown: set[str]) -> list[list[str]]:
    """List the signs on the map in order, each with its words, and a swatch for each confidence."""
    holders = [x for x in layers if x.table == "control" and x.style.marker != "question"]

    def sample(sign: str) -> str:
        if sign not in _SURE or not holders:
            return ""
        return swatch(replace(holders[0], style=replace(holders[0].style, confidence=sign)))

    return [[sign, words, sample(sign)] for sign, words in SIGNS.items() if sign in shown]


def _card(feature: Feature) -> dict[str, Any]:
    """Keep what is the feature's own; what it shares with its place stands in `places`."""
    card = {k: v for k, v in feature.card.items() if v not in ("", [], None)}
    if card.get("place"):
        shared = ("title", "title_ar", "text", "kind", "precision_km", "sources")
        card = {k: v for k, v in card.items() if k not in shared}
    return card


def _places(lesson: Lesson, ids: set[str]) -> dict[str, dict[str, Any]]:
    paragraphs: dict[str, set[int]] = {}
    for row in lesson.claims.to_dict("records"):
        for place in row["place_ids"]:
            paragraphs.setdefault(place, set()).add(int(row["paragraph"]))
    rows = lesson.places[lesson.places["place_id"].isin(ids)].to_dict("records")
    return {
        r["place_id"]: {
            "title": r["name_en"],
            "title_ar": r["name_ar"],
            "text": r["note"],
            "kind": r["kind"].replace("-", " ").capitalize(),
            "lon": r["lon"],
            "lat": r["lat"],
            "precision_km": r["precision_km"],
            "sources": list(r["source_ids"]),
            "paragraphs": sorted(paragraphs.get(r["place_id"], ())),
        }
        for r in rows
    }


def _events(lesson: Lesson, layers: Sequence[Layer], last: dt.date | None) -> list[dict[str, Any]]:
    """List the events by day, and whether each is drawn: some lie outside the map."""
    drawn = {f.id.rsplit("/", 1)[-1] for x in layers if x.table == "events" for f in x.features}
    if not drawn:
        return []
    known = lesson.events
    if last is not None:
        known = known[known["start"] <= pd.Timestamp(last)]
    rows = known.sort_values(["start", "event_id"]).to_dict("records")
    return [
        {
            "title": row["title"],
            "drawn": row["event_id"] in drawn,
            "start": f"{row['start']:%Y-%m-%d}",
            "end": f"{row['end'] if pd.notna(row['end']) else row['start']:%Y-%m-%d}",
        }
        for row in rows
    ]


def _legend_entry(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "label": layer.label,
        "group": layer.group,
        "table": layer.table,
        "swatch": swatch(layer),
        "sources": list(layer.source_ids),
        "span": _span(layer),
    }


def _span(layer: Layer) -> list[str] | None:
    """Return the first and last day on which something of the layer holds, empty if open."""
    if all(f.start is None and f.end is None for f in layer.features):
        return None
    starts = [f.start for f in layer.features]
    ends = [f.end for f in layer.features]
    return [
        "" if None in starts else min(s for s in starts if s).isoformat(),
        "" if None in ends else max(e for e in ends if e).isoformat(),
    ]
