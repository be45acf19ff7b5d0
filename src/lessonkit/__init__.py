"""lessonkit: interactive lessons from a news story. Maps, dates, holders, claims and sources.

The public names are loaded when first used, so that `lessonkit check` starts without drawing
libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lessonkit.errors import DataError, ExerciseError, LessonError, PublishError
    from lessonkit.html.table import table
    from lessonkit.maps.from_tables import build_layers
    from lessonkit.maps.layers import layer_from_frame
    from lessonkit.maps.still import print_map
    from lessonkit.notebook import Lesson
    from lessonkit.widgets.map import Map, interactive_map, linked_maps

_HOMES = {
    "DataError": "errors",
    "ExerciseError": "errors",
    "LessonError": "errors",
    "PublishError": "errors",
    "Lesson": "notebook",
    "build_layers": "maps.from_tables",
    "Map": "widgets.map",
    "interactive_map": "widgets.map",
    "layer_from_frame": "maps.layers",
    "linked_maps": "widgets.map",
    "print_map": "maps.still",
    "table": "html.table",
}
_MODULES = ("control", "geodesy")

__all__ = [
    "DataError",
    "ExerciseError",
    "Lesson",
    "LessonError",
    "Map",
    "PublishError",
    "build_layers",
    "control",
    "geodesy",
    "interactive_map",
    "layer_from_frame",
    "linked_maps",
    "print_map",
    "table",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"lessonkit.{name}")
    if name in _HOMES:
        return getattr(import_module(f"lessonkit.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'lessonkit' has no attribute {name!r}")
