"""The legend of a map."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab_reader import (
    Race,
    button,
    citations,
    drawn,
    group,
    middle,
    middle_now,
    settings,
    stage,
    switch,
    touch,
)
from support.map_page import OpenMap
from support.race import RACE_LAYERS, OpenRace

from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


# Each group of the legend: its heading and its rows, with the size of the swatch's drawing.
LEGEND = """map => [...map.shadowRoot.querySelectorAll(".lk-legend fieldset")].map(group => [
  group.querySelector("legend").firstChild.textContent,
  [...group.querySelectorAll("label")].map(label => {
    const { width, height } = label.querySelector("svg").getBoundingClientRect();
    return [label.control.dataset.layer, label.innerText.trim(), label.control.type,
            width > 8 && height > 8];
  })])"""

# Each chip: its layer, its words, whether it is a switch, and whether its sign is seen.
CHIPS = """map => [...map.shadowRoot.querySelectorAll(".lk-chips [data-layer]")].map(chip => {
  const { width, height } = chip.querySelector("svg").getBoundingClientRect();
  return [chip.dataset.layer, chip.innerText.trim(), chip.role ?? chip.getAttribute("role"),
          width > 8 && height > 8];
})"""

# What a pointer would hit in the middle of a switch and of the one below it.
FREE_SWITCHES = """(map, [from, to]) => {
  const inputs = [...map.shadowRoot.querySelectorAll("input[data-layer]")];
  return inputs.slice(from, to).every(input => {
    const { x, y, width, height } = input.getBoundingClientRect();
    return map.shadowRoot.elementFromPoint(x + width / 2, y + height / 2) === input;
  });
}"""


def _holders(data: Path) -> list[dict[str, Any]]:
    """Return the holders of a map; states outside the fighting lie outside the Syrian one."""
    return [h for h in settings(data)["holders"] if h["id"] != "own-state"]


def legend_of(data: Path, wanted: list[str]) -> list[list[Any]]:
    """Return the legend that the settings ask for: groups and their rows, in their order.

    The holders are not in it: they are the chips above the map.
    """
    groups: dict[str, list[list[Any]]] = {}
    for layer in (one for one in settings(data)["layers"] if one["id"] in wanted):
        if layer["table"] != "control":
            entry = [layer["id"], layer["label"], "checkbox", True]
            groups.setdefault(layer["group"], []).append(entry)
    return [[name, rows_] for name, rows_ in groups.items()]


def test_the_legend_has_a_heading_for_each_group_and_a_row_for_each_layer(
    race: Race, data: Path
) -> None:
    _, map_ = race
    assert map_.evaluate(LEGEND) == legend_of(data, RACE_LAYERS)
    for _, rows_ in legend_of(data, RACE_LAYERS):
        for layer, label, *_ in rows_:
            expect(switch(map_, layer)).to_have_accessible_name(label)


def test_the_holders_are_chips_with_short_names_and_whole_names_for_a_screen_reader(
    race: Race, data: Path
) -> None:
    _, map_ = race
    holders = _holders(data)
    wanted = [[f"control-{h['id']}", h["short"], "switch", True] for h in holders]
    assert map_.evaluate(CHIPS) == wanted
    expect(map_.get_by_role("group", name="Who held what").get_by_role("switch")).to_have_count(
        len(holders)
    )
    for holder in holders:
        chip = map_.get_by_role("switch", name=holder["label"], exact=True)
        expect(chip).to_be_checked()
        expect(chip).to_have_attribute("title", holder["label"])
        expect(chip).to_have_accessible_description(re.compile("^Source: .+Dates in our data: "))


def test_a_chip_switches_the_marks_of_its_holder_and_does_not_rely_on_colour(race: Race) -> None:
    page, map_ = race
    chip, marks = switch(map_, "control-south"), group(map_, "control-south")
    look = """chip => { const { borderStyle, textDecorationLine } = getComputedStyle(chip);
      return [borderStyle, textDecorationLine]; }"""
    on = chip.evaluate(look)
    expect(marks).to_be_visible()
    chip.click()
    expect(chip).not_to_be_checked()
    expect(marks).to_be_hidden()
    expect(group(map_, "control-north")).to_be_visible()
    off = chip.evaluate(look)
    assert on == ["solid", "none"]
    assert off == ["dashed", "line-through"]
    for key in ("Space", "Enter"):
        before = chip.is_checked()
        chip.press(key)
        expect(chip).to_be_checked(checked=not before)
        expect(marks).to_be_visible(visible=not before)
        expect(chip).to_be_focused()
    page.evaluate("model.set('visible', ['water'])")  # what Python or a step sets
    expect(chip).not_to_be_checked()


def test_one_button_turns_all_holders_off_and_on(race: Race, data: Path) -> None:
    _, map_ = race
    layers = [f"control-{h['id']}" for h in _holders(data)]
    every = map_.locator(".lk-every")
    expect(every).to_have_text("Hide all")
    expect(every).to_have_accessible_name("Hide all holders")
    every.click()
    for layer in layers:
        expect(switch(map_, layer)).not_to_be_checked()
        expect(group(map_, layer)).to_be_hidden()
    expect(switch(map_, "towns")).to_be_checked()
    expect(every).to_have_text("Show all")
    expect(every).to_have_accessible_name("Show all holders")
    switch(map_, layers[0]).click()
    expect(every).to_have_text("Show all")  # one is on, not all
    every.click()
    for layer in layers:
        expect(switch(map_, layer)).to_be_checked()
    expect(every).to_have_text("Hide all")
    switch(map_, layers[0]).click()
    expect(every).to_have_text("Show all")


def test_each_chip_can_be_reached_and_none_makes_the_page_wider(syria: Race, root: Path) -> None:
    page, map_ = syria
    for width in (1300, 786, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        for holder in _holders(root / "data"):
            chip = switch(map_, f"control-{holder['id']}")
            chip.focus()
            expect(chip).to_be_in_viewport(ratio=0.9)
            box = chip.bounding_box()
            assert box
            assert box["height"] >= 24, (width, holder["id"])
        root_ = "document.documentElement"
        assert page.evaluate(f"{root_}.scrollWidth - {root_}.clientWidth") <= 0, width


def test_layers_take_the_place_of_the_list_and_give_it_back(
    weeks_map: Map, open_map: OpenMap
) -> None:
    page = open_map(weeks_map.with_events())
    tool_ = page.get_by_role("button", name="Layers", exact=True)
    list_, side = page.locator(".lk-list"), page.locator(".lk-side")
    for on in (False, True, False):
        expect(tool_).to_have_attribute("aria-expanded", str(on).lower())
        expect(side).to_be_visible(visible=on)
        expect(list_).to_be_visible(visible=not on)
        if on:
            switch(page, "roads").uncheck()
            expect(group(page, "roads")).to_be_hidden()
        tool_.press("Enter")


def test_on_a_narrow_page_layers_open_below_the_day(open_race: OpenRace) -> None:
    _, map_ = open_race(390)
    tool_, side = button(map_, "Layers"), map_.locator(".lk-side")
    expect(side).to_be_hidden()
    tool_.click()
    expect(tool_).to_have_attribute("aria-expanded", "true")
    switch(map_, "roads").uncheck()
    expect(group(map_, "roads")).to_be_hidden()
    tool_.click()
    expect(side).to_be_hidden()


def test_a_switch_takes_the_names_of_its_layer_along(race: Race) -> None:
    _, map_ = race
    names = map_.locator('.lk-name[data-layer="towns"]:visible')
    expect(names.first).to_be_visible()
    switch(map_, "towns").uncheck()
    expect(names).to_have_count(0)
    switch(map_, "towns").check()
    expect(names.first).to_be_visible()


def test_a_switch_answers_to_the_space_bar(race: Race) -> None:
    page, map_ = race
    switch(map_, "roads").focus()
    page.keyboard.press("Space")
    expect(switch(map_, "roads")).not_to_be_checked()
    expect(group(map_, "roads")).to_be_hidden()


def test_all_and_none_switch_the_layers_of_one_group(race: Race) -> None:
    _, map_ = race
    switch(map_, "roads").uncheck()
    for name, on in (("none", False), ("all", True)):
        button(map_, f"Places: {name}").click()
        for layer in ("towns", "crossings", "bases"):
            expect(switch(map_, layer)).to_be_checked(checked=on)
            expect(group(map_, layer)).to_be_visible(visible=on)
        expect(switch(map_, "roads")).not_to_be_checked()
        expect(switch(map_, "control-south")).to_be_checked()


def test_a_layer_tells_its_source_and_its_dates(syria: Race, root: Path) -> None:
    page, map_ = syria
    for how in ("hover", "focus"):
        expect_source_of_plans(page, map_, root / "data", how)
        page.mouse.move(5, 5)
    page.set_viewport_size({"width": 390, "height": 1000})
    button(map_, "Layers").click()
    for how in ("hover", "tap"):
        expect_source_of_plans(page, map_, root / "data", how)
        page.mouse.move(5, 5)


def expect_source_of_plans(page: Page, map_: Locator, data: Path, how: str) -> None:
    """Come to a layer with the pointer, the keyboard or a finger, and read the words about it."""
    about, label = map_.locator(".lk-about"), map_.locator("label", has=switch(page, "plans"))
    expect(about).to_be_hidden()
    if how == "hover":
        label.hover()
    elif how == "focus":
        switch(map_, "events").focus()
        page.keyboard.press("Shift+Tab")
        expect(switch(map_, "plans")).to_be_focused()
    else:
        touch(page, (middle(label), middle(label)))
        expect(about).to_be_visible()
        other = middle(map_.locator(".lk-legend legend", has_text="Events"))
        touch(page, (other, other))
        expect(about).to_be_hidden()
        touch(page, (middle(label), middle(label)))
    plan = drawn(data, "routes", "advance-planned-bukamal")
    # The data end the plan on 9 June; on 7 June, the last day of this map, nobody knew that.
    assert plan["end"] == "2017-06-09"
    span = "Dates in our data: from 3 June 2017."
    wanted = [*citations(data, plan["source_ids"])[:3], span]
    for words in wanted:
        expect(about).to_contain_text(words)
        expect(switch(map_, "plans")).to_have_accessible_description(re.compile(re.escape(words)))
    expect(about).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()


def test_a_chip_tells_its_source_and_its_dates_in_the_panel(race: Race, data: Path) -> None:
    page, map_ = race
    for how in ("hover", "focus"):
        expect_source_of_holder(page, map_, data, how)


def expect_source_of_holder(page: Page, map_: Locator, data: Path, how: str) -> None:
    about, chip = map_.locator(".lk-about"), switch(map_, "control-south")
    panel = map_.locator(".lk-panel").bounding_box()
    expect(about).to_be_hidden()
    if how == "hover":
        chip.hover()
    else:
        switch(map_, "control-north").focus()
        page.keyboard.press("Tab")
        expect(chip).to_be_focused()
    label = next(h["label"] for h in settings(data)["holders"] if h["id"] == "south")
    expect(about.locator("b")).to_have_text(label)
    expect(about).to_contain_text(re.compile("Source: .+Dates in our data: "))
    expect(about).to_be_in_viewport(ratio=1)
    box = about.bounding_box()
    assert box
    assert panel
    assert panel["x"] <= box["x"] + 1
    assert panel["y"] <= box["y"] + 1
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()
    if how == "hover":
        page.mouse.move(5, 5)
        chip.hover()
        expect(about).to_be_visible()
        page.mouse.move(5, 5)
    else:
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(about).to_be_visible()
        stage(map_).focus()
    expect(about).to_be_hidden()


@pytest.mark.parametrize(("extent", "widths"), [("syria", (1300, 390)), ("corridor", (1300,))])
def test_the_words_about_a_layer_neither_cover_nor_move_its_switch(
    whole: Any, open_race: OpenRace, extent: str, widths: tuple[int, ...]
) -> None:
    page, map_ = open_race(widths[0], whole(extent))
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1000})
        if width < 400:
            button(map_, "Layers").click()
        inputs = map_.locator("input[data-layer]")
        covered = []
        for n in range(0, inputs.count(), 4):
            for block, to in (("center", n + 2), ("end", n + 1)):  # at the edge only its own
                inputs.nth(n).evaluate("(node, block) => node.scrollIntoView({ block })", block)
                at = middle_now(inputs.nth(n))
                page.mouse.move(*at)
                expect(map_.locator(".lk-about")).to_be_visible()
                assert middle_now(inputs.nth(n)) == at, width
                if not map_.evaluate(FREE_SWITCHES, [n, to]):
                    covered.append((inputs.nth(n).get_attribute("data-layer"), block))
        assert covered == [], width
