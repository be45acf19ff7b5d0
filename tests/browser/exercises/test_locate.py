"""Places on a blank map: set with the pointer and with the keyboard, and what is said to them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults, faults_of_colour
from support.exercise_files import GEOD, GOOD, POINTS, SECRET, rows
from support.exercise_page import Open, told
from support.exercise_reader import (
    STORED,
    again,
    ask_model,
    button,
    check,
    expect_state,
    it,
    strip,
    tab_to,
)
from support.folders import RIVER

from lessonkit import Lesson
from lessonkit.maps.window import Window

pytestmark = pytest.mark.browser

ENTRY = GOOD["locate"]
ASKED: list[str] = ENTRY["places"]
NAMES = {row["place_id"]: row["name_en"] for row in rows("places.csv")}
WINDS = [
    *("north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east"),
    *("south-east", "south-south-east", "south", "south-south-west", "south-west"),
    *("west-south-west", "west", "west-north-west", "north-west", "north-north-west"),
]


@pytest.fixture(scope="module")
def river() -> Lesson:
    return Lesson(RIVER / "data", "01_river.ipynb")


@pytest.fixture
def opened(river: Lesson, open_page: Open) -> Page:
    return open_page(river.progress(), river.exercise("three-places"))


@pytest.fixture
def box(opened: Page) -> Locator:
    return it(opened, "three-places")


def parts_of(river: Lesson, lon: float, lat: float) -> tuple[float, float]:
    """Give where a point lies on the page: parts of its width and of its height."""
    window = Window(river.extents["valley"])
    left, bottom, right, top = window.bounds
    [[x, y]] = window._forward(np.array([lon]), np.array([lat]))
    return (x - left) / (right - left), (top - y) / (top - bottom)


def click(box: Locator, part: tuple[float, float]) -> None:
    stage = box.locator(".lk-svg").bounding_box()
    assert stage
    at = {"x": part[0] * stage["width"], "y": part[1] * stage["height"]}
    box.locator(".lk-svg").click(position=at, force=True)


def click_on(river: Lesson, box: Locator, *places: str) -> None:
    for place in places:
        click(box, parts_of(river, *POINTS[place]))


def rounded(km: float) -> float:
    return round(km) if km < 20 else 5 * round(km / 5)


def chosen(box: Locator) -> str:
    return box.locator(".lk-sought label:has(:checked) span").inner_text()


# ---- With the pointer ---------------------------------------------------------------------------


def test_one_place_is_asked_after_the_other_and_all_are_found(
    river: Lesson, opened: Page, box: Locator
) -> None:
    status = box.locator(".lk-found-at")
    check(box)
    expect(box.locator(".lk-said")).to_have_text(
        f"Set every place first. Still open: {', '.join(NAMES[one] for one in ASKED)}."
    )
    for n, place in enumerate(ASKED):
        assert chosen(box) == f"{n + 1}. {NAMES[place]}"
        click_on(river, box, place)
        then = f"Where is {NAMES[ASKED[n + 1]]}?" if n < 2 else "All places are set."
        lon, lat = (f"{value:.1f}" for value in POINTS[place])
        expect(status).to_have_text(
            f"{NAMES[place]} is set at {lat} degrees north, {lon} degrees east. {then}"
        )
    check(box)
    expect_state(box, "Right")
    for one, said in zip(ASKED, told(box), strict=True):  # a pixel is half a kilometre
        assert re.fullmatch(f"{NAMES[one]}: found. Your point lies [012] km from it.", said)
    expect(box.locator(".lk-pin.lk-found")).to_have_count(3)
    expect(strip(opened).locator(".lk-step[data-state=right]")).to_have_count(1)
    attempt = opened.evaluate(STORED)["records"]["three-places"]["attempts"][0]
    assert attempt["words"] == "; ".join(f"{NAMES[one]}: found" for one in ASKED)


def test_what_was_set_is_there_after_a_reload_and_can_be_set_anew(
    river: Lesson, opened: Page, box: Locator
) -> None:
    click_on(river, box, "alder", "fen-well")
    expect(box.locator(".lk-kept")).to_have_text("Saved in this browser.")
    opened.wait_for_function(f"{STORED}.records['three-places'].draft[1]")
    again(opened)
    expect(box.locator(".lk-pin")).to_have_count(2)
    assert chosen(box) == "3. Elm Gate"
    assert box.locator(".lk-sought small").all_inner_texts() == ["set", "set", "not set"]
    box.get_by_role("radio", name=re.compile("Cedar Mill")).check()
    expect(box.locator(".lk-found-at")).to_have_text("Where is Cedar Mill?")
    click_on(river, box, "cedar-mill", "elm-gate")
    check(box)
    expect_state(box, "Right")


def test_the_map_does_not_move_while_places_are_set(river: Lesson, box: Locator) -> None:
    before = box.locator(".lk-stage").bounding_box()
    click_on(river, box, *ASKED)
    assert box.locator(".lk-stage").bounding_box() == before


# ---- What is said -------------------------------------------------------------------------------


def test_a_point_at_another_place_gets_the_words_of_its_mistake(
    river: Lesson, box: Locator
) -> None:
    click_on(river, box, "alder", "fen-well", "fen-well")
    check(box)
    expect_state(box, "Not yet")
    first, second, third = told(box)
    assert first.startswith("Alder: found.")
    assert second.endswith("At your point lies Fen Well. The quokka of the well.")
    assert third.endswith("At your point lies Fen Well.")  # there it was not asked for Cedar Mill
    pins = box.locator(".lk-pin text:not(.lk-pin-sign)").all_text_contents()
    assert pins == ["Alder: found", "Cedar Mill: not here", "Elm Gate: not here"]
    ask_model(box)
    expect(box.locator(".lk-pin.lk-told")).to_have_count(2)
    assert box.locator(".lk-model p").all_inner_texts()[:3] == [
        f"{NAMES[one]}: {POINTS[one][1]:.1f}° N, {POINTS[one][0]:.1f}° E" for one in ASKED
    ]


def test_what_is_said_agrees_with_the_ellipsoid(river: Lesson, box: Locator) -> None:
    """Any point of the map: how far from the place, in which direction, and what is nearest."""
    window = Window(river.extents["valley"])
    inner = st.floats(0.12, 0.97)  # of the map: clear of its buttons

    @settings(max_examples=12, deadline=None)
    @given(x=inner, y=inner)
    def holds(x: float, y: float) -> None:
        box.get_by_role("radio", name=re.compile("Alder")).check()
        click(box, (x, y))
        check(box)
        stage = box.locator(".lk-svg").bounding_box()
        assert stage
        lon, lat = (
            float(value[0])
            for value in window.lon_lat(np.array([x * window.width]), np.array([y * window.height]))
        )
        azimuth, _, metres = GEOD.inv(*POINTS["alder"], lon, lat)
        km, said = metres / 1000, told(box)[0]
        if "found" in said:
            assert km <= 30 + 2
            return
        found = re.match(r"Alder: your point lies (\d+) km to the ([a-z-]+) of it\.", said)
        assert found, said
        assert km >= 30 - 2
        assert float(found[1]) == pytest.approx(rounded(km), abs=5.1)
        off = (22.5 * WINDS.index(found[2]) - azimuth + 180) % 360 - 180
        assert abs(off) <= 11.25 + 2
        apart = {NAMES[p]: GEOD.inv(*at, lon, lat)[2] / 1000 for p, at in POINTS.items()}
        near = re.search(r"Nearest to your point is (.+), \d+ km away", said)
        if near := near or re.search(r"At your point lies (.+?)\.", said):
            name = near[1]
            assert apart[name] <= min(apart.values()) + 2
        else:
            assert apart["Alder"] <= min(apart.values()) + 2

    click_on(river, box, *ASKED)
    holds()


# ---- With the keyboard --------------------------------------------------------------------------


def test_the_keyboard_alone_finds_all_places(river: Lesson, opened: Page, box: Locator) -> None:
    stage, status = box.locator(".lk-stage"), box.locator(".lk-found-at")
    tab_to(opened, stage)
    expect(box.locator(".lk-cross")).to_be_visible()
    assert "Arrow keys move a cross" in (stage.get_attribute("aria-label") or "")
    for place in ASKED:
        for axis, (key, other) in enumerate(
            (("ArrowRight", "ArrowLeft"), ("ArrowUp", "ArrowDown"))
        ):
            walk(opened, status, axis, POINTS[place][axis], key, other)
        opened.keyboard.press("Enter")
        expect(status).to_contain_text(f"{NAMES[place]} is set at")
    tab_to(opened, button(box, "Check"))
    opened.keyboard.press("Enter")
    expect_state(box, "Right")


def walk(page: Page, status: Locator, axis: int, goal: float, key: str, other: str) -> None:
    """Go along one axis until the status says the wanted degree; 0 is longitude."""
    for small in ("", "Shift+"):
        for _ in range(60):
            page.keyboard.press(f"{small}{key}")
            now = degrees(status)[axis]
            if now >= goal:
                break
        for _ in range(60):
            page.keyboard.press(f"{small}{other}")
            if degrees(status)[axis] <= goal:
                break
    assert degrees(status)[axis] == pytest.approx(goal, abs=0.15)


def degrees(status: Locator) -> tuple[float, float]:
    words = status.inner_text()
    found = re.search(r"([\d.]+) degrees north, ([\d.]+) degrees east", words)
    assert found, words
    return float(found[2]), float(found[1])


def test_shift_makes_the_steps_small_and_the_cross_stays_in_sight(
    opened: Page, box: Locator
) -> None:
    status = box.locator(".lk-found-at")
    tab_to(opened, box.locator(".lk-stage"))
    opened.keyboard.press("ArrowRight")
    begin = degrees(status)[0]
    opened.keyboard.press("ArrowRight")
    step = degrees(status)[0] - begin
    for _ in range(6):
        opened.keyboard.press("Shift+ArrowLeft")
    assert degrees(status)[0] == pytest.approx(begin, abs=0.05)
    assert step > 0.1
    for _ in range(40):
        opened.keyboard.press("ArrowRight")
    assert degrees(status)[0] == pytest.approx(65.5, abs=0.06)  # the edge
    for _ in range(3):
        opened.keyboard.press("+")
    opened.keyboard.press("ArrowLeft")
    assert 59.5 < degrees(status)[0] < 65.5


# ---- Looks, and what the page keeps to itself ---------------------------------------------------


def test_nothing_on_the_page_tells_where_a_place_is(opened: Page, box: Locator) -> None:
    html = box.evaluate("node => node.shadowRoot.innerHTML")
    others = [NAMES[one] for one in NAMES if one not in ASKED]
    assert not any(name in html for name in others)
    svg = box.locator(".lk-svg").evaluate("node => node.outerHTML")
    assert not any(name in svg for name in NAMES.values())
    state = json.dumps(opened.evaluate("models.w1.get('spec')"), ensure_ascii=False)
    assert SECRET not in state
    assert not any(f"{value:g}" in state for point in POINTS.values() for value in point)


def test_it_fits_its_page_and_is_accessible_in_both_themes(river: Lesson, open_page: Open) -> None:
    page = open_page(river.exercise("three-places"), width=390)
    page.emulate_media(color_scheme="dark")
    box = it(page, "three-places")
    for width in (1300, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
        stage = box.locator(".lk-stage").bounding_box()
        assert stage
        assert stage["width"] >= min(0.6 * width, 560), width
    click_on(river, box, "alder", "fen-well", "elm-gate")
    check(box)
    ask_model(box)
    expect(box.locator(".lk-pin.lk-off")).to_have_count(1)
    for width in (390, 820, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark")
        assert faults(page, 15, within='[data-id="three-places"]') == [], width
        page.emulate_media(color_scheme="light")
        assert faults_of_colour(page, within='[data-id="three-places"]') == [], width


def test_asked_before_the_lesson_it_says_neither_right_nor_where(
    river: Lesson, open_page: Open
) -> None:
    shown = river.exercise("three-places")
    shown.spec = {**shown.spec, "judged": "later"}
    page = open_page(shown)
    box = it(page, "three-places")
    click_on(river, box, "alder", "fen-well", "elm-gate")
    check(box)
    expect(box.locator(".lk-said > b")).to_have_text("Answered.")
    expect(box.locator(".lk-pin.lk-set")).to_have_count(3)
    expect(box.locator(".lk-pin:is(.lk-found, .lk-off, .lk-told)")).to_have_count(0)
