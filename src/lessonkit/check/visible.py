"""What no map can show of a table: notes, because it may be meant so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import shapely

from lessonkit.check.points import Ground, points_of
from lessonkit.days import span
from lessonkit.errors import Fault, counted
from lessonkit.tables.settings import Settings
from lessonkit.tables.tables import Raw

_FEW = 6  # ids that a note names


def map_notes(raws: Mapping[str, Raw], settings: Settings, ground: Ground) -> Iterator[Fault]:
    """Name what stands in a table and on no map; one note for each cause in a table.

    Parameters
    ----------
    raws
        The tables as they were typed; cells and ids must be right.
    settings
        The map windows, the layers, and the days of the lesson.
    ground
        The same map windows.
    """
    for name in ("places", "events"):
        raw = raws[name]
        far = [row for row, point in points_of(raw) if not ground.shows(point)]
        yield from _note(raw, far, "lon", "outside every map window", _WIDER)
    events = raws["events"]
    seen = {row for column in ("place_id", "lon") for row, _ in events.cells(column)}
    nowhere = [row for row in events.frame.index if row not in seen]
    yield from _note(events, nowhere, "place_id", "with neither place nor point", _NO_POINT)
    windows = [shapely.box(w.west, w.south, w.east, w.north) for w in ground.windows]
    for name in ("zones", "routes"):
        raw, shapes = raws[name], raws[name].shapes or {}
        far = [n for n, shape in shapes.items() if not any(w.intersects(shape) for w in windows)]
        yield from _note(raw, far, "geometry", "outside every map window", _WIDER)
        yield from _note(
            raw, _outside_days(raw, settings), "start", "on no day of the lesson", _DAYS
        )
    for name in ("places", "zones", "routes"):
        yield from _without_layer(raws[name], settings)


_WIDER = "Correct the point, or make a window of lesson.toml wider, if it is to be seen."
_NO_POINT = "Give a place or a point, if one is known. The lists show them all the same."
_DAYS = "Correct the days, or start and end in lesson.toml."


def _outside_days(raw: Raw, settings: Settings) -> list[int]:
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if first is None or last is None:
        return []
    early = [row for row, text in raw.cells("end") if (one := span(text, "m")) and one.last < first]
    late = [row for row, text in raw.cells("start") if (one := span(text)) and one.first > last]
    return sorted({*early, *late})


def _without_layer(raw: Raw, settings: Settings) -> Iterator[Fault]:
    """Name kinds of a table that no layer shows."""
    layers = [one for one in settings.lists.get("layers", []) if one.get("table") == raw.table.name]
    shown_kinds = {kind for layer in layers for kind in layer.get("kinds", ())}
    rows: dict[str, list[int]] = {}
    for row, kind in raw.cells("kind"):
        if kind not in shown_kinds:
            rows.setdefault(kind, []).append(row)
    for kind, of_kind in rows.items():
        remedy = f"Add {kind} to the kinds of a layer in lesson.toml, or correct the kind."
        yield from _note(raw, of_kind, "kind", f"of the kind {kind}, which no layer shows", remedy)


def _note(raw: Raw, rows: Sequence[int], column: str, what: str, remedy: str) -> Iterator[Fault]:
    if not rows:
        return
    ids = dict(raw.cells(raw.table.key))
    names = [ids.get(row, f"row {row}") for row in rows]
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    listed = f"{', '.join(names[:_FEW])}{more}"
    got = f"{counted(len(rows), raw.table.name.rstrip('s'))} {what} ({listed})"
    yield raw.at(rows[0], column, got, "what a map can show", remedy)
