"""What the tests of the map share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.map_page import Run

from lessonkit.browser.bundle import join_scripts

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
    return lambda expression, x: run(["core/geo"], expression, x)
