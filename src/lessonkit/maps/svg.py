"""Turn the figure into one SVG whose groups are the layers.

Matplotlib writes one group for each artist, by its group id. This module puts them under one
group for each layer (`data-layer`) and each feature (`data-feature`), and adds the names and the
relief. Where marks and names stand and when they hold goes to the browser beside the drawing, as
numbers. The browser then only shows and hides groups: no date is ever a copy of the map.

Each look of a marker is drawn once, at the middle of the map, and then set at every point that
looks so: a thousand points cost little more than one.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from weakref import WeakKeyDictionary
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.path import Path
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from lessonkit.days import steps_of
from lessonkit.lesson import LessonData, ground_files
from lessonkit.letters import LocalNames
from lessonkit.maps.figure import new_figure, svg_of
from lessonkit.maps.ground import Ground, draw_ground, ground_of
from lessonkit.maps.layers import Feature, Layer, Line, Mark, Spot, Style
from lessonkit.maps.marks import (
    CLEAR,
    DASHES,
    DIAMOND,
    EDGE,
    HATCH,
    NOUGHT,
    RIM,
    at_night,
    draw_area,
    draw_borders,
    draw_marker,
    draw_shape,
    hatch_colour,
    is_full,
    lifted,
    marker_look,
    marker_paths,
    mix,
    patch,
    seen,
    shrink,
    tint_of,
    way_at_night,
    within,
)
from lessonkit.maps.names.features import feature_names
from lessonkit.maps.names.ground import ground_names
from lessonkit.maps.names.ink import STRAIGHT, steps_along, take_lines
from lessonkit.maps.names.name import Name
from lessonkit.maps.values.borders import Border, borders_of
from lessonkit.maps.window import Window
from lessonkit.shelf import key_of, put, take

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_BLANKS = re.compile(r"\s*([MLCQZz])\s*")
_NUMBER = re.compile(r"-?[\d.]+")
_NOUGHT = re.compile(r"(?<!\d)0(?=\.)")  # of a number below one
# What a shape looks like anyway need not be said.
_AS_ALWAYS = {("stroke-linecap", "butt"), ("stroke-linejoin", "miter"), ("stroke-dashoffset", "0")}


class Drawing(NamedTuple):
    """A map drawn once for all its days.

    `marks` has one for each group of a feature (`data-feature`), `spots` one for each name, both
    in the order of the drawing, `ids` those of the features; `borders` for each line between zones
    the numbers of the marks whose edge it is; `lines` the outlines of the paths that have none.
    """

    svg: str
    marks: list[Mark]
    spots: list[Spot]
    borders: list[list[int]]
    ids: list[str]
    lines: list[Line]


def draw_map(
    lesson: LessonData, window: Window, layers: Sequence[Layer], step: str = "day"
) -> Drawing:
    """Draw all layers and all dates once.

    The same layers give the same text, byte for byte; of the same lesson they are drawn only once,
    however often a cell is run, and what was drawn in an earlier session is taken from the shelf.
    `step` is that of the clock of the map.
    """
    # With the ground of its window a drawing is forgotten when its lesson is.
    known = _DRAWN.setdefault(ground_of(lesson, window.extent), {})
    key = _digest(window, layers) + step.encode()
    made = known.pop(key, None) or _from_shelf(lesson, window, layers, step, key)
    known[key] = made
    while len(known) > _KEPT:
        known.pop(next(iter(known)))
    return made


_DRAWN: WeakKeyDictionary[Ground, dict[bytes, Drawing]] = WeakKeyDictionary()
_KEPT = 16  # drawings of a window, the last used


def _from_shelf(
    lesson: LessonData, window: Window, layers: Sequence[Layer], step: str, key: bytes
) -> Drawing:
    """Take a drawing of an earlier session, or draw it and keep it for the next one."""
    countries = sorted(set(lesson.places["country"]))  # those with a place are named first
    ground = ground_files(lesson, window.extent.id)
    name = key_of("map", ground, key.hex(), lesson.country, *countries)
    if kept := take(name):
        return Drawing(*kept)
    made = _drawn(lesson, window, layers, step)
    put(name, made)
    return made


def _digest(window: Window, layers: Sequence[Layer]) -> bytes:
    """Say in a few bytes all that a drawing is made of: no two differ in what they say alone."""
    told = hashlib.sha256(repr(window).encode())
    for layer in layers:
        shapes = np.array([f.geometry for f in layer.features], dtype=object)
        plain = [replace(f, geometry=Point()) for f in layer.features]
        told.update(repr(replace(layer, features=tuple(plain))).encode())
        told.update(b"".join(shapely.to_wkb(shapes).tolist()))
    return told.digest()


def _drawn(lesson: LessonData, window: Window, layers: Sequence[Layer], step: str) -> Drawing:
    edges = borders_of(layers)
    artists, shared = _artists(*_figure(lesson, window, layers, edges))
    root = ET.Element(
        "svg",
        {"viewBox": f"0 0 {window.width:g} {window.height:.0f}", "xmlns": SVG, "class": "lk-svg"},
    )
    defs = ET.SubElement(root, "defs")
    defs.extend(shared)
    ground = ET.SubElement(root, "g")
    for part in ("sea", "land"):
        _take(ground, artists, "ground", part)
    marks: dict[str, Mark] = {}
    for layer in _in_order(layers):
        if layer.role.ground:
            _ground_layer(root, artists, lesson, window, layer)
        elif layer.role.shared:
            marks |= _area_layer(root, defs, artists, layer, step)
        else:
            marks |= _feature_layer(root, artists, window, layer, step)
    borders = _borders(root, artists, edges, list(marks))
    names = [*ground_names(window, lesson, layers), *feature_names(window, layers)]
    _names(root, names, lesson.local_names)
    shapes = {f.id: f.geometry for layer in layers for f in layer.features}
    spots = [_spot(window, name, shapes.get(name.feature)) for name in names]
    lines = take_lines(root, _in_order(layers))
    markers = {*shared}  # the browser reads their points (`map/marks/many.js`)
    for path in root.iter("path"):
        if path not in markers and STRAIGHT.fullmatch(outline := path.get("d", "")):
            path.set("d", _in_steps(outline))
    drawn = ET.tostring(root, encoding="unicode")
    return Drawing(drawn, list(marks.values()), spots, borders, list(marks), lines)


def _in_order(layers: Sequence[Layer]) -> list[Layer]:
    """Put layers in the order of drawing: coloured zones lie below rivers, above the relief."""

    def place(layer: Layer) -> tuple[int, int]:
        if layer.role.ground:
            return (0, 0) if "relief" in layer.kinds else (2, 0)
        return (1, 0) if layer.role.under else (3, layer.role.depth)

    return sorted(layers, key=place)


def _figure(
    lesson: LessonData, window: Window, layers: Sequence[Layer], edges: Sequence[Border]
) -> tuple[ET.Element, set[str]]:
    """Draw the figure and return Matplotlib's SVG, parsed, and the group ids that are ours."""
    figure, ax = new_figure(window)
    draw_ground(ax, window, lesson, layers)
    left, bottom, right, top = window.bounds
    for layer in layers:
        for style, gid in _marks(layer).items():
            draw_marker(ax, layer, style, gid, (left + right) / 2, (bottom + top) / 2)
        if layer.role.shared:
            _draw_shared(ax, window, layer)
            continue
        for feature in layer.features:
            draw_shape(ax, window, layer, feature)
    draw_borders(ax, window, edges)
    ours = {artist.get_gid() for artist in ax.get_children()} - {None}
    for artist in ax.get_children():
        artist.set_clip_on(False)  # the browser cuts at the page's edge
    return ET.fromstring(svg_of(figure, transparent=True)), ours


def _artists(
    page: ET.Element, ours: set[str]
) -> tuple[dict[str, list[ET.Element]], list[ET.Element]]:
    """Return the drawn shapes by group id, and the shared markers and hatch patterns."""
    found: dict[str, list[ET.Element]] = {}
    shared: dict[str, ET.Element] = {}
    for element in page.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    for defs in page.iter("defs"):
        for item in defs:
            if item.tag in ("path", "pattern") and "id" in item.attrib:
                if item.tag == "pattern":
                    shrink(item)
                made = shared.setdefault(item.attrib["id"], _tidy(item))
                for look in ("stroke", "stroke-width") if item.tag == "path" else ():
                    made.attrib.pop(look, None)  # each use says it, and a style sheet may change it
    for group in page.iter("g"):
        if (gid := group.get("id")) in ours:
            found.setdefault(gid, []).extend(
                _tidy(e) for e in group.iter() if e.tag in ("path", "use") and "id" not in e.attrib
            )
    # By their names, which say what they look like: pictures with the same ones have the same head.
    return found, [shared[name] for name in sorted(shared)]


def _tidy(element: ET.Element) -> ET.Element:
    """Write looks as attributes, round to a tenth of a point, drop blanks, shorten the link.

    A presentation attribute, unlike a style attribute, gives way to every style sheet, and the
    content policy of a page need not allow it.
    """
    for part in element.iter():
        part.tail = part.text = None
        link = part.attrib.pop(f"{{{XLINK}}}href", None)
        if link:
            part.set("href", link)
        for look in filter(None, part.attrib.pop("style", "").split(";")):
            name, value = (word.strip() for word in look.split(":", 1))
            if (name, value) not in _AS_ALWAYS:
                part.set(name, _rounded(value))
        for key in {"d", "x", "y"} & part.attrib.keys():
            part.set(key, _rounded(part.attrib[key]))
        if part.tag == "path":  # of what is out of sight Matplotlib writes one without an outline
            part.set("d", _BLANKS.sub(r"\1", part.get("d", "")))
    return element


def _rounded(text: str) -> str:
    return " ".join(_LONG_NUMBER.sub(lambda m: f"{float(m[0]):.1f}", text).split())


def _in_steps(outline: str) -> str:
    """Write straight lines by steps from point to point: less than half as much to send."""
    return "".join(f"M{_steps_of_part(part)}" for part in outline.split("M")[1:])


def _steps_of_part(part: str) -> str:
    points = np.array(_NUMBER.findall(part), dtype=float).reshape(-1, 2)
    start, *steps = np.array(steps_along(points)).reshape(-1, 2) / 10
    words = " ".join(f"{across:g} {down:g}" for across, down in steps)
    end = "z" if part[-1] in "Zz" else ""
    return _NOUGHT.sub("", f"{start[0]:g} {start[1]:g}l{words}{end}".replace(" -", "-"))


def _take(parent: ET.Element, artists: dict[str, list[ET.Element]], layer: str, part: str) -> None:
    """Put a part of the ground, such as land or the rivers of a layer, into a group of its own."""
    ET.SubElement(parent, "g", {"class": f"lk-{part}"}).extend(artists.get(f"{layer}/{part}", []))


def _ground_layer(
    root: ET.Element,
    artists: dict[str, list[ET.Element]],
    lesson: LessonData,
    window: Window,
    layer: Layer,
) -> None:
    group = ET.SubElement(root, "g", {"data-layer": layer.id})
    if "relief" in layer.kinds:
        group.append(_relief(lesson, window))
        _take(root, artists, "ground", "veil")
    for part in ("lake", "river", "line"):
        _take(group, artists, layer.id, part)


def _relief(lesson: LessonData, window: Window) -> ET.Element:
    packed = ground_of(lesson, window.extent).relief_webp.result()
    data = base64.b64encode(packed).decode("ascii")
    return ET.Element(
        "image",
        {
            "href": f"data:image/webp;base64,{data}",
            "width": f"{window.width:g}",
            "height": f"{window.height:.0f}",
            "preserveAspectRatio": "none",
            "class": "lk-relief",
        },
    )


def _draw_shared(ax: Axes, window: Window, layer: Layer) -> None:
    """Draw each zone once, however many values it has, and a sample of each look."""
    left, bottom, right, top = window.bounds
    for gid, shape in _shapes(layer).items():
        line = seen(window, shape)
        if not line.is_empty:
            patch(ax, line, gid, 1, facecolor="#000000")
    for style, gid in _looks(layer).items():
        draw_area(ax, box(left, bottom, right, top), style, gid, 1)


def _shapes(layer: Layer) -> dict[str, BaseGeometry]:
    return {f"shapes/{layer.id}/{f.of}": f.geometry for f in layer.features}


def _looks(layer: Layer) -> dict[Style, str]:
    looks = dict.fromkeys(f.style for f in layer.features)
    return {style: f"looks/{layer.id}/{n}" for n, style in enumerate(looks)}


_OF_A_LOOK = ("fill", "fill-opacity")


def _area_layer(
    root: ET.Element,
    defs: ET.Element,
    artists: dict[str, list[ET.Element]],
    layer: Layer,
    step: str,
) -> dict[str, Mark]:
    """Set the shape of a zone once for each of its looks: a value more costs a line."""
    group = ET.SubElement(root, "g", {"data-layer": layer.id, "class": f"lk-t-{layer.table}"})
    links = dict[str, str]()
    for gid in _shapes(layer):
        for path in artists.get(gid, []):
            outline = path.get("d", "")
            links[gid] = f"shape-{hashlib.sha256(outline.encode()).hexdigest()[:12]}"
            if all(one.get("id") != links[gid] for one in defs):
                ET.SubElement(defs, "path", {"id": links[gid], "d": outline})
    looks, found = _looks(layer), dict[str, Mark]()
    for feature in layer.features:
        link = links.get(f"shapes/{layer.id}/{feature.of}")
        if link is None:
            continue
        own = ET.SubElement(group, "g", {"data-feature": feature.id})
        for sample in artists.get(looks[feature.style], []):
            look = {key: sample.get(key, "") for key in _OF_A_LOOK if key in sample.attrib}
            ET.SubElement(own, "use", {"href": f"#{link}", **look})
        found[feature.id] = _mark(feature, None, step, layer.role.turns)
    return found


def _borders(
    root: ET.Element,
    artists: dict[str, list[ET.Element]],
    edges: Sequence[Border],
    drawn: Sequence[str],
) -> list[list[int]]:
    """Put the lines of zones over them; return of each the numbers of its marks."""
    lines = [(artists.get(f"borders/{n}", []), edge) for n, edge in enumerate(edges)]
    shown = [(paths, edge) for paths, edge in lines if paths]
    if not shown:
        return []
    group, numbers = ET.Element("g", {"class": "lk-edges"}), {id: n for n, id in enumerate(drawn)}
    for paths, _ in shown:
        ET.SubElement(group, "g").extend(paths)
    last = max(n for n, one in enumerate(root) if one.get("class") in ("lk-t-shades", "lk-t-held"))
    root.insert(last + 1, group)
    return [[numbers[one] for one in edge.of if one in numbers] for _, edge in shown]


def _marks(layer: Layer) -> dict[Style, str]:
    """Give a group id to each look of a layer's points: one marker serves all that look so."""
    looks = dict.fromkeys(
        f.style
        for f in layer.features
        if isinstance(f.geometry, Point) and f.style.marker != "amount"
    )
    return {style: f"marks/{layer.id}/{n}" for n, style in enumerate(looks)}


def _feature_layer(
    root: ET.Element, artists: dict[str, list[ET.Element]], window: Window, layer: Layer, step: str
) -> dict[str, Mark]:
    """Draw the features of a layer that are on the page; give the mark of each by its id."""
    group = ET.SubElement(root, "g", {"data-layer": layer.id, "class": f"lk-t-{layer.table}"})
    points = [f for f in layer.features if isinstance(f.geometry, Point)]
    spots = window.pages([f.geometry for f in points])
    drawn = {f.id: spot for f, spot in zip(points, spots, strict=True) if window.holds(*spot)}
    looks, found = _marks(layer), dict[str, Mark]()
    for feature in layer.features:
        shapes = artists.get(feature.id, [])
        if feature.id in drawn:
            mark = _circle(feature.style) or artists[looks[feature.style]]
            ring = artists.get(f"{feature.id}/ring", [])
            shapes = [*ring, _marker(mark, feature, layer)]
        if shapes:
            is_way = layer.role.arrows or feature.geometry.geom_type.endswith("LineString")
            night = {"color": way_at_night(feature.style, [feature])} if is_way else {}
            if layer.role.areas and not is_way:
                night = {"color": at_night(feature.style.colour)}
            ET.SubElement(group, "g", {"data-feature": feature.id} | night).extend(shapes)
            found[feature.id] = _mark(feature, drawn.get(feature.id), step, layer.role.turns)
    return found


def _mark(feature: Feature, at: tuple[float, float] | None, step: str, alone: bool) -> Mark:
    made: Mark = {}
    if feature.said:
        made["days"] = _NO_DAY
    elif feature.start is not None or feature.end is not None:
        made["days"] = steps_of(feature.start, feature.end, step, alone=alone)
    if at:
        made["at"] = _short(at)
    if feature.style.around:
        made["wide"] = True
    if feature.shift:
        made["shift"] = feature.shift
    if feature.style.radius:
        made["radius"] = round(feature.style.radius, 2)
    return made


def _circle(style: Style) -> list[ET.Element]:
    """Return the circle of a value as SVG has it: a path would not be exact."""
    if style.marker != "amount":
        return []
    look = {
        "r": f"{style.radius or NOUGHT:.3f}",
        "fill": style.colour if style.radius else RIM,
        "fill-opacity": f"{CLEAR if style.radius else 1:g}",
        "stroke": style.colour,
        "stroke-width": f"{style.width:g}",
    }
    return [ET.Element("circle", look)]


_NO_DAY: list[int | None] = [1, 0]  # it begins after its end


def _short(numbers: Iterable[float]) -> list[float]:
    return [round(float(number), 1) for number in numbers]


def _spot(window: Window, name: Name, shape: BaseGeometry | None) -> Spot:
    made: Spot = {"at": _short((name.x, name.y))}
    if round(name.angle):
        made["angle"] = round(name.angle)
    if name.outlined and shape is not None:
        made["steps"] = [steps_along(line) for line in window.lines(shape)]
    return made


def _marker(shapes: list[ET.Element], feature: Feature, layer: Layer) -> ET.Element:
    """Put a marker at the origin of its own group, which the browser moves and keeps at its size.

    One group for place and size: every transform is a node that the browser walks at each paint.
    What is ink and what is paper in the mark of a place or its holder is said by classes, for a
    dark theme, where the group's colour is that of the ink.
    """
    place = ET.Element("g", {"class": f"lk-at {_class(feature.style)}".strip()})
    if is_inked := layer.role.holders or layer.role.places:
        place.set("color", lifted(feature.style.colour))
    for shape in shapes:
        kept = {key: value for key, value in shape.attrib.items() if key not in ("x", "y")}
        if is_inked:
            kept["class"] = "lk-back" if kept.get("fill") == RIM else "lk-ink"
        shift = {"x": f"{feature.shift:g}"} if feature.shift else {}
        ET.SubElement(place, shape.tag, kept | shift)
    return place


def _class(style: Style) -> str:
    if style.around:
        return "lk-around"
    if style.marker == "amount":
        return "lk-amount"
    if style.marker == "question":
        return "lk-glyph"
    full = "lk-full" if is_full(style) else ""
    # Two marks of posts beside each other would read as one (`map/marks/joining.js`).
    return f"{full} lk-posts" if style.marker == "gate" else full


def _names(root: ET.Element, names: Iterable[Name], local: LocalNames | None) -> None:
    group = ET.SubElement(root, "g")
    for name in names:
        node = ET.SubElement(
            group,
            "g",
            {
                "class": f"lk-name lk-{name.role}" + (" lk-main" if name.main else ""),
                "data-rank": str(name.rank),
            }
            | ({"data-layer": name.layer} if name.layer else {})
            | ({"data-for": name.feature} if name.feature else {})
            | ({"color": name.colour} if name.outlined else {}),
        )
        sized = ET.SubElement(node, "g", {"class": "lk-s"})
        for line in name.lines:
            ET.SubElement(sized, "text", {"class": "lk-own"}).text = line
        if name.text_local and local:
            attributes = {"class": "lk-local", "lang": local.language, "direction": local.runs}
            ET.SubElement(sized, "text", attributes).text = name.text_local


NO_FILL = 'fill="none"'


def swatch(layer: Layer) -> str:
    """Return the layer's swatch as SVG text, 26 by 16: as drawn, so the legend cannot lie."""
    style, colour = layer.style, quoteattr(layer.style.colour)
    if "relief" in layer.kinds:
        inside = (
            '<g class="lk-hills"><rect x="2" y="2" width="22" height="12" fill="#e9dfc8"/>'
            '<path d="M2 14L9 5L14 11L18 7L24 14Z" fill="#c9b78f"/></g>'
        )
    elif layer.role.shared:
        return area_swatch(style)
    elif style.marker == "amount":
        return circle_swatch(style, 6.0)
    elif layer.role.marks or style.marker:
        inside = _swatch_marker(style, layer.role.holders or layer.role.places)
    elif layer.role.areas or style.fill:
        ink = replace(style, colour=mix(style.colour, HATCH))
        # Some readers of PDF draw no line around what is filled with nothing.
        tint = f'fill={colour} fill-opacity="0.18"' if style.fill and not style.hatch else NO_FILL
        inside = (
            f'{_swatch_hatch(ink)}<rect x="2" y="2" width="22" height="12" '
            f'color="{at_night(style.colour)}" {tint} stroke={colour} '
            f'stroke-width="1.5" stroke-dasharray="{_dashes(style)}"/>'
        )
    else:
        night = "" if layer.role.ground else f'color="{way_at_night(style, layer.features)}" '
        inside = (
            f'<path d="M1 8H25" {night}fill="none" stroke={colour} stroke-width="2" '
            f'stroke-dasharray="{_dashes(style)}"/>'
        )
        if layer.role.ground:
            part = "river" if {"rivers", "lakes"} & set(layer.kinds) else "line"
            inside = f'<g class="lk-{part}">{inside}</g>'
    return f'<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true">{inside}</svg>'


def area_swatch(style: Style) -> str:
    """Return the look of a zone as SVG text, 26 by 16, with its hatch and the line around it."""
    colour = quoteattr(style.colour)
    tint = tint_of(style) if style.fill else 0
    ink = replace(style, colour=hatch_colour(style))
    return (
        '<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true">'
        f'<rect x="2" y="2" width="22" height="12" fill={colour} fill-opacity="{tint:g}"/>'
        f'{_swatch_hatch(ink)}<rect x="2" y="2" width="22" height="12" fill="none" '
        f'stroke="{EDGE}"/></svg>'
    )


def circle_swatch(style: Style, radius: float | None = None) -> str:
    """Return a circle of a legend as SVG text, as large as on the map if no radius is given."""
    [circle] = _circle(style if radius is None else replace(style, radius=radius))
    half = max(8.0, float(circle.get("r", 0)) + 1)
    wide = max(13.0, half)
    circle.set("cx", f"{wide:g}")
    circle.set("cy", f"{half:g}")
    size = f'viewBox="0 0 {2 * wide:g} {2 * half:g}" width="{2 * wide:g}" height="{2 * half:g}"'
    inside = ET.tostring(circle, encoding="unicode")
    return f'<svg {size} aria-hidden="true"><g class="lk-amount">{inside}</g></svg>'


def key_swatch(style: Style) -> str:
    """Return the swatch of a line in the legend of values."""
    if style.marker == "amount":
        return circle_swatch(style)
    if style.marker:
        inside = _swatch_marker(style, inked=False)
        return f'<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true">{inside}</svg>'
    return area_swatch(style)


def sign_of(mark: str) -> str:
    """Return the outline of a marker as the text of an SVG path, in a box of 10 by 10."""
    whole = marker_paths(Style("#000000", mark))[0]
    return _path_text(whole, (5, 5), (8, -8))


CROWD = (
    '<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true"><g class="lk-joined">'
    '<rect x="3" y="1" width="20" height="14" rx="4" fill="#ffffff" stroke="#22262b"/>'
    '<path d="M11 4.5h4.2l-2.4 2.9c1.6 0 2.6.9 2.6 2.1 0 1.3-1.1 2.1-2.5 2.1-.9 0-1.6-.3-2.1-.8" '
    'fill="none" stroke="#22262b" stroke-width="1.4"/></g></svg>'
)
"""A joined mark for the key of a map."""


def _swatch_marker(style: Style, inked: bool) -> str:
    look = marker_look(style, 11.0)
    faces = [look["markerfacecolor"], look.get("markerfacecoloralt")]
    size = 11 * (DIAMOND if style.marker == "diamond" else 1)
    drawn = ""
    for path, face in zip(marker_paths(style), faces, strict=False):
        kind = f' class="{"lk-back" if face == RIM else "lk-ink"}"' if inked else ""
        drawn += (
            f'<path{kind} d="{_path_text(path, (13, 8), (size, -size))}" fill={quoteattr(face)} '
            f"stroke={quoteattr(look['markeredgecolor'])} "
            f'stroke-width="{look["markeredgewidth"]}"/>'
        )
    colour = f' color="{lifted(style.colour)}"' if inked else ""
    return f'<g class="{_class(style)}"{colour}>{drawn}</g>'


@cache
def _swatch_hatch(style: Style) -> str:
    """Draw Matplotlib's own hatch, half as large as on the map, seen through the swatch."""
    if not style.hatch:
        return ""
    # Moved so that a row of dots stands in the middle.
    d = within(_path_text(Path.hatch(style.hatch), (-7, 18), (36, -36)), 22, 12)
    colour = quoteattr(style.colour)
    return (
        '<svg x="2" y="2" width="22" height="12">'
        f'<path d="{d}" fill={colour} stroke={colour} stroke-width=".7"/></svg>'
    )


def _path_text(path: Path, origin: tuple[float, float], scale: tuple[float, float]) -> str:
    """Write a Matplotlib path as SVG, scaled and then moved to the origin."""
    letters = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
    text = ""
    for points, code in path.iter_segments(curves=True):
        xy = (f"{origin[n % 2] + v * scale[n % 2]:.1f}" for n, v in enumerate(points))
        text += letters[int(code)] + ("" if code == Path.CLOSEPOLY else " ".join(xy))
    return text


def _dashes(style: Style) -> str:
    dash = DASHES[style.dash]
    return "" if dash == "solid" else " ".join(f"{n:g}" for n in dash[1])
