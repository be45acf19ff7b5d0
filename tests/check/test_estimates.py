"""Estimates in `lesson.toml`: what the check says of ways, roads, starts and what is left out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.folders import RIVER, ROOT
from support.lesson_copy import Copy
from support.ways import ESTIMATE, SHOWN, with_estimate

from lessonkit.check.read import check, examine, open_lesson
from lessonkit.errors import Fault
from lessonkit.notebook import Lesson

FILE = "lesson.toml"


@pytest.fixture
def copy(copy: Copy) -> Copy:
    return with_estimate(copy)


def after(copy: Copy, old: str, new: str) -> Fault:
    """Change the estimate and give the one fault that this makes."""
    copy.replace(FILE, ESTIMATE, ESTIMATE.replace(old, new, 1))
    assert old in ESTIMATE, f"the estimate has no {old!r}: mend the test"
    (fault,) = check(copy.folder)
    assert fault.file == FILE
    assert "report this" not in fault.remedy
    return fault


def line_of(copy: Copy, fault: Fault) -> str:
    return copy.text(FILE).splitlines()[(fault.row or 0) - 1]


def test_an_estimate_that_is_right_is_read(copy: Copy) -> None:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert "guild" not in " ".join(str(one) for one in loaded.notices)
    estimate = open_lesson(copy.folder).estimates["to-the-mills"]
    river, hills = estimate.ways
    assert (river.who, river.from_, river.to, river.road) == (
        "north",
        "alder",
        "cedar-mill",
        "river-road",
    )
    assert hills.road == ("fen-well",)
    # What a way does not assume, it has from its estimate.
    assert (river.km_a_day, hills.km_a_day) == ((3, 15), (2, 4.5))
    assert river.start_days == hills.start_days
    assert river.start_days == (np.datetime64("2017-06-07"), np.datetime64("2017-06-30"))
    (outcome,) = estimate.outcomes
    assert (outcome.day, outcome.source_ids) == ("2017-09-20", ("north-2017-09",))


def test_the_example_of_the_page_is_right(copy: Copy) -> None:
    page = (ROOT / "docs" / "what-if.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    copy.replace(FILE, ESTIMATE, "\n" + example.replace("2001", "2017"))
    assert check(copy.folder) == []
    (shown,) = re.findall(r"`lesson\.what_if\(\"(.+)\"\)`", page)
    assert len(open_lesson(copy.folder).estimates[shown].ways) == 2


def test_of_months_the_first_and_the_last_day_count(copy: Copy) -> None:
    copy.replace(FILE, "[2017-06-07, 2017-06-30]", '["2017-06", "2018"]')
    start = open_lesson(copy.folder).estimates["to-the-mills"].ways[0].start_days
    assert start == (np.datetime64("2017-06-01"), np.datetime64("2018-12-31"))


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        # Numbers
        ("[3, 15]", "[15, 3]", "estimates.km_a_day", "Turn the two round"),
        ("[3, 15]", "[0, 15]", "estimates.km_a_day", "from 0.1 to 1000"),
        ("[3, 15]", "[3, inf]", "estimates.km_a_day", "from 0.1 to 1000"),
        ("[3, 15]", "[nan, 15]", "estimates.km_a_day", "from 0.1 to 1000"),
        ("[3, 15]", "[3]", "estimates.km_a_day", "two numbers"),
        ("[3, 15]", "15", "estimates.km_a_day", "like [5, 15]"),
        ("[3, 15]", '"3-15"', "estimates.km_a_day", "two numbers"),
        ("[3, 15]", '["3", "15"]', "estimates.km_a_day", "two numbers"),
        ("[3, 15]", "[true, 15]", "estimates.km_a_day", "two numbers"),
        ("[0, 90]", "[-1, 90]", "estimates.days_lost", "from 0 to 3650"),
        ("[2, 4.5]", "[2, 4, 5]", "ways.km_a_day", "two numbers"),
        ("km_a_day = [3, 15]", "", "estimates.km_a_day", "Add a line"),
        ("km_a_day = [3, 15]", "km_day = [3, 15]", "estimates.km_day", "Did you mean km_a_day"),
        # Starts
        ("07, 2017-06-30]", "07]", "estimates.start_days", "two days in a list"),
        ("[2017-06-07,", "[7,", "estimates.start_days", "two days in a list"),
        ("[2017-06-07, 2017-06-30]", '"June"', "estimates.start_days", "two days in a list"),
        ("2017-06-07,", '"2017-06-07T10",', "estimates.start_days", "Leave the hours out"),
        ("2017-06-07,", "2017-06-07T10:00:00,", "estimates.start_days", "Leave the hours out"),
        ("2017-06-30]", "2017-06-01]", "estimates.start_days", "the earlier day first"),
        ("[2017-06-07", "[0017-06-07", "estimates.start_days", "years 1917 to 2117"),
        # Texts
        ('["talks", "the height of the water"]', "[]", "estimates.leaves_out", "say what it does"),
        ('["talks", "the height of the water"]', '"talks"', "estimates.leaves_out", '["talks"]'),
        ('"talks", ', '" ", ', "estimates.leaves_out", "blank"),
        ('"talks", ', '"", ', "estimates.leaves_out", "a value"),
        ('"talks", ', "1, ", "estimates.leaves_out", "at least one"),
        ('title = "When could each side come to the mills?"', "", "estimates.title", "Add a line"),
        ('label = "Along the river"', 'label = ""', "ways.label", "a value"),
        ('road = "river-road"', 'rode = "river-road"', "ways.rode", "Did you mean road"),
        # Ways
        ('to = "cedar-mill"', 'to = "alder"', "ways.to", "another place than from"),
        ('"Over the hills"', '"Along the river"', "ways.label", "no other way"),
        ('road = ["fen-well"]', "road = []", "ways.road", "the straight line counts"),
        ('road = ["fen-well"]', "road = 7", "ways.road", "the id of a route, or a list"),
        ('road = ["fen-well"]', 'road = ["Fen Well"]', "ways.road", "Write fen-well"),
        # What happened
        ("day = 2017-09-20", 'day = "September"', "outcomes.day", "Use one of the forms"),
        ("day = 2017-09-20", 'day = "2017-09/.."', "outcomes.day", "Write both ends"),
        ("day = 2017-09-20", "day = 2017", "outcomes.day", "in quotation marks"),
        ('["north-2017-09"]', "[]", "outcomes.source_ids", "Who says so?"),
        ('["north-2017-09"]', '"north-2017-09"', "outcomes.source_ids", '["north-2017-09"]'),
    ],
)
def test_a_wrong_value_is_told_with_its_line(
    copy: Copy, old: str, new: str, column: str, words: str
) -> None:
    fault = after(copy, old, new)
    assert fault.column == column
    assert words in f"{fault.expected} {fault.remedy}"
    line = line_of(copy, fault)
    # A key that is missing has the line of its table.
    assert line.startswith((f"{column.partition('.')[2]} =", "[["))


@pytest.mark.parametrize(
    ("old", "new", "column", "got", "words"),
    [
        ('who = "north"', 'who = "nord"', "ways.who of Along the river", "nord", "mean north"),
        ('"alder"', '"alderr"', "ways.from of Along the river", "alderr", "mean alder"),
        ('"cedar-mill"', '"cedar-mil"', "ways.to of Along the river", "cedar-mil", "cedar-mill"),
        ('"river-road"', '"river-rode"', "ways.road of Along the river", "rode", "river-road"),
        ('["fen-well"]', '["fen-wel"]', "ways.road of Over the hills", "fen-wel", "fen-well"),
        ('["north-2017-09"]', '["north-17"]', "outcomes.source_ids of The north says",
         "north-17", "sources.csv"),
        ("[[ways]]\nestimate = \"to-the-mills\"", "[[ways]]\nestimate = \"to-mills\"",
         "ways.estimate of Along the river", "to-mills", "to-the-mills"),
    ],
)  # fmt: skip
def test_an_id_that_names_nothing_is_told(
    copy: Copy, old: str, new: str, column: str, got: str, words: str
) -> None:
    fault = after(copy, old, new)
    assert (fault.column or "").startswith(column)
    assert got in fault.got
    assert words in f"{fault.expected} {fault.remedy}"


def test_a_label_in_the_place_of_an_id_gets_the_id(copy: Copy) -> None:
    fault = after(copy, 'who = "north"', 'who = "Northern Council and friends"')
    assert fault.remedy == "Write north: the id, not the label."


def test_two_wrong_places_are_told_both(copy: Copy) -> None:
    copy.replace(FILE, 'from = "alder"', 'from = "x"')
    copy.replace(FILE, 'from = "dun-rock"', 'from = "y"')
    columns = [fault.column for fault in check(copy.folder)]
    assert columns == ["ways.from of Along the river", "ways.from of Over the hills"]


def test_a_road_that_misses_a_place_is_told(copy: Copy) -> None:
    fault = after(copy, 'from = "alder"', 'from = "fen-well"')
    assert fault.column == "ways.road of Along the river"
    assert fault.got.startswith("river-road, ")
    assert fault.got.endswith(" km from fen-well")
    assert fault.expected == "a road that passes both places"


def test_a_road_in_pieces_is_told(copy: Copy) -> None:
    def cut(data: Any) -> None:
        shape = data["features"][0]["geometry"]
        points = shape["coordinates"]
        shape |= {"type": "MultiLineString", "coordinates": [points[:3], points[4:]]}

    copy.json("routes.geojson", cut)
    (fault,) = check(copy.folder)
    assert fault.column == "ways.road of Along the river"
    assert fault.expected == "a route in one piece"


def test_two_places_at_one_point_are_told(copy: Copy) -> None:
    row = copy.find("places.csv", lambda one: one["place_id"] == "fen-well")
    copy.cell("places.csv", row, "lon", "62.4")
    copy.cell("places.csv", row, "lat", "11.5")
    copy.replace(FILE, 'from = "dun-rock"', 'from = "fen-well"')
    assert "ways.to of Over the hills" in [fault.column for fault in check(copy.folder)]


def test_of_a_place_with_a_fault_no_road_is_told(copy: Copy) -> None:
    row = copy.find("places.csv", lambda one: one["place_id"] == "alder")
    for lon, lat in (("12.4", "60.6"), ("x", "12.4"), ("1e9", "12.4"), ("", "")):
        copy.cell("places.csv", row, "lon", lon)
        copy.cell("places.csv", row, "lat", lat)
        found = check(copy.folder)
        assert found
        assert [fault for fault in found if fault.file == FILE] == []


def test_an_estimate_without_a_way_is_told(copy: Copy) -> None:
    more = '[[estimates]]\nid = "alone"\ntitle = "When?"\nleaves_out = ["talks"]\n'
    rest = "km_a_day = [3, 15]\nstart_days = [2017-06-07, 2017-06-30]\ndays_lost = [0, 9]\n"
    copy.write(FILE, f"{copy.text(FILE)}\n{more}{rest}")
    (fault,) = check(copy.folder)
    assert (fault.column, fault.got) == ("estimates.id", "alone, which has no way")
    assert line_of(copy, fault) == "[[estimates]]"
    assert fault.remedy == 'Add [[ways]] with estimate = "alone", or delete the estimate.'


def test_two_estimates_with_one_id_are_told(copy: Copy) -> None:
    head = ESTIMATE.partition("[[ways]]")[0]
    copy.write(FILE, copy.text(FILE) + head)
    (fault,) = check(copy.folder)
    assert (fault.column, fault.got) == ("estimates.id", "to-the-mills")


def test_ways_without_any_estimate_are_told_once(copy: Copy) -> None:
    head, _, ways = ESTIMATE.partition("[[ways]]")
    copy.replace(FILE, head, "\n")
    (fault,) = check(copy.folder)
    assert (fault.column, fault.got) == ("estimates", "no such table")
    assert fault.expected == "what 3 lines in lesson.toml ask for"
    assert ways.count("estimate =") == 3


def test_a_single_table_gets_its_brackets(copy: Copy) -> None:
    fault = after(copy, "[[estimates]]", "[estimates]")
    assert fault.remedy == "Write [[estimates]] in the place of [estimates]."


# ---- What a notebook asks for -------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(RIVER, tmp_path / "course")
    settings = tmp_path / "course" / "data" / FILE
    settings.write_text(settings.read_text("utf-8") + ESTIMATE, encoding="utf-8")
    return tmp_path / "course"


def said(course: Path, *cells: str) -> list[str]:
    """Put cells into the second notebook; give what is said of estimates, faults first."""
    path = course / "notebooks" / "02_mills.ipynb"
    book = json.loads(path.read_text("utf-8"))
    for source in cells:
        one = {"cell_type": "code", "id": "x", "metadata": {}, "source": source}
        book["cells"].append(one | {"execution_count": None, "outputs": []})
    path.write_text(json.dumps(book), encoding="utf-8")
    loaded = examine(course / "data")
    found = [str(one) for one in [*loaded.faults, *loaded.notices]]
    return [one for one in found if "what_if" in one or "estimate" in one]


def test_an_estimate_that_no_notebook_shows_is_noted(course: Path) -> None:
    (note,) = said(course)
    assert note == (
        "lesson.toml, estimates.id: got to-the-mills, which no notebook shows, expected one cell "
        f"with it. Put {SHOWN} into a code cell, or delete it."
    )
    assert check(course / "data") == []


@pytest.mark.parametrize(
    "cell", [SHOWN, 'lesson.what_if(estimate_id="to-the-mills")', 'x = "y"\nlesson.what_if(x)']
)
def test_one_that_is_shown_or_may_be_is_not(course: Path, cell: str) -> None:
    assert said(course, cell) == []


def test_a_cell_that_asks_for_another_is_a_fault(course: Path) -> None:
    (fault,) = said(course, 'lesson.what_if("to-the-mill")')
    assert fault == (
        'notebooks/02_mills.ipynb, cell 4: got lesson.what_if("to-the-mill"), expected the id of '
        "an estimate. Did you mean to-the-mills?"
    )


def test_a_cell_without_an_id_is_a_fault(course: Path) -> None:
    found = said(course, "lesson.what_if()")
    assert found[0].endswith('expected an id in quotation marks. Write lesson.what_if("...").')


# ---- What was known by a day --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "source", "by", "known"),
    [
        ("2017-09-20", "north-2017-09", "2017-09-19", None),
        ("2017-09-20", "north-2017-09", "2017-09-20", ("north-2017-09",)),
        # It happened before, but nobody had told it.
        ("2017-05-09", "north-2017-09", "2017-06-07", None),
        ("2017-05-09", "north-2017-05", "2017-06-07", ("north-2017-05",)),
        # The whole of a vague day must have passed.
        ("2017-06~", "north-2017-05", "2017-06-07", None),
        ("2017-05/2017-06-07", "north-2017-05", "2017-06-07", ("north-2017-05",)),
        # A later source is named only as such.
        ("2017-05-09", 'north-2017-05", "north-2017-09', "2017-06-07",
         ("north-2017-05", "later-source")),
        ("2017-05-09", "editors", "2017-06-07", ("editors",)),
    ],
)  # fmt: skip
def test_what_was_not_known_is_left_out(
    copy: Copy, day: str, source: str, by: str, known: tuple[str, ...] | None
) -> None:
    copy.replace(FILE, "day = 2017-09-20", f'day = "{day}"')
    copy.replace(FILE, '["north-2017-09"]', f'["{source}"]')
    then = Lesson(copy.folder).as_of(by)
    found = [one.source_ids for one in then.estimates["to-the-mills"].outcomes]
    assert found == ([] if known is None else [known])
    assert then.as_of(by).estimates == then.estimates
    later = Lesson(copy.folder).later_sources(by).query("where == 'Outcome'")["source_ids"]
    hidden = [("north-2017-09",)] if "later-source" in (known or ()) else []
    assert later.tolist() == hidden
    widget = then.what_if("to-the-mills")
    assert len(widget.spec["known"]) == len(found)
    assert by > "2017-09" or "September" not in str(widget.spec["known"])
    assert len(Lesson(copy.folder).what_if("to-the-mills").spec["known"]) == 1


def test_a_road_that_was_not_there_yet_is_none(copy: Copy) -> None:
    copy.replace(FILE, '"river-road"', '"to-the-ford"')
    copy.replace(FILE, 'to = "cedar-mill"', 'to = "birch-ford"')
    lesson = Lesson(copy.folder)
    assert lesson.what_if("to-the-mills").spec["ways"][0]["road_km"]
    assert lesson.as_of("2017-05-01").what_if("to-the-mills").spec["ways"][0]["road_km"] is None


def test_a_start_beyond_the_day_stays(copy: Copy) -> None:
    copy.replace(FILE, "2017-06-30]", "2117-06-30]")
    widget = Lesson(copy.folder).as_of("2017-05-01").what_if("to-the-mills")
    assert widget.spec["years"] == [1917, 2117]
