"""The still map: a plain Matplotlib figure for print, handouts, and viewers that run nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lessonkit.dating import day_in_words
from lessonkit.layers import Layer
from lessonkit.lesson import Extent, Lesson
from lessonkit.maps.credits import caption
from lessonkit.maps.legend import INK, draw_legend, legend_entries, note
from lessonkit.maps.marks import on_day
from lessonkit.maps.still import MUTED, draw_still
from lessonkit.maps.window import Window, new_axes

PAPER = "#fbfaf7"
SIDE = 250.0  # points, the legend's column


def print_map(
    lesson: Lesson,
    extent: Extent,
    layers: Sequence[Layer],
    *,
    title: str,
    day: date | None = None,
    visible: Sequence[str] | None = None,
    subtitle: str = "",
) -> Figure:
    """Draw a still map with title, date, legend, scale bar and sources.

    Parameters
    ----------
    lesson : Lesson
    extent : Extent
        The window, in lon and lat.
    layers : sequence of Layer
    title : str
        The point that the map makes, as a sentence.
    day : date, optional
        What holds on this day is drawn. Without it, everything is.
    visible : sequence of str, optional
        Ids of the layers to draw; those that are on at the start if not given.
    subtitle : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One point of the figure is one pixel at 72 dpi. It belongs to no pyplot state.
    """
    wanted = set(visible) if visible is not None else {x.id for x in layers if x.on}
    shown = on_day([layer for layer in layers if layer.id in wanted], day)
    window = Window(extent, width=900.0)
    head = 34.0 + 26.0 * len(_wrapped_title(title)) + (20.0 if subtitle or day else 0)
    foot = 54.0
    entries = legend_entries(shown)
    said = textwrap.wrap(note(lesson, extent, shown), 46)
    # The page grows with its legend, never the other way round.
    listed = sum(14.8 * (1 + label.count("\n")) for label, _ in entries) + 16
    body = max(window.height, listed + 13.0 * len(said))
    width, height = window.width + SIDE + 60, head + body + foot
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(figure)
    rect = (
        24 / width,
        (foot + body - window.height) / height,
        window.width / width,
        window.height / height,
    )
    ax = new_axes(window, figure, rect)
    draw_still(ax, window, lesson, shown)
    _write_head(figure, title, subtitle, day, height)
    left, below = (window.width + 44) / width, 1 - (head + listed) / height
    draw_legend(figure, entries, left, 1 - head / height)
    figure.text(left, below, "\n".join(said), fontsize=8.5, color=MUTED, va="top")
    _sources(figure, lesson, shown, width, height)
    return figure


def _wrapped_title(title: str) -> list[str]:
    return textwrap.wrap(title, 92)


def _write_head(figure: Figure, title: str, subtitle: str, day: date | None, height: float) -> None:
    left = 24 / (figure.get_figwidth() * 72)
    lines = _wrapped_title(title)
    figure.text(
        left, 1 - 18 / height, "\n".join(lines), fontsize=18, weight="bold", color=INK, va="top"
    )
    when = day_in_words(day) if day else ""
    below = ". ".join(part for part in (when, subtitle) if part)
    figure.text(
        left, 1 - (24 + 26 * len(lines)) / height, below, fontsize=11, color=MUTED, va="top"
    )


def _sources(
    figure: Figure, lesson: Lesson, layers: Sequence[Layer], width: float, height: float
) -> None:
    figure.text(
        24 / width,
        44 / height,
        "\n".join(textwrap.wrap(caption(lesson, layers), 190)),
        fontsize=7.5,
        color=MUTED,
        va="top",
    )
