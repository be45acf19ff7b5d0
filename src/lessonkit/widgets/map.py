"""The map widget: a map drawn once in Python, then switched in the browser with no kernel.

`interactive_map` is the way in; `Map` holds the state: `date`, `visible` and `selected` can be
read, set, observed and linked.
"""

from __future__ import annotations

import base64
import datetime as dt
import html
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from PIL import Image

from lessonkit.errors import LessonError
from lessonkit.layers import Layer
from lessonkit.lesson import Lesson
from lessonkit.makers import build_layers
from lessonkit.maps import Window, map_svg, print_map
from lessonkit.widgets.spec import map_spec

_HERE = Path(__file__).parent
# One file a concern; joined here because a saved notebook can carry only one script per widget.
_SCRIPTS = ("dates.js", "labels.js", "stage.js", "legend.js", "time.js", "card.js", "map.js")
Day = str | dt.date


def join_scripts(names: Sequence[str]) -> str:
    """Join ES modules of this folder into one: local imports go, and `export` before a name."""
    text = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
    text = re.sub(r'^import .* from "\./.*";\n', "", text, flags=re.MULTILINE)
    return re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE)


class StateError(LessonError, traitlets.TraitError):
    """A wrong value for the state of a map. As a TraitError it leaves the old value in place."""


class _DayTrait(traitlets.Unicode):
    """ISO text of a day; takes a date as well."""

    def validate(self, obj: Any, value: Any) -> str:
        if isinstance(value, dt.date):
            value = f"{value:%Y-%m-%d}"
        if not isinstance(value, str):
            raise StateError(f"date: got {value!r}, expected a day written like 2001-05-14.")
        return value


class Map(anywidget.AnyWidget):
    """A map with switches. Make one with `interactive_map`.

    Attributes
    ----------
    date : str
        The day shown, ISO 8601. Empty on a map without dates.
    visible : list of str
        Ids of the layers that are on.
    selected : str
        Id of the feature whose card is open, or empty.
    """

    _esm = join_scripts(_SCRIPTS)
    _css = ""
    style_text = traitlets.Unicode((_HERE / "map.css").read_text(encoding="utf-8")).tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    date = _DayTrait().tag(sync=True)
    visible = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)

    # Draws the still map for viewers that run nothing; asked for only when the map is displayed.
    still: Callable[[], bytes] | None = None

    @traitlets.validate("date")
    def _check_date(self, proposal: Any) -> str:
        first, last = self.spec.get("first", ""), self.spec.get("last", "")
        if not first:
            return ""
        day = _day(proposal["value"], "date").isoformat()
        if not first <= day <= last:
            raise StateError(f"date: got {day}, expected a day from {first} to {last}.")
        return day

    @traitlets.validate("visible")
    def _check_visible(self, proposal: Any) -> list[str]:
        known = [layer["id"] for layer in self.spec.get("layers", ())]
        for layer in proposal["value"]:
            if layer not in known:
                raise StateError(f"visible: unknown layer {layer!r}. Known: {', '.join(known)}.")
        return [layer for layer in known if layer in proposal["value"]]

    @traitlets.validate("selected")
    def _check_selected(self, proposal: Any) -> str:
        known = self.spec.get("cards", {})
        if proposal["value"] and proposal["value"] not in known:
            raise StateError(f"selected: no feature has the id {proposal['value']!r}.")
        return str(proposal["value"])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the still map with its words to the widget view, for viewers that run nothing."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is not None and self.still is not None:
            source = base64.b64encode(self.still()).decode("ascii")
            alt = html.escape(self.spec["alt"], quote=True)
            data["text/html"] = f'<img alt="{alt}" src="data:image/webp;base64,{source}">'
            data["text/plain"] = f"Map: {self.spec['title']}"
        return data, metadata


def interactive_map(
    lesson: Lesson,
    extent: str,
    layers: Sequence[str] | None = None,
    *,
    places: Sequence[str] | None = None,
    title: str,
    alt: str,
    subtitle: str = "",
    date: Day | None = None,
    dates: tuple[Day, Day] | None = None,
    visible: Sequence[str] | None = None,
    extra: Sequence[Layer] = (),
) -> Map:
    """Draw layers of a lesson as a map whose switches and dates work without a kernel.

    Parameters
    ----------
    lesson : Lesson
    extent : str
        Id of a map window in `lesson.toml`.
    layers : sequence of str, optional
        Ids of layers in `lesson.toml`; all if not given.
    places : sequence of str, optional
        Ids of the places to draw; all if not given. A map shows no more than it must.
    title : str
        The point that the map makes, as a sentence.
    alt : str
        What the map shows, for somebody who cannot see it: type, place, pattern.
    subtitle : str, optional
        What the marks are, and what they are not.
    date, dates : str or datetime.date, optional
        The day shown first, and the first and last day of the slider (both inclusive).
        Without `dates` there is no slider, and the map shows `date` only, if given.
    visible : sequence of str, optional
        Ids of the layers that are on at the start.
    extra : sequence of Layer, optional
        Layers made with `layer_from_frame`.

    Raises
    ------
    LessonError
        For an unknown extent, layer or date, and for an empty title or alt text.
    """
    for name, value in (("title", title), ("alt", alt)):
        if not value.strip():
            raise LessonError(f"{name}: got nothing. Say what the map shows: readers need it.")
    if extent not in lesson.extents:
        known = ", ".join(lesson.extents)
        raise LessonError(f"extent: got {extent!r}, expected one of {known} (see lesson.toml).")
    window = Window(lesson.extents[extent])
    first, last = _range(lesson, date, dates)
    made = [*build_layers(lesson, window.extent, layers, places), *extra]
    _check_ids(made)
    made = [_between(layer, first, last) for layer in made]
    made = [layer for layer in made if layer.features or layer.table == "basemap"]
    spec = map_spec(lesson, window, made) | {
        "title": title,
        "subtitle": subtitle,
        "alt": alt,
        "slider": dates is not None,
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
    }
    shown = list(visible) if visible is not None else [layer.id for layer in made if layer.on]
    shown = _expand(shown, spec)
    start = _day(date, "date") if date else first
    widget = Map(
        spec=spec,
        svg=map_svg(lesson, window, made),
        visible=shown,
        date=start.isoformat() if start else "",
    )
    widget.still = lambda: _webp(
        print_map(
            lesson, window.extent, made, title=title, day=start, visible=shown, subtitle=subtitle
        )
    )
    return widget


def _day(value: Any, what: str) -> dt.date:
    try:
        # A datetime is a date, too; its time of day is left out.
        return dt.date.fromisoformat(f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else value)
    except (TypeError, ValueError):
        raise StateError(
            f"{what}: got {value!r}, expected a day written like 2001-05-14."
        ) from None


def _range(
    lesson: Lesson, date: Day | None, dates: tuple[Day, Day] | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of the map, checked against the lesson's own."""
    if dates is None:
        days = [_day(date, "date")] * 2 if date else []
    elif isinstance(dates, tuple | list) and len(dates) == 2:
        days = [_day(d, "dates") for d in dates]
    else:
        raise LessonError(f"dates: got {dates!r}, expected two days, the first and the last.")
    if not days:
        return None, None
    first, last = days
    if last < first:
        raise LessonError(f"dates: got {first} to {last}, expected the earlier day first.")
    if not lesson.start <= first <= last <= lesson.end:
        raise LessonError(
            f"date: got {first} to {last}, expected days of the lesson, "
            f"{lesson.start} to {lesson.end}."
        )
    return first, last


def _check_ids(layers: Sequence[Layer]) -> None:
    ids = [layer.id for layer in layers]
    for twice in (i for i in ids if ids.count(i) > 1):
        raise LessonError(f"Two layers have the id {twice!r}. Give the new one another id.")


def _between(layer: Layer, first: dt.date | None, last: dt.date | None) -> Layer:
    """Leave out what never holds on the days of the map."""
    if first is None or last is None:
        return layer
    kept = tuple(
        f
        for f in layer.features
        if (f.start is None or f.start <= last) and (f.end is None or f.end >= first)
    )
    return replace(layer, features=kept)


def _expand(ids: Sequence[str], spec: dict[str, Any]) -> list[str]:
    """Let `control` stand for the layers of all its holders."""
    holders = [layer["id"] for layer in spec["layers"] if layer["table"] == "control"]
    return [one for i in ids for one in (holders if i == "control" else [i])]


def _webp(figure: Any) -> bytes:
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=80, pil_kwargs={"compress_level": 1})
    file = io.BytesIO()
    Image.open(page).convert("RGB").save(file, "WEBP", quality=70)
    return file.getvalue()
