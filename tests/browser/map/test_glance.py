"""One glance: title, map, day and list in the height of the window, and the card beside the map."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.folders import RIVER
from support.lab_reader import switch
from support.map_page import OpenMap, open_tools, press

from lessonkit import Lesson
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

# A cell of JupyterLab on a laptop, with its side bar and without; two larger screens; a tablet
# held upright; a phone.
WINDOWS = [(934, 648), (786, 648), (1240, 768), (1590, 960), (771, 1180), (368, 844)]
TABLET = 771  # CSS pixels
PARTS = (".lk-title", ".lk-chips", ".lk-tools", ".lk-stage", ".lk-time", ".lk-news", ".lk-panel")
LEAST_MAP, LEAST_LIST = 300, 220  # CSS pixels
# The whole days of the lesson: the longest sentence of what changed, and the shortest.
DAYS = ("2017-05-04", "2017-05-18", "2017-06-06", "2017-06-07")

Boxes = dict[str, dict[str, float]]
OpenAt = Callable[[int, int], Page]


@pytest.fixture(scope="module")
def with_list(then: Lesson) -> MapList:
    """Return the map of five weeks with its list of events, as the second notebook has it."""
    return then.map("five-weeks").with_events()


@pytest.fixture
def open_at(with_list: MapList, open_map: OpenMap) -> OpenAt:
    """Return a function that opens the map with its list in a window; the figure is at its top."""

    def show(width: int, height: int) -> Page:
        page = open_map(with_list, width, height=height, margin=0)
        settled(page)
        close_steps(page)
        return page

    return show


def close_steps(page: Page) -> None:
    if page.locator(".lk-steps").is_visible():
        press(page, "Close: Steps")


def settled(page: Page) -> None:
    """Wait until the map has taken the room of the window."""
    page.evaluate("() => new Promise(done => setTimeout(done, 300))")


def boxes(page: Page, parts: tuple[str, ...] = PARTS) -> Boxes:
    found: Boxes = page.evaluate(
        """parts => Object.fromEntries(parts.map(part => [part,
          document.getElementById("host").shadowRoot.querySelector(part)
            .getBoundingClientRect().toJSON()]))""",
        parts,
    )
    return found


def overlaps(found: Boxes) -> list[tuple[str, str]]:
    """Return which parts lie on each other."""
    return [
        (one, other)
        for one, other in combinations(found, 2)
        if min(found[one]["right"], found[other]["right"])
        - max(found[one]["left"], found[other]["left"])
        > 1
        and min(found[one]["bottom"], found[other]["bottom"])
        - max(found[one]["top"], found[other]["top"])
        > 1
    ]


FRAMES = """() => new Promise(done => requestAnimationFrame(
  () => requestAnimationFrame(() => requestAnimationFrame(done))))"""


def move(page: Page, day: str) -> None:
    page.evaluate("day => models.map.set('date', day)", day)
    # The panel takes the room that is left in the frame after the one in which the news grew.
    page.evaluate(FRAMES)


def select(page: Page, feature: str) -> None:
    page.evaluate("id => models.map.set('selected', id)", feature)


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_one_glance(open_at: OpenAt, width: int, height: int) -> None:
    """What a window shows of the map with its list, step by step on one page."""
    page = open_at(width, height)
    title_map_day_and_list_lie_in_the_window_and_not_on_each_other(page, width, height)
    move(page, DAYS[0])
    the_card_opens_in_the_panel_and_the_map_keeps_its_place(page, width, height)
    beside_an_open_card_the_list_has_room_for_an_entry(page, width, height)
    select(page, "")
    page.evaluate("scrollTo(0, 0)")
    a_card_that_a_reader_opens_is_seen_below_the_steps(page, width, height)


def title_map_day_and_list_lie_in_the_window_and_not_on_each_other(
    page: Page, width: int, height: int
) -> None:
    for day in DAYS:
        move(page, day)
        found = boxes(page)
        if width < 680:
            del found[".lk-chips"]  # on a phone they stand below: map, day and list come first
        # A browser rounds to whole pixels.
        low = {part: box["bottom"] for part, box in found.items() if box["bottom"] > height + 1}
        assert low == {}, day
        assert min(box["top"] for box in found.values()) >= 0
        assert found[".lk-panel"]["height"] >= LEAST_LIST
        assert found[".lk-panel"]["right"] <= width
        assert overlaps(found) == [], day
    assert page.evaluate("scrollY") == 0
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
    inside = boxes(page, (".lk-list", ".lk-items"))
    assert inside[".lk-list"]["height"] >= LEAST_LIST
    assert inside[".lk-items"]["height"] > 150


def test_without_a_list_a_map_takes_the_whole_width_of_an_upright_tablet(
    open_map: OpenMap,
) -> None:
    page = open_map(Lesson(RIVER).map("five-weeks"), 771, height=1180, margin=0)
    settled(page)
    found = boxes(page)
    stage, panel = found[".lk-stage"], found[".lk-panel"]
    assert stage["width"] > 700 or stage["height"] > 0.4 * 1180
    assert panel["top"] >= found[".lk-time"]["bottom"]
    assert panel["width"] > 700
    steps = boxes(page, (".lk-steps",))[".lk-steps"]
    assert steps["bottom"] <= 1180
    assert page.locator(".lk-steps").evaluate("node => node.scrollHeight - node.clientHeight") <= 1


def test_the_map_grows_with_the_window_and_keeps_its_ratio(
    open_at: OpenAt, with_list: MapList
) -> None:
    spec = with_list.map.spec
    ratio = spec["width"] / spec["height"]
    page = open_at(934, 648)
    highs = []
    for width, height in ((934, 648), (1240, 768), (1590, 960)):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        stage = boxes(page)[".lk-stage"]
        assert stage["width"] / stage["height"] == pytest.approx(ratio, rel=0.01)
        highs.append(stage["height"])
    assert highs[0] >= LEAST_MAP
    assert highs == sorted(highs)
    assert highs[1] - highs[0] > 100
    assert highs[2] - highs[1] > 150
    page.set_viewport_size({"width": 934, "height": 648})
    settled(page)
    assert boxes(page)[".lk-stage"]["height"] == pytest.approx(highs[0], abs=1)  # and shrinks
    page.set_viewport_size({"width": 934, "height": 300})
    settled(page)
    assert boxes(page)[".lk-stage"]["height"] == pytest.approx(LEAST_MAP, abs=3)


def the_card_opens_in_the_panel_and_the_map_keeps_its_place(
    page: Page, width: int, height: int
) -> None:
    still = (".lk-title", ".lk-chips", ".lk-stage", ".lk-time", ".lk-panel")
    before = boxes(page, still)
    select(page, "control/raqqa/2017-01-01")
    card = page.locator(".lk-card")
    expect(card.locator("h4").first).to_contain_text("Raqqa")
    assert boxes(page, still) == before
    found = boxes(page, (".lk-panel", ".lk-stage", ".lk-card", ".lk-list"))
    assert found[".lk-card"]["top"] >= found[".lk-panel"]["top"] - 1
    assert found[".lk-card"]["bottom"] <= found[".lk-panel"]["bottom"] + 1
    assert found[".lk-card"]["height"] > 100
    assert found[".lk-card"]["width"] == pytest.approx(found[".lk-panel"]["width"], abs=1)
    assert (".lk-stage", ".lk-card") not in overlaps(found)
    assert (".lk-card", ".lk-list") not in overlaps(found)
    page.get_by_role("button", name="Close the card").click()
    expect(card).to_be_hidden()
    assert boxes(page, still) == before


def beside_an_open_card_the_list_has_room_for_an_entry(page: Page, width: int, height: int) -> None:
    select(page, "control/raqqa/2017-01-01")
    expect(page.locator(".lk-naming button")).to_have_text("Show only these")
    for part in (".lk-items", ".lk-naming button"):
        page.locator(part).scroll_into_view_if_needed()
        expect(page.locator(part)).to_be_in_viewport(ratio=0.9)
    found = boxes(page, (".lk-list", ".lk-items", ".lk-naming"))
    assert found[".lk-items"]["height"] > 48
    assert found[".lk-naming"]["bottom"] <= found[".lk-list"]["bottom"] + 1


def test_without_a_list_the_layers_stand_beside_the_map_and_give_room_to_the_card(
    race_map: Map, open_map: OpenMap
) -> None:
    page = open_map(race_map, 1240, height=648, margin=0)
    close_steps(page)
    for width in (1240, 934, 786):
        page.set_viewport_size({"width": width, "height": 648})
        settled(page)
        expect(page.get_by_role("button", name="Layers")).to_be_hidden()
        before = boxes(page)
        assert overlaps(before) == [], width
        assert max(box["bottom"] for box in before.values()) <= 649, width
        expect(page.locator(".lk-legend label").first).to_be_in_viewport(ratio=0.9)
        page.evaluate("model.set('selected', 'control/raqqa/2017-01-01')")
        expect(page.locator(".lk-card")).to_be_visible()
        assert boxes(page) == before, width
        found = boxes(page, (".lk-panel", ".lk-card", ".lk-side"))
        assert (".lk-card", ".lk-side") not in overlaps(found), width
        assert found[".lk-side"]["bottom"] <= found[".lk-panel"]["bottom"] + 1, width
        assert found[".lk-side"]["height"] > 48, width
        page.evaluate("model.set('selected', '')")


def test_on_a_phone_a_map_without_a_list_has_its_card_below_the_day(
    race_map: Map, open_map: OpenMap
) -> None:
    page = open_map(race_map, 368, height=844)
    settled(page)
    close_steps(page)
    expect(page.locator(".lk-side")).to_be_hidden()
    before = boxes(page, (".lk-stage", ".lk-time"))
    page.evaluate("model.set('selected', 'control/raqqa/2017-01-01')")
    expect(page.locator(".lk-card")).to_be_visible()
    assert boxes(page, (".lk-stage", ".lk-time")) == before
    assert boxes(page, (".lk-card",))[".lk-card"]["top"] >= before[".lk-time"]["bottom"]
    page.evaluate("model.set('selected', '')")
    press(page, "Layers")
    expect(page.locator(".lk-side")).to_be_visible()
    assert boxes(page, (".lk-stage", ".lk-time")) == before


def a_card_that_a_reader_opens_is_seen_below_the_steps(page: Page, width: int, height: int) -> None:
    press(page, "Steps")
    still = (".lk-stage", ".lk-time", *([".lk-panel"] if width > 680 else []))
    before = boxes(page, still)
    expect(page.locator(".lk-steps")).to_be_in_viewport(ratio=0.9)
    page.locator(".lk-stage").press("ArrowRight")
    expect(page.locator(".lk-card h4").first).to_be_in_viewport(ratio=0.9)
    panel = boxes(page, (".lk-panel",))[".lk-panel"]
    close = page.get_by_role("button", name="Close the card").bounding_box()
    assert close
    assert close["y"] + close["height"] <= panel["bottom"]
    assert boxes(page, still) == before
    # The step leaves the card its room, and has it back with the next step or without the card.
    words = page.locator(".lk-step-question")
    if width == TABLET:  # there it stands beside the card, and leaves nothing
        step, card = boxes(page, (".lk-steps", ".lk-card")).values()
        assert step["right"] <= card["left"]
        expect(words).to_be_visible()
        return
    expect(words).to_be_hidden()
    expect(page.locator(".lk-steps h4")).to_be_visible()
    assert panel["height"] - boxes(page, (".lk-steps",))[".lk-steps"]["height"] > 180
    page.get_by_role("button", name="Close the card").click()
    expect(words).to_be_visible()
    page.locator(".lk-stage").press("ArrowRight")
    expect(words).to_be_hidden()
    press(page, "Next step")
    expect(words).to_be_visible()


def test_an_entry_that_a_reader_opens_has_the_room_of_the_step(open_at: OpenAt) -> None:
    page = open_at(972, 648)
    press(page, "Steps")
    words = page.locator(".lk-step-question")
    parts = (".lk-list", ".lk-steps")
    before = boxes(page, parts)
    entry = page.locator(".lk-item").first
    entry.locator("button").first.click()
    expect(words).to_be_hidden()
    expect(page.locator(".lk-steps h4")).to_be_visible()
    after = boxes(page, parts)
    given = before[".lk-steps"]["height"] - after[".lk-steps"]["height"]
    assert given > 70  # three lines at least
    room = after[".lk-list"]["height"] - before[".lk-list"]["height"]
    assert room > 0.8 * given  # of the rest some lies between the two
    expect(entry.locator(".lk-detail p").first).to_be_in_viewport(ratio=0.9)
    entry.locator("button").first.click()
    expect(words).to_be_visible()
    entry.locator("button").first.click()
    press(page, "Next step")
    expect(words).to_be_visible()


def test_on_a_phone_each_has_its_turn_below_the_day(open_at: OpenAt) -> None:
    page = open_at(368, 844)
    the_steps_lead_to_the_list(page)
    the_layers_take_the_place_of_the_steps(page)
    close_steps(page)
    page.evaluate("scrollTo(0, 0)")
    what_is_pressed_lies_beside_the_map_and_not_on_each_other(page, 368)


def the_steps_lead_to_the_list(page: Page) -> None:
    press(page, "Steps")
    expect(page.locator(".lk-list")).to_be_hidden()
    press(page, "Close the steps: to the list")
    expect(page.locator(".lk-list")).to_be_visible()
    expect(page.locator(".lk-steps")).to_be_hidden()
    assert page.evaluate(
        "document.activeElement.shadowRoot.activeElement.closest('.lk-list') !== null"
    )


def test_in_a_cell_of_jupyterlab_on_a_phone_what_is_pressed_lies_beside_the_map(
    open_at: OpenAt,
) -> None:
    what_is_pressed_lies_beside_the_map_and_not_on_each_other(open_at(300, 844), 300)


def what_is_pressed_lies_beside_the_map_and_not_on_each_other(page: Page, width: int) -> None:
    found = boxes(page, (".lk-tools", ".lk-zoom", ".lk-stage", ".lk-chips"))
    assert overlaps(found) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found[".lk-tools"]["right"] <= boxes(page)[".lk-stage"]["right"]
    for name in ("Steps", "Layers", "Tools"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    press(page, "Zoom in")
    open_tools(page)
    press(page, "Full screen")  # it has no room in the row
    expect(page.get_by_role("button", name="Leave full screen")).to_be_visible()


def the_layers_take_the_place_of_the_steps(page: Page) -> None:
    press(page, "Steps")
    expect(page.locator(".lk-steps")).to_be_visible()
    press(page, "Layers")
    expect(page.locator(".lk-steps")).to_be_hidden()
    assert boxes(page, (".lk-side",))[".lk-side"]["height"] > 150
    switch(page, "roads").uncheck()
    press(page, "Layers")
    expect(page.locator(".lk-steps")).to_be_visible()


def test_nothing_of_the_glance_moves_while_the_day_moves(open_at: OpenAt) -> None:
    """The words of a day are long or short; the map and the line below it stay."""
    page = open_at(934, 648)
    still = (".lk-chips", ".lk-stage", ".lk-keys", ".lk-timeline", ".lk-panel")
    before = boxes(page, still)
    moved: dict[str, Any] = {}
    for day in range(4, 32):
        move(page, f"2017-05-{day:02}")
        now = boxes(page, still)
        if now != before:
            moved[f"{day} May"] = now
    assert moved == {}


def test_on_a_tablet_the_map_has_the_whole_width_and_the_list_stands_below(open_at: OpenAt) -> None:
    page = open_at(771, 1180)
    found = boxes(page)
    assert found[".lk-stage"]["width"] > 0.9 * 771
    assert found[".lk-panel"]["top"] >= found[".lk-news"]["bottom"] - 1
    assert found[".lk-chips"]["bottom"] - found[".lk-title"]["bottom"] < 80, "two rows of chips"
    legend = page.locator(".lk-side .lk-legend")
    expect(page.locator(".lk-marks")).to_be_visible()
    expect(legend).to_be_hidden()
    press(page, "Steps")
    assert boxes(page, (".lk-items",))[".lk-items"]["height"] > 220, "room below a step"


@pytest.mark.parametrize("map_id", ["valley-in-five-weeks", "oil-on-6-june"])
def test_on_a_tablet_a_legend_stands_once(then: Lesson, open_map: OpenMap, map_id: str) -> None:
    page = open_map(then.map(map_id), 771, height=1180)
    settled(page)
    expect(page.locator(".lk-legend")).to_be_visible()
    expect(page.locator(".lk-marks")).to_be_hidden()
    expect(page.locator(".lk-scales")).to_be_hidden()


def test_the_tools_stand_where_they_leave_the_map_more_room(open_at: OpenAt) -> None:
    """Beside the title, or in the last line of the chips."""
    page = open_at(1590, 960)
    found = boxes(page)
    assert found[".lk-tools"]["bottom"] <= found[".lk-chips"]["top"]
    assert found[".lk-chips"]["height"] < 30, "one line of chips"
    page.set_viewport_size({"width": 934, "height": 648})
    settled(page)
    last = page.locator(".lk-every").bounding_box()
    tools = boxes(page)[".lk-tools"]
    assert last
    assert last["y"] < tools["bottom"]
    assert tools["top"] < last["y"] + last["height"]


ENDS = """selector => {
  const box = host.shadowRoot.querySelector(selector);
  return [box.scrollHeight - box.scrollTop - box.clientHeight > 4,
    getComputedStyle(box).maskImage !== "none"];
}"""


def test_a_list_that_goes_on_below_its_edge_fades_there(open_at: OpenAt) -> None:
    page = open_at(934, 648)
    box = page.locator(".lk-items")
    entry = page.locator(".lk-item").first.locator("button").first

    def ends() -> list[bool]:
        settled(page)
        found: list[bool] = page.evaluate(ENDS, ".lk-items")
        return found

    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced)
        assert ends() == [True, True], forced
        box.evaluate("box => { box.scrollTop = box.scrollHeight; }")
        assert ends() == [False, False], forced
        box.evaluate("box => { box.scrollTop = 0; }")
        entry.click()
        assert ends() == [True, True], forced
        page.emulate_media(media="print")
        assert ends()[1] is False, forced
        page.emulate_media(media="screen")
        entry.click()


def test_in_full_screen_the_layers_leave_nothing_empty(open_at: OpenAt) -> None:
    page = open_at(1590, 960)
    press(page, "Layers")
    press(page, "Full screen")
    expect(page.get_by_role("button", name="Leave full screen")).to_be_visible()
    settled(page)
    panel = boxes(page, (".lk-panel",))[".lk-panel"]
    groups = page.locator(".lk-legend fieldset").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().left)"
    )
    assert len(set(groups)) == 2, "two columns"
    listed = page.locator(".lk-items").bounding_box()
    assert listed, "the list stands below the layers"
    assert listed["y"] + listed["height"] <= panel["bottom"] + 1
    assert listed["height"] > 120
