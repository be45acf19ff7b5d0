"""Any value in the place of any key."""

from __future__ import annotations

import copy as copies
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.exercise_files import (
    DAY,
    GOOD,
    HOLDER,
    WHY,
    Body,
    Copy,
    exercise,
    faults_of,
    forms,
    put,
    values,
    written,
    wrong,
)

from lessonkit.check.read import check
from lessonkit.errors import DataError
from lessonkit.lesson import LessonData


def paths(value: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """Give the path of each key and each part of a list."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*above, key)
        if isinstance(part, dict | list):
            yield from paths(part, *above, key)


SPOILT = GOOD | {
    "geotable": exercise(
        "with-a-table",
        "code",
        expects="geotable",
        answer={"within": "alder", "km": 55, "kinds": ["town"]},
        mistakes=[wrong(answer={"value": ["alder"]})],
        column="place_id",
        columns=["name_en"],
        crs="EPSG:4326",
        geometry="Point",
    ),
    "holder": exercise(
        "who-held-it",
        "choice",
        answer=HOLDER,
        options=[{"key": k, "text": k, "feedback": WHY} for k in ("south", "north")],
    ),
}
PLACES = [(name, path) for name, body in SPOILT.items() for path in paths(body)]


def spoilt(place: tuple[str, tuple[Any, ...]], value: Any) -> Body:
    name, path = place
    body = copies.deepcopy(SPOILT[name])
    put(*path, value)(body)
    return body


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=values | forms)
@example(place=("choice", ("kind",)), value=["choice"])
@example(place=("geotable", ("crs",)), value={"value": [DAY]})
def test_any_value_in_place_of_any_key_is_right_or_a_fault(
    data: LessonData, tmp_path: Path, place: tuple[str, tuple[Any, ...]], value: Any
) -> None:
    try:
        faults = faults_of(data, tmp_path, spoilt(place, value))
    except DataError as error:  # a value that TOML itself does not take
        faults = error.faults
    assert all(str(fault) for fault in faults)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoils=st.lists(st.tuples(st.sampled_from(PLACES), values | forms), min_size=20))
def test_no_value_makes_check_raise(copy: Copy, spoils: list[Any]) -> None:
    copy.write(written([spoilt(*one) for one in spoils]))
    assert all(str(fault) for fault in check(copy.root))
