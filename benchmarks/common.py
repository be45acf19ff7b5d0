"""What the benchmarks share: folders, the machine and its versions, percentiles, results."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PACKAGES = (
    "jupyterlab ipykernel ipywidgets anywidget matplotlib cartopy geopandas ipyleaflet playwright"
)
# High enough for each contender's switches, slider and map at once: what is out of sight is not
# painted, and a picture that is not painted would be measured too fast.
VIEWPORT = {"width": 1300, "height": 1900}
_NUMBERS = re.compile(r"\[[\d\s.,-]+\]")


def machine() -> dict[str, Any]:
    """Describe the machine: processor, cores, memory, system. No names and no paths."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(_memory() / 2**30, 1),
        "system": _system(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> int:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release().split('-')[0]}, {platform.machine()}"


def versions(*, chromium: str = "") -> dict[str, str]:
    """Return the versions of Python, of the packages that count here, and of the browser."""
    found = {"python": platform.python_version()}
    found |= {name: version(name) for name in PACKAGES.split()}
    return found | ({"chromium": chromium} if chromium else {})


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least `part` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    rank = max(1, -int(-part * len(ordered) // 1))
    return ordered[rank - 1]


def summary(values: Sequence[float | None]) -> dict[str, Any]:
    """Count the tries and the answers (`None` is no answer); median and p95 are of the answers."""
    answered = [value for value in values if value is not None]
    made: dict[str, Any] = {"tried": len(values), "answered": len(answered)}
    if answered:
        made["p50_ms"] = round(statistics.median(answered), 1)
        made["p95_ms"] = round(percentile(answered, 0.95), 1)
    return made | {"ms": [round(value, 1) for value in answered]}


def write_result(name: str, result: dict[str, Any]) -> None:
    """Write results as JSON, each list of numbers on one line."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    text = _NUMBERS.sub(lambda found: re.sub(r"\s+", " ", found[0]), text)
    (RESULTS / name).write_text(text + "\n", encoding="utf-8")


def say(text: str) -> None:
    """Print progress to standard error."""
    print(text, file=sys.stderr, flush=True)
