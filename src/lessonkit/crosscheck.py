"""What no single cell can show: ids of other files, points on the map, days without a holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import pandas as pd
import shapely

from lessonkit.control import Problem, gaps_and_overlaps
from lessonkit.errors import Fault
from lessonkit.rules import nearest, number, real_date, shown, split_ids, suggest
from lessonkit.settings import FILE, Settings
from lessonkit.tables import Raw

Raws = Mapping[str, Raw]
# A place may lie a little outside every map window, as Tehran does on a map of Syria.
MARGIN_DEGREES = 5.0
_SETTINGS_LISTS = {"holders": "holders", "phases": "phases", "stake_labels": "stakes"}


def unknown_ids(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find ids that name nothing. A target that is itself damaged is not held against the rest."""
    for raw in raws.values():
        for column in raw.table.columns:
            known = _known(column.ref, raws, settings) if column.ref else None
            if known is None:
                continue
            file = raws[column.ref].table.file if column.ref in raws else FILE
            for row, text in raw.cells(column.name):
                for wrong in [part for part in split_ids(text) if part not in known][:1]:
                    yield raw.at(
                        row,
                        column.name,
                        shown(wrong),
                        f"an id from {file}",
                        suggest(wrong, known, f"Add it to {file}, or correct it."),
                    )
    yield from _unknown_layer_sources(raws, settings)


def _known(ref: str, raws: Raws, settings: Settings) -> set[str] | None:
    if ref in raws:
        return raws[ref].ids() if raws[ref].whole else None
    table = _SETTINGS_LISTS[ref]
    if table not in settings.lists:
        return None
    broken = any((fault.column or table).startswith(table) for fault in settings.faults)
    return None if broken else settings.ids(table)


def _unknown_layer_sources(raws: Raws, settings: Settings) -> Iterator[Fault]:
    known = _known("sources", raws, settings)
    if known is None:
        return
    for layer in settings.lists.get("layers", []):
        for wrong in [i for i in layer.get("source_ids", ()) if i not in known]:
            yield Fault(
                FILE,
                None,
                f"layers.source_ids of {layer.get('id', '?')}",
                shown(wrong),
                "an id from sources.csv",
                suggest(wrong, known, "Add it to sources.csv, or correct it."),
            )


def unused_ids(raws: Raws, settings: Settings, elsewhere: set[str]) -> Iterator[Fault]:
    """Find sources that nothing cites and actors that nothing names.

    Nothing is said while a file is damaged, since the use may be in the damaged part.
    """
    if not settings.lists or settings.faults or not all(raw.whole for raw in raws.values()):
        return
    cited = elsewhere | {i for e in settings.lists["layers"] for i in e.get("source_ids", ())}
    for target, words, remedy in (
        ("sources", "a source that some row cites", "Cite it in a row, or delete the row."),
        (
            "actors",
            "an actor that an event, a stake or another actor names",
            "Name it in a row, or delete the row.",
        ),
    ):
        used = cited | _used(target, raws) | _speakers(target, raws)
        key = raws[target].table.key
        for row, text in raws[target].cells(key):
            if text not in used:
                yield raws[target].at(row, key, f"{shown(text)}, which nothing uses", words, remedy)


def _used(target: str, raws: Raws) -> set[str]:
    columns = [(raw, c.name) for raw in raws.values() for c in raw.table.columns if c.ref == target]
    return {
        part for raw, name in columns for _, text in raw.cells(name) for part in split_ids(text)
    }


def _speakers(target: str, raws: Raws) -> set[str]:
    """Give the ids of actors who make a claim: `asserted_by` holds names, not ids."""
    if target != "actors":
        return set()
    said = " ".join(text for _, text in raws["claims"].cells("asserted_by"))
    labels = dict(raws["actors"].cells("label"))
    return {name for row, name in raws["actors"].cells("actor_id") if labels.get(row, name) in said}


def far_points(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find points far from every map window, and say if lon and lat look swapped."""
    windows = [e.cartopy for e in settings.extents() if e.west < e.east and e.south < e.north]
    broken = any((fault.column or "extents").startswith("extents") for fault in settings.faults)
    if broken or not windows:
        return
    home = settings.lesson.get("country")
    at_home = {row for row, text in raws["places"].cells("country") if text == home}
    # A meeting may be held far away, in a city that no map of the lesson shows.
    yield from _far_rows(raws["places"], windows, at_home)
    yield from _far_rows(raws["events"], windows, set())
    for name in ("zones", "routes"):
        yield from _far_shapes(raws[name], windows)


Windows = list[tuple[float, float, float, float]]


def _near(lon: float, lat: float, windows: Windows, grow: float = MARGIN_DEGREES) -> bool:
    return any(
        west - grow <= lon <= east + grow and south - grow <= lat <= north + grow
        for west, east, south, north in windows
    )


def _far_rows(raw: Raw, windows: Windows, at_home: set[int]) -> Iterator[Fault]:
    lats = dict(raw.cells("lat"))
    for row, text in raw.cells("lon"):
        lon, lat = number(text), number(lats.get(row, ""))
        if lon is None or lat is None or _near(lon, lat, windows):
            continue
        swapped = _near(lat, lon, windows, grow=0)
        remedy = "Are lon and lat swapped?" if swapped else "Correct lon or lat."
        if abs(lat) > 90:
            yield raw.at(row, "lat", lats[row], "-90 to 90 degrees", remedy)
        elif abs(lon) > 180:
            yield raw.at(row, "lon", text, "-180 to 180 degrees", remedy)
        elif swapped or row in at_home:
            yield raw.at(row, "lon", f"{text} with lat {lats[row]}", _around(windows), remedy)


def _around(windows: Windows) -> str:
    return f"a point within {MARGIN_DEGREES:g} degrees of a map window of {FILE}"


def _far_shapes(raw: Raw, windows: Windows) -> Iterator[Fault]:
    for n, shape in (raw.shapes or {}).items():
        points = shapely.get_coordinates(shape)
        far = [(lon, lat) for lon, lat in points if not _near(lon, lat, windows)]
        if far:
            swapped = all(_near(lat, lon, windows, grow=1) for lon, lat in points)
            remedy = (
                "Are lon and lat swapped? GeoJSON writes [lon, lat]."
                if swapped
                else ("Correct the point, or draw the shape again.")
            )
            yield raw.at(
                n, "geometry", f"the point [{far[0][0]:g}, {far[0][1]:g}]", _around(windows), remedy
            )


def control_faults(raws: Raws, settings: Settings, skip: set[int]) -> Iterator[Fault]:
    """Find places with whole and part rows, with no row, and days with no holder or two.

    `skip` are the rows of `control.csv` with a fault in a place or date: their place is left out,
    because what follows from a wrong cell would only hide it.
    """
    raw = raws["control"]
    if not {"place_id", "part", "start", "end"} <= set(raw.frame.columns) or not raw.whole:
        return
    frame = raw.frame
    places = raws["places"]
    yield from _without_control(places, set(frame["place_id"]) | _doubtful(frame, places, skip))
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    frame = frame[~frame["place_id"].isin(_doubtful(frame, places, skip))]
    for place, rows in frame.groupby("place_id", sort=False):
        if rows["part"].eq("").any() and rows["part"].ne("").any():
            row = rows.index[rows["part"].eq("")][0]
            yield raw.at(
                row,
                "part",
                "an empty cell",
                f"a part, as other rows of {place} have one",
                "A place has rows for the whole or for its parts, not both.",
            )
        elif isinstance(first, date) and isinstance(last, date) and first <= last:
            for part, own in rows.groupby("part", sort=False):
                yield from _days(raw, own, f"{place} {part}".strip(), (first, last))


def _doubtful(frame: pd.DataFrame, places: Raw, skip: set[int]) -> set[str]:
    unknown = {place for place in frame["place_id"] if place not in places.ids()}
    meant = {nearest(place, places.ids()) for place in unknown}
    return unknown | meant | set(frame.loc[frame.index.isin(skip), "place_id"])


def _without_control(places: Raw, held: set[str]) -> Iterator[Fault]:
    for row, place in places.cells("place_id"):
        if place not in held:
            yield places.at(
                row,
                "place_id",
                f"{shown(place)}, which has no row in control.csv",
                "a holder for every day of the lesson",
                "Add its rows to control.csv; the holder may be unknown.",
            )


def _days(raw: Raw, rows: pd.DataFrame, name: str, lesson: tuple[date, date]) -> Iterator[Fault]:
    dates = pd.DataFrame(
        {
            "start": pd.to_datetime(rows["start"].map(real_date)),
            "end": pd.to_datetime(rows["end"].map(real_date)),
        }
    )
    for problem in gaps_and_overlaps(dates, *lesson):
        yield _day_fault(raw, name, problem, lesson)


def _day_fault(raw: Raw, name: str, found: Problem, lesson: tuple[date, date]) -> Fault:
    start, end = found.start.date(), found.end.date()
    days = f"{start}" if start == end else f"{start} to {end}"
    row = int(found.rows[-1])  # type: ignore[call-overload]
    if found.kind == "overlap":
        other = f"row {found.rows[0]}"
        return raw.at(
            row,
            "start",
            f"two holders of {name} on {days} (also {other})",
            "one",
            f"End {other} on {start - timedelta(days=1)}, or start this row later.",
        )
    at_end = end == lesson[1] and len(found.rows) == 1
    remedy = (
        f"Set this end to {end}, or add a row."
        if at_end
        else (f"Set this start to {start}, or add a row.")
    )
    column = "end" if at_end else "start"
    return raw.at(row, column, f"no holder of {name} on {days}", "one for every day", remedy)


def strings(value: object) -> Iterable[str]:
    """Give every text inside parsed TOML, split as ids: exercises cite sources too."""
    if isinstance(value, str):
        return split_ids(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]
