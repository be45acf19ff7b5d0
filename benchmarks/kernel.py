"""Measure what a notebook costs a kernel: how long it runs, top to bottom, and its memory.

For each notebook: the time of its cells and the proportional set size (PSS) of the kernel that has
run them, its maps displayed, against a kernel that has only imported what every such notebook
needs. Kernels run one at a time, so that no other one takes part in the shared pages. The memory
of a JupyterLab server is measured beside them. Linux only.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import psutil
from common import ROOT, machine, say, versions, write_result
from lab_server import serve
from nbclient import NotebookClient

from lessonkit.shelf import PLACE

COMMAND = "make bench"
REPEATS = 3
CELL_SECONDS = 120
IMPORTS = "import geopandas, cartopy.crs, cartopy.mpl.geoaxes, matplotlib.figure, ipywidgets"
VIEW = "application/vnd.jupyter.widget-view+json"


class Run(NamedTuple):
    """Seconds of the first cell and of all, and the memory at the end in MB (10^6 B)."""

    first_s: float
    all_s: float
    pss_mb: float


def run(notebook: nbformat.NotebookNode) -> Run:
    """Run all cells in a fresh kernel, as a reader does: nothing is written to be kept."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # no warnings about the transport
        resources={"metadata": {"path": str(ROOT / "notebooks")}},
    )
    took = []
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            start = time.perf_counter()
            client.execute_cell(cell, index)
            took += [time.perf_counter() - start] if cell.cell_type == "code" else []
        return Run(took[0], sum(took), pss_mb(client.km.provisioner.pid))


def pss_mb(process: int) -> float:
    """Return the PSS of a process and its children in MB."""
    parent = psutil.Process(process)
    family = [parent, *parent.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in family) / 1e6


def server_mb() -> float:
    """Return the PSS of a JupyterLab server that has answered, without a kernel."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        others = {one.pid for one in psutil.Process().children()}
        with serve(ROOT, Path(place, "jupyter"), Path(place, "lesson")):
            own = [one.pid for one in psutil.Process().children() if one.pid not in others]
            return sum(map(pss_mb, own))


def only_imports() -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])


def maps_in(notebook: nbformat.NotebookNode) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return sum(VIEW in output.get("data", {}) for output in outputs)


def measure(path: Path | None) -> dict[str, Any]:
    """Measure a notebook, or only the imports, several times.

    The very first time nothing is kept yet of its lesson and its drawings; that run stands alone.
    """
    runs = []
    with tempfile.TemporaryDirectory(prefix="bench-shelf-") as shelf:
        os.environ[PLACE] = shelf
        for _ in range(1 + REPEATS):
            notebook = nbformat.read(path, as_version=4) if path else only_imports()
            runs.append(run(notebook))
    new, *again = runs
    median = Run(*(round(statistics.median(values), 3) for values in zip(*again, strict=True)))
    say(f"{path.name if path else 'only imports'}: {median}, the first time {new}")
    return {
        "widgets": maps_in(notebook),
        **median._asdict(),
        "new": new._asdict(),
        "runs": [list(one) for one in again],
    }


def main() -> None:
    if not sys.platform.startswith("linux"):
        raise SystemExit("Proportional set size is a measure of Linux: not measured here.")
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    result = {
        "command": COMMAND,
        "machine": machine(),
        "versions": versions(),
        "imports": IMPORTS,
        "server_mb": round(server_mb(), 1),
        "baseline": measure(None),
        "notebooks": [{"notebook": path.name, **measure(path)} for path in paths],
    }
    write_result("kernel.json", result)


if __name__ == "__main__":
    main()
