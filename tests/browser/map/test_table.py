"""The table has what the map shows, and sorts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from support.map_page import OpenMap, WholeMap, held, on, press, state

from lessonkit import Lesson
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser


def shown_in(map_: Map, day: str, visible: list[str]) -> Counter[str]:
    """Return the names of the marks that a map shows on a day, from its drawing and its cards."""
    names: Counter[str] = Counter()
    number = (date.fromisoformat(day) - date(1970, 1, 1)).days
    drawn = re.findall(r'<g [^>]*data-feature="([^"]*)"', map_.svg)
    for feature, mark in zip(drawn, map_.spec["marks"], strict=True):
        card = map_.spec["cards"][feature]
        start, end = mark.get("days", (None, None))
        holds = (start or 0) <= number <= (number if end is None else end)
        if holds and feature.partition("/")[0] in layers_like(visible):
            is_place = "place" in card and card.get("kind") != "Event"
            title = map_.spec["places"][card["place"]]["title"] if is_place else card["title"]
            names[title + (f" ({card['part']})" if card.get("part") else "")] += 1
    return names


def layers_like(visible: list[str]) -> set[str]:
    """Return the first part of the ids of features: all holders share `control`."""
    return {"control" if layer.startswith("control-") else layer for layer in visible}


def test_the_table_has_what_the_map_shows(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap
) -> None:
    """On one page: with all layers on, what it says and how it sorts, and with some layers on."""
    map_ = whole("syria")
    page = open_map(map_)
    press(page, "Table")
    expect_rows(page, map_, map_.visible)
    ground = [x["label"].lower() for x in map_.spec["layers"] if x["table"] == "basemap"]
    drawn = page.locator(".lk-twin-ground")
    expect(drawn).to_have_text(f"Also drawn: {', '.join(ground)}.")
    it_says_each_holder_and_both_names_and_opens_cards(page, lesson)
    it_sorts_dates_by_day(page)
    it_sorts_doubt_by_degree(page)
    some = [x for x in map_.visible if x in ("water", "crossings", "events", "zone-coalition")]
    page.evaluate("ids => model.set('visible', ids)", some)
    expect_rows(page, map_, some)
    expect(drawn).to_have_text("Also drawn: rivers and lakes.")


def expect_rows(page: Page, map_: Map, visible: list[str]) -> None:
    """Expect a row for each mark of each of some days."""
    for day in ("2017-05-04", "2017-05-18", "2017-05-25", "2017-06-06", "2017-06-09"):
        page.evaluate("day => model.set('date', day)", day)
        expected = shown_in(map_, day, visible)
        rows = page.locator(".lk-twin tbody button").all_inner_texts()
        assert Counter(rows) == expected, day
        assert len(rows) > 6
        when = page.locator(".lk-when").inner_text()
        expect(page.locator(".lk-twin-caption")).to_have_text(
            f"{map_.spec['title']}. {len(rows)} marks on {when}."
        )


def it_says_each_holder_and_both_names_and_opens_cards(page: Page, lesson: Lesson) -> None:
    page.evaluate("model.set('date', '2017-06-06')")
    rows = page.locator(".lk-twin tbody tr").evaluate_all(
        """all => all.map(row => [row.querySelector("button").textContent,
          row.querySelector("span.lk-local[lang=ar][dir=rtl]")?.textContent ?? "",
          row.children[2].textContent])"""
    )
    said = {name: what for name, _, what in rows if what.startswith("control: ")}
    holders = dict(on(held(lesson, "syria"), date(2017, 6, 6)))
    assert said.keys() == holders.keys()
    assert len(said) > 50
    assert [name for name in said if not said[name].startswith(f"control: {holders[name]}")] == []
    arabic = {row["name_en"]: row["name_local"] for row in lesson.places.to_dict("records")}
    known = [(name, other) for name, other, _ in rows if name in arabic]
    assert len(known) > 100
    assert [name for name, other in known if other != arabic[name]] == []
    page.locator(".lk-twin tbody button", has_text="Palmyra").first.click()
    assert "palmyra" in state(page, "selected")
    expect(page.locator(".lk-card h4").first).to_contain_text("Palmyra")


READ = """([column, sorted]) => {
  const { shadowRoot } = document.querySelector("#host");
  const rows = [...shadowRoot.querySelectorAll(".lk-twin tbody tr")];
  const cells = rows.map(({ children: all }) => (all[column].firstChild?.textContent ?? ""));
  const alphabet = new Intl.Collator("en", { numeric: true });
  return sorted ? cells.sort(alphabet.compare) : cells;
}"""


ORDERED = ("Dates", "How sure")  # by day and by degree, not by alphabet: the tests below


def test_the_table_sorts_by_each_column(valley: Map, open_map: OpenMap) -> None:
    page = open_map(valley)
    page.evaluate("model.set('date', '2017-06-06')")
    press(page, "Table")
    heads = page.locator(".lk-twin thead th")
    for n, name in enumerate(["Name", "Layer", "What", "Dates", "How sure", "According to"]):
        expect(heads.nth(n)).to_have_attribute("aria-sort", "none")
        before = page.evaluate(READ, [n, True])
        heads.nth(n).locator("button").click()
        expect(heads.nth(n)).to_have_attribute("aria-sort", "ascending")
        up = page.evaluate(READ, [n, False])
        assert Counter(up) == Counter(before)
        assert len(set(up)) > 2
        if name not in ORDERED:
            assert up == before, name
        heads.nth(n).locator("button").click()
        expect(heads.nth(n)).to_have_attribute("aria-sort", "descending")
        if name not in ORDERED:
            assert page.evaluate(READ, [n, False]) == before[::-1], name
    expect(page.locator(".lk-twin [aria-sort=descending]")).to_have_count(1)


def it_sorts_dates_by_day(page: Page) -> None:
    page.evaluate("model.set('date', '2017-06-06')")
    page.locator(".lk-twin thead button", has_text="Dates").click()
    cells = page.evaluate(READ, [3, False])
    # "4 to 9 May 2017" begins on 4 May, "30 April to 4 May 2017" on 30 April.
    days = [re.search(r"(\d+)\b[^A-Z]*([A-Z][a-z]+).*?(\d{4})", cell) for cell in cells]
    known = [pd.Timestamp(" ".join(found.groups())) for found in days if found]
    assert len(set(known)) > 5
    assert known == sorted(known)


def it_sorts_doubt_by_degree(page: Page) -> None:
    page.locator(".lk-twin thead button", has_text="How sure").click()
    degrees = [re.split("[ ;]", cell)[0] for cell in page.evaluate(READ, [4, False])]
    order = ["high", "medium", "low"]
    known = [order.index(degree) for degree in degrees if degree in order]
    assert set(known) == {0, 1, 2}
    assert known == sorted(known)
    assert not {"high", "medium", "low"} & set(degrees[len(known) :])  # what has none comes last
