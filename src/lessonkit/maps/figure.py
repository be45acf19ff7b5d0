"""The figure that a map fills: how it begins, in which face it is written, how it is saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from lessonkit.maps.window import Window, new_axes

if TYPE_CHECKING:
    from cartopy.mpl.geoaxes import GeoAxes


_Args = ParamSpec("_Args")
_Made = TypeVar("_Made")
# The face of the page; what it lacks is written in the one that comes with Matplotlib.
_FAMILIES = ["Lesson Sans", "DejaVu Sans"]
FACE_OF_WATER = ["Lesson Serif", "DejaVu Sans"]
"""The names of rivers and lakes are in serif italics, as maps have long had them."""
_TYPE = Path(__file__).parents[1] / "browser" / "type"
OWN_FACE = (_TYPE / "sans.ttf",)
"""The face of the lesson, of which a text may lack a letter."""


def in_own_face(draw: Callable[_Args, _Made]) -> Callable[_Args, _Made]:
    """Let a function write in the face of the lesson, as on the page."""

    @wraps(draw)
    def drawn(*args: _Args.args, **more: _Args.kwargs) -> _Made:
        _learn_face()
        with mpl.rc_context({"font.family": _FAMILIES}):
            return draw(*args, **more)

    return drawn


@cache
def _learn_face() -> None:
    for file in (*sorted(_TYPE.glob("sans*.ttf")), _TYPE / "serif-italic.ttf"):
        fontManager.addfont(file)


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
