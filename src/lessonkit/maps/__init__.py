"""Draw layers: `window` (projection), `ground`, `marks`, `names`, `labels`, `svg`, `poster`.

The only part of lessonkit that imports Matplotlib and Cartopy.
"""

from lessonkit.maps.credits import caption
from lessonkit.maps.poster import print_map
from lessonkit.maps.svg import map_svg, swatch
from lessonkit.maps.window import Window

__all__ = ["Window", "caption", "map_svg", "print_map", "swatch"]
