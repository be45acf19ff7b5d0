"""The pages of the lesson itself: what only its own texts, maps and length can break.

What every site can do is tried with the small lesson, in `tests/browser/site`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from support.answered import answered, handed_in
from support.arrival import arrived
from support.exercise_reader import WRITTEN, plain, read_by_teacher, right_answer
from support.site_page import (
    ALL,
    MOVES,
    ONE_PART,
    PAGES,
    SIZES,
    Site,
    came_alive_and_fits,
    can_be_read_without_scripts,
    exercise,
    in_both_themes,
    shows_its_day_at_one_glance,
    widget,
)

from lessonkit import Lesson

pytestmark = pytest.mark.browser

Open = Callable[..., Site]
LONGEST = PAGES[3]


@pytest.mark.parametrize(
    ("name", "width"), [*((name, width) for name in ALL for width in (1300, 390)), (ONE_PART, 390)]
)
def test_every_widget_of_a_page_comes_alive_nothing_moves_and_it_fits_its_window(
    site: Open, name: str, width: int
) -> None:
    here = site(width)
    here.context.add_init_script(MOVES)
    page = here.open(name)
    hosts, maps = page.locator("[data-model]:visible"), page.locator(".lk-svg")
    if name in (*PAGES, ONE_PART):
        assert hosts.count() > 10
        assert maps.count() >= 4
    else:  # one map opens the lesson
        opening = int(name == "index.html")
        expect(hosts).to_have_count(opening)
        expect(maps).to_have_count(opening)
    assert len(page.evaluate(SIZES)) <= 6, "sizes of type"
    came_alive_and_fits(page)


@pytest.mark.parametrize("name", ["02_the_race.html", "03_hindsight.html"])
def test_the_first_map_of_a_page_shows_its_day_and_the_slider_at_one_glance(
    site: Open, name: str
) -> None:
    shows_its_day_at_one_glance(site(1036, 648).open(name))


@pytest.mark.parametrize("name", PAGES)
def test_the_first_map_of_a_page_is_high_enough_on_a_laptop(site: Open, name: str) -> None:
    page = site(1036, 648).open(name)
    stage = page.locator(".lk-stage").first.bounding_box() or {}
    assert stage["height"] >= 325
    contents = page.locator(".lk-onpage > summary")
    expect(contents).to_be_in_viewport(ratio=1)
    contents.click()
    expect(page.locator(".lk-onpage .lk-pages a").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1036


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_no_fault(site: Open, name: str) -> None:
    page = site(color_scheme="dark").open(name)
    in_both_themes(page, has_frames=name != "sources.html")


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_everything_can_be_read(site: Open, name: str) -> None:
    here = site(390, java_script_enabled=False)
    page = here.context.new_page()
    page.goto((here.folder / name).as_uri())
    can_be_read_without_scripts(page, least_words=60)
    assert page.locator(".lk-widget").count() > 10
    notebook = name.replace(".html", ".ipynb")
    for entry in (one for one in WRITTEN.values() if one["notebook"] == notebook):
        shown = page.locator(f"#cell-x-{entry['id']} .lk-widget")
        expect(shown).to_contain_text(re.compile(r"Exercise \d+: "))
        for one in [*entry.get("options", []), *entry.get("categories", [])]:
            assert plain(one["text"]) in shown.locator("li").all_text_contents()
    assert len(here.requests) < 25


def test_answers_are_kept_over_pages_and_handed_in(
    site: Open, course: Lesson, tmp_path: Path
) -> None:
    here = site(profile=tmp_path / "profile")
    page = here.open("01_context.html")
    choice = "the-other-border"
    options = ("Turkey", right_answer(course, WRITTEN[choice])[0])
    three = (choice, options, "palmyra-to-deir-ez-zor", "my-prediction")
    answered(lambda name: exercise(page, name), *three)
    done = page.locator('[data-progress="01_context.ipynb"]:visible')
    expect(done).to_have_text("0 of 16 exercises done, and 1 extra")
    made = handed_in(page, widget(page, "progress"), tmp_path, "site")
    assert read_by_teacher(tmp_path / "site.json").exercises[choice]["state"] == "right"
    # The empty map of an exercise belongs to its answer.
    empty = page.locator(".lk-locate .lk-svg").count()
    assert len(made["maps"]) == page.locator(".lk-svg").count() - empty
    title = page.locator("h1").inner_text()
    page = here.open("03_hindsight.html", page)
    recall = page.locator('.lk-widget[data-view="recall"]')
    expect(recall).to_contain_text("My own prediction.")
    expect(recall.get_by_role("link", name=title)).to_have_attribute("href", "01_context.html")
    page = here.open("index.html", page)
    expect(done).to_have_text("0 of 16 exercises done, and 1 extra")


# ---- Links --------------------------------------------------------------------------------------


def test_the_longest_page_lands_at_an_address_and_at_a_link(site: Open, whole_site: Path) -> None:
    assert max(PAGES, key=lambda name: (whole_site / name).stat().st_size) == LONGEST
    here = site(1366, 768)
    soup = BeautifulSoup((whole_site / LONGEST).read_text("utf-8"), "html.parser")
    ids = [str(heading["id"]) for heading in soup.select("main h2[id]")]
    page = here.open(f"{LONGEST}#{ids[-2]}")
    arrived(page, id=ids[-2])
    page.locator(".lk-beside-page .lk-sections a").nth(1).click()
    arrived(page, id=ids[1])
    steps = page.locator(".lk-step")
    steps.last.click()
    arrived(page, step=steps.count() - 1)


def test_each_link_inside_the_site_has_its_part(whole_site: Path) -> None:
    soups = {
        name: BeautifulSoup((whole_site / name).read_text("utf-8"), "html.parser") for name in ALL
    }
    ids = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    dead = [
        (name, link["href"])
        for name, soup in soups.items()
        for link in soup.select("a[href]")
        for file, _, part in [str(link["href"]).partition("#")]
        if ("//" not in file and ((file or name) in ids and part and part not in ids[file or name]))
        or ("//" not in file and file and not (whole_site / file).is_file())
    ]
    assert dead == []
    for name in PAGES:
        words = soups[name].select("main a[href^='#lk-term-']")
        assert len(words) > 3, "a page has key terms"
        assert len({word["href"] for word in words}) == len(words), "a word is met first once"
