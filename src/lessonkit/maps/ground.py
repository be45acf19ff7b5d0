"""The quiet ground under the marks: land, relief, water, borders. Read from `data/basemap/`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from PIL import Image
from shapely.geometry.base import BaseGeometry

from lessonkit.lesson import LessonData, rows_of
from lessonkit.maps.layers import Layer, Style
from lessonkit.maps.marks import DASHES, patch
from lessonkit.maps.plane.graticule import graticule
from lessonkit.maps.plane.relief import relief_of
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent

LOCATOR = 84.0  # points, the width of the small map
_SPECK = 0.01  # of a small map: less is not seen
_WIDER, _LEAST_WIDE = 2.6, 11.0  # times the window, and degrees: what it shows
_TOO_WIDE = 0.6  # a window of this part of the widest one needs no small map
_HELD = 0.9  # of a window lies in the one that its small map is taken from
BROWSER_PIXELS = 800  # width of the relief in a browser; it is soft, and a sharper one is heavy
_CURVED = 90.0  # degrees: a wider map is not shown in its whole height
COLOURS = {"land": "#f6f1e6", "sea": "#dbe7ee", "lake": "#a9cbe2", "veil": "#ffffff"}
COLOURS["rim"] = "#9fb0ba"


class Ground:
    """The base map of one window: each file is read once, when it is first asked for."""

    def __init__(self, folder: Path, window: Window) -> None:
        self.folder, self.window = folder, window
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self.locator: str | None = None  # drawn by `locator`, for all maps of the window

    def frame(self, name: str) -> gpd.GeoDataFrame:
        """Give a base layer, cut to a little more than the window. Columns as in the file."""
        if name == "land" and not self.window.extent.own:
            name = "countries"
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def _read(self, name: str) -> gpd.GeoDataFrame:
        if name == "graticule":
            return graticule(self.window)
        file = self._file(name)
        if not file.exists():
            return gpd.GeoDataFrame({"geometry": []}, crs="EPSG:4326")
        text = file.read_text(encoding="utf-8")
        # Without GDAL, which takes longer to load than these small files to read.
        whole = shapely.get_parts(shapely.from_geojson(text))
        rows = [feature["properties"] or {} for feature in json.loads(text)["features"]]
        if file.name == self.window.extent.own:
            rows, whole = _of_own(name, rows, whole)
        # Over the 180th meridian there are two boxes, and a row for each part of a country. An edge
        # that lies next to nothing off a coast makes a ring of three points, which GEOS refuses.
        boxes = [[round(edge, 9) for edge in seen] for seen in self.window.region(0.2)]
        frames = [
            gpd.GeoDataFrame(rows, geometry=shapely.clip_by_rect(whole, *seen), crs="EPSG:4326")
            for seen in boxes
        ]
        frame = frames[0] if len(frames) == 1 else _one_a_row(frames)
        return frame[~frame.geometry.is_empty]

    def _file(self, name: str) -> Path:
        """Choose the file of a layer; the lesson's own borders go before those of the base map."""
        own = self.window.extent.own
        if own and name in ("countries", "borders"):
            return self.folder.parent / own
        return self.folder / f"{'countries' if name == 'land' else name}.geojson"

    @cached_property
    def relief(self) -> Image.Image:
        """The relief picture of the window, in its projection."""
        return self._relief()

    def _relief(self) -> Image.Image:
        place = json.loads((self.folder / "relief.json").read_text(encoding="utf-8"))
        picture = Image.open(self.folder / "relief.webp").convert("RGB")
        return relief_of(self.window, picture, place)

    @cached_property
    def relief_webp(self) -> Future[bytes]:
        """The relief as a WebP file for the browser, at most `BROWSER_PIXELS` wide.

        It is packed in a thread of its own: who asks early need not wait late.
        """
        return _PACKER.submit(self._packed)

    def _packed(self) -> bytes:
        picture, file = self._relief(), io.BytesIO()
        if picture.width > BROWSER_PIXELS:
            height = round(picture.height * BROWSER_PIXELS / picture.width)
            picture = picture.resize((BROWSER_PIXELS, height), Image.Resampling.LANCZOS)
        picture.save(file, "WEBP", quality=45, method=6)
        return file.getvalue()


_PACKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relief")

# A ground lives as long as its lesson, so a lesson that is opened anew reads its files anew.
_GROUNDS: WeakKeyDictionary[LessonData, dict[Extent, Ground]] = WeakKeyDictionary()


def ground_of(lesson: LessonData, extent: Extent) -> Ground:
    """Give the ground of a window; the same one for the same lesson."""
    grounds = _GROUNDS.setdefault(lesson, {})
    if extent not in grounds:
        grounds[extent] = Ground(lesson.basemap(extent.id), Window(extent))
    return grounds[extent]


def begin_ground(lesson: LessonData, extent: Extent, layers: Sequence[str] | None) -> None:
    """Begin with what takes longest of a window, while layers are made and drawn: its relief.

    `layers` are the ids of those that will be drawn, all of the lesson if None.
    """
    if any("relief" in x.kinds for x in lesson.layers if layers is None or x.id in layers):
        _ = ground_of(lesson, extent).relief_webp


def _of_own(
    name: str, rows: list[dict[str, Any]], shapes: np.ndarray
) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Take countries or borders out of a lesson's own file: its areas, or their outlines."""
    areas = shapely.get_dimensions(shapes) == 2
    named = [{"iso_a2": "", "name_en": row.get("name", ""), "name_local": ""} | row for row in rows]
    if name == "countries":
        return [row for row, area in zip(named, areas, strict=True) if area], shapes[areas]
    return named, np.where(areas, shapely.boundary(shapes), shapes)


def _one_a_row(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put the parts of each row together that several boxes have cut out."""
    shapes = [
        shapely.union_all([shapely.make_valid(part) for part in parts if not part.is_empty])
        for parts in zip(*(frame.geometry for frame in frames), strict=True)
    ]
    return frames[0].set_geometry(gpd.GeoSeries(shapes, index=frames[0].index, crs="EPSG:4326"))


def draw_ground(ax: Axes, window: Window, lesson: LessonData, layers: Sequence[Layer]) -> None:
    """Draw land, veil, water, borders and governorates, each kind under one group id."""
    ground = ground_of(lesson, window.extent)
    countries = ground.frame("countries")
    land = ground.frame("land")
    rim = {"edgecolor": COLOURS["rim"], "linewidth": 0.8} if window.is_round else {}
    patch(ax, window.earth, "ground/sea", -9, facecolor=COLOURS["sea"], **rim)
    for shape in land.geometry:
        patch(ax, window.project(shape), "ground/land", -8, facecolor=COLOURS["land"])
    for layer in (x for x in layers if x.role.ground):
        if "countries" in layer.kinds:
            _veil(ax, window, countries, lesson.country)
        for name in layer.kinds:
            if name in _KINDS:
                _draw_kind(ax, window, _weighed(layer, name), _KINDS[name], ground.frame(name))


def _weighed(layer: Layer, name: str) -> Layer:
    """Where one layer has borders and first-level areas, let the border of a country stand out."""
    if not {"borders", "governorates"} <= set(layer.kinds) or name not in _WEIGHTS:
        return layer
    dash = "solid" if name == "governorates" else layer.style.dash
    width = layer.style.width * _WEIGHTS[name]
    return replace(layer, style=replace(layer.style, width=width, dash=dash))


def _veil(ax: Axes, window: Window, frame: gpd.GeoDataFrame, country: str) -> None:
    """Lighten what lies outside the lesson's country, so that the eye rests inside it."""
    inside = frame[frame["iso_a2"] == country]
    if len(inside) and len(frame) < 9:
        outside = window.earth.difference(window.project(inside.union_all()).buffer(0))
        patch(ax, outside, "ground/veil", -5, facecolor=COLOURS["veil"], alpha=0.38)


def locator(lesson: LessonData, extent: Extent) -> str:
    """Draw where a window lies in the widest one that holds it, as SVG text; empty if none does.

    A window holds another if nearly all of that lies in it: the ground of any other one may have
    nothing there. The small map has the projection of the window, so that this is a rectangle on
    it, of the class `lk-here`; the lesson's country has `lk-home`.
    """
    ground = ground_of(lesson, extent)
    if ground.locator is None:
        ground.locator = _located(lesson, extent)
    return ground.locator


def _located(lesson: LessonData, extent: Extent) -> str:
    holding = [one for one in lesson.extents.values() if _share(extent, one) >= _HELD]
    wide = max(holding, key=lambda e: e.span * (e.north - e.south), default=extent)
    if extent.span > _TOO_WIDE * wide.span:
        return ""
    own = Window(extent)
    window = own.around(_surroundings(own, wide), LOCATOR)
    frame = Ground(lesson.basemap(wide.id), window).frame
    land = list(rows_of(frame("land")))
    if not _tells(window, [row["geometry"] for row in land]):
        return ""
    parts = [
        f'<path class="{"lk-home" if row["iso_a2"] == lesson.country else "lk-land"}" '
        f'd="{_path(window, row["geometry"])}"/>'
        for row in land
    ]
    left, top, right, bottom = window.framed(own.bounds)
    parts.append(
        f'<rect class="lk-here" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}"/>'
    )
    size = f"{LOCATOR:g} {window.height:.0f}"
    return f'<svg viewBox="0 0 {size}" width="{LOCATOR:g}">{"".join(parts)}</svg>'


def _tells(window: Window, land: Sequence[BaseGeometry]) -> bool:
    """Whether a small map has a coast or a border in it: else it is an empty box with a point."""
    left, bottom, right, top = window.bounds
    whole = (right - left) * (top - bottom)
    flat = [window.project(one) for one in land]
    seen = shapely.intersection(flat, shapely.box(*window.bounds))
    shares = [one.area / whole for one in seen]
    large = [share for share in shares if share > _SPECK]
    return len(large) > 1 or any(share < 1 - _SPECK for share in large)


def _share(extent: Extent, other: Extent) -> float:
    """Return how much of a window lies in another, 0 to 1, in degrees."""
    start = (extent.west - other.west) % 360  # east of the edge of the other
    # Once round the earth the window meets the other again.
    across = sum(
        max(0.0, min(first + extent.span, other.span) - max(first, 0.0))
        for first in (start - 360, start)
    )
    along = max(0.0, min(extent.north, other.north) - max(extent.south, other.south))
    return across * along / (extent.span * (extent.north - extent.south))


def _surroundings(window: Window, wide: Extent) -> Extent:
    """Give the part of the widest window round another that its small map shows."""
    e = window.extent
    shown = min(wide.span, max(_LEAST_WIDE, _WIDER * e.span))
    # In degrees from the western edge of the widest one.
    middle = (e.west + e.span / 2 - wide.west) % 360
    start = middle - shown / 2
    if wide.span < 360:
        start = min(max(start, 0.0), wide.span - shown)
    # The projection is cut on the other side of the earth.
    west, east = max(start, middle - 180), min(start + shown, middle + 180)
    region = replace(wide, id="", west=_turned(wide.west + west), east=_turned(wide.west + east))
    if window.is_straight and wide.span < _CURVED:
        return region
    # On a part of the globe as high as a small map can be.
    lat, high = (e.south + e.north) / 2, max(shown * 0.35, _WIDER / 2 * (e.north - e.south))
    most = 80.0 if window.is_straight else 90.0
    return replace(
        region, south=max(-most, wide.south, lat - high), north=min(most, wide.north, lat + high)
    )


def _turned(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def _path(window: Window, shape: BaseGeometry) -> str:
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "Z" for line in window.lines(shape)
    )


_WEIGHTS = {"borders": 1.7, "governorates": 0.45}  # of the line of their layer


class _Kind(NamedTuple):
    """How a kind of ground is drawn: a part of the group id, the depth, the look of a row."""

    part: str
    zorder: float
    look: Callable[[Mapping[Any, Any], Style], dict[str, Any]]


def _draw_kind(
    ax: Axes, window: Window, layer: Layer, kind: _Kind, frame: gpd.GeoDataFrame
) -> None:
    # The part of a river inside a lake is only there for measuring.
    rows = frame[frame["part"] != "lake"] if "part" in frame else frame
    for row in rows_of(rows):
        patch(
            ax,
            window.project(row["geometry"]),
            f"{layer.id}/{kind.part}",
            kind.zorder,
            edgecolor=layer.style.colour,
            **kind.look(row, layer.style),
        )


def _river(row: Mapping[Any, Any], style: Style) -> dict[str, Any]:
    """Draw by rank: 1 and 2 wide."""
    return {"fill": False, "linewidth": {1: 2.2, 2: 1.5}.get(int(row.get("rank") or 4), 0.9)}


def _border(row: Mapping[Any, Any], style: Style) -> dict[str, Any]:
    """Dot a border that is not settled, whatever the layer's own dash."""
    settled = row.get("status", "international") == "international"
    dash = DASHES[style.dash if settled else "dotted"]
    return {"fill": False, "linewidth": style.width, "linestyle": dash}


_KINDS = {
    "rivers": _Kind("river", -4, _river),
    "lakes": _Kind("lake", -4, lambda row, _: {"facecolor": COLOURS["lake"], "linewidth": 0.7}),
    "coast": _Kind("line", -4, lambda row, _: {"fill": False, "linewidth": 0.8}),
    "borders": _Kind("line", -3, _border),
    "governorates": _Kind("line", -3, _border),
    "graticule": _Kind("line", -3.5, lambda row, _: {"fill": False, "linewidth": 0.5}),
}
