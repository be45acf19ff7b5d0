"""How far the areas of the lesson are from what others counted, as the editorial notes say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from lessonkit import Lesson
from lessonkit.maps import by_method

SERIES = "A weekly series by K. Marte"
EIGHT = ("01-29", "03-19", "04-30", "05-21", "06-18", "07-30", "09-10", "11-26")
NEW_WAY = "2017-09-24"  # from this day on the series counts in another way
HOLDERS = {
    "government": "government",
    "sdf": "sdf",
    "is": "is",
    "rebels": "rebels",
    "tanf-rebels": "rebels",
    "turkey-backed": "rebels",
}


def grouped(shares: pd.Series) -> pd.Series:
    """Join all rebels, and leave out land of no one known holder: what is left makes 100."""
    joined = shares.groupby(shares.index.map(HOLDERS)).sum()
    return 100 * joined / joined.sum()


@pytest.fixture(scope="module")
def far(course: Lesson) -> pd.DataFrame:
    """One row for each share that somebody else gave: day, said_by, holder, theirs, ours."""
    rows = []
    for (day, said_by), one in course.shares.groupby(["day", "said_by"]):
        found = by_method.nearest(course, day).shares
        ours = grouped(pd.Series({share.holder: share.share for share in found}))
        theirs = one.groupby(one["holder"].map(HOLDERS))["percent"].sum()
        rows += [(day, said_by, holder, theirs[holder], ours[holder]) for holder in theirs.index]
    return pd.DataFrame(rows, columns=["day", "said_by", "holder", "theirs", "ours"])


def by_the_later_way(series: pd.DataFrame) -> pd.DataFrame:
    """Take from the Islamic State what left the series in the week of its change."""
    held = series[series["holder"] == "is"].set_index("day")["theirs"]
    gone = held["2017-09-17"] - held[NEW_WAY]
    early = series["day"] < NEW_WAY
    less = series["theirs"].where(series["holder"] != "is", series["theirs"] - gone)
    return series.assign(theirs=series["theirs"].where(~early, 100 * less / (100 - gone)))


def mean(rows: pd.DataFrame) -> float:
    return float((rows["ours"] - rows["theirs"]).abs().mean())


def on_eight_days(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["day"].isin(pd.to_datetime([f"2017-{day}" for day in EIGHT]))]


def of_others(holder: str | None) -> Callable[[pd.DataFrame], float]:
    def measure(far: pd.DataFrame) -> float:
        rows = far[far["said_by"] != SERIES]
        return mean(rows if holder is None else rows[rows["holder"] == holder])

    return measure


def of_series(far: pd.DataFrame) -> pd.DataFrame:
    return far[far["said_by"] == SERIES]


MEASURES: dict[str, Callable[[pd.DataFrame], float]] = {
    "the same on eight days": lambda far: mean(on_eight_days(of_series(far))),
    "the same on the eight days": lambda far: mean(on_eight_days(by_the_later_way(of_series(far)))),
    "to SOHR and Jusoor, the Islamic State": of_others("is"),
    "to SOHR and Jusoor, the government": of_others("government"),
    "to SOHR and Jusoor, rebels": of_others("rebels"),
    "to SOHR and Jusoor, the SDF": of_others("sdf"),
    "to SOHR and Jusoor, all holders": of_others(None),
}


def test_all_eight_days_are_in_the_table(far: pd.DataFrame) -> None:
    assert len(on_eight_days(of_series(far))) == 4 * len(EIGHT)


@pytest.mark.parametrize("row", MEASURES)
def test_the_notes_say_how_far_our_areas_are_from_other_counts(
    row: str, far: pd.DataFrame, root: Path
) -> None:
    """The last column of the table is of today: who changes rows measures again."""
    notes = (root / "docs" / "editorial.md").read_text("utf-8")
    line = re.search(rf"(?m)^\| {re.escape(row)}[^|]*\|.*\| ([\d.]+) \|$", notes)
    assert line, row
    assert float(line[1]) == pytest.approx(MEASURES[row](far), abs=0.1)
