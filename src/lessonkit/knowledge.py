"""What was known by a day: the one place where that is decided.

A report of October that a town was taken says that somebody held it in June, but a reader of June
did not have it. So a lesson as of a day keeps the row, and says only that its source is later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from lessonkit.dating import vague_span

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


def _said_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    # What somebody said was there once all that it was read in was out.
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
    "stakes": _said_by,
    "shares": _said_by,
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
