"""The notebooks in JupyterLab, used as a reader uses them: by eye, mouse and keyboard."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from lab_server import Lab
from lab_server import open_notebook as open_saved
from playwright.sync_api import Locator, Page, Route, expect
from support.lab_reader import (
    FIRST,
    LAST,
    SHORT,
    SHORT_MAPS,
    OpenNotebook,
    Race,
    card,
    cell_of,
    change_theme,
    expect_day,
    expect_holder,
    expect_python,
    find_map,
    group,
    mark,
    open_layers,
    press,
    python,
    run_all,
    show_cell,
    shut_down,
    slider,
    stage,
    switch,
    wait_for_kernel,
    wait_until_no_kernel,
)
from support.pages import NewContext

pytestmark = pytest.mark.browser

# Contrast of each text with what is behind it. A name on the map has its halo behind it, and
# behind that the land or the sea.
CONTRAST = """map => {
  const root = map.shadowRoot, frame = root.querySelector(".lk-frame");
  // A mixed colour is given as color(srgb 0..1), any other as rgb(0..255).
  const numbers = text => text.match(/[\\d.]+/g).map(Number)
    .map((v, n) => text.startsWith("color(") && n < 3 ? v * 255 : v);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((v, n) => v * a + under[n] * (1 - a));
  const light = rgb => rgb.map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (one, two) => {
    const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const behind = node => {
    const paint = numbers(getComputedStyle(node).backgroundColor);
    if (paint[3] !== 0) return paint.slice(0, 3);
    return behind(node.parentElement ?? node.getRootNode().host);
  };
  const found = {};
  for (const css of ["h3", ".lk-subtitle", ".lk-chip > span:last-of-type", ".lk-legend legend",
                     ".lk-legend label", ".lk-when", ".lk-news", ".lk-list h4", "figcaption"]) {
    const node = root.querySelector(css);
    if (node?.textContent.trim() && node.checkVisibility())
      found[css] = ratio(numbers(getComputedStyle(node).color).slice(0, 3), behind(node));
  }
  for (const ground of [".lk-land path", ".lk-sea path"]) {
    const node = root.querySelector(ground);
    if (!node) continue;
    const under = numbers(getComputedStyle(node).fill).slice(0, 3);
    for (const text of root.querySelectorAll(".lk-name text")) {
      const style = getComputedStyle(text);
      const name = `${text.parentNode.parentNode.className.baseVal} ${text.className.baseVal}`;
      found[`${name} on ${ground}`] =
        ratio(numbers(style.fill).slice(0, 3), over(numbers(style.stroke), under));
    }
  }
  return found;
}"""


# ---- The saved notebook, no cell run ------------------------------------------------------------


def test_two_maps_of_a_notebook_are_independent(lab: Lab, race_of_three: Race) -> None:
    page, first = race_of_three
    open_layers(first)
    switch(first, "towns").uncheck()
    slider(first).focus()
    page.keyboard.press("End")
    second = find_map(lab, page, SHORT, "strikes-by-two-clocks")
    expect(switch(second, "towns")).to_be_checked()
    expect(group(second, "towns")).to_be_visible()
    open_layers(second)
    switch(second, "borders").uncheck()
    first = find_map(lab, page, SHORT, "five-weeks")
    expect(switch(first, "borders")).to_be_checked()
    expect(switch(first, "towns")).not_to_be_checked()
    expect_day(first, LAST)


def test_the_map_follows_the_theme_and_stays_readable(lab: Lab, race_of_three: Race) -> None:
    page, map_ = race_of_three
    for theme, count in (("Dark", 1), ("Light", 0)):
        change_theme(page, theme)
        expect(map_.locator(".lk-frame.lk-dark")).to_have_count(count)
        for name in ("five-weeks", "two-kinds-of-zone"):
            found = find_map(lab, page, SHORT, name).evaluate(CONTRAST)
            assert "h3" in found
            assert (".lk-chip > span:last-of-type" in found) is (name == "five-weeks")
            assert any("lk-country" in words for words in found)
            low = {words: round(ratio, 2) for words, ratio in found.items() if ratio < 4.5}
            assert not low, f"{name}, {theme}: contrast below 4.5"


def test_a_saved_map_that_jupyterlab_gave_up_too_early_is_drawn_after_all(
    lab: Lab, new_context: NewContext
) -> None:
    """JupyterLab looks two seconds for a model; here it looks once, as if the time were over."""
    changed = []

    def hurry(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        for patience, none in (
            ("Date.now()-o<2e3", "Date.now()-o<0"),
            ("get restoredStatus(){return this._restoredStatus}", "get restoredStatus(){return!0}"),
        ):
            if patience in text:
                text = text.replace(patience, none)
                changed.append(patience)
        route.fulfill(response=answer, body=text)

    context, watch = new_context()
    page = context.new_page()
    page.route("**/jupyterlab-manager/static/*.js*", hurry)
    lab.load(page)
    open_saved(page, SHORT)
    expect(page.locator(".lk-map svg.lk-svg").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("model not found")).to_have_count(0)
    assert len(changed) == 2
    assert any("widget model not found" in error for error in watch.errors)
    context.close()


def test_without_trust_a_picture_with_words_stands_in(
    lab: Lab, open_notebook: OpenNotebook
) -> None:
    whole = json.loads((lab.folder / "notebooks" / SHORT).read_text(encoding="utf-8"))
    changed = {"cell_type": "markdown", "metadata": {}, "source": "# By nobody knows whom"}
    whole["cells"].insert(0, changed)
    copy = lab.folder / "notebooks" / "untrusted.ipynb"
    copy.write_text(json.dumps(whole), encoding="utf-8")
    page = open_notebook(copy.name)
    for name in SHORT_MAPS:
        cell = show_cell(page, cell_of(lab, copy.name, name))
        picture = cell.locator(".jp-OutputArea img")
        expect(picture).to_be_visible()
        assert len((picture.get_attribute("alt") or "").split()) > 5
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    expect(page.locator(".lk-map")).to_have_count(0)


# The chips scroll.
TOO_WIDE = """map => [...map.shadowRoot.querySelectorAll(":not(svg *)")]
  .filter(node => node.checkVisibility() && !node.matches(
    "style, .lk-timeline, .lk-timeline *, .lk-unseen, .lk-chips, .lk-chips *"))
  .filter(node => node.getBoundingClientRect().right >
                  map.getBoundingClientRect().right + 1 ||
                  (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 &&
                   !["inline", "contents"].includes(getComputedStyle(node).display)))
  .map(node => node.className || node.tagName)"""


def test_the_map_fits_its_cell_and_the_legend_can_be_reached(
    lab: Lab, open_notebook: OpenNotebook
) -> None:
    page = open_notebook(SHORT, width=390)
    for width in (390, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        for name in ("five-weeks", "strikes-by-two-clocks"):
            map_ = find_map(lab, page, SHORT, name)
            assert map_.evaluate(TOO_WIDE) == [], (name, width)
            at = cell_of(lab, SHORT, name)
            output = page.locator(f'.jp-Cell[data-windowed-list-index="{at}"] .jp-OutputArea')
            assert output.evaluate("node => node.scrollWidth - node.clientWidth") <= 1, width
            box = map_.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            open_layers(map_)
            last = map_.locator("input[data-layer]").last
            last.uncheck()  # Playwright scrolls to it and makes sure that nothing covers it
            expect(last).not_to_be_checked()
            last.check()


# ---- With a kernel, and after it ----------------------------------------------------------------


def copy_of_short(lab: Lab, name: str) -> str:
    """Copy the notebook of three maps, so that its kernel is its own."""
    shutil.copy(lab.folder / "notebooks" / SHORT, lab.folder / "notebooks" / name)
    return name


def expect_alive(page: Page, map_: Locator, data: Path) -> None:
    """Expect that switches, dates and cards of a map answer."""
    open_layers(map_)
    switch(map_, "towns").uncheck()
    expect(group(map_, "towns")).to_be_hidden()
    switch(map_, "towns").check()
    expect(group(map_, "towns")).to_be_visible()
    slider(map_).press("End")
    expect_day(map_, LAST)
    expect_holder(data, map_, "raqqa", LAST)
    page.keyboard.press("Escape")
    stage(map_).press("ArrowRight")
    expect(card(map_)).to_be_visible()


def test_after_run_all_both_sides_share_the_state_and_the_map_outlives_its_kernel(
    lab: Lab, open_notebook: OpenNotebook, data: Path
) -> None:
    copy = copy_of_short(lab, "run.ipynb")
    page = open_notebook(copy)
    run_all(page)
    for name in SHORT_MAPS:
        find_map(lab, page, copy, name)
    map_ = find_map(lab, page, copy, "five-weeks")
    expect_day(map_, FIRST)
    slider(map_).focus()
    press(page, "ArrowRight", 5)
    expect_day(map_, FIRST + dt.timedelta(days=5))
    named = "race = next(one.map for one in Out.values() if hasattr(one, 'chosen'))"
    assert python(page, named) == ""
    expect_python(page, "print(race.date)", str(FIRST + dt.timedelta(days=5)))
    assert python(page, "race.date = '2017-05-18'") == ""
    expect_day(map_, dt.date(2017, 5, 18))
    expect(mark(map_, "events/E12")).to_be_visible()
    # The kernel is lost, as on a server that stops it.
    page.evaluate("""async () => {
      const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
      const { baseUrl, token } = kernel.serverSettings;
      await fetch(`${baseUrl}api/kernels/${kernel.id}`,
        { method: "DELETE", headers: { Authorization: `token ${token}` } });
    }""")
    wait_until_no_kernel(page)
    expect_alive(page, map_, data)
    # Saved now, and opened the next day: another kernel knows nothing of the widgets.
    left = map_.locator(".lk-when").inner_text()
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    lab.end_kernels()
    open_notebook(copy)
    next_day = find_map(lab, page, copy, "five-weeks")
    expect(next_day.locator(".lk-when")).to_have_text(left)
    expect(page.get_by_text("model not found")).to_have_count(0)


def test_a_saved_map_answers_when_the_kernel_is_shut_down(
    lab: Lab, open_notebook: OpenNotebook, data: Path
) -> None:
    copy = copy_of_short(lab, "shut_down.ipynb")
    page = open_notebook(copy)
    map_ = find_map(lab, page, copy, "five-weeks")
    wait_for_kernel(page)
    shut_down(page)
    expect_alive(page, map_, data)
