"""Widgets: state in Python, pixels in the browser. The only part that imports ipywidgets."""

from lessonkit.widgets.map import Map, interactive_map
from lessonkit.widgets.tables import table

__all__ = ["Map", "interactive_map", "table"]
