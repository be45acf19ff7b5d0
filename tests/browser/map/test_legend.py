"""The legend: groups, signs, and rows that stay."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect
from support.lab_reader import switch
from support.map_page import OpenMap, WholeMap, press, state

from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


def test_all_and_none_switch_a_group_in_the_state(valley: Map, open_map: OpenMap) -> None:
    map_ = valley
    page = open_map(map_)
    layers = map_.spec["layers"]
    places = [x["id"] for x in layers if x["group"] == "Places"]
    press(page, "Places: none")
    assert state(page, "visible") == [x["id"] for x in layers if x["id"] not in places]
    for layer in layers:
        assert switch(page, layer["id"]).is_checked() == (layer["id"] not in places)
    press(page, "Places: all")
    assert state(page, "visible") == [x["id"] for x in layers]
    switch(page, "towns").uncheck()
    assert state(page, "visible") == [x["id"] for x in layers if x["id"] != "towns"]


def test_the_note_explains_the_signs_of_the_layers_that_are_on(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    note, surer = page.locator(".lk-key:not(.lk-kinds)"), "Full mark: high confidence."
    expect(note).to_contain_text("Dotted ring: the position is not exact.")
    expect(note).to_contain_text(surer)
    press(page, "Hide all holders")
    expect(note).not_to_contain_text(surer)
    expect(note).to_contain_text("Dotted ring: the position is not exact.")
    for group in ("Places: none", "Roads and routes: none"):
        press(page, group)
    switch(page, "events").uncheck()
    expect(note).to_be_hidden()


def test_a_note_tells_the_kinds_of_events_on_the_time_line(
    whole: WholeMap, open_map: OpenMap
) -> None:
    map_ = whole("tanf")
    note = open_map(map_).locator(".lk-kinds")
    kinds = [label for label, _ in map_.spec["kinds"].values()]
    assert len(kinds) > 2
    expect(note).to_contain_text("On the time line:")
    expect(note.locator(".lk-kind-of-event")).to_have_text(kinds)
    expect(note.locator(".lk-kind-of-event svg")).to_have_count(len(kinds))


@pytest.mark.parametrize(("extent", "width"), [("syria", 700), ("corridor", 1300)])
def test_a_row_of_the_legend_stays_under_the_pointer(
    whole: WholeMap, open_map: OpenMap, extent: str, width: int
) -> None:
    """What is said about a layer while the pointer is on it does not push the rows about."""
    page = open_map(whole(extent), width)
    moved = page.locator(".lk-legend").evaluate(
        """legend => [...legend.querySelectorAll("label")].filter(label => {
          const place = () => { const { x, y } = label.getBoundingClientRect(); return x + y; };
          const before = place();
          label.dispatchEvent(new PointerEvent("pointerenter"));
          const after = place();
          legend.dispatchEvent(new PointerEvent("pointerleave"));
          return Math.abs(after - before) > 1;
        }).map(label => label.textContent)"""
    )
    assert moved == []


STRENGTH = """async names => {
  const root = document.getElementById("host").shadowRoot;
  const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const ink = canvas.getContext("2d");
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const painted = (colour, filter) => {
    ink.filter = filter || "none";
    ink.fillStyle = colour;
    ink.fillRect(0, 0, 8, 8);
    return light(ink.getImageData(4, 4, 1, 1).data);
  };
  const land = painted(getComputedStyle(root.querySelector(".lk-land path")).fill, "");
  const strength = (node) => {
    const { stroke, fill } = getComputedStyle(node);
    const filters = [];
    for (let up = node; up.tagName !== "svg"; up = up.parentNode)
      if (getComputedStyle(up).filter !== "none") filters.push(getComputedStyle(up).filter);
    const isFilled = stroke === "none" || node.matches(".lk-ink");
    const one = painted(isFilled ? fill : stroke, filters.join(" "));
    return (Math.max(one, land) + 0.05) / (Math.min(one, land) + 0.05);
  };
  const all = (name) => [...root.querySelectorAll(name)].map(strength);
  return Object.fromEntries(names.map((name) => [name, all(name)]));
}"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEAST_CONTRAST = 3  # WCAG 2.2, 1.4.11
DRAWN = [
    ".lk-t-routes [data-feature] path",
    ".lk-t-zones [data-feature] path",
    ".lk-t-events .lk-at > *",
    ".lk-t-events [data-feature] > path",
    ".lk-t-control .lk-full > .lk-ink",
]


def test_what_is_drawn_stands_out_from_the_land_in_both_themes(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        expect(page.locator(".lk-frame.lk-dark")).to_have_count(int(theme == "dark"))
        found = page.evaluate(STRENGTH, DRAWN)
        assert {name for name, all_ in found.items() if not all_} == set()
        weak = {name: min(all_) for name, all_ in found.items() if min(all_) < LEAST_CONTRAST}
        assert weak == {}, theme
