"""From a GeoJSON file to rows and shapes: structure, coordinates, rings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from lessonkit.errors import DataError, Fault
from lessonkit.reading import read_json
from lessonkit.rules import nearest, shown
from lessonkit.schemas import Table
from lessonkit.tables import Raw

_WGS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326")
_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_REDRAW = "Draw the shape again in a map editor such as QGIS and save it as GeoJSON."


def read_features(path: Path, table: Table) -> tuple[Raw, list[Fault]]:
    """Read a `FeatureCollection`; features are numbered from 1, properties become text cells."""
    data = read_json(path)
    features = _collection(path.name, data)
    raw = Raw(table, pd.DataFrame(columns=table.names, dtype=object), shapes={})
    rows = {n: _properties(f, table) for n, f in enumerate(features, start=1)}
    if rows:
        raw.frame = pd.DataFrame.from_dict(rows, orient="index", columns=table.names, dtype=object)
    faults = _crs_faults(path.name, data)
    for n, feature in enumerate(features, start=1):
        found = _property_faults(raw, n, feature)
        raw.whole = raw.whole and not found
        faults += found
        try:
            raw.shapes[n] = _geometry(feature, table.geometry)  # type: ignore[index]
        except _ShapeError as bad:
            faults.append(raw.at(n, "geometry", *bad.args))
    return raw, faults


def _collection(file: str, data: Any) -> list[Any]:
    kind = data.get("type") if isinstance(data, dict) else type(data).__name__
    again = "Save the layer again as a GeoJSON FeatureCollection."
    if kind != "FeatureCollection":
        got = shown(str(kind))
        raise DataError([Fault(file, None, "type", got, "FeatureCollection", again)])
    features = data.get("features")
    if not isinstance(features, list):
        raise DataError([Fault(file, None, "features", "no list", "a list of features", again)])
    return features


def _crs_faults(file: str, data: dict[str, Any]) -> list[Fault]:
    crs = data.get("crs")
    if crs is None:
        return []
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    if name in _WGS84:
        return []
    return [
        Fault(
            file,
            None,
            "crs",
            shown(str(name)),
            "WGS 84 (EPSG:4326), or no crs",
            "Export the layer again in EPSG:4326, longitude and latitude.",
        )
    ]


def _properties(feature: Any, table: Table) -> list[str]:
    given = feature.get("properties") if isinstance(feature, dict) else None
    given = given if isinstance(given, dict) else {}
    return [_text(given.get(name)) for name in table.names]


def _text(value: Any) -> str:
    if value is None or isinstance(value, (bool, list, dict)):
        return ""
    # Plain digits: 1e-07 in JSON is right, but no number in a table.
    return value if isinstance(value, str) else f"{Decimal(repr(value)):f}"


def _property_faults(raw: Raw, n: int, feature: Any) -> list[Fault]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return [raw.at(n, "type", shown(str(feature)), "a Feature", _REDRAW)]
    given = feature.get("properties")
    if not isinstance(given, dict):
        remedy = f"Add: {', '.join(raw.table.names)}."
        got = shown(str(given))
        return [raw.at(n, "properties", got, "the properties of the feature", remedy)]
    missing = [name for name in raw.table.names if name not in given]
    faults = []
    for name in [name for name in given if name not in raw.table.names]:
        near, got = nearest(name, missing), f'a property "{shown(name)}"'
        if near:
            missing.remove(near)
            faults.append(raw.at(n, near, got, f'"{near}"', f"Rename it to {near}."))
        else:
            faults.append(raw.at(n, shown(name), got, "no such property", "Delete it."))
    for name in missing:
        remedy = "Add it; null if it is empty."
        faults.append(raw.at(n, name, "no such property", "this property", remedy))
    return faults + _type_faults(raw, n, given)


def _type_faults(raw: Raw, n: int, given: dict[str, Any]) -> list[Fault]:
    remedy = "Write it as in the tables: several ids are one text with ; between."
    return [
        raw.at(n, name, shown(str(value)), "text, a number or null", remedy)
        for name, value in given.items()
        if name in raw.table.names and isinstance(value, (bool, list, dict))
    ]


class _ShapeError(Exception):
    """A geometry that cannot be drawn: got, expected, remedy."""


def _geometry(feature: Any, kinds: tuple[str, ...]) -> BaseGeometry:
    data = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(data, dict):
        _bad("no geometry", " or ".join(kinds), _REDRAW)
    kind = data.get("type")
    if kind not in kinds:
        _bad(shown(str(kind)), " or ".join(kinds), "Delete this feature, or draw it as such.")
    coordinates = data.get("coordinates")
    if not coordinates:
        _bad(f"a {kind} with no coordinates", "a shape", _REDRAW)
    _check_points(coordinates, _DEPTH[kind], kind.endswith("Polygon"))
    try:
        made = shape(data)
    except (ShapelyError, ValueError, TypeError) as error:
        _bad(f"coordinates that make no {kind} ({error})", "a shape", _REDRAW)
    if made.is_empty:
        _bad(f"an empty {kind}", "a shape", _REDRAW)
    if not made.is_valid:
        _bad(
            f"a {kind} that is not valid ({explain_validity(made)})",
            "an outline that does not cross itself",
            _REDRAW,
        )
    return made


def _check_points(part: Any, depth: int, ring: bool) -> None:
    if not isinstance(part, list) or not part:
        _bad(shown(str(part)), "coordinates as [lon, lat]", _REDRAW)
    if depth == 0:
        numbers = [c for c in part if isinstance(c, (int, float)) and not isinstance(c, bool)]
        if len(numbers) != len(part) or len(part) not in (2, 3):
            _bad(shown(str(part)), "coordinates as [lon, lat], two numbers", _REDRAW)
        if not (-180 <= part[0] <= 180 and -90 <= part[1] <= 90):
            _bad(
                f"the point {shown(str(part))}",
                "lon in -180 to 180 and lat in -90 to 90 degrees",
                "Write [lon, lat] in degrees; the first number is east, the second north.",
            )
        return
    for inner in part:
        _check_points(inner, depth - 1, ring)
    if ring and depth == 1 and part[0] != part[-1]:
        _bad(
            f"a ring that starts at {part[0]} and ends at {part[-1]}",
            "a ring that ends where it starts",
            "Repeat the first point as the last one.",
        )


def _bad(got: str, expected: str, remedy: str) -> NoReturn:
    raise _ShapeError(got, expected, remedy)
