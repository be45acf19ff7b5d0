"""The picture of the map that a reader saves: alone it says and shows what the screen does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page, expect
from support.lab_reader import tool

from lessonkit import Lesson
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
WORDS = {"title": "Who held each town", "subtitle": "Marks are places.", "alt": "A map of towns."}
DATES = {"days": ("2017-05-04", "2017-06-09"), "day": "2017-06-06"}
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
LOOKS = [(1000, "light"), (1000, "dark"), (390, "light"), (390, "dark")]

# What is drawn within a frame, whether on the page or in the picture: each name and symbol with
# its middle, and each stroke with its width, all in pixels of the screen.
DRAWN = """(root, { inside, frame, unseen }) => {
  const box = root.querySelector(frame).getBoundingClientRect();
  const drawn = [...root.querySelector(inside).querySelectorAll("text, use, path")]
    .filter(node => node.checkVisibility() && !node.closest(unseen));
  const rows = drawn.map(node => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const look = getComputedStyle(node), { a, b } = node.getScreenCTM();
    const scale = look.vectorEffect === "non-scaling-stroke" ? 1 : Math.hypot(a, b);
    const isText = node.tagName === "text";
    const words = look.textTransform === "uppercase" ? node.textContent.toUpperCase()
      : node.textContent;
    const width = isText || look.stroke === "none" ? 0 : parseFloat(look.strokeWidth) * scale;
    return [isText ? words : node.tagName, (left + right) / 2 - box.left,
      (top + bottom) / 2 - box.top, width];
  });
  return rows.filter(([, x, y]) => x > 0 && x < box.width && y > 0 && y < box.height);
}"""
ON_PAGE = {"inside": "svg.lk-svg", "frame": "svg.lk-svg", "unseen": "defs"}
IN_PICTURE = {"inside": "g[clip-path]", "frame": "g[clip-path] + rect", "unseen": "[aria-hidden]"}


def maker(drawn: Map, *more: str) -> Callable[..., Map]:
    """Return a function that makes a map with every other layer on, and with other words."""
    on = [*[layer["id"] for layer in drawn.spec["layers"]][::2], *more]

    def made(**words: str) -> Map:
        return Map(spec=drawn.spec | words, svg=drawn.svg, visible=on, date=drawn.date)

    return made


@pytest.fixture(scope="module")
def make(opened: Lesson) -> Callable[..., Map]:
    return maker(opened.map(extent="valley", **WORDS, **DATES), "towns", "zone")


@pytest.fixture(scope="module")
def make_large(lesson: Lesson) -> Callable[..., Map]:
    """Return the same for the Syrian lesson, which has hatches and many marks."""
    return maker(lesson.map(extent="syria", **WORDS, **DATES), "towns", "de-escalation")


def open_picture(page: Page, file: Path) -> Page:
    """Open a saved picture in a window of its own."""
    beside = page.context.new_page()
    beside.goto(file.as_uri())
    return beside


def save(page: Page, kind: str) -> Path:
    """Press the button and return the file, under the name that it was offered with."""
    with page.expect_download() as waiting:
        tool(page, f"Save picture as {kind.upper()}").click()
    file = waiting.value.path().parent / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def said(picture: ET.Element) -> list[str]:
    """Return each text of the picture on one line, those in the drawing too."""
    return [" ".join("".join(node.itertext()).split()) for node in picture.iter(f"{SVG}text")]


def zoom_in(page: Page) -> None:
    before = page.locator("svg.lk-svg").get_attribute("viewBox")
    page.locator(".lk-stage").focus()
    for _ in range(3):
        page.keyboard.press("+")
    expect(page.locator("svg.lk-svg")).not_to_have_attribute("viewBox", before or "")


# ---- The words ----------------------------------------------------------------------------------


def test_the_file_is_named_after_title_and_date(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(make(title="Who held what: المدن, “town by town”?"), width=390)
    assert save(page, "svg").name == "who-held-what-المدن-town-by-town-2017-06-06.svg"
    assert save(page, "png").name == "who-held-what-المدن-town-by-town-2017-06-06.png"


def test_title_date_legend_and_sources_are_in_the_picture(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    map_ = make()
    page = open_map(map_)
    on = [layer for layer in map_.spec["layers"] if layer["id"] in map_.visible]
    off = [layer for layer in map_.spec["layers"] if layer["id"] not in map_.visible]
    assert on
    assert off
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        scale = " ".join(page.locator(".lk-scale").inner_text().split())
        picture = ET.parse(save(page, "svg")).getroot()
        words = said(picture)
        expected = {*WORDS.values(), "Tuesday, 6 June 2017", map_.spec["caption"]} - {WORDS["alt"]}
        # The signs of marks. Those of the time line are not in the picture, which has none.
        assert not any("On the time line" in one for one in words), width
        key = " ".join(page.locator(".lk-key:not(.lk-kinds)").inner_text().split())
        assert key.startswith("Full mark: high confidence.")
        assert re.fullmatch(r"\d+ km \(\d+ miles\)", scale)
        expected |= {scale, key}
        expected |= {layer["label"] for layer in on} | {layer["group"] for layer in on}
        assert expected - set(words) == set(), width
        assert not {layer["label"] for layer in off} & set(words), width
        assert picture.findtext(f"{SVG}title") == WORDS["title"]
        assert picture.findtext(f"{SVG}desc") == WORDS["alt"]


def test_a_map_without_dates_has_no_date_in_the_picture(
    opened: Lesson, open_map: Callable[..., Page]
) -> None:
    file = save(open_map(opened.map(extent="valley", **WORDS)), "svg")
    assert file.name == "who-held-each-town.svg"
    assert WORDS["title"] in said(ET.parse(file).getroot())
    assert not [text for text in said(ET.parse(file).getroot()) if re.search(r"day, \d+ ", text)]


def test_only_the_layers_that_are_on_are_in_the_picture(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    map_ = make()
    picture = ET.parse(save(open_map(map_), "svg")).getroot()
    groups = {node.get("id", "") for node in picture.iter(f"{SVG}g")}
    drawn = {name.removeprefix("layer-") for name in groups if name.startswith("layer-")}
    assert {"relief", "towns", "zone"} <= drawn <= set(map_.visible)


def test_arabic_names_stay_text_from_right_to_left(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    picture = ET.parse(save(open_map(make()), "svg")).getroot()
    arabic = [t for t in picture.iter(f"{SVG}text") if re.search("[\u0621-\u064a]", t.text or "")]
    assert len(arabic) >= 4
    assert {text.get("direction") for text in arabic} == {"rtl"}


def test_html_in_data_stays_text(make: Callable[..., Map], open_map: Callable[..., Page]) -> None:
    map_ = make(title=EVIL, subtitle=EVIL, alt=EVIL)
    layers = [{**layer, "label": EVIL, "group": EVIL} for layer in map_.spec["layers"]]
    map_.spec = {**map_.spec, "layers": layers, "caption": EVIL}
    map_.svg = map_.svg.replace(">Alder<", f">{EVIL.replace('<', '&lt;')}<")
    page = open_map(map_)
    file = save(page, "svg")
    picture = ET.parse(file).getroot()
    assert {node.tag.removeprefix(SVG) for node in picture.iter()} <= {
        *("svg", "title", "desc", "style", "defs", "clipPath", "pattern", "g"),
        *("path", "rect", "circle", "use", "image", "text", "tspan"),
    }
    # Title, subtitle, group, caption; each layer; the name and its halo.
    assert said(picture).count(EVIL) == 4 + len(map_.visible) + 2
    beside = open_picture(page, file)  # runs nothing: `open_map` watches for boxes
    assert beside.evaluate("document.documentElement.localName") == "svg"
    beside.close()


# ---- It stands alone ----------------------------------------------------------------------------


def test_the_picture_needs_nothing_else(
    make: Callable[..., Map], make_large: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    assert_alone(save(open_map(make_large()), "svg"), symbols=10)
    page = open_map(make())
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=scheme)
        assert_alone(save(page, "svg"), symbols=4)


def assert_alone(file: Path, symbols: int) -> None:
    """Assert that a picture has all that it needs in itself, in words that programs know."""
    text = file.read_text(encoding="utf-8")
    for word in ("var(", "<script", "foreignObject", "@import", "http-equiv", "data-feature"):
        assert word not in text
    # Not every program knows these.
    for word in ("paint-order", "vector-effect", "filter", "color-mix", "rgba(", "image/webp"):
        assert word not in text
    picture = ET.fromstring(text)
    ids = [node.get("id") for node in picture.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    links = [value for node in picture.iter() for k, value in node.items() if k.endswith("href")]
    assert all(link.startswith(("#", "data:image/jpeg;base64,")) for link in links)
    used = {link[1:] for link in links if link.startswith("#")} | set(
        re.findall(r"url\(#([^)]+)\)", text)
    )
    assert len(used) > symbols
    assert used <= set(ids)
    assert len(re.findall(r"url\(", text)) == len(re.findall(r"url\(#", text))
    assert len(text) < 500_000


def test_hatches_keep_their_size(
    make_large: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(make_large())
    zoom_in(page)
    for _ in range(6):  # to the areas with a hatch, in the west
        page.keyboard.press("Shift+ArrowLeft")
    patterns = page.locator("svg.lk-svg pattern").evaluate_all(
        "all => Object.fromEntries(all.map(p => [p.id, p.getAttribute('patternTransform')]))"
    )
    zoom = page.locator("svg.lk-svg").evaluate("svg => svg.getScreenCTM().a")
    saved = list(ET.parse(save(page, "svg")).getroot().iter(f"{SVG}pattern"))
    assert saved
    for pattern in saved:
        transform = pattern.get("patternTransform", "")
        assert transform == patterns[pattern.get("id")]
        assert float(transform[6:-1]) * zoom == pytest.approx(1, abs=0.01)
        assert pattern.findall(f"{SVG}path")


# ---- It looks like the screen -------------------------------------------------------------------


def test_marks_names_and_strokes_are_where_they_are_on_the_screen(
    make: Callable[..., Map], make_large: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    assert_as_on_screen(open_map(make_large()), ["palmyra", "raqqa"], 100)
    page = open_map(make())
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        assert_as_on_screen(page, ["alder", "elm-gate"], 20)
        zoom_in(page)
        assert_as_on_screen(page, ["alder", "elm-gate"], 10)
        page.locator(".lk-stage").press("0")


def assert_as_on_screen(page: Page, ruler: list[str], least: int) -> None:
    """Save the picture and compare what is drawn there with what is drawn on the screen."""
    page.evaluate("ends => model.set('ruler', ends)", ruler)
    page.locator('button[data-save="svg"]').evaluate(  # at the very moment: names may move after
        f"""(button, parts) => button.addEventListener("click", () => {{
          window.drawn = ({DRAWN})(button.getRootNode(), parts); }}, {{ capture: true }})""",
        ON_PAGE,
    )
    file = save(page, "svg")
    here = page.evaluate("drawn")
    beside = open_picture(page, file)
    there = beside.evaluate_handle("document").evaluate(DRAWN, IN_PICTURE)
    beside.close()
    assert len(here) > least
    assert [name for name, *_ in there] == [name for name, *_ in here]
    for now, then in zip(there, here, strict=True):
        assert now[1:3] == pytest.approx(then[1:3], abs=0.6), then
        assert now[3] == pytest.approx(then[3], abs=0.02), then


def test_the_colours_are_those_of_the_screen(
    make: Callable[..., Map], make_large: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    # Each map in both themes and at both widths, and each of the four looks once.
    for map_, looks in ((make_large(), (LOOKS[0], LOOKS[3])), (make(), (LOOKS[1], LOOKS[2]))):
        page = open_map(map_)
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 1000})
            page.emulate_media(color_scheme=scheme)
            page.evaluate("() => new Promise(done => setTimeout(done, 300))")  # names settle
            assert_colours(page)


def assert_colours(page: Page) -> None:
    """Compare the saved picture with the screen, where no button lies on the map."""
    hidden = page.locator("#host").evaluate_handle(
        """host => { const style = Object.assign(document.createElement("style"),
          { textContent: ".lk-zoom, .lk-pad, .lk-tools { visibility: hidden }" });
          host.shadowRoot.append(style);
          return style; }"""
    )
    drawing = page.locator("svg.lk-svg")
    screen = Image.open(io.BytesIO(drawing.screenshot())).convert("RGB")
    hidden.evaluate("style => style.remove()")
    sheet = ET.parse(save(page, "svg")).getroot()
    saved = Image.open(save(page, "png")).convert("RGB")
    (clip,) = sheet.iter(f"{SVG}clipPath")
    x, y, w, h = (2 * float(clip[0].get(name, "")) for name in ("x", "y", "width", "height"))
    size = (60, 50)  # coarse: fonts and edges are not drawn on the same part of a pixel
    map_ = saved.crop((round(x), round(y), round(x + w), round(y + h))).resize(size)
    difference = ImageStat.Stat(ImageChops.difference(map_, screen.resize(size)))
    assert max(difference.mean) < 4
    paper = page.locator(".lk-frame").evaluate("frame => getComputedStyle(frame).backgroundColor")
    assert saved.getpixel((5, 5)) == tuple(int(n) for n in re.findall(r"\d+", paper))


def test_no_word_leaves_the_picture_or_covers_another(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    long = "Who held each town, post and well between the river and the border " * 3
    page = open_map(make(title=long.strip(), subtitle="A" * 300))
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        beside = open_picture(page, save(page, "svg"))
        boxes: list[Any] = beside.evaluate(
            """[...document.querySelectorAll("tspan")]
              .filter(line => !line.closest("[aria-hidden]"))
              .map(line => line.getBoundingClientRect().toJSON())"""
        )
        wide, high = beside.evaluate(
            "['width', 'height'].map(n => Number(document.rootElement.getAttribute(n)))"
        )
        beside.close()
        assert len(boxes) > 20
        for n, one in enumerate(boxes):
            assert one["left"] >= 19, width
            assert one["right"] <= wide - 19, width
            assert one["bottom"] <= high, width
            for two in boxes[:n]:
                across = min(one["right"], two["right"]) - max(one["left"], two["left"])
                down = min(one["bottom"], two["bottom"]) - max(one["top"], two["top"])
                assert across <= 0 or down <= 2, width


# ---- The PNG ------------------------------------------------------------------------------------


def test_the_png_is_the_picture_at_twice_its_size(
    make: Callable[..., Map], open_map: Callable[..., Page]
) -> None:
    page = open_map(make())
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        sheet = ET.parse(save(page, "svg")).getroot()
        with Image.open(save(page, "png")) as saved:
            assert saved.format == "PNG"
            size = (2 * int(sheet.get("width", "")), 2 * int(sheet.get("height", "")))
            assert saved.size == size, width
            assert len(saved.convert("RGB").getcolors(maxcolors=2**24) or []) > 1000, width
