"""The map: what can be set and is refused, what the browser gets, what stands in for it."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import ipywidgets
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from shapely.geometry import Point
from support.maps import RACE, WORDS, drawn

from lessonkit.errors import LessonError
from lessonkit.maps.layers import layer
from lessonkit.maps.legend import SIGNS
from lessonkit.notebook import Lesson
from lessonkit.shelf import PLACE
from lessonkit.widgets.base import KEPT, StateError
from lessonkit.widgets.map import Map, make_map


def test_a_new_map_shows_the_first_day_and_the_layers_that_are_on(
    lesson: Lesson, tanf: Map
) -> None:
    assert tanf.date == "2017-05-04"
    assert tanf.selected == ""
    on = {spec.id: spec.on for spec in lesson.layers}
    assert tanf.visible == [
        layer["id"]
        for layer in tanf.spec["layers"]
        if on["control" if layer["table"] == "control" else layer["id"]]
    ]
    assert (tanf.spec["first"], tanf.spec["last"], tanf.spec["slider"]) == (*RACE, True)


def test_state_can_be_set_and_observed(tanf: Map) -> None:
    seen: list[tuple[str, Any]] = []
    tanf.observe(lambda change: seen.append((change["name"], change["new"])))
    tanf.date = "2017-06-06"
    tanf.visible = ["bases", "water"]
    tanf.selected = "bases/al-tanf-garrison"
    changes = [("date", "2017-06-06"), ("visible", ["water", "bases"])]
    assert seen == [*changes, ("selected", "bases/al-tanf-garrison")]
    tanf.selected = ""
    assert tanf.selected == ""


@pytest.mark.parametrize("day", ["2017-05-03", "2017-06-08", "1917-06-06"])
def test_a_day_outside_the_map_is_refused(tanf: Map, day: str) -> None:
    with pytest.raises(LessonError, match=f"date: got {day}.* 2017-05-04 to 2017-06-07"):
        tanf.date = day
    assert tanf.date == "2017-05-04"


@pytest.mark.parametrize("day", ["6 June 2017", "06/06/2017", "2017-6-6", "2017-06-31", "", "June"])
def test_a_day_written_otherwise_is_refused(tanf: Map, day: str) -> None:
    with pytest.raises(
        LessonError, match=r"date: got .*expected a day written like \d{4}-\d\d-\d\d"
    ):
        tanf.date = day
    assert tanf.date == "2017-05-04"


@pytest.mark.parametrize("day", [date(2017, 6, 6), pd.Timestamp("2017-06-06"), 20170606, None])
def test_a_day_that_is_no_text_is_taken_or_refused_with_a_remedy(tanf: Map, day: Any) -> None:
    """`Lesson.map` takes a date, so a learner will set one; a TraitError has no remedy."""
    if isinstance(day, date):
        tanf.set_trait("date", day)
        assert tanf.date == "2017-06-06"
    else:
        with pytest.raises(LessonError, match=r"date: got .*expected a day written like"):
            tanf.date = day


def test_an_unknown_layer_is_refused_with_the_known_ones(tanf: Map) -> None:
    before = tanf.visible
    with pytest.raises(LessonError, match=r"visible: unknown layer 'tows'\. Known: .*towns"):
        tanf.visible = ["water", "tows"]
    assert tanf.visible == before


def test_an_unknown_feature_is_refused(tanf: Map) -> None:
    with pytest.raises(LessonError, match="selected: no feature has the id 'zakf'"):
        tanf.selected = "zakf"
    assert tanf.selected == ""


@pytest.mark.parametrize(
    "state",
    [
        {"date": "2017-06"},
        {"visible": ["nothing"]},
        {"selected": "nothing"},
        {"ruler": ["nothing"]},
        {"ruler": [[0, 0]]},
    ],
)
def test_what_a_browser_sends_is_checked_too_and_changes_nothing(
    tanf: Map, state: dict[str, Any]
) -> None:
    """A text box linked to the date sends every letter that is typed."""
    before = tanf.date, tanf.visible, tanf.selected, tanf.ruler
    with pytest.raises(LessonError):
        tanf.set_state(state)
    assert (tanf.date, tanf.visible, tanf.selected, tanf.ruler) == before


POST, MILE = "al-tanf-garrison", [38.6, 33.5]  # ends of the ruler


@pytest.mark.parametrize(
    ("ends", "kept"),
    [
        ([], []),
        ([POST], [POST]),
        ([POST, MILE], [POST, MILE]),
        ((POST, tuple(MILE)), [POST, MILE]),
        ([np.array(MILE), (38, 33)], [MILE, [38.0, 33.0]]),
        ([[37.2, 32.85], [40.1, 34.5]], [[37.2, 32.85], [40.1, 34.5]]),  # corners of the map
    ],
)
def test_the_ruler_takes_places_and_points(tanf: Map, ends: Any, kept: list[Any]) -> None:
    tanf.ruler = ends
    assert tanf.ruler == kept
    assert json.loads(json.dumps(tanf.get_state()["ruler"])) == kept


NO_END = "expected the id of a place or [lon, lat] inside the map: lon 37.2 to 40.1, lat 32.85 to"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (["al-tamf"], "ruler: no place on this map has the id 'al-tamf'"),
        ([""], "ruler: no place on this map has the id ''"),
        ([POST, MILE, POST], "ruler: got 3 ends, expected at most two"),
        ([MILE, [37.19, 33.5]], f"ruler: got [37.19, 33.5], {NO_END}"),
        ([[38.6, 34.56]], f"ruler: got [38.6, 34.56], {NO_END}"),
        ([MILE[::-1]], f"ruler: got [33.5, 38.6], {NO_END}"),
        ([["east", "north"]], f"ruler: got ['east', 'north'], {NO_END}"),
        ([[38.6]], f"ruler: got [38.6], {NO_END}"),
        ([[38.6, 33.5, 0]], f"ruler: got [38.6, 33.5, 0], {NO_END}"),
        ([38.6, 33.5], f"ruler: got 38.6, {NO_END}"),
        ([None], f"ruler: got None, {NO_END}"),
        ([[None, 33.5]], f"ruler: got [None, 33.5], {NO_END}"),
        ([[38.6, float("nan")]], f"ruler: got [38.6, nan], {NO_END}"),
        ([[float("inf"), 33.5]], f"ruler: got [inf, 33.5], {NO_END}"),
    ],
)
def test_a_wrong_end_of_the_ruler_is_refused_with_a_remedy(
    tanf: Map, ends: Any, words: str
) -> None:
    tanf.ruler = [POST]
    with pytest.raises(LessonError, match=re.escape(words)):
        tanf.ruler = ends
    assert tanf.ruler == [POST]


def test_the_date_can_be_linked_to_another_widget(tanf: Map) -> None:
    text = ipywidgets.Text()
    link = ipywidgets.jslink((tanf, "date"), (text, "value"))
    assert link.source == (tanf, "date")
    assert link.target == (text, "value")
    link.unlink()
    ipywidgets.link((tanf, "date"), (text, "value"))
    text.value = "2017-06-06"
    assert tanf.date == "2017-06-06"


def test_a_map_stands_in_a_layout_beside_others(tanf: Map) -> None:
    assert isinstance(tanf, ipywidgets.DOMWidget)
    assert ipywidgets.HBox([tanf, ipywidgets.Label("x")]).children[0] is tanf


# ---- Making one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "alt"])
@pytest.mark.parametrize("empty", ["", "  \n"])
def test_a_map_needs_a_title_and_an_alt_text(lesson: Lesson, name: str, empty: str) -> None:
    with pytest.raises(LessonError, match=f"^{name}: got nothing"):
        drawn(lesson, **{name: empty})


def test_an_unknown_window_is_refused_with_the_known_ones(lesson: Lesson) -> None:
    with pytest.raises(LessonError) as caught:
        lesson.map(extent="qqqq", **WORDS)
    assert "'qqqq'" in str(caught.value)
    assert all(extent in str(caught.value) for extent in lesson.extents)
    with pytest.raises(LessonError, match=r"'tamf'\. Did you mean tanf\?"):
        lesson.map(extent="tamf", **WORDS)


def test_an_unknown_layer_is_refused_when_drawing(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match=r"'tows'.*towns"):
        lesson.map(extent="tanf", layers=["tows"], **WORDS)
    with pytest.raises(LessonError, match=r"visible: unknown layer 'tows'.*towns"):
        drawn(lesson, visible=["towns", "tows"])


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2017-06-07", "2017-05-04"), "2017-06-07 to 2017-05-04, expected the earlier day first"),
        (("2016-12-31", "2017-06-07"), "days of the lesson, 2017-01-01 to 2017-12-31"),
        (("2017-05-04", "2018-01-01"), "days of the lesson, 2017-01-01 to 2017-12-31"),
        (("4 May", "7 June"), r"days: got '4 May', expected a day written like \d{4}-\d\d-\d\d"),
    ],
)
def test_wrong_days_are_refused(lesson: Lesson, days: tuple[str, str], words: str) -> None:
    with pytest.raises(LessonError, match=words):
        drawn(lesson, days=days)


@pytest.mark.parametrize("days", [("2017-05-04",), "2017-05-04", ("2017-05-04",) * 3])
def test_days_that_are_no_pair_are_refused(lesson: Lesson, days: Any) -> None:
    with pytest.raises(LessonError, match=r"^days: "):
        drawn(lesson, days=days)


def test_the_first_day_shown_must_be_one_of_the_slider(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match=r"2017-06-20.* 2017-05-04 to 2017-06-07"):
        drawn(lesson, days=RACE, day="2017-06-20")


@pytest.mark.parametrize("day", ["2016-12-31", "2018-01-01"])
def test_a_single_day_outside_the_lesson_is_refused(lesson: Lesson, day: str) -> None:
    """Or the map says with a clear face that nobody held anything."""
    with pytest.raises(LessonError, match=f"day: got {day}.*2017-01-01 to 2017-12-31"):
        drawn(lesson, day=day)


def test_a_map_of_one_day_has_no_slider_and_only_what_held_then(lesson: Lesson) -> None:
    one = drawn(lesson, day=date(2017, 6, 6))
    assert (one.date, one.spec["slider"]) == ("2017-06-06", False)
    held = [mark["days"] for mark in one.spec["marks"] if "days" in mark]
    day = (date(2017, 6, 6) - date(1970, 1, 1)).days
    assert held
    assert all((start or 0) <= day <= (end or day) for start, end in held)
    with pytest.raises(LessonError, match="2017-06-06 to 2017-06-06"):
        one.date = "2017-06-07"


def test_a_map_without_dates_shows_every_date_and_has_none(lesson: Lesson) -> None:
    plain = lesson.map(extent="tanf", layers=["water", "towns"], **WORDS)
    assert (plain.date, plain.spec["first"], plain.spec["slider"]) == ("", "", False)


@pytest.mark.parametrize("days", [{"days": RACE}, {"day": RACE[1]}])
def test_a_map_knows_nothing_of_the_time_after_its_last_day(lesson: Lesson, days: Any) -> None:
    """Not in its legend, cards and lists, and not in the drawing that they are made from."""
    told = lesson.map(extent="syria", **days, **WORDS)
    cards = told.spec["cards"].values()
    known = [day for card in cards for day in card.get("when", ())]
    known += [day for layer in told.spec["layers"] for day in layer["span"] or ()]
    known += [day for event in told.spec["events"] for day in (event["start"], event["end"])]
    days_of_marks = [one for mark in told.spec["marks"] for one in mark.get("days", ())]
    known += [str(date(1970, 1, 1) + timedelta(one)) for one in days_of_marks if one is not None]
    assert len(known) > 100
    assert max(known) <= RACE[1]
    if "days" in days:
        plan = told.spec["cards"]["plans/advance-planned-bukamal"]
        assert plan["when"] == ["2017-06-03", ""]
        # What was known to be over is over still.
        ids = re.findall(r'data-feature="([^"]*)"', told.svg)
        marks = zip(ids, told.spec["marks"], strict=True)
        ends = [mark["days"][1] for one, mark in marks if "/tabqa/" in one and "days" in mark]
        assert (date(2017, 5, 9) - date(1970, 1, 1)).days in ends


def test_control_stands_for_all_holders(lesson: Lesson) -> None:
    one = drawn(lesson, day="2017-06-06", visible=["control", "towns"])
    holders = [x["id"] for x in one.spec["layers"] if x["table"] == "control"]
    assert len(holders) >= 3
    assert one.visible == ["towns", *holders]
    only = drawn(lesson, day="2017-06-06", visible=["control-is"])
    assert only.visible == ["control-is"]


def test_a_learners_layer_is_a_switch_like_the_others(lesson: Lesson) -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["<b>mine</b>"], "geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326"
    )
    mine = layer(frame, id="mine", label="Mine")
    one = drawn(lesson, day="2017-06-06", add=[mine])
    assert one.spec["layers"][-1]["id"] == "mine"
    assert "mine" in one.visible
    one.selected = "mine/0"
    assert one.spec["cards"]["mine/0"]["title"] == "<b>mine</b>"  # words; the browser escapes
    assert "<b>" not in one.svg


@pytest.mark.parametrize("taken", ["towns", "mine"])
def test_two_layers_of_one_id_are_refused(lesson: Lesson, taken: str) -> None:
    """Their features would have the same ids, and one switch would have two meanings."""
    frame = gpd.GeoDataFrame({"geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326")
    made = [layer(frame, id=name, label="Mine") for name in ("mine", taken)]
    with pytest.raises(LessonError, match=f"'{taken}'"):
        drawn(lesson, add=made)


# ---- What the browser gets ----------------------------------------------------------------------


@pytest.fixture(params=["made", "whole"])
def some(request: pytest.FixtureRequest) -> Map:
    """Return a small and a full map in turn."""
    return request.getfixturevalue(request.param)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def test_the_spec_is_words_that_json_can_hold(some: Map) -> None:
    text = json.dumps(some.spec, allow_nan=False)
    assert json.loads(text) == some.spec
    swatches = [layer["swatch"] for layer in some.spec["layers"]]
    swatches += (sample for _, _, sample in some.spec["signs"])
    swatches += [some.spec["alt"], some.spec["locator"]]
    others = [s for s in strings(some.spec) if s not in swatches]
    assert not [s for s in others if re.search(r"<\w+[^>]*>", s)]  # no markup but the swatches


def test_signs_are_told_in_their_order_also_when_a_notebook_sorts_the_keys(some: Map) -> None:
    saved = json.loads(json.dumps(some.spec, sort_keys=True))
    told = [sign for sign, _, _ in saved["signs"]]
    assert told == [sign for sign in SIGNS if sign in told]
    assert told[:3] == ["high", "medium", "low"]
    drawn = {sign for sign, _, sample in saved["signs"] if sample}
    assert {"high", "medium", "low"} <= drawn <= {"high", "medium", "low", "crowd"}


def test_every_source_that_is_named_can_be_read(some: Map) -> None:
    spec = some.spec
    named: list[str] = []
    for about in (*spec["cards"].values(), *spec["places"].values(), *spec["layers"]):
        named += [*about.get("sources", ()), *about.get("holder_sources", ())]
    named += [one["id"] for one in (spec["evidence"] or {"sources": []})["sources"]]
    assert len(set(named)) > 5
    assert set(named) <= set(spec["sources"])
    assert set(spec["sources"]) <= set(named), "sources that nothing names"
    for citation, day in spec["sources"].values():
        assert citation
        assert not day or re.match(r"\d{4}", day)


def test_every_card_has_a_title_and_says_who_says_so(some: Map) -> None:
    for key, card in some.spec["cards"].items():
        about = card | some.spec["places"].get(card.get("place"), {})
        assert about["title"], key
        assert about["kind"], key
        assert about["sources"], key
        if "/said/" in key:  # a mark of what was only said: its reports say who says so
            assert card["holder"], key
            assert "confidence" not in card, key
        elif key.startswith("control/"):
            assert card["holder"], key
            assert card["holder_sources"], key
            assert card["confidence"] in ("high", "medium", "low"), key


def test_an_event_card_is_about_the_event_and_not_its_place(some: Map, lesson: Lesson) -> None:
    events = {k: c for k, c in some.spec["cards"].items() if k.startswith("events/")}
    assert events
    kinds = {"Event"} | {kind.label for (of, _), kind in lesson.kinds.items() if of == "event"}
    for key, card in events.items():
        assert {"title", "text", "kind", "sources", "when"} <= set(card), key
        assert card["kind"] in kinds


def test_cards_and_drawing_have_the_same_features(some: Map) -> None:
    drawn_ids = re.findall(r'data-feature="([^"]+)"', some.svg)
    assert Counter(map(html.unescape, drawn_ids)) == Counter(some.spec["cards"].keys())
    layers = {layer["id"] for layer in some.spec["layers"]}
    assert set(re.findall(r'data-layer="([^"]+)"', some.svg)) == layers


def test_the_browsers_state_has_no_binary_buffers(some: Map) -> None:
    state = some.get_state()
    assert {"svg", "spec", "date", "visible", "selected", "home", "_esm"} <= set(state)
    values = [value for key, value in state.items() if key != "layout"]
    assert not [v for v in values if isinstance(v, bytes | memoryview)]
    shared = state["_esm"] + some.home.script + "".join(some.home.styles.values())
    assert not re.findall(r"https?://(?!www\.w3\.org/)", shared)


# ---- Viewers that run nothing -------------------------------------------------------------------


@pytest.mark.usefixtures("kept")
def test_the_bundle_has_a_live_map_a_still_one_and_words(tanf: Map) -> None:
    bundle = tanf._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == tanf.model_id
    assert data["text/plain"] == f"Map: {WORDS['title']}"
    (image,) = re.findall(r"<img [^>]*>", data["text/html"])
    (alt,) = re.findall(r'alt="([^"]*)"', image)
    assert html.unescape(alt) == WORDS["alt"]
    assert "<ring>" not in data["text/html"]
    (source,) = re.findall(r'src="data:image/webp;base64,([^"]+)"', image)
    picture = Image.open(io.BytesIO(base64.b64decode(source)))
    assert picture.format == "WEBP"
    assert picture.width > 1000
    assert len(picture.convert("RGB").getcolors(maxcolors=2**24) or ()) > 500  # not blank


@pytest.mark.usefixtures("kept")
def test_the_still_map_is_the_same_every_time(made: Map, monkeypatch: pytest.MonkeyPatch) -> None:
    once = made.still_html()
    assert once.startswith("<img ")
    monkeypatch.setenv(PLACE, "")  # drawn anew, not taken from the shelf
    assert made.still_html() == once


def test_where_nothing_is_kept_no_still_map_is_drawn(
    tanf: Map, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(tanf, "_still", lambda: drawn.append(b"") or b"")
    data, _ = tanf._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert not drawn
    assert "<img" not in data["text/html"]
    assert html.unescape(data["text/html"]).startswith(f"<p>{WORDS['alt']} ")
    assert "open this notebook in JupyterLab" in data["text/html"]
    monkeypatch.setenv(KEPT, "1")
    assert "<img" in tanf._repr_mimebundle_()[0]["text/html"]
    assert len(drawn) == 1


def test_a_map_that_begins_with_the_clock_on_is_printed_so(
    opened: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = replace(
        opened.maps["five-weeks"],
        day=np.datetime64("2017-05-11"),
        known_by=np.datetime64("2017-05-12"),
        steps=(),
    )
    made = make_map(opened, described)
    assert (made.date, made.known_by) == ("2017-05-11", "2017-05-12")
    seen: dict[str, Any] = {}

    def look(_lesson: Any, _extent: Any, layers: Any, **words: Any) -> Any:
        held = {f.place: x.label for x in layers if x.role.holders for f in x.features}
        seen.update(words, held=held)
        raise InterruptedError

    monkeypatch.setattr("lessonkit.maps.still.print_map", look)
    with pytest.raises(InterruptedError):
        made._still()
    assert seen["subtitle"] == "As known by 12 May 2017. 4 May to 7 June 2017."
    assert seen["held"]["birch-ford"] == "Southern League"
    assert seen["held"]["dun-rock"] == "Not known"


def test_a_map_may_do_without_its_clock_and_its_switches(opened: Lesson) -> None:
    described, day = opened.maps["five-weeks"], np.datetime64("2017-05-12")
    whole = make_map(opened, described).spec
    assert whole["evidence"]["clock"]
    assert whole["evidence"]["sides"]
    made = make_map(opened, replace(described, evidence=False, known_by=None, steps=()))
    told = made.spec["evidence"]
    assert (told["clock"], told["sides"], told["said"]) == (False, [], [])
    assert told["reports"] == whole["evidence"]["reports"], "its cards say who said what"
    with pytest.raises(StateError, match="evidence = false"):
        made.known_by = day.item().isoformat()


@pytest.mark.parametrize("where", ["lessonkit.widgets.drawing", "lessonkit.maps.still"])
def test_a_map_that_cannot_be_drawn_is_named_with_what_to_do(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """An error that nobody foresaw is ours; who teaches needs no line of our code."""
    described = replace(lesson.maps["five-weeks"], title=f"A weir that breaks in {where}")
    name = "drawn_page" if where.endswith("drawing") else "print_map"

    def breaks(*_: Any, **__: Any) -> None:
        raise ValueError("the weir is\nbroken")

    monkeypatch.setattr(f"{where}.{name}", breaks)
    monkeypatch.setenv(KEPT, "1")
    with pytest.raises(LessonError) as caught:
        make_map(lesson, described).still_html()
    words = str(caught.value)
    assert words.startswith("The map five-weeks cannot be drawn")
    assert "out of layers of [[maps]] five-weeks" in words
    assert r"the weir is\nbroken" in words
    assert "Traceback" not in words
