"""A lesson: its settings, its checked tables, and what of them was known by a day.

A report of October that a town was taken says that somebody held it in June, but a reader of June
did not have it. So a lesson as of a day keeps the row, and says only that its source is later.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from lessonkit.check.read import Loaded, load
from lessonkit.errors import DataError, LessonError, suggest
from lessonkit.exercises import solution
from lessonkit.tables.entries import Extent, Holder, LayerSpec, Sheet
from lessonkit.tables.settings import FILE
from lessonkit.words import as_day, linked, vague_span

LATER = "later-source"  # the one id under which all sources of later days go
# What such a source hides: each would tell when somebody wrote, who, or what.
_HIDDEN = ("publisher", "stance", "url", "read")
# Works without a day of publication, which say nothing about the days of a lesson.
_TIMELESS = ("dataset", "reference", "editors")


def was_out(source: Mapping[Any, Any], day: dt.date) -> bool:
    """Tell whether a source was out by a day.

    A vague date counts only when its whole span has passed: "June 2017" was out by 30 June. A
    source without a date is taken for later, unless it is a dataset, a work of reference or what
    the makers of the lesson know themselves.

    >>> june = {"date": "2017-06", "kind": "agency"}
    >>> was_out(june, dt.date(2017, 6, 7)), was_out(june, dt.date(2017, 6, 30))
    (False, True)
    """
    if source["kind"] == "editors":
        return True
    span = vague_span(source["date"])
    return span[1] <= day.isoformat() if span else source["kind"] in _TIMELESS


def tables_by(
    tables: Mapping[str, pd.DataFrame], day: dt.date, later_source: str
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
    rows = zip(sources["source_id"], sources.to_dict("records"), strict=True)
    out = frozenset(str(one) for one, row in rows if one != LATER and was_out(row, day))
    known = {name: _cite(frame, out) for name, frame in tables.items()}
    known["sources"] = _sources_by(sources, out, later_source)
    for name, narrow in _NARROW.items():
        known[name] = narrow(known[name], pd.Timestamp(day))
    events = set(known["events"]["event_id"])
    known["claims"] = _claims_by(known["claims"], events)
    return known


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
        "kind": "reference",
        "accessed": pd.NaT,
        **dict.fromkeys(_HIDDEN, ""),
        "publisher": words,
    }
    later = pd.DataFrame([row]).astype(sources.dtypes.to_dict())
    return pd.concat([kept, later[list(sources.columns)]], ignore_index=True)


# ---- One rule for each table that time changes ---------------------------------------------------

_Narrow = Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]


def _events_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Keep what had begun; an end that came later is open."""
    kept = frame[~(frame["start"] > day)]
    return kept.assign(end=kept["end"].where(~(kept["end"] > day)))


def _states_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Keep what had begun; what still held on the day has no end, for nobody knew its last day."""
    kept = frame[~(frame["start"] > day)]
    return kept.assign(end=kept["end"].where(kept["end"] < day))


def _control_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    # How we know may be told by what was found later.
    return _states_by(frame, day).assign(note="")


def _routes_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    # The line of an advance shows how far it went, which nobody knew before its last day.
    made = frame["kind"] == "advance"
    kept = pd.concat([frame[made & ~(frame["end"] > day)], _states_by(frame[~made], day)])
    return kept.loc[[one for one in frame.index if one in kept.index]]


def _actors_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return frame.assign(later="")


def _stakes_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    # A position is what somebody said: it was there once all that it was read in was out.
    return frame[frame["source_ids"].map(lambda ids: LATER not in ids).astype(bool)]


def _figures_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    ends = frame["date"].map(lambda text: (vague_span(text) or ["", "9999"])[1])
    return frame[ends <= f"{day:%Y-%m-%d}"]


_NARROW: dict[str, _Narrow] = {
    "events": _events_by,
    "control": _control_by,
    "zones": _states_by,
    "routes": _routes_by,
    "actors": _actors_by,
    "actor_relations": _states_by,
    "stakes": _stakes_by,
    "figures": _figures_by,
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


__all__ = ["Extent", "Holder", "LayerSpec", "Lesson", "Sheet"]


class Lesson:
    """A lesson folder, read and checked.

    Ids are ordinary columns of the tables. Empty text is ``""``, an open date is NaT, a number
    that is not given is NaN; cells with several ids are tuples of text, `paragraphs` tuples of
    int. The tables are those of `docs/data.md`.

    Parameters
    ----------
    folder : path
        The folder with `lesson.toml`, or the one above it that holds `data/`.

    Attributes
    ----------
    title, question, id, version, language, country, equal_area_crs : str
    start, end : datetime.date
        First and last day, both inclusive.
    notebooks : tuple of str
    binder : str
        Address of the lesson on Binder, or empty.
    extents, holders : dict of id to Extent, Holder
    phases, stake_labels : dict of id to label
    layers : list of LayerSpec
    sheets : list of Sheet
        The map sheets of the handout; none if the lesson declares none.
    report_day : datetime.date or None
        Day of the article, if the lesson names it: what came later stands apart in the handout.
    known_by : datetime.date or None
        The last day of which the lesson knows, if it was made with `as_of`; None knows all.
    later_source : str
        How a lesson made with `as_of` cites a source of a later day.
    credits : str
        Whose work the lesson rests on and under which licences, in words; may be empty.
    places, events, zones, routes : GeoDataFrame
        In EPSG:4326 (lon, lat). An event that cannot be drawn has no geometry.
    control, claims, actors, stakes, actor_relations, sources : DataFrame
    glossary, figures : DataFrame
        Without a row if the lesson does without the file. `number` says a figure in words:
        ``"at least 70,000 to 80,000"``.
    country_shape : shapely geometry or None
        Outline of the lesson's country, from the base map.

    Raises
    ------
    DataError
        With every fault of every file, if there is one.
    LessonError
        If the folder holds no lesson.
    """

    def __init__(self, folder: str | Path) -> None:
        loaded = load(folder)
        if loaded.faults:
            raise DataError(loaded.faults)
        self.folder = loaded.folder
        self._take_settings(loaded)
        self._loaded = loaded
        self._take_tables(loaded)
        self.country_shape: BaseGeometry | None = loaded.outlines.get(self.country)

    def _take_settings(self, loaded: Loaded) -> None:
        lesson, lists = loaded.settings.lesson, loaded.settings.lists
        self.id: str = lesson["id"]
        self.version: str = lesson["version"]
        self.title: str = lesson["title"]
        self.question: str = lesson["question"]
        self.language: str = lesson["language"]
        self.start: date = lesson["start"]
        self.end: date = lesson["end"]
        self.country: str = lesson["country"]
        self.equal_area_crs: str = lesson["equal_area_crs"]
        self.binder: str = lesson.get("binder", "")
        self.notebooks: tuple[str, ...] = lesson["notebooks"]
        self.extents = {extent.id: extent for extent in loaded.settings.extents()}
        self.holders = {entry["id"]: Holder(**entry) for entry in lists["holders"]}
        self.phases: dict[str, str] = {e["id"]: e["label"] for e in lists["phases"]}
        self.stake_labels: dict[str, str] = {e["id"]: e["label"] for e in lists["stakes"]}
        self.layers = [LayerSpec(**entry) for entry in lists["layers"]]
        self.sheets = [Sheet(**entry) for entry in lists["sheets"]]
        self.report_day: date | None = lesson.get("report_day")
        self.later_source: str = lesson.get("later_source", "a later source")
        self.known_by: date | None = None
        self.credits: str = lesson.get("credits", "")

    def _take_tables(self, loaded: Loaded) -> None:
        tables = loaded.tables | {"figures": _with_number(loaded.tables["figures"])}
        self._set_tables(tables)

    def _set_tables(self, tables: Mapping[str, Any]) -> None:
        self.places: gpd.GeoDataFrame = tables["places"]
        self.events: gpd.GeoDataFrame = tables["events"]
        self.zones: gpd.GeoDataFrame = tables["zones"]
        self.routes: gpd.GeoDataFrame = tables["routes"]
        self.control: pd.DataFrame = tables["control"]
        self.claims: pd.DataFrame = tables["claims"]
        self.actors: pd.DataFrame = tables["actors"]
        self.stakes: pd.DataFrame = tables["stakes"]
        self.actor_relations: pd.DataFrame = tables["actor_relations"]
        self.sources: pd.DataFrame = tables["sources"]
        self.glossary: pd.DataFrame = tables["glossary"]
        self.figures: pd.DataFrame = tables["figures"]

    def as_of(self, day: str | date) -> Self:
        """Give the lesson as a reader of a day could have known it.

        What began later is not in it, ends that came later are open, and a later source is named
        only as such. The one rule for what was out by a day stands in `knowledge.was_out`.

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
        last = as_day(day, "as_of")
        if last < self.start:
            raise LessonError(
                f"as_of: got {last}, expected a day of the lesson or a later one: "
                f"it begins on {self.start}."
            )
        last = min(last, self.known_by or last)  # who knows less cannot learn more
        known = copy.copy(self)
        tables = {name: getattr(self, name) for name in self._loaded.tables}
        known._set_tables(tables_by(tables, last, self.later_source))
        known.known_by, known.end = last, min(self.end, last)
        out = frozenset(known.sources["source_id"])
        known.layers = [
            replace(one, source_ids=names_by(one.source_ids, out)) for one in self.layers
        ]
        return known

    def citations(self, source_ids: Iterable[str]) -> list[str]:
        """Give the citation of each source; those that were not out yet are named as later."""
        known = self.sources.set_index("source_id")["citation"]
        return [str(known[one if one in known.index else LATER]) for one in source_ids]

    @cached_property
    def exercises(self) -> dict[str, dict[str, Any]]:
        """The exercises by id, sealed: what a page may know of each, no answer in plain text."""
        if self._loaded.sealed is not None:
            return {one["id"]: one for one in self._loaded.sealed}
        data = self._loaded.data
        return {one.id: solution.sealed(one, data) for one in self._loaded.exercises}

    @cached_property
    def answer_key(self) -> dict[str, solution.Answer]:
        """The answers by id of exercise, for instructors; none in a copy for students."""
        data = self._loaded.data
        return {one.id: solution.answer_of(one, data) for one in self._loaded.exercises}

    @classmethod
    def find(cls, start: str | Path | None = None) -> Self:
        """Open the lesson of this folder, or of the nearest folder above it.

        Parameters
        ----------
        start : path, optional
            Where to begin, the current folder if not given.

        Raises
        ------
        LessonError
            If no folder on the way up holds `lesson.toml` or `data/lesson.toml`.
        """
        begin = Path.cwd() if start is None else Path(start)
        for folder in (begin.resolve(), *begin.resolve().parents):
            if (folder / FILE).is_file() or (folder / "data" / FILE).is_file():
                return cls(folder)
        raise LessonError(
            f"No {FILE} and no data/{FILE} in {begin} or in any folder above it. "
            "Open the notebook inside the folder of the lesson."
        )

    def __repr__(self) -> str:
        """Name the lesson and its time."""
        return f"Lesson({self.title!r}, {self.start} to {self.end})"

    def extent(self, extent_id: str) -> Extent:
        """Give a map window by its id."""
        return self.extents[_known(extent_id, self.extents, "map window")]

    def basemap(self, extent_id: str) -> Path:
        """Give the folder with the ground of a map window."""
        return self.folder / "basemap" / self.extent(extent_id).basemap

    def place(self, place_id: str) -> pd.Series:
        """Give the row of a place; its `geometry` is a point (lon, lat)."""
        return _row(self.places, "place_id", place_id, "place")

    def actor(self, actor_id: str) -> pd.Series:
        """Give the row of an actor."""
        return _row(self.actors, "actor_id", actor_id, "actor")

    def source(self, source_id: str) -> pd.Series:
        """Give the row of a source."""
        return _row(self.sources, "source_id", source_id, "source")


def _with_number(figures: pd.DataFrame) -> pd.DataFrame:
    words = [
        f"{bound} {low:,.12g}".strip() + (f" to {high:,.12g}" if high > low else "")
        for bound, low, high in zip(figures["bound"], figures["low"], figures["high"], strict=True)
    ]
    return figures.assign(number=pd.Series(words, index=figures.index, dtype=str))


def _row(frame: pd.DataFrame, column: str, wanted: str, what: str) -> pd.Series:
    return frame[frame[column] == _known(wanted, frame[column], what)].iloc[0]


def _known(wanted: str, ids: Iterable[str], what: str) -> str:
    known = list(ids)
    if wanted not in known:
        near = suggest(str(wanted), known, f"The ids are: {', '.join(known)}.")
        raise LessonError(f"There is no {what} {wanted!r}. {near}")
    return wanted


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
        if one not in ids:
            near = suggest(str(one), ids, f"The ids are: {', '.join(ids)}.")
            raise LessonError(f"There is no {what} {one!r}. {near}")
    if not wanted:
        raise LessonError(f"Got no {what}, expected at least one. Leave the list out for all.")
    return list(dict.fromkeys(wanted))


def days_of(lesson: Lesson, days: Any) -> tuple[dt.date, dt.date]:
    """Check the first and the last day that a caller chose against the lesson's own.

    Raises
    ------
    LessonError
        If they are not two days, in order, of the lesson.
    """
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise LessonError(f"dates: got {days!r}, expected two days, the first and the last.")
    first, last = (as_day(day, "dates") for day in days)
    if last < first:
        raise LessonError(f"dates: got {first} to {last}, expected the earlier day first.")
    if not lesson.start <= first <= last <= lesson.end:
        raise LessonError(
            f"date: got {first} to {last}, expected days of the lesson, "
            f"{lesson.start} to {lesson.end}."
        )
    return first, last


def cited(lesson: Lesson, source_ids: Iterable[str]) -> list[str]:
    """Give each source as escaped HTML: its citation, linked if it has an address."""
    rows = [lesson.source(one) for one in source_ids]
    return [linked(row["citation"], row["url"]) for row in rows]
