"""The contenders: their notebooks, where their switches and sliders are, what is done to them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from busiest import Busiest, as_json

CELLS = Path(__file__).parent / "cells"
CONTENDERS = ("lessonkit", "interact", "ipyleaflet")
SWITCHES = {
    "lessonkit": '.lk-map :is(.lk-legend input, .lk-chip)[data-layer="{}"]',
    "interact": '.widget-checkbox:has(span:text-is("{}")) input',
    "ipyleaflet": '.leaflet-control-layers-overlays label:has(span:text-is("{}")) input',
    "floor": "#bench-floor input[type=checkbox]",
}
SLIDERS = {
    "lessonkit": ".lk-map input.lk-date",
    "interact": ".widget-slider .noUi-handle",
    "ipyleaflet": ".widget-slider .noUi-handle",
    "floor": "#bench-floor input[type=range]",
}


@dataclass(frozen=True)
class Plan:
    """What is clicked and pressed: layers off and on again, days forth and back."""

    busiest: Busiest
    run: range

    def switches(self) -> Iterator[dict[str, Any]]:
        for layer in itertools.cycle(self.busiest.layers_on(self.run[0])):
            yield {"layer": layer, "on": False}
            yield {"layer": layer, "on": True}

    def steps(self) -> Iterator[dict[str, Any]]:
        there = [(day, day + 1, "ArrowRight") for day in self.run[:-1]]
        back = [(day, day - 1, "ArrowLeft") for day in reversed(self.run[1:])]
        for old, new, key in itertools.cycle([*there, *back]):
            before, after = self.busiest.shown(old), self.busiest.shown(new)
            yield {"key": key, "appear": list(after - before), "vanish": list(before - after)}


def write_notebooks(folder: Path, plan: Plan) -> None:
    """Write one notebook for each contender: a cell that is not timed and a cell that is."""
    (folder / "map.json").write_text(as_json(plan.busiest, plan.run[0]), encoding="utf-8")
    cells = {"lessonkit": [plan.busiest.setup, plan.busiest.cell]}
    for name in CONTENDERS[1:]:
        text = (CELLS / f"{name}.py").read_text(encoding="utf-8")
        cells[name] = re.split(r"^# %% .*\n", text, flags=re.MULTILINE)[1:]
    for name, (setup, timed) in cells.items():
        made = nbformat.v4.new_notebook()
        hidden = {"jupyter": {"source_hidden": True}}  # all of the output is then in sight
        for source in (setup, timed):
            made.cells.append(nbformat.v4.new_code_cell(source.strip(), metadata=hidden))
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, folder / f"{name}.ipynb")
