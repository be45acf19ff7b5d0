"""A lesson: its settings, its checked tables, and what of them was known by a day.

A report of October that a town was taken says that somebody held it in June, but a reader of June
did not have it. So a lesson as of a day keeps the row, and says only that its source is later.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from weakref import WeakKeyDictionary

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from lessonkit.control.known import holders_said, rests_on
from lessonkit.days import EARLIEST, LATEST, AnyDay, Day, iso, span, step_for, unit_for, unit_of
from lessonkit.errors import LessonError, known_id
from lessonkit.letters import LocalNames
from lessonkit.tables.entries import (
    ActorGroup,
    ChartSpec,
    EstimateSpec,
    Extent,
    Holder,
    Kind,
    LayerSpec,
    MapSpec,
    Measure,
    Sheet,
    Words,
)
from lessonkit.words import as_day

LATER = "later-source"  # the one id under which all sources of later days go
# What such a source hides: each would tell when somebody wrote, who, or what.
_HIDDEN = ("publisher", "stance", "side", "url", "read")


def known_from(source: Mapping[Any, Any], unit: str = "D") -> Day:
    """Give the first day on which a source was surely out, in the unit of a lesson.

    A vague date counts only when its whole span has passed: "June 2017" was out by 30 June. A
    source without a date is taken for later than every day, unless the lesson calls its kind
    timeless: a work of reference, or what the makers of the lesson know themselves.

    >>> known_from({"date": "2001-06", "timeless": False})
    np.datetime64('2001-06-30')
    """
    if found := span(source["date"], unit):
        return LATEST if found.last is None else found.last
    return EARLIEST if source["timeless"] else LATEST


def days_of_sources(sources: pd.DataFrame, unit: str) -> dict[str, Day]:
    """Give the day from which each source is known, by its id, in the unit of the lesson."""
    return {
        row["source_id"]: known_from(row, unit)
        for row in rows_of(sources[["source_id", "date", "timeless"]])
    }


def was_out(source: Mapping[Any, Any], day: Day) -> bool:
    """Tell whether a source was out by a day: the rule is that of `known_from`.

    >>> june = {"date": "2001-06", "timeless": False}
    >>> [was_out(june, as_day(day, "day")) for day in ("2001-06-07", "2001-06-30")]
    [False, True]
    """
    return bool(known_from(source, unit_of(day)) <= day)


def _passed(vague: str, day: Day) -> bool:
    """Tell whether the whole span of a vague date has passed; what has no date has not."""
    found = span(vague, unit_of(day))
    return found is not None and found.last is not None and bool(found.last <= day)


def tables_by(
    tables: Mapping[str, pd.DataFrame], day: Day, later_source: str
) -> dict[str, pd.DataFrame]:
    """Give the tables of a lesson as they could be known by a day.

    Parameters
    ----------
    tables
        The typed tables by name, as `Lesson` holds them.
    day
        The last day of which anything may be known.
    later_source
        How a source of a later day is cited.

    Returns
    -------
    dict of str to DataFrame
        New tables. Rows that begin later are left out, and an end that came later is open. Later
        sources are one row, `LATER`, which says only that they are later. Claims have no check
        and no outcome; figures, positions and the column `later` are those of the day.
    """
    sources = tables["sources"]
    ids = ((str(row["source_id"]), row) for row in rows_of(sources))
    out = frozenset(one for one, row in ids if was_out(row, day))
    known = {name: _cite(frame, out) for name, frame in tables.items()}
    known["sources"] = _sources_by(sources, out, later_source)
    for name, narrow in _NARROW.items():
        known[name] = narrow(known[name], day)
    events = set(known["events"]["event_id"])
    known["claims"] = _claims_by(known["claims"], events)
    told = known["reports"]
    known["reports"] = told[told["event_id"].isin({"", *events})]
    return known


def rows_of(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Give the rows of a table as dicts: what ``to_dict("records")`` gives, in a third of its time.

    >>> rows_of(pd.DataFrame({"id": ["a"], "km": [1.5]}))
    [{'id': 'a', 'km': 1.5}]
    """
    names = list(frame.columns)
    columns = [cells_of(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def cells_of(column: pd.Series) -> list[Any]:
    """Give the cells of a column, as its own ``tolist`` does, which asks each for itself."""
    return column.to_numpy(dtype=object).tolist()


def written(row: Mapping[Any, Any], name: str) -> str:
    """Give `start` or `end` of a row as it was written, as ISO text; empty where it is open.

    An end that nobody knew yet is open, whatever was written.
    """
    return "" if pd.isna(row[name]) else str(row[f"{name}_text"])


def names_by(ids: Iterable[str], out: frozenset[str]) -> tuple[str, ...]:
    """Give ids of sources, all those that are not `out` as one."""
    return tuple(dict.fromkeys(one if one in out else LATER for one in ids))


def _cite(frame: pd.DataFrame, out: frozenset[str]) -> pd.DataFrame:
    if "source_ids" not in frame:
        return frame
    return frame.assign(source_ids=frame["source_ids"].map(lambda ids: names_by(ids, out)))


def _sources_by(sources: pd.DataFrame, out: frozenset[str], words: str) -> pd.DataFrame:
    kept = sources[sources["source_id"].isin(out)]
    row = {
        "source_id": LATER,
        "citation": words[:1].upper() + words[1:],
        "date": "",
        "kind": "later source",
        "timeless": False,
        "accessed": pd.NaT,
        **dict.fromkeys(_HIDDEN, ""),
        "publisher": words,
    }
    later = pd.DataFrame([row]).astype(sources.dtypes.to_dict())
    return pd.concat([kept, later[list(sources.columns)]], ignore_index=True)


# ---- One rule for each table that time changes ---------------------------------------------------

_Narrow = Callable[[pd.DataFrame, Day], pd.DataFrame]


def _events_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    """Keep what had begun; an end that came later is open."""
    kept = frame[~(frame["start"] > day)]
    return kept.assign(end=kept["end"].where(~(kept["end"] > day)))


def _states_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    """Keep what had begun; what still held on the day has no end, for nobody knew its last day."""
    kept = frame[~(frame["start"] > day)]
    return kept.assign(end=kept["end"].where(kept["end"] < day))


def _control_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    # How we know may be told by what was found later.
    return _states_by(frame, day).assign(note="")


def _routes_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    # Some lines show how far something went, which nobody knew before its last day.
    made = frame["known_at_end"]
    kept = pd.concat([frame[made & ~(frame["end"] > day)], _states_by(frame[~made], day)])
    return kept.sort_index()


def _actors_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    return frame.assign(later="")


def _said_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    # What somebody said was there once all that it was read in was out.
    return frame[frame["source_ids"].map(lambda ids: LATER not in ids).astype(bool)]


def _figures_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    passed = frame["date"].map(lambda text: _passed(text, day))
    return frame[passed.astype(bool)]


def _values_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    # A row that says that nothing is known needs no source.
    return _states_by(_said_by(frame, day), day)


def _reports_by(frame: pd.DataFrame, day: Day) -> pd.DataFrame:
    kept = frame[~(frame["said"] > day)]
    return kept.assign(end=kept["end"].where(~(kept["end"] > day)))


_NARROW: dict[str, _Narrow] = {
    "values": _values_by,
    "events": _events_by,
    "control": _control_by,
    "zones": _states_by,
    "routes": _routes_by,
    "actors": _actors_by,
    "relations": _states_by,
    "stakes": _said_by,
    "shares": _said_by,
    "figures": _figures_by,
    "reports": _reports_by,
}


def _claims_by(claims: pd.DataFrame, events: set[str]) -> pd.DataFrame:
    """Leave out how the claims turned out, and what it was checked against later."""
    return claims.assign(
        checked="",
        outcome="",
        outcome_note="",
        event_ids=claims["event_ids"].map(lambda ids: tuple(e for e in ids if e in events)),
        source_ids=claims["source_ids"].map(lambda ids: tuple(s for s in ids if s != LATER)),
    )


def _estimate_by(
    estimate: EstimateSpec, day: Day, out: frozenset[str], routes: frozenset[str]
) -> EstimateSpec:
    """Keep what had happened and some source told by then; a road that was not there is none."""
    outcomes = [
        replace(one, source_ids=names_by(one.source_ids, out))
        for one in estimate.outcomes
        if _passed(one.day, day) and (out - {LATER}) & {*one.source_ids}
    ]
    ways = [
        replace(one, road=()) if isinstance(one.road, str) and one.road not in routes else one
        for one in estimate.ways
    ]
    return replace(estimate, ways=tuple(ways), outcomes=tuple(outcomes))


@dataclass(eq=False, repr=False)
class LessonData:
    """A lesson, checked and typed: what `lesson.toml`, the tables and the exercises say.

    `check.read.open_lesson` makes one from a folder; in notebooks it is `lessonkit.Lesson`. Ids are
    ordinary columns of the tables. Empty text is ``""``, an open date is NaT, a number that is not
    given is NaN; cells with several ids are tuples of text, `paragraphs` tuples of int. The tables
    are those of `docs/data.md`.

    Attributes
    ----------
    folder : path
        The folder with `lesson.toml`.
    title, question, id, version, language, country, equal_area_crs : str
    start, end : numpy.datetime64
        First and last day, both inclusive; minutes in a lesson by hours.
    step, time_zone : str
        The finest step of its time, and whose clock its hours are of, in words; may be empty.
    gregorian_from : numpy.datetime64 or None
        First day that has a weekday; None is 15 October 1582.
    notebooks : tuple of str
    extents, holders : dict of id to Extent, Holder
    kinds : dict of (what, word) to Kind
        What `lesson.toml` says of kinds: ``("place", "town")``. `kind` gives any.
    phases, stake_labels, sides : dict of id to label
    layers : list of LayerSpec
    maps : dict of id to MapSpec
        The maps that the lesson describes; any other can be made in Python.
    measures : dict of id to Measure
        What `values` measure, and how it is drawn.
    charts : dict of id to ChartSpec
    estimates : dict of id to EstimateSpec
        When ways could end; see `Lesson.what_if`.
    sheets : list of Sheet
        The map sheets of the handout; none if the lesson declares none.
    actor_groups : dict of id to ActorGroup
        Actors that are shown together.
    key_terms : dict of notebook to tuple of str
        Ids of the key terms of each notebook that has some.
    places, events, zones, routes : GeoDataFrame
        In EPSG:4326 (lon, lat). An event that cannot be drawn has no geometry.
    control, claims, actors, stakes, relations, sources : DataFrame
        `timeless` says of a source, `known_at_end` of a route, what its kind says.
    glossary, figures, shares, values, reports : DataFrame
        Without a row if the lesson does without the file. `number` says a figure in words:
        ``"at least 70,000 to 80,000"``.
    country_shape : shapely geometry or None
        Outline of the lesson's country, from the base map.
    words : Words
        What the lesson says in its own words.
    local_names : LocalNames or None
        The language of the second names of places, if they have such.
    binder : str
        Address of the lesson on Binder, or empty.
    credits : str
        Whose work the lesson rests on and under which licences, in words; may be empty.
    paragraphs : int or None
        How many paragraphs the article has, if the lesson says so.
    report_day : numpy.datetime64 or None
        Day of the article, if the lesson names it: what came later stands apart in the handout.
    later_source : str
        How a lesson made with `as_of` cites a source of a later day.
    opening : str
        Id of the map that opens the lesson on its start page; empty for the first one.
    known_by : numpy.datetime64 or None
        The last day of which the lesson knows, if it was made with `as_of`; None knows all.
    exercises : dict of id to dict
        The exercises, sealed: what a page may know of each, no answer in plain text.
    answer_key : dict of id to `exercises.solution.Answer`
        The answers, for instructors; none in a copy for students.
    """

    folder: Path
    id: str
    version: str
    title: str
    question: str
    language: str
    start: Day
    end: Day
    country: str
    equal_area_crs: str
    notebooks: tuple[str, ...]
    extents: dict[str, Extent]
    holders: dict[str, Holder]
    kinds: dict[tuple[str, str], Kind]
    phases: dict[str, str]
    stake_labels: dict[str, str]
    layers: list[LayerSpec]
    maps: dict[str, MapSpec]
    measures: dict[str, Measure]
    charts: dict[str, ChartSpec]
    estimates: dict[str, EstimateSpec]
    sheets: list[Sheet]
    actor_groups: dict[str, ActorGroup]
    key_terms: dict[str, tuple[str, ...]]
    places: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    control: pd.DataFrame
    claims: pd.DataFrame
    actors: pd.DataFrame
    stakes: pd.DataFrame
    relations: pd.DataFrame
    sources: pd.DataFrame
    glossary: pd.DataFrame
    figures: pd.DataFrame
    shares: pd.DataFrame
    values: pd.DataFrame
    reports: pd.DataFrame
    sides: dict[str, str]
    country_shape: BaseGeometry | None = None
    words: Words = field(default_factory=Words)
    local_names: LocalNames | None = None
    binder: str = ""
    credits: str = ""
    paragraphs: int | None = None
    step: str = "day"
    time_zone: str = ""
    gregorian_from: Day | None = None
    report_day: Day | None = None
    later_source: str = "a later source"
    opening: str = ""
    known_by: Day | None = None
    exercises: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer_key: dict[str, Any] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The unit of its days: ``"D"``, or ``"m"`` in a lesson by hours."""
        return unit_for(self.step)

    def step_for(self, first: Day | None, last: Day | None) -> str:
        """Give the step of a clock from one day to another: the finest that fits its length."""
        return self.step if first is None or last is None else step_for(first, last, self.step)

    def number_of(self, exercise_id: str) -> int:
        """Give the number of an exercise in its notebook, from 1: the same on screen and paper."""
        notebook = self.exercises[exercise_id]["notebook"]
        mine = [id_ for id_, one in self.exercises.items() if one["notebook"] == notebook]
        return mine.index(exercise_id) + 1

    def as_of(self, day: AnyDay) -> Self:
        """Give the lesson as a reader of a day could have known it.

        What began later is not in it, ends that came later are open, and a later source is named
        only as such. The one rule for what was out by a day stands in `was_out`.

        Parameters
        ----------
        day : str or date
            The last day of which anything may be known, ISO 8601. Both the lesson given and the
            one returned stay usable.

        Raises
        ------
        LessonError
            If `day` is no day, or earlier than the lesson.

        Examples
        --------
        ``then = Lesson.find().as_of("2001-05-14")``
        """
        last = as_day(day, "as_of", unit=self.unit)
        if last < self.start:
            raise LessonError(
                f"as_of: got {iso(last)}, expected a day of the lesson or a later one: "
                f"it begins on {iso(self.start)}."
            )
        last = self._at_most(last)
        known = copy.copy(self)
        tables = {k: value for k, value in vars(self).items() if isinstance(value, pd.DataFrame)}
        vars(known).update(tables_by(tables, last, self.later_source))
        known.known_by, known.end = last, min(self.end, last)
        out = frozenset(known.sources["source_id"])
        known.layers = [
            replace(one, source_ids=names_by(one.source_ids, out)) for one in self.layers
        ]
        routes = frozenset(known.routes["id"])
        known.estimates = {
            key: _estimate_by(one, last, out, routes) for key, one in self.estimates.items()
        }
        return known

    def _at_most(self, day: Day) -> Day:
        """Give a day, or the last one of which the lesson knows: it cannot learn more."""
        return day if self.known_by is None else min(day, self.known_by)

    def said_on(self, day: AnyDay, by: AnyDay) -> pd.DataFrame:
        """List who was said to hold each place on a day, by all that was said up to another day.

        What a map shows whose clock of what was known stands on `by` (`Map.known_by`).

        Parameters
        ----------
        day, by : str or date
            The day that is asked about, a day of the lesson, and the last day on which a source
            may have been out or a report may have been made.

        Returns
        -------
        DataFrame
            A row for each place or part of a town: `place_id`, `part` and `holder`, an id, or empty
            text for not known.

        Raises
        ------
        LessonError
            If one of the two is no day, or `day` none of the lesson.

        Examples
        --------
        ``lesson.said_on("2001-05-14", by="2001-05-15").query("holder == ''")``
        """
        about, last = day_of(self, day), self._at_most(as_day(by, "by", unit=self.unit))
        days = days_of_sources(self.sources, self.unit)
        found = holders_said(self.control, self.reports, days, about, last)
        rows = [(*part, holder) for part, holder in found.items()]
        return pd.DataFrame(rows, columns=["place_id", "part", "holder"])

    def rests_on(self, day: AnyDay) -> pd.DataFrame:
        """List what it rests on who held each place on a day.

        Parameters
        ----------
        day : str or date
            A day of the lesson.

        Returns
        -------
        DataFrame
            A row for each place or part of a town: `place_id`, `part`, `holder`, `source_ids`
            (those of the row, and of the reports that name the same holder), and `sides`, the ids
            of the sides of these sources, each once.

        Raises
        ------
        LessonError
            If `day` is no day of the lesson.

        Examples
        --------
        ``lesson.rests_on("2001-05-14").query("source_ids.str.len() == 1")``
        """
        on = day_of(self, day)
        ids = pd.Series(rests_on(self.control, self.reports), self.control.index, dtype=object)
        rows = self.control.assign(source_ids=ids)
        rows = rows[(rows["start"] <= on) & ~(rows["end"] < on)]
        side = dict(zip(self.sources["source_id"], self.sources["side"], strict=True))
        told = rows["source_ids"].map(lambda ids: {side.get(one, "") for one in ids} - {""})
        rows = rows.assign(sides=told.map(lambda names: tuple(s for s in self.sides if s in names)))
        columns = ["place_id", "part", "holder", "source_ids", "sides"]
        return rows[columns].reset_index(drop=True)

    def later_sources(self, day: AnyDay, notebooks: Iterable[str] = ()) -> pd.DataFrame:
        """Name what `as_of` hides: the later sources, row by row.

        Parameters
        ----------
        day : str or date
            The last day of which the hidden sources tell nothing.
        notebooks : iterable of str
            File names of the notebooks whose exercises are listed, too.

        Returns
        -------
        DataFrame
            Columns `where`, `row` and `source_ids`. Claims, figures, values, places and control are
            left out: the reader, the tables and the cards of the marks name their sources.
        """
        then = self.as_of(day)
        out = set(then.sources["source_id"])
        wanted, rows = set(notebooks), []
        for table, where, name in self._cited_rows():
            kept = getattr(self, table).loc[getattr(then, table).index]
            rows += [(where, name(row), row["source_ids"]) for row in rows_of(kept)]
        rows += [
            ("Exercise", one["title"], one["source_ids"])
            for one in self.exercises.values()
            if one["notebook"] in wanted
        ]
        for key, estimate in then.estimates.items():
            left = {one.label for one in estimate.outcomes}
            mine = [one for one in self.estimates[key].outcomes if one.label in left]
            rows += [("Outcome", one.label, one.source_ids) for one in mine]
        late = [(where, row, tuple(i for i in ids if i not in out)) for where, row, ids in rows]
        listed = [one for one in dict.fromkeys(late) if one[2]]
        return pd.DataFrame(listed, columns=["where", "row", "source_ids"])

    def _cited_rows(self) -> list[tuple[str, str, Callable[[Mapping[Any, Any]], str]]]:
        """Give the tables whose rows a reader meets by name: table, what a row is, its name."""
        who = dict(zip(self.actors["actor_id"], self.actors["label"], strict=True))
        return [
            ("events", "Event", lambda row: row["title"]),
            ("actors", "Card", lambda row: row["label"]),
            (
                "stakes",
                "Position",
                lambda row: f"{who[row['actor_id']]}: {self.stake_labels[row['stake']]}",
            ),
            (
                "relations",
                "Relation",
                lambda row: f"{who[row['actor_id']]} and {who[row['other_id']]}",
            ),
            ("routes", "Line on a map", lambda row: row["name"]),
            ("zones", "Zone", lambda row: row["name"]),
            ("glossary", "Key term", lambda row: row["term"]),
        ]

    def citations(self, source_ids: Iterable[str]) -> list[str]:
        """Give the citation of each source; those that were not out yet are named as later."""
        ids, words = (cells_of(self.sources[name]) for name in ("source_id", "citation"))
        known = dict(zip(ids, words, strict=True))
        return [str(known[one if one in known else LATER]) for one in source_ids]

    def __repr__(self) -> str:
        """Name the lesson and its time."""
        return f"Lesson({self.title!r}, {iso(self.start)} to {iso(self.end)})"

    def extent(self, extent_id: str) -> Extent:
        """Give a map window by its id."""
        return self.extents[known_id(extent_id, self.extents, "map window")]

    def basemap(self, extent_id: str) -> Path:
        """Give the folder with the ground of a map window."""
        return self.folder / "basemap" / self.extent(extent_id).basemap

    def kind(self, of: str, word: str) -> Kind:
        """Give a kind of places, zones, routes, events, sources or reports by its word.

        Parameters
        ----------
        of : str
            ``"place"``, ``"zone"``, ``"route"``, ``"event"``, ``"source"`` or ``"report"``.
        word : str
            As in the column `kind`. One that `lesson.toml` says nothing of has its word as label.
        """
        return self.kinds.get((of, word)) or Kind.plain(word, of)

    def needed(self, table: str, by: str) -> None:
        """Refuse what a lesson cannot show because it does without a table.

        Parameters
        ----------
        table : str
            Its name, such as ``"actors"``.
        by : str
            What needs it, for the error.

        Raises
        ------
        LessonError
            If the table has no row. One of a lesson as of a day may have none yet.
        """
        if self.known_by is None and getattr(self, table).empty:
            raise LessonError(
                f"{by}: the lesson has no row in the table {table}, expected some. "
                "Write it as docs/data.md says, or take this out."
            )

    def place(self, place_id: str) -> pd.Series:
        """Give the row of a place; its `geometry` is a point (lon, lat)."""
        return _row(self.places, "place_id", place_id, "place")

    def actor(self, actor_id: str) -> pd.Series:
        """Give the row of an actor."""
        return _row(self.actors, "actor_id", actor_id, "actor")

    def source(self, source_id: str) -> pd.Series:
        """Give the row of a source."""
        return _row(self.sources, "source_id", source_id, "source")


def _row(frame: pd.DataFrame, column: str, wanted: str, what: str) -> pd.Series:
    ids = cells_of(frame[column])
    return frame.iloc[ids.index(known_id(wanted, ids, what))]


def chosen(given: Sequence[str] | str | None, known: Iterable[str], what: str) -> list[str]:
    """Give the ids that a caller chose, all of them if it chose none; each only once.

    Raises
    ------
    LessonError
        If an id is not known, or the list is empty.
    """
    ids = list(known)
    if given is None:
        return ids
    if not isinstance(given, Iterable):
        raise LessonError(f"Got {given!r}, expected ids of {what}s. Write them as a list.")
    wanted = [given] if isinstance(given, str) else list(given)
    for one in wanted:
        known_id(one, ids, what)
    if not wanted:
        raise LessonError(f"Got no {what}, expected at least one. Leave the list out for all.")
    return list(dict.fromkeys(wanted))


def actors_of(lesson: LessonData, given: Sequence[str] | str | None) -> list[str]:
    """Give the ids of actors that a caller chose; a group stands for all of its actors.

    Raises
    ------
    LessonError
        If an id is neither that of an actor nor that of a group, or the list is empty.
    """
    groups, actors = lesson.actor_groups, list(lesson.actors["actor_id"])
    if given is None:
        return actors
    ids = chosen(given, [*actors, *groups], "actor")
    return list(
        dict.fromkeys(a for one in ids for a in (groups[one].actors if one in groups else [one]))
    )


def ground_files(lesson: LessonData, extent_id: str) -> list[Path]:
    """Give every file that the ground of a map window may be drawn from, in one order."""
    folder = lesson.basemap(extent_id)
    beside = (path for path in folder.parent.glob("*") if path.is_file())
    return [*sorted(folder.glob("*")), *sorted(beside)]


def day_of(lesson: LessonData, day: Any) -> Day:
    """Check a day that a caller chose against the lesson's own.

    Raises
    ------
    LessonError
        If it is no day, or none of the lesson.
    """
    wanted = as_day(day, "day", unit=lesson.unit)
    if not lesson.start <= wanted <= lesson.end:
        raise LessonError(
            f"day: got {iso(wanted)}, expected a day of the lesson, {_time_of(lesson)}."
        )
    return wanted


def days_of(lesson: LessonData, days: Any) -> tuple[Day, Day]:
    """Check the first and the last day that a caller chose against the lesson's own.

    Raises
    ------
    LessonError
        If they are not two days, in order, of the lesson.
    """
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise LessonError(f"days: got {days!r}, expected two days, the first and the last.")
    first = as_day(days[0], "days", unit=lesson.unit, first=True)
    last = as_day(days[1], "days", unit=lesson.unit)
    if last < first:
        raise LessonError(f"days: got {iso(first)} to {iso(last)}, expected the earlier day first.")
    if not lesson.start <= first <= last <= lesson.end:
        raise LessonError(
            f"days: got {iso(first)} to {iso(last)}, expected days of the lesson, "
            f"{_time_of(lesson)}."
        )
    return first, last


def _time_of(lesson: LessonData) -> str:
    return f"{iso(lesson.start)} to {iso(lesson.end)}"


def cited(lesson: LessonData, source_ids: Iterable[str]) -> list[dict[Any, Any]]:
    """Give the rows of sources, in the order of their ids."""
    if lesson not in _SOURCES:
        _SOURCES[lesson] = {row["source_id"]: row for row in rows_of(lesson.sources)}
    rows = _SOURCES[lesson]
    return [dict(rows[known_id(one, rows, "source")]) for one in source_ids]


_SOURCES: WeakKeyDictionary[LessonData, dict[str, dict[Any, Any]]] = WeakKeyDictionary()
