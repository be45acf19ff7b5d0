"""`lesson.toml`: the lesson's title and time, map windows, holders, layers, maps and more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import combinations, pairwise
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from lessonkit.days import (
    STEPS,
    day_of_toml,
    first_of,
    is_day,
    is_span,
    iso,
    read,
    read_any,
    span,
    unit_for,
    unit_of,
)
from lessonkit.errors import Fault, did_you_mean, shown, suggest
from lessonkit.estimates import LIMITS, wrong_numbers, wrong_start, years_of
from lessonkit.letters import LocalNames
from lessonkit.tables import rules
from lessonkit.tables.entries import (
    DASHES,
    MARKERS,
    METHODS,
    ONE_WAY,
    PROJECTIONS,
    REPORTED,
    SAYS,
    TWO_WAYS,
    ActorGroup,
    ChartSpec,
    EstimateSpec,
    Extent,
    Holder,
    Kind,
    LayerSpec,
    MapSpec,
    Measure,
    OutcomeSpec,
    Projection,
    Sheet,
    StepSpec,
    WaySpec,
    Words,
    too_alike,
)
from lessonkit.tables.fields import (
    ID,
    Field,
    Form,
    is_number,
    is_table,
    is_whole,
    misfits,
    rule,
)
from lessonkit.tables.schema import GROUND, LAYER_TABLES, TABLE_OF
from lessonkit.tables.toml import TableLines

FILE = "lesson.toml"
MOST_MERCATOR = 85  # degrees
# Degrees: a window over the 180th meridian is no wider. So swapped edges are found.
HALF = 180


@dataclass(frozen=True)
class Settings:
    """The content of `lesson.toml` as far as it is right; `faults` says what is not."""

    lesson: dict[str, Any]
    lists: dict[str, list[dict[str, Any]]]
    faults: list[Fault] = field(default_factory=list)
    lines: TableLines | None = None
    days: dict[tuple[str, int, str], dict[str, str]] = field(default_factory=dict)
    """Of keys with days what each counts as, and how it was typed where that is less exact."""

    def placed(self, fault: Fault) -> Fault:
        """Give a fault of a list its line, and say what it got in the words that were typed."""
        table, n, key = self._place(fault) or ("lesson", 0, (fault.column or "").partition(".")[2])
        row = self.lines.at(table, n, key) if self.lines and self._place(fault) else None
        for counts_as, typed in self.days.get((table, n, key), {}).items():
            if fault.got.startswith(counts_as):
                got = f"{typed}{fault.got.removeprefix(counts_as)}"
                return replace(fault, row=row, got=got)
        return replace(fault, row=row)

    def _place(self, fault: Fault) -> tuple[str, int, str] | None:
        """Give table, number and key of what a fault of a list names: ``steps.mark of first-map``.

        Of several entries with this name, that which has what the fault got.
        """
        named = re.fullmatch(r"(\w+)\.(\w+) of (.+)", fault.column or "")
        if named is None:
            return None
        table, key, name = named.groups()
        entries = [
            (n, entry)
            for n, entry in enumerate(self.lists.get(table, []))
            if name
            in (shown(str(entry.get(one))) for one in ("id", "map", "notebook", "label", "title"))
        ]
        if len(entries) > 1:
            entries = [(n, one) for n, one in entries if _has(one.get(key), fault.got)]
        return (table, entries[0][0], key) if entries else None

    def ids(self, table: str) -> set[str]:
        """Give the ids of a list, such as `holders`."""
        return {entry["id"] for entry in self.lists.get(table, []) if "id" in entry}

    def is_doubtful(self, table: str) -> bool:
        """Tell if a fault in a list, or in the whole file, makes its ids doubtful."""
        return any((one.column or table).split(".")[0] == table for one in self.faults)

    def _steps(self, map_id: str) -> tuple[StepSpec, ...]:
        """Give the steps of a map in their order."""
        found = (entry for entry in self.lists["steps"] if entry["map"] == map_id)
        return tuple(
            StepSpec(**{key: value for key, value in entry.items() if key != "map"})
            for entry in found
        )

    def _estimate(self, entry: dict[str, Any]) -> EstimateSpec:
        """Put an estimate together: what a way does not assume, it has from its estimate."""
        shared = {key: entry[key] for key in _ASSUMED}
        own = {key: value for key, value in entry.items() if key not in _ASSUMED}
        ways, outcomes = (
            [
                {key: value for key, value in one.items() if key != "estimate"}
                for one in self.lists[name]
                if one["estimate"] == entry["id"]
            ]
            for name in ("ways", "outcomes")
        )
        return EstimateSpec(
            **own,
            ways=tuple(WaySpec(from_=one.pop("from"), **shared | one) for one in ways),
            outcomes=tuple(OutcomeSpec(**one) for one in outcomes),
        )

    def typed(self) -> dict[str, Any]:
        """Give the content as `LessonData` takes it; there must be no fault in it."""
        maps = {
            entry["id"]: MapSpec(**entry, steps=self._steps(entry["id"]))
            for entry in self.lists["maps"]
        }
        sheets = [dict(entry) for entry in self.lists["sheets"]]
        local = self.lesson.get("local_names")
        return (
            _DEFAULTS
            | self.lesson
            | {
                "local_names": LocalNames(**local) if local else None,
                "extents": {extent.id: extent for extent in self.extents()},
                "words": Words(**(self.lists["words"] or [{}])[0]),
                "holders": {entry["id"]: Holder(**entry) for entry in self.lists["holders"]},
                "kinds": {
                    (entry["of"], entry["id"]): Kind(**entry) for entry in self.lists["kinds"]
                },
                "phases": {entry["id"]: entry["label"] for entry in self.lists["phases"]},
                "stake_labels": {entry["id"]: entry["label"] for entry in self.lists["stakes"]},
                "sides": {entry["id"]: entry["label"] for entry in self.lists["sides"]},
                "layers": [LayerSpec(**entry) for entry in self.lists["layers"]],
                "maps": maps,
                "measures": {entry["id"]: Measure(**entry) for entry in self.lists["measures"]},
                "charts": {entry["id"]: ChartSpec(**entry) for entry in self.lists["charts"]},
                "estimates": {one["id"]: self._estimate(one) for one in self.lists["estimates"]},
                "sheets": [Sheet.of(maps[entry.pop("map")], **entry) for entry in sheets],
                "actor_groups": {
                    entry["id"]: ActorGroup(**entry) for entry in self.lists["actor_groups"]
                },
                "key_terms": {
                    entry["notebook"]: entry["terms"] for entry in self.lists["key_terms"]
                },
            }
        )

    def extents(self) -> list[Extent]:
        """Give the map windows that have all their numbers."""
        needed = {key for key, wanted in _SPEC["extents"].items() if wanted.required}
        return [
            Extent(**entry | {"projection": Projection.of(entry.get("projection", "mercator"))})
            for entry in self.lists.get("extents", [])
            if needed <= set(entry)
        ]


def _is_crs(text: str) -> bool:
    try:
        return CRS.from_user_input(text).is_projected
    except CRSError:
        return False


def _is_projection(value: Any) -> bool:
    if isinstance(value, str):
        return value in PROJECTIONS
    if not isinstance(value, dict) or value.get("name") not in PROJECTIONS:
        return False
    numbers = (part for key, v in value.items() if key != "name" for part in _parts(v))
    return not Projection.of(value).misfit() and all(is_number(n) for n in numbers)


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [int(value) if value is True else value]


def _projection_remedy(value: Any) -> str:
    """Say what is meant, or what a projection can be told."""
    name = value.get("name") if isinstance(value, dict) else value
    if name in PROJECTIONS:
        known = PROJECTIONS[name]
        return f"Numbers that it takes: {', '.join(known)}." if known else "It takes no numbers."
    return did_you_mean(str(name), PROJECTIONS, f"Choose one of: {', '.join(PROJECTIONS)}.")


# As in rules.
_CRS = rule(
    "a projection in metres, like EPSG:6933",
    _is_crs,
    lambda _: "Write EPSG:6933, which suits every country but those near the poles.",
)
_HATCH = rule(
    r"hatch marks: / \ | - + x o O . *",
    lambda text: not set(text) - set("/\\|-+xoO.*"),
    lambda _: r"Repeat one of the marks, for example ////. Write \\ for each \.",
)
LANGUAGE = rule(
    "a language code like en or ar",
    lambda text: bool(re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", text)),
    lambda _: "Write two small letters.",
)
_NOTEBOOK = rule(
    "names of notebooks that end in .ipynb",
    lambda text: text.endswith(".ipynb") and "/" not in text,
    lambda _: "Write the file names only, without a folder.",
)
_ID_RULE = rules.matches(ID, "old-town")


def _text(*then: Field, words: str = "text in quotation marks", required: bool = True) -> Field:
    all_text = (rules.SEEN, rules.TRIMMED, rules.ONE_SCRIPT, *then)
    return Field(words, lambda value: isinstance(value, str), required=required, then=all_text)


def _list(*then: Field) -> Field:
    def good(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(part, str) for part in value)

    all_text = (rules.SEEN, rules.TRIMMED, rules.ONE_SCRIPT, *then)
    return Field('a list of texts, like ["a", "b"]', good, then=all_text)


def _whole(words: str, low: int, high: int, unit: str) -> Field:
    then = (rules.within(low, high, unit),)
    return Field(words, is_whole, required=False, then=then)


def _degrees(most: int) -> Field:
    then = (rules.within(-most, most, "degrees"),)
    return Field("a number of degrees", is_number, then=then)


_TEXT = _text(rules.FILLED)
_SOME_TEXT = _TEXT.or_none()
_ID = _text(rules.FILLED, _ID_RULE, words="an id in quotation marks")
_IDS = _list(_ID_RULE)
_KINDS = _list(rules.KIND)


_DAY = Field(
    'a date like 1989-11-09; a month, a year or an hour in quotation marks: "1989-11"',
    is_day,
    rules.day_hint,
)


def _days_hint(value: Any) -> str:
    """Write two days anew of which one has an hour in another form."""
    texts = [str(one) for one in value] if isinstance(value, list) else []
    written = [rules.minute_meant(text) or text for text in texts]
    if written != texts and is_span(written):
        return f"Write {json.dumps(written)}."
    return "Write two dates in a list, like [1989-11-09, 1990-10-03]."


_DAYS = Field("two dates in a list, like [1989-11-09, 1990-10-03]", is_span, _days_hint)
_STEP = _text(rules.one_of(tuple(STEPS)), required=False)
_YES_OR_NO = Field(
    "true or false",
    lambda value: isinstance(value, bool),
    lambda value: (
        f"Write {'false' if str(value).lower() in ('false', 'no', '0') else 'true'}, "
        "without quotation marks."
    ),
)
_PROJECTION = Field(
    'a projection like "equal-earth", or { name = "lambert-conformal", central_longitude = 10 }',
    lambda value: _is_projection(value),
    lambda value: _projection_remedy(value),
    required=False,
)
_OWN = _text(
    rules.FILLED,
    rule(
        "the name of a GeoJSON file in basemap/",
        lambda text: text.endswith(".geojson") and "/" not in text and "\\" not in text,
        lambda _: "Write the file name only, like borders-1914.geojson.",
    ),
    required=False,
)
_COLOUR = _text(rules.FILLED, rules.COLOUR, words='a colour, like "#c0392b"')


def _edges_hint(value: Any) -> str:
    """Name what may be a decimal comma: in a list, 2,5 are two numbers."""
    remedy = "Write the edges of the classes from the lowest to the highest: [0, 10, 50, 200]."
    if not isinstance(value, list) or not all(map(is_whole, value)):
        return remedy
    for before, one, after in zip(value, value[1:], value[2:], strict=False):
        if one >= after and one >= 0:
            return f"{remedy} Is {before},{one} one number? Write it with a point: {before}.{one}."
    return remedy


_EDGES = Field(
    "a list of at least two numbers, each larger than the one before",
    lambda value: (
        isinstance(value, list)
        and len(value) > 1
        and all(map(is_number, value))
        and all(one < other for one, other in pairwise(value))
    ),
    _edges_hint,
    required=False,
)


# ---- Estimates ----------------------------------------------------------------------------------


def _numbers(name: str, like: str) -> Field:
    """Make the field for the low and the high number of an assumption."""
    low, high = LIMITS[name]

    def hint(value: Any) -> str:
        wrong = wrong_numbers(value, name)
        return (wrong and wrong[-1]) or f"Write them like {like}."

    words = f"two numbers from {low:g} to {high:g}, the lower first, like {like}"
    return Field(words, lambda value: not wrong_numbers(value, name), hint)


def _start_hint(value: Any) -> str:
    if is_span(value):
        return "Leave the hours out: the sums count days."
    return "Write the earliest and the latest day; a month or a year in quotation marks."


_START = Field(
    "two days in a list, the earliest and the latest, like [1989-11-09, 1989-11-30]",
    lambda value: is_span(value) and not any(map(_has_hours, value)),
    _start_hint,
)


def _has_hours(value: Any) -> bool:
    return isinstance(value, datetime) or "T" in str(value)


def _is_when(value: Any) -> bool:
    if not isinstance(value, str):
        return is_day(value)
    found = span(value)
    return found is not None and found.first is not None and found.last is not None


def _when_hint(value: Any) -> str:
    if isinstance(value, str) and span(value):
        return "Write both ends: the page draws it on a line of days."
    return rules.VAGUE_DATE.remedy(str(value))


_WHEN = Field(
    'a day like 1989-11-09; what is less exact in quotation marks: "1989-11?"',
    _is_when,
    _when_hint,
)


def _some(words: str, why: str, *then: Field) -> Field:
    """Make the field for a list of texts that cannot be empty; `why` is the remedy of none."""
    listed = _list(rules.FILLED, *then)

    def hint(value: Any) -> str:
        return f'Write it as a list: ["{shown(value)}"].' if isinstance(value, str) else why

    return replace(
        listed, words=words, good=lambda value: listed.good(value) and bool(value), hint=hint
    )


_LEFT_OUT = _some(
    "a list of what the estimate leaves out, at least one",
    "No sum of km and days knows everything: say what it does not know.",
)
_SAID_BY = _some("a list of ids of sources, at least one", "Who says so?", _ID_RULE)
_ROAD = Field(
    "the id of a route, or a list of ids of places on the way",
    lambda value: isinstance(value, str) or (_IDS.good(value) and bool(value)),
    lambda _: "Leave it out if there is none: the straight line counts then.",
    required=False,
    then=(rules.SEEN, rules.TRIMMED, rules.FILLED, _ID_RULE),
)
_ASSUMED: Form = {
    "km_a_day": _numbers("km_a_day", "[5, 15]"),
    "start_days": _START,
    "days_lost": _numbers("days_lost", "[0, 10]"),
}
_OWN_ASSUMED = {key: one.or_none() for key, one in _ASSUMED.items()}

_LOCAL: Form = {
    "language": _text(rules.FILLED, LANGUAGE),
    "label": _TEXT,
    "direction": _text(rules.one_of(("ltr", "rtl")), required=False),
}
_SPEC: dict[str, Form] = {
    "lesson": {
        "id": _ID,
        "version": _TEXT,
        "title": _TEXT,
        "question": _TEXT,
        "language": _text(rules.FILLED, LANGUAGE),
        "local_names": Field(
            'a table like { language = "ar", label = "Arabic" }',
            is_table,
            required=False,
            inner=_LOCAL,
        ),
        "binder": _text(rules.URL, required=False),
        "paragraphs": _whole("a whole number", 1, 9999, "paragraphs"),
        "start": _DAY,
        "end": _DAY,
        "step": _STEP,
        "time_zone": _SOME_TEXT,
        "gregorian_from": _DAY.or_none(),
        "report_day": _DAY.or_none(),
        "later_source": _SOME_TEXT,
        "opening": _ID.or_none(),
        "credits": _SOME_TEXT,
        "country": _text(rules.FILLED, rules.COUNTRY, required=False),
        "equal_area_crs": _text(rules.FILLED, _CRS, required=False),
        "notebooks": _list(rules.FILLED, _NOTEBOOK),
    },
    "words": {
        "holder": _SOME_TEXT,
        "holders": _SOME_TEXT,
        "speakers": _SOME_TEXT,
        "relations": _SOME_TEXT,
    },
    "extents": {
        "id": _ID,
        "label": _TEXT,
        "west": _degrees(180),
        "east": _degrees(180),
        "south": _degrees(90),
        "north": _degrees(90),
        "basemap": _ID,
        "projection": _PROJECTION,
        "own": _OWN,
    },
    "holders": {
        "id": _ID,
        "label": _TEXT,
        "short": _TEXT,
        "colour": _COLOUR,
        "marker": _text(rules.FILLED, rules.one_of(MARKERS)),
        "hatch": _text(_HATCH, required=False),
    },
    "kinds": {
        "id": _text(rules.FILLED, rules.KIND, words="a word in quotation marks"),
        "of": _text(rules.FILLED, rules.one_of(tuple(TABLE_OF))),
        "label": _TEXT,
        "mark": _text(rules.one_of((*MARKERS, *DASHES)), required=False),
        "rank": _whole("a whole number", 0, 99, "places further up"),
        "known_at_end": _YES_OR_NO.or_none(),
        "timeless": _YES_OR_NO.or_none(),
        "says": _text(rules.one_of(SAYS), required=False),
    },
    "phases": {"id": _ID, "label": _TEXT, "start": _DAY.or_none(), "end": _DAY.or_none()},
    "stakes": {"id": _ID, "label": _TEXT},
    "sides": {"id": _ID, "label": _TEXT},
    "layers": {
        "id": _ID,
        "label": _TEXT,
        "group": _TEXT,
        "on": _YES_OR_NO,
        "table": _text(rules.FILLED, rules.one_of(LAYER_TABLES)),
        "kinds": _KINDS.or_none(),
        "colour": _COLOUR.or_none(),
        "fill": _YES_OR_NO.or_none(),
        "ground": _YES_OR_NO.or_none(),
        "dash": _text(rules.one_of(DASHES), required=False),
        "hatch": _text(_HATCH, required=False),
        "marker": _text(rules.one_of(MARKERS), required=False),
        "linger_days": _whole("a whole number of days", 0, 3660, "days"),
        "linger_hours": _whole("a whole number of hours", 0, 8784, "hours"),
        "source_ids": _IDS.or_none(),
        "measure": _ID.or_none(),
    },
    "measures": {
        "id": _ID,
        "label": _TEXT,
        "unit": _TEXT,
        "of": _text(rules.FILLED, rules.one_of(("zones", "places"))),
        "decimals": _whole("a whole number", 0, 6, "decimals"),
        "method": _text(rules.one_of(METHODS), required=False),
        "classes": _whole("a whole number", 2, 8, "classes"),
        "edges": _EDGES,
        "middle": Field("a number", is_number, required=False),
        "colours": _text(rules.one_of((*ONE_WAY, *TWO_WAYS), of_parts=True), required=False),
        "reversed": _YES_OR_NO.or_none(),
        "radius": _whole("a whole number", 8, 60, "points"),
    },
    "charts": {
        "id": _ID,
        "title": _TEXT,
        "alt": _TEXT,
        "subtitle": _text(required=False),
        "kind": _text(rules.FILLED, rules.one_of(("bars", "line"))),
        "measure": _ID.or_none(),
        "of": _IDS.or_none(),
        "figures": _list(rules.matches("F[0-9]{2,3}", "F01")).or_none(),
        "topics": _list(rules.FILLED).or_none(),
        "tied": _YES_OR_NO.or_none(),
    },
    "maps": {
        "id": _ID,
        "title": _TEXT,
        "alt": _TEXT,
        "extent": _ID,
        "layers": _IDS.or_none(),
        "places": _IDS.or_none(),
        "subtitle": _text(required=False),
        "day": _DAY.or_none(),
        "days": _DAYS.or_none(),
        "visible": _IDS.or_none(),
        "names": _whole("a whole number", 0, 200, "names"),
        "known_by": _DAY.or_none(),
        "evidence": _YES_OR_NO.or_none(),
    },
    "steps": {
        "map": _ID,
        "title": _TEXT,
        "text": _TEXT,
        "question": _TEXT,
        "day": _DAY.or_none(),
        "extent": _ID.or_none(),
        "visible": _IDS.or_none(),
        "mark": _text(required=False),
        "known_by": _DAY.or_none(),
    },
    "sheets": {
        "map": _ID,
        "title": _SOME_TEXT,
        "subtitle": _text(required=False),
        "layers": _IDS.or_none(),
        "find": _IDS.or_none(),
        "others": _YES_OR_NO.or_none(),
        "outlines": _YES_OR_NO.or_none(),
        "outline_names": _YES_OR_NO.or_none(),
        "draw": _YES_OR_NO.or_none(),
        "blank_title": _text(required=False),
        "blank_subtitle": _text(required=False),
        "kinds": _KINDS.or_none(),
        "day": _DAY.or_none(),
        "known_by": _DAY.or_none(),
    },
    "estimates": {
        "id": _ID,
        "title": _TEXT,
        "subtitle": _text(required=False),
        "leaves_out": _LEFT_OUT,
        **_ASSUMED,
    },
    "ways": {
        "estimate": _ID,
        "label": _TEXT,
        "who": _ID,
        "from": _ID,
        "to": _ID,
        "road": _ROAD,
        **_OWN_ASSUMED,
    },
    "outcomes": {"estimate": _ID, "label": _TEXT, "day": _WHEN, "source_ids": _SAID_BY},
    "actor_groups": {"id": _ID, "label": _TEXT, "actors": _IDS},
    "key_terms": {"notebook": _text(rules.FILLED, _NOTEBOOK), "terms": _IDS},
    "times": {
        "notebook": _text(rules.FILLED, _NOTEBOOK),
        "minutes": Field("a whole number", is_whole, then=(rules.within(1, 300, "minutes"),)),
    },
}
FORMS: Mapping[str, Form] = _SPEC
"""What the keys of each table must be."""
_DEFAULTS = {"country": "", "equal_area_crs": "EPSG:6933"}
_SINGLE = ("lesson", "words")  # tables that stand there once
_OPTIONAL = (
    *("words", "holders", "kinds", "phases", "stakes", "measures", "charts"),
    *("sides", "maps", "steps", "sheets", "actor_groups", "key_terms", "times"),
    *("estimates", "ways", "outcomes"),
)
_NAMED_BY = {
    "sheets": "map",
    "key_terms": "notebook",
    "times": "notebook",
}  # the others by their id
# What sets two of one name apart: a kind is one of its things; a map may be printed for two days.
_APART = {"kinds": ("of",), "sheets": ("day", "layers")}


def check_settings(data: dict[str, Any], text: str) -> Settings:
    """Hold the parsed `lesson.toml` against what it should have; wrong values are left out."""
    lines = TableLines(text)
    faults = [
        _fault(
            lines.at(name, 0),
            shown(name),
            "this table",
            "no such table",
            did_you_mean(name, _SPEC, f"Delete it. The tables are: {', '.join(_SPEC)}."),
        )
        for name in data
        if name not in _SPEC
    ]
    lists: dict[str, list[dict[str, Any]]] = {}
    step = _step_meant(data)
    unit = unit_for(step)
    for name in _SPEC:
        entries = _entries(name, data.get(name), faults)
        lists[name] = [
            _entry(name, n, entry, lines, faults, unit) for n, entry in enumerate(entries)
        ]
        faults += _same_ids(name, lists[name], lines)
    lesson = (lists.pop("lesson") or [{}])[0]
    if step == "hour":  # also where the key is at fault, so that nothing false follows from it
        lesson["step"] = step
    faults[:] = [_with_id(one, lists) for one in faults]
    settings = Settings(lesson, lists, faults, lines, _typed_days(data, unit))
    _cut_to_lesson(settings)
    if step != "hour" and not any(one.column == "lesson.step" for one in faults):
        faults += [*_hours_by_days(data, lines)][:1]
    faults += [*_order_faults(settings, lines), *_layer_faults(settings, lines)]
    faults += _kind_faults(settings.lists["kinds"], lines)
    if not settings.is_doubtful("kinds"):
        faults += _unsaid_faults(settings.lists["kinds"], lines)
    faults += [*_measure_faults(settings, lines), *_chart_faults(settings, lines)]
    faults += _look_faults(settings.lists["holders"], lines)
    faults += [*_way_faults(settings, lines), *_start_faults(settings, lines)]
    return settings


def _typed_days(data: dict[str, Any], unit: str) -> dict[tuple[str, int, str], dict[str, str]]:
    """Give what each day counts as, and how it was typed where that is less exact."""
    found: dict[tuple[str, int, str], dict[str, str]] = {}
    for name, n, key, value in _values(data):
        days = value if isinstance(value, list) else [value]
        for at, one in enumerate(days):
            typed = read_any(one) if is_day(one) else None
            if typed is None or isinstance(one, datetime):
                continue
            is_first = key in _FIRST_DAYS or (key == "days" and at == 0)
            counts_as = iso(day_of_toml(one, unit, first=is_first))
            if counts_as != iso(typed):
                found.setdefault((name, n, key), {})[counts_as] = iso(typed)
    return found


def _cut_to_lesson(settings: Settings) -> None:
    """Let a day, month or year as a whole count up to the end of the lesson, or of the slider.

    A lesson may end in the middle of it; its last day is one of its days all the same.
    """
    maps = {entry.get("id"): entry for entry in settings.lists["maps"]}
    for name, n, key in sorted(settings.days, key=lambda where: where[2] != "days"):
        if name not in ("maps", "steps", "sheets") or (name, key) == ("sheets", "known_by"):
            continue
        entry = settings.lists[name][n]
        of = entry if name == "maps" else maps.get(entry.get("map"), {})
        last = settings.lesson.get("end") if key == "days" else of.get("days", [None])[-1]
        last = settings.lesson.get("end") if last is None else last
        value = entry.get(key)
        day = value[1] if isinstance(value, tuple) else value
        typed = read(settings.days[name, n, key].get(iso(day), ""))
        if last is not None and typed and first_of(typed[0], unit_of(last)) <= last < day:
            entry[key] = (value[0], last) if isinstance(value, tuple) else last


def _has(value: Any, got: str) -> bool:
    """Tell if what a fault got begins with a value of `lesson.toml`, or one of its list."""
    values = value if isinstance(value, list | tuple) else [value]
    texts_ = [iso(one) if is_day(one) else str(one) for one in values if one is not None]
    return any(shown(one) == got or got.startswith((f"{one},", f"{one} ")) for one in texts_)


_HOUR = re.compile(r"'-?\d{4}-\d\d-\d\dT\d\d")


def _step_meant(data: dict[str, Any]) -> Any:
    """Give the step of a lesson; of one with a wrong word or key an hour, if it has any hour."""
    given = data.get("lesson")
    step = given.get("step") if isinstance(given, dict) else None
    if not isinstance(given, dict) or step in (*STEPS,) or not _HOUR.search(str(data)):
        return step
    return "hour" if any(suggest(key, ["step"]) for key in given) else step


def _hours_by_days(data: dict[str, Any], lines: TableLines) -> Iterator[Fault]:
    """Find hours in a lesson that does not go by hours: they would be lost without a word."""
    for name, n, key, value in _values(data):
        for day in value if isinstance(value, list) else [value]:
            found = read_any(day) if is_day(day) else None  # a time of TOML at midnight is a day
            if found is not None and unit_of(found) in "hm":
                got = f"{iso(found)} in {name}.{key}, and no step of an hour"
                words = "hours only in a lesson that goes by hours"
                day_ = iso(found).partition("T")[0]
                remedy = f'Add step = "hour" to [lesson], or write {day_}.'
                yield _fault(lines.at(name, n, key), "lesson.step", got, words, remedy)


def _values(data: dict[str, Any]) -> Iterator[tuple[str, int, str, Any]]:
    """Give table, number, key and value of all that is a day, or two days."""
    for name in _SPEC:
        found = data.get(name)
        for n, entry in enumerate(found if isinstance(found, list) else [found]):
            for key, value in entry.items() if isinstance(entry, dict) else ():
                if key in (*_FIRST_DAYS, *_LAST_DAYS, "days"):
                    yield name, n, key, value


def _with_id(fault: Fault, lists: dict[str, list[dict[str, Any]]]) -> Fault:
    """Propose the id of the thing that has this label, where a label stands in its place."""
    if fault.expected != _ID_RULE.words:
        return fault
    entries = (one for entries in lists.values() for one in entries)
    meant = next((one.get("id") for one in entries if one.get("label") == fault.got), None)
    return replace(fault, remedy=f"Write {meant}: the id, not the label.") if meant else fault


def _entries(name: str, given: Any, faults: list[Fault]) -> list[dict[str, Any]]:
    if given is None and name in _OPTIONAL:
        return []
    found = [given] if name in _SINGLE else given
    if not isinstance(found, list) or not found or not all(isinstance(e, dict) for e in found):
        form = f"[{name}]" if name in _SINGLE else f"[[{name}]]"
        got = "no such table" if given is None else shown(str(given))
        other = f"[[{name}]]" if name in _SINGLE else f"[{name}]"
        is_other = isinstance(given, list if name in _SINGLE else dict) and given
        remedy = f"Write {form} in the place of {other}." if is_other else f"Add {form}."
        got = other if is_other else got
        faults.append(_fault(None, name, got, f"{form} with its values", remedy))
        return []
    return found


def _entry(
    name: str,
    n: int,
    entry: dict[str, Any],
    lines: TableLines,
    faults: list[Fault],
    unit: str,
) -> dict[str, Any]:
    wrong = list(misfits(entry, _SPEC[name]))
    for key, *words in wrong:
        faults.append(_fault(lines.at(name, n, key), f"{name}.{shown(key)}", *words))
    for key in (key for key, field_ in _SPEC[name].items() if field_.inner and key in entry):
        if not any(one.key == key for one in wrong):
            inner = misfits(entry[key], _SPEC[name][key].inner)
            for deeper, *words in inner:
                where = f"{name}.{key}.{shown(deeper)}"
                faults.append(_fault(lines.at(name, n, key), where, *words))
    good = {key: value for key, value in entry.items() if key not in {one.key for one in wrong}}
    return {key: _typed(name, key, value, unit) for key, value in good.items()}


# Keys whose values are days. Of a month or a year the first day counts, or the last one.
_FIRST_DAYS = ("start", "gregorian_from")
_LAST_DAYS = ("end", "day", "report_day", "known_by")


def _typed(name: str, key: str, value: Any, unit: str) -> Any:
    """Turn lists into tuples, and days into their one type."""
    if (name, key) == ("outcomes", "day"):  # as exact as it was written
        return value if isinstance(value, str) else iso(value)
    if key == "start_days":  # in days also in a lesson by hours, as the sums are
        return day_of_toml(value[0], "D", first=True), day_of_toml(value[1], "D")
    if key == "days":
        return day_of_toml(value[0], unit, first=True), day_of_toml(value[1], unit)
    if key in _FIRST_DAYS or key in _LAST_DAYS:
        return day_of_toml(value, unit, first=key in _FIRST_DAYS)
    return tuple(value) if isinstance(value, list) else value


def _same_ids(name: str, entries: list[dict[str, Any]], lines: TableLines) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    key, apart = _NAMED_BY.get(name, "id"), _APART.get(name, ())
    for n, entry in enumerate(entries):
        own = entry.get(key, "")
        one = own, *(str(entry.get(other, "")) for other in apart)
        if one in seen:
            words, remedy = f"a {key} that no other has", "Delete one of the two."
            if key == "id":
                words, remedy = f"an {words[2:]}", f"{remedy[:-1]}, or give it another id."
            if name == "sheets":
                words = "a sheet of another map, or of another day or other layers of this one"
                remedy = f"Give it a {' or '.join(apart)} of its own, or delete one of the two."
            other = entries[seen[one]]
            names = [entry.get("label") or entry.get("title") for entry in (other, entry)]
            got = str(own)
            if all(names) and names[0] != names[1]:
                line = lines.at(name, seen[one], key)
                where = f"in line {line}" if line else "before"
                got += f", which is {shown(str(names[0]))} {where} and {shown(str(names[1]))} here"
            yield _fault(lines.at(name, n, key), f"{name}.{key}", got, words, remedy)
        if own:
            seen.setdefault(one, n)


def _order_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    lesson = settings.lesson
    if "start" in lesson and "end" in lesson and lesson["end"] < lesson["start"]:
        yield _fault(
            lines.at("lesson", 0, "end"),
            "lesson.end",
            iso(lesson["end"]),
            f"a day not before the start, {iso(lesson['start'])}",
            "Swap the two dates.",
        )
    for n, entry in enumerate(settings.lists["phases"]):
        if "start" in entry and "end" in entry and entry["end"] < entry["start"]:
            words = f"a day not before the start, {iso(entry['start'])}"
            line = lines.at("phases", n, "end")
            yield _fault(line, "phases.end", iso(entry["end"]), words, "Swap the two dates.")
    for n, entry in enumerate(settings.lists["extents"]):
        yield from _window_faults(entry, partial(lines.at, "extents", n))


def _window_faults(entry: dict[str, Any], at: Callable[[str], int | None]) -> Iterator[Fault]:
    """Hold the edges of a window against each other and against its projection."""
    west, east = entry.get("west"), entry.get("east")
    south, north = entry.get("south"), entry.get("north")
    if south is not None and north is not None and south >= north:
        words, remedy = (
            f"more than south, {south}",
            "Are south and north swapped? Is a minus missing?",
        )
        yield _fault(at("north"), "extents.north", str(north), words, remedy)
    if west is not None and east is not None and (west == east or 0 < west - east < HALF):
        words = f"more than west, {west}"
        remedy = (
            "Are west and east swapped? Is a minus missing? Only a window over the 180th "
            "meridian has a west greater "
            f"than its east, and it is at most {HALF} degrees wide, like west = 170, east = -120."
        )
        yield _fault(at("east"), "extents.east", str(east), words, remedy)
    name = Projection.of(entry.get("projection", "mercator")).name
    for side in ("south", "north") if name == "mercator" else ():
        if abs(entry.get(side, 0)) > MOST_MERCATOR:
            words = f"at most {MOST_MERCATOR} degrees: in Mercator the poles are infinitely far"
            pole = "south" if entry[side] < 0 else "north"
            remedy = f'Give it projection = "{pole}-polar-stereographic", "equal-earth" or "auto".'
            yield _fault(at(side), f"extents.{side}", str(entry[side]), words, remedy)


_NEEDS_KINDS = ("basemap", "places", "zones", "routes")


def _layer_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    """Find layers that say of no kind of row that they show it, or of one that there is not."""
    for n, layer in enumerate(settings.lists["layers"]):
        table, line = layer.get("table", ""), lines.at("layers", n, "kinds")
        if table in _NEEDS_KINDS and not layer.get("kinds"):
            words = "some words, as in the column kind"
            words = f"some of: {', '.join(GROUND)}" if table == "basemap" else words
            remedy = f"Say which rows of {table} the layer shows."
            yield _fault(line, "layers.kinds", "no kinds", words, remedy)
        for kind in layer.get("kinds", ()):
            if table == "control":
                words = "no kinds for control"
                yield _fault(line, "layers.kinds", shown(kind), words, "Delete it.")
            elif table == "basemap" and kind not in GROUND:
                words, near = (
                    f"one of: {', '.join(GROUND)}",
                    did_you_mean(kind, GROUND, "Delete it."),
                )
                yield _fault(line, "layers.kinds", shown(kind), words, near)
        yield from _two_marks(settings, layer, line)
        yield from _filled_faults(layer, partial(lines.at, "layers", n))
        if "linger_hours" in layer:
            yield from _linger_faults(settings, layer, lines.at("layers", n, "linger_hours"))


def _filled_faults(layer: dict[str, Any], at: Callable[[str], int | None]) -> Iterator[Fault]:
    """Find a fill of what has no area or has other colours, and ground that is none."""
    table = layer.get("table", "")
    if layer.get("fill") and table:
        if table != "zones":
            words = "no such key: only zones are filled"
            yield _fault(at("fill"), "layers.fill", f"fill = true for {table}", words, "Delete it.")
        elif "measure" in layer:
            words = "no such key: their values colour these zones"
            yield _fault(at("fill"), "layers.fill", "fill beside measure", words, "Delete it.")
        elif "colour" not in layer:
            remedy = 'Add one, such as colour = "#6b9fc3".'
            yield _fault(at("fill"), "layers.fill", "no colour", "the colour to fill with", remedy)
    if layer.get("ground") and table and table not in ("basemap", "zones", "routes"):
        words = "no such key: only zones and routes are ground, besides the base map"
        yield _fault(
            at("ground"), "layers.ground", f"ground = true for {table}", words, "Delete it."
        )


def _linger_faults(settings: Settings, layer: dict[str, Any], line: int | None) -> Iterator[Fault]:
    """Find hours beside days, and hours where the lesson has none."""
    hours = layer["linger_hours"]
    got = f"linger_hours = {hours}"
    if "linger_days" in layer:
        got, words = f"{got} beside linger_days", "one of the two"
        yield _fault(line, "layers.linger_hours", got, words, "Delete one of them.")
    elif settings.lesson.get("step") != "hour" and not settings.is_doubtful("lesson"):
        days = max(1, round(hours / 24))
        remedy = f'Write linger_days = {days}, or step = "hour" in [lesson].'
        words = "linger_days, as the lesson goes by days"
        yield _fault(line, "layers.linger_hours", got, words, remedy)


def _two_marks(settings: Settings, layer: dict[str, Any], line: int | None) -> Iterator[Fault]:
    """Find a layer without a mark of its own whose kinds have several: its legend shows one."""
    own = "dash" if layer.get("table") in ("zones", "routes") else "marker"
    marks = {
        one["id"]: one["mark"]
        for one in settings.lists["kinds"]
        if TABLE_OF.get(one.get("of", "")) == layer.get("table")
        and one.get("id") in layer.get("kinds", ())
        and "mark" in one
    }
    if own not in layer and len(set(marks.values())) > 1:
        got = ", ".join(f"{mark} of {kind}" for kind, mark in marks.items())
        remedy = f"Make a layer of each, or give this layer a {own} of its own."
        yield _fault(line, "layers.kinds", got, "kinds with one mark", remedy)


# What may be said of a kind, by what has it.
_OF_KINDS = {
    "place": ("mark", "rank"),
    "event": ("mark",),
    "zone": ("mark", "rank"),
    "route": ("mark", "rank", "known_at_end"),
    "source": ("timeless",),
    "report": ("says",),
}


def _kind_faults(kinds: list[dict[str, Any]], lines: TableLines) -> Iterator[Fault]:
    """Find kinds with a mark of another shape than their own, or with what they cannot have."""
    for n, kind in enumerate(kinds):
        of = kind.get("of", "")
        for key in (key for key in kind if of and key not in ("id", "of", "label", *_OF_KINDS[of])):
            line, can = lines.at("kinds", n, key), ", ".join(("id", "of", "label", *_OF_KINDS[of]))
            words = f"what a kind of {of} can have: {can}"
            yield _fault(line, f"kinds.{key}", f"a key {key}", words, "Delete it, or correct of.")
        allowed = DASHES if of in ("zone", "route") else MARKERS
        if of and kind.get("mark", allowed[0]) not in allowed:
            words = f"the mark of a {of}, one of: {', '.join(allowed)}"
            line, remedy = lines.at("kinds", n, "mark"), "Choose one of the list."
            yield _fault(line, "kinds.mark", kind["mark"], words, remedy)


def _unsaid_faults(kinds: list[dict[str, Any]], lines: TableLines) -> Iterator[Fault]:
    """Find kinds of reports of which nobody can tell what they say of a thing."""
    for n, kind in enumerate(kinds):
        if kind["of"] == "report" and "says" not in kind and kind["id"] not in REPORTED:
            got, words = f"no such key of {kind['id']}", f"one of: {', '.join(SAYS)}"
            remedy = 'Of a warning, a forecast or an order: says = "neither".'
            yield _fault(lines.at("kinds", n), "kinds.says", got, words, remedy)


_OF_ZONES = ("method", "classes", "edges", "middle", "colours", "reversed")


def _measure_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    """Find keys of a measure that do not go together; the first of each measure is told."""
    for n, one in enumerate(settings.lists["measures"]):
        for key, got, words, remedy in _wrong_scale(one):
            yield _fault(lines.at("measures", n, key), f"measures.{key}", got, words, remedy)
            break


def _wrong_scale(one: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give key, got, expected and remedy of what is wrong with a scale."""
    strange = {"zones": ("radius",), "places": _OF_ZONES}.get(one.get("of", ""), ())
    for key in (key for key in strange if key in one):
        words = "a key of zones, which are coloured" if key in _OF_ZONES else "a key of places"
        yield key, f"{key} for {one['of']}", words, "Delete the line, or correct of."
    edges, middle, colours = one.get("edges", ()), one.get("middle"), one.get("colours", "")
    for key in (key for key in ("method", "classes") if edges and key in one):
        yield key, f"{key} beside edges", "one of the two", "Delete one of them."
    if middle is None and colours in TWO_WAYS:
        words = "a scale that goes one way, or a middle"
        yield "colours", colours, words, f"Add middle =, or choose {', '.join(ONE_WAY)}."
    if middle is not None and colours in ONE_WAY:
        yield "colours", colours, "a scale that goes two ways", f"Choose {', '.join(TWO_WAYS)}."
    if middle is not None and edges and middle not in edges[1:-1]:
        words = f"one of the inner edges: {', '.join(f'{edge:g}' for edge in edges[1:-1])}"
        yield "middle", f"{middle:g}", words, "Add it to the edges, or correct it."
    if middle is not None and one.get("classes", 2) % 2:
        words = "an even number of classes, half of them on each side of the middle"
        yield "classes", str(one["classes"]), words, f"Write {one['classes'] + 1}."


def _chart_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    for n, one in enumerate(settings.lists["charts"]):
        given = [key for key in ("measure", "figures", "topics") if one.get(key)]
        if len(given) != 1 and not any(
            (f.column or "").startswith("charts.") for f in settings.faults
        ):
            got = " and ".join(given) or "neither"
            words = "one of measure, figures and topics"
            remedy = "Say what the chart shows: a measure, or ids or topics of figures.csv."
            yield _fault(lines.at("charts", n), "charts.measure", got, words, remedy)
        elif "of" in one and given != ["measure"]:
            words = "a chart of a measure"
            yield _fault(
                lines.at("charts", n, "of"),
                "charts.of",
                f"of beside {given[0]}",
                words,
                "Delete it.",
            )
        elif one.get("tied") and (given == ["measure"] or one.get("kind") != "line"):
            words = "a line of figures: a line of a measure is tied without it"
            where = lines.at("charts", n, "tied")
            yield _fault(where, "charts.tied", "tied of another chart", words, "Delete it.")


def _way_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    """Find ways that lead nowhere or that a reader cannot tell apart, and estimates without one."""
    seen: dict[tuple[str, str], int] = {}
    for n, way in enumerate(settings.lists["ways"]):
        if "from" in way and way["from"] == way.get("to"):
            got, words = f"{way['to']}, where the way begins", "another place than from"
            yield _fault(lines.at("ways", n, "to"), "ways.to", got, words, "Correct one of them.")
        if "estimate" not in way or "label" not in way:
            continue
        key = way["estimate"], way["label"]
        if key in seen:
            line = lines.at("ways", seen[key], "label")
            got = f"{shown(way['label'])}, as in line {line}" if line else shown(way["label"])
            words, remedy = "a label that no other way of the estimate has", "Say what differs."
            yield _fault(lines.at("ways", n, "label"), "ways.label", got, words, remedy)
        seen.setdefault(key, n)
    asked = {way.get("estimate") for way in settings.lists["ways"]}
    if settings.is_doubtful("ways") or asked - settings.ids("estimates"):
        return  # the way that is missing may be one of those
    for n, one in enumerate(settings.lists["estimates"]):
        if "id" in one and one["id"] not in asked:
            remedy = f'Add [[ways]] with estimate = "{one["id"]}", or delete the estimate.'
            line, got = lines.at("estimates", n), f"{one['id']}, which has no way"
            yield _fault(line, "estimates.id", got, "an estimate with at least one way", remedy)


def _start_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    """Find starts of ways that are turned round, or far outside of the lesson."""
    first, last = settings.lesson.get("start"), settings.lesson.get("end")
    if first is None or last is None or last < first:
        return
    for table in ("estimates", "ways"):
        for n, one in enumerate(settings.lists[table]):
            start = one.get("start_days")
            if start and (wrong := wrong_start(start, years_of(first, last))):
                got, words, remedy = wrong
                line = lines.at(table, n, "start_days")
                remedy = remedy or "Correct the days, or start and end of the lesson."
                yield _fault(line, f"{table}.start_days", got, words, remedy)


def _look_faults(holders: list[dict[str, Any]], lines: TableLines) -> Iterator[Fault]:
    """Find holders that a reader cannot tell apart; each fault names both."""
    free = [marker for marker in MARKERS if marker not in {h.get("marker") for h in holders}]
    for (_, one), (n, other) in combinations(enumerate(holders), 2):
        names = f"{other.get('id', '?')} like {one.get('id', '?')}"
        for key, remedy in (
            ("marker", f"Choose another marker, such as {', '.join(free[:5])}."),
            ("colour", "Make one of the two colours lighter, darker or of another hue."),
        ):
            mine, others = one.get(key), other.get(key)
            if not mine or not others:
                continue
            if mine == others or (key == "colour" and too_alike(mine, others)):
                got = f"{others} for {names}" + (f" ({mine})" if mine != others else "")
                words = f"a {key} that differs clearly from that of every other holder"
                yield _fault(lines.at("holders", n, key), f"holders.{key}", got, words, remedy)


def _fault(row: int | None, column: str, got: str, expected: str, remedy: str) -> Fault:
    return Fault(FILE, row, column, got, expected, remedy)
