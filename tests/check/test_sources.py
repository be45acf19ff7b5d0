"""Notes on sources that do not fit what they are cited for."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from support.lesson_copy import Copy

from lessonkit.check.evidence.sources import source_notes
from lessonkit.check.read import examine
from lessonkit.tables.schema import TABLES
from lessonkit.tables.tables import Raw

START = date(2001, 1, 1)


def raw(name: str, *rows: dict[str, str]) -> Raw:
    columns = TABLES[name].names
    cells = [{column: row.get(column, "") for column in columns} for row in rows]
    frame = pd.DataFrame(cells, columns=columns, index=range(2, len(rows) + 2))
    return Raw(TABLES[name], frame)


def noted(control: dict[str, str], *sources: dict[str, str]) -> list[str]:
    raws = {
        "control": raw("control", control),
        "sources": raw("sources", *sources),
        "figures": raw("figures"),
    }
    return list(map(str, source_notes(raws, START)))


def row(start: str, end: str, ids: str, note: str = "") -> dict[str, str]:
    return {"place_id": "ford", "start": start, "end": end, "source_ids": ids, "note": note}


def source(id_: str, day: str, url: str = "") -> dict[str, str]:
    return {"source_id": id_, "date": day, "url": url}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2001-05-30", "only sources of before its first day"),
        ("2001-05", "only sources of before its first day"),
        ("2001-06-01", ""),
        ("2001-06", ""),  # it may have come out on any day of the month
        ("2003-06-15", ""),
        ("2003-07-02", "only sources of years after its days"),
        ("2026", "only sources of years after its days"),
        ("", ""),
    ],
)
def test_the_only_source_of_a_row_should_be_of_its_days(day: str, said: str) -> None:
    notes = noted(row("2001-06-01", "2001-06-30", "times"), source("times", day))
    assert len(notes) == bool(said)
    assert all(said in note and "control.csv row 2, source_ids" in note for note in notes)


def test_one_source_of_the_time_is_enough() -> None:
    both = source("old", "2000"), source("times", "2001-06-02")
    assert noted(row("2001-06-01", "2001-06-30", "old;times"), *both) == []


def test_what_held_when_the_lesson_begins_was_reported_before() -> None:
    assert noted(row("2001-01-01", "2001-06-30", "old"), source("old", "2000-11")) == []


def test_a_row_that_says_why_is_left_alone() -> None:
    why = row("2001-06-01", "2001-06-30", "late", "Looked for a report of June; none found.")
    assert noted(why, source("late", "2010")) == []


def test_one_text_under_two_ids_is_noted() -> None:
    notes = noted(
        row("2001-06-01", "2001-06-30", "times"),
        source("times", "2001-06-02", "https://example.org/a"),
        source("copy", "2001-06-02", "http://example.org/a/"),
        source("other", "2001-06-02", "https://example.org/b"),
        source("none", "2001-06-02"),
        source("nor-this", "2001-06-02"),
    )
    assert len(notes) == 1
    assert notes[0].startswith("sources.csv row 3, url: got the address of times, too")


def test_a_figure_without_the_day_it_was_published_is_noted() -> None:
    raws = {
        "control": raw("control"),
        "sources": raw("sources"),
        "figures": raw("figures", {"figure_id": "F01", "date": "2001"}, {"figure_id": "F02"}),
    }
    notes = list(map(str, source_notes(raws, START)))
    assert len(notes) == 1
    assert notes[0].startswith("figures.csv row 3, date: got no day")


# ---- A source that nothing uses ------------------------------------------------------------------


def test_a_source_that_nothing_uses_yet_is_a_note(copy: Copy) -> None:
    """A lesson begins with its sources: until rows cite them, the rest can be looked at."""
    rows = copy.rows("sources.csv")
    copy.write_rows("sources.csv", [*rows, ["never-cited-1999", "A letter", *rows[-1][2:]]])
    loaded = examine(copy.folder)
    assert loaded.faults == []
    (note,) = [one for one in loaded.notices if "never-cited-1999" in one.got]
    assert (note.file, note.row, note.column) == ("sources.csv", len(rows) + 1, "source_id")
    assert note.got == "never-cited-1999, which nothing uses yet"


def test_an_actor_that_nothing_names_yet_is_a_note(copy: Copy) -> None:
    """A card may be all that there is to say of somebody."""
    rows = copy.rows("actors.csv")
    copy.write_rows("actors.csv", [*rows, ["ferry-men", "Ferry men", *rows[-1][2:]]])
    loaded = examine(copy.folder)
    assert loaded.faults == []
    (note,) = [one for one in loaded.notices if one.file == "actors.csv"]
    assert (note.row, note.got) == (len(rows) + 1, "ferry-men, which nothing names yet")
    assert note.remedy.startswith("It may stay: it has a card all the same.")
    copy.replace("lesson.toml", "[[actor_groups]]", ' [[actor_groups]]\nid = "boats"\n'
                 'label = "Boats"\nactors = ["ferry-men"]\n\n[[actor_groups]]')  # fmt: skip
    assert not [one for one in examine(copy.folder).notices if one.file == "actors.csv"]


def test_a_source_of_an_exercise_or_a_layer_is_used(copy: Copy) -> None:
    assert not [one for one in examine(copy.folder).notices if "which nothing uses" in one.got]


# ---- A source without a date, and the second clock ----------------------------------------------


def undated(copy: Copy) -> list[str]:
    found = examine(copy.folder)
    assert found.faults == []
    return [str(one) for one in found.notices if "Known by" in one.got]


def test_a_source_without_a_date_that_hides_rows_from_the_clock_is_noted(copy: Copy) -> None:
    """An agreement of long before has no date in the list, and its lines are gone with a click."""
    assert undated(copy) == []
    row = copy.find("sources.csv", lambda one: one["source_id"] == "south-2017-06")
    copy.cell("sources.csv", row, "date", "")
    copy.cell("events.csv", 4, "source_ids", "south-2017-06")
    [note] = undated(copy)
    assert note.startswith(f"sources.csv row {row}, date: got no date of south-2017-06, so that ")
    assert "timeless" in note
    copy.path("reports.csv").unlink()
    assert undated(copy) == []  # without reports there is no such clock
