"""A lesson by hours: what is said of hours in another form, and what is not said without cause."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Point
from xlsxwriter import Workbook

from lessonkit import Lesson
from lessonkit.check.read import check, examine
from lessonkit.days import end_of_step, number, steps_of
from lessonkit.maps.layers import Feature, Layer, Style
from lessonkit.maps.marks import on_day
from lessonkit.starter.build import make_lesson
from lessonkit.starter.plan import Plan, read_days, read_window
from lessonkit.tables.mend import mended
from lessonkit.tables.rules import minute_meant
from lessonkit.tables.schema import TABLES
from lessonkit.widgets.drawing import layers_of

_DAY = 'day = "1953-01-31T03:00"\nextent'
_LATE = "1953-01-31T21:15"
_DAYS = 'days = ["1953-01-31T03:00", "1953-02-02T23:00"]'
_FORMS = {
    "1953-02-01T3:00": "1953-02-01T03:00",
    "1953-02-01T03.00": "1953-02-01T03:00",
    "1953-02-01T3.00": "1953-02-01T03:00",
    "1953-02-01 3:00": "1953-02-01T03:00",
    "1953-02-01 3.00": "1953-02-01T03:00",
    "1953-02-01T24:00": "1953-02-02T00:00",
    "1953-02-01 9:30 pm": "1953-02-01T21:30",
    "1953-02-01 9.30 p.m.": "1953-02-01T21:30",
    "1953-02-01 9pm": "1953-02-01T21:00",
    "1953-02-01, 12:30 am": "1953-02-01T00:30",
    "1953-02-01 21.30": "1953-02-01T21:30",
    "1953-02-01 21h30": "1953-02-01T21:30",
    "1953-02-01 21 h": "1953-02-01T21:00",
    "1953-02-01 2130h": "1953-02-01T21:30",
    "1953-02-01T2130": "1953-02-01T21:30",
    "1953-02-01T21:30:00": "1953-02-01T21:30",
    "31.01.1953 21:30": "1953-01-31T21:30",
    "1 February 1953 at 9:30 pm": "1953-02-01T21:30",
}
_DOUBTFUL = [
    *("1953-02-01 12 pm", "1953-02-01 12:00 am"),  # noon or midnight
    *("1953-02-01 2130", "1953-02-01 9"),  # an hour, a year, a number
    *("1953-02-01 13:30 am", "1953-02-01T21:30:10", "1953-02-01T21:30Z"),
    *("1/2/1953 21:30", "31/01/53 2130h"),  # which day, which century
    *("1953-02-30T3:00", "1953-02-01T25:00", "31.12.9999 24:00"),  # no such
    *("1953-02-01", "3.00", ""),
]


@pytest.fixture
def night(tmp_path: Path) -> Path:
    days = read_days("1953-01-31T03:00/1953-02-02T23:00")
    make_lesson(tmp_path, Plan("A night", read_window("51, 4, 400"), "en", *days))
    return tmp_path / "data"


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """Give a lesson by days."""
    days = read_days("1953-01-31/1953-02-28")
    make_lesson(tmp_path, Plan("A month", read_window("51, 4, 400"), "en", *days))
    return tmp_path / "data"


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(("form", "meant"), _FORMS.items())
def test_an_hour_in_another_form_is_read_as_it_was_meant(form: str, meant: str) -> None:
    assert minute_meant(form) == meant
    assert minute_meant(meant) == meant


@pytest.mark.parametrize("text", _DOUBTFUL)
def test_what_is_no_hour_or_a_doubtful_one_is_not_read_as_one(text: str) -> None:
    assert minute_meant(text) == ""


@pytest.mark.parametrize("column", ["start", "date"])
@pytest.mark.parametrize(("form", "meant"), _FORMS.items())
def test_an_hour_in_another_form_is_mended(form: str, meant: str, column: str) -> None:
    table = TABLES["events" if column == "start" else "sources"]
    assert mended(f'note,{column}\nx,"{form}"\n', table).text.endswith(f"x,{meant}\n")


@pytest.mark.parametrize("text", [one for one in _DOUBTFUL if "T25" not in one])
def test_a_doubtful_hour_is_not_mended(text: str) -> None:
    table = f'note,start\nx,"{text}"\n'
    assert mended(table, TABLES["events"]).text == table


def test_two_readings_of_an_hour_are_both_told(night: Path) -> None:
    changed(night / "events.csv", "E01,1953-01-31T23:00", "E01,1/2/1953 9:30 pm")
    [fault] = check(night)
    assert fault.remedy == "Write 1953-01-02T21:30 or 1953-02-01T21:30."


def test_a_time_without_its_day_is_told_with_one(night: Path) -> None:
    changed(night / "events.csv", "E01,1953-01-31T23:00", "E01,9:30 pm")
    [fault] = check(night)
    assert fault.remedy == "Write the day before the time, such as 2001-05-31T21:30."


@pytest.mark.parametrize("form", ["1953-02-01T03.00", "1953-02-01T24:00"])
def test_tables_and_settings_say_which_hour_to_write(night: Path, form: str) -> None:
    changed(night / "events.csv", "E01,1953-01-31T23:00", f"E01,{form}")
    changed(night / "sources.csv", "1953-01-31", f"1953-01-31/{form}")
    changed(night / "lesson.toml", _DAY, f'day = "{form}"\nextent')
    changed(night / "lesson.toml", _DAYS, f'days = ["1953-01-31T3:00", "{form}"]')
    told = {(fault.file, fault.column): fault.remedy for fault in check(night)}
    meant = _FORMS[form]
    assert told["events.csv", "start"] == f"Write {meant}."
    assert told["sources.csv", "date"] == f"Write 1953-01-31/{meant}."
    assert told["lesson.toml", "steps.day"] == f'Write "{meant}".'
    assert told["lesson.toml", "maps.days"] == f'Write ["1953-01-31T03:00", "{meant}"].'


def test_an_hour_that_no_day_has_is_told_as_such(night: Path) -> None:
    changed(night / "events.csv", "E01,1953-01-31T23:00", "E01,1953-01-31T25:00")
    [fault] = check(night)
    assert fault.remedy == "An hour goes from 00:00 to 23:59, such as 1953-01-31T03:00."


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (_DAY, "day = 1953-01-31T03:00 # first\nextent", 'day = "1953-01-31T03:00"'),
        (_DAY, "day = 1953-01-31 3:00\nextent", 'day = "1953-01-31T03:00"'),
        (
            _DAYS,
            'days = ["1953-01-31T03:00", 1953-02-01T24:00]',
            'days = ["1953-01-31T03:00", "1953-02-02T00:00"]',
        ),
        (_DAY, "day = 1953-01-31 9:30 pm # first\nextent", 'day = "1953-01-31T21:30"'),
        (_DAY, "day = 1953-01-31T21h30\nextent", 'day = "1953-01-31T21:30"'),
        ('step = "hour"', "step = hour", 'step = "hour"'),
    ],
)
def test_an_hour_without_quotation_marks_is_the_one_fault(
    night: Path, old: str, new: str, remedy: str
) -> None:
    changed(night / "lesson.toml", old, new)
    [fault] = check(night)
    assert fault.remedy == f"Write {remedy}."


@pytest.mark.parametrize("step", ['step = "hours"', 'stepp = "hour"', "step = \u201chour\u201d"])
def test_a_step_at_fault_is_the_one_cause(night: Path, step: str) -> None:
    # By hours these are two values; by days they would be two of one day.
    head = "measure,of_id,start,end,value,confidence,source_ids\n"
    rows = [
        f"level,first-place,1953-02-01T0{n}:00,1953-02-01T0{n}:59,{n},low,my-newspaper\n"
        for n in (1, 2)
    ]
    (night / "values.csv").write_text("".join((head, *rows)), "utf-8")
    measure = '\n[[measures]]\nid = "level"\nof = "places"\nlabel = "Level"\nunit = "m"\n'
    changed(night / "lesson.toml", "# A sheet of the handout", f"{measure}# A sheet")
    assert check(night) == []
    changed(night / "lesson.toml", 'step = "hour"', step)
    [fault] = check(night)
    assert (fault.file, fault.row) == ("lesson.toml", 13)


def test_a_step_that_is_missing_is_the_one_cause(night: Path) -> None:
    changed(night / "lesson.toml", 'step = "hour"', "")
    [fault] = check(night)
    assert (fault.column, fault.row) == ("lesson.step", 11)
    assert fault.got == "1953-01-31T03:00 in lesson.start, and no step of an hour"
    assert fault.remedy == 'Add step = "hour" to [lesson], or write 1953-01-31.'


_ZONE = 'time_zone = "local time"'


@pytest.mark.parametrize(
    ("line", "got"),
    [
        (_ZONE, "local time, which names no clock"),
        ('time_zone = "Local time"', "Local time, which names no clock"),
        ("", "no such key"),
    ],
)
def test_hours_of_a_clock_without_a_name_are_noted(night: Path, line: str, got: str) -> None:
    changed(night / "lesson.toml", _ZONE, line)
    [note] = examine(night).notices
    assert (note.file, note.column, note.got) == ("lesson.toml", "lesson.time_zone", got)
    assert '"Vienna time, UTC+1"' in note.remedy


def test_a_clock_with_a_name_is_not_noted(night: Path) -> None:
    changed(night / "lesson.toml", _ZONE, 'time_zone = "Dutch time, UTC+1"')
    assert examine(night).notices == []


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ('"1953-02-01 9:30 pm"', 'Write "1953-02-01T21:30".'),
        ('"1/2/1953 3:00"', 'Write "1953-01-02T03:00" or "1953-02-01T03:00".'),
        ('"early"', "Write year-month-day, such as 1989-11-09."),
    ],
)
def test_an_exercise_says_which_hour_to_write(night: Path, given: str, remedy: str) -> None:
    file = night / "exercises" / "01_start.toml"
    changed(file, 'look_at = "first-map"', f'look_at = "first-map"\nlook_on = {given}')
    [fault] = check(night)
    assert ("look_on" in (fault.column or ""), fault.remedy) == (True, remedy)


def test_an_hour_of_an_exercise_in_a_lesson_by_days_is_told(month: Path) -> None:
    file = month / "exercises" / "01_start.toml"
    changed(file, 'look_at = "first-map"', 'look_at = "first-map"\nlook_on = "1953-02-01T03:00"')
    [fault] = check(month)
    assert fault.remedy == 'Write 1953-02-01, or step = "hour" in lesson.toml.'


def test_an_event_stays_for_as_many_hours_as_are_said(night: Path) -> None:
    changed(night / "lesson.toml", "linger_hours = 24", "linger_hours = 6")
    changed(night / "events.csv", "E01,1953-01-31T23:00,1953-01-31T23:00", f"E01,{_LATE},{_LATE}")
    lesson = Lesson(night)
    layers = layers_of(lesson, lesson.maps["first-map"], [])
    (event,) = (one for layer in layers for one in layer.features if one.id == "events/E01")
    first = number(np.datetime64(_LATE), "hour")
    assert steps_of(event.start, event.end, "hour", alone=False) == [first, first + 5]


def test_paper_shows_what_the_screen_shows_in_an_hour() -> None:
    """At 21:00 an event of 21:02 is there; one that ended at 21:00 is over by 21:59."""
    events = Layer("events", "", "", True, "events", Style("#000000", "ring"))
    told, over, now = (
        Feature(key, Point(0, 0), events.style, start=np.datetime64(start), end=np.datetime64(end))
        for key, start, end in (
            ("told", "1953-01-31T21:02", "1953-02-01T09:02"),
            ("over", "1953-01-31T09:00", "1953-01-31T21:00"),
            ("now", "1953-01-31T21:00", "1953-01-31T21:59"),
        )
    )
    layers = [replace(events, features=(told, over, now))]
    hour = np.datetime64("1953-01-31T21:00")
    assert on_day(layers, hour, "hour")[0].features == (told, now)
    assert end_of_step(hour, "hour", "m") == np.datetime64("1953-01-31T21:59")


def test_hours_of_a_layer_beside_its_days_are_told(night: Path) -> None:
    changed(night / "lesson.toml", "linger_hours = 24", "linger_hours = 24\nlinger_days = 1")
    [fault] = check(night)
    assert fault.got == "linger_hours = 24 beside linger_days"


def test_hours_of_a_layer_in_a_lesson_by_days_are_told(month: Path) -> None:
    changed(month / "lesson.toml", "linger_days = 13", "linger_hours = 24")
    [fault] = check(month)
    assert fault.remedy == 'Write linger_days = 1, or step = "hour" in [lesson].'


def test_a_date_in_a_cell_that_shows_hours_is_noted_once_a_column(night: Path) -> None:
    changed(night / "lesson.toml", _ZONE, 'time_zone = "Dutch time, UTC+1"')
    with (night / "events.csv").open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    rows[1][head.index("date_precision")] = "range"
    (night / "events.csv").unlink()
    with Workbook(night / "events.xlsx") as made:
        sheet = made.add_worksheet()
        look = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for n, row in enumerate([head, *rows]):
            sheet.write_row(n, 0, row)
        for n, day in ((1, 1), (2, 2)):
            at = dt.datetime(1953, 2, day)
            sheet.write_datetime(n, head.index("start"), at, look)
            sheet.write_datetime(n, head.index("end"), at.replace(hour=n - 1), look)
    loaded = examine(night)
    assert loaded.faults == []
    told = [(one.row, one.column, one.got) for one in loaded.notices if "midnight" in one.expected]
    got = "1953-02-01T00:00, a date in a cell that shows hours"
    assert told == [(2, "start", f"{got}, and 1 more like it"), (2, "end", got)]
    assert "format the cell as text and write 1953-02-01." in loaded.notices[0].remedy


@pytest.mark.parametrize("day", ['"1953-02-02"', '"1953-02"', "1953-02-02", '"1953-02-02T23:00"'])
def test_the_last_day_may_be_written_as_a_whole(night: Path, day: str) -> None:
    """It goes on for an hour after the lesson has ended; it is one of its days all the same."""
    changed(night / "lesson.toml", _DAY, f"day = {day}\nextent")
    assert check(night) == []
    steps = Lesson(night).maps["first-map"].steps
    assert max(str(one.day) for one in steps) == "1953-02-02T23:00"


@pytest.mark.parametrize(
    ("day", "got", "remedy"),
    [
        ('"1953-02-03"', "1953-02-03", "Correct the day, or delete it."),
        ('"1953-03"', "1953-03", "Correct the day, or delete it."),
        ('"1953-02-03T04:00"', "1953-02-03T04:00", "Correct the day, or delete it."),
        ('"1953-01-02"', "1953-01-02", "Are day and month swapped? Then it is 1953-02-01."),
    ],
)
def test_a_day_off_the_lesson_is_told_as_it_was_typed(
    night: Path, day: str, got: str, remedy: str
) -> None:
    changed(night / "lesson.toml", _DAY, f"day = {day}\nextent")
    [fault] = check(night)
    assert fault.got == got
    assert fault.remedy == remedy
