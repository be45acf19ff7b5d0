"""What the tests of the map share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.lab_reader import Race
from support.map_page import OpenMap, Run
from support.race import OpenRace

from lessonkit import Lesson
from lessonkit.browser.bundle import join_scripts
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(new_context: Any) -> Iterator[Run]:
    """Return a function that evaluates an expression of `x` with what some scripts export.

    All goes as JSON text, for many numbers one by one are slow.
    """
    context, _ = new_context()
    page = context.new_page()
    whole = "text => { const x = JSON.parse(text); with (own) return JSON.stringify(%s); }"

    def evaluate(scripts: list[str], expression: str, x: Any) -> Any:
        page.evaluate(
            """async texts => { window.own = Object.assign({}, ...await Promise.all(texts.map(
              text => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))))));
            }""",
            [join_scripts(script) for script in scripts],
        )
        return json.loads(page.evaluate(whole % expression, json.dumps(x)))

    yield evaluate
    context.close()


@pytest.fixture
def geo(run: Run) -> Run:
    return lambda expression, x: run(["core/geo", "core/mesh"], expression, x)


@pytest.fixture(scope="session")
def race_map(then: Lesson) -> Map:
    """Return the map of five weeks, as the second notebook has it."""
    return then.map("five-weeks")


@pytest.fixture
def open_race(race_map: Map, open_map: OpenMap) -> OpenRace:
    """Return a function that opens the map of five weeks, or another, with room to scroll."""

    def show(width: int = 1300, map_: Map | None = None) -> Race:
        page = open_map(map_ or race_map, width=width)
        page.evaluate("document.body.style.padding = '200px 0 1200px'")
        page.mouse.move(5, 5)
        return page, page.locator("#host")

    return show


@pytest.fixture
def race(open_race: OpenRace) -> Race:
    return open_race()
