"""Widgets: state in Python, pixels in the browser. The only part that imports ipywidgets."""

from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map, linked_maps
from lessonkit.widgets.map import Map, MapPair
from lessonkit.widgets.showing import Lesson
from lessonkit.widgets.tables import table

__all__ = [
    "Exercise",
    "Lesson",
    "Map",
    "MapPair",
    "Progress",
    "interactive_map",
    "linked_maps",
    "table",
]
