"""What pages of a site share, read from its scripts."""

from __future__ import annotations

import json
from typing import Any


def values_in(script: str) -> dict[str, Any]:
    """Give the values in the text of a script of what pages share."""
    quoted = script.partition("JSON.parse('")[2].rpartition("')")[0]
    values: dict[str, Any] = json.loads(quoted.replace("\\'", "'").replace("\\\\", "\\"))
    return values
