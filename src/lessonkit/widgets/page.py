"""The page of a map: what the browser gets of it, from the shelf or made anew."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, NamedTuple

import pandas as pd

from lessonkit.days import Day, iso
from lessonkit.errors import LessonError, drawing
from lessonkit.lesson import LessonData, day_of, days_of, ground_files
from lessonkit.maps.layers import Layer
from lessonkit.shelf import key_of, made
from lessonkit.tables.entries import MapSpec
from lessonkit.widgets.state import MapOnPage


class Page(NamedTuple):
    """What the page gets of a map: words and numbers, the drawing, ids of layers that are on."""

    spec: MapOnPage
    svg: str
    visible: list[str]


def page_of(
    lesson: LessonData, described: MapSpec, add: Sequence[Layer] = (), evidence: bool = True
) -> Page:
    """Give what the page gets of a map, from the shelf if an earlier session made the same.

    Parameters
    ----------
    lesson : LessonData
    described : MapSpec
    add : sequence of Layer
        Layers besides those of the lesson.
    evidence : bool
        Whether it has what its marks rest on, if the lesson has reports and sides.

    Raises
    ------
    LessonError
        If the lesson has no such window, layer, place or day.
    """
    key = key_for("page", lesson, described.extent, described, list(add), evidence)

    def draw() -> Page:
        # What draws takes longer to import than all else, and what lies on the shelf needs none.
        from lessonkit.widgets.drawing import drawn_page

        return drawn_page(lesson, described, add, evidence)

    return made(key, draw)


def drawing_map(described: MapSpec) -> AbstractContextManager[None]:
    """Name a map, and what may help, in an error that nobody foresaw. See `errors.drawing`."""
    where = f"[[maps]] {described.id}" if described.id else "the map"
    remedy = (
        f"Take one layer after the other out of layers of {where} until it is drawn, or give it "
        "another extent. Please report it, too."
    )
    return drawing(f"The map {described.id or described.title}", remedy)


def key_for(kind: str, lesson: LessonData, extent: str, *told: object) -> str:
    """Give the key of what is drawn of a lesson in one of its windows, and of what else is told."""
    content = pickle.dumps([_held(lesson), *told], protocol=5)
    return key_of(kind, ground_files(lesson, extent), hashlib.sha256(content).hexdigest())


def _held(lesson: LessonData) -> dict[str, Any]:
    """Give all that a lesson holds now, so that a map follows a table that a cell has changed.

    Of a table its columns: how pandas keeps them together changes when they are only looked at.
    What lies in another folder is the same lesson.
    """
    held = {one.name: getattr(lesson, one.name) for one in fields(LessonData)}
    return {
        name: {key: column.to_numpy() for key, column in value.items()}
        if isinstance(value, pd.DataFrame)
        else value
        for name, value in held.items()
        if name != "folder"
    }


def has_clock(lesson: LessonData, described: MapSpec) -> bool:
    """Say whether a map has a second clock: it has days and may have one, and there are reports."""
    return described.evidence and bool(described.days) and not lesson.reports.empty


def range_of(lesson: LessonData, described: MapSpec) -> tuple[Day | None, Day | None, Day | None]:
    """Return first and last day of a map and that shown at first, checked against the lesson's."""
    if not described.days:
        day = None if described.day is None else day_of(lesson, described.day)
        return day, day, day
    first, last = days_of(lesson, described.days)
    if described.day is not None and not first <= described.day <= last:
        raise LessonError(
            f"day: got {iso(described.day)}, expected a day from {iso(first)} to {iso(last)}."
        )
    return first, last, first if described.day is None else described.day
