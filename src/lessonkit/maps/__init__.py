"""Draw layers: projection, ground, marks, names, legend, the SVG and the printed map.

The only part of lessonkit that imports Matplotlib and Cartopy.
"""

from lessonkit.maps.credits import caption
from lessonkit.maps.legend import SIGNS, note, signs_of
from lessonkit.maps.marks import on_day
from lessonkit.maps.poster import print_map
from lessonkit.maps.still import FONTS, still_svg
from lessonkit.maps.svg import map_svg, swatch
from lessonkit.maps.window import Window

__all__ = [
    "FONTS",
    "SIGNS",
    "Window",
    "caption",
    "map_svg",
    "note",
    "on_day",
    "print_map",
    "signs_of",
    "still_svg",
    "swatch",
]
