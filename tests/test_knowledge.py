"""What a lesson knows as of a day: rows, ends, sources, and nothing of a later day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import Lesson
from lessonkit.days import span
from lessonkit.errors import LessonError
from lessonkit.lesson import LATER, was_out

DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2017, 12, 31))
VAGUE = st.one_of(
    DAYS.map(dt.date.isoformat),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
)


@given(VAGUE, DAYS)
def test_a_vague_date_counts_as_known_only_when_its_whole_span_has_passed(
    text: str, day: dt.date
) -> None:
    meant = span(text)
    assert meant
    assert was_out({"date": text, "timeless": False}, np.datetime64(day)) == (meant.last <= day)


@pytest.mark.parametrize("timeless", [True, False])
def test_a_source_without_a_date_is_known_only_if_it_tells_of_no_day(timeless: bool) -> None:
    day = np.datetime64("2017-06-07")
    assert was_out({"date": "", "timeless": timeless}, day) is timeless
    assert not was_out({"date": "2026", "timeless": timeless}, day)


def test_which_sources_tell_of_no_day_is_said_by_the_lesson(course: Lesson) -> None:
    timeless = set(course.sources[course.sources["timeless"]]["kind"])
    assert timeless == {kind.id for kind in course.kinds.values() if kind.timeless}
    assert {"reference", "editors"} <= timeless


@settings(max_examples=25)
@given(DAYS)
def test_nothing_of_a_later_day_is_left(opened: Lesson, day: dt.date) -> None:
    knows_nothing_later(opened, day)


@pytest.mark.parametrize("day", ["2017-01-01", "2017-05-09", "2017-06-07", "2017-12-31"])
def test_nothing_of_a_later_day_is_left_in_the_large_lesson(course: Lesson, day: str) -> None:
    knows_nothing_later(course, dt.date.fromisoformat(day))


def knows_nothing_later(lesson: Lesson, day: dt.date) -> None:
    then = lesson.as_of(day)
    limit = pd.Timestamp(day)
    for table in (then.events, then.control, then.zones, then.routes, then.relations):
        assert not (table["start"] > limit).any()
        assert not (table["end"] > limit).any()
    spans = (span(text) for text in then.figures["date"])
    assert all(one and one.last <= day for one in spans)
    known = set(then.sources["source_id"])
    for one in then.sources.to_dict("records"):
        assert one["source_id"] == LATER or was_out(one, np.datetime64(day))
    for table in (then.events, then.control, then.places, then.claims, then.actors, then.stakes):
        assert {source for ids in table["source_ids"] for source in ids} <= known
    assert set("".join(then.claims["outcome"])) == set()
    assert set("".join(then.actors["later"])) == set()
    assert set("".join(then.control["note"])) == set()


@settings(max_examples=25)
@given(DAYS, DAYS)
def test_who_knows_more_days_knows_all_that_was_known_before(
    opened: Lesson, one: dt.date, other: dt.date
) -> None:
    early, late = (opened.as_of(day) for day in sorted((one, other)))
    assert set(early.events["event_id"]) <= set(late.events["event_id"])
    assert set(early.sources["source_id"]) - {LATER} <= set(late.sources["source_id"])
    assert set(early.figures["figure_id"]) <= set(late.figures["figure_id"])


@settings(max_examples=12)
@given(DAYS)
def test_a_day_known_twice_is_the_same_as_once(opened: Lesson, day: dt.date) -> None:
    once, twice = opened.as_of(day), opened.as_of(day).as_of(day)
    for name in ("events", "control", "sources", "relations", "stakes"):
        pd.testing.assert_frame_equal(
            getattr(once, name).reset_index(drop=True), getattr(twice, name).reset_index(drop=True)
        )


def test_the_lesson_that_was_asked_stays_as_it_is(course: Lesson) -> None:
    rows = len(course.events), len(course.sources), course.end
    course.as_of("2017-02-01")
    assert (len(course.events), len(course.sources), course.end) == rows
    assert course.known_by is None


def test_what_still_held_on_the_day_has_no_end(course: Lesson) -> None:
    """Tabqa changed hands on 10 May: on 9 May nobody knew that this was the last day."""
    rows = course.as_of("2017-05-09").control
    last = rows[rows["place_id"] == "tabqa"].iloc[-1]
    assert pd.isna(last["end"])


def test_an_advance_under_way_is_not_drawn(course: Lesson) -> None:
    made = course.routes[course.routes["kind"] == "advance"]
    whole = made[made["end"] > made["start"]].iloc[0]
    day = whole["end"] - pd.Timedelta(days=1)
    assert whole["id"] not in set(course.as_of(day.date()).routes["id"])
    assert whole["id"] in set(course.as_of(whole["end"].date()).routes["id"])


def test_a_later_source_is_named_as_such_and_nothing_else_of_it(then: Lesson) -> None:
    row = then.source(LATER)
    assert row["citation"] == "A source that came later or has no date (part 4 names it)"
    assert not any(row[key] for key in ("date", "url", "stance", "read"))


def test_an_exercise_names_its_later_sources_once_and_without_words(
    course: Lesson, then: Lesson
) -> None:
    full = course.exercise("garrison-to-zakf").spec["sources"]
    early = then.exercise("garrison-to-zakf").spec["sources"]
    assert len(full) > len(early)
    assert early.count("A source that came later or has no date (part 4 names it)") == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("June", "as_of: got 'June', expected a day"),
        (2017, "as_of: got 2017, expected a day"),
        ("2016-12-31", "as_of: got 2016-12-31, expected a day of the lesson or a later one"),
    ],
)
def test_a_day_that_is_none_is_a_clear_error(course: Lesson, day: object, said: str) -> None:
    with pytest.raises(LessonError, match=said):
        course.as_of(day)  # type: ignore[arg-type]
