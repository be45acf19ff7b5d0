"""lessonkit: interactive lessons from a news story. Maps, dates, holders, claims and sources.

The public names are loaded when first used, so that `lessonkit check` starts without drawing
libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lessonkit import control, geodesy
    from lessonkit.errors import DataError, ExerciseError, LessonError, PublishError
    from lessonkit.maps.layers import layer
    from lessonkit.notebook import Lesson

__all__ = [
    "DataError",
    "ExerciseError",
    "Lesson",
    "LessonError",
    "PublishError",
    "control",
    "geodesy",
    "layer",
]
_HOMES = {"Lesson": "notebook", "layer": "maps.layers"}  # the others that are no module: errors


def __getattr__(name: str) -> Any:
    if name in ("control", "geodesy"):
        return import_module(f"lessonkit.{name}")
    if name in __all__:
        return getattr(import_module(f"lessonkit.{_HOMES.get(name, 'errors')}"), name)
    raise AttributeError(f"module 'lessonkit' has no attribute {name!r}")
