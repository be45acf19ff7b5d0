"""The widget of relations: who worked with and against whom on a day, as a matrix and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import traitlets

from lessonkit.control.relations import with_spells
from lessonkit.errors import LessonError, known_id
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, actors_of, days_of
from lessonkit.widgets.base import DayTrait, LessonWidget, StateError, day_within
from lessonkit.widgets.state import (
    RelationRow,
    RelationsSpec,
    StateTrait,
)
from lessonkit.words import Day, as_day, interval, long_day

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
        title = f"{self.spec['title']}: {long_day(self.date)}"
        lines = list(self._sentences())
        markup = rendered("widgets/list", title=title, subtitle="", lines=lines, notes=())
        return "\n".join([title, *(f"- {line}" for line in lines)]), markup

    def _sentences(self) -> Iterator[str]:
        labels = {one["id"]: one["label"] for one in self.spec["actors"]}
        for row in self.spec["rows"]:
            if (row["start"] or self.date) <= self.date <= (row["end"] or self.date):
                one, other = (labels[actor] for actor in row["pair"])
                days = interval(pd.Timestamp(row["since"]), pd.Timestamp(row["until"]))
                sources = "; ".join(self.spec["sources"][one][0] for one in row["sources"])
                yield (
                    f"{one} and {other}: {_WORDS[row['relation']]}{f', {days}' if days else ''}. "
                    f"{row['text']} ({_WORDS[row['basis']]}; how sure: {row['confidence']}; "
                    f"sources: {sources}.)"
                )


def relations_on(
    lesson: LessonData,
    day: Day,
    actors: Sequence[str] | None,
    days: tuple[Day, Day] | None,
    title: str,
) -> Relations:
    """Make the widget of relations. See `Lesson.relations_on`."""
    lesson.needed("relations", "relations_on")
    table = with_spells(lesson.relations)
    ids = actors_of(lesson, actors)
    if actors is None:
        named = set(table["actor_id"]) | set(table["other_id"])
        ids = [one for one in ids if one in named]
    if len(ids) < 2:
        raise LessonError(f"actors: got only {ids[0]!r}, expected at least two. Add another id.")
    rows = table[table["actor_id"].isin(ids) & table["other_id"].isin(ids)]
    first, last = days_of(lesson, days or (lesson.start, lesson.end))
    rows = _known_in(rows, pd.Timestamp(first), pd.Timestamp(last))
    cited = {source for sources in rows["source_ids"] for source in sources}
    sources = [lesson.source(one) for one in lesson.sources["source_id"] if one in cited]
    spec: RelationsSpec = {
        "title": title,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "words": _WORDS,
        "actors": [{"id": one, "label": lesson.actor(one)["label"]} for one in ids],
        "rows": [_row(row) for row in rows.to_dict("records")],
        "sources": {row["source_id"]: [row["citation"], row["url"]] for row in sources},
    }
    return Relations(spec=spec, date=as_day(day, "day").isoformat())


def _known_in(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Keep what holds on some of the days; an end that came after the last is left open."""
    kept = rows[~(rows["start"] > last) & ~(rows["end"] < first)]
    return kept.assign(
        **{key: kept[key].where(~(kept[key] > last)) for key in ("end", "until")},
    )


def _iso(day: Any) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _row(row: Mapping[Any, Any]) -> RelationRow:
    return {
        "pair": [row["actor_id"], row["other_id"]],
        "relation": row["relation"],
        "basis": row["basis"],
        "confidence": row["confidence"],
        "text": row["description"],
        "sources": list(row["source_ids"]),
        "start": _iso(row["start"]),
        "end": _iso(row["end"]),
        "since": _iso(row["since"]),
        "until": _iso(row["until"]),
    }
