"""Widgets: state in Python, pixels in the browser. The only part that imports ipywidgets."""

from lessonkit.widgets.comparing import compare_methods
from lessonkit.widgets.comparison import Comparison
from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map, linked_maps
from lessonkit.widgets.map import Map, MapPair
from lessonkit.widgets.reader import Reader
from lessonkit.widgets.recall import Recall
from lessonkit.widgets.relations import Relations
from lessonkit.widgets.showing import Lesson
from lessonkit.widgets.tables import table
from lessonkit.widgets.whatif import WhatIf, what_if

__all__ = [
    "Comparison",
    "Exercise",
    "Lesson",
    "Map",
    "MapPair",
    "Progress",
    "Reader",
    "Recall",
    "Relations",
    "WhatIf",
    "compare_methods",
    "interactive_map",
    "linked_maps",
    "table",
    "what_if",
]
