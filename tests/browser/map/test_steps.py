"""The steps of a map on a bare page, with and without a projector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.accessibility import faults, faults_of_colour
from support.folders import RIVER
from support.map_page import state, view_box, zoom_of

from lessonkit import Lesson
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def river() -> Map:
    return Lesson(RIVER).map("five-weeks")


def step(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_next_and_back_move_the_map(river: Map, open_map: Open) -> None:
    page = open_map(river)
    steps = page.locator(".lk-steps")
    expect(steps.get_by_role("heading")).to_have_text("The ford")
    expect(steps).to_contain_text("1 of 2")
    step(page, "Next step")
    expect(steps.get_by_role("heading")).to_have_text("The towns alone")
    assert state(page, "visible") == ["water", "towns"]
    assert state(page, "selected") == "towns/alder"
    assert zoom_of(page) == 1
    page.keyboard.press("Enter")  # it was the last
    expect(steps).to_contain_text("2 of 2")
    step(page, "Step before")
    assert (state(page, "date"), state(page, "selected")) == ("2017-05-10", "events/E02")
    x, y, width, _ = view_box(page)
    wanted = river.spec["steps"][0]["window"] or []
    assert [x, y, width] == pytest.approx(wanted, abs=0.2)
    expect(page.locator(".lk-card")).to_contain_text("The north takes Birch Ford")


def test_a_map_opens_with_the_window_of_its_first_step(river: Map, open_map: Open) -> None:
    page = open_map(river)
    x, y, width, _ = view_box(page)
    assert [x, y, width] == pytest.approx(river.spec["steps"][0]["window"] or [], abs=0.2)
    step(page, "Show the whole map")
    assert zoom_of(page) == 1


def test_the_mark_of_the_first_step_has_its_ring_when_the_map_opens(open_map: Open) -> None:
    """The step and the list are seen then; a press on the mark opens its card."""
    made = Lesson(RIVER).map("five-weeks")
    made.date = made.spec["steps"][0]["day"] or ""
    page = open_map(made)
    ring = page.locator(".lk-chosen")
    expect(ring).to_be_visible()
    expect(page.locator(".lk-card")).to_be_hidden()
    at = ring.bounding_box()
    assert at
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(page.locator(".lk-card")).to_contain_text("Birch Ford")
    step(page, "Close the card")
    expect(ring).to_be_hidden()


def test_a_window_too_small_for_a_view_is_in_its_middle(open_map: Open) -> None:
    made = Lesson(RIVER).map("five-weeks")
    first, *others = made.spec["steps"]
    made.spec = {
        **made.spec,
        "steps": [{**first, "window": [300, 200, 4], "selected": ""}, *others],
    }
    page = open_map(made)
    step(page, "Next step")
    step(page, "Step before")
    x, y, width, height = view_box(page)
    part = made.spec["height"] / made.spec["width"]
    assert width > 4
    assert (x + width / 2, y + height / 2) == pytest.approx((302, 200 + 2 * part), abs=0.2)


def test_the_steps_close_and_open_again_where_they_were(river: Map, open_map: Open) -> None:
    page = open_map(river)
    step(page, "Next step")
    step(page, "Close: Steps")
    expect(page.locator(".lk-steps")).to_be_hidden()
    step(page, "Steps")
    expect(page.locator(".lk-steps")).to_contain_text("The towns alone")


def test_a_map_without_steps_has_no_button_for_them(open_map: Open) -> None:
    page = open_map(Lesson(RIVER).map("held-on-4-may"))
    expect(page.locator(".lk-steps")).to_be_hidden()
    expect(page.get_by_role("button", name="Steps")).to_have_count(0)


def test_p_shows_the_step_large_and_the_arrows_lead_on(river: Map, open_map: Open) -> None:
    page = open_map(river)
    size: Any = "node => parseFloat(getComputedStyle(node).fontSize)"
    words = page.locator(".lk-steps p").first
    before = words.evaluate(size)
    page.locator(".lk-stage").focus()
    page.keyboard.press("p")
    expect(page.locator(".lk-frame.lk-projector")).to_have_count(1)
    assert words.evaluate(size) >= 1.4 * before
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lk-steps")).to_contain_text("The towns alone")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".lk-steps")).to_contain_text("On 10 May")
    page.keyboard.press("p")
    expect(page.locator(".lk-projector")).to_have_count(0)


def test_letters_typed_elsewhere_show_no_projector(river: Map, open_map: Open) -> None:
    page = open_map(river)
    page.mouse.move(1, 1)
    page.evaluate(
        """() => {
          const field = document.body.appendChild(document.createElement("input"));
          field.focus();
        }"""
    )
    page.keyboard.type("pip")
    assert page.locator("body > input").input_value() == "pip"
    expect(page.locator(".lk-projector")).to_have_count(0)


def test_on_paper_all_steps_stand_below_each_other(river: Map, open_map: Open) -> None:
    page = open_map(river)
    page.emulate_media(media="print")
    expect(page.locator(".lk-steps-on-paper li:visible")).to_have_count(2)
    expect(page.get_by_role("button", name="Next step")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1300])
def test_only_the_panel_that_is_seen_has_a_pressed_key(
    river: Map, open_map: Open, width: int
) -> None:
    page = open_map(river, width=width)
    steps, sources = page.locator(".lk-steps"), page.locator(".lk-sources")
    keys = {
        name: page.get_by_role("button", name=name, exact=True) for name in ("Steps", "Sources")
    }

    def expect_open(name: str) -> None:
        for key, node in keys.items():
            expect(node).to_have_attribute("aria-expanded", str(key == name).lower())

    expect_open("Steps")
    keys["Sources"].click()
    expect(steps).to_be_hidden()
    expect_open("Sources")
    step(page, "Close: Sources")
    expect(steps).to_be_visible()
    expect_open("Steps")
    keys["Sources"].click()
    keys["Steps"].click()  # gives the step back, which was never closed
    expect(steps).to_be_visible()
    expect(sources).to_be_hidden()
    expect_open("Steps")
    if width < 500:
        layers = page.get_by_role("button", name="Layers", exact=True)
        layers.click()
        expect(steps).to_be_hidden()
        expect_open("")
        keys["Sources"].click()
        expect(layers).to_have_attribute("aria-expanded", "false")
        expect_open("Sources")
        layers.click()
        layers.click()
        expect_open("Steps")


def test_a_word_between_stars_is_in_italics(open_map: Open) -> None:
    made = Lesson(RIVER).map("five-weeks")
    first, *others = made.spec["steps"]
    words = {"text": "It was *rather* high.", "question": "Why *high*?"}
    made.spec = {**made.spec, "steps": [first | words, *others]}  # type: ignore[typeddict-item]
    page = open_map(made)
    shown = page.locator(".lk-step-words")
    expect(shown).to_contain_text("It was rather high.")
    expect(shown.locator("em")).to_have_text(["rather", "high"])
    expect(page.locator(".lk-steps-on-paper em em")).to_have_text(["high"])


BACK = "Back to this step"
LEFT = "The map shows another day."


def come_to_the_first(page: Page) -> None:
    """Let the first step move the map: this map opens on a day before it."""
    step(page, "Next step")
    step(page, "Step before")


def test_a_map_that_opens_on_another_day_says_so(river: Map, open_map: Open) -> None:
    page = open_map(river)
    assert state(page, "date") != river.spec["steps"][0]["day"]
    expect(page.locator(".lk-steps").get_by_role("status")).to_have_text(LEFT)
    step(page, BACK)
    assert state(page, "date") == river.spec["steps"][0]["day"]


@pytest.mark.parametrize("width", [390, 820, 1300])
def test_a_step_says_that_the_map_has_left_it_and_leads_back(
    river: Map, open_map: Open, width: int
) -> None:
    page = open_map(river, width=width)
    steps = page.locator(".lk-steps")
    come_to_the_first(page)
    key = page.get_by_role("button", name=BACK)
    said = steps.get_by_role("status")
    expect(key).to_be_hidden()
    expect(said).to_have_text("")
    before = steps.bounding_box()
    page.get_by_role("slider", name="Date shown").press("ArrowRight")
    assert state(page, "date") == "2017-05-11"
    expect(key).to_be_visible()
    expect(said).to_have_text(LEFT)
    expect(steps).to_contain_text("On 10 May")  # its words stay to be read
    if width < 680:  # nothing below the step moves under a thumb
        assert steps.bounding_box() == before
    key.focus()
    page.keyboard.press("Enter")
    assert state(page, "date") == "2017-05-10"
    expect(key).to_be_hidden()
    expect(said).to_have_text("")
    assert page.evaluate("host.shadowRoot.activeElement.ariaLabel") == "Next step"
    page.get_by_role("slider", name="Date shown").press("End")
    expect(key).to_be_visible()
    step(page, "Next step")
    expect(key).to_be_hidden()


def test_a_step_that_is_left_can_be_read_in_both_themes(river: Map, open_map: Open) -> None:
    page = open_map(river)
    come_to_the_first(page)
    page.get_by_role("slider", name="Date shown").press("ArrowRight")
    expect(page.get_by_role("button", name=BACK)).to_be_visible()
    assert faults(page, least=5) == []
    assert faults_of_colour(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults_of_colour(page) == []


def test_the_layers_and_a_card_do_not_leave_the_step(river: Map, open_map: Open) -> None:
    page = open_map(river)
    come_to_the_first(page)
    page.evaluate("model.set('visible', ['towns'])")
    page.evaluate("model.set('selected', 'towns/alder')")
    step(page, "Zoom in")
    expect(page.get_by_role("button", name=BACK)).to_be_hidden()
