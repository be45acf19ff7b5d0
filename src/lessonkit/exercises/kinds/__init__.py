"""Kind by kind: the right answer of an exercise, and what to say to wrong ones.

Whatever the data can say is taken from them (`answers`).
"""

from collections.abc import Callable

from lessonkit.exercises.answers import Data
from lessonkit.exercises.form import Exercise
from lessonkit.exercises.kinds.arranging import classify, order, place
from lessonkit.exercises.kinds.choosing import choice, multi, text
from lessonkit.exercises.kinds.measuring import code, number
from lessonkit.exercises.kinds.solved import NotSolvedError, Solved
from lessonkit.exercises.seal import Seal

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
