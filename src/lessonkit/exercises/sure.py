"""How sure somebody is of an answer; said before it is checked. The page reads the same file."""

from __future__ import annotations

import json
from pathlib import Path

LEVELS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
"""The levels with their words, from the least to the most sure."""

*_, SURE = LEVELS
