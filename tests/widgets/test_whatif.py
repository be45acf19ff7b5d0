"""The estimate as a widget: its ways, wrong ones, and its words."""

from __future__ import annotations

import datetime as dt
import html
import itertools
from dataclasses import replace

import pytest
from support.ways import SOUTH, WEST, made

from lessonkit import LessonError, geodesy
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import OutcomeSpec
from lessonkit.widgets.whatif import measured


def test_each_way_needs_an_assumption(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match="expected 2, one a way"):
        made(lesson).assumptions = []


# ---- Ways ---------------------------------------------------------------------------------------


def test_distances_are_geodesic(lesson: Lesson) -> None:
    west, south = made(lesson, WEST, SOUTH).spec["ways"]
    a, b = lesson.place("palmyra"), lesson.place("deir-ez-zor")
    assert west["straight_km"] == pytest.approx(geodesy.distance(a.lon, a.lat, b.lon, b.lat))
    route = lesson.routes.set_index("id").loc["road-palmyra-deir-ez-zor", "geometry"]
    assert west["road_km"] == pytest.approx(geodesy.length(route), rel=0.01)
    assert west["km"] == west["road_km"] > west["straight_km"]
    assert south["road_km"] is None
    assert south["km"] == south["straight_km"]
    assert (west["from"], west["to"], west["who"]) == (
        a.name_en,
        b.name_en,
        lesson.holders["government"].label,
    )


def test_only_the_stretch_of_the_road_counts_in_either_direction(lesson: Lesson) -> None:
    road = "road-damascus-baghdad"
    way = replace(SOUTH, from_="zaza", to="al-tanf-garrison", road=road)
    back = replace(way, label="Back", from_=way.to, to=way.from_)
    there, again = measured(lesson, way), measured(lesson, back)
    assert there["road_km"] == pytest.approx(again["road_km"], rel=1e-3)
    assert there["straight_km"] < there["road_km"] < 1.3 * there["straight_km"]
    whole = geodesy.length(lesson.routes.set_index("id").loc[road, "geometry"])
    assert there["road_km"] < whole / 3


def test_a_road_can_be_a_list_of_places(lesson: Lesson) -> None:
    way = measured(lesson, replace(WEST, road=("as-sukhnah",)))
    stops = [lesson.place(one) for one in ("palmyra", "as-sukhnah", "deir-ez-zor")]
    legs = [geodesy.distance(a.lon, a.lat, b.lon, b.lat) for a, b in itertools.pairwise(stops)]
    assert way["road_km"] == pytest.approx(sum(legs))
    assert way["road"] == f"by way of {stops[1].name_en}"


def test_an_actor_can_go_too_and_a_way_has_its_own_assumptions(lesson: Lesson) -> None:
    actor = lesson.actors.iloc[0]
    own = replace(WEST, who=actor["actor_id"], km_a_day=(1, 2))
    widget = made(lesson, own)
    (way,), (assumed,) = widget.spec["ways"], widget.assumptions
    assert way["who"] == actor["label"]
    assert assumed["km_a_day"] == [1, 2]
    assert assumed["start"] == ["2017-06-10", "2017-06-20"]


def test_there_is_no_such_estimate(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match=r"no estimate 'to-al-bukamel'\. Did you mean to-al-buk"):
        lesson.what_if("to-al-bukamel")
    with pytest.raises(LessonError, match=r"no estimate \[\{'label': 'x'\}\]"):
        lesson.what_if([{"label": "x"}])  # type: ignore[arg-type]


def test_a_lesson_without_estimates_says_so(opened: Lesson) -> None:
    with pytest.raises(
        LessonError, match=r"no estimate 'x'\. There is no \[\[estimates\]\] in less"
    ):
        opened.what_if("x")


@pytest.mark.parametrize(
    ("day", "days", "words"),
    [
        ("2017-09-05", ["2017-09-05", "2017-09-05"], "5 September 2017"),
        ("2017-09?", ["2017-09-01", "2017-09-30"], "perhaps September 2017"),
        ("2017-09-05/2017-09-07", ["2017-09-05", "2017-09-07"], "5 to 7 September 2017"),
    ],
)
def test_what_happened_is_told_as_exactly_as_it_is_known(
    lesson: Lesson, day: str, days: list[str], words: str
) -> None:
    event = OutcomeSpec(label="x", day=day, source_ids=("editors",))
    [known] = made(lesson, outcomes=(event,)).spec["known"]
    assert (known["days"], known["words"]) == (days, words)


# ---- For viewers that run nothing ---------------------------------------------------------------


def test_the_words_say_what_the_widget_says(lesson: Lesson) -> None:
    widget = made(lesson, leaves_out=("<b>fighting</b>", "orders"))
    data, _ = widget._repr_mimebundle_()
    km = widget.spec["ways"][0]["km"]
    last = dt.date(2017, 6, 20) + dt.timedelta(-int(-(7.5 + km / 5) // 1))
    text, page = data["text/plain"], html.unescape(data["text/html"])
    for shown in (text, page):
        assert f"and {last.day} {last:%B %Y}, if the start is between 10 and 20 June 2017" in shown
        assert "at 5 to 10 km a day, and 0 to 7.5 days are lost on the way." in shown
        assert "overlap: the estimate cannot tell who comes first." in shown
        assert "The estimate leaves out: <b>fighting</b>; orders." in shown
    assert "<b>fighting" not in data["text/html"]
    assert "model_id" in data["application/vnd.jupyter.widget-view+json"]
