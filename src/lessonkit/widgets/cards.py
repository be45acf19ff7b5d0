"""Actors as cards: what each says of itself beside what others say of it. Plain HTML, no script."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd
from IPython.display import HTML

from lessonkit.lesson import Lesson
from lessonkit.relations import with_spells
from lessonkit.widgets.words import chosen, cited, paragraph_words, span_in_words

_STYLE = """<style>
.lk-actors{container-type:inline-size;text-align:left;max-width:76em}
.lk-actors>div{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px;align-items:start}
.lk-actor{border:1px solid var(--jp-border-color1,#b5b5b5);border-radius:6px;padding:12px 14px;
box-sizing:border-box;overflow-wrap:anywhere}
.lk-actor p,.lk-actor ul{margin:0 0 8px}
.lk-actor p.lk-label{font-size:1.2em;font-weight:700;line-height:1.25;margin-bottom:4px}
.lk-aims{display:grid;grid-template-columns:1fr 1fr;gap:10px;margin:10px 0}
.lk-aims>div{padding:2px 0 2px 10px;border-left:4px solid var(--jp-content-font-color2,#757575)}
.lk-aims>div+div{border-left-style:dashed}
.lk-aims p{margin:0}.lk-aims p:first-child{font-weight:700;margin-bottom:2px}
.lk-actor details{border-top:1px solid var(--jp-border-color2,#ccc)}
.lk-actor summary{cursor:pointer;padding:5px 0;min-height:24px;font-weight:600}
.lk-actor summary:focus-visible{outline:3px solid var(--jp-brand-color1,#0b5c9c);outline-offset:1px}
.lk-actor ul{padding-left:20px}.lk-actor li{padding:2px 0;min-height:24px}
@container (max-width:720px){.lk-actors>div{grid-template-columns:minmax(0,1fr)}}
@container (max-width:430px){.lk-aims{grid-template-columns:minmax(0,1fr)}}
</style>"""
_HEADS = {"with": "Worked with", "against": "Was against", "talks": "Was in talks with"}


def actor_cards(lesson: Lesson, ids: Sequence[str] | str | None = None) -> HTML:
    """Make a card for each actor. See `Lesson.actor_cards`."""
    known = lesson.actors["actor_id"]
    cards = "".join(_card(lesson, lesson.actor(one)) for one in chosen(ids, known, "actor"))
    return HTML(f'{_STYLE}<div class="lk-actors"><div>{cards}</div></div>')


def _card(lesson: Lesson, actor: pd.Series) -> str:
    text = {key: html.escape(str(value)) for key, value in actor.items()}
    names = "; ".join(part.strip() for part in text["other_names"].split(";"))
    parts = [
        # Not h3: JupyterLab would put every card into its table of contents.
        f'<p class="lk-label" role="heading" aria-level="3">{text["label"]}</p>',
        f"<p>Other names: {names}.</p>" if names else "",
        f"<p>{text['description']}</p>",
        '<div class="lk-aims">'
        f"<div><p>What it says it wants</p><p>{_aim(text['aims_stated'])}</p></div>"
        f"<div><p>What others say it wants</p><p>{_aim(text['aims_attributed'])}</p></div></div>",
        _folded("With whom and against whom", _partners(lesson, actor["actor_id"])),
        _folded(f"Why we write “{text['label']}”", _paragraph(text["naming_note"])),
        _folded("In the article; sources", _sources(lesson, actor)),
    ]
    return f'<article class="lk-actor" aria-label="{text["label"]}">{"".join(parts)}</article>'


def _aim(words: str) -> str:
    return words or "Nothing in our sources."


def _folded(heading: str, body: str) -> str:
    return f"<details><summary>{heading}</summary>{body}</details>" if body else ""


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>" if words else ""


def _partners(lesson: Lesson, actor_id: str) -> str:
    """List the relations of an actor, by kind, each with its days if it did not last all along."""
    table = with_spells(lesson.actor_relations)
    rows = table[(table["actor_id"] == actor_id) | (table["other_id"] == actor_id)]
    others = rows["actor_id"].where(rows["actor_id"] != actor_id, rows["other_id"])
    lines = ""
    for kind, head in _HEADS.items():
        mine = rows[rows["relation"] == kind]
        names = [_partner(lesson, other, own) for other, own in mine.groupby(others, sort=False)]
        lines += f"<li><b>{head}:</b> {'; '.join(names)}.</li>" if names else ""
    note = "<p>To work with somebody is not to be under somebody's orders.</p>"
    return f"<ul>{lines}</ul>{note}" if lines else "<p>Nothing in our table.</p>"


def _partner(lesson: Lesson, other: str, rows: pd.DataFrame) -> str:
    spells = rows[["since", "until"]].drop_duplicates().itertuples(index=False, name=None)
    days = [words for words in (span_in_words(*spell) for spell in spells) if words]
    label = html.escape(lesson.actor(other)["label"])
    return f"{label} ({', '.join(days)})" if days else label


def _sources(lesson: Lesson, actor: pd.Series) -> str:
    met = paragraph_words(actor["paragraphs"])
    where = met[0].upper() + met[1:] if met else "The article does not name it"
    listed = "".join(f"<li>{one}</li>" for one in cited(lesson, actor["source_ids"]))
    return f"<p>{where}.</p><ul>{listed}</ul>"
