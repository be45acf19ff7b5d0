"""Layers from the real tables: nothing lost, nothing doubled, days and words as in the rows."""

from __future__ import annotations

import csv
import itertools
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box, shape
from support.folders import DATA
from support.lesson_copy import Copy

from lessonkit.days import from_cell
from lessonkit.errors import LessonError
from lessonkit.geodesy import circle
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import AREA_FROM_KM, Feature, Layer, Style
from lessonkit.maps.layers import layer as new_layer
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import Extent

TOML = tomllib.loads((DATA / "lesson.toml").read_text("utf-8"))
EXTENTS = [entry["id"] for entry in TOML["extents"]]
SPECS = {entry["id"]: entry for entry in TOML["layers"]}
POINTS = ("places", "control", "events")
SURE = ("high", "medium", "low")


def rows(name: str) -> list[dict[str, str]]:
    """Read a table as it stands on disk, without lessonkit."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shapes(name: str) -> list[dict[str, Any]]:
    return list(json.loads((DATA / f"{name}.geojson").read_text("utf-8"))["features"])


def day(text: str) -> np.datetime64 | None:
    return np.datetime64(text) if text else None


def is_inside(extent: Extent, lon: str, lat: str) -> bool:
    if not lon:
        return False
    return extent.west <= float(lon) <= extent.east and extent.south <= float(lat) <= extent.north


def places_inside(extent: Extent) -> dict[str, dict[str, str]]:
    found = (row for row in rows("places") if is_inside(extent, row["lon"], row["lat"]))
    return {row["place_id"]: row for row in found}


def shapes_inside(extent: Extent, spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    window = box(extent.west, extent.south, extent.east, extent.north)
    return {
        item["properties"]["id"]: item["properties"]
        for item in shapes(spec["table"])
        if item["properties"]["kind"] in spec["kinds"]
        and shape(item["geometry"]).intersects(window)
    }


@pytest.fixture(scope="module")
def built(lesson: Lesson) -> dict[str, list[Layer]]:
    """Return all layers of each map window."""
    return {extent: build_layers(lesson, lesson.extent(extent)) for extent in EXTENTS}


def of(layers: Sequence[Layer], layer_id: str) -> list[Layer]:
    """Return the layers that a layer of `lesson.toml` became; `control` becomes several."""
    if SPECS[layer_id]["table"] == "control":
        return [layer for layer in layers if layer.table == "control"]
    return [layer for layer in layers if layer.id == layer_id]


def features(layers: Sequence[Layer]) -> Iterator[Feature]:
    for layer in layers:
        yield from layer.features


def last_part(feature: Feature) -> str:
    return feature.id.split("/")[-1]


# ---- What is in a layer -------------------------------------------------------------------------


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("layer_id", SPECS)
def test_a_layer_has_exactly_the_rows_that_lie_in_the_window(
    lesson: Lesson, built: dict[str, list[Layer]], extent: str, layer_id: str
) -> None:
    spec, window = SPECS[layer_id], lesson.extent(extent)
    got = of(built[extent], layer_id)
    if spec["table"] == "basemap":
        assert [layer.features for layer in got] == [()]
        assert got[0].kinds == tuple(spec["kinds"])
    elif spec["table"] == "places":
        places = places_inside(window).values()
        expected = {row["place_id"] for row in places if row["kind"] in spec["kinds"]}
        assert {last_part(f) for f in features(got)} == expected
    elif spec["table"] == "control":
        here = places_inside(window)
        held = Counter(
            (row["place_id"], row["part"], day(row["start"]), day(row["end"]), row["confidence"])
            for row in rows("control")
            if row["place_id"] in here
        )
        assert held == Counter(
            (f.place, f.card["part"], f.start, f.end, f.style.confidence) for f in features(got)
        )
    elif spec["table"] == "events":
        located = (row for row in rows("events") if is_inside(window, row["lon"], row["lat"]))
        assert {last_part(f) for f in features(got)} == {row["event_id"] for row in located}
    else:
        assert {last_part(f) for f in features(got)} == set(shapes_inside(window, spec))


@pytest.mark.parametrize("layer_id", SPECS)
def test_every_layer_of_the_lesson_shows_something_somewhere(
    lesson: Lesson, built: dict[str, list[Layer]], layer_id: str
) -> None:
    spec = SPECS[layer_id]
    if spec["table"] == "basemap":
        for extent in EXTENTS:
            for kind in spec["kinds"]:
                file = "relief.webp" if kind == "relief" else f"{kind}.geojson"
                assert (lesson.basemap(extent) / file).stat().st_size > 0
    else:
        assert any(list(features(of(layers, layer_id))) for layers in built.values())


@pytest.mark.parametrize("extent", EXTENTS)
def test_ids_are_unique_over_a_map(built: dict[str, list[Layer]], extent: str) -> None:
    layers = built[extent]
    for ids in ([x.id for x in layers], [f.id for f in features(layers)]):
        assert [name for name, n in Counter(ids).items() if n > 1] == []
    assert not [f.id for f in features(layers) if " " in f.id]


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_layer_keeps_the_words_and_the_order_of_the_settings(
    lesson: Lesson, built: dict[str, list[Layer]], extent: str
) -> None:
    origin = ["control" if layer.table == "control" else layer.id for layer in built[extent]]
    assert list(dict.fromkeys(origin)) == [x for x in SPECS if x in origin]
    for layer in built[extent]:
        spec = SPECS["control" if layer.table == "control" else layer.id]
        assert (layer.group, layer.on, layer.table) == (spec["group"], spec["on"], spec["table"])
    labels = [layer.label for layer in built[extent] if layer.table == "control"]
    assert labels == [h.label for h in lesson.holders.values() if h.label in labels]


def test_a_place_outside_the_window_is_left_out(
    lesson: Lesson, built: dict[str, list[Layer]]
) -> None:
    far = {row["place_id"] for row in rows("places")} - set(places_inside(lesson.extent("tanf")))
    assert {"deir-ez-zor", "raqqa", "tehran"} <= far
    drawn = {f.place for f in features(built["tanf"]) if isinstance(f.geometry, Point)}
    assert not drawn & far
    assert {"al-tanf-garrison", "zakf"} <= drawn


def test_points_lie_where_their_row_says(built: dict[str, list[Layer]]) -> None:
    places = {row["place_id"]: (float(row["lon"]), float(row["lat"])) for row in rows("places")}
    events = {
        row["event_id"]: (float(row["lon"]), float(row["lat"]))
        for row in rows("events")
        if row["lon"]
    }
    for layer in built["corridor"]:
        for f in layer.features if layer.table in POINTS else ():
            expected = events[last_part(f)] if layer.table == "events" else places[f.place]
            if f.precision_km >= AREA_FROM_KM and layer.table == "events":
                around = circle(*expected, f.precision_km)
                assert f.geometry.equals_exact(around, 1e-9), f.id
            else:
                assert (f.geometry.x, f.geometry.y) == expected, f.id


def test_an_event_whose_site_is_not_known_has_an_area_and_no_mark(
    built: dict[str, list[Layer]],
) -> None:
    wide = {row["event_id"] for row in rows("events") if float(row["precision_km"] or 0) >= 20}
    assert "E22" in wide
    drawn = {last_part(f): f for x in built["syria"] if x.table == "events" for f in x.features}
    assert {i for i, f in drawn.items() if not isinstance(f.geometry, Point)} == wide & set(drawn)


def test_the_parts_of_a_divided_town_stand_side_by_side(built: dict[str, list[Layer]]) -> None:
    for day in (date(2017, 1, 1), date(2017, 6, 6), date(2017, 12, 31)):
        marks = Counter(
            (f.place, f.shift)
            for layer in built["syria"]
            for f in layer.features
            if layer.table == "control" and f.on(day)
        )
        assert max(marks.values()) == 1
        assert {s for p, s in marks if p == "deir-ez-zor"} == {-4.5, 4.5}
        assert {s for p, s in marks if p == "raqqa"} == {0}


def test_the_order_asked_for_does_not_matter_and_none_asked_for_is_none(lesson: Lesson) -> None:
    extent = lesson.extent("tanf")
    some = build_layers(lesson, extent, ["events", "water", "towns"])
    assert [layer.id for layer in some] == ["water", "towns", "events"]
    assert build_layers(lesson, extent, []) == []


def test_an_unknown_layer_is_refused_with_the_known_ones(lesson: Lesson) -> None:
    with pytest.raises(LessonError) as caught:
        build_layers(lesson, lesson.extent("tanf"), ["towns", "qqqq"])
    assert "'qqqq'" in str(caught.value)
    assert all(layer_id in str(caught.value) for layer_id in SPECS)
    with pytest.raises(LessonError, match=r"'twons'\. Did you mean towns\?"):
        build_layers(lesson, lesson.extent("tanf"), ["towns", "twons"])


# ---- Days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("extent", EXTENTS)
def test_on_every_day_each_place_part_has_exactly_one_holder(
    lesson: Lesson, built: dict[str, list[Layer]], extent: str
) -> None:
    here = places_inside(lesson.extent(extent))
    parts = {(r["place_id"], r["part"]) for r in rows("control") if r["place_id"] in here}
    held = list(features(of(built[extent], "control")))
    days = list(np.arange(lesson.start, lesson.end + 1))
    assert len(days) == 365
    for today in days:
        now = Counter((f.place, f.card["part"]) for f in held if f.on(today))
        assert now == Counter(parts), today


def test_raqqa_changes_hands_on_the_day_of_its_row(built: dict[str, list[Layer]]) -> None:
    turns = [r for r in rows("control") if r["place_id"] == "raqqa" and r["end"] != "2017-12-31"]
    assert turns
    for row in turns:
        last = date.fromisoformat(row["end"])
        for today, expected in ((last, True), (last + timedelta(1), False)):
            layer = next(x for x in built["syria"] if x.id == f"control-{row['holder']}")
            still = [f for f in layer.features if f.place == "raqqa" and f.on(today)]
            mine = [f for f in still if f.end == last]
            assert bool(mine) is expected


def test_events_linger(lesson: Lesson, built: dict[str, list[Layer]]) -> None:
    linger = timedelta(SPECS["events"]["linger_days"])
    assert linger == timedelta(6)  # "Events of the last 7 days"
    table = {row["event_id"]: row for row in rows("events")}
    for f in features(of(built["corridor"], "events")):
        row = table[last_part(f)]
        assert f.start == date.fromisoformat(row["start"])
        assert f.end == date.fromisoformat(row["end"] or row["start"]) + linger
        assert not f.on(f.start - timedelta(1))
        assert f.on(f.end)
        assert not f.on(f.end + timedelta(1))


def test_advances_appear_from_their_last_day_on(built: dict[str, list[Layer]]) -> None:
    linger = timedelta(SPECS["advances"]["linger_days"])
    table = {x["properties"]["id"]: x["properties"] for x in shapes("routes")}
    advances = list(features(of(built["syria"], "advances")))
    assert len(advances) > 5
    for f in advances:
        last = date.fromisoformat(table[last_part(f)]["end"])
        assert (f.start, f.end) == (last, last + linger), f.id
        assert not f.on(last - timedelta(1))


@pytest.mark.parametrize("layer_id", [x for x, s in SPECS.items() if s["table"] in ("zones",)])
def test_zones_hold_in_their_own_interval(built: dict[str, list[Layer]], layer_id: str) -> None:
    table = {x["properties"]["id"]: x["properties"] for x in shapes("zones")}
    for f in features(of(built["syria"], layer_id)):
        row = table[last_part(f)]
        assert (f.start, f.end) == (day(row["start"]), day(row["end"]))


def test_plans_and_roads_hold_in_their_own_interval(built: dict[str, list[Layer]]) -> None:
    table = {x["properties"]["id"]: x["properties"] for x in shapes("routes")}
    plans = list(features(of(built["syria"], "plans")))
    assert [(f.start, f.end) for f in plans] == [(date(2017, 6, 3), date(2017, 6, 9))]
    for layer_id in ("roads", "pipeline-road", "overland-route"):
        for f in features(of(built["syria"], layer_id)):
            row = table[last_part(f)]
            assert (f.start, f.end) == (day(row["start"]), day(row["end"])) == (None, None)


def test_places_have_no_days(built: dict[str, list[Layer]]) -> None:
    for layer_id, spec in SPECS.items():
        if spec["table"] == "places":
            for f in features(of(built["corridor"], layer_id)):
                assert (f.start, f.end) == (None, None)
                assert f.on(date(1900, 1, 1))


@pytest.mark.parametrize("cell", [None, "", float("nan")])
def test_an_empty_cell_is_an_open_day(cell: object) -> None:
    assert from_cell(cell) is None


# ---- Words --------------------------------------------------------------------------------------


def test_cards_say_who_says_so_and_how_sure(built: dict[str, list[Layer]]) -> None:
    known = {row["source_id"] for row in rows("sources")}
    for layer in built["corridor"]:
        for f in layer.features:
            sources = [*f.card["sources"], *f.card.get("holder_sources", ())]
            assert sources, f.id
            assert set(sources) <= known, f.id
            assert set(sources) <= set(layer.source_ids), f.id
            assert f.card["title"], f.id
            assert f.card["kind"], f.id
            if layer.table == "places":
                assert f.card["precision_km"] == f.precision_km >= 0
            else:
                assert f.card["confidence"] == f.style.confidence
                assert f.card["confidence"] in SURE, f.id


def test_a_control_card_names_the_holder_the_part_and_its_own_sources(
    lesson: Lesson, built: dict[str, list[Layer]]
) -> None:
    table = {(r["place_id"], r["part"], r["start"]): r for r in rows("control")}
    for f in features(of(built["syria"], "control")):
        row = table[f.place, f.card["part"], f"{f.start}"]
        assert f.card["holder"] == lesson.holders[row["holder"]].label
        assert f.card["status"] == row["status"]
        assert f.card["holder_sources"] == row["source_ids"].split(";")
        assert f.style.colour == lesson.holders[row["holder"]].colour
        assert f.style.marker == lesson.holders[row["holder"]].marker


def test_an_event_card_has_the_words_of_its_row(
    lesson: Lesson, built: dict[str, list[Layer]]
) -> None:
    labels = {row["actor_id"]: row["label"] for row in rows("actors")}
    table = {row["event_id"]: row for row in rows("events")}
    for f in features(of(built["corridor"], "events")):
        row = table[last_part(f)]
        assert f.card["title"] == row["title"]
        assert f.card["text"] == row["description"]
        assert f.card["disputed"] == row["disputed"]
        assert f.card["when"] == [row["start"], row["end"]]
        assert f.card["actors"] == [labels[a] for a in filter(None, row["actor_ids"].split(";"))]
        assert f.card["sources"] == row["source_ids"].split(";")


def test_zones_and_routes_say_according_to_whom(
    lesson: Lesson, built: dict[str, list[Layer]]
) -> None:
    table = {x["properties"]["id"]: x["properties"] for n in ("zones", "routes") for x in shapes(n)}
    for layer in built["syria"]:
        for f in layer.features if layer.table in ("zones", "routes") else ():
            row = table[last_part(f)]
            assert f.card["asserted_by"] == row["asserted_by"] != "", f.id
            assert f.card["when"] == [row["start"] or "", row["end"] or ""]
            if row.get("holder"):  # colour by holder
                assert f.style.colour == lesson.holders[row["holder"]].colour
                assert f.card["holder"] == lesson.holders[row["holder"]].label


def test_the_zone_and_the_de_escalation_areas_never_share_a_look(
    built: dict[str, list[Layer]],
) -> None:
    looks = {
        x: of(built["syria"], x)[0].style
        for x in ("zone-coalition", "zone-coalition-syria", "de-escalation")
    }
    areas = looks.pop("de-escalation")
    for style in looks.values():
        assert style.colour != areas.colour
        assert style.dash != areas.dash
        assert style.hatch != areas.hatch
        assert "solid" not in (style.dash, areas.dash)


def test_a_place_that_the_lesson_speaks_of_more_has_a_higher_rank(
    built: dict[str, list[Layer]],
) -> None:
    spoken = Counter(p for row in rows("claims") for p in row["place_ids"].split(";") if p)
    told = Counter(row["place_id"] for row in rows("events"))
    kinds = {row["place_id"]: row["kind"] for row in rows("places")}
    ranks = {
        f.place: f.rank
        for layer in built["corridor"]
        if layer.table == "places"
        for f in layer.features
    }
    assert max(spoken, key=lambda place: spoken[place]) in sorted(ranks, key=ranks.__getitem__)[-3:]
    for kind in {kinds[p] for p in ranks}:  # within a kind, nothing but the lesson counts
        same = [p for p in ranks if kinds[p] == kind]
        for a, b in itertools.pairwise(sorted(same, key=lambda p: (spoken[p], told[p]))):
            if spoken[a] <= spoken[b] and told[a] <= told[b]:
                assert ranks[a] <= ranks[b], (a, b)


# ---- A learner's own layer ----------------------------------------------------------------------


def frame(**columns: Any) -> gpd.GeoDataFrame:
    points = [Point(38.618, 33.506), Point(39.213, 33.811)]
    return gpd.GeoDataFrame({**columns, "geometry": points}, crs="EPSG:4326")


def test_a_frame_without_crs_is_refused_with_the_remedy() -> None:
    with pytest.raises(LessonError, match=r"'mine'.*no CRS.*set_crs\(\"EPSG:4326\"\)"):
        new_layer(frame().set_crs(None, allow_override=True), id="mine", label="Mine")


@pytest.mark.parametrize("crs", ["EPSG:32637", "EPSG:3857", "EPSG:6933"])
def test_a_frame_in_another_crs_is_reprojected(crs: str) -> None:
    layer = new_layer(frame().to_crs(crs), id="mine", label="Mine")
    got = [(f.geometry.x, f.geometry.y) for f in layer.features]
    assert got == [
        pytest.approx((38.618, 33.506), abs=1e-7),
        pytest.approx((39.213, 33.811), abs=1e-7),
    ]


def test_a_frame_keeps_its_names_notes_days_and_source() -> None:
    layer = new_layer(
        frame(
            name=["al-Tanf", ""],
            note=["Base", "Post"],
            source=["DoD", ""],
            start=["2017-05-18", ""],
            end=["", "2017-09-18"],
        ),
        id="mine",
        label="My points",
        group="Mine",
        on=False,
    )
    first, second = layer.features
    assert (layer.id, layer.label, layer.group, layer.on) == ("mine", "My points", "Mine", False)
    assert (first.name, second.name) == ("al-Tanf", "")
    assert (first.start, first.end) == (date(2017, 5, 18), None)
    assert (second.start, second.end) == (None, date(2017, 9, 18))
    assert first.card["title"] == "al-Tanf"
    assert second.card["title"] == "My points"  # never a card without a title
    assert first.card["asserted_by"] == "DoD"
    assert "asserted_by" not in second.card
    assert (first.card["text"], second.card["text"]) == ("Base", "Post")
    assert first.id != second.id


def test_a_row_may_have_its_own_colour_and_hatch() -> None:
    layer = new_layer(
        frame(colour=["#c0392b", "#2b2b2b"], hatch=["//", ""]), id="mine", label="Mine"
    )
    looks = [(f.style.colour, f.style.hatch, f.style.fill) for f in layer.features]
    assert looks == [("#c0392b", "//", True), ("#2b2b2b", "", False)]
    plain = new_layer(frame(), id="mine", label="Mine", colour="#112233")
    assert {f.style.colour for f in plain.features} == {"#112233"}


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_an_empty_cell_of_a_frame_is_no_word(empty: object) -> None:
    layer = new_layer(
        frame(
            name=["al-Tanf", empty],
            note=["Base", empty],
            source=["DoD", empty],
            colour=["#c0392b", empty],
            hatch=["//", empty],
        ),
        id="mine",
        label="Mine",
        colour="#112233",
    )
    second = layer.features[1]
    assert second.name == ""
    assert second.card == {"kind": "Mine", "title": "Mine", "text": ""}
    assert (second.style.colour, second.style.hatch, second.style.fill) == ("#112233", "", False)


@pytest.mark.parametrize(
    ("look", "known"),
    [
        ({"marker": "blob"}, "diamond"),
        ({"dash": "wavy"}, "dotted"),
        ({"colour": "not a colour"}, "#"),
    ],
)
def test_an_unknown_look_is_refused_before_anything_is_drawn(
    look: dict[str, str], known: str
) -> None:
    value = next(iter(look.values()))
    with pytest.raises(LessonError) as caught:
        new_layer(frame(), id="mine", label="Mine", **look)
    assert repr(value) in str(caught.value)
    assert known in str(caught.value)


def test_an_empty_shape_is_left_out_and_does_not_stop_the_map() -> None:
    shapes_ = [circle(38.618, 33.506, 55.0), None]
    some = gpd.GeoDataFrame({"name": ["a", "b"], "geometry": shapes_}, crs="EPSG:4326")
    layer = new_layer(some, id="mine", label="Mine")
    assert [f.name for f in layer.features] == ["a"]


def test_a_style_without_words_is_plain() -> None:
    assert (Style().marker, Style().dash, Style().fill) == ("", "solid", False)


def test_the_id_of_an_actor_who_draws_a_zone_is_shown_by_its_label(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "data")

    def by(name: str) -> str:
        copy.json(
            "zones.geojson", lambda data: data["features"][0]["properties"].update(asserted_by=name)
        )
        own = Lesson(copy.folder)
        cards = [
            f.card for layer in build_layers(own, own.extents["valley"]) for f in layer.features
        ]
        [card] = [one for one in cards if one["title"].startswith("Zone without boats")]
        return str(card["asserted_by"])

    assert by("south") == "Southern League"
    assert by("the south, in June") == "the south, in June"
