"""The names of countries in all that Natural Earth has: `tables/areas/countries.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd

from lessonkit.basemap.land import NO_CODE
from lessonkit.basemap.packages import NE
from lessonkit.tables.areas.names import folded

_COLUMNS = ("NAME_EN", "NAME", "NAME_LONG", "NAME_CIAWF", "NAME_SORT", "NAME_ALT", "ADMIN")
_FORMAL = ("FORMAL_EN", "FORMAL_FR", "ISO_A3_EH")
_LANGUAGES = (
    *("AR", "BN", "DE", "EL", "ES", "FA", "FR", "HE", "HI", "HU", "ID", "IT", "JA", "KO"),
    *("NL", "PL", "PT", "RU", "SV", "TR", "UK", "UR", "VI", "ZH", "ZHT"),
)


def country_names(raw: Path) -> dict[str, list[str]]:
    """Return the names of each country by its code, the English one of base maps first.

    A name that two countries have is that of neither, but as the first one of a country.
    """
    world = gpd.read_file(
        raw / f"{NE}cultural/ne_10m_admin_0_countries.shp", ignore_geometry=True
    ).fillna("")
    rows: dict[str, dict[str, Any]] = {}
    # Of a country and its far islands with one code the country counts.
    for row in world.sort_values("POP_EST").to_dict("records"):
        if row["ISO_A2_EH"] != NO_CODE:
            rows[row["ISO_A2_EH"]] = row
    found = {code: _names(row, set(rows)) for code, row in sorted(rows.items())}
    whose: dict[str, set[str]] = {}
    for code, names in found.items():
        for name in names:
            whose.setdefault(folded(name), set()).add(code)
    first = {folded(names[0]): code for code, names in found.items()}
    return {
        code: [
            name
            for name in names
            if first.get(folded(name), code) == code
            and (name == names[0] or len(whose[folded(name)]) == 1 or folded(name) in first)
        ]
        for code, names in found.items()
    }


def _names(row: dict[str, Any], codes: set[str]) -> list[str]:
    columns = (*_COLUMNS, *_FORMAL, *(f"NAME_{one}" for one in _LANGUAGES))
    told = [str(row.get(column) or "") for column in columns]
    short = row["ABBREV"].replace(".", "")
    # Initials, such as U.K.; two letters may be the code of another country.
    is_short = len(short) > 1 and row["ABBREV"] == "".join(f"{one}." for one in short)
    if is_short and short not in codes:
        told.append(short)
    found: dict[str, str] = {}
    for name in told:
        found.setdefault(folded(name), name)
    return [name for plain, name in found.items() if plain not in ("", "99")]
