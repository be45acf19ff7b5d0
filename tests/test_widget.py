"""The widget: what can be set and what is refused, what the browser gets, what stands in for it."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import ipywidgets
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from shapely.geometry import Point

from lessonkit.browser import bundle
from lessonkit.browser.bundle import HERE, join_scripts
from lessonkit.errors import LessonError
from lessonkit.html.table import table
from lessonkit.maps.layers import layer_from_frame
from lessonkit.maps.legend import SIGNS
from lessonkit.notebook import Lesson
from lessonkit.widgets.map import Map, MapPair, interactive_map, linked_maps

WORDS: dict[str, Any] = {
    "title": "Rebels hold al-Tanf",
    "alt": 'Map: the "zone" at al-Tanf & its <ring>',
    "subtitle": "Marks are places.",
}
SOME = ["water", "towns", "bases", "control", "zone-coalition", "events"]
RACE = ("2017-05-04", "2017-06-07")


def drawn(lesson: Lesson, **more: Any) -> Map:
    return interactive_map(lesson, "tanf", SOME, **(WORDS | more))


@pytest.fixture
def tanf(made: Map) -> Iterator[Map]:
    """Return a map with a slider, as it was when it was made."""
    state = made.date, made.visible, made.selected
    yield made
    made.unobserve_all()
    made.date, made.visible, made.selected = state
    made.ruler = []


@pytest.fixture(scope="module")
def made(lesson: Lesson) -> Map:
    return drawn(lesson, dates=RACE)


@pytest.fixture(scope="module")
def whole(lesson: Lesson) -> Map:
    """Return a map of all layers and the whole year."""
    return interactive_map(lesson, "syria", dates=(lesson.start, lesson.end), **WORDS)


# ---- State --------------------------------------------------------------------------------------


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
    """`interactive_map` takes a date, so a learner will set one; a TraitError has no remedy."""
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
        ([[37.4, 32.8], [39.95, 34.55]], [[37.4, 32.8], [39.95, 34.55]]),  # corners of the map
    ],
)
def test_the_ruler_takes_places_and_points(tanf: Map, ends: Any, kept: list[Any]) -> None:
    tanf.ruler = ends
    assert tanf.ruler == kept
    assert json.loads(json.dumps(tanf.get_state()["ruler"])) == kept


NO_END = "expected the id of a place or [lon, lat] inside the map: lon 37.4 to 39.95, lat 32.8 to"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (["al-tamf"], "ruler: no place on this map has the id 'al-tamf'"),
        ([""], "ruler: no place on this map has the id ''"),
        ([POST, MILE, POST], "ruler: got 3 ends, expected at most two"),
        ([MILE, [37.39, 33.5]], f"ruler: got [37.39, 33.5], {NO_END}"),
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
        interactive_map(lesson, "qqqq", **WORDS)
    assert "'qqqq'" in str(caught.value)
    assert all(extent in str(caught.value) for extent in lesson.extents)
    with pytest.raises(LessonError, match=r"'tamf'\. Did you mean tanf\?"):
        interactive_map(lesson, "tamf", **WORDS)


def test_an_unknown_layer_is_refused_when_drawing(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match=r"'tows'.*towns"):
        interactive_map(lesson, "tanf", ["tows"], **WORDS)
    with pytest.raises(LessonError, match=r"visible: unknown layer 'tows'.*towns"):
        drawn(lesson, visible=["towns", "tows"])


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("2017-06-07", "2017-05-04"), "2017-06-07 to 2017-05-04, expected the earlier day first"),
        (("2016-12-31", "2017-06-07"), "days of the lesson, 2017-01-01 to 2017-12-31"),
        (("2017-05-04", "2018-01-01"), "days of the lesson, 2017-01-01 to 2017-12-31"),
        (("4 May", "7 June"), r"dates: got '4 May', expected a day written like \d{4}-\d\d-\d\d"),
    ],
)
def test_wrong_dates_are_refused(lesson: Lesson, dates: tuple[str, str], words: str) -> None:
    with pytest.raises(LessonError, match=words):
        drawn(lesson, dates=dates)


@pytest.mark.parametrize("dates", [("2017-05-04",), "2017-05-04", ("2017-05-04",) * 3])
def test_dates_that_are_no_pair_are_refused(lesson: Lesson, dates: Any) -> None:
    with pytest.raises(LessonError, match=r"^dates: "):
        drawn(lesson, dates=dates)


def test_the_first_day_shown_must_be_one_of_the_slider(lesson: Lesson) -> None:
    with pytest.raises(LessonError, match=r"2017-06-20.* 2017-05-04 to 2017-06-07"):
        drawn(lesson, dates=RACE, date="2017-06-20")


@pytest.mark.parametrize("day", ["2016-12-31", "2018-01-01"])
def test_a_single_day_outside_the_lesson_is_refused(lesson: Lesson, day: str) -> None:
    """Or the map says with a clear face that nobody held anything."""
    with pytest.raises(LessonError, match=f"date: got {day}.*2017-01-01 to 2017-12-31"):
        drawn(lesson, date=day)


def test_a_map_of_one_day_has_no_slider_and_only_what_held_then(lesson: Lesson) -> None:
    one = drawn(lesson, date=date(2017, 6, 6))
    assert (one.date, one.spec["slider"]) == ("2017-06-06", False)
    held = re.findall(r'data-start="([-\d]+)"(?: data-end="([-\d]+)")?', one.svg)
    assert held
    assert all(start <= "2017-06-06" <= (end or "9999") for start, end in held)
    with pytest.raises(LessonError, match="2017-06-06 to 2017-06-06"):
        one.date = "2017-06-07"


def test_a_map_without_dates_shows_every_date_and_has_none(lesson: Lesson) -> None:
    plain = interactive_map(lesson, "tanf", ["water", "towns"], **WORDS)
    assert (plain.date, plain.spec["first"], plain.spec["slider"]) == ("", "", False)


@pytest.mark.parametrize("days", [{"dates": RACE}, {"date": RACE[1]}])
def test_a_map_knows_nothing_of_the_time_after_its_last_day(lesson: Lesson, days: Any) -> None:
    """Not in its legend, cards and lists, and not in the drawing that they are made from."""
    told = interactive_map(lesson, "syria", **days, **WORDS)
    cards = told.spec["cards"].values()
    known = [day for card in cards for day in card.get("when", ())]
    known += [day for layer in told.spec["layers"] for day in layer["span"] or ()]
    known += [day for event in told.spec["events"] for day in (event["start"], event["end"])]
    known += re.findall(r'data-(?:start|end)="([^"]*)"', told.svg)
    assert len(known) > 100
    assert max(known) <= RACE[1]
    if "dates" in days:
        plan = told.spec["cards"]["plans/advance-planned-bukamal"]
        assert plan["when"] == ["2017-06-03", ""]
        # What was known to be over is over still.
        tabqa = [one for one in re.findall(r"<\w+ [^>]*>", told.svg) if "control/tabqa/" in one]
        assert any('data-end="2017-05-09"' in one for one in tabqa)


def test_control_stands_for_all_holders(lesson: Lesson) -> None:
    one = drawn(lesson, date="2017-06-06", visible=["control", "towns"])
    holders = [x["id"] for x in one.spec["layers"] if x["table"] == "control"]
    assert len(holders) >= 3
    assert one.visible == ["towns", *holders]
    only = drawn(lesson, date="2017-06-06", visible=["control-is"])
    assert only.visible == ["control-is"]


def test_a_learners_layer_is_a_switch_like_the_others(lesson: Lesson) -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["<b>mine</b>"], "geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326"
    )
    mine = layer_from_frame(frame, id="mine", label="Mine")
    one = drawn(lesson, date="2017-06-06", extra=[mine])
    assert one.spec["layers"][-1]["id"] == "mine"
    assert "mine" in one.visible
    one.selected = "mine/0"
    assert one.spec["cards"]["mine/0"]["title"] == "<b>mine</b>"  # words; the browser escapes
    assert "<b>" not in one.svg


@pytest.mark.parametrize("taken", ["towns", "mine"])
def test_two_layers_of_one_id_are_refused(lesson: Lesson, taken: str) -> None:
    """Their features would have the same ids, and one switch would have two meanings."""
    frame = gpd.GeoDataFrame({"geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326")
    extra = [layer_from_frame(frame, id=name, label="Mine") for name in ("mine", taken)]
    with pytest.raises(LessonError, match=f"'{taken}'"):
        drawn(lesson, extra=extra)


# ---- Two linked maps ----------------------------------------------------------------------------

LEFT: dict[str, Any] = {"title": "Before & after", "alt": 'The "first" <map>', "date": RACE[0]}
RIGHT: dict[str, Any] = {"title": "After", "alt": "The second map", "date": date(2017, 6, 7)}


@pytest.fixture(scope="module")
def pair(lesson: Lesson) -> MapPair:
    return linked_maps(lesson, "tanf", SOME, left=LEFT, right=RIGHT, dates=RACE, subtitle="Both.")


def test_linked_maps_are_two_maps_of_one_window(pair: MapPair) -> None:
    assert isinstance(pair.left, Map)
    assert isinstance(pair.right, Map)
    assert pair.left is not pair.right
    assert (pair.left.date, pair.right.date) == RACE
    assert [one.spec["title"] for one in (pair.left, pair.right)] == ["Before & after", "After"]
    assert [one.spec["subtitle"] for one in (pair.left, pair.right)] == ["Both.", "Both."]
    assert pair.left.spec["extent"] == pair.right.spec["extent"]


def test_one_side_can_have_its_own_layers(lesson: Lesson) -> None:
    frame = gpd.GeoDataFrame({"geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326")
    mine = layer_from_frame(frame, id="mine", label="Mine")
    two = linked_maps(
        lesson, "tanf", ["towns"], left={}, right={"layers": ["bases"], "extra": [mine]}, **WORDS
    )
    ids = [[layer["id"] for layer in one.spec["layers"]] for one in (two.left, two.right)]
    assert ids == [["towns"], ["bases", "mine"]]


@pytest.mark.parametrize(
    ("left", "right", "both", "words"),
    [
        ({"titel": "x"}, {}, {}, "left: unknown argument 'titel'. Known: alt, date, dates, extra,"),
        ({}, {"extent": "syria"}, {}, "right: unknown argument 'extent'. Known: "),
        ({}, {}, {"subtitel": "x"}, "unknown argument 'subtitel'. Known: "),
        ({"title": ""}, {}, {}, "title: got nothing"),
        ({}, {"alt": " "}, {}, "alt: got nothing"),
        ({}, {"layers": ["tows"]}, {}, "'tows'"),
        ({"date": "2017-06-31"}, {}, {}, "date: got '2017-06-31', expected a day written like"),
    ],
)
def test_a_wrong_argument_for_a_side_is_refused_with_the_known_ones(
    lesson: Lesson,
    left: dict[str, Any],
    right: dict[str, Any],
    both: dict[str, Any],
    words: str,
) -> None:
    with pytest.raises(LessonError, match=re.escape(words)):
        linked_maps(lesson, "tanf", ["towns"], left=left, right=right, **WORDS, **both)


@pytest.mark.parametrize("missing", ["title", "alt"])
def test_each_side_needs_a_title_and_an_alt_text(lesson: Lesson, missing: str) -> None:
    """A title for the left map alone leaves the right one without."""
    both = {name: text for name, text in WORDS.items() if name != missing}
    with pytest.raises(LessonError, match=f"^{missing}: got nothing"):
        linked_maps(lesson, "tanf", ["towns"], left={missing: "x"}, right={}, **both)


def test_the_state_of_linked_maps_refers_to_both(pair: MapPair) -> None:
    state = pair.get_state()
    assert state["left"] == f"IPY_MODEL_{pair.left.model_id}"
    assert state["right"] == f"IPY_MODEL_{pair.right.model_id}"
    assert state["home"] == f"IPY_MODEL_{pair.home.model_id}"
    assert "svg" not in state  # the maps stand in their own models


def test_linked_maps_have_both_still_pictures_with_their_words(pair: MapPair) -> None:
    data, _ = pair._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == pair.model_id
    assert data["text/plain"] == "Maps: Before & after and After"
    images = re.findall(r"<img [^>]*>", data["text/html"])
    alts = [html.unescape(re.findall(r'alt="([^"]*)"', image)[0]) for image in images]
    assert alts == [LEFT["alt"], RIGHT["alt"]]
    assert "<map>" not in data["text/html"]
    sources = [re.findall(r'src="data:image/webp;base64,([^"]+)"', image)[0] for image in images]
    assert len(set(sources)) == 2
    sizes = {Image.open(io.BytesIO(base64.b64decode(source))).width > 1000 for source in sources}
    assert sizes == {True}


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
    others = [s for s in strings(some.spec) if s not in swatches and s != some.spec["alt"]]
    assert not [s for s in others if re.search(r"<\w+[^>]*>", s)]  # no markup but the swatches


def test_signs_are_told_in_their_order_also_when_a_notebook_sorts_the_keys(some: Map) -> None:
    saved = json.loads(json.dumps(some.spec, sort_keys=True))
    told = [sign for sign, _, _ in saved["signs"]]
    assert told == [sign for sign in SIGNS if sign in told]
    assert told[:3] == ["high", "medium", "low"]
    assert [bool(sample) for _, _, sample in saved["signs"]][:4] == [True, True, True, False]


def test_every_source_that_is_named_can_be_read(some: Map) -> None:
    spec = some.spec
    named: list[str] = []
    for about in (*spec["cards"].values(), *spec["places"].values(), *spec["layers"]):
        named += [*about.get("sources", ()), *about.get("holder_sources", ())]
    assert len(set(named)) > 5
    assert set(named) <= set(spec["sources"])
    assert set(spec["sources"]) <= set(named), "sources that nothing names"
    for citation, stance, url, day in spec["sources"].values():
        assert citation
        assert not day or re.match(r"\d{4}", day)
        assert stance
        assert not url or url.startswith(("http://", "https://"))


def test_every_card_has_a_title_and_says_who_says_so(some: Map) -> None:
    for key, card in some.spec["cards"].items():
        about = card | some.spec["places"].get(card.get("place"), {})
        assert about["title"], key
        assert about["kind"], key
        assert about["sources"], key
        if key.startswith("control/"):
            assert card["holder"], key
            assert card["holder_sources"], key
            assert card["confidence"] in ("high", "medium", "low"), key


def test_an_event_card_is_about_the_event_and_not_its_place(some: Map) -> None:
    events = {k: c for k, c in some.spec["cards"].items() if k.startswith("events/")}
    assert events
    for key, card in events.items():
        assert {"title", "text", "kind", "sources", "when"} <= set(card), key
        assert card["kind"] == "Event"


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


def test_the_still_map_is_the_same_every_time(made: Map) -> None:
    assert made.still is not None
    assert made.still() == made.still()


# ---- The script ---------------------------------------------------------------------------------

IMPORTS = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)\.js";$', re.MULTILINE)
TOP_LEVEL = re.compile(
    r"^(?:async )?(?:const|let|var|class|function\*?)\s+([A-Za-z_$][\w$]*)", re.MULTILINE
)
SCRIPTS = {path.relative_to(HERE).with_suffix("").as_posix(): path for path in HERE.rglob("*.js")}


def test_the_joined_script_is_one_module() -> None:
    text = join_scripts("main")
    assert not re.findall(r"^\s*import\b", text, re.MULTILINE)
    assert not re.findall(r"\bimport\s*\(", text)
    assert re.findall(r"^export\b.*", text, re.MULTILINE) == [
        "export const { begin, draw } = _main;"
    ]


def test_each_script_is_joined_once_and_after_what_it_imports() -> None:
    joined = re.findall(r"^const _(\w+) = \(\(\) => \{$", join_scripts("main"), re.MULTILINE)
    names = {key.replace("/", "_"): key for key in SCRIPTS}
    apart = {"loader", *(key for key in SCRIPTS if key.startswith("site/"))}
    assert Counter(names[one] for one in joined) == Counter(set(SCRIPTS) - apart)
    for n, key in enumerate(names[one] for one in joined):
        text = SCRIPTS[key].read_text("utf-8")
        joined_in = re.findall(IMPORTS, text) + re.findall(
            r'^import \w+ from ".*\.json"', text, re.M
        )
        assert len(re.findall(r"^import\b", text, re.M)) == len(joined_in), key
        for imports, other in re.findall(IMPORTS, text):
            path = (SCRIPTS[key].parent / f"{other}.js").resolve()
            imported = path.relative_to(HERE).with_suffix("").as_posix()
            assert imported.replace("/", "_") in joined[:n], f"{key} imports {imported}"
            for one in imports.split(","):
                assert re.search(
                    rf"^export (?:const|(?:async )?function|class) {one.strip()}\b",
                    path.read_text("utf-8"),
                    re.M,
                )


def test_no_name_is_declared_twice_in_a_script() -> None:
    for key, path in SCRIPTS.items():
        names = Counter(TOP_LEVEL.findall(path.read_text("utf-8")))
        assert [name for name, n in names.items() if n > 1] == [], key


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that writes scripts by their paths, and joins them from `main`."""
    monkeypatch.setattr(bundle, "HERE", tmp_path)

    def joined(**texts: str) -> str:
        for name, text in texts.items():
            path = tmp_path / f"{name.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return join_scripts("main")

    return joined


def test_two_scripts_of_one_name_in_two_folders_keep_apart(scripts: Callable[..., str]) -> None:
    text = scripts(
        main='import { a } from "./one/words.js";\nimport { b } from "./two/words.js";\n'
        "export const both = [a, b];\n",
        one__words="export const a = 1;\n",
        two__words='import {\n  a,\n} from "../one/words.js";\nexport const b = a + 1;\n',
    )
    assert text.count("const _one_words = ") == text.count("const _two_words = ") == 1
    assert text.endswith("export const { both } = _main;\n")


def test_what_a_json_file_holds_is_written_into_the_script(
    scripts: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "signs.json").write_text('{\n "right": "✓"\n}', encoding="utf-8")
    text = scripts(
        main='import SIGNS from "./signs.json" with { type: "json" };\nexport const all = SIGNS;\n'
    )
    assert 'const SIGNS = {"right": "✓"};' in text


@pytest.mark.parametrize(
    "line",
    [
        'import "./other.js";',
        'import other from "./other.js";',
        'import * as other from "./other.js";',
        'import { a as b } from "./other.js";',
        'import { a } from "https://example.org/a.js";',
        'import { missing } from "./other.js";',
        'import data from "./other.json";',
        "import { a } from './other.js';",
        "export default 1;",
        "export { x };",
        "export let x = 1;",
        'export * from "./other.js";',
        '  import { a } from "./other.js";',
    ],
)
def test_an_import_or_export_that_is_not_understood_is_refused(
    scripts: Callable[..., str], line: str
) -> None:
    with pytest.raises(ValueError, match=r"^main\.js "):
        scripts(main=f"// Words.\n{line}\n", other="export const a = 1;\n")


def test_a_circle_of_scripts_is_refused(scripts: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="main imports other imports main"):
        scripts(
            main='import { a } from "./other.js";\nexport const b = a;\n',
            other='import { b } from "./main.js";\nexport const a = b;\n',
        )


def test_all_widgets_share_one_script(lesson: Lesson, tanf: Map, pair: MapPair) -> None:
    assert tanf.home is pair.home is pair.left.home
    assert len(str(tanf._esm)) < 2000 < len(tanf.home.script)


def test_a_new_home_is_made_when_somebody_closed_it(lesson: Lesson) -> None:
    first = interactive_map(lesson, "tanf", ["towns"], **WORDS).home
    first.close()
    second = interactive_map(lesson, "tanf", ["towns"], **WORDS).home
    assert second is not first
    assert second.script == first.script


# ---- Tables -------------------------------------------------------------------------------------


def cells(shown: Any) -> list[str]:
    return [html.unescape(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", shown.data, re.DOTALL)]


def test_a_table_escapes_every_word() -> None:
    bad = "<script>alert('x')</script> & <img src=x onerror=alert(1)>"
    shown = table(pd.DataFrame({"a": [bad], "b": [(bad, "y")]}), {"a": bad, "b": "B"}, bad)
    assert "<script" not in shown.data
    assert "<img" not in shown.data
    assert cells(shown) == [bad, f"{bad}, y"]
    assert html.unescape(re.findall(r"<caption[^>]*>(.*?)</caption>", shown.data)[0]) == bad
    assert html.unescape(re.findall(r"<th [^>]*>(.*?)</th>", shown.data)[0]) == bad


def test_a_table_names_the_column_that_is_missing() -> None:
    with pytest.raises(LessonError, match=r"no column 'lable'\. The table has: label, aim\."):
        table(pd.DataFrame({"label": [], "aim": []}), {"lable": "Name"}, "Actors")


def test_a_table_shows_the_columns_in_the_order_asked_for(lesson: Lesson) -> None:
    shown = table(lesson.actors.head(2), {"aims_stated": "Aim", "label": "Actor"}, "Actors")
    assert re.findall(r"<th [^>]*>(.*?)</th>", shown.data) == ["Aim", "Actor"]
    first = lesson.actors.iloc[0]
    assert cells(shown)[:2] == [first["aims_stated"], first["label"]]
    assert len(cells(shown)) == 4


def test_a_table_writes_sources_out_each_on_its_own_line_with_its_link() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["one", "two", "bad"],
            "citation": ["A, 1 May", "B", "<b>C</b>"],
            "url": ["https://example.org/a?x=1&y=2", "", ""],
        }
    )
    figures = pd.DataFrame({"source_ids": [("one", "two"), ("bad",), ()]})
    shown = table(figures, {"source_ids": "Sources"}, "T", sources)
    assert re.findall(r"<td[^>]*>(.*?)</td>", shown.data) == [
        '<span class="lk-source"><a href="https://example.org/a?x=1&amp;y=2">A, 1 May</a></span>'
        '<span class="lk-source">B</span>',
        '<span class="lk-source">&lt;b&gt;C&lt;/b&gt;</span>',
        "",
    ]
    with pytest.raises(LessonError, match=r"table: there is no source 'onne'\. Did you mean one\?"):
        table(pd.DataFrame({"source_ids": [("onne",)]}), {"source_ids": "S"}, "T", sources)


@pytest.mark.parametrize("empty", [None, "", pd.NaT, float("nan"), np.float64("nan"), pd.NA, ()])
def test_an_empty_cell_is_empty(empty: Any) -> None:
    assert cells(table(pd.DataFrame({"a": pd.Series([empty], dtype=object)}), {"a": "A"}, "T")) == [
        ""
    ]


def test_dates_and_lists_are_written_for_readers(lesson: Lesson) -> None:
    race = lesson.events[lesson.events["event_id"] == "E03"]
    columns = {"start": "Day", "actor_ids": "Who", "paragraphs": "Paragraph"}
    assert cells(table(race, columns, "E03")) == [
        "2 March 2017",
        "syrian-government, russia, islamic-state",
        "",
    ]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2017-06-09", "9 June 2017"),
        ("2017-06", "June 2017"),
        ("2017-06-03/2017-06-04", "3 to 4 June 2017"),
        ("2014/2017-02", "2014 to February 2017"),
        ("2017", "2017"),
        ("1200-60", "1200-60"),
        ("E2017-06-09", "E2017-06-09"),
    ],
)
def test_a_date_that_is_text_is_written_in_words(cell: str, words: str) -> None:
    assert cells(table(pd.DataFrame({"a": [cell]}), {"a": "A"}, "T")) == [words]
