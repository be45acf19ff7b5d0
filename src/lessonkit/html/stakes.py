"""What each actor wants in each matter, in its own words and in those of others. No script."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError
from lessonkit.html.sheets import sheet
from lessonkit.lesson import LessonData, actors_of, chosen, cited
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
    wanted = {
        "stake": chosen(stakes, labels["stake"], "stake"),
        "actor": actors_of(lesson, actors),
    }
    table = lesson.stakes.rename(columns={"actor_id": "actor"})
    table = table[table["stake"].isin(wanted["stake"]) & table["actor"].isin(wanted["actor"])]
    nothing = "Nothing on this stake in our sources"
    if lesson.known_by:
        nothing += f" by {day_in_words(lesson.known_by)}"
    if table.empty:
        raise LessonError("stakes.csv has no position of these actors on these stakes.")
    groups = "".join(
        _group(
            lesson, labels[by][one], table[table[by] == one], _ROWS[by], labels[_ROWS[by]], nothing
        )
        for one in wanted[by]
        if (table[by] == one).any()
    )
    heads = ("Actor" if by == "stake" else "What it is about", *_BASES.values())
    head = "".join(f'<th scope="col" role="columnheader">{words}</th>' for words in heads)
    return HTML(
        f'<style>{sheet("stakes")}</style><div class="lk-stakes"><table role="table">'
        f"<caption>{html.escape(caption)}</caption>"
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>{groups}</table></div>'
    )


def _group(
    lesson: LessonData,
    label: str,
    table: pd.DataFrame,
    column: str,
    names: dict[str, str],
    nothing: str,
) -> str:
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{html.escape(names[str(one)])}</th>'
        + "".join(_cell(lesson, own[own["basis"] == basis], basis, nothing) for basis in _BASES)
        + "</tr>"
        for one, own in table.groupby(column, sort=False)
    )
    return (
        '<tbody role="rowgroup"><tr class="lk-group" role="row">'
        f'<th scope="rowgroup" role="rowheader" colspan="3">{html.escape(label)}</th></tr>'
        f"{rows}</tbody>"
    )


def _cell(lesson: LessonData, rows: pd.DataFrame, basis: str, nothing: str) -> str:
    look = "lk-own" if basis == "stated" else "lk-others"
    if rows.empty:
        return f'<td role="cell" class="{look} lk-none">{nothing}.</td>'
    said = "".join(
        f"<div><p>{html.escape(row['position'])}</p><p>{_who(lesson, row)}</p></div>"
        for row in rows.to_dict("records")
    )
    label = f'<span class="lk-who">{_BASES[basis]}:</span>'
    return f'<td role="cell" class="{look}">{label}{said}</td>'


def _who(lesson: LessonData, row: Mapping[Any, Any]) -> str:
    parts = [paragraph_words(row["paragraphs"]), *cited(lesson, row["source_ids"])]
    return f"Source: {'; '.join(part for part in parts if part)}."
