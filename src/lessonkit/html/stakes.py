"""What each actor wants in each matter, in its own words and in those of others. No script."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.errors import LessonError
from lessonkit.lesson import LessonData, chosen, cited
from lessonkit.words import day_in_words, paragraph_words

# On a narrow page the rows become blocks, which would take the table away from screen readers:
# the roles give it back.
_STYLE = """<style>
.lk-stakes{container-type:inline-size;text-align:left;max-width:76em}
.lk-stakes table{border-collapse:collapse;width:100%;font-size:inherit;table-layout:fixed}
.lk-stakes caption{text-align:left;font-weight:600;padding:4px 0}
.lk-stakes :is(th,td){text-align:left!important;vertical-align:top;padding:7px 12px 7px 0;
white-space:normal;overflow-wrap:break-word}
.lk-stakes thead th:first-child{width:20%}
.lk-stakes tr{border-top:1px solid var(--jp-border-color2,#ccc);background:none!important}
.lk-stakes tr.lk-group{border-top:2px solid var(--jp-content-font-color2,#757575)}
.lk-stakes tr.lk-group th{font-size:1.1em;padding-top:10px}
.lk-stakes tbody th{font-weight:600}
.lk-stakes td>div{padding-left:10px;border-left:4px solid var(--jp-content-font-color2,#757575)}
.lk-stakes td>div+div{margin-top:8px}
.lk-stakes td.lk-others>div{border-left-style:dashed}
.lk-stakes p{margin:0}.lk-stakes p+p{font-size:.93em;margin-top:2px}
.lk-stakes td.lk-none{padding-left:14px}
.lk-stakes .lk-who{display:none;font-weight:600}
@container (max-width:640px){.lk-stakes :is(table,tbody,tr,th,td,caption){display:block}
.lk-stakes thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.lk-stakes :is(th,td){padding:4px 0}.lk-stakes .lk-who{display:block}
.lk-stakes tr{padding:5px 0}.lk-stakes td.lk-none{display:none}}
</style>"""
_ROWS = {"stake": "actor", "actor": "stake"}
_BASES = {"stated": "It says itself", "attributed": "Others say of it"}


def stakes_table(
    lesson: LessonData,
    stakes: Sequence[str] | str | None,
    actors: Sequence[str] | str | None,
    by: str,
    caption: str,
) -> HTML:
    """Make the table of stakes. See `Lesson.stakes_table`."""
    if by not in _ROWS:
        raise LessonError(f"by: got {by!r}, expected stake or actor.")
    labels = {
        "stake": lesson.stake_labels,
        "actor": dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True)),
    }
    wanted = {
        "stake": chosen(stakes, labels["stake"], "stake"),
        "actor": chosen(actors, labels["actor"], "actor"),
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
        f'{_STYLE}<div class="lk-stakes"><table role="table">'
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
