"""A minus that is missing near a meridian, and causes that are told before what follows."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine
from lessonkit.check.whereabouts.company import turned_places
from lessonkit.check.whereabouts.vertices import turned_vertex
from lessonkit.errors import suggest
from lessonkit.tables.files import _crossing

# Made up: a town that lies just west of Greenwich, and two villages.
TOWN = [(-0.10, 51.51), (-0.09, 51.512), (-0.095, 51.515), (-0.08, 51.508), (-0.085, 51.51)]
VILLAGES = [(0.18, 51.57), (-1.2, 51.7)]


def turned(points: list[tuple[float, float]]) -> list[tuple[int, str]]:
    texts = {n: (str(lon), str(lat)) for n, (lon, lat) in enumerate(points)}
    return [(n, slip.meant) for n, slip, _ in turned_places(dict(enumerate(points)), texts)]


def test_a_place_whose_mirror_is_in_the_town_is_asked_about() -> None:
    assert turned([*TOWN, *VILLAGES]) == []
    assert turned([*TOWN, *VILLAGES, (0.0984, 51.514)]) == [(7, "-0.0984")]
    assert turned([*TOWN[:3], (0.0984, 51.514)]) == []  # too few to tell


RING = [(-0.08, 51.508), (-0.09, 51.507), (-0.1, 51.508), (-0.1, 51.514), (-0.09, 51.516)]


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_the_corner_that_lacks_its_minus_is_named(n: int) -> None:
    ring = [*RING, (-0.08, 51.514)]
    ring[n] = -ring[n][0], ring[n][1]
    shape = Polygon(ring)
    if shape.is_valid:
        found = turned_vertex(shape)
        assert found
        assert (found[0], found[1].meant) == (ring[n], str(-ring[n][0]))
    else:
        got, remedy = _crossing(shape) or ("", "")
        assert got.startswith(f"the corner [{ring[n][0]:g}, {ring[n][1]:g}]")
        assert remedy == f"Is a minus missing? With [{-ring[n][0]:g}, {ring[n][1]:g}] it does not."


def test_an_outline_that_crosses_itself_otherwise_blames_no_corner() -> None:
    assert _crossing(Polygon([(1, 1), (2, 2), (2, 1), (1, 2)])) is None
    assert turned_vertex(Polygon([*RING, (-0.08, 51.514)])) is None


def test_several_corners_without_a_minus_are_named() -> None:
    ring = [(-lon, lat) if lon == -0.1 else (lon, lat) for lon, lat in RING]
    ring[2], ring[3] = ring[3], ring[2]
    found = _crossing(Polygon(ring))
    assert found is None or "minus" in found[1]


# ---- Causes -------------------------------------------------------------------------------------


def test_a_wrong_year_is_told_at_its_row_and_not_only_where_an_exercise_fails(copy: Copy) -> None:
    for column in ("start", "end"):
        copy.cell("events.csv", 3, column, "2071-05-10")
    copy.cell("events.csv", 3, "phase", "")
    [fault] = [one for one in check(copy.folder) if "Did you mean 2017?" in one.remedy]
    assert (fault.file, fault.row, fault.column) == ("events.csv", 3, "end")


def test_a_wrong_year_of_the_start_alone_is_told_of_the_start(copy: Copy) -> None:
    copy.cell("events.csv", 3, "start", "2071-05-10")
    copy.cell("events.csv", 3, "phase", "")
    [fault] = [one for one in check(copy.folder) if one.row == 3]
    assert (fault.column, fault.got) == ("start", "2071-05-10")
    assert fault.remedy.startswith("Did you mean 2017?")


def test_a_column_of_ends_that_is_gone_is_told_once(copy: Copy) -> None:
    head, *rows = copy.rows("events.csv")
    at = head.index("end")
    copy.write_rows("events.csv", [[*row[:at], *row[at + 1 :]] for row in [head, *rows]])
    told = [one for one in check(copy.folder) if one.file == "events.csv"]
    assert [(one.row, one.column) for one in told] == [(1, "end")]
    assert "Is the column end missing?" in told[0].remedy


def test_an_uncertain_day_without_an_end_is_noted(copy: Copy) -> None:
    assert not [one for one in examine(copy.folder).notices if one.column == "end"]
    copy.cell("events.csv", 2, "end", "")
    [note] = [one for one in examine(copy.folder).notices if one.column == "end"]
    assert note.row == 2
    assert "goes on to the end of the lesson" in note.remedy


def test_digits_that_changed_places_are_the_likeliest_slip() -> None:
    ids = [f"E{n:02d}" for n in range(1, 20)]
    assert suggest("E21", ids) == "E12"
    assert suggest("birhc", ["birch", "birth"]) == "birch"
    # Words that share their ends alone are two words; a first letter may slip all the same.
    assert suggest("russia", ["austria", "sweden"]) == ""
    assert suggest("rustria", ["austria", "sweden"]) == "austria"


def test_a_clock_of_what_was_known_that_stays_empty_is_noted(copy: Copy) -> None:
    def notes() -> list[str]:
        return [str(one) for one in examine(copy.folder).notices if "Known by" in one.expected]

    assert notes() == []
    rows = copy.rows("sources.csv")
    at = rows[0].index("date")
    copy.write_rows("sources.csv", [rows[0], *([*r[:at], "2019", *r[at + 1 :]] for r in rows[1:])])
    rows = copy.rows("reports.csv")
    about = rows[0].index("event_id")
    copy.write_rows("reports.csv", [row for n, row in enumerate(rows) if not n or not row[about]])
    [note] = notes()
    assert "A diary needs a row in sources for each entry" in note


# ---- Layers that are ground, or filled ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('table = "control"', 'table = "control"\nground = true', "only zones and routes"),
        ('kinds = ["road"]', 'kinds = ["road"]\nfill = true', "only zones are filled"),
    ],
)
def test_what_cannot_be_ground_or_filled_is_a_fault(
    copy: Copy, old: str, new: str, said: str
) -> None:
    copy.replace("lesson.toml", old, new)
    assert any(said in str(one) for one in check(copy.folder))
