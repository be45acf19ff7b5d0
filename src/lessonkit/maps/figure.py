"""The figure that a map fills: how it begins, and how it is saved as SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from lessonkit.maps.window import Window, new_axes

if TYPE_CHECKING:
    from cartopy.mpl.geoaxes import GeoAxes


def new_figure(window: Window) -> tuple[Figure, GeoAxes]:
    """Make a figure as large as a window, in points, and the empty axes that fill it."""
    figure = Figure(figsize=(window.width / 72, window.height / 72), dpi=72, facecolor="#ffffff")
    return figure, new_axes(window, figure, (0, 0, 1, 1))


def svg_of(figure: Figure, *, transparent: bool = False) -> str:
    """Save a figure as SVG, its words as text; the same figure gives the same text."""
    page = io.StringIO()
    # A fixed salt makes Matplotlib's ids, and with them the whole text, the same every time.
    with mpl.rc_context(
        {"svg.hashsalt": "lessonkit", "svg.fonttype": "none", "hatch.linewidth": 0.7}
    ):
        metadata = {"Date": None, "Creator": None}
        figure.savefig(page, format="svg", transparent=transparent, metadata=metadata)
    return page.getvalue()
