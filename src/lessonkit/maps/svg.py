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
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from weakref import WeakKeyDictionary
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.path import Path
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lessonkit.days import last_number, number
from lessonkit.lesson import LessonData
from lessonkit.maps.ground import Ground, draw_ground, ground_of
from lessonkit.maps.layers import Feature, Layer, Mark, Spot, Style
from lessonkit.maps.marks import (
    DASHES,
    DIAMOND,
    RIM,
    draw_marker,
    draw_shape,
    lifted,
    marker_look,
    marker_paths,
    shrink,
    within,
)
from lessonkit.maps.names import Name, feature_names, ground_names
from lessonkit.maps.window import Window, new_axes

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_BLANKS = re.compile(r"\s*([MLCQZz])\s*")
# What a shape looks like anyway need not be said.
_AS_ALWAYS = {("stroke-linecap", "butt"), ("stroke-linejoin", "miter"), ("stroke-dashoffset", "0")}


class Drawing(NamedTuple):
    """A map drawn once for all its days.

    `marks` has one for each group of a feature (`data-feature`), `spots` one for each name, both
    in the order of the drawing.
    """

    svg: str
    marks: list[Mark]
    spots: list[Spot]


def draw_map(
    lesson: LessonData, window: Window, layers: Sequence[Layer], step: str = "day"
) -> Drawing:
    """Draw all layers and all dates once.

    The same layers give the same text, byte for byte; of the same lesson they are drawn only once,
    however often a cell is run. `step` is that of the clock of the map.
    """
    # With the ground of its window a drawing is forgotten when its lesson is.
    known = _DRAWN.setdefault(ground_of(lesson, window.extent), {})
    key = _digest(window, layers) + step.encode()
    made = known.pop(key, None) or _drawn(lesson, window, layers, step)
    known[key] = made
    while len(known) > _KEPT:
        known.pop(next(iter(known)))
    return made


_DRAWN: WeakKeyDictionary[Ground, dict[bytes, Drawing]] = WeakKeyDictionary()
_KEPT = 16  # drawings of a window, the last used


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
    artists, shared = _artists(*_figure(lesson, window, layers))
    root = ET.Element(
        "svg",
        {"viewBox": f"0 0 {window.width:g} {window.height:.0f}", "xmlns": SVG, "class": "lk-svg"},
    )
    defs = ET.SubElement(root, "defs")
    defs.extend(shared)
    ground = ET.SubElement(root, "g")
    for part in ("sea", "land"):
        _take(ground, artists, "ground", part)
    for layer in (item for item in layers if item.role.ground):
        _ground_layer(root, artists, lesson, window, layer)
    marks: list[Mark] = []
    for layer in sorted((x for x in layers if not x.role.ground), key=lambda x: x.role.depth):
        marks += _feature_layer(root, artists, window, layer, step)
    names = [*ground_names(window, lesson, layers), *feature_names(window, layers)]
    _names(root, names)
    shapes = {f.id: f.geometry for layer in layers for f in layer.features}
    spots = [_spot(window, name, shapes.get(name.feature)) for name in names]
    return Drawing(ET.tostring(root, encoding="unicode"), marks, spots)


def _figure(
    lesson: LessonData, window: Window, layers: Sequence[Layer]
) -> tuple[ET.Element, set[str]]:
    """Draw the figure and return Matplotlib's SVG, parsed, and the group ids that are ours."""
    figure = Figure(figsize=(window.width / 72, window.height / 72), dpi=72)
    ax = new_axes(window, figure, (0, 0, 1, 1))
    draw_ground(ax, window, lesson, layers)
    left, bottom, right, top = window.bounds
    for layer in layers:
        for style, gid in _marks(layer).items():
            draw_marker(ax, layer, style, gid, (left + right) / 2, (bottom + top) / 2)
        for feature in layer.features:
            draw_shape(ax, window, layer, feature)
    ours = {artist.get_gid() for artist in ax.get_children()} - {None}
    for artist in ax.get_children():
        artist.set_clip_on(False)  # the browser cuts at the page's edge
    page = io.StringIO()
    # A fixed salt makes Matplotlib's ids, and with them the whole text, the same every time.
    with mpl.rc_context(
        {"svg.hashsalt": "lessonkit", "svg.fonttype": "none", "hatch.linewidth": 0.7}
    ):
        figure.savefig(
            page, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return ET.fromstring(page.getvalue()), ours


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
    return found, list(shared.values())


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
        if "d" in part.attrib:
            part.set("d", _BLANKS.sub(r"\1", part.attrib["d"]))
    return element


def _rounded(text: str) -> str:
    return " ".join(_LONG_NUMBER.sub(lambda m: f"{float(m[0]):.1f}", text).split())


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


def _marks(layer: Layer) -> dict[Style, str]:
    """Give a group id to each look of a layer's points: one marker serves all that look so."""
    looks = dict.fromkeys(f.style for f in layer.features if isinstance(f.geometry, Point))
    return {style: f"marks/{layer.id}/{n}" for n, style in enumerate(looks)}


def _feature_layer(
    root: ET.Element, artists: dict[str, list[ET.Element]], window: Window, layer: Layer, step: str
) -> list[Mark]:
    group = ET.SubElement(root, "g", {"data-layer": layer.id, "class": f"lk-t-{layer.table}"})
    points = [f for f in layer.features if isinstance(f.geometry, Point)]
    spots = window.pages([f.geometry for f in points])
    drawn = {f.id: spot for f, spot in zip(points, spots, strict=True) if window.holds(*spot)}
    looks, found = _marks(layer), []
    for feature in layer.features:
        shapes = artists.get(feature.id, [])
        if feature.id in drawn:
            mark = artists[looks[feature.style]]
            ring = artists.get(f"{feature.id}/ring", [])
            shapes = [*ring, _marker(mark, feature, layer)]
        if shapes:
            ET.SubElement(group, "g", {"data-feature": feature.id}).extend(shapes)
            found.append(_mark(feature, drawn.get(feature.id), step, layer.role.holders))
    return found


def _mark(feature: Feature, at: tuple[float, float] | None, step: str, alone: bool) -> Mark:
    made: Mark = {}
    if feature.start is not None or feature.end is not None:
        made["days"] = _steps(feature, step, alone)
    if at:
        made["at"] = _short(at)
    if feature.style.around:
        made["wide"] = True
    if feature.shift:
        made["shift"] = feature.shift
    return made


def _steps(feature: Feature, step: str, alone: bool) -> list[int | None]:
    """Give the first and the last step of a map on which a feature is shown."""
    start, end = feature.start, feature.end
    return [
        None if start is None else number(start, step),
        None if end is None else last_number(start, end, step, alone=alone),
    ]


def _short(numbers: Iterable[float]) -> list[float]:
    return [round(float(number), 1) for number in numbers]


def _spot(window: Window, name: Name, shape: BaseGeometry | None) -> Spot:
    made: Spot = {"at": _short((name.x, name.y))}
    if round(name.angle):
        made["angle"] = round(name.angle)
    if name.outlined and shape is not None:
        made["outline"] = [_short(line.ravel()) for line in window.lines(shape)]
    return made


def _marker(shapes: list[ET.Element], feature: Feature, layer: Layer) -> ET.Element:
    """Put a marker at the origin of its own group, which the browser moves and keeps at its size.

    One group for place and size: every transform is a node that the browser walks at each paint.
    What is ink and what is paper in a holder's mark is said by classes, for a dark theme, where the
    group's colour is that of the ink.
    """
    place = ET.Element("g", {"class": f"lk-at {_class(feature.style)}".strip()})
    if layer.role.holders:
        place.set("color", lifted(feature.style.colour))
    for shape in shapes:
        kept = {key: value for key, value in shape.attrib.items() if key not in ("x", "y")}
        if layer.role.holders:
            kept["class"] = "lk-back" if kept.get("fill") == RIM else "lk-ink"
        shift = {"x": f"{feature.shift:g}"} if feature.shift else {}
        ET.SubElement(place, shape.tag, kept | shift)
    return place


def _class(style: Style) -> str:
    if style.around:
        return "lk-around"
    if style.marker == "question":
        return "lk-glyph"
    return "lk-full" if marker_look(style, 1.0)["markeredgecolor"] == RIM else ""


def _names(root: ET.Element, names: Iterable[Name]) -> None:
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
            ET.SubElement(sized, "text", {"class": "lk-en"}).text = line
        if name.text_ar:
            attributes = {"class": "lk-ar", "lang": "ar", "direction": "rtl"}
            ET.SubElement(sized, "text", attributes).text = name.text_ar


def swatch(layer: Layer) -> str:
    """Return the layer's swatch as SVG text, 26 by 16: as drawn, so the legend cannot lie."""
    style, colour = layer.style, quoteattr(layer.style.colour)
    if "relief" in layer.kinds:
        inside = (
            '<rect x="2" y="2" width="22" height="12" fill="#e9dfc8"/>'
            '<path d="M2 14L9 5L14 11L18 7L24 14Z" fill="#c9b78f"/>'
        )
    elif layer.role.marks or style.marker:
        inside = _swatch_marker(style, layer.role.holders)
    elif layer.role.areas or style.fill:
        inside = (
            f'{_swatch_hatch(style)}<rect x="2" y="2" width="22" height="12" fill={colour} '
            f'fill-opacity="{0.18 if style.fill and not style.hatch else 0}" stroke={colour} '
            f'stroke-width="1.5" stroke-dasharray="{_dashes(style)}"/>'
        )
    else:
        inside = (
            f'<path d="M1 8H25" fill="none" stroke={colour} stroke-width="2" '
            f'stroke-dasharray="{_dashes(style)}"/>'
        )
    return f'<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true">{inside}</svg>'


CROWD = (
    '<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true"><g class="lk-joined">'
    '<rect x="3" y="1" width="20" height="14" rx="4" fill="#ffffff" stroke="#22262b"/>'
    '<path d="M11 4.5h4.2l-2.4 2.9c1.6 0 2.6.9 2.6 2.1 0 1.3-1.1 2.1-2.5 2.1-.9 0-1.6-.3-2.1-.8" '
    'fill="none" stroke="#22262b" stroke-width="1.4"/></g></svg>'
)
"""A joined mark for the key of a map."""


def _swatch_marker(style: Style, holder: bool) -> str:
    look = marker_look(style, 11.0)
    faces = [look["markerfacecolor"], look.get("markerfacecoloralt")]
    size = 11 * (DIAMOND if style.marker == "diamond" else 1)
    drawn = ""
    for path, face in zip(marker_paths(style), faces, strict=False):
        kind = f' class="{"lk-back" if face == RIM else "lk-ink"}"' if holder else ""
        drawn += (
            f'<path{kind} d="{_path_text(path, (13, 8), (size, -size))}" fill={quoteattr(face)} '
            f"stroke={quoteattr(look['markeredgecolor'])} "
            f'stroke-width="{look["markeredgewidth"]}"/>'
        )
    colour = f' color="{lifted(style.colour)}"' if holder else ""
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
