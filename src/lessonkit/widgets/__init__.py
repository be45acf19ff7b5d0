"""Widgets: state in Python, pixels in the browser. The only part that imports ipywidgets."""

from lessonkit.widgets.classroom import Lesson
from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map, linked_maps
from lessonkit.widgets.map import Map, MapPair
from lessonkit.widgets.reader import Reader
from lessonkit.widgets.tables import table

__all__ = [
    "Exercise",
    "Lesson",
    "Map",
    "MapPair",
    "Progress",
    "Reader",
    "interactive_map",
    "linked_maps",
    "table",
]
