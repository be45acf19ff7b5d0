"""Sentences that still say the day, the name or the number of a row that has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.lesson_copy import Copy

from lessonkit.check.echoes.rows import days_in
from lessonkit.check.read import check, examine

FILE = "exercises/01_river.toml"


def notes(copy: Copy) -> list[str]:
    loaded = examine(copy.folder)
    assert loaded.faults == []
    return [str(one) for one in loaded.notices if "what a map can show" not in one.expected]


def test_the_small_lesson_has_none(copy: Copy) -> None:
    assert notes(copy) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On 18 May 2017 it rained.", [(5, 18, 2017)]),
        ("4 to 9 June", [(6, 4, None), (6, 9, None)]),
        ("7, 8 and 9 June 2017", [(6, 7, 2017), (6, 8, 2017), (6, 9, 2017)]),
        ("on 2017-06-06", [(6, 6, 2017)]),
        ("18 Maybe, June 2017, 145 May", []),
        ("the 18th of May 2017", [(5, 18, 2017)]),
        ("on the 2nd and 3rd June", [(6, 2, None), (6, 3, None)]),
        ("May 18, 2017", [(5, 18, 2017)]),
        ("on May 18th it rained", [(5, 18, None)]),
        ("the eighteenth of May 2017", [(5, 18, 2017)]),
        ("Twenty-First of June", [(6, 21, None)]),
        ("May the third", [(5, 3, None)]),
        ("in May 12 people came; the first May offensive; May 5 km", []),
    ],
)
def test_days_in_words_are_found(text: str, days: list[tuple[int, int, int | None]]) -> None:
    assert [one[:3] for one in days_in(text)] == days


def title(copy: Copy) -> None:
    copy.cell("events.csv", 3, "title", "The north takes Birch Ford on 9 May")


def map_title(copy: Copy) -> None:
    copy.replace("lesson.toml", "day = 2017-05-04", "day = 2017-05-06")


def with_days(copy: Copy) -> None:
    """Give each phase its first and last day."""
    for label, days in (
        ("Before 2017", "end = 2016-12-31"),
        ("May and June 2017", "start = 2017-05-01\nend = 2017-06-07"),
        ("After the report", "start = 2017-06-08"),
    ):
        copy.replace("lesson.toml", f'label = "{label}"\n', f'label = "{label}"\n{days}\n')


def label(copy: Copy) -> None:
    with_days(copy)
    copy.replace("lesson.toml", '"May and June 2017"', '"1 May to 30 June 2017"')


def number(copy: Copy) -> None:
    text = copy.text(FILE)
    at = text.index('id = "a-number"')
    new = text[at:].replace('"The quokka explains it."', '"The quokka walks 108 km."', 1)
    copy.write(FILE, text[:at] + new)


def number_in_words(copy: Copy) -> None:
    text = copy.text(FILE)
    at = text.index('id = "a-number"')
    new = text[at:].replace('"The quokka explains it."', '"The quokka walks nineteen km."', 1)
    far, near = ('{ distance = ["alder", "birch-ford"] }', "{ value = 25 }")
    copy.write(FILE, text[:at] + new.replace(far, near, 1))


def length(copy: Copy) -> None:
    copy.cell("events.csv", 4, "end", "2017-05-25")


def length_of_a_cited_row(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "E03 lasted twelve days.")


def ordinal(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "E03 began on the twelfth of May.")


def distance_in_words(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "Alder is twenty kilometres from Birch Ford.")


def counted(copy: Copy) -> None:
    copy.replace("lesson.toml", 'text = "', 'text = "Nineteen boats lay there. ')


def days(copy: Copy) -> None:
    text = copy.text(FILE)
    at = text.index('id = "an-order"')
    words = '"First 10 May, then 18 May, then 7 June."'
    copy.write(FILE, text[:at] + text[at:].replace('"The quokka explains it."', words, 1))


def name(copy: Copy) -> None:
    copy.cell("places.csv", 3, "name_en", "Beech Bridge")


def begins(copy: Copy) -> None:
    copy.cell("events.csv", 3, "description", "On 11 May 2017 guards of the north came.")


def weekday(copy: Copy) -> None:
    copy.cell("places.csv", 2, "note", "A market on Thursday, 10 May 2017.")


def claimed(copy: Copy) -> None:
    copy.cell("claims.csv", 3, "claim", "The north came on 12 May with two hundred guards.")


def until(copy: Copy) -> None:
    copy.cell("control.csv", 3, "note", "Until 12 May 2017 the south held it.")


def counted_itself(copy: Copy) -> None:
    copy.cell("figures.csv", 2, "what", "About 90,000 boats that were stopped")


def printed(copy: Copy) -> None:
    copy.cell("sources.csv", 5, "citation", "River Gazette, 7 June 2016")


def ends(copy: Copy) -> None:
    copy.replace(
        "lesson.toml", "days = [2017-05-04, 2017-06-07]", "days = [2017-05-05, 2017-06-07]"
    )


ECHOES = {
    "a day at the beginning": (
        begins,
        "events.csv row 3, description: got 11 May 2017, expected a day of the event, 10 May 2017",
    ),
    "a day of the week": (
        weekday,
        "places.csv row 2, note: got Thursday, 10 May 2017, expected Wed",
    ),
    "the day of a claim": (claimed, "claims.csv row 3, claim: got 12 May, expected a day of the"),
    "the end of a row": (
        until,
        "control.csv row 3, note: got 12 May 2017, expected the end of the",
    ),
    "a figure in words": (
        counted_itself,
        "figures.csv row 2, what: got 90,000 boat, expected 93,500.",
    ),
    "a citation": (printed, "sources.csv row 5, citation: got 7 June 2016, expected a day near"),
    "the ends of a map": (
        ends,
        "maps.subtitle of five-weeks: got 4 May, expected the first and the last day",
    ),
    "the title of an event": (title, "events.csv row 3, title: got 9 May, expected a day of the"),
    "the title of a map": (
        map_title,
        "maps.title of held-on-4-may: got 4 May 2017, expected a day",
    ),
    "the label of a phase": (label, "phases.label of race: got 30 June 2017, expected"),
    "a number": (number, "a-number, explanation: got 108 km, expected the answer, 122 km"),
    "a number in words": (
        number_in_words,
        "a-number, explanation: got nineteen km, expected the answer, 25 km",
    ),
    "how long an event lasted": (
        length,
        "events.csv row 4, description: got three days, expected 8 days, from 18 to 25 May 2017",
    ),
    "how long a cited event lasted": (
        length_of_a_cited_row,
        "places.csv row 2, note: got twelve days, expected 3 days, from 18 to 20 May 2017",
    ),
    "a day in words": (
        ordinal,
        "places.csv row 2, note: got twelfth of May, expected a day of E03, ",
    ),
    "a distance in words": (
        distance_in_words,
        "places.csv row 2, note: got twenty km, expected 122 km, from Alder to Birch Ford.",
    ),
    "a count in words": (counted, "got Nineteen boats, expected a number that a table has"),
    "a day in an explanation": (days, "expected 6 June 2017, on which E04 begins"),
    "a name": (name, "title: got Birch Ford, expected Beech Bridge, the name of birch-ford."),
}


@pytest.mark.parametrize(("change", "words"), ECHOES.values(), ids=ECHOES)
def test_what_no_longer_agrees_is_noted(
    copy: Copy, change: Callable[[Copy], None], words: str
) -> None:
    change(copy)
    assert any(words in one for one in notes(copy)), notes(copy)


def test_what_agrees_is_not_noted(copy: Copy) -> None:
    copy.cell("events.csv", 3, "title", "The north takes Birch Ford on 10 May")
    copy.cell("events.csv", 7, "description", "At dawn on 15 October the mills changed hands.")
    copy.cell("places.csv", 4, "note", "A market on Wednesday, 10 May 2017.")
    copy.cell("places.csv", 5, "note", "Mass on Sunday, 2 September 1666, as they counted then.")
    copy.cell("claims.csv", 3, "claim", "The north came on 10 May with two hundred guards.")
    copy.cell("control.csv", 3, "note", "Until 10 May 2017 the south held it.")
    copy.cell("figures.csv", 2, "what", "About 93,500 boats that were stopped")
    copy.cell("sources.csv", 5, "citation", "River Gazette, on the flood of 3 March 2016")
    with_days(copy)
    copy.replace("lesson.toml", '"May and June 2017"', '"1 May to 7 June 2017"')
    copy.cell("events.csv", 3, "description", "E03 lasted three days. For two days it rained.")
    copy.cell(
        "events.csv", 4, "description", "It took two or three days, from the eighteenth of May."
    )
    copy.cell("places.csv", 2, "note", "Thirty-two boats, two hundred km. Two days later: E04.")
    copy.cell("places.csv", 3, "name_en", "Ford of Birch")  # the words of its id
    assert notes(copy) == []


@pytest.mark.parametrize("also", ["In a straight line it is 122 km.", "The line has 122.3."])
def test_a_number_beside_the_answer_is_not_noted(copy: Copy, also: str) -> None:
    number(copy)
    copy.replace(FILE, "walks 108 km.", f"walks 108 km by road. {also}")
    assert notes(copy) == []


def explained(copy: Copy, text: str) -> None:
    whole = copy.text(FILE)
    at = whole.index('id = "a-number"')
    new = whole[at:].replace('"The quokka explains it."', f'"{text}"', 1)
    copy.write(FILE, whole[:at] + new)


@pytest.mark.parametrize(
    "text",
    [
        "By road it is 150 km, for the river bends.",
        "A boat makes 90 km a day.",
        "Somebody who takes another town gets 110 km.",
        "The paper says 140 km.",
        "In 1900 it was 100 km.",
        "Fen Well is 150 km away.",
        "The scale bar shows 100 km.",
        "It is more than 100 km.",
        "Less than 150 km.",
        "It is not 130 km.",
    ],
)
def test_a_number_of_something_else_is_not_noted(copy: Copy, text: str) -> None:
    explained(copy, text)
    assert notes(copy) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is 140 km.",
        "From Alder to Birch Ford it is 108 km.",
        "That makes 108 kilometres.",
        "It is more than 150 km.",
        "By road it is 170 km. The straight line has 108 km.",
    ],
)
def test_an_old_number_is_noted(copy: Copy, text: str) -> None:
    explained(copy, text)
    assert any("expected the answer, 122 km" in one for one in notes(copy)), notes(copy)


# ---- Phases have days ---------------------------------------------------------------------------


def test_an_event_outside_the_days_of_its_phase_is_a_fault(copy: Copy) -> None:
    with_days(copy)
    assert check(copy.folder) == []
    copy.cell("events.csv", 3, "phase", "after")
    [fault] = check(copy.folder)
    assert (fault.file, fault.row, fault.column, fault.got) == ("events.csv", 3, "phase", "after")
    assert fault.expected == "a phase with 2017-05-10: after is from 2017-06-08"
    assert fault.remedy == "Write race, or correct the day."


def test_a_phase_without_days_has_every_event(copy: Copy) -> None:
    copy.cell("events.csv", 3, "phase", "after")
    assert check(copy.folder) == []


def test_a_phase_that_ends_before_it_starts_is_a_fault(copy: Copy) -> None:
    with_days(copy)
    copy.replace("lesson.toml", "end = 2017-06-07\n", "end = 2017-04-07\n")
    [fault] = check(copy.folder)
    assert (fault.column, fault.remedy) == ("phases.end", "Swap the two dates.")
