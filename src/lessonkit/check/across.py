"""What no single cell can show: ids of other files, numbers of paragraphs, days of maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from lessonkit.days import Day, iso, last_of, read, read_any, swapped
from lessonkit.errors import Fault, counted, did_you_mean, first_of, shown, suggest
from lessonkit.letters import scripts_in, scripts_of
from lessonkit.tables.rules import PARAGRAPHS, as_id, ascii_digits, day_alone, is_gone, split_ids
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

Raws = Mapping[str, Raw]
_SETTINGS_LISTS = {"holders": "holders", "phases": "phases", "stake_labels": "stakes"}


class _Asked(NamedTuple):
    """A cell or a key that asks for an id: its file, and what makes a fault of it."""

    file: str
    fault: Callable[[str, str, str], Fault]


def unknown_ids(raws: Raws, settings: Settings, found: Iterable[Fault]) -> Iterator[Fault]:
    """Find ids that name nothing: one fault for each, with the number of rows that ask for it.

    A target that is itself damaged is not held against the rest. An id whose own cell is at fault
    among those that were `found` has that fault already; what follows from it is not told.
    """
    wrong_cells = {(fault.file, fault.row) for fault in found}
    without: dict[str, list[_Asked]] = {}
    unknown = _unknown(raws, settings)
    lost = _behind_lost(unknown, raws)
    for (ref, wrong), asking in unknown.items():
        known = _known(ref, raws, settings) or set()
        if not known:
            without.setdefault(ref, []).extend(asking)
            continue
        if (ref, wrong) in lost or (ref in raws and _has_own_fault(wrong, raws[ref], wrong_cells)):
            continue
        file = (
            raws[ref].table.file
            if ref in raws
            else f"[[{_SETTINGS_LISTS.get(ref, ref)}]] in {FILE}"
        )
        files = ", ".join(dict.fromkeys(one.file for one in asking))
        many = f", which {len(asking)} lines in {files} ask for" if len(asking) > 1 else ""
        near = _meant(wrong, ref, raws, settings, known) or f"Add it to {file}, or correct it."
        yield asking[0].fault(f"{shown(wrong)}{many}", f"an id from {file}", near)
    for ref, asking in without.items():
        yield _without(
            ref, [one.file for one in asking], [id_ for of, id_ in unknown if of == ref], raws
        )
    yield from _unknown_switches(settings)
    yield from _unknown_marks(raws, settings, wrong_cells)
    yield from _unknown_goers(raws, settings, wrong_cells)
    yield from _unknown_notebooks(settings)
    yield from _map_days(raws, settings)
    yield from _stray_hours(raws, settings)


def _without(ref: str, files: Sequence[str], ids: Sequence[str], raws: Raws) -> Fault:
    """Tell once that a table or a list is not there, which others ask for."""
    if ref in raws:
        return without_rows(raws[ref], files, ids)
    name = _SETTINGS_LISTS.get(ref, ref)
    return Fault(FILE, None, name, "no such table", _asked_for(files), f"Add [[{name}]].")


def without_rows(target: Raw, files: Sequence[str], ids: Sequence[str]) -> Fault:
    """Tell once that a table is not there, or has no row, which others ask for.

    Parameters
    ----------
    target
        The table.
    files
        The file of each line that asks.
    ids
        What they ask for.
    """
    words = f"{_asked_for(files)}: {first_of([*dict.fromkeys(map(shown, ids))], _NAMED)}"
    if not target.left_out:
        return Fault(target.table.file, None, None, "no row", words, "Write its rows.")
    got = "no such sheet" if target.table.in_workbook else "no file"
    remedy = "Put it back, or check its name."
    return Fault(target.table.file, None, None, got, words, remedy)


def _asked_for(files: Sequence[str]) -> str:
    lines = f"{counted(len(files), 'line')} in {', '.join(dict.fromkeys(files))}"
    return f"what {lines} ask{'s' if len(files) == 1 else ''} for"


_NAMED = 6  # ids


def _unknown(raws: Raws, settings: Settings) -> dict[tuple[str, str], list[_Asked]]:
    """Give each id that names nothing, with what it is an id of, and what asks for it."""
    asked: dict[tuple[str, str], list[_Asked]] = {}
    for raw in raws.values():
        for column in raw.table.columns:
            known = _known(column.ref, raws, settings) if column.ref else None
            for row, text in raw.cells(column.name) if known is not None else ():
                for wrong in [part for part in split_ids(text) if part not in (known or ())][:1]:
                    one = _Asked(raw.table.file, partial(raw.at, row, column.name))
                    asked.setdefault((column.ref, wrong), []).append(one)
    for target, wrong, where in (
        *_unknown_in_lists(raws, settings),
        *_unknown_roads(raws, settings),
        *_unknown_opening(settings),
    ):
        one = _Asked(FILE, partial(Fault, FILE, None, where))
        asked.setdefault((target, wrong), []).append(one)
    return asked


def _has_own_fault(wrong: str, target: Raw, wrong_cells: set[tuple[str, int | None]]) -> bool:
    """Tell if the id that was meant is there, and has a fault of its own, such as a hidden sign."""
    for row, text in target.cells(target.table.key):
        if (target.table.file, row) in wrong_cells and _plain(text) == _plain(wrong):
            return True
    return False


def _plain(text: str) -> str:
    """Give an id as it is compared: E3, 3 and E03 were meant as one."""
    return re.sub("^[a-z]?0*(?=[0-9]+$)", "", as_id(text))


def _lost_rows(raw: Raw) -> list[int]:
    """Give the rows whose id is gone: an empty cell, or the error of a formula in its place."""
    if not raw.table.key or raw.table.key not in raw.frame:
        return []
    cells = raw.frame[raw.table.key].astype(str)
    return [row for row, text in cells.items() if is_gone(text)]  # type: ignore[misc]


def _behind_lost(unknown: Iterable[tuple[str, str]], raws: Raws) -> set[tuple[str, str]]:
    """Give the unknown ids that rows without an id may have had: as many as there are such rows."""
    asked: dict[str, list[str]] = {}
    for ref, wrong in unknown:
        if ref in raws:
            asked.setdefault(ref, []).append(wrong)
    return {
        (ref, wrong)
        for ref, ids in asked.items()
        if len(ids) <= len(_lost_rows(raws[ref]))
        for wrong in ids
    }


def explained(faults: Iterable[Fault], raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Say more of faults in cells with ids: what asks for the id, and which id a name has."""
    asked = _unknown(raws, settings)
    lost = _behind_lost(asked, raws)
    tables = {raw.table.file: raw for raw in raws.values()}
    for fault in faults:
        raw = tables.get(fault.file)
        column = (
            next((c for c in raw.table.columns if c.name == fault.column), None) if raw else None
        )
        if not raw or not column or fault.row not in raw.frame.index:
            yield fault
            continue
        text = str(raw.frame.at[fault.row, column.name])
        gone = is_gone(text)
        wanted = {
            wrong: cells
            for (ref, wrong), cells in asked.items()
            if column.unique
            and ref == raw.table.name
            and ((ref, wrong) in lost if gone else as_id(wrong) == as_id(text))
        }
        if asking := [one for cells in wanted.values() for one in cells]:
            files = ", ".join(dict.fromkeys(one.file for one in asking))
            ask = "asks" if len(asking) == 1 else "ask"
            whom = f"for it as {first_of([*wanted], 3)}"
            if gone:
                whom = f"for {first_of([*wanted], 3)}, which no row has"
            got = f"{fault.got}, while {counted(len(asking), 'line')} in {files} {ask} {whom}"
            yield replace(fault, got=got)
        elif gone:
            yield fault
        elif column.ref and (meant := _ids_of_names(text, column.ref, raws, settings)):
            yield replace(fault, remedy=f"Write {meant}: a cell has the id, not the name.")
        elif column.ref and (near := _near_id(text, column.ref, raws, settings)):
            yield replace(fault, remedy=f"Did you mean {near}?")
        else:
            yield fault


def _ids_of_names(text: str, ref: str, raws: Raws, settings: Settings) -> str:
    """Give a cell with ids in the place of names, or empty text if it has other words."""
    known, names = _known(ref, raws, settings) or set(), _names(ref, raws, settings)
    parts = [part.strip() for part in text.split(";")]
    ids = [part if part in known else names.get(part.casefold(), "") for part in parts]
    return ";".join(ids) if all(ids) and ids != parts else ""


def _near_id(text: str, ref: str, raws: Raws, settings: Settings) -> str:
    """Give the id that a text in another form is like, such as usa for US; empty if none is."""
    known = _known(ref, raws, settings) or set()
    one = len(split_ids(text)) == 1 and as_id(text) not in known
    return suggest(as_id(text), known) if one else ""


def _names(ref: str, raws: Raws, settings: Settings) -> dict[str, str]:
    """Give the ids of a table or list by the names that stand beside them."""
    if ref not in raws:
        entries = settings.lists.get(_SETTINGS_LISTS.get(ref, ref), [])
        named = [
            (entry.get(key, ""), entry.get("id", ""))
            for entry in entries
            for key in ("label", "short")
        ]
    else:
        ids = dict(raws[ref].cells(raws[ref].table.key))
        named = [
            (text, ids.get(row, ""))
            for column in ("name_en", "label", "title", "term", "citation", "publisher")
            for row, text in raws[ref].cells(column)
        ]
    return {name.casefold(): one for name, one in reversed(named) if name and one}


def _meant(wrong: str, ref: str, raws: Raws, settings: Settings, known: set[str]) -> str:
    """Say which id was meant: the one with that name, one that nobody asks for, or the nearest."""
    if named := _names(ref, raws, settings).get(wrong.casefold()):
        return f"Did you mean {named}?"
    if ref not in raws:
        return did_you_mean(wrong, known, "")
    target = raws[ref]
    asked = _used(ref, raws)
    near = suggest(wrong, [one for one in known if one not in asked])
    if near:
        row = next(row for row, text in target.cells(target.table.key) if text == near)
        return (
            f"Did you mean {near}? It is in row {row} of {target.table.file}, and nothing asks for "
            "it: if it was renamed, give it the old id again, or write the new one in each row."
        )
    return did_you_mean(wrong, known, "")


def _known(ref: str, raws: Raws, settings: Settings) -> set[str] | None:
    if ref in raws:
        return raws[ref].ids() if raws[ref].whole else None
    return _listed(_SETTINGS_LISTS.get(ref, ref), settings)


def _listed(table: str, settings: Settings) -> set[str] | None:
    """Give the ids of a list of settings, unless a fault in it makes them doubtful."""
    if table not in settings.lists:
        return None
    return None if settings.is_doubtful(table) else settings.ids(table)


# Keys of lists in `lesson.toml` that hold an id or a list of them, and what these are ids of: a
# list of the same file, or a table.
_IDS_IN_LISTS = {
    "layers": {"source_ids": "sources", "measure": "measures"},
    "charts": {"measure": "measures", "figures": "figures"},
    "maps": {"extent": "extents", "layers": "layers", "places": "places"},
    "steps": {"map": "maps", "extent": "extents"},
    "sheets": {"map": "maps", "layers": "layers", "find": "places"},
    "ways": {"estimate": "estimates", "from": "places", "to": "places"},
    "outcomes": {"estimate": "estimates", "source_ids": "sources"},
    "actor_groups": {"actors": "actors"},
    "key_terms": {"terms": "glossary"},
}


def _unknown_in_lists(raws: Raws, settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Find layers, maps, sheets, groups and lists of terms that name what is not there.

    Give what it is an id of, the id, and where it stands.
    """
    for name, keys in _IDS_IN_LISTS.items():
        for key, target in keys.items():
            known = _known(target, raws, settings)
            if known is None:
                continue
            for entry in settings.lists.get(name, []):
                given = entry.get(key, ())
                ids = [given] if isinstance(given, str) else given
                for wrong in [one for one in ids if one not in known][:1]:
                    yield target, wrong, f"{name}.{key} of {_named(entry)}"


def _unknown_opening(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Find a map for the start page that the lesson does not have."""
    opening, known = settings.lesson.get("opening"), _listed("maps", settings)
    if opening and known is not None and opening not in known:
        yield "maps", opening, "lesson.opening"


def _unknown_roads(raws: Raws, settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Find ways along a route that is not there, or by places that are not: a list has places."""
    for way in settings.lists.get("ways", []):
        road = way.get("road", ())
        ids, target = ([road], "routes") if isinstance(road, str) else (road, "places")
        known = _known(target, raws, settings)
        for wrong in [one for one in ids if known is not None and one not in known][:1]:
            yield target, wrong, f"ways.road of {_named(way)}"


def _unknown_goers(
    raws: Raws, settings: Settings, wrong_cells: set[tuple[str, int | None]]
) -> Iterator[Fault]:
    """Find ways of somebody who is neither a holder nor an actor."""
    holders, actors = (_known(name, raws, settings) for name in ("holders", "actors"))
    if holders is None or actors is None or _lost_rows(raws["actors"]):
        return
    for way in settings.lists.get("ways", []):
        who = way.get("who")
        if who is None or who in holders | actors:
            continue
        if not _has_own_fault(who, raws["actors"], wrong_cells):
            words = f"the id of a holder, or one from {raws['actors'].table.file}"
            near = did_you_mean(who, holders | actors, "Correct it.")
            yield Fault(FILE, None, f"ways.who of {_named(way)}", shown(who), words, near)


def _unknown_notebooks(settings: Settings) -> Iterator[Fault]:
    """Find lists of terms, and times, for a notebook that the lesson does not have."""
    notebooks = settings.lesson.get("notebooks", ())
    for table in ("key_terms", "times"):
        for entry in settings.lists.get(table, []):
            if notebooks and (wrong := entry.get("notebook", notebooks[0])) not in notebooks:
                near = did_you_mean(wrong, notebooks, "Correct the name.")
                words = "a notebook of the lesson"
                yield Fault(FILE, None, f"{table}.notebook", shown(wrong), words, near)


def _unknown_marks(
    raws: Raws, settings: Settings, wrong_cells: set[tuple[str, int | None]]
) -> Iterator[Fault]:
    """Find steps whose mark is neither a place nor an event with a point: no card could open."""
    targets = [raws["places"], raws["events"]]
    known = [_known(table, raws, settings) for table in ("places", "events")]
    if None in known:
        return
    both = set().union(*(ids for ids in known if ids))
    seen = {row for row, _ in raws["events"].cells("lon")}
    bare = {one for row, one in raws["events"].cells("event_id") if row not in seen}
    for entry in settings.lists.get("steps", []):
        if (mark := entry.get("mark")) and mark not in both:
            if any(map(_lost_rows, targets)) or any(
                _has_own_fault(mark, one, wrong_cells) for one in targets
            ):
                continue
            near = did_you_mean(mark, both, "Correct it, or delete it.")
            words = f"an id from {raws['places'].table.file} or {raws['events'].table.file}"
            yield Fault(FILE, None, f"steps.mark of {_named(entry)}", shown(mark), words, near)
        elif mark in bare:
            got, words = f"{mark}, which has no lon and lat", "a place, or an event with a point"
            near = "Give the event its point, or delete the mark."
            yield Fault(FILE, None, f"steps.mark of {_named(entry)}", got, words, near)
        elif later := _later_than_its_map(mark, entry, raws["events"], settings):
            near = "Take another mark, delete it, or give the map days for a slider."
            yield Fault(FILE, None, f"steps.mark of {_named(entry)}", *later, near)


def _later_than_its_map(
    mark: Any, step: Mapping[str, Any], events: Raw, settings: Settings
) -> tuple[str, str] | None:
    """Say of an event that it begins after the one day of a map, which then has no mark of it."""
    maps = {one.get("id"): one for one in settings.lists.get("maps", [])}
    of = maps.get(step.get("map"), {})
    row = next((row for row, one in events.cells("event_id") if one == mark), None)
    if row is None or "days" in of or "day" not in of or settings.is_doubtful("maps"):
        return None
    begin, day = read(events.cell(row, "start")), read_any(of["day"])
    if begin is None or day is None or begin[0].astype("datetime64[m]") <= last_of(day, "m"):
        return None
    return f"{mark}, which begins on {iso(begin[0])}", f"an event of {iso(day)} or before"


def _named(entry: Mapping[str, Any]) -> str:
    names = (entry.get(key) for key in ("id", "map", "notebook", "label"))
    return shown(str(next((one for one in names if one), "?")))


def _unknown_switches(settings: Settings) -> Iterator[Fault]:
    """Find what is to be on at the start of a map and is no layer of it."""
    if _listed("layers", settings) is None:
        return
    layers = settings.lists.get("layers", [])
    # The places of a layer, or its zones, may be switched by their holders.
    held = [layer["id"] for layer in layers if layer.get("table") in ("control", "zones")]
    of_holders = {f"{layer}-{one}" for layer in held for one in settings.ids("holders")}
    maps = {entry.get("id"): entry for entry in settings.lists.get("maps", [])}
    asked = [("maps", entry, entry) for entry in maps.values()]
    steps = settings.lists.get("steps", [])
    asked += [("steps", one, maps[one["map"]]) for one in steps if one.get("map") in maps]
    for table, entry, of in asked:
        drawn = set(of.get("layers", settings.ids("layers")))
        known = drawn | (of_holders if drawn & set(held) else set())
        for wrong in [one for one in entry.get("visible", ()) if one not in known][:1]:
            near = did_you_mean(wrong, known, "Add it to the layers of the map, or delete it.")
            where = f"{table}.visible of {_named(entry)}"
            yield Fault(FILE, None, where, shown(wrong), "a layer of the map", near)


def _stray_hours(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find hours in a lesson by days: they would be lost without a word.

    Where `lesson.toml` cannot be read, or its step, nobody knows whether it goes by days.
    """
    unsure = any(fault.column == "lesson.step" for fault in settings.faults)
    if unsure or not settings.lesson or settings.lesson.get("step") == "hour":
        return
    for raw in raws.values():
        for column in (one.name for one in raw.table.columns if one.parse == "date"):
            for row, text in raw.cells(column):
                if "T" in text and read(text):
                    yield raw.at(row, column, text, *day_alone(text))


def _changes(layer: Mapping[str, Any], raws: Raws) -> bool:
    """Tell if a layer shows one thing after the other in the same place."""
    if measure := layer.get("measure"):
        values = raws["values"]
        mine = [row for row, text in values.cells("measure") if text == measure]
        dated = {row for column in ("start", "end") for row, _ in values.cells(column)}
        return bool(dated & {*mine})
    if layer.get("table") == "zones":
        zones = raws["zones"]
        kinds, held = dict(zones.cells("kind")), dict(zones.cells("holder"))
        dated = {row for column in ("start", "end") for row, _ in zones.cells(column)}
        return any(kinds.get(row) in layer.get("kinds", ()) and row in held for row in dated)
    return layer.get("table") == "control"


def _map_days(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find maps whose days are none of the lesson, or that show control of no day."""
    unsure = {fault.column for fault in settings.faults}  # told already
    layers = settings.lists.get("layers", [])
    changing = {layer.get("id") for layer in layers if _changes(layer, raws)}
    for entry in settings.lists.get("maps", []):
        where, days = f"of {_named(entry)}", entry.get("days", ())
        if days and days[1] < days[0]:
            words = "the earlier day first"
            yield Fault(FILE, None, f"maps.days {where}", iso(days[1]), words, "Swap the two days.")
            continue
        for day in days:
            yield from _day_outside(f"maps.days {where}", day, settings)
        if "day" in entry:
            yield from _day_outside(f"maps.day {where}", entry["day"], settings)
            if days and not days[0] <= entry["day"] <= days[1]:
                words = f"a day of the slider, {iso(days[0])} to {iso(days[1])}"
                got, remedy = iso(entry["day"]), "Correct the day, or the days."
                yield Fault(FILE, None, f"maps.day {where}", got, words, remedy)
        elif unsure & {"maps.day", "maps.days"} or days:
            continue
        elif changing & set(entry.get("layers", changing)):
            words = "a day, because who held what changes"
            remedy = "Add day = and the date that the map shows."
            yield Fault(FILE, None, f"maps.day {where}", "no day", words, remedy)
    yield from _days_of_sheets(settings)
    yield from _days_of_steps(settings)
    yield from _days_of_clocks(settings)
    if "report_day" in settings.lesson:
        yield from _day_outside("lesson.report_day", settings.lesson["report_day"], settings)


def _sound_maps(settings: Settings) -> dict[Any, dict[str, Any]]:
    """Give the maps by id; none if one has a fault, which is told already and may be the cause."""
    if any((fault.column or "").startswith("maps.") for fault in settings.faults):
        return {}
    return {entry.get("id"): entry for entry in settings.lists.get("maps", [])}


def _days_of_steps(settings: Settings) -> Iterator[Fault]:
    """Find steps that go to a day which is not on the slider of their map."""
    maps = _sound_maps(settings)
    for entry in settings.lists.get("steps", []):
        if (day := entry.get("day")) is None or entry.get("map") not in maps:
            continue
        days = maps[entry["map"]].get("days", ())
        if days and (days[1] < days[0] or days[0] <= day <= days[1]):
            continue
        words = (
            f"a day of the slider, {iso(days[0])} to {iso(days[1])}"
            if days
            else "no day: no slider"
        )
        where = f"steps.day of {_named(entry)}"
        remedy = _swapped_day(day, *days) if days else ""
        remedy = remedy or "Correct the day, or delete it."
        yield Fault(FILE, None, where, iso(day), words, remedy)


def _days_of_clocks(settings: Settings) -> Iterator[Fault]:
    """Find clocks of what was known that stand before the day shown, or off their slider."""
    maps = _sound_maps(settings)
    asked = [("maps", entry, entry) for entry in maps.values()]
    for table in ("steps", "sheets"):
        entries = settings.lists.get(table, [])
        asked += [(table, one, maps[one["map"]]) for one in entries if one.get("map") in maps]
    for table, entry, of in asked:
        if (by := entry.get("known_by")) is None:
            continue
        where, days = f"{table}.known_by of {_named(entry)}", of.get("days", ())
        if table != "sheets" and not of.get("evidence", True):
            got, remedy = f"{iso(by)}, of a map with evidence = false", "Delete one of the two."
            yield Fault(FILE, None, where, got, "a map with the clock of what was known", remedy)
            continue
        shown = entry.get("day", of.get("day", days[0] if days else None))
        if table == "sheets" and (settings.is_doubtful(table) or _outside(settings, shown)):
            continue  # the cause is told
        if table != "sheets" and shown is not None and days and not days[0] <= shown <= days[1]:
            continue  # so it is here
        if shown is None or (table != "sheets" and not days):
            words = "a map with a day" if table == "sheets" else "a map with a slider (days)"
            yield Fault(FILE, None, where, iso(by), words, "Delete it, or give the map its days.")
        elif by < shown or (table != "sheets" and by > days[1]):
            last = f" to {iso(days[1])}" if table != "sheets" else " or later"
            words = f"a day from {iso(shown)}, the day shown,{last}"
            yield Fault(FILE, None, where, iso(by), words, "Correct the day.")


def _outside(settings: Settings, day: Day | None) -> bool:
    """Whether a map has no day, or one off the lesson: both are told of the map."""
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    return day is None or first is None or last is None or not first <= day <= last


def _days_of_sheets(settings: Settings) -> Iterator[Fault]:
    """Find sheets whose day is not one of their map, and those of a slider without any day."""
    maps = {entry.get("id"): entry for entry in settings.lists.get("maps", [])}
    for sheet in settings.lists.get("sheets", []):
        drawn, day = maps.get(sheet.get("map"), {}), sheet.get("day")
        days = drawn.get("days", ())
        if day is None and days and "day" not in drawn:
            where, words = f"sheets.map of {_named(sheet)}", "a map with a day"
            remedy = f"Add day = to the sheet or to the map {_named(sheet)}: paper shows one day."
            yield Fault(FILE, None, where, "a map with days only", words, remedy)
        elif day is not None and days and days[0] <= days[1] and not days[0] <= day <= days[1]:
            words = f"a day of the slider, {iso(days[0])} to {iso(days[1])}"
            where, remedy = f"sheets.day of {_named(sheet)}", "Correct the day."
            yield Fault(FILE, None, where, iso(day), words, remedy)
        elif day is not None:
            yield from _day_outside(f"sheets.day of {_named(sheet)}", day, settings)


def _day_outside(where: str, day: Day, settings: Settings) -> Iterator[Fault]:
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if first is None or last is None or first > last:
        return  # they have their own fault
    if not first <= day <= last:
        words = f"a day of the lesson, {iso(first)} to {iso(last)}"
        remedy = _swapped_day(day, first, last) or "Correct the day."
        yield Fault(FILE, None, where, iso(day), words, remedy)


def _swapped_day(day: Day, first: Day, last: Day) -> str:
    """Ask for a day and a month in each other's place, if that is a day from first to last."""
    other = read(swapped(iso(day).partition("T")[0]))
    if other is None or not last_of(first, "D") <= other[0] <= last_of(last, "D"):
        return ""
    return f"Are day and month swapped? Then it is {iso(other[0])}."


def unused_sources(raws: Raws, settings: Settings, elsewhere: set[str]) -> Iterator[Fault]:
    """Note sources that nothing cites yet: who begins a lesson writes down the sources first."""
    words, remedy = (
        "a source that some row cites",
        "Cite it in a row, or delete it.",
    )
    citing = settings.lists["layers"] + settings.lists["outcomes"]
    cited = elsewhere | {i for one in citing for i in one.get("source_ids", ())}
    yield from _unused(raws, "sources", cited, "which nothing uses yet", words, remedy)


def unused_actors(raws: Raws, settings: Settings, elsewhere: set[str]) -> Iterator[Fault]:
    """Note actors that nothing names: a card may be all that a lesson has to say of them."""
    groups = settings.lists["actor_groups"]
    named = elsewhere | _speakers(raws) | {i for one in groups for i in one.get("actors", ())}
    named |= {one["who"] for one in settings.lists["ways"] if "who" in one}
    words = "an actor that an event, a position, a relation, a report or a group names"
    remedy = "It may stay: it has a card all the same. Else name it in a row, or delete it."
    yield from _unused(raws, "actors", named, "which nothing names yet", words, remedy)


def _unused(
    raws: Raws, target: str, elsewhere: set[str], what: str, words: str, remedy: str
) -> Iterator[Fault]:
    named = _used(target, raws)
    used = elsewhere | named
    key, ids = raws[target].table.key, raws[target].ids()
    # One that was renamed is not used, and its old id has a fault already.
    used |= {suggest(old, ids - used) for old in named - ids}
    for row, text in raws[target].cells(key):
        if text not in used:
            yield raws[target].at(row, key, f"{shown(text)}, {what}", words, remedy)


def _used(target: str, raws: Raws) -> set[str]:
    columns = [(raw, c.name) for raw in raws.values() for c in raw.table.columns if c.ref == target]
    return {
        part for raw, name in columns for _, text in raw.cells(name) for part in split_ids(text)
    }


def _speakers(raws: Raws) -> set[str]:
    """Give the ids of actors who make a claim: `asserted_by` holds names, not ids."""
    said = " ".join(text for _, text in raws["claims"].cells("asserted_by"))
    labels = dict(raws["actors"].cells("label"))
    return {name for row, name in raws["actors"].cells("actor_id") if labels.get(row, name) in said}


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
                parts = ascii_digits(text).split(";") if PARAGRAPHS.good(text) else []
                for wrong in [part for part in parts if int(part) > last][:1]:
                    words = f"0 to {last}, since the article has {last} paragraphs"
                    remedy = f"Correct the number, or paragraphs in {FILE}."
                    yield raw.at(row, column.name, wrong, words, remedy)


_LIKE = 'local_names = { language = "el", label = "Greek" }'


def local_name_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find second names of places of no language, and those without a letter of it."""
    places, local = raws["places"], settings.lesson.get("local_names")
    if not settings.lesson or settings.is_doubtful("lesson"):
        return
    for row, text in places.cells("name_local"):
        if not local:
            words = f"no local name, because {FILE} does not say in which language it is"
            remedy = f"Add to [lesson], in your words: {_LIKE}. Or empty the column."
            yield places.at(row, "name_local", shown(text), words, remedy)
            return
        language = local["language"]
        scripts = scripts_of(language)
        if scripts and not scripts_in(text, language).keys() & set(scripts):
            letters = f"{' or '.join(scripts)} letters"
            words = f"a name in {letters}, as {language} is written"
            remedy = (
                f"Write the name in {letters}, or leave the cell empty. Is the language written in "
                f"others? Name them in its code: {_like_script(language)}."
            )
            yield places.at(row, "name_local", shown(text), words, remedy)


def _like_script(language: str) -> str:
    """Give an example of the code of a language with the code of a script."""
    return f'"{language.partition("-")[0]}-Latn"'


def strings(value: object) -> Iterable[str]:
    """Give every text inside parsed TOML, split as ids: exercises cite sources too."""
    if isinstance(value, str):
        return split_ids(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]
