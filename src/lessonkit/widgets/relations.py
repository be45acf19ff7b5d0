"""The widget of relations: who worked with and against whom on a day, as a matrix and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from lessonkit.control.relations import with_spells
from lessonkit.days import AnyDay, Day, from_cell, iso, on_number, steps_of
from lessonkit.errors import LessonError, known_id
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, actors_of, days_of, rows_of, written
from lessonkit.widgets.base import (
    DayTrait,
    LessonWidget,
    StateError,
    clock_of,
    day_within,
    iso_step,
)
from lessonkit.widgets.state import (
    RelationRow,
    RelationsSpec,
    StateTrait,
)
from lessonkit.words import as_day, day_in_words, interval

# The one place for these words: the browser takes them from the spec.
_WORDS = {
    "with": "with each other",
    "against": "against each other",
    "talks": "in talks",
    "stated": "said by one of them, or by both",
    "reported": "others report it",
    "attributed": "others say it of them",
}


class Relations(LessonWidget):
    """Relations of actors on a day. Make one with `Lesson.relations_on`.

    Attributes
    ----------
    date : str
        The day shown, ISO 8601.
    chosen : str
        Id of the actor whose relations are listed in sentences, or empty.
    """

    view = traitlets.Unicode("relations").tag(sync=True)
    spec = StateTrait[RelationsSpec]().tag(sync=True)
    date = DayTrait().tag(sync=True)
    chosen = traitlets.Any("").tag(sync=True)  # Unicode would refuse in words of its own

    @traitlets.validate("date")
    def _check_date(self, proposal: Any) -> str:
        return day_within(proposal["value"], self.spec["first"], self.spec["last"])

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> str:
        known, wanted = [one["id"] for one in self.spec["actors"]], proposal["value"]
        if wanted == "":
            return ""
        return known_id(wanted, known, "actor in this table", where="chosen", error=StateError)

    def _fallback(self) -> tuple[str, str]:
        """Give the relations of the day."""
        title = f"{self.spec['title']}: {day_in_words(self.date)}"
        lines = list(self._sentences())
        markup = rendered("widgets/list", title=title, subtitle="", lines=lines, notes=())
        return "\n".join([title, *(f"- {line}" for line in lines)]), markup

    def _sentences(self) -> Iterator[str]:
        labels = {one["id"]: one["label"] for one in self.spec["actors"]}
        for row in self.spec["rows"]:
            start, end = (np.datetime64(row[key] or self.date) for key in ("start", "end"))
            if start <= np.datetime64(self.date) <= end:
                one, other = (labels[actor] for actor in row["pair"])
                days = interval(row["since"] or None, row["until"] or None)
                sources = "; ".join(self.spec["sources"][one][0] for one in row["sources"])
                yield (
                    f"{one} and {other}: {_WORDS[row['relation']]}{f', {days}' if days else ''}. "
                    f"{row['text']} ({_WORDS[row['basis']]}; how sure: {row['confidence']}; "
                    f"sources: {sources}.)"
                )


def relations_on(
    lesson: LessonData,
    day: AnyDay,
    actors: Sequence[str] | None,
    days: tuple[AnyDay, AnyDay] | None,
    title: str,
) -> Relations:
    """Make the widget of relations. See `Lesson.relations_on`."""
    lesson.needed("relations", "relations_on")
    table = with_spells(lesson.relations, lesson.unit)
    ids = actors_of(lesson, actors)
    if actors is None:
        named = set(table["actor_id"]) | set(table["other_id"])
        ids = [one for one in ids if one in named]
    if len(ids) < 2:
        raise LessonError(f"actors: got only {ids[0]!r}, expected at least two. Add another id.")
    rows = table[table["actor_id"].isin(ids) & table["other_id"].isin(ids)]
    first, last = days_of(lesson, days or (lesson.start, lesson.end))
    rows = _known_in(rows, first, last)
    step = lesson.step_for(first, last)
    cited = {source for sources in rows["source_ids"] for source in sources}
    sources = [lesson.source(one) for one in lesson.sources["source_id"] if one in cited]
    spec: RelationsSpec = {
        "title": title,
        **clock_of(lesson, first, last),
        "words": _WORDS,
        "actors": [{"id": one, "label": lesson.actor(one)["label"]} for one in ids],
        "rows": [_row(row, step) for row in rows_of(rows)],
        "sources": {row["source_id"]: [row["citation"], row["url"]] for row in sources},
    }
    return Relations(spec=spec, date=iso_step(as_day(day, "day", unit=lesson.unit), step))


def _known_in(rows: pd.DataFrame, first: Day, last: Day) -> pd.DataFrame:
    """Keep what holds on some of the days; an end that came after the last is left open."""
    kept = rows[~(rows["start"] > last) & ~(rows["end"] < first)]
    return kept.assign(
        **{key: kept[key].where(~(kept[key] > last)) for key in ("end", "until")},
    )


def _row(row: Mapping[Any, Any], step: str) -> RelationRow:
    steps = steps_of(from_cell(row["start"]), from_cell(row["end"]), step, alone=True)
    start, end = ("" if one is None else iso(on_number(one, step)) for one in steps)
    return {
        "pair": [row["actor_id"], row["other_id"]],
        "relation": row["relation"],
        "basis": row["basis"],
        "confidence": row["confidence"],
        "text": row["description"],
        "sources": list(row["source_ids"]),
        "start": start,
        "end": end,
        "since": written(row, "since"),
        "until": written(row, "until"),
    }
