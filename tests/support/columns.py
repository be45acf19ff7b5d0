"""What docs/data.md says of each column, as `starter/columns.json` has it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from support.folders import ROOT

FILE = ROOT / "src" / "lessonkit" / "starter" / "columns.json"
_ABOVE = re.compile(r"[;:,]? ?see above(; )?|, as in the tables")


def columns_of_docs() -> dict[str, dict[str, str]]:
    """Read the tables of docs/data.md that stand below a heading with a CSV file."""
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        named = re.match(r"`([a-z]+)\.csv`", part)
        if named:
            found[named[1]] = dict(_rows(part))
    return found


def _rows(part: str) -> list[tuple[str, str]]:
    rows = re.findall(r"^\| (`[^|]+`) \| (.+) \|$", part, re.MULTILINE)
    return [
        (name, plain)
        for names, meaning in rows
        for name in re.findall(r"`(\w+)`", names)
        if (plain := _plain(meaning))
    ]


def _plain(meaning: str) -> str:
    # The heading of a sheet knows no file; a word that is typed as it stands keeps its letters.
    words = re.sub(r"\b([a-z]+)\.csv\b", r"the sheet \1", meaning)
    words = _ABOVE.sub("", words.replace("`", "").replace("*", "")).strip()
    first = words[:1] if meaning.startswith("`") else words[:1].upper()
    return f"{first}{words[1:]}." if words and words[-1] not in ".?" else words


def write() -> None:
    """Write what a spreadsheet's headings say, after docs/data.md has changed."""
    text = json.dumps(columns_of_docs(), ensure_ascii=False, indent=1)
    Path(FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
