"""What happens on a day is told in short, and once what has no mark on the map."""

from __future__ import annotations

import re

import pytest
from support.map_page import Run

pytestmark = pytest.mark.browser

NOTE = re.compile("(no mark|Not marked) on this map")


def told(run: Run, *events: tuple[str, bool]) -> str:
    asked = [{"title": title, "drawn": drawn} for title, drawn in events]
    return str(run(["map/time/happenings"], "happenings(x)", asked))


def test_what_the_map_marks_comes_first(run: Run) -> None:
    assert told(run, ("The mill burns", False), ("The ford is closed", True)) == (
        "The ford is closed. The mill burns (no mark on this map)."
    )


def test_three_events_are_told_and_of_more_the_rest_is_counted(run: Run) -> None:
    events = [(f"Event {n}", True) for n in range(5)]
    assert told(run, *events[:3]) == "Event 0. Event 1. Event 2."
    assert told(run, *events) == "Event 0. Event 1. And 3 more events."


@pytest.mark.parametrize("count", range(1, 6))
def test_that_events_have_no_mark_is_said_once(run: Run, count: int) -> None:
    words = told(run, *((f"Event {n}", False) for n in range(count)))
    assert len(NOTE.findall(words)) == 1
    assert not NOTE.search(told(run, *((f"Event {n}", True) for n in range(count))))
