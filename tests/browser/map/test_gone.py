"""A widget that is taken away is let go: cells that run again and again fill no memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.pages import NewContext
from support.stage import Stage

pytestmark = pytest.mark.browser

WIDGETS: dict[str, Callable[[Any], Any]] = {
    "a map": lambda lesson: lesson.map("five-weeks"),
    "three maps": lambda lesson: lesson.compare_methods("valley", "2017-06-06", title="Three maps"),
    "a blank map": lambda lesson: lesson.exercise("a-place"),
    "an exercise": lambda lesson: lesson.exercise("two-kinds"),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_what_is_taken_away_is_let_go(
    opened: Any, new_context: NewContext, tmp_path: Any, name: str
) -> None:
    stage = Stage(new_context, tmp_path)
    session = stage.context.new_cdp_session(stage.page)
    session.send("Performance.enable")

    def nodes_after(times: int) -> float:
        for _ in range(times):
            stage.draw(WIDGETS[name](opened), 1300, 1000)
            assert stage.clear()
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "Nodes"))

    first = nodes_after(1)
    assert first > 50, "the last one is there until the next one comes"
    assert nodes_after(3) < 1.5 * first
    stage.context.close()
