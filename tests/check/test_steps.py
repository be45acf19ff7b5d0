"""Steps and sheets of a map in `lesson.toml`: what the check says of those that show nothing."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.check.visible import first_view_notes
from lessonkit.tables.settings import Settings


@pytest.mark.parametrize(
    ("old", "new", "column", "got", "hint"),
    [
        ('map = "five-weeks"\ntitle', 'map = "five-week"\ntitle', "map", "five-week", "five-weeks"),
        ('extent = "ford"\nmark', 'extent = "fort"\nmark', "extent", "fort", "ford"),
        ('mark = "E02"', 'mark = "E2"', "mark", "E2", "E02"),
        ('"towns"]\nmark', '"town"]\nmark', "visible", "town", "towns"),
        ("day = 2017-05-10", "day = 2017-06-08", "day", "2017-06-08", "Correct the day"),
    ],
)
def test_a_step_that_names_what_is_not_there_is_told(
    copy: Copy, old: str, new: str, column: str, got: str, hint: str
) -> None:
    copy.replace("lesson.toml", old, new)
    (fault,) = check(copy.folder)
    assert fault.column.startswith(f"steps.{column} of five-week")
    assert got in fault.got
    assert hint in fault.remedy


def test_a_step_to_an_event_without_a_point_is_told(copy: Copy) -> None:
    copy.replace("events.csv", "birch-ford,61.6,11.9,1,7,", ",,,,7,")
    (fault,) = check(copy.folder)
    assert fault.column == "steps.mark of five-weeks"
    assert fault.got == "E02, which has no lon and lat"


def test_a_step_to_an_event_that_a_map_of_one_day_does_not_know_yet_is_told(copy: Copy) -> None:
    """Else `check` would be silent, and the map would stop in the notebook."""
    days = "days = [2017-05-04, 2017-06-07]\n"
    text = copy.text("lesson.toml")
    before, after = text.split('id = "five-weeks"', 1)
    after = after.replace(days, "day = 2017-05-04\n", 1)
    steps = "\n".join(
        line for line in after.splitlines() if not line.startswith(("day = 2017-05-1", "known_by"))
    )
    copy.write("lesson.toml", f'{before}id = "five-weeks"{steps}\n')
    told = [one for one in check(copy.folder) if one.column == "steps.mark of five-weeks"]
    assert told
    assert all(one.expected == "an event of 2017-05-04 or before" for one in told)
    assert "E02, which begins on 2017-05-10" in {one.got for one in told}


def test_a_step_without_a_question_is_a_fault_with_its_line(copy: Copy) -> None:
    copy.replace("lesson.toml", 'question = "What is left?"\n', "")
    (fault,) = check(copy.folder)
    lines = copy.text("lesson.toml").splitlines()
    assert fault.row
    assert lines[fault.row - 1] == "[[steps]]"
    assert fault.column == "steps.question"


@pytest.mark.parametrize(("day", "told"), [("2017-05-04", True), ("2017-05-10", False)])
def test_a_map_that_opens_on_another_day_than_its_first_step_is_noted(
    copy: Copy, day: str, told: bool
) -> None:
    days = "days = [2017-05-04, 2017-06-07]\n"
    copy.replace("lesson.toml", days, f"{days}day = {day}\n")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    found = [one for one in loaded.notices if one.column == "maps.day of five-weeks"]
    assert len(found) == told
    assert all("Write day = 2017-05-10 for the map" in one.remedy for one in found)


def test_two_days_of_one_step_of_the_slider_are_the_same(copy: Copy) -> None:
    days = "days = [2017-05-04, 2017-06-07]\n"
    copy.replace("lesson.toml", days, f"{days}day = 2017-05-04\n")
    copy.replace("lesson.toml", "[lesson]\n", '[lesson]\nstep = "month"\n')
    assert [one for one in examine(copy.folder).notices if "maps.day" in (one.column or "")] == []


def test_a_sheet_has_the_day_of_its_map_or_its_own(copy: Copy) -> None:
    sheet = '[[sheets]]\nmap = "river-and-towns"'
    copy.replace("lesson.toml", sheet, '[[sheets]]\nmap = "five-weeks"')
    (fault,) = check(copy.folder)
    assert fault.column == "sheets.map of five-weeks"
    assert "Add day = to the sheet" in fault.remedy
    copy.replace("lesson.toml", 'map = "five-weeks"\nlayers', 'map = "five-weeks"\nDAY\nlayers')
    for day, told in (("2017-05-11", None), ("2017-05-03", "2017-05-04 to 2017-06-07")):
        copy.replace("lesson.toml", "\nDAY\n", f"\nday = {day}\n")
        found = check(copy.folder)
        assert [one.column for one in found] == (["sheets.day of five-weeks"] if told else [])
        assert all(told in one.expected for one in found)
        copy.replace("lesson.toml", f"\nday = {day}\nlayers", "\nDAY\nlayers")


def test_the_day_of_a_sheet_of_a_map_without_a_slider_is_one_of_the_lesson(copy: Copy) -> None:
    sheet = '[[sheets]]\nmap = "river-and-towns"\n'
    copy.replace("lesson.toml", sheet, f"{sheet}day = 1917-01-01\n")
    (fault,) = check(copy.folder)
    assert fault.column == "sheets.day of river-and-towns"


def test_a_place_to_find_beside_its_map_is_noted(copy: Copy) -> None:
    copy.replace("lesson.toml", "others = false\nknown_by = 2017-05-10", "known_by = 2017-05-10")
    assert not [one for one in examine(copy.folder).notices if "sheets" in (one.column or "")]
    held = 'id = "held-on-4-may"'
    text = copy.text("lesson.toml")
    head, _, tail = text.partition(held)
    copy.write("lesson.toml", head + held + tail.replace('extent = "valley"', 'extent = "ford"', 1))
    loaded = examine(copy.folder)
    assert loaded.faults == []
    (note,) = (one for one in loaded.notices if "sheets.find" in (one.column or ""))
    assert note.column == "sheets.find of held-on-4-may"
    assert note.got.startswith("dun-rock, outside the window ford") or "dun-rock" in note.got


def test_a_map_may_be_printed_for_two_days(copy: Copy) -> None:
    """A blank sheet of one day and one of another are a natural wish."""
    sheet = '\n[[sheets]]\nmap = "five-weeks"\nday = 2017-05-{}\nfind = ["alder"]\n'
    text = copy.text("lesson.toml")
    copy.write("lesson.toml", text + sheet.format("04") + sheet.format(31))
    assert check(copy.folder) == []
    copy.write("lesson.toml", text + sheet.format("04") + sheet.format("04"))
    (fault,) = check(copy.folder)
    assert fault.column == "sheets.map"
    assert "Give it a day or layers of its own" in str(fault)


def test_a_map_without_a_clock_cannot_set_it(copy: Copy) -> None:
    days = "days = [2017-05-04, 2017-06-07]\n"
    copy.replace("lesson.toml", days, f"{days}evidence = false\n")
    assert check(copy.folder) == []
    copy.replace("lesson.toml", days, f"{days}known_by = 2017-05-12\n")
    [fault] = check(copy.folder)
    assert fault.got == "2017-05-12, of a map with evidence = false"
    assert fault.remedy == "Delete one of the two."


@pytest.mark.parametrize(
    ("layers", "day", "told"),
    [
        ('"events", "crossings"', "2017-05-09", True),
        ('"events", "crossings"', "2017-05-10", False),
        ('"events", "towns"', "2017-05-09", False),
        ('"control"', "2017-05-09", False),
    ],
)
def test_a_step_to_a_place_of_which_nothing_is_shown_that_day_is_noted(
    copy: Copy, layers: str, day: str, told: bool
) -> None:
    step = (
        '\n[[maps]]\nid = "short"\ntitle = "The ford"\nalt = "A map of the ford."\n'
        f'extent = "valley"\nlayers = [{layers}]\ndays = [2017-05-04, 2017-06-07]\n'
        'day = 2017-05-04\n\n[[steps]]\nmap = "short"\ntitle = "Before"\ntext = "A day before."\n'
        f'question = "Who?"\nday = {day}\nmark = "birch-ford"\n'
    )
    copy.write("lesson.toml", copy.text("lesson.toml") + step)
    loaded = examine(copy.folder)
    assert loaded.faults == []
    found = [one for one in loaded.notices if one.column == "steps.mark of Before"]
    assert len(found) == told
    assert all("the kind town" in one.remedy for one in found)


def test_an_hour_is_advised_in_quotation_marks() -> None:
    """Without them it is a fault in TOML."""
    hours = [np.datetime64(f"1953-01-31T{hour:02}:00") for hour in (3, 9, 21)]
    maps = [{"id": "flood", "days": (hours[0], hours[2]), "day": hours[0]}]
    steps = [{"map": "flood", "title": "Nine", "day": hours[1]}]
    [note] = first_view_notes(Settings({"step": "hour"}, {"maps": maps, "steps": steps}))
    advice = note.remedy.removeprefix("Write ").partition(" for the map")[0]
    assert tomllib.loads(advice) == {"day": "1953-01-31T09:00"}


@pytest.mark.parametrize(
    ("day", "text", "got"),
    [
        ("2017-05-10", "The ford.", ""),
        ("2017-05-16", "The ford.", ""),  # the mark stays for six days more
        ("2017-05-17", "The ford.", "E02 on 2017-05-17, whose mark is gone after 2017-05-16"),
        ("2017-05-09", "The ford.", "E02 on 2017-05-09, whose mark comes on 2017-05-10"),
        ("2017-06-07", "The ford.", "E02 on 2017-06-07, whose mark is gone after 2017-05-16"),
        ("2017-06-07", "They came in May.", ""),  # it looks back
    ],
)
def test_a_step_whose_mark_is_not_on_the_map_on_its_day_is_noted(
    copy: Copy, day: str, text: str, got: str
) -> None:
    copy.replace("lesson.toml", "day = 2017-05-10", f"day = {day}")
    copy.replace("lesson.toml", "On 10 May guards of the north come to the ford.", text)
    loaded = examine(copy.folder)
    assert loaded.faults == []
    found = [one for one in loaded.notices if one.column == "steps.mark of The ford"]
    assert [one.got for one in found] == ([got] if got else [])
    assert all(("linger_days" in one.remedy) == ("gone" in got) for one in found)


@pytest.mark.parametrize(
    ("layers", "count"), [('"control"', 0), ('"borders", "towns"', 1), ('"towns", "events"', 0)]
)
def test_a_sheet_of_what_was_known_with_nothing_that_changes_is_noted(
    copy: Copy, layers: str, count: int
) -> None:
    copy.replace("lesson.toml", '"borders", "towns", "control"]\nfind', f"{layers}]\nfind")
    found = [one for one in examine(copy.folder).notices if "known_by of held" in str(one)]
    assert len(found) == count
    for note in found:
        assert note.got == "2017-05-10, and no layer that it could change"
