"""Zones on a living map: which of them are named, and what their cards say of a holder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.map_page import OpenMap
from support.measured import measured, zone

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def slot(west: float) -> list[list[float]]:
    """Give an area with room for one name, and for no other beside it."""
    east = west + 1.1
    return [[west, 12.6], [east, 12.6], [east, 12.8], [west, 12.8], [west, 12.6]]


MAP = """
[[layers]]
id = "slots"
label = "Slots"
group = "Values"
on = true
table = "zones"
kinds = ["no-fly"]

[[maps]]
id = "slots"
title = "Some areas"
alt = "Map of some areas."
extent = "valley"
layers = ["water", "slots"]
day = 2017-05-10
"""


def crowded(folder: Path, *zones: dict[str, Any], toml: str = "") -> Lesson:
    """Write the small lesson with these zones alone on a map."""
    copy = measured(folder / "data")
    data = json.loads(copy.text("zones.geojson"))
    data["features"] += zones
    copy.write("zones.geojson", json.dumps(data))
    copy.write("lesson.toml", copy.text("lesson.toml") + MAP + toml)
    return Lesson(folder)


def named(page: Page) -> set[str]:
    page.wait_for_timeout(300)  # names are laid out when the map has come to rest
    names = page.locator(".lk-name.lk-zone").filter(visible=True)
    return {text.strip() for text in names.all_text_contents()}


@pytest.mark.parametrize("width", [390, 1036])
def test_of_two_zones_with_room_for_one_name_the_rank_decides(
    tmp_path: Path, open_map: OpenMap, width: int
) -> None:
    one, two = (
        zone(id, name, "no-fly", slot(62), holder="north")
        for id, name in (("first", "First zone"), ("other", "Other zone"))
    )
    assert named(open_map(crowded(tmp_path / "a", one, two).map("slots"), width)) == {"First zone"}
    two["properties"]["rank"] = 3
    assert named(open_map(crowded(tmp_path / "b", one, two).map("slots"), width)) == {"Other zone"}
    one["properties"]["rank"] = 4
    assert named(open_map(crowded(tmp_path / "c", one, two).map("slots"), width)) == {"First zone"}


def test_a_zone_with_a_rank_comes_before_what_the_title_speaks_of(
    tmp_path: Path, open_map: OpenMap
) -> None:
    one, two = (
        zone(id, name, "no-fly", slot(62), holder="north")
        for id, name in (("first", "Some areas"), ("other", "Other zone"))
    )
    two["properties"]["rank"] = 1
    page = open_map(crowded(tmp_path / "a", one, two).map("slots"), 1036)
    assert named(page) == {"Other zone"}


def card_of(page: Page, lesson_map: Any, zone_id: str) -> str:
    cards = lesson_map.spec["cards"].items()
    mark = next(id for id, one in cards if one.get("zone") == zone_id)
    page.evaluate("id => { model.set('selected', id); model.save_changes(); }", mark)
    expect(page.locator(".lk-card")).to_be_visible()
    return page.locator(".lk-card").inner_text()


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("", "\nNorthern Council and friends\n"),
        (
            '\n[words]\nholder = "state of the airspace"\n',
            "\nState of the airspace: Northern Council and friends\n",
        ),
    ],
)
def test_a_card_says_a_state_in_the_words_of_the_lesson_or_in_none(
    tmp_path: Path, open_map: OpenMap, toml: str, line: str
) -> None:
    """Closed, of the airspace of a country, is nobody: *Who* would be wrong."""
    some = zone("first", "First zone", "no-fly", slot(62), holder="north")
    map_ = crowded(tmp_path / "a", some, toml=toml).map("slots")
    words = card_of(open_map(map_, 1036), map_, "first")
    assert line in words.replace("\n\n", "\n")
    assert "Who:" not in words


@pytest.mark.parametrize("width", [390, 1036])
def test_of_zones_one_in_the_other_each_has_its_name_in_what_is_seen_of_it(
    tmp_path: Path, open_map: OpenMap, width: int
) -> None:
    """The lower in the file lies on top; in its land the name of another one would be false."""

    def square(half: float) -> list[list[float]]:
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        return [[62 + x * half, 12.5 + y * half] for x, y in corners]

    halves = {"Outer": 1.2, "Middle": 0.8, "Inner": 0.4}
    zones = [
        zone(name.lower(), name, "no-fly", square(half), holder="north")
        for name, half in halves.items()
    ]
    page = open_map(crowded(tmp_path / "a", *zones).map("slots"), width)
    assert named(page) == halves.keys()
    shapes = page.locator(".lk-t-held [data-feature]")
    boxes = shapes.evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    for below, name in enumerate(halves):
        own = page.locator(".lk-name.lk-zone").filter(has_text=name).bounding_box()
        assert own
        for above in boxes[below + 1 :]:
            is_left = own["x"] + own["width"] <= above["x"] + 2 or own["x"] >= above["right"] - 2
            is_off = own["y"] + own["height"] <= above["y"] + 2 or own["y"] >= above["bottom"] - 2
            assert is_left or is_off, name
