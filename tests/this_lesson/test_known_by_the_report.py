"""Notebooks 01 and 02 know nothing later than 7 June 2017: every string of both is looked at.

Sources, outputs, the state of widgets, and what exercises say once they are answered.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.shared_values import values_in

from lessonkit import Lesson
from lessonkit.days import iso
from lessonkit.lesson import LATER, was_out

Hints = dict[str, re.Pattern[str]]
LAST = np.datetime64("2017-06-07")
BOOKS = ("01_context", "02_the_race")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ISO = re.compile(r"\b(20\d\d)-(\d\d)(?:-(\d\d))?\b")
_WORDS = re.compile(
    rf"\b(?:(\d{{1,2}})(?: (?:and|to|or) \d{{1,2}})? )?({'|'.join(MONTHS)})\b,?(?: (\d{{4}}))?"
)
# Not in an address: those of later sources are looked for as a whole.
_YEAR = re.compile(r"(?<![\d.,/-])(20(?:1[89]|[2-9]\d))(?![\d.,]*\d)")
# Pictures, numbers of a drawing, sealed answers, and the letters of a face.
_NO_WORDS = re.compile(
    r"data:image/[^\"' ]+|[A-Za-z0-9+/]{200,}={0,2}|\b[dD]=\"[^\"]*\"|\b[0-9a-f]{16,}\b"
    r"|U\+[0-9A-F-]+"
)


def later_days(text: str) -> list[str]:
    """Give what in a text is a day, month or year after the report, as it is written."""
    found = []
    for hit in _ISO.finditer(text):
        year, month, day = hit.groups()
        if 1 <= int(month) <= 12 and f"{year}-{month}-{day or '01'}" > iso(LAST):
            found.append(hit.group())
    for hit in _WORDS.finditer(text):
        day, month, year = hit.groups()
        n = MONTHS.index(month) + 1
        if (int(year or 2017), n, int(day or 1)) > (2017, 6, 7):
            found.append(hit.group())
    return found + _YEAR.findall(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2017-06-07", []),
        ("2017-06-08", ["2017-06-08"]),
        ("wiki-2017-07", ["2017-07"]),
        ("on 14 June the coalition", ["14 June"]),
        ("7 June 2017 and June", []),
        ("in September 2014 and in August 2016", []),
        ("in September 2017", ["September 2017"]),
        ("until October", ["October"]),
        ("26 and 27 October 2017", ["26 and 27 October 2017"]),
        ("you may use 2018 points", ["2018"]),
        ("1.2018 or 2,026", []),
    ],
)
def test_a_later_day_is_found_in_words_and_in_figures(text: str, found: list[str]) -> None:
    assert later_days(text) == found


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _NO_WORDS.sub(" ", value)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@pytest.fixture(scope="module", params=BOOKS)
def said(request: pytest.FixtureRequest, root: Path) -> list[str]:
    """Return every string of a notebook and of its exercises."""
    book = json.loads((root / "notebooks" / f"{request.param}.ipynb").read_text("utf-8"))
    book["metadata"].pop("language_info", None)
    # What the estimate says are sums of what the reader assumes, not what anybody knew.
    book["cells"] = [
        cell for cell in book["cells"] if "lesson.what_if(" not in "".join(cell["source"])
    ]
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
        for output in cell.get("outputs", ()):
            for form, text in output.get("data", {}).items():
                output["data"][form] = "".join(text) if isinstance(text, list) else text
    models = book["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    for name in [name for name, model in models.items() if model["state"].get("view") == "whatif"]:
        del models[name]
    for model in models.values():  # the scripts that all widgets share, which know no lesson
        for key in ("_esm", "script", "styles", "_css"):
            model["state"].pop(key, None)
        # The days between which a student may place a guess say nothing of what came.
        for statement in model["state"].get("spec", {}).get("statements", ()):
            statement.pop("days", None)
    exercises = tomllib.loads((root / "data" / "exercises" / f"{request.param}.toml").read_text())
    return [*strings(book), *(one for one in strings(_without_dates(exercises)))]


def _without_dates(value: Any) -> Any:
    """Leave out what the check computes with: a date in TOML is no text."""
    if isinstance(value, dict):
        return {key: _without_dates(one) for key, one in value.items() if key != "source_ids"}
    if isinstance(value, list):
        return [_without_dates(one) for one in value]
    return value


def test_there_is_something_to_look_at(said: list[str]) -> None:
    assert len(said) > 2000
    assert any("Zaza" in one for one in said)


def test_no_later_day(said: list[str]) -> None:
    wrong = {(day, one[:200]) for one in said for day in later_days(one)}
    assert not wrong


def test_no_later_source(said: list[str], course: Lesson) -> None:
    late = [one for one in course.sources.to_dict("records") if not was_out(one, LAST)]
    assert len(late) > 100
    ids = {one["source_id"] for one in late}
    assert not ids & set(said)
    whole = "\n".join(said)
    for one in late:
        assert one["citation"] not in whole, one["source_id"]
        assert not one["url"] or one["url"] not in whole, one["source_id"]


@pytest.mark.parametrize("name", BOOKS)
def test_a_page_loads_nothing_of_later(name: str, whole_site: Path, course: Lesson) -> None:
    """What later parts of the site share among them does not come with it."""
    page = (whole_site / f"{name}.html").read_text("utf-8")
    shared = re.findall(r'src="(lesson/shared[^"]*)"', page)
    assert 0 < len(shared) < len(list((whole_site / "lesson").glob("shared*.js")))
    told = [json.loads(page.partition('id="lk-state">')[2].partition("</script>")[0])["values"]]
    for script in shared:
        told.append(values_in((whole_site / script).read_text("utf-8")))
    said = [one for values in told for one in strings(values["atoms"])]
    assert len(said) > 1000
    # The days between which a student may place a guess, or a sum of guesses, say nothing of what
    # came: they are days alone.
    wrong = {one for one in said if later_days(one) and not re.fullmatch(r"[\d-]+", one)}
    assert not wrong
    for one in course.sources.to_dict("records"):
        if not was_out(one, LAST):
            assert not any(one["citation"] in text for text in said), one["source_id"]
            assert not one["url"] or not any(one["url"] in text for text in said)


def names_of(publisher: str) -> list[str]:
    return [name for name in re.split(r" \(|\)|, | and ", publisher) if len(name) > 2]


def named_only_by_later(text: str, ids: Iterable[str], course: Lesson) -> set[str]:
    """Give the publishers that a text names although all that it cites of them came later."""
    cited = course.sources[course.sources["source_id"].isin(set(ids))].to_dict("records")
    early = [one["publisher"] for one in cited if was_out(one, LAST)]
    late = {name for one in cited if not was_out(one, LAST) for name in names_of(one["publisher"])}
    known = {name for publisher in early for name in names_of(publisher)}
    return {name for name in late - known if re.search(rf"\b{re.escape(name)}\b", text)}


def test_a_publisher_of_later_is_found_by_its_name(course: Lesson) -> None:
    text = "UPI and Arab News reported the attacks."
    assert named_only_by_later(text, ["upi-2017-06-18", "arabnews-2017-06-18"], course) == {
        "UPI",
        "Arab News",
    }
    assert not named_only_by_later(text, ["upi-2017-05-18", "upi-2017-06-18"], course)


# What a reader of 01 and 02 meets of a row; a card or a key term may be about the publisher itself.
TEXTS = {
    "events": ("title", "description", "disputed"),
    "control": ("status",),
    "places": ("note",),
    "actors": ("aims_stated", "aims_attributed"),
    "stakes": ("position",),
    "relations": ("description",),
    "routes": ("name", "note", "asserted_by"),
    "zones": ("name", "note", "asserted_by"),
}


@pytest.mark.parametrize("table", TEXTS)
def test_no_row_names_the_publisher_of_a_later_source(
    table: str, course: Lesson, then: Lesson
) -> None:
    kept = getattr(course, table).loc[getattr(then, table).index].to_dict("records")
    for row in kept:
        text = " ".join(str(row[column]) for column in TEXTS[table])
        ids = row["source_ids"]
        if table == "relations":  # a party whose word is the source is one of the two in the row
            ids = [one for one in ids if course.source(one)["kind"] != "party statement"]
        assert not named_only_by_later(text, ids, course), text


def test_each_event_rests_on_a_source_of_its_time(course: Lesson, then: Lesson) -> None:
    for row in then.events.to_dict("records"):
        assert set(row["source_ids"]) - {LATER}, row["event_id"]


@pytest.mark.parametrize("book", BOOKS)
def test_no_exercise_names_the_publisher_of_a_later_source(
    book: str, course: Lesson, root: Path
) -> None:
    exercises = tomllib.loads((root / "data" / "exercises" / f"{book}.toml").read_text("utf-8"))
    for one in exercises["exercises"]:
        text = " ".join(strings(_without_dates(one)))
        assert not named_only_by_later(text, one.get("source_ids", ()), course), one["id"]


def test_the_last_notebook_names_every_later_source(course: Lesson, then: Lesson) -> None:
    """What the first two notebooks hide is in the list at the end of the third, row by row."""
    hidden = course.later_sources(LAST, [f"{book}.ipynb" for book in BOOKS])
    listed = {one for ids in hidden["source_ids"] for one in ids}
    for table in ("events", "actors", "stakes", "relations", "routes", "zones", "glossary"):
        for ids in getattr(course, table).loc[getattr(then, table).index, "source_ids"]:
            late = {one for one in ids if not was_out_id(one, course)}
            assert late <= listed, (table, late - listed)
    assert hidden["source_ids"].map(len).min() > 0


def was_out_id(source_id: str, course: Lesson) -> bool:
    return was_out(course.source(source_id).to_dict(), LAST)


def test_no_later_event(said: list[str], course: Lesson) -> None:
    late = course.events[course.events["start"] > iso(LAST)].to_dict("records")
    assert len(late) > 40
    whole = "\n".join(said)
    for one in late:
        assert one["event_id"] not in said
        assert one["title"] not in whole
        assert one["description"] not in whole


def test_no_claim_says_how_it_turned_out(said: list[str], course: Lesson) -> None:
    whole = "\n".join(said)
    for one in course.claims.to_dict("records"):
        for key in ("checked", "outcome_note"):
            assert not one[key] or one[key] not in whole, one["claim_id"]


# ---- What the strip of 01 and 02 says of the notebooks that look back ---------------------------

# Sections 5 and 6 of 04_tools look back; what stands before them is of 7 June 2017.
LOOKING_BACK = ("two-captions", "who-held-the-fields", "said-or-done", "what-would-show-a-motive")


def test_only_the_sections_of_the_tools_that_look_back_tell_a_later_day(root: Path) -> None:
    exercises = tomllib.loads((root / "data" / "exercises" / "04_tools.toml").read_text("utf-8"))
    told = {
        one["id"]
        for one in exercises["exercises"]
        if any(later_days(words) for words in strings(_without_dates(one)))
    }
    assert told <= set(LOOKING_BACK)
    assert {"two-captions", "who-held-the-fields"} <= told


def plain(text: str) -> str:
    return text.lower().replace("-", " ")


@pytest.fixture(scope="module")
def hints(course: Lesson) -> Hints:
    """Return the places, actors, months and words of an end, each with what finds it."""
    places = course.places[["name_en", "other_names"]].to_numpy().tolist()
    actors = course.actors[["label", "other_names"]].to_numpy().tolist()
    names = {re.sub(r"\s*\([^)]*\)", "", one) for row in places + actors for one in parts_of(row)}
    words = {plain(one) for one in (*names, *MONTHS, "in the end", "won", "lost") if len(one) > 2}
    return {one: re.compile(rf"(?<!\w){re.escape(one)}(?!\w)") for one in words}


def told_by(listed: str, hints: Hints) -> set[str]:
    """Give the places, actors, months, days and words of an end that a title or an id names."""
    said = plain(listed)
    found = {one for one, pattern in hints.items() if pattern.search(said)}
    return found | set(re.findall(r"\d+", said))


def parts_of(row: Iterable[Any]) -> Iterator[str]:
    for cell in row:
        yield from cell.split(";") if isinstance(cell, str) else cell


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("al-bukamal-in-november", {"al bukamal", "november"}),
        ("Who took al-Bukamal", {"al bukamal"}),
        ("Who held the fields in the end", {"in the end"}),
        ("SDF on 9 September", {"9", "september"}),
        ("Five reports in order", set()),
        ("who-took-the-town", set()),
    ],
)
def test_a_title_that_tells_of_the_end_is_found(listed: str, told: set[str], hints: Hints) -> None:
    found = told_by(listed, hints)
    assert told <= found
    assert told or not found


@pytest.mark.parametrize("book", BOOKS)
def test_the_strip_lists_the_last_notebook_and_tells_nothing_of_it(
    book: str, hints: Hints, root: Path
) -> None:
    """The strip knows all exercises of the lesson, and the file to hand in prints their titles.

    What comes again in the last lesson has the title that it had in the first one.
    """
    strip = Lesson(root, f"{book}.ipynb").as_of(LAST).progress().spec
    last = [
        one
        for one in strip["exercises"]
        if (one["notebook"] == "03_hindsight.ipynb" and not one["again"])
        or one["id"] in LOOKING_BACK
    ]
    assert len(last) > 5
    listed = [one[key] for one in last for key in ("id", "title")]
    found = {one: told_by(one, hints) for one in listed}
    assert {one: words for one, words in found.items() if words} == {}
