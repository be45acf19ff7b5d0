"""What is off with the geometry of an answer in Python: form, coordinate system, size."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from lessonkit.sealing import Seal, size_of

_EQUAL_AREA = "EPSG:6933"  # its areas are true everywhere


def geometry_fault(exercise: dict[str, Any], answer: gpd.GeoDataFrame) -> str:
    """Say what is off with the geometry of a table, empty if nothing is."""
    if answer.active_geometry_name is None:
        how = "Say which column it is: geometry=..., or set_geometry()."
        return f"The table has no geometry yet. {how}"
    if "crs" in exercise and answer.crs != exercise["crs"]:
        got = answer.crs.to_string() if answer.crs else "none"
        how = "Use to_crs()." if answer.crs else "Say it when you make the table: crs=..."
        return f"The coordinate system is {got}. Expected: {exercise['crs']}. {how}"
    if "geometry" in exercise and len(answer):
        kinds = set(answer.geom_type.dropna())
        if kinds - {exercise["geometry"], f"Multi{exercise['geometry']}"} or not kinds:
            got = ", ".join(sorted(kinds)) or "nothing"
            return f"The geometry is {got}. Expected: {exercise['geometry']}."
    return ""


def size_fault(exercise: dict[str, Any], seal: Seal, answer: gpd.GeoDataFrame) -> str:
    """Say which shape is no circle as wide as its row is unsure, empty if all are."""
    if "sizes" not in exercise:
        return ""
    sizes = answer.geometry.to_crs(_EQUAL_AREA).area / 1e6
    for name, km2 in zip(answer[exercise["column"]], sizes, strict=True):
        if seal.hash("size", name, str(size_of(km2))) not in exercise["sizes"]:
            how = "buffer() counts in the unit of the coordinate system, which may be degrees."
            return f"The shape of {name} covers about {km2:,.0f} km². Is its radius in km? {how}"
    return ""
