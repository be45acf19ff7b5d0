"""What `check` says of reports and of the sides of sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine

R01 = "R01,birch-ford,,,announced,north,2017-05-10,,2017-05-10,north,"
R06 = "R06,cedar-mill,,,denied,south,2017-09-20,2017-10-14,2017-09-22,south,"


def only(copy: Copy) -> str:
    [fault] = check(copy.folder)
    return str(fault)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (R01.replace("birch-ford", ""), "expected a place or an event, and not both"),
        (R01.replace("announced", "rumoured"), "one of: announced, confirmed, denied, found"),
        (R01.replace("north,2017", "nort,2017", 1), "Did you mean north?"),
        (R01.replace(",,2017-05-10,north", ",,2017-05-09,north"), "a day not before the start"),
        (
            R01.replace("birch-ford,,", "birch-ford,mill side,"),
            "birch-ford in control.csv: no part",
        ),
        (R01.replace("R01", "1"), "report_id"),
        (R01.replace("2017-05-10,north", "10/05/2017,north"), "2017-05-10"),
    ],
)
def test_each_cell_of_a_report_is_checked(copy: Copy, new: str, said: str) -> None:
    copy.replace("reports.csv", R01, new)
    text = only(copy)
    assert text.startswith("reports.csv row 2")
    assert said in text


def test_a_report_about_an_event_names_no_holder(copy: Copy) -> None:
    copy.replace("reports.csv", ",E02,announced,,", ",E02,announced,north,")
    assert "no holder where the report is about an event" in only(copy)


def test_a_side_is_one_of_the_lesson(copy: Copy) -> None:
    copy.replace("sources.csv", ",party to the conflict,north,", ",party to the conflict,nort,")
    text = only(copy)
    assert "expected an id from [[sides]] in lesson.toml" in text
    assert "Did you mean north?" in text


def test_a_lesson_may_do_without_sides_and_reports(copy: Copy) -> None:
    (copy.folder / "reports.csv").unlink()
    head, *rows = copy.rows("sources.csv")
    at = head.index("side")
    text = copy.text("lesson.toml")
    copy.write("lesson.toml", text[: text.index("[[sides]]")] + text[text.index("[[layers]]") :])
    used = ("north-2017-09", "south-2017-09")  # reports alone cite them
    kept = [row for row in rows if row[0] not in used]
    copy.write_rows("sources.csv", [head, *([*row[:at], "", *row[at + 1 :]] for row in kept)])
    assert check(copy.folder) == []
    copy.write_rows("sources.csv", [[*row[:at], *row[at + 1 :]] for row in [head, *kept]])
    assert check(copy.folder) == []


def notes(folder: Path) -> list[str]:
    return [str(one) for one in examine(folder).notices if one.file == "reports.csv"]


def test_the_last_word_should_be_that_of_the_table(copy: Copy) -> None:
    assert notes(copy.folder) == []
    copy.replace("reports.csv", R06, R06.replace(",2017-10-14", ",2017-10-10"))
    [note] = notes(copy.folder)
    assert "row 6" in note
    assert "another holder than in control.csv as the last word on cedar-mill on 2017-10-14" in note


def test_a_source_cannot_tell_of_what_was_said_after_it(copy: Copy) -> None:
    copy.replace("reports.csv", "2017-05-12,south,south-2017-06", "2017-05-12,south,north-2017-05")
    [note] = notes(copy.folder)
    assert "row 3, source_ids: got only sources from before 2017-05-12" in note


def test_nobody_confirms_a_word_of_their_own(copy: Copy) -> None:
    copy.replace("reports.csv", "R04,,,E02,announced", "R04,,,E02,confirmed")
    assert notes(copy.folder) == []
    again = "R08,birch-ford,,,confirmed,north,2017-05-10,,2017-05-11,north,gazette-2017-06,Again.\n"
    copy.write("reports.csv", copy.text("reports.csv") + again)
    [note] = notes(copy.folder)
    assert "row 9, kind: got confirmed by the voice that announced it in R01" in note
    copy.replace("reports.csv", "2017-05-11,north,", "2017-05-11,south,")
    assert notes(copy.folder) == []
    copy.replace("reports.csv", "2017-05-11,south,", "2017-05-11,north,")
    later = R01.replace(",,2017-05-10,north", ",,2017-05-12,north")
    copy.replace("reports.csv", R01 + "north-2017-05", later + "gazette-2017-06")
    assert notes(copy.folder) == [], "what was said before the announcement is no echo of it"


def test_a_source_that_speaks_for_itself_has_the_voice_of_its_side(copy: Copy) -> None:
    copy.replace("reports.csv", R01, R01.removesuffix("north,") + ",")
    copy.replace("reports.csv", "2017-06-07,,gazette-2017-06", "2017-09-20,,north-2017-09")
    [note] = notes(copy.folder)
    assert "row 4, kind: got confirmed by the voice that announced it in R01" in note


def test_a_source_that_speaks_for_itself_did_not_speak_before_its_day(copy: Copy) -> None:
    """What somebody named said, a source may tell later: its day is the latest possible one."""
    row = copy.find("reports.csv", lambda row: row["report_id"] == "R03")
    copy.cell("reports.csv", row, "said", "2017-06-01")
    [note] = notes(copy.folder)
    assert note.startswith(f"reports.csv row {row}, said_by: got nobody, and only sources from")
    assert "Write into said_by whose words it tells, or correct said." in note
    copy.cell("reports.csv", row, "said_by", "guild")
    assert notes(copy.folder) == []


WARNED = """
[[kinds]]
id = "warned"
of = "report"
label = "warned"
says = "neither"
"""
E02 = ",E02,announced,,"


def test_a_word_of_the_lesson_is_a_kind_once_it_says_what_it_means(copy: Copy) -> None:
    copy.replace("reports.csv", E02, ",E02,warned,,")
    text = only(copy)
    assert "expected one of: announced, confirmed, denied, found; or a kind of reports" in text
    assert '[[kinds]] with id = "warned", of = "report", label and says' in text
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED)
    assert check(copy.folder) == []
    assert not [note for note in examine(copy.folder).notices if "kind" in str(note)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('says = "neither"\n', "", "kinds.says: got no such key of warned"),
        ('"neither"', '"maybe"', "expected one of: so, not so, neither"),
        ('says = "neither"', 'says = "neither"\nrank = 2', "id, of, label, says"),
        ('of = "report"', 'of = "event"', "what a kind of event can have"),
    ],
)
def test_what_a_kind_of_reports_says_must_be_told(
    copy: Copy, old: str, new: str, said: str
) -> None:
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED.replace(old, new))
    assert said in only(copy)


def test_where_the_settings_cannot_be_read_no_kind_is_strange(copy: Copy) -> None:
    copy.replace("reports.csv", E02, ",E02,warned,,")
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED + "on = yes\n")
    assert "lesson.toml" in only(copy)


def test_who_warns_names_no_holder(copy: Copy) -> None:
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED)
    copy.replace("reports.csv", R01, R01.replace("announced", "warned"))
    assert "no holder: a report of the kind warned does not say that anything is so" in only(copy)


def test_a_slip_in_a_kind_is_told_with_the_word(copy: Copy) -> None:
    copy.replace("reports.csv", E02, ",E02,anounced,,")
    assert "Did you mean announced?" in only(copy)


R04 = "R04,,,E02,announced,,2017-05-10,2017-05-10,2017-05-10,north,"


@pytest.mark.parametrize(
    ("new", "is_early"),
    [
        (R04, False),
        # The guards have not yet gone where the row says that they went.
        (R04.replace("2017-05-10,2017-05-10,2017-05-10", "2017-05-08,2017-05-08,2017-05-08"), True),
        (R04.replace("announced", "found").replace("10,north", "09,north"), True),
        (R04.replace("announced", "confirmed").replace("10,north", "08,north"), True),
        # They may have said where they would go, or that they would not; or only warned.
        (R04.replace("10,north", "08,north"), False),
        (R04.replace("announced", "denied").replace("10,north", "08,north"), False),
        (
            R04.replace("announced", "warned").replace(
                "2017-05-10,2017-05-10,2017-05-10", "2017-05-08,2017-05-08,2017-05-08"
            ),
            False,
        ),
    ],
)
def test_who_says_that_a_thing_is_so_before_it_began_is_noted(
    copy: Copy, new: str, is_early: bool
) -> None:
    copy.write("lesson.toml", copy.text("lesson.toml") + WARNED)
    copy.replace("reports.csv", R04, new)
    found = [str(one) for one in examine(copy.folder).notices if "before E02 began" in str(one)]
    assert len(found) == is_early
    for note in found:
        assert note.startswith("reports.csv row 5, said: got 2017-05-0")
        assert "before E02 began (2017-05-10), expected 2017-05-10 or later" in note


def test_an_event_of_about_a_day_may_have_begun_a_day_before(copy: Copy) -> None:
    row = "R04,,,E01,confirmed,,2016-03-02,2016-03-02,2016-03-02,north,"
    copy.replace("reports.csv", R04, row)
    assert "before E01 began" not in str(examine(copy.folder).notices)
    copy.replace("reports.csv", row, row.replace("03-02", "03-01"))
    assert "before E01 began" in str(examine(copy.folder).notices)
