"""Actors as cards: what each says of itself beside what others say of it. Plain HTML, no script.

Some cards stand open. Many, in groups, stand as a list of names with a sentence each, and open one
by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML

from lessonkit.control.relations import with_spells
from lessonkit.errors import LessonError
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, actors_of, cited, rows_of, written
from lessonkit.words import capital, interval, paragraph_words

_HEADS = {"with": "Worked with", "against": "Was against", "talks": "Was in talks with"}
# What an actor wants: the column, its heading, and whose words it has.
_AIMS = (
    ("aims_stated", "What it says it wants", "itself"),
    ("aims_attributed", "What others say it wants", "others"),
)
Groups = Mapping[str, Sequence[str]]
_Row = Mapping[Any, Any]


def cards(lesson: LessonData, actors: Groups | Sequence[str] | str | None) -> HTML:
    """Make a card for each actor. See `Lesson.cards`."""
    lesson.needed("actors", "cards")
    groups: Mapping[Any, Any] = _groups(lesson, actors) or {None: actors}
    relations = rows_of(with_spells(lesson.relations))
    made = [
        (heading, [_card(lesson, lesson.actor(one), relations) for one in actors_of(lesson, ids)])
        for heading, ids in groups.items()
    ]
    told = {"groups": made, "note": lesson.words.relations}
    return HTML(rendered("html/cards", sheet=sheet("actors"), **told))


def _groups(lesson: LessonData, given: Groups | Sequence[str] | str | None) -> Groups:
    """Give the groups that a caller chose, by their headings; none if it chose single actors."""
    if isinstance(given, Mapping):
        if not given:
            raise LessonError("Got no group, expected at least one. Leave it out for all actors.")
        return given
    known = lesson.actor_groups
    ids = list(known) if given is None else [given] if isinstance(given, str) else given
    if not isinstance(ids, Sequence) or not all(one in known for one in ids):
        return {}
    return {known[one].label: known[one].actors for one in ids}


def _card(lesson: LessonData, actor: pd.Series, relations: Sequence[_Row]) -> dict[str, Any]:
    """Give what stands on a card; one that is folded shows its name and its first sentence."""
    first, _, rest = actor["description"].partition(". ")
    met = paragraph_words(actor["paragraphs"])
    return {
        "label": actor["label"],
        "description": actor["description"],
        "first": first if first.endswith(".") else f"{first}.",
        "rest": rest,
        "names": "; ".join(part.strip() for part in actor["other_names"].split(";")),
        "aims": [
            (head, actor[column], whose)
            for column, head, whose in _AIMS
            # Where few have it, an empty row would speak of what nobody looked for.
            if actor[column] or lesson.actors[column].ne("").mean() >= 0.5
        ],
        "later": actor["later"],
        "naming": actor["naming_note"],
        # What a lesson does without has no row: nobody looked for it.
        "partners": _partners(lesson, actor["actor_id"], relations) if relations else None,
        "met": capital(met) or ("The report does not name it" if _has_report(lesson) else ""),
        "sources": cited(lesson, actor["source_ids"]),
    }


def _has_report(lesson: LessonData) -> bool:
    return lesson.paragraphs is not None or not lesson.claims.empty


def _partners(
    lesson: LessonData, actor_id: str, relations: Sequence[_Row]
) -> list[tuple[str, list[str]]]:
    """List the relations of an actor, by kind, each with its days if it did not last all along."""
    labels = dict(zip(lesson.actors["actor_id"], lesson.actors["label"], strict=True))
    listed = []
    for kind, head in _HEADS.items():
        mine: dict[str, list[_Row]] = {}
        for row in relations:
            pair = row["actor_id"], row["other_id"]
            if row["relation"] == kind and actor_id in pair:
                mine.setdefault(pair[pair[0] == actor_id], []).append(row)
        names = [_partner(labels[other], rows) for other, rows in mine.items()]
        listed += [(head, names)] if names else []
    return listed


def _partner(label: str, rows: Sequence[_Row]) -> str:
    spells = dict.fromkeys(
        (written(row, "since") or None, written(row, "until") or None) for row in rows
    )
    days = [words for words in (interval(*spell) for spell in spells) if words]
    # One sentence of one speaker must not look like one of years.
    unsure = ["how sure: low"] if {row["confidence"] for row in rows} == {"low"} else []
    return f"{label} ({', '.join([*days, *unsure])})" if days or unsure else label
