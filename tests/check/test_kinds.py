"""Kinds are words of the lesson: none is wrong, and what looks like a slip is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine, open_lesson
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import STATED


def kind(of: str, id: str, label: str, mark: str = "") -> str:
    """Give an entry of `[[kinds]]`."""
    drawn = f'mark = "{mark}"\n' if mark else ""
    return f'[[kinds]]\nid = "{id}"\nof = "{of}"\nlabel = "{label}"\n{drawn}\n'


def told(copy: Copy, *entries: str) -> None:
    copy.replace("lesson.toml", "[[phases]]", "".join([*entries, "[[phases]]"]))


def odd(copy: Copy) -> None:
    copy.cell("places.csv", 6, "kind", "dam")


def misspelt(copy: Copy) -> None:
    copy.cell("places.csv", 6, "kind", "vilage")


def of_nobody(copy: Copy) -> None:
    copy.replace("lesson.toml", 'kinds = ["base"]', 'kinds = ["base", "bases"]')


def listed_in_vain(copy: Copy) -> None:
    told(copy, kind("source", "blog", "Blog"))


def like_another_source(copy: Copy) -> None:
    copy.cell("sources.csv", 2, "kind", "referense")


def entry_misspelt(copy: Copy) -> None:
    copy.replace("lesson.toml", 'id = "reference"', 'id = "refrence"')


@pytest.mark.parametrize(
    ("change", "words", "meant"),
    [
        (odd, "1 place of the kind dam, which no layer shows (elm-gate)", ""),
        (misspelt, "1 place of the kind vilage, which no layer shows (elm-gate)", "village"),
        (of_nobody, "bases, a kind that no place has", ""),
        (listed_in_vain, "blog, a kind that no source has", ""),
        (like_another_source, "of the kind referense, which lesson.toml does not list", ""),
        (entry_misspelt, "refrence, a kind that no source has", "reference"),
    ],
)
def test_a_kind_that_meets_nothing_is_noted(
    copy: Copy, change: Callable[[Copy], None], words: str, meant: str
) -> None:
    change(copy)
    loaded = examine(copy.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if one.got == words]
    assert not meant or f"Did you mean {meant}?" in note.remedy


def test_any_word_is_a_kind_and_lesson_toml_may_say_more_of_it(copy: Copy) -> None:
    copy.cell("places.csv", 6, "kind", "sea-light")
    copy.replace("lesson.toml", 'kinds = ["base"]', 'kinds = ["sea-light"]')
    copy.replace("lesson.toml", 'marker = "square-open"', "")
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["bases"])
    assert [f.card["kind"] for f in layer.features] == ["Sea light"]
    assert layer.style.marker == ""
    told(copy, kind("place", "sea-light", "Lighthouse", "star"))
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["bases"])
    assert [f.card["kind"] for f in layer.features] == ["Lighthouse"]
    assert {f.style.marker for f in layer.features} == {layer.style.marker} == {"star"}


def test_a_layer_shows_one_mark_as_its_legend_does(copy: Copy) -> None:
    copy.cell("places.csv", 6, "kind", "hut")
    copy.replace("lesson.toml", 'kinds = ["base"]', 'kinds = ["base", "hut"]')
    told(copy, kind("place", "hut", "Hut", "star"))
    copy.replace("lesson.toml", 'label = "Base"', 'label = "Base"\nmark = "bar"')
    assert check(copy.folder) == []  # the layer has a marker of its own
    copy.replace("lesson.toml", 'marker = "square-open"', "")
    [fault] = check(copy.folder)
    assert (fault.column, fault.got) == ("layers.kinds", "bar of base, star of hut")


def test_a_route_has_the_line_of_its_kind(copy: Copy) -> None:
    copy.replace("lesson.toml", 'label = "Road"', 'label = "Road"\nmark = "dotted"')
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["roads"])
    assert [f.style.dash for f in layer.features] == ["dotted"]


def test_an_event_may_have_a_kind_and_a_layer_may_show_some(copy: Copy) -> None:
    head, first, *others = copy.rows("events.csv")
    rows = [[*head, "kind"], [*first, "flood"], *([*row, ""] for row in others)]
    copy.write_rows("events.csv", rows)
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["events"])
    assert {f.card["kind"] for f in layer.features} == {"Flood", "Event"}
    copy.replace("lesson.toml", 'table = "events"', 'table = "events"\nkinds = ["flood"]')
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["events"])
    assert [f.card["kind"] for f in layer.features] == ["Flood"]


def test_names_of_a_kind_with_a_rank_are_written_first(copy: Copy) -> None:
    copy.replace("lesson.toml", 'label = "Village"', 'label = "Village"\nrank = 90')
    lesson = open_lesson(copy.folder)
    [layer] = build_layers(lesson, lesson.extent("valley"), ["towns"])
    first = max(layer.features, key=lambda f: f.rank)
    assert lesson.place(first.place)["kind"] == "village"


def test_a_zone_or_a_route_may_have_a_rank_of_its_own_or_that_of_its_kind(copy: Copy) -> None:
    def ranks(layer: str) -> dict[str, int]:
        lesson = open_lesson(copy.folder)
        [made] = build_layers(lesson, lesson.extent("valley"), [layer])
        return {f.of: f.rank // STATED for f in made.features}

    roads = ranks("roads")
    assert set(roads.values()) == {0}, "without a rank all is as it was"
    some = sorted(roads)[0]
    copy.replace("lesson.toml", 'label = "Road"', 'label = "Road"\nrank = 5')
    assert set(ranks("roads").values()) == {5}

    def stated(data: Any) -> None:
        for one in data["features"]:
            if one["properties"]["id"] == some:
                one["properties"]["rank"] = 7

    copy.json("routes.geojson", stated)
    assert check(copy.folder) == []
    assert ranks("roads") == dict.fromkeys(roads, 5) | {some: 7}


@pytest.mark.parametrize(("rank", "words"), [(100, "0 to 99 places"), ("high", "number")])
def test_a_rank_of_a_zone_is_a_number_of_two_digits(copy: Copy, rank: Any, words: str) -> None:
    def put(data: Any) -> None:
        data["features"][0]["properties"]["rank"] = rank

    copy.json("zones.geojson", put)
    [fault] = check(copy.folder)
    assert (fault.column or "").endswith("rank")
    assert words in fault.expected
