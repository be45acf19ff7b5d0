"""Measure how a map grows: lessons made for the purpose, from 10 to 10,000 dated features.

Each lesson is a folder of tables like any other. Every place in it has two holders, one after the
other, so half of the dated features show on a day, and each row of `control.csv` is one of them.
A date step is a press of an arrow key on the slider, from the key's own event to the paint that
follows (`measure.js`); only steps that change the map count.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
import gzip
import itertools
import json
import os
import re
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from bare_page import bare_page
from common import ROOT, VIEWPORT, machine, percentile, say, versions, write_result
from lab_server import CHROMIUM_ARGUMENTS
from playwright.sync_api import CDPSession, Page, sync_playwright
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from lessonkit import Lesson
from lessonkit.maps.layers import Mark
from lessonkit.widgets.map import Map

COMMAND = "make bench"
HERE = Path(__file__).parent
DATA = ROOT / "data"
FEATURES = (100, 1_000, 2_000, 10_000)
DAYS = (10, 400)  # no slider has more steps
DATED = 50  # sources that came out one after the other
REPORTED = 10  # every so many places have reports
STEPS = 40  # date steps of each lesson
DRAWS = 3  # drawings of each lesson; the median counts
PAUSE = 60  # milliseconds between an answer and the next key
LIMIT = 10_000  # milliseconds for one answer
FIRST = dt.date(2001, 1, 1)
EXTENT = "southeast"
LAYERS = ("relief", "water", "borders", "towns", "control")
CONFIDENCE = ("high", "medium", "low")
STATE = "application/vnd.jupyter.widget-state+json"
RELIEF = re.compile(r"data:image/webp;base64,[A-Za-z0-9+/=]+")
FEATURE = re.compile(r'data-feature="([^"]+)"')
EPOCH = dt.date(1970, 1, 1)
GO_BACK = """async ([name, iso]) => {
  model.set(name, iso);
  for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
}"""
CHANGE = """async ([name, values, times]) => {
  const frames = async () => {
    for (let n = 0; n < 6; n += 1) await new Promise(requestAnimationFrame);
  };
  for (let n = 0; n < times; n += 1) {
    await frames();
    model.set(name, values[n % values.length]);
    await frames();
  }
}"""
OTHERS = tuple(
    f"[[{name}]]"
    for name in ("maps", "steps", "sheets", "estimates", "ways", "actor_groups", "key_terms")
)
# A lesson has at least one row in each of these tables.
ONE_ROW = {
    "actors": dict(actor_id="somebody", label="Somebody", description="A group."),
    "relations": dict(actor_id="another", other_id="somebody", relation="with", confidence="low")
    | dict(basis="reported", description="They met."),
    "claims": dict(claim_id="C01", paragraph=1, claim="Something was said.", kind="fact")
    | dict(asserted_by="Somebody", outcome="not checked"),
    "events": dict(event_id="E01", start=FIRST, end=FIRST, date_precision="day", confidence="high")
    | dict(phase="background", title="An event", description="It was.", actor_ids="somebody"),
    "stakes": dict(actor_id="somebody", stake="border", position="To gain.", basis="stated"),
}


# ---- A lesson made for the purpose ---------------------------------------------------------------


def make_lesson(folder: Path, land: BaseGeometry, features: int, days: int) -> Lesson:
    """Write a lesson with that many rows of control, on land, over that many days; open it."""
    last = FIRST + dt.timedelta(days=days - 1)
    blocks = re.split(r"(?m)^(?=\[)", (DATA / "lesson.toml").read_text(encoding="utf-8"))
    # What names days, places or actors of the lesson is left out.
    settings = "".join(block for block in blocks if not block.startswith(OTHERS))
    settings = re.sub(r"(?m)^(report_day|opening) = .*$", "", settings)
    settings = re.sub(r"(?m)^start = .*$", f"start = {FIRST}", settings)
    settings = re.sub(r"(?m)^end = .*$", f"end = {last}", settings)
    folder.mkdir()
    (folder / "lesson.toml").write_text(settings, encoding="utf-8")
    shutil.copytree(DATA / "basemap", folder / "basemap")
    rng = np.random.default_rng([features, days])
    holders = re.findall(r'(?s)\[\[holders\]\]\nid = "([^"]+)"', settings)
    spots = points(land, features // 2, rng)
    rows = {
        "places": [place(n, *spot) for n, spot in enumerate(spots)],
        "control": [row for n in range(len(spots)) for row in held(n, days, holders, rng)],
        "sources": sources(days, re.findall(r'(?s)\[\[sides\]\]\nid = "([^"]+)"', settings)),
        "reports": [
            row for n in range(0, len(spots), REPORTED) for row in reports(n, days, holders)
        ],
    } | {table: [one] for table, one in ONE_ROW.items()}
    all_dated = ";".join(["made", *(f"made-{n}" for n in range(DATED))])
    rows["actors"][0] = ONE_ROW["actors"] | dict(source_ids=all_dated)  # nothing is uncited
    rows["actors"].append(ONE_ROW["actors"] | dict(actor_id="another", label="Another"))
    for table in DATA.glob("*.csv"):
        if table.stem in rows:
            write_table(folder / table.name, table, rows[table.stem])
    for table in DATA.glob("*.geojson"):
        (folder / table.name).write_text('{"type": "FeatureCollection", "features": []}')
    return Lesson(folder)


def land_in_window() -> BaseGeometry:
    """Return the part of the lesson's country in the window, without its edge; lon and lat."""
    lesson = Lesson(ROOT)
    e = lesson.extents[EXTENT]
    return lesson.country_shape.buffer(-0.05).intersection(box(e.west, e.south, e.east, e.north))


def points(land: BaseGeometry, count: int, rng: np.random.Generator) -> np.ndarray:
    """Choose points on land: lon and lat, shape (count, 2)."""
    return gpd.GeoSeries([land]).sample_points(count, rng=rng).get_coordinates().to_numpy()


def place(n: int, lon: float, lat: float) -> dict[str, Any]:
    names = dict(place_id=f"place-{n}", name_en=f"Place {n}", name_local=f"مكان {n}")
    where = dict(country="SY", lon=f"{lon:.4f}", lat=f"{lat:.4f}", precision_km=1)
    return names | where | dict(kind="town")


def held(
    n: int, days: int, holders: list[str], rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Give a place two holders, one after the other, and a day between the first and the last."""
    change = FIRST + dt.timedelta(days=int(rng.integers(1, days)))
    spans = [(FIRST, change - dt.timedelta(days=1)), (change, FIRST + dt.timedelta(days=days - 1))]
    for holder, (start, end) in zip(rng.choice(holders, 2, replace=False), spans, strict=True):
        who = dict(place_id=f"place-{n}", holder=holder, confidence=rng.choice(CONFIDENCE))
        # Half of the rows were known later than on their first day.
        told = min(start + dt.timedelta(days=int(rng.integers(0, days))), end)
        n_source = (told - FIRST).days * DATED // days
        yield who | dict(start=start, end=end, status="held", source_ids=f"made-{n_source}")


def reports(n: int, days: int, holders: list[str]) -> Iterator[dict[str, Any]]:
    """Say of a place that one holder took it, and that it did not."""
    half = FIRST + dt.timedelta(days=days // 2)
    for m, (kind, who) in enumerate(zip(("announced", "denied"), holders, strict=False)):
        said = dict(report_id=f"R{2 * n + m:04}", place_id=f"place-{n}", kind=kind, holder=who)
        yield said | dict(start=half, said=half + dt.timedelta(days=m), words="Somebody said so.")


def sources(days: int, sides: list[str]) -> list[dict[str, str]]:
    """Return the sources that the settings cite, and those of all days that are made up here.

    Those that are made up stand on one side after the other.
    """
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        known = {row["source_id"]: row for row in csv.DictReader(file)}
    kept = [known[i] for i in ("natural-earth", "gshhg")]
    made = kept[0] | {"source_id": "made", "citation": "Made for measuring"}
    dated = [
        made
        | {"source_id": f"made-{n}", "kind": "agency", "date": f"{day:%Y-%m-%d}", "url": ""}
        | {"side": sides[n % len(sides)]}
        for n in range(DATED)
        for day in [FIRST + dt.timedelta(days=n * days // DATED)]
    ]
    return [*kept, made, *dated]


def write_table(path: Path, like: Path, rows: list[dict[str, Any]]) -> None:
    with like.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"source_ids": "made"} | row for row in rows)


# ---- Measuring -----------------------------------------------------------------------------------


def draw(lesson: Lesson) -> Map:
    words = {"title": "Who held each place", "alt": "A map made for measuring."}
    return lesson.map(
        extent=EXTENT, layers=LAYERS, days=(lesson.start, lesson.end), visible=LAYERS, **words
    )


def timed_draws(lesson: Lesson) -> tuple[Map, float]:
    took = []
    for _ in range(DRAWS):
        own = copy.copy(lesson)  # of one lesson, a map is drawn only once
        start = time.perf_counter()
        map_ = draw(own)
        took.append(time.perf_counter() - start)
    return map_, statistics.median(took)


def changes(svg: str, marks: list[Mark]) -> dict[dt.date, dict[str, list[str]]]:
    """Return for each day what appears and vanishes on it, as the map itself says."""
    found: defaultdict[dt.date, dict[str, list[str]]] = defaultdict(
        lambda: {"appear": [], "vanish": []}
    )
    for feature, mark in zip(FEATURE.findall(svg), marks, strict=True):
        start, end = mark.get("days", (None, None))
        if start is not None and end is not None and start <= end:
            found[EPOCH + dt.timedelta(start)]["appear"].append(feature)
            found[EPOCH + dt.timedelta(end + 1)]["vanish"].append(feature)
    return {day: found[day] for day in sorted(found) if all(found[day].values())}


def learnt(map_: Map, shown: dt.date) -> dict[dt.date, dict[str, list[str]]]:
    """Return for each day of the second clock what becomes known on it of the day shown."""
    told, number = map_.spec["evidence"], (shown - EPOCH).days
    reported = {(one["place"], one["part"]) for one in told["reports"]}
    cards, ids = map_.spec["cards"], FEATURE.findall(map_.svg)
    unknown, last = unknown_of(map_), (dt.date.fromisoformat(map_.spec["last"]) - EPOCH).days
    found: defaultdict[dt.date, dict[str, list[str]]] = defaultdict(
        lambda: {"appear": [], "vanish": []}
    )
    for feature, mark, cites in zip(ids, map_.spec["marks"], told["marks"], strict=True):
        start, end = mark.get("days", (None, None))
        if not cites or start is None or not start <= number <= (end or number):
            continue
        since, place = min(told["sources"][n]["since"] for n in cites), cards[feature]["place"]
        # A source without a day counts as later than any calendar: compared as a number.
        if number < since <= last and (place, "") not in reported:
            day = EPOCH + dt.timedelta(since)
            found[day]["appear"].append(feature)
            found[day]["vanish"].append(unknown[place])
    return found


def falling(map_: Map, shown: dt.date) -> dict[str, dict[str, list[str]]]:
    """Return for each side what its switch takes away on a day, and what is there instead."""
    told, number = map_.spec["evidence"], (shown - EPOCH).days
    cards, ids = map_.spec["cards"], FEATURE.findall(map_.svg)
    unknown = unknown_of(map_)
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(
        lambda: {"appear": [], "vanish": []}
    )
    for feature, mark, cites in zip(ids, map_.spec["marks"], told["marks"], strict=True):
        start, end = mark.get("days", (None, None))
        if len(cites) != 1 or start is None or not start <= number <= (end or number):
            continue  # what rests on several sources, of which another is switched on, stays
        side = told["sources"][cites[0]]["side"]
        found[side]["appear"].append(unknown[cards[feature]["place"]])
        found[side]["vanish"].append(feature)
    labels = dict(told["sides"])
    return {labels[side]: one for side, one in found.items()}


def unknown_of(map_: Map) -> dict[str, str]:
    """Return of each place the mark of what is not known."""
    cards = map_.spec["cards"]
    return {
        cards[one]["place"]: one
        for one in FEATURE.findall(map_.svg)
        if one in cards
        and cards[one].get("holder") == map_.spec["evidence"]["unknown"]
        and "/said/" in one
    }


def step_times(
    page: Page, by_day: dict[dt.date, dict[str, list[str]]], name: str, slider: str
) -> list[float]:
    """Step into days on which the map changes; milliseconds from key press to paint."""
    times: list[float] = []
    press = partial(page.keyboard.press, "ArrowRight")
    page.locator(slider).focus()
    for day in itertools.islice(itertools.cycle(by_day), STEPS):
        # The way back to the first day changes every mark: it is painted before the key counts.
        page.evaluate(GO_BACK, [name, f"{day - dt.timedelta(days=1)}"])
        page.wait_for_timeout(PAUSE)
        times.append(answer_to(page, press, "keydown", by_day[day]))
    return times


def switch_times(page: Page, by_side: dict[str, dict[str, list[str]]]) -> list[float]:
    """Switch one side off after the other; milliseconds from click to paint."""
    times: list[float] = []
    page.get_by_role("button", name="Sources", exact=True).click()
    for side in itertools.islice(itertools.cycle(by_side), STEPS):
        page.evaluate(GO_BACK, ["sources_off", []])
        # The pointer is there already, as a reader's is. A click by Playwright's own means waits
        # for two frames, and so begins with one: no key press of the steps does.
        switch = page.locator(".lk-groups > li", has_text=side[1:]).locator("input").first
        switch.hover()
        page.wait_for_timeout(PAUSE)
        times.append(answer_to(page, partial(press, page), "click", by_side[side]))
    return times


def press(page: Page) -> None:
    page.mouse.down()
    page.mouse.up()


def answer_to(
    page: Page, act: Callable[[], None], event: str, change: dict[str, list[str]]
) -> float:
    """Act as a reader; return the milliseconds from the event until the map shows the change."""
    # Some marks of each kind show that the step is made; thousands would slow the looking.
    some = {kind: ids[:20] for kind, ids in change.items()}
    arm = "([some, limit, event]) => bench.arm('lessonkit', 'step', some, limit, event)"
    page.evaluate(arm, [some, LIMIT, event])
    act()
    took = page.evaluate("bench.pending")
    if took is None:
        raise SystemExit(f"No answer to a {event} in {LIMIT / 1000:.0f} s.")
    return took


def work_of(page: Page, changes: dict[str, list[Any]]) -> dict[str, float]:
    """Return the processor's milliseconds for one change of each part of the state.

    It is the time that the main thread of the page itself has, which other work on the machine does
    not lengthen: so the parts can be compared.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    found = {}
    for name, values in {"": [None], **changes}.items():
        page.wait_for_timeout(1000)  # names and marks are laid out anew after a while
        before = busy(session)
        page.evaluate(CHANGE, [name, values, STEPS])
        found[name] = (busy(session) - before) * 1000 / STEPS
    session.detach()
    nothing = found.pop("")  # what the frames cost
    return {name: round(ms - nothing, 1) for name, ms in found.items()}


def busy(session: CDPSession) -> float:
    """Return the seconds that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def open_map(page: Page, folder: Path, map_: Map) -> None:
    file = folder / "map.html"
    file.write_text(bare_page(map_), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator("body[data-ready]").wait_for()
    page.add_script_tag(path=HERE / "measure.js")
    page.evaluate("bench.output = document.body")
    page.wait_for_timeout(1000)


def measure(page: Page, lesson: Lesson, features: int, days: int) -> dict[str, Any]:
    map_, seconds = timed_draws(lesson)
    open_map(page, lesson.folder, map_)
    times = step_times(page, changes(map_.svg, map_.spec["marks"]), "date", "input.lk-date")
    shown = FIRST + dt.timedelta(days=days // 2)
    page.evaluate(GO_BACK, ["date", f"{shown}"])
    page.evaluate(GO_BACK, ["known_by", f"{shown}"])
    known = step_times(page, learnt(map_, shown), "known_by", "input.lk-by-date")
    page.evaluate(GO_BACK, ["known_by", ""])
    switched = switch_times(page, falling(map_, shown))
    page.evaluate(GO_BACK, ["sources_off", []])
    svg = without_relief(map_.svg).encode()
    told = {
        "features": features,
        "days": days,
        "draw_s": round(seconds, 2),
        "svg_bytes": len(svg),
        "svg_gzip_bytes": len(gzip.compress(svg, 9)),
        "evidence_bytes": len(json.dumps(map_.spec["evidence"])),
        "work_ms": work_of(page, changes_of(map_, shown)),
    }
    for name, took in (("step", times), ("known", known), ("switch", switched)):
        told[f"{name}_p50_ms"] = round(statistics.median(took), 1)
        told[f"{name}_p95_ms"] = round(percentile(took, 0.95), 1)
    return told


def changes_of(map_: Map, shown: dt.date) -> dict[str, list[Any]]:
    """Return values that a reader may give to each part of the state, one after the other."""
    after = (dt.date.fromisoformat(map_.spec["last"]) - shown).days
    some = [dt.timedelta(n * after // 5) for n in range(5)]
    made = [one["id"] for one in map_.spec["evidence"]["sources"] if one["id"] != "made"]
    sides = {one["side"] for one in map_.spec["evidence"]["sources"]}
    return {
        "date": [f"{shown - ahead}" for ahead in some],
        "sources_off": [off for n in range(len(sides)) for off in (made[n :: len(sides)], [])],
        "known_by": [f"{shown + ahead}" for ahead in some],  # last: it stays on
    }


def without_relief(svg: str) -> str:
    return RELIEF.sub("", svg)


def busiest_map() -> dict[str, Any]:
    """Weigh the map with the most features in the saved notebooks: drawing, words and scripts."""
    states, shared = [], ""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        saved = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("widgets", {})
        models = saved.get(STATE, {}).get("state", {}).values()
        states += [model["state"] for model in models if "svg" in model["state"]]
        homes = [model["state"] for model in models if "script" in model["state"]]
        shared = "".join(home["script"] + json.dumps(home["styles"]) for home in homes)
    state = max(states, key=lambda one: one["svg"].count("data-feature="))
    parts = [without_relief(state["svg"]), json.dumps(state["spec"], ensure_ascii=False)]
    whole = "".join([*parts, shared]).encode()
    return {
        "title": state["spec"]["title"],
        "features": state["svg"].count("data-feature="),
        "gzip_without_relief_bytes": len(gzip.compress(whole, 9)),
    }


def main() -> None:
    told, rows = {"command": COMMAND, "machine": machine()}, []
    say(" features  days  draw s  SVG KB  gzip KB; median and p95, ms: date step, known by, switch")
    with tempfile.TemporaryDirectory(prefix="bench-") as place, sync_playwright() as playwright:
        land = land_in_window()
        draw(make_lesson(Path(place, "warm"), land, 10, 10))  # the first drawing is slow
        browser = playwright.chromium.launch(
            executable_path=os.environ["LESSONKIT_CHROMIUM"], args=CHROMIUM_ARGUMENTS
        )
        page = browser.new_page(viewport=VIEWPORT)
        for features, days in itertools.product(FEATURES, DAYS):
            lesson = make_lesson(Path(place, f"{features}-{days}"), land, features, days)
            rows.append(measure(page, lesson, features, days))
            n, d, s, size, packed, _, work, *times = rows[-1].values()
            sizes = f"{size / 1000:7.0f}  {packed / 1000:7.0f}"
            say(
                f"{n:9}  {d:4}  {s:6.2f}  {sizes}  {'  '.join(f'{ms:.0f}' for ms in times)}  {work}"
            )
        told["versions"] = versions(chromium=browser.version)
        browser.close()
    busiest = busiest_map()
    say(f"busiest map: {busiest}")
    write_result("growth.json", told | {"rows": rows, "busiest_map": busiest})


if __name__ == "__main__":
    main()
