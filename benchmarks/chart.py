"""Draw the chart of `docs/performance.md`: click to next paint, on a logarithmic axis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

LABELS = {"lessonkit": "this widget", "interact": "interact", "ipyleaflet": "ipyleaflet"}
# Blue, orange and green of Okabe and Ito, and a shape each: told apart without colour, too.
LOOKS = {
    "lessonkit": ("#0072b2", "o"),
    "interact": ("#d55e00", "s"),
    "ipyleaflet": ("#007a5a", "^"),
}
STATES = {"idle": "kernel idle", "busy": "kernel busy", "shut down": "kernel shut down"}
KINDS = {"switch": "Layer switch", "step": "Date step"}
GROUP = len(LABELS) + 1.2  # rows of a state, with its heading
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # no line runs through words
INK, MUTED = "#22262b", "#5f666d"


def draw_chart(result: dict[str, Any], path: Path) -> None:
    """Write the chart as SVG; the same result gives the same bytes."""
    with mpl.rc_context({"svg.hashsalt": "lessonkit", "font.size": 9, "axes.edgecolor": MUTED}):
        figure = Figure(figsize=(7.6, 4.2), facecolor="white", layout="constrained")
        axes = figure.subplots(1, 2, sharex=True, sharey=True)
        for ax, kind in zip(axes, KINDS, strict=True):
            _panel(ax, result, kind)
        axes[0].set_ylim(len(STATES) * GROUP - 1.6, -1.3)  # the first row is at the top
        figure.supxlabel(
            "Milliseconds from click to next paint, logarithmic. "
            "Mark: median. Line: to the 95th percentile.",
            fontsize=8.5,
            color=INK,
        )
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _panel(ax: Axes, result: dict[str, Any], kind: str) -> None:
    ax.set_title(KINDS[kind], loc="left", fontweight="bold", color=INK, pad=8)
    ax.set_xscale("log")
    ax.set_xlim(6, 6000)
    ax.axvline(result["floor"][kind]["p50_ms"], color=MUTED, linewidth=0.9, linestyle=":")
    ticks: list[tuple[float, str]] = []
    for group, (state, words) in enumerate(STATES.items()):
        top = group * GROUP
        ax.text(
            6.8,
            top - 0.72,
            words,
            fontsize=8.5,
            fontweight="bold",
            color=INK,
            va="center",
            bbox=CLEAR,
        )
        for row, name in enumerate(LABELS):
            _row(ax, top + row, name, result["contenders"][name]["states"][state][kind])
            ticks.append((top + row, LABELS[name]))
    ax.set_yticks([y for y, _ in ticks], [label for _, label in ticks])
    ax.set_xticks([10, 100, 1000], ["10", "100", "1000"])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#dfe3e6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _row(ax: Axes, y: float, name: str, found: dict[str, Any]) -> None:
    colour, marker = LOOKS[name]
    if not found["answered"]:
        ax.text(6.8, y, "no answer", color=colour, va="center", fontstyle="italic", bbox=CLEAR)
        return
    middle, high = found["p50_ms"], found["p95_ms"]
    ax.plot([middle, high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
    ax.plot([middle], [y], color=colour, marker=marker, markersize=6)
    ax.annotate(
        f"{middle:.0f}", (high, y), (5, 0), textcoords="offset points", va="center", color=INK
    )


def alt_text(result: dict[str, Any]) -> str:
    """Say what the chart shows: type, what is on it, pattern."""
    parts = []
    for kind, title in KINDS.items():
        rows = []
        for name, label in LABELS.items():
            states = result["contenders"][name]["states"]
            told = [_told(states[state][kind], words) for state, words in STATES.items()]
            rows.append(f"{label} {', '.join(told)}")
        parts.append(f"{title}: {'; '.join(rows)}.")
    return "Chart of median milliseconds from click to next paint. " + " ".join(parts)


def _told(found: dict[str, Any], words: str) -> str:
    answer = f"{found['p50_ms']:.0f}" if found["answered"] else "no answer"
    return f"{answer} ({words.removeprefix('kernel ')})"
