"""Countries, first-level areas, borders and coast of a base map, as one clean coverage.

Coordinates are (lon, lat) in WGS 84 decimal degrees.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from lessonkit.basemap.packages import DIVISIONS, NE
from lessonkit.tables.areas.names import folded
from lessonkit.tables.areas.own import Own

Feature = tuple[dict[str, Any], BaseGeometry]
STATUS = {
    "Internat": "international",
    "Disputed": "disputed",
    "Indefini": "indefinite",
    "Line of ": "line of control",
}
# Inside the frame of the map of the world: its edges are neither coast nor border.
_FRAME = (-179.9999, -89.99, 179.9999, 89.99)
NO_CODE = "-99"


def read_units(
    raw: Path, metres: int, region: BaseGeometry, own: Own, divided: bool, language: str
) -> gpd.GeoDataFrame:
    """Return first-level areas, and whole countries where there are none, as one coverage.

    Columns: iso (empty without a code), country, country_local, unit, unit_local (empty for a whole
    country), part_of (the larger parts of the country in which the unit lies, with `;` between),
    other_names (in the same way), geometry. `metres` is the scale of the source, 1 to so many
    million; `language` is that of the local names, which stay empty where the source has none.
    """
    countries = _countries(raw, metres, region, own, language)
    countries[["unit", "unit_local", "part_of", "other_names"]] = ""
    if not divided:
        return countries
    inner = _divisions(raw, region, own, language)
    inner = inner[inner.iso.isin(set(countries.iso) - {""})]
    known = countries.drop_duplicates("iso").set_index("iso")[["country", "country_local"]]
    inner = inner.join(known, on="iso")
    whole = countries[~countries.iso.isin(inner.iso)]
    units = pd.concat([whole, inner], ignore_index=True).fillna("")
    return _clean(units.dissolve(["iso", "country", "unit"], as_index=False))


def _countries(
    raw: Path, metres: int, region: BaseGeometry, own: Own, language: str
) -> gpd.GeoDataFrame:
    path = raw / f"{NE}cultural/ne_{metres}m_admin_0_countries.shp"
    world = gpd.read_file(path, bbox=region.bounds)
    local = f"NAME_{language.upper()}"
    world["country_local"] = world.get(local, "")
    for one in own.together:
        rows = world.ADMIN.str.contains("|".join(one["parts"]))
        world.loc[rows, ["ISO_A2_EH", "NAME_EN", "country_local"]] = [
            one.get("iso_a2", ""),
            one["name_en"],
            one.get("name_local", ""),
        ]
    # ISO_A2 has -99 for France and Norway, too; ISO_A2_EH only where ISO has no code.
    world = world.rename(columns={"ISO_A2_EH": "iso", "NAME_EN": "country"})
    told = ["iso", "country", "country_local"]
    world = world[[*told, "geometry"]]
    world[told] = world[told].fillna("").replace(NO_CODE, "")
    for one in own.apart:
        shape = shapely.Polygon(one["shape"])
        rows = world.iso == one["of"]
        names = {"iso": "", "country": one["name_en"], "country_local": one.get("name_local", "")}
        apart = world[rows].assign(**names)
        apart.geometry = apart.intersection(shape)
        world.loc[rows, "geometry"] = world[rows].difference(shape)
        world = pd.concat([world, apart[~apart.is_empty]], ignore_index=True)
    return world.dissolve(["iso", "country"], as_index=False)


def _divisions(raw: Path, region: BaseGeometry, own: Own, language: str) -> gpd.GeoDataFrame:
    rows = []
    part_of = {part: name for name, parts in own.merged.items() for part in parts}
    items = json.loads((raw / DIVISIONS.files[0]).read_text("utf-8"))["features"]
    larger = _larger_parts([item["properties"] for item in items])
    for n, item in enumerate(items):
        p, shape = item["properties"], shapely.geometry.shape(item["geometry"])
        if own.divided and p["iso_a2"] not in own.divided:
            continue
        if not shape.intersects(region):
            continue
        # Some far islands have no name at all: they are of their country, and of no area of it.
        known = p.get("name") or ""
        english = part_of.get(known, p.get("name_en") or known)
        local = "" if known in part_of else (p.get(f"name_{language}") or "")
        name = own.governorates.get(english, english)
        local = local.removeprefix(own.left_off)
        also = "" if known in part_of else _other_names(p, name, language)
        rows.append((p["iso_a2"], name, local, larger.get(n, ""), also, shape))
    # The part that is merged has no local name of its own: it takes that of the other.
    rows.sort(key=lambda row: (row[0], row[1], not row[2]))
    columns = ["iso", "unit", "unit_local", "part_of", "other_names", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs=4326)


def _other_names(told: dict[str, Any], name: str, language: str) -> str:
    """Give how else people may write an area: Bayern for Bavaria, Calif. for California."""
    columns = ("name", "name_en", "name_local", "woe_name", "gn_name", "gns_name", "abbrev")
    found = [told.get(key) or "" for key in (*columns, f"name_{language}")]
    # A long list ends in the middle of a name.
    listed = (told.get("name_alt") or "").split("|")
    found += listed if len(listed) < 4 else listed[:-1]
    plain = {folded(one): one.replace(";", ",").strip() for one in reversed(found)}
    return ";".join(plain[one] for one in sorted(plain) if one not in ("", "99", folded(name)))


# Of the source: England is a unit of geography, Tuscany a region.
_LARGER = ("geonunit", "region")


def _larger_parts(told: list[dict[str, Any]]) -> dict[int, str]:
    """Name the parts of a country that have several first-level areas, by the number of an area.

    Left out are those that are the whole country, one area, or another part under a second name.
    """
    of_country: dict[str, list[int]] = {}
    for n, one in enumerate(told):
        of_country.setdefault(one.get("iso_a2") or "", []).append(n)
    found: dict[int, list[str]] = {}
    for rows in of_country.values():
        names = {told[n].get(key) for n in rows for key in ("name", "name_en", "admin")}
        seen = list[list[int]]()
        for key in _LARGER:
            parts: dict[str, list[int]] = {}
            for n in rows:
                parts.setdefault(told[n].get(key) or "", []).append(n)
            for name, inside in parts.items():
                if name in names or name in ("", NO_CODE) or inside in seen:
                    continue
                if 1 < len(inside) < len(rows):
                    seen.append(inside)
                    for n in inside:
                        found.setdefault(n, []).append(name)
    return {n: ";".join(dict.fromkeys(names)) for n, names in found.items()}


def _clean(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give neighbours the same edges: node all outlines, then hand each face to one owner.

    Gaps under 0.001 square degrees go to the nearest unit; larger ones are sea.
    """
    # Some areas of the source cross themselves, which cannot be put on a grid.
    sound = shapely.make_valid(units.geometry.array, method="structure", keep_collapsed=False)
    units.geometry = shapely.set_precision(sound, 1e-5)
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


def simplified(units: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """Simplify neighbours together (Visvalingam-Whyatt), so that they share their points.

    Islands too small to be seen are left out.
    """
    shapes = shapely.coverage_simplify(units.geometry.array, tolerance)
    kept = [without_specks(shape, tolerance) for shape in shapes]
    return units.set_geometry(gpd.GeoSeries(kept, index=units.index, crs=4326))


def without_specks(shape: BaseGeometry, tolerance: float) -> BaseGeometry:
    """Leave out islands that nobody would see; the largest part of a shape stays."""
    parts = shapely.get_parts(shape)
    sizes = shapely.area(parts)
    return shapely.multipolygons(parts[(sizes > (0.4 * tolerance) ** 2) | (sizes == sizes.max())])


def borders(raw: Path, metres: int, countries: gpd.GeoDataFrame, own: Own) -> Iterator[Feature]:
    """Yield the common edge of each two neighbours with its status.

    It is that of the line of Natural Earth which is nearest to the middle of the edge, or what the
    lesson says of a shape that it has cut out.
    """
    path = raw / f"{NE}cultural/ne_{metres}m_admin_0_boundary_lines_land.shp"
    lines = gpd.read_file(path, bbox=tuple(countries.total_bounds))
    tree = shapely.STRtree(lines.geometry.array)
    told = {one["name_en"]: one.get("status", {}) for one in own.apart}
    shapes = countries.geometry.array
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    rows = countries[["iso", "country"]].to_dict("records")
    for n, m in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        a, b = sorted((rows[n], rows[m]), key=lambda row: row["country"])
        if n >= m:
            continue
        line = _shared(shapes[n], shapes[m])
        if line.is_empty:
            continue
        said = told.get(a["country"], {}).get(b["country"])
        said = said or told.get(b["country"], {}).get(a["country"])
        longest = max(shapely.get_parts(line), key=lambda part: part.length)
        near = tree.nearest(longest.interpolate(0.5, normalized=True)) if len(lines) else None
        kind = "" if near is None else str(lines.FEATURECLA.iloc[near])[:8]
        yield (
            {
                "status": said or STATUS.get(kind, "indefinite"),
                "left": a["country"],
                "right": b["country"],
                "iso_a2": f"{a['iso']};{b['iso']}",
            },
            line,
        )


def _shared(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    line = shapely.boundary(one).intersection(shapely.boundary(other))
    parts = [g for g in shapely.get_parts(line) if g.geom_type == "LineString"]
    return _inside(shapely.line_merge(shapely.union_all(parts)))


def coast(land: BaseGeometry) -> BaseGeometry:
    """Return the edge of the land, without the frame of the map of the world."""
    return _inside(land.boundary)


def _inside(line: BaseGeometry) -> BaseGeometry:
    west, south, east, _ = line.bounds if not line.is_empty else (0, 0, 0, 0)
    if west > _FRAME[0] and east < _FRAME[2] and south > _FRAME[1]:
        return line
    return shapely.clip_by_rect(line, *_FRAME)


def write_geojson(
    path: Path, features: Iterable[Feature], region: BaseGeometry, decimals: int
) -> None:
    """Clip, round and write features, sorted, one a line."""
    lines = []
    for properties, shape in features:
        clipped = shape.intersection(region)
        kind = "Polygon" if shape.geom_type.endswith("Polygon") else "LineString"
        parts = [p for p in shapely.get_parts(clipped) if p.geom_type == kind]
        kept = _rounded(shapely.union_all(parts), decimals)
        if kind == "LineString":
            kept = shapely.line_merge(kept)
        if not kept.is_empty:
            geometry = shapely.geometry.mapping(kept)
            item = {"type": "Feature", "properties": properties, "geometry": geometry}
            lines.append(_json(item))
    body = ",\n".join(sorted(lines))
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', "utf-8")


def _json(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _rounded(shape: BaseGeometry, decimals: int) -> BaseGeometry:
    """Return the shape on a grid of `decimals`, polygons wound as RFC 7946 says."""
    plain = shapely.set_precision(shape, 10**-decimals, mode="pointwise")
    if plain.geom_type.endswith("Polygon"):
        plain = shapely.make_valid(plain, method="structure") if not plain.is_valid else plain
        parts = [p for p in shapely.get_parts(plain) if p.geom_type.endswith("Polygon")]
        plain = shapely.orient_polygons(shapely.union_all(parts))
    return shapely.transform(plain, lambda xy: xy.round(decimals))
