"""Exercises on paper: boxes, lines and tables in place of what the browser shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lessonkit.answerkey import Answer
from lessonkit.lesson import Sheet
from lessonkit.sealing import Seal

Runs = list[tuple[str, bool]]
_WORDS_A_LINE = 7
_LINES = (4, 10)  # least and most


def task(
    spec: Mapping[str, Any], number: int, sheets: Sequence[Sheet], answer: Answer | None
) -> dict[str, Any]:
    """Give one exercise as the page needs it.

    Parameters
    ----------
    spec : mapping
        The sealed exercise. It holds no answer in plain text, so a page without `answer` cannot.
    number : int
        Its number in the handout.
    sheets : sequence of Sheet
        The map sheets, in order.
    answer : Answer or None
        With it, the page shows the answer, too.
    """
    made = {
        **{key: spec[key] for key in ("id", "kind", "title", "minutes")},
        "number": number,
        "prompt": rich(spec["prompt"]),
        **_BODIES.get(spec["kind"], lambda _: {})(spec),
    }
    if spec["kind"] == "place":
        made["sheet"] = _sheet_of(spec["map"], sheets)
    return made if answer is None else made | {"answer": _told(answer)}


def rich(words: str) -> list[Runs]:
    """Split text into paragraphs of (text, is in italics), as the browser does."""
    return [
        [
            (" ".join(run.split("\n")), bool(n % 2))
            for n, run in enumerate(re.split(r"\*([^*\n]+)\*", piece))
            if run
        ]
        for piece in re.split(r"\n\s*\n", words.strip())
    ]


def _told(answer: Answer) -> dict[str, Any]:
    return asdict(answer) | {
        "model": [runs for line in answer.model.split("\n") for runs in rich(line) if runs],
        "explanation": rich(answer.explanation),
        "mistakes": [[what, rich(said)] for what, said in answer.mistakes],
    }


def _sheet_of(wanted: Mapping[str, Any], sheets: Sequence[Sheet]) -> int:
    """Give the number of a sheet of the same window, best of the same day; 0 if there is none."""
    found = [(n, sheet) for n, sheet in enumerate(sheets, 1) if sheet.extent == wanted["extent"]]
    same_day = [n for n, sheet in found if f"{sheet.day}" == wanted.get("date")]
    return next(iter([*same_day, *(n for n, _ in found)]), 0)


def _options(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Put the options in the order of the screen: in the file the right one often stands first."""
    order = Seal.of(spec["salt"]).mixed(len(spec["options"]))
    return {"options": [[str(n), spec["options"][n]] for n in order]}


def _lines(spec: Mapping[str, Any]) -> dict[str, Any]:
    least, most = _LINES
    return {
        "words": spec["words"],
        "lines": max(least, min(most, spec["words"] // _WORDS_A_LINE + 1)),
    }


_BODIES = {
    "choice": _options,
    "multi": _options,
    "number": lambda spec: {"unit": spec["unit"]},
    "order": lambda spec: {"items": spec["items"]},
    "classify": lambda spec: {"items": spec["items"], "categories": spec["categories"]},
    "text": _lines,
    "code": lambda spec: {
        "starter": spec.get("starter", "").strip("\n"),
        "notebook": spec["notebook"],
    },
}
