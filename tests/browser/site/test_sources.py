"""The list of all sources: a field finds some of them, without a network."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from support.site_page import Site, in_both_themes

pytestmark = pytest.mark.browser

SHOWN = "table.lk-sources:visible tbody tr:visible"


@pytest.mark.parametrize("name", ["sources.html", "lesson.html"])
def test_a_field_leaves_the_sources_that_have_the_words(
    site: Callable[..., Site], name: str
) -> None:
    page = site().open(name)
    if name == "lesson.html":
        page.get_by_role("link", name="All sources").click()
    rows = page.locator(SHOWN)
    expect(rows.first).to_be_visible()
    every = rows.count()
    first = rows.first.locator("td").first.inner_text()
    field = page.get_by_role("searchbox", name="Find a source")
    field.focus()
    page.keyboard.type(first.upper())
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(first)
    expect(page.get_by_role("status").filter(has_text="sources")).to_have_text(
        f"1 of {every} sources"
    )
    page.keyboard.type(" not here")
    expect(rows).to_have_count(0)
    expect(page.get_by_role("search")).to_contain_text(f"None of {every} sources")
    page.emulate_media(media="print")
    assert rows.count() == every, "paper has all"
    expect(field).to_be_hidden()
    page.emulate_media(media="screen")
    field.fill("")
    expect(rows).to_have_count(every)


def test_axe_finds_no_fault_in_what_was_found(site: Callable[..., Site]) -> None:
    page = site(color_scheme="dark").open("sources.html")
    page.get_by_role("searchbox", name="Find a source").fill("a")
    in_both_themes(page, has_frames=False)


def test_without_scripts_there_is_no_field(site: Callable[..., Site]) -> None:
    here = site(java_script_enabled=False)
    page = here.context.new_page()
    page.goto((here.folder / "sources.html").as_uri())
    expect(page.locator(".lk-find")).to_be_hidden()
    expect(page.locator(SHOWN).first).to_be_visible()
