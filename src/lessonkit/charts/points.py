"""What a chart shows: numbers with their days and their sources, in the order of their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonkit.days import EARLIEST, Day, from_cell, iso, span
from lessonkit.errors import LessonError
from lessonkit.lesson import LessonData, rows_of, written
from lessonkit.tables.entries import ChartSpec, Measure
from lessonkit.words import between, interval, vague_words, with_unit


@dataclass(frozen=True)
class Point:
    """One number, or a range of them.

    `series` is of whom or of what it is, `words` what was stated, with its unit; `bound` says which
    way it is open: ``"up"`` for at least so many, or empty. `value` is the number that stands for a
    range, as on a map; where it is None it is the middle. `notes` are what else is told, in parts,
    for others may have the same. `start` and `end` are the first and the last day that it counts,
    None where open; `when` has them in words. `source_ids` are ids.
    """

    series: str
    low: float
    high: float
    words: str
    when: str
    start: Day | None = None
    end: Day | None = None
    bound: str = ""
    said_by: str = ""
    notes: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    value: float | None = None

    @property
    def middle(self) -> float:
        """The number that stands for the range."""
        return (self.low + self.high) / 2 if self.value is None else self.value

    @property
    def note(self) -> str:
        """What else is told, as one text."""
        *before, last = self.notes or ("",)
        return " ".join([*(one if one.endswith(".") else f"{one}." for one in before), last])

    @property
    def reach(self) -> list[list[float]]:
        """How far the range goes down and up from there, as Matplotlib takes it."""
        return [[self.middle - self.low], [self.high - self.middle]]


@dataclass(frozen=True)
class Chart:
    """A chart as it is drawn: its words, its unit, its points, and the days that it has room for.

    `joined` says whether points of one series follow each other, as values of one zone do. Figures
    do so only where the lesson says it: each speaker may count in another way.
    """

    spec: ChartSpec
    unit: str
    points: tuple[Point, ...]
    first: Day
    last: Day
    joined: bool

    @property
    def in_time(self) -> bool:
        """Whether it has an axis of days."""
        return self.spec.kind == "line"

    @property
    def numbered(self) -> bool:
        """Whether its points have numbers in the place of names, which stand below it."""
        return self.in_time and not self.joined

    @property
    def series(self) -> list[str]:
        """The names of the series, in the order of their first points."""
        return list(dict.fromkeys(point.series for point in self.points))


def chart_of(lesson: LessonData, spec: ChartSpec) -> Chart:
    """Collect the points of a chart.

    Raises
    ------
    LessonError
        If the lesson has no number for it, such as one that is known only by a later day.
    """
    measure = lesson.measures.get(spec.measure)
    points = tuple(_of_measure(lesson, spec, measure) if measure else _of_figures(lesson, spec))
    if spec.tied:
        points = tuple(sorted(points, key=lambda one: EARLIEST if one.start is None else one.start))
    if not points:
        known = "" if lesson.known_by is None else f" by {iso(lesson.known_by)}"
        raise LessonError(f"chart: {spec.id!r} has nothing to show: no number is known{known}.")
    unit = measure.unit if measure else str(figures_of(lesson, spec)[0]["unit"])
    first, last = _ends(lesson, points, bool(measure))
    return Chart(spec, unit, points, first, last, joined=measure is not None or spec.tied)


def _ends(lesson: LessonData, points: Sequence[Point], of_measure: bool) -> tuple[Day, Day]:
    """Return the ends of the axis: those of the lesson, or of its own points.

    Figures have their own days. So have values by the hour, for a night is a small part of a
    lesson; a value without a begin or an end goes to the edge of the lesson.
    """
    days = [day for point in points for day in (point.start, point.end) if day is not None]
    if days and not of_measure:
        return min(days), max(days)
    whole = [lesson.start, lesson.end]
    is_open = any(point.start is None or point.end is None for point in points)
    every = [*days, *([] if days and lesson.unit == "m" and not is_open else whole)]
    return min(every), max(every)


def _of_measure(lesson: LessonData, spec: ChartSpec, measure: Measure) -> Iterator[Point]:
    table, key, name = ("zones", "id", "name") if measure.of == "zones" else _PLACES
    frame = getattr(lesson, table)
    names = dict(zip(frame[key], frame[name], strict=True))
    if measure.of == "zones":  # as on the map, where the name is short, if no two are called so
        short = dict(zip(frame["id"], frame["map_name"], strict=True))
        counts = Counter(short.values())
        names |= {one: said for one, said in short.items() if said and counts[said] == 1}
    rows = lesson.values[(lesson.values["measure"] == measure.id) & lesson.values["value"].notna()]
    wanted = list(dict.fromkeys(rows["of_id"])) if spec.of is None else spec.of
    ordered = sorted(rows_of(rows), key=_begin)
    for one in wanted:
        for row in ordered:
            if row["of_id"] == one:
                yield _value(row, names[one], lesson.unit)


OPEN = ("at least", "more than")
"""What stands before a number that may be larger."""
_PLACES = ("places", "place_id", "name_en")


def _begin(row: Mapping[Any, Any]) -> Day:
    start = from_cell(row["start"])
    return EARLIEST if start is None else start


def _value(row: Mapping[Any, Any], name: str, unit: str) -> Point:
    first, last = written(row, "start"), written(row, "end")
    days = between(first, last) if first and last else interval(first or None, last or None)
    sure = f"Confidence: {row['confidence']}." if row["confidence"] else ""
    is_range = row["low"] < row["high"]
    low, high = (float(row[one if is_range else "value"]) for one in ("low", "high"))
    return Point(
        name,
        low,
        high,
        row["number"],
        days[:1].upper() + days[1:],
        from_cell(row["start"], unit),
        from_cell(row["end"], unit),
        bound="up" if row["bound"] in OPEN else "",
        notes=tuple(filter(None, (row["note"], sure))),
        source_ids=tuple(row["source_ids"]),
        value=float(row["value"]),
    )


def figures_of(lesson: LessonData, spec: ChartSpec) -> list[dict[Any, Any]]:
    """Give the rows of `figures.csv` that a chart shows, in the sequence of its list."""
    rows = rows_of(lesson.figures)
    known = {row["figure_id"]: row for row in rows}
    named = [known[one] for one in spec.figures if one in known]
    return named + [row for topic in spec.topics for row in rows if row["topic"] == topic]


def _of_figures(lesson: LessonData, spec: ChartSpec) -> Iterator[Point]:
    rows = figures_of(lesson, spec)
    several = len({row["said_by"] for row in rows}) > 1
    for row in rows:
        speaker = f", {row['said_by']}" if several else ""
        found = span(row["period"], lesson.unit)
        said = f"said {vague_words(row['date'])}" if row["date"] else ""
        yield Point(
            f"{row['topic']}{speaker}" if spec.tied else row["what"],
            row["low"],
            row["high"],
            with_unit(row["number"], row["unit"]),
            vague_words(row["period"]) or said[:1].upper() + said[1:],
            found and found.first,
            found and found.last,
            "up" if row["bound"] in OPEN else "",
            row["said_by"],
            tuple(filter(None, (row["what"] if spec.tied else "", row["note"]))),
            tuple(row["source_ids"]),
        )
