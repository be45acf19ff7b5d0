"""How often those were right who were so and so sure: of what a class foretold, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lessonkit.classroom.handins import Handed
from lessonkit.errors import counted


def surely_right(handed: Handed) -> list[str]:
    """Say for each degree of sureness how many statements came true; nothing if none was made.

    Of each student and exercise the last answer counts. No name is in it.
    """
    made, came = Counter[int](), Counter[int]()
    for told in _foretold(handed):
        sure, right = told.get("sure"), told.get("right")
        if isinstance(sure, int) and 0 < sure <= 100 and isinstance(right, bool):
            made[sure] += 1
            came[sure] += right
    return [
        f"{sure} % sure: {came[sure]} of {counted(made[sure], 'statement')} came true "
        f"({round(100 * came[sure] / made[sure])} %)."
        for sure in sorted(made)
    ]


def _foretold(handed: Handed) -> Iterator[dict[str, Any]]:
    for student in handed.students:
        for one in student.exercises.values():
            last = one["attempts"][-1].get("answer") if one["attempts"] else None
            told = last.get("statements") if isinstance(last, dict) else None
            yield from (each for each in told or () if isinstance(each, dict))
