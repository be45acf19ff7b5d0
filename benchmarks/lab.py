"""Measure the lesson's busiest map in JupyterLab against what a user would do otherwise.

Contenders: the lesson's own cell; `ipywidgets.interact` with Cartopy; ipyleaflet. The cells of the
last two are in `cells/`, as a careful user would write them. Each is measured with the kernel idle,
busy in a loop, and shut down, with real mouse clicks and key presses. `measure.js` says how.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from busiest import find_busiest
from common import ROOT, VIEWPORT, machine, say, summary, versions, write_result
from contenders import CONTENDERS, SLIDERS, SWITCHES, Plan, write_notebooks
from lab_server import CHROMIUM_ARGUMENTS, ELSEWHERE, Lab, open_notebook, serve
from playwright.sync_api import Page, Route, sync_playwright

COMMAND = "make bench"
HERE = Path(__file__).parent
STATES = ("idle", "busy", "shut down")
STEPS = 40  # layer switches, and as many date steps, of each contender in each state
REPEATS = 3  # cell runs of each contender, each in a fresh kernel
LIMIT = {"idle": 10_000, "busy": 5_000, "shut down": 3_000}  # milliseconds for one answer
FIRST_LIMIT = 60_000
GIVE_UP = 5  # so many tries without one answer, and it is "no answer"
PAUSE = 60  # milliseconds between an answer and the next input

KERNEL = "jupyterapp.shell.currentWidget.sessionContext"
# Run the first cell, then choose the second; its output is where the map will be.
PREPARE = """async () => {
  const notebook = jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = 0;
  await jupyterapp.commands.execute("notebook:run-cell");
  notebook.activeCellIndex = 1;
  bench.output = notebook.widgets[1].node.querySelector(".jp-Cell-outputWrapper");
  return notebook.widgets[0].model.outputs.toJSON().filter(o => o.output_type === "error");
}"""
BUSY = f"""() => {{
  const code = "import time\\nend = time.monotonic() + 900\\nwhile time.monotonic() < end: pass";
  bench.looping = true;
  const loop = {KERNEL}.session.kernel.requestExecute({{ code, store_history: false }});
  loop.done.catch(() => {{}}).then(() => {{ bench.looping = false; }});
}}"""
SHUT_DOWN = f"async () => {{ await {KERNEL}.shutdown(); }}"


class Bench:
    """One page of JupyterLab in which the contenders take turns."""

    def __init__(self, lab: Lab, page: Page, plan: Plan) -> None:
        self.lab, self.page, self.plan = lab, page, plan
        page.set_default_timeout(60_000)
        page.add_script_tag(path=HERE / "measure.js")

    def first_picture(self, name: str) -> float:
        """Open a contender's notebook in a fresh kernel and run its cell; give milliseconds."""
        self.lab.end_kernels()
        open_notebook(self.page, f"{name}.ipynb")
        self.wait_for_status("idle")
        if faults := self.page.evaluate(PREPARE):
            raise SystemExit(f"{name}: the first cell fails: {faults[0]['evalue']}")
        # The lesson's own cell is not changed: it opens on a day of its own.
        day = self.plan.busiest.opens if name == "lessonkit" else self.plan.run[0]
        wanted = {"shown": list(self.plan.busiest.shown(day))}
        took = self.page.evaluate(
            "([name, wanted, limit]) => bench.first(name, wanted, limit)",
            [name, wanted, FIRST_LIMIT],
        )
        if took is None:
            raise SystemExit(f"{name}: no picture in {FIRST_LIMIT / 1000:.0f} s")
        self.wait_for_status("idle")
        self.page.evaluate("bench.output.scrollIntoView()")
        self.page.wait_for_timeout(1000)
        return float(took)

    def wait_for_status(self, status: str) -> None:
        self.page.wait_for_function(f"{KERNEL}.session?.kernel?.status === '{status}'")

    def go_to_start(self) -> None:
        """Move the lesson's own map to the day on which the other contenders open."""
        self.page.locator(SLIDERS["lessonkit"]).focus()
        for key in ["Home", *["ArrowRight"] * self.plan.run[0]]:
            self.page.keyboard.press(key)

    def bring_into(self, state: str) -> None:
        if state == "busy":
            self.page.evaluate(BUSY)
            self.wait_for_status("busy")
        elif state == "shut down":
            self.page.evaluate(SHUT_DOWN)
        self.page.wait_for_timeout(1000)

    def check_still(self, state: str) -> None:
        """Make sure that the kernel was in this state until the end."""
        if state == "busy" and not self.page.evaluate("bench.looping"):
            raise SystemExit("The kernel's loop ended before the measuring did.")
        if state == "shut down" and self.lab.ask("api/kernels"):
            raise SystemExit("There still is a kernel.")

    def switches(self, name: str, limit: int) -> list[float | None]:
        layers = self.page.locator(".lk-map .lk-layers-tool")
        if name == "lessonkit" and layers.is_visible():  # a list stands where the switches are
            layers.click()

        def click(wanted: dict[str, Any]) -> None:
            self.page.locator(SWITCHES[name].format(wanted["layer"])).click(force=True)

        return self.measure(name, "switch", self.plan.switches(), click, limit)

    def steps(self, name: str, limit: int) -> list[float | None]:
        self.page.locator(SLIDERS[name]).focus()

        def press(wanted: dict[str, Any]) -> None:
            self.page.keyboard.press(wanted["key"])

        return self.measure(name, "step", self.plan.steps(), press, limit)

    def measure(
        self, name: str, kind: str, wanted: Iterator[dict[str, Any]], act: Any, limit: int
    ) -> list[float | None]:
        """Do one thing after the other; give milliseconds, or None where no answer came."""
        times: list[float | None] = []
        while len(times) < STEPS and not (len(times) >= GIVE_UP and set(times) == {None}):
            one = next(wanted)
            arguments = [name, kind, one, limit]
            self.page.evaluate("([n, k, w, limit]) => bench.arm(n, k, w, limit)", arguments)
            act(one)
            times.append(self.page.evaluate("bench.pending"))
            self.page.wait_for_timeout(PAUSE)
        return times

    def floor(self) -> dict[str, Any]:
        """Measure a click and a key press that only hide a square."""
        self.page.evaluate("bench.floor()")
        made = {
            "switch": summary(self.switches("floor", 1000)),
            "step": summary(self.steps("floor", 1000)),
        }
        self.page.evaluate("document.querySelector('#bench-floor').remove()")
        return made


def contend(bench: Bench) -> dict[str, Any]:
    """Measure all contenders in turn, so that a slow minute of the machine falls on each of them.

    Every turn gives one first picture; the first three turns also one state of the kernel.
    """
    made: dict[str, Any] = {name: {"first": [], "states": {}} for name in CONTENDERS}
    for turn, name in itertools.product(range(REPEATS), CONTENDERS):
        made[name]["first"].append(bench.first_picture(name))
        if turn < len(STATES):
            state = STATES[turn]
            if name == "lessonkit":
                bench.go_to_start()
            bench.bring_into(state)
            made[name]["states"][state] = found = {
                "switch": summary(bench.switches(name, LIMIT[state])),
                "step": summary(bench.steps(name, LIMIT[state])),
            }
            bench.check_still(state)
            say(f"{name}, {state}: " + "; ".join(map(told, found.items())))
    return {
        name: {"first_picture": summary(one["first"]), "states": one["states"]}
        for name, one in made.items()
    }


def told(one: tuple[str, dict[str, Any]]) -> str:
    kind, found = one
    return f"{kind} {found.get('p50_ms', '-')} ms, {found['answered']} of {found['tried']}"


@contextmanager
def running_lab() -> Iterator[Lab]:
    """Serve a copy of the lesson."""
    # Make's time limit ends this process with a signal: leave by the way that stops the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped: the time limit was reached."))
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        home, folder = Path(place, "jupyter"), Path(place, "lesson")
        with serve(ROOT, home, folder) as lab:
            yield lab


@contextmanager
def lab_page(lab: Lab, chromium: str) -> Iterator[tuple[Page, list[str]]]:
    """Open JupyterLab; give the page and a list that gets every request it made elsewhere."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        context = browser.new_context(service_workers="block", viewport=VIEWPORT)
        context.route(ELSEWHERE, refuse)
        page = context.new_page()
        lab.load(page)
        yield page, refused
        browser.close()


def main() -> None:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    busiest = find_busiest()
    plan = Plan(busiest, busiest.run_of_days())
    with running_lab() as lab:
        write_notebooks(lab.folder / "notebooks", plan)
        with lab_page(lab, os.environ["LESSONKIT_CHROMIUM"]) as (page, refused):
            bench = Bench(lab, page, plan)
            floor = bench.floor()
            contenders = contend(bench)
            browser = page.context.browser
            chromium = browser.version if browser else ""
    day = [len(busiest.shown(a) ^ busiest.shown(b)) for a, b in itertools.pairwise(plan.run)]
    write_result(
        "lab.json",
        {
            "command": COMMAND,
            "machine": machine() | {"load_before": load and round(load, 2)},
            "versions": versions(chromium=chromium),
            "map": {
                "notebook": busiest.notebook,
                "title": busiest.described.title,
                "features": sum(len(layer.features) for layer in busiest.layers),
                "layers": len(busiest.layers),
                "days": busiest.days + 1,
                "switched_layers": len(busiest.layers_on(plan.run[0])),
                "changes_per_step": day,
            },
            "floor": floor,
            "contenders": contenders,
            "requests_elsewhere": sorted(set(refused)),
        },
    )


if __name__ == "__main__":
    main()
