"""The states of an exercise: the sign of each, and the words for it by who judges an answer.

They stand in `states.json`, which the scripts of the page read, too. An answer is held against a
`key`; a text is judged by the student, `self`; where the editors judged, another answer counts with
a reason, `editors`; and some are told only when the same question comes again, `later`. Nobody
says right where nobody but the student, or only time, can say it.
"""

from __future__ import annotations

import json
from pathlib import Path

_TOLD = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
OPEN, NOT_YET, RIGHT = STATES = tuple(_TOLD)
SIGNS: dict[str, str] = {state: told["sign"] for state, told in _TOLD.items()}
KEY, SELF, EDITORS, LATER = JUDGES = tuple(name for name in _TOLD[OPEN] if name != "sign")


def named(judged: str, state: str) -> str:
    """Give a state in words.

    >>> named("key", "right"), named("self", "right")
    ('right', 'done')
    """
    return str(_TOLD[state][judged]) if state in _TOLD else state
