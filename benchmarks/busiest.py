"""The lesson's own busiest map: which one it is, what it was called with, and its days.

The busiest map is the one with the most features in the state that the notebooks were saved with.
What `interactive_map` was called with is found by running the cells before it with a stand-in that
only writes the call down. Wherever the saved map and the call do not fit together, this stops.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import ROOT

import lessonkit
from lessonkit.maps.layers import Layer

STATE = "application/vnd.jupyter.widget-state+json"
NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True)
class Busiest:
    """The busiest map: its notebook's cells, its call, and the layers that it draws."""

    notebook: str
    setup: str  # all code before the map's cell
    cell: str  # the cell that makes and shows the map
    call: dict[str, Any]
    layers: tuple[Layer, ...]  # with the features that the saved map draws, and no others
    visible: tuple[str, ...]
    first: dt.date
    days: int  # of the slider, from the first to the last

    def shown(self, day: int, layer: str = "") -> set[str]:
        """Return ids of the features on the map `day` days after the first, in all or one layer."""
        date = self.first + dt.timedelta(days=day)
        wanted = [layer] if layer else self.visible
        return {f.id for x in self.layers if x.id in wanted for f in x.features if f.on(date)}

    def run_of_days(self) -> range:
        """Return the longest run of days of which each shows other features than the next."""
        changes = [self.shown(n) != self.shown(n + 1) for n in range(self.days)]
        runs = [range(n, n + len(list(_leading(changes[n:]))) + 1) for n in range(self.days)]
        return max(runs, key=len)

    def layers_on(self, day: int) -> list[str]:
        """Return ids of the layers that have something to switch on a day."""
        ground = {layer.id for layer in self.layers if layer.table == "basemap"}
        return [i for i in self.visible if i in ground or self.shown(day, i)]


def find_busiest() -> Busiest:
    """Choose the busiest map of the lesson and read what it was called with."""
    _, path, saved = max(_saved_maps(), key=lambda found: found[0])
    cells = _code(path)
    before, cell, call = _call_of(cells, saved["spec"]["title"])
    for name in ("extra", "date"):
        if call.get(name):
            raise SystemExit(f"{path.name}: the busiest map has {name}=..., not foreseen here.")
    if not saved["spec"]["slider"]:
        raise SystemExit(f"{path.name}: the busiest map has no slider, so no date to measure.")
    drawn = set(re.findall(r'data-feature="([^"]+)"', saved["svg"]))
    layers = _layers(call, drawn, saved)
    first, last = (dt.date.fromisoformat(saved["spec"][key]) for key in ("first", "last"))
    return Busiest(
        path.name, before, cell, call, layers, tuple(saved["visible"]), first, (last - first).days
    )


def _leading(values: Sequence[bool]) -> Iterator[bool]:
    for value in values:
        if not value:
            return
        yield value


def _saved_maps() -> Iterator[tuple[int, Path, dict[str, Any]]]:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        models = metadata.get("widgets", {}).get(STATE, {}).get("state", {})
        for model in models.values():
            state = model["state"]
            if "svg" in state and "spec" in state:
                yield state["svg"].count("data-feature="), path, state


def _code(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _call_of(cells: Sequence[str], title: str) -> tuple[str, str, dict[str, Any]]:
    """Run cells until one makes the map with this title; return what stood before, it, its call."""
    real, calls = lessonkit.interactive_map, []

    def write_down(*args: Any, **options: Any) -> None:
        calls.append(inspect.signature(real).bind(*args, **options).arguments)

    names: dict[str, Any] = {}
    lessonkit.interactive_map = write_down  # type: ignore[attr-defined]
    try:
        with chdir(NOTEBOOKS):
            for n, cell in enumerate(cells):
                exec(compile(cell, f"cell {n}", "exec"), names)
                if calls and calls[-1]["title"] == title:
                    return "\n\n".join(cells[:n]), cell, calls[-1]
    finally:
        lessonkit.interactive_map = real  # type: ignore[attr-defined]
    raise SystemExit(f"No cell makes the map {title!r}: run `make notebooks` first.")


def _layers(call: dict[str, Any], drawn: set[str], saved: dict[str, Any]) -> tuple[Layer, ...]:
    lesson = call["lesson"]
    made = lessonkit.build_layers(
        lesson, lesson.extents[call["extent"]], call.get("layers"), call.get("places")
    )
    ids = {entry["id"] for entry in saved["spec"]["layers"]}
    kept = [layer for layer in made if layer.id in ids]
    found = {f.id for layer in kept for f in layer.features}
    if len(kept) != len(ids) or not drawn <= found:
        raise SystemExit("The saved map is not what the data give: run `make notebooks` first.")
    return tuple(
        Layer(**{**vars(x), "features": tuple(f for f in x.features if f.id in drawn)})
        for x in kept
    )


def as_json(busiest: Busiest, start: int) -> str:
    """Return what the other contenders need to draw the same map."""
    call = busiest.call
    return json.dumps(
        {
            "extent": call["extent"],
            "layers": call.get("layers"),
            "places": call.get("places"),
            "visible": busiest.visible,
            "first": busiest.first.isoformat(),
            "days": busiest.days,
            "start": start,
        },
        default=list,
    )
