"""The legend of a map."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from support.lab_reader import (
    Race,
    button,
    citations,
    drawn,
    group,
    middle,
    settings,
    switch,
    touch,
)
from support.race import RACE_LAYERS, OpenRace

pytestmark = pytest.mark.browser


# Each group of the legend: its heading and its rows, with the size of the swatch's drawing.
LEGEND = """map => [...map.shadowRoot.querySelectorAll(".lk-legend fieldset")].map(group => [
  group.querySelector("legend").firstChild.textContent,
  [...group.querySelectorAll("label")].map(label => {
    const { width, height } = label.querySelector("svg").getBoundingClientRect();
    return [label.control.dataset.layer, label.innerText.trim(), label.control.type,
            width > 8 && height > 8];
  })])"""

# What a pointer would hit in the middle of a switch and of the one below it.
FREE_SWITCHES = """(map, [from, to]) => {
  const inputs = [...map.shadowRoot.querySelectorAll("input[data-layer]")];
  return inputs.slice(from, to).every(input => {
    const { x, y, width, height } = input.getBoundingClientRect();
    return map.shadowRoot.elementFromPoint(x + width / 2, y + height / 2) === input;
  });
}"""


def legend_of(data: Path, wanted: list[str]) -> list[list[Any]]:
    """Return the legend that the settings ask for: groups and their rows, in their order."""
    # The states outside the fighting lie outside the window, too.
    here = [h for h in settings(data)["holders"] if h["id"] != "own-state"]
    holders = [[f"control-{h['id']}", h["label"]] for h in here]
    groups: dict[str, list[list[Any]]] = {}
    for layer in (one for one in settings(data)["layers"] if one["id"] in wanted):
        rows_ = holders if layer["table"] == "control" else [[layer["id"], layer["label"]]]
        groups.setdefault(layer["group"], []).extend([*one, "checkbox", True] for one in rows_)
    return [[name, rows_] for name, rows_ in groups.items()]


def test_the_legend_has_a_heading_for_each_group_and_a_row_for_each_layer(
    race: Race, data: Path
) -> None:
    _, map_ = race
    assert map_.evaluate(LEGEND) == legend_of(data, RACE_LAYERS)
    for _, rows_ in legend_of(data, RACE_LAYERS):
        for layer, label, *_ in rows_:
            expect(switch(map_, layer)).to_have_accessible_name(label)


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
        for layer in ("towns", "crossings", "bases", "energy"):
            expect(switch(map_, layer)).to_be_checked(checked=on)
            expect(group(map_, layer)).to_be_visible(visible=on)
        expect(switch(map_, "roads")).not_to_be_checked()
        expect(switch(map_, "control-is")).to_be_checked()


@pytest.mark.parametrize(
    ("how", "width"), [("hover", 1300), ("focus", 1300), ("hover", 390), ("tap", 390)]
)
def test_a_layer_tells_its_source_and_its_dates(
    open_race: OpenRace, data: Path, how: str, width: int
) -> None:
    page, map_ = open_race(width)
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


@pytest.mark.parametrize(
    ("extent", "width"),
    [("syria", 1300), ("syria", 390), ("corridor", 1300)],
)
def test_the_words_about_a_layer_neither_cover_nor_move_its_switch(
    whole: Any, open_race: OpenRace, extent: str, width: int
) -> None:
    page, map_ = open_race(width, whole(extent))
    inputs = map_.locator("input[data-layer]")
    covered = []
    for n in range(0, inputs.count(), 4):
        for block, to in (("center", n + 2), ("end", n + 1)):  # at the screen's edge only its own
            inputs.nth(n).evaluate("(node, block) => node.scrollIntoView({ block })", block)
            at = middle(inputs.nth(n))
            page.mouse.move(*at)
            expect(map_.locator(".lk-about")).to_be_visible()
            assert middle(inputs.nth(n)) == at
            if not map_.evaluate(FREE_SWITCHES, [n, to]):
                covered.append((inputs.nth(n).get_attribute("data-layer"), block))
    assert covered == []
