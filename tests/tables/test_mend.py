"""What is certainly meant is mended, and nothing else is touched."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.tables.mend import mended, mended_words
from lessonkit.tables.schema import TABLES

PLACES, CONTROL = TABLES["places"], TABLES["control"]
HEAD = "place_id,name_en,lon,lat,precision_km"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def cell(column: str, text: str, table=PLACES) -> str:
    """Mend one cell between two that are right."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["note", column], ["x", text]])
    return rows(mended(out.getvalue(), table).text)[1][1]


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [
        ("lon", "34,46", "34.46"),
        ("lon", " 34.46\u00a0", "34.46"),
        ("lon", "\u200e34.46", "34.46"),
        ("name_en", "Al\u00a0Qaim", "Al Qaim"),
        ("name_en", "\u200eAl Qaim", "Al Qaim"),
        ("name_en", "old\u00adtown", "oldtown"),
        ("name_en", "Z\u00c3\u00bcrich", "Zürich"),
        ("place_id", "old-town\u200b", "old-town"),
    ],
)
def test_what_is_meant_is_written(column, typed, meant) -> None:
    assert cell(column, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("93 500", "93500"),
        ("93\u202f500", "93500"),
        ("1'234'567", "1234567"),
        ("1\u2019234.5", "1234.5"),
        ("93,500", "93,500"),
        ("93.500", "93.500"),
        ("9 35 00", "9 35 00"),
    ],
)
def test_thousands_are_put_together_where_they_have_one_reading(typed: str, meant: str) -> None:
    assert cell("low", typed, TABLES["figures"]) == meant


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [
        ("start", "31/05/2017", "2017-05-31"),
        ("start", "31.5.2017", "2017-05-31"),
        ("start", "7 June 2017", "2017-06-07"),
        ("start", "2017/06/07", "2017-06-07"),
        ("start", "2017-06-07 20:45", "2017-06-07T20:45"),
        ("source_ids", "sana, sohr", "sana;sohr"),
        ("source_ids", "sana; sohr", "sana;sohr"),
    ],
)
def test_dates_and_lists(column, typed, meant) -> None:
    assert cell(column, typed, CONTROL) == meant


@pytest.mark.parametrize(
    ("column", "typed", "table"),
    [
        ("start", "05/06/2017", CONTROL),  # the fifth of June, or the sixth of May
        ("start", "31/05/17", CONTROL),  # of which century
        ("start", "42893", CONTROL),  # spreadsheets count days from two different ones
        ("lon", "1,234", PLACES),  # a thousand, or one and a bit
        ("lon", "about 34", PLACES),
        ("source_ids", "SANA and SOHR", CONTROL),
        ("name_en", "“CAFÉ”", PLACES),
    ],
)
def test_what_has_two_readings_stays(column, typed, table) -> None:
    assert cell(column, typed, table) == typed


def test_other_rows_tell_which_number_is_the_day() -> None:
    text = "start\n05/06/2017\n31/05/2017\n"
    assert rows(mended(text, CONTROL).text)[1:] == [["2017-06-05"], ["2017-05-31"]]


def test_arabic_keeps_its_marks() -> None:
    name = "\u200fدير الزور (سوريا)\u200f"
    assert cell("name_local", name) == name


def test_semicolons_become_commas_and_a_comma_in_a_text_is_kept() -> None:
    text = f'{HEAD.replace(",", ";")}\r\nold-town;"Old Town, east";34,46;35,1;1\r\n'
    made = mended(text, PLACES)
    assert made.text == f'{HEAD}\r\nold-town,"Old Town, east",34.46,35.1,1\r\n'
    assert [change.after for change in made.changes] == ["commas", "34.46", "35.1"]


def test_empty_rows_and_columns_go() -> None:
    text = f"{HEAD},,\nold-town,Old Town,34,35,1,,\n,,,,,,\nport,Port,33,35,1,,\n,,,,,,\n"
    made = mended(text, PLACES)
    assert made.text == f"{HEAD}\nold-town,Old Town,34,35,1\nport,Port,33,35,1\n"


def test_all_that_is_not_named_stays_as_it_was() -> None:
    text = f'{HEAD}\n"old-town","Old ""Town""",34.1,35,1\r\n\nport,Port,"33,5",35,1'
    made = mended(text, PLACES)
    assert made.text == text.replace('"33,5"', "33.5")
    assert [(one.row, one.column, one.before) for one in made.changes] == [
        (4, "lon", "33,5")
    ]  # as `check` counts


def test_a_file_whose_cells_cannot_be_told_apart_stays() -> None:
    text = f'{HEAD}\nold-town,"Old Town,34,46,35,1\n'
    assert mended(text, PLACES).text == text


TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cc"]),
        st.sampled_from('\u00a0\u200e\u200b,;"\n 0123456789/.'),
    ),
    max_size=12,
)
GRID = st.lists(st.lists(TEXTS, min_size=5, max_size=5), max_size=5)


@given(GRID, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_mending_twice_changes_nothing_more(grid, delimiter, end) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([HEAD.split(","), *grid])
    once = mended(out.getvalue(), PLACES)
    again = mended(once.text, PLACES)
    assert again.changes == []
    assert again.text == once.text


@given(GRID)
def test_right_cells_are_not_touched(grid) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD.split(","), *grid])
    made = mended(out.getvalue(), PLACES)
    changed = {(one.row, one.column) for one in made.changes}
    gone = {one.row for one in made.changes if one.column is None}
    kept = [(n, row) for n, row in enumerate(rows(out.getvalue()), 1) if row and n not in gone]
    for (n, before), after in zip(kept, [row for row in rows(made.text) if row], strict=True):
        for name, one, other in zip(HEAD.split(","), before, after, strict=True):
            assert one == other or (n, name) in changed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\u201cplace_id\u201d,name_en\nold,Old Town\n", "place_id,name_en\nold,Old Town\n"),
        ("place_id,lon\n\u201cold\u201d,\u201e34.5\u201c\n", "place_id,lon\nold,34.5\n"),
        ("place_id,note\nold,\u201cA, then B\u201d\n", 'place_id,note\nold,"A, then B"\n'),
        # What somebody said stays as it was said.
        ("place_id,note\nold,\u201cGo\u201d\n", "place_id,note\nold,\u201cGo\u201d\n"),
        # Two of three: nobody knows where the cells end.
        ("place_id,note\nold,\u201cA, B, C\n", "place_id,note\nold,\u201cA, B, C\n"),
    ],
)
def test_curly_marks_become_straight_where_they_are_no_part_of_a_text(typed, meant) -> None:
    assert mended(typed, PLACES).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("title = \u201cThe bridge\u201d\n", 'title = "The bridge"\n'),
        ("title = \u201eDie Br\u00fccke\u201c # a note\n", 'title = "Die Br\u00fccke" # a note\n'),
        ("ids = [\u201ca\u201d, \u201cb\u201d]\n", 'ids = ["a", "b"]\n'),
        ("ids = [\n  \u201ca\u201d,\n]\n", 'ids = [\n  "a",\n]\n'),
        ('title = "He said \u201cgo\u201d"\n', 'title = "He said \u201cgo\u201d"\n'),
        ('text = """\nx = \u201cgo\u201d\n"""\n', 'text = """\nx = \u201cgo\u201d\n"""\n'),
        ("# a \u201cnote\u201d\n", "# a \u201cnote\u201d\n"),
        (
            "title = \u201cHe said \u201cgo\u201d\u201d\n",
            "title = \u201cHe said \u201cgo\u201d\u201d\n",
        ),
    ],
)
def test_curly_marks_around_a_text_of_toml_become_straight(typed, meant) -> None:
    made = mended_words(typed, toml=True)
    assert made.text == meant
    assert bool(made.changes) == (typed != meant)
