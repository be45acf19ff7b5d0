"""The states of an exercise, with the sign and the words for each.

They stand in `states.json`, which the scripts of the page read, too. `own` says a state of a text
of one's own: nobody but the student judges it, so nobody says that it is right.
"""

from __future__ import annotations

import json
from pathlib import Path

_TOLD = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
OPEN, NOT_YET, RIGHT = STATES = tuple(_TOLD)
SIGNS: dict[str, str] = {state: told["sign"] for state, told in _TOLD.items()}
_OWN: dict[str, str] = {state: told["own"] for state, told in _TOLD.items()}


def named(kind: str, state: str) -> str:
    """Give a state of an exercise of a kind in words.

    >>> named("choice", "right"), named("text", "right")
    ('right', 'done')
    """
    return _OWN.get(state, state) if kind == "text" else state
