"""What each actor wants in each matter, in its own words and in those of others. No script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, actors_of, chosen, cited, rows_of
from lessonkit.words import day_in_words, paragraph_words

_ROWS = {"stake": "actor", "actor": "stake"}
_BASES = {"stated": "It says itself", "attributed": "Others say of it"}


def positions(
    lesson: LessonData,
    stakes: Sequence[str] | str | None,
    actors: Sequence[str] | str | None,
    by: str,
    caption: str,
) -> HTML:
    """Make the table of stakes. See `Lesson.positions`."""
    if by not in _ROWS:
        raise LessonError(f"by: got {by!r}, expected stake or actor.")
    labels = {
        "stake": lesson.stake_labels,
        "actor": dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True)),
    }
    lesson.needed("stakes", "positions")
    wanted = {
        "stake": chosen(stakes, labels["stake"], "stake"),
        "actor": actors_of(lesson, actors),
    }
    table = lesson.stakes.rename(columns={"actor_id": "actor"})
    table = table[table["stake"].isin(wanted["stake"]) & table["actor"].isin(wanted["actor"])]
    nothing = "Nothing on this stake in our sources"
    if lesson.known_by is not None:
        nothing += f" by {day_in_words(lesson.known_by)}"
    if table.empty:
        raise LessonError("The table stakes has no position of these actors on these stakes.")
    groups = [
        (labels[by][one], _rows(lesson, table[table[by] == one], _ROWS[by], labels[_ROWS[by]]))
        for one in wanted[by]
        if (table[by] == one).any()
    ]
    heads = ("Actor" if by == "stake" else "What it is about", *_BASES.values())
    told = {"caption": caption, "heads": heads, "groups": groups, "nothing": nothing}
    return HTML(rendered("html/stakes", sheet=sheet("stakes"), bases=_BASES, **told))


def _rows(
    lesson: LessonData, table: pd.DataFrame, column: str, names: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Give the rows of a group: a name, and by basis what is said of it with its sources."""
    return [
        (
            names[str(one)],
            {basis: _said(lesson, own[own["basis"] == basis]) for basis in _BASES},
        )
        for one, own in table.groupby(column, sort=False)
    ]


def _said(lesson: LessonData, rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "words": row["position"],
            "met": paragraph_words(row["paragraphs"]),
            "sources": cited(lesson, row["source_ids"]),
        }
        for row in rows_of(rows)
    ]
