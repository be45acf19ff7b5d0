"""What pages of a site share, read from its scripts."""

from __future__ import annotations

import json
from typing import Any


def values_in(script: str) -> list[dict[str, Any]]:
    """Give the values in the text of `shared.js`, or of one of those after it."""
    quoted = script.partition("JSON.parse('")[2].rpartition("')")[0]
    given = json.loads(quoted.replace("\\'", "'").replace("\\\\", "\\"))
    values: list[dict[str, Any]] = given.get("shared", [given])
    return values
