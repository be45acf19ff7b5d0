"""The table and the picture of a map."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from support.lab_reader import (
    FIRST,
    LAST,
    Race,
    bring_in,
    button,
    drawn,
    expect_card_of,
    go_to,
    held_on,
    holder_label,
    row,
    settings,
    short_day,
    stage,
    tool,
)
from support.race import COLUMNS, IN_ORDER, SCROLLED, column, table_rows

pytestmark = pytest.mark.browser


SHOWN = """map => [...map.shadowRoot.querySelectorAll("svg.lk-svg [data-feature]")]
  .filter(node => !node.closest("[display=none]"))
  .map(node => [node.closest("[data-layer]").dataset.layer, node.dataset.feature])"""


def rows_of_the_map(data: Path, map_: Locator) -> list[list[str]]:
    """Return name and layer of each feature that the map shows, by the data."""
    known = {layer["id"]: layer["label"] for layer in settings(data)["layers"]}
    known |= {f"control-{h['id']}": h["label"] for h in settings(data)["holders"]}
    return sorted([name_of(data, id_), known[layer]] for layer, id_ in map_.evaluate(SHOWN))


def name_of(data: Path, feature: str) -> str:
    table, key, *rest = feature.split("/")
    if table == "events":
        return row(data, "events", event_id=key)["title"]
    if table in ("advances", "plans", "roads"):
        return str(drawn(data, "routes", key)["name"])
    if table == "zone":
        return str(drawn(data, "zones", key)["name"])
    name = row(data, "places", place_id=key)["name_en"]
    return f"{name} ({rest[0].replace('-', ' ')})" if len(rest) == 2 else name


def expect_table(data: Path, map_: Locator, day: dt.date) -> None:
    """Expect a row for everything that the map shows, and for nothing else."""
    shown = rows_of_the_map(data, map_)
    caption = re.compile(rf"{len(shown)} marks on {day:%A},? {short_day(day)}\.$")
    expect(map_.locator(".lk-twin-caption")).to_have_text(caption)
    plain = [[cell.replace("-", " ") for cell in cells[:2]] for cells in table_rows(map_)]
    assert sorted(plain) == sorted([cell.replace("-", " ") for cell in cells] for cells in shown)


def test_the_table_has_a_row_for_everything_that_the_map_shows(race: Race, data: Path) -> None:
    _, map_ = race
    tool(map_, "Table").click()
    heads = map_.locator(".lk-twin thead button")
    expect(heads).to_have_text(COLUMNS)
    expect_table(data, map_, FIRST)
    on_first = len(table_rows(map_))
    assert on_first > 12
    day = dt.date(2017, 6, 6)
    go_to(map_, day)
    expect_table(data, map_, day)
    now = held_on(data, "birch-ford", day)
    ford = [
        cells
        for cells in table_rows(map_)
        if cells[0] == "Birch Ford" and cells[2].startswith("control: ")
    ]
    held = f"control: {holder_label(data, now['holder'])}"
    assert now["status"] == "held"  # else it would stand in brackets
    assert [cells[2] for cells in ford] == [held]
    before = len(table_rows(map_))
    for name in ("Places: none", "Roads and routes: none"):
        button(map_, name).click()
        expect_table(data, map_, day)
    assert len(table_rows(map_)) < before - 6
    expect(map_.locator(".lk-twin-ground")).to_contain_text("relief, rivers and lakes")


@pytest.fixture
def table(race: Race) -> Race:
    """Open the table of the map on its last day."""
    page, map_ = race
    go_to(map_, LAST)
    tool(map_, "Table").click()
    assert 10 < len(table_rows(map_)) < 60
    return page, map_


def test_the_table_sorts_by_a_column_both_ways(table: Race) -> None:
    page, map_ = table
    heads = map_.locator(".lk-twin thead th")
    expect(map_.locator('.lk-twin [aria-sort="none"]')).to_have_count(len(COLUMNS))
    before = table_rows(map_)
    for name in ("Name", "Layer", "What", "According to"):
        head = heads.filter(has_text=name)
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", "ascending")
        expect(map_.locator('.lk-twin [aria-sort="none"]')).to_have_count(len(COLUMNS) - 1)
        up = column(map_, name)
        assert page.evaluate(IN_ORDER, up)
        head.get_by_role("button").press("Space")
        expect(head).to_have_attribute("aria-sort", "descending")
        down = column(map_, name)
        assert down != up
        assert page.evaluate(IN_ORDER, down[::-1])
        assert sorted(table_rows(map_)) == sorted(before)


def test_the_arrows_of_the_table_are_not_read_out(table: Race) -> None:
    _, map_ = table
    heads = map_.locator(".lk-twin thead button")
    for n, name in enumerate(COLUMNS):
        expect(heads.nth(n)).to_have_accessible_name(name)


def test_the_table_sorts_dates_by_time(table: Race) -> None:
    _, map_ = table
    map_.locator(".lk-twin thead button", has_text="Dates").click()
    starts = [re.match(r"(?:From )?(\d+ \w+ \d{4})", words) for words in column(map_, "Dates")]
    days = [dt.datetime.strptime(found[1], "%d %B %Y") for found in starts if found]
    assert len(set(days)) > 3
    assert all(a <= b for a, b in pairwise(days))


def test_a_name_in_the_table_selects_its_mark(table: Race, data: Path) -> None:
    _, map_ = table
    button(map_, "Hide all holders").click()
    button(map_.locator(".lk-twin tbody"), "Alder").first.press("Enter")
    expect_card_of(data, map_, "alder", LAST)
    expect(map_.locator(".lk-selected")).to_have_attribute("data-feature", "towns/alder")
    expect(stage(map_)).to_be_in_viewport()


def test_the_table_scrolls_by_keyboard_and_not_the_page(syria: Race) -> None:
    page, map_ = syria
    tool(map_, "Table").click()
    box = map_.get_by_role("region", name="What the map shows, as a table")
    bring_in(box)
    box.focus()
    scrolled = page.evaluate(SCROLLED)
    page.keyboard.press("PageDown")
    page.wait_for_function("node => node.scrollTop > 100", arg=box.element_handle())
    assert page.evaluate(SCROLLED) == scrolled


# ---- The picture --------------------------------------------------------------------------------


def test_both_buttons_save_a_picture(syria: Race) -> None:
    page, map_ = syria
    for kind, start in (("SVG", b"<?xml"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waiting:
            tool(map_, f"Save picture as {kind}").click()
        assert waiting.value.suggested_filename.endswith(f"-{FIRST}.{kind.lower()}")
        written = waiting.value.path().read_bytes()
        assert len(written) > 50_000
        assert written[:5].lstrip().startswith((start, b"<svg")) if kind == "SVG" else True
        assert kind == "SVG" or written.startswith(start)
