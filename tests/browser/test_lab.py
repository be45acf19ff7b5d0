"""The notebooks in JupyterLab, used as a reader uses them: by eye, mouse and keyboard."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

TOKEN = "browser-tests"
CONTEXT, RACE = "01_context.ipynb", "02_the_race.ipynb"
MAPS = [(CONTEXT, "where"), (CONTEXT, "held"), (CONTEXT, "route"), (CONTEXT, "oil")]
MAPS += [(RACE, "race"), (RACE, "zones"), (RACE, "numbers")]
FIRST, LAST = dt.date(2017, 5, 4), dt.date(2017, 6, 7)  # of the slider of `race`
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
START_SECONDS, STOP_SECONDS = 120, 20

RUN_PYTHON = """async code => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const said = [];
  const future = kernel.requestExecute({ code, store_history: false });
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") said.push(content.text);
    if (header.msg_type === "error") said.push(`${content.ename}: ${content.evalue}`);
  };
  await future.done;
  return said.join("").trim();
}"""

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
    return paint[3] === 0 ? behind(node.parentElement) : paint.slice(0, 3);
  };
  const found = {};
  for (const css of ["h3", ".lk-subtitle", ".lk-legend legend", ".lk-legend label", ".lk-when",
                     ".lk-news", "figcaption"]) {
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


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and the folder it serves."""

    url: str
    folder: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def own_settings(home: Path) -> dict[str, str]:
    """Return an environment in which Jupyter reads and writes only below `home`."""
    names = ("DATA", "RUNTIME", "CONFIG")
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}
    own |= {f"JUPYTERLAB_{n}_DIR": str(home / n.lower()) for n in ("SETTINGS", "WORKSPACES")}
    file = home / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(NO_NEWS), encoding="utf-8")
    return {**os.environ, **own, "IPYTHONDIR": str(home / "ipython")}


def wait_until_ready(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            lab.ask("api/status")
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab does not start:\n{log.read_text(errors='replace')[-3000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(STOP_SECONDS)


@pytest.fixture(scope="session")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Serve a trusted copy of the lesson; the user's own Jupyter folders stay untouched."""
    home, folder = tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("lesson")
    for name in ("notebooks", "data"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_*"))
    env = own_settings(home)
    names = sorted(str(path) for path in (folder / "notebooks").glob("*.ipynb"))
    trust = [sys.executable, "-m", "jupyter", "trust", *names]
    subprocess.run(trust, env=env, check=True, timeout=60, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += ["--ip=127.0.0.1", "--ServerApp.port_retries=0", "--ServerApp.root_dir=."]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    log = home / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            made = Lab(f"http://127.0.0.1:{port}/", folder)
            wait_until_ready(made, server, log)
            yield made
        finally:
            stop(server)


OPEN = """async path => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
  const opened = await jupyterapp.commands.execute(
    "docmanager:open", { path, factory: "Notebook" });
  jupyterapp.shell.activateById(opened.id);
  await opened.context.ready;
  await opened.revealed;
}"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def shell(lab: Lab, new_context: Any) -> Iterator[tuple[Page, Any]]:
    """Load JupyterLab once; each test then opens its notebook anew, as it was saved."""
    context, watch = new_context()
    page = context.new_page()
    page.goto(f"{lab.url}lab?token={TOKEN}&reset")
    page.wait_for_function("window.jupyterapp !== undefined")
    page.evaluate("async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft(); }")
    yield page, watch
    context.close()


@pytest.fixture
def open_notebook(shell: tuple[Page, Any]) -> Iterator[Open]:
    """Return a function that opens a notebook from disk; fail if a page asked elsewhere."""
    page, watch = shell
    watch.requests.clear()

    def show(name: str, width: int = 1300) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.mouse.move(5, 5)
        page.evaluate(OPEN, f"notebooks/{name}")
        return page

    yield show
    assert watch.requests == [], "a page asked for something that is not on this machine"


# ---- What the data say --------------------------------------------------------------------------


def rows(data: Path, table: str, **equal: str) -> list[dict[str, str]]:
    with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file) if all(r[k] == v for k, v in equal.items())]


def row(data: Path, table: str, **equal: str) -> dict[str, str]:
    (only,) = rows(data, table, **equal)
    return only


def event_days(data: Path) -> list[dt.date]:
    """Return the days of the slider's weeks on which an event begins, on the map or not."""
    days = {dt.date.fromisoformat(event["start"]) for event in rows(data, "events")}
    return sorted(day for day in days if FIRST <= day <= LAST)


def holder_label(data: Path, holder: str) -> str:
    settings = tomllib.loads((data / "lesson.toml").read_text(encoding="utf-8"))
    return next(h["label"] for h in settings["holders"] if h["id"] == holder)


def held_on(data: Path, place: str, day: dt.date) -> dict[str, str]:
    (now,) = (
        r for r in rows(data, "control", place_id=place) if r["start"] <= str(day) <= r["end"]
    )
    return now


def in_words(day: dt.date) -> re.Pattern[str]:
    return re.compile(f"^{day:%A},? {day.day} {day:%B %Y}$")


# ---- What a reader does -------------------------------------------------------------------------


def cell_of(lab: Lab, notebook: str, name: str) -> int:
    """Return the index of the cell that ends with the name of a map."""
    path = lab.folder / "notebooks" / notebook
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(n for n, cell in enumerate(cells) if "".join(cell["source"]).endswith(f"\n{name}"))


def find_map(lab: Lab, page: Page, notebook: str, name: str) -> Locator:
    """Scroll to a map and return it, drawn."""
    index = cell_of(lab, notebook, name)
    page.evaluate("n => jupyterapp.shell.currentWidget.content.scrollToItem(n, 'start')", index)
    found = page.locator(f'.jp-Cell[data-windowed-list-index="{index}"] .lk-map')
    expect(found.locator("svg.lk-svg")).to_be_visible()
    return found


def switch(map_: Locator, layer: str) -> Locator:
    return map_.locator(f'input[data-layer="{layer}"]')


def group(map_: Locator, layer: str) -> Locator:
    return map_.locator(f'g[data-layer="{layer}"]:not(.lk-name)')


def mark(map_: Locator, feature: str) -> Locator:
    return map_.locator(f'[data-feature="{feature}"]')


def slider(map_: Locator) -> Locator:
    return map_.locator("input[type=range].lk-date")


def expect_day(map_: Locator, day: dt.date) -> None:
    expect(map_.locator(".lk-when")).to_have_text(in_words(day))
    expect(slider(map_)).to_have_attribute("aria-valuetext", in_words(day))
    expect(slider(map_)).to_have_value(str((day - FIRST).days))


def expect_holder(data: Path, map_: Locator, place: str, day: dt.date) -> None:
    """Expect that of all marks of a place exactly the one of the day is on the map."""
    now = held_on(data, place, day)
    for known in rows(data, "control", place_id=place):
        if known["start"] <= str(LAST) and known["end"] >= str(FIRST):
            it = mark(map_, f"control/{place}/{known['start']}")
            (expect(it).to_be_visible if known == now else expect(it).to_be_hidden)()


def press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def point_at(page: Page, map_: Locator, feature: str) -> None:
    """Move the mouse to the middle of a mark."""
    symbol = mark(map_, feature).locator(".lk-at")
    symbol.scroll_into_view_if_needed()
    box = symbol.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def expect_card_of(data: Path, map_: Locator, place: str, day: dt.date) -> None:
    """Expect the card of a place: both names, who held it, and who says so."""
    known, now = row(data, "places", place_id=place), held_on(data, place, day)
    card = map_.locator(".lk-card")
    expect(card).to_be_visible()
    expect(card.locator("h4").first).to_contain_text(known["name_en"])
    expect(card.locator("h4 [lang=ar]").first).to_have_text(known["name_ar"])
    expect(card).to_contain_text(f"Held by: {holder_label(data, now['holder'])}")
    for source in now["source_ids"].split(";"):
        expect(card).to_contain_text(row(data, "sources", source_id=source)["citation"])


def wait_for_kernel(page: Page) -> None:
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
    )


def run_all(page: Page) -> None:
    wait_for_kernel(page)
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.content.widgets.every(cell => "
        "cell.model.type !== 'code' || cell.model.executionCount > 0)"
    )


def python(page: Page, code: str) -> str:
    """Run code in the kernel and return what it prints."""
    return str(page.evaluate(RUN_PYTHON, code))


def expect_python(page: Page, code: str, printed: str) -> None:
    """Wait until the code prints this: the browser tells the kernel a moment later."""
    page.wait_for_function(
        f"async ([code, want]) => (await ({RUN_PYTHON})(code)) === want", arg=[code, printed]
    )


@pytest.fixture
def race(lab: Lab, open_notebook: Open) -> tuple[Page, Locator]:
    """Open the saved second notebook and go to its map with a slider. No cell runs."""
    page = open_notebook(RACE)
    return page, find_map(lab, page, RACE, "race")


# ---- The saved notebook, no cell run ------------------------------------------------------------


@pytest.mark.parametrize("notebook", [CONTEXT, RACE])
def test_saved_maps_are_alive_before_any_cell_runs(
    lab: Lab, open_notebook: Open, notebook: str
) -> None:
    page = open_notebook(notebook)
    for name in (name for where, name in MAPS if where == notebook):
        map_ = find_map(lab, page, notebook, name)
        for layer in ("towns", "borders"):
            expect(switch(map_, layer)).to_be_checked()
            expect(group(map_, layer)).not_to_have_attribute("display", "none")
            switch(map_, layer).uncheck()
            expect(group(map_, layer)).to_have_attribute("display", "none")
            expect(group(map_, layer)).to_be_hidden()
            switch(map_, layer).check()
            expect(group(map_, layer)).to_be_visible()


def test_a_switch_takes_the_names_of_its_layer_along(race: tuple[Page, Locator]) -> None:
    _, map_ = race
    names = map_.locator('.lk-name[data-layer="towns"]:visible')
    expect(names.first).to_be_visible()
    switch(map_, "towns").uncheck()
    expect(names).to_have_count(0)
    switch(map_, "towns").check()
    expect(names.first).to_be_visible()


def test_a_switch_answers_to_the_space_bar(race: tuple[Page, Locator]) -> None:
    page, map_ = race
    switch(map_, "roads").focus()
    page.keyboard.press("Space")
    expect(switch(map_, "roads")).not_to_be_checked()
    expect(group(map_, "roads")).to_be_hidden()


def test_the_slider_moves_by_keyboard(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    expect_day(map_, FIRST)
    slider(map_).focus()
    page.keyboard.press("ArrowRight")
    expect_day(map_, FIRST + dt.timedelta(days=1))
    page.keyboard.press("ArrowLeft")
    expect_day(map_, FIRST)
    page.keyboard.press("End")
    expect_day(map_, LAST)
    page.keyboard.press("Home")
    expect_day(map_, FIRST)


def test_the_sliders_keys_do_not_move_the_notebook(race: tuple[Page, Locator]) -> None:
    page, map_ = race
    cell = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    slider(map_).click()
    before = page.evaluate(cell)
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        value = slider(map_).input_value()
        page.keyboard.press(key)
        assert page.evaluate(cell) == before, f"{key} goes to another cell"
        expect(slider(map_)).not_to_have_value(value)


@pytest.mark.parametrize("place", ["raqqa", "sab-biyar"])
def test_the_mark_of_a_place_changes_with_its_holder(
    race: tuple[Page, Locator], data: Path, place: str
) -> None:
    page, map_ = race
    starts = [dt.date.fromisoformat(r["start"]) for r in rows(data, "control", place_id=place)]
    (change,) = (day for day in starts if FIRST < day <= LAST)
    eve = change - dt.timedelta(days=1)
    assert held_on(data, place, eve)["holder"] != held_on(data, place, change)["holder"]
    slider(map_).focus()
    press(page, "ArrowRight", (eve - FIRST).days)
    expect_day(map_, eve)
    expect_holder(data, map_, place, eve)
    page.keyboard.press("ArrowRight")
    expect_day(map_, change)
    expect_holder(data, map_, place, change)
    page.keyboard.press("ArrowLeft")
    expect_holder(data, map_, place, eve)


def test_an_event_shows_from_its_day_for_seven_days(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    day = dt.date.fromisoformat(row(data, "events", event_id="E12")["start"])
    slider(map_).focus()
    press(page, "ArrowRight", (day - FIRST).days - 1)
    expect(mark(map_, "events/E12")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect_day(map_, day)
    expect(mark(map_, "events/E12")).to_be_visible()
    press(page, "ArrowRight", 6)
    expect(mark(map_, "events/E12")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(mark(map_, "events/E12")).to_be_hidden()


def test_steps_go_from_event_to_event(race: tuple[Page, Locator], data: Path) -> None:
    _, map_ = race
    days = event_days(data)
    on = map_.get_by_role("button", name="Next event")
    back = map_.get_by_role("button", name="Event before")
    assert len(days) > 5
    for day in (day for day in days if day > FIRST):
        on.click()
        expect_day(map_, day)
        titles = [e["title"] for e in rows(data, "events", start=str(day))]
        assert any(t in (map_.locator(".lk-news").text_content() or "") for t in titles)
    expect(on).to_be_disabled()
    for day in reversed(days[:-1]):
        back.click()
        expect_day(map_, day)
    expect(back).to_be_disabled()


def test_pointing_at_a_mark_opens_its_card(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    expect(map_.locator(".lk-card")).to_be_hidden()
    for place in ("raqqa", "palmyra"):
        point_at(page, map_, f"control/{place}/{held_on(data, place, FIRST)['start']}")
        expect_card_of(data, map_, place, FIRST)
    map_.locator("h3").hover()
    expect(map_.locator(".lk-card")).to_be_hidden()


def test_an_open_card_follows_the_date(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    point_at(page, map_, f"control/raqqa/{held_on(data, 'raqqa', FIRST)['start']}")
    page.mouse.down()
    page.mouse.up()
    expect_card_of(data, map_, "raqqa", FIRST)
    slider(map_).focus()
    page.keyboard.press("End")
    expect_day(map_, LAST)
    expect_card_of(data, map_, "raqqa", LAST)


def test_escape_closes_the_card_of_a_clicked_mark(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    point_at(page, map_, f"control/raqqa/{held_on(data, 'raqqa', FIRST)['start']}")
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(5, 5)
    expect_card_of(data, map_, "raqqa", FIRST)
    page.keyboard.press("Escape")
    expect(map_.locator(".lk-card")).to_be_hidden()


def test_escape_closes_the_card_of_a_mark_under_the_pointer(
    race: tuple[Page, Locator], data: Path
) -> None:
    """WCAG 2.2, 1.4.13: what hover opens can be closed without moving the pointer."""
    page, map_ = race
    map_.locator(".lk-stage").focus()
    point_at(page, map_, f"control/raqqa/{held_on(data, 'raqqa', FIRST)['start']}")
    expect_card_of(data, map_, "raqqa", FIRST)
    page.keyboard.press("Escape")
    expect(map_.locator(".lk-card")).to_be_hidden()


def test_the_button_closes_the_card(race: tuple[Page, Locator], data: Path) -> None:
    page, map_ = race
    map_.locator(".lk-stage").focus()
    page.keyboard.press("ArrowRight")
    map_.get_by_role("button", name="Close the card").click()
    expect(map_.locator(".lk-card")).to_be_hidden()


def test_the_keyboard_alone_reads_the_map(race: tuple[Page, Locator], data: Path, lab: Lab) -> None:
    page, map_ = race
    card, stage = map_.locator(".lk-card"), map_.locator(".lk-stage")
    active = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    stage.focus()
    cell, seen = page.evaluate(active), set()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        expect(card).to_be_visible()
        seen.add(card.locator("h4").first.text_content())
        chosen = map_.locator(".lk-selected")
        expect(chosen).to_have_count(1)
        place = (chosen.get_attribute("data-feature") or "").split("/")[1]
        known = row(data, "places", place_id=place)
        expect(card.locator("h4").first).to_contain_text(known["name_en"])
        expect(card.locator("h4").first).to_contain_text(known["name_ar"])
    assert len(seen) >= 4
    assert page.evaluate(active) == cell
    page.keyboard.press("Enter")
    expect(stage).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(stage).to_be_focused()


def test_tab_goes_from_the_map_to_its_controls(race: tuple[Page, Locator]) -> None:
    page, map_ = race
    map_.locator(".lk-stage").focus()
    page.keyboard.press("Tab")  # the step back is disabled on the first day
    expect(slider(map_)).to_be_focused()
    page.keyboard.press("Tab")
    expect(map_.get_by_role("button", name="Next event")).to_be_focused()
    page.keyboard.press("Enter")
    expect(slider(map_)).not_to_have_value("0")
    page.keyboard.press("Tab")
    expect(map_.locator("input[data-layer]").first).to_be_focused()


def test_two_maps_of_a_notebook_are_independent(lab: Lab, race: tuple[Page, Locator]) -> None:
    page, first = race
    switch(first, "towns").uncheck()
    slider(first).focus()
    page.keyboard.press("End")
    second = find_map(lab, page, RACE, "numbers")
    expect(switch(second, "towns")).to_be_checked()
    expect(group(second, "towns")).to_be_visible()
    switch(second, "borders").uncheck()
    first = find_map(lab, page, RACE, "race")
    expect(switch(first, "borders")).to_be_checked()
    expect(switch(first, "towns")).not_to_be_checked()
    expect_day(first, LAST)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_map_follows_the_theme_and_stays_readable(
    lab: Lab, open_notebook: Open, theme: str
) -> None:
    page = open_notebook(RACE)
    map_ = find_map(lab, page, RACE, "race")
    change = (
        "async theme => { await jupyterapp.commands.execute('apputils:change-theme', {theme}) }"
    )
    page.evaluate(change, theme)
    try:
        dark = expect(map_.locator(".lk-frame.lk-dark"))
        dark.to_have_count(1 if theme.endswith("Dark") else 0)
        for name in ("race", "zones"):
            found = find_map(lab, page, RACE, name).evaluate(CONTRAST)
            assert "h3" in found
            assert any("lk-country" in name for name in found)
            low = {name: round(ratio, 2) for name, ratio in found.items() if ratio < 4.5}
            assert not low, f"{name}: contrast below 4.5"
    finally:
        page.evaluate(change, "JupyterLab Light")


@pytest.mark.parametrize("notebook", [CONTEXT, RACE])
def test_without_trust_a_picture_with_words_stands_in(
    lab: Lab, open_notebook: Open, notebook: str
) -> None:
    whole = json.loads((lab.folder / "notebooks" / notebook).read_text(encoding="utf-8"))
    whole["cells"][0]["source"] = ["# Changed by somebody whom nobody knows"]
    copy = lab.folder / "notebooks" / f"untrusted_{notebook}"
    copy.write_text(json.dumps(whole), encoding="utf-8")
    page = open_notebook(copy.name)
    for name in (name for where, name in MAPS if where == notebook):
        index = cell_of(lab, copy.name, name)
        page.evaluate("n => jupyterapp.shell.currentWidget.content.scrollToItem(n)", index)
        picture = page.locator(f'.jp-Cell[data-windowed-list-index="{index}"] .jp-OutputArea img')
        expect(picture).to_be_visible()
        assert len((picture.get_attribute("alt") or "").split()) > 5
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    expect(page.locator(".lk-map")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1300])
def test_the_map_fits_its_cell_and_the_legend_can_be_reached(
    lab: Lab, open_notebook: Open, width: int
) -> None:
    page = open_notebook(RACE, width=width)
    for name in ("race", "numbers"):
        map_ = find_map(lab, page, RACE, name)
        too_wide = """map => [...map.shadowRoot.querySelectorAll(":not(svg *)")]
          .filter(node => node.checkVisibility() && !node.matches("style, .lk-track *"))
          .filter(node => node.getBoundingClientRect().right >
                          map.getBoundingClientRect().right + 1 ||
                          (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 &&
                           !["inline", "contents"].includes(getComputedStyle(node).display)))
          .map(node => node.className || node.tagName)"""
        assert map_.evaluate(too_wide) == []
        output = map_.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea')][1]")
        assert output.evaluate("node => node.scrollWidth - node.clientWidth") <= 1
        box = map_.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        last = map_.locator("input[data-layer]").last
        last.uncheck()  # Playwright scrolls to it and makes sure that nothing covers it
        expect(last).not_to_be_checked()


# ---- With a kernel, and after it ----------------------------------------------------------------


def test_after_run_all_browser_and_python_share_the_state(
    lab: Lab, open_notebook: Open, data: Path
) -> None:
    shutil.copy(lab.folder / "notebooks" / RACE, lab.folder / "notebooks" / "run.ipynb")
    page = open_notebook("run.ipynb")
    run_all(page)
    for name in (name for where, name in MAPS if where == RACE):
        find_map(lab, page, "run.ipynb", name)
    map_ = find_map(lab, page, "run.ipynb", "race")
    expect_day(map_, FIRST)
    slider(map_).focus()
    press(page, "ArrowRight", 5)
    expect_day(map_, FIRST + dt.timedelta(days=5))
    expect_python(page, "print(race.date)", str(FIRST + dt.timedelta(days=5)))
    switch(map_, "towns").uncheck()
    expect_python(page, "print('towns' in race.visible)", "False")
    map_.locator(".lk-stage").focus()
    page.keyboard.press("ArrowRight")
    chosen = map_.locator(".lk-selected").get_attribute("data-feature") or "none"
    expect_python(page, "print(race.selected)", chosen)

    assert python(page, "race.date = '2017-05-18'") == ""
    expect_day(map_, dt.date(2017, 5, 18))
    expect(mark(map_, "events/E12")).to_be_visible()
    assert python(page, "race.visible = [*race.visible, 'towns']") == ""
    expect(switch(map_, "towns")).to_be_checked()
    assert python(page, "race.selected = 'towns/raqqa'") == ""
    expect_card_of(data, map_, "raqqa", dt.date(2017, 5, 18))
    assert "expected a day from 2017-05-04" in python(page, "race.date = '2018-01-01'")
    expect_day(map_, dt.date(2017, 5, 18))


@pytest.mark.parametrize("how", ["shut down", "lost"])
def test_the_map_answers_when_the_kernel_is_gone(
    lab: Lab, open_notebook: Open, data: Path, how: str
) -> None:
    copy = f"{how.replace(' ', '_')}.ipynb"
    shutil.copy(lab.folder / "notebooks" / RACE, lab.folder / "notebooks" / copy)
    page = open_notebook(copy)
    find_map(lab, page, copy, "race")
    wait_for_kernel(page)
    if how == "shut down":
        page.evaluate("async () => { await jupyterapp.commands.execute('kernelmenu:shutdown'); }")
    else:
        run_all(page)
        find_map(lab, page, copy, "race")
        page.evaluate("""async () => {
          const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
          const { baseUrl, token } = kernel.serverSettings;
          await fetch(`${baseUrl}api/kernels/${kernel.id}`,
            { method: "DELETE", headers: { Authorization: `token ${token}` } });
        }""")
    page.wait_for_function(
        "(s => !s || s.kernel === null || ['dead', 'unknown', 'terminating'].includes("
        "s.kernel.status) || s.kernel.connectionStatus !== 'connected')("
        "jupyterapp.shell.currentWidget.sessionContext.session)"
    )
    map_ = find_map(lab, page, copy, "race")
    switch(map_, "towns").uncheck()
    expect(group(map_, "towns")).to_be_hidden()
    switch(map_, "towns").check()
    expect(group(map_, "towns")).to_be_visible()
    slider(map_).focus()
    page.keyboard.press("End")
    expect_day(map_, LAST)
    expect_holder(data, map_, "raqqa", LAST)
    map_.locator(".lk-stage").focus()
    page.keyboard.press("ArrowRight")
    expect(map_.locator(".lk-card")).to_be_visible()
