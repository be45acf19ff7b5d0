"""Charts of figures and of values: their points, how they are drawn, and what a reader is told."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.textpath import TextPath

from lessonkit.charts.drawing import (
    _BESIDE,
    _SIZE,
    NARROW,
    WIDE,
    _wide,
    _wrapped,
    draw_chart,
    time_ticks,
)
from lessonkit.charts.points import Chart, Point, _ends, chart_of
from lessonkit.errors import LessonError
from lessonkit.notebook import Lesson

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def charts(valued: Lesson) -> dict[str, Chart]:
    return {name: chart_of(valued, spec) for name, spec in valued.charts.items()}


def test_a_chart_of_a_measure_has_a_point_for_each_known_value(charts: dict[str, Chart]) -> None:
    rain = charts["rain"]
    assert rain.series == ["West", "Middle", "North-east", "South-east"]
    west = [point for point in rain.points if point.series == "West"]
    assert [(p.words, p.start, p.end) for p in west] == [
        ("120 mm", np.datetime64("2017-01-01"), np.datetime64("2017-05-31")),
        ("310 mm", np.datetime64("2017-06-01"), np.datetime64("2017-12-31")),
    ]
    assert "elm-gate" not in {p.series for p in charts["people"].points}  # nobody counted


def test_a_chart_of_figures_says_the_range_the_bound_and_the_speaker(
    charts: dict[str, Chart],
) -> None:
    rock, mills, left = charts["boats"].points
    assert (rock.words, rock.when) == ("about 93,500 boats", "18 to 20 May 2017")
    assert (mills.low, mills.high, mills.middle) == (60000, 75000, 67500)
    assert (left.bound, left.said_by, left.source_ids) == ("up", "The guild", ("editors",))


def test_figures_of_one_topic_are_a_line_where_the_lesson_says_so(valued: Lesson) -> None:
    """Tons a month belong to no place: they need none to be a curve."""
    copied = copy(valued)
    rows = [("F01", "2017-06"), ("F03", "2017-05"), ("F04", "2017-08")]
    figures = valued.figures.set_index("figure_id")
    for one, period in rows:
        figures.loc[one, ["period", "said_by"]] = period, "River Guild"
    copied.figures = figures.reset_index()
    spec = replace(valued.charts["boats-in-time"], tied=True)
    chart = chart_of(copied, spec)
    assert (chart.joined, chart.series) == (True, ["Boats"])
    assert [one.low for one in chart.points] == [60000, 93500, 20000]  # by their days
    assert chart.points[1].note == "Boats stopped at the rock. An estimate."
    bare = chart_of(copied, replace(spec, tied=False))
    assert (bare.joined, len(bare.series)) == (False, 3)
    figures.loc["F04", "said_by"] = "The south"  # who counts in another way is another line
    copied.figures = figures.reset_index()
    assert chart_of(copied, spec).series == ["Boats, River Guild", "Boats, The south"]


def test_a_chart_may_ask_for_all_figures_of_a_topic(valued: Lesson) -> None:
    """A list of 58 ids is nothing that a teacher should type."""
    spec = valued.charts["boats"]
    listed = [one.series for one in chart_of(valued, spec).points]
    asked = chart_of(valued, replace(spec, figures=(), topics=("Boats",)))
    assert [one.series for one in asked.points] == listed


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_point_is_a_group_of_the_drawing(charts: dict[str, Chart], width: float) -> None:
    for chart in charts.values():
        made = draw_chart(chart, width)
        root = ET.fromstring(made.svg)
        found = {int(node.get("data-point", "-1")) for node in root.iter(f"{SVG}g")} - {-1}
        assert found == set(range(len(chart.points)))
        assert bool(made.axis) == chart.in_time


def test_the_same_chart_is_the_same_drawing(valued: Lesson, charts: dict[str, Chart]) -> None:
    for name, chart in charts.items():
        again = chart_of(valued, valued.charts[name])
        assert draw_chart(chart).svg == draw_chart(again).svg


def test_a_drawing_needs_no_leave_of_a_policy_and_its_words_stay_text(
    charts: dict[str, Chart],
) -> None:
    for chart in charts.values():
        svg = draw_chart(chart).svg
        assert " style=" not in svg
        assert "<style" not in svg
        assert svg.count("font-family") == 1  # of the whole: the page puts its own there
        for point in chart.points:
            assert point.words in svg or chart.in_time


def test_the_length_of_a_bar_is_its_value(charts: dict[str, Chart]) -> None:
    root = ET.fromstring(draw_chart(charts["people"]).svg)
    length = {}
    for group in root.iter(f"{SVG}g"):
        path = group.find(f"{SVG}path")
        if "data-point" in group.attrib and path is not None:
            x = [float(n) for n in re.findall(r"[ML] ?(-?[\d.]+)", path.get("d", ""))]
            length[int(group.get("data-point", ""))] = max(x) - min(x)
    assert length[1] / length[0] == pytest.approx(4000 / 16000, rel=1e-3)
    assert length[2] / length[0] == pytest.approx(1000 / 16000, rel=1e-3)


@pytest.mark.parametrize(
    "words",
    ["l", "-", "IIII", "Wool, 3 m", "Tallow j", "of (50 %)", "Guéckédou", "$ @"],
)
def test_a_text_is_as_wide_as_all_its_outlines_reach(words: str) -> None:
    """Only some of them are measured."""
    whole = TextPath((0, 0), words.replace("$", r"\$"), size=_SIZE)
    assert _wide(words) == whole.get_extents().x1


@pytest.mark.parametrize("letter", ["i", "m", "W", "漢", "$"])
def test_no_name_of_a_bar_is_cut_at_the_edge(letter: str) -> None:
    for pixels in (_BESIDE - 18, NARROW - 18):
        lines = _wrapped(" ".join([letter * 7] * 9), pixels)
        assert max(map(_wide, lines)) <= pixels
        assert "".join(lines).count(letter) == 63


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_axis_of_bars_ends_at_the_number_beyond_them(
    charts: dict[str, Chart], width: float
) -> None:
    """What is right of it is room for the words of the longest bar."""
    svg = draw_chart(charts["people"], width).svg
    told = [int(one.replace(",", "")) for one in re.findall(r">([\d,]+)</text>", svg)]
    most = max(p.high for p in charts["people"].points)
    assert 0 in told
    assert sum(one > most for one in told) <= 1


def test_a_zone_has_the_short_name_of_the_map_where_no_other_has_it(valued: Lesson) -> None:
    def series(*short: str) -> list[str]:
        copied = valued.as_of(valued.end)
        zones = copied.zones.copy()
        for id_, name in zip(("west-district", "middle-district"), short, strict=True):
            zones.loc[zones["id"] == id_, "map_name"] = name
        copied.zones = zones
        return chart_of(copied, valued.charts["rain"]).series[:2]

    assert series("W", "M") == ["W", "M"]
    assert series("Rainy", "Rainy") == ["West", "Middle"]


def test_an_axis_without_a_nought_says_where_it_begins(valued: Lesson) -> None:
    """From 65 to 97 looks like ten times as much where the axis begins at 64."""
    copied = valued.as_of(valued.end)
    drawn = []
    for values in ([65.6, 78.5, 96.9], [0.5, 78.5, 96.9], [-5.0, 3.0, 4.0]):
        figures = valued.figures.copy()
        rows = figures["figure_id"].isin(["F01", "F03", "F04"])
        for name in ("low", "high"):
            figures.loc[rows, name] = values
        copied.figures = figures
        drawn.append(draw_chart(chart_of(copied, valued.charts["boats-in-time"])).svg)
    assert "the axis begins at 56" in drawn[0]
    assert "begins" not in drawn[1] + drawn[2]


def lines(valued: Lesson, *values: float, joined: bool = True) -> Chart:
    """Give a chart of one line for each value, all of the same days."""
    days = [np.datetime64("2017-05-01"), np.datetime64("2017-06-28")]
    points = tuple(Point(f"Mill {n}", v, v, f"{v:g}", "", *days) for n, v in enumerate(values))
    spec = replace(valued.charts["boats"], kind="line", tied=joined)
    return Chart(spec, "wheels", points, days[0], days[1], joined=joined)


@pytest.mark.parametrize("kind", ["line", "bars"])
def test_an_axis_of_whole_numbers_has_whole_ticks(valued: Lesson, kind: str) -> None:
    """Nobody builds 0.8 of a runway."""

    def ticks(*values: float) -> list[str]:
        made = lines(valued, *values)
        svg = draw_chart(replace(made, spec=replace(made.spec, kind=kind))).svg
        return re.findall(r">([\d.]+)</text>", svg)

    assert {"0", "1", "2", "3"} <= set(ticks(1, 2, 3))
    assert not [one for one in ticks(1, 2, 3) if "." in one]
    assert [one for one in ticks(0.5, 2, 3) if "." in one]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_lines_of_one_value_do_not_lie_on_each_other(valued: Lesson, width: float) -> None:
    root = ET.fromstring(draw_chart(lines(valued, 1, 1, 2, 1), width).svg)
    heights = {}
    for group in root.iter(f"{SVG}g"):
        path = group.find(f"{SVG}path")
        if "data-point" in group.attrib and path is not None and path.get("stroke-width") == "3":
            ends = re.findall(r"[ML] ?-?[\d.]+ (-?[\d.]+)", path.get("d", ""))
            heights[int(group.get("data-point", ""))] = float(ends[0])
    assert heights[0] - heights[1] == pytest.approx(3)
    assert heights[1] - heights[3] == pytest.approx(3)
    assert heights[2] < heights[3] - 20


def test_words_at_bars_have_a_ground_where_lines_run_through(charts: dict[str, Chart]) -> None:
    root = ET.fromstring(draw_chart(charts["people"]).svg)
    grounds = {one.text: one.get("paint-order") for one in root.iter(f"{SVG}text")}
    words = charts["people"].points[0].words
    assert grounds[words] == "stroke"
    assert grounds["0"] is None  # a number of the axis stands on no line


def test_words_of_data_are_escaped(valued: Lesson) -> None:
    spec = valued.charts["boats"]
    copied = valued.as_of(valued.end)
    evil = "</text><script>alert(1)</script>"
    copied.figures = valued.figures.assign(what=evil)
    svg = draw_chart(chart_of(copied, spec)).svg
    assert "<script" not in svg
    assert "alert(1)" in svg.replace("&lt;", "<")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017-05-04", "2017-05-20", ["4 May", "9 May", "14 May", "19 May"]),
        ("2017-11-10", "2018-03-05", ["Dec", "Jan\n2018", "Feb", "Mar"]),
        ("2014-03-01", "2015-10-31", ["Jul", "Jan\n2015", "Jul"]),
        ("1948-03-01", "1961-01-01", ["1950", "1955", "1960"]),
        ("-0060-03-01", "0020-01-01", ["60 BC", "40 BC", "20 BC", "AD 20"]),
        ("1986-04-26T00:00", "1986-04-26T11:00", ["26 Apr", "03:00", "06:00", "09:00"]),
    ],
)
def test_ticks_fit_the_length_of_the_time(first: str, last: str, words: list[str]) -> None:
    ticks = time_ticks(np.datetime64(first), np.datetime64(last), 4)
    assert [said for _, said in ticks] == words


def test_on_a_phone_names_of_lines_stand_above_them(valued: Lesson) -> None:
    names = ("A river with a name of many letters", "Boats", "Mills at the ford")
    points = tuple(
        Point(name, n, n, str(n), "", *(np.datetime64(f"2017-{m}-{d}") for d in ("01", "28")))
        for n, name in enumerate(names)
        for m in ("05", "06")
    )
    spec = replace(valued.charts["boats"], kind="line", tied=True)
    first, last = np.datetime64("2017-05-01"), np.datetime64("2017-06-28")
    chart = Chart(spec, "boats", points, first, last, joined=True)
    narrow, wide = draw_chart(chart, NARROW), draw_chart(chart, WIDE)
    assert narrow.axis[1] == NARROW - 16  # the lines have the whole width
    assert narrow.axis[2] > wide.axis[2] + 30  # two rows of names
    assert narrow.axis[3] - narrow.axis[2] == 300 - 42 - 28
    for name in names:
        assert name in narrow.svg


def test_a_point_says_from_when_a_source_tells_it(valued: Lesson) -> None:
    points = valued.chart("rain").spec["points"]
    known = {p["name"].split(",")[0]: p["known"] for p in points}
    assert known["West"] == "2015-12-31"
    assert known["Middle"] == "2017-06-07"


def test_a_chart_as_of_a_day_knows_nothing_later(valued: Lesson) -> None:
    then = valued.as_of("2017-06-07")
    points = chart_of(then, then.charts["people"]).points
    assert [point.series for point in points].count("Cedar Mill") == 1
    assert [p.series for p in chart_of(then, then.charts["boats"]).points] == [
        "Boats stopped at the rock", "Boats at the mills",
    ]  # fmt: skip
    early = valued.as_of("2017-05-15")
    with pytest.raises(LessonError, match="no number is known by 2017-05-15"):
        early.chart("boats")


def test_an_unknown_chart_is_named_with_the_one_that_is_meant(valued: Lesson) -> None:
    with pytest.raises(LessonError, match=r"boats"):
        valued.chart("boat")


def test_a_viewer_that_runs_nothing_gets_the_table_with_sources(
    valued: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = valued.chart("boats")
    words, markup = chart._fallback()
    assert "Boats at the mills: 60,000 to 75,000 boats" in words
    assert "River Gazette, 7 June 2017" in markup
    assert "<img" not in markup
    monkeypatch.setenv("LESSONKIT_KEPT", "1")
    assert "data:image/webp;base64," in chart._fallback()[1]


def test_values_by_the_hour_have_an_axis_of_their_own_hours() -> None:
    first, last = np.datetime64("1953-01-31T16:00"), np.datetime64("1953-02-01T09:59")
    lesson: Any = SimpleNamespace(
        start=np.datetime64("1953-01-31T00:00"), end=np.datetime64("1953-02-02T23:59"), unit="m"
    )
    point = Point("Hook of Holland", 1, 1, "1", "", first, last)
    assert _ends(lesson, [point], True) == (first, last)
    assert _ends(lesson, [replace(point, end=None)], True) == (lesson.start, lesson.end)
    words = [words for _, words in time_ticks(first, last, 8)]
    assert words == ["18:00", "21:00", "1 Feb", "03:00", "06:00", "09:00"]
    # Three days of hours have ticks by hours, too, as many as find room.
    assert [words for _, words in time_ticks(lesson.start, lesson.end, 8)][:2] == [
        "31 Jan",
        "12:00",
    ]
