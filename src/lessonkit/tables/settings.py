"""`lesson.toml`: the lesson's title and time, map windows, holders, layers, maps and more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from lessonkit.days import STEPS, day_of_toml, iso, unit_for
from lessonkit.errors import Fault, did_you_mean, shown
from lessonkit.tables import rules
from lessonkit.tables.entries import (
    DASHES,
    MARKERS,
    ActorGroup,
    Extent,
    Holder,
    LayerSpec,
    MapSpec,
    Sheet,
    StepSpec,
    too_alike,
)
from lessonkit.tables.fields import (
    ID,
    Field,
    Form,
    is_day,
    is_number,
    is_span,
    is_whole,
    misfits,
    rule,
)
from lessonkit.tables.schema import LAYER_KINDS
from lessonkit.tables.toml import TableLines

FILE = "lesson.toml"


@dataclass(frozen=True)
class Settings:
    """The content of `lesson.toml` as far as it is right; `faults` says what is not."""

    lesson: dict[str, Any]
    lists: dict[str, list[dict[str, Any]]]
    faults: list[Fault] = field(default_factory=list)

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

    def typed(self) -> dict[str, Any]:
        """Give the content as `LessonData` takes it; there must be no fault in it."""
        maps = {
            entry["id"]: MapSpec(**entry, steps=self._steps(entry["id"]))
            for entry in self.lists["maps"]
        }
        sheets = [dict(entry) for entry in self.lists["sheets"]]
        return self.lesson | {
            "extents": {extent.id: extent for extent in self.extents()},
            "holders": {entry["id"]: Holder(**entry) for entry in self.lists["holders"]},
            "phases": {entry["id"]: entry["label"] for entry in self.lists["phases"]},
            "stake_labels": {entry["id"]: entry["label"] for entry in self.lists["stakes"]},
            "layers": [LayerSpec(**entry) for entry in self.lists["layers"]],
            "maps": maps,
            "sheets": [Sheet.of(maps[entry.pop("map")], **entry) for entry in sheets],
            "actor_groups": {
                entry["id"]: ActorGroup(**entry) for entry in self.lists["actor_groups"]
            },
            "key_terms": {entry["notebook"]: entry["terms"] for entry in self.lists["key_terms"]},
        }

    def extents(self) -> list[Extent]:
        """Give the map windows that have all their numbers."""
        return [
            Extent(**entry)
            for entry in self.lists.get("extents", [])
            if set(entry) == set(_SPEC["extents"])
        ]


def _is_crs(text: str) -> bool:
    try:
        return CRS.from_user_input(text).is_projected
    except CRSError:
        return False


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
_LANGUAGE = rule(
    "a language code like en or ar",
    lambda text: bool(re.fullmatch("[a-z]{2,3}(-[A-Z]{2})?", text)),
    lambda _: "Write two small letters.",
)
_NOTEBOOK = rule(
    "names of notebooks that end in .ipynb",
    lambda text: text.endswith(".ipynb") and "/" not in text,
    lambda _: "Write the file names only, without a folder.",
)
_ID_RULE = rules.matches(ID, "old-town")


def _text(*then: Field, words: str = "text in quotation marks", required: bool = True) -> Field:
    all_text = (rules.SEEN, rules.TRIMMED, *then)
    return Field(words, lambda value: isinstance(value, str), required=required, then=all_text)


def _list(*then: Field) -> Field:
    def good(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(part, str) for part in value)

    all_text = (rules.SEEN, rules.TRIMMED, *then)
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
_DAY = Field(
    'a date like 1989-11-09; a month, a year or an hour in quotation marks: "1989-11"', is_day
)
_DAYS = Field("two dates in a list, like [1989-11-09, 1990-10-03]", is_span)
_STEP = _text(rules.one_of(tuple(STEPS)), required=False)
_YES_OR_NO = Field("true or false", lambda value: isinstance(value, bool))
_COLOUR = _text(rules.FILLED, rules.COLOUR, words='a colour, like "#c0392b"')


_SPEC: dict[str, Form] = {
    "lesson": {
        "id": _ID,
        "version": _TEXT,
        "title": _TEXT,
        "question": _TEXT,
        "language": _text(rules.FILLED, _LANGUAGE),
        "binder": _text(rules.URL, required=False),
        "paragraphs": _whole("a whole number", 1, 9999, "paragraphs"),
        "start": _DAY,
        "end": _DAY,
        "step": _STEP,
        "time_zone": _SOME_TEXT,
        "gregorian_from": _DAY.or_none(),
        "report_day": _DAY.or_none(),
        "later_source": _SOME_TEXT,
        "credits": _SOME_TEXT,
        "country": _text(rules.FILLED, rules.COUNTRY),
        "equal_area_crs": _text(rules.FILLED, _CRS),
        "notebooks": _list(rules.FILLED, _NOTEBOOK),
    },
    "extents": {
        "id": _ID,
        "label": _TEXT,
        "west": _degrees(180),
        "east": _degrees(180),
        "south": _degrees(90),
        "north": _degrees(90),
        "basemap": _ID,
    },
    "holders": {
        "id": _ID,
        "label": _TEXT,
        "short": _TEXT,
        "colour": _COLOUR,
        "marker": _text(rules.FILLED, rules.one_of(MARKERS)),
        "hatch": _text(_HATCH, required=False),
    },
    "phases": {"id": _ID, "label": _TEXT, "start": _DAY.or_none(), "end": _DAY.or_none()},
    "stakes": {"id": _ID, "label": _TEXT},
    "layers": {
        "id": _ID,
        "label": _TEXT,
        "group": _TEXT,
        "on": _YES_OR_NO,
        "table": _text(rules.FILLED, rules.one_of(tuple(LAYER_KINDS))),
        "kinds": _list().or_none(),
        "colour": _COLOUR.or_none(),
        "dash": _text(rules.one_of(DASHES), required=False),
        "hatch": _text(_HATCH, required=False),
        "marker": _text(rules.one_of(MARKERS), required=False),
        "linger_days": _whole("a whole number of days", 0, 3660, "days"),
        "source_ids": _IDS.or_none(),
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
    },
    "sheets": {
        "map": _ID,
        "title": _SOME_TEXT,
        "subtitle": _text(required=False),
        "layers": _IDS.or_none(),
        "find": _IDS.or_none(),
        "others": _YES_OR_NO.or_none(),
        "kinds": _IDS.or_none(),
    },
    "actor_groups": {"id": _ID, "label": _TEXT, "actors": _IDS},
    "key_terms": {"notebook": _text(rules.FILLED, _NOTEBOOK), "terms": _IDS},
}
_OPTIONAL = ("maps", "steps", "sheets", "actor_groups", "key_terms")
_NAMED_BY = {"sheets": "map", "key_terms": "notebook"}  # the others by their id


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
    given = data.get("lesson")
    unit = unit_for(given.get("step")) if isinstance(given, dict) else "D"
    for name in _SPEC:
        entries = _entries(name, data.get(name), faults)
        lists[name] = [
            _entry(name, n, entry, lines, faults, unit) for n, entry in enumerate(entries)
        ]
        faults += _same_ids(name, lists[name], lines)
    lesson = (lists.pop("lesson") or [{}])[0]
    settings = Settings(lesson, lists, faults)
    faults += [*_order_faults(settings, lines), *_kind_faults(settings, lines)]
    faults += _look_faults(settings.lists["holders"], lines)
    return settings


def _entries(name: str, given: Any, faults: list[Fault]) -> list[dict[str, Any]]:
    if given is None and name in _OPTIONAL:
        return []
    found = [given] if name == "lesson" else given
    if not isinstance(found, list) or not found or not all(isinstance(e, dict) for e in found):
        form = f"[{name}]" if name == "lesson" else f"[[{name}]]"
        got = "no such table" if given is None else shown(str(given))
        faults.append(_fault(None, name, got, f"{form} with its values", f"Add {form}."))
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
    good = {key: value for key, value in entry.items() if key not in {one.key for one in wrong}}
    return {key: _typed(key, value, unit) for key, value in good.items()}


# Keys whose values are days. Of a month or a year the first day counts, or the last one.
_FIRST_DAYS = ("start", "gregorian_from")
_LAST_DAYS = ("end", "day", "report_day")


def _typed(key: str, value: Any, unit: str) -> Any:
    """Turn lists into tuples, and days into their one type."""
    if key == "days":
        return day_of_toml(value[0], unit, first=True), day_of_toml(value[1], unit)
    if key in _FIRST_DAYS or key in _LAST_DAYS:
        return day_of_toml(value, unit, first=key in _FIRST_DAYS)
    return tuple(value) if isinstance(value, list) else value


def _same_ids(name: str, entries: list[dict[str, Any]], lines: TableLines) -> Iterator[Fault]:
    seen: set[str] = set()
    key = _NAMED_BY.get(name, "id")
    for n, entry in enumerate(entries):
        own = entry.get(key, "")
        if own in seen:
            words, remedy = f"a {key} that no other has", "Delete one of the two."
            if key == "id":
                words, remedy = f"an {words[2:]}", f"{remedy[:-1]}, or give it another id."
            yield _fault(lines.at(name, n, key), f"{name}.{key}", own, words, remedy)
        seen |= {own} - {""}


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
        for low, high in (("west", "east"), ("south", "north")):
            if low in entry and high in entry and entry[low] >= entry[high]:
                yield _fault(
                    lines.at("extents", n, high),
                    f"extents.{high}",
                    str(entry[high]),
                    f"more than {low}, {entry[low]}",
                    f"Are {low} and {high} swapped?",
                )


def _kind_faults(settings: Settings, lines: TableLines) -> Iterator[Fault]:
    for n, layer in enumerate(settings.lists["layers"]):
        table, line = layer.get("table", ""), lines.at("layers", n, "kinds")
        allowed = LAYER_KINDS.get(table, ())
        if table and allowed and not layer.get("kinds"):
            yield _fault(
                line,
                "layers.kinds",
                "no kinds",
                f"some of: {', '.join(allowed)}",
                f"Say which rows of {table} the layer shows.",
            )
        for kind in layer.get("kinds", ()) if table else ():
            if kind not in allowed:
                words = f"one of: {', '.join(allowed)}" if allowed else f"no kinds for {table}"
                yield _fault(
                    line,
                    "layers.kinds",
                    shown(kind),
                    words,
                    did_you_mean(kind, allowed, "Delete it."),
                )


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
