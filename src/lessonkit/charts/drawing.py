"""Draw a chart with Matplotlib, as one SVG whose groups are its points.

A chart is drawn in two widths, so that its letters are never small: the page shows the one that
fits. One unit of the SVG is one CSS pixel.
"""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator

from lessonkit.charts.points import Chart, Point
from lessonkit.days import SHARED, Day, parts, unit_of
from lessonkit.words import year_in_words

WIDE, NARROW = 720, 350
INK, MUTED, GRID = "#22262b", "#565c63", "#d3d6d9"
_PAPER, _STILL = "#ffffff", "#fbfaf7"  # what is behind a chart in print, and in a picture of it
_HALO = 3.0  # around words of points, which stand on lines of the grid
_THICK = 3.0  # of a line
# Safe for readers who see few colours, and each has a mark and a dash of its own.
LOOKS = (
    ("#1f5fa8", "o", "-"),
    ("#b3541e", "s", "--"),
    ("#2f7d57", "^", "-."),
    ("#7a4a8a", "D", ":"),
    ("#8a6d00", "v", "-"),
    ("#4a4f55", "P", "--"),
)
_BAR = 15.0
_LEADING = 15.0
_SIZE = 12.0
_BESIDE = 232.0  # pixels for the names beside bars
_RANGE = 0.4  # opacity of what of a bar is only possible
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"font:\s*(?P<bold>bold )?.*?(?P<size>[\d.]+)px")


@dataclass(frozen=True)
class Drawing:
    """A chart in one width.

    `axis` is left, right, top and bottom of the area of an axis of days, empty without one.
    """

    width: float
    height: float
    svg: str
    axis: tuple[float, ...] = ()


def draw_chart(chart: Chart, width: float = WIDE) -> Drawing:
    """Draw a chart; the same chart gives the same text, byte for byte."""
    figure, axis = _figure(chart, width)
    page = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "lessonkit", "svg.fonttype": "none"}):
        figure.savefig(page, format="svg", transparent=True, metadata={"Date": None})
    height = figure.get_figheight() * 72
    return Drawing(width, height, _tidy(page.getvalue(), width, height), axis)


def picture_of(chart: Chart, title: str) -> Figure:
    """Draw a chart with its title, for viewers that run nothing."""
    figure, _ = _figure(chart, WIDE)
    figure.set_facecolor(_STILL)
    for said in figure.findobj(lambda part: isinstance(part, Text) and bool(part.get_gid())):
        said.set_path_effects([withStroke(linewidth=_HALO, foreground=_STILL)])
    high, more = figure.get_figheight() * 72, 30.0 + 20 * len(textwrap.wrap(title, 70))
    figure.set_figheight((high + more) / 72)
    for ax in figure.axes:
        box = ax.get_position()
        low, tall = box.y0 * high / (high + more), box.height * high / (high + more)
        ax.set_position((box.x0, low, box.width, tall))
    words = "\n".join(textwrap.wrap(title, 70))
    top = 1 - 12 / (high + more)
    figure.text(12 / WIDE, top, words, fontsize=14, weight="bold", color=INK, va="top")
    return figure


def _figure(chart: Chart, width: float) -> tuple[Figure, tuple[float, ...]]:
    return _line(chart, width) if chart.in_time else _bars(chart, width)


def _axes(
    width: float, height: float, box: tuple[float, float, float, float]
) -> tuple[Figure, Axes]:
    """Make a figure with axes whose left, top, right and bottom are pixels from the top left."""
    left, top, right, bottom = box
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    rect = (left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height)
    ax = figure.add_axes(rect)
    ax.set_facecolor("none")
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelsize=_SIZE - 1, labelcolor=MUTED)
    ax.set_axisbelow(True)
    return figure, ax


def number_words(value: float) -> str:
    """Write a number of an axis.

    >>> number_words(1200.0), number_words(0.25), number_words(-3.0)
    ('1,200', '0.25', '−3')
    """
    return f"{value:,.10g}".replace("-", "−")


# ---- Bars ---------------------------------------------------------------------------------------


def _bars(chart: Chart, width: float) -> tuple[Figure, tuple[float, ...]]:
    """Draw a bar for each point, from the top down; its name stands beside it or above it."""
    narrow = width < (WIDE + NARROW) / 2
    names = [_wrapped(name, (width if narrow else _BESIDE) - 18) for name in bar_names(chart)]
    most = max(map(len, names))
    step = _LEADING * most + (34 if narrow else 14)
    step = max(step, 32.0)
    left, right, top = (10.0 if narrow else _BESIDE), width - 8.0, 6.0
    bottom = top + step * len(names)
    figure, ax = _axes(width, bottom + 40, (left, top, right, bottom))
    ax.set_ylim(bottom - top, 0)
    ax.set_xlim(*_room(chart, right - left))
    for n, (point, lines) in enumerate(zip(chart.points, names, strict=True)):
        middle = step * (n + 0.5) + (_LEADING * most / 2 if narrow else 0)
        _bar(ax, point, middle, f"p{n}")
        at = middle - _BAR / 2 - 4 if narrow else middle
        # Line by line: the page has other letters, and each line still ends at the bars.
        for below, line in enumerate(reversed(lines)):
            rise = _LEADING * (below if narrow else below - (len(lines) - 1) / 2)
            ax.annotate(
                line,
                (0, at),
                xytext=(0 if narrow else -10, rise),
                textcoords="offset points",
                xycoords=("axes fraction", "data"),
                ha="left" if narrow else "right",
                va="bottom" if narrow else "center",
                fontsize=_SIZE,
                color=INK,
                gid=f"p{n}",
                annotation_clip=False,
            )
    ax.set_yticks([])
    _value_axis(ax, chart, across=True)
    _end_axis(ax, chart)
    ax.axvline(0, color=MUTED, linewidth=1, zorder=3)
    return figure, ()


def _wrapped(name: str, pixels: float) -> list[str]:
    """Break a name into lines of at most so many pixels; letters are not all as wide."""
    for letters in range(48, 7, -1):
        lines = textwrap.wrap(name, letters)
        if all(_wide(line) <= pixels for line in lines):
            return lines
    return textwrap.wrap(name, 7)


@cache
def _wide(text: str) -> float:
    """Measure how far to the right a text reaches, by its outermost outlines: it is slow."""
    path = TextPath((0, 0), text.replace("$", r"\$"), size=_SIZE)
    x, codes = path.vertices[:, 0], np.asarray(path.codes)
    starts = np.flatnonzero(codes == Path.MOVETO)
    # A curve stays among its points, and an outline reaches at least as far as it begins.
    reaches = np.maximum.reduceat(x, starts) >= x[starts].max()
    kept = np.repeat(reaches, np.diff([*starts, len(x)]))
    return float(Path(path.vertices[kept], codes[kept]).get_extents().x1)


def bar_names(chart: Chart) -> list[str]:
    """Name the bars: where one thing has several, each with its days."""
    names = [point.series for point in chart.points]
    return [
        f"{name}, {point.when[:1].lower()}{point.when[1:]}"
        if names.count(name) > 1 and point.when
        else name
        for name, point in zip(names, chart.points, strict=True)
    ]


def _room(chart: Chart, pixels: float) -> tuple[float, float]:
    """Return the ends of the axis of values, with room for the words at the end of each bar."""
    low, high = (
        min(0.0, *(p.low for p in chart.points)),
        max(0.0, *(p.high for p in chart.points)),
    )
    words = max(_wide(p.words) for p in chart.points) + 20
    part = min(0.6, words / pixels)
    whole = ((high - low) or 1.0) / (1 - part * (2 if low < 0 < high else 1))
    return low - (whole * part if low < 0 else 0), high + (whole * part if high > 0 else 0)


def _end_axis(ax: Axes, chart: Chart) -> None:
    """Let the axis end at the first round number beyond the bars: the rest is room for words."""
    first, last = ax.get_xlim()
    ticks = [t for t in ax.xaxis.get_major_locator().tick_values(first, last) if first <= t <= last]
    above = [tick for tick in ticks if tick >= max(p.high for p in chart.points)]
    below = [tick for tick in ticks if tick <= min(p.low for p in chart.points)]
    high, low = min(above, default=ticks[-1]), max(below, default=ticks[0])
    ax.set_xticks([tick for tick in ticks if min(low, 0) <= tick <= max(high, 0)])


def _bar(ax: Axes, point: Point, y: float, gid: str) -> None:
    colour = LOOKS[0][0]
    low, high = point.low, point.high
    near = 0.0 if low < 0 < high else min(low, high, key=abs)
    ax.barh(y, near, height=_BAR, color=colour, gid=gid, zorder=2)
    if point.low != point.high:
        ax.barh(y, high - low, left=low, height=_BAR, color=colour, alpha=_RANGE, gid=gid)
        bars = ax.errorbar(point.middle, y, xerr=point.reach, color=INK, capsize=4, linewidth=1.2)
        _give(bars, gid)
    end = max(point.high, 0.0) if point.middle >= 0 else point.low
    if point.bound:
        ax.plot(end, y, marker=">", markersize=8, color=colour, gid=gid, zorder=3)
    ahead = point.middle >= 0
    ax.annotate(
        point.words,
        (end, y),
        xytext=((11 if point.bound else 6) * (1 if ahead else -1), 0),
        textcoords="offset points",
        ha="left" if ahead else "right",
        va="center",
        fontsize=_SIZE,
        color=INK,
        gid=gid,
        annotation_clip=False,
    )


def _value_axis(ax: Axes, chart: Chart, *, across: bool) -> None:
    axis = ax.xaxis if across else ax.yaxis
    axis.set_major_locator(_locator(chart, 4 if across else 5))
    axis.set_major_formatter(lambda value, _: number_words(value))
    ax.grid(axis="x" if across else "y", color=GRID, linewidth=1)
    if across:
        ax.set_xlabel(chart.unit, fontsize=_SIZE - 1, color=MUTED, labelpad=2)


def _locator(chart: Chart, most: int) -> MaxNLocator:
    """Choose the ticks of values: whole numbers where all values are whole, as of things."""
    values = (one for point in chart.points for one in (point.low, point.middle, point.high))
    return MaxNLocator(most, integer=all(float(one).is_integer() for one in values))


# ---- A line in time -----------------------------------------------------------------------------


def _line(chart: Chart, width: float) -> tuple[Figure, tuple[float, ...]]:
    narrow = width < (WIDE + NARROW) / 2
    height = 300.0 if narrow else 340.0
    named = len(chart.series) > 1 and chart.joined
    left = 14.0 + 7.2 * max(len(number_words(round(p.high))) for p in chart.points)
    # On a phone the names stand above the lines, which have the whole width.
    heads = _heads(chart.series, width - left - 16) if named and narrow else []
    right = width - (140.0 if named and not narrow else 16.0)
    above = _LEADING * 1.2 * (1 + max((row for row, _ in heads), default=-1))
    height += above
    top, bottom = 28.0 + above, height - 42
    figure, ax = _axes(width, height, (left, top, right, bottom))
    first, last = _at(chart.first), _at(chart.last + 1)
    spare = 0 if chart.joined else 0.04 * (last - first) + 1  # a point is not cut by the edge
    ax.set_xlim(first - spare, last + spare)
    low, high = min(p.low for p in chart.points), max(p.high for p in chart.points)
    base = 0.0 if 0 <= low < 0.6 * high else _begin(chart, low, high)
    ax.set_ylim(base, high + 0.08 * ((high - base) or 1))
    spots = _spots(ax, chart)
    for n, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        look = LOOKS[chart.series.index(point.series) % len(LOOKS) if chart.joined else 0]
        _span(ax, point, spot, look, chart, f"p{n}")
        if chart.numbered:
            _number(ax, spot, n)
    if chart.joined:
        _steps(ax, chart, spots)
    if heads:
        _head_series(ax, chart, heads, above)
    elif named:
        _name_series(ax, chart, spots, 20)
    days = time_ticks(chart.first, chart.last, 4 if narrow else 8)
    ax.set_xticks([_at(day) for day, _ in days], [words for _, words in days], ha="left")
    _value_axis(ax, chart, across=False)
    # An axis without the nought makes a small change look large: so it says where it begins.
    unit = f"{chart.unit}; the axis begins at {number_words(base)}" if base > 0 else chart.unit
    ax.text(0, 1 + 10 / (bottom - top), unit, transform=ax.transAxes, color=MUTED, fontsize=11)
    ax.axhline(base, color=MUTED, linewidth=1)
    for day, _ in days:
        ax.axvline(_at(day), color=GRID, linewidth=1, zorder=0.5)
    return figure, (left, right, top, bottom)


def _begin(chart: Chart, low: float, high: float) -> float:
    """Return the round number on which an axis begins that leaves out the nought."""
    spread = (high - low) or abs(high) or 1.0
    return float(_locator(chart, 5).tick_values(low - 0.08 * spread, high)[0])


def _lanes(chart: Chart) -> list[int]:
    """Give each point a lane: 0, or above those of its own value in the same days."""
    lanes: list[int] = []
    for n, point in enumerate(chart.points):
        start, end = _days(point, chart)
        taken = set()
        for lane, other in zip(lanes, chart.points[:n], strict=True):
            begun, ended = _days(other, chart)
            if other.middle == point.middle and begun < end and start < ended:
                taken.add(lane)
        lanes.append(next(lane for lane in count() if lane not in taken))
    return lanes


def _spots(ax: Axes, chart: Chart) -> list[tuple[float, float]]:
    """Place the mark of each point: lines of one value lie above each other, so all are seen."""
    low, high = ax.get_ylim()
    thick = _THICK * (high - low) / _size(ax)[1]
    parts = (0.5, 0.3, 0.7, 0.4, 0.6)  # of the days: marks of one value stand beside each other
    spots = []
    for point, lane in zip(chart.points, _lanes(chart), strict=True):
        start, end = _days(point, chart)
        x = start + (end - start) * parts[lane % len(parts)]
        spots.append((x, point.middle + lane * thick))
    return spots


def _span(
    ax: Axes,
    point: Point,
    spot: tuple[float, float],
    look: tuple[str, str, str],
    chart: Chart,
    gid: str,
) -> None:
    (x, y), (colour, mark, _) = spot, look
    days = _days(point, chart)
    # A line on the base of the chart is not cut in half.
    look_of: dict[str, Any] = {"color": colour, "gid": gid, "clip_on": False}
    ax.plot(days, [y, y], linewidth=_THICK, zorder=3, **look_of)
    if point.low != point.high:
        bars = ax.errorbar(x, y, yerr=point.reach, color=colour, capsize=5, linewidth=1.4)
        _give(bars, gid)
    ax.plot(x, y, marker=mark, markersize=8, mec=_PAPER, zorder=4, **look_of)
    if point.bound:
        ax.annotate(
            "",
            (x, y + point.high - point.middle),
            xytext=(0, 24),
            textcoords="offset points",
            arrowprops={"arrowstyle": "<|-", "color": colour, "linewidth": 1.4, "gid": gid},
        )


def _give(bars: ErrorbarContainer, gid: str) -> None:
    """Put whiskers to the group of their point."""
    for part in (*bars.lines[1], *bars.lines[2]):
        part.set_gid(gid)


def _number(ax: Axes, spot: tuple[float, float], n: int) -> None:
    """Write the number of a point; its name, which is long, stands below the chart."""
    ax.annotate(
        str(n + 1),
        spot,
        xytext=(9, 6),
        textcoords="offset points",
        fontsize=_SIZE,
        weight="bold",
        color=INK,
        gid=f"p{n}",
    )


def _days(point: Point, chart: Chart) -> tuple[float, float]:
    """Return both ends of a point on the axis; one of an open end goes on to its edge."""
    start = chart.first if point.start is None else point.start
    return _at(start), _at((chart.last if point.end is None else point.end) + 1)


def _at(day: Day) -> float:
    """Return the place of a day, or of a minute, on the axis, which counts days."""
    return int(day.astype("datetime64[m]").astype(int)) / _MINUTES


def _steps(ax: Axes, chart: Chart, spots: Sequence[tuple[float, float]]) -> None:
    """Tie values of one series that follow each other; where days are missing nothing is tied."""
    for n, name in enumerate(chart.series):
        mine = [m for m, p in enumerate(chart.points) if p.series == name]
        for one, other in pairwise(mine):
            x = _days(chart.points[one], chart)[1]
            if x == _days(chart.points[other], chart)[0]:
                look = LOOKS[n % len(LOOKS)]
                ax.plot(
                    [x, x],
                    [spots[one][1], spots[other][1]],
                    color=look[0],
                    linestyle=look[2],
                    linewidth=1.4,
                    gid=f"p{other}",
                )


def _name_series(
    ax: Axes, chart: Chart, spots: Sequence[tuple[float, float]], letters: int
) -> None:
    """Write the name of each series at its last point; names that would touch are moved apart."""
    low, high = ax.get_ylim()
    width, height = _size(ax)
    unit, found = (high - low) / height, []
    for n, name in enumerate(chart.series):
        last = [y for (_, y), p in zip(spots, chart.points, strict=True) if p.series == name][-1]
        found.append((last, textwrap.wrap(name, letters), LOOKS[n % len(LOOKS)]))
    above = -math.inf
    for y, lines, (colour, mark, _) in sorted(found, key=lambda one: one[0]):
        half = (len(lines) * _LEADING / 2) * unit
        at = max(y, above + half)
        above = at + half
        ax.plot(
            1 + 12 / width,
            at,
            marker=mark,
            color=colour,
            markersize=7,
            mec="#ffffff",
            transform=ax.get_yaxis_transform(),
            clip_on=False,
        )
        ax.annotate(
            "\n".join(lines),
            (1, at),
            xytext=(20, 0),
            textcoords="offset points",
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=_SIZE,
            color=INK,
            linespacing=1.15,
            annotation_clip=False,
        )


_MARK = 18.0  # pixels for the mark before a name
_APART = 16.0  # between two names of a row


def _heads(names: Sequence[str], width: float) -> list[tuple[int, float]]:
    """Give each name a row above the lines, and where it begins there; a long row breaks."""
    found, row, x = [], 0, 0.0
    for name in names:
        wide = _MARK + _wide(name)
        if x and x + wide > width:
            row, x = row + 1, 0.0
        found.append((row, x))
        x += wide + _APART
    return found


def _head_series(ax: Axes, chart: Chart, heads: Sequence[tuple[int, float]], above: float) -> None:
    """Write the name of each series, with its mark, in rows above the lines."""
    _, height = _size(ax)
    for n, (name, (row, x)) in enumerate(zip(chart.series, heads, strict=True)):
        colour, mark, _ = LOOKS[n % len(LOOKS)]
        up = 18 + above - _LEADING * 1.2 * (row + 0.5)
        ax.plot(
            (x + 6) / _size(ax)[0],
            1 + (up + 2) / height,
            marker=mark,
            color=colour,
            markersize=7,
            mec="#ffffff",
            transform=ax.transAxes,
            clip_on=False,
        )
        ax.annotate(
            name,
            (0, 1),
            xytext=(x + _MARK, up - 2),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=_SIZE,
            color=INK,
        )


def _size(ax: Axes) -> tuple[float, float]:
    """Return width and height of the axes in pixels."""
    box = ax.get_window_extent()
    return float(box.width), float(box.height)


def time_ticks(first: Day, last: Day, most: int) -> list[tuple[Day, str]]:
    """Choose days for an axis, each with its words: years, months, days, or hours.

    >>> time_ticks(np.datetime64("2001-11-10"), np.datetime64("2002-02-03"), 8)[0]
    (np.datetime64('2001-12-01'), 'Dec')
    """
    one, other = parts(first), parts(last)
    months = (other.year - one.year) * 12 + other.month - one.month
    if months >= 6 * most:
        ticks = _years(one.year, other.year, most)
    elif months >= 2:
        step = next(n for n in (1, 2, 3, 6) if months / n <= most)
        found = np.arange(first.astype("M8[M]"), last.astype("M8[M]") + 1)
        ticks = [(day, _month(day)) for day in found if (parts(day).month - 1) % step == 0]
    elif unit_of(last) == "m" and int((last - first).astype(int)) <= most * _MINUTES / 2:
        hours = np.arange(first.astype("M8[h]"), last.astype("M8[h]") + 1)
        step = next(n for n in (1, 2, 3, 6, 12, 24) if len(hours) / n <= most)
        ticks = [(day, _hour(day)) for day in hours if parts(day).hour % step == 0]
    else:
        days = np.arange(first.astype("M8[D]"), last.astype("M8[D]") + 1)
        step = next(n for n in (1, 2, 5, 7, 10, 14, 31) if len(days) / n <= most)
        ticks = [(day, f"{parts(day).day} {_short(day)}") for day in days[::step]]
    unit = unit_of(first)
    dated = [(day.astype(f"M8[{unit}]"), words) for day, words in ticks]
    return [(day, words) for day, words in dated if first <= day <= last]


_MINUTES = 24 * 60  # of a day


def _years(first: int, last: int, most: int) -> list[tuple[Day, str]]:
    """Choose years whose numbers are round as they are said: 0 of ISO 8601 is 1 BC."""
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000)
    step = next(n for n in steps if (last - first) / n <= most)
    round_ = [n for n in range(first, last + 1) if (1 - n if n < 1 else n) % step == 0]
    return [(np.datetime64(n - 1970, "Y"), year_in_words(n)) for n in round_]


def _short(day: Day) -> str:
    """Return the first letters of a month."""
    return str(SHARED["months"][parts(day).month - 1][:3])


def _month(day: Day) -> str:
    year = f"\n{year_in_words(parts(day).year)}" if parts(day).month == 1 else ""
    return f"{_short(day)}{year}"


def _hour(day: Day) -> str:
    found = parts(day)
    return f"{found.hour:02d}:00" if found.hour else f"{found.day} {_short(day)}"


# ---- SVG ----------------------------------------------------------------------------------------


def _tidy(text: str, width: float, height: float) -> str:
    """Write looks as attributes, which give way to a style sheet and need no leave of a policy."""
    page = ET.fromstring(text)
    root = ET.Element(
        "svg",
        {
            "xmlns": _SVG[1:-1],
            "viewBox": f"0 0 {width:g} {height:g}",
            "font-family": "DejaVu Sans",
        },
    )
    for part in page:
        if part.tag in (f"{_SVG}g", f"{_SVG}defs") and (made := _plain(part)) is not None:
            root.append(made)
    return ET.tostring(root, encoding="unicode")


_KEPT = ("d", "x", "y", "id", "transform", "points")


_SEEN = {  # words on lines of the grid; the page puts its own ground behind them
    "paint-order": "stroke",
    "stroke": _PAPER,
    "stroke-width": f"{_HALO:g}",
    "stroke-linejoin": "round",
}


def _plain(node: ET.Element, *, of_point: bool = False) -> ET.Element | None:
    tag = node.tag.removeprefix(_SVG)
    of_point = of_point or re.fullmatch(r"p\d+", node.get("id", "")) is not None
    if tag in ("metadata", "style", "clipPath"):
        return None
    made = ET.Element(tag, {key: node.get(key, "") for key in _KEPT if key in node.attrib})
    if tag == "g":
        own = made.attrib.pop("id", "")
        if re.fullmatch(r"p\d+", own):
            made.set("data-point", own[1:])
    if link := node.get(_LINK):
        made.set("href", link)
    for look in filter(None, node.get("style", "").split(";")):
        name, value = (word.strip() for word in look.split(":", 1))
        made.attrib |= _look(name, value)
    if tag == "text" and of_point:
        made.attrib |= _SEEN
    made.text = node.text if tag in ("text", "tspan") else None
    for child in node:
        if (inner := _plain(child, of_point=of_point)) is not None:
            made.append(inner)
    return None if tag in ("g", "defs") and not len(made) else made


def _look(name: str, value: str) -> dict[str, str]:
    if name == "font-family":  # that of the page, which has its faces with it
        return {}
    if name != "font":
        return {name: value}
    found = _FONT.search(f"font: {value}")
    size = {"font-size": found["size"]} if found else {}
    return size | ({"font-weight": "bold"} if found and found["bold"] else {})
