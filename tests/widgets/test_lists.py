"""The lists beside a map: what they say, what they keep back, what can be set and is refused."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from support.stories import STORIES, told_as

from lessonkit import Lesson
from lessonkit.errors import LessonError
from lessonkit.tables.entries import LayerSpec
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.map import Map
from lessonkit.widgets.state import Item, ListSpec

WORDS: dict[str, Any] = {"title": "Who held each town", "alt": "A map."}
DAYS = ("2017-05-04", "2017-06-07")
SOME = ["water", "towns", "bases", "control", "events"]


@pytest.fixture(scope="module")
def race(course: Lesson) -> Map:
    return course.map(extent="syria", layers=SOME, days=DAYS, **WORDS)


@pytest.fixture
def claims(then: Lesson) -> MapList:
    return then.map(extent="syria", layers=SOME, days=DAYS, **WORDS).with_claims()


@pytest.fixture
def hindsight(race: Map) -> MapList:
    return race.with_claims()


@pytest.fixture
def events(race: Map) -> MapList:
    return race.with_events()


def item(reader: MapList, id_: str) -> dict[str, Any]:
    return next(one for one in reader.spec["items"] if one["id"] == id_)


# ---- Claims -------------------------------------------------------------------------------------


def test_all_claims_are_there_in_the_order_of_the_article(course: Lesson, claims: MapList) -> None:
    ids = [one["id"] for one in claims.spec["items"]]
    assert ids == [f"C{n:02}" for n in range(1, 61)]
    assert [one["title"] for one in claims.spec["items"]] == list(course.claims["claim"])
    numbers = [int(one["head"][0].removeprefix("¶ ")) for one in claims.spec["items"]]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    assert numbers[-1] == 16


def test_a_claim_has_its_speaker_kind_date_and_places(claims: MapList) -> None:
    one = item(claims, "C57")
    assert one["head"] == ["¶ 16", "Col. Ryan Dillon", "Quantity"]
    assert one["when"] == ["2017-06-01", "2017-06-01"]
    assert one["when_words"] == "1 June 2017"
    assert one["marks"] == [["place", "al-tanf-garrison"]]
    assert claims.spec["places"]["al-tanf-garrison"]["title"] == "Al-Tanf garrison"
    assert item(claims, "C06")["when"] == ["2017-05-01", "2017-06-07"]
    assert item(claims, "C06")["when_words"] == "May 2017 to June 2017"
    assert item(claims, "C46")["when"] == ["2011-01-01", "2017-06-07"]
    assert item(claims, "C03")["when"] is None
    assert ["Date", "Not dated"] in item(claims, "C03")["lines"]


def test_who_knows_the_end_sees_the_whole_time_that_a_claim_is_about(hindsight: MapList) -> None:
    assert item(hindsight, "C06")["when"] == ["2017-05-01", "2017-06-30"]
    assert item(hindsight, "C46")["when"] == ["2011-01-01", "2017-12-31"]


def test_with_hindsight_a_claim_says_how_it_was_checked_and_what_came_of_it(
    course: Lesson, hindsight: MapList
) -> None:
    row = course.claims.set_index("claim_id").loc["C04"]
    lines = dict(item(hindsight, "C04")["lines"])
    assert lines["How we checked it"] == row["checked"]
    assert lines["Outcome, seen later"] == f"Borne out. {row['outcome_note']}"
    assert lines["Sources of the check"].startswith("TASS 5 Sept 2017")
    assert [one["id"] for one in hindsight.spec["filters"]][-1] == "outcome"
    assert item(hindsight, "C04")["keys"]["outcome"] == ["borne out"]
    assert "E73" in item(hindsight, "C04")["keys"]["event"]


def test_without_hindsight_nothing_of_the_outcome_reaches_the_page(
    course: Lesson, claims: MapList
) -> None:
    """What a page gets is the state of the widget and what stands in for it."""
    bundle, _ = claims._repr_mimebundle_()
    sent = json.dumps(claims.spec, ensure_ascii=False)
    sent += html.unescape(bundle["text/html"]) + bundle["text/plain"]
    for row in course.claims.to_dict("records"):
        for column in ("checked", "outcome_note"):
            assert not row[column] or row[column] not in sent, row["claim_id"]
    for word in ("borne out", "Borne out", "untestable", "Untestable", "outcome"):
        assert word not in sent
    later = course.events[course.events["start"] > DAYS[1]]
    assert len(later) > 40
    for row in later.to_dict("records"):
        assert row["title"] not in sent
        assert f'"{row["event_id"]}"' not in sent
    assert "The Guardian 23 March 2019" not in sent
    assert "Reuters 1 June 2017" in sent


def test_a_map_without_days_names_the_events_that_the_lesson_knows(then: Lesson) -> None:
    plain = then.map(extent="syria", layers=["water", "towns"], **WORDS)
    reader = plain.with_claims()
    assert len(reader.spec["items"]) == 60
    assert set(reader.spec["events"]) <= set(then.events["event_id"])
    assert "E22" in reader.spec["events"]


def test_every_option_of_a_filter_finds_a_claim(hindsight: MapList, events: MapList) -> None:
    for reader in (hindsight, events):
        for one in reader.spec["filters"]:
            for value, words in one["options"]:
                found = [x for x in reader.spec["items"] if value in x["keys"][one["id"]]]
                assert found, (one["id"], value)
                assert words


# ---- Events -------------------------------------------------------------------------------------


def test_the_events_are_those_of_the_days_of_the_map_by_date(
    course: Lesson, events: MapList
) -> None:
    ids = [one["id"] for one in events.spec["items"]]
    assert len(ids) == 27
    assert (ids[0], ids[-1]) == ("E08", "E25")
    starts = [one["when"][0] for one in events.spec["items"]]
    assert starts == sorted(starts)
    assert events.spec["title"] == "27 events from 4 May 2017 to 7 June 2017"
    short = course.map(extent="syria", layers=SOME, days=("2017-05-26", "2017-05-28"), **WORDS)
    assert [x["id"] for x in short.with_events().spec["items"]] == ["E14", "E16"]


def words_of(entry: Item) -> dict[str, str]:
    return {line[0]: line[1] for line in entry["lines"]}


def publishers(events: MapList, wanted: str) -> list[str]:
    """Name who says so, in the order in which the row of an event does."""
    cited = events.spec["sources"]
    return list(dict.fromkeys(cited[one]["publisher"] for one in item(events, wanted)["says"]))


def test_an_event_says_how_exact_it_is_who_says_so_and_what_is_disputed(events: MapList) -> None:
    strike = item(events, "E12")
    lines = words_of(strike)
    assert strike["head"] == ["18 May 2017", "From the air"]
    assert lines["How exact is the date"] == "On this day."
    assert lines["How exact is the place"] == "Right to about 15 km."
    assert lines["Who says so"].startswith("US Central Command; ")
    assert lines["Confidence"] == "High"
    assert lines["What is disputed"].startswith("Coalition: self-defence.")
    assert lines["Sources"].startswith("CENTCOM release 18 May 2017; ")
    about = item(events, "E10")
    assert about["head"] == ["about 7 to 9 May 2017", "On the ground"]
    assert about["now"] == "About this day"
    assert item(events, "E14")["now"] == "In these days"
    assert publishers(events, "E15")[:2] == ["Kayhan, after AP", "Reuters"]
    assert words_of(item(events, "E16"))["How exact is the place"] == "Right to about 15 km."
    assert words_of(item(events, "E09"))["How exact is the place"] == (
        "The event is not drawn on maps."
    )


def test_the_row_of_an_event_names_one_source_of_each_side_first(events: MapList) -> None:
    named = ["KurdPress", "Syrian Observatory for Human Rights"]
    assert publishers(events, "E11") == named
    # TASS, SANA, Sputnik and Syria Times speak for one side.
    assert publishers(events, "E95")[:2] == ["TASS", "Ahram Gate"]


def test_lines_that_name_sources_say_so(events: MapList) -> None:
    lines = {line[0]: line[2:] for line in item(events, "E12")["lines"]}
    assert lines["Who says so"] == ["publisher"]
    assert lines["Sources"] == ["citation"]
    assert lines["Confidence"] == []


# ---- State --------------------------------------------------------------------------------------


def test_state_can_be_set_and_two_lists_of_one_map_are_independent(claims: MapList) -> None:
    events = claims.map.with_events()
    claims.chosen = "C57"
    claims.filters = {"kind": "quantity", "place": ""}
    events.filters = {"confidence": "medium"}
    assert (claims.chosen, events.chosen) == ("C57", "")
    assert (claims.filters, events.filters) == ({"kind": "quantity"}, {"confidence": "medium"})
    assert claims.map is events.map
    claims.chosen = ""
    claims.filters = {}
    assert (claims.chosen, claims.filters) == ("", {})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("chosen", "C6O", r"chosen: there is no entry 'C6O'. Did you mean C60\?"),
        ("chosen", "x", r"there is no entry 'x'. The ids go from C01 to C60\."),
        ("chosen", 5, "chosen: got 5, expected the id of an entry as text"),
        ("chosen", None, "chosen: got None, expected"),
        ("filters", "fact", "filters: got 'fact', expected a dict"),
        ("filters", {"speakr": "reporter"}, "no filter 'speakr'. Did you mean speaker"),
        (
            "filters",
            {"kind": "prediktion"},
            "no kind in this list 'prediktion'. Did you mean prediction",
        ),
        ("filters", {"place": ["raqqa"]}, r"no place in this list \['raqqa'\]"),
        ("filters", {"outcome": "partly"}, "no filter 'outcome'"),
    ],
)
def test_a_wrong_value_is_refused_with_a_remedy(
    claims: MapList, name: str, value: Any, said: str
) -> None:
    with pytest.raises(LessonError, match=said):
        setattr(claims, name, value)
    assert (claims.chosen, claims.filters) == ("", {})
    with pytest.raises(LessonError, match=said):
        claims.set_state({name: value})  # as a browser sends it
    assert (claims.chosen, claims.filters) == ("", {})


def test_a_list_wants_a_map_that_fits(course: Lesson) -> None:
    with pytest.raises(LessonError, match=r"The map belongs to no lesson\. Make it with lesson"):
        Map().with_claims()
    still = course.map(extent="syria", layers=["water"], day=DAYS[0], **WORDS)
    with pytest.raises(LessonError, match=r"with_events: the map has no slider\. Give"):
        still.with_events()


# ---- Viewers that run nothing -------------------------------------------------------------------


@pytest.mark.usefixtures("kept")
def test_the_bundle_has_the_still_map_and_the_whole_list_as_a_table(
    hindsight: MapList, events: MapList
) -> None:
    bundle, _ = hindsight._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = bundle["text/html"]
    assert page.count("<tr>") == 61
    assert "<caption>The 60 claims of the report, in order</caption>" in page
    assert "¶ 16 · Col. Ryan Dillon · Quantity · Partly" in page
    picture = '<img alt="A map." src="data:image/webp;base64,'
    assert bundle["text/html"].startswith(picture)
    assert page.count("<img") == 1
    assert bundle["text/plain"].split("\n")[1] == "Map: Who held each town"
    assert bundle["text/plain"].count("\n") == 61
    bundle, _ = events._repr_mimebundle_()
    assert bundle["text/html"].count("<tr>") == 28
    assert "What is disputed: Coalition: self-defence." in bundle["text/plain"]


@pytest.mark.usefixtures("kept")
def test_html_in_the_table_is_text(claims: MapList) -> None:
    evil = "<img src=x onerror=alert(1)>"
    spec = json.loads(json.dumps(claims.spec))
    spec["items"][0]["title"] = evil
    spec["title"] = evil
    claims.spec = spec
    bundle, _ = claims._repr_mimebundle_()
    assert "<img src=x" not in bundle["text/html"]
    assert bundle["text/html"].count("<img") == 1  # the still map
    assert bundle["text/html"].count(escape(evil)) == 2


def test_by_hours_a_list_looks_back_as_long_as_the_map_marks_an_event(tmp_path: Path) -> None:
    """Two spans beside each other would be taken for a mistake; and no word is of a day."""
    lesson = Lesson(told_as(tmp_path / "data", STORIES["hours"]))

    def spec() -> ListSpec:
        words = {"title": "Who held the river", "alt": "A map."}
        made = lesson.map(extent="valley", days=(lesson.start, lesson.end), **words)
        return made.with_events().spec

    def lingering(hours: int) -> list[LayerSpec]:
        return [
            replace(one, linger_days=0, linger_hours=hours if one.table == "events" else 0)
            for one in lesson.layers
        ]

    for hours, back, words in ((0, 6, "six hours"), (12, 12, "12 hours")):
        lesson.layers = lingering(hours)
        made = spec()
        assert (made["before"], made["before_words"]) == (back, words)
        assert made["use"].endswith(f"what happened in the {words} before.")
        assert "hour" in made["use"]
        assert not re.search("day|date", made["use"])
