"""Values, measures and charts: what the check says of those that cannot be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.lesson_copy import Copy, as_csv
from support.measured import measured

from lessonkit.charts.points import chart_of
from lessonkit.check.read import check, examine
from lessonkit.maps.from_tables import build_layers


@pytest.fixture
def spoilt(tmp_path: Path) -> Copy:
    return measured(tmp_path / "data")


def test_the_lesson_with_values_has_no_fault(spoilt: Copy) -> None:
    loaded = examine(spoilt.folder)
    assert loaded.faults == []
    assert [note.file for note in loaded.notices] == ["events.csv"]


def test_values_over_holders_on_one_map_are_noted(spoilt: Copy) -> None:
    """Where they can be switched on only, and where they lie beside each other, they are not."""

    def notes() -> list[str]:
        return [
            str(n) for n in examine(spoilt.folder).notices if n.column.startswith("maps.layers")
        ]

    spoilt.replace("lesson.toml", 'visible = ["water", "towns", "control", "sectors"]\n', "")
    [note] = notes()
    assert "maps.layers of sectors" in note
    assert "rain and sectors, whose colours lie on each other" in note
    shapes = json.loads(spoilt.text("zones.geojson"))
    for one in shapes["features"]:
        if one["properties"]["kind"] == "deconfliction-zone-clipped":
            ring = one["geometry"]["coordinates"][0]
            one["geometry"]["coordinates"] = [[[x, y + 3.2] for x, y in ring]]
    spoilt.write("zones.geojson", json.dumps(shapes))
    assert notes() == []


def test_a_lesson_without_values_needs_no_file(copy: Copy) -> None:
    assert not copy.path("values.csv").exists()
    assert check(copy.folder) == []


@pytest.mark.parametrize(
    ("row", "column", "value", "got", "hint"),
    [
        (2, "measure", "rian", "rian", "Did you mean rain?"),
        (2, "of_id", "west-distrikt", "west-distrikt", "Did you mean west-district?"),
        (8, "of_id", "west-district", "west-district", "places.csv"),
        (2, "of_id", "east", "east", "Did you mean east-sector?"),
        (2, "of_id", "xyz", "xyz", "The ids there: east-sector, middle-1, middle-2, middle-dist"),
        (2, "value", "1,120", "1,120", "Write 1120 if it is thousands, and 1.12 if it is not."),
        (2, "value", "120 mm", "120 mm", "with no unit and no words"),
        (2, "value", "12,5", "12,5", "Write a point, not a comma: 12.5."),
        (2, "value", "701", "701", "Correct the value, or the edges in lesson.toml."),
        (8, "value", "-1", "-1", "Correct the value, or take the measure from the layer."),
        (2, "source_ids", "", "an empty cell", "Name the sources of the value"),
        (3, "start", "2017-05-20", "on 2017-05-20 to 2017-05-31", "End row 2 on 2017-05-19"),
    ],
)
def test_a_value_that_cannot_be_shown_is_told_with_its_row(
    spoilt: Copy, row: int, column: str, value: str, got: str, hint: str
) -> None:
    spoilt.cell("values.csv", row, column, value)
    fault = next(one for one in check(spoilt.folder) if one.file == "values.csv")
    assert (fault.row, fault.column) == (row, column)
    assert got.replace("on 2017-05-20 to", "2017-05-20 to") in fault.got
    assert hint in fault.remedy or hint in fault.expected


def test_two_values_without_days_are_told(spoilt: Copy) -> None:
    spoilt.cell("values.csv", 9, "of_id", "alder")
    [fault] = check(spoilt.folder)
    assert (fault.row, fault.column) == (9, "start")
    assert fault.got == "two values: people of alder on all days (the other in row 8)"


def test_a_negative_value_may_stand_where_no_circle_is_drawn(spoilt: Copy) -> None:
    text = spoilt.text("values.csv")
    assert "-3.5" in text  # of a measure that a chart alone shows
    assert check(spoilt.folder) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "hint"),
    [
        ("[0, 100, 200, 400, 700]", "[0, 100, 100, 400, 700]", "measures.edges", "lowest"),
        ("[0, 100, 200, 400, 700]", "[0]", "measures.edges", "lowest"),
        ("[0, 100, 200, 400, 700]", "[0, 100, 700]\nclasses = 3", "measures.classes", "Delete one"),
        ("[0, 100, 200, 400, 700]", '[0, 9]\ncolours = "rainbow"', "measures.colours", "Choose a"),
        ("[0, 100, 200, 400, 700]", '[0, 9]\ncolours = "reds"', "measures.colours", "n red-blue?"),
        ("[0, 100, 200, 400, 700]", '[0, 9]\ncolours = "blue"', "measures.colours", "n blues or"),
        ("[0, 100, 200, 400, 700]", '[0, 9]\ncolours = "grays"', "measures.colours", "n greys?"),
        (
            "[0, 100, 200, 400, 700]",
            '[0, 700]\ncolours = "red-blue"',
            "measures.colours",
            "Add middle",
        ),
        ("[0, 100, 200, 400, 700]", "[0, 100, 700]\nmiddle = 50", "measures.middle", "Add it to"),
        ('unit = "people"\nof = "places"', 'unit = "people"\nof = "places"\nclasses = 4',
         "measures.classes", "Delete the line"),
        ('of = "zones"', 'of = "zones"\nradius = 30', "measures.radius", "Delete the line"),
        ('of = "zones"', 'of = "regions"', "measures.of", "Choose a word"),
        ('measure = "people"\n\n[[charts]]', 'measure = "peeple"\n\n[[charts]]',
         "charts.measure of people", "Did you mean people?"),
        ('kind = "bars"\nmeasure = "change"', 'kind = "pie"\nmeasure = "change"', "charts.kind",
         "Choose a word"),
        ('kind = "bars"\nmeasure = "change"', 'kind = "bars"', "charts.measure",
         "Say what the chart shows"),
        ('measure = "change"\n\n[[charts]]', 'measure = "change"\nof = ["aldr"]\n\n[[charts]]',
         "charts.of of change", "Did you mean alder?"),
        ('measure = "change"\n\n[[charts]]', 'measure = "change"\nof = ["fen-well"]\n\n[[charts]]',
         "charts.measure of change", "Add rows of change"),
        ('figures = ["F01", "F03", "F04"]', 'figures = ["F01", "F02"]', "charts.figures of boats",
         "Make a chart of each unit."),
        ('figures = ["F01", "F03", "F04"]', 'figures = ["F01", "F09"]',
         "charts.figures of boats", "Did you mean F0"),
        ('figures = ["F01", "F03", "F04"]', 'topics = ["Boots"]', "charts.topics of boats",
         "Did you mean Boats?"),
        ('figures = ["F01", "F03", "F04"]', 'topics = ["Boats", "Guards"]',
         "charts.topics of boats", "Make a chart of each unit."),
        ('figures = ["F01", "F03", "F04"]', 'figures = ["F01"]\ntopics = ["Boats"]',
         "charts.measure", "ids or topics of figures.csv"),
        ('table = "places"\nkinds = ["city", "town", "base", "crossing"]\nmeasure',
         'table = "zones"\nkinds = ["de-escalation-area"]\nmeasure', "layers.table of people",
         "Correct the table"),
    ],
)  # fmt: skip
def test_a_measure_or_a_chart_that_cannot_be_drawn_is_told(
    spoilt: Copy, old: str, new: str, column: str, hint: str
) -> None:
    spoilt.replace("lesson.toml", old, new)
    faults = [one for one in check(spoilt.folder) if one.file == "lesson.toml"]
    assert [one.column for one in faults][:1] == [column]
    assert hint in faults[0].remedy


def test_a_line_in_time_needs_a_period_of_each_figure(spoilt: Copy) -> None:
    spoilt.cell("figures.csv", 4, "period", "")
    [fault] = check(spoilt.folder)
    assert (fault.file, fault.row, fault.column) == ("figures.csv", 4, "period")
    assert "boats-in-time" in fault.expected


def test_a_measure_that_nothing_shows_is_a_note(spoilt: Copy) -> None:
    spoilt.write(
        "lesson.toml",
        spoilt.text("lesson.toml") + '\n[[measures]]\nid = "wind"\nlabel = "Wind"\n'
        'unit = "km/h"\nof = "zones"\n',
    )
    loaded = examine(spoilt.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if one.file == "lesson.toml"]
    assert note.got == "wind, which nothing shows"


def test_values_of_a_kind_that_the_layer_leaves_out_are_a_note(spoilt: Copy) -> None:
    spoilt.replace("lesson.toml", '"city", "town", "base", "crossing"', '"city", "town"')
    loaded = examine(spoilt.folder)
    assert loaded.faults == []
    (note,) = [one for one in loaded.notices if one.file == "values.csv"]
    assert (note.row, note.column) == (12, "of_id")
    assert note.got == "people of dun-rock, elm-gate, of the kind base, crossing"
    assert note.expected == "kinds that the layer people shows: city, town"


def test_values_that_change_need_a_day(spoilt: Copy) -> None:
    spoilt.replace("lesson.toml", "days = [2017-05-04, 2017-12-31]\nday = 2017-05-10\n", "")
    columns = {one.column for one in check(spoilt.folder)}
    assert "maps.day of rain" in columns


def test_a_column_that_may_be_missing_is_still_named_where_it_is_misspelt(spoilt: Copy) -> None:
    rows = spoilt.rows("figures.csv")
    rows[0][8] = "perod"
    spoilt.write_rows("figures.csv", rows)
    [fault] = [one for one in check(spoilt.folder) if one.file == "figures.csv"]
    assert (fault.column, fault.remedy) == ("period", "Rename the column to period.")


def test_a_holder_of_a_zone_that_is_none_is_told(spoilt: Copy) -> None:
    spoilt.json("zones.geojson", lambda data: data["features"][-1]["properties"].update(
        holder="sout"))  # fmt: skip
    [fault] = check(spoilt.folder)
    assert fault.remedy == "Did you mean south?"


@settings(
    max_examples=12,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    row=st.integers(0, 14),
    column=st.integers(0, 7),
    text=st.one_of(st.text(max_size=12), st.sampled_from(["1e999", "-0", "NaN", "\u0663", "rain"])),
)
def test_any_text_in_any_cell_of_values_never_breaks_the_check(
    spoilt: Copy, row: int, column: int, text: str
) -> None:
    kept = spoilt.path("values.csv").read_bytes()
    rows = spoilt.rows("values.csv")
    rows[row][column] = text
    spoilt.write("values.csv", as_csv(rows))
    faults = check(spoilt.folder)
    spoilt.write("values.csv", kept)
    assert not [fault for fault in faults if "please report" in fault.remedy]


def test_thousands_are_asked_about_among_the_values_of_one_measure(spoilt: Copy) -> None:
    """That rain has decimals says nothing about the people of a town."""
    head, *rows = spoilt.rows("values.csv")
    measure, value = head.index("measure"), head.index("value")
    people = [n for n, row in enumerate(rows, 2) if row[measure] == "people" and row[value]]
    rain = [n for n, row in enumerate(rows, 2) if row[measure] == "rain" and row[value]]
    spoilt.cell("values.csv", rain[0], "value", "120.5")
    spoilt.cell("values.csv", people[0], "value", "24.000")
    (note,) = [one for one in examine(spoilt.folder).notices if one.file == "values.csv"]
    assert (note.row, note.got) == (people[0], "24.000")
    assert "Write 24000 if it is thousands" in note.remedy


def doubted(spoilt: Copy, row: int, **cells: str) -> Copy:
    """Give the table of values its columns of doubt, and one row what it says of them."""
    head, *rows = spoilt.rows("values.csv")
    at = head.index("value") + 1
    names = ["bound", "low", "high"]
    told = [[cells.get(name, "") if n == row else "" for name in names] for n in range(2, 99)]
    whole = [[*line[:at], *more, *line[at:]] for line, more in zip(rows, told, strict=False)]
    spoilt.write_rows("values.csv", [[*head[:at], *names, *head[at:]], *whole])
    if "value" in cells:
        spoilt.cell("values.csv", row, "value", cells["value"])
    return spoilt


@pytest.mark.parametrize(
    ("cells", "number", "ends", "bound"),
    [
        ({"value": "70", "low": "60", "high": "100"}, "60 to 100 mm", (60, 100), ""),
        ({"value": "60", "bound": "about"}, "about 60 mm", (60, 60), ""),
        ({"value": "60", "bound": "more than"}, "more than 60 mm", (60, 60), "up"),
    ],
)
def test_a_value_in_doubt_is_said_and_drawn_with_its_doubt(
    spoilt: Copy, cells: dict[str, str], number: str, ends: tuple[float, float], bound: str
) -> None:
    loaded = examine(doubted(spoilt, 4, **cells).folder)
    assert loaded.faults == []
    lesson = loaded.lesson
    assert lesson is not None
    row = lesson.values.iloc[2]
    assert (row["number"], row["note"]) == (number, "Counted at the ford.")
    chart = next(one for one in lesson.charts.values() if one.measure == "rain")
    [point] = [one for one in chart_of(lesson, chart).points if one.words == number]
    assert ((point.low, point.high), point.bound) == (ends, bound)
    assert point.middle == float(cells["value"])
    assert point.note == "Counted at the ford. Confidence: medium."
    layer = next(one for one in lesson.layers if one.measure == "rain")
    [drawn] = build_layers(lesson, lesson.extents["valley"], (layer.id,))
    zones = drawn.features
    [card] = [one.card for one in zones if one.card.get("value") == number]
    assert card["value_note"] == "Counted at the ford."


@pytest.mark.parametrize(
    ("cells", "column", "hint"),
    [
        ({"value": "80", "low": "60"}, "high", "Fill both, or empty both"),
        ({"value": "", "low": "60", "high": "100"}, "value", "such as its middle"),
        ({"value": "120", "low": "60", "high": "100"}, "value", "such as its middle"),
        ({"value": "", "bound": "about"}, "value", "such as its middle"),
        ({"value": "80", "low": "100", "high": "60"}, "high", "Swap the two numbers"),
        ({"value": "60-100"}, "value", "Write 60 in low, 100 in high, and here the one number"),
        ({"value": "60 to 100 mm"}, "value", "such as 80."),
        ({"value": "~60"}, "value", "Write 60 here, and about in bound."),
        ({"value": "ca. 60"}, "value", "Write 60 here, and about in bound."),
        ({"value": ">60"}, "value", "Write 60 here, and more than in bound."),
    ],
)
def test_where_doubt_goes_is_told(
    spoilt: Copy, cells: dict[str, str], column: str, hint: str
) -> None:
    [fault, *_] = check(doubted(spoilt, 4, **cells).folder)
    assert (fault.row, fault.column) == (4, column)
    assert hint in fault.remedy


def test_a_file_that_all_values_ask_for_is_missed_once(spoilt: Copy) -> None:
    asked = [row[1] for row in spoilt.rows("values.csv")[1:] if row[0] == "rain"]
    spoilt.path("zones.geojson").unlink()
    [fault] = map(str, check(spoilt.folder))
    assert fault == (
        f"zones.geojson: got no file, expected what {len(asked)} lines in values.csv ask for: "
        f"{', '.join(dict.fromkeys(asked))}. Put it back, or check its name."
    )


def test_a_file_without_a_row_is_not_called_a_file_that_is_gone(spoilt: Copy) -> None:
    spoilt.write("zones.geojson", '{"type": "FeatureCollection", "features": []}')
    [fault] = map(str, check(spoilt.folder))
    assert fault.startswith("zones.geojson: got no row, expected what ")
    assert fault.endswith("Write its rows.")


@pytest.mark.parametrize(
    ("row", "value", "remedy"),
    [
        (
            8,
            "16.5",
            "Is it 16500? If not, correct it, or write decimals for people in lesson.toml.",
        ),
        (9, "4.0625", "Correct it, or write decimals for people in lesson.toml."),
        (9, "4.0", ""),
        (9, "4000.5", ""),  # as large as the others
        (14, "12.55", ""),  # of a measure that has a decimal
    ],
)
def test_a_value_with_decimals_among_whole_ones_is_noted(
    spoilt: Copy, row: int, value: str, remedy: str
) -> None:
    spoilt.cell("values.csv", row, "value", value)
    found = [one for one in examine(spoilt.folder).notices if one.file == "values.csv"]
    assert [one.remedy for one in found] == ([remedy] if remedy else [])
    for note in found:
        assert (note.row, note.got) == (row, value)
        assert note.expected == "a whole number, as people is shown without decimals"


def test_a_measure_that_is_said_to_have_no_decimals_has_none(spoilt: Copy) -> None:
    spoilt.cell("values.csv", 9, "value", "4000.5")
    spoilt.replace("lesson.toml", 'unit = "people"\n', 'unit = "people"\ndecimals = 0\n')
    [note] = [one for one in examine(spoilt.folder).notices if one.file == "values.csv"]
    assert (note.row, note.got) == (9, "4000.5")


def test_values_that_are_rounded_on_purpose_are_not_noted(spoilt: Copy) -> None:
    for row, value in ((8, "16000.4"), (9, "4000.4"), (10, "1000.4")):
        spoilt.cell("values.csv", row, "value", value)
    assert [one for one in examine(spoilt.folder).notices if one.file == "values.csv"] == []
