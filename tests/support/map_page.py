"""A map on a bare page: its parts, and what a reader does there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from playwright.sync_api import Page
from support.exercise_reader import EVIL

from lessonkit import Lesson
from lessonkit.widgets.map import Map

EXTENTS = ("syria", "southeast", "tanf", "corridor")
FIRST, LAST = date(2017, 5, 4), date(2017, 6, 7)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MAP_WIDTH = 960.0  # map units
EARTH = (-180.0, -85.0, 180.0, 85.0)

WholeMap = Callable[[str], Map]
OpenMap = Callable[..., Page]
Run = Callable[..., Any]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def sides(lesson: Lesson, extent: str) -> tuple[float, float, float, float]:
    one = lesson.extents[extent]
    return one.west, one.south, one.east, one.north


# ---- What changed -------------------------------------------------------------------------------


Span = tuple[str, str, date, date]  # name, what is said of it, first and last day


def first_day(start: Any) -> date:
    return date.min if pd.isna(start) else start.date()


def last_day(end: Any) -> date:
    return date.max if pd.isna(end) else end.date()


def held(lesson: Lesson, extent: str) -> list[Span]:
    """Return who held which part of which place of a window, and when."""
    west, south, east, north = sides(lesson, extent)
    places = {row["place_id"]: row for row in lesson.places.to_dict("records")}
    rows = [(row, places[row["place_id"]]) for row in lesson.control.to_dict("records")]
    return [
        (
            at["name_en"] + (f" ({row['part']})" if row["part"] else ""),
            lesson.holders[row["holder"]].label,
            first_day(row["start"]),
            last_day(row["end"]),
        )
        for row, at in rows
        if west <= at["lon"] <= east and south <= at["lat"] <= north
    ]


def on(spans: list[Span], day: date) -> list[tuple[str, str]]:
    return [(name, said) for name, said, start, end in spans if start <= day <= end]


# ---- Zoom and pan -------------------------------------------------------------------------------


def view_box(page: Page) -> list[float]:
    text = page.locator("svg.lk-svg").get_attribute("viewBox") or ""
    return [float(number) for number in text.split()]


def zoom_of(page: Page) -> float:
    return MAP_WIDTH / view_box(page)[2]


def map_point(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return the point of the map under a point of the screen."""
    there = page.locator("svg.lk-svg").evaluate(
        """(svg, [x, y]) => {
          const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
          return [p.x, p.y];
        }""",
        [x, y],
    )
    return there[0], there[1]


def frame_of(page: Page) -> dict[str, float]:
    box = page.locator("svg.lk-svg").bounding_box()
    assert box
    return dict(box)


def spot(page: Page, right: float, down: float) -> tuple[float, float]:
    """Return a point of the screen by its part of the map's width and height."""
    box = frame_of(page)
    return box["x"] + right * box["width"], box["y"] + down * box["height"]


def symbol(page: Page, feature: str) -> tuple[float, float]:
    """Return where a symbol stands on the screen."""
    x, y = page.locator(f'[data-feature="{feature}"] .lk-at').evaluate(
        "node => { const { e, f } = node.getScreenCTM(); return [e, f]; }"
    )
    return x, y


IN_MENU = ("Measure", "Table", "Save picture as SVG", "Save picture as PNG")


def open_tools(page: Page) -> None:
    """Open the menu of tools, unless it is open."""
    if page.locator(".lk-menu").is_hidden():
        page.get_by_role("button", name="Tools", exact=True).click()


def press(page: Page, name: str) -> None:
    if name in IN_MENU:
        open_tools(page)
    page.get_by_role("button", name=name, exact=True).click()


def state(page: Page, name: str) -> Any:
    return page.evaluate("name => model.get(name)", name)


def long_page(page: Page) -> None:
    page.add_style_tag(content="body { height: 4000px }")


def assert_inside(page: Page) -> None:
    view, high = page.locator("svg.lk-svg").evaluate(
        "svg => [svg.getAttribute('viewBox'), model.get('spec').height]"
    )
    x, y, width, height = (float(number) for number in view.split())
    assert 0 <= x <= MAP_WIDTH - width + 0.01
    assert y >= 0
    assert MAP_WIDTH / 12 - 0.01 <= width <= MAP_WIDTH
    assert y + height <= high + 0.01


EVIL_WORDS = dict.fromkeys(("title", "subtitle", "alt"), EVIL)
WIDTHS = (1300, 800, 390)


def choose(page: Page, feature: str) -> None:
    page.evaluate("id => model.set('selected', id)", feature)
