"""Map sheets: each map filled and blank, in lines and areas only, so that grey print is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lessonkit.lesson import LessonData
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.legend import caption, note
from lessonkit.maps.marks import on_day
from lessonkit.maps.still import still_svg
from lessonkit.maps.svg import swatch
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Sheet
from lessonkit.words import day_in_words

# Points that a map is drawn on; the page makes it about 500 wide. So the names of the filled map
# come out at about 7 points, and the marks of the blank one are wide enough to fill in.
FILLED, BLANK = 640.0, 470.0
_FIRST = 1000  # names that a student has to find are laid out before all others
_ROADS = {"road", "pipeline-road"}
_INK = "#22262b"


def sheet_content(lesson: LessonData, sheet: Sheet, number: int) -> dict[str, Any]:
    """Give what the pages of a sheet show: words as text, drawings as SVG."""
    drawn, extent = sheet.map, lesson.extent(sheet.map.extent)
    places = _shown(lesson, sheet)
    layers = on_day(build_layers(lesson, extent, drawn.layers, places), drawn.day)
    shown = [_with_names_first(layer, sheet.find) for layer in layers]
    filled, blank = Window(extent, FILLED), Window(extent, BLANK)
    spots = _spots(layers, sheet.find)
    kept = [layer for layer in layers if _is_ground(layer)]
    marks = Layer("spots", "", "", True, "control", _EMPTY, tuple(spots))
    return {
        "id": drawn.id,
        "number": number,
        "title": drawn.title,
        "subtitle": drawn.subtitle,
        "window": extent.label,
        "day": "" if drawn.day is None else day_in_words(drawn.day),
        "shape": filled.width / filled.height,
        "filled": still_svg(lesson, filled, shown, apart=sheet.find),
        "blank": still_svg(lesson, blank, [*kept, marks], apart=sheet.find),
        "legend": _legend(shown),
        "note": note(lesson, extent, shown),
        "caption": caption(lesson, shown),
        "find": sorted(([f.name, f.name_ar] for f in spots), key=lambda pair: pair[0].casefold()),
        "draw": [layer.label for layer in shown if layer.features and _is_drawn_by_hand(layer)],
    }


def _shown(lesson: LessonData, sheet: Sheet) -> list[str] | None:
    """Give the places of the filled map, None for all: those to find are always among them."""
    if not sheet.others:
        return list(sheet.find)
    if not sheet.kinds:
        return None if sheet.map.places is None else list(sheet.map.places)
    table = lesson.places
    kept = table["kind"].isin(sheet.kinds) | table["place_id"].isin(sheet.find)
    return list(table.loc[kept, "place_id"])


_EMPTY = Style(_INK, "circle-open")


def _with_names_first(layer: Layer, places: Sequence[str]) -> Layer:
    features = (
        replace(f, rank=f.rank + _FIRST) if f.name and f.place in places else f
        for f in layer.features
    )
    return replace(layer, features=tuple(features)) if layer.role.places else layer


def _spots(layers: Sequence[Layer], places: Sequence[str]) -> list[Feature]:
    """Give one empty mark for each place to find: those of the sheet, or all that it names."""
    found = {
        feature.place: replace(feature, style=_EMPTY, precision_km=0.0, shift=0.0)
        for layer in layers
        if layer.role.places or layer.role.holders
        for feature in layer.features
    }
    wanted = places or [place for place, feature in found.items() if feature.name]
    return [found[place] for place in wanted if place in found]


def _is_ground(layer: Layer) -> bool:
    return layer.role.ground or bool(layer.kinds and set(layer.kinds) <= _ROADS)


def _is_drawn_by_hand(layer: Layer) -> bool:
    return not _is_ground(layer) and not layer.role.places


def _legend(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """List the groups of the legend with their layers: label and swatch."""
    used = [layer for layer in layers if layer.features or layer.role.ground]
    return [
        {
            "group": group,
            "layers": [
                {"label": layer.label, "swatch": _standing_alone(swatch(layer))}
                for layer in used
                if layer.group == group
            ],
        }
        for group in dict.fromkeys(layer.group for layer in used)
    ]


def _standing_alone(svg: str) -> str:
    """Name the format, which a page of the browser does not need."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
