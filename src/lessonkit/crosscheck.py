"""What no single cell can show: ids of other files, days with no holder or two, order in dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pandas as pd

from lessonkit import rules
from lessonkit.control import Problem, gaps_and_overlaps
from lessonkit.errors import Fault
from lessonkit.rules import nearest, real_date, shown, split_ids, suggest
from lessonkit.settings import FILE, Settings
from lessonkit.tables import Raw

Raws = Mapping[str, Raw]
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
    yield from _sheet_faults(raws, settings)


def _known(ref: str, raws: Raws, settings: Settings) -> set[str] | None:
    if ref in raws:
        return raws[ref].ids() if raws[ref].whole else None
    return _listed(_SETTINGS_LISTS[ref], settings)


def _listed(table: str, settings: Settings) -> set[str] | None:
    """Give the ids of a list of settings, unless a fault in it makes them doubtful."""
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


def _sheet_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find map sheets that name no window, layer or place, or have no day of the lesson."""
    targets = {"extent": _listed("extents", settings), "layers": _listed("layers", settings)}
    files = dict.fromkeys(targets, FILE) | {"places": raws["places"].table.file}
    targets["places"] = _known("places", raws, settings)
    layers = settings.lists.get("layers", [])
    unsure = any(fault.column == "sheets.day" for fault in settings.faults)  # told already
    changing = {layer.get("id") for layer in layers if layer.get("table") == "control"}
    for sheet in settings.lists.get("sheets", []):
        where = f"of {sheet.get('id', '?')}"
        for key, known in targets.items():
            given = sheet.get(key, ())
            for wrong in [given] if isinstance(given, str) else given:
                if known is not None and wrong not in known:
                    words, remedy = f"an id from {files[key]}", "Correct the id."
                    near = suggest(wrong, known, remedy)
                    yield Fault(FILE, None, f"sheets.{key} {where}", shown(wrong), words, near)
        if "day" in sheet:
            yield from _day_outside("sheets.day " + where, sheet["day"], settings)
        elif changing & set(sheet.get("layers", ())) and not unsure:
            words = "a day, because who held what changes"
            remedy = "Add day = and the date that the map shows."
            yield Fault(FILE, None, f"sheets.day {where}", "no day", words, remedy)
    if "report_day" in settings.lesson:
        yield from _day_outside("lesson.report_day", settings.lesson["report_day"], settings)


def _day_outside(where: str, day: date, settings: Settings) -> Iterator[Fault]:
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if not isinstance(first, date) or not isinstance(last, date) or first > last:
        return  # they have their own fault
    if not first <= day <= last:
        words = f"a day of the lesson, {first} to {last}"
        yield Fault(FILE, None, where, str(day), words, "Correct the day.")


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
            "an actor that an event, a stake or a relation names",
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


def control_faults(raws: Raws, settings: Settings, skip: set[int]) -> Iterator[Fault]:
    """Find places with whole and part rows, with no row, and days with no holder or two.

    `skip` are the rows of `control.csv` with a fault in a place or date: their place is left out,
    because what follows from a wrong cell would only hide it.
    """
    raw = raws["control"]
    if not raw.whole:
        return
    doubtful = _doubtful(raw.frame, raws["places"].ids(), skip)
    yield from _without_control(raws["places"], set(raw.frame["place_id"]) | doubtful)
    frame = raw.frame[~raw.frame["place_id"].isin(doubtful)]
    mixed = _mixed(frame)
    for place, row in mixed.items():
        words = f"a part, as other rows of {place} have one"
        remedy = "A place has rows for the whole or for its parts, not both."
        yield raw.at(row, "part", "an empty cell", words, remedy)
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if isinstance(first, date) and isinstance(last, date) and first <= last:
        yield from _days(raw, frame[~frame["place_id"].isin(mixed)], (first, last))


def _doubtful(frame: pd.DataFrame, known: set[str], skip: set[int]) -> set[str]:
    unknown = set(frame["place_id"]) - known
    meant = {nearest(place, known) for place in unknown}
    return unknown | meant | set(frame.loc[frame.index.isin(skip), "place_id"])


def _without_control(places: Raw, held: set[str]) -> Iterator[Fault]:
    for row, place in places.cells("place_id"):
        if place not in held:
            got = f"{shown(place)}, which has no row in control.csv"
            remedy = "Add its rows to control.csv; the holder may be unknown."
            yield places.at(row, "place_id", got, "a holder for every day of the lesson", remedy)


def _mixed(frame: pd.DataFrame) -> dict[str, int]:
    """Give the places with rows both for the whole and for parts, and the first whole row."""
    whole, parts = frame[frame["part"] == ""], set(frame.loc[frame["part"] != "", "place_id"])
    rows = zip(whole["place_id"], whole.index, strict=True)
    return {place: row for place, row in reversed(list(rows)) if place in parts}


def _days(raw: Raw, frame: pd.DataFrame, lesson: tuple[date, date]) -> Iterator[Fault]:
    days = frame[["start", "end"]].map(real_date).apply(pd.to_datetime)
    for (place, part), own in days.groupby([frame["place_id"], frame["part"]], sort=False):
        for problem in gaps_and_overlaps(own, *lesson):
            yield _day_fault(raw, f"{place} {part}".strip(), problem, own, lesson[1])


def _day_fault(raw: Raw, name: str, found: Problem, own: pd.DataFrame, last: date) -> Fault:
    start, end = found.start.date(), found.end.date()
    days = f"{start}" if start == end else f"{start} to {end}"
    # Without a row beside the gap, all rows of the place lie outside the lesson.
    labels = cast("list[int]", list(found.rows or own.index))
    before, row = labels[0], labels[-1]
    if found.kind == "overlap":
        got = f"two holders of {name} on {days} (the other in row {before})"
        earlier = bool(own["start"][before] < found.start)
        remedy = (
            f"End row {before} on {start - timedelta(days=1)}, or start this row later."
            if earlier
            else "Correct the dates of the two rows, or delete one."
        )
        return raw.at(row, "start", got, "one holder on each day", remedy)
    column = "end" if end == last else "start"
    remedy = f"Set this {column} to {end if column == 'end' else start}, or add a row."
    return raw.at(row, column, f"no holder of {name} on {days}", "one on each day", remedy)


def paragraph_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find numbers of paragraphs that the article does not have, if the lesson says how many."""
    last = settings.lesson.get("paragraphs")
    if not isinstance(last, int):
        return
    for raw in raws.values():
        for column in raw.table.columns:
            if column.parse not in ("int", "ints"):
                continue
            for row, text in raw.cells(column.name):
                # A cell of another form has its own fault.
                parts = text.split(";") if rules.PARAGRAPHS.good(text) else []
                for wrong in [part for part in parts if int(part) > last][:1]:
                    words = f"0 to {last}, since the article has {last} paragraphs"
                    remedy = f"Correct the number, or paragraphs in {FILE}."
                    yield raw.at(row, column.name, wrong, words, remedy)


def settle_dates(raw: Raw, faults: list[Fault]) -> list[Fault]:
    """Make one suggestion of two for dates like 01/06, where other rows of the column tell."""
    better: dict[tuple[int | None, str | None, str], str] = {}
    for column in raw.table.columns:
        if rules.DATE in column.rules or rules.VAGUE_DATE in column.rules:
            cells = list(raw.cells(column.name))
            first = _day_first(text for _, text in cells)
            for row, text in cells if first is not None else []:
                at = raw.at(row, column.name, "", "", "")
                better[at.row, at.column, rules.date_hint(text)] = rules.date_hint(text, first)
    return [
        replace(fault, remedy=better.get((fault.row, fault.column, fault.remedy), fault.remedy))
        for fault in faults
    ]


def _day_first(cells: Iterable[str]) -> bool | None:
    """Tell from a number over 12 if the day comes first; None if nothing tells, or both do."""
    pairs = [re.match(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]", text) for text in cells]
    numbers = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
    found = {one > 12 for one, two in numbers if (one > 12) != (two > 12)}
    return found.pop() if len(found) == 1 else None


def strings(value: object) -> Iterable[str]:
    """Give every text inside parsed TOML, split as ids: exercises cite sources too."""
    if isinstance(value, str):
        return split_ids(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]
