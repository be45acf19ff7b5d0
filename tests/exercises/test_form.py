"""The form of an exercise: each flaw is named with file, line, exercise and key."""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path
from typing import Any

import pytest
from support.exercise_files import (
    AMONG,
    DAY,
    FILE,
    GOOD,
    HOLDER,
    TEXTS,
    WHY,
    Copy,
    Flaw,
    also,
    code,
    derived,
    faults_of,
    flawed,
    put,
    rename,
    without,
    written,
    wrong,
)

from lessonkit.check.read import check
from lessonkit.errors import Fault
from lessonkit.exercises.kinds import KINDS
from lessonkit.lesson import LessonData


def test_a_good_exercise_of_each_kind_has_no_fault(base: Path) -> None:
    assert list(GOOD) == list(KINDS)
    assert check(base) == []


def labelled(body: dict[str, Any]) -> None:
    """Call the text of a category its label, as in other files."""
    body["categories"][0]["label"] = body["categories"][0].pop("text")


# fmt: off
FLAWS = [
    # What every exercise has
    *(Flaw(f"no {key}", "choice", without(key), key, f"Add a line: {key} = ...")
      for key in ("title", "objective", "minutes", "prompt", "hints", "explanation")),
    Flaw("one hint only", "choice", put("hints", ["one"]), "hints", "a list of two to five texts"),
    Flaw("one hint and no other", "choice", put("hints", ["one"]), "hints", "Write 1 more, with"),
    Flaw("six hints", "choice", put("hints", ["one"] * 6), "hints", "two to five"),
    Flaw("hints as one text", "choice", put("hints", "Look."), "hints", "a list of two to five"),
    Flaw("an empty hint", "choice", put("hints", ["one", " "]), "hints", "two to five texts"),
    Flaw("no source and no paragraph", "choice", also(without("source_ids"), without("paragraphs")),
         "source_ids", "Say where the answer comes from"),
    Flaw("empty lists of sources", "choice", put("source_ids", []), "source_ids",
         "a list of ids of sources.csv"),
    Flaw("unknown kind", "choice", put("kind", "chioce"), "kind", "one of: choice, multi, number"),
    Flaw("misspelt key", "choice", rename("explanation", "explantion"), "explantion",
         "Did you mean explanation?"),
    Flaw("unknown key", "choice", put("points", 10), "points", "Delete it."),
    Flaw("key of another kind", "choice", put("tolerance", 5), "tolerance", "no such key"),
    Flaw("no minute", "choice", put("minutes", 0), "minutes", "a whole number from 1 to 30"),
    Flaw("an hour", "choice", put("minutes", 60), "minutes", "a whole number from 1 to 30"),
    Flaw("minutes as text", "choice", put("minutes", "2"), "minutes", "a whole number"),
    Flaw("minutes as a yes", "choice", put("minutes", True), "minutes", "a whole number"),
    Flaw("extra as a no", "choice", put("extra", False), "extra", "true, or no such key"),
    Flaw("half a minute", "choice", put("minutes", 2.5), "minutes", "a whole number"),
    Flaw("long title", "choice", put("title", "long " * 12 + "t"), "title", "at most 60 letters"),
    Flaw("empty prompt", "choice", put("prompt", ""), "prompt", "text in quotation marks"),
    Flaw("blank at the end", "choice", put("prompt", "Which? "), "prompt", "text in quotation"),
    Flaw("unknown source", "choice", put("source_ids", ["atlsa"]), "source_ids",
         "Did you mean atlas?"),
    Flaw("paragraph beyond the article", "choice", put("paragraphs", [4, 17]), "paragraphs",
         "got 17, expected 0 to 16"),
    Flaw("paragraph as text", "choice", put("paragraphs", ["4"]), "paragraphs",
         "a list of numbers of paragraphs"),
    Flaw("paragraph below nought", "choice", put("paragraphs", [-1]), "paragraphs", "numbers"),
    # Choice
    Flaw("two right options", "choice", put("options", 1, "right", True), "options",
         "exactly one option with right = true"),
    Flaw("no right option", "choice", also(without("options", 0, "right"),
                                           put("options", 0, "feedback", WHY)),
         "options", "got 0 right options"),
    Flaw("no feedback for a wrong option", "choice", without("options", 2, "feedback"),
         "options 3, feedback", "what the mistake is"),
    Flaw("right = false", "choice", put("options", 1, "right", False), "options 2, right",
         "true, or no such key"),
    Flaw("options without braces", "choice", put("options", ["One", "Two", "Three"]), "options",
         'Write each between { and }: { text = "One", right = true }'),
    Flaw("one option", "choice", put("options", [{"text": "One", "right": True}]), "options",
         "two to eight options"),
    Flaw("nine options", "choice", put("options", [{"text": "One"}] * 9), "options",
         "two to eight options"),
    Flaw("options as texts", "choice", put("options", ["One", "Two"]), "options", "two to eight"),
    Flaw("an option without text", "choice", without("options", 1, "text"), "options 2, text",
         "text in quotation marks"),
    Flaw("misspelt feedback", "choice", put("options", 1, {"text": "The Beck", "feedbak": WHY}),
         "options 2, feedbak", "Did you mean feedback?"),
    Flaw("no option for the holder", "choice", derived(HOLDER, "north", "sdf"), "options",
         "no option with the key south"),
    Flaw("right beside an answer", "choice",
         also(derived(HOLDER, "south", "sdf"), put("options", 0, "right", True)), "options",
         "and no right"),
    Flaw("a holder's option without feedback", "choice",
         also(derived(HOLDER, "south", "sdf"), without("options", 0, "feedback")),
         "options 1, feedback", "what the mistake is"),
    Flaw("a holder's option without key", "choice",
         also(derived(HOLDER, "south", "sdf"), without("options", 1, "key")), "options",
         "a key of its own in each option"),
    Flaw("two options with one key", "choice", derived(HOLDER, "south", "south"), "options",
         "a key of its own"),
    Flaw("a divided place", "choice",
         derived({"holder": "elm-gate", "on": DAY}, "south", "unknown"), "answer",
         "south and unknown"),
    Flaw("a list for a choice", "choice", derived(AMONG, "alder", "cedar-mill"), "answer",
         "expected a text"),
    Flaw("a day in words", "choice",
         derived({**HOLDER, "on": "6 June 2017"}, "south", "sdf"), "answer",
         "such as 2001-05-14"),
    # Multi
    Flaw("nothing right", "multi", also(without("options", 0, "right"),
                                        without("options", 1, "right")), "options",
         "Mark it with right = true"),
    Flaw("no feedback for a right option", "multi", without("options", 0, "feedback"),
         "options 1, feedback", "left it out"),
    Flaw("no option for a place held", "multi", derived(AMONG, "alder", "elm-gate"), "options",
         "no option with the key cedar-mill"),
    Flaw("a holder for several", "multi", derived(HOLDER, "south", "sdf"), "answer",
         "expected a list"),
    # Number
    Flaw("no mistakes", "number", without("mistakes"), "mistakes", "Add a line: mistakes = [{"),
    Flaw("an empty list of mistakes", "number", put("mistakes", []), "mistakes", "one or more"),
    Flaw("a mistake that counts as right", "number", put("mistakes", 1, "answer", {"value": 125}),
         "mistakes 2", "which counts as right"),
    Flaw("a mistake without words", "number", without("mistakes", 0, "text"), "mistakes 1, text",
         "text in quotation marks"),
    Flaw("a mistake at no place", "number",
         put("mistakes", 0, "answer", {"distance": ["alder", "fen-wel"]}),
         "mistakes 1, answer", "Did you mean fen-well?"),
    Flaw("no unit", "number", without("unit"), "unit", "Add a line: unit = ..."),
    Flaw("no tolerance", "number", without("tolerance"), "tolerance", "a number above 0"),
    Flaw("a tolerance of nought", "number", put("tolerance", 0), "tolerance", "a number above 0"),
    Flaw("a tolerance of nan", "number", put("tolerance", math.nan), "tolerance", "above 0"),
    Flaw("a bare number as answer", "number", put("answer", 123), "answer", "a form like"),
    Flaw("an unknown place", "number", put("answer", {"distance": ["alder", "birch-frod"]}),
         "answer", "Did you mean birch-ford?"),
    Flaw("an unknown event", "number", put("answer", {"days": ["E02", "E999"]}), "answer",
         "no event 'E999'"),
    Flaw("an unknown form", "number", put("answer", {"distanse": ["alder", "elm-gate"]}), "answer",
         "one of the forms value, distance"),
    Flaw("a text as answer", "number", put("answer", {"value": "123"}), "answer",
         "expected a number"),
    # Locate
    Flaw("no place to find", "locate", put("places", []), "places", "one to six"),
    Flaw("an unknown place to find", "locate", put("places", 1, "cedar-mil"), "places",
         "Did you mean cedar-mill?"),
    Flaw("a place asked twice", "locate", put("places", 1, "alder"), "places", "alder twice"),
    Flaw("no distance that counts", "locate", put("within_km", 0), "within_km", "above 0"),
    Flaw("less than is known", "locate", put("within_km", 1.5), "within_km",
         "cedar-mill is known to 2 km only"),
    Flaw("right for two places", "locate", put("within_km", 90), "within_km",
         "no point is right for both"),
    Flaw("a map with keys of its own", "locate", put("map", {"extent": "valley"}), "map", ""),
    Flaw("an unknown map", "locate", put("map", "river-and-twons"), "map",
         "Did you mean river-and-towns?"),
    Flaw("a mistake nowhere", "locate", put("mistakes", 0, "place", "dun-rok"), "mistakes 1, place",
         "Did you mean dun-rock?"),
    Flaw("a mistake for what is not asked", "locate", put("mistakes", 1, "asked", "cedar-mil"),
         "mistakes 2, asked", "Did you mean cedar-mill?"),
    Flaw("a mistake that is right", "locate", put("mistakes", 0, "place", "alder"), "mistakes 1",
         "which counts as right for alder"),
    # Place
    Flaw("no mistakes at a place", "place", without("mistakes"), "mistakes", "one or more"),
    Flaw("an unknown answer", "place", put("answer", ["cedar-mil"]), "answer",
         "Did you mean cedar-mill?"),
    Flaw("a place as text", "place", put("answer", "cedar-mill"), "answer", "a list of ids"),
    Flaw("an unknown mistake", "place", put("mistakes", 0, "place", "fen-wel"), "mistakes",
         "Did you mean fen-well?"),
    Flaw("an unknown place to draw", "place", put("map", "places", 2, "aldr"), "map, places",
         "Did you mean alder?"),
    Flaw("an unknown extent", "place", put("map", "extent", "vally"), "map, extent",
         "Did you mean valley?"),
    Flaw("an unknown layer", "place", put("map", "layers", ["water", "twons"]), "map, layers",
         "Did you mean towns?"),
    Flaw("a place that counts as right", "place", put("mistakes", 0, "place", "cedar-mill"),
         "mistakes", "which counts as right"),
    Flaw("a map without words", "place", without("map", "alt"), "map, alt", "text in quotation"),
    Flaw("a misspelt key of a map", "place", put("map", "subtitel", "Some"), "map, subtitel",
         "Did you mean subtitle?"),
    Flaw("a day in words on a map", "place", put("map", "day", "6 June 2017"), "map, day",
         "such as 2001-05-14"),
    Flaw("an answer that is not drawn", "place", put("map", "places", ["alder", "fen-well"]),
         "map, places", "a map without cedar-mill"),
    Flaw("a mistake that is not drawn", "place", put("map", "places", ["alder", "cedar-mill"]),
         "map, places", "a map without fen-well"),
    Flaw("an answer outside the map", "place", put("map", "extent", "ford"), "map, extent",
         "cedar-mill outside of it"),
    Flaw("no layer with the answer", "place", put("map", "layers", ["water", "bases"]),
         "map, layers", "a layer that shows a town"),
    # Order
    Flaw("two events of one day", "order",
         put("items", [{"event": "E03"}, {"event": "E05"}, {"event": "E02"}, {"event": "E06"}]),
         "items", "two events of one day"),
    Flaw("an unknown event in an order", "order", put("items", 1, "event", "E999"), "items",
         "got E999, expected an id from events.csv"),
    Flaw("two items", "order", put("items", [{"event": "E02"}, {"event": "E03"}]), "items",
         "three to eight items"),
    Flaw("an item twice", "order", put("items", 1, "event", "E03"), "items",
         "two items with one id"),
    Flaw("an item of nothing", "order", put("items", 1, {"key": "a"}), "items",
         "either event, or key and text"),
    Flaw("events and texts", "order", put("items", 1, {"key": "a", "text": "A"}), "items",
         "Events only, or texts only"),
    Flaw("a mistake in the right order", "order",
         also(put("mistakes", 0, "first", "E02"), put("mistakes", 0, "then", "E03")), "mistakes 1",
         "which is right"),
    Flaw("a mistake with no item", "order", put("mistakes", 0, "first", "E20"), "mistakes 1, first",
         "one of: E02, E03, E04"),
    Flaw("a mistake with no text of the list", "order",
         also(put("items", TEXTS), put("mistakes", [wrong(first="third", then="forth")])),
         "mistakes 1, then", "one of: first, second, third"),
    # Classify
    Flaw("an unknown claim", "classify", put("items", 0, "claim", "C99"), "items 1, claim",
         "an id from claims.csv"),
    Flaw("a claim of no category", "classify", put("items", 0, "claim", "C02"), "items 1",
         "got quantity, expected one of: fact, prediction"),
    Flaw("an unknown category", "classify", put("items", 1, "category", "facts"), "items 2",
         "got facts"),
    Flaw("a label for a text", "classify", labelled,
         "categories 1, label", "Did you mean text?"),
    Flaw("an item in braces", "classify", without("items", 0, "feedback"),
         "items 1, feedback", "Write into its braces: feedback = ..."),
    Flaw("no feedback for an item", "classify", without("items", 0, "feedback"),
         "items 1, feedback", "why not"),
    Flaw("feedback for the right category", "classify",
         put("items", 0, "feedback", {"prediction": WHY}), "items 1", "which is right"),
    Flaw("feedback for no category", "classify", put("items", 0, "feedback", {"opinion": WHY}),
         "items 1", "got opinion"),
    Flaw("both a claim and a category", "classify", put("items", 0, "category", "fact"),
         "items 1", "either claim (with text, if it is to be worded anew), or text and category"),
    Flaw("a category without a text", "classify", without("items", 1, "text"),
         "items 2", "or text and category"),
    Flaw("a text of no category", "classify", without("items", 1, "category"),
         "items 2", "or text and category"),
    Flaw("one category", "classify", put("categories", [{"key": "fact", "text": "Fact"}]),
         "categories", "two to six categories"),
    Flaw("an unknown column", "classify", put("column", "sort"), "column", "a column of claims"),
    # Text
    Flaw("one criterion", "text", put("criteria", ["It is long."]), "criteria", "two to eight"),
    Flaw("no common mistake", "text", put("mistakes", []), "mistakes", "one or more texts"),
    Flaw("no words", "text", put("words", 0), "words", "a whole number of words"),
    Flaw("no model answer", "text", without("model"), "model", "Add a line: model = ..."),
    # Code
    Flaw("an answer of no type", "code", put("expects", "figure"), "expects", "one of: number"),
    Flaw("no tolerance for a number", "code", without("tolerance"), "tolerance", "both"),
    Flaw("a list for a number", "code", put("answer", AMONG), "answer", "expected a number"),
    Flaw("no mistake in code", "code", without("mistakes"), "mistakes", "one or more"),
    Flaw("a table without a column", "code", code("table", AMONG, {"value": ["alder"]}), "column",
         "the column whose values count"),
    Flaw("a mistake that is the answer", "code",
         code("list", {"value": ["b", "a"]}, {"value": ["a", "b"]}), "mistakes", "wrong answers"),
    Flaw("a number for a list", "code", code("list", {"value": 5}, {"value": ["a"]}), "answer",
         "expected a list"),
    Flaw("a starter of no text", "code", put("starter", 5), "starter", "text in quotation marks"),
    Flaw("a starter that is no Python", "code", put("starter", "apart = (...\n"), "starter",
         "Python that runs as it stands"),
    Flaw("a starter for another exercise", "code",
         put("starter", 'apart = ...\nlesson.check("your-id", apart)\n'), "starter",
         'expected lesson.check("flaw-'),
    Flaw("a starter that does not check", "code", put("starter", "apart = ...\n"), "starter",
         "as last line"),
    Flaw("a starter with the answer in it", "code",
         put("starter", 'apart = 5\nlesson.check("with-code", apart)\n'), "starter",
         "where the student writes"),
    Flaw("a misspelt key of code", "code", put("colum", "a"), "colum", "Did you mean column"),
    # What no form keeps from being written, and what would break on the page
    Flaw("a kind that is a list", "choice", put("kind", ["choice"]), "kind", "one of: choice"),
    Flaw("an endless tolerance", "number", put("tolerance", math.inf), "tolerance", "a number"),
    Flaw("a huge tolerance", "number", put("tolerance", 10**400), "tolerance", "a number"),
    Flaw("an answer that is no number", "number", put("answer", {"value": math.nan}), "answer",
         "got nan"),
    Flaw("a mistake that is no number", "number",
         put("mistakes", 0, "answer", {"value": math.inf}), "mistakes 1, answer", "got inf"),
    Flaw("words as a yes", "text", put("words", True), "words", "a whole number of words"),
    Flaw("an unknown visible layer", "place", put("map", "visible", ["twons"]), "map, visible",
         "Did you mean towns?"),
    Flaw("a day outside the lesson", "place", put("map", "day", dt.date(1999, 1, 1)), "map, day",
         "from 2017-01-01 to 2017-12-31"),
    Flaw("days in the wrong order", "place", also(without("map", "day"), put("map", "days",
         [DAY, dt.date(2017, 5, 4)])), "map, days", "the earlier day first"),
    Flaw("an event with words of its own", "order", put("items", 0, "text", "Other words"),
         "items", "either event, or key and text"),
    Flaw("a claim twice", "classify", put("items", 1, {"claim": "C03", "feedback": {"fact": WHY}}),
         "items", "one sentence twice"),
    Flaw("a category twice", "classify", put("categories", [
         {"key": "fact", "text": "Fact"}, {"key": "prediction", "text": "Prediction"},
         {"key": "fact", "text": "Also a fact"}]), "categories", "two with one key"),
    Flaw("two options of one text", "choice", put("options", 2, "text", "The Beck"), "options",
         "one text twice"),
    Flaw("an unknown coordinate system", "code", code("geotable", {"value": ["a"]},
         {"value": ["b"]}, column="place_id", crs="EPSG:nowhere"), "crs", "such as EPSG:4326"),
    Flaw("an unknown geometry", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="place_id", geometry="Polgon"), "geometry", "one of: Point"),
    Flaw("circles of no row", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="name_en", crs="EPSG:4326", circles=True), "circles", "event_id or place_id"),
    Flaw("circles that are not true", "code", code("geotable", {"value": ["a"]}, {"value": ["b"]},
         column="place_id", crs="EPSG:4326", circles="yes"), "circles", "true"),
    # Not found yet
    Flaw("a visible layer that is not drawn", "place", put("map", "visible", ["energy"]),
         "map, visible", "energy"),
    Flaw("a mistake right across north", "number",
         lambda body: body.update(unit="degrees", tolerance=3, answer={"value": 359},
                                  mistakes=[wrong(answer={"value": 1})]),
         "mistakes 1", "which counts as right"),
    # Units
    Flaw("km for a number of days", "number", put("answer", {"days": ["E02", "E04"]}), "unit",
         'got km for an answer in days, expected days. Write unit = "days"'),
    Flaw("days for a distance", "number", put("unit", "days"), "unit",
         "got days for an answer in km"),
    Flaw("km for a bearing, in code", "code",
         put("answer", {"bearing": ["alder", "birch-ford"]}), "unit", "an answer in degrees"),
    Flaw("days for a difference of distances", "number", also(put("unit", "days"),
         put("answer", {"difference": [{"distance": ["alder", "fen-well"]}, {"value": 2}]})),
         "unit", "an answer in km"),
    Flaw("km for a count", "number",
         put("answer", {"count": {"within": "alder", "km": 55}}), "unit", "km for a count"),
    Flaw("a sum of days and km", "number", put("answer", {"sum": [
         {"days": ["E02", "E04"]}, {"distance": ["alder", "fen-well"]}]}), "answer",
         "got days and km, expected numbers of one unit"),
    Flaw("hours for a number of days", "number", also(put("unit", "hours"), put("answer",
         {"hours": {"days": ["E02", "E04"]}, "kmh": 40})), "answer", "expected a distance"),
    # How near a mistake is
    Flaw("a mistake that reaches into what is right", "number",
         put("mistakes", 1, "within", 39), "mistakes 2, within", "expected 37.1 or less"),
    Flaw("a mistake within nothing", "number", put("mistakes", 1, "within", 0),
         "mistakes 2, within", "a number above 0"),
    Flaw("a list within", "code", also(
         code("list", {"value": ["a"]}, {"value": ["b"]}), put("mistakes", 0, "within", 2)),
         "mistakes 1, within", "Delete it."),
]


@pytest.fixture(scope="module")
def found(base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Fault]]:
    """Check all flaws in one file, among good exercises; give the file and its faults."""
    copy = Copy(tmp_path_factory.mktemp("flaws") / "lesson")
    text = written([*GOOD.values(), *(flawed(flaw, n) for n, flaw in enumerate(FLAWS))])
    copy.write(text)
    return text, check(copy.root)


@pytest.mark.parametrize(
    "n",
    [n for n, flaw in enumerate(FLAWS)],
    ids=[flaw.name for flaw in FLAWS],
)
def test_a_flaw_is_named_with_file_line_exercise_and_key(
    found: tuple[str, list[Fault]], n: int
) -> None:
    text, faults = found
    flaw = FLAWS[n]
    mine = [fault for fault in faults if (fault.column or "").startswith(f"flaw-{n},")]
    assert len(mine) == 1, [str(fault) for fault in mine]
    lines = text.splitlines()
    inside = lines.index(f'"id" = "flaw-{n}"')
    head = max(at for at in range(inside) if lines[at] == "[[exercises]]")
    key = f'"{re.split("[ ,]", flaw.key)[0]}" = '
    entry = range(head, lines.index("", head) if "" in lines[head:] else len(lines))
    wanted = next((at for at in entry if lines[at].startswith(key)), head)
    assert mine[0].file == f"exercises/{FILE}"
    assert mine[0].row == wanted + 1  # the line of the key, of a missing one that of the exercise
    assert mine[0].column == f"flaw-{n}, {flaw.key}"
    assert flaw.words in str(mine[0])


def test_nothing_else_is_a_fault(found: tuple[str, list[Fault]]) -> None:
    assert len(found[1]) == len(FLAWS)


def test_an_exercise_without_id_is_named_by_its_number(data: LessonData, tmp_path: Path) -> None:
    body = {key: value for key, value in GOOD["choice"].items() if key != "id"}
    assert [fault.column for fault in faults_of(data, tmp_path, body)] == ["exercise 1, id"]


@pytest.mark.parametrize("name", ["A-Choice", "a choice", "a_choice", "", 5])
def test_an_id_has_small_letters_and_hyphens(data: LessonData, tmp_path: Path, name: Any) -> None:
    faults = faults_of(data, tmp_path, {**GOOD["choice"], "id": name})
    assert ["an id in small letters" in fault.expected for fault in faults] == [True]


def test_an_id_twice_in_two_files_is_a_fault(copy: Copy) -> None:
    copy.write(written([GOOD["choice"]]), "02_mills.toml")
    [fault] = check(copy.root)
    assert (fault.file, fault.row, fault.column) == (
        "exercises/02_mills.toml",
        2,
        "a-choice, id",
    )
    assert f"the id of one in exercises/{FILE}" in fault.got
