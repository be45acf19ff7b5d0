"""The quiet ground under the marks: land, relief, water, borders. Read from `data/basemap/`."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from PIL import Image
from shapely.geometry import box

from lessonkit.lesson import LessonData, rows_of
from lessonkit.maps.layers import Layer, Style
from lessonkit.maps.marks import DASHES, patch
from lessonkit.maps.window import Window
from lessonkit.tables.entries import Extent

COLOURS = {"land": "#f6f1e6", "sea": "#dbe7ee", "lake": "#a9cbe2", "veil": "#ffffff"}
MOST_PIXELS = 1400  # width of the relief in the browser


class Ground:
    """The base map of one window: each file is read once, when it is first asked for."""

    def __init__(self, folder: Path, extent: Extent) -> None:
        self.folder, self.extent = folder, extent
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    def frame(self, name: str) -> gpd.GeoDataFrame:
        """Give a base layer, cut to a little more than the window. Columns as in the file."""
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def _read(self, name: str) -> gpd.GeoDataFrame:
        file = self.folder / f"{name}.geojson"
        if not file.exists():
            return gpd.GeoDataFrame({"geometry": []}, crs="EPSG:4326")
        e, pad = self.extent, 0.2
        window = (e.west - pad, e.south - pad, e.east + pad, e.north + pad)
        text = file.read_text(encoding="utf-8")
        # Without GDAL, which takes longer to load than these small files to read.
        shapes = shapely.clip_by_rect(shapely.get_parts(shapely.from_geojson(text)), *window)
        rows = [feature["properties"] for feature in json.loads(text)["features"]]
        frame = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
        return frame[~frame.geometry.is_empty]

    @cached_property
    def relief(self) -> Image.Image:
        """The relief picture, cropped to the window."""
        return self._cropped()

    def _cropped(self) -> Image.Image:
        """Crop the relief picture to the window.

        The picture's rows are equal steps of Mercator y and its columns equal steps of lon
        (`relief.json` says so), so a crop is enough.
        """
        e = self.extent
        place = json.loads((self.folder / "relief.json").read_text(encoding="utf-8"))
        picture = Image.open(self.folder / "relief.webp").convert("RGB")
        north, south = _mercator_y(place["north"]), _mercator_y(place["south"])
        x = picture.width / (place["east"] - place["west"])
        y = picture.height / (north - south)
        return picture.crop(
            (
                round((e.west - place["west"]) * x),
                round((north - _mercator_y(e.north)) * y),
                round((e.east - place["west"]) * x),
                round((north - _mercator_y(e.south)) * y),
            )
        )

    @cached_property
    def relief_webp(self) -> Future[bytes]:
        """The relief as a WebP file for the browser, at most `MOST_PIXELS` wide.

        It is packed in a thread of its own: who asks early need not wait late.
        """
        return _PACKER.submit(self._packed)

    def _packed(self) -> bytes:
        picture, file = self._cropped(), io.BytesIO()
        if picture.width > MOST_PIXELS:
            height = round(picture.height * MOST_PIXELS / picture.width)
            picture = picture.resize((MOST_PIXELS, height), Image.Resampling.LANCZOS)
        picture.save(file, "WEBP", quality=72, method=6)
        return file.getvalue()


_PACKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relief")

# A ground lives as long as its lesson, so a lesson that is opened anew reads its files anew.
_GROUNDS: WeakKeyDictionary[LessonData, dict[Extent, Ground]] = WeakKeyDictionary()


def ground_of(lesson: LessonData, extent: Extent) -> Ground:
    """Give the ground of a window; the same one for the same lesson."""
    grounds = _GROUNDS.setdefault(lesson, {})
    return grounds.setdefault(extent, Ground(lesson.basemap(extent.id), extent))


def begin_ground(lesson: LessonData, extent: Extent, layers: Sequence[str] | None) -> None:
    """Begin with what takes longest of a window, while layers are made and drawn: its relief.

    `layers` are the ids of those that will be drawn, all of the lesson if None.
    """
    if any("relief" in x.kinds for x in lesson.layers if layers is None or x.id in layers):
        _ = ground_of(lesson, extent).relief_webp


def _mercator_y(lat: float) -> float:
    """Mercator ordinate on the sphere; the ellipsoid moves it by less than a pixel here."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def draw_ground(ax: Axes, window: Window, lesson: LessonData, layers: Sequence[Layer]) -> None:
    """Draw land, veil, water, borders and governorates, each kind under one group id."""
    ground = ground_of(lesson, window.extent)
    countries = ground.frame("countries")
    patch(ax, box(*window.bounds), "ground/sea", -9, facecolor=COLOURS["sea"])
    for land in countries.geometry:
        patch(ax, window.project(land), "ground/land", -8, facecolor=COLOURS["land"])
    for layer in (x for x in layers if x.role.ground):
        if "countries" in layer.kinds:
            _veil(ax, window, countries, lesson.country)
        for name in layer.kinds:
            if name in _KINDS:
                _draw_kind(ax, window, layer, _KINDS[name], ground.frame(name))


def _veil(ax: Axes, window: Window, frame: gpd.GeoDataFrame, country: str) -> None:
    """Lighten what lies outside the lesson's country, so that the eye rests inside it."""
    inside = frame[frame["iso_a2"] == country]
    if len(inside) and len(frame) < 9:
        outside = box(*window.bounds).difference(window.project(inside.union_all()).buffer(0))
        patch(ax, outside, "ground/veil", -5, facecolor=COLOURS["veil"], alpha=0.38)


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
}
