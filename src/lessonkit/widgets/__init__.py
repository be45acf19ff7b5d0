"""Widgets: state in Python, pixels in the browser. The only part that imports ipywidgets."""

from lessonkit.widgets.making import interactive_map, linked_maps
from lessonkit.widgets.map import Map, MapPair
from lessonkit.widgets.tables import table

__all__ = ["Map", "MapPair", "interactive_map", "linked_maps", "table"]
