"""The relations of 2017."""

from __future__ import annotations

import pytest
from support.relations import words

from lessonkit import Lesson


def test_every_actor_that_fought_has_relations(course: Lesson) -> None:
    table = course.relations
    named = set(table["actor_id"]) | set(table["other_id"])
    # People, and those who count, report or suffer: they are no side.
    others = {"civilians", "un", "monitors", "media", "hokayem", "dillon"}
    assert named == set(course.actors["actor_id"]) - others
    assert {"with", "against", "talks"} == set(table["relation"])


@pytest.mark.parametrize(
    ("pair", "day", "relation"),
    [
        (("russia", "united-states"), "2017-06-20", "talks"),
        (("syrian-government", "united-states"), "2017-06-06", "against"),
        (("syrian-government", "united-states"), "2017-06-19", ""),
        (("hezbollah", "islamic-state"), "2017-08-26", "against"),
        (("hezbollah", "islamic-state"), "2017-08-28", "talks"),
        (("hezbollah", "islamic-state"), "2017-08-31", "against"),
        (("iraqi-government", "peshmerga"), "2017-10-15", "with"),
        (("iraqi-government", "peshmerga"), "2017-10-16", "against"),
        (("syrian-government", "sdf"), "2017-07-17", "talks"),
        (("russia", "sdf"), "2017-12-03", "with"),
    ],
)
def test_relations_changed_in_2017(
    course: Lesson, pair: tuple[str, str], day: str, relation: str
) -> None:
    made = course.relations_on(day, list(pair))
    said = words(made)
    expected = {"with": "with each other", "against": "against each other", "talks": "in talks"}
    if relation:
        assert f": {expected[relation]}" in said
    else:
        assert "\n" not in said


def test_a_weak_basis_is_never_called_sure(course: Lesson) -> None:
    table = course.relations
    said_of_them = table["basis"] == "attributed"
    assert said_of_them.sum() > 5
    assert set(table[said_of_them]["confidence"]) <= {"medium", "low"}
    assert not (table["source_ids"].map(set) == {"editors"}).any()
