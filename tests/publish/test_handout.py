"""The lesson on paper: the same bytes, no answer for students, any text stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typst
from shapely.geometry import Point

from lessonkit.cli import main
from lessonkit.exercises.kinds import KINDS
from lessonkit.exercises.seal import Seal
from lessonkit.maps.ground import ground_of
from lessonkit.maps.values.scale import scale_of
from lessonkit.notebook import Lesson
from lessonkit.publish.handout.content import answers_content, student_content, task
from lessonkit.publish.handout.sheets import sheet_content
from lessonkit.publish.handout.typeset import _TEMPLATE, typeset
from lessonkit.publish.student import copy_for_students
from lessonkit.shelf import PLACE
from lessonkit.starter.build import make_lesson
from lessonkit.starter.plan import Plan, read_days, read_window
from lessonkit.tables.entries import Sheet
from lessonkit.words import runs

TITLES = {"01_context.ipynb": "The place", "02_the_race.ipynb": "The race"}
HOSTILE = (
    '#panic("run") $x$ *bold* _em_ `raw` \\ \\u{41} "quoted" \'single\' <label> @ref [box] {code} '
    "// no comment /* nor this */ = head - item ~ -- … \U0001f600 دير الزور &amp; </text>"
)
MOST_PAGES, MOST_BYTES = 44, 1_500_000  # four parts

Content = dict[str, Any]


@pytest.fixture(scope="module")
def student(lesson: Lesson) -> Content:
    return student_content(lesson, TITLES)


@pytest.fixture(scope="module")
def answers(lesson: Lesson) -> Content:
    return answers_content(lesson, TITLES)


@pytest.fixture(scope="module")
def small_content(opened: Lesson) -> Content:
    """Return what students get of the small lesson. Nobody may change it."""
    return student_content(opened, {})


@pytest.fixture(scope="module")
def pages(student: Content) -> bytes:
    return typeset(student)


def count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def exercises(content: Content) -> list[Content]:
    return [one for notebook in content["notebooks"] for one in notebook["exercises"]]


# ---- The files ----------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(
    opened: Lesson,
    small_content: Content,
    lesson: Lesson,
    student: Content,
    pages: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PLACE, "")  # drawn anew, not taken from the shelf
    once, again = (typeset(one) for one in (small_content, student_content(opened, {})))
    assert once == again
    first = lesson.sheets[0]
    assert sheet_content(lesson.as_of("2017-06-07"), first, 1) == student["sheets"][0]
    for word in (b"CreationDate", b"ModDate", b"/home", b"/tmp"):
        assert word not in pages


def test_sizes(pages: bytes, answers: Content) -> None:
    assert count(pages) < MOST_PAGES
    assert len(pages) < MOST_BYTES
    assert len(typeset(answers)) < MOST_BYTES


def test_each_sheet_is_two_pages(student: Content) -> None:
    bare = student | {key: [] for key in ("events", "events_later", "notebooks", "sheets_later")}
    whole = count(typeset(bare))
    # What follows may begin on the first page if no sheet stands between: one sheet is the measure.
    for first in (student["sheets"][:1], student["sheets"][-1:]):
        alone = count(typeset(bare | {"sheets": first}))
        assert whole == alone + 2 * (len(student["sheets"]) - 1)


def test_a_lesson_by_hours_says_whose_clock_they_are_of(tmp_path: Path) -> None:
    days = read_days("1953-01-31T03:00/1953-02-02T23:00")
    make_lesson(tmp_path, Plan("A night", read_window("51, 4, 400"), "en", *days))
    lesson = Lesson(tmp_path)
    lesson.sheets = []
    content = student_content(lesson, {})
    assert content["time_zone"] == "local time"
    without = typeset(content | {"time_zone": ""})
    assert len(typeset(content)) > len(without)


def test_it_is_a_tagged_document_with_title_and_language(pages: bytes) -> None:
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"DisplayDocTitle"):
        assert mark in pages


# ---- What students get --------------------------------------------------------------------------


def test_every_exercise_and_claim_is_in_both(
    lesson: Lesson, student: Content, answers: Content
) -> None:
    for content in (student, answers):
        assert [one["id"] for one in exercises(content)] == list(lesson.exercises)
        assert {one["id"] for one in content["claims"]} == set(lesson.claims["claim_id"])
    assert [one["title"] for one in student["notebooks"]] == [
        "The place",
        "The race",
        "03_hindsight",
        "04_tools",
    ]


def test_no_answer_is_in_the_file_for_students(lesson: Lesson, student: Content) -> None:
    text = "\n".join(strings(student))
    for one in lesson.answer_key.values():
        for words in (one.explanation, *(said for _, said in one.mistakes), *one.criteria):
            assert words.strip() not in text
    assert not any("answer" in one for one in exercises(student))
    models = [one.model for id_, one in lesson.answer_key.items() if not one.right]
    long = [line for model in models for line in model.splitlines() if len(line) > 40]
    assert len(long) > 10
    assert not any(line in text for line in long)
    for row in lesson.claims.to_dict("records"):
        assert row["outcome_note"] not in text
    assert not {"kind", "outcome"} & {key for one in student["claims"] for key in one}


def test_each_exercise_has_its_answer_in_the_other_file(answers: Content) -> None:
    for one in exercises(answers):
        answer = one["answer"]
        assert answer["explanation"]
        assert answer["mistakes"]
        assert answer["sources"] or answer["paragraphs"]
        assert answer["model"] or answer["right"]
    zakf = next(one for one in exercises(answers) if one["id"] == "garrison-to-zakf")
    assert zakf["answer"]["model"] == [[("14 km (9 miles)", False)]]
    assert [what for what, _ in zakf["answer"]["mistakes"]][1:3] == [
        runs("27 km (17 miles)"),
        runs("76 km (47 miles)"),
    ]


def test_options_stand_in_the_order_of_the_screen(lesson: Lesson, answers: Content) -> None:
    chosen = [one for one in exercises(answers) if one["kind"] == "choice"]
    for one in chosen:
        mixed = Seal.of(lesson.exercises[one["id"]]["salt"]).mixed(len(one["options"]))
        assert [key for key, _ in one["options"]] == [str(n) for n in mixed]
    firsts = [one["options"][0][0] in one["answer"]["right"] for one in chosen]
    assert sum(firsts) < len(chosen) / 2


def test_the_answers_of_forms_are_keys_of_the_form(answers: Content) -> None:
    for one in exercises(answers):
        right = one["answer"]["right"]
        if one["kind"] in ("choice", "multi"):
            assert set(right) <= {key for key, _ in one["options"]}
        elif one["kind"] == "order":
            assert sorted(right.values()) == [str(n) for n in range(1, len(one["items"]) + 1)]
        elif one["kind"] == "classify":
            kinds = {kind["key"] for kind in one["categories"]}
            assert {item["key"] for item in one["items"]} == set(right)
            assert set(right.values()) <= kinds


def test_what_came_later_stands_apart(lesson: Lesson, student: Content) -> None:
    assert lesson.report_day is not None
    days = dict(zip(lesson.events["event_id"], lesson.events["start"], strict=True))
    before = [days[one["id"]].date() for one in student["events"]]
    after = [days[one["id"]].date() for one in student["events_later"]]
    assert max(before) <= lesson.report_day < min(after)
    assert len(before) + len(after) == len(days)
    assert [one["id"] for one in student["sheets_later"]] == ["held-at-the-end-of-2017"]


def test_an_event_says_when_where_who_and_how_sure(student: Content) -> None:
    first = student["events"][0]
    assert first["day"] == "about 4 March 2016"
    assert first["place"] == "Al-Tanf garrison"
    assert first["sure"] == "medium"
    second = student["events"][1]
    assert second["said"].startswith(
        "UN Office for the Coordination of Humanitarian Affairs; Syrian"
    )
    assert not [one for one in student["events"] if "2018" in str(one)]


# ---- Map sheets ---------------------------------------------------------------------------------


def test_what_was_known_stands_beside_what_was_found_later(opened: Lesson) -> None:
    sheet = Sheet.of(
        replace(opened.maps["five-weeks"], day=date(2017, 5, 11)), known_by=date(2017, 5, 12)
    )
    content = sheet_content(opened, sheet, 3)
    known = content["known"]
    assert known["by"] == "12 May 2017"
    assert known["changes"] == [
        ["Birch Ford", "Southern League", "Northern Council and friends"],
    ]
    assert known["then"] != known["later"]
    marks = {one["label"] for group in known["legend"] for one in group["layers"]}
    assert marks == {"Northern Council and friends", "Southern League", "Not known"}


def test_such_a_sheet_has_a_page_more_and_is_for_the_end(small_content: Content) -> None:
    content = small_content
    assert [bool(one["known"]) for one in content["sheets"]] == [False]
    assert [bool(one["known"]) for one in content["sheets_later"]] == [True]
    without = content | {"sheets_later": [one | {"known": None} for one in content["sheets_later"]]}
    assert count(typeset(content)) == count(typeset(without)) + 1


def test_a_blank_sheet_names_no_place_and_no_holder(lesson: Lesson, student: Content) -> None:
    for sheet in [*student["sheets"], *student["sheets_later"]]:
        assert sheet["find"]
        for name, name_local in sheet["find"]:
            assert name not in sheet["blank"]
            assert not name_local or name_local not in sheet["blank"]
        for holder in lesson.holders.values():
            assert holder.colour not in sheet["blank"]


def test_what_a_student_has_to_find_is_named_on_the_filled_sheet(student: Content) -> None:
    for sheet in [*student["sheets"], *student["sheets_later"]]:
        text = re.sub(r"&apos;|&#39;", "'", sheet["filled"])
        assert [name for name, _ in sheet["find"] if f">{name}<" not in text] == [], sheet["id"]


def test_the_name_of_a_country_stands_in_it(lesson: Lesson, student: Content) -> None:
    places = {" ".join(name.upper()): name for name in ("Turkey", "Syria", "Iraq", "Jordan")}
    found = 0
    for sheet in [*student["sheets"], *student["sheets_later"]]:
        settings = next(one for one in lesson.sheets if one.map.id == sheet["id"])
        extent = lesson.extent(settings.map.extent)
        frame = ground_of(lesson, extent).frame("countries").set_index("name_en").geometry
        for side in ("filled", "blank"):
            width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', sheet[side])[0])
            for x, y, words in re.findall(
                r'<text [^>]*? x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]+)</text>', sheet[side]
            ):
                if words in places:
                    lon = extent.west + float(x) / width * (extent.east - extent.west)
                    lat = extent.north - float(y) / height * (extent.north - extent.south)
                    assert frame[places[words]].contains(Point(lon, lat)), (sheet["id"], words)
                    found += 1
    assert found > 30


def test_maps_are_drawings_without_pictures(student: Content) -> None:
    for sheet in student["sheets"]:
        for side in ("filled", "blank"):
            assert "<image" not in sheet[side]
            assert "<path" in sheet[side]


def test_a_sheet_lists_what_to_draw(lesson: Lesson, student: Content) -> None:
    sheets = {sheet["id"]: sheet for sheet in student["sheets"]}
    assert sheets["valley-and-desert"]["draw"] == []
    held = sheets["held-on-4-may"]["draw"]
    assert lesson.holders["is"].label in held
    assert len(sheets["two-kinds-of-zone"]["draw"]) == 2


# ---- Text stays text ----------------------------------------------------------------------------

KEPT = {"svg", "swatch", "map", "filled", "blank", "language", "kind", "id", "key", "right"}


def spoiled(value: Any, key: str = "") -> Any:
    """Put hostile text in the place of all words; what forms are tied by stays."""
    if isinstance(value, str):
        return value if key in KEPT else HOSTILE
    if isinstance(value, dict):
        return value if key == "right" else {k: spoiled(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        if key == "options":
            return [[option, spoiled(words)] for option, words in value]
        return [spoiled(part, key) for part in value]
    return value


@pytest.mark.parametrize("of_lesson", [student_content, answers_content])
def test_hostile_text_survives_as_text(
    of_lesson: Callable[[Lesson, dict[str, str]], Content],
    opened: Lesson,
    small_content: Content,
) -> None:
    # It has each kind once.
    content = small_content if of_lesson == student_content else of_lesson(opened, {})
    short = ("sheets", "events", "claims") & content.keys()
    few = content | {key: content[key][:2] for key in short}
    assert {one["kind"] for one in exercises(content)} == {*KINDS}
    bad = spoiled(few | {"sheets_later": []})
    assert typeset(bad).startswith(b"%PDF-")
    # What Typst read as headings: one text each, exactly ours, and no element of markup in it.
    found = json.loads(
        typst.query(
            _TEMPLATE.read_bytes(),
            "heading.where(level: 3)",
            field="body",
            sys_inputs={"content": json.dumps(bad)},
        )
    )
    assert len(found) == len(exercises(content))
    numbers = [one["number"] for one in exercises(content)]
    for number, body in zip(numbers, found, strict=True):
        assert body == {"func": "text", "text": f"{number}. {HOSTILE}"}


def test_an_exercise_has_the_number_of_its_strip(student: dict[str, Any]) -> None:
    for notebook in student["notebooks"]:
        numbers = [one["number"] for one in notebook["exercises"]]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_word_between_stars_is_in_italics_as_on_the_screen() -> None:
    assert runs("One *two* three\nfour.\n\n2 * 3") == [
        [("One ", False), ("two", True), (" three four.", False)],
        [("2 * 3", False)],
    ]


def test_a_place_task_points_to_the_sheet_that_shows_what_its_map_shows(lesson: Lesson) -> None:
    sheet = {one.map.id: n for n, one in enumerate(lesson.sheets, 1)}

    def told(exercise: str, **changed: object) -> int:
        spec = lesson.exercises[exercise]
        return int(task(spec | {"map": spec["map"] | changed}, lesson, None)["sheet"])

    assert told("where-two-rivers-meet") == sheet["valley-and-desert"]
    assert told("the-crossing-at-al-tanf") == sheet["desert-at-al-tanf"]
    assert told("one-holder-on-both-sides") == sheet["border-crossings"]
    # A sheet of the same window is no help on another day, or without what the task is about.
    assert told("one-holder-on-both-sides", day="2017-06-05") == 0
    assert told("where-two-rivers-meet", layers=["towns", "energy"]) == 0
    assert told("one-holder-on-both-sides", places=["deir-ez-zor"]) == 0
    # Then the task says where its map is; it would print an empty line and no map.
    spec = lesson.exercises["one-holder-on-both-sides"]
    made = task(spec | {"map": spec["map"] | {"day": "2017-06-05"}}, lesson, None)
    assert made["screen"] == f"the map “{spec['map']['title']}” of 5 June 2017"
    assert task(spec, lesson, None)["screen"] == ""


def test_a_blank_map_is_printed_with_its_task_and_has_names_for_the_instructor_only(
    opened: Lesson, small_content: Content
) -> None:
    names = ["Alder", "Cedar Mill", "Elm Gate"]
    for content, told in ((small_content, False), (answers_content(opened, {}), True)):
        [one] = [one for one in exercises(content) if one["kind"] == "locate"]
        assert one["asked"] == names
        assert one["map"].startswith("<?xml")
        assert [name in one["map"] for name in names] == [told] * 3
        assert "where" not in one
        assert typeset(content).startswith(b"%PDF-")


def test_a_task_that_needs_the_screen_says_so(lesson: Lesson, student: Content) -> None:
    told = {one["id"]: one["screen"] for one in exercises(student) if one["screen"]}
    assert told["which-map-is-right"] == "the three maps below it"
    assert set(told) == {one for one, spec in lesson.exercises.items() if "screen" in spec}


def test_the_figures_stand_in_the_file_for_students(lesson: Lesson, student: Content) -> None:
    assert [one["number"] for one in student["figures"]] == lesson.figures["number"].tolist()
    assert all(one["sources"] and one["said_by"] for one in student["figures"])


# ---- The command --------------------------------------------------------------------------------


def test_the_command_writes_two_files_and_runs_nothing(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = course / "out" / "paper"
    assert main(["handout", str(course), "--to", str(to)]) == 0
    once = {path.name: path.read_bytes() for path in to.iterdir()}
    assert sorted(once) == ["handout-answers.pdf", "handout.pdf"]
    said = capsys.readouterr()
    assert str(to / "handout-answers.pdf") in said.out
    assert "cell" not in said.err
    assert main(["handout", str(course), "--to", str(to)]) == 0
    assert {path.name: path.read_bytes() for path in to.iterdir()} == once


def test_a_folder_with_something_else_is_not_touched(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = course / "site"
    site.mkdir()
    for name in ("handout.pdf", "index.html"):
        (site / name).write_text("mine", encoding="utf-8")
    assert main(["handout", str(course), "--to", str(site)]) == 2
    assert "something else than a handout" in capsys.readouterr().err
    assert {path.name: path.read_text() for path in site.iterdir()} == {
        "handout.pdf": "mine",
        "index.html": "mine",
    }


def test_a_copy_for_students_gives_no_answers(course: Path, tmp_path: Path) -> None:
    copy = copy_for_students(course, tmp_path / "student")
    assert main(["handout", str(copy), "--to", str(tmp_path / "paper")]) == 0
    assert [path.name for path in (tmp_path / "paper").iterdir()] == ["handout.pdf"]


# ---- Values and charts --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_values(valued: Lesson) -> Content:
    return student_content(valued, {})


def test_a_sheet_has_the_legend_of_values_and_its_blank_the_lines_of_zones(
    with_values: Content, valued: Lesson
) -> None:
    sheet = with_values["sheets"][-1]
    rows = next(one for one in sheet["legend"] if one["group"] == "Values")["layers"]
    assert [row["label"] for row in rows] == [
        "Rain, by district: Rain in half a year (mm)",
        "0 to 100",
        "100 to 200",
        "200 to 400",
        "400 to 700",
        "Not known",
    ]
    assert "Rain, by district" in sheet["draw"]
    # The scale stands on the blank sheet whole, to be coloured; nothing is to be found.
    assert sheet["scales"]["Rain, by district"]["classes"][-2:] == ["400 to 700", "Not known"]
    assert ">North-east<" in sheet["blank"]
    colours = scale_of(valued, valued.measures["rain"]).colours
    assert [one for one in colours if one in sheet["filled"]]
    assert not [one for one in colours if one in sheet["blank"]]


def test_a_blank_sheet_has_no_outline_that_is_to_be_drawn(valued: Lesson) -> None:
    """Who is to draw the sectors must not find them there; their names may be asked for, too."""
    drawn = replace(valued.maps["sectors"], layers=("sectors",), day=np.datetime64("2017-06-01"))
    plain = Sheet.of(
        drawn,
        subtitle="Who has each sector.",
        blank_title="Sectors",
        blank_subtitle="Draw the sectors.",
    )
    sheet = sheet_content(valued, plain, 1)
    assert (sheet["title"], sheet["blank_title"]) == (drawn.title, "Sectors")
    assert ">West sector<" in sheet["filled"]
    assert "West sector" not in sheet["blank"]
    assert sheet["draw"]
    assert (sheet["subtitle"], sheet["blank_subtitle"]) == (
        "Who has each sector.",
        "Draw the sectors.",
    )
    assert sheet_content(valued, replace(plain, draw=False), 1)["draw"] == []
    lined = sheet_content(valued, Sheet.of(drawn, outlines=True), 1)
    assert ">West sector<" in lined["blank"]
    assert lined["blank_subtitle"] == lined["subtitle"] == drawn.subtitle


def test_charts_are_printed_with_their_tables_and_later_ones_apart(with_values: Content) -> None:
    titles = [one["title"] for one in with_values["charts"]]
    assert "Rain in four districts" in titles
    people = next(one for one in with_values["charts"] if one["title"].startswith("Alder"))
    assert [point["value"] for point in people["points"]] == [
        "16,000 people", "4,000 people", "1,000 people", "0 people",
    ]  # fmt: skip
    later = next(one for one in with_values["charts_later"] if one["title"].startswith("Alder"))
    assert "250 people" in [point["value"] for point in later["points"]]
    assert typeset(with_values).startswith(b"%PDF")


def test_a_number_of_a_chart_is_printed_once_and_each_has_its_days(
    valued: Lesson, with_values: Content
) -> None:
    """Numbers of months without their months, and twice, were half of a handout."""
    charted = {one for spec in valued.charts.values() for one in spec.figures}
    assert charted
    left = with_values["figures"]
    assert [one["what"] for one in left] == [
        row["what"] for row in valued.figures.to_dict("records") if row["figure_id"] not in charted
    ]
    bare = copy(valued)
    bare.charts, bare.sheets = {}, []
    content = student_content(bare, {})
    assert content["charted"] == 0
    assert "18 to 20 May 2017" in [one["period"] for one in content["figures"]]
    assert typeset(content).startswith(b"%PDF")


def test_a_speaker_that_is_its_own_source_is_named_once(valued: Lesson) -> None:
    own = copy(valued)
    own.sheets = []
    own.figures = valued.figures.assign(said_by="River Gazette")
    who = [
        point["who"]
        for chart in student_content(own, {})["charts_later"]
        for point in chart["points"]
        if "Gazette" in point["who"]
    ]
    assert "River Gazette" in who
    assert "River Gazette. River Gazette" not in who


def test_one_map_is_printed_for_two_days(valued: Lesson) -> None:
    both = copy(valued)
    both.charts = {}
    rain = valued.maps["rain"]
    both.sheets = [Sheet.of(rain, day=np.datetime64(day)) for day in ("2017-05-01", "2017-07-01")]
    content = student_content(both, {})
    days = [one["day"] for one in [*content["sheets"], *content["sheets_later"]]]
    assert days == ["1 May 2017", "1 July 2017"]


def texts(drawing: str) -> set[str]:
    return {re.sub(r"&apos;|&#39;", "'", one) for one in re.findall(r">([^<>]+)<", drawing)}


@pytest.mark.parametrize(
    "layers", [("water",), ("water", "people"), ("water", "towns"), ("water", "towns", "people")]
)
def test_every_place_to_find_is_on_both_maps_whatever_layers_there_are(
    valued: Lesson, layers: tuple[str, ...]
) -> None:
    """A circle is a mark, too; one without any layer is taken from the table."""
    find = ("alder", "birch-ford", "elm-gate", "fen-well", "dun-rock")
    sheet = Sheet.of(valued.maps["people"], layers=layers, find=find)
    content = sheet_content(valued, sheet, 1)
    names = [name for name, _ in content["find"]]
    assert names == ["Alder", "Birch Ford", "Dun Rock", "Elm Gate", "Fen Well"]
    assert set(names) <= texts(content["filled"])
    assert not set(names) & texts(content["blank"])
    assert set(re.findall(r'<g id="find/([^"]+)"', content["blank"])) == set(find)


def test_without_a_list_all_that_has_a_name_is_to_be_found(valued: Lesson) -> None:
    sheet = Sheet.of(valued.maps["people"], layers=("water", "people"))
    names = [name for name, _ in sheet_content(valued, sheet, 1)["find"]]
    assert names == ["Alder", "Birch Ford", "Cedar Mill", "Dun Rock", "Elm Gate"]


def test_a_place_beside_the_map_is_neither_named_nor_marked(valued: Lesson) -> None:
    drawn = replace(valued.maps["people"], extent="ford")
    content = sheet_content(valued, Sheet.of(drawn, find=("birch-ford", "elm-gate")), 1)
    assert [name for name, _ in content["find"]] == ["Birch Ford"]


def test_a_sheet_may_have_a_day_of_its_own(valued: Lesson) -> None:
    """In May it rained 120 mm in the west, from June on 310 mm: another class."""
    own, of_map = (
        sheet_content(valued, Sheet.of(valued.maps["rain"], day=day), 1)
        for day in (date(2017, 7, 1), None)
    )
    assert (own["day"], of_map["day"]) == ("1 July 2017", "10 May 2017")
    assert own["filled"] != of_map["filled"]
