"""Words of data are never markup, wherever the map shows them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect
from support.exercise_reader import EVIL, EVIL_ELEMENTS
from support.map_page import EVIL_WORDS, choose, press, symbol

from lessonkit import Lesson
from lessonkit.widgets.base import KEPT
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser
EVIL_AR = f"{EVIL} فورد"  # the check wants Arabic letters in an Arabic name
DAYS = ("2017-05-04", "2017-06-09")
AT_THE_FORD = "2017-05-10"  # day of the event that the hostile copy renames


# ---- A lesson full of HTML ----------------------------------------------------------------------


def edit_table(path: Path, key: str, wanted: str, **cells: str) -> None:
    """Set cells of the rows that have `wanted` in the column `key`; of all rows if it is empty."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    found = [row for row in rows if wanted in ("", row[key])]
    assert found
    for row in found:
        row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_settings(path: Path, *labels: str) -> None:
    text = path.read_text(encoding="utf-8")
    for label in labels:
        assert f'label = "{label}"' in text or f'short = "{label}"' in text
        for key in ("label", "short"):
            text = text.replace(f'{key} = "{label}"', f'{key} = "{EVIL}"')
    path.write_text(text, encoding="utf-8")
    tomllib.loads(text)


@pytest.fixture(scope="session")
def hostile(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Return a copy of the small lesson in which many words are the same bit of HTML."""
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data"
    shutil.copytree(base / "data", data)
    edit_table(
        data / "places.csv", "place_id", "birch-ford", name_en=EVIL, name_local=EVIL_AR, note=EVIL
    )
    edit_table(data / "control.csv", "place_id", "birch-ford", status=EVIL)
    edit_table(data / "events.csv", "event_id", "E02", title=EVIL, description=EVIL, disputed=EVIL)
    edit_table(data / "sources.csv", "source_id", "", citation=EVIL)
    edit_settings(data / "lesson.toml", "Towns", "Northern Council and friends", "North")
    zones = json.loads((data / "zones.geojson").read_text(encoding="utf-8"))
    for feature in zones["features"]:
        feature["properties"] |= {"name": EVIL, "map_name": EVIL, "note": EVIL, "asserted_by": EVIL}
        feature["properties"]["start"] = "2017-01-01"  # it shows on the day of the event
    (data / "zones.geojson").write_text(json.dumps(zones), encoding="utf-8")
    return Lesson(folder)


@pytest.fixture(scope="session")
def evil_map(hostile: Lesson) -> Map:
    return hostile.map(extent="valley", days=DAYS, day=AT_THE_FORD, **EVIL_WORDS)


# ---- Data are words, never markup ---------------------------------------------------------------


@pytest.fixture
def evil(evil_map: Map, open_map: Callable[..., Page]) -> Iterator[Page]:
    """Open the hostile map; at the end nothing of it may have become an element."""
    page = open_map(evil_map)
    yield page
    assert page.evaluate(EVIL_ELEMENTS) == 0


def test_the_detector_of_hostile_elements_works(page_with: Callable[[str], Page]) -> None:
    assert page_with("<b>x</b>").evaluate(EVIL_ELEMENTS) == 0
    assert page_with("<img src=x>").evaluate(EVIL_ELEMENTS) == 1


@pytest.fixture
def page_with(new_context: Any) -> Iterator[Callable[[str], Page]]:
    context, _ = new_context()

    def show(body: str) -> Page:
        page: Page = context.new_page()
        page.evaluate(
            """body => document.body.appendChild(document.createElement("div"))
          .attachShadow({ mode: "open" }).innerHTML = body""",
            body,
        )
        return page

    yield show
    context.close()


def test_html_in_title_subtitle_alt_and_names_is_text(evil: Page) -> None:
    expect(evil.locator("h3")).to_have_text(EVIL)
    expect(evil.locator(".lk-subtitle")).to_have_text(EVIL)
    expect(evil.locator(".lk-stage")).to_have_attribute("aria-label", re.compile(re.escape(EVIL)))
    expect(evil.locator(".lk-name text.lk-own", has_text=EVIL).first).to_have_text(EVIL)


def test_html_in_the_legend_is_text(evil: Page) -> None:
    """The words about a layer stand there for the pointer and for the focus."""
    legend = evil.locator(".lk-legend")
    expect(legend.locator("label", has_text=EVIL)).to_have_count(1)
    chip = evil.get_by_role("switch", name=EVIL, exact=True)
    expect(chip).to_have_text(EVIL)
    expect(chip).to_have_attribute("title", EVIL)
    about = evil.locator(".lk-about")
    for it in (legend.locator("label", has_text=EVIL), chip):
        it.hover()
        expect(about).to_contain_text(f"{EVIL}Source: {EVIL}")
        evil.mouse.move(0, 0)
        expect(about).to_be_hidden()
    legend.locator('input[data-layer="towns"]').focus()
    expect(about).to_contain_text(f"{EVIL}Source: {EVIL}")


def test_html_on_the_cards_of_a_place_an_event_and_a_zone_is_text(evil: Page) -> None:
    card = evil.locator(".lk-card")
    choose(evil, "towns/birch-ford")
    expect(card.locator("h4").first).to_have_text(f"{EVIL} {EVIL_AR}")
    expect(card).to_contain_text(f"Control: {EVIL} ({EVIL})")  # holder and status
    expect(card.get_by_text(f"According to: {EVIL}").first).to_be_visible()  # citation
    choose(evil, "events/E02")
    expect(card.get_by_role("heading", name=EVIL, exact=True)).to_be_visible()
    expect(card).to_contain_text(f"Disputed: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # description
    choose(evil, "zone/rock-zone")
    expect(card.locator("h4")).to_have_text(EVIL)
    expect(card).to_contain_text(f"According to: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # note


def test_html_beside_the_slider_is_text(evil: Page) -> None:
    """In the bubble over a dot, the day's event and what changed."""
    news = evil.locator(".lk-news")
    expect(news).to_have_text(re.compile(f"^{re.escape(EVIL)}. "))
    expect(news).to_contain_text(f"{EVIL} changes from South to {EVIL}")
    evil.locator(".lk-dot.lk-today").first.hover(force=True)
    expect(evil.locator(".lk-bubble")).to_contain_text(EVIL)


def test_html_beside_the_pointer_is_text(evil: Page) -> None:
    evil.mouse.move(*symbol(evil, "towns/birch-ford"))
    expect(evil.locator(".lk-tip")).to_contain_text(f"{EVIL}: {EVIL} ({EVIL})")


def test_html_in_the_ruler_is_text(evil: Page) -> None:
    press(evil, "Measure")
    start, end = evil.locator(".lk-measure select").all()
    start.select_option(EVIL)
    end.select_option("alder")
    expect(evil.locator(".lk-result")).to_have_text(re.compile(f"^{re.escape(EVIL)} to Alder: "))
    expect(start.locator("option:checked")).to_have_text(EVIL)


def test_html_in_the_table_is_text(evil: Page) -> None:
    press(evil, "Table")
    twin = evil.locator(".lk-twin")
    expect(twin.locator(".lk-twin-caption")).to_contain_text(EVIL)
    cells = "node => [...node.children].map(cell => cell.textContent)"
    held = twin.locator("tr", has_text=f"control: {EVIL} ({EVIL})").evaluate(cells)
    assert held[:3] == [f"{EVIL} {EVIL_AR}", EVIL, f"control: {EVIL} ({EVIL})"]
    assert held[5].startswith(EVIL)
    event = twin.locator("tr", has_text=f"Disputed: {EVIL}").evaluate(cells)
    assert event[0] == EVIL
    assert event[5].startswith(EVIL)
    zone = twin.locator("tr", has_text="Zone without boats, as the south stated it").evaluate(cells)
    assert (zone[0], zone[2], zone[5][: len(EVIL)]) == (EVIL, EVIL, EVIL)


def test_html_in_a_saved_picture_is_text(evil: Page) -> None:
    with evil.expect_download() as waiting:
        press(evil, "Save picture as SVG")
    picture = ET.parse(waiting.value.path()).getroot()
    assert EVIL in {"".join(node.itertext()) for node in picture.iter()}
    assert not [node.tag for node in picture.iter() if node.tag.rpartition("}")[2] == "img"]
    assert not [name for node in picture.iter() for name in node.attrib if name.startswith("on")]


def test_html_in_the_words_of_the_still_picture_is_text(
    evil_map: Map, page_with: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, "1")
    bundle, _ = evil_map._repr_mimebundle_()
    page = page_with(bundle["text/html"])
    expect(page.locator("img")).to_have_attribute("alt", EVIL)
    expect(page.locator("img")).to_have_attribute("src", re.compile("^data:image/webp;base64,"))
    assert page.evaluate(EVIL_ELEMENTS) == 0
