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
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from accessibility import faults, faults_of_colour
from playwright.sync_api import Page, expect

from lessonkit import Lesson, geodesy, interactive_map, layer_from_frame, linked_maps
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
EVIL_AR = f"{EVIL} الرقة"  # the check wants Arabic letters in an Arabic name
EVIL_WORDS = dict.fromkeys(("title", "subtitle", "alt"), EVIL)
DAYS = ("2017-05-04", "2017-06-09")
ON_RAQQA = "2017-06-06"  # day of the event that the hostile copy renames
WIDTHS = (1300, 800, 390)
EXTENTS = ("syria", "southeast", "tanf", "corridor")

# The names of the map that show, each as the corners of its visible lines on the screen. A name
# may be turned, as that of a river, so that a rectangle round it would say too much.
NAMES = """map => [...map.shadowRoot.querySelectorAll(".lk-name")]
  .filter(name => name.checkVisibility() && name.getAttribute("display") !== "none")
  .map(name => {
    const isArabic = text => text.classList.contains("lk-ar");
    const all = [...name.querySelectorAll("text")];
    const lines = all.filter(text => text.checkVisibility());
    const boxes = lines.map(text => {
      const { x, y, width, height } = text.getBBox(), to = text.getScreenCTM();
      return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
        .map(([u, v]) => new DOMPoint(u, v).matrixTransform(to)).map(p => [p.x, p.y]);
    });
    return { name: name.textContent, boxes, lines: lines.length,
      arabic: lines.filter(isArabic).length, inArabic: all.filter(isArabic).length };
  })"""

EVIL_ELEMENTS = """() => {
  const all = root => [...root.querySelectorAll("*")].flatMap(
    node => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  return all(document).filter(node => node.matches("img[src=x], [onerror]")).length;
}"""

Corner = tuple[float, float]


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
        assert f'label = "{label}"' in text
        text = text.replace(f'label = "{label}"', f'label = "{EVIL}"')
    path.write_text(text, encoding="utf-8")
    tomllib.loads(text)


@pytest.fixture(scope="session")
def hostile(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Return a copy of the lesson in which many words are the same bit of HTML."""
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data"
    shutil.copytree(root / "data", data)
    edit_table(data / "places.csv", "place_id", "raqqa", name_en=EVIL, name_ar=EVIL_AR, note=EVIL)
    edit_table(data / "control.csv", "place_id", "raqqa", status=EVIL)
    edit_table(data / "events.csv", "event_id", "E21", title=EVIL, description=EVIL, disputed=EVIL)
    edit_table(data / "sources.csv", "source_id", "", citation=EVIL)
    edit_settings(data / "lesson.toml", "Towns", "Fought over")
    zones = json.loads((data / "zones.geojson").read_text(encoding="utf-8"))
    for feature in zones["features"]:
        feature["properties"] |= {"name": EVIL, "map_name": EVIL, "note": EVIL, "asserted_by": EVIL}
    (data / "zones.geojson").write_text(json.dumps(zones), encoding="utf-8")
    return Lesson(folder)


@pytest.fixture(scope="session")
def evil_map(hostile: Lesson) -> Map:
    return interactive_map(hostile, "syria", dates=DAYS, date=ON_RAQQA, **EVIL_WORDS)


# ---- Data are words, never markup ---------------------------------------------------------------


@pytest.fixture
def evil(evil_map: Map, open_map: Callable[..., Page]) -> Iterator[Page]:
    """Open the hostile map; at the end nothing of it may have become an element."""
    page = open_map(evil_map)
    yield page
    assert page.evaluate(EVIL_ELEMENTS) == 0


def choose(page: Page, feature: str) -> None:
    page.evaluate("id => model.set('selected', id)", feature)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


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
    expect(evil.locator(".lk-name text.lk-en", has_text=EVIL).first).to_have_text(EVIL)


def test_html_in_the_legend_is_text(evil: Page) -> None:
    """The words about a layer stand there for the pointer and for the focus."""
    legend = evil.locator(".lk-legend")
    expect(legend.locator("label", has_text=EVIL)).to_have_count(2)
    about = evil.locator(".lk-about")
    legend.locator("label", has_text=EVIL).first.hover()
    expect(about).to_contain_text(f"{EVIL}Source: {EVIL}")
    evil.mouse.move(0, 0)
    expect(about).to_be_hidden()
    legend.locator('input[data-layer="towns"]').focus()
    expect(about).to_contain_text(f"{EVIL}Source: {EVIL}")


def test_html_on_the_cards_of_a_place_an_event_and_a_zone_is_text(evil: Page) -> None:
    card = evil.locator(".lk-card")
    choose(evil, "towns/raqqa")
    expect(card.locator("h4").first).to_have_text(f"{EVIL} {EVIL_AR}")
    expect(card).to_contain_text(f"Control: {EVIL} ({EVIL})")  # holder and status
    expect(card.get_by_text(f"According to: {EVIL}").first).to_be_visible()  # citation
    choose(evil, "events/E21")
    expect(card.get_by_role("heading", name=EVIL, exact=True)).to_be_visible()
    expect(card).to_contain_text(f"Disputed: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # description
    choose(evil, "zone-coalition/tanf-zone")
    expect(card.locator("h4")).to_have_text(EVIL)
    expect(card).to_contain_text(f"According to: {EVIL}")
    expect(card.get_by_text(EVIL, exact=True).nth(1)).to_be_visible()  # note


def test_html_beside_the_slider_is_text(evil: Page) -> None:
    """In the list of events, the bubble over a tick, the day's event and what changed."""
    news = evil.locator(".lk-news")
    expect(news).to_have_text(re.compile(f"^{re.escape(EVIL)}. "))
    expect(news).to_contain_text(f"{EVIL} from Islamic State to {EVIL}")
    expect(evil.locator(".lk-goto option:checked")).to_have_text(re.compile(re.escape(EVIL)))
    evil.locator(".lk-ticks .lk-today").hover(force=True)
    expect(evil.locator(".lk-bubble")).to_contain_text(EVIL)


def test_html_in_the_ruler_is_text(evil: Page) -> None:
    press(evil, "Measure")
    start, end = evil.locator(".lk-measure select").all()
    start.select_option(EVIL)
    end.select_option("palmyra")
    expect(evil.locator(".lk-result")).to_have_text(re.compile(f"^{re.escape(EVIL)} to Palmyra: "))
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
    zone = twin.locator("tr", has_text="Deconfliction zone, 55 km").evaluate(cells)
    assert (zone[0], zone[2], zone[5][: len(EVIL)]) == (EVIL, EVIL, EVIL)


def test_html_in_a_saved_picture_is_text(evil: Page) -> None:
    with evil.expect_download() as waiting:
        evil.get_by_role("button", name="Save picture as SVG").click()
    picture = ET.parse(waiting.value.path()).getroot()
    assert EVIL in {"".join(node.itertext()) for node in picture.iter()}
    assert not [node.tag for node in picture.iter() if node.tag.rpartition("}")[2] == "img"]
    assert not [name for node in picture.iter() for name in node.attrib if name.startswith("on")]


def test_html_in_two_linked_maps_is_text(hostile: Lesson, open_map: Callable[..., Page]) -> None:
    pair = linked_maps(
        hostile,
        "southeast",
        ["towns", "control", "zone-coalition"],
        left={"date": DAYS[0]},
        right={"date": ON_RAQQA},
        dates=DAYS,
        **EVIL_WORDS,
    )
    page = open_map(pair)
    expect(page.locator("h3")).to_have_text([EVIL, EVIL])
    page.evaluate("models.left.set('selected', 'towns/raqqa')")
    expect(page.locator(".lk-card h4")).to_have_text([f"{EVIL} {EVIL_AR}"] * 2)
    assert page.evaluate(EVIL_ELEMENTS) == 0


def test_html_in_the_words_of_the_still_picture_is_text(
    evil_map: Map, page_with: Callable[[str], Page]
) -> None:
    bundle, _ = evil_map._repr_mimebundle_()
    page = page_with(bundle["text/html"])
    expect(page.locator("img")).to_have_attribute("alt", EVIL)
    expect(page.locator("img")).to_have_attribute("src", re.compile("^data:image/webp;base64,"))
    assert page.evaluate(EVIL_ELEMENTS) == 0


# ---- The map itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "count"), [("light", 0), ("dark", 1)])
def test_the_system_chooses_the_theme(
    whole: Callable[[str], Map], open_map: Callable[..., Page], scheme: str, count: int
) -> None:
    page = open_map(whole("tanf"), color_scheme=scheme)
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(count)
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(1 - count)


def test_axe_finds_no_fault(whole: Callable[[str], Map], open_map: Callable[..., Page]) -> None:
    page = open_map(whole("tanf"), 1300, color_scheme="dark")
    for name in ("Measure", "Table", "Zoom in"):
        press(page, name)
    choose(page, "bases/al-tanf-garrison")
    for part in (".lk-measure", ".lk-twin", ".lk-card", ".lk-pad"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(1)
    assert faults(page, 11, "#host") == []
    page.emulate_media(color_scheme="light")
    expect(page.locator(".lk-frame.lk-dark")).to_have_count(0)
    assert faults_of_colour(page, "#host") == []


# ---- Names --------------------------------------------------------------------------------------


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


# Names are laid out 0.12 s after the last zoom, in the frame that follows.
RESTED = """() => new Promise(rested => setTimeout(
  () => requestAnimationFrame(() => requestAnimationFrame(rested)), 150))"""


def names_on(page: Page) -> list[dict[str, Any]]:
    """Return the names that show once the map has come to rest."""
    page.evaluate(RESTED)
    names: list[dict[str, Any]] = page.locator("#host").evaluate(NAMES)
    return names


def misplaced(page: Page, names: list[dict[str, Any]]) -> list[str]:
    """Name what covers another name or a button, and what leaves the map."""
    corners = """nodes => nodes.map(node => node.getBoundingClientRect()).filter(box => box.width)
      .map(({ left, right, top, bottom }) =>
        [[left, top], [right, top], [right, bottom], [left, bottom]])"""
    buttons = page.locator(".lk-zoom, .lk-pad").evaluate_all(corners)
    others = [{"name": "a button", "boxes": [box]} for box in buttons]
    (frame,) = page.locator("svg.lk-svg").evaluate_all(corners)
    (left, top), (right, bottom) = frame[0], frame[2]
    wrong = [
        f"{a['name']} covers {b['name']}"
        for n, a in enumerate(names)
        for b in [*names[:n], *others]
        if not all(apart(one, two) for one in a["boxes"] for two in b["boxes"])
    ]
    return wrong + [
        f"{name['name']} leaves the map"
        for name in names
        for x, y in (corner for box in name["boxes"] for corner in box)
        if not (left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1)
    ]


@pytest.mark.parametrize("extent", EXTENTS)
def test_names_neither_overlap_nor_leave_the_map_at_any_width(
    whole: Callable[[str], Map], open_map: Callable[..., Page], extent: str
) -> None:
    page = open_map(whole(extent), WIDTHS[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        names = names_on(page)
        assert len(names) > 4, width
        assert misplaced(page, names) == [], width


VIEWS = ("", "+ +", "Shift+ArrowRight Shift+ArrowRight Shift+ArrowDown", "+ + Shift+ArrowLeft")


@pytest.mark.parametrize("width", [1300, 390])
def test_names_neither_overlap_nor_leave_the_map_at_any_zoom(
    whole: Callable[[str], Map], open_map: Callable[..., Page], width: int
) -> None:
    page = open_map(whole("syria"), width)
    for script, arabic in SCRIPTS.items():
        page.get_by_label("Names").select_option(script)
        page.locator(".lk-stage").press("0")
        seen = set()
        for keys in VIEWS:
            for key in keys.split():
                page.locator(".lk-stage").press(key)
            names = names_on(page)
            seen |= {name["name"] for name in names}
            assert misplaced(page, names) == [], (script, keys)
            odd = [x for x in names if x["arabic"] not in arabic(x["lines"], x["inArabic"])]
            assert odd == [], script
        assert len(seen) > 12, script


# In the English script no line of a name is Arabic, in the Arabic one each is that can be.
SCRIPTS: dict[str, Callable[[int, int], set[int]]] = {
    "both": lambda lines, known: {0, known},
    "en": lambda lines, known: {0},
    "ar": lambda lines, known: {lines} if known else {0},
}


# Of each name of an outline that shows: its text, and how far it is from its own outline and from
# the nearest other, in CSS pixels. 400 points of an outline stand for it; the name is its box.
OUTLINED = """map => {
  const svg = map.shadowRoot.querySelector("svg.lk-svg");
  const names = [...svg.querySelectorAll(".lk-area, .lk-edge")]
    .filter(name => name.getAttribute("display") !== "none");
  const points = new Map(names.map(name => [name, [...svg.querySelectorAll(
    `[data-feature="${name.dataset.for}"] path`)].flatMap(path => {
      const length = path.getTotalLength(), to = path.getScreenCTM();
      return Array.from({ length: 400 }, (_, n) =>
        path.getPointAtLength(length * n / 399).matrixTransform(to));
    })]));
  return names.map(name => {
    const box = name.getBoundingClientRect();
    const off = other => Math.min(...points.get(other).map(({ x, y }) => Math.hypot(
      Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom))));
    return { name: name.textContent, own: off(name),
      other: Math.min(Infinity, ...names.filter(one => one !== name).map(off)) };
  });
}"""
OUTLINES = {
    "de-escalation": ("syria", {"Idlib area", "Area north of Homs", "Eastern Ghouta"}),
    "overland-route": ("corridor", {"A, by al-Tanf", "B, by al-Bukamal", "C, northern"}),
}


@pytest.mark.parametrize("layer", OUTLINES)
def test_a_name_of_an_outline_is_nearer_to_its_own_than_to_another(
    lesson: Lesson, open_map: Callable[..., Page], layer: str
) -> None:
    extent, names = OUTLINES[layer]
    page = open_map(interactive_map(lesson, extent, [layer], visible=[layer], title="T", alt="A"))
    for keys in VIEWS:
        for key in keys.split():
            page.locator(".lk-stage").press(key)
        page.evaluate(RESTED)
        found = page.locator("#host").evaluate(OUTLINED)
        assert keys or names <= {one["name"] for one in found}
        assert [one for one in found if one["own"] > one["other"] + 3] == [], keys


def test_the_names_of_close_rings_stand_apart_each_at_its_own_line(
    lesson: Lesson, open_map: Callable[..., Page]
) -> None:
    base = lesson.place("al-tanf-garrison").geometry
    shapes = [geodesy.circle(base.x, base.y, km) for km in (22.8, 27.4)]
    frame = gpd.GeoDataFrame({"name": ["Near", "Far"], "geometry": shapes}, crs="EPSG:4326")
    rings = layer_from_frame(frame, id="rings", label="Rings")
    page = open_map(interactive_map(lesson, "tanf", ["water"], extra=[rings], title="T", alt="A"))
    near, far = sorted(page.locator("#host").evaluate(OUTLINED), key=lambda one: one["name"])[::-1]
    for one in (near, far):
        assert one["own"] < 8 < one["other"]
    (a,), (b,) = (one["boxes"] for one in names_on(page) if one["name"] in ("Near", "Far"))
    assert apart(a, b, slack=-40)


def test_a_map_in_both_scripts_shows_more_of_them_when_there_is_room(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    here = {name["name"] for name in names_on(page) if name["arabic"]}
    assert len(here) > 5
    page.locator(".lk-stage").press("+")
    assert {name["name"] for name in names_on(page) if name["arabic"]} - here


# ---- The page -----------------------------------------------------------------------------------


def test_the_page_does_not_scroll_sideways(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    for name in ("Measure", "Table"):
        press(page, name)
    root = "document.documentElement"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, width


def test_nothing_moves_for_readers_who_asked_for_less_motion(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"), reduced_motion="reduce")
    moving = page.locator("#host").evaluate(
        """map => [...map.shadowRoot.querySelectorAll("*")].filter(node => {
          const style = getComputedStyle(node);
          return style.animationName !== "none" ||
            style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
        }).length"""
    )
    assert moving == 0


def test_a_step_in_time_only_shows_and_hides(
    whole: Callable[[str], Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(whole("syria"))
    map_ = page.locator("#host")
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
    whole: Callable[[str], Map], open_map: Callable[..., Page], extent: str
) -> None:
    page = open_map(whole(extent))
    wrong = page.locator("#host").evaluate(
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
