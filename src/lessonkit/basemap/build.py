"""Make the base maps of a lesson: one folder of `data/basemap/` for all windows that name it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.basemap import packages as shelf
from lessonkit.basemap.land import borders, coast, read_units, simplified, write_geojson
from lessonkit.basemap.packages import Package
from lessonkit.basemap.readme import readme
from lessonkit.basemap.relief import Grid, has_heights, relief
from lessonkit.basemap.water import read_lakes, read_segments, river_features
from lessonkit.errors import DataError, LessonError, known_id
from lessonkit.maps.window import Window
from lessonkit.tables.areas.own import Own, name_for, read_own
from lessonkit.tables.entries import Extent
from lessonkit.tables.files import read_toml
from lessonkit.tables.folder import data_folder
from lessonkit.tables.schema import FIRST_LEVEL
from lessonkit.tables.settings import FILE, check_settings
from lessonkit.terminal import Told, unheard

MARGIN = 0.03  # of a window, around it
STEPS = 2500  # tolerances over the width of the smallest window
LEAST, MOST = 0.002, 0.2  # degrees: the source is no finer; a coarser line looks wrong
FINE = 0.02  # degrees: below it the source 1:10 million is used, else 1:50 million
FINE_RIVERS = 0.012  # degrees
WIDTH = 1400  # pixels of the relief
LAKE = 4  # tolerances: a smaller lake is left out
LAYERS = ("land", "lakes", "rivers", "relief")


@dataclass(frozen=True)
class Ground:
    """A base map to be made: its region in degrees, and what suits its scale.

    East is above 180 where it crosses that meridian. `tolerance` is in degrees. `language` is that
    of the local names, empty if the lesson has none.
    """

    name: str
    bounds: tuple[float, float, float, float]
    tolerance: float
    decimals: int
    width: int = WIDTH
    exaggeration: float = 6.0
    divided: bool = False
    language: str = ""

    @property
    def metres(self) -> int:
        """The scale of the source, 1 to so many million."""
        return 10 if self.tolerance < FINE else 50

    @property
    def region(self) -> BaseGeometry:
        """The region as boxes of degrees from -180 to 180."""
        west, south, east, north = self.bounds
        boxes = [(west, min(east, 180.0)), (-180.0, east - 360), (west + 360, 180.0)]
        return shapely.MultiPolygon(
            [shapely.box(max(w, -180.0), south, e, north) for w, e in boxes if max(w, -180.0) < e]
        )

    @property
    def packages(self) -> list[Package]:
        """What it is made of."""
        needed = [shelf.VECTORS, shelf.COARSE]
        needed += [shelf.FINE_RIVERS] if self.tolerance < FINE_RIVERS else []
        needed += [shelf.HEIGHTS] if has_heights(self.bounds) else []
        return needed + ([shelf.DIVISIONS] if self.divided else [])


def make_basemaps(
    folder: str | Path,
    only: Sequence[str] = (),
    kept: Path | None = None,
    told: Told = unheard,
) -> list[Path]:
    """Make the base maps that `lesson.toml` names, each in place of the one before.

    Parameters
    ----------
    folder : path
        The lesson.
    only : sequence of str
        Names of base maps, all if empty.
    kept : path, optional
        Folder with the packages, in place of the cache.
    told : Told, optional

    Returns
    -------
    list of path
        The folders that were written.

    Raises
    ------
    LessonError
        If the lesson or a package cannot be read.
    """
    data = data_folder(folder)
    own = read_own(data / "basemap")
    grounds = planned(data, own)
    for name in only:
        known_id(name, [one.name for one in grounds], "base map")
    grounds = [one for one in grounds if not only or one.name in only]
    made = list[Path]()
    with tempfile.TemporaryDirectory() as temporary:
        needed = dict.fromkeys(package for one in grounds for package in one.packages)
        raw = shelf.unpacked([*needed], Path(temporary, "raw"), kept, told)
        for ground in grounds:
            written = _write(raw, ground, own, Path(temporary, ground.name), told)
            made.append(_put(written, data / "basemap" / ground.name))
    if not (data / "basemap" / "README.md").exists():
        (data / "basemap" / "README.md").write_text(readme(grounds), "utf-8")
    return made


def made_before(folder: str | Path, only: Sequence[str] = ()) -> list[Path]:
    """Give the folders of the base maps that a lesson has, those of these names or all.

    Raises
    ------
    LessonError
        If there is no lesson, or no such base map.
    """
    at = data_folder(folder) / "basemap"
    found = {path.parent.name: path.parent for path in sorted(at.glob("*/countries.geojson"))}
    for name in only:
        known_id(name, found, "base map")
    if not found:
        raise LessonError(f"There is no base map in {at} yet. Make it: lessonkit basemap.")
    return [path for name, path in found.items() if not only or name in only]


def shows_relief(folder: str | Path) -> bool:
    """Say whether `lesson.toml` has a layer of the relief."""
    found, _, _ = read_toml(data_folder(folder) / FILE)
    layers = found.get("layers", ())
    return any("relief" in one.get("kinds", ()) for one in layers if isinstance(one, dict))


def named(ground: Path) -> tuple[list[str], list[str]]:
    """Give the countries of a base map, each with its code of two letters, and its lakes."""
    countries, lakes = (_names(ground, name) for name in ("countries", "lakes"))
    return [_with_code(*one) for one in countries], [_with_code(*one) for one in lakes]


def area_names(ground: Path) -> dict[str, list[str]]:
    """Give the names of which a zone may be made: countries, each with its first-level areas."""
    told = _first_level(ground)
    return {
        _with_code(country, code): sorted(
            {one["name_en"] for one in told if code and one["country"] == code}
        )
        for country, code in _names(ground, "countries")
    }


def part_names(ground: Path) -> dict[str, list[str]]:
    """Give the parts of a country that have several first-level areas, by its name as above."""
    found = dict[str, list[str]]()
    for one in _first_level(ground):
        found.setdefault(one["country"], []).extend(one.get("part_of", ()))
    codes = {code: _with_code(country, code) for country, code in _names(ground, "countries")}
    return {codes[code]: sorted(set(names)) for code, names in found.items() if code in codes}


def _first_level(ground: Path) -> list[dict[str, Any]]:
    """Give what a base map says of each first-level area; nothing if it has none."""
    file = ground / f"{FIRST_LEVEL}.geojson"
    rows = json.loads(file.read_text("utf-8"))["features"] if file.exists() else []
    return [one["properties"] for one in rows]


def _names(ground: Path, name: str) -> list[tuple[str, str]]:
    """Give the names of a kind of ground in their order, each with its code, if it has one.

    They are those of the source, by which `names.toml` calls them.
    """
    rows = json.loads((ground / f"{name}.geojson").read_text("utf-8"))["features"]
    found = [row["properties"] for row in rows]
    told = {(one.get("source_name", one["name_en"]), one.get("iso_a2", "")) for one in found}
    return [(one, code) for one, code in sorted(told) if one]


def _with_code(name: str, code: str) -> str:
    return f"{name} ({code})" if code else name


def planned(data: Path, own: Own) -> list[Ground]:
    """Read from `lesson.toml` which base maps there are to be, and how fine."""
    found, text, faults = read_toml(data / FILE)
    settings = check_settings(found, text)
    wrong = [*faults, *(one for one in settings.faults if (one.column or "")[:7] == "extents")]
    if wrong:
        raise DataError(wrong)
    if not settings.extents():
        raise LessonError(f"{FILE}: there is no [[extents]], so no window needs a base map.")
    kinds = {kind for layer in settings.lists["layers"] for kind in layer.get("kinds", ())}
    names = dict.fromkeys(extent.basemap for extent in settings.extents())
    local = settings.lesson.get("local_names")
    language = local["language"] if isinstance(local, dict) and "language" in local else ""
    return [
        _ground(
            name,
            [extent for extent in settings.extents() if extent.basemap == name],
            {"divided": "governorates" in kinds, "language": language},
            own.grounds.get(name, {}),
        )
        for name in names
    ]


def _ground(name: str, extents: list[Extent], asked: dict[str, Any], own: dict[str, Any]) -> Ground:
    windows = [Window(extent) for extent in extents]
    smallest = min((w.extent.north - w.extent.south + w.extent.span) / 2 for w in windows)
    tolerance = min(MOST, max(LEAST, smallest / STEPS))
    plain: dict[str, Any] = {
        "bounds": _around(windows),
        "tolerance": tolerance,
        "decimals": 4 if tolerance < 0.005 else 3 if tolerance < 0.05 else 2,
        **asked,
    }
    told = {key: tuple(v) if isinstance(v, list) else v for key, v in own.items()}
    return Ground(name, **plain | told)


def _around(windows: Sequence[Window]) -> tuple[float, float, float, float]:
    """Return the smallest region around all that windows show, and a margin."""
    sides = [window.sides for window in windows]
    south = min(side[1] for side in sides)
    north = max(side[3] for side in sides)
    spans = [(w, (e - w) % 360 or 360.0) for w, _, e, _ in sides]
    # Of all meridians on which the region may begin, that which makes it the smallest.
    tried = [(max((w - start) % 360 + span for w, span in spans), start) for start, _ in spans]
    span, west = min(tried)
    pad, high = MARGIN * span, MARGIN * (north - south)
    south, north = max(-90.0, south - high), min(90.0, north + high)
    if span + 2 * pad >= 360:
        return -180.0, round(south, 3), 180.0, round(north, 3)
    west = (west - pad + 180) % 360 - 180
    return round(west, 3), round(south, 3), round(west + span + 2 * pad, 3), round(north, 3)


def _write(raw: Path, ground: Ground, own: Own, folder: Path, told: Told) -> Path:
    """Write every layer of a base map into a new folder."""
    folder.mkdir(parents=True)
    region, decimals = ground.region, ground.decimals
    what = f"basemap/{ground.name}"
    told(what, "layer", 1, len(LAYERS))
    land = _write_land(raw, ground, own, folder)
    told(what, "layer", 2, len(LAYERS))
    lakes = [
        (name, shape.simplify(ground.tolerance))
        for name, shape in read_lakes(raw, ground.metres, region.bounds, own, ground.language)
        if shape.area > (LAKE * ground.tolerance) ** 2
    ]
    write_geojson(folder / "lakes.geojson", lakes, region, decimals)
    told(what, "layer", 3, len(LAYERS))
    water = shapely.union_all([shape for _, shape in lakes])
    stem = "rivers_f" if shelf.FINE_RIVERS in ground.packages else "rivers_i"
    # A named river may be followed from beyond the region.
    via = [point for river in own.rivers for point in river.get("via", ())]
    around = [region, *([shapely.multipoints(via).buffer(0.5)] if via else [])]
    segments = read_segments(raw / shelf.BM, stem, shapely.union_all(around).bounds)
    rivers = river_features(segments, own.rivers, water, ground.tolerance, region)
    write_geojson(folder / "rivers.geojson", rivers, region, decimals)
    told(what, "layer", 4, len(LAYERS))
    grid = Grid.of(ground.bounds, ground.width)
    picture = relief(raw, land, grid, ground.exaggeration, has_heights(ground.bounds))
    picture.save(folder / "relief.webp", quality=92, method=6)
    west, south, east, north = ground.bounds
    sides = {"west": west, "south": south, "east": east if east <= 180 else east - 360}
    rows = "mercator" if grid.is_mercator else "plate-carree"
    text = json.dumps(sides | {"north": north, "projection": rows})
    (folder / "relief.json").write_text(text + "\n", "utf-8")
    return folder


def _write_land(raw: Path, ground: Ground, own: Own, folder: Path) -> BaseGeometry:
    """Write countries, first-level areas, borders and coast; return the land."""
    region, decimals = ground.region, ground.decimals
    around = region.buffer(0.5)
    units = read_units(raw, ground.metres, around, own, ground.divided, ground.language)
    simple = simplified(units, ground.tolerance)
    inner = simple[simple.unit != ""].to_dict("records")
    areas = ((_of_area(r), r["geometry"]) for r in inner)
    if inner:
        write_geojson(folder / "governorates.geojson", areas, region, decimals)
    countries = simple.dissolve(["iso", "country"], as_index=False)
    named = ((_of_country(r, own), r["geometry"]) for r in countries.to_dict("records"))
    write_geojson(folder / "countries.geojson", named, region, decimals)
    lines = borders(raw, ground.metres, countries, own)
    write_geojson(folder / "borders.geojson", lines, region, decimals)
    land = countries.union_all()
    write_geojson(folder / "coast.geojson", [({"kind": "coast"}, coast(land))], region, decimals)
    return land


def _of_country(row: dict[str, Any], own: Own) -> dict[str, Any]:
    """Tell of a country; a zone can be made of it by `name_en` also where the map names it else."""
    name, local = name_for(own.countries, row["country"], row["country_local"])
    told = {"iso_a2": row["iso"], "name_en": row["country"], "name_local": local}
    return told | ({"map_name": name} if name != row["country"] else {})


def _of_area(row: dict[str, Any]) -> dict[str, Any]:
    told = {"name_en": row["unit"], "name_local": row["unit_local"], "country": row["iso"]}
    lists = {key: row[key].split(";") for key in ("part_of", "other_names") if row[key]}
    return told | lists


def _put(made: Path, to: Path) -> Path:
    """Put a finished folder in the place of the old one; what is not made here stays in it."""
    to.mkdir(parents=True, exist_ok=True)
    (to / "README.md").unlink(missing_ok=True)  # it tells of the ground that was there
    for path in sorted(made.iterdir()):
        shutil.move(path, to / path.name)
    return to
