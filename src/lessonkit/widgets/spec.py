"""What the browser needs besides the drawing: legend, cards, places, sources. Words only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from shapely.geometry import Point

from lessonkit.geodesy import destination
from lessonkit.layers import Feature, Layer
from lessonkit.lesson import Lesson
from lessonkit.maps import Window, caption, swatch
from lessonkit.maps.window import scale_length_km


def map_spec(lesson: Lesson, window: Window, layers: Sequence[Layer]) -> dict[str, Any]:
    """Collect what the browser needs besides the drawing: words only, no markup."""
    cards = {f.id: _card(f) for layer in layers for f in layer.features if f.card}
    used = {c["place"] for c in cards.values() if c.get("place")}
    cited = {s for c in cards.values() for k in ("sources", "holder_sources") for s in c.get(k, ())}
    places = _places(lesson, used)
    cited |= {s for p in places.values() for s in p["sources"]}
    cited |= {s for layer in layers for s in layer.source_ids}
    table = lesson.sources[lesson.sources["source_id"].isin(cited)]
    return {
        "width": window.width,
        "height": round(window.height),
        "layers": [_legend_entry(layer) for layer in layers],
        "cards": cards,
        "places": places,
        "sources": {
            r["source_id"]: [r["citation"], r["stance"], r["url"]] for r in table.to_dict("records")
        },
        "events": _events(lesson, layers),
        "scale": _scale(window),
        "caption": caption(lesson, layers),
    }


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
            "precision_km": r["precision_km"],
            "sources": list(r["source_ids"]),
            "paragraphs": sorted(paragraphs.get(r["place_id"], ())),
        }
        for r in rows
    }


def _events(lesson: Lesson, layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """List every event by day, and whether it is drawn: some lie outside the map."""
    drawn = {f.id.rsplit("/", 1)[-1] for x in layers if x.table == "events" for f in x.features}
    if not drawn:
        return []
    rows = lesson.events.sort_values(["start", "event_id"]).to_dict("records")
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
    points = any(isinstance(f.geometry, Point) for f in layer.features)
    return {
        "id": layer.id,
        "label": layer.label,
        "group": layer.group,
        "table": layer.table,
        "swatch": swatch(layer),
        "points": points,
        "sources": list(layer.source_ids),
    }


def _scale(window: Window) -> dict[str, Any]:
    """Return the scale bar's length as a part of the width, true at the foot of the map."""
    length, e = scale_length_km(window), window.extent
    lat = e.south + 0.05 * (e.north - e.south)
    end, _ = destination(e.west, lat, 90.0, float(length))
    return {
        "part": (float(end) - e.west) / (e.east - e.west),
        "label": f"{length} km ({length / 1.609344:.0f} miles)",
    }
