"""Made-up places in a made-up country."""

import datetime as dt
import math

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import strategies as st

EQUAL_AREA = "EPSG:6933"
COUNTRY = shapely.box(36.5, 33, 41.5, 37)
FIRST, LAST = dt.date(2017, 1, 1), dt.date(2017, 12, 31)


def table(*rows) -> pd.DataFrame:
    """Make a control table of (place_id, part, holder, start, end)."""
    frame = pd.DataFrame(rows, columns=["place_id", "part", "holder", "start", "end"])
    frame["start"], frame["end"] = pd.to_datetime(frame["start"]), pd.to_datetime(frame["end"])
    return frame.assign(status="held", confidence="high", source_ids="s1")


def sites(points, names) -> gpd.GeoDataFrame:
    geometry = [shapely.Point(point) for point in points]
    return gpd.GeoDataFrame({"holder": names}, geometry=geometry, crs="EPSG:4326")


def gazetteer(points: dict[str, tuple[float, float]], country: str = "XX") -> gpd.GeoDataFrame:
    """Make a table of places from their coordinates."""
    names = list(points)
    columns = {"place_id": names, "name_en": names, "name_local": "", "country": country}
    return sites(points.values(), names).assign(**columns)


PLACES = gazetteer({"a": (37, 35), "b": (41, 35), "c": (39, 36.5)})
CONTROL = table(
    ("c", "north", "red", "2017-01-01", "2017-06-05"),
    ("c", "north", "blue", "2017-06-06", None),
    ("c", "south", "red", "2016-01-01", "2017-12-31"),
    ("b", "", "blue", "2017-01-01", None),
    ("a", "", "red", "2017-01-01", None),
)


# Areas by the nearest place.


def cell_of_degrees(west: float, south: float, east: float, north: float) -> float:
    """Area in km2 between two meridians and two parallels on WGS 84.

    Snyder 1987, Map Projections, USGS Professional Paper 1395, from equation 3-12.
    """
    a, f = 6378.137, 1 / 298.257223563
    e = math.sqrt(f * (2 - f))

    def q(lat: float) -> float:
        x = e * math.sin(math.radians(lat))
        return (1 - e**2) / e * (x / (1 - x**2) + math.atanh(x))

    return a**2 * math.radians(east - west) * (q(north) - q(south)) / 2


COORDINATES = st.tuples(st.integers(360, 420), st.integers(325, 375)).map(
    lambda tenths: (tenths[0] / 10, tenths[1] / 10)
)
HELD = st.lists(st.tuples(COORDINATES, st.sampled_from(["red", "blue", "green"])), min_size=1)


# Land within reach of places and roads.

ROAD = shapely.LineString([(37, 34), (41, 34)])
