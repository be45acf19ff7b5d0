"""A map of five weeks, on a bare page: layers, days, ruler and table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pyproj import Transformer
from support.lab_reader import (
    Point,
    Race,
    drawing,
    middle,
    row,
    settings,
    symbol,
)

from lessonkit import geodesy

RACE_LAYERS = ["relief", "water", "borders", "towns", "crossings", "bases", "control", "zone"]
RACE_LAYERS += ["roads", "advances", "events"]
FORD = dt.date(2017, 5, 10)  # event E02; an advance is drawn from this day on
STRIKE = dt.date(2017, 5, 18)  # from this day on a zone is drawn, in the Syrian lesson, too


ALDER, MILL = "alder", "cedar-mill"
SCROLLED = "() => scrollY"
OpenRace = Callable[..., Race]


def drag(page: Page, start: Point, by: Point) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=5)
    page.mouse.up()


# A point of the screen on the line of a feature, away from symbols and names: these open places.
ON_LINE = """(map, id) => {
  const root = map.shadowRoot, path = root.querySelector(`[data-feature="${id}"] path`);
  const box = node => node.getBoundingClientRect();
  const symbols = [...root.querySelectorAll(".lk-at")]
    .filter(node => !node.closest("[display=none]")).map(box)
    .map(({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2]);
  const names = [...root.querySelectorAll("svg.lk-svg text")].map(box);
  const isName = (x, y) => names.some(({ left, right, top, bottom }) =>
    left - 2 < x && x < right + 2 && top - 2 < y && y < bottom + 2);
  for (let part = 0; part < 1; part += 0.005) {
    const to = path.getScreenCTM(), at = path.getPointAtLength(part * path.getTotalLength());
    const point = new DOMPoint(at.x, at.y).matrixTransform(to);
    const [x, y] = [Math.floor(point.x), Math.floor(point.y)];  // as a click tells it
    if (isName(x, y) || symbols.some(([u, v]) => Math.hypot(u - x, v - y) < 16)) continue;
    const hit = root.elementFromPoint(x, y)?.closest("[data-feature]");
    if (hit?.dataset.feature === id) return [x, y];
  }
}"""


def place_of(map_: Locator, feature: str) -> Point:
    """Return where a pointer finds a feature: the middle of a symbol, or a point of a line."""
    if symbol(map_, feature).count():
        return middle(symbol(map_, feature))
    x, y = map_.evaluate(ON_LINE, feature)
    return x, y


# ---- Ruler --------------------------------------------------------------------------------------

RESULT = re.compile(r"(.+) to (.+): ([\d.]+) km \(([\d.]+) miles\) .*bearing (\d+)° \(([a-z-]+)\)")


def end_of_ruler(map_: Locator, label: str) -> Locator:
    return map_.get_by_role("combobox", name=label, exact=True)


def expect_measured(map_: Locator, one: Point, two: Point) -> None:
    """Expect what `lessonkit.geodesy` says of two points (lon, lat), within half a percent."""
    result = map_.locator(".lk-result")
    expect(result).to_have_text(re.compile(RESULT.pattern))
    found = RESULT.match(result.text_content() or "")
    assert found
    km = geodesy.distance(*one, *two)
    assert float(found[3]) == pytest.approx(km, rel=0.005)
    assert float(found[4]) == pytest.approx(geodesy.to_miles(km), rel=0.005)
    off = int(found[5]) - geodesy.bearing(*one, *two)
    assert abs((off + 180) % 360 - 180) <= 0.51
    expect(map_.locator(".lk-ruler text")).to_have_text(f"{found[3]} km")
    expect(map_.locator(".lk-ruler circle")).to_have_count(2)


def position(data: Path, place: str) -> Point:
    known = row(data, "places", place_id=place)
    return float(known["lon"]), float(known["lat"])


def lon_lat(data: Path, map_: Locator, at: Point) -> Point:
    """Return longitude and latitude of a point of the screen, by PROJ."""
    window = next(one for one in settings(data)["extents"] if one["id"] == "valley")
    to = Transformer.from_crs("EPSG:4326", "EPSG:3395", always_xy=True)
    west, south = to.transform(window["west"], window["south"])
    east, north = to.transform(window["east"], window["north"])
    box = drawing(map_).bounding_box()
    assert box
    across, down = (at[0] - box["x"]) / box["width"], (at[1] - box["y"]) / box["height"]
    x, y = west + across * (east - west), north - down * (north - south)
    lon, lat = to.transform(x, y, direction="INVERSE")
    return lon, lat


COLUMNS = ["Name", "Layer", "What", "Dates", "How sure", "According to"]


def table_rows(map_: Locator) -> list[list[str]]:
    """Return the cells of the table, row by row; of a name only the button."""
    rows: list[list[str]] = map_.locator(".lk-twin tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.cells]
          .map(cell => (cell.querySelector("button") ?? cell).textContent.trim()))"""
    )
    return rows


def column(map_: Locator, name: str) -> list[str]:
    return [cells[COLUMNS.index(name)] for cells in table_rows(map_)]


IN_ORDER = """words => words.every((word, n) =>
  !n || words[n - 1].localeCompare(word, "en", { numeric: true }) <= 0)"""
