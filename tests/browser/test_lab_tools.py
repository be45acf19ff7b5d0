"""The tools of the map in JupyterLab, before any cell runs: ruler, zoom, names, table, picture."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from accessibility import BEST, faults, faults_of_colour
from lab_reader import (
    FIRST,
    FIRST_MAP,
    OpenNotebook,
    Point,
    Race,
    bring_in,
    button,
    card,
    change_theme,
    drawing,
    drawn,
    expect_card_of,
    expect_day,
    find_map,
    group,
    held_on,
    holder_label,
    middle,
    middle_now,
    row,
    settings,
    short_day,
    slider,
    stage,
    switch,
    symbol_of_holder,
    touch,
    view_of,
)
from lab_server import Lab
from playwright.sync_api import Locator, Page, expect
from pyproj import Transformer

from lessonkit import geodesy

pytestmark = pytest.mark.browser

TANF, BUKAMAL = "al-tanf-garrison", "al-bukamal"
SCROLLED = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
ACTIVE = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def drag(page: Page, start: Point, by: Point) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=5)
    page.mouse.up()


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
    window = next(one for one in settings(data)["extents"] if one["id"] == "syria")
    to = Transformer.from_crs("EPSG:4326", "EPSG:3395", always_xy=True)
    west, south = to.transform(window["west"], window["south"])
    east, north = to.transform(window["east"], window["north"])
    box = drawing(map_).bounding_box()
    assert box
    across, down = (at[0] - box["x"]) / box["width"], (at[1] - box["y"]) / box["height"]
    x, y = west + across * (east - west), north - down * (north - south)
    lon, lat = to.transform(x, y, direction="INVERSE")
    return lon, lat


def test_two_clicks_on_places_measure_between_them(race: Race, data: Path) -> None:
    page, map_ = race
    button(map_, "Measure").click()
    bring_in(stage(map_))
    for place in (TANF, BUKAMAL):
        page.mouse.click(*middle_now(symbol_of_holder(data, map_, place, FIRST)))
    expect(map_.locator(".lk-result")).to_contain_text("Al-Tanf garrison to Al-Bukamal: ")
    expect_measured(map_, position(data, TANF), position(data, BUKAMAL))
    button(map_, "Clear the ruler").click()
    expect(map_.locator(".lk-ruler")).to_have_count(0)
    expect(map_.locator(".lk-result")).to_have_text(re.compile("^Click two points on the map"))


def test_two_clicks_anywhere_measure_between_the_points(race: Race, data: Path) -> None:
    page, map_ = race
    button(map_, "Measure").click()
    bring_in(stage(map_))
    box = drawing(map_).bounding_box()
    assert box
    corners = [(box["x"] + a * box["width"], box["y"] + b * box["height"])
               for a, b in ((0.55, 0.9), (0.9, 0.85))]  # fmt: skip
    ends = []
    for label, at in zip(("From", "To"), corners, strict=True):
        page.mouse.click(*at)
        value = end_of_ruler(map_, label).input_value()
        lon, lat = (float(n) for n in value.split(","))
        assert (lon, lat) == pytest.approx(lon_lat(data, map_, at), abs=0.011)  # a pixel
        ends.append((lon, lat))
    expect_measured(map_, ends[0], ends[1])
    page.mouse.click(*corners[1])
    expect(map_.locator(".lk-result")).to_have_text(re.compile("Now the second point.$"))


def test_the_ruler_works_by_keyboard_with_names_of_places_on_a_narrow_page(
    lab: Lab, open_notebook: OpenNotebook, data: Path
) -> None:
    page = open_notebook(FIRST_MAP, width=390)
    map_ = find_map(lab, page, FIRST_MAP, "race")
    button(map_, "Measure").press("Enter")
    expect(button(map_, "Measure")).to_have_attribute("aria-expanded", "true")
    for label, name in (("From", "Al-Tanf g"), ("To", "Al-Buk")):
        end_of_ruler(map_, label).focus()
        page.keyboard.type(name)
    expect(map_.locator("output.lk-result")).to_contain_text("Al-Tanf garrison to Al-Bukamal: ")
    expect_measured(map_, position(data, TANF), position(data, BUKAMAL))
    assert map_.locator(".lk-measure").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


# ---- Zoom and pan -------------------------------------------------------------------------------


def raqqa_at_first(race: Race, data: Path) -> tuple[Locator, list[float], Any]:
    """Bring the map in; give a mark to hold on to, the view, and how far the page is scrolled."""
    page, map_ = race
    bring_in(stage(map_))
    return symbol_of_holder(data, map_, "raqqa", FIRST), view_of(map_), page.evaluate(SCROLLED)


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is(race: Race, data: Path) -> None:
    page, map_ = race
    raqqa, whole, scrolled = raqqa_at_first(race, data)
    at = middle_now(raqqa)
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -250)
    expect(drawing(map_)).not_to_have_attribute("viewBox", " ".join(f"{n:.3f}" for n in whole))
    assert view_of(map_)[2] == pytest.approx(whole[2] / 1.74, rel=0.02)
    assert middle_now(raqqa) == pytest.approx(at, abs=1)
    page.mouse.wheel(0, 900)
    page.mouse.wheel(0, 900)
    page.keyboard.up("Control")
    page.wait_for_function("([svg, x]) => svg.getAttribute('viewBox') === x",
                           arg=[drawing(map_).element_handle(), viewbox(whole)])  # fmt: skip
    assert page.evaluate(SCROLLED) == scrolled


def viewbox(view: list[float]) -> str:
    return " ".join(f"{n:.3f}" for n in view)


def test_the_plain_wheel_scrolls_the_notebook_and_says_how_to_zoom(race: Race) -> None:
    page, map_ = race
    bring_in(stage(map_))
    button(map_, "Zoom in").click()
    page.mouse.move(*middle_now(stage(map_)))
    before, scrolled = view_of(map_), page.evaluate(SCROLLED)
    expect(map_.locator(".lk-hint")).to_be_hidden()
    page.mouse.wheel(0, 120)
    expect(map_.locator(".lk-hint")).to_have_text("Hold Ctrl and turn the wheel to zoom")
    expect(map_.locator(".lk-hint")).to_be_visible()
    page.wait_for_function(f"before => ({SCROLLED})() > before", arg=scrolled)
    assert view_of(map_) == before
    expect(map_.locator(".lk-hint")).to_be_hidden()


@pytest.mark.parametrize("how", ["buttons", "keys"])
def test_buttons_and_keys_zoom_move_and_reset(race: Race, how: str) -> None:
    page, map_ = race
    keys = {"Zoom in": "+", "Zoom out": "-", "Show the whole map": "0"}
    keys |= {f"Move {way}": f"Shift+Arrow{key}" for way, key in
             zip(("west", "east", "north", "south"), ("Left", "Right", "Up", "Down"),
                 strict=True)}  # fmt: skip
    stage(map_).focus()
    whole, cell = view_of(map_), page.evaluate(ACTIVE)

    def do(name: str) -> list[float]:
        if how == "keys":
            stage(map_).press(keys[name])
        else:
            button(map_, name).click(force=True)  # pressed even when it can do nothing
        return view_of(map_)

    expect(button(map_, "Zoom out")).to_be_disabled()
    expect(button(map_, "Show the whole map")).to_be_disabled()
    expect(button(map_, "Move west")).to_be_hidden()
    x, y, width, height = do("Zoom in")
    assert (width, height) == pytest.approx((whole[2] / 1.5, whole[3] / 1.5), abs=0.01)
    middle_ = (x + width / 2, y + height / 2)
    assert middle_ == pytest.approx((whole[2] / 2, whole[3] / 2), abs=0.01)
    assert do("Move west")[0] < x
    assert do("Move east")[0] == pytest.approx(x, abs=0.01)
    assert do("Move north")[1] < y
    assert do("Move south")[1] == pytest.approx(y, abs=0.01)
    for _ in range(9):
        do("Zoom in")
    assert view_of(map_)[2] == pytest.approx(whole[2] / 12, abs=0.01)  # the deepest zoom
    assert do("Zoom out")[2] == pytest.approx(whole[2] / 8, abs=0.01)
    assert do("Show the whole map") == whole
    assert do("Zoom out") == whole
    assert page.evaluate(ACTIVE) == cell


def test_dragging_moves_the_map_with_the_pointer(race: Race, data: Path) -> None:
    page, map_ = race
    bring_in(stage(map_))
    raqqa, whole = symbol_of_holder(data, map_, "raqqa", FIRST), view_of(map_)
    drag(page, middle_now(raqqa), (60, 40))
    assert view_of(map_) == whole  # there is nothing beyond the edge
    press_in(map_, 2)
    x, y = middle_now(raqqa)
    drag(page, (x, y), (-70, 50))
    assert middle_now(raqqa) == pytest.approx((x - 70, y + 50), abs=1.5)
    page.mouse.move(5, 5)
    expect(card(map_)).to_be_hidden()  # a drag is not a click


def press_in(map_: Locator, times: int) -> None:
    for _ in range(times):
        button(map_, "Zoom in").click()


def test_two_fingers_zoom_and_one_scrolls_the_notebook(race: Race, data: Path) -> None:
    page, map_ = race
    raqqa, whole, scrolled = raqqa_at_first(race, data)
    x, y = middle_now(raqqa)
    touch(page, ((x - 30, y), (x - 75, y)), ((x + 30, y), (x + 75, y)), steps=20)
    assert view_of(map_)[2] == pytest.approx(whole[2] * 60 / 150, rel=0.02)
    assert middle_now(raqqa) == pytest.approx((x, y), abs=4)
    assert page.evaluate("visualViewport.scale") == 1
    assert page.evaluate(SCROLLED) == scrolled
    before = view_of(map_)
    touch(page, ((x, y), (x, y - 150)))
    page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=scrolled)
    assert view_of(map_) == before
    expect(card(map_)).to_be_hidden()


# Sizes on the screen of what must stay legible, and names that cover one another. Turned names,
# those of rivers, are left out: their boxes hold much air.
LEGIBLE = """async map => {
  await new Promise(done => setTimeout(done, 400));  // names settle a moment after the last zoom
  const seen = [...map.shadowRoot.querySelectorAll(".lk-name:not([transform*=rotate]) text")]
    .filter(text => !text.closest("[display=none]"));
  const boxes = seen.map(text => ({ group: text.parentNode.parentNode,
    words: text.textContent, ...text.getBoundingClientRect().toJSON() }));
  const over = (a, b) => a.group !== b.group && a.left < b.right - 2.5 && b.left < a.right - 2.5 &&
    a.top < b.bottom - 2.5 && b.top < a.bottom - 2.5;
  const symbol = map.shadowRoot.querySelector('[data-feature^="control/raqqa/"] use');
  const raqqa = boxes.find(box => box.words === "Raqqa"), { width, height } =
    symbol.getBoundingClientRect();
  return {
    count: boxes.length, symbol: [width, height], letters: [raqqa?.width, raqqa?.height],
    covered: boxes.flatMap((a, n) => boxes.slice(0, n).filter(b => over(a, b))
      .map(b => `${a.words} and ${b.words}`)),
  };
}"""


@pytest.mark.parametrize("width", [1300, 390])
def test_symbols_and_names_stay_legible_at_each_zoom(
    lab: Lab, open_notebook: OpenNotebook, data: Path, width: int
) -> None:
    page = open_notebook(FIRST_MAP, width=width)
    map_ = find_map(lab, page, FIRST_MAP, "race")
    bring_in(stage(map_))
    first = map_.evaluate(LEGIBLE)
    assert min(first["symbol"]) > 7
    assert first["letters"][1] > 11
    assert first["count"] > 10
    at = middle_now(symbol_of_holder(data, map_, "raqqa", FIRST))
    page.mouse.move(*at)
    for _ in range(3):
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        now = map_.evaluate(LEGIBLE)
        assert now["symbol"] == pytest.approx(first["symbol"], abs=0.2)
        assert now["letters"] == pytest.approx(first["letters"], abs=0.5)
        assert now["covered"] == []
    assert view_of(map_)[2] < 200


# ---- Names, themes, full screen -----------------------------------------------------------------

SHOWN_NAMES = """map => [...map.shadowRoot.querySelectorAll(".lk-place text")]
  .filter(text => !text.closest("[display=none]")).map(text => [text.getAttribute("class"),
    text.textContent])"""


def test_names_are_in_english_in_arabic_or_in_both(race: Race, data: Path) -> None:
    _, map_ = race
    raqqa = row(data, "places", place_id="raqqa")
    english, arabic = ["lk-en", raqqa["name_en"]], ["lk-ar", raqqa["name_ar"]]
    choice = map_.get_by_label("Names")
    expect(choice).to_have_value("both")
    assert {"lk-en", "lk-ar"} == {script for script, _ in map_.evaluate(SHOWN_NAMES)}
    for words, has, hasnt in (("English", english, arabic), ("Arabic", arabic, english)):
        choice.select_option(words)
        names = map_.evaluate(SHOWN_NAMES)
        assert has in names
        assert hasnt not in names
        assert hasnt[0] not in {script for script, _ in names}
        assert len(names) > 20
    choice.select_option("English and Arabic")
    names = map_.evaluate(SHOWN_NAMES)
    assert english in names
    assert arabic in names


WIDE = "([node, width]) => node.getBoundingClientRect().width > width + 100"
# In a list the map has a root of its own, and the document names only the list.
IS_FULL = "map => map.getRootNode().fullscreenElement === map"
AS_BEFORE = "([node, width]) => node.getBoundingClientRect().width === width"


def test_full_screen_gives_the_map_more_room_until_one_leaves_it(race: Race) -> None:
    page, map_ = race
    before, whole = stage(map_).bounding_box(), view_of(map_)
    assert before
    size = [stage(map_).element_handle(), before["width"]]
    button(map_, "Full screen").click()
    page.wait_for_function(IS_FULL, arg=map_.element_handle())
    page.wait_for_function(WIDE, arg=size)
    switch(map_, "roads").uncheck()
    expect(group(map_, "roads")).to_be_hidden()
    slider(map_).press("ArrowRight")
    expect_day(map_, FIRST + dt.timedelta(days=1))
    page.mouse.move(*middle(stage(map_)))
    page.mouse.wheel(0, -200)  # there is no page to scroll
    expect(drawing(map_)).not_to_have_attribute("viewBox", viewbox(whole))
    button(map_, "Leave full screen").click()
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_function(AS_BEFORE, arg=size)
    expect_day(map_, FIRST + dt.timedelta(days=1))
    button(map_, "Full screen").click()
    expect(button(map_, "Leave full screen")).to_be_visible()
    page.evaluate("document.exitFullscreen()")  # so does Escape, a key of the browser itself
    expect(button(map_, "Full screen")).to_be_visible()
    page.wait_for_function(AS_BEFORE, arg=size)


# ---- The table ----------------------------------------------------------------------------------

SHOWN = """map => [...map.shadowRoot.querySelectorAll("svg.lk-svg [data-feature]")]
  .filter(node => !node.closest("[display=none]"))
  .map(node => [node.closest("[data-layer]").dataset.layer, node.dataset.feature])"""
COLUMNS = ["Name", "Layer", "What", "Dates", "How sure", "According to"]


def table_rows(map_: Locator) -> list[list[str]]:
    """Return the cells of the table, row by row; of a name only the button."""
    rows: list[list[str]] = map_.locator(".lk-twin tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.cells]
          .map(cell => (cell.querySelector("button") ?? cell).textContent.trim()))"""
    )
    return rows


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
    if table in ("zone-coalition", "de-escalation"):
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
    button(map_, "Table").click()
    heads = map_.locator(".lk-twin thead button")
    expect(heads).to_have_text(COLUMNS)
    expect_table(data, map_, FIRST)
    on_first = len(table_rows(map_))
    assert on_first > 100
    day = dt.date(2017, 6, 6)
    events = map_.get_by_label("Go to an event")
    there = events.locator("option", has_text=short_day(day)).first
    events.select_option(there.get_attribute("value"))
    expect_day(map_, day)
    expect_table(data, map_, day)
    now = held_on(data, "raqqa", day)
    raqqa = [
        cells
        for cells in table_rows(map_)
        if cells[0] == "Raqqa" and cells[2].startswith("control: ")
    ]
    held = f"control: {holder_label(data, now['holder'])} ({now['status']})"
    assert [cells[2] for cells in raqqa] == [held]
    for name in ("Places: none", "Roads and routes: none"):
        button(map_, name).click()
        expect_table(data, map_, day)
    assert len(table_rows(map_)) < on_first - 100
    expect(map_.locator(".lk-twin-ground")).to_contain_text("relief, rivers and lakes")


def few_layers(map_: Locator) -> None:
    for name in ("Places: none", "Who held what: none", "Roads and routes: none"):
        button(map_, name).click()
    for layer in ("control-contested", "control-tanf-rebels", "roads"):
        switch(map_, layer).check()


@pytest.fixture
def table(race: Race) -> Race:
    """Open the table of the map with a few layers, so that it is short."""
    page, map_ = race
    few_layers(map_)
    button(map_, "Table").click()
    assert 10 < len(table_rows(map_)) < 60
    return page, map_


def column(map_: Locator, name: str) -> list[str]:
    return [cells[COLUMNS.index(name)] for cells in table_rows(map_)]


IN_ORDER = """words => words.every((word, n) =>
  !n || words[n - 1].localeCompare(word, "en", { numeric: true }) <= 0)"""


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
    button(map_, "Places: all").click()
    button(map_.locator(".lk-twin tbody"), "Palmyra").first.press("Enter")
    expect_card_of(data, map_, "palmyra", FIRST)
    expect(map_.locator(".lk-selected")).to_have_attribute("data-feature", "towns/palmyra")
    expect(stage(map_)).to_be_in_viewport()


def test_the_table_scrolls_by_keyboard_and_not_the_page(race: Race) -> None:
    page, map_ = race
    button(map_, "Table").click()
    box = map_.get_by_role("region", name="What the map shows, as a table")
    box.focus()
    bring_in(box)
    scrolled = page.evaluate(SCROLLED)
    page.keyboard.press("PageDown")
    page.wait_for_function("node => node.scrollTop > 100", arg=box.element_handle())
    assert page.evaluate(SCROLLED) == scrolled


# ---- The picture --------------------------------------------------------------------------------


def test_both_buttons_save_a_picture(race: Race) -> None:
    page, map_ = race
    for kind, start in (("SVG", b"<?xml"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waiting:
            button(map_, f"Save picture as {kind}").click()
        assert waiting.value.suggested_filename.endswith(f"-{FIRST}.{kind.lower()}")
        written = waiting.value.path().read_bytes()
        assert len(written) > 50_000
        assert written[:5].lstrip().startswith((start, b"<svg")) if kind == "SVG" else True
        assert kind == "SVG" or written.startswith(start)


# ---- With the keyboard alone, and checked by axe ------------------------------------------------

FOCUSED = "node => node.getRootNode().activeElement === node"
OUTSIDE = "host => !host.matches(':focus-within')"


def tab_to(page: Page, it: Locator, key: str = "Tab", most: int = 60) -> None:
    """Press a key until something has the focus."""
    handle = it.element_handle()
    assert handle
    for _ in range(most):
        if handle.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    pytest.fail(f"{it} is not reached by {key}")


def test_the_keyboard_alone_does_a_whole_round(race: Race, data: Path) -> None:
    page, map_ = race
    page.evaluate("""() => {
      const notebook = jupyterapp.shell.currentWidget.content;
      notebook.activeCellIndex = 3;
      notebook.activate();
    }""")
    tab_to(page, stage(map_))
    page.keyboard.press("ArrowRight")
    expect(card(map_)).to_be_visible()
    whole = view_of(map_)
    page.keyboard.press("+")
    assert view_of(map_)[2] < whole[2]
    page.keyboard.press("Escape")
    expect(card(map_)).to_be_hidden()
    page.keyboard.press("0")
    assert view_of(map_) == whole

    tab_to(page, button(map_, "Play"))
    page.keyboard.press("Enter")
    expect(slider(map_)).not_to_have_value("0")
    page.keyboard.press("Enter")
    expect(button(map_, "Play")).to_be_focused()
    tab_to(page, slider(map_))
    page.keyboard.press("Home")
    expect_day(map_, FIRST)

    tab_to(page, button(map_, "Measure"))
    page.keyboard.press("Space")
    tab_to(page, end_of_ruler(map_, "From"))
    page.keyboard.type("Al-Tanf g")
    tab_to(page, end_of_ruler(map_, "To"))
    page.keyboard.type("Al-Buk")
    expect(map_.locator(".lk-result")).to_contain_text("Al-Tanf garrison to Al-Bukamal: ")
    expect_measured(map_, position(data, TANF), position(data, BUKAMAL))

    tab_to(page, button(map_, "Table"), "Shift+Tab")
    page.keyboard.press("Enter")
    head = map_.locator(".lk-twin thead")
    tab_to(page, head.locator("button", has_text="Layer"))
    page.keyboard.press("Enter")
    expect(head.locator("th").nth(1)).to_have_attribute("aria-sort", "ascending")
    assert page.evaluate(IN_ORDER, column(map_, "Layer"))
    tab_to(page, button(map_, "Table"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(map_.locator(".lk-twin")).to_be_hidden()

    tab_to(page, switch(map_, "relief"))
    page.keyboard.press("Space")
    expect(group(map_, "relief")).to_be_hidden()

    # No part holds the focus: it leaves the map at its end and at its beginning.
    tab_to(page, switch(map_, "events"))
    page.keyboard.press("Tab")
    assert map_.evaluate(OUTSIDE)
    tab_to(page, stage(map_), "Shift+Tab", 100)
    page.keyboard.press("Shift+Tab")
    assert map_.evaluate(OUTSIDE)


def test_axe_finds_nothing_wrong_with_the_map_and_its_open_panels_on_a_phone(
    lab: Lab, open_notebook: OpenNotebook
) -> None:
    page = open_notebook(FIRST_MAP, width=390)
    map_ = find_map(lab, page, FIRST_MAP, "race")
    few_layers(map_)  # a long table takes axe long
    for name in ("Zoom in", "Table", "Measure"):
        button(map_, name).click()
    end_of_ruler(map_, "From").select_option("raqqa")
    end_of_ruler(map_, "To").select_option("palmyra")
    stage(map_).press("ArrowRight")
    expect(card(map_)).to_be_visible()
    switch(map_, "zone-coalition").focus()
    expect(map_.locator(".lk-about")).to_be_visible()
    # The map with the list that it stands in: axe looks for the mark in the page itself.
    map_.evaluate("map => map.getRootNode().host.setAttribute('data-checked', '')")
    change_theme(page, "Dark")
    expect(map_.locator(".lk-frame.lk-dark")).to_have_count(1)
    assert faults(page, 21, "[data-checked]", BEST) == []
    change_theme(page, "Light")
    expect(map_.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page, "[data-checked]") == []
