"""Map sheets: each map filled and blank, in lines and areas only, so that grey print is enough."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from shapely.geometry import Point

from lessonkit.days import end_of_step, iso, on_step
from lessonkit.lesson import LessonData, rows_of
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.legend import caption, note
from lessonkit.maps.marks import on_day
from lessonkit.maps.still import still_svg
from lessonkit.maps.svg import key_swatch, swatch
from lessonkit.maps.window import Window
from lessonkit.shelf import made
from lessonkit.tables.entries import Sheet
from lessonkit.widgets.evidence import as_known
from lessonkit.widgets.page import drawing_map, key_for
from lessonkit.words import day_in_words

# Points that a map is drawn on; the page makes it about 500 wide. So the names of the filled map
# come out at about 7 points, and the marks of the blank one are wide enough to fill in.
FILLED, BLANK = 640.0, 470.0
SMALL = 300.0  # of a map in a column of tasks
HALF = 430.0  # of two maps beside each other
_FIRST = 1000  # names that a student has to find are laid out before all others
_INK = "#22262b"


def sheet_content(lesson: LessonData, sheet: Sheet, number: int) -> dict[str, Any]:
    """Give what the pages of a sheet show: words as text, drawings as SVG.

    The site has the handout, too: what one of the two has drawn, the other takes from the shelf.
    """
    key = key_for("sheet", lesson, sheet.map.extent, sheet, number)
    with drawing_map(sheet.map):
        return made(key, partial(_sheet, lesson, sheet, number))


def _sheet(lesson: LessonData, sheet: Sheet, number: int) -> dict[str, Any]:
    drawn, extent = sheet.map, lesson.extent(sheet.map.extent)
    places = _shown(lesson, sheet)
    of_all_days = build_layers(lesson, extent, drawn.layers, places)
    step = lesson.step_for(*(drawn.days or (None, None)))
    layers = on_day(of_all_days, drawn.day, step)
    shown = [_with_names_first(layer, sheet.find) for layer in layers]
    filled, blank = Window(extent, FILLED), Window(extent, BLANK)
    spots = _spots(lesson, filled, layers, sheet.find)
    every = [*shown, _unmarked(layers, spots)]
    asked = {name for spot in spots for name in (spot.name, spot.name_local) if name}
    kept = [_without_names(layer, asked) for layer in layers if layer.is_ground]
    # What is to be drawn must not stand there; without its lines nobody could colour a value.
    zones = [one for one in layers if one.role.areas and not one.is_ground]
    lined = [_bare(one) for one in zones if one.measure or sheet.outlines]
    kept += lined if sheet.outline_names else [_without_names(one) for one in lined]
    marks = Layer("spots", "", "", True, "control", _EMPTY, tuple(spots))
    return {
        "id": drawn.id,
        "number": number,
        "title": drawn.title,
        "subtitle": drawn.subtitle,
        "blank_title": sheet.blank_title or drawn.title,
        "blank_subtitle": sheet.blank_subtitle or drawn.subtitle,
        "window": extent.label,
        "day": "" if drawn.day is None else day_in_words(iso(on_step(drawn.day, step))),
        "shape": filled.width / filled.height,
        "points": FILLED,
        "filled": still_svg(lesson, filled, every, apart=sheet.find),
        "blank": still_svg(lesson, blank, [*kept, marks], apart=sheet.find, unsaid=asked),
        "legend": _legend(shown),
        "note": note(lesson, extent, every),
        "caption": caption(lesson, extent, shown),
        "find": sorted(
            ([f.name, f.name_local] for f in spots), key=lambda pair: pair[0].casefold()
        ),
        "draw": [_to_draw(one) for one in shown if one.features and _is_drawn_by_hand(one)]
        if sheet.draw
        else [],
        "scales": _scales(shown),
        "known": _known(lesson, sheet, of_all_days, step),
    }


def blank_map(
    lesson: LessonData, wanted: Mapping[str, Any], named: Sequence[tuple[str, float, float]] = ()
) -> str:
    """Draw the map of a task on which a student finds places, as SVG text.

    It has rivers, borders and what the lesson has drawn of the ground, as all sheets no relief;
    `named` are names with longitude and latitude to put on it.
    """
    extent = lesson.extent(wanted["extent"])
    layers = build_layers(lesson, extent, wanted["layers"])
    drawn = [layer for layer in layers if "relief" not in layer.kinds]
    marks = [
        Feature(f"told/{n}", Point(lon, lat), _TOLD, name, rank=_FIRST, place=f"told-{n}")
        for n, (name, lon, lat) in enumerate(named)
    ]
    told = Layer("told", "", "", True, "places", _TOLD, tuple(marks))
    return still_svg(lesson, Window(extent, SMALL), [*drawn, told])


def _known(
    lesson: LessonData, sheet: Sheet, layers: Sequence[Layer], step: str
) -> dict[str, Any] | None:
    """Give the two maps of a day: what was known by a day, and what was found later."""
    day, by = sheet.map.day, sheet.known_by
    if day is None or by is None:
        return None
    window = Window(lesson.extent(sheet.map.extent), HALF)
    then, later = as_known(lesson, layers, day, by, step), on_day(layers, day, step)
    return {
        "by": day_in_words(end_of_step(by, step, lesson.unit)),
        "then": still_svg(lesson, window, then, apart=sheet.find),
        "later": still_svg(lesson, window, later, apart=sheet.find),
        "legend": _legend([layer for layer in then if layer.role.holders]),
        "changes": _changes(then, later),
    }


def _changes(then: Sequence[Layer], later: Sequence[Layer]) -> list[list[str]]:
    """Name the places whose holder was found to be another, with both."""
    before, after = (_holders(layers) for layers in (then, later))
    return sorted(
        [name, before[part], after[part]]
        for part, name in _names(later).items()
        if part in before and before[part] != after[part]
    )


def _holders(layers: Sequence[Layer]) -> dict[tuple[str, str], str]:
    held = [layer for layer in layers if layer.role.holders and layer.style.marker != "question"]
    return {
        (f.place, f.card.get("part", "")): layer.label for layer in held for f in layer.features
    }


def _names(layers: Sequence[Layer]) -> dict[tuple[str, str], str]:
    held = [f for layer in layers if layer.role.holders for f in layer.features]
    parts = {(f.place, f.card.get("part", "")): f.name for f in held}
    return {
        (place, part): f"{name}, {part}" if part else name for (place, part), name in parts.items()
    }


def _shown(lesson: LessonData, sheet: Sheet) -> list[str] | None:
    """Give the places of the filled map, None for all: those to find are always among them."""
    if not sheet.others:
        return list(sheet.find)
    if not sheet.kinds:
        own = sheet.map.places
        return None if own is None else list(dict.fromkeys([*own, *sheet.find]))
    table = lesson.places
    kept = table["kind"].isin(sheet.kinds) | table["place_id"].isin(sheet.find)
    return list(table.loc[kept, "place_id"])


_EMPTY = Style(_INK, "circle-open")
_TOLD = Style(_INK, "circle")


def _with_names_first(layer: Layer, places: Sequence[str]) -> Layer:
    features = (
        replace(f, rank=f.rank + _FIRST) if f.name and f.place in places else f
        for f in layer.features
    )
    named = layer.role.places or layer.role.sized
    return replace(layer, features=tuple(features)) if named else layer


def _spots(
    lesson: LessonData, window: Window, layers: Sequence[Layer], places: Sequence[str]
) -> list[Feature]:
    """Give one empty mark for each place to find: those of the sheet, or all that it names.

    Those of the sheet come from the table, because none may be lost for want of a layer.
    """
    named = dict.fromkeys(
        f.place for layer in layers if _has_places(layer) for f in layer.features if f.name
    )
    rows = {row["place_id"]: row for row in rows_of(lesson.places)}
    return [
        Feature(
            f"find/{place}",
            rows[place]["geometry"],
            _EMPTY,
            rows[place]["name_en"],
            rows[place]["name_local"],
            place=place,
        )
        for place in places or named
        if window.sees(rows[place]["geometry"])
    ]


def _unmarked(layers: Sequence[Layer], spots: Sequence[Feature]) -> Layer:
    """Make a layer of those places to find that no other layer of the sheet shows."""
    marked = {f.place for layer in layers if _has_places(layer) for f in layer.features}
    features = [
        replace(f, style=_TOLD, rank=_FIRST, id=f"unmarked/{f.place}")
        for f in spots
        if f.place not in marked
    ]
    return Layer("unmarked", "", "", True, "places", _TOLD, tuple(features))


def _has_places(layer: Layer) -> bool:
    return layer.role.places or layer.role.holders or layer.role.sized


def _bare(layer: Layer) -> Layer:
    """Leave of zones the lines and the names: the student colours them."""
    # Zones that share borders have their lines from there.
    style = Style(_INK, width=0.0 if layer.role.shared else 1.1)
    return replace(layer, features=tuple(replace(f, style=style) for f in layer.features))


def _without_names(layer: Layer, names: Collection[str] | None = None) -> Layer:
    """Take names off what is drawn: all, or those that a student is to find."""
    features = (
        replace(f, name="", name_local="") if names is None or f.name in names else f
        for f in layer.features
    )
    return replace(layer, features=tuple(features))


def _is_drawn_by_hand(layer: Layer) -> bool:
    return not layer.is_ground and not layer.role.places


def _to_draw(layer: Layer) -> str:
    """Name what is drawn by hand: of circles, how; their sizes in the legend are only examples."""
    if layer.role.sized:
        return f"{_heading(layer)}: a circle at each place, twice as large for twice as many"
    return layer.label


def _scales(layers: Sequence[Layer]) -> dict[str, dict[str, Any]]:
    """Give the classes of zones of values by their labels: each has a colour of its own."""
    return {
        layer.label: {"label": _heading(layer), "classes": [row.words for row in layer.legend]}
        for layer in layers
        if layer.features and layer.legend and not layer.role.sized and _is_drawn_by_hand(layer)
    }


def _legend(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """List the groups of the legend with their layers: label and swatch."""
    used = [layer for layer in layers if layer.features or layer.role.ground]
    return [
        {
            "group": group,
            "layers": [row for layer in used if layer.group == group for row in _rows(layer)],
        }
        for group in dict.fromkeys(layer.group for layer in used)
    ]


def _rows(layer: Layer) -> list[dict[str, Any]]:
    """Give the lines of a layer: one, or of values a heading and one for each look."""
    if not layer.legend:
        return [_row(layer.label, swatch(layer))]
    looks = [_row(one.words, key_swatch(one.style), one.style.radius) for one in layer.legend]
    return [{"label": _heading(layer), "swatch": ""}, *looks]


def _heading(layer: Layer) -> str:
    """Name a layer and what is measured; where one says the other, it stands once."""
    label, measure = layer.label, layer.measure
    if label.casefold() in measure.casefold():
        return measure
    return label if measure.casefold() in label.casefold() else f"{label}: {measure}"


def _row(label: str, drawn: str, radius: float = 0.0) -> dict[str, Any]:
    """Give a line of the legend; `points` is the width of a circle that is to be as on the map."""
    points = float(drawn.partition('width="')[2].partition('"')[0]) if radius else 0.0
    return {"label": label, "swatch": _standing_alone(drawn), "points": points}


def _standing_alone(svg: str) -> str:
    """Name the format, which a page of the browser does not need."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
