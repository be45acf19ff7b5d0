"""The border between Python and the page: both sides write the same state down."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from support.maps import drawn
from support.ways import made as estimate

from lessonkit.browser.bundle import HERE
from lessonkit.notebook import Lesson
from lessonkit.widgets import state
from lessonkit.widgets.base import Home, LessonWidget
from lessonkit.widgets.chart import Chart
from lessonkit.widgets.comparison import Comparison
from lessonkit.widgets.exercise import Exercise, Progress, Recall
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.lists.report import Report
from lessonkit.widgets.map import Map
from lessonkit.widgets.relations import Relations
from lessonkit.widgets.whatif import WhatIf

STATES: dict[type, Any] = {
    Home: state.HomeState,
    Map: state.MapState,
    Chart: state.ChartState,
    Comparison: state.ComparisonState,
    MapList: state.ListState,
    Report: state.ReportState,
    Relations: state.RelationsState,
    WhatIf: state.WhatIfState,
    Exercise: state.ExerciseState,
    Progress: state.ProgressState,
    Recall: state.RecallState,
}
TYPEDEF = re.compile(r"@typedef \{object\} (\w+)\n((?: \* @property .*\n)*)")
PROPERTY = re.compile(r"@property \{(.*)\} (\[?)(\w+)\]?$", re.MULTILINE)
SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def parts(hint: Any) -> Iterator[Any]:
    """Give the types of which a type is made, itself first."""
    yield hint
    for one in get_args(hint):
        yield from parts(one)


def reached(start: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Collect a TypedDict and all that its values are made of, by name."""
    found[start.__name__] = start
    for hint in get_type_hints(start).values():
        for one in parts(hint):
            if is_typeddict(one) and one.__name__ not in found:
                reached(one, found)
    return found


def in_script(hint: Any) -> str:
    """Write a type as the scripts do."""
    kind, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return "any"
    if kind in (Union, types.UnionType):
        return " | ".join(in_script(one) for one in args)
    if kind is list:
        words = in_script(args[0])
        return f"({words})[]" if "|" in words else f"{words}[]"
    if kind is dict:
        return f"Record<{in_script(args[0])}, {in_script(args[1])}>"
    return SIMPLE.get(hint) or hint.__name__


def of_python() -> dict[str, dict[str, tuple[str, bool]]]:
    found: dict[str, Any] = {}
    for one in STATES.values():
        reached(one, found)
    return {
        name: {
            key: (in_script(hint), key in one.__optional_keys__)
            for key, hint in get_type_hints(one).items()
        }
        for name, one in found.items()
    }


def of_script() -> dict[str, dict[str, tuple[str, bool]]]:
    text = (HERE / "state.js").read_text("utf-8").partition("// ---- Every widget")[2]
    return {
        name: {key: (kind, bool(left)) for kind, left, key in PROPERTY.findall(lines)}
        for name, lines in TYPEDEF.findall(text)
    }


def test_both_sides_have_the_same_keys_and_types() -> None:
    python, script = of_python(), of_script()
    python["WidgetState"] = {"view": ("string", False), "home": ("string", False)}
    assert script.keys() == python.keys()
    for name, keys in python.items():
        assert script[name] == keys, name


@pytest.mark.parametrize("widget", STATES, ids=lambda one: one.__name__)
def test_a_widget_sends_what_its_state_names(widget: Any) -> None:
    own = {"view", "home"} if issubclass(widget, LessonWidget) else set()
    for one in widget.__mro__[: widget.__mro__.index(LessonWidget) if own else 1]:
        own |= {
            name for name, trait in vars(one).items() if getattr(trait, "metadata", {}).get("sync")
        }
    assert own == set(get_type_hints(STATES[widget]))


# ---- What is sent -------------------------------------------------------------------------------


def misfits(value: Any, hint: Any, where: str) -> Iterator[str]:
    """Say what of a value is not as its type says."""
    kind, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return
    if kind in (Union, types.UnionType):
        if all(any(misfits(value, one, where)) for one in args):
            yield f"{where}: {value!r} is no {hint}"
    elif kind is list and isinstance(value, list):
        for n, one in enumerate(value):
            yield from misfits(one, args[0], f"{where}[{n}]")
    elif kind is dict and isinstance(value, dict):
        for key, one in value.items():
            yield from misfits(key, args[0], where)
            yield from misfits(one, args[1], f"{where}.{key}")
    elif is_typeddict(hint) and isinstance(value, dict):
        hints = get_type_hints(hint)
        for key in (value.keys() - hints.keys()) | (hint.__required_keys__ - value.keys()):
            yield f"{where}.{key}: not in one of the two"
        for key in value.keys() & hints.keys():
            yield from misfits(value[key], hints[key], f"{where}.{key}")
    elif is_typeddict(hint):
        yield f"{where}: {value!r} is no {hint.__name__}"
    elif not isinstance(value, float | int if hint is float else kind or hint):
        yield f"{where}: {value!r} is no {hint}"


def sent(widget: LessonWidget) -> list[str]:
    made = next(one for one in type(widget).__mro__ if one in STATES)  # anywidget adds traits
    hints = get_type_hints(STATES[made])
    values = {key: getattr(widget, key) for key in hints}
    named = {key: one for key, one in values.items() if not isinstance(one, Home | Map)}
    if isinstance(widget, Exercise):  # nothing is done yet
        named = {key: one for key, one in named.items() if key not in ("record", "checked")}
    return [words for key, one in named.items() for words in misfits(one, hints[key], key)]


def test_maps_are_as_they_are_written_down(whole: Map, made: Map) -> None:
    assert [*sent(whole), *sent(made)] == []


def test_lists_are_as_they_are_written_down(made: Map) -> None:
    assert sent(made.with_claims()) == []
    assert sent(made.with_events()) == []
    assert sent(made.with_report()) == []


def test_a_comparison_is_as_it_is_written_down(opened: Lesson) -> None:
    compared = opened.compare_methods("valley", "2017-05-04", (20, 40), title="Three ways")
    assert [*sent(compared), *sent(compared.dots), *sent(compared.reach)] == []


def test_relations_and_an_estimate_are_as_they_are_written_down(lesson: Lesson) -> None:
    assert sent(lesson.relations_on("2017-06-06")) == []
    assert sent(estimate(lesson)) == []


def test_maps_and_charts_of_values_are_as_they_are_written_down(valued: Lesson) -> None:
    for name in ("rain", "people", "sectors"):
        assert sent(valued.map(name)) == []
    for name in valued.charts:
        assert sent(valued.chart(name)) == []


def test_every_exercise_is_as_it_is_written_down(
    opened: Lesson, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those on a map are of the small lesson: its maps are drawn faster, and are maps as well.

    For the same reason those of the large lesson open one and the same map: it is not looked at.
    """
    beside = opened.map(next(iter(opened.maps)))
    monkeypatch.setattr(lesson, "_beside", lambda map_id: beside if map_id else None)
    some = [(opened, one) for one in opened.exercises]
    some += [(lesson, one) for one, spec in lesson.exercises.items() if "map" not in spec]
    assert {spec["kind"] for spec in opened.exercises.values() if "map" in spec} == {
        spec["kind"] for spec in lesson.exercises.values() if "map" in spec
    }
    wrong = {one: sent(own.exercise(one)) for own, one in some}
    assert {one: words for one, words in wrong.items() if words} == {}


def test_strip_and_recall_are_as_they_are_written_down(lesson: Lesson) -> None:
    written = next(one["id"] for one in lesson.exercises.values() if one["kind"] == "text")
    assert sent(lesson.recall(written)) == []
    here = Lesson.find(lesson.notebooks[0], start=lesson.folder)
    assert sent(here.progress()) == []


def test_a_wrong_value_is_found(lesson: Lesson) -> None:
    spec: Any = drawn(lesson).spec
    assert list(misfits(spec | {"title": 3, "more": ""}, state.MapOnPage, "spec")) == [
        "spec.more: not in one of the two",
        "spec.title: 3 is no <class 'str'>",
    ]
