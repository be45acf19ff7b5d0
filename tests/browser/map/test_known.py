"""The second clock of a map, and its switchboard of sources."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from support.map_page import OpenMap

from lessonkit import Lesson
from lessonkit.widgets.map import Map, make_map

pytestmark = pytest.mark.browser

# The marks of holders that show: place and part, and the label of the holder.
HELD = """() => Object.fromEntries([...document.querySelector("#host").shadowRoot
  .querySelectorAll(".lk-t-control [data-feature]")]
  .filter((node) => node.getAttribute("display") !== "none")
  .map((node) => model.get("spec").cards[node.dataset.feature])
  .map(({ place, part, holder }) => [`${place}/${part ?? ""}`, holder]))"""
SET = """async (values) => {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
  await new Promise(requestAnimationFrame);
}"""

# What is said of a change comes after the frame that shows it.
TOLD = """() => new Promise((done) =>
  requestAnimationFrame(() => setTimeout(() => setTimeout(done))))"""


@pytest.fixture(scope="module")
def weeks(opened: Lesson) -> Map:
    return opened.map("five-weeks")


@pytest.fixture(scope="module")
def autumn(opened: Lesson) -> Map:
    return opened.map("after-the-report")


def go(page: Page, **values: Any) -> None:
    page.evaluate(SET, values)


def said(lesson: Lesson, day: str, by: str) -> dict[str, str]:
    labels = {one.id: one.label for one in lesson.holders.values()} | {"": "Not known"}
    rows = lesson.said_on(day, by).to_dict("records")
    return {f"{one['place_id']}/{one['part']}": labels[one["holder"]] for one in rows}


def news(page: Page) -> str:
    page.evaluate(TOLD)
    return page.locator(".lk-news").inner_text()


def test_the_page_and_python_know_the_same(weeks: Map, opened: Lesson, open_map: OpenMap) -> None:
    page = open_map(weeks)
    for day in ("2017-05-04", "2017-05-09", "2017-05-10", "2017-05-13", "2017-06-02"):
        for by in ("2017-05-11", "2017-05-12", "2017-06-05", "2017-06-06", "2017-06-07"):
            if day <= by:
                go(page, date=day, known_by=by)
                assert page.evaluate(HELD) == said(opened, day, by), (day, by)


def test_the_clock_is_turned_on_and_off(weeks: Map, opened: Lesson, open_map: OpenMap) -> None:
    page = open_map(weeks)
    go(page, date="2017-05-11")
    whole, key = page.evaluate(HELD), page.get_by_role("button", name="Known by", exact=True)
    expect(page.locator(".lk-by")).to_be_hidden()
    key.click()
    expect(key).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".lk-by-words")).to_have_text("Known by 11 May 2017")
    assert page.evaluate(HELD) == said(opened, "2017-05-11", "2017-05-11") != whole
    key.click()
    expect(page.locator(".lk-by")).to_be_hidden()
    assert page.evaluate(HELD) == whole
    assert news(page) == "All that the sources told is on the map again."


def test_the_clock_moves_by_keyboard_and_never_before_the_day(
    weeks: Map, open_map: OpenMap
) -> None:
    page = open_map(weeks)
    go(page, date="2017-05-11", known_by="2017-05-11")
    clock = page.get_by_role("slider", name="Day by which it was known")
    clock.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('known_by')") == "2017-05-12"
    expect(clock).to_have_attribute("aria-valuetext", "known by 12 May 2017")
    assert "Birch Ford changes from North to South" in news(page)
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("model.get('known_by')") == "2017-05-11"
    go(page, date="2017-05-20")
    assert page.evaluate("model.get('known_by')") == "2017-05-20"


def test_what_was_not_known_is_counted_and_its_mark_says_so(weeks: Map, open_map: OpenMap) -> None:
    page = open_map(weeks)
    go(page, date="2017-05-11", known_by="2017-05-11")
    assert "By 11 May 2017 3 of 5 places are not known." in news(page)
    assert "may have been known before" in news(page)
    go(page, selected="control/dun-rock/said/unknown")
    card = page.locator(".lk-card")
    expect(card).to_contain_text("Control: Not known.")
    expect(card).not_to_contain_text("Gazette")


def test_a_place_that_is_held_otherwise_later_has_corners_and_a_history(
    weeks: Map, open_map: OpenMap
) -> None:
    page = open_map(weeks)
    go(page, date="2017-05-11", known_by="2017-05-12")
    corners = page.locator(".lk-corners")
    expect(corners).to_have_count(1)
    assert "Said otherwise later (in corners): Birch Ford." in news(page)
    go(page, selected="control/birch-ford/said/south")
    items = page.locator(".lk-card section").first.locator(".lk-history li")
    expect(items).to_have_count(3)
    days = [one.split(" by ")[0].split(".")[0] for one in items.all_inner_texts()]
    assert days == [
        "10 May 2017 announced",
        "12 May 2017 denied",
        "7 June 2017 confirmed",
    ]
    expect(items.nth(2)).to_contain_text("confirmed by River Gazette: North.")
    expect(items.nth(1)).not_to_contain_text("after the day on the clock")
    expect(items.nth(2)).to_contain_text("Said after the day on the clock.")
    go(page, date="2017-06-02", known_by="2017-06-07")
    expect(corners).to_have_count(0)


def test_events_that_were_not_known_are_away(weeks: Map, open_map: OpenMap) -> None:
    page = open_map(weeks)
    mark = page.locator('[data-feature="events/E03"]')  # its source is of 6 June
    go(page, date="2017-05-20")
    expect(mark).to_be_visible()
    go(page, known_by="2017-05-20")
    expect(mark).to_be_hidden()
    assert "Boats" not in news(page)
    assert page.locator(".lk-dot:visible").count() == 1
    go(page, known_by="2017-06-06")
    expect(mark).to_be_visible()
    go(page, known_by="")
    bars = page.locator(".lk-bars i:not([hidden])")
    expect(bars).to_have_count(2)
    go(page, date="2017-05-05", known_by="2017-05-05")
    expect(bars).to_have_count(0)  # a change that was not known has no bar
    go(page, date="2017-05-05", known_by="2017-06-07")
    expect(bars).to_have_count(2)


def test_the_day_pushes_the_clock_while_it_plays(weeks: Map, open_map: OpenMap) -> None:
    page = open_map(weeks)
    go(page, date="2017-06-01", known_by="2017-06-01")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("model.get('date') === '2017-06-07'")
    assert page.evaluate("model.get('known_by')") == "2017-06-07"


# ---- Sources ------------------------------------------------------------------------------------


def board(page: Page) -> Any:
    page.get_by_role("button", name="Sources", exact=True).click()
    return page.locator(".lk-sources")


def test_sources_of_later_days_are_not_counted_as_one(lesson: Lesson, open_map: OpenMap) -> None:
    """They go by one name, and nobody can say how many they are."""
    known = lesson.as_of("2017-06-07")
    panel = board(open_map(known.map("held-on-4-may")))
    (places,) = re.findall(r"^(\d+) of \d+ places", panel.locator(".lk-fell").inner_text())
    later = [ids for ids in known.control["source_ids"] if set(ids) == {"later-source"}]
    assert int(places) < len(later)
    expect(panel.locator(".lk-most")).not_to_contain_text("came later")


def test_sources_are_counted_by_side_and_by_kind(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    panel = board(page)
    expect(panel.locator(".lk-fell")).to_have_text("5 of 7 places rest on one source.")
    expect(panel.locator(".lk-alone button")).to_have_text(
        ["Alder", "Dun Rock", "Elm Gate (east side)", "Elm Gate (west side)", "Fen Well"]
    )
    expect(panel.locator(".lk-most")).to_contain_text("Our own work (2 marks on it alone)")
    expect(panel.locator(".lk-groups > li .lk-source-switch")).to_have_text(
        ["Northern Council", "Southern League", "Press", "No side"]
    )
    panel.get_by_role("button", name="By kind").click()
    expect(panel.locator(".lk-groups > li .lk-source-switch").first).to_have_text("Editors")


def test_the_places_on_one_source_alone_are_shown(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    panel, rings = board(page), page.locator(".lk-pointed")
    ring = panel.get_by_role("button", name="Show them")
    ring.click()
    expect(rings).to_have_count(5)
    expect(ring).to_have_attribute("aria-pressed", "true")
    # It looks pressed, as the order of the sources does.
    pressed = [ring, panel.get_by_role("button", name="By side")]
    looks = [one.evaluate("e => getComputedStyle(e).backgroundColor") for one in pressed]
    assert looks[0] == looks[1]
    panel.get_by_role("checkbox", name="Southern League").click()
    page.evaluate(TOLD)
    told = panel.locator(".lk-fell").text_content() or ""
    expect(rings).to_have_count(int(told.split()[0]))
    panel.get_by_role("button", name="Close: Sources").click()
    expect(rings).to_have_count(0)
    assert board(page).get_by_role("button", name="Show them").get_attribute("aria-pressed") == (
        "false"
    )


def test_on_a_part_of_the_map_the_count_says_so(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    told = board(page).locator(".lk-fell")
    expect(told).to_have_text(re.compile(r"^\d+ of \d+ places rest"))
    page.get_by_role("button", name="Zoom in").first.click()
    expect(told).to_have_text(re.compile(r"^In view: \d+ of \d+ places? rests? on one source\."))
    page.get_by_role("button", name="Show the whole map").first.click()
    expect(told).to_have_text(re.compile(r"^\d+ of \d+ places rest"))


def test_each_place_on_one_source_is_named_and_opens(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    panel = board(page)
    one = panel.get_by_role("list", name="Places on one source").get_by_role(
        "button", name="Dun Rock"
    )
    one.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lk-card h4")).to_contain_text("Dun Rock")
    expect(page.locator(".lk-card")).to_be_in_viewport()
    expect(panel).to_be_visible()
    expect(one).to_be_focused()  # also where the names are written anew
    go(page, sources_off=["gazette-2017-06"])  # the source of Dun Rock
    expect(one).to_have_count(0)
    expect(panel.locator(".lk-fell")).to_contain_text("not known by the sources that are on.")


def test_of_many_places_on_one_source_the_first_are_named(
    opened: Lesson, open_map: OpenMap
) -> None:
    lesson, n = copy.copy(opened), 20
    places = pd.concat([opened.places.iloc[[0]]] * n, ignore_index=True)
    names = [f"Town {one:02}" for one in range(n)]
    places = places.assign(
        place_id=[f"town-{one}" for one in range(n)],
        name_en=names,
        lon=[60 + one / 4 for one in range(n)],
        lat=11.5,
    )
    control = pd.concat([opened.control.iloc[[0]]] * n, ignore_index=True)
    control = control.assign(place_id=places["place_id"], part="", start=pd.NaT, end=pd.NaT)
    lesson.places = pd.concat([opened.places, places], ignore_index=True)
    lesson.control = control
    page = open_map(lesson.map("after-the-report"))
    named = board(page).locator(".lk-alone button")
    expect(named).to_have_text([*names[:12], "8 more"])
    named.last.press("Enter")
    expect(named).to_have_text(names)
    expect(named.nth(12)).to_be_focused()


def test_what_rests_on_a_side_alone_falls_with_it(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    whole, panel = page.evaluate(HELD), board(page)
    panel.get_by_role("checkbox", name="Southern League").click()
    held = page.evaluate(HELD)
    fallen = {part for part in whole if held[part] != whole[part]}
    assert fallen == {"cedar-mill/", "elm-gate/west side"}
    assert {held[part] for part in fallen} == {"Not known"}
    expect(panel.locator(".lk-fell")).to_contain_text(
        " of 5 places rest on one source. 2 places are not known by the sources that are on."
    )
    panel.get_by_role("button", name="All on").click()
    assert page.evaluate(HELD) == whole
    assert page.evaluate("model.get('sources_off')") == []


def test_the_marks_turn_before_anything_is_said_of_them(autumn: Map, open_map: OpenMap) -> None:
    """A switch turns up to all marks of a map: to count them first would keep a reader waiting."""
    page = open_map(autumn)
    board(page)
    words = "[...shadow.querySelectorAll('.lk-fell, .lk-news')].map((one) => one.textContent)"
    held, before, painted, after = page.evaluate(f"""async () => {{
      const {{ shadowRoot: shadow }} = document.querySelector("#host");
      const words = () => {words};
      const before = words();
      shadow.querySelector(".lk-groups input").click();
      const held = ({HELD})();
      await new Promise(requestAnimationFrame);
      const painted = words();
      await ({TOLD})();
      return [held, before, painted, words()];
    }}""")
    assert "Not known" in held.values()
    assert painted == before
    assert all(now != was for now, was in zip(after, before, strict=True))
    assert "not known by the sources that are on" in " ".join(after)


def test_a_single_source_is_switched_off(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    panel = board(page)
    panel.get_by_role("button", name="Single sources: Press").click()
    single = panel.get_by_role("checkbox", name="River Gazette, 7 June 2017")
    single.focus()
    page.keyboard.press("Space")
    assert page.evaluate("model.get('sources_off')") == ["gazette-2017-06"]
    assert page.evaluate(HELD)["dun-rock/"] == "Not known"


def test_only_what_two_sides_say_stays(autumn: Map, open_map: OpenMap) -> None:
    page = open_map(autumn)
    panel = board(page)
    panel.get_by_role("checkbox", name="Only what two sides say").click()
    held = page.evaluate(HELD)
    assert {part for part, holder in held.items() if holder != "Not known"} == {"birch-ford/"}
    go(page, date="2017-06-08", known_by="2017-06-08")  # it combines with the clock
    assert page.evaluate(HELD)["birch-ford/"] == "Northern Council and friends"


# ---- A lesson without, print and pictures --------------------------------------------------------


def test_a_lesson_without_reports_and_sides_has_none_of_it(
    opened: Lesson, open_map: OpenMap
) -> None:
    bare = copy.copy(opened)
    bare.reports, bare.sides, bare._maps = opened.reports.iloc[:0], {}, {}
    page = open_map(bare.map("five-weeks"))
    for name in ("Known by", "Sources"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_two_days_stand_in_a_saved_picture(weeks: Map, open_map: OpenMap) -> None:
    page = open_map(weeks)
    go(page, date="2017-05-11", known_by="2017-05-12")
    page.get_by_role("button", name="Tools").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save picture as SVG").click()
    saved = download.value
    assert saved.suggested_filename.endswith("2017-05-11-known-by-2017-05-12.svg")
    text = saved.path().read_text("utf-8")
    assert "Thursday, 11 May 2017. Known by 12 May 2017" in text


def test_a_map_without_holders_counts_none(opened: Lesson, open_map: OpenMap) -> None:
    """In a story in which nobody holds a place there are no 0 places, and nobody finds reasons."""
    lesson = copy.copy(opened)
    told = opened.reports[opened.reports["event_id"] == "E02"]
    lesson.reports = pd.concat([told, told.assign(report_id="R99", kind="found")])
    page = open_map(lesson.map("five-weeks", layers=["water", "towns", "events"], visible=None))
    go(page, date="2017-05-20", known_by="2017-05-25")
    assert news(page).startswith("By 25 May 2017: the map shows only what had been told by then.")
    assert "place" not in news(page).partition(".")[2].partition("A source")[0]
    told = board(page).locator(".lk-fell")
    expect(told).to_have_text("Nothing here rests on a source that was out.")
    go(page, date="2017-05-12", known_by="2017-06-07")
    expect(told).to_have_text("The one mark that is known rests on more than one source.")
    expect(page.locator(".lk-fell")).not_to_contain_text("place")
    go(page, date="2017-05-10", selected="events/E02", known_by="")
    items = page.locator(".lk-card .lk-history li")
    expect(items.first).to_contain_text("10 May 2017 said by Northern Council")
    expect(items.last).to_contain_text("10 May 2017 said later by")


def test_a_map_without_evidence_has_neither(opened: Lesson, open_map: OpenMap) -> None:
    described = replace(opened.maps["five-weeks"], evidence=False, steps=())
    page = open_map(make_map(opened, described))
    expect(page.locator("[data-feature]").first).to_be_attached()
    expect(page.get_by_role("button", name="Known by")).to_have_count(0)
    expect(page.locator(".lk-sources")).to_be_empty()
    page.locator("#host").evaluate("() => { model.set('selected', 'events/E02'); }")
    expect(page.locator(".lk-card")).to_contain_text("announced by Northern Council")


def test_the_map_has_its_room_back_when_the_second_clock_goes(
    weeks: Map, open_map: OpenMap
) -> None:
    page = open_map(weeks, 1366, height=768, margin=0)
    stage = page.locator(".lk-stage")
    highs = []
    for by in ("", "2017-06-07", ""):
        go(page, known_by=by)
        page.wait_for_timeout(200)
        highs.append((stage.bounding_box() or {})["height"])
    assert highs[0] == pytest.approx(highs[2], abs=1)
    assert highs[1] < highs[0]


def test_the_key_that_hides_all_stands_beside_a_chip(lesson: Lesson, open_map: OpenMap) -> None:
    """Also while the last chip, of what is not known, is away."""
    page = open_map(lesson.map("the-valley"), 1036)
    expect(page.locator(".lk-last .lk-chip[hidden]")).to_have_count(1)
    expect(page.locator(".lk-last .lk-chip").filter(visible=True)).to_have_count(1)
