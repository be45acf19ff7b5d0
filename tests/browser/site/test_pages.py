"""The static edition in Chromium, from a disk and offline: alive, silent, readable by everybody.

What a site can do is tried with the small lesson: its pages are alive in a second. What only the
pages of the lesson itself can break stands in `tests/browser/this_lesson`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from support.answered import answered, handed_in, timeless
from support.exercise_reader import button, progress_of, read_by_teacher
from support.lab_reader import tool
from support.river_site import ALL, NOTEBOOKS, PAGES, WHOLE
from support.site_page import (
    MOVES,
    SIZES,
    Site,
    came_alive_and_fits,
    exercise,
    widget,
)

from lessonkit import Lesson
from lessonkit.browser.bundle import join_scripts
from lessonkit.publish.folder import replace
from lessonkit.publish.site.files import files_of
from lessonkit.publish.site.state import pack, read_state

pytestmark = pytest.mark.browser


# ---- Alive --------------------------------------------------------------------------------------


# A part of the one file is a page: one of them, where it is narrowest.
@pytest.mark.parametrize(
    ("name", "width"),
    [
        *((name, width) for name in ALL for width in (1300, 390)),
        *((n, 390) for n in WHOLE[:2]),
        ("index.html", 820),
    ],
)
def test_every_widget_of_a_page_comes_alive_nothing_moves_and_it_fits_its_window(
    site: Callable[..., Site], name: str, width: int
) -> None:
    here = site(width)
    here.context.add_init_script(MOVES)
    page = here.open(name)
    if name in (*PAGES, *WHOLE[1:-1]):
        assert page.locator("[data-model]:visible").count() >= 5
        assert page.locator(".lk-svg").count() >= 2
    else:  # one map opens the lesson
        opening = int(name in ("index.html", "lesson.html"))
        expect(page.locator("[data-model]:visible")).to_have_count(opening)
        expect(page.locator(".lk-svg")).to_have_count(opening)
    assert len(page.evaluate(SIZES)) <= 6, "sizes of type"
    came_alive_and_fits(page)


def test_a_map_answers_and_can_be_saved(site: Callable[..., Site], tmp_path: Path) -> None:
    page = site().open(PAGES[1])
    box = page.locator("#cell-map .lk-widget")
    slider = box.locator("input.lk-date")
    before = box.locator(".lk-when").inner_text()
    slider.focus()
    slider.press("End")
    expect(box.locator(".lk-when")).not_to_have_text(before)
    layer = box.get_by_label("Southern League", exact=True)
    shown = box.locator('g[data-layer="control-south"]')
    expect(shown).not_to_have_attribute("display", "none")
    layer.uncheck()
    expect(shown).to_have_attribute("display", "none")
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waiting:
            tool(box, f"Save picture as {kind}").click()
        file = tmp_path / kind
        waiting.value.save_as(file)
        assert file.read_bytes().startswith(start)
        assert file.stat().st_size > 10_000


def test_the_table_and_the_code_are_there(site: Callable[..., Site]) -> None:
    expect(site().open(PAGES[1]).get_by_text("run a cell")).to_have_count(0)
    page = site().open(PAGES[0])
    folded = page.locator("details.lk-code").first
    expect(folded).to_be_hidden()
    page.get_by_label("Show the code").check()
    expect(folded.locator("pre")).to_be_hidden()
    folded.get_by_text("Show the code").click()
    expect(folded.locator("pre")).to_contain_text("from lessonkit import")
    said = page.locator("#cell-c-with-code")
    expect(said).to_contain_text("need a running kernel")
    expect(exercise(page, "with-code")).to_contain_text("needs a running kernel")
    page = site().open(PAGES[2])
    expect(page.locator("#cell-places table")).to_contain_text("Cedar Mill")
    arabic = page.locator("[lang=ar]")
    assert arabic.count() > 10
    assert arabic.evaluate_all(
        "all => all.every(n => n.closest('[dir=rtl]') || n.getAttribute('direction') === 'rtl')"
    )


# ---- Answers ------------------------------------------------------------------------------------

THREE = ("a-choice", ("The Beck", "The Ash"), "a-number", "own-words")
DONE = "0 of 8 exercises done, and 1 extra"


def test_answers_are_kept_over_pages_and_handed_in_as_from_jupyterlab(
    site: Callable[..., Site], small: Lesson, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    here = site(profile=tmp_path / "profile")
    page = here.open(PAGES[0])
    answered(lambda name: exercise(page, name), *THREE)
    done = page.locator('[data-progress="01_river.ipynb"]:visible')
    expect(done).to_have_text(DONE)
    mine = handed_in(page, widget(page, "progress"), tmp_path, "site")

    ids = ("a-choice", "a-number", "own-words")
    lab = open_page(progress_of(small, NOTEBOOKS[0]), *map(small.exercise, ids))
    answered(lambda name: lab.locator(f'[data-id="{name}"]'), *THREE)
    theirs = handed_in(lab, lab.locator('[data-id="strip"]'), tmp_path, "lab")
    assert timeless(mine) == timeless(theirs)
    assert read_by_teacher(tmp_path / "site.json").exercises["a-choice"]["state"] == "right"
    # The empty map of an exercise belongs to its answer.
    empty = page.locator(".lk-locate .lk-svg").count()
    assert len(mine["maps"]) == page.locator(".lk-svg").count() - empty

    page = here.open(PAGES[1], page)
    expect(done).to_have_text(DONE)
    page = here.open(PAGES[2], page)
    recall = page.locator('.lk-widget[data-view="recall"]')
    expect(recall).to_contain_text("My own prediction.")
    title = here.open(PAGES[0]).locator("h1").inner_text()
    expect(recall.get_by_role("link", name=title)).to_have_attribute("href", PAGES[0])
    page = here.open("index.html", page)
    expect(done).to_have_text(DONE)


def test_a_file_brings_the_answers_back(site: Callable[..., Site], tmp_path: Path) -> None:
    page = site().open(PAGES[0])
    answered(lambda name: exercise(page, name), *THREE)
    handed_in(page, widget(page, "progress"), tmp_path, "mine")
    other = site().open(PAGES[0])
    expect(exercise(other, "a-choice").locator(".lk-state b")).to_have_text("Not attempted")
    widget(other, "progress").locator("input[type=file]").set_input_files(tmp_path / "mine.json")
    expect(exercise(other, "a-choice").locator(".lk-state b")).to_have_text("Right")


def test_without_storage_the_page_works_and_says_so(site: Callable[..., Site]) -> None:
    here = site()
    here.context.add_init_script(
        "Object.defineProperty(globalThis, 'localStorage', { get() { throw Error('blocked'); } });"
    )
    page = here.open("index.html")
    expect(page.locator(".lk-storage")).to_contain_text("This browser keeps nothing of this page")
    page = here.open(PAGES[0], page)
    expect(page.locator(".lk-storage")).to_contain_text("This browser keeps nothing of this page")
    expect(widget(page, "progress")).to_contain_text("This browser keeps nothing")
    box = exercise(page, "a-choice")
    box.get_by_role("radio", name="The Ash", exact=True).check()
    box.locator("button.lk-check").click()
    expect(box.locator(".lk-state b")).to_have_text("Right")


# ---- Several people, and one file ---------------------------------------------------------------


def part_of(page: Page, n: int) -> Locator:
    return page.locator(f"#part-{n}")


def in_whole(page: Page, n: int, name: str) -> Locator:
    return page.locator(f"#part-{n}-cell-x-{name} .lk-widget")


def test_one_file_keeps_name_answers_and_predictions_across_its_parts(
    site: Callable[..., Site], tmp_path: Path
) -> None:
    here = site(profile=tmp_path / "profile")
    page = here.open("lesson.html")
    expect(page.locator(".lk-beside, .lk-alone")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Begin: ")).click()
    here.alive(page)
    first = part_of(page, 1)
    expect(first.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile(f"^{re.escape(first.locator('h1').inner_text())} – "))
    strip = first.locator('[data-view="progress"]')
    strip.get_by_label("Name").fill("نور")
    # A page holds the place of a link until its reader does something, and `fill` presses no key.
    strip.get_by_label("Name").press("Tab")
    answered(lambda name: in_whole(page, 1, name), *THREE)
    expect(part_of(page, 2).locator(".lk-alive")).to_have_count(0), "not built before it is opened"

    first.get_by_role("link", name=re.compile("^Next ")).click()
    here.alive(page)
    expect(first).to_be_hidden()
    second = part_of(page, 2)
    expect(second.locator(".lk-whose").first).to_have_text("Answers of نور.")
    strip = second.locator('[data-view="progress"]')
    expect(strip.get_by_label("Name")).to_have_value("نور")
    done = second.locator('[data-progress="01_river.ipynb"]:visible')
    expect(done).to_have_text(DONE)
    page.goto(page.url.partition("#")[0] + "#part-3")
    here.alive(page)
    recall = part_of(page, 3).locator('.lk-widget[data-view="recall"]')
    expect(recall).to_contain_text("My own prediction.")
    # By the keyboard: the page scrolls back to its heading until then, and a click may miss.
    recall.get_by_role("link").press("Enter")
    expect(first).to_be_visible()
    page.go_back()
    expect(part_of(page, 3)).to_be_visible()
    payload = handed_in(page, part_of(page, 3).locator('[data-view="progress"]'), tmp_path, "one")
    assert payload["name"] == "نور"
    tried = [one["id"] for one in payload["exercises"] if one["attempts"]]
    assert {"a-choice", "own-words"} <= set(tried)

    page.reload()
    here.alive(page)
    expect(part_of(page, 3).locator(".lk-whose")).to_have_text("Answers of نور.")
    # Another sits down: a new tab.
    other = here.open("lesson.html")
    asked = other.locator(".lk-hero").get_by_role("group", name="Who works here?")
    expect(other.locator(".lk-top .lk-whose")).to_have_text("Who works here?")
    expect(other.locator("#start [data-progress]").first).to_have_text("0 of 8 exercises done")
    asked.get_by_role("button", name="نور").click()
    expect(other.locator(".lk-top .lk-whose")).to_have_text("Answers of نور.")
    expect(other.locator("#start [data-progress]").first).to_have_text(re.compile("and 1 extra"))


def test_a_place_in_another_part_is_found(site: Callable[..., Site]) -> None:
    here = site()
    page = here.open("lesson.html#part-1")
    target = page.evaluate(
        """() => location.hash = document.querySelector("#part-2 h2:nth-of-type(1)[id]").id"""
    )
    expect(page.locator(f"#{target}")).to_be_in_viewport()
    here.alive(page)
    page.go_back()
    expect(page.locator("#part-1")).to_be_visible()
    page.get_by_role("link", name="All sources", exact=True).click()
    expect(page.locator("#part-4 h1")).to_have_text("Sources")


def test_the_one_file_can_be_read_without_scripts(site: Callable[..., Site], folder: Path) -> None:
    page = site(java_script_enabled=False).context.new_page()
    page.goto((folder / "lesson.html").as_uri())
    expect(page.locator("noscript")).to_have_count(1)
    expect(page.locator("noscript p")).to_be_visible()
    for n in range(1, 4):
        expect(part_of(page, n)).to_be_visible()
    picture = page.locator("main img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300


@pytest.mark.parametrize("left_out", [".css .js", ".js", "page.js", "common.js", "notebook.js"])
def test_a_page_that_lost_its_companions_says_what_is_missing(
    folder: Path, new_context: Callable[..., Any], tmp_path: Path, left_out: str
) -> None:
    """As a page that was opened inside a ZIP, or sent alone by mail."""
    place = tmp_path / "alone"
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.endswith(tuple(left_out.split())):
            copy = place / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    context, watch = new_context(offline=True)
    page = context.new_page()
    page.goto((place / PAGES[0]).as_uri())
    expect(page.get_by_text("This page stands alone: the folder “lesson”")).to_be_visible()
    expect(page.locator("noscript p")).to_have_count(0)
    expect(page.locator(".lk-storage")).to_be_hidden()
    expect(page.get_by_text("Exercise 1: Extra: A short title")).to_be_visible()
    context.close()
    assert watch.dialogs == []


@pytest.mark.parametrize(
    ("name", "part"), [("lesson.html", 0.1), ("lesson.html", 0.6), (PAGES[0], 0.6)]
)
def test_a_file_that_was_cut_off_says_so(
    folder: Path, new_context: Callable[..., Any], tmp_path: Path, name: str, part: float
) -> None:
    """As a download that broke off: what is left can be read, and nobody works in vain."""
    shutil.copytree(folder, tmp_path / "site")
    whole = (folder / name).read_bytes()
    (tmp_path / "site" / name).write_bytes(whole[: int(len(whole) * part)])
    context, _ = new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "site" / name).as_uri())
    expect(page.get_by_role("alert")).to_contain_text("This file is cut off")
    if part > 0.5:
        expect(page.get_by_role("heading", name="The river").first).to_be_visible()
    context.close()


# An engine that gives each page from a disk a storage of its own is known by its maker's name.
@pytest.mark.parametrize(
    ("vendor", "apart"), [("", True), ("Apple Computer, Inc.", True), ("Google Inc.", False)]
)
def test_it_is_said_before_the_work_where_pages_keep_apart(
    site: Callable[..., Site], vendor: str, apart: bool
) -> None:
    here = site()
    here.context.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'vendor', {{ get: () => {vendor!r} }});"
    )
    page = None
    known = vendor.startswith("Apple")  # it does as an engine with no name: one page shows it
    for name in (PAGES[1],) if known else ("index.html", PAGES[1]):
        page = here.open(name, page)
        notice = page.locator(".lk-storage")
        expect(notice).to_be_visible(visible=apart)
        if apart:
            expect(notice).to_contain_text("You opened this page from a disk")
            expect(notice.get_by_role("link")).to_have_attribute("href", "lesson.html")
    kept = page.locator('[data-view="progress"] .lk-kept')
    expect(kept).to_contain_text("Open lesson.html" if apart else "saved in this browser")
    if not known:
        page = here.open("lesson.html#part-1", page)
        expect(page.locator("#part-1 .lk-storage")).to_be_hidden()
        kept = page.locator("#part-1 [data-view=progress] .lk-kept")
        expect(kept).to_contain_text("saved in this")


def test_the_first_page_asks_who_works_here(site: Callable[..., Site], tmp_path: Path) -> None:
    here = site(profile=tmp_path / "profile")
    page = here.open(PAGES[0])
    strip = widget(page, "progress")
    strip.get_by_label("Name").fill("Ana")
    strip.get_by_label("Name").press("Tab")
    expect(page.locator(".lk-top .lk-whose")).to_have_text("Answers of Ana.")
    page = here.open("index.html", page)
    expect(page.locator(".lk-top .lk-whose")).to_have_text("Answers of Ana.")
    button(page.locator(".lk-hero"), "Somebody else works here").click()
    page.get_by_role("button", name="I am new here").click()
    expect(page.locator(".lk-top .lk-whose")).to_be_empty()
    page = here.open(PAGES[1], page)
    expect(widget(page, "progress").locator(".lk-whose")).to_have_text(
        "Nobody has answered here yet."
    )


# ---- On paper -----------------------------------------------------------------------------------


def test_paper_has_the_whole_list_and_nothing_to_press(site: Callable[..., Site]) -> None:
    page = site(color_scheme="dark").open(PAGES[1])
    reader = page.locator('[data-view="list"]').first
    rows, items = reader.locator(".lk-item"), reader.locator(".lk-items")
    hidden = items.evaluate("node => node.scrollHeight - node.clientHeight")
    assert hidden > 100, "on the screen a part of the list is scrolled to"
    tools = reader.get_by_role("button", name="Tools", exact=True)
    expect(tools).to_be_visible()
    button(reader, "Layers").click()
    layers, holders = reader.get_by_role("checkbox"), reader.get_by_role("switch")
    layers.first.uncheck()
    on = layers.and_(page.locator(":checked")).count()
    assert on == layers.count() - 1
    holders.first.click()
    assert holders.count() >= 3
    names = holders.all_inner_texts()
    button(reader, "Layers").click()
    page.emulate_media(media="print", color_scheme="light")
    assert items.evaluate("node => node.scrollHeight - node.clientHeight") <= 1
    assert rows.last.is_visible()
    assert page.get_by_role("button", name="Check").count() == 0
    assert reader.get_by_role("button", name=re.compile("Tools|Layers|Filter")).count() == 0
    assert reader.get_by_role("slider").count() == 0
    # A layer that is on keeps its name in the legend, without its box; one that is off is no help.
    assert reader.locator(".lk-legend label:visible").count() == on
    assert reader.locator(".lk-chip:visible").all_inner_texts() == names[1:]


# ---- What must not happen -----------------------------------------------------------------------


def test_a_place_name_with_a_script_is_shown_as_text(
    river: Path, small: Lesson, new_context: Callable[..., Any], tmp_path: Path
) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    name = NOTEBOOKS[0]
    text = (river / "notebooks" / name).read_text(encoding="utf-8")
    assert "Cedar Mill" in text
    # In the state of the maps it is data; in the drawing and the outputs it was escaped.
    notebook = json.loads(text)
    for saved in notebook["metadata"]["widgets"].values():
        for model in saved["state"].values():
            for place in model["state"].get("spec", {}).get("places", {}).values():
                if isinstance(place, dict):
                    place["title"] = evil
    folder = tmp_path / "site"
    replace(folder, files_of(small, {name: json.dumps(notebook)}, river / "notebooks"))
    context, watch = new_context(offline=True)
    page = Site(folder, context).open(PAGES[0])
    box = page.locator('.lk-widget[data-view="map"]').first
    tool(box, "Table").click()
    expect(box.locator(".lk-twin")).to_contain_text("<script>alert(2)")
    context.close()
    assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])


UNPACKED = """async ([script, text]) => {
  const blob = new Blob([script], { type: "text/javascript" });
  const { unpacker } = await import(URL.createObjectURL(blob));
  const [packed, shared] = JSON.parse(text);
  const unpacked = ([page, { models, values }]) => {
    const needed = shared.filter(([pages]) => pages.includes(page));
    const unpack = unpacker(values, needed.map(([, its]) => its));
    return Object.entries(models).map(([name, number]) => [name, unpack(number)]);
  };
  return JSON.stringify(packed.map(unpacked));
}"""


def test_the_page_unpacks_what_was_packed(river: Path, new_context: Any) -> None:
    notebooks = river / "notebooks"
    texts = {name: (notebooks / name).read_text("utf-8") for name in NOTEBOOKS}
    states: dict[str, Any] = {name: read_state(json.loads(text)) for name, text in texts.items()}
    odd = {"__proto__": {}, "2": [[], {}, None, 1.5, "", "é\u2028"], "1": [True, 1, "1"]}
    states["odd"] = {"a": odd, "b": 0}
    packed, shared = pack(states)
    context, _ = new_context()
    given = [join_scripts("site/packed"), json.dumps([list(packed.items()), shared])]
    found = json.loads(context.new_page().evaluate(UNPACKED, given))
    context.close()
    assert [dict(models) for models in found] == list(states.values())
