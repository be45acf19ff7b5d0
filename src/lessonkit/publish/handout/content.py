"""What the two files of the handout say: plain values that JSON can hold, and nothing of looks.

On paper an exercise has boxes, lines and tables in place of what the browser shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lessonkit.charts.drawing import draw_chart
from lessonkit.charts.points import Point, chart_of, figures_of
from lessonkit.days import Day, from_cell, iso, on_step
from lessonkit.errors import LessonError
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.kinds.locate import points_of
from lessonkit.exercises.solution import Answer
from lessonkit.lesson import LessonData, written
from lessonkit.publish.handout.sheets import blank_map, sheet_content
from lessonkit.tables.entries import Sheet
from lessonkit.widgets.lists.entries import local_of
from lessonkit.widgets.reports import told_of_events
from lessonkit.words import day_in_words, happened, runs, vague_words

_MOST = 3  # publishers in a line, and how many more


def student_content(lesson: LessonData, titles: Mapping[str, str]) -> dict[str, Any]:
    """Give the content of the handout for students.

    Parameters
    ----------
    lesson : LessonData
    titles : mapping of str to str
        Titles of the notebooks by file name; a notebook without one goes by its name.

    Returns
    -------
    dict
        No answer is in it: exercises come sealed.
    """
    then = lesson if lesson.report_day is None else lesson.as_of(lesson.report_day)
    # What was found later stands beside what was known, so such a sheet is for the end.
    later = [
        _is_later(lesson, sheet.map.day)
        or (lesson.report_day is not None and sheet.known_by is not None)
        for sheet in lesson.sheets
    ]
    sheets = [
        sheet_content(lesson if after else then, sheet, n)
        for n, (sheet, after) in enumerate(zip(lesson.sheets, later, strict=True), 1)
    ]
    known = _charts(then)
    charted = _charted(lesson)
    return _common(lesson) | {
        "answers": False,
        "sheets": [one for one, after in zip(sheets, later, strict=True) if not after],
        "sheets_later": [one for one, after in zip(sheets, later, strict=True) if after],
        "events": _events(then),
        "events_later": _events(lesson, lambda row: _is_later(lesson, from_cell(row["start"]))),
        "claims": [_claim(row) for row in _claim_rows(lesson)],
        "figures": [
            _figure(lesson, row)
            for row in _records(lesson.figures)
            if row["figure_id"] not in charted
        ],
        "charted": len(charted),
        "charts": known,
        "charts_later": [one for one in _charts(lesson) if one not in known],
        "notebooks": _notebooks(lesson, titles, with_answers=False),
    }


def answers_content(lesson: LessonData, titles: Mapping[str, str]) -> dict[str, Any]:
    """Give the content of the file for instructors: claims and exercises with their answers."""
    return _common(lesson) | {
        "answers": True,
        "claims": [
            _claim(row) | {key: row[key] for key in ("kind", "outcome", "outcome_note")}
            for row in _claim_rows(lesson)
        ],
        "notebooks": _notebooks(lesson, titles, with_answers=True),
    }


def _common(lesson: LessonData) -> dict[str, Any]:
    terms = lesson.glossary.set_index("term_id")["definition"]
    kinds = dict.fromkeys(row["kind"] for row in _claim_rows(lesson))
    return {
        "title": lesson.title,
        "question": lesson.question,
        "language": lesson.language,
        "local": local_of(lesson),
        "holder": lesson.words.holder if len(lesson.control) else "",
        "zones": not lesson.zones.empty,
        "speakers": lesson.words.speakers,
        "time_zone": lesson.time_zone if lesson.step == "hour" else "",
        "by_hours": lesson.step == "hour",
        "version": lesson.version,
        "credits": lesson.credits,
        "report_day": "" if lesson.report_day is None else day_in_words(lesson.report_day),
        "sure": str(terms.get("confidence", "")),
        "kinds": [[kind, str(terms.get(kind, ""))] for kind in kinds],
    }


def _is_later(lesson: LessonData, day: Day | None) -> bool:
    return lesson.report_day is not None and day is not None and bool(day > lesson.report_day)


def _notebooks(
    lesson: LessonData, titles: Mapping[str, str], *, with_answers: bool
) -> list[dict[str, Any]]:
    key = lesson.answer_key if with_answers else {}
    tasks = [
        (spec["notebook"], task(spec, lesson, key.get(id_)))
        for id_, spec in lesson.exercises.items()
    ]
    groups = [
        {
            "title": titles.get(name) or Path(name).stem,
            "exercises": [one for notebook, one in tasks if notebook == name],
        }
        for name in lesson.notebooks
    ]
    return [group for group in groups if group["exercises"]]


def _events(
    lesson: LessonData, wanted: Callable[[Mapping[str, Any]], bool] = lambda row: True
) -> list[dict[str, Any]]:
    """Give the events by day, each with all that was said of it."""
    told = told_of_events(lesson)
    rows = (row for row in _by_day(lesson) if wanted(row))
    return [_event(lesson, row) | {"told": _told_on_paper(lesson, told, row)} for row in rows]


def _event(lesson: LessonData, row: Mapping[str, Any]) -> dict[str, Any]:
    start, end = (written(row, key) for key in ("start", "end"))
    return {
        "id": row["event_id"],
        "day": happened(start, end, row["date_precision"]),
        "title": row["title"],
        "text": row["description"],
        "place": str(lesson.place(row["place_id"])["name_en"]) if row["place_id"] else "",
        "said": _publishers(lesson, row["source_ids"]),
        "sure": row["confidence"],
        "disputed": row["disputed"],
    }


def _told_on_paper(
    lesson: LessonData, told: Mapping[str, list[dict[Any, Any]]], event: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Say who said what of an event on which day, with where it was read if that says more."""
    made = []
    for row in told.get(event["event_id"], ()):
        read = _publishers(lesson, row["source_ids"])
        words = f"{row['told']}. {row['words']}"
        told_by = "" if read == row["by"] or not row["said_by"] else read
        made.append({"day": day_in_words(row["day"]), "words": words, "sources": told_by})
    return made


def _figure(lesson: LessonData, row: Mapping[str, Any]) -> dict[str, str]:
    keys = ("topic", "what", "number", "unit", "said_by", "note")
    return {key: row[key] for key in keys} | {
        "period": vague_words(row["period"]),
        "date": vague_words(row["date"]),
        "sources": _publishers(lesson, row["source_ids"]),
    }


def _charted(lesson: LessonData) -> set[str]:
    """Give the figures that stand in the table of a chart: nobody needs to read them twice."""
    return {row["figure_id"] for spec in lesson.charts.values() for row in figures_of(lesson, spec)}


def _charts(lesson: LessonData) -> list[dict[str, Any]]:
    """Give the charts of which something is known: drawing, words and table."""
    found = []
    for spec in lesson.charts.values():
        try:
            chart = chart_of(lesson, spec)
        except LessonError:
            continue  # no number of it was known by the day of the report
        points = [_point(lesson, point) for point in chart.points]
        found.append(
            {
                **{key: getattr(spec, key) for key in ("title", "subtitle", "alt")},
                "svg": draw_chart(chart).svg,
                "numbered": chart.numbered,
                "points": points,
                "same": _same(points, numbered=chart.numbered),
            }
        )
    return found


def _point(lesson: LessonData, point: Point) -> dict[str, Any]:
    return {
        "name": point.series,
        "value": point.words,
        "when": point.when,
        "who": _who(lesson, point),
        "notes": list(point.notes),
    }


def _same(points: list[dict[str, Any]], *, numbered: bool) -> dict[str, Any]:
    """Give what all rows of a table have: it stands once above them. Of what differs, nothing."""
    first = points[0] if len(points) > 1 else {"notes": []}
    keys = ("when", "who") if numbered else ("name", "when", "who")
    same: dict[str, Any] = {
        key: first[key] for key in keys if all(one[key] == first.get(key) for one in points)
    }
    notes = [one for one in first["notes"] if all(one in other["notes"] for other in points)]
    return {"name": "", "when": "", "who": ""} | same | {"notes": notes}


def _who(lesson: LessonData, point: Point) -> str:
    """Say who states a number, and where it was read, if that is somebody else."""
    read = _publishers(lesson, point.source_ids)
    return ". ".join(dict.fromkeys(filter(None, (point.said_by, read))))


def _publishers(lesson: LessonData, ids: Iterable[str]) -> str:
    """Name the publishers of sources, the first few of them: a column on paper is narrow."""
    # A dict drops the second mention and keeps the order.
    names = list(dict.fromkeys(str(lesson.source(one)["publisher"]) for one in ids))
    more = len(names) - _MOST
    shown = names if more < 2 else [*names[:_MOST], f"and {more} more"]
    return "; ".join(shown)


def _by_day(lesson: LessonData) -> list[dict[str, Any]]:
    return _records(lesson.events.sort_values(["start", "event_id"]))


def _claim_rows(lesson: LessonData) -> list[dict[str, Any]]:
    return _records(lesson.claims.sort_values("paragraph", kind="stable"))


def _claim(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["claim_id"],
        "paragraph": int(row["paragraph"]),
        "speaker": row["asserted_by"],
        "text": row["claim"],
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def task(spec: Mapping[str, Any], lesson: LessonData, answer: Answer | None) -> dict[str, Any]:
    """Give one exercise as the page needs it.

    Parameters
    ----------
    spec : mapping
        The sealed exercise. It holds no answer in plain text, so a page without `answer` cannot.
    lesson : LessonData
        Whose map sheets the page can point to, and which numbers the exercise.
    answer : Answer or None
        With it, the page shows the answer, too.
    """
    made = {
        **{key: spec[key] for key in ("id", "kind", "title", "minutes")},
        "number": lesson.number_of(spec["id"]),
        "screen": spec.get("screen", ""),
        "prompt": runs(spec["prompt"]),
        **KINDS[spec["kind"]].on_paper(spec),
    }
    made["look"] = _look(spec, lesson)
    if wanted := made.pop("map", None):
        made["sheet"] = _sheet_of(wanted, lesson)
        if not made["sheet"]:
            made["screen"] = made["screen"] or _on_screen(wanted)
    if wanted := made.pop("blank", None):
        made["map"] = blank_map(lesson, wanted, points_of(spec) if answer else ())
        made["alt"] = wanted["alt"]
    return made if answer is None else made | {"answer": _told(answer)}


def _look(spec: Mapping[str, Any], lesson: LessonData) -> str:
    """Say at which map a task looks on which day: a sheet, or the map on the screen.

    Where a task asks for no day, or no sheet has its day, the first sheet of the map serves.
    """
    if not (at := spec.get("look_at")):
        return ""
    days = {n: one.map.day for n, one in enumerate(lesson.sheets, 1) if one.map.id == at}
    first = next(iter(days), 0)
    if not (on := spec.get("look_on")):
        return f"Look at map {first}." if first and not spec.get("screen") else ""
    wanted = np.datetime64(on)
    for number, day in days.items():
        if day is not None and day.astype(wanted.dtype) == wanted:
            return f"Look at map {number}."
    said = f"On the screen, look at the map “{lesson.maps[at].title}”: {day_in_words(on)}."
    if not first:
        return said
    step = lesson.step_for(*(lesson.maps[at].days or (None, None)))
    day = days[first]
    shown = "" if day is None else f": {day_in_words(iso(on_step(day, step)))}"
    return f"{said} On paper, map {first} shows another day{shown}."


def _told(answer: Answer) -> dict[str, Any]:
    return asdict(answer) | {
        "model": [part for line in answer.model.split("\n") for part in runs(line) if part],
        "explanation": runs(answer.explanation),
        "criteria": [runs(one) for one in answer.criteria],
        "mistakes": [[runs(what), runs(said)] for what, said in answer.mistakes],
    }


def _on_screen(wanted: Mapping[str, Any]) -> str:
    """Name the map of a task that no sheet shows, with its day."""
    day = f" of {day_in_words(wanted['day'])}" if "day" in wanted else ""
    return f"the map “{wanted['title']}”{day}"


def _sheet_of(wanted: Mapping[str, Any], lesson: LessonData) -> int:
    """Give the number of a sheet that shows what the map of a task shows; 0 if none does."""
    every = {layer.id for layer in lesson.layers}
    ground = {layer.id for layer in lesson.layers if layer.is_ground}
    same = (
        n
        for n, sheet in enumerate(lesson.sheets, 1)
        if sheet.map.extent == wanted["extent"]
        and wanted.get("day", f"{sheet.map.day}") == f"{sheet.map.day}"
        and {*wanted["layers"]} - ground <= {*(sheet.map.layers or every)}
        and _shows(sheet, {*wanted.get("places", ())})
    )
    return next(same, 0)


def _shows(sheet: Sheet, places: set[str]) -> bool:
    """Tell whether a sheet surely shows these places; without any, all that its layers name."""
    if sheet.others and not sheet.kinds:
        return True
    return bool(places) and places <= {*sheet.find}
