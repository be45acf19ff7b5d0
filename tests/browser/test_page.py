"""The map widget in a bare page from disk, with a stand-in for the notebook's model."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lessonkit import Lesson, interactive_map
from lessonkit.widgets import Map

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
EVIL_AR = f"{EVIL} الرقة"  # the check wants Arabic letters in an Arabic name
FIRST, LAST = "2017-05-04", "2017-06-09"
ON_RAQQA = "2017-06-06"  # day of the event that the hostile copy renames
WORDS = {"title": "Who held each town", "subtitle": "Marks are places, not areas.", "alt": "A map."}
WIDTHS = (1300, 800, 390)
EXTENTS = ("syria", "southeast", "tanf", "corridor")
STATE = ("style_text", "svg", "spec", "date", "visible", "selected")

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<body style="margin: 12px"><div id="host"></div>{still}
<script type="module">
const state = {state}, heard = {{}};
const model = {{
  get: name => state[name],
  set(name, value) {{ state[name] = value; (heard["change:" + name] || []).forEach(f => f()); }},
  save_changes() {{}},
  on(name, f) {{ (heard[name] ??= []).push(f); }},
  off() {{}},
}};
const script = new Blob([{script}], {{ type: "text/javascript" }});
const map = await import(URL.createObjectURL(script));
map.default.render({{ model, el: document.getElementById("host") }});
window.model = model;
</script></body></html>"""

# The names of the map that show, each as the corners of its visible lines on the screen. A name
# may be turned, as that of a river, so that a rectangle round it would say too much.
NAMES = """map => [...map.shadowRoot.querySelectorAll(".lk-name")]
  .filter(name => name.checkVisibility() && name.getAttribute("display") !== "none")
  .map(name => ({
    name: name.textContent,
    boxes: [...name.querySelectorAll("text")].filter(text => text.checkVisibility()).map(text => {
      const { x, y, width, height } = text.getBBox(), to = text.getScreenCTM();
      return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
        .map(([u, v]) => new DOMPoint(u, v).matrixTransform(to)).map(p => [p.x, p.y]);
    }),
  }))"""

EVIL_ELEMENTS = """() => {
  const all = root => [...root.querySelectorAll("*")].flatMap(
    node => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  return all(document).filter(node => node.matches("img[src=x], [onerror]")).length;
}"""

Corner = tuple[float, float]


# ---- Pages --------------------------------------------------------------------------------------


def in_script(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def write_page(path: Path, map_: Map, still: str = "") -> str:
    """Write a page with one map; return its address."""
    state = {name: map_.trait_values()[name] for name in STATE}
    text = PAGE.format(state=in_script(state), script=in_script(map_._esm), still=still)
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="session")
def plain(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that gives the address of a page with all layers of a map window."""
    lesson, folder, made = Lesson(root), tmp_path_factory.mktemp("plain"), dict[str, str]()

    def address(extent: str) -> str:
        if extent not in made:
            map_ = interactive_map(lesson, extent, dates=(FIRST, LAST), **WORDS)
            map_.visible = [layer["id"] for layer in map_.spec["layers"]]
            made[extent] = write_page(folder / f"{extent}.html", map_)
        return made[extent]

    return address


def edit_table(path: Path, key: str, wanted: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    found = [row for row in rows if row[key] == wanted]
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
        assert f'label = "{label}"' in text
        text = text.replace(f'label = "{label}"', f'label = "{EVIL}"')
    path.write_text(text, encoding="utf-8")
    tomllib.loads(text)


@pytest.fixture(scope="session")
def hostile(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a map whose data, title and words are all the same bit of HTML."""
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data"
    shutil.copytree(root / "data", data)
    edit_table(data / "places.csv", "place_id", "raqqa", name_en=EVIL, name_ar=EVIL_AR, note=EVIL)
    edit_table(data / "control.csv", "place_id", "raqqa", status=EVIL)
    edit_table(data / "events.csv", "event_id", "E21", title=EVIL, description=EVIL, disputed=EVIL)
    edit_table(data / "sources.csv", "source_id", "rferl-2017-06-06", citation=EVIL)
    edit_settings(data / "lesson.toml", "Towns", "Fought over")
    zones = json.loads((data / "zones.geojson").read_text(encoding="utf-8"))
    for feature in zones["features"]:
        feature["properties"] |= {"name": EVIL, "note": EVIL, "asserted_by": EVIL}
    (data / "zones.geojson").write_text(json.dumps(zones), encoding="utf-8")
    words = dict.fromkeys(WORDS, EVIL)
    map_ = interactive_map(Lesson(folder), "syria", dates=(FIRST, LAST), date=ON_RAQQA, **words)
    bundle, _ = map_._repr_mimebundle_()
    return write_page(folder / "hostile.html", map_, still=bundle["text/html"])


@pytest.fixture
def open_page(new_context: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page; fail if it asked elsewhere, erred, or opened a box."""
    opened = []

    def show(address: str, width: int = 1300, **options: Any) -> Page:
        context, watch = new_context(viewport={"width": width, "height": 1000}, **options)
        opened.append((context, watch))
        page: Page = context.new_page()
        page.goto(address)
        expect(map_of(page).locator("svg.lk-svg")).to_be_visible()
        return page

    yield show
    for context, watch in opened:
        context.close()
        assert watch.requests == []
        assert watch.errors == []
        assert watch.dialogs == []


def map_of(page: Page) -> Locator:
    return page.locator("#host.lk-map")


# ---- Data are words, never markup ---------------------------------------------------------------


@pytest.fixture
def evil(hostile: str, open_page: Callable[..., Page]) -> Iterator[tuple[Page, Locator]]:
    """Open the hostile map; at the end nothing of it may have become an element."""
    page = open_page(hostile)
    yield page, map_of(page)
    assert page.evaluate(EVIL_ELEMENTS) == 0


def choose(page: Page, feature: str) -> None:
    page.evaluate("id => model.set('selected', id)", feature)


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


def test_html_in_title_and_subtitle_is_text(evil: tuple[Page, Locator]) -> None:
    _, map_ = evil
    expect(map_.locator("h3")).to_have_text(EVIL)
    expect(map_.locator(".lk-subtitle")).to_have_text(EVIL)
    assert EVIL in (map_.locator(".lk-stage").get_attribute("aria-label") or "")


def test_html_in_labels_of_layers_and_holders_is_text(evil: tuple[Page, Locator]) -> None:
    _, map_ = evil
    for layer in ("towns", "control-contested"):
        label = map_.locator(f'label:has(input[data-layer="{layer}"])')
        expect(label).to_have_text(EVIL)


def test_html_in_a_name_on_the_map_is_text(evil: tuple[Page, Locator]) -> None:
    _, map_ = evil
    name = map_.locator(".lk-name.lk-place:visible", has_text=EVIL)
    expect(name.locator("text.lk-en")).to_have_text(EVIL)


def test_html_on_the_card_of_a_place_is_text(evil: tuple[Page, Locator]) -> None:
    page, map_ = evil
    choose(page, "towns/raqqa")
    card = map_.locator(".lk-card")
    expect(card.locator("h4").first).to_have_text(f"{EVIL} {EVIL_AR}")
    expect(card).to_contain_text(f"Held by: {EVIL} ({EVIL})")  # holder and status
    expect(card.get_by_text(f"According to: {EVIL}").first).to_be_visible()  # citation


def test_html_on_the_card_of_an_event_is_text(evil: tuple[Page, Locator]) -> None:
    page, map_ = evil
    choose(page, "events/E21")
    card = map_.locator(".lk-card")
    expect(card.get_by_role("heading", name=EVIL, exact=True)).to_be_visible()
    expect(card).to_contain_text(f"Disputed: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # description
    expect(map_.locator(".lk-news")).to_contain_text(EVIL)


def test_html_on_the_card_of_a_zone_is_text(evil: tuple[Page, Locator]) -> None:
    page, map_ = evil
    choose(page, "zone-coalition/tanf-zone")
    card = map_.locator(".lk-card")
    expect(card.locator("h4")).to_have_text(EVIL)
    expect(card).to_contain_text(f"According to: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # note


def test_html_in_the_words_of_the_still_picture_is_text(evil: tuple[Page, Locator]) -> None:
    page, _ = evil
    picture = page.locator("body > img")
    expect(picture).to_have_attribute("alt", EVIL)
    expect(picture).to_have_attribute("src", re.compile("^data:image/webp;base64,"))


# ---- The map itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "count"), [("light", 0), ("dark", 1)])
def test_the_system_chooses_the_theme(
    plain: Callable[[str], str], open_page: Callable[..., Page], scheme: str, count: int
) -> None:
    page = open_page(plain("syria"), color_scheme=scheme)
    expect(map_of(page).locator(".lk-frame.lk-dark")).to_have_count(count)
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect(map_of(page).locator(".lk-frame.lk-dark")).to_have_count(1 - count)


def apart(one: list[Corner], two: list[Corner], slack: float = 2.5) -> bool:
    """Say whether a line parts two shapes. Boxes of text hold some air: `slack` CSS pixels."""
    for shape in (one, two):
        for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True):
            length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
            normal = ((ay - by) / length, (bx - ax) / length)
            first, second = (
                [x * normal[0] + y * normal[1] for x, y in corners] for corners in (one, two)
            )
            if min(max(first) - min(second), max(second) - min(first)) <= slack:
                return True
    return False


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("extent", EXTENTS)
def test_names_neither_overlap_nor_leave_the_map(
    plain: Callable[[str], str], open_page: Callable[..., Page], extent: str, width: int
) -> None:
    map_ = map_of(open_page(plain(extent), width))
    names = map_.evaluate(NAMES)
    assert len(names) > 4
    over = [
        (a["name"], b["name"])
        for n, a in enumerate(names)
        for b in names[:n]
        if not all(apart(one, two) for one in a["boxes"] for two in b["boxes"])
    ]
    assert over == []
    frame = map_.locator("svg.lk-svg").evaluate("svg => svg.getBoundingClientRect().toJSON()")
    outside = [
        name["name"]
        for name in names
        for x, y in (corner for box in name["boxes"] for corner in box)
        if not (
            frame["left"] - 1 <= x <= frame["right"] + 1
            and frame["top"] - 1 <= y <= frame["bottom"] + 1
        )
    ]
    assert outside == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_does_not_scroll_sideways(
    plain: Callable[[str], str], open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(plain("syria"), width)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


def test_nothing_moves_for_readers_who_asked_for_less_motion(
    plain: Callable[[str], str], open_page: Callable[..., Page]
) -> None:
    page = open_page(plain("syria"), reduced_motion="reduce")
    moving = map_of(page).evaluate(
        """map => [...map.shadowRoot.querySelectorAll("*")].filter(node => {
          const style = getComputedStyle(node);
          return style.animationName !== "none" ||
            style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
        }).length"""
    )
    assert moving == 0


def test_a_step_in_time_only_shows_and_hides(
    plain: Callable[[str], str], open_page: Callable[..., Page]
) -> None:
    page = open_page(plain("syria"))
    map_ = map_of(page)
    map_.evaluate(
        """map => {
          const svg = map.shadowRoot.querySelector("svg.lk-svg");
          window.count = () => svg.querySelectorAll("*").length;
          window.before = count();
          window.kinds = new Set();
          const note = record => kinds.add(record.attributeName || record.type);
          new MutationObserver(records => records.forEach(note)).observe(svg, {
            attributes: true, childList: true, characterData: true, subtree: true });
        }"""
    )
    map_.locator("input.lk-date").focus()
    for _ in range(36):
        page.keyboard.press("ArrowRight")
    expect(map_.locator("input.lk-date")).to_have_value("36")
    assert page.evaluate("[...kinds]") == ["display"]
    assert page.evaluate("count() === before")


@pytest.mark.parametrize("extent", EXTENTS)
def test_every_feature_shows_on_exactly_its_days(
    plain: Callable[[str], str], open_page: Callable[..., Page], extent: str
) -> None:
    page = open_page(plain(extent))
    wrong = map_of(page).evaluate(
        """map => {
          const nodes = [...map.shadowRoot.querySelectorAll("svg [data-feature]")], wrong = [];
          for (let day = Date.UTC(2017, 4, 4); day <= Date.UTC(2017, 5, 9); day += 86400000) {
            const iso = new Date(day).toISOString().slice(0, 10);
            model.set("date", iso);
            for (const node of nodes) {
              const { start = "0", end = "9", feature } = node.dataset;
              const shows = node.getAttribute("display") !== "none";
              if (shows !== (start <= iso && iso <= end)) wrong.push(`${feature} on ${iso}`);
            }
          }
          return wrong;
        }"""
    )
    assert wrong == []
