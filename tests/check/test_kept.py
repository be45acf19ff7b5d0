"""What was read of a file is kept by its content: the next look is fast, and says the same."""

from __future__ import annotations

import pytest
from support.lesson_copy import Copy

from lessonkit.check.kept import Kept
from lessonkit.check.read import check, load


def never() -> int:
    raise AssertionError("it is made anew")


def test_the_last_used_are_kept() -> None:
    kept = Kept[int](2)
    assert [kept.get(name, lambda n=n: n) for n, name in enumerate("ab")] == [0, 1]
    assert kept.get("a", never) == 0
    kept.get("c", lambda: 2)
    assert kept.get("a", never) == 0
    assert kept.get("b", lambda: 3) == 3, "it was used longest ago"


def test_what_cannot_be_made_is_tried_again() -> None:
    kept = Kept[int](2)
    with pytest.raises(AssertionError, match="made anew"):
        kept.get("a", never)
    assert kept.get("a", lambda: 1) == 1


def test_a_file_that_is_changed_and_changed_back_is_told_rightly_each_time(copy: Copy) -> None:
    assert check(copy.folder) == []
    events, exercises = (copy.text(file) for file in ("events.csv", "exercises/01_river.toml"))
    copy.cell("events.csv", 2, "start", "soon")
    copy.replace("exercises/01_river.toml", 'kind = "choice"', 'kind = "choise"')
    for _ in range(2):
        told = [(one.file, one.column) for one in check(copy.folder)]
        assert ("events.csv", "start") in told
        assert any(file == "exercises/01_river.toml" for file, _ in told)
    copy.write("events.csv", events)
    copy.write("exercises/01_river.toml", exercises)
    assert check(copy.folder) == []


def test_what_is_put_into_a_table_stays_in_this_one(copy: Copy) -> None:
    one, other = load(copy.folder).raws["places"], load(copy.folder).raws["places"]
    row, name = one.cells("name_en")[0]
    one.put(row, "name_en", "Elsewhere")
    one.take(one.frame.assign(country=""))
    assert one.cell(row, "name_en") == "Elsewhere"
    for left in (other, load(copy.folder).raws["places"]):
        assert left.cell(row, "name_en") == left.frame.at[row, "name_en"] == name
        assert left.cells("country")
