"""Read a lesson folder and find every fault of every file in one run."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lessonkit.check.across import (
    explained,
    local_name_faults,
    paragraph_faults,
    strings,
    unknown_ids,
    unused_actors,
    unused_sources,
)
from lessonkit.check.cells import cells_of
from lessonkit.check.doubtful import (
    clock_notes,
    ground_name_notes,
    left_over_notes,
    letter_notes,
    midnight_notes,
    number_notes,
    other_name_notes,
)
from lessonkit.check.echoes.left import text_notes
from lessonkit.check.echoes.own import own_notes
from lessonkit.check.echoes.prose import prose_notes
from lessonkit.check.echoes.rows import echo_notes
from lessonkit.check.evidence.reports import report_faults, report_notes
from lessonkit.check.evidence.sources import source_notes, undated_notes
from lessonkit.check.kept import Kept
from lessonkit.check.minutes import Minutes, long_notes, minutes_of, short_notes
from lessonkit.check.notebooks import (
    Known,
    broken_notebooks,
    estimate_notes,
    line_faults,
    lost_files,
    missing_notebooks,
    name_faults,
    notebooks_of,
    notices,
    opening_notes,
    project_of,
    stops,
)
from lessonkit.check.periods import (
    control_faults,
    day_causes,
    far_notes,
    open_notes,
    phase_faults,
    relation_faults,
    swapped_notes,
)
from lessonkit.check.strays import stray_files
from lessonkit.check.values import (
    late_values,
    measure_faults,
    part_values,
    undrawn_values,
    unused_measures,
    value_faults,
)
from lessonkit.check.visible import (
    clock_of_sheet_notes,
    fill_notes,
    first_view_notes,
    kind_notes,
    layer_notes,
    map_notes,
    sheet_notes,
    step_notes,
    window_notes,
)
from lessonkit.check.whereabouts.alike import alike_notes
from lessonkit.check.whereabouts.called import called_notes
from lessonkit.check.whereabouts.known import areas_of, slip_notes, turned_notes
from lessonkit.check.whereabouts.points import (
    Ground,
    Turn,
    border_notes,
    country_faults,
    near_events,
    position_faults,
    turned,
    turned_tables,
)
from lessonkit.check.whereabouts.told import rivers_of, told_notes
from lessonkit.check.whereabouts.ways import way_faults
from lessonkit.days import unit_for
from lessonkit.errors import DataError, Fault, did_you_mean, listed, shown, told_once
from lessonkit.exercises import form, solution
from lessonkit.exercises.kinds.base import Exercise, Solved
from lessonkit.lesson import LessonData
from lessonkit.letters import other_name
from lessonkit.shelf import key_of, made
from lessonkit.tables.areas.grounds import asks_for_areas
from lessonkit.tables.areas.own import FILE as OWN
from lessonkit.tables.areas.own import read_own
from lessonkit.tables.entries import Extent
from lessonkit.tables.files import (
    as_table,
    parse_toml,
    read_csv,
    read_features,
    read_json,
    read_text,
)
from lessonkit.tables.folder import data_folder
from lessonkit.tables.schema import FIRST_LEVEL, TABLES, Table
from lessonkit.tables.settings import FILE, FORMS, Settings, check_settings
from lessonkit.tables.tables import (
    Raw,
    cell_faults,
    empty,
    left_out,
    typed,
    with_number,
    with_points,
    with_range,
    with_shapes,
)
from lessonkit.tables.workbook import (
    ENDINGS,
    WHOLE,
    Place,
    at,
    doubled,
    named_by_workbook,
    places_of,
    read_workbook,
    strange_sheets,
    without_sheet,
)

T = TypeVar("T")
_LESSON = "the lesson as a whole"
NO_CODE = "-99"
_NO_CODE_REMEDY = (
    "Natural Earth has -99 for France and Norway, too, in its column ISO_A2. Take ISO_A2_EH."
)
_EDGE = 0.01  # degrees: a window may reach so far beyond its base map


@dataclass
class Loaded:
    """All that was read of a lesson, and all that is wrong with it."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings({}, {}))
    raws: dict[str, Raw] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)  # what does not keep a lesson from working
    files: int = 0
    outlines: dict[str, BaseGeometry] = field(default_factory=dict)
    country_names: dict[str, str] = field(default_factory=dict)  # by the codes of the outlines
    exercises: list[Exercise] = field(default_factory=list)
    solved: dict[str, Solved] = field(default_factory=dict)  # by the id of the exercise
    ids: dict[str, str] = field(default_factory=dict)  # of every exercise, and its notebook
    cited: set[str] | None = None  # words of exercises that may be ids; None if it cannot be told
    sealed: list[dict[str, Any]] | None = None  # of a student's copy, which has no answers
    minutes: dict[str, Minutes] = field(default_factory=dict)  # of each notebook beside it
    lesson: LessonData | None = None  # there only if settings and tables have no fault

    @property
    def rows(self) -> int:
        """How many rows and features were read."""
        return sum(len(raw.frame) for raw in self.raws.values())


def check(folder: str | Path) -> list[Fault]:
    """Give every fault of every file of a lesson, sorted by file and row; empty if all is well.

    Raises
    ------
    LessonError
        If the folder holds no lesson at all.
    """
    return examine(folder).faults


def examine(folder: str | Path) -> Loaded:
    """Read a lesson folder, and the notebooks beside it for what they use of it."""
    loaded = load(folder)
    notebooks = loaded.settings.lesson.get("notebooks", ())
    books = notebooks_of(loaded.folder, notebooks)
    absent = [
        *missing_notebooks(loaded.folder, notebooks),
        *broken_notebooks(loaded.folder, notebooks),
    ]
    if loaded.sealed is None:
        absent += lost_files(loaded.folder, books, loaded.ids)
    strays = list(stray_files(loaded.folder, form.FOLDER))
    # Where the file that is read is missing, a lesson goes without it: that is no mere note.
    lost = {file for _, files in strays for file in files}
    there = [one for one in loaded.faults if one.file not in lost or one.row or one.column]
    absent = [*(fault for fault, files in strays if files), *absent]
    loaded.faults = _sorted([*there, *_named(loaded, absent)])  # `load` has named the others
    loaded.notices = [fault for fault, files in strays if not files]
    loaded.notices += _all(lambda: strange_sheets(loaded.folder), [])
    known = _known(loaded)
    loaded.notices += notices(loaded.exercises, books, known)
    loaded.notices += opening_notes(loaded.settings.lesson.get("opening", ""), books, known)
    loaded.notices += estimate_notes(loaded.settings.ids("estimates"), books)
    if not loaded.faults and loaded.lesson:
        home, maps = project_of(loaded.folder) / "notebooks", loaded.lesson.maps
        steps = {map_id: one.steps for map_id, one in maps.items()}
        loaded.minutes = {name: minutes_of(home / name, loaded.exercises, steps) for name in books}
        loaded.notices += [*long_notes(loaded.minutes, loaded.settings.lists["times"])]
        loaded.notices += short_notes(loaded.exercises)
    if not loaded.faults:
        loaded.notices += [*_notes_of_tables(loaded)]
    # The tables may be whole all the same: so these come when all notes of the tables are there.
    unread = any(one.file.startswith(f"{form.FOLDER}/") for one in loaded.faults)
    stopped = [*stops(books, known, unread=unread)]
    if loaded.sealed is None:  # else a student is at work on the cells
        stopped += _all(lambda: line_faults(loaded.folder, books), loaded.faults)
    loaded.faults = _sorted([*loaded.faults, *stopped])
    loaded.notices = _named(loaded, loaded.notices)
    return loaded


def _notes_of_tables(loaded: Loaded) -> Iterator[Fault]:
    """Say what is worth a look in tables and settings that have no fault."""
    if loaded.cited is not None:
        yield from unused_sources(loaded.raws, loaded.settings, loaded.cited)
        yield from unused_actors(loaded.raws, loaded.settings, loaded.cited)
    yield from source_notes(loaded.raws, loaded.settings.lesson["start"])
    yield from undated_notes(loaded.raws, loaded.settings)
    yield from number_notes(loaded.raws)
    yield from left_over_notes(loaded.raws)
    home = project_of(loaded.folder) / "notebooks"
    books = {name: home / name for name in loaded.settings.lesson.get("notebooks", ())}
    yield from text_notes(loaded.settings, loaded.exercises, books)
    yield from other_name_notes(loaded.raws, loaded.settings)
    yield from told_once(swapped_notes(loaded.raws, loaded.settings), _report_notes(loaded))
    yield from _echoes(loaded)
    ground = Ground.of(loaded.settings, loaded.outlines, loaded.country_names)
    yield from near_events(loaded.raws)
    yield from border_notes(loaded.raws["places"], ground)
    yield from told_once(
        slip_notes(loaded.raws, areas_of(loaded.folder), ground),
        told_notes(loaded.raws["places"], rivers_of(loaded.folder)),
        alike_notes(loaded.raws),
    )
    yield from map_notes(loaded.raws, loaded.settings, ground)
    yield from sheet_notes(loaded.raws, loaded.settings, ground)
    yield from clock_of_sheet_notes(loaded.settings)
    yield from window_notes(loaded.raws, loaded.settings, ground)
    if loaded.cited is not None:
        cells = (cell.source for path in books.values() for cell in cells_of(path))
        needed = {FIRST_LEVEL} if asks_for_areas(loaded.folder / "zones.geojson") else ()
        yield from layer_notes(loaded.settings, [*loaded.cited, *cells], needed)
    yield from fill_notes(loaded.raws, loaded.settings)
    yield from first_view_notes(loaded.settings)
    yield from midnight_notes(loaded.raws)
    yield from step_notes(loaded.raws, loaded.settings)
    yield from clock_notes(loaded.settings)
    yield from unused_measures(loaded.settings)
    yield from undrawn_values(loaded.raws, loaded.settings)
    shapes = ("zones", "routes")
    missing = [name for name in shapes if not (loaded.folder / f"{name}.geojson").is_file()]
    yield from kind_notes(loaded.raws, loaded.settings, missing)
    yield from letter_notes(loaded.raws, loaded.settings)
    yield from ground_name_notes(loaded.folder, loaded.settings)
    yield from called_notes(loaded.folder)
    yield from late_values(loaded.raws, loaded.settings)
    yield from part_values(loaded.raws, loaded.settings)
    yield from far_notes(loaded.raws, loaded.settings)
    yield from open_notes(loaded.raws)


def _named(loaded: Loaded, faults: list[Fault]) -> list[Fault]:
    files = {name: raw.table.file for name, raw in loaded.raws.items()}
    faults = [
        loaded.settings.placed(one) if one.file == FILE and one.row is None else one
        for one in faults
    ]
    return named_by_workbook(loaded.folder, files, faults)


def _echoes(loaded: Loaded) -> list[Fault]:
    if loaded.lesson is None:
        return []
    parts = loaded.raws, loaded.settings, loaded.lesson, loaded.exercises, loaded.solved
    looks = (
        lambda: echo_notes(*parts),
        lambda: own_notes(loaded.raws, loaded.settings),
        lambda: prose_notes(*parts),
    )
    # A title may be held against its own row, and against what it cites.
    found = (_all(look, loaded.faults) for look in looks)
    return [*told_once(*found, by=lambda one: (one.file, one.row, one.column, one.got))]


def _report_notes(loaded: Loaded) -> list[Fault]:
    lesson = loaded.lesson
    if lesson is None:
        return []
    return _all(lambda: report_notes(loaded.raws, lesson), loaded.faults)


def _known(loaded: Loaded) -> Known:
    """Give what notebooks may ask for."""
    settings, raws = loaded.settings, loaded.raws
    lists = {
        name: None if settings.is_doubtful(name) else settings.ids(name)
        for name in ("maps", "extents", "layers", "charts", "estimates")
    }
    # Where an id itself is at fault, nobody knows which one a cell asks for.
    wrong = {fault.column for fault in loaded.faults}
    places, terms = (
        raws[name].ids() if raws[name].whole and raws[name].table.key not in wrong else None
        for name in ("places", "glossary")
    )
    return Known(loaded.ids, **lists, places=places, terms=terms)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep what is made and look for no garbage among it: that takes a fifth of the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collecting()
def load(folder: str | Path) -> Loaded:
    """Read a lesson folder and check all of it. Nothing that a file holds makes this raise."""
    loaded = Loaded(data_folder(folder))
    found: list[Fault] = []
    loaded.settings = _guarded(
        FILE, lambda: _read_settings(loaded.folder / FILE), found, loaded.settings
    )
    found += loaded.settings.faults
    lost = {file for _, files in stray_files(loaded.folder, form.FOLDER) for file in files}
    nowhere = _guarded(FILE, partial(_has_no_table, loaded.folder), found, False) and not lost
    found += [_NO_TABLES] if nowhere else []
    for name, table in TABLES.items():
        is_gone = nowhere and not table.geometry
        loaded.raws[name] = empty(table) if is_gone else _read_table(loaded, table, lost, found)
    loaded.cited = _read_exercises(loaded, found)
    _read_basemaps(loaded, found)
    _guarded(OWN, partial(read_own, loaded.folder / "basemap"), found, None)
    read = {path for path in map(loaded.folder.joinpath, _read_names()) if path.exists()}
    loaded.files = 1 + len(read) + len(form.paths(loaded.folder))
    # A point's fault from here says more than the plain range of its column, so it goes first.
    ground = Ground.of(loaded.settings, loaded.outlines, loaded.country_names)
    none: list[tuple[Raw, Turn]] = []
    for raw, turn in _guarded(_LESSON, lambda: [*turned_tables(loaded.raws, ground)], found, none):
        found = [*_without_points(raw, found), turned(raw, turn)]
        found += (one for one in cell_faults(raw) if one.column in _POINT)
    far = _all(lambda: position_faults(loaded.raws, ground), found)
    loaded.faults = _one_a_cell([*far, *found])
    joined = _across(loaded)
    told = _all(lambda: explained(loaded.faults, loaded.raws, loaded.settings), joined)
    loaded.faults = _sorted(_one_a_cell([*(told or loaded.faults), *joined]))
    causes = _all(lambda: day_causes(loaded.faults, loaded.raws, loaded.settings), found)
    loaded.faults = causes or loaded.faults
    own = {FILE, *WHOLE, *(raw.table.file for raw in loaded.raws.values())}
    if not any(fault.file in own for fault in loaded.faults):
        loaded.lesson = lesson = _lesson(loaded)
        unsolved = _all(lambda: _solve(loaded, lesson), found)
        causes = [] if loaded.faults else _all(lambda: _causes(loaded), [])
        loaded.faults = _sorted([*loaded.faults, *_told_first(causes, unsolved, loaded.raws)])
    loaded.faults = _named(loaded, loaded.faults)
    return loaded


_POINT = ("lon", "lat")


def _without_points(raw: Raw, faults: list[Fault]) -> Iterator[Fault]:
    """Leave out what was said of single points of a table, which are told as a whole."""
    return (one for one in faults if one.file != raw.table.file or one.column not in _POINT)


def open_lesson(folder: str | Path) -> LessonData:
    """Read a lesson folder, with its exercises sealed and, where it has them, their answers.

    Parameters
    ----------
    folder : path
        The folder with `lesson.toml`, or the one above it that holds `data/`.

    Raises
    ------
    DataError
        With every fault of every file, if there is one.
    LessonError
        If the folder holds no lesson.
    """
    loaded = load(folder)
    if loaded.faults or loaded.lesson is None:
        raise DataError(loaded.faults)
    lesson = loaded.lesson
    if loaded.sealed is None:
        for one in loaded.exercises:
            solved = loaded.solved[one.id]
            lesson.exercises[one.id] = solution.sealed(one, lesson, solved)
            lesson.answer_key[one.id] = solution.answer_of(one, lesson, solved)
    else:
        lesson.exercises = {one["id"]: one for one in loaded.sealed}
    return lesson


def kept_lesson(folder: str | Path) -> LessonData:
    """Open a lesson as `open_lesson` does, or take it from the shelf if no file of it has changed.

    Reading and checking takes half of the first cell of a notebook, and most who open a lesson,
    print or publish it change nothing. A lesson with a fault is never kept.

    Raises
    ------
    DataError, LessonError
        As `open_lesson`.
    """
    home = data_folder(folder)
    try:
        # Strays count, too: by its name a file may be one that a lesson seems to lack.
        names = sorted(path.name for path in (*home.glob("*"), *home.glob(f"{form.FOLDER}/*")))
        key = key_of("lesson", files_read(home), *names)
    except OSError:
        return open_lesson(home)  # which says what cannot be read
    lesson = made(key, partial(open_lesson, home))
    lesson.folder = home  # the same lesson may lie elsewhere now
    return lesson


def files_read(folder: Path) -> list[Path]:
    """Give every file that `load` reads in a folder with `lesson.toml`, in one order."""
    named = [folder / name for name in (FILE, solution.SEALED, *_read_names())]
    ground = (path for path in (folder / "basemap").rglob("*") if path.is_file())
    return [*filter(Path.is_file, named), *form.paths(folder), *sorted(ground)]


def _read_names() -> Iterator[str]:
    """Give the names of all files that may hold a table."""
    yield from WHOLE
    for table in TABLES.values():
        yield table.file
        yield from (f"{table.name}{ending}" for ending in ENDINGS if not table.geometry)


def _lesson(loaded: Loaded) -> LessonData:
    """Put together what was read, once it has no fault."""
    points, shapes = ("places", "events"), ("zones", "routes")
    makers = dict.fromkeys(points, with_points) | dict.fromkeys(shapes, with_shapes)
    makers["figures"] = with_number
    unit = unit_for(loaded.settings.lesson.get("step"))
    tables = {name: makers.get(name, typed)(raw, unit) for name, raw in loaded.raws.items()}
    settings = loaded.settings.typed()
    tables["values"] = with_range(loaded.raws["values"], unit, settings["measures"])
    kinds = settings["kinds"]
    for table, of, key in (("sources", "source", "timeless"), ("routes", "route", "known_at_end")):
        told = {kind.id for kind in kinds.values() if kind.of == of and getattr(kind, key)}
        tables[table] = tables[table].assign(**{key: tables[table]["kind"].isin(told)})
    places = tables["places"]
    names = zip(places["name_en"], places["name_local"], strict=True)
    tables["places"] = places.assign(name_local=[other_name(*pair) for pair in names])
    outline = loaded.outlines.get(settings["country"])
    return LessonData(folder=loaded.folder, country_shape=outline, **settings, **tables)


def _solve(loaded: Loaded, lesson: LessonData) -> Iterator[Fault]:
    """Keep the answers that the data give; name what has none, and ids that stand twice."""
    seen: dict[str, Exercise] = {}
    for exercise in loaded.exercises:
        if exercise.id in seen:
            first = seen[exercise.id]
            words, remedy = "an id that no other exercise has", "Give it another id."
            got = f"the id of one in {first.file}"
            if first.title != exercise.title:
                got = f"the id of {shown(first.title, 40)} in {first.file}"
            yield exercise.fault("id", got, words, remedy)
        seen.setdefault(exercise.id, exercise)
        yield from solution.citation_faults(exercise, lesson)
        solved = solution.solve(exercise, lesson)
        if isinstance(solved, Fault):
            yield solved
        else:
            loaded.solved[exercise.id] = solved


def _causes(loaded: Loaded) -> Iterator[Fault]:
    """Find rows that are so likely wrong that what no exercise can solve may follow from them."""
    yield from far_notes(loaded.raws, loaded.settings)
    yield from swapped_notes(loaded.raws, loaded.settings)
    yield from turned_notes(loaded.raws["places"])


def _told_first(
    causes: Iterable[Fault], unsolved: Iterable[Fault], raws: Mapping[str, Raw]
) -> list[Fault]:
    """Tell a row that is likely wrong in the place of what follows from it in an exercise."""
    keys = {raw.table.file: dict(raw.cells(raw.table.key)) for raw in raws.values()}
    known = [(keys[one.file].get(one.row or 0, ""), one) for one in causes]
    found = list[Fault]()
    for fault in unsolved:
        named = {*re.findall(r"[\w-]+", fault.got)}
        follows = f"Because of it {fault.column} in {fault.file} cannot be solved: got {fault.got}."
        cause = next((one for id_, one in known if id_ in named), None)
        found.append(replace(cause, remedy=f"{cause.remedy} {follows}") if cause else fault)
    return found


def _across(loaded: Loaded) -> list[Fault]:
    """Check what joins the files, leaving out the rows whose own cells are at fault."""
    raws, settings, found = loaded.raws, loaded.settings, list[Fault]()
    skip = {
        fault.row
        for fault in loaded.faults
        if fault.file == raws["control"].table.file
        and fault.row is not None
        and fault.column in ("place_id", "part", "start", "end")
    }
    found += _all(lambda: unknown_ids(raws, settings, loaded.faults), found)
    found += _all(lambda: paragraph_faults(raws, settings), found)
    found += _all(lambda: local_name_faults(raws, settings), found)
    found += _all(lambda: country_faults(raws["places"], loaded.outlines), found)
    found += _all(lambda: control_faults(raws, settings, skip), found)
    found += _all(lambda: phase_faults(raws["events"], settings), found)
    unit = unit_for(settings.lesson.get("step"))
    found += _all(lambda: relation_faults(raws["relations"], unit), found)
    found += _all(lambda: value_faults(raws, settings), found)
    found += _all(lambda: measure_faults(raws, settings), found)
    found += _all(lambda: report_faults(raws, settings), found)
    found += _all(lambda: way_faults(raws, settings, loaded.faults), found)
    return found


def _guarded(file: str, action: Callable[[], T], found: list[Fault], otherwise: T) -> T:
    """Do one step; a fault that stops it, even one nobody thought of, never stops the others."""
    try:
        return action()
    except DataError as error:
        # A reader knows only the name of its file, not the folder of exercises or base map.
        found += [replace(fault, file=file) for fault in error.faults]
    except OSError as error:  # a spreadsheet may lock the table that it has open
        got = f"a file that cannot be opened ({error.strerror or error})"
        remedy = "Close it in other programs, and look whether you may read it."
        found.append(Fault(file, None, None, got, "a file that can be read", remedy))
    except Exception as error:  # the last resort: it is reported, with the file
        what = shown(f"{type(error).__name__}: {error}", 120)
        found.append(
            Fault(
                file,
                None,
                None,
                f"a file that could not be read ({what})",
                "a file as docs/data.md describes it",
                "Undo the last change; if that does not help, please report this.",
            )
        )
    return otherwise


def _read_settings(path: Path) -> Settings:
    data, text, faults = _parsed(read_text(path), path.name)
    settings = check_settings(data, text)
    settings.faults.extend(faults)
    return settings


# Nobody changes what is in it: the settings that are made of it are others.
_parsed = lru_cache(maxsize=8)(partial(parse_toml, forms=FORMS))


def _has_no_table(folder: Path) -> bool:
    """Whether not one table is there, in whatever form: then a whole workbook is gone."""
    tables = (table for table in TABLES.values() if not table.geometry)
    return not any((folder / name).exists() for name in WHOLE) and not any(
        places_of(folder, table) for table in tables
    )


_NO_TABLES = Fault(
    WHOLE[0],
    None,
    None,
    "no file",
    f"the tables of the lesson: this workbook, or {WHOLE[1]}, or a CSV file of each, such as "
    "places.csv and sources.csv",
    "Put it back, or check its name.",
)


def _read_table(loaded: Loaded, table: Table, lost: set[str], found: list[Fault]) -> Raw:
    """Read a table; one that is `lost`, under another name, is no table that is left out."""
    folder = loaded.folder
    shared = next((name for name in WHOLE if (folder / name).exists()), table.file)
    places = _guarded(shared, partial(places_of, folder, table), found, None)
    if places is None:
        return empty(table)
    fault = without_sheet(folder, table) if not places else None
    if not places and table.optional and table.file not in lost and not fault:
        is_sheet = shared in WHOLE and not table.geometry
        return left_out(at(table, Place(folder / shared, table.name)) if is_sheet else table)
    if fault:
        found.append(fault)
        return empty(at(table, Place(folder / fault.file, table.name)))
    if not places and not table.geometry:
        words = f"this file in the lesson, or {' or '.join(table.name + one for one in ENDINGS)}"
        remedy = "Put it back, or check its name."
        found.append(Fault(table.file, None, None, "no file", words, remedy))
        return empty(table)
    found += doubled(table, places)
    place = places[0] if places else Place(folder / table.file)
    table = at(table, place)
    nothing: tuple[Raw, list[Fault]] = (empty(table), [])
    by_hours = loaded.settings.lesson.get("step") == "hour"
    reader = partial(_read_and_checked, place, table, by_hours=by_hours)
    raw, faults = _guarded(table.file, reader, found, nothing)
    found += faults
    return raw


_TABLES: Kept[tuple[Raw, list[Fault]]] = Kept(64)


def _read_and_checked(place: Place, table: Table, *, by_hours: bool) -> tuple[Raw, list[Fault]]:
    """Read a table, and hold its cells against its rules; of a CSV file, once for its content."""

    def make() -> tuple[Raw, list[Fault]]:
        raw, faults = _read_raw(place, table, by_hours=by_hours)
        return raw, [*faults, *cell_faults(raw)]

    # A workbook is kept open by its reader; zones may be made of a base map, too.
    if place.path.suffix != ".csv" or not place.path.is_file():
        return make()
    raw, faults = _TABLES.get((table.name, place.file, place.path.read_bytes()), make)
    return raw.copy(), faults


def _read_raw(place: Place, table: Table, *, by_hours: bool) -> tuple[Raw, list[Fault]]:
    if table.geometry:
        return read_features(place.path, table)
    least = int(not table.optional)
    if place.path.suffix in ENDINGS:
        records = read_workbook(place, by_hours=by_hours)
        read = as_table(table.file, records, table.names, table.spare, least)
    else:
        read = read_csv(place.path, table.names, table.spare, least=least, bare=table.bare)
    frame, faults, whole = read
    return Raw(table, frame, whole), faults


def _read_exercises(loaded: Loaded, found: list[Fault]) -> set[str] | None:
    """Read the exercises; give all words in them that may be ids, or None if one is broken."""
    cited: set[str] = set()
    broken = len(found)
    if (loaded.folder / solution.SEALED).exists():
        reader = partial(solution.read_sealed, loaded.folder / solution.SEALED)
        loaded.sealed = _guarded(solution.SEALED, reader, found, list[dict[str, Any]]())
        loaded.ids = {one["id"]: one["notebook"] for one in loaded.sealed}
        return None  # which sources the exercises cite cannot be told
    notebooks = loaded.settings.lesson.get("notebooks", ())
    found += name_faults(loaded.folder, notebooks) if notebooks else []
    nothing: _Exercises = ([], [], {})
    for path in form.paths(loaded.folder):
        name = f"{form.FOLDER}/{path.name}"
        good, faults, data = _guarded(name, partial(_exercises_of, path), found, nothing)
        loaded.exercises += good
        loaded.ids |= dict.fromkeys(form.ids(data), f"{path.stem}.ipynb")
        found += faults
        cited |= set(strings(data))
    return cited if len(found) == broken else None


_Exercises: TypeAlias = tuple[list[Exercise], list[Fault], dict[str, Any]]
_EXERCISES: Kept[_Exercises] = Kept(16)


def _exercises_of(path: Path) -> _Exercises:
    """Read a file of exercises, once for its content; one with `again` tells of other files."""
    content = path.read_bytes() if path.is_file() else b"again"
    if b"again" in content:
        return form.read(path)
    return _EXERCISES.get((path.name, content), partial(form.read, path))


def _read_basemaps(loaded: Loaded, found: list[Fault]) -> None:
    """Check that each map window has its ground, and take the outlines of countries from it."""
    layers = loaded.settings.lists.get("layers", [])
    pictures = ["relief.json", "relief.webp"]
    wanted = pictures if any("relief" in layer.get("kinds", ()) for layer in layers) else []
    country = loaded.settings.lesson.get("country")
    extents = loaded.settings.extents()
    for name in sorted({extent.basemap for extent in extents}):
        folder, file = loaded.folder / "basemap" / name, f"basemap/{name}/countries.geojson"
        if not folder.is_dir():
            found.append(_no_basemap(folder, [x.id for x in extents if x.basemap == name]))
            continue
        shapes: dict[str, BaseGeometry] = {}
        named = loaded.country_names
        reader = partial(_countries, folder / "countries.geojson", named)
        shapes = _guarded(file, reader, found, shapes)
        for code, shape_ in shapes.items():
            loaded.outlines[code] = _finer(shape_, loaded.outlines.get(code))
        if shapes and NO_CODE in shapes:
            expected = "a code of two letters, or nothing"
            found.append(Fault(file, None, "iso_a2", NO_CODE, expected, _NO_CODE_REMEDY))
        for picture in wanted:
            if not (folder / picture).is_file():
                words = (f"basemap/{name}/{picture}", None, None, "no file", "this file")
                found.append(Fault(*words, "Put it back, or delete the layer of relief."))
        for own in sorted({extent.own for extent in extents if extent.basemap == name} - {""}):
            path, kept = f"basemap/{own}", list[Fault]()
            _guarded(path, partial(_own_borders, loaded.folder / path), kept, None)
            found += kept
        # Edges that are themselves at fault say nothing of the base map.
        sure = [] if loaded.settings.is_doubtful("extents") else extents
        mine = [extent for extent in sure if extent.basemap == name]
        found += _all(partial(_wide_windows, folder / pictures[0], mine), found)
    if loaded.outlines and country and country not in loaded.outlines:
        got, expected = f"{country}, which no base map has", "the code of a country of a base map"
        known = ", ".join(sorted(loaded.outlines)[:20])
        remedy = f"Correct it, or add its outline. The base maps have, for example, {known}."
        found.append(Fault(FILE, None, "lesson.country", got, expected, remedy))


def _no_basemap(folder: Path, windows: Sequence[str]) -> Fault:
    """Say how a window gets the base map that it names: nobody can put back what never was."""
    others = [one.name for one in folder.parent.glob("*") if one.is_dir()]
    make = f"Make it: lessonkit basemap --only {folder.name}."
    expected = f"the base map of the window {listed(windows)}"
    remedy = did_you_mean(folder.name, others, make)
    where = f"basemap/{folder.name}"
    return Fault(where, None, None, "no such folder", expected, remedy)


def _wide_windows(edges: Path, extents: Iterable[Extent]) -> Iterator[Fault]:
    """Name the windows that reach beyond their base map, as far as its edges are known."""
    if not edges.is_file():
        return
    place = read_json(edges)
    west, south, east, north = (place[side] for side in ("west", "south", "east", "north"))
    whole = Extent("", "", west, east, south, north, "")
    for one in extents:
        away = (one.west - west + _EDGE) % 360 - _EDGE
        along = whole.span >= 360 or (away >= -_EDGE and away + one.span <= whole.span + _EDGE)
        if not along or one.south < south - _EDGE or one.north > north + _EDGE:
            sides = ("west", "east", "south", "north")
            got = ", ".join(f"{side} {getattr(one, side):g}" for side in sides)
            expected = f"a window inside {one.basemap}: " + ", ".join(
                f"{side} {place[side]:g}" for side in sides
            )
            remedy = "Make the window smaller, or make the base map again: lessonkit basemap."
            yield Fault(FILE, None, f"extents.{one.id}", got, expected, remedy)


def _own_borders(path: Path) -> None:
    """Read a lesson's own borders; what is wrong with them makes this raise."""
    features = read_json(path)["features"]
    for n, one in enumerate(features, 1):
        kind = shape(one["geometry"]).geom_type
        if not kind.endswith(("Polygon", "LineString")):
            got, expected = kind, "areas, as countries are, or lines, as borders are"
            raise DataError([Fault(path.name, n, "geometry", got, expected, "Delete it.")])


def _finer(one: BaseGeometry, other: BaseGeometry | None) -> BaseGeometry:
    """Choose the outline that is whole, and of two whole ones that with more points."""
    if other is None or one.area > 1.01 * other.area:
        return one
    more = shapely.count_coordinates(one) > shapely.count_coordinates(other)
    return one if more and other.area < 1.01 * one.area else other


_Countries: TypeAlias = tuple[dict[str, BaseGeometry], dict[str, str]]
_COUNTRIES: Kept[_Countries] = Kept(8)


def _countries(path: Path, names: dict[str, str]) -> dict[str, BaseGeometry]:
    """Give the outlines of countries by their codes, and put their names into `names`."""
    content = path.read_bytes() if path.is_file() else b""
    shapes, called = _COUNTRIES.get(content, partial(_read_countries, path))
    names |= called
    return dict(shapes)


def _read_countries(path: Path) -> _Countries:
    features = read_json(path)["features"]
    # Land whose country is disputed has no code in the base map.
    coded = [f for f in features if f["properties"]["iso_a2"]]
    names = {f["properties"]["iso_a2"]: f["properties"].get("name_en") or "" for f in coded}
    # A country may have far islands in features of their own.
    parts: dict[str, list[BaseGeometry]] = {}
    for one in coded:
        parts.setdefault(one["properties"]["iso_a2"], []).append(shape(one["geometry"]))
    return {code: shapely.union_all(shapes) for code, shapes in parts.items()}, names


def _all(action: Callable[[], Iterable[Fault]], found: list[Fault]) -> list[Fault]:
    return _guarded(_LESSON, lambda: list(action()), found, [])


def _one_a_cell(faults: Iterable[Fault]) -> list[Fault]:
    """Keep the first fault of each cell: a second one would only follow from it."""
    return list({(f.file, f.row, f.column): f for f in reversed(list(faults))}.values())[::-1]


def _sorted(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.row or 0))
