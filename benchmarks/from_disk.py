"""Measure the static edition from a disk: when its first map is there and answers, and its size.

    PYTHONPATH=scripts python benchmarks/from_disk.py

The site is made from the notebooks as they were saved. Chromium reads it offline, its processor
slowed down, each time in a fresh context; all times are from its own trace, from the start of the
navigation. Each page is opened at its first map.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from browser import find
from common import ROOT, machine, say, summary, write_result
from lab_server import CHROMIUM_ARGUMENTS
from playwright.sync_api import Browser, Page, sync_playwright

from lessonkit.notebook import Lesson
from lessonkit.publish.site.build import publish
from lessonkit.publish.site.files import WHOLE

SLOWER, LOADS, SECONDS = 4, 3, 90
WIDTHS = (1300, 390)
WITH_MAP = '.lk-widget:is([data-view="map"], [data-view="list"], [data-view="comparison"])'
# What the parts weighed at the end of the first wave, gzip, in kB, and all three read in order,
# each file once. They had no faces then.
BEFORE = {"01_context.html": 419, "02_the_race.html": 369, "03_hindsight.html": 515}
BEFORE_IN_ORDER = 926
CATEGORIES = ["blink.user_timing", "devtools.timeline", "loading"]
FIRST_MAP = re.compile(
    r'id="(cell-[^"]+)">\s*<div class="lk-widget"[^>]*data-view="(?:map|reader|comparison)"'
)
MARKS = ("visible", "alive", "usable")
# Marks when the first map shows a picture, when it is alive, and when a switch of it has answered:
# two frames after the switch, it is on the screen.
WATCH = """{
  const mark = (name) => performance.mark(`bench-${name}`);
  const done = new Set();
  const once = (name, is) => { if (is && !done.has(name)) { done.add(name); mark(name); } };
  const frames = (n, go) => requestAnimationFrame(() => (n > 1 ? frames(n - 1, go) : go()));
  const deep = (root, css) => root.querySelector(css) ?? [...root.querySelectorAll("*")]
    .map(node => node.shadowRoot && deep(node.shadowRoot, css)).find(Boolean);
  const look = () => {
    const host = document.querySelector(`WITH_MAP`);
    const picture = host?.querySelector("img");
    const svg = host?.shadowRoot && deep(host.shadowRoot, "svg.lk-svg");
    once("visible", svg || (picture?.complete && picture.naturalWidth));
    if (!svg) return requestAnimationFrame(look);
    once("alive", true);
    const root = svg.getRootNode();
    const box = root.querySelector('.lk-legend input[type="checkbox"]');
    const shown = () => svg.querySelectorAll('[data-layer]:not([display="none"])').length;
    const before = shown();
    box.click();
    frames(2, () => { once("usable", shown() !== before); box.click(); });
  };
  requestAnimationFrame(look);
}""".replace("WITH_MAP", WITH_MAP)


def trace_of(browser: Browser, page: Page, address: str) -> list[dict[str, Any]]:
    """Load a page until everything on it is alive, and return Chromium's trace."""
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    cdp = browser.new_browser_cdp_session()
    cdp.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    cdp.on("Tracing.tracingComplete", lambda _: ended.append(True))
    config = {"includedCategories": CATEGORIES}
    cdp.send("Tracing.start", {"traceConfig": config, "transferMode": "ReportEvents"})
    page.goto(address)
    page.locator(".lk-widget:not(.lk-alive)").first.wait_for(
        state="detached", timeout=SECONDS * 1000
    )
    page.wait_for_timeout(1500)  # the end is marked when the page rests
    cdp.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
    cdp.detach()
    return events


def read(events: list[dict[str, Any]], address: str) -> dict[str, float]:
    """Return the times of one load in ms, and how much the page moved after the map was usable."""
    name = address.rpartition("/")[2].partition("#")[0]
    starts = [one for one in events if one["name"] == "navigationStart" and name in json.dumps(one)]
    begin, process = starts[-1]["ts"], starts[-1]["pid"]
    mine = [one for one in events if one["pid"] == process and one["ts"] >= begin]

    def when(event: str) -> float:
        return min((one["ts"] - begin) / 1000 for one in mine if one["name"] == event)

    found = {"first paint": when("firstContentfulPaint")}
    found |= {mark: when(f"bench-{mark}") for mark in MARKS}
    found["all alive"] = when("lk-end")
    shifts = [one for one in mine if one["name"] == "LayoutShift"]
    late = [one for one in shifts if (one["ts"] - begin) / 1000 > found["usable"]]
    found["moved"] = sum(one["args"]["data"]["score"] for one in shifts)
    found["moved later"] = sum(one["args"]["data"]["score"] for one in late)
    return found


def loads(browser: Browser, address: str, width: int) -> dict[str, Any]:
    """Load a page several times; return what was measured."""
    runs = []
    for _ in range(LOADS):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        runs.append(read(trace_of(browser, page, address), address))
        context.close()
    made: dict[str, Any] = {
        key: summary([run[key] for run in runs]) for key in runs[0] if "moved" not in key
    }
    return made | {key: round(max(run[key] for run in runs), 4) for key in ("moved", "moved later")}


def asked_for(browser: Browser, site: Path, name: str) -> set[str]:
    """Open a page from its first line to its last and return the files that it asked for."""
    found: set[str] = set()
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.on("request", lambda one: found.add(one.url))
    page.goto((site / name).as_uri())
    page.locator(".lk-widget:not(.lk-alive)").first.wait_for(state="detached")
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 800):
        page.evaluate("top => scrollTo(0, top)", top)
        page.wait_for_timeout(30)
    page.close()
    root = f"{site.as_uri()}/"
    return {one.removeprefix(root) for one in found if one.startswith(root)}


def weight(files: dict[str, bytes], names: set[str]) -> dict[str, int]:
    """Weigh some files of the site, as they lie on the disk and packed one by one by gzip."""
    packed = (min(len(gzip.compress(files[one], mtime=0)), len(files[one])) for one in names)
    return {"bytes": sum(len(files[one]) for one in names), "gzip_bytes": sum(packed)}


def sizes(files: dict[str, bytes], asked: dict[str, set[str]]) -> dict[str, Any]:
    """Weigh each page with what a browser asked for, and as somebody without scripts reads it."""
    rows = {}
    for name in asked:
        still = {name} | {one for one in files if one.endswith(".css")}
        still |= set(re.findall(r'src="(media/[^"]+)"', files[name].decode()))
        rows[name] = {
            "file_bytes": len(files[name]),
            "with_scripts": weight(files, asked[name]),
            "faces": weight(files, {one for one in asked[name] if one.endswith(".woff2")}),
            "without_scripts": weight(files, still),
        }
    folder = {name: data for name, data in files.items() if name != WHOLE}
    in_order = set().union(*(asked[name] for name in BEFORE))
    return {
        "pages": rows,
        "in_order": weight(files, in_order),
        "before": {"pages": BEFORE, "in_order": BEFORE_IN_ORDER},
        "site_bytes": sum(map(len, folder.values())),
        "one_file_bytes": len(files[WHOLE]),
        "files": len(folder),
    }


def site_of(to: Path) -> dict[str, bytes]:
    """Write the site of the notebooks as they were saved, and return its files."""
    publish(ROOT, to, execute=lambda path, _: path.read_text(encoding="utf-8"))
    return {str(one.relative_to(to)): one.read_bytes() for one in to.rglob("*") if one.is_file()}


def main() -> None:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    lesson = Lesson(ROOT)
    result: dict[str, Any] = {
        "command": "python benchmarks/from_disk.py",
        "machine": machine() | {"load_before": load},
        "slower": SLOWER,
        "pages": {},
    }
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        site = Path(place, "site")
        files = site_of(site)
        browser = playwright.chromium.launch(executable_path=find(), args=CHROMIUM_ARGUMENTS)
        result["versions"] = {
            "python": platform.python_version(),
            "playwright": version("playwright"),
            "chromium": browser.version,
        }
        for name in lesson.notebooks:
            page = Path(name).stem + ".html"
            body = files[page].decode()
            first = FIRST_MAP.search(body)
            if first is None:
                sys.exit(f"{page} has no map.")
            for width in WIDTHS:
                say(f"{page}, {width} pixels wide")
                address = f"{(site / page).as_uri()}#{first[1]}"
                result["pages"][f"{page} {width}"] = loads(browser, address, width)
        pages = [name for name in files if name.endswith(".html") and name != WHOLE]
        result["sizes"] = sizes(files, {name: asked_for(browser, site, name) for name in pages})
        browser.close()
    write_result("site.json", result)


if __name__ == "__main__":
    main()
