"""Tables on paper: rows do not repeat what all of them have, and pages are full."""

from __future__ import annotations

import json
import re
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import typst

from lessonkit.notebook import Lesson
from lessonkit.publish.handout.content import student_content
from lessonkit.publish.handout.sheets import sheet_content
from lessonkit.publish.handout.typeset import _TEMPLATE, typeset
from lessonkit.tables.entries import Sheet


@pytest.fixture(scope="module")
def bare(valued: Lesson) -> Lesson:
    """Return the small lesson without sheets, so that it is fast."""
    made = copy(valued)
    made.sheets = []
    return made


def pages(content: dict[str, Any]) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", typeset(content)))


def test_what_all_rows_of_a_chart_have_stands_above_them(bare: Lesson) -> None:
    """Fifteen rows said three times each who counted what."""
    lesson = copy(bare)
    spec = replace(bare.charts["boats-in-time"], tied=True)
    lesson.charts = {"boats": spec}
    lesson.figures = bare.figures.assign(
        topic="Boats",
        what="All boats of the month",
        said_by="River Guild",
        note="",
        source_ids=[("editors",)] * len(bare.figures),
    )
    lesson.figures.loc[lesson.figures["figure_id"] == "F03", "note"] = "Only one bank."
    (chart,) = student_content(lesson, {})["charts_later"] or student_content(lesson, {})["charts"]
    same = chart["same"]
    assert (same["name"], same["notes"]) == ("Boats", ["All boats of the month"])
    assert same["who"].startswith("River Guild")
    assert same["when"] == ""  # each has its own days
    assert ["All boats of the month", "Only one bank."] in [one["notes"] for one in chart["points"]]


def test_a_row_alone_repeats_nothing(bare: Lesson) -> None:
    lesson = copy(bare)
    lesson.charts = {"boats": replace(bare.charts["boats"], figures=("F01",))}
    charts = student_content(lesson, {})
    (chart,) = charts["charts"] + charts["charts_later"]
    assert chart["same"] == {"name": "", "when": "", "who": "", "notes": []}


def test_charts_follow_a_timeline_that_leaves_room(bare: Lesson) -> None:
    """Two rows of events stood on a page of their own."""
    content = student_content(bare, {}) | {"charts_later": [], "events_later": []}
    content |= {"charts": content["charts"][:1], "events": content["events"][:2]}
    assert len(content["events"]) == 2
    assert pages(content) == pages(content | {"events": []})


def test_figures_follow_the_charts_unless_they_are_for_the_end(bare: Lesson) -> None:
    """Two rows stood on a page of their own; after a report they tell what came later."""
    content = student_content(bare, {}) | {"charts_later": [], "events_later": []}
    content |= {"charts": content["charts"][:1], "events": []}
    assert content["report_day"]
    assert content["figures"]
    assert pages(content) == pages(content | {"figures": []}) + 1
    plain = content | {"report_day": ""}
    assert pages(plain) == pages(plain | {"figures": []})


@pytest.mark.parametrize(
    ("heights", "columns"),
    [
        ([15, 25, 30], [2, 1]),  # the third would begin in the first column and end in the next
        ([15, 15], [2]),
        ([30, 30, 30], [1, 1, 1]),
        ([30, 30, 30, 30], None),
        ([60, 10], None),
    ],
)
def test_a_group_of_a_legend_stays_in_one_column(
    heights: list[int], columns: list[int] | None
) -> None:
    """The second half of a group stood without its head at the top of the next column."""
    template = _TEMPLATE.read_text(encoding="utf-8")
    packed = template[template.index("#let packed") : template.index("// `parts-at` gives")]
    parts = "".join(f"block(height: {high}mm)," for high in heights)
    source = f"""#let words-below = 52mm
    {packed}
    #context [#metadata(packed(({parts}), 3, 50mm, 3mm)) <found>]"""
    (found,) = json.loads(typst.query(source.encode(), "<found>", field="value"))
    assert (found and [len(one) for one in found]) == columns


def test_the_name_of_a_zone_is_written_larger_than_that_of_a_place(valued: Lesson) -> None:
    drawn = replace(valued.maps["sectors"], day=np.datetime64("2017-06-01"))
    filled = sheet_content(valued, Sheet.of(drawn), 1)["filled"]
    sizes = {
        words: float(size)
        for size, words in re.findall(
            r"font-size: ([\d.]+)px[^>]*fill: #\w+\"[^>]*>([^<]+)<", filled
        )
    }
    places = sizes.keys() & {*valued.places["name_en"]}
    assert places
    assert sizes["West sector"] > max(sizes[place] for place in places)


def test_a_blank_sheet_asks_for_circles_and_gives_no_box_to_their_sizes(valued: Lesson) -> None:
    """Boxes stood for 2 and 1, and a place had 3: the sizes of a legend are examples."""
    sheet = sheet_content(valued, Sheet.of(valued.maps["people"]), 1)
    asked = [one for one in sheet["draw"] if "a circle at each place" in one]
    assert len(asked) == 1
    assert not [one for one in sheet["scales"] if "People" in one]


@pytest.mark.parametrize(("days", "columns"), [(("", ""), 3), (("", "May 2017"), 4)])
def test_a_table_has_no_column_of_days_where_no_row_has_one(
    days: tuple[str, str], columns: int
) -> None:
    template = _TEMPLATE.read_text(encoding="utf-8")
    parts = ("ink", "muted", "size", "wide", "chart-table")
    lets = [re.search(rf"^#let {one}\b.*?(?=^#|^//|\Z)", template, re.M | re.S) for one in parts]
    points = [
        {"name": name, "value": "2 boats", "when": when, "who": name, "notes": []}
        for name, when in zip("ab", days, strict=True)
    ]
    same = {"name": "", "when": "", "who": "", "notes": []}
    table = json.dumps({"points": points, "same": same, "numbered": False})
    source = "".join(one[0] for one in lets if one)
    source += "#chart-table(json(bytes(sys.inputs.table)))"
    found = typst.query(source.encode(), "table", sys_inputs={"table": table})
    assert [len(one["columns"]) for one in json.loads(found)] == [columns]
