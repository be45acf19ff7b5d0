"""Actors as cards: what each says of itself beside what others say of it. Plain HTML, no script.

Some cards stand open. Many, in groups, stand as a list of names with a sentence each, and open one
by one.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pandas as pd
from IPython.display import HTML

from lessonkit.control.relations import with_spells
from lessonkit.errors import LessonError
from lessonkit.html.sheets import sheet
from lessonkit.lesson import LessonData, chosen, cited
from lessonkit.words import interval, paragraph_words

# Keys typed on a card are no commands of JupyterLab.
_KEYS = 'data-lm-suppress-shortcuts="true"'
_HEADS = {"with": "Worked with", "against": "Was against", "talks": "Was in talks with"}
Groups = Mapping[str, Sequence[str]]


def actor_cards(lesson: LessonData, ids: Groups | Sequence[str] | str | None) -> HTML:
    """Make a card for each actor. See `Lesson.actor_cards`."""
    if isinstance(ids, Mapping):
        if not ids:
            raise LessonError("Got no group, expected at least one. Leave it out for all actors.")
        cards = "".join(_group(lesson, *group) for group in ids.items())
    else:
        made = [_card(lesson, actor) for actor in _actors(lesson, ids)]
        cards = f'<div class="lk-cards">{"".join(made)}</div>'
    return HTML(f'<style>{sheet("actors")}</style><div class="lk-actors" {_KEYS}>{cards}</div>')


def _actors(lesson: LessonData, ids: Sequence[str] | str | None) -> list[pd.Series]:
    return [lesson.actor(one) for one in chosen(ids, lesson.actors["actor_id"], "actor")]


def _group(lesson: LessonData, heading: str, ids: Sequence[str]) -> str:
    # Not h3: JupyterLab would put every group into its table of contents.
    head = f'<p class="lk-heading" role="heading" aria-level="3">{html.escape(heading)}</p>'
    cards = "".join(_folded_card(lesson, actor) for actor in _actors(lesson, ids))
    return f'{head}<div class="lk-cards lk-folded">{cards}</div>'


def _card(lesson: LessonData, actor: pd.Series) -> str:
    label = html.escape(actor["label"])
    head = f'<p class="lk-label" role="heading" aria-level="3">{label}</p>'
    body = _body(lesson, actor, actor["description"])
    return f'<article class="lk-actor" aria-label="{label}">{head}{body}</article>'


def _folded_card(lesson: LessonData, actor: pd.Series) -> str:
    """Make a card of which only the name and the first sentence show until it is opened."""
    first, _, rest = actor["description"].partition(". ")
    first = html.escape(first if first.endswith(".") else f"{first}.")
    head = f"<summary><b>{html.escape(actor['label'])}</b><span>{first}</span></summary>"
    body = _body(lesson, actor, rest)
    return f'<details class="lk-actor">{head}<div>{body}</div></details>'


def _body(lesson: LessonData, actor: pd.Series, description: str) -> str:
    text = {key: html.escape(str(value)) for key, value in actor.items()}
    # Split first: an escaped apostrophe ends in a semicolon of its own.
    names = "; ".join(html.escape(part.strip()) for part in actor["other_names"].split(";"))
    parts = [
        f"<p>Other names: {names}.</p>" if names else "",
        _paragraph(html.escape(description)),
        '<div class="lk-aims">'
        f"<div><p>What it says it wants</p><p>{_aim(text['aims_stated'])}</p></div>"
        f"<div><p>What others say it wants</p><p>{_aim(text['aims_attributed'])}</p></div></div>",
        f"<p><b>Later:</b> {text['later']}</p>" if text["later"] else "",
        _folded("With whom and against whom", _partners(lesson, actor["actor_id"])),
        _folded("On the name, and how we use it", _paragraph(text["naming_note"])),
        _folded("In the report, and sources", _sources(lesson, actor)),
    ]
    return "".join(parts)


def _aim(words: str) -> str:
    return words or "Nothing in our sources."


def _folded(heading: str, body: str) -> str:
    return f"<details><summary>{heading}</summary>{body}</details>" if body else ""


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>" if words else ""


def _partners(lesson: LessonData, actor_id: str) -> str:
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
    return f"<ul>{lines}</ul>{note}" if lines else "<p>Not in our list.</p>"


def _partner(lesson: LessonData, other: str, rows: pd.DataFrame) -> str:
    spells = rows[["since", "until"]].drop_duplicates().itertuples(index=False, name=None)
    days = [words for words in (interval(*spell) for spell in spells) if words]
    # One sentence of one speaker must not look like a war of years.
    unsure = ["how sure: low"] if set(rows["confidence"]) == {"low"} else []
    label = html.escape(lesson.actor(other)["label"])
    return f"{label} ({', '.join([*days, *unsure])})" if days or unsure else label


def _sources(lesson: LessonData, actor: pd.Series) -> str:
    met = paragraph_words(actor["paragraphs"])
    where = met[0].upper() + met[1:] if met else "The report does not name it"
    listed = "".join(f"<li>{one}</li>" for one in cited(lesson, actor["source_ids"]))
    return f"<p>{where}.</p><ul>{listed}</ul>"
