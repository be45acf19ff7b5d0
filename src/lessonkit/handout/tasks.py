"""Exercises on paper: boxes, lines and tables in place of what the browser shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lessonkit.answerkey import Answer
from lessonkit.lesson import Lesson
from lessonkit.sealing import Seal

Runs = list[tuple[str, bool]]
_WORDS_A_LINE = 7
_LINES = (4, 10)  # least and most


def task(
    spec: Mapping[str, Any], number: int, lesson: Lesson, answer: Answer | None
) -> dict[str, Any]:
    """Give one exercise as the page needs it.

    Parameters
    ----------
    spec : mapping
        The sealed exercise. It holds no answer in plain text, so a page without `answer` cannot.
    number : int
        Its number in the handout.
    lesson : Lesson
        Whose map sheets the page can point to.
    answer : Answer or None
        With it, the page shows the answer, too.
    """
    made = {
        **{key: spec[key] for key in ("id", "kind", "title", "minutes")},
        "number": number,
        "screen": spec.get("screen", ""),
        "prompt": rich(spec["prompt"]),
        **_BODIES.get(spec["kind"], lambda _: {})(spec),
    }
    if spec["kind"] == "place":
        made["sheet"] = _sheet_of(spec["map"], lesson)
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
        "criteria": [rich(one) for one in answer.criteria],
        "mistakes": [[rich(what), rich(said)] for what, said in answer.mistakes],
    }


def _sheet_of(wanted: Mapping[str, Any], lesson: Lesson) -> int:
    """Give the number of a sheet that shows what the map of a task shows; 0 if none does."""
    ground = {layer.id for layer in lesson.layers if layer.table == "basemap"}
    same = (
        n
        for n, sheet in enumerate(lesson.sheets, 1)
        if sheet.extent == wanted["extent"]
        and wanted.get("date", f"{sheet.day}") == f"{sheet.day}"
        and {*wanted["layers"]} - ground <= {*sheet.layers}
        and (sheet.others or {*wanted.get("places", ())} <= {*sheet.places})
    )
    return next(same, 0)


def _options(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Put the options in the order of the screen: in the file the right one often stands first."""
    order = Seal.of(spec["salt"]).mixed(len(spec["options"]))
    return {"options": [[str(n), rich(spec["options"][n])] for n in order]}


def _items(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item | {"text": rich(item["text"])} for item in spec["items"]]


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
    "order": lambda spec: {"items": _items(spec)},
    "classify": lambda spec: {"items": _items(spec), "categories": spec["categories"]},
    "text": _lines,
    "code": lambda spec: {"notebook": spec["notebook"]},
}
