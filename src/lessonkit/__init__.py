"""lessonkit: interactive lessons from a news story. Maps, dates, holders, claims and sources.

The public names are loaded when first used, so that `lessonkit check` starts without drawing
libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lessonkit.errors import DataError, ExerciseError, LessonError, PublishError
    from lessonkit.layers import layer_from_frame
    from lessonkit.makers import build_layers
    from lessonkit.maps import print_map
    from lessonkit.widgets import Lesson, Map, interactive_map, linked_maps, table

_HOMES = {
    "DataError": "errors",
    "ExerciseError": "errors",
    "LessonError": "errors",
    "PublishError": "errors",
    "Lesson": "widgets",
    "build_layers": "makers",
    "Map": "widgets",
    "interactive_map": "widgets",
    "layer_from_frame": "layers",
    "linked_maps": "widgets",
    "print_map": "maps",
    "table": "widgets",
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
