"""What a reader does with a map in JupyterLab, and what the data say should then be seen."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from lab_server import Lab, open_notebook
from playwright.sync_api import Locator, Page, expect

from lessonkit.browser.bundle import HERE, join_scripts, shared_styles
from lessonkit.lesson import was_out

CONTEXT, RACE, TOOLS = "01_context.ipynb", "02_the_race.ipynb", "04_tools.ipynb"
NUMBER, CHOICE = "palmyra-to-deir-ez-zor", "the-other-border"  # exercises of CONTEXT
STUDENTS = ("Ana", "Ben", "نور")  # who saved a copy of it
SHORT = "short.ipynb"  # three maps of RACE
SHORT_MAPS = ("five-weeks", "strikes-by-two-clocks", "two-kinds-of-zone")
EXERCISES = "exercises.ipynb"  # the strip and three exercises of CONTEXT
FIRST_MAP = "first_map.ipynb"  # the beginning of RACE, with no map but that of the five weeks
# The maps of CONTEXT, by their ids in lesson.toml.
MAPS = (
    "the-valley",
    "valley-and-desert",
    "people-in-may",
    "held-on-4-may",
    "claims-of-the-report",
)
FIRST, LAST = dt.date(2017, 5, 4), dt.date(2017, 6, 7)  # of the slider of the five weeks
KERNEL_SECONDS = 60
Point = tuple[float, float]
Race = tuple[Page, Locator]  # a page and the map with a slider
OpenNotebook = Callable[..., Page]

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


# ---- What the data say --------------------------------------------------------------------------


@cache
def _table(data: Path, table: str) -> list[dict[str, str]]:
    with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(data: Path, table: str, **equal: str) -> list[dict[str, str]]:
    return [r for r in _table(data, table) if all(r[k] == v for k, v in equal.items())]


def row(data: Path, table: str, **equal: str) -> dict[str, str]:
    (only,) = rows(data, table, **equal)
    return only


def drawn(data: Path, table: str, id_: str) -> dict[str, Any]:
    """Return what the data say of a zone or a route."""
    whole = json.loads((data / f"{table}.geojson").read_text(encoding="utf-8"))
    (only,) = (f["properties"] for f in whole["features"] if f["properties"]["id"] == id_)
    return dict(only)


@cache
def settings(data: Path) -> dict[str, Any]:
    return tomllib.loads((data / "lesson.toml").read_text(encoding="utf-8"))


def day_of(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def event_days(data: Path) -> list[dt.date]:
    """Return the days of the slider's weeks on which an event begins, on the map or not."""
    days = {day_of(event["start"]) for event in rows(data, "events")}
    return sorted(day for day in days if FIRST <= day <= LAST)


def titles_of(data: Path, day: dt.date) -> list[str]:
    return [event["title"] for event in rows(data, "events", start=str(day))]


def holder_label(data: Path, holder: str) -> str:
    return next(h["label"] for h in settings(data)["holders"] if h["id"] == holder)


def held_on(data: Path, place: str, day: dt.date) -> dict[str, str]:
    (now,) = (
        r for r in rows(data, "control", place_id=place) if r["start"] <= str(day) <= r["end"]
    )
    return now


def citations(data: Path, ids: str) -> list[str]:
    """Return how the first two notebooks cite sources: those of later days go by one name."""
    found = settings(data)
    lesson, kinds = found["lesson"], [kind for kind in found["kinds"] if kind["of"] == "source"]
    timeless = {kind["id"] for kind in kinds if kind.get("timeless")}
    later = lesson["later_source"][0].upper() + lesson["later_source"][1:]
    sources = [row(data, "sources", source_id=one) for one in ids.split(";")]
    return [
        one["citation"]
        if was_out(one | {"timeless": one["kind"] in timeless}, np.datetime64(lesson["report_day"]))
        else later
        for one in sources
    ]


def short_day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def in_words(day: dt.date) -> re.Pattern[str]:
    return re.compile(f"^{day:%A},? {short_day(day)}$")


# ---- A notebook with one map ---------------------------------------------------------------------


def first_map_of(notebook: str) -> str:
    """Return the text of RACE as saved, up to a screen or two after the map of the five weeks.

    JupyterLab draws every map of a notebook when it opens; most tests look at one.
    """
    whole = json.loads(notebook)
    sources = ["".join(cell["source"]) for cell in whole["cells"]]
    opening, first = [n for n, source in enumerate(sources) if 'lesson.map("' in source][:2]
    whole["cells"] = whole["cells"][:opening] + whole["cells"][opening + 1 : first + 6]
    _keep_models(whole)
    return json.dumps(whole)


def short_of(notebook: str) -> str:
    """Return the text of RACE as saved, with three of its maps and nothing else."""
    begun = ("from ", *(f'lesson.map("{name}")' for name in SHORT_MAPS))
    return _some_cells(notebook, lambda source: source.startswith(begun))


def exercises_of(notebook: str) -> str:
    """Return the text of CONTEXT as saved, with the strip and three exercises."""
    some = ("which-map-is-right", NUMBER, CHOICE)
    wanted = ("lesson.progress()", *(f'lesson.exercise("{name}")' for name in some))
    return _some_cells(notebook, lambda source: source.startswith("from ") or source in wanted)


def _some_cells(notebook: str, wanted: Callable[[str], bool]) -> str:
    whole = json.loads(notebook)
    whole["cells"] = [one for one in whole["cells"] if wanted("".join(one["source"]))]
    _keep_models(whole)
    return json.dumps(whole)


def _keep_models(whole: dict[str, Any]) -> dict[str, Any]:
    """Leave the models that the cells show and those that they hold; return their state."""
    (saved,) = whole["metadata"]["widgets"].values()
    models = saved["state"]
    ids = [one for one in models if one in json.dumps(whole["cells"])]
    for one in ids:  # grows: a widget names those that it holds
        held = re.findall(r"IPY_MODEL_(\w+)", json.dumps(models[one]["state"]))
        ids += [other for other in held if other not in ids]
    saved["state"] = {one: models[one] for one in ids}
    return dict(saved["state"])


def saved_by(notebook: str, person: str, name: str, answer: str) -> str:
    """Return CONTEXT as a student saved it who answered one exercise: the strip and two exercises.

    With the scripts of today, also where the notebooks were not run again since.
    """
    whole = json.loads(notebook)
    wanted = ("lesson.progress()", f'lesson.exercise("{NUMBER}")', f'lesson.exercise("{CHOICE}")')
    whole["cells"] = [one for one in whole["cells"] if "".join(one["source"]) in wanted]
    for model in _keep_models(whole).values():
        state = model["state"]
        if "script" in state:
            state |= {"script": join_scripts("main"), "styles": shared_styles()}
        if "_esm" in state:
            state["_esm"] = (HERE / "loader.js").read_text("utf-8")
        if state.get("spec", {}).get("id") == NUMBER:
            at = "2026-01-02T10:00:00.000Z"
            made = {"at": at, "answer": answer, "words": f"{answer} km", "right": False, "said": []}
            state["record"] = {"attempts": [made], "hints": 0, "shown": False, "draft": answer}
            state["record"] |= {"at": at, "person": person, "name": name}
    return json.dumps(whole)


# ---- Notebooks, cells and kernels ---------------------------------------------------------------


def open_alone(page: Page, notebook: str, width: int = 1300) -> None:
    """Close every document and open a notebook as it is on disk, in the light theme."""
    if page.evaluate("document.body.dataset.jpThemeLight") == "false":
        change_theme(page, "Light")
    page.set_viewport_size({"width": width, "height": 900})
    page.mouse.move(5, 5)
    open_notebook(page, notebook)


def change_theme(page: Page, theme: str) -> None:
    """Choose the Light or the Dark theme of JupyterLab."""
    page.evaluate(
        "async theme => { await jupyterapp.commands.execute('apputils:change-theme', {theme}) }",
        f"JupyterLab {theme}",
    )


# While outputs above are still being drawn, JupyterLab may lose its way to a cell: a reader goes on
# scrolling.
_SCROLL = """async index => {
  await jupyterapp.shell.currentWidget.content.scrollToItem(index, "start");
  const cell = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"]`);
  return Boolean(cell?.checkVisibility() && cell.getBoundingClientRect().top < innerHeight);
}"""


def show_cell(page: Page, index: int) -> Locator:
    """Scroll to a cell and return it."""
    page.wait_for_function(_SCROLL, arg=index, polling=500)
    return page.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')


def cell_of(lab: Lab, notebook: str, name: str) -> int:
    """Return the index of the cell that shows a map by its id, alone or with a list beside it."""
    shows = f'lesson.map("{name}"'
    return next(n for n, source in enumerate(lab.cells(notebook)) if source.startswith(shows))


def find_map(lab: Lab, page: Page, notebook: str, name: str) -> Locator:
    """Scroll to a map and return it, drawn."""
    return drawn_map(show_cell(page, cell_of(lab, notebook, name)).locator(".lk-map"))


def drawn_map(map_: Locator) -> Locator:
    """Wait until a map is drawn: JupyterLab starts a kernel first, which may take its time."""
    expect(drawing(map_)).to_be_visible(timeout=KERNEL_SECONDS * 1000)
    return map_


def wait_for_kernel(page: Page) -> None:
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
        timeout=KERNEL_SECONDS * 1000,
    )


def run_all(page: Page) -> None:
    wait_for_kernel(page)
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.content.widgets.every(cell => "
        "cell.model.type !== 'code' || cell.model.executionCount > 0)",
        timeout=KERNEL_SECONDS * 1000,
    )


def python(page: Page, code: str) -> str:
    """Run code in the kernel and return what it prints."""
    return str(page.evaluate(RUN_PYTHON, code))


def expect_python(page: Page, code: str, printed: str) -> None:
    """Wait until the code prints this: the browser tells the kernel a moment later."""
    page.wait_for_function(
        f"async ([code, want]) => (await ({RUN_PYTHON})(code)) === want", arg=[code, printed]
    )


def shut_down(page: Page) -> None:
    """Shut the kernel down and wait until it is gone."""
    page.evaluate("async () => { await jupyterapp.commands.execute('kernelmenu:shutdown'); }")
    wait_until_no_kernel(page)


def wait_until_no_kernel(page: Page) -> None:
    page.wait_for_function(
        "(s => !s || s.kernel === null || ['dead', 'unknown', 'terminating'].includes("
        "s.kernel.status) || s.kernel.connectionStatus !== 'connected')("
        "jupyterapp.shell.currentWidget.sessionContext.session)"
    )


# ---- The parts of a map -------------------------------------------------------------------------


def switch(map_: Locator | Page, layer: str) -> Locator:
    """Return the switch of a layer: a chip for a holder, a checkbox for all else."""
    return map_.locator(f':is(input, button)[data-layer="{layer}"]')


def group(map_: Locator, layer: str) -> Locator:
    return map_.locator(f'g[data-layer="{layer}"]:not(.lk-name)')


def mark(map_: Locator, feature: str) -> Locator:
    return map_.locator(f'[data-feature="{feature}"]')


def slider(map_: Locator) -> Locator:
    return map_.locator("input[type=range].lk-date")


def stage(map_: Locator) -> Locator:
    return map_.locator(".lk-stage")


def drawing(map_: Locator) -> Locator:
    return map_.locator("svg.lk-svg")


def card(map_: Locator) -> Locator:
    return map_.locator(".lk-card")


def button(map_: Locator, name: str) -> Locator:
    return map_.get_by_role("button", name=name, exact=True)


def tool(map_: Locator | Page, name: str) -> Locator:
    """Open the menu of tools, unless it is open, and return a button of it."""
    found = map_.get_by_role("button", name=name, exact=True)
    if not found.is_visible():
        map_.get_by_role("button", name="Tools", exact=True).click()
    return found


def open_layers(map_: Locator) -> None:
    """Open the layers, where they do not stand beside the map all the time."""
    layers = button(map_, "Layers")
    if layers.is_visible() and layers.get_attribute("aria-expanded") == "false":
        layers.click()


# ---- What a reader does -------------------------------------------------------------------------


def view_of(map_: Locator) -> list[float]:
    """Return the part of the map that is seen: x, y, width and height in map units."""
    return [float(n) for n in (drawing(map_).get_attribute("viewBox") or "").split()]


def press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def bring_in(it: Locator) -> None:
    """Scroll something to the middle of the screen."""
    it.evaluate("node => node.scrollIntoView({ block: 'center' })")


def middle(it: Locator) -> Point:
    """Bring something into sight and return the middle of it on the screen."""
    it.scroll_into_view_if_needed()
    return middle_now(it)


def middle_now(it: Locator) -> Point:
    """Return the middle of something on the screen, without scrolling to it."""
    box = it.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def symbol(map_: Locator, feature: str) -> Locator:
    return mark(map_, feature).locator(".lk-at")


def symbol_of_holder(data: Path, map_: Locator, place: str, day: dt.date) -> Locator:
    return symbol(map_, f"control/{place}/{held_on(data, place, day)['start']}")


def point_at(page: Page, map_: Locator, feature: str) -> None:
    """Move the mouse to the middle of a mark."""
    page.mouse.move(*middle(symbol(map_, feature)))


def click_on(page: Page, map_: Locator, feature: str) -> None:
    """Click on a mark, from outside the map, so that no words about a layer lie over it."""
    page.mouse.move(5, 5)
    page.mouse.click(*middle(symbol(map_, feature)))


def go_to(map_: Locator, day: dt.date) -> None:
    """Move the slider to a day with its keys."""
    weeks, days = divmod((day - FIRST).days, 7)
    slider(map_).press("Home")
    for key in ["PageUp"] * weeks + ["ArrowRight"] * days:
        slider(map_).press(key)
    expect_day(map_, day)


def touch(page: Page, *paths: tuple[Point, Point], steps: int = 6) -> None:
    """Put fingers on the screen, move each from one point to another, and lift them."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, part: float) -> None:
        points = [
            {"x": a + (c - a) * part, "y": b + (d - b) * part, "id": n}
            for n, ((a, b), (c, d)) in enumerate(paths)
        ]
        event = {"type": kind, "touchPoints": [] if kind == "touchEnd" else points}
        session.send("Input.dispatchTouchEvent", event)

    send("touchStart", 0)
    for step in range(1, steps + 1):
        if any(start != end for start, end in paths):
            send("touchMove", step / steps)
    send("touchEnd", 1)
    session.detach()


# ---- What a reader should then see --------------------------------------------------------------


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


def expect_card_of(data: Path, map_: Locator, place: str, day: dt.date) -> None:
    """Expect the card of a place: both names, what it is, who held it, who says so, how sure."""
    known, now = row(data, "places", place_id=place), held_on(data, place, day)
    shown = card(map_)
    expect(shown).to_be_visible()
    expect(shown.locator("h4").first).to_contain_text(known["name_en"])
    expect(shown.locator("h4 [lang=ar]").first).to_have_text(known["name_local"])
    expect(shown.locator(".lk-kind").first).to_have_text(known["kind"], ignore_case=True)
    expect(shown.locator(".lk-on").first).to_have_text(re.compile(f"^On .*{short_day(day)}$"))
    expect(shown).to_contain_text(f"Control: {holder_label(data, now['holder'])}")
    expect(shown).to_contain_text(f"Confidence: {now['confidence']}.")
    for citation in citations(data, now["source_ids"]):
        expect(shown).to_contain_text(citation)
