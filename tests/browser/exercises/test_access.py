"""Everybody can use an exercise: no fault of accessibility, no text that runs, no narrow screen."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.accessibility import faults, faults_of_colour
from support.exercise_reader import (
    CONTEXT,
    EVIL,
    EVIL_ELEMENTS,
    ONE,
    ONE_OF_EACH,
    answer_all_wrong,
    ask_model,
    button,
    check,
    download,
    expect_state,
    give,
    heard,
    it,
    kind,
    page_of,
    progress_of,
    read_by_teacher,
    strip,
)

from lessonkit import Lesson
from lessonkit.cli import main

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
TOO_WIDE = """() => [...document.querySelectorAll("[data-model]")].flatMap(host =>
  [...host.shadowRoot.querySelectorAll(":not(svg *)")]
    .filter(node => node.checkVisibility() && !node.matches("style, .lk-unseen"))
    .filter(node => node.getBoundingClientRect().right > host.getBoundingClientRect().right + 1)
    .map(node => `${host.dataset.id}: ${node.className || node.tagName}`))"""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_everything(course: Lesson, page: Page) -> None:
    """Answer everything wrongly, open the hints and the model answers, and two questions."""
    answer_all_wrong(course, page)
    heard(page, "w8", said=["Too small."])
    for name, entry in ONE.items():
        box, count = kind(page, name), len(entry["hints"])
        for n in range(count):
            button(box, f"Hint {n + 1} of {count}").click()
        ask_model(box)
        expect(box.locator(".lk-model")).to_be_visible()
    kind(page, "code").locator("summary").click()
    button(kind(page, "choice"), "Clear").click()
    button(strip(page), "Start again").click()


def no_fault_in_both_themes(page: Page) -> None:
    """Look at a page in the dark theme, then at its colours in the light one, and go back."""
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(10)
    assert faults(page, least=11) == []
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page) == []
    page.emulate_media(color_scheme="dark")


def test_on_a_phone_the_buttons_of_a_map_stand_clear_of_the_edges(all_kinds: Open) -> None:
    box = kind(all_kinds(width=390), "place")
    frame = box.locator(".lk-map").bounding_box()
    assert frame
    for button_ in box.locator(":is(.lk-zoom, .lk-tools) button:visible").all():
        at = button_.bounding_box()
        assert at
        assert at["x"] >= frame["x"] + 6
        assert at["x"] + at["width"] <= frame["x"] + frame["width"] - 6


def test_axe_finds_no_fault_before_and_after_an_attempt_and_nothing_is_wider_than_a_small_screen(
    course: Lesson, all_kinds: Open
) -> None:
    page = all_kinds(width=320, color_scheme="dark")
    for when in ("before", "after"):
        if when == "after":
            open_everything(course, page)
        no_fault_in_both_themes(page)
        assert page.evaluate(TOO_WIDE) == [], when
        assert page.evaluate(OVER) <= 0, when
    button(kind(page, "choice"), "Not now").click()
    give(page, kind(page, "choice"), ONE["choice"], ["Jordan"])
    check(kind(page, "choice"))
    expect_state(kind(page, "choice"), "Right")
    solved = f"[data-id='{ONE_OF_EACH['choice']}']"
    assert faults(page, least=5, within=solved) == []
    page.emulate_media(color_scheme="light")
    assert faults_of_colour(page, within=solved) == []


def test_no_button_stands_alone_and_each_source_has_a_line(course: Lesson, all_kinds: Open) -> None:
    page = all_kinds()
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 900})
        note, again = (
            box.bounding_box()
            for box in (strip(page).locator("footer .lk-kept"), button(strip(page), "Start again"))
        )
        assert note
        assert again
        assert note["y"] < again["y"] + again["height"] <= note["y"] + note["height"] + 12, width
        assert note["x"] + note["width"] <= again["x"], width
    answer_all_wrong(course, page)
    box = kind(page, "text")
    ask_model(box)
    lines = box.locator(".lk-sources li")
    expect(lines).to_have_count(len(ONE["text"]["source_ids"]) + 1)
    for width in (390, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        tops = [line.bounding_box() for line in lines.all()]
        assert all(one and other and one["y"] < other["y"] for one, other in pairwise(tops)), width
    assert lines.first.inner_text() == "The report, ¶ 1, 4, 5"


# ---- Words are never markup ---------------------------------------------------------------------

EVIL_TOML = """
[[exercises]]
id = "evil-{kind}"
kind = "{kind}"
title = "{evil}"
objective = "{evil}"
minutes = 1
prompt = '''{evil} and *{evil}* and <b>bold</b>

{evil}'''
hints = ["{evil} one", "{evil} two"]
explanation = "{evil} why"
source_ids = ["geonames"]
paragraphs = [1]
"""
EVIL_BODIES = {
    "choice": """options = [ { text = "{evil} 1", right = true },
      { text = "{evil} 2", feedback = "{evil} no" } ]""",
    "multi": """options = [ { text = "{evil} 1", right = true, feedback = "{evil} yes" },
      { text = "{evil} 2", feedback = "{evil} no" } ]""",
    "number": """unit = "{evil}"\ntolerance = 1\nanswer = { value = 7 }
mistakes = [ { answer = { value = 50 }, text = "{evil} no" } ]""",
    "place": """answer = ["raqqa"]
mistakes = [ { place = "mayadin", text = "{evil} no" } ]
[exercises.map]
extent = "southeast"
layers = ["towns"]
places = ["raqqa", "mayadin"]
title = "{evil}"
subtitle = "{evil}"
alt = "{evil}"
""",
    "order": """items = [ { key = "a", text = "{evil} 1" }, { key = "b", text = "{evil} 2" },
      { key = "c", text = "{evil} 3" } ]
mistakes = [ { first = "b", then = "a", text = "{evil} no" },
      { first = "c", then = "b", text = "{evil} no" },
      { first = "c", then = "a", text = "{evil} no" } ]""",
    "classify": """items = [
      { text = "{evil} 3", category = "x", feedback = { y = "{evil} no" } },
      { text = "{evil} 4", category = "x", feedback = { y = "{evil} no" } } ]
categories = [ { key = "x", text = "{evil} 1" }, { key = "y", text = "{evil} 2" } ]""",
    "text": """words = 2\nmodel = "{evil} good"\ncriteria = ["{evil} 1", "{evil} 2"]
mistakes = ["{evil} no"]""",
    "code": """expects = "number"\nunit = "{evil}"\ntolerance = 1\nanswer = { value = 7 }
mistakes = [ { answer = { value = 50 }, text = "{evil} no" } ]
starter = '''# {evil}
lesson.check("evil-code", ...)'''""",
}
EVIL_ANSWERS: dict[str, Any] = {
    "choice": [f"{EVIL} 2"],
    "multi": [f"{EVIL} 2"],
    "number": "50",
    "place": "mayadin",
    "order": [f"{EVIL} {n}" for n in (3, 2, 1)],
    "classify": {f"{EVIL} {n}": "y" for n in (3, 4)},
    "text": f"{EVIL} own words",
}
EVIL_LABELS = {
    "multi": {"options": [{"text": f"{EVIL} {n}"} for n in (1, 2)]},
    "classify": {"categories": [{"key": "y", "text": f"{EVIL} 2"}]},
}


@pytest.fixture
def hostile(root: Path, tmp_path: Path) -> Lesson:
    """Return a copy of the lesson in which every word of every exercise is a bit of HTML."""
    shutil.copytree(root / "data", tmp_path / "data")
    folder = tmp_path / "data" / "exercises"
    for path in folder.glob("*.toml"):
        path.unlink()
    whole = "".join(EVIL_TOML.replace("{kind}", k) + EVIL_BODIES[k] + "\n" for k in EVIL_BODIES)
    (folder / "01_context.toml").write_text(whole.replace("{evil}", EVIL), encoding="utf-8")
    settings = tmp_path / "data" / "lesson.toml"
    text = settings.read_text(encoding="utf-8")
    title = tomllib.loads(text)["lesson"]["title"]
    assert text.count(f'title = "{title}"') == 1
    text = text.replace(f'title = "{title}"', f'title = "{EVIL}"')
    settings.write_text(text, encoding="utf-8")
    return Lesson(tmp_path)


def answer_evil(page: Page, box: Locator, name: str) -> None:
    if name == "code":
        expect(box.locator("pre")).to_contain_text(EVIL)
        heard(page, "w8", answer=EVIL, words=EVIL, said=[f"{EVIL} no"])
    else:
        give(page, box, {"kind": name} | EVIL_LABELS.get(name, {}), EVIL_ANSWERS[name])
        check(box)


def test_html_in_an_exercise_is_text_on_the_page_in_the_files_and_for_the_teacher(
    hostile: Lesson, open_page: Open, tmp_path: Path
) -> None:
    boxes = [hostile.exercise(f"evil-{name}") for name in EVIL_BODIES]
    page = open_page(progress_of(hostile), *boxes)
    for n, name in enumerate(EVIL_BODIES, 1):
        box = it(page, f"evil-{name}")
        expect(box.locator("header h3")).to_have_text(EVIL)
        said = [f"{EVIL} and {EVIL} and <b>bold</b>", EVIL]
        expect(box.locator(".lk-prompt p")).to_have_text(said)
        expect(box.locator(".lk-prompt em")).to_have_text(EVIL)
        expect(box.locator(".lk-objective")).to_have_text(f"Goal: {EVIL}.")
        button(box, "Hint 1 of 2").click()
        expect(box.locator(".lk-hints li")).to_have_text([f"{EVIL} one"])
        answer_evil(page, box, name)
        expect_state(box, "Not yet")
        said_in = box if name == "classify" else box.locator(".lk-said")  # in the row it speaks of
        expect(said_in).to_contain_text(f"{EVIL} no")
        ask_model(box)
        expect(box.locator(".lk-model")).to_contain_text(f"{EVIL} why")
        state = "to compare" if name == "text" else "not yet"
        expect(button(strip(page), f"{n}. {EVIL}: {state}")).to_be_visible()
    assert page.evaluate(EVIL_ELEMENTS) == 0
    strip(page).get_by_label("Name").fill(EVIL)
    html, json_ = download(page)
    assert read_by_teacher(json_).data["lesson"]["title"] == EVIL
    page.goto(html.as_uri())
    assert page.evaluate(EVIL_ELEMENTS) == 0
    expect(page.locator("h1").first).to_have_text(EVIL)
    expect(page.locator("h2")).to_have_text([CONTEXT, "The maps as they were left"])
    expect(page.locator("section h3")).to_have_text([EVIL] * 8)
    expect(page.locator("figure img")).to_have_attribute("alt", EVIL)
    assert page.locator("figure img").evaluate("img => img.decode().then(() => img.naturalWidth)")

    assert main(["answers", str(json_), "--to", str(tmp_path / "class")]) == 0
    page.goto((tmp_path / "class" / "overview.html").as_uri())
    assert page.evaluate(EVIL_ELEMENTS) == 0
    expect(page.locator("h1")).to_contain_text(EVIL)
    expect(page.locator("h3")).to_have_text([f"{EVIL} ({CONTEXT})"] * 8)
    expect(page.get_by_role("rowheader", name=EVIL, exact=True).first).to_be_visible()


@pytest.mark.parametrize(("above", "level"), [("", 3), ("<h2>One</h2>", 3), ("<h3>Two</h3>", 4)])
def test_the_title_of_an_exercise_stands_one_level_below_the_heading_above_it(
    course: Lesson, open_page: Open, above: str, level: int
) -> None:
    alone = page_of(course.exercise(ONE_OF_EACH["choice"]))
    page = open_page(html=re.sub(r"<body[^>]*>", lambda tag: tag[0] + above, alone))
    title = ONE["choice"]["title"]
    heading = page.get_by_role("heading", name=title, exact=True)
    expect(heading).to_have_attribute("aria-level", str(level))
