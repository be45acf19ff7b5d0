"""The widget of a chart: its drawings, its points in words, and the map beside which it stands."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets
from PIL import Image

from lessonkit.charts.drawing import NARROW, WIDE, bar_names, draw_chart, picture_of
from lessonkit.charts.points import Chart as Drawn
from lessonkit.charts.points import Point, chart_of
from lessonkit.control.known import earliest
from lessonkit.days import EARLIEST, Day, iso
from lessonkit.errors import drawing, known_id
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, days_of_sources
from lessonkit.widgets.base import LessonWidget, is_kept
from lessonkit.widgets.map import Map
from lessonkit.widgets.state import ChartDrawing, ChartOnPage, ChartPoint, StateTrait


class Chart(LessonWidget):
    """A chart with its table. Make one with `Lesson.chart`.

    Attributes
    ----------
    map : Map or None
        The map whose day the chart marks.
    """

    view = traitlets.Unicode("chart").tag(sync=True)
    spec = StateTrait[ChartOnPage]().tag(sync=True)
    map = traitlets.Instance(Map, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, *, drawn: Drawn | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        # Draws the picture for viewers that run nothing; asked for only where outputs are kept.
        self._drawn = drawn

    def _fallback(self) -> tuple[str, str]:
        """Give the picture with its table."""
        picture = ""
        if self._drawn is not None and is_kept():
            with drawing(f"The chart {self._drawn.spec.id}", _REMEDY):
                data = base64.b64encode(_webp(self._drawn)).decode("ascii")
            picture = rendered("html/picture", alt=self.spec["alt"], kind="image/webp", data=data)
        lines = [f"{one['name']}: {one['value']}" for one in self.spec["points"]]
        words = "\n".join([f"Chart: {self.spec['title']}", *lines])
        return words, rendered("widgets/chart", spec=self.spec, picture=picture)


def make_chart(lesson: LessonData, chart_id: str, map: Map | None = None) -> Chart:
    """Draw a chart of `lesson.toml`. See `Lesson.chart`."""
    known = lesson.charts
    spec = known[known_id(chart_id, known, "chart", where="lesson.toml")]
    with drawing(f"The chart {chart_id}", _REMEDY):
        drawn = chart_of(lesson, spec)
        return Chart(spec=chart_spec(lesson, drawn), map=map, drawn=drawn)


_REMEDY = "Leave rows of its table out until it is drawn. Please report it, too."


def chart_spec(lesson: LessonData, chart: Drawn) -> ChartOnPage:
    """Give a chart as the page takes it: drawings, and words without markup."""
    days = days_of_sources(lesson.sources, lesson.unit)
    names = bar_names(chart) if not chart.in_time else [point.series for point in chart.points]
    return {
        "title": chart.spec.title,
        "subtitle": chart.spec.subtitle,
        "alt": chart.spec.alt,
        "numbered": chart.numbered,
        "first": iso(chart.first) if chart.in_time else "",
        "last": iso(chart.last) if chart.in_time else "",
        "drawings": [_drawing(chart, width) for width in (WIDE, NARROW)],
        "points": [_point(lesson, *one, days) for one in zip(names, chart.points, strict=True)],
    }


def _drawing(chart: Drawn, width: float) -> ChartDrawing:
    made = draw_chart(chart, width)
    return {"width": made.width, "height": made.height, "svg": made.svg, "axis": list(made.axis)}


def _point(lesson: LessonData, name: str, point: Point, days: Mapping[str, Day]) -> ChartPoint:
    known = earliest(point.source_ids, days)
    return {
        "name": name,
        "value": point.words,
        "when": point.when,
        "start": iso(point.start),
        "end": iso(point.end),
        "said_by": point.said_by,
        "note": point.note,
        "sources": lesson.citations(point.source_ids),
        "known": "" if known == EARLIEST else iso(known),
    }


def _webp(chart: Drawn) -> bytes:
    page, file = io.BytesIO(), io.BytesIO()
    picture_of(chart, chart.spec.title).savefig(page, format="png", dpi=108)
    Image.open(page).convert("RGB").save(file, "WEBP", quality=60, method=6)
    return file.getvalue()
