"""Names neither overlap nor leave the map, and stand at their own outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect
from support.folders import RIVER
from support.map_page import EXTENTS, WIDTHS, OpenMap, Run, open_tools, press

from lessonkit import Lesson, geodesy
from lessonkit import layer as new_layer
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

# The names of the map that show, each as the corners of its visible lines on the screen. A name
# may be turned, as that of a river, so that a rectangle round it would say too much.
NAMES = """map => [...map.shadowRoot.querySelectorAll(".lk-name")]
  .filter(name => name.checkVisibility() && name.getAttribute("display") !== "none")
  .map(name => {
    const isArabic = text => text.classList.contains("lk-local");
    const all = [...name.querySelectorAll("text")];
    const lines = all.filter(text => text.checkVisibility());
    const boxes = lines.map(text => {
      const { x, y, width, height } = text.getBBox(), to = text.getScreenCTM();
      return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
        .map(([u, v]) => new DOMPoint(u, v).matrixTransform(to)).map(p => [p.x, p.y]);
    });
    return { name: name.textContent, boxes, lines: lines.length,
      arabic: lines.filter(isArabic).length, inArabic: all.filter(isArabic).length };
  })"""

Corner = tuple[float, float]


# ---- Names --------------------------------------------------------------------------------------


def apart(one: list[Corner], two: list[Corner], slack: float = 2.5) -> bool:
    """Say whether a line parts two shapes. Boxes of text hold some air: `slack` CSS pixels."""
    for side in (0, 1):  # most are far from each other, which is soon seen
        ends, others = [at[side] for at in one], [at[side] for at in two]
        if max(ends) < min(others) or max(others) < min(ends):
            return True
    for shape in (one, two):
        for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True):
            length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
            normal = ((ay - by) / length, (bx - ax) / length)
            first, second = (
                [x * normal[0] + y * normal[1] for x, y in corners] for corners in (one, two)
            )
            if min(max(first) - min(second), max(second) - min(first)) <= slack:
                return True
    return False


# Names are laid out 0.12 s after the last zoom, in the frame that follows.
RESTED = """() => new Promise(rested => setTimeout(
  () => requestAnimationFrame(() => requestAnimationFrame(rested)), 150))"""


def names_on(page: Page) -> list[dict[str, Any]]:
    """Return the names that show once the map has come to rest."""
    page.evaluate(RESTED)
    names: list[dict[str, Any]] = page.locator("#host").evaluate(NAMES)
    return names


def misplaced(page: Page, names: list[dict[str, Any]]) -> list[str]:
    """Name what covers another name or a button, and what leaves the map."""
    corners = """nodes => nodes.map(node => node.getBoundingClientRect()).filter(box => box.width)
      .map(({ left, right, top, bottom }) =>
        [[left, top], [right, top], [right, bottom], [left, bottom]])"""
    buttons = page.locator(".lk-zoom, .lk-pad, .lk-tools").evaluate_all(corners)
    others = [{"name": "a button", "boxes": [box]} for box in buttons]
    (frame,) = page.locator("svg.lk-svg").evaluate_all(corners)
    (left, top), (right, bottom) = frame[0], frame[2]
    wrong = [
        f"{a['name']} covers {b['name']}"
        for n, a in enumerate(names)
        for b in [*names[:n], *others]
        if not all(apart(one, two) for one in a["boxes"] for two in b["boxes"])
    ]
    return wrong + [
        f"{name['name']} leaves the map"
        for name in names
        for x, y in (corner for box in name["boxes"] for corner in box)
        if not (left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1)
    ]


@pytest.mark.parametrize("extent", EXTENTS)
def test_names_neither_overlap_nor_leave_the_map_at_any_width(
    whole: Callable[[str], Map], open_map: Callable[..., Page], extent: str
) -> None:
    page = open_map(whole(extent), WIDTHS[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        names = names_on(page)
        assert len(names) > 4, width
        assert misplaced(page, names) == [], width


VIEWS = ("", "+ +", "Shift+ArrowRight Shift+ArrowRight Shift+ArrowDown", "+ + Shift+ArrowLeft")


def test_names_neither_overlap_nor_leave_the_map_at_any_zoom(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        for script, arabic in SCRIPTS.items():
            open_tools(page)
            page.get_by_label("Names").select_option(script)
            press(page, "Tools")  # the open menu would lie over names
            page.locator(".lk-stage").press("0")
            seen = set()
            # The script changes the lines of a name; where they find room is tried with both.
            for keys in VIEWS if script == "both" else VIEWS[:2]:
                for key in keys.split():
                    page.locator(".lk-stage").press(key)
                names = names_on(page)
                seen |= {name["name"] for name in names}
                assert misplaced(page, names) == [], (width, script, keys)
                odd = [x for x in names if x["arabic"] not in arabic(x["lines"], x["inArabic"])]
                assert odd == [], (width, script)
            assert len(seen) > 12, (width, script)


# In the English script no line of a name is Arabic, in the Arabic one each is that can be.
SCRIPTS: dict[str, Callable[[int, int], set[int]]] = {
    "both": lambda lines, known: {0, known},
    "own": lambda lines, known: {0},
    "local": lambda lines, known: {lines} if known else {0},
}


# Of each name of an outline that shows: its text, and how far it is from its own outline and from
# the nearest other, in CSS pixels. 400 points of an outline stand for it; the name is its box.
OUTLINED = """map => {
  const svg = map.shadowRoot.querySelector("svg.lk-svg");
  const names = [...svg.querySelectorAll(".lk-area, .lk-edge")]
    .filter(name => name.getAttribute("display") !== "none");
  const points = new Map(names.map(name => [name, [...svg.querySelectorAll(
    `[data-feature="${name.dataset.for}"] path`)].flatMap(path => {
      const length = path.getTotalLength(), to = path.getScreenCTM();
      return Array.from({ length: 400 }, (_, n) =>
        path.getPointAtLength(length * n / 399).matrixTransform(to));
    })]));
  return names.map(name => {
    const box = name.getBoundingClientRect();
    const off = other => Math.min(...points.get(other).map(({ x, y }) => Math.hypot(
      Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom))));
    return { name: name.textContent, own: off(name),
      other: Math.min(Infinity, ...names.filter(one => one !== name).map(off)) };
  });
}"""
OUTLINES = {
    "de-escalation": ("syria", {"Idlib area", "Area north of Homs", "Eastern Ghouta"}),
    "overland-route": ("corridor", {"A, by al-Tanf", "B, by al-Bukamal", "C, northern"}),
}


@pytest.mark.parametrize("layer", OUTLINES)
def test_a_name_of_an_outline_is_nearer_to_its_own_than_to_another(
    lesson: Lesson, open_map: Callable[..., Page], layer: str
) -> None:
    extent, names = OUTLINES[layer]
    page = open_map(lesson.map(extent=extent, layers=[layer], visible=[layer], title="T", alt="A"))
    for keys in VIEWS:
        for key in keys.split():
            page.locator(".lk-stage").press(key)
        page.evaluate(RESTED)
        found = page.locator("#host").evaluate(OUTLINED)
        assert keys or names <= {one["name"] for one in found}
        assert [one for one in found if one["own"] > one["other"] + 3] == [], keys


def test_the_names_of_close_rings_stand_apart_each_at_its_own_line(
    lesson: Lesson, open_map: Callable[..., Page]
) -> None:
    base = lesson.place("al-tanf-garrison").geometry
    shapes = [geodesy.circle(base.x, base.y, km) for km in (22.8, 27.4)]
    frame = gpd.GeoDataFrame({"name": ["Near", "Far"], "geometry": shapes}, crs="EPSG:4326")
    rings = new_layer(frame, id="rings", label="Rings")
    page = open_map(lesson.map(extent="tanf", layers=["water"], add=[rings], title="T", alt="A"))
    near, far = sorted(page.locator("#host").evaluate(OUTLINED), key=lambda one: one["name"])[::-1]
    for one in (near, far):
        assert one["own"] < 8 < one["other"]
    (a,), (b,) = (one["boxes"] for one in names_on(page) if one["name"] in ("Near", "Far"))
    assert apart(a, b, slack=-40)


CUT = """map => [...map.shadowRoot.querySelectorAll(".lk-name:not(.lk-place)")]
  .filter(name => name.getAttribute("display") !== "none")
  .filter(name => [...name.querySelectorAll("text:not(.lk-local)")]
    .some(text => text.getAttribute("display") === "none"))
  .map(name => name.textContent)"""


def test_a_name_of_two_lines_stands_whole_or_not_at_all(
    lesson: Lesson, open_map: Callable[..., Page]
) -> None:
    """Who says of a zone that it is one stands in its second line."""
    page = open_map(lesson.map("claims-in-hindsight"), 390)
    for width in (390, 560, 771, 934):
        page.set_viewport_size({"width": width, "height": 1000})
        for keys in VIEWS[:3] if width in (390, 934) else VIEWS[:1]:
            for key in keys.split():
                page.locator(".lk-stage").press(key)
            page.evaluate(RESTED)
            assert page.locator(".lk-map").evaluate(CUT) == [], (width, keys)
        page.locator(".lk-stage").press("0")


def test_a_map_in_both_scripts_shows_more_of_them_when_there_is_room(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    here = {name["name"] for name in names_on(page) if name["arabic"]}
    assert len(here) > 5
    page.locator(".lk-stage").press("+")
    assert {name["name"] for name in names_on(page) if name["arabic"]} - here


LEADS = """map => [...map.shadowRoot.querySelectorAll(".lk-lead")]
  .filter(line => line.checkVisibility()).map(line => line.getTotalLength()
    * line.getScreenCTM().a)"""


def test_a_line_from_a_name_to_its_mark_is_short(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"), 390)
    for width in (390, 520, 934):
        page.set_viewport_size({"width": width, "height": 1000})
        page.evaluate(RESTED)
        lengths = page.locator(".lk-map").evaluate(LEADS)
        assert lengths, width
        assert max(lengths) <= 65, width  # CSS pixels


def test_on_a_phone_what_the_steps_speak_of_is_named(
    race_map: Map, open_map: Callable[..., Page]
) -> None:
    """Where names have little room, the goal of the race has its own before others have theirs."""
    page = open_map(race_map, 390)
    named = {one["name"] for one in names_on(page)}
    for goal in ("Deir ez-Zor", "Raqqa", "Al-Bukamal", "Al-Tanf garrison"):
        assert any(name.startswith(goal) for name in named), (goal, named)
    assert misplaced(page, names_on(page)) == []


def test_on_a_phone_each_of_a_few_places_has_its_name(open_map: OpenMap) -> None:
    """A part of the names that a large map may have would leave some of nine without."""
    lesson = Lesson(RIVER)
    drawn = lesson.maps["river-and-towns"]
    few = replace(drawn, names=4, visible=("towns", "crossings"))
    lesson.maps = {**lesson.maps, few.id: few}
    shown, towns = lesson.map(few.id), tuple(lesson.places["name_en"])
    wide, narrow = (
        [one["name"] for one in names_on(open_map(shown, width)) if one["name"].startswith(towns)]
        for width in (900, 390)
    )
    assert len(wide) == few.names
    assert sorted(narrow) == sorted(wide)


def test_a_click_on_the_name_of_a_place_opens_the_place(opened: Lesson, open_map: OpenMap) -> None:
    page = open_map(opened.map("five-weeks", day="2017-06-01"))
    name = page.locator(".lk-name.lk-place text.lk-own:visible", has_text="Alder").first
    box = name.bounding_box() or {}
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    expect(page.locator(".lk-card")).to_contain_text("Alder")
    by_name = page.evaluate("model.get('selected')")
    page.keyboard.press("Escape")
    page.evaluate("model.set('selected', '')")
    node = page.locator(f'[data-feature="{by_name}"]')
    mark = node.bounding_box() or {}
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    assert page.evaluate("model.get('selected')") == by_name


INKED = """(() => {
  const road = { layer: "roads", width: 1.8, parts: [[[0, 50], [200, 50]]] };
  const ink = new Ink([road]), seen = { x: 0, y: 0, k: 0.5 };
  const under = (shown, box) => ink.on(seen, new Set(shown),
    [{ left: 300, right: 340, top: 0, bottom: 40 }])(box);
  const box = (left, top) => ({ left, right: left + 60, top, bottom: top + 14 });
  return [under(["roads"], box(20, 93)), under([], box(20, 93)), under(["roads"], box(20, 150)),
    under(["roads"], { left: 40, right: 54, top: 70, bottom: 130 }), under([], box(290, 10))];
})()"""


def test_what_a_name_covers_is_weighed_where_its_layer_shows(run: Run) -> None:
    along, hidden, off, across, circle = run(["map/names/ink"], INKED, None)
    assert along > 3
    assert hidden == off == across == 0
    assert circle > 3


LEDS = """map => [...map.shadowRoot.querySelectorAll(".lk-name.lk-place")]
  .filter(name => name.getAttribute("display") !== "none")
  .map(name => name.querySelector("text:not([display=none])").getBoundingClientRect().toJSON())"""
CIRCLES = """map => [...map.shadowRoot.querySelectorAll(".lk-t-sizes circle")]
  .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().toJSON())"""


def test_on_a_phone_no_name_of_a_place_lies_in_a_circle(
    valued: Lesson, open_map: Callable[..., Page]
) -> None:
    page = open_map(valued.map("people"), 390)
    page.evaluate(RESTED)
    names, circles = (page.locator("#host").evaluate(what) for what in (LEDS, CIRCLES))
    assert names
    assert circles
    for name, one in ((a, b) for a in names for b in circles):
        x, y = (one["left"] + one["right"]) / 2, (one["top"] + one["bottom"]) / 2
        assert not (name["left"] < x < name["right"] and name["top"] < y < name["bottom"])
