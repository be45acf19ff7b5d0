"""Who held what on a date, and what share of a country that makes by a stated method.

Control is known at places, not over areas. A share therefore depends on how places are turned
into areas, and each function here names its method. Coordinates are (lon, lat) in EPSG:4326.
"""

from lessonkit.control.areas import DIVIDED, Country, counted, nearest_areas
from lessonkit.control.holding import holders_on
from lessonkit.control.periods import Problem, gaps_and_overlaps
from lessonkit.control.reach import NOBODY, SEVERAL, Road, within_reach

__all__ = [
    "DIVIDED",
    "NOBODY",
    "SEVERAL",
    "Country",
    "Problem",
    "Road",
    "counted",
    "gaps_and_overlaps",
    "holders_on",
    "nearest_areas",
    "within_reach",
]
