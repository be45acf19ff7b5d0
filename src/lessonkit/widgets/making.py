"""Making maps: `interactive_map` draws one, `linked_maps` two side by side."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PIL import Image

from lessonkit.dating import as_day
from lessonkit.errors import LessonError
from lessonkit.layers import Feature, Layer, cited
from lessonkit.lesson import Lesson
from lessonkit.makers import build_layers
from lessonkit.maps import Window, map_svg, print_map
from lessonkit.widgets.map import Map, MapPair
from lessonkit.widgets.spec import map_spec
from lessonkit.widgets.words import Day, days_of


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
    spec = map_spec(lesson, window, made, last) | {
        "title": title,
        "subtitle": subtitle,
        "alt": alt,
        "slider": dates is not None,
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
    }
    shown = list(visible) if visible is not None else [layer.id for layer in made if layer.on]
    shown = _expand(shown, spec)
    start = as_day(date, "date") if date else first
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


def linked_maps(
    lesson: Lesson,
    extent: str,
    layers: Sequence[str] | None = None,
    *,
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    **both: Any,
) -> MapPair:
    """Draw two maps of one window side by side that zoom, switch layers and open cards as one.

    For two dates, give each side its `date`; for two methods, its `layers` or `extra`. Each map
    keeps its own date.

    Parameters
    ----------
    lesson, extent, layers
        As for `interactive_map`.
    left, right : mapping
        What is one side's own: any argument of `interactive_map`, for example
        ``left={"date": "2001-05-14", "title": "Before"}``.
    **both
        What both sides share: any argument of `interactive_map`.

    Returns
    -------
    MapPair
        Its `left` and `right` are the two `Map` widgets.

    Raises
    ------
    LessonError
        As `interactive_map`, and if a side has an argument that it does not know.
    """
    known = set(interactive_map.__kwdefaults__ or ()) | {"layers", "title", "alt"}
    for where, given in {"linked_maps": both, "left": left, "right": right}.items():
        for name in set(given) - known:
            names = ", ".join(sorted(known))
            raise LessonError(f"{where}: unknown argument {name!r}. Known: {names}.")
    sides = [{"layers": layers, "title": "", "alt": "", **both, **own} for own in (left, right)]
    first, second = (interactive_map(lesson, extent, **side) for side in sides)
    return MapPair(left=first, right=second)


def _range(
    lesson: Lesson, date: Day | None, dates: tuple[Day, Day] | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of the map, checked against the lesson's own."""
    if dates is None and not date:
        return None, None
    return days_of(lesson, (as_day(date, "date"),) * 2 if dates is None else dates)


def _check_ids(layers: Sequence[Layer]) -> None:
    ids = [layer.id for layer in layers]
    for twice in (i for i in ids if ids.count(i) > 1):
        raise LessonError(f"Two layers have the id {twice!r}. Give the new one another id.")


def _between(layer: Layer, first: dt.date | None, last: dt.date | None) -> Layer:
    """Leave out what never holds on the days of the map, and ends that come after them."""
    if first is None or last is None:
        return layer
    kept = tuple(
        _known_by(last, f)
        for f in layer.features
        if (f.start is None or f.start <= last) and (f.end is None or f.end >= first)
    )
    # A layer that names no sources of its own has those of its features, and of no others.
    own = layer.source_ids != cited(layer.features)
    return replace(layer, features=kept, source_ids=layer.source_ids if own else cited(kept))


def _known_by(last: dt.date, feature: Feature) -> Feature:
    """Leave the end open that nobody knew on the last day of the map."""
    if feature.end is None or feature.end <= last:
        return feature
    card, when = feature.card, feature.card.get("when")
    if when and when[1] > last.isoformat():
        card = card | {"when": [when[0], ""]}
    return replace(feature, end=None, card=card)


def _expand(ids: Sequence[str], spec: dict[str, Any]) -> list[str]:
    """Let `control` stand for the layers of all its holders."""
    holders = [layer["id"] for layer in spec["layers"] if layer["table"] == "control"]
    return [one for i in ids for one in (holders if i == "control" else [i])]


def _webp(figure: Any) -> bytes:
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=80, pil_kwargs={"compress_level": 1})
    file = io.BytesIO()
    Image.open(page).convert("RGB").save(file, "WEBP", quality=48, method=6)
    return file.getvalue()
