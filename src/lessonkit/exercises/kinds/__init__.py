"""The kinds of exercises, by the name that an exercise gives."""

from lessonkit.exercises.kinds import (
    choice,
    classify,
    code,
    locate,
    multi,
    number,
    order,
    place,
    text,
)
from lessonkit.exercises.kinds.base import Kind

KINDS: dict[str, Kind] = {
    "choice": choice,
    "multi": multi,
    "number": number,
    "place": place,
    "locate": locate,
    "order": order,
    "classify": classify,
    "text": text,
    "code": code,
}
