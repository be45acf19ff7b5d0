"""What no single cell can show: ids of other files, numbers of paragraphs, days of maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from lessonkit.errors import Fault, did_you_mean, shown
from lessonkit.tables.rules import PARAGRAPHS, split_ids
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw

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
                        did_you_mean(wrong, known, f"Add it to {file}, or correct it."),
                    )
    yield from _unknown_layer_sources(raws, settings)
    yield from _unknown_in_lists(raws, settings)
    yield from _map_days(settings)


def _known(ref: str, raws: Raws, settings: Settings) -> set[str] | None:
    if ref in raws:
        return raws[ref].ids() if raws[ref].whole else None
    return _listed(_SETTINGS_LISTS[ref], settings)


def _listed(table: str, settings: Settings) -> set[str] | None:
    """Give the ids of a list of settings, unless a fault in it makes them doubtful."""
    if table not in settings.lists:
        return None
    return None if settings.is_doubtful(table) else settings.ids(table)


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
                did_you_mean(wrong, known, "Add it to sources.csv, or correct it."),
            )


# Keys of lists in `lesson.toml` that hold an id or a list of them, and what these are ids of: a
# list of the same file, or a table.
_IDS_IN_LISTS = {
    "maps": {"extent": "extents", "layers": "layers", "places": "places"},
    "steps": {"map": "maps", "extent": "extents"},
    "sheets": {"map": "maps", "layers": "layers", "find": "places"},
    "actor_groups": {"actors": "actors"},
    "key_terms": {"terms": "glossary"},
}


def _unknown_in_lists(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find maps, sheets, groups of actors and lists of terms that name what is not there."""
    for name, keys in _IDS_IN_LISTS.items():
        for key, target in keys.items():
            of_table = target in raws
            known = _known(target, raws, settings) if of_table else _listed(target, settings)
            if known is None:
                continue
            file = raws[target].table.file if of_table else f"[[{target}]]"
            for entry in settings.lists.get(name, []):
                given = entry.get(key, ())
                ids = [given] if isinstance(given, str) else given
                for wrong in [one for one in ids if one not in known][:1]:
                    near = did_you_mean(wrong, known, f"Add it to {file}, or correct it.")
                    where = f"{name}.{key} of {_named(entry)}"
                    yield Fault(FILE, None, where, shown(wrong), f"an id from {file}", near)
    yield from _unknown_switches(settings)
    yield from _unknown_marks(raws, settings)
    notebooks = settings.lesson.get("notebooks", ())
    for entry in settings.lists.get("key_terms", []):
        if notebooks and (wrong := entry.get("notebook", notebooks[0])) not in notebooks:
            near = did_you_mean(wrong, notebooks, "Correct the name.")
            words = "a notebook of the lesson"
            yield Fault(FILE, None, "key_terms.notebook", shown(wrong), words, near)


def _unknown_marks(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find steps whose mark is neither a place nor an event."""
    known = [_known(table, raws, settings) for table in ("places", "events")]
    if None in known:
        return
    both = set().union(*(ids for ids in known if ids))
    for entry in settings.lists.get("steps", []):
        if (mark := entry.get("mark")) and mark not in both:
            near = did_you_mean(mark, both, "Correct it, or delete it.")
            words = "an id from places.csv or events.csv"
            yield Fault(FILE, None, f"steps.mark of {_named(entry)}", shown(mark), words, near)


def _named(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or entry.get("map") or entry.get("notebook") or "?")


def _unknown_switches(settings: Settings) -> Iterator[Fault]:
    """Find what is to be on at the start of a map and is no layer of it."""
    if _listed("layers", settings) is None:
        return
    layers = settings.lists.get("layers", [])
    held = [layer["id"] for layer in layers if layer.get("table") == "control"]
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


def _map_days(settings: Settings) -> Iterator[Fault]:
    """Find maps whose days are none of the lesson, or that show control of no day."""
    unsure = {fault.column for fault in settings.faults}  # told already
    layers = settings.lists.get("layers", [])
    changing = {layer.get("id") for layer in layers if layer.get("table") == "control"}
    for entry in settings.lists.get("maps", []):
        where, days = f"of {_named(entry)}", entry.get("days", ())
        if days and days[1] < days[0]:
            words = "the earlier day first"
            yield Fault(FILE, None, f"maps.days {where}", str(days[1]), words, "Swap the two days.")
            continue
        for day in days:
            yield from _day_outside(f"maps.days {where}", day, settings)
        if "day" in entry:
            yield from _day_outside(f"maps.day {where}", entry["day"], settings)
            if days and not days[0] <= entry["day"] <= days[1]:
                words = f"a day of the slider, {days[0]} to {days[1]}"
                got, remedy = str(entry["day"]), "Correct the day, or the days."
                yield Fault(FILE, None, f"maps.day {where}", got, words, remedy)
        elif unsure & {"maps.day", "maps.days"} or days:
            continue
        elif changing & set(entry.get("layers", changing)):
            words = "a day, because who held what changes"
            remedy = "Add day = and the date that the map shows."
            yield Fault(FILE, None, f"maps.day {where}", "no day", words, remedy)
    yield from _sheets_without_day(settings)
    yield from _days_of_steps(settings)
    if "report_day" in settings.lesson:
        yield from _day_outside("lesson.report_day", settings.lesson["report_day"], settings)


def _days_of_steps(settings: Settings) -> Iterator[Fault]:
    """Find steps that go to a day which is not on the slider of their map."""
    maps = {entry.get("id"): entry for entry in settings.lists.get("maps", [])}
    for entry in settings.lists.get("steps", []):
        if (day := entry.get("day")) is None or entry.get("map") not in maps:
            continue
        days = maps[entry["map"]].get("days", ())
        if days and days[0] <= day <= days[1]:
            continue
        words = f"a day of the slider, {days[0]} to {days[1]}" if days else "no day: no slider"
        where, remedy = f"steps.day of {_named(entry)}", "Correct the day, or delete it."
        yield Fault(FILE, None, where, str(day), words, remedy)


def _sheets_without_day(settings: Settings) -> Iterator[Fault]:
    """Find sheets of a map with a slider that names no day: paper shows one."""
    maps = {entry.get("id"): entry for entry in settings.lists.get("maps", [])}
    for sheet in settings.lists.get("sheets", []):
        drawn = maps.get(sheet.get("map"), {})
        if "days" in drawn and "day" not in drawn:
            where, words = f"sheets.map of {_named(sheet)}", "a map with a day"
            remedy = f"Add day = to the map {_named(sheet)}: paper shows one day."
            yield Fault(FILE, None, where, "a map with days only", words, remedy)


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
                parts = text.split(";") if PARAGRAPHS.good(text) else []
                for wrong in [part for part in parts if int(part) > last][:1]:
                    words = f"0 to {last}, since the article has {last} paragraphs"
                    remedy = f"Correct the number, or paragraphs in {FILE}."
                    yield raw.at(row, column.name, wrong, words, remedy)


def strings(value: object) -> Iterable[str]:
    """Give every text inside parsed TOML, split as ids: exercises cite sources too."""
    if isinstance(value, str):
        return split_ids(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]
