"""What if: how long a way could take, by assumptions that the reader changes."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from lessonkit.dating import as_day, day_in_words
from lessonkit.errors import LessonError, fault
from lessonkit.estimates import checked_assumption, span_of, verdicts
from lessonkit.geodesy import to_miles
from lessonkit.lesson import Lesson
from lessonkit.ways import measured_ways
from lessonkit.widgets.home import LessonWidget
from lessonkit.widgets.map import StateError


class WhatIf(LessonWidget):
    """An estimate of how long ways could take. Make one with `Lesson.what_if`.

    Attributes
    ----------
    assumptions : list of dict
        For each way `km_a_day` and `days_lost`, the low and the high number, and `start`, the
        earliest and the latest day as ISO text.
    revealed : bool
        Whether the known dates are shown.
    """

    view = traitlets.Unicode("whatif").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    assumptions: traitlets.List[Any] = traitlets.List().tag(sync=True)
    revealed = traitlets.Bool().tag(sync=True)

    @traitlets.validate("assumptions")
    def _check_assumptions(self, proposal: Any) -> list[dict[str, Any]]:
        given, ways = proposal["value"], self.spec.get("ways", ())
        if len(given) != len(ways):
            raise StateError(f"assumptions: got {len(given)}, expected {len(ways)}, one a way.")
        try:
            return [checked_assumption(one, f"assumptions[{n}]") for n, one in enumerate(given)]
        except LessonError as error:
            # As a TraitError it leaves the old value in place.
            raise StateError(str(error)) from None

    def _fallback(self) -> tuple[str, str]:
        """Give the estimate."""
        lines = [*self._said(), *self._left_out()]
        return "\n".join([self.spec["title"], *lines]), self._html()

    def _said(self) -> list[str]:
        """Say what the assumptions give for each way, and what that tells about the order."""
        spans, lines = [], []
        for way, assumption in zip(self.spec["ways"], self.assumptions, strict=True):
            span = span_of(way["km"], assumption)
            spans.append((way["label"], way["to"], span))
            lines.append(f"{way['label']}: {_sentence(way, assumption, span)} {_lengths(way)}")
        return [*lines, *verdicts(spans)]

    def _left_out(self) -> list[str]:
        return [f"The estimate leaves out: {'; '.join(self.spec['leaves_out'])}."]

    def _html(self) -> str:
        said = "".join(f"<li>{html.escape(line)}</li>" for line in self._said())
        left = "".join(f"<p>{html.escape(line)}</p>" for line in self._left_out())
        head = f"<p><b>{html.escape(self.spec['title'])}</b></p>"
        return f"{head}<p>{html.escape(self.spec['subtitle'])}</p><ul>{said}</ul>{left}"


def what_if(
    lesson: Lesson,
    ways: Sequence[Mapping[str, Any]],
    *,
    leaves_out: Sequence[str],
    title: str,
    subtitle: str = "",
    assume: Mapping[str, Any] | None = None,
    known: Sequence[Mapping[str, Any]] = (),
) -> WhatIf:
    """Let readers estimate when each of some ways could end, and see what an estimate cannot say.

    Parameters
    ----------
    lesson : Lesson
    ways : sequence of mapping
        Of each way: `label`; `who`, the id of a holder or an actor; `from` and `to`, ids of
        places; `road`, if wanted, the id of a route or the ids of the places on the way;
        `assume`, if not common to all, which goes before the common one.
    leaves_out : sequence of str
        What the estimate says nothing about. It cannot be empty.
    title : str
        What is asked, in a sentence.
    subtitle : str, optional
    assume : mapping, optional
        What is assumed at first for all ways: `km_a_day` and `days_lost`, each the low and the
        high number; `start`, the earliest and the latest day.
    known : sequence of mapping, optional
        What happened, shown only when asked for: `label`, `date`, `source_ids`.

    Raises
    ------
    LessonError
        For a way that lacks something, an unknown id, assumptions that are no ranges, nothing left
        out, an empty title, or a known date without a source.
    """
    if not isinstance(title, str) or not title.strip():
        raise LessonError("title: got nothing. Say what is estimated: readers need it.")
    measured = measured_ways(lesson, ways, assume)
    defaults = [way.pop("assume") for way in measured]
    spec = {
        "title": title,
        "subtitle": subtitle,
        "ways": measured,
        "defaults": defaults,
        "leaves_out": _listed(leaves_out),
        "known": [_known(lesson, one, n) for n, one in enumerate(known)],
    }
    return WhatIf(spec=spec, assumptions=defaults)


def _listed(leaves_out: Any) -> list[str]:
    texts = [] if isinstance(leaves_out, str) else list(leaves_out or ())
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        expected = "a list of what the estimate leaves out, at least one"
        remedy = "No sum of km and days knows everything: say what it does not know."
        raise fault("what_if()", "leaves_out", repr(leaves_out), expected, remedy)
    return texts


def _known(lesson: Lesson, given: Any, n: int) -> dict[str, Any]:
    where, keys = f"what_if(), known[{n}]", {"label", "date", "source_ids"}
    if not isinstance(given, Mapping) or set(given) != keys:
        got = ", ".join(map(str, given)) if isinstance(given, Mapping) else repr(given)
        raise fault(where, None, got, ", ".join(sorted(keys)), "")
    ids = given["source_ids"]
    if isinstance(ids, str) or not list(ids):
        raise fault(where, "source_ids", repr(ids), "a list of ids, at least one", "Who says so?")
    if not isinstance(given["label"], str) or not given["label"].strip():
        raise fault(where, "label", repr(given["label"]), "text", "Say what happened.")
    return {
        "label": given["label"],
        "date": as_day(given["date"], where, "date").isoformat(),
        "sources": [str(lesson.source(one).citation) for one in ids],
    }


def _sentence(way: Mapping[str, Any], assumption: Mapping[str, Any], span: Any) -> str:
    """Say what `estimate.js` says."""
    start = [dt.date.fromisoformat(day) for day in assumption["start"]]
    road = "in a straight line" if way["road_km"] is None else "along the schematic road"
    return (
        f"at {way['to']} {_between(*span)}, if the start is {_between(*start)}, "
        f"the way is {_in_km(way['km'])} {road} at {_range(assumption['km_a_day'])} km a day, "
        f"and {_range(assumption['days_lost'])} days are lost on the way."
    )


def _lengths(way: Mapping[str, Any]) -> str:
    road = f" Schematic road ({way['road']}): {_in_km(way['road_km'])}." if way["road_km"] else ""
    return f"Straight line: {_in_km(way['straight_km'])}.{road}"


def _between(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"on {day_in_words(first)}"
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"between {first.day}{month}{year} and {day_in_words(last)}"


def _range(pair: Sequence[float]) -> str:
    low, high = (f"{round(number, 2):g}" for number in pair)
    return low if low == high else f"{low} to {high}"


def _in_km(km: float) -> str:
    return f"{km:.0f} km ({to_miles(km):.0f} miles)"
