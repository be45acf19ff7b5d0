"""The lesson's own busiest map: which one it is, how it is described, and its days.

The busiest map is the one with the most features in the state that the notebooks were saved with.
`lesson.toml` says how it is made. Wherever the saved map and that do not fit together, this stops.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import ROOT

from lessonkit import Lesson
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import Layer
from lessonkit.tables.entries import MapSpec
from lessonkit.widgets.evidence import with_said

STATE = "application/vnd.jupyter.widget-state+json"
NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True)
class Busiest:
    """The busiest map: its notebook's cells, its description, and the layers that it draws."""

    notebook: str
    setup: str  # all code before the map's cell
    cell: str  # the cell that makes and shows the map
    described: MapSpec
    layers: tuple[Layer, ...]  # with the features that the saved map draws, and no others
    visible: tuple[str, ...]
    first: dt.date
    days: int  # of the slider, from the first to the last
    opens: int  # the day shown at first, counted from the first

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
    """Choose the busiest map of the lesson and find how it is described."""
    _, path, saved = max(_saved_maps(), key=lambda found: found[0])
    lesson = Lesson(ROOT)
    titles = {one.title: one for one in lesson.maps.values()}
    described = titles.get(saved["spec"]["title"])
    if described is None:
        raise SystemExit(f"{path.name}: the busiest map is not in lesson.toml, not foreseen here.")
    if not saved["spec"]["slider"]:
        raise SystemExit(f"{path.name}: the busiest map has no slider, so no date to measure.")
    before, cell = _cell_of(_code(path), described.id)
    drawn = set(re.findall(r'data-feature="([^"]+)"', saved["svg"]))
    layers = _layers(lesson, described, drawn, saved)
    first, last = (dt.date.fromisoformat(saved["spec"][key]) for key in ("first", "last"))
    opens = (dt.date.fromisoformat(saved["date"]) - first).days
    visible, days = tuple(saved["visible"]), (last - first).days
    return Busiest(path.name, before, cell, described, layers, visible, first, days, opens)


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


def _cell_of(cells: Sequence[str], map_id: str) -> tuple[str, str]:
    """Return what stands before the cell that shows a map, and the cell."""
    for n, cell in enumerate(cells):
        if f'.map("{map_id}"' in cell:
            return "\n\n".join(cells[:n]), cell
    raise SystemExit(f"No cell shows the map {map_id!r}: run `make notebooks` first.")


def _layers(
    lesson: Lesson, described: MapSpec, drawn: set[str], saved: dict[str, Any]
) -> tuple[Layer, ...]:
    extent = lesson.extents[described.extent]
    made = build_layers(lesson, extent, described.layers, described.places)
    if told := saved["spec"]["evidence"]:  # the marks of what was only said are on no day
        made = with_said(lesson, made, told["clock"])
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
    described = busiest.described
    return json.dumps(
        {
            "extent": described.extent,
            "layers": described.layers,
            "places": described.places,
            "visible": busiest.visible,
            "first": busiest.first.isoformat(),
            "days": busiest.days,
            "start": start,
        },
        default=list,
    )
