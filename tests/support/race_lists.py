"""The map that stands beside the lists of this lesson."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, Any] = {"title": "Who held each town", "alt": "A map."}
DAYS = ("2017-05-04", "2017-06-07")
SOME = ["water", "towns", "bases", "control", "events"]
