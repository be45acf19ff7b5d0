"""What the tests of the map share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.lab_reader import Race
from support.map_page import OpenMap, Run
from support.race import RACE_LAYERS, OpenRace

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

    loaded: list[str] = []

    def evaluate(scripts: list[str], expression: str, x: Any) -> Any:
        if loaded != scripts:  # else they are there since the last time
            page.evaluate(
                """async texts => { window.own = Object.assign({}, ...await Promise.all(
                  texts.map(text => import(URL.createObjectURL(
                    new Blob([text], { type: "text/javascript" })))))); }""",
                [join_scripts(script) for script in scripts],
            )
            loaded[:] = scripts
        return json.loads(page.evaluate(whole % expression, json.dumps(x)))

    yield evaluate
    context.close()


@pytest.fixture
def geo(run: Run) -> Run:
    return lambda expression, x: run(["core/geo", "core/mesh"], expression, x)


@pytest.fixture(scope="session")
def race_map(then: Lesson) -> Map:
    """Return the map of five weeks of the Syrian lesson, as the second notebook has it.

    Many marks and events crowd on it. What a reader does is tried on the small map of `race`.
    """
    return then.map("five-weeks")


@pytest.fixture(scope="session")
def weeks_map(opened: Lesson) -> Map:
    """Return five weeks of the small lesson without steps, as they were known on the last day."""
    words = {"title": "In five weeks the north comes to the ford", "alt": "Map of the valley."}
    days = ("2017-05-04", "2017-06-07")
    known = opened.as_of(days[-1])
    return known.map(extent="valley", layers=RACE_LAYERS, days=days, subtitle="Weeks.", **words)


@pytest.fixture(scope="session")
def valley(opened: Lesson) -> Map:
    """Return a map of the small lesson with all its layers on."""
    words = {"title": "Who held each town", "subtitle": "Marks are places.", "alt": "A map."}
    map_ = opened.map(extent="valley", days=("2017-05-04", "2017-06-09"), **words)
    map_.visible = [layer["id"] for layer in map_.spec["layers"]]
    return map_


@pytest.fixture
def data(base: Path) -> Path:
    """Return the data of the small lesson."""
    return base / "data"


@pytest.fixture
def open_race(weeks_map: Map, open_map: OpenMap) -> OpenRace:
    """Return a function that opens the small map of five weeks, or another, with room to scroll."""

    def show(width: int = 1300, map_: Map | None = None) -> Race:
        page = open_map(map_ or weeks_map, width=width)
        page.evaluate("document.body.style.padding = '200px 0 1200px'")
        page.mouse.move(5, 5)
        return page, page.locator("#host")

    return show


@pytest.fixture
def race(open_race: OpenRace) -> Race:
    return open_race()


@pytest.fixture
def syria(open_race: OpenRace, race_map: Map) -> Race:
    """Open the map of five weeks of the Syrian lesson."""
    return open_race(map_=race_map)
