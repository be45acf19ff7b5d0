"""Measure what a notebook's open maps cost a kernel in memory.

For each notebook: the proportional set size (PSS) of a kernel that has run all cells, its maps
displayed, against the same kernel that has only imported what every such notebook needs. Kernels
run one at a time, so that no other one takes part in the shared pages. Linux only.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

import nbformat
import psutil
from common import ROOT, machine, say, versions, write_result
from nbclient import NotebookClient

COMMAND = "make bench"
REPEATS = 3
CELL_SECONDS = 120
IMPORTS = "import geopandas, cartopy.crs, cartopy.mpl.geoaxes, matplotlib.figure, ipywidgets"
VIEW = "application/vnd.jupyter.widget-view+json"


def pss_mb(notebook: nbformat.NotebookNode) -> float:
    """Run all cells in a fresh kernel and return its PSS, with its children's, in MB (10^6 B)."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # no warnings about the transport
        resources={"metadata": {"path": str(ROOT / "notebooks")}},
    )
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        kernel = psutil.Process(client.km.provisioner.pid)
        family = [kernel, *kernel.children(recursive=True)]
        return sum(process.memory_full_info().pss for process in family) / 1e6


def only_imports() -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])


def maps_in(notebook: nbformat.NotebookNode) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return sum(VIEW in output.get("data", {}) for output in outputs)


def measure(path: Path | None) -> dict[str, Any]:
    """Measure a notebook, or only the imports, several times."""
    sizes = []
    for _ in range(REPEATS):
        notebook = nbformat.read(path, as_version=4) if path else only_imports()
        sizes.append(round(pss_mb(notebook), 1))
    say(f"{path.name if path else 'only imports'}: {sizes} MB")
    return {"maps": maps_in(notebook), "pss_mb": statistics.median(sizes), "all_mb": sizes}


def main() -> None:
    if not sys.platform.startswith("linux"):
        raise SystemExit("Proportional set size is a measure of Linux: not measured here.")
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    baseline = measure(None)
    rows = [{"notebook": path.name, **measure(path)} for path in paths]
    for row in rows:
        row["ratio"] = round(row["pss_mb"] / baseline["pss_mb"], 2)
    write_result(
        "memory.json",
        {
            "command": COMMAND,
            "machine": machine(),
            "versions": versions(),
            "imports": IMPORTS,
            "baseline": baseline,
            "notebooks": rows,
        },
    )


if __name__ == "__main__":
    main()
