"""The race of this lesson with its lists."""

from __future__ import annotations

import pytest
from support.race_lists import DAYS, SOME, WORDS

from lessonkit import Lesson
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.map import Map


@pytest.fixture(scope="module")
def race(course: Lesson) -> Map:
    return course.map(extent="syria", layers=SOME, days=DAYS, **WORDS)


@pytest.fixture(scope="module")
def claims(course: Lesson, race: Map) -> MapList:
    return race.with_claims()


@pytest.fixture(scope="module")
def events(course: Lesson, race: Map) -> MapList:
    return race.with_events()
