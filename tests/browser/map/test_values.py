"""Values on a living map: their legend, their cards, their days, and one line between two zones."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour
from support.map_page import OpenMap, press, state
from support.measured import measured, zone

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def shown(page: Page, where: str) -> int:
    """Count what is shown of a drawing."""
    return int(
        page.locator(where).evaluate_all(
            "nodes => nodes.filter(node => !node.closest('[display=none]')).length"
        )
    )


def to_day(page: Page, day: str) -> None:
    page.evaluate("day => { model.set('date', day); model.save_changes(); }", day)


def card(page: Page) -> str:
    return page.locator(".lk-card").inner_text()


def test_the_legend_has_a_line_for_each_class(valued: Lesson, open_map: OpenMap) -> None:
    page = open_map(valued.map("rain"))
    values = page.locator(".lk-legend .lk-values")
    expect(values.locator("p")).to_have_text("Rain in half a year (mm)")
    expect(values.locator("li")).to_have_text(
        ["0 to 100", "100 to 200", "200 to 400", "400 to 700", "Not known"]
    )
    page.locator('.lk-legend input[data-layer="rain"]').uncheck()
    expect(values).to_be_hidden()


def test_groups_with_values_stand_first_in_the_legend(valued: Lesson, open_map: OpenMap) -> None:
    """A panel beside a map is soon full, and nobody can read colours without their numbers."""
    page = open_map(valued.map("rain"), 1036)
    groups = page.locator(".lk-legend fieldset")
    has = groups.evaluate_all("all => all.map(one => Boolean(one.querySelector('.lk-values')))")
    assert has == sorted(has, reverse=True)
    assert has[0]
    assert not has[-1]


@pytest.mark.parametrize("width", [390, 1036])
def test_the_legend_of_values_is_seen_at_every_width(
    valued: Lesson, open_map: OpenMap, width: int
) -> None:
    page = open_map(valued.map("rain"), width)
    lists = page.locator(".lk-values").filter(visible=True)
    expect(lists).to_have_count(1)


@pytest.mark.parametrize("height", [648, 1180])
def test_beside_steps_the_legend_of_values_is_seen_at_every_width(
    tmp_path: Path, open_map: OpenMap, height: int
) -> None:
    page = open_map(strip(tmp_path / "strip").map("strip"), 1036, height=height)
    for width in (390, 600, 690, 700, 740, 768, 820, 870, 885, 1000, 1366):
        page.set_viewport_size({"width": width, "height": height})
        seen = page.locator(".lk-values").filter(visible=True)
        expect(seen, str(width)).to_have_count(1)


def test_beside_a_list_the_legend_of_values_stands_below_the_map(
    valued: Lesson, open_page: OpenMap
) -> None:
    page = open_page(valued.map("rain").with_events())
    expect(page.locator(".lk-scales .lk-values")).to_be_visible()
    expect(page.locator(".lk-legend .lk-values")).to_be_hidden()


def test_a_zone_tells_its_value_unit_days_and_source_and_follows_the_day(
    valued: Lesson, open_map: OpenMap
) -> None:
    map_ = valued.map("rain")
    page = open_map(map_)
    first = next(id for id, one in map_.spec["cards"].items() if one.get("value") == "240 mm")
    page.evaluate("id => { model.set('selected', id); model.save_changes(); }", first)
    assert "Rain in half a year: 240 mm, 1 January 2017 to 31 May 2017." in card(page)
    assert "Counted at the ford." in card(page)
    assert "According to: River Gazette, 7 June 2017" in card(page)
    assert "Outline: River Guild; Atlas of the river" in card(page)
    to_day(page, "2017-07-01")
    assert "455 mm" in card(page)
    assert state(page, "selected") != first


def test_what_changed_is_said_of_values(valued: Lesson, open_map: OpenMap) -> None:
    page = open_map(valued.map("rain"))
    to_day(page, "2017-06-01")
    expect(page.locator(".lk-news")).to_have_text(re.compile("3 new values of Rain in half a year"))


def test_values_that_end_are_no_new_values(tmp_path: Path, open_map: OpenMap) -> None:
    copy = measured(tmp_path / "ends" / "data")
    for row in ("west-district,2017-06-01", "middle-district,2017-06-01"):
        copy.replace("values.csv", f"rain,{row},2017-12-31", f"rain,{row},2017-07-31")
    page = open_map(Lesson(copy.folder.parent).map("rain"))
    news = page.locator(".lk-news")
    to_day(page, "2017-07-15")
    to_day(page, "2017-08-15")
    expect(news).to_contain_text("2 values of Rain in half a year are no longer known")
    expect(news).not_to_contain_text("new value")
    to_day(page, "2017-07-15")
    expect(news).not_to_contain_text("No mark changed")


def test_where_two_zones_meet_one_line_shows_while_one_of_them_does(
    valued: Lesson, open_map: OpenMap
) -> None:
    map_ = valued.map("sectors")
    page = open_map(map_)
    every = len(map_.spec["borders"])
    marks = [node.get_attribute("data-feature") for node in page.locator("[data-feature]").all()]
    sectors = {n for n, one in enumerate(marks) if str(one).startswith("sectors/")}
    wanted = sum(bool(sectors & set(of)) for of in map_.spec["borders"])
    assert shown(page, ".lk-edges > g") == wanted <= every
    page.locator('.lk-chip[data-layer="control-north"]').click()
    assert "sectors-north" not in state(page, "visible")
    left = shown(page, ".lk-edges > g")
    assert 0 < left < wanted  # the line to the south stays
    press(page, "Show all holders")
    press(page, "Hide all holders")
    assert shown(page, ".lk-edges > g") == 0


def test_one_chip_switches_places_and_zones_of_a_holder(valued: Lesson, open_map: OpenMap) -> None:
    page = open_map(valued.map("sectors"))
    chip = page.get_by_role("switch", name="Northern Council and friends")
    expect(chip).to_have_count(1)
    expect(chip.locator(".lk-swatch")).to_have_count(2)
    chip.press("Space")
    visible = state(page, "visible")
    assert not {"control-north", "sectors-north"} & set(visible)
    chip.press("Space")
    assert {"control-north", "sectors-north"} <= set(state(page, "visible"))


@pytest.fixture(scope="module")
def two_layers(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Write a country of two holders, and a city in it of the same two, in a layer of its own."""
    folder = tmp_path_factory.mktemp("two")
    copy = measured(folder / "data")
    data = json.loads(copy.text("zones.geojson"))
    west, city = [[60.6, 11.4], [61.4, 11.4], [61.4, 12.0], [60.6, 12.0], [60.6, 11.4]], "no-fly"
    data["features"] += [zone("city", "City", city, west, holder="north")]
    copy.write("zones.geojson", json.dumps(data))
    copy.write("lesson.toml", copy.text("lesson.toml") + CITY)
    return Lesson(folder)


CITY = """
[[layers]]
id = "city"
label = "The city"
group = "Values"
on = true
table = "zones"
kinds = ["no-fly"]

[[maps]]
id = "city"
title = "The north has the west, and the city in it"
alt = "Map of three sectors and a city in the western one."
extent = "valley"
layers = ["water", "roads", "towns", "sectors", "city"]
day = 2017-05-10
"""


def test_a_holder_of_two_layers_of_zones_has_one_swatch_and_the_inner_line_is_strong(
    two_layers: Lesson, open_map: OpenMap
) -> None:
    page = open_map(two_layers.map("city"))
    chip = page.get_by_role("switch", name="Northern Council and friends")
    expect(chip.locator(".lk-swatch")).to_have_count(1)
    widths = page.locator(".lk-edges path").evaluate_all(
        "all => all.map(one => Number(one.getAttribute('stroke-width')))"
    )
    assert sorted(set(widths)) == [1.1, 2.4]
    chip.press("Space")
    assert not {"sectors-north", "city-north"} & set(state(page, "visible"))


@pytest.mark.parametrize("width", [390, 1036])
def test_zones_have_their_names_before_lesser_places(
    two_layers: Lesson, open_map: OpenMap, width: int
) -> None:
    page = open_map(two_layers.map("city"), width)
    names = page.locator(".lk-name.lk-zone").filter(visible=True)
    for name in ("West sector", "Middle sector", "East sector"):
        expect(names.filter(has_text=name)).to_have_count(1)


def test_in_the_dark_a_way_has_a_rim_and_the_legend_is_as_light_as_the_map(
    two_layers: Lesson, open_map: OpenMap
) -> None:
    page = open_map(two_layers.map("city"), color_scheme="dark")

    def looks(where: str, look: str) -> set[str]:
        found = page.locator(where).evaluate_all(
            "(all, look) => all.map(e => getComputedStyle(e)[look])", look
        )
        assert found
        return set(found)

    def filters(where: str) -> set[str]:
        return looks(where, "filter")

    way, swatch = ".lk-svg .lk-t-routes [data-feature] path", ".lk-swatch.lk-t-routes"
    assert looks(way, "stroke") == looks(f"{swatch} path", "stroke")
    (rim,) = filters(way)
    assert rim.startswith("drop-shadow")
    assert filters(f"{swatch} path") == filters(f"{swatch} > svg") == {"none"}
    assert filters(".lk-chip .lk-swatch > svg") == filters(".lk-t-held use")
    assert filters(".lk-chip .lk-swatch svg svg") == {"none"}


def test_a_sector_that_passes_on_is_told_and_keeps_its_name_where_it_is(
    valued: Lesson, open_map: OpenMap
) -> None:
    page = open_map(valued.map("sectors"))
    name = page.locator(".lk-name.lk-zone").filter(has_text="Middle sector").filter(visible=True)
    expect(name).to_have_count(1)
    before = name.bounding_box()
    to_day(page, "2017-05-10")
    expect(name).to_have_count(1)
    assert name.bounding_box() == before
    expect(page.locator(".lk-news")).to_contain_text("Middle sector")
    expect(page.locator(".lk-news")).to_contain_text("from South to North")
    expect(page.locator(".lk-news")).not_to_contain_text("new on the map")


def radius(page: Page, n: int = 0) -> float:
    box = page.locator(".lk-t-sizes circle").nth(n).bounding_box()
    assert box
    return box["width"] / 2


@pytest.mark.parametrize("width", [390, 1300])
def test_a_circle_is_as_large_on_the_map_as_in_the_legend_at_every_zoom(
    valued: Lesson, open_map: OpenMap, width: int
) -> None:
    page = open_map(valued.map("people"), width)
    size = radius(page)
    assert size == pytest.approx(26 + 0.6, abs=0.7)  # with half of its line
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(300)
    assert radius(page) == pytest.approx(size, abs=0.1)
    ten = page.locator(".lk-values circle").filter(visible=True).first.bounding_box()
    assert ten
    assert (ten["width"] / 2 / size) ** 2 == pytest.approx(10000 / 16000, rel=0.05)


def test_a_click_opens_the_smallest_circle_and_tells_value_and_source(
    valued: Lesson, open_map: OpenMap
) -> None:
    page = open_map(valued.map("people"))
    box = page.locator(".lk-t-sizes circle").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 6, box["y"] + box["height"] / 2)  # far from the dot of the town
    assert "Alder" in card(page)
    assert "People: 16,000 people." in card(page)
    assert "According to: Atlas of the river" in card(page)


def test_the_table_of_the_map_has_the_values(valued: Lesson, open_map: OpenMap) -> None:
    page = open_map(valued.map("people"))
    page.get_by_role("button", name="Tools").click()
    press(page, "Table")
    rows = page.locator(".lk-twin tbody tr").filter(has_text="People:")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Elm Gate")).to_contain_text("People: not known")
    expect(rows.filter(has_text="Dun Rock")).to_contain_text("People: 0 people")


@pytest.mark.parametrize("name", ["rain", "people", "sectors"])
def test_maps_of_values_can_be_used_by_all(valued: Lesson, open_map: OpenMap, name: str) -> None:
    page = open_map(valued.map(name), color_scheme="dark")
    assert faults(page, 5) == []
    page.emulate_media(color_scheme="light")
    assert faults_of_colour(page) == []


def test_the_pad_lies_on_the_map_and_not_on_the_legend(valued: Lesson, open_page: OpenMap) -> None:
    page = open_page(valued.map("rain").with_events())
    page.get_by_role("button", name="Zoom in").click()
    pad, map_, legend = (
        page.locator(name).bounding_box() for name in (".lk-pad", ".lk-stage", ".lk-scales")
    )
    assert pad
    assert map_
    assert legend
    assert map_["y"] < pad["y"]
    assert pad["y"] + pad["height"] <= map_["y"] + map_["height"]
    assert map_["x"] + map_["width"] <= legend["x"]  # below the list


# Where each name with a line to a circle has the end of that line, and the middle of its circle.
LED = """map => {
  const box = (node) => node.getBoundingClientRect();
  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const names = [...map.shadowRoot.querySelectorAll(".lk-name:not([display=none])")];
  return names.filter((one) => one.querySelector(".lk-lead")).map((one) => {
    const path = one.querySelector(".lk-lead");
    const at = path.getPointAtLength(0).matrixTransform(path.getScreenCTM());
    const mark = map.shadowRoot.querySelector(`[data-feature="${one.dataset.for}"] circle`);
    return { from: [at.x, at.y], middle: mark && middle(box(mark)) };
  });
}"""


def near_each_other(folder: Path) -> Lesson:
    """Write towns so close that their circles lie on each other, known from May on."""
    copy = measured(folder / "data")
    copy.replace("places.csv", "60.6,12.4", "61.9,11.75")
    for row in ("alder,,,16000", "birch-ford,,,4000", "dun-rock,,,0"):
        place, _, _, value = row.split(",")
        copy.replace("values.csv", row, f"{place},2017-05-10,,{value}00")
    copy.replace("lesson.toml", 'label = "People"\nunit = "people"\nof = "places"\n',
                 'label = "People"\nunit = "people"\nof = "places"\nradius = 60\n')  # fmt: skip
    copy.replace("lesson.toml", 'layers = ["water", "towns", "people"]\nday = 2017-05-10',
                 'layers = ["water", "people"]\ndays = [2017-05-01, 2017-05-20]')  # fmt: skip
    return Lesson(folder)


@pytest.mark.parametrize("day", ["2017-05-01", "2017-05-15"])
def test_the_line_of_a_name_ends_at_the_place_on_all_days(
    tmp_path: Path, open_map: OpenMap, day: str
) -> None:
    """Before its value is known, a place has a cross where the middle of the circle will be."""
    page = open_map(near_each_other(tmp_path / "near").map("people"), 1036)
    to_day(page, "2017-05-15")
    page.wait_for_timeout(300)
    led = [one for one in page.locator(".lk-map").evaluate(LED) if one["middle"]]
    assert led
    for one in led:
        assert math.dist(one["from"], one["middle"]) < 6
    if day == "2017-05-01":
        ends = [one["from"] for one in led]
        to_day(page, day)
        page.wait_for_timeout(300)
        assert [one["from"] for one in page.locator(".lk-map").evaluate(LED)] == ends


STRIP = """
[[extents]]
id = "strip"
label = "A strip of the valley"
west = 59.9
east = 65.1
south = 11.0
north = 12.6
basemap = "valley"

[[maps]]
id = "strip"
title = "A wide window"
alt = "Map of a strip of the valley."
extent = "strip"
layers = ["water", "towns", "rain"]
days = [2017-01-01, 2017-12-31]
day = 2017-05-10

[[steps]]
map = "strip"
title = "The west"
text = "It is the driest."
question = "Why?"
day = 2017-05-10

[[steps]]
map = "strip"
title = "The middle"
text = "It rains more at the mill."
question = "Why?"
mark = "cedar-mill"
"""


def strip(folder: Path) -> Lesson:
    copy = measured(folder / "data")
    copy.write("lesson.toml", copy.text("lesson.toml") + STRIP)
    return Lesson(folder)


def test_beside_steps_the_legend_of_values_stays_while_a_card_is_open(
    tmp_path: Path, open_map: OpenMap
) -> None:
    page = open_map(strip(tmp_path / "strip").map("strip"), 1036)
    seen = page.locator(".lk-values").filter(visible=True)
    expect(seen).to_have_count(1)
    press(page, "Next step")
    expect(page.locator(".lk-card")).to_contain_text("Cedar Mill")
    expect(seen).to_have_count(1)
    page.set_viewport_size({"width": 1036, "height": 768})
    expect(page.locator(".lk-side")).to_be_hidden()  # two things below each other would fade
    expect(page.locator(".lk-marks")).to_be_visible()
    panel, box = page.locator(".lk-panel").bounding_box(), seen.bounding_box()
    assert panel
    assert box
    assert box["x"] + box["width"] < panel["x"], "it stands below the map"


def test_on_a_low_map_the_keys_of_the_four_ways_leave_most_of_it_free(
    tmp_path: Path, open_map: OpenMap
) -> None:
    page = open_map(strip(tmp_path / "strip").map("strip"), 390)
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".lk-pad")).to_be_visible()
    keys, stage = (page.locator(one).bounding_box() for one in (".lk-pad", ".lk-stage"))
    assert keys
    assert stage
    assert stage["height"] < 220  # the least that a phone gives to a map
    assert keys["height"] < stage["height"] / 3
    assert keys["width"] < stage["width"] / 2
    sizes = page.locator(".lk-pad button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(b => [b.width, b.height])"
    )
    assert all(side >= 24 for size in sizes for side in size)


def test_no_tick_of_the_time_line_crosses_a_name(tmp_path: Path, open_map: OpenMap) -> None:
    page = open_map(strip(tmp_path / "strip").map("strip"), 390)
    names, ticks = (
        page.locator(f".lk-axis {one}").evaluate_all(
            "all => all.filter(one => getComputedStyle(one).visibility === 'visible')"
            ".map(one => one.getBoundingClientRect()).map(b => [b.left, b.right])"
        )
        for one in ("span:not(:empty)", "i")
    )
    assert len(ticks) > len(names) > 0
    assert not [x for x, _ in ticks for left, right in names if left - 1 < x < right]


def test_in_the_dark_a_swatch_of_the_ground_is_as_the_ground_is_drawn(
    valued: Lesson, open_map: OpenMap
) -> None:
    page = open_map(valued.map("rain"), color_scheme="dark")
    look = "all => [...new Set(all.map(e => getComputedStyle(e).stroke))]"
    drawn = page.locator('.lk-svg [data-layer="water"] .lk-river path').evaluate_all(look)
    shown = page.locator(".lk-swatch.lk-t-basemap .lk-river path").evaluate_all(look)
    assert drawn == shown
    assert len(shown) == 1
