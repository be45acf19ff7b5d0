"""Kind by kind: the right answer of an exercise, and what to say to wrong ones.

Whatever the data can say is taken from them (`derive`).
"""

from collections.abc import Callable

from lessonkit.derive import Data
from lessonkit.exercises import Exercise
from lessonkit.kinds.arranging import classify, order, place
from lessonkit.kinds.choosing import choice, multi, text
from lessonkit.kinds.measuring import code, number
from lessonkit.kinds.solved import NotSolvedError, Solved
from lessonkit.sealing import Seal

__all__ = ["SOLVERS", "NotSolvedError", "Solved"]

SOLVERS: dict[str, Callable[[Exercise, Data, Seal], Solved]] = {
    "choice": choice,
    "multi": multi,
    "number": number,
    "place": place,
    "order": order,
    "classify": classify,
    "text": text,
    "code": code,
}
